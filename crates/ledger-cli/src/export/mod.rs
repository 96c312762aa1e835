//! What goes out: accounts, a statement, the journal, and the journal for hledger.
//!
//! [`accounts`], [`statement`] and [`journal::table`] give a sheet to write;
//! [`journal::lines`] and [`hledger`] write text as they read it, so a branch
//! of any size goes through constant memory. **Every entry that goes out was
//! read with its hash** ([`each_entry`]): an export of a damaged journal is an
//! error, never a shorter file that looks whole.
//!
//! Deliberately absent: wording. Headings and words come from a closure by
//! their keys ([`Words`]); names of people only if the caller hands them in.

pub(crate) mod accounts;
pub(crate) mod hledger;
pub(crate) mod journal;
pub(crate) mod statement;

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use ledger_core::event::{Aim, Deed, Event};
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::journal::{Damage, JournalError};
use ledger_core::ledger::{Error, Ledger, Wanted};
use ledger_core::line::{Entry, EntryHash};
use ledger_core::walk::Problem;
use thiserror::Error;

use crate::app::App;
use crate::error::CliError;
use crate::sheet::write::Out;
use crate::storage;

/// The word for a key: a heading (`column-points`), an event
/// (`event-account-opened`), a holder (`holder-household`), a status (`status-open`).
pub(crate) type Words<'a> = dyn Fn(&str) -> String + 'a;

