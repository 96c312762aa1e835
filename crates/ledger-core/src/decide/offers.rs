//! Offers, what is spent on them, and what is reserved, collected and returned.
//!
//! What is sold is sold in one place ([`sell`]), whether it is handed over at
//! once or put by. What was put by stays so when the offer is paused, withdrawn
//! or listed anew: its terms are those of the reservation. Giving back asks
//! nothing of the offer.

use super::undo::{not_undone, original};
use super::{currency_on, moving, spendable};
use crate::command::Command;
use crate::day::Day;
use crate::event::{Event, OfferTerms};
use crate::ids::{AccountNo, EntryId, OfferCode};
use crate::lots::{self, Lot};
use crate::pick_up::{CodeHash, PickUpCode};
use crate::points::{Amount, Points, Qty};
use crate::refusal::Refusal;
use crate::rulebook::{Cap, Limit, Per};
use crate::state::{Account, Offer, Reservation, State};

/// For how many days a reservation is held where its offer does not say.
pub const DEFAULT_HOLD_DAYS: u32 = 7;
/// The most days an offer may hold one.
const MOST_HOLD_DAYS: u32 = 365;
/// The most of an offer that come or go at once, or are there.
const MOST_STOCK: u32 = 1_000_000;

/// An offer that there is, withdrawn or not.
fn listed(state: &State, offer: OfferCode) -> Result<&Offer, Refusal> {
    state.offers().get(&offer).ok_or(Refusal::UnknownOffer { offer })
}

/// An offer that is not withdrawn.
pub(super) fn offered(state: &State, offer: OfferCode) -> Result<&Offer, Refusal> {
    match listed(state, offer)? {
        listed if listed.withdrawn => Err(Refusal::WithdrawnOffer { offer }),
        listed => Ok(listed),
    }
}

/// An offer that can be had on a day.
fn on_sale(state: &State, offer: OfferCode, on: Day) -> Result<&Offer, Refusal> {
    let listed = offered(state, offer)?;
    let OfferTerms { from, until, .. } = listed.terms;
    if listed.paused {
        return Err(Refusal::PausedOffer { offer });
    }
    if from.is_some_and(|from| on < from) || until.is_some_and(|until| on > until) {
        return Err(Refusal::NotOnSale { offer, on, from, until });
    }
    Ok(listed)
}

/// What an offer may ask besides its price.
pub(super) fn check_terms(terms: &OfferTerms) -> Result<(), Refusal> {
    match terms.limit {
        None | Some(Cap::Within { limit: Limit::Times(_), per: Per::Day | Per::Month }) => {}
        Some(Cap::Within { limit: Limit::Times(_), per: Per::Year | Per::Life }) => {}
        Some(limit) => return Err(Refusal::LimitUnfit { limit }),
    }
    if let (Some(from), Some(until)) = (terms.from, terms.until)
        && until < from
    {
        return Err(Refusal::SaleDates { from, until });
    }
    match terms.hold_days {
        Some(days) if !(1..=MOST_HOLD_DAYS).contains(&days) => {
            Err(Refusal::HoldDays { days, most: MOST_HOLD_DAYS })
        }
        _ => Ok(()),
    }
}

pub(super) fn pause(state: &State, offer: OfferCode, reason: String) -> Result<Event, Refusal> {
    if offered(state, offer)?.paused {
        return Err(Refusal::PausedOffer { offer });
    }
    Ok(Event::OfferPaused { offer, reason })
}

pub(super) fn resume(state: &State, offer: OfferCode) -> Result<Event, Refusal> {
    if !offered(state, offer)?.paused {
        return Err(Refusal::NotPaused { offer });
    }
    Ok(Event::OfferResumed { offer })
}

/// More or less on the shelf. What is there of a withdrawn offer is counted as well.
pub(super) fn change_stock(
    state: &State,
    offer: OfferCode,
    change: Amount,
    reason: String,
) -> Result<Event, Refusal> {
    let left = listed(state, offer)?.stock.unwrap_or_default();
    let most = Amount::new(MOST_STOCK.into()).unwrap_or_default();
    let after = left.checked_add(change).unwrap_or(most);
    if change.decimals() > 0 || change > most || change < -most || after > most {
        return Err(Refusal::StockChange { change, most: MOST_STOCK });
    }
    if after.is_negative() {
        return Err(Refusal::OutOfStock { offer, wanted: -change, left });
    }
    Ok(Event::StockChanged { offer, change, reason })
}

