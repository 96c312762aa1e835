//! The bank on a machine that breaks to order.
//!
//! The real ledger, journal and audit run on a disk and on books in memory
//! ([`machine`]). A morning's work ([`work`]) is done once as it should be, which
//! tells how many operations it takes; then once more with one of them going
//! wrong. The bank is opened again, and an oracle ([`oracle`]) that keeps its own
//! account holds it to everything it had said.
//!
//! Whoever writes a branch holds the bank's lock, so two desks take turns here
//! by whole orders; that the lock is held is for the tests of the program.

mod machine;
mod oracle;
mod work;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use ledger_core::day::Timestamp;
use ledger_core::line::EntryHash;
use machine::{Harm, Left, Machine, Op, Trouble};
use oracle::{Bank, May, Verdict};
use work::Step;

use super::table::{Outcome, Row};
use crate::common::store::Dice;

/// Power cuts in the middle of something, and those of them that lost what had been seen.
static CUTS: AtomicU64 = AtomicU64::new(0);
static LOST: AtomicU64 = AtomicU64::new(0);

/// What has to happen on the days that nothing goes wrong on, or it is never interrupted.
const HAPPENS: [&str; 10] = [
    "claim_filed",
    "claim_verified",
    "notice_opened",
    "objection_raised",
    "objection_resolved",
    "notice_closed",
    "expired",
    "reversed",
    "sent",
    "redeemed",
];
/// What did.
static HAPPENED: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

/// A round that takes so long hangs.
const IN_TIME: Duration = Duration::from_secs(120);
/// So many different mornings there are.
const MORNINGS: u64 = 48;

/// What is done to the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Kill,
    PowerCut(Left),
    PowerCutBooksLost,
    PowerCutTwice,
    FailsOnce(Which),
    DiskFull,
    DiskGone,
    ShortReads,
    BitRot,
    BitRotBooksLost,
    CutShort,
    OldJournal,
    Books(Harm),
    OtherBooks,
    ClockOff,
    TwoDesks,
}

/// Which operations fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Write,
    Sync,
    Read,
    Folder,
    Books,
}

const KINDS: [(Kind, &str); 25] = [
    (Kind::Kill, "killed at any operation"),
    (Kind::PowerCut(Left::Nothing), "power cut: nothing unsynced is left"),
    (Kind::PowerCut(Left::Torn), "power cut: unsynced writes torn at any byte, names in any state"),
    (Kind::PowerCut(Left::Blocks), "power cut: unsynced blocks in any order, zeros between"),
    (Kind::PowerCutBooksLost, "power cut, torn, and the books lost"),
    (Kind::PowerCutTwice, "power cut, and another during recovery"),
    (Kind::FailsOnce(Which::Write), "a write fails, in part done"),
    (Kind::FailsOnce(Which::Sync), "fsync fails and drops what it had, the next succeeds"),
    (Kind::FailsOnce(Which::Read), "a read fails"),
    (Kind::FailsOnce(Which::Folder), "a folder operation fails"),
    (Kind::FailsOnce(Which::Books), "an operation of the books fails"),
    (Kind::DiskFull, "disk full"),
    (Kind::DiskGone, "disk gone, and back"),
    (Kind::ShortReads, "short and interrupted reads"),
    (Kind::BitRot, "one bit of the journal flipped"),
    (Kind::BitRotBooksLost, "one bit of the journal flipped, and the books lost"),
    (Kind::CutShort, "the journal cut short at any byte"),
    (Kind::OldJournal, "an old journal brought back"),
    (Kind::Books(Harm::Lost), "books lost"),
    (Kind::Books(Harm::Old), "books from before"),
    (Kind::Books(Harm::Hole), "books that silently lost a write, or a record"),
    (Kind::Books(Harm::Flipped), "books with bits flipped"),
    (Kind::OtherBooks, "another bank's books"),
    (Kind::ClockOff, "a clock that goes back, or jumps ahead"),
    (Kind::TwoDesks, "two programs on one bank"),
];

