//! The journal: the truth, as lines in the order they were committed.
//!
//! ```text
//! journal/LC01/000000000000.jsonl     lines 0 ..        (64 MiB, never touched again)
//! journal/LC01/000000201337.jsonl     lines 201337 ..   (the one that grows)
//! journal/LC01/torn/…                 what a crash left behind, kept
//! ```
//!
//! [`Journal`] is narrow, so that a distributed engine can stand behind it as
//! well as files ([`FileJournal`]) or memory ([`MemoryJournal`]). It carries
//! bytes: it looks at a line only to tell whether it ends a commit and where it
//! stands. The chain, the signatures and the rules are checked by those who
//! read. [`conformance`] is the contract as a test. [`Mirrored`] is a journal
//! with a copy in a second place, [`Committed`] one as it was at one moment.

mod committed;
pub mod conformance;
pub mod disk;
mod file;
mod memory;
mod mirror;

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

pub use committed::Committed;
pub use file::{FileJournal, SEGMENT_BYTES, Segment};
pub use memory::MemoryJournal;
pub use mirror::{MirrorNotice, Mirrored, Standing, Standings};

use crate::ids::BranchCode;
use crate::keys::OperatorKey;
use crate::line::{self, Entry, LineError};
use crate::walk::Problem;

/// What a journal can fail with. None of it is ever a wrong answer.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The storage failed.
    #[error("cannot {doing} `{}`: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line that stands where only an entry can stand is none.
    #[error("branch `{branch}` is damaged at entry {seq}: {why}")]
    Damaged {
        /// The branch.
        branch: BranchCode,
        /// The line's place.
        seq: u64,
        /// What is wrong with it.
        why: Damage,
    },
    /// The journal holds less than was acknowledged.
    #[error(
        "branch `{branch}` has lost entries: {acknowledged} were acknowledged, {committed} are there"
    )]
    DataLoss {
        /// The branch.
        branch: BranchCode,
        /// Entries acknowledged, as the books know.
        acknowledged: u64,
        /// Entries in the journal up to the last whole commit.
        committed: u64,
    },
    /// An earlier write failed, so what is stored is not known until the journal is opened again.
    #[error("branch `{0}` takes no more entries until the bank is opened again: a write failed")]
    Poisoned(BranchCode),
    /// Somebody else is writing to the branch.
    #[error(
        "branch `{branch}` was written to by somebody else: {size} entries instead of {expected}"
    )]
    MovedOn {
        /// The branch.
        branch: BranchCode,
        /// Entries it was thought to have.
        expected: u64,
        /// Entries it has.
        size: u64,
    },
    /// A folder that must not be written to.
    #[error("the journal was opened for reading only")]
    ReadOnly,
}

impl From<LineError> for Damage {
    fn from(why: LineError) -> Self {
        Self::Problem(Problem::Line(why))
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// It is not what can stand there.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// A commit was never signed, and stands before one that was.
    #[error("the commit it begins is not signed")]
    UnsignedRun,
    /// It is not the one that was acknowledged.
    #[error("it is not the entry that was acknowledged at this place")]
    NotAcknowledged,
}

/// A line seldom has more bytes, signed.
const USUAL_LINE: usize = 1024;

/// Whole lines to append: one commit, or several.
#[derive(Debug, Default, Clone)]
pub struct Lines {
    bytes: Vec<u8>,
    /// The byte behind the `\n` of each.
    ends: Vec<usize>,
}

impl Lines {
    /// Adds a line; its `\n` is put behind it.
    pub fn push(&mut self, line: &[u8]) {
        self.bytes.extend_from_slice(line);
        self.end();
    }

    fn end(&mut self) {
        self.bytes.push(b'\n');
        self.ends.push(self.bytes.len());
    }

    /// Adds the line of an entry, and gives it.
    ///
    /// # Errors
    /// Longer than a line may be; nothing was added then.
    pub(crate) fn write(&mut self, entry: &Entry) -> Result<&[u8], LineError> {
        let start = self.bytes.len();
        if start == 0 {
            self.bytes.reserve(USUAL_LINE);
        }
        entry.encode_to(&mut self.bytes)?;
        self.end();
        Ok(&self.bytes[start..self.bytes.len() - 1])
    }

