//! Lays a page out: texts into lines, blocks onto sheets of paper.
//!
//! In points (1/72 inch) from the top left. Lines break where UAX #14 lets them, so
//! no comma begins one; a word that is wider than its column breaks where it must.
//! A heading keeps the first lines of what follows, a sum the last of its rows, and
//! every sheet of a table has its headings.

use unicode_linebreak::linebreaks;

use super::draw::{Drawing, Ink};
use super::{Align, Block, Page, Table, font};

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// From one line to the next, in sizes of the letters.
const LEADING: f32 = 1.5;
/// From a line's top to its letters' base, in sizes of the letters.
const BASE: f32 = 1.1;
/// Letters of running text.
const BODY: f32 = 10.5;
/// Letters of tables and remarks.
const SMALL: f32 = 9.0;
/// White on either side of a cell.
const GUTTER: f32 = 4.0;
/// White between blocks.
const GAP: f32 = 8.0;

/// One sheet of paper.
#[derive(Debug, Default)]
pub(super) struct Sheet<'a> {
    /// What stands on it.
    pub(super) items: Vec<Item<'a>>,
}

/// Something in its place.
#[derive(Debug)]
pub(super) enum Item<'a> {
    /// Letters from the left end of their base line.
    Text {
        /// From the left.
        x: f32,
        /// The base line, from the top.
        y: f32,
        /// Their size.
        size: f32,
        /// The letters.
        text: String,
    },
    /// A line across.
    Rule {
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// How long.
        length: f32,
        /// How thick.
        thick: f32,
        /// With what.
        ink: Ink,
        /// Dashes, where one cuts.
        dashed: bool,
    },
    /// A drawing, its top left corner.
    Picture {
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// Points in a unit of it.
        scale: f32,
        /// It.
        drawing: &'a Drawing,
    },
}

/// The page on sheets, at least one.
pub(super) fn sheets(page: &Page) -> Vec<Sheet<'_>> {
    let mut desk = Desk::new(page);
    for (at, block) in page.blocks.iter().enumerate() {
        let next = page.blocks.get(at + 1);
        desk.put(block, next);
    }
    desk.feet(page);
    desk.sheets
}

/// Width and height of the paper in points.
pub(super) fn paper(page: &Page) -> (f32, f32) {
    let (width, height) = page.paper.size();
    (f32::from(width) * MM, f32::from(height) * MM)
}

/// A text in lines no wider than `width`, at least one.
fn lines(text: &str, size: f32, width: f32) -> Vec<&str> {
    let room = width / size;
    let mut out = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (at, _) in linebreaks(text) {
        if font::width(text[start..at].trim_end()) > room && end > start {
            out.push(text[start..end].trim_end());
            start = end;
        }
        // What has no place to break breaks at the last letter that fits.
        while font::width(text[start..at].trim_end()) > room {
            let mut wide = 0.0;
            let fits = text[start..at].char_indices().skip(1).find(|(to, _)| {
                wide = font::width(&text[start..start + to]);
                let next = text[start + to..].chars().next().map_or(0.0, |c| font::glyph(c).width);
                wide + next > room
            });
            let Some((to, _)) = fits else { break };
            out.push(&text[start..start + to]);
            start += to;
        }
        end = at;
    }
    out.push(text[start..].trim_end());
    out
}

/// The paper that is written on.
struct Desk<'a> {
    sheets: Vec<Sheet<'a>>,
    /// Where the next block begins.
    y: f32,
    top: f32,
    bottom: f32,
    left: f32,
    width: f32,
    /// Whether the sheet's letters are as small as a slip's.
    narrow: bool,
}

impl<'a> Desk<'a> {
    fn new(page: &'a Page) -> Self {
        let margin = f32::from(page.paper.margin()) * MM;
        let (width, height) = paper(page);
        let foot = SMALL * LEADING;
        Self {
            sheets: vec![Sheet::default()],
            y: margin,
            top: margin,
            bottom: height - margin - foot,
            left: margin,
            width: width - 2.0 * margin,
            narrow: width < 150.0 * MM,
        }
    }

