//! Between villages: what takes more than one journal.
//!
//! ```text
//! send: try both sides → sent (LC01) → received or declined (LC02) → arrived or sent_back (LC01)
//! net:  positions → clearing_netted (HQ) → clearing_settled in each branch
//! ```
//!
//! No commit spans journals. Every step is an order of its own, each under the
//! one request key there is for it, and each step can be told from the journals
//! alone: so whatever stops it in between, [`Ledger::finish_legs`] and the next
//! [`Ledger::net`] do what is missing, once. There is nothing here that decides.

use std::collections::BTreeMap;

use super::{Done, Error, Guard, Ledger, Order, SubmitError, Wanted, lock};
use crate::books::shelf;
use crate::command::{Command, Incoming, Sending};
use crate::day::Timestamp;
use crate::event::{Event, Position};
use crate::ids::{BranchCode, CurrencyCode, EntryId, RequestKey};
use crate::keys::OperatorKey;
use crate::line::{Entry, EntryHash};
use crate::points::Amount;
use crate::postings::SystemAccount;
use crate::refusal::Refusal;
use crate::state::Leg;

/// Who does what has to be done in several branches, and when.
#[derive(Clone, Copy)]
pub struct Hand<'a> {
    /// The key that signs, in every branch.
    pub key: &'a OperatorKey,
    /// What time it is.
    pub now: Timestamp,
    /// The clock was asked about and is right.
    pub clock_confirmed: bool,
}

/// Points that were sent to another branch.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// The entry that sent them.
    pub sent: Done,
    /// How it ended; `None` where that has to wait for somebody else.
    pub ended: Option<Ended>,
}

/// How points that were sent ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// The other branch's entry: received or declined.
    pub answer: Done,
    /// The entry that knows of it: arrived or sent back.
    pub end: Done,
}

/// What became of points that were under way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finished {
    /// Those that ended now, by the entry that sent them.
    pub ended: Vec<(EntryId, Ended)>,
    /// Those that wait for somebody else.
    pub waiting: Vec<EntryId>,
}

/// What a netting came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Netting {
    /// What was under way.
    pub finished: Finished,
    /// Head office's entry; `None` where nothing was owed.
    pub netted: Option<Done>,
    /// The branches' entries, those that an earlier netting still lacked among them.
    pub settled: Vec<Done>,
}

/// What a branch has in clearing of one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Clearing {
    /// The branch.
    pub branch: BranchCode,
    /// The currency.
    pub currency: CurrencyCode,
    /// What it owes the others, or below zero is owed.
    pub position: Amount,
    /// What is under way from it.
    pub under_way: Amount,
    /// What head office has settled so far.
    pub settled: Amount,
}

impl Ledger {
    /// Sends points to another branch and has them answered there.
    ///
    /// Both sides are tried before anything is written, so what the other branch
    /// would not take is refused. Asked again under the same key it sends
    /// nothing twice, and ends what had not ended.
    ///
    /// # Errors
    /// The refusal of either side, nothing written; or failing storage, after
    /// which the same request tells what was done.
    pub fn send(
        &self,
        hand: Hand<'_>,
        request: RequestKey,
        sending: Sending,
    ) -> Result<Crossing, SubmitError> {
        let branch = sending.account.branch();
        let to = sending.to;
        let command = Command::Send(sending);
        let planned = self.tried(hand, branch, &request, &command)?;
        if let (false, Some(incoming)) =
            (planned.repeated, incoming(planned.entry, EntryHash::default(), &planned.event))
        {
            let receive = Command::Receive(incoming);
            self.tried(hand, to, &RequestKey::twin(planned.entry), &receive)?;
        }
        let sent = self.ask_one(hand, branch, request, command)?;
        match self.end(hand, sent.entry) {
            Ok(ended) => Ok(Crossing { sent, ended: Some(ended) }),
            // It is written and cannot be refused any more.
            Err(SubmitError::Refused { .. }) => Ok(Crossing { sent, ended: None }),
            Err(failed) => Err(failed),
        }
    }

    /// Ends what is under way from any branch, as far as the key's right goes:
    /// it is received if the rules there take it, declined and sent back if not.
    /// A branch that cannot be read is left alone.
    ///
    /// # Errors
    /// Where a write failed.
    pub fn finish_legs(&self, hand: Hand<'_>) -> Result<Finished, Error> {
        let mut finished = Finished::default();
        for sent in self.under_way()?.into_iter().map(|(sent, _)| sent) {
            match self.end(hand, sent) {
                Ok(ended) => finished.ended.push((sent, ended)),
                Err(SubmitError::Failed(error)) if self.is_poisoned() => return Err(error),
                Err(_) => finished.waiting.push(sent),
            }
        }
        Ok(finished)
    }

