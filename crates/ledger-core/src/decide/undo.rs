//! Undoing an entry.

use super::account_that;
use crate::day::Day;
use crate::event::Event;
use crate::ids::EntryId;
use crate::lots::{self, Lot};
use crate::postings::{Given, Side, movements};
use crate::refusal::Refusal;
use crate::state::{State, Status};

pub(super) fn reverse(
    state: &State,
    entry: EntryId,
    reason: String,
    today: Day,
) -> Result<Event, Refusal> {
    let original = original(state, entry)?;
    if has_its_own_way_back(original) || movements(original).next().is_none() {
        return Err(Refusal::NotReversible { entry, event: original.name() });
    }
    not_undone(state, entry, original)?;
    let keeper = original.accounts()[0].and_then(|account| state.account(account));
    if let Some(returned) = keeper.map(|account| account.returned(entry.seq)).filter(|n| *n > 0) {
        return Err(Refusal::AlreadyReturned { entry, returned });
    }
    let lots = given_back(state, original, today);
    Ok(Event::Reversed { entry, undoes: Box::new(original.clone()), reason, lots })
}

/// The earlier entry that a command names.
pub(super) fn original(state: &State, entry: EntryId) -> Result<&Event, Refusal> {
    (entry.branch == state.branch() && entry.seq < state.size())
        .then(|| state.originals.get(&entry.seq))
        .flatten()
        .ok_or(Refusal::UnknownEntry { entry })
}

/// A reversal is mended by doing again what it undid, a reservation is
/// cancelled, what was collected is returned, what was returned redeemed again.
fn has_its_own_way_back(original: &Event) -> bool {
    matches!(
        original,
        Event::Reversed { .. }
            | Event::Reserved { .. }
            | Event::Collected { .. }
            | Event::ReservationCancelled { .. }
            | Event::ReservationReleased { .. }
            | Event::Returned { .. }
    )
}

/// None of its accounts is closed, and no reversal has undone it.
pub(super) fn not_undone(state: &State, entry: EntryId, original: &Event) -> Result<(), Refusal> {
    // A closed account holds nothing and never will.
    for account in original.accounts().into_iter().flatten() {
        account_that(state, account, |status| status != Status::Closed)?;
    }
    let keeper = original.accounts()[0].and_then(|account| state.account(account));
    let earlier =
        keeper.and_then(|account| account.reversed.iter().find(|(undone, _)| *undone == entry.seq));
    match earlier {
        Some((_, seq)) => {
            let by = EntryId { branch: state.branch(), seq: *seq };
            Err(Refusal::AlreadyReversed { entry, by })
        }
        None => Ok(()),
    }
}

/// The lots that what an entry gave is taken back from: its own first.
fn given_back(state: &State, original: &Event, today: Day) -> Vec<Lot> {
    let lots_of = |side| match side {
        Side::Holder(account) => state.account(account),
        Side::System(_) => None,
    };
    movements(original)
        .flat_map(|movement| {
            let held = lots_of(movement.to).map_or(&[][..], |a| a.lots(movement.currency));
            let own: Vec<Day> = match movement.given {
                Given::Until(until) => until.into_iter().collect(),
                Given::Lots(lots) => lots.iter().map(|lot| lot.until).collect(),
            };
            lots::take_back(held, &own, movement.points, today)
        })
        .collect()
}
