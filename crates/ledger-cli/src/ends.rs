//! When what an account holds ends, as `balance` and `account show` tell it.
//!
//! Two facts are enough on a screen: what ends next, so that it is spent in
//! time, and what has ended and is not entered, so that nobody wonders why it
//! cannot be. All of it is what `expiring` lists.

use ledger_core::day::Day;
use ledger_core::ids::CurrencyCode;
use ledger_core::lots;
use ledger_core::points::Amount;
use ledger_core::state::Account;
use serde::Serialize;

/// Points and the last day on which they can, or could, be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Ends {
    /// How many.
    pub(crate) points: Amount,
    /// Their last day; of several the latest.
    pub(crate) until: Day,
}

/// What has ended by a day and is not entered as expired.
pub(crate) fn ended(account: &Account, currency: CurrencyCode, today: Day) -> Option<Ends> {
    let ended = account.ended(currency, today);
    let until = ended.last()?.until;
    Some(Ends { points: lots::sum(ended), until })
}

/// What ends next.
pub(crate) fn next(account: &Account, currency: CurrencyCode, today: Day) -> Option<Ends> {
    let next = account.lots(currency).iter().find(|lot| lot.until >= today)?;
    Some(Ends { points: next.points.amount(), until: next.until })
}