    /// What is under way from the branches that can be read, by the entry that sent it.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn under_way(&self) -> Result<Vec<(EntryId, Leg)>, Error> {
        let mut all = Vec::new();
        for branch in self.branches()? {
            let legs = self.out(branch).unwrap_or_default().into_iter();
            all.extend(legs.map(|(seq, leg)| (EntryId { branch, seq }, leg)));
        }
        Ok(all)
    }

    /// What is under way from a branch. Every writing command asks this of every
    /// branch: one whose books are as long as its journal is not opened for it.
    fn out(&self, branch: BranchCode) -> Result<BTreeMap<u64, Leg>, Error> {
        let known = {
            let desk = self.desk(branch);
            let opened = lock(&desk.paper).shelf.is_some();
            let of = |books: Guard<'_>| shelf::trade_of(books.books.as_ref(), branch);
            if opened { None } else { of(self.books()).ok().flatten() }
        };
        match known {
            Some((size, trade)) if self.journal.size(branch)? == size => Ok(trade.out),
            _ => self.view(branch, Wanted::Nothing, |state| state.trade().out.clone()),
        }
    }

    /// What every branch has in clearing.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn clearing(&self) -> Result<Vec<Clearing>, Error> {
        let mut all = Vec::new();
        for branch in self.branches()? {
            all.extend(self.view(branch, Wanted::Nothing, |state| {
                let of = |account, currency| state.system(account, currency);
                let mut currencies: Vec<CurrencyCode> = state
                    .totals()
                    .system
                    .iter()
                    .filter(|(account, _, _)| *account == SystemAccount::Clearing)
                    .map(|(_, currency, _)| *currency)
                    .collect();
                currencies.sort_unstable();
                let line = |currency| {
                    let position = state.position(currency);
                    let clearing = of(SystemAccount::Clearing, currency);
                    let under_way = clearing.checked_sub(position).unwrap_or_default();
                    let settled = of(SystemAccount::HeadOffice, currency);
                    Clearing { branch, currency, position, under_way, settled }
                };
                currencies.into_iter().map(line).collect::<Vec<_>>()
            })?);
        }
        Ok(all)
    }

    /// Nets what the branches owe each other and settles it in each of them; ends
    /// before what is under way, and settles what an earlier netting left unsettled.
    ///
    /// # Errors
    /// A refusal, found before anything of this netting was written; or failing
    /// storage, after which the same asked again does the rest.
    pub fn net(&self, hand: Hand<'_>, request: RequestKey) -> Result<Netting, SubmitError> {
        let finished = self.finish_legs(hand)?;
        let last = self.view(BranchCode::HQ, Wanted::Nothing, |hq| hq.trade().netted)?;
        let mut settled = match last {
            Some(seq) => self.settle(hand, EntryId { branch: BranchCode::HQ, seq })?,
            None => Vec::new(),
        };
        let positions: Vec<Position> = self
            .clearing()?
            .into_iter()
            .map(|Clearing { branch, currency, position, .. }| Position {
                branch,
                currency,
                amount: position,
            })
            .filter(|position| position.amount != Amount::ZERO)
            .collect();
        if positions.is_empty() {
            return Ok(Netting { finished, netted: None, settled });
        }
        let command = Command::NetClearing { positions: positions.clone() };
        let planned = self.tried(hand, BranchCode::HQ, &request, &command)?;
        for position in &positions {
            let (request, command) = settlement(planned.entry, EntryHash::default(), position);
            self.tried(hand, position.branch, &request, &command)?;
        }
        let netted = self.ask_one(hand, BranchCode::HQ, request, command)?;
        settled.extend(self.settle(hand, netted.entry)?);
        Ok(Netting { finished, netted: Some(netted), settled })
    }

    /// Settles what of a netting is not settled yet.
    fn settle(&self, hand: Hand<'_>, netted: EntryId) -> Result<Vec<Done>, SubmitError> {
        let mut settled = Vec::new();
        let Some((Entry { event: Event::ClearingNetted { positions }, .. }, hash)) =
            self.entry_with_hash(netted)?
        else {
            return Ok(settled);
        };
        for position in &positions {
            let last = self.view(position.branch, Wanted::Nothing, |state| {
                state.trade().settled.get(&position.currency).copied()
            })?;
            if last.is_none_or(|last| last < netted.seq) {
                let (request, command) = settlement(netted, hash, position);
                settled.push(self.ask_one(hand, position.branch, request, command)?);
            }
        }
        Ok(settled)
    }

    /// Has an entry's points answered by the branch they were sent to, unless
    /// they are, and notes the answer.
    fn end(&self, hand: Hand<'_>, sent: EntryId) -> Result<Ended, SubmitError> {
        let nothing = || refused(Refusal::NotUnderWay { entry: sent });
        let (entry, hash) = self.entry_with_hash(sent)?.ok_or_else(nothing)?;
        let Event::Sent { to, .. } = entry.event else { return Err(nothing()) };
        let asked = incoming(sent, hash, &entry.event).ok_or_else(nothing)?;
        let request = RequestKey::twin(sent);
        let answer = match self.answered(to, &request)? {
            Some(before) => {
                let seq = before.seq;
                let (entry, event) = (EntryId { branch: to, seq }, before.event);
                Done { entry, event, repeated: true, clipped_by: None }
            }
            None => {
                let receive = Command::Receive(asked.clone());
                match self.ask_one(hand, to, request.clone(), receive) {
                    // Who has no right to receive has none to decline.
                    Err(SubmitError::Refused { refusal, .. }) => {
                        let (incoming, reason) = (asked.clone(), refusal.code().to_owned());
                        let decline = Command::Decline { incoming, reason };
                        self.ask_one(hand, to, request.clone(), decline)?
                    }
                    answer => answer?,
                }
            }
        };
        // An answer to a line that stood there before is none to this one.
        let (Command::Receive(answered) | Command::Decline { incoming: answered, .. }) =
            Command::behind(&answer.event)
        else {
            return Err(nothing());
        };
        if answered != asked {
            return Err(refused(Refusal::RequestReused { request, entry: answer.entry }));
        }
        let (_, hash) = self.entry_with_hash(answer.entry)?.ok_or_else(nothing)?;
        let command = match answer.event {
            Event::Received { .. } => Command::NoteArrival { sent, received: answer.entry, hash },
            _ => Command::SendBack { sent, declined: answer.entry, hash },
        };
        let end = self.ask_one(hand, sent.branch, RequestKey::twin(answer.entry), command)?;
        Ok(Ended { answer, end })
    }

    /// What would come of one command, with nothing written.
    fn tried(
        &self,
        hand: Hand<'_>,
        branch: BranchCode,
        request: &RequestKey,
        command: &Command,
    ) -> Result<Done, SubmitError> {
        let requests = [(request.clone(), command.clone())];
        let outcome = self.plan(&order(hand, branch, &requests))?.into_outcomes().pop();
        outcome.ok_or(Error::OutcomeUnknown)?.map_err(refused)
    }

    fn ask_one(
        &self,
        hand: Hand<'_>,
        branch: BranchCode,
        request: RequestKey,
        command: Command,
    ) -> Result<Done, SubmitError> {
        let mut done = self.submit(&order(hand, branch, &[(request, command)]))?;
        Ok(done.pop().ok_or(Error::OutcomeUnknown)?)
    }
}

fn order<'a>(
    hand: Hand<'a>,
    branch: BranchCode,
    requests: &'a [(RequestKey, Command)],
) -> Order<'a> {
    let Hand { key, now, clock_confirmed } = hand;
    Order { branch, key, now, clock_confirmed, likeness_confirmed: false, requests }
}

fn refused(refusal: Refusal) -> SubmitError {
    SubmitError::Refused { index: 0, refusal: Box::new(refusal) }
}

/// What an entry sent, as the other branch is told of it.
fn incoming(sent: EntryId, hash: EntryHash, event: &Event) -> Option<Incoming> {
    let Event::Sent { account, aim, points, currency, lots, .. } = event else { return None };
    let (from, aim, points, currency) = (*account, *aim, *points, *currency);
    Some(Incoming { sent, hash, from, aim, points, currency, lots: lots.clone() })
}

fn settlement(netted: EntryId, hash: EntryHash, position: &Position) -> (RequestKey, Command) {
    let Position { currency, amount, .. } = *position;
    let command = Command::SettleClearing { netted, hash, currency, amount };
    (RequestKey::twin_in(netted, currency), command)
}
