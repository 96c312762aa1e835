//! Forgery: what someone with the files can do, and what an audit says to it.
//!
//! Three forgers. One has the files and no key: every byte of every journal
//! file is changed, entries are edited and the chain made anew, lines are
//! dropped, swapped and brought from elsewhere. One has the clerk's own key and
//! writes lines that are rightly chained and signed and break the rules. One
//! has neither and cuts the tail off at the end of a commit, which only the
//! books can tell. Every table says the findings expected, all of them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::store::copy_dir;
use common::{Bank, account, brief, day, deed, key, lc01, time};
use ledger_core::audit::{Finding, FindingCode, audit};
use ledger_core::books::SledBooks;
use ledger_core::command::Command;
use ledger_core::day::{Offset, Timestamp};
use ledger_core::event::{AppealOutcome, Deed, Event, OfferKind, Role};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, OperatorId, RequestKey};
use ledger_core::journal::{FileJournal, Journal};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Ledger, Wanted};
use ledger_core::line::{self, Entry, EntryHash, is_signed};
use ledger_core::lots::Lot;
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Amount, Points};
use ledger_core::postings::SystemAccount;
use ledger_core::record::Kept;
use ledger_core::rulebook::{BookHash, HolderKind};
use ledger_core::state::Status;

/// When the auditor looks.
const NOW: &str = "2026-03-20T03:00:00Z";

fn segment(bank: &Path, branch: &str) -> PathBuf {
    bank.join("journal").join(branch).join("000000000000.jsonl")
}

fn lines_of(path: &Path) -> Vec<Vec<u8>> {
    let text = fs::read(path).unwrap();
    text.split_inclusive(|&b| b == b'\n').map(|line| line[..line.len() - 1].to_vec()).collect()
}

fn put_lines(path: &Path, lines: &[Vec<u8>]) {
    let text: Vec<u8> = lines.iter().flat_map(|line| line.iter().copied().chain([b'\n'])).collect();
    fs::write(path, text).unwrap();
}

/// Audits the journal alone, as one does who was handed the folder.
fn findings_in(bank: &Path, branches: Option<&[BranchCode]>) -> Vec<Finding> {
    let journal = FileJournal::read_only(bank.join("journal"));
    let all = journal.branches().unwrap();
    let report = audit(&journal, branches.unwrap_or(&all), None, time(NOW)).unwrap();
    report.findings().cloned().collect()
}

fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(brief).collect()
}

/// `award-wrong@15, chain-broken@16`; the branch only where it is not LC01.
fn codes(findings: &[Finding]) -> String {
    let of = |finding: &Finding| {
        let branch = finding.branch.as_str();
        let branch = if branch == "LC01" { String::new() } else { format!("{branch}:") };
        let seq = finding.seq.map_or("-".to_owned(), |seq| seq.to_string());
        format!("{}@{branch}{seq}", finding.code)
    };
    findings.iter().map(of).collect::<Vec<_>>().join(", ")
}

/// A bank as small as can be with one of everything, so that every byte can be tried.
fn smallest(dir: &Path) {
    const BOOK: &str = "title = \"细则\"\n[[currency]]\ncode = \"JF\"\nname = \"分\"\ndecimals = 0\n\
        [[rule]]\ncode = \"H1\"\nkind = \"earn\"\ncategory = \"公\"\nitem = \"劳\"\nunit = \"次\"\n\
        points = \"5\"\ncurrency = \"JF\"\ncaps = [\"20/月\"]\n";
    let mut bank = Bank::open(dir);
    let (offset, since) = (Offset::CHINA, day("2026-01-01"));
    let origin: ledger_core::ids::Origin = "a.b/c".parse().unwrap();
    let public = key("manager").public();
    let found = Command::Found {
        origin: origin.clone(),
        name: "镇".to_owned(),
        offset,
        since,
        key: public,
    };
    bank.ask_in("manager", BranchCode::HQ, found).unwrap();
    let charter = Command::CharterBranch { branch: lc01(), name: "村".to_owned() };
    bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
    let founded = bank.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
    let founded = EntryHash::of(&founded);
    let name = "村".to_owned();
    let household = |no: &str| Command::OpenAccount {
        kind: HolderKind::Household,
        household: Some(no.parse().unwrap()),
    };
    let begin = vec![
        Command::OpenBranch { origin, founded, name, offset, since, key: public },
        Command::EnrolOperator {
            operator: "clerk".parse().unwrap(),
            role: Role::Clerk,
            key: key("clerk").public(),
            account: None,
        },
        Command::AdoptRulebook { from: since, text: BOOK.to_owned() },
        household("1"),
        household("2"),
    ];
    bank.ask_all("manager", lc01(), begin).unwrap();
    let deposits = vec![
        Command::Deposit(deed(1, "H1", "1", "2026-03-01")),
        Command::Deposit(deed(1, "H1", "2", "2026-03-02")),
    ];
    let done = bank.ask_all("clerk", lc01(), deposits).unwrap();
    bank.transfer(1, 2, "3").unwrap();
    bank.reverse(done[0].entry).unwrap();
}

/// Whether a finding names this line, its own place or that of the next, whose `prev` tells.
fn names(finding: &Finding, branch: BranchCode, seq: u64) -> bool {
    let place = [Some(seq), Some(seq + 1)].contains(&finding.seq);
    let missed =
        finding.code == FindingCode::EntryMissing && finding.expected == format!("entry {seq}");
    finding.branch == branch && (place || missed)
}

#[test]
fn any_changed_byte_of_any_journal_file_is_found_and_its_branch_and_place_named() {
    let home = tempfile::tempdir().unwrap();
    smallest(home.path());
    assert_eq!(told(&findings_in(home.path(), None)), Vec::<String>::new());
    for branch in [BranchCode::HQ, lc01()] {
        let text = fs::read(segment(home.path(), branch.as_str())).unwrap();
        assert!(text.len() > 500);
        let half = text.len() / 2;
        // Two threads, a folder each: half the bytes each.
        std::thread::scope(|scope| {
            for part in [0..half, half..text.len()] {
                let (text, home) = (&text, home.path());
                scope.spawn(move || {
                    let dir = tempfile::tempdir().unwrap();
                    copy_dir(&home.join("journal"), &dir.path().join("journal"));
                    for byte in part {
                        change_byte(dir.path(), branch, text, byte);
                    }
                });
            }
        });
    }
}

fn change_byte(bank: &Path, branch: BranchCode, text: &[u8], byte: usize) {
    let path = segment(bank, branch.as_str());
    let seq = text[..byte].iter().filter(|&&b| b == b'\n').count() as u64;
    // A bit of it; and another character that could stand there, a line's end now and then.
    let other = match text[byte] {
        _ if byte.is_multiple_of(17) && text[byte] != b'\n' => b'\n',
        b'0'..=b'8' | b'a'..=b'y' | b'A'..=b'Y' => text[byte] + 1,
        b'9' => b'0',
        b' ' => b'x',
        _ => b' ',
    };
    for value in [text[byte] ^ (1 << (byte % 8)), other] {
        let mut changed = text.to_vec();
        changed[byte] = value;
        fs::write(&path, &changed).unwrap();
        let findings = findings_in(bank, Some(&[branch]));
        assert!(
            findings.iter().any(|finding| names(finding, branch, seq)),
            "byte {byte} of {branch} (entry {seq}) from {} to {value}: {:?}",
            text[byte],
            told(&findings)
        );
    }
}

