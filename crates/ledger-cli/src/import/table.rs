//! The sheet meant: its cells, its headings, and what to call a column.

use std::borrow::Cow;

use ledger_core::rulebook::Rulebook;

use super::ImportError;
use super::plan::{BadCell, RowFault};
use crate::sheet::SheetError;
use crate::sheet::cell;
use crate::sheet::grid::{Cell, Grid};
use crate::sheet::header::{Column, Header, find_header};

/// What stands above the cells of a row that were too many, where it is given back.
pub(super) const SURPLUS: &str = "+";

/// A grid and the headings found in it.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) grid: Grid,
    pub(super) header: Header,
}

/// The columns of one kind of sheet.
pub(super) struct Layout {
    /// Every column there may be.
    pub(super) columns: &'static [Column],
    /// Sets of columns of which one has to be there whole, the usual one first.
    pub(super) needed: &'static [&'static [&'static str]],
}

/// A column that may be there, under any of its names.
pub(super) const fn column(key: &'static str, names: &'static [&'static str]) -> Column {
    Column { key, names, required: false }
}

impl Layout {
    /// Finds the headings, with the first set of needed columns that is there.
    pub(super) fn header(&self, grid: &Grid) -> Result<Header, SheetError> {
        let mut first = None;
        for needed in self.needed {
            let columns: Vec<Column> = self
                .columns
                .iter()
                .map(|column| Column { required: needed.contains(&column.key), ..*column })
                .collect();
            match find_header(grid, &columns) {
                Ok(header) => return Ok(header),
                Err(error @ SheetError::NoHeader { .. }) => first = first.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(first.unwrap_or(SheetError::Empty { file: grid.file.clone() }))
    }
}

impl Table {
    /// Takes the sheet asked for, or the only one whose headings fit.
    pub(super) fn choose(
        grids: Vec<Grid>,
        sheet: Option<&str>,
        layout: &Layout,
    ) -> Result<Self, ImportError> {
        let names = |grids: &[Grid]| grids.iter().map(|grid| grid.sheet.clone()).collect();
        let all: Vec<String> = names(&grids);
        let file = grids.first().map(|grid| grid.file.clone()).unwrap_or_default();
        let grids = match sheet {
            None => grids,
            Some(wanted) => grids.into_iter().filter(|grid| grid.sheet == wanted).collect(),
        };
        let mut fitting: Vec<Self> = Vec::new();
        let mut refused = None;
        for grid in grids {
            match layout.header(&grid) {
                Ok(header) => fitting.push(Self { grid, header }),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        if fitting.len() > 1 {
            let sheets = fitting.iter().map(|table| table.grid.sheet.clone()).collect();
            return Err(ImportError::SeveralSheets { file, sheets });
        }
        match (fitting.pop(), refused, sheet) {
            (Some(table), ..) => Ok(table),
            (None, Some(error), _) => Err(error.into()),
            (None, None, Some(sheet)) => {
                Err(ImportError::NoSuchSheet { file, sheet: sheet.to_owned(), sheets: all })
            }
            (None, None, None) => Err(SheetError::Empty { file }.into()),
        }
    }

    /// The sheet has the column.
    pub(super) fn has(&self, key: &str) -> bool {
        self.header.index_of(key).is_some()
    }

    /// The cell of a column in a row of the grid; empty if the sheet has no such column.
    pub(super) fn cell(&self, row: usize, key: &str) -> Cell<'_> {
        self.header.data_row(&self.grid, row).get(key)
    }

    /// A column as a person finds it: letters and heading, `D 事项代码`.
    pub(super) fn label(&self, key: &str) -> Option<String> {
        let index = self.header.index_of(key)?;
        let heading = shown(self.grid.cell(self.header.row, index));
        Some(format!("{} {heading}", self.grid.column_letters(index)))
    }

    /// What is wrong with a line of a .csv that has more cells than the line of headings: a
    /// comma too many has moved those behind it into other columns. In a workbook nothing
    /// moves, and a remark beside the table is nobody's harm.
    pub(super) fn beyond_headings(&self, row: usize) -> Option<BadCell> {
        let filled = || self.grid.row(row).enumerate().filter(|(_, cell)| !cell.is_blank());
        let behind = |first: usize| filled().find(|(at, _)| *at >= first);
        let is_surplus = |at: usize| shown(self.grid.cell(self.header.row, at)) == SURPLUS;
        let given_back = self.header.unknown.iter().any(|heading| heading == SURPLUS);
        let (at, cell) = self
            .first_surplus()
            .filter(|first| *first < self.grid.row(row).len())
            .and_then(behind)
            .or_else(|| given_back.then(|| filled().find(|(at, _)| is_surplus(*at))).flatten())?;
        let (column, given) = (Some(self.grid.column_letters(at)), shown(cell));
        Some(BadCell { column, given, why: RowFault::BeyondHeadings })
    }

    /// The first column that has no heading because the line of headings ended before, where
    /// that says something.
    pub(super) fn first_surplus(&self) -> Option<usize> {
        self.grid.sheet.is_empty().then(|| self.grid.row(self.header.row).len())
    }

    /// The index in the grid of the row a person sees under this number.
    pub(super) fn index_of_row(&self, row: u32) -> usize {
        (row.saturating_sub(self.grid.first_row).saturating_sub(1)) as usize
    }

    /// What stands in a column of that row.
    pub(super) fn shown(&self, row: u32, key: &str) -> String {
        shown(self.cell(self.index_of_row(row), key))
    }
}

/// What stands in a cell, as near as can be to what a person sees.
pub(super) fn shown(cell: Cell<'_>) -> String {
    match cell::raw_text(cell) {
        Ok(text) => text.into_owned(),
        Err(error) => error.given().unwrap_or_default().to_owned(),
    }
}

/// A text as it is compared with another: no width, no spaces, no case.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    cell::code(Cell::Text(text)).unwrap_or(text.into())
}

/// The rules whose item is this, written as in the rulebook or without its `(…)`.
pub(super) fn rules_of_item(rulebook: &Rulebook, item: &str) -> Vec<ledger_core::ids::RuleCode> {
    let wanted = plain(item);
    let fits = |named: &str| {
        let named = plain(named);
        let short = named.split_once('(').filter(|_| named.ends_with(')'));
        named == wanted || short.is_some_and(|(before, _)| before == wanted)
    };
    rulebook.rules().iter().filter(|rule| fits(&rule.item)).map(|rule| rule.code).collect()
}
