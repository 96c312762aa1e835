//! Bundles: whatever is changed in one, added to it or taken out, is refused,
//! also where its manifest was made anew; and what is whole is taken over as it is.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use common::store::{SharedBooks, all_books};
use common::{Bank, deed, key, key_of, lc01};
use ledger_core::audit::audit;
use ledger_core::books::MemoryBooks;
use ledger_core::bundle::{
    BundleError, Checked, FileRecord, Files, JournalLines, LineSource, MANIFEST, Manifest, Sink,
    VisitLine, check, write,
};
use ledger_core::command::Command;
use ledger_core::event::{Event, Role};
use ledger_core::ids::{BranchCode, FileDigest};
use ledger_core::journal::{FileJournal, Journal as _, MemoryJournal};
use ledger_core::keys::BranchKey;
use ledger_core::ledger::{Error, Ledger, Order, SubmitError, Wanted};
use ledger_core::line::{Entry, EntryHash, sign};
use ledger_core::proof::tiles::TileBuilder;
use ledger_core::proof::{Checkpoint, SignedCheckpoint, TreeHash};
use sha2::{Digest as _, Sha256};

/// A bundle in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Stick(BTreeMap<String, Vec<u8>>);

impl Files for Stick {
    fn open(&self, path: &str) -> Result<Box<dyn Read + '_>, BundleError> {
        let bytes = self.0.get(path);
        let bytes = bytes.ok_or_else(|| BundleError::Missing { path: path.to_owned() })?;
        Ok(Box::new(bytes.as_slice()))
    }
}

impl Sink for Stick {
    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.entry(path.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    }
    fn close(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
}

impl Stick {
    /// Makes the manifest anew over the files there are, as a forger would.
    fn named_anew(mut self) -> Self {
        let old = Manifest::decode(&self.0.remove(MANIFEST).unwrap()).unwrap();
        let files = self.0.iter().map(|(path, bytes)| FileRecord {
            path: path.clone(),
            bytes: bytes.len() as u64,
            sha256: FileDigest(Sha256::digest(bytes).into()),
        });
        let of = (old.size, old.root, old.head);
        let manifest = Manifest::new(old.log, of, files.collect());
        self.0.insert(MANIFEST.to_owned(), manifest.encode().unwrap());
        self
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut changed = self.clone();
        change(changed.0.get_mut(path).unwrap());
        changed
    }
}

fn branch_key(secret: u8) -> BranchKey {
    BranchKey::from_secret(lc01(), &[secret; 32])
}

fn set_key(bank: &mut Bank, key: &BranchKey) {
    let command = Command::SetBranchKey { key: key.public(), reason: "换新".to_owned() };
    bank.ask("manager", command).unwrap();
}

fn close(ledger: &Ledger, key: &BranchKey) -> SignedCheckpoint {
    SignedCheckpoint::sign(ledger.checkpoint(lc01()).unwrap(), key).unwrap()
}

fn credit(bank: &mut Bank, days: std::ops::RangeInclusive<u32>) {
    for day in days {
        let asked = Command::Deposit(deed(4, "T01", "1", &format!("2026-03-{day:02}")));
        bank.ask("clerk", asked).unwrap();
    }
}

/// A village with two keys after one another and three checkpoints.
fn village() -> (Bank, Vec<SignedCheckpoint>) {
    let mut bank = Bank::in_memory();
    set_key(&mut bank, &branch_key(7));
    credit(&mut bank, 1..=3);
    let mut notes = vec![close(&bank.ledger, &branch_key(7))];
    set_key(&mut bank, &branch_key(8));
    notes.push(close(&bank.ledger, &branch_key(8)));
    credit(&mut bank, 4..=12);
    notes.push(close(&bank.ledger, &branch_key(8)));
    (bank, notes)
}

fn lines(ledger: &Ledger, size: u64) -> JournalLines<'_> {
    JournalLines { journal: ledger.journal(), branch: lc01(), size }
}

fn packed(ledger: &Ledger, notes: &[SignedCheckpoint]) -> Stick {
    let mut stick = Stick::default();
    write(&lines(ledger, notes.last().unwrap().checkpoint().size), notes, &mut stick).unwrap();
    stick
}

fn checked(stick: &Stick) -> Result<Checked, BundleError> {
    check(stick, &BTreeSet::new())
}

