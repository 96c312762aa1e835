//! The walk along a branch: every line checked for what needs no rules.
//!
//! One checker for all who read: opening and rebuilding stop at the first
//! [`Problem`], an audit notes it and goes on. It checks that a line is an
//! entry, stands in its place, follows the one before it, keeps to the time,
//! and that every run of lines ends signed by its operator's enrolled key: the
//! key enrolled **before the run began**. A run vouches for all its lines, so
//! none of them may bring the key that vouches for it.

use crate::day::Timestamp;
use crate::event::Event;
use crate::ids::{BranchCode, OperatorId};
use crate::keys::PublicKey;
use crate::line::{Entry, EntryHash, LineError, check_signature};
use crate::state::State;

/// What is wrong with a line, rules apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is no entry.
    #[error("{0}")]
    Line(LineError),
    /// Entries are missing before it.
    #[error("entry {found} stands where {expected} should")]
    Place {
        /// The place that comes next.
        expected: u64,
        /// The place it names.
        found: u64,
    },
    /// It says another branch.
    #[error("it is of branch `{found}`")]
    Branch {
        /// The branch it names.
        found: BranchCode,
    },
    /// It does not follow the entry before it.
    #[error("`prev` is {found}, the entry before hashes to {expected}")]
    Chain {
        /// The hash of the entry before.
        expected: EntryHash,
        /// The hash it names.
        found: EntryHash,
    },
    /// It was made before the entry before it.
    #[error("made at {found}, before {expected}")]
    Time {
        /// When the entry before was made.
        expected: Timestamp,
        /// When this one says it was.
        found: Timestamp,
    },
    /// A run of lines is of two operators, so its signature covers not all of it.
    #[error("made by `{found}` within a commit of `{expected}`")]
    MixedRun {
        /// Who began the run.
        expected: OperatorId,
        /// Who made this line.
        found: OperatorId,
    },
    /// The signature is not its operator's over this commit.
    #[error("the signature is not `{by}`'s over this commit")]
    Signature {
        /// Who is said to have signed.
        by: OperatorId,
    },
    /// Signed by somebody not enrolled.
    #[error("`{by}` is not enrolled, so nobody's key checks the signature")]
    UnknownSigner {
        /// Who is said to have signed.
        by: OperatorId,
    },
    /// The first entry does not open a branch.
    #[error("the first entry is `{found}`")]
    Beginning {
        /// What it is.
        found: &'static str,
    },
}

/// A walk by the hashes alone: each line an entry, in its place, after the one before it.
/// For who reads back what was checked when it was written, and stops at the first problem;
/// a [`Walk`] goes on behind one.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    next: u64,
    head: Option<EntryHash>,
}

impl Chain {
    /// From a place on, where the hash of the line before it may be known.
    pub fn from(next: u64, head: Option<EntryHash>) -> Self {
        Self { next, head }
    }

    /// The place that comes next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// The hash of the line before it, where that is known.
    pub fn head(&self) -> Option<EntryHash> {
        self.head
    }

    /// Takes the next line, without its `\n`.
    ///
    /// # Errors
    /// What is wrong with it; nothing was taken then.
    pub fn step(&mut self, place: u64, line: &[u8]) -> Result<(), Problem> {
        let entry = Entry::decode(line).map_err(Problem::Line)?;
        let expected = self.next;
        if let Some(found) = [place, entry.seq].into_iter().find(|found| *found != expected) {
            return Err(Problem::Place { expected, found });
        }
        if let Some(expected) = self.head.filter(|head| *head != entry.prev) {
            return Err(Problem::Chain { expected, found: entry.prev });
        }
        self.next = expected.saturating_add(1);
        self.head = Some(EntryHash::of(line));
        Ok(())
    }
}

/// Where a walk stands.
#[derive(Debug, Clone)]
pub struct Walk {
    branch: BranchCode,
    next: u64,
    head: Option<EntryHash>,
    last_at: Option<Timestamp>,
    /// The run that has not ended yet.
    run: Option<Run>,
}

/// Lines that the next signature is to cover.
#[derive(Debug, Clone)]
struct Run {
    by: OperatorId,
    from: u64,
    /// The operator's key as it was enrolled when the run began.
    key: Option<PublicKey>,
}

/// One line looked at.
#[derive(Debug)]
pub struct Step {
    /// The entry, if it is one.
    pub entry: Option<Entry>,
    /// The hash of the line as stored.
    pub hash: EntryHash,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Walk {
    /// From the beginning of a branch, or from where a state has come to.
    pub fn from(state: &State) -> Self {
        Self {
            branch: state.branch(),
            next: state.size(),
            head: (state.size() > 0).then(|| state.head()),
            last_at: state.last_at(),
            run: None,
        }
    }

    /// The place that comes next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Where the run began that has not ended, if there is one.
    pub fn open_run(&self) -> Option<u64> {
        self.run.as_ref().map(|run| run.from)
    }

    /// Looks at the next line, without its `\n`. `state` is the branch as it
    /// was before the line.
    pub fn step(&mut self, state: &State, place: u64, line: &[u8]) -> Step {
        let hash = EntryHash::of(line);
        let mut problems = Vec::new();
        let entry = match Entry::decode(line) {
            Ok(entry) => {
                self.check(state, &entry, line, &mut problems);
                self.next = entry.seq.saturating_add(1);
                Some(entry)
            }
            Err(why) => {
                problems.push(Problem::Line(why));
                if place != self.next {
                    problems.push(Problem::Place { expected: self.next, found: place });
                }
                self.next = place.saturating_add(1);
                // Whose run it was in cannot be told; the next signature tells.
                self.run = None;
                None
            }
        };
        self.head = Some(hash);
        Step { entry, hash, problems }
    }

    fn check(&mut self, state: &State, entry: &Entry, line: &[u8], problems: &mut Vec<Problem>) {
        if entry.branch != self.branch {
            problems.push(Problem::Branch { found: entry.branch });
        }
        if entry.seq != self.next {
            problems.push(Problem::Place { expected: self.next, found: entry.seq });
        }
        let beginning = match &entry.event {
            Event::Founded { origin, key, .. } | Event::BranchOpened { origin, key, .. } => {
                Some((EntryHash::origin(origin, self.branch), *key))
            }
            _ => None,
        };
        match self.head.or(beginning.map(|(origin, _)| origin)) {
            None => problems.push(Problem::Beginning { found: entry.event.name() }),
            Some(expected) if entry.prev != expected => {
                problems.push(Problem::Chain { expected, found: entry.prev });
            }
            Some(_) => {}
        }
        if let Some(expected) = self.last_at.filter(|&last| entry.at < last) {
            problems.push(Problem::Time { expected, found: entry.at });
        }
        self.last_at = self.last_at.max(Some(entry.at));
        let run = self.run.get_or_insert_with(|| Run {
            by: entry.by.clone(),
            from: entry.seq,
            key: match beginning {
                Some((_, key)) if state.size() == 0 => Some(key),
                _ => state.operators().get(&entry.by).map(|operator| operator.key),
            },
        });
        let mut key = run.key;
        if run.by != entry.by {
            let (expected, found) = (run.by.clone(), entry.by.clone());
            problems.push(Problem::MixedRun { expected, found });
            key = state.operators().get(&entry.by).map(|operator| operator.key);
        }
        if let Some(signature) = &entry.sig {
            let by = entry.by.clone();
            match key {
                None => problems.push(Problem::UnknownSigner { by }),
                Some(key) if !check_signature(line, signature, &key) => {
                    problems.push(Problem::Signature { by });
                }
                Some(_) => {}
            }
            self.run = None;
        }
    }
}