    fn push(&mut self, item: Item<'a>) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.items.push(item);
        }
    }

    fn is_fresh(&self) -> bool {
        self.sheets.last().is_none_or(|sheet| sheet.items.is_empty())
    }

    fn new_sheet(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = self.top;
    }

    /// Goes on to a new sheet where less than `height` is left, unless this one is new.
    fn keep(&mut self, height: f32) {
        if self.y + height > self.bottom && !self.is_fresh() {
            self.new_sheet();
        }
    }

    fn gap(&mut self, height: f32) {
        if !self.is_fresh() {
            self.y += height;
        }
    }

    fn put(&mut self, block: &'a Block, next: Option<&Block>) {
        match block {
            Block::Title(text) => {
                self.centred(text, if self.narrow { 17.0 } else { 22.0 });
                self.gap(2.0);
            }
            Block::Under(text) => {
                self.centred(text, BODY);
                self.gap(4.0);
            }
            Block::Heading(text) => {
                self.gap(GAP);
                // Three lines of what follows, or all of what is not broken.
                let follows = next.map_or(0.0, |next| match next {
                    Block::Figure(drawing) => drawing.millimetres_high() * MM,
                    Block::Code { code, .. } => code.millimetres_high() * MM,
                    _ => 3.0 * BODY * LEADING,
                });
                self.keep(13.0 * LEADING + GAP + follows);
                self.paragraph(text, 13.0);
            }
            Block::Text(text) => {
                self.gap(GAP / 2.0);
                self.paragraph(text, BODY);
            }
            Block::Small(text) => {
                self.gap(GAP / 2.0);
                self.paragraph(text, SMALL);
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Figure(drawing) => self.figure(drawing),
            Block::Code { code, about } => self.code(code, about),
            Block::Sign(labels) => self.sign(labels),
            Block::Cut => {
                self.gap(GAP * 1.5);
                self.keep(GAP);
                let (x, y, length) = (self.left, self.y, self.width);
                self.push(Item::Rule { x, y, length, thick: 0.5, ink: Ink::Grey, dashed: true });
                self.y += GAP * 1.5;
            }
        }
    }

    fn centred(&mut self, text: &str, size: f32) {
        for line in lines(text, size, self.width) {
            self.keep(size * LEADING);
            let x = self.left + (self.width - font::width(line) * size) / 2.0;
            self.line(x, line, size);
        }
    }

    fn paragraph(&mut self, text: &str, size: f32) {
        for part in text.split('\n') {
            for line in lines(part, size, self.width) {
                self.keep(size * LEADING);
                self.line(self.left, line, size);
            }
        }
    }

    /// A line here, and on to the next.
    fn line(&mut self, x: f32, text: &str, size: f32) {
        let y = self.y + size * BASE;
        self.push(Item::Text { x, y, size, text: text.to_owned() });
        self.y += size * LEADING;
    }

    /// Lines of a cell, which leaves the place where it was.
    fn cell(&mut self, x: f32, width: f32, lines: &[&str], size: f32, align: Align) {
        for (at, line) in lines.iter().enumerate() {
            let x = match align {
                Align::Left => x,
                Align::Right => x + width - font::width(line) * size,
            };
            let y = self.y + size * (BASE + LEADING * at as f32);
            self.push(Item::Text { x, y, size, text: (*line).to_owned() });
        }
    }

    fn facts(&mut self, facts: &'a [(String, String)]) {
        self.gap(GAP / 2.0);
        let label = |(label, _): &(String, String)| font::width(label) * BODY;
        let labels = facts.iter().map(label).fold(0.0, f32::max) + BODY;
        let widest = facts.iter().map(|(_, fact)| font::width(fact) * BODY).fold(0.0, f32::max);
        // Two beside each other, where they fit on a line.
        let half = self.width / 2.0;
        let beside = if labels + widest + GUTTER <= half { 2 } else { 1 };
        let width = self.width / beside as f32 - labels - GUTTER;
        for row in facts.chunks(beside) {
            let cells: Vec<(&str, Vec<&str>)> = row
                .iter()
                .map(|(label, fact)| (label.as_str(), lines(fact, BODY, width)))
                .collect();
            let high = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
            let height = high as f32 * BODY * LEADING;
            self.keep(height);
            for (at, (label, fact)) in cells.into_iter().enumerate() {
                let x = self.left + at as f32 * half;
                self.cell(x, labels, &[label], BODY, Align::Left);
                self.cell(x + labels, width, &fact, BODY, Align::Left);
            }
            self.y += height;
        }
    }

    fn table(&mut self, table: &'a Table) {
        self.gap(GAP);
        let widths = widths(table, self.width);
        let fold = |cells: &'a [String]| -> Vec<Vec<&'a str>> {
            let inner = |width: &f32| width - 2.0 * GUTTER;
            cells.iter().zip(&widths).map(|(c, w)| lines(c, SMALL, inner(w))).collect()
        };
        let titles: Vec<Vec<&str>> = table
            .columns
            .iter()
            .zip(&widths)
            .map(|(column, width)| lines(&column.title, SMALL, width - 2.0 * GUTTER))
            .collect();
        let total = table.total.as_deref().map(&fold);
        let of_total = total.as_ref().map_or(0.0, |total| height(total));
        let first = table.rows.first().map_or(0.0, |row| height(&fold(row)));
        self.keep(height(&titles) + first + if table.rows.len() < 2 { of_total } else { 0.0 });
        self.head(table, &widths, &titles);
        for (at, row) in table.rows.iter().enumerate() {
            let cells = fold(row);
            let last = at + 1 == table.rows.len();
            let needed = height(&cells) + if last { of_total } else { 0.0 };
            if self.y + needed > self.bottom {
                self.new_sheet();
                self.head(table, &widths, &titles);
            }
            self.row(table, &widths, &cells);
            self.rule(0.3, Ink::Pale);
        }
        if let Some(total) = total {
            self.rule(0.8, Ink::Black);
            self.row(table, &widths, &total);
        }
        self.rule(0.8, Ink::Black);
        self.y += GAP / 2.0;
    }

    fn head(&mut self, table: &Table, widths: &[f32], titles: &[Vec<&str>]) {
        self.rule(0.8, Ink::Black);
        self.row(table, widths, titles);
        self.rule(0.5, Ink::Black);
    }

    fn row(&mut self, table: &Table, widths: &[f32], cells: &[Vec<&str>]) {
        let mut x = self.left;
        self.y += ROW_PADDING;
        for ((column, width), cell) in table.columns.iter().zip(widths).zip(cells) {
            self.cell(x + GUTTER, width - 2.0 * GUTTER, cell, SMALL, column.align);
            x += width;
        }
        self.y += height(cells) - ROW_PADDING;
    }

    fn rule(&mut self, thick: f32, ink: Ink) {
        let (x, y, length) = (self.left, self.y, self.width);
        self.push(Item::Rule { x, y, length, thick, ink, dashed: false });
    }

    fn figure(&mut self, drawing: &'a Drawing) {
        self.gap(GAP);
        // As large as it says, and no wider than the page.
        let width = (drawing.millimetres * MM).min(self.width);
        let scale = width / drawing.width;
        self.keep(drawing.height * scale);
        let (x, y) = (self.left + (self.width - width) / 2.0, self.y);
        self.push(Item::Picture { x, y, scale, drawing });
        self.y += drawing.height * scale;
    }

    fn code(&mut self, code: &'a Drawing, about: &'a [String]) {
        self.gap(GAP);
        let side = code.millimetres * MM;
        let beside = self.width - side - GAP;
        let text: Vec<&str> = about.iter().flat_map(|text| lines(text, SMALL, beside)).collect();
        let high = side.max(text.len() as f32 * SMALL * LEADING);
        self.keep(high);
        let (x, y, scale) = (self.left, self.y, side / code.width);
        self.push(Item::Picture { x, y, scale, drawing: code });
        self.cell(self.left + side + GAP, beside, &text, SMALL, Align::Left);
        self.y += high;
    }

    fn sign(&mut self, labels: &'a [String]) {
        self.gap(GAP * 2.0);
        // Room for a stamp above the line.
        let height = 18.0 * MM;
        let each = self.width / labels.len().max(1) as f32;
        self.keep(height);
        let base = self.y + height - SMALL;
        for (at, label) in labels.iter().enumerate() {
            let x = self.left + at as f32 * each;
            let after = font::width(label) * BODY + GUTTER;
            self.push(Item::Text { x, y: base, size: BODY, text: label.clone() });
            let length = (each - after - 2.0 * GUTTER).max(0.0);
            let (x, y) = (x + after, base + 2.0);
            self.push(Item::Rule { x, y, length, thick: 0.5, ink: Ink::Black, dashed: false });
        }
        self.y += height;
    }

    /// The foot of every sheet, when it is known how many there are.
    fn feet(&mut self, page: &'a Page) {
        let of = self.sheets.len().to_string();
        let y = self.bottom + SMALL * (BASE + 0.6);
        for (at, sheet) in self.sheets.iter_mut().enumerate() {
            let number = page.numbered.replace("{n}", &(at + 1).to_string()).replace("{of}", &of);
            let wide = font::width(&number) * SMALL;
            let room = self.width - wide - GAP;
            let foot = lines(&page.foot, SMALL, room).first().copied().unwrap_or_default();
            sheet.items.push(Item::Text { x: self.left, y, size: SMALL, text: foot.to_owned() });
            let x = self.left + self.width - wide;
            sheet.items.push(Item::Text { x, y, size: SMALL, text: number });
        }
    }
}

