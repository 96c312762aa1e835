//! Households and their persons, whom a rule pays, one deed and one award, and
//! how a household's points are divided.
//!
//! Each hazard is one that real systems got wrong; taking its guard out of the
//! code makes its test here fail.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, RULEBOOK, account, day, deed, key, lc01, time};
use ledger_core::books::MemoryBooks;
use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::Offset;
use ledger_core::event::{Event, Role};
use ledger_core::ids::{AccountNo, BranchCode, EntryId, FileDigest};
use ledger_core::journal::{Appended, Journal as _, Lines, MemoryJournal};
use ledger_core::ledger::{Done, Ledger, Order, SubmitError, Wanted};
use ledger_core::line::EntryHash;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// `F01` pays the household of who did it, `P01` the person, `V01` whoever is
/// named; `YE` ends with the year.
const MORE: &str = r#"
[[currency]]
code = "YE"
name = "年分"
decimals = 1
expires = "year-end"

[[rule]]
code = "F01"
kind = "earn"
category = "到户"
item = "庭院整洁"
unit = "次"
points = "5"
currency = "JF"
caps = ["12/月"]
pays = "household"

[[rule]]
code = "P01"
kind = "earn"
category = "到人"
item = "学习"
unit = "次"
points = "2"
currency = "JF"
holders = ["household", "person"]
pays = "person"

[[rule]]
code = "V01"
kind = "earn"
category = "任意"
item = "志愿"
unit = "次"
points = "1"
currency = "YE"
holders = ["household", "person"]
"#;

/// The bank of the other tests; its account 4 is a person's, and 6 to 8 are.
fn bank() -> Bank {
    let mut bank = Bank::in_memory_with(&format!("{RULEBOOK}{MORE}"));
    for _ in 6..=8 {
        bank.ask("clerk", Command::OpenAccount { kind: HolderKind::Person, household: None })
            .unwrap();
    }
    bank
}

fn join(bank: &mut Bank, person: u32, household: u32) -> Result<Done, Refusal> {
    let (account, household) = (account(person), account(household));
    bank.ask("clerk", Command::JoinHousehold { account, household })
}

fn leave(bank: &mut Bank, person: u32) -> Result<Done, Refusal> {
    let command = Command::LeaveHousehold { account: account(person), reason: "迁出".to_owned() };
    bank.ask("manager", command)
}

fn close(bank: &mut Bank, serial: u32) -> Result<Done, Refusal> {
    let command = Command::CloseAccount { account: account(serial), reason: "迁出".to_owned() };
    bank.ask("manager", command)
}

fn divide(bank: &mut Bank, from: u32, to: u32, points: &str, of: &str) -> Result<Done, Refusal> {
    let command = Command::Divide {
        from: account(from),
        to: account(to),
        points: points.parse().unwrap(),
        currency: of.parse().unwrap(),
        reason: "村民会议决定分家".to_owned(),
    };
    bank.ask("manager", command)
}

/// A deed by a clerk who has not been told that it may be there already.
fn unasked(bank: &mut Bank, branch: BranchCode, deed: DeedCommand) -> Result<Done, Refusal> {
    let requests = [(bank.request(), Command::Deposit(deed))];
    let (key, now) = (key("clerk"), bank.now);
    let order = Order {
        branch,
        key: &key,
        now,
        clock_confirmed: false,
        likeness_confirmed: false,
        requests: &requests,
    };
    match bank.ledger.submit(&order) {
        Ok(mut done) => Ok(done.remove(0)),
        Err(SubmitError::Refused { refusal, .. }) => Err(*refusal),
        Err(other) => panic!("{other}"),
    }
}

/// Which entry the deed is asked about because of.
#[track_caller]
fn asked_about(answer: Result<Done, Refusal>) -> EntryId {
    match answer {
        Err(Refusal::DeedAgain { like, .. }) => like,
        other => panic!("{other:?}"),
    }
}

fn like(done: &Done) -> Option<EntryId> {
    match &done.event {
        Event::Deposited(deed) | Event::Deducted(deed) => deed.like,
        other => panic!("{}", other.name()),
    }
}

fn with_file(deed: DeedCommand, file: u8) -> DeedCommand {
    DeedCommand { digests: vec![FileDigest([file; 32])], ..deed }
}

fn family(bank: &Bank, serial: u32) -> Vec<u32> {
    let look = |state: &ledger_core::state::State| state.family(account(serial));
    let mut all = bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap();
    all.sort_unstable();
    all.into_iter().map(AccountNo::serial).collect()
}

