//! A journal with a mirror: the first never waits for the second nor fails by it, and
//! the second is a true copy or left alone.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ledger_core::event::{Event, Role};
use ledger_core::ids::BranchCode;
use ledger_core::journal::conformance::{self, lines, read_all};
use ledger_core::journal::{
    Appended, FileJournal, Journal, JournalError, Lines, MemoryJournal, MirrorNotice, Mirrored,
    Standing, Torn, Visit,
};
use ledger_core::keys::OperatorKey;
use ledger_core::line::{self, Entry, EntryHash};

fn branch(code: &str) -> BranchCode {
    code.parse().unwrap()
}

/// Entries that chain from place 0 on, each signed; `told` makes it another story.
fn story(branch: BranchCode, count: u64, told: &str) -> Vec<Vec<u8>> {
    let key = OperatorKey::from_secret("clerk01".parse().unwrap(), &[7; 32]);
    let mut prev = EntryHash([0; 32]);
    let mut all = Vec::new();
    for seq in 0..count {
        let event = Event::OperatorEnrolled {
            operator: format!("{told}{seq}").parse().unwrap(),
            role: Role::Clerk,
            key: key.public(),
            account: None,
        };
        let at = "2026-03-20T02:11:09Z".parse().unwrap();
        let req = format!("r{seq}").parse().unwrap();
        let entry = Entry::new((branch, seq, prev), at, key.operator().clone(), req, event);
        let mut text = entry.encode().unwrap();
        line::sign(&mut text, &key);
        prev = EntryHash::of(&text);
        all.push(text);
    }
    all
}

fn put(journal: &dyn Journal, branch: BranchCode, story: &[Vec<u8>], range: std::ops::Range<u64>) {
    let (from, to) = (range.start as usize, range.end as usize);
    let appended = journal.append(branch, range.start, &lines(&story[from..to])).unwrap();
    assert_eq!(appended, Appended::Durable);
}

/// Every line with its place.
type Stored = Vec<(u64, Vec<u8>)>;

/// Both of a pair, kept to be looked at from outside and opened again.
#[derive(Clone, Default)]
struct Pair {
    first: Arc<MemoryJournal>,
    mirror: Arc<MemoryJournal>,
}

impl Pair {
    fn open(&self) -> Mirrored {
        Mirrored::new(Box::new(Arc::clone(&self.first)), Box::new(Arc::clone(&self.mirror)))
    }

    fn lines(&self, branch: BranchCode) -> (Stored, Stored) {
        (read_all(&self.first, branch, 0), read_all(&self.mirror, branch, 0))
    }
}

#[test]
fn a_mirrored_journal_keeps_the_contract_and_its_mirror_has_the_same_bytes() {
    conformance::check(|| Pair::default().open());

    let dir = tempfile::tempdir().unwrap();
    let mut n = 0;
    let mut made: Vec<(PathBuf, PathBuf)> = Vec::new();
    conformance::check(|| {
        n += 1;
        let (first, mirror) = (dir.path().join(format!("a{n}")), dir.path().join(format!("b{n}")));
        made.push((first.clone(), mirror.clone()));
        // Segments may end elsewhere; the lines are the same.
        Mirrored::new(
            Box::new(FileJournal::with_segments(first, 700)),
            Box::new(FileJournal::with_segments(mirror, 5_000)),
        )
    });
    for (first, mirror) in made {
        let (first, mirror) = (FileJournal::read_only(first), FileJournal::read_only(mirror));
        assert_eq!(first.branches().unwrap(), mirror.branches().unwrap());
        assert_eq!(first.branches().unwrap().len(), 2);
        for of in first.branches().unwrap() {
            assert_eq!(read_all(&first, of, 0), read_all(&mirror, of, 0));
        }
    }
}

#[test]
fn every_commit_is_in_the_mirror_when_it_is_answered() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 6, "op"));
    let pair = Pair::default();
    let journal = pair.open();
    assert_eq!(journal.recover(lc01, 0).unwrap(), None);
    for n in 0..6 {
        put(&journal, lc01, &story, n..n + 1);
        let (first, mirror) = pair.lines(lc01);
        assert_eq!(first.len() as u64, n + 1);
        assert_eq!(first, mirror, "after commit {n}");
    }
    assert!(journal.take_notices().is_empty());
}

