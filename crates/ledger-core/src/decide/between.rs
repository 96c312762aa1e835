//! Between villages: points that leave one branch's journal and come into another's.
//!
//! ```text
//! LC01  sent       holder → clearing         LC02  received   clearing → holder, merchant
//! LC01  arrived    (nothing moves)                 or declined  (nothing moves)
//!       or sent_back  clearing → holder
//! ```
//!
//! Each side is decided by itself: what the other branch says comes in with the
//! command, with the hash of the line that says it, and an audit of both holds
//! the one against the other. That an entry is answered once is seen to by the
//! request key of its answer ([`check_request`]).

use std::collections::BTreeMap;

use super::{currency_on, in_bounds, lots, moving, offers, precise, spendable};
use crate::command::{Command, Incoming, Sending};
use crate::day::Day;
use crate::event::{Aim, Event, Position};
use crate::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, RequestKey};
use crate::line::EntryHash;
use crate::points::Amount;
use crate::refusal::Refusal;
use crate::state::{Leg, State};

/// The request key that alone a command may be asked under, if there is one.
fn twin_key(command: &Command) -> Option<RequestKey> {
    match command {
        Command::Receive(Incoming { sent: answered, .. })
        | Command::Decline { incoming: Incoming { sent: answered, .. }, .. }
        | Command::NoteArrival { received: answered, .. }
        | Command::SendBack { declined: answered, .. } => Some(RequestKey::twin(*answered)),
        Command::SettleClearing { netted, currency, .. } => {
            Some(RequestKey::twin_in(*netted, *currency))
        }
        _ => None,
    }
}

/// What answers another branch's entry is asked under that entry's own key, and
/// nothing else is: so there can be only one answer.
///
/// # Errors
/// The command is asked under another key.
pub fn check_request(command: &Command, request: &RequestKey) -> Result<(), Refusal> {
    match twin_key(command) {
        Some(needed) if needed != *request => {
            Err(Refusal::KeyNotTwin { request: request.clone(), needed })
        }
        None if request.is_twin() => Err(Refusal::KeyReserved { request: request.clone() }),
        _ => Ok(()),
    }
}

pub(super) fn send(state: &State, sending: Sending, today: Day) -> Result<Event, Refusal> {
    let Sending { account, to, aim, points, currency, note } = sending;
    elsewhere(state, to)?;
    let holder = moving(state, account)?;
    if let Some(receiver) = aim.account().filter(|receiver| receiver.branch() != to) {
        return Err(Refusal::OtherBranch { account: receiver, branch: to });
    }
    let terms = currency_on(state, currency, today)?;
    precise(points, terms)?;
    offers::not_alone(terms)?;
    let mut lots = spendable(account, holder, points, terms, today)?;
    if aim.account().is_some() {
        lots = super::lots::passed_on(holder, lots, points, terms, today);
    }
    Ok(Event::Sent { account, to, aim, points, currency, note, lots })
}

pub(super) fn receive(state: &State, incoming: Incoming, today: Day) -> Result<Event, Refusal> {
    let merchant = taken(state, &incoming, today)?;
    let Incoming { sent, hash, from, aim, points, currency, lots } = incoming;
    let event = Event::Received { sent, hash, from, aim, points, currency, merchant, lots };
    in_bounds(state, &event)?;
    Ok(event)
}

/// Declined is only what the rules here would not receive; why is said by the code of
/// their refusal, which nothing follows from.
pub(super) fn decline(
    state: &State,
    incoming: Incoming,
    reason: String,
    today: Day,
) -> Result<Event, Refusal> {
    if receive(state, incoming.clone(), today).is_ok() {
        return Err(Refusal::NotDeclined { sent: incoming.sent });
    }
    let Incoming { sent, hash, from, aim, points, currency, lots } = incoming;
    Ok(Event::Declined { sent, hash, from, aim, points, currency, reason, lots })
}

/// Whether points from another branch are taken here; the merchant that collects them.
fn taken(state: &State, incoming: &Incoming, today: Day) -> Result<Option<AccountNo>, Refusal> {
    let Incoming { aim, points, currency, .. } = *incoming;
    match aim {
        Aim::Account(account) => {
            let holder = moving(state, account)?;
            let terms = currency_on(state, currency, today)?;
            precise(points, terms)?;
            lots::below_ceiling(account, holder, points, terms, today)?;
            Ok(None)
        }
        Aim::Offer { offer, qty } => {
            let sale = offers::sale(state, offer, qty, incoming.from, today)?;
            if (sale.points, sale.currency) != (points, currency) {
                let (price, currency) = (sale.points, sale.currency);
                return Err(Refusal::OfferPrice { offer, qty, price, currency, points });
            }
            Ok(sale.merchant)
        }
    }
}

pub(super) fn note_arrival(
    state: &State,
    sent: EntryId,
    received: EntryId,
    hash: EntryHash,
) -> Result<Event, Refusal> {
    let account = under_way(state, sent, received)?.account;
    Ok(Event::Arrived { account, sent, received, hash })
}

