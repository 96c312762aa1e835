//! A folder made anew, or brought up to date, from a mirror or a copied bank.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{NOW, Office, Said, copied, wenming};
use serde_json::Value;

fn segment(dir: &Path, branch: &str) -> PathBuf {
    dir.join(format!("journal/{branch}/000000000000.jsonl"))
}

fn lines(dir: &Path, branch: &str) -> Vec<u8> {
    fs::read(segment(dir, branch)).unwrap_or_default()
}

/// A bank with a mirror that has all of it.
struct Mirrored {
    office: Office,
    mirror: PathBuf,
}

impl Mirrored {
    fn new() -> Self {
        let office = Office::new();
        let mirror = office.temp().join("stick");
        fs::create_dir(&mirror).unwrap();
        let all = Self { office, mirror };
        all.deposit("2026-03-02");
        all
    }

    fn deposit(&self, on: &str) {
        let mirror = self.mirror.to_str().unwrap();
        let args = ["--mirror", mirror, "deposit", "一组-001", "H01", "1", "--on", on];
        let said = self.office.run("clerk", &args);
        assert_eq!(said.code, 0, "{}", said.all());
    }

    fn restore(&self, to: &Path, from: &Path, more: &[&str]) -> Said {
        let args = ["--lang", "en", "--now", NOW, "restore", from.to_str().unwrap()];
        wenming(to, &[&args, more].concat())
    }

    fn code(&self, to: &Path, from: &Path) -> (String, i32) {
        for lang in ["en", "zh"] {
            let from = from.to_str().unwrap();
            let said = wenming(to, &["--lang", lang, "--now", NOW, "restore", from]);
            assert!(!said.err.contains(['{', '}']), "{}", said.all());
        }
        let said = self.restore(to, from, &["--json"]);
        let json: Value = serde_json::from_str(&said.out).unwrap();
        (json["error"]["code"].as_str().unwrap().to_owned(), said.code)
    }

    fn new_folder(&self) -> PathBuf {
        self.office.temp().join("new")
    }
}

