//! Fixed vectors: the journal format's anchor.
//!
//! `vectors/*.jsonl` were written once and are never written again. Together
//! they hold every kind of event, in two chains that follow the rules, and one
//! line with every character that JSON escapes. A test that fails here means
//! that journals already written can no longer be read, or that what is
//! written from now on cannot be read by others: **the format was broken**.
//! Mend the code, not the vectors. A new kind of event gets a new line in a
//! new file.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

#[path = "vectors/keys.rs"]
mod keys;
#[path = "vectors/offers.rs"]
mod offers;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ledger_core::audit::audit;
use ledger_core::command::{Command, DeedCommand};
use ledger_core::event::{Deed, Event, OfferKind, Role};
use ledger_core::ids::{AccountNo, BranchCode, Origin};
use ledger_core::journal::{Appended, Journal as _, Lines, MemoryJournal};
use ledger_core::keys::OperatorKey;
use ledger_core::line::{self, Entry, EntryHash};
use ledger_core::lots::Lot;
use ledger_core::rulebook::{BookHash, HolderKind};
use ledger_core::state::State;
use ledger_core::walk::Walk;
use ledger_core::{apply, decide};

const HQ: &str = include_str!("vectors/HQ.jsonl");
const LC01: &str = include_str!("vectors/LC01.jsonl");
/// A branch whose points end: a new kind of line, and new keys of old kinds.
const LOTS: &str = include_str!("vectors/lots.jsonl");
const ESCAPES: &str = include_str!("vectors/escapes.jsonl");
const HASHES: &str = include_str!("vectors/hashes.txt");

/// What the vectors' branch pays for; the `\n` and `"` in it are escaped in the line.
const RULEBOOK: &str = r#"title = "青溪村积分细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 1
floor = "0"
spendable_above = "10"

[[rule]]
code = "H07"
kind = "earn"
item = "志愿活动"
unit = "次"
points = "5"
caps = ["20/月"]

[[rule]]
code = "S01"
kind = "earn"
item = "志愿服务"
unit = "小时"
points = "3"
caps = ["3.5/day"]
steps = ["村委会"]

[[rule]]
code = "N01"
kind = "deduct"
item = "乱堆乱放"
unit = "次"
points = "0.5"
"#;

fn parse<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Secrets that everybody knows: these keys are for vectors only.
fn key(operator: &str) -> OperatorKey {
    let secret = match operator {
        "hq-manager" => [1; 32],
        "clerk01" => [2; 32],
        "verifier01" => [3; 32],
        other => panic!("{other} has no key here"),
    };
    OperatorKey::from_secret(parse(operator), &secret)
}

