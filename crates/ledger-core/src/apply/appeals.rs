//! What follows for appeals: what was raised, who waits, how it ended.

use crate::appeals::{Appeal, Pledge};
use crate::event::Event;
use crate::points::Amount;
use crate::state::State;

/// An entry about an appeal, brought in.
pub(super) fn enter(state: &mut State, event: &Event, seq: u64) {
    state.touched.trade = true;
    let appeals = &mut state.trade.appeals;
    match event {
        Event::AppealOpened { appeal, title, pool, goal, currency, until } => {
            let opened = Appeal {
                title: title.clone(),
                pool: *pool,
                goal: *goal,
                currency: *currency,
                until: *until,
                opened: seq,
                raised: Amount::ZERO,
                pledges: Vec::new(),
                closed: None,
            };
            appeals.insert(*appeal, opened);
        }
        Event::Pledged { appeal, account, points, lots, .. } => {
            if let Some(found) = appeals.get_mut(appeal) {
                let raised = found.raised.checked_add(points.amount());
                found.raised = raised.unwrap_or(found.raised);
                let (account, points, lots) = (*account, *points, lots.clone());
                found.pledges.push(Pledge { entry: seq, account, points, lots });
            }
        }
        Event::PledgeReturned { appeal, pledge, .. } => {
            if let Some(found) = appeals.get_mut(appeal) {
                found.pledges.retain(|held| held.entry != pledge.seq);
            }
        }
        Event::AppealClosed { appeal, outcome, .. } => {
            if let Some(found) = appeals.get_mut(appeal) {
                found.pledges.clear();
                found.closed = Some((*outcome, seq));
            }
        }
        _ => {}
    }
}
