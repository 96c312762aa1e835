//! Offers, what is spent on them, and what is reserved, collected and returned.
//!
//! What is sold is sold in one place ([`sell`]), whether it is handed over at
//! once or put by. What was put by stays so when the offer is paused, withdrawn
//! or listed anew: its terms are those of the reservation. Giving back asks
//! nothing of the offer.

use super::undo::{none_closed, not_undone, original};
use super::{account_that, currency_on, moving, precise, spendable};
use crate::command::Command;
use crate::day::Day;
use crate::event::{Event, Matched, OfferTerms};
use crate::ids::{AccountNo, CurrencyCode, EntryId, OfferCode};
use crate::lots::{self, Lot};
use crate::pick_up::{CodeHash, PickUpCode};
use crate::points::{Amount, Points, Qty};
use crate::refusal::Refusal;
use crate::rulebook::{Cap, Currency, Limit, Per, SpendWith};
use crate::state::{Account, Offer, Reservation, State, Status};

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

/// A number of an offer for an account, today: if it is on sale, there, within
/// the limit, and can be paid for.
fn sell(
    state: &State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    with: Option<(CurrencyCode, Points)>,
    today: Day,
) -> Result<(&Offer, Payment), Refusal> {
    on_sale(state, offer, today)?;
    let holder = moving(state, account)?;
    let listed = for_sale(state, offer, account, today)?;
    let terms = currency_on(state, listed.currency, today)?;
    if let Some((beside, points)) = with {
        precise(points, currency_on(state, beside, today)?)?;
        // What is left of the price is the partner's, and has no more decimals either.
        precise(points, terms)?;
    }
    let wanted = units(qty).ok_or(Refusal::OfferQty { qty })?;
    left(offer, listed, wanted)?;
    within_limit(holder, offer, listed, wanted, today)?;
    let price = times(listed.price, wanted).ok_or(Refusal::OfferQty { qty })?;
    let payment = payment(state, (account, holder), (price, listed.currency), with, today)?;
    Ok((listed, payment))
}

/// An offer that somebody can have on a day: asked for a holder of the branch
/// and for one of another branch alike.
fn for_sale(
    state: &State,
    offer: OfferCode,
    buyer: AccountNo,
    today: Day,
) -> Result<&Offer, Refusal> {
    let listed = on_sale(state, offer, today)?;
    if let Some(merchant) = listed.merchant {
        moving(state, merchant)?;
        if merchant == buyer {
            return Err(Refusal::ToItself { account: buyer });
        }
    }
    Ok(listed)
}

/// What an offer is sold for to a holder of another branch.
pub(super) struct Sale {
    pub(super) points: Points,
    pub(super) currency: CurrencyCode,
    pub(super) merchant: Option<AccountNo>,
}

/// What so many of an offer cost a holder of another branch today, if they can
/// be had. What is limited for each account is for those the branch can count.
pub(super) fn sale(
    state: &State,
    offer: OfferCode,
    qty: Qty,
    buyer: AccountNo,
    today: Day,
) -> Result<Sale, Refusal> {
    let listed = for_sale(state, offer, buyer, today)?;
    let terms = currency_on(state, listed.currency, today)?;
    let wanted = units(qty).ok_or(Refusal::OfferQty { qty })?;
    let points = times(listed.price, wanted).ok_or(Refusal::OfferQty { qty })?;
    left(offer, listed, wanted)?;
    if listed.terms.limit.is_some() {
        return Err(Refusal::OnlyHere { offer, branch: state.branch() });
    }
    not_alone(terms)?;
    Ok(Sale { points, currency: listed.currency, merchant: listed.merchant })
}

/// So many are on the shelf.
fn left(offer: OfferCode, listed: &Offer, wanted: u32) -> Result<(), Refusal> {
    let wanted = Amount::new(wanted.into()).unwrap_or_default();
    match listed.stock.filter(|left| *left < wanted) {
        Some(left) => Err(Refusal::OutOfStock { offer, wanted, left }),
        None => Ok(()),
    }
}

/// So many are within what the account may still have.
fn within_limit(
    holder: &Account,
    offer: OfferCode,
    listed: &Offer,
    wanted: u32,
    today: Day,
) -> Result<(), Refusal> {
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
    with: Option<(CurrencyCode, Points)>,
    today: Day,
) -> Result<Event, Refusal> {
    let (listed, Payment { points, lots, matched }) =
        sell(state, account, offer, qty, with, today)?;
    let Offer { currency, merchant, .. } = *listed;
    Ok(Event::Redeemed { account, offer, qty, points, currency, merchant, note, lots, matched })
}

