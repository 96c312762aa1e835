//! Caps (上限): up to what a rule pays or takes, and how a village writes it.
//!
//! A cap has one canonical text, which stands in the journal and is all that
//! [`FromStr`] takes; [`Cap::read`] takes what people write in a cell.
//!
//! ```text
//! 4 points/month   12 points/event   2 times/month   1 times/life
//! 2h/event         80m/event         3 households/month
//! 90 days late     fund
//! ```
//!
//! Nothing is guessed: a cell that can be read in two ways, or in none, is
//! refused by name. There is no arithmetic here, see [`award`](super::award()).

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Measure, RuleKind};
use crate::ids::as_text;
use crate::points::{Amount, AmountError, Points, Qty};

/// One cap of a rule; a rule may have several, and all of them hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cap {
    /// So much in every such period.
    Within {
        /// How much.
        limit: Limit,
        /// The period.
        per: Per,
    },
    /// The deed may be entered so many days later and no more (`90日内`).
    LateDays(u32),
    /// Bounded by the fund (`按基金`): said for people, bounds nothing here.
    Fund,
}

/// How much a cap leaves within its period; never nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Points.
    Points(Points),
    /// Times (次).
    Times(NonZeroU32),
    /// Time, in minutes; only for rules by the hour.
    Minutes(NonZeroU32),
    /// Households (户) of one group (组) that may be awarded.
    Households(NonZeroU32),
}

/// The period a cap counts over, by the day of the deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// One entry.
    Event,
    /// A day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
    /// As long as the account lives.
    Life,
}

/// A text that is no cap, or caps that cannot stand together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapError {
    /// Not in any form known.
    #[error(
        "`{0}` is not a cap: write it like `20/月`, `2次/月`, `2h/次`, `90日内`, or 无 for none"
    )]
    Unreadable(String),
    /// Can be read in more than one way.
    #[error("`{0}` can be read in more than one way: put a comma between the caps")]
    Ambiguous(String),
    /// Says how much and not in which period.
    #[error("`{0}` names no period: write it like `{0}/月`, `{0}/年` or `{0}/life`")]
    NoPeriod(String),
    /// Nothing at all may be awarded.
    #[error("`{0}` caps at nothing: write a number above zero, or 无 for no cap")]
    Zero(String),
    /// A minus where nothing is deducted.
    #[error("`{0}` is below zero: only the points of a deduction are written with a minus")]
    Negative(String),
    /// A number out of bounds.
    #[error("`{text}` is not a cap: {source}")]
    Number {
        /// The text as given.
        text: String,
        /// Why.
        source: AmountError,
    },
    /// Two caps of one kind over one period, or a cap and 无.
    #[error("`{0}` and `{1}` cannot both hold: keep one of them")]
    Contradiction(String, String),
    /// Hours, where the rule does not count in hours.
    #[error(
        "`{0}` caps hours and the rule does not count in hours: make its unit 小时, or cap times"
    )]
    NotByTheHour(Cap),
    /// Times or households of one single entry.
    #[error("`{0}` counts within one entry: name a day, a month, a year or life")]
    WithinOneEntry(Cap),
}

impl CapError {
    /// A stable word for the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "cap-unreadable",
            Self::Ambiguous(_) => "cap-ambiguous",
            Self::NoPeriod(_) => "cap-no-period",
            Self::Zero(_) => "cap-zero",
            Self::Negative(_) => "cap-negative",
            Self::Number { .. } => "cap-number",
            Self::Contradiction(..) => "cap-contradiction",
            Self::NotByTheHour(_) => "cap-not-by-the-hour",
            Self::WithinOneEntry(_) => "cap-within-one-entry",
        }
    }
}

/// The most times, hours or households a cap may name; beyond it is a slip of the pen.
const MOST: u32 = 1_000_000;
/// The most days a deed may be entered late: a century.
const MOST_LATE_DAYS: u32 = 36_500;
/// The most words between two separators that are looked at.
const MOST_WORDS: usize = 24;

const NO_CAP: [&str; 11] =
    ["无", "不限", "无限制", "无上限", "不封顶", "none", "nocap", "-", "—", "——", "/"];
