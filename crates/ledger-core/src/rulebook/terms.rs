//! Terms of currencies and rules beside points and caps: how long points live,
//! who looks at a claim, who is paid, what a village may not change.
//!
//! Each has one canonical text, its [`Display`](fmt::Display), and a `read` that takes
//! what villages write as well. Said nothing, each has a value that means
//! nothing ([`Expiry::Never`], [`Review::NONE`], [`Pays::Named`]) and no text at all,
//! so that rulebooks of before stay what they were.
//!
//! Nothing is carried out here: lots, claims and notices are the ledger's.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use super::Fault;
use super::cap::half_width;
use super::fault::short;
use crate::day::Day;
use crate::ids::CurrencyCode;

/// The most months points may live: fifty years.
pub const MAX_EXPIRY_MONTHS: u32 = 600;
/// The most of a currency that may be spent beside one of its partner.
pub const MAX_SHARE: u32 = 100;
/// The most verifiers a rule may ask for.
pub const MAX_VERIFIERS: u8 = 5;
/// The most days a notice may have to stand.
pub const MAX_NOTICE_DAYS: u32 = 60;

/// How long points of a currency live, from the day they are posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expiry {
    /// For ever.
    #[default]
    Never,
    /// So many months; 1 to [`MAX_EXPIRY_MONTHS`].
    Months(u32),
    /// To the end of the half-year.
    HalfYear,
    /// To the end of the year.
    YearEnd,
}

impl Expiry {
    /// Reads `24 months`, `half-year`, `year-end`, `never`, and 24个月, 半年, 年底, 永久.
    pub fn read(text: &str) -> Option<Self> {
        let plain = squeezed(text);
        Some(match plain.as_str() {
            "never" | "永久" | "长期" | "不过期" | "永不过期" => Self::Never,
            "half-year" | "半年" | "半年末" => Self::HalfYear,
            "year-end" | "年底" | "年末" => Self::YearEnd,
            other => {
                let months = ["个月", "months", "month"].iter().find_map(|s| other.strip_suffix(s));
                let months = number(months?)?;
                return (1..=MAX_EXPIRY_MONTHS).contains(&months).then_some(Self::Months(months));
            }
        })
    }

    /// The last day on which points posted on that day can be spent; none if always.
    ///
    /// ```
    /// use ledger_core::rulebook::Expiry;
    /// let posted = "2024-02-29".parse().unwrap();
    /// let last = |expiry: Expiry| expiry.last_day(posted).map(|day| day.to_string());
    /// assert_eq!(last(Expiry::Never), None);
    /// assert_eq!(last(Expiry::Months(12)).as_deref(), Some("2025-02-28"));
    /// assert_eq!(last(Expiry::HalfYear).as_deref(), Some("2024-06-30"));
    /// assert_eq!(last(Expiry::YearEnd).as_deref(), Some("2024-12-31"));
    /// ```
    ///
    /// A month without such a day ends it on its own last day; the last day
    /// there is (9999-12-31) ends what would live longer.
    pub fn last_day(self, posted: Day) -> Option<Day> {
        let (year, month, day) = posted.date().to_calendar_date();
        let (year, month, day) = match self {
            Self::Never => return None,
            Self::Months(months) => {
                let months = u32::from(u8::from(month)) - 1 + months;
                let year = year.saturating_add(i32::try_from(months / 12).unwrap_or(i32::MAX));
                (year, month_of(months % 12), day)
            }
            Self::HalfYear if u8::from(month) <= 6 => (year, Month::June, 30),
            Self::HalfYear | Self::YearEnd => (year, Month::December, 31),
        };
        if year > LAST_YEAR {
            return last_of_all();
        }
        Date::from_calendar_date(year, month, day.min(month.length(year))).ok().and_then(Day::new)
    }
}

const LAST_YEAR: i32 = 9999;

fn last_of_all() -> Option<Day> {
    Date::from_calendar_date(LAST_YEAR, Month::December, 31).ok().and_then(Day::new)
}

/// The month so many after January.
fn month_of(after_january: u32) -> Month {
    (0..after_january % 12).fold(Month::January, |month, _| month.next())
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Months(months) => write!(f, "{months} months"),
            Self::HalfYear => f.write_str("half-year"),
            Self::YearEnd => f.write_str("year-end"),
        }
    }
}

/// A share in whole percent, 1 to 99: neither nothing nor all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(u32);

