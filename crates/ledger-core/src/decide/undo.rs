//! Undoing an entry.

use super::account_that;
use super::offers::units;
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
    if !is_reversible(original) {
        return Err(Refusal::NotReversible { entry, event: original.name() });
    }
    none_closed(state, original)?;
    not_undone(state, entry, original)?;
    let keeper = original.accounts()[0].and_then(|account| state.account(account));
    if let Some(returned) = keeper.map(|account| account.returned(entry.seq)).filter(|n| *n > 0) {
        let had = match original {
            Event::Redeemed { qty, .. } => units(*qty).unwrap_or_default(),
            _ => returned,
        };
        let left = had.saturating_sub(returned);
        return Err(Refusal::AlreadyReturned { entry, returned, left });
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

/// None of the accounts it moved points of is closed: such a one holds nothing
/// and never will. Who did the deed may be gone: nothing moves on their account.
pub(super) fn none_closed(state: &State, original: &Event) -> Result<(), Refusal> {
    for movement in movements(original) {
        for side in [movement.from, movement.to] {
            if let Side::Holder(account) = side {
                account_that(state, account, |status| status != Status::Closed)?;
            }
        }
    }
    Ok(())
}

/// No reversal has undone it.
pub(super) fn not_undone(state: &State, entry: EntryId, original: &Event) -> Result<(), Refusal> {
    let keeper = original.accounts()[0].and_then(|account| state.account(account));
    let reversed = match original {
        Event::FundReceived { .. } | Event::FundSpent { .. } => &state.trade().fund.reversed[..],
        _ => keeper.map_or(&[][..], |account| &account.reversed),
    };
    match reversed.iter().find(|(undone, _)| *undone == entry.seq) {
        Some((_, seq)) => {
            let by = EntryId { branch: state.branch(), seq: *seq };
            Err(Refusal::AlreadyReversed { entry, by })
        }
        None => Ok(()),
    }
}

/// Money and points that moved can go back, unless by a way of their own: an
/// appeal's pledges go back together or not at all, what was sent is answered.
/// A reservation is cancelled, what was collected is returned, what was returned
/// redeemed again, what was undone done again. What ended has ended; points that
/// were lost by mistake are credited anew.
fn is_reversible(event: &Event) -> bool {
    match event {
        Event::FundReceived { .. } | Event::FundSpent { .. } => true,
        Event::Reversed { .. }
        | Event::Expired { .. }
        | Event::Pledged { .. }
        | Event::PledgeReturned { .. }
        | Event::AppealClosed { .. }
        | Event::Sent { .. }
        | Event::Received { .. }
        | Event::SentBack { .. }
        | Event::ClearingSettled { .. }
        | Event::Reserved { .. }
        | Event::Collected { .. }
        | Event::ReservationCancelled { .. }
        | Event::ReservationReleased { .. }
        | Event::Returned { .. } => false,
        _ => movements(event).next().is_some(),
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