/// White above and below a row's letters.
const ROW_PADDING: f32 = 2.0;

fn height(cells: &[Vec<&str>]) -> f32 {
    let most = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    most as f32 * SMALL * LEADING + 2.0 * ROW_PADDING
}

/// How wide each column is: what it would like, and where that is too much, what it
/// needs and a share of the rest.
fn widths(table: &Table, room: f32) -> Vec<f32> {
    let count = table.columns.len();
    let mut least = vec![0.0_f32; count];
    let mut wanted = vec![0.0_f32; count];
    let titles = table.columns.iter().map(|column| column.title.as_str()).enumerate();
    let cells = table
        .rows
        .iter()
        .chain(&table.total)
        .flat_map(|row| row.iter().map(String::as_str).enumerate());
    for (at, text) in titles.chain(cells).filter(|(at, _)| *at < count) {
        wanted[at] = wanted[at].max(font::width(text));
        let mut start = 0;
        for (end, _) in linebreaks(text) {
            least[at] = least[at].max(font::width(text[start..end].trim_end()));
            start = end;
        }
    }
    let points = |ems: &f32| ems * SMALL + 2.0 * GUTTER;
    let least: Vec<f32> = least.iter().map(points).collect();
    let wanted: Vec<f32> = wanted.iter().map(points).collect();
    let (all_least, all_wanted): (f32, f32) = (least.iter().sum(), wanted.iter().sum());
    if all_wanted <= room {
        let more = (room - all_wanted) / count.max(1) as f32;
        return wanted.iter().map(|width| width + more).collect();
    }
    if all_least >= room {
        // Words are broken then.
        return least.iter().map(|width| width * room / all_least).collect();
    }
    let share = (room - all_least) / (all_wanted - all_least);
    least.iter().zip(&wanted).map(|(least, wanted)| least + (wanted - least) * share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Paper, numbers, words};
    use proptest::prelude::*;

    pub(super) fn page(blocks: Vec<Block>) -> Page {
        Page {
            title: "试".to_owned(),
            language: "zh-CN",
            paper: Paper::A4,
            made: time::OffsetDateTime::UNIX_EPOCH,
            foot: "清溪村".to_owned(),
            numbered: "第 {n} 页，共 {of} 页".to_owned(),
            blocks,
        }
    }

    fn texts<'a>(sheet: &'a Sheet<'_>) -> Vec<&'a str> {
        let text = |item: &'a Item<'_>| match item {
            Item::Text { text, .. } => Some(text.as_str()),
            Item::Rule { .. } | Item::Picture { .. } => None,
        };
        sheet.items.iter().filter_map(text).collect()
    }

    #[test]
    fn lines_break_where_chinese_and_latin_may_be_broken() {
        let of = |text: &'static str, ems: f32| lines(text, 10.0, ems * 10.0);
        assert_eq!(of("存入积分，兑换服务。", 4.0), ["存入积", "分，兑换", "服务。"]);
        assert_eq!(of("the village bank", 4.5), ["the", "village", "bank"]);
        assert_eq!(of("", 5.0), [""]);
        assert_eq!(of("QX01-000001-G-000000", 5.0).concat(), "QX01-000001-G-000000");
    }

    #[test]
    fn a_long_table_has_its_headings_on_every_sheet_and_loses_no_row() {
        let rows: Vec<Vec<String>> =
            (1..=3000).map(|n| vec![format!("户{n}"), format!("{n}.5")]).collect();
        let total = Some(vec!["合计".to_owned(), "4503000".to_owned()]);
        let columns = vec![words("户号"), numbers("积分")];
        let page = page(vec![Block::Table(Table { columns, rows: rows.clone(), total })]);
        let sheets = sheets(&page);
        assert!(sheets.len() > 50, "{}", sheets.len());
        let mut printed = Vec::new();
        for (at, sheet) in sheets.iter().enumerate() {
            let texts = texts(sheet);
            assert_eq!(texts[..2], ["户号", "积分"]);
            assert_eq!(texts.last().unwrap(), &format!("第 {} 页，共 {} 页", at + 1, sheets.len()));
            printed.extend(texts[2..texts.len() - 2].iter().map(ToString::to_string));
        }
        let sum = ["合计".to_owned(), "4503000".to_owned()];
        assert_eq!(printed, rows.into_iter().flatten().chain(sum).collect::<Vec<_>>());
        // The sum does not stand alone.
        assert!(texts(sheets.last().unwrap()).len() > 6);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(
            text in "[文明 a-z0-9，。（）《》-]{0,80}", ems in 2u8..20,
        ) {
            let room = f32::from(ems) * 10.0;
            let lines = lines(&text, 10.0, room);
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in lines {
                prop_assert!(font::width(line) * 10.0 <= room + 0.01, "{line}");
            }
        }

        #[test]
        fn everything_stands_on_its_paper(
            cells in proptest::collection::vec("[文明a-z0-9 ，。]{0,60}", 12..60), columns in 1usize..9,
        ) {
            let titled = (0..columns).map(|at| words(format!("列{at}"))).collect();
            let rows = cells.chunks(columns).map(<[String]>::to_vec).collect();
            let page = page(vec![Block::Table(Table { columns: titled, rows, total: None })]);
            let (width, height) = paper(&page);
            for item in sheets(&page).iter().flat_map(|sheet| &sheet.items) {
                let (x, y, wide) = match item {
                    Item::Text { x, y, size, text } => (*x, *y, font::width(text) * size),
                    Item::Rule { x, y, length, .. } => (*x, *y, *length),
                    Item::Picture { .. } => continue,
                };
                prop_assert!(x >= 0.0 && x + wide <= width && y > 0.0 && y < height, "{item:?}");
            }
        }
    }
}