/// One line to be: minutes after the first, who, what, and whether a commit ends with it.
type Made = (i64, &'static str, Event, bool);

fn chain(branch: &str, origin: &str, made: Vec<Made>) -> Vec<Vec<u8>> {
    let branch: BranchCode = parse(branch);
    let mut prev = EntryHash::origin(&parse::<Origin>(origin), branch);
    let mut lines = Vec::new();
    for (seq, (minutes, by, event, signed)) in made.into_iter().enumerate() {
        let at = ledger_core::day::Timestamp::from_unix(1_773_972_669 + minutes * 60).unwrap();
        let req = parse(&format!("{branch}.vector:{seq}"));
        let entry = Entry::new((branch, seq as u64, prev), at, parse(by), req, event);
        let mut line = entry.encode().unwrap();
        if signed {
            line::sign(&mut line, &key(by));
        }
        prev = EntryHash::of(&line);
        lines.push(line);
    }
    lines
}

const ORIGIN: &str = "wenming.example/lucheng";

fn head_office() -> Vec<Vec<u8>> {
    let founded = Event::Founded {
        origin: parse(ORIGIN),
        name: "鹿城文明银行".to_owned(),
        offset: parse("+08:00"),
        since: parse("2026-01-01"),
        key: key("hq-manager").public(),
    };
    let chartered =
        Event::BranchChartered { branch: parse("LC01"), name: "青溪村分行".to_owned() };
    chain("HQ", ORIGIN, vec![(0, "hq-manager", founded, true), (0, "hq-manager", chartered, true)])
}

fn account(serial: u32) -> ledger_core::ids::AccountNo {
    ledger_core::ids::AccountNo::new(parse("LC01"), serial)
}

fn branch() -> Vec<Vec<u8>> {
    let (manager, clerk) = ("hq-manager", "clerk01");
    let enrolled = |operator: &str, role| Event::OperatorEnrolled {
        operator: parse(operator),
        role,
        key: key(operator).public(),
        account: None,
    };
    let opened = |serial, kind, household: Option<&str>| Event::AccountOpened {
        account: account(serial),
        kind,
        household: household.map(parse),
    };
    let deed = |rule: &str, qty: &str, points: &str, computed: Option<&str>| Deed {
        account: account(1),
        rule: parse(rule),
        book: BookHash::of(RULEBOOK),
        qty: parse(qty),
        points: parse(points),
        currency: parse("JF"),
        on: parse("2026-03-19"),
        evidence: "签到表-0319".to_owned(),
        note: String::new(),
        computed: computed.map(parse),
        approver: computed.map(|_| parse("verifier01")),
        done_by: None,
        until: None,
        spilled: None,
        lots: Vec::new(),
        digests: Vec::new(),
        witnesses: Vec::new(),
        like: None,
        claim: None,
    };
    let redeemed = Event::Redeemed {
        account: account(1),
        offer: parse("RICE-5"),
        qty: parse("2"),
        points: parse("80"),
        currency: parse("JF"),
        merchant: Some(account(2)),
        note: String::new(),
        lots: Vec::new(),
        matched: None,
    };
    let written = "\"甲\\乙\" 中文 🌾 ab / é e\u{301} <&>'";
    let made = vec![
        // A commit of four lines, signed once.
        (
            0,
            manager,
            Event::BranchOpened {
                origin: parse(ORIGIN),
                founded: EntryHash::of(&head_office()[0]),
                name: "青溪村分行".to_owned(),
                offset: parse("+08:00"),
                since: parse("2026-01-01"),
                key: key("hq-manager").public(),
            },
            false,
        ),
        (0, manager, enrolled("clerk01", Role::Clerk), false),
        (0, manager, enrolled("verifier01", Role::Verifier), false),
        (
            0,
            manager,
            Event::RulebookAdopted {
                book: BookHash::of(RULEBOOK),
                from: parse("2026-01-01"),
                text: RULEBOOK.to_owned(),
            },
            true,
        ),
        (1, clerk, opened(1, HolderKind::Household, Some("二组-017")), false),
        (1, clerk, opened(2, HolderKind::Merchant, None), false),
        (1, clerk, opened(3, HolderKind::Person, None), true),
        (
            2,
            manager,
            Event::BroughtForward {
                account: account(1),
                points: parse("123.5"),
                currency: parse("JF"),
                as_of: parse("2025-12-31"),
                evidence: "老存折".to_owned(),
                note: "期初".to_owned(),
                until: None,
            },
            true,
        ),
        (
            3,
            clerk,
            Event::Deposited(Deed { note: written.to_owned(), ..deed("H07", "1", "5", None) }),
            true,
        ),
        (4, clerk, Event::Deposited(deed("S01", "80m", "3.5", Some("4"))), true),
        (5, clerk, Event::Deducted(deed("N01", "2", "1", None)), true),
        (
            6,
            manager,
            Event::OfferListed {
                offer: parse("RICE-5"),
                title: "大米 5kg".to_owned(),
                kind: OfferKind::Goods,
                price: parse("40"),
                currency: parse("JF"),
                merchant: Some(account(2)),
                limit: None,
                from: None,
                until: None,
                hold_days: None,
            },
            true,
        ),
        (7, clerk, redeemed.clone(), true),
        (
            8,
            clerk,
            Event::Transferred {
                from: account(1),
                to: account(3),
                points: parse("0.5"),
                currency: parse("JF"),
                note: "邻里互助".to_owned(),
                lots: Vec::new(),
            },
            true,
        ),
        (
            9,
            manager,
            Event::Reversed {
                entry: parse("LC01:12"),
                undoes: Box::new(redeemed),
                reason: "取错了".to_owned(),
                lots: Vec::new(),
            },
            true,
        ),
        (
            10,
            manager,
            Event::AccountFrozen { account: account(2), reason: "盘点".to_owned() },
            true,
        ),
        (
            11,
            manager,
            Event::AccountUnfrozen { account: account(2), reason: "盘点完毕".to_owned() },
            true,
        ),
        (12, clerk, Event::AccountClosed { account: account(2), reason: "歇业".to_owned() }, true),
        (
            13,
            manager,
            Event::OfferWithdrawn { offer: parse("RICE-5"), reason: "歇业".to_owned() },
            true,
        ),
        (
            14,
            manager,
            Event::OperatorRetired { operator: parse("clerk01"), reason: "调离".to_owned() },
            true,
        ),
    ];
    chain("LC01", ORIGIN, made)
}

/// Every character that JSON has to escape, and those it need not; no rule
/// would let most of them be written, and the format carries them all the same.
fn escapes() -> Vec<Vec<u8>> {
    let controls = (0..0x20).filter_map(char::from_u32);
    let others =
        "\"\\/\u{7f}\u{80}\u{9f}\u{a0}\u{ad}\u{2028}\u{2029}\u{feff}\u{fffd}\u{ffff}中文🌾";
    let event = Event::Transferred {
        from: account(1),
        to: account(2),
        points: parse("999999999999.9999"),
        currency: parse("Z9"),
        note: controls.chain(others.chars()).collect(),
        lots: Vec::new(),
    };
    chain("LC01", ORIGIN, vec![(0, "clerk01", event, true)])
}

/// Every key that lots brought, asked of the rules: what they say is what stands.
fn lots() -> Vec<Vec<u8>> {
    let (manager, clerk) = ("hq-manager", "clerk01");
    let account = |serial| AccountNo::new(parse("LC02"), serial);
    let opened = |kind, household: Option<&str>| Command::OpenAccount {
        kind,
        household: household.map(parse),
    };
    let deed = |rule: &str, qty: &str| DeedCommand {
        evidence: "签到表-0319".to_owned(),
        ..DeedCommand::new(account(1), parse(rule), parse(qty), parse("2026-03-19"))
    };
    let transferred = Event::Transferred {
        from: account(1),
        to: account(2),
        points: parse("12"),
        currency: parse("RW"),
        note: "帮扶".to_owned(),
        lots: vec![Lot { until: parse("2026-06-30"), points: parse("12") }],
    };
    let undone = Event::Reversed {
        entry: parse("LC02:13"),
        undoes: Box::new(transferred),
        reason: "转错了".to_owned(),
        lots: vec![Lot { until: parse("2026-06-30"), points: parse("12") }],
    };
    let day = 24 * 60;
    let asked = vec![
        (
            0,
            manager,
            Ok(Command::OpenBranch {
                origin: parse(ORIGIN),
                founded: EntryHash::of(&head_office()[0]),
                name: "山北村分行".to_owned(),
                offset: parse("+08:00"),
                since: parse("2026-01-01"),
                key: key(manager).public(),
            }),
            false,
        ),
        (
            0,
            manager,
            Ok(Command::EnrolOperator {
                account: None,
                operator: parse(clerk),
                role: Role::Clerk,
                key: key(clerk).public(),
            }),
            false,
        ),
        (
            0,
            manager,
            Ok(Command::AdoptRulebook { from: parse("2026-01-01"), text: TERMS.to_owned() }),
            true,
        ),
        (1, clerk, Ok(opened(HolderKind::Household, Some("二组-017"))), false),
        (1, clerk, Ok(opened(HolderKind::Household, Some("二组-018"))), false),
        (1, clerk, Ok(opened(HolderKind::Merchant, None)), false),
        (1, clerk, Ok(opened(HolderKind::Pool, None)), true),
        (
            2,
            manager,
            Ok(Command::BringForward {
                account: account(1),
                points: parse("20"),
                currency: parse("RW"),
                as_of: parse("2025-12-31"),
                evidence: "老存折".to_owned(),
                note: "期初".to_owned(),
            }),
            true,
        ),
        (3, clerk, Ok(Command::Deposit(deed("W01", "65"))), true),
        // 15 of these 30 are above what the account may hold.
        (4, clerk, Ok(Command::Deposit(deed("W01", "30"))), true),
        (5, clerk, Ok(Command::Deposit(deed("Z01", "40"))), true),
        (
            6,
            manager,
            Ok(Command::ListOffer {
                terms: ledger_core::event::OfferTerms::default(),
                offer: parse("TOOL"),
                title: "工具".to_owned(),
                kind: OfferKind::Goods,
                price: parse("42"),
                currency: parse("RW"),
                merchant: Some(account(3)),
            }),
            true,
        ),
        (
            7,
            clerk,
            Ok(Command::Redeem {
                account: account(1),
                offer: parse("TOOL"),
                qty: parse("1"),
                note: String::new(),
                with: Some((parse("ZS"), parse("35"))),
            }),
            true,
        ),
        (
            8,
            clerk,
            Ok(Command::Transfer {
                from: account(1),
                to: account(2),
                points: parse("12"),
                currency: parse("RW"),
                into: parse("RW"),
                note: "帮扶".to_owned(),
            }),
            true,
        ),
        (9, manager, Err(undone), true),
        (10, clerk, Ok(Command::Deduct(deed("N01", "2"))), true),
        // The half-year is over, then the year.
        (
            103 * day,
            clerk,
            Ok(Command::Expire { account: account(1), currency: parse("RW") }),
            true,
        ),
        (
            290 * day,
            clerk,
            Ok(Command::Expire { account: account(1), currency: parse("ZS") }),
            true,
        ),
    ];
    let branch: BranchCode = parse("LC02");
    let mut state = State::new(branch);
    let mut prev = EntryHash::origin(&parse::<Origin>(ORIGIN), branch);
    let mut lines = Vec::new();
    for (seq, (minutes, by, asked, signed)) in asked.into_iter().enumerate() {
        let at = ledger_core::day::Timestamp::from_unix(1_773_972_669 + minutes * 60).unwrap();
        let decided = |command| decide(&state, &command, &parse(by), at).unwrap();
        let event = asked.map_or_else(|event| event, decided);
        let req = parse(&format!("{branch}.vector:{seq}"));
        let entry = Entry::new((branch, seq as u64, prev), at, parse(by), req, event);
        let mut line = entry.encode().unwrap();
        if signed {
            line::sign(&mut line, &key(by));
        }
        prev = EntryHash::of(&line);
        apply(&mut state, &entry, prev);
        lines.push(line);
    }
    lines
}

/// The terms of [`lots`]: `RW` ends and has a ceiling, `ZS` goes only beside it.
const TERMS: &str = r#"title = "山北村积分细则"

[[currency]]
code = "RW"
name = "任务积分"
expires = "half-year"
carry_over = "50%"
ceiling = "100"

[[currency]]
code = "ZS"
name = "赠予积分"
expires = "year-end"
spend_with = "RW 1:5"

[[rule]]
code = "W01"
kind = "earn"
item = "任务"
unit = "件"
points = "1"
currency = "RW"

[[rule]]
code = "Z01"
kind = "earn"
item = "赠予"
unit = "件"
points = "1"
currency = "ZS"

[[rule]]
code = "N01"
kind = "deduct"
item = "乱堆乱放"
unit = "次"
points = "1"
currency = "RW"
"#;

fn files() -> [(&'static str, &'static str, Vec<Vec<u8>>); 4] {
    [
        ("HQ", HQ, head_office()),
        ("LC01", LC01, branch()),
        ("escapes", ESCAPES, escapes()),
        ("lots", LOTS, lots()),
    ]
}

/// A file, its fixed lines, the lines as made today, and its fixed hashes.
type Later = (&'static str, &'static str, Vec<Vec<u8>>, &'static str);

/// Those that came later: each a whole branch, with its hashes beside it.
fn later() -> Vec<Later> {
    vec![
        ("offers", offers::FIXED, offers::branch(), offers::HASHES),
        ("keys", keys::FIXED, keys::branch(), keys::HASHES),
    ]
}

#[test]
fn todays_encoding_gives_the_fixed_bytes_and_decoding_gives_the_entries_back() {
    let later = later().into_iter().map(|(file, fixed, made, _)| (file, fixed, made));
    for (file, fixed, made) in files().into_iter().chain(later) {
        let fixed: Vec<&str> = fixed.split_terminator('\n').collect();
        assert_eq!(fixed.len(), made.len(), "{file}");
        for (seq, (fixed, made)) in fixed.iter().zip(&made).enumerate() {
            assert_eq!(*fixed, std::str::from_utf8(made).unwrap(), "{file}:{seq}");
            let entry = Entry::decode(fixed.as_bytes()).unwrap();
            assert_eq!(entry.encode().unwrap(), fixed.as_bytes(), "{file}:{seq}");
        }
    }
}

#[test]
fn every_kind_of_event_has_a_vector() {
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "jsonl") {
                let text = fs::read_to_string(path).unwrap();
                let lines = text.split_terminator('\n');
                let events = lines.map(|line| Entry::decode(line.as_bytes()).unwrap().event);
                kinds.extend(events.map(|event| event.name().to_owned()));
            }
        }
    }
    let names = include_str!("../src/event.rs").split_once("fn name(&self)").unwrap().1;
    let names = names.split_once("\n    }\n").unwrap().0;
    let names = names.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
    assert_eq!(kinds, names.map(str::to_owned).collect());
}

