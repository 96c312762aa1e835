//! What entries between villages bring into the state, besides their movements.

use crate::event::{Aim, Event};
use crate::line::Entry;
use crate::state::{Leg, State};

pub(super) fn apply(state: &mut State, entry: &Entry) {
    let trade = &mut state.trade;
    match &entry.event {
        Event::Sent { account, to, points, currency, lots, .. } => {
            let (account, to, points, currency) = (*account, *to, *points, *currency);
            let leg = Leg { account, to, points, currency, lots: lots.clone() };
            trade.out.insert(entry.seq, leg);
        }
        // A forged entry may end what another branch sent.
        Event::Arrived { sent, .. } | Event::SentBack { sent, .. }
            if sent.branch == state.branch =>
        {
            trade.out.remove(&sent.seq);
        }
        Event::Received { aim: Aim::Offer { offer, qty }, .. } => {
            return super::offers::hand_over(state, *offer, *qty);
        }
        Event::ClearingNetted { .. } => trade.netted = Some(entry.seq),
        Event::ClearingSettled { netted, currency, .. } => {
            trade.settled.insert(*currency, netted.seq);
        }
        _ => return,
    }
    state.touched.trade = true;
}
