//! Who holds an account, as it is shown: masked, unless it is asked for.
//!
//! A screen stands where the queue can see it, so a person's name is `张**` and
//! their phone `****8000` until `--reveal`. A merchant, a team or a pool is no
//! person, and its name is on its door. Nothing is decrypted here.

use std::borrow::Cow;

use clap::Args;
use ledger_core::privacy;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::vault::{Details, Identity, IdentityError, masked_name, masked_phone};
use serde::Serialize;

use crate::across;
use crate::app::App;
use crate::error::CliError;
use crate::i18n::text;
use crate::sheet::cell::{self, CellError};
use crate::sheet::grid::Cell;
use crate::words;

/// A holder as shown; what is not known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Holder {
    /// The name.
    pub(crate) name: Option<String>,
    /// The phone number.
    pub(crate) phone: Option<String>,
    /// How many people the household or team has.
    pub(crate) people: Option<u32>,
    /// The year of birth; only where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) birth_year: Option<u16>,
    /// The guardian's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) guardian: Option<String>,
    /// Name and phone are masked.
    pub(crate) masked: bool,
}

/// A holder as the screen may show them.
pub(crate) fn shown(identity: Option<&Identity>, kind: HolderKind, reveal: bool) -> Holder {
    let Some(identity) = identity else { return Holder::default() };
    let is_person = matches!(kind, HolderKind::Household | HolderKind::Person);
    let name = identity.name().map(|name| match is_person && !reveal {
        true => masked_name(name),
        false => name.to_owned(),
    });
    let phone = identity.phone().map(|phone| match reveal {
        true => phone.to_owned(),
        false => masked_phone(phone),
    });
    let guardian = identity.guardian().map(|name| match reveal {
        true => name.to_owned(),
        false => masked_name(name),
    });
    let birth_year = identity.birth_year().filter(|_| reveal);
    Holder { name, phone, people: identity.people(), birth_year, guardian, masked: !reveal }
}

/// What a person typed, as the register's import would read it.
pub(crate) fn folded(app: &App, field: &'static str, typed: &str) -> Result<String, CliError> {
    // In a cell they are from a broken line; nobody types them but by mistake.
    let control = typed.trim().chars().enumerate().find(|(_, c)| c.is_control());
    if let Some((at, c)) = control {
        let facts = [
            ("field", text(words::field(&app.messages, field))),
            ("at", text(at + 1)),
            ("code", text(format!("U+{:04X}", u32::from(c)))),
        ];
        let message = app.msg("typed-control", &facts);
        return Err(CliError::refused("text-control", message)
            .hint(app.msg("refusal-text-control.hint", &[])));
    }
    cell::text(Cell::Text(typed)).map(Cow::into_owned).map_err(|error| match error {
        CellError::ControlCharacter { .. } => across::refused(app, &Refusal::TextControl { field }),
        other => CliError::internal(other.code(), other.to_string()),
    })
}

// What a clerk types of a holder. (A doc comment would replace the help of the command.)
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Typed {
    /// The holder's name
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The holder's phone number
    #[arg(long)]
    pub(crate) phone: Option<String>,
    /// The holder's ID number; it gives the year of birth too
    #[arg(long, value_name = "NUMBER")]
    pub(crate) id_number: Option<String>,
    /// The year the holder was born in: who is under 14 stands on no public list
    #[arg(long, value_name = "YEAR")]
    pub(crate) birth_year: Option<u16>,
    /// The name of the guardian of somebody under age
    #[arg(long, value_name = "NAME")]
    pub(crate) guardian: Option<String>,
}

