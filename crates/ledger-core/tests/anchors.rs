//! The audit against what has left the building.
//!
//! The insider here holds every key of the branch and knows every format: an
//! old award is written anew, every line behind it chained and signed again.
//! No rule is broken. One checkpoint from before, or one receipt of another
//! entry, shows it, and where.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::store::Dice;
use common::{Bank, account, brief, key, lc01, time};
use ledger_core::audit::{Anchor, Evidence, Finding, Parted, audit_against};
use ledger_core::command::Command;
use ledger_core::day::Timestamp;
use ledger_core::event::Event;
use ledger_core::ids::{BranchCode, EntryId};
use ledger_core::journal::{Appended, Journal, Lines, MemoryJournal};
use ledger_core::keys::BranchKey;
use ledger_core::line::{Entry, EntryHash, sign};
use ledger_core::proof::{Checkpoint, Receipt, SignedCheckpoint, TlogProof, TreeHash};

const NOW: &str = "2026-03-20T02:00:00Z";

fn branch_key(branch: BranchCode, word: &str) -> BranchKey {
    let mut secret = [7; 32];
    secret[..word.len()].copy_from_slice(word.as_bytes());
    BranchKey::from_secret(branch, &secret)
}

fn own() -> BranchKey {
    branch_key(lc01(), "own")
}

fn set(key: &BranchKey) -> Command {
    Command::SetBranchKey { key: key.public(), reason: "首次设置".to_owned() }
}

/// Entry 13 sets the branch's key; deeds, one commit each and then in commits of three, behind it.
fn bank() -> Bank {
    let mut bank = Bank::in_memory();
    bank.ask("manager", set(&own())).unwrap();
    bank.ask_in("manager", BranchCode::HQ, set(&branch_key(BranchCode::HQ, "hq"))).unwrap();
    for n in 0..9 {
        let on = format!("2026-0{}-1{n}", n / 3 + 1);
        bank.deposit(n % 3 + 1, "H01", "1", &on).unwrap();
    }
    for n in 0..5 {
        let of = |m| common::deed(4, "T01", &format!("1.{n}"), &format!("2026-03-1{m}"));
        let commands = (0..3).map(|m| Command::Deposit(of(m))).collect();
        bank.ask_all("clerk", lc01(), commands).unwrap();
    }
    assert_eq!(bank.findings(), Vec::<String>::new());
    bank
}

/// The first deed, and how many entries there are.
const FIRST: u64 = 14;
const SIZE: u64 = 38;

fn signed(bank: &Bank, size: u64) -> SignedCheckpoint {
    let log = bank.ledger.log_name(lc01()).unwrap();
    let (size, root) = bank.ledger.root(lc01(), Some(size)).unwrap();
    SignedCheckpoint::sign(Checkpoint { log, size, root }, &own()).unwrap()
}

fn receipt(bank: &Bank, index: u64, size: u64) -> Receipt {
    let entry = EntryId { branch: lc01(), seq: index };
    let hashes = bank.ledger.prove_inclusion(entry, size).unwrap();
    let line = bank.ledger.journal().line(lc01(), index).unwrap().unwrap();
    let checkpoint = signed(bank, size);
    Receipt::new(&line, TlogProof { index, hashes, checkpoint }).unwrap()
}

fn of_checkpoint(checkpoint: SignedCheckpoint) -> Anchor {
    Anchor { source: "note".to_owned(), evidence: Evidence::Checkpoint(checkpoint) }
}

fn of_receipt(receipt: Receipt) -> Anchor {
    Anchor { source: "slip".to_owned(), evidence: Evidence::Receipt(Box::new(receipt)) }
}

fn lines(journal: &dyn Journal, branch: BranchCode) -> Vec<Vec<u8>> {
    let size = journal.size(branch).unwrap();
    (0..size).map(|seq| journal.line(branch, seq).unwrap().unwrap()).collect()
}

/// A journal of head office's lines, and these as the village's.
fn journal(bank: &Bank, village: &[Vec<u8>]) -> MemoryJournal {
    let journal = MemoryJournal::default();
    let hq = lines(bank.ledger.journal(), BranchCode::HQ);
    for (branch, of) in [(BranchCode::HQ, hq.as_slice()), (lc01(), village)] {
        let mut all = Lines::default();
        of.iter().for_each(|line| all.push(line));
        assert_eq!(journal.append(branch, 0, &all).unwrap(), Appended::Durable);
    }
    journal
}

