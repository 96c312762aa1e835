//! The statement (对账单) of an account: its latest entries, each with the
//! balance after it.
//!
//! ```text
//! day  entry  event  rule  item  qty  on  points  currency  balance  evidence  note  by  reversed by
//! ```
//!
//! The balances are counted back from what the books say now, so the last one
//! is always the account's balance, however few entries are shown. A claim moves
//! nothing: what it asks for stands beside its item, and the deposit that pays
//! it names it. An entry that was undone names the one that did it.

use std::collections::{BTreeSet, HashMap};

use ledger_core::event::{Aim, Deed, Event};
use ledger_core::ids::{AccountNo, CurrencyCode, EntryId};
use ledger_core::ledger::{Error, Ledger, Wanted};
use ledger_core::line::Entry;
use ledger_core::points::Amount;
use ledger_core::state::State;

use super::{ExportError, Facts, Words, brings, event_word, facts, headings, text};
use crate::sheet::write::{Out, Sheet};

/// The keys of its columns.
const COLUMNS: [&str; 14] = [
    "column-day",
    "column-entry",
    "column-event",
    "column-rule",
    "column-item",
    "column-qty",
    "column-on",
    "column-points",
    "column-currency",
    "column-balance",
    "column-evidence",
    "column-note",
    "column-by",
    "column-reversed-by",
];

/// The latest `last` entries of an account (all of them: `usize::MAX`), oldest first.
///
/// # Errors
/// Where the storage fails, or an entry is damaged.
pub(crate) fn statement(
    ledger: &Ledger,
    account: AccountNo,
    last: usize,
    words: &Words<'_>,
) -> Result<Sheet, ExportError> {
    let entries = ledger.statement(account, last)?;
    let undone = undone(ledger, account, &entries)?;
    let (rows, offset) = ledger.view(account.branch(), Wanted::Account(account), |state| {
        let held = state.account(account).map(|found| found.balances.clone()).unwrap_or_default();
        let mut after: HashMap<CurrencyCode, Amount> = held.into_iter().collect();
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries.iter().rev() {
            let moved: Vec<_> = brings(&entry.event, account)
                .map(|(currency, amount)| {
                    let balance = after.entry(currency).or_default();
                    let now = *balance;
                    *balance = balance.checked_sub(amount).unwrap_or(*balance);
                    (currency, amount, now)
                })
                .collect();
            let item = item(state, &entry.event, account);
            // What is paid in two currencies has a row for each.
            let others = moved.iter().skip(1).rev();
            rows.extend(others.map(|other| (entry, Some(*other), item.clone())));
            rows.push((entry, moved.first().copied(), item));
        }
        rows.reverse();
        (rows, state.offset())
    })?;
    let rows = rows.into_iter().map(|(entry, moved, item)| {
        let Facts { rule, qty, on, evidence, note } = facts(&entry.event);
        let (points, currency, balance) = match moved {
            None => (Out::Empty, Out::Empty, Out::Empty),
            Some((currency, amount, balance)) => (
                Out::Number(amount.decimal()),
                text(currency.as_str()),
                Out::Number(balance.decimal()),
            ),
        };
        vec![
            Out::Date(entry.at.day(offset).date()),
            text(EntryId { branch: entry.branch, seq: entry.seq }.to_string()),
            text(event_word(words, &entry.event)),
            rule,
            text(item),
            qty,
            on,
            points,
            currency,
            balance,
            text(evidence),
            text(note),
            text(entry.by.as_str()),
            text(undone.get(&entry.seq).map(ToString::to_string).unwrap_or_default()),
        ]
    });
    let headers = headings(words, &COLUMNS);
    Ok(Sheet { name: account.to_string(), headers, rows: rows.collect() })
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

/// What it was about: the rule's item, the offer's title, the other account,
/// the entry undone.
fn item(state: &State, event: &Event, account: AccountNo) -> String {
    match event {
        Event::Deposited(deed) | Event::Deducted(deed) => {
            let claim = deed.claim.map(|claim| format!(" ← {claim}")).unwrap_or_default();
            item_of(state, deed) + &claim
        }
        Event::ClaimFiled(deed) => {
            format!("{} {} {}", item_of(state, deed), deed.points, deed.currency)
        }
        Event::ClaimVerified { claim, .. }
        | Event::ClaimRejected { claim, .. }
        | Event::ObjectionRaised { claim, .. }
        | Event::ObjectionResolved { claim, .. } => claim.to_string(),
        Event::Redeemed { offer, .. }
        | Event::Reserved { offer, .. }
        | Event::Collected { offer, .. }
        | Event::ReservationCancelled { offer, .. }
        | Event::ReservationReleased { offer, .. }
        | Event::Returned { offer, .. } => {
            state.offers().get(offer).map(|offer| offer.title.clone()).unwrap_or_default()
        }
        Event::Transferred { from, to, .. }
        | Event::Divided { from, to, .. }
        | Event::MemberJoined { account: from, household: to }
        | Event::MemberLeft { account: from, household: to, .. } => {
            if *from == account {
                to.to_string()
            } else {
                from.to_string()
            }
        }
        Event::Sent { aim: Aim::Offer { offer, .. }, to, .. } => format!("{to}/{offer}"),
        Event::Sent { aim: Aim::Account(receiver), .. } => receiver.to_string(),
        Event::Received { from, .. } => from.to_string(),
        Event::Arrived { sent, .. } | Event::SentBack { sent, .. } => sent.to_string(),
        Event::Reversed { entry, .. } => entry.to_string(),
        Event::Pledged { appeal, .. }
        | Event::PledgeReturned { appeal, .. }
        | Event::AppealOpened { appeal, .. }
        | Event::AppealClosed { appeal, .. } => {
            let found = state.trade().appeals.get(appeal);
            found.map_or_else(|| appeal.to_string(), |found| found.title.clone())
        }
        _ => String::new(),
    }
}

fn item_of(state: &State, deed: &Deed) -> String {
    state.rule_of(deed).map(|rule| rule.item.clone()).unwrap_or_default()
}
