//! Every byte of a small journal flipped, and journals cut off.
//!
//! The library is asked in this process for all of them, the program for a sample.
//! Three questions a round: does an audit name it, do the answers from the books that
//! are there stay right, and do books made new from what is left answer rightly or
//! not at all.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use ledger_core::audit::audit;
use ledger_core::day::Timestamp;
use ledger_core::ids::BranchCode;
use ledger_core::journal::FileJournal;
use ledger_core::ledger::Ledger;

use super::bank::{self, Fixture, Truth, parsed, worse};
use super::kills::asked_of;
use crate::common::store::SharedBooks;
use crate::damage::{cut, flip};
use crate::dice::Dice;
use crate::program::DEADLINE;
use crate::table::{Outcome, Row};
use crate::{Plan, Seen, Told};

/// Who flip and ask side by side.
const THREADS: usize = 4;

/// A bank the library is asked about, over and over.
struct Desk {
    truth: Truth,
    temp: tempfile::TempDir,
    books: SharedBooks,
}

impl Desk {
    fn new(fixture: &Fixture, from: &Path) -> Self {
        let (temp, dir) = fixture.copy(from);
        let books = SharedBooks::default();
        let journal = FileJournal::read_only(dir.join("journal"));
        let ledger = Ledger::read_only(Box::new(journal), Box::new(books.clone()));
        for branch in ledger.branches().unwrap() {
            ledger.books_of(branch).unwrap();
        }
        Self { truth: Truth::of(&dir), temp, books }
    }

    fn dir(&self) -> PathBuf {
        self.temp.path().join("bank")
    }

    /// The journals as they should be, every trace of the last round gone.
    fn mend(&self) {
        let journal = self.dir().join("journal");
        fs::remove_dir_all(&journal).unwrap();
        for (branch, bytes) in &self.truth.journals {
            fs::create_dir_all(journal.join(branch)).unwrap();
            fs::write(segment(&self.dir(), branch), bytes).unwrap();
        }
    }
}

pub(super) fn segment(dir: &Path, branch: &str) -> PathBuf {
    dir.join("journal").join(branch).join("000000000000.jsonl")
}

pub(super) fn run(plan: &Plan, fixture: &Fixture, told: &mut Told) {
    let small = fixture.small();
    let flipped = match plan.long {
        true => "journal: every byte of a small one, each of its bits flipped (library)",
        false => "journal: one byte in sixteen of a small one, a bit of it flipped (library)",
    };
    told.rows.extend(plan.row(flipped, |row| flips(plan, fixture, row)));
    told.rows.extend(plan.row("journal: a bit flipped (program, sample)", |row| {
        let desk = Desk::new(fixture, &small);
        for round in 0..plan.rounds(8, 120) {
            let mut dice = Dice::of(plan.seed, row.fault, round);
            let (branch, bytes) = pick(&desk.truth, &mut dice);
            let (at, bit) = (dice.below(bytes), dice.below(8));
            let (_temp, dir) = fixture.copy(&small);
            flip(&segment(&dir, &branch), at, bit);
            let (outcome, seen) = bank::examine(plan, &dir, &desk.truth);
            row.add(outcome, || format!("{branch}, byte {at}, bit {bit}: {seen}"));
        }
    }));
    told.rows.extend(plan.row("journal: cut off at every 4 KiB (library)", |row| {
        let desk = Desk::new(fixture, &fixture.sound());
        for (branch, bytes) in desk.truth.journals.clone() {
            for len in (0..bytes.len()).step_by(4096) {
                cut_round(&desk, &branch, len, row);
            }
        }
    }));
    told.rows.extend(plan.row(
        "journal: a small one cut off at every line end, and a byte to either side (library)",
        |row| {
            let desk = Desk::new(fixture, &small);
            for (branch, bytes) in desk.truth.journals.clone() {
                for len in line_ends(&bytes) {
                    cut_round(&desk, &branch, len, row);
                }
            }
        },
    ));
    told.rows.extend(plan.row("journal: cut off anywhere (program, sample)", |row| {
        for round in 0..plan.rounds(6, 80) {
            let mut dice = Dice::of(plan.seed, row.fault, round);
            let (branch, bytes) = pick(&fixture.truth, &mut dice);
            let len = dice.below(bytes);
            let (_temp, dir) = fixture.copy(&fixture.sound());
            cut(&segment(&dir, &branch), len);
            let (outcome, seen) = bank::examine(plan, &dir, &fixture.truth);
            row.add(outcome, || format!("{branch} cut to {len} bytes: {seen}"));
        }
    }));
}

/// A branch, as likely as it has bytes, and how many.
fn pick(truth: &Truth, dice: &mut Dice) -> (String, usize) {
    let all: usize = truth.journals.values().map(Vec::len).sum();
    let mut at = dice.below(all);
    for (branch, bytes) in &truth.journals {
        if at < bytes.len() {
            return (branch.clone(), bytes.len());
        }
        at -= bytes.len();
    }
    (bank::VILLAGE.to_owned(), truth.journals[bank::VILLAGE].len())
}

