//! Due: what a day asks for that nobody has to ask for.
//!
//! Nothing happens by the clock alone. Closing a day works out here what is due
//! on it, and asks for it like for anything else: each is a [`Command`] that
//! [`crate::decide()`] decides. Once that is entered nothing is due, so closing
//! again writes nothing; closed after weeks, it is all of it.

use crate::command::Command;
use crate::day::Day;
use crate::decide::due_notices;
use crate::expiry::due_expired;
use crate::state::State;

/// The commands that are due on a day, in the order to carry them out. The
/// state has every account loaded.
pub fn due(state: &State, today: Day) -> Vec<Command> {
    let mut due = due_notices(state, today);
    due.extend(due_expired(state, today));
    due
}
