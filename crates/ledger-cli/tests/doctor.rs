//! A bank's folder looked at: each thing that can be wrong with it made, found under its
//! code, and the folder left as it was.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use common::{NOW, Office, command, copied, key, wenming};
use ledger_core::keys::{BranchKey, FileKey as _};
use ledger_core::proof::{Checkpoint, SignedCheckpoint, TreeHash};
use ledger_core::vault::VaultKey;
use serde_json::Value;

/// A bank that is well, and was used.
fn well() -> Office {
    let office = Office::new();
    fs::remove_file(office.dir.join("keys/impostor.key")).unwrap();
    for file in fs::read_dir(office.dir.join("keys")).unwrap() {
        fs::set_permissions(file.unwrap().path(), Permissions::from_mode(0o600)).unwrap();
    }
    deposit(&office, "2026-03-02");
    office
}

fn deposit(office: &Office, on: &str) {
    let said = office.run("clerk", &["deposit", "一组-001", "H01", "1", "--on", on]);
    assert_eq!(said.code, 0, "{}", said.all());
}

fn by_manager(office: &Office, args: &[&str]) {
    let said = office.run("manager", args);
    assert_eq!(said.code, 0, "{}", said.all());
}

/// Every file, with its bytes and the time it was changed.
fn all_of(dir: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let about = entry.metadata().unwrap();
        let changed = about.modified().unwrap();
        if about.is_dir() {
            all.insert(entry.path(), (Vec::new(), changed));
            all.extend(all_of(&entry.path()));
        } else {
            all.insert(entry.path(), (fs::read(entry.path()).unwrap_or_default(), changed));
        }
    }
    all
}

/// What is found, in both languages and for programs; the folder stays as it is.
fn found_with(dir: &Path, args: &[&str]) -> Vec<Value> {
    let before = all_of(dir);
    let mut codes = Vec::new();
    for lang in ["en", "zh"] {
        let global = ["--lang", lang, "--now", NOW];
        let said = wenming(dir, &[&global[..], &["doctor"], args].concat());
        assert!(!said.all().contains(['{', '}']), "{}", said.all());
        codes.push(said.code);
    }
    let said = wenming(dir, &[&["--lang", "en", "--now", NOW, "--json", "doctor"], args].concat());
    let rows: Vec<Value> =
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.all()));
    let asks = rows.iter().any(|row| row["todo"] == true);
    assert_eq!(said.code, i32::from(asks), "{}", said.all());
    assert_eq!(codes, [said.code; 2]);
    for row in &rows {
        for key in ["where", "what", "way"] {
            assert!(!row[key].as_str().unwrap().is_empty(), "{row}");
        }
    }
    assert!(all_of(dir) == before, "doctor changed something");
    rows
}

fn codes(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["code"].as_str().unwrap()).collect()
}

#[track_caller]
fn finds(office: &Office, args: &[&str], wanted: &[&str]) {
    let rows = found_with(&office.dir, args);
    assert_eq!(codes(&rows), wanted, "{rows:#?}");
}

