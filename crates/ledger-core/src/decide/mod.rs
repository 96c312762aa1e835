//! Decide: what a command leads to under the rules, or why not.
//!
//! Pure: the state, the command, who asks and when go in; one event or one
//! [`Refusal`] comes out. The counter, the import and the audit all ask here,
//! so what an audit accepts is what the counter would have written. Everything
//! is checked here, in the order of the refusals; [`crate::apply()`] trusts it.

mod accounts;
pub(crate) mod appeals;
mod between;
mod certificates;
mod claims;
mod deeds;
mod fund;
mod households;
pub(crate) mod likeness;
#[cfg(test)]
mod limits;
mod lots;
pub(crate) mod offers;
mod rulebooks;
mod texts;
mod undo;

use crate::command::Command;
use crate::day::{Day, Timestamp};
use crate::event::{Event, OfferTerms, Role};
use crate::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, OperatorId};
use crate::keys::PublicKey;
use crate::lots::{Lot, take};
use crate::points::Points;
use crate::postings::{Side, movements};
use crate::refusal::Refusal;
use crate::rulebook::{Currency, HolderKind};
use crate::state::{Account, Adopted, Operator, State, Status};

pub use between::check_request;
pub use claims::{closing, due_notices};
pub(crate) use deeds::clipped_by;
pub(crate) use offers::units;
pub use offers::{DEFAULT_HOLD_DAYS, due_releases};
pub use texts::{MAX_NAME, MAX_NAMED, MAX_TEXT};

/// The most branches that head office may charter: its books hold all of them in one record.
pub const MAX_BRANCHES: usize = 9_999;

/// Decides a command in a branch, for an operator, at a time.
///
/// # Errors
/// The first [`Refusal`] that applies, in the order they are listed.
pub fn decide(
    state: &State,
    command: &Command,
    by: &OperatorId,
    at: Timestamp,
) -> Result<Event, Refusal> {
    decide_own(state, command.clone(), by, at)
}

