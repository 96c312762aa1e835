//! Between villages: one branch's entries held against another's.
//!
//! What a branch by itself could have written was checked by asking the rules.
//! Here it is whether the branches say the same: everything sent has one answer,
//! everything answered was sent, every answer was noted, each by the hash of the
//! very line, and what the branches hold in clearing is what is under way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Finding, FindingCode, NONE, Walked};
use crate::command::{Command, Incoming};
use crate::day::Timestamp;
use crate::event::{Event, Position};
use crate::ids::{BranchCode, CurrencyCode, EntryId};
use crate::line::EntryHash;
use crate::points::Amount;
use crate::postings::SystemAccount;

/// An entry that another branch has to do with.
pub(super) struct Crossed {
    pub(super) seq: u64,
    pub(super) hash: EntryHash,
    pub(super) at: Timestamp,
    pub(super) event: Event,
}

/// Whether it is one.
pub(super) fn crosses(event: &Event) -> bool {
    matches!(
        event,
        Event::Sent { .. }
            | Event::Received { .. }
            | Event::Declined { .. }
            | Event::Arrived { .. }
            | Event::SentBack { .. }
            | Event::ClearingNetted { .. }
            | Event::ClearingSettled { .. }
    )
}

/// Everything that does not fit together between the branches that were walked.
pub(super) fn findings(walked: &[Walked]) -> Vec<Finding> {
    let all = All::of(walked);
    let mut findings = Vec::new();
    for (&id, entry) in &all.entries {
        match &entry.event {
            Event::Sent { .. } => findings.extend(all.sent(id, entry)),
            Event::Received { .. } | Event::Declined { .. } => {
                findings.extend(all.answer(id, entry));
            }
            Event::Arrived { sent, received: answer, hash, .. }
            | Event::SentBack { sent, declined: answer, hash, .. } => {
                findings.extend(all.end(id, &entry.event, (*sent, *answer, *hash)));
            }
            Event::ClearingNetted { positions } => findings.extend(all.netted(id, positions)),
            Event::ClearingSettled { netted, hash, currency, amount } => {
                let position = Position { branch: id.branch, currency: *currency, amount: *amount };
                findings.extend(all.settled(id, (*netted, *hash), &position));
            }
            _ => {}
        }
    }
    if all.whole {
        findings.extend(all.clearing(walked));
    }
    findings
}

struct All<'a> {
    /// The branches that were walked, and whether they are all there are.
    branches: BTreeSet<BranchCode>,
    whole: bool,
    entries: BTreeMap<EntryId, &'a Crossed>,
    /// The answers to an entry, and the ends of an answer.
    answers: HashMap<EntryId, Vec<EntryId>>,
    ends: HashMap<EntryId, Vec<EntryId>>,
    /// What of a netting was settled.
    settled: BTreeSet<(EntryId, BranchCode, CurrencyCode)>,
}

impl<'a> All<'a> {
    fn of(walked: &'a [Walked]) -> Self {
        let branches: BTreeSet<BranchCode> = walked.iter().map(|w| w.state.branch()).collect();
        let hq = walked.iter().find(|w| w.state.branch() == BranchCode::HQ);
        let whole = hq.is_some_and(|hq| hq.state.chartered().keys().all(|b| branches.contains(b)));
        let entries = BTreeMap::new();
        let settled = BTreeSet::new();
        let (answers, ends) = (HashMap::new(), HashMap::new());
        let mut all = Self { branches, whole, entries, answers, ends, settled };
        for branch in walked {
            for entry in &branch.crossed {
                let id = EntryId { branch: branch.state.branch(), seq: entry.seq };
                all.entries.insert(id, entry);
                match &entry.event {
                    Event::Received { sent, .. } | Event::Declined { sent, .. } => {
                        all.answers.entry(*sent).or_default().push(id);
                    }
                    Event::Arrived { received: answer, .. }
                    | Event::SentBack { declined: answer, .. } => {
                        all.ends.entry(*answer).or_default().push(id);
                    }
                    Event::ClearingSettled { netted, currency, .. } => {
                        all.settled.insert((*netted, id.branch, *currency));
                    }
                    _ => {}
                }
            }
        }
        all
    }