fn lines(office: &Office) -> Vec<Vec<u8>> {
    let text = fs::read(office.segment("LC01")).unwrap();
    text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

#[test]
fn a_bank_that_is_well_is_said_to_be_and_is_found_by_its_folder_as_well() {
    let office = well();
    finds(&office, &[], &[]);
    finds(&office, &["--full"], &[]);
    let elsewhere = office.temp().join("elsewhere");
    let said = wenming(
        &elsewhere,
        &["--lang", "en", "--now", NOW, "doctor", office.dir.to_str().unwrap()],
    );
    assert!(said.code == 0 && said.out.contains("is well"), "{}", said.all());
    assert!(!elsewhere.exists());
}

#[test]
fn no_bank_and_a_bank_without_its_journal() {
    let office = well();
    let empty = office.temp().join("empty");
    fs::create_dir(&empty).unwrap();
    assert_eq!(codes(&found_with(&empty, &[])), ["no-bank"]);
    fs::remove_dir_all(office.dir.join("journal")).unwrap();
    finds(&office, &[], &["journal-missing"]);
}

#[test]
fn a_bank_somebody_is_working_on() {
    let office = well();
    let lock = File::open(office.dir.join("lock")).unwrap();
    lock.try_lock().unwrap();
    finds(&office, &[], &["in-use"]);
}

#[test]
fn a_folder_that_cannot_be_written_or_lies_open_or_on_a_full_disk() {
    let office = well();
    let journal = office.dir.join("journal");
    fs::set_permissions(&journal, Permissions::from_mode(0o555)).unwrap();
    finds(&office, &[], &["read-only"]);
    fs::set_permissions(&journal, Permissions::from_mode(0o755)).unwrap();
    let key = office.dir.join("keys/clerk.key");
    fs::set_permissions(&key, Permissions::from_mode(0o640)).unwrap();
    finds(&office, &[], &["open-to-others"]);
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    finds(&office, &["--free", "99999999999"], &["disk-full"]);
}

#[test]
fn a_journal_that_cannot_be_read_is_damaged_has_gaps_or_a_torn_end() {
    let office = well();
    let (path, all) = (office.segment("LC01"), lines(&office));
    let whole = all.concat();
    // Half a write at the end mends itself.
    fs::write(&path, [&whole[..], b"{\"v\":1"].concat()).unwrap();
    finds(&office, &[], &["journal-torn"]);
    finds(&office, &["--full"], &["journal-torn"]);
    // One letter, at any place.
    for place in [3, all.len() - 2] {
        let mut lines = all.clone();
        let at = lines[place].windows(7).position(|part| part == b"\"req\":\"").unwrap();
        lines[place][at + 7] = b'X';
        fs::write(&path, lines.concat()).unwrap();
        let rows = found_with(&office.dir, &[]);
        assert_eq!(codes(&rows), ["journal-damaged"]);
        assert_eq!(rows[0]["where"], format!("LC01:{place}"), "the next one tells");
        let way = rows[0]["way"].as_str().unwrap();
        assert!(!way.contains("--set-aside"), "it was confirmed as another one: {way}");
    }
    // Whole lines that are none may be what a power cut left.
    let mut lines = all.clone();
    lines[all.len() - 2] = b"{}\n".to_vec();
    fs::write(&path, lines.concat()).unwrap();
    let rows = found_with(&office.dir, &[]);
    assert_eq!(codes(&rows), ["journal-damaged"]);
    let way = format!("rebuild --set-aside LC01:{}`", all.len() - 2);
    assert!(rows[0]["way"].as_str().unwrap().contains(&way), "{rows:?}");
    // The last one, whose hash is in the books alone.
    let mut lines = all.clone();
    let last = lines.last_mut().unwrap();
    let at = last.windows(7).position(|part| part == b"\"req\":\"").unwrap();
    last[at + 7] = b'X';
    fs::write(&path, lines.concat()).unwrap();
    finds(&office, &[], &["journal-damaged"]);
    // A file that somebody put there is no segment, and no gap is before it.
    fs::write(&path, &whole).unwrap();
    fs::write(path.with_file_name("5.jsonl"), all[5..].concat()).unwrap();
    finds(&office, &[], &[]);
    fs::remove_file(path.with_file_name("5.jsonl")).unwrap();
    // A file of it is missing.
    fs::write(&path, all[..5].concat()).unwrap();
    let second = path.with_file_name("000000000007.jsonl");
    fs::write(&second, all[7..].concat()).unwrap();
    finds(&office, &[], &["journal-gap"]);
    fs::remove_file(&path).unwrap();
    finds(&office, &[], &["journal-gap"]);
    fs::remove_file(&second).unwrap();
    fs::create_dir(&path).unwrap();
    finds(&office, &[], &["journal-unreadable"]);
}

#[test]
fn books_that_are_absent_held_damaged_or_old() {
    let office = well();
    let (books, kept) = (office.dir.join("books"), office.temp().join("books"));
    copied(&books, &kept);
    deposit(&office, "2026-03-03");
    let held = File::open(books.join("db")).unwrap();
    held.try_lock().unwrap();
    finds(&office, &[], &["books-held"]);
    drop(held);
    let mut process = command(&office.dir, &["--lang", "en", "--now", NOW, "--json", "doctor"]);
    let said = process.env("TMPDIR", office.temp().join("none")).output().unwrap();
    let rows: Vec<Value> = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(codes(&rows), ["books-unseen"]);
    fs::remove_dir_all(&books).unwrap();
    finds(&office, &[], &["books-absent"]);
    copied(&kept, &books);
    finds(&office, &[], &["books-behind"]);
    for file in fs::read_dir(&books).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let length = fs::metadata(&path).unwrap().len();
            fs::write(&path, vec![0xff; usize::try_from(length).unwrap()]).unwrap();
        }
    }
    finds(&office, &[], &["books-damaged"]);
}

