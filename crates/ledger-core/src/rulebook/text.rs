//! The rulebook as TOML: the text that stands in the journal.
//!
//! ```toml
//! title = "鹿城村文明积分细则"
//!
//! [[currency]]
//! code = "JF"
//! name = "文明积分"
//! decimals = 0
//! floor = "0"
//! spendable_above = "100"
//! yuan_per_point = "0.1"
//! expires = "24 months"         # half-year, year-end; never where it is not said
//! carry_over = "50%"            # of what expires; whole percent
//! ceiling = "1500"              # the most an account may hold by earning
//! spend_with = "RW 1:5"         # only beside RW, at most 5 for each 1 of it
//!
//! [[rule]]
//! code = "H07"
//! kind = "earn"                 # earn, deduct or clause
//! category = "公益服务"
//! item = "志愿或环保活动"
//! unit = "次"
//! points = "5"                  # in quotes, or a whole number; never 5.0
//! currency = "JF"               # may be left out where there is one
//! holders = ["household", "person"]
//! caps = ["20 points/month"]    # or as a village writes it: "20/月"
//! evidence = "签到签出"
//! steps = ["组织者", "信息员"]
//! from = 2026-01-01
//! until = 2026-12-31
//! remark = ""
//! review = ["verify 2", "panel", "notice 7 days"]   # or 核实2人→评议→公示7天
//! pays = "household"            # or person; the account that is named where not said
//! late_after_days = 30          # less than the days of its cap `90 days late`
//! points_from = "4"             # a village's own rulebook may give 4 to 6 points
//! points_to = "6"
//! fixed = ["caps", "drop"]      # and may not change these, nor drop the rule
//! ```
//!
//! Honours, each a `[[honour]]`, may stand behind the rules: [`Honour`].
//!
//! A village's text that says only what is different (`extends`) is half a
//! rulebook and is refused here; [`merge`](super::merge()) reads it with its base.
//!
//! Every rulebook has one canonical text, [`to_toml`], and reading that gives
//! the same rulebook. A reader takes more than that and says all that is wrong
//! with it at once, by line; only a text that is not TOML at all ends it early.
//! The parser's own tree is walked rather than types derived, because a derived
//! one stops at its first error. No key is ever skipped over.

use std::num::NonZeroU32;
use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::{self, Part};
use super::fault::short;
use super::{
    Cap, Currency, Expiry, Fault, HolderKind, Honour, MAX_PLACES, Pays, Percent, Place, Review,
    Rule, RuleField, RuleKind, Rulebook, RulebookError, SpendWith, honour,
};
use crate::day::Day;
use crate::ids::{CurrencyCode, NameError};
use crate::points::{Amount, AmountError, MAX_DECIMALS, Points};
use crate::span::Term;

const BOOK_KEYS: [&str; 4] = ["title", "currency", "rule", "honour"];
pub(super) const HONOUR_KEYS: [&str; 9] =
    ["name", "ladder", "holders", "currency", "counts", "per", "at_least", "places", "veto"];
const CURRENCY_KEYS: [&str; 10] = [
    "code",
    "name",
    "decimals",
    "floor",
    "spendable_above",
    "yuan_per_point",
    "expires",
    "carry_over",
    "ceiling",
    "spend_with",
];
pub(super) const RULE_KEYS: [&str; 20] = [
    "code",
    "kind",
    "category",
    "item",
    "unit",
    "points",
    "currency",
    "holders",
    "caps",
    "evidence",
    "steps",
    "from",
    "until",
    "remark",
    "review",
    "pays",
    "late_after_days",
    "points_from",
    "points_to",
    "fixed",
];
/// The most days after which a claim is late: as many as a cap may name.
pub(super) const MOST_LATE_DAYS: u32 = 36_500;

/// A field as it is shown: in TOML, or plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Text(String),
    List(Vec<String>),
    /// Without quotes: a number or a day.
    Bare(String),
    /// Left out of the text.
    Absent,
}

impl Shown {
    pub(super) fn text_or_absent(text: &str) -> Self {
        if text.is_empty() { Self::Absent } else { Self::Text(text.to_owned()) }
    }

    /// In quotes, if there is one.
    fn some(value: Option<impl ToString>) -> Self {
        value.map_or(Self::Absent, |value| Self::Text(value.to_string()))
    }

    pub(super) fn list_or_absent(list: Vec<String>) -> Self {
        if list.is_empty() { Self::Absent } else { Self::List(list) }
    }

    pub(super) fn plain(self) -> String {
        match self {
            Self::Text(text) | Self::Bare(text) => text,
            Self::List(list) => list.join(", "),
            Self::Absent => String::new(),
        }
    }

