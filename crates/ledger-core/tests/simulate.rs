//! A past period under a draft: what was posted and what would have been, both
//! by the same arithmetic.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::ops::ControlFlow;

use common::{Bank, RULEBOOK, account, day, deed, lc01, time};
use ledger_core::command::Command;
use ledger_core::ids::RuleCode;
use ledger_core::line::Entry;
use ledger_core::points::Qty;
use ledger_core::rulebook::{Rulebook, from_toml};
use ledger_core::simulate::{RuleOutcome, Simulation, Simulator};
use proptest::prelude::*;

fn simulate(bank: &Bank, draft: &Rulebook, map: &[(&str, &str)], period: [&str; 2]) -> Simulation {
    let mut simulator = Simulator::default();
    bank.ledger
        .journal()
        .read(lc01(), 0, &mut |_, line| {
            simulator.entry(&Entry::decode(line).unwrap());
            ControlFlow::Continue(())
        })
        .unwrap();
    let map: Vec<(RuleCode, RuleCode)> =
        map.iter().map(|(old, new)| (old.parse().unwrap(), new.parse().unwrap())).collect();
    simulator.run(draft, &map, day(period[0]), day(period[1]))
}

/// `rule>draft deeds before after clipped/clipped [reasons]`.
fn brief(outcome: &RuleOutcome) -> String {
    let RuleOutcome { rule, deeds, before, after, clipped_before, clipped_after, .. } = outcome;
    let draft = outcome.draft.map_or("-".to_owned(), |(code, by)| format!("{code}({})", by.word()));
    let unpaid: Vec<String> =
        outcome.unpaid.iter().map(|(why, n)| format!(" {} {n}", why.word())).collect();
    format!(
        "{rule}>{draft} {deeds} {before} {after} {clipped_before}/{clipped_after}{}",
        unpaid.concat()
    )
}

fn rules(simulation: &Simulation) -> Vec<String> {
    simulation.rules.iter().map(brief).collect()
}

const MARCH: [&str; 2] = ["2026-03-01", "2026-03-31"];

/// Texts and what takes their place.
type Changes<'a> = &'a [(&'a str, &'a str)];

