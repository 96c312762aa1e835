//! A journal as it was at one moment, up to its last whole commits.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::{Appended, Journal, JournalError, Lines, Torn, Visit};
use crate::ids::BranchCode;

/// A journal to be read while others may write to it: what was never committed is not in
/// it, and what comes behind does not come to it. So what was verified is what is taken.
#[derive(Debug)]
pub struct Committed<J> {
    journal: J,
    sizes: BTreeMap<BranchCode, u64>,
}

impl<J: Journal> Committed<J> {
    /// A journal as it is now.
    ///
    /// # Errors
    /// Where the storage fails, or the last whole line of a branch is damaged.
    pub fn of(journal: J) -> Result<Self, JournalError> {
        let branches = journal.branches()?.into_iter();
        let sizes = branches.map(|branch| Ok((branch, journal.size(branch)?)));
        let sizes = sizes.collect::<Result<_, JournalError>>()?;
        Ok(Self { journal, sizes })
    }

    /// The journal as it is.
    pub fn journal(&self) -> &J {
        &self.journal
    }
}

impl<J: Journal> Journal for Committed<J> {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        Ok(self.sizes.keys().copied().collect())
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        Ok(self.sizes.get(&branch).copied().unwrap_or(0))
    }

    fn recover(&self, _: BranchCode, _: u64) -> Result<Option<Torn>, JournalError> {
        Err(JournalError::ReadOnly)
    }

    fn append(&self, _: BranchCode, _: u64, _: &Lines) -> Result<Appended, JournalError> {
        Err(JournalError::ReadOnly)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        let size = self.size(branch)?;
        self.journal.read(branch, from, &mut |place, line| {
            if place < size { visit(place, line) } else { ControlFlow::Break(()) }
        })?;
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::conformance::{commit, lines, read_all};
    use super::super::{MemoryJournal, Mirrored, Standing};
    use super::*;

    #[test]
    fn what_comes_behind_later_or_was_never_committed_is_not_in_it() {
        let (one, two): (BranchCode, BranchCode) =
            ("LC01".parse().unwrap(), "LC02".parse().unwrap());
        let journal = Arc::new(MemoryJournal::default());
        let append = |branch, from, count| {
            let all = commit(branch, 0, from + count);
            let lines = lines(&all[usize::try_from(from).unwrap()..]);
            assert_eq!(journal.append(branch, from, &lines).unwrap(), Appended::Durable);
        };
        append(one, 0, 3);
        let then = Committed::of(Arc::clone(&journal)).unwrap();
        append(one, 3, 2);
        append(two, 0, 1);
        assert_eq!(then.branches().unwrap(), [one]);
        assert_eq!((then.size(one).unwrap(), then.size(two).unwrap()), (3, 0));
        assert_eq!(read_all(&then, one, 0), read_all(&journal, one, 0)[..3]);
        assert_eq!((read_all(&then, one, 3), read_all(&then, two, 0)), (vec![], vec![]));
        assert_eq!(journal.size(one).unwrap(), 5);
        // Who is brought up to it gets no more than was looked at.
        let copy = Arc::new(MemoryJournal::default());
        let both = Mirrored::new(Box::new(then), Box::new(Arc::clone(&copy)));
        assert!(both.bring_up(one));
        assert_eq!(copy.size(one).unwrap(), 3);
        assert!(matches!(both.standing(one).unwrap(), Standing::InStep));
    }
}