/// The same for a command that nobody needs any more.
pub(crate) fn decide_own(
    state: &State,
    command: Command,
    by: &OperatorId,
    at: Timestamp,
) -> Result<Event, Refusal> {
    check_right(state, &command, by)?;
    check_keys(state, &command)?;
    texts::check(&command)?;
    let today = at.day(state.offset());
    let event = match command {
        Command::Found { origin, name, offset, since, key } => {
            not_after(since, at.day(offset))?;
            Event::Founded { origin, name, offset, since, key }
        }
        Command::CharterBranch { branch, name } => {
            if state.chartered().len() >= MAX_BRANCHES {
                return Err(Refusal::NoBranchesLeft { most: MAX_BRANCHES });
            }
            Event::BranchChartered { branch, name }
        }
        Command::OpenBranch { origin, founded, name, offset, since, key } => {
            not_after(since, at.day(offset))?;
            Event::BranchOpened { origin, founded, name, offset, since, key }
        }
        Command::EnrolOperator { operator, role, key, account } => {
            if let Some(account) = account {
                account_that(state, account, |status| status != Status::Closed)?;
            }
            Event::OperatorEnrolled { operator, role, key, account }
        }
        Command::RetireOperator { operator, reason } => Event::OperatorRetired { operator, reason },
        Command::AdoptRulebook { from, text } => rulebooks::adopt(state, from, text)?,
        Command::OpenAccount { kind, household } => accounts::open(state, kind, household, by)?,
        Command::CloseAccount { account, reason } => {
            accounts::close(state, account, reason, today)?
        }
        Command::FreezeAccount { account, reason } => {
            moving(state, account)?;
            Event::AccountFrozen { account, reason }
        }
        Command::UnfreezeAccount { account, reason } => {
            let found = account_that(state, account, |status| status != Status::Closed)?;
            if found.status != Status::Frozen {
                return Err(Refusal::NotFrozen { account });
            }
            Event::AccountUnfrozen { account, reason }
        }
        Command::BringForward { account, points, currency, as_of, evidence, note } => {
            let found = moving(state, account)?;
            not_after(as_of, today)?;
            let terms = currency_on(state, currency, today)?;
            precise(points, terms)?;
            if found.brought_forward.contains(&currency) {
                return Err(Refusal::AlreadyBroughtForward { account, currency });
            }
            let until = lots::last_day(found, terms, today);
            Event::BroughtForward { account, points, currency, as_of, evidence, note, until }
        }
        Command::Deposit(deed) => {
            Event::Deposited(deeds::post(state, deed, deeds::Way::Deposit, by, today)?)
        }
        Command::Deduct(deed) => {
            Event::Deducted(deeds::post(state, deed, deeds::Way::Deduct, by, today)?)
        }
        Command::ListOffer { offer, title, kind, price, currency, merchant, terms } => {
            if let Some(account) = merchant
                && moving(state, account)?.kind != HolderKind::Merchant
            {
                return Err(Refusal::NotAMerchant { account });
            }
            precise(price, currency_on(state, currency, today)?)?;
            offers::check_terms(&terms)?;
            let OfferTerms { limit, from, until, hold_days } = terms;
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
            }
        }
        Command::WithdrawOffer { offer, reason } => {
            offers::offered(state, offer)?;
            Event::OfferWithdrawn { offer, reason }
        }
        Command::Redeem { account, offer, qty, note, with } => {
            offers::redeem(state, account, offer, qty, note, with, today)?
        }
        Command::Transfer { from, to, points, currency, into, note } => {
            let giver = moving(state, from)?;
            let taker = moving(state, to)?;
            if from == to {
                return Err(Refusal::ToItself { account: from });
            }
            if into != currency {
                return Err(Refusal::AcrossCurrencies { from: currency, to: into });
            }
            let terms = currency_on(state, currency, today)?;
            precise(points, terms)?;
            offers::not_alone(terms)?;
            let taken = spendable(from, giver, points, terms, today)?;
            lots::below_ceiling(to, taker, points, terms, today)?;
            let lots = if taker.kind.earns() {
                lots::passed_on(giver, taken, points, terms, today)
            } else {
                taken
            };
            Event::Transferred { from, to, points, currency, note, lots }
        }
        Command::Reverse { entry, reason } => undo::reverse(state, entry, reason, today)?,
        Command::FileClaim(deed) => claims::file(state, deed, by, today)?,
        Command::VerifyClaim { claim, account, note, distinct } => {
            claims::verify(state, (claim, account), note, distinct, by)?
        }
        Command::RejectClaim { claim, account, reason } => {
            claims::reject(state, (claim, account), reason, by)?
        }
        Command::PostClaim { claim, account } => claims::pay(state, claim, account, today)?,
        Command::OpenNotice { from, to, until } => claims::open(state, (from, to), until, today)?,
        Command::RaiseObjection { claim, account, reason, deadline }
            if certificates::is_one(state, claim, account) =>
        {
            certificates::object(state, (claim, account), reason, deadline, today)?
        }
        Command::RaiseObjection { claim, account, reason, deadline } => {
            claims::object(state, (claim, account), reason, deadline, today)?
        }
        Command::ResolveObjection { claim, account, resolution, reason }
            if certificates::is_one(state, claim, account) =>
        {
            certificates::resolve(state, (claim, account), resolution, reason, by)?
        }
        Command::ResolveObjection { claim, account, resolution, reason } => {
            claims::resolve(state, (claim, account), resolution, reason, by)?
        }
        Command::CloseNotice { notice } => claims::close(state, notice, today)?,
        Command::JoinHousehold { account, household } => {
            households::join(state, account, household)?
        }
        Command::Divide { from, to, points, currency, reason } => {
            households::divide(state, from, to, (points, currency), reason, today)?
        }
        Command::LeaveHousehold { account, reason } => households::leave(state, account, reason)?,
        Command::Expire { account, currency } => lots::expire(state, account, currency, today)?,
        Command::ReceiveFund { yuan, on, source, voucher } => {
            fund::receive(state, (yuan, on), source, voucher, today)?
        }
        Command::SpendFund { yuan, on, purpose, voucher } => {
            fund::spend(state, (yuan, on), purpose, voucher, today)?
        }
        Command::Settle { merchant, points, currency, yuan, voucher, note } => {
            fund::settle(state, merchant, (points, currency), yuan, voucher, note, today)?
        }
        Command::SetCover { cover } => Event::CoverSet { cover },
        Command::OpenAppeal { appeal, title, pool, goal, currency, until } => {
            appeals::open(state, appeal, title, pool, (goal, currency), until, today)?
        }
        Command::Pledge { appeal, account, points } => {
            appeals::pledge(state, appeal, account, points, today)?
        }
        Command::ReturnPledge { appeal, pledge } => {
            appeals::give_back(state, appeal, pledge, today)?
        }
        Command::CloseAppeal { appeal } => appeals::close(state, appeal, today)?,
        Command::Send(sending) => between::send(state, sending, today)?,
        Command::Receive(incoming) => {
            between::elsewhere(state, incoming.sent.branch)?;
            between::receive(state, incoming, today)?
        }
        Command::Decline { incoming, reason } => {
            between::elsewhere(state, incoming.sent.branch)?;
            between::decline(state, incoming, reason, today)?
        }
        Command::NoteArrival { sent, received, hash } => {
            between::note_arrival(state, sent, received, hash)?
        }
        Command::SendBack { sent, declined, hash } => {
            between::send_back(state, sent, declined, hash)?
        }
        Command::NetClearing { positions } => between::net(state, positions)?,
        Command::SettleClearing { netted, hash, currency, amount } => {
            between::settle(state, netted, hash, currency, amount)?
        }
        Command::PauseOffer { offer, reason } => offers::pause(state, offer, reason)?,
        Command::ResumeOffer { offer } => offers::resume(state, offer)?,
        Command::ChangeStock { offer, change, reason } => {
            offers::change_stock(state, offer, change, reason)?
        }
        Command::Reserve { account, offer, qty, code, note } => {
            offers::reserve(state, account, offer, qty, (code, note), today)?
        }
        Command::Collect { account, reservation, code } => {
            offers::collect(state, account, reservation, code)?
        }
        Command::CancelReservation { account, reservation, reason } => {
            offers::cancel(state, account, reservation, reason)?
        }
        Command::ReleaseReservation { account, reservation } => {
            offers::release(state, account, reservation, today)?
        }
        Command::Return { entry, qty, reason } => offers::give_back(state, entry, qty, reason)?,
        Command::SetBranchKey { key, reason } => Event::BranchKeySet { key, reason },
        Command::PublishCertificate { account, from, to } => {
            certificates::publish(state, account, (from, to), today)?
        }
        Command::IssueCertificate { certificate, account, contact } => {
            certificates::issue(state, (certificate, account), contact, today)?
        }
        Command::WithdrawCertificate { certificate, account, reason } => {
            certificates::withdraw(state, (certificate, account), reason)?
        }
        Command::IssueRecord { account, requested, lender } => {
            certificates::record(state, account, requested, lender, today)?
        }
    };
    fund::within_cover(state, &event, today)?;
    in_bounds(state, &event)?;
    Ok(event)
}

