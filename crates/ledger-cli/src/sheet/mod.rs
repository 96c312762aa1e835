//! Clerks' spreadsheets, read and written.
//!
//! A village keeps its lists in Excel or WPS, and no two lists are alike: a
//! merged title on top, headings in the village's own words, dates typed in
//! five ways, a total and two signatures at the foot. This room turns such a
//! file into cells with addresses a clerk can find ([`grid`]), finds the
//! headings and the rows that are data ([`header`]), and reads one cell at a
//! time into the text the ledger understands ([`cell`]). Going the other way
//! it writes a plain sheet that opens well in Excel ([`write`](mod@write)), or an empty one
//! to be filled in ([`form`]).
//!
//! What is deliberately absent: anything that knows accounts, rules or points,
//! and any wording. Failures are facts with a stable code; the words for them
//! are in the message catalogue. Nothing is ever guessed: a cell that can be
//! read in two ways is refused, because a wrong date or quantity that looks
//! right is worse than one more row to correct.

pub(crate) mod cell;
mod error;
pub(crate) mod form;
pub(crate) mod grid;
pub(crate) mod header;
pub(crate) mod write;

pub(crate) use error::{Missing, SheetError};
