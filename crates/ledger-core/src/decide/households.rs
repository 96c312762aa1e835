//! Households, and the persons who are of them.

use super::{account_that, currency_on, moving, precise, spendable};
use crate::day::Day;
use crate::event::Event;
use crate::ids::{AccountNo, CurrencyCode};
use crate::points::{Amount, Points};
use crate::refusal::Refusal;
use crate::rulebook::{Currency, HolderKind};
use crate::state::{State, Status};

pub(super) fn join(
    state: &State,
    account: AccountNo,
    household: AccountNo,
) -> Result<Event, Refusal> {
    let person = moving(state, account)?;
    let home = moving(state, household)?;
    if person.kind != HolderKind::Person {
        return Err(Refusal::NotAPerson { account, kind: person.kind });
    }
    if home.kind != HolderKind::Household {
        return Err(Refusal::NotAHousehold { account: household, kind: home.kind });
    }
    if let Some(serial) = person.member_of {
        let household = AccountNo::new(state.branch(), serial);
        return Err(Refusal::AlreadyMember { account, household });
    }
    Ok(Event::MemberJoined { account, household })
}

pub(super) fn leave(state: &State, account: AccountNo, reason: String) -> Result<Event, Refusal> {
    let household = household_of(state, account)?;
    moving(state, household)?;
    Ok(Event::MemberLeft { account, household, reason })
}

/// Points go with who leaves: by a recorded decision, so no threshold holds them.
pub(super) fn divide(
    state: &State,
    from: AccountNo,
    to: AccountNo,
    (points, currency): (Points, CurrencyCode),
    reason: String,
    today: Day,
) -> Result<Event, Refusal> {
    let giver = moving(state, from)?;
    let getter = moving(state, to)?;
    for (account, kind) in [(from, giver.kind), (to, getter.kind)] {
        if !matches!(kind, HolderKind::Household | HolderKind::Person) {
            return Err(Refusal::NotDivisible { account, kind });
        }
    }
    if from == to {
        return Err(Refusal::ToItself { account: from });
    }
    let terms = currency_on(state, currency, today)?;
    precise(points, terms)?;
    let terms = Currency { spendable_above: Amount::ZERO, ..terms.clone() };
    let lots = spendable(from, giver, points, &terms, today)?;
    Ok(Event::Divided { from, to, points, currency, reason, lots })
}

/// The household of a person who is of one.
pub(super) fn household_of(state: &State, account: AccountNo) -> Result<AccountNo, Refusal> {
    let serial = moving(state, account)?.member_of.ok_or(Refusal::NoHousehold { account })?;
    Ok(AccountNo::new(state.branch(), serial))
}

/// A household is closed after its persons have left it.
pub(super) fn without_members(state: &State, household: AccountNo) -> Result<(), Refusal> {
    let open = |member: &AccountNo| {
        *member != household && state.account(*member).is_some_and(|a| a.status != Status::Closed)
    };
    let found = account_that(state, household, |status| status != Status::Closed)?;
    if found.kind != HolderKind::Household {
        return Ok(());
    }
    let members: Vec<AccountNo> = state.family(household).into_iter().filter(open).collect();
    match members.first() {
        Some(&member) => {
            let count = members.len();
            Err(Refusal::HasMembers { account: household, member, count })
        }
        None => Ok(()),
    }
}
