//! Who holds an account, as it is shown: masked, unless it is asked for.
//!
//! A screen stands where the queue can see it, so a person's name is `张**` and
//! their phone `****8000` until `--reveal`. A merchant, a team or a pool is no
//! person, and its name is on its door. Nothing is decrypted here.

use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::vault::{Identity, IdentityError, masked_name, masked_phone};
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
    Holder { name, phone, people: identity.people(), masked: !reveal }
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
    cell::text(&Cell::Text(typed.to_owned())).map_err(|error| match error {
        CellError::ControlCharacter { .. } => across::refused(app, &Refusal::TextControl { field }),
        other => CliError::internal(other.code(), other.to_string()),
    })
}

/// Name and phone as typed, with what was known besides them.
pub(crate) fn identity(
    app: &App,
    name: Option<&str>,
    phone: Option<&str>,
    known: Option<&Identity>,
) -> Result<Identity, CliError> {
    let read =
        |field, typed: Option<&str>| typed.map(|typed| folded(app, field, typed)).transpose();
    let known_text = |known: Option<&str>| known.map(str::to_owned);
    let name = read("name", name)?.or_else(|| known_text(known.and_then(Identity::name)));
    let phone =
        read("phone number", phone)?.or_else(|| known_text(known.and_then(Identity::phone)));
    let id_number = known_text(known.and_then(Identity::id_number));
    let people = known.and_then(Identity::people);
    Identity::new(name, phone, id_number, people).map_err(|error| {
        let refusal = match error {
            IdentityError::TooLong { field, max, length } => {
                Refusal::TextTooLong { field: field.word(), length, limit: max }
            }
            IdentityError::Control { field } => Refusal::TextControl { field: field.word() },
        };
        across::refused(app, &refusal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_name_is_masked_until_it_is_asked_for_and_a_shops_never() {
        let identity = |name: &str| {
            Identity::new(Some(name.into()), Some("13800138000".into()), None, Some(4)).unwrap()
        };
        let person = identity("张桂兰");
        let masked = shown(Some(&person), HolderKind::Household, false);
        assert_eq!(masked.name.as_deref(), Some("张**"));
        assert_eq!(masked.phone.as_deref(), Some("****8000"));
        assert!(masked.masked);
        let revealed = shown(Some(&person), HolderKind::Person, true);
        assert_eq!(revealed.name.as_deref(), Some("张桂兰"));
        assert_eq!(revealed.phone.as_deref(), Some("13800138000"));
        let shop = shown(Some(&identity("清溪超市")), HolderKind::Merchant, false);
        assert_eq!(shop.name.as_deref(), Some("清溪超市"));
        assert_eq!(shop.phone.as_deref(), Some("****8000"));
        assert_eq!(shown(None, HolderKind::Person, true), Holder::default());
    }
}