/// Makes every `prev` anew from a line on; signatures stay as they were.
fn rechain(lines: &mut [Vec<u8>], from: usize) {
    for place in from..lines.len() {
        let mut entry = Entry::decode(&lines[place]).unwrap();
        entry.prev = EntryHash::of(&lines[place - 1]);
        lines[place] = entry.encode().unwrap();
    }
}

#[test]
fn a_chain_made_anew_without_keys_is_found_by_every_signature_from_there_on() {
    let dir = tempfile::tempdir().unwrap();
    village(dir.path());
    let path = segment(dir.path(), "LC01");
    let lines = lines_of(&path);
    let mut edited = 0;
    for place in 1..lines.len() {
        let mut entry = Entry::decode(&lines[place]).unwrap();
        match &mut entry.event {
            Event::Deposited(deed) => deed.points = "999".parse().unwrap(),
            Event::Redeemed { points, .. } | Event::Transferred { points, .. } => {
                *points = "1".parse().unwrap();
            }
            _ => continue,
        }
        edited += 1;
        let mut forged = lines.clone();
        forged[place] = entry.encode().unwrap();
        rechain(&mut forged, place + 1);
        put_lines(&path, &forged);
        let findings = findings_in(dir.path(), Some(&[lc01()]));
        let wrong: Vec<u64> = findings
            .iter()
            .filter(|finding| finding.code == FindingCode::SignatureWrong)
            .filter_map(|finding| finding.seq)
            .collect();
        let signed: Vec<u64> =
            (place..lines.len()).filter(|&at| is_signed(&lines[at])).map(|at| at as u64).collect();
        assert_eq!(wrong, signed, "entry {place} edited: {:?}", told(&findings));
        assert!(!findings.iter().any(|f| f.code == FindingCode::ChainBroken));
    }
    assert!(edited >= 6, "{edited} entries were tried");
}

/// The common bank with a month's work behind it; the next entry is [`NEXT`].
fn village(dir: &Path) {
    work(&mut Bank::founded_in(dir));
}

fn work(bank: &mut Bank) {
    bank.deposit(1, "H08", "1", "2026-03-01").unwrap(); // 13
    bank.deposit(2, "H08", "2", "2026-03-02").unwrap(); // 14: 120 of 150 a month
    bank.redeem(1, "RICE-5", "1").unwrap(); // 15
    bank.transfer(1, 2, "10").unwrap(); // 16
    let wrong = bank.deposit(3, "H01", "2", "2026-03-03").unwrap(); // 17
    bank.reverse(wrong.entry).unwrap(); // 18
    let reason = || "x".to_owned();
    let others = vec![
        Command::FreezeAccount { account: account(3), reason: reason() }, // 19
        Command::EnrolOperator {
            operator: "gone".parse().unwrap(),
            role: Role::Clerk,
            key: key("gone").public(),
            account: None,
        }, // 20
        Command::RetireOperator { operator: "gone".parse().unwrap(), reason: reason() }, // 21
        Command::WithdrawOffer { offer: "HAIR".parse().unwrap(), reason: reason() }, // 22
    ];
    bank.ask_all("manager", lc01(), others).unwrap();
    let two = vec![
        Command::Deposit(deed(4, "T01", "1", "2026-03-04")), // 23
        Command::Deposit(deed(4, "T01", "2", "2026-03-05")), // 24
    ];
    bank.ask_all("clerk", lc01(), two).unwrap();
    assert_eq!(bank.findings(), Vec::<String>::new());
    assert_eq!(bank.ledger.journal().size(lc01()).unwrap(), NEXT);
}

const NEXT: u64 = 25;

/// A forger at a branch's file who knows the format and has what keys are given.
struct Forger {
    path: PathBuf,
    lines: Vec<Vec<u8>>,
    at: Timestamp,
    branch: BranchCode,
}

impl Forger {
    fn at(bank: &Path, branch: BranchCode) -> Self {
        let path = segment(bank, branch.as_str());
        let lines = if path.exists() { lines_of(&path) } else { Vec::new() };
        Self { path, lines, at: time(NOW), branch }
    }

    /// One commit, rightly chained; its last line signed by `key`, if there is one.
    fn append(&mut self, by: &str, key: Option<&OperatorKey>, events: Vec<Event>) {
        let count = events.len();
        for (n, event) in events.into_iter().enumerate() {
            let req = format!("forged-{}", self.lines.len()).parse().unwrap();
            self.line(by, key.filter(|_| n + 1 == count), req, event);
        }
    }

    fn line(&mut self, by: &str, key: Option<&OperatorKey>, req: RequestKey, event: Event) {
        let prev = match (&event, self.lines.last()) {
            (_, Some(last)) => EntryHash::of(last),
            (Event::BranchOpened { origin, .. }, None) => EntryHash::origin(origin, self.branch),
            _ => EntryHash::default(),
        };
        let place = (self.branch, self.lines.len() as u64, prev);
        let entry = Entry::new(place, self.at, by.parse().unwrap(), req, event);
        let mut line = entry.encode().unwrap();
        if let Some(key) = key {
            line::sign(&mut line, key);
        }
        self.lines.push(line);
    }

    fn save(&self) {
        fs::create_dir_all(self.path.parent().unwrap()).unwrap();
        put_lines(&self.path, &self.lines);
    }
}

/// A rulebook that says something this program knows nothing of.
fn of_a_later_version() -> Event {
    let text = format!("{}\n[[levy]]\nname = \"new\"\n", common::RULEBOOK);
    Event::RulebookAdopted { book: BookHash::of(&text), from: day("2026-03-10"), text }
}

#[test]
fn by_rules_it_cannot_read_the_program_goes_on_by_no_others() {
    let dir = tempfile::tempdir().unwrap();
    village(dir.path());
    let mut forger = Forger::at(dir.path(), lc01());
    forger.append("manager", Some(&key("manager")), vec![of_a_later_version()]);
    forger.save();
    // Read from the journal, then from the books.
    let later = |seconds: u32| time(&NOW.replace(":00Z", &format!(":{seconds:02}Z")));
    for again in 1..3 {
        let mut bank = Bank::open(dir.path());
        bank.now = later(again);
        let mut credit = |on: &str| {
            let deed = common::deed(1, "H01", "1", on);
            bank.ask("clerk", Command::Deposit(deed)).map_err(|error| error.to_string())
        };
        let refused = credit("2026-03-12").unwrap_err();
        assert!(refused.contains("for a later version"), "{refused}");
        // A deed of the days before is by the rules of those.
        let refused = credit("2026-03-09").map(|_| ()).err();
        assert!(refused.is_none_or(|why| !why.contains("version")));
    }
    // What can be read takes its place.
    let mut bank = Bank::open(dir.path());
    bank.now = later(3);
    let text = format!("{}# again\n", common::RULEBOOK);
    bank.ask("manager", Command::AdoptRulebook { from: day("2026-03-10"), text }).unwrap();
    bank.ask("clerk", Command::Deposit(common::deed(2, "H01", "1", "2026-03-12"))).unwrap();
}