/// Why nothing, or not all, went out.
#[derive(Debug, Error)]
pub(crate) enum ExportError {
    /// The ledger failed, or its history is damaged.
    #[error(transparent)]
    Ledger(#[from] Error),
    /// What is written to said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<JournalError> for ExportError {
    fn from(error: JournalError) -> Self {
        Self::Ledger(error.into())
    }
}

/// Called with each entry, the hash of its line, and the line as stored.
pub(crate) type Visit<'a> = dyn FnMut(&Entry, EntryHash, &[u8]) -> io::Result<()> + 'a;

/// Visits every acknowledged entry of a branch with its hash and its line as
/// stored, in order, and holds the chain from the origin to the head.
pub(crate) fn each_entry(
    ledger: &Ledger,
    branch: BranchCode,
    visit: &mut Visit<'_>,
) -> Result<(), ExportError> {
    let (size, head, origin) = ledger.view(branch, Wanted::Nothing, |state| {
        let origin = state.charter().map(|charter| EntryHash::origin(&charter.origin, branch));
        (state.size(), state.head(), origin.unwrap_or_default())
    })?;
    let mut expected = origin;
    let mut next = 0;
    let mut failed: Option<ExportError> = None;
    ledger.journal().read(branch, 0, &mut |place, line| {
        if place >= size {
            return ControlFlow::Break(());
        }
        let hash = EntryHash::of(line);
        let result = check(branch, place, next, expected, line)
            .map_err(ExportError::from)
            .and_then(|entry| Ok(visit(&entry, hash, line)?));
        (expected, next) = (hash, place + 1);
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if next < size {
        return Err(JournalError::DataLoss { branch, acknowledged: size, committed: next }.into());
    }
    if size > 0 && expected != head {
        let why = Damage::NotAcknowledged;
        return Err(JournalError::Damaged { branch, seq: size - 1, why }.into());
    }
    Ok(())
}

/// Counts every entry of a branch; `count` answers nothing where a sum is beyond what is held.
///
/// # Errors
/// As [`each_entry`], in words; and such a sum, of `what`.
pub(crate) fn count_each(
    app: &App,
    ledger: &Ledger,
    branch: BranchCode,
    what: &'static str,
    count: &mut dyn FnMut(&Entry) -> Option<()>,
) -> Result<(), CliError> {
    let mut beyond = None;
    each_entry(ledger, branch, &mut |entry, _, _| {
        if count(entry).is_none() {
            beyond.get_or_insert(entry.seq);
        }
        Ok(())
    })
    .map_err(|error| explain(app, error))?;
    match beyond {
        Some(seq) => Err(CliError::internal(what, format!("the sum at {branch}:{seq}"))),
        None => Ok(()),
    }
}

/// The failure in words, where nothing was to be written out.
pub(crate) fn explain(app: &App, error: ExportError) -> CliError {
    match error {
        ExportError::Ledger(error) => storage::explain(&app.messages, &error),
        ExportError::Io(error) => CliError::io(&app.messages, Path::new("stdout"), &error),
    }
}

fn check(
    branch: BranchCode,
    place: u64,
    next: u64,
    expected: EntryHash,
    line: &[u8],
) -> Result<Entry, JournalError> {
    let damaged = |why: Damage| JournalError::Damaged { branch, seq: place, why };
    let problem = |problem: Problem| damaged(problem.into());
    let entry = Entry::decode(line).map_err(|why| damaged(why.into()))?;
    if entry.branch != branch {
        return Err(problem(Problem::Branch { found: entry.branch }));
    }
    if place != next || entry.seq != next {
        return Err(problem(Problem::Place { expected: next, found: entry.seq }));
    }
    if entry.prev != expected {
        return Err(problem(Problem::Chain { expected, found: entry.prev }));
    }
    Ok(entry)
}

/// What an event says, flat: a row of a table.
pub(crate) struct Facts {
    /// The rule or the offer.
    pub(crate) rule: Out,
    /// How many, or how much.
    pub(crate) qty: Out,
    /// The day it is of.
    pub(crate) on: Out,
    /// What shows it.
    pub(crate) evidence: String,
    /// A remark, or the reason.
    pub(crate) note: String,
}

/// An event as a row; of a reversal, what was undone and why.
pub(crate) fn facts(event: &Event) -> Facts {
    let none = || Facts {
        rule: Out::Empty,
        qty: Out::Empty,
        on: Out::Empty,
        evidence: String::new(),
        note: String::new(),
    };
    let text = |text: &dyn ToString| Out::Text(text.to_string());
    let aimed = |aim: &Aim| match aim {
        Aim::Account(_) => none(),
        Aim::Offer { offer, qty } => Facts { rule: text(offer), qty: text(qty), ..none() },
    };
    match event {
        Event::Deposited(deed) | Event::Deducted(deed) | Event::ClaimFiled(deed) => {
            let Deed { rule, qty, on, evidence, note, .. } = deed;
            Facts {
                rule: text(rule),
                qty: text(qty),
                on: Out::Date(on.date()),
                evidence: evidence.clone(),
                note: note.clone(),
            }
        }
        Event::BroughtForward { as_of, evidence, note, .. } => Facts {
            on: Out::Date(as_of.date()),
            evidence: evidence.clone(),
            note: note.clone(),
            ..none()
        },
        Event::Redeemed { offer, qty, note, matched, .. } => {
            let beside = matched.as_ref();
            let beside = beside.map(|beside| format!("+ {} {}", beside.points, beside.currency));
            let note = [beside.unwrap_or_default().as_str(), note].join(" ").trim().to_owned();
            Facts { rule: text(offer), qty: text(qty), note, ..none() }
        }
        Event::Expired { lots, carried, .. } => Facts {
            on: lots.last().map_or(Out::Empty, |lot| Out::Date(lot.until.date())),
            note: carried.map_or_else(String::new, |lot| format!("→ {} {}", lot.points, lot.until)),
            ..none()
        },
        Event::Reserved { offer, qty, note, .. } => {
            Facts { rule: text(offer), qty: text(qty), note: note.clone(), ..none() }
        }
        Event::Collected { offer, qty, .. } | Event::ReservationReleased { offer, qty, .. } => {
            Facts { rule: text(offer), qty: text(qty), ..none() }
        }
        Event::ReservationCancelled { offer, qty, reason, .. }
        | Event::Returned { offer, qty, reason, .. } => {
            Facts { rule: text(offer), qty: text(qty), note: reason.clone(), ..none() }
        }
        Event::StockChanged { offer, change, reason } => {
            // A number, since what went is below zero and a text `-5` would be guarded.
            let qty = Out::Number(change.decimal());
            Facts { rule: text(offer), qty, note: reason.clone(), ..none() }
        }
        Event::OfferResumed { offer } => Facts { rule: text(offer), ..none() },
        Event::OfferListed { offer, title, .. } => {
            Facts { rule: text(offer), note: title.clone(), ..none() }
        }
        Event::OfferWithdrawn { offer, reason } | Event::OfferPaused { offer, reason } => {
            Facts { rule: text(offer), note: reason.clone(), ..none() }
        }
        Event::ClaimVerified { note, distinct, .. } => {
            Facts { note: distinct.as_ref().unwrap_or(note).clone(), ..none() }
        }
        Event::NoticeOpened { until, .. } => Facts { on: Out::Date(until.date()), ..none() },
        Event::NoticeClosed { notice, .. } => Facts { rule: text(notice), ..none() },
        // What was served, in minutes, until the last day of the span.
        Event::CertificatePublished { from, to, minutes, .. } => Facts {
            qty: text(&format!("{minutes}m")),
            on: Out::Date(to.date()),
            note: format!("{from} → {to}"),
            ..none()
        },
        Event::CertificateIssued { certificate, from, to, minutes, contact, .. } => Facts {
            rule: text(certificate),
            qty: text(&format!("{minutes}m")),
            on: Out::Date(to.date()),
            evidence: contact.clone(),
            note: format!("{from} → {to}"),
        },
        Event::RecordIssued { requested, lender, .. } => {
            Facts { on: Out::Date(requested.date()), note: lender.clone(), ..none() }
        }
        Event::CertificateWithdrawn { certificate, reason, .. } => {
            Facts { rule: text(certificate), note: reason.clone(), ..none() }
        }
        Event::RulebookAdopted { from, .. } => Facts { on: Out::Date(from.date()), ..none() },
        Event::Transferred { note, .. } => Facts { note: note.clone(), ..none() },
        Event::OperatorRetired { reason, .. }
        | Event::BranchKeySet { reason, .. }
        | Event::AccountClosed { reason, .. }
        | Event::AccountFrozen { reason, .. }
        | Event::AccountUnfrozen { reason, .. }
        | Event::MemberLeft { reason, .. }
        | Event::Divided { reason, .. }
        | Event::ClaimRejected { reason, .. }
        | Event::ObjectionRaised { reason, .. }
        | Event::ObjectionResolved { reason, .. } => Facts { note: reason.clone(), ..none() },
        Event::Reversed { undoes, reason, .. } => Facts { note: reason.clone(), ..facts(undoes) },
        Event::FundReceived { yuan, on, source: what, voucher }
        | Event::FundSpent { yuan, on, purpose: what, voucher } => Facts {
            qty: text(yuan),
            on: Out::Date(on.date()),
            evidence: voucher.to_string(),
            note: what.clone(),
            ..none()
        },
        Event::Settled { yuan, voucher, note, .. } => {
            Facts { qty: text(yuan), evidence: voucher.to_string(), note: note.clone(), ..none() }
        }
        Event::AppealOpened { appeal, title, until, .. } => {
            Facts { rule: text(appeal), on: Out::Date(until.date()), note: title.clone(), ..none() }
        }
        Event::Pledged { appeal, .. }
        | Event::PledgeReturned { appeal, .. }
        | Event::AppealClosed { appeal, .. } => Facts { rule: text(appeal), ..none() },
        Event::Sent { aim, note, .. } => Facts { note: note.clone(), ..aimed(aim) },
        Event::Received { aim, sent, .. } => Facts { evidence: sent.to_string(), ..aimed(aim) },
        Event::Declined { aim, sent, reason, .. } => {
            Facts { evidence: sent.to_string(), note: reason.clone(), ..aimed(aim) }
        }
        Event::Arrived { received: twin, .. }
        | Event::SentBack { declined: twin, .. }
        | Event::ClearingSettled { netted: twin, .. } => {
            Facts { evidence: twin.to_string(), ..none() }
        }
        Event::ClearingNetted { .. } => none(),
        Event::Founded { .. }
        | Event::BranchChartered { .. }
        | Event::BranchOpened { .. }
        | Event::OperatorEnrolled { .. }
        | Event::AccountOpened { .. }
        | Event::MemberJoined { .. } => none(),
        Event::CoverSet { .. } => none(),
    }
}

/// A text cell, or an empty one.
fn text(text: impl Into<String>) -> Out {
    let text = text.into();
    if text.is_empty() { Out::Empty } else { Out::Text(text) }
}

/// The word for what happened.
fn event_word(words: &Words<'_>, event: &Event) -> String {
    words(&format!("event-{}", event.name().replace('_', "-")))
}

/// Whether an entry is to go out: all are, or those about one account.
fn is_wanted(event: &Event, only: Option<AccountNo>) -> bool {
    only.is_none() || event.accounts().contains(&only)
}

fn headings(words: &Words<'_>, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| words(key)).collect()
}

#[cfg(test)]
mod tests;
