//! What one entry costs, step by step, on one processor and no disk.
//!
//! ```text
//! cargo bench --bench line
//! cargo bench --bench line -- decode      those with that in their name
//! ```
//!
//! Each step is done on many lines at once; what is counted beside the times are the
//! lines, rows or accounts of a second. `deposit` is all steps together, through the
//! ledger, over a journal and books in memory, one order each; `import` is the same with
//! one order for all.

#![allow(missing_docs, reason = "divan's macro writes public items")]

mod steps;
mod village;

use divan::Bencher;
use divan::counter::ItemsCount;
use steps::{STEPS, Step};

fn main() {
    steps::on_this_thread();
    divan::main();
}

#[divan::bench(args = &STEPS, sample_count = 25, sample_size = 1)]
fn step(bencher: Bencher<'_, '_>, step: &'static Step) {
    bencher
        .with_inputs(step.prepare)
        .input_counter(|_| ItemsCount::new(step.of))
        .bench_refs(|work| work());
}