#[test]
fn a_mirror_that_is_behind_gets_exactly_what_it_lacks() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 9, "op"));
    for behind in 0..9 {
        let pair = Pair::default();
        put(&pair.first, lc01, &story, 0..9);
        if behind > 0 {
            put(&pair.mirror, lc01, &story, 0..behind);
        }
        let journal = pair.open();
        assert!(matches!(
            journal.standing(lc01).unwrap(),
            Standing::Behind { mirrored, size: 9 } if mirrored == behind
        ));
        journal.recover(lc01, 9).unwrap();
        let told = journal.take_notices();
        assert!(
            matches!(told[..], [MirrorNotice::CaughtUp { lines, .. }] if lines == 9 - behind),
            "{told:?}"
        );
        let (first, mirror) = pair.lines(lc01);
        assert_eq!(first, mirror);
        assert!(matches!(journal.standing(lc01).unwrap(), Standing::InStep));
    }
}

#[test]
fn a_mirror_whose_stick_was_pulled_is_mended_and_its_torn_end_kept() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 4, "op"));
    let whole = lines(&story[..2]).bytes().to_vec();
    let next = lines(&story[2..3]).bytes().to_vec();
    for cut in (1..next.len()).step_by(29).chain([next.len() - 1]) {
        let dir = tempfile::tempdir().unwrap();
        let (first, mirror) = (dir.path().join("first"), dir.path().join("mirror"));
        put(&FileJournal::new(&first), lc01, &story, 0..3);
        put(&FileJournal::new(&mirror), lc01, &story, 0..2);
        let segment = mirror.join("LC01/000000000000.jsonl");
        std::fs::write(&segment, [&whole[..], &next[..cut]].concat()).unwrap();
        let journal =
            Mirrored::new(Box::new(FileJournal::new(&first)), Box::new(FileJournal::new(&mirror)));
        assert_eq!(journal.recover(lc01, 3).unwrap(), None, "ours is whole");
        let told = journal.take_notices();
        assert!(
            matches!(&told[..], [MirrorNotice::Torn(torn), MirrorNotice::CaughtUp { lines: 1, .. }]
                if torn.bytes == cut as u64),
            "cut at {cut}: {told:?}"
        );
        put(&journal, lc01, &story, 3..4);
        let (first, mirror) = (FileJournal::read_only(first), FileJournal::read_only(mirror));
        assert_eq!(read_all(&first, lc01, 0), read_all(&mirror, lc01, 0));
    }
}

#[test]
fn a_mirror_that_knows_more_is_a_witness_and_this_branch_is_not_written() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 9, "op"));
    let pair = Pair::default();
    put(&pair.first, lc01, &story, 0..5);
    put(&pair.mirror, lc01, &story, 0..9);
    let journal = pair.open();
    assert!(matches!(journal.standing(lc01).unwrap(), Standing::Newer { here: 5, there: 9 }));
    // The books of that day say that nothing is missing.
    let lost = journal.recover(lc01, 5).unwrap_err();
    assert!(matches!(lost, JournalError::DataLoss { acknowledged: 9, committed: 5, .. }), "{lost}");
    assert_eq!(read_all(&pair.mirror, lc01, 0).len(), 9, "nothing in it was touched");
}

#[test]
fn lines_behind_ours_that_do_not_go_on_from_them_are_no_witness() {
    let (lc01, ours) = (branch("LC01"), story(branch("LC01"), 5, "op"));
    let theirs = story(lc01, 9, "other");
    let pair = Pair::default();
    put(&pair.first, lc01, &ours, 0..5);
    let mixed: Vec<Vec<u8>> = ours.iter().chain(&theirs[5..]).cloned().collect();
    put(&pair.mirror, lc01, &mixed, 0..9);
    let journal = pair.open();
    assert!(matches!(journal.standing(lc01).unwrap(), Standing::Other { seq: 5 }));
    assert_eq!(journal.recover(lc01, 5).unwrap(), None);
    let told = journal.take_notices();
    assert!(
        matches!(told[..], [MirrorNotice::Left { standing: Standing::Other { seq: 5 }, .. }]),
        "{told:?}"
    );
}

