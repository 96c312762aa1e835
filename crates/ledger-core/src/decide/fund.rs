//! The money behind the points: what comes in and goes out, and its cover.

use std::collections::BTreeMap;

use super::{currency_on, moving, not_after, precise, spendable};
use crate::day::Day;
use crate::event::{CoverPolicy, Event};
use crate::ids::{AccountNo, CurrencyCode, EntryId, VoucherNo};
use crate::points::{Amount, Points, Yuan};
use crate::refusal::Refusal;
use crate::rulebook::HolderKind;
use crate::state::State;

pub(super) fn receive(
    state: &State,
    (yuan, on): (Yuan, Day),
    source: String,
    voucher: VoucherNo,
    today: Day,
) -> Result<Event, Refusal> {
    not_after(on, today)?;
    let fund = &state.trade().fund;
    unused(state, &fund.receipts, &voucher)?;
    counted(state, fund.received, yuan)?;
    Ok(Event::FundReceived { yuan, on, source, voucher })
}

pub(super) fn spend(
    state: &State,
    (yuan, on): (Yuan, Day),
    purpose: String,
    voucher: VoucherNo,
    today: Day,
) -> Result<Event, Refusal> {
    not_after(on, today)?;
    let fund = &state.trade().fund;
    unused(state, &fund.payments, &voucher)?;
    there(state, yuan)?;
    counted(state, fund.spent, yuan)?;
    Ok(Event::FundSpent { yuan, on, purpose, voucher })
}

pub(super) fn settle(
    state: &State,
    merchant: AccountNo,
    (points, currency): (Points, CurrencyCode),
    yuan: Yuan,
    voucher: VoucherNo,
    note: String,
    today: Day,
) -> Result<Event, Refusal> {
    let holder = moving(state, merchant)?;
    if holder.kind != HolderKind::Merchant {
        return Err(Refusal::NotAMerchant { account: merchant });
    }
    let terms = currency_on(state, currency, today)?;
    precise(points, terms)?;
    // Before what is there is looked at: who asks a second time with the same
    // voucher has to hear that it was paid, not that nothing is left.
    unused(state, &holder.settled, &voucher)?;
    spendable(merchant, holder, points, terms, today)?;
    there(state, yuan)?;
    counted(state, state.trade().fund.settled, yuan)?;
    Ok(Event::Settled { merchant, points, currency, yuan, voucher, note })
}

/// An award stays within what fund and stock cover, where the branch wants it to.
pub(super) fn within_cover(state: &State, event: &Event, today: Day) -> Result<(), Refusal> {
    let (points, currency) = match event {
        // What a claim is paid was counted when it was filed.
        Event::Deposited(deed) if deed.claim.is_none() => (deed.points, deed.currency),
        Event::ClaimFiled(deed) => (deed.points, deed.currency),
        _ => return Ok(()),
    };
    let refuses = state.trade().fund.cover == CoverPolicy::Refuse;
    // What is worth nothing in yuan makes no cover worse.
    if !refuses || state.rate(today, currency).is_zero() {
        return Ok(());
    }
    let then = state.coverage_with(today, Some((currency, points)));
    if then.is_short() {
        return Err(Refusal::BeyondCover { owed: then.owed(), cover: then.cover() });
    }
    Ok(())
}

/// A voucher that was not entered before.
fn unused(
    state: &State,
    vouchers: &BTreeMap<VoucherNo, u64>,
    voucher: &VoucherNo,
) -> Result<(), Refusal> {
    match vouchers.get(voucher) {
        Some(&seq) => {
            let entry = EntryId { branch: state.branch(), seq };
            Err(Refusal::VoucherUsed { voucher: voucher.clone(), entry })
        }
        None => Ok(()),
    }
}

/// Money that is in the fund.
fn there(state: &State, needed: Yuan) -> Result<(), Refusal> {
    let balance = state.trade().fund.balance();
    if needed.amount() > balance {
        return Err(Refusal::FundShort { needed, balance });
    }
    Ok(())
}

/// A sum of the fund stays within what can be counted.
fn counted(state: &State, sum: Amount, yuan: Yuan) -> Result<(), Refusal> {
    match sum.checked_add(yuan.amount()) {
        Some(_) => Ok(()),
        // As everywhere, the branch's own money goes by the account with serial 0.
        None => Err(Refusal::OutOfBounds { account: AccountNo::new(state.branch(), 0) }),
    }
}
