//! A journal and its copy in a second place: on a stick, or on another disk.
//!
//! ```text
//! append ──> the first: durable ──> the mirror: durable ──> answered
//!                                        │ fails: told, and left behind until it is opened again
//! recover ─> a mirror that is a true beginning of ours gets what it lacks
//!            one that knows more, or tells another story, is never touched
//! ```
//!
//! **The first journal alone is the truth.** Whatever becomes of the mirror, a
//! commit that is durable in the first is answered. But a mirror that goes on
//! where this journal ends is a witness: what it holds was acknowledged here, and
//! this folder is an older copy of itself. Writing on would make a fork, so that
//! branch is not opened to write.
//!
//! Which bank a mirror belongs to its lines say, and nothing else does: of every
//! branch in it the first line has to be ours. What is copied has to chain, so a
//! line that rotted here never goes over the good one there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Appended, Journal, JournalError, Lines, Torn, Visit};
use crate::ids::BranchCode;
use crate::line::{Entry, EntryHash, is_signed};
use crate::walk::{Chain, Problem};

/// So many of the mirror's last lines are written once more on opening.
const WRITTEN_AGAIN: u64 = 64;

/// So many bytes are brought to a mirror at once: many commits share a sync.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Where a mirror stands with a branch.
#[derive(Debug)]
pub enum Standing {
    /// It has every line.
    InStep,
    /// It has a true beginning.
    Behind {
        /// Lines it has.
        mirrored: u64,
        /// Lines there are.
        size: u64,
    },
    /// It has all of ours and goes on: this journal is an older copy of itself.
    Newer {
        /// Lines here.
        here: u64,
        /// Lines in the mirror.
        there: u64,
    },
    /// Its lines are others.
    Other {
        /// The first place where they differ.
        seq: u64,
    },
    /// It cannot be read, or written.
    Failed(JournalError),
}

impl Standing {
    /// Whether all it has is ours.
    fn is_ours(&self) -> bool {
        matches!(self, Self::InStep | Self::Behind { .. })
    }
}

/// What became of a mirror, for the shell to tell.
#[derive(Debug)]
pub enum MirrorNotice {
    /// It was behind, and has everything now.
    CaughtUp {
        /// The branch.
        branch: BranchCode,
        /// Lines that were brought to it.
        lines: u64,
    },
    /// A commit that never ended was moved aside in it.
    Torn(Torn),
    /// It gets nothing more of this branch until it is opened again, for where it stands.
    Left {
        /// The branch.
        branch: BranchCode,
        /// Newer or other, and then it was not touched; or failed.
        standing: Standing,
    },
}

/// Where a mirror stands with each branch.
pub type Standings = BTreeMap<BranchCode, Result<Standing, JournalError>>;

/// A journal that is written to a second one as well.
pub struct Mirrored {
    first: Box<dyn Journal>,
    mirror: Box<dyn Journal>,
    known: Mutex<Known>,
}

/// What is known of the mirror since it was opened.
#[derive(Default)]
struct Known {
    /// Whether all there is in it is this bank's; not looked at yet where there is nothing.
    ours: Option<bool>,
    /// Whether a branch is in step.
    in_step: HashMap<BranchCode, bool>,
    notices: Vec<MirrorNotice>,
}