const FILLERS: [&str; 12] = [
    "不得超过",
    "不超过",
    "不多于",
    "上限为",
    "上限",
    "封顶",
    "最多",
    "至多",
    "最高",
    "≤",
    "<=",
    ":",
];
const WHOLE_GROUP: [&str; 3] = ["全组", "每组", "本组"];
const LEADING: [&str; 11] =
    ["每次", "单次", "每日", "每天", "每月", "每年", "全年", "终身", "日", "月", "年"];
const LATE: [&str; 6] = ["日以内", "天以内", "日内", "天内", "dayslate", "daylate"];

impl Cap {
    /// Reads what people write in one cell; none, one or several caps.
    ///
    /// Full-width forms are read as their ASCII twins. `全组3户` takes the
    /// period of its neighbours.
    ///
    /// ```
    /// use ledger_core::rulebook::{Cap, RuleKind};
    /// let caps = Cap::read("1次/月，全组3户", RuleKind::Earn)?;
    /// assert_eq!(caps[0].to_string(), "1 times/month");
    /// assert_eq!(caps[1].to_string(), "3 households/month");
    /// assert!(Cap::read("无", RuleKind::Earn)?.is_empty());
    /// # Ok::<(), ledger_core::rulebook::CapError>(())
    /// ```
    ///
    /// # Errors
    /// The first part that is no cap, or that can be read in two ways.
    pub fn read(cell: &str, kind: RuleKind) -> Result<Vec<Self>, CapError> {
        let plain = half_width(cell).to_ascii_lowercase();
        let mut parts = Vec::new();
        for chunk in plain.split([',', ';', '、', '\n']) {
            let words: Vec<&str> = chunk.split_whitespace().collect();
            if !words.is_empty() {
                parts.extend(read_words(&words, kind)?);
            }
        }
        if let (Some(_), Some(Part::Cap(other))) = (
            parts.iter().find(|p| matches!(p, Part::NoCap)),
            parts.iter().find(|p| !matches!(p, Part::NoCap)),
        ) {
            return Err(CapError::Contradiction("无".to_owned(), other.to_string()));
        }
        // The neighbours' period, if they agree on one.
        let mut period = None;
        for part in &parts {
            if let Part::Cap(Self::Within { per, .. }) = part
                && *per != Per::Event
            {
                if period.is_some_and(|known| known != *per) {
                    period = None;
                    break;
                }
                period = Some(*per);
            }
        }
        parts
            .into_iter()
            .filter_map(|part| match part {
                Part::NoCap => None,
                Part::Cap(cap) => Some(Ok(cap)),
                Part::Households(n) => Some(match period {
                    Some(per) => Ok(Self::Within { limit: Limit::Households(n), per }),
                    None => Err(CapError::NoPeriod(format!("全组{n}户"))),
                }),
            })
            .collect()
    }

    /// What it counts, to follow a number in a message.
    pub(super) fn counts(&self) -> &'static str {
        match self {
            Self::Within { limit: Limit::Points(_), .. } | Self::Fund => " points",
            Self::Within { limit: Limit::Times(_), .. } => " times",
            Self::Within { limit: Limit::Minutes(_), .. } => "m",
            Self::Within { limit: Limit::Households(_), .. } => " households",
            Self::LateDays(_) => " days",
        }
    }

    /// Checks that a rule's caps make sense for what it counts, and beside each other.
    ///
    /// # Errors
    /// The first cap that does not.
    pub(super) fn check(caps: &[Self], measure: Measure) -> Result<(), CapError> {
        for (place, cap) in caps.iter().enumerate() {
            if let Self::Within { limit, per } = cap {
                let hours = matches!(limit, Limit::Minutes(_));
                let counted = matches!(limit, Limit::Times(_) | Limit::Households(_));
                if hours && measure != Measure::Hours {
                    return Err(CapError::NotByTheHour(*cap));
                }
                if counted && *per == Per::Event {
                    return Err(CapError::WithinOneEntry(*cap));
                }
            }
            if let Some(twin) = caps[..place].iter().find(|before| before.is_twin_of(cap)) {
                return Err(CapError::Contradiction(twin.to_string(), cap.to_string()));
            }
        }
        Ok(())
    }

    /// The same kind of limit over the same period; households over any period,
    /// so that one count of them is enough.
    fn is_twin_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Within { limit: a, per: p }, Self::Within { limit: b, per: q }) => {
                let same = std::mem::discriminant(a) == std::mem::discriminant(b);
                same && (p == q || matches!(a, Limit::Households(_)))
            }
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

