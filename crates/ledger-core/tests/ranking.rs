//! Who earned what: by the day of the deed, with what undid it, and with places that
//! are shared.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, day, deed, lc01};
use ledger_core::command::Command;
use ledger_core::ids::EntryId;
use ledger_core::line::Entry;
use ledger_core::ranking::Ranking;

/// Place, serial and points earned in a span, in order.
fn ranked(bank: &Bank, from: &str, until: &str) -> Vec<(usize, u32, String)> {
    let mut ranking = Ranking::of(day(from)..=day(until));
    bank.ledger
        .journal()
        .read(lc01(), 0, &mut |_, line| {
            ranking.count(&Entry::decode(line).unwrap().event).unwrap();
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let places = ranking.places(|_| true);
    places.iter().map(|of| (of.place, of.account.serial(), of.earned.to_string())).collect()
}

/// A point for each deed, and one taken.
const RULES: &str = r#"
title = "积分细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0

[[rule]]
code = "A"
kind = "earn"
category = "公益"
item = "义务劳动"
unit = "次"
points = "1"
currency = "JF"

[[rule]]
code = "B"
kind = "deduct"
category = "负面清单"
item = "迟到"
unit = "次"
points = "1"
currency = "JF"
"#;

fn credit(bank: &mut Bank, serial: u32, on: &str) -> EntryId {
    bank.ask("clerk", Command::Deposit(deed(serial, "A", "1", on))).unwrap().entry
}

#[test]
fn what_counts_is_the_deed_on_its_day_less_what_undid_it() {
    let mut bank = Bank::in_memory_with(RULES);
    for (serial, on) in [(1, "2026-02-28"), (1, "2026-03-01"), (2, "2026-03-15")] {
        credit(&mut bank, serial, on);
    }
    let wrong = credit(&mut bank, 3, "2026-03-10");
    let march = |bank: &Bank| ranked(bank, "2026-03-01", "2026-03-15");
    let one = |places: &[(usize, u32)]| -> Vec<_> {
        places.iter().map(|&(place, serial)| (place, serial, "1".to_owned())).collect()
    };
    // The balance that was brought forward is nobody's deed.
    assert_eq!(march(&bank), one(&[(1, 1), (1, 2), (1, 3)]));
    bank.reverse(wrong).unwrap();
    assert_eq!(march(&bank), one(&[(1, 1), (1, 2)]));
    // It is the day of the deed that counts, not the one on which it was undone.
    assert_eq!(ranked(&bank, "2026-03-16", "2026-12-31"), []);
    bank.transfer(1, 2, "1").unwrap();
    assert_eq!(march(&bank), one(&[(1, 1), (1, 2)]));
    // What is deducted counts, and who is left with nothing is not listed.
    bank.ask("clerk", Command::Deduct(deed(2, "B", "1", "2026-03-02"))).unwrap();
    assert_eq!(march(&bank), one(&[(1, 1)]));
    bank.ask("clerk", Command::Deduct(deed(2, "B", "1", "2026-03-03"))).unwrap();
    assert_eq!(march(&bank).last().unwrap(), &(2, 2, "-1".to_owned()));
}

#[test]
fn the_place_behind_those_who_share_one_counts_them_all() {
    let mut bank = Bank::in_memory_with(RULES);
    for (serial, days) in [(1, 2), (2, 3), (3, 2), (4, 1)] {
        for day in 1..=days {
            credit(&mut bank, serial, &format!("2026-03-{day:02}"));
        }
    }
    let places: Vec<(usize, u32)> = ranked(&bank, "2026-03-01", "2026-03-31")
        .into_iter()
        .map(|(place, serial, _)| (place, serial))
        .collect();
    assert_eq!(places, [(1, 2), (2, 1), (2, 3), (4, 4)]);
}
