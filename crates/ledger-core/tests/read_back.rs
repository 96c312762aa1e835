//! What one command wrote, the next one that writes reads back from the disk.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;

use common::{Bank, deed, lc01};
use ledger_core::books::SledBooks;
use ledger_core::command::Command;
use ledger_core::journal::{Damage, FileJournal, Journal, JournalError};
use ledger_core::ledger::{Error, Ledger, READ_BACK_ENTRIES, Wanted, read_back};

/// Changes one digit in the line at a place: it is an entry as before, of the same length.
fn change(dir: &Path, seq: u64) {
    let path = dir.join("journal/LC01/000000000000.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = &mut lines[usize::try_from(seq).unwrap()];
    let at = line.find("\"req\":\"").unwrap() + 7;
    line.replace_range(at..=at, "x");
    fs::write(&path, lines.join("\n") + "\n").unwrap();
}

fn opened(dir: &Path, writable: bool) -> Result<u64, Error> {
    let books = SledBooks::open(dir.join("books")).unwrap();
    let journal = dir.join("journal");
    let ledger = if writable {
        Ledger::new(Box::new(FileJournal::new(journal)), Box::new(books))
    } else {
        Ledger::read_only(Box::new(FileJournal::read_only(journal)), Box::new(books))
    };
    ledger.view(lc01(), Wanted::Nothing, |state| state.size())
}

fn deposits(bank: &mut Bank, count: u64) {
    let many = |n: u64| {
        let mut posted = deed(u32::try_from(n % 2).unwrap() + 1, "H51", "1", "2026-02-01");
        posted.note = format!("第{n}次");
        posted.rule = "T01".parse().unwrap();
        posted.account = common::account(4);
        posted.qty = "0.1".parse().unwrap();
        Command::Deposit(posted)
    };
    // Request keys that no opening before came to.
    let used = bank.ledger.journal().size(lc01()).unwrap();
    bank.skip_requests(10_000 + used);
    bank.ask_all("clerk", lc01(), (0..count).map(many).collect()).unwrap();
}

fn size(dir: &Path) -> u64 {
    FileJournal::read_only(dir.join("journal")).size(lc01()).unwrap()
}

#[test]
fn what_the_last_command_wrote_is_read_back_by_the_next_that_writes() {
    let dir = tempfile::tempdir().unwrap();
    Bank::founded_in(dir.path());
    // Two commands: what came before the second is read back by it.
    deposits(&mut Bank::open(dir.path()), 5);
    let from = size(dir.path());
    deposits(&mut Bank::open(dir.path()), 5);
    let to = size(dir.path());
    assert_eq!(to, from + 5);
    for seq in from..to {
        let copy = tempfile::tempdir().unwrap();
        common::store::copy_dir(dir.path(), copy.path());
        change(copy.path(), seq);
        let damaged = opened(copy.path(), true).unwrap_err();
        assert!(
            matches!(
                damaged,
                Error::Journal(JournalError::Damaged { seq: at, why: Damage::NotAcknowledged, .. })
                    if at == seq
            ),
            "{seq}: {damaged}"
        );
        // Whoever only looks is told of what they look at.
        assert_eq!(opened(copy.path(), false).is_ok(), seq + 1 < to);
    }
}

#[test]
fn what_was_read_back_once_is_not_read_again() {
    let dir = tempfile::tempdir().unwrap();
    Bank::founded_in(dir.path());
    deposits(&mut Bank::open(dir.path()), 5);
    let place = size(dir.path()) - 3;
    deposits(&mut Bank::open(dir.path()), 1);
    change(dir.path(), place);
    // Read back when the last deposit was made: it is for an audit to find now.
    assert!(opened(dir.path(), true).is_ok());
}

#[test]
fn a_large_import_is_read_back_a_part_at_each_opening_and_none_of_it_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    Bank::founded_in(dir.path());
    deposits(&mut Bank::open(dir.path()), 5);
    let from = size(dir.path());
    let many = READ_BACK_ENTRIES * 2 + 40;
    deposits(&mut Bank::open(dir.path()), many);
    // Read back so far: what was there when the import began.
    for (place, openings) in [
        (from, 0),
        (from + READ_BACK_ENTRIES - 1, 0),
        (from + READ_BACK_ENTRIES, 1),
        (from + 2 * READ_BACK_ENTRIES - 1, 1),
        (from + 2 * READ_BACK_ENTRIES + 20, 2),
    ] {
        let copy = tempfile::tempdir().unwrap();
        common::store::copy_dir(dir.path(), copy.path());
        change(copy.path(), place);
        let mut before = 0;
        while let Ok(_size) = opened(copy.path(), true) {
            deposits(&mut Bank::open(copy.path()), 1);
            before += 1;
            assert!(before < 5, "the change at {place} is passed over");
        }
        assert_eq!(before, openings, "at {place}");
    }
}

#[test]
fn who_looks_as_the_next_who_writes_is_told_what_they_will_be() {
    let dir = tempfile::tempdir().unwrap();
    Bank::founded_in(dir.path());
    let from = size(dir.path());
    deposits(&mut Bank::open(dir.path()), READ_BACK_ENTRIES + 40);
    change(dir.path(), from + 3);
    // Among the last ones nothing is wrong.
    let journal = FileJournal::read_only(dir.path().join("journal"));
    let to = (size(dir.path()), None);
    let last = read_back(&journal, lc01(), None, to).unwrap().unwrap();
    assert_eq!(last.size, to.0);
    assert!(opened(dir.path(), false).is_ok());
    let books = SledBooks::open(dir.path().join("books")).unwrap();
    let ledger = Ledger::read_only(Box::new(journal), Box::new(books)).reading_back();
    let damaged = ledger.view(lc01(), Wanted::Nothing, |state| state.size()).unwrap_err();
    let at = |seq| format!("branch `LC01` is damaged at entry {seq}: {}", Damage::NotAcknowledged);
    assert_eq!(damaged.to_string(), at(from + 3));
    drop(ledger);
    assert_eq!(opened(dir.path(), true).unwrap_err().to_string(), at(from + 3));
}
