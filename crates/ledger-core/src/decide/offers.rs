//! Offers, and what is spent on them.

use super::{currency_on, moving, spendable};
use crate::day::Day;
use crate::event::Event;
use crate::ids::{AccountNo, OfferCode};
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
    let listed = offered(state, offer)?;
    let holder = moving(state, account)?;
    if let Some(merchant) = listed.merchant {
        moving(state, merchant)?;
        if merchant == account {
            return Err(Refusal::ToItself { account });
        }
    }
    let Offer { currency, merchant, .. } = *listed;
    let terms = currency_on(state, currency, today)?;
    let points = times(listed.price, qty).ok_or(Refusal::OfferQty { qty })?;
    let lots = spendable(account, holder, points, terms, today)?;
    Ok(Event::Redeemed { account, offer, qty, points, currency, merchant, note, lots })
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
