//! A page for people: what is hung up, handed out, filed.
//!
//! A [`Page`] says *what* stands on it, in order, in words that are ready to be
//! read: no widths, no fonts, no sheets of paper. It is written twice from the same
//! blocks, as one HTML file that any browser shows and prints ([`html`]) and as a PDF
//! ([`pdf`]), so that the two cannot say different things.
//!
//! ```text
//! Page ──► html        one file: markup, print CSS, the font's own subset inside
//!   │
//!   └────► lay ──► pdf  lines and sheets, by the same font's widths
//!
//! font    the one font: which characters it has, how wide they are
//! draw    rectangles and letters: QR codes and charts, on either
//! chart   bars and lines on axes, as such drawings
//! ```
//!
//! **What cannot be printed is said before anything is written** ([`Page::missing`]):
//! a character that the font has not would be a box on paper, and nobody would know
//! whose name it was.
//!
//! **The same page gives the same bytes.** Nothing is taken from the clock, the
//! machine or a random source; the time a page bears is one that it was given.
//!
//! Deliberately absent: what any page says (the commands know), where it is written
//! to, and masking: names come masked to a page for the public, and
//! [`crate::leak`] holds it against the vault once more.

pub(crate) mod chart;
pub(crate) mod draw;
pub(crate) mod font;
pub(crate) mod html;
mod lay;
pub(crate) mod pdf;

use draw::Drawing;

/// What is printed.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// What it is called where files are listed; not printed by itself.
    pub(crate) title: String,
    /// Its language, as BCP 47 has it: `zh-CN`, `en`.
    pub(crate) language: &'static str,
    /// The paper it is laid out for.
    pub(crate) paper: Paper,
    /// When it was made, for the file's own record.
    pub(crate) made: time::OffsetDateTime,
    /// What stands at the foot of every sheet, beside its number.
    pub(crate) foot: String,
    /// Words around a sheet's number, `第 {n} 页，共 {of} 页`.
    pub(crate) numbered: String,
    /// What stands on it, from the top.
    pub(crate) blocks: Vec<Block>,
}

/// Kinds of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 148 × 210 mm: a slip or a passbook's page.
    A5,
}

impl Paper {
    /// Width and height in millimetres.
    pub(crate) fn size(self) -> (u16, u16) {
        match self {
            Self::A4 => (210, 297),
            Self::A5 => (148, 210),
        }
    }

    /// The margin on every side in millimetres.
    pub(crate) fn margin(self) -> u16 {
        match self {
            Self::A4 => 18,
            Self::A5 => 12,
        }
    }
}

/// A part of a page.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// The page's name, in large letters in the middle.
    Title(String),
    /// What stands under it: whose, of when.
    Under(String),
    /// The heading of what follows.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A paragraph in small letters.
    Small(String),
    /// Facts, each with its label, in two columns.
    Facts(Vec<(String, String)>),
    /// Rows under headings, which every sheet repeats.
    Table(Table),
    /// A picture.
    Figure(Drawing),
    /// Something to be scanned, with what it is beside it.
    Code {
        /// The QR code.
        code: Drawing,
        /// What it is and what to do with it, a paragraph each.
        about: Vec<String>,
    },
    /// Places for signatures and stamps, each with its label.
    Sign(Vec<String>),
    /// Where to cut.
    Cut,
}

/// Rows under headings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// From left to right.
    pub(crate) columns: Vec<Column>,
    /// A cell for each column.
    pub(crate) rows: Vec<Vec<String>>,
    /// The sums, set off from the rows.
    pub(crate) total: Option<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) title: String,
    /// Where its cells stand.
    pub(crate) align: Align,
}

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column of words.
pub(crate) fn words(title: impl Into<String>) -> Column {
    Column { title: title.into(), align: Align::Left }
}

/// A column of numbers.
pub(crate) fn numbers(title: impl Into<String>) -> Column {
    Column { title: title.into(), align: Align::Right }
}

/// A character that the font does not have, and the text it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// The character.
    pub(crate) character: char,
    /// The whole text.
    pub(crate) text: String,
}

impl Page {
    /// Every text that is printed, in order.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [self.title.as_str(), &self.foot, &self.numbered];
        own.into_iter().chain(self.blocks.iter().flat_map(Block::texts))
    }

    /// The first character that cannot be printed.
    pub(crate) fn missing(&self) -> Option<Missing> {
        self.texts().find_map(|text| {
            let character = text.chars().find(|&c| !font::has(c))?;
            Some(Missing { character, text: text.to_owned() })
        })
    }
}

impl Block {
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Title(text)
            | Self::Under(text)
            | Self::Heading(text)
            | Self::Text(text)
            | Self::Small(text) => vec![text],
            Self::Facts(facts) => {
                facts.iter().flat_map(|(label, fact)| [label.as_str(), fact]).collect()
            }
            Self::Table(table) => {
                let titles = table.columns.iter().map(|column| column.title.as_str());
                let rows = table.rows.iter().chain(&table.total).flatten().map(String::as_str);
                titles.chain(rows).collect()
            }
            Self::Figure(drawing) => drawing.texts().collect(),
            Self::Code { about: texts, .. } | Self::Sign(texts) => {
                texts.iter().map(String::as_str).collect()
            }
            Self::Cut => Vec::new(),
        }
    }
}