    fn toml(&self) -> Option<String> {
        Some(match self {
            Self::Text(text) => quoted(text),
            Self::List(list) => {
                let items: Vec<_> = list.iter().map(|item| quoted(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Bare(text) => text.clone(),
            Self::Absent => return None,
        })
    }
}

/// A basic string; a checked rulebook has no control characters to escape.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

pub(super) fn currency_fields(currency: &Currency) -> Vec<(&'static str, Shown)> {
    vec![
        ("code", Shown::Text(currency.code.to_string())),
        ("name", Shown::Text(currency.name.clone())),
        ("decimals", Shown::Bare(currency.decimals.to_string())),
        ("floor", Shown::Text(currency.floor.to_string())),
        ("spendable_above", Shown::Text(currency.spendable_above.to_string())),
        ("yuan_per_point", Shown::some(currency.yuan_per_point)),
        (
            "expires",
            match currency.expires {
                Expiry::Never => Shown::Absent,
                expires => Shown::Text(expires.to_string()),
            },
        ),
        ("carry_over", Shown::some(currency.carry_over)),
        ("ceiling", Shown::some(currency.ceiling)),
        ("spend_with", Shown::some(currency.spend_with)),
    ]
}

pub(super) fn rule_fields(rule: &Rule) -> Vec<(&'static str, Shown)> {
    let day = |day: Option<Day>| day.map_or(Shown::Absent, |day| Shown::Bare(day.to_string()));
    let holders = rule.holders.iter().map(|holder| holder.word().to_owned()).collect();
    vec![
        ("code", Shown::Text(rule.code.to_string())),
        ("kind", Shown::Text(rule.kind.word().to_owned())),
        ("category", Shown::text_or_absent(&rule.category)),
        ("item", Shown::Text(rule.item.clone())),
        ("unit", Shown::text_or_absent(&rule.unit)),
        ("points", Shown::some(rule.points)),
        ("currency", Shown::Text(rule.currency.to_string())),
        ("holders", Shown::List(holders)),
        ("caps", Shown::list_or_absent(rule.caps.iter().map(Cap::to_string).collect())),
        ("evidence", Shown::text_or_absent(&rule.evidence)),
        ("steps", Shown::list_or_absent(rule.steps.clone())),
        ("from", day(rule.from)),
        ("until", day(rule.until)),
        ("remark", Shown::text_or_absent(&rule.remark)),
        ("review", Shown::list_or_absent(rule.review.steps())),
        ("pays", Shown::text_or_absent(rule.pays.word())),
        (
            "late_after_days",
            rule.late_after_days.map_or(Shown::Absent, |days| Shown::Bare(days.to_string())),
        ),
        ("points_from", Shown::some(rule.points_from)),
        ("points_to", Shown::some(rule.points_to)),
        ("fixed", Shown::list_or_absent(rule.fixed.iter().map(|f| f.word().to_owned()).collect())),
    ]
}

/// The canonical text of a rulebook: keys in one order, a blank line before
/// every part, nothing said that is empty.
pub fn to_toml(book: &Rulebook) -> String {
    let mut text = format!("title = {}\n", quoted(book.title()));
    let currencies = book.currencies().iter().map(|c| ("currency", currency_fields(c)));
    let rules = book.rules().iter().map(|r| ("rule", rule_fields(r)));
    let honours = book.honours().iter().map(|h| ("honour", honour::fields(h)));
    for (part, fields) in currencies.chain(rules).chain(honours) {
        text.push_str(&format!("\n[[{part}]]\n"));
        for (key, shown) in fields {
            if let Some(value) = shown.toml() {
                text.push_str(&format!("{key} = {value}\n"));
            }
        }
    }
    text
}

/// Reads a rulebook's text, canonical or as people write it.
///
/// ```
/// use ledger_core::rulebook::{from_toml, to_toml};
/// let book = from_toml(r#"
/// title = "细则"
/// [[currency]]
/// code = "JF"
/// name = "文明积分"
/// [[rule]]
/// code = "H07"
/// kind = "earn"
/// item = "志愿活动"
/// unit = "次"
/// points = 5
/// caps = ["20/月"]
/// "#).unwrap();
/// assert_eq!(from_toml(&to_toml(&book)).as_ref(), Ok(&book));
/// ```
///
/// # Errors
/// Everything that is wrong with it; the first thing only where it is not TOML.
pub fn from_toml(text: &str) -> Result<Rulebook, Vec<RulebookError>> {
    let mut reader = Reader { text, errors: Vec::new() };
    let book = reader.read();
    let mut errors = reader.errors;
    errors.sort_by_key(|error| error.place.line);
    book.filter(|_| errors.is_empty()).ok_or(errors)
}

/// A table of the text, and what is said of it when something is wrong.
#[derive(Clone)]
pub(super) struct Table<'t> {
    pub(super) entries: &'t DeTable<'t>,
    pub(super) span: Range<usize>,
    pub(super) rule: Option<String>,
}

impl<'t> Table<'t> {
    pub(super) fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.entries.get(key)
    }

    /// Where a key's value stands; where the table begins, if it has none.
    fn span_of(&self, key: &str) -> Range<usize> {
        self.get(key).map_or(self.span.clone(), |value| value.span())
    }
}

/// Reads what it can and keeps what is wrong.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) errors: Vec<RulebookError>,
}

