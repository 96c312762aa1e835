//! One cell at a time: what a clerk typed, into what the ledger reads.
//!
//! Every parser is pure and either gives the one thing the cell can mean or
//! says why not, as a [`CellError`] of facts. Nothing is rounded and nothing is
//! guessed: `1:30` as text may be a time of day or a length, `3/5` two
//! different days, `30分` minutes or points, and a number of 18 digits has lost
//! its last three before we see it. All are refused.
//!
//! Blank cells: [`text`], [`raw_text`], [`code`] and [`household`] give an
//! empty string, since many columns may be left empty; [`date`] and
//! [`quantity`] refuse with [`CellError::Empty`].
//!
//! What is deliberately absent: knowing which codes, households or units
//! exist, whether a quantity may be negative, whether a day has come. The
//! ledger decides those.

use std::borrow::Cow;

use thiserror::Error;
use time::{Date, Month};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};

use super::grid::{Cell, is_invisible};

/// The most decimals a quantity may have.
const QUANTITY_DECIMALS: usize = 4;
/// The most digits a quantity may have before the point.
const QUANTITY_DIGITS: u32 = 9;
/// How far a float may be from what was typed: Excel's sums are off by less.
const NOISE: f64 = 1e-9;
/// Excel keeps this many significant digits of a number.
const EXCEL_DIGITS: f64 = 1e15;
/// How much of a cell an error carries, in characters.
const GIVEN_CHARS: usize = 60;
/// 2000-01-01 as Excel counts days.
const SERIAL_2000_01_01: i32 = 36_526;
/// 2099-12-31 as Excel counts days.
const SERIAL_2099_12_31: i32 = 73_050;
/// The Julian day of Excel's day 0.
const JULIAN_DAY_OF_SERIAL_0: i32 = 2_415_019;

/// Why a cell could not be read. `given` is what stands in it, cut to 60
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum CellError {
    /// Nothing in it, where something is needed.
    #[error("the cell is empty")]
    Empty,
    /// A formula whose value was not saved.
    #[error("the formula's value was not saved")]
    FormulaWithoutValue,
    /// An error such as `#N/A` in place of a value.
    #[error("the cell holds the error `{given}`")]
    ErrorValue {
        /// The error as Excel shows it.
        given: String,
    },
    /// A control character, or one that turns the direction of writing.
    #[error("`{given}` has the control character {character}")]
    ControlCharacter {
        /// What stands in the cell, with the character escaped.
        given: String,
        /// The character, as `U+0007`.
        character: String,
    },
    /// A number of more than 15 digits: Excel has replaced the others by zeros.
    #[error("`{given}` was stored as a number and has lost its last digits")]
    DigitsLost {
        /// The number as it is stored.
        given: String,
    },
    /// A date or time where text is expected: Excel turns `3-5` into one.
    #[error("`{given}` is a date or time, not text")]
    NotText {
        /// The date or time.
        given: String,
    },
    /// Not a date in any of the forms that are read.
    #[error("`{given}` is not a date that can be read")]
    DateUnreadable {
        /// What stands in the cell.
        given: String,
    },
    /// The form of a date, but no such day.
    #[error("there is no day `{given}`")]
    DateImpossible {
        /// What stands in the cell.
        given: String,
    },
    /// A year of two digits.
    #[error("the year of `{given}` needs four digits")]
    DateShortYear {
        /// What stands in the cell.
        given: String,
    },
    /// A month and a day, and no year to take.
    #[error("`{given}` has no year")]
    DateWithoutYear {
        /// What stands in the cell.
        given: String,
    },
    /// Not a number, a count or a length of time.
    #[error("`{given}` is not a quantity that can be read")]
    QuantityUnreadable {
        /// What stands in the cell.
        given: String,
    },
    /// More than four decimals.
    #[error("`{given}` has more than four decimals")]
    QuantityTooPrecise {
        /// What stands in the cell.
        given: String,
    },
    /// Not a finite number, or one of more than nine digits.
    #[error("`{given}` is not a quantity anyone can mean")]
    QuantityAbsurd {
        /// What stands in the cell.
        given: String,
    },
}

