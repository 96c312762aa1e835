//! The audit against what has left the building, through the program: notes that
//! are kept, files that somebody brings, and what is wrong with either.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Office, Said, key};
use ledger_core::books::SledBooks;
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ids::{BranchCode, EntryId};
use ledger_core::journal::FileJournal;
use ledger_core::keys::BranchKey;
use ledger_core::ledger::{Ledger, Order};
use ledger_core::line::{Entry, EntryHash, sign};
use ledger_core::proof::{Checkpoint, Receipt, SignedCheckpoint, TlogProof};

fn lc01() -> BranchCode {
    "LC01".parse().unwrap()
}

/// A village that has set its key and posted a checkpoint and a receipt.
struct Village {
    office: Office,
    note: PathBuf,
    slip: PathBuf,
    size: u64,
    /// The deed that the insider changes; the receipt is of the one before it.
    award: u64,
}

impl Village {
    fn new() -> Self {
        let office = Office::new();
        for (household, on) in
            [("一组-001", "2026-03-02"), ("一组-002", "2026-03-03"), ("一组-001", "2026-03-04")]
        {
            let said = office.run("clerk", &["deposit", household, "H01", "1", "--on", on]);
            assert_eq!(said.code, 0, "{}", said.all());
        }
        let ledger = open(&office.dir);
        let own = BranchKey::from_secret(lc01(), &[5; 32]);
        let set = Command::SetBranchKey { key: own.public(), reason: "首次设置".to_owned() };
        let order = Order {
            branch: lc01(),
            key: &key("manager"),
            now: "2026-03-20T02:00:00Z".parse().unwrap(),
            clock_confirmed: true,
            likeness_confirmed: false,
            requests: &[("key".parse().unwrap(), set)],
        };
        ledger.submit(&order).unwrap();
        let size = ledger.journal().size(lc01()).unwrap();
        let checkpoint: Checkpoint = ledger.checkpoint(lc01()).unwrap();
        let checkpoint = SignedCheckpoint::sign(checkpoint, &own).unwrap();
        // Behind the three deeds stands the key.
        let (award, index) = (size - 2, size - 3);
        let hashes = ledger.prove_inclusion(EntryId { branch: lc01(), seq: index }, size).unwrap();
        let line = ledger.journal().line(lc01(), index).unwrap().unwrap();
        let proof = TlogProof { index, hashes, checkpoint: checkpoint.clone() };
        let (note, slip) = (office.temp().join("公示.note"), office.temp().join("回单.txt"));
        fs::write(&note, checkpoint.to_string()).unwrap();
        fs::write(&slip, Receipt::new(&line, proof).unwrap().to_string()).unwrap();
        Self { office, note, slip, size, award }
    }

    fn path(&self, path: &Path) -> String {
        path.to_str().unwrap().to_owned()
    }

    fn audit(&self, lang: &str, args: &[&str]) -> Said {
        self.office.say(lang, "auditor", &[&["audit"], args].concat())
    }

    fn keep(&self, folder: &str, text: &[u8]) {
        let dir = self.office.dir.join(folder);
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join(format!("{:012}.note", self.size)), text).unwrap();
    }

    /// With every key of the branch: the award is another household's, and all
    /// behind it is chained and signed anew; the books are made again.
    fn rewrite(&self) {
        let path = self.office.segment("LC01");
        let text = fs::read(&path).unwrap();
        let lines =
            text.split_inclusive(|&b| b == b'\n').map(|line| line[..line.len() - 1].to_vec());
        let mut lines: Vec<Vec<u8>> = lines.collect();
        for place in usize::try_from(self.award).unwrap()..lines.len() {
            let mut entry = Entry::decode(&lines[place]).unwrap();
            if let Event::Deposited(deed) = &mut entry.event {
                deed.account = ledger_core::ids::AccountNo::new(lc01(), 2);
            }
            entry.prev = EntryHash::of(&lines[place - 1]);
            entry.sig = None;
            let mut line = entry.encode().unwrap();
            sign(&mut line, &key(entry.by.as_str()));
            lines[place] = line;
        }
        fs::write(&path, lines.join(&b'\n').into_iter().chain([b'\n']).collect::<Vec<u8>>())
            .unwrap();
        fs::remove_dir_all(self.office.dir.join("books")).unwrap();
    }
}

fn open(dir: &Path) -> Ledger {
    let books = SledBooks::open(dir.join("books")).unwrap();
    Ledger::new(Box::new(FileJournal::new(dir.join("journal"))), Box::new(books))
}

