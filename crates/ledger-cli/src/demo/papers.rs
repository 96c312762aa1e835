//! The sheets of the demo: what three villages' clerks would have kept.
//!
//! Made when the demo runs, so that the month is the last one: registers,
//! opening balances, a month of deeds, and a supplement that is left for the
//! visitor. All names and numbers are made up, from a seed; the sheets are as
//! untidy as real ones (full-width figures, five ways to write a date, `2次`,
//! lower-case codes, a total and two signatures at the foot), and a few rows
//! are wrong on purpose.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use time::Date;

use crate::sheet::SheetError;
use crate::sheet::grid::file_name;

/// A village of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Village {
    /// Its branch's code.
    pub(super) code: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// Its clerk.
    pub(super) clerk: &'static str,
    /// How many households it has.
    households: u32,
    /// What its names and numbers come from.
    seed: u64,
    /// How many of the wrong rows its month has.
    mistakes: usize,
}

/// The villages.
pub(super) const VILLAGES: [Village; 3] = [
    Village {
        code: "LH01", name: "柳河村", clerk: "li-na", households: 42, seed: 11, mistakes: 6
    },
    Village {
        code: "SQ02",
        name: "石桥村",
        clerk: "zhao-min",
        households: 30,
        seed: 23,
        mistakes: 2,
    },
    Village {
        code: "FL03",
        name: "枫岭村",
        clerk: "sun-hao",
        households: 24,
        seed: 37,
        mistakes: 0,
    },
];

/// The sheets of a village, by what they are.
#[derive(Debug, Clone)]
pub(super) struct Papers {
    /// 户主登记.
    pub(super) register: PathBuf,
    /// 期初结余.
    pub(super) openings: PathBuf,
    /// 积分登记 of the month.
    pub(super) month: PathBuf,
    /// Where its rows to mend are written.
    pub(super) bad_rows: PathBuf,
    /// 补登: not imported by the demo.
    pub(super) supplement: PathBuf,
}

impl Papers {
    /// Where the sheets of a village are.
    pub(super) fn of(dir: &Path, village: &Village, month: Date) -> Self {
        let month = u8::from(month.month());
        let path = |what: &str| dir.join(format!("{}-{what}.xlsx", village.name));
        Self {
            register: path("户主登记"),
            openings: path("期初结余"),
            month: path(&format!("{month}月积分登记")),
            bad_rows: path(&format!("{month}月要改的行")),
            supplement: path(&format!("{month}月补登")),
        }
    }
}

/// Writes the sheets of a village for a month, given by its last day.
pub(super) fn write(
    papers: &Papers,
    village: &Village,
    last: Date,
) -> Result<Vec<Household>, SheetError> {
    let mut dice = Dice(village.seed);
    let households = households(village, &mut dice);
    let name = village.name;
    let (year, month) = (last.year(), u8::from(last.month()));
    let year_end = Date::from_calendar_date(year - 1, time::Month::December, 31).unwrap_or(last);

    let mut register = Page::new(
        format!("{name}文明银行户主登记表"),
        &["户号", "户主姓名", "联系电话", "人口", "备注"],
    );
    for household in &households {
        register.row([
            Ink::text(&household.number),
            Ink::text(&household.head),
            Ink::text(&household.phone),
            Ink::Number(household.people.into()),
            Ink::Blank,
        ]);
    }
    save(&papers.register, "户主登记", &register, last)?;

    let mut openings = Page::new(
        format!("{name}期初结余（旧账转入）"),
        &["户号", "户主姓名", "结余积分", "截止日期"],
    );
    for household in &households {
        openings.row([
            Ink::text(&household.number),
            Ink::text(&household.head),
            Ink::Number(household.opening.into()),
            Ink::Date(year_end),
        ]);
    }
    let sum: u32 = households.iter().map(|household| household.opening).sum();
    openings.row([Ink::text("合计"), Ink::Blank, Ink::Number(sum.into()), Ink::Blank]);
    save(&papers.openings, "期初结余", &openings, last)?;

    let mut deeds = deeds(&households, last, &mut dice);
    let repeated = deeds.first().cloned();
    deeds.extend(mistakes(&households, last).into_iter().take(village.mistakes));
    deeds.extend(repeated);
    let title = format!("{name} {year}年{month}月文明积分登记");
    save(&papers.month, &format!("{month}月"), &month_page(title, &deeds), last)?;

    let title = format!("{name} {year}年{month}月补登");
    let late = supplement(&households, last, &mut dice);
    save(&papers.supplement, "补登", &month_page(title, &late), last)?;
    Ok(households)
}