impl Mirrored {
    /// A journal and its mirror.
    pub fn new(first: Box<dyn Journal>, mirror: Box<dyn Journal>) -> Self {
        Self { first, mirror, known: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What became of the mirror since the last time this was called.
    pub fn take_notices(&self) -> Vec<MirrorNotice> {
        std::mem::take(&mut self.known().notices)
    }

    /// Where the mirror stands with every branch that is here or there; an error for one
    /// that fails here.
    ///
    /// # Errors
    /// Where it cannot be told which branches are here.
    pub fn standings(&self) -> Result<Standings, JournalError> {
        let mut branches: BTreeSet<BranchCode> = self.first.branches()?.into_iter().collect();
        let there = self.mirror.branches();
        branches.extend(there.iter().flatten());
        let of = |branch| (branch, self.standing(branch));
        let mut standings: Standings = branches.into_iter().map(of).collect();
        if let Err(why) = there {
            // Whose lines are in it is not known, whatever can be read of it.
            let first = standings.keys().next().copied().unwrap_or(BranchCode::HQ);
            standings.insert(first, Ok(Standing::Failed(why)));
        }
        // Where our own journal fails, whoever opens the branch is told.
        if standings.values().flatten().all(Standing::is_ours) {
            self.known().ours.get_or_insert(true);
        }
        Ok(standings)
    }

    /// Where the mirror stands with a branch: by the sizes, and by the last line
    /// that both have, which names all before it.
    ///
    /// # Errors
    /// Where the first journal fails.
    pub fn standing(&self, branch: BranchCode) -> Result<Standing, JournalError> {
        self.standing_at(branch, self.first.size(branch)?)
    }

    fn standing_at(&self, branch: BranchCode, here: u64) -> Result<Standing, JournalError> {
        let there = match self.mirror.size(branch) {
            Ok(there) => there,
            Err(why) => return Ok(Standing::Failed(why)),
        };
        let Some(last) = here.min(there).checked_sub(1) else {
            return Ok(match (here, there) {
                (0, 0) => Standing::InStep,
                (0, _) => Standing::Newer { here, there },
                _ => Standing::Behind { mirrored: 0, size: here },
            });
        };
        let ours = self.first.line(branch, last)?;
        let theirs = match self.mirror.line(branch, last) {
            Ok(line) => line,
            Err(why) => return Ok(Standing::Failed(why)),
        };
        let Some(ours) = ours.filter(|ours| theirs.as_ref() == Some(ours)) else {
            return self.parted(branch, last);
        };
        if there == here {
            return Ok(Standing::InStep);
        }
        if there < here {
            return Ok(Standing::Behind { mirrored: there, size: here });
        }
        // What comes behind has to go on from our last line, or it is nobody's word.
        let goes_on = match self.mirror.line(branch, here) {
            Ok(line) => line.is_some_and(|line| {
                Entry::decode(&line).is_ok_and(|entry| entry.prev == EntryHash::of(&ours))
            }),
            Err(why) => return Ok(Standing::Failed(why)),
        };
        Ok(match goes_on {
            true => Standing::Newer { here, there },
            false => Standing::Other { seq: here },
        })
    }

    /// The first place where the two differ, of which the line at `last` is one: each
    /// line names the one before, so where two are the same all before them are. A mirror
    /// is looked at whenever the bank is opened, so not every line is compared.
    fn parted(&self, branch: BranchCode, last: u64) -> Result<Standing, JournalError> {
        let (mut same, mut differs) = (0, last);
        while same < differs {
            let middle = same + (differs - same) / 2;
            let ours = self.first.line(branch, middle)?;
            match self.mirror.line(branch, middle) {
                Ok(theirs) if theirs.is_some() && theirs == ours => same = middle + 1,
                Ok(_) => differs = middle,
                Err(why) => return Ok(Standing::Failed(why)),
            }
        }
        Ok(Standing::Other { seq: differs })
    }

    /// Whether the mirror is there, and all that is in it was found to be this bank's.
    pub fn is_ours(&self) -> bool {
        self.known().ours == Some(true) && self.mirror.branches().is_ok()
    }

    /// Whether all that is in the mirror is this bank's: else none of it is written to, or
    /// two stories would come to lie in one folder.
    fn find_ours(&self, opened: BranchCode) -> bool {
        let ours = self.known().ours;
        if let Some(ours) = ours {
            return ours;
        }
        let standings = self.standings();
        let known = &mut *self.known();
        let left = match standings {
            Ok(standings) => standings.into_iter().find_map(|(branch, standing)| {
                let standing = standing.ok().filter(|standing| !standing.is_ours())?;
                Some(MirrorNotice::Left { branch, standing })
            }),
            Err(why) => {
                let standing = Standing::Failed(why);
                Some(MirrorNotice::Left { branch: opened, standing })
            }
        };
        known.notices.extend(left);
        *known.ours.get_or_insert(false)
    }

    /// Brings the mirror up to the first journal, if it is a true beginning of it, and
    /// says whether it is in step. The first journal is only read, so the other way
    /// round this is how a journal is restored from its mirror.
    pub fn bring_up(&self, branch: BranchCode) -> bool {
        let ours = self.find_ours(branch);
        let known = &mut *self.known();
        let ready = ours && self.make_ready(known, branch);
        known.in_step.insert(branch, ready);
        ready
    }

    fn make_ready(&self, known: &mut Known, branch: BranchCode) -> bool {
        let left = |standing| MirrorNotice::Left { branch, standing };
        // Who opens the first journal is told what it fails with.
        let Ok(size) = self.first.size(branch) else { return false };
        let mirrored = match self.standing_at(branch, size) {
            Err(_) => return false,
            Ok(Standing::InStep) => size,
            Ok(Standing::Behind { mirrored, .. }) => mirrored,
            Ok(standing) => {
                known.notices.push(left(standing));
                return false;
            }
        };
        // A sync of the mirror may have failed in another process, which says nothing of
        // it here: the last lines are not taken for durable, and are written once more.
        let torn = self.mirror.recover(branch, mirrored.saturating_sub(WRITTEN_AGAIN));
        let copied = torn.and_then(|torn| {
            known.notices.extend(torn.map(MirrorNotice::Torn));
            self.copy(branch, mirrored, size)
        });
        match copied {
            Ok(()) if mirrored == size => {}
            Ok(()) => {
                let lines = size - mirrored;
                known.notices.push(MirrorNotice::CaughtUp { branch, lines });
            }
            Err(why) => {
                known.notices.push(left(Standing::Failed(why)));
                return false;
            }
        }
        true
    }

    /// Appends our lines from `from` up to `size` to the mirror, each held to the one before.
    fn copy(&self, branch: BranchCode, from: u64, size: u64) -> Result<(), JournalError> {
        if from == size {
            return Ok(());
        }
        let before = match from.checked_sub(1) {
            Some(last) => self.first.line(branch, last)?,
            None => None,
        };
        let mut chain = Chain::from(from, before.map(|line| EntryHash::of(&line)));
        let (mut batch, mut failed) = (Lines::default(), None);
        self.first.read(branch, from, &mut |place, line| {
            if place >= size {
                return ControlFlow::Break(());
            }
            let seq = chain.next();
            let damaged = |why: Problem| JournalError::Damaged { branch, seq, why: why.into() };
            let taken = chain.step(place, line).map_err(damaged).and_then(|()| {
                batch.push(line);
                let full = is_signed(line) && batch.bytes().len() >= BATCH_BYTES;
                match full || chain.next() == size {
                    true => self.hand_on(branch, chain.next(), &mut batch),
                    false => Ok(()),
                }
            });
            match taken {
                Ok(()) => ControlFlow::Continue(()),
                Err(why) => {
                    failed = Some(why);
                    ControlFlow::Break(())
                }
            }
        })?;
        match failed {
            Some(why) => Err(why),
            None if chain.next() < size => {
                let committed = chain.next();
                Err(JournalError::DataLoss { branch, acknowledged: size, committed })
            }
            None => Ok(()),
        }
    }

    /// Appends the lines up to place `next` to the mirror.
    fn hand_on(
        &self,
        branch: BranchCode,
        next: u64,
        batch: &mut Lines,
    ) -> Result<(), JournalError> {
        let lines = std::mem::take(batch);
        let expected = next - lines.count();
        match self.mirror.append(branch, expected, &lines)? {
            Appended::Durable => Ok(()),
            Appended::MovedOn { size } => Err(JournalError::MovedOn { branch, expected, size }),
        }
    }

    /// Takes lines to the mirror that are durable in the first journal.
    fn follow(&self, branch: BranchCode, expected: u64, lines: &Lines) {
        let in_step = self.known().in_step.get(&branch).copied();
        match in_step {
            None => drop(self.bring_up(branch)),
            Some(false) => {}
            Some(true) => match self.mirror.append(branch, expected, lines) {
                Ok(Appended::Durable) => {}
                // Somebody else was there: what it is now is found out as at an opening.
                Ok(Appended::MovedOn { .. }) => drop(self.bring_up(branch)),
                Err(why) => {
                    let known = &mut *self.known();
                    known.in_step.insert(branch, false);
                    let standing = Standing::Failed(why);
                    known.notices.push(MirrorNotice::Left { branch, standing });
                }
            },
        }
    }
}

impl Journal for Mirrored {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.first.branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.first.size(branch)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        // Before anything is moved: what a mirror holds beyond ours was acknowledged here.
        if let Ok(Standing::Newer { here, there }) = self.standing(branch)
            && here > 0
        {
            return Err(JournalError::DataLoss { branch, acknowledged: there, committed: here });
        }
        let torn = self.first.recover(branch, acknowledged)?;
        // Only now is all of ours durable: a mirror never gets ahead of us by a power cut.
        self.bring_up(branch);
        Ok(torn)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        let appended = self.first.append(branch, expected_size, lines)?;
        if appended == Appended::Durable && !lines.is_empty() {
            self.follow(branch, expected_size, lines);
        }
        Ok(appended)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        self.first.read(branch, from, visit)
    }

    fn line(&self, branch: BranchCode, seq: u64) -> Result<Option<Vec<u8>>, JournalError> {
        self.first.line(branch, seq)
    }
}
