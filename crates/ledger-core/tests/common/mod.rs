//! A small bank to test on: head office, one village, a clerk, an approver.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made fails its test")]

pub mod commands;
pub mod store;
pub mod trouble;

use std::collections::BTreeSet;
use std::path::Path;

use ledger_core::books::{Books, MemoryBooks, SledBooks};
use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::{Day, Timestamp};
use ledger_core::event::{Event, OfferKind, Role};
use ledger_core::ids::{AccountNo, BranchCode, EntryId, RequestKey};
use ledger_core::journal::{Appended, FileJournal, Journal, Lines, MemoryJournal};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Done, Ledger, Order, SubmitError};
use ledger_core::line::{Entry, EntryHash};
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;

pub const RULEBOOK: &str = r#"
title = "试用细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0
spendable_above = "100"

[[currency]]
code = "SF"
name = "时间分"
decimals = 1

[[rule]]
code = "H01"
kind = "earn"
category = "议事"
item = "参加村民会议"
unit = "次"
points = "2"
currency = "JF"
caps = ["4/月"]

[[rule]]
code = "H08"
kind = "earn"
category = "公益"
item = "义务劳动"
unit = "次"
points = "60"
currency = "JF"
caps = ["150/月"]
holders = ["household"]

[[rule]]
code = "H09"
kind = "earn"
category = "公益"
item = "捐资"
unit = "元"
points = "10"
currency = "JF"
steps = ["评议小组"]
from = "2026-02-01"
until = "2026-06-30"

[[rule]]
code = "H51"
kind = "deduct"
category = "负面清单"
item = "迟到"
unit = "次"
points = "3"
currency = "JF"
caps = ["6/月"]

[[rule]]
code = "T01"
kind = "earn"
category = "时间银行"
item = "陪聊"
unit = "小时"
points = "1"
currency = "SF"
caps = ["2h/次"]
holders = ["person"]

[[rule]]
code = "C03"
kind = "earn"
category = "环境"
item = "月评最清洁户"
unit = "次"
points = "30"
currency = "JF"
caps = ["1次/月, 全组2户"]
"#;

pub fn key(name: &str) -> OperatorKey {
    key_of(name, name)
}