#[test]
fn entries_that_only_the_books_remember() {
    let office = well();
    let all = lines(&office);
    fs::write(office.segment("LC01"), all[..all.len() - 1].concat()).unwrap();
    finds(&office, &[], &["entries-lost"]);
    fs::remove_dir_all(office.dir.join("journal/LC01")).unwrap();
    finds(&office, &[], &["entries-lost"]);
}

#[test]
fn what_only_an_audit_finds_is_found_with_full() {
    let office = well();
    let seen = office.dir.join("witnessed/wenming.example+test+LC01");
    fs::create_dir_all(&seen).unwrap();
    fs::write(seen.join("000000000003.note"), "rubbish").unwrap();
    finds(&office, &[], &[]);
    finds(&office, &["--full"], &["findings"]);
}

#[test]
fn keys_that_are_none_or_not_the_ones_in_force_or_not_at_hand() {
    let office = well();
    let keys = office.dir.join("keys");
    let clerk = fs::read(keys.join("clerk.key")).unwrap();
    fs::write(keys.join("clerk.key"), &clerk[..20]).unwrap();
    finds(&office, &[], &["key-unfit"]);
    fs::write(keys.join("clerk.key"), fs::read(keys.join("panel.key")).unwrap()).unwrap();
    finds(&office, &[], &["key-unfit"]);
    let other = key("other").to_plain_file().replace("other", "clerk");
    fs::write(keys.join("clerk.key"), other).unwrap();
    finds(&office, &[], &["key-not-in-force"]);
    fs::write(keys.join("clerk.key"), &clerk).unwrap();

    by_manager(&office, &["--branch", "LC01", "branch", "set-key"]);
    finds(&office, &[], &[]);
    let first = fs::read(keys.join("LC01.branch-key")).unwrap();
    by_manager(&office, &["--branch", "LC01", "branch", "set-key", "--reason", "更换"]);
    let second = fs::read(keys.join("LC01.branch-key")).unwrap();
    fs::write(keys.join("LC01.branch-key"), first).unwrap();
    finds(&office, &[], &["branch-key-stale"]);
    fs::remove_file(keys.join("LC01.branch-key")).unwrap();
    finds(&office, &[], &["branch-key-absent"]);
    fs::remove_dir_all(&keys).unwrap();
    finds(&office, &[], &["nobody-can-act", "nobody-can-act", "branch-key-absent"]);
    fs::create_dir(&keys).unwrap();
    fs::write(keys.join("LC01.branch-key"), &second[..9]).unwrap();
    fs::set_permissions(keys.join("LC01.branch-key"), Permissions::from_mode(0o600)).unwrap();
    finds(&office, &[], &["key-unfit", "nobody-can-act", "nobody-can-act"]);
}

#[test]
fn names_whose_key_is_missing_or_another() {
    let office = well();
    let path = office.dir.join("keys/vault");
    let put = |key: VaultKey| {
        fs::write(&path, key.to_file().as_bytes()).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    };
    put(VaultKey::generate().unwrap());
    let sheet = office.temp().join("户册.csv");
    fs::write(&sheet, "户号,户主\n五组-001,张三\n").unwrap();
    let said = office.run("clerk", &["import", "accounts", sheet.to_str().unwrap(), "--yes"]);
    assert_eq!(said.code, 0, "{}", said.all());
    finds(&office, &[], &[]);
    let right = fs::read(&path).unwrap();
    put(VaultKey::generate().unwrap());
    finds(&office, &[], &["vault-unreadable"]);
    fs::write(&path, "rubbish").unwrap();
    finds(&office, &[], &["key-unfit"]);
    fs::remove_file(&path).unwrap();
    finds(&office, &[], &["vault-key-missing"]);
    fs::write(&path, right).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let vault = office.dir.join("vault/LC01.jsonl");
    fs::write(&vault, "rubbish\n").unwrap();
    finds(&office, &[], &["vault-unreadable"]);
}

