//! The model test: a naive ledger beside the real one, asked the same.
//!
//! The naive one ([`model::naive`], [`model::bank`]) is written from the documents, in maps and
//! vectors, and shares no code with the real one. Random commands go to both;
//! after each of them both have to have said the same, and to hold the same:
//! every balance, what of it can be spent, every lot, offer and own account, and what
//! is under way between villages.
//!
//! Volunteers' certificates and lenders' records are not asked for here: they move nothing
//! and use up nothing, and `certificates.rs` and `records.rs` have all that they depend on.
//!
//! `WENMING_MODEL_COMMANDS=200000` asks so many commands, in a world for every ten
//! thousand; `WENMING_MODEL_SEED=7` begins with another seed. A failure prints its seed, and the few commands of
//! its sequence that are enough to fail.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]
#![allow(
    clippy::print_stdout,
    reason = "the table of what was met is for who asks with --nocapture"
)]

mod common;

mod model {
    pub(crate) mod bank;
    pub(crate) mod drive;
    pub(crate) mod generate;
    pub(crate) mod naive;
    pub(crate) mod plain;
    pub(crate) mod world;
}

use std::collections::BTreeMap;

use model::drive::drive;
use model::naive::ORDER;

/// What every ten thousand commands have to have done, and how often at least.
const DONE: [&str; 56] = [
    "(repeated)",
    "account_closed",
    "account_frozen",
    "account_opened",
    "account_unfrozen",
    "appeal_closed",
    "appeal_opened",
    "arrived",
    "brought_forward",
    "claim_filed",
    "claim_rejected",
    "claim_verified",
    "clearing_netted",
    "clearing_settled",
    "collected",
    "cover_set",
    "declined",
    "deducted",
    "deposited",
    "divided",
    "expired",
    "fund_received",
    "fund_spent",
    "member_joined",
    "member_left",
    "notice_closed",
    "notice_opened",
    "objection_raised",
    "objection_resolved",
    "offer_listed",
    "offer_paused",
    "offer_resumed",
    "offer_withdrawn",
    "operator_enrolled",
    "operator_retired",
    "pledge_returned",
    "pledged",
    "received",
    "redeemed",
    "reservation_cancelled",
    "reservation_released",
    "reserved",
    "returned",
    "reversed",
    "rulebook_adopted",
    "sent",
    "sent_back",
    "settled",
    "stock_changed",
    "transferred",
    "(after opening anew)",
    "(books made again)",
    "(left waiting)",
    "(legs ended)",
    "(netted and settled)",
    "(sent to its end)",
];
const AT_LEAST: usize = 2;
/// So many commands in one world; more of them go on in the next, under the next
/// seed, since the naive ledger looks through all there was.
const A_RUN: usize = 10_000;
/// So many kinds of refusal one run may miss by chance.
const MISSED: usize = 12;

fn flag(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn the_ledger_says_and_holds_what_a_naive_one_does() {
    let first = flag("WENMING_MODEL_SEED", 20_261_122);
    let mut left = usize::try_from(flag("WENMING_MODEL_COMMANDS", A_RUN as u64)).unwrap();
    let commands = left;
    let (mut done, mut refused) = (BTreeMap::new(), BTreeMap::new());
    for seed in first.. {
        println!("seed {seed}");
        let pair = drive(seed, left.min(A_RUN));
        pair.done.into_iter().for_each(|(kind, times)| *done.entry(kind).or_default() += times);
        pair.refused
            .into_iter()
            .for_each(|(code, times)| *refused.entry(code).or_default() += times);
        left -= left.min(A_RUN);
        if left == 0 {
            break;
        }
    }
    table("carried out", &done);
    table("refused", &refused);
    if commands < A_RUN {
        return;
    }
    for kind in DONE {
        let times = done.get(kind).copied().unwrap_or(0);
        assert!(times >= AT_LEAST, "{kind} came about {times} times only");
    }
    let missed: Vec<_> = ORDER.iter().filter(|code| !refused.contains_key(**code)).collect();
    assert!(missed.len() <= MISSED, "these refusals were not met: {missed:?}");
}

fn table(heading: &str, met: &BTreeMap<&'static str, usize>) {
    println!("{heading}: {}", met.values().sum::<usize>());
    met.iter().for_each(|(what, times)| println!("{times:>8} {what}"));
}