impl Percent {
    /// So many percent, 1 to 99.
    pub fn new(percent: u32) -> Option<Self> {
        (1..=99).contains(&percent).then_some(Self(percent))
    }

    /// Reads `50%`.
    pub fn read(text: &str) -> Option<Self> {
        number(squeezed(text).strip_suffix('%')?).and_then(Self::new)
    }

    /// How many percent.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

/// Points that are spent only beside points of a partner: `RW 1:5`, at most 5 of
/// them for each 1 of `RW`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpendWith {
    /// The partner.
    pub currency: CurrencyCode,
    /// At most so many for each one of the partner; 1 to [`MAX_SHARE`].
    pub share: u32,
}

impl SpendWith {
    /// Reads `RW 1:5`.
    pub fn read(text: &str) -> Option<Self> {
        let plain = half_width(text);
        let (currency, ratio) = plain.trim().split_once(char::is_whitespace)?;
        let share = number(ratio.trim().strip_prefix("1:")?.trim())?;
        let currency = currency.to_ascii_uppercase().parse().ok()?;
        (1..=MAX_SHARE).contains(&share).then_some(Self { currency, share })
    }
}

impl fmt::Display for SpendWith {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 1:{}", self.currency, self.share)
    }
}

/// What a claim goes through before it is paid: so many verifiers, then the
/// panel, then a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Review {
    /// How many verify it, each another person; 0 to [`MAX_VERIFIERS`].
    pub verifiers: u8,
    /// The panel decides on it.
    pub panel: bool,
    /// It is posted in public for at least so many days; 0 for no notice.
    pub notice_days: u32,
}

impl Review {
    /// None: the deed is credited directly.
    pub const NONE: Self = Self { verifiers: 0, panel: false, notice_days: 0 };

    /// The deed is credited directly.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Its steps in order, each in its text: `verify 2`, `panel`, `notice 7 days`.
    pub fn steps(self) -> Vec<String> {
        let verify = (self.verifiers > 0).then(|| format!("verify {}", self.verifiers));
        let panel = self.panel.then(|| "panel".to_owned());
        let notice = (self.notice_days > 0).then(|| format!("notice {} days", self.notice_days));
        [verify, panel, notice].into_iter().flatten().collect()
    }

    /// Reads `verify 2 → panel → notice 7 days`, and 核实2人→评议→公示7天; the
    /// order is fixed, so another one would not be what was meant.
    ///
    /// ```
    /// use ledger_core::rulebook::Review;
    /// let review = Review::read("核实2人→评议→公示7天").unwrap();
    /// assert_eq!(review.steps(), ["verify 2", "panel", "notice 7 days"]);
    /// assert!(Review::read("评议→核实").is_err());
    /// ```
    ///
    /// # Errors
    /// The first part that is no step, that stands there twice, or too late.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let plain = half_width(text).replace("->", "→");
        let mut review = Self::NONE;
        let mut last = None;
        for part in plain.split(['→', '➔', '⇒', ',', ';', '、', '+', '\n']) {
            let step = squeezed(part);
            if matches!(step.as_str(), "" | "无" | "none" | "-" | "—") {
                continue;
            }
            let unread = || Fault::Review(short(part.trim()));
            let place = match read_step(&step).ok_or_else(unread)? {
                Step::Verify(verifiers) => {
                    review.verifiers = verifiers;
                    0
                }
                Step::Panel => {
                    review.panel = true;
                    1
                }
                Step::Notice(days) => {
                    review.notice_days = days;
                    2
                }
            };
            if last == Some(place) {
                return Err(Fault::Twice(short(part.trim())));
            }
            if last > Some(place) {
                return Err(Fault::ReviewOrder(short(part.trim())));
            }
            last = Some(place);
        }
        Ok(review)
    }

    /// Within the bounds its text can say.
    pub(super) fn in_bounds(self) -> bool {
        self.verifiers <= MAX_VERIFIERS && self.notice_days <= MAX_NOTICE_DAYS
    }
}

enum Step {
    Verify(u8),
    Panel,
    Notice(u32),
}

