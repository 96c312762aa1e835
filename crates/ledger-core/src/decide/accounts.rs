//! Opening and closing accounts.

use super::{account_that, appeals, between, claims, manager, texts};
use crate::day::Day;
use crate::event::Event;
use crate::ids::{AccountNo, EntryId, HouseholdNo, OperatorId};
use crate::points::Amount;
use crate::refusal::Refusal;
use crate::rulebook::HolderKind;
use crate::state::{State, Status};

pub(super) fn open(
    state: &State,
    kind: HolderKind,
    household: Option<HouseholdNo>,
    by: &OperatorId,
) -> Result<Event, Refusal> {
    let branch = state.branch();
    if let Some(household) = &household {
        texts::private("household number", household.as_str())?;
        // A household's number that is an account's would name two accounts.
        if household.as_str().parse::<AccountNo>().is_ok() {
            return Err(Refusal::HouseholdIsAccount { household: household.clone() });
        }
        // A new account under an old number has new caps: not for a clerk to decide.
        if let Some(closed) = state.household(household)
            && state.account(closed).is_some_and(|a| a.status == Status::Closed)
        {
            manager(state, by)?;
        }
        let taken = state.household(household);
        if let Some(account) = taken
            && state.account(account).is_some_and(|a| a.status != Status::Closed)
        {
            return Err(Refusal::HouseholdTaken { household: household.clone(), account });
        }
    } else if kind == HolderKind::Household {
        return Err(Refusal::HouseholdMissing);
    }
    let serial = state.totals().accounts + 1;
    if serial > AccountNo::MAX_SERIAL {
        return Err(Refusal::NoNumbersLeft { branch });
    }
    Ok(Event::AccountOpened { account: AccountNo::new(branch, serial), kind, household })
}

pub(super) fn close(
    state: &State,
    account: AccountNo,
    reason: String,
    today: Day,
) -> Result<Event, Refusal> {
    let found = account_that(state, account, |status| status != Status::Closed)?;
    if let Some((currency, balance)) =
        found.balances.iter().find(|(_, balance)| *balance != Amount::ZERO)
    {
        return Err(Refusal::NotEmpty { account, balance: *balance, currency: *currency });
    }
    // A balance of nothing may be arrears beside points that have ended.
    if let Some((currency, _)) = found.lots.iter().find(|(_, lots)| !lots.is_empty()) {
        let balance = found.standing(*currency, today);
        return Err(Refusal::NotEmpty { account, balance, currency: *currency });
    }
    // What comes back of it has to come back somewhere.
    if let Some(reservation) = found.reservations.first() {
        let entry = EntryId { branch: state.branch(), seq: reservation.seq };
        return Err(Refusal::UnderWay { account, entry });
    }
    claims::none_under_way(account, found)?;
    if let Some(entry) = appeals::under_way(state, account) {
        return Err(Refusal::UnderWay { account, entry });
    }
    if let Some(entry) = between::first_under_way(state, account) {
        return Err(Refusal::UnderWay { account, entry });
    }
    super::households::without_members(state, account)?;
    Ok(Event::AccountClosed { account, reason })
}
