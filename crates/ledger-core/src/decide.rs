//! Decide: what a command leads to under the rules, or why not.
//!
//! Pure: the state, the command, who asks and when go in; one event or one
//! [`Refusal`] comes out. The counter, the import and the audit all ask here,
//! so what an audit accepts is what the counter would have written. Everything
//! is checked here, in the order of the refusals; [`crate::apply()`] trusts it.

use crate::command::{Command, DeedCommand};
use crate::day::{Day, Timestamp};
use crate::event::{Deed, Event, Role};
use crate::ids::{AccountNo, BranchCode, CurrencyCode, OperatorId};
use crate::points::{Amount, Points, Qty};
use crate::postings::{Side, movement};
use crate::privacy;
use crate::refusal::Refusal;
use crate::rulebook::{
    self, BookHash, Currency, Fault, HolderKind, Place, Rule, RuleKind, RulebookError,
};
use crate::state::{Account, Adopted, Charter, Operator, State, Status};

/// The longest note, reason or evidence, in characters.
pub const MAX_TEXT: usize = 200;
/// The longest name or title, in characters.
pub const MAX_NAME: usize = 60;

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
    let branch = state.branch();
    check_right(state, command, by)?;
    check_enrolment(state, command)?;
    check_texts(command)?;
    let today = at.day(state.offset());
    let event = match command.clone() {
        Command::Found { origin, name, offset, since, key } => {
            not_after(since, at.day(offset))?;
            Event::Founded { origin, name, offset, since, key }
        }
        Command::CharterBranch { branch, name } => Event::BranchChartered { branch, name },
        Command::OpenBranch { origin, founded, name, offset, since, key } => {
            not_after(since, at.day(offset))?;
            Event::BranchOpened { origin, founded, name, offset, since, key }
        }
        Command::EnrolOperator { operator, role, key } => {
            Event::OperatorEnrolled { operator, role, key }
        }
        Command::RetireOperator { operator, reason } => Event::OperatorRetired { operator, reason },
        Command::AdoptRulebook { from, text } => adopt(state, from, text)?,
        Command::OpenAccount { kind, household } => {
            if let Some(household) = &household {
                private("household number", household.as_str())?;
                // A household's number that is an account's would name two accounts.
                if household.as_str().parse::<AccountNo>().is_ok() {
                    return Err(Refusal::HouseholdIsAccount { household: household.clone() });
                }
                // A new account under an old number has new caps: not for a clerk to decide.
                if let Some(closed) = state.household(household)
                    && state.account(closed).is_some_and(|a| a.status == Status::Closed)
                {
                    manager(state, by)?;
                }
                let taken = state.household(household);
                if let Some(account) = taken
                    && state.account(account).is_some_and(|a| a.status != Status::Closed)
                {
                    return Err(Refusal::HouseholdTaken { household: household.clone(), account });
                }
            } else if kind == HolderKind::Household {
                return Err(Refusal::HouseholdMissing);
            }
            let serial = state.totals().accounts + 1;
            if serial > AccountNo::MAX_SERIAL {
                return Err(Refusal::NoNumbersLeft { branch });
            }
            Event::AccountOpened { account: AccountNo::new(branch, serial), kind, household }
        }
        Command::CloseAccount { account, reason } => {
            let found = account_that(state, account, |status| status != Status::Closed)?;
            if let Some((currency, balance)) =
                found.balances.iter().find(|(_, balance)| *balance != Amount::ZERO)
            {
                return Err(Refusal::NotEmpty { account, balance: *balance, currency: *currency });
            }
            Event::AccountClosed { account, reason }
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
            Event::BroughtForward { account, points, currency, as_of, evidence, note }
        }
        Command::Deposit(deed) => Event::Deposited(post(state, deed, RuleKind::Earn, by, today)?),
        Command::Deduct(deed) => Event::Deducted(post(state, deed, RuleKind::Deduct, by, today)?),
        Command::ListOffer { offer, title, kind, price, currency, merchant } => {
            if let Some(account) = merchant
                && moving(state, account)?.kind != HolderKind::Merchant
            {
                return Err(Refusal::NotAMerchant { account });
            }
            precise(price, currency_on(state, currency, today)?)?;
            Event::OfferListed { offer, title, kind, price, currency, merchant }
        }
        Command::WithdrawOffer { offer, reason } => {
            match state.offers().get(&offer) {
                None => return Err(Refusal::UnknownOffer { offer }),
                Some(listed) if listed.withdrawn => return Err(Refusal::WithdrawnOffer { offer }),
                Some(_) => {}
            }
            Event::OfferWithdrawn { offer, reason }
        }
        Command::Redeem { account, offer, qty, note } => {
            let listed = match state.offers().get(&offer) {
                None => return Err(Refusal::UnknownOffer { offer }),
                Some(listed) if listed.withdrawn => return Err(Refusal::WithdrawnOffer { offer }),
                Some(listed) => listed,
            };
            let holder = moving(state, account)?;
            if let Some(merchant) = listed.merchant {
                moving(state, merchant)?;
                if merchant == account {
                    return Err(Refusal::ToItself { account });
                }
            }
            let currency = listed.currency;
            let terms = currency_on(state, currency, today)?;
            let points = times(listed.price, qty).ok_or(Refusal::OfferQty { qty })?;
            spendable(account, holder, points, terms)?;
            Event::Redeemed {
                account,
                offer,
                qty,
                points,
                currency,
                merchant: listed.merchant,
                note,
            }
        }
        Command::Transfer { from, to, points, currency, into, note } => {
            let giver = moving(state, from)?;
            moving(state, to)?;
            if from == to {
                return Err(Refusal::ToItself { account: from });
            }
            if into != currency {
                return Err(Refusal::AcrossCurrencies { from: currency, to: into });
            }
            let terms = currency_on(state, currency, today)?;
            precise(points, terms)?;
            spendable(from, giver, points, terms)?;
            Event::Transferred { from, to, points, currency, note }
        }
        Command::Reverse { entry, reason } => {
            let original = (entry.branch == branch && entry.seq < state.size())
                .then(|| state.originals.get(&entry.seq))
                .flatten()
                .ok_or(Refusal::UnknownEntry { entry })?;
            if matches!(original, Event::Reversed { .. }) || movement(original).is_none() {
                return Err(Refusal::NotReversible { entry, event: original.name() });
            }
            // A closed account holds nothing and never will.
            for account in original.accounts().into_iter().flatten() {
                account_that(state, account, |status| status != Status::Closed)?;
            }
            let keeper = original.accounts()[0].and_then(|account| state.account(account));
            let earlier = keeper.and_then(|account| {
                account.reversed.iter().find(|(undone, _)| *undone == entry.seq)
            });
            if let Some((_, seq)) = earlier {
                let by = crate::ids::EntryId { branch, seq: *seq };
                return Err(Refusal::AlreadyReversed { entry, by });
            }
            Event::Reversed { entry, undoes: Box::new(original.clone()), reason }
        }
    };
    in_bounds(state, &event)?;
    Ok(event)
}

