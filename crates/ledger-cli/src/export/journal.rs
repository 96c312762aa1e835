//! The journal of branches: its lines as they stand, or as a table.

use std::io::Write;

use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::ledger::Ledger;
use ledger_core::postings::movements;

use super::{ExportError, Facts, Words, each_entry, event_word, facts, headings, is_wanted, text};
use crate::sheet::write::{Out, Sheet};

/// The keys of the table's columns.
const COLUMNS: [&str; 15] = [
    "column-branch",
    "column-seq",
    "column-at",
    "column-by",
    "column-event",
    "column-account",
    "column-other-account",
    "column-rule",
    "column-qty",
    "column-points",
    "column-currency",
    "column-on",
    "column-evidence",
    "column-note",
    "column-hash",
];

/// Writes the lines of a branch as they are stored, each with its `\n`; with
/// `only`, those about that account.
///
/// # Errors
/// Where the storage fails, the journal is damaged, or `out` says no; part of
/// it may have been written then.
pub(crate) fn lines(
    ledger: &Ledger,
    branch: BranchCode,
    only: Option<AccountNo>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    each_entry(ledger, branch, &mut |entry, _, line| {
        if !is_wanted(&entry.event, only) {
            return Ok(());
        }
        out.write_all(line)?;
        out.write_all(b"\n")
    })
}

/// The entries of branches as a table, one row an entry, with the hash of its
/// line; with `only`, those about that account. Points are those that moved; of a reversal, those that moved back.
///
/// # Errors
/// Where the storage fails, or the journal is damaged.
pub(crate) fn table(
    ledger: &Ledger,
    branches: &[BranchCode],
    only: Option<AccountNo>,
    words: &Words<'_>,
) -> Result<Sheet, ExportError> {
    let mut rows = Vec::new();
    for &branch in branches {
        each_entry(ledger, branch, &mut |entry, hash, _| {
            if !is_wanted(&entry.event, only) {
                return Ok(());
            }
            let Facts { rule, qty, on, evidence, note } = facts(&entry.event);
            let [account, other, _] = entry.event.accounts().map(|account| {
                account.map_or(Out::Empty, |account| Out::Text(account.to_string()))
            });
            let (points, currency) =
                movements(&entry.event).next().map_or((Out::Empty, Out::Empty), |moved| {
                    (Out::Number(moved.points.amount().decimal()), text(moved.currency.as_str()))
                });
            rows.push(vec![
                text(entry.branch.as_str()),
                Out::Int(i64::try_from(entry.seq).unwrap_or(i64::MAX)),
                text(entry.at.to_string()),
                text(entry.by.as_str()),
                text(event_word(words, &entry.event)),
                account,
                other,
                rule,
                qty,
                points,
                currency,
                on,
                text(evidence),
                text(note),
                text(hash.to_string()),
            ]);
            Ok(())
        })?;
    }
    Ok(Sheet {
        name: "journal".to_owned(),
        headers: headings(words, &COLUMNS),
        rows,
        totals: Vec::new(),
    })
}
