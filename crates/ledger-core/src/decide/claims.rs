//! Claims, notices and objections: the procedure between a deed and its points.
//!
//! The order is fixed: filed, reviewed step by step, hung out, paid. Whoever
//! acts in one step may not act in the next one, and nobody acts on what is
//! their own. That is all there is to it; what a deed earns is worked out by
//! the same [`deeds::post`] as a deed credited directly.

use super::{account_that, deeds, moving, not_after};
use crate::apply::bring;
use crate::claim::{Claim, MAX_LINES, is_late};
use crate::command::{Command, DeedCommand, Resolution};
use crate::day::Day;
use crate::event::{Deed, Event, Step};
use crate::ids::{AccountNo, EntryId, OperatorId};
use crate::points::Qty;
use crate::refusal::{Refusal, WitnessFault};
use crate::rulebook::{self, MAX_NOTICE_DAYS, Rule};
use crate::state::{Account, State, Status};

/// A late claim names so many witnesses.
const WITNESSES: usize = 2;

/// The deed as it will be paid: its award is worked out, and counts, from now on.
pub(super) fn file(
    state: &State,
    command: DeedCommand,
    by: &OperatorId,
    today: Day,
) -> Result<Event, Refusal> {
    deeds::post(state, command, deeds::Way::Claim, by, today).map(Event::ClaimFiled)
}

