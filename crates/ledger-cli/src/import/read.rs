//! A row being read: good cells are taken, bad ones noted, all of them.
//!
//! A clerk mends a row once, so a row names everything that is wrong in its
//! cells, not the first thing only. What the rules say comes afterwards and
//! only for rows that can be read.

use ledger_core::day::Day;

use super::plan::{BadCell, RowFault, Warning};
use super::table::{Table, shown};
use crate::sheet::cell::{self, CellError};
use crate::sheet::grid::Cell;
use crate::sheet::header::DataRow;

/// A row of data and what was found wrong with it so far.
pub(super) struct Row<'a> {
    table: &'a Table,
    data: DataRow<'a>,
    pub(super) bad: Vec<BadCell>,
    pub(super) warnings: Vec<Warning>,
}

impl<'a> Row<'a> {
    /// The row of a table at this index of its grid.
    pub(super) fn new(table: &'a Table, index: usize) -> Self {
        let data = table.header.data_row(&table.grid, index);
        let bad = table.beyond_headings(index).into_iter().collect();
        Self { table, data, bad, warnings: Vec::new() }
    }

    /// The row a person sees in Excel.
    pub(super) fn number(&self) -> u32 {
        self.data.row()
    }

    /// The cell of a column; empty where the sheet has no such column.
    pub(super) fn cell(&self, key: &str) -> Cell<'a> {
        self.data.get(key)
    }

    /// Notes what is wrong with a cell.
    pub(super) fn fault(&mut self, key: &'static str, why: RowFault) {
        // An empty cell is something missing, whoever found it empty.
        let why = match why {
            RowFault::Cell(CellError::Empty) => RowFault::Missing(key),
            why => why,
        };
        let given = shown(self.cell(key));
        self.bad.push(BadCell { column: self.table.label(key), given, why });
    }

    /// Notes what is odd about the row and does not keep it from being posted.
    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Reads a cell, or notes why not.
    pub(super) fn take<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Cell<'a>) -> Result<T, RowFault>,
    ) -> Option<T> {
        match read(self.cell(key)) {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(key, why);
                None
            }
        }
    }

    /// As [`Self::take`] where the cell is filled; the outer `None` is a bad
    /// cell, the inner one an empty one.
    pub(super) fn take_if_filled<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Cell<'a>) -> Result<T, RowFault>,
    ) -> Option<Option<T>> {
        if self.cell(key).is_blank() {
            return Some(None);
        }
        self.take(key, read).map(Some)
    }

    /// A day.
    pub(super) fn day(&mut self, key: &'static str, default_year: Option<i32>) -> Option<Day> {
        self.take(key, |cell| {
            let date = cell::date(cell, default_year)?;
            let impossible = || CellError::DateImpossible { given: shown(cell) };
            Ok(Day::new(date).ok_or_else(impossible)?)
        })
    }

    /// A remark on one line: Excel's line breaks become spaces.
    pub(super) fn remark(&mut self, key: &'static str) -> Option<String> {
        self.take(key, |cell| Ok(cell::spaced(cell::raw_text(cell)?).into_owned()))
    }
}
