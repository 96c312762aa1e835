//! A mirror that is pulled out and put back, emptied, full, damaged or of another day;
//! and what can be restored from it.
//!
//! Three folders are held against each other. The bank has all that was answered. The
//! mirror has, after the next command, the bank's lines to the byte, or is named. A folder
//! restored from it has all that the mirror was told, or is refused. No two of them ever
//! tell two stories.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::bank::{self, CLOSED, Fixture, Journals, TODAY, VILLAGE, committed, journals, manners};
use super::bits::segment;
use super::disk::{in_namespace, line, said};
use super::kills::{Fell, Office, look, strike, traces};
use crate::damage::{change, copy_dir, cut, files_below, flip};
use crate::dice::Dice;
use crate::program::{Said, command, run as run_program, run_while};
use crate::table::{Outcome, Row};
use crate::{Plan, Seen, Told};

/// What a mirror has of a bank.
const PARTS: [&str; 3] = ["journal", "checkpoints", "witnessed"];
/// The branches of the sound bank.
const BRANCHES: [&str; 3] = ["HQ", "LC01", "LC02"];

/// How a mirror goes away in the middle of something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goes {
    /// Its folder is elsewhere, and comes back as it was left.
    Out,
    /// Everything in it is removed.
    Empty,
}

pub(super) fn run(plan: &Plan, fixture: &Fixture, told: &mut Told) {
    let rows = [
        (Goes::Out, "mirror: pulled out in the middle of a command, and back", (12, 120)),
        (Goes::Empty, "mirror: emptied in the middle of a command", (6, 60)),
    ];
    for (goes, fault, (short, long)) in rows {
        told.rows.extend(plan.row(fault, |row| {
            let usual = Task::ALL.map(|task| task.usual_time(fixture));
            for round in 0..plan.rounds(short, long) {
                let mut dice = Dice::of(plan.seed, row.fault, round);
                let (outcome, seen) = goes_away(fixture, goes, &usual, &mut dice);
                row.add(outcome, || format!("round {round}: {seen}"));
            }
        }));
    }
    told.rows.extend(plan.row("mirror: cut off anywhere", |row| {
        for round in 0..plan.rounds(8, 120) {
            let mut dice = Dice::of(plan.seed, row.fault, round);
            let office = Office::with_mirror(fixture);
            let file = segment(mirror_of(&office), BRANCHES[dice.below(3)]);
            let len = dice.below(fs::read(&file).unwrap().len());
            cut(&file, len);
            let (outcome, seen) = damaged(office, &fixture.truth.journals);
            row.add(outcome, || format!("round {round}, {} cut to {len}: {seen}", file.display()));
        }
    }));
    told.rows.extend(plan.row("mirror: a bit flipped", |row| {
        for round in 0..plan.rounds(12, 240) {
            let mut dice = Dice::of(plan.seed, row.fault, round);
            let office = Office::with_mirror(fixture);
            let file = segment(mirror_of(&office), BRANCHES[dice.below(3)]);
            let len = fs::read(&file).unwrap().len();
            // Half of them in its last lines, which are looked at without being asked to.
            let from = if dice.below(2) == 0 { len.saturating_sub(1_000) } else { 0 };
            let (at, bit) = (from + dice.below(len - from), dice.below(8));
            flip(&file, at, bit);
            let (outcome, seen) = damaged(office, &fixture.truth.journals);
            row.add(outcome, || {
                format!("round {round}, byte {at} bit {bit} of {}: {seen}", file.display())
            });
        }
    }));
    told.rows.extend(plan.row("mirror: a branch's lines in the place of another's", |row| {
        for (of, to) in BRANCHES.iter().flat_map(|of| BRANCHES.map(|to| (of, to))) {
            if *of != to {
                let office = Office::with_mirror(fixture);
                let mirror = mirror_of(&office);
                fs::copy(segment(mirror, of), segment(mirror, to)).unwrap();
                let (outcome, seen) = damaged(office, &fixture.truth.journals);
                row.add(outcome, || format!("{of} as {to}: {seen}"));
            }
        }
    }));
    told.rows.extend(plan.row("mirror: all of it, or one branch, from last week", |row| {
        for branch in [None, Some("HQ"), Some("LC01"), Some("LC02")] {
            let mut office = Office::with_mirror(fixture);
            let mirror = mirror_of(&office);
            match branch {
                None => {
                    fs::remove_dir_all(mirror).unwrap();
                    begin(&fixture.earlier(), mirror);
                }
                Some(branch) => {
                    let earlier = segment(&fixture.earlier(), branch);
                    fs::copy(earlier, segment(mirror, branch)).unwrap();
                }
            }
            let seen = look(&mut office, TODAY, 1);
            let seen = bank::worse(seen, all_restored(&office, TODAY));
            row.add(seen.0, || format!("{branch:?}: {}", seen.1));
        }
    }));
    told.rows.extend(plan.row("the bank from last week, its mirror of today", |row| {
        for books in [true, false] {
            let (outcome, seen) = bank_of_last_week(fixture, books);
            row.add(outcome, || format!("its books: {books}: {seen}"));
        }
    }));
    told.rows.extend(plan.row("mirror: its disk full, and room again", |row| {
        for left in 0..plan.rounds(3, 24) {
            full_disk(fixture, left * plan.rounds(24, 4), row);
        }
    }));
    told.rows.extend(plan.row("mirror: it cannot be written to, and can again", |row| {
        read_only(fixture, row);
    }));
    let mut fell = Fell::default();
    let restores = plan.row("kill -9 during a restore, which is asked for again", |row| {
        restores(plan, fixture, row, &mut fell);
    });
    told.notes.extend(restores.iter().map(|row| fell.note(row)));
    told.rows.extend(restores);
}

