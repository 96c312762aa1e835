//! Ours: as the program, as the library, by one and by many at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::books::SledBooks;
use ledger_core::command::{Command as Asked, DeedCommand};
use ledger_core::ids::{AccountNo, BranchCode, EntryId, RequestKey};
use ledger_core::journal::{FileJournal, Journal as _};
use ledger_core::keys::{KeyFile, OperatorKey};
use ledger_core::ledger::{Ledger, Order, Wanted};

use crate::measure::{Ran, quiet, run};
use crate::village::Samples;
use crate::workload::{BROUGHT_IN, Season, Village, Workload, asked, villages};

/// How the sheets of a year are imported by the program.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheets {
    /// One sheet of all villages, in one process.
    OfAll,
    /// A sheet and a process a village.
    OfEach,
}

/// The program, and a bank that it works on.
#[derive(Clone)]
pub(crate) struct Ours {
    pub(crate) wenming: PathBuf,
    pub(crate) bank: PathBuf,
}

impl Ours {
    fn asked(&self) -> Command {
        asked(&self.wenming, &self.bank, BROUGHT_IN)
    }

    fn as_clerk(&self) -> Command {
        let mut command = self.asked();
        command.args(["--as", "li"]);
        command
    }

    /// Whether one sheet may be of many villages; tried on a sheet of two rows, and
    /// nothing posted.
    pub(crate) fn sheets(&self, workload: &Workload, dir: &Path) -> Sheets {
        let all = fs::read_to_string(workload.all(workload.seasons()[0])).unwrap();
        let mut lines = all.lines();
        let (heading, first) = (lines.next().unwrap(), lines.next().unwrap());
        let other = lines.find(|line| line[..4] != first[..4]).unwrap_or(first);
        let sheet = dir.join("two.csv");
        fs::write(&sheet, format!("{heading}\n{first}\n{other}\n")).unwrap();
        let mut command = self.as_clerk();
        command.args(["import", "deposits"]).arg(sheet).arg("--dry-run");
        let done = quiet(&mut command).stdout(Stdio::null()).status().unwrap();
        if done.success() { Sheets::OfAll } else { Sheets::OfEach }
    }

    /// A season imported; every row of it has to be posted.
    pub(crate) fn import(
        &self,
        workload: &Workload,
        season: Season,
        sheets: Sheets,
        out: &Path,
    ) -> Ran {
        let post = |sheet: &Path, of: &[&str]| {
            let mut command = self.as_clerk();
            command.args(of).args(["import", "deposits"]).arg(sheet).arg("--yes");
            run(quiet(&mut command), out)
        };
        if sheets == Sheets::OfAll {
            return post(&workload.all(season), &[]);
        }
        let mut all = Ran::default();
        for village in villages(season.township) {
            let branch = village.branch.to_string();
            all.then(post(&workload.village(season, village.branch), &["--branch", &branch]));
        }
        all
    }

    /// An audit; it has to find nothing.
    pub(crate) fn audit(&self, out: &Path) -> Ran {
        run(quiet(self.asked().arg("audit")), out)
    }

    /// Lines of its journals.
    pub(crate) fn entries(&self) -> u64 {
        let journal = FileJournal::read_only(self.bank.join("journal"));
        let branches = journal.branches().unwrap();
        branches.into_iter().map(|branch| journal.size(branch).unwrap()).sum()
    }

    /// Asks and waits, without looking at its memory; for what takes milliseconds.
    fn wait(&self, command: &mut Command) {
        let done = quiet(command).stdout(Stdio::null()).status().unwrap();
        assert!(done.success(), "{command:?}: {done}");
    }
}

/// What is asked of a bank at the counter, each time as a process of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AtCounter {
    Deposit,
    Balance,
    Statement,
    Receipt,
}

impl AtCounter {
    pub(crate) const ALL: [Self; 4] =
        [Self::Deposit, Self::Balance, Self::Statement, Self::Receipt];
}

