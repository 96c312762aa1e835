//! Favouritism: what stands out in an honest journal, and what does not.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, deed, key, lc01, time};
use ledger_core::audit::observe::{self, Sampled};
use ledger_core::audit::{Observation, audit};
use ledger_core::command::{Command, DeedCommand};
use ledger_core::event::{Event, Role};
use ledger_core::ids::{AccountNo, EntryId};
use ledger_core::journal::{Appended, Journal, Lines, MemoryJournal};
use ledger_core::line::{self, Entry, EntryHash};
use ledger_core::rulebook::HolderKind;

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

[[rule]]
code = "V1"
kind = "earn"
item = "义务劳动"
unit = "次"
points = "3"
currency = "JF"
review = ["verify 2"]

[[rule]]
code = "V2"
kind = "earn"
item = "助老"
unit = "次"
points = "3"
currency = "JF"
pays = "person"
review = ["verify 2"]

[[rule]]
code = "H03"
kind = "earn"
item = "巡逻"
unit = "次"
points = "2"
currency = "JF"
pays = "person"

[[rule]]
code = "D01"
kind = "deduct"
item = "乱倒垃圾"
unit = "次"
points = "1"
currency = "JF"
"#;

fn enrol(name: &str, own: Option<u32>) -> Command {
    Command::EnrolOperator {
        operator: name.parse().unwrap(),
        role: Role::Verifier,
        key: key(name).public(),
        account: own.map(account),
    }
}

fn open(kind: HolderKind) -> Command {
    Command::OpenAccount { kind, household: None }
}

/// The deeds that are shown as credited twice: the later, the earlier, whose.
fn twice(observed: &[Observation]) -> Vec<(u64, u64, AccountNo)> {
    let twice = |one: &Observation| match one {
        Observation::DeedTwice { entry, like, account, .. } => {
            Some((entry.seq, like.seq, *account))
        }
        _ => None,
    };
    observed.iter().filter_map(twice).collect()
}

struct World(Bank);

