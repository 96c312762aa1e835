//! The civility bank's ledger: points that villages pay for good deeds, in a
//! journal that anyone can check.
//!
//! - [`journal`] is the truth: append-only text, one chain a branch ([`mod@line`]).
//! - [`books`] are an index of it, and can always be made again.
//! - [`decide()`] is what the rules say, [`apply()`] what follows; the counter, the
//!   import, the replay and the [`mod@audit`] all run these two.
//! - [`ledger`] is the one place that loads, decides, appends, acknowledges.
//! - [`mod@due`] is what a day asks for that nobody has to ask for.
//! - [`vault`] keeps the holders' names, apart from all of these.
//!
//! Deliberately not here: a clock, a terminal, a language, an environment, a
//! home directory. Time, operator and request key come in as arguments.

pub mod appeals;
pub mod apply;
pub mod audit;
pub mod board;
pub mod books;
pub mod bundle;
pub mod certificate;
pub mod claim;
pub mod command;
pub mod day;
pub mod decide;
pub mod due;
pub mod event;
pub mod expiry;
pub mod fund;
pub mod hledger;
pub mod honours;
pub mod ids;
pub mod journal;
pub mod keys;
pub mod ledger;
pub mod line;
pub mod lots;
pub mod pick_up;
pub mod points;
pub mod postings;
pub mod privacy;
pub mod proof;
pub mod ranking;
pub mod record;
pub mod refusal;
pub mod rulebook;
pub mod simulate;
pub mod span;
pub mod state;
pub mod summary;
pub mod vault;
pub mod walk;

pub use apply::apply;
pub use decide::decide;
