//! The books: an index of the journal, as small records under short keys.
//!
//! The books can always be made again from the journal, so a [`Books`] may
//! lose everything; what it may not do is lie. The stores in reach do lie now
//! and then (sled silently swallows a damaged stretch of its log), so nothing
//! read from one is believed by itself: [`shelf`] keeps a digest of every
//! record in another record, up to one head that names the journal's last
//! entry. A store has to keep a batch whole; it does not have to sync.

pub mod conformance;
mod memory;
pub mod shelf;
mod sled;
pub(crate) mod tree;

use std::path::PathBuf;

pub use self::memory::MemoryBooks;
pub use self::sled::{SledBooks, guarded};

/// What books can fail with; the cure is always to make them again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BooksError {
    /// The store failed, or fell over.
    #[error("the books cannot be used: {0}")]
    Store(String),
    /// What was read is not what was written.
    #[error("the books are damaged: {0}")]
    Damaged(&'static str),
    /// The folder cannot be written to, so not even new books can be made.
    #[error("the books at `{}` cannot be written: {why}", path.display())]
    ReadOnly {
        /// Where they would be.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// Somebody else has them open.
    #[error("the books at `{}` are open elsewhere", path.display())]
    Held {
        /// Where they are.
        path: PathBuf,
    },
}

/// Records to write together.
#[derive(Debug, Default, Clone)]
pub struct Batch {
    puts: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Batch {
    /// Puts a record, over any that is there.
    pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.puts.push((key, value));
    }

    /// What several put, in one.
    pub(crate) fn of(batches: &[&Self]) -> Self {
        Self { puts: batches.iter().flat_map(|batch| &batch.puts).cloned().collect() }
    }

    /// What is to be put.
    pub fn puts(&self) -> &[(Vec<u8>, Vec<u8>)] {
        &self.puts
    }
}

/// A batch whose records are found by their keys.
#[derive(Debug)]
pub(crate) struct Sorted(Batch);

impl Sorted {
    /// Sorts a batch; what it puts twice stays in its order.
    pub(crate) fn new(mut batch: Batch) -> Self {
        batch.puts.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self(batch)
    }

    pub(crate) fn batch(&self) -> &Batch {
        &self.0
    }

    /// What a key's record will be, if it is put here.
    fn get(&self, key: &[u8]) -> Option<&[u8]> {
        let puts = &self.0.puts;
        let behind = puts.partition_point(|(put, _)| put.as_slice() <= key);
        let (put, value) = puts[..behind].last()?;
        (put == key).then_some(value)
    }
}

/// Books as they will be once the batch that is on its way to them is there: what that
/// puts is read from it.
pub(crate) struct Ahead<'a> {
    pub(crate) books: &'a dyn Books,
    pub(crate) on_its_way: Option<&'a Sorted>,
}

impl Books for Ahead<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        match self.on_its_way.and_then(|sorted| sorted.get(key)) {
            Some(value) => Ok(Some(value.to_vec())),
            None => self.books.get(key),
        }
    }

    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.books.scan(prefix, visit)
    }

    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        self.books.write(batch)
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        Err(BooksError::Store("only looked at".to_owned()))
    }
}

/// Called with each key and value.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) + 'a;

/// A store of records.
pub trait Books: Send + Sync {
    /// The record under a key.
    ///
    /// # Errors
    /// Where the store fails.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError>;

    /// Visits the records whose keys start with `prefix`, in the order of their keys.
    ///
    /// # Errors
    /// Where the store fails.
    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError>;

    /// Writes a batch: all of it is seen, or nothing.
    ///
    /// # Errors
    /// Where the store fails.
    fn write(&self, batch: &Batch) -> Result<(), BooksError>;

    /// Sets aside whatever is there and begins empty.
    ///
    /// # Errors
    /// Where the store fails.
    fn start_over(&mut self) -> Result<(), BooksError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_its_way_is_read_before_what_is_there_and_the_last_put_counts() {
        let (books, mut batch) = (MemoryBooks::default(), Batch::default());
        for (key, value) in [("d", "old"), ("a", "old"), ("f", "old")] {
            batch.put(key.into(), value.into());
        }
        books.write(&batch).unwrap();
        let mut batch = Batch::default();
        for (key, value) in [("d", "1"), ("b", "1"), ("d", "2"), ("e", "1"), ("d", "3")] {
            batch.put(key.into(), value.into());
        }
        let other = Batch { puts: vec![(b"e".to_vec(), b"2".to_vec())] };
        let both = Sorted::new(Batch::of(&[&batch, &other]));
        let ahead = Ahead { books: &books, on_its_way: Some(&both) };
        let got =
            |key: &str| ahead.get(key.as_bytes()).unwrap().map(|v| String::from_utf8(v).unwrap());
        let all: Vec<Option<String>> = ["", "a", "b", "c", "d", "e", "f", "g"].map(got).into();
        let expected =
            [None, Some("old"), Some("1"), None, Some("3"), Some("2"), Some("old"), None];
        assert_eq!(all, expected.map(|value| value.map(str::to_owned)));
    }
}