/// What the honest clerk would have written, to be changed.
fn award(serial: u32, rule: &str, qty: &str, points: &str, on: &str) -> Deed {
    let currency = if rule.starts_with('T') { "SF" } else { "JF" };
    Deed {
        account: account(serial),
        rule: rule.parse().unwrap(),
        book: BookHash::of(common::RULEBOOK),
        qty: qty.parse().unwrap(),
        points: points.parse().unwrap(),
        currency: currency.parse().unwrap(),
        on: day(on),
        evidence: "签到表".to_owned(),
        note: String::new(),
        computed: None,
        approver: None,
        done_by: None,
        until: None,
        spilled: None,
        lots: Vec::new(),
        digests: Vec::new(),
        witnesses: Vec::new(),
        like: None,
        claim: None,
    }
}

fn deposited(change: impl FnOnce(&mut Deed)) -> Event {
    let mut deed = award(1, "H01", "1", "2", "2026-03-06");
    change(&mut deed);
    Event::Deposited(deed)
}

fn points(text: &str) -> Points {
    text.parse().unwrap()
}

fn operator(text: &str) -> OperatorId {
    text.parse().unwrap()
}

fn transferred(from: AccountNo, to: AccountNo, text: &str) -> Event {
    let currency = "JF".parse().unwrap();
    let (note, lots) = (String::new(), Vec::new());
    Event::Transferred { from, to, points: points(text), currency, note, lots }
}

fn redeemed(offer: &str, qty: &str, text: &str, merchant: Option<AccountNo>) -> Event {
    Event::Redeemed {
        account: account(1),
        offer: offer.parse().unwrap(),
        qty: qty.parse().unwrap(),
        points: points(text),
        currency: "JF".parse().unwrap(),
        merchant,
        note: String::new(),
        lots: Vec::new(),
        matched: None,
    }
}

fn code(text: &str) -> PickUpCode {
    text.parse().unwrap()
}

const CODE: &str = "7K3M-9QTX-2BHD";

/// A bag of rice put by for account 1; it stands at 25 where it is the first that is forged.
fn reserved(change: impl FnOnce(&mut String)) -> Event {
    let mut until = "2026-03-27".to_owned();
    change(&mut until);
    Event::Reserved {
        account: account(1),
        offer: "RICE-5".parse().unwrap(),
        qty: "1".parse().unwrap(),
        points: points("20"),
        currency: "JF".parse().unwrap(),
        merchant: Some(account(5)),
        until: day(&until),
        code: code(CODE).hash(),
        note: String::new(),
        lots: Vec::new(),
    }
}

fn collected(shown: &str, merchant: Option<AccountNo>) -> Event {
    Event::Collected {
        reservation: EntryId { branch: lc01(), seq: 25 },
        account: account(1),
        offer: "RICE-5".parse().unwrap(),
        qty: "1".parse().unwrap(),
        points: points("20"),
        currency: "JF".parse().unwrap(),
        merchant,
        code: code(shown),
        lots: Vec::new(),
    }
}

fn cancelled(text: &str) -> Event {
    Event::ReservationCancelled {
        reservation: EntryId { branch: lc01(), seq: 25 },
        account: account(1),
        offer: "RICE-5".parse().unwrap(),
        qty: "1".parse().unwrap(),
        points: points(text),
        currency: "JF".parse().unwrap(),
        lots: Vec::new(),
        reason: "不要了".to_owned(),
    }
}

fn brought(serial: u32, text: &str) -> Event {
    Event::BroughtForward {
        account: account(serial),
        points: points(text),
        currency: "JF".parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
        until: None,
    }
}

fn reversed(forger: &Forger, seq: usize, change: impl FnOnce(&mut Event)) -> Event {
    let mut undoes = Entry::decode(&forger.lines[seq]).unwrap().event;
    change(&mut undoes);
    Event::Reversed {
        entry: EntryId { branch: lc01(), seq: seq as u64 },
        undoes: Box::new(undoes),
        reason: "记错".to_owned(),
        lots: Vec::new(),
    }
}

fn enrolled(name: &str, role: Role, key: &OperatorKey) -> Event {
    Event::OperatorEnrolled { operator: operator(name), role, key: key.public(), account: None }
}

/// What is forged, by whom, and all that the audit says: `code [expected] [found]`,
/// with the rule first where one is named.
struct Forged {
    what: &'static str,
    by: &'static str,
    forge: fn(&Forger) -> Vec<Event>,
    says: &'static [&'static str],
}

/// A row of the table.
fn row(
    what: &'static str,
    by: &'static str,
    says: &'static [&'static str],
    forge: fn(&Forger) -> Vec<Event>,
) -> Forged {
    Forged { what, by, forge, says }
}