/// The right kind of branch, and one that is not there yet where one is begun.
fn check_branch(state: &State, command: &Command) -> Result<(), Refusal> {
    let branch = state.branch();
    let head_office = branch == BranchCode::HQ;
    match command {
        Command::Found { .. } | Command::CharterBranch { .. } | Command::NetClearing { .. }
            if !head_office =>
        {
            Err(Refusal::WrongBranch { needed: BranchCode::HQ })
        }
        Command::SettleClearing { netted, .. } if netted.branch != BranchCode::HQ => {
            Err(Refusal::WrongBranch { needed: BranchCode::HQ })
        }
        Command::Found { .. } | Command::OpenBranch { .. } if state.size() > 0 => {
            Err(Refusal::BranchExists { branch })
        }
        Command::OpenBranch { .. } if head_office => Err(Refusal::BranchExists { branch }),
        Command::CharterBranch { branch: new, .. }
            if *new == BranchCode::HQ || state.chartered().contains_key(new) =>
        {
            Err(Refusal::BranchExists { branch: *new })
        }
        _ => Ok(()),
    }
}

/// The least role a command takes.
pub fn role_needed(command: &Command) -> Role {
    match command {
        Command::OpenAccount { .. }
        | Command::CloseAccount { .. }
        | Command::Deposit(_)
        | Command::Deduct(_)
        | Command::Redeem { .. }
        | Command::Transfer { .. }
        | Command::FileClaim(_)
        | Command::PostClaim { .. }
        | Command::OpenNotice { .. }
        | Command::RaiseObjection { .. }
        | Command::CloseNotice { .. }
        | Command::JoinHousehold { .. }
        | Command::Expire { .. }
        | Command::Pledge { .. }
        | Command::ReturnPledge { .. }
        | Command::CloseAppeal { .. }
        | Command::Send(_)
        | Command::Receive(_)
        | Command::Decline { .. }
        | Command::NoteArrival { .. }
        | Command::SendBack { .. }
        | Command::Reserve { .. }
        | Command::Collect { .. }
        | Command::CancelReservation { .. }
        | Command::ReleaseReservation { .. }
        | Command::PublishCertificate { .. }
        | Command::IssueCertificate { .. }
        | Command::WithdrawCertificate { .. }
        | Command::IssueRecord { .. } => Role::Clerk,
        Command::VerifyClaim { .. } | Command::RejectClaim { .. } => Role::Verifier,
        _ => Role::Manager,
    }
}

