//! A plain sheet, written so that it opens well in Excel and WPS.
//!
//! `.xlsx`: a bold, frozen heading row with a filter, columns as wide as what
//! is in them, dates as dates, texts as texts (an ID or phone number keeps all
//! its digits), totals as formulas whose result is stored with them. Printed, it lies on
//! A4 across, as wide as the paper, the headings on every page. `.csv`: UTF-8 with its
//! mark and CRLF, as Excel expects; without the totals, since it is for programs.
//!
//! A text that starts like a formula is never one: in .xlsx it is stored as a
//! string; in .csv, which has no types, it gets a `'` in front, and reading
//! takes that `'` off again ([`without_guard`]).
//!
//! The file appears whole or not at all: it is written beside its place under
//! another name and renamed. What is deliberately absent: several sheets in a
//! file, colours, and any formula but the sums.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError};
use time::Date;
use unicode_width::UnicodeWidthStr;

use super::SheetError;
use super::grid::{column_letters, ending, file_name};
use crate::visible::is_unseen;
use crate::whole::Part;

/// The widest a column gets, in half-width letters.
const MAX_WIDTH: usize = 60;
/// How many rows are looked at for the widths of the columns.
const WIDTH_ROWS: usize = 1000;
/// Excel keeps this many significant digits of a number; more go in as text.
const EXCEL_DIGITS: usize = 15;
/// A4, as Excel numbers the papers.
pub(super) const A4: u8 = 9;
/// Empty rows between the last row and the totals: what stands right below a filtered
/// list is taken for a part of it when it is sorted.
const GAP: u32 = 1;

/// A sheet to write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    /// The sheet's name; what Excel forbids in it is replaced. Not used for .csv.
    pub(crate) name: String,
    /// The headings.
    pub(crate) headers: Vec<String>,
    /// The rows under them.
    pub(crate) rows: Vec<Vec<Out>>,
    /// What is added up below them. Not used for .csv.
    pub(crate) totals: Vec<Total>,
}

/// A row that adds up what stands above it, column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Total {
    /// What its first cell says.
    pub(crate) label: String,
    /// The columns that are added up.
    pub(crate) columns: Vec<usize>,
    /// A column, and what it has to say in a row that is counted; every row where `None`.
    pub(crate) only: Option<(usize, String)>,
}

impl Sheet {
    /// With these columns added up: all rows, or, where points of several currencies
    /// stand in one column, those of each text in the column `by`.
    pub(crate) fn with_totals(mut self, label: &str, columns: &[usize], by: Option<usize>) -> Self {
        let total = |only| Total { label: label.to_owned(), columns: columns.to_vec(), only };
        match by {
            None if self.rows.is_empty() => {}
            None => self.totals.push(total(None)),
            Some(by) => {
                let mut said: Vec<&String> = Vec::new();
                for row in &self.rows {
                    if let Some(Out::Text(text)) = row.get(by)
                        && !text.is_empty()
                        && !said.contains(&text)
                    {
                        said.push(text);
                    }
                }
                let each = said.into_iter().map(|text| total(Some((by, text.clone()))));
                self.totals.extend(each.collect::<Vec<_>>());
            }
        }
        self
    }
}

/// A sum, as the sheet can hold it.
#[derive(Debug, PartialEq)]
enum Sum {
    /// Excel comes to the same.
    Formula(f64),
    /// Excel would not, since some number was stored as text to keep its digits.
    Text(String),
    /// There is nothing to add up, or no number for it.
    Nothing,
}

impl Total {
    fn counts(&self, row: &[Out]) -> bool {
        self.only
            .as_ref()
            .is_none_or(|(at, said)| matches!(row.get(*at), Some(Out::Text(text)) if text == said))
    }

    /// The sum of a column.
    fn sum(&self, rows: &[Vec<Out>], column: usize) -> Sum {
        let (mut sum, mut exactly) = (None, true);
        for row in rows.iter().filter(|row| self.counts(row)) {
            let number = match row.get(column) {
                Some(Out::Number(number)) => *number,
                Some(Out::Int(int)) => Decimal::from(*int),
                _ => continue,
            };
            exactly &= exact(&number.to_string()).is_some();
            match sum.unwrap_or(Decimal::ZERO).checked_add(number) {
                Some(more) => sum = Some(more),
                None => return Sum::Nothing,
            }
        }
        let Some(sum) = sum.map(|sum| sum.normalize().to_string()) else { return Sum::Nothing };
        // The text of a condition may be a pattern to Excel; the codes of currencies are none.
        let plain = |(_, said): &(usize, String)| said.bytes().all(|b| b.is_ascii_alphanumeric());
        match exact(&sum).filter(|_| exactly && self.only.as_ref().is_none_or(plain)) {
            Some(number) => Sum::Formula(number),
            None => Sum::Text(sum),
        }
    }

