//! The rulebook as the table villages already keep (积分细则表).
//!
//! ```text
//! 代码  类别      事项              单位   分值  上限           佐证      审定
//! H04   清洁庭院  室内外物品码放…    项·次  +2    12/次, 月2次   照片      评议小组3人
//! H51   负面清单  无故迟到/早退会议  次     -1    -4/月          签到表    评议小组
//! T12   转赠      赠直系亲属         小时   等额  每年 200h      双方签字  分行+总行
//! ```
//!
//! Cells come as text; which file they were in is somebody else's matter. The
//! headings may stand in any of the first ten rows, in any order, under the
//! names villages use. A column that is not known is kept as a remark, word by
//! word: nothing a village wrote about a rule is dropped. An empty 类别 is the
//! one above it, because such cells are merged in practice.
//!
//! A table has one currency. A village with several writes the TOML.

use super::cap::half_width;
use super::check::{self, Part};
use super::fault::short;
use super::{
    Cap, Currency, Fault, HolderKind, Place, Rule, RuleKind, Rulebook, RulebookError,
};
use crate::day::Day;
use crate::ids::CurrencyCode;
use crate::points::{Amount, MAX_DECIMALS, Points};

/// What a table does not say about its rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOptions {
    /// The rulebook's title.
    pub title: String,
    /// The currency its rules pay in.
    pub currency: CurrencyCode,
    /// The currency's name.
    pub currency_name: String,
    /// The currency's decimals; the most seen in 分值 where not given.
    pub decimals: Option<u32>,
    /// Deductions take no balance below this.
    pub floor: Amount,
    /// Only what is above this can be redeemed or transferred.
    pub spendable_above: Amount,
    /// What a point is worth, in yuan.
    pub yuan_per_point: Option<Amount>,
    /// Who may earn where the table has no 对象.
    pub holders: Vec<HolderKind>,
}

impl TableOptions {
    /// 文明积分 (`JF`) for households and persons, floor and threshold zero.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            currency: CurrencyCode::JF,
            currency_name: "文明积分".to_owned(),
            decimals: None,
            floor: Amount::ZERO,
            spendable_above: Amount::ZERO,
            yuan_per_point: None,
            holders: vec![HolderKind::Household, HolderKind::Person],
        }
    }
}

/// The headings are looked for in so many rows.
const HEADER_ROWS: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Code,
    Category,
    Item,
    Unit,
    Points,
    Caps,
    Evidence,
    Steps,
    Currency,
    Holders,
    From,
    Until,
    Remark,
}

/// Each column, its key in the text form, and its headings; the first is its own.
const COLUMNS: [(Column, &str, &[&str]); 13] = [
    (Column::Code, "code", &["代码", "编号", "规则代码", "规则编号", "编码", "code"]),
    (Column::Category, "category", &["类别", "分类", "大类", "类型", "category"]),
    (
        Column::Item,
        "item",
        &["事项", "项目", "内容", "积分事项", "积分项目", "积分内容", "具体事项", "item"],
    ),
    (Column::Unit, "unit", &["单位", "计量单位", "计分单位", "unit"]),
    (
        Column::Points,
        "points",
        &["分值", "积分", "分数", "积分分值", "积分标准", "计分标准", "points"],
    ),
    (Column::Caps, "caps", &["上限", "封顶", "积分上限", "限额", "caps", "cap"]),
    (
        Column::Evidence,
        "evidence",
        &["佐证", "证明材料", "佐证材料", "证明", "凭证", "evidence"],
    ),
    (Column::Steps, "steps", &["审定", "审核", "审批", "认定", "评定", "审核流程", "steps"]),
    (Column::Currency, "currency", &["积分种类", "币种", "currency"]),
    (Column::Holders, "holders", &["对象", "适用对象", "积分对象", "holders"]),
    (Column::From, "from", &["起始日期", "开始日期", "生效日期", "启用日期", "from"]),
    (Column::Until, "until", &["截止日期", "结束日期", "终止日期", "失效日期", "until"]),
    (Column::Remark, "remark", &["备注", "remark"]),
];

/// Without these a rule would be guessed: no 上限 column would read as no cap at all.
const NEEDED: [Column; 6] =
    [Column::Code, Column::Item, Column::Unit, Column::Points, Column::Caps, Column::Steps];

