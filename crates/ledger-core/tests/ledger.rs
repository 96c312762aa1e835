//! The ledger end to end: what is acknowledged is there, and nothing else.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, deed, lc01, points};
use ledger_core::books::{Batch, Books, BooksError, Visit};
use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::Offset;
use ledger_core::ids::{BranchCode, FileDigest};
use ledger_core::journal::FileJournal;
use ledger_core::ledger::{Error, SubmitError};
use ledger_core::line::EntryHash;
use ledger_core::refusal::Refusal;

#[test]
fn a_month_of_work_leaves_a_clean_audit_and_the_same_balances_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    assert_eq!(points(&bank.deposit(1, "H08", "1", "2026-03-01").unwrap()), ("60".into(), None));
    let clipped = bank.deposit(1, "H08", "2", "2026-03-02").unwrap();
    assert_eq!(points(&clipped), ("90".into(), Some("120".into())));
    bank.redeem(1, "RICE-5", "2").unwrap();
    bank.transfer(1, 2, "30").unwrap();
    let hair = bank.redeem(1, "HAIR", "1").unwrap();
    bank.reverse(hair.entry).unwrap();
    bank.reverse(clipped.entry).unwrap();
    assert_eq!(points(&bank.deposit(1, "H08", "1", "2026-03-03").unwrap()), ("60".into(), None));
    assert_eq!(bank.balance(1, "JF"), "200");
    assert_eq!(bank.balance(2, "JF"), "30");
    assert_eq!(bank.balance(5, "JF"), "40");
    assert_eq!(bank.findings(), Vec::<String>::new());
    let before = bank.balances();
    drop(bank);
    let bank = Bank::open(dir.path());
    assert_eq!(bank.balances(), before);
    assert_eq!(bank.findings(), Vec::<String>::new());
    assert_eq!(bank.ledger.statement(account(1), 3).unwrap().len(), 3);
    assert_eq!(bank.ledger.take_notices(), []);
    bank.ledger.rebuild().unwrap();
    assert_eq!(bank.balances(), before);
}

#[test]
fn an_order_is_carried_out_whole_or_not_at_all() {
    let mut bank = Bank::in_memory();
    let before = (bank.balances(), bank.ledger.journal().size(lc01()).unwrap());
    let refused = bank.ask_all(
        "clerk",
        lc01(),
        vec![
            Command::Deposit(deed(1, "H01", "1", "2026-03-01")),
            Command::Deposit(deed(1, "H01", "1", "2026-03-02")),
            Command::Deposit(deed(1, "H01", "1", "2026-03-03")),
        ],
    );
    let Err(SubmitError::Refused { index, refusal }) = refused else { panic!("{refused:?}") };
    assert_eq!((index, refusal.code()), (2, "award-cap-reached"));
    assert_eq!((bank.balances(), bank.ledger.journal().size(lc01()).unwrap()), before);
    bank.deposit(1, "H01", "2", "2026-03-01").unwrap();
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_branch_is_not_opened_at_a_time_before_its_charter() {
    let mut bank = Bank::in_memory();
    let branch = "LC02".parse().unwrap();
    let (now, name) = (bank.now, "山北村".to_owned());
    let charter = Command::CharterBranch { branch, name: name.clone() };
    bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
    let founded = bank.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
    let open = Command::OpenBranch {
        origin: "wenming.example/test".parse().unwrap(),
        founded: EntryHash::of(&founded),
        name,
        offset: Offset::CHINA,
        since: common::day("2026-01-01"),
        key: common::key("manager").public(),
    };
    bank.now = common::time("2026-03-17T02:00:00Z");
    let refused = bank.ask_in("manager", branch, open.clone()).unwrap_err();
    assert_eq!(refused.code(), "clock-behind");
    bank.now = common::time("2026-03-20T01:00:00Z");
    let opened = bank.ask_in("manager", branch, open).unwrap();
    assert_eq!(bank.ledger.entry(opened.entry).unwrap().unwrap().at, now);
    bank.now = now;
    assert_eq!(bank.findings(), Vec::<String>::new());
}

/// Books on a full disk: they can be begun anew, and hold nothing.
struct FullBooks;

impl Books for FullBooks {
    fn get(&self, _: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        Ok(None)
    }

    fn scan(&self, _: &[u8], _: &mut Visit<'_>) -> Result<(), BooksError> {
        Ok(())
    }

    fn write(&self, _: &Batch) -> Result<(), BooksError> {
        Err(BooksError::Store("no space".to_owned()))
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        Ok(())
    }
}

#[test]
fn books_that_can_be_begun_and_not_written_end_an_order_and_do_not_hold_it_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    drop(Bank::founded_in(dir.path()));
    let journal = FileJournal::new(dir.path().join("journal"));
    let mut bank = Bank::over(Box::new(journal), Box::new(FullBooks));
    // Head office is opened in the middle of an order to open a branch.
    let open = Command::OpenBranch {
        origin: "wenming.example/test".parse().unwrap(),
        founded: EntryHash::default(),
        name: "山北村".to_owned(),
        offset: Offset::CHINA,
        since: common::day("2026-01-01"),
        key: common::key("manager").public(),
    };
    let answer = bank.ask_all("manager", "LC02".parse().unwrap(), vec![open]);
    assert!(matches!(answer, Err(SubmitError::Failed(Error::Books(_)))), "{answer:?}");
}