/// A household of a register.
#[derive(Debug, Clone)]
pub(super) struct Household {
    /// 户号.
    pub(super) number: String,
    /// Who heads it.
    head: String,
    phone: String,
    people: u8,
    opening: u32,
}

const GROUPS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "七"];
const SURNAMES: &str = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高";
const GIVEN: &str = "建国春燕志强丽芬海平秀英德福永红玉兰小梅文军桂花明顺";

fn households(village: &Village, dice: &mut Dice) -> Vec<Household> {
    let mut seen = BTreeSet::new();
    let letter = |dice: &mut Dice, from: &str| {
        from.chars().nth(dice.below(from.chars().count())).unwrap_or('文')
    };
    (1..=village.households)
        .map(|serial| {
            let group = GROUPS[(serial as usize - 1) / 6];
            let head = loop {
                let mut head: String = letter(dice, SURNAMES).into();
                (0..1 + dice.below(2)).for_each(|_| head.push(letter(dice, GIVEN)));
                if seen.insert(head.clone()) {
                    break head;
                }
            };
            Household {
                number: format!("{group}组-{serial:03}"),
                head,
                // No operator gives out numbers of this block.
                phone: format!("1990000{:04}", dice.below(10_000)),
                people: 1 + dice.below(6) as u8,
                opening: [60, 88, 100, 112, 135, 160, 208][dice.below(7)],
            }
        })
        .collect()
}

/// A deed as the sign-in sheets have it, in its order of columns.
#[derive(Debug, Clone)]
struct Deed {
    household: String,
    head: String,
    code: String,
    day: u8,
    on: Ink,
    qty: Ink,
    evidence: &'static str,
}

/// What households do, as often as it stands here, and what proves it.
const DONE: [(&str, &str); 20] = [
    ("H01", "签到表"),
    ("H01", "签到表"),
    ("H01", "签到表"),
    ("H02", "会议记录"),
    ("H04", "评分表"),
    ("H04", "评分表"),
    ("H04", "评分表"),
    ("H05", "评分表"),
    ("H05", "评分表"),
    ("H06", "事迹登记册"),
    ("H07", "签到签出"),
    ("H07", "签到签出"),
    ("H07", "签到签出"),
    ("H07", "签到签出"),
    ("H08", "点名册"),
    ("H08", "点名册"),
    ("H11", "工单"),
    ("H03", "监督记录"),
    ("H51", "签到表"),
    ("H52", "照片"),
];

fn deeds(households: &[Household], last: Date, dice: &mut Dice) -> Vec<Deed> {
    let mut seen = BTreeSet::new();
    let mut deeds = Vec::new();
    for household in households {
        for _ in 0..2 + dice.below(4) {
            let (code, evidence) = DONE[dice.below(DONE.len())];
            let day = 1 + dice.below(last.day().into()) as u8;
            let qty = match code {
                "H04" => 1 + dice.below(8),
                "H07" | "H08" => 1 + dice.below(3),
                _ => 1,
            };
            if !seen.insert((household.number.clone(), code, day)) {
                continue;
            }
            deeds.push(Deed {
                household: untidy_household(&household.number, dice),
                head: household.head.clone(),
                code: if dice.below(9) == 0 { code.to_lowercase() } else { code.to_owned() },
                day,
                on: untidy_date(last.replace_day(day).unwrap_or(last), dice),
                qty: untidy_qty(qty, dice),
                evidence,
            });
        }
    }
    deeds.sort_by_key(|deed| deed.day);
    deeds
}

