//! Ours beside what a township would use instead, and beside the floor.
//!
//! ```text
//! cargo bench --bench peers                        a million rows, medians of five rounds
//! cargo bench --bench peers -- --rows 20000 --rounds 1
//! cargo bench --bench peers -- --only import,floor,hledger
//! cargo bench --bench peers -- --growth years      ten years of it as well; takes long
//! cargo bench --bench peers -- --growth townships  or a year of ten such townships
//! cargo bench --bench peers -- --make DIR [--rows N]    only makes the workload there
//!
//! --into FILE   put the tables between the marks `<!-- peers -->` and `<!-- /peers -->` of a page
//! --seconds N   how long 32 threads deposit in a round (5; 1 below 100,000 rows)
//! ```
//!
//! The workload is made first ([`workload`]): a bank of 47 villages and 17,586 households,
//! ten rules with caps, and the deeds of a year as CSV, all from one seed. Then, round by
//! round, each thing is done once, one after the other, so that a busy moment of the
//! machine hits all of them alike:
//!
//! ```text
//! import     `wenming import deposits … --yes` into a fresh copy of the bank: the sheet
//!            read, every row decided under its rule and caps, chained, signed, synced, in
//!            the books
//! library    the same rows by `Ledger::submit`, an order a village
//! audit      `wenming audit`: chain, signatures, every award derived again, sums, books
//! floor      the least there is to do: see the module
//! hledger, ledger   `balance` of the same movements, as text that is written untimed
//! sqlite     the same movements into a table in one durable transaction, and its sums
//! git        the journal committed, a commit a village, and `git fsck`: it hashes and
//!            knows no rule
//! deposit    one durable deposit through the library, and its line appended and synced
//! threads    32 threads, each deposit an order of its own, in one village and in all; and
//!            as many who append such a line to one file and share its syncs
//! postgres   the same as balance update and insert in one durable commit: see the module
//! counter    deposit, balance, statement and receipt, a process each, on this bank and on
//!            one of a hundred entries, in turns
//! disk       journal and books after the import
//! ```
//!
//! Ratios are of medians; beside them stands the spread of the rounds' own ratios. Peak
//! memory is `VmHWM`. What is not installed is skipped and said; nothing is installed.
//! The tables go to `peers.md` in the bench's folder too.
//!
//! Every result is held to what it should be before its time counts: all rows posted, the
//! audit clean, every account with its balance.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench stops where it fails"
)]

mod floor;
mod measure;
mod others;
mod ours;
mod postgres;
mod report;
#[path = "../village/mod.rs"]
mod village;
mod workload;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use measure::{Figures, Ran, Unit, bytes_on_disk, copy, program, quiet, remove, run, version};
use others::Movements;
use ours::{AtCounter, Ours, Sheets, Where};
use postgres::Postgres;
use village::beside::Beside;
use village::crowd::Shared;
use village::{Samples, folder};
use workload::Workload;

/// What can be asked for by `--only`.
const PARTS: [&str; 12] = [
    "import", "library", "audit", "floor", "hledger", "ledger", "sqlite", "git", "deposit",
    "threads", "postgres", "counter",
];
/// Of each thing at the counter, in a round, on each bank.
const AT_COUNTER: u64 = 10;
/// Deposits of a round, each beside an append.
const DEPOSITS: u32 = 1_000;
const THREADS: u64 = 32;
/// So many times as much.
const GROWTH: u32 = 10;

/// What there is ten times as much of.
#[derive(Clone, Copy)]
enum Growth {
    Years,
    Townships,
}