/// How an offer is paid: in its currency, and beside it in one that is spent
/// only so.
struct Payment {
    /// In the offer's currency.
    pub(super) points: Points,
    /// The lots they are taken from.
    pub(super) lots: Vec<Lot>,
    /// The rest of the price, one for one.
    pub(super) matched: Option<Matched>,
}

/// What a price takes from an account, if it is there to spend.
fn payment(
    state: &State,
    (account, holder): (AccountNo, &Account),
    (price, currency): (Points, CurrencyCode),
    with: Option<(CurrencyCode, Points)>,
    today: Day,
) -> Result<Payment, Refusal> {
    let terms = currency_on(state, currency, today)?;
    not_alone(terms)?;
    let Some((beside, asked)) = with else {
        let lots = spendable(account, holder, price, terms, today)?;
        return Ok(Payment { points: price, lots, matched: None });
    };
    let beside = currency_on(state, beside, today)?;
    let points = less(price, asked, terms, beside)?;
    let lots = spendable(account, holder, points, terms, today)?;
    let beside_lots = spendable(account, holder, asked, beside, today)?;
    let matched = Matched { currency: beside.code, points: asked, lots: beside_lots };
    Ok(Payment { points, lots, matched: Some(matched) })
}

/// A currency that can be spent by itself.
pub(super) fn not_alone(terms: &Currency) -> Result<(), Refusal> {
    match terms.spend_with {
        Some(SpendWith { currency: partner, share }) => {
            Err(Refusal::NeedsPartner { currency: terms.code, partner, share })
        }
        None => Ok(()),
    }
}

/// What of a price is left for the partner, so many points being paid beside it.
fn less(
    price: Points,
    points: Points,
    terms: &Currency,
    beside: &Currency,
) -> Result<Points, Refusal> {
    let (currency, partner) = (beside.code, terms.code);
    let share = match beside.spend_with {
        Some(with) if with.currency == partner => with.share,
        _ => return Err(Refusal::NotPartner { currency, partner }),
    };
    let most = most(price, share, terms.decimals.min(beside.decimals));
    let left = price.amount().checked_sub(points.amount()).and_then(Amount::points);
    left.filter(|_| points.amount() <= most).ok_or(Refusal::AboveShare {
        currency,
        points,
        most,
        share,
        price,
        partner,
    })
}

/// The most of a price that `share` for each one of the rest may cover, rounded
/// down: the partner pays its part in full.
fn most(price: Points, share: u32, decimals: u32) -> Amount {
    let share = rust_decimal::Decimal::from(share);
    let whole = price.amount().decimal().checked_mul(share);
    let most = whole.and_then(|whole| whole.checked_div(share + rust_decimal::Decimal::ONE));
    most.and_then(|most| Amount::floor_to(most, decimals).ok()).unwrap_or_default()
}

pub(super) fn reserve(
    state: &State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    (code, note): (CodeHash, String),
    today: Day,
) -> Result<Event, Refusal> {
    let (listed, Payment { points, lots, .. }) = sell(state, account, offer, qty, None, today)?;
    let Offer { currency, merchant, .. } = *listed;
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
pub(crate) fn release(
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
    let wanted = units(qty).ok_or(Refusal::OfferQty { qty });
    let original = match (original(state, entry), &wanted) {
        (Err(_), Err(unreadable)) => return Err(unreadable.clone()),
        (found, _) => found?,
    };
    let not_returnable = || Refusal::NotReturnable { entry, event: original.name() };
    let (Event::Redeemed { account, offer, qty: had, points, currency, merchant, lots, .. }
    | Event::Collected { account, offer, qty: had, points, currency, merchant, lots, .. }) =
        original
    else {
        return Err(wanted.err().unwrap_or_else(not_returnable));
    };
    if matches!(original, Event::Redeemed { matched: Some(_), .. }) {
        // What was paid in two currencies goes back whole: it is reversed.
        return Err(wanted.err().unwrap_or_else(not_returnable));
    }
    // What was collected long ago may be of somebody who is gone by now.
    account_that(state, *account, |status| status != Status::Closed)?;
    none_closed(state, original)?;
    let wanted = wanted?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_beside_a_partner_is_rounded_down() {
        for (price, share, decimals, want) in [
            ("60", 5, 0, "50"),
            ("61", 5, 0, "50"),
            ("7", 5, 0, "5"),
            ("7", 5, 1, "5.8"),
            ("1", 1, 0, "0"),
            ("1", 1, 1, "0.5"),
            ("3", 1, 0, "1"),
            ("999999999999", 100, 4, "990099009900"),
            ("999999999998", 100, 4, "990099009899.0099"),
        ] {
            let most = most(price.parse().unwrap(), share, decimals);
            assert_eq!(most.to_string(), want, "{price} 1:{share}");
        }
    }
}