/// The branch that is asked about, in the large bank and in the small one.
const BRANCH: &str = "LC07";
const RECEIPT: &str = "LC07:41";

impl Ours {
    /// A checkpoint, for receipts to stand under.
    pub(crate) fn checkpoint(&self) {
        let mut command = self.asked();
        self.wait(command.args(["--branch", BRANCH, "checkpoint"]));
    }

    /// One thing asked; the `n`-th time, so that no two deposits look alike.
    pub(crate) fn ask(&self, what: AtCounter, n: u64, samples: &mut Samples) {
        let branch: BranchCode = BRANCH.parse().unwrap();
        let account = AccountNo::new(branch, (n % 50) as u32 + 1).to_string();
        // A year in which nothing else was done.
        let day = day_of(n / 50);
        let on = format!("{COUNTER_YEAR}{day}");
        let mut command = match what {
            AtCounter::Deposit => self.as_clerk(),
            AtCounter::Balance | AtCounter::Statement | AtCounter::Receipt => self.asked(),
        };
        command.args(["--branch", BRANCH]);
        match what {
            AtCounter::Deposit => command
                .args(["deposit", &account, "T01", "6m", "--on", &on])
                .args(["--evidence", "服务单-1"]),
            AtCounter::Balance => command.args(["balance", &account]),
            AtCounter::Statement => command.args(["statement", &account, "--last", "20"]),
            AtCounter::Receipt => command.args(["receipt", RECEIPT]),
        };
        samples.time(|| self.wait(&mut command));
    }
}

const COUNTER_YEAR: u64 = 2007;

/// The `n`-th day of a year, as `-03-19`; after the last the first again.
fn day_of(n: u64) -> String {
    let day = n % 336;
    format!("-{:02}-{:02}", day / 28 + 1, day % 28 + 1)
}

fn clerk(bank: &Path) -> OperatorKey {
    let text = fs::read_to_string(bank.join("keys").join("li.key")).unwrap();
    match KeyFile::parse(&text).unwrap() {
        KeyFile::Plain(key) => key,
        KeyFile::Sealed(_) => panic!("the key of a bench has no passphrase"),
    }
}

fn ledger(bank: &Path) -> Ledger {
    let journal = FileJournal::new(bank.join("journal"));
    let books = SledBooks::open(bank.join("books")).unwrap();
    Ledger::new(Box::new(journal), Box::new(books))
}

/// As a service has it: a thread for the books, and much of them in memory.
fn service(bank: &Path) -> Ledger {
    let journal = FileJournal::new(bank.join("journal"));
    let books = SledBooks::open_caching(bank.join("books"), 128 << 20).unwrap();
    Ledger::new(Box::new(journal), Box::new(books)).with_scribe()
}

fn order<'a>(
    branch: BranchCode,
    key: &'a OperatorKey,
    requests: &'a [(RequestKey, Asked)],
) -> Order<'a> {
    let now = BROUGHT_IN.parse().unwrap();
    Order { branch, key, now, clock_confirmed: true, likeness_confirmed: true, requests }
}

/// A year through the library: the CSV read, an order a village, in so many threads.
/// Returns how many rows.
pub(crate) fn import_by_library(bank: &Path, csv: &Path, threads: usize) -> u64 {
    let (key, ledger) = (clerk(bank), ledger(bank));
    let mut orders: BTreeMap<BranchCode, Vec<(RequestKey, Asked)>> = BTreeMap::new();
    let mut csv = csv::Reader::from_path(csv).unwrap();
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while csv.read_record(&mut record).unwrap() {
        let account: AccountNo = record[0].parse().unwrap();
        let minutes = record[4].strip_suffix("分钟").map(|minutes| format!("{minutes}m"));
        let qty = minutes.as_deref().unwrap_or(&record[4]).parse().unwrap();
        let (rule, on) = (record[2].parse().unwrap(), record[3].parse().unwrap());
        let approver = Some(&record[7]).filter(|who| !who.is_empty());
        let deed = DeedCommand {
            evidence: record[5].to_owned(),
            approver: approver.map(|who| who.parse().unwrap()),
            ..DeedCommand::new(account, rule, qty, on)
        };
        let request = format!("bench-{rows}").parse().unwrap();
        orders.entry(account.branch()).or_default().push((request, Asked::Deposit(deed)));
        rows += 1;
    }
    let orders: Vec<(BranchCode, Vec<(RequestKey, Asked)>)> = orders.into_iter().collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((branch, requests)) =
                    orders.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let done = ledger.submit(&order(*branch, &key, requests)).unwrap();
                    assert_eq!(done.len(), requests.len());
                }
            });
        }
    });
    rows
}