/// Whether an operator may do what an event that sets the branch up did, as the
/// branch was before it: for readers that know no accounts.
///
/// # Errors
/// The refusal that the event should have met with.
pub(crate) fn check_set_up(state: &State, event: &Event, by: &OperatorId) -> Result<(), Refusal> {
    let command = Command::behind(event);
    check_right(state, &command, by)?;
    check_keys(state, &command)
}

fn check_right(state: &State, command: &Command, by: &OperatorId) -> Result<(), Refusal> {
    if matches!(command, Command::Found { .. } | Command::OpenBranch { .. }) {
        // Who makes the first entry enrols themself by it.
        return check_branch(state, command);
    }
    if state.size() == 0 {
        return Err(Refusal::BranchNotOpen { branch: state.branch() });
    }
    let operator = acting(state, by)?;
    check_branch(state, command)?;
    let needed = role_needed(command);
    match (operator.role, needed) {
        (Role::Manager, _) | (Role::Clerk, Role::Clerk) | (Role::Verifier, Role::Verifier) => {
            Ok(())
        }
        // What is ripe is paid, whoever says so: the verifier whose step was the last.
        (Role::Verifier, _) if matches!(command, Command::PostClaim { .. }) => Ok(()),
        (role, needed) => Err(Refusal::NoRight { operator: by.clone(), role, needed }),
    }
}

fn manager(state: &State, by: &OperatorId) -> Result<(), Refusal> {
    match acting(state, by)?.role {
        Role::Manager => Ok(()),
        role => Err(Refusal::NoRight { operator: by.clone(), role, needed: Role::Manager }),
    }
}

/// An operator who is enrolled and not retired.
///
/// # Errors
/// Unknown or retired.
pub fn acting<'a>(state: &'a State, by: &OperatorId) -> Result<&'a Operator, Refusal> {
    match state.operators().get(by) {
        None => Err(Refusal::UnknownOperator { operator: by.clone(), branch: state.branch() }),
        Some(operator) if operator.retired => {
            Err(Refusal::RetiredOperator { operator: by.clone() })
        }
        Some(operator) => Ok(operator),
    }
}

/// Who is enrolled or retired, or which key is set, where that is asked.
fn check_keys(state: &State, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::EnrolOperator { operator, role, key, .. } => {
            // One key under two names would let a clerk approve their own.
            let mut holders = state.operators().iter();
            if let Some((holder, _)) = holders.find(|(id, o)| o.key == *key && *id != operator) {
                let (operator, holder) = (operator.clone(), holder.clone());
                return Err(Refusal::KeyTaken { operator, holder });
            }
            not_a_branch_key(state, *key)?;
            if *role == Role::Manager { Ok(()) } else { not_the_last_manager(state, operator) }
        }
        Command::RetireOperator { operator, .. } => {
            acting(state, operator)?;
            not_the_last_manager(state, operator)
        }
        Command::SetBranchKey { key, .. } => {
            // What signs entries must not sign for the branch, nor a key that was given up.
            let mut holders = state.operators().iter();
            if let Some((holder, _)) = holders.find(|(_, operator)| operator.key == *key) {
                return Err(Refusal::KeyOfOperator { holder: holder.clone() });
            }
            not_a_branch_key(state, *key)
        }
        _ => Ok(()),
    }
}