#[test]
fn the_hashes_are_the_fixed_ones() {
    let hashes: String = files().into_iter().map(|(file, fixed, _)| hashes(file, fixed)).collect();
    assert_eq!(hashes, HASHES);
    for (file, fixed, _, known) in later() {
        assert_eq!(self::hashes(file, fixed), known);
    }
}

fn hashes(file: &str, fixed: &str) -> String {
    let mut hashes = String::new();
    for (seq, line) in fixed.split_terminator('\n').enumerate() {
        let signed = if line::is_signed(line.as_bytes()) { "signed" } else { "unsigned" };
        hashes.push_str(&format!("{file}:{seq} {} {signed}\n", EntryHash::of(line.as_bytes())));
    }
    hashes
}

#[test]
fn the_chains_hold_and_every_signature_verifies() {
    for (branch, fixed) in [("HQ", HQ), ("LC01", LC01), ("LC02", LOTS)] {
        let mut state = State::new(parse(branch));
        let mut walk = Walk::from(&state);
        for (place, line) in fixed.split_terminator('\n').enumerate() {
            let step = walk.step(&state, place as u64, line.as_bytes());
            assert_eq!(step.problems, [], "{branch}:{place}");
            apply(&mut state, &step.entry.unwrap(), step.hash);
        }
        assert_eq!(walk.open_run(), None);
    }
}