/// Rows that are wrong: an unknown rule, an unknown household, no date, a day
/// that has not come, no quantity, no rule.
fn mistakes(households: &[Household], last: Date) -> Vec<Deed> {
    let month = u8::from(last.month());
    let next_year = last.replace_day(3).and_then(|day| day.replace_year(last.year() + 1));
    let row = |at: usize, code: &str, on: Ink, qty: Ink| Deed {
        household: households[at % households.len()].number.clone(),
        head: households[at % households.len()].head.clone(),
        code: code.to_owned(),
        day: 31,
        on,
        qty,
        evidence: "签到表",
    };
    let on = |day: u8| last.replace_day(day).map_or(Ink::Blank, Ink::Date);
    let one = || Ink::Number(1.0);
    let mut unknown = row(2, "H01", on(5), one());
    unknown.household = "九组-999".to_owned();
    unknown.head = String::new();
    vec![
        row(1, "H99", on(3), one()),
        row(4, "H07", on(9), Ink::text("若干")),
        unknown,
        row(5, "H01", Ink::Text(format!("{}月初", MONTHS[usize::from(month) - 1])), one()),
        row(7, "H01", next_year.map_or(Ink::Blank, Ink::Date), one()),
        row(8, "", on(9), one()),
    ]
}

const MONTHS: [&str; 12] =
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/// A few deeds nobody had brought in time.
fn supplement(households: &[Household], last: Date, dice: &mut Dice) -> Vec<Deed> {
    let done = [("H01", 1, 26), ("H09", 1, 25), ("H06", 1, 27), ("H10", 1, 24), ("H09", 3, 27)];
    let rows = done.iter().enumerate().map(|(at, (code, qty, day))| {
        let household = &households[3 + at * 4];
        Deed {
            household: untidy_household(&household.number, dice),
            head: household.head.clone(),
            code: (*code).to_owned(),
            day: *day,
            on: untidy_date(last.replace_day(*day).unwrap_or(last), dice),
            qty: untidy_qty(*qty, dice),
            evidence: "补登表",
        }
    });
    rows.collect()
}

fn month_page(title: String, deeds: &[Deed]) -> Page {
    let mut page = Page::new(title, &["序号", "户号", "户主", "事项代码", "日期", "数量", "佐证"]);
    for (at, deed) in deeds.iter().enumerate() {
        page.row([
            Ink::Number((at + 1) as f64),
            Ink::text(&deed.household),
            Ink::text(&deed.head),
            Ink::text(&deed.code),
            deed.on.clone(),
            deed.qty.clone(),
            Ink::text(deed.evidence),
        ]);
    }
    page.row([Ink::text("合计"), Ink::Blank, Ink::Blank, Ink::Blank, Ink::Blank, {
        Ink::Number(deeds.len() as f64)
    }]);
    page.row([Ink::text("制表人："), Ink::Blank, Ink::text("审核人：")]);
    page
}

/// As it stands in the register, or with a full-width dash, or full-width figures.
fn untidy_household(number: &str, dice: &mut Dice) -> String {
    match dice.below(12) {
        0 => number.replace('-', "－"),
        1 => number.replace('-', "—"),
        2 => full_width(number),
        _ => number.to_owned(),
    }
}

fn untidy_date(date: Date, dice: &mut Dice) -> Ink {
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    match dice.below(6) {
        0 => Ink::Text(format!("{year}年{month}月{day}日")),
        1 => Ink::Text(format!("{year}/{month}/{day}")),
        2 => Ink::Text(format!("{year}-{month:02}-{day:02}")),
        3 => Ink::Text(format!("{year}.{month}.{day}")),
        _ => Ink::Date(date),
    }
}