impl CellError {
    /// The stable code of this refusal, for the message catalogue and scripts.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Empty => "cell-empty",
            Self::FormulaWithoutValue => "cell-formula-without-value",
            Self::ErrorValue { .. } => "cell-error-value",
            Self::ControlCharacter { .. } => "cell-control-character",
            Self::DigitsLost { .. } => "cell-digits-lost",
            Self::NotText { .. } => "cell-not-text",
            Self::DateUnreadable { .. } => "date-unreadable",
            Self::DateImpossible { .. } => "date-impossible",
            Self::DateShortYear { .. } => "date-short-year",
            Self::DateWithoutYear { .. } => "date-without-year",
            Self::QuantityUnreadable { .. } => "quantity-unreadable",
            Self::QuantityTooPrecise { .. } => "quantity-too-precise",
            Self::QuantityAbsurd { .. } => "quantity-absurd",
        }
    }

    /// What stands in the cell, where the error carries it.
    pub(crate) fn given(&self) -> Option<&str> {
        match self {
            Self::Empty | Self::FormulaWithoutValue => None,
            Self::ErrorValue { given }
            | Self::ControlCharacter { given, .. }
            | Self::DigitsLost { given }
            | Self::NotText { given }
            | Self::DateUnreadable { given }
            | Self::DateImpossible { given }
            | Self::DateShortYear { given }
            | Self::DateWithoutYear { given }
            | Self::QuantityUnreadable { given }
            | Self::QuantityTooPrecise { given }
            | Self::QuantityAbsurd { given } => Some(given),
        }
    }

    /// The fields by name, as the message catalogue takes them.
    pub(crate) fn args(&self) -> Vec<(&'static str, &str)> {
        let mut args: Vec<_> = self.given().map(|given| ("given", given)).into_iter().collect();
        if let Self::ControlCharacter { character, .. } = self {
            args.push(("character", character));
        }
        args
    }
}

/// Characters without width taken out, NFKC, every dash a `-`.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    // Most texts are already as they come out: then there is nothing to make.
    let is_changed = |c: char| is_invisible(c) || is_dash(c);
    if is_common(text)
        || !text.contains(is_changed) && is_nfkc_quick(text.chars()) == IsNormalized::Yes
    {
        return text.into();
    }
    let visible = text.chars().filter(|c| !is_invisible(*c));
    visible.nfkc().map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// Whether there is nothing but ASCII and Chinese characters in it. Those stay what they
/// are in every form of a text: not composed, without case, no white space.
fn is_common(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii() || is_chinese(c))
}

/// The same, and nothing that cannot be seen: such a text is a word, a name and a remark
/// as it stands.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_graphic() || is_chinese(c))
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Without any white space; what then stands beside each other is composed.
pub(super) fn despace(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_plain(&text)
        || !text.contains(char::is_whitespace)
            && (is_common(&text) || is_nfc_quick(text.chars()) == IsNormalized::Yes)
    {
        return text;
    }
    text.chars().filter(|c| !c.is_whitespace()).nfc().collect()
}

