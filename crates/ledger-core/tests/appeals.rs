//! Appeals: all of the goal or nothing, and every pledge where it belongs.
//!
//! That a pledge gives its lots back is shown in `src/decide/appeals.rs`.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, day, lc01, time};
use ledger_core::command::Command;
use ledger_core::event::{AppealOutcome, Event};
use ledger_core::ids::{AppealCode, EntryId};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::postings::SystemAccount;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;

fn bridge() -> AppealCode {
    "BRIDGE".parse().unwrap()
}

/// A bank where account 1 has 50 to spend, 2 has 20, and 6 is the pool that a
/// bridge of 60 is asked for until the end of March.
fn bank() -> Bank {
    let mut bank = Bank::in_memory();
    let bring = Command::BringForward {
        account: account(2),
        points: "120".parse().unwrap(),
        currency: "JF".parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    };
    let open = Command::OpenAppeal {
        appeal: bridge(),
        title: "修桥".to_owned(),
        pool: account(6),
        goal: "60".parse().unwrap(),
        currency: "JF".parse().unwrap(),
        until: day("2026-03-31"),
    };
    let pool = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    bank.ask_all("manager", lc01(), vec![bring, pool, open]).unwrap();
    bank
}

fn pledge(bank: &mut Bank, serial: u32, points: &str) -> Result<Done, Refusal> {
    let (account, points) = (account(serial), points.parse().unwrap());
    bank.ask("clerk", Command::Pledge { appeal: bridge(), account, points })
}

fn give_back(bank: &mut Bank, pledge: EntryId) -> Result<Done, Refusal> {
    bank.ask("clerk", Command::ReturnPledge { appeal: bridge(), pledge })
}

fn close(bank: &mut Bank) -> Result<Done, Refusal> {
    bank.ask("clerk", Command::CloseAppeal { appeal: bridge() })
}

/// What ends it, as the ledger says.
fn ending(bank: &Bank) -> Vec<Command> {
    let look = |state: &ledger_core::state::State| {
        state.trade().appeals[&bridge()].ending(state.branch(), bridge())
    };
    bank.ledger.view(lc01(), Wanted::Nothing, look).unwrap()
}

fn waiting(bank: &Bank) -> String {
    let look = |state: &ledger_core::state::State| {
        state.system(SystemAccount::Pledged, "JF".parse().unwrap()).to_string()
    };
    bank.ledger.view(lc01(), Wanted::Nothing, look).unwrap()
}

fn balances(bank: &Bank) -> [String; 3] {
    [1, 2, 6].map(|serial| bank.balance(serial, "JF"))
}

#[test]
fn what_is_pledged_cannot_be_spent_again() {
    let mut bank = bank();
    pledge(&mut bank, 1, "45").unwrap();
    assert_eq!(bank.redeem(1, "HAIR", "1").unwrap_err().code(), "overdraft");
    assert_eq!(pledge(&mut bank, 1, "6").unwrap_err().code(), "overdraft");
    pledge(&mut bank, 1, "5").unwrap();
    assert_eq!(
        (balances(&bank), waiting(&bank)),
        (["100", "120", "0"].map(str::to_owned), "50".to_owned())
    );
}