/// A holder as typed, with what was known besides.
pub(crate) fn identity(
    app: &App,
    typed: &Typed,
    known: Option<&Identity>,
) -> Result<Identity, CliError> {
    let read = |field, typed: &Option<String>, known: Option<&str>| match typed.as_deref() {
        None => Ok(known.map(str::to_owned)),
        Some(typed) => {
            let typed = folded(app, field, typed)?;
            // A slip would take away what is known; that is what `privacy erase` is for.
            if typed.is_empty() {
                return Err(across::refused(app, &Refusal::TextMissing { field }));
            }
            Ok(Some(typed))
        }
    };
    let details = Details {
        name: read("name", &typed.name, known.and_then(Identity::name))?,
        phone: read("phone number", &typed.phone, known.and_then(Identity::phone))?,
        id_number: read("ID number", &typed.id_number, known.and_then(Identity::id_number))?,
        people: known.and_then(Identity::people),
        birth_year: typed.birth_year.or_else(|| known.and_then(Identity::given_birth_year)),
        guardian: read("guardian", &typed.guardian, known.and_then(Identity::guardian))?,
    };
    let identity = Identity::new(details).map_err(|error| match error {
        IdentityError::TooLong { field, max, length } => {
            across::refused(app, &Refusal::TextTooLong { field: field.word(), length, limit: max })
        }
        IdentityError::Control { field } => {
            across::refused(app, &Refusal::TextControl { field: field.word() })
        }
        IdentityError::BirthYear { year } => {
            let facts = [("year", text(year))];
            CliError::refused("birth-year", app.msg("row-holder-birth-year", &facts))
                .hint(app.msg("row-holder-birth-year.hint", &[]))
        }
    })?;
    // What was kept before is not what was typed now.
    if let Some(phone) = identity.phone().filter(|_| typed.phone.is_some()) {
        check_number(app, "phone number", phone)?;
    }
    if let Some(number) = identity.id_number().filter(|_| typed.id_number.is_some()) {
        check_number(app, "ID number", number)?;
    }
    Ok(identity)
}

/// Refuses what can be no phone number, and what is all digits and no ID number. Papers of
/// other countries have letters.
fn check_number(app: &App, field: &'static str, typed: &str) -> Result<(), CliError> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let fits = match field {
        "phone number" => {
            (7..=15).contains(&digits)
                && typed.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
        }
        "ID number" => {
            privacy::find(typed) == Some(privacy::PrivateNumber::IdCard)
                || typed.trim_end_matches(['x', 'X']).contains(|c: char| !c.is_ascii_digit())
        }
        _ => true,
    };
    if fits {
        return Ok(());
    }
    let facts = [("field", text(words::field(&app.messages, field)))];
    Err(CliError::refused("number-unfit", app.msg("number-unfit", &facts))
        .hint(app.msg("number-unfit.hint", &[])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_name_is_masked_until_it_is_asked_for_and_a_shops_never() {
        let identity = |name: &str| {
            Identity::new(Details {
                name: Some(name.into()),
                phone: Some("13800138000".into()),
                people: Some(4),
                birth_year: Some(2015),
                guardian: Some("张建国".into()),
                ..Details::default()
            })
            .unwrap()
        };
        let person = identity("张桂兰");
        let masked = shown(Some(&person), HolderKind::Household, false);
        assert_eq!(masked.name.as_deref(), Some("张**"));
        assert_eq!(masked.phone.as_deref(), Some("****8000"));
        assert_eq!((masked.guardian.as_deref(), masked.birth_year), (Some("张**"), None));
        assert!(masked.masked);
        let revealed = shown(Some(&person), HolderKind::Person, true);
        assert_eq!(revealed.name.as_deref(), Some("张桂兰"));
        assert_eq!(revealed.phone.as_deref(), Some("13800138000"));
        assert_eq!(
            (revealed.guardian.as_deref(), revealed.birth_year),
            (Some("张建国"), Some(2015))
        );
        let shop = shown(Some(&identity("清溪超市")), HolderKind::Merchant, false);
        assert_eq!(shop.name.as_deref(), Some("清溪超市"));
        assert_eq!(shop.phone.as_deref(), Some("****8000"));
        assert_eq!(shown(None, HolderKind::Person, true), Holder::default());
    }
}