#[test]
fn a_request_is_answered_once_and_its_key_serves_nothing_else() {
    let bank = Bank::in_memory();
    let key = common::key("clerk");
    let ask = |bank: &Bank, command: Command| {
        bank.ledger.submit(&ledger_core::ledger::Order {
            branch: lc01(),
            key: &key,
            now: bank.now,
            clock_confirmed: false,
            likeness_confirmed: true,
            requests: &[("same".parse().unwrap(), command)],
        })
    };
    let one = ask(&bank, Command::Deposit(deed(1, "H08", "1", "2026-03-01"))).unwrap();
    let again = ask(&bank, Command::Deposit(deed(1, "H08", "1", "2026-03-01"))).unwrap();
    assert_eq!(one[0].entry, again[0].entry);
    assert!(again[0].repeated && !one[0].repeated);
    let other = ask(&bank, Command::Deposit(deed(1, "H08", "2", "2026-03-01")));
    let Err(SubmitError::Refused { refusal, .. }) = other else { panic!() };
    assert!(matches!(*refusal, Refusal::RequestReused { .. }));
    assert_eq!(bank.balance(1, "JF"), "210");
}

#[test]
fn a_plan_outlives_books_begun_anew_and_what_is_dropped_never_was() {
    let mut bank = Bank::in_memory();
    let key = common::key("clerk");
    let requests =
        [("planned".parse().unwrap(), Command::Deposit(deed(2, "H08", "1", "2026-03-01")))];
    let order = ledger_core::ledger::Order {
        branch: lc01(),
        key: &key,
        now: bank.now,
        clock_confirmed: false,
        likeness_confirmed: true,
        requests: &requests,
    };
    drop(bank.ledger.plan(&order).unwrap());
    let plan = bank.ledger.plan(&order).unwrap();
    let planned = plan.outcomes()[0].clone().unwrap();
    assert_eq!(bank.balance(2, "JF"), "0");
    // What the plan has loaded is not in the new books, nor would what it writes be whole.
    bank.ledger.rebuild().unwrap();
    assert_eq!(bank.ledger.carry_out(plan).unwrap(), [planned]);
    assert_eq!(bank.balance(2, "JF"), "60");
    bank.deposit(2, "H08", "1", "2026-03-02").unwrap();
    assert_eq!(bank.findings(), Vec::<String>::new());
    let again = bank.ledger.submit(&order).unwrap();
    assert!(again[0].repeated);
}

