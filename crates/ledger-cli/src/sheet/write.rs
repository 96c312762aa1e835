//! A plain sheet, written so that it opens well in Excel and WPS.
//!
//! `.xlsx`: a bold, frozen heading row with a filter, columns as wide as what
//! is in them, dates as dates, texts as texts (an ID or phone number keeps all
//! its digits). `.csv`: UTF-8 with its mark and CRLF, as Excel expects.
//!
//! A text that starts like a formula is never one: in .xlsx it is stored as a
//! string; in .csv, which has no types, it gets a `'` in front, and reading
//! takes that `'` off again ([`without_guard`]).
//!
//! The file appears whole or not at all: it is written beside its place under
//! another name and renamed. What is deliberately absent: several sheets in a
//! file, colours, and formulas.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use time::Date;
use unicode_width::UnicodeWidthStr;

use super::SheetError;
use super::grid::{ending, file_name};
use crate::visible::is_unseen;
use crate::whole::Part;

/// The widest a column gets, in half-width letters.
const MAX_WIDTH: usize = 60;
/// How many rows are looked at for the widths of the columns.
const WIDTH_ROWS: usize = 1000;
/// Excel keeps this many significant digits of a number; more go in as text.
const EXCEL_DIGITS: usize = 15;

/// A sheet to write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    /// The sheet's name; what Excel forbids in it is replaced. Not used for .csv.
    pub(crate) name: String,
    /// The headings.
    pub(crate) headers: Vec<String>,
    /// The rows under them.
    pub(crate) rows: Vec<Vec<Out>>,
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
    page.set_freeze_panes(1, 0)?;
    if let Some(last) = sheet.headers.len().checked_sub(1) {
        page.autofilter(0, 0, row, column(last)?)?;
    }
    workbook.save_to_writer(out)?;
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
            *width = (*width).max(plain(cell).width() + 1);
        }
    }
    widths.into_iter().map(|width| width.clamp(6, MAX_WIDTH)).collect()
}

fn plain(cell: &Out) -> String {
    match cell {
        Out::Empty => String::new(),
        Out::Text(text) => text.clone(),
        Out::Int(int) => int.to_string(),
        Out::Number(number) => number.to_string(),
        Out::Date(date) => date.to_string(),
    }
}

fn write_csv(out: &mut BufWriter<File>, sheet: &Sheet) -> Result<(), Failure> {
    out.write_all(b"\xEF\xBB\xBF")?;
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    writer.write_record(sheet.headers.iter().map(|header| guarded(header)))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Out::Text(text) => guarded(text),
            other => plain(other),
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
