//! The journal for hledger, of branches or of one account.

use std::io::Write;

use ledger_core::hledger::{Decimals, transaction};
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::ledger::{Ledger, Wanted};

use super::{ExportError, each_entry, is_wanted};

/// Writes the movements of branches as an hledger journal; with `only`, those
/// of that account.
///
/// # Errors
/// Where the storage fails, the journal is damaged, or `out` says no; part of
/// it may have been written then.
pub(crate) fn hledger(
    ledger: &Ledger,
    branches: &[BranchCode],
    only: Option<AccountNo>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut decimals = Decimals::default();
    let mut offsets = Vec::with_capacity(branches.len());
    for &branch in branches {
        let (rulebooks, offset) = ledger
            .view(branch, Wanted::Nothing, |state| (state.rulebooks().to_vec(), state.offset()))?;
        rulebooks.iter().for_each(|adopted| decimals.add(&adopted.rulebook));
        offsets.push(offset);
    }
    decimals.write(out)?;
    for (&branch, offset) in branches.iter().zip(offsets) {
        each_entry(ledger, branch, &mut |entry, _, _| {
            if is_wanted(&entry.event, only) { transaction(entry, offset, out) } else { Ok(()) }
        })?;
    }
    Ok(())
}