/// With every key of the branch: an entry changed, all behind it chained and signed anew.
fn rewritten(bank: &Bank, at: u64, change: impl FnOnce(&mut Event)) -> MemoryJournal {
    let mut lines = lines(bank.ledger.journal(), lc01());
    let from = usize::try_from(at).unwrap();
    let mut change = Some(change);
    for place in from..lines.len() {
        let mut entry = Entry::decode(&lines[place]).unwrap();
        if let Some(change) = change.take() {
            change(&mut entry.event);
        }
        entry.prev = EntryHash::of(&lines[place - 1]);
        let signs = entry.sig.take().is_some();
        let mut line = entry.encode().unwrap();
        if signs {
            sign(&mut line, &key(entry.by.as_str()));
        }
        lines[place] = line;
    }
    journal(bank, &lines)
}

/// The award goes to a household that did nothing.
fn to_another(event: &mut Event) {
    let Event::Deposited(deed) = event else { panic!("{}", event.name()) };
    if deed.rule == "T01".parse().unwrap() {
        deed.note = "另一件事".to_owned();
    } else {
        deed.account = account(deed.account.serial() % 3 + 1);
    }
}

fn found(journal: &dyn Journal, anchors: &[Anchor]) -> Vec<Finding> {
    let branches = [BranchCode::HQ, lc01()];
    let report = audit_against(journal, &branches, None, time(NOW), anchors).unwrap();
    report.findings().cloned().collect()
}

/// The findings, as `code@seq from..to`.
fn told(findings: &[Finding]) -> Vec<String> {
    let told = findings.iter().map(|finding| {
        let seq = finding.seq.map_or("-".to_owned(), |seq| seq.to_string());
        let within = finding.within.clone().map_or(String::new(), |at| format!(" {at:?}"));
        format!("{}@{seq}{within}", finding.code)
    });
    told.collect()
}

#[test]
fn who_holds_every_key_rewrites_without_a_trace_where_nothing_has_left_the_building() {
    let bank = bank();
    for at in FIRST..SIZE {
        let forged = rewritten(&bank, at, to_another);
        assert_eq!(told(&found(&forged, &[])), Vec::<String>::new(), "{at}");
    }
}

#[test]
fn one_checkpoint_from_before_exposes_the_rewrite_of_any_entry_it_is_over() {
    let bank = bank();
    for at in FIRST..SIZE {
        let forged = rewritten(&bank, at, to_another);
        for size in [at, at + 1, SIZE] {
            let told = told(&found(&forged, &[of_checkpoint(signed(&bank, size))]));
            let want = if size > at { vec![format!("root-differs@0 0..{size}")] } else { vec![] };
            assert_eq!(told, want, "{at} in {size}");
        }
        // Two checkpoints, a day apart: it was in between.
        let days = [of_checkpoint(signed(&bank, at)), of_checkpoint(signed(&bank, SIZE))];
        assert_eq!(told(&found(&forged, &days)), [format!("root-differs@{at} {at}..{SIZE}")]);
        let days = [of_checkpoint(signed(&bank, at)), of_checkpoint(signed(&bank, at + 1))];
        let at_it = format!("root-differs@{at} {at}..{}", at + 1);
        assert_eq!(told(&found(&forged, &days)), [at_it], "the very entry");
    }
}

#[test]
fn a_single_receipt_of_any_entry_exposes_the_rewrite_of_any_other_and_says_where() {
    let bank = bank();
    let (mut narrow, mut all) = (0, 0);
    for at in (FIRST..SIZE).step_by(5) {
        let forged = rewritten(&bank, at, to_another);
        for index in FIRST..SIZE {
            let findings = found(&forged, &[of_receipt(receipt(&bank, index, SIZE))]);
            let [finding] = findings.as_slice() else { panic!("{at} {index}: {findings:?}") };
            assert_eq!(finding.source.as_deref(), Some("slip"));
            let within = finding.within.clone().unwrap();
            assert!(within.contains(&at), "{at} by {index}: {within:?}");
            if index < at {
                // The line and, through its `prev`, all before it are as they were.
                assert_eq!(finding.code.as_str(), "root-differs");
                assert!(within.start > index, "{at} by {index}: {within:?}");
            } else {
                assert_eq!(finding.code.as_str(), "receipt-differs");
                assert_eq!(finding.seq, Some(index));
                assert!(within.end <= index + 1, "{at} by {index}: {within:?}");
            }
            all += 1;
            narrow += usize::from(within.end - within.start <= 8);
        }
    }
    assert!(narrow * 3 > all, "{narrow} of {all} are told within eight entries");
}