    /// Whether what a branch says can be known: it was walked, or there is none.
    fn known(&self, branch: BranchCode) -> bool {
        self.whole || self.branches.contains(&branch)
    }

    /// What was sent has an answer where it was sent to.
    fn sent(&self, id: EntryId, entry: &Crossed) -> Option<Finding> {
        let Event::Sent { to, .. } = entry.event else { return None };
        let answers = self.answers.get(&id).map(Vec::as_slice).unwrap_or_default();
        let answered = answers.iter().any(|answer| answer.branch == to);
        (self.known(to) && !answered)
            .then(|| without_twin(id, entry).compare(to.as_str(), &entry.at.to_string()))
    }

    /// What is answered was sent here, just so, is answered once and that is known there.
    fn answer(&self, id: EntryId, entry: &Crossed) -> Option<Finding> {
        let (Command::Receive(said) | Command::Decline { incoming: said, .. }) =
            Command::behind(&entry.event)
        else {
            return None;
        };
        if !self.known(said.sent.branch) {
            return None;
        }
        let Some(twin) = self.entries.get(&said.sent) else {
            return Some(without_twin(id, entry).compare(&said.sent.to_string(), NONE));
        };
        let told = Incoming { hash: twin.hash, ..said.clone() };
        let expected = match &twin.event {
            Event::Sent { account, to, aim, points, currency, lots, .. } if *to == id.branch => {
                let (from, lots) = (*account, lots.clone());
                let (aim, points, currency) = (*aim, *points, *currency);
                Incoming { from, aim, points, currency, lots, ..told }
            }
            other => {
                let expected = format!("{} sent → {}", said.sent, id.branch);
                return Some(twin_wrong(id, entry).compare(&expected, other.name()));
            }
        };
        if expected != said {
            return Some(twin_wrong(id, entry).compare(&brief(&expected), &brief(&said)));
        }
        let first = self.answers.get(&said.sent).and_then(|all| all.iter().min());
        if let Some(first) = first.filter(|first| **first != id) {
            return Some(twin_wrong(id, entry).compare(&first.to_string(), &id.to_string()));
        }
        let ends = self.ends.get(&id).map(Vec::as_slice).unwrap_or_default();
        let noted = ends.iter().any(|end| end.branch == said.sent.branch);
        (!noted).then(|| {
            without_twin(id, entry).compare(said.sent.branch.as_str(), &entry.at.to_string())
        })
    }

    /// What is said to have ended was answered so.
    fn end(
        &self,
        id: EntryId,
        event: &Event,
        (sent, answer, hash): (EntryId, EntryId, EntryHash),
    ) -> Option<Finding> {
        if !self.known(answer.branch) {
            return None;
        }
        let wrong = |code| Finding::new(code, id.branch, Some(id.seq)).about(event);
        let Some(twin) = self.entries.get(&answer) else {
            let finding = wrong(FindingCode::LegWithoutTwin);
            return Some(finding.compare(&answer.to_string(), NONE));
        };
        let expected = (answered(event), sent, twin.hash);
        let said = match (&twin.event, event) {
            (Event::Received { sent, .. }, Event::Arrived { .. })
            | (Event::Declined { sent, .. }, Event::SentBack { .. }) => {
                (answered(event), *sent, hash)
            }
            (other, _) => (other.name(), sent, hash),
        };
        let show = |(name, sent, hash): (&str, EntryId, EntryHash)| {
            format!("{answer} {name} {sent} hash {hash}")
        };
        (said != expected)
            .then(|| wrong(FindingCode::TwinWrong).compare(&show(expected), &show(said)))
    }

    /// Every position of a netting was settled in its branch.
    fn netted(&self, id: EntryId, positions: &[Position]) -> Vec<Finding> {
        let open = positions.iter().filter(|position| {
            self.known(position.branch)
                && !self.settled.contains(&(id, position.branch, position.currency))
        });
        open.map(|position| {
            let Position { branch, currency, amount } = position;
            let expected = format!("{branch} {amount} {currency}");
            let finding = Finding::new(FindingCode::SettledWrong, id.branch, Some(id.seq));
            finding.compare(&expected, NONE)
        })
        .collect()
    }

