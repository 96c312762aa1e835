//! The ledger end to end: what is acknowledged is there, and nothing else.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, deed, lc01, points};
use ledger_core::command::Command;
use ledger_core::ledger::SubmitError;
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
fn a_request_is_answered_once_and_its_key_serves_nothing_else() {
    let bank = Bank::in_memory();
    let key = common::key("clerk");
    let ask = |bank: &Bank, command: Command| {
        bank.ledger.submit(&ledger_core::ledger::Order {
            branch: lc01(),
            key: &key,
            now: bank.now,
            clock_confirmed: false,
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
                    };
                    let request = format!("th{thread}-{n}").parse().unwrap();
                    let _ = ledger.submit(&ledger_core::ledger::Order {
                        branch: lc01(),
                        key: &key,
                        now: common::time("2026-03-20T02:00:00Z"),
                        clock_confirmed: false,
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
