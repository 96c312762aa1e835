//! A village's rulebook that stands on a base: the county's or the township's.
//!
//! The base is a rulebook like any other. Its rules may carry bounds
//! (`points_from`, `points_to`) and say what a village may not change (`fixed`).
//! The village's text says only what is different:
//!
//! ```toml
//! title = "清溪村文明积分细则"        # the base's title where it is not said
//! extends = "云岭镇文明积分细则"      # the base's title
//! drop = ["H05"]                   # rules of the base that are not for here
//!
//! [[change]]                       # a rule of the base, and only what changes
//! code = "H07"
//! points = "6"
//! caps = ["24/月"]
//!
//! [[rule]]                         # a rule of the village's own
//! code = "Q01"
//! # …
//! ```
//!
//! The base's honours hold in every village, so a rule that one of them names cannot be
//! dropped; a `[[honour]]` of the village's own comes behind them.
//!
//! [`merge()`] makes one whole rulebook of both, which is what is adopted: a
//! journal stands alone, and the bounds stay in the text it holds. Currencies
//! are the base's: points are the same in every village, or nobody could
//! change them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::{self, Part};
use super::fault::short;
use super::text::{HONOUR_KEYS, RULE_KEYS, Reader, Table, rule_fields};
use super::{Cap, Fault, Honour, Place, Review, Rule, RuleField, Rulebook, RulebookError};
use crate::ids::RuleCode;

const LAYER_KEYS: [&str; 6] = ["title", "extends", "change", "rule", "honour", "drop"];
/// What a base says of its villages is never a village's to say.
const BASE_KEYS: [&str; 3] = ["points_from", "points_to", "fixed"];

/// The title of the base that a text says it stands on, if it says so.
pub fn extends(text: &str) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    root.get_ref().get("extends")?.get_ref().as_str().map(str::to_owned)
}

/// Reads a village's text and merges it into its base, whole.
///
/// ```
/// use ledger_core::rulebook::{from_toml, merge};
/// let base = from_toml(r#"
/// title = "镇细则"
/// [[currency]]
/// code = "JF"
/// name = "文明积分"
/// [[rule]]
/// code = "H07"
/// kind = "earn"
/// item = "志愿活动"
/// unit = "次"
/// points = 5
/// points_to = 6
/// "#).unwrap();
/// let village = |points: u32| {
///     let change = format!("[[change]]\ncode = \"H07\"\npoints = {points}\n");
///     merge(&base, &format!("extends = \"镇细则\"\n{change}"))
/// };
/// assert_eq!(village(6).unwrap().rules()[0].points.unwrap().to_string(), "6");
/// assert_eq!(village(8).unwrap_err()[0].code(), "out-of-bounds");
/// ```
///
/// # Errors
/// Everything that is wrong with it, by its line: what a rulebook could not say
/// either, and every conflict with the base, with what the base says.
pub fn merge(base: &Rulebook, text: &str) -> Result<Rulebook, Vec<RulebookError>> {
    let mut reader = Reader { text, errors: Vec::new() };
    let merged = reader.root().and_then(|root| reader.merged(base, root.get_ref()));
    let mut errors = reader.errors;
    errors.sort_by_key(|error| error.place.line);
    merged.filter(|_| errors.is_empty()).ok_or(errors)
}

