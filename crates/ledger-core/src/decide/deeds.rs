//! Deeds that earn or cost points.

use super::lots::{Credit, credit};
use super::{acting, households, likeness, moving, not_after, rulebook_on};
use crate::command::DeedCommand;
use crate::day::Day;
use crate::event::{Deed, Role};
use crate::ids::{AccountNo, OperatorId};
use crate::lots;
use crate::refusal::Refusal;
use crate::rulebook::{self, HolderKind, Pays, Rule, RuleKind};
use crate::state::{Charter, State};

/// The deed as it is posted: what the rule of that day gives or takes for it.
pub(super) fn post(
    state: &State,
    command: DeedCommand,
    kind: RuleKind,
    by: &OperatorId,
    today: Day,
) -> Result<Deed, Refusal> {
    let DeedCommand {
        account,
        rule: code,
        qty,
        on,
        evidence,
        note,
        approver,
        digests,
        witnesses,
        like,
    } = command;
    let named = moving(state, account)?;
    not_after(on, today)?;
    if let Some(Charter { since, .. }) = state.charter().filter(|charter| on < charter.since) {
        return Err(Refusal::BeforeBank { on, since: *since });
    }
    let adopted = rulebook_on(state, on)?;
    let rule = adopted.rulebook.rule(code).ok_or(Refusal::UnknownRule { rule: code, on })?;
    if !rule.in_force(on) {
        let Rule { from, until, .. } = *rule;
        return Err(Refusal::RuleNotInForce { rule: code, on, from, until });
    }
    if rule.kind != kind {
        return Err(Refusal::RuleOfKind { rule: code, found: rule.kind, wanted: kind });
    }
    let (payee, done_by) = payee(state, rule, account, named.kind)?;
    let holder = moving(state, payee)?;
    if kind == RuleKind::Earn && !rule.holders.contains(&holder.kind) {
        return Err(Refusal::HolderNotAllowed { rule: code, kind: holder.kind });
    }
    let days = on.days_until(today);
    if let Some(limit) = rule.late_days().filter(|&limit| i64::from(days) > i64::from(limit)) {
        return Err(Refusal::TooLate { rule: code, on, days, limit });
    }
    check_approver(state, rule, approver.as_ref(), by)?;
    let currency = adopted
        .rulebook
        .currency(rule.currency)
        .ok_or(Refusal::UnknownCurrency { currency: rule.currency })?;
    let used = state.used(payee.serial(), rule, on);
    let award = match kind {
        RuleKind::Deduct => {
            rulebook::deduction(rule, currency, qty, &used, holder.standing(currency.code, today))
        }
        _ => rulebook::award(rule, currency, qty, &used),
    };
    let award = award.map_err(|why| Refusal::Award { rule: code, why })?;
    let (lots, Credit { until, spilled }) = match kind {
        RuleKind::Deduct => {
            let taken = lots::take(holder.lots(currency.code), award.awarded, today);
            (taken, Credit::default())
        }
        _ => (Vec::new(), credit(state, (payee, holder), award.awarded, currency, today)?),
    };
    if let Some(like) = like {
        likeness::is_real(state, like, account, code, on, &digests)?;
    }
    Ok(Deed {
        account: payee,
        rule: code,
        book: adopted.book,
        qty: award.qty,
        points: award.awarded,
        currency: currency.code,
        on,
        evidence,
        note,
        computed: (award.computed != award.awarded).then_some(award.computed),
        approver,
        done_by,
        until,
        spilled,
        lots,
        digests,
        witnesses,
        like,
        claim: None,
    })
}

/// Whose account the rule pays, and the person who did it where that is another.
fn payee(
    state: &State,
    rule: &Rule,
    account: AccountNo,
    kind: HolderKind,
) -> Result<(AccountNo, Option<AccountNo>), Refusal> {
    match (rule.pays, kind) {
        (Pays::Household, HolderKind::Person) => {
            Ok((households::household_of(state, account)?, Some(account)))
        }
        (Pays::Person, HolderKind::Household) => {
            Err(Refusal::PaysPerson { rule: rule.code, account })
        }
        _ => Ok((account, None)),
    }
}

fn check_approver(
    state: &State,
    rule: &Rule,
    approver: Option<&OperatorId>,
    by: &OperatorId,
) -> Result<(), Refusal> {
    let Some(approver) = approver else {
        if rule.needs_approver() {
            let steps = rule.steps.join(" → ");
            return Err(Refusal::ApproverMissing { rule: rule.code, by: by.clone(), steps });
        }
        return Ok(());
    };
    if approver == by {
        return Err(Refusal::ApproverIsPoster { approver: approver.clone() });
    }
    match acting(state, approver) {
        Ok(operator) if operator.role != Role::Auditor => Ok(()),
        _ => Err(Refusal::ApproverUnfit { approver: approver.clone() }),
    }
}
