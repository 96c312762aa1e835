//! What is wrong with a rulebook, in words: where, what, and how to mend it.
//!
//! The core gives facts with a stable code; the catalogues hold `fault-<code>`
//! with its `.mend`. Nothing of a rulebook is decided here, and no file is read.
//! `every_fault_is_worded_in_both_languages` holds an example of each.

use ledger_core::rulebook::{Cap, CapError, Fault, MAX_PLACES, Place, RulebookError};
use serde_json::{Value, json};

use crate::i18n::{Arg, Messages, text};
use crate::words;

/// One fault in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// Where; empty where the whole text is meant.
    pub(crate) place: String,
    /// What is wrong.
    pub(crate) what: String,
    /// What to write instead.
    pub(crate) mend: String,
}

impl Said {
    /// Place and fault on one line, without the way out.
    pub(crate) fn line(&self, messages: &Messages) -> String {
        if self.place.is_empty() {
            return self.what.clone();
        }
        let facts = [("place", text(&self.place)), ("what", text(&self.what))];
        messages.msg("fault-line", &facts)
    }
}

/// A fault in words.
pub(crate) fn say(m: &Messages, error: &RulebookError) -> Said {
    let id = format!("fault-{}", error.code());
    let facts = facts(m, &error.fault);
    // What a name has to look like is known to the name.
    let mend = match &error.fault {
        Fault::Name(name) => words::reason(m, name),
        _ => m.find(&format!("{id}.mend"), &facts),
    };
    Said { place: place(m, &error.place), what: m.get(&id, &facts), mend: mend.unwrap_or_default() }
}

/// A fault as programs get it.
pub(crate) fn object(m: &Messages, error: &RulebookError) -> Value {
    let said = say(m, error);
    let Place { line, row, rule, field } = &error.place;
    json!({
        "code": error.code(),
        "line": line,
        "row": row,
        "rule": rule,
        "field": field,
        "message": said.what,
        "mend": said.mend,
    })
}

/// Where in a rulebook: 第 5 行，`H04`，`上限`.
fn place(m: &Messages, place: &Place) -> String {
    let mut parts = Vec::new();
    parts.extend(place.line.map(|line| m.msg("place-line", &[("line", text(line))])));
    parts.extend(place.row.map(|row| m.msg("place-row", &[("row", text(row))])));
    parts.extend(place.rule.iter().map(|rule| m.msg("place-rule", &[("rule", text(rule))])));
    parts.extend(place.field.iter().map(|field| m.msg("place-field", &[("field", text(field))])));
    parts.join(&m.msg("place-comma", &[]))
}