fn audited(dir: &Path) {
    let said = wenming(dir, &["--lang", "en", "--now", NOW, "audit"]);
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn a_lost_computers_bank_goes_on_from_its_mirror() {
    let of = Mirrored::new();
    let as_manager = |args: &[&str]| {
        let mirror = of.mirror.to_str().unwrap();
        let said = of.office.run("manager", &[&["--mirror", mirror], args].concat());
        assert_eq!(said.code, 0, "{}", said.all());
    };
    as_manager(&["--branch", "LC01", "branch", "set-key"]);
    as_manager(&["--branch", "LC01", "checkpoint"]);
    let new = of.new_folder();
    let said = of.restore(&new, &of.mirror, &[]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.err.contains("`keys` and `vault`"), "{}", said.all());
    for branch in ["HQ", "LC01"] {
        assert_eq!(lines(&new, branch), lines(&of.office.dir, branch));
    }
    assert_eq!(fs::read_dir(new.join("checkpoints/LC01")).unwrap().count(), 1);
    audited(&new);
    // With its keys it goes on, and the same mirror goes on with it.
    copied(&of.office.dir.join("keys"), &new.join("keys"));
    let mirror = of.mirror.to_str().unwrap();
    let args = ["--lang", "en", "--now", NOW, "--as", "clerk", "--mirror", mirror];
    let deed = ["deposit", "一组-002", "H01", "1", "--on", "2026-03-04"];
    let said = wenming(&new, &[&args[..], &deed].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.all());
    assert_eq!(lines(&new, "LC01"), lines(&of.mirror, "LC01"));
}

#[test]
fn a_folder_copied_back_from_last_week_is_brought_up_to_the_mirror() {
    let of = Mirrored::new();
    let old = of.office.temp().join("last-week");
    copied(&of.office.dir, &old);
    of.deposit("2026-03-03");
    let all = lines(&of.office.dir, "LC01");
    // Half of a commit at its end is moved aside, not taken for a line.
    let torn = [lines(&old, "LC01"), b"{\"v\":1,".to_vec()].concat();
    fs::write(segment(&old, "LC01"), torn).unwrap();
    let said = of.restore(&old, &of.mirror, &[]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("one line") && said.err.contains("torn"), "{}", said.all());
    assert_eq!(lines(&old, "LC01"), all);
    audited(&old);
    let again = of.restore(&old, &of.mirror, &[]);
    assert!(again.code == 0 && again.out.contains("nothing was missing"), "{}", again.all());
}

#[test]
fn entries_that_only_the_books_remember_come_back_from_the_mirror() {
    let of = Mirrored::new();
    of.deposit("2026-03-03");
    let all = lines(&of.office.dir, "LC01");
    let cut = all[..all.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    fs::write(segment(&of.office.dir, "LC01"), &all[..cut]).unwrap();
    let args = ["--json", "deposit", "一组-002", "H01", "1", "--on", "2026-03-04"];
    let lost: Value = serde_json::from_str(&of.office.run("clerk", &args).out).unwrap();
    assert_eq!(lost["error"]["code"], "data-loss");
    let said = of.restore(&of.office.dir, &of.mirror, &[]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert_eq!(lines(&of.office.dir, "LC01"), all);
    assert_eq!(of.office.run("clerk", &args).code, 0);
}

#[test]
fn a_copied_bank_is_restored_from_and_its_torn_end_left_out_and_said() {
    let of = Mirrored::new();
    let copy = of.office.temp().join("copy");
    copied(&of.office.dir, &copy);
    let whole = lines(&copy, "LC01");
    let half = [&whole[..], b"{\"v\":1,\"branch\""].concat();
    fs::write(segment(&copy, "LC01"), &half).unwrap();
    let new = of.new_folder();
    let said = of.restore(&new, &copy, &[]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.err.contains("left out"), "{}", said.all());
    assert_eq!(lines(&new, "LC01"), whole);
    assert_eq!(lines(&copy, "LC01"), half, "the source is as it was");
    audited(&new);
}

#[test]
fn what_does_not_verify_is_refused_with_its_first_place_and_leaves_nothing() {
    let of = Mirrored::new();
    let new = of.new_folder();
    let copy = of.office.temp().join("copy");
    let spoil = |from: &str, to: &str| {
        drop(fs::remove_dir_all(&copy));
        copied(&of.mirror, &copy);
        let text = fs::read_to_string(segment(&copy, "LC01")).unwrap();
        assert!(text.contains(from));
        fs::write(segment(&copy, "LC01"), text.replacen(from, to, 1)).unwrap();
    };
    spoil("\"points\":\"150\"", "\"points\":\"950\"");
    assert_eq!(of.code(&new, &copy), ("restore-findings".into(), 1));
    let said = of.restore(&new, &copy, &[]);
    assert!(said.err.contains("LC01:1"), "the place: {}", said.all());
    assert!(!new.exists(), "{}", said.all());

    // A line is missing.
    drop(fs::remove_dir_all(&copy));
    copied(&of.mirror, &copy);
    let text = fs::read_to_string(segment(&copy, "LC01")).unwrap();
    let fewer: String =
        text.split_inclusive('\n').enumerate().filter(|(n, _)| *n != 9).map(|(_, l)| l).collect();
    fs::write(segment(&copy, "LC01"), fewer).unwrap();
    assert_eq!(of.code(&new, &copy), ("restore-findings".into(), 1));

    // Good by itself, and not what left the building.
    let by = |args: &[&str]| {
        let said = of.office.run("manager", args);
        assert_eq!(said.code, 0, "{}", said.all());
    };
    by(&["--branch", "LC01", "branch", "set-key"]);
    by(&["--branch", "LC01", "checkpoint"]);
    let notes = of.office.dir.join("checkpoints/LC01");
    let note = fs::read_dir(notes).unwrap().next().unwrap().unwrap().path();
    let said = of.restore(&new, &of.mirror, &["--against", note.to_str().unwrap()]);
    assert_eq!(said.code, 1, "a mirror that is behind a checkpoint: {}", said.all());
    assert!(!new.exists());
}

#[test]
fn an_older_copy_another_story_and_the_folder_itself_are_refused_and_nothing_is_changed() {
    let of = Mirrored::new();
    let old = of.office.temp().join("old");
    copied(&of.mirror, &old);
    of.deposit("2026-03-03");
    let before = lines(&of.office.dir, "LC01");
    assert_eq!(of.code(&of.office.dir, &old), ("restore-older".into(), 1));

    let fork = of.office.temp().join("fork");
    copied(&old, &fork);
    copied(&of.office.dir.join("keys"), &fork.join("keys"));
    let args = ["--lang", "en", "--now", NOW, "--as", "clerk"];
    let deed = ["deposit", "一组-002", "H01", "1", "--on", "2026-03-05"];
    assert_eq!(wenming(&fork, &[&args[..], &deed].concat()).code, 0);
    assert_eq!(of.code(&of.office.dir, &fork), ("restore-other".into(), 1));
    assert_eq!(of.code(&of.office.dir, &of.office.dir), ("restore-itself".into(), 2));
    let part = of.restore(&of.new_folder(), &of.mirror, &["--json", "--branch", "LC01"]);
    let json: Value = serde_json::from_str(&part.out).unwrap();
    assert_eq!((json["error"]["code"].as_str().unwrap(), part.code), ("restore-whole", 2));
    assert!(!of.new_folder().exists());
    assert_eq!(lines(&of.office.dir, "LC01"), before);

    let other = Mirrored::new();
    let said = of.restore(&of.office.dir, &other.mirror, &[]);
    assert_eq!(said.code, 1, "another bank's, which has the same keys and days: {}", said.all());
    let other = of.office.temp().join("other");
    let found = ["--origin", "wenming.example/other", "--name", "别镇", "--manager", "zhao"];
    let said = wenming(&other, &[&["--lang", "en", "--now", NOW, "init"], &found[..]].concat());
    assert_eq!(said.code, 0, "{}", said.all());
    let said = of.restore(&other, &of.mirror, &[]);
    assert!(said.err.contains("hint: if this folder is another bank's"), "{}", said.all());
    assert_eq!(lines(&of.office.dir, "LC01"), before);
}

#[test]
fn a_branch_that_was_written_elsewhere_is_so_after_the_restore() {
    let of = Mirrored::new();
    let mirror = of.mirror.to_str().unwrap();
    let said = of.office.run("manager", &["--mirror", mirror, "branch", "away", "LC01"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let said =
        of.office.run("manager", &["--mirror", mirror, "--branch", "HQ", "branch", "set-key"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let new = of.new_folder();
    assert_eq!(of.restore(&new, &of.mirror, &[]).code, 0);
    copied(&of.office.dir.join("keys"), &new.join("keys"));
    let args = ["--json", "--now", NOW, "--as", "clerk", "deposit", "一组-001", "H01", "1"];
    let said = wenming(&new, &[&args[..], &["--on", "2026-03-04"]].concat());
    let json: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["error"]["code"], "branch-away");
}

#[test]
fn a_restore_that_was_broken_off_is_asked_for_again() {
    let of = Mirrored::new();
    let new = of.new_folder();
    // Head office is there, half of the village's lines are, and no books.
    copied(&of.mirror.join("journal/HQ"), &new.join("journal/HQ"));
    fs::create_dir_all(new.join("journal/LC01")).unwrap();
    let all = lines(&of.mirror, "LC01");
    for cut in [0, 1, all.len() / 3, all.len() / 2, all.len() - 1] {
        fs::write(segment(&new, "LC01"), &all[..cut]).unwrap();
        let said = of.restore(&new, &of.mirror, &[]);
        assert_eq!(said.code, 0, "cut at {cut}: {}", said.all());
        assert_eq!(lines(&new, "LC01"), all);
        fs::remove_dir_all(new.join("books")).unwrap();
    }
    audited(&new);
}

#[test]
fn a_journal_that_rotted_is_moved_away_and_brought_back_into_the_same_folder() {
    let of = Mirrored::new();
    of.deposit("2026-03-03");
    let all = lines(&of.office.dir, "LC01");
    let text = String::from_utf8(all.clone()).unwrap();
    fs::write(segment(&of.office.dir, "LC01"), text.replacen("setup-5", "setup-6", 1)).unwrap();
    // The ends are alike; the middle is not.
    assert_eq!(of.code(&of.office.dir, &of.mirror), ("restore-other".into(), 1));
    let said = of.restore(&of.office.dir, &of.mirror, &[]);
    assert!(said.err.contains("hint: if that entry is damaged here"), "{}", said.all());
    fs::rename(of.office.dir.join("journal"), of.office.dir.join("journal.rotten")).unwrap();
    let said = of.restore(&of.office.dir, &of.mirror, &[]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert_eq!(lines(&of.office.dir, "LC01"), all);
    audited(&of.office.dir);
    // Into a folder of other things nothing is restored.
    let photos = of.office.temp().join("photos");
    fs::create_dir(&photos).unwrap();
    fs::write(photos.join("a.jpg"), "").unwrap();
    assert_eq!(of.code(&photos, &of.mirror), ("folder-not-empty".into(), 1));
    assert_eq!(fs::read_dir(&photos).unwrap().count(), 1);
}

#[test]
fn what_the_folder_itself_knows_is_asked_before_a_line_is_taken_or_written() {
    let of = Mirrored::new();
    let dir = of.office.dir.clone();
    // Another folder of the same bank goes on with deeds of its own.
    let fork = of.office.temp().join("fork");
    assert_eq!(of.restore(&fork, &of.mirror, &[]).code, 0);
    copied(&dir.join("keys"), &fork.join("keys"));
    for on in ["2026-01-05", "2026-02-06", "2026-03-07"] {
        let args = ["--lang", "en", "--now", NOW, "--as", "clerk", "deposit", "一组-002", "H01"];
        let said = wenming(&fork, &[&args[..], &["1", "--on", on]].concat());
        assert_eq!(said.code, 0, "{}", said.all());
    }
    // Here two more entries were signed for, and are lost.
    let before = lines(&dir, "LC01");
    for args in [&["branch", "set-key"][..], &["checkpoint"]] {
        let said = of.office.run("manager", &[&["--branch", "LC01"], args].concat());
        assert_eq!(said.code, 0, "{}", said.all());
    }
    assert!(lines(&dir, "LC01").len() > before.len());
    fs::write(segment(&dir, "LC01"), &before).unwrap();
    // The books know it, and without them the checkpoint that is kept.
    let (notes, aside) = (dir.join("checkpoints"), of.office.temp().join("aside"));
    fs::rename(&notes, &aside).unwrap();
    assert_eq!(of.code(&dir, &fork), ("restore-other".into(), 1));
    let said = of.restore(&dir, &fork, &[]);
    assert!(said.err.contains("hint: that entry was confirmed here"), "{}", said.all());
    assert_eq!(of.code(&dir, &of.mirror), ("restore-older".into(), 1));
    assert_eq!(lines(&dir, "LC01"), before);
    fs::rename(&aside, &notes).unwrap();
    fs::remove_dir_all(dir.join("books")).unwrap();
    assert_eq!(of.code(&dir, &fork), ("restore-findings".into(), 1));
    assert_eq!(lines(&dir, "LC01"), before);
    let args = ["--json", "deposit", "一组-002", "H01", "1", "--on", "2026-03-05"];
    let said = of.office.run("clerk", &args);
    let json: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((json["error"]["code"].as_str().unwrap(), said.code), ("not-what-was-signed", 3));
    assert_eq!(lines(&dir, "LC01"), before);
}

#[test]
fn nothing_is_restored_from_what_somebody_is_writing_to() {
    let of = Mirrored::new();
    let copy = of.office.temp().join("copy");
    copied(&of.office.dir, &copy);
    let new = of.new_folder();
    for (source, lock) in [(&of.mirror, of.mirror.clone()), (&copy, copy.join("lock"))] {
        let held = fs::File::open(lock).unwrap();
        held.try_lock().unwrap();
        let said = of.restore(&new, source, &["--json"]);
        let json: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!((json["error"]["code"].as_str().unwrap(), said.code), ("bank-busy", 3));
        assert!(!new.exists(), "{}", said.all());
    }
    assert_eq!(of.restore(&new, &of.mirror, &[]).code, 0);
}
