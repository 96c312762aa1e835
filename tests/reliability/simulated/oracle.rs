//! What was acknowledged, and whether it is still so.
//!
//! The oracle reads the segments itself, adds up what moved by itself, and
//! believes nothing that the ledger says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledger_core::audit::audit;
use ledger_core::books::shelf::trade_of;
use ledger_core::command::Command;
use ledger_core::day::{Offset, Timestamp};
use ledger_core::due::due;
use ledger_core::event::{Aim, Event};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, RequestKey};
use ledger_core::journal::{FileJournal, JournalError};
use ledger_core::ledger::{
    CLOCK_AHEAD_DAYS, CLOCK_BEHIND_SECONDS, Done, Error, Hand, Ledger, Notice, Order, SubmitError,
    Wanted,
};
use ledger_core::line::{Entry, EntryHash};
use ledger_core::points::Amount;
use ledger_core::proof::TreeHash;

use super::machine::{Left, Machine, SimBooks};
use super::work::{AFTERWARDS, Ask, Step, lc02, request};
use crate::common::store::Dice;
use crate::common::{brief, deed, key, lc01, time};

const JOURNAL: &str = "/bank/journal";

type Lines = BTreeMap<(BranchCode, u64), Vec<u8>>;
type Balances = BTreeMap<(AccountNo, CurrencyCode), Amount>;

/// What is known of something that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// It was answered: it is done.
    Done,
    /// It was answered: nothing of it was written.
    Nothing,
    /// It may be there, whole, or not.
    Unknown,
}

/// How a round may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// Everything is there, and the bank goes on.
    OnlySurvive,
    /// Or what is wrong is said.
    Refuse,
    /// Or what no longer ends signed is moved aside and kept, and that is said:
    /// nothing but lost books could have told it from a commit that never ended.
    RefuseOrSetAside,
}

/// How it ended well.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Survived,
    /// It was said what is wrong.
    Refused(String),
}

/// A bank on a machine, and what it told those who asked.
pub(super) struct Bank {
    pub(super) machine: Machine,
    segment: u64,
    desks: Vec<Ledger>,
    known: Lines,
    asked: Vec<(Step, How)>,
    roots: Vec<(BranchCode, u64, TreeHash)>,
    now: Timestamp,
}

