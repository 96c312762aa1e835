//! Opening balances (期初结余), taken over from the books kept before.
//!
//! ```text
//! 户号      户主姓名  结余积分  截止日期    佐证  备注
//! 一组-001  …         112       2025-12-31
//! ```
//!
//! A balance of zero has nothing to bring forward and is skipped; one below
//! zero is a bad row, since arrears begin in these books only by a reversal.
//! Account, currency, day and points make the row; evidence and note do not.

use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::ids::{BranchCode, CurrencyCode};
use ledger_core::points::{Amount, AmountError};

use super::key::Identity;
use super::plan::{Draft, Plan, RowFault, RowState, SkipWhy, part};
use super::read::Row;
use super::register::{ACCOUNT, HOUSEHOLD, NAME, Register};
use super::split::Sheet;
use super::table::{Layout, Table, column, plain};
use super::{ImportError, Names, Office};
use crate::sheet::cell;
use crate::sheet::grid::{Cell, Grid};

pub(super) const LAYOUT: Layout = Layout {
    columns: &[
        HOUSEHOLD,
        ACCOUNT,
        NAME,
        column(
            "points",
            &[
                "结余积分",
                "积分",
                "余额",
                "结余",
                "积分结余",
                "积分余额",
                "期初结余",
                "期初余额",
                "期初积分",
                "points",
                "balance",
            ],
        ),
        column("on", &["截止日期", "截至日期", "日期", "结转日期", "date"]),
        column("evidence", &["佐证", "佐证材料", "证明材料", "凭证", "依据", "evidence"]),
        column("note", &["备注", "note"]),
    ],
    needed: &[&["household", "points"], &["account", "points"], &["name", "points"]],
};

/// How opening balances are read.
#[derive(Clone)]
pub(crate) struct Options<'a> {
    /// Which sheet of the file; the only one that fits where not given.
    pub(crate) sheet: Option<String>,
    /// The currency of the balances.
    pub(crate) currency: CurrencyCode,
    /// The day the old books were closed, where a row says none.
    pub(crate) as_of: Option<Day>,
    /// The year of a date without one.
    pub(crate) default_year: Option<i32>,
    /// The names of the branch's holders.
    pub(crate) names: Option<&'a Names>,
}

/// Plans the balances to be brought forward.
///
/// # Errors
/// No such sheet, no headings, an operator or a clock that is refused, or
/// failing storage.
pub(crate) fn plan(
    office: &Office<'_>,
    grids: Vec<Grid>,
    options: &Options<'_>,
) -> Result<Plan, ImportError> {
    let table = Table::choose(grids, options.sheet.as_deref(), &LAYOUT)?;
    let sheet = Sheet::of_one(table, office.branch);
    let register = Register::load(office.ledger, office.branch)?;
    let read = |row: Row<'_>| read(row, office.branch, &sheet.table, &register, options);
    // A second balance of an account is refused by the rules anyway.
    let part = part(office, &sheet, false, read)?;
    Ok(Plan::new(sheet, vec![part]))
}

fn read(
    mut row: Row<'_>,
    branch: BranchCode,
    table: &Table,
    register: &Register,
    options: &Options<'_>,
) -> Draft {
    let account = register.account(table, &mut row, options.names);
    let points = row.take("points", points);
    let on = match options.as_of {
        Some(as_of) if row.cell("on").is_blank() => Some(as_of),
        // No cell is at fault where there is no column.
        None if !table.has("on") => {
            row.fault("on", RowFault::Missing("as-of"));
            None
        }
        _ => row.day("on", options.default_year),
    };
    let evidence = row.remark("evidence");
    let note = row.remark("note");
    let mut draft = Draft::of(row);
    draft.planned.account = account;
    draft.planned.household = account.and_then(|no| register.household_of(no)).cloned();
    draft.planned.on = on;
    if !draft.is_good() {
        return draft;
    }
    let (Some(account), Some(amount), Some(as_of), Some(evidence), Some(note)) =
        (account, points, on, evidence, note)
    else {
        return draft;
    };
    let Some(points) = amount.points() else {
        draft.planned.state = RowState::Skipped(SkipWhy::ZeroBalance);
        return draft;
    };
    let currency = options.currency;
    let identity =
        Identity::new(branch, "opening").with(account).with(currency).with(as_of).with(points);
    let command = Command::BringForward { account, points, currency, as_of, evidence, note };
    draft.asks = Some((identity, command));
    draft
}

/// A balance, with or without the word for points behind it.
fn points(cell: Cell<'_>) -> Result<Amount, RowFault> {
    let text = match cell {
        // 30分 may be minutes in a column of quantities; here it is points.
        Cell::Text(text) => match plain(text).strip_suffix('分') {
            Some(number) => cell::quantity(Cell::Text(number))?.into_owned(),
            None => cell::quantity(cell)?.into_owned(),
        },
        _ => cell::quantity(cell)?.into_owned(),
    };
    let amount = Amount::read(&text)?;
    if amount.is_negative() {
        return Err(AmountError::NotPositive(text).into());
    }
    Ok(amount)
}
