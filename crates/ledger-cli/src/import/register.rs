//! Who a row is about: household numbers, account numbers, names.
//!
//! A full account number with the right check character is that account. A
//! number of this branch's households is taken as it stands. What only looks
//! like an account number is held to its check character, so that a slip of
//! the pen is not another household. A name is taken only where it is one head's and no
//! other's. Nothing else is: a near miss is a bad row, not a guess.

use std::collections::HashMap;

use ledger_core::ids::{AccountNo, BranchCode, HouseholdNo, NameError};
use ledger_core::ledger::{Ledger, Wanted};
use ledger_core::refusal::Refusal;
use ledger_core::state::{Adopted, Status};

use super::plan::{RowFault, Warning};
use super::read::Row;
use super::table::{Table, plain};
use super::{ImportError, Names};
use crate::sheet::cell;
use crate::sheet::grid::Cell;
use crate::sheet::header::Column;

/// The columns that say who a row is about; a sheet needs one of them.
pub(super) const HOUSEHOLD: Column =
    super::table::column("household", &["户号", "户编号", "家庭编号", "住户编号", "household"]);
pub(super) const ACCOUNT: Column =
    super::table::column("account", &["账号", "账户", "帐号", "帐户", "积分账号", "account"]);
pub(super) const NAME: Column =
    super::table::column("name", &["户主姓名", "户主", "姓名", "户主名", "名字", "name"]);

/// What a branch knows of its accounts and rules before an import.
pub(super) struct Register {
    branch: BranchCode,
    households: HashMap<HouseholdNo, AccountNo>,
    numbers: HashMap<AccountNo, HouseholdNo>,
    pub(super) rulebooks: Vec<Adopted>,
}

impl Register {
    pub(super) fn load(ledger: &Ledger, branch: BranchCode) -> Result<Self, ImportError> {
        let register = ledger.view(branch, Wanted::Accounts, |state| {
            let mut households: HashMap<HouseholdNo, (bool, AccountNo)> = HashMap::new();
            let mut numbers = HashMap::new();
            for (no, account) in state.accounts() {
                let Some(household) = &account.household else { continue };
                // Of several the one that moves; of closed ones the last.
                let this = (account.status != Status::Closed, no);
                let best = households.entry(household.clone()).or_insert(this);
                *best = this.max(*best);
                numbers.insert(no, household.clone());
            }
            let households = households.into_iter().map(|(key, (_, no))| (key, no)).collect();
            let rulebooks = state.rulebooks().to_vec();
            (state.size() > 0).then_some(Self { branch, households, numbers, rulebooks })
        })?;
        register.ok_or_else(|| ImportError::Refused(Box::new(Refusal::BranchNotOpen { branch })))
    }

    /// The account of a household number.
    pub(super) fn account_of(&self, household: &HouseholdNo) -> Option<AccountNo> {
        self.households.get(household).copied()
    }

    /// The household number of an account.
    pub(super) fn household_of(&self, account: AccountNo) -> Option<&HouseholdNo> {
        self.numbers.get(&account)
    }

    /// Reads who a row is about from whichever columns its sheet has, and
    /// compares the name, if one stands there.
    pub(super) fn account(
        &self,
        table: &Table,
        row: &mut Row<'_>,
        names: Option<&Names>,
    ) -> Option<AccountNo> {
        let numbered = ["household", "account"]
            .map(|key| (table.has(key) && !row.cell(key).is_blank()).then_some(key));
        if numbered == [None, None] {
            let key = ["household", "account", "name"].into_iter().find(|key| table.has(key))?;
            return row.take(key, |cell| self.find(cell, names));
        }
        let mut account = None;
        for key in numbered.into_iter().flatten() {
            let found = row.take(key, |cell| self.find(cell, names))?;
            match account {
                None => account = Some(found),
                Some(other) if other != found => {
                    row.fault(key, RowFault::AccountsDiffer { first: other, second: found });
                    return None;
                }
                Some(_) => {}
            }
        }
        if let (Some(account), Some(names)) = (account, names)
            && let Ok(given) = cell::text(row.cell("name"))
            && !given.is_empty()
            // A name that nobody kept cannot differ.
            && names.of(account).is_some_and(|kept| kept != given)
        {
            row.warn(Warning::NameDiffers { given: given.into_owned() });
        }
        account
    }

    pub(super) fn find(
        &self,
        cell: Cell<'_>,
        names: Option<&Names>,
    ) -> Result<AccountNo, RowFault> {
        let text = cell::household(cell)?;
        if text.is_empty() {
            return Err(cell::CellError::Empty.into());
        }
        // A text whose check character is right is an account number, even if
        // somebody has entered it as a household's.
        let upper = plain(&text);
        let error = match upper.parse::<AccountNo>() {
            Ok(account) => return Ok(account),
            Err(error) => error,
        };
        let household: Result<HouseholdNo, _> = text.parse();
        if let Some(account) = household.ok().and_then(|household| self.account_of(&household)) {
            return Ok(account);
        }
        // It begins as the branch's account numbers do: one is meant.
        if self.begins_like_an_account(&upper) || matches!(error, NameError::CheckCharacter { .. })
        {
            return Err(error.into());
        }
        let name = cell::text(cell)?;
        match names.map(|names| names.accounts(&name)).unwrap_or_default() {
            [account] => Ok(*account),
            [] => Err(RowFault::UnknownHousehold(text.into_owned())),
            several => {
                Err(RowFault::AmbiguousName { name: name.into_owned(), accounts: several.to_vec() })
            }
        }
    }

    fn begins_like_an_account(&self, text: &str) -> bool {
        text.strip_prefix(self.branch.as_str()).is_some_and(|rest| rest.starts_with('-'))
    }
}
