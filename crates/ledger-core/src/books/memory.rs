//! The books in memory: the twin that tests and read-only folders use.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use super::{Batch, Books, BooksError, Visit};

/// Records in memory.
#[derive(Debug, Default)]
pub struct MemoryBooks {
    records: RwLock<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl Books for MemoryBooks {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        Ok(self.records.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        let records = self.records.read().unwrap_or_else(PoisonError::into_inner);
        records
            .range(prefix.to_vec()..)
            .take_while(|(key, _)| key.starts_with(prefix))
            .for_each(|(key, value)| visit(key, value));
        Ok(())
    }

    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        let mut records = self.records.write().unwrap_or_else(PoisonError::into_inner);
        records.extend(batch.puts().iter().cloned());
        Ok(())
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        *self = Self::default();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_books_in_memory_keep_the_contract() {
        super::super::conformance::check(super::MemoryBooks::default);
    }
}