/// Reads a rulebook from the cells of a sheet.
///
/// ```
/// use ledger_core::rulebook::{TableOptions, from_table};
/// let rows: Vec<Vec<String>> = [
///     "代码|类别|事项|单位|分值|上限|佐证|审定",
///     "H07|公益服务|志愿或环保活动|次|+5|20/月|签到签出|组织者+信息员",
/// ]
/// .map(|row| row.split('|').map(str::to_owned).collect())
/// .to_vec();
/// let book = from_table(&rows, &TableOptions::new("细则")).unwrap();
/// assert_eq!(book.rules()[0].caps[0].to_string(), "20 points/month");
/// ```
///
/// # Errors
/// Everything that is wrong with it, by row and heading as in the sheet.
pub fn from_table(
    rows: &[Vec<String>],
    options: &TableOptions,
) -> Result<Rulebook, Vec<RulebookError>> {
    let header = Header::find(rows)?;
    let mut sheet = Sheet { header, options, errors: Vec::new(), decimals: 0 };
    let mut rules: Vec<(usize, Rule)> = Vec::new();
    let mut category = String::new();
    for (at, cells) in rows.iter().enumerate().skip(sheet.header.row + 1) {
        if is_note(cells) {
            continue;
        }
        let row = Row { number: at + 1, cells, header: &sheet.header.clone() };
        match row.cell(Column::Category) {
            "" => {}
            given => category = given.to_owned(),
        }
        let before = sheet.errors.len();
        if let Some(rule) = sheet.rule(&row, &category)
            && sheet.errors.len() == before
        {
            rules.push((at, rule));
        }
    }
    let currency = Currency {
        code: options.currency,
        name: options.currency_name.clone(),
        decimals: options.decimals.unwrap_or(sheet.decimals),
        floor: options.floor,
        spendable_above: options.spendable_above,
        yuan_per_point: options.yuan_per_point,
    };
    let seen: Vec<(usize, &Rule)> = rules.iter().map(|(at, rule)| (*at, rule)).collect();
    let currencies = vec![currency];
    let mut found = check::check_book(&options.title, 1, rules.len());
    found.extend(check::check_currencies(&[(0, &currencies[0])]));
    found.extend(check::check_rules(&seen, &currencies));
    for (part, key, fault) in found {
        let place = match part {
            Part::Rule(at) => {
                let code = rules.iter().find(|(row, _)| *row == at).map(|(_, r)| r.code.to_string());
                sheet.place(at + 1, code, key)
            }
            _ => Place { field: Some(key.to_owned()), ..Place::default() },
        };
        sheet.errors.push(RulebookError { place, fault });
    }
    let mut errors = sheet.errors;
    if errors.is_empty() {
        let rules = rules.into_iter().map(|(_, rule)| rule).collect();
        match Rulebook::assemble(options.title.clone(), currencies, rules) {
            Ok(book) => return Ok(book),
            // What is left is the size of its text.
            Err(found) => errors.extend(
                found.into_iter().map(|(_, _, fault)| RulebookError { place: Place::default(), fault }),
            ),
        }
    }
    errors.sort_by_key(|error| error.place.row);
    Err(errors)
}

/// An empty row, or a note below the table: one cell, and it begins as notes do.
fn is_note(cells: &[String]) -> bool {
    let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    match (filled.next(), filled.next()) {
        (None, _) => true,
        (Some(only), None) => ["注", "说明", "备注"].iter().any(|word| only.starts_with(word)),
        _ => false,
    }
}

/// Which column stands where, and under which heading.
#[derive(Debug, Clone)]
struct Header {
    row: usize,
    columns: Vec<(Option<Column>, String)>,
}

impl Header {
    fn find(rows: &[Vec<String>]) -> Result<Self, Vec<RulebookError>> {
        let known = |header: &Self| header.columns.iter().filter(|(c, _)| c.is_some()).count();
        let best = rows
            .iter()
            .take(HEADER_ROWS)
            .enumerate()
            .map(|(row, cells)| Self { row, columns: cells.iter().map(|c| heading(c)).collect() })
            // The first of the rows that know most.
            .fold(None, |best: Option<Self>, header| match best {
                Some(best) if known(&best) >= known(&header) => Some(best),
                _ => Some(header),
            });
        let Some(header) = best.filter(|header| known(header) >= 3) else {
            let fault = Fault::NoHeader(HEADER_ROWS);
            return Err(vec![RulebookError { place: Place::default(), fault }]);
        };
        let mut errors = Vec::new();
        let mut say = |field: Option<&str>, fault| {
            let field = field.map(str::to_owned);
            let place = Place { row: Some(header.row + 1), field, ..Place::default() };
            errors.push(RulebookError { place, fault });
        };
        for (column, _, names) in COLUMNS {
            let mut here = header.columns.iter().filter(|(c, _)| *c == Some(column));
            match (here.next(), here.next()) {
                (None, _) if NEEDED.contains(&column) => say(None, Fault::MissingColumn(names[0])),
                (Some(_), Some((_, again))) => say(Some(again), Fault::Twice(again.clone())),
                _ => {}
            }
        }
        if errors.is_empty() { Ok(header) } else { Err(errors) }
    }