    /// What a branch settled is what head office netted for it.
    fn settled(
        &self,
        id: EntryId,
        (netted, hash): (EntryId, EntryHash),
        said: &Position,
    ) -> Option<Finding> {
        if !self.known(netted.branch) {
            return None;
        }
        let twin = self.entries.get(&netted);
        let position = twin.and_then(|twin| match &twin.event {
            Event::ClearingNetted { positions } => positions
                .iter()
                .find(|p| (p.branch, p.currency) == (said.branch, said.currency))
                .map(|position| (position.amount, twin.hash)),
            _ => None,
        });
        let show = |(amount, hash)| format!("{netted} {amount} {} hash {hash}", said.currency);
        (position != Some((said.amount, hash))).then(|| {
            let expected = position.map_or_else(|| format!("{netted} {NONE}"), show);
            let finding = Finding::new(FindingCode::SettledWrong, id.branch, Some(id.seq));
            finding.compare(&expected, &show((said.amount, hash)))
        })
    }

    /// What all branches hold in clearing and with head office is what is under way.
    fn clearing(&self, walked: &[Walked]) -> Vec<Finding> {
        let mut sums: BTreeMap<CurrencyCode, (Amount, Amount)> = BTreeMap::new();
        let add = |sum: &mut Amount, amount| *sum = sum.checked_add(amount).unwrap_or(*sum);
        for branch in walked {
            for &(account, currency, amount) in &branch.state.totals().system {
                if matches!(account, SystemAccount::Clearing | SystemAccount::HeadOffice) {
                    add(&mut sums.entry(currency).or_default().0, amount);
                }
            }
        }
        for (id, entry) in &self.entries {
            let Event::Sent { points, currency, .. } = entry.event else { continue };
            let answers = self.answers.get(id).map(Vec::as_slice).unwrap_or_default();
            let ended = answers.iter().any(|answer| {
                let event = self.entries.get(answer).map(|answer| &answer.event);
                matches!(event, Some(Event::Received { .. })) || self.is_back(answer)
            });
            if !ended {
                add(&mut sums.entry(currency).or_default().1, points.amount());
            }
        }
        let uneven = sums.into_iter().filter(|(_, (held, under_way))| held != under_way);
        uneven
            .map(|(currency, (held, under_way))| {
                let finding = Finding::new(FindingCode::ClearingNotZero, BranchCode::HQ, None);
                let expected = format!("{under_way} {currency}");
                finding.compare(&expected, &format!("{held} {currency}"))
            })
            .collect()
    }

    fn is_back(&self, answer: &EntryId) -> bool {
        let ends = self.ends.get(answer).map(Vec::as_slice).unwrap_or_default();
        ends.iter().any(|end| {
            let event = self.entries.get(end).map(|end| &end.event);
            matches!(event, Some(Event::SentBack { .. }))
        })
    }
}

/// What an end says the other branch did.
fn answered(event: &Event) -> &'static str {
    match event {
        Event::Arrived { .. } => "received",
        _ => "declined",
    }
}

fn without_twin(id: EntryId, entry: &Crossed) -> Finding {
    Finding::new(FindingCode::LegWithoutTwin, id.branch, Some(id.seq)).about(&entry.event)
}

fn twin_wrong(id: EntryId, entry: &Crossed) -> Finding {
    Finding::new(FindingCode::TwinWrong, id.branch, Some(id.seq)).about(&entry.event)
}

fn brief(said: &Incoming) -> String {
    let Incoming { sent, hash, from, aim, points, currency, lots } = said;
    let aim = serde_json::to_string(aim).unwrap_or_default();
    let lots: Vec<String> =
        lots.iter().map(|lot| format!("{} until {}", lot.points, lot.until)).collect();
    let lots = if lots.is_empty() { String::new() } else { format!(" lots {}", lots.join(", ")) };
    format!("{sent} hash {hash}: {points} {currency} of {from} for {aim}{lots}")
}