/// With white space inside as one space, and none around.
pub(crate) fn spaced(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_plain(&text) {
        return text;
    }
    let mut before = true;
    // It is so already, unless white space begins or ends it, follows another, or is no space.
    let is_so = text.chars().all(|c| {
        let space = c.is_whitespace();
        let fits = !space || c == ' ' && !before;
        before = space;
        fits
    });
    if is_so && (!before || text.is_empty()) {
        return text;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

fn is_dash(c: char) -> bool {
    // Hyphens and dashes, the minus sign, and their small and full-width forms.
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

fn cut(text: &str) -> String {
    text.trim().chars().take(GIVEN_CHARS).collect()
}

/// What stands in a cell, for an error.
fn given(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty | Cell::FormulaWithoutValue => String::new(),
        Cell::Text(text) | Cell::Error(text) => cut(text),
        Cell::Number(number) => cut(&number_as_text(number)),
        Cell::DateTime(moment) if moment.time() == time::Time::MIDNIGHT => {
            moment.date().to_string()
        }
        Cell::DateTime(moment) => {
            let time = moment.time();
            format!("{} {:02}:{:02}", moment.date(), time.hour(), time.minute())
        }
        Cell::Minutes(minutes) => {
            let sign = if minutes < 0 { "-" } else { "" };
            let minutes = minutes.unsigned_abs();
            format!("{sign}{}:{:02}", minutes / 60, minutes % 60)
        }
        Cell::Bool(value) => value.to_string().to_uppercase(),
    }
}

/// A number as Excel shows it in a wide cell: 15 significant digits.
fn number_as_text(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // Never `-0`, and never an exponent where the digits fit.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    if rounded.abs() >= 1e21 || (rounded != 0.0 && rounded.abs() < 1e-9) {
        format!("{rounded:e}")
    } else {
        format!("{rounded}")
    }
}

/// The refusals every parser shares.
fn check_value(cell: Cell<'_>) -> Result<(), CellError> {
    match cell {
        Cell::Error(_) => Err(CellError::ErrorValue { given: given(cell) }),
        Cell::FormulaWithoutValue => Err(CellError::FormulaWithoutValue),
        _ => Ok(()),
    }
}

fn check_characters(text: &str) -> Result<(), CellError> {
    // The marks that turn the direction of writing can make one text look
    // like another.
    let is_refused = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    match text.chars().find(|c| is_refused(*c)) {
        None => Ok(()),
        Some(character) => Err(CellError::ControlCharacter {
            given: cut(&text
                .chars()
                .map(|c| if is_refused(c) { '\u{FFFD}' } else { c })
                .collect::<String>()),
            character: format!("U+{:04X}", u32::from(character)),
        }),
    }
}

/// A word or a name: NFKC (so full-width digits and letters become plain
/// ones), every dash a `-`, trimmed, white space inside collapsed to one space.
///
/// A number without decimals is its digits; one of more than 15 digits is
/// refused, as an ID number stored as a number has lost its last ones. A date
/// is refused too: Excel makes one of a household `3-5`.
pub(crate) fn text<'a>(cell: Cell<'a>) -> Result<Cow<'a, str>, CellError> {
    check_value(cell)?;
    match cell {
        Cell::Text(text) if is_plain(text) => Ok(text.into()),
        Cell::Text(text) => {
            let text = fold(text);
            check_characters(&text)?;
            Ok(spaced(text))
        }
        Cell::Number(number) if !number.is_finite() || number.abs() >= EXCEL_DIGITS => {
            Err(CellError::DigitsLost { given: given(cell) })
        }
        Cell::DateTime(_) | Cell::Minutes(_) => Err(CellError::NotText { given: given(cell) }),
        _ => Ok(given(cell).into()),
    }
}

/// A remark as it was written: trimmed and nothing else, so that full-width
/// Chinese punctuation stays. A date is written out (`2026-03-05`).
pub(crate) fn raw_text<'a>(cell: Cell<'a>) -> Result<Cow<'a, str>, CellError> {
    match cell {
        Cell::Text(text) if is_plain(text) => Ok(text.into()),
        Cell::Text(text) => {
            check_characters(text)?;
            Ok(text.trim().into())
        }
        Cell::DateTime(_) | Cell::Minutes(_) => Ok(given(cell).into()),
        _ => text(cell),
    }
}

/// A code such as `H05`: [`text`] in capitals without spaces.
pub(crate) fn code<'a>(cell: Cell<'a>) -> Result<Cow<'a, str>, CellError> {
    let text = despace(text(cell)?);
    let is_so = is_common(&text) && !text.bytes().any(|byte| byte.is_ascii_lowercase());
    Ok(if is_so { text } else { text.to_uppercase().into() })
}

/// A household number such as `二组-017`: [`text`] without spaces, every kind
/// and run of dashes one `-`.
pub(crate) fn household<'a>(cell: Cell<'a>) -> Result<Cow<'a, str>, CellError> {
    // A box-drawing line and the Japanese long mark are typed for a dash too.
    let is_line = |c: char| matches!(c, '\u{2500}' | '\u{30FC}');
    let text = despace(text(cell)?);
    if !text.contains(is_line) && !text.contains("--") {
        return Ok(text);
    }
    let mut number = String::new();
    for c in text.chars() {
        let c = if is_line(c) { '-' } else { c };
        if c != '-' || !number.ends_with('-') {
            number.push(c);
        }
    }
    Ok(number.into())
}