fn untidy_qty(qty: usize, dice: &mut Dice) -> Ink {
    match dice.below(6) {
        0 => Ink::Text(qty.to_string()),
        1 => Ink::Text(format!("{qty}次")),
        2 => Ink::Text(full_width(&qty.to_string())),
        _ => Ink::Number(qty as f64),
    }
}

/// Figures as a Chinese keyboard may give them.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32('０' as u32 + digit).unwrap_or(c),
        None => c,
    };
    text.chars().map(wide).collect()
}

/// What stands in a cell.
#[derive(Debug, Clone)]
enum Ink {
    Text(String),
    Number(f64),
    Date(Date),
    Blank,
}

impl Ink {
    fn text(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

/// A sheet with a title over its headings.
struct Page {
    title: String,
    headings: Vec<&'static str>,
    rows: Vec<Vec<Ink>>,
}

impl Page {
    fn new(title: String, headings: &[&'static str]) -> Self {
        Self { title, headings: headings.to_vec(), rows: Vec::new() }
    }

    fn row(&mut self, cells: impl Into<Vec<Ink>>) {
        self.rows.push(cells.into());
    }
}

fn save(path: &Path, name: &str, page: &Page, made: Date) -> Result<(), SheetError> {
    let file = || file_name(path);
    let io = |source| SheetError::Io { file: file(), source };
    let unwritable = |error: XlsxError| match error {
        XlsxError::IoError(source) => io(source),
        other => SheetError::Unwritable { file: file(), detail: other.to_string() },
    };
    let mut book = book(name, page, made).map_err(unwritable)?;
    let out = BufWriter::new(File::create_new(path).map_err(io)?);
    book.save_to_writer(out).map_err(unwritable)
}

fn book(name: &str, page: &Page, made: Date) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // The same sheets for the same month, byte for byte.
    let (year, month, day) = (made.year(), u8::from(made.month()), made.day());
    let made = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2026), month, day)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let title = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let last = page.headings.len().saturating_sub(1) as u16;
    sheet.merge_range(0, 0, 0, last, &page.title, &title)?;
    for (at, heading) in page.headings.iter().enumerate() {
        sheet.write_string_with_format(2, at as u16, *heading, &bold)?;
        sheet.set_column_width(at as u16, 14)?;
    }
    for (row, cells) in (3..).zip(&page.rows) {
        for (at, cell) in cells.iter().enumerate() {
            put(sheet, row, at as u16, cell)?;
        }
    }
    Ok(book)
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Ink) -> Result<(), XlsxError> {
    match cell {
        Ink::Blank => {}
        Ink::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Ink::Number(number) => {
            sheet.write_number(row, column, *number)?;
        }
        Ink::Date(date) => {
            let format = Format::new().set_num_format("yyyy-mm-dd");
            let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
            let date = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2026), month, day)?;
            sheet.write_datetime_with_format(row, column, &date, &format)?;
        }
    }
    Ok(())
}

/// Numbers that look like chance and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    /// A number below another.
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % n.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_month_gives_the_same_sheets_byte_for_byte() {
        let last: ledger_core::day::Day = "2026-02-28".parse().unwrap();
        let bytes = || {
            let dir = tempfile::tempdir().unwrap();
            let papers = Papers::of(dir.path(), &VILLAGES[0], last.date());
            write(&papers, &VILLAGES[0], last.date()).unwrap();
            [papers.register, papers.openings, papers.month, papers.supplement]
                .map(|path| std::fs::read(path).unwrap())
        };
        assert_eq!(bytes(), bytes());
    }

    #[test]
    fn the_rulebooks_of_the_demo_are_the_villages_own() {
        let own = |name: &str| std::fs::read(crate::fixture::data(name)).unwrap();
        assert_eq!(own("rules-household.csv"), super::super::RULES.as_bytes());
        assert_eq!(own("rules-supermarket.csv"), super::super::DRAFT.as_bytes());
    }
}