/// Runs so many rounds, a kind of fault after the other, from a seed on: those of them
/// whose fault is wanted.
pub(crate) fn run(rounds: u64, seed: u64, wanted: &(impl Fn(&str) -> bool + Sync)) -> Vec<Row> {
    let next = AtomicU64::new(0);
    let ended = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from).min(8) {
            scope.spawn(|| {
                loop {
                    let round = next.fetch_add(1, Ordering::Relaxed);
                    if round >= rounds {
                        break;
                    }
                    let of = seed.wrapping_add(round);
                    if !wanted(KINDS[kind_of(of)].1) {
                        continue;
                    }
                    let end = in_time(of);
                    ended.lock().unwrap_or_else(PoisonError::into_inner).push((round, of, end));
                }
            });
        }
    });
    let mut ended = ended.into_inner().unwrap_or_else(PoisonError::into_inner);
    ended.sort_by_key(|(round, ..)| *round);
    // Power cuts that cost nothing would show nothing. About a quarter do cost something,
    // by the dice: of a hundred some twenty to thirty.
    let (cuts, lost) = (CUTS.load(Ordering::Relaxed), LOST.load(Ordering::Relaxed));
    let happened = HAPPENED.lock().unwrap_or_else(PoisonError::into_inner);
    let never: Vec<_> = HAPPENS.iter().filter(|event| !happened.contains(*event)).collect();
    assert!(ended.len() < 400 || never.is_empty(), "nobody's work was {never:?}");
    assert!(cuts < 80 || lost > cuts / 8, "only {lost} of {cuts} power cuts lost anything");
    let mut rows: Vec<Row> = KINDS.iter().map(|(_, name)| Row::new(name)).collect();
    for (_, seed, (outcome, seen)) in ended {
        rows[kind_of(seed)].add(outcome, || format!("--round {seed}: {seen}"));
    }
    rows.retain(|row| row.rounds() > 0);
    rows
}

/// One round once more, telling what it does; how it ended.
#[allow(clippy::print_stdout, reason = "the trace is what was asked for")]
pub(crate) fn again(seed: u64) -> Row {
    let (_, name) = KINDS[kind_of(seed)];
    println!("seed {seed}: {name}");
    let mut row = Row::new(name);
    let (outcome, seen) = match std::thread::spawn(move || round(seed, true)).join() {
        Ok(end) => end,
        Err(_) => (Outcome::Panicked, "a panic".to_owned()),
    };
    println!("{outcome:?}: {seen}");
    row.add(outcome, || seen);
    row
}

fn kind_of(seed: u64) -> usize {
    usize::try_from(seed % KINDS.len() as u64).unwrap_or(0)
}

/// One round on a thread of its own, so that a panic or a hang is an outcome too.
fn in_time(seed: u64) -> (Outcome, String) {
    let (done, wait) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        let end = round(seed, false);
        let _ = done.send(());
        end
    });
    if wait.recv_timeout(IN_TIME) == Err(mpsc::RecvTimeoutError::Timeout) {
        return (Outcome::Hung, format!("not done in {IN_TIME:?}"));
    }
    match thread.join() {
        Ok(end) => end,
        Err(why) => {
            let why = why.downcast_ref::<String>().map_or("a panic", String::as_str);
            (Outcome::Panicked, why.to_owned())
        }
    }
}

/// A morning: on which bank it begins, what is done, and the operations it takes.
struct Morning {
    begin: Bank,
    steps: Vec<Step>,
    /// So many of them found the bank.
    founding: usize,
    segment: u64,
    ops: Vec<Op>,
}

type Mornings = Mutex<HashMap<u64, Arc<OnceLock<Morning>>>>;

/// The morning of a seed, worked out once.
fn morning<T>(seed: u64, look: impl FnOnce(&Morning) -> T) -> T {
    static KNOWN: OnceLock<Mornings> = OnceLock::new();
    let number = seed / KINDS.len() as u64 % MORNINGS;
    let known = KNOWN.get_or_init(Mornings::default);
    let cell =
        Arc::clone(known.lock().unwrap_or_else(PoisonError::into_inner).entry(number).or_default());
    look(cell.get_or_init(|| a_morning(number)))
}

fn a_morning(number: u64) -> Morning {
    let mut dice = Dice::new(number + 1);
    let segment = [1, 2_000, 6_000, 64_000][dice.below(4)];
    let mut steps = Vec::new();
    let mut begin = Bank::new(Machine::new(), segment);
    // Every fourth begins with the bank's founding, and the others with its end.
    let founding = work::founding(work::origin(), Some(*founded()));
    if number.is_multiple_of(4) {
        steps.extend(founding);
    } else {
        for step in &founding {
            assert_eq!(begin.step(0, step), Ok(false), "{step:?}");
        }
    }
    let founding = steps.len();
    steps.extend(work::work(&mut dice, 10));
    let mut clean = begin.on(begin.machine.copy(number, false), segment);
    for step in &steps {
        assert_eq!(clean.step(0, step), Ok(false), "{step:?}");
    }
    HAPPENED.lock().unwrap_or_else(PoisonError::into_inner).extend(clean.events());
    let ops = clean.machine.ops();
    Morning { begin, steps, founding, segment, ops }
}