#[test]
fn another_story_is_never_touched_and_said_with_the_place_where_it_begins() {
    let (lc01, ours) = (branch("LC01"), story(branch("LC01"), 12, "op"));
    for parts in 1..9_u64 {
        // The same up to `parts`, others behind, in a chain of their own.
        let mut theirs = ours[..parts as usize].to_vec();
        let other = story(lc01, 12, "other");
        theirs.extend_from_slice(&other[parts as usize..9]);
        for there in parts + 1..=9 {
            let pair = Pair::default();
            put(&pair.first, lc01, &ours, 0..9);
            put(&pair.mirror, lc01, &theirs, 0..there);
            let journal = pair.open();
            journal.recover(lc01, 9).unwrap();
            put(&journal, lc01, &ours, 9..12);
            let told = journal.take_notices();
            assert!(
                matches!(told[..], [MirrorNotice::Left { standing: Standing::Other { seq }, .. }]
                    if seq == parts),
                "parts at {parts}, {there} there: {told:?}"
            );
            let stored = read_all(&pair.mirror, lc01, 0);
            assert_eq!(stored.len() as u64, there, "nothing came to it");
        }
    }
}

#[test]
fn a_mirror_of_another_bank_gets_no_line_beside_its_own() {
    let (lc01, lc02) = (branch("LC01"), branch("LC02"));
    let ours = story(lc01, 3, "op");
    // It holds a branch that begins otherwise here, or one that is not here at all.
    for (elsewhere, there) in [(lc02, story(lc02, 2, "op")), (lc02, story(lc02, 2, "other"))] {
        let pair = Pair::default();
        put(&pair.first, lc01, &ours, 0..3);
        if there == story(lc02, 2, "other") {
            put(&pair.first, lc02, &story(lc02, 2, "op"), 0..2);
        }
        put(&pair.mirror, elsewhere, &there, 0..2);
        let journal = pair.open();
        journal.recover(lc01, 3).unwrap();
        let told = journal.take_notices();
        assert!(
            matches!(
                told[..],
                [MirrorNotice::Left {
                    standing: Standing::Newer { here: 0, there: 2 } | Standing::Other { seq: 0 },
                    ..
                }]
            ),
            "{told:?}"
        );
        assert_eq!(pair.mirror.branches().unwrap(), [elsewhere]);
    }
}

#[test]
fn a_line_that_rotted_here_is_not_brought_over_what_is_kept_there() {
    let (lc01, good) = (branch("LC01"), story(branch("LC01"), 8, "op"));
    // The last one's hash stands in the books, which are asked before a mirror is.
    for rotten in 4..7 {
        let mut bad = good.clone();
        // A digit of the time: still an entry, and not the one the next line names.
        let at = bad[rotten].windows(5).position(|w| w == b":11:0").unwrap();
        bad[rotten][at + 1] = b'2';
        let pair = Pair::default();
        put(&pair.first, lc01, &bad, 0..8);
        put(&pair.mirror, lc01, &good, 0..4);
        let journal = pair.open();
        journal.recover(lc01, 8).unwrap();
        let told = journal.take_notices();
        assert!(
            matches!(
                told[..],
                [MirrorNotice::Left {
                    standing: Standing::Failed(JournalError::Damaged { seq, .. }), ..
                }] if seq == rotten as u64 + 1
            ),
            "{told:?}"
        );
        assert_eq!(read_all(&pair.mirror, lc01, 0).len(), 4);
    }
}

/// A journal of which one operation fails, or all from one on; an append that fails may
/// have written nothing or everything.
struct Faulty {
    inner: Arc<MemoryJournal>,
    left: AtomicUsize,
    how: Fault,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    Once,
    OnceHavingWritten,
    ForEver,
}