    /// The heading that a key of the text form stands under here.
    fn heading_of(&self, key: &str) -> String {
        let column = COLUMNS.iter().find(|(_, k, _)| *k == key);
        let here = column
            .and_then(|(column, ..)| self.columns.iter().find(|(c, _)| *c == Some(*column)));
        match (here, column) {
            (Some((_, heading)), _) => heading.clone(),
            (None, Some((_, _, names))) => names[0].to_owned(),
            (None, None) => key.to_owned(),
        }
    }
}

/// What a heading names: spaces and what stands in brackets do not count.
fn heading(cell: &str) -> (Option<Column>, String) {
    let plain = half_width(cell).to_ascii_lowercase();
    let name: String =
        plain.split('(').next().unwrap_or_default().split_whitespace().collect();
    let column = COLUMNS.iter().find(|(_, _, names)| names.contains(&name.as_str()));
    (column.map(|(column, ..)| *column), short(cell.trim()))
}

struct Row<'a> {
    number: usize,
    cells: &'a [String],
    header: &'a Header,
}

impl<'a> Row<'a> {
    fn cell(&self, column: Column) -> &'a str {
        let at = self.header.columns.iter().position(|(c, _)| *c == Some(column));
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }

    /// Cells under no known heading, with it; the running number says nothing.
    fn others(&self) -> impl Iterator<Item = String> {
        let named = self.header.columns.iter().map(Some).chain(std::iter::repeat(None));
        self.cells.iter().zip(named).filter_map(|(cell, heading)| match (cell.trim(), heading) {
            ("", _) | (_, Some((Some(_), _))) => None,
            (cell, Some((None, heading))) if !heading.is_empty() => {
                (heading != "序号").then(|| format!("{heading}：{cell}"))
            }
            (cell, _) => Some(cell.to_owned()),
        })
    }
}

struct Sheet<'a> {
    header: Header,
    options: &'a TableOptions,
    errors: Vec<RulebookError>,
    /// The most decimals written in 分值 so far.
    decimals: u32,
}

impl Sheet<'_> {
    fn place(&self, row: usize, rule: Option<String>, key: &str) -> Place {
        Place { line: None, row: Some(row), rule, field: Some(self.header.heading_of(key)) }
    }

    fn say(&mut self, row: &Row<'_>, key: &str, fault: Fault) {
        let code = row.cell(Column::Code);
        let rule = (!code.is_empty()).then(|| short(code));
        let place = self.place(row.number, rule, key);
        self.errors.push(RulebookError { place, fault });
    }

    fn rule(&mut self, row: &Row<'_>, category: &str) -> Option<Rule> {
        let code = half_width(row.cell(Column::Code)).trim().to_ascii_uppercase();
        let code = match code.parse() {
            _ if code.is_empty() => Err(Fault::Missing),
            Ok(code) => Ok(code),
            Err(error) => Err(Fault::Name(error)),
        };
        let code = code.map_err(|fault| self.say(row, "code", fault)).ok();
        let worth = Worth::read(row.cell(Column::Points));
        let worth = worth.map_err(|fault| self.say(row, "points", fault)).ok();
        if let Some(worth) = &worth {
            self.decimals = self.decimals.max(worth.decimals);
        }
        let kind = worth.as_ref().map_or(RuleKind::Earn, |worth| worth.kind);
        // Whether a minus fits a cap depends on points that were read.
        let caps = match Cap::read(row.cell(Column::Caps), kind) {
            Ok(caps) => caps,
            Err(error) => {
                if worth.is_some() || !matches!(error, super::CapError::Negative(_)) {
                    self.say(row, "caps", Fault::Cap(error));
                }
                Vec::new()
            }
        };
        let currency = row.cell(Column::Currency);
        if !["", self.options.currency.as_str(), &self.options.currency_name].contains(&currency) {
            self.say(row, "currency", Fault::UnknownCurrency(short(currency)));
        }
        let holders = self.holders(row);
        let from = self.day(row, Column::From, "from");
        let until = self.day(row, Column::Until, "until");
        let worth = worth?;
        let remark: Vec<String> = std::iter::once(worth.remark)
            .chain([one_line(row.cell(Column::Remark))])
            .chain(row.others().map(|other| one_line(&other)))
            .filter(|part| !part.is_empty())
            .collect();
        Some(Rule {
            code: code?,
            kind,
            category: one_line(category),
            item: one_line(row.cell(Column::Item)),
            unit: one_line(row.cell(Column::Unit)),
            points: worth.points,
            currency: self.options.currency,
            holders,
            caps,
            evidence: one_line(row.cell(Column::Evidence)),
            steps: steps(row.cell(Column::Steps)),
            from,
            until,
            remark: remark.join("；"),
        })
    }

    fn holders(&mut self, row: &Row<'_>) -> Vec<HolderKind> {
        let cell = half_width(row.cell(Column::Holders)).to_ascii_lowercase();
        let mut holders = Vec::new();
        let separator = |c: char| c.is_whitespace() || ",;、/+".contains(c);
        for word in cell.split(separator).filter(|word| !word.is_empty()) {
            let holder = match word {
                "户" | "家庭" | "农户" | "household" => HolderKind::Household,
                "个人" | "村民" | "person" => HolderKind::Person,
                "队伍" | "团队" | "志愿队" | "team" => HolderKind::Team,
                "商户" | "merchant" => HolderKind::Merchant,
                "公益池" | "pool" => HolderKind::Pool,
                _ => {
                    let known = "户, 个人, 队伍, 商户, 公益池".to_owned();
                    self.say(row, "holders", Fault::Choice { text: short(word), known });
                    continue;
                }
            };
            holders.push(holder);
        }
        if holders.is_empty() { self.options.holders.clone() } else { holders }
    }

    fn day(&mut self, row: &Row<'_>, column: Column, key: &str) -> Option<Day> {
        let cell = half_width(row.cell(column));
        let cell = cell.trim();
        if cell.is_empty() {
            return None;
        }
        let day = read_day(cell);
        if day.is_none() {
            self.say(row, key, Fault::Day(short(cell)));
        }
        day
    }
}

