//! Appeals: opened, pledged to, and how they end.

use super::{account_that, currency_on, moving, precise, spendable};
use crate::appeals::Appeal;
use crate::command::Command;
use crate::day::Day;
use crate::event::{AppealOutcome, Event};
use crate::ids::{AccountNo, AppealCode, CurrencyCode, EntryId};
use crate::points::{Amount, Points};
use crate::refusal::Refusal;
use crate::rulebook::HolderKind;
use crate::state::{State, Status};

pub(super) fn open(
    state: &State,
    appeal: AppealCode,
    title: String,
    pool: AccountNo,
    (goal, currency): (Points, CurrencyCode),
    until: Day,
    today: Day,
) -> Result<Event, Refusal> {
    // A code used twice would let a pledge be read as of the other appeal.
    if let Some(earlier) = state.trade().appeals.get(&appeal) {
        let entry = EntryId { branch: state.branch(), seq: earlier.opened };
        return Err(Refusal::AppealTaken { appeal, entry });
    }
    if moving(state, pool)?.kind != HolderKind::Pool {
        return Err(Refusal::NotAPool { account: pool });
    }
    if until < today {
        return Err(Refusal::PastDay { until, today });
    }
    precise(goal, currency_on(state, currency, today)?)?;
    Ok(Event::AppealOpened { appeal, title, pool, goal, currency, until })
}

pub(super) fn pledge(
    state: &State,
    appeal: AppealCode,
    account: AccountNo,
    points: Points,
    today: Day,
) -> Result<Event, Refusal> {
    let Appeal { pool, currency, until, .. } = *running(state, appeal)?;
    let holder = moving(state, account)?;
    if account == pool {
        return Err(Refusal::ToItself { account });
    }
    if until < today {
        return Err(Refusal::AppealOver { appeal, until, today });
    }
    let terms = currency_on(state, currency, today)?;
    precise(points, terms)?;
    let missing = running(state, appeal)?.missing();
    if points.amount() > missing {
        return Err(Refusal::AboveGoal { appeal, currency, points, missing });
    }
    let lots = spendable(account, holder, points, terms, today)?;
    Ok(Event::Pledged { appeal, account, points, currency, lots })
}

pub(super) fn give_back(
    state: &State,
    appeal: AppealCode,
    pledge: EntryId,
    today: Day,
) -> Result<Event, Refusal> {
    let found = running(state, appeal)?;
    if found.is_reached() {
        return Err(Refusal::GoalReached { appeal });
    }
    over(appeal, found, today)?;
    let held = found
        .pledges
        .iter()
        .find(|held| (EntryId { branch: state.branch(), seq: held.entry }) == pledge);
    let held = held.ok_or(Refusal::UnknownPledge { appeal, pledge })?;
    // A frozen account gets its own back; a closed one there cannot be.
    account_that(state, held.account, |status| status != Status::Closed)?;
    Ok(Event::PledgeReturned {
        appeal,
        pledge,
        account: held.account,
        points: held.points,
        currency: found.currency,
        lots: held.lots.clone(),
    })
}

pub(super) fn close(state: &State, appeal: AppealCode, today: Day) -> Result<Event, Refusal> {
    let found = running(state, appeal)?;
    let Appeal { pool, currency, .. } = *found;
    account_that(state, pool, |status| status != Status::Closed)?;
    if found.is_reached() {
        return Ok(Event::AppealClosed {
            appeal,
            pool,
            outcome: AppealOutcome::Paid,
            points: found.raised.points(),
            currency: Some(currency),
        });
    }
    over(appeal, found, today)?;
    if !found.pledges.is_empty() {
        return Err(Refusal::PledgesHeld { appeal, pledges: found.pledges.len() });
    }
    let outcome = AppealOutcome::GivenBack;
    Ok(Event::AppealClosed { appeal, pool, outcome, points: None, currency: None })
}

/// What is due of appeals on a day: those that reached their goal are paid,
/// those whose last day has gone by without are given back.
#[allow(dead_code, reason = "asked by the close of the day")]
pub(crate) fn due_appeals(state: &State, today: Day) -> Vec<Command> {
    let appeals = state.trade().appeals.iter();
    let over = appeals.filter(|(_, appeal)| appeal.closed.is_none() && appeal.is_over(today));
    over.flat_map(|(&code, appeal)| appeal.ending(state.branch(), code)).collect()
}

/// What an account has under way with appeals: a pledge of it, or one that it is to get.
pub(super) fn under_way(state: &State, account: AccountNo) -> Option<EntryId> {
    let open = state.trade().appeals.values().filter(|appeal| appeal.closed.is_none());
    let seq = open.into_iter().find_map(|appeal| {
        let pledge = appeal.pledges.iter().find(|pledge| pledge.account == account);
        let pool = (appeal.pool == account).then_some(appeal.opened);
        pledge.map(|pledge| pledge.entry).or(pool)
    });
    seq.map(|seq| EntryId { branch: state.branch(), seq })
}

/// An appeal that has not been closed.
fn running(state: &State, appeal: AppealCode) -> Result<&Appeal, Refusal> {
    let found = state.trade().appeals.get(&appeal).ok_or(Refusal::UnknownAppeal { appeal })?;
    match found.closed {
        Some((_, seq)) => {
            let entry = EntryId { branch: state.branch(), seq };
            Err(Refusal::ClosedAppeal { appeal, entry })
        }
        None => Ok(found),
    }
}

/// Its last day has gone by.
fn over(appeal: AppealCode, found: &Appeal, today: Day) -> Result<(), Refusal> {
    let Appeal { currency, until, .. } = *found;
    if until < today {
        return Ok(());
    }
    let missing: Amount = found.missing();
    Err(Refusal::AppealRuns { appeal, currency, missing, until })
}
