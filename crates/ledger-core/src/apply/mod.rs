//! Apply: an entry that stands in the journal, brought into the state.
//!
//! After [`crate::decide()`] this cannot fail; on a forged entry it does what the
//! entry says as far as that can be done, so that an audit can go on and report
//! what follows. Never called on an entry that is not committed.

mod appeals;
mod between;
mod certificates;
mod claims;
mod fund;
mod households;
pub(crate) mod lots;
mod offers;

use std::sync::Arc;

use crate::event::{Deed, Event, OfferTerms, Role};
use crate::ids::{AccountNo, CurrencyCode, OperatorId};
use crate::keys::PublicKey;
use crate::line::{Entry, EntryHash};
use crate::points::Amount;
use crate::postings::{Movement, Side, SystemAccount, movements};
use crate::rulebook::{HolderKind, Use, from_toml};
use crate::state::{
    Account, Adopted, BranchKeySet, Charter, DayUse, Offer, Operator, Reservation, State, Status,
};

/// Brings an entry into the state. `hash` is the hash of its stored line.
pub fn apply(state: &mut State, entry: &Entry, hash: EntryHash) {
    // A forged place may be the highest there is.
    state.size = entry.seq.saturating_add(1);
    state.head = hash;
    state.last_at = Some(entry.at);
    // What an account's entries were read for is decided.
    state.trails.clear();
    for account in entry.event.accounts().into_iter().flatten() {
        if account.branch() == state.branch {
            state.touched.entries.push((account.serial(), entry.seq));
        }
    }
    bring(state, &entry.event);
    apply_event(state, entry);
}

/// The points that an event moves, moved; nothing else that follows from it.
pub(crate) fn bring(state: &mut State, event: &Event) {
    movements(event).for_each(|movement| post(state, &movement));
}

fn post(state: &mut State, movement: &Movement<'_>) {
    let [out, into] = movement.postings();
    match movement.from {
        Side::System(system) => add_system(state, system, out.currency, out.amount),
        Side::Holder(account) => {
            if let Some(account) = account_mut(state, account) {
                add(&mut account.balances, out.currency, out.amount);
                lots::take_out(account, out.currency, movement.taken);
            }
        }
    }
    match movement.to {
        Side::System(system) => add_system(state, system, into.currency, into.amount),
        Side::Holder(account) => {
            if let Some(account) = account_mut(state, account) {
                add(&mut account.balances, into.currency, into.amount);
                lots::put_in(account, movement);
            }
        }
    }
}

/// The first entry of a journal: its charter, and its first manager.
fn begin(state: &mut State, charter: Charter, by: &OperatorId, key: PublicKey) {
    state.touched.setup = true;
    state.charter = Some(charter);
    let manager = Operator { role: Role::Manager, key, retired: false, account: None };
    state.operators.insert(by.clone(), manager);
}

