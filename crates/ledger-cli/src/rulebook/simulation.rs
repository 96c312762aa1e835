//! What a past period would have been under a draft, as a meeting reads it.
//!
//! One table says what becomes of each rule's deeds; under it what it costs the
//! fund, which caps bite, who gains and who loses most, and what would not be
//! paid at all. Holders are shown as at the counter: the name masked.

use ledger_core::day::Day;
use ledger_core::ids::{BranchCode, CurrencyCode, RuleCode};
use ledger_core::points::Amount;
use ledger_core::rulebook::{Rule, RuleKind, Rulebook};
use ledger_core::simulate::{AccountOutcome, Matched, RuleOutcome, Simulation, Sum, Total, Unpaid};
use serde_json::{Map, Value, json};

use crate::bank::Bank;
use crate::commands::posting;
use crate::error::CliError;
use crate::i18n::{Messages, count, text};
use crate::tell::Facts;
use crate::ui::{self, Table};
use crate::words;

/// So many of those who gain most are shown, and of those who lose most.
const SHOWN: usize = 5;

/// What was played, and what came of it.
pub(crate) struct Played<'a> {
    /// The draft.
    pub(crate) draft: &'a Rulebook,
    /// The branches whose deeds they are.
    pub(crate) branches: &'a [BranchCode],
    /// The first day.
    pub(crate) from: Day,
    /// The last day.
    pub(crate) to: Day,
    /// What came of it.
    pub(crate) simulation: &'a Simulation,
}

