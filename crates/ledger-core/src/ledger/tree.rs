//! The tree over a branch's lines: roots, and proofs against them.
//!
//! The tree is brought up to date when it is asked for, from where it was left:
//! a deposit pays nothing for it. What is kept of it is in [`crate::books`]: the
//! right edge, and the hashes of whole runs of 256 lines. So a root costs the
//! lines since the last one, and a proof reads the run of its line, the ragged
//! run at the end of either size, and two or three tiles, however large the
//! branch is.
//!
//! **Nothing is given out that was not checked.** Every root is that of the
//! frontier, or is proved to it; every proof is checked against such roots. The
//! frontier comes from lines whose chain leads to the branch's head. Where a
//! check fails the tree's records are made again from the journal, once; a
//! journal that is damaged shows on the way, and where.
//!
//! `tests/tree.rs` holds it against a naive tree, and every record and
//! operation is damaged there once.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::{Error, Ledger, Notice, Wanted};
use crate::books::tree::{Head, head, put_head, put_tile, tile};
use crate::books::{Batch, Books, BooksError};
use crate::ids::{BranchCode, EntryId};
use crate::journal::{Damage, Journal, JournalError};
use crate::line::{EntryHash, prev_of};
use crate::proof::merkle::{
    check_consistency, check_inclusion, prove_consistency, prove_inclusion, range_root,
};
use crate::proof::tiles::{TILE_HEIGHT, TILE_WIDTH};
use crate::proof::{Checkpoint, Frontier, LogName, Nodes, TreeHash};
use crate::walk::Problem;

/// Hashes in a whole tile, and lines in a run.
const WIDTH: u64 = TILE_WIDTH as u64;

impl Ledger {
    /// What the world calls a branch.
    ///
    /// # Errors
    /// Where the storage fails, or the branch has no entry.
    pub fn log_name(&self, branch: BranchCode) -> Result<LogName, Error> {
        let origin = self.view(branch, Wanted::Nothing, |state| {
            state.charter().map(|charter| charter.origin.clone())
        })?;
        let origin = origin.ok_or(Error::NotThere { branch, asked: 1, size: 0 })?;
        Ok(LogName { origin, branch })
    }

    /// How many lines a branch has, and the root over them; or the root that it
    /// had when it had `size` of them.
    ///
    /// # Errors
    /// Where the storage fails, the journal is damaged, or there are not so many lines.
    pub fn root(&self, branch: BranchCode, size: Option<u64>) -> Result<(u64, TreeHash), Error> {
        self.with_tree(branch, |tree| {
            let size = size.unwrap_or(tree.size());
            Ok((size, tree.root(size)?))
        })
    }

    /// What a branch has by now, to be signed.
    ///
    /// # Errors
    /// Where the storage fails, the journal is damaged, or the branch has no entry.
    pub fn checkpoint(&self, branch: BranchCode) -> Result<Checkpoint, Error> {
        let log = self.log_name(branch)?;
        let (size, root) = self.root(branch, None)?;
        Ok(Checkpoint { log, size, root })
    }

    /// Proves that an entry is among the first `size` lines of its branch.
    ///
    /// # Errors
    /// Where the storage fails, the journal is damaged, or the entry is not among them.
    pub fn prove_inclusion(&self, entry: EntryId, size: u64) -> Result<Vec<TreeHash>, Error> {
        let EntryId { branch, seq } = entry;
        self.with_tree(branch, |tree| {
            let root = tree.root(size)?;
            if seq >= size {
                return Err(Error::NotThere { branch, asked: seq.saturating_add(1), size });
            }
            let (leaf, proof) = (tree.node(0, seq)?, prove_inclusion(tree, seq, size)?);
            if check_inclusion(&leaf, seq, size, &proof, &root) { Ok(proof) } else { Err(wrong()) }
        })
    }

    /// Proves that the first `size` lines of a branch go on from its first `old`.
    ///
    /// # Errors
    /// Where the storage fails, the journal is damaged, or there are not so many lines.
    pub fn prove_consistency(
        &self,
        branch: BranchCode,
        old: u64,
        size: u64,
    ) -> Result<Vec<TreeHash>, Error> {
        self.with_tree(branch, |tree| {
            let root = tree.root(size)?;
            if old > size {
                return Err(Error::NotThere { branch, asked: old, size });
            }
            let (old_root, proof) = (tree.root(old)?, prove_consistency(tree, old, size)?);
            let good = check_consistency(old, &old_root, size, &root, &proof);
            if good { Ok(proof) } else { Err(wrong()) }
        })
    }

