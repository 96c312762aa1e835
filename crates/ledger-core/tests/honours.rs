//! Who is given which honour: by points of a span, one step of a ladder, places, veto, and
//! a household with all its people.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::{Bank, account, day, deed, lc01};
use ledger_core::command::Command;
use ledger_core::honours::{Outcome, Standing, Tally};
use ledger_core::ids::EntryId;
use ledger_core::line::Entry;
use ledger_core::points::Amount;
use ledger_core::rulebook::{HolderKind, Honour, Rulebook, from_toml};
use proptest::prelude::*;
use proptest::test_runner::Config;

/// Ten points by `A` of 公益, one by `C` of 庭院; `B` of 负面清单 takes five, `D` of 庭院 one.
const RULES: &str = r#"
title = "积分细则"

[[currency]]
code = "JF"
name = "文明积分"

[[rule]]
code = "A"
kind = "earn"
category = "公益"
item = "义务劳动"
unit = "次"
points = "10"

[[rule]]
code = "B"
kind = "deduct"
category = "负面清单"
item = "乱倒垃圾"
unit = "次"
points = "5"

[[rule]]
code = "C"
kind = "earn"
category = "庭院"
item = "整洁户"
unit = "次"
points = "1"

[[rule]]
code = "D"
kind = "deduct"
category = "庭院"
item = "乱堆乱放"
unit = "次"
points = "1"
"#;

fn rulebook(honours: &str) -> Rulebook {
    from_toml(&format!("{RULES}{honours}")).unwrap()
}

/// A day of the first quarter of 2026, on which no two deeds are alike.
fn on(at: usize) -> String {
    format!("2026-{:02}-{:02}", at / 28 + 1, at % 28 + 1)
}

fn earn(bank: &mut Bank, serial: u32, rule: &str, on: &str) -> EntryId {
    bank.ask("clerk", Command::Deposit(deed(serial, rule, "1", on))).unwrap().entry
}

fn take(bank: &mut Bank, serial: u32, rule: &str, on: &str) -> EntryId {
    bank.ask("clerk", Command::Deduct(deed(serial, rule, "1", on))).unwrap().entry
}

