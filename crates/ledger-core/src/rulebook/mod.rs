//! The rulebook (积分细则): what a village pays for, what it takes, up to what.
//!
//! A rulebook is written as TOML, or as the table villages already keep
//! ([`from_table`]); both parse to the same [`Rulebook`]. What stands in the journal
//! is the TOML text, whole, and its hash names it ([`BookHash`]), so that an
//! award can be derived again with nothing else at hand.
//!
//! A village's rulebook may stand on its township's and say only what is
//! different; [`merge()`] makes one of both.
//!
//! [`award()`] computes what one deed earns; it sees the caps already used and
//! nothing else. Steps that ask for more people than the clerk are kept with
//! the rule. Deductions touch points only: there is deliberately no way to tie
//! a rule to anything but points.

mod award;
mod cap;
mod check;
mod diff;
mod fault;
mod honour;
mod layer;
mod table;
mod terms;
mod text;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use award::{Award, AwardRefusal, Clip, MAX_UNITS, Use, Used, award, deduction};
pub use cap::{Cap, CapError, Limit, Per};
pub use check::{MAX_CURRENCIES, MAX_RULES, MAX_TEXT_BYTES};
pub use diff::{Change, FieldChange, diff};
pub use fault::{Fault, Place, RulebookError};
pub use honour::{Honour, MAX_HONOURS, MAX_PLACES};
pub use layer::{extends, merge};
pub use table::{TableOptions, from_table};
pub use terms::{
    Expiry, MAX_EXPIRY_MONTHS, MAX_NOTICE_DAYS, MAX_SHARE, MAX_VERIFIERS, Pays, Percent, Review,
    RuleField, SpendWith,
};
pub use text::{from_toml, to_toml};

use crate::day::Day;
use crate::ids::{Ascii, CurrencyCode, NameError, RuleCode, as_text, hash_text, read_hash};
use crate::points::{Amount, Points};

/// A whole rulebook, checked: codes are unique, every rule's currency is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    title: String,
    currencies: Vec<Currency>,
    rules: Vec<Rule>,
    /// Where each rule is, by code.
    places: Vec<(RuleCode, usize)>,
    honours: Vec<Honour>,
}

/// A kind of points (积分种类).
#[derive(Debug, Clone, PartialEq)]
pub struct Currency {
    /// Its code, as `JF`.
    pub code: CurrencyCode,
    /// Its name, as 文明积分.
    pub name: String,
    /// Decimals of every amount of it, 0 to 4.
    pub decimals: u32,
    /// Deductions take no balance below this.
    pub floor: Amount,
    /// Only what is above this can be redeemed or transferred.
    pub spendable_above: Amount,
    /// What a point is worth, in yuan; information only.
    pub yuan_per_point: Option<Amount>,
    /// How long points live, from the day they are posted.
    pub expires: Expiry,
    /// The share of what expires that goes on in a new lot, rounded down.
    pub carry_over: Option<Percent>,
    /// The most an account may hold of it by earning; greater than zero.
    pub ceiling: Option<Amount>,
    /// It is spent only beside this partner.
    pub spend_with: Option<SpendWith>,
}

/// Who may hold points under a rule, and what an account is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A household (户).
    Household,
    /// A person (个人).
    Person,
    /// A volunteer team (队伍).
    Team,
    /// A merchant (商户), who collects what is redeemed there.
    Merchant,
    /// A pool of public benefit (公益池).
    Pool,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// Pays points.
    Earn,
    /// Takes points (负面清单).
    Deduct,
    /// Says something that is no award: a transfer's terms, a late entry's. Kept, never posted under.
    Clause,
}

impl HolderKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Household, Self::Person, Self::Team, Self::Merchant, Self::Pool];

    /// Whether it earns points, and does not only collect them.
    pub fn earns(self) -> bool {
        matches!(self, Self::Household | Self::Person | Self::Team)
    }

    /// Its word in the text form, as `household`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Person => "person",
            Self::Team => "team",
            Self::Merchant => "merchant",
            Self::Pool => "pool",
        }
    }
}

impl RuleKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Earn, Self::Deduct, Self::Clause];

    /// Its word in the text form, as `earn`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Earn => "earn",
            Self::Deduct => "deduct",
            Self::Clause => "clause",
        }
    }
}

