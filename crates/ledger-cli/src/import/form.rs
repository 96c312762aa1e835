//! The forms of the imports: an empty sheet for each, with the headings it reads and the
//! texts it takes.
//!
//! What a form offers to choose from is read again here, by the import's own reading,
//! before it is offered: a text that would not come back as the rule or the account it
//! stands for is offered by its bare code or number instead.

use ledger_core::day::Day;
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::ledger::{Ledger, Wanted};
use ledger_core::rulebook::{HolderKind, RuleKind, Rulebook};
use ledger_core::state::{Account, Status};

use super::register::Register;
use super::table::Layout;
use super::{ImportError, accounts, deposits, opening};
use crate::sheet::grid::Cell;

/// An import that a form can be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The register.
    Accounts,
    /// Opening balances.
    Opening,
    /// A month of deeds.
    Deposits,
}

impl Kind {
    fn layout(self) -> &'static Layout {
        match self {
            Self::Accounts => &accounts::LAYOUT,
            Self::Opening => &opening::LAYOUT,
            Self::Deposits => &deposits::LAYOUT,
        }
    }

    /// The columns of its form by their keys, in their order; an account's number, a
    /// rule's item and the village have none, since household, code and branch say it.
    pub(crate) fn columns(self) -> impl Iterator<Item = &'static str> {
        let keys = self.layout().columns.iter().map(|column| column.key);
        keys.filter(|key| !["account", "item", "branch"].contains(key))
    }

    /// The heading of a column: its first name in Chinese, or its first in English.
    pub(crate) fn heading(self, key: &str, chinese: bool) -> &'static str {
        let mut columns = self.layout().columns.iter();
        let names = columns.find(|column| column.key == key).map_or(&[][..], |column| column.names);
        names.iter().find(|name| name.is_ascii() != chinese).copied().unwrap_or_default()
    }
}

/// Those of a branch's accounts that are wanted and not closed, each as a sheet names it.
///
/// # Errors
/// A branch that is not open, or failing storage.
pub(crate) fn accounts_to_choose(
    ledger: &Ledger,
    branch: BranchCode,
    wanted: impl Fn(HolderKind) -> bool,
) -> Result<Vec<String>, ImportError> {
    let register = Register::load(ledger, branch)?;
    let name = |(no, account): (AccountNo, &Account)| {
        let household = account.household.as_ref().map(ToString::to_string);
        let read = |text: &String| register.find(Cell::Text(text), None).ok() == Some(no);
        household.filter(read).unwrap_or_else(|| no.to_string())
    };
    Ok(ledger.view(branch, Wanted::Accounts, |state| {
        let all = state.accounts().into_iter();
        let open = all.filter(|(_, a)| a.status != Status::Closed && wanted(a.kind));
        open.map(name).collect()
    })?)
}

/// The rules that a deed can be entered under on a day or later, each as `H07 志愿活动`.
pub(crate) fn rules_to_choose(rulebook: &Rulebook, on: Day) -> Vec<String> {
    let rules = rulebook
        .rules()
        .iter()
        .filter(|rule| rule.kind != RuleKind::Clause && rule.until.is_none_or(|until| until >= on));
    let name = |rule: &ledger_core::rulebook::Rule| {
        let code = rule.code.to_string();
        // An item that begins with a letter would run into the code.
        let both = [format!("{code} {}", rule.item), format!("{code}、{}", rule.item)];
        let read = |text: &String| {
            deposits::rule(Cell::Text(text), Some(rulebook)).ok() == Some(rule.code)
        };
        both.into_iter().find(read).unwrap_or(code)
    };
    rules.map(name).collect()
}

/// The kinds of holders, as a register names them.
pub(crate) fn kinds_to_choose(chinese: bool) -> Vec<String> {
    let names = accounts::KINDS.iter();
    names.map(|&(_, zh, en)| if chinese { zh } else { en }.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_core::rulebook::from_toml;

    #[test]
    fn what_a_rule_is_offered_as_is_read_as_that_rule_and_no_other() {
        let rule = |code: &str, item: &str, more: &str| {
            format!(
                "[[rule]]\ncode = \"{code}\"\nkind = \"earn\"\nitem = \"{item}\"\nunit = \"次\"\n\
                 points = \"1\"\ncurrency = \"JF\"\n{more}"
            )
        };
        let text = format!(
            "title = \"细则\"\n[[currency]]\ncode = \"JF\"\nname = \"积分\"\n{}{}{}{}",
            rule("H1", "献血（200ml）", ""),
            rule("H2", "3次以上例会", ""),
            rule("H3", "、怪名", ""),
            rule("H4", "旧事", "until = \"2026-03-31\"\n"),
        );
        let book = from_toml(&text).unwrap();
        let offered = rules_to_choose(&book, "2026-04-02".parse().unwrap());
        assert_eq!(offered, ["H1 献血（200ml）", "H2、3次以上例会", "H3"]);
        let before = rules_to_choose(&book, "2026-03-31".parse().unwrap());
        assert_eq!(before.last().unwrap(), "H4 旧事");
    }

    #[test]
    fn every_heading_of_a_form_is_one_its_import_reads_as_that_column() {
        for kind in [Kind::Accounts, Kind::Opening, Kind::Deposits] {
            for chinese in [true, false] {
                let cells = kind.columns().map(|key| kind.heading(key, chinese));
                let cells: Vec<Cell<'_>> = cells.map(Cell::Text).collect();
                let grid = crate::sheet::grid::Grid::of("", "", &[cells]);
                let header = kind.layout().header(&grid).unwrap();
                assert!(header.unknown.is_empty(), "{kind:?}: {:?}", header.unknown);
                for (index, key) in kind.columns().enumerate() {
                    assert_eq!(header.index_of(key), Some(index), "{kind:?} {key}");
                }
            }
        }
    }
}