#[test]
fn names_that_are_gone_or_were_never_kept() {
    let office = well();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    // Head office has no accounts, and nobody's name to keep.
    finds(&office, &[], &["names-none"]);
    by_manager(&office, &["account", "name", "一组-001", "--name", "张三"]);
    finds(&office, &[], &[]);
    fs::write(office.dir.join("vault/LC01.jsonl"), "").unwrap();
    finds(&office, &[], &["names-none"]);
    fs::remove_dir_all(office.dir.join("vault")).unwrap();
    finds(&office, &[], &["names-none"]);
    fs::remove_file(&key).unwrap();
    finds(&office, &[], &[]);
}

#[test]
fn a_checkpoint_that_cannot_be_read_or_speaks_of_other_lines() {
    let office = well();
    by_manager(&office, &["--branch", "LC01", "branch", "set-key"]);
    by_manager(&office, &["--branch", "LC01", "checkpoint"]);
    finds(&office, &[], &[]);
    let dir = office.dir.join("checkpoints/LC01");
    let path = fs::read_dir(&dir).unwrap().next().unwrap().unwrap().path();
    let note = fs::read_to_string(&path).unwrap();
    fs::write(&path, &note[..note.len() / 2]).unwrap();
    finds(&office, &[], &["note-unreadable"]);
    // Of the same size under another root, and of more lines than there are.
    let log: ledger_core::proof::LogName = "wenming.example/test/LC01".parse().unwrap();
    let size = lines(&office).len() as u64;
    let key = BranchKey::from_secret(log.branch, &[7; 32]);
    for of in [size, size + 1] {
        fs::remove_dir_all(&dir).unwrap();
        fs::create_dir(&dir).unwrap();
        let other = Checkpoint { log: log.clone(), size: of, root: TreeHash::leaf(b"other") };
        let other = SignedCheckpoint::sign(other, &key).unwrap();
        fs::write(dir.join(format!("{of:012}.note")), other.to_string()).unwrap();
        finds(&office, &[], &["note-unlike"]);
    }
}

