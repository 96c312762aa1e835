//! Honours (荣誉): stars and titles that follow from points by a threshold.
//!
//! ```toml
//! [[honour]]
//! name = "五星文明户"
//! ladder = "星级文明户"          # of one ladder only the highest is given
//! holders = ["household"]        # household where not said; or person, team
//! currency = "JF"                # may be left out where there is one
//! counts = ["清洁庭院", "H11"]    # headings or rules; all where not said
//! per = "quarter"                # month, quarter or year
//! at_least = "60"
//! places = 10                    # no bound where not said
//! veto = ["H53", "负面清单"]      # who had one of these deducted gets none (一票否决)
//! ```
//!
//! Who gets one is worked out in [`crate::honours`]. An honour moves no points and is
//! no entry: it says what the journal says already.

use std::num::NonZeroU32;

use super::text::Shown;
use super::{Fault, HolderKind, Rule, RuleKind};
use crate::ids::CurrencyCode;
use crate::points::Points;
use crate::span::Term;

/// The most honours of a rulebook.
pub const MAX_HONOURS: usize = 40;
/// The most places an honour may have.
pub const MAX_PLACES: u32 = 9999;
/// The most headings and rules that an honour may name in one place.
pub(super) const MAX_NAMED: usize = 32;

/// Who may be given an honour.
pub(super) const HONOURED: [HolderKind; 3] =
    [HolderKind::Household, HolderKind::Person, HolderKind::Team];

/// A star or a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Honour {
    /// Its name, as 五星文明户.
    pub name: String,
    /// The ladder it is a step of, as 星级文明户: who reaches several is given the highest,
    /// which is the one that asks for most points. Empty where it stands alone.
    pub ladder: String,
    /// Whom it is for.
    pub holders: Vec<HolderKind>,
    /// The currency that counts.
    pub currency: CurrencyCode,
    /// The rules that count, by code or heading; empty for all.
    pub counts: Vec<String>,
    /// How long a span is looked at.
    pub per: Term,
    /// At least so many points.
    pub at_least: Points,
    /// To so many only, those who have most.
    pub places: Option<NonZeroU32>,
    /// The rules of deductions, by code or heading, of which one keeps it away.
    pub veto: Vec<String>,
}

impl Honour {
    /// Whether a rule under a heading counts.
    pub fn is_counted(&self, rule: &str, heading: &str) -> bool {
        self.counts.is_empty() || names(&self.counts, rule, heading)
    }

    /// Whether a deduction by a rule under a heading keeps it away.
    pub fn is_vetoed_by(&self, rule: &str, heading: &str) -> bool {
        names(&self.veto, rule, heading)
    }

    /// Whether it is a step of the same ladder as another; every one is of its own.
    pub fn is_of_one_ladder(&self, other: &Self) -> bool {
        if self.ladder.is_empty() { self.name == other.name } else { self.ladder == other.ladder }
    }
}

fn names(named: &[String], rule: &str, heading: &str) -> bool {
    named.iter().any(|name| name == rule || (!heading.is_empty() && name == heading))
}

pub(super) fn fields(honour: &Honour) -> Vec<(&'static str, Shown)> {
    let holders = honour.holders.iter().map(|holder| holder.word().to_owned()).collect();
    vec![
        ("name", Shown::Text(honour.name.clone())),
        ("ladder", Shown::text_or_absent(&honour.ladder)),
        ("holders", Shown::List(holders)),
        ("currency", Shown::Text(honour.currency.to_string())),
        ("counts", Shown::list_or_absent(honour.counts.clone())),
        ("per", Shown::Text(honour.per.word().to_owned())),
        ("at_least", Shown::Text(honour.at_least.to_string())),
        ("places", honour.places.map_or(Shown::Absent, |places| Shown::Bare(places.to_string()))),
        ("veto", Shown::list_or_absent(honour.veto.clone())),
    ]
}

/// What is wrong with the rules that an honour names.
pub(super) fn check_named(honour: &Honour, rules: &[&Rule]) -> Vec<(&'static str, Fault)> {
    let mut found = Vec::new();
    let is = |rule: &Rule, name: &str| {
        rule.code.to_string() == *name || (!name.is_empty() && rule.category == *name)
    };
    for (field, named) in [("counts", &honour.counts), ("veto", &honour.veto)] {
        if named.len() > MAX_NAMED {
            found.push((field, Fault::TooMany { count: named.len(), most: MAX_NAMED }));
        }
        for (at, name) in named.iter().enumerate() {
            if named[..at].contains(name) {
                found.push((field, Fault::Twice(name.clone())));
                continue;
            }
            let mut of_name = rules.iter().filter(|rule| is(rule, name));
            let fault = match field {
                "veto" if !of_name.any(|rule| rule.kind == RuleKind::Deduct) => {
                    Fault::NoDeduction(name.clone())
                }
                "counts"
                    if !of_name.any(|rule| {
                        rule.kind != RuleKind::Clause && rule.currency == honour.currency
                    }) =>
                {
                    Fault::NothingToCount { text: name.clone(), currency: honour.currency }
                }
                _ => continue,
            };
            found.push((field, fault));
        }
    }
    found
}