fn not_a_branch_key(state: &State, key: PublicKey) -> Result<(), Refusal> {
    match state.branch_keys().iter().find(|set| set.key == key) {
        Some(set) => {
            let entry = EntryId { branch: state.branch(), seq: set.since };
            Err(Refusal::KeyOfBranch { entry })
        }
        None => Ok(()),
    }
}

/// A branch without a manager could never enrol another.
fn not_the_last_manager(state: &State, operator: &OperatorId) -> Result<(), Refusal> {
    let manages = |o: &Operator| o.role == Role::Manager && !o.retired;
    let is_one = state.operators().get(operator).is_some_and(manages);
    if is_one && state.operators().values().filter(|o| manages(o)).count() == 1 {
        let (operator, branch) = (operator.clone(), state.branch());
        return Err(Refusal::LastManager { operator, branch });
    }
    Ok(())
}

fn account_that(
    state: &State,
    account: AccountNo,
    fits: fn(Status) -> bool,
) -> Result<&Account, Refusal> {
    if account.branch() != state.branch() {
        return Err(Refusal::OtherBranch { account, branch: state.branch() });
    }
    let found = state.account(account).ok_or(Refusal::UnknownAccount { account })?;
    match found.status {
        status if fits(status) => Ok(found),
        Status::Frozen => Err(Refusal::FrozenAccount { account }),
        _ => Err(Refusal::ClosedAccount { account }),
    }
}

/// An account on which points can move.
fn moving(state: &State, account: AccountNo) -> Result<&Account, Refusal> {
    account_that(state, account, |status| status == Status::Open)
}

fn not_after(on: Day, today: Day) -> Result<(), Refusal> {
    if on > today { Err(Refusal::FutureDay { on, today }) } else { Ok(()) }
}

fn rulebook_on(state: &State, on: Day) -> Result<&Adopted, Refusal> {
    state.rulebook_in_force(on)
}

fn currency_on(state: &State, currency: CurrencyCode, on: Day) -> Result<&Currency, Refusal> {
    rulebook_on(state, on)?.rulebook.currency(currency).ok_or(Refusal::UnknownCurrency { currency })
}

fn precise(points: Points, currency: &Currency) -> Result<(), Refusal> {
    let Currency { code, decimals, .. } = *currency;
    if points.amount().decimals() > decimals {
        return Err(Refusal::TooPrecise { points, currency: code, decimals });
    }
    Ok(())
}

/// The lots that so many points are taken from, if they are there to spend.
fn spendable(
    account: AccountNo,
    holder: &Account,
    needed: Points,
    currency: &Currency,
    today: Day,
) -> Result<Vec<Lot>, Refusal> {
    let available = holder.available(currency, today);
    if needed.amount() > available {
        return Err(Refusal::Overdraft {
            account,
            currency: currency.code,
            needed,
            available,
            balance: holder.standing(currency.code, today),
            above: holder.threshold(currency),
            claimed: holder.claimed(currency.code),
        });
    }
    Ok(take(holder.lots(currency.code), needed, today))
}

/// No balance, a holder's or the branch's own, leaves what can be counted.
fn in_bounds(state: &State, event: &Event) -> Result<(), Refusal> {
    for posting in movements(event).flat_map(|movement| movement.postings()) {
        let (balance, account) = match posting.side {
            Side::Holder(account) => {
                let balance = state.account(account).map(|a| a.balance(posting.currency));
                (balance.unwrap_or_default(), Some(account))
            }
            Side::System(system) => (state.system(system, posting.currency), None),
        };
        if balance.checked_add(posting.amount).is_none() {
            let account = account.or(event.accounts()[0]);
            let account = account.unwrap_or_else(|| AccountNo::new(state.branch(), 0));
            return Err(Refusal::OutOfBounds { account });
        }
    }
    Ok(())
}
