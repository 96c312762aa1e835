//! The register (户主登记): households and who heads them.
//!
//! ```text
//! 户号      户主姓名  联系电话     身份证号  出生年份  监护人  人口  类型  备注
//! 一组-001  …         138…                                     4
//! ```
//!
//! A row opens one account; what is said of people goes to the vault with the
//! posted row. The household number alone makes the row, so a register with
//! new names or phones opens nothing twice. An account closed since stays
//! closed: importing its old register does not open it again.
//!
//! Deliberately absent: 备注, since neither journal nor vault has a place for
//! it (it is among the plan's unused columns), and changing a holder's data.

use std::collections::HashMap;

use ledger_core::command::Command;
use ledger_core::ids::{BranchCode, HouseholdNo};
use ledger_core::rulebook::HolderKind;
use ledger_core::vault::{Details, Identity as Holder};

use super::deposits;
use super::key::Identity;
use super::plan::{Draft, Plan, RowFault, RowState, part};
use super::read::Row;
use super::register::{HOUSEHOLD, NAME, Register};
use super::split::Sheet;
use super::table::{Layout, Table, column, plain};
use super::{ImportError, Office};
use crate::sheet::cell::{self, CellError};
use crate::sheet::grid::{Cell, Grid};

pub(super) const LAYOUT: Layout = Layout {
    columns: &[
        HOUSEHOLD,
        NAME,
        column("phone", &["联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "phone"]),
        column("id-number", &["身份证号", "身份证号码", "身份证", "公民身份号码", "id-number"]),
        column("birth-year", &["出生年份", "出生年", "出生年月", "出生日期", "birth-year"]),
        column("guardian", &["监护人", "监护人姓名", "guardian"]),
        column("people", &["人口", "人口数", "家庭人口", "人数", "people"]),
        column("kind", &["类型", "账户类型", "户类型", "kind"]),
    ],
    needed: &[&["household", "name"]],
};

/// The kinds of holders by the words a form offers; [`kind`] reads some others too.
pub(super) const KINDS: [(HolderKind, &str, &str); 5] = [
    (HolderKind::Household, "户", "household"),
    (HolderKind::Person, "个人", "person"),
    (HolderKind::Team, "队伍", "team"),
    (HolderKind::Merchant, "商户", "merchant"),
    (HolderKind::Pool, "公益池", "pool"),
];

/// How a register is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Which sheet of the file; the only one that fits where not given.
    pub(crate) sheet: Option<String>,
}

/// Plans the accounts that a register would open.
///
/// # Errors
/// No such sheet, no headings, an operator or a clock that is refused, or
/// failing storage.
pub(crate) fn plan(
    office: &Office<'_>,
    grids: Vec<Grid>,
    options: &Options,
) -> Result<Plan, ImportError> {
    let table = Table::choose(grids, options.sheet.as_deref(), &LAYOUT)?;
    // Its rows have households and names too, and would open an account for each slip of the pen.
    if deposits::is_sheet_of_deeds(&table.grid) {
        return Err(ImportError::SheetOfDeeds { file: table.grid.file.clone() });
    }
    let register = Register::load(office.ledger, office.branch)?;
    let mut seen: HashMap<HouseholdNo, (u32, Holder)> = HashMap::new();
    let sheet = Sheet::of_one(table, office.branch);
    let mut part = part(office, &sheet, false, |row| read(row, office.branch, &mut seen))?;
    for row in &mut part.rows {
        if let (RowState::Already { .. }, Some(household)) = (&row.state, &row.household) {
            row.account = register.account_of(household);
        }
    }
    Ok(Plan::new(sheet, vec![part]))
}

fn read(
    mut row: Row<'_>,
    branch: BranchCode,
    seen: &mut HashMap<HouseholdNo, (u32, Holder)>,
) -> Draft {
    let household: Option<HouseholdNo> = row.take("household", |cell| {
        let text = cell::household(cell)?;
        if text.is_empty() {
            return Err(CellError::Empty.into());
        }
        Ok(text.parse()?)
    });
    let name =
        row.take("name", |cell| match word(cell, |name| Details { name, ..Details::default() })? {
            Some(name) => Ok(name),
            None => Err(CellError::Empty.into()),
        });
    let phone =
        row.take("phone", |cell| word(cell, |phone| Details { phone, ..Details::default() }));
    let id_number = row.take("id-number", |cell| {
        word(cell, |id_number| Details { id_number, ..Details::default() })
    });
    let birth_year = row.take_if_filled("birth-year", birth_year);
    let guardian = row
        .take("guardian", |cell| word(cell, |guardian| Details { guardian, ..Details::default() }));
    let people = row.take_if_filled("people", people);
    let kind = row.take("kind", kind);
    let holder = match (name, phone, id_number, birth_year, guardian, people) {
        (
            Some(name),
            Some(phone),
            Some(id_number),
            Some(birth_year),
            Some(guardian),
            Some(people),
        ) => {
            let name = Some(name);
            Holder::new(Details { name, phone, id_number, people, birth_year, guardian }).ok()
        }
        _ => None,
    };
    if let (Some(household), Some(holder)) = (&household, &holder) {
        let first = seen.entry(household.clone()).or_insert((row.number(), holder.clone()));
        // The very same household again is a repeated row; another name is a mistake.
        if first.0 != row.number() && first.1.name() != holder.name() {
            let (household, first) = (household.clone(), first.0);
            row.fault("household", RowFault::HouseholdTwice { household, row: first });
        }
    }
    let mut draft = Draft::of(row);
    draft.planned.household = household.clone();
    draft.planned.holder = holder.map(Box::new);
    if let (true, Some(household), Some(kind)) = (draft.is_good(), household, kind) {
        let identity = Identity::new(branch, "account").with(&household);
        let household = Some(household);
        draft.asks = Some((identity, Command::OpenAccount { kind, household }));
    }
    draft
}

/// A word the vault would keep; nothing where the cell is empty.
fn word(
    cell: Cell<'_>,
    keep: impl FnOnce(Option<String>) -> Details,
) -> Result<Option<String>, RowFault> {
    let text = Some(cell::text(cell)?.into_owned()).filter(|text| !text.is_empty());
    Holder::new(keep(text.clone()))?;
    Ok(text)
}

/// The year alone, or of a day or a month: `2015`, `2015年3月`, `20150301`, a date.
fn birth_year(cell: Cell<'_>) -> Result<u16, RowFault> {
    let text = match cell {
        Cell::DateTime(moment) => moment.year().to_string(),
        _ => cell::text(cell)?.into_owned(),
    };
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let alone = digits == text.len();
    let year = match (digits, alone) {
        // Of too few digits it is said what a year has.
        (1..=3, true) => text.parse::<u16>().ok(),
        (4, _) | (6 | 8, true) => text.get(..4).and_then(|year| year.parse::<u16>().ok()),
        _ => None,
    };
    let year = year.ok_or(CellError::DateUnreadable { given: text })?;
    Holder::new(Details { birth_year: Some(year), ..Details::default() })?;
    Ok(year)
}

fn people(cell: Cell<'_>) -> Result<u32, RowFault> {
    let unreadable = |given: String| CellError::QuantityUnreadable { given };
    let text = cell::quantity(cell)?.into_owned();
    Ok(text.parse().map_err(|_| unreadable(text))?)
}

fn kind(cell: Cell<'_>) -> Result<HolderKind, RowFault> {
    let text = cell::text(cell)?;
    let folded = plain(&text);
    let named =
        |(_, zh, en): &&(HolderKind, &str, &str)| folded == *zh || folded.eq_ignore_ascii_case(en);
    if let Some((kind, ..)) = KINDS.iter().find(named) {
        return Ok(*kind);
    }
    match folded.as_ref() {
        "" | "住户" | "农户" | "家庭" | "家庭户" => Ok(HolderKind::Household),
        "志愿队" | "志愿服务队" | "团队" => Ok(HolderKind::Team),
        "商家" | "超市" => Ok(HolderKind::Merchant),
        _ => Err(RowFault::UnknownKind(text.into_owned())),
    }
}