/// A draft like the rulebook in force, with some of its text replaced.
fn draft(changes: Changes<'_>) -> Rulebook {
    let text = changes.iter().fold(RULEBOOK.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    from_toml(&text).unwrap()
}

fn deduct(bank: &mut Bank, serial: u32, qty: &str, on: &str) {
    bank.ask("clerk", Command::Deduct(deed(serial, "H51", qty, on))).unwrap();
}

/// Two months of work: caps used up, a fine, a reversal, points spent.
fn worked() -> Bank {
    let mut bank = Bank::in_memory();
    for (serial, rule, qty, on) in [
        (1, "H01", "1", "2026-02-10"),
        (1, "H08", "3", "2026-03-02"),
        (1, "H01", "3", "2026-03-05"),
        (2, "H01", "1", "2026-03-05"),
        (2, "H08", "1", "2026-03-06"),
        (4, "T01", "3", "2026-03-07"),
        (1, "C03", "1", "2026-03-08"),
        (2, "C03", "1", "2026-03-09"),
    ] {
        bank.deposit(serial, rule, qty, on).unwrap();
    }
    deduct(&mut bank, 2, "1", "2026-03-10");
    let wrong = bank.deposit(3, "H08", "1", "2026-03-11").unwrap();
    bank.reverse(wrong.entry).unwrap();
    bank.redeem(1, "RICE-5", "2").unwrap();
    bank
}

#[test]
fn under_the_rulebook_in_force_everything_stays_as_it_was() {
    let bank = worked();
    let simulation = simulate(&bank, &draft(&[]), &[], MARCH);
    assert_eq!(
        rules(&simulation),
        [
            "C03>C03(code) 2 60 60 0/0",
            "H01>H01(code) 2 6 6 1/1",
            "H08>H08(code) 2 210 210 1/1",
            "H51>H51(code) 1 -3 -3 0/0",
            "T01>T01(code) 1 2 2 1/1",
        ],
        "what was reversed, and what is of February, is not counted"
    );
    assert!(simulation.accounts.iter().all(|account| account.before == account.after));
    let caps: Vec<_> = simulation
        .caps
        .iter()
        .map(|bite| format!("{} {} {} {}", bite.rule, bite.cap, bite.deeds, bite.points))
        .collect();
    assert_eq!(caps, ["H08 150 points/month 1 30", "H01 4 points/month 1 2", "T01 2h/event 1 1"]);
}

#[test]
fn what_was_claimed_in_time_is_not_late_by_the_weeks_of_its_review() {
    let rules = RULEBOOK
        .replace("caps = [\"4/月\"]", "caps = [\"4/月\", \"14日内\"]\nreview = [\"verify 1\"]");
    let mut bank = Bank::in_memory_with(&rules);
    bank.now = time("2026-03-20T02:00:00Z");
    let filed = Command::FileClaim(deed(1, "H01", "1", "2026-03-06"));
    let claim = bank.ask("clerk", filed).unwrap().entry;
    bank.now = time("2026-03-30T02:00:00Z");
    let (account, note) = (account(1), "看过".to_owned());
    bank.ask("panel", Command::VerifyClaim { claim, account, note, distinct: None }).unwrap();
    bank.ask("clerk", Command::PostClaim { claim, account }).unwrap();
    for (limit, want) in
        [("14日内", "H01>H01(code) 1 2 2 0/0"), ("13日内", "H01>H01(code) 1 2 0 0/0 too-late 1")]
    {
        let draft = from_toml(&rules.replace("14日内", limit)).unwrap();
        assert_eq!(crate::rules(&simulate(&bank, &draft, &[], MARCH)), [want], "{limit}");
    }
}

#[test]
fn a_draft_pays_takes_and_clips_by_its_own_terms() {
    let bank = worked();
    let cases: [(Changes<'_>, &str, &str); 9] = [
        (&[("points = \"60\"", "points = \"50\"")], "H08", "H08>H08(code) 2 210 200 1/0"),
        (&[("[\"150/月\"]", "[\"60/月\"]")], "H08", "H08>H08(code) 2 210 120 1/1"),
        (&[("[\"150/月\"]", "[]")], "H08", "H08>H08(code) 2 210 240 1/0"),
        (&[("全组2户", "全组1户")], "C03", "C03>C03(code) 2 60 30 0/1"),
        // A deduction stops at the floor of what would be held then.
        (
            &[("points = \"3\"", "points = \"500\""), ("[\"6/月\"]", "[]")],
            "H51",
            "H51>H51(code) 1 -3 -92 0/1",
        ),
        (
            &[("code = \"H01\"", "code = \"H91\""), ("item = \"参加村民会议\"", "item = \"开会\"")],
            "H01",
            "H01>- 2 6 0 1/0 no-rule 2",
        ),
        (&[("code = \"H01\"", "code = \"H91\"")], "H01", "H01>H91(item) 2 6 6 1/1"),
        (
            &[("holders = [\"household\"]", "holders = [\"team\"]")],
            "H08",
            "H08>H08(code) 2 210 0 1/0 holder 2",
        ),
        (&[("[\"4/月\"]", "[\"4/月\", \"14日内\"]")], "H01", "H01>H01(code) 2 6 0 1/0 too-late 2"),
    ];
    for (changes, rule, want) in cases {
        let simulation = simulate(&bank, &draft(changes), &[], MARCH);
        let found = simulation.rules.iter().find(|r| r.rule.as_str() == rule).unwrap();
        assert_eq!(brief(found), want, "{changes:?}");
    }
}

#[test]
fn the_years_cap_is_as_full_as_the_months_before_left_it() {
    let bank = worked();
    let yearly = draft(&[("[\"4/月\"]", "[\"4/月\", \"4/年\"]")]);
    let simulation = simulate(&bank, &yearly, &[], MARCH);
    // Two of the year's four are of February.
    let h01 = simulation.rules.iter().find(|r| r.rule.as_str() == "H01").unwrap();
    assert_eq!(brief(h01), "H01>H01(code) 2 6 4 1/1");
    assert_eq!(simulation.caps.iter().map(|bite| bite.deeds).sum::<usize>(), 3);
}

#[test]
fn a_mapped_rule_goes_before_its_own_code_and_a_slip_in_the_map_is_named() {
    let bank = worked();
    let simulation = simulate(&bank, &draft(&[]), &[("H01", "C03"), ("H77", "H01")], MARCH);
    let h01 = simulation.rules.iter().find(|r| r.rule.as_str() == "H01").unwrap();
    assert_eq!(brief(h01), "H01>C03(given) 2 6 60 1/1");
    assert_eq!(simulation.unused, ["H77".parse::<RuleCode>().unwrap()]);
    // An earn rule is not mapped to one that takes.
    let simulation = simulate(&bank, &draft(&[]), &[("H01", "H51")], MARCH);
    let h01 = simulation.rules.iter().find(|r| r.rule.as_str() == "H01").unwrap();
    assert_eq!(brief(h01), "H01>H51(given) 2 6 0 1/0 other-kind 2");
}

#[test]
fn rules_of_the_same_category_are_named_and_never_paid_by() {
    let bank = worked();
    let other = draft(&[("code = \"H08\"", "code = \"H88\""), ("义务劳动", "出工")]);
    let simulation = simulate(&bank, &other, &[], MARCH);
    let h08 = simulation.rules.iter().find(|r| r.rule.as_str() == "H08").unwrap();
    let alike: Vec<_> = h08.alike.iter().map(ToString::to_string).collect();
    assert_eq!((h08.draft, h08.after.to_string()), (None, "0".to_owned()));
    assert_eq!(alike, ["H88", "H09"]);
}

#[test]
fn who_gains_who_loses_and_what_it_costs_the_fund_is_added_up() {
    let mut bank = Bank::in_memory_with(
        &RULEBOOK.replace("spendable_above", "yuan_per_point = \"0.07\"\nspendable_above"),
    );
    bank.deposit(1, "H08", "1", "2026-03-02").unwrap();
    bank.deposit(2, "H01", "1", "2026-03-03").unwrap();
    deduct(&mut bank, 2, "1", "2026-03-04");
    let new = draft(&[
        ("spendable_above", "yuan_per_point = \"0.1\"\nspendable_above"),
        ("points = \"60\"", "points = \"81\""),
        ("points = \"2\"", "points = \"1\""),
    ]);
    let simulation = simulate(&bank, &new, &[], MARCH);
    let accounts: Vec<String> = simulation
        .accounts
        .iter()
        .map(|a| format!("{} {} {}", a.account.serial(), a.before, a.after))
        .collect();
    // The fine takes what is there.
    assert_eq!(accounts, ["1 60 81", "2 0 0"]);
    let total = &simulation.totals[0];
    let sum = |sum: ledger_core::simulate::Sum| {
        format!("{} {} {:?}", sum.earned, sum.deducted, sum.yuan.map(|yuan| yuan.to_string()))
    };
    assert_eq!(sum(total.before), "62 2 Some(\"4.2\")");
    assert_eq!(sum(total.after), "82 1 Some(\"8.1\")");
    // Nothing is said of the worth: nothing is said of the cost.
    let silent = simulate(&bank, &draft(&[]), &[], MARCH);
    assert_eq!(silent.totals[0].after.yuan, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The law that holds both sides to one arithmetic: whatever was posted, the
    /// rulebook in force gives again, whichever part of it is looked at.
    #[test]
    fn simulating_the_rulebook_in_force_changes_nothing(
        orders in prop::collection::vec(
            (1..=4_u32, 0..7_usize, 1..=4_u32, 0..6_usize), 1..40),
        from in 0..6_usize,
    ) {
        let days = ["2026-02-01", "2026-02-27", "2026-03-01", "2026-03-02", "2026-03-18", "2026-03-19"];
        let mut bank = Bank::in_memory();
        bank.now = time("2026-03-20T02:00:00Z");
        for (serial, what, qty, on) in orders {
            let qty = qty.to_string();
            let rule = ["H01", "H08", "T01", "C03"].get(what);
            let _ = match (what, rule) {
                (_, Some(rule)) => bank.deposit(serial, rule, &qty, days[on]),
                (4, _) => bank.ask("clerk", Command::Deduct(deed(serial, "H51", &qty, days[on]))),
                (5, _) => bank.redeem(serial, "HAIR", &qty),
                _ => bank.transfer(serial, serial % 4 + 1, &qty),
            };
        }
        let simulation = simulate(&bank, &draft(&[]), &[], [days[from], "2026-03-20"]);
        for rule in &simulation.rules {
            prop_assert_eq!(rule.before, rule.after, "{}", brief(rule));
            prop_assert_eq!(rule.clipped_before, rule.clipped_after, "{}", brief(rule));
            prop_assert!(rule.unpaid.is_empty(), "{}", brief(rule));
        }
        for account in &simulation.accounts {
            prop_assert_eq!(account.before, account.after);
        }
        for total in &simulation.totals {
            prop_assert_eq!(total.before, total.after);
        }
    }
}

#[test]
fn a_quantity_that_a_draft_cannot_count_is_not_paid() {
    let mut bank = Bank::in_memory();
    let mut time = deed(4, "T01", "1", "2026-03-03");
    time.qty = Qty::read("20m").unwrap();
    bank.ask("clerk", Command::Deposit(time)).unwrap();
    let times = draft(&[("unit = \"小时\"", "unit = \"次\""), ("[\"2h/次\"]", "[]")]);
    let simulation = simulate(&bank, &times, &[], MARCH);
    assert_eq!(rules(&simulation), ["T01>T01(code) 1 0.3 0 0/0 unfit 1"]);
    assert_eq!(account(4), simulation.accounts[0].account);
}
