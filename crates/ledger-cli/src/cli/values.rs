//! How the words of a command line become values.
//!
//! A clerk types `h07` and means `H07`, so codes are taken in either case.
//! What cannot be read is worded by [`super::misuse`], which finds the reason
//! in the error's source.

use std::error::Error;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ledger_core::day::{DayError, Timestamp};
use ledger_core::event::{OfferKind, Role};
use ledger_core::ids::{HouseholdNo, NameError};
use ledger_core::points::{Amount, AmountError, Points, Qty};
use ledger_core::rulebook::HolderKind;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::sheet::grid::Cell;

/// Any reason why a value cannot be read.
type Reason = Box<dyn Error + Send + Sync>;

/// A code, in either case.
pub(crate) fn upper<T>(text: &str) -> Result<T, Reason>
where
    T: FromStr,
    T::Err: Error + Send + Sync + 'static,
{
    Ok(text.to_ascii_uppercase().parse::<T>()?)
}

/// A household number, as the register's import reads it: full-width digits
/// and every kind of dash are the plain ones.
pub(crate) fn household(text: &str) -> Result<HouseholdNo, NameError> {
    let plain = crate::sheet::cell::household(&Cell::Text(text.to_owned()));
    plain.as_deref().unwrap_or(text).parse()
}

/// A time as RFC 3339, in any offset.
pub(crate) fn instant(text: &str) -> Result<Timestamp, Reason> {
    let refuse = || DayError { text: text.chars().take(80).collect(), form: "a time" };
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| refuse())?;
    Ok(Timestamp::from_unix(time.unix_timestamp()).ok_or_else(refuse)?)
}

/// Points above zero.
pub(crate) fn points(text: &str) -> Result<Points, AmountError> {
    Points::read(text)
}

/// An amount, also below zero.
pub(crate) fn amount(text: &str) -> Result<Amount, AmountError> {
    Amount::read(text)
}

/// A quantity: a number of units, or a time.
pub(crate) fn qty(text: &str) -> Result<Qty, AmountError> {
    Qty::read(text)
}

/// One of a few words, each standing for a value.
fn choice<T: Clone + Send + Sync + 'static>(
    table: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(table.iter().map(|(word, _)| *word)).try_map(move |given| {
        table
            .iter()
            .find(|(word, _)| *word == given)
            .map(|(_, value)| value.clone())
            .ok_or("not one of the words")
    })
}

/// A role.
pub(crate) fn role() -> impl TypedValueParser<Value = Role> {
    choice(&[
        ("clerk", Role::Clerk),
        ("verifier", Role::Verifier),
        ("manager", Role::Manager),
        ("auditor", Role::Auditor),
    ])
}

/// A kind of holder.
pub(crate) fn holder() -> impl TypedValueParser<Value = HolderKind> {
    choice(&[
        ("household", HolderKind::Household),
        ("person", HolderKind::Person),
        ("team", HolderKind::Team),
        ("merchant", HolderKind::Merchant),
        ("pool", HolderKind::Pool),
    ])
}

/// A kind of offer.
pub(crate) fn offer_kind() -> impl TypedValueParser<Value = OfferKind> {
    choice(&[("goods", OfferKind::Goods), ("service", OfferKind::Service)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_core::ids::{BranchCode, RuleCode};

    #[test]
    fn codes_are_taken_in_either_case() {
        assert_eq!(upper::<RuleCode>("h07").unwrap().to_string(), "H07");
        assert_eq!(upper::<BranchCode>("lc01").unwrap().to_string(), "LC01");
        assert!(upper::<BranchCode>("l").is_err());
    }

    #[test]
    fn a_household_number_is_taken_with_any_digits_and_dashes() {
        for text in ["二组-017", "二组－０１７", "二组——017", " 二组 - 017 "] {
            assert_eq!(household(text).unwrap().as_str(), "二组-017", "{text}");
        }
        assert!(household("二组/017").is_err());
    }

    #[test]
    fn a_time_is_taken_in_any_offset() {
        for text in ["2026-03-20T10:11:09+08:00", "2026-03-20T02:11:09Z"] {
            assert_eq!(instant(text).unwrap().to_string(), "2026-03-20T02:11:09Z");
        }
        assert!(instant("2026-03-20").is_err());
    }
}
