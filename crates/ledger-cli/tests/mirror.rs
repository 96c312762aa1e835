//! A bank with a mirror through the program: on a stick that is there, that is not, that is
//! pulled and comes back, that is full, that is another bank's, and that knows more than
//! the folder does.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Office, Said, copied};
use ledger_core::vault::VaultKey;
use serde_json::Value;

fn stick(office: &Office) -> PathBuf {
    let dir = office.temp().join("stick");
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// A command of the clerk's with the mirror.
fn with(office: &Office, mirror: &Path, args: &[&str]) -> Said {
    office.run("clerk", &[&["--mirror", mirror.to_str().unwrap()], args].concat())
}

fn deposit(office: &Office, mirror: &Path, household: &str, on: &str) -> Said {
    let said = with(office, mirror, &["deposit", household, "H08", "1", "--on", on]);
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

fn segment(dir: &Path, branch: &str) -> Vec<u8> {
    fs::read(dir.join(format!("journal/{branch}/000000000000.jsonl"))).unwrap_or_default()
}

fn same(office: &Office, mirror: &Path) {
    for branch in ["HQ", "LC01"] {
        let (ours, theirs) = (segment(&office.dir, branch), segment(mirror, branch));
        assert!(!ours.is_empty());
        assert_eq!(ours, theirs, "{branch}");
    }
}

#[test]
fn a_mirror_gets_every_branch_at_once_and_every_entry_after_and_can_be_verified_alone() {
    let office = Office::new();
    let mirror = stick(&office);
    let first = deposit(&office, &mirror, "一组-001", "2026-03-02");
    assert!(
        first.err.contains("mirror begins") && first.err.contains("same disk"),
        "{}",
        first.all()
    );
    same(&office, &mirror);
    let second = deposit(&office, &mirror, "一组-001", "2026-03-03");
    assert_eq!(second.err, "", "nothing is to be said of a mirror in step");
    same(&office, &mirror);
    assert_eq!(office.run("auditor", &["verify", mirror.to_str().unwrap()]).code, 0);
    for private in ["vault", "keys", "books", "lock"] {
        assert!(!mirror.join(private).exists(), "{private}");
    }
}

#[test]
fn checkpoints_go_to_the_mirror_and_the_marks_of_who_writes_elsewhere_come_and_go() {
    let office = Office::new();
    let mirror = stick(&office);
    let as_manager = |args: &[&str]| {
        let said = office.run("manager", &[&["--mirror", mirror.to_str().unwrap()], args].concat());
        assert_eq!(said.code, 0, "{}", said.all());
    };
    as_manager(&["--branch", "LC01", "branch", "set-key"]);
    as_manager(&["--branch", "LC01", "checkpoint"]);
    let notes = |dir: &Path| {
        let files = fs::read_dir(dir.join("checkpoints/LC01")).unwrap();
        let mut notes: Vec<(String, String)> = files
            .map(|file| file.unwrap())
            .map(|file| {
                let name = file.file_name().into_string().unwrap();
                (name, fs::read_to_string(file.path()).unwrap())
            })
            .collect();
        notes.sort();
        notes
    };
    assert_eq!(notes(&office.dir).len(), 1);
    assert_eq!(notes(&office.dir), notes(&mirror));
    as_manager(&["branch", "away", "LC01"]);
    as_manager(&["--branch", "HQ", "branch", "set-key"]);
    assert!(mirror.join("away/LC01").exists());
    as_manager(&["branch", "home", "LC01"]);
    as_manager(&["--branch", "HQ", "branch", "set-key", "--reason", "again"]);
    assert!(!mirror.join("away/LC01").exists());
}

#[test]
fn a_stick_that_is_not_plugged_in_keeps_nobody_from_work_and_gets_the_rest_when_it_is_back() {
    let office = Office::new();
    let mirror = stick(&office);
    deposit(&office, &mirror, "一组-001", "2026-03-02");
    let away = office.temp().join("in-the-drawer");
    fs::rename(&mirror, &away).unwrap();
    let without = deposit(&office, &mirror, "一组-001", "2026-03-03");
    assert!(without.err.contains("is not there"), "{}", without.all());
    assert!(!mirror.exists(), "no folder is made where the stick would be");
    fs::rename(&away, &mirror).unwrap();
    let back = deposit(&office, &mirror, "一组-002", "2026-03-03");
    assert!(back.err.contains("one line was brought to the mirror"), "{}", back.all());
    same(&office, &mirror);
}

#[test]
fn a_stick_pulled_half_way_through_a_write_is_mended_and_what_was_torn_is_kept() {
    let office = Office::new();
    let mirror = stick(&office);
    deposit(&office, &mirror, "一组-001", "2026-03-02");
    let path = mirror.join("journal/LC01/000000000000.jsonl");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 10]).unwrap();
    let back = deposit(&office, &mirror, "一组-002", "2026-03-03");
    assert!(back.err.contains("moved aside in the mirror"), "{}", back.all());
    same(&office, &mirror);
    assert_eq!(fs::read_dir(mirror.join("journal/LC01/torn")).unwrap().count(), 1);
}

