//! A spreadsheet file as a grid of cells with addresses.
//!
//! Reads `.xlsx` and `.xlsm` through calamine's streaming reader, and `.csv`
//! in UTF-8 or the GB18030 that Chinese Excel saves. A cell keeps the address a
//! person sees in Excel, so that a bad row can be named; nothing here knows
//! what a column means.
//!
//! Sheets come from anywhere, so the limits below are checked before memory is
//! used: a zip bomb, a sheet whose last cell is `XFD1048576`, and a formatted
//! but empty million of rows all cost little. The numbers: [`MAX_FILE_BYTES`], [`MAX_CSV_BYTES`],
//! [`MAX_UNPACKED_BYTES`], [`MAX_ROWS`], [`MAX_COLUMNS`], [`MAX_CELLS`].
//!
//! What is deliberately absent:
//!
//! - `.xls`, `.et`, `.wps`, `.ods`: their readers allocate what the file
//!   declares before anything can be checked, and WPS and Excel both save as
//!   `.xlsx` in one step. They are refused by name.
//! - Formulas are not computed. A formula whose value was never saved is
//!   [`Cell::FormulaWithoutValue`], never an empty cell.
//! - Formats are not kept, except that they tell dates and durations apart
//!   from numbers. In a workbook of the 1904 system a *formatted* date is right;
//!   a serial number left unformatted there cannot be told from a quantity and
//!   stays a number.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use memchr::memchr;
use rayon::prelude::*;
use time::{Date, Month, PrimitiveDateTime, Time};

use super::SheetError;

use crate::whole;

/// The largest workbook that is opened, 64 MiB.
pub(crate) const MAX_FILE_BYTES: u64 = 64 << 20;
/// The largest .csv, 256 MiB: it is not packed.
pub(crate) const MAX_CSV_BYTES: u64 = 256 << 20;
/// The most a workbook may unpack to, 1 GiB over all its parts.
pub(crate) const MAX_UNPACKED_BYTES: u64 = 1 << 30;
/// The most a part that is held in memory whole may unpack to, 32 MiB: the shared texts
/// and the styles. Each of six million empty texts would take four times what it says.
const MAX_PART_BYTES: u64 = 32 << 20;
/// The most parts a workbook may have.
const MAX_PARTS: usize = 10_000;
/// The last row that may be in use: a million of data, and what stands above and below.
pub(crate) const MAX_ROWS: u32 = 1_000_100;
/// The last column that may be in use, `IV`.
pub(crate) const MAX_COLUMNS: u32 = 256;
/// The most cells a file may fill, in all its sheets: a million rows of sixteen.
pub(crate) const MAX_CELLS: u64 = 16_000_000;
/// The most text the cells of a file may hold together, 256 MiB.
const MAX_TEXT_BYTES: u64 = 256 << 20;

/// So much of a long .csv is read by one thread.
const PIECE_BYTES: usize = 4 << 20;

thread_local! {
    static GUARDED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether this thread is inside the reader of workbooks, whose panics are caught: only
/// the error that comes of one is the user's business.
pub(crate) fn guarded() -> bool {
    GUARDED.get()
}

/// One cell, as it is stored rather than as it is shown; its text is the grid's.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Text, untouched. Every filled cell of a .csv is text.
    Text(&'a str),
    /// A number, which in Excel may also be a date that was never formatted.
    Number(f64),
    /// A date, with or without a time of day.
    DateTime(PrimitiveDateTime),
    /// A length of time or a time of day, in whole minutes, rounded towards zero.
    Minutes(i64),
    /// `TRUE` or `FALSE`.
    Bool(bool),
    /// An error as Excel shows it, such as `#N/A`.
    Error(&'a str),
    /// A formula whose value was not saved with it.
    FormulaWithoutValue,
}

impl Cell<'_> {
    /// Whether a person sees nothing in the cell.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(|c| c.is_whitespace() || is_invisible(c)),
            _ => false,
        }
    }
}