/// What a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Times (次): whole numbers; two of them are two times under a cap by times.
    Times,
    /// Things of one deed (项·次, 件, 户, 200ml): whole numbers; all of them are one time.
    Pieces,
    /// Hours (小时): minutes are kept.
    Hours,
    /// Money (元): to the fen.
    Money,
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its code, as `H07`.
    pub code: RuleCode,
    /// What it does.
    pub kind: RuleKind,
    /// Its heading, as 公益服务.
    pub category: String,
    /// The deed, as 志愿或环保活动.
    pub item: String,
    /// The unit as written, as 次; [`Rule::measure`] reads it.
    pub unit: String,
    /// Points per unit, earned or taken; a clause may have none.
    pub points: Option<Points>,
    /// The currency it pays in.
    pub currency: CurrencyCode,
    /// Who may earn under it.
    pub holders: Vec<HolderKind>,
    /// Its caps: all of them hold.
    pub caps: Vec<Cap>,
    /// The evidence wanted, in the village's words.
    pub evidence: String,
    /// Who has to agree, in order, in the village's words; empty where the clerk alone may post.
    pub steps: Vec<String>,
    /// The first day it is in force; the rulebook's first day where none is given.
    pub from: Option<Day>,
    /// The last day it is in force.
    pub until: Option<Day>,
    /// What the parser could not put into any other field, in the village's words.
    pub remark: String,
    /// What a claim goes through before it is paid; [`Review::NONE`] where the deed is credited directly.
    pub review: Review,
    /// Whose account is paid.
    pub pays: Pays,
    /// Filed more than so many days after the deed, a claim is late; less than
    /// the days of its cap `N days late`.
    pub late_after_days: Option<u32>,
    /// A village's rulebook may give no fewer points.
    pub points_from: Option<Points>,
    /// A village's rulebook may give no more points.
    pub points_to: Option<Points>,
    /// What a village's rulebook may not change.
    pub fixed: Vec<RuleField>,
}

impl Rule {
    /// What the rule counts, read from its unit.
    pub fn measure(&self) -> Measure {
        Measure::of_unit(&self.unit)
    }

    /// In force on that day.
    pub fn in_force(&self, on: Day) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }

    /// A deposit under it has to name an approver: someone besides the clerk has to agree.
    pub fn needs_approver(&self) -> bool {
        !self.steps.is_empty()
    }

    /// How many households of one group may be awarded, and in which period.
    pub fn households(&self) -> Option<(u32, Per)> {
        self.caps.iter().find_map(|cap| match cap {
            Cap::Within { limit: Limit::Households(most), per } => Some((most.get(), *per)),
            _ => None,
        })
    }

    /// How many days after the deed it may still be entered, if the rule says so.
    pub fn late_days(&self) -> Option<u32> {
        self.caps.iter().find_map(|cap| match cap {
            Cap::LateDays(days) => Some(*days),
            _ => None,
        })
    }
}

impl Rulebook {
    /// Its title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its currencies, in order.
    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    /// Its rules, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Its honours, in order.
    pub fn honours(&self) -> &[Honour] {
        &self.honours
    }

    /// The currency of that code.
    pub fn currency(&self, code: CurrencyCode) -> Option<&Currency> {
        self.currencies.iter().find(|c| c.code == code)
    }

    /// The rule of that code.
    pub fn rule(&self, code: RuleCode) -> Option<&Rule> {
        let place = self.places.binary_search_by_key(&code, |(code, _)| *code).ok()?;
        self.rules.get(self.places[place].1)
    }
}

/// The hash that names an adopted rulebook: over its text as it stands in the journal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookHash(pub [u8; 32]);

impl BookHash {
    fn packed(&self) -> [u8; 32] {
        self.0
    }

    fn unpacked(hash: [u8; 32]) -> Option<Self> {
        Some(Self(hash))
    }

    pub(crate) fn text(&self) -> Ascii<64> {
        hash_text(&self.0)
    }

    /// BLAKE3 derive_key("civility-bank 2026-11 rulebook v1", text).
    pub fn of(text: &str) -> Self {
        Self(blake3::derive_key("civility-bank 2026-11 rulebook v1", text.as_bytes()))
    }
}

impl fmt::Display for BookHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FromStr for BookHash {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        read_hash(text).map(Self)
    }
}
as_text!(BookHash: text, [u8; 32]);