/// Whether a text is the one wanted; `…` stands for anything.
fn fits(want: &str, text: &str) -> bool {
    let mut parts = want.split('…');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    let mut rest = rest;
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn said(finding: &Finding) -> String {
    let Finding { code, expected, found, .. } = finding;
    let rule = finding.rule.map(|rule| format!("{rule}: ")).unwrap_or_default();
    let seq = finding.seq.map_or("-".to_owned(), |seq| seq.to_string());
    let short = |text: &str| text.replace(&account(1).to_string(), "#1");
    format!("{rule}{code}@{seq} [{}] [{}]", short(expected), short(found))
}

#[test]
fn what_is_rightly_chained_and_signed_and_against_the_rules_is_found_for_what_it_is() {
    let home = tempfile::tempdir().unwrap();
    village(home.path());
    let mut wrong = Vec::new();
    for Forged { what, by, forge, says } in table() {
        let dir = tempfile::tempdir().unwrap();
        copy_dir(&home.path().join("journal"), &dir.path().join("journal"));
        let mut forger = Forger::at(dir.path(), lc01());
        let events = forge(&forger);
        forger.append(by, Some(&key(by)), events);
        forger.save();
        let findings = findings_in(dir.path(), None);
        let got: Vec<String> = findings.iter().map(said).collect();
        let right =
            got.len() == says.len() && got.iter().zip(says).all(|(got, want)| fits(want, got));
        if !right || findings.iter().any(|finding| finding.branch != lc01()) {
            wrong.push(format!("{what}\n  want {says:?}\n  got  {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[rustfmt::skip]
fn table() -> Vec<Forged> {
    vec![
        row("an honest award, so that the table proves something", "clerk", &[], |_| {
            vec![deposited(|_| {})]
        }),
        row("more points than the rule gives", "clerk",
            &["H01: award-wrong@25 [points=2] [points=4]"],
            |_| vec![deposited(|deed| deed.points = points("4"))]),
        row("fewer points than the rule gives", "clerk",
            &["H01: award-wrong@25 [points=2] [points=1]"],
            |_| vec![deposited(|deed| deed.points = points("1"))]),
        row("in another currency", "clerk",
            &["H01: award-wrong@25 [currency=JF] [currency=SF]"],
            |_| vec![deposited(|deed| deed.currency = "SF".parse().unwrap())]),
        row("beyond what the cap leaves", "clerk",
            &["H08: cap-exceeded@25 [computed=60 points=30] [points=60]"],
            |_| vec![Event::Deposited(award(2, "H08", "1", "60", "2026-03-06"))]),
        row("under a cap that is used up", "clerk",
            &["H08: award-wrong@25 [computed=60] [none]",
              "H08: cap-exceeded@26 [refused: rule `H08`: the cap `150 points/month` leaves nothing of 60 points: 150 points are used] [deposited 60 JF]"],
            |_| vec![Event::Deposited(award(2, "H08", "1", "30", "2026-03-06")),
                     Event::Deposited(award(2, "H08", "1", "60", "2026-03-07"))]),
        row("under the hash of another rulebook", "clerk",
            &["H01: award-wrong@25 [book=…]"],
            |_| vec![deposited(|deed| deed.book = BookHash::of("another"))]),
        row("under a rule that is none", "clerk",
            &["H99: rule-refuses@25 [refused: there is no rule `H99` in the rulebook in force on 2026-03-06] [deposited 2 JF]"],
            |_| vec![deposited(|deed| deed.rule = "H99".parse().unwrap())]),
        row("under a rule that was not in force", "clerk",
            &["H09: rule-refuses@25 [refused: rule `H09` is not in force on 2026-01-31] [deposited 10 JF]"],
            |_| vec![Event::Deposited(Deed {
                approver: Some(operator("panel")),
                ..award(1, "H09", "1", "10", "2026-01-31")
            })]),
        row("for a kind of holder the rule is not for", "clerk",
            &["H08: rule-refuses@25 [refused: rule `H08` is not for a Person] [deposited 60 JF]"],
            |_| vec![Event::Deposited(award(4, "H08", "1", "60", "2026-03-06"))]),
        row("a deduction as a deposit", "clerk",
            &["H51: rule-refuses@25 [refused: rule `H51` is of kind `deduct`, not `earn`] [deposited 3 JF]"],
            |_| vec![Event::Deposited(award(1, "H51", "1", "3", "2026-03-06"))]),
        row("for a day to come", "clerk",
            &["H01: rule-refuses@25 [refused: 2026-03-21 has not come yet; today is 2026-03-20] [deposited 2 JF]"],
            |_| vec![deposited(|deed| deed.on = day("2026-03-21"))]),
        row("for a day before the bank", "clerk",
            &["H01: rule-refuses@25 [refused: 2025-12-31 is before the bank began on 2026-01-01] [deposited 2 JF]"],
            |_| vec![deposited(|deed| deed.on = day("2025-12-31"))]),
        row("for less than nothing", "clerk",
            &["H01: award-wrong@25 [refused: rule `H01`: a quantity of `-1` is not greater than zero] [deposited 2 JF]"],
            |_| vec![deposited(|deed| deed.qty = "-1".parse().unwrap())]),
        row("for a frozen account", "clerk",
            &["H01: rule-refuses@25 [refused: account `…` is frozen] [deposited 2 JF]"],
            |_| vec![deposited(|deed| deed.account = account(3))]),
        row("for an account that is none", "clerk",
            &["sum-not-zero@- [0 JF] [-2 JF]",
              "H01: rule-refuses@25 [refused: there is no account `…`] [deposited 2 JF]"],
            |_| vec![deposited(|deed| deed.account = account(77))]),
        row("with a phone number in its note", "clerk",
            &["H01: rule-refuses@25 [refused: the note holds a private number (Phone)] [deposited 2 JF]"],
            |_| vec![deposited(|deed| deed.note = "13800138000".to_owned())]),
        row("by a retired operator", "gone",
            &["H01: no-right@25 [refused: operator `gone` was retired] [deposited 2 JF]"],
            |_| vec![deposited(|_| {})]),
        row("by an auditor", "auditor",
            &["H01: no-right@25 [refused: `auditor` is Auditor; this takes Clerk] [deposited 2 JF]"],
            |_| vec![deposited(|_| {})]),
        row("by a verifier", "panel",
            &["H01: no-right@25 [refused: `panel` is Verifier; this takes Clerk] [deposited 2 JF]"],
            |_| vec![deposited(|_| {})]),
        row("approved by nobody", "clerk",
            &["H09: no-right@25 [refused: rule `H09` wants an approver besides `clerk`] [deposited 10 JF]"],
            |_| vec![Event::Deposited(award(1, "H09", "1", "10", "2026-03-06"))]),
        row("approved by who posts it", "clerk",
            &["H09: no-right@25 [refused: `clerk` cannot approve what they post themselves] [deposited 10 JF]"],
            |_| vec![Event::Deposited(Deed {
                approver: Some(operator("clerk")),
                ..award(1, "H09", "1", "10", "2026-03-06")
            })]),
        row("approved by an auditor", "clerk",
            &["H09: no-right@25 [refused: `auditor` cannot approve: not enrolled, retired, or an auditor] [deposited 10 JF]"],
            |_| vec![Event::Deposited(Deed {
                approver: Some(operator("auditor")),
                ..award(1, "H09", "1", "10", "2026-03-06")
            })]),
        row("a redemption beyond what can be spent", "clerk",
            &["overdraft@25 [refused: `#1` has 80 JF to spend; 100 are needed] [redeemed 100 JF]"],
            |_| vec![redeemed("RICE-5", "5", "100", Some(account(5)))]),
        row("a redemption below the price", "clerk",
            &["event-wrong@25 [points=20] [points=2]"],
            |_| vec![redeemed("RICE-5", "1", "2", Some(account(5)))]),
        row("a redemption collected by another", "clerk",
            &["event-wrong@25 [merchant=…] [merchant=…]"],
            |_| vec![redeemed("RICE-5", "1", "20", Some(account(2)))]),
        row("a redemption of a withdrawn offer", "clerk",
            &["rule-refuses@25 [refused: offer `HAIR` was withdrawn] [redeemed 10 JF]"],
            |_| vec![redeemed("HAIR", "1", "10", None)]),
        row("a transfer beyond the balance", "clerk",
            &["overdraft@25 [refused: `#1` has 80 JF to spend; 5000 are needed] [transferred 5000 JF]"],
            |_| vec![transferred(account(1), account(2), "5000")]),
        row("a transfer to itself", "clerk",
            &["rule-refuses@25 [refused: points cannot be transferred from `#1` to itself] [transferred 5 JF]"],
            |_| vec![transferred(account(1), account(1), "5")]),
        row("a transfer to another branch's account of the same number", "clerk",
            &["sum-not-zero@- [0 JF] [-5 JF]",
              "rule-refuses@25 [refused: account `…` is of branch `HQ`, not `LC01`] [transferred 5 JF]"],
            |_| vec![transferred(account(1), AccountNo::new(BranchCode::HQ, 1), "5")]),
        row("a reversal by a clerk", "clerk",
            &["no-right@25 [refused: `clerk` is Clerk; this takes Manager] [reversed 60 JF]"],
            |forger| vec![reversed(forger, 13, |_| {})]),
        row("a reversal of what the entry did not say", "manager",
            &["event-wrong@25 [undoes=…\"60\"…\"9\"…"],
            |forger| vec![reversed(forger, 13, |event| {
                if let Event::Deposited(deed) = event { deed.points = points("9"); }
            })]),
        row("a reversal of another account's", "manager",
            &["event-wrong@25 [undoes=…"],
            |forger| vec![reversed(forger, 13, |event| {
                if let Event::Deposited(deed) = event { deed.account = account(2); }
            })]),
        row("a reversal a second time", "manager",
            &["rule-refuses@25 [refused: entry `LC01:17` was already reversed by `LC01:18`] [reversed 4 JF]"],
            |forger| vec![reversed(forger, 17, |_| {})]),
        row("a reversal of a reversal", "manager",
            &["rule-refuses@25 [refused: entry `LC01:18` (reversed) cannot be reversed] [reversed 4 JF]"],
            |forger| vec![reversed(forger, 18, |_| {})]),
        row("a reversal of an entry to come", "manager",
            &["rule-refuses@25 [refused: there is no entry `LC01:99`] [reversed 60 JF]"],
            |forger| {
                let Event::Reversed { undoes, reason, lots, .. } = reversed(forger, 13, |_| {}) else {
                    return Vec::new();
                };
                let entry = EntryId { branch: lc01(), seq: 99 };
                vec![Event::Reversed { entry, undoes, reason, lots }]
            }),
        row("an opening balance by a clerk", "clerk",
            &["no-right@25 [refused: `clerk` is Clerk; this takes Manager] [brought_forward 500 JF]"],
            |_| vec![brought(2, "500")]),
        row("an opening balance a second time", "manager",
            &["rule-refuses@25 [refused: account `#1` already has a balance of JF brought forward] [brought_forward 500 JF]"],
            |_| vec![brought(1, "500")]),
        row("a friend enrolled by a clerk, and what the friend then does", "clerk",
            &["no-right@25 [refused: `clerk` is Clerk; this takes Manager] [operator_enrolled]"],
            |_| vec![enrolled("friend", Role::Manager, &key("friend"))]),
        row("a second name for the clerk's own key", "manager",
            &["rule-refuses@25 [refused: the key given for `second` is already that of `clerk`] [operator_enrolled]"],
            |_| vec![enrolled("second", Role::Verifier, &key("clerk"))]),
        row("a rulebook by a clerk", "clerk",
            &["no-right@25 [refused: `clerk` is Clerk; this takes Manager] [rulebook_adopted]"],
            |_| {
                let text = common::RULEBOOK.replace("points = \"2\"", "points = \"200\"");
                vec![Event::RulebookAdopted { book: BookHash::of(&text), from: day("2026-04-01"), text }]
            }),
        row("a rulebook under another's hash", "manager",
            &["event-wrong@25 [book=…"],
            |_| {
                let (book, text) = (BookHash::of("another"), format!("{}#\n", common::RULEBOOK));
                vec![Event::RulebookAdopted { book, from: day("2026-04-01"), text }]
            }),
        row("a rulebook for days already credited", "manager",
            &["rule-refuses@25 [refused: a rulebook from 2026-03-01 would change deeds already credited up to 2026-03-05] [rulebook_adopted]"],
            |_| {
                let text = format!("{}#\n", common::RULEBOOK);
                vec![Event::RulebookAdopted { book: BookHash::of(&text), from: day("2026-03-01"), text }]
            }),
        row("a rulebook that no version of ours can read", "manager",
            &["rule-refuses@25 [refused: the rulebook cannot be read: …"],
            |_| vec![of_a_later_version()]),
        row("an account under a number out of order", "clerk",
            &["event-wrong@25 [account=…"],
            |_| vec![Event::AccountOpened {
                account: account(9),
                kind: HolderKind::Person,
                household: None,
            }]),
        row("an account in the place of another's", "clerk",
            &["sum-not-zero@- [0 JF] [-180 JF]", "event-wrong@25 [account=…] [account=#1]"],
            |_| vec![Event::AccountOpened {
                account: account(1),
                kind: HolderKind::Person,
                household: None,
            }]),
        row("points said to have expired that lie in no lot", "clerk",
            &["rule-refuses@25 [refused: nothing of JF in `#1` has ended by 2026-03-20] [expired 50 JF]"],
            |_| vec![Event::Expired {
                account: account(1),
                currency: "JF".parse().unwrap(),
                points: points("50"),
                lots: vec![Lot { until: day("2026-01-31"), points: points("80") }],
                carried: Some(Lot { until: day("2026-12-31"), points: points("500") }),
            }]),
        row("an account closed that still holds points", "clerk",
            &["rule-refuses@25 [refused: account `#1` still holds 180 JF] [account_closed]"],
            |_| vec![Event::AccountClosed { account: account(1), reason: "x".to_owned() }]),
        row("an honest reservation, collected", "clerk", &[],
            |_| vec![reserved(|_| {}), collected(CODE, Some(account(5)))]),
        row("a reservation held for longer than its offer says", "clerk",
            &["event-wrong@25 [until=2026-03-27] [until=2026-04-27]"],
            |_| vec![reserved(|until| *until = "2026-04-27".to_owned())]),
        row("a reservation collected without its code", "clerk",
            &["rule-refuses@26 [refused: the code is not that of reservation `LC01:25`] [collected 20 JF]"],
            |_| vec![reserved(|_| {}), collected("7K3M-9QTX-2BHE", Some(account(5)))]),
        row("a reservation collected past its merchant", "clerk",
            &["event-wrong@26 [merchant=…] [none]"],
            |_| vec![reserved(|_| {}), collected(CODE, None)]),
        row("a reservation collected and then cancelled", "clerk",
            &["rule-refuses@27 [refused: account `#1` has no reservation `LC01:25` under way] [reservation_cancelled 20 JF]"],
            |_| vec![reserved(|_| {}), collected(CODE, Some(account(5))), cancelled("20")]),
        row("more given back than was reserved", "clerk",
            &["event-wrong@26 [points=20] [points=50]"],
            |_| vec![reserved(|_| {}), cancelled("50")]),
        row("stock by a clerk", "clerk",
            &["no-right@25 [refused: `clerk` is Clerk; this takes Manager] [stock_changed]"],
            |_| vec![Event::StockChanged {
                offer: "HAIR".parse().unwrap(),
                change: "5".parse().unwrap(),
                reason: "x".to_owned(),
            }]),
        row("an offer by a clerk", "clerk",
            &["no-right@25 [refused: `clerk` is Clerk; this takes Manager] [offer_listed]"],
            |_| vec![Event::OfferListed {
                offer: "CAR".parse().unwrap(),
                title: "小汽车".to_owned(),
                kind: OfferKind::Goods,
                price: points("1"),
                currency: "JF".parse().unwrap(),
                merchant: None,
                limit: None,
                from: None,
                until: None,
                hold_days: None,
            }]),
        row("a settlement that no money stands behind", "manager",
            &["rule-refuses@25 [refused: the fund holds 0 yuan; 5 are needed] [settled 20 JF]"],
            |_| vec![Event::Settled {
                merchant: account(5),
                points: points("20"),
                currency: "JF".parse().unwrap(),
                yuan: "5".parse().unwrap(),
                voucher: "V1".parse().unwrap(),
                note: String::new(),
            }]),
        row("an appeal paid before its goal is reached", "manager",
            &["rule-refuses@27 [refused: appeal `BRIDGE` lacks 50 JF and runs until 2026-03-31] [appeal_closed 50 JF]"],
            |_| {
                let (appeal, pool) = ("BRIDGE".parse().unwrap(), account(6));
                let (goal, currency) = (points("50"), "JF".parse().unwrap());
                vec![
                    Event::AccountOpened {
                        account: pool,
                        kind: HolderKind::Pool,
                        household: None,
                    },
                    Event::AppealOpened {
                        appeal,
                        title: "修桥".to_owned(),
                        pool,
                        goal,
                        currency,
                        until: day("2026-03-31"),
                    },
                    Event::AppealClosed {
                        appeal,
                        pool,
                        outcome: AppealOutcome::Paid,
                        points: Some(goal),
                        currency: Some(currency),
                    },
                ]
            }),
        row("the branch opened again", "manager",
            &["rule-refuses@25 [refused: branch `LC01` is already there] [branch_opened]"],
            |forger| vec![Entry::decode(&forger.lines[0]).unwrap().event]),
        row("a head office founded in a village", "manager",
            &["rule-refuses@25 [refused: this can only be done in `HQ`] [founded]",
              "branch-of-another-bank@0 [origin wenming.example/test founded …] [origin wenming.example/test founded 0000…"],
            |_| vec![Event::Founded {
                origin: "wenming.example/test".parse().unwrap(),
                name: "又一家".to_owned(),
                offset: Offset::CHINA,
                since: day("2026-01-01"),
                key: key("manager").public(),
            }]),
        row("an honest certificate, so that those below prove something", "clerk", &[], |_| {
            vec![published("180", 2, "2026-03-27")]
        }),
        row("a certificate of more hours than were served", "clerk",
            &["event-wrong@25 [minutes=180] [minutes=1800]"],
            |_| vec![published("1800", 2, "2026-03-27")]),
        row("a certificate of more deeds than were done", "clerk",
            &["event-wrong@25 [deeds=2] [deeds=3]"],
            |_| vec![published("180", 3, "2026-03-27")]),
        row("a certificate that stands six days", "clerk",
            &["event-wrong@25 [until=2026-03-27] [until=2026-03-26]"],
            |_| vec![published("180", 2, "2026-03-26")]),
        row("a certificate issued on the day it was published", "clerk",
            &["rule-refuses@26 [refused: certificate `LC01:25` can be issued from 2026-03-28; today is 2026-03-20] [certificate_issued]"],
            |_| vec![published("180", 2, "2026-03-27"), issued(25, "180")]),
        row("a lender's record of more than was earned", "clerk",
            &["event-wrong@25 [kept=[{\"balance\":\"3\",\"currency\":\"SF\",\"life\":\"3\",\"year\":\"3\"}]] [kept=[…\"life\":\"3000\"…"],
            |_| vec![Event::RecordIssued {
                account: account(4),
                requested: day("2026-03-19"),
                lender: "农商行".to_owned(),
                status: Status::Open,
                kept: vec![Kept {
                    currency: "SF".parse().unwrap(),
                    year: "3".parse().unwrap(),
                    life: "3000".parse().unwrap(),
                    balance: "3".parse().unwrap(),
                }],
                reservations: 0,
            }]),
        row("a certificate issued and never published", "clerk",
            &["rule-refuses@25 [refused: account `…` has no certificate `LC01:24`] [certificate_issued]"],
            |_| vec![issued(24, "180")]),
    ]
}

fn published(minutes: &str, deeds: u32, until: &str) -> Event {
    let (account, minutes, until) = (account(4), minutes.parse().unwrap(), day(until));
    let (from, to) = (day("2026-03-01"), day("2026-03-20"));
    Event::CertificatePublished { account, from, to, minutes, deeds, until }
}

fn issued(seq: u64, minutes: &str) -> Event {
    Event::CertificateIssued {
        certificate: EntryId { branch: lc01(), seq },
        account: account(4),
        from: day("2026-03-01"),
        to: day("2026-03-20"),
        minutes: minutes.parse().unwrap(),
        deeds: 2,
        contact: "村委会".to_owned(),
    }
}

#[test]
fn a_certificate_that_says_more_than_was_published_is_found() {
    let says = |minutes: &str| {
        let dir = tempfile::tempdir().unwrap();
        village(dir.path());
        let mut forger = Forger::at(dir.path(), lc01());
        forger.append("clerk", Some(&key("clerk")), vec![published("180", 2, "2026-03-27")]);
        forger.at = time("2026-03-28T02:00:00Z");
        forger.append("clerk", Some(&key("clerk")), vec![issued(25, minutes)]);
        forger.save();
        let journal = FileJournal::read_only(dir.path().join("journal"));
        let report = audit(&journal, &journal.branches().unwrap(), None, forger.at).unwrap();
        report.findings().map(said).collect::<Vec<_>>()
    };
    assert_eq!(says("180"), [""; 0]);
    assert_eq!(says("1800"), ["event-wrong@26 [minutes=180] [minutes=1800]"]);
}

/// What a forger does to the lines of a village, and what is found: the codes and places.
type Tamper = (&'static str, &'static str, fn(&mut Forger));

fn check(cases: &[Tamper]) {
    let home = tempfile::tempdir().unwrap();
    village(home.path());
    let (mut got, mut wanted) = (Vec::new(), Vec::new());
    for (what, want, tamper) in cases {
        let dir = tempfile::tempdir().unwrap();
        copy_dir(&home.path().join("journal"), &dir.path().join("journal"));
        let mut forger = Forger::at(dir.path(), lc01());
        tamper(&mut forger);
        forger.save();
        got.push(format!("{what}: {}", codes(&findings_in(dir.path(), None))));
        wanted.push(format!("{what}: {want}"));
    }
    assert_eq!(got, wanted);
}

#[test]
fn who_signs_for_another_or_for_nobody_is_found() {
    check(&[
        ("in the manager's name with the clerk's key", "signature-wrong@25", |forger| {
            forger.append("manager", Some(&key("clerk")), vec![deposited(|_| {})]);
        }),
        ("in the clerk's name with a key of the forger's", "signature-wrong@25", |forger| {
            forger.append("clerk", Some(&key("forger")), vec![deposited(|_| {})]);
        }),
        ("by somebody not enrolled", "signer-unknown@25", |forger| {
            forger.append("mallory", Some(&key("mallory")), vec![deposited(|_| {})]);
        }),
        ("by somebody who enrols himself", "no-right@25, signer-unknown@26", |forger| {
            let own = enrolled("mallory", Role::Manager, &key("mallory"));
            forger.append("mallory", Some(&key("mallory")), vec![own, deposited(|_| {})]);
        }),
        ("by a friend whom a clerk enrolled", "no-right@25", |forger| {
            let friend = enrolled("friend", Role::Manager, &key("friend"));
            forger.append("clerk", Some(&key("clerk")), vec![friend]);
            forger.append("friend", Some(&key("friend")), vec![brought(2, "10")]);
        }),
        ("a line in the clerk's name under the manager's signature", "commit-mixed@26", |forger| {
            forger.append("clerk", None, vec![deposited(|_| {})]);
            forger.append("manager", Some(&key("manager")), vec![brought(2, "10")]);
        }),
        ("signed by nobody", "commit-unfinished@25", |forger| {
            forger.append("clerk", None, vec![deposited(|_| {})]);
        }),
    ]);
}

#[test]
fn a_request_answered_twice_and_a_time_that_is_not_now_are_found() {
    check(&[
        ("a request answered twice", "request-repeated@25", |forger| {
            let first = Entry::decode(&forger.lines[13]).unwrap().req;
            forger.line("clerk", Some(&key("clerk")), first, deposited(|_| {}));
        }),
        ("a commit from before the one before", "time-backwards@25", |forger| {
            forger.at = time("2026-03-10T02:00:00Z");
            forger.append("clerk", Some(&key("clerk")), vec![deposited(|_| {})]);
        }),
        ("a commit from a time to come", "time-ahead@25", |forger| {
            forger.at = time("2026-03-22T02:00:00Z");
            forger.append("clerk", Some(&key("clerk")), vec![deposited(|_| {})]);
        }),
    ]);
}

#[test]
fn a_line_that_is_no_entry_is_found_and_what_follows_is_still_looked_at() {
    check(&[
        ("zeroes in its place", "line-unreadable@14, chain-broken@15", |forger| {
            forger.lines[14] = vec![0; 80];
        }),
        ("written with a blank", "line-unreadable@14, chain-broken@15", |forger| {
            forger.lines[14].insert(7, b' ');
        }),
        (
            "that, and a wrong signature behind it",
            "line-unreadable@14, chain-broken@15, signature-wrong@25",
            |forger| {
                forger.lines[14] = vec![0; 80];
                forger.append("manager", Some(&key("clerk")), vec![brought(2, "10")]);
            },
        ),
    ]);
}

#[test]
fn lines_deleted_swapped_doubled_or_brought_from_elsewhere_are_found() {
    // 13 to 18 are commits of one line, 19 to 22 and 23 to 24 of several.
    check(&[
        ("a commit deleted", "entry-missing@15, chain-broken@15", |forger| {
            drop(forger.lines.remove(14))
        }),
        ("a line of a commit deleted", "entry-missing@22, chain-broken@22", |forger| {
            forger.lines.remove(21);
        }),
        ("the last line but one deleted", "entry-missing@24, chain-broken@24", |forger| {
            forger.lines.remove(23);
        }),
        ("the last line of a commit deleted", "commit-unfinished@23", |forger| {
            forger.lines.remove(24);
        }),
        (
            "two commits swapped",
            "entry-missing@13, chain-broken@13, entry-missing@14, chain-broken@14, \
             entry-missing@15, chain-broken@15",
            |forger| forger.lines.swap(13, 14),
        ),
        ("a commit doubled", "entry-missing@13, chain-broken@13, request-repeated@13", |forger| {
            forger.lines.insert(14, forger.lines[13].clone())
        }),
        ("lines signed by nobody and half a line", "commit-unfinished@25", |forger| {
            forger.append(
                "clerk",
                None,
                vec![deposited(|_| {}), transferred(account(1), account(2), "1")],
            );
            forger.save();
            let text = fs::read(&forger.path).unwrap();
            fs::write(&forger.path, [&text[..], b"{\"v\":1,"].concat()).unwrap();
            forger.path.set_file_name("beside");
        }),
        ("half a line at the end", "tail-torn@25", |forger| {
            let text = fs::read(&forger.path).unwrap();
            fs::write(&forger.path, [&text[..], b"{\"v\":1,"].concat()).unwrap();
            // What is saved afterwards goes beside, where nobody looks.
            forger.path.set_file_name("beside");
        }),
        ("another bank's branch of that name", "branch-of-another-bank@0", |forger| {
            let elsewhere = tempfile::tempdir().unwrap();
            smallest(elsewhere.path());
            forger.lines = lines_of(&segment(elsewhere.path(), "LC01"));
        }),
        (
            "head office's lines",
            "entry-of-another-branch@0, chain-broken@0, rule-refuses@0, \
             entry-of-another-branch@1, rule-refuses@1, branch-of-another-bank@0",
            |forger| {
                let hq = forger.path.parent().unwrap().with_file_name("HQ");
                forger.lines = lines_of(&hq.join("000000000000.jsonl"));
            },
        ),
    ]);
}

#[test]
fn a_branch_without_its_first_line_has_nobody_who_could_have_signed_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    village(dir.path());
    let mut forger = Forger::at(dir.path(), lc01());
    forger.lines.remove(0);
    forger.save();
    let found = codes(&findings_in(dir.path(), None));
    assert!(found.starts_with("entry-missing@1, beginning-wrong@1, rule-refuses@1"), "{found}");
    assert!(found.contains("signer-unknown@12"), "{found}");
}

#[test]
fn a_branch_that_is_gone_or_that_head_office_never_chartered_is_found() {
    let opened = |forger: &Forger, key: &OperatorKey| {
        let first = Entry::decode(&forger.lines[0]).unwrap().event;
        let Event::BranchOpened { origin, founded, name, offset, since, .. } = first else {
            return Vec::new();
        };
        vec![Event::BranchOpened { origin, founded, name, offset, since, key: key.public() }]
    };
    let home = tempfile::tempdir().unwrap();
    village(home.path());
    let lc02: BranchCode = "LC02".parse().unwrap();
    let mut bank = Bank::open(home.path());
    bank.now = time(NOW);
    let charter = Command::CharterBranch { branch: lc02, name: "山北村".to_owned() };
    bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
    drop(bank);
    assert_eq!(codes(&findings_in(home.path(), None)), "branch-missing@LC02:-");

    let lc01 = Forger::at(home.path(), lc01());
    for (code, by, want) in [
        ("LC02", "manager", ""),
        ("LC02", "mallory", "branch-not-chartered@LC02:0"),
        ("LC03", "manager", "branch-missing@LC02:-, branch-not-chartered@LC03:0"),
        (
            "LC03",
            "mallory",
            "branch-missing@LC02:-, branch-not-chartered@LC03:0, branch-not-chartered@LC03:0",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        copy_dir(&home.path().join("journal"), &dir.path().join("journal"));
        let mut forger = Forger::at(dir.path(), code.parse().unwrap());
        forger.append(by, Some(&key(by)), opened(&lc01, &key(by)));
        forger.save();
        assert_eq!(codes(&findings_in(dir.path(), None)), want, "{code} by {by}");
    }

    fs::remove_dir_all(home.path().join("journal/LC01")).unwrap();
    let found = codes(&findings_in(home.path(), None));
    assert_eq!(found, "branch-missing@-, branch-missing@LC02:-");
}

#[test]
fn a_segment_that_is_gone_is_found_wherever_it_stood() {
    let home = tempfile::tempdir().unwrap();
    let journal = FileJournal::with_segments(home.path().join("journal"), 700);
    let mut bank = Bank::over(Box::new(journal), Box::new(common::store::SharedBooks::default()));
    bank.found();
    work(&mut bank);
    drop(bank);
    let mut firsts: Vec<u64> = fs::read_dir(home.path().join("journal/LC01"))
        .unwrap()
        .map(|name| name.unwrap().path().file_stem().unwrap().to_str().unwrap().parse().unwrap())
        .collect();
    firsts.sort_unstable();
    assert!(firsts.len() > 4, "{firsts:?}");
    let (_, but_last) = firsts.split_last().unwrap();
    for (n, first) in but_last.iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        copy_dir(&home.path().join("journal"), &dir.path().join("journal"));
        fs::remove_file(dir.path().join(format!("journal/LC01/{first:012}.jsonl"))).unwrap();
        let findings = findings_in(dir.path(), Some(&[lc01()]));
        let (next, expected) = (firsts[n + 1], format!("entry {first}"));
        let named = findings.iter().any(|finding| {
            finding.code == FindingCode::EntryMissing
                && finding.seq == Some(next)
                && finding.expected == expected
        });
        assert!(named, "segment {first} gone: {:?}", told(&findings));
    }
}

#[test]
fn a_tail_cut_off_between_two_commits_is_found_through_the_books_and_nothing_is_mended() {
    let home = tempfile::tempdir().unwrap();
    village(home.path());
    let lines = lines_of(&segment(home.path(), "LC01"));
    let ends = (0..lines.len() - 1).filter(|&at| is_signed(&lines[at]));
    for cut in ends.map(|at| at + 1) {
        let dir = tempfile::tempdir().unwrap();
        copy_dir(home.path(), dir.path());
        let path = segment(dir.path(), "LC01");
        put_lines(&path, &lines[..cut]);
        assert_eq!(
            codes(&findings_in(dir.path(), Some(&[lc01()]))),
            "",
            "the lines alone say nothing"
        );
        let mut bank = Bank::open(dir.path());
        let lost = format!("entries-lost@LC01:{cut} [{NEXT}] [{cut}]");
        assert_eq!(bank.findings(), [lost]);
        // Nothing is answered, and nothing written, on what is left.
        assert!(bank.ledger.account(account(1)).is_err());
        let asked = bank.ask_all(
            "clerk",
            lc01(),
            vec![Command::Deposit(deed(1, "H01", "1", "2026-03-06"))],
        );
        assert!(asked.is_err());
        assert_eq!(lines_of(&path).len(), cut);
        drop(bank);
        // Nor where the forger, who holds the clerk's key, puts others in their place.
        let mut forger = Forger::at(dir.path(), lc01());
        while forger.lines.len() as u64 <= NEXT {
            forger.append(
                "clerk",
                Some(&key("clerk")),
                vec![transferred(account(1), account(2), "1")],
            );
        }
        forger.save();
        let bank = Bank::open(dir.path());
        let place = NEXT - 1;
        let replaced = format!("entry-replaced@LC01:{place}");
        assert!(bank.findings().iter().any(|f| f.starts_with(&replaced)), "{:?}", bank.findings());
        assert!(bank.ledger.account(account(1)).is_err());
    }
}

#[test]
fn lines_that_were_never_committed_are_one_finding_and_no_reason_to_blame_the_books() {
    let home = tempfile::tempdir().unwrap();
    village(home.path());
    let mut forger = Forger::at(home.path(), lc01());
    let lines = vec![deposited(|_| {}), transferred(account(1), account(2), "1")];
    forger.append("clerk", None, lines);
    forger.save();
    let journal = FileJournal::read_only(home.path().join("journal"));
    let books = SledBooks::open(home.path().join("books")).unwrap();
    let ledger = Ledger::read_only(Box::new(journal), Box::new(books));
    let of = |branch| ledger.books_of(branch);
    let report = audit(ledger.journal(), &[lc01()], Some(&of), time(NOW)).unwrap();
    assert_eq!(codes(&report.findings().cloned().collect::<Vec<_>>()), "commit-unfinished@25");
    let branch = &report.branches[0];
    assert_eq!((branch.entries, branch.books_compared), (NEXT, true));
}

/// What the branch has issued of JF, as its books know.
fn bank_sum(bank: &Bank) -> String {
    let sum = |state: &ledger_core::state::State| {
        let issued = |(account, currency, sum): &(SystemAccount, CurrencyCode, Amount)| {
            (account.name() == "issued" && currency.as_str() == "JF").then(|| sum.to_string())
        };
        state.totals().system.iter().find_map(issued)
    };
    bank.ledger.view(lc01(), Wanted::Nothing, sum).unwrap().unwrap()
}

#[test]
fn books_that_say_something_else_or_nothing_are_found() {
    let home = tempfile::tempdir().unwrap();
    village(home.path());
    let bank = Bank::open(home.path());
    // The books of a bank that is one deposit further, as if they had been doctored.
    let ahead = tempfile::tempdir().unwrap();
    copy_dir(&home.path().join("journal"), &ahead.path().join("journal"));
    let mut other = Bank::open(ahead.path());
    other.now = time(NOW);
    other.deposit(1, "H01", "1", "2026-03-06").unwrap();
    other.transfer(1, 2, "1").unwrap();
    let (operator, role) = (operator("extra"), Role::Clerk);
    let enrol =
        Command::EnrolOperator { operator, role, key: key("extra").public(), account: None };
    other.ask("manager", enrol).unwrap();
    let journal = bank.ledger.journal();
    let doctored = |branch| other.ledger.books_of(branch);
    let report = audit(journal, &[lc01()], Some(&doctored), time(NOW)).unwrap();
    let one = |finding: &Finding| {
        assert_eq!((finding.code, finding.seq), (FindingCode::BooksDiffer, None));
        let (part, which) = finding.part.clone().unwrap();
        let account = finding.account.map_or(String::new(), |account| account.to_string());
        format!("{account} {part} {which} [{}] [{}]", finding.expected, finding.found)
    };
    let found: Vec<String> = report.findings().map(one).collect();
    let first = account(1);
    for want in [
        " size  [25] [28]".to_owned(),
        " requests  [25] [28]".to_owned(),
        format!(" system issued JF [{}] [{}]", bank_sum(&bank), bank_sum(&other)),
        format!("{first} balance JF [{}] [{}]", bank.balance(1, "JF"), other.balance(1, "JF")),
        format!("{first} account  [] []"),
        format!("{first} caps-used 2026 [] []"),
        " operators extra [] []".to_owned(),
    ] {
        assert!(found.contains(&want), "{want} in {found:#?}");
    }
    // Of whom nothing but the balance differs, nothing but the balance is told.
    let second = account(2);
    let balances = (bank.balance(2, "JF"), other.balance(2, "JF"));
    assert!(found.contains(&format!("{second} balance JF [{}] [{}]", balances.0, balances.1)));
    assert!(!found.contains(&format!("{second} account  [] []")), "{found:#?}");
    assert!(found.iter().any(|f| f.starts_with(&format!("{first} entries  ["))), "{found:#?}");
    assert!(!found.concat().contains(['{', '(']), "no dump of what the program holds: {found:#?}");
    let broken = |_| Err(ledger_core::ledger::Error::Poisoned);
    let report = audit(journal, &[lc01()], Some(&broken), time(NOW)).unwrap();
    assert_eq!(codes(&report.findings().cloned().collect::<Vec<_>>()), "books-unusable@-");
}
