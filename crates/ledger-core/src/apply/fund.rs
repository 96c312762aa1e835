//! What follows for the fund: its sums, its vouchers, and each of them undone.

use super::account_mut;
use crate::event::{CoverPolicy, Event};
use crate::fund::Fund;
use crate::points::{Amount, Yuan};
use crate::state::State;

/// An entry about money, brought in.
pub(super) fn enter(state: &mut State, event: &Event, seq: u64) {
    state.touched.fund = true;
    let fund = &mut state.trade.fund;
    match event {
        Event::FundReceived { yuan, voucher, .. } => {
            add(&mut fund.received, yuan.amount());
            fund.receipts.insert(voucher.clone(), seq);
        }
        Event::FundSpent { yuan, voucher, .. } => {
            add(&mut fund.spent, yuan.amount());
            fund.payments.insert(voucher.clone(), seq);
        }
        Event::Settled { merchant, yuan, voucher, .. } => {
            add(&mut fund.settled, yuan.amount());
            if let Some(merchant) = account_mut(state, *merchant) {
                merchant.settled.insert(voucher.clone(), seq);
            }
        }
        _ => {}
    }
}

/// An entry about money, undone by another: its voucher is free again.
pub(super) fn undo(state: &mut State, event: &Event, undone: u64, by: u64) {
    let less = |yuan: &Yuan| -yuan.amount();
    let fund = &mut state.trade.fund;
    match event {
        Event::FundReceived { yuan, voucher, .. } => {
            add(&mut fund.received, less(yuan));
            fund.receipts.remove(voucher);
            mark(fund, undone, by);
        }
        Event::FundSpent { yuan, voucher, .. } => {
            add(&mut fund.spent, less(yuan));
            fund.payments.remove(voucher);
            mark(fund, undone, by);
        }
        Event::Settled { merchant, yuan, voucher, .. } => {
            add(&mut fund.settled, less(yuan));
            if let Some(merchant) = account_mut(state, *merchant) {
                merchant.settled.remove(voucher);
            }
        }
        _ => return,
    }
    state.touched.fund = true;
}

/// What is done with awards beyond the cover.
pub(super) fn set_cover(state: &mut State, cover: CoverPolicy) {
    state.touched.fund = true;
    state.trade.fund.cover = cover;
}

/// Money names no account that could keep the mark.
fn mark(fund: &mut Fund, undone: u64, by: u64) {
    fund.reversed.push((undone, by));
}

/// Adds within bounds; `decide` refuses what would leave them.
fn add(sum: &mut Amount, amount: Amount) {
    *sum = sum.checked_add(amount).unwrap_or(*sum);
}
