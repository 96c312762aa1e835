//! An empty sheet to be filled in: headings that an import reads, and cells that take
//! only what can be meant.
//!
//! ```text
//! first sheet     headings, 500 empty rows: lists to choose from, days, numbers, texts
//! second sheet    how it is filled in, in words
//! `lists`         what the lists offer; hidden, so an import passes over it
//! ```
//!
//! A text column is a text column before anything is typed into it, so that `3-5` becomes
//! no date and 18 digits stay 18 digits. Of what Excel itself checks nothing is relied on:
//! whoever pastes into a cell gets past it, and the import checks every cell anyway.
//!
//! What is deliberately absent: wording, and knowing what a column is for.

use std::io::Write as _;
use std::path::Path;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Workbook, Worksheet, XlsxError,
};
use time::Date;
use unicode_width::UnicodeWidthStr;

use super::SheetError;
use super::grid::{column_letters, file_name};
use super::write::{lay_out, write_whole};

/// So many rows are made ready.
pub(crate) const ROWS: u32 = 500;
/// The name of the hidden sheet.
const LISTS: &str = "lists";
/// The most characters Excel shows of what is wrong with a cell.
const ERROR_CHARS: usize = 255;
/// The widest a column gets that offers a list, in half-width letters.
const LIST_WIDTH: usize = 36;

/// A sheet to fill in.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// The name of the sheet that is filled in.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) fields: Vec<Field>,
    /// The name of the sheet that says how.
    pub(crate) notes_name: String,
    /// What it says above what it says of each column.
    pub(crate) notes: Vec<String>,
}

/// A column to fill in.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Its heading.
    pub(crate) heading: String,
    /// A row without it says nothing.
    pub(crate) needed: bool,
    /// What goes in: said of the column, and when something else is typed.
    pub(crate) hint: String,
    /// What goes in, as Excel can hold it.
    pub(crate) entry: Entry,
}

/// What a cell takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Any text.
    Text,
    /// Any text that stands nowhere else in the column.
    Once,
    /// One of these texts; any text, if there are none.
    OneOf(Vec<String>),
    /// A day from the first to the last.
    Day(Date, Date),
    /// A number above zero.
    Above,
    /// A number, zero or above.
    From,
    /// A whole number above zero.
    Count,
}

impl Entry {
    /// How its cells are shown, and so how Excel takes what is typed.
    fn number_format(&self) -> &'static str {
        match self {
            Self::Text | Self::Once | Self::OneOf(_) => "@",
            Self::Day(..) => "yyyy-mm-dd",
            Self::Above | Self::From | Self::Count => "General",
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Text | Self::Once => 18,
            Self::OneOf(texts) => {
                texts.iter().map(|text| text.width() + 3).max().unwrap_or(18).clamp(12, LIST_WIDTH)
            }
            Self::Day(..) => 13,
            Self::Above | Self::From | Self::Count => 10,
        }
    }

    /// What Excel is to hold a cell to, if anything; `column` is its letters, `list` where
    /// its texts stand.
    fn rule(
        &self,
        column: &str,
        list: Option<Formula>,
    ) -> Result<Option<DataValidation>, XlsxError> {
        let any = DataValidation::new();
        Ok(Some(match self {
            Self::Text => return Ok(None),
            Self::Once => {
                let last = ROWS + 1;
                let once = format!("COUNTIF(${column}$2:${column}${last},{column}2)=1");
                any.allow_custom(Formula::new(once))
            }
            Self::OneOf(_) => match list {
                Some(list) => any.allow_list_formula(list),
                None => return Ok(None),
            },
            Self::Day(first, last) => {
                let days = DataValidationRule::Between(excel_day(*first)?, excel_day(*last)?);
                any.allow_date(days)
            }
            Self::Above => any.allow_decimal_number(DataValidationRule::GreaterThan(0.0)),
            Self::From => any.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
            Self::Count => any.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(1)),
        }))
    }
}

fn excel_day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or(u16::MAX);
    ExcelDateTime::from_ymd(year, date.month().into(), date.day())
}

/// Writes a form as `.xlsx`, whole or not at all.
///
/// An existing file is replaced only with `overwrite`.
pub(crate) fn write(path: &Path, form: &Form, overwrite: bool) -> Result<(), SheetError> {
    let file = file_name(path);
    let mut workbook = workbook(form).map_err(|error| SheetError::Unwritable {
        file: file.clone(),
        detail: error.to_string(),
    })?;
    write_whole(path, overwrite, |out| {
        let bytes = workbook.save_to_buffer().map_err(|error| SheetError::Unwritable {
            file: file.clone(),
            detail: error.to_string(),
        })?;
        out.write_all(&bytes).map_err(|source| SheetError::Io { file: file.clone(), source })
    })
}

fn workbook(form: &Form) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    fill_in(workbook.add_worksheet(), form)?;
    explain(workbook.add_worksheet(), form)?;
    let lists = workbook.add_worksheet();
    lists.set_name(LISTS)?.set_hidden(true);
    for (column, field) in (0_u16..).zip(&form.fields) {
        if let Entry::OneOf(texts) = &field.entry {
            for (row, text) in (0_u32..).zip(texts) {
                lists.write_string(row, column, text)?;
            }
        }
    }
    Ok(workbook)
}

/// The sheet that is filled in.
fn fill_in(page: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    page.set_name(&form.name)?;
    let grey = Color::RGB(0xBF_BF_BF);
    let boxed = Format::new().set_border(FormatBorder::Thin).set_border_color(grey);
    let heading = boxed.clone().set_bold().set_background_color(Color::RGB(0xE7_E6_E6));
    let needed = heading.clone().set_background_color(Color::RGB(0xFC_E4_D6));
    for (column, field) in (0_u16..).zip(&form.fields) {
        let Field { heading: name, entry, .. } = field;
        let cell = Format::new().set_num_format(entry.number_format());
        let heading = if field.needed { &needed } else { &heading };
        // Below the rows that are ready the column still is what it is.
        page.set_column_format(column, &cell)?;
        page.set_column_width(column, entry.width().max(name.width() + 3) as f64)?;
        page.write_string_with_format(0, column, name, heading)?;
        let cell = boxed.clone().set_num_format(entry.number_format());
        for row in 1..=ROWS {
            page.write_blank(row, column, &cell)?;
        }
        let letters = column_letters(column.into());
        let list = match entry {
            Entry::OneOf(texts) if !texts.is_empty() => {
                Some(Formula::new(format!("{LISTS}!${letters}$1:${letters}${}", texts.len())))
            }
            _ => None,
        };
        if let Some(rule) = entry.rule(&letters, list)? {
            let hint: String = field.hint.chars().take(ERROR_CHARS).collect();
            let rule = rule.ignore_blank(true).set_error_message(hint)?;
            page.add_data_validation(1, column, ROWS, column, &rule)?;
        }
    }
    lay_out(page)
}

/// The sheet that says how: a line each, then each column with what goes in.
fn explain(page: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    page.set_name(&form.notes_name)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = wrapped.clone().set_bold();
    page.set_column_width(0, 18)?;
    page.set_column_width(1, 90)?;
    let mut row = 0;
    for note in &form.notes {
        page.write_string_with_format(row, 1, note, if row == 0 { &bold } else { &wrapped })?;
        row += 1;
    }
    row += 1;
    for field in &form.fields {
        page.write_string_with_format(row, 0, &field.heading, &bold)?;
        page.write_string_with_format(row, 1, &field.hint, &wrapped)?;
        row += 1;
    }
    page.set_paper_size(super::write::A4).set_print_fit_to_pages(1, 0);
    Ok(())
}
