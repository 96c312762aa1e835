//! Long work that somebody interrupts with Ctrl-C: nothing is half done, what was done is
//! known, and doing it again does the rest.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use common::{NOW, Office, Said, command, copied, wenming};

const HOUSEHOLDS: usize = 300;
/// Of each household, on each of these days.
const DAYS: [&str; 4] = ["2026-02-03", "2026-02-05", "2026-03-03", "2026-03-05"];

/// An office with a register, and a sheet of deeds that is not imported yet.
fn office() -> (Office, String) {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, "wenming vault key v1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
        .unwrap();
    fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let sheet = |name: &str, text: &str| {
        let path = office.temp().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let mut register = "户号,户主\n".to_owned();
    let mut deeds = "日期,户号,事项代码,数量\n".to_owned();
    for household in 0..HOUSEHOLDS {
        let number = format!("九组-{:03}", household + 1);
        writeln!(register, "{number},王{household}").unwrap();
        for day in DAYS {
            writeln!(deeds, "{day},{number},H01,1").unwrap();
        }
    }
    let register = sheet("register.csv", &register);
    let said = office.run("clerk", &["import", "accounts", &register, "--yes"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let deeds = sheet("deeds.csv", &deeds);
    (office, deeds)
}

const ALL: usize = HOUSEHOLDS * DAYS.len();

fn process(bank: &Path, args: &[&str]) -> Process {
    command(bank, &[&["--lang", "en", "--now", NOW, "--as", "clerk"], args].concat())
}

/// Presses Ctrl-C, as the terminal sends it.
fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    assert!(Process::new("kill").args(["-INT", &pid]).status().unwrap().success());
}

/// Runs something and interrupts it once it is `late` enough; whether it was in time.
fn interrupted(mut process: Process, mut late: impl FnMut(Duration) -> bool) -> bool {
    process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = process.spawn().unwrap();
    let since = Instant::now();
    while !late(since.elapsed()) {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    interrupt(&child);
    let status = child.wait().unwrap();
    // SIGINT, by its number.
    status.signal() == Some(2)
}

fn json(bank: &Path, args: &[&str]) -> serde_json::Value {
    let said = Said::of(process(bank, &[&["--json"], args].concat()).output().unwrap());
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.all()))
}

fn audits_clean(bank: &Path) {
    let said = Said::of(process(bank, &["audit"]).output().unwrap());
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn an_import_that_is_interrupted_is_all_there_or_not_at_all_and_the_next_one_does_the_rest() {
    let (office, deeds) = office();
    let copy = |name: &str| {
        let bank = office.temp().join(name);
        copied(&office.dir, &bank);
        bank
    };
    let import = ["import", "deposits", &deeds, "--yes"];
    // How long it takes when nobody interrupts it.
    let whole = copy("whole");
    let since = Instant::now();
    let said = Said::of(process(&whole, &import).output().unwrap());
    let takes = since.elapsed();
    assert_eq!(said.code, 0, "{}", said.all());

    let (mut before, mut in_time) = (0, 0);
    let mut check = |bank: &Path| {
        // At the worst there is an end that was never signed, which is nobody's entry.
        let audit = json(bank, &["audit"]);
        let branches = audit["branches"].as_array().unwrap().iter();
        for finding in branches.flat_map(|branch| branch["findings"].as_array().unwrap()) {
            let code = finding["code"].as_str().unwrap();
            assert!(["commit-unfinished", "tail-torn"].contains(&code), "{finding}");
        }
        let rows = || {
            let planned = json(bank, &["import", "deposits", &deeds, "--dry-run"]);
            let count = |field: &str| planned["totals"][field].as_u64().unwrap() as usize;
            (count("ready"), count("already"))
        };
        let found = rows();
        assert!([(ALL, 0), (0, ALL)].contains(&found), "some of it is there: {found:?}");
        before += usize::from(found == (ALL, 0));
        // Again: what is there is said, and what is not is done; and once more.
        for already in [found.1, ALL] {
            let said = Said::of(process(bank, &import).output().unwrap());
            assert_eq!(said.code, 0, "{}", said.all());
            let told = said.out.contains("posted before, not posted again: 1200 rows");
            assert_eq!(told, already == ALL, "{}", said.all());
            audits_clean(bank);
        }
        assert_eq!(rows(), (0, ALL));
    };
    // In the middle of reading and planning, by the clock.
    for part in [1, 2, 3] {
        let bank = copy(&format!("early-{part}"));
        in_time +=
            usize::from(interrupted(process(&bank, &import), |gone| gone >= takes * part / 5));
        check(&bank);
    }
    // And as soon as anything of it is in the journal.
    for attempt in 0..3 {
        let bank = copy(&format!("late-{attempt}"));
        let segment = bank.join("journal/LC01/000000000000.jsonl");
        let size = || fs::metadata(&segment).unwrap().len();
        let was = size();
        in_time += usize::from(interrupted(process(&bank, &import), |_| size() > was));
        check(&bank);
    }
    assert!(in_time >= 3, "only {in_time} of 6 were interrupted before they ended");
    assert!(before > 0, "none was interrupted before anything was written");
}

#[test]
fn an_audit_that_is_interrupted_leaves_everything_as_it_was() {
    let (office, deeds) = office();
    let said =
        Said::of(process(&office.dir, &["import", "deposits", &deeds, "--yes"]).output().unwrap());
    assert_eq!(said.code, 0, "{}", said.all());
    let segment = || fs::read(office.segment("LC01")).unwrap();
    let (before, since) = (segment(), Instant::now());
    audits_clean(&office.dir);
    let takes = since.elapsed();
    let mut in_time = 0;
    for part in [1, 2, 3] {
        let audit = process(&office.dir, &["audit"]);
        in_time += usize::from(interrupted(audit, |gone| gone >= takes * part / 5));
        assert!(segment() == before, "an audit wrote");
    }
    assert!(in_time > 0, "no audit was interrupted before it ended");
    // Nobody is kept out by the lock of who is gone.
    let said = office.run("clerk", &["deposit", "一组-001", "H01", "1"]);
    assert_eq!(said.code, 0, "{}", said.all());
    audits_clean(&office.dir);
}

#[test]
fn no_progress_is_drawn_where_nobody_would_see_it() {
    let (office, deeds) = office();
    for args in [&["import", "deposits", &deeds, "--yes"][..], &["audit"], &["rebuild"]] {
        let options = ["--lang", "zh", "--now", NOW, "--as", "clerk"];
        let said = wenming(&office.dir, &[&options, args].concat());
        assert_eq!(said.code, 0, "{}", said.all());
        for drawn in ["\u{1b}", "\r", "正在"] {
            assert!(!said.all().contains(drawn), "{args:?}: {drawn:?} {}", said.all());
        }
    }
}
