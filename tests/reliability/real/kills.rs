//! kill -9 at random moments, and at the worst ones.
//!
//! A round kills the program in the middle of what it was asked, by the clock or as
//! soon as it is seen to write. After every three of them the bank is opened and
//! everything is held against what the program had answered before it died: that is
//! there, byte for byte; what was under way is there whole or not at all; balances are
//! what the lines add up to; the audit finds nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::books::{MemoryBooks, SledBooks};
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::journal::{FileJournal, Journal};
use ledger_core::ledger::{Ledger, Notice, Wanted};
use serde_json::Value;

use super::bank::{self, Fixture, Journals, TODAY, VILLAGE, committed, journals, manners, parsed};
use crate::damage::{change, files_below, used};
use crate::dice::Dice;
use crate::program::{self, Said, command, run_while};
use crate::table::{Outcome, Row};
use crate::{Plan, Seen, Told};

/// How many kills before everything is looked at.
const IN_A_ROW: u64 = 4;
/// Rows of a sheet.
const SHEET: usize = 300;
/// A bank that has grown to this is given up for a new copy.
const LINES: usize = 900;

/// What is killed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Import,
    Deposit,
    DayClose,
    Rebuild,
    Recovery,
    /// An import that goes to a mirror as well.
    ToMirror,
    /// A deposit that finds its mirror empty, and fills it first.
    FillMirror,
}

impl Work {
    fn has_mirror(self) -> bool {
        matches!(self, Self::ToMirror | Self::FillMirror)
    }
}

/// Where the kills fell: a campaign that kills nothing shows nothing.
#[derive(Default)]
pub(super) struct Fell {
    before: u64,
    written: u64,
    answered: u64,
}

impl Fell {
    /// What is said of them below the table.
    pub(super) fn note(&self, row: &Row) -> String {
        format!(
            "{}: {} fell before anything was written, {} when it was written and not yet \
             answered, {} after the answer.",
            row.fault, self.before, self.written, self.answered
        )
    }
}

pub(super) fn run(plan: &Plan, fixture: &Fixture, told: &mut Told) {
    let rows = [
        (Work::Deposit, "kill -9 during single deposits", 60, 300),
        (Work::Import, "kill -9 during the import of a sheet of 300 rows", 44, 240),
        (Work::DayClose, "kill -9 during the close of a day that ends points", 36, 160),
        (Work::Rebuild, "kill -9 during a rebuild of the books", 36, 160),
        (Work::Recovery, "kill -9 during recovery from a torn journal and damaged books", 48, 210),
        (Work::ToMirror, "kill -9 during an import that goes to a mirror as well", 36, 160),
        (Work::FillMirror, "kill -9 during a deposit that fills an empty mirror", 36, 160),
    ];
    // Each at a bank of its own.
    let kills = thread::scope(|scope| {
        let kills = rows.map(|(work, fault, short, long)| {
            scope.spawn(move || {
                let mut fell = Fell::default();
                let rounds = plan.rounds(short, long);
                let row =
                    plan.row(fault, |row| kill(plan, fixture, (work, rounds), row, &mut fell));
                (row, fell)
            })
        });
        kills.map(|kill| kill.join().unwrap())
    });
    for (row, fell) in kills {
        let Some(row) = row else { continue };
        told.notes.push(fell.note(&row));
        told.rows.push(row);
    }
}

/// An oracle that sees nothing would call everything survived: it is shown losses first.
pub(super) fn the_oracle_sees_what_is_lost(fixture: &Fixture) {
    let shown = |what: &str, lose: &dyn Fn(&mut Office)| {
        let mut office = Office::new(fixture, Work::ToMirror);
        lose(&mut office);
        let (outcome, seen) = look(&mut office, TODAY, 1);
        assert_eq!(outcome, Outcome::Silent, "{what}: {seen}");
    };
    shown("answered, and not there", &|office| {
        office.asked.push(("never".to_owned(), 1, true));
    });
    shown("half of a sheet", &|office| {
        let (args, lines, day) = arguments(Work::Import, "half", office);
        assert!(program::run(office.command(day, &args)).is_ok());
        office.asked.push(("half".to_owned(), lines + 1, false));
    });
    shown("lines nobody asked for", &|office| {
        let said = bank::deposit_args("一组-005", "nobody");
        assert!(program::run(command(&office.dir, TODAY, "li", &said)).is_ok());
    });
    shown("an acknowledged byte that is another", &|office| {
        let village = office.acknowledged.get_mut(VILLAGE).unwrap();
        *village.last_mut().unwrap() = b'x';
    });
    shown("a mirror that does not get everything", &|office| {
        office.mirror = Some(office.temp.path().join("none"));
    });
}

