//! The tree in the books: its roots and proofs are those of a naive tree over
//! the journal's lines, whatever has become of what is kept of it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::cell::RefCell;
use std::collections::HashMap;
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

/// The leaves, and the roots that were worked out.
struct Naive {
    leaves: Vec<TreeHash>,
    roots: RefCell<HashMap<usize, TreeHash>>,
}

impl Naive {
    fn of(journal: &dyn Journal) -> Self {
        Self { leaves: leaves(journal), roots: RefCell::default() }
    }

    fn root(&self, size: usize) -> TreeHash {
        *self.roots.borrow_mut().entry(size).or_insert_with(|| naive(&self.leaves[..size]))
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
fn holds(ledger: &Ledger, tree: &Naive, dice: &mut Dice, rounds: usize) {
    let (leaves, total) = (&tree.leaves, tree.leaves.len());
    assert_eq!(ledger.root(lc01(), None).unwrap(), (total as u64, tree.root(total)));
    let edges = [0, 1, 255, 256, 257, 511, 512, 513, total - 1, total];
    for round in 0..rounds + edges.len() {
        let size = match edges.get(round) {
            Some(&edge) => edge.min(total),
            None => dice.below(total / 97 + 1) * 97,
        };
        let root = tree.root(size);
        assert_eq!(ledger.root(lc01(), Some(size as u64)).unwrap(), (size as u64, root));
        // Few sizes, since a naive root takes its time.
        let old = dice.below(size / 97 + 1) * 97;
        let proof = ledger.prove_consistency(lc01(), old as u64, size as u64).unwrap();
        let old_root = tree.root(old);
        assert!(check_consistency(old as u64, &old_root, size as u64, &root, &proof));
        if size > 0 {
            let seq = dice.below(size) as u64;
            let entry = EntryId { branch: lc01(), seq };
            let proof = ledger.prove_inclusion(entry, size as u64).unwrap();
            let leaf = &leaves[place(seq)];
            assert!(check_inclusion(leaf, seq, size as u64, &proof, &root), "{seq} of {size}");
        }
    }
}

/// A root and a few proofs that between them need every hash that is kept.
fn spot(ledger: &Ledger, tree: &Naive) {
    let total = tree.leaves.len() as u64;
    assert_eq!(ledger.root(lc01(), None).unwrap(), (total, tree.root(place(total))));
    for (seq, size) in [(300, 1067), (1300, total)] {
        let entry = EntryId { branch: lc01(), seq };
        let proof = ledger.prove_inclusion(entry, size).unwrap();
        let root = tree.root(place(size));
        assert!(check_inclusion(&tree.leaves[place(seq)], seq, size, &proof, &root));
    }
}

fn place(seq: u64) -> usize {
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
        let tree = Naive::of(&journal);
        holds(&bank.ledger, &tree, &mut dice, 12);
        drop(bank);
        bank = over(&journal, &books);
        bank.skip_requests(requests);
        holds(&bank.ledger, &tree, &mut dice, 4);
        assert_eq!(bank.ledger.take_notices(), []);
        // Without any books, and where nothing of the tree is kept.
        let fresh = Ledger::read_only(Box::new(journal.clone()), Box::new(MemoryBooks::default()));
        assert_eq!(fresh.root(lc01(), None).unwrap().1, tree.root(tree.leaves.len()));
    }
}

/// The tree's records of the village, as `m…` keys.
fn records(books: &Counted) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    books
        .inner
        .scan(b"LC01/m", &mut |key, value| found.push((key.to_vec(), value.to_vec())))
        .unwrap();
    found
}

fn put(books: &Counted, key: &[u8], value: &[u8]) {
    let mut batch = Batch::default();
    batch.put(key.to_vec(), value.to_vec());
    books.inner.write(&batch).unwrap();
}

/// A bank of some thousand lines, its tree kept; and what it was some hundred lines before.
fn large() -> (SharedJournal, Counted, SharedBooks) {
    let (journal, books) = (SharedJournal::default(), Counted::default());
    let mut bank = over(&journal, &books);
    bank.found();
    grow(&mut bank, 700, 350);
    bank.ledger.root(lc01(), None).unwrap();
    let before = books.inner.copy();
    grow(&mut bank, 900, 300);
    bank.ledger.root(lc01(), None).unwrap();
    (journal, books, before)
}

/// The same records, in books of their own.
fn copy(books: &Counted) -> Counted {
    Counted { inner: books.inner.copy(), ..Counted::default() }
}