struct Options {
    rows: u64,
    rounds: u64,
    seconds: u64,
    only: Vec<String>,
    growth: Option<Growth>,
    make: Option<PathBuf>,
    into: Option<PathBuf>,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self {
            rows: 1_000_000,
            rounds: 5,
            seconds: 0,
            only: vec![],
            growth: None,
            make: None,
            into: None,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("`{argument}` wants a value"));
            let number = |text: &String| match text.parse::<u64>() {
                Ok(number) if number > 0 => Ok(number),
                _ => Err(format!("`{text}` is not a number above zero")),
            };
            match argument.as_str() {
                "--rows" => options.rows = number(value()?)?,
                "--rounds" => options.rounds = number(value()?)?,
                "--seconds" => options.seconds = number(value()?)?,
                "--only" => options.only = value()?.split(',').map(str::to_owned).collect(),
                "--growth" => {
                    options.growth = Some(match value()?.as_str() {
                        "years" => Growth::Years,
                        "townships" => Growth::Townships,
                        other => return Err(format!("`{other}` is neither years nor townships")),
                    });
                }
                "--into" => options.into = Some(value()?.into()),
                "--make" => options.make = Some(value()?.into()),
                // What cargo adds.
                "--bench" => {}
                other => return Err(format!("there is no option `{other}`")),
            }
        }
        if let Some(none) = options.only.iter().find(|part| !PARTS.contains(&part.as_str())) {
            return Err(format!("there is no `{none}`: {}", PARTS.join(", ")));
        }
        if options.rows > workload::YEAR {
            return Err(format!("a year has {} rows at most: see --growth", workload::YEAR));
        }
        if options.seconds == 0 {
            options.seconds = if options.rows < 100_000 { 1 } else { 5 };
        }
        Ok(options)
    }

    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(said) = as_process(&arguments) {
        println!("{said}");
        return;
    }
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        let head = include_str!("main.rs").lines().map_while(|line| line.strip_prefix("//!"));
        head.for_each(|line| println!("{}", line.strip_prefix(' ').unwrap_or(line)));
        println!("\nNames for --only: {}", PARTS.join(", "));
        return;
    }
    let options = match Options::read(&arguments) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}; see `cargo bench --bench peers -- --help`");
            std::process::exit(2);
        }
    };
    eprintln!("building `wenming`");
    let wenming = wenming();
    if let Some(dir) = &options.make {
        Workload::at(dir.clone(), options.rows).make(&wenming);
        return;
    }
    Bench::new(options, wenming).run();
}

/// What this program does where the bench starts it anew, to see its memory.
fn as_process(arguments: &[String]) -> Option<String> {
    let [what, from, to, threads] = arguments else { return None };
    let (from, to) = (Path::new(from), Path::new(to));
    let threads = threads.parse().ok()?;
    match what.as_str() {
        "as-floor-write" => Some(floor::write(from, to, threads)),
        "as-floor-verify" => Some(floor::verify(to, threads)),
        "as-library" => Some(ours::import_by_library(to, from, threads).to_string()),
        _ => None,
    }
}

/// The program, built from what lies here now.
fn wenming() -> PathBuf {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "ledger-cli", "--bin", "wenming", "--release"]);
    build.current_dir(env!("CARGO_MANIFEST_DIR"));
    assert!(build.status().unwrap().success(), "`wenming` builds");
    // target/<profile>/deps/peers-<hash>
    let bench = std::env::current_exe().unwrap();
    bench.ancestors().nth(2).unwrap().join("wenming")
}

struct Bench {
    options: Options,
    dir: PathBuf,
    wenming: PathBuf,
    workload: Workload,
    cores: usize,
    figures: Figures,
    /// Programs found, with what they say of their version.
    versions: Vec<String>,
    /// What could not be measured, and why.
    skipped: Vec<String>,
}

impl Bench {
    fn new(options: Options, wenming: PathBuf) -> Self {
        let dir = folder("peers");
        fs::create_dir_all(&dir).unwrap();
        let workload = Workload::at(dir.join(format!("workload-{}", options.rows)), options.rows);
        eprintln!("making the workload: {} rows", options.rows);
        workload.make(&wenming);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let versions = vec![version(&wenming)];
        let (figures, skipped) = (Figures::default(), Vec::new());
        Self { options, dir, wenming, workload, cores, figures, versions, skipped }
    }

    fn ours(&self, bank: &str) -> Ours {
        Ours { wenming: self.wenming.clone(), bank: self.dir.join(bank) }
    }