impl Faulty {
    fn fails(&self) -> bool {
        let left = self.left.load(Ordering::SeqCst);
        if left > 0 {
            self.left.store(left - 1, Ordering::SeqCst);
        } else if self.how != Fault::ForEver {
            // Far from zero: it fails no second time.
            self.left.store(usize::MAX / 2, Ordering::SeqCst);
        }
        left == 0
    }

    fn ask(&self, doing: &'static str) -> Result<(), JournalError> {
        if !self.fails() {
            return Ok(());
        }
        let source = std::io::Error::other("pulled out");
        Err(JournalError::Io { doing, path: PathBuf::from("/stick"), source })
    }
}

impl Journal for Faulty {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.ask("list")?;
        self.inner.branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.ask("measure")?;
        self.inner.size(branch)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        self.ask("recover")?;
        self.inner.recover(branch, acknowledged)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        if let Err(why) = self.ask("append") {
            if self.how == Fault::OnceHavingWritten {
                let _ = self.inner.append(branch, expected_size, lines)?;
            }
            return Err(why);
        }
        self.inner.append(branch, expected_size, lines)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        self.ask("read")?;
        self.inner.read(branch, from, visit)
    }
}

#[test]
fn whatever_operation_of_the_mirror_fails_the_first_goes_on_and_the_next_opening_mends_it() {
    let (lc01, lc02) = (branch("LC01"), branch("LC02"));
    let (one, two) = (story(lc01, 8, "op"), story(lc02, 8, "op"));
    let mut hit = 0;
    for how in [Fault::Once, Fault::OnceHavingWritten, Fault::ForEver] {
        for at in 0.. {
            let pair = Pair::default();
            put(&pair.first, lc01, &one, 0..3);
            put(&pair.mirror, lc01, &one, 0..1);
            let faulty = Arc::new(Faulty {
                inner: Arc::clone(&pair.mirror),
                left: AtomicUsize::new(at),
                how,
            });
            let journal =
                Mirrored::new(Box::new(Arc::clone(&pair.first)), Box::new(Arc::clone(&faulty)));
            journal.recover(lc01, 3).unwrap();
            journal.recover(lc02, 0).unwrap();
            for n in 0..4 {
                put(&journal, lc01, &one, 3 + n..4 + n);
                put(&journal, lc02, &two, n..n + 1);
            }
            let told = journal.take_notices();
            // What is in the mirror is a beginning of ours at any time.
            for of in [lc01, lc02] {
                let (first, mirror) = pair.lines(of);
                assert!(first.starts_with(&mirror), "{how:?} at {at}");
            }
            let behind =
                [lc01, lc02].iter().any(|of| pair.lines(*of).0.len() > pair.lines(*of).1.len());
            if behind {
                let failed = |told: &MirrorNotice| {
                    matches!(told, MirrorNotice::Left { standing: Standing::Failed(_), .. })
                };
                let said = told.iter().any(failed);
                assert!(said, "{how:?} at {at}: {told:?}");
            }
            drop(journal);
            let journal = pair.open();
            journal.recover(lc01, 7).unwrap();
            journal.recover(lc02, 4).unwrap();
            for of in [lc01, lc02] {
                let (first, mirror) = pair.lines(of);
                assert_eq!(first, mirror, "{how:?} at {at}: mended");
            }
            if faulty.left.load(Ordering::SeqCst) < usize::MAX / 4
                && faulty.left.load(Ordering::SeqCst) > 0
            {
                // It never came to that operation: all of them have failed once.
                assert!(!behind && at > 10, "{how:?} at {at}");
                break;
            }
            hit += 1;
        }
    }
    assert!(hit > 30, "only {hit} operations failed");
}

