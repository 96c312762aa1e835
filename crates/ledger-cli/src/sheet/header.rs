//! Where the headings are, and which rows under them are data.
//!
//! A clerk's sheet starts with a merged title and ends with a total and two
//! signatures; the heading row is somewhere among the first [`HEADER_ROWS`],
//! in the village's own words. [`find_header`] takes the row that has every
//! required column and most of the others. [`Header::data_rows`] then gives the
//! rows under it and remembers which it left out and why, so that the clerk can
//! be told; a row that might be data is never left out.
//!
//! What is deliberately absent: guessing a column from what is in it, and
//! headings spread over two rows.

use super::cell::{despace, fold};
use super::grid::{Cell, Grid};
use super::{Missing, SheetError};

/// How many rows from the top may hold the headings.
pub(crate) const HEADER_ROWS: usize = 30;

/// A column to look for, under any of its names.
///
/// Names and headings are compared after NFKC, without spaces, case, a `(…)`
/// at the end, and the `*` and `:` that forms put around a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// What the caller calls it.
    pub(crate) key: &'static str,
    /// The headings it goes by, the preferred one first.
    pub(crate) names: &'static [&'static str],
    /// Whether a sheet without it cannot be read.
    pub(crate) required: bool,
}

/// The heading row of a grid and what its headings mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// The index of the heading row in `grid.rows`.
    pub(crate) row: usize,
    /// The headings that name no column, as they stand there.
    pub(crate) unknown: Vec<String>,
    found: Vec<Found>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    key: &'static str,
    index: usize,
    required: bool,
    heading: String,
}

impl Found {
    /// Whether the same heading stands in a cell.
    fn stands_in(&self, cell: Cell<'_>) -> bool {
        let Cell::Text(text) = cell else { return false };
        // Nothing but ASCII stays nothing but ASCII: most cells are told by that.
        (!text.is_ascii() || self.heading.is_ascii()) && heading(text) == self.heading
    }
}

impl Header {
    /// The index of a column within a grid's rows, if the sheet has it.
    pub(crate) fn index_of(&self, key: &str) -> Option<usize> {
        self.found.iter().find(|found| found.key == key).map(|found| found.index)
    }

    /// The row of a grid at this index, taken for data.
    pub(crate) fn data_row<'a>(&'a self, grid: &'a Grid, index: usize) -> DataRow<'a> {
        DataRow { header: self, grid, index }
    }

    /// The rows under the headings that are data.
    pub(crate) fn data_rows<'a>(&'a self, grid: &'a Grid) -> DataRows<'a> {
        DataRows { header: self, grid, next: self.row + 1, skipped: Vec::new() }
    }

    /// Why a row is not data, or nothing if it may be.
    pub(crate) fn reason_to_skip(&self, grid: &Grid, row: usize) -> Option<SkipReason> {
        let Some((first, cell)) = grid.row(row).enumerate().find(|(_, cell)| !cell.is_blank())
        else {
            return Some(SkipReason::Blank);
        };
        if self.found.iter().rev().all(|found| found.stands_in(grid.cell(row, found.index))) {
            return Some(SkipReason::RepeatedHeader);
        }
        let Cell::Text(text) = cell else {
            return None;
        };
        let label = label_of(text)?;
        let required = || self.found.iter().filter(|found| found.required);
        let filled = required()
            .filter(|found| found.index != first)
            .filter(|found| !grid.cell(row, found.index).is_blank())
            .count();
        let needed = required().count();
        let mostly_empty = filled * 2 <= needed;
        // A cell that says only 合计 may stand beside any number of totals.
        let nothing_but_total = label == Label::Total && filled < needed;
        (mostly_empty || nothing_but_total).then(|| SkipReason::Summary(text.trim().to_owned()))
    }
}

/// Why a row under the headings was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SkipReason {
    /// Nothing in it.
    Blank,
    /// A total, a signature or a remark; the text of its first cell.
    Summary(String),
    /// The headings again, as printed sheets repeat them on every page.
    RepeatedHeader,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// The row a person sees in Excel.
    pub(crate) row: u32,
    /// Why.
    pub(crate) why: SkipReason,
}

/// The data rows of a grid, from top to bottom.
#[derive(Debug, Clone)]
pub(crate) struct DataRows<'a> {
    header: &'a Header,
    grid: &'a Grid,
    next: usize,
    skipped: Vec<Skipped>,
}

impl DataRows<'_> {
    /// The rows left out so far; complete once the iterator has ended.
    pub(crate) fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }
}

impl<'a> Iterator for DataRows<'a> {
    type Item = DataRow<'a>;

    fn next(&mut self) -> Option<DataRow<'a>> {
        loop {
            let index = self.next;
            if index >= self.grid.height() {
                return None;
            }
            self.next += 1;
            match self.header.reason_to_skip(self.grid, index) {
                None => {
                    return Some(self.header.data_row(self.grid, index));
                }
                Some(why) => self.skipped.push(Skipped { row: self.grid.row_number(index), why }),
            }
        }
    }
}

/// One row of data, its cells by the keys of their columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DataRow<'a> {
    header: &'a Header,
    grid: &'a Grid,
    index: usize,
}

impl<'a> DataRow<'a> {
    /// Its index in the grid.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// The row a person sees in Excel.
    pub(crate) fn row(&self) -> u32 {
        self.grid.row_number(self.index)
    }

    /// The cell of a column; empty if the sheet has no such column.
    pub(crate) fn get(&self, key: &str) -> Cell<'a> {
        match self.header.index_of(key) {
            Some(column) => self.grid.cell(self.index, column),
            None => Cell::Empty,
        }
    }
}

