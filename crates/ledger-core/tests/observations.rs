//! Favouritism: what stands out in an honest journal, and what does not.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, deed, key, lc01, time};
use ledger_core::audit::observe::{self, Sampled};
use ledger_core::audit::{Observation, audit};
use ledger_core::command::{Command, DeedCommand};
use ledger_core::event::Role;

const RULEBOOK: &str = r#"
title = "试用细则"

[[currency]]
code = "JF"
name = "文明积分"

[[rule]]
code = "H01"
kind = "earn"
item = "开会"
unit = "次"
points = "2"
currency = "JF"
caps = ["4/月"]

[[rule]]
code = "H02"
kind = "earn"
item = "善行"
unit = "件"
points = "5"
currency = "JF"
steps = ["评议小组"]
"#;

struct World(Bank);

impl World {
    fn new() -> Self {
        let mut bank = Bank::in_memory_with(RULEBOOK);
        bank.now = time("2026-07-02T02:00:00Z");
        let enrol = |name: &str| Command::EnrolOperator {
            operator: name.parse().unwrap(),
            role: Role::Verifier,
            key: key(name).public(),
            account: None,
        };
        bank.ledger
            .submit(&ledger_core::ledger::Order {
                branch: lc01(),
                key: &key("manager"),
                now: bank.now,
                clock_confirmed: true,
                likeness_confirmed: false,
                requests: &[("panel2".parse().unwrap(), enrol("panel2"))],
            })
            .unwrap();
        Self(bank)
    }

    fn meeting(&mut self, serial: u32, times: &str, on: &str) {
        self.0.deposit(serial, "H01", times, on).unwrap();
    }

    fn kindness(&mut self, serial: u32, on: &str, approver: &str) {
        let approver = Some(approver.parse().unwrap());
        let deed = DeedCommand { approver, ..deed(serial, "H02", "1", on) };
        self.0.ask("clerk", Command::Deposit(deed)).unwrap();
    }

    fn observed(&self) -> Vec<Observation> {
        let journal = self.0.ledger.journal();
        let report = audit(journal, &[lc01()], None, self.0.now).unwrap();
        assert_eq!(report.findings().count(), 0, "an observation is no finding");
        report.branches[0].observations.clone()
    }

    fn sample(&self, seed: &str, count: usize) -> Vec<Sampled> {
        let journal = self.0.ledger.journal();
        observe::sample(journal, &[lc01()], (None, None), seed, count).unwrap()
    }
}

#[test]
fn an_approver_who_agrees_to_most_of_one_households_awards_and_few_others_stands_out() {
    let mut world = World::new();
    for n in 1..=9 {
        world.kindness(1, &format!("2026-03-{n:02}"), "panel");
        world.kindness(2, &format!("2026-03-{n:02}"), "panel2");
        world.kindness(3, &format!("2026-03-{n:02}"), "panel2");
    }
    assert_eq!(
        world.observed(),
        [Observation::ApproverShare {
            account: account(1),
            approver: "panel".parse().unwrap(),
            agreed: 9,
            of: 9,
            usually_percent: 33,
        }]
    );
}

#[test]
fn a_village_with_one_approver_is_not_reported() {
    let mut world = World::new();
    for n in 1..=9 {
        world.kindness(1, &format!("2026-03-{n:02}"), "panel");
        world.kindness(2, &format!("2026-03-{n:02}"), "panel");
    }
    assert_eq!(world.observed(), []);
}

#[test]
fn reversed_awards_are_not_counted_for_anybody() {
    let mut world = World::new();
    for n in 1..=9 {
        world.kindness(2, &format!("2026-03-{n:02}"), "panel2");
        world.kindness(3, &format!("2026-03-{n:02}"), "panel2");
    }
    for n in 1..=8 {
        world.kindness(1, &format!("2026-03-{n:02}"), "panel");
    }
    assert_eq!(world.observed().len(), 1);
    let last = world.0.ledger.statement(account(1), 1).unwrap().remove(0);
    let entry = ledger_core::ids::EntryId { branch: lc01(), seq: last.seq };
    world.0.reverse(entry).unwrap();
    assert_eq!(world.observed(), [], "seven are too few to say anything");
}

#[test]
fn a_month_whose_last_day_weighs_more_than_it_should_stands_out() {
    let mut world = World::new();
    for n in 1..=14 {
        world.kindness(1 + n % 3, &format!("2026-04-{n:02}"), "panel");
    }
    assert_eq!(world.observed(), []);
    for serial in 1..=3 {
        for _ in 0..2 {
            world.kindness(serial, "2026-04-30", "panel");
        }
    }
    let spike = |one: &Observation| match one {
        Observation::LastDaySpike { day, points, of, .. } => {
            Some((day.to_string(), points.to_string(), of.to_string()))
        }
        _ => None,
    };
    let found: Vec<_> = world.observed().iter().filter_map(spike).collect();
    assert_eq!(found, [("2026-04-30".to_owned(), "30".to_owned(), "100".to_owned())]);
}

#[test]
fn an_account_that_takes_just_what_the_cap_leaves_month_after_month_stands_out_where_few_do() {
    let mut world = World::new();
    for month in 1..=5 {
        world.meeting(1, "2", &format!("2026-{month:02}-05"));
        for serial in 2..=4 {
            world.meeting(serial, "1", &format!("2026-{month:02}-06"));
        }
    }
    let found = world.observed();
    assert_eq!(
        found,
        [Observation::CapHugging {
            account: account(1),
            rule: "H01".parse().unwrap(),
            cap: "4".parse().unwrap(),
            months: 5,
            of: 5,
        }]
    );
    // Where everybody does, it says nothing of anybody.
    for month in 1..=5 {
        world.meeting(2, "1", &format!("2026-{month:02}-07"));
    }
    assert_eq!(world.observed(), []);
}

#[test]
fn one_day_credited_twice_under_one_rule_is_shown_with_both_entries() {
    let mut world = World::new();
    world.meeting(1, "1", "2026-03-05");
    world.meeting(1, "1", "2026-03-05");
    let [Observation::DeedTwice { entry, like, .. }] = world.observed()[..] else {
        panic!("{:?}", world.observed())
    };
    assert_eq!((entry.seq, like.seq + 1), (like.seq + 1, entry.seq));
}

#[test]
fn a_sample_is_the_same_for_everybody_who_knows_the_seed_and_leaves_reversals_out() {
    let mut world = World::new();
    for n in 1..=20 {
        world.kindness(1 + n % 3, &format!("2026-04-{n:02}"), "panel");
    }
    let drawn = world.sample("七月七日双色球 03 11", 5);
    assert_eq!(drawn.len(), 5);
    assert_eq!(world.sample("七月七日双色球 03 11", 5), drawn);
    assert_ne!(world.sample("another", 5), drawn);
    let fewer = world.sample("七月七日双色球 03 11", 3);
    assert!(fewer.iter().all(|one| drawn.contains(one)), "a larger sample holds the smaller");
    world.0.reverse(drawn[0].entry).unwrap();
    let after = world.sample("七月七日双色球 03 11", 5);
    assert!(!after.contains(&drawn[0]));
    assert_eq!(world.sample("x", 100).len(), 19);
}