/// The right kind of branch, and one that is not there yet where one is begun.
fn check_branch(state: &State, command: &Command) -> Result<(), Refusal> {
    let branch = state.branch();
    let head_office = branch == BranchCode::HQ;
    match command {
        Command::Found { .. } | Command::CharterBranch { .. } if !head_office => {
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
        | Command::Transfer { .. } => Role::Clerk,
        _ => Role::Manager,
    }
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
        (Role::Manager, _) | (Role::Clerk, Role::Clerk) => Ok(()),
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

/// Who is enrolled or retired, where that is asked.
fn check_enrolment(state: &State, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::EnrolOperator { operator, role, key } => {
            // One key under two names would let a clerk approve their own.
            let mut holders = state.operators().iter();
            if let Some((holder, _)) = holders.find(|(id, o)| o.key == *key && *id != operator) {
                let (operator, holder) = (operator.clone(), holder.clone());
                return Err(Refusal::KeyTaken { operator, holder });
            }
            if *role == Role::Manager { Ok(()) } else { not_the_last_manager(state, operator) }
        }
        Command::RetireOperator { operator, .. } => {
            acting(state, operator)?;
            not_the_last_manager(state, operator)
        }
        _ => Ok(()),
    }
}

fn check_texts(command: &Command) -> Result<(), Refusal> {
    let texts: &[(&'static str, &str, bool)] = match command {
        Command::Found { name, .. }
        | Command::CharterBranch { name, .. }
        | Command::OpenBranch { name, .. } => &[("name", name, true)],
        Command::RetireOperator { reason, .. }
        | Command::CloseAccount { reason, .. }
        | Command::FreezeAccount { reason, .. }
        | Command::UnfreezeAccount { reason, .. }
        | Command::WithdrawOffer { reason, .. }
        | Command::Reverse { reason, .. } => &[("reason", reason, true)],
        Command::BringForward { evidence, note, .. } => {
            &[("evidence", evidence, false), ("note", note, false)]
        }
        Command::Deposit(deed) | Command::Deduct(deed) => {
            &[("evidence", &deed.evidence, false), ("note", &deed.note, false)]
        }
        Command::ListOffer { title, .. } => &[("title", title, true)],
        Command::Redeem { note, .. } | Command::Transfer { note, .. } => &[("note", note, false)],
        Command::EnrolOperator { .. }
        | Command::AdoptRulebook { .. }
        | Command::OpenAccount { .. } => &[],
    };
    for &(field, text, needed) in texts {
        let limit = if matches!(field, "name" | "title") { MAX_NAME } else { MAX_TEXT };
        let length = text.chars().count();
        if length > limit {
            return Err(Refusal::TextTooLong { field, length, limit });
        }
        if text.chars().any(is_unfit) {
            return Err(Refusal::TextControl { field });
        }
        private(field, text)?;
        if needed && text.trim().is_empty() {
            return Err(Refusal::TextMissing { field });
        }
    }
    Ok(())
}

/// Characters that are not seen, or that turn what is seen around.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
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

fn private(field: &'static str, text: &str) -> Result<(), Refusal> {
    privacy::find(text).map_or(Ok(()), |number| Err(Refusal::TextPrivate { field, number }))
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

fn adopt(state: &State, from: Day, text: String) -> Result<Event, Refusal> {
    // A comment is kept with the rest of the text, for ever.
    private("rulebook", &text)?;
    let since = state.charter().map_or(from, |charter| charter.since);
    if from < since {
        return Err(Refusal::BeforeBank { on: from, since });
    }
    let rulebook = rulebook::from_toml(&text).map_err(|errors| {
        // A reader that refuses a text says at least one thing of it.
        let nothing = || RulebookError { place: Place::default(), fault: Fault::Missing };
        let why = Box::new(errors.into_iter().next().unwrap_or_else(nothing));
        Refusal::BadRulebook { why }
    })?;
    if let Some(last) = state.totals().last_deed
        && from <= last
    {
        return Err(Refusal::RulebookTooEarly { from, last });
    }
    let book = BookHash::of(&text);
    if state.rulebook_on(from).is_some_and(|adopted| adopted.book == book) {
        return Err(Refusal::RulebookInForce { from });
    }
    let before = state.rulebooks().iter().flat_map(|adopted| adopted.rulebook.currencies());
    for currency in before {
        let decimals = currency.decimals;
        if rulebook.currency(currency.code).is_some_and(|new| new.decimals != decimals) {
            return Err(Refusal::DecimalsChanged { currency: currency.code, decimals });
        }
    }
    Ok(Event::RulebookAdopted { book, from, text })
}

fn rulebook_on(state: &State, on: Day) -> Result<&Adopted, Refusal> {
    state.rulebook_on(on).ok_or(Refusal::NoRulebook { on })
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

fn post(
    state: &State,
    command: DeedCommand,
    kind: RuleKind,
    by: &OperatorId,
    today: Day,
) -> Result<Deed, Refusal> {
    let DeedCommand { account, rule: code, qty, on, evidence, note, approver } = command;
    let holder = moving(state, account)?;
    not_after(on, today)?;
    if let Some(Charter { since, .. }) = state.charter().filter(|charter| on < charter.since) {
        return Err(Refusal::BeforeBank { on, since: *since });
    }
    let adopted = rulebook_on(state, on)?;
    let rule = adopted.rulebook.rule(code).ok_or(Refusal::UnknownRule { rule: code, on })?;
    if !rule.in_force(on) {
        let Rule { from, until, .. } = *rule;
        return Err(Refusal::RuleNotInForce { rule: code, on, from, until });
    }
    if rule.kind != kind {
        return Err(Refusal::RuleOfKind { rule: code, found: rule.kind, wanted: kind });
    }
    if kind == RuleKind::Earn && !rule.holders.contains(&holder.kind) {
        return Err(Refusal::HolderNotAllowed { rule: code, kind: holder.kind });
    }
    let days = on.days_until(today);
    if let Some(limit) = rule.late_days().filter(|&limit| i64::from(days) > i64::from(limit)) {
        return Err(Refusal::TooLate { rule: code, on, days, limit });
    }
    check_approver(state, rule, approver.as_ref(), by)?;
    let currency = adopted
        .rulebook
        .currency(rule.currency)
        .ok_or(Refusal::UnknownCurrency { currency: rule.currency })?;
    let used = state.used(account.serial(), rule, on);
    let award = match kind {
        RuleKind::Deduct => {
            rulebook::deduction(rule, currency, qty, &used, holder.balance(currency.code))
        }
        _ => rulebook::award(rule, currency, qty, &used),
    };
    let award = award.map_err(|why| Refusal::Award { rule: code, why })?;
    Ok(Deed {
        account,
        rule: code,
        book: adopted.book,
        qty: award.qty,
        points: award.awarded,
        currency: currency.code,
        on,
        evidence,
        note,
        computed: (award.computed != award.awarded).then_some(award.computed),
        approver,
    })
}

fn check_approver(
    state: &State,
    rule: &Rule,
    approver: Option<&OperatorId>,
    by: &OperatorId,
) -> Result<(), Refusal> {
    let Some(approver) = approver else {
        if rule.needs_approver() {
            let steps = rule.steps.join(" → ");
            return Err(Refusal::ApproverMissing { rule: rule.code, by: by.clone(), steps });
        }
        return Ok(());
    };
    if approver == by {
        return Err(Refusal::ApproverIsPoster { approver: approver.clone() });
    }
    match acting(state, approver) {
        Ok(operator) if operator.role != Role::Auditor => Ok(()),
        _ => Err(Refusal::ApproverUnfit { approver: approver.clone() }),
    }
}

/// The price of a whole number of offers, from 1 to 10,000.
fn times(price: Points, qty: Qty) -> Option<Points> {
    let Qty::Units(units) = qty else { return None };
    let whole = units.decimals() == 0;
    let within = units >= Amount::whole(1) && units <= Amount::whole(10_000);
    (whole && within)
        .then(|| Amount::new(price.amount().decimal().checked_mul(units.decimal())?).ok()?.points())
        .flatten()
}

fn spendable(
    account: AccountNo,
    holder: &Account,
    needed: Points,
    currency: &Currency,
) -> Result<(), Refusal> {
    let available = holder.available(currency);
    if needed.amount() > available {
        return Err(Refusal::Overdraft {
            account,
            currency: currency.code,
            needed,
            available,
            balance: holder.balance(currency.code),
            above: currency.spendable_above,
        });
    }
    Ok(())
}

/// No balance, a holder's or the branch's own, leaves what can be counted.
fn in_bounds(state: &State, event: &Event) -> Result<(), Refusal> {
    let Some(movement) = movement(event) else { return Ok(()) };
    for posting in movement.postings() {
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
