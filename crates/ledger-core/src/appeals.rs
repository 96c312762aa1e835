//! Appeals (积分众筹): a need, a goal, and what people put by for it.
//!
//! ```text
//! appeal_opened ──> pledged … ──> goal reached ──────────> appeal_closed, paid
//!                       └──────> last day gone without ──> pledge_returned … ──> appeal_closed, given_back
//! ```
//!
//! Nothing in between: no part of a goal is paid, no pledge is more than what
//! is missing, and none is taken back before the end. So the sum of the
//! pledges is the one thing that says how it ends.

use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::day::Day;
use crate::event::AppealOutcome;
use crate::ids::{AccountNo, AppealCode, BranchCode, CurrencyCode, EntryId};
use crate::lots::Lot;
use crate::points::{Amount, Points};

/// An appeal; one that is closed is kept, without its pledges, since its code
/// is used once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// The need.
    pub title: String,
    /// The pool that gets the points.
    pub pool: AccountNo,
    /// How many it takes.
    pub goal: Points,
    /// Their currency.
    pub currency: CurrencyCode,
    /// The last day to give some.
    pub until: Day,
    /// The entry that opened it.
    pub opened: u64,
    /// All that was ever pledged; what was given back is not taken off.
    pub raised: Amount,
    /// Pledges that wait for the end.
    pub pledges: Vec<Pledge>,
    /// How it ended, and the entry that says so.
    pub closed: Option<(AppealOutcome, u64)>,
}

/// Points put by for an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledge {
    /// The entry that pledged.
    pub entry: u64,
    /// Who gave them.
    pub account: AccountNo,
    /// How many.
    pub points: Points,
    /// The lots they were taken from.
    pub lots: Vec<Lot>,
}

impl Appeal {
    /// What the goal still lacks.
    pub fn missing(&self) -> Amount {
        self.goal.amount().checked_sub(self.raised).unwrap_or_default()
    }

    /// All of the goal is there.
    pub fn is_reached(&self) -> bool {
        self.raised >= self.goal.amount()
    }

    /// Nothing more can be given to it on that day.
    pub fn is_over(&self, today: Day) -> bool {
        self.is_reached() || self.until < today
    }

    /// What has to be asked for it to end: every pledge given back first,
    /// where the goal was not reached.
    pub fn ending(&self, branch: BranchCode, appeal: AppealCode) -> Vec<Command> {
        let given_back = self.pledges.iter().filter(|_| !self.is_reached());
        let given_back = given_back.map(|pledge| {
            let pledge = EntryId { branch, seq: pledge.entry };
            Command::ReturnPledge { appeal, pledge }
        });
        given_back.chain([Command::CloseAppeal { appeal }]).collect()
    }
}
