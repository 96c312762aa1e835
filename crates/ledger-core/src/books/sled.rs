//! The books in sled 0.34.7.
//!
//! sled can fall over on a damaged file, in `open` and later, so every call is
//! made inside `catch_unwind`, and a store that fell over is set aside rather
//! than asked again. A leftover `snap.*.generating` blocks its opening and is
//! swept. There is no background flusher: the journal is what is durable.

use std::cell::Cell;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::{Batch, Books, BooksError, Visit};

/// Bytes of pages that sled may keep in memory, where nothing else is asked for: a program
/// that does one thing reads few pages twice.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a call whose panic is caught, so that a panic
/// hook can stay quiet about it.
pub fn guarded() -> bool {
    GUARDED.get()
}

/// Books in a folder of sled's.
pub struct SledBooks {
    dir: PathBuf,
    cache: u64,
    db: Option<sled::Db>,
    /// Why the books that were there had to be set aside, if they had.
    set_aside: Option<String>,
}

/// Calls into sled; a panic there comes out as an error.
fn guard<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, BooksError> {
    let before = GUARDED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(before);
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(e)) => Err(BooksError::Store(e.to_string())),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            Err(BooksError::Store(format!("sled fell over: {}", text.unwrap_or("no reason given"))))
        }
    }
}

/// How often, and how long apart, books that somebody still holds are tried again.
const TRIES: u32 = 100;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Opens the store, waiting a little for whoever still holds it: sled lets go
/// of its lock on a thread of its own, some time after its store was dropped.
fn open(dir: &Path, cache: u64) -> Result<sled::Db, BooksError> {
    let once = || {
        guard(|| {
            sled::Config::default().path(dir).cache_capacity(cache).flush_every_ms(None).open()
        })
    };
    for _ in 1..TRIES {
        match once() {
            Err(why) if held(&why) => thread::sleep(BETWEEN_TRIES),
            opened => return opened,
        }
    }
    once()
}

/// Whether a store could not be opened because somebody has it open. sled has
/// no error of its own for this, only these words.
fn held(why: &BooksError) -> bool {
    matches!(why, BooksError::Store(text) if text.contains("could not acquire lock"))
}

/// Removes the half-made snapshots that block sled's opening.
fn sweep(dir: &Path) -> io::Result<()> {
    let names = match fs::read_dir(dir) {
        Ok(names) => names,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    for name in names {
        let path = name?.path();
        if path.extension().is_some_and(|ending| ending == "generating") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Every file can be read, and those that sled writes on can be written: what its owner
/// took the right away from is not damaged, and sled would say no more than that it fails.
fn usable(dir: &Path) -> io::Result<()> {
    for name in fs::read_dir(dir)? {
        let name = name?;
        if name.file_type()?.is_file() {
            let grows = name.file_name() == "db";
            fs::OpenOptions::new().read(true).write(grows).open(name.path())?;
        }
    }
    Ok(())
}

impl SledBooks {
    /// Opens the books in `dir`; if they cannot be opened they are set aside
    /// and new ones are begun.
    ///
    /// # Errors
    /// Where not even new ones can be made, or these are not ours to write or somebody's.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, BooksError> {
        Self::open_caching(dir, CACHE_BYTES)
    }

    /// The same, and keeps up to so many bytes of pages in memory: for a program that is
    /// asked all day, by many, about all villages. As much as the books take on the disk is
    /// enough.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_caching(dir: impl Into<PathBuf>, cache: u64) -> Result<Self, BooksError> {
        let dir = dir.into();
        let read_only =
            |e: io::Error| BooksError::ReadOnly { path: dir.clone(), why: e.to_string() };
        let fresh = !dir.exists();
        fs::create_dir_all(&dir).and_then(|()| sweep(&dir)).map_err(read_only)?;
        // sled panics and leaves threads behind where it cannot write; ask first.
        let probe = dir.join("writable");
        // A new file: what a crash left there, or a link somebody put there, is not written.
        match fs::remove_file(&probe) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(read_only(e)),
            _ => {}
        }
        fs::File::create_new(&probe).and_then(|_| fs::remove_file(&probe)).map_err(read_only)?;
        usable(&dir).map_err(read_only)?;
        let mut books = Self { dir: dir.clone(), cache, db: None, set_aside: None };
        match open(&books.dir, cache) {
            Ok(db) if fresh || db.was_recovered() => books.db = Some(db),
            Ok(db) => {
                // A folder with something in it, of which sled recovered nothing.
                books.db = Some(db);
                books.set_aside = Some("nothing could be recovered".to_owned());
            }
            // Another has them open: they are not damaged, and not ours to set aside.
            Err(why) if held(&why) => return Err(BooksError::Held { path: dir }),
            Err(why) => {
                books.start_over()?;
                books.set_aside = Some(why.to_string());
            }
        }
        Ok(books)
    }

    /// Why the books that were there had to be set aside, if they had.
    pub fn set_aside(&self) -> Option<&str> {
        self.set_aside.as_deref()
    }

    fn db(&self) -> Result<&sled::Db, BooksError> {
        self.db.as_ref().ok_or_else(|| BooksError::Store("not open".to_owned()))
    }

    /// Lets go of the store, writing out what it holds.
    fn close(&mut self) -> Result<(), BooksError> {
        let Some(db) = self.db.take() else { return Ok(()) };
        let flushed = guard(|| db.flush());
        guard(|| {
            drop(db);
            Ok(())
        })?;
        flushed.map(|_| ())
    }
}