fn tally(bank: &Bank, from: &str, until: &str) -> Tally {
    let mut tally = Tally::of(day(from)..=day(until));
    bank.ledger
        .journal()
        .read(lc01(), 0, &mut |_, line| {
            tally.count(&Entry::decode(line).unwrap()).unwrap();
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    tally
}

fn standings(bank: &Bank, book: &Rulebook) -> Vec<Vec<Standing>> {
    let honours: Vec<&Honour> = book.honours().iter().collect();
    tally(bank, "2026-01-01", "2026-03-31").standings(&honours).unwrap()
}

/// `serial earned outcome` of each, honour by honour.
fn told(bank: &Bank, honours: &str) -> Vec<Vec<String>> {
    let say = |of: &Standing| {
        let outcome = match of.outcome {
            Outcome::Given => "given".to_owned(),
            Outcome::Higher => "higher".to_owned(),
            Outcome::Vetoed(times) => format!("vetoed {times}"),
            Outcome::Full => "full".to_owned(),
            Outcome::Short(by) => format!("short {by}"),
        };
        format!("{} {} {outcome}", of.account.serial(), of.earned)
    };
    let all = standings(bank, &rulebook(honours));
    all.iter().map(|of| of.iter().map(say).collect()).collect()
}

const STARS: &str = r#"
[[honour]]
name = "四星文明户"
ladder = "星级文明户"
per = "quarter"
at_least = "20"

[[honour]]
name = "五星文明户"
ladder = "星级文明户"
per = "quarter"
at_least = "30"
veto = ["负面清单"]

[[honour]]
name = "最美庭院"
counts = ["庭院"]
per = "quarter"
at_least = "2"
places = 1
"#;

/// A bank whose households 1 to 3 earned 30, 20 and 10 points by `A`.
fn bank() -> Bank {
    let mut bank = Bank::in_memory_with(RULES);
    for (serial, times) in [(1, 3), (2, 2), (3, 1)] {
        for at in 0..times {
            earn(&mut bank, serial, "A", &on(at));
        }
    }
    bank
}

#[test]
fn the_highest_step_that_is_reached_is_given_and_what_is_missing_is_said() {
    let bank = bank();
    let stars = told(&bank, STARS);
    // What was brought forward for the first is no deed.
    assert_eq!(stars[0], ["1 30 higher", "2 20 given", "3 10 short 10"]);
    assert_eq!(stars[1], ["1 30 given", "2 20 short 10", "3 10 short 20"]);
    assert_eq!(stars[2], Vec::<String>::new(), "nothing of it was done by anybody");
    // Two honours that stand alone are both given.
    let alone = told(&bank, &STARS.replace("ladder = \"星级文明户\"\n", ""));
    assert_eq!(alone[0][0], "1 30 given");
    assert_eq!(alone[1][0], "1 30 given");
}

#[test]
fn a_deduction_on_the_list_keeps_it_away_until_it_is_undone_and_the_next_step_is_given() {
    let mut bank = bank();
    earn(&mut bank, 1, "A", &on(9));
    let fine = take(&mut bank, 1, "B", &on(10));
    let stars = told(&bank, STARS);
    assert_eq!(stars[1][0], "1 35 vetoed 1");
    assert_eq!(stars[0][0], "1 35 given", "only the fifth star asks for none");
    bank.reverse(fine).unwrap();
    assert_eq!(told(&bank, STARS)[1][0], "1 40 given");
    // What was deducted on a day that is not in the span keeps nothing away.
    bank.now = common::time("2026-04-02T02:00:00Z");
    take(&mut bank, 1, "B", "2026-04-01");
    assert_eq!(told(&bank, STARS)[1][0], "1 40 given");
    // By its code as well as by its heading, and never by another rule.
    take(&mut bank, 1, "D", &on(11));
    assert_eq!(told(&bank, STARS)[1][0], "1 39 given");
    let listed = STARS.replace("veto = [\"负面清单\"]", "veto = [\"D\"]");
    assert_eq!(told(&bank, &listed)[1][0], "1 39 vetoed 1");
}

#[test]
fn only_what_counts_counts_and_it_counts_net() {
    let mut bank = bank();
    for at in 0..3 {
        earn(&mut bank, 2, "C", &on(at));
    }
    take(&mut bank, 2, "D", &on(4));
    take(&mut bank, 2, "B", &on(5));
    let gardens = told(&bank, STARS).remove(2);
    assert_eq!(gardens, ["2 2 given"]);
    let wrong = earn(&mut bank, 3, "C", &on(1));
    assert_eq!(told(&bank, STARS)[2], ["2 2 given", "3 1 short 1"]);
    bank.reverse(wrong).unwrap();
    assert_eq!(told(&bank, STARS)[2], ["2 2 given", "3 0 short 2"]);
    // A deed names its rule in the rulebook it was done under, whatever became of it.
    let text = RULES.replace("category = \"庭院\"", "category = \"环境\"");
    bank.ask("manager", Command::AdoptRulebook { from: day("2026-03-20"), text }).unwrap();
    assert_eq!(told(&bank, STARS)[2][0], "2 2 given");
}

#[test]
fn places_go_to_who_has_most_and_are_shared_by_who_has_as_much() {
    let mut bank = bank();
    for (serial, times) in [(1, 3), (2, 4), (3, 3)] {
        for at in 0..times {
            earn(&mut bank, serial, "C", &on(at));
        }
    }
    let places = |places: &str| told(&bank, &STARS.replace("places = 1", places)).remove(2);
    assert_eq!(places("places = 1"), ["2 4 given", "1 3 full", "3 3 full"]);
    assert_eq!(places("places = 2"), ["2 4 given", "1 3 given", "3 3 given"]);
    assert_eq!(places(""), ["2 4 given", "1 3 given", "3 3 given"]);
    // Who is kept away takes no place.
    take(&mut bank, 2, "D", &on(6));
    let veto = STARS.replace("places = 1", "places = 1\nveto = [\"D\"]");
    assert_eq!(told(&bank, &veto)[2], ["1 3 given", "2 3 vetoed 1", "3 3 given"]);
}

#[test]
fn a_household_is_honoured_for_its_people_and_they_are_not_beside_it() {
    let mut bank = bank();
    let person = account(4);
    earn(&mut bank, 4, "A", &on(0));
    let both = STARS.replace("per = ", "holders = [\"household\", \"person\"]\nper = ");
    assert_eq!(told(&bank, STARS)[0], ["1 30 higher", "2 20 given", "3 10 short 10"]);
    assert_eq!(told(&bank, &both)[0][3], "4 10 short 10");
    let join = Command::JoinHousehold { account: person, household: account(3) };
    bank.ask("clerk", join).unwrap();
    let joined = ["1 30 higher", "2 20 given", "3 20 given"];
    assert_eq!(told(&bank, STARS)[0], joined);
    assert_eq!(told(&bank, &both)[0], joined);
    let persons = STARS.replace("per = ", "holders = [\"person\"]\nper = ");
    assert_eq!(told(&bank, &persons)[0], ["4 10 short 10"]);
    // What one of them had deducted is everybody's.
    let veto = STARS.replace("at_least = \"20\"", "at_least = \"20\"\nveto = [\"B\"]");
    earn(&mut bank, 4, "A", &on(1));
    take(&mut bank, 4, "B", &on(2));
    assert_eq!(told(&bank, &veto)[0][1], "3 25 vetoed 1");
    // Who left by the last day does not count for it, nor who left a day later against it.
    bank.now = common::time("2026-03-31T10:00:00Z");
    let leave = Command::LeaveHousehold { account: person, reason: "迁出".to_owned() };
    bank.ask("manager", leave).unwrap();
    assert_eq!(told(&bank, &veto)[0], ["1 30 higher", "2 20 given", "3 10 short 10"]);
    let honours = rulebook(&veto);
    let before = tally(&bank, "2026-01-01", "2026-03-30");
    let before = before.standings(&honours.honours().iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(before[0].iter().filter(|of| of.account == account(3)).count(), 1);
    assert_eq!(before[0][1].outcome, Outcome::Vetoed(1));
}

#[test]
fn who_left_by_the_last_day_is_given_nothing() {
    let mut bank = bank();
    bank.transfer(2, 1, "20").unwrap();
    let close = Command::CloseAccount { account: account(2), reason: "迁出".to_owned() };
    bank.ask("manager", close).unwrap();
    assert_eq!(told(&bank, STARS)[0], ["1 30 higher", "3 10 short 10"]);
    let honours = rulebook(STARS);
    let honours: Vec<&Honour> = honours.honours().iter().collect();
    // It was closed on the 20th.
    let before = tally(&bank, "2026-01-01", "2026-03-19").standings(&honours).unwrap();
    assert_eq!((before[0][1].account, before[0][1].outcome), (account(2), Outcome::Given));
}

#[test]
fn by_how_little_is_near() {
    let bank = bank();
    for (at_least, is_near) in [("11", true), ("12", true), ("13", false), ("10", false)] {
        let book = rulebook(&STARS.replace("\"20\"", &format!("\"{at_least}\"")));
        let all = standings(&bank, &book);
        let third = all[0].iter().find(|of| of.account == account(3)).unwrap();
        assert_eq!(third.is_near(&book.honours()[0]), is_near, "{at_least}");
    }
}

/// Serial, rule, day, and whether it is undone.
fn deeds() -> impl Strategy<Value = Vec<(u32, usize, usize, bool)>> {
    prop::collection::vec((1..=3_u32, 0..4_usize, 0..100_usize, any::<bool>()), 0..24)
}

proptest! {
    #![proptest_config(Config::with_cases(48))]
    #[test]
    fn nobody_short_vetoed_or_given_more_is_given_it(
        deeds in deeds(), four in 1..20_u32, more in 1..20_u32, places in 0..3_u32, veto: bool,
    ) {
        let mut bank = Bank::in_memory_with(RULES);
        // What came of them, told without the tally.
        let (mut sums, mut fines) = (BTreeMap::<u32, i64>::new(), BTreeMap::<u32, i64>::new());
        for (serial, rule, at, undone) in deeds {
            let code = ["A", "B", "C", "D"][rule];
            let asked = deed(serial, code, "1", &on(at % 56));
            let asked = match rule % 2 {
                0 => Command::Deposit(asked),
                _ => Command::Deduct(asked),
            };
            // The floor may leave nothing to deduct, or less.
            let Ok(done) = bank.ask("clerk", asked) else { continue };
            if undone && bank.reverse(done.entry).is_ok() {
                continue;
            }
            let moved: i64 = common::points(&done).0.parse().unwrap();
            *sums.entry(serial).or_default() += if rule % 2 == 0 { moved } else { -moved };
            *fines.entry(serial).or_default() += i64::from(rule == 1);
        }
        let places = if places == 0 { String::new() } else { format!("places = {places}\n") };
        let veto = if veto { "veto = [\"B\"]\n" } else { "" };
        let step = |name: &str, at_least: u32| format!(
            "[[honour]]\nname = \"{name}\"\nladder = \"星级\"\nper = \"quarter\"\n\
             at_least = \"{at_least}\"\n{places}{veto}"
        );
        let book = rulebook(&(step("四星", four) + &step("五星", four + more)));
        let all = standings(&bank, &book);
        let given = |at: usize| -> Vec<u32> {
            let of = all[at].iter().filter(|of| of.outcome == Outcome::Given);
            of.map(|of| of.account.serial()).collect()
        };
        let (fourth, fifth) = (given(0), given(1));
        for (at, at_least) in [(0, four), (1, four + more)] {
            for of in &all[at] {
                let serial = of.account.serial();
                let fine = fines.get(&serial).copied().unwrap_or_default();
                let earned = sums.get(&serial).copied().unwrap_or_default();
                prop_assert_eq!(of.earned, Amount::read(&earned.to_string()).unwrap());
                let is_reached = earned >= i64::from(at_least);
                let is_fined = !veto.is_empty() && fine > 0;
                match of.outcome {
                    Outcome::Given => prop_assert!(is_reached && !is_fined),
                    Outcome::Vetoed(times) => {
                        prop_assert!(is_reached && is_fined);
                        prop_assert_eq!(times, fine);
                    }
                    Outcome::Short(by) => {
                        prop_assert!(!is_reached);
                        let short = i64::from(at_least) - earned;
                        prop_assert_eq!(by.to_string(), short.to_string());
                    }
                    Outcome::Higher => prop_assert!(at == 0 && fifth.contains(&serial)),
                    // Somebody has more, and has it.
                    Outcome::Full => {
                        prop_assert!(is_reached && !is_fined && !places.is_empty());
                        let mut more = if at == 0 { &fourth } else { &fifth }.iter();
                        prop_assert!(more.any(|other| sums[other] > earned));
                    }
                }
            }
        }
        for serial in &fifth {
            prop_assert!(!fourth.contains(serial), "{serial} has both");
        }
    }
}

#[test]
fn an_honour_is_for_the_kinds_it_names() {
    let kinds = [HolderKind::Household, HolderKind::Person, HolderKind::Team];
    for kind in kinds {
        let named = format!("holders = [\"{}\"]\nper = ", kind.word());
        let book = rulebook(&STARS.replace("per = ", &named));
        assert_eq!(book.honours()[0].holders, [kind]);
    }
    let book = rulebook(STARS);
    assert_eq!(book.honours()[0].holders, [HolderKind::Household]);
}
