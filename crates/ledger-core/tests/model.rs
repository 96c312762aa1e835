//! The model test: a naive ledger beside the real one, asked the same.
//!
//! The naive one ([`model::naive`]) is written from the documents, in maps and
//! vectors, and shares no code with the real one. Random commands go to both;
//! after each of them both have to have said the same, and to hold the same:
//! every balance, what of it can be spent, every lot, offer and own account.
//!
//! `WENMING_MODEL_COMMANDS=200000` asks so many commands, `WENMING_MODEL_SEED=7`
//! begins with another seed. A failure prints its seed, and the few commands of
//! its sequence that are enough to fail.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]
#![allow(
    clippy::print_stdout,
    reason = "the table of what was met is for who asks with --nocapture"
)]

mod common;

mod model {
    pub(crate) mod drive;
    pub(crate) mod generate;
    pub(crate) mod naive;
    pub(crate) mod plain;
    pub(crate) mod world;
}

use model::drive::drive;

fn flag(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn the_ledger_says_and_holds_what_a_naive_one_does() {
    let seed = flag("WENMING_MODEL_SEED", 20_261_122);
    let commands = usize::try_from(flag("WENMING_MODEL_COMMANDS", 10_000)).unwrap();
    println!("seed {seed}, {commands} commands");
    let pair = drive(seed, commands);
    println!("{:#?}\n{:#?}", pair.done, pair.refused);
}
