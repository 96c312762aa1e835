//! Due: what a day asks for that nobody has to ask for.
//!
//! Nothing happens by the clock alone. Closing a day works out here what is due
//! on it, and asks for it like for anything else: each is a [`Command`] that
//! [`crate::decide()`] decides. Once that is entered nothing is due, so closing
//! again writes nothing; closed after weeks, it is all of it.

use crate::apply::bring;
use crate::command::Command;
use crate::day::Day;
use crate::decide::appeals::{due_appeals, give_back};
use crate::decide::offers::release;
use crate::decide::{due_notices, due_releases};
use crate::expiry::due_expired;
use crate::state::State;

/// The commands that are due on a day, in the order to carry them out. The
/// state has every account loaded.
pub fn due(state: &State, today: Day) -> Vec<Command> {
    let mut due = due_notices(state, today);
    due.extend(due_releases(state, today));
    due.extend(due_appeals(state, today));
    // What comes back may have ended while it was away: what is due then is due
    // in the same commit, so that closing again finds nothing.
    let mut after = None;
    for command in &due {
        let before = after.as_ref().unwrap_or(state);
        let back = match *command {
            Command::ReturnPledge { appeal, pledge } => give_back(before, appeal, pledge, today),
            Command::ReleaseReservation { account, reservation } => {
                release(before, account, reservation, today)
            }
            _ => continue,
        };
        if let Ok(event) = back {
            bring(after.get_or_insert_with(|| state.clone()), &event);
        }
    }
    due.extend(due_expired(after.as_ref().unwrap_or(state), today));
    due
}
