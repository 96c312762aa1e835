//! Lots that are made by what comes in, and those that end.

use super::{account_that, moving};
use crate::day::Day;
use crate::event::{Event, Spilled};
use crate::expiry::{Loss, loss};
use crate::ids::{AccountNo, CurrencyCode};
use crate::lots::Lot;
use crate::points::{Amount, Points};
use crate::refusal::Refusal;
use crate::rulebook::Currency;
use crate::state::{Account, State, Status};

/// What an award brings to the account it is for.
#[derive(Default)]
pub(super) struct Credit {
    /// The last day of what the account keeps.
    pub(super) until: Option<Day>,
    /// What its ceiling keeps out of it.
    pub(super) spilled: Option<Spilled>,
}

/// The last day on which points that come in today can be spent. Points that
/// merchants and pools have do not expire.
pub(super) fn last_day(holder: &Account, currency: &Currency, today: Day) -> Option<Day> {
    if holder.kind.earns() { currency.expires.last_day(today) } else { None }
}

/// The lots that points are in where they come to. Out of the hands of a merchant
/// or a pool, where they are in none, they come into a new one: by that detour
/// they would otherwise live for ever.
pub(super) fn passed_on(
    giver: &Account,
    taken: Vec<Lot>,
    points: Points,
    currency: &Currency,
    today: Day,
) -> Vec<Lot> {
    if giver.kind.earns() {
        return taken;
    }
    currency.expires.last_day(today).map(|until| Lot { until, points }).into_iter().collect()
}

/// What of an award stays with the account, and what goes to the pool.
pub(super) fn credit(
    state: &State,
    (account, holder): (AccountNo, &Account),
    award: Points,
    currency: &Currency,
    today: Day,
) -> Result<Credit, Refusal> {
    let until = last_day(holder, currency, today);
    let Some(ceiling) = currency.ceiling.filter(|_| holder.kind.earns()) else {
        return Ok(Credit { until, spilled: None });
    };
    let balance = holder.standing(currency.code, today);
    let room = ceiling.checked_sub(balance).unwrap_or_default().max(Amount::ZERO);
    let over = award.amount().checked_sub(room).and_then(Amount::points);
    let Some(points) = over else { return Ok(Credit { until, spilled: None }) };
    let code = currency.code;
    let to = state.pool();
    let to = to.ok_or(Refusal::NoPool { account, currency: code, ceiling, balance, points })?;
    moving(state, to)?;
    // What goes to the pool does not expire.
    let until = until.filter(|_| room > Amount::ZERO);
    Ok(Credit { until, spilled: Some(Spilled { to, points }) })
}

/// What is given to an account leaves it below its ceiling: a gift is not split.
pub(super) fn below_ceiling(
    account: AccountNo,
    holder: &Account,
    points: Points,
    currency: &Currency,
    today: Day,
) -> Result<(), Refusal> {
    let Some(ceiling) = currency.ceiling.filter(|_| holder.kind.earns()) else { return Ok(()) };
    let balance = holder.standing(currency.code, today);
    if balance.checked_add(points.amount()).is_some_and(|after| after <= ceiling) {
        return Ok(());
    }
    Err(Refusal::AboveCeiling { account, currency: currency.code, ceiling, balance, points })
}

/// Enters what ended before today. A freeze stops what people do, not the
/// calendar: lots of a frozen account end like all others.
pub(super) fn expire(
    state: &State,
    account: AccountNo,
    currency: CurrencyCode,
    today: Day,
) -> Result<Event, Refusal> {
    let held = account_that(state, account, |status| status != Status::Closed)?;
    let ended = loss(state, currency, held.ended(currency, today));
    let Loss { lots, points, carried } = ended.ok_or_else(|| {
        let next = held.lots(currency).first().map(|lot| lot.until);
        Refusal::NothingExpired { account, currency, today, next }
    })?;
    Ok(Event::Expired { account, currency, points, lots, carried })
}