    /// Brings a branch's tree up to its journal, and looks; where what is kept of
    /// it turns out damaged it is made again, once.
    fn with_tree<T>(
        &self,
        branch: BranchCode,
        look: impl Fn(&Tree<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let journal = self.journal();
        self.with_shelf(branch, |shelf, books| {
            let end = (shelf.state().size(), shelf.state().head());
            let kept = head(books, branch).map(Option::unwrap_or_default).map_err(Error::from);
            let first = kept
                .and_then(|kept| Tree::up_to(journal, books, branch, kept, end))
                .and_then(|tree| look(&tree));
            let Err(Error::Books(BooksError::Damaged(why))) = first else { return first };
            let tree = Tree::up_to(journal, books, branch, Head::default(), end)?;
            self.notice(Notice::Rebuilt { why: why.to_owned() });
            look(&tree)
        })
    }
}

/// Something that was made of the records does not fit the root.
fn wrong() -> Error {
    BooksError::Damaged("the tree does not fit its root").into()
}

/// A branch's tree as far as its journal goes, with what was read of it so far.
struct Tree<'a> {
    journal: &'a dyn Journal,
    books: &'a dyn Books,
    branch: BranchCode,
    frontier: Frontier,
    tiles: RefCell<HashMap<(u32, u64), Vec<TreeHash>>>,
    /// The leaves of runs of 256 lines.
    runs: RefCell<HashMap<u64, Vec<TreeHash>>>,
}

impl<'a> Tree<'a> {
    /// Goes on from what is kept to the end of the journal, and keeps that.
    fn up_to(
        journal: &'a dyn Journal,
        books: &'a dyn Books,
        branch: BranchCode,
        kept: Head,
        (size, last): (u64, EntryHash),
    ) -> Result<Self, Error> {
        let known = kept.frontier.size();
        if known > size {
            let (acknowledged, committed) = (known, size);
            return Err(JournalError::DataLoss { branch, acknowledged, committed }.into());
        }
        let mut growth = Growth { books, branch, head: kept, tiles: BTreeMap::new() };
        let mut failed = Ok(());
        if known < size {
            journal.read(branch, known, &mut |place, line| {
                if place >= size {
                    return ControlFlow::Break(());
                }
                failed = growth.push(place, line);
                if failed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
        }
        let Growth { head, tiles, .. } = growth;
        let reached = head.frontier.size();
        let failed = failed.and_then(|()| {
            if reached < size {
                let (acknowledged, committed) = (size, reached);
                return Err(JournalError::DataLoss { branch, acknowledged, committed }.into());
            }
            if size > 0 && head.last != last {
                return Err(not_acknowledged(branch, size - 1));
            }
            Ok(())
        });
        match failed {
            // What was kept may be at fault: it is when the same goes well from the first line on.
            Err(Error::Journal(JournalError::Damaged { .. })) if known > 0 => {
                return Err(BooksError::Damaged("the tree is not of this journal").into());
            }
            failed => failed?,
        }
        if known < size {
            let mut batch = Batch::default();
            tiles.iter().for_each(|(&at, hashes)| put_tile(&mut batch, branch, at, hashes));
            put_head(&mut batch, branch, &head);
            books.write(&batch)?;
        }
        let (tiles, runs) = (RefCell::default(), RefCell::default());
        Ok(Self { journal, books, branch, frontier: head.frontier, tiles, runs })
    }

    fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root at a size: the frontier's, or one that is proved to it.
    fn root(&self, size: u64) -> Result<TreeHash, Error> {
        let (now, branch) = (self.size(), self.branch);
        if size > now {
            return Err(Error::NotThere { branch, asked: size, size: now });
        }
        let root = self.frontier.root();
        if size == now {
            return Ok(root);
        }
        let (old, proof) = (range_root(self, 0..size)?, prove_consistency(self, size, now)?);
        if check_consistency(size, &old, now, &root, &proof) { Ok(old) } else { Err(wrong()) }
    }

    /// The leaves of a run, as far as the tree goes.
    fn read_run(&self, run: u64) -> Result<Vec<TreeHash>, Error> {
        let branch = self.branch;
        let (from, to) = (run * WIDTH, self.size().min((run + 1) * WIDTH));
        let (mut leaves, mut next, mut elsewhere) = (Vec::new(), from, None);
        self.journal.read(branch, from, &mut |place, line| {
            if next == to {
                return ControlFlow::Break(());
            }
            if place != next {
                elsewhere = Some(place);
                return ControlFlow::Break(());
            }
            leaves.push(TreeHash::leaf(line));
            next += 1;
            ControlFlow::Continue(())
        })?;
        if let Some(found) = elsewhere {
            return Err(out_of_place(branch, next, found));
        }
        if next < to {
            let (acknowledged, committed) = (to, next);
            return Err(JournalError::DataLoss { branch, acknowledged, committed }.into());
        }
        Ok(leaves)
    }
}

impl Nodes for Tree<'_> {
    type Error = Error;

    fn node(&self, level: u32, index: u64) -> Result<TreeHash, Error> {
        // The hashes that are at hand lie on every eighth level; the node is over so many of them.
        let tier = level / TILE_HEIGHT;
        let width = 1 << (level % TILE_HEIGHT);
        let (block, within) = (index * width / WIDTH, index * width % WIDTH);
        let of = |hashes: &[TreeHash]| complete(hashes, within, width).ok_or_else(wrong);
        if tier == 0 {
            return match self.runs.borrow_mut().entry(block) {
                Entry::Occupied(run) => of(run.get()),
                Entry::Vacant(run) => of(run.insert(self.read_run(block)?)),
            };
        }
        match self.tiles.borrow_mut().entry((tier, block)) {
            Entry::Occupied(tile) => of(tile.get()),
            Entry::Vacant(place) => {
                let there =
                    (self.size() >> (tier * TILE_HEIGHT)).saturating_sub(block * WIDTH).min(WIDTH);
                of(place.insert(tile(self.books, self.branch, (tier, block), there as usize)?))
            }
        }
    }
}

/// The root over `width` of the hashes, a power of two, from `from` on; none
/// where there are not so many.
fn complete(hashes: &[TreeHash], from: u64, width: u64) -> Option<TreeHash> {
    let from = usize::try_from(from).ok()?;
    let to = from.checked_add(usize::try_from(width).ok()?)?;
    let mut level = hashes.get(from..to)?.to_vec();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .filter_map(|pair| pair.first().zip(pair.last()))
            .map(|(left, right)| TreeHash::node(left, right))
            .collect();
    }
    level.first().copied()
}