fn io_error(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Bank {
    pub(super) fn new(machine: Machine, segment: u64) -> Self {
        let mut bank = Self {
            machine,
            segment,
            desks: Vec::new(),
            known: Lines::new(),
            asked: Vec::new(),
            roots: Vec::new(),
            now: time(AFTERWARDS),
        };
        bank.reopen(0);
        bank
    }

    /// The same bank on another machine.
    pub(super) fn on(&self, machine: Machine, segment: u64) -> Self {
        let mut bank = Self::new(machine, segment);
        bank.known.clone_from(&self.known);
        bank.asked.clone_from(&self.asked);
        bank
    }

    /// The program is started anew at one of the desks.
    pub(super) fn reopen(&mut self, desk: usize) {
        self.machine.restart();
        let journal = FileJournal::on(Arc::new(self.machine.clone()), JOURNAL, self.segment);
        let ledger = Ledger::new(Box::new(journal), Box::new(SimBooks(self.machine.clone())));
        if desk < self.desks.len() {
            self.desks[desk] = ledger;
        } else {
            self.desks.push(ledger);
        }
    }

    /// Does one thing at a desk. Says whether the program has to be started anew.
    pub(super) fn step(&mut self, desk: usize, step: &Step) -> Result<bool, String> {
        let ask = match self.spelled_out(desk, step) {
            Ok(Some(ask)) => ask,
            // There is nothing of the kind.
            Ok(None) => return Ok(false),
            Err(_) => return Ok(true),
        };
        // Asked again, it is the same, whatever has become due in the meantime.
        let step = &Step { ask, ..step.clone() };
        let operator = key(step.by);
        let ledger = &self.desks[desk];
        let order = |branch, requests: &[(RequestKey, Command)]| {
            ledger.submit(&Order {
                branch,
                key: &operator,
                now: step.at,
                clock_confirmed: false,
                likeness_confirmed: true,
                requests,
            })
        };
        let last = |lines: &Lines, branch| last_at(lines, branch);
        let answer = match &step.ask {
            Ask::Order { branch, requests } => {
                let before = last(&self.raw(), *branch);
                let answer = order(*branch, requests);
                if answer.is_ok()
                    && let Some(ahead) = before.map(|before| step.at.unix() - before.unix())
                    && !(-CLOCK_BEHIND_SECONDS..=(CLOCK_AHEAD_DAYS + 1) * 86_400).contains(&ahead)
                    && answer.iter().flatten().any(|done| !done.repeated)
                {
                    return Err(format!("a clock that is {ahead} seconds off was believed"));
                }
                answer
            }
            Ask::Send { request, sending } => {
                let hand = Hand { key: &operator, now: step.at, clock_confirmed: false };
                ledger.send(hand, request.clone(), sending.clone()).map(|crossing| {
                    let ended = crossing.ended.into_iter().flat_map(|e| [e.answer, e.end]);
                    std::iter::once(crossing.sent).chain(ended).collect()
                })
            }
            Ask::Root(branch) => {
                let answer = ledger.root(*branch, None);
                if let Ok((size, root)) = answer
                    && !self.machine.is_gone()
                {
                    self.roots.push((*branch, size, root));
                }
                return Ok(answer.is_err());
            }
            Ask::Look(account) => {
                let answer = ledger.account(*account);
                if let Ok(Some(found)) = &answer
                    && self.desks.len() == 1
                {
                    let all = naive(&self.raw())?;
                    for (currency, amount) in &found.balances {
                        let sum = all.get(&(*account, *currency)).copied().unwrap_or(Amount::ZERO);
                        if sum != *amount {
                            return Err(format!("{account} was told {amount}, and has {sum}"));
                        }
                    }
                }
                return Ok(answer.is_err());
            }
            Ask::About { .. } | Ask::CloseDay { .. } => return Err("not spelled out".to_owned()),
        };
        // Whom a dead program answered, nobody has heard.
        let heard = !self.machine.is_gone();
        self.machine.say(|| match &answer {
            Ok(done) => format!("{}: entries {:?}, heard: {heard}", name(step), seqs(done)),
            Err(SubmitError::Refused { refusal, .. }) => {
                format!("{}: refused, {refusal}", name(step))
            }
            Err(SubmitError::Failed(error)) => format!("{}: failed, {error}", name(step)),
        });
        let (how, failed) = match answer {
            Ok(done) if heard => {
                self.acknowledge(&done)?;
                (How::Done, false)
            }
            Ok(_) => (How::Unknown, true),
            // Sending is several orders: the first may be written.
            Err(SubmitError::Refused { .. }) => (How::Nothing, false),
            Err(SubmitError::Failed(error)) => match (&step.ask, error.before_writing()) {
                (Ask::Order { .. }, true) => (How::Nothing, true),
                _ => (How::Unknown, true),
            },
        };
        self.asked.push((step.clone(), how));
        Ok(failed)
    }

    /// What is asked for, where that is known only now: about an entry by its place, and
    /// what is due.
    fn spelled_out(&self, desk: usize, step: &Step) -> Result<Option<Ask>, Error> {
        let (branch, requests) = match &step.ask {
            Ask::About { request, of, branch, what } => {
                let found = self.raw().into_iter().find_map(|((of_branch, seq), line)| {
                    let entry = Entry::decode(&line).ok()?;
                    let account = entry.event.accounts().into_iter().flatten().next()?;
                    (of_branch == *branch && entry.req == *of).then_some((seq, account))
                });
                let Some((seq, account)) = found else { return Ok(None) };
                let command = what.command(EntryId { branch: *branch, seq }, account);
                (*branch, vec![(request.clone(), command)])
            }
            Ask::CloseDay { request: name, branch } => {
                let today = step.at.day(Offset::CHINA);
                let look = |state: &_| due(state, today);
                let due = self.desks[desk].view(*branch, Wanted::Accounts, look)?;
                let named = due.into_iter().enumerate();
                let named = named.map(|(n, command)| (request(&format!("{name}:{n}")), command));
                (*branch, named.collect())
            }
            other => return Ok(Some(other.clone())),
        };
        Ok((!requests.is_empty()).then_some(Ask::Order { branch, requests }))
    }

    fn acknowledge(&mut self, done: &[Done]) -> Result<(), String> {
        let raw = self.raw();
        for done in done {
            let place = (done.entry.branch, done.entry.seq);
            let line = raw.get(&place).ok_or(format!("{} is told and not there", done.entry))?;
            let entry = Entry::decode(line).map_err(io_error)?;
            if entry.event != done.event {
                return Err(format!("{} is told and is another", done.entry));
            }
            if self.known.insert(place, line.clone()).is_some_and(|before| before != *line) {
                return Err(format!("{} was acknowledged twice, for two entries", done.entry));
            }
        }
        Ok(())
    }

    /// The whole lines in the segments, in the order they stand there.
    fn raw(&self) -> Lines {
        let mut lines = Lines::new();
        for (branch, text) in self.texts() {
            let whole = text.split_inclusive(|&b| b == b'\n').filter(|l| l.ends_with(b"\n"));
            for (seq, line) in whole.enumerate() {
                lines.insert((branch, seq as u64), line[..line.len() - 1].to_vec());
            }
        }
        lines
    }

    /// The text of every branch, its segments one behind the other.
    fn texts(&self) -> BTreeMap<BranchCode, Vec<u8>> {
        let mut texts: BTreeMap<BranchCode, Vec<u8>> = BTreeMap::new();
        for (path, bytes) in self.segments() {
            let branch = path.parent().and_then(Path::file_name).and_then(|b| b.to_str());
            let branch = branch.and_then(|branch| branch.parse().ok());
            if let Some(branch) = branch {
                texts.entry(branch).or_default().extend(bytes);
            }
        }
        texts
    }

    pub(super) fn segments(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.all_files("jsonl")
    }

    fn all_files(&self, ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let files = self.machine.files().into_iter();
        let files = files.filter(|path| path.extension().is_some_and(|found| found == ending));
        files.filter_map(|path| Some((path.clone(), self.machine.file(&path)?))).collect()
    }

    /// The names of all events there are.
    pub(super) fn events(&self) -> BTreeSet<&'static str> {
        let entries = self.raw().into_values().filter_map(|line| Entry::decode(&line).ok());
        entries.map(|entry| entry.event.name()).collect()
    }

    /// The hash of the first line of head office.
    pub(super) fn first_hash(&self) -> EntryHash {
        self.raw().get(&(BranchCode::HQ, 0)).map(|line| EntryHash::of(line)).unwrap_or_default()
    }

    /// Opens every branch, as whoever comes next would; errors are for who looks next.
    pub(super) fn look_around(&self) {
        for branch in [BranchCode::HQ, lc01(), lc02()] {
            let _ = self.desks[0].view(branch, Wanted::Accounts, |_| ());
        }
    }

    /// Opens the bank again on a sound machine and holds it to what it said.
    /// `segments` is what stood in them before anybody opened the bank again.
    pub(super) fn judge(
        &mut self,
        may: May,
        dice: &mut Dice,
        segments: &[(PathBuf, Vec<u8>)],
    ) -> Result<Verdict, String> {
        self.machine.no_trouble();
        self.machine.short_reads(false);
        self.desks.truncate(1);
        self.reopen(0);
        let before = self.raw();
        let mut said: Vec<String> = Vec::new();
        let of = |lines: &Lines| lines.keys().map(|(branch, _)| *branch).collect::<BTreeSet<_>>();
        let branches = &of(&self.known) | &self.texts().into_keys().collect();
        let mut balances: BTreeMap<BranchCode, Balances> = BTreeMap::new();
        for branch in branches {
            match self.balances(branch) {
                Ok(found) => {
                    balances.insert(branch, found);
                }
                Err(error) => {
                    // What is left of a loss is evidence: not a byte of it is moved.
                    let lost = matches!(error, Error::Journal(JournalError::DataLoss { .. }));
                    let of = Path::new(JOURNAL).join(branch.as_str());
                    let touched = segments.iter().find(|(path, bytes)| {
                        path.starts_with(&of) && self.machine.file(path).as_ref() != Some(bytes)
                    });
                    if let (true, Some((path, _))) = (lost, touched) {
                        return Err(format!("{error}; and {} was changed", path.display()));
                    }
                    said.push(known_of(branch, &error)?);
                }
            }
        }
        let notices = self.desks[0].take_notices();
        self.machine.say(|| format!("opened: {said:?} {notices:?}"));
        let after = self.raw();
        for (place, line) in &self.known {
            if before.get(place) == Some(line) && after.get(place) != Some(line) {
                return Err(format!("opening changed the acknowledged {place:?}"));
            }
        }
        self.nothing_thrown_away(segments)?;

        // What it answers is right, whatever it refuses.
        let mut set_aside = false;
        for (&branch, found) in &balances {
            let last = self.known.keys().rfind(|(of, _)| *of == branch);
            let known = last.map_or(0, |(_, seq)| seq + 1);
            let size = self.desks[0].view(branch, Wanted::Nothing, |state| state.size());
            if size.map_err(io_error)? < known {
                let told =
                    notices.iter().any(|n| matches!(n, Notice::Torn(t) if t.branch == branch));
                if may != May::RefuseOrSetAside || !told {
                    return Err(format!(
                        "acknowledged entries of {branch} are gone without a word"
                    ));
                }
                set_aside = true;
                continue;
            }
            // What was acknowledged, and what is there besides.
            let mut truth = after.clone();
            truth.retain(|(of, seq), line| {
                *of == branch && Entry::decode(line).is_ok_and(|entry| entry.seq == *seq)
            });
            truth.extend(self.known.clone().into_iter().filter(|((of, _), _)| *of == branch));
            let sum = naive(&truth)?;
            if sum != *found {
                return Err(format!("balances of {branch} are {found:?}, not {sum:?}"));
            }
        }
        if set_aside {
            return Ok(Verdict::Refused(
                "taken for a commit that never ended, said and kept".into(),
            ));
        }
        for (&(branch, seq), line) in &self.known {
            let all = self.known.len() < 50 || may != May::OnlySurvive;
            if !all && seq % 7 != 0 && after.get(&(branch, seq)) == before.get(&(branch, seq)) {
                continue;
            }
            match self.desks[0].entry_with_hash(EntryId { branch, seq }) {
                Ok(Some((entry, hash)))
                    if hash == EntryHash::of(line)
                        && Entry::decode(line).is_ok_and(|known| known == entry) => {}
                Ok(found) => return Err(format!("{branch}:{seq} is answered with {found:?}")),
                Err(error) => said.push(known_of(branch, &error)?),
            }
        }
        if may != May::OnlySurvive {
            said.extend(self.findings()?);
            match self.desks[0].rebuild() {
                Ok(()) => {
                    for (&branch, found) in &balances {
                        if self.balances(branch).ok().as_ref() != Some(found) {
                            return Err(format!("made again, the books of {branch} say another"));
                        }
                    }
                }
                Err(error) => said.push(known_of(BranchCode::HQ, &error)?),
            }
        }
        if !said.is_empty() {
            let last = self.raw();
            for (place, line) in &self.known {
                if before.get(place) == Some(line) && last.get(place) != Some(line) {
                    return Err(format!("what was said to be damaged lost {place:?} as well"));
                }
            }
            let said = said.join("; ");
            return match may {
                May::OnlySurvive => Err(format!("refused, and nothing was wrong: {said}")),
                _ => Ok(Verdict::Refused(said)),
            };
        }
        for (place, line) in &self.known {
            if after.get(place) != Some(line) {
                return Err(format!("the acknowledged {place:?} is not what it was"));
            }
        }
        self.goes_on(dice, segments)?;
        Ok(Verdict::Survived)
    }

    /// What a person does who was told of damage behind a power cut: has it set aside.
    /// Says of how many branches it was; lines that the books know are never given up.
    pub(super) fn set_aside_damage(&mut self) -> Result<u64, String> {
        let mut branches = 0;
        for branch in self.texts().into_keys() {
            self.reopen(0);
            while let Err(error) = self.balances(branch) {
                let Error::Journal(JournalError::Damaged { branch: of, seq, .. }) = error else {
                    return Err(format!("nothing that can be set aside: {error}"));
                };
                let books = SimBooks(self.machine.clone());
                let known = trade_of(&books, of).map_err(io_error)?.map_or(0, |(size, _)| size);
                let journal =
                    FileJournal::on(Arc::new(self.machine.clone()), JOURNAL, self.segment);
                journal.set_aside_damage(of, seq, known).map_err(io_error)?;
                branches += 1;
                self.reopen(0);
            }
        }
        Ok(branches)
    }

    /// Whatever was asked is there whole, once, or not at all; and the bank goes on.
    fn goes_on(&mut self, dice: &mut Dice, segments: &[(PathBuf, Vec<u8>)]) -> Result<(), String> {
        let asked = std::mem::take(&mut self.asked);
        for (step, how) in &asked {
            let (there, of) = self.there(&step.ask)?;
            match how {
                How::Done if there < of => {
                    return Err(format!("{} was done; {there} of {of} are there", name(step)));
                }
                How::Nothing if there > 0 => {
                    return Err(format!("{} was not done; {there} of {of} are there", name(step)));
                }
                _ if there != 0 && there != of => {
                    return Err(format!("{}: {there} of {of} are there", name(step)));
                }
                _ => {}
            }
        }
        // Asked again, all of it is answered, and nothing of it twice.
        let size = asked.len();
        for (n, (step, how)) in asked.iter().enumerate() {
            if *how == How::Done && dice.below(size) > 2 && n + 1 < size {
                continue;
            }
            let (there, of) = self.there(&step.ask)?;
            // After the newest entry: the clock does not go back.
            let newest =
                self.raw().values().filter_map(|line| Some(Entry::decode(line).ok()?.at)).max();
            let at = newest.map_or(step.at, |newest| newest.max(step.at));
            if self.step(0, &Step { at, ..step.clone() })? {
                return Err(format!("{} fails on a sound machine", name(step)));
            }
            let answered = self.asked.pop().map(|(_, how)| how);
            let (now, _) = self.there(&step.ask)?;
            match answered {
                Some(How::Done) if now == of => {}
                // Refused by the rules: what it needed is not there, or no longer.
                Some(How::Nothing) if there == 0 && now == 0 && *how != How::Done => {}
                None => {}
                _ => {
                    return Err(format!("{} asked again: {there}, then {now} of {of}", name(step)));
                }
            }
        }
        let request: RequestKey = "one-more".parse().map_err(io_error)?;
        let one_more = Command::Deposit(deed(4, "T01", "0.1", "2026-03-01"));
        let branch = if self.known.contains_key(&(lc01(), 8)) { Some(lc01()) } else { None };
        if let Some(branch) = branch {
            let ask = Ask::Order { branch, requests: vec![(request, one_more)] };
            let step = Step { at: self.now, by: "clerk", ask };
            if self.step(0, &step)? || self.asked.pop().map(|(_, how)| how) != Some(How::Done) {
                return Err("it takes no more orders".to_owned());
            }
        }
        let clerk = key("clerk");
        let hand = Hand { key: &clerk, now: self.now, clock_confirmed: false };
        self.desks[0].finish_legs(hand).map_err(io_error)?;
        let raw = self.raw();
        let mut seen: BTreeSet<(BranchCode, RequestKey)> = BTreeSet::new();
        for ((branch, seq), line) in &raw {
            let entry = Entry::decode(line).map_err(io_error)?;
            if !seen.insert((*branch, entry.req.clone())) {
                return Err(format!("{branch}:{seq} answers {} once more", entry.req));
            }
        }
        let mut found = self.findings()?;
        // That a village was chartered and is not open yet is no damage.
        let open: BTreeSet<String> = raw.keys().map(|(branch, _)| branch.to_string()).collect();
        found.retain(|found| {
            let missing = found.strip_prefix("branch-missing@").and_then(|of| of.split(':').next());
            missing.is_none_or(|branch| open.contains(branch))
        });
        if !found.is_empty() {
            return Err(format!("the audit finds {found:?}"));
        }
        let branches: BTreeSet<BranchCode> = raw.keys().map(|(branch, _)| *branch).collect();
        for branch in branches {
            let mut of_branch = raw.clone();
            of_branch.retain(|place, _| place.0 == branch);
            let (found, sum) = (self.balances(branch).map_err(io_error)?, naive(&of_branch)?);
            if found != sum {
                return Err(format!("at the end {branch} has {found:?}, not {sum:?}"));
            }
        }
        for (branch, size, root) in &self.roots {
            if self.desks[0].root(*branch, Some(*size)).map_err(io_error)?.1 != *root {
                return Err(format!("the root over {size} of {branch} is another"));
            }
        }
        // And all of it was durable when it was said.
        self.machine.power_cut(Left::Nothing, dice);
        let raw = self.raw();
        for (place, line) in &self.known {
            if raw.get(place) != Some(line) {
                return Err(format!("the acknowledged {place:?} did not survive a power cut"));
            }
        }
        self.nothing_thrown_away(segments)
    }

    /// What stood in the segments stands there still, or is kept in `torn/`.
    fn nothing_thrown_away(&self, segments: &[(PathBuf, Vec<u8>)]) -> Result<(), String> {
        let torn = self.all_files("part");
        for (path, bytes) in segments {
            let now = self.machine.file(path).unwrap_or_default();
            let same = now.iter().zip(bytes).take_while(|(now, then)| now == then).count();
            let rest = &bytes[same..];
            if !rest.is_empty() && !torn.iter().any(|(_, kept)| kept.ends_with(rest)) {
                let (path, from) = (path.display(), same);
                return Err(format!("{} bytes of {path} from {from} on are nowhere", rest.len()));
            }
        }
        Ok(())
    }

    fn balances(&self, branch: BranchCode) -> Result<Balances, Error> {
        self.desks[0].view(branch, Wanted::Accounts, |state| {
            let mut all = Balances::new();
            for (no, account) in state.accounts() {
                for (currency, amount) in &account.balances {
                    if *amount != Amount::ZERO {
                        all.insert((no, *currency), *amount);
                    }
                }
            }
            all
        })
    }

    /// What the audit finds, and what it cannot read.
    fn findings(&self) -> Result<Vec<String>, String> {
        let ledger = &self.desks[0];
        let branches = match ledger.branches() {
            Ok(branches) => branches,
            Err(error) => return Ok(vec![error.to_string()]),
        };
        let books = |branch| ledger.books_of(branch);
        match audit(ledger.journal(), &branches, Some(&books), self.now) {
            Ok(report) => Ok(report.findings().map(brief).collect()),
            Err(error @ JournalError::Io { .. }) => Err(error.to_string()),
            Err(error) => Ok(vec![error.to_string()]),
        }
    }

    /// How many of the entries that were asked for are there, of how many.
    fn there(&self, ask: &Ask) -> Result<(usize, usize), String> {
        let (branch, requests): (_, Vec<&RequestKey>) = match ask {
            Ask::Order { branch, requests } => (*branch, requests.iter().map(|(r, _)| r).collect()),
            Ask::Send { request, sending } => (sending.account.branch(), vec![request]),
            _ => return Ok((0, 0)),
        };
        let mut there = 0;
        for ((_, seq), line) in self.raw().iter().filter(|((of, _), _)| *of == branch) {
            let entry = Entry::decode(line).map_err(|e| format!("{branch}:{seq}: {e}"))?;
            there += requests.iter().filter(|request| ***request == entry.req).count();
        }
        Ok((there, requests.len()))
    }
}

