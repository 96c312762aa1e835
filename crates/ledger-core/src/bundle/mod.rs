//! Bundles: all of one branch up to a checkpoint, as files that go by stick.
//!
//! ```text
//! bundle.json                 the manifest: what it is of, and every file with its SHA-256
//! checkpoint                  the last checkpoint                        (tlog-tiles)
//! checkpoints/<size>.note     all of them
//! journal/LC01/….jsonl        the lines
//! tile/…                      the tree, and the lines once more          (tlog-tiles)
//! rulebooks/<hash>.toml       each adopted text
//! balances.csv                every account, the branch's own among them
//! journal.hledger             the same as double entry
//! ```
//!
//! **All of it follows from the lines and the notes.** One function makes the
//! files ([`write`](write())), and the check makes them once more and compares
//! ([`check`](check())): so nothing in a bundle can say what the lines do not.
//! Both stream; memory grows with the accounts, not with the entries.
//!
//! The rules are not asked here: a bundle that checks is whole and vouched for,
//! and the [audit](mod@crate::audit) says whether its awards were right.

mod check;
mod derive;
mod manifest;

pub use check::{BundleLines, Checked, check, manifest};
pub use derive::{JournalLines, LineSource, VisitLine, note_path, write};
pub use manifest::{FileRecord, MANIFEST, MAX_BYTES, MAX_MANIFEST, Manifest};

use std::io::{self, Read};

use crate::journal::JournalError;
use crate::proof::note::JudgeError;
use crate::refusal::Refusal;
use crate::walk::Problem;

/// Where the files of a bundle are read: a folder, or an archive.
pub trait Files {
    /// The file of that path, from its beginning.
    ///
    /// # Errors
    /// Where there is no such, or something that is no file; where the storage fails.
    fn open(&self, path: &str) -> Result<Box<dyn Read + '_>, BundleError>;
}

/// Where the files of a bundle are written. Several are written in turns.
pub trait Sink {
    /// Puts bytes behind those of that path; begins it where there are none.
    ///
    /// # Errors
    /// Where the storage fails.
    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Nothing comes behind those of that path any more.
    ///
    /// # Errors
    /// Where the storage fails.
    fn close(&mut self, path: &str) -> io::Result<()>;
}

/// What is wrong with a bundle, or went wrong with it.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file cannot be read or written.
    #[error("`{path}`: {source}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file is not there.
    #[error("`{path}` is missing")]
    Missing {
        /// Which.
        path: String,
    },
    /// A link or a pipe is there, or whatever else is no file.
    #[error("`{path}` is no plain file")]
    NotAFile {
        /// Which.
        path: String,
    },
    /// The files are longer together than those of any bundle.
    #[error("its files come to more than {MAX_BYTES} bytes")]
    TooLarge,
    /// The manifest cannot be used.
    #[error("the manifest: {0}")]
    Manifest(String),
    /// A file is not as long as the manifest says.
    #[error("`{path}` should be {expected} bytes long")]
    Length {
        /// Which.
        path: String,
        /// How long it should be.
        expected: u64,
    },
    /// A file is not the one the manifest names.
    #[error("`{path}` is not the file the manifest names")]
    Changed {
        /// Which.
        path: String,
    },
    /// A file is not what follows from the lines.
    #[error("`{path}` is not what follows from the lines")]
    NotDerived {
        /// Which.
        path: String,
    },
    /// A file that follows from the lines is not in the manifest.
    #[error("`{path}` is not in the manifest")]
    Unnamed {
        /// Which.
        path: String,
    },
    /// A line does not stand.
    #[error("line {seq}: {problem}")]
    Line {
        /// Where.
        seq: u64,
        /// What is wrong with it.
        problem: Problem,
    },
    /// A line says who may sign, or by which rules, and its operator had no right to.
    #[error("line {seq}: {why}")]
    NoRight {
        /// Where.
        seq: u64,
        /// Why not.
        why: Box<Refusal>,
    },
    /// There are not as many lines as said, or the last commit is unfinished.
    #[error("{found} lines of whole commits, {expected} should be there")]
    Size {
        /// As the manifest says.
        expected: u64,
        /// As they are.
        found: u64,
    },
    /// The manifest's root or head is not that of the lines.
    #[error("the manifest's root or head is not that of the lines")]
    Head,
    /// A note is no checkpoint of this branch at that size.
    #[error("`{path}` is no checkpoint of this branch and size")]
    Note {
        /// Which.
        path: String,
    },
    /// A checkpoint's root is not that of the lines.
    #[error("the checkpoint of {size} lines has another root than the lines")]
    Root {
        /// How many lines.
        size: u64,
    },
    /// A checkpoint is not signed by the branch's key of its size.
    #[error("the checkpoint of {size} lines is not signed by the branch's key: {why}")]
    Signature {
        /// How many lines.
        size: u64,
        /// What is wrong.
        why: JudgeError,
    },
    /// Amounts that cannot be summed up.
    #[error("the amounts at line {seq} are beyond all bounds")]
    Sum {
        /// Where.
        seq: u64,
    },
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl BundleError {
    fn io(path: &str) -> impl FnOnce(io::Error) -> Self + use<'_> {
        |source| Self::Io { path: path.to_owned(), source }
    }
}