fn apply_event(state: &mut State, entry: &Entry) {
    match &entry.event {
        Event::Founded { origin, name, offset, since, key } => {
            let (origin, name) = (origin.clone(), name.clone());
            let charter = Charter { origin, founded: None, name, offset: *offset, since: *since };
            begin(state, charter, &entry.by, *key);
        }
        Event::BranchChartered { branch, name } => {
            state.touched.setup = true;
            state.chartered.insert(*branch, name.clone());
        }
        Event::BranchOpened { origin, founded, name, offset, since, key } => {
            let (origin, founded, name) = (origin.clone(), Some(*founded), name.clone());
            let charter = Charter { origin, founded, name, offset: *offset, since: *since };
            begin(state, charter, &entry.by, *key);
        }
        Event::OperatorEnrolled { operator, role, key, account } => {
            state.touched.setup = true;
            let before = state.operators.get(operator).and_then(|before| before.account);
            let account = account.or(before);
            let enrolled = Operator { role: *role, key: *key, retired: false, account };
            state.operators.insert(operator.clone(), enrolled);
        }
        Event::OperatorRetired { operator, .. } => {
            state.touched.setup = true;
            if let Some(operator) = state.operators.get_mut(operator) {
                operator.retired = true;
            }
        }
        Event::RulebookAdopted { book, from, text } => {
            state.touched.setup = true;
            // Another of the same day replaces it.
            state.unread.retain(|unread| unread != from);
            match from_toml(text) {
                Ok(rulebook) => {
                    let text = Arc::from(text.as_str());
                    let adopted =
                        Adopted { book: *book, from: *from, text, rulebook: Arc::new(rulebook) };
                    let at = state.rulebooks.partition_point(|other| other.from <= *from);
                    state.rulebooks.insert(at, adopted);
                }
                // Forged, since it was refused, or of a later version of this program.
                Err(_) => state.unread.push(*from),
            }
        }
        Event::AccountOpened { account, kind, household } => {
            let opened = Account::opened(*kind, household.clone(), entry.at);
            let serial = account.serial();
            state.touched.accounts.insert(serial);
            state.totals.accounts = state.totals.accounts.max(serial);
            if *kind == HolderKind::Pool {
                state.totals.pools.push(serial);
            }
            if let Some(household) = household {
                state.households.insert(household.clone(), serial);
            }
            state.accounts.insert(serial, opened);
        }
        Event::AccountClosed { account, .. } => {
            state.totals.pools.retain(|serial| *serial != account.serial());
            set_status(state, *account, Status::Closed);
        }
        Event::AccountFrozen { account, .. } => set_status(state, *account, Status::Frozen),
        Event::AccountUnfrozen { account, .. } => set_status(state, *account, Status::Open),
        Event::BroughtForward { account, currency, .. } => {
            if let Some(account) = account_mut(state, *account) {
                account.brought_forward.push(*currency);
            }
        }
        Event::Deposited(deed) if deed.claim.is_some() => {
            // Its day and what it used up were noted when it was claimed.
            if let Some(claim) = deed.claim {
                claims::pay(state, deed, claim);
            }
        }
        Event::Deposited(deed) | Event::Deducted(deed) => {
            state.totals.last_deed = state.totals.last_deed.max(Some(deed.on));
            add_use(state, deed, entry.seq);
            if entry.event.deed().is_some() {
                state.note_evidence(deed, entry.seq, entry.at);
            }
        }
        Event::OfferListed {
            offer,
            title,
            kind,
            price,
            currency,
            merchant,
            limit,
            from,
            until,
            hold_days,
        } => {
            state.touched.trade = true;
            let (limit, from, until, hold_days) = (*limit, *from, *until, *hold_days);
            // Its terms are new; what is on the shelf is what there was, and a pause lasts.
            let before = state.trade.offers.get(offer);
            let listed = Offer {
                title: title.clone(),
                kind: *kind,
                price: *price,
                currency: *currency,
                merchant: *merchant,
                withdrawn: false,
                terms: OfferTerms { limit, from, until, hold_days },
                paused: before.is_some_and(|before| before.paused),
                stock: before.and_then(|before| before.stock),
            };
            state.trade.offers.insert(*offer, listed);
        }
        Event::OfferWithdrawn { offer, .. } => {
            state.touched.trade = true;
            if let Some(offer) = state.trade.offers.get_mut(offer) {
                offer.withdrawn = true;
            }
        }
        Event::Transferred { .. } | Event::Divided { .. } => {}
        Event::Expired { account, currency, carried, .. } => {
            if let (Some(account), Some(carried)) = (account_mut(state, *account), carried) {
                lots::make(account, *currency, &[*carried]);
            }
        }
        Event::FundReceived { .. } | Event::FundSpent { .. } | Event::Settled { .. } => {
            fund::enter(state, &entry.event, entry.seq);
        }
        Event::CoverSet { cover } => fund::set_cover(state, *cover),
        Event::AppealOpened { .. }
        | Event::Pledged { .. }
        | Event::PledgeReturned { .. }
        | Event::AppealClosed { .. } => appeals::enter(state, &entry.event, entry.seq),
        Event::Sent { .. }
        | Event::Received { .. }
        | Event::Declined { .. }
        | Event::Arrived { .. }
        | Event::SentBack { .. }
        | Event::ClearingNetted { .. }
        | Event::ClearingSettled { .. } => between::apply(state, entry),
        Event::Redeemed { account, offer, qty, .. } => {
            let on = entry.at.day(state.offset());
            offers::take(state, *account, *offer, *qty, (entry.seq, on));
        }
        Event::Reversed { entry: undone, undoes, .. } => {
            state.originals.remove(&undone.seq);
            let keeper = undoes.accounts()[0].and_then(|account| account_mut(state, account));
            if let Some(account) = keeper {
                account.reversed.push((undone.seq, entry.seq));
            }
            fund::undo(state, undoes, undone.seq, entry.seq);
            match undoes.as_ref() {
                Event::Deposited(deed) | Event::Deducted(deed) => {
                    remove_use(state, deed, deed.claim.map_or(undone.seq, |claim| claim.seq));
                }
                Event::BroughtForward { account, currency, .. } => {
                    if let Some(account) = account_mut(state, *account) {
                        account.brought_forward.retain(|brought| brought != currency);
                    }
                }
                Event::Redeemed { account, offer, qty, .. } => {
                    offers::give_back(state, *account, *offer, *qty, undone.seq);
                }
                _ => {}
            }
        }
        Event::ClaimFiled(_)
        | Event::ClaimVerified { .. }
        | Event::ClaimRejected { .. }
        | Event::NoticeOpened { .. }
        | Event::NoticeClosed { .. } => claims::apply(state, entry),
        // The entry that either names is of one of them.
        Event::ObjectionRaised { .. } | Event::ObjectionResolved { .. } => {
            claims::apply(state, entry);
            certificates::apply(state, entry);
        }
        // That it was told is among the account's entries, and changes nothing.
        Event::RecordIssued { .. } => {}
        Event::CertificatePublished { .. }
        | Event::CertificateIssued { .. }
        | Event::CertificateWithdrawn { .. } => certificates::apply(state, entry),
        Event::MemberJoined { account, household } => {
            households::joined(state, *account, *household)
        }
        Event::MemberLeft { account, household, .. } => {
            households::left(state, *account, *household);
        }
        Event::OfferPaused { offer, .. } => offers::set_paused(state, *offer, true),
        Event::OfferResumed { offer } => offers::set_paused(state, *offer, false),
        Event::StockChanged { offer, change, .. } => {
            offers::change_stock(state, *offer, *change, true);
        }
        Event::Reserved {
            account,
            offer,
            qty,
            points,
            currency,
            merchant,
            until,
            code,
            note: _,
            lots,
        } => {
            let on = entry.at.day(state.offset());
            offers::take(state, *account, *offer, *qty, (entry.seq, on));
            let reservation = Reservation {
                seq: entry.seq,
                offer: *offer,
                qty: *qty,
                points: *points,
                currency: *currency,
                merchant: *merchant,
                until: *until,
                code: *code,
                lots: lots.clone(),
            };
            if let Some(account) = account_mut(state, *account) {
                account.reservations.push(reservation);
            }
        }
        Event::Collected { reservation, account, .. } => {
            offers::end(state, *account, reservation.seq);
        }
        Event::ReservationCancelled { reservation, account, offer, qty, .. }
        | Event::ReservationReleased { reservation, account, offer, qty, .. } => {
            offers::end(state, *account, reservation.seq);
            offers::give_back(state, *account, *offer, *qty, reservation.seq);
        }
        Event::Returned { entry: handed, account, offer, qty, .. } => {
            let taken_by = match state.originals.remove(&handed.seq) {
                Some(Event::Collected { reservation, .. }) => reservation.seq,
                _ => handed.seq,
            };
            offers::give_back(state, *account, *offer, *qty, taken_by);
            offers::note_returned(state, *account, handed.seq, *qty);
        }
        Event::BranchKeySet { key, reason: _ } => {
            state.touched.setup = true;
            let set = BranchKeySet { since: entry.seq, at: entry.at, key: *key };
            state.branch_keys.push(set);
        }
    }
}

