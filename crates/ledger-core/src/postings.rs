//! Double entry: every event that moves points, as postings that sum to zero.
//!
//! Points are never made: what an account earns, the branch's `issued` account
//! is short of. So points outstanding are exactly what `issued` (and what was
//! brought forward) is short of, less what came back, and an auditor can prove
//! that no point came from nowhere.

use crate::event::{Deed, Event};
use crate::ids::{AccountNo, CurrencyCode};
use crate::points::{Amount, Points};

/// The branch's own accounts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum SystemAccount {
    /// Points earned come from here.
    Issued,
    /// Points redeemed at the bank itself go here.
    Redeemed,
    /// Points taken by the negative list go here.
    Deducted,
    /// Opening balances come from here.
    BroughtForward,
}

impl SystemAccount {
    /// Its name, as in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Redeemed => "redeemed",
            Self::Deducted => "deducted",
            Self::BroughtForward => "brought-forward",
        }
    }
}

/// One side of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// A holder's account.
    Holder(AccountNo),
    /// One of the branch's own.
    System(SystemAccount),
}

/// One posting: a signed amount on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Where.
    pub side: Side,
    /// Of which currency.
    pub currency: CurrencyCode,
    /// How much comes in; negative goes out.
    pub amount: Amount,
}

/// Points on their way: the same amount out of one side and into another, so
/// that the sum is zero by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// The side they leave.
    pub from: Side,
    /// The side they come to.
    pub to: Side,
    /// How many.
    pub points: Points,
    /// Of which currency.
    pub currency: CurrencyCode,
}

impl Movement {
    /// Its two postings.
    pub fn postings(&self) -> [Posting; 2] {
        let posting = |side, amount| Posting { side, currency: self.currency, amount };
        [posting(self.from, -self.points.amount()), posting(self.to, self.points.amount())]
    }

    fn undone(self) -> Self {
        Self { from: self.to, to: self.from, ..self }
    }
}

/// The movement an event makes, if it moves points.
pub fn movement(event: &Event) -> Option<Movement> {
    use SystemAccount::{BroughtForward, Deducted, Issued, Redeemed};
    let holder = |account: &AccountNo| Side::Holder(*account);
    let (from, to, points, currency) = match event {
        Event::BroughtForward { account, points, currency, .. } => {
            (Side::System(BroughtForward), holder(account), points, currency)
        }
        Event::Deposited(Deed { account, points, currency, .. }) => {
            (Side::System(Issued), holder(account), points, currency)
        }
        Event::Deducted(Deed { account, points, currency, .. }) => {
            (holder(account), Side::System(Deducted), points, currency)
        }
        Event::Redeemed { account, points, currency, merchant, .. } => {
            let to = merchant.as_ref().map_or(Side::System(Redeemed), holder);
            (holder(account), to, points, currency)
        }
        Event::Transferred { from, to, points, currency, .. } => {
            (holder(from), holder(to), points, currency)
        }
        Event::Reversed { undoes, .. } => return movement(undoes).map(Movement::undone),
        _ => return None,
    };
    Some(Movement { from, to, points: *points, currency: *currency })
}