/// Whether a character has no width and no meaning, as chat programs and web
/// pages leave behind.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// A cell as a grid keeps it, 16 bytes: a sheet has millions of them, so their texts stand
/// behind each other in one, and this says where.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kept {
    Empty,
    Text { start: u32, bytes: u32 },
    Number(f64),
    DateTime(PrimitiveDateTime),
    Minutes(i64),
    Bool(bool),
    Error { start: u32, bytes: u32 },
    FormulaWithoutValue,
}

/// One sheet: its cells from the first that is filled to the last.
///
/// Row 0 is the first with anything in it, and in each row column 0 is the first column
/// with anything in it; `first_row` and `first_col` say how many rows and columns stand
/// before. Rows are ragged: what is missing at the end of one is empty.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    /// The file's name without its folders.
    pub(crate) file: String,
    /// The sheet's name; empty for .csv.
    pub(crate) sheet: String,
    /// How many empty rows stand above row 0.
    pub(crate) first_row: u32,
    /// How many empty columns stand left of every row's column 0.
    pub(crate) first_col: u32,
    height: usize,
    cells: Vec<Cells>,
    /// The first row of each of these, with row 0 at `begin`.
    starts: Vec<usize>,
    begin: usize,
}

/// The cells of a sheet or of a piece of it, row by row.
#[derive(Debug, Clone, Default)]
struct Cells {
    /// The texts of all of them, one behind the other.
    text: String,
    kept: Vec<Kept>,
    /// Where each row ends among them.
    ends: Vec<usize>,
}

impl Cells {
    fn keep(&mut self, cell: Cell<'_>) -> Kept {
        let mut put = |text: &str| {
            let start = self.text.len();
            self.text.push_str(text);
            // A file's texts are far fewer than four billion bytes.
            let [start, bytes] = [start, text.len()].map(|n| u32::try_from(n).unwrap_or(u32::MAX));
            (start, bytes)
        };
        match cell {
            Cell::Empty => Kept::Empty,
            Cell::Text(text) => {
                let (start, bytes) = put(text);
                Kept::Text { start, bytes }
            }
            Cell::Error(text) => {
                let (start, bytes) = put(text);
                Kept::Error { start, bytes }
            }
            Cell::Number(number) => Kept::Number(number),
            Cell::DateTime(moment) => Kept::DateTime(moment),
            Cell::Minutes(minutes) => Kept::Minutes(minutes),
            Cell::Bool(value) => Kept::Bool(value),
            Cell::FormulaWithoutValue => Kept::FormulaWithoutValue,
        }
    }

    fn cell(&self, kept: Kept) -> Cell<'_> {
        let text = |start: u32, bytes: u32| {
            let end = (start as usize).saturating_add(bytes as usize);
            self.text.get(start as usize..end).unwrap_or_default()
        };
        match kept {
            Kept::Empty => Cell::Empty,
            Kept::Text { start, bytes } => Cell::Text(text(start, bytes)),
            Kept::Error { start, bytes } => Cell::Error(text(start, bytes)),
            Kept::Number(number) => Cell::Number(number),
            Kept::DateTime(moment) => Cell::DateTime(moment),
            Kept::Minutes(minutes) => Cell::Minutes(minutes),
            Kept::Bool(value) => Cell::Bool(value),
            Kept::FormulaWithoutValue => Cell::FormulaWithoutValue,
        }
    }

    /// Ends the row of the cells put in since the last one ended, without the blank ones
    /// behind its last.
    fn end_row(&mut self) {
        let start = self.ends.last().copied().unwrap_or(0);
        while self.kept.len() > start
            && self.kept.last().is_some_and(|kept| self.cell(*kept).is_blank())
        {
            self.kept.pop();
        }
        self.ends.push(self.kept.len());
    }

    /// Takes so many columns off at the left.
    fn without_columns(&mut self, columns: usize) {
        if columns == 0 {
            return;
        }
        let before = std::mem::take(&mut self.kept);
        let mut start = 0;
        for end in &mut self.ends {
            self.kept.extend(before[start..*end].iter().skip(columns));
            start = std::mem::replace(end, self.kept.len());
        }
    }

    /// The rows with anything in them.
    fn filled(&self) -> impl DoubleEndedIterator<Item = usize> {
        // Nothing is kept of blank cells behind a row's last.
        (0..self.ends.len()).filter(|row| !self.row(*row).is_empty())
    }

    /// The first column with anything in it.
    fn begins(&self) -> Option<usize> {
        let begins = |row| self.row(row).iter().position(|kept| !self.cell(*kept).is_blank());
        let mut first = None;
        for column in self.filled().filter_map(begins) {
            first = Some(first.map_or(column, |first: usize| first.min(column)));
            // Most sheets begin in the first column.
            if column == 0 {
                break;
            }
        }
        first
    }

    fn row(&self, index: usize) -> &[Kept] {
        let Some(&end) = self.ends.get(index) else { return &[] };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.kept[start..end]
    }
}