/// A bank under fire, and what it has acknowledged.
pub(super) struct Office {
    pub(super) temp: tempfile::TempDir,
    pub(super) dir: PathBuf,
    /// The folder of its mirror, where it has one.
    pub(super) mirror: Option<PathBuf>,
    /// Something was done to the mirror that it cannot bring to rights by itself.
    pub(super) mirror_is_damaged: bool,
    pub(super) acknowledged: Journals,
    /// What was asked since everything was looked at: evidence, lines, and whether it was answered.
    pub(super) asked: Vec<(String, usize, bool)>,
}

impl Office {
    fn new(fixture: &Fixture, work: Work) -> Self {
        let (temp, dir) = fixture.copy(&fixture.sound());
        let acknowledged = journals(&dir);
        let mirror = work.has_mirror().then(|| temp.path().join("stick"));
        if let Some(mirror) = &mirror {
            super::mirror::begin(&dir, mirror);
        }
        let asked = Vec::new();
        Self { temp, dir, mirror, mirror_is_damaged: false, acknowledged, asked }
    }

    /// A bank with a mirror that is in step.
    pub(super) fn with_mirror(fixture: &Fixture) -> Self {
        Self::new(fixture, Work::ToMirror)
    }

    /// A command of the clerk's, with the mirror where there is one.
    pub(super) fn command(&self, day: &str, args: &[impl AsRef<str>]) -> Command {
        let args: Vec<&str> = args.iter().map(AsRef::as_ref).collect();
        super::mirror::with(&self.dir, self.mirror.as_deref(), day, &args)
    }

    fn lines(&self) -> usize {
        self.acknowledged.values().map(|bytes| bytes.split(|&b| b == b'\n').count()).sum()
    }
}

fn kill(
    plan: &Plan,
    fixture: &Fixture,
    (work, rounds): (Work, u64),
    row: &mut Row,
    fell: &mut Fell,
) {
    let mut office = Office::new(fixture, work);
    let mut usual = usual_time(fixture, work);
    let mut attempts = 0;
    while row.rounds() < rounds && attempts < rounds * 4 {
        if office.lines() > LINES || work == Work::DayClose {
            office = Office::new(fixture, work);
        }
        let first = attempts;
        let mut kills = 0;
        for _ in 0..IN_A_ROW {
            let mut dice = Dice::of(plan.seed, row.fault, attempts);
            match (work, &office.mirror) {
                (Work::Recovery, _) => damage(&office.dir, &mut dice),
                (Work::FillMirror, Some(mirror)) => super::mirror::empty(mirror),
                _ => {}
            }
            kills +=
                u64::from(kill_once(&mut office, work, attempts, (&mut dice, &mut usual), fell));
            attempts += 1;
        }
        let day = if work == Work::DayClose { "2026-03-11" } else { TODAY };
        let (outcome, seen) = look(&mut office, day, attempts);
        for _ in 0..kills {
            row.add(outcome, || format!("attempts {first}..{attempts}: {seen}"));
        }
        if outcome != Outcome::Survived {
            office = Office::new(fixture, work);
        }
    }
}

fn arguments(work: Work, evidence: &str, office: &Office) -> (Vec<String>, usize, &'static str) {
    let owned = |args: &[&str]| args.iter().map(ToString::to_string).collect::<Vec<_>>();
    match work {
        Work::Import | Work::ToMirror => {
            (bank::import_args(office.temp.path(), evidence, SHEET), SHEET, TODAY)
        }
        Work::Deposit | Work::Recovery | Work::FillMirror => {
            let args = bank::deposit_args("一组-003", evidence);
            (owned(&args), 1, TODAY)
        }
        Work::DayClose => (owned(&bank::CLOSE_ARGS), bank::ACCOUNTS as usize, bank::CLOSED),
        Work::Rebuild => (owned(&["rebuild"]), 0, TODAY),
    }
}

/// How long it takes when nobody kills it.
fn usual_time(fixture: &Fixture, work: Work) -> Duration {
    let office = Office::new(fixture, work);
    let (args, _, day) = arguments(work, "usual", &office);
    let started = Instant::now();
    let said = program::run(office.command(day, &args));
    assert!(said.is_ok(), "{}", said.all());
    started.elapsed()
}