fn read_step(step: &str) -> Option<Step> {
    let of_people = |count: &str| {
        let count = number(count.strip_suffix('人').unwrap_or(count))?;
        u8::try_from(count).ok().filter(|n| (1..=MAX_VERIFIERS).contains(n)).map(Step::Verify)
    };
    match step {
        "verify" | "核实" => return Some(Step::Verify(1)),
        "panel" | "评议" => return Some(Step::Panel),
        _ => {}
    }
    if let Some(count) = ["verify", "核实"].iter().find_map(|word| step.strip_prefix(word)) {
        return of_people(count);
    }
    if let Some(count) = step.strip_suffix("人核实") {
        return of_people(count);
    }
    let days = ["notice", "公示"].iter().find_map(|word| step.strip_prefix(word))?;
    let days =
        number(["天", "日", "days", "day"].iter().find_map(|unit| days.strip_suffix(unit))?)?;
    (1..=MAX_NOTICE_DAYS).contains(&days).then_some(Step::Notice(days))
}

/// Whose account a rule pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pays {
    /// The account that is named.
    #[default]
    Named,
    /// The household of whoever did it.
    Household,
    /// The person who did it.
    Person,
}

impl Pays {
    /// Both that are written.
    pub const WRITTEN: [Self; 2] = [Self::Household, Self::Person];

    /// Its word in the text form; nothing where it is not written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Named => "",
            Self::Household => "household",
            Self::Person => "person",
        }
    }
}

/// What a village's rulebook may be kept from changing of a base's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleField {
    /// What it does.
    Kind,
    /// Its heading.
    Category,
    /// The deed.
    Item,
    /// The unit.
    Unit,
    /// Points per unit.
    Points,
    /// The currency.
    Currency,
    /// Who may earn.
    Holders,
    /// The caps.
    Caps,
    /// The evidence.
    Evidence,
    /// Who has to agree.
    Steps,
    /// The first day.
    From,
    /// The last day.
    Until,
    /// The remark.
    Remark,
    /// What a claim goes through.
    Review,
    /// Whose account is paid.
    Pays,
    /// From when on a claim is late.
    LateAfterDays,
    /// Not a key: whether the rule is there at all.
    Drop,
}

impl RuleField {
    /// Every one.
    pub const ALL: [Self; 17] = [
        Self::Kind,
        Self::Category,
        Self::Item,
        Self::Unit,
        Self::Points,
        Self::Currency,
        Self::Holders,
        Self::Caps,
        Self::Evidence,
        Self::Steps,
        Self::From,
        Self::Until,
        Self::Remark,
        Self::Review,
        Self::Pays,
        Self::LateAfterDays,
        Self::Drop,
    ];

    /// Its key in the text form; `drop` for the rule itself.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Category => "category",
            Self::Item => "item",
            Self::Unit => "unit",
            Self::Points => "points",
            Self::Currency => "currency",
            Self::Holders => "holders",
            Self::Caps => "caps",
            Self::Evidence => "evidence",
            Self::Steps => "steps",
            Self::From => "from",
            Self::Until => "until",
            Self::Remark => "remark",
            Self::Review => "review",
            Self::Pays => "pays",
            Self::LateAfterDays => "late_after_days",
            Self::Drop => "drop",
        }
    }
}

/// Half-width, lower case, without spaces.
fn squeezed(text: &str) -> String {
    half_width(text).to_lowercase().split_whitespace().collect()
}