#[test]
fn a_mirror_that_cannot_be_written_is_told_and_the_deposit_stands() {
    let office = Office::new();
    let mirror = stick(&office);
    deposit(&office, &mirror, "一组-001", "2026-03-02");
    // A folder where the next segment's lines would go: whoever runs this, root too, fails.
    let path = mirror.join("journal/LC01/000000000000.jsonl");
    let (kept, before) = (mirror.join("journal/LC01/kept"), segment(&office.dir, "LC01"));
    fs::rename(&path, &kept).unwrap();
    fs::create_dir(&path).unwrap();
    let said = deposit(&office, &mirror, "一组-002", "2026-03-03");
    assert!(said.err.contains("has not got everything of branch `LC01`"), "{}", said.all());
    assert!(segment(&office.dir, "LC01").len() > before.len());
    fs::remove_dir(&path).unwrap();
    fs::rename(&kept, &path).unwrap();
    deposit(&office, &mirror, "一组-002", "2026-03-04");
    same(&office, &mirror);
}

#[test]
fn a_folder_copied_back_from_last_week_is_not_written_on_while_the_mirror_knows_more() {
    let office = Office::new();
    let mirror = stick(&office);
    deposit(&office, &mirror, "一组-001", "2026-03-02");
    let old = office.temp().join("last-week");
    copied(&office.dir, &old);
    deposit(&office, &mirror, "一组-001", "2026-03-03");
    fs::remove_dir_all(&office.dir).unwrap();
    fs::rename(&old, &office.dir).unwrap();
    let (ours, theirs) = (segment(&office.dir, "LC01"), segment(&mirror, "LC01"));
    let args = ["deposit", "一组-002", "H08", "1", "--on", "2026-03-03"];
    let said = with(&office, &mirror, &args);
    assert_eq!(said.code, 3, "{}", said.all());
    assert!(said.err.contains("older copy") && said.err.contains(" restore "), "{}", said.all());
    assert_eq!(segment(&office.dir, "LC01"), ours);
    assert_eq!(segment(&mirror, "LC01"), theirs);
    let json: Value =
        serde_json::from_str(&with(&office, &mirror, &[&["--json"], &args[..]].concat()).out)
            .unwrap();
    assert_eq!(json["error"]["code"], "mirror-newer");
    // Looking is free.
    assert_eq!(with(&office, &mirror, &["balance", "一组-001"]).code, 0);
}

#[test]
fn another_story_and_another_bank_are_left_alone_and_told() {
    let office = Office::new();
    let mirror = stick(&office);
    deposit(&office, &mirror, "一组-001", "2026-03-02");
    // Two folders that wrote on from one copy.
    let twin = office.temp().join("twin");
    copied(&mirror, &twin);
    let fork = office.temp().join("fork");
    copied(&office.dir, &fork);
    deposit(&office, &mirror, "一组-001", "2026-03-03");
    let other = Office::new();
    fs::remove_dir_all(&other.dir).unwrap();
    fs::rename(&fork, &other.dir).unwrap();
    deposit(&other, &twin, "一组-002", "2026-03-04");
    let before = segment(&twin, "LC01");
    let place = segment(&mirror, "LC01").iter().filter(|b| **b == b'\n').count() - 1;
    let said = deposit(&office, &twin, "一组-001", "2026-03-05");
    assert!(said.err.contains(&format!("from entry `LC01:{place}` on")), "{}", said.all());
    assert_eq!(segment(&twin, "LC01"), before);

    let strange = office.temp().join("strange");
    copied(&mirror, &strange);
    fs::rename(strange.join("journal/HQ"), strange.join("journal/NP01")).unwrap();
    fs::remove_dir_all(strange.join("journal/LC01")).unwrap();
    let said = deposit(&office, &strange, "一组-002", "2026-03-06");
    assert!(said.err.contains("`NP01`, which is not in this bank"), "{}", said.all());
    assert!(!strange.join("journal/LC01").exists());
}

