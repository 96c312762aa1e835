//! What follows on the shelf and for the limits: taken, put by, given back.

use super::account_mut;
use crate::day::Day;
use crate::decide::units;
use crate::ids::{AccountNo, OfferCode};
use crate::points::{Amount, Qty};
use crate::state::{State, Take, Taken};

/// More or less of an offer is there; where it was never counted, nothing is,
/// unless this begins the count.
pub(super) fn change_stock(state: &mut State, offer: OfferCode, change: Amount, begins: bool) {
    let Some(listed) = state.trade.offers.get_mut(&offer) else { return };
    if let Some(left) = listed.stock.or(begins.then_some(Amount::ZERO)) {
        listed.stock = Some(left.checked_add(change).unwrap_or(left));
        state.touched.trade = true;
    }
}

/// The offer can be had, or not for a while.
pub(super) fn set_paused(state: &mut State, offer: OfferCode, paused: bool) {
    if let Some(offer) = state.trade.offers.get_mut(&offer) {
        offer.paused = paused;
        state.touched.trade = true;
    }
}

/// So many, or none where a forged entry says something else.
fn count(qty: Qty) -> (u32, Amount) {
    let units = units(qty).unwrap_or(0);
    (units, Amount::new(units.into()).unwrap_or_default())
}

/// An account took so many of an offer, by the entry at this place.
pub(super) fn take(
    state: &mut State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    (seq, on): (u64, Day),
) {
    let (units, amount) = count(qty);
    change_stock(state, offer, -amount, false);
    let Some(account) = account_mut(state, account) else { return };
    let take = Take { seq, on, units };
    match account.taken.iter_mut().find(|taken| taken.offer == offer) {
        Some(taken) => {
            taken.life = taken.life.saturating_add(units);
            taken.latest.retain(|earlier| earlier.on.year() == on.year());
            taken.latest.push(take);
        }
        None => account.taken.push(Taken { offer, life: units, latest: vec![take] }),
    }
}

/// A holder of another branch took so many: the shelf has less of it.
pub(super) fn hand_over(state: &mut State, offer: OfferCode, qty: Qty) {
    let (_, amount) = count(qty);
    change_stock(state, offer, -amount, false);
}

/// It gave so many back of what the entry at this place took, to the same day.
pub(super) fn give_back(
    state: &mut State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    seq: u64,
) {
    let (units, amount) = count(qty);
    change_stock(state, offer, amount, false);
    let Some(account) = account_mut(state, account) else { return };
    let Some(taken) = account.taken.iter_mut().find(|taken| taken.offer == offer) else { return };
    taken.life = taken.life.saturating_sub(units);
    // An entry of an earlier year is in no period but the lifetime any more.
    if let Some(at) = taken.latest.iter().position(|take| take.seq == seq) {
        let take = &mut taken.latest[at];
        take.units = take.units.saturating_sub(units);
        if take.units == 0 {
            taken.latest.remove(at);
        }
    }
}

/// Notes that so many of what an entry handed over came back.
pub(super) fn note_returned(state: &mut State, account: AccountNo, seq: u64, qty: Qty) {
    let (units, _) = count(qty);
    let Some(account) = account_mut(state, account) else { return };
    match account.returned.iter_mut().find(|(of, _)| *of == seq) {
        Some((_, returned)) => *returned = returned.saturating_add(units),
        None => account.returned.push((seq, units)),
    }
}

/// Ends a reservation, however it ended.
pub(super) fn end(state: &mut State, account: AccountNo, seq: u64) {
    if let Some(account) = account_mut(state, account) {
        account.reservations.retain(|kept| kept.seq != seq);
    }
}