/// A day.
///
/// Reads dates of Excel; numbers that are a day of 2000 to 2099 as Excel
/// counts days, or `20260305`; and the texts `2026年3月5日`, `2026年03月05号`,
/// `2026/3/5`, `2026-3-5`, `2026.3.5`, `20260305`, each with or without a time
/// of day, which is dropped. `3月5日` needs `default_year`.
pub(crate) fn date(cell: Cell<'_>, default_year: Option<i32>) -> Result<Date, CellError> {
    check_value(cell)?;
    match cell {
        Cell::DateTime(moment) => Ok(moment.date()),
        Cell::Number(number) => date_of_number(number)
            .ok_or_else(|| CellError::DateUnreadable { given: given(cell) })?
            .ok_or_else(|| CellError::DateImpossible { given: given(cell) }),
        Cell::Text(text) if !cell.is_blank() => date_of_text(text, default_year),
        Cell::Empty | Cell::Text(_) => Err(CellError::Empty),
        _ => Err(CellError::DateUnreadable { given: given(cell) }),
    }
}

/// Nothing if the number is no date; nothing inside if there is no such day.
fn date_of_number(number: f64) -> Option<Option<Date>> {
    if number.fract() != 0.0 || !(0.0..1e9).contains(&number) {
        return None;
    }
    let number = number as i32;
    match number {
        SERIAL_2000_01_01..=SERIAL_2099_12_31 => {
            Some(Date::from_julian_day(number + JULIAN_DAY_OF_SERIAL_0).ok())
        }
        20_000_000..=20_999_999 => {
            let [month, day] = [number / 100 % 100, number % 100].map(|n| n as u8);
            Some(day_of(number / 10_000, month, day))
        }
        _ => None,
    }
}

fn day_of(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

fn date_of_text(given: &str, default_year: Option<i32>) -> Result<Date, CellError> {
    let folded = fold(given);
    let folded = match folded.contains(['。', '、']) {
        true => folded.replace(['。', '、'], ".").into(),
        false => folded,
    };
    let given = || cut(given);
    let unreadable = || CellError::DateUnreadable { given: given() };
    let impossible = || CellError::DateImpossible { given: given() };
    let text = folded.trim();
    let (first, rest) = leading_digits(text);
    let (year, month, day, rest) = if first.len() == 8 {
        (&first[..4], &first[4..6], &first[6..], rest)
    } else {
        let (separator, rest) = leading_char(rest).ok_or_else(unreadable)?;
        let (second, rest) = leading_digits(rest.trim_start());
        match separator {
            '年' => {
                let rest = after(rest, &["月"]).ok_or_else(unreadable)?;
                let (day, rest) = leading_digits(rest.trim_start());
                let rest = after(rest, &["日", "号"]).unwrap_or(rest);
                (first, second, day, rest)
            }
            '月' => {
                let rest = after(rest, &["日", "号"]).unwrap_or(rest);
                ("", first, second, rest)
            }
            '-' | '/' | '.' => {
                let (again, rest) = leading_char(rest).ok_or_else(unreadable)?;
                if again != separator {
                    return Err(unreadable());
                }
                let (third, rest) = leading_digits(rest.trim_start());
                (first, second, third, rest)
            }
            _ => return Err(unreadable()),
        }
    };
    if !is_time_of_day(rest) {
        return Err(unreadable());
    }
    if !(1..=2).contains(&month.len()) || !(1..=2).contains(&day.len()) {
        return Err(unreadable());
    }
    let year = match year.len() {
        4 => year.parse().map_err(|_| unreadable())?,
        2 => return Err(CellError::DateShortYear { given: given() }),
        0 if text.contains('月') => match default_year {
            Some(year) => year,
            None => return Err(CellError::DateWithoutYear { given: given() }),
        },
        _ => return Err(unreadable()),
    };
    let month = month.parse().map_err(|_| unreadable())?;
    let day = day.parse().map_err(|_| unreadable())?;
    day_of(year, month, day).ok_or_else(impossible)
}

fn leading_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// The first character after white space, and what follows it.
fn leading_char(text: &str) -> Option<(char, &str)> {
    let mut chars = text.trim_start().chars();
    let first = chars.next()?;
    Some((first, chars.as_str()))
}

/// What follows one of these words after white space, if one is there.
fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let text = text.trim_start();
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// Whether what follows a date is nothing or a time of day, such as
/// ` 09:30`, `T09:30:00.000Z` or ` 上午9时30分`.
fn is_time_of_day(text: &str) -> bool {
    let rest = text.trim_start();
    if rest.is_empty() {
        return true;
    }
    let spaced = rest.len() < text.len();
    let t = rest.strip_prefix(['T', 't']);
    let named = after(rest, &["上午", "下午", "AM", "PM"]);
    if !spaced && t.is_none() && named.is_none() {
        return false;
    }
    let rest = t.or(named).unwrap_or(rest);
    let (hour, rest) = leading_digits(rest.trim_start());
    let rest = match after(rest, &[":", "时", "点"]) {
        Some(rest) => rest,
        None => return false,
    };
    let allowed = |c: char| {
        c.is_ascii_digit() || c.is_whitespace() || ":.分秒ZAPM".contains(c.to_ascii_uppercase())
    };
    (1..=2).contains(&hour.len()) && rest.chars().all(allowed)
}

/// A quantity, in the forms the ledger reads: `2`, `1.5`, `1.5h`, `90m`, `1h30m`.
///
/// Reads numbers; lengths of time of Excel (in minutes); and texts: numbers with
/// or without a word of counting (`2次`, `3人次`, `1,200`), Chinese numerals up to
/// ninety-nine (`两次`, `十二件`), hours and minutes (`1.5小时`, `90分钟`,
/// `1小时30分`, `1个半小时`, `半小时`). A minus stays (`-2`): the ledger judges it.
pub(crate) fn quantity<'a>(cell: Cell<'a>) -> Result<Cow<'a, str>, CellError> {
    check_value(cell)?;
    match cell {
        // What nearly all of them are comes out as it stands there.
        Cell::Text(text @ ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9")) => Ok(text.into()),
        Cell::Number(number) => quantity_of_number(number, cell).map(Cow::Owned),
        Cell::Minutes(minutes) if minutes.unsigned_abs() >= 10_u64.pow(QUANTITY_DIGITS) => {
            Err(CellError::QuantityAbsurd { given: given(cell) })
        }
        Cell::Minutes(minutes) => Ok(format!("{minutes}m").into()),
        Cell::Text(text) if !cell.is_blank() => quantity_of_text(text).map(Cow::Owned),
        Cell::Empty | Cell::Text(_) => Err(CellError::Empty),
        _ => Err(CellError::QuantityUnreadable { given: given(cell) }),
    }
}