fn facts(m: &Messages, fault: &Fault) -> Vec<(&'static str, Arg)> {
    match fault {
        Fault::Missing | Fault::WhichCurrency | Fault::ControlCharacter | Fault::NothingToCarry => {
            vec![]
        }
        Fault::Syntax(why) => vec![("why", text(why))],
        Fault::TextTooLarge { bytes, most } => vec![("bytes", text(bytes)), ("most", text(most))],
        Fault::UnknownKey { key, known } => vec![("key", text(key)), ("known", text(known))],
        Fault::WrongType { wanted, found } => {
            vec![("wanted", text(type_word(m, wanted))), ("found", text(type_word(m, found)))]
        }
        Fault::Float(given)
        | Fault::Day(given)
        | Fault::Points(given)
        | Fault::Twice(given)
        | Fault::UnknownCurrency(given)
        | Fault::Decimals(given)
        | Fault::Expiry(given)
        | Fault::Percent(given)
        | Fault::SpendWith(given)
        | Fault::Review(given)
        | Fault::ReviewOrder(given) => vec![("text", text(given))],
        Fault::NeedsBase(title) => vec![("base", text(title))],
        Fault::OtherBase { extends, base } => {
            vec![("extends", text(extends)), ("base", text(base))]
        }
        Fault::NotInBase(rule) => vec![("rule", text(rule))],
        Fault::Fixed { field, base } => vec![
            ("field", text(field)),
            ("base", text(base)),
            ("case", text(if base.is_empty() { "nothing" } else { *field })),
        ],
        Fault::SpendWithItself(code) | Fault::SpendWithChain(code) => {
            vec![("currency", text(code))]
        }
        Fault::OnlyEarn(kind) => vec![("kind", text(words::rule_kind(m, *kind)))],
        Fault::PaysNoHolder(pays) => {
            vec![("holder", text(words::pays(m, *pays))), ("word", text(pays.word()))]
        }
        Fault::DayCount { text: given, most } => {
            vec![("text", text(given)), ("most", text(most))]
        }
        Fault::LateAfter { after, within } => vec![
            ("after", text(after)),
            ("within", within.map_or_else(|| text("none"), text)),
            ("most", text(u64::from(*after) + 1)),
        ],
        Fault::BoundsCross { from, to } => vec![("from", text(from)), ("to", text(to))],
        Fault::OutOfBounds { points, from, to } => {
            vec![("points", text(points)), ("bounds", text(words::bounds(m, *from, *to)))]
        }
        Fault::Name(error) => match error {
            ledger_core::ids::NameError::Form { text: given, .. }
            | ledger_core::ids::NameError::CheckCharacter { text: given } => {
                vec![("text", text(given))]
            }
        },
        Fault::Amount(error) => vec![("why", text(words::reason(m, error).unwrap_or_default()))],
        Fault::Cap(error) => cap_facts(m, error),
        Fault::Choice { text: given, known } => {
            vec![("text", text(given)), ("known", text(known))]
        }
        Fault::TooPrecise { amount, decimals } => {
            vec![("amount", text(amount)), ("decimals", text(decimals))]
        }
        Fault::Negative(amount) => vec![("amount", text(amount))],
        Fault::EndsBeforeItStarts { from, until } => {
            vec![("from", text(from)), ("until", text(until))]
        }
        Fault::TooLong { length, most } => vec![("length", text(length)), ("most", text(most))],
        Fault::TooMany { count, most } => vec![("count", text(count)), ("most", text(most))],
        Fault::NothingToCount { text: given, currency } => {
            vec![("text", text(given)), ("currency", text(currency))]
        }
        Fault::NoDeduction(given) => vec![("text", text(given))],
        Fault::LadderDiffers { ladder, other } => {
            vec![("ladder", text(ladder)), ("other", text(other))]
        }
        Fault::PlaceCount(given) => vec![("text", text(given)), ("most", text(MAX_PLACES))],
        Fault::NoHeader(rows) => vec![("rows", text(rows))],
        Fault::MissingColumn(name) => vec![("name", text(name))],
    }
}

fn cap_facts(m: &Messages, error: &CapError) -> Vec<(&'static str, Arg)> {
    // Where a cap could be read it is said as caps are said, else as written.
    let said = |given: &str| {
        let cap = given.parse::<Cap>();
        text(cap.map_or_else(|_| format!("`{given}`"), |cap| words::cap(m, &cap)))
    };
    match error {
        CapError::Unreadable(given)
        | CapError::Ambiguous(given)
        | CapError::NoPeriod(given)
        | CapError::Zero(given)
        | CapError::Negative(given) => vec![("text", text(given))],
        CapError::Number { text: given, source } => {
            let why = words::reason(m, source).unwrap_or_default();
            vec![("text", text(given)), ("why", text(why))]
        }
        CapError::Contradiction(one, other) => vec![("one", said(one)), ("other", said(other))],
        CapError::NotByTheHour(cap) | CapError::WithinOneEntry(cap) => {
            vec![("cap", text(words::cap(m, cap)))]
        }
    }
}

/// A type of the text form, by the English name the core has for it.
const TYPES: [(&str, &str); 12] = [
    ("a text", "type-text"),
    ("a whole number", "type-whole"),
    ("a floating-point number", "type-float"),
    ("true or false", "type-bool"),
    ("a day or time", "type-time"),
    ("an array", "type-array"),
    ("a table", "type-table"),
    ("an array of tables, like `[[rule]]`", "type-tables"),
    ("a text in quotes", "type-quoted"),
    ("a number in quotes, or a whole number", "type-number"),
    ("texts in quotes, like `[\"20/月\"]`", "type-list"),
    ("a day, like 2026-03-19", "type-day"),
];