    /// The formula for a column of the rows 2 to `last`, in the row `at` as people number it.
    fn formula(&self, column: usize, last: u32, at: u32) -> String {
        let letters = |column: usize| column_letters(u32::try_from(column).unwrap_or(u32::MAX));
        let range = |column: usize| format!("{0}2:{0}{last}", letters(column));
        match &self.only {
            None => format!("SUM({})", range(column)),
            Some((by, _)) => {
                format!("SUMIF({},{}{at},{})", range(*by), letters(*by), range(column))
            }
        }
    }
}

/// One cell to write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Out {
    /// Text, never taken for a formula or a number.
    Text(String),
    /// A count or a serial number.
    Int(i64),
    /// An exact amount.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// Nothing.
    Empty,
}

impl fmt::Display for Out {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => text.fmt(f),
            Self::Int(int) => int.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
        }
    }
}

/// Writes a sheet as the ending of `path` says, `.xlsx` or `.csv`.
///
/// An existing file is replaced only with `overwrite`.
pub(crate) fn write(path: &Path, sheet: &Sheet, overwrite: bool) -> Result<(), SheetError> {
    let file = file_name(path);
    let write_as = match ending(path).as_str() {
        ".xlsx" => write_xlsx,
        ".csv" => write_csv,
        _ => return Err(SheetError::UnwritableFormat { file }),
    };
    write_whole(path, overwrite, |out| {
        write_as(out, sheet).map_err(|failure| match failure {
            Failure::Io(source) => SheetError::Io { file: file.clone(), source },
            Failure::Content(detail) => SheetError::Unwritable { file: file.clone(), detail },
        })
    })
}

/// Writes a file of any kind, whole or not at all.
///
/// An existing file is replaced only with `overwrite`.
pub(crate) fn write_whole<E: From<SheetError>>(
    path: &Path,
    overwrite: bool,
    content: impl FnOnce(&mut BufWriter<File>) -> Result<(), E>,
) -> Result<(), E> {
    let file = file_name(path);
    let refuse_existing = || {
        if !overwrite && path.symlink_metadata().is_ok() {
            return Err(SheetError::Exists { file: file.clone() });
        }
        Ok(())
    };
    refuse_existing()?;
    let io = |source| SheetError::Io { file: file.clone(), source };
    let (part, handle) = Part::create(path).map_err(io)?;
    let mut out = BufWriter::new(handle);
    content(&mut out)?;
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)
        .and_then(|handle| handle.sync_all())
        .map_err(io)?;
    refuse_existing()?;
    Ok(part.rename(path).map_err(io)?)
}

enum Failure {
    Io(io::Error),
    Content(String),
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => Self::Io(error),
            other => Self::Content(other.to_string()),
        }
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        let text = error.to_string();
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Io(error),
            _ => Self::Content(text),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn write_xlsx(out: &mut BufWriter<File>, sheet: &Sheet) -> Result<(), Failure> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let as_text = Format::new().set_num_format("@");
    let page = workbook.add_worksheet();
    page.set_name(sheet_name(&sheet.name))?;
    let column = |index: usize| {
        u16::try_from(index).map_err(|_| Failure::Content(format!("{} columns", index + 1)))
    };
    for (index, header) in sheet.headers.iter().enumerate() {
        page.write_string_with_format(0, column(index)?, header, &bold)?;
    }
    let mut row = 0_u32;
    for cells in &sheet.rows {
        row += 1;
        for (index, cell) in cells.iter().enumerate() {
            let column = column(index)?;
            match cell {
                Out::Empty => {}
                Out::Text(text) => {
                    page.write_string_with_format(row, column, text, &as_text)?;
                }
                Out::Int(int) => match exact(&int.to_string()) {
                    Some(number) => drop(page.write_number(row, column, number)?),
                    None => {
                        page.write_string_with_format(row, column, int.to_string(), &as_text)?;
                    }
                },
                Out::Number(number) => match number.to_f64().and(exact(&number.to_string())) {
                    Some(number) => drop(page.write_number(row, column, number)?),
                    None => {
                        page.write_string_with_format(row, column, number.to_string(), &as_text)?;
                    }
                },
                Out::Date(date) => match serial(*date) {
                    Some(serial) => drop(page.write_number_with_format(row, column, serial, &day)?),
                    None => {
                        page.write_string_with_format(row, column, date.to_string(), &as_text)?;
                    }
                },
            }
        }
    }
    for (index, width) in widths(sheet).into_iter().enumerate() {
        page.set_column_width(column(index)?, width as f64)?;
    }
    if let Some(last) = sheet.headers.len().checked_sub(1) {
        page.autofilter(0, 0, row, column(last)?)?;
    }
    let last = row + 1;
    row += GAP;
    for total in &sheet.totals {
        row += 1;
        let width = sheet.headers.len();
        write_total(page, total, &sheet.rows, (row, last), width)?;
    }
    lay_out(page)?;
    workbook.save_to_writer(out)?;
    Ok(())
}

