//! What one entry costs, step by step, on one processor and no disk.
//!
//! ```text
//! cargo bench --bench line
//! ```
//!
//! The steps of a deposit in their order: decide, encode, sign, hash, apply;
//! and those of whoever reads it back: decode, check. `deposits` is all of
//! them through the ledger, over a journal and books in memory.

#![allow(clippy::unwrap_used, reason = "a bench stops where it fails")]
#![allow(missing_docs, reason = "divan's macro writes public items")]

mod village;

use divan::{Bencher, black_box};
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ledger::Wanted;
use ledger_core::line::{self, Entry, EntryHash};
use ledger_core::state::State;
use ledger_core::{apply, decide};
use village::{Village, now};

const ACCOUNTS: u32 = 100;

fn main() {
    divan::main();
}

/// A village with one deposit, its state, and that deposit's line.
fn prepared() -> (Village, State, Entry, Vec<u8>) {
    let mut village = Village::in_memory(ACCOUNTS);
    let deed = village.deed(0, ACCOUNTS);
    village.submit(vec![deed]);
    let state = village.ledger.view(village.branch, Wanted::Everything, State::clone).unwrap();
    let line = village.ledger.journal().line(village.branch, state.size() - 1).unwrap().unwrap();
    let entry = Entry::decode(&line).unwrap();
    (village, state, entry, line)
}

fn unsigned(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    entry.sig = None;
    entry
}

#[divan::bench]
fn decides(bencher: Bencher<'_, '_>) {
    let (village, state, ..) = prepared();
    let command = village.deed(1, ACCOUNTS);
    let by = village.key.operator();
    bencher.bench(|| decide(black_box(&state), black_box(&command), by, now()).unwrap());
}

#[divan::bench]
fn encodes(bencher: Bencher<'_, '_>) {
    let (_, _, entry, _) = prepared();
    let entry = unsigned(&entry);
    bencher.bench(|| black_box(&entry).encode().unwrap());
}

#[divan::bench]
fn signs(bencher: Bencher<'_, '_>) {
    let (village, _, entry, _) = prepared();
    let line = unsigned(&entry).encode().unwrap();
    bencher
        .with_inputs(|| line.clone())
        .bench_refs(|line| line::sign(black_box(line), &village.key));
}

#[divan::bench]
fn hashes(bencher: Bencher<'_, '_>) {
    let (.., line) = prepared();
    bencher.bench(|| EntryHash::of(black_box(&line)));
}

#[divan::bench]
fn applies(bencher: Bencher<'_, '_>) {
    let (_, state, entry, line) = prepared();
    let hash = EntryHash::of(&line);
    bencher
        .with_inputs(|| state.clone())
        .bench_refs(|state| apply(black_box(state), black_box(&entry), hash));
}

#[divan::bench]
fn decodes(bencher: Bencher<'_, '_>) {
    let (.., line) = prepared();
    bencher.bench(|| Entry::decode(black_box(&line)).unwrap());
}

#[divan::bench]
fn checks_the_signature(bencher: Bencher<'_, '_>) {
    let (village, _, entry, line) = prepared();
    let (key, signature) = (village.key.public(), entry.sig.unwrap());
    bencher.bench(|| assert!(line::check_signature(black_box(&line), &signature, &key)));
}

#[divan::bench]
fn gives_back_the_command(bencher: Bencher<'_, '_>) {
    let (_, _, entry, _) = prepared();
    bencher.bench(|| Command::behind(black_box::<&Event>(&entry.event)));
}

#[divan::bench]
fn deposits(bencher: Bencher<'_, '_>) {
    let mut village = Village::in_memory(ACCOUNTS);
    let mut deed = 0;
    bencher.bench_local(|| {
        let command = village.deed(deed, ACCOUNTS);
        deed += 1;
        village.submit(vec![command]);
    });
}