impl World {
    fn new() -> Self {
        let mut bank = Bank::in_memory_with(RULEBOOK);
        bank.now = time("2026-07-02T02:00:00Z");
        bank.ledger
            .submit(&ledger_core::ledger::Order {
                branch: lc01(),
                key: &key("manager"),
                now: bank.now,
                clock_confirmed: true,
                likeness_confirmed: false,
                requests: &[("panel2".parse().unwrap(), enrol("panel2", None))],
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

    fn claim(&mut self, serial: u32, rule: &str, on: &str) -> EntryId {
        self.0.ask("clerk", Command::FileClaim(deed(serial, rule, "1", on))).unwrap().entry
    }

    fn verify(&mut self, serial: u32, claim: EntryId, by: &str, distinct: Option<&str>) {
        let (account, note) = (account(serial), String::new());
        let distinct = distinct.map(str::to_owned);
        self.0.ask(by, Command::VerifyClaim { claim, account, note, distinct }).unwrap();
    }

    fn pay(&mut self, serial: u32, claim: EntryId) -> EntryId {
        let account = account(serial);
        self.0.ask("clerk", Command::PostClaim { claim, account }).unwrap().entry
    }

    fn reviewed(&mut self, serial: u32, on: &str, by: [&str; 2]) -> EntryId {
        let claim = self.claim(serial, "V1", on);
        by.iter().for_each(|by| self.verify(serial, claim, by, None));
        self.pay(serial, claim)
    }

    fn join(&mut self, person: u32, household: u32) {
        let (account, household) = (account(person), account(household));
        self.0.ask("clerk", Command::JoinHousehold { account, household }).unwrap();
    }

    fn observed(&self) -> Vec<Observation> {
        self.observed_in(self.0.ledger.journal())
    }

    fn observed_in(&self, journal: &dyn Journal) -> Vec<Observation> {
        let report = audit(journal, &[lc01()], None, self.0.now).unwrap();
        assert_eq!(report.findings().count(), 0, "an observation is no finding");
        report.branches[0].observations.clone()
    }

    /// The journal as it would be if nobody had asked what deeds are like.
    fn unasked(&self) -> MemoryJournal {
        let before = self.0.ledger.journal();
        let journal = MemoryJournal::default();
        let mut head = None;
        for seq in 0..before.size(lc01()).unwrap() {
            let line = before.line(lc01(), seq).unwrap().unwrap();
            let mut entry = Entry::decode(&line).unwrap();
            if let Event::Deposited(deed) = &mut entry.event {
                deed.like = None;
            }
            let Entry { at, by, req, event, prev, sig, .. } = entry;
            let place = (lc01(), seq, head.unwrap_or(prev));
            let mut line = Entry::new(place, at, by.clone(), req, event).encode().unwrap();
            if sig.is_some() {
                line::sign(&mut line, &key(by.as_str()));
            }
            head = Some(EntryHash::of(&line));
            let mut lines = Lines::default();
            lines.push(&line);
            assert_eq!(journal.append(lc01(), seq, &lines).unwrap(), Appended::Durable);
        }
        journal
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
fn those_with_most_awards_stand_first_and_after_twenty_the_rest_are_counted() {
    let mut world = World::new();
    for n in 1..=10 {
        let on = format!("2026-03-{n:02}");
        for (serial, approver, until) in [(1, "panel", 8), (2, "panel2", 10), (3, "manager", 9)] {
            if n <= until {
                world.kindness(serial, &on, approver);
            }
        }
    }
    let shares: Vec<(AccountNo, u32)> = world.observed().iter().map(share).collect();
    assert_eq!(shares, [(account(2), 10), (account(3), 9), (account(1), 8)]);

    let mut world = World::new();
    world.0.ask("manager", enrol("panel", Some(1))).unwrap();
    for n in 1..=22 {
        world.kindness(
            1,
            &format!("2026-03-{n:02}").replace("-21", "-01").replace("-22", "-02"),
            "panel",
        );
        let (more, listed) = (n > 20, world.observed());
        let last = Observation::More { kind: "approval-in-family", count: n.max(20) - 20 };
        assert_eq!(
            listed.iter().filter(|one| one.code() == "approval-in-family").count(),
            n.min(20)
        );
        assert_eq!(listed.contains(&last), more, "{n}");
        assert_eq!(listed.iter().any(|one| one.code() == "more"), more, "{n}");
    }
}

fn share(one: &Observation) -> (AccountNo, u32) {
    match one {
        Observation::ApproverShare { account, of, .. } => (*account, *of),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_reviewed_a_claim_agreed_to_the_award_that_pays_it() {
    let mut world = World::new();
    for n in 1..=9 {
        world.reviewed(1, &format!("2026-03-{n:02}"), ["panel", "manager"]);
        world.reviewed(2, &format!("2026-03-{n:02}"), ["panel2", "manager"]);
        world.reviewed(3, &format!("2026-03-{n:02}"), ["panel2", "manager"]);
        // What is turned down was agreed to by nobody, whoever looked at it.
        let claim = world.claim(2, "V1", &format!("2026-04-{n:02}"));
        world.verify(2, claim, "panel", None);
        let (account, reason) = (account(2), "未参加".to_owned());
        world.0.ask("manager", Command::RejectClaim { claim, account, reason }).unwrap();
    }
    let stands_out = Observation::ApproverShare {
        account: account(1),
        approver: "panel".parse().unwrap(),
        agreed: 9,
        of: 9,
        usually_percent: 33,
    };
    assert_eq!(world.observed(), [stands_out], "the manager reviews everybody's");
    let last = world.0.ledger.statement(account(1), 1).unwrap().remove(0);
    let entry = EntryId { branch: lc01(), seq: last.seq };
    world.0.reverse(entry).unwrap();
    let [Observation::ApproverShare { agreed: 8, of: 8, .. }] = world.observed()[..] else {
        panic!("{:?}", world.observed())
    };
}

#[test]
fn an_approver_of_the_accounts_own_family_is_shown_with_the_award() {
    let mut world = World::new();
    world.kindness(1, "2026-03-01", "panel");
    world.0.ask("manager", enrol("panel", Some(4))).unwrap();
    world.kindness(1, "2026-03-02", "panel");
    world.join(4, 1);
    world.kindness(2, "2026-03-03", "panel");
    world.kindness(1, "2026-03-03", "panel2");
    assert_eq!(world.observed(), [], "neither before they were of it nor anybody else");
    world.kindness(1, "2026-03-04", "panel");
    let last = world.0.ledger.statement(account(1), 1).unwrap().remove(0);
    let entry = EntryId { branch: lc01(), seq: last.seq };
    let approver = "panel".parse().unwrap();
    let shown = [Observation::ApprovalInFamily { entry, account: account(1), approver }];
    assert_eq!(world.observed(), shown);
    let account = account(4);
    let leave = Command::LeaveHousehold { account, reason: "分户".to_owned() };
    world.0.ask("manager", leave).unwrap();
    world.kindness(1, "2026-03-05", "panel");
    assert_eq!(world.observed(), shown, "as it was then, whoever has left since");
    world.0.reverse(entry).unwrap();
    assert_eq!(world.observed(), []);
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
    let entry = EntryId { branch: lc01(), seq: last.seq };
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
    // Three days with more in them than the last one.
    let mut even = World::new();
    for n in 0..24 {
        even.kindness(1 + n % 3, &format!("2026-04-{}", [27, 28, 29, 30][n as usize / 6]), "panel");
    }
    assert_eq!(even.observed(), [], "a quarter is not much");
    let spike = |one: &Observation| match one {
        Observation::LastDaySpike { day, points, of, .. } => {
            Some((day.to_string(), points.to_string(), of.to_string()))
        }
        _ => None,
    };
    let found: Vec<_> = world.observed().iter().filter_map(spike).collect();
    assert_eq!(found, [("2026-04-30".to_owned(), "30".to_owned(), "100".to_owned())]);
    // What was reversed weighs nothing, neither on its day nor in its month.
    world.kindness(1, "2026-04-29", "panel");
    world.kindness(2, "2026-04-30", "panel");
    for serial in [1, 2] {
        let last = world.0.ledger.statement(account(serial), 1).unwrap().remove(0);
        world.0.reverse(EntryId { branch: lc01(), seq: last.seq }).unwrap();
    }
    assert_eq!(world.observed().iter().filter_map(spike).collect::<Vec<_>>(), found);
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
fn a_cap_reached_in_few_months_or_in_some_of_many_is_nothing_to_ask_about() {
    for months in [&[1, 2][..], &[1, 3, 5]] {
        let mut world = World::new();
        for month in 1..=5 {
            for serial in 2..=4 {
                world.meeting(serial, "1", &format!("2026-{month:02}-06"));
            }
        }
        for month in 1..=months[months.len() - 1] {
            let times = if months.contains(&month) { "2" } else { "1" };
            world.meeting(1, times, &format!("2026-{month:02}-05"));
        }
        assert_eq!(world.observed(), [], "{months:?}");
    }
}

#[test]
fn what_is_taken_off_twice_a_day_is_no_deed_twice() {
    let mut world = World::new();
    world.kindness(1, "2026-03-04", "panel");
    for _ in 0..2 {
        world.0.ask("clerk", Command::Deduct(deed(1, "D01", "1", "2026-03-05"))).unwrap();
    }
    assert_eq!(world.observed(), []);
}

#[test]
fn one_day_credited_twice_under_one_rule_is_shown_with_both_entries() {
    let mut world = World::new();
    world.meeting(1, "1", "2026-03-05");
    world.meeting(1, "1", "2026-03-05");
    let found = twice(&world.observed_in(&world.unasked()));
    let [(later, earlier, of)] = found[..] else { panic!("{found:?}") };
    assert_eq!((later, of), (earlier + 1, account(1)));
    assert_eq!(twice(&world.observed()), [], "who entered it was asked, and said why");
}

#[test]
fn a_deed_is_counted_twice_over_the_whole_family_as_it_was_then() {
    let mut world = World::new();
    let patrol = |world: &mut World, serial: u32, on: &str| {
        world.0.deposit(serial, "H03", "1", on).unwrap().entry.seq
    };
    // Two who were of no household together on that day.
    patrol(&mut world, 4, "2026-03-05");
    world.0.ask("clerk", open(HolderKind::Person)).unwrap();
    patrol(&mut world, 6, "2026-03-05");
    world.join(4, 1);
    world.join(6, 1);
    assert_eq!(twice(&world.observed_in(&world.unasked())), []);
    let first = patrol(&mut world, 4, "2026-03-06");
    let second = patrol(&mut world, 6, "2026-03-06");
    assert_eq!(twice(&world.observed_in(&world.unasked())), [(second, first, account(6))]);
    let account = account(6);
    let leave = Command::LeaveHousehold { account, reason: "分户".to_owned() };
    world.0.ask("manager", leave).unwrap();
    assert_eq!(
        twice(&world.observed_in(&world.unasked())),
        [(second, first, account)],
        "leaving does not hide it"
    );
    assert_eq!(twice(&world.observed()), [], "who entered it was asked, and said why");
}

#[test]
fn claims_of_one_deed_are_shown_unless_a_reviewer_said_why_or_they_were_not_paid() {
    let mut world = World::new();
    world.join(4, 1);
    world.0.ask("clerk", open(HolderKind::Person)).unwrap();
    world.join(6, 1);
    let first = world.claim(4, "V2", "2026-03-05");
    let second = world.claim(6, "V2", "2026-03-05");
    for by in ["panel", "panel2"] {
        world.verify(4, first, by, None);
    }
    world.pay(4, first);
    assert_eq!(twice(&world.observed()), [], "one is paid, the other only claimed");
    world.verify(6, second, "panel", Some("另一条街"));
    world.verify(6, second, "panel2", None);
    world.pay(6, second);
    assert_eq!(twice(&world.observed()), [], "a reviewer said that it is another");
    let third = world.claim(6, "V2", "2026-03-05");
    let (account, reason) = (account(6), "重复".to_owned());
    world.0.ask("manager", Command::RejectClaim { claim: third, account, reason }).unwrap();
    assert_eq!(twice(&world.observed()), [], "what is turned down is paid to nobody");
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

#[test]
fn a_sample_of_some_days_is_drawn_from_these_days_alone_both_ends_with_them() {
    let mut world = World::new();
    for n in 1..=20 {
        world.kindness(1 + n % 3, &format!("2026-04-{n:02}"), "panel");
    }
    let days = |from: Option<&str>, to: Option<&str>| {
        let period = (from.map(common::day), to.map(common::day));
        let journal = world.0.ledger.journal();
        let drawn = observe::sample(journal, &[lc01()], period, "x", 100).unwrap();
        drawn.iter().map(|one| one.deed.on.to_string()).collect::<Vec<_>>()
    };
    let april = |range: std::ops::RangeInclusive<u32>| {
        range.map(|n| format!("2026-04-{n:02}")).collect::<Vec<_>>()
    };
    assert_eq!(days(Some("2026-04-05"), Some("2026-04-08")), april(5..=8));
    assert_eq!(days(Some("2026-04-17"), None), april(17..=20));
    assert_eq!(days(None, Some("2026-04-03")), april(1..=3));
    assert_eq!(days(Some("2026-04-08"), Some("2026-04-05")), [""; 0]);
}

/// Reports are kept and worded by it: the name of a kind is the one it is written with.
#[test]
fn the_name_of_a_kind_is_the_one_that_it_is_written_with() {
    let (account, entry) = (account(1), EntryId { branch: lc01(), seq: 9 });
    let (panel, on) = (|| "panel".parse().unwrap(), common::day("2026-03-31"));
    let (rule, points) = ("H01".parse().unwrap(), "4".parse().unwrap());
    let (amount, currency) = ("4".parse().unwrap(), "JF".parse().unwrap());
    let (agreed, of, usually_percent) = (9, 9, 33);
    let all = [
        Observation::ApprovalInFamily { entry, account, approver: panel() },
        Observation::ApproverShare { account, approver: panel(), agreed, of, usually_percent },
        Observation::LastDaySpike { day: on, currency, points: amount, of: amount },
        Observation::CapHugging { account, rule, cap: points, months: 3, of: 3 },
        Observation::DeedTwice { entry, like: entry, account, rule, on },
        Observation::More { kind: "deed-twice", count: 2 },
    ];
    for one in all {
        let written = serde_json::to_value(&one).unwrap();
        assert_eq!(written["code"], one.code(), "{one:?}");
    }
}
