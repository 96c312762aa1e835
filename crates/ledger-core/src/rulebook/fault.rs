//! What is wrong with a rulebook, and where: facts in fields, a stable code
//! each, and the form that would be right.
//!
//! A reader reports all it finds, so that a village mends its sheet once.

use std::fmt;

use super::honour::{HONOURED, MAX_PLACES};
use super::{CapError, HolderKind, Pays, RuleField, RuleKind};
use crate::day::Day;
use crate::ids::{CurrencyCode, NameError, RuleCode};
use crate::points::{Amount, AmountError, Points};
use crate::span::Term;

/// One thing wrong with a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{fault}")]
pub struct RulebookError {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

impl RulebookError {
    /// A stable word for the fault, as `unknown-key`.
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }
}

/// Where in a rulebook: as much of it as is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The line of the text, from 1.
    pub line: Option<usize>,
    /// The row of the sheet, from 1.
    pub row: Option<usize>,
    /// The rule's code, as written.
    pub rule: Option<String>,
    /// The key in the text, or the heading of the column.
    pub field: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        let mut say = |f: &mut fmt::Formatter<'_>, part: fmt::Arguments<'_>| {
            let done = write!(f, "{comma}{part}");
            comma = ", ";
            done
        };
        if let Some(line) = self.line {
            say(f, format_args!("line {line}"))?;
        }
        if let Some(row) = self.row {
            say(f, format_args!("row {row}"))?;
        }
        if let Some(rule) = &self.rule {
            say(f, format_args!("rule `{rule}`"))?;
        }
        if let Some(field) = &self.field {
            say(f, format_args!("`{field}`"))?;
        }
        f.write_str(if comma.is_empty() { "" } else { ": " })
    }
}