/// Whatever the account may do by now, what is its own comes back to it; it
/// cannot have been closed, since points of it were under way.
pub(super) fn send_back(
    state: &State,
    sent: EntryId,
    declined: EntryId,
    hash: EntryHash,
) -> Result<Event, Refusal> {
    let Leg { account, points, currency, lots, .. } = under_way(state, sent, declined)?.clone();
    Ok(Event::SentBack { account, sent, declined, hash, points, currency, lots })
}

/// What an entry sent that has not ended yet; `answer` is of the branch it went to.
fn under_way(state: &State, sent: EntryId, answer: EntryId) -> Result<&Leg, Refusal> {
    let leg = state.trade().out.get(&sent.seq).filter(|_| sent.branch == state.branch());
    leg.filter(|leg| leg.to == answer.branch).ok_or(Refusal::NotUnderWay { entry: sent })
}

/// The first points of an account that are under way.
pub(super) fn first_under_way(state: &State, account: AccountNo) -> Option<EntryId> {
    let mut out = state.trade().out.iter();
    let (&seq, _) = out.find(|(_, leg)| leg.account == account)?;
    Some(EntryId { branch: state.branch(), seq })
}

/// Positions in their order, each branch and currency once, none of nothing.
pub(super) fn net(state: &State, positions: Vec<Position>) -> Result<Event, Refusal> {
    let mut sums: BTreeMap<CurrencyCode, Amount> = BTreeMap::new();
    let mut kept: BTreeMap<(BranchCode, CurrencyCode), Amount> = BTreeMap::new();
    for Position { branch, currency, amount } in positions {
        if branch != BranchCode::HQ && !state.chartered().contains_key(&branch) {
            return Err(Refusal::NotChartered { branch });
        }
        for sum in [sums.entry(currency).or_default(), kept.entry((branch, currency)).or_default()]
        {
            *sum = sum
                .checked_add(amount)
                .ok_or(Refusal::OutOfBounds { account: AccountNo::new(branch, 0) })?;
        }
    }
    if let Some((&currency, &sum)) = sums.iter().find(|(_, sum)| **sum != Amount::ZERO) {
        return Err(Refusal::ClearingNotZero { currency, sum });
    }
    let owed = kept.into_iter().filter(|(_, amount)| *amount != Amount::ZERO);
    let positions: Vec<Position> =
        owed.map(|((branch, currency), amount)| Position { branch, currency, amount }).collect();
    if positions.is_empty() {
        Err(Refusal::NothingToNet)
    } else {
        Ok(Event::ClearingNetted { positions })
    }
}

/// Nettings are settled in their order, each once.
pub(super) fn settle(
    state: &State,
    netted: EntryId,
    hash: EntryHash,
    currency: CurrencyCode,
    amount: Amount,
) -> Result<Event, Refusal> {
    if amount == Amount::ZERO {
        return Err(Refusal::NothingToNet);
    }
    if let Some(&last) = state.trade().settled.get(&currency).filter(|last| **last >= netted.seq) {
        let last = EntryId { branch: BranchCode::HQ, seq: last };
        return Err(Refusal::SettledBefore { netted, last, currency });
    }
    Ok(Event::ClearingSettled { netted, hash, currency, amount })
}

