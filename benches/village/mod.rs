//! A village to measure with: one branch, a rulebook whose caps are never reached,
//! its accounts.
//!
//! The same bank for every bench, so that their figures can be laid side by
//! side. Keys are fixed and times are counted up; nothing here reads a clock
//! but [`Samples`].

#![allow(dead_code, unreachable_pub, reason = "each bench uses its part of it")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops where it fails")]

pub mod beside;
pub mod crowd;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ledger_core::books::{Books, MemoryBooks, SledBooks};
use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::{Offset, Timestamp};
use ledger_core::ids::{AccountNo, BranchCode, Origin, RequestKey};
use ledger_core::journal::{FileJournal, Journal, MemoryJournal};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Ledger, Order};
use ledger_core::line::EntryHash;
use ledger_core::rulebook::HolderKind;

/// Two rules, one by the piece and one by the hour, with a cap that is looked
/// up for every deed and never reached.
pub const RULEBOOK: &str = r#"
title = "量一量"

[[currency]]
code = "JF"
name = "文明积分"

[[rule]]
code = "H07"
kind = "earn"
item = "志愿或环保活动"
unit = "次"
points = "5"
caps = ["100000/月"]

[[rule]]
code = "H08"
kind = "earn"
item = "村集体义务劳动"
unit = "小时"
points = "3"
caps = ["100000/年"]
"#;

/// The first moment of the bank; days are added to it.
const FOUNDED: &str = "2026-03-31T00:00:00Z";

/// One village of a bank.
pub struct Village {
    /// Its ledger.
    pub ledger: Ledger,
    /// Who posts: a manager, who may do all.
    pub key: OperatorKey,
    /// The branch.
    pub branch: BranchCode,
    /// How many requests were made, for the next one's key.
    requests: u64,
}

impl Village {
    /// On disk, files and sled, in a folder that is emptied first.
    pub fn on_disk(dir: &Path, accounts: u32) -> Self {
        if dir.exists() {
            fs::remove_dir_all(dir).unwrap();
        }
        let journal = FileJournal::new(dir.join("journal"));
        let books = SledBooks::open(dir.join("books")).unwrap();
        Self::over(Box::new(journal), Box::new(books), accounts)
    }

    /// Its journal on disk in a folder that is emptied first, its books in memory.
    pub fn without_sled(dir: &Path, accounts: u32) -> Self {
        if dir.exists() {
            fs::remove_dir_all(dir).unwrap();
        }
        let journal = FileJournal::new(dir.join("journal"));
        Self::over(Box::new(journal), Box::<MemoryBooks>::default(), accounts)
    }

    /// In memory.
    pub fn in_memory(accounts: u32) -> Self {
        Self::over(Box::<MemoryJournal>::default(), Box::<MemoryBooks>::default(), accounts)
    }

    /// Over these, which are empty.
    pub fn over(journal: Box<dyn Journal>, books: Box<dyn Books>, accounts: u32) -> Self {
        let (key, branch) = (manager(), "LC01".parse().unwrap());
        let ledger = Ledger::new(journal, books);
        found(&ledger, &key, &[branch], accounts);
        Self { ledger, key, branch, requests: 0 }
    }

    /// Carries out commands as one order.
    pub fn submit(&mut self, commands: Vec<Command>) {
        let requests = self.requests_of(commands);
        self.submit_requests(&requests);
    }

    /// Carries out an order made before.
    pub fn submit_requests(&self, requests: &[(RequestKey, Command)]) {
        submit(&self.ledger, &self.key, self.branch, requests);
    }

    /// Commands with a request key each.
    pub fn requests_of(&mut self, commands: Vec<Command>) -> Vec<(RequestKey, Command)> {
        let keyed = commands.into_iter().map(|command| {
            self.requests += 1;
            (format!("bench:{}", self.requests).parse().unwrap(), command)
        });
        keyed.collect()
    }

