//! The contract of a [`Journal`], as a test for every implementation.
//!
//! Call [`check`] from a test with a function that makes an empty journal.

#![allow(clippy::unwrap_used, reason = "a contract test panics where the contract is broken")]

use std::ops::ControlFlow;

use super::{Appended, Journal, JournalError, Lines};
use crate::event::{Event, Role};
use crate::ids::BranchCode;
use crate::keys::OperatorKey;
use crate::line::{self, Entry, EntryHash};

/// A commit of `count` lines for a branch at size `from`, chained and signed.
pub fn commit(branch: BranchCode, from: u64, count: u64) -> Vec<Vec<u8>> {
    let key = OperatorKey::from_secret("clerk01".parse().unwrap(), &[7; 32]);
    let mut prev = EntryHash([0; 32]);
    let mut lines = Vec::new();
    for seq in from..from + count {
        let event = Event::OperatorEnrolled {
            operator: format!("op{seq}").parse().unwrap(),
            role: Role::Clerk,
            key: key.public(),
            account: None,
        };
        let at = "2026-03-20T02:11:09Z".parse().unwrap();
        let req = format!("r{seq}").parse().unwrap();
        let entry = Entry::new((branch, seq, prev), at, key.operator().clone(), req, event);
        let mut text = entry.encode().unwrap();
        if seq + 1 == from + count {
            line::sign(&mut text, &key);
        }
        prev = EntryHash::of(&text);
        lines.push(text);
    }
    lines
}

/// The same as [`Lines`].
pub fn lines(commit: &[Vec<u8>]) -> Lines {
    let mut lines = Lines::default();
    commit.iter().for_each(|line| lines.push(line));
    lines
}

/// Reads everything from `from` on.
pub fn read_all(journal: &dyn Journal, branch: BranchCode, from: u64) -> Vec<(u64, Vec<u8>)> {
    let mut all = Vec::new();
    journal
        .read(branch, from, &mut |place, line| {
            all.push((place, line.to_vec()));
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}

/// Holds an implementation to every sentence of the trait.
///
/// # Panics
/// Where the contract is broken.
pub fn check<J: Journal>(mut make: impl FnMut() -> J) {
    let branch: BranchCode = "LC01".parse().unwrap();
    let other: BranchCode = "LC02".parse().unwrap();

    let journal = make();
    assert_eq!(journal.branches().unwrap(), []);
    assert_eq!(journal.size(branch).unwrap(), 0, "a branch never written to has size 0");
    assert!(read_all(&journal, branch, 0).is_empty());
    assert_eq!(journal.line(branch, 0).unwrap(), None);
    assert_eq!(journal.recover(branch, 0).unwrap(), None);
    assert_eq!(journal.append(branch, 0, &Lines::default()).unwrap(), Appended::Durable);
    assert_eq!(journal.branches().unwrap(), [], "appending nothing creates nothing");

    // Sizes that differ write nothing.
    let first = commit(branch, 0, 3);
    assert_eq!(journal.append(branch, 1, &lines(&first)).unwrap(), Appended::MovedOn { size: 0 });
    assert_eq!(journal.append(branch, 0, &lines(&first)).unwrap(), Appended::Durable);
    assert_eq!(journal.append(branch, 0, &lines(&first)).unwrap(), Appended::MovedOn { size: 3 });
    assert_eq!(journal.size(branch).unwrap(), 3);

    // Branches are apart.
    assert_eq!(journal.size(other).unwrap(), 0);
    assert_eq!(journal.append(other, 0, &lines(&commit(other, 0, 1))).unwrap(), Appended::Durable);
    assert_eq!(journal.branches().unwrap(), [branch, other]);

    // Every line is there, in order, from any place on.
    let mut stored = first;
    for from in 3..40 {
        let next = commit(branch, from, 1);
        assert_eq!(journal.append(branch, from, &lines(&next)).unwrap(), Appended::Durable);
        stored.extend(next);
    }
    for from in 0..=stored.len() {
        let got = read_all(&journal, branch, from as u64);
        let want: Vec<_> = stored.iter().enumerate().skip(from).collect();
        assert_eq!(got.len(), want.len(), "from {from}");
        for ((place, line), (want_place, want_line)) in got.iter().zip(want) {
            assert_eq!((*place, line), (want_place as u64, want_line));
        }
        let one = journal.line(branch, from as u64).unwrap();
        assert_eq!(one.as_ref(), stored.get(from));
    }

    // A visit ends when told to.
    let mut seen = 0;
    journal
        .read(branch, 5, &mut |_, _| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, 2);

    // Recovering what is whole moves nothing; what is acknowledged is never given up.
    assert_eq!(journal.recover(branch, 40).unwrap(), None);
    let lost = journal.recover(branch, 41).unwrap_err();
    assert!(
        matches!(lost, JournalError::DataLoss { acknowledged: 41, committed: 40, .. }),
        "{lost}"
    );
    assert_eq!(journal.size(branch).unwrap(), 40);
}
