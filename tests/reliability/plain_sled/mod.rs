//! A ledger as one would write it straight into sled, and the same damage done to it.
//!
//! Entries are keys (place → line), balances are keys, and an entry goes in with the
//! balance it changes in one transaction; each deposit is flushed before it is
//! answered, each import of 300 is one batch and one flush. That is what sled's own
//! guide advises. Every opening is in a process of its own, so that a panic, an abort
//! and a hang are seen from outside.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};

use crate::damage::{cut, files_below, flip, replace_dir, used};
use crate::dice::Dice;
use crate::program::{Said, run as run_to_end, run_while};
use crate::table::{Outcome, Row};
use crate::{Plan, Seen, Told};

/// What the child is to do: `write`, `import`, `close` or `read`, the folder, a number.
const CHILD: &str = "WENMING_PLAIN_SLED";
/// Rows of an import.
const SHEET: u64 = 300;
const ACCOUNTS: u64 = 12;

type Failure = Box<dyn std::error::Error>;

/// Where this process was started as the child, does what it was started for.
pub(crate) fn as_child() -> Option<ExitCode> {
    let asked = std::env::var(CHILD).ok()?;
    let mut words = asked.splitn(3, ' ');
    let (work, count, dir) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    let done = match work {
        "write" => write(Path::new(dir), count),
        "import" => import(Path::new(dir), count),
        _ => read(Path::new(dir)),
    };
    Some(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    })
}

fn line(seq: u64) -> String {
    format!("{{\"seq\":{seq},\"account\":{},\"points\":2,\"note\":\"义务劳动\"}}", seq % ACCOUNTS)
}