    /// The `n`-th deed: the accounts take turns, and so do days and rules.
    pub fn deed(&self, n: u32, accounts: u32) -> Command {
        deed(self.branch, n, accounts)
    }
}

/// A manager, who may do all.
pub fn manager() -> OperatorKey {
    OperatorKey::from_secret("wang".parse().unwrap(), &[7; 32])
}

/// Founds a bank of these villages, with so many accounts each.
pub fn found(ledger: &Ledger, manager: &OperatorKey, villages: &[BranchCode], accounts: u32) {
    let (origin, offset): (Origin, Offset) =
        ("wenming.example/bench".parse().unwrap(), "+08:00".parse().unwrap());
    let since = "2026-01-01".parse().unwrap();
    let (name, key) = ("量一量村".to_owned(), manager.public());
    let ask = |branch, commands: Vec<Command>| {
        let keyed = |(n, command)| (format!("found:{n}").parse().unwrap(), command);
        let requests: Vec<_> = commands.into_iter().enumerate().map(keyed).collect();
        submit(ledger, manager, branch, &requests);
    };
    let mut first =
        vec![Command::Found { origin: origin.clone(), name: name.clone(), offset, since, key }];
    first.extend(
        villages.iter().map(|&branch| Command::CharterBranch { branch, name: name.clone() }),
    );
    ask(BranchCode::HQ, first);
    let founding = ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
    let founded = EntryHash::of(&founding);
    for &branch in villages {
        let (origin, name) = (origin.clone(), name.clone());
        let mut first = vec![
            Command::OpenBranch { origin, founded, name, offset, since, key },
            Command::AdoptRulebook { from: since, text: RULEBOOK.to_owned() },
        ];
        first.extend((1..=accounts).map(|n| Command::OpenAccount {
            kind: HolderKind::Household,
            household: Some(format!("{n:05}").parse().unwrap()),
        }));
        ask(branch, first);
    }
}

/// Carries out requests as one order.
pub fn submit(
    ledger: &Ledger,
    key: &OperatorKey,
    branch: BranchCode,
    requests: &[(RequestKey, Command)],
) {
    let order = Order {
        branch,
        key,
        now: now(),
        clock_confirmed: false,
        likeness_confirmed: true,
        requests,
    };
    ledger.submit(&order).unwrap();
}

/// The `n`-th deed of a village: the accounts take turns, and so do days and rules.
pub fn deed(branch: BranchCode, n: u32, accounts: u32) -> Command {
    let (rule, qty) = if n.is_multiple_of(2) { ("H07", "1") } else { ("H08", "90m") };
    let round = n / accounts;
    let account = AccountNo::new(branch, n % accounts + 1);
    let on = format!("2026-03-{:02}", round % 31 + 1).parse().unwrap();
    let deed = DeedCommand::new(account, rule.parse().unwrap(), qty.parse().unwrap(), on);
    Command::Deposit(DeedCommand { evidence: format!("签到表-{round}"), ..deed })
}

/// What time it is in the village.
pub fn now() -> Timestamp {
    FOUNDED.parse().unwrap()
}

/// A folder to measure in, on the disk the program is built on.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench").join(name)
}

/// A number given on the command line, or this one.
pub fn size_asked(otherwise: u32) -> u32 {
    std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(otherwise)
}

/// How long something took, several times.
#[derive(Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Does it once more, with the watch running.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = work();
        self.0.push(begun.elapsed());
        result
    }

    /// The last one.
    pub fn last(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }

    /// With those of another.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// The one in the middle.
    pub fn median(&self) -> Duration {
        self.at(1, 2)
    }

    /// The one that so large a part of the others is below.
    pub fn at(&self, part: usize, of: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() * part / of).or(sorted.last()).copied().unwrap_or_default()
    }
}

/// How many times the other this is.
pub fn ratio(this: Duration, that: Duration) -> f64 {
    this.as_secs_f64() / that.as_secs_f64()
}