impl Played<'_> {
    /// As programs get it.
    pub(crate) fn object(&self) -> Value {
        let Simulation { rules, accounts, totals, caps, unused } = self.simulation;
        let rule = |r: &RuleOutcome| {
            let unpaid: Map<String, Value> =
                r.unpaid.iter().map(|(why, n)| (why.word().to_owned(), json!(n))).collect();
            json!({
                "rule": r.rule, "kind": r.kind.word(), "item": r.item, "currency": r.currency,
                "draft": r.draft.map(|(code, _)| code),
                "matched": r.draft.map(|(_, by)| by.word()),
                "alike": r.alike, "deeds": r.deeds, "before": r.before, "after": r.after,
                "clipped_before": r.clipped_before, "clipped_after": r.clipped_after,
                "unpaid": unpaid,
            })
        };
        let account = |a: &AccountOutcome| {
            json!({ "account": a.account, "currency": a.currency, "before": a.before,
                "after": a.after })
        };
        let sum = |s: &Sum| json!({ "earned": s.earned, "deducted": s.deducted, "yuan": s.yuan });
        let total = |t: &Total| json!({ "currency": t.currency, "before": sum(&t.before), "after": sum(&t.after) });
        json!({
            "draft": self.draft.title(), "branches": self.branches,
            "from": self.from, "to": self.to,
            "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            "accounts": accounts.iter().map(account).collect::<Vec<_>>(),
            "totals": totals.iter().map(total).collect::<Vec<_>>(),
            "caps": caps.iter().map(|b| json!({ "rule": b.rule, "cap": b.cap.to_string(),
                "deeds": b.deeds, "points": b.points })).collect::<Vec<_>>(),
            "unused": unused,
        })
    }

    /// As a meeting reads it.
    pub(crate) fn text(&self, m: &Messages, bank: &Bank<'_>) -> Result<String, CliError> {
        let branches: Vec<String> = self.branches.iter().map(ToString::to_string).collect();
        let deeds: usize = self.simulation.rules.iter().map(|rule| rule.deeds).sum();
        let facts = [
            ("title", text(self.draft.title())),
            ("from", text(self.from)),
            ("to", text(self.to)),
            ("branches", text(branches.join(&m.msg("comma", &[])))),
            ("n", count(deeds)),
        ];
        let mut parts = vec![m.msg("simulated", &facts)];
        if deeds > 0 {
            parts.push(self.rules(m));
            parts.push(self.totals(m));
            parts.extend(self.caps(m));
            parts.extend(self.accounts(m, bank)?);
            parts.extend(self.unpaid(m));
        }
        parts.extend(self.remarks(m));
        Ok(parts.join("\n"))
    }

    /// Several currencies are named beside every number.
    fn amount(&self, amount: Amount, currency: CurrencyCode, plus: bool) -> String {
        let sign = if plus && amount > Amount::ZERO { "+" } else { "" };
        match self.simulation.totals.len() {
            0 | 1 => format!("{sign}{amount}"),
            _ => format!("{sign}{amount} {currency}"),
        }
    }

    fn change(&self, before: Amount, after: Amount, currency: CurrencyCode) -> String {
        let change = after.checked_sub(before);
        change.map_or_else(String::new, |change| self.amount(change, currency, true))
    }

    fn rules(&self, m: &Messages) -> String {
        let mut table = Table::new([
            ui::words(m.msg("rule-code", &[])),
            ui::words(m.msg("simulate-rule", &[])),
            ui::words(m.msg("simulate-draft", &[])),
            ui::numbers(m.msg("simulate-deeds", &[])),
            ui::numbers(m.msg("simulate-before", &[])),
            ui::numbers(m.msg("simulate-after", &[])),
            ui::numbers(m.msg("simulate-change", &[])),
            ui::numbers(m.msg("simulate-clipped", &[])),
        ]);
        for rule in &self.simulation.rules {
            let new = rule.draft.and_then(|(code, _)| self.draft.rule(code));
            let currency = new.map_or(rule.currency, |rule| rule.currency);
            // Points of one kind less points of another are nothing to vote on.
            let change = match currency == rule.currency {
                true => self.change(rule.before, rule.after, currency),
                false => String::new(),
            };
            let clipped = match (rule.clipped_before, rule.clipped_after) {
                (0, 0) => String::new(),
                (before, after) => format!("{before}→{after}"),
            };
            table.row([
                rule.rule.to_string(),
                rule.item.clone(),
                new.map_or_else(|| m.msg("simulate-none", &[]), |new| named(new, rule)),
                rule.deeds.to_string(),
                self.amount(rule.before, rule.currency, true),
                self.amount(rule.after, currency, true),
                change,
                clipped,
            ]);
        }
        for total in &self.simulation.totals {
            let net = |sum: Sum| sum.earned.checked_sub(sum.deducted).unwrap_or(sum.earned);
            let (before, after) = (net(total.before), net(total.after));
            table.row([
                String::new(),
                m.msg("simulate-total", &[]),
                String::new(),
                String::new(),
                self.amount(before, total.currency, true),
                self.amount(after, total.currency, true),
                self.change(before, after, total.currency),
                String::new(),
            ]);
        }
        table.to_text()
    }

    /// What is earned, what is taken, and what it costs the fund.
    fn totals(&self, m: &Messages) -> String {
        let from_to = |before: String, after: String| {
            m.msg("simulate-from-to", &[("before", text(before)), ("after", text(after))])
        };
        let mut facts = Facts::new();
        for Total { currency, before, after } in &self.simulation.totals {
            let amount = |amount| self.amount(amount, *currency, false);
            facts = facts
                .row(
                    m.msg("simulate-earned", &[]),
                    from_to(amount(before.earned), amount(after.earned)),
                )
                .row(
                    m.msg("simulate-deducted", &[]),
                    from_to(amount(before.deducted), amount(after.deducted)),
                );
            let yuan = |sum: &Sum| match sum.yuan {
                Some(yuan) => m.msg("simulate-yuan", &[("yuan", text(yuan))]),
                None => m.msg("simulate-yuan-unknown", &[]),
            };
            let cost = match (before.yuan, after.yuan) {
                (None, None) => m.msg("simulate-cost-unknown", &[]),
                _ => from_to(yuan(before), yuan(after)),
            };
            facts = facts.row(m.msg("simulate-cost", &[]), cost);
        }
        let gain = |a: &&AccountOutcome| a.after > a.before;
        let lose = |a: &&AccountOutcome| a.after < a.before;
        let accounts = &self.simulation.accounts;
        let (gain, lose) =
            (accounts.iter().filter(gain).count(), accounts.iter().filter(lose).count());
        let facts_of = [
            ("gain", count(gain)),
            ("lose", count(lose)),
            ("same", count(accounts.len().saturating_sub(gain + lose))),
        ];
        facts.row(m.msg("simulate-accounts", &[]), m.msg("simulate-who", &facts_of)).text()
    }

    fn caps(&self, m: &Messages) -> Option<String> {
        let mut table = Table::new([
            ui::words(m.msg("simulate-cap-rule", &[])),
            ui::words(m.msg("rule-caps", &[])),
            ui::numbers(m.msg("simulate-deeds", &[])),
            ui::numbers(m.msg("simulate-lost", &[])),
        ]);
        for bite in &self.simulation.caps {
            let rule = self.draft.rule(bite.rule);
            let item = rule.map_or("", |rule| rule.item.as_str());
            let currency = rule.map_or(CurrencyCode::JF, |rule| rule.currency);
            table.row([
                format!("{} {item}", bite.rule),
                words::cap(m, &bite.cap),
                bite.deeds.to_string(),
                self.amount(bite.points, currency, false),
            ]);
        }
        let heading = m.msg("simulate-caps", &[]);
        (!self.simulation.caps.is_empty()).then(|| format!("{heading}\n{}", table.to_text()))
    }

    /// Those who gain most, then those who lose most.
    fn accounts(&self, m: &Messages, bank: &Bank<'_>) -> Result<Vec<String>, CliError> {
        let mut changed: Vec<(Amount, &AccountOutcome)> = self
            .simulation
            .accounts
            .iter()
            .filter_map(|account| Some((account.after.checked_sub(account.before)?, account)))
            .collect();
        changed.sort_by_key(|(change, account)| (*change, account.account));
        let lose: Vec<_> =
            changed.iter().filter(|(change, _)| change.is_negative()).take(SHOWN).collect();
        let gain: Vec<_> =
            changed.iter().rev().filter(|(change, _)| *change > Amount::ZERO).take(SHOWN).collect();
        let mut tables = Vec::new();
        for (id, those) in [("simulate-gain", gain), ("simulate-lose", lose)] {
            if those.is_empty() {
                continue;
            }
            let mut table = Table::new([
                ui::words(m.msg("heading-account", &[])),
                ui::numbers(m.msg("simulate-before", &[])),
                ui::numbers(m.msg("simulate-after", &[])),
                ui::numbers(m.msg("simulate-change", &[])),
            ]);
            for (change, account) in those {
                let amount = |amount| self.amount(amount, account.currency, true);
                table.row([
                    posting::shown(bank, account.account)?,
                    amount(account.before),
                    amount(account.after),
                    amount(*change),
                ]);
            }
            tables.push(format!("{}\n{}", m.get(id, &[]), table.to_text()));
        }
        Ok(tables)
    }

    /// What is not paid, by reason; then what it may have been meant for.
    fn unpaid(&self, m: &Messages) -> Option<String> {
        let rules = &self.simulation.rules;
        let mut lines = Vec::new();
        for why in Unpaid::ALL {
            let of_rule = |rule: &RuleOutcome| {
                let n = rule.unpaid.get(&why)?;
                let facts =
                    [("code", text(rule.rule)), ("item", text(&rule.item)), ("n", count(*n))];
                Some(m.msg("simulate-unpaid-rule", &facts))
            };
            let those: Vec<String> = rules.iter().filter_map(of_rule).collect();
            if !those.is_empty() {
                let why = m.get(&format!("unpaid-{}", why.word()), &[]);
                let those = those.join(&m.msg("comma", &[]));
                let facts = [("why", text(why)), ("rules", text(those))];
                lines.push(m.msg("simulate-unpaid-line", &facts));
            }
        }
        for rule in rules {
            let Some(like) = rule.alike.first() else { continue };
            let codes: Vec<String> = rule.alike.iter().map(RuleCode::to_string).collect();
            let facts = [
                ("codes", text(codes.join(&m.msg("comma", &[])))),
                ("old", text(rule.rule)),
                ("new", text(like)),
            ];
            lines.push(m.msg("simulate-alike", &facts));
        }
        let heading = m.msg("simulate-unpaid", &[]);
        (!lines.is_empty()).then(|| format!("{heading}\n{}\n", lines.join("\n")))
    }

    /// What the reader has to know of how it was counted.
    fn remarks(&self, m: &Messages) -> Vec<String> {
        let mut remarks = Vec::new();
        for rule in &self.simulation.rules {
            let Some((code, by)) = rule.draft else { continue };
            let Some(new) = self.draft.rule(code) else { continue };
            let facts = [
                ("old", text(rule.rule)),
                ("new", text(code)),
                ("before", text(&rule.unit)),
                ("after", text(&new.unit)),
            ];
            if by == Matched::Item {
                remarks.push(m.msg("simulate-by-item", &facts));
            }
            if rule.unit != new.unit && rule.kind == new.kind {
                remarks.push(m.msg("simulate-unit", &facts));
            }
            if by == Matched::Code && rule.item != new.item {
                remarks.push(m.msg("simulate-by-code", &facts));
            }
        }
        for old in &self.simulation.unused {
            remarks.push(m.msg("simulate-unused", &[("old", text(old))]));
        }
        remarks
    }
}

/// The draft's rule: its item only where it is another.
fn named(new: &Rule, old: &RuleOutcome) -> String {
    let points = match (new.points, new.kind) {
        (Some(points), RuleKind::Deduct) => format!(" -{points}/{}", new.unit),
        (Some(points), _) => format!(" +{points}/{}", new.unit),
        (None, _) => String::new(),
    };
    if new.item == old.item {
        format!("{}{points}", new.code)
    } else {
        format!("{} {}{points}", new.code, new.item)
    }
}
