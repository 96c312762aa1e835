//! What changes from one rulebook to the next: data, no prose.
//!
//! Rules and currencies go by their codes, honours by their names; a rule under another code is one
//! removed and one added. The order they stand in is no change.

use super::honour;
use super::text::{Shown, currency_fields, rule_fields};
use super::{RuleKind, Rulebook};
use crate::ids::{CurrencyCode, RuleCode};

/// One difference between two rulebooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Another title.
    Title {
        /// The title before.
        old: String,
        /// The title after.
        new: String,
    },
    /// A currency that is gone.
    CurrencyRemoved(CurrencyCode),
    /// A currency that is changed.
    CurrencyChanged {
        /// Its code.
        code: CurrencyCode,
        /// Its fields that changed, in the order of the text form.
        fields: Vec<FieldChange>,
    },
    /// A currency that is new.
    CurrencyAdded(CurrencyCode),
    /// A rule that is gone.
    RuleRemoved(RuleCode),
    /// A rule that is changed.
    RuleChanged {
        /// Its code.
        code: RuleCode,
        /// What it does, after.
        kind: RuleKind,
        /// Its fields that changed, in the order of the text form.
        fields: Vec<FieldChange>,
    },
    /// A rule that is new.
    RuleAdded(RuleCode),
    /// An honour that is gone.
    HonourRemoved(String),
    /// An honour that is changed.
    HonourChanged {
        /// Its name.
        name: String,
        /// Its fields that changed, in the order of the text form.
        fields: Vec<FieldChange>,
    },
    /// An honour that is new.
    HonourAdded(String),
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its key in the text form, as `points`.
    pub field: &'static str,
    /// Its text before; empty where it was not given.
    pub old: String,
    /// Its text after; empty where it is not given.
    pub new: String,
}

/// What changes from `old` to `new`: the title, then currencies, rules, honours;
/// of each, those of `old` in its order, then those only in `new` in its order.
pub fn diff(old: &Rulebook, new: &Rulebook) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.title() != new.title() {
        let (old, new) = (old.title().to_owned(), new.title().to_owned());
        changes.push(Change::Title { old, new });
    }
    for before in old.currencies() {
        let code = before.code;
        let Some(after) = new.currency(code) else {
            changes.push(Change::CurrencyRemoved(code));
            continue;
        };
        let fields = fields(currency_fields(before), currency_fields(after));
        if !fields.is_empty() {
            changes.push(Change::CurrencyChanged { code, fields });
        }
    }
    let added = new.currencies().iter().filter(|c| old.currency(c.code).is_none());
    changes.extend(added.map(|c| Change::CurrencyAdded(c.code)));
    for before in old.rules() {
        let code = before.code;
        let Some(after) = new.rule(code) else {
            changes.push(Change::RuleRemoved(code));
            continue;
        };
        let fields = fields(rule_fields(before), rule_fields(after));
        if !fields.is_empty() {
            changes.push(Change::RuleChanged { code, kind: after.kind, fields });
        }
    }
    let added = new.rules().iter().filter(|r| old.rule(r.code).is_none());
    changes.extend(added.map(|r| Change::RuleAdded(r.code)));
    for before in old.honours() {
        let name = before.name.clone();
        let Some(after) = new.honours().iter().find(|after| after.name == name) else {
            changes.push(Change::HonourRemoved(name));
            continue;
        };
        let fields = fields(honour::fields(before), honour::fields(after));
        if !fields.is_empty() {
            changes.push(Change::HonourChanged { name, fields });
        }
    }
    let is_new = |name: &str| !old.honours().iter().any(|before| before.name == name);
    let added = new.honours().iter().filter(|honour| is_new(&honour.name));
    changes.extend(added.map(|honour| Change::HonourAdded(honour.name.clone())));
    changes
}

/// Both sides list the same keys in the same order.
fn fields(old: Vec<(&'static str, Shown)>, new: Vec<(&'static str, Shown)>) -> Vec<FieldChange> {
    old.into_iter()
        .zip(new)
        .filter(|(old, new)| old != new)
        .map(|((field, old), (_, new))| FieldChange { field, old: old.plain(), new: new.plain() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::from_toml;

    const OLD: &str = r#"
title = "细则"
[[currency]]
code = "JF"
name = "文明积分"
[[currency]]
code = "SJ"
name = "时间分"
[[rule]]
code = "H01"
kind = "earn"
item = "会议"
unit = "次"
points = 2
currency = "JF"
caps = "4/月"
[[rule]]
code = "H02"
kind = "earn"
item = "发言"
unit = "次"
points = 1
currency = "JF"
"#;

    #[test]
    fn a_rulebook_differs_from_itself_in_nothing() {
        let old = from_toml(OLD).unwrap();
        assert_eq!(diff(&old, &old), []);
    }

    #[test]
    fn an_honour_that_is_changed_new_or_gone_is_named() {
        let with = |honours: &[(&str, u32)]| {
            let honour = |(name, at_least): &(&str, u32)| {
                format!(
                    "[[honour]]\nname = \"{name}\"\nper = \"year\"\ncurrency = \"JF\"\nat_least = {at_least}\n"
                )
            };
            from_toml(&(OLD.to_owned() + &honours.iter().map(honour).collect::<String>())).unwrap()
        };
        let changes = diff(&with(&[("五星", 9), ("四星", 8)]), &with(&[("四星", 7), ("三星", 6)]));
        let at_least = FieldChange { field: "at_least", old: "8".to_owned(), new: "7".to_owned() };
        assert_eq!(
            changes,
            [
                Change::HonourRemoved("五星".to_owned()),
                Change::HonourChanged { name: "四星".to_owned(), fields: vec![at_least] },
                Change::HonourAdded("三星".to_owned()),
            ]
        );
    }

    #[test]
    fn every_change_is_named_with_its_text_before_and_after() {
        let old = from_toml(OLD).unwrap();
        let new = OLD
            .replace("\"细则\"", "\"新细则\"")
            .replace("\"SJ\"", "\"ZY\"")
            .replace("name = \"文明积分\"", "name = \"文明积分\"\nspendable_above = 100")
            .replace("points = 2", "points = 3\nuntil = 2026-12-31")
            .replace("4/月", "4/月, 2次/月")
            .replace("\"H02\"", "\"H03\"");
        let changes = diff(&old, &from_toml(&new).unwrap());
        let field = |field, old: &str, new: &str| FieldChange {
            field,
            old: old.to_owned(),
            new: new.to_owned(),
        };
        assert_eq!(
            changes,
            [
                Change::Title { old: "细则".to_owned(), new: "新细则".to_owned() },
                Change::CurrencyChanged {
                    code: CurrencyCode::JF,
                    fields: vec![field("spendable_above", "0", "100")],
                },
                Change::CurrencyRemoved("SJ".parse().unwrap()),
                Change::CurrencyAdded("ZY".parse().unwrap()),
                Change::RuleChanged {
                    code: "H01".parse().unwrap(),
                    kind: RuleKind::Earn,
                    fields: vec![
                        field("points", "2", "3"),
                        field("caps", "4 points/month", "4 points/month, 2 times/month"),
                        field("until", "", "2026-12-31"),
                    ],
                },
                Change::RuleRemoved("H02".parse().unwrap()),
                Change::RuleAdded("H03".parse().unwrap()),
            ]
        );
    }
}