fn line_ends(bytes: &[u8]) -> Vec<usize> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let around = ends.flat_map(|end| [end - 1, end, end + 1]);
    around.filter(|len| *len < bytes.len()).collect()
}

/// The threads share the bytes; each has a bank of its own.
fn flips(plan: &Plan, fixture: &Fixture, row: &mut Row) {
    let small = fixture.small();
    let fault = row.fault;
    let (tell, hear) = mpsc::channel::<(Seen, String)>();
    thread::scope(|scope| {
        for first in 0..THREADS {
            let (tell, small) = (tell.clone(), &small);
            scope.spawn(move || {
                let desk = Desk::new(fixture, small);
                for (branch, bytes) in desk.truth.journals.clone() {
                    for at in (first..bytes.len()).step_by(THREADS) {
                        let mut dice = Dice::of(plan.seed, fault, at as u64);
                        let only = dice.below(128);
                        for bit in (0..8).filter(|bit| plan.long || *bit == only) {
                            desk.mend();
                            flip(&segment(&desk.dir(), &branch), at, bit);
                            let seen = round(&desk, &branch, &bytes);
                            tell.send((seen, format!("{branch}, byte {at}, bit {bit}"))).unwrap();
                        }
                    }
                }
            });
        }
        drop(tell);
        for ((outcome, seen), place) in hear {
            row.add(outcome, || format!("{place}: {seen}"));
        }
    });
}

fn cut_round(desk: &Desk, branch: &str, len: usize, row: &mut Row) {
    desk.mend();
    cut(&segment(&desk.dir(), branch), len);
    let (outcome, seen) = round(desk, branch, &desk.truth.journals[branch]);
    row.add(outcome, || format!("{branch} cut to {len} bytes: {seen}"));
}

/// One round on a thread of its own: a panic is caught, a hang is seen.
fn round(desk: &Desk, damaged: &str, whole: &[u8]) -> Seen {
    let (dir, books, truth) = (desk.dir(), desk.books.copy(), desk.truth.clone());
    let (damaged, whole) = (damaged.to_owned(), whole.to_owned());
    let (tell, hear) = mpsc::channel();
    thread::spawn(move || {
        let asked = catch_unwind(AssertUnwindSafe(|| ask(&dir, &books, &truth, &damaged, &whole)));
        let _ = tell.send(asked.unwrap_or((Outcome::Panicked, "panicked".to_owned())));
    });
    hear.recv_timeout(DEADLINE).unwrap_or((Outcome::Hung, "hangs".to_owned()))
}

fn ask(dir: &Path, books: &SharedBooks, truth: &Truth, damaged: &str, whole: &[u8]) -> Seen {
    let now: Timestamp = "2026-02-03T02:00:00Z".parse().unwrap();
    let journal = || FileJournal::read_only(dir.join("journal"));
    let branches: Vec<BranchCode> = truth.journals.keys().map(|b| b.parse().unwrap()).collect();
    let changed = fs::read(segment(dir, damaged)).unwrap_or_default() != whole;

    // An audit, with the books that are there.
    let ledger = Ledger::read_only(Box::new(journal()), Box::new(books.copy()));
    let of = |branch| ledger.books_of(branch);
    let mut seen = match audit(ledger.journal(), &branches, Some(&of), now) {
        Err(why) => (Outcome::Refused, why.to_string()),
        Ok(report) => {
            let named = report.findings().any(|finding| finding.branch.as_str() == damaged);
            match (changed, report.findings().count()) {
                (false, 0) => (Outcome::Survived, String::new()),
                (true, _) if named => (Outcome::Refused, "found".to_owned()),
                (_, count) => {
                    (Outcome::Silent, format!("{count} findings, none of them in {damaged}"))
                }
            }
        }
    };
    // The answers, from the books that are there; and from books made new, by one who
    // may set aside what was torn, and says so.
    for (branch, points) in &truth.points {
        let branch: BranchCode = branch.parse().unwrap();
        let lines = parsed(&truth.journals[branch.as_str()]).len() as u64;
        let kept = Ledger::read_only(Box::new(journal()), Box::new(books.copy()));
        seen = worse(seen, asked_of(&kept, branch, points, lines));
        let anew = || Box::new(SharedBooks::default());
        let writer = FileJournal::new(dir.join("journal"));
        let left = fs::read(segment(dir, branch.as_str())).unwrap_or_default();
        if whole.starts_with(&left) && bank::committed(&left) == left {
            // Cut off between two commits, and nothing is left that knew of more: what a
            // checkpoint is for.
            continue;
        }
        let anew = Ledger::new(Box::new(writer), anew());
        seen = worse(seen, asked_of(&anew, branch, points, lines));
    }
    seen
}
