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

use std::fs::{self, OpenOptions};
use std::io::Write as _;

use village::{Samples, Village, folder, ratio, size_asked};

const BATCHES: usize = 5;
const ACCOUNTS: u32 = 2_000;
/// Deposits in the bank before the first one that is timed.
const BEFORE: u32 = 50_000;

fn main() {
    let each = size_asked(1_000);
    let dir = folder("deposit");
    let mut village = Village::on_disk(&dir.join("bank"), ACCOUNTS);
    let mut alone = Village::on_disk(&dir.join("alone"), ACCOUNTS);
    let mut other = Village::without_sled(&dir.join("other"), ACCOUNTS);
    village.ledger = village.ledger.with_scribe();
    for village in [&mut village, &mut alone, &mut other] {
        village.submit((0..BEFORE).map(|n| village.deed(n, ACCOUNTS)).collect());
    }
    let raw = dir.join("raw.jsonl");
    let _ = fs::remove_file(&raw);
    let mut raw = OpenOptions::new().create(true).append(true).open(raw).unwrap();

    println!("one durable deposit beside `write` + `sync_data` of the same bytes");
    println!(
        "{BATCHES} batches of {each} in turns, {ACCOUNTS} accounts, {BEFORE} entries before\n"
    );
    let heads = ["batch", "deposit", "no scribe", "without sled", "raw append", "ratio"];
    let [batch, deposit, single, without, append, times] = heads;
    println!("{batch:>6}  {deposit:>12}  {single:>12}  {without:>12}  {append:>12}  {times:>6}");
    let mut ratios = Vec::new();
    let (mut all_deposits, mut all_appends) = (Samples::default(), Samples::default());
    let mut deeds = BEFORE..;
    for batch in 1..=BATCHES {
        let mut deposits = Samples::default();
        let mut without_scribe = Samples::default();
        let mut without_sled = Samples::default();
        let mut appends = Samples::default();
        for deed in deeds.by_ref().take(each as usize) {
            let order = village.requests_of(vec![village.deed(deed, ACCOUNTS)]);
            deposits.time(|| village.submit_requests(&order));
            let line = last_line(&village);
            appends.time(|| {
                raw.write_all(&line).unwrap();
                raw.sync_data().unwrap();
            });
            without_scribe.time(|| alone.submit_requests(&order));
            without_sled.time(|| other.submit_requests(&order));
        }
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

/// The line of the deposit just made, with its `\n`.
fn last_line(village: &Village) -> Vec<u8> {
    let journal = village.ledger.journal();
    let size = journal.size(village.branch).unwrap();
    let mut line = journal.line(village.branch, size - 1).unwrap().unwrap();
    line.push(b'\n');
    line
}
