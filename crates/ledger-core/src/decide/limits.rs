//! Limits that no test reaches step by step: states that are said to be full.

use super::{MAX_BRANCHES, decide};
use crate::command::Command;
use crate::day::Timestamp;
use crate::event::Role;
use crate::ids::{AccountNo, BranchCode, OperatorId};
use crate::keys::OperatorKey;
use crate::refusal::Refusal;
use crate::rulebook::HolderKind;
use crate::state::{Operator, State};

fn state(branch: BranchCode) -> (State, OperatorId, Timestamp) {
    let mut state = State::new(branch);
    state.size = 1;
    let key = OperatorKey::from_secret("wang".parse().unwrap(), &[1; 32]);
    let operator =
        Operator { role: Role::Manager, key: key.public(), retired: false, account: None };
    state.operators.insert(key.operator().clone(), operator);
    (state, key.operator().clone(), "2026-03-20T02:00:00Z".parse().unwrap())
}

#[test]
fn a_bank_takes_so_many_branches_and_no_more() {
    let (mut state, by, at) = state(BranchCode::HQ);
    let ask = |state: &State| {
        let branch = "LC01".parse().unwrap();
        decide(state, &Command::CharterBranch { branch, name: "清溪村".to_owned() }, &by, at)
    };
    for number in 1..MAX_BRANCHES {
        state.chartered.insert(format!("V{number}").parse().unwrap(), String::new());
    }
    ask(&state).unwrap();
    state.chartered.insert("LAST".parse().unwrap(), String::new());
    assert_eq!(ask(&state).unwrap_err(), Refusal::NoBranchesLeft { most: MAX_BRANCHES });
}

#[test]
fn a_branch_gives_out_so_many_account_numbers_and_no_more() {
    let branch = "LC01".parse().unwrap();
    let (mut state, by, at) = state(branch);
    let open = Command::OpenAccount { kind: HolderKind::Person, household: None };
    state.totals.accounts = AccountNo::MAX_SERIAL - 1;
    decide(&state, &open, &by, at).unwrap();
    state.totals.accounts = AccountNo::MAX_SERIAL;
    assert_eq!(decide(&state, &open, &by, at).unwrap_err(), Refusal::NoNumbersLeft { branch });
}
