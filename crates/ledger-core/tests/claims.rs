//! Claims, notices, objections: what a village agreed to in public is paid, and
//! nothing else is, whoever is in a hurry.
//!
//! Every guard has a test that fails without it; each ends with an audit that
//! asks the rules again and holds the books against the replay.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;

use common::store::SharedBooks;
use common::{Bank, account, day, deed, key, lc01, time};
use ledger_core::command::{Command, DeedCommand, Resolution};
use ledger_core::decide::{closing, due_notices};
use ledger_core::event::{Event, Role, Step};
use ledger_core::ids::{EntryId, FileDigest};
use ledger_core::journal::FileJournal;
use ledger_core::ledger::{Done, SubmitError, Wanted};
use ledger_core::points::Qty;
use ledger_core::refusal::Refusal;
use ledger_core::state::Account;

const RULES: &str = r#"
title = "申报细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0

[[rule]]
code = "V1"
kind = "earn"
category = "公益"
item = "义务劳动"
unit = "次"
points = "10"
currency = "JF"
caps = ["40/月"]
review = ["verify 1", "notice 7 days"]

[[rule]]
code = "V2"
kind = "earn"
category = "公益"
item = "见义勇为"
unit = "次"
points = "50"
currency = "JF"
review = ["verify 2", "panel", "notice 3 days"]

[[rule]]
code = "P1"
kind = "earn"
category = "公益"
item = "调解纠纷"
unit = "次"
points = "5"
currency = "JF"
review = ["panel"]

[[rule]]
code = "N1"
kind = "earn"
category = "公示"
item = "门前三包"
unit = "次"
points = "4"
currency = "JF"
review = ["notice 3 days"]

[[rule]]
code = "L1"
kind = "earn"
category = "补录"
item = "巡河"
unit = "次"
points = "2"
currency = "JF"
caps = ["60日内", "6/月"]
late_after_days = 10

[[rule]]
code = "D1"
kind = "earn"
category = "直接"
item = "开会"
unit = "次"
points = "3"
currency = "JF"
"#;

/// The rules above, a second verifier, and a second manager who resolves.
fn bank() -> Bank {
    let mut bank = Bank::in_memory_with(RULES);
    enrol(&mut bank);
    bank
}

fn enrol(bank: &mut Bank) {
    for (name, role) in [("second", Role::Verifier), ("chair", Role::Manager)] {
        let key = key(name).public();
        let operator = name.parse().unwrap();
        bank.ask("manager", Command::EnrolOperator { operator, role, key, account: None }).unwrap();
    }
}

fn on(bank: &mut Bank, day: &str) {
    bank.now = time(&format!("{day}T02:00:00Z"));
}

fn file(bank: &mut Bank, serial: u32, rule: &str, qty: &str, on: &str) -> Result<EntryId, Refusal> {
    let command = Command::FileClaim(deed(serial, rule, qty, on));
    bank.ask("clerk", command).map(|done| done.entry)
}

/// The account a claim is of.
fn of(bank: &Bank, claim: EntryId) -> ledger_core::ids::AccountNo {
    bank.ledger.entry(claim).unwrap().unwrap().event.accounts()[0].unwrap()
}

fn verify(bank: &mut Bank, by: &str, claim: EntryId) -> Result<Done, Refusal> {
    let (note, account) = ("现场看过".to_owned(), of(bank, claim));
    bank.ask(by, Command::VerifyClaim { claim, account, note, distinct: None })
}

fn reject(bank: &mut Bank, by: &str, claim: EntryId) -> Result<Done, Refusal> {
    let (reason, account) = ("没有做".to_owned(), of(bank, claim));
    bank.ask(by, Command::RejectClaim { claim, account, reason })
}

fn post(bank: &mut Bank, claim: EntryId) -> Result<Done, Refusal> {
    let account = of(bank, claim);
    bank.ask("clerk", Command::PostClaim { claim, account })
}

fn open(bank: &mut Bank, from: &str, to: &str, until: &str) -> Result<EntryId, Refusal> {
    let (from, to, until) = (day(from), day(to), day(until));
    bank.ask("clerk", Command::OpenNotice { from, to, until }).map(|done| done.entry)
}

fn object(bank: &mut Bank, claim: EntryId) -> Result<EntryId, Refusal> {
    let (reason, account, deadline) = ("没见他来".to_owned(), of(bank, claim), day("2026-04-30"));
    let command = Command::RaiseObjection { claim, account, reason, deadline };
    bank.ask("clerk", command).map(|done| done.entry)
}

fn resolve(
    bank: &mut Bank,
    by: &str,
    claim: EntryId,
    resolution: Resolution,
) -> Result<Done, Refusal> {
    let (reason, account) = ("查了签到表".to_owned(), of(bank, claim));
    bank.ask(by, Command::ResolveObjection { claim, account, resolution, reason })
}

fn close(bank: &mut Bank, notice: EntryId) -> Result<Vec<Done>, Refusal> {
    let today = bank.now.day(ledger_core::day::Offset::CHINA);
    let look = |state: &_| closing(state, &[notice], today);
    let commands = bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap();
    all(bank, commands)
}

fn all(bank: &mut Bank, commands: Vec<Command>) -> Result<Vec<Done>, Refusal> {
    match bank.ask_all("clerk", lc01(), commands) {
        Ok(done) => Ok(done),
        Err(SubmitError::Refused { refusal, .. }) => Err(*refusal),
        Err(SubmitError::Failed(error)) => panic!("{error}"),
    }
}

fn held(bank: &Bank, serial: u32) -> Account {
    bank.ledger.account(account(serial)).unwrap().unwrap()
}

fn code<T>(answer: Result<T, Refusal>) -> &'static str {
    answer.map(|_| "done").unwrap_or_else(|refusal| refusal.code())
}

fn clean(bank: &Bank) {
    assert_eq!(bank.findings(), Vec::<String>::new());
}