impl<'a> Reader<'a> {
    /// The text as TOML, if it is.
    pub(super) fn root(&mut self) -> Option<Spanned<DeTable<'a>>> {
        if let Err(fault) = check::check_size(self.text) {
            self.errors.push(RulebookError { place: Place::default(), fault });
            return None;
        }
        match DeTable::parse(self.text) {
            Ok(root) => Some(root),
            Err(error) => {
                let line = error.span().map(|span| self.line(&span));
                let place = Place { line, ..Place::default() };
                let fault = Fault::Syntax(short(error.message()));
                self.errors.push(RulebookError { place, fault });
                None
            }
        }
    }

    fn read(&mut self) -> Option<Rulebook> {
        let root = self.root()?;
        let book = Table { entries: root.get_ref(), span: 0..0, rule: None };
        if let Some(base) = book.get("extends") {
            // Half a rulebook: what else would be said of it follows from that.
            let title = base.get_ref().as_str().map(short).unwrap_or_default();
            self.say(&book, "extends", Fault::NeedsBase(title));
            return None;
        }
        self.known_keys(&book, &BOOK_KEYS);
        let title = self.text_at(&book, "title").unwrap_or_default();
        let currency_tables = self.tables(&book, "currency");
        let rule_tables = self.tables(&book, "rule");
        let honour_tables = self.tables(&book, "honour");
        currency_tables.iter().for_each(|table| self.known_keys(table, &CURRENCY_KEYS));
        rule_tables.iter().for_each(|table| self.known_keys(table, &RULE_KEYS));
        honour_tables.iter().for_each(|table| self.known_keys(table, &HONOUR_KEYS));

        let currencies: Vec<(usize, Currency)> =
            self.read_each(&currency_tables, |reader, table| reader.currency(table));
        let all_currencies = currencies.len() == currency_tables.len();
        let only: Option<CurrencyCode> = match currencies.as_slice() {
            [(_, only)] if all_currencies => Some(only.code),
            _ => None,
        };
        let rules: Vec<(usize, Rule)> =
            self.read_each(&rule_tables, |reader, table| reader.rule(table, only, all_currencies));

        let honours: Vec<(usize, Honour)> = self
            .read_each(&honour_tables, |reader, table| reader.honour(table, only, all_currencies));

        let known: Vec<Currency> =
            currencies.iter().map(|(_, currency)| currency.clone()).collect();
        let seen: Vec<(usize, &Currency)> = currencies.iter().map(|(at, c)| (*at, c)).collect();
        let listed: Vec<(usize, &Rule)> = rules.iter().map(|(at, rule)| (*at, rule)).collect();
        let mut found = check::check_book(&title, currency_tables.len(), rule_tables.len());
        found.extend(check::check_currencies(&seen));
        found.extend(check::check_rules(&listed, &known));
        let all: Vec<&Rule> = rules.iter().map(|(_, rule)| rule).collect();
        let given: Vec<(usize, &Honour)> = honours.iter().map(|(at, h)| (*at, h)).collect();
        found.extend(check::check_honours(&given, &known, &all));
        let all_rules = rules.len() == rule_tables.len();
        // Also of a currency of which something else cannot be read, the code may be.
        let code = |table: &Table<'_>| {
            let given = table.get("code")?.get_ref().as_str()?;
            given.parse::<CurrencyCode>().is_ok().then(|| given.to_owned())
        };
        let codes: Option<Vec<String>> = currency_tables.iter().map(code).collect();
        let named = |code: &str| codes.as_ref().is_none_or(|all| all.iter().any(|c| c == code));
        // A rule that is not whole is not looked at below; its currency is all the same.
        let whole = |at: usize| rules.iter().any(|(read, _)| *read == at);
        for table in rule_tables.iter().enumerate().filter(|(at, _)| !whole(*at)).map(|(_, t)| t) {
            let given = table.get("currency").and_then(|value| value.get_ref().as_str());
            let given = given.filter(|given| given.parse::<CurrencyCode>().is_ok());
            if let Some(given) = given.filter(|given| !named(given)) {
                self.say(table, "currency", Fault::UnknownCurrency(given.to_owned()));
            }
        }
        for (part, field, fault) in found {
            let about_unread = match &fault {
                Fault::UnknownCurrency(code) => named(code),
                Fault::NothingToCount { .. } | Fault::NoDeduction(_) => !all_rules,
                _ => false,
            };
            let told = field == "title" && book.get("title").is_some_and(|t| !t.get_ref().is_str());
            let table = match part {
                Part::Book => Some(&book),
                Part::Currency(at) => currency_tables.get(at),
                Part::Rule(at) => rule_tables.get(at),
                Part::Honour(at) => honour_tables.get(at),
            };
            if let Some(table) = table.filter(|_| !about_unread && !told) {
                self.say(table, field, fault);
            }
        }
        if !self.errors.is_empty() {
            return None;
        }
        let rules = rules.into_iter().map(|(_, rule)| rule).collect();
        let honours = honours.into_iter().map(|(_, honour)| honour).collect();
        match Rulebook::assemble(title, known, rules, honours) {
            Ok(whole) => Some(whole),
            // What is left is the size of its canonical text.
            Err(found) => {
                for (_, _, fault) in found {
                    self.errors.push(RulebookError { place: Place::default(), fault });
                }
                None
            }
        }
    }

    /// Reads every table; one in which something is wrong is left out.
    pub(super) fn read_each<T>(
        &mut self,
        tables: &[Table<'_>],
        mut read: impl FnMut(&mut Self, &Table<'_>) -> Option<T>,
    ) -> Vec<(usize, T)> {
        let mut whole = Vec::new();
        for (at, table) in tables.iter().enumerate() {
            let before = self.errors.len();
            if let Some(part) = read(self, table)
                && self.errors.len() == before
            {
                whole.push((at, part));
            }
        }
        whole
    }

    fn currency(&mut self, table: &Table<'_>) -> Option<Currency> {
        let code = self.needed(table, "code");
        let name = self.text_at(table, "name").unwrap_or_default();
        let decimals = self.decimals(table).unwrap_or(0);
        let floor = self.amount(table, "floor").unwrap_or_default();
        let spendable_above = self.amount(table, "spendable_above").unwrap_or_default();
        let yuan_per_point = self.amount(table, "yuan_per_point");
        let expires = self.term(table, "expires", Expiry::read, Fault::Expiry);
        let carry_over = self.term(table, "carry_over", Percent::read, Fault::Percent);
        let ceiling = self.amount(table, "ceiling");
        let spend_with = self.term(table, "spend_with", SpendWith::read, Fault::SpendWith);
        Some(Currency {
            code: code?,
            name,
            decimals,
            floor,
            spendable_above,
            yuan_per_point,
            expires: expires.unwrap_or_default(),
            carry_over,
            ceiling,
            spend_with,
        })
    }

    pub(super) fn rule(
        &mut self,
        table: &Table<'_>,
        only: Option<CurrencyCode>,
        all_currencies: bool,
    ) -> Option<Rule> {
        let code = self.needed(table, "code");
        let kind = self.kind(table);
        let category = self.text_at(table, "category").unwrap_or_default();
        let item = self.text_at(table, "item").unwrap_or_default();
        let unit = self.text_at(table, "unit").unwrap_or_default();
        let points = self.points(table, "points");
        let currency = self.currency_of(table, only, all_currencies);
        let holders = self.holders(table);
        let caps = self.list(table, "caps").unwrap_or_default().join(", ");
        let caps = Cap::read(&caps, kind.unwrap_or(RuleKind::Earn)).unwrap_or_else(|error| {
            self.say(table, "caps", Fault::Cap(error));
            Vec::new()
        });
        let evidence = self.text_at(table, "evidence").unwrap_or_default();
        let steps = self.list(table, "steps").unwrap_or_default();
        let from = self.day(table, "from");
        let until = self.day(table, "until");
        let remark = self.text_at(table, "remark").unwrap_or_default();
        let review = self.list(table, "review").unwrap_or_default().join("→");
        let review = Review::read(&review).unwrap_or_else(|fault| {
            self.say(table, "review", fault);
            Review::NONE
        });
        let pays = self.pays(table);
        let late_after_days = self.late_after_days(table);
        let points_from = self.points(table, "points_from");
        let points_to = self.points(table, "points_to");
        let fixed = self.fixed(table);
        Some(Rule {
            code: code?,
            kind: kind?,
            category,
            item,
            unit,
            points,
            currency: currency?,
            holders,
            caps,
            evidence,
            steps,
            from,
            until,
            remark,
            review,
            pays,
            late_after_days,
            points_from,
            points_to,
            fixed,
        })
    }

    pub(super) fn honour(
        &mut self,
        table: &Table<'_>,
        only: Option<CurrencyCode>,
        all_currencies: bool,
    ) -> Option<Honour> {
        let name = self.text_at(table, "name").unwrap_or_default();
        let ladder = self.text_at(table, "ladder").unwrap_or_default();
        let holders = match table.get("holders") {
            Some(_) => self.holders(table),
            None => vec![HolderKind::Household],
        };
        let currency = self.currency_of(table, only, all_currencies);
        let counts = self.list(table, "counts").unwrap_or_default();
        let per = self.span(table);
        if table.get("at_least").is_none() {
            self.say(table, "at_least", Fault::Missing);
        }
        let at_least = self.points(table, "at_least");
        let places = self.places(table);
        let veto = self.list(table, "veto").unwrap_or_default();
        let (currency, per, at_least) = (currency?, per?, at_least?);
        Some(Honour { name, ladder, holders, currency, counts, per, at_least, places, veto })
    }

    fn span(&mut self, table: &Table<'_>) -> Option<Term> {
        if table.get("per").is_none() {
            self.say(table, "per", Fault::Missing);
        }
        let word = self.text_at(table, "per")?;
        let term = Term::ALL.into_iter().find(|term| term.word() == word);
        if term.is_none() {
            self.say(table, "per", Fault::not_a_term(&word));
        }
        term
    }

    fn places(&mut self, table: &Table<'_>) -> Option<NonZeroU32> {
        let amount = self.amount(table, "places")?;
        let places = u32::try_from(amount.decimal()).ok().filter(|_| amount.decimals() == 0);
        let places = places.filter(|places| *places <= MAX_PLACES).and_then(NonZeroU32::new);
        if places.is_none() {
            self.say(table, "places", Fault::PlaceCount(amount.to_string()));
        }
        places
    }

    /// The currency that is named, or the only one there is.
    fn currency_of(
        &mut self,
        table: &Table<'_>,
        only: Option<CurrencyCode>,
        all_currencies: bool,
    ) -> Option<CurrencyCode> {
        if table.get("currency").is_some() {
            return self.needed(table, "currency");
        }
        if only.is_none() && all_currencies {
            self.say(table, "currency", Fault::WhichCurrency);
        }
        only
    }

    /// A text that is read into a term, or is none.
    fn term<T>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        read: fn(&str) -> Option<T>,
        fault: fn(String) -> Fault,
    ) -> Option<T> {
        let text = self.text_at(table, key)?;
        let term = read(&text);
        if term.is_none() {
            self.say(table, key, fault(short(&text)));
        }
        term
    }

    pub(super) fn points(&mut self, table: &Table<'_>, key: &str) -> Option<Points> {
        let amount = self.amount(table, key)?;
        let points = amount.points();
        if points.is_none() {
            self.say(table, key, Fault::Amount(AmountError::NotPositive(amount.to_string())));
        }
        points
    }

    pub(super) fn pays(&mut self, table: &Table<'_>) -> Pays {
        let Some(word) = self.text_at(table, "pays") else {
            return Pays::Named;
        };
        let pays = Pays::WRITTEN.into_iter().find(|pays| pays.word() == word);
        if pays.is_none() {
            self.say(table, "pays", Fault::not_a_pays(&word));
        }
        pays.unwrap_or_default()
    }

    pub(super) fn late_after_days(&mut self, table: &Table<'_>) -> Option<u32> {
        let amount = self.amount(table, "late_after_days")?;
        let days = u32::try_from(amount.decimal()).ok().filter(|days| *days <= MOST_LATE_DAYS);
        let whole = days.filter(|_| amount.decimals() == 0);
        if whole.is_none() {
            let (text, most) = (amount.to_string(), MOST_LATE_DAYS);
            self.say(table, "late_after_days", Fault::DayCount { text, most });
        }
        whole
    }

    fn fixed(&mut self, table: &Table<'_>) -> Vec<RuleField> {
        let mut fixed = Vec::new();
        for word in self.list(table, "fixed").unwrap_or_default() {
            match RuleField::ALL.into_iter().find(|field| field.word() == word) {
                Some(field) => fixed.push(field),
                None => self.say(table, "fixed", Fault::not_a_rule_field(&word)),
            }
        }
        fixed
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        before.iter().filter(|b| **b == b'\n').count() + 1
    }

    pub(super) fn say(&mut self, table: &Table<'_>, key: &str, fault: Fault) {
        self.say_at(&table.span_of(key), key, table.rule.clone(), fault);
    }

    pub(super) fn say_at(
        &mut self,
        span: &Range<usize>,
        key: &str,
        rule: Option<String>,
        fault: Fault,
    ) {
        let (line, field) = (Some(self.line(span)), Some(key.to_owned()));
        let place = Place { line, row: None, rule, field };
        self.errors.push(RulebookError { place, fault });
    }

    pub(super) fn wrong_type(&mut self, table: &Table<'_>, key: &str, wanted: &'static str) {
        let Some(value) = table.get(key) else { return };
        let fault = match value.get_ref() {
            DeValue::Float(float) => Fault::Float(short(float.as_str())),
            other => Fault::WrongType { wanted, found: type_name(other) },
        };
        self.say(table, key, fault);
    }

    pub(super) fn known_keys(&mut self, table: &Table<'_>, known: &[&str]) {
        for key in table.entries.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let place = Place {
                    line: Some(self.line(&key.span())),
                    rule: table.rule.clone(),
                    ..Place::default()
                };
                let key = short(key.get_ref());
                let fault = Fault::UnknownKey { key, known: known.join(", ") };
                self.errors.push(RulebookError { place, fault });
            }
        }
    }

    /// The tables of a `[[key]]`.
    pub(super) fn tables<'t>(&mut self, book: &Table<'t>, key: &str) -> Vec<Table<'t>> {
        let Some(value) = book.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(book, key, "an array of tables, like `[[rule]]`");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array {
            let Some(entries) = item.get_ref().as_table() else {
                self.wrong_type(book, key, "an array of tables, like `[[rule]]`");
                continue;
            };
            let called = if key == "honour" { "name" } else { "code" };
            let code = entries.get(called).and_then(|code| code.get_ref().as_str()).map(short);
            let rule = code.filter(|_| key != "currency");
            tables.push(Table { entries, span: item.span(), rule });
        }
        tables
    }

    pub(super) fn text_at(&mut self, table: &Table<'_>, key: &str) -> Option<String> {
        let text = table.get(key)?.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(table, key, "a text in quotes");
        }
        text
    }

    /// A name that has to be there.
    pub(super) fn needed<T: FromStr<Err = NameError>>(
        &mut self,
        table: &Table<'_>,
        key: &str,
    ) -> Option<T> {
        if table.get(key).is_none() {
            self.say(table, key, Fault::Missing);
        }
        let text = self.text_at(table, key)?;
        text.parse().map_err(|error| self.say(table, key, Fault::Name(error))).ok()
    }

    fn amount(&mut self, table: &Table<'_>, key: &str) -> Option<Amount> {
        let text = match table.get(key)?.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().to_owned(),
            _ => {
                self.wrong_type(table, key, "a number in quotes, or a whole number");
                return None;
            }
        };
        Amount::read(&text).map_err(|error| self.say(table, key, Fault::Amount(error))).ok()
    }

    fn decimals(&mut self, table: &Table<'_>) -> Option<u32> {
        let amount = self.amount(table, "decimals")?;
        let decimals = (0..=MAX_DECIMALS).find(|d| amount.decimal() == (*d).into());
        if decimals.is_none() {
            self.say(table, "decimals", Fault::Decimals(amount.to_string()));
        }
        decimals
    }

    pub(super) fn kind(&mut self, table: &Table<'_>) -> Option<RuleKind> {
        if table.get("kind").is_none() {
            self.say(table, "kind", Fault::Missing);
        }
        let word = self.text_at(table, "kind")?;
        let kind = RuleKind::ALL.into_iter().find(|kind| kind.word() == word);
        if kind.is_none() {
            self.say(table, "kind", Fault::not_a_kind(&word));
        }
        kind
    }

    pub(super) fn holders(&mut self, table: &Table<'_>) -> Vec<HolderKind> {
        if table.get("holders").is_none() {
            return vec![HolderKind::Household, HolderKind::Person];
        }
        let mut holders = Vec::new();
        for word in self.list(table, "holders").unwrap_or_default() {
            match HolderKind::ALL.into_iter().find(|holder| holder.word() == word) {
                Some(holder) => holders.push(holder),
                None => self.say(table, "holders", Fault::not_a_holder(&word)),
            }
        }
        holders
    }

    /// Texts in an array, or one text alone.
    pub(super) fn list(&mut self, table: &Table<'_>, key: &str) -> Option<Vec<String>> {
        let value = table.get(key)?.get_ref();
        let texts = match value {
            DeValue::String(text) => Some(vec![text.to_string()]),
            DeValue::Array(array) => {
                array.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
            }
            _ => None,
        };
        if texts.is_none() {
            self.wrong_type(table, key, "texts in quotes, like `[\"20/月\"]`");
        }
        texts
    }

    pub(super) fn day(&mut self, table: &Table<'_>, key: &str) -> Option<Day> {
        let text = match table.get(key)?.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(day) => day.to_string(),
            _ => {
                self.wrong_type(table, key, "a day, like 2026-03-19");
                return None;
            }
        };
        text.parse().map_err(|_| self.say(table, key, Fault::Day(short(&text)))).ok()
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a floating-point number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a day or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{Limit, Per};
    use proptest::prelude::*;

    const HEAD: &str = "title = \"细则\"\n[[currency]]\ncode = \"JF\"\nname = \"文明积分\"\n";
    const RULE: &str =
        "[[rule]]\ncode = \"H07\"\nkind = \"earn\"\nitem = \"活动\"\nunit = \"次\"\n";

    /// `line key code` of everything wrong.
    fn wrong(text: &str) -> Vec<String> {
        let say = |e: &RulebookError| {
            let line = e.place.line.map_or("-".to_owned(), |line| line.to_string());
            format!("{line} {} {}", e.place.field.as_deref().unwrap_or("-"), e.code())
        };
        from_toml(text).err().unwrap_or_default().iter().map(say).collect()
    }

    #[test]
    fn everything_wrong_with_a_rule_is_said_at_once_with_its_line() {
        let cases: [(&str, &[&str]); 28] = [
            ("points = 5\n", &[]),
            ("points = \"5\"\ncaps = \"20/月\"\nfrom = 2026-01-01\n", &[]),
            ("points = \"5\"\ncaps = [\"1次/月\", \"全组3户\"]\nuntil = \"2026-01-01\"\n", &[]),
            ("", &["5 points missing"]),
            ("points = 5.0\n", &["10 points float"]),
            ("points = \"0\"\n", &["10 points amount"]),
            ("points = -5\n", &["10 points amount"]),
            ("points = \"1.5\"\n", &["10 points too-precise"]),
            ("points = true\n", &["10 points wrong-type"]),
            ("points = 0x5\n", &["10 points wrong-type"]),
            ("point = 5\n", &["5 points missing", "10 - unknown-key"]),
            ("points = 5\ncurrency = \"XX\"\n", &["11 currency unknown-currency"]),
            ("points = 5\ncurrency = \"jf\"\n", &["11 currency name"]),
            ("points = 5\nholders = []\n", &["11 holders missing"]),
            ("points = 5\nholders = [\"cat\"]\n", &["11 holders choice"]),
            ("points = 5\nholders = [\"team\", \"team\"]\n", &["11 holders twice"]),
            ("points = 5\ncaps = [\"20/周\"]\n", &["11 caps cap-unreadable"]),
            ("points = 5\ncaps = [\"20h/月\"]\n", &["11 caps cap-not-by-the-hour"]),
            ("points = 5\ncaps = [\"90日内\", \"30日内\"]\n", &["11 caps cap-contradiction"]),
            ("points = 5\ncaps = [20]\n", &["11 caps wrong-type"]),
            ("points = 5\ncaps = [\"2.5/月\"]\n", &["11 caps too-precise"]),
            (
                "points = 5\nfrom = 2026-02-01\nuntil = 2026-01-31\n",
                &["12 until ends-before-it-starts"],
            ),
            ("points = 5\nfrom = 2026-02-01T00:00:00Z\n", &["11 from day"]),
            ("points = 5\nremark = \"a\\nb\"\n", &["11 remark control-character"]),
            ("points = 5\nsteps = [\"\"]\n", &["11 steps missing"]),
            ("points = 5\n[[rule]]\n", &["11 code missing", "11 kind missing"]),
            (
                "points = 5.5\nfoo = 1\ncaps = [\"9\"]\n",
                &["10 points float", "11 - unknown-key", "12 caps cap-no-period"],
            ),
            (
                "points = 5\n[[rule]]\ncode = \"H07\"\nkind = \"clause\"\nitem = \"补登\"\n",
                &["12 code twice"],
            ),
        ];
        for (rest, want) in cases {
            assert_eq!(wrong(&format!("{HEAD}{RULE}{rest}")), want, "{rest}");
        }
    }

    #[test]
    fn everything_wrong_with_an_honour_is_said_at_once_with_its_line() {
        let fine = "[[rule]]\ncode = \"H51\"\nkind = \"deduct\"\ncategory = \"负面\"\n\
                    item = \"迟到\"\nunit = \"次\"\npoints = 1\n";
        let whole =
            "[[honour]]\nname = \"五星\"\nladder = \"星级\"\nper = \"quarter\"\nat_least = 9\n";
        let next =
            |rest: &str| format!("{whole}[[honour]]\nname = \"四星\"\nladder = \"星级\"\n{rest}");
        let cases: [(String, &[&str]); 23] = [
            (whole.to_owned(), &[]),
            (
                format!(
                    "{whole}holders = [\"team\", \"person\"]\nplaces = 10\n\
                         counts = [\"H07\", \"负面\"]\nveto = \"负面\"\n"
                ),
                &[],
            ),
            (next("per = \"quarter\"\nat_least = 8\n"), &[]),
            ("[[honour]]\n".to_owned(), &["18 per missing", "18 at_least missing"]),
            ("[[honour]]\nper = \"year\"\nat_least = 1\n".to_owned(), &["18 name missing"]),
            (format!("{whole}star = 5\n"), &["23 - unknown-key"]),
            (whole.replace("quarter", "week"), &["21 per choice"]),
            (whole.replace("\"quarter\"", "3"), &["21 per wrong-type"]),
            (whole.replace("9", "0"), &["22 at_least amount"]),
            (whole.replace("9", "9.0"), &["22 at_least float"]),
            (whole.replace("9", "\"9.5\""), &["22 at_least too-precise"]),
            (format!("{whole}places = 0\n"), &["23 places place-count"]),
            (format!("{whole}places = 10000\n"), &["23 places place-count"]),
            (format!("{whole}places = \"1.5\"\n"), &["23 places place-count"]),
            (format!("{whole}holders = [\"merchant\"]\n"), &["23 holders choice"]),
            (format!("{whole}holders = []\n"), &["23 holders missing"]),
            (format!("{whole}currency = \"XX\"\n"), &["23 currency unknown-currency"]),
            (format!("{whole}counts = [\"庭院\"]\n"), &["23 counts nothing-to-count"]),
            (format!("{whole}counts = [\"H07\", \"H07\"]\n"), &["23 counts twice"]),
            (format!("{whole}veto = [\"H07\"]\n"), &["23 veto no-deduction"]),
            (format!("{whole}{whole}"), &["24 name twice", "27 at_least twice"]),
            (
                next("per = \"year\"\nat_least = 9\n"),
                &["26 per ladder-differs", "27 at_least twice"],
            ),
            (
                next("per = \"quarter\"\nat_least = 8\nholders = [\"team\"]\ncounts = [\"H07\"]\n"),
                &["28 holders ladder-differs", "29 counts ladder-differs"],
            ),
        ];
        let text = |rest: &str| format!("{HEAD}{RULE}points = 5\n{fine}{rest}");
        for (rest, want) in cases {
            assert_eq!(wrong(&text(&rest)), want, "{rest}");
        }
        // Of a rule that is not whole nobody knows its heading.
        let unread = text(&format!("{whole}counts = [\"负面\"]\n"))
            .replace("points = 1\n", "points = 1.5\n");
        assert_eq!(wrong(&unread), ["17 points float"]);
    }

    #[test]
    fn everything_wrong_with_the_rest_is_said_at_once_with_its_line() {
        let currency = "[[currency]]\ncode = \"JF\"\nname = \"分\"\n";
        let cases: [(String, &[&str]); 12] = [
            (String::new(), &["1 title missing", "1 currency missing"]),
            ("title = 5\n".to_owned() + currency, &["1 title wrong-type"]),
            ("x = \n".to_owned(), &["1 - syntax"]),
            (HEAD.to_owned() + "\n\nrule 1\n", &["7 - syntax"]),
            (HEAD.to_owned() + "decimals = 5\n", &["5 decimals decimals"]),
            (HEAD.to_owned() + "decimals = \"1.5\"\n", &["5 decimals decimals"]),
            (HEAD.to_owned() + "floor = \"0.5\"\n", &["5 floor too-precise"]),
            (HEAD.to_owned() + "floor = -10\n", &[]),
            (HEAD.to_owned() + "spendable_above = -10\n", &["5 spendable_above negative"]),
            (HEAD.to_owned() + currency, &["6 code twice"]),
            ("title = \"a\"\nrule = 1\n".to_owned() + currency, &["2 rule wrong-type"]),
            (
                HEAD.to_owned()
                    + "[[currency]]\ncode = \"SJ\"\nname = \"时\"\n"
                    + RULE
                    + "points = 5\n",
                &["8 currency which-currency"],
            ),
        ];
        for (text, want) in cases {
            assert_eq!(wrong(&text), want, "{text}");
        }
        // A currency that cannot be read is said once, and not again for each rule.
        let text = HEAD.replace("JF", "jf") + RULE + "points = 5\ncurrency = \"JF\"\n";
        assert_eq!(wrong(&text), ["3 code name"]);
        // One whose code can be read is known; what else is wrong hides no other currency.
        let rule = RULE.to_owned() + "points = 5\ncurrency = ";
        let text = HEAD.to_owned() + "decimals = 5\n" + &rule;
        assert_eq!(wrong(&(text.clone() + "\"JF\"\n")), ["5 decimals decimals"]);
        let want = ["5 decimals decimals", "12 currency unknown-currency"];
        assert_eq!(wrong(&(text + "\"XX\"\n")), want);
        let text = HEAD.to_owned() + RULE + "points = 5.5\ncurrency = \"XX\"\n";
        assert_eq!(wrong(&text), ["10 points float", "11 currency unknown-currency"]);
    }

    #[test]
    fn everything_wrong_with_the_terms_is_said_with_its_line() {
        let pair = "[[currency]]\ncode = \"RW\"\nname = \"任务\"\n";
        let chain = "[[currency]]\ncode = \"RW\"\nname = \"任务\"\nspend_with = \"JF 1:1\"\n";
        let currency: [(&str, &str, &[&str]); 17] = [
            ("expires = \"24个月\"\ncarry_over = \"50%\"\nceiling = 1500\n", "", &[]),
            ("expires = \"never\"\n", "", &[]),
            ("expires = \"半载\"\n", "", &["5 expires expiry"]),
            ("expires = 24\n", "", &["5 expires wrong-type"]),
            ("expires = \"601 months\"\n", "", &["5 expires expiry"]),
            ("carry_over = \"50%\"\n", "", &["5 carry_over nothing-to-carry"]),
            ("expires = \"never\"\ncarry_over = \"50%\"\n", "", &["6 carry_over nothing-to-carry"]),
            ("expires = \"year-end\"\ncarry_over = \"100%\"\n", "", &["6 carry_over percent"]),
            ("expires = \"year-end\"\ncarry_over = 50\n", "", &["6 carry_over wrong-type"]),
            ("ceiling = 0\n", "", &["5 ceiling amount"]),
            ("ceiling = -5\n", "", &["5 ceiling amount"]),
            ("ceiling = \"1.5\"\n", "", &["5 ceiling too-precise"]),
            ("spend_with = \"RW 1:5\"\n", pair, &[]),
            ("spend_with = \"RW 5\"\n", pair, &["5 spend_with spend-with"]),
            ("spend_with = \"RW 1:5\"\n", "", &["5 spend_with unknown-currency"]),
            ("spend_with = \"JF 1:5\"\n", "", &["5 spend_with spend-with-itself"]),
            (
                "spend_with = \"RW 1:5\"\n",
                chain,
                &["5 spend_with spend-with-chain", "9 spend_with spend-with-chain"],
            ),
        ];
        for (terms, more, want) in currency {
            assert_eq!(wrong(&format!("{HEAD}{terms}{more}")), want, "{terms}{more}");
        }
        let rule: [(&str, &[&str]); 22] = [
            ("review = [\"verify 2\", \"panel\", \"notice 7 days\"]\n", &[]),
            ("review = \"核实2人→评议→公示7天\"\npays = \"household\"\n", &[]),
            ("review = [\"panel\", \"verify\"]\n", &["11 review review-order"]),
            ("review = [\"verify\", \"verify\"]\n", &["11 review twice"]),
            ("review = [\"三堂会审\"]\n", &["11 review review"]),
            ("review = 2\n", &["11 review wrong-type"]),
            ("pays = \"everybody\"\n", &["11 pays choice"]),
            ("holders = [\"team\"]\npays = \"household\"\n", &["12 pays pays-no-holder"]),
            ("holders = [\"household\"]\npays = \"person\"\n", &["12 pays pays-no-holder"]),
            ("caps = [\"90日内\"]\nlate_after_days = 30\n", &[]),
            ("caps = [\"90日内\"]\nlate_after_days = 0\n", &[]),
            ("caps = [\"90日内\"]\nlate_after_days = 90\n", &["12 late_after_days late-after"]),
            ("late_after_days = 30\n", &["11 late_after_days late-after"]),
            ("late_after_days = \"1.5\"\n", &["11 late_after_days day-count"]),
            ("late_after_days = -1\n", &["11 late_after_days day-count"]),
            ("points_from = 4\npoints_to = 6\nfixed = [\"caps\", \"drop\"]\n", &[]),
            ("points_from = 5\npoints_to = 5\n", &[]),
            ("points_from = 6\n", &["10 points out-of-bounds"]),
            ("points_to = 4\n", &["10 points out-of-bounds"]),
            ("points_from = 6\npoints_to = 4\n", &["12 points_to bounds-cross"]),
            ("points_to = \"5.5\"\n", &["11 points_to too-precise"]),
            ("fixed = [\"caps\", \"caps\", \"code\"]\n", &["11 fixed choice"]),
        ];
        for (terms, want) in rule {
            assert_eq!(wrong(&format!("{HEAD}{RULE}points = 5\n{terms}")), want, "{terms}");
        }
        let twice = format!("{HEAD}{RULE}points = 5\nfixed = [\"caps\", \"caps\"]\n");
        assert_eq!(wrong(&twice), ["11 fixed twice"]);
        // Nothing is reviewed before points are taken.
        let terms = "points = 5\ncaps = \"9日内\"\nreview = \"panel\"\npays = \"person\"\nlate_after_days = 3\n";
        let only = ["12 review only-earn", "13 pays only-earn", "14 late_after_days only-earn"];
        assert_eq!(wrong(&format!("{HEAD}{RULE}{terms}").replace("earn", "deduct")), only);
        // A clause has no points that could lie between bounds.
        let clause = format!("{HEAD}{RULE}points_from = 4\n").replace("earn", "clause");
        assert_eq!(wrong(&clause), ["5 points missing"]);
    }

    #[test]
    fn terms_that_say_nothing_are_not_in_the_canonical_text() {
        let silent =
            format!("{HEAD}expires = \"never\"\n{RULE}points = 5\nreview = []\nfixed = []\n");
        let plain = format!("{HEAD}{RULE}points = 5\n");
        assert_eq!(to_toml(&from_toml(&silent).unwrap()), to_toml(&from_toml(&plain).unwrap()));
    }

    #[test]
    fn a_rulebook_has_bounds() {
        let many = |n: usize| {
            let clauses: String = (0..n)
                .map(|i| format!("[[rule]]\ncode=\"{i}\"\nkind=\"clause\"\nitem=\"x\"\n"))
                .collect();
            HEAD.to_owned() + &clauses
        };
        // Its canonical text would be longer than what was written.
        assert_eq!(wrong(&many(400)), ["- - text-too-large"]);
        assert_eq!(wrong(&many(501)), ["5 rule too-many"]);
        assert_eq!(wrong(&format!("{HEAD}# {}\n", "字".repeat(9_000))), ["- - text-too-large"]);
        assert_eq!(wrong(&format!("{HEAD}# {}\n", "\\".repeat(16_000))), ["- - text-too-large"]);
        let long = format!("{HEAD}{RULE}points = 5\ncategory = \"{}\"\n", "字".repeat(61));
        assert_eq!(wrong(&long), ["11 category too-long"]);
        let stars = |n: usize| {
            let star = |i| format!("[[honour]]\nname=\"{i}\"\nper=\"year\"\nat_least={}\n", i + 1);
            HEAD.to_owned() + &(0..n).map(star).collect::<String>()
        };
        assert_eq!(wrong(&stars(40)), Vec::<String>::new());
        assert_eq!(wrong(&stars(41)), ["5 honour too-many"]);
    }

    #[test]
    fn what_editors_do_to_a_text_does_not_change_the_rulebook() {
        let text = format!("{HEAD}{RULE}points = 1_000\n");
        let book = from_toml(&text).unwrap();
        assert_eq!(book.rules()[0].points.unwrap().to_string(), "1000");
        assert_eq!(from_toml(&text.replace('\n', "\r\n")), Ok(book.clone()));
        assert_eq!(from_toml(&format!("\u{feff}{text}")), Ok(book.clone()));
        assert_eq!(from_toml(&text.replace("1_000", "+1000")), Ok(book));
    }

    #[test]
    fn a_text_that_nests_without_end_is_refused() {
        for (open, rest) in [("[", "x = "), ("{a=", "x = "), ("a.", ""), ("a.", "[")] {
            let text = format!("{rest}{}", open.repeat(12_000 / open.len()));
            assert!(from_toml(&text).is_err());
        }
        let dots = "a.".repeat(12_000);
        assert!(from_toml(&format!("{dots}a = 1\n")).is_err());
        assert!(from_toml(&format!("[{dots}a]\n")).is_err());
        assert!(
            from_toml(&format!("title = {}1{}", "[".repeat(9_000), "]".repeat(9_000))).is_err()
        );
    }

    #[test]
    fn an_error_says_where_and_what_to_write_instead() {
        let error = &from_toml(&format!("{HEAD}{RULE}points = 1.5\n")).unwrap_err()[0];
        assert_eq!(
            error.to_string(),
            "line 10, rule `H07`, `points`: `1.5` is a floating-point number, which is not exact: \
             put it in quotes, as `\"1.5\"`"
        );
    }

    #[test]
    fn the_canonical_text_leaves_out_what_is_empty_and_keeps_chinese() {
        let book =
            from_toml(&format!("{HEAD}{RULE}points = 5\ncaps = \"20/月, 月2次\"\n")).unwrap();
        assert_eq!(
            to_toml(&book),
            "title = \"细则\"\n\n[[currency]]\ncode = \"JF\"\nname = \"文明积分\"\ndecimals = 0\n\
             floor = \"0\"\nspendable_above = \"0\"\n\n[[rule]]\ncode = \"H07\"\nkind = \"earn\"\n\
             item = \"活动\"\nunit = \"次\"\npoints = \"5\"\ncurrency = \"JF\"\n\
             holders = [\"household\", \"person\"]\ncaps = [\"20 points/month\", \"2 times/month\"]\n"
        );
    }

    fn words() -> impl Strategy<Value = String> {
        "[ -~]{0,12}|[一-龥\"\\\\#\\[\\]=]{1,12}".prop_filter("not blank", |t| !t.trim().is_empty())
    }

    fn amount() -> impl Strategy<Value = Amount> {
        (0..1_000_000_i64)
            .prop_map(|m| Amount::new(rust_decimal::Decimal::new(m, 2)).unwrap_or_default())
    }

    fn caps() -> impl Strategy<Value = Vec<Cap>> {
        let one = (0..6_usize, 1..100_u32, 0..4_usize).prop_map(|(what, n, per)| {
            let per = [Per::Day, Per::Month, Per::Year, Per::Life][per];
            let count = std::num::NonZeroU32::new(n).unwrap();
            let limit = match what {
                0 => return Cap::Fund,
                1 => return Cap::LateDays(n),
                2 => Limit::Points(Amount::new(n.into()).unwrap().points().unwrap()),
                3 => Limit::Times(count),
                4 => Limit::Minutes(count),
                _ => Limit::Households(count),
            };
            Cap::Within { limit, per }
        });
        prop::collection::vec(one, 0..4)
    }

    type Terms = (Review, Pays, Option<u32>, Vec<RuleField>);

    fn terms() -> impl Strategy<Value = Terms> {
        let review = (0..=5_u8, any::<bool>(), 0..=60_u32)
            .prop_map(|(verifiers, panel, notice_days)| Review { verifiers, panel, notice_days });
        let pays = prop::sample::select(vec![Pays::Named, Pays::Household, Pays::Person]);
        let fixed = prop::sample::subsequence(RuleField::ALL.to_vec(), 0..4);
        (review, pays, prop::option::of(0..100_u32), fixed)
    }

    fn rule(number: usize) -> impl Strategy<Value = Rule> {
        let texts = (words(), words(), "[ -~]{0,20}", prop::collection::vec(words(), 0..3));
        let day = prop::option::of((2000..2100_i32, 1..=12_u8, 1..=28_u8));
        (
            texts,
            0..3_usize,
            0..4_usize,
            amount(),
            caps(),
            day,
            prop::sample::subsequence(HolderKind::ALL.to_vec(), 1..5),
            terms(),
        )
            .prop_map(
                move |(
                    (category, item, remark, steps),
                    kind,
                    unit,
                    points,
                    caps,
                    day,
                    holders,
                    (review, pays, late_after_days, fixed),
                )| {
                    // What is for earn rules alone, and only what fits the rest:
                    // few books would be whole otherwise.
                    let earn = RuleKind::ALL[kind] == RuleKind::Earn;
                    let late = caps.iter().find_map(|cap| match cap {
                        Cap::LateDays(days) => Some(*days),
                        _ => None,
                    });
                    let fits = match pays {
                        Pays::Named => true,
                        Pays::Household => holders.contains(&HolderKind::Household),
                        Pays::Person => holders.contains(&HolderKind::Person),
                    };
                    let day = day.map(|(y, m, d)| format!("{y}-{m:02}-{d:02}").parse().unwrap());
                    Rule {
                        code: format!("R{number}").parse().unwrap(),
                        kind: RuleKind::ALL[kind],
                        category,
                        item,
                        unit: ["次", "小时", "元", "项·次"][unit].to_owned(),
                        points: points.points(),
                        currency: CurrencyCode::JF,
                        holders,
                        caps,
                        evidence: remark.clone(),
                        steps,
                        from: day,
                        until: day,
                        remark,
                        review: if earn { review } else { Review::NONE },
                        pays: if earn && fits { pays } else { Pays::Named },
                        late_after_days: late_after_days
                            .filter(|after| earn && late.is_some_and(|late| late > *after)),
                        points_from: points.points().filter(|_| fixed.len() > 1),
                        points_to: points.points().filter(|_| fixed.len() > 2),
                        fixed,
                    }
                },
            )
    }

    fn honours() -> impl Strategy<Value = Vec<Honour>> {
        let named = prop::collection::vec("R[0-2]", 0..2);
        let holders = prop::sample::subsequence(honour::HONOURED.to_vec(), 1..=3);
        let per = prop::sample::select(Term::ALL.to_vec());
        let rest = (amount(), 0..4_u32, named, holders, per);
        let one = (words(), prop::option::of(words()), rest).prop_map(
            |(name, ladder, (at_least, places, counts, holders, per))| Honour {
                name,
                ladder: ladder.unwrap_or_default(),
                holders,
                currency: CurrencyCode::JF,
                veto: counts.clone(),
                counts: if places > 1 { counts } else { Vec::new() },
                per,
                at_least: at_least.points().unwrap_or(Amount::whole(1).points().unwrap()),
                places: NonZeroU32::new(places),
            },
        );
        prop::collection::vec(one, 0..3)
    }

    fn books() -> impl Strategy<Value = Option<Rulebook>> {
        let rules = (rule(0), rule(1), rule(2));
        let expiry = (0..4_usize, 1..=600_u32, prop::option::of(1..=99_u32), 0..=100_u32);
        (words(), words(), amount(), prop::option::of(amount()), expiry, rules, honours()).prop_map(
            |(title, name, spendable_above, yuan_per_point, expiry, (a, b, c), honours)| {
                let (expires, months, carry_over, share) = expiry;
                let expires =
                    [Expiry::Never, Expiry::Months(months), Expiry::HalfYear, Expiry::YearEnd]
                        [expires];
                let partner = Currency {
                    code: "RW".parse().unwrap(),
                    name: "任务积分".to_owned(),
                    decimals: 0,
                    floor: Amount::ZERO,
                    spendable_above: Amount::ZERO,
                    yuan_per_point: None,
                    expires: Expiry::Never,
                    carry_over: None,
                    ceiling: None,
                    spend_with: None,
                };
                let currency = Currency {
                    code: CurrencyCode::JF,
                    name,
                    decimals: 2,
                    floor: -spendable_above,
                    spendable_above,
                    yuan_per_point,
                    expires,
                    carry_over: carry_over
                        .filter(|_| expires != Expiry::Never)
                        .and_then(Percent::new),
                    ceiling: spendable_above.points().map(Points::amount),
                    spend_with: (share > 0).then_some(SpendWith { currency: partner.code, share }),
                };
                Rulebook::new(title, vec![currency, partner], vec![a, b, c], honours).ok()
            },
        )
    }

    proptest! {
        #[test]
        fn reading_the_text_of_a_rulebook_gives_the_rulebook(book in books()) {
            if let Some(book) = book {
                let text = to_toml(&book);
                let again = from_toml(&text);
                prop_assert_eq!(again.as_ref(), Ok(&book), "{}", text);
                prop_assert_eq!(to_toml(&again.unwrap()), text);
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(noise in "\\PC{0,60}", at in 0..200_usize) {
            let _ = from_toml(&noise);
            let mut text: Vec<char> = format!("{HEAD}{RULE}points = 5\ncaps = [\"20/月\"]\n").chars().collect();
            let at = at.min(text.len());
            text.splice(at..at, noise.chars());
            let _ = from_toml(&text.into_iter().collect::<String>());
        }
    }
}