/// Whether it was killed, and not done before.
fn kill_once(
    office: &mut Office,
    work: Work,
    attempt: u64,
    (dice, usual): (&mut Dice, &mut Duration),
    fell: &mut Fell,
) -> bool {
    let evidence = format!("e{attempt}");
    let (args, lines, day) = arguments(work, &evidence, office);
    let look = || {
        let folders = std::iter::once(&office.dir).chain(&office.mirror);
        folders.flat_map(|folder| traces(folder)).collect()
    };
    let (said, killed) = strike(office.command(day, &args), look, (dice, usual), fell);
    if said.is_ok() || (killed && said.json().is_some()) {
        office.asked.push((evidence, lines, work != Work::Rebuild));
    } else if killed {
        office.asked.push((evidence, lines, false));
    }
    killed
}

/// Runs it and kills it, by the clock or from the moment on that it is seen to write.
pub(super) fn strike(
    process: Command,
    look: impl Fn() -> Traces,
    (dice, usual): (&mut Dice, &mut Duration),
    fell: &mut Fell,
) -> (Said, bool) {
    let before = look();
    let by_clock = dice.below(2) == 0;
    let micros = usize::try_from(usual.as_micros()).unwrap_or(usize::MAX);
    let delay = Duration::from_micros(match by_clock {
        true => dice.below(micros) as u64,
        false => dice.below(micros / 8) as u64,
    });
    let started = Instant::now();
    let mut from = by_clock.then_some(started);
    let (said, killed) = run_while(process, || {
        if from.is_none() && look() != before {
            from = Some(Instant::now());
        }
        from.is_some_and(|from| from.elapsed() >= delay)
    });
    if !killed {
        // What it takes changes with what else the machine does.
        *usual = (*usual + started.elapsed()) / 2;
    } else if said.json().is_some() {
        fell.answered += 1;
    } else if look() == before {
        fell.before += 1;
    } else {
        fell.written += 1;
    }
    (said, killed)
}

/// Files, and how long they are.
pub(super) type Traces = Vec<(PathBuf, u64)>;

/// What changes in a folder as soon as something is written to it.
pub(super) fn traces(dir: &Path) -> Traces {
    let mut traces = Vec::new();
    for file in files_below(&dir.join("journal")) {
        let len = fs::metadata(dir.join("journal").join(&file)).map_or(0, |meta| meta.len());
        traces.push((file, len));
    }
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().contains("damaged") {
            traces.push((entry.path(), 0));
        }
    }
    traces
}

/// As after a power cut: a commit half written, and books that say nothing of use.
fn damage(dir: &Path, dice: &mut Dice) {
    let segment = dir.join("journal").join(VILLAGE).join("000000000000.jsonl");
    change(&segment, |bytes| {
        let last = committed(bytes).to_vec();
        let line = last.split(|&b| b == b'\n').rev().nth(1).unwrap_or_default();
        // Its first bytes are those of an entry that was being written.
        bytes.extend_from_slice(&line[..dice.below(line.len())]);
    });
    let books = dir.join("books");
    for file in files_below(&books) {
        let file = books.join(file);
        let len = used(&file);
        if len > 0 && dice.below(2) == 0 {
            change(&file, |bytes| {
                for _ in 0..8 {
                    bytes[dice.below(len)] ^= 1 << dice.below(8);
                }
            });
        }
    }
}

/// Opens the bank and holds everything against what is known.
pub(super) fn look(office: &mut Office, day: &str, attempt: u64) -> Seen {
    let asked = std::mem::take(&mut office.asked);
    let dir = &office.dir;
    let silent = |text: String| (Outcome::Silent, text);
    // The next who writes brings it to rights.
    let own = format!("s{attempt}");
    let settle = program::run(office.command(day, &bank::deposit_args("一组-004", &own)));
    if !settle.is_ok() {
        return manners("the next deposit", &settle);
    }
    let now = journals(dir);
    let mut seen = match &office.mirror {
        Some(mirror) => super::mirror::stands(mirror, &now, &settle, office.mirror_is_damaged),
        None => (Outcome::Survived, String::new()),
    };
    for (branch, before) in &office.acknowledged {
        let bytes = now.get(branch).map_or(&[][..], Vec::as_slice);
        let Some(added) = bytes.strip_prefix(&before[..]) else {
            return silent(format!("{branch}: what was acknowledged is not there any more"));
        };
        if committed(bytes) != bytes {
            return silent(format!("{branch}: half a commit is left in the journal"));
        }
        let added = parsed(committed(added));
        if branch != VILLAGE {
            if !added.is_empty() {
                return silent(format!("{branch}: {} lines nobody asked for", added.len()));
            }
            continue;
        }
        if let Some(text) = not_as_asked(&added, &asked, &own) {
            return silent(text);
        }
    }
    let said = bank::balances(dir, VILLAGE);
    seen = bank::worse(seen, manners("balance", &said));
    let points = bank::points_of(committed(&now[VILLAGE]));
    if said.is_ok() && bank::points_said(&said).as_ref() != Some(&points) {
        seen = bank::worse(seen, silent(format!("wrong balances: {}", said.all())));
    }
    let said = program::run(command(dir, day, "li", &["audit"]));
    seen = bank::worse(seen, manners("audit", &said));
    if attempt.is_multiple_of(5) {
        seen = bank::worse(seen, manners("verify", &verify(dir, day)));
        seen = bank::worse(seen, by_library(dir, &points));
    }
    office.acknowledged =
        now.into_iter().map(|(b, bytes)| (b, committed(&bytes).to_vec())).collect();
    seen
}

