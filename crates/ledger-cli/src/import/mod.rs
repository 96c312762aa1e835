//! A village's sheets, brought into the ledger: the register, the opening
//! balances, a month of deeds.
//!
//! ```text
//! grids → table (headings found) → rows read, cell by cell
//!       → commands under request keys → Ledger::plan → Plan → Part::post: one commit
//! ```
//!
//! Each of [`accounts`], [`opening`] and [`deposits`] reads one kind of sheet
//! into a [`Plan`]: every row with what would come of it, and nothing written.
//! [`Part::post`] then carries out what was worked out for the good rows of a branch as
//! one order, so that they are in its books as a whole commit or not at all.
//! [`bad_rows()`] gives the others back as a sheet to mend.
//!
//! A sheet of deeds may have rows of several villages ([`split`]): each village's are a
//! part of the plan, worked out and posted apart from the others.
//!
//! **A row's request key is made of what the row says** ([`key`]), so the same
//! sheet imported twice posts nothing the second time, and a mended sheet posts
//! only what is new. **No rule is known here**: what a row earns, and whether it
//! may, is asked of the ledger; only what a cell can mean is decided here.
//!
//! Deliberately absent: any wording, any printing, the vault and its key. Names
//! are looked up through a closure ([`Names`]), and a holder's identity comes
//! back with the posted row for whoever keeps the vault.

pub(crate) mod accounts;
mod bad_rows;
pub(crate) mod deposits;
pub(crate) mod form;
pub(crate) mod key;
pub(crate) mod opening;
mod plan;
mod read;
mod register;
mod split;
mod table;

use std::collections::HashMap;

use ledger_core::day::Timestamp;
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Error, Ledger, Order};
use ledger_core::refusal::Refusal;
use ledger_core::vault::VaultError;
use thiserror::Error;

pub(crate) use self::bad_rows::bad_rows;
pub(crate) use self::plan::{
    BadCell, Clipped, Like, Part, Pile, Plan, PlannedRow, PostError, RowFault, RowState, Totals,
    Warning,
};
pub(crate) use self::split::Villages;
use crate::sheet::SheetError;

/// The names of a branch's holders, wherever they are kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    of: HashMap<AccountNo, String>,
    by_name: HashMap<String, Vec<AccountNo>>,
}

impl FromIterator<(AccountNo, String)> for Names {
    fn from_iter<T: IntoIterator<Item = (AccountNo, String)>>(names: T) -> Self {
        let of: HashMap<_, _> = names.into_iter().collect();
        let mut by_name: HashMap<String, Vec<AccountNo>> = HashMap::new();
        for (account, name) in &of {
            by_name.entry(name.clone()).or_default().push(*account);
        }
        by_name.values_mut().for_each(|accounts| accounts.sort());
        Self { of, by_name }
    }
}

impl Names {
    /// The name kept for an account.
    pub(crate) fn of(&self, account: AccountNo) -> Option<&str> {
        self.of.get(&account).map(String::as_str)
    }

    /// The accounts whose head has this name, in order.
    pub(crate) fn accounts(&self, name: &str) -> &[AccountNo] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Who imports, into which branch of which ledger, and when.
#[derive(Clone, Copy)]
pub(crate) struct Office<'a> {
    /// The ledger.
    pub(crate) ledger: &'a Ledger,
    /// The branch.
    pub(crate) branch: BranchCode,
    /// Whose commit it is.
    pub(crate) key: &'a OperatorKey,
    /// What time it is.
    pub(crate) now: Timestamp,
    /// The clock was asked about and is right.
    pub(crate) clock_confirmed: bool,
}

impl Office<'_> {
    fn order<'b>(
        &'b self,
        requests: &'b [(ledger_core::ids::RequestKey, ledger_core::command::Command)],
        likeness_confirmed: bool,
    ) -> Order<'b> {
        Order {
            branch: self.branch,
            key: self.key,
            now: self.now,
            clock_confirmed: self.clock_confirmed,
            likeness_confirmed,
            requests,
        }
    }
}

/// Why a sheet could not be planned at all. What is wrong with one row is a [`RowFault`].
#[derive(Debug, Error)]
pub(crate) enum ImportError {
    /// The file or its headings.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// More than one sheet of the file could be the one meant.
    #[error("`{file}` has several sheets that fit: {sheets:?}")]
    SeveralSheets {
        /// The file's name.
        file: String,
        /// Those that fit.
        sheets: Vec<String>,
    },
    /// The sheet asked for is not in the file.
    #[error("`{file}` has no sheet `{sheet}`")]
    NoSuchSheet {
        /// The file's name.
        file: String,
        /// The sheet asked for.
        sheet: String,
        /// Those that are there.
        sheets: Vec<String>,
    },
    /// A register is asked for, and the headings are those of a sheet of deeds.
    #[error("`{file}` is a sheet of deeds")]
    SheetOfDeeds {
        /// The file's name.
        file: String,
    },
    /// Refused whatever the rows say: the operator, the key, the branch, the clock.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Storage failed.
    #[error(transparent)]
    Ledger(#[from] Error),
    /// The names of a branch's holders cannot be read.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// What was ready was not posted after all.
    #[error(transparent)]
    Post(#[from] PostError),
}

#[cfg(test)]
mod tests;
