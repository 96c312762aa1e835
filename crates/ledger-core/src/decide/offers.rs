//! Offers, and what is spent on them.

use super::{currency_on, moving, spendable};
use crate::day::Day;
use crate::event::Event;
use crate::ids::{AccountNo, CurrencyCode, OfferCode};
use crate::points::{Amount, Points, Qty};
use crate::refusal::Refusal;
use crate::state::{Offer, State};

/// An offer that is not withdrawn.
pub(super) fn offered(state: &State, offer: OfferCode) -> Result<&Offer, Refusal> {
    match state.offers().get(&offer) {
        None => Err(Refusal::UnknownOffer { offer }),
        Some(listed) if listed.withdrawn => Err(Refusal::WithdrawnOffer { offer }),
        Some(listed) => Ok(listed),
    }
}

pub(super) fn redeem(
    state: &State,
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    note: String,
    today: Day,
) -> Result<Event, Refusal> {
    offered(state, offer)?;
    let holder = moving(state, account)?;
    let Sale { points, currency, merchant } = sale(state, offer, qty, account, today)?;
    let lots = spendable(account, holder, points, currency_on(state, currency, today)?, today)?;
    Ok(Event::Redeemed { account, offer, qty, points, currency, merchant, note, lots })
}

/// What an offer is sold for.
pub(super) struct Sale {
    pub(super) points: Points,
    pub(super) currency: CurrencyCode,
    pub(super) merchant: Option<AccountNo>,
}

/// What so many of an offer cost today, if they can be had: asked for a holder of
/// the branch and for one of another branch alike.
pub(super) fn sale(
    state: &State,
    offer: OfferCode,
    qty: Qty,
    buyer: AccountNo,
    today: Day,
) -> Result<Sale, Refusal> {
    let Offer { price, currency, merchant, .. } = *offered(state, offer)?;
    if let Some(merchant) = merchant {
        moving(state, merchant)?;
        if merchant == buyer {
            return Err(Refusal::ToItself { account: buyer });
        }
    }
    currency_on(state, currency, today)?;
    let points = times(price, qty).ok_or(Refusal::OfferQty { qty })?;
    Ok(Sale { points, currency, merchant })
}

/// The price of a whole number of offers, from 1 to 10,000.
fn times(price: Points, qty: Qty) -> Option<Points> {
    let Qty::Units(units) = qty else { return None };
    let whole = units.decimals() == 0;
    let within = units >= Amount::whole(1) && units <= Amount::whole(10_000);
    (whole && within)
        .then(|| Amount::new(price.amount().decimal().checked_mul(units.decimal())?).ok()?.points())
        .flatten()
}
