//! The naive bank: its villages, and what is done in several of them.
//!
//! What goes on between villages is asked of one after the other, each time
//! under the one key there is for it, as the documents say: nothing here is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::naive::{Answer, Entry, Village};
use super::plain::{Amount, Ask, EntryId, Position, TWIN, What};

pub type Bank = BTreeMap<String, Village>;

/// What the bank answers.
pub fn answer(bank: &mut Bank, ask: &Ask) -> Answer {
    let answered = match &ask.what {
        What::Send { account, to, .. } if ask.whole => send(bank, ask, account, to),
        What::Finish => Ok(finish(bank, ask)),
        What::Net => net(bank, ask),
        _ => Ok(one(bank, ask)),
    };
    answered.unwrap_or_else(|answer| answer)
}

/// The files given in all other branches for deeds that stand.
fn elsewhere(bank: &Bank, branch: &str) -> BTreeSet<u8> {
    let others = bank.iter().filter(|(code, _)| *code != branch);
    others.flat_map(|(_, village)| village.files()).collect()
}

fn one(bank: &mut Bank, ask: &Ask) -> Answer {
    let files = elsewhere(bank, &ask.branch);
    match bank.get_mut(&ask.branch) {
        Some(village) => village.ask(ask, &files),
        None => Answer::Refused("branch-not-open"),
    }
}

/// One of several things to be done: by the same hand, in a branch, under a key.
fn step(ask: &Ask, branch: &str, request: &str, what: What) -> Ask {
    let (branch, request) = (branch.to_owned(), request.to_owned());
    Ask { branch, request, what, whole: false, another_deed: false, ..ask.clone() }
}

/// Done, or what is said instead.
fn done(bank: &mut Bank, ask: &Ask) -> Result<(String, Answer), Answer> {
    match one(bank, ask) {
        refused @ Answer::Refused(_) => Err(refused),
        answer => Ok((ask.branch.clone(), answer)),
    }
}

/// The entry that would be made; `None` where it was made before.
fn tried(bank: &Bank, ask: &Ask) -> Result<Option<Entry>, Answer> {
    let village = bank.get(&ask.branch).ok_or(Answer::Refused("branch-not-open"))?;
    match village.tried(ask, &BTreeSet::new()) {
        Ok(entry) => Ok(Some(entry)),
        Err(Answer::Done { .. }) => Ok(None),
        Err(refused) => Err(refused),
    }
}

/// Sent once the other branch would take it, and then answered and noted.
fn send(bank: &mut Bank, ask: &Ask, account: &str, to: &str) -> Result<Answer, Answer> {
    // The account says from where.
    let home = account.split('-').next().unwrap_or_default();
    let send = step(ask, home, &ask.request, ask.what.clone());
    if let Some(Entry { sent: Some(leg), .. }) = tried(bank, &send)? {
        let sent = (home.to_owned(), bank[home].entries.len());
        tried(bank, &step(ask, to, TWIN, What::Receive { sent, parcel: leg.parcel }))?;
    }
    let sent = done(bank, &send)?;
    let Answer::Done { seq, .. } = sent.1 else { panic!("{sent:?}") };
    let id = (home.to_owned(), seq);
    let (ended, waiting) = match end(bank, ask, &id) {
        Ok(ended) => (ended.to_vec(), Vec::new()),
        Err(_) => (Vec::new(), vec![id]),
    };
    Ok(Answer::Several { done: [sent].into_iter().chain(ended).collect(), waiting })
}

/// What was sent is received where the rules there take it and declined where
/// they do not; and then it arrived, or comes back.
fn end(bank: &mut Bank, ask: &Ask, sent: &EntryId) -> Result<[(String, Answer); 2], Answer> {
    let leg = bank[&sent.0].sent[&sent.1].clone();
    let (to, parcel, sent) = (leg.to, leg.parcel, sent.clone());
    let receive = What::Receive { sent: sent.clone(), parcel: parcel.clone() };
    let known = bank.get(&to).and_then(|there| {
        let (seq, _) = there.answered.get(&receive.twin()?)?;
        let Entry { kind, points, .. } = there.entries[*seq];
        Some((to.clone(), Answer::Done { seq: *seq, kind, points, repeated: true }))
    });
    let answer = match known {
        Some(known) => known,
        None => match done(bank, &step(ask, &to, TWIN, receive)) {
            Err(Answer::Refused(code)) => {
                let (sent, reason) = (sent.clone(), code.to_owned());
                done(bank, &step(ask, &to, TWIN, What::Decline { sent, parcel, reason }))?
            }
            answer => answer?,
        },
    };
    let Answer::Done { seq, kind, .. } = answer.1 else { panic!("{answer:?}") };
    let home = sent.0.clone();
    let noted = match kind {
        "received" => What::NoteArrival { sent, received: (to, seq) },
        _ => What::SendBack { sent, declined: (to, seq) },
    };
    let noted = done(bank, &step(ask, &home, TWIN, noted))?;
    Ok([answer, noted])
}

