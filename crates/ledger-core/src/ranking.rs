//! What was earned in a span of days, account by account, and in which order.
//!
//! Counted are awards and deductions by the day of the deed, and what undid
//! them by the day of the deed it undid: so a list made anew later is the same,
//! but for what was entered or reversed in between. Brought-forward balances,
//! transfers and what was spent are no merit and do not count.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::day::Day;
use crate::event::Event;
use crate::ids::{AccountNo, CurrencyCode};
use crate::points::Amount;
use crate::postings::{Side, movements};

/// What accounts earned by deeds of a span of days.
#[derive(Debug, Clone)]
pub struct Ranking {
    days: RangeInclusive<Day>,
    earned: BTreeMap<(CurrencyCode, AccountNo), Amount>,
}

/// One account's place. Who earned as much has the same place, and the place after
/// those counts them all: 1, 2, 2, 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From 1 up, in its currency.
    pub place: usize,
    /// Of which currency.
    pub currency: CurrencyCode,
    /// Whose.
    pub account: AccountNo,
    /// What was earned less what was deducted; below zero where that was more.
    pub earned: Amount,
}

impl Ranking {
    /// Of deeds of these days, both included; nothing is counted yet.
    pub fn of(days: RangeInclusive<Day>) -> Self {
        Self { days, earned: BTreeMap::new() }
    }

    /// Counts an entry. `None` where an amount is beyond all bounds.
    #[must_use]
    pub fn count(&mut self, event: &Event) -> Option<()> {
        let deed = match event {
            Event::Reversed { undoes, .. } => undoes,
            event => event,
        };
        let (Event::Deposited(deed) | Event::Deducted(deed)) = deed else { return Some(()) };
        if !self.days.contains(&deed.on) {
            return Some(());
        }
        for posting in movements(event).flat_map(|movement| movement.postings()) {
            let Side::Holder(account) = posting.side else { continue };
            let earned = self.earned.entry((posting.currency, account)).or_insert(Amount::ZERO);
            *earned = earned.checked_add(posting.amount)?;
        }
        Some(())
    }

    /// The places of the accounts that are `listed`, currency by currency, the most
    /// first; who earned nothing in the end is not among them. As many earned are in
    /// the order of their numbers.
    pub fn places(&self, listed: impl Fn(AccountNo) -> bool) -> Vec<Place> {
        let mut all: Vec<Place> = self
            .earned
            .iter()
            .filter(|((_, account), earned)| **earned != Amount::ZERO && listed(*account))
            .map(|(&(currency, account), &earned)| Place { place: 0, currency, account, earned })
            .collect();
        all.sort_by_key(|of| (of.currency, Reverse(of.earned), of.account));
        let mut first = 0;
        for at in 0..all.len() {
            if at > 0 && all[at].currency != all[at - 1].currency {
                first = at;
            }
            all[at].place = match at.checked_sub(1).filter(|_| at > first) {
                Some(before) if all[before].earned == all[at].earned => all[before].place,
                _ => at - first + 1,
            };
        }
        all
    }
}