impl Grid {
    /// A grid of rows that start at `A1`.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn of(file: &str, sheet: &str, rows: &[Vec<Cell<'_>>]) -> Self {
        let mut cells = Cells::default();
        for row in rows {
            for cell in row {
                let kept = cells.keep(*cell);
                cells.kept.push(kept);
            }
            cells.ends.push(cells.kept.len());
        }
        let height = cells.ends.len();
        let (file, sheet) = (file.to_owned(), sheet.to_owned());
        let (cells, starts) = (vec![cells], vec![0]);
        Self { file, sheet, first_row: 0, first_col: 0, height, cells, starts, begin: 0 }
    }

    /// The cells of every row.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn rows(&self) -> Vec<Vec<Cell<'_>>> {
        (0..self.height()).map(|row| self.row(row).collect()).collect()
    }

    /// How many rows there are.
    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// The cells that a row is among, and its place there.
    fn place(&self, index: usize) -> (&Cells, usize) {
        let row = index.saturating_add(self.begin);
        let piece = self.starts.partition_point(|start| *start <= row).saturating_sub(1);
        (&self.cells[piece], row - self.starts[piece])
    }

    /// The cells of a row.
    pub(crate) fn row(&self, index: usize) -> impl ExactSizeIterator<Item = Cell<'_>> {
        let (cells, row) = self.place(index);
        cells.row(row).iter().map(|kept| cells.cell(*kept))
    }

    /// The row number a person sees beside the row `index`, from 1.
    pub(crate) fn row_number(&self, index: usize) -> u32 {
        u32::try_from(index).unwrap_or(u32::MAX).saturating_add(self.first_row).saturating_add(1)
    }

    /// The letters a person sees above the column `index`, from `A`.
    pub(crate) fn column_letters(&self, index: usize) -> String {
        column_letters(u32::try_from(index).unwrap_or(u32::MAX).saturating_add(self.first_col))
    }

    /// The address of a cell as Excel writes it, such as `E187`.
    pub(crate) fn address(&self, row: usize, column: usize) -> String {
        format!("{}{}", self.column_letters(column), self.row_number(row))
    }

    /// The cell at these indexes; empty beyond the end of a row or of the grid.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let (cells, row) = self.place(row);
        cells.row(row).get(column).map_or(Cell::Empty, |kept| cells.cell(*kept))
    }

    /// Takes the grid out of rows that start at `A1`, or nothing if none is filled.
    fn trimmed(file: &str, sheet: &str, mut cells: Vec<Cells>) -> Option<Self> {
        let before = |rows: &mut usize, cells: &Cells| {
            let start = *rows;
            *rows += cells.ends.len();
            Some(start)
        };
        let starts: Vec<usize> = cells.iter().scan(0, before).collect();
        let pieces = || cells.iter().zip(&starts);
        let rows =
            || pieces().flat_map(|(cells, start)| cells.filled().map(move |row| start + row));
        let (first_row, last_row) = (rows().next()?, rows().next_back()?);
        let first_col = cells.iter().filter_map(Cells::begins).min()?;
        cells.iter_mut().for_each(|cells| cells.without_columns(first_col));
        Some(Self {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            first_row: u32::try_from(first_row).ok()?,
            first_col: u32::try_from(first_col).ok()?,
            height: last_row + 1 - first_row,
            cells,
            starts,
            begin: first_row,
        })
    }
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`, `IV`.
pub(crate) fn column_letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + digit as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The name of a file without its folders, for messages.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy())
        .into_owned()
}

/// The ending of a file in lower case with its dot, or nothing.
pub(crate) fn ending(path: &Path) -> String {
    path.extension()
        .map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy().to_lowercase()))
}

/// Reads every visible sheet of a file that has anything in it.
///
/// At least one grid comes back: a file with nothing in it is
/// [`SheetError::Empty`].
pub(crate) fn read(path: &Path) -> Result<Vec<Grid>, SheetError> {
    let file = file_name(path);
    let io = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => SheetError::NotFound { file: file.clone() },
        _ => SheetError::Io { file: file.clone(), source },
    };
    let metadata = fs::metadata(path).map_err(io)?;
    if metadata.is_dir() {
        return Err(unreadable(&file, "folder"));
    }
    if !whole::is_given(path, &metadata) {
        return Err(unreadable(&file, "pipe"));
    }
    let limit = if ending(path) == ".csv" { MAX_CSV_BYTES } else { MAX_FILE_BYTES };
    within(&file, "file", metadata.len(), limit)?;
    let mut handle = BufReader::new(File::open(path).map_err(io)?);
    let content = Content::sniff(&mut handle).map_err(io)?;
    let grids = match (ending(path).as_str(), content) {
        (_, Content::Nothing) => Vec::new(),
        (".xlsx" | ".xlsm", Content::Zip) => read_workbook(&file, handle)?,
        (".xlsx" | ".xlsm", Content::Encrypted) => {
            return Err(SheetError::PasswordProtected { file });
        }
        (".csv", Content::Text) => {
            let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
            // The file may have grown since it was measured.
            handle.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
            within(&file, "file", bytes.len() as u64, limit)?;
            read_csv(&file, &bytes)?.into_iter().collect()
        }
        (".xlsx" | ".xlsm" | ".csv", other) => return Err(unreadable(&file, other.word())),
        (other, _) => return Err(unreadable(&file, other)),
    };
    if grids.is_empty() {
        return Err(SheetError::Empty { file });
    }
    Ok(grids)
}

fn unreadable(file: &str, found: &str) -> SheetError {
    SheetError::UnreadableFormat {
        file: file.to_owned(),
        found: if found.is_empty() { "unknown" } else { found }.to_owned(),
    }
}

fn within(file: &str, what: &'static str, bytes: u64, limit: u64) -> Result<(), SheetError> {
    if bytes > limit {
        return Err(SheetError::TooLarge { file: file.to_owned(), what, bytes, limit });
    }
    Ok(())
}

/// What a file is by its first bytes, whatever its ending says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Content {
    Nothing,
    Zip,
    /// An OLE container: an old `.xls`, a `.doc`, an `.et`.
    Ole,
    /// An OLE container around an encrypted workbook.
    Encrypted,
    /// A web page, which is what many offices' systems export under `.xls`.
    Html,
    Text,
}

impl Content {
    fn sniff(file: &mut (impl Read + Seek)) -> io::Result<Self> {
        let mut head = Vec::new();
        file.by_ref().take(512).read_to_end(&mut head)?;
        let content = if head.is_empty() {
            Self::Nothing
        } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            let mut all = head;
            file.by_ref().take(MAX_FILE_BYTES).read_to_end(&mut all)?;
            // The name of the container's stream, in UTF-16 as OLE keeps it.
            let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
            if all.windows(name.len()).any(|window| window == name) {
                Self::Encrypted
            } else {
                Self::Ole
            }
        } else {
            let start: String = String::from_utf8_lossy(&head)
                .trim_start_matches('\u{FEFF}')
                .trim_start()
                .chars()
                .take(9)
                .collect::<String>()
                .to_lowercase();
            if ["<html", "<!doctype", "<?xml", "<table", "<meta"]
                .iter()
                .any(|mark| start.starts_with(mark))
            {
                Self::Html
            } else {
                Self::Text
            }
        };
        file.seek(SeekFrom::Start(0))?;
        Ok(content)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Zip => "zip",
            Self::Ole | Self::Encrypted => "ole",
            Self::Html => "html",
            Self::Text => "text",
        }
    }
}

/// What has been taken from a file so far, against the limits that span its sheets.
#[derive(Default)]
struct Taken {
    cells: u64,
    text_bytes: u64,
}

impl Taken {
    fn add(&mut self, file: &str, cell: Cell<'_>) -> Result<(), SheetError> {
        self.cells += 1;
        if let Cell::Text(text) | Cell::Error(text) = cell {
            self.text_bytes += text.len() as u64;
        }
        within(file, "cells", self.cells, MAX_CELLS)?;
        within(file, "text", self.text_bytes, MAX_TEXT_BYTES)
    }
}

fn check_place(file: &str, sheet: &str, row: u64, column: u64) -> Result<(), SheetError> {
    if row >= u64::from(MAX_ROWS) {
        return Err(SheetError::TooManyRows {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            row: row + 1,
            limit: u64::from(MAX_ROWS),
        });
    }
    if column >= u64::from(MAX_COLUMNS) {
        return Err(SheetError::TooManyColumns {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            column: column_letters(u32::try_from(column).unwrap_or(u32::MAX)),
            limit: u64::from(MAX_COLUMNS),
        });
    }
    Ok(())
}

/// Refuses a zip that declares to unpack to more than is read here.
///
/// What is declared may be believed: reading a part fails as soon as it yields
/// more, which a test of a lying zip holds to be so.
fn check_unpacked(file: &str, handle: impl Read + Seek) -> Result<(), SheetError> {
    let damaged = |error: &dyn std::fmt::Display| SheetError::Damaged {
        file: file.to_owned(),
        detail: error.to_string(),
    };
    let mut archive = zip::ZipArchive::new(handle).map_err(|error| damaged(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(damaged(&format!("{} parts", archive.len())));
    }
    let limit_of = |part: &zip::read::ZipFile<'_, _>| {
        // Worksheets are streamed and pictures not looked at; all else may be held whole.
        let held = part.name().map_or(true, |name| {
            let name = name.to_lowercase();
            !["worksheets/", "media/"].iter().any(|folder| name.contains(folder))
        });
        if held { MAX_PART_BYTES } else { MAX_UNPACKED_BYTES }
    };
    let mut declared = 0_u64;
    let mut shared = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        within(file, "unpacked", part.size(), limit_of(&part))?;
        declared = declared.saturating_add(part.size());
        if part.name().is_ok_and(|name| name.to_lowercase().ends_with("sharedstrings.xml")) {
            shared.push(index);
        }
    }
    within(file, "unpacked", declared, MAX_UNPACKED_BYTES)?;
    for index in shared {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let size = part.size();
        let counts = counts_of_shared(part).map_err(|error| damaged(&error))?;
        // A text takes five bytes at least; a few too many are somebody's slip.
        if let Some(count) = counts.into_iter().find(|count| *count > (size / 5).max(1000)) {
            return Err(damaged(&format!("{count} shared texts in {size} bytes")));
        }
    }
    Ok(())
}

/// How many texts the shared texts say they are: the reader sets memory aside for all of
/// them before it has seen one, and ends the program where there is not so much.
fn counts_of_shared(part: impl Read) -> io::Result<Vec<u64>> {
    const KEY: &[u8] = b"uniqueCount";
    let mut text = Vec::new();
    part.take(MAX_PART_BYTES + 1).read_to_end(&mut text)?;
    // In UTF-16 every other byte of the key is zero.
    text.retain(|byte| *byte != 0);
    let places = text.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY);
    let count = |(at, _): (usize, &[u8])| {
        let mut quoted = text[at + KEY.len()..].split(|byte| b"\"'".contains(byte));
        let digits = quoted.nth(1).unwrap_or_default().iter().filter(|byte| byte.is_ascii_digit());
        digits.take(20).fold(0_u64, |count, digit| {
            count.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        })
    };
    Ok(places.map(count).collect())
}

pub(crate) fn read_workbook<R: Read + Seek>(
    file: &str,
    mut handle: R,
) -> Result<Vec<Grid>, SheetError> {
    check_unpacked(file, &mut handle)?;
    handle
        .seek(SeekFrom::Start(0))
        .map_err(|source| SheetError::Io { file: file.to_owned(), source })?;
    // A workbook made to break readers must cost this file, not the counter.
    let before = GUARDED.replace(true);
    let read = catch_unwind(AssertUnwindSafe(|| read_sheets(file, handle)));
    GUARDED.set(before);
    read.unwrap_or_else(|_| {
        Err(SheetError::Damaged { file: file.to_owned(), detail: "the reader gave up".to_owned() })
    })
}

fn read_sheets<R: Read + Seek>(file: &str, handle: R) -> Result<Vec<Grid>, SheetError> {
    let damaged = |error: XlsxError| match error {
        XlsxError::Password => SheetError::PasswordProtected { file: file.to_owned() },
        error => SheetError::Damaged { file: file.to_owned(), detail: error.to_string() },
    };
    let mut workbook = Xlsx::new(handle).map_err(damaged)?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut taken = Taken::default();
    let mut grids = Vec::new();
    for name in names {
        let mut cells = match workbook.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // A chart on a page of its own.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(damaged(error)),
        };
        let mut found = Cells::default();
        let mut rows: Vec<Vec<Kept>> = Vec::new();
        while let Some(record) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
            let shown;
            let cell = match &record.value {
                DataRef::Empty if record.formula.is_some() => Cell::FormulaWithoutValue,
                DataRef::Empty => continue,
                DataRef::Error(error) => {
                    shown = error.to_string();
                    Cell::Error(&shown)
                }
                value => from_calamine(value),
            };
            if cell == Cell::Empty {
                continue;
            }
            let (row, column) = record.pos;
            check_place(file, &name, u64::from(row), u64::from(column))?;
            taken.add(file, cell)?;
            let kept = found.keep(cell);
            let (row, column) = (row as usize, column as usize);
            if rows.len() <= row {
                rows.resize_with(row + 1, Vec::new);
            }
            let cells = &mut rows[row];
            if cells.len() <= column {
                taken.cells += (column - cells.len()) as u64;
                within(file, "cells", taken.cells, MAX_CELLS)?;
                cells.resize(column + 1, Kept::Empty);
            }
            cells[column] = kept;
        }
        for row in rows {
            found.kept.extend(row);
            found.end_row();
        }
        grids.extend(Grid::trimmed(file, &name, vec![found]));
    }
    Ok(grids)
}

fn from_calamine<'a>(value: &'a DataRef<'_>) -> Cell<'a> {
    match value {
        DataRef::Empty | DataRef::Error(_) => Cell::Empty,
        DataRef::Int(int) => Cell::Number(*int as f64),
        DataRef::Float(float) => Cell::Number(*float),
        DataRef::String(text) => from_text(text),
        DataRef::SharedString(text) => from_text(text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(moment) => from_excel_moment(moment),
        DataRef::DateTimeIso(text) => from_iso(text).unwrap_or(Cell::Text(text)),
        DataRef::DurationIso(text) => Cell::Text(text),
    }
}

fn from_text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn from_excel_moment(moment: &ExcelDateTime) -> Cell<'static> {
    let days = moment.as_f64();
    // `1:30` typed into a cell is stored as a part of a day and formatted as a
    // time of day; only a value of a day and more is a date.
    if moment.is_duration() || (0.0..1.0).contains(&days) {
        let minutes = days * 1440.0;
        // A third of a day is not exact in binary; a millisecond is forgiven.
        let minutes = (minutes + 2e-5_f64.copysign(minutes)).trunc();
        return if minutes.abs() < 1e12 {
            Cell::Minutes(minutes as i64)
        } else {
            Cell::Number(days)
        };
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date = Month::try_from(month)
        .and_then(|month| Date::from_calendar_date(i32::from(year), month, day));
    let time = Time::from_hms_milli(hour, minute, second, milli);
    match (date, time) {
        (Ok(date), Ok(time)) if days.is_finite() && days >= 0.0 => {
            Cell::DateTime(PrimitiveDateTime::new(date, time))
        }
        _ => Cell::Number(days),
    }
}

/// `2026-03-05`, with or without `T09:30:00` and a fraction, which strict
/// Open XML may hold in place of a serial number.
fn from_iso(text: &str) -> Option<Cell<'static>> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let day = parts.next()?.parse().ok()?;
    let date = Date::from_calendar_date(year, month, day).ok()?;
    let mut parts = time.trim_end_matches('Z').splitn(3, ':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().unwrap_or("0");
    let second = second.split('.').next()?.parse().ok()?;
    let time = Time::from_hms(hour, minute, second).ok()?;
    Some(Cell::DateTime(PrimitiveDateTime::new(date, time)))
}

pub(crate) fn read_csv(file: &str, bytes: &[u8]) -> Result<Option<Grid>, SheetError> {
    let text =
        decode(bytes).map_err(|line| SheetError::BadEncoding { file: file.to_owned(), line })?;
    let delimiter = delimiter_of(&text);
    let cells = match read_pieces(file, &text, delimiter, PIECE_BYTES) {
        Some(pieces) => pieces,
        None => vec![read_rows(file, &text, delimiter)?.0],
    };
    Ok(Grid::trimmed(file, "", cells))
}

/// The rows of a long text that quotes nothing, so that every line's end is a row's: read
/// in pieces, side by side. None of any other, and where anything is wrong: who reads it
/// from its top says what.
fn read_pieces(file: &str, text: &str, delimiter: u8, bytes: usize) -> Option<Vec<Cells>> {
    if text.len() < 2 * bytes || text.contains('"') {
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.as_bytes().get(bytes..).and_then(|b| memchr(b'\n', b)) {
        let (piece, more) = rest.split_at(bytes + end + 1);
        pieces.push(piece);
        rest = more;
    }
    pieces.push(rest);
    // The reader takes it for the mark that a text may begin with.
    if pieces.iter().any(|piece| piece.starts_with('\u{FEFF}')) {
        return None;
    }
    let read = pieces.into_par_iter().map(|piece| read_rows(file, piece, delimiter));
    let read: Vec<(Cells, Taken)> = read.collect::<Result<_, _>>().ok()?;
    let (cells, taken): (Vec<Cells>, Vec<Taken>) = read.into_iter().unzip();
    let all = |of: fn(&Taken) -> u64| taken.iter().map(of).sum::<u64>();
    let rows: usize = cells.iter().map(|cells| cells.ends.len()).sum();
    let fits = all(|taken| taken.cells) <= MAX_CELLS
        && all(|taken| taken.text_bytes) <= MAX_TEXT_BYTES
        && rows <= MAX_ROWS as usize;
    fits.then_some(cells)
}

/// The rows of a text, and how much was taken of it.
fn read_rows(file: &str, text: &str, delimiter: u8) -> Result<(Cells, Taken), SheetError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut taken = Taken::default();
    let mut cells = Cells { text: String::with_capacity(text.len()), ..Cells::default() };
    let mut record = csv::StringRecord::new();
    let mut start = 0_usize;
    let mut row = 0_usize;
    loop {
        // The reader passes over blank lines; a person counting rows does not. Beyond the
        // last row nothing but more of them is taken, so there is no use in keeping them.
        row += blank_lines(text, start);
        cells.ends.resize(row.min(MAX_ROWS as usize), cells.kept.len());
        let more = reader.read_record(&mut record).map_err(|error| SheetError::Damaged {
            file: file.to_owned(),
            detail: error.to_string(),
        })?;
        if !more {
            break;
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let raw = text.get(start..end).unwrap_or_default();
        if end >= text.len()
            && raw.trim().contains('\n')
            && raw.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
        {
            return Err(SheetError::QuoteNotClosed {
                file: file.to_owned(),
                row: u32::try_from(row + 1).unwrap_or(u32::MAX),
            });
        }
        start = end;
        for (column, field) in record.iter().enumerate() {
            let cell = from_text(super::write::without_guard(field));
            if cell != Cell::Empty {
                check_place(file, "", row as u64, column as u64)?;
            }
            taken.add(file, cell)?;
            if column < MAX_COLUMNS as usize {
                let kept = cells.keep(cell);
                cells.kept.push(kept);
            }
        }
        row += 1;
        cells.end_row();
    }
    Ok((cells, taken))
}

/// How many empty lines start at a byte where a record has just ended.
fn blank_lines(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    // The reader ends a record at `\r` and leaves its `\n` for later.
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    let mut lines = 0;
    loop {
        match bytes.get(at) {
            Some(b'\n') => at += 1,
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => at += 2,
            Some(b'\r') => at += 1,
            _ => return lines,
        }
        lines += 1;
    }
}

/// The text of a .csv, or the first line that is neither UTF-8 nor GB18030.
///
/// Almost any bytes pass for GB18030, so a UTF-8 file with one broken line
/// would come out as nonsense from top to bottom. It is taken for UTF-8, and
/// refused by that line, when more lines are Chinese in UTF-8 than are not
/// UTF-8 at all.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, u64> {
    let (bytes, marked) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let line_at = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
    // No spreadsheet writes a zero byte into text; UTF-16 and binaries do.
    if let Some(at) = memchr(0, bytes) {
        return Err(line_at(at));
    }
    let wrong = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.into()),
        Err(error) => line_at(error.valid_up_to()),
    };
    if marked {
        return Err(wrong);
    }
    let (mut chinese, mut broken) = (0_u64, 0_u64);
    let mut first_unreadable = None;
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1_u64..) {
        match std::str::from_utf8(line) {
            Ok(text) if text.chars().any(|c| ('\u{2E80}'..='\u{FFEF}').contains(&c)) => {
                chinese += 1;
            }
            Ok(_) => {}
            Err(_) => broken += 1,
        }
        // A line break is never the second half of a GB18030 character.
        if first_unreadable.is_none() && gb18030(line).is_none() {
            first_unreadable = Some(number);
        }
    }
    if chinese > broken {
        return Err(wrong);
    }
    match first_unreadable {
        Some(line) => Err(line),
        None => gb18030(bytes).map(Cow::Owned).ok_or(wrong),
    }
}

fn gb18030(bytes: &[u8]) -> Option<String> {
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

/// The delimiter of a .csv: what the first line with any of them has most of,
/// as a title exported from Excel trails its delimiters; a comma if no line has.
fn delimiter_of(text: &str) -> u8 {
    let count = |line: &str, delimiter: u8| {
        let mut quoted = false;
        line.bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                !quoted && *byte == delimiter
            })
            .count()
    };
    for line in text.lines().take(super::header::HEADER_ROWS) {
        let mut best = (0, b',');
        for delimiter in [b',', b'\t', b';'] {
            let found = count(line, delimiter);
            if found > best.0 {
                best = (found, delimiter);
            }
        }
        if best.0 > 0 {
            return best.1;
        }
    }
    b','
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
