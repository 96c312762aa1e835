//! Double entry: every event that moves points, as postings that sum to zero.
//!
//! Points are never made: what an account earns, the branch's `issued` account
//! is short of. So the points on accounts are exactly what `issued` and the branch's
//! other own accounts, together, are short of, and an auditor can prove that no
//! point came from nowhere.

use crate::day::Day;
use crate::event::{Aim, Deed, Event};
use crate::ids::{AccountNo, CurrencyCode};
use crate::lots::Lot;
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
    /// Points whose last day has gone go here.
    Expired,
    /// Points wait here for what was reserved with them.
    Reserved,
    /// Points given to an appeal wait here for its end.
    Pledged,
    /// Points leave to other branches and come from them here.
    Clearing,
    /// What head office has settled of the clearing.
    HeadOffice,
}

impl SystemAccount {
    /// Its name, as in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Redeemed => "redeemed",
            Self::Deducted => "deducted",
            Self::BroughtForward => "brought-forward",
            Self::Expired => "expired",
            Self::Reserved => "reserved",
            Self::Pledged => "pledged",
            Self::Clearing => "clearing",
            Self::HeadOffice => "head-office",
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
pub struct Movement<'a> {
    /// The side they leave.
    pub from: Side,
    /// The side they come to.
    pub to: Side,
    /// How many.
    pub points: Points,
    /// Of which currency.
    pub currency: CurrencyCode,
    /// The lots they leave, where they leave a holder's.
    pub taken: &'a [Lot],
    /// What becomes of them where they come to.
    pub given: Given<'a>,
}

/// The lots that points make where they come to a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given<'a> {
    /// All of them one, if any: with this last day, if they have one.
    Until(Option<Day>),
    /// These, and the rest none.
    Lots(&'a [Lot]),
}

impl Movement<'_> {
    /// Its two postings.
    pub fn postings(&self) -> [Posting; 2] {
        let posting = |side, amount| Posting { side, currency: self.currency, amount };
        [posting(self.from, -self.points.amount()), posting(self.to, self.points.amount())]
    }
}

/// The movements an event makes: none, one or two.
pub fn movements(event: &Event) -> impl Iterator<Item = Movement<'_>> {
    both(event).into_iter().flatten()
}

/// What an event brings to an account, or takes from it: a posting for each
/// movement it is a side of.
pub fn brings(event: &Event, account: AccountNo) -> impl Iterator<Item = (CurrencyCode, Amount)> {
    movements(event)
        .flat_map(|movement| movement.postings())
        .filter(move |posting| posting.side == Side::Holder(account))
        .map(|posting| (posting.currency, posting.amount))
}

