//! Stores that outlive a ledger, and what is needed to compare two of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger_core::books::{Batch, Books, BooksError, Visit};
use ledger_core::ids::BranchCode;
use ledger_core::ledger::{BooksCopy, Ledger};

/// Books in memory that a ledger only borrows: opened again, they are as they were left.
#[derive(Clone, Default)]
pub struct SharedBooks {
    records: Arc<Mutex<BTreeMap<Vec<u8>, Vec<u8>>>>,
}

impl SharedBooks {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, Vec<u8>>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same records, and from here on apart.
    pub fn copy(&self) -> Self {
        Self { records: Arc::new(Mutex::new(self.lock().clone())) }
    }
}

impl Books for SharedBooks {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        Ok(self.lock().get(key).cloned())
    }

    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        let records = self.lock();
        let within = records.range(prefix.to_vec()..).take_while(|(k, _)| k.starts_with(prefix));
        within.for_each(|(key, value)| visit(key, value));
        Ok(())
    }

    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        self.lock().extend(batch.puts().iter().cloned());
        Ok(())
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        self.lock().clear();
        Ok(())
    }
}

/// Everything two copies of a branch's books can differ in, as lines of text.
/// What was used of the caps is not among it: an audit compares that.
pub fn books_text(copy: &BooksCopy) -> Vec<String> {
    let BooksCopy { state, entries, requests } = copy;
    let mut text = vec![
        format!("{} {} {:?}", state.size(), state.head(), state.last_at()),
        format!("{:?}", state.charter()),
        format!("{:?}", state.operators()),
        format!("{:?}", state.trade()),
        format!("{:?}", state.chartered()),
        format!("{:?} {:?}", state.totals().accounts, state.totals().last_deed),
    ];
    text.extend(state.rulebooks().iter().map(|book| format!("{} {}", book.book, book.from)));
    let mut system = state.totals().system.clone();
    system.sort_unstable_by_key(|(account, currency, _)| (*account, *currency));
    text.push(format!("{system:?}"));
    text.extend(state.accounts().iter().map(|account| format!("{account:?}")));
    text.push(format!("{:?}", entries.iter().collect::<BTreeMap<_, _>>()));
    text.push(format!("{:?}", requests.iter().collect::<BTreeSet<_>>()));
    text
}

/// The books of every branch, as text.
pub fn all_books(ledger: &Ledger) -> Vec<String> {
    let branches = ledger.branches().unwrap();
    let of = |branch: BranchCode| books_text(&ledger.books_of(branch).unwrap());
    branches.into_iter().flat_map(of).collect()
}

/// Copies a folder with all that is in it.
pub fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Numbers that look random and are the same for the same seed (xorshift).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % sides
    }
}
