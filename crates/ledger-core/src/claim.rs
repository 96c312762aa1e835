//! Claims under way, and the notices they hang on: what is between a deed that
//! was told and the points that are paid for it.
//!
//! A claim is kept with its account until it is paid, rejected or struck down;
//! a notice with the branch until it is closed. Both are named by the entry
//! that began them. What was finished is not here: its entries are.
//!
//! Points claimed are in no balance, so nothing here can be spent by mistake.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::event::{Deed, Step};
use crate::ids::{CurrencyCode, OperatorId};
use crate::points::Amount;
use crate::rulebook::{Review, Rule};
use crate::state::Account;

/// The most lines one notice holds; what is more waits for the next.
pub const MAX_LINES: usize = 2_000;

/// A deed claimed and not paid yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The entry that filed it.
    pub seq: u64,
    /// The deed, as it will be paid.
    #[serde(with = "as_json")]
    pub deed: Deed,
    /// Who filed it.
    pub by: OperatorId,
    /// What it goes through before it is paid.
    pub review: Review,
    /// Who reviewed it, in the order of the steps.
    pub reviewers: Vec<OperatorId>,
    /// A reviewer gave the word that it is another deed than the one it is like.
    pub distinct: bool,
    /// The notice it hangs on, or hung on.
    pub hung: Option<Hung>,
    /// The objection that stops it.
    pub objection: Option<Objection>,
}

/// Where a claim hangs, or hung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hung {
    /// The entry that opened the notice.
    pub notice: u64,
    /// The notice's last day.
    pub until: Day,
}

/// What stops a line of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// The entry that raised it.
    pub seq: u64,
    /// The day by which it is to be resolved.
    pub deadline: Day,
}

/// A notice that is not closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The first day of the deeds on it.
    pub from: Day,
    /// Their last day.
    pub to: Day,
    /// The last day it stands.
    pub until: Day,
    /// Its lines that are neither paid nor struck down: the claim, and the
    /// serial of its account.
    pub lines: BTreeMap<u64, u32>,
    /// How many of its lines were paid.
    pub posted: u32,
}

/// Points of one currency that are claimed and not paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Claimed {
    /// How many.
    pub points: Amount,
    /// The last day of the notice they hang on; none where some hang on none.
    pub until: Option<Day>,
}

/// Filed so long after the deed that the rule calls it late.
pub fn is_late(rule: &Rule, on: Day, filed: Day) -> bool {
    rule.late_after_days.is_some_and(|limit| i64::from(on.days_until(filed)) > i64::from(limit))
}

/// What a claim under a rule goes through: a late one at least one verifier, and
/// one that is like another somebody who has to say why it is not the same.
pub fn review_of(rule: &Rule, late: bool, like: bool) -> Review {
    let asks = late || (like && !rule.review.panel);
    Review { verifiers: rule.review.verifiers.max(u8::from(asks)), ..rule.review }
}

impl Hung {
    /// The notice's last day has gone by.
    pub fn has_stood(self, on: Day) -> bool {
        self.until < on
    }
}

impl Claim {
    /// The next step of its review; none where all are done.
    pub fn next(&self) -> Option<Step> {
        let done = self.reviewers.len();
        let verifiers = usize::from(self.review.verifiers);
        if done < verifiers {
            Some(Step::Verify)
        } else if self.review.panel && done == verifiers {
            Some(Step::Panel)
        } else {
            None
        }
    }

    /// How many steps of its review are left.
    pub fn left(&self) -> usize {
        let steps = usize::from(self.review.verifiers) + usize::from(self.review.panel);
        steps.saturating_sub(self.reviewers.len())
    }

    /// Its review is done, and it hangs nowhere though it has to.
    pub fn waits_for_notice(&self) -> bool {
        self.left() == 0 && self.review.notice_days > 0 && self.hung.is_none()
    }

    /// It can be paid on a day: reviewed, its notice has stood, nobody objects.
    pub fn is_ripe(&self, on: Day) -> bool {
        let stood = match self.hung {
            Some(hung) => hung.has_stood(on),
            None => self.review.notice_days == 0,
        };
        self.left() == 0 && stood && self.objection.is_none()
    }
}

impl Account {
    /// Its claim of that entry.
    pub fn claim(&self, seq: u64) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.seq == seq)
    }

    /// What is claimed of a currency; none where nothing is.
    pub fn claimed(&self, currency: CurrencyCode) -> Option<Claimed> {
        let of_it = self.claims.iter().filter(|claim| claim.deed.currency == currency);
        of_it.fold(None, |sum: Option<Claimed>, claim| {
            let (points, until) = (claim.deed.points.amount(), claim.hung.map(|hung| hung.until));
            Some(match sum {
                None => Claimed { points, until },
                Some(sum) => Claimed {
                    points: sum.points.checked_add(points).unwrap_or(sum.points),
                    until: sum.until.zip(until).map(|(one, other)| one.max(other)),
                },
            })
        })
    }
}

/// The records of the books have no keys that may be absent; a deed has, so it
/// is kept there as the text the journal has for it.
mod as_json {
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::event::Deed;

    pub(super) fn serialize<S: Serializer>(deed: &Deed, to: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(deed).map_err(S::Error::custom)?.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Deed, D::Error> {
        serde_json::from_str(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
