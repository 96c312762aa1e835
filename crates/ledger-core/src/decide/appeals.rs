//! Appeals: opened, pledged to, and how they end.

use super::offers::not_alone;
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
    let terms = currency_on(state, currency, today)?;
    precise(goal, terms)?;
    not_alone(terms)?;
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
    not_alone(terms)?;
    let missing = running(state, appeal)?.missing();
    if points.amount() > missing {
        return Err(Refusal::AboveGoal { appeal, currency, points, missing });
    }
    let lots = spendable(account, holder, points, terms, today)?;
    Ok(Event::Pledged { appeal, account, points, currency, lots })
}

pub(crate) fn give_back(
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]

    use super::*;
    use crate::apply::apply;
    use crate::day::Timestamp;
    use crate::decide::decide;
    use crate::due::due;
    use crate::line::{Entry, EntryHash};
    use crate::lots::Lot;
    use crate::points::Amount;
    use crate::rulebook::{BookHash, from_toml};
    use crate::state::{Account, Adopted, Operator};

    const RULEBOOK: &str = "title = \"细则\"\n[[currency]]\ncode = \"JF\"\nname = \"积分\"\n\
                            decimals = 0\nexpires = \"half-year\"\n";

    fn p<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
        text.parse().unwrap()
    }

    fn lot(until: &str, points: &str) -> Lot {
        Lot { until: p(until), points: p(points) }
    }

    fn account(kind: HolderKind, lots: &[Lot], more: &str) -> Account {
        let held = crate::lots::sum(lots).checked_add(p(more)).unwrap();
        Account {
            balances: vec![(p("JF"), held)],
            lots: vec![(p("JF"), lots.to_vec())],
            ..Account::opened(kind, None, Timestamp::EPOCH)
        }
    }

    /// A branch where account 1 holds two lots and 3 points that do not expire.
    fn state() -> State {
        let mut state = State::new(p("LC01"));
        state.size = 10;
        let role = crate::event::Role::Manager;
        let key = crate::keys::OperatorKey::from_secret(p("wang"), &[1; 32]).public();
        state.operators.insert(p("wang"), Operator { role, key, account: None, retired: false });
        state.rulebooks.push(Adopted {
            book: BookHash::of(RULEBOOK),
            from: p("2026-01-01"),
            text: RULEBOOK.into(),
            rulebook: from_toml(RULEBOOK).unwrap().into(),
        });
        let lots = [lot("2026-06-30", "5"), lot("2026-12-31", "10")];
        state.accounts.insert(1, account(HolderKind::Household, &lots, "3"));
        state.accounts.insert(2, account(HolderKind::Pool, &[], "0"));
        state
    }

    fn ask(state: &mut State, at: &str, command: Command) -> Event {
        let (by, at) = (p("wang"), p(at));
        let event = decide(state, &command, &by, at).unwrap();
        let place = (state.branch(), state.size(), state.head());
        let req = p(&format!("r{}", state.size()));
        apply(state, &Entry::new(place, at, by, req, event.clone()), EntryHash::default());
        event
    }

    fn no(serial: u32) -> AccountNo {
        AccountNo::new(p("LC01"), serial)
    }

    fn open(state: &mut State, goal: &str, until: &str) {
        let command = Command::OpenAppeal {
            appeal: p("BRIDGE"),
            title: "修桥".to_owned(),
            pool: no(2),
            goal: p(goal),
            currency: p("JF"),
            until: p(until),
        };
        ask(state, "2026-05-01T00:00:00Z", command);
    }

    fn pledge(state: &mut State, points: &str) -> Vec<Lot> {
        let command = Command::Pledge { appeal: p("BRIDGE"), account: no(1), points: p(points) };
        match ask(state, "2026-05-01T00:00:00Z", command) {
            Event::Pledged { lots, .. } => lots,
            other => panic!("{}", other.name()),
        }
    }

    #[test]
    fn a_pledge_given_back_has_the_lots_it_was_taken_from_with_their_old_last_days() {
        let mut state = state();
        let before = state.accounts[&1].clone();
        open(&mut state, "100", "2026-06-30");
        assert_eq!(pledge(&mut state, "7"), [lot("2026-06-30", "5"), lot("2026-12-31", "2")]);
        assert_eq!(pledge(&mut state, "10"), [lot("2026-12-31", "8")]);
        assert_eq!(state.accounts[&1].lots(p("JF")), []);
        let early = due_appeals(&state, p("2026-06-30"));
        assert_eq!(early, [], "its last day is one to give on");
        let later = due_appeals(&state, p("2026-07-02"));
        assert_eq!(later.len(), 3);
        let mut closed = state.clone();
        for command in later {
            ask(&mut state, "2026-07-02T00:00:00Z", command);
        }
        assert_eq!(state.accounts[&1], before);
        assert_eq!(state.system(crate::postings::SystemAccount::Pledged, p("JF")), Amount::ZERO);
        // Five of them ended while they were pledged: they are back, and gone.
        assert_eq!(state.accounts[&1].standing(p("JF"), p("2026-07-02")), p("13"));
        assert_eq!(due_appeals(&state, p("2026-07-02")), []);
        // So the day that gives them back expires them as well, and then nothing is due.
        let all = due(&closed, p("2026-07-02"));
        assert_eq!(all.len(), 4);
        for command in all {
            ask(&mut closed, "2026-07-02T00:00:00Z", command);
        }
        assert_eq!(closed.accounts[&1].balance(p("JF")), p("13"));
        assert_eq!(due(&closed, p("2026-07-02")), []);
    }

    #[test]
    fn a_goal_reached_is_due_at_once_and_its_points_do_not_expire_in_the_pool() {
        let mut state = state();
        open(&mut state, "7", "2026-06-30");
        pledge(&mut state, "6");
        assert_eq!(due_appeals(&state, p("2026-05-01")), []);
        pledge(&mut state, "1");
        let due = due_appeals(&state, p("2026-05-01"));
        assert_eq!(due, [Command::CloseAppeal { appeal: p("BRIDGE") }]);
        // Days later it is the same: what reached its goal is never given back.
        assert_eq!(due_appeals(&state, p("2026-12-31")), due);
        ask(&mut state, "2026-07-02T00:00:00Z", due[0].clone());
        let pool = &state.accounts[&2];
        assert_eq!((pool.balance(p("JF")), pool.lots(p("JF"))), (p("7"), &[][..]));
        assert_eq!(pool.standing(p("JF"), p("2030-01-01")), p("7"));
    }
}
