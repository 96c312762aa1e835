//! A journal that is read from beginning to end while somebody waits: how far it has
//! come is shown. The core walks journals and knows no terminal, so what counts the lines
//! stands in the journal's place, and sees to nothing else.

use ledger_core::ids::BranchCode;
use ledger_core::journal::{Appended, Journal, JournalError, Lines, Torn, Visit};

use crate::app::App;
use crate::ui::Progress;

/// So many lines are counted at once: to look at the clock for each costs as much as a
/// good part of reading it.
const TOGETHER: u64 = 256;

/// A journal whose lines are counted as they are read.
pub(crate) struct Watched<'a> {
    journal: &'a dyn Journal,
    progress: Progress,
}

impl<'a> Watched<'a> {
    /// A journal of which these branches are about to be read, under a label.
    pub(crate) fn new(
        app: &App,
        journal: &'a dyn Journal,
        branches: &[BranchCode],
        label: String,
    ) -> Self {
        // What cannot be read is found by whoever reads it.
        let sizes = branches.iter().filter_map(|&branch| journal.size(branch).ok());
        let lines = sizes.fold(0, u64::saturating_add);
        Self { journal, progress: app.ui.progress(lines, label) }
    }
}

impl Journal for Watched<'_> {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.journal.branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.journal.size(branch)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        self.journal.recover(branch, acknowledged)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        self.journal.append(branch, expected_size, lines)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        let mut lines = 0;
        let read = self.journal.read(branch, from, &mut |place, line| {
            lines += 1;
            if lines == TOGETHER {
                self.progress.inc(std::mem::take(&mut lines));
            }
            visit(place, line)
        });
        self.progress.inc(lines);
        read
    }

    fn line(&self, branch: BranchCode, seq: u64) -> Result<Option<Vec<u8>>, JournalError> {
        // One line looked up is no way come.
        self.journal.line(branch, seq)
    }
}