/// Where many deposit at once.
#[derive(Clone, Copy)]
pub(crate) enum Where {
    OneVillage,
    AllVillages,
}

/// So many threads depositing for so long, each deposit an order of its own; how many a
/// second. Round and place give the year of the deeds, so that each account has in it what
/// one has in a year, and no deed looks like another but where more than a hundred
/// thousand are done in one village.
pub(crate) fn many(bank: &Path, at: Where, threads: u64, round: u64, lasts: Duration) -> f64 {
    let (key, ledger) = (clerk(bank), service(bank));
    let all: Vec<Village> = villages(0).collect();
    let villages = match at {
        Where::OneVillage => &all[6..7],
        Where::AllVillages => &all[..],
    };
    // Opening a branch is not what is measured.
    for village in villages {
        ledger.view(village.branch, Wanted::Nothing, |_| ()).unwrap();
    }
    let next = AtomicU64::new(0);
    let done = AtomicU64::new(0);
    let place = u64::from(matches!(at, Where::OneVillage));
    let year = 2008 + (round * 2 + place) % 16;
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while begun.elapsed() < lasts {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let village = &villages[(n % villages.len() as u64) as usize];
                    let n_there = n / villages.len() as u64;
                    let serial = (n_there % u64::from(village.accounts)) as u32 + 1;
                    let day = day_of(n_there / u64::from(village.accounts));
                    let account = AccountNo::new(village.branch, serial);
                    let (rule, qty) = ("T01".parse().unwrap(), "6m".parse().unwrap());
                    let on = format!("{year}{day}").parse().unwrap();
                    let evidence = format!("服务单-{n}");
                    let deed = DeedCommand { evidence, ..DeedCommand::new(account, rule, qty, on) };
                    let request = format!("many-{round}-{place}-{n}").parse().unwrap();
                    let requests = [(request, Asked::Deposit(deed))];
                    ledger.submit(&order(village.branch, &key, &requests)).unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    done.into_inner() as f64 / begun.elapsed().as_secs_f64()
}

/// The last line of the village that many deposit in, with its `\n`.
pub(crate) fn last_line(bank: &Path) -> Vec<u8> {
    let journal = FileJournal::read_only(bank.join("journal"));
    let branch: BranchCode = BRANCH.parse().unwrap();
    let last = journal.size(branch).unwrap() - 1;
    let mut line = journal.line(branch, last).unwrap().unwrap();
    line.push(b'\n');
    line
}

/// Inclusion proofs through the library, at places all over a village.
pub(crate) fn proofs(bank: &Path, samples: &mut Samples) {
    let journal = FileJournal::read_only(bank.join("journal"));
    let books = SledBooks::open(bank.join("books")).unwrap();
    let ledger = Ledger::read_only(Box::new(journal), Box::new(books));
    let branch: BranchCode = BRANCH.parse().unwrap();
    let (size, _) = ledger.root(branch, None).unwrap();
    for n in 0..50_u64 {
        let seq = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % size;
        samples.time(|| ledger.prove_inclusion(EntryId { branch, seq }, size).unwrap());
    }
}