/// A tree being brought up to its journal.
struct Growth<'a> {
    books: &'a dyn Books,
    branch: BranchCode,
    head: Head,
    tiles: BTreeMap<(u32, u64), Vec<TreeHash>>,
}

impl Growth<'_> {
    /// Takes the next line. The chain leads from line to line, and in the end to
    /// the branch's head, so what is under the root is what was acknowledged.
    fn push(&mut self, place: u64, line: &[u8]) -> Result<(), Error> {
        let Head { frontier, last, .. } = &mut self.head;
        let size = frontier.size();
        if place != size {
            return Err(out_of_place(self.branch, size, place));
        }
        if size > 0 && prev_of(line) != Some(*last) {
            return Err(not_acknowledged(self.branch, size - 1));
        }
        let mut whole = Vec::new();
        frontier.push_seeing(TreeHash::leaf(line), |level, hash| {
            if level % TILE_HEIGHT == 0 {
                whole.push((level, *hash));
            }
        });
        self.head = Head::new(std::mem::take(frontier), EntryHash::of(line));
        whole.into_iter().try_for_each(|(level, hash)| self.keep(level, hash))
    }

    /// Keeps the hash of the last whole subtree of a level.
    fn keep(&mut self, level: u32, hash: TreeHash) -> Result<(), Error> {
        let index = (self.head.frontier.size() >> level) - 1;
        let at = (level / TILE_HEIGHT, index / WIDTH);
        let before = (index % WIDTH) as usize;
        if !self.tiles.contains_key(&at) {
            let kept = match before {
                0 => Vec::new(),
                _ => tile(self.books, self.branch, at, before)?,
            };
            self.tiles.insert(at, kept);
        }
        if let Some(hashes) = self.tiles.get_mut(&at) {
            hashes.push(hash);
        }
        Ok(())
    }
}

fn not_acknowledged(branch: BranchCode, seq: u64) -> Error {
    JournalError::Damaged { branch, seq, why: Damage::NotAcknowledged }.into()
}

fn out_of_place(branch: BranchCode, expected: u64, found: u64) -> Error {
    let why = Problem::Place { expected, found }.into();
    JournalError::Damaged { branch, seq: expected, why }.into()
}