/// The hash of the first line of all.
fn founded() -> &'static EntryHash {
    static FOUNDED: OnceLock<EntryHash> = OnceLock::new();
    FOUNDED.get_or_init(|| {
        let mut bank = Bank::new(Machine::new(), 1_000_000);
        let first = work::founding(work::origin(), None);
        assert_eq!(bank.step(0, &first[0]), Ok(false));
        bank.first_hash()
    })
}

/// The books of another bank.
fn others() -> &'static Machine {
    static OTHERS: OnceLock<Machine> = OnceLock::new();
    OTHERS.get_or_init(|| {
        let origin = "wenming.example/other";
        let mut bank = Bank::new(Machine::new(), 1_000_000);
        let first = work::founding(origin, None);
        assert_eq!(bank.step(0, &first[0]), Ok(false));
        let founded = bank.first_hash();
        for step in &work::founding(origin, Some(founded))[1..] {
            assert_eq!(bank.step(0, step), Ok(false), "{step:?}");
        }
        bank.machine.clone()
    })
}

/// One round: what is done, and how it ended.
fn round(seed: u64, trace: bool) -> (Outcome, String) {
    let (kind, _) = KINDS[kind_of(seed)];
    morning(seed, |morning| {
        let mut dice = Dice::new(seed ^ 0x5bd1_e995);
        let machine = morning.begin.machine.copy(seed, trace);
        let mut bank = morning.begin.on(machine, morning.segment);
        match kind.round(&mut bank, morning, &mut dice) {
            _ if bank.machine.does_not_end() => (Outcome::Hung, "operations without end".into()),
            Ok(Verdict::Survived) => (Outcome::Survived, String::new()),
            Ok(Verdict::Refused(said)) => (Outcome::Refused, said),
            Err(seen) => (Outcome::Silent, seen),
        }
    })
}

/// Does the steps one after the other, the program started anew after a failure
/// and now and then without one; ends early where it has died.
fn go_on(bank: &mut Bank, steps: &[Step], dice: &mut Dice, dies: bool) -> Result<usize, String> {
    for (n, step) in steps.iter().enumerate() {
        let failed = bank.step(0, step)?;
        if bank.machine.is_gone() && dies {
            return Ok(n + 1);
        }
        // Before the fault the operations have to be those that were counted. Some
        // go on asking a program that has failed.
        let fired = bank.machine.fired().is_some();
        if (failed && !fired) || (fired && dice.below(4) > usize::from(!failed)) {
            bank.reopen(0);
        }
    }
    Ok(steps.len())
}