fn both(event: &Event) -> [Option<Movement<'_>>; 2] {
    use SystemAccount::{
        BroughtForward, Clearing, Deducted, Expired, HeadOffice, Pledged, Redeemed, Reserved,
    };
    let holder = |account: &AccountNo| Side::Holder(*account);
    match event {
        Event::BroughtForward { account, points, currency, until, .. } => {
            one(Side::System(BroughtForward), holder(account), *points, *currency)
                .given(Given::Until(*until))
                .alone()
        }
        Event::Deposited(deed) => deposit(deed),
        Event::Deducted(deed) => {
            one(holder(&deed.account), Side::System(Deducted), deed.points, deed.currency)
                .taken(&deed.lots)
                .alone()
        }
        Event::Redeemed { account, points, currency, merchant, lots, matched, .. } => {
            let to = merchant.as_ref().map_or(Side::System(Redeemed), holder);
            let paid =
                |points, currency, lots| one(holder(account), to, points, currency).taken(lots);
            let beside = matched.as_ref();
            let beside = beside.map(|beside| paid(beside.points, beside.currency, &beside.lots));
            [Some(paid(*points, *currency, lots)), beside]
        }
        Event::Transferred { from, to, points, currency, lots, .. }
        | Event::Divided { from, to, points, currency, lots, .. } => {
            one(holder(from), holder(to), *points, *currency)
                .taken(lots)
                .given(Given::Lots(lots))
                .alone()
        }
        // What is carried over stays where it is; only its lot is another.
        Event::Expired { account, currency, points, lots, .. } => {
            one(holder(account), Side::System(Expired), *points, *currency).taken(lots).alone()
        }
        Event::Settled { merchant, points, currency, .. } => {
            one(holder(merchant), Side::System(Redeemed), *points, *currency).alone()
        }
        Event::Pledged { account, points, currency, lots, .. } => {
            one(holder(account), Side::System(Pledged), *points, *currency).taken(lots).alone()
        }
        Event::PledgeReturned { account, points, currency, lots, .. } => {
            one(Side::System(Pledged), holder(account), *points, *currency)
                .given(Given::Lots(lots))
                .alone()
        }
        Event::AppealClosed { pool, points: Some(points), currency: Some(currency), .. } => {
            one(Side::System(Pledged), holder(pool), *points, *currency).alone()
        }
        Event::Reserved { account, points, currency, lots, .. } => {
            one(holder(account), Side::System(Reserved), *points, *currency).taken(lots).alone()
        }
        Event::Collected { points, currency, merchant, .. } => {
            let to = merchant.as_ref().map_or(Side::System(Redeemed), holder);
            one(Side::System(Reserved), to, *points, *currency).alone()
        }
        Event::ReservationCancelled { account, points, currency, lots, .. }
        | Event::ReservationReleased { account, points, currency, lots, .. } => {
            one(Side::System(Reserved), holder(account), *points, *currency)
                .given(Given::Lots(lots))
                .alone()
        }
        Event::Returned { account, points, currency, merchant, lots, .. } => {
            let from = merchant.as_ref().map_or(Side::System(Redeemed), holder);
            one(from, holder(account), *points, *currency).given(Given::Lots(lots)).alone()
        }
        Event::Reversed { undoes, lots, .. } => {
            both(undoes).map(|movement| movement.map(|movement| movement.undone(lots)))
        }
        Event::Sent { account, points, currency, lots, .. } => {
            one(holder(account), Side::System(Clearing), *points, *currency).taken(lots).alone()
        }
        Event::Received { aim: Aim::Account(account), points, currency, lots, .. } => {
            let given = Given::Lots(lots);
            one(Side::System(Clearing), holder(account), *points, *currency).given(given).alone()
        }
        Event::Received { points, currency, merchant, .. } => {
            let to = merchant.as_ref().map_or(Side::System(Redeemed), holder);
            one(Side::System(Clearing), to, *points, *currency).alone()
        }
        Event::SentBack { account, points, currency, lots, .. } => {
            let given = Given::Lots(lots);
            one(Side::System(Clearing), holder(account), *points, *currency).given(given).alone()
        }
        Event::ClearingSettled { currency, amount, .. } => {
            let [clearing, head_office] = [Side::System(Clearing), Side::System(HeadOffice)];
            let forth = amount.points().map(|points| one(clearing, head_office, points, *currency));
            // Who is owed gets from head office what the others gave there.
            let back =
                || (-*amount).points().map(|points| one(head_office, clearing, points, *currency));
            [forth.or_else(back), None]
        }
        _ => [None, None],
    }
}

/// What an award gives the account, and what of it goes to the pool.
fn deposit(deed: &Deed) -> [Option<Movement<'_>>; 2] {
    let issued = Side::System(SystemAccount::Issued);
    let to = |account, points| one(issued, Side::Holder(account), points, deed.currency);
    let Some(spilled) = deed.spilled else {
        return to(deed.account, deed.points).given(Given::Until(deed.until)).alone();
    };
    let kept = deed.points.amount().checked_sub(spilled.points.amount()).and_then(Amount::points);
    let kept = kept.map(|kept| to(deed.account, kept).given(Given::Until(deed.until)));
    [kept, Some(to(spilled.to, spilled.points))]
}

fn one<'a>(from: Side, to: Side, points: Points, currency: CurrencyCode) -> Movement<'a> {
    Movement { from, to, points, currency, taken: &[], given: Given::Until(None) }
}

impl<'a> Movement<'a> {
    fn taken(self, taken: &'a [Lot]) -> Self {
        Self { taken, ..self }
    }

    fn given(self, given: Given<'a>) -> Self {
        Self { given, ..self }
    }

    fn alone(self) -> [Option<Self>; 2] {
        [Some(self), None]
    }

    /// The way back: the holder gets exactly the lots again that were taken.
    fn undone(self, taken: &'a [Lot]) -> Self {
        Self { from: self.to, to: self.from, taken, given: Given::Lots(self.taken), ..self }
    }
}