    /// Signs the last line, and gives it; nothing where there is none.
    pub(crate) fn sign_last(&mut self, key: &OperatorKey) -> Option<&[u8]> {
        self.ends.pop()?;
        let start = self.ends.last().copied().unwrap_or_default();
        self.bytes.pop();
        line::sign_behind(&mut self.bytes, start, key);
        self.end();
        Some(&self.bytes[start..self.bytes.len() - 1])
    }

    /// The line at a place among them, without its `\n`.
    pub(crate) fn get(&self, at: u64) -> Option<&[u8]> {
        let at = usize::try_from(at).ok()?;
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes.get(start..end - 1)
    }

    /// Leaves out all but so many.
    pub(crate) fn truncate(&mut self, count: u64) {
        self.ends.truncate(usize::try_from(count).unwrap_or(usize::MAX));
        self.bytes.truncate(self.ends.last().copied().unwrap_or_default());
    }

    /// The bytes, every line with its `\n`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many lines.
    pub fn count(&self) -> u64 {
        self.ends.len() as u64
    }

    /// None.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// How an append ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Appended {
    /// The lines are where they were meant to be and survive a power cut.
    Durable,
    /// Nothing was written: the branch is at another size.
    MovedOn {
        /// The size it is at.
        size: u64,
    },
}

/// What was moved aside on opening: a commit that never ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The branch.
    pub branch: BranchCode,
    /// Bytes moved.
    pub bytes: u64,
    /// Whole lines among them.
    pub lines: u64,
    /// Where they are kept, if in a file.
    pub kept_in: Option<PathBuf>,
}

/// Called with each line's place and its bytes without the `\n`.
pub type Visit<'a> = dyn FnMut(u64, &[u8]) -> ControlFlow<()> + 'a;

/// Where the lines of every branch are kept.
///
/// A branch that was never written to has size 0. Implementations are used
/// from several threads; writers to one branch come one at a time.
pub trait Journal: Send + Sync {
    /// The branches that have at least one line, in order.
    ///
    /// # Errors
    /// Where the storage fails.
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError>;

    /// How many lines are committed: all up to the last signed one.
    ///
    /// # Errors
    /// Where the storage fails, or the last whole line is damaged.
    fn size(&self, branch: BranchCode) -> Result<u64, JournalError>;

    /// Makes the branch fit to be appended to: what was never committed is
    /// moved aside, and never deleted. `acknowledged` lines are known to be
    /// committed; if fewer are there, nothing is moved.
    ///
    /// # Errors
    /// `DataLoss`, `Damaged`, or a failing storage; nothing has changed then.
    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError>;

    /// Puts `lines` behind the `expected_size` lines there, all or none, and
    /// returns when they survive a power cut. At another size nothing is
    /// written. After an error what is stored is not known: the branch takes
    /// no more lines until the journal is opened and recovered again.
    ///
    /// # Errors
    /// Where the storage fails.
    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError>;

    /// Visits every whole line from place `from` on, in order, until told to
    /// stop. Lines are given as stored, also damaged ones; a line longer than
    /// the longest allowed is given cut off. Where a whole segment is missing
    /// the places jump. Returns how many bytes stand behind the last whole
    /// line, once all were visited.
    ///
    /// # Errors
    /// Where the storage fails.
    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError>;

    /// The line at one place, if there is one.
    ///
    /// # Errors
    /// Where the storage fails.
    fn line(&self, branch: BranchCode, seq: u64) -> Result<Option<Vec<u8>>, JournalError> {
        let mut found = None;
        self.read(branch, seq, &mut |place, line| {
            found = (place == seq).then(|| line.to_vec());
            ControlFlow::Break(())
        })?;
        Ok(found)
    }
}

impl<J: Journal + ?Sized> Journal for Arc<J> {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.as_ref().branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.as_ref().size(branch)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        self.as_ref().recover(branch, acknowledged)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        self.as_ref().append(branch, expected_size, lines)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        self.as_ref().read(branch, from, visit)
    }

    fn line(&self, branch: BranchCode, seq: u64) -> Result<Option<Vec<u8>>, JournalError> {
        self.as_ref().line(branch, seq)
    }
}