impl Kind {
    fn round(self, bank: &mut Bank, morning: &Morning, dice: &mut Dice) -> Result<Verdict, String> {
        match self {
            Self::Kill => {
                let done = stopped(bank, morning, dice)?;
                bank.reopen(0);
                let few = (done + dice.below(4)).min(morning.steps.len());
                go_on(bank, &morning.steps[done..few], dice, false)?;
                judged(bank, Some(Left::Torn), May::OnlySurvive, dice)
            }
            Self::PowerCut(left) => {
                let done = stopped(bank, morning, dice)?;
                power_goes(bank, left, dice);
                let segments = bank.segments();
                if dice.below(2) == 0 {
                    bank.reopen(0);
                    let few = (done + dice.below(4)).min(morning.steps.len());
                    go_on(bank, &morning.steps[done..few], dice, false)?;
                }
                if left != Left::Blocks {
                    return bank.judge(May::OnlySurvive, dice, &segments);
                }
                // Bytes that came in any order may look like damage; there is a way out.
                let verdict = bank.judge(May::Refuse, dice, &segments)?;
                if matches!(verdict, Verdict::Refused(_)) {
                    bank.set_aside_damage()?;
                    bank.judge(May::OnlySurvive, dice, &segments)?;
                }
                Ok(verdict)
            }
            Self::PowerCutBooksLost => {
                stopped(bank, morning, dice)?;
                bank.machine.harm_books(Harm::Lost, dice);
                power_goes(bank, Left::Torn, dice);
                judged(bank, None, May::OnlySurvive, dice)
            }
            Self::PowerCutTwice => {
                stopped(bank, morning, dice)?;
                power_goes(bank, Left::Torn, dice);
                let segments = bank.segments();
                bank.reopen(0);
                bank.machine.trouble_in(dice.below(60), Trouble::Stop);
                bank.look_around();
                bank.machine.no_trouble();
                let left = [Left::Nothing, Left::Torn][dice.below(2)];
                bank.machine.power_cut(left, dice);
                bank.judge(May::OnlySurvive, dice, &segments)
            }
            Self::FailsOnce(which) => {
                let due = pick(morning, dice, |op| which.takes(op));
                bank.machine.trouble_in(due, Trouble::Once);
                go_on(bank, &morning.steps, dice, false)?;
                fired(bank)?;
                let left = [Left::Nothing, Left::Torn][dice.below(2)];
                judged(bank, Some(left), May::OnlySurvive, dice)
            }
            Self::DiskFull => {
                let room =
                    |op| matches!(op, Op::Append | Op::Create | Op::MakeDirs | Op::BooksWrite);
                let due = pick(morning, dice, room);
                bank.machine.trouble_in(due, Trouble::Full);
                go_on(bank, &morning.steps, dice, false)?;
                fired(bank)?;
                judged(bank, Some(Left::Torn), May::OnlySurvive, dice)
            }
            Self::DiskGone => {
                let due = pick(morning, dice, |_| true);
                bank.machine.trouble_in(due, Trouble::Gone);
                let done = go_on(bank, &morning.steps, dice, true)?;
                fired(bank)?;
                // Come back by itself, or mounted anew without what was not on it yet.
                if dice.below(2) == 0 {
                    bank.machine.power_cut(Left::Torn, dice);
                }
                bank.reopen(0);
                go_on(bank, &morning.steps[done..], dice, false)?;
                judged(bank, Some(Left::Torn), May::OnlySurvive, dice)
            }
            Self::ShortReads => {
                bank.machine.short_reads(true);
                for step in &morning.steps {
                    if bank.step(0, step)? {
                        return Err("short reads are no failure".to_owned());
                    }
                    bank.reopen(0);
                }
                judged(bank, None, May::OnlySurvive, dice)
            }
            Self::BitRot | Self::BitRotBooksLost => {
                go_on(bank, &morning.steps, dice, false)?;
                let lost = self == Self::BitRotBooksLost;
                if lost {
                    bank.machine.harm_books(Harm::Lost, dice);
                }
                let files = bank.segments();
                let all: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
                // Half of them near an end, where it is least like damage.
                let mut at = dice.below(all);
                if dice.below(2) == 0 {
                    let (n, from) = (dice.below(files.len()), 1 + dice.below(200));
                    let before: usize = files[..=n].iter().map(|(_, bytes)| bytes.len()).sum();
                    at = before.saturating_sub(from.min(files[n].1.len()));
                }
                let mut unended = false;
                for (path, bytes) in &files {
                    if at < bytes.len() {
                        unended = bytes[at] == b'\n';
                        bank.machine.flip(path, at, dice.below(8));
                        break;
                    }
                    at -= bytes.len();
                }
                let may = if lost && unended { May::RefuseOrSetAside } else { May::Refuse };
                match judged(bank, None, may, dice)? {
                    Verdict::Survived => Err("a flipped bit was not noticed".to_owned()),
                    refused => Ok(refused),
                }
            }
            Self::CutShort => {
                go_on(bank, &morning.steps, dice, false)?;
                let mut files = bank.segments();
                // Mostly the last segment of a branch, and the commits at its end: only there
                // could what is missing be taken for a commit that never ended.
                if dice.below(4) > 0 {
                    let of = |file: &(PathBuf, Vec<u8>)| file.0.parent().map(Path::to_owned);
                    let last: BTreeMap<_, _> =
                        files.into_iter().map(|file| (of(&file), file)).collect();
                    files = last.into_values().collect();
                }
                let (path, bytes) = &files[dice.below(files.len())];
                let from = if dice.below(4) > 0 { bytes.len().saturating_sub(3_000) } else { 0 };
                bank.machine.shorten(path, from + dice.below(bytes.len() - from));
                match judged(bank, None, May::Refuse, dice)? {
                    Verdict::Survived => Err("lines that are gone were not missed".to_owned()),
                    refused => Ok(refused),
                }
            }
            Self::OldJournal => {
                let at = dice.below(morning.steps.len());
                go_on(bank, &morning.steps[..at], dice, false)?;
                let then = bank.machine.moment();
                go_on(bank, &morning.steps[at..], dice, false)?;
                bank.machine.bring_back(&then);
                judged(bank, None, May::Refuse, dice)
            }
            Self::Books(_) | Self::OtherBooks => {
                let at = 1 + dice.below(morning.steps.len());
                go_on(bank, &morning.steps[..at], dice, false)?;
                match self {
                    Self::Books(Harm::Hole) if dice.below(2) == 0 => {
                        bank.machine.harm_books(Harm::Missing, dice);
                    }
                    Self::Books(harm) => bank.machine.harm_books(harm, dice),
                    _ => bank.machine.books_of(others()),
                }
                // Some find out at once, and some in the middle of their work.
                if dice.below(4) > 0 {
                    bank.reopen(0);
                }
                go_on(bank, &morning.steps[at..], dice, false)?;
                judged(bank, None, May::OnlySurvive, dice)
            }
            Self::ClockOff => {
                let mut off = 0;
                for (n, step) in morning.steps.iter().enumerate() {
                    if dice.below(3) == 0 {
                        off = [0, -5_400, -3 * 86_400, 60 * 86_400][dice.below(4)];
                    }
                    // When a bank is founded is believed: there is nothing to hold it against.
                    if n < morning.founding {
                        off = if n == 0 { 0 } else { off.min(0) };
                    }
                    let at = Timestamp::from_unix(step.at.unix() + off).unwrap_or(step.at);
                    bank.step(0, &Step { at, ..step.clone() })?;
                }
                judged(bank, None, May::OnlySurvive, dice)
            }
            Self::TwoDesks => {
                bank.reopen(1);
                for step in &morning.steps {
                    let desk = dice.below(2);
                    if bank.step(desk, step)? {
                        bank.reopen(desk);
                    }
                }
                judged(bank, Some(Left::Torn), May::OnlySurvive, dice)
            }
        }
    }
}