#[test]
fn many_threads_deposit_at_once_and_every_deposit_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    bank.deposit(1, "H08", "1", "2026-03-01").unwrap();
    let ledger = &bank.ledger;
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || {
                let key = common::key("clerk");
                for n in 0..20 {
                    let on = format!("2026-02-{:02}", n + 1);
                    let command = Command::Redeem {
                        account: account(1),
                        offer: "HAIR".parse().unwrap(),
                        qty: "1".parse().unwrap(),
                        note: on,
                        with: None,
                    };
                    let request = format!("th{thread}-{n}").parse().unwrap();
                    let _ = ledger.submit(&ledger_core::ledger::Order {
                        branch: lc01(),
                        key: &key,
                        now: common::time("2026-03-20T02:00:00Z"),
                        clock_confirmed: false,
                        likeness_confirmed: true,
                        requests: &[(request, command)],
                    });
                }
            });
        }
    });
    // 210 points, only what is above 100 can be spent: eleven haircuts, no more.
    assert_eq!(bank.balance(1, "JF"), "100");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_number_of_a_closed_account_is_given_again_by_a_manager_only_and_found_by_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    let close = Command::CloseAccount { account: account(2), reason: "迁出".to_owned() };
    bank.ask("clerk", close).unwrap();
    let open = || Command::OpenAccount {
        kind: ledger_core::rulebook::HolderKind::Household,
        household: Some("一组-002".parse().unwrap()),
    };
    assert_eq!(bank.ask("clerk", open()).unwrap_err().code(), "no-right", "caps would begin anew");
    bank.ask("manager", open()).unwrap();
    drop(bank);
    // Whatever was looked at before: the number is that of the open account.
    let mut bank = Bank::open(dir.path());
    bank.now = common::time("2026-03-20T03:00:00Z");
    assert!(bank.ledger.account(account(2)).unwrap().is_some());
    let found = bank.ledger.find_household(lc01(), &"一组-002".parse().unwrap()).unwrap();
    assert_eq!(found, Some(account(6)));
    assert_eq!(bank.ask("manager", open()).unwrap_err().code(), "household-taken");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn books_that_remember_lost_entries_are_not_set_aside_for_a_neighbours_damage() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    bank.deposit(1, "H08", "1", "2026-03-01").unwrap();
    drop(bank);
    let hq = dir.path().join("journal/HQ/000000000000.jsonl");
    let text = std::fs::read_to_string(&hq).unwrap();
    let first = text.find('\n').unwrap() + 1;
    std::fs::write(&hq, &text[..first]).unwrap();
    let bank = Bank::open(dir.path());
    let lost = bank.ledger.rebuild().unwrap_err().to_string();
    assert!(lost.contains("`HQ` has lost entries: 2 were acknowledged, 1 are there"), "{lost}");
    assert_eq!(bank.balance(1, "JF"), "210");
    assert!(bank.findings().iter().any(|finding| finding.starts_with("entries-lost@HQ")));
}

#[test]
fn an_emptied_journal_is_never_an_audit_without_findings() {
    for emptied in ["HQ", "LC01"] {
        let dir = tempfile::tempdir().unwrap();
        drop(Bank::founded_in(dir.path()));
        let path = dir.path().join(format!("journal/{emptied}/000000000000.jsonl"));
        std::fs::write(path, "").unwrap();
        let journal = ledger_core::journal::FileJournal::read_only(dir.path().join("journal"));
        let branches = [ledger_core::ids::BranchCode::HQ, lc01()];
        let now = common::time("2026-03-20T03:00:00Z");
        let report = ledger_core::audit::audit(&journal, &branches, None, now).unwrap();
        let codes: Vec<_> = report.findings().map(|f| format!("{}@{}", f.code, f.branch)).collect();
        assert!(codes.contains(&format!("beginning-wrong@{emptied}")), "{codes:?}");
        // Head office says of a village whose journal is there and empty that it is missing.
        let missing = codes.contains(&"branch-missing@LC01".to_owned());
        assert_eq!(missing, emptied == "LC01", "{codes:?}");
    }
}