#[test]
fn a_bundle_checks_says_what_the_branch_is_and_is_the_same_every_time() {
    let (bank, notes) = village();
    let stick = packed(&bank.ledger, &notes);
    let sizes = BTreeSet::from([0, 1, 5, 10_000]);
    let found = check(&stick, &sizes).unwrap();
    let last = notes[2].checkpoint();
    assert_eq!((found.manifest.size, found.manifest.root), (last.size, last.root));
    assert_eq!(found.notes, notes);
    assert_eq!(found.setup.branch_keys().len(), 2);
    assert_eq!(found.roots[&5], bank.ledger.root(lc01(), Some(5)).unwrap().1);
    assert_eq!(found.roots[&0], TreeHash::empty());
    assert!(!found.roots.contains_key(&10_000));
    assert_eq!(packed(&bank.ledger, &notes), stick);
    // What came after the checkpoint is not in it.
    let mut later = bank;
    credit(&mut later, 13..=13);
    assert_eq!(packed(&later.ledger, &notes), stick);
    let balances = String::from_utf8(stick.0["balances.csv"].clone()).unwrap();
    assert!(balances.starts_with("account,currency,points\nLC01-000001-9,JF,150\n"), "{balances}");
    let sum: i64 = balances
        .lines()
        .skip(1)
        .map(|row| row.rsplit(',').next().unwrap().parse::<i64>().unwrap())
        .sum();
    assert_eq!(sum, 0, "{balances}");
}

#[test]
fn any_file_changed_cut_lengthened_or_missing_is_refused_by_its_name() {
    let (bank, notes) = village();
    let stick = packed(&bank.ledger, &notes);
    for path in stick.0.keys() {
        let mut gone = stick.clone();
        gone.0.remove(path);
        let error = checked(&gone).unwrap_err();
        assert!(error.to_string().contains(path.as_str()), "{path}: {error}");
        let length = stick.0[path].len();
        for byte in [0, length / 3, length / 2, length - 1] {
            let error = checked(&stick.change(path, |bytes| bytes[byte] ^= 1));
            assert!(error.is_err(), "{path}: byte {byte}");
        }
        assert!(
            checked(&stick.change(path, |bytes| bytes.truncate(bytes.len() - 1))).is_err(),
            "{path}"
        );
        assert!(checked(&stick.change(path, |bytes| bytes.push(b'\n'))).is_err(), "{path}");
    }
}

#[test]
fn a_manifest_made_anew_over_changed_files_saves_none_of_them() {
    let (bank, notes) = village();
    let stick = packed(&bank.ledger, &notes);
    assert!(checked(&stick.clone().named_anew()).is_ok(), "so that this proves something");
    for path in stick.0.keys().filter(|path| *path != MANIFEST) {
        let length = stick.0[path].len();
        for byte in (0..length).step_by(length / 9 + 1) {
            for bit in [1, 32] {
                let forged = stick.change(path, |bytes| bytes[byte] ^= bit).named_anew();
                assert!(checked(&forged).is_err(), "{path}: byte {byte}, bit {bit}");
            }
        }
        let mut gone = stick.clone();
        gone.0.remove(path);
        // An earlier checkpoint left out is none that was changed.
        let earlier = path.starts_with("checkpoints/")
            && !path.contains(&notes[2].checkpoint().size.to_string());
        assert_eq!(checked(&gone.named_anew()).is_ok(), earlier, "{path}");
    }
    for more in ["tile/0/999", "rulebooks/x.toml", "README", "journal/LC01/000000000900.jsonl"] {
        let mut added = stick.clone();
        added.0.insert(more.to_owned(), b"more\n".to_vec());
        assert!(checked(&added.named_anew()).is_err(), "{more}");
    }
}

/// A bundle of any lines, rightly named, under a checkpoint by that key.
fn forged(of: &Ledger, lines: Vec<Vec<u8>>, key: &BranchKey) -> Stick {
    struct Given(Vec<Vec<u8>>);
    impl LineSource for Given {
        fn each(&self, visit: &mut VisitLine<'_>) -> Result<(), BundleError> {
            (0..).zip(&self.0).try_for_each(|(seq, line)| visit(seq, line))
        }
    }
    let mut tiles = TileBuilder::default();
    lines.iter().for_each(|line| drop(tiles.push(line).unwrap()));
    let log = of.log_name(lc01()).unwrap();
    let at = Checkpoint { log, size: tiles.size(), root: tiles.root() };
    let mut stick = Stick::default();
    write(&Given(lines), &[SignedCheckpoint::sign(at, key).unwrap()], &mut stick).unwrap();
    stick
}