fn number(bytes: &[u8]) -> Result<u64, String> {
    let text = std::str::from_utf8(bytes).map_err(|e| e.to_string())?;
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

/// Deposits for ever, or `count` of them, and says each once it is flushed.
fn write(dir: &Path, count: u64) -> Result<(), Failure> {
    let db = sled::open(dir)?;
    let (entries, balances) = (db.open_tree("entries")?, db.open_tree("balances")?);
    let mut out = std::io::stdout();
    for _ in 0..count {
        let seq = entries.last()?.map_or(0, |(key, _)| {
            u64::from_be_bytes(key.as_ref().try_into().unwrap_or([0; 8])) + 1
        });
        let account = (seq % ACCOUNTS).to_be_bytes();
        let put: Result<(), TransactionError<String>> =
            (&entries, &balances).transaction(|(entries, balances)| {
                let held = match balances.get(account)? {
                    Some(held) => number(&held).map_err(ConflictableTransactionError::Abort)?,
                    None => 0,
                };
                entries.insert(&seq.to_be_bytes(), line(seq).as_bytes())?;
                balances.insert(&account, (held + 2).to_string().as_bytes())?;
                Ok(())
            });
        put.map_err(|why| format!("{why:?}"))?;
        db.flush()?;
        writeln!(out, "done {seq}")?;
        out.flush()?;
    }
    Ok(())
}

/// A sheet in one batch and one flush.
fn import(dir: &Path, rows: u64) -> Result<(), Failure> {
    let db = sled::open(dir)?;
    let (entries, balances) = (db.open_tree("entries")?, db.open_tree("balances")?);
    let first = entries
        .last()?
        .map_or(0, |(key, _)| u64::from_be_bytes(key.as_ref().try_into().unwrap_or([0; 8])) + 1);
    let (mut lines, mut held) = (sled::Batch::default(), BTreeMap::new());
    for seq in first..first + rows {
        let account = seq % ACCOUNTS;
        if let std::collections::btree_map::Entry::Vacant(new) = held.entry(account) {
            let before = balances.get(account.to_be_bytes())?;
            new.insert(before.map_or(Ok(0), |bytes| number(&bytes))?);
        }
        *held.entry(account).or_default() += 2;
        lines.insert(&seq.to_be_bytes(), line(seq).as_bytes());
    }
    let put: Result<(), TransactionError<()>> =
        (&entries, &balances).transaction(|(entries, balances)| {
            entries.apply_batch(&lines)?;
            for (account, held) in &held {
                balances.insert(&account.to_be_bytes(), held.to_string().as_bytes())?;
            }
            Ok(())
        });
    put.map_err(|why| format!("{why:?}"))?;
    db.flush()?;
    println!("done {}", first + rows - 1);
    Ok(())
}

/// Says all there is.
fn read(dir: &Path) -> Result<(), Failure> {
    let db = sled::open(dir)?;
    let (entries, balances) = (db.open_tree("entries")?, db.open_tree("balances")?);
    let mut text = String::new();
    for entry in &entries {
        let (key, value) = entry?;
        let seq = u64::from_be_bytes(key.as_ref().try_into()?);
        text += &format!("entry {seq} {}\n", String::from_utf8_lossy(&value));
    }
    for balance in &balances {
        let (key, value) = balance?;
        let account = u64::from_be_bytes(key.as_ref().try_into()?);
        text += &format!("balance {account} {}\n", String::from_utf8_lossy(&value));
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

fn child(work: &str, count: u64, dir: &Path) -> Command {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.env(CHILD, format!("{work} {count} {}", dir.display()));
    process
}

/// How many entries were answered, by what a child said before it died.
fn answered(said: &Said) -> Option<u64> {
    let whole = &said.out[..said.out.rfind('\n').map_or(0, |end| end + 1)];
    whole
        .lines()
        .filter_map(|line| line.strip_prefix("done ")?.parse::<u64>().ok())
        .max()
        .map(|seq| seq + 1)
}

/// Opens a folder again: the entries that were answered are there and unchanged, no
/// sheet is half there, and the balances are what the entries add up to; or an error.
fn look(dir: &Path, answered: u64, sheets: bool) -> (Seen, u64) {
    let said = run_to_end(child("read", 0, dir));
    if said.hung() {
        return ((Outcome::Hung, "hangs".to_owned()), answered);
    }
    if said.panicked() {
        return ((Outcome::Panicked, said.all()), answered);
    }
    if !said.is_ok() {
        return ((Outcome::Refused, said.all()), answered);
    }
    let silent = |text: String| ((Outcome::Silent, text), answered);
    let lines: Vec<&str> =
        said.out.lines().filter_map(|line| line.strip_prefix("entry ")).collect();
    let there = lines.len() as u64;
    let mut held = BTreeMap::new();
    for (seq, found) in (0..).zip(&lines) {
        if **found != format!("{seq} {}", line(seq)) {
            return silent(format!("entry {seq} is `{found}`"));
        }
        *held.entry(seq % ACCOUNTS).or_insert(0) += 2;
    }
    if there < answered {
        return silent(format!("{there} entries of {answered} answered"));
    }
    if sheets && !there.is_multiple_of(SHEET) {
        return silent(format!("{there} entries: half a sheet"));
    }
    let balances = held.iter().map(|(account, held)| format!("balance {account} {held}"));
    let said = said.out.lines().filter(|line| line.starts_with("balance "));
    if !balances.eq(said.map(str::to_owned)) {
        return silent("the balances are not what the entries add up to".to_owned());
    }
    ((Outcome::Survived, String::new()), there)
}

/// Two folders of 300 deposits: closed well, which leaves a snapshot; and killed.
struct Fixture {
    home: tempfile::TempDir,
}

const DEPOSITS: u64 = 300;

impl Fixture {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let fixture = Self { home };
        for part in [DEPOSITS / 2, DEPOSITS / 2] {
            if fixture.closed().exists() {
                crate::damage::copy_dir(&fixture.closed(), &fixture.earlier());
            }
            let said = run_to_end(child("write", part, &fixture.closed()));
            assert!(said.is_ok(), "{}", said.all());
        }
        let mut dir = fixture.killed();
        loop {
            let mut heard = None;
            let (said, killed) = run_while(child("write", u64::MAX, &dir), || {
                // Killed once it has written enough; that is seen by its file.
                heard.get_or_insert_with(Instant::now).elapsed() > Duration::from_millis(400)
                    && used(&dir.join("db")) > 60_000
            });
            if killed && answered(&said).is_some() {
                fs::write(fixture.home.path().join("count"), answered(&said).unwrap().to_string())
                    .unwrap();
                break;
            }
            fs::remove_dir_all(&dir).unwrap();
            dir = fixture.killed();
        }
        fixture
    }

    fn closed(&self) -> PathBuf {
        self.home.path().join("closed")
    }

    fn earlier(&self) -> PathBuf {
        self.home.path().join("earlier")
    }

    fn killed(&self) -> PathBuf {
        self.home.path().join("killed")
    }

    /// A copy to be damaged, and how many entries were answered in it.
    fn copy(&self, closed: bool) -> (tempfile::TempDir, PathBuf, u64) {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("db");
        replace_dir(&if closed { self.closed() } else { self.killed() }, &dir);
        let count = match closed {
            true => DEPOSITS,
            false => fs::read_to_string(self.home.path().join("count")).unwrap().parse().unwrap(),
        };
        (temp, dir, count)
    }
}

/// All rows of it.
pub(crate) fn run(plan: &Plan) -> Told {
    let fixture = Fixture::new();
    let mut told = Told::default();
    told.rows.extend(plan.row("plain sled: nothing, after a kill and closed well", |row| {
        for closed in [false, true] {
            let (_temp, dir, answered) = fixture.copy(closed);
            let ((outcome, seen), _) = look(&dir, answered, false);
            row.add(outcome, || seen);
        }
    }));
    let kills = [
        ("plain sled: kill -9 during single deposits", "write", plan.rounds(30, 250)),
        (
            "plain sled: kill -9 during the import of a sheet of 300 rows",
            "import",
            plan.rounds(30, 250),
        ),
    ];
    for (fault, work, rounds) in kills {
        told.rows.extend(plan.row(fault, |row| kills_of(plan, work, rounds, row)));
    }
    for (closed, fault) in [
        (false, "plain sled: a bit flipped, after a kill"),
        (true, "plain sled: a bit flipped, closed well, with its snapshot"),
    ] {
        told.rows.extend(plan.row(fault, |row| {
            for round in 0..plan.rounds(40, 400) {
                let mut dice = Dice::of(plan.seed, row.fault, round);
                let (_temp, dir, answered) = fixture.copy(closed);
                let files = files_below(&dir);
                // As likely as it has bytes, as with a bad spot on a disk.
                let all: usize = files.iter().map(|file| used(&dir.join(file))).sum();
                let mut at = dice.below(all);
                let file = files.iter().find(|file| {
                    let len = used(&dir.join(file));
                    let here = at < len;
                    at -= if here { 0 } else { len };
                    here
                });
                let file = dir.join(file.unwrap());
                flip(&file, at, dice.below(8));
                let ((outcome, seen), _) = look(&dir, answered, false);
                row.add(outcome, || format!("round {round}: {seen}"));
            }
        }));
    }
    told.rows.extend(plan.row("plain sled: cut off at every 4 KiB, after a kill", |row| {
        let (_temp, dir, _) = fixture.copy(false);
        for len in (0..used(&dir.join("db"))).step_by(4096) {
            let (_temp, dir, answered) = fixture.copy(false);
            cut(&dir.join("db"), len);
            let ((outcome, seen), _) = look(&dir, answered, false);
            row.add(outcome, || format!("cut to {len}: {seen}"));
        }
    }));
    told.rows.extend(plan.row(
        "plain sled: each file missing, empty, or from an earlier copy",
        |row| {
            for closed in [false, true] {
                let (_temp, dir, _) = fixture.copy(closed);
                for file in files_below(&dir) {
                    for harm in 0..3 {
                        let (_temp, dir, answered) = fixture.copy(closed);
                        let target = dir.join(&file);
                        let earlier = fixture.earlier().join(&file);
                        match harm {
                            0 => fs::remove_file(&target).unwrap(),
                            1 => fs::write(&target, b"").unwrap(),
                            _ if closed && earlier.exists() => {
                                fs::copy(earlier, &target).unwrap();
                            }
                            _ => continue,
                        }
                        let ((outcome, seen), _) = look(&dir, answered, false);
                        row.add(outcome, || format!("{}: {seen}", file.display()));
                    }
                }
            }
        },
    ));
    told.rows.extend(plan.row("plain sled: a stray half-made snapshot", |row| {
        for name in ["snap.0000000000000000.generating", "snap.ffffffffffffffff.generating"] {
            for closed in [false, true] {
                let (_temp, dir, answered) = fixture.copy(closed);
                fs::write(dir.join(name), b"half").unwrap();
                let ((outcome, seen), _) = look(&dir, answered, false);
                row.add(outcome, || format!("{name}: {seen}"));
            }
        }
    }));
    told
}

fn kills_of(plan: &Plan, work: &str, rounds: u64, row: &mut Row) {
    let sheets = work == "import";
    let mut state: Option<(tempfile::TempDir, u64)> = None;
    let mut attempt = 0;
    while row.rounds() < rounds && attempt < 4 * rounds {
        let mut dice = Dice::of(plan.seed, row.fault, attempt);
        attempt += 1;
        let (temp, before) = state.take().unwrap_or_else(|| (tempfile::tempdir().unwrap(), 0));
        let dir = temp.path().join("db");
        let delay = Duration::from_micros(dice.below(if sheets { 60_000 } else { 250_000 }) as u64);
        let started = Instant::now();
        let count = if sheets { SHEET } else { u64::MAX };
        let (said, killed) = run_while(child(work, count, &dir), || started.elapsed() >= delay);
        let known = answered(&said).unwrap_or(before).max(before);
        if said.panicked() && !killed {
            // What a kill left behind does not open any more.
            row.add(Outcome::Panicked, || format!("attempt {attempt}: {}", said.all()));
            continue;
        }
        let ((outcome, seen), there) = look(&dir, known, sheets);
        if killed {
            row.add(outcome, || format!("attempt {attempt}: {seen}"));
        }
        if outcome == Outcome::Survived && there < 6000 {
            state = Some((temp, there));
        }
    }
}