#[test]
fn more_anchors_tell_the_place_more_narrowly_and_never_wrongly() {
    let bank = bank();
    let mut dice = Dice::new(31);
    let below = |dice: &mut Dice, n: u64| dice.below(usize::try_from(n).unwrap()) as u64;
    for round in 0..60 {
        let at = FIRST + below(&mut dice, SIZE - FIRST);
        let forged = rewritten(&bank, at, to_another);
        let mut anchors = Vec::new();
        let mut before = u64::MAX;
        for _ in 0..4 {
            let size = FIRST + 1 + below(&mut dice, SIZE - FIRST);
            let checkpoint = dice.below(2) == 0;
            anchors.push(match checkpoint {
                true => of_checkpoint(signed(&bank, size)),
                false => of_receipt(receipt(&bank, below(&mut dice, size), size)),
            });
            let findings = found(&forged, &anchors);
            let seen = anchors.iter().any(|a| a.checkpoint().unwrap().checkpoint().size > at);
            assert_eq!(findings.is_empty(), !seen, "round {round}");
            for finding in findings {
                let within = finding.within.unwrap();
                assert!(within.contains(&at), "round {round}: {at} in {within:?}");
                let width = within.end - within.start;
                assert!(width <= before, "round {round}");
                before = before.min(width);
            }
        }
    }
}

#[test]
fn a_line_changed_without_chaining_anew_is_placed_without_trusting_the_chain() {
    let bank = bank();
    let mut all = lines(bank.ledger.journal(), lc01());
    // Entry 20 is changed, and nothing behind it: entry 30 still fits.
    let mut entry = Entry::decode(&all[20]).unwrap();
    to_another(&mut entry.event);
    all[20] = entry.encode().unwrap();
    let forged = journal(&bank, &all);
    let findings = found(&forged, &[of_receipt(receipt(&bank, 30, SIZE))]);
    assert!(told(&findings).iter().any(|one| one.starts_with("root-differs@")));
    let within = findings.iter().find_map(|finding| finding.within.clone()).unwrap();
    assert_eq!(within, 16..24, "what stands behind the break vouches for itself alone");

    // In the middle of a commit no signature breaks, and the chain alone tells.
    let mut all = lines(bank.ledger.journal(), lc01());
    let mut entry = Entry::decode(&all[24]).unwrap();
    to_another(&mut entry.event);
    all[24] = entry.encode().unwrap();
    let forged = journal(&bank, &all);
    let findings = found(&forged, &[of_receipt(receipt(&bank, 30, SIZE))]);
    let within = findings.iter().find_map(|finding| finding.within.clone()).unwrap();
    assert_eq!(within, 24..28);
}

#[test]
fn anchors_that_contradict_each_other_are_each_taken_by_their_own_word() {
    let bank = bank();
    let mut other = signed(&bank, SIZE).checkpoint().clone();
    other.root = TreeHash::leaf(b"other");
    let other = SignedCheckpoint::sign(other, &own()).unwrap();
    let anchors = [of_checkpoint(signed(&bank, SIZE)), of_checkpoint(other)];
    let told = told(&found(bank.ledger.journal(), &anchors));
    assert_eq!(told, [format!("root-differs@0 0..{SIZE}")]);
}