#[test]
fn a_branch_that_fails_here_hides_the_standing_of_no_other_and_none_is_kept_from_its_mirror() {
    let (lc01, lc02) = (branch("LC01"), branch("LC02"));
    let dir = tempfile::tempdir().unwrap();
    let first = FileJournal::new(dir.path());
    put(&first, lc01, &story(lc01, 3, "op"), 0..3);
    put(&first, lc02, &story(lc02, 3, "op"), 0..3);
    // Its last line is signed and no entry.
    let path = dir.path().join("LC01/000000000000.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("{\"v\":1,", "{\"w\":1,")).unwrap();
    let mirror = Arc::new(MemoryJournal::default());
    put(&mirror, lc02, &story(lc02, 3, "op"), 0..1);
    let journal =
        Mirrored::new(Box::new(FileJournal::new(dir.path())), Box::new(Arc::clone(&mirror)));
    let standings = journal.standings().unwrap();
    assert!(matches!(standings[&lc01], Err(JournalError::Damaged { .. })), "{standings:?}");
    let behind = Standing::Behind { mirrored: 1, size: 3 };
    assert_eq!(format!("{:?}", standings[&lc02]), format!("Ok({behind:?})"));
    assert!(journal.bring_up(lc02) && journal.is_ours());
    assert_eq!(mirror.size(lc02).unwrap(), 3);
}

#[test]
fn what_was_found_of_a_mirror_once_is_not_looked_for_again() {
    let all: Vec<BranchCode> = (1..9).map(|n| branch(&format!("LC{n:02}"))).collect();
    let pair = Pair::default();
    for &of in &all {
        put(&pair.first, of, &story(of, 3, "op"), 0..3);
        put(&pair.mirror, of, &story(of, 3, "op"), 0..3);
    }
    let asked = |standings_first: bool| {
        let left = AtomicUsize::new(usize::MAX / 2);
        let counting = Faulty { inner: Arc::clone(&pair.mirror), left, how: Fault::Once };
        let counting = Arc::new(counting);
        let journal =
            Mirrored::new(Box::new(Arc::clone(&pair.first)), Box::new(Arc::clone(&counting)));
        if standings_first {
            journal.standings().unwrap();
        }
        let before = counting.left.load(Ordering::SeqCst);
        assert!(journal.bring_up(all[0]));
        before - counting.left.load(Ordering::SeqCst)
    };
    // Of one branch alone, where all were looked at before.
    assert!(asked(true) < 8 && asked(false) > 16, "{} {}", asked(true), asked(false));
}

/// Somebody else is always faster.
struct Overtaken(Arc<MemoryJournal>);

impl Journal for Overtaken {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.0.branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.0.size(branch)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        self.0.recover(branch, acknowledged)
    }

    fn append(&self, _: BranchCode, size: u64, _: &Lines) -> Result<Appended, JournalError> {
        Ok(Appended::MovedOn { size: size + 1 })
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        self.0.read(branch, from, visit)
    }
}

#[test]
fn a_mirror_that_somebody_else_writes_to_is_told_as_that() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 3, "op"));
    let pair = Pair::default();
    put(&pair.first, lc01, &story, 0..3);
    let mirror = Overtaken(Arc::clone(&pair.mirror));
    let journal = Mirrored::new(Box::new(Arc::clone(&pair.first)), Box::new(mirror));
    assert_eq!(journal.recover(lc01, 3).unwrap(), None);
    let told = journal.take_notices();
    assert!(
        matches!(
            told[..],
            [MirrorNotice::Left {
                standing: Standing::Failed(JournalError::MovedOn { expected: 0, size: 1, .. }),
                ..
            }]
        ),
        "{told:?}"
    );
}

#[test]
fn a_failed_first_journal_takes_nothing_to_the_mirror() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 3, "op"));
    let inner = Arc::new(MemoryJournal::default());
    let mirror = Arc::new(MemoryJournal::default());
    let left = AtomicUsize::new(0);
    let first = Faulty { inner, left, how: Fault::OnceHavingWritten };
    let journal = Mirrored::new(Box::new(first), Box::new(Arc::clone(&mirror)));
    let failed = journal.append(lc01, 0, &lines(&story[..1]));
    assert!(failed.is_err());
    assert!(mirror.branches().unwrap().is_empty());
}

