//! What can be wrong with a whole sheet, as facts.
//!
//! Each variant has a stable [`code`](SheetError::code) for the message
//! catalogue and for `--json`; the English `Display` is for logs. What is wrong
//! with one cell is a [`CellError`](super::cell::CellError): it costs one row,
//! whereas a `SheetError` costs the file.

use std::io;

use thiserror::Error;

/// A required column that no heading named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// The key of the column that was looked for.
    pub(crate) key: &'static str,
    /// The headings that would have done.
    pub(crate) names: Vec<&'static str>,
}

/// Why a sheet could not be read or written.
///
/// `file` is a file name without its folders; rows and columns are as Excel
/// shows them, from 1 and from `A`.
#[derive(Debug, Error)]
pub(crate) enum SheetError {
    /// There is no such file.
    #[error("`{file}` was not found")]
    NotFound {
        /// The file's name.
        file: String,
    },
    /// The ending names no format that is read here, or the content is not
    /// what the ending says (a web page or an old workbook renamed to `.xlsx`).
    #[error("`{file}` is {found}; save it as .xlsx")]
    UnreadableFormat {
        /// The file's name.
        file: String,
        /// What it is instead: an ending such as `.et`, or `html`, `ole`, `zip`, `unknown`.
        found: String,
    },
    /// The workbook has a password, so its content is encrypted.
    #[error("`{file}` is protected by a password")]
    PasswordProtected {
        /// The file's name.
        file: String,
    },
    /// The workbook is of a readable format but broken inside.
    #[error("`{file}` is damaged: {detail}")]
    Damaged {
        /// The file's name.
        file: String,
        /// What the reader stumbled over, in English.
        detail: String,
    },
    /// A quotation mark in a .csv opens and never closes, so every row after
    /// it would have vanished into one cell.
    #[error("`{file}`: the quotation mark opened in row {row} is never closed")]
    QuoteNotClosed {
        /// The file's name.
        file: String,
        /// The row where it opens.
        row: u32,
    },
    /// The file, or what it unpacks to, is larger than is read here.
    #[error("`{file}` is too large: {bytes} bytes of {what}, the limit is {limit}")]
    TooLarge {
        /// The file's name.
        file: String,
        /// What was measured: `file`, `unpacked`, `text` or `cells` (counted, not in bytes).
        what: &'static str,
        /// What was found, or at least this much.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// A cell is in use below the last row that is read.
    #[error("`{file}` has something in row {row}; the limit is {limit} rows")]
    TooManyRows {
        /// The file's name.
        file: String,
        /// The sheet's name, empty for .csv.
        sheet: String,
        /// The row in use.
        row: u64,
        /// The limit.
        limit: u64,
    },
    /// A cell is in use to the right of the last column that is read.
    #[error("`{file}` has something in column {column}; the limit is {limit} columns")]
    TooManyColumns {
        /// The file's name.
        file: String,
        /// The sheet's name, empty for .csv.
        sheet: String,
        /// The letters of the column in use.
        column: String,
        /// The limit.
        limit: u64,
    },
    /// A .csv is neither UTF-8 nor GB18030.
    #[error("`{file}` is neither UTF-8 nor GBK, first seen in line {line}")]
    BadEncoding {
        /// The file's name.
        file: String,
        /// The first line that could not be read.
        line: u64,
    },
    /// No row among the first ones has all the headings that are needed.
    #[error("`{file}` has no heading row with all of {missing:?}")]
    NoHeader {
        /// The file's name.
        file: String,
        /// The sheet's name, empty for .csv.
        sheet: String,
        /// The columns that were not found.
        missing: Vec<Missing>,
        /// The headings of the row that came nearest, as they stand there.
        seen: Vec<String>,
        /// The row that came nearest, if any row has text.
        row: Option<u32>,
    },
    /// Two headings of one row name the same column.
    #[error("`{file}` row {row}: both `{first}` and `{second}` are the column `{key}`")]
    DuplicateColumn {
        /// The file's name.
        file: String,
        /// The sheet's name, empty for .csv.
        sheet: String,
        /// The heading row.
        row: u32,
        /// The key both headings name.
        key: &'static str,
        /// The first of them, as letters and heading (`B 户号`).
        first: String,
        /// The second of them.
        second: String,
    },
    /// No visible sheet has anything in it.
    #[error("`{file}` is empty")]
    Empty {
        /// The file's name.
        file: String,
    },
    /// The file to write is there already, and overwriting was not asked for.
    #[error("`{file}` exists already")]
    Exists {
        /// The file's name.
        file: String,
    },
    /// The ending to write is neither .xlsx nor .csv.
    #[error("cannot write `{file}`: the ending must be .xlsx or .csv")]
    UnwritableFormat {
        /// The file's name.
        file: String,
    },
    /// The content does not fit the format, such as a text of more than 32,767 letters.
    #[error("cannot write `{file}`: {detail}")]
    Unwritable {
        /// The file's name.
        file: String,
        /// What does not fit, in English.
        detail: String,
    },
    /// The disk said no.
    #[error("`{file}`: {source}")]
    Io {
        /// The file's name.
        file: String,
        /// What it said.
        source: io::Error,
    },
}

impl SheetError {
    /// The stable code of this refusal, for the message catalogue and scripts.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "sheet-not-found",
            Self::UnreadableFormat { .. } => "sheet-unreadable-format",
            Self::PasswordProtected { .. } => "sheet-password",
            Self::Damaged { .. } => "sheet-damaged",
            Self::QuoteNotClosed { .. } => "sheet-quote-not-closed",
            Self::TooLarge { .. } => "sheet-too-large",
            Self::TooManyRows { .. } => "sheet-too-many-rows",
            Self::TooManyColumns { .. } => "sheet-too-many-columns",
            Self::BadEncoding { .. } => "sheet-bad-encoding",
            Self::NoHeader { .. } => "sheet-no-header",
            Self::DuplicateColumn { .. } => "sheet-duplicate-column",
            Self::Empty { .. } => "sheet-empty",
            Self::Exists { .. } => "sheet-exists",
            Self::UnwritableFormat { .. } => "sheet-unwritable-format",
            Self::Unwritable { .. } => "sheet-unwritable",
            Self::Io { .. } => "sheet-io",
        }
    }
}
