//! Keys over time: which key counts for what, once others came and went.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, key, key_of, lc01, time};
use ledger_core::audit::audit;
use ledger_core::command::Command;
use ledger_core::event::{Event, Role};
use ledger_core::ids::BranchCode;
use ledger_core::journal::{Journal as _, Lines, MemoryJournal};
use ledger_core::keys::{OperatorKey, PublicKey};
use ledger_core::ledger::Wanted;
use ledger_core::line::{Entry, EntryHash, sign};

fn set(word: &str) -> Command {
    Command::SetBranchKey { key: key(word).public(), reason: "换密钥".to_owned() }
}

fn public(word: &str) -> PublicKey {
    key(word).public()
}

#[test]
fn a_checkpoint_counts_by_the_key_set_last_within_its_lines() {
    let mut bank = Bank::in_memory();
    let first = bank.ask("manager", set("first")).unwrap().entry.seq;
    bank.deposit(1, "H01", "1", "2026-03-01").unwrap();
    let second = bank.ask("manager", set("second")).unwrap().entry.seq;
    let at = |size| {
        bank.ledger.view(lc01(), Wanted::Nothing, |state| state.branch_key_at(size)).unwrap()
    };
    assert_eq!(at(0), None);
    assert_eq!(at(first), None, "the line that sets it is not among so many");
    assert_eq!(at(first + 1), Some(public("first")));
    assert_eq!(at(second), Some(public("first")));
    assert_eq!(at(second + 1), Some(public("second")));
    assert_eq!(at(u64::MAX), Some(public("second")));
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_cosignature_counts_by_the_key_of_its_time_and_in_the_second_of_a_change_by_either() {
    let mut bank = Bank::in_memory();
    bank.ask("manager", set("first")).unwrap();
    bank.now = time("2026-03-21T02:00:00Z");
    bank.ask("manager", set("second")).unwrap();
    let on = |at: &str| {
        let at = time(at);
        let keys = |state: &ledger_core::state::State| state.branch_keys_on(at).collect::<Vec<_>>();
        bank.ledger.view(lc01(), Wanted::Nothing, keys).unwrap()
    };
    assert_eq!(on("2026-03-20T01:59:59Z"), []);
    assert_eq!(on("2026-03-20T02:00:00Z"), [public("first")]);
    assert_eq!(on("2026-03-21T01:59:59Z"), [public("first")]);
    assert_eq!(on("2026-03-21T02:00:00Z"), [public("first"), public("second")]);
    assert_eq!(on("2026-03-21T02:00:01Z"), [public("second")]);
}

#[test]
fn a_branchs_keys_are_in_its_books_when_they_are_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    bank.ask("manager", set("first")).unwrap();
    bank.ask("manager", set("second")).unwrap();
    let keys = |bank: &Bank| {
        let keys = |state: &ledger_core::state::State| state.branch_keys().to_vec();
        bank.ledger.view(lc01(), Wanted::Nothing, keys).unwrap()
    };
    let before = keys(&bank);
    drop(bank);
    let mut bank = Bank::open(dir.path());
    assert_eq!(keys(&bank), before);
    assert_eq!(
        before.iter().map(|set| set.key).collect::<Vec<_>>(),
        ["first", "second"].map(public)
    );
    bank.skip_requests(1_000);
    assert_eq!(bank.ask("manager", set("first")).unwrap_err().code(), "key-of-branch");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

fn enrol(operator: &str, role: Role, word: &str) -> Command {
    let (operator, key) = (operator.parse().unwrap(), public(word));
    Command::EnrolOperator { operator, role, key, account: None }
}

/// The village's journal, and then what somebody writes with a key they kept: the
/// codes and places that an audit finds, head office at hand.
fn appended(bank: &Bank, by: &str, with: &OperatorKey, events: &[Event]) -> Vec<String> {
    let journal = MemoryJournal::default();
    let (hq, ledger) = (BranchCode::HQ, bank.ledger.journal());
    let mut head = EntryHash::default();
    for branch in [hq, lc01()] {
        let mut lines = Lines::default();
        for seq in 0..ledger.size(branch).unwrap() {
            let line = ledger.line(branch, seq).unwrap().unwrap();
            head = EntryHash::of(&line);
            lines.push(&line);
        }
        let _ = journal.append(branch, 0, &lines).unwrap();
    }
    let from = ledger.size(lc01()).unwrap();
    let mut lines = Lines::default();
    for (seq, event) in (from..).zip(events) {
        let req = format!("forged-{seq}").parse().unwrap();
        let place = (lc01(), seq, head);
        let entry = Entry::new(place, bank.now, by.parse().unwrap(), req, event.clone());
        let mut line = entry.encode().unwrap();
        if seq + 1 == from + events.len() as u64 {
            sign(&mut line, with);
        }
        head = EntryHash::of(&line);
        lines.push(&line);
    }
    let _ = journal.append(lc01(), from, &lines).unwrap();
    let report = audit(&journal, &[hq, lc01()], None, bank.now).unwrap();
    report
        .findings()
        .map(|found| format!("{}@{}", found.code, found.seq.unwrap_or(0) - from))
        .collect()
}

fn opened(serial: u32) -> Event {
    Event::AccountOpened {
        account: common::account(serial),
        kind: ledger_core::rulebook::HolderKind::Person,
        household: None,
    }
}

#[test]
fn what_is_signed_after_a_retirement_or_with_a_key_that_was_replaced_is_found() {
    let none: [&str; 0] = [];
    let mut bank = Bank::in_memory();
    let next =
        bank.ledger.view(lc01(), Wanted::Nothing, |state| state.totals().accounts).unwrap() + 1;
    let event = [opened(next)];
    assert_eq!(appended(&bank, "clerk", &key("clerk"), &event), none, "rightly signed");

    // The key was lost and another enrolled: only the other one signs.
    bank.ask("manager", enrol("clerk", Role::Clerk, "new")).unwrap();
    let (old, new) = (key("clerk"), key_of("clerk", "new"));
    assert_eq!(appended(&bank, "clerk", &old, &event), ["signature-wrong@0"]);
    assert_eq!(appended(&bank, "clerk", &new, &event), none);

    // They left: their key is still known, and signs nothing any more.
    let (operator, reason) = ("clerk".parse().unwrap(), "调离".to_owned());
    bank.ask("manager", Command::RetireOperator { operator, reason }).unwrap();
    assert_eq!(appended(&bank, "clerk", &new, &event), ["no-right@0"]);
    // Nor does it under another's name.
    assert_eq!(appended(&bank, "manager", &new, &event), ["signature-wrong@0"]);
    // What they signed while they acted stays good.
    assert_eq!(bank.findings(), none);
    // Nothing brings them back but a manager.
    let again = Event::OperatorEnrolled {
        operator: "clerk".parse().unwrap(),
        role: Role::Clerk,
        key: public("new"),
        account: None,
    };
    let found = appended(&bank, "clerk", &new, &[again, opened(next)]);
    assert_eq!(found, ["no-right@0"]);
    bank.ask("manager", enrol("clerk", Role::Clerk, "new")).unwrap();
    assert_eq!(appended(&bank, "clerk", &new, &event), none);
}

#[test]
fn a_run_begun_before_its_own_retirement_or_rotation_is_signed_by_the_key_it_began_with() {
    let none: [&str; 0] = [];
    let mut bank = Bank::in_memory();
    bank.ask("manager", enrol("second", Role::Manager, "second")).unwrap();
    let rotated = Event::OperatorEnrolled {
        operator: "manager".parse().unwrap(),
        role: Role::Manager,
        key: public("new"),
        account: None,
    };
    let (old, new) = (key("manager"), key_of("manager", "new"));
    let run = [rotated, Event::BranchKeySet { key: public("branch"), reason: "首次".to_owned() }];
    assert_eq!(appended(&bank, "manager", &old, &run), none);
    assert_eq!(appended(&bank, "manager", &new, &run), ["signature-wrong@1"]);
    // What follows a retirement within the run is not theirs to do any more.
    let retired = Event::OperatorRetired {
        operator: "manager".parse().unwrap(),
        reason: "调离".to_owned(),
    };
    let run = [retired, run[1].clone()];
    assert_eq!(appended(&bank, "manager", &old, &run), ["no-right@1"]);
}

#[test]
fn a_branch_key_signs_no_entry_and_an_operators_key_is_no_branch_key() {
    let mut bank = Bank::in_memory();
    bank.ask("manager", set("branch")).unwrap();
    let by_branch_key = key_of("manager", "branch");
    let event = [Event::BranchKeySet { key: public("other"), reason: "更换".to_owned() }];
    assert_eq!(appended(&bank, "manager", &by_branch_key, &event), ["signature-wrong@0"]);
    let manager = key("manager");
    for word in ["clerk", "branch"] {
        let event = [Event::BranchKeySet { key: public(word), reason: "更换".to_owned() }];
        assert_eq!(appended(&bank, "manager", &manager, &event), ["rule-refuses@0"], "{word}");
    }
    let enrolled = Event::OperatorEnrolled {
        operator: "friend".parse().unwrap(),
        role: Role::Clerk,
        key: public("branch"),
        account: None,
    };
    assert_eq!(appended(&bank, "manager", &manager, &[enrolled]), ["rule-refuses@0"]);
}