#[test]
fn a_goal_reached_exactly_is_paid_whole_and_before_its_last_day() {
    let mut bank = bank();
    pledge(&mut bank, 1, "40").unwrap();
    assert_eq!(close(&mut bank).unwrap_err().code(), "appeal-runs");
    let above = pledge(&mut bank, 2, "21").unwrap_err();
    assert_eq!(above.to_string(), "appeal `BRIDGE` lacks 20 JF; 21 are more");
    let last = pledge(&mut bank, 2, "20").unwrap();
    let done = close(&mut bank).unwrap();
    assert_eq!(
        done.event,
        Event::AppealClosed {
            appeal: bridge(),
            pool: account(6),
            outcome: AppealOutcome::Paid,
            points: Some("60".parse().unwrap()),
            currency: Some("JF".parse().unwrap()),
        }
    );
    assert_eq!(
        (balances(&bank), waiting(&bank)),
        (["110", "100", "60"].map(str::to_owned), "0".to_owned())
    );
    // It is over: nothing more comes in, goes back, or is paid again.
    for refused in [close(&mut bank), pledge(&mut bank, 1, "1"), give_back(&mut bank, last.entry)] {
        assert_eq!(
            refused.unwrap_err(),
            Refusal::ClosedAppeal { appeal: bridge(), entry: done.entry }
        );
    }
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn an_appeal_that_fails_gives_every_pledge_back_once_and_pays_nobody() {
    let mut bank = bank();
    let before = balances(&bank);
    let first = pledge(&mut bank, 1, "30").unwrap();
    bank.now = time("2026-03-31T15:59:59Z");
    let second = pledge(&mut bank, 2, "15").unwrap();
    assert_eq!(give_back(&mut bank, first.entry).unwrap_err().code(), "appeal-runs");
    bank.now = time("2026-03-31T16:00:00Z");
    assert_eq!(pledge(&mut bank, 1, "15").unwrap_err().code(), "appeal-over");
    assert_eq!(close(&mut bank).unwrap_err().code(), "pledges-held");
    // A giver who was frozen meanwhile gets the points all the same.
    let freeze = Command::FreezeAccount { account: account(1), reason: "核查".to_owned() };
    bank.ask("manager", freeze).unwrap();
    give_back(&mut bank, first.entry).unwrap();
    assert_eq!(give_back(&mut bank, first.entry).unwrap_err().code(), "unknown-pledge");
    give_back(&mut bank, second.entry).unwrap();
    assert_eq!((balances(&bank), waiting(&bank)), (before.clone(), "0".to_owned()));
    let done = close(&mut bank).unwrap();
    assert!(matches!(
        done.event,
        Event::AppealClosed { outcome: AppealOutcome::GivenBack, points: None, .. }
    ));
    assert_eq!(close(&mut bank).unwrap_err().code(), "closed-appeal");
    assert_eq!(balances(&bank), before);
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn what_ends_an_appeal_is_one_order_that_can_be_carried_out() {
    let mut bank = bank();
    pledge(&mut bank, 1, "30").unwrap();
    pledge(&mut bank, 2, "15").unwrap();
    pledge(&mut bank, 1, "5").unwrap();
    let before = balances(&bank);
    assert!(bank.ask_all("clerk", lc01(), ending(&bank)).is_err());
    assert_eq!(balances(&bank), before, "nothing half of it");
    bank.now = time("2026-04-01T02:00:00Z");
    let done = bank.ask_all("clerk", lc01(), ending(&bank)).unwrap();
    assert_eq!(done.len(), 4);
    assert_eq!(balances(&bank), ["150", "120", "0"]);
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn an_account_with_an_open_pledge_or_an_open_appeal_is_not_closed() {
    let mut bank = bank();
    let give = |to| Command::Transfer {
        from: account(2),
        to: account(to),
        points: "20".parse().unwrap(),
        currency: "JF".parse().unwrap(),
        into: "JF".parse().unwrap(),
        note: String::new(),
    };
    // A merchant has no threshold, so it can give all it has.
    bank.ask("clerk", give(5)).unwrap();
    let pledged = pledge(&mut bank, 5, "20").unwrap();
    let close_account =
        |serial| Command::CloseAccount { account: account(serial), reason: "歇业".to_owned() };
    let entry = pledged.entry;
    assert_eq!(
        bank.ask("clerk", close_account(5)).unwrap_err(),
        Refusal::UnderWay { account: account(5), entry }
    );
    assert_eq!(bank.ask("clerk", close_account(6)).unwrap_err().code(), "under-way");
    bank.now = time("2026-04-01T02:00:00Z");
    bank.ask_all("clerk", lc01(), ending(&bank)).unwrap();
    bank.ask("clerk", close_account(6)).unwrap();
    assert_eq!(bank.balance(5, "JF"), "20");
    bank.ask("clerk", give(5)).unwrap_err();
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_pledge_goes_back_into_arrears_that_came_about_meanwhile() {
    let mut bank = bank();
    let deposit = bank.deposit(3, "H08", "2", "2026-03-02").unwrap();
    pledge(&mut bank, 3, "20").unwrap();
    bank.reverse(deposit.entry).unwrap();
    assert_eq!(bank.balance(3, "JF"), "-20");
    bank.now = time("2026-04-01T02:00:00Z");
    bank.ask_all("clerk", lc01(), ending(&bank)).unwrap();
    assert_eq!((bank.balance(3, "JF").as_str(), waiting(&bank).as_str()), ("0", "0"));
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_pledge_asked_again_is_answered_once() {
    let bank = bank();
    let points = "20".parse().unwrap();
    let command = Command::Pledge { appeal: bridge(), account: account(1), points };
    let ask = |command: &Command| {
        let key = common::key("clerk");
        let order = ledger_core::ledger::Order {
            likeness_confirmed: false,
            branch: lc01(),
            key: &key,
            now: bank.now,
            clock_confirmed: false,
            requests: &[("give".parse().unwrap(), command.clone())],
        };
        bank.ledger.submit(&order).unwrap().remove(0)
    };
    let (first, again) = (ask(&command), ask(&command));
    assert_eq!((first.entry, true), (again.entry, again.repeated));
    assert_eq!(waiting(&bank), "20");
}
