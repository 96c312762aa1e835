//! Volunteers' certificates: what they say, when they can be issued, what stops them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, day, deed, lc01, time};
use ledger_core::audit::audit;
use ledger_core::certificate::{self, End};
use ledger_core::command::{Command, Resolution};
use ledger_core::event::{Event, Role};
use ledger_core::ids::EntryId;
use ledger_core::ledger::{Done, Wanted};
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;

/// By the hour for the person, by the hour for their household, by the deed, and one
/// whose notices stand for twelve days.
const RULES: &str = r#"
title = "细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 1

[[rule]]
code = "T1"
kind = "earn"
category = "时间银行"
item = "陪聊"
unit = "小时"
points = "1"
currency = "JF"
caps = ["1h/次"]
holders = ["person"]

[[rule]]
code = "T2"
kind = "earn"
category = "公益"
item = "清扫"
unit = "小时"
points = "2"
currency = "JF"
holders = ["household"]
pays = "household"

[[rule]]
code = "T3"
kind = "earn"
category = "公益"
item = "巡河"
unit = "小时"
points = "1"
currency = "JF"
holders = ["person"]
review = ["verify 1", "notice 12 days"]

[[rule]]
code = "N1"
kind = "earn"
category = "议事"
item = "开会"
unit = "次"
points = "5"
currency = "JF"
"#;

/// Household 1 with its person 4; 6 is a person by themself.
fn bank() -> Bank {
    let mut bank = Bank::in_memory_with(RULES);
    let join = Command::JoinHousehold { account: account(4), household: account(1) };
    let commands = vec![
        join,
        common::commands::open_account(HolderKind::Person, None),
        common::commands::enrol("second", Role::Manager),
    ];
    bank.ask_all("manager", lc01(), commands).unwrap();
    bank
}

fn publish(bank: &mut Bank, serial: u32, from: &str, to: &str) -> Result<Done, Refusal> {
    let (account, from, to) = (account(serial), day(from), day(to));
    bank.ask("clerk", Command::PublishCertificate { account, from, to })
}

fn issue(bank: &mut Bank, certificate: EntryId, serial: u32) -> Result<Done, Refusal> {
    let (account, contact) = (account(serial), "清溪村委会，0575-8800".to_owned());
    bank.ask("clerk", Command::IssueCertificate { certificate, account, contact })
}

/// Minutes, deeds and the last day that they stand.
fn said(done: &Done) -> (String, u32, String) {
    match &done.event {
        Event::CertificatePublished { minutes, deeds, until, .. } => {
            (minutes.to_string(), *deeds, until.to_string())
        }
        other => panic!("{}", other.name()),
    }
}

fn code(result: Result<Done, Refusal>) -> String {
    result.map_or_else(|refusal| refusal.code().to_owned(), |done| done.event.name().to_owned())
}

fn at(bank: &mut Bank, when: &str) {
    bank.now = time(when);
}

#[test]
fn the_hours_are_the_volunteers_own_of_deeds_that_were_credited_and_stand() {
    let mut bank = bank();
    // Two hours asked, one hour paid: what was done is what counts.
    bank.deposit(4, "T1", "2", "2026-03-01").unwrap();
    let mistaken = bank.deposit(4, "T1", "0.5", "2026-03-02").unwrap();
    bank.reverse(mistaken.entry).unwrap();
    // Paid to the household, done by the person.
    bank.deposit(4, "T2", "80m", "2026-03-03").unwrap();
    // Nobody said who of the household did it; not by the hour; another's.
    bank.deposit(1, "T2", "3", "2026-03-03").unwrap();
    bank.deposit(4, "N1", "1", "2026-03-03").unwrap();
    bank.deposit(6, "T1", "1", "2026-03-03").unwrap();
    // Claimed and not paid.
    bank.ask("clerk", Command::FileClaim(deed(4, "T3", "5", "2026-03-04"))).unwrap();
    // On the first and the last day, and outside.
    bank.deposit(4, "T1", "1", "2026-02-10").unwrap();
    bank.deposit(4, "T1", "1", "2026-03-10").unwrap();

    let done = publish(&mut bank, 4, "2026-02-10", "2026-03-10").unwrap();
    assert_eq!(said(&done), ("320".to_owned(), 4, "2026-03-27".to_owned()));
    let done = publish(&mut bank, 4, "2026-02-11", "2026-03-09").unwrap();
    assert_eq!(said(&done), ("200".to_owned(), 2, "2026-03-27".to_owned()));
    assert_eq!(code(publish(&mut bank, 1, "2026-03-01", "2026-03-09")), "not-a-volunteer");
    assert_eq!(bank.findings(), [""; 0]);

    // The same, deed by deed, in the order of their days.
    let entries = bank.ledger.statement(account(4), usize::MAX).unwrap();
    let span = day("2026-02-10")..=day("2026-03-10");
    let look = |state: &_| certificate::served(state, account(4), span.clone(), &entries);
    let served = bank.ledger.view(lc01(), Wanted::Nothing, look).unwrap();
    let told: Vec<String> =
        served.iter().map(|served| format!("{} {}", served.deed.on, served.deed.qty)).collect();
    assert_eq!(told, ["2026-02-10 1", "2026-03-01 2", "2026-03-03 80m", "2026-03-10 1"]);
}

