//! A month of deeds (积分登记): what was done, by whom, when, how much.
//!
//! ```text
//! 序号  户号      户主  事项代码  日期        数量  佐证    备注  审定人
//! 1     二组-016  …     H05       2026-03-03  1     签到表
//! ```
//!
//! A rule is named by its code, or by its item where that is one rule's and no
//! other's on that day. A deduct rule's row is a deduction; the row of a rule
//! with a review is filed as a claim, under the request key it would have as a
//! deposit: one row is one deed, whatever way it goes. A late one is not, since
//! its witnesses stand in no sheet. A sheet without a column for the quantity
//! is a list of single deeds; an empty cell in such a column is a bad row.
//! The rows of several villages may stand in one sheet ([`super::split`]).
//! Account, rule, day, quantity and evidence make the row; note and approver do
//! not.

use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::Day;
use ledger_core::ids::{BranchCode, OperatorId, RuleCode};
use ledger_core::points::{Amount, Qty};
use ledger_core::rulebook::{RuleKind, Rulebook};

use super::key::Identity;
use super::plan::{Draft, Part, Plan, RowFault, part};
use super::read::Row;
use super::register::{ACCOUNT, HOUSEHOLD, NAME, Register};
use super::split::{BRANCH, Sheet, Villages};
use super::table::{Layout, Table, column, plain, rules_of_item};
use super::{ImportError, Names, Office};
use crate::sheet::cell::{self, CellError};
use crate::sheet::grid::{Cell, Grid};

pub(super) const LAYOUT: Layout = Layout {
    columns: &[
        HOUSEHOLD,
        ACCOUNT,
        NAME,
        column(
            "rule",
            &[
                "事项代码",
                "代码",
                "规则代码",
                "规则",
                "积分代码",
                "项目代码",
                "编码",
                "rule",
                "code",
            ],
        ),
        column(
            "item",
            &["事项", "项目", "积分事项", "积分项目", "活动", "活动名称", "内容", "item"],
        ),
        column("on", &["日期", "活动日期", "服务日期", "发生日期", "登记日期", "时间", "date"]),
        column(
            "qty",
            &[
                "数量",
                "次数",
                "时长",
                "小时",
                "小时数",
                "服务时长",
                "工时",
                "件数",
                "qty",
                "quantity",
                "hours",
            ],
        ),
        column("evidence", &["佐证", "佐证材料", "证明材料", "凭证", "依据", "evidence"]),
        column("note", &["备注", "note"]),
        column("approver", &["审定人", "批准人", "审批人", "审定", "approver"]),
        BRANCH,
    ],
    needed: &[
        &["household", "rule", "on"],
        &["household", "item", "on"],
        &["account", "rule", "on"],
        &["account", "item", "on"],
        &["name", "rule", "on"],
        &["name", "item", "on"],
    ],
};

/// Whether a sheet has the headings of one: who, under which rule, on which day.
pub(super) fn is_sheet_of_deeds(grid: &Grid) -> bool {
    LAYOUT.header(grid).is_ok()
}

/// How deeds are read.
#[derive(Clone, Default)]
pub(crate) struct Options<'a> {
    /// Which sheet of the file; the only one that fits where not given.
    pub(crate) sheet: Option<String>,
    /// The year of a date without one.
    pub(crate) default_year: Option<i32>,
    /// Who agreed, where a rule asks for it and the row names nobody.
    pub(crate) default_approver: Option<OperatorId>,
    /// Rows that look alike are different deeds.
    pub(crate) allow_duplicates: bool,
    /// The names of the branch's holders.
    pub(crate) names: Option<&'a Names>,
    /// The villages that a row may name.
    pub(crate) villages: Option<&'a Villages>,
}

/// Plans the deposits, deductions and claims of a sheet.
///
/// # Errors
/// No such sheet, no headings, an operator or a clock that is refused, or
/// failing storage.
pub(crate) fn plan(
    office: &Office<'_>,
    grids: Vec<Grid>,
    options: &Options<'_>,
) -> Result<Plan, ImportError> {
    let sheet = Sheet::of_one(table(grids, options.sheet.as_deref())?, office.branch);
    let part = plan_part(office, &sheet, options)?;
    Ok(Plan::new(sheet, vec![part]))
}

/// The sheet meant, its rows for the village that each of them says.
///
/// # Errors
/// No such sheet, or no headings.
pub(crate) fn split(
    grids: Vec<Grid>,
    sheet: Option<&str>,
    villages: &Villages,
) -> Result<Sheet, ImportError> {
    Ok(Sheet::of_several(table(grids, sheet)?, villages))
}

fn table(grids: Vec<Grid>, sheet: Option<&str>) -> Result<Table, ImportError> {
    Table::choose(grids, sheet, &LAYOUT)
}

/// Plans the rows of a sheet that are for the office's branch.
///
/// # Errors
/// An operator, a clock or a branch that is refused, or failing storage.
pub(crate) fn plan_part(
    office: &Office<'_>,
    sheet: &Sheet,
    options: &Options<'_>,
) -> Result<Part, ImportError> {
    let register = Register::load(office.ledger, office.branch)?;
    let mut approvers = Approvers::default();
    let read = |row| read(row, office.branch, &sheet.table, &register, options, &mut approvers);
    part(office, sheet, options.allow_duplicates, read)
}

