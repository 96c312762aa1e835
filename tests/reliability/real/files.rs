//! Each file of a bank missing, empty, another's, or of last week; and sled's files.

use std::fs;
use std::path::{Path, PathBuf};

use super::bank::{self, Fixture, VILLAGE, manners, worse};
use crate::damage::{cut, files_below, flip, replace_dir, used};
use crate::dice::Dice;
use crate::program::{command, run as run_program};
use crate::table::{Outcome, Row};
use crate::{Plan, Told};

/// What is done to a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Harm {
    Missing,
    Empty,
    Swapped,
    Earlier,
}

pub(super) fn run(plan: &Plan, fixture: &Fixture, told: &mut Told) {
    told.rows.extend(plan.row("nothing: every file as it was left", |row| {
        let (_temp, dir) = fixture.copy(&fixture.sound());
        let (outcome, seen) = bank::examine(plan, &dir, &fixture.truth);
        // What is not damaged is not refused either.
        let outcome = if outcome == Outcome::Refused { Outcome::Silent } else { outcome };
        row.add(outcome, || seen);
    }));
    let rows = [
        (Harm::Missing, "each file of the bank missing"),
        (Harm::Empty, "each file of the bank empty"),
        (Harm::Swapped, "each file of the bank in the place of another of its kind"),
        (Harm::Earlier, "each file of the bank from last week's copy"),
    ];
    for (harm, fault) in rows {
        told.rows.extend(plan.row(fault, |row| each_file(plan, fixture, harm, row)));
    }
    told.rows.extend(plan.row(
        "each folder of the bank missing, or from last week's copy",
        |row| {
            each_folder(plan, fixture, row);
        },
    ));
    told.rows.extend(plan.row(
        "the whole bank from last week's copy, audited against a checkpoint kept elsewhere",
        |row| {
            whole_bank(fixture, row);
        },
    ));
    books(plan, fixture, told);
}

/// Another file of the same kind, in whose place this one's content is put.
fn twin(files: &[PathBuf], file: &Path) -> Option<PathBuf> {
    let kind = |path: &Path| {
        let top = path.iter().next().map(ToOwned::to_owned);
        (top, path.extension().map(ToOwned::to_owned))
    };
    files.iter().find(|other| *other != file && kind(other) == kind(file)).cloned()
}

fn each_file(plan: &Plan, fixture: &Fixture, harm: Harm, row: &mut Row) {
    let sound = fixture.sound();
    let files = files_below(&sound);
    for file in &files {
        let (_temp, dir) = fixture.copy(&sound);
        let target = dir.join(file);
        match harm {
            Harm::Missing => fs::remove_file(&target).unwrap(),
            Harm::Empty => fs::write(&target, b"").unwrap(),
            Harm::Swapped => {
                let Some(twin) = twin(&files, file) else { continue };
                fs::copy(sound.join(twin), &target).unwrap();
            }
            Harm::Earlier => {
                let earlier = fixture.earlier().join(file);
                if !earlier.exists() {
                    continue;
                }
                fs::copy(earlier, &target).unwrap();
            }
        }
        if fs::read(&target).ok() == fs::read(sound.join(file)).ok() {
            // Nothing was done to it.
            continue;
        }
        let (outcome, seen) = bank::examine(plan, &dir, &fixture.truth);
        row.add(outcome, || format!("{}: {seen}", file.display()));
    }
}

fn each_folder(plan: &Plan, fixture: &Fixture, row: &mut Row) {
    let sound = fixture.sound();
    let mut folders: Vec<PathBuf> = Vec::new();
    for file in files_below(&sound) {
        folders.extend(file.parent().filter(|p| !p.as_os_str().is_empty()).map(Path::to_owned));
        folders
            .extend(file.iter().next().map(PathBuf::from).filter(|top| sound.join(top).is_dir()));
    }
    folders.sort();
    folders.dedup();
    for folder in folders {
        for earlier in [false, true] {
            let (_temp, dir) = fixture.copy(&sound);
            let target = dir.join(&folder);
            match earlier {
                false => fs::remove_dir_all(&target).unwrap(),
                true if fixture.earlier().join(&folder).exists() => {
                    replace_dir(&fixture.earlier().join(&folder), &target);
                }
                true => continue,
            }
            let (outcome, seen) = bank::examine(plan, &dir, &fixture.truth);
            let how = if earlier { "last week's" } else { "missing" };
            row.add(outcome, || format!("{} {how}: {seen}", folder.display()));
        }
    }
}

