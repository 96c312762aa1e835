//! Roots and proofs of a large branch.
//!
//! ```text
//! cargo bench --bench tree               100,000 deposits over 2,000 accounts
//! cargo bench --bench tree -- 1000000    a million
//! ```
//!
//! The bank is made as for `bulk`, and not timed. Then, on disk, with books in sled:
//! the first root, which goes through every line once; the root after a day of
//! a hundred deeds more, which goes through those; and proofs of places drawn at
//! random: in the branch as it is, as a receipt wants them from a checkpoint of
//! some days ago, and that one checkpoint goes on from another. Every one of them
//! is checked before it is given out, and that is in the figures.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops where it fails")]

mod village;

use std::time::Duration;

use ledger_core::ids::EntryId;
use village::{Samples, Village, folder, size_asked};

const ACCOUNTS: u32 = 2_000;
/// Deposits in one order.
const AT_ONCE: u32 = 100_000;
/// Deeds a day, and how many days there are after the first root.
const DAY: u32 = 100;
const DAYS: u32 = 5;
const PROOFS: u64 = 500;

fn main() {
    let deposits = size_asked(100_000);
    let mut village = Village::on_disk(&folder("proof"), ACCOUNTS);
    println!("{deposits} deposits over {ACCOUNTS} accounts");
    for from in (0..deposits).step_by(AT_ONCE as usize) {
        let to = deposits.min(from.saturating_add(AT_ONCE));
        let deeds = (from..to).map(|n| village.deed(n, ACCOUNTS)).collect();
        village.submit(deeds);
    }
    let branch = village.branch;
    let mut first = Samples::default();
    let (old, _) = first.time(|| village.ledger.root(branch, None).unwrap());
    let mut daily = Samples::default();
    for day in 0..DAYS {
        let from = deposits + day * DAY;
        let deeds = (from..from + DAY).map(|n| village.deed(n, ACCOUNTS)).collect();
        village.submit(deeds);
        daily.time(|| village.ledger.root(branch, None).unwrap());
    }
    let (size, _) = village.ledger.root(branch, None).unwrap();
    let mut now = Samples::default();
    let mut before = Samples::default();
    let mut going_on = Samples::default();
    let mut hashes = 0;
    for n in 0..PROOFS {
        // Places all over the branch, the same ones every time.
        let seq = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % old;
        let entry = EntryId { branch, seq };
        hashes += now.time(|| village.ledger.prove_inclusion(entry, size).unwrap()).len();
        before.time(|| village.ledger.prove_inclusion(entry, old).unwrap());
        going_on.time(|| village.ledger.prove_consistency(branch, seq, size).unwrap());
    }
    println!("\n{:<44} {:>10} {:>10}", "", "median", "99 of 100");
    let row = |what: &str, of: &Samples| {
        println!("{what:<44} {:>10.2?} {:>10.2?}", of.median(), of.at(99, 100));
    };
    row(&format!("the first root, over {old} lines"), &first);
    row(&format!("a root, {DAY} lines after the last"), &daily);
    row("an inclusion proof", &now);
    row("the same in a smaller tree", &before);
    row("a consistency proof", &going_on);
    println!("\nan inclusion proof has {:.1} hashes", hashes as f64 / PROOFS as f64);
    assert!(now.median() < Duration::from_secs(1), "a proof reads a few runs, not the journal");
}