/// Filed, verified and hung out from 20 to 27 March.
fn hung(bank: &mut Bank, serials: &[u32]) -> (EntryId, Vec<EntryId>) {
    let claims: Vec<EntryId> = serials
        .iter()
        .map(|&serial| file(bank, serial, "V1", "1", "2026-03-18").unwrap())
        .collect();
    for &claim in &claims {
        verify(bank, "panel", claim).unwrap();
    }
    (open(bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap(), claims)
}

#[test]
fn a_claim_is_filed_verified_hung_out_and_paid_once_its_notice_has_stood() {
    let mut bank = bank();
    let before = bank.balance(2, "JF");
    let (notice, claims) = hung(&mut bank, &[2, 3]);
    assert_eq!(bank.balance(2, "JF"), before, "points in notice are in no balance");
    let claimed = held(&bank, 2).claimed("JF".parse().unwrap()).unwrap();
    assert_eq!((claimed.points.to_string(), claimed.until), ("10".into(), Some(day("2026-03-27"))));
    on(&mut bank, "2026-03-28");
    let done = close(&mut bank, notice).unwrap();
    let Event::Deposited(paid) = &done[0].event else { panic!("{:?}", done[0]) };
    assert_eq!((paid.claim, paid.points.to_string()), (Some(claims[0]), "10".into()));
    let closed = Event::NoticeClosed { notice, posted: 2, waiting: Vec::new() };
    assert_eq!(done.last().unwrap().event, closed);
    assert_eq!((bank.balance(2, "JF"), bank.balance(3, "JF")), ("10".into(), "10".into()));
    assert!(held(&bank, 2).claims.is_empty());
    assert_eq!(code(close(&mut bank, notice)), "unknown-notice");
    assert_eq!(code(post(&mut bank, claims[0])), "unknown-claim", "it is paid once");
    clean(&bank);
}

#[test]
fn a_rule_with_a_review_is_never_credited_directly_and_one_without_never_claimed() {
    let mut bank = bank();
    assert_eq!(code(bank.deposit(2, "V1", "1", "2026-03-18")), "claim-needed");
    assert_eq!(code(file(&mut bank, 2, "D1", "1", "2026-03-18")), "review-not-needed");
    assert_eq!(code(file(&mut bank, 2, "L1", "1", "2026-03-18")), "review-not-needed");
    assert_eq!(code(bank.deposit(2, "L1", "1", "2026-03-10")), "done", "ten days are not late");
    clean(&bank);
}

#[test]
fn points_in_notice_cannot_be_spent_and_the_refusal_says_where_they_are() {
    let mut bank = bank();
    hung(&mut bank, &[2]);
    let refused = bank.transfer(2, 3, "1").unwrap_err();
    let Refusal::Overdraft { available, claimed: Some(claimed), .. } = refused else {
        panic!("{refused}")
    };
    assert_eq!((available.to_string(), claimed.points.to_string()), ("0".into(), "10".into()));
    assert_eq!(claimed.until, Some(day("2026-03-27")));
    clean(&bank);
}

#[test]
fn a_notice_stands_its_last_day_to_the_end() {
    let mut bank = bank();
    let (notice, claims) = hung(&mut bank, &[2]);
    on(&mut bank, "2026-03-27");
    assert_eq!(code(post(&mut bank, claims[0])), "notice-stands");
    assert_eq!(code(close(&mut bank, notice)), "notice-stands");
    on(&mut bank, "2026-03-28");
    assert_eq!(code(bank.ask("clerk", Command::CloseNotice { notice })), "lines-unpaid");
    assert_eq!(code(post(&mut bank, claims[0])), "done");
    clean(&bank);
}

#[test]
fn nothing_is_paid_before_every_step_is_done() {
    let mut bank = bank();
    let claim = file(&mut bank, 2, "V2", "1", "2026-03-18").unwrap();
    assert_eq!(code(post(&mut bank, claim)), "review-missing");
    verify(&mut bank, "panel", claim).unwrap();
    assert_eq!(code(post(&mut bank, claim)), "review-missing");
    assert_eq!(
        code(open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27")),
        "nothing-for-notice"
    );
    verify(&mut bank, "second", claim).unwrap();
    let done = verify(&mut bank, "chair", claim).unwrap();
    assert!(matches!(done.event, Event::ClaimVerified { step: Step::Panel, .. }));
    assert_eq!(code(verify(&mut bank, "manager", claim)), "review-done");
    assert_eq!(code(post(&mut bank, claim)), "not-on-notice");
    clean(&bank);
}

#[test]
fn a_rule_with_two_reviewers_gets_two_and_neither_filed_it() {
    let mut bank = bank();
    let claim = file(&mut bank, 2, "V2", "1", "2026-03-18").unwrap();
    assert_eq!(code(verify(&mut bank, "clerk", claim)), "no-right");
    assert_eq!(code(verify(&mut bank, "auditor", claim)), "no-right");
    verify(&mut bank, "panel", claim).unwrap();
    assert_eq!(code(verify(&mut bank, "panel", claim)), "reviewed-already");
    // A manager may file, and then not review.
    let filed = bank.ask("manager", Command::FileClaim(deed(3, "V2", "1", "2026-03-18"))).unwrap();
    assert_eq!(code(verify(&mut bank, "manager", filed.entry)), "filed-by-them");
    assert_eq!(code(reject(&mut bank, "manager", filed.entry)), "filed-by-them");
    assert_eq!(code(verify(&mut bank, "chair", filed.entry)), "done");
    clean(&bank);
}

#[test]
fn the_panel_leaves_its_minutes_and_a_rule_without_a_notice_pays_at_once() {
    let mut bank = bank();
    let claim = file(&mut bank, 2, "P1", "1", "2026-03-18").unwrap();
    let (account, note) = (account(2), " ".to_owned());
    let bare = Command::VerifyClaim { claim, account, note, distinct: None };
    assert_eq!(code(bank.ask("panel", bare)), "minutes-missing");
    let note = "3月20日评议会，7人同意".to_owned();
    let whole = vec![
        Command::VerifyClaim { claim, account, note, distinct: None },
        Command::PostClaim { claim, account },
    ];
    bank.ask_all("panel", lc01(), whole).unwrap();
    assert_eq!(bank.balance(2, "JF"), "5");
    clean(&bank);
}

#[test]
fn a_claim_counts_against_its_cap_from_the_day_it_is_filed() {
    let mut bank = bank();
    for _ in 0..3 {
        file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap();
    }
    let last = file(&mut bank, 2, "V1", "2", "2026-03-05").unwrap();
    let deeds = held(&bank, 2).claims;
    let last_deed = &deeds.iter().find(|claim| claim.seq == last.seq).unwrap().deed;
    assert_eq!(
        (last_deed.points.to_string(), last_deed.computed.map(|c| c.to_string())),
        ("10".into(), Some("20".into())),
        "clipped by what is claimed already"
    );
    assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-03-19")), "award-cap-reached");
    // Another month is another cap, however late it is entered.
    assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-02-28")), "done");
    // Rejected, it gives back what it used on that same day, once.
    reject(&mut bank, "panel", last).unwrap();
    assert_eq!(code(reject(&mut bank, "panel", last)), "unknown-claim");
    assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-03-19")), "done");
    assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-03-19")), "award-cap-reached");
    clean(&bank);
}

/// Claim, pay, reverse, claim again: each round gives the cap back once.
#[test]
fn claiming_reversing_and_claiming_again_never_pays_more_than_the_cap() {
    let mut bank = bank();
    let rounds = [
        ("2026-03-20", "2026-03-27", "2026-03-28"),
        ("2026-03-29", "2026-04-05", "2026-04-06"),
        ("2026-04-07", "2026-04-14", "2026-04-20"),
    ];
    for (round, until, after) in rounds {
        on(&mut bank, round);
        let claims: Vec<EntryId> =
            (0..4).map(|_| file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap()).collect();
        assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-03-18")), "award-cap-reached");
        for &claim in &claims[1..] {
            reject(&mut bank, "panel", claim).unwrap();
        }
        verify(&mut bank, "panel", claims[0]).unwrap();
        let notice = open(&mut bank, "2026-03-01", "2026-03-19", until).unwrap();
        on(&mut bank, after);
        let paid = close(&mut bank, notice).unwrap().remove(0);
        // What is paid still counts: three more, and not four.
        let three: Vec<EntryId> =
            (0..3).map(|_| file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap()).collect();
        assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-03-18")), "award-cap-reached");
        for claim in three {
            reject(&mut bank, "panel", claim).unwrap();
        }
        bank.reverse(paid.entry).unwrap();
        assert_eq!(code(bank.reverse(paid.entry)), "already-reversed");
        assert_eq!(bank.balance(2, "JF"), "0");
        let life = held(&bank, 2).life;
        let used = life.iter().find(|(rule, _)| rule.as_str() == "V1").unwrap().1;
        assert_eq!((used.times, used.points.to_string()), (0, "0".into()), "round {round}");
    }
    clean(&bank);
}

#[test]
fn a_late_claim_takes_two_witnesses_and_a_verifier_and_falls_under_the_cap_of_its_month() {
    let mut bank = bank();
    for day in ["2026-02-27", "2026-02-28"] {
        // Late, and credited directly: refused, whatever is named.
        assert_eq!(code(bank.deposit(2, "L1", "1", day)), "late-needs-claim");
    }
    let late = |qty: &str, witnesses: &[u32]| {
        let witnesses = witnesses.iter().map(|&serial| account(serial)).collect();
        Command::FileClaim(DeedCommand { witnesses, ..deed(2, "L1", qty, "2026-02-28") })
    };
    let told = |answer: Result<Done, Refusal>| match answer {
        Ok(done) => Ok(done.entry),
        Err(Refusal::WitnessUnfit { why, .. }) => Err(why.word()),
        Err(other) => Err(other.code()),
    };
    for (witnesses, want) in [
        (&[][..], "witnesses-missing"),
        (&[1], "witnesses-missing"),
        (&[1, 1], "twice"),
        (&[1, 99], "unknown"),
        (&[1, 5], "no-witness"),
        (&[2, 1], "own"),
    ] {
        assert_eq!(told(bank.ask("clerk", late("1", witnesses))), Err(want), "{witnesses:?}");
    }
    let claim = told(bank.ask("clerk", late("2", &[1, 3]))).unwrap();
    assert_eq!(code(post(&mut bank, claim)), "review-missing");
    verify(&mut bank, "panel", claim).unwrap();
    post(&mut bank, claim).unwrap();
    assert_eq!(bank.balance(2, "JF"), "4");
    // One of February's three is left, none of March's is used.
    assert_eq!(code(bank.ask("clerk", late("3", &[1, 3]))), "done");
    assert_eq!(code(bank.ask("clerk", late("1", &[1, 3]))), "award-cap-reached");
    for _ in 0..3 {
        bank.deposit(2, "L1", "1", "2026-03-15").unwrap();
    }
    assert_eq!(code(bank.deposit(2, "L1", "1", "2026-03-15")), "award-cap-reached");
    assert_eq!(bank.balance(2, "JF"), "10");
    clean(&bank);
}

#[test]
fn an_objected_line_waits_while_the_others_are_paid() {
    let mut bank = bank();
    let (notice, claims) = hung(&mut bank, &[2, 3, 4]);
    let raised = object(&mut bank, claims[1]).unwrap();
    let again = object(&mut bank, claims[1]).unwrap_err();
    let deadline = day("2026-04-30");
    assert_eq!(again, Refusal::Objected { claim: claims[1], by: raised, deadline });
    on(&mut bank, "2026-03-28");
    assert_eq!(code(post(&mut bank, claims[1])), "objected");
    let done = close(&mut bank, notice).unwrap();
    let closed = Event::NoticeClosed { notice, posted: 2, waiting: vec![claims[1].seq] };
    assert_eq!(done.last().unwrap().event, closed);
    assert_eq!((bank.balance(2, "JF"), bank.balance(3, "JF")), ("10".into(), "0".into()));
    // Resolved by who neither filed nor reviewed it, it is due.
    for (who, want) in [("panel", "no-right"), ("clerk", "no-right")] {
        let answer = resolve(&mut bank, who, claims[1], Resolution::Dismissed);
        assert_eq!(code(answer), want);
    }
    resolve(&mut bank, "chair", claims[1], Resolution::Dismissed).unwrap();
    assert_eq!(code(resolve(&mut bank, "chair", claims[1], Resolution::Upheld)), "not-objected");
    let today = day("2026-03-28");
    let due = |bank: &Bank| {
        bank.ledger.view(lc01(), Wanted::Everything, |state| due_notices(state, today)).unwrap()
    };
    assert_eq!(due(&bank), [Command::PostClaim { claim: claims[1], account: account(3) }]);
    let commands = due(&bank);
    all(&mut bank, commands).unwrap();
    assert_eq!(bank.balance(3, "JF"), "10");
    assert_eq!(due(&bank), []);
    clean(&bank);
}

#[test]
fn who_filed_or_reviewed_a_claim_does_not_resolve_the_objection_to_it() {
    let mut bank = bank();
    let filed = bank.ask("manager", Command::FileClaim(deed(2, "V1", "1", "2026-03-18"))).unwrap();
    verify(&mut bank, "chair", filed.entry).unwrap();
    open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
    object(&mut bank, filed.entry).unwrap();
    let mut ask = |who| code(resolve(&mut bank, who, filed.entry, Resolution::Withdrawn));
    assert_eq!((ask("manager"), ask("chair")), ("filed-by-them", "reviewed-already"));
    clean(&bank);
}

#[test]
fn an_objection_upheld_strikes_the_claim_and_gives_back_its_cap() {
    let mut bank = bank();
    let (notice, claims) = hung(&mut bank, &[2, 3]);
    assert_eq!(code(reject(&mut bank, "panel", claims[0])), "on-notice");
    object(&mut bank, claims[0]).unwrap();
    resolve(&mut bank, "manager", claims[0], Resolution::Upheld).unwrap();
    for _ in 0..4 {
        file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap();
    }
    assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-03-18")), "award-cap-reached");
    on(&mut bank, "2026-03-28");
    let done = close(&mut bank, notice).unwrap();
    let closed = Event::NoticeClosed { notice, posted: 1, waiting: Vec::new() };
    assert_eq!(done.last().unwrap().event, closed);
    assert_eq!((bank.balance(2, "JF"), bank.balance(3, "JF")), ("0".into(), "10".into()));
    clean(&bank);
}

#[test]
fn a_correction_pays_less_and_never_more_than_what_hung_on_the_wall() {
    let mut bank = bank();
    let claim = file(&mut bank, 2, "V1", "3", "2026-03-18").unwrap();
    verify(&mut bank, "panel", claim).unwrap();
    let notice = open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
    object(&mut bank, claim).unwrap();
    let corrected = |qty: &str| Resolution::Corrected(Qty::read(qty).unwrap());
    for (qty, want) in [("4", "not-less"), ("3", "not-less"), ("0", "award-not-positive")] {
        assert_eq!(code(resolve(&mut bank, "manager", claim, corrected(qty))), want);
    }
    let done = resolve(&mut bank, "manager", claim, corrected("2")).unwrap();
    let Event::ObjectionResolved { qty, points, .. } = done.event else { panic!() };
    assert_eq!((qty.unwrap().to_string(), points.unwrap().to_string()), ("2".into(), "20".into()));
    // The cap holds what is claimed now: 20 of 40.
    file(&mut bank, 2, "V1", "2", "2026-03-18").unwrap();
    assert_eq!(code(file(&mut bank, 2, "V1", "1", "2026-03-18")), "award-cap-reached");
    on(&mut bank, "2026-03-28");
    close(&mut bank, notice).unwrap();
    assert_eq!(bank.balance(2, "JF"), "20");
    clean(&bank);
}

#[test]
fn a_notice_stands_at_least_as_long_as_its_strictest_rule_asks() {
    let mut bank = bank();
    let short = file(&mut bank, 2, "V2", "1", "2026-03-18").unwrap();
    for who in ["panel", "second", "chair"] {
        verify(&mut bank, who, short).unwrap();
    }
    let (from, to) = ("2026-03-01", "2026-03-19");
    assert_eq!(code(open(&mut bank, from, to, "2026-03-22")), "notice-days");
    let long = file(&mut bank, 3, "V1", "1", "2026-03-18").unwrap();
    verify(&mut bank, "panel", long).unwrap();
    let refused = open(&mut bank, from, to, "2026-03-23").unwrap_err();
    assert_eq!(refused, Refusal::NoticeDays { days: 3, least: 7, most: 60 });
    assert_eq!(code(open(&mut bank, from, to, "2026-05-20")), "notice-days", "nor for ever");
    assert_eq!(code(open(&mut bank, to, from, "2026-03-27")), "period-backwards");
    assert_eq!(code(open(&mut bank, from, "2026-03-21", "2026-03-27")), "future-day");
    assert_eq!(code(open(&mut bank, from, "2026-03-17", "2026-03-27")), "nothing-for-notice");
    assert_eq!(code(open(&mut bank, from, to, "2026-03-27")), "done");
    assert_eq!(code(open(&mut bank, from, to, "2026-03-27")), "nothing-for-notice", "hung once");
    // Of a single day, and for as long as there is a notice at all.
    for (day, until) in [("2026-03-16", "2026-03-27"), ("2026-03-15", "2026-05-19")] {
        let claim = file(&mut bank, 4, "V1", "1", day).unwrap();
        verify(&mut bank, "panel", claim).unwrap();
        assert_eq!(code(open(&mut bank, day, day, until)), "done");
    }
    clean(&bank);
}

#[test]
fn a_frozen_accounts_line_waits_and_is_paid_once_it_moves() {
    let mut bank = bank();
    let (notice, claims) = hung(&mut bank, &[2, 3]);
    let (account, reason) = (account(2), "核查".to_owned());
    bank.ask("manager", Command::FreezeAccount { account, reason: reason.clone() }).unwrap();
    on(&mut bank, "2026-03-28");
    assert_eq!(code(post(&mut bank, claims[0])), "frozen-account");
    let done = close(&mut bank, notice).unwrap();
    let closed = Event::NoticeClosed { notice, posted: 1, waiting: vec![claims[0].seq] };
    assert_eq!(done.last().unwrap().event, closed);
    bank.ask("manager", Command::UnfreezeAccount { account, reason }).unwrap();
    post(&mut bank, claims[0]).unwrap();
    assert_eq!(bank.balance(2, "JF"), "10");
    clean(&bank);
}

#[test]
fn an_account_with_a_claim_under_way_is_not_closed() {
    let mut bank = bank();
    let claim = file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap();
    let close = Command::CloseAccount { account: account(2), reason: "迁出".to_owned() };
    let refused = bank.ask("clerk", close.clone()).unwrap_err();
    assert_eq!(refused, Refusal::UnderWay { account: account(2), entry: claim });
    reject(&mut bank, "panel", claim).unwrap();
    bank.ask("clerk", close).unwrap();
    clean(&bank);
}

#[test]
fn a_rulebook_is_not_adopted_over_a_deed_that_is_claimed() {
    let mut bank = bank();
    file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap();
    let text = RULES.replace("points = \"10\"", "points = \"20\"");
    let adopt = |from| Command::AdoptRulebook { from: day(from), text: text.clone() };
    assert_eq!(code(bank.ask("manager", adopt("2026-03-18"))), "rulebook-too-early");
    assert_eq!(code(bank.ask("manager", adopt("2026-03-19"))), "done");
    clean(&bank);
}

/// What comes after a new rulebook is paid as it was claimed.
#[test]
fn a_claim_is_paid_under_the_rulebook_it_was_filed_under() {
    let mut bank = bank();
    let (notice, _) = hung(&mut bank, &[2]);
    let text = RULES.replace("points = \"10\"", "points = \"20\"").replace("notice 7", "notice 30");
    bank.ask("manager", Command::AdoptRulebook { from: day("2026-03-20"), text }).unwrap();
    on(&mut bank, "2026-03-28");
    close(&mut bank, notice).unwrap();
    assert_eq!(bank.balance(2, "JF"), "10");
    clean(&bank);
}

#[test]
fn of_more_claims_than_a_notice_holds_the_rest_wait_for_the_next() {
    let text = RULES.replace("caps = [\"40/月\"]", "");
    let mut bank = Bank::in_memory_with(&text);
    enrol(&mut bank);
    let claims = (0..2_001).map(|_| Command::FileClaim(deed(2, "V1", "1", "2026-03-18")));
    let filed = bank.ask_all("clerk", lc01(), claims.collect()).unwrap();
    let verified = filed.iter().map(|done| Command::VerifyClaim {
        claim: done.entry,
        account: account(2),
        note: String::new(),
        distinct: Some("各是一次".to_owned()),
    });
    bank.ask_all("panel", lc01(), verified.collect()).unwrap();
    let lines = |bank: &mut Bank| {
        let notice = open(bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
        match bank.ledger.entry(notice).unwrap().unwrap().event {
            Event::NoticeOpened { claims, .. } => (notice, claims.len()),
            other => panic!("{}", other.name()),
        }
    };
    let (first, second) = (lines(&mut bank), lines(&mut bank));
    assert_eq!((first.1, second.1), (2_000, 1));
    on(&mut bank, "2026-03-28");
    let due = |state: &_| due_notices(state, day("2026-03-28"));
    let commands = bank.ledger.view(lc01(), Wanted::Everything, due).unwrap();
    assert_eq!(commands.len(), 2_003);
    all(&mut bank, commands).unwrap();
    assert_eq!(bank.balance(2, "JF"), "20010");
    clean(&bank);
}

/// Person 4 is of household 2.
fn joined(bank: &mut Bank) {
    let (person, household) = (account(4), account(2));
    bank.ask("clerk", Command::JoinHousehold { account: person, household }).unwrap();
}

#[test]
fn nobody_reviews_or_resolves_for_their_own_family() {
    let mut bank = bank();
    joined(&mut bank);
    // The verifier is the person, the chair the household, the manager a neighbour.
    for (name, role, own) in
        [("panel", Role::Verifier, 4), ("chair", Role::Manager, 2), ("manager", Role::Manager, 3)]
    {
        let (operator, key) = (name.parse().unwrap(), key(name).public());
        let command = Command::EnrolOperator { operator, role, key, account: Some(account(own)) };
        bank.ask("manager", command).unwrap();
    }
    let of_household = file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap();
    let of_person = file(&mut bank, 4, "V1", "1", "2026-03-17").unwrap();
    for claim in [of_household, of_person] {
        for who in ["panel", "chair"] {
            assert_eq!(code(verify(&mut bank, who, claim)), "own-claim", "{who} {claim}");
            assert_eq!(code(reject(&mut bank, who, claim)), "own-claim", "{who} {claim}");
        }
        assert_eq!(code(verify(&mut bank, "second", claim)), "done");
    }
    open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
    object(&mut bank, of_person).unwrap();
    let mut ask = |who| code(resolve(&mut bank, who, of_person, Resolution::Dismissed));
    assert_eq!((ask("chair"), ask("manager")), ("own-claim", "done"));
    clean(&bank);
}

#[test]
fn a_witness_of_the_claimants_household_is_none() {
    let mut bank = bank();
    joined(&mut bank);
    let late = |serials: [u32; 2]| {
        let witnesses = serials.map(account).to_vec();
        Command::FileClaim(DeedCommand { witnesses, ..deed(2, "L1", "1", "2026-02-28") })
    };
    assert_eq!(code(bank.ask("clerk", late([1, 4]))), "witness-unfit");
    assert_eq!(code(bank.ask("clerk", late([1, 3]))), "done");
    clean(&bank);
}

#[test]
fn the_same_deed_claimed_by_two_of_a_household_waits_for_a_verifiers_word() {
    let mut bank = bank();
    joined(&mut bank);
    let first = file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap();
    let second = file(&mut bank, 4, "V1", "1", "2026-03-18").unwrap();
    let refused = verify(&mut bank, "panel", second).unwrap_err();
    assert_eq!(refused, Refusal::LooksDouble { claim: second, like: first });
    let (account, note) = (account(4), String::new());
    let word = |distinct: &str| Command::VerifyClaim {
        claim: second,
        account,
        note: note.clone(),
        distinct: Some(distinct.to_owned()),
    };
    assert_eq!(code(bank.ask("panel", word(" "))), "text-missing");
    assert_eq!(code(bank.ask("panel", word("另一片河段"))), "done");
    // Another day is another deed; so is the same one once the first is gone.
    let third = file(&mut bank, 4, "V1", "1", "2026-03-17").unwrap();
    assert_eq!(code(verify(&mut bank, "panel", third)), "done");
    let fourth = file(&mut bank, 3, "V1", "1", "2026-03-16").unwrap();
    reject(&mut bank, "panel", fourth).unwrap();
    let fifth = file(&mut bank, 3, "V1", "1", "2026-03-16").unwrap();
    assert_eq!(code(verify(&mut bank, "panel", fifth)), "done");
    clean(&bank);
}

#[test]
fn the_same_file_shown_for_two_claims_waits_for_a_verifiers_word() {
    let mut bank = bank();
    let shown = |serial, on| {
        let digests = vec![FileDigest([7; 32])];
        Command::FileClaim(DeedCommand { digests, ..deed(serial, "V1", "1", on) })
    };
    let first = bank.ask("clerk", shown(2, "2026-03-18")).unwrap().entry;
    let second = bank.ask("clerk", shown(3, "2026-03-11")).unwrap().entry;
    let refused = verify(&mut bank, "panel", second).unwrap_err();
    assert_eq!(refused, Refusal::LooksDouble { claim: second, like: first });
    // A first review with the word is enough: two reviewers need not say it twice.
    clean(&bank);
}

#[test]
fn a_request_for_a_claim_asked_twice_is_answered_once_though_it_is_like_itself() {
    let mut bank = bank();
    let request: ledger_core::ids::RequestKey = "claim-1".parse().unwrap();
    let key = key("clerk");
    let command = Command::FileClaim(deed(2, "V1", "1", "2026-03-18"));
    let order = [(request, command)];
    let ask = |bank: &mut Bank| {
        let mut order = ledger_core::ledger::Order {
            branch: lc01(),
            key: &key,
            now: bank.now,
            clock_confirmed: false,
            likeness_confirmed: false,
            requests: &order,
        };
        order.now = bank.now;
        bank.ledger.submit(&order).unwrap().remove(0)
    };
    let (first, again) = (ask(&mut bank), ask(&mut bank));
    assert_eq!((first.entry, again.repeated), (again.entry, true));
    assert_eq!(held(&bank, 2).claims.len(), 1);
    clean(&bank);
}

/// Points in notice stay with the account that claimed them, whoever leaves it.
#[test]
fn a_person_who_leaves_a_household_takes_their_own_claims_along_and_no_others() {
    let mut bank = bank();
    joined(&mut bank);
    let (notice, _) = hung(&mut bank, &[2]);
    let own = file(&mut bank, 4, "P1", "1", "2026-03-18").unwrap();
    let leave = Command::LeaveHousehold { account: account(4), reason: "分户".to_owned() };
    bank.ask("manager", leave).unwrap();
    on(&mut bank, "2026-03-28");
    close(&mut bank, notice).unwrap();
    verify(&mut bank, "panel", own).unwrap();
    post(&mut bank, own).unwrap();
    assert_eq!((bank.balance(2, "JF"), bank.balance(4, "JF")), ("10".into(), "5".into()));
    clean(&bank);
}

/// A bank whose ledger is opened again for every step, so that all it knows it
/// has from books and journal.
struct Reopened<'a> {
    dir: &'a Path,
    books: SharedBooks,
    now: &'a str,
    steps: u64,
}

impl Reopened<'_> {
    fn step<T>(&mut self, work: impl FnOnce(&mut Bank) -> T) -> T {
        let journal = FileJournal::new(self.dir.join("journal"));
        let mut bank = Bank::over(Box::new(journal), Box::new(self.books.clone()));
        on(&mut bank, self.now);
        self.steps += 1_000;
        bank.skip_requests(self.steps);
        let done = work(&mut bank);
        assert_eq!(bank.ledger.take_notices(), [], "the books need no mending");
        clean(&bank);
        done
    }
}

#[test]
fn claims_and_notices_come_back_from_the_books_as_they_went_in() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank =
        Reopened { dir: dir.path(), books: SharedBooks::default(), now: "2026-03-20", steps: 0 };
    bank.step(|bank| {
        bank.found_with(RULES);
        enrol(bank);
    });
    let claims: Vec<EntryId> = [2, 3, 4]
        .into_iter()
        .map(|serial| bank.step(|bank| file(bank, serial, "V1", "3", "2026-03-18").unwrap()))
        .collect();
    for &claim in &claims {
        bank.step(|bank| verify(bank, "panel", claim).unwrap());
    }
    let notice = bank.step(|bank| open(bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap());
    for &claim in &claims {
        bank.step(|bank| object(bank, claim).unwrap());
    }
    let less = Resolution::Corrected(Qty::read("2").unwrap());
    for (claim, resolution) in [(0, less), (1, Resolution::Upheld)] {
        bank.step(|bank| resolve(bank, "manager", claims[claim], resolution).unwrap());
    }
    bank.now = "2026-03-28";
    let done = bank.step(|bank| close(bank, notice).unwrap());
    let closed = Event::NoticeClosed { notice, posted: 1, waiting: vec![claims[2].seq] };
    assert_eq!(done.last().unwrap().event, closed);
    bank.step(|bank| resolve(bank, "manager", claims[2], Resolution::Withdrawn).unwrap());
    bank.step(|bank| post(bank, claims[2]).unwrap());
    // What was upheld gave its cap back, and what was corrected a part of it.
    bank.step(|bank| {
        assert_eq!(code(file(bank, 3, "V1", "4", "2026-03-18")), "done");
        assert_eq!(code(file(bank, 2, "V1", "2", "2026-03-18")), "done");
        assert_eq!(code(file(bank, 2, "V1", "1", "2026-03-18")), "award-cap-reached");
        let balances = [2, 3, 4].map(|serial| bank.balance(serial, "JF"));
        assert_eq!(balances, ["20", "0", "30"]);
    });
}

/// The power goes at any byte of the commit that closes a notice.
#[test]
fn a_notice_is_closed_and_all_its_lines_paid_or_nothing_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal/LC01/000000000000.jsonl");
    let books = SharedBooks::default();
    let open_bank = |books: SharedBooks| {
        let mut bank =
            Bank::over(Box::new(FileJournal::new(dir.path().join("journal"))), Box::new(books));
        on(&mut bank, "2026-03-28");
        bank
    };
    let mut bank = open_bank(books.clone());
    on(&mut bank, "2026-03-20");
    bank.found_with(RULES);
    enrol(&mut bank);
    let (notice, _) = hung(&mut bank, &[2, 3, 4]);
    let (before, known) = (fs::read(&path).unwrap().len(), books.copy());
    on(&mut bank, "2026-03-28");
    close(&mut bank, notice).unwrap();
    drop(bank);
    let whole = fs::read(&path).unwrap();
    let paid = |bank: &Bank| [2, 3, 4].map(|serial| bank.balance(serial, "JF"));
    for cut in (before..whole.len()).step_by(29).chain([whole.len() - 1]) {
        fs::write(&path, &whole[..cut]).unwrap();
        let mut bank = open_bank(known.copy());
        assert_eq!(paid(&bank), ["0", "0", "0"], "cut at {cut}");
        close(&mut bank, notice).unwrap();
        assert_eq!(paid(&bank), ["10", "10", "10"], "cut at {cut}");
        clean(&bank);
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(paid(&open_bank(known)), ["10", "10", "10"], "all of it was there");
}

/// The deed is of June, the points of July: nobody loses what they could not spend.
#[test]
fn points_of_a_claim_live_from_the_day_they_are_paid_and_a_ceiling_is_asked_that_day() {
    let terms = "decimals = 0\nexpires = \"半年\"\nceiling = \"15\"";
    let mut bank = Bank::in_memory_with(&RULES.replacen("decimals = 0", terms, 1));
    enrol(&mut bank);
    let pool =
        Command::OpenAccount { kind: ledger_core::rulebook::HolderKind::Pool, household: None };
    let Event::AccountOpened { account: pool, .. } = bank.ask("clerk", pool).unwrap().event else {
        panic!()
    };
    for day in ["2026-04-25", "2026-06-01", "2026-06-28"] {
        on(&mut bank, day);
        bank.deposit(3, "D1", "1", day).unwrap();
    }
    let claim = file(&mut bank, 2, "V1", "2", "2026-06-28").unwrap();
    verify(&mut bank, "panel", claim).unwrap();
    let filed = bank.ledger.entry(claim).unwrap().unwrap().event;
    let Event::ClaimFiled(filed) = filed else { panic!("{}", filed.name()) };
    assert_eq!((filed.until, filed.spilled), (None, None), "nothing of that is known yet");
    let notice = open(&mut bank, "2026-06-01", "2026-06-28", "2026-07-05").unwrap();
    on(&mut bank, "2026-07-06");
    let done = close(&mut bank, notice).unwrap();
    let Event::Deposited(paid) = &done[0].event else { panic!("{:?}", done[0]) };
    assert_eq!(paid.until, Some(day("2026-12-31")));
    let spilled = paid.spilled.unwrap();
    assert_eq!((spilled.to, spilled.points.to_string()), (pool, "5".into()));
    assert_eq!(bank.balance(2, "JF"), "15");
    clean(&bank);
}

/// Points in notice belong to the account that claimed them: a split neither
/// takes them along nor makes them twice.
#[test]
fn a_household_split_with_points_in_notice_divides_what_there_is_and_nothing_more() {
    let mut bank = bank();
    joined(&mut bank);
    let paid = file(&mut bank, 2, "P1", "6", "2026-03-10").unwrap();
    verify(&mut bank, "panel", paid).unwrap();
    post(&mut bank, paid).unwrap();
    let (notice, claims) = hung(&mut bank, &[2]);
    let divide = |points: &str| Command::Divide {
        from: account(2),
        to: account(4),
        points: points.parse().unwrap(),
        currency: "JF".parse().unwrap(),
        reason: "分户".to_owned(),
    };
    let refused = bank.ask("manager", divide("31")).unwrap_err();
    assert_eq!(refused.code(), "overdraft", "30 are there; the 10 in notice are not");
    bank.ask("manager", divide("30")).unwrap();
    let leave = Command::LeaveHousehold { account: account(4), reason: "分户".to_owned() };
    bank.ask("manager", leave).unwrap();
    let shut = Command::CloseAccount { account: account(2), reason: "分户".to_owned() };
    let refused = bank.ask("clerk", shut).unwrap_err();
    assert_eq!(refused, Refusal::UnderWay { account: account(2), entry: claims[0] });
    on(&mut bank, "2026-03-28");
    close(&mut bank, notice).unwrap();
    assert_eq!((bank.balance(2, "JF"), bank.balance(4, "JF")), ("10".into(), "30".into()));
    clean(&bank);
}

/// A bank that refuses what its fund does not cover, with room for 20.
fn covered() -> Bank {
    let terms = "decimals = 0\nyuan_per_point = \"1\"";
    let mut bank = Bank::in_memory_with(&RULES.replacen("decimals = 0", terms, 1));
    enrol(&mut bank);
    // What was brought forward is 150; so 170 leave room for 20.
    let received = Command::ReceiveFund {
        yuan: "170".parse().unwrap(),
        on: day("2026-03-20"),
        source: "镇财政".to_owned(),
        voucher: "F-1".parse().unwrap(),
    };
    let cover = ledger_core::event::CoverPolicy::Refuse;
    bank.ask_all("manager", lc01(), vec![received, Command::SetCover { cover }]).unwrap();
    bank
}

#[test]
fn what_is_claimed_counts_against_the_cover_from_the_day_it_is_filed() {
    let mut bank = covered();
    let first = file(&mut bank, 2, "V1", "2", "2026-03-18").unwrap();
    assert_eq!(code(file(&mut bank, 3, "V1", "1", "2026-03-18")), "beyond-cover");
    reject(&mut bank, "panel", first).unwrap();
    let (notice, _) = hung(&mut bank, &[2, 3]);
    assert_eq!(code(file(&mut bank, 4, "V1", "1", "2026-03-18")), "beyond-cover");
    on(&mut bank, "2026-03-28");
    close(&mut bank, notice).unwrap();
    assert_eq!(
        code(file(&mut bank, 4, "V1", "1", "2026-03-18")),
        "beyond-cover",
        "paid is owed too"
    );
    clean(&bank);
}

#[test]
fn an_objection_may_be_due_the_day_it_is_raised_and_not_before() {
    let mut bank = bank();
    let (_, claims) = hung(&mut bank, &[2]);
    for (deadline, want) in [("2026-03-19", "past-day"), ("2026-03-20", "done")] {
        let (claim, account) = (claims[0], of(&bank, claims[0]));
        let (reason, deadline) = ("没见他来".to_owned(), day(deadline));
        let command = Command::RaiseObjection { claim, account, reason, deadline };
        assert_eq!(code(bank.ask("clerk", command)), want);
    }
}

#[test]
fn what_a_correction_takes_off_is_covered_again() {
    let mut bank = covered();
    let claim = file(&mut bank, 2, "V1", "2", "2026-03-18").unwrap();
    verify(&mut bank, "panel", claim).unwrap();
    open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
    object(&mut bank, claim).unwrap();
    let less = Resolution::Corrected(Qty::read("1").unwrap());
    resolve(&mut bank, "chair", claim, less).unwrap();
    assert_eq!(code(file(&mut bank, 3, "V1", "1", "2026-03-18")), "done");
    assert_eq!(code(file(&mut bank, 4, "V1", "1", "2026-03-18")), "beyond-cover");
    clean(&bank);
}

/// By then its cap may leave less, or more; it was said when the claim was filed.
#[test]
fn what_clipped_a_claim_is_said_when_it_is_filed_and_not_when_it_is_paid() {
    let mut bank = bank();
    let others: Vec<EntryId> =
        (0..3).map(|_| file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap()).collect();
    let filed = bank.ask("clerk", Command::FileClaim(deed(2, "V1", "2", "2026-03-17"))).unwrap();
    assert!(filed.clipped_by.is_some());
    reject(&mut bank, "panel", others[0]).unwrap();
    verify(&mut bank, "panel", filed.entry).unwrap();
    open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
    on(&mut bank, "2026-03-28");
    let paid = post(&mut bank, filed.entry).unwrap();
    let Event::Deposited(deed) = &paid.event else { panic!("{}", paid.event.name()) };
    assert_eq!((deed.points.to_string(), deed.computed.is_some()), ("10".to_owned(), true));
    assert_eq!(paid.clipped_by, None);
}

#[test]
fn closing_the_day_closes_the_notices_that_have_stood_and_closing_it_again_writes_nothing() {
    let mut bank = bank();
    let (_, claims) = hung(&mut bank, &[2, 3]);
    object(&mut bank, claims[1]).unwrap();
    let due = |bank: &Bank, today: &str| {
        let look = |state: &_| ledger_core::due::due(state, day(today));
        bank.ledger.view(lc01(), Wanted::Everything, look).unwrap()
    };
    assert_eq!(due(&bank, "2026-03-27"), []);
    on(&mut bank, "2026-04-20");
    let commands = due(&bank, "2026-04-20");
    assert_eq!(commands.len(), 2, "{commands:?}");
    all(&mut bank, commands).unwrap();
    assert_eq!(due(&bank, "2026-04-20"), [], "the objected line waits for nothing but its end");
    resolve(&mut bank, "chair", claims[1], Resolution::Dismissed).unwrap();
    let commands = due(&bank, "2026-04-20");
    all(&mut bank, commands).unwrap();
    assert_eq!((bank.balance(2, "JF"), bank.balance(3, "JF")), ("10".into(), "10".into()));
    clean(&bank);
}

/// What was written once and has to stay readable for ever: every kind of entry
/// about claims and notices, in journals that follow the rules.
/// The cap clipped what hung on the wall; something else gave way since.
#[test]
fn a_correction_pays_no_more_than_what_hung_also_where_its_cap_has_more_room_by_now() {
    let mut bank = bank();
    let others: Vec<EntryId> =
        (0..3).map(|_| file(&mut bank, 2, "V1", "1", "2026-03-18").unwrap()).collect();
    let claim = file(&mut bank, 2, "V1", "3", "2026-03-17").unwrap();
    verify(&mut bank, "panel", claim).unwrap();
    let notice = open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
    for other in others {
        reject(&mut bank, "panel", other).unwrap();
    }
    object(&mut bank, claim).unwrap();
    let less = Resolution::Corrected(Qty::read("2").unwrap());
    resolve(&mut bank, "chair", claim, less).unwrap();
    on(&mut bank, "2026-03-28");
    close(&mut bank, notice).unwrap();
    assert_eq!(bank.balance(2, "JF"), "10", "ten were read on the wall");
    clean(&bank);
}

#[test]
fn what_looks_double_waits_for_a_word_also_under_a_rule_that_has_only_a_notice() {
    let mut bank = bank();
    let first = file(&mut bank, 2, "N1", "1", "2026-03-18").unwrap();
    let again = file(&mut bank, 2, "N1", "1", "2026-03-18").unwrap();
    let notice = open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27").unwrap();
    let hung = bank.ledger.entry(notice).unwrap().unwrap().event;
    assert!(matches!(hung, Event::NoticeOpened { claims, .. } if claims == [first.seq]));
    assert_eq!(code(verify(&mut bank, "panel", again)), "looks-double");
    let (account, distinct) = (account(2), Some("上午一次，下午一次".to_owned()));
    let word = Command::VerifyClaim { claim: again, account, note: String::new(), distinct };
    assert_eq!(code(bank.ask("clerk", word.clone())), "no-right");
    bank.ask("panel", word).unwrap();
    assert_eq!(code(open(&mut bank, "2026-03-01", "2026-03-19", "2026-03-27")), "done");
    clean(&bank);
}

/// The counter looks at as much of the books as a command needs: all of it.
#[test]
fn witnesses_of_a_deed_credited_directly_are_known_at_a_counter_just_opened() {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::open(dir.path());
    bank.found_with(RULES);
    drop(bank);
    let mut bank = Bank::open(dir.path());
    bank.skip_requests(1_000);
    let witnesses = vec![account(3)];
    let seen = DeedCommand { witnesses, ..deed(2, "D1", "1", "2026-03-18") };
    assert_eq!(code(bank.ask("clerk", Command::Deposit(seen))), "done");
    clean(&bank);
}

const FIXED: [(&str, &str); 2] = [
    ("HQ", include_str!("vectors/claims/HQ.jsonl")),
    ("LC01", include_str!("vectors/claims/LC01.jsonl")),
];
const HASHES: &str = include_str!("vectors/claims/hashes.txt");

#[test]
fn the_fixed_lines_about_claims_and_notices_are_read_hashed_and_audited_as_they_were() {
    let kinds = [
        "claim_filed",
        "claim_verified",
        "claim_rejected",
        "notice_opened",
        "objection_raised",
        "objection_resolved",
        "notice_closed",
        "deposited",
    ];
    common::fixed_lines(&FIXED, HASHES, &kinds);
}
