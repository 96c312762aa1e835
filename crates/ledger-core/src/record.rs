//! A record for a lender (文明积分贷): what an account earned, has and owes, said at its
//! holder's request.
//!
//! Points are no money and no security; a lender who asks how somebody stands in the
//! village gets what the ledger knows, and no mark made of it. That it was given, on whose
//! request and to whom, is an entry of the account, so that the holder can see it.
//!
//! Earned is what deposits that stand brought into the account, by the day of the deed;
//! not what a ceiling sent to the pool, was brought forward or given by others. Below zero,
//! a balance is arrears: something was taken back that had been spent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::event::Event;
use crate::ids::{AccountNo, CurrencyCode};
use crate::line::Entry;
use crate::points::Amount;
use crate::state::Account;

/// What a record says of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The currency.
    pub currency: CurrencyCode,
    /// What was earned by deeds of this year.
    pub year: Amount,
    /// What was earned ever.
    pub life: Amount,
    /// What stands; below zero it is owed.
    pub balance: Amount,
}

/// What a record says of an account on a day, by all its entries, in order; `None` where a
/// sum is beyond all bounds.
pub fn kept<'e>(
    account: (AccountNo, &Account),
    entries: impl IntoIterator<Item = &'e Entry>,
    today: Day,
) -> Option<Vec<Kept>> {
    let (no, held) = account;
    // What each deposit that stands brought, by its entry.
    let mut standing: BTreeMap<u64, (CurrencyCode, Day, Amount)> = BTreeMap::new();
    for entry in entries {
        match &entry.event {
            Event::Deposited(deed) if deed.account == no => {
                let spilled = deed.spilled.map_or(Amount::ZERO, |spilled| spilled.points.amount());
                let came = deed.points.amount().checked_sub(spilled)?;
                standing.insert(entry.seq, (deed.currency, deed.on, came));
            }
            Event::Reversed { entry: undone, .. } => {
                standing.remove(&undone.seq);
            }
            _ => {}
        }
    }
    let mut earned: BTreeMap<CurrencyCode, (Amount, Amount)> =
        held.balances.iter().map(|(currency, _)| (*currency, Default::default())).collect();
    for (currency, on, came) in standing.into_values() {
        let (year, life) = earned.entry(currency).or_default();
        *life = life.checked_add(came)?;
        if on.year() == today.year() {
            *year = year.checked_add(came)?;
        }
    }
    let said = earned.into_iter().map(|(currency, (year, life))| Kept {
        currency,
        year,
        life,
        balance: held.standing(currency, today),
    });
    Some(said.collect())
}
