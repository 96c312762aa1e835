//! Households, and the persons who are of them.

use super::{account_that, moving};
use crate::event::Event;
use crate::ids::AccountNo;
use crate::refusal::Refusal;
use crate::rulebook::HolderKind;
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
