//! The floor: the least that a chained ledger in text does with the same rows.
//!
//! ```text
//! write    the CSV read, a minimal line of JSON a row with the BLAKE3 hash of the line
//!          before it, sums by account, a flat file, one sync
//! verify   the file read back, each line parsed into borrowed fields, held to the hash
//!          of the line before it, sums by account
//! ```
//!
//! No rule is asked, no cap, no key; nothing is signed, and no entry can be found again
//! but by reading all. Each is run as a process of its own, by one thread, and by as many
//! as there are processors: each of those takes a part of the rows, in a chain and a file
//! of its own.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::thread;

use serde::{Deserialize, Serialize};

use crate::workload;

/// One line; `prev` is the hash of the whole line before it, without its `\n`.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    seq: u64,
    account: &'a str,
    rule: &'a str,
    on: &'a str,
    qty: &'a str,
    tenths: u64,
    evidence: &'a str,
    prev: &'a str,
}

/// What the process did, for the other to be held to.
pub(crate) fn told(sums: &HashMap<String, u64>, rows: u64) -> String {
    format!("{rows} rows, {} accounts, {} tenths", sums.len(), sums.values().sum::<u64>())
}

fn part(dir: &Path, at: usize) -> PathBuf {
    dir.join(format!("{at}.jsonl"))
}

pub(crate) fn write(csv: &Path, dir: &Path, threads: usize) -> String {
    if dir.exists() {
        fs::remove_dir_all(dir).unwrap();
    }
    fs::create_dir_all(dir).unwrap();
    let text = fs::read(csv).unwrap();
    let heading = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let parts = split(&text[heading..], threads);
    together(parts, |at, rows| write_part(rows, &part(dir, at)))
}

pub(crate) fn verify(dir: &Path, threads: usize) -> String {
    together((0..threads).collect(), |_, at| verify_part(&part(dir, at)))
}

/// Rows in so many parts, about as large as each other.
fn split(rows: &[u8], parts: usize) -> Vec<&[u8]> {
    let mut left = rows;
    let mut cut = Vec::new();
    for part in (1..=parts).rev() {
        let about = left.len() / part;
        let end = left[about..].iter().position(|byte| *byte == b'\n');
        let (this, rest) = left.split_at(end.map_or(left.len(), |end| about + end + 1));
        cut.push(this);
        left = rest;
    }
    cut
}

type Summed = (u64, HashMap<String, u64>);

/// Each part in a thread of its own, and all of it added up.
fn together<T: Send>(parts: Vec<T>, work: impl Fn(usize, T) -> Summed + Sync) -> String {
    let done: Vec<Summed> = thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> = parts
            .into_iter()
            .enumerate()
            .map(|(at, part)| scope.spawn(move || work(at, part)))
            .collect();
        started.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut done = done.into_iter();
    let (mut rows, mut sums) = done.next().unwrap();
    for (more, others) in done {
        rows += more;
        for (account, tenths) in others {
            *sums.entry(account).or_default() += tenths;
        }
    }
    told(&sums, rows)
}

fn add(sums: &mut HashMap<String, u64>, account: &str, tenths: u64) {
    match sums.get_mut(account) {
        Some(sum) => *sum += tenths,
        None => {
            sums.insert(account.to_owned(), tenths);
        }
    }
}

fn write_part(rows: &[u8], path: &Path) -> Summed {
    let prices: HashMap<&str, u64> = workload::tenths_a_unit().into_iter().collect();
    let file = File::create(path).unwrap();
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let mut sums = HashMap::new();
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(rows);
    let mut record = csv::StringRecord::new();
    let (mut seq, mut line, mut prev) = (0, Vec::new(), blake3::hash(b""));
    while csv.read_record(&mut record).unwrap() {
        let (account, rule, on, qty, evidence) =
            (&record[0], &record[2], &record[3], &record[4], &record[5]);
        let digits = qty.trim_end_matches(|c: char| !c.is_ascii_digit());
        let units: u64 = digits.parse().unwrap();
        let minutes = digits.len() < qty.len();
        let tenths = units * prices[rule] / if minutes { 60 } else { 1 };
        add(&mut sums, account, tenths);
        let hex = prev.to_hex();
        line.clear();
        let entry = Line { seq, account, rule, on, qty, tenths, evidence, prev: hex.as_str() };
        serde_json::to_writer(&mut line, &entry).unwrap();
        prev = blake3::hash(&line);
        line.push(b'\n');
        out.write_all(&line).unwrap();
        seq += 1;
    }
    out.into_inner().unwrap().sync_all().unwrap();
    (seq, sums)
}

fn verify_part(path: &Path) -> Summed {
    let text = fs::read(path).unwrap();
    let mut sums = HashMap::new();
    let (mut seq, mut prev) = (0, blake3::hash(b""));
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let entry: Line<'_> = serde_json::from_slice(line).unwrap();
        assert!(entry.seq == seq && entry.prev == prev.to_hex().as_str(), "line {seq}");
        add(&mut sums, entry.account, entry.tenths);
        prev = blake3::hash(line);
        seq += 1;
    }
    (seq, sums)
}
