//! Lots (批次): points of one account with one last day.
//!
//! What expires lies in lots; what lies in none does not expire. Whatever takes
//! points takes from the lot that ends first and never from one that has ended
//! ([`take`]); the entry names what it took, so that undoing it gives back
//! exactly that. Which day a lot ends on is the rulebook's
//! ([`crate::rulebook::Expiry`]); that arrears are paid off before anything
//! becomes a lot is [`crate::apply()`]'s.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::points::{Amount, Points};

/// Points with one last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// The last day on which they can be spent.
    pub until: Day,
    /// How many.
    pub points: Points,
}

/// What the lots hold together.
pub fn sum<'a>(lots: impl IntoIterator<Item = &'a Lot>) -> Amount {
    let sum = lots.into_iter().map(|lot| lot.points.amount().decimal()).sum::<Decimal>();
    Amount::new(sum).unwrap_or_default()
}

/// The lots that so many points are taken from on a day: those that end first,
/// none that has ended. What they do not cover lies in no lot.
///
/// ```
/// use ledger_core::lots::{Lot, take};
/// let lot = |until: &str, points: &str| -> Result<Lot, Box<dyn std::error::Error>> {
///     Ok(Lot { until: until.parse()?, points: points.parse()? })
/// };
/// let held = [lot("2026-06-30", "5")?, lot("2026-12-31", "8")?];
/// let taken = take(&held, "6".parse()?, "2026-06-30".parse()?);
/// assert_eq!(taken, [lot("2026-06-30", "5")?, lot("2026-12-31", "1")?]);
/// assert_eq!(take(&held, "6".parse()?, "2026-07-01".parse()?), [lot("2026-12-31", "6")?]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn take(held: &[Lot], points: Points, on: Day) -> Vec<Lot> {
    take_in_order(held.iter().filter(|lot| lot.until >= on), points)
}

/// The same, but first from lots that end on these days: what an entry put
/// there goes before what else there is.
pub fn take_back(held: &[Lot], first: &[Day], points: Points, on: Day) -> Vec<Lot> {
    let of_entry = |lot: &&Lot| first.contains(&lot.until);
    let others = held.iter().filter(|lot| lot.until >= on && !of_entry(lot));
    let mut taken = take_in_order(held.iter().filter(of_entry).chain(others), points);
    taken.sort_unstable_by_key(|lot| lot.until);
    taken
}

/// The lots that the first so many of points taken from these came from.
pub(crate) fn first(taken: &[Lot], amount: Amount) -> Vec<Lot> {
    amount.points().map_or_else(Vec::new, |points| take_in_order(taken.iter(), points))
}

fn take_in_order<'a>(held: impl Iterator<Item = &'a Lot>, points: Points) -> Vec<Lot> {
    let mut missing = points.amount();
    let mut taken = Vec::new();
    for lot in held {
        let part = lot.points.amount().min(missing);
        if let (Some(points), Some(left)) = (part.points(), missing.checked_sub(part)) {
            taken.push(Lot { until: lot.until, points });
            missing = left;
        }
    }
    taken
}

/// Puts points into the lot of their day; lots stay in the order of their days.
pub fn put(held: &mut Vec<Lot>, lot: Lot) {
    match held.binary_search_by_key(&lot.until, |lot| lot.until) {
        Ok(at) => {
            let sum = held[at].points.amount().checked_add(lot.points.amount());
            held[at].points = sum.and_then(Amount::points).unwrap_or(held[at].points);
        }
        Err(at) => held.insert(at, lot),
    }
}

/// Takes points out of the lot of their day, as far as they are there.
pub fn remove(held: &mut Vec<Lot>, lot: Lot) {
    let Ok(at) = held.binary_search_by_key(&lot.until, |lot| lot.until) else { return };
    let left = held[at].points.amount().checked_sub(lot.points.amount());
    match left.and_then(Amount::points) {
        Some(points) => held[at].points = points,
        None => {
            held.remove(at);
        }
    }
}