#[test]
fn a_clock_that_is_behind_or_far_ahead() {
    let office = well();
    let at = |now: &str| {
        let said = wenming(&office.dir, &["--lang", "en", "--json", "--now", now, "doctor"]);
        let rows: Vec<Value> = serde_json::from_str(&said.out).unwrap();
        rows.iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(at("2026-03-18T10:00:00+08:00"), ["clock-behind"]);
    assert_eq!(at("2026-05-20T10:00:00+08:00"), ["clock-ahead"]);
    assert_eq!(at("2026-04-20T10:00:00+08:00"), [""; 0]);
}

#[test]
fn a_branch_that_is_written_elsewhere() {
    let office = well();
    by_manager(&office, &["branch", "away", "LC01"]);
    finds(&office, &[], &["away"]);
}

#[test]
fn a_mirror_that_is_taken_for_a_bank() {
    let office = well();
    let stick = office.temp().join("stick");
    fs::create_dir(&stick).unwrap();
    let mirror = stick.to_str().unwrap();
    by_manager(&office, &["--mirror", mirror, "branch", "open", "LC02", "--name", "山北村"]);
    let rows = found_with(&stick, &[]);
    let way = rows.iter().find(|row| row["code"] == "is-mirror").unwrap()["way"].clone();
    assert_eq!(
        way,
        format!("make a bank of it in a new folder: `wenming --bank DIR restore {mirror}`")
    );
    assert!(!codes(&rows).contains(&"books-absent"), "{rows:#?}");
    // What is no mirror at all is said as any other command says it.
    let file = office.temp().join("file");
    fs::write(&file, "").unwrap();
    let dir = office.temp().to_owned();
    for no_mirror in [&file, &office.dir, &dir] {
        let no_mirror = no_mirror.to_str().unwrap();
        let doctor = office.run("clerk", &["--mirror", no_mirror, "doctor"]);
        let deposit = office.run("clerk", &["--mirror", no_mirror, "deposit", "一组-001", "H01"]);
        assert_eq!((doctor.code, &doctor.err), (2, &deposit.err));
    }
}

#[test]
fn a_mirror_that_is_absent_behind_newer_another_or_unreadable() {
    let office = well();
    let mirror = office.temp().join("stick");
    let with = ["--mirror", mirror.to_str().unwrap()];
    finds(&office, &with, &["mirror-absent"]);
    fs::create_dir(&mirror).unwrap();
    finds(&office, &with, &["mirror-behind", "mirror-behind"]);
    by_manager(&office, &[&with[..], &["--branch", "HQ", "branch", "set-key"]].concat());
    finds(&office, &with, &[]);
    let old = office.temp().join("old");
    copied(&office.dir, &old);
    deposit(&office, "2026-03-03");
    finds(&office, &with, &["mirror-behind"]);
    by_manager(&office, &[&with[..], &["--branch", "LC01", "branch", "set-key"]].concat());
    assert_eq!(codes(&found_with(&old, &with)), ["mirror-newer"]);
    let args = ["--lang", "en", "--now", NOW, "--as", "clerk", "deposit", "一组-002", "H01", "1"];
    assert_eq!(wenming(&old, &[&args[..], &["--on", "2026-03-05"]].concat()).code, 0);
    assert_eq!(codes(&found_with(&old, &with)), ["mirror-other"]);
    let segment = mirror.join("journal/LC01/000000000000.jsonl");
    fs::remove_file(&segment).unwrap();
    fs::create_dir(&segment).unwrap();
    finds(&office, &with, &["mirror-unreadable"]);
}

#[test]
fn what_crashes_and_repairs_left_lying_there() {
    let office = well();
    fs::create_dir_all(office.dir.join("journal/LC01/torn")).unwrap();
    fs::create_dir_all(office.dir.join("books.damaged-0")).unwrap();
    fs::create_dir_all(office.dir.join("checkpoints/LC01")).unwrap();
    for path in [
        "journal/LC01/torn/000000000000-9-0.part",
        "books/snap.0000000000000001.generating",
        "checkpoints/LC01/.000000000007.note.1-0.part",
    ] {
        fs::write(office.dir.join(path), "left").unwrap();
    }
    finds(&office, &[], &["leftover", "leftover", "leftover", "leftover"]);
}

#[test]
fn what_cannot_be_looked_at_hides_nothing_else() {
    let office = well();
    // A file in the place of a folder, and a link to itself: whoever runs this, root too,
    // cannot list them.
    let (away, seen) = (office.dir.join("away"), office.dir.join("witnessed"));
    fs::write(&away, "").unwrap();
    fs::create_dir_all(office.dir.join("books.damaged-0")).unwrap();
    finds(&office, &[], &["unreadable", "leftover"]);
    fs::remove_file(&away).unwrap();
    symlink(&seen, &seen).unwrap();
    finds(&office, &["--full"], &["leftover", "unreadable"]);
    fs::remove_file(&seen).unwrap();
    // A branch that is damaged here hides no other's mirror.
    let mirror = office.temp().join("stick");
    fs::create_dir(&mirror).unwrap();
    let with = ["--mirror", mirror.to_str().unwrap()];
    let path = office.segment("HQ");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("{\"v\":1,", "{\"w\":1,")).unwrap();
    finds(&office, &with, &["journal-damaged", "mirror-behind", "leftover"]);
}

#[test]
fn what_the_next_command_that_writes_reads_back_is_read_back() {
    let office = well();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    let sheet = office.temp().join("户册.csv");
    let rows: String = (100..400).map(|n| format!("五组-{n},张{n}\n")).collect();
    fs::write(&sheet, format!("户号,户主\n{rows}")).unwrap();
    let before = lines(&office).len();
    let said = office.run("clerk", &["import", "accounts", sheet.to_str().unwrap(), "--yes"]);
    assert_eq!(said.code, 0, "{}", said.all());
    finds(&office, &[], &[]);
    // Not among the last ones.
    let mut lines = lines(&office);
    assert!(lines.len() > before + 270);
    let at = lines[before + 2].windows(7).position(|part| part == b"\"req\":\"").unwrap();
    lines[before + 2][at + 7] = b'X';
    fs::write(office.segment("LC01"), lines.concat()).unwrap();
    let rows = found_with(&office.dir, &[]);
    assert_eq!(codes(&rows), ["journal-damaged"]);
    assert_eq!(rows[0]["where"], format!("LC01:{}", before + 2));
}