fn type_word(m: &Messages, name: &str) -> String {
    let known = TYPES.iter().find(|(english, _)| *english == name);
    known.map_or_else(|| name.to_owned(), |(_, id)| m.get(id, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use ledger_core::ids::{CurrencyCode, NameError, NameKind};
    use ledger_core::points::{Amount, AmountError, Points};
    use ledger_core::rulebook::{Pays, RuleKind};
    use std::collections::BTreeSet;

    fn examples() -> Vec<Fault> {
        let s = str::to_owned;
        let amount = Amount::read("1.5").unwrap();
        let cap = |text: &str| text.parse::<Cap>().unwrap();
        let day = |text: &str| text.parse().unwrap();
        let points = |text: &str| Points::read(text).unwrap();
        vec![
            Fault::Syntax(s("expected `=`")),
            Fault::TextTooLarge { bytes: 30_000, most: 24_576 },
            Fault::UnknownKey { key: s("point"), known: s("code, points") },
            Fault::Missing,
            Fault::WrongType { wanted: "a text in quotes", found: "a whole number" },
            Fault::Float(s("1.5")),
            Fault::Name(NameError::Form { kind: NameKind::Rule, text: s("好") }),
            Fault::Amount(AmountError::NotPositive(s("0"))),
            Fault::Day(s("3月")),
            Fault::Cap(CapError::Unreadable(s("20/周"))),
            Fault::Cap(CapError::Ambiguous(s("2次20"))),
            Fault::Cap(CapError::NoPeriod(s("20"))),
            Fault::Cap(CapError::Zero(s("0/月"))),
            Fault::Cap(CapError::Negative(s("-20/月"))),
            Fault::Cap(CapError::Number {
                text: s("1e9/月"),
                source: AmountError::Unreadable(s("1e9")),
            }),
            Fault::Cap(CapError::Contradiction(s("20 points/month"), s("无"))),
            Fault::Cap(CapError::NotByTheHour(cap("2h/event"))),
            Fault::Cap(CapError::WithinOneEntry(cap("2 times/day"))),
            Fault::Points(s("五")),
            Fault::Choice { text: s("猫"), known: s("户, 个人") },
            Fault::Twice(s("H07")),
            Fault::UnknownCurrency(s("XX")),
            Fault::WhichCurrency,
            Fault::TooPrecise { amount, decimals: 0 },
            Fault::Decimals(s("5")),
            Fault::Negative(amount),
            Fault::EndsBeforeItStarts { from: day("2026-02-01"), until: day("2026-01-31") },
            Fault::TooLong { length: 61, most: 60 },
            Fault::ControlCharacter,
            Fault::TooMany { count: 501, most: 500 },
            Fault::Expiry(s("半载")),
            Fault::Percent(s("150%")),
            Fault::NothingToCarry,
            Fault::SpendWith(s("RW 5")),
            Fault::SpendWithItself(CurrencyCode::JF),
            Fault::SpendWithChain(CurrencyCode::JF),
            Fault::Review(s("三堂会审")),
            Fault::ReviewOrder(s("核实")),
            Fault::OnlyEarn(RuleKind::Deduct),
            Fault::PaysNoHolder(Pays::Household),
            Fault::DayCount { text: s("1.5"), most: 36_500 },
            Fault::LateAfter { after: 30, within: Some(10) },
            Fault::LateAfter { after: 30, within: None },
            Fault::BoundsCross { from: points("6"), to: points("4") },
            Fault::OutOfBounds {
                points: points("8"),
                from: Some(points("4")),
                to: Some(points("6")),
            },
            Fault::OutOfBounds { points: points("8"), from: None, to: Some(points("6")) },
            Fault::NeedsBase(s("镇细则")),
            Fault::OtherBase { extends: s("县细则"), base: s("镇细则") },
            Fault::NotInBase("H99".parse().unwrap()),
            Fault::Fixed { field: "caps", base: s("20 points/month") },
            Fault::Fixed { field: "caps", base: String::new() },
            Fault::Fixed { field: "drop", base: s("H07") },
            Fault::NothingToCount { text: s("庭院"), currency: CurrencyCode::JF },
            Fault::NoDeduction(s("H07")),
            Fault::LadderDiffers { ladder: s("星级文明户"), other: s("五星文明户") },
            Fault::PlaceCount(s("0")),
            Fault::NoHeader(10),
            Fault::MissingColumn("上限"),
        ]
    }

    /// Every code there is, as the core's own source gives them out.
    fn codes_of_the_core() -> BTreeSet<&'static str> {
        let sources = [
            include_str!("../../../ledger-core/src/rulebook/fault.rs"),
            include_str!("../../../ledger-core/src/rulebook/cap.rs"),
        ];
        let codes = sources.into_iter().flat_map(|source| {
            let from = source.rfind("fn code(&self)").unwrap();
            let table = &source[from..][..source[from..].find("\n    }").unwrap()];
            table.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next())
        });
        codes.collect()
    }

    #[test]
    fn every_fault_is_worded_in_both_languages() {
        let place = Place {
            line: Some(3),
            row: Some(4),
            rule: Some("H07".to_owned()),
            field: Some("上限".to_owned()),
        };
        let mut codes = BTreeSet::new();
        for lang in [Lang::En, Lang::Zh] {
            let m = Messages::new(lang);
            for fault in examples() {
                let error = RulebookError { place: place.clone(), fault };
                codes.insert(error.code());
                let said = say(&m, &error);
                for words in [&said.place, &said.what, &said.mend, &said.line(&m)] {
                    assert!(
                        !words.is_empty() && !words.contains(['{', '}']),
                        "{error:?}: {said:?}"
                    );
                    assert!(!words.ends_with(['.', '。']), "{words}");
                }
                assert!(said.line(&m).contains("H07"), "{said:?}");
            }
        }
        let known = codes_of_the_core();
        assert!(known.len() > 30, "{known:?}");
        let missing: Vec<_> = known.difference(&codes).collect();
        assert!(missing.is_empty(), "an example of each: {missing:?}");
    }

    #[test]
    fn every_type_the_core_names_is_said_in_chinese() {
        let source = include_str!("../../../ledger-core/src/rulebook/text.rs");
        let source = source.split("#[cfg(test)]").next().unwrap();
        let zh = Messages::new(Lang::Zh);
        let mut names = Vec::new();
        for (at, _) in source.match_indices("self.wrong_type(") {
            let call = &source[at..at + source[at..].find(";").unwrap()];
            let from = call.find(", \"").map(|at| at + 3);
            // The key comes first where it is written out.
            let rest = from.map(|from| &call[from..]);
            names.extend(rest.map(|rest| {
                let named = rest.rsplit_once(", \"").map_or(rest, |(_, last)| last);
                named.trim_end_matches(')').trim_end_matches('"').replace("\\\"", "\"")
            }));
        }
        for (at, _) in source.match_indices("DeValue::") {
            let rest = &source[at..at + source[at..].find('\n').unwrap()];
            if let Some((_, word)) = rest.split_once("(_) => \"") {
                names.push(word.trim_end_matches(',').trim_end_matches('"').to_owned());
            }
        }
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            assert_ne!(type_word(&zh, &name), name);
        }
    }

    #[test]
    fn a_fault_is_said_with_its_row_its_heading_and_the_way_out() {
        let place = Place {
            row: Some(5),
            rule: Some("H04".to_owned()),
            field: Some("上限".to_owned()),
            ..Place::default()
        };
        let fault = Fault::Cap(CapError::Unreadable("20/周".to_owned()));
        let error = RulebookError { place, fault };
        let zh = Messages::new(Lang::Zh);
        let said = say(&zh, &error);
        assert_eq!(said.line(&zh), "第 5 行，事项 `H04`，“上限”：`20/周` 读不出是什么上限");
        assert!(said.mend.contains("`20/月`"), "{said:?}");
        let en = Messages::new(Lang::En);
        assert_eq!(
            say(&en, &error).line(&en),
            "row 5, rule `H04`, “上限”: `20/周` is not a cap in any form known"
        );
    }
}