fn account_mut(state: &mut State, account: AccountNo) -> Option<&mut Account> {
    if account.branch() != state.branch {
        return None;
    }
    state.touched.accounts.insert(account.serial());
    state.accounts.get_mut(&account.serial())
}

fn set_status(state: &mut State, account: AccountNo, status: Status) {
    if let Some(account) = account_mut(state, account) {
        account.status = status;
    }
}

/// Adds within bounds; `decide` refuses what would leave them.
pub(crate) fn add(
    balances: &mut Vec<(CurrencyCode, Amount)>,
    currency: CurrencyCode,
    amount: Amount,
) {
    match balances.iter_mut().find(|(c, _)| *c == currency) {
        Some((_, balance)) => *balance = balance.checked_add(amount).unwrap_or(*balance),
        None => balances.push((currency, amount)),
    }
}

fn add_system(state: &mut State, system: SystemAccount, currency: CurrencyCode, amount: Amount) {
    let found = state.totals.system.iter_mut().find(|(a, c, _)| (*a, *c) == (system, currency));
    match found {
        Some((_, _, balance)) => *balance = balance.checked_add(amount).unwrap_or(*balance),
        None => state.totals.system.push((system, currency, amount)),
    }
}

/// What a posted deed used of its rule, from the entry and the rulebook it names.
fn use_of(state: &State, deed: &Deed) -> Use {
    state
        .rule_of(deed)
        .map_or(Use::NONE, |rule| Use::of(rule, deed.qty, deed.points, deed.computed.is_some()))
}

fn add_use(state: &mut State, deed: &Deed, seq: u64) {
    let used = use_of(state, deed);
    let key = (deed.account.serial(), deed.on.year());
    if let Some(account) = account_mut(state, deed.account) {
        match account.life.iter_mut().find(|(rule, _)| *rule == deed.rule) {
            Some((_, life)) => *life = life.plus(used),
            None => account.life.push((deed.rule, used)),
        }
        state.touched.uses.insert(key);
        let used = DayUse { on: deed.on, rule: deed.rule, used, seq };
        state.uses.entry(key).or_default().push(used);
    }
}

/// Gives back what a deed used, on the day it was used; `seq` is the entry that used it.
fn remove_use(state: &mut State, deed: &Deed, seq: u64) {
    let key = (deed.account.serial(), deed.on.year());
    // A forged entry may name another branch's account of the same serial.
    let Some(uses) = state.uses.get_mut(&key).filter(|_| deed.account.branch() == state.branch)
    else {
        return;
    };
    let same = |kept: &DayUse| (kept.seq, kept.rule, kept.on) == (seq, deed.rule, deed.on);
    let Some(at) = uses.iter().position(same) else { return };
    let gone = uses.remove(at);
    state.touched.uses.insert(key);
    if let Some(account) = account_mut(state, deed.account)
        && let Some((_, life)) = account.life.iter_mut().find(|(rule, _)| *rule == deed.rule)
    {
        *life = life.minus(gone.used);
    }
}
