//! Offers, and what is spent on them.

use super::{currency_on, moving, precise, spendable};
use crate::day::Day;
use crate::event::{Event, Matched};
use crate::ids::{AccountNo, CurrencyCode, OfferCode};
use crate::lots::Lot;
use crate::points::{Amount, Points, Qty};
use crate::refusal::Refusal;
use crate::rulebook::{Currency, SpendWith};
use crate::state::{Account, Offer, State};

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
    with: Option<(CurrencyCode, Points)>,
    today: Day,
) -> Result<Event, Refusal> {
    offered(state, offer)?;
    let holder = moving(state, account)?;
    let listed = for_sale(state, offer, account)?;
    let Offer { currency, merchant, .. } = *listed;
    let Payment { points, lots, matched } =
        payment(state, (account, holder), listed, qty, with, today)?;
    Ok(Event::Redeemed { account, offer, qty, points, currency, merchant, note, lots, matched })
}

/// An offer that somebody can have: asked for a holder of the branch and for one
/// of another branch alike.
fn for_sale(state: &State, offer: OfferCode, buyer: AccountNo) -> Result<&Offer, Refusal> {
    let listed = offered(state, offer)?;
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

/// What so many of an offer cost a holder of another branch today, if they can be had.
pub(super) fn sale(
    state: &State,
    offer: OfferCode,
    qty: Qty,
    buyer: AccountNo,
    today: Day,
) -> Result<Sale, Refusal> {
    let Offer { price, currency, merchant, .. } = *for_sale(state, offer, buyer)?;
    let terms = currency_on(state, currency, today)?;
    let points = times(price, qty).ok_or(Refusal::OfferQty { qty })?;
    not_alone(terms)?;
    Ok(Sale { points, currency, merchant })
}

/// How an offer is paid: in its currency, and beside it in one that is spent
/// only so.
pub(super) struct Payment {
    /// In the offer's currency.
    pub(super) points: Points,
    /// The lots they are taken from.
    pub(super) lots: Vec<Lot>,
    /// The rest of the price, one for one.
    pub(super) matched: Option<Matched>,
}

/// What so many of an offer take from an account, if it is there to spend.
pub(super) fn payment(
    state: &State,
    (account, holder): (AccountNo, &Account),
    listed: &Offer,
    qty: Qty,
    with: Option<(CurrencyCode, Points)>,
    today: Day,
) -> Result<Payment, Refusal> {
    let terms = currency_on(state, listed.currency, today)?;
    let with = match with {
        None => None,
        Some((currency, points)) => {
            let beside = currency_on(state, currency, today)?;
            precise(points, beside)?;
            // What is left of the price is the partner's, and has no more decimals either.
            precise(points, terms)?;
            Some((beside, points))
        }
    };
    let price = times(listed.price, qty).ok_or(Refusal::OfferQty { qty })?;
    not_alone(terms)?;
    let Some((beside, asked)) = with else {
        let lots = spendable(account, holder, price, terms, today)?;
        return Ok(Payment { points: price, lots, matched: None });
    };
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

/// The price of a whole number of offers, from 1 to 10,000.
fn times(price: Points, qty: Qty) -> Option<Points> {
    let Qty::Units(units) = qty else { return None };
    let whole = units.decimals() == 0;
    let within = units >= Amount::whole(1) && units <= Amount::whole(10_000);
    (whole && within)
        .then(|| Amount::new(price.amount().decimal().checked_mul(units.decimal())?).ok()?.points())
        .flatten()
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
