//! Records for lenders: what they say, and that giving one changes nothing.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, day, lc01, time};
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::state::Status;

/// `status, reservations | JF year life balance, ...`
fn record(bank: &mut Bank, serial: u32) -> String {
    let lender = "清溪农商银行".to_owned();
    let command =
        Command::IssueRecord { account: account(serial), requested: day("2026-03-19"), lender };
    let done = bank.ask("clerk", command).unwrap();
    let Event::RecordIssued { status, kept, reservations, .. } = done.event else { panic!() };
    let kept: Vec<String> = kept
        .iter()
        .map(|k| format!("{} {} {} {}", k.currency, k.year, k.life, k.balance))
        .collect();
    format!("{status:?} {reservations} | {}", kept.join(", "))
}

#[test]
fn a_record_says_what_was_earned_this_year_and_ever_and_what_stands() {
    let mut bank = Bank::in_memory();
    assert_eq!(record(&mut bank, 2), "Open 0 | ");
    // Brought forward is not earned; undone is not earned.
    bank.deposit(1, "H08", "1", "2026-03-01").unwrap();
    let undone = bank.deposit(1, "H01", "1", "2026-03-02").unwrap();
    bank.reverse(undone.entry).unwrap();
    assert_eq!(record(&mut bank, 1), "Open 0 | JF 60 60 210");
    bank.transfer(1, 2, "10").unwrap();
    assert_eq!(record(&mut bank, 1), "Open 0 | JF 60 60 200");
    assert_eq!(record(&mut bank, 2), "Open 0 | JF 0 0 10");
    // The next year begins anew.
    for month in ["2026-04-20", "2026-05-30", "2026-07-10", "2026-08-20", "2026-09-30"] {
        bank.now = time(&format!("{month}T02:00:00Z"));
        record(&mut bank, 2);
    }
    for when in ["2026-11-10T02:00:00Z", "2026-12-20T02:00:00Z", "2027-01-10T02:00:00Z"] {
        bank.now = time(when);
        record(&mut bank, 2);
    }
    assert_eq!(record(&mut bank, 1), "Open 0 | JF 0 60 200");
    bank.deposit(1, "H01", "1", "2027-01-02").unwrap();
    assert_eq!(record(&mut bank, 1), "Open 0 | JF 2 62 202");
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn what_was_taken_back_and_is_spent_is_owed_and_a_frozen_account_says_so() {
    let mut bank = Bank::in_memory();
    let mistaken = bank.deposit(4, "T01", "2", "2026-03-01").unwrap();
    let give = Command::Transfer {
        from: account(4),
        to: account(1),
        points: "1.5".parse().unwrap(),
        currency: "SF".parse().unwrap(),
        into: "SF".parse().unwrap(),
        note: String::new(),
    };
    bank.ask("clerk", give).unwrap();
    bank.reverse(mistaken.entry).unwrap();
    let freeze = Command::FreezeAccount { account: account(4), reason: "失联".to_owned() };
    bank.ask("manager", freeze).unwrap();
    assert_eq!(record(&mut bank, 4), "Frozen 0 | SF 0 0 -1.5");
    let kept = bank.ledger.account(account(4)).unwrap().unwrap();
    assert_eq!(kept.status, Status::Frozen);
    // It moved nothing, and is among the account's entries.
    let last = bank.ledger.statement(account(4), 1).unwrap().pop().unwrap();
    assert_eq!(last.event.name(), "record_issued");
    bank.ledger.rebuild().unwrap();
    assert_eq!(record(&mut bank, 4), "Frozen 0 | SF 0 0 -1.5");
    assert_eq!(bank.findings(), [""; 0]);
    assert_eq!(bank.ledger.branches().unwrap().last(), Some(&lc01()));
}

/// What was written once and has to stay readable for ever.
const FIXED: [(&str, &str); 2] = [
    ("HQ", include_str!("vectors/records/HQ.jsonl")),
    ("LC01", include_str!("vectors/records/LC01.jsonl")),
];
const HASHES: &str = include_str!("vectors/records/hashes.txt");

#[test]
fn the_fixed_lines_of_records_are_read_hashed_and_audited_as_they_were() {
    common::fixed_lines(&FIXED, HASHES, &["record_issued"]);
}
