//! The civility bank's ledger.
pub mod day;
pub mod ids;
pub mod points;
pub mod rulebook;