    fn out(&self) -> PathBuf {
        self.dir.join("out")
    }

    /// A peer's program where it is wanted and there.
    fn peer(&mut self, part: &str, name: &str, package: &str) -> Option<PathBuf> {
        if !self.options.wants(part) {
            return None;
        }
        let found = program(name);
        match &found {
            Some(program) => self.versions.push(version(program)),
            None => self.skips(part, &format!("not installed (Debian: apt install {package})")),
        }
        found
    }

    fn skips(&mut self, part: &str, why: &str) {
        eprintln!("skipped {part}: {why}");
        self.skipped.push(format!("{part}: {why}"));
    }

    fn run(mut self) {
        let hledger = self.peer("hledger", "hledger", "hledger");
        let ledger = self.peer("ledger", "ledger", "ledger");
        let sqlite = self.peer("sqlite", "sqlite3", "sqlite3");
        let git = self.peer("git", "git", "git");
        let postgres = self.options.wants("postgres").then(postgres::programs).flatten();
        match &postgres {
            Some(bin) => self.versions.push(version(&bin.join("postgres"))),
            None if self.options.wants("postgres") => {
                self.skips("postgres", "not installed (Debian: apt install postgresql)");
            }
            None => {}
        }
        let large = self.ours("bank");
        remove(&large.bank);
        copy(&self.workload.bank(), &large.bank);
        let sheets = large.sheets(&self.workload, &self.dir);
        let before = large.entries();
        let mut movements: Option<Movements> = None;
        let mut server: Option<Postgres> = None;
        let mut beside = None;
        let small = self.ours("small/bank");
        if self.options.wants("counter") {
            workload::make_small(&self.wenming, small.bank.parent().unwrap());
            assert_eq!(small.entries(), 100);
            small.checkpoint();
        }
        for round in 0..self.options.rounds {
            eprintln!("round {} of {}", round + 1, self.options.rounds);
            let imported = self.import(&large, sheets, round);
            let entries = before + self.workload.rows;
            assert!(!imported || large.entries() == entries, "every row was posted");
            if self.options.wants("floor") {
                self.floor();
            }
            if self.options.wants("audit") {
                let ran = large.audit(&self.out());
                self.ran("audit", "`wenming audit`", &ran);
            }
            if round == 0 {
                self.disk(&large);
            }
            let wanted =
                [hledger.is_some(), ledger.is_some(), sqlite.is_some(), postgres.is_some()];
            if movements.is_none() && wanted.contains(&true) {
                eprintln!("  writing the movements for others");
                let written = others::movements_of(&large.bank, &self.dir);
                assert_eq!(written.rows, self.workload.rows);
                movements = Some(written);
            }
            if let Some(movements) = &movements {
                for (id, program, what) in [
                    ("hledger", &hledger, "`hledger balance`"),
                    ("ledger", &ledger, "`ledger balance`"),
                ] {
                    let Some(program) = program else { continue };
                    let ran = others::balances(program, movements, &self.out());
                    self.ran(id, what, &ran);
                }
                if let Some(program) = &sqlite {
                    let ran = others::sqlite(program, movements, &self.dir);
                    self.ran("sqlite", "sqlite3: rows in, one commit, and sums", &ran);
                }
            }
            if let Some(program) = &git {
                let (commits, checked) = others::git(program, &large.bank, &self.dir);
                self.ran("git-commits", "git: the journal, a commit a village", &commits);
                self.ran("git-fsck", "`git fsck`", &checked);
            }
            if self.options.wants("deposit") {
                let beside = beside.get_or_insert_with(|| Beside::new(&self.dir.join("one")));
                let batch = beside.batch(DEPOSITS);
                let what = "one durable deposit, by the library";
                self.seconds("deposit", what, &batch.deposits);
                self.seconds("append", "its line: append + fdatasync", &batch.appends);
            }
            self.many(&large, round);
            if let (Some(bin), Some(movements)) = (&postgres, &movements) {
                self.postgres(&mut server, bin, movements, round);
            }
            if self.options.wants("counter") {
                self.counter(&large, &small, round);
            }
        }
        drop((server, beside));
        if let Some(growth) = self.options.growth {
            self.growth(growth, sheets);
        }
        self.tidy();
        self.tell(sheets);
    }

