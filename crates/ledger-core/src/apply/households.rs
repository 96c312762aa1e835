//! Households and their persons.

use super::account_mut;
use crate::ids::AccountNo;
use crate::state::State;

pub(super) fn joined(state: &mut State, account: AccountNo, household: AccountNo) {
    if let Some(person) = account_mut(state, account) {
        person.member_of = Some(household.serial());
    }
    if let Some(household) = account_mut(state, household) {
        household.members.push(account.serial());
    }
}

pub(super) fn left(state: &mut State, account: AccountNo, household: AccountNo) {
    if let Some(person) = account_mut(state, account) {
        person.member_of = None;
    }
    if let Some(household) = account_mut(state, household) {
        household.members.retain(|serial| *serial != account.serial());
    }
}
