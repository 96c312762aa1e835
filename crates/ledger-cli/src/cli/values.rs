//! How the words of a command line become values.
//!
//! A clerk types `h07` and means `H07`, so codes are taken in either case; days
//! and quantities are taken in the forms that a sheet may have them in, except
//! that a day without its year is nobody's.
//! What cannot be read is worded by [`super::misuse`], which finds the reason
//! in the error's source.

use std::convert::Infallible;
use std::error::Error;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ledger_core::day::{Day, DayError, Timestamp};
use ledger_core::event::{CoverPolicy, OfferKind, Role};
use ledger_core::ids::{BranchCode, CurrencyCode, HouseholdNo, NameError, OfferCode, VoucherNo};
use ledger_core::points::{Amount, AmountError, Points, Qty, Yuan, YuanError};
use ledger_core::rulebook::{Cap, Expiry, Fault, HolderKind, Percent, RuleKind};
use ledger_core::span::{self, Span};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::commands::summary::Picture;
use crate::sheet::cell::{self, CellError};
use crate::sheet::grid::Cell;

/// A text that is no number of days.
#[derive(Debug, thiserror::Error)]
#[error("not a number of days (like 30d)")]
pub(crate) struct NotDays;

/// A correction to nothing: that strikes the claim, which has a word of its own.
#[derive(Debug, thiserror::Error)]
#[error("a correction leaves something; to strike the claim: --uphold")]
pub(crate) struct NothingLeft;

/// A text that is no number of pieces in a time.
#[derive(Debug, thiserror::Error)]
#[error("not a limit (like 2 times/month)")]
pub(crate) struct NotALimit;

/// A text that is no month.
#[derive(Debug, thiserror::Error)]
#[error("not a month (like 2026-03)")]
pub(crate) struct NotAMonth;

/// A text that is no month, quarter or year.
#[derive(Debug, thiserror::Error)]
#[error("not a month, a quarter or a year (like 2026-03, 2026-Q3, 2026)")]
pub(crate) struct NotAPeriod;

/// A text that is no number of rows to be shown.
#[derive(Debug, thiserror::Error)]
#[error("not a number from 1 to {MOST_ROWS}")]
pub(crate) struct NotRows;

/// So many rows are shown at most.
pub(crate) const MOST_ROWS: u32 = 1_000_000;

/// How many rows to show, and not none: nobody asks for a list of nothing.
pub(crate) fn rows(text: &str) -> Result<u32, NotRows> {
    let rows = text.parse::<u32>().map_err(|_| NotRows)?;
    if (1..=MOST_ROWS).contains(&rows) { Ok(rows) } else { Err(NotRows) }
}

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
    let plain = crate::sheet::cell::household(Cell::Text(text));
    plain.as_deref().unwrap_or(text).parse()
}

/// A time as RFC 3339, in any offset.
pub(crate) fn instant(text: &str) -> Result<Timestamp, Reason> {
    let refuse = || DayError { text: text.chars().take(80).collect(), form: "a time" };
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| refuse())?;
    Ok(Timestamp::from_unix(time.unix_timestamp()).ok_or_else(refuse)?)
}

/// A day, as a sheet may have it: `2026-03-05`, `2026/3/5`, `2026年3月5日`.
pub(crate) fn day(text: &str) -> Result<Day, CellError> {
    let date = cell::date(Cell::Text(text), None)?;
    Day::new(date)
        .ok_or_else(|| CellError::DateImpossible { given: text.chars().take(80).collect() })
}