    /// Leaves the workloads, for the next time, and takes all else away.
    fn tidy(&self) {
        for entry in fs::read_dir(&self.dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            match ["workload-", "years-", "townships-"].iter().any(|of| name.starts_with(of)) {
                true => {}
                false if path.is_dir() => remove(&path),
                false => fs::remove_file(&path).unwrap(),
            }
        }
    }

    fn ran(&mut self, id: &'static str, what: &str, ran: &Ran) {
        eprintln!("  {what}: {:.2?}", ran.taken);
        self.figures.ran(id, what, ran);
    }

    fn seconds(&mut self, id: &'static str, what: &str, samples: &Samples) {
        eprintln!("  {what}: {:.2?}", samples.median());
        self.figures.add(id, what, Unit::Seconds, samples.median().as_secs_f64());
    }

    fn rate(&mut self, id: &'static str, what: &str, rate: f64) {
        eprintln!("  {what}: {rate:.0} a second");
        self.figures.add(id, what, Unit::Rate, rate);
    }

    /// This program again, for one thing.
    fn itself(&self, what: &str, from: &Path, to: &Path, threads: usize) -> Ran {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(what).arg(from).arg(to).arg(threads.to_string());
        run(&mut command, &self.out())
    }

    /// A fresh bank with the rows in it, in the ways that are wanted; in the first round
    /// whatever is wanted. Whether there is a fresh one.
    fn import(&mut self, large: &Ours, sheets: Sheets, round: u64) -> bool {
        let season = self.workload.seasons()[0];
        let fresh = |bank: &Path| {
            remove(bank);
            copy(&self.workload.bank(), bank);
        };
        let wants = |part| self.options.wants(part);
        let by_library = wants("library") || (!wants("import") && round == 0);
        if by_library {
            fresh(&large.bank);
            let csv = self.workload.all(season);
            let ran = self.itself("as-library", &csv, &large.bank, self.cores);
            assert_eq!(ran.output.trim(), self.workload.rows.to_string());
            if wants("library") {
                let what = format!("import by the library, {} threads", self.cores);
                self.ran("library", &what, &ran);
            }
        }
        if self.options.wants("import") {
            remove(&large.bank);
            copy(&self.workload.bank(), &large.bank);
            let ran = large.import(&self.workload, season, sheets, &self.out());
            let what = match sheets {
                Sheets::OfAll => "`wenming import deposits`, one sheet",
                Sheets::OfEach => "`wenming import deposits`, a sheet a village",
            };
            self.ran("import", what, &ran);
        }
        by_library || self.options.wants("import")
    }

    /// By one thread, and by as many as there are processors.
    fn floor(&mut self) {
        let csv = self.workload.all(self.workload.seasons()[0]);
        let dir = self.dir.join("floor");
        for (threads, ids) in [
            (1, ["floor-write", "floor-verify"]),
            (self.cores, ["floor-write-n", "floor-verify-n"]),
        ] {
            let wrote = self.itself("as-floor-write", &csv, &dir, threads);
            let read = self.itself("as-floor-verify", &csv, &dir, threads);
            assert_eq!(wrote.output, read.output, "what was written is read back");
            let threads =
                if threads == 1 { "1 thread".into() } else { format!("{threads} threads") };
            self.ran(ids[0], &format!("floor, written by {threads}"), &wrote);
            self.ran(ids[1], &format!("floor, verified by {threads}"), &read);
        }
        remove(&dir);
    }

    fn disk(&mut self, large: &Ours) {
        let journal = bytes_on_disk(&large.bank.join("journal")) as f64;
        let books = bytes_on_disk(&large.bank.join("books")) as f64;
        self.figures.add("disk-journal", "disk: journal", Unit::Bytes, journal);
        self.figures.add("disk-all", "disk: journal and books", Unit::Bytes, journal + books);
    }

