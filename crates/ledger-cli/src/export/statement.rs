//! The statement (对账单) of an account: its latest entries, each with the
//! balance after it.
//!
//! ```text
//! day  entry  event  rule  item  qty  on  points  currency  balance  evidence  note  by  reversed by
//! ```
//!
//! Its rows are those of the screen ([`crate::statement`]). A claim moves nothing:
//! what it asks for stands beside its item, and the deposit that pays it names it.
//! An entry that was undone names the one that did it.

use ledger_core::event::{Aim, Deed, Event};
use ledger_core::ids::{AccountNo, EntryId};
use ledger_core::ledger::{Ledger, Wanted};
use ledger_core::state::State;

use super::{ExportError, Facts, Words, event_word, facts, headings, text};
use crate::sheet::write::{Out, Sheet};
use crate::statement::{self, Moved, Row};

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
    let rows = statement::rows(ledger, account, last)?;
    let (items, offset) = ledger.view(account.branch(), Wanted::Nothing, |state| {
        let items: Vec<String> =
            rows.iter().map(|row| item(state, &row.entry.event, account)).collect();
        (items, state.offset())
    })?;
    let rows = rows.into_iter().zip(items).map(|(Row { entry, moved, reversed_by }, item)| {
        let Facts { rule, qty, on, evidence, note } = facts(&entry.event);
        let (points, currency, balance) = match moved {
            None => (Out::Empty, Out::Empty, Out::Empty),
            Some(Moved { currency, points, balance }) => (
                Out::Number(points.decimal()),
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
            text(reversed_by.map(|by| by.to_string()).unwrap_or_default()),
        ]
    });
    let headers = headings(words, &COLUMNS);
    let place = |key: &str| COLUMNS.iter().position(|column| *column == key);
    let points: Vec<usize> = place("column-points").into_iter().collect();
    let sheet =
        Sheet { name: account.to_string(), headers, rows: rows.collect(), totals: Vec::new() };
    Ok(sheet.with_totals(&words("column-total"), &points, place("column-currency")))
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