/// A month, a quarter or a year: `2026-03`, `2026-Q3`, `2026`, `2026年第三季度`.
pub(crate) fn period(text: &str) -> Result<Span, NotAPeriod> {
    let plain = cell::text(Cell::Text(text)).map_err(|_| NotAPeriod)?;
    let plain: String = plain.to_uppercase().split_whitespace().collect();
    if let Ok(month) = month(&plain) {
        return Ok(month);
    }
    let quarters = [
        ["Q1", "第1季度", "第一季度"],
        ["Q2", "第2季度", "第二季度"],
        ["Q3", "第3季度", "第三季度"],
        ["Q4", "第4季度", "第四季度"],
    ];
    let quarter = (1..).zip(quarters).find_map(|(number, names)| {
        // `三季度` is said as often as `第三季度`.
        let mut names = names.into_iter().chain(names[1..].iter().map(|n| &n["第".len()..]));
        let (name, year) = names.find_map(|name| Some((name, plain.strip_suffix(name)?)))?;
        let parted = year.strip_suffix(['年', '-']);
        // Of `20261季度` nobody knows what is meant.
        let runs_on = parted.is_none() && name.starts_with(|c: char| c.is_ascii_digit());
        let year = (!runs_on).then_some(parted.unwrap_or(year))?;
        Some((span::Term::Quarter, number, year))
    });
    let (term, number, year) = quarter.unwrap_or((span::Term::Year, 1, &plain));
    let year = year.strip_suffix('年').unwrap_or(year);
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let year: i32 = year.parse().ok().filter(|_| is_year).ok_or(NotAPeriod)?;
    Span::new(term, year, number).ok_or(NotAPeriod)
}

/// A month, in the forms a day has: `2026-03`, `2026/3`, `2026年3月`.
pub(crate) fn month(text: &str) -> Result<Span, NotAMonth> {
    let text = text.trim();
    let separator = text.chars().find(|c| !c.is_numeric());
    let first = match separator {
        Some('年') if text.ends_with('月') => format!("{text}1日"),
        Some(separator) if separator != '年' => format!("{text}{separator}1"),
        _ => return Err(NotAMonth),
    };
    // Of a day that was given, 2026-03-19-1, there is none.
    let first = day(&first).map_err(|_| NotAMonth)?;
    Span::of(span::Term::Month, first).ok_or(NotAMonth)
}

/// Points above zero, as a sheet may have them: `５`, `5积分`.
pub(crate) fn points(text: &str) -> Result<Points, AmountError> {
    as_in_a_sheet(text, Points::read)
}

/// Money above zero, exact to the fen: `500`, `128.50`, `５００元`.
pub(crate) fn yuan(text: &str) -> Result<Yuan, YuanError> {
    Yuan::read(text).or_else(|error| {
        let plain = cell::quantity(Cell::Text(text.trim_end_matches('元')));
        plain.map_or(Err(error), |plain| Yuan::read(&plain))
    })
}

/// A voucher's number, with full-width letters and every kind of dash the plain ones.
pub(crate) fn voucher(text: &str) -> Result<VoucherNo, NameError> {
    let plain = cell::household(Cell::Text(text));
    plain.as_deref().unwrap_or(text).parse()
}
/// Points of a currency, as `ZS:50`.
pub(crate) fn beside(text: &str) -> Result<(CurrencyCode, Points), Reason> {
    let (code, given) = text.split_once([':', '：']).unwrap_or((text, ""));
    Ok((upper::<CurrencyCode>(code)?, points(given)?))
}

/// An offer, of another village where one stands before it: `LC02/RICE-5`.
pub(crate) fn offer_at(text: &str) -> Result<OfferAt, Reason> {
    Ok(match text.split_once(['/', '／']) {
        Some((branch, offer)) => OfferAt { branch: Some(upper(branch)?), offer: upper(offer)? },
        None => OfferAt { branch: None, offer: upper(text)? },
    })
}

/// An offer as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OfferAt {
    /// The village it is of, where that is said.
    pub(crate) branch: Option<BranchCode>,
    /// Its code.
    pub(crate) offer: OfferCode,
}

/// A number of days: `30d`, `30天`, 30.
pub(crate) fn within(text: &str) -> Result<u16, Reason> {
    let plain = cell::text(Cell::Text(text))?.to_lowercase();
    let units = ["days", "day", "d", "天", "日"];
    let digits = units.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(&plain);
    Ok(digits.trim_end().parse::<u16>().map_err(|_| NotDays)?)
}

/// An amount, also below zero.
pub(crate) fn amount(text: &str) -> Result<Amount, AmountError> {
    Amount::read(text)
}

/// How long points live: `24 months`, 半年.
pub(crate) fn expiry(text: &str) -> Result<Expiry, Fault> {
    Expiry::read(text).ok_or_else(|| Fault::Expiry(text.chars().take(80).collect()))
}

