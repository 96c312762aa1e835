//! A rulebook as a village meeting reads it: its table, one rule, what changes.
//!
//! Caps, holders and amounts are said as at the counter ([`crate::words`]); the
//! village's own words stay as they were written. What changes is said in
//! [`super::changes`].

use ledger_core::points::{Amount, Points};
use ledger_core::rulebook::{
    Change, Currency, Expiry, FieldChange, HolderKind, Honour, Pays, Rule, RuleField, RuleKind,
    Rulebook,
};
use serde_json::{Value, json};

use crate::i18n::{Messages, count, text};
use crate::tell::Facts;
use crate::ui::{self, Table};
use crate::words;

/// What stands between the steps of a rule.
const ARROW: &str = "→";

/// The points of a rule, with their sign and unit: `+5/次`. What has no points
/// shows what stands in their place: 等额.
pub(crate) fn points(rule: &Rule) -> String {
    let Some(points) = rule.points else { return rule.remark.clone() };
    let sign = match rule.kind {
        RuleKind::Deduct => "-",
        _ => "+",
    };
    match rule.unit.as_str() {
        "" => format!("{sign}{points}"),
        unit => format!("{sign}{points}/{unit}"),
    }
}

fn caps(m: &Messages, rule: &Rule) -> String {
    let caps: Vec<String> = rule.caps.iter().map(|cap| words::cap(m, cap)).collect();
    caps.join(&m.msg("comma", &[]))
}

fn holders(m: &Messages, rule: &Rule) -> String {
    let holders: Vec<String> = rule.holders.iter().map(|kind| words::holder(m, *kind)).collect();
    holders.join(&m.msg("comma", &[]))
}

/// The terms of a rule, as the table of a rulebook has them. Prose (category,
/// evidence, remark), and what a village may not change, is shown with the rule alone.
const TERMS: [&str; 14] = [
    "code",
    "item",
    "points",
    "points_from",
    "points_to",
    "currency",
    "holders",
    "caps",
    "steps",
    "review",
    "pays",
    "late_after_days",
    "from",
    "until",
];

/// The rules of a rulebook, a line each.
pub(crate) fn table(m: &Messages, book: &Rulebook) -> String {
    let rules = book.rules();
    // A column that would be empty, or say the same, all the way down is left out.
    let tells = |field: &&str| match *field {
        "code" | "item" | "points" | "caps" | "steps" => true,
        "currency" | "holders" => {
            let first = rules.first().map(|rule| field_of(m, rule, field));
            rules.iter().any(|rule| Some(field_of(m, rule, field)) != first)
        }
        field => rules.iter().any(|rule| !field_of(m, rule, field).is_empty()),
    };
    let terms: Vec<&str> = TERMS.into_iter().filter(tells).collect();
    let mut table = Table::new(terms.iter().map(|field| ui::words(field_name(m, field))));
    for rule in rules {
        table.row(terms.iter().map(|field| match *field {
            "points" => points(rule),
            field => field_of(m, rule, field),
        }));
    }
    table.to_text()
}

/// A currency on one line: its name, decimals, floor and threshold.
pub(crate) fn currency(m: &Messages, currency: &Currency) -> String {
    let Currency { code, name, decimals, floor, spendable_above, yuan_per_point, .. } = currency;
    let facts = [
        ("code", text(code)),
        ("name", text(name)),
        ("decimals", text(decimals)),
        ("floor", text(floor)),
    ];
    let mut parts = vec![m.msg("rules-currency", &facts)];
    if *spendable_above != Amount::ZERO {
        let above = [("above", text(spendable_above))];
        parts.push(m.msg("rules-currency-above", &above));
    }
    parts.extend(yuan_per_point.map(|yuan| m.msg("rules-currency-worth", &[("yuan", text(yuan))])));
    parts.extend(life(m, currency));
    parts.join(&m.msg("place-comma", &[]))
}