#[test]
fn a_journal_that_is_as_it_was_agrees_with_all_that_was_posted() {
    let village = Village::new();
    let (note, slip) = (village.path(&village.note), village.path(&village.slip));
    let said = village.audit("en", &["--against", &note, &slip]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("held against 2 checkpoints and receipts"), "{}", said.out);
    // Kept in the folder it is held against without being named; a copy too.
    village.keep("checkpoints/LC01", &fs::read(&village.note).unwrap());
    let answer = village.office.json("auditor", &["audit"]);
    assert_eq!((&answer["anchors"], &answer["clean"]), (&1.into(), &true.into()));
    let dir = village.path(&village.office.dir);
    let said = village.office.say("zh", "auditor", &["verify", &dir, "--against", &slip]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("已与 2 份封账和回单核对"), "{}", said.out);
    // Head office alone is asked about: the village's notes are passed over.
    let answer = village.office.json("auditor", &["--branch", "HQ", "audit"]);
    assert_eq!(answer["anchors"], 0);
}

#[test]
fn a_rewrite_with_every_key_is_exposed_by_a_note_or_by_one_slip_and_by_nothing_else() {
    let village = Village::new();
    village.rewrite();
    let clean = village.audit("en", &[]);
    assert_eq!(clean.code, 0, "{}", clean.all());
    let said = village.audit("en", &["--against", &village.path(&village.note)]);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.out.contains("[root-differs]"), "{}", said.out);
    assert!(said.out.contains("against: "), "{}", said.out);
    let last = village.size - 1;
    let place = format!("the first that differs is among: LC01:{} – LC01:{last}", village.award);
    // The receipt is of the entry right before the award.
    let said = village.audit("en", &["--against", &village.path(&village.slip)]);
    assert!(said.out.contains(&place), "{}", said.out);
    let dir = village.path(&village.office.dir);
    let copied = village.office.say(
        "zh",
        "auditor",
        &["verify", &dir, "--against", &village.path(&village.slip)],
    );
    assert_eq!(copied.code, 1, "{}", copied.all());
    assert!(copied.out.contains("分录与封账时的不是同一批  [root-differs]"), "{}", copied.out);
    let answer =
        village.office.json("auditor", &["audit", "--against", &village.path(&village.slip)]);
    let finding = &answer["branches"][1]["findings"][0];
    assert_eq!(finding["within"], serde_json::json!([village.award, last]));
    assert_eq!(finding["source"], village.path(&village.slip));
}

#[test]
fn what_is_named_and_is_no_evidence_is_said_before_anything_is_audited() {
    let village = Village::new();
    let dir = village.office.temp();
    let slip = fs::read_to_string(&village.slip).unwrap();
    let note = fs::read_to_string(&village.note).unwrap();
    let other = BranchKey::from_secret("LC09".parse().unwrap(), &[5; 32]);
    let mut of_another: Checkpoint = note.parse::<SignedCheckpoint>().unwrap().checkpoint().clone();
    of_another.log.branch = other.branch();
    let of_another = SignedCheckpoint::sign(of_another, &other).unwrap().to_string();
    let proof = slip.split_once('\n').unwrap().1;
    let rows: [(&str, Vec<u8>, &str, &str); 9] = [
        ("a slip cut off", slip.as_bytes()[..200].to_vec(), "line 2", "第 2 行"),
        ("empty", Vec::new(), "no checkpoint", "不是封账"),
        ("a photo", vec![0xff, 0xd8, 0xff], "not text", "不是 UTF-8 文本"),
        ("cut off", note.as_bytes()[..note.len() - 9].to_vec(), "no checkpoint", "不是封账"),
        (
            "a line changed",
            slip.replacen("\"v\":1", "\"v\":x", 1).into_bytes(),
            "first line is no entry",
            "第一行不是分录",
        ),
        ("too large", vec![b'x'; 300_000], "longer than 256 KiB", "超过 256 KiB"),
        ("a proof alone", proof.into(), "the receipt is wanted", "这里要的是回单"),
        ("a path changed", slip.replacen("index ", "index x", 1).into_bytes(), "line 3", "第 3 行"),
        ("of a branch elsewhere", of_another.into_bytes(), "/LC09`", "/LC09`"),
    ];
    for (what, bytes, en, zh) in rows {
        let path = dir.join("brought");
        fs::write(&path, bytes).unwrap();
        let path = village.path(&path);
        let bank = village.path(&village.office.dir);
        for (lang, words) in [("en", en), ("zh", zh)] {
            for args in
                [vec!["audit", "--against", &path], vec!["verify", &bank, "--against", &path]]
            {
                let said = village.office.say(lang, "auditor", &args);
                assert_eq!(said.code, 2, "{what}: {}", said.all());
                assert!(said.err.contains(words), "{what}: {}", said.all());
                assert!(said.err.contains("brought"), "{what}: {}", said.all());
                assert_eq!(said.out, "", "{what}");
            }
        }
    }
    let said = village.audit("en", &["--against", "/nowhere"]);
    assert_eq!(said.code, 2, "{}", said.all());
    let said = village.audit("en", &["--against", &village.path(dir)]);
    assert_eq!(said.code, 2, "a folder: {}", said.all());
    assert!(said.err.contains("not a file"), "{}", said.err);
}