/// A share, as `50%`.
pub(crate) fn percent(text: &str) -> Result<Percent, Fault> {
    Percent::read(text).ok_or_else(|| Fault::Percent(text.chars().take(80).collect()))
}

/// How many of an offer an account may have: `2 times/month`, 每月2次.
pub(crate) fn limit(text: &str) -> Result<Cap, NotALimit> {
    match Cap::read(text, RuleKind::Earn).as_deref() {
        Ok([only]) => Ok(*only),
        _ => Err(NotALimit),
    }
}

/// A term of an offer, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Term<T> {
    /// It asks this.
    Is(T),
    /// It asks nothing any more.
    Gone,
}

impl<T> Term<T> {
    /// What is asked now: what is not said stays.
    pub(crate) fn over(said: Option<Self>, before: Option<T>) -> Option<T> {
        match said {
            Some(Self::Is(term)) => Some(term),
            Some(Self::Gone) => None,
            None => before,
        }
    }
}

/// A term, or `none` (无) where it is taken away.
pub(crate) fn or_none<T, E>(
    read: fn(&str) -> Result<T, E>,
) -> impl Fn(&str) -> Result<Term<T>, E> + Clone {
    move |text| match text.trim() {
        "none" | "NONE" | "无" => Ok(Term::Gone),
        _ => read(text).map(Term::Is),
    }
}

/// For how many days something is put by: 3, `3天`.
pub(crate) fn hold_days(text: &str) -> Result<u32, Reason> {
    within(text).map(u32::from)
}

/// An account as it is named; who it is, the bank says.
pub(crate) fn named(text: &str) -> Result<String, Infallible> {
    Ok(text.to_owned())
}

/// A quantity: a number of units, or a time; also `1次` and `90分钟`.
pub(crate) fn qty(text: &str) -> Result<Qty, AmountError> {
    as_in_a_sheet(text, Qty::read)
}

/// What is left of a quantity that was claimed.
pub(crate) fn corrected(text: &str) -> Result<Qty, Reason> {
    let left = qty(text)?;
    if left.number() > Amount::ZERO { Ok(left) } else { Err(NothingLeft.into()) }
}