/// One part of a cell.
#[derive(Clone, Copy)]
enum Part {
    Cap(Cap),
    /// So many households, over the period of whatever stands beside it.
    Households(NonZeroU32),
    NoCap,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cap(cap) => fmt::Display::fmt(cap, f),
            Self::Households(n) => write!(f, "全组{n}户"),
            Self::NoCap => f.write_str("无"),
        }
    }
}

/// Full-width digits, letters and signs as their ASCII twins; odd spaces as spaces.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' | '\t' => ' ',
            '\r' => '\n',
            '\u{2212}' | '\u{2013}' => '-',
            '\u{2044}' | '\u{2215}' => '/',
            _ => c,
        })
        .collect()
}

/// Reads words that no separator stands between: one cap, or one after another.
fn read_words(words: &[&str], kind: RuleKind) -> Result<Vec<Part>, CapError> {
    let shown = || -> String { words.join(" ").chars().take(80).collect() };
    if words.len() > MOST_WORDS {
        return Err(CapError::Unreadable(shown()));
    }
    let whole = match join(words) {
        Some(text) => read_part(&text, &shown(), kind),
        None => Err(CapError::Unreadable(shown())),
    };
    if whole.is_ok() || words.len() == 1 {
        return whole.map(|part| vec![part]);
    }
    // How the first n words can be cut into caps: in no way, in one, or in more.
    let mut cuts: Vec<Option<Vec<Part>>> = vec![None; words.len() + 1];
    cuts[0] = Some(Vec::new());
    let mut ambiguous = vec![false; words.len() + 1];
    for end in 1..=words.len() {
        for start in 0..end {
            let Some(before) = cuts[start].clone() else {
                continue;
            };
            let Some(text) = join(&words[start..end]) else {
                continue;
            };
            let Ok(part) = read_part(&text, &text, kind) else {
                continue;
            };
            ambiguous[end] |= ambiguous[start] || cuts[end].is_some();
            cuts[end] = Some(before.into_iter().chain([part]).collect());
        }
    }
    match (cuts.pop().flatten(), ambiguous.pop()) {
        (Some(_), Some(true)) => Err(CapError::Ambiguous(shown())),
        (Some(parts), _) => Ok(parts),
        (None, _) => whole.map(|part| vec![part]),
    }
}

/// The words without the spaces between them, unless two numbers would run together.
fn join(words: &[&str]) -> Option<String> {
    let in_number = |c: char| c.is_ascii_digit() || c == '.';
    let run_together =
        |pair: &[&str]| pair[0].ends_with(in_number) && pair[1].starts_with(in_number);
    (!words.windows(2).any(run_together)).then(|| words.concat())
}

/// Reads one cap, its spaces taken out.
fn read_part(text: &str, shown: &str, kind: RuleKind) -> Result<Part, CapError> {
    let shown: String = shown.chars().take(80).collect();
    let unreadable = || CapError::Unreadable(shown.clone());
    if NO_CAP.contains(&text) {
        return Ok(Part::NoCap);
    }
    if matches!(text, "fund" | "按基金" | "以基金为限") {
        return Ok(Part::Cap(Cap::Fund));
    }
    let text = FILLERS.iter().fold(text.to_owned(), |text, filler| text.replace(filler, ""));
    if let Some(days) = LATE.iter().find_map(|suffix| text.strip_suffix(suffix)) {
        let plain = !days.is_empty() && days.len() <= 5 && days.bytes().all(|b| b.is_ascii_digit());
        return match days.parse() {
            Ok(days) if plain && days <= MOST_LATE_DAYS => Ok(Part::Cap(Cap::LateDays(days))),
            _ => Err(unreadable()),
        };
    }
    let of_group = WHOLE_GROUP.iter().any(|word| text.contains(word));
    let text = WHOLE_GROUP.iter().fold(text, |text, word| text.replacen(word, "", 1));

    let starts_number = |t: &str| t.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let leading = LEADING.iter().find_map(|word| {
        text.strip_prefix(word).filter(|rest| starts_number(rest)).map(|r| (*word, r))
    });
    let (quantity, per) = match (leading, text.split_once('/')) {
        (Some((word, rest)), _) => (rest, Some(word)),
        (None, Some((quantity, word))) => (quantity, Some(word)),
        (None, None) => match text.find('每') {
            Some(at) if at > 0 => (&text[..at], Some(&text[at..])),
            _ => (text.as_str(), None),
        },
    };
    let per = per.map(|word| period(word).ok_or_else(unreadable)).transpose()?;
    let limit = read_limit(quantity, &shown, kind)?;
    if of_group && !matches!(limit, Limit::Households(_)) {
        return Err(unreadable());
    }
    match (limit, per) {
        (Limit::Times(_) | Limit::Households(_), Some(Per::Event)) => Err(unreadable()),
        (_, Some(per)) => Ok(Part::Cap(Cap::Within { limit, per })),
        // 1次 and no more: once for good.
        (Limit::Times(_), None) => Ok(Part::Cap(Cap::Within { limit, per: Per::Life })),
        (Limit::Households(n), None) => Ok(Part::Households(n)),
        (_, None) => Err(CapError::NoPeriod(shown)),
    }
}