#[test]
fn a_folder_that_is_none_for_a_mirror_is_refused_before_anything_is_written() {
    let office = Office::new();
    let before = segment(&office.dir, "LC01");
    let photos = office.temp().join("photos");
    fs::create_dir(&photos).unwrap();
    fs::write(photos.join("a.jpg"), "").unwrap();
    let file = office.temp().join("file");
    fs::write(&file, "").unwrap();
    let inside = office.dir.join("mirror");
    fs::create_dir(&inside).unwrap();
    let round_about = office.temp().join("stick/../bank");
    let twin = office.temp().join("twin");
    copied(&office.dir, &twin);
    stick(&office);
    for (dir, code) in [
        (&photos, "mirror-not-empty"),
        (&twin, "mirror-not-empty"),
        (&file, "mirror-no-folder"),
        (&inside, "mirror-in-bank"),
        (&office.dir, "mirror-in-bank"),
        (&round_about, "mirror-in-bank"),
        (&office.temp().to_owned(), "mirror-in-bank"),
    ] {
        let args = ["--json", "deposit", "一组-001", "H08", "1", "--on", "2026-03-02"];
        let said = with(&office, dir, &args);
        let json: Value =
            serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.all()));
        assert_eq!((json["error"]["code"].as_str().unwrap(), said.code), (code, 2), "{dir:?}");
        for lang in ["en", "zh"] {
            let dir = dir.to_str().unwrap();
            let said = office.say(lang, "clerk", &[&["--mirror", dir], &args[1..]].concat());
            assert!(
                said.err.lines().count() >= 2 && !said.err.contains(['{', '}']),
                "{}",
                said.all()
            );
        }
    }
    assert_eq!(segment(&office.dir, "LC01"), before);
}

#[test]
fn an_import_goes_to_the_mirror_as_well() {
    let office = Office::new();
    let mirror = stick(&office);
    let vault_key = VaultKey::generate().unwrap().to_file();
    fs::write(office.dir.join("keys/vault"), vault_key.as_bytes()).unwrap();
    let sheet = office.temp().join("户册.csv");
    let rows: String = (10..40).map(|n| format!("五组-{n:03},张{n}\n")).collect();
    fs::write(&sheet, format!("户号,户主\n{rows}")).unwrap();
    let said = with(&office, &mirror, &["import", "accounts", sheet.to_str().unwrap(), "--yes"]);
    assert_eq!(said.code, 0, "{}", said.all());
    same(&office, &mirror);
    assert!(String::from_utf8(segment(&mirror, "LC01")).unwrap().contains("五组-039"));
}

#[test]
fn a_mirror_whose_notes_cannot_be_copied_says_so_and_the_command_is_done() {
    let office = Office::new();
    let mirror = stick(&office);
    fs::write(mirror.join("checkpoints"), "a file in the way").unwrap();
    let by = |args: &[&str]| {
        office.run("manager", &[&["--mirror", mirror.to_str().unwrap()], args].concat())
    };
    assert_eq!(by(&["--branch", "LC01", "branch", "set-key"]).code, 0);
    let said = by(&["--branch", "LC01", "checkpoint"]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.err.contains("checkpoints were not copied"), "{}", said.all());
    fs::remove_file(mirror.join("checkpoints")).unwrap();
    deposit(&office, &mirror, "一组-001", "2026-03-02");
    assert_eq!(fs::read_dir(mirror.join("checkpoints/LC01")).unwrap().count(), 1);
}

#[test]
fn where_one_branch_of_a_mirror_tells_another_story_nothing_of_it_is_written() {
    let office = Office::new();
    let mirror = stick(&office);
    assert_eq!(deposit(&office, &mirror, "一组-001", "2026-03-02").code, 0);
    // Head office's journal there is behind, and the village's is another's.
    let hq = mirror.join("journal/HQ/000000000000.jsonl");
    let first = fs::read(&hq).unwrap();
    let end = first.iter().position(|&b| b == b'\n').unwrap() + 1;
    fs::write(&hq, &first[..end]).unwrap();
    let village = mirror.join("journal/LC01/000000000000.jsonl");
    let text = String::from_utf8(fs::read(&village).unwrap()).unwrap();
    fs::write(&village, text.replace("2026-03-02", "2026-03-01")).unwrap();
    let before = (fs::read(&hq).unwrap(), fs::read(&village).unwrap());
    let said = deposit(&office, &mirror, "一组-001", "2026-03-03");
    assert!(said.code == 0 && said.err.contains("another story"), "{}", said.all());
    assert_eq!((fs::read(&hq).unwrap(), fs::read(&village).unwrap()), before);
}

#[test]
fn while_somebody_else_has_the_mirror_nothing_of_it_is_written_and_the_deposit_stands() {
    let office = Office::new();
    let mirror = stick(&office);
    deposit(&office, &mirror, "一组-001", "2026-03-02");
    let (ours, theirs) = (segment(&office.dir, "LC01"), segment(&mirror, "LC01"));
    // A command of another folder's, or a restore from it.
    let held = fs::File::open(&mirror).unwrap();
    held.try_lock().unwrap();
    let said = deposit(&office, &mirror, "一组-002", "2026-03-03");
    assert!(said.err.contains("another command is writing to the mirror"), "{}", said.all());
    assert!(segment(&office.dir, "LC01").len() > ours.len());
    assert_eq!(segment(&mirror, "LC01"), theirs);
    drop(held);
    let said = deposit(&office, &mirror, "一组-002", "2026-03-04");
    assert!(said.err.contains("one line was brought to the mirror"), "{}", said.all());
    same(&office, &mirror);
}