impl Reader<'_> {
    fn merged(&mut self, base: &Rulebook, root: &DeTable<'_>) -> Option<Rulebook> {
        let book = Table { entries: root, span: 0..0, rule: None };
        self.known_keys(&book, &LAYER_KEYS);
        if let Some(extends) = self.text_at(&book, "extends")
            && extends != base.title()
        {
            let base = short(base.title());
            self.say(&book, "extends", Fault::OtherBase { extends: short(&extends), base });
        } else if book.get("extends").is_none() {
            self.say(&book, "extends", Fault::Missing);
        }
        let title = match book.get("title") {
            Some(_) => self.text_at(&book, "title").unwrap_or_default(),
            None => base.title().to_owned(),
        };
        let changes = self.tables(&book, "change");
        let own = self.tables(&book, "rule");
        let honoured = self.tables(&book, "honour");
        changes.iter().chain(&own).for_each(|table| self.known_keys(table, &RULE_KEYS));
        honoured.iter().for_each(|table| self.known_keys(table, &HONOUR_KEYS));

        // A rule of the merged book, and where the village's text speaks of it.
        let mut rules: Vec<(Option<&Table<'_>>, Rule)> =
            base.rules().iter().map(|rule| (None, rule.clone())).collect();
        for table in &changes {
            let Some(code) = self.needed::<RuleCode>(table, "code") else { continue };
            let Some(at) = rules.iter().position(|(_, rule)| rule.code == code) else {
                self.say(table, "code", Fault::NotInBase(code));
                continue;
            };
            if rules[at].0.is_some() {
                self.say(table, "code", Fault::Twice(code.to_string()));
                continue;
            }
            let changed = self.changed(table, &rules[at].1);
            rules[at] = (Some(table), changed);
        }
        for (code, span) in self.dropped(&book) {
            let found = rules.iter().position(|(_, rule)| rule.code == code);
            let fault = match found.map(|at| (at, &rules[at])) {
                None => Fault::NotInBase(code),
                Some((_, (Some(_), _))) => Fault::Twice(code.to_string()),
                Some((_, (None, rule))) if rule.fixed.contains(&RuleField::Drop) => {
                    Fault::Fixed { field: "drop", base: code.to_string() }
                }
                Some((at, _)) => {
                    rules.remove(at);
                    continue;
                }
            };
            self.say_at(&span, "drop", Some(code.to_string()), fault);
        }
        let only = match base.currencies() {
            [only] => Some(only.code),
            _ => None,
        };
        let of_village = self.read_each(&own, |reader, table| reader.rule(table, only, true));
        for (at, rule) in of_village {
            rules.push((own.get(at), rule));
        }
        let mut honours: Vec<(Option<&Table<'_>>, Honour)> =
            base.honours().iter().map(|honour| (None, honour.clone())).collect();
        let added = self.read_each(&honoured, |reader, table| reader.honour(table, only, true));
        honours.extend(added.into_iter().map(|(at, honour)| (honoured.get(at), honour)));
        self.check_merged(base, &book, &title, &rules, &honours);
        if !self.errors.is_empty() {
            return None;
        }
        let rules = rules.into_iter().map(|(_, rule)| rule).collect();
        let honours = honours.into_iter().map(|(_, honour)| honour).collect();
        match Rulebook::assemble(title, base.currencies().to_vec(), rules, honours) {
            Ok(whole) => Some(whole),
            // What is left is the size of its canonical text.
            Err(found) => {
                let error = |(_, _, fault)| RulebookError { place: Place::default(), fault };
                self.errors.extend(found.into_iter().map(error));
                None
            }
        }
    }

    /// The very checks of every rulebook, said where the village's text speaks of it.
    fn check_merged(
        &mut self,
        base: &Rulebook,
        book: &Table<'_>,
        title: &str,
        rules: &[(Option<&Table<'_>>, Rule)],
        honours: &[(Option<&Table<'_>>, Honour)],
    ) {
        let listed: Vec<(usize, &Rule)> =
            rules.iter().enumerate().map(|(at, (_, rule))| (at, rule)).collect();
        let mut found = check::check_book(title, base.currencies().len(), rules.len());
        found.extend(check::check_rules(&listed, base.currencies()));
        let all: Vec<&Rule> = rules.iter().map(|(_, rule)| rule).collect();
        let given: Vec<(usize, &Honour)> =
            honours.iter().enumerate().map(|(at, (_, honour))| (at, honour)).collect();
        found.extend(check::check_honours(&given, base.currencies(), &all));
        for (part, field, fault) in found {
            let table = match part {
                Part::Rule(at) => rules.get(at).and_then(|(table, _)| *table),
                Part::Honour(at) => honours.get(at).and_then(|(table, _)| *table),
                Part::Book | Part::Currency(_) => Some(book),
            };
            // What is wrong with an honour of the base is that a rule it names is dropped.
            let field = match (part, table) {
                (Part::Honour(_), None) => "drop",
                _ => field,
            };
            self.say(table.unwrap_or(book), field, fault);
        }
    }

    /// A rule of the base with what a table says of it; what it may not say is
    /// said, and left as it was.
    fn changed(&mut self, table: &Table<'_>, base: &Rule) -> Rule {
        let has = |key| table.get(key).is_some();
        let mut rule = base.clone();
        if has("kind") {
            rule.kind = self.kind(table).unwrap_or(base.kind);
        }
        for (key, text) in [
            ("category", &mut rule.category),
            ("item", &mut rule.item),
            ("unit", &mut rule.unit),
            ("evidence", &mut rule.evidence),
            ("remark", &mut rule.remark),
        ] {
            if let Some(given) = self.text_at(table, key) {
                *text = given;
            }
        }
        rule.points = self.points(table, "points").or(base.points);
        if has("currency") {
            rule.currency = self.needed(table, "currency").unwrap_or(base.currency);
        }
        if has("holders") {
            rule.holders = self.holders(table);
        }
        if let Some(caps) = self.list(table, "caps") {
            match Cap::read(&caps.join(", "), rule.kind) {
                Ok(caps) => rule.caps = caps,
                Err(error) => self.say(table, "caps", Fault::Cap(error)),
            }
        }
        if let Some(steps) = self.list(table, "steps") {
            rule.steps = steps;
        }
        rule.from = self.day(table, "from").or(base.from);
        rule.until = self.day(table, "until").or(base.until);
        if let Some(review) = self.list(table, "review") {
            match Review::read(&review.join("→")) {
                Ok(review) => rule.review = review,
                Err(fault) => self.say(table, "review", fault),
            }
        }
        if has("pays") {
            rule.pays = self.pays(table);
        }
        rule.late_after_days = self.late_after_days(table).or(base.late_after_days);
        self.held_to_base(table, base, &rule);
        rule
    }

    /// Says what the base keeps from being changed. Said again as it is, nothing
    /// is changed.
    fn held_to_base(&mut self, table: &Table<'_>, base: &Rule, changed: &Rule) {
        let (before, after) = (rule_fields(base), rule_fields(changed));
        for field in base.fixed.iter().map(|field| field.word()) {
            let of = |fields: &[(&'static str, super::text::Shown)]| {
                let found = fields.iter().find(|(key, _)| *key == field);
                found.map(|(_, shown)| shown.clone().plain()).unwrap_or_default()
            };
            if of(&before) != of(&after) {
                self.say(table, field, Fault::Fixed { field, base: of(&before) });
            }
        }
        for field in BASE_KEYS {
            if table.get(field).is_some() {
                let shown = before.iter().find(|(key, _)| *key == field);
                let base = shown.map(|(_, shown)| shown.clone().plain()).unwrap_or_default();
                self.say(table, field, Fault::Fixed { field, base });
            }
        }
    }

    /// The rules that are not for this village, each with its place.
    fn dropped(&mut self, book: &Table<'_>) -> Vec<(RuleCode, Range<usize>)> {
        let Some(value) = book.get("drop") else {
            return Vec::new();
        };
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut dropped = Vec::new();
        for item in items {
            let Some(code) = item.get_ref().as_str() else {
                self.wrong_type(book, "drop", "texts in quotes, like `[\"20/月\"]`");
                continue;
            };
            match code.parse() {
                Ok(code) => dropped.push((code, item.span())),
                Err(error) => self.say_at(&item.span(), "drop", None, Fault::Name(error)),
            }
        }
        dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{from_toml, to_toml};

    const BASE: &str = r#"title = "镇细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0
floor = "0"
spendable_above = "0"

[[rule]]
code = "H05"
kind = "earn"
item = "清洁户"
unit = "次"
points = "10"
currency = "JF"
holders = ["household", "person"]
caps = ["1 times/month"]

[[rule]]
code = "H07"
kind = "earn"
item = "志愿活动"
unit = "次"
points = "5"
currency = "JF"
holders = ["household", "person"]
caps = ["20 points/month"]
review = ["panel"]
points_from = "4"
points_to = "6"
fixed = ["caps", "review", "drop"]
"#;

    fn base() -> Rulebook {
        from_toml(BASE).unwrap()
    }

    /// `line key code` of everything wrong.
    fn wrong(text: &str) -> Vec<String> {
        let say = |e: &RulebookError| {
            let line = e.place.line.map_or("-".to_owned(), |line| line.to_string());
            format!("{line} {} {}", e.place.field.as_deref().unwrap_or("-"), e.code())
        };
        merge(&base(), text).err().unwrap_or_default().iter().map(say).collect()
    }

    #[test]
    fn a_village_changes_drops_and_adds_and_the_rest_is_the_bases() {
        let text = r#"
title = "村细则"
extends = "镇细则"
drop = ["H05"]
[[change]]
code = "H07"
points = 6
evidence = "签到表"
caps = ["20/月"]
[[rule]]
code = "Q01"
kind = "earn"
item = "护河"
unit = "次"
points = 3
"#;
        let merged = merge(&base(), text).unwrap();
        let text = to_toml(&merged);
        assert_eq!(
            text,
            "title = \"村细则\"\n\n[[currency]]\ncode = \"JF\"\nname = \"文明积分\"\ndecimals = 0\n\
             floor = \"0\"\nspendable_above = \"0\"\n\n[[rule]]\ncode = \"H07\"\nkind = \"earn\"\n\
             item = \"志愿活动\"\nunit = \"次\"\npoints = \"6\"\ncurrency = \"JF\"\n\
             holders = [\"household\", \"person\"]\ncaps = [\"20 points/month\"]\n\
             evidence = \"签到表\"\nreview = [\"panel\"]\npoints_from = \"4\"\npoints_to = \"6\"\n\
             fixed = [\"caps\", \"review\", \"drop\"]\n\n[[rule]]\ncode = \"Q01\"\nkind = \"earn\"\n\
             item = \"护河\"\nunit = \"次\"\npoints = \"3\"\ncurrency = \"JF\"\n\
             holders = [\"household\", \"person\"]\n"
        );
        assert_eq!(from_toml(&text), Ok(merged), "it stands alone");
    }

    #[test]
    fn the_bases_honours_hold_and_a_villages_own_come_behind_them() {
        let honour = |name: &str, counts: &str| {
            format!(
                "\n[[honour]]\nname = \"{name}\"\nholders = [\"household\"]\ncurrency = \"JF\"\n\
                 counts = [\"{counts}\"]\nper = \"quarter\"\nat_least = \"9\"\n"
            )
        };
        let base = from_toml(&format!("{BASE}{}", honour("清洁户", "H05"))).unwrap();
        let head = "extends = \"镇细则\"\n";
        let own = honour("护河户", "H07");
        let merged = merge(&base, &format!("{head}{own}")).unwrap();
        assert_eq!(to_toml(&merged), format!("{}{own}", to_toml(&base)));
        let wrong = |text: String| {
            let say = |e: &RulebookError| {
                let line = e.place.line.map_or("-".to_owned(), |line| line.to_string());
                format!("{line} {} {}", e.place.field.as_deref().unwrap_or("-"), e.code())
            };
            merge(&base, &text).unwrap_err().iter().map(say).collect::<Vec<_>>()
        };
        // A rule that an honour of the base counts stays.
        assert_eq!(wrong(format!("{head}drop = [\"H05\"]\n")), ["2 drop nothing-to-count"]);
        assert_eq!(
            wrong(format!("{head}{}", honour("清洁户", "H05"))),
            ["4 name twice", "9 at_least twice"]
        );
        assert_eq!(
            wrong(format!("{head}{}", honour("护河户", "Q01"))),
            ["7 counts nothing-to-count"]
        );
    }

    #[test]
    fn a_village_that_says_nothing_has_the_base() {
        assert_eq!(merge(&base(), "extends = \"镇细则\"\n"), Ok(base()));
        assert_eq!(to_toml(&base()), BASE);
    }

    #[test]
    fn every_conflict_with_the_base_is_said_with_its_line() {
        let head = "extends = \"镇细则\"\n";
        let change = |rest: &str| format!("{head}[[change]]\ncode = \"H07\"\n{rest}");
        let rule =
            "[[rule]]\ncode = \"H07\"\nkind = \"earn\"\nitem = \"a\"\nunit = \"次\"\npoints = 1\n";
        let cases: [(String, &[&str]); 24] = [
            (change("points = 4\n"), &[]),
            (change("points = 6\n"), &[]),
            (change("points = 7\n"), &["4 points out-of-bounds"]),
            (change("points = 3\n"), &["4 points out-of-bounds"]),
            (change("caps = [\"30/月\"]\n"), &["4 caps fixed"]),
            (change("caps = []\n"), &["4 caps fixed"]),
            (change("review = []\n"), &["4 review fixed"]),
            (change("points_to = 100\n"), &["4 points_to fixed"]),
            (change("fixed = []\npoints = 9\n"), &["4 fixed fixed", "5 points out-of-bounds"]),
            (
                change("points = 9\ncaps = \"1/日\"\nreview = \"核实\"\n"),
                &["4 points out-of-bounds", "5 caps fixed", "6 review fixed"],
            ),
            (change("points = 5.5\n"), &["4 points float"]),
            (change("point = 5\n"), &["4 - unknown-key"]),
            (change("currency = \"XX\"\n"), &["4 currency unknown-currency"]),
            (change("caps = [\"9/周\"]\n"), &["4 caps cap-unreadable"]),
            (change("[[change]]\ncode = \"H07\"\n"), &["5 code twice"]),
            (format!("{head}[[change]]\ncode = \"H99\"\n"), &["3 code not-in-base"]),
            (format!("{head}[[change]]\npoints = 5\n"), &["2 code missing"]),
            (
                format!("{head}drop = [\n\"H05\",\n\"H07\",\n\"H99\",\n]\n"),
                &["4 drop fixed", "5 drop not-in-base"],
            ),
            (format!("{head}drop = \"H05\"\n[[change]]\ncode = \"H05\"\n"), &["2 drop twice"]),
            (format!("{head}drop = [\"h5\"]\n"), &["2 drop name"]),
            (format!("{head}drop = [5]\n"), &["2 drop wrong-type"]),
            (format!("{head}{rule}"), &["3 code twice"]),
            ("extends = \"县细则\"\n".to_owned(), &["1 extends other-base"]),
            (
                "title = \"村\"\n[[currency]]\ncode = \"JF\"\nname = \"分\"\n".to_owned(),
                &["1 extends missing", "2 - unknown-key"],
            ),
        ];
        for (text, want) in cases {
            assert_eq!(wrong(&text), want, "{text}");
        }
    }

    #[test]
    fn a_conflict_names_what_the_base_says() {
        let said = |text: &str| merge(&base(), text).unwrap_err()[0].to_string();
        let change = "extends = \"镇细则\"\n[[change]]\ncode = \"H07\"\n";
        assert_eq!(
            said(&format!("{change}caps = [\"30/月\"]\n")),
            "line 4, rule `H07`, `caps`: the base keeps `caps` as it is: `20 points/month`"
        );
        assert_eq!(
            said(&format!("{change}points = 9\n")),
            "line 4, rule `H07`, `points`: 9 points are out of bounds: at least 4, at most 6"
        );
    }

    #[test]
    fn a_village_without_its_base_is_told_what_it_needs() {
        let errors = from_toml("extends = \"镇细则\"\n[[change]]\ncode = \"H07\"\n").unwrap_err();
        let codes: Vec<_> = errors.iter().map(RulebookError::code).collect();
        assert_eq!(codes, ["needs-base"]);
        assert_eq!(extends("extends = \"镇细则\"\n").as_deref(), Some("镇细则"));
        assert_eq!(extends(BASE), None);
    }

    #[test]
    fn the_bounds_hold_a_merged_text_that_is_edited_by_hand_too() {
        let edited = BASE.replace("points = \"5\"", "points = \"9\"");
        assert_eq!(from_toml(&edited).unwrap_err()[0].code(), "out-of-bounds");
    }
}