#[test]
fn whatever_becomes_of_a_record_of_the_tree_no_wrong_root_or_proof_is_given_out() {
    let (journal, books, before) = large();
    let tree = Naive::of(&journal);
    let kept = records(&books);
    assert_eq!(kept.len(), 2, "a head and a tile");
    let mut healed = 0;
    let mut round = |what: &str, change: &dyn Fn(&Counted)| {
        let books = copy(&books);
        change(&books);
        let bank = over(&journal, &books);
        spot(&bank.ledger, &tree);
        let told = bank.ledger.take_notices();
        healed += usize::from(told.iter().any(|n| matches!(n, Notice::Rebuilt { .. })));
        drop(bank);
        // It is made again once, and stays.
        let again = over(&journal, &books);
        spot(&again.ledger, &tree);
        assert_eq!(again.ledger.take_notices(), [], "{what}");
    };
    for (key, value) in &kept {
        for byte in (0..value.len()).step_by(value.len() / 12 + 1) {
            round("a bit flipped", &|books| {
                let mut value = value.clone();
                value[byte] ^= 4;
                put(books, key, &value);
            });
            round("cut off", &|books| put(books, key, &value[..byte]));
        }
        // Missing: as good as empty, for a store that has no removal.
        round("empty", &|books| put(books, key, b""));
        let old = before.get(key).unwrap().unwrap();
        round("of last week", &|books| put(books, key, &old));
    }
    round("all of it of last week", &|books| {
        kept.iter().for_each(|(key, _)| put(books, key, &before.get(key).unwrap().unwrap()));
    });
    assert!(healed >= 20, "{healed}");
}

#[test]
fn a_tree_of_another_journal_is_made_again() {
    let (journal, books, _) = large();
    let (other, mine) = (SharedJournal::default(), Counted::default());
    let mut bank = over(&other, &mine);
    bank.found_as("wenming.example/other", common::RULEBOOK);
    grow(&mut bank, 1600, 400);
    for (key, value) in records(&books) {
        put(&mine, &key, &value);
    }
    let tree = Naive::of(&other);
    assert_ne!(tree.leaves.last(), leaves(&journal).last());
    holds(&bank.ledger, &tree, &mut Dice::new(1), 4);
    let told = bank.ledger.take_notices();
    assert!(matches!(told.as_slice(), [Notice::Rebuilt { .. }]), "{told:?}");
}

#[test]
fn a_tree_of_more_lines_than_there_are_bears_witness_that_some_are_lost() {
    let (_, books, _) = large();
    let (short, mine) = (SharedJournal::default(), Counted::default());
    let mut bank = over(&short, &mine);
    bank.found();
    for (key, value) in records(&books) {
        put(&mine, &key, &value);
    }
    let lost = bank.ledger.root(lc01(), None).unwrap_err();
    assert!(matches!(lost, Error::Journal(JournalError::DataLoss { .. })), "{lost}");
}

