//! Thirty-two who deposit at once, in one village and all over the bank, beside as many
//! who append lines to one file and share its syncs.
//!
//! ```text
//! cargo bench --bench threads          5 rounds of 2 seconds each
//! cargo bench --bench threads -- 10    5 rounds of 10 seconds each
//! ```
//!
//! Who deposits waits until the deposit is durable, and then makes the next one: what is
//! counted are answers. The raw appends are of a line as long as a deposit's, and are all
//! that a disk makes anybody pay. In turns, so that a busy disk is as busy for all.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops where it fails")]

mod village;

use std::time::Duration;

use village::crowd::{Crowd, Shared};
use village::{folder, size_asked};

const ROUNDS: usize = 5;
const THREADS: usize = 32;
const VILLAGES: u32 = 47;
const ACCOUNTS: u32 = 374;
/// The one village is a large one.
const ACCOUNTS_ALONE: u32 = 4_000;

fn main() {
    let time = Duration::from_secs(size_asked(2).into());
    let dir = folder("threads");
    let one = Crowd::on_disk(&dir.join("one"), 1, ACCOUNTS_ALONE);
    let many = Crowd::on_disk(&dir.join("many"), VILLAGES, ACCOUNTS);
    one.deposits_a_second(1, Duration::from_millis(10), ROUNDS);
    let branch = one.villages[0];
    let journal = one.ledger.journal();
    let mut line = journal.line(branch, journal.size(branch).unwrap() - 1).unwrap().unwrap();
    line.push(b'\n');
    let shared = Shared::new(&dir.join("raw.jsonl"));

    println!("deposits a second by {THREADS} threads, each durable before the next");
    println!("{ROUNDS} rounds of {time:?} in turns, {ACCOUNTS} accounts a village\n");
    let heads = ["round", "one village", "47 villages", "one thread", "raw, shared", "one / raw"];
    let [round, alone, all, single, raw, ratio] = heads;
    println!("{round:>6}  {alone:>12}  {all:>12}  {single:>12}  {raw:>12}  {ratio:>10}");
    let mut rates: [Vec<f64>; 4] = Default::default();
    for round in 0..ROUNDS {
        let found = [
            one.deposits_a_second(THREADS, time, round),
            many.deposits_a_second(THREADS, time, round),
            one.deposits_a_second(1, time, round + ROUNDS + 1),
            shared.appends_a_second(THREADS, time, &line),
        ];
        let [alone, all, single, raw] = found;
        let ratio = alone / raw;
        println!(
            "{:>6}  {alone:>12.0}  {all:>12.0}  {single:>12.0}  {raw:>12.0}  {ratio:>10.2}",
            round + 1
        );
        rates.iter_mut().zip(found).for_each(|(rates, found)| rates.push(found));
    }
    rates.iter_mut().for_each(|rates| rates.sort_by(f64::total_cmp));
    let [alone, all, single, raw] = rates.map(|rates| rates[ROUNDS / 2]);
    let ratio = alone / raw;
    let median = "median";
    println!("{median:>6}  {alone:>12.0}  {all:>12.0}  {single:>12.0}  {raw:>12.0}  {ratio:>10.2}");
}