#[test]
fn a_village_opened_by_a_manager_who_was_retired_before_is_found() {
    let mut bank = Bank::in_memory();
    let second = Command::EnrolOperator {
        operator: "second".parse().unwrap(),
        role: ledger_core::event::Role::Manager,
        key: common::key("second").public(),
        account: None,
    };
    let hq = ledger_core::ids::BranchCode::HQ;
    bank.ask_in("manager", hq, second).unwrap();
    assert_eq!(bank.findings(), Vec::<String>::new());
    let retire = Command::RetireOperator {
        operator: "manager".parse().unwrap(),
        reason: "撤职".to_owned(),
    };
    bank.now = common::time("2026-03-21T02:00:00Z");
    bank.ask_in("second", hq, retire).unwrap();
    assert_eq!(bank.findings(), Vec::<String>::new(), "who retires later opened it rightly");

    // With the key he kept, a village of his own in the place of the other.
    use ledger_core::journal::{Journal as _, Lines, MemoryJournal};
    let journal = MemoryJournal::default();
    let mut copied = Lines::default();
    for seq in 0..bank.ledger.journal().size(hq).unwrap() {
        copied.push(&bank.ledger.journal().line(hq, seq).unwrap().unwrap());
    }
    let _ = journal.append(hq, 0, &copied).unwrap();
    let first = bank.ledger.journal().line(lc01(), 0).unwrap().unwrap();
    let mut forged = ledger_core::line::Entry::decode(&first).unwrap();
    forged.at = common::time("2026-03-22T02:00:00Z");
    forged.sig = None;
    let mut line = forged.encode().unwrap();
    ledger_core::line::sign(&mut line, &common::key("manager"));
    let mut lines = Lines::default();
    lines.push(&line);
    let _ = journal.append(lc01(), 0, &lines).unwrap();
    let now = common::time("2026-03-22T03:00:00Z");
    let report = ledger_core::audit::audit(&journal, &[hq, lc01()], None, now).unwrap();
    let codes: Vec<_> = report.findings().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["branch-not-chartered"]);
}

#[test]
fn holders_may_have_more_together_than_one_of_them_can() {
    let mut bank = Bank::in_memory();
    let bring = Command::BringForward {
        account: common::account(2),
        points: "999999999800".parse().unwrap(),
        currency: "JF".parse().unwrap(),
        as_of: common::day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    };
    bank.ask("manager", bring).unwrap();
    // Earned, and not brought forward: another of the branch's own accounts.
    for (serial, day) in [(1, "2026-03-01"), (3, "2026-03-01")] {
        for _ in 0..2 {
            let _ = bank.deposit(serial, "H08", "1", day).unwrap();
        }
    }
    assert_eq!(bank.findings(), Vec::<String>::new());
    // What the report says of it is the most that it can say.
    let now = bank.now;
    let report = ledger_core::audit::audit(bank.ledger.journal(), &[lc01()], None, now).unwrap();
    let held: Vec<String> =
        report.branches[0].held.iter().map(|(code, sum)| format!("{code} {sum}")).collect();
    assert_eq!(held, ["JF 999999999999"]);
}

fn brought(serial: u32, currency: &str) -> Command {
    Command::BringForward {
        account: account(serial),
        points: "5".parse().unwrap(),
        currency: currency.parse().unwrap(),
        as_of: common::day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    }
}

