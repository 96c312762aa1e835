//! Stores that fail when they are told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ledger_core::books::{Batch, Books, BooksError, Visit};
use ledger_core::ids::BranchCode;
use ledger_core::journal::{
    Appended, Journal, JournalError, Lines, MemoryJournal, Torn, Visit as VisitLine,
};

use super::store::SharedBooks;

/// How a read or write fails.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    Before,
    /// It was done, and the answer was lost.
    After,
}

/// Counts operations, whichever thread they are of; from the one that is due on,
/// everything fails, or with `once` only that one.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    pub count: Arc<AtomicUsize>,
    pub due: Option<(usize, Fault)>,
    pub once: bool,
}

impl Trouble {
    fn around<T, E>(&self, failed: E, op: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let n = self.count.fetch_add(1, Ordering::SeqCst);
        match self.due {
            Some((due, Fault::After)) if n == due => op().and(Err(failed)),
            Some((due, _)) if n == due || (n > due && !self.once) => Err(failed),
            _ => op(),
        }
    }
}

/// A store, and what fails of it.
#[derive(Clone)]
pub struct Faulty<T>(pub T, pub Trouble);

pub fn no_journal() -> JournalError {
    let source = std::io::Error::other("no");
    JournalError::Io { doing: "do something to", path: "memory".into(), source }
}

fn no_books() -> BooksError {
    BooksError::Store("no".to_owned())
}

impl Journal for Faulty<Arc<MemoryJournal>> {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.1.around(no_journal(), || self.0.branches())
    }
    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.1.around(no_journal(), || self.0.size(branch))
    }
    fn recover(&self, branch: BranchCode, known: u64) -> Result<Option<Torn>, JournalError> {
        self.1.around(no_journal(), || self.0.recover(branch, known))
    }
    fn append(
        &self,
        branch: BranchCode,
        size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        self.1.around(no_journal(), || self.0.append(branch, size, lines))
    }
    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut VisitLine<'_>,
    ) -> Result<u64, JournalError> {
        self.1.around(no_journal(), || self.0.read(branch, from, visit))
    }
}

impl Books for Faulty<SharedBooks> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.1.around(no_books(), || self.0.get(key))
    }
    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.1.around(no_books(), || self.0.scan(prefix, visit))
    }
    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        self.1.around(no_books(), || self.0.write(batch))
    }
    fn start_over(&mut self) -> Result<(), BooksError> {
        let mut inner = self.0.clone();
        self.1.around(no_books(), || inner.start_over())
    }
}