#[test]
fn a_note_that_is_kept_and_cannot_be_read_is_a_finding_and_stops_nothing() {
    let village = Village::new();
    let note = fs::read(&village.note).unwrap();
    village.keep("checkpoints/LC01", &note[..note.len() / 2]);
    let said = village.audit("en", &[]);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.out.contains("[checkpoint-unreadable]"), "{}", said.out);
    assert!(said.out.contains("checkpoints/LC01/0000000000"), "{}", said.out);
    // A pipe that nobody writes to, or a folder, in its place.
    for what in ["mkfifo", "mkdir"] {
        let other = Village::new();
        let dir = other.office.dir.join("checkpoints/LC01");
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join("000000000001.note");
        assert!(std::process::Command::new(what).arg(&path).status().unwrap().success());
        let said = other.audit("en", &[]);
        assert_eq!(said.code, 1, "{what}: {}", said.all());
        assert!(said.out.contains("it is not a file"), "{what}: {}", said.out);
    }
}

#[test]
fn a_kept_note_that_is_not_what_its_place_says_is_a_finding() {
    let village = Village::new();
    let note = fs::read_to_string(&village.note).unwrap();
    let name = format!("{:012}.note", village.size);
    let log = note.lines().next().unwrap().replace('/', "+");
    for place in [
        // Of other lines than it has, under no size at all, of another branch or log.
        "checkpoints/LC01/000000000001.note".to_owned(),
        format!("checkpoints/LC01/{}.note", village.size),
        format!("checkpoints/HQ/{name}"),
        format!("witnessed/{log}/000000000001.note"),
        format!("witnessed/{}/{name}", log.replace("LC01", "HQ")),
    ] {
        let path = village.office.dir.join(&place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &note).unwrap();
        for args in [&["audit"][..], &["verify", &village.path(&village.office.dir)]] {
            let said = village.office.run("auditor", args);
            assert_eq!(said.code, 1, "{place}: {}", said.all());
            assert_eq!(said.out.matches("[checkpoint-unreadable]").count(), 1, "{}", said.out);
            assert!(said.out.contains("not the checkpoint that its place says"), "{}", said.out);
            assert!(said.out.contains(&place), "{}", said.out);
        }
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn the_same_paper_from_several_places_is_held_against_the_journal_once() {
    let village = Village::new();
    let (note, slip) = (village.path(&village.note), village.path(&village.slip));
    village.keep("checkpoints/LC01", &fs::read(&village.note).unwrap());
    let [note_again, slip_again] = [(&note, "again.note"), (&slip, "again.txt")].map(|(of, to)| {
        let to = village.office.temp().join(to);
        fs::copy(of, &to).unwrap();
        village.path(&to)
    });
    let audit = ["audit", "--against", &note, &slip, &note_again, &slip_again];
    let dir = village.path(&village.office.dir);
    let verify = ["verify", &dir, "--against", &note, &slip, &note_again, &slip_again];
    for args in [audit.as_slice(), &verify] {
        assert_eq!(village.office.json("auditor", args)["anchors"], 2, "{args:?}");
    }
    village.rewrite();
    for args in [audit.as_slice(), &verify] {
        let said = village.office.run("auditor", args);
        assert_eq!(said.out.matches("[root-differs]").count(), 2, "{args:?}: {}", said.out);
    }
}

#[test]
fn what_the_bank_witnessed_of_another_bank_is_not_held_against_its_own_branch() {
    let village = Village::new();
    let own = BranchKey::from_secret(lc01(), &[8; 32]);
    let note = fs::read_to_string(&village.note).unwrap();
    let mut theirs = note.parse::<SignedCheckpoint>().unwrap().checkpoint().clone();
    theirs.log.origin = "wenming.example/elsewhere".parse().unwrap();
    let theirs = SignedCheckpoint::sign(theirs, &own).unwrap().to_string();
    village.keep("witnessed/wenming.example+elsewhere+LC01", theirs.as_bytes());
    let answer = village.office.json("auditor", &["audit"]);
    assert_eq!((&answer["anchors"], &answer["clean"]), (&0.into(), &true.into()), "{answer}");
    // Its own branch's are.
    let log = note.lines().next().unwrap().replace('/', "+");
    village.keep(&format!("witnessed/{log}"), note.as_bytes());
    assert_eq!(village.office.json("auditor", &["audit"])["anchors"], 1);
    village.rewrite();
    assert_eq!(village.audit("en", &[]).code, 1);
}

#[test]
fn a_village_that_is_gone_with_books_and_all_is_missed_by_its_checkpoints() {
    let village = Village::new();
    village.keep("checkpoints/LC01", &fs::read(&village.note).unwrap());
    fs::remove_dir_all(village.office.dir.join("journal/LC01")).unwrap();
    fs::remove_dir_all(village.office.dir.join("books")).unwrap();
    let said = village.audit("en", &[]);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.out.contains("[journal-shorter]"), "{}", said.out);
}