/// Ends what is under way, as far as the right of who asks goes.
fn finish(bank: &mut Bank, ask: &Ask) -> Answer {
    let of = |(code, village): (&String, &Village)| {
        village.under_way().map(|(at, _)| (code.clone(), at)).collect::<Vec<_>>()
    };
    let (mut done, mut waiting) = (Vec::new(), Vec::new());
    for sent in bank.iter().flat_map(of).collect::<Vec<_>>() {
        match end(bank, ask, &sent) {
            Ok(ended) => done.extend(ended),
            Err(_) => waiting.push(sent),
        }
    }
    Answer::Several { done, waiting }
}

/// What a branch owes the others, without what is under way, by currency.
pub fn positions(village: &Village) -> Vec<Position> {
    let mut positions: BTreeMap<String, Amount> = BTreeMap::new();
    for ((own, currency), sum) in &village.own {
        if *own == "clearing" {
            *positions.entry(currency.clone()).or_default() += sum;
        }
    }
    for (_, leg) in village.under_way() {
        *positions.entry(leg.parcel.currency.clone()).or_default() -= leg.parcel.points;
    }
    let code = village.code.clone();
    positions.into_iter().map(|(currency, sum)| (code.clone(), currency, sum)).collect()
}

/// What is under way is ended, the last netting settled, and then the next one made.
fn net(bank: &mut Bank, ask: &Ask) -> Result<Answer, Answer> {
    let Answer::Several { mut done, waiting } = finish(bank, ask) else {
        panic!("finishing is done in several branches")
    };
    let last = bank["HQ"].nettings.keys().max().copied();
    let before = last.map_or(Ok(Vec::new()), |last| settle(bank, ask, last))?;
    let positions: Vec<Position> =
        bank.values().flat_map(positions).filter(|(_, _, sum)| *sum != 0).collect();
    if positions.is_empty() {
        done.extend(before);
        return Ok(Answer::Several { done, waiting });
    }
    let what = What::NetClearing { positions: positions.clone() };
    let netting = step(ask, "HQ", &ask.request, what);
    if tried(bank, &netting)?.is_some() {
        let seq = bank["HQ"].entries.len();
        for (branch, currency, amount) in &positions {
            tried(bank, &step(ask, branch, TWIN, settlement(seq, currency, *amount)))?;
        }
    }
    let netted = self::done(bank, &netting)?;
    let Answer::Done { seq, .. } = netted.1 else { panic!("{netted:?}") };
    done.push(netted);
    done.extend(before);
    done.extend(settle(bank, ask, seq)?);
    Ok(Answer::Several { done, waiting })
}

/// What of a netting is not settled yet.
fn settle(bank: &mut Bank, ask: &Ask, netted: usize) -> Result<Vec<(String, Answer)>, Answer> {
    let positions = bank["HQ"].nettings[&netted].clone();
    let mut settled = Vec::new();
    for ((branch, currency), amount) in positions {
        if bank[&branch].settled.get(&currency).is_none_or(|last| *last < netted) {
            let what = settlement(netted, &currency, amount);
            settled.push(done(bank, &step(ask, &branch, TWIN, what))?);
        }
    }
    Ok(settled)
}

pub fn settlement(netted: usize, currency: &str, amount: Amount) -> What {
    let currency = currency.to_owned();
    What::SettleClearing { netted: ("HQ".to_owned(), netted), currency, amount }
}

/// All that is in the branches' clearing, and settled with head office, is what was
/// sent and neither received nor given back.
pub fn clearing_sums(bank: &Bank) -> Result<(), String> {
    let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
    for village in bank.values() {
        for ((own, currency), sum) in &village.own {
            if ["clearing", "head-office"].contains(own) {
                *sums.entry(currency).or_default() += sum;
            }
        }
        for (at, leg) in village.under_way() {
            let sent = (village.code.clone(), at);
            let twin = What::Receive { sent, parcel: leg.parcel.clone() }.twin();
            let there = bank.get(&leg.to).and_then(|there| there.answered.get(&twin?));
            if !there.is_some_and(|(_, what)| matches!(what, What::Receive { .. })) {
                *sums.entry(&leg.parcel.currency).or_default() -= leg.parcel.points;
            }
        }
    }
    match sums.iter().find(|(_, sum)| **sum != 0) {
        Some((currency, sum)) => Err(format!("{currency} between villages sums up to {sum}")),
        None => Ok(()),
    }
}