/// Points are between two branches.
pub(super) fn elsewhere(state: &State, other: BranchCode) -> Result<(), Refusal> {
    let branch = state.branch();
    if other == branch { Err(Refusal::SameBranch { branch }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply;
    use crate::day::Timestamp;
    use crate::line::Entry;
    use crate::lots::{self, Lot};
    use crate::rulebook::{BookHash, HolderKind, from_toml};
    use crate::state::{Account, Adopted};

    fn p<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
        text.parse().unwrap()
    }

    /// A branch with one household that has these lots and nothing besides.
    fn branch(code: &str, lots: &[(&str, &str)]) -> State {
        const BOOK: &str = "title = \"细则\"\n[[currency]]\ncode = \"JF\"\nname = \"分\"\n\
            decimals = 0\nexpires = \"24 months\"\nceiling = \"10\"\n";
        let mut state = State::new(p(code));
        let (book, text) = (BookHash::of(BOOK), BOOK.into());
        let rulebook = from_toml(BOOK).unwrap().into();
        state.rulebooks.push(Adopted { book, from: p("2026-01-01"), text, rulebook });
        let lots: Vec<Lot> =
            lots.iter().map(|(until, points)| Lot { until: p(until), points: p(points) }).collect();
        let account = Account {
            balances: vec![(p("JF"), lots::sum(&lots))],
            lots: vec![(p("JF"), lots)],
            ..Account::opened(HolderKind::Household, None, p("2026-01-01T00:00:00Z"))
        };
        state.accounts.insert(1, account);
        state
    }

    fn held(state: &State) -> String {
        let account = &state.accounts[&1];
        let lots = account.lots(p("JF")).iter().map(|lot| format!("{} {}", lot.until, lot.points));
        format!("{}: {}", account.balance(p("JF")), lots.collect::<Vec<_>>().join(", "))
    }

    fn write(state: &mut State, event: Event) {
        let at: Timestamp = p("2026-03-20T02:00:00Z");
        let place = (state.branch(), state.size(), state.head());
        let entry = Entry::new(place, at, p("clerk"), p("r"), event);
        let hash = EntryHash::of(&entry.encode().unwrap());
        apply(state, &entry, hash);
    }

    #[test]
    fn points_keep_their_last_days_on_the_way_there_and_on_the_way_back() {
        let mut from = branch("LC01", &[("2026-06-30", "5"), ("2026-12-31", "8")]);
        let mut to = branch("LC02", &[("2026-06-30", "1")]);
        let today: Day = p("2026-03-20");
        let receiver = AccountNo::new(p("LC02"), 1);
        let sending = Sending {
            account: AccountNo::new(p("LC01"), 1),
            to: p("LC02"),
            aim: Aim::Account(receiver),
            points: p("7"),
            currency: p("JF"),
            note: String::new(),
        };
        let event = send(&from, sending, today).unwrap();
        let Event::Sent { lots, .. } = &event else { panic!() };
        let sent = EntryId { branch: p("LC01"), seq: from.size() };
        let incoming = Incoming { sent, lots: lots.clone(), ..incoming("7") };
        write(&mut from, event);
        assert_eq!(held(&from), "6: 2026-12-31 6");
        let received = receive(&to, incoming, today).unwrap();
        write(&mut to, received);
        assert_eq!(held(&to), "8: 2026-06-30 6, 2026-12-31 2");
        let declined = EntryId { branch: p("LC02"), seq: 0 };
        let back = send_back(&from, sent, declined, EntryHash::default()).unwrap();
        write(&mut from, back);
        assert_eq!(held(&from), "13: 2026-06-30 5, 2026-12-31 8");
        assert!(send_back(&from, sent, declined, EntryHash::default()).is_err(), "once");
    }

    #[test]
    fn what_a_pool_sends_to_an_account_ends_there_and_what_comes_back_is_the_pools_again() {
        let mut from = branch("LC01", &[]);
        let pool = from.accounts.get_mut(&1).unwrap();
        pool.kind = HolderKind::Pool;
        pool.balances = vec![(p("JF"), p("9"))];
        let (account, currency) = (AccountNo::new(p("LC01"), 1), p("JF"));
        let aim = Aim::Account(AccountNo::new(p("LC02"), 1));
        let (to, points, note) = (p("LC02"), p("4"), String::new());
        let sending = Sending { account, to, aim, points, currency, note };
        let event = send(&from, sending, p("2026-03-20")).unwrap();
        let Event::Sent { lots, .. } = &event else { panic!() };
        assert_eq!(lots, &[Lot { until: p("2028-03-20"), points }]);
        let sent = EntryId { branch: p("LC01"), seq: from.size() };
        write(&mut from, event);
        assert_eq!(held(&from), "5: ");
        let declined = EntryId { branch: p("LC02"), seq: 0 };
        let back = send_back(&from, sent, declined, EntryHash::default()).unwrap();
        write(&mut from, back);
        assert_eq!(held(&from), "9: ");
    }

    fn incoming(points: &str) -> Incoming {
        Incoming {
            sent: p("LC01:7"),
            hash: EntryHash::default(),
            from: AccountNo::new(p("LC01"), 1),
            aim: Aim::Account(AccountNo::new(p("LC02"), 1)),
            points: p(points),
            currency: p("JF"),
            lots: Vec::new(),
        }
    }

    /// Whether so many points are received, or why they are declined.
    fn answered(to: &State, points: &str) -> Result<(), &'static str> {
        let today: Day = p("2026-03-20");
        let received = receive(to, incoming(points), today).map(|_| ()).map_err(|no| no.code());
        let declined = decline(to, incoming(points), "no".to_owned(), today);
        assert_eq!(declined.is_ok(), received.is_err(), "one of the two, always");
        received
    }

    #[test]
    fn what_would_pass_the_receivers_ceiling_is_declined() {
        let to = branch("LC02", &[("2026-06-30", "4")]);
        assert_eq!(answered(&to, "6"), Ok(()));
        assert_eq!(answered(&to, "7"), Err("above-ceiling"));
    }

    #[test]
    fn what_would_leave_the_bounds_is_declined_and_does_not_wait_for_ever() {
        let mut to = branch("LC02", &[]);
        let account = to.accounts.get_mut(&1).unwrap();
        account.kind = HolderKind::Merchant;
        account.balances = vec![(p("JF"), p("999999999998"))];
        assert_eq!(answered(&to, "1"), Ok(()));
        assert_eq!(answered(&to, "2"), Err("out-of-bounds"));
    }
}
