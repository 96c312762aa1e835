//! The journal in memory: the twin that tests and trials run on.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Appended, Journal, JournalError, Lines, Torn, Visit};
use crate::ids::BranchCode;
use crate::line::is_signed;

/// Lines in memory; committed and durable are the same thing here.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    branches: Mutex<BTreeMap<BranchCode, Vec<Vec<u8>>>>,
}

impl MemoryJournal {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<BranchCode, Vec<Vec<u8>>>> {
        self.branches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lines up to the last signed one.
fn committed(lines: &[Vec<u8>]) -> usize {
    lines.iter().rposition(|line| is_signed(line)).map_or(0, |at| at + 1)
}

impl Journal for MemoryJournal {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        Ok(self.lock().keys().copied().collect())
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        Ok(self.lock().get(&branch).map_or(0, |lines| committed(lines) as u64))
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        let committed = self.size(branch)?;
        if committed < acknowledged {
            return Err(JournalError::DataLoss { branch, acknowledged, committed });
        }
        let mut branches = self.lock();
        let Some(lines) = branches.get_mut(&branch) else { return Ok(None) };
        let torn = lines.split_off(self::committed(lines));
        let bytes = torn.iter().map(|line| line.len() as u64 + 1).sum();
        let lines = torn.len() as u64;
        Ok((lines > 0).then_some(Torn { branch, bytes, lines, kept_in: None }))
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        let mut branches = self.lock();
        let size = branches.get(&branch).map_or(0, |stored| stored.len() as u64);
        if size != expected_size {
            return Ok(Appended::MovedOn { size });
        }
        if !lines.is_empty() {
            let whole = lines.bytes().split_inclusive(|&b| b == b'\n');
            let stored = branches.entry(branch).or_default();
            stored.extend(whole.map(|line| line[..line.len() - 1].to_vec()));
        }
        Ok(Appended::Durable)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        let lines = self.lock().get(&branch).cloned().unwrap_or_default();
        for (place, line) in
            lines.iter().enumerate().skip(usize::try_from(from).unwrap_or(usize::MAX))
        {
            if visit(place as u64, line).is_break() {
                break;
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformance::{commit, lines};
    use super::*;

    #[test]
    fn lines_that_were_never_committed_are_counted_and_taken_off() {
        let branch = "LC01".parse().unwrap();
        let journal = MemoryJournal::default();
        let (whole, next) = (commit(branch, 0, 2), commit(branch, 2, 3));
        let _ = journal.append(branch, 0, &lines(&whole)).unwrap();
        assert_eq!(journal.recover(branch, 2).unwrap(), None);
        let unfinished = lines(&next[..2]);
        let _ = journal.append(branch, 2, &unfinished).unwrap();
        assert_eq!(journal.size(branch).unwrap(), 2);
        let bytes = unfinished.bytes().len() as u64;
        let torn = Torn { branch, bytes, lines: 2, kept_in: None };
        assert_eq!(journal.recover(branch, 2).unwrap(), Some(torn));
        assert_eq!(journal.append(branch, 2, &lines(&next)).unwrap(), Appended::Durable);
        assert_eq!(journal.size(branch).unwrap(), 5);
    }

    #[test]
    fn the_journal_in_memory_keeps_the_contract() {
        super::super::conformance::check(super::MemoryJournal::default);
    }
}