/// How long its points live, how many there may be, and with what they are spent.
pub(crate) fn life(m: &Messages, currency: &Currency) -> Vec<String> {
    let term = |(field, id): (&str, &str)| {
        let said = currency_field(m, currency, field);
        (!said.is_empty()).then(|| m.get(id, &[("said", text(said))]))
    };
    let terms = [
        ("expires", "rules-currency-expires"),
        ("carry_over", "rules-currency-carry-over"),
        ("ceiling", "rules-currency-ceiling"),
        ("spend_with", "rules-currency-spend-with"),
    ];
    terms.into_iter().filter_map(term).collect()
}

/// A field of a currency in words; empty where nothing is said.
pub(crate) fn currency_field(m: &Messages, currency: &Currency, field: &str) -> String {
    let some =
        |amount: Option<Amount>| amount.map_or_else(String::new, |amount| amount.to_string());
    match field {
        "code" => currency.code.to_string(),
        "name" => currency.name.clone(),
        "decimals" => currency.decimals.to_string(),
        "floor" => currency.floor.to_string(),
        "spendable_above" => currency.spendable_above.to_string(),
        "yuan_per_point" => some(currency.yuan_per_point),
        "expires" if currency.expires == Expiry::Never => String::new(),
        "expires" => words::expiry(m, currency.expires),
        "carry_over" => currency.carry_over.map_or_else(String::new, |share| share.to_string()),
        "ceiling" => some(currency.ceiling),
        "spend_with" => {
            currency.spend_with.map_or_else(String::new, |with| words::spend_with(m, with))
        }
        _ => String::new(),
    }
}

/// Title, currencies, and how many rules of each kind.
pub(crate) fn summary(m: &Messages, book: &Rulebook) -> Facts {
    let of = |kind| count(book.rules().iter().filter(|rule| rule.kind == kind).count());
    let facts = [
        ("all", count(book.rules().len())),
        ("earn", of(RuleKind::Earn)),
        ("deduct", of(RuleKind::Deduct)),
        ("clause", of(RuleKind::Clause)),
    ];
    let mut summary = Facts::new().row(m.msg("rules-title", &[]), book.title());
    for each in book.currencies() {
        summary = summary.row(m.msg("rules-currencies", &[]), currency(m, each));
    }
    summary = summary.row(m.msg("rules-rules", &[]), m.msg("rules-count", &facts));
    for each in book.honours() {
        summary = summary.row(m.msg("rules-honours", &[]), honour(m, each));
    }
    summary
}

/// An honour on one line: `五星文明户（星级文明户）：每季不少于60分，名额 10`.
pub(crate) fn honour(m: &Messages, honour: &Honour) -> String {
    let name = match honour.ladder.as_str() {
        "" => honour.name.clone(),
        ladder => {
            m.msg("honour-of-ladder", &[("name", text(&honour.name)), ("ladder", text(ladder))])
        }
    };
    m.msg(
        "honour-in-short",
        &[("name", text(name)), ("terms", text(honour_terms(m, honour, None)))],
    )
}