    /// 32 threads, each with a deposit at a time.
    fn many(&mut self, large: &Ours, round: u64) {
        if !self.options.wants("threads") {
            return;
        }
        let lasts = Duration::from_secs(self.options.seconds);
        for (id, at, what) in [
            ("threads-one", Where::OneVillage, "32 threads depositing, one village"),
            ("threads-all", Where::AllVillages, "32 threads depositing, 47 villages"),
        ] {
            measure::settle();
            let rate = ours::many(&large.bank, at, THREADS, round, lasts);
            self.rate(id, what, rate);
        }
        measure::settle();
        let line = ours::last_line(&large.bank);
        let shared = Shared::new(&self.dir.join("shared.jsonl"));
        let rate = shared.appends_a_second(THREADS as usize, lasts, &line);
        self.rate("shared", "32 threads: append, sharing fdatasync", rate);
    }

    /// The same by PostgreSQL, which runs only meanwhile.
    fn postgres(
        &mut self,
        server: &mut Option<Postgres>,
        bin: &Path,
        movements: &Movements,
        round: u64,
    ) {
        let running = match server {
            Some(server) => server.resume(),
            None if round == 0 => {
                let dir = self.dir.join("postgres");
                Postgres::start(bin.to_owned(), dir, movements).map(|new| *server = Some(new))
            }
            None => return,
        };
        if let Err(why) = running {
            *server = None;
            return self.skips("postgres", &why);
        }
        let Some(server) = server else { return };
        for (id, alone, what) in [
            ("postgres", false, "PostgreSQL, 32 clients"),
            ("postgres-one", true, "PostgreSQL, one client"),
        ] {
            let rate = server.deposits(alone, round, self.options.seconds, self.cores);
            self.rate(id, what, rate);
        }
        server.check();
        server.pause();
    }

    /// In turns on both banks.
    fn counter(&mut self, large: &Ours, small: &Ours, round: u64) {
        large.checkpoint();
        // What was measured before left books that the next to open brings up to date.
        measure::settle();
        for what in AtCounter::ALL {
            let (mut on_large, mut on_small) = (Samples::default(), Samples::default());
            for n in round * AT_COUNTER..(round + 1) * AT_COUNTER {
                large.ask(what, n, &mut on_large);
                small.ask(what, n, &mut on_small);
            }
            let rows = self.workload.rows;
            let (ids, name) = match what {
                AtCounter::Deposit => (["deposit-large", "deposit-small"], "`wenming deposit`"),
                AtCounter::Balance => (["balance-large", "balance-small"], "`wenming balance`"),
                AtCounter::Statement => {
                    (["statement-large", "statement-small"], "`wenming statement --last 20`")
                }
                AtCounter::Receipt => (["receipt-large", "receipt-small"], "`wenming receipt`"),
            };
            self.seconds(ids[0], &format!("{name}, {rows} entries"), &on_large);
            self.seconds(ids[1], &format!("{name}, 100 entries"), &on_small);
        }
        let mut proofs = Samples::default();
        ours::proofs(&large.bank, &mut proofs);
        self.seconds("proof", "an inclusion proof, by the library", &proofs);
        let mut start = Samples::default();
        for _ in 0..AT_COUNTER {
            let mut asked = Command::new(&self.wenming);
            let asked = quiet(asked.arg("--version")).stdout(std::process::Stdio::null());
            start.time(|| asked.status().unwrap());
        }
        self.seconds("start", "`wenming --version`: a process and nothing else", &start);
    }

    /// Ten years, or townships, in one bank, beside ten times the workload of all else;
    /// that is done before and after, since what comes between takes long.
    fn growth(&mut self, growth: Growth, sheets: Sheets) {
        let (rows, times) = (self.options.rows, GROWTH);
        let dir = |of| self.dir.join(format!("{of}-{rows}"));
        let (workload, of) = match growth {
            Growth::Years => (Workload::of_years(dir("years"), times.into(), rows), "years"),
            Growth::Townships => {
                (Workload::of_townships(dir("townships"), times, rows), "townships")
            }
        };
        eprintln!("making ten {of} of {rows} rows");
        workload.make(&self.wenming);
        self.growth_of_one(sheets);
        let (imports, audit) = self.all_of(&workload, sheets);
        self.growth_of_one(sheets);
        self.ran("growth-import", &format!("ten {of} imported"), &imports);
        self.ran("growth-audit", &format!("ten {of} audited"), &audit);
        self.peak("growth-memory", "memory of the audit of ten", &audit);
    }