#[test]
fn a_balance_brought_forward_by_mistake_can_be_reversed_and_brought_forward_again() {
    let mut bank = Bank::in_memory();
    let wrong = bank.ask("manager", brought(2, "JF")).unwrap().entry;
    bank.ask("manager", brought(2, "SF")).unwrap();
    bank.reverse(wrong).unwrap();
    let again = |bank: &mut Bank, currency| {
        bank.ask("manager", brought(2, currency)).map_err(|refusal| refusal.code()).err()
    };
    assert_eq!(again(&mut bank, "SF"), Some("already-brought-forward"), "it was not reversed");
    assert_eq!(again(&mut bank, "JF"), None);
    assert_eq!(again(&mut bank, "JF"), Some("already-brought-forward"));
    assert_eq!((bank.balance(2, "JF"), bank.balance(2, "SF")), ("5".to_owned(), "5".to_owned()));
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_cap_for_life_counts_the_deeds_of_its_own_rule() {
    let rule = |code: &str| {
        format!(
            r#"
[[rule]]
code = "{code}"
kind = "earn"
item = "{code}"
unit = "次"
points = "2"
currency = "JF"
caps = ["2次/终身"]
"#
        )
    };
    let rulebook = common::RULEBOOK.to_owned() + &rule("L01") + &rule("L02");
    let mut bank = Bank::in_memory_with(&rulebook);
    let mut deeds = Vec::new();
    for (rule, on) in [("L01", "03-01"), ("L02", "03-02"), ("L01", "03-03"), ("L02", "03-04")] {
        deeds.push(bank.deposit(2, rule, "1", &format!("2026-{on}")).unwrap().entry);
    }
    let more = |bank: &mut Bank, rule| {
        bank.deposit(2, rule, "1", "2026-03-05").map_err(|refusal| refusal.code()).err()
    };
    for rule in ["L01", "L02"] {
        assert_eq!(more(&mut bank, rule), Some("award-cap-reached"), "{rule}");
    }
    bank.reverse(deeds[1]).unwrap();
    assert_eq!(more(&mut bank, "L01"), Some("award-cap-reached"));
    assert_eq!(more(&mut bank, "L02"), None);
    assert_eq!(more(&mut bank, "L02"), Some("award-cap-reached"));
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_village_opened_after_somebody_else_was_enrolled_at_head_office_is_rightly_opened() {
    let mut bank = Bank::in_memory();
    let enrol = |name: &str| Command::EnrolOperator {
        operator: name.parse().unwrap(),
        role: ledger_core::event::Role::Manager,
        key: common::key(name).public(),
        account: None,
    };
    bank.ask_in("manager", BranchCode::HQ, enrol("second")).unwrap();
    bank.now = common::time("2026-03-21T02:00:00Z");
    let lc02: BranchCode = "LC02".parse().unwrap();
    let founded = bank.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
    for (by, village) in [("manager", "LC02"), ("second", "LC03")] {
        let (branch, name): (BranchCode, _) = (village.parse().unwrap(), village.to_owned());
        let charter = Command::CharterBranch { branch, name: name.clone() };
        bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
        let open = Command::OpenBranch {
            origin: "wenming.example/test".parse().unwrap(),
            founded: EntryHash::of(&founded),
            name,
            offset: Offset::CHINA,
            since: common::day("2026-01-01"),
            key: common::key(by).public(),
        };
        bank.ask_in(by, branch, open).unwrap();
    }
    let branches = [BranchCode::HQ, lc01(), lc02, "LC03".parse().unwrap()];
    let journal = bank.ledger.journal();
    let report = ledger_core::audit::audit(journal, &branches, None, bank.now).unwrap();
    assert_eq!(report.findings().map(common::brief).collect::<Vec<_>>(), Vec::<String>::new());
}

/// A clock may be a day behind the one that wrote an entry, and no second more.
#[test]
fn an_entry_a_day_ahead_of_the_auditors_clock_is_let_pass_and_no_later_one() {
    let bank = Bank::in_memory();
    let day = 24 * 60 * 60;
    for (behind, found) in [(day, false), (day + 1, true)] {
        let now = ledger_core::day::Timestamp::from_unix(bank.now.unix() - behind).unwrap();
        let report = ledger_core::audit::audit(bank.ledger.journal(), &[lc01()], None, now);
        let report = report.unwrap();
        let codes: Vec<&str> = report.findings().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes.contains(&"time-ahead"), found, "{codes:?}");
    }
}

#[test]
fn texts_and_lists_of_the_greatest_length_are_taken() {
    let mut bank = Bank::in_memory();
    let digests = (0..ledger_core::decide::MAX_NAMED as u8).map(|n| FileDigest([n; 32])).collect();
    let note = "字".repeat(ledger_core::decide::MAX_TEXT);
    let longest = DeedCommand { note, digests, ..deed(1, "H01", "1", "2026-03-01") };
    bank.ask("clerk", Command::Deposit(longest)).unwrap();
    let name = "村".repeat(ledger_core::decide::MAX_NAME);
    let charter = Command::CharterBranch { branch: "LC09".parse().unwrap(), name };
    bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
}

#[test]
fn head_office_is_founded_and_not_opened_as_a_village() {
    let state = ledger_core::state::State::new(BranchCode::HQ);
    let open = Command::OpenBranch {
        origin: "wenming.example/test".parse().unwrap(),
        founded: EntryHash::default(),
        name: "总部".to_owned(),
        offset: Offset::CHINA,
        since: common::day("2026-01-01"),
        key: common::key("manager").public(),
    };
    let at = common::time("2026-03-20T02:00:00Z");
    let refused = ledger_core::decide(&state, &open, &"manager".parse().unwrap(), at).unwrap_err();
    assert_eq!(refused, Refusal::BranchExists { branch: BranchCode::HQ });
}