/// A key in an operator's name that may be another's.
pub fn key_of(operator: &str, word: &str) -> OperatorKey {
    let mut secret = [0; 32];
    secret[..word.len()].copy_from_slice(word.as_bytes());
    OperatorKey::from_secret(operator.parse().unwrap(), &secret)
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The first day of the villages.
pub fn since() -> Day {
    day("2026-01-01")
}

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn lc01() -> BranchCode {
    "LC01".parse().unwrap()
}

pub fn account(serial: u32) -> AccountNo {
    AccountNo::new(lc01(), serial)
}

/// A bank under test, with the time it is there.
pub struct Bank {
    pub ledger: Ledger,
    pub now: Timestamp,
    requests: u64,
}

/// A deed with nothing written to it.
pub fn deed(serial: u32, rule: &str, qty: &str, on: &str) -> DeedCommand {
    let qty = ledger_core::points::Qty::read(qty).unwrap();
    let asked = DeedCommand::new(account(serial), rule.parse().unwrap(), qty, day(on));
    DeedCommand { evidence: "签到表".to_owned(), ..asked }
}

impl Bank {
    pub fn over(journal: Box<dyn Journal>, books: Box<dyn Books>) -> Self {
        let ledger = Ledger::new(journal, books);
        Self { ledger, now: time("2026-03-20T02:00:00Z"), requests: 0 }
    }

    pub fn in_memory() -> Self {
        Self::in_memory_with(RULEBOOK)
    }

    pub fn in_memory_with(rulebook: &str) -> Self {
        let mut bank =
            Self::over(Box::new(MemoryJournal::default()), Box::new(MemoryBooks::default()));
        bank.found_with(rulebook);
        bank
    }

    pub fn open(dir: &Path) -> Self {
        let journal = FileJournal::new(dir.join("journal"));
        let books = SledBooks::open(dir.join("books")).unwrap();
        Self::over(Box::new(journal), Box::new(books))
    }

    pub fn founded_in(dir: &Path) -> Self {
        let mut bank = Self::open(dir);
        bank.found();
        bank
    }

    pub fn request(&mut self) -> RequestKey {
        self.requests += 1;
        format!("t{}-{}", self.now.unix(), self.requests).parse().unwrap()
    }

    /// Goes on with request keys from a number that no opening before came to.
    pub fn skip_requests(&mut self, to: u64) {
        self.requests = self.requests.max(to);
    }

    pub fn ask_all(
        &mut self,
        by: &str,
        branch: BranchCode,
        commands: Vec<Command>,
    ) -> Result<Vec<Done>, SubmitError> {
        let requests: Vec<_> =
            commands.into_iter().map(|command| (self.request(), command)).collect();
        let key = key(by);
        self.ledger.submit(&Order {
            branch,
            key: &key,
            now: self.now,
            clock_confirmed: false,
            likeness_confirmed: true,
            requests: &requests,
        })
    }

    pub fn ask_in(
        &mut self,
        by: &str,
        branch: BranchCode,
        command: Command,
    ) -> Result<Done, Refusal> {
        match self.ask_all(by, branch, vec![command]) {
            Ok(mut done) => Ok(done.remove(0)),
            Err(SubmitError::Refused { refusal, .. }) => Err(*refusal),
            Err(SubmitError::Failed(error)) => panic!("{error}"),
        }
    }

    /// One command in the village.
    pub fn ask(&mut self, by: &str, command: Command) -> Result<Done, Refusal> {
        self.ask_in(by, lc01(), command)
    }

    /// Head office, LC01 with three households, a person and a merchant, and the rulebook.
    pub fn found(&mut self) {
        self.found_with(RULEBOOK);
    }

    /// The same under another rulebook.
    pub fn found_with(&mut self, rulebook: &str) {
        self.found_as("wenming.example/test", rulebook);
    }

    /// The same as another bank.
    pub fn found_as(&mut self, origin: &str, rulebook: &str) {
        let command = commands::found(origin);
        self.ask_in("manager", BranchCode::HQ, command).unwrap();
        let founded = self.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
        let founded = EntryHash::of(&founded);
        let name = "清溪村".to_owned();
        let charter = Command::CharterBranch { branch: lc01(), name: name.clone() };
        self.ask_in("manager", BranchCode::HQ, charter).unwrap();
        let (goods, service) = (OfferKind::Goods, OfferKind::Service);
        let commands = vec![
            commands::open_branch(origin, founded, &name),
            commands::enrol("clerk", Role::Clerk),
            commands::enrol("panel", Role::Verifier),
            commands::enrol("auditor", Role::Auditor),
            Command::AdoptRulebook { from: since(), text: rulebook.to_owned() },
            commands::open_account(HolderKind::Household, Some("一组-001")),
            commands::open_account(HolderKind::Household, Some("一组-002")),
            commands::open_account(HolderKind::Household, Some("一组-003")),
            commands::open_account(HolderKind::Person, None),
            commands::open_account(HolderKind::Merchant, None),
            commands::bring_forward(account(1), "150", "JF"),
            commands::list_offer("RICE-5", ("大米5斤", goods), "20", Some(account(5))),
            commands::list_offer("HAIR", ("理发", service), "10", None),
        ];
        self.ask_all("manager", lc01(), commands).unwrap();
    }

    /// A deposit by the clerk.
    pub fn deposit(
        &mut self,
        serial: u32,
        rule: &str,
        qty: &str,
        on: &str,
    ) -> Result<Done, Refusal> {
        self.ask("clerk", Command::Deposit(deed(serial, rule, qty, on)))
    }

    pub fn redeem(&mut self, serial: u32, offer: &str, qty: &str) -> Result<Done, Refusal> {
        self.ask("clerk", commands::redeem(account(serial), offer, qty))
    }

    pub fn transfer(&mut self, from: u32, to: u32, points: &str) -> Result<Done, Refusal> {
        self.ask("clerk", commands::transfer(account(from), account(to), points))
    }

    pub fn reverse(&mut self, entry: EntryId) -> Result<Done, Refusal> {
        self.ask("manager", commands::reverse(entry))
    }

    pub fn balance(&self, serial: u32, currency: &str) -> String {
        let found = self.ledger.account(account(serial)).unwrap().unwrap();
        found.balance(currency.parse().unwrap()).to_string()
    }

    /// Everything the tests look at, as text: all balances of all accounts.
    pub fn balances(&self) -> Vec<String> {
        self.ledger
            .view(lc01(), ledger_core::ledger::Wanted::Accounts, |state| {
                state
                    .accounts()
                    .into_iter()
                    .map(|(no, account)| {
                        format!("{no} {:?} {:?}", account.status, account.balances)
                    })
                    .collect()
            })
            .unwrap()
    }

    /// What the audit finds, as `code@seq`.
    pub fn findings(&self) -> Vec<String> {
        let branches = self.ledger.branches().unwrap();
        let books = |branch| self.ledger.books_of(branch);
        let report =
            ledger_core::audit::audit(self.ledger.journal(), &branches, Some(&books), self.now)
                .unwrap();
        report.findings().map(brief).collect()
    }
}

pub fn brief(finding: &ledger_core::audit::Finding) -> String {
    let seq = finding.seq.map_or("-".to_owned(), |seq| seq.to_string());
    format!("{}@{}:{seq} [{}] [{}]", finding.code, finding.branch, finding.expected, finding.found)
}

/// What moved, if a deposit or deduction was posted.
pub fn points(done: &Done) -> (String, Option<String>) {
    match &done.event {
        Event::Deposited(deed) | Event::Deducted(deed) => {
            (deed.points.to_string(), deed.computed.map(|points| points.to_string()))
        }
        other => panic!("{}", other.name()),
    }
}

/// Lines that were written once are read, hashed and audited as they were, and
/// every one of these kinds is among them. A file named for no branch holds
/// single lines and is not audited.
pub fn fixed_lines(files: &[(&str, &str)], hashes: &str, kinds: &[&str]) {
    let journal = MemoryJournal::default();
    let (mut found, mut seen) = (String::new(), BTreeSet::new());
    let mut branches: Vec<BranchCode> = Vec::new();
    for (file, fixed) in files {
        let mut lines = Lines::default();
        for line in fixed.split_terminator('\n') {
            let entry = Entry::decode(line.as_bytes()).unwrap();
            assert_eq!(entry.encode().unwrap(), line.as_bytes());
            let hash = EntryHash::of(line.as_bytes());
            found += &format!("{file}:{} {hash} {}\n", entry.seq, entry.event.name());
            seen.insert(entry.event.name());
            lines.push(line.as_bytes());
        }
        if let Ok(branch) = file.parse() {
            assert_eq!(journal.append(branch, 0, &lines).unwrap(), Appended::Durable);
            branches.push(branch);
        }
    }
    assert_eq!(found, hashes);
    for kind in kinds {
        assert!(seen.contains(kind), "{kind}");
    }
    let now = time("2100-01-01T00:00:00Z");
    let report = ledger_core::audit::audit(&journal, &branches, None, now).unwrap();
    assert_eq!(report.findings().map(brief).collect::<Vec<_>>(), Vec::<String>::new());
}