fn all_lines(ledger: &Ledger) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    lines(ledger, u64::MAX)
        .each(&mut |_, line| {
            all.push(line.to_vec());
            Ok(())
        })
        .unwrap();
    all
}

#[test]
fn lines_that_do_not_stand_are_refused_at_their_place_whoever_signed_the_checkpoint() {
    let (bank, _) = village();
    let (whole, owner) = (all_lines(&bank.ledger), branch_key(8));
    assert!(checked(&forged(&bank.ledger, whole.clone(), &owner)).is_ok());
    let last = whole.len() - 1;
    let refused = |lines: Vec<Vec<u8>>| checked(&forged(&bank.ledger, lines, &owner)).unwrap_err();
    // A line dropped, two swapped, one doubled.
    let mut dropped = whole.clone();
    dropped.remove(9);
    assert!(matches!(refused(dropped), BundleError::Line { seq: 9, .. }));
    let mut swapped = whole.clone();
    swapped.swap(9, 10);
    assert!(matches!(refused(swapped), BundleError::Line { seq: 9, .. }));
    let mut doubled = whole.clone();
    doubled.insert(9, whole[9].clone());
    assert!(matches!(refused(doubled), BundleError::Line { seq: 10, .. }));
    // Signed by nobody, and by somebody who is not enrolled.
    for by in [None, Some(key_of("clerk", "another"))] {
        let mut forged = whole.clone();
        let mut entry = Entry::decode(&whole[last]).unwrap();
        entry.sig = None;
        forged[last] = entry.encode().unwrap();
        match by {
            None => assert!(matches!(refused(forged), BundleError::Size { .. })),
            Some(key) => {
                sign(&mut forged[last], &key);
                let error = refused(forged);
                assert!(
                    matches!(error, BundleError::Line { seq, .. } if seq == last as u64),
                    "{error}"
                );
            }
        }
    }
}

#[test]
fn a_checkpoint_by_another_key_or_by_the_key_before_is_refused() {
    let (bank, notes) = village();
    let all = all_lines(&bank.ledger);
    for key in [branch_key(7), branch_key(9)] {
        let error = checked(&forged(&bank.ledger, all.clone(), &key)).unwrap_err();
        assert!(matches!(error, BundleError::Signature { .. }), "{error}");
    }
    // Of its size the key before is the right one, and the one after it is not.
    let early = all[..notes[0].checkpoint().size as usize].to_vec();
    assert!(checked(&forged(&bank.ledger, early.clone(), &branch_key(7))).is_ok());
    assert!(checked(&forged(&bank.ledger, early, &branch_key(8))).is_err());
}

/// The lines with one more behind them, rightly chained and signed by that operator.
fn with_line(whole: &[Vec<u8>], by: &str, event: Event) -> Vec<Vec<u8>> {
    let last = whole.last().unwrap();
    let mut entry = Entry::decode(last).unwrap();
    entry.seq += 1;
    entry.prev = EntryHash::of(last);
    entry.by = by.parse().unwrap();
    entry.req = "forged".parse().unwrap();
    (entry.event, entry.sig) = (event, None);
    let mut line = entry.encode().unwrap();
    sign(&mut line, &key(by));
    whole.iter().cloned().chain([line]).collect()
}

