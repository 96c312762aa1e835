//! A list: one table, for the screen and for a spreadsheet.
//!
//! A command makes its rows once, of cells that know what they are: a number is right
//! for Excel to add up, a day for it to sort by. The screen shows the same cells as words.
//! Where the two differ, a cell says what the screen shows ([`Cell::shown`]), or a column
//! is for one of them only ([`Column::on_screen`], [`Column::in_file`]).

use std::fmt::Display;

use ledger_core::day::Day;
use ledger_core::points::{Amount, Points};

use crate::app::App;
use crate::sheet::write::{Out, Sheet};
use crate::ui;

/// Where a column is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    Both,
    Screen,
    File,
}

/// A column of a list.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    heading: String,
    is_number: bool,
    seen: In,
    summed: bool,
}

impl Column {
    /// Only on the screen.
    pub(crate) fn on_screen(self) -> Self {
        Self { seen: In::Screen, ..self }
    }

    /// Only in the file.
    pub(crate) fn in_file(self) -> Self {
        Self { seen: In::File, ..self }
    }

    /// Added up below, in the file.
    pub(crate) fn summed(self) -> Self {
        Self { summed: true, ..self }
    }
}

/// A column of words, or of days.
pub(crate) fn words(heading: String) -> Column {
    Column { heading, is_number: false, seen: In::Both, summed: false }
}

/// A column of numbers.
pub(crate) fn numbers(heading: String) -> Column {
    Column { is_number: true, ..words(heading) }
}

/// A cell of a list.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    out: Out,
    shown: Option<String>,
}

impl Cell {
    /// What the screen shows instead of it.
    pub(crate) fn shown(self, shown: impl Into<String>) -> Self {
        Self { shown: Some(shown.into()), ..self }
    }

    fn on_screen(&self) -> String {
        self.shown.clone().unwrap_or_else(|| self.out.to_string())
    }
}

/// A number, a name, a code: as it is written.
pub(crate) fn as_text(value: impl Display) -> Cell {
    Cell::from(value.to_string())
}

/// A count.
pub(crate) fn count(count: usize) -> Cell {
    Out::Int(i64::try_from(count).unwrap_or(i64::MAX)).into()
}

/// A cell, or an empty one.
pub(crate) fn some(value: Option<impl Into<Cell>>) -> Cell {
    value.map_or(Out::Empty.into(), Into::into)
}

impl From<Out> for Cell {
    fn from(out: Out) -> Self {
        Self { out, shown: None }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Out::Empty.into() } else { Out::Text(text).into() }
    }
}

impl From<Amount> for Cell {
    fn from(amount: Amount) -> Self {
        Out::Number(amount.decimal()).into()
    }
}

impl From<Points> for Cell {
    fn from(points: Points) -> Self {
        points.amount().into()
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Out::Date(day.date()).into()
    }
}

/// Rows under headings.
#[derive(Debug)]
pub(crate) struct List {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    by: Option<usize>,
}

impl List {
    /// A list with these columns.
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new(), by: None }
    }

    /// Sums are of each text in this column, counted from 0: of each currency.
    pub(crate) fn summed_by(self, column: usize) -> Self {
        Self { by: Some(column), ..self }
    }

    /// Adds a row: a cell for each column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The places of the columns that are seen there.
    fn seen(&self, only_in: In) -> Vec<usize> {
        let seen = |at: &usize| [In::Both, only_in].contains(&self.columns[*at].seen);
        (0..self.columns.len()).filter(seen).collect()
    }

    /// As the screen shows it.
    pub(crate) fn to_text(&self) -> String {
        let seen = self.seen(In::Screen);
        let mut table = ui::Table::new(seen.iter().map(|&at| {
            let Column { heading, is_number, .. } = &self.columns[at];
            if *is_number { ui::numbers(heading) } else { ui::words(heading) }
        }));
        for row in &self.rows {
            let cells = seen.iter().filter_map(|&at| row.get(at));
            table.row(cells.map(Cell::on_screen));
        }
        table.to_text()
    }

    /// As a spreadsheet has it.
    pub(crate) fn to_sheet(&self, app: &App, name: impl Display) -> Sheet {
        let seen = self.seen(In::File);
        let place = |column: usize| seen.iter().position(|&at| at == column);
        let summed = seen.iter().filter(|&&at| self.columns[at].summed);
        let summed: Vec<usize> = summed.filter_map(|&at| place(at)).collect();
        let cells = |row: &Vec<Cell>| {
            let cells = seen.iter().map(|&at| row.get(at).map_or(Out::Empty, |c| c.out.clone()));
            cells.collect()
        };
        let sheet = Sheet {
            name: name.to_string(),
            headers: seen.iter().map(|&at| self.columns[at].heading.clone()).collect(),
            rows: self.rows.iter().map(cells).collect(),
            totals: Vec::new(),
        };
        if summed.is_empty() {
            return sheet;
        }
        sheet.with_totals(&app.msg("column-total", &[]), &summed, self.by.and_then(place))
    }
}
