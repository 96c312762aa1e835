//! The tree in the books: its roots and proofs are those of a naive tree over
//! the journal's lines, whatever has become of what is kept of it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::store::{Dice, SharedBooks};
use common::{Bank, account, deed, lc01};
use ledger_core::books::{Batch, Books, BooksError, MemoryBooks, Visit};
use ledger_core::command::Command;
use ledger_core::ids::{BranchCode, EntryId};
use ledger_core::journal::{
    Appended, FileJournal, Journal, JournalError, Lines, MemoryJournal, Torn, Visit as VisitLine,
};
use ledger_core::ledger::{Error, Ledger, Notice};
use ledger_core::proof::TreeHash;
use ledger_core::proof::merkle::{check_consistency, check_inclusion};

/// RFC 6962's definition, word for word.
fn naive(leaves: &[TreeHash]) -> TreeHash {
    match leaves {
        [] => TreeHash::empty(),
        [leaf] => *leaf,
        _ => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            TreeHash::node(&naive(&leaves[..k]), &naive(&leaves[k..]))
        }
    }
}

/// A journal in memory that several ledgers in turn stand on, counting what is asked of it.
#[derive(Clone, Default)]
struct SharedJournal {
    inner: Arc<MemoryJournal>,
    read: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
    /// The operation that fails, counted down; none at 0.
    fails: Arc<AtomicUsize>,
}

impl SharedJournal {
    fn check(&self) -> Result<(), JournalError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.fails.load(Ordering::Relaxed) > 0 && self.fails.fetch_sub(1, Ordering::Relaxed) == 1
        {
            let source = std::io::Error::other("no");
            return Err(JournalError::Io { doing: "read", path: "journal".into(), source });
        }
        Ok(())
    }
}

impl Journal for SharedJournal {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.check()?;
        self.inner.branches()
    }
    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.check()?;
        self.inner.size(branch)
    }
    fn recover(&self, branch: BranchCode, known: u64) -> Result<Option<Torn>, JournalError> {
        self.check()?;
        self.inner.recover(branch, known)
    }
    fn append(&self, b: BranchCode, at: u64, lines: &Lines) -> Result<Appended, JournalError> {
        self.check()?;
        self.inner.append(b, at, lines)
    }
    fn read(&self, b: BranchCode, at: u64, visit: &mut VisitLine<'_>) -> Result<u64, JournalError> {
        self.check()?;
        self.inner.read(b, at, &mut |place, line| {
            self.read.fetch_add(1, Ordering::Relaxed);
            visit(place, line)
        })
    }
}

/// Books that count what is asked of them, and fail where they are told to.
#[derive(Clone, Default)]
struct Counted {
    inner: SharedBooks,
    asked: Arc<AtomicUsize>,
    fails: Arc<AtomicUsize>,
}

impl Counted {
    fn check(&self) -> Result<(), BooksError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.fails.load(Ordering::Relaxed) > 0 && self.fails.fetch_sub(1, Ordering::Relaxed) == 1
        {
            return Err(BooksError::Store("no".to_owned()));
        }
        Ok(())
    }
}

impl Books for Counted {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.check()?;
        self.inner.get(key)
    }
    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.check()?;
        self.inner.scan(prefix, visit)
    }
    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        self.check()?;
        self.inner.write(batch)
    }
    fn start_over(&mut self) -> Result<(), BooksError> {
        self.check()?;
        self.inner.start_over()
    }
}

fn over(journal: &SharedJournal, books: &Counted) -> Bank {
    Bank::over(Box::new(journal.clone()), Box::new(books.clone()))
}

/// So many small deeds, in commits of one or of many.
fn grow(bank: &mut Bank, mut count: usize, at_once: usize) {
    while count > 0 {
        let now = count.min(at_once);
        let asked = (0..now).map(|_| {
            let mut posted = deed(4, "T01", "0.1", "2026-02-01");
            posted.account = account(4);
            Command::Deposit(posted)
        });
        bank.ask_all("clerk", lc01(), asked.collect()).unwrap();
        count -= now;
    }
}

fn leaves(journal: &dyn Journal) -> Vec<TreeHash> {
    let mut leaves = Vec::new();
    let size = journal.size(lc01()).unwrap();
    journal
        .read(lc01(), 0, &mut |place, line| {
            if place < size {
                leaves.push(TreeHash::leaf(line));
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    leaves
}

/// Roots and proofs at sizes drawn, and at those where something begins or ends.
fn holds(ledger: &Ledger, leaves: &[TreeHash], dice: &mut Dice, rounds: usize) {
    let total = leaves.len();
    assert_eq!(ledger.root(lc01(), None).unwrap(), (total as u64, naive(leaves)));
    let edges = [0, 1, 255, 256, 257, 511, 512, 513, total - 1, total];
    for round in 0..rounds + edges.len() {
        let size = match edges.get(round) {
            Some(&edge) => edge.min(total),
            None => dice.below(total + 1),
        };
        let root = naive(&leaves[..size]);
        assert_eq!(ledger.root(lc01(), Some(size as u64)).unwrap(), (size as u64, root));
        let old = dice.below(size + 1);
        let proof = ledger.prove_consistency(lc01(), old as u64, size as u64).unwrap();
        let old_root = naive(&leaves[..old]);
        assert!(check_consistency(old as u64, &old_root, size as u64, &root, &proof));
        if size > 0 {
            let seq = dice.below(size) as u64;
            let entry = EntryId { branch: lc01(), seq };
            let proof = ledger.prove_inclusion(entry, size as u64).unwrap();
            let leaf = &leaves[dice_index(seq)];
            assert!(check_inclusion(leaf, seq, size as u64, &proof, &root), "{seq} of {size}");
        }
    }
}

fn dice_index(seq: u64) -> usize {
    usize::try_from(seq).unwrap()
}

#[test]
fn roots_and_proofs_at_every_size_are_those_of_a_naive_tree_also_after_reopening() {
    let (journal, books) = (SharedJournal::default(), Counted::default());
    let mut bank = over(&journal, &books);
    bank.found();
    let mut dice = Dice::new(4);
    let mut requests = 0;
    for (count, at_once) in [(3, 1), (250, 100), (1, 1), (258, 97), (500, 250), (256, 256)] {
        grow(&mut bank, count, at_once);
        requests += count as u64 + 100;
        let leaves = leaves(&journal);
        holds(&bank.ledger, &leaves, &mut dice, 12);
        drop(bank);
        bank = over(&journal, &books);
        bank.skip_requests(requests);
        holds(&bank.ledger, &leaves, &mut dice, 4);
        assert_eq!(bank.ledger.take_notices(), []);
        // Without any books, and where nothing of the tree is kept.
        let fresh = Ledger::read_only(Box::new(journal.clone()), Box::new(MemoryBooks::default()));
        holds(&fresh, &leaves, &mut dice, 1);
    }
}