#[test]
fn a_family_is_an_account_its_household_and_that_households_persons() {
    let mut bank = bank();
    for (person, household) in [(4, 1), (6, 1), (7, 2)] {
        join(&mut bank, person, household).unwrap();
    }
    for (serial, wanted) in
        [(1, &[1, 4, 6][..]), (4, &[1, 4, 6]), (7, &[2, 7]), (8, &[8]), (3, &[3])]
    {
        assert_eq!(family(&bank, serial), wanted, "{serial}");
    }
    leave(&mut bank, 4).unwrap();
    assert_eq!((family(&bank, 1), family(&bank, 4)), (vec![1, 6], vec![4]));
    // Who is closed stays of the family: what they did was done by it.
    close(&mut bank, 6).unwrap();
    assert_eq!(family(&bank, 1), [1, 6]);
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn a_person_is_of_one_household_and_none_of_a_closed_one() {
    let mut bank = bank();
    join(&mut bank, 4, 2).unwrap();
    let refused = join(&mut bank, 4, 3).unwrap_err();
    assert_eq!(refused, Refusal::AlreadyMember { account: account(4), household: account(2) });
    let refused = close(&mut bank, 2).unwrap_err();
    let (account_2, member) = (account(2), account(4));
    assert_eq!(refused, Refusal::HasMembers { account: account_2, member, count: 1 });
    leave(&mut bank, 4).unwrap();
    assert_eq!(leave(&mut bank, 4).unwrap_err(), Refusal::NoHousehold { account: member });
    close(&mut bank, 2).unwrap();
    assert_eq!(join(&mut bank, 4, 2).unwrap_err(), Refusal::ClosedAccount { account: account_2 });
    // A household whose persons are all closed can be closed.
    join(&mut bank, 6, 3).unwrap();
    close(&mut bank, 6).unwrap();
    close(&mut bank, 3).unwrap();
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn an_operator_is_of_the_family_of_their_account_until_it_leaves() {
    let mut bank = bank();
    join(&mut bank, 4, 1).unwrap();
    join(&mut bank, 6, 1).unwrap();
    let enrol = |role, serial: Option<u32>| Command::EnrolOperator {
        operator: "panel".parse().unwrap(),
        role,
        key: key("panel").public(),
        account: serial.map(account),
    };
    let of_family = |bank: &Bank, operator: &str, serial| {
        let operator = operator.parse().unwrap();
        let look =
            |state: &ledger_core::state::State| state.is_of_family(&operator, account(serial));
        bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap()
    };
    assert!(!of_family(&bank, "panel", 4));
    bank.ask("manager", enrol(Role::Verifier, Some(4))).unwrap();
    let own: Vec<u32> = (1..=8).filter(|serial| of_family(&bank, "panel", *serial)).collect();
    assert_eq!(own, [1, 4, 6]);
    assert!(!of_family(&bank, "clerk", 4));
    // Enrolled anew without a word of it, they are who they were.
    bank.ask("manager", enrol(Role::Clerk, None)).unwrap();
    assert!(of_family(&bank, "panel", 6));
    leave(&mut bank, 4).unwrap();
    assert!(!of_family(&bank, "panel", 6));
    assert!(of_family(&bank, "panel", 4));
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn the_same_deed_credited_to_two_of_a_household_is_asked_about() {
    let mut bank = bank();
    join(&mut bank, 4, 1).unwrap();
    join(&mut bank, 6, 1).unwrap();
    let first = unasked(&mut bank, lc01(), deed(4, "V01", "1", "2026-03-05")).unwrap();
    for serial in [4, 6, 1] {
        let answer = unasked(&mut bank, lc01(), deed(serial, "V01", "1", "2026-03-05"));
        assert_eq!(asked_about(answer), first.entry, "{serial}");
    }
    // Another day, another rule, another household: another deed.
    for other in [
        deed(6, "V01", "1", "2026-03-06"),
        deed(6, "P01", "1", "2026-03-05"),
        deed(7, "V01", "1", "2026-03-05"),
    ] {
        assert_eq!(like(&unasked(&mut bank, lc01(), other).unwrap()), None);
    }
    // Said to be another one, it is written, and says beside which; asked again it is answered.
    let requests = [(bank.request(), Command::Deposit(deed(6, "V01", "1", "2026-03-05")))];
    let (clerk, now) = (key("clerk"), bank.now);
    let mut order = Order {
        branch: lc01(),
        key: &clerk,
        now,
        clock_confirmed: false,
        likeness_confirmed: true,
        requests: &requests,
    };
    let second = bank.ledger.submit(&order).unwrap().remove(0);
    assert_eq!(like(&second), Some(first.entry));
    order.likeness_confirmed = false;
    let again = bank.ledger.submit(&order).unwrap().remove(0);
    assert_eq!((again.entry, again.repeated), (second.entry, true));
    // Who has left took what was done with them, and what was reversed was not done.
    bank.reverse(first.entry).unwrap();
    let again = unasked(&mut bank, lc01(), deed(1, "V01", "1", "2026-03-05"));
    assert_eq!(asked_about(again), second.entry);
    leave(&mut bank, 6).unwrap();
    assert_eq!(like(&unasked(&mut bank, lc01(), deed(1, "V01", "1", "2026-03-05")).unwrap()), None);
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn a_rule_that_pays_the_household_counts_its_caps_by_the_household() {
    let mut bank = bank();
    join(&mut bank, 4, 2).unwrap();
    join(&mut bank, 6, 2).unwrap();
    let done = bank.deposit(4, "F01", "1", "2026-03-05").unwrap();
    let Event::Deposited(paid) = &done.event else { panic!("{:?}", done.event) };
    assert_eq!((paid.account, paid.done_by), (account(2), Some(account(4))));
    bank.deposit(6, "F01", "1", "2026-03-06").unwrap();
    let last = bank.deposit(2, "F01", "1", "2026-03-07").unwrap();
    assert_eq!(common::points(&last), ("2".to_owned(), Some("5".to_owned())));
    let refused = bank.deposit(4, "F01", "1", "2026-03-08").unwrap_err();
    assert_eq!(refused.code(), "award-cap-reached");
    assert_eq!((bank.balance(2, "JF"), bank.balance(4, "JF")), ("12".into(), "0".into()));
    // One deed of the household, whoever of it is named.
    let answer = unasked(&mut bank, lc01(), deed(6, "F01", "1", "2026-03-05"));
    assert_eq!(answer.unwrap_err().code(), "award-cap-reached", "no cap, nothing to ask");
    // Who did it being gone does not keep the mistake from being undone.
    close(&mut bank, 4).unwrap();
    bank.reverse(done.entry).unwrap();
    bank.deposit(6, "F01", "1", "2026-03-09").unwrap();
    assert_eq!(bank.balance(2, "JF"), "12");
    bank.deposit(6, "P01", "1", "2026-03-09").unwrap();
    assert_eq!(bank.balance(6, "JF"), "2");
    assert_eq!(bank.findings(), [""; 0]);
}

/// A second village under the same clerk.
fn open_lc02(bank: &mut Bank) -> BranchCode {
    let lc02: BranchCode = "LC02".parse().unwrap();
    let name = "东坪村".to_owned();
    let charter = Command::CharterBranch { branch: lc02, name: name.clone() };
    bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
    let first = bank.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
    let since = day("2026-01-01");
    let commands = vec![
        Command::OpenBranch {
            origin: "wenming.example/test".parse().unwrap(),
            founded: EntryHash::of(&first),
            name,
            offset: Offset::CHINA,
            since,
            key: key("manager").public(),
        },
        Command::EnrolOperator {
            operator: "clerk".parse().unwrap(),
            role: Role::Clerk,
            key: key("clerk").public(),
            account: None,
        },
        Command::AdoptRulebook { from: since, text: format!("{RULEBOOK}{MORE}") },
        Command::OpenAccount { kind: HolderKind::Person, household: None },
    ];
    bank.ask_all("manager", lc02, commands).unwrap();
    lc02
}

/// A deed of the one account of LC02, with a file.
fn in_lc02(file: u8, on: &str) -> DeedCommand {
    let account = AccountNo::new("LC02".parse().unwrap(), 1);
    with_file(DeedCommand { account, ..deed(1, "V01", "1", on) }, file)
}

#[test]
fn a_file_given_for_a_deed_anywhere_in_the_bank_is_asked_about() {
    let mut bank = bank();
    let lc02 = open_lc02(&mut bank);
    let file = |serial, on, file| with_file(deed(serial, "V01", "1", on), file);
    let first = unasked(&mut bank, lc01(), file(1, "2026-03-05", 1)).unwrap();
    // Another household, another day, the same photograph.
    assert_eq!(asked_about(unasked(&mut bank, lc01(), file(2, "2026-03-09", 1))), first.entry);
    assert_eq!(asked_about(unasked(&mut bank, lc02, in_lc02(1, "2026-03-09"))), first.entry);
    assert_eq!(like(&unasked(&mut bank, lc02, in_lc02(2, "2026-03-10")).unwrap()), None);
    let there = bank.ask_in("clerk", lc02, Command::Deposit(in_lc02(1, "2026-03-11"))).unwrap();
    assert_eq!(like(&there), Some(first.entry));
    // Undone, its file is as if it had never been given.
    bank.reverse(first.entry).unwrap();
    assert_eq!(asked_about(unasked(&mut bank, lc01(), file(2, "2026-03-09", 1))), there.entry);
    bank.ask_in(
        "manager",
        lc02,
        Command::Reverse { entry: there.entry, reason: "记错".to_owned() },
    )
    .unwrap();
    assert_eq!(like(&unasked(&mut bank, lc01(), file(2, "2026-03-09", 1)).unwrap()), None);
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn files_are_known_from_books_read_again_caught_up_or_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    let given = |file| with_file(deed(1, "H08", "1", "2026-03-05"), file);
    let other = |file| with_file(deed(2, "H08", "1", "2026-03-09"), file);
    let first = unasked(&mut bank, lc01(), given(1)).unwrap();
    drop(bank);
    let mut bank = Bank::open(dir.path());
    bank.skip_requests(100);
    assert_eq!(asked_about(unasked(&mut bank, lc01(), other(1))), first.entry);
    bank.ledger.rebuild().unwrap();
    assert_eq!(asked_about(unasked(&mut bank, lc01(), other(1))), first.entry);
    drop(bank);
    // Books that never saw the entry: replayed from the journal.
    std::fs::remove_dir_all(dir.path().join("books")).unwrap();
    let mut bank = Bank::open(dir.path());
    bank.skip_requests(200);
    assert_eq!(asked_about(unasked(&mut bank, lc01(), other(1))), first.entry);
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn the_audit_finds_a_file_given_twice_where_nobody_looked() {
    let mut bank = bank();
    let lc02 = open_lc02(&mut bank);
    let first =
        unasked(&mut bank, lc01(), with_file(deed(1, "V01", "1", "2026-03-05"), 1)).unwrap();
    // A counter whose books know nothing of the other village.
    let journal = MemoryJournal::default();
    for branch in bank.ledger.branches().unwrap() {
        let mut lines = Lines::default();
        let size = bank.ledger.journal().size(branch).unwrap();
        (0..size).for_each(|seq| {
            lines.push(&bank.ledger.journal().line(branch, seq).unwrap().unwrap());
        });
        assert_eq!(journal.append(branch, 0, &lines).unwrap(), Appended::Durable);
    }
    bank.ledger = Ledger::new(Box::new(journal), Box::new(MemoryBooks::default()));
    bank.now = time("2026-03-20T02:01:00Z");
    let second = unasked(&mut bank, lc02, in_lc02(1, "2026-03-09")).unwrap();
    assert_eq!(like(&second), None);
    let findings = bank.findings();
    let [found] = findings.as_slice() else { panic!("{findings:?}") };
    let place = format!("evidence-repeated@{}", second.entry);
    assert!(found.starts_with(&place) && found.contains(&first.entry.to_string()), "{found}");
    // Undone, it is paid once.
    let command = Command::Reverse { entry: second.entry, reason: "重复".to_owned() };
    bank.ask_in("manager", lc02, command).unwrap();
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn points_are_divided_whatever_the_threshold_says_and_keep_their_last_days() {
    let mut bank = bank();
    // 150 of which only what is above 100 can be spent.
    assert_eq!(bank.transfer(1, 2, "60").unwrap_err().code(), "overdraft");
    let done = divide(&mut bank, 1, 2, "60", "JF").unwrap();
    assert_eq!((bank.balance(1, "JF"), bank.balance(2, "JF")), ("90".into(), "60".into()));
    assert_eq!(divide(&mut bank, 1, 2, "91", "JF").unwrap_err().code(), "overdraft");
    bank.reverse(done.entry).unwrap();
    assert_eq!((bank.balance(1, "JF"), bank.balance(2, "JF")), ("150".into(), "0".into()));

    let ye = "YE".parse().unwrap();
    bank.deposit(1, "V01", "7", "2026-03-05").unwrap();
    let lots = |bank: &Bank, serial| {
        let found = bank.ledger.account(account(serial)).unwrap().unwrap();
        let lots = found.lots(ye).iter().map(|lot| format!("{} {}", lot.points, lot.until));
        lots.collect::<Vec<_>>()
    };
    let done = divide(&mut bank, 1, 2, "2.5", "YE").unwrap();
    assert_eq!(lots(&bank, 1), ["4.5 2026-12-31"]);
    assert_eq!(lots(&bank, 2), ["2.5 2026-12-31"]);
    bank.reverse(done.entry).unwrap();
    assert_eq!((lots(&bank, 1), lots(&bank, 2).len()), (vec!["7 2026-12-31".to_owned()], 0));
    // What has ended is nobody's to divide.
    bank.now = time("2027-01-02T02:00:00Z");
    let requests = [(
        bank.request(),
        Command::Divide {
            from: account(1),
            to: account(2),
            points: "1".parse().unwrap(),
            currency: ye,
            reason: "分家".to_owned(),
        },
    )];
    let (manager, now) = (key("manager"), bank.now);
    let order = Order {
        branch: lc01(),
        key: &manager,
        now,
        clock_confirmed: true,
        likeness_confirmed: false,
        requests: &requests,
    };
    let Err(SubmitError::Refused { refusal, .. }) = bank.ledger.submit(&order) else { panic!() };
    assert_eq!(refusal.code(), "overdraft");
    assert_eq!(bank.findings(), [""; 0]);
}

proptest! {
    #![proptest_config(Config::with_cases(24))]

    /// However households are divided, joined and left, nothing is lost and
    /// nothing is made: of points, and of points with a last day.
    #[test]
    fn dividing_keeps_every_point_and_every_last_day(
        steps in prop::collection::vec((0..4_u8, 0..6_usize, 0..6_usize, 1..40_u32), 1..24)
    ) {
        let mut bank = bank();
        bank.deposit(1, "V01", "30", "2026-03-05").unwrap();
        bank.deposit(2, "V01", "20", "2026-03-05").unwrap();
        let holders = [1, 2, 3, 4, 6, 7];
        let sums = |bank: &Bank| {
            let look = |state: &ledger_core::state::State| {
                let (jf, ye) = ("JF".parse().unwrap(), "YE".parse().unwrap());
                let all = state.accounts();
                let sum = |currency| {
                    let balances = all.iter().map(|(_, account)| account.balance(currency));
                    balances.fold(ledger_core::points::Amount::ZERO, |a, b| a.checked_add(b).unwrap())
                };
                let lots: Vec<_> = all.iter().flat_map(|(_, account)| account.lots(ye)).collect();
                (sum(jf), sum(ye), ledger_core::lots::sum(lots))
            };
            bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap()
        };
        let before = sums(&bank);
        for (what, one, other, points) in steps {
            let (one, other) = (holders[one], holders[other]);
            // Refusals are answers, too.
            let _ = match what {
                0 => divide(&mut bank, one, other, &points.to_string(), "JF"),
                1 => divide(&mut bank, one, other, &points.to_string(), "YE"),
                2 => join(&mut bank, one, other),
                _ => leave(&mut bank, one),
            };
        }
        prop_assert_eq!(sums(&bank), before);
        prop_assert_eq!(bank.findings(), [""; 0]);
    }
}

/// What was written once and has to stay readable for ever: every kind of entry
/// of households, and every key of a deed that names a person, a file or what it
/// is like, in journals that follow the rules.
const FIXED: [(&str, &str); 3] = [
    ("HQ", include_str!("vectors/households/HQ.jsonl")),
    ("LC01", include_str!("vectors/households/LC01.jsonl")),
    ("LC02", include_str!("vectors/households/LC02.jsonl")),
];
const HASHES: &str = include_str!("vectors/households/hashes.txt");

#[test]
fn the_fixed_lines_of_households_are_read_hashed_and_audited_as_they_were() {
    let kinds = ["member_joined", "member_left", "divided"];
    common::fixed_lines(&FIXED, HASHES, &kinds);
    let all: String = FIXED.map(|(_, fixed)| fixed).concat();
    for key in ["\"done_by\":", "\"digests\":[", "\"like\":\"LC01:", "=\",\"account\":\"LC01-"] {
        assert!(all.contains(key), "{key}");
    }
}