/// Nothing in such a folder can know better: what was handed out does.
fn whole_bank(fixture: &Fixture, row: &mut Row) {
    let (_temp, dir) = fixture.copy(&fixture.earlier());
    let notes = fixture.sound().join("checkpoints").join(VILLAGE);
    for note in files_below(&notes) {
        let paper = notes.join(note).display().to_string();
        let said = run_program(command(&dir, bank::TODAY, "li", &["audit", "--against", &paper]));
        let of_today = !dir
            .join("checkpoints")
            .join(VILLAGE)
            .join(Path::new(&paper).file_name().unwrap())
            .exists();
        let seen = manners("audit", &said);
        let seen = match said.is_ok() && of_today {
            true => worse(seen, (Outcome::Silent, "last week is taken for today".to_owned())),
            false => seen,
        };
        row.add(seen.0, || format!("{paper}: {}", seen.1));
    }
}

fn books(plan: &Plan, fixture: &Fixture, told: &mut Told) {
    let sound = fixture.sound();
    let is_snapshot = |file: &Path| file.to_string_lossy().contains("snap.");
    let files: Vec<PathBuf> = files_below(&sound.join("books"));
    assert!(files.iter().any(|file| is_snapshot(file)), "the books have a snapshot");
    let rows = [
        (true, "sled's files: a bit flipped"),
        (false, "sled's files: a bit flipped, the snapshot gone"),
    ];
    for (snapshot, fault) in rows {
        told.rows.extend(plan.row(fault, |row| {
            for round in 0..plan.rounds(8, 200) {
                let mut dice = Dice::of(plan.seed, row.fault, round);
                let (_temp, dir) = books_of(fixture, snapshot);
                let files = files_below(&dir.join("books"));
                let file = dir.join("books").join(&files[dice.below(files.len())]);
                let (at, bit) = (dice.below(used(&file)), dice.below(8));
                flip(&file, at, bit);
                let (outcome, seen) = bank::examine(plan, &dir, &fixture.truth);
                row.add(outcome, || {
                    format!("round {round}, byte {at} of {}: {seen}", file.display())
                });
            }
        }));
    }
    let rows =
        [(true, "sled's files: cut off"), (false, "sled's files: cut off, the snapshot gone")];
    for (snapshot, fault) in rows {
        told.rows.extend(plan.row(fault, |row| {
            for round in 0..plan.rounds(5, 60) {
                let mut dice = Dice::of(plan.seed, row.fault, round);
                let (_temp, dir) = books_of(fixture, snapshot);
                let files = files_below(&dir.join("books"));
                let file = dir.join("books").join(&files[dice.below(files.len())]);
                let len = dice.below(used(&file));
                cut(&file, len);
                let (outcome, seen) = bank::examine(plan, &dir, &fixture.truth);
                row.add(outcome, || {
                    format!("round {round}, {} cut to {len}: {seen}", file.display())
                });
            }
        }));
    }
    told.rows.extend(plan.row("sled's files: a stray half-made snapshot", |row| {
        for name in ["snap.0000000000000000.generating", "snap.ffffffffffffffff.generating"] {
            for content in [&b""[..], b"half"] {
                let (_temp, dir) = fixture.copy(&sound);
                fs::write(dir.join("books").join(name), content).unwrap();
                let (outcome, seen) = bank::examine(plan, &dir, &fixture.truth);
                row.add(outcome, || format!("{name}: {seen}"));
            }
        }
    }));
}

fn books_of(fixture: &Fixture, snapshot: bool) -> (tempfile::TempDir, PathBuf) {
    let (temp, dir) = fixture.copy(&fixture.sound());
    for file in files_below(&dir.join("books")) {
        if !snapshot && file.to_string_lossy().contains("snap.") {
            fs::remove_file(dir.join("books").join(file)).unwrap();
        }
    }
    (temp, dir)
}