/// What can be wrong with a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The text is not TOML.
    #[error("the text is not TOML: {0}")]
    Syntax(String),
    /// The text, or its form in the journal, is longer than an entry can hold.
    #[error(
        "the text takes {bytes} bytes and a journal entry holds {most}: split it, or shorten its remarks"
    )]
    TextTooLarge {
        /// Its bytes.
        bytes: usize,
        /// The most.
        most: usize,
    },
    /// A key that is not known.
    #[error("the key `{key}` is not known: write one of {known}")]
    UnknownKey {
        /// The key.
        key: String,
        /// The keys known there.
        known: String,
    },
    /// A key or a cell that has to be there.
    #[error("has to be given")]
    Missing,
    /// A value of another type.
    #[error("is {found}, and has to be {wanted}")]
    WrongType {
        /// The type wanted.
        wanted: &'static str,
        /// The type found.
        found: &'static str,
    },
    /// A TOML float, which has no exact value.
    #[error("`{0}` is a floating-point number, which is not exact: put it in quotes, as `\"{0}\"`")]
    Float(String),
    /// Not a name of its kind.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Not an amount.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// Not a day.
    #[error("`{0}` is not a day: write it like `2026-03-19`")]
    Day(String),
    /// Not a cap.
    #[error(transparent)]
    Cap(#[from] CapError),
    /// Points, in a table, in no form known.
    #[error("`{0}` is not points: write it like `+2`, `-1`, `1.5` or `等额`")]
    Points(String),
    /// None of the words allowed.
    #[error("`{text}` is none of {known}")]
    Choice {
        /// The word.
        text: String,
        /// The words allowed.
        known: String,
    },
    /// Said twice.
    #[error("`{0}` stands here twice: keep one of them")]
    Twice(String),
    /// Of that currency there is none.
    #[error("there is no currency `{0}` in this rulebook: name one that is there")]
    UnknownCurrency(String),
    /// Several currencies, and a rule that names none.
    #[error("there are several currencies: name the one that the rule pays in")]
    WhichCurrency,
    /// More decimals than the currency has.
    #[error("`{amount}` has more than the {decimals} decimals of its currency")]
    TooPrecise {
        /// The amount.
        amount: Amount,
        /// The currency's decimals.
        decimals: u32,
    },
    /// A currency with more than four decimals, or fewer than none.
    #[error("`{0}` is not a number of decimals: write 0, 1, 2, 3 or 4")]
    Decimals(String),
    /// Below zero where that means nothing.
    #[error("`{0}` is below zero: write zero or more")]
    Negative(Amount),
    /// The last day lies before the first.
    #[error("the last day {until} lies before the first day {from}")]
    EndsBeforeItStarts {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// Longer than its place has room for.
    #[error("has {length} characters and there is room for {most}")]
    TooLong {
        /// Its characters.
        length: usize,
        /// The most.
        most: usize,
    },
    /// Invisible characters that change how a line reads.
    #[error("has control characters or line breaks: write it on one line")]
    ControlCharacter,
    /// More of them than a rulebook may have.
    #[error("there are {count}, and there may be {most}")]
    TooMany {
        /// How many there are.
        count: usize,
        /// The most.
        most: usize,
    },
    /// No way for points to expire.
    #[error("`{0}` is no expiry: write `24 months` (1 to 600), `half-year`, `year-end` or `never`")]
    Expiry(String),
    /// Not a share in percent.
    #[error("`{0}` is not a share: write whole percent from `1%` to `99%`")]
    Percent(String),
    /// What never expires is carried over.
    #[error("points that never expire are not carried over: give `expires`, or take this out")]
    NothingToCarry,
    /// Not a partner to be spent with.
    #[error("`{0}` names no partner: write it like `RW 1:5`, with 1 to 100 of them for each `RW`")]
    SpendWith(String),
    /// A currency that is its own partner.
    #[error("`{0}` cannot be spent beside itself: name another currency")]
    SpendWithItself(CurrencyCode),
    /// A partner that needs a partner itself.
    #[error("`{0}` is itself spent only beside another: name one that is spent alone")]
    SpendWithChain(CurrencyCode),
    /// No step of a review.
    #[error(
        "`{0}` is no step of a review: write `verify 2` (1 to 5), `panel`, `notice 7 days` (1 to 60)"
    )]
    Review(String),
    /// A step of a review behind one that comes after it.
    #[error("`{0}` comes too late: the order is verify, panel, notice")]
    ReviewOrder(String),
    /// Said of a rule that pays nothing.
    #[error("this is for rules of kind `earn`, and the rule is of kind `{}`", .0.word())]
    OnlyEarn(RuleKind),
    /// A rule that pays whom it is not for.
    #[error("the rule pays the {}, and is not for such holders: add it to `holders`", .0.word())]
    PaysNoHolder(Pays),
    /// No number of days within bounds.
    #[error("`{text}` is no number of days: write a whole number from 0 to {most}")]
    DayCount {
        /// The number as given.
        text: String,
        /// The most days.
        most: u32,
    },
    /// Late only when it is not taken any more, or without any bound.
    #[error(
        "late after {after} days needs a cap of more days, as `{} days late`{}",
        u64::from(*after) + 1,
        within.map_or(String::new(), |days| format!(", not {days}"))
    )]
    LateAfter {
        /// From so many days on.
        after: u32,
        /// The days of its cap, if it has one.
        within: Option<u32>,
    },
    /// Bounds that leave nothing between them.
    #[error("the bounds leave nothing: from {from} to {to}")]
    BoundsCross {
        /// The lower bound.
        from: Points,
        /// The upper bound.
        to: Points,
    },
    /// Points outside their bounds.
    #[error("{points} points are out of bounds: {}", bounds(*from, *to))]
    OutOfBounds {
        /// The points.
        points: Points,
        /// The lower bound.
        from: Option<Points>,
        /// The upper bound.
        to: Option<Points>,
    },
    /// A text that says only what is different, read without its base.
    #[error("this stands on the rulebook `{0}`: give that as the base")]
    NeedsBase(String),
    /// It stands on another base.
    #[error("it stands on `{extends}`, and the base is `{base}`")]
    OtherBase {
        /// The title it names.
        extends: String,
        /// The base's title.
        base: String,
    },
    /// The base has no such rule.
    #[error("the base has no rule `{0}`")]
    NotInBase(RuleCode),
    /// The base keeps it as it is.
    #[error("the base keeps `{field}` as it is: `{base}`")]
    Fixed {
        /// The key.
        field: &'static str,
        /// What the base says; for a drop, the rule.
        base: String,
    },
    /// An honour counts what is no rule, and no heading of one.
    #[error("no rule that moves `{currency}` is `{text}`, or stands under that heading")]
    NothingToCount {
        /// The rule or heading named.
        text: String,
        /// The honour's currency.
        currency: CurrencyCode,
    },
    /// A veto by what deducts nothing.
    #[error("no rule that deducts is `{0}`, or stands under that heading")]
    NoDeduction(String),
    /// Two steps of a ladder that are no steps.
    #[error("the honours of the ladder `{ladder}` have to be alike here, and `{other}` is not")]
    LadderDiffers {
        /// The ladder.
        ladder: String,
        /// The step that stands before it.
        other: String,
    },
    /// No number of places within bounds.
    #[error("`{0}` is no number of places: write a whole number from 1 to {MAX_PLACES}")]
    PlaceCount(String),
    /// No row looks like the headings.
    #[error("no row among the first {0} has the headings 代码, 事项, 单位, 分值, 上限, 审定")]
    NoHeader(usize),
    /// A heading that has to be there.
    #[error("there is no column `{0}`: add it, even if it is empty")]
    MissingColumn(&'static str),
}