/// Finds the heading row: of those with every required column the one with
/// most columns, and of those the first.
///
/// Refused with [`SheetError::NoHeader`], which describes the row that came
/// nearest, or with [`SheetError::DuplicateColumn`].
pub(crate) fn find_header(grid: &Grid, columns: &[Column]) -> Result<Header, SheetError> {
    // The names that stand above a column count among the rows from the top.
    let above = grid.first_row as usize;
    let names: Vec<Vec<String>> = columns
        .iter()
        .map(|column| column.names.iter().map(|name| heading(name)).collect())
        .collect();
    let missing_in = |row: &Row| -> Vec<Missing> {
        columns
            .iter()
            .enumerate()
            .filter(|(index, column)| {
                column.required && !row.matches.iter().any(|(_, found)| found == index)
            })
            .map(|(_, column)| Missing { key: column.key, names: column.names.to_vec() })
            .collect()
    };
    let mut best: Option<(Row, Vec<Missing>)> = None;
    for index in 0..grid.height().min(HEADER_ROWS.saturating_sub(above)) {
        let row = Row::read(index, grid.row(index), &names);
        let missing = missing_in(&row);
        let better = match &best {
            None => row.texts > 0,
            Some((other, other_missing)) => {
                let rank =
                    |row: &Row, missing: &[Missing]| (missing.is_empty(), row.columns(), row.texts);
                rank(&row, &missing) > rank(other, other_missing)
            }
        };
        if better {
            best = Some((row, missing));
        }
    }
    let no_header = |missing, seen, row| SheetError::NoHeader {
        file: grid.file.clone(),
        sheet: grid.sheet.clone(),
        missing,
        seen,
        row,
    };
    let Some((row, missing)) = best else {
        let missing = missing_in(&Row::default());
        return Err(no_header(missing, Vec::new(), None));
    };
    let cells: Vec<Cell<'_>> = grid.row(row.index).collect();
    if !missing.is_empty() || row.matches.is_empty() {
        let seen = cells.iter().filter_map(|cell| shown(*cell)).collect();
        return Err(no_header(missing, seen, Some(grid.row_number(row.index))));
    }
    let mut found: Vec<Found> = Vec::new();
    for (index, column) in &row.matches {
        let column = &columns[*column];
        if let Some(other) = found.iter().find(|other| other.key == column.key) {
            let label = |index: usize| {
                let heading = cells.get(index).and_then(|cell| shown(*cell)).unwrap_or_default();
                format!("{} {heading}", grid.column_letters(index))
            };
            return Err(SheetError::DuplicateColumn {
                file: grid.file.clone(),
                sheet: grid.sheet.clone(),
                row: grid.row_number(row.index),
                key: column.key,
                first: label(other.index),
                second: label(*index),
            });
        }
        found.push(Found {
            key: column.key,
            index: *index,
            required: column.required,
            heading: cells
                .get(*index)
                .and_then(|cell| shown(*cell))
                .map_or_else(String::new, |text| heading(&text)),
        });
    }
    let unknown = cells
        .iter()
        .enumerate()
        .filter(|(index, _)| found.iter().all(|found| found.index != *index))
        .filter_map(|(_, cell)| shown(*cell))
        .collect();
    Ok(Header { row: row.index, unknown, found })
}

/// A row as a candidate for the headings.
#[derive(Debug, Default)]
struct Row {
    index: usize,
    /// Which cell names which column, by their indexes.
    matches: Vec<(usize, usize)>,
    /// How many cells have text.
    texts: usize,
}

impl Row {
    fn read<'a>(
        index: usize,
        cells: impl Iterator<Item = Cell<'a>>,
        names: &[Vec<String>],
    ) -> Self {
        let mut row = Self { index, ..Self::default() };
        for (at, cell) in cells.enumerate() {
            let Some(text) = shown(cell) else { continue };
            row.texts += 1;
            let text = heading(&text);
            if let Some(column) = names.iter().position(|names| names.contains(&text)) {
                row.matches.push((at, column));
            }
        }
        row
    }

    /// How many columns are named, each once.
    fn columns(&self) -> usize {
        let mut columns: Vec<usize> = self.matches.iter().map(|(_, column)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.len()
    }
}

fn shown(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(text) if !cell.is_blank() => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// A heading as it is compared.
fn heading(text: &str) -> String {
    let mut text = despace(fold(text)).to_lowercase();
    loop {
        let trimmed = text.trim_matches(['*', ':']);
        let shorter = match trimmed.rfind('(') {
            Some(open) if open > 0 && trimmed.ends_with(')') => &trimmed[..open],
            _ => trimmed,
        };
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter.to_owned();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// Nothing but the word for a total.
    Total,
    /// Starts as a total, a signature or a remark does.
    Other,
}

/// Whether a text is what stands in the first cell of a row that is no data.
fn label_of(text: &str) -> Option<Label> {
    const TOTALS: [&str; 5] = ["合计", "总计", "小计", "共计", "累计"];
    const OTHERS: [&str; 9] =
        ["制表", "审核", "填表", "复核", "经办", "负责人", "备注:", "说明", "注:"];
    let text = despace(fold(text));
    // 小计河组-017 is a household, whatever it starts with.
    let mut tail = text.rsplitn(2, '-');
    let number = tail.next().unwrap_or_default();
    if tail.next().is_some() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // The exports in English say it in English.
    let word = text.trim_end_matches(':');
    if TOTALS.contains(&word) || word.eq_ignore_ascii_case("total") {
        return Some(Label::Total);
    }
    TOTALS.iter().chain(&OTHERS).any(|start| text.starts_with(start)).then_some(Label::Other)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