#[test]
fn a_true_journal_has_no_findings_whatever_is_held_against_it() {
    let bank = bank();
    let anchors: Vec<Anchor> = (FIRST..=SIZE)
        .flat_map(|size| {
            let slips = [0, size / 2, size - 1].map(|at| of_receipt(receipt(&bank, at, size)));
            slips.into_iter().chain([of_checkpoint(signed(&bank, size))]).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(told(&found(bank.ledger.journal(), &anchors)), Vec::<String>::new());
}

fn cosigned(bank: &Bank, size: u64, key: &BranchKey, at: &str) -> SignedCheckpoint {
    let mut note = signed(bank, size);
    let line = note.cosignature(&"wenming.example/test".parse().unwrap(), key, time(at));
    note.add(line);
    note
}

/// Changes a byte of the last signature of a note.
fn spoilt(note: &SignedCheckpoint) -> SignedCheckpoint {
    let text = note.to_string();
    let at = text.len() - 30;
    let other = if text.as_bytes()[at] == b'A' { 'B' } else { 'A' };
    let mut spoilt = text;
    spoilt.replace_range(at..=at, &other.to_string());
    spoilt.parse().unwrap()
}

#[test]
fn what_is_held_against_a_true_journal_and_is_not_right_itself_is_found_for_what_it_is() {
    let bank = bank();
    let hq = |word| branch_key(BranchCode::HQ, word);
    let log = bank.ledger.log_name(lc01()).unwrap();
    let (_, root) = bank.ledger.root(lc01(), Some(SIZE)).unwrap();
    let by = |size, root, key: &BranchKey| {
        SignedCheckpoint::sign(Checkpoint { log: log.clone(), size, root }, key).unwrap()
    };
    let other = branch_key(lc01(), "other");
    let mut elsewhere = log.clone();
    elsewhere.origin = "wenming.example/other".parse().unwrap();
    let elsewhere = Checkpoint { log: elsewhere, size: SIZE, root };
    let mut moved = receipt(&bank, 20, SIZE);
    moved.proof.hashes[1] = TreeHash::empty();
    let mut swapped = receipt(&bank, 20, SIZE);
    swapped.proof.index = 21;
    let kept = Evidence::Unreadable { branch: lc01(), why: "not a text".to_owned() };
    let before_the_key = bank.ledger.root(lc01(), Some(13)).unwrap().1;
    let rows: Vec<(&str, Anchor, &str)> = vec![
        ("rightly signed", of_checkpoint(signed(&bank, SIZE)), ""),
        (
            "by another key of that name",
            of_checkpoint(by(SIZE, root, &other)),
            "checkpoint-unsigned@-",
        ),
        (
            "its signature changed",
            of_checkpoint(spoilt(&signed(&bank, SIZE))),
            "checkpoint-unsigned@-",
        ),
        (
            "from before the branch had a key",
            of_checkpoint(by(13, before_the_key, &own())),
            "checkpoint-unsigned@-",
        ),
        (
            "over more entries than there are",
            of_checkpoint(by(SIZE + 1, root, &own())),
            "journal-shorter@38",
        ),
        (
            "that, by a key of nobody's",
            of_checkpoint(by(SIZE + 1, root, &other)),
            "journal-shorter@38, checkpoint-unsigned@-",
        ),
        (
            "of another bank",
            of_checkpoint(SignedCheckpoint::sign(elsewhere, &own()).unwrap()),
            "branch-of-another-bank@-",
        ),
        ("a receipt whose path was changed", of_receipt(moved), "receipt-unproven@20"),
        ("a receipt with another index", of_receipt(swapped), "receipt-unproven@21"),
        (
            "kept and not readable",
            Anchor { source: "x".to_owned(), evidence: kept },
            "checkpoint-unreadable@-",
        ),
        ("cosigned", of_checkpoint(cosigned(&bank, SIZE, &hq("hq"), NOW)), ""),
        (
            "cosigned before the witness had a key",
            of_checkpoint(cosigned(&bank, SIZE, &hq("hq"), "2026-03-20T01:59:59Z")),
            "cosignature-wrong@-",
        ),
        (
            "cosigned by a key that was never the witness's",
            of_checkpoint(cosigned(&bank, SIZE, &hq("mallory"), NOW)),
            "cosignature-wrong@-",
        ),
        (
            "later, by a key that may have been set since",
            of_checkpoint(cosigned(&bank, SIZE, &hq("new"), "2026-03-21T02:00:00Z")),
            "",
        ),
        (
            "a cosignature that was changed",
            of_checkpoint(spoilt(&cosigned(&bank, SIZE, &hq("hq"), NOW))),
            "cosignature-wrong@-",
        ),
    ];
    let mut got = Vec::new();
    let mut want = Vec::new();
    for (what, anchor, codes) in rows {
        got.push(format!("{what}: {}", told(&found(bank.ledger.journal(), &[anchor])).join(", ")));
        want.push(format!("{what}: {codes}"));
    }
    assert_eq!(got, want);
}

#[test]
fn keys_count_by_their_time_also_after_they_were_replaced() {
    let mut bank = bank();
    let (hq, new_hq) = (branch_key(BranchCode::HQ, "hq"), branch_key(BranchCode::HQ, "new"));
    let before = cosigned(&bank, SIZE, &hq, NOW);
    let at: Timestamp = time("2026-03-21T02:00:00Z");
    bank.now = at;
    let new = branch_key(lc01(), "new");
    bank.ask("manager", set(&new)).unwrap();
    bank.ask_in("manager", BranchCode::HQ, set(&new_hq)).unwrap();
    let (size, root) = bank.ledger.root(lc01(), None).unwrap();
    let log = bank.ledger.log_name(lc01()).unwrap();
    let by = |key: &BranchKey| {
        SignedCheckpoint::sign(Checkpoint { log: log.clone(), size, root }, key).unwrap()
    };
    let with = |mut note: SignedCheckpoint, key: &BranchKey, at: &str| {
        note.add(note.cosignature(&log.origin, key, time(at)));
        note
    };
    let late = "2026-03-22T02:00:00Z";
    for (what, note, want) in [
        ("the old keys in their time", before, ""),
        ("the new keys in theirs", with(by(&new), &new_hq, late), ""),
        ("the old key over the entry that replaced it", by(&own()), "checkpoint-unsigned@-"),
        ("the witness's old key later", with(by(&new), &hq, late), "cosignature-wrong@-"),
    ] {
        let report = audit_against(
            bank.ledger.journal(),
            &[BranchCode::HQ, lc01()],
            None,
            time(late),
            &[of_checkpoint(note)],
        );
        let findings: Vec<Finding> = report.unwrap().findings().cloned().collect();
        assert_eq!(told(&findings).join(", "), want, "{what}");
    }
}

#[test]
fn a_witness_whose_journal_is_not_at_hand_is_passed_over() {
    let bank = bank();
    let note = cosigned(&bank, SIZE, &branch_key(BranchCode::HQ, "mallory"), NOW);
    let anchors = [of_checkpoint(note)];
    let report = audit_against(bank.ledger.journal(), &[lc01()], None, time(NOW), &anchors);
    assert_eq!(report.unwrap().findings().map(brief).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_journal_cut_off_is_shorter_than_its_checkpoint_and_a_receipt_of_what_is_left_still_counts() {
    let bank = bank();
    let all = lines(bank.ledger.journal(), lc01());
    let cut = journal(&bank, &all[..20]);
    let slip = receipt(&bank, 16, SIZE);
    let anchors = [of_checkpoint(signed(&bank, SIZE)), of_receipt(slip.clone())];
    assert_eq!(told(&found(&cut, &anchors)), ["journal-shorter@20", "journal-shorter@20"]);
    // Cut off and rewritten: the receipt's own line tells.
    let forged = rewritten(&bank, 15, to_another);
    let cut = journal(&bank, &lines(&forged, lc01())[..20]);
    let told = told(&found(&cut, &[of_receipt(slip)]));
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], "journal-shorter@20");
    assert!(told[1].starts_with("receipt-differs@16 "), "{told:?}");
}

#[test]
fn a_line_that_differs_from_its_receipt_is_told_by_what_both_say_and_their_hashes() {
    let bank = bank();
    let forged = rewritten(&bank, FIRST, to_another);
    let findings = found(&forged, &[of_receipt(receipt(&bank, FIRST, SIZE))]);
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    let line = |journal: &dyn Journal| journal.line(lc01(), FIRST).unwrap().unwrap();
    let said = |journal| format!("deposited 2 JF {}", EntryHash::of(&line(journal)));
    assert_eq!(finding.expected, said(bank.ledger.journal()));
    assert_eq!(finding.found, said(&forged));
}

/// What a bundle of the true lines says: its checkpoint over `size` of them, and which is
/// the first that differs.
fn of_bundle(bank: &Bank, at: u64, size: u64) -> Anchor {
    let (_, before) = bank.ledger.root(lc01(), Some(at)).unwrap();
    let line = bank.ledger.journal().line(lc01(), at).unwrap().unwrap();
    let (checkpoint, leaf) = (signed(bank, size), TreeHash::leaf(&line));
    let parted = Parted { checkpoint, at, before, leaf };
    Anchor { source: "copy".to_owned(), evidence: Evidence::Parted(Box::new(parted)) }
}

#[test]
fn where_all_other_lines_are_at_hand_the_very_first_that_differs_is_named() {
    let bank = bank();
    for at in FIRST..SIZE {
        let forged = rewritten(&bank, at, to_another);
        for size in [at + 1, SIZE] {
            let told = told(&found(&forged, &[of_bundle(&bank, at, size)]));
            assert_eq!(told, [format!("root-differs@{at} {at}..{}", at + 1)], "{at} in {size}");
        }
    }
    // Of a shorter journal it is said what differs; who wrote other lines took none away.
    let forged = lines(&rewritten(&bank, 16, to_another), lc01());
    let shorter = journal(&bank, &forged[..20]);
    assert_eq!(told(&found(&shorter, &[of_bundle(&bank, 16, SIZE)])), ["root-differs@16 16..17"]);
    // Where they part behind its end, they do not part: some are missing.
    let cut = journal(&bank, &lines(bank.ledger.journal(), lc01())[..20]);
    for at in [20, 21] {
        let told = told(&found(&cut, &[of_bundle(&bank, at, SIZE)]));
        assert_eq!(told, ["journal-shorter@20"], "{at}");
    }
}
