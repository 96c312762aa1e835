//! The list on the wall: what moved in a month by its column, and that the columns make
//! the balance, whatever was reversed, given back or entered late.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, commands, day, lc01, time};
use ledger_core::board::{Board, Row};
use ledger_core::command::Command;
use ledger_core::day::Offset;
use ledger_core::ids::EntryId;
use ledger_core::line::Entry;
use ledger_core::pick_up::PickUpCode;

fn board(bank: &Bank, from: &str, until: &str) -> Board {
    let mut board = Board::of(day(from)..=day(until), Offset::CHINA);
    bank.ledger
        .journal()
        .read(lc01(), 0, &mut |_, line| {
            board.count(&Entry::decode(line).unwrap()).unwrap();
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    board
}

/// A row in few letters: serial, earned, deducted, redeemed, others, balance.
fn brief(row: Row) -> String {
    let moved = row.moved;
    let parts = [moved.earned, moved.deducted, moved.redeemed, moved.others, row.balance];
    let parts = parts.map(|amount| amount.to_string());
    format!("{} {}", row.account.serial(), parts.join(" "))
}

fn rows(board: &Board) -> Vec<String> {
    board.rows().map(brief).collect()
}

fn at(bank: &mut Bank, day: &str) {
    bank.now = time(&format!("{day}T02:00:00Z"));
}

fn reserve(bank: &mut Bank, serial: u32) -> EntryId {
    let code = PickUpCode::read("7K3M-9QTX-2BHD").unwrap().hash();
    let command = Command::Reserve {
        account: account(serial),
        offer: "RICE-5".parse().unwrap(),
        qty: "1".parse().unwrap(),
        code,
        note: String::new(),
    };
    bank.ask("clerk", command).unwrap().entry
}

#[test]
fn every_movement_stands_in_its_column_and_the_columns_make_the_balance() {
    let mut bank = Bank::in_memory();
    at(&mut bank, "2026-03-20");
    bank.deposit(1, "H08", "1", "2026-03-19").unwrap();
    bank.deposit(1, "H51", "1", "2026-03-19").unwrap_err();
    bank.ask("clerk", Command::Deduct(common::deed(1, "H51", "1", "2026-03-19"))).unwrap();
    bank.redeem(1, "RICE-5", "2").unwrap();
    bank.transfer(1, 2, "5").unwrap();
    // 150 were brought forward in March: another column than what was earned.
    assert_eq!(
        rows(&board(&bank, "2026-03-01", "2026-03-31")),
        ["1 60 -3 -40 145 162", "2 0 0 0 5 5"]
    );
    // The person and a household did nothing; the merchant, who got 40, is not asked.
    assert_eq!(board(&bank, "2026-03-01", "2026-03-31").quiet(), 2);

    at(&mut bank, "2026-04-02");
    let put_by = reserve(&mut bank, 1);
    let april = |bank: &Bank| rows(&board(bank, "2026-04-01", "2026-04-30"));
    assert_eq!(april(&bank), ["1 0 0 -20 0 142"]);
    let reason = "不要了".to_owned();
    let command = Command::CancelReservation { account: account(1), reservation: put_by, reason };
    bank.ask("clerk", command).unwrap();
    // Something moved on the account, and nothing is left of it.
    assert_eq!(april(&bank), ["1 0 0 0 0 162"]);
    // March is what it was.
    assert_eq!(rows(&board(&bank, "2026-03-01", "2026-03-31"))[0], "1 60 -3 -40 145 162");
    assert_eq!(rows(&board(&bank, "2026-05-01", "2026-05-31")), [] as [&str; 0]);
}

#[test]
fn what_was_reversed_is_not_earned_in_whichever_month_it_was_undone() {
    let mut bank = Bank::in_memory();
    at(&mut bank, "2026-03-20");
    let wrong = bank.deposit(2, "H08", "1", "2026-03-19").unwrap().entry;
    let late = bank.deposit(3, "H08", "1", "2026-03-19").unwrap().entry;
    bank.reverse(wrong).unwrap();
    let march = |bank: &Bank| rows(&board(bank, "2026-03-02", "2026-03-31"));
    assert_eq!(march(&bank)[1..], ["2 0 0 0 0 0", "3 60 0 0 0 60"]);

    at(&mut bank, "2026-04-02");
    bank.reverse(late).unwrap();
    // Held at the end of March it was, and earned it is no more.
    assert_eq!(march(&bank)[1..], ["2 0 0 0 0 0", "3 0 0 0 60 60"]);
    assert_eq!(rows(&board(&bank, "2026-04-01", "2026-04-30")), ["3 0 0 0 -60 0"]);
}

#[test]
fn a_deed_entered_late_stands_in_the_month_of_its_entry() {
    let mut bank = Bank::in_memory();
    at(&mut bank, "2026-04-02");
    bank.deposit(2, "H01", "1", "2026-03-31").unwrap();
    assert_eq!(rows(&board(&bank, "2026-03-21", "2026-03-31")), [] as [&str; 0]);
    assert_eq!(rows(&board(&bank, "2026-04-01", "2026-04-30")), ["2 2 0 0 0 2"]);
    // At the bank it is May when Greenwich is still in April.
    bank.now = time("2026-04-30T16:00:00Z");
    bank.deposit(2, "H01", "1", "2026-04-30").unwrap();
    assert_eq!(rows(&board(&bank, "2026-05-01", "2026-05-31")), ["2 2 0 0 0 4"]);
}

#[test]
fn who_left_before_is_nobody_and_who_left_in_the_span_is_still_counted() {
    let mut bank = Bank::in_memory();
    at(&mut bank, "2026-03-25");
    let close = Command::CloseAccount { account: account(3), reason: "迁出".to_owned() };
    bank.ask("manager", close).unwrap();
    assert_eq!(board(&bank, "2026-03-21", "2026-03-31").quiet(), 4);
    assert_eq!(board(&bank, "2026-04-01", "2026-04-30").quiet(), 3);
    // Nobody had an account before the first was opened.
    assert_eq!(board(&bank, "2026-02-01", "2026-02-28").quiet(), 0);
    let open = commands::open_account(ledger_core::rulebook::HolderKind::Team, None);
    at(&mut bank, "2026-05-02");
    bank.ask("manager", open).unwrap();
    assert_eq!(board(&bank, "2026-04-01", "2026-04-30").quiet(), 3);
    assert_eq!(board(&bank, "2026-05-01", "2026-05-31").quiet(), 4);
}