#[test]
fn who_had_no_right_to_set_a_key_or_to_enrol_makes_no_bundle() {
    let (mut bank, _) = village();
    let stranger = branch_key(9);
    let set = || Event::BranchKeySet { key: stranger.public(), reason: "换新".to_owned() };
    let operator = "wan9".parse().unwrap();
    let enrolled = Event::OperatorEnrolled {
        operator,
        role: Role::Manager,
        key: key("wan9").public(),
        account: None,
    };
    let refused = |whole: &[Vec<u8>], by: &str, event: Event, signed: &BranchKey| {
        let error = checked(&forged(&bank.ledger, with_line(whole, by, event), signed));
        let seq = whole.len() as u64;
        match error.unwrap_err() {
            BundleError::NoRight { seq: at, why } if at == seq => why.code(),
            other => panic!("{other}"),
        }
    };
    let whole = all_lines(&bank.ledger);
    // What a manager sets is a bundle; so it is the right that is asked for.
    let by_manager = with_line(&whole, "manager", set());
    assert!(checked(&forged(&bank.ledger, by_manager, &stranger)).is_ok());
    assert_eq!(refused(&whole, "clerk", set(), &stranger), "no-right");
    assert_eq!(refused(&whole, "clerk", enrolled.clone(), &branch_key(8)), "no-right");
    let owner = Event::BranchKeySet { key: key("clerk").public(), reason: "换新".to_owned() };
    assert_eq!(refused(&whole, "manager", owner, &stranger), "key-of-operator");
    let retire =
        Command::RetireOperator { operator: "clerk".parse().unwrap(), reason: "调离".to_owned() };
    bank.ask("manager", retire).unwrap();
    let whole = all_lines(&bank.ledger);
    let refused = |event: Event| {
        checked(&forged(&bank.ledger, with_line(&whole, "clerk", event), &stranger)).unwrap_err()
    };
    let error = refused(set());
    assert!(matches!(&error, BundleError::NoRight { .. }), "{error}");
}

/// Head office's folder: it opened the village and then let it go.
fn head_office(journal: MemoryJournal, books: SharedBooks) -> Ledger {
    Ledger::new(Box::new(journal), Box::new(books)).with_away([lc01()])
}

#[test]
fn lines_are_taken_over_as_they_are_and_the_same_again_changes_nothing() {
    let (bank, notes) = village();
    let size = notes[2].checkpoint().size;
    let all = all_lines(&bank.ledger);
    for here in [1, 10, size as usize] {
        let dir = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(dir.path());
        let mut begun = ledger_core::journal::Lines::default();
        all[..here].iter().for_each(|line| begun.push(line));
        if !ledger_core::line::is_signed(&all[here - 1]) {
            continue;
        }
        let _ = journal.append(lc01(), 0, &begun).unwrap();
        drop(journal);
        let office =
            Ledger::new(Box::new(FileJournal::new(dir.path())), Box::new(MemoryBooks::default()))
                .with_away([lc01()]);
        let source = lines(&bank.ledger, size);
        assert_eq!(office.take_over(lc01(), &source).unwrap(), size - here as u64);
        assert_eq!(office.take_over(lc01(), &source).unwrap(), 0);
        assert_eq!(all_lines(&office), all);
        assert_eq!(office.root(lc01(), None).unwrap(), (size, notes[2].checkpoint().root));
        let books = |branch: BranchCode| office.books_of(branch);
        let report = audit(office.journal(), &[lc01()], Some(&books), bank.now).unwrap();
        assert_eq!(report.findings().count(), 0);
        let held = |ledger: &Ledger| {
            ledger.view(lc01(), Wanted::Accounts, |state| format!("{:?}", state.totals())).unwrap()
        };
        assert_eq!(held(&office), held(&bank.ledger));
    }
}

#[test]
fn nothing_is_written_to_a_branch_that_is_away() {
    let (bank, _) = village();
    let journal = MemoryJournal::default();
    let mut begun = ledger_core::journal::Lines::default();
    all_lines(&bank.ledger).iter().for_each(|line| begun.push(line));
    let _ = journal.append(lc01(), 0, &begun).unwrap();
    let office = head_office(journal, SharedBooks::default());
    let before = all_books(&office);
    let asked = Command::Deposit(deed(4, "T01", "1", "2026-03-14"));
    let clerk = key("clerk");
    let order = Order {
        branch: lc01(),
        key: &clerk,
        now: bank.now,
        clock_confirmed: false,
        likeness_confirmed: false,
        requests: &[("r1".parse().unwrap(), asked)],
    };
    let away = |error: &Error| matches!(error, Error::Away { branch } if *branch == lc01());
    assert!(matches!(office.submit(&order), Err(SubmitError::Failed(error)) if away(&error)));
    assert!(office.plan(&order).is_err_and(|error| away(&error)));
    assert_eq!(all_books(&office), before);
    assert_eq!(EntryHash::of(&all_lines(&office)[3]), EntryHash::of(&all_lines(&bank.ledger)[3]));
}