/// What an honour asks for; with the deeds of its rules, where the rulebook is at hand.
pub(crate) fn honour_terms(m: &Messages, honour: &Honour, book: Option<&Rulebook>) -> String {
    let field = |field| honour_field(m, honour, field);
    let named = |names: &[String]| {
        let rule = |name: &String| name.parse().ok().and_then(|code| book?.rule(code));
        let names = names.iter().map(|name| match rule(name) {
            Some(rule) => rule.item.clone(),
            None => name.clone(),
        });
        names.collect::<Vec<_>>().join(&m.msg("comma", &[]))
    };
    let some = |id: &'static str, field: String| {
        (!field.is_empty()).then(|| m.get(id, &[("what", text(field))]))
    };
    let least =
        [("points", text(words::points(m, honour.at_least))), ("per", text(honour.per.word()))];
    let parts = [
        (honour.holders != [HolderKind::Household]).then(|| field("holders")),
        Some(m.msg("honour-least", &least)),
        some("honour-counts", named(&honour.counts)),
        some("honour-places", field("places")),
        some("honour-veto", named(&honour.veto)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(&m.msg("place-comma", &[]))
}

/// A field of an honour in words; empty where nothing is said.
pub(crate) fn honour_field(m: &Messages, honour: &Honour, field: &str) -> String {
    let comma = m.msg("comma", &[]);
    match field {
        "name" => honour.name.clone(),
        "ladder" => honour.ladder.clone(),
        "holders" => {
            let kinds = honour.holders.iter().map(|kind| words::holder(m, *kind));
            kinds.collect::<Vec<_>>().join(&comma)
        }
        "currency" => honour.currency.to_string(),
        "counts" => honour.counts.join(&comma),
        "per" => words::term(m, honour.per),
        "at_least" => honour.at_least.to_string(),
        "places" => honour.places.map_or_else(String::new, |places| places.to_string()),
        "veto" => honour.veto.join(&comma),
        _ => String::new(),
    }
}

/// An honour as programs get it.
fn honour_object(honour: &Honour) -> Value {
    json!({
        "name": honour.name, "ladder": honour.ladder, "holders": honour.holders,
        "currency": honour.currency, "counts": honour.counts, "per": honour.per.word(),
        "at_least": honour.at_least, "places": honour.places, "veto": honour.veto,
    })
}

/// The fields of a rule under their names, those that say something.
pub(crate) fn rule(m: &Messages, rule: &Rule) -> Facts {
    let mut facts = Facts::new();
    for field in FIELDS {
        let value = field_of(m, rule, field);
        facts = facts.some(field_name(m, field), (!value.is_empty()).then_some(value));
    }
    facts
}

/// The fields of a rule in the order they are read.
const FIELDS: [&str; 20] = [
    "code",
    "kind",
    "category",
    "item",
    "points",
    "unit",
    "currency",
    "holders",
    "caps",
    "evidence",
    "steps",
    "review",
    "pays",
    "late_after_days",
    "from",
    "until",
    "points_from",
    "points_to",
    "fixed",
    "remark",
];

/// What a field of the text form is called.
pub(crate) fn field_name(m: &Messages, field: &str) -> String {
    let id = format!("rule-{}", field.replace('_', "-"));
    m.find(&id, &[]).unwrap_or_else(|| field.to_owned())
}

/// A field of a rule in words; empty where nothing is said.
pub(crate) fn field_of(m: &Messages, rule: &Rule, field: &str) -> String {
    let day =
        |day: Option<_>| day.map_or_else(String::new, |day: ledger_core::day::Day| day.to_string());
    let bound = |points: Option<Points>| points.map_or_else(String::new, |p| p.to_string());
    match field {
        "code" => rule.code.to_string(),
        "kind" => words::rule_kind(m, rule.kind),
        "category" => rule.category.clone(),
        "item" => rule.item.clone(),
        "unit" => rule.unit.clone(),
        "points" if rule.points.is_some() => points(rule),
        "currency" => rule.currency.to_string(),
        "holders" => holders(m, rule),
        "caps" => caps(m, rule),
        "evidence" => rule.evidence.clone(),
        "steps" => rule.steps.join(ARROW),
        "from" => day(rule.from),
        "until" => day(rule.until),
        "remark" => rule.remark.clone(),
        "review" => words::review(m, rule.review),
        "pays" => words::pays(m, rule.pays),
        "late_after_days" => {
            rule.late_after_days.map_or_else(String::new, |n| words::days(m, u64::from(n)))
        }
        "points_from" => bound(rule.points_from),
        "points_to" => bound(rule.points_to),
        "fixed" => {
            let named = |fixed: &RuleField| match fixed {
                RuleField::Drop => m.msg("rule-drop", &[]),
                field => field_name(m, field.word()),
            };
            rule.fixed.iter().map(named).collect::<Vec<_>>().join(&m.msg("comma", &[]))
        }
        _ => String::new(),
    }
}

/// A rule on one line: `H12 巡河护林：+5/次，每月20分`.
pub(crate) fn in_short(m: &Messages, rule: &Rule) -> String {
    let parts: Vec<String> = [points(rule), caps(m, rule), words::review(m, rule.review)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let facts = [
        ("code", text(rule.code)),
        ("item", text(&rule.item)),
        ("terms", text(parts.join(&m.msg("place-comma", &[])))),
    ];
    m.msg("rule-in-short", &facts)
}

/// How much changes: `2 changed, 1 added, 0 removed`.
pub(crate) fn changes_in_short(m: &Messages, all: &[Change]) -> String {
    let of = |fits: fn(&Change) -> bool| count(all.iter().filter(|change| fits(change)).count());
    let facts = [
        ("changed", of(|c| matches!(c, Change::RuleChanged { .. } | Change::HonourChanged { .. }))),
        ("added", of(|c| matches!(c, Change::RuleAdded(_) | Change::HonourAdded(_)))),
        ("removed", of(|c| matches!(c, Change::RuleRemoved(_) | Change::HonourRemoved(_)))),
    ];
    m.msg("changes-in-short", &facts)
}

/// A rule as programs get it; caps in their canonical text.
pub(crate) fn rule_object(rule: &Rule) -> Value {
    let mut object = json!({
        "code": rule.code, "kind": rule.kind.word(), "category": rule.category,
        "item": rule.item, "unit": rule.unit, "points": rule.points, "currency": rule.currency,
        "holders": rule.holders, "caps": rule.caps, "evidence": rule.evidence,
        "steps": rule.steps, "from": rule.from, "until": rule.until, "remark": rule.remark,
    });
    // As in the text form, what says nothing is not there.
    if !rule.review.is_none() {
        object["review"] = json!(rule.review.steps());
    }
    if rule.pays != Pays::Named {
        object["pays"] = json!(rule.pays.word());
    }
    if let Some(days) = rule.late_after_days {
        object["late_after_days"] = json!(days);
    }
    for (key, bound) in [("points_from", rule.points_from), ("points_to", rule.points_to)] {
        if let Some(points) = bound {
            object[key] = json!(points);
        }
    }
    if !rule.fixed.is_empty() {
        object["fixed"] = rule.fixed.iter().map(|field| field.word()).collect();
    }
    object
}

/// A rulebook as programs get it.
pub(crate) fn object(book: &Rulebook) -> Value {
    let currency = |c: &Currency| {
        let mut object = json!({
            "code": c.code, "name": c.name, "decimals": c.decimals, "floor": c.floor,
            "spendable_above": c.spendable_above, "yuan_per_point": c.yuan_per_point,
        });
        if c.expires != Expiry::Never {
            object["expires"] = json!(c.expires.to_string());
        }
        if let Some(share) = c.carry_over {
            object["carry_over"] = json!(share.to_string());
        }
        if let Some(ceiling) = c.ceiling {
            object["ceiling"] = json!(ceiling);
        }
        if let Some(with) = c.spend_with {
            object["spend_with"] = json!(with.to_string());
        }
        object
    };
    let mut object = json!({
        "title": book.title(),
        "currencies": book.currencies().iter().map(currency).collect::<Vec<_>>(),
        "rules": book.rules().iter().map(rule_object).collect::<Vec<_>>(),
    });
    if !book.honours().is_empty() {
        object["honours"] = book.honours().iter().map(honour_object).collect();
    }
    object
}

/// What changes, as programs get it.
pub(crate) fn changes_object(all: &[Change]) -> Value {
    let fields = |fields: &[FieldChange]| -> Vec<Value> {
        let field = |f: &FieldChange| json!({ "field": f.field, "old": f.old, "new": f.new });
        fields.iter().map(field).collect()
    };
    let change = |change: &Change| match change {
        Change::Title { old, new } => json!({ "change": "title", "old": old, "new": new }),
        Change::CurrencyRemoved(code) => json!({ "change": "currency-removed", "code": code }),
        Change::CurrencyAdded(code) => json!({ "change": "currency-added", "code": code }),
        Change::CurrencyChanged { code, fields: changed } => {
            json!({ "change": "currency", "code": code, "fields": fields(changed) })
        }
        Change::RuleRemoved(code) => json!({ "change": "rule-removed", "code": code }),
        Change::RuleAdded(code) => json!({ "change": "rule-added", "code": code }),
        Change::RuleChanged { code, fields: changed, .. } => {
            json!({ "change": "rule", "code": code, "fields": fields(changed) })
        }
        Change::HonourRemoved(name) => json!({ "change": "honour-removed", "name": name }),
        Change::HonourAdded(name) => json!({ "change": "honour-added", "name": name }),
        Change::HonourChanged { name, fields: changed } => {
            json!({ "change": "honour", "name": name, "fields": fields(changed) })
        }
    };
    all.iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use ledger_core::rulebook::{diff, from_toml};

    const OLD: &str = r#"
title = "细则"
[[currency]]
code = "JF"
name = "文明积分"
[[rule]]
code = "H07"
kind = "earn"
item = "志愿活动"
unit = "次"
points = 5
caps = ["20/月"]
steps = ["组织者", "信息员"]
[[rule]]
code = "H51"
kind = "deduct"
item = "无故迟到"
unit = "次"
points = 1
"#;

    #[test]
    fn how_much_changes_is_counted() {
        let old = from_toml(OLD).unwrap();
        let new =
            from_toml(&OLD.replace("points = 5", "points = 6").replace("H51", "H52")).unwrap();
        let all = diff(&old, &new);
        assert_eq!(changes_in_short(&Messages::new(Lang::Zh), &all), "改 1 项、增 1 项、减 1 项");
    }

    #[test]
    fn the_table_shows_every_term_that_a_rule_says_and_no_column_that_tells_nothing() {
        let m = Messages::new(Lang::Zh);
        let plain = table(&m, &from_toml(OLD).unwrap());
        let heads: Vec<&str> = plain.lines().next().unwrap().split_whitespace().collect();
        assert_eq!(heads, ["代码", "事项", "分值", "上限", "审定"]);
        let terms = r#"holders = ["person"]
points_from = 4
points_to = 6
caps = ["20/月", "30日内"]
review = ["verify 1"]
pays = "person"
late_after_days = 7
from = 2026-04-01
until = 2026-12-31
"#;
        let told = table(&m, &from_toml(&OLD.replace("caps = [\"20/月\"]\n", terms)).unwrap());
        let [head, rule, ..] = told.lines().collect::<Vec<_>>()[..] else { unreachable!() };
        for field in TERMS.into_iter().filter(|field| *field != "currency") {
            assert!(head.contains(&field_name(&m, field)), "{field}: {head}");
        }
        for said in ["个人", " 4 ", " 6 ", "30天", "核实1人", "7天", "2026-04-01", "2026-12-31"]
        {
            assert!(rule.contains(said), "{said}: {rule}");
        }
    }

    #[test]
    fn every_field_has_a_name_in_both_languages() {
        let of_currency = [
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
        let of_honour = ["ladder", "counts", "per", "at_least", "places", "veto"];
        for lang in [Lang::En, Lang::Zh] {
            let m = Messages::new(lang);
            for field in FIELDS.into_iter().chain(of_currency).chain(of_honour) {
                assert!(
                    m.find(&format!("rule-{}", field.replace('_', "-")), &[]).is_some(),
                    "{field}"
                );
            }
        }
    }

    #[test]
    fn a_rule_is_shown_with_what_it_says_and_no_more() {
        let book = from_toml(OLD).unwrap();
        let shown = rule(&Messages::new(Lang::Zh), &book.rules()[0]).text();
        for part in ["代码", "加分", "志愿活动", "+5/次", "户、个人", "每月20分", "组织者→信息员"]
        {
            assert!(shown.contains(part), "{shown}");
        }
        assert!(!shown.contains("佐证"), "{shown}");
        assert_eq!(points(&book.rules()[1]), "-1/次");
    }
}