/// Whether a deed goes the way its rule asks for: directly, or by a claim.
pub(super) fn check_way(
    state: &State,
    rule: &Rule,
    command: &DeedCommand,
    claimed: bool,
    today: Day,
) -> Result<(), Refusal> {
    let (code, on) = (rule.code, command.on);
    let late = is_late(rule, on, today);
    match (claimed, rule.review.is_none()) {
        (false, false) => return Err(Refusal::ClaimNeeded { rule: code }),
        (false, true) if late => {
            let (days, limit) = (on.days_until(today), rule.late_after_days.unwrap_or_default());
            return Err(Refusal::LateNeedsClaim { rule: code, on, days, limit });
        }
        (true, true) if !late => return Err(Refusal::ReviewNotNeeded { rule: code }),
        _ => {}
    }
    let given = command.witnesses.len();
    if late && given < WITNESSES {
        return Err(Refusal::WitnessesMissing { rule: code, needed: WITNESSES, given });
    }
    for (place, &account) in command.witnesses.iter().enumerate() {
        let unfit = |why| Err(Refusal::WitnessUnfit { account, why });
        if command.witnesses[..place].contains(&account) {
            return unfit(WitnessFault::Twice);
        }
        match state.account(account) {
            None => return unfit(WitnessFault::Unknown),
            Some(found) if found.status == Status::Closed => return unfit(WitnessFault::Closed),
            Some(found) if !found.kind.earns() => return unfit(WitnessFault::NoWitness),
            Some(_) if state.family(command.account).contains(&account) => {
                return unfit(WitnessFault::Own);
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// A claim under way, and the account it is of.
fn under_way(
    state: &State,
    id: EntryId,
    account: AccountNo,
) -> Result<(&Account, &Claim), Refusal> {
    let found = account_that(state, account, |status| status != Status::Closed)?;
    let here = id.branch == state.branch();
    let claim = found.claim(id.seq).filter(|_| here);
    claim.map(|claim| (found, claim)).ok_or(Refusal::UnknownClaim { claim: id, account })
}

/// Who reviews a claim, or says how an objection to it ends, neither filed it
/// nor has any part in it.
fn impartial(state: &State, id: EntryId, claim: &Claim, by: &OperatorId) -> Result<(), Refusal> {
    if claim.by == *by {
        return Err(Refusal::FiledByThem { claim: id, operator: by.clone() });
    }
    let did_it = [Some(claim.deed.account), claim.deed.done_by];
    let own = did_it.into_iter().flatten().find(|&account| state.is_of_family(by, account));
    if let Some(account) = own {
        return Err(Refusal::OwnClaim { claim: id, account, operator: by.clone() });
    }
    Ok(())
}

fn first_review(id: EntryId, claim: &Claim, by: &OperatorId) -> Result<(), Refusal> {
    if claim.reviewers.contains(by) {
        return Err(Refusal::ReviewedAlready { claim: id, operator: by.clone() });
    }
    Ok(())
}

pub(super) fn verify(
    state: &State,
    (id, account): (EntryId, AccountNo),
    note: String,
    distinct: Option<String>,
    by: &OperatorId,
) -> Result<Event, Refusal> {
    let (_, claim) = under_way(state, id, account)?;
    impartial(state, id, claim, by)?;
    first_review(id, claim, by)?;
    let step = claim.next().ok_or(Refusal::ReviewDone { claim: id })?;
    if step == Step::Panel && note.trim().is_empty() {
        return Err(Refusal::MinutesMissing { claim: id });
    }
    if let Some(like) = claim.deed.like
        && !claim.distinct
        && distinct.is_none()
    {
        return Err(Refusal::LooksDouble { claim: id, like });
    }
    Ok(Event::ClaimVerified { claim: id, account, step, note, distinct })
}

pub(super) fn reject(
    state: &State,
    (id, account): (EntryId, AccountNo),
    reason: String,
    by: &OperatorId,
) -> Result<Event, Refusal> {
    let (_, claim) = under_way(state, id, account)?;
    impartial(state, id, claim, by)?;
    if let Some(hung) = claim.hung {
        // What everybody has read is not taken down in silence.
        let notice = EntryId { branch: id.branch, seq: hung.notice };
        return Err(Refusal::OnNotice { claim: id, notice });
    }
    Ok(Event::ClaimRejected { claim: id, account, reason })
}

/// The deposit that pays a claim.
pub(super) fn pay(
    state: &State,
    id: EntryId,
    account: AccountNo,
    today: Day,
) -> Result<Event, Refusal> {
    moving(state, account)?;
    let (_, claim) = under_way(state, id, account)?;
    let left = claim.left();
    if let Some(step) = claim.next() {
        return Err(Refusal::ReviewMissing { claim: id, step, left });
    }
    match claim.hung {
        None if claim.review.notice_days > 0 => return Err(Refusal::NotOnNotice { claim: id }),
        _ => not_objected(id, claim)?,
    }
    if let Some(hung) = claim.hung.filter(|hung| !hung.has_stood(today)) {
        let notice = EntryId { branch: id.branch, seq: hung.notice };
        return Err(Refusal::NoticeStands { notice, until: hung.until, today });
    }
    let deed = Deed { claim: Some(id), ..claim.deed.clone() };
    deeds::credited(state, deed, today).map(Event::Deposited)
}

fn not_objected(id: EntryId, claim: &Claim) -> Result<(), Refusal> {
    let Some(objection) = claim.objection else { return Ok(()) };
    let by = EntryId { branch: id.branch, seq: objection.seq };
    Err(Refusal::Objected { claim: id, by, deadline: objection.deadline })
}

pub(super) fn object(
    state: &State,
    (id, account): (EntryId, AccountNo),
    reason: String,
    deadline: Day,
    today: Day,
) -> Result<Event, Refusal> {
    account_that(state, account, |status| status != Status::Closed)?;
    if deadline < today {
        return Err(Refusal::PastDay { until: deadline, today });
    }
    let (_, claim) = under_way(state, id, account)?;
    // What came in time may be entered late: a line is open until it is paid.
    if claim.hung.is_none() {
        return Err(Refusal::NotOnNotice { claim: id });
    }
    not_objected(id, claim)?;
    Ok(Event::ObjectionRaised { claim: id, account, reason, deadline })
}

pub(super) fn resolve(
    state: &State,
    (id, account): (EntryId, AccountNo),
    resolution: Resolution,
    reason: String,
    by: &OperatorId,
) -> Result<Event, Refusal> {
    let (_, claim) = under_way(state, id, account)?;
    impartial(state, id, claim, by)?;
    first_review(id, claim, by)?;
    if claim.objection.is_none() {
        return Err(Refusal::NotObjected { claim: id });
    }
    let outcome = resolution.outcome();
    let (mut new_qty, mut new_points, mut new_computed) = (None, None, None);
    if let Resolution::Corrected(qty) = resolution {
        let deed = corrected(state, id, claim, qty)?;
        (new_qty, new_points, new_computed) = (Some(deed.qty), Some(deed.points), deed.computed);
    }
    Ok(Event::ObjectionResolved {
        claim: id,
        account,
        outcome,
        reason,
        qty: new_qty,
        points: new_points,
        computed: new_computed,
    })
}

/// The deed with less done: its award anew, under its own rulebook, beside all
/// the others. More than what hung on the wall would be paid unseen.
fn corrected(state: &State, id: EntryId, claim: &Claim, qty: Qty) -> Result<Deed, Refusal> {
    let deed = &claim.deed;
    let (rule, currency) = state.terms_of(deed).ok_or(Refusal::NoRulebook { on: deed.on })?;
    if qty.as_minutes() >= deed.qty.as_minutes() {
        return Err(Refusal::NotLess { claim: id, qty, claimed: deed.qty });
    }
    let used = state.used_besides(deed.account.serial(), rule, deed.on, Some(claim.seq));
    let award = rulebook::award(rule, currency, qty, &used);
    let award = award.map_err(|why| Refusal::Award { rule: rule.code, why })?;
    // Its caps may have more room than when it was filed; the wall said what it said.
    let points = award.awarded.min(deed.points);
    let computed = (award.computed != points).then_some(award.computed);
    Ok(Deed { qty: award.qty, points, computed, ..deed.clone() })
}

/// Every claim that waits for a notice, of deeds of those days, in the order of filing.
pub(super) fn open(
    state: &State,
    (from, to): (Day, Day),
    until: Day,
    today: Day,
) -> Result<Event, Refusal> {
    not_after(to, today)?;
    if from > to {
        return Err(Refusal::PeriodBackwards { from, to });
    }
    let of_period = |claim: &&Claim| (from..=to).contains(&claim.deed.on);
    let accounts = state.accounts.values();
    let mut waiting: Vec<&Claim> = accounts
        .flat_map(|account| &account.claims)
        .filter(|claim| claim.waits_for_notice())
        .filter(of_period)
        .collect();
    waiting.sort_unstable_by_key(|claim| claim.seq);
    waiting.truncate(MAX_LINES);
    let least = waiting.iter().map(|claim| claim.review.notice_days).max();
    let least = least.ok_or(Refusal::NothingForNotice { from, to })?;
    let days = today.days_until(until);
    let most = MAX_NOTICE_DAYS;
    if i64::from(days) < i64::from(least) || i64::from(days) > i64::from(most) {
        return Err(Refusal::NoticeDays { days, least, most });
    }
    let claims = waiting.iter().map(|claim| claim.seq).collect();
    Ok(Event::NoticeOpened { from, to, until, claims })
}

pub(super) fn close(state: &State, id: EntryId, today: Day) -> Result<Event, Refusal> {
    let found = state.trade().notices.get(&id.seq).filter(|_| id.branch == state.branch());
    let notice = found.ok_or(Refusal::UnknownNotice { notice: id })?;
    if today <= notice.until {
        return Err(Refusal::NoticeStands { notice: id, until: notice.until, today });
    }
    let payable =
        lines(state, id.seq).filter(|&(claim, account)| pay(state, claim, account, today).is_ok());
    let unpaid: Vec<(EntryId, AccountNo)> = payable.collect();
    if let Some(&(claim, _)) = unpaid.first() {
        return Err(Refusal::LinesUnpaid { notice: id, claim, left: unpaid.len() });
    }
    let waiting = notice.lines.keys().copied().collect();
    Ok(Event::NoticeClosed { notice: id, posted: notice.posted, waiting })
}

/// The lines of a notice that are neither paid nor struck down, with their accounts.
fn lines(state: &State, notice: u64) -> impl Iterator<Item = (EntryId, AccountNo)> {
    let branch = state.branch();
    let lines = state.trade().notices.get(&notice).map(|notice| &notice.lines);
    let lines = lines.into_iter().flatten();
    lines.map(move |(&seq, &serial)| (EntryId { branch, seq }, AccountNo::new(branch, serial)))
}

/// The same without the lines that cannot be paid in their turn: not ripe, of an
/// account that does not move, or of which a part goes to a pool that takes none.
/// They wait like those objected to. A line before them may take the room below a
/// ceiling.
fn in_turn(state: &State, mut commands: Vec<Command>, today: Day) -> Vec<Command> {
    let mut after = None;
    commands.retain(|command| {
        let Command::PostClaim { claim, account } = *command else { return true };
        let paid = pay(after.as_ref().unwrap_or(state), claim, account, today);
        paid.is_ok_and(|event| {
            bring(after.get_or_insert_with(|| state.clone()), &event);
            true
        })
    });
    commands
}

/// What closes notices on a day: the lines of each paid, then the closing itself.
/// All of it goes into one commit. The accounts of the lines and the pool have to
/// be loaded.
pub fn closing(state: &State, notices: &[EntryId], today: Day) -> Vec<Command> {
    let ended = notices.iter().flat_map(|&notice| ended(state, notice));
    in_turn(state, ended.collect(), today)
}

/// Every line paid, then the notice closed.
fn ended(state: &State, notice: EntryId) -> impl Iterator<Item = Command> {
    let paid = lines(state, notice.seq);
    let paid = paid.map(|(claim, account)| Command::PostClaim { claim, account });
    paid.chain([Command::CloseNotice { notice }])
}

/// Everything of claims and notices that is due on a day: notices that have
/// stood, with their lines; and what else can be paid, as lines of closed notices
/// whose objections were resolved. The state has every account loaded.
pub fn due_notices(state: &State, today: Day) -> Vec<Command> {
    let branch = state.branch();
    let stood = state.trade().notices.iter().filter(|(_, notice)| notice.until < today);
    let mut due: Vec<Command> =
        stood.flat_map(|(&seq, _)| ended(state, EntryId { branch, seq })).collect();
    let open = |claim: &Claim| {
        claim.hung.is_some_and(|hung| state.trade().notices.contains_key(&hung.notice))
    };
    let mut others: Vec<(EntryId, AccountNo)> = state
        .accounts()
        .into_iter()
        .flat_map(|(account, found)| found.claims.iter().map(move |claim| (claim, account)))
        .filter(|(claim, _)| !open(claim))
        .map(|(claim, account)| (EntryId { branch, seq: claim.seq }, account))
        .collect();
    others.sort_unstable_by_key(|(claim, _)| claim.seq);
    due.extend(others.into_iter().map(|(claim, account)| Command::PostClaim { claim, account }));
    in_turn(state, due, today)
}

/// What an account has under way: it is not closed over it.
pub(super) fn none_under_way(account: AccountNo, found: &Account) -> Result<(), Refusal> {
    match found.claims.first() {
        None => Ok(()),
        Some(claim) => {
            let entry = EntryId { branch: account.branch(), seq: claim.seq };
            Err(Refusal::UnderWay { account, entry })
        }
    }
}
