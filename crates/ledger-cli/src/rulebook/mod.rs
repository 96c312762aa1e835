//! Rulebooks at the counter: read from a village's file, shown, compared.
//!
//! What a rulebook means and whether it is one is the core's
//! ([`ledger_core::rulebook`]); here are the file it stands in ([`mod@file`]), the
//! words for it ([`words`]), for what it changes ([`changes`]), for what is wrong
//! with it ([`faults`]) and for what it would have paid ([`simulation`], under codes of its own by a [`map`]).

pub(crate) mod changes;
pub(crate) mod faults;
pub(crate) mod file;
pub(crate) mod map;
pub(crate) mod simulation;
pub(crate) mod words;
