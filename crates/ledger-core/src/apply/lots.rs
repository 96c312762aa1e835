//! What entries do to the lots of an account.

use crate::ids::CurrencyCode;
use crate::lots::{self, Lot};
use crate::postings::{Given, Movement};
use crate::state::Account;

/// What leaves an account leaves the lots that the entry names.
pub(crate) fn take_out(account: &mut Account, currency: CurrencyCode, taken: &[Lot]) {
    let held = account.lots.iter_mut().find(|(c, _)| *c == currency);
    if let Some((_, held)) = held {
        taken.iter().for_each(|lot| lots::remove(held, *lot));
    }
}

/// What comes in becomes lots where it expires; it is in the balance already.
/// Points of merchants and pools do not expire.
pub(super) fn put_in(account: &mut Account, movement: &Movement<'_>) {
    match movement.given {
        _ if !account.kind.earns() => {}
        Given::Lots(lots) => make(account, movement.currency, lots),
        Given::Until(Some(until)) => {
            make(account, movement.currency, &[Lot { until, points: movement.points }]);
        }
        Given::Until(None) => {}
    }
}

/// Makes lots of points that are in the balance. Arrears are paid off first:
/// lots hold no more than the balance does.
pub(crate) fn make(account: &mut Account, currency: CurrencyCode, given: &[Lot]) {
    if given.is_empty() {
        return;
    }
    let balance = account.balance(currency);
    let at = match account.lots.iter().position(|(c, _)| *c == currency) {
        Some(at) => at,
        None => {
            account.lots.push((currency, Vec::new()));
            account.lots.len() - 1
        }
    };
    let held = &mut account.lots[at].1;
    let mut room = balance.checked_sub(lots::sum(held.iter())).unwrap_or_default();
    // What ends first pays first.
    for lot in given.iter().rev() {
        if let Some(points) = lot.points.amount().min(room).points() {
            lots::put(held, Lot { until: lot.until, points });
            room = room.checked_sub(points.amount()).unwrap_or_default();
        }
    }
}