/// What a number of an offer costs an account, and where the points come from and go.
struct Sale {
    points: Points,
    merchant: Option<AccountNo>,
    lots: Vec<Lot>,
}

/// A number of an offer for an account, today: if it is on sale, there, within
/// the limit, and can be paid for.
fn sell(
    state: &State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    today: Day,
) -> Result<(&Offer, Sale), Refusal> {
    let listed = on_sale(state, offer, today)?;
    let holder = moving(state, account)?;
    if let Some(merchant) = listed.merchant {
        moving(state, merchant)?;
        if merchant == account {
            return Err(Refusal::ToItself { account });
        }
    }
    let terms = currency_on(state, listed.currency, today)?;
    let wanted = units(qty).ok_or(Refusal::OfferQty { qty })?;
    let points = times(listed.price, wanted).ok_or(Refusal::OfferQty { qty })?;
    left_for(holder, offer, listed, wanted, today)?;
    let lots = spendable(account, holder, points, terms, today)?;
    Ok((listed, Sale { points, merchant: listed.merchant, lots }))
}

/// So many are on the shelf, and within what the account may still have.
fn left_for(
    holder: &Account,
    offer: OfferCode,
    listed: &Offer,
    wanted: u32,
    today: Day,
) -> Result<(), Refusal> {
    let amount = Amount::new(wanted.into()).unwrap_or_default();
    if let Some(left) = listed.stock.filter(|left| *left < amount) {
        return Err(Refusal::OutOfStock { offer, wanted: amount, left });
    }
    if let Some(limit @ Cap::Within { limit: Limit::Times(most), per }) = listed.terms.limit {
        let taken = holder.taken_within(offer, per, today);
        if taken.saturating_add(wanted) > most.get() {
            return Err(Refusal::LimitReached { offer, limit, taken, wanted });
        }
    }
    Ok(())
}

pub(super) fn redeem(
    state: &State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    note: String,
    today: Day,
) -> Result<Event, Refusal> {
    let (listed, Sale { points, merchant, lots }) = sell(state, account, offer, qty, today)?;
    let currency = listed.currency;
    Ok(Event::Redeemed { account, offer, qty, points, currency, merchant, note, lots })
}

pub(super) fn reserve(
    state: &State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    (code, note): (CodeHash, String),
    today: Day,
) -> Result<Event, Refusal> {
    let (listed, Sale { points, merchant, lots }) = sell(state, account, offer, qty, today)?;
    let currency = listed.currency;
    let until = today.plus_days(listed.terms.hold_days.unwrap_or(DEFAULT_HOLD_DAYS));
    Ok(Event::Reserved { account, offer, qty, points, currency, merchant, until, code, note, lots })
}

/// A reservation of an account that nothing has ended yet.
fn under_way(
    state: &State,
    account: AccountNo,
    reservation: EntryId,
) -> Result<&Reservation, Refusal> {
    let here = reservation.branch == state.branch();
    let holder = state.account(account).filter(|_| here);
    holder
        .and_then(|holder| holder.reservations.iter().find(|kept| kept.seq == reservation.seq))
        .ok_or(Refusal::ReservationOver { account, reservation })
}

/// Hands over what was put by. Points move, so nobody may be frozen.
pub(super) fn collect(
    state: &State,
    account: AccountNo,
    reservation: EntryId,
    code: PickUpCode,
) -> Result<Event, Refusal> {
    let kept = under_way(state, account, reservation)?;
    if kept.code != code.hash() {
        return Err(Refusal::WrongCode { reservation });
    }
    moving(state, account)?;
    if let Some(merchant) = kept.merchant {
        moving(state, merchant)?;
    }
    let Reservation { offer, qty, points, currency, merchant, ref lots, .. } = *kept;
    let lots = lots.clone();
    Ok(Event::Collected {
        reservation,
        account,
        offer,
        qty,
        points,
        currency,
        merchant,
        code,
        lots,
    })
}