/// Reads a number as it stands, or else as the cell of a sheet; where neither
/// goes, what is wrong with it as it stands is what is said.
fn as_in_a_sheet<T>(
    text: &str,
    read: fn(&str) -> Result<T, AmountError>,
) -> Result<T, AmountError> {
    read(text).or_else(|error| {
        let plain = cell::quantity(Cell::Text(text));
        plain.map_or(Err(error), |plain| read(&plain))
    })
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

/// What is done with awards beyond the cover.
pub(crate) fn cover() -> impl TypedValueParser<Value = CoverPolicy> {
    choice(&[
        ("off", CoverPolicy::Off),
        ("warn", CoverPolicy::Warn),
        ("refuse", CoverPolicy::Refuse),
    ])
}

/// A picture of a summary.
pub(crate) fn chart() -> impl TypedValueParser<Value = Picture> {
    choice(&[
        ("months", Picture::Months),
        ("categories", Picture::Categories),
        ("branches", Picture::Branches),
        ("cover", Picture::Cover),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_core::ids::RuleCode;

    #[test]
    fn codes_are_taken_in_either_case() {
        assert_eq!(upper::<RuleCode>("h07").unwrap().to_string(), "H07");
        assert_eq!(upper::<BranchCode>("lc01").unwrap().to_string(), "LC01");
        assert!(upper::<BranchCode>("l").is_err());
    }

    #[test]
    fn a_period_is_read_as_it_is_said() {
        let read = |text| period(text).map_or("-".to_owned(), |span| span.to_string());
        for (text, want) in [
            ("2026-10", "2026-10"),
            ("2026年10月", "2026-10"),
            ("2026/3", "2026-03"),
            ("2026-Q3", "2026-Q3"),
            ("2026q3", "2026-Q3"),
            ("２０２６-Ｑ３", "2026-Q3"),
            ("2026年第三季度", "2026-Q3"),
            ("2026年三季度", "2026-Q3"),
            ("2026 年 第3季度", "2026-Q3"),
            ("2026年1季度", "2026-Q1"),
            ("2026", "2026"),
            (" 2026年 ", "2026"),
            ("20261季度", "-"),
            ("2026-Q5", "-"),
            ("2026-Q0", "-"),
            ("2026-13", "-"),
            ("2026-03-19", "-"),
            ("2026-Q3-Q3", "-"),
            ("26-Q3", "-"),
            ("Q3", "-"),
            ("三季度", "-"),
            ("1899", "-"),
            ("+2026", "-"),
            ("", "-"),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
        assert!(month("2026-Q1").is_err() && month("2026").is_err());
    }

    #[test]
    fn an_offer_may_name_its_village() {
        let of = |branch: Option<&str>, offer: &str| OfferAt {
            branch: branch.map(|branch| branch.parse().unwrap()),
            offer: offer.parse().unwrap(),
        };
        assert_eq!(offer_at("rice-5").unwrap(), of(None, "RICE-5"));
        assert_eq!(offer_at("lc02/rice-5").unwrap(), of(Some("LC02"), "RICE-5"));
        for text in ["LC02/", "/RICE-5", "LC02/RICE/5"] {
            assert!(offer_at(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_household_number_is_taken_with_any_digits_and_dashes() {
        for text in ["二组-017", "二组－０１７", "二组——017", " 二组 - 017 "] {
            assert_eq!(household(text).unwrap().as_str(), "二组-017", "{text}");
        }
        assert!(household("二组/017").is_err());
    }

    #[test]
    fn a_day_is_taken_in_every_form_of_a_sheet() {
        let forms = ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "２０２６－３－５"];
        for text in forms {
            assert_eq!(day(text).unwrap().to_string(), "2026-03-05", "{text}");
        }
        assert!(matches!(day("2026-02-30"), Err(CellError::DateImpossible { .. })));
        assert!(matches!(day("3月5日"), Err(CellError::DateWithoutYear { .. })));
        assert!(matches!(day("soon"), Err(CellError::DateUnreadable { .. })));
    }

    #[test]
    fn a_month_is_taken_in_the_forms_of_a_day_and_a_day_is_none() {
        for text in ["2026-03", "2026/3", "2026.3", "2026年3月", "２０２６－３", " 2026-03 "]
        {
            assert_eq!(month(text).unwrap().to_string(), "2026-03", "{text}");
        }
        for text in ["2026-13", "2026-03-19", "2026年3月5日", "2026年", "2026", "3月", "202603", ""]
        {
            assert!(month(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_is_taken_in_every_form_of_a_sheet() {
        let forms =
            [("１", "1"), ("1次", "1"), ("90分钟", "90m"), ("1.5小时", "1.5h"), ("两次", "2")];
        for (text, plain) in forms {
            assert_eq!(qty(text).unwrap(), Qty::read(plain).unwrap(), "{text}");
        }
        assert_eq!(points("５积分").unwrap(), Points::read("5").unwrap());
        for text in ["1e30", "x", "90分"] {
            assert!(qty(text).is_err(), "{text}");
        }
        assert!(points("90分钟").is_err());
        assert!(matches!(points("０"), Err(AmountError::NotPositive(_))));
    }

    #[test]
    fn money_is_taken_to_the_fen_and_a_voucher_in_one_form_only() {
        for text in ["500", "500.00", "５００", "500元", " 500 元"] {
            assert_eq!(yuan(text).unwrap().to_string(), "500", "{text}");
        }
        for text in ["0", "-5", "0.005", "1e3", "五百"] {
            assert!(yuan(text).is_err(), "{text}");
        }
        for text in ["记-017", "记－０１７", " 记 - 017 "] {
            assert_eq!(voucher(text).unwrap().as_str(), "记-017", "{text}");
        }
    }

    #[test]
    fn a_time_is_taken_in_any_offset() {
        for text in ["2026-03-20T10:11:09+08:00", "2026-03-20T02:11:09Z"] {
            assert_eq!(instant(text).unwrap().to_string(), "2026-03-20T02:11:09Z");
        }
        assert!(instant("2026-03-20").is_err());
    }
}