/// What an error says that it knows; an error that says nothing is none to end with.
fn known_of(branch: BranchCode, error: &Error) -> Result<String, String> {
    match error {
        Error::Journal(JournalError::Damaged { .. } | JournalError::DataLoss { .. }) => {
            Ok(error.to_string())
        }
        other => Err(format!("on a sound machine {branch} ends in: {other}")),
    }
}

fn name(step: &Step) -> String {
    match &step.ask {
        Ask::Order { branch, requests } => {
            let first = requests.first().map(|(request, _)| request.to_string());
            format!("{} in {branch}, {} of them", first.unwrap_or_default(), requests.len())
        }
        Ask::Send { request, .. } => format!("{request}, points sent"),
        other => format!("{other:?}"),
    }
}

fn seqs(done: &[Done]) -> Vec<String> {
    done.iter()
        .map(|done| format!("{}{}", done.entry, if done.repeated { "r" } else { "" }))
        .collect()
}

fn last_at(lines: &Lines, branch: BranchCode) -> Option<Timestamp> {
    let last = lines.iter().rfind(|((of, _), _)| *of == branch)?;
    Entry::decode(last.1).ok().map(|entry| entry.at)
}

/// What everybody has, by adding up what the lines say: written from the documents.
fn naive(lines: &Lines) -> Result<Balances, String> {
    let mut all = Balances::new();
    for ((branch, seq), line) in lines {
        let entry = Entry::decode(line).map_err(|e| format!("{branch}:{seq}: {e}"))?;
        let moved = match &entry.event {
            Event::Reversed { undoes, .. } => {
                moved(undoes).into_iter().map(|(who, what, much)| (who, what, -much)).collect()
            }
            event => moved(event),
        };
        for (who, what, much) in moved {
            let sum = all.entry((who, what)).or_insert(Amount::ZERO);
            *sum = sum.checked_add(much).ok_or("too many points to count")?;
        }
    }
    all.retain(|_, amount| *amount != Amount::ZERO);
    Ok(all)
}

fn moved(event: &Event) -> Vec<(AccountNo, CurrencyCode, Amount)> {
    match event {
        Event::BroughtForward { account, points, currency, .. } => {
            vec![(*account, *currency, points.amount())]
        }
        Event::Deposited(deed) => vec![(deed.account, deed.currency, deed.points.amount())],
        Event::Deducted(deed) => vec![(deed.account, deed.currency, -deed.points.amount())],
        Event::Redeemed { account, points, currency, merchant, .. } => {
            let paid = (*account, *currency, -points.amount());
            let got = merchant.map(|merchant| (merchant, *currency, points.amount()));
            std::iter::once(paid).chain(got).collect()
        }
        Event::Transferred { from, to, points, currency, .. } => {
            vec![(*from, *currency, -points.amount()), (*to, *currency, points.amount())]
        }
        Event::Expired { account, points, currency, .. }
        | Event::Sent { account, points, currency, .. } => {
            vec![(*account, *currency, -points.amount())]
        }
        Event::Received { aim: Aim::Account(account), points, currency, .. }
        | Event::SentBack { account, points, currency, .. } => {
            vec![(*account, *currency, points.amount())]
        }
        _ => Vec::new(),
    }
}