/// Those named so far: mostly it is the same one all the way down.
#[derive(Default)]
struct Approvers<'a> {
    last: Option<(&'a str, OperatorId)>,
}

impl<'a> Approvers<'a> {
    fn read(&mut self, cell: Cell<'a>) -> Result<OperatorId, RowFault> {
        if let (Cell::Text(text), Some((last, approver))) = (cell, &self.last)
            && text == *last
        {
            return Ok(approver.clone());
        }
        let approver: OperatorId = cell::text(cell)?.to_lowercase().parse()?;
        if let Cell::Text(text) = cell {
            self.last = Some((text, approver.clone()));
        }
        Ok(approver)
    }
}

fn read<'a>(
    mut row: Row<'a>,
    branch: BranchCode,
    table: &Table,
    register: &Register,
    options: &Options<'_>,
    approvers: &mut Approvers<'a>,
) -> Draft {
    let named = options.villages.and_then(|villages| villages.named(row.cell(BRANCH.key)));
    if let Some(other) = named.filter(|named| *named != branch) {
        row.fault(BRANCH.key, RowFault::OtherBranch(other));
    }
    let account = register.account(table, &mut row, options.names);
    let on = row.day("on", options.default_year);
    let rulebook = rulebook_on(register, on);
    let key = if row.cell("rule").is_blank() && (!table.has("rule") || !row.cell("item").is_blank())
    {
        "item"
    } else {
        "rule"
    };
    let code = row.take(key, |cell| rule(cell, rulebook));
    let qty = if table.has("qty") {
        row.take("qty", |cell| Ok(Qty::read(&cell::quantity(cell)?)?))
    } else {
        Some(Qty::Units(Amount::whole(1)))
    };
    let approver = row.take_if_filled("approver", |cell| approvers.read(cell));
    let evidence = row.remark("evidence");
    let note = row.remark("note");
    let mut draft = Draft::of(row);
    draft.planned.account = account;
    draft.planned.household = account.and_then(|no| register.household_of(no)).cloned();
    draft.planned.code = code;
    draft.planned.on = on;
    draft.planned.qty = qty;
    if !draft.is_good() {
        return draft;
    }
    let (Some(account), Some(on), Some(code), Some(qty), Some(approver)) =
        (account, on, code, qty, approver)
    else {
        return draft;
    };
    let (Some(evidence), Some(note)) = (evidence, note) else { return draft };
    let rule = rulebook.and_then(|rulebook| rulebook.rule(code));
    let deducts = rule.is_some_and(|rule| rule.kind == RuleKind::Deduct);
    let reviewed = !deducts && rule.is_some_and(|rule| !rule.review.is_none());
    // Who reviews a claim agrees to it.
    let asked_for = !reviewed && rule.is_some_and(|rule| rule.needs_approver());
    let approver = approver.or_else(|| options.default_approver.clone().filter(|_| asked_for));
    let identity = Identity::new(branch, if deducts { "deduct" } else { "deposit" })
        .with(account)
        .with(code)
        .with(on)
        .with(qty.in_hours())
        .with(plain(&evidence));
    let deed = DeedCommand { evidence, note, approver, ..DeedCommand::new(account, code, qty, on) };
    let command = match (deducts, reviewed) {
        (true, _) => Command::Deduct(deed),
        (false, true) => Command::FileClaim(deed),
        (false, false) => Command::Deposit(deed),
    };
    draft.asks = Some((identity, command));
    draft
}

/// The rulebook of the day; of an unreadable day the last one, so that the
/// rule beside it can still be looked at.
fn rulebook_on(register: &Register, on: Option<Day>) -> Option<&Rulebook> {
    let on_day = |day: Day| register.rulebooks.iter().rev().find(|adopted| adopted.from <= day);
    let adopted = match on {
        Some(day) => on_day(day),
        None => register.rulebooks.last(),
    };
    adopted.map(|adopted| adopted.rulebook.as_ref())
}

/// The rule a cell names: by code, by code and item together, or by item.
///
/// A text in the form of a code that is none goes on as it is: the ledger says
/// so, with the day.
pub(super) fn rule(cell: Cell<'_>, rulebook: Option<&Rulebook>) -> Result<RuleCode, RowFault> {
    let text = cell::code(cell)?;
    if text.is_empty() {
        return Err(CellError::Empty.into());
    }
    let code: Option<RuleCode> = text.parse().ok();
    let Some(rulebook) = rulebook else {
        return code.ok_or_else(|| RowFault::UnknownRule(text.into_owned()));
    };
    if let Some(code) = code.filter(|code| rulebook.rule(*code).is_some()) {
        return Ok(code);
    }
    match rules_of_item(rulebook, &text).as_slice() {
        [code] => return Ok(*code),
        [] => {}
        several => {
            let item = cell::text(cell)?.into_owned();
            return Err(RowFault::AmbiguousItem { item, rules: several.to_vec() });
        }
    }
    if let Some(code) = code {
        return Ok(code);
    }
    // `H07 志愿或环保活动`: both, if they agree.
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
    let (start, item) = text.split_at(end);
    let both = start.parse::<RuleCode>().ok().filter(|code| {
        rules_of_item(rulebook, plain(item).trim_start_matches([':', '.', '、'])).contains(code)
    });
    both.ok_or(RowFault::UnknownRule(cell::text(cell)?.into_owned()))
}