#[test]
fn a_line_changed_under_the_tree_is_damage_at_its_place_and_nothing_is_proved() {
    let (journal, books, _) = large();
    let size = journal.size(lc01()).unwrap();
    for seq in [20, 255, 256, 700, size - 2] {
        let doctored = MemoryJournal::default();
        let mut lines = Lines::default();
        journal
            .read(lc01(), 0, &mut |place, line| {
                let mut line = line.to_vec();
                if place == seq {
                    // The points, or whatever digit stands last before the end of the event.
                    let at = line.iter().rposition(u8::is_ascii_digit).unwrap();
                    line[at] = if line[at] == b'9' { b'8' } else { b'9' };
                }
                lines.push(&line);
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(doctored.append(lc01(), 0, &lines).unwrap(), Appended::Durable);
        let journal = SharedJournal { inner: Arc::new(doctored), ..SharedJournal::default() };
        let bank = over(&journal, &copy(&books));
        let entry = EntryId { branch: lc01(), seq };
        let damaged = bank.ledger.prove_inclusion(entry, size).unwrap_err();
        let Error::Journal(JournalError::Damaged { seq: found, .. }) = damaged else {
            panic!("{seq}: {damaged}")
        };
        assert_eq!(found, seq);
        // From nothing kept it is not taken into a root either.
        let fresh = Ledger::new(Box::new(journal), Box::new(books_without_tree(&books)));
        let damaged = fresh.root(lc01(), None).unwrap_err();
        assert!(
            matches!(damaged, Error::Journal(JournalError::Damaged { seq: s, .. }) if s == seq)
        );
    }
}

/// The same books, and nothing of a tree in them.
fn books_without_tree(books: &Counted) -> Counted {
    let mut batch = Batch::default();
    let mut keep = |key: &[u8], value: &[u8]| {
        if !key.starts_with(b"LC01/m") {
            batch.put(key.to_vec(), value.to_vec());
        }
    };
    books.inner.scan(b"", &mut keep).unwrap();
    let without = Counted::default();
    without.inner.write(&batch).unwrap();
    without
}

#[test]
fn whichever_operation_fails_there_is_an_error_or_the_right_answer_and_the_next_one_is_right() {
    let (journal, books, _) = large();
    let mut bank = over(&journal, &books);
    bank.skip_requests(10_000);
    grow(&mut bank, 30, 30);
    let leaves = leaves(&journal);
    let (total, root) = (leaves.len() as u64, naive(&leaves));
    for of_journal in [true, false] {
        let mut ended = false;
        for nth in 1..60 {
            let books = copy(&books);
            let faulty = SharedJournal { inner: Arc::clone(&journal.inner), ..Default::default() };
            let bank = over(&faulty, &books);
            // The first look opens the branch; what is tried is the tree.
            bank.ledger.account(account(1)).unwrap();
            let counter = if of_journal { &faulty.fails } else { &books.fails };
            counter.store(nth, Ordering::Relaxed);
            let entry = EntryId { branch: lc01(), seq: 300 };
            let answer = bank.ledger.prove_inclusion(entry, 1000);
            let untouched = counter.swap(0, Ordering::Relaxed) > 0;
            if let Ok(proof) = answer {
                let root = naive(&leaves[..1000]);
                assert!(check_inclusion(&leaves[300], 300, 1000, &proof, &root));
            }
            assert_eq!(bank.ledger.root(lc01(), None).unwrap(), (total, root), "{nth}");
            if untouched {
                ended = true;
                break;
            }
        }
        assert!(ended, "every operation had its turn");
    }
}

#[test]
fn a_checkpoint_costs_the_lines_since_the_last_and_a_proof_a_few_runs_however_large_the_branch() {
    let (journal, books, _) = large();
    let mut bank = over(&journal, &books);
    bank.skip_requests(10_000);
    grow(&mut bank, 40, 40);
    let cost = |what: &dyn Fn()| {
        let (read, asked) = (&journal.read, &books.asked);
        read.store(0, Ordering::Relaxed);
        asked.store(0, Ordering::Relaxed);
        what();
        (read.load(Ordering::Relaxed), asked.load(Ordering::Relaxed))
    };
    let size = journal.size(lc01()).unwrap();
    // Each reading looks at one line more, to see that it is not wanted.
    let (read, asked) = cost(&|| assert!(bank.ledger.root(lc01(), None).is_ok()));
    assert!(read <= 42 && asked <= 4, "{read} lines, {asked} records");
    let (read, asked) = cost(&|| assert!(bank.ledger.root(lc01(), None).is_ok()));
    assert!(read == 0 && asked == 1, "{read} lines, {asked} records");
    for seq in [0, 300, 1000, size - 1] {
        let entry = EntryId { branch: lc01(), seq };
        let now = || drop(bank.ledger.prove_inclusion(entry, size).unwrap());
        let (read, asked) = cost(&now);
        assert!(read <= 2 * 257 && asked <= 2, "{seq}: {read} lines, {asked} records");
        let old = size - 20;
        let (read, asked) =
            cost(&|| drop(bank.ledger.prove_inclusion(entry, old.max(seq + 1)).unwrap()));
        assert!(read <= 3 * 257 && asked <= 2, "{seq}: {read} lines, {asked} records");
    }
    let (read, asked) = cost(&|| drop(bank.ledger.prove_consistency(lc01(), 700, size).unwrap()));
    assert!(read <= 2 * 257 && asked <= 2, "{read} lines, {asked} records");
}

#[test]
fn what_is_not_there_is_said_with_both_numbers() {
    let (journal, books) = (SharedJournal::default(), Counted::default());
    let mut bank = over(&journal, &books);
    bank.found();
    let size = journal.size(lc01()).unwrap();
    let entry = |seq| EntryId { branch: lc01(), seq };
    let nowhere: BranchCode = "XX".parse().unwrap();
    let ledger = &bank.ledger;
    for (got, want) in [
        (ledger.root(lc01(), Some(size + 1)).map(drop), (size + 1, size)),
        (ledger.prove_inclusion(entry(0), size + 1).map(drop), (size + 1, size)),
        (ledger.prove_inclusion(entry(5), 5).map(drop), (6, 5)),
        (ledger.prove_inclusion(entry(u64::MAX), 5).map(drop), (u64::MAX, 5)),
        (ledger.prove_consistency(lc01(), 0, u64::MAX).map(drop), (u64::MAX, size)),
        (ledger.prove_consistency(lc01(), 7, 6).map(drop), (7, 6)),
        (ledger.checkpoint(nowhere).map(drop), (1, 0)),
    ] {
        let Err(Error::NotThere { asked, size, .. }) = got else { panic!("{got:?}") };
        assert_eq!((asked, size), want);
    }
    assert_eq!(ledger.root(nowhere, None).unwrap(), (0, TreeHash::empty()));
    let checkpoint = ledger.checkpoint(lc01()).unwrap();
    assert_eq!(checkpoint.to_string().lines().next(), Some("wenming.example/test/LC01"));
    assert_eq!((checkpoint.size, checkpoint.root), ledger.root(lc01(), None).unwrap());
}

#[test]
fn a_folder_that_is_only_read_gives_the_same_proofs_and_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    grow(&mut bank, 300, 100);
    let tree = Naive::of(bank.ledger.journal());
    drop(bank);
    let journal = FileJournal::read_only(dir.path().join("journal"));
    let ledger = Ledger::read_only(Box::new(journal), Box::new(MemoryBooks::default()));
    holds(&ledger, &tree, &mut Dice::new(2), 6);
    // And by sled's books, opened again.
    let bank = Bank::open(dir.path());
    holds(&bank.ledger, &tree, &mut Dice::new(3), 6);
    drop(bank);
    std::fs::remove_dir_all(dir.path().join("books")).unwrap();
    holds(&Bank::open(dir.path()).ledger, &tree, &mut Dice::new(4), 2);
}