/// An audit of an old journal asks today's rules: they must still give what was written then.
#[test]
fn an_audit_of_the_fixed_branches_finds_nothing() {
    let journal = MemoryJournal::default();
    let branches: [BranchCode; 2] = [parse("HQ"), parse("LC01")];
    for (branch, fixed) in branches.into_iter().zip([HQ, LC01]) {
        let mut lines = Lines::default();
        fixed.split_terminator('\n').for_each(|line| lines.push(line.as_bytes()));
        assert_eq!(journal.append(branch, 0, &lines).unwrap(), Appended::Durable);
    }
    let report = audit(&journal, &branches, None, "2100-01-01T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(
        report.findings().map(|finding| format!("{finding:?}")).collect::<Vec<_>>(),
        [""; 0]
    );
    assert_eq!(report.branches[0].held, []);
    assert_eq!(report.branches[1].held, [(parse("JF"), parse("131"))]);
    assert_eq!(report.branches[1].commits, 15);
}

/// Of the branch whose points end, too: an expiry is worked out anew, like an award.
#[test]
fn an_audit_of_the_fixed_lots_finds_nothing() {
    let (journal, branch) = (MemoryJournal::default(), parse("LC02"));
    let mut lines = Lines::default();
    LOTS.split_terminator('\n').for_each(|line| lines.push(line.as_bytes()));
    assert_eq!(journal.append(branch, 0, &lines).unwrap(), Appended::Durable);
    let now = "2100-01-01T00:00:00Z".parse().unwrap();
    let report = audit(&journal, &[branch], None, now).unwrap();
    let findings = report.findings().map(|finding| format!("{finding:?}"));
    assert_eq!(findings.collect::<Vec<_>>(), [""; 0]);
    let left = [(parse("RW"), parse("67")), (parse("ZS"), parse("35"))];
    assert_eq!(report.branches[0].held, left);
}
/// The branches of later kinds of lines: each stands alone, and today's rules still give it.
#[test]
fn an_audit_of_every_later_branch_finds_nothing() {
    for (file, fixed, ..) in later() {
        let journal = MemoryJournal::default();
        let mut lines = Lines::default();
        fixed.split_terminator('\n').for_each(|line| lines.push(line.as_bytes()));
        let first = Entry::decode(fixed.split_terminator('\n').next().unwrap().as_bytes());
        let branch = first.unwrap().branch;
        assert_eq!(journal.append(branch, 0, &lines).unwrap(), Appended::Durable);
        let now = "2100-01-01T00:00:00Z".parse().unwrap();
        let report = audit(&journal, &[branch], None, now).unwrap();
        let findings: Vec<String> = report.findings().map(|found| format!("{found:?}")).collect();
        assert_eq!(findings, [""; 0], "{file}");
    }
}

#[test]
fn the_line_of_escapes_is_signed_and_says_what_it_said() {
    let line = ESCAPES.strip_suffix('\n').unwrap().as_bytes();
    let entry = Entry::decode(line).unwrap();
    assert!(line::check_signature(line, &entry.sig.unwrap(), &key("clerk01").public()));
    let Event::Transferred { note, .. } = entry.event else { panic!("{}", entry.event.name()) };
    assert_eq!(note.chars().take(0x20).collect::<Vec<_>>(), ('\0'..' ').collect::<Vec<_>>());
    assert!(note.ends_with("\u{feff}\u{fffd}\u{ffff}中文🌾"));
}