fn quantity_of_number(number: f64, cell: Cell<'_>) -> Result<String, CellError> {
    if !number.is_finite() || number.abs() >= 10_f64.powi(QUANTITY_DIGITS as i32) {
        return Err(CellError::QuantityAbsurd { given: given(cell) });
    }
    let scaled = (number * 1e4).round();
    if (number - scaled / 1e4).abs() > NOISE {
        return Err(CellError::QuantityTooPrecise { given: cut(&format!("{number}")) });
    }
    // Below 1e13, so exact in both types.
    let scaled = scaled as i64;
    let sign = if scaled < 0 { "-" } else { "" };
    let scaled = scaled.unsigned_abs();
    let decimals = format!("{:04}", scaled % 10_000);
    Ok(match decimals.trim_end_matches('0') {
        "" => format!("{sign}{}", scaled / 10_000),
        decimals => format!("{sign}{}.{decimals}", scaled / 10_000),
    })
}

/// Why a number inside a text is none.
enum Bad {
    Unreadable,
    TooPrecise,
    Absurd,
}

fn quantity_of_text(text: &str) -> Result<String, CellError> {
    let folded = despace(fold(text)).to_lowercase();
    let given = || cut(text);
    let (minus, body) = match folded.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, folded.strip_prefix('+').unwrap_or(&folded)),
    };
    match unsigned_quantity(body) {
        Ok(quantity) if minus && quantity != "0" => Ok(format!("-{quantity}")),
        Ok(quantity) => Ok(quantity),
        Err(Bad::Unreadable) => Err(CellError::QuantityUnreadable { given: given() }),
        Err(Bad::TooPrecise) => Err(CellError::QuantityTooPrecise { given: given() }),
        Err(Bad::Absurd) => Err(CellError::QuantityAbsurd { given: given() }),
    }
}

/// Words of counting that change nothing about a number. 分 is not among them:
/// it may be minutes or points.
const COUNTERS: [&str; 24] = [
    "人次", "项次", "项·次", "单位", "次", "件", "项", "个", "户", "人", "场", "篇", "条", "张",
    "份", "袋", "桶", "棵", "趟", "回", "元", "天", "节", "积分",
];
const HOURS: [&str; 8] = ["个小时", "小时", "个钟头", "钟头", "hours", "hour", "hrs", "h"];
const MINUTES: [&str; 6] = ["分钟", "minutes", "minute", "mins", "min", "m"];

