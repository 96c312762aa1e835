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
use super::text::MOST_LATE_DAYS;
use super::{
    Cap, Currency, Expiry, Fault, HolderKind, Honour, Pays, Percent, Place, Review, Rule, RuleKind,
    Rulebook, RulebookError,
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
    /// How long points live.
    pub expires: Expiry,
    /// The share of what expires that goes on.
    pub carry_over: Option<Percent>,
    /// The most an account may hold by earning.
    pub ceiling: Option<Amount>,
    /// Who may earn where the table has no 对象.
    pub holders: Vec<HolderKind>,
    /// The honours.
    pub honours: Vec<Honour>,
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
            expires: Expiry::Never,
            carry_over: None,
            ceiling: None,
            holders: vec![HolderKind::Household, HolderKind::Person],
            honours: Vec::new(),
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
    Review,
    LateAfter,
    Currency,
    Holders,
    From,
    Until,
    Remark,
}

/// Each column, its key in the text form, and its headings; the first is its own.
const COLUMNS: [(Column, &str, &[&str]); 15] = [
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
    (Column::Evidence, "evidence", &["佐证", "证明材料", "佐证材料", "证明", "凭证", "evidence"]),
    (Column::Steps, "steps", &["审定", "审核", "审批", "认定", "评定", "审核流程", "steps"]),
    (Column::Review, "review", &["程序", "流程", "review"]),
    (Column::LateAfter, "late_after_days", &["补登", "超过几天算补登", "late_after_days"]),
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
    let mut sheet = Sheet { header: &header, options, errors: Vec::new(), decimals: 0 };
    let mut rules: Vec<(usize, Rule)> = Vec::new();
    let mut category = String::new();
    for (at, cells) in rows.iter().enumerate().skip(header.row + 1) {
        if is_note(cells) {
            continue;
        }
        let row = Row { number: at + 1, cells, header: &header };
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
        expires: options.expires,
        carry_over: options.carry_over,
        ceiling: options.ceiling,
        spend_with: None,
    };
    let seen: Vec<(usize, &Rule)> = rules.iter().map(|(at, rule)| (*at, rule)).collect();
    let currencies = vec![currency];
    let mut found = check::check_book(&options.title, 1, rules.len());
    found.extend(check::check_currencies(&[(0, &currencies[0])]));
    found.extend(check::check_rules(&seen, &currencies));
    let all: Vec<&Rule> = rules.iter().map(|(_, rule)| rule).collect();
    let honours: Vec<_> = options.honours.iter().enumerate().collect();
    found.extend(check::check_honours(&honours, &currencies, &all));
    for (part, key, fault) in found {
        let place = match part {
            Part::Rule(at) => {
                let code =
                    rules.iter().find(|(row, _)| *row == at).map(|(_, r)| r.code.to_string());
                sheet.place(at + 1, code, key)
            }
            Part::Honour(at) => {
                let rule = options.honours.get(at).map(|honour| honour.name.clone());
                Place { rule, field: Some(key.to_owned()), ..Place::default() }
            }
            _ => Place { field: Some(key.to_owned()), ..Place::default() },
        };
        sheet.errors.push(RulebookError { place, fault });
    }
    let mut errors = sheet.errors;
    if errors.is_empty() {
        let rules = rules.into_iter().map(|(_, rule)| rule).collect();
        match Rulebook::assemble(options.title.clone(), currencies, rules, options.honours.clone())
        {
            Ok(book) => return Ok(book),
            // What is left is the size of its text.
            Err(found) => errors.extend(
                found
                    .into_iter()
                    .map(|(_, _, fault)| RulebookError { place: Place::default(), fault }),
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
        let here =
            column.and_then(|(column, ..)| self.columns.iter().find(|(c, _)| *c == Some(*column)));
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
    let name: String = plain.split('(').next().unwrap_or_default().split_whitespace().collect();
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
    header: &'a Header,
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
        let review = Review::read(row.cell(Column::Review));
        let review = review.map_err(|fault| self.say(row, "review", fault)).unwrap_or_default();
        let late_after_days = late_after(row.cell(Column::LateAfter))
            .map_err(|fault| self.say(row, "late_after_days", fault))
            .unwrap_or_default();
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
            review,
            pays: Pays::Named,
            late_after_days,
            points_from: None,
            points_to: None,
            fixed: Vec::new(),
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

/// After how many days a deed is late: `7`, `7天`, `超过7日`.
fn late_after(cell: &str) -> Result<Option<u32>, Fault> {
    let plain: String = half_width(cell).split_whitespace().collect();
    if ["", "无", "—", "-"].contains(&plain.as_str()) {
        return Ok(None);
    }
    let days = plain.strip_prefix("超过").unwrap_or(&plain);
    let days = days.trim_end_matches('后').trim_end_matches(['天', '日']);
    let most = MOST_LATE_DAYS;
    let days = days.parse().ok().filter(|days| *days <= most);
    days.map(Some).ok_or_else(|| Fault::DayCount { text: short(cell), most })
}

/// `2026-3-19`, `2026/3/19`, `2026.3.19`, `2026年3月19日`.
fn read_day(cell: &str) -> Option<Day> {
    let parts: Vec<&str> =
        cell.trim_end_matches('日').split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{Measure, from_toml, to_toml};
    use proptest::prelude::*;

    const HOUSEHOLD: &str = include_str!("../../../../tests/data/rules-household.csv");
    const SUPERMARKET: &str = include_str!("../../../../tests/data/rules-supermarket.csv");
    const TIMEBANK: &str = include_str!("../../../../tests/data/rules-timebank.csv");
    const EXAMPLE: &str = include_str!("../../../../examples/rulebook-household.toml");

    /// Enough of CSV for sheets of ours: commas inside quotes.
    fn cells(csv: &str) -> Vec<Vec<String>> {
        csv.lines()
            .map(|line| {
                let mut row = vec![String::new()];
                let mut quoted = false;
                for c in line.chars() {
                    match c {
                        '"' => quoted = !quoted,
                        ',' if !quoted => row.push(String::new()),
                        c => row.last_mut().unwrap().push(c),
                    }
                }
                row
            })
            .collect()
    }

    fn read(csv: &str) -> Result<Rulebook, Vec<RulebookError>> {
        from_table(&cells(csv), &TableOptions::new("细则"))
    }

    /// `row heading code` of everything wrong.
    fn wrong(csv: &str) -> Vec<String> {
        let say = |e: &RulebookError| {
            let row = e.place.row.map_or("-".to_owned(), |row| row.to_string());
            format!("{row} {} {}", e.place.field.as_deref().unwrap_or("-"), e.code())
        };
        read(csv).err().unwrap_or_default().iter().map(say).collect()
    }

    /// `code kind points/unit | caps | steps | remark`.
    fn shown(book: &Rulebook) -> Vec<String> {
        let show = |rule: &Rule| {
            let caps: Vec<_> = rule.caps.iter().map(Cap::to_string).collect();
            let points = rule.points.map_or("-".to_owned(), |p| p.to_string());
            let (code, kind, unit) = (rule.code, rule.kind.word(), &rule.unit);
            let tail = if rule.remark.is_empty() { "" } else { " | " };
            let (caps, steps) = (caps.join(", "), rule.steps.join(" > "));
            format!("{code} {kind} {points}/{unit} | {caps} | {steps}{tail}{}", rule.remark)
        };
        book.rules().iter().map(show).collect()
    }

    #[test]
    fn every_rule_of_the_household_table_is_read() {
        let book = read(HOUSEHOLD).unwrap();
        assert_eq!(book.currencies()[0].decimals, 0);
        assert_eq!(
            shown(&book),
            [
                "H01 earn 2/次 | 4 points/month | 组信息员 > 评议小组",
                "H02 earn 1/次 | 2 points/month | 评议小组",
                "H03 earn 2/次 | 4 points/month | 村务监督委",
                "H04 earn 2/项·次 | 12 points/event, 2 times/month | 评议小组3人",
                "H05 earn 10/次 | 1 times/month | 评议小组",
                "H06 earn 3/件 | 9 points/month | 村民代表会议",
                "H07 earn 5/次 | 20 points/month | 组织者 > 信息员",
                "H08 earn 10/次 | 30 points/month | 两委会",
                "H09 earn 10/次 | 20 points/year | 两委会",
                "H10 earn 20/项 | 40 points/year | 镇(总行)",
                "H11 earn 20/次 | 40 points/year | 两委会",
                "H51 deduct 1/次 | 4 points/month | 评议小组",
                "H52 deduct 2/项·次 | 12 points/month | 评议小组3人",
                "H53 deduct 5/次 | 20 points/month | 两委会 > 监督委",
                "H54 deduct 20/次 | 40 points/year | 村民代表会议",
            ]
        );
    }

    #[test]
    fn every_rule_of_the_supermarket_table_is_read() {
        assert_eq!(
            shown(&read(SUPERMARKET).unwrap()),
            [
                "C01 earn 10/户 | 1 times/life | 分行",
                "C02 earn 10/次 | 1 times/month | 评定小组",
                "C03 earn 30/次 | 1 times/month, 3 households/month | 评定小组 > 村委会",
                "C04 earn 20/次 | 80 points/month | 信息员 > 评定小组",
                "C05 earn 10/件 | 30 points/month | 监督委",
                "C06 earn 10/次 | 40 points/month | 村委会",
                "C07 earn 100/次 | 1 times/year | 镇(总行)",
                "C08 earn 50/次 | 2 times/year | 红白理事会",
                "C09 earn 20/次 | 60 points/month | 两委会",
                "C10 earn 10/元 | fund | 总行",
                "C11 deduct 10/次 | 10 points/month | 评定小组",
                "C12 deduct 50/次 |  | 村务监督委 > 总行 | 冲回",
            ]
        );
    }

    #[test]
    fn every_rule_of_the_timebank_table_is_read() {
        let book = read(TIMEBANK).unwrap();
        // 1.0 as written: tenths of a point.
        assert_eq!(book.currencies()[0].decimals, 1);
        assert_eq!(
            shown(&book),
            [
                "T01 earn 1/小时 | 2h/event, 20h/month | 社工 > 分行",
                "T02 earn 1/小时 | 4h/event, 20h/month | 社工 > 分行",
                "T03 earn 1/小时 | 2h/event | 组织者 > 分行",
                "T04 earn 1.2/小时 | 2h/event | 组织者 > 分行",
                "T05 earn 1.5/小时 | 3h/event | 司法所 > 分行",
                "T06 earn 1/小时 | 2h/event | 社工 > 分行",
                "T07 earn 1/小时 | 2h/event | 社工 > 分行",
                "T08 earn 2/小时 | 8h/day | 镇应急办(总行)",
                "T09 earn 4/200ml | 2 times/year | 总行",
                "T10 earn 0.1/次 | 1 points/month | 总行",
                "T11 earn 5/户 | 1 times/life | 分行",
                "T12 clause -/小时 | 200h/year | 分行 > 总行 | 等额",
                "T13 clause -/小时 |  | 分行 | 等额",
                "T14 clause -/小时 | 90 days late | 2人复核 > 总行 | 按原项",
            ]
        );
        assert_eq!(book.rules()[8].measure(), Measure::Pieces);
    }

    #[test]
    fn the_example_in_the_repository_is_what_the_household_table_says() {
        let mut options = TableOptions::new("文明积分细则");
        options.spendable_above = Amount::whole(100);
        // A table has no honours; these are what the example has besides.
        options.honours = from_toml(EXAMPLE).unwrap().honours().to_vec();
        let names: Vec<&str> = options.honours.iter().map(|honour| honour.name.as_str()).collect();
        assert_eq!(names, ["五星文明户", "四星文明户", "最美庭院"]);
        let book = from_table(&cells(HOUSEHOLD), &options).unwrap();
        assert_eq!(to_toml(&book), EXAMPLE);
        assert_eq!(from_toml(EXAMPLE).unwrap(), book);
    }

    #[test]
    fn an_honour_that_names_a_rule_the_table_has_not_is_said_by_its_name() {
        let mut options = TableOptions::new("文明积分细则");
        options.honours = from_toml(EXAMPLE).unwrap().honours().to_vec();
        let without: Vec<_> =
            cells(HOUSEHOLD).into_iter().filter(|row| !row.contains(&"H54".to_owned())).collect();
        let errors = from_table(&without, &options).unwrap_err();
        let said: Vec<_> = errors
            .iter()
            .map(|e| (e.place.rule.as_deref(), e.place.field.as_deref(), e.code()))
            .collect();
        assert_eq!(said, [(Some("四星文明户"), Some("veto"), "no-deduction")]);
    }

    #[test]
    fn a_table_is_read_whatever_its_headings_are_called_and_wherever_they_stand() {
        let csv = "\
鹿城村积分细则,,,,,,,,,,,,
,,,,,,,,,,,,
序号,分类,编 号,项目,单位,分值（分）,封顶,证明材料,审核,对象,起始日期,截止日期,负责人
1,公益服务,Ａ０１,义务劳动,次,＋５分,２０／月,照片,经办人,户、个人,2026年1月1日,2026/12/31,张
2,,a02,打扫,次,5,无,照片,信息员->评议小组，两委会,队伍,,,
,,,,,,,,,,,,
注：每月公示一次,,,,,,,,,,,,
";
        let book = read(csv).unwrap();
        assert_eq!(
            shown(&book),
            [
                "A01 earn 5/次 | 20 points/month |  | 负责人：张",
                "A02 earn 5/次 |  | 信息员 > 评议小组 > 两委会",
            ]
        );
        let [first, second] = book.rules() else { unreachable!() };
        assert_eq!(second.category, "公益服务");
        assert!(!first.needs_approver());
        assert_eq!(first.holders, [HolderKind::Household, HolderKind::Person]);
        assert_eq!(second.holders, [HolderKind::Team]);
        assert_eq!(first.from.unwrap().to_string(), "2026-01-01");
        assert_eq!(first.until.unwrap().to_string(), "2026-12-31");
        assert!(!first.in_force("2027-01-01".parse().unwrap()));
    }

    #[test]
    fn everything_wrong_is_named_by_row_and_heading() {
        let head = "代码,类别,事项,单位,分值,上限,佐证,审定,对象,截止日期,积分种类\n";
        let cases: [(&str, &[&str]); 15] = [
            ("H01,议,会,次,+2,4/月,,,,,\n", &[]),
            ("H01,议,会,次,+2,4/月,,,,,JF\n", &[]),
            ("会议,议,会,次,+2,4/月,,,,,\n", &["2 代码 name"]),
            (",议,会,次,+2,4/月,,,,,\n", &["2 代码 missing"]),
            ("H01,议,会,次,1-5,4/月,,,,,\n", &["2 分值 points"]),
            ("H01,议,会,次,0,4/月,,,,,\n", &["2 分值 amount"]),
            ("H01,议,会,次,,若干,,,,,\n", &["2 分值 missing", "2 上限 cap-unreadable"]),
            ("H01,议,会,次,+2,-4/月,,,,,\n", &["2 上限 cap-negative"]),
            ("H01,议,会,次,+2,20h/月,,,,,\n", &["2 上限 cap-not-by-the-hour"]),
            ("H01,议,会,次,+2,2.5/月,,,,,\n", &["2 上限 too-precise"]),
            ("H01,议,,,+2,4/月,,,,,\n", &["2 事项 missing", "2 单位 missing"]),
            ("H01,议,会,次,+2,4/月,,,邻居,,\n", &["2 对象 choice"]),
            ("H01,议,会,次,+2,4/月,,,,年底,\n", &["2 截止日期 day"]),
            ("H01,议,会,次,+2,4/月,,,,,时间分\n", &["2 积分种类 unknown-currency"]),
            (
                "H01,议,会,次,+2,4/月,,,,,\nH02,议,会,次,x,4/月,,,,,\nH01,议,会,次,+2,9/周,,,,,\nH01,,会,次,1,,,,,,\n",
                &["3 分值 points", "4 上限 cap-unreadable", "5 代码 twice"],
            ),
        ];
        for (rows, want) in cases {
            assert_eq!(wrong(&format!("{head}{rows}")), want, "{rows}");
        }
        assert_eq!(wrong("随便\n"), ["- - no-header"]);
        assert_eq!(wrong("代码,事项,单位,分值,审定\n"), ["1 - missing-column"]);
        assert_eq!(wrong("代码,事项,项目,单位,分值,上限,审定\n"), ["1 项目 twice"],);
        let error = &read(&format!("{head}H01,议,会,次,+2,9/周,,,,,\n")).unwrap_err()[0];
        assert!(
            error.to_string().starts_with("row 2, rule `H01`, `上限`: `9/周` is not a cap"),
            "{error}"
        );
    }

    #[test]
    fn a_review_stands_in_a_column_of_its_own_beside_who_has_to_agree() {
        let sheet = |cell: &str, points: &str| {
            format!("代码,事项,单位,分值,上限,审定,程序\nA1,劳动,次,{points},无,两委会,{cell}\n")
        };
        let book = read(&sheet("核实2人→评议→公示7天", "5")).unwrap();
        let rule = &book.rules()[0];
        assert_eq!(rule.review.steps(), ["verify 2", "panel", "notice 7 days"]);
        assert_eq!(rule.steps, ["两委会"]);
        assert!(rule.remark.is_empty());
        assert_eq!(to_toml(&book).matches("review").count(), 1);
        for cell in ["", "无", "—"] {
            assert!(read(&sheet(cell, "5")).unwrap().rules()[0].review.is_none());
        }
        assert_eq!(wrong(&sheet("评议→核实", "5")), ["2 程序 review-order"]);
        assert_eq!(wrong(&sheet("三堂会审", "5")), ["2 程序 review"]);
        assert_eq!(wrong(&sheet("评议", "-5")), ["2 程序 only-earn"]);
        let named = sheet("评议", "5").replace("程序", "流程");
        assert!(read(&named).unwrap().rules()[0].review.panel);
    }

    #[test]
    fn after_how_many_days_a_deed_is_late_stands_in_a_column_of_its_own() {
        let sheet = |cell: &str, caps: &str| {
            format!("代码,事项,单位,分值,上限,审定,补登（天）\nA1,劳动,次,5,{caps},无,{cell}\n")
        };
        let cases = [("7", 7), ("７天", 7), ("超过 7 日", 7), ("7天后", 7), ("0", 0)];
        for (cell, days) in cases {
            let book = read(&sheet(cell, "30日内")).unwrap();
            assert_eq!(book.rules()[0].late_after_days, Some(days), "{cell}");
            assert!(book.rules()[0].remark.is_empty(), "{cell}");
            assert_eq!(from_toml(&to_toml(&book)), Ok(book));
        }
        for cell in ["", "无", "—"] {
            assert_eq!(read(&sheet(cell, "无")).unwrap().rules()[0].late_after_days, None);
        }
        for cell in ["一周", "1.5", "-1", "40000"] {
            assert_eq!(wrong(&sheet(cell, "30日内")), ["2 补登（天） day-count"], "{cell}");
        }
        assert_eq!(wrong(&sheet("7", "无")), ["2 补登（天） late-after"]);
    }

    #[test]
    fn a_table_is_given_the_life_of_its_points() {
        let mut options = TableOptions::new("细则");
        options.expires = Expiry::YearEnd;
        options.carry_over = Percent::new(50);
        options.ceiling = Some(Amount::whole(1500));
        let book = from_table(&cells(HOUSEHOLD), &options).unwrap();
        let text = to_toml(&book);
        for term in ["expires = \"year-end\"", "carry_over = \"50%\"", "ceiling = \"1500\""] {
            assert!(text.contains(term), "{text}");
        }
    }

    #[test]
    fn a_village_with_its_own_currency_says_so() {
        let mut options = TableOptions::new("时间银行");
        options.currency = "SJ".parse().unwrap();
        options.currency_name = "时间分".to_owned();
        options.decimals = Some(2);
        let book = from_table(&cells(TIMEBANK), &options).unwrap();
        assert_eq!(book.currencies()[0].decimals, 2);
        assert!(book.rules().iter().all(|rule| rule.currency.as_str() == "SJ"));
        options.decimals = Some(0);
        let errors = from_table(&cells(TIMEBANK), &options).unwrap_err();
        let rules: Vec<_> = errors.iter().map(|e| e.place.rule.as_deref().unwrap()).collect();
        assert_eq!(rules, ["T04", "T05", "T10"]);
    }

    proptest! {
        #[test]
        fn no_sheet_makes_the_reader_panic(
            rows in prop::collection::vec(prop::collection::vec("\\PC{0,8}|[+-]?[0-9.]{0,6}", 0..10), 0..6)
        ) {
            let mut sheet = cells(HOUSEHOLD);
            sheet.truncate(2);
            sheet.extend(rows.clone());
            let _ = from_table(&rows, &TableOptions::new("细则"));
            if let Ok(book) = from_table(&sheet, &TableOptions::new("细则")) {
                prop_assert_eq!(from_toml(&to_toml(&book)), Ok(book));
            }
        }
    }
}
