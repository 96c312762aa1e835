//! What moved on accounts in a span of days, column by column, and what they held at
//! its end: the list that hangs on a village's wall.
//!
//! Counted by the day of the *entry*, unlike [`Ranking`](crate::ranking::Ranking): so what
//! an account held before, and what the list says moved, make what it held at the end,
//! and what was entered late stands on one list and on no earlier one.
//!
//! What was reversed is nobody's merit, nor their fault: it is among the others, with what
//! undid it. A list made anew after a reversal therefore says less in a column, and holds
//! as much at its end.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::day::{Day, Offset};
use crate::event::{Aim, Event};
use crate::ids::{AccountNo, CurrencyCode};
use crate::line::Entry;
use crate::points::Amount;
use crate::postings::{Posting, Side, movements};

/// What moved on one account in one currency. Every part has its sign; they sum to the
/// change of the balance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// By deeds.
    pub earned: Amount,
    /// By the negative list: zero or below.
    pub deducted: Amount,
    /// For offers, less what was given back of it.
    pub redeemed: Amount,
    /// Everything else: brought forward, transferred, expired, pledged, reversed.
    pub others: Amount,
}

/// What an account held at the end, and what had moved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Line {
    /// Nothing where nothing moved, which is not the same as sums of zero.
    moved: Option<Moved>,
    balance: Amount,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Of which currency.
    pub currency: CurrencyCode,
    /// Whose.
    pub account: AccountNo,
    /// What moved.
    pub moved: Moved,
    /// What was held at the end of the last day.
    pub balance: Amount,
}

/// The list of a branch, of a span of days.
#[derive(Debug, Clone)]
pub struct Board {
    days: RangeInclusive<Day>,
    offset: Offset,
    lines: BTreeMap<(CurrencyCode, AccountNo), Line>,
    /// Who could have earned something in the span.
    holders: BTreeSet<AccountNo>,
    /// The entries of the span.
    counted: BTreeSet<u64>,
    /// What was sent for an offer elsewhere, whenever.
    bought: BTreeSet<u64>,
}

/// Where something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Earned,
    Deducted,
    Redeemed,
    Others,
}

impl Moved {
    /// These together; `None` where one is beyond all bounds.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self {
            earned: self.earned.checked_add(other.earned)?,
            deducted: self.deducted.checked_add(other.deducted)?,
            redeemed: self.redeemed.checked_add(other.redeemed)?,
            others: self.others.checked_add(other.others)?,
        })
    }

    fn column(&mut self, column: Column) -> &mut Amount {
        match column {
            Column::Earned => &mut self.earned,
            Column::Deducted => &mut self.deducted,
            Column::Redeemed => &mut self.redeemed,
            Column::Others => &mut self.others,
        }
    }
}

impl Board {
    /// Of these days, both included, as the branch counts them; nothing is counted yet.
    pub fn of(days: RangeInclusive<Day>, offset: Offset) -> Self {
        Self {
            days,
            offset,
            lines: BTreeMap::new(),
            holders: BTreeSet::new(),
            counted: BTreeSet::new(),
            bought: BTreeSet::new(),
        }
    }

    /// Counts an entry: each of the branch's, in order, those after the span too, since
    /// they say what of it was reversed. `None` where an amount is beyond all bounds.
    #[must_use]
    pub fn count(&mut self, entry: &Entry) -> Option<()> {
        let day = entry.at.day(self.offset);
        let is_within = self.days.contains(&day);
        let is_after = day > *self.days.end();
        match &entry.event {
            Event::AccountOpened { account, kind, .. } if !is_after && kind.earns() => {
                self.holders.insert(*account);
            }
            // Who left in the span was there in it.
            Event::AccountClosed { account, .. } if !is_after && !is_within => {
                self.holders.remove(account);
            }
            Event::Sent { aim: Aim::Offer { .. }, .. } => {
                self.bought.insert(entry.seq);
            }
            // What this undoes was counted as if it stood.
            Event::Reversed { entry: undone, undoes, .. } if self.counted.contains(&undone.seq) => {
                let column = self.column_of(undoes);
                for (Posting { currency, amount, .. }, account) in held(undoes) {
                    let moved = self.moved(currency, account);
                    let stood = moved.column(column);
                    *stood = stood.checked_sub(amount)?;
                    moved.others = moved.others.checked_add(amount)?;
                }
            }
            _ => {}
        }
        if is_after {
            return Some(());
        }
        let column = self.column_of(&entry.event);
        for (Posting { currency, amount, .. }, account) in held(&entry.event) {
            let line = self.lines.entry((currency, account)).or_default();
            line.balance = line.balance.checked_add(amount)?;
            if is_within {
                let sum = line.moved.get_or_insert_default().column(column);
                *sum = sum.checked_add(amount)?;
                self.counted.insert(entry.seq);
            }
        }
        Some(())
    }

    fn moved(&mut self, currency: CurrencyCode, account: AccountNo) -> &mut Moved {
        self.lines.entry((currency, account)).or_default().moved.get_or_insert_default()
    }

    fn column_of(&self, event: &Event) -> Column {
        match event {
            Event::Deposited(_) => Column::Earned,
            Event::Deducted(_) => Column::Deducted,
            Event::Redeemed { .. }
            | Event::Reserved { .. }
            | Event::ReservationCancelled { .. }
            | Event::ReservationReleased { .. }
            | Event::Returned { .. }
            | Event::Sent { aim: Aim::Offer { .. }, .. } => Column::Redeemed,
            Event::SentBack { sent, .. } if self.bought.contains(&sent.seq) => Column::Redeemed,
            _ => Column::Others,
        }
    }

    /// The accounts that earn and on which something moved, currency by currency, in the
    /// order of their numbers.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.lines.iter().filter(|((_, account), _)| self.holders.contains(account)).filter_map(
            |(&(currency, account), line)| {
                Some(Row { currency, account, moved: line.moved?, balance: line.balance })
            },
        )
    }

    /// How many accounts that earn have no row.
    pub fn quiet(&self) -> usize {
        let moved: BTreeSet<AccountNo> = self.rows().map(|row| row.account).collect();
        self.holders.len() - moved.len()
    }
}

/// What an event posts to holders' accounts.
fn held(event: &Event) -> impl Iterator<Item = (Posting, AccountNo)> {
    movements(event).flat_map(|movement| movement.postings()).filter_map(|posting| {
        match posting.side {
            Side::Holder(account) => Some((posting, account)),
            Side::System(_) => None,
        }
    })
}
