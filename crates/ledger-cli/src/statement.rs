//! What a statement (对账单) says of an account: its latest entries, each with
//! what it moved, the balance after it, and the entry that undid it.
//!
//! The screen and the sheet show the same rows, each in its own words. The
//! balances are counted back from what the books say now, so the last one is
//! always the account's balance, however few entries are shown.

use std::collections::{BTreeSet, HashMap};

use ledger_core::ids::{AccountNo, CurrencyCode, EntryId};
use ledger_core::ledger::{Error, Ledger};
use ledger_core::line::Entry;
use ledger_core::points::Amount;
use ledger_core::postings::brings;

/// An entry as it touches the account; what is paid in two currencies has a row for each.
pub(crate) struct Row {
    /// The entry.
    pub(crate) entry: Entry,
    /// What it moved; nothing of what moves no points of the account's.
    pub(crate) moved: Option<Moved>,
    /// The entry that undid it.
    pub(crate) reversed_by: Option<EntryId>,
}

/// What an entry moved of one currency.
#[derive(Clone, Copy)]
pub(crate) struct Moved {
    /// The currency.
    pub(crate) currency: CurrencyCode,
    /// What came; below zero it went.
    pub(crate) points: Amount,
    /// What was held after it.
    pub(crate) balance: Amount,
}

/// The rows of the latest `last` entries of an account (all of them: `usize::MAX`),
/// oldest first.
///
/// # Errors
/// Where the storage fails, or an entry is damaged.
pub(crate) fn rows(ledger: &Ledger, account: AccountNo, last: usize) -> Result<Vec<Row>, Error> {
    let entries = ledger.statement(account, last)?;
    let undone = undone(ledger, account, &entries)?;
    let held = ledger.account(account)?.map(|found| found.balances).unwrap_or_default();
    let mut after: HashMap<CurrencyCode, Amount> = held.into_iter().collect();
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries.into_iter().rev() {
        let reversed_by = undone.get(&entry.seq).copied();
        let moved: Vec<Moved> = brings(&entry.event, account)
            .map(|(currency, points)| {
                let held = after.entry(currency).or_default();
                let balance = *held;
                *held = balance.checked_sub(points).unwrap_or(balance);
                Moved { currency, points, balance }
            })
            .collect();
        for other in moved.iter().skip(1).rev() {
            rows.push(Row { entry: entry.clone(), moved: Some(*other), reversed_by });
        }
        rows.push(Row { entry, moved: moved.first().copied(), reversed_by });
    }
    rows.reverse();
    Ok(rows)
}

/// The entries that undid some of these, by the one undone. It is noted with the
/// account that the entry is kept with, which of a transfer is the other one.
fn undone(
    ledger: &Ledger,
    account: AccountNo,
    entries: &[Entry],
) -> Result<HashMap<u64, EntryId>, Error> {
    let keepers = entries.iter().filter_map(|entry| entry.event.accounts()[0]);
    let here = |keeper: &AccountNo| keeper.branch() == account.branch();
    let keepers: BTreeSet<AccountNo> = keepers.filter(here).collect();
    let mut undone = HashMap::new();
    for keeper in keepers {
        let found = ledger.account(keeper)?;
        undone.extend(
            found
                .into_iter()
                .flat_map(|kept| kept.reversed)
                .map(|(undone, by)| (undone, EntryId { branch: account.branch(), seq: by })),
        );
    }
    Ok(undone)
}
