//! Books in memory that outlive a ledger, and can be copied as they are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger_core::books::{Batch, Books, BooksError, Visit};

/// Opened again, they are as they were left.
#[derive(Clone, Default)]
pub(crate) struct SharedBooks {
    records: Arc<Mutex<BTreeMap<Vec<u8>, Vec<u8>>>>,
}

impl SharedBooks {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, Vec<u8>>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same records, and from here on apart.
    pub(crate) fn copy(&self) -> Self {
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
