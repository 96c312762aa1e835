//! Expiry: what is lost when lots end, and what of it goes on.
//!
//! A lot that has ended cannot be spent from the next day on, whether that is
//! entered or not ([`crate::lots`]); the `expired` entry says what became of it.
//! Where the currency has a carry-over, that share of all that ended, rounded
//! down, goes on in one new lot. Its terms are those in force on the day after
//! the last of the lots ended: as if it had been posted then, so that closing
//! late makes no longer life. It can be spent once it is entered, not before:
//! nothing is shown as available that no entry has given.

use rust_decimal::Decimal;

use crate::apply;
use crate::command::Command;
use crate::day::Day;
use crate::ids::CurrencyCode;
use crate::lots::{self, Lot};
use crate::points::{Amount, Points};
use crate::state::{Account, State, Status};

/// What becomes of lots that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The lots.
    pub lots: Vec<Lot>,
    /// The points lost.
    pub points: Points,
    /// The points that go on, with their new last day.
    pub carried: Option<Lot>,
}

/// What becomes of lots of a currency, all of which end; nothing of none.
pub fn loss(state: &State, currency: CurrencyCode, ended: &[Lot]) -> Option<Loss> {
    let last = ended.iter().map(|lot| lot.until).max()?;
    let whole = lots::sum(ended);
    let carried = carried(state, currency, whole, last);
    let share = carried.map_or(Amount::ZERO, |lot| lot.points.amount());
    let points = whole.checked_sub(share)?.points()?;
    Some(Loss { lots: ended.to_vec(), points, carried })
}

fn carried(state: &State, currency: CurrencyCode, whole: Amount, last: Day) -> Option<Lot> {
    let next = Day::new(last.date().next_day()?)?;
    let terms = state.rulebook_on(next)?.rulebook.currency(currency)?;
    let until = terms.expires.last_day(next)?;
    let percent = Decimal::from(terms.carry_over?.get());
    let share = whole.decimal().checked_mul(percent)?.checked_div(Decimal::ONE_HUNDRED)?;
    let points = Amount::floor_to(share, terms.decimals).ok()?.points()?;
    Some(Lot { until, points })
}

/// The lots to enter as expired on a day, account by account. What was carried
/// over may have ended by then as well, where nobody closed a day for long.
pub fn due_expired(state: &State, today: Day) -> Vec<Command> {
    let mut due = Vec::new();
    for (no, held) in state.accounts() {
        if held.status == Status::Closed {
            continue;
        }
        for &(currency, _) in &held.lots {
            // All but a few accounts have nothing that ended.
            if held.ended(currency, today).is_empty() {
                continue;
            }
            let mut held = held.clone();
            while let Some(loss) = loss(state, currency, held.ended(currency, today)) {
                due.push(Command::Expire { account: no, currency });
                end(&mut held, currency, &loss);
            }
        }
    }
    due
}

/// What the entry does to the account.
fn end(held: &mut Account, currency: CurrencyCode, loss: &Loss) {
    apply::add(&mut held.balances, currency, -loss.points.amount());
    apply::lots::take_out(held, currency, &loss.lots);
    apply::lots::make(held, currency, loss.carried.as_slice());
}