fn period(word: &str) -> Option<Per> {
    Some(match word {
        "次" | "每次" | "单次" | "event" => Per::Event,
        "日" | "天" | "每日" | "每天" | "day" => Per::Day,
        "月" | "每月" | "个月" | "month" => Per::Month,
        "年" | "每年" | "全年" | "年度" | "year" => Per::Year,
        "终身" | "一生" | "life" => Per::Life,
        _ => return None,
    })
}

/// Reads `4`, `-4分`, `2次`, `20h`, `3户`: a number and what it counts.
fn read_limit(text: &str, shown: &str, kind: RuleKind) -> Result<Limit, CapError> {
    let unreadable = || CapError::Unreadable(shown.to_owned());
    let number_end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && matches!(c, '+' | '-'))))
        .map_or(text.len(), |(at, _)| at);
    let (number, unit) = text.split_at(number_end);
    let out_of_bounds = |source| match source {
        AmountError::Unreadable(_) => unreadable(),
        source => CapError::Number { text: shown.to_owned(), source },
    };
    // 1h30m: the unit stands inside.
    let (amount, unit) = match unit.strip_prefix('h') {
        Some(rest) if !rest.is_empty() && rest.starts_with(|c: char| c.is_ascii_digit()) => {
            match Qty::read(text).map_err(out_of_bounds)? {
                Qty::Minutes(minutes) => (Amount::new(minutes.into()).map_err(out_of_bounds)?, "m"),
                Qty::Units(_) => return Err(unreadable()),
            }
        }
        _ => (Amount::read(number).map_err(out_of_bounds)?, unit),
    };
    if amount == Amount::ZERO {
        return Err(CapError::Zero(shown.to_owned()));
    }
    let signed = number.starts_with(['+', '-']);
    let counts_points = matches!(unit, "" | "分" | "积分" | "points" | "point");
    if amount.is_negative() && !(counts_points && kind == RuleKind::Deduct) {
        return Err(CapError::Negative(shown.to_owned()));
    }
    if signed && !counts_points {
        return Err(unreadable());
    }
    let count = |value: Decimal, most: u32| -> Result<NonZeroU32, CapError> {
        let value = value.normalize();
        if value > Decimal::from(most) {
            let source = AmountError::TooLarge(amount.to_string());
            return Err(CapError::Number { text: shown.to_owned(), source });
        }
        let whole = if value.scale() == 0 { u32::try_from(value).ok() } else { None };
        whole.and_then(NonZeroU32::new).ok_or_else(unreadable)
    };
    let sixty = Decimal::from(60);
    Ok(match unit {
        _ if counts_points => {
            let positive = if amount.is_negative() { -amount } else { amount };
            Limit::Points(positive.points().ok_or_else(unreadable)?)
        }
        "次" | "times" | "time" => Limit::Times(count(amount.decimal(), MOST)?),
        "户" | "households" | "household" => Limit::Households(count(amount.decimal(), MOST)?),
        "h" | "小时" | "个小时" | "时" | "hours" | "hour" => {
            Limit::Minutes(count(amount.decimal().saturating_mul(sixty), MOST * 60)?)
        }
        "m" | "min" | "分钟" | "minutes" | "minute" => {
            Limit::Minutes(count(amount.decimal(), MOST * 60)?)
        }
        _ => return Err(unreadable()),
    })
}

impl fmt::Display for Per {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Event => "event",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Life => "life",
        })
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(points) => write!(f, "{points} points"),
            Self::Times(times) => write!(f, "{times} times"),
            Self::Minutes(minutes) => match Qty::Minutes(minutes.get()).in_hours() {
                Qty::Units(hours) => write!(f, "{hours}h"),
                minutes => fmt::Display::fmt(&minutes, f),
            },
            Self::Households(households) => write!(f, "{households} households"),
        }
    }
}

impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within { limit, per } => write!(f, "{limit}/{per}"),
            Self::LateDays(days) => write!(f, "{days} days late"),
            Self::Fund => f.write_str("fund"),
        }
    }
}

impl FromStr for Cap {
    type Err = CapError;

    /// Reads the canonical text only.
    fn from_str(text: &str) -> Result<Self, CapError> {
        match Self::read(text, RuleKind::Earn)?.as_slice() {
            [cap] if cap.to_string() == text => Ok(*cap),
            _ => Err(CapError::Unreadable(text.chars().take(80).collect())),
        }
    }
}
as_text!(Cap);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(cell: &str, kind: RuleKind) -> String {
        match Cap::read(cell, kind) {
            Ok(caps) => caps.iter().map(Cap::to_string).collect::<Vec<_>>().join(" + "),
            Err(error) => error.code().to_owned(),
        }
    }

    #[test]
    fn every_form_a_village_writes_is_read() {
        let cases = [
            ("4/月", "4 points/month"),
            ("20/month", "20 points/month"),
            ("1次/月", "1 times/month"),
            ("月2次", "2 times/month"),
            ("每年2次", "2 times/year"),
            ("每年 200h", "200h/year"),
            ("1次", "1 times/life"),
            ("1500/life", "1500 points/life"),
            ("1500/终身", "1500 points/life"),
            ("12/次", "12 points/event"),
            ("2h/次", "2h/event"),
            ("20h/月", "20h/month"),
            ("8h/日", "8h/day"),
            ("8h/day", "8h/day"),
            ("8/day", "8 points/day"),
            ("2/event", "2 points/event"),
            ("2 times/month", "2 times/month"),
            ("40/年", "40 points/year"),
            ("1.0/月", "1 points/month"),
            ("0.5/月", "0.5 points/month"),
            ("90日内", "90 days late"),
            ("90天以内", "90 days late"),
            ("90 days late", "90 days late"),
            ("按基金", "fund"),
            ("fund", "fund"),
            ("无", ""),
            ("", ""),
            ("  ", ""),
            ("不限", ""),
            ("—", ""),
            ("1次/月, 全组3户", "1 times/month + 3 households/month"),
            ("全组3户，1次/年", "3 households/year + 1 times/year"),
            ("每组3户/月", "3 households/month"),
            ("3 households/month", "3 households/month"),
            ("10/次, 全组3户, 20/月", "10 points/event + 3 households/month + 20 points/month"),
            ("12/次, 月2次", "12 points/event + 2 times/month"),
            ("2h/次, 20h/月", "2h/event + 20h/month"),
            ("2h/次；20h/月", "2h/event + 20h/month"),
            ("2h/次;20h/月", "2h/event + 20h/month"),
            ("2h/次、20h/月", "2h/event + 20h/month"),
            ("2h/次 20h/月", "2h/event + 20h/month"),
            ("2h/次　20h/月", "2h/event + 20h/month"),
            ("2h/次\n20h/月", "2h/event + 20h/month"),
            ("每年 200h 2h/次", "200h/year + 2h/event"),
            ("4/月，", "4 points/month"),
            ("４／月", "4 points/month"),
            ("２０Ｈ／月", "20h/month"),
            ("每月不超过4分", "4 points/month"),
            ("不超过20分/月", "20 points/month"),
            ("上限4/月", "4 points/month"),
            ("最多 2次/月", "2 times/month"),
            ("每月最多2次", "2 times/month"),
            ("2次每月", "2 times/month"),
            ("每次2小时", "2h/event"),
            ("单次2小时，每月20小时", "2h/event + 20h/month"),
            ("1h30m/次", "1.5h/event"),
            ("80m/event", "80m/event"),
            ("90分钟/次", "1.5h/event"),
            ("10000h/life", "10000h/life"),
        ];
        for (cell, want) in cases {
            assert_eq!(read(cell, RuleKind::Earn), want, "{cell}");
        }
    }

    #[test]
    fn only_the_points_of_a_deduction_may_carry_a_minus() {
        let cases = [
            ("-4/月", RuleKind::Deduct, "4 points/month"),
            ("－４０／年", RuleKind::Deduct, "40 points/year"),
            ("−12/月", RuleKind::Deduct, "12 points/month"),
            ("4/月", RuleKind::Deduct, "4 points/month"),
            ("-4/月", RuleKind::Earn, "cap-negative"),
            ("-4/月", RuleKind::Clause, "cap-negative"),
            ("-2次/月", RuleKind::Deduct, "cap-negative"),
            ("-2h/月", RuleKind::Deduct, "cap-negative"),
        ];
        for (cell, kind, want) in cases {
            assert_eq!(read(cell, kind), want, "{cell}");
        }
    }

    #[test]
    fn nonsense_and_what_can_be_read_twice_is_refused_by_name() {
        let cases = [
            ("0/月", "cap-zero"),
            ("0次/月", "cap-zero"),
            ("1e9/月", "cap-unreadable"),
            ("9999999999999/月", "cap-number"),
            ("9999999次/月", "cap-number"),
            ("9999999h/月", "cap-number"),
            ("1.00001/月", "cap-number"),
            ("1.5次/月", "cap-unreadable"),
            ("1.01h/次", "cap-unreadable"),
            ("20", "cap-no-period"),
            ("20h", "cap-no-period"),
            ("全组3户", "cap-no-period"),
            ("1次/月, 4/年, 全组3户", "cap-no-period"),
            ("4/周", "cap-unreadable"),
            ("4/月/户", "cap-unreadable"),
            ("若干", "cap-unreadable"),
            ("上限", "cap-unreadable"),
            ("/月", "cap-unreadable"),
            ("4 4/月", "cap-unreadable"),
            ("1,000/月", "cap-no-period"),
            ("1次 每月 2次", "cap-ambiguous"),
            ("2次/次", "cap-unreadable"),
            ("全组3次/月", "cap-unreadable"),
            ("无, 4/月", "cap-contradiction"),
            ("+2次/月", "cap-unreadable"),
            ("日内", "cap-unreadable"),
            ("999999日内", "cap-unreadable"),
            ("1h30m30/次", "cap-unreadable"),
        ];
        for (cell, want) in cases {
            assert_eq!(read(cell, RuleKind::Earn), want, "{cell}");
            if let Err(CapError::Unreadable(named)) = Cap::read(cell, RuleKind::Earn) {
                assert_eq!(named, cell);
            }
        }
    }

    #[test]
    fn only_the_canonical_text_of_a_cap_is_decoded() {
        for good in [
            "4 points/month",
            "12 points/event",
            "2 times/month",
            "2h/event",
            "20h/month",
            "8h/day",
            "200h/year",
            "1 times/life",
            "3 households/month",
            "90 days late",
            "fund",
            "0.25h/day",
            "80m/event",
        ] {
            assert_eq!(good.parse::<Cap>().unwrap().to_string(), good);
        }
        for bad in [
            "4/month",
            "4 points /month",
            "04 points/month",
            "2.0h/event",
            "60m/event",
            "1次/月",
            "",
            "4 points/month, 2 times/month",
            "Fund",
            "090 days late",
        ] {
            assert!(bad.parse::<Cap>().is_err(), "{bad}");
        }
    }

    #[test]
    fn caps_that_make_no_sense_together_are_refused() {
        let cases = [
            ("20h/月", Measure::Times, "cap-not-by-the-hour"),
            ("20h/月", Measure::Hours, ""),
            ("4/月, 5/月", Measure::Times, "cap-contradiction"),
            ("4/月, 4/年", Measure::Times, ""),
            ("4/月, 4次/月", Measure::Times, ""),
            ("3户/月, 5户/年", Measure::Times, "cap-contradiction"),
            ("90日内, 30日内", Measure::Times, "cap-contradiction"),
        ];
        for (cell, measure, want) in cases {
            let caps = Cap::read(cell, RuleKind::Earn).unwrap();
            let got = Cap::check(&caps, measure).err().map_or("", |e| e.code());
            assert_eq!(got, want, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_makes_the_reader_panic(cell in "[0-9./+\\- 次月年日每全组户h分无,，４／]{0,24}|\\PC{0,24}") {
            for kind in [RuleKind::Earn, RuleKind::Deduct] {
                if let Ok(caps) = Cap::read(&cell, kind) {
                    for cap in caps {
                        prop_assert_eq!(cap.to_string().parse::<Cap>().unwrap(), cap);
                    }
                }
            }
        }
    }
}
