//! Deeds that earn or cost points.

use super::lots::{Credit, credit};
use super::{acting, claims, households, likeness, moving, not_after, rulebook_on};
use crate::command::DeedCommand;
use crate::day::{Day, Timestamp};
use crate::event::{Deed, Event, Role};
use crate::ids::{AccountNo, OperatorId};
use crate::lots;
use crate::points::Qty;
use crate::refusal::Refusal;
use crate::rulebook::{
    self, Award, AwardRefusal, Clip, Currency, HolderKind, Pays, Rule, RuleKind,
};
use crate::state::{Account, Charter, State};

/// How a deed comes to be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Credited directly.
    Deposit,
    /// Charged.
    Deduct,
    /// Claimed, to be reviewed and paid later.
    Claim,
}

/// The deed as it is posted: what the rule of that day gives or takes for it.
pub(super) fn post(
    state: &State,
    command: DeedCommand,
    way: Way,
    by: &OperatorId,
    today: Day,
) -> Result<Deed, Refusal> {
    let mut deed = work_out(state, command, way, by, today)?;
    let named = deed.done_by.unwrap_or(deed.account);
    let Deed { rule, on, .. } = deed;
    match way {
        Way::Deposit => deed = credited(state, deed, today)?,
        Way::Deduct => {}
        // A claim is held against what there is here by itself; a verifier has the word.
        Way::Claim => {
            let here = likeness::like(state, named, rule, on, &deed.digests);
            deed.like = here.or(deed.like);
        }
    }
    if let Some(like) = deed.like {
        likeness::is_real(state, like, named, rule, on, &deed.digests)?;
    }
    Ok(deed)
}

/// The deed as it is credited on a day, be it directly or as a claim that is
/// paid: how long its points live and where they go is known only then.
pub(super) fn credited(state: &State, deed: Deed, today: Day) -> Result<Deed, Refusal> {
    let holder = moving(state, deed.account)?;
    let (_, terms) = state.terms_of(&deed).ok_or(Refusal::NoRulebook { on: deed.on })?;
    let Credit { until, spilled } =
        credit(state, (deed.account, holder), deed.points, terms, today)?;
    Ok(Deed { until, spilled, ..deed })
}

fn work_out(
    state: &State,
    command: DeedCommand,
    way: Way,
    by: &OperatorId,
    today: Day,
) -> Result<Deed, Refusal> {
    let kind = if way == Way::Deduct { RuleKind::Deduct } else { RuleKind::Earn };
    let DeedCommand { account, rule: code, qty, on, .. } = command;
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
    let claimed = way == Way::Claim;
    if kind == RuleKind::Earn {
        claims::check_way(state, rule, &command, claimed, today)?;
    }
    // Who reviews a claim agrees to it; nobody has to be named beforehand.
    if !claimed || command.approver.is_some() {
        check_approver(state, rule, command.approver.as_ref(), by)?;
    }
    let currency = adopted
        .rulebook
        .currency(rule.currency)
        .ok_or(Refusal::UnknownCurrency { currency: rule.currency })?;
    let award = award(state, (rule, currency), (payee, holder), qty, on, today);
    let award = award.map_err(|why| Refusal::Award { rule: code, why })?;
    let lots = match kind {
        RuleKind::Deduct => lots::take(holder.lots(currency.code), award.awarded, today),
        _ => Vec::new(),
    };
    Ok(Deed {
        account: payee,
        rule: code,
        book: adopted.book,
        qty: award.qty,
        points: award.awarded,
        currency: currency.code,
        on,
        evidence: command.evidence,
        note: command.note,
        computed: (award.computed != award.awarded).then_some(award.computed),
        approver: command.approver,
        done_by,
        until: None,
        spilled: None,
        lots,
        digests: command.digests,
        witnesses: command.witnesses,
        like: command.like,
        claim: None,
    })
}

/// What the rule gives the account, or takes from it, for a deed of a day.
fn award(
    state: &State,
    (rule, currency): (&Rule, &Currency),
    (account, held): (AccountNo, &Account),
    qty: Qty,
    on: Day,
    today: Day,
) -> Result<Award, AwardRefusal> {
    let used = state.used(account.serial(), rule, on);
    match rule.kind {
        RuleKind::Deduct => {
            rulebook::deduction(rule, currency, qty, &used, held.standing(currency.code, today))
        }
        _ => rulebook::award(rule, currency, qty, &used),
    }
}

/// What left less of a deed than its rule gives, in the state that it was decided in.
pub(crate) fn clipped_by(state: &State, event: &Event, at: Timestamp) -> Option<Clip> {
    // What a claim is paid was worked out when it was filed.
    let deed = event.deed().filter(|deed| deed.computed.is_some() && deed.claim.is_none())?;
    let held = state.account(deed.account)?;
    let today = at.day(state.offset());
    let terms = state.terms_of(deed)?;
    award(state, terms, (deed.account, held), deed.qty, deed.on, today).ok()?.clipped_by
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