#[test]
fn a_certificate_is_issued_once_seven_whole_days_have_gone_by() {
    let mut bank = bank();
    bank.deposit(4, "T1", "1", "2026-03-01").unwrap();
    // Published late in the evening: the day itself does not count.
    at(&mut bank, "2026-03-20T15:59:59Z");
    let published = publish(&mut bank, 4, "2026-03-01", "2026-03-20").unwrap();
    assert_eq!(said(&published), ("60".to_owned(), 1, "2026-03-27".to_owned()));
    at(&mut bank, "2026-03-27T15:59:59Z");
    let refused = issue(&mut bank, published.entry, 4).unwrap_err();
    let from = day("2026-03-28");
    let today = day("2026-03-27");
    let certificate = published.entry;
    assert_eq!(refused, Refusal::CertificateStands { certificate, from, today });
    at(&mut bank, "2026-03-27T16:00:00Z");
    let issued = issue(&mut bank, certificate, 4).unwrap();
    let Event::CertificateIssued { minutes, deeds, from, to, .. } = &issued.event else { panic!() };
    assert_eq!((minutes.to_string().as_str(), *deeds), ("60", 1));
    assert_eq!((*from, *to), (day("2026-03-01"), day("2026-03-20")));
    let again = issue(&mut bank, certificate, 4).unwrap_err();
    assert_eq!(again, Refusal::CertificateIssued { certificate, by: issued.entry });
    let kept = bank.ledger.account(account(4)).unwrap().unwrap();
    let end = kept.certificate(certificate.seq).unwrap().end;
    assert_eq!(end, Some(End::Issued(issued.entry.seq)));
    // Another of the same days can be asked for.
    assert_eq!(code(publish(&mut bank, 4, "2026-03-01", "2026-03-20")), "certificate_published");
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn it_stands_as_long_as_the_rules_of_its_deeds_want_a_notice_to() {
    let mut bank = bank();
    let claim = bank.ask("clerk", Command::FileClaim(deed(4, "T3", "5", "2026-03-04"))).unwrap();
    let (claim, account) = (claim.entry, account(4));
    let verify = Command::VerifyClaim { claim, account, note: "属实".to_owned(), distinct: None };
    bank.ask("panel", verify).unwrap();
    let (from, to, until) = (day("2026-03-01"), day("2026-03-20"), day("2026-04-01"));
    let notice = bank.ask("clerk", Command::OpenNotice { from, to, until }).unwrap().entry;
    at(&mut bank, "2026-04-02T02:00:00Z");
    bank.ask("clerk", Command::PostClaim { claim, account }).unwrap();
    bank.ask("clerk", Command::CloseNotice { notice }).unwrap();
    let published = publish(&mut bank, 4, "2026-03-01", "2026-03-20").unwrap();
    assert_eq!(said(&published), ("300".to_owned(), 1, "2026-04-14".to_owned()));
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn an_objection_stops_it_and_is_resolved_by_somebody_else() {
    let mut bank = bank();
    bank.deposit(4, "T1", "1", "2026-03-01").unwrap();
    let (account, from, to) = (account(4), day("2026-03-01"), day("2026-03-20"));
    let publish = Command::PublishCertificate { account, from, to };
    let claim = bank.ask("manager", publish.clone()).unwrap().entry;
    let object = Command::RaiseObjection {
        claim,
        account,
        reason: "没见他来".to_owned(),
        deadline: day("2026-04-04"),
    };
    bank.ask("clerk", object.clone()).unwrap();
    at(&mut bank, "2026-03-28T02:00:00Z");
    assert_eq!(code(issue(&mut bank, claim, 4)), "objected");
    // Nor is it taken down and published anew without what is said against it.
    let withdraw =
        Command::WithdrawCertificate { certificate: claim, account, reason: "重做".to_owned() };
    assert_eq!(code(bank.ask("clerk", withdraw)), "objected");
    let resolve = |resolution| Command::ResolveObjection {
        claim,
        account,
        resolution,
        reason: "签到表在".to_owned(),
    };
    let dismiss = resolve(Resolution::Dismissed);
    assert_eq!(code(bank.ask("manager", dismiss.clone())), "filed-by-them");
    bank.ask("second", dismiss).unwrap();
    bank.ask("clerk", object).unwrap();
    bank.ask("second", resolve(Resolution::Upheld)).unwrap();
    assert_eq!(code(issue(&mut bank, claim, 4)), "certificate-withdrawn");
    assert_eq!(bank.findings(), [""; 0]);

    // Nor by the volunteer's own family.
    let enrol = Command::EnrolOperator {
        operator: "kin".parse().unwrap(),
        role: Role::Manager,
        key: common::key("kin").public(),
        account: Some(common::account(1)),
    };
    bank.ask("manager", enrol).unwrap();
    let claim = bank.ask("manager", publish).unwrap().entry;
    let reason = "没见他来".to_owned();
    let deadline = day("2026-04-04");
    bank.ask("clerk", Command::RaiseObjection { claim, account, reason, deadline }).unwrap();
    let (resolution, reason) = (Resolution::Dismissed, "属实".to_owned());
    let own = Command::ResolveObjection { claim, account, resolution, reason };
    assert_eq!(code(bank.ask("kin", own)), "own-claim");
}

#[test]
fn what_was_reversed_since_is_published_anew() {
    let mut bank = bank();
    let first = bank.deposit(4, "T1", "1", "2026-03-01").unwrap();
    bank.deposit(4, "T1", "1", "2026-03-02").unwrap();
    let published = publish(&mut bank, 4, "2026-03-01", "2026-03-20").unwrap().entry;
    bank.reverse(first.entry).unwrap();
    at(&mut bank, "2026-03-28T02:00:00Z");
    let told = issue(&mut bank, published, 4).unwrap_err();
    assert!(matches!(told, Refusal::ServiceChanged { now, .. } if now.to_string() == "60"));
    // Entered late, of days that were published: those hours are no longer the published ones.
    let (account, reason) = (account(4), "有冲正".to_owned());
    let withdraw = Command::WithdrawCertificate { certificate: published, account, reason };
    assert_eq!(code(bank.ask("clerk", withdraw)), "certificate_withdrawn");
    let anew = publish(&mut bank, 4, "2026-03-01", "2026-03-20").unwrap();
    assert_eq!(said(&anew), ("60".to_owned(), 1, "2026-04-04".to_owned()));
    bank.deposit(4, "T1", "1", "2026-03-19").unwrap();
    at(&mut bank, "2026-04-05T02:00:00Z");
    assert_eq!(code(issue(&mut bank, anew.entry, 4)), "service-changed");
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn in_one_order_the_deeds_before_it_count_and_books_made_again_say_the_same() {
    let mut bank = bank();
    let (account, from, to) = (account(4), day("2026-03-01"), day("2026-03-20"));
    let commands = vec![
        Command::Deposit(deed(4, "T1", "1", "2026-03-01")),
        Command::PublishCertificate { account, from, to },
    ];
    let done = bank.ask_all("clerk", lc01(), commands).unwrap();
    assert_eq!(said(&done[1]).0, "60");
    bank.ledger.rebuild().unwrap();
    assert_eq!(bank.findings(), [""; 0]);
    at(&mut bank, "2026-03-28T02:00:00Z");
    assert_eq!(code(issue(&mut bank, done[1].entry, 4)), "certificate_issued");
    let now = time("2026-03-28T02:00:00Z");
    let report = audit(bank.ledger.journal(), &[lc01()], None, now).unwrap();
    assert_eq!(report.findings().count(), 0);
}

/// What was written once and has to stay readable for ever: certificates published,
/// objected to, withdrawn and issued, in journals that follow the rules.
const FIXED: [(&str, &str); 2] = [
    ("HQ", include_str!("vectors/certificates/HQ.jsonl")),
    ("LC01", include_str!("vectors/certificates/LC01.jsonl")),
];
const HASHES: &str = include_str!("vectors/certificates/hashes.txt");

#[test]
fn the_fixed_lines_of_certificates_are_read_hashed_and_audited_as_they_were() {
    let kinds = ["certificate_published", "certificate_issued", "certificate_withdrawn"];
    common::fixed_lines(&FIXED, HASHES, &kinds);
}