/// `2026-3-19`, `2026/3/19`, `2026.3.19`, `2026年3月19日`.
fn read_day(cell: &str) -> Option<Day> {
    let parts: Vec<&str> = cell
        .trim_end_matches('日')
        .split(['-', '/', '.', '年', '月'])
        .map(str::trim)
        .collect();
    let [year, month, day] = parts.as_slice() else { return None };
    (month.len() <= 2 && day.len() <= 2)
        .then(|| format!("{year}-{month:0>2}-{day:0>2}").parse().ok())
        .flatten()
}

/// A cell's lines in one line.
fn one_line(cell: &str) -> String {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Who has to agree, in order; the clerk who posts is no step of his own.
fn steps(cell: &str) -> Vec<String> {
    cell.replace("->", "→")
        .replace(['＋', '+', '、', ',', '，', ';', '；', '\n', '➔', '⇒'], "→")
        .split('→')
        .map(str::trim)
        .filter(|step| {
            let clerk = ["", "无", "—", "-", "/", "经办人", "经办", "柜员"];
            !clerk.contains(step) && !step.eq_ignore_ascii_case("clerk")
        })
        .map(str::to_owned)
        .collect()
}

/// What a cell of 分值 says.
struct Worth {
    kind: RuleKind,
    points: Option<Points>,
    /// Decimals as written: `1.0` means tenths.
    decimals: u32,
    remark: String,
}

impl Worth {
    fn read(cell: &str) -> Result<Self, Fault> {
        let plain: String = half_width(cell).split_whitespace().collect();
        if plain.is_empty() {
            return Err(Fault::Missing);
        }
        if matches!(plain.as_str(), "等额" | "按原项") {
            return Ok(Self { kind: RuleKind::Clause, points: None, decimals: 0, remark: plain });
        }
        let (remark, number) = match plain.strip_prefix("冲回") {
            Some(rest) => match rest.strip_prefix('+') {
                Some(number) if number.starts_with('-') => ("冲回", number),
                _ => return Err(Fault::Points(short(cell))),
            },
            None => ("", plain.as_str()),
        };
        let number = number.strip_suffix('分').unwrap_or(number);
        let amount = Amount::read(number).map_err(|error| match error {
            crate::points::AmountError::Unreadable(_) => Fault::Points(short(cell)),
            error => Fault::Amount(error),
        })?;
        let written = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let (kind, positive) = if amount.is_negative() {
            (RuleKind::Deduct, -amount)
        } else {
            (RuleKind::Earn, amount)
        };
        let points = positive
            .points()
            .ok_or_else(|| crate::points::AmountError::NotPositive(amount.to_string()))?;
        Ok(Self {
            kind,
            points: Some(points),
            decimals: u32::try_from(written).unwrap_or(MAX_DECIMALS).min(MAX_DECIMALS),
            remark: remark.to_owned(),
        })
    }
}