impl Which {
    fn takes(self, op: Op) -> bool {
        match self {
            Self::Write => op == Op::Append,
            Self::Sync => matches!(op, Op::Sync | Op::SyncDir),
            Self::Read => matches!(op, Op::Open | Op::Size | Op::Read),
            Self::Folder => matches!(op, Op::List | Op::Create | Op::MakeDirs | Op::SyncDir),
            Self::Books => op.of_books(),
        }
    }
}

/// One of the operations of a morning that are meant; its number.
fn pick(morning: &Morning, dice: &mut Dice, meant: impl Fn(Op) -> bool) -> usize {
    let all: Vec<usize> = (0..morning.ops.len()).filter(|&n| meant(morning.ops[n])).collect();
    all[dice.below(all.len())]
}

/// The program, or the machine, dies at an operation; how many steps were begun.
fn stopped(bank: &mut Bank, morning: &Morning, dice: &mut Dice) -> Result<usize, String> {
    // Mostly where the journal is written: elsewhere there is little to lose.
    let (any, books) = (dice.below(8) == 0, dice.below(8) == 0);
    let due = pick(morning, dice, |op| any || op.writes() && (books || !op.of_books()));
    bank.machine.trouble_in(due, Trouble::Stop);
    let done = go_on(bank, &morning.steps, dice, true)?;
    fired(bank)?;
    Ok(done)
}

/// A power cut in the middle of something.
fn power_goes(bank: &Bank, left: Left, dice: &mut Dice) {
    CUTS.fetch_add(1, Ordering::Relaxed);
    LOST.fetch_add(u64::from(bank.machine.power_cut(left, dice)), Ordering::Relaxed);
}

/// A round whose fault never came is none.
fn fired(bank: &Bank) -> Result<(), String> {
    match bank.machine.fired() {
        Some(_) => Ok(()),
        None => Err("the fault never came".to_owned()),
    }
}

fn judged(
    bank: &mut Bank,
    cut: Option<Left>,
    may: May,
    dice: &mut Dice,
) -> Result<Verdict, String> {
    if let Some(left) = cut {
        bank.machine.power_cut(left, dice);
    }
    let segments = bank.segments();
    bank.judge(may, dice, &segments)
}
