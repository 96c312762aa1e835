//! Lines that were written in another folder and come by bundle.

use super::{Error, Ledger, Wanted};
use crate::bundle::{BundleError, LineSource};
use crate::ids::BranchCode;
use crate::journal::{Appended, Lines};
use crate::line::is_signed;

/// So many bytes are appended at once: many commits share a sync.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Why lines were not, or not all, taken over. What was taken stands, and the
/// same asked again takes the rest.
#[derive(Debug, thiserror::Error)]
pub enum TakeOverError {
    /// The bundle cannot be read, or is not what was checked.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The ledger's storage failed.
    #[error(transparent)]
    Ledger(#[from] Error),
}

impl Ledger {
    /// Appends the lines of a branch that come behind those it has here, as they
    /// are: `lines` are of a bundle that was [checked](crate::bundle::check()) and
    /// whose root over the lines that are here is theirs. Returns how many came.
    ///
    /// # Errors
    /// A failing storage, or lines that cannot be read.
    pub fn take_over(
        &self,
        branch: BranchCode,
        lines: &dyn LineSource,
    ) -> Result<u64, TakeOverError> {
        let size = self.view(branch, Wanted::Nothing, |state| state.size())?;
        let mut next = size;
        let mut batch = Lines::default();
        lines.each(&mut |seq, line| {
            if seq < size {
                return Ok(());
            }
            batch.push(line);
            if is_signed(line) && batch.bytes().len() >= BATCH_BYTES {
                self.append_taken(branch, &mut next, &mut batch)?;
            }
            Ok(())
        })?;
        if !batch.is_empty() {
            self.append_taken(branch, &mut next, &mut batch)?;
        }
        // The books follow when the branch is opened again.
        self.still(&self.desk(branch)).shelf = None;
        self.view(branch, Wanted::Nothing, |_| ())?;
        Ok(next - size)
    }

    fn append_taken(
        &self,
        branch: BranchCode,
        next: &mut u64,
        batch: &mut Lines,
    ) -> Result<(), BundleError> {
        let appended = self.journal.append(branch, *next, batch)?;
        if let Appended::MovedOn { size } = appended {
            return Err(BundleError::Size { expected: *next, found: size });
        }
        *next += batch.count();
        *batch = Lines::default();
        Ok(())
    }
}
