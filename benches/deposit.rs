//! One durable deposit beside a raw append of the same bytes.
//!
//! ```text
//! cargo bench --bench deposit           5 batches of 1,000
//! cargo bench --bench deposit -- 100    5 batches of 100
//! ```
//!
//! What a deposit cannot do without is `write` and `sync_data`; all else
//! (deciding, encoding, signing, the books) is ours. So each deposit through
//! the [`Ledger`](ledger_core::ledger::Ledger) is followed by its very line
//! being appended to another file and synced: in turns, so that a busy disk is
//! as busy for both. The figure is the ratio of the medians. A harness of
//! repeated runs of one thing at a time could not say that, hence the plain
//! `main`. The bank has a year of deeds in it before, and enough are made for
//! the books' own housekeeping to come round: fresh books flatter. The bank has a
//! scribe, as one has that posts one deposit after the other; a second one has none,
//! and a third has its books in memory: they show what of it is sled's.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops where it fails")]

mod village;

use village::beside::{ACCOUNTS, BEFORE, Batch, Beside};
use village::{Samples, folder, ratio, size_asked};

const BATCHES: usize = 5;

fn main() {
    let each = size_asked(1_000);
    let mut beside = Beside::with_others(&folder("deposit"));

    println!("one durable deposit beside `write` + `sync_data` of the same bytes");
    println!(
        "{BATCHES} batches of {each} in turns, {ACCOUNTS} accounts, {BEFORE} entries before\n"
    );
    let heads = ["batch", "deposit", "no scribe", "without sled", "raw append", "ratio"];
    let [batch, deposit, single, without, append, times] = heads;
    println!("{batch:>6}  {deposit:>12}  {single:>12}  {without:>12}  {append:>12}  {times:>6}");
    let mut ratios = Vec::new();
    let (mut all_deposits, mut all_appends) = (Samples::default(), Samples::default());
    for batch in 1..=BATCHES {
        let Batch { deposits, without_scribe, without_sled, appends } = beside.batch(each);
        let (deposit, without, append) =
            (deposits.median(), without_sled.median(), appends.median());
        let found = ratio(deposit, append);
        let no_scribe = without_scribe.median();
        println!(
            "{batch:>6}  {deposit:>12?}  {no_scribe:>12?}  {without:>12?}  {append:>12?}  {found:>6.2}"
        );
        ratios.push(found);
        all_deposits.extend(&deposits);
        all_appends.extend(&appends);
    }
    ratios.sort_by(f64::total_cmp);
    println!("\nratio of medians: {:.2}", ratios[BATCHES / 2]);
    println!("spread over batches: {:.2} to {:.2}", ratios[0], ratios[BATCHES - 1]);
    println!(
        "99 of 100 take at most: deposit {:?}, raw append {:?}",
        all_deposits.at(99, 100),
        all_appends.at(99, 100)
    );
}
