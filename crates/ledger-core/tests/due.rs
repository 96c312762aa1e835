//! What a day asks for is carried out as one commit: so nothing may be asked
//! for that is refused, or one account would stop the day of a whole village.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, day, deed, lc01, time};
use ledger_core::command::Command;
use ledger_core::day::Offset;
use ledger_core::due::due;
use ledger_core::event::Event;
use ledger_core::ids::EntryId;
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::Qty;
use ledger_core::rulebook::HolderKind;

/// An account earns up to 150; what is awarded has hung out for a week.
const RULES: &str = r#"
title = "申报细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0
ceiling = "150"

[[rule]]
code = "V1"
kind = "earn"
category = "公益"
item = "义务劳动"
unit = "次"
points = "10"
currency = "JF"
review = ["verify 1", "notice 7 days"]
"#;

/// Claims filed, verified and hung out from 20 to 27 March.
fn hung(bank: &mut Bank, serials: &[u32]) -> Vec<EntryId> {
    let mut claims = Vec::new();
    for (n, &serial) in serials.iter().enumerate() {
        let on = format!("2026-03-{}", 10 + n);
        let claim = bank.ask("clerk", Command::FileClaim(deed(serial, "V1", "1", &on))).unwrap();
        let (claim, account, note) = (claim.entry, account(serial), "现场看过".to_owned());
        bank.ask("panel", Command::VerifyClaim { claim, account, note, distinct: None }).unwrap();
        claims.push(claim);
    }
    let (from, to, until) = (day("2026-03-01"), day("2026-03-19"), day("2026-03-27"));
    bank.ask("clerk", Command::OpenNotice { from, to, until }).unwrap();
    claims
}

/// Carries out all that is due, in one commit.
fn close_day(bank: &mut Bank) -> Vec<Done> {
    let today = bank.now.day(Offset::CHINA);
    let look = |state: &_| due(state, today);
    let commands = bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap();
    bank.ask_all("clerk", lc01(), commands).unwrap()
}

fn names(done: &[Done]) -> Vec<&'static str> {
    done.iter().map(|done| done.event.name()).collect()
}

#[test]
fn a_line_whose_surplus_has_no_pool_to_go_to_waits_and_the_rest_of_the_day_goes_on() {
    let mut bank = Bank::in_memory_with(RULES);
    // Account 1 has 140 left of 150: its first line fits exactly, the second no more.
    let claims = hung(&mut bank, &[1, 1, 2]);
    let reserve = Command::Reserve {
        account: account(1),
        offer: "HAIR".parse().unwrap(),
        qty: Qty::read("1").unwrap(),
        code: common::key("clerk").pick_up_code(lc01(), &"r".parse().unwrap()).hash(),
        note: String::new(),
    };
    bank.ask("clerk", reserve).unwrap();
    bank.now = time("2026-03-28T02:00:00Z");
    let done = close_day(&mut bank);
    assert_eq!(names(&done)[2..], ["notice_closed", "reservation_released"]);
    let Event::NoticeClosed { posted: 2, waiting, .. } = &done[2].event else { panic!() };
    assert_eq!(*waiting, [claims[1].seq]);
    assert_eq!(close_day(&mut bank).len(), 0, "and waits");
    // Nor does a pool that is frozen take it; one that moves does.
    let pool = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    bank.ask("clerk", pool).unwrap();
    let (pool, reason) = (account(6), "核查".to_owned());
    bank.ask("manager", Command::FreezeAccount { account: pool, reason: reason.clone() }).unwrap();
    assert_eq!(close_day(&mut bank).len(), 0);
    bank.ask("manager", Command::UnfreezeAccount { account: pool, reason }).unwrap();
    assert_eq!(names(&close_day(&mut bank)), ["deposited"]);
    assert_eq!(bank.findings(), [""; 0]);
}

/// The counter looks at as much of the books as a command needs: the pool as well.
#[test]
fn a_notice_is_not_closed_over_a_line_the_pool_would_take_at_a_counter_just_opened() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::open(dir.path());
    bank.found_with(RULES);
    hung(&mut bank, &[1]);
    let pool = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    bank.ask("clerk", pool).unwrap();
    let notice = bank.ledger.view(lc01(), Wanted::Nothing, |state| {
        let seq = *state.trade().notices.keys().next().unwrap();
        EntryId { branch: lc01(), seq }
    });
    drop(bank.ledger);
    let mut bank = Bank::open(dir.path());
    bank.skip_requests(1_000);
    bank.now = time("2026-03-28T02:00:00Z");
    let refused = bank.ask("clerk", Command::CloseNotice { notice: notice.unwrap() }).unwrap_err();
    assert_eq!(refused.code(), "lines-unpaid");
    assert_eq!(names(&close_day(&mut bank)), ["deposited", "notice_closed"]);
    assert_eq!(bank.findings(), [""; 0]);
}