impl Fault {
    /// A stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::TextTooLarge { .. } => "text-too-large",
            Self::UnknownKey { .. } => "unknown-key",
            Self::Missing => "missing",
            Self::WrongType { .. } => "wrong-type",
            Self::Float(_) => "float",
            Self::Name(_) => "name",
            Self::Amount(_) => "amount",
            Self::Day(_) => "day",
            Self::Cap(cap) => cap.code(),
            Self::Points(_) => "points",
            Self::Choice { .. } => "choice",
            Self::Twice(_) => "twice",
            Self::UnknownCurrency(_) => "unknown-currency",
            Self::WhichCurrency => "which-currency",
            Self::TooPrecise { .. } => "too-precise",
            Self::Decimals(_) => "decimals",
            Self::Negative(_) => "negative",
            Self::EndsBeforeItStarts { .. } => "ends-before-it-starts",
            Self::TooLong { .. } => "too-long",
            Self::ControlCharacter => "control-character",
            Self::TooMany { .. } => "too-many",
            Self::Expiry(_) => "expiry",
            Self::Percent(_) => "percent",
            Self::NothingToCarry => "nothing-to-carry",
            Self::SpendWith(_) => "spend-with",
            Self::SpendWithItself(_) => "spend-with-itself",
            Self::SpendWithChain(_) => "spend-with-chain",
            Self::Review(_) => "review",
            Self::ReviewOrder(_) => "review-order",
            Self::OnlyEarn(_) => "only-earn",
            Self::PaysNoHolder(_) => "pays-no-holder",
            Self::DayCount { .. } => "day-count",
            Self::LateAfter { .. } => "late-after",
            Self::BoundsCross { .. } => "bounds-cross",
            Self::OutOfBounds { .. } => "out-of-bounds",
            Self::NeedsBase(_) => "needs-base",
            Self::OtherBase { .. } => "other-base",
            Self::NotInBase(_) => "not-in-base",
            Self::Fixed { .. } => "fixed",
            Self::NothingToCount { .. } => "nothing-to-count",
            Self::NoDeduction(_) => "no-deduction",
            Self::LadderDiffers { .. } => "ladder-differs",
            Self::PlaceCount(_) => "place-count",
            Self::NoHeader(_) => "no-header",
            Self::MissingColumn(_) => "missing-column",
        }
    }

    pub(super) fn not_a_holder(text: &str) -> Self {
        Self::Choice { text: short(text), known: HolderKind::ALL.map(HolderKind::word).join(", ") }
    }

    pub(super) fn not_honoured(text: &str) -> Self {
        Self::Choice { text: short(text), known: HONOURED.map(HolderKind::word).join(", ") }
    }

    pub(super) fn not_a_term(text: &str) -> Self {
        Self::Choice { text: short(text), known: Term::ALL.map(Term::word).join(", ") }
    }

    pub(super) fn not_a_pays(text: &str) -> Self {
        Self::Choice { text: short(text), known: Pays::WRITTEN.map(Pays::word).join(", ") }
    }

    pub(super) fn not_a_rule_field(text: &str) -> Self {
        Self::Choice { text: short(text), known: RuleField::ALL.map(RuleField::word).join(", ") }
    }

    pub(super) fn not_a_kind(text: &str) -> Self {
        Self::Choice { text: short(text), known: RuleKind::ALL.map(RuleKind::word).join(", ") }
    }
}

fn bounds(from: Option<Points>, to: Option<Points>) -> String {
    let from = from.map(|from| format!("at least {from}"));
    let to = to.map(|to| format!("at most {to}"));
    from.into_iter().chain(to).collect::<Vec<_>>().join(", ")
}

/// As much of a text as a message has room for.
pub(super) fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