#[test]
fn a_mirror_stands_somewhere_with_every_branch_that_is_here_or_there() {
    let (lc01, lc02, lc03) = (branch("LC01"), branch("LC02"), branch("LC03"));
    let pair = Pair::default();
    assert!(pair.open().standings().unwrap().is_empty());
    put(&pair.first, lc01, &story(lc01, 3, "op"), 0..3);
    put(&pair.mirror, lc01, &story(lc01, 3, "op"), 0..3);
    put(&pair.first, lc02, &story(lc02, 3, "op"), 0..2);
    put(&pair.mirror, lc02, &story(lc02, 3, "op"), 0..1);
    put(&pair.mirror, lc03, &story(lc03, 3, "op"), 0..2);
    let of = |journal: &Mirrored| {
        let all = journal.standings().unwrap();
        all.into_iter()
            .map(|(branch, standing)| format!("{branch} {:?}", standing.unwrap()))
            .collect::<Vec<_>>()
    };
    let newer = "LC03 Newer { here: 0, there: 2 }";
    let all = ["LC01 InStep", "LC02 Behind { mirrored: 1, size: 2 }", newer];
    assert_eq!(of(&pair.open()), all);

    // Of one that fails nothing is known but what is here; not even that where nothing is.
    let failing = |first: &Arc<MemoryJournal>| {
        let (inner, left) = (Arc::clone(&pair.mirror), AtomicUsize::new(0));
        let faulty = Faulty { inner, left, how: Fault::ForEver };
        let journal = Mirrored::new(Box::new(Arc::clone(first)), Box::new(faulty));
        let all = journal.standings().unwrap().into_iter();
        all.map(|(branch, standing)| (branch, matches!(standing, Ok(Standing::Failed(_)))))
            .collect::<Vec<_>>()
    };
    assert_eq!(failing(&pair.first), [(lc01, true), (lc02, true)]);
    assert_eq!(failing(&Arc::default()), [(BranchCode::HQ, true)]);
}

#[test]
fn a_mirror_with_lines_where_there_are_none_yet_is_left_alone_and_the_branch_is_opened() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 3, "op"));
    let pair = Pair::default();
    put(&pair.mirror, lc01, &story, 0..3);
    let journal = pair.open();
    assert_eq!(journal.recover(lc01, 0).unwrap(), None);
    assert_eq!(pair.lines(lc01).1.len(), 3, "nothing in it was touched");
}

/// Another program wrote a line in between, and no mirror beside it.
#[test]
fn what_came_too_late_for_the_first_journal_is_not_taken_to_the_mirror() {
    let (lc01, ours) = (branch("LC01"), story(branch("LC01"), 4, "op"));
    let late = story(lc01, 4, "late");
    let pair = Pair::default();
    let journal = pair.open();
    journal.recover(lc01, 0).unwrap();
    put(&journal, lc01, &ours, 0..3);
    put(&pair.first, lc01, &ours, 3..4);
    let answer = journal.append(lc01, 3, &lines(&late[3..])).unwrap();
    assert_eq!(answer, Appended::MovedOn { size: 4 });
    assert_eq!(pair.lines(lc01).1, read_all(&pair.first, lc01, 0)[..3]);
}

#[test]
fn a_line_that_names_another_place_than_its_own_is_not_brought_to_the_mirror() {
    let (lc01, story) = (branch("LC01"), story(branch("LC01"), 3, "op"));
    let pair = Pair::default();
    put(&pair.first, lc01, &story, 0..2);
    let mut entry = Entry::decode(&story[2]).unwrap();
    entry.seq = 7;
    let named = entry.encode().unwrap();
    let _ = pair.first.append(lc01, 2, &lines(&[named])).unwrap();
    let journal = pair.open();
    let _ = journal.recover(lc01, 2).unwrap();
    assert!(pair.lines(lc01).1.is_empty());
    assert!(matches!(
        journal.take_notices()[..],
        [MirrorNotice::Left { standing: Standing::Failed(_), .. }]
    ));
}