fn verify(dir: &Path, day: &str) -> Said {
    program::run(command(dir, day, "li", &["verify", &dir.display().to_string()]))
}

/// Of everything that was asked all lines are there, or none; of what was answered, all.
fn not_as_asked(added: &[Value], asked: &[(String, usize, bool)], own: &str) -> Option<String> {
    let closing = |line: &&Value| line["event"]["expired"].is_object();
    let expired = added.iter().filter(closing).count();
    let mut known = 0;
    for (evidence, lines, answered) in asked {
        let of = |line: &&Value| line["event"]["deposited"]["evidence"] == evidence.as_str();
        // A day is closed once, whoever of them did it.
        let there = match added.iter().filter(of).count() {
            0 if expired > 0 => expired,
            there => there,
        };
        if there != 0 && there != *lines {
            return Some(format!("{evidence}: {there} of {lines} lines are there"));
        }
        if *answered && there == 0 && *lines > 0 {
            return Some(format!("{evidence}: answered, and not there"));
        }
        known += if there == expired && expired > 0 { 0 } else { there };
    }
    let ours = |line: &&Value| line["event"]["deposited"]["evidence"] == own;
    let ours = added.iter().filter(ours).count();
    if ours != 1 {
        return Some(format!("the next deposit was answered and is there {ours} times"));
    }
    let all = known + expired + ours;
    (all != added.len()).then(|| format!("{} lines, {all} of them asked for", added.len()))
}

/// The same by the library: the books that are there, and books made new.
fn by_library(dir: &Path, points: &bank::Points) -> Seen {
    let journal = || Box::new(FileJournal::read_only(dir.join("journal")));
    let stored = SledBooks::open(dir.join("books"));
    let Ok(stored) = stored else {
        return (Outcome::Refused, "the library cannot open the books".to_owned());
    };
    let lines = journal().size(VILLAGE.parse().unwrap()).unwrap();
    for books in
        [Box::new(stored) as Box<dyn ledger_core::books::Books>, Box::new(MemoryBooks::default())]
    {
        let ledger = Ledger::read_only(journal(), books);
        let seen = asked_of(&ledger, VILLAGE.parse().unwrap(), points, lines);
        if seen.0 != Outcome::Survived {
            return seen;
        }
    }
    (Outcome::Survived, String::new())
}

/// Every account and the size of a branch, of a ledger: right, or an error.
pub(super) fn asked_of(
    ledger: &Ledger,
    branch: BranchCode,
    points: &bank::Points,
    lines: u64,
) -> Seen {
    let refused = |why: ledger_core::ledger::Error| (Outcome::Refused, why.to_string());
    match ledger.view(branch, Wanted::Nothing, |state| state.size()) {
        Ok(size) if size == lines => {}
        Ok(size) => {
            let notices = ledger.take_notices();
            let said = notices.iter().any(|notice| matches!(notice, Notice::Torn(_)));
            let text = format!("{branch}: {size} lines of {lines}, {notices:?}");
            return (if said { Outcome::Refused } else { Outcome::Silent }, text);
        }
        Err(why) => return refused(why),
    }
    for (account, held) in points {
        let number: AccountNo = account.parse().unwrap();
        match ledger.account(number) {
            Ok(Some(found)) => {
                let sum = found.balance("JF".parse().unwrap()).to_string();
                if sum != held.to_string() {
                    return (Outcome::Silent, format!("{account} holds {sum}, not {held}"));
                }
            }
            Ok(None) => return (Outcome::Silent, format!("{account} is gone")),
            Err(why) => return refused(why),
        }
    }
    (Outcome::Survived, String::new())
}