impl Drop for SledBooks {
    fn drop(&mut self) {
        // Books that could not be written out are made again at the next opening.
        let _ = self.close();
    }
}

impl Books for SledBooks {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        let db = self.db()?;
        Ok(guard(|| db.get(key))?.map(|value| value.to_vec()))
    }

    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        let db = self.db()?;
        guard(|| {
            for record in db.scan_prefix(prefix) {
                let (key, value) = record?;
                visit(&key, &value);
            }
            Ok(())
        })
    }

    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        let db = self.db()?;
        guard(|| {
            let mut puts = sled::Batch::default();
            for (key, value) in batch.puts() {
                puts.insert(key.as_slice(), value.as_slice());
            }
            db.apply_batch(puts)
        })
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        let _ = self.close();
        let aside = (0..1000)
            .map(|n| self.dir.with_extension(format!("damaged-{n}")))
            .find(|path| !path.exists())
            .ok_or_else(|| BooksError::Store("too many damaged books lie here".to_owned()))?;
        let failed =
            |e: io::Error| BooksError::ReadOnly { path: self.dir.clone(), why: e.to_string() };
        if self.dir.exists() {
            fs::rename(&self.dir, &aside).map_err(failed)?;
        }
        fs::create_dir_all(&self.dir).map_err(failed)?;
        self.db = Some(open(&self.dir, self.cache)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_books_in_sled_keep_the_contract() {
        let dir = tempfile::tempdir().unwrap();
        super::super::conformance::check(|| SledBooks::open(dir.path().join("books")).unwrap());
        assert!(dir.path().join("books.damaged-0").exists(), "what was there is kept");
    }

    #[test]
    fn books_that_somebody_holds_are_waited_for_and_never_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("books");
        let mut batch = Batch::default();
        batch.put(b"k".to_vec(), b"v".to_vec());
        let first = SledBooks::open(&path).unwrap();
        first.write(&batch).unwrap();
        let held = SledBooks::open(&path).map(|_| ()).unwrap_err();
        assert!(matches!(held, BooksError::Held { .. }), "{held}");
        let waiting = thread::spawn({
            let path = path.clone();
            move || SledBooks::open(path).unwrap()
        });
        thread::sleep(Duration::from_millis(200));
        drop(first);
        let books = waiting.join().unwrap();
        assert_eq!(books.set_aside(), None);
        assert_eq!(books.get(b"k").unwrap(), Some(b"v".to_vec()));
        assert!(!dir.path().join("books.damaged-0").exists());
    }

    #[test]
    fn a_half_made_snapshot_does_not_block_opening() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("books");
        let mut batch = Batch::default();
        batch.put(b"k".to_vec(), b"v".to_vec());
        SledBooks::open(&path).unwrap().write(&batch).unwrap();
        fs::write(path.join("snap.0000000000000001.generating"), b"half").unwrap();
        let books = SledBooks::open(&path).unwrap();
        assert_eq!(books.set_aside(), None);
        assert_eq!(books.get(b"k").unwrap(), Some(b"v".to_vec()));
    }
}