/// Gives a reservation up; like a reversal, on a frozen account as well.
pub(super) fn cancel(
    state: &State,
    account: AccountNo,
    reservation: EntryId,
    reason: String,
) -> Result<Event, Refusal> {
    let kept = under_way(state, account, reservation)?;
    let Reservation { offer, qty, points, currency, ref lots, .. } = *kept;
    let lots = lots.clone();
    Ok(Event::ReservationCancelled {
        reservation,
        account,
        offer,
        qty,
        points,
        currency,
        lots,
        reason,
    })
}

/// The same once its last day has gone by.
pub(super) fn release(
    state: &State,
    account: AccountNo,
    reservation: EntryId,
    today: Day,
) -> Result<Event, Refusal> {
    let kept = under_way(state, account, reservation)?;
    if today <= kept.until {
        return Err(Refusal::NotDueYet { reservation, until: kept.until, today });
    }
    let Reservation { offer, qty, points, currency, ref lots, .. } = *kept;
    let lots = lots.clone();
    Ok(Event::ReservationReleased { reservation, account, offer, qty, points, currency, lots })
}

/// The reservations whose last day has gone by: a command to release each.
pub fn due_releases(state: &State, today: Day) -> Vec<Command> {
    let branch = state.branch();
    let of_account = |(account, held): (AccountNo, &Account)| {
        let due = held.reservations.iter().filter(|kept| kept.until < today);
        let release = |kept: &Reservation| {
            let reservation = EntryId { branch, seq: kept.seq };
            Command::ReleaseReservation { account, reservation }
        };
        due.map(release).collect::<Vec<_>>()
    };
    state.accounts().into_iter().flat_map(of_account).collect()
}

/// Takes back some or all of what an entry handed over; the points go back by
/// the lots they came from, those that ended last first.
pub(super) fn give_back(
    state: &State,
    entry: EntryId,
    qty: Qty,
    reason: String,
) -> Result<Event, Refusal> {
    let wanted = units(qty).ok_or(Refusal::OfferQty { qty })?;
    let original = original(state, entry)?;
    let not_returnable = || Refusal::NotReturnable { entry, event: original.name() };
    let (Event::Redeemed { account, offer, qty: had, points, currency, merchant, lots, .. }
    | Event::Collected { account, offer, qty: had, points, currency, merchant, lots, .. }) =
        original
    else {
        return Err(not_returnable());
    };
    not_undone(state, entry, original)?;
    let returned = state.account(*account).map_or(0, |holder| holder.returned(entry.seq));
    let had = units(*had).ok_or_else(not_returnable)?;
    let left = had.saturating_sub(returned);
    if wanted > left {
        return Err(Refusal::ReturnTooMany { entry, wanted, left });
    }
    let each = points.amount().decimal().checked_div(had.into());
    let each = each.and_then(|each| Amount::new(each).ok()?.points());
    let worth =
        |units: u32| each.and_then(|each| times(each, units)).map_or(Amount::ZERO, Points::amount);
    let back = worth(wanted).points().ok_or_else(not_returnable)?;
    // What stays paid came first: what goes back is what lies between.
    let mut lots_back = lots::first(lots, worth(left));
    for lot in lots::first(lots, worth(left - wanted)) {
        lots::remove(&mut lots_back, lot);
    }
    Ok(Event::Returned {
        entry,
        account: *account,
        offer: *offer,
        qty,
        points: back,
        currency: *currency,
        merchant: *merchant,
        lots: lots_back,
        reason,
    })
}

/// A whole number of offers, from 1 to 10,000.
pub(crate) fn units(qty: Qty) -> Option<u32> {
    let Qty::Units(units) = qty else { return None };
    let whole = u32::try_from(units.decimal()).ok().filter(|_| units.decimals() == 0);
    whole.filter(|units| (1..=10_000).contains(units))
}

/// The price of so many.
fn times(price: Points, units: u32) -> Option<Points> {
    Amount::new(price.amount().decimal().checked_mul(units.into())?).ok()?.points()
}
