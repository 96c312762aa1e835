//! Claims and notices, as their entries change them.

use std::collections::BTreeSet;

use super::{account_mut, add, add_use, remove_use};
use crate::claim::{Claim, Hung, Notice, Objection, is_late, review_of};
use crate::day::Day;
use crate::event::{Deed, Event, Outcome};
use crate::ids::{AccountNo, CurrencyCode, EntryId};
use crate::line::Entry;
use crate::points::Amount;
use crate::rulebook::Review;
use crate::state::State;

/// The entry of a claim or a notice; any other is left alone.
pub(super) fn apply(state: &mut State, entry: &Entry) {
    match &entry.event {
        Event::ClaimFiled(deed) => file(state, entry, deed),
        Event::ClaimVerified { claim, account, distinct, .. } => {
            change(state, *claim, *account, |claim| {
                claim.reviewers.push(entry.by.clone());
                claim.distinct |= distinct.is_some();
            });
        }
        Event::ClaimRejected { claim, account, .. } => strike(state, *claim, *account),
        Event::NoticeOpened { from, to, until, claims } => {
            open(state, entry.seq, (*from, *to, *until), claims);
        }
        Event::ObjectionRaised { claim, account, deadline, .. } => {
            let raised = Objection { seq: entry.seq, deadline: *deadline };
            change(state, *claim, *account, |claim| claim.objection = Some(raised));
        }
        Event::ObjectionResolved { claim, account, outcome: Outcome::Upheld, .. } => {
            strike(state, *claim, *account);
        }
        Event::ObjectionResolved { claim, account, qty, points, computed, .. } => {
            change(state, *claim, *account, |claim| claim.objection = None);
            if let (Some(qty), Some(points)) = (*qty, *points) {
                let corrected = |deed: Deed| Deed { qty, points, computed: *computed, ..deed };
                correct(state, *claim, *account, corrected);
            }
        }
        Event::NoticeClosed { notice, .. } => {
            state.touched.trade = true;
            state.trade.notices.remove(&notice.seq);
        }
        _ => {}
    }
}

fn file(state: &mut State, entry: &Entry, deed: &Deed) {
    state.totals.last_deed = state.totals.last_deed.max(Some(deed.on));
    add_use(state, deed, entry.seq);
    owe(state, deed.currency, deed.points.amount());
    state.note_evidence(deed, entry.seq, entry.at);
    let filed = entry.at.day(state.offset());
    // A forged deed may be under no rule there is.
    let review = state.rule_of(deed).map_or(Review::NONE, |rule| {
        review_of(rule, is_late(rule, deed.on, filed), deed.like.is_some())
    });
    let claim = Claim {
        seq: entry.seq,
        deed: deed.clone(),
        by: entry.by.clone(),
        review,
        reviewers: Vec::new(),
        distinct: false,
        hung: None,
        objection: None,
    };
    if let Some(account) = account_mut(state, deed.account) {
        account.claims.push(claim);
    }
}

/// What is paid is claimed no longer; what it used up stays used up.
pub(super) fn pay(state: &mut State, deed: &Deed, claim: EntryId) {
    if let Some(Hung { notice, .. }) = take(state, claim, deed.account).and_then(|claim| claim.hung)
        && let Some(notice) = state.trade.notices.get_mut(&notice)
    {
        state.touched.trade = true;
        if notice.lines.remove(&claim.seq).is_some() {
            notice.posted = notice.posted.saturating_add(1);
        }
    }
}

/// Rejected or struck down: gone, and what it used up is given back.
fn strike(state: &mut State, claim: EntryId, account: AccountNo) {
    let Some(gone) = take(state, claim, account) else { return };
    remove_use(state, &gone.deed, gone.seq);
    if let Some(notice) = gone.hung.and_then(|hung| state.trade.notices.get_mut(&hung.notice)) {
        state.touched.trade = true;
        notice.lines.remove(&gone.seq);
    }
}

fn correct(
    state: &mut State,
    claim: EntryId,
    account: AccountNo,
    corrected: impl FnOnce(Deed) -> Deed,
) {
    let open = state.account(account).and_then(|account| account.claim(claim.seq));
    let Some(before) = open.map(|claim| claim.deed.clone()) else { return };
    remove_use(state, &before, claim.seq);
    owe(state, before.currency, -before.points.amount());
    let deed = corrected(before);
    add_use(state, &deed, claim.seq);
    owe(state, deed.currency, deed.points.amount());
    change(state, claim, account, |claim| claim.deed = deed);
}

fn open(state: &mut State, seq: u64, (from, to, until): (Day, Day, Day), claims: &[u64]) {
    let named: BTreeSet<u64> = claims.iter().copied().collect();
    let mut notice = Notice { from, to, until, lines: Default::default(), posted: 0 };
    for (&serial, account) in &mut state.accounts {
        for claim in account.claims.iter_mut().filter(|claim| named.contains(&claim.seq)) {
            claim.hung = Some(Hung { notice: seq, until });
            notice.lines.insert(claim.seq, serial);
            state.touched.accounts.insert(serial);
        }
    }
    state.touched.trade = true;
    state.trade.notices.insert(seq, notice);
}

fn change(state: &mut State, claim: EntryId, account: AccountNo, with: impl FnOnce(&mut Claim)) {
    let found = account_mut(state, account);
    if let Some(claim) = found.and_then(|a| a.claims.iter_mut().find(|c| c.seq == claim.seq)) {
        with(claim);
    }
}

fn take(state: &mut State, claim: EntryId, account: AccountNo) -> Option<Claim> {
    let account = account_mut(state, account)?;
    let at = account.claims.iter().position(|open| open.seq == claim.seq)?;
    let taken = account.claims.remove(at);
    owe(state, taken.deed.currency, -taken.deed.points.amount());
    Some(taken)
}

/// What the branch owes for claims is its sum over them, kept up with each.
fn owe(state: &mut State, currency: CurrencyCode, more: Amount) {
    add(&mut state.totals.claimed, currency, more);
}