/// A few ASCII digits as a number.
fn number(digits: &str) -> Option<u32> {
    let plain =
        !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn points_end_on_the_same_day_of_the_month_or_on_its_last() {
        use Expiry::{HalfYear, Months, Never, YearEnd};
        let cases = [
            (Never, "2026-03-19", ""),
            (Months(1), "2026-01-31", "2026-02-28"),
            (Months(1), "2028-01-31", "2028-02-29"),
            (Months(1), "2026-02-28", "2026-03-28"),
            (Months(1), "2026-12-31", "2027-01-31"),
            (Months(6), "2026-08-31", "2027-02-28"),
            (Months(12), "2028-02-29", "2029-02-28"),
            (Months(48), "2028-02-29", "2032-02-29"),
            (Months(24), "2026-03-19", "2028-03-19"),
            (Months(600), "1900-01-01", "1950-01-01"),
            (HalfYear, "2026-01-01", "2026-06-30"),
            (HalfYear, "2026-06-30", "2026-06-30"),
            (HalfYear, "2026-07-01", "2026-12-31"),
            (HalfYear, "2026-12-31", "2026-12-31"),
            (YearEnd, "2028-02-29", "2028-12-31"),
            (YearEnd, "2026-12-31", "2026-12-31"),
            // The last day there is.
            (Months(1), "9999-12-31", "9999-12-31"),
            (Months(600), "9990-05-05", "9999-12-31"),
            (YearEnd, "9999-01-01", "9999-12-31"),
        ];
        for (expiry, posted, last) in cases {
            let day = expiry.last_day(posted.parse().unwrap());
            let day = day.map_or(String::new(), |day| day.to_string());
            assert_eq!(day, last, "{expiry} from {posted}");
        }
    }

    #[test]
    fn terms_are_read_as_villages_write_them_or_not_at_all() {
        let expiry = |text| Expiry::read(text).map_or("-".to_owned(), |e| e.to_string());
        for (text, want) in [
            ("24 months", "24 months"),
            ("24个月", "24 months"),
            ("２４ 个月", "24 months"),
            ("1 month", "1 months"),
            ("半年", "half-year"),
            ("年底", "year-end"),
            ("Year-End", "year-end"),
            ("永久", "never"),
            ("不过期", "never"),
            ("600 months", "600 months"),
            ("601 months", "-"),
            ("0个月", "-"),
            ("24", "-"),
            ("-1 months", "-"),
            ("months", "-"),
            ("", "-"),
        ] {
            assert_eq!(expiry(text), want, "{text}");
        }
        let percent = |text| Percent::read(text).map_or(0, Percent::get);
        for (text, want) in
            [("50%", 50), ("５０％", 50), ("1%", 1), ("99%", 99), ("0%", 0), ("100%", 0), ("50", 0)]
        {
            assert_eq!(percent(text), want, "{text}");
        }
        let with = |text| SpendWith::read(text).map_or("-".to_owned(), |s| s.to_string());
        for (text, want) in [
            ("RW 1:5", "RW 1:5"),
            ("rw １：５", "RW 1:5"),
            ("RW 1:100", "RW 1:100"),
            ("RW 1:101", "-"),
            ("RW 1:0", "-"),
            ("RW 2:5", "-"),
            ("RW", "-"),
            ("1:5", "-"),
        ] {
            assert_eq!(with(text), want, "{text}");
        }
    }

    #[test]
    fn a_review_is_read_in_its_one_order() {
        let read = |text| match Review::read(text) {
            Ok(review) => review.steps().join(" > "),
            Err(fault) => fault.code().to_owned(),
        };
        for (text, want) in [
            ("", ""),
            ("无", ""),
            ("verify", "verify 1"),
            ("核实", "verify 1"),
            ("核实2人→评议→公示7天", "verify 2 > panel > notice 7 days"),
            ("2人核实、公示７日", "verify 2 > notice 7 days"),
            ("Verify 2 -> panel -> notice 7 days", "verify 2 > panel > notice 7 days"),
            ("评议", "panel"),
            ("notice 1 day", "notice 1 days"),
            ("verify 5, notice 60 days", "verify 5 > notice 60 days"),
            ("verify 6", "review"),
            ("verify 0", "review"),
            ("notice 61 days", "review"),
            ("公示0天", "review"),
            ("公示", "review"),
            ("评议小组3人", "review"),
            ("评议→核实", "review-order"),
            ("公示7天→评议", "review-order"),
            ("核实→核实", "twice"),
            ("公示7天→公示3天", "twice"),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_text_of_a_term_is_read_as_the_term(
            months in 1..=MAX_EXPIRY_MONTHS, percent in 1..=99_u32, share in 1..=MAX_SHARE,
            verifiers in 0..=MAX_VERIFIERS, panel: bool, notice_days in 0..=MAX_NOTICE_DAYS,
        ) {
            for expiry in [Expiry::Never, Expiry::Months(months), Expiry::HalfYear, Expiry::YearEnd] {
                prop_assert_eq!(Expiry::read(&expiry.to_string()), Some(expiry));
            }
            prop_assert_eq!(Percent::read(&format!("{percent}%")), Percent::new(percent));
            let with = SpendWith { currency: CurrencyCode::JF, share };
            prop_assert_eq!(SpendWith::read(&with.to_string()), Some(with));
            let review = Review { verifiers, panel, notice_days };
            prop_assert_eq!(Review::read(&review.steps().join("→")), Ok(review));
        }

        #[test]
        fn points_never_end_before_the_day_they_are_posted(
            months in 1..=MAX_EXPIRY_MONTHS, year in 1900..=9999_i32, ordinal in 1..=365_u16,
        ) {
            let posted = Day::new(Date::from_ordinal_date(year, ordinal).unwrap()).unwrap();
            for expiry in [Expiry::Months(months), Expiry::HalfYear, Expiry::YearEnd] {
                prop_assert!(expiry.last_day(posted).unwrap() >= posted);
            }
        }
    }
}