/// Lays a mirror that is in step with a bank: what a command leaves in one.
pub(super) fn begin(bank: &Path, mirror: &Path) {
    for part in PARTS {
        copy_dir(&bank.join(part), &mirror.join(part));
    }
}

/// Takes everything out of a folder, as far as somebody who writes to it lets one.
pub(super) fn empty(mirror: &Path) {
    for part in fs::read_dir(mirror).into_iter().flatten().flatten() {
        let _ = fs::remove_dir_all(part.path());
    }
}

/// A command of the clerk's, with the mirror where there is one.
pub(super) fn with(bank: &Path, mirror: Option<&Path>, day: &str, args: &[&str]) -> Command {
    let mut process = command(bank, day, "li", args);
    if let Some(mirror) = mirror {
        process.arg("--mirror").arg(mirror);
    }
    process
}

/// Whether it was said beside the answer that something is wrong with the mirror.
fn warned(said: &Said) -> bool {
    said.err.lines().any(|line| line.starts_with("warning:") && !line.contains("same disk"))
}

/// After a command: the mirror has the bank's lines, or it is said that it has not. What
/// nobody is told of is to be found by who verifies it; only damage may need that.
pub(super) fn stands(mirror: &Path, bank: &Journals, after: &Said, damaged: bool) -> Seen {
    if journals(mirror) == *bank {
        return (Outcome::Survived, String::new());
    }
    if damaged && warned(after) {
        return (Outcome::Refused, after.all());
    }
    let found = run_program(command(mirror, TODAY, "li", &["verify", path(mirror)]));
    let (outcome, seen) = manners("verify the mirror", &found);
    match outcome {
        Outcome::Refused if damaged => (outcome, seen),
        _ => {
            let text = format!("the mirror has other lines: {}; {seen}", after.all());
            (outcome.max(Outcome::Silent), text)
        }
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn mirror_of(office: &Office) -> &Path {
    office.mirror.as_deref().unwrap()
}

/// What is restored from a mirror into a new folder: all that the mirror was told, and
/// the bank's story; or it is said what is wrong.
fn restored(office: &Office, from: &Path, day: &str, told: &Journals) -> Seen {
    let temp = tempfile::tempdir().unwrap();
    let to = temp.path().join("restored");
    let said = run_program(command(&to, day, "li", &["restore", path(from)]));
    let mut seen = manners("restore", &said);
    if !said.is_ok() {
        return seen;
    }
    let (got, bank) = (journals(&to), journals(&office.dir));
    for (branch, lines) in &got {
        if !bank.get(branch).is_some_and(|bank| bank.starts_with(lines)) {
            return (Outcome::Silent, format!("{branch} restored tells another story"));
        }
    }
    let all = told.iter().all(|(branch, told)| {
        got.get(branch).is_some_and(|lines| lines.starts_with(told)) || told.is_empty()
    });
    if !all {
        let outcome = if warned(&said) { Outcome::Refused } else { Outcome::Silent };
        seen = bank::worse(seen, (outcome, format!("restored without all of it: {}", said.all())));
    }
    let audit = run_program(command(&to, day, "li", &["audit"]));
    seen = bank::worse(seen, must("audit of what is restored", &audit));
    let balances = bank::balances(&to, VILLAGE);
    let points = bank::points_of(got.get(VILLAGE).map_or(&[][..], Vec::as_slice));
    seen = bank::worse(seen, must("balances of what is restored", &balances));
    if balances.is_ok() && bank::points_said(&balances) != Some(points) {
        let text = format!("wrong balances restored: {}", balances.all());
        seen = bank::worse(seen, (Outcome::Silent, text));
    }
    seen
}

/// From a mirror that is in step everything is restored.
fn all_restored(office: &Office, day: &str) -> Seen {
    let seen = restored(office, mirror_of(office), day, &journals(&office.dir));
    not_refused(seen)
}

/// Where nothing is wrong, or not any more, nothing is refused.
fn not_refused((outcome, seen): Seen) -> Seen {
    match outcome {
        Outcome::Refused => (Outcome::Silent, format!("refused, and nothing was wrong: {seen}")),
        _ => (outcome, seen),
    }
}

/// Something that has to be done, in a good way.
fn must(what: &str, said: &Said) -> Seen {
    not_refused(manners(what, said))
}

/// A mirror that was damaged: what was restored from it then, what the next command makes
/// of it, and what is restored from it afterwards.
fn damaged(mut office: Office, told: &Journals) -> Seen {
    let mirror = mirror_of(&office).to_owned();
    let then = journals(&mirror);
    // What was cut off between two commits is a mirror of then, and nothing else.
    let whole = |bytes: &Vec<u8>| told.values().any(|told| told.starts_with(bytes));
    let shorter = then.iter().filter(|(_, bytes)| committed(bytes) == &bytes[..] && whole(bytes));
    let mut known = told.clone();
    known.extend(shorter.map(|(branch, bytes)| (branch.clone(), bytes.clone())));
    let mut seen = restored(&office, &mirror, TODAY, &known);
    office.mirror_is_damaged = true;
    seen = bank::worse(seen, look(&mut office, TODAY, 5));
    // Nothing of what it had is gone but for what was kept aside.
    for (branch, bytes) in &then {
        let now = journals(&mirror).remove(branch).unwrap_or_default();
        let same = now.iter().zip(bytes).take_while(|(now, then)| now == then).count();
        if same < bytes.len() && !bank::kept_in_torn(&mirror, &bytes[same..]) {
            let text = format!("bytes of {branch} in the mirror from {same} on are nowhere");
            seen = bank::worse(seen, (Outcome::Silent, text));
        }
    }
    match journals(&mirror) == journals(&office.dir) {
        true => bank::worse(seen, all_restored(&office, TODAY)),
        false => bank::worse(seen, restored(&office, &mirror, TODAY, told)),
    }
}

/// What somebody does while the mirror goes away.
#[derive(Clone, Copy)]
enum Task {
    Deposit,
    Import,
    DayClose,
}

impl Task {
    const ALL: [Self; 3] = [Self::Deposit, Self::Import, Self::DayClose];

    fn command(self, office: &Office, evidence: &str) -> (Command, usize) {
        match self {
            Self::Deposit => (office.command(TODAY, &bank::deposit_args("一组-003", evidence)), 1),
            Self::Import => {
                let args = bank::import_args(office.temp.path(), evidence, 60);
                (office.command(TODAY, &args), 60)
            }
            Self::DayClose => (office.command(CLOSED, &bank::CLOSE_ARGS), bank::ACCOUNTS as usize),
        }
    }

    fn usual_time(self, fixture: &Fixture) -> Duration {
        let office = Office::with_mirror(fixture);
        let started = Instant::now();
        let said = run_program(self.command(&office, "usual").0);
        assert!(said.is_ok() && !warned(&said), "{}", said.all());
        assert_eq!(journals(mirror_of(&office)), journals(&office.dir));
        started.elapsed()
    }
}

/// It goes in the middle of a command, by the clock or as it is written to, and comes back
/// before that has ended, or after, or after another one.
fn goes_away(fixture: &Fixture, goes: Goes, usual: &[Duration; 3], dice: &mut Dice) -> Seen {
    let mut office = Office::with_mirror(fixture);
    let task = dice.below(3);
    let (process, lines) = Task::ALL[task].command(&office, "task");
    let day = if task == 2 { CLOSED } else { TODAY };
    let (mirror, drawer) = (mirror_of(&office).to_owned(), office.temp.path().join("drawer"));
    let micros = usize::try_from(usual[task].as_micros()).unwrap_or(usize::MAX);
    let by_clock = dice.below(2) == 0;
    let part = |part: usize| Duration::from_micros(part as u64);
    let wait = part(dice.below(if by_clock { micros } else { micros / 16 }));
    let out_for = (dice.below(3) == 0).then(|| part(dice.below(micros / 4)));
    let (started, before) = (Instant::now(), traces(&mirror));
    let mut from = by_clock.then_some(started);
    let (mut gone, mut back) = (None, false);
    let go = || match goes {
        Goes::Out => fs::rename(&mirror, &drawer).unwrap(),
        Goes::Empty => empty(&mirror),
    };
    let (answer, _) = run_while(process, || {
        if from.is_none() && traces(&mirror) != before {
            from = Some(Instant::now());
        }
        if gone.is_none() && from.is_some_and(|from| from.elapsed() >= wait) {
            go();
            gone = Some(Instant::now());
        }
        let due = |gone: Instant| out_for.is_some_and(|out_for| gone.elapsed() >= out_for);
        if goes == Goes::Out && !back && gone.is_some_and(due) {
            fs::rename(&drawer, &mirror).unwrap();
            back = true;
        }
        false
    });
    let mut seen = must("the command", &answer);
    office.asked.push(("task".to_owned(), lines, answer.is_ok()));
    // What was answered without a word of the mirror is in the mirror, wherever that lies.
    if goes == Goes::Out {
        let lies = if drawer.exists() { &drawer } else { &mirror };
        if !warned(&answer) && journals(lies) != journals(&office.dir) {
            let text =
                format!("answered without a word, and the mirror lacks it: {}", answer.all());
            seen = bank::worse(seen, (Outcome::Silent, text));
        }
    }
    if gone.is_none() {
        go();
    }
    if drawer.exists() {
        if dice.below(2) == 0 {
            let args = bank::deposit_args("一组-003", "without");
            let said = run_program(office.command(day, &args));
            seen = bank::worse(seen, must("a deposit without it", &said));
            if !warned(&said) || mirror.exists() {
                let text = format!("nobody is told that the mirror is not there: {}", said.all());
                seen = bank::worse(seen, (Outcome::Silent, text));
            }
            office.asked.push(("without".to_owned(), 1, true));
        }
        fs::rename(&drawer, &mirror).unwrap();
    }
    seen = bank::worse(seen, not_refused(look(&mut office, day, 1)));
    bank::worse(seen, all_restored(&office, day))
}

/// The folder was copied back from last week, and the mirror knows more: nothing is
/// written on, and the mirror brings the folder up to date.
fn bank_of_last_week(fixture: &Fixture, books: bool) -> Seen {
    let (temp, dir) = fixture.copy(&fixture.earlier());
    if !books {
        fs::remove_dir_all(dir.join("books")).unwrap();
    }
    let mirror = temp.path().join("stick");
    begin(&fixture.sound(), &mirror);
    let (before, today) = (journals(&dir), journals(&mirror));
    let process = with(&dir, Some(&mirror), TODAY, &bank::deposit_args("一组-003", "fork"));
    let said = run_program(process);
    let mut seen = manners("deposit", &said);
    if said.is_ok() || journals(&dir) != before || journals(&mirror) != today {
        seen = bank::worse(seen, (Outcome::Silent, format!("a fork: {}", said.all())));
    }
    let said = run_program(command(&dir, TODAY, "li", &["restore", path(&mirror)]));
    seen = bank::worse(seen, must("restore", &said));
    if journals(&dir) != today {
        seen = bank::worse(seen, (Outcome::Silent, "not brought up to the mirror".to_owned()));
    }
    let mut office = Office { temp, dir, mirror: Some(mirror), ..Office::with_mirror(fixture) };
    bank::worse(seen, not_refused(look(&mut office, TODAY, 5)))
}

/// So many KiB are left on the mirror's disk when a deposit and a sheet are posted.
fn full_disk(fixture: &Fixture, left: u64, row: &mut Row) {
    let mut office = Office::with_mirror(fixture);
    let dir = office.dir.clone();
    let (disk, kept) = (office.temp.path().join("disk"), office.temp.path().join("kept"));
    fs::create_dir(&disk).unwrap();
    let mirror = disk.join("stick");
    fs::rename(mirror_of(&office), &mirror).unwrap();
    let (at, keep) = (disk.display(), kept.display());
    let import = bank::import_args(office.temp.path(), "full", 300);
    let import: Vec<&str> = import.iter().map(String::as_str).collect();
    let to = ["--mirror", path(&mirror)];
    let script = format!(
        "set -e; cp -r {at} {keep}; mount -t tmpfs -o size=4m tmpfs {at}; cp -r {keep}/. {at}/; \
         dd if=/dev/zero of={at}/room bs=1024 count={left} 2>/dev/null; \
         cat /dev/zero >{at}/filler 2>/dev/null || true; rm {at}/room; set +e; {} {} \
         cp -r {at}/stick {keep}/full; rm {at}/filler; {} cp -r {at}/stick {keep}/again; echo done",
        line(&dir, "one", &[&bank::deposit_args("一组-003", "one")[..], &to].concat()),
        line(&dir, "full", &[&import[..], &to].concat()),
        line(&dir, "again", &[&bank::deposit_args("一组-003", "again")[..], &to].concat()),
    );
    let Some(told) = in_namespace(&script) else { return };
    let mut seen = (Outcome::Survived, String::new());
    if !told.contains("done") {
        seen = (Outcome::Silent, format!("the round was not run: {told}"));
    }
    for (name, lines) in [("one", 1), ("full", 300), ("again", 1)] {
        seen = bank::worse(seen, must(name, &said(&dir, name)));
        office.asked.push((name.to_owned(), lines, true));
    }
    // What there was no room for was said; and once there is, everything is there.
    let (full, again) = (journals(&kept.join("full")), journals(&kept.join("again")));
    let whole = journals(&dir).remove(VILLAGE).unwrap_or_default();
    let lacks = full
        .get(VILLAGE)
        .is_none_or(|lines| bank::parsed(lines).len() + 1 < bank::parsed(&whole).len());
    if lacks && !warned(&said(&dir, "full")) {
        let text = format!("a full mirror, and nobody is told: {}", said(&dir, "full").all());
        seen = bank::worse(seen, (Outcome::Silent, text));
    }
    if again != journals(&dir) {
        let text = format!("room again, and not all is there: {}", said(&dir, "again").all());
        seen = bank::worse(seen, (Outcome::Silent, text));
    }
    office.mirror = Some(kept.join("again"));
    seen = bank::worse(seen, not_refused(look(&mut office, TODAY, 1)));
    seen = bank::worse(seen, all_restored(&office, TODAY));
    row.add(seen.0, || format!("{left} KiB left: {}", seen.1));
}

/// The bank goes on, and says each time that the mirror does not; then it can be written to.
fn read_only(fixture: &Fixture, row: &mut Row) {
    let mut office = Office::with_mirror(fixture);
    let dir = office.dir.clone();
    let import = bank::import_args(office.temp.path(), "sheet", 60);
    let import: Vec<&str> = import.iter().map(String::as_str).collect();
    let before = journals(mirror_of(&office));
    let at = path(mirror_of(&office));
    let to = ["--mirror", at];
    let script = format!(
        "mount --bind {at} {at} && mount -o remount,ro,bind {at} && {} {} echo done",
        line(&dir, "one", &[&bank::deposit_args("一组-003", "one")[..], &to].concat()),
        line(&dir, "sheet", &[&import[..], &to].concat()),
    );
    let Some(told) = in_namespace(&script) else { return };
    let mut seen = (Outcome::Survived, String::new());
    if !told.contains("done") || journals(mirror_of(&office)) != before {
        seen = (Outcome::Silent, format!("the round was not run: {told}"));
    }
    for (name, lines) in [("one", 1), ("sheet", 60)] {
        let said = said(&dir, name);
        seen = bank::worse(seen, must(name, &said));
        if !warned(&said) {
            seen = bank::worse(seen, (Outcome::Silent, format!("{name}: nobody is told")));
        }
        office.asked.push((name.to_owned(), lines, true));
    }
    seen = bank::worse(seen, not_refused(look(&mut office, TODAY, 1)));
    seen = bank::worse(seen, all_restored(&office, TODAY));
    row.add(seen.0, || seen.1);
}

/// A restore from a mirror or a copied bank, into a new folder or one of last week, is
/// killed up to three times, and asked for again: then everything is there, and right.
fn restores(plan: &Plan, fixture: &Fixture, row: &mut Row, fell: &mut Fell) {
    let home = tempfile::tempdir().unwrap();
    let sources = [home.path().join("stick"), home.path().join("copy")];
    begin(&fixture.sound(), &sources[0]);
    copy_dir(&fixture.sound(), &sources[1]);
    let all = journals(&sources[0]);
    let points = bank::points_of(&all[VILLAGE]);
    let content = |dir: &Path| -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let files = files_below(dir).into_iter();
        files.map(|file| (file.clone(), fs::read(dir.join(file)).unwrap())).collect()
    };
    let untouched = sources.each_ref().map(|source| content(source));
    let restore = |to: &Path, n: usize| command(to, TODAY, "li", &["restore", path(&sources[n])]);
    let mut usual = {
        let started = Instant::now();
        let said = run_program(restore(&home.path().join("usual"), 0));
        assert!(said.is_ok(), "{}", said.all());
        started.elapsed()
    };
    let (rounds, mut attempts) = (plan.rounds(36, 160), 0);
    while row.rounds() < rounds && attempts < rounds * 4 {
        let first = attempts;
        let mut dice = Dice::of(plan.seed, row.fault, first);
        let (n, earlier) = (dice.below(2), dice.below(2) == 0);
        let (_temp, to) = match earlier {
            true => fixture.copy(&fixture.earlier()),
            false => {
                let temp = tempfile::tempdir().unwrap();
                let to = temp.path().join("bank");
                (temp, to)
            }
        };
        let mut kills = 0;
        for _ in 0..3 {
            let look = || traces(&to);
            let (_, killed) = strike(restore(&to, n), look, (&mut dice, &mut usual), fell);
            kills += u64::from(killed);
            attempts += 1;
        }
        let said = run_program(restore(&to, n));
        let mut seen = must("restore", &said);
        if journals(&to) != all {
            let text = format!("not all of it was restored: {}", said.all());
            seen = bank::worse(seen, (Outcome::Silent, text));
        }
        let audit = run_program(command(&to, TODAY, "li", &["audit"]));
        seen = bank::worse(seen, must("audit of what is restored", &audit));
        let said = bank::balances(&to, VILLAGE);
        if bank::points_said(&said).as_ref() != Some(&points) {
            let text = format!("wrong balances restored: {}", said.all());
            seen = bank::worse(seen, (Outcome::Silent, text));
        }
        if content(&sources[n]) != untouched[n] {
            let text = "what was restored from was written to".to_owned();
            seen = bank::worse(seen, (Outcome::Silent, text));
        }
        for _ in 0..kills {
            row.add(seen.0, || format!("attempts {first}..{attempts}: {}", seen.1));
        }
    }
}

/// An oracle that sees nothing would call everything survived.
pub(super) fn the_oracle_sees_a_bad_mirror(fixture: &Fixture) {
    let office = Office::with_mirror(fixture);
    let (mirror, all) = (mirror_of(&office), journals(&office.dir));
    // It was told a line that it has not, and nothing else is wrong with it.
    change(&segment(mirror, VILLAGE), |bytes| {
        let last = bytes[..bytes.len() - 1].iter().rposition(|&byte| byte == b'\n').unwrap();
        bytes.truncate(last + 1);
    });
    let (outcome, seen) = restored(&office, mirror, TODAY, &all);
    assert_eq!(outcome, Outcome::Silent, "{seen}");
    let nothing = Said { status: None, out: String::new(), err: String::new() };
    for damaged in [false, true] {
        let (outcome, seen) = stands(mirror, &all, &nothing, damaged);
        assert_eq!(outcome, Outcome::Silent, "{seen}");
    }
}