/// A row of sums, bold and under a line. `last` is the last row added up, from 1.
fn write_total(
    page: &mut Worksheet,
    total: &Total,
    rows: &[Vec<Out>],
    (row, last): (u32, u32),
    width: usize,
) -> Result<(), Failure> {
    let bold = Format::new().set_bold().set_border_top(FormatBorder::Thin);
    let as_text = bold.clone().set_num_format("@");
    for index in 0..width {
        let column = u16::try_from(index).map_err(|_| Failure::Content(index.to_string()))?;
        let sum = match total.columns.contains(&index) {
            true => total.sum(rows, index),
            false => Sum::Nothing,
        };
        match (sum, &total.only) {
            (Sum::Formula(result), _) => {
                let formula = Formula::new(total.formula(index, last, row + 1));
                let formula = formula.set_result(result.to_string());
                page.write_formula_with_format(row, column, formula, &bold)?;
            }
            (Sum::Text(sum), _) => {
                page.write_string_with_format(row, column, sum, &as_text)?;
            }
            (Sum::Nothing, Some((by, said))) if *by == index => {
                page.write_string_with_format(row, column, said, &as_text)?;
            }
            (Sum::Nothing, _) if index == 0 => {
                page.write_string_with_format(row, column, &total.label, &bold)?;
            }
            (Sum::Nothing, _) => {
                page.write_blank(row, column, &bold)?;
            }
        }
    }
    Ok(())
}

/// The headings stay in sight, on the screen and on every printed page; on paper it is
/// as wide as an A4 that lies across, and as long as it takes.
pub(super) fn lay_out(page: &mut Worksheet) -> Result<(), XlsxError> {
    page.set_freeze_panes(1, 0)?;
    page.set_repeat_rows(0, 0)?;
    page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
    Ok(())
}

/// A number that Excel gives back digit by digit, or nothing.
fn exact(digits: &str) -> Option<f64> {
    let significant = digits.trim_start_matches(['-', '0', '.']);
    let count = significant.bytes().filter(u8::is_ascii_digit).count();
    (count <= EXCEL_DIGITS).then(|| digits.parse().ok())?
}

/// The serial number of a day in Excel's 1900 system, from March 1900 on: the
/// days before it are off by one there, because Excel believes in 1900-02-29.
fn serial(date: Date) -> Option<i32> {
    const JULIAN_DAY_OF_1899_12_30: i32 = 2_415_019;
    let serial = date.to_julian_day() - JULIAN_DAY_OF_1899_12_30;
    (serial > 60).then_some(serial)
}

/// A name Excel accepts: at most 31 letters, none of `[]:*?/\`, no `'` at the ends.
fn sheet_name(name: &str) -> String {
    let mut units = 0;
    let name: String = name
        .chars()
        .map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c })
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    let name = name.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        "Sheet1".to_owned()
    } else {
        name.to_owned()
    }
}

fn widths(sheet: &Sheet) -> Vec<usize> {
    let columns = sheet.rows.iter().map(Vec::len).max().unwrap_or(0).max(sheet.headers.len());
    // Room beside a heading for the filter's button.
    let mut widths: Vec<usize> = (0..columns)
        .map(|index| sheet.headers.get(index).map_or(0, |header| header.width() + 3))
        .collect();
    for row in sheet.rows.iter().take(WIDTH_ROWS) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.to_string().width() + 1);
        }
    }
    for total in &sheet.totals {
        for &column in &total.columns {
            let digits = match total.sum(&sheet.rows, column) {
                Sum::Formula(sum) => sum.to_string().len(),
                Sum::Text(sum) => sum.len(),
                Sum::Nothing => 0,
            };
            if let Some(width) = widths.get_mut(column) {
                *width = (*width).max(digits + 1);
            }
        }
        if let Some(width) = widths.first_mut() {
            *width = (*width).max(total.label.width() + 1);
        }
    }
    widths.into_iter().map(|width| width.clamp(6, MAX_WIDTH)).collect()
}

fn write_csv(out: &mut BufWriter<File>, sheet: &Sheet) -> Result<(), Failure> {
    out.write_all(b"\xEF\xBB\xBF")?;
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    writer.write_record(sheet.headers.iter().map(|header| guarded(header)))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Out::Text(text) => guarded(text),
            other => other.to_string(),
        }))?;
    }
    writer.flush()?;
    Ok(())
}

/// Whether Excel, or the next program, might run a text that starts so. Some pass over
/// blanks and what nobody sees in front of it.
fn starts_dangerously(text: &str) -> bool {
    let passed_over = |c: char| c.is_whitespace() || is_unseen(c);
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(passed_over)
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// A text for a .csv, with a `'` in front if it starts like a formula.
///
/// A text that starts with such a `'` by itself gets another one, so that
/// [`without_guard`] gives back every text as it was.
fn guarded(text: &str) -> String {
    let inner = text.trim_start_matches('\'');
    if starts_dangerously(inner) { format!("'{text}") } else { text.to_owned() }
}

/// A text from a .csv without the `'` that [`write()`] puts before what starts
/// like a formula.
pub(crate) fn without_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if starts_dangerously(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
