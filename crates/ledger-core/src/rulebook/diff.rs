//! What changes from one rulebook to the next: data, no prose.
//!
//! Rules and currencies go by their codes; a rule under another code is one
//! removed and one added. The order they stand in is no change.

use super::text::{Shown, currency_fields, rule_fields};
use super::{Rulebook, RuleKind};
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

/// What changes from `old` to `new`: the title, then currencies, then rules;
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
    changes
}

/// Both sides list the same keys in the same order.
fn fields(
    old: Vec<(&'static str, Shown)>,
    new: Vec<(&'static str, Shown)>,
) -> Vec<FieldChange> {
    old.into_iter()
        .zip(new)
        .filter(|(old, new)| old != new)
        .map(|((field, old), (_, new))| FieldChange { field, old: old.plain(), new: new.plain() })
        .collect()
}