/// A quantity without sign and white space, in lower case.
fn unsigned_quantity(text: &str) -> Result<String, Bad> {
    let (number, rest) = leading_number(text)?;
    let Some(number) = number else {
        // Half of something: only of an hour.
        return match after(text, &["半"]).and_then(|rest| after(rest, &HOURS)) {
            Some("") => Ok("30m".to_owned()),
            _ => Err(Bad::Unreadable),
        };
    };
    if rest.is_empty() || COUNTERS.contains(&rest) {
        return Ok(number);
    }
    if MINUTES.contains(&rest) {
        return Ok(format!("{number}m"));
    }
    let whole = !number.contains('.');
    if let Some(rest) = after(rest, &["个半"]) {
        return match after(rest, &HOURS) {
            Some("") if whole => Ok(format!("{number}h30m")),
            _ => Err(Bad::Unreadable),
        };
    }
    let Some(rest) = after(rest, &HOURS) else {
        return Err(Bad::Unreadable);
    };
    match rest {
        "" => return Ok(format!("{number}h")),
        _ if !whole => return Err(Bad::Unreadable),
        "半" => return Ok(format!("{number}h30m")),
        _ => {}
    }
    let rest = rest.strip_prefix(['零', '又']).unwrap_or(rest);
    match leading_number(rest)? {
        (Some(minutes), unit) if unit.is_empty() || unit == "分" || MINUTES.contains(&unit) => {
            match minutes.parse::<u8>() {
                Ok(0) => Ok(format!("{number}h")),
                Ok(minutes @ 1..60) => Ok(format!("{number}h{minutes}m")),
                _ => Err(Bad::Unreadable),
            }
        }
        _ => Err(Bad::Unreadable),
    }
}

/// The number a text starts with, in canonical form, and the rest; nothing if
/// it starts with none.
fn leading_number(text: &str) -> Result<(Option<String>, &str), Bad> {
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    if end > 0 {
        let (number, rest) = text.split_at(end);
        return Ok((Some(canonical(number)?), rest));
    }
    let end = text.find(|c: char| chinese_digit(c).is_none() && c != '十').unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    if numeral.is_empty() {
        return Ok((None, text));
    }
    let number = chinese_number(numeral).ok_or(Bad::Unreadable)?;
    Ok((Some(number.to_string()), rest))
}

/// `007.50` as `7.5`, `1,200` as `1200`.
fn canonical(number: &str) -> Result<String, Bad> {
    let (whole, decimals) = match number.split_once('.') {
        // `2.` and `.5` are typing errors as likely as not.
        Some((whole, decimals)) if whole.is_empty() || decimals.is_empty() => {
            return Err(Bad::Unreadable);
        }
        Some(parts) => parts,
        None => (number, ""),
    };
    if decimals.contains(['.', ',']) {
        return Err(Bad::Unreadable);
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    if first.is_empty() || (grouped && first.len() > 3) || groups.any(|group| group.len() != 3) {
        return Err(Bad::Unreadable);
    }
    let whole = whole.replace(',', "");
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let decimals = decimals.trim_end_matches('0');
    if whole.len() > QUANTITY_DIGITS as usize {
        return Err(Bad::Absurd);
    }
    if decimals.len() > QUANTITY_DECIMALS {
        return Err(Bad::TooPrecise);
    }
    Ok(if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") })
}

fn chinese_digit(c: char) -> Option<u32> {
    match c {
        '两' => Some(2),
        _ => "零一二三四五六七八九"
            .chars()
            .zip(0..)
            .find_map(|(digit, value)| (digit == c).then_some(value)),
    }
}

/// `三`, `十二`, `九十九`; not `三十零`, `一二`, `两十`.
fn chinese_number(numeral: &str) -> Option<u32> {
    let numeral: Vec<char> = numeral.chars().collect();
    let ones = |c: &char| chinese_digit(*c).filter(|digit| *digit > 0 && *c != '两');
    match numeral.as_slice() {
        [digit] if *digit != '十' => chinese_digit(*digit),
        ['十'] => Some(10),
        ['十', digit] => Some(10 + ones(digit)?),
        [tens, '十'] => Some(10 * ones(tens)?),
        [tens, '十', digit] => Some(10 * ones(tens)? + ones(digit)?),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