    fn growth_of_one(&mut self, sheets: Sheets) {
        let (import, audit) = self.all_of(&self.workload, sheets);
        let tenfold = |ran: &Ran| ran.taken.as_secs_f64() * f64::from(GROWTH);
        let what = "ten times the import of one";
        self.figures.add("growth-import-one", what, Unit::Seconds, tenfold(&import));
        let what = "ten times the audit of one";
        self.figures.add("growth-audit-one", what, Unit::Seconds, tenfold(&audit));
        self.peak("growth-memory-one", "memory of the audit of one", &audit);
    }

    fn peak(&mut self, id: &'static str, what: &str, ran: &Ran) {
        let bytes = ran.peak_kib.unwrap_or(0) as f64 * 1024.0;
        self.figures.add(id, what, Unit::Bytes, bytes);
    }

    /// All of a workload imported into a fresh bank, and an audit of it.
    fn all_of(&self, workload: &Workload, sheets: Sheets) -> (Ran, Ran) {
        let grown = self.ours("grown");
        remove(&grown.bank);
        copy(&workload.bank(), &grown.bank);
        let mut imports = Ran::default();
        for season in workload.seasons() {
            let ran = grown.import(workload, season, sheets, &self.out());
            eprintln!("  one imported: {:.2?}", ran.taken);
            imports.then(ran);
        }
        let audit = grown.audit(&self.out());
        eprintln!("  audited: {:.2?}", audit.taken);
        (imports, audit)
    }

    /// On the screen, and into a file.
    fn tell(&self, sheets: Sheets) {
        let Options { rows, rounds, .. } = self.options;
        let mut out = format!(
            "{rows} rows, {} accounts, {} villages, seed {}; {rounds} rounds, in turns.\n",
            workload::ACCOUNTS,
            workload::VILLAGES,
            workload::SEED,
        );
        let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = processor.lines().find_map(|line| line.strip_prefix("model name\t: "));
        let (model, memory) = (model.unwrap_or("of no name"), measure::memory_gib());
        let system = measure::file_system(&self.dir).unwrap_or_else(|| "of no name".to_owned());
        out +=
            &format!("{} processors, {model}; {memory:.0} GiB; file system {system}", self.cores);
        out += &measure::commit().map_or(".\n".to_owned(), |commit| format!("; {commit}.\n"));
        let judged = rows == workload::YEAR;
        if !judged {
            out += "The goals are set for a million rows.\n";
        }
        if sheets == Sheets::OfEach {
            out += "The sheets are imported a process a village.\n";
        }
        out += &format!("{}.\n\n", self.versions.join("; "));
        out += &report::tables(&self.figures, judged);
        if !self.skipped.is_empty() {
            out += &format!("\nSkipped:\n- {}\n", self.skipped.join("\n- "));
        }
        println!("\n{out}");
        let path = self.dir.join("peers.md");
        fs::write(&path, &out).unwrap();
        eprintln!("written to {}", path.display());
        if let Some(page) = &self.options.into {
            put_into(page, &out);
        }
    }
}

/// Replaces what stands between the marks of a page.
fn put_into(page: &Path, tables: &str) {
    let (begin, end) = ("<!-- peers -->\n", "<!-- /peers -->");
    let text = fs::read_to_string(page).unwrap();
    let (before, rest) = text.split_once(begin).expect("the page has the mark");
    let (_, after) = rest.split_once(end).expect("the page has the mark");
    fs::write(page, format!("{before}{begin}\n{tables}\n{end}{after}")).unwrap();
    eprintln!("written to {}", page.display());
}
