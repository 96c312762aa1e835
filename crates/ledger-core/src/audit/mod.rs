//! The audit: the journal replayed through the very functions that wrote it.
//!
//! One verifier checks hashes, signatures *and* rules: every entry gives back
//! the command it answered, [`decide`](crate::decide()) is asked again as of that moment, and
//! what it says is held against what stands there. So a forged award with
//! perfect hashes still fails, because the rules of that day would not have
//! paid it. All findings are reported, not the first; branches run side by side.
//!
//! What keeps every rule and still may be asked about is an observation, not a
//! finding ([`observe`]).
//!
//! A rewrite with all keys of a branch keeps every rule. It is found where
//! something that left the building before is at hand: a checkpoint, or a
//! single receipt ([`Anchor`]).
//!
//! What it cannot find: such a rewrite, where nobody outside holds anything; and
//! a false fact entered by honest keys.

mod anchors;
mod between;
mod finding;
pub mod observe;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use rayon::prelude::*;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

pub use anchors::{Anchor, Evidence, Parted};
pub use finding::{Finding, FindingCode};
pub use observe::Observation;

use crate::apply::apply;
use crate::books::shelf::{file_numbers, request_number};
use crate::command::Command;
use crate::day::Timestamp;
use crate::decide::{check_request, decide_own};
use crate::event::{Event, Role};
use crate::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, FileDigest, OperatorId};
use crate::journal::{Damage, Journal, JournalError};
use crate::keys::PublicKey;
use crate::ledger::{BooksCopy, CLOCK_BEHIND_SECONDS, Error};
use crate::line::{Entry, EntryHash};
use crate::points::{Amount, LIMIT};
use crate::postings::SystemAccount;
use crate::refusal::Refusal;
use crate::state::{Account, Shown, State, Totals, Trade};
use crate::walk::{Problem, Walk};
use anchors::Sought;
use observe::Observer;

/// Where there is nothing, in what was expected or found.
const NONE: &str = "none";

/// What an audit saw of one branch.
#[derive(Debug, Clone)]
pub struct BranchReport {
    /// The branch.
    pub branch: BranchCode,
    /// Its name.
    pub name: String,
    /// Lines read.
    pub entries: u64,
    /// Commits: signatures checked.
    pub commits: u64,
    /// Accounts ever opened.
    pub accounts: u32,
    /// Points on accounts, merchants' and pools' among them, by currency.
    pub held: Vec<(CurrencyCode, Amount)>,
    /// The hash of the last line.
    pub head: EntryHash,
    /// Who made the first entry, and by which key: what an auditor has to
    /// know from elsewhere.
    pub opened_by: Option<(OperatorId, PublicKey)>,
    /// The books were there and were compared.
    pub books_compared: bool,
    /// Everything that is wrong, in the order of the journal.
    pub findings: Vec<Finding>,
    /// What is not wrong, and may be asked about.
    pub observations: Vec<Observation>,
}

/// What an audit saw of a bank.
#[derive(Debug, Clone)]
pub struct Report {
    /// Each branch, in order.
    pub branches: Vec<BranchReport>,
}

impl Report {
    /// All findings.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.branches.iter().flat_map(|branch| &branch.findings)
    }
}

/// The books of a branch, asked for once its journal has been read.
pub type BooksOf<'a> = dyn Fn(BranchCode) -> Result<BooksCopy, Error> + Sync + 'a;

/// Audits branches of a journal; with `books`, holds them against the replay.
///
/// `now` is what time it is for the auditor: entries from later than a day
/// after it are found. Where head office is among the branches, the others are held against it.
///
/// # Errors
/// Where the journal cannot be read at all; damage is a finding, not an error.
pub fn audit(
    journal: &dyn Journal,
    branches: &[BranchCode],
    books: Option<&BooksOf<'_>>,
    now: Timestamp,
) -> Result<Report, JournalError> {
    audit_against(journal, branches, books, now, &[])
}

/// The same, and holds the branches against checkpoints and receipts of theirs.
/// What is of a branch that is not among `branches` is passed over.
///
/// # Errors
/// Where the journal cannot be read at all; damage is a finding, not an error.
pub fn audit_against(
    journal: &dyn Journal,
    branches: &[BranchCode],
    books: Option<&BooksOf<'_>>,
    now: Timestamp,
    anchors: &[Anchor],
) -> Result<Report, JournalError> {
    // Handed out one at a time, the largest first: else one thread ends with a large one alone.
    let mut by_size: Vec<(usize, BranchCode)> = branches.iter().copied().enumerate().collect();
    by_size.sort_by_cached_key(|(_, branch)| Reverse(journal.size(*branch).unwrap_or(u64::MAX)));
    let walk = |branch| walk_branch(journal, branch, books, now, Sought::by(anchors, branch));
    let walked = by_size.into_iter().par_bridge().map(|(at, branch)| Ok((at, walk(branch)?)));
    let mut walked = walked.collect::<Result<Vec<(usize, Walked)>, JournalError>>()?;
    walked.sort_unstable_by_key(|(at, _)| *at);
    let walked: Vec<Walked> = walked.into_iter().map(|(_, walked)| walked).collect();
    let mut reports = Vec::with_capacity(walked.len());
    let head_office = walked.iter().position(|w| w.state.branch() == BranchCode::HQ);
    let mut across: Vec<Finding> = between::findings(&walked);
    if let Some(hq) = head_office.map(|at| &walked[at]) {
        for branch in walked.iter().filter(|w| w.state.branch() != BranchCode::HQ) {
            across.extend(against_head_office(branch, hq));
        }
        for &chartered in hq.state.chartered().keys() {
            let walked_empty = |w: &Walked| w.state.branch() == chartered && w.report.entries == 0;
            if !journal.branches()?.contains(&chartered) || walked.iter().any(walked_empty) {
                let finding = Finding::new(FindingCode::BranchMissing, chartered, None);
                across.push(finding.compare("", NONE));
            }
        }
    }
    across.extend(evidence_repeated(&walked));
    across.extend(anchors::findings(&walked, anchors));
    for Walked { state, mut report, .. } in walked {
        let of_this = |finding: &Finding| finding.branch == report.branch;
        report.findings.extend(across.iter().filter(|f| of_this(f)).cloned());
        if state.branch() == BranchCode::HQ {
            let elsewhere = |f: &&Finding| f.code == FindingCode::BranchMissing;
            report.findings.extend(across.iter().filter(elsewhere).cloned());
        }
        reports.push(report);
    }
    Ok(Report { branches: reports })
}

/// A branch gone through from its first line to its last.
struct Walked {
    /// As it was in the end, without what is by account.
    state: State,
    report: BranchReport,
    /// The hash of the first line.
    first: EntryHash,
    /// Every key ever enrolled.
    keys: Vec<Enrolment>,
    /// The entries that other branches have to do with.
    crossed: Vec<between::Crossed>,
    /// What the anchors ask for.
    sought: Sought,
}

/// A key enrolled for an operator, and the time it stood for.
struct Enrolment {
    operator: OperatorId,
    role: Role,
    key: PublicKey,
    from: Timestamp,
    until: Option<Timestamp>,
}

impl Enrolment {
    fn stood_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at <= until)
    }
}

fn walk_branch(
    journal: &dyn Journal,
    branch: BranchCode,
    books: Option<&BooksOf<'_>>,
    now: Timestamp,
    sought: Sought,
) -> Result<Walked, JournalError> {
    let again = sought.clone();
    let (mut audit, rest) = Auditor::read(journal, branch, now, u64::MAX, sought)?;
    if audit.entries == 0 && rest == 0 {
        audit.find(FindingCode::BeginningWrong, 0, "founded or branch_opened", NONE);
    }
    audit.requests.sort_unstable();
    let requests = audit.requests.clone();
    if let Some(from) = audit.walk.open_run() {
        // What was never committed is nothing that the books or another branch could know:
        // the branch is what it was at its last signature. Half a line is of the same end.
        let tail = audit;
        (audit, _) = Auditor::read(journal, branch, now, tail.signed, again)?;
        audit.findings.extend(tail.findings.into_iter().skip(audit.findings.len()));
        audit.find(FindingCode::CommitUnfinished, from, "", NONE);
    } else if rest > 0 {
        audit.find(FindingCode::TailTorn, audit.walk.next(), "", &rest.to_string());
    }
    audit.repeated(&requests);
    audit.sums();
    let books_compared = audit.books(books);
    let Auditor {
        mut state,
        mut findings,
        entries,
        commits,
        first,
        keys,
        observer,
        crossed,
        sought,
        ..
    } = audit;
    findings.sort_by_key(|finding| finding.seq);
    let report = BranchReport {
        branch,
        name: state.charter().map(|charter| charter.name.clone()).unwrap_or_default(),
        entries,
        commits,
        accounts: state.totals().accounts,
        held: held_bounded(&state),
        head: state.head(),
        opened_by: keys.first().map(|first| (first.operator.clone(), first.key)),
        books_compared,
        findings,
        observations: observer.finish(&state),
    };
    state.set_down();
    Ok(Walked { state, report, first, keys, crossed, sought })
}

/// What holders have, by currency; together it may be more than one amount can be.
fn held(state: &State) -> BTreeMap<CurrencyCode, Decimal> {
    let mut sums = BTreeMap::new();
    for (_, account) in state.accounts() {
        for (currency, amount) in &account.balances {
            *sums.entry(*currency).or_default() += amount.decimal();
        }
    }
    sums
}

/// The same, up to what an amount can be.
fn held_bounded(state: &State) -> Vec<(CurrencyCode, Amount)> {
    let most = Decimal::from(LIMIT - 1);
    let bounded = |sum: Decimal| Amount::new(sum.clamp(-most, most)).unwrap_or_default();
    held(state).into_iter().map(|(currency, sum)| (currency, bounded(sum))).collect()
}

struct Auditor<'a> {
    journal: &'a dyn Journal,
    now: Timestamp,
    state: State,
    walk: Walk,
    findings: Vec<Finding>,
    entries: u64,
    /// Lines up to where the last run ended.
    signed: u64,
    commits: u64,
    /// What entries are found by, as the books have it: by their requests, by their files.
    requests: Vec<(u64, u64)>,
    files: Vec<(u64, u64)>,
    first: EntryHash,
    keys: Vec<Enrolment>,
    crossed: Vec<between::Crossed>,
    failed: Option<JournalError>,
    observer: Observer,
    sought: Sought,
}

impl<'a> Auditor<'a> {
    /// Goes along so many lines of a branch; with it, the bytes behind the last whole line.
    fn read(
        journal: &'a dyn Journal,
        branch: BranchCode,
        now: Timestamp,
        lines: u64,
        sought: Sought,
    ) -> Result<(Self, u64), JournalError> {
        let mut audit = Self {
            journal,
            now,
            state: State::new(branch),
            walk: Walk::from(&State::new(branch)),
            findings: Vec::new(),
            entries: 0,
            signed: 0,
            commits: 0,
            requests: Vec::new(),
            files: Vec::new(),
            first: EntryHash::default(),
            keys: Vec::new(),
            crossed: Vec::new(),
            failed: None,
            observer: Observer::default(),
            sought,
        };
        let rest = journal.read(branch, 0, &mut |place, line| {
            if audit.entries == lines {
                return ControlFlow::Break(());
            }
            audit.line(place, line);
            if audit.failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        match audit.failed {
            Some(failed) => Err(failed),
            None => Ok((audit, rest)),
        }
    }

    fn finding(&self, code: FindingCode, seq: u64) -> Finding {
        Finding::new(code, self.state.branch(), Some(seq))
    }

    fn find(&mut self, code: FindingCode, seq: u64, expected: &str, found: &str) {
        let finding = self.finding(code, seq).compare(expected, found);
        self.findings.push(finding);
    }

    fn line(&mut self, place: u64, line: &[u8]) {
        if self.entries == 0 {
            self.first = EntryHash::of(line);
        }
        self.entries += 1;
        let step = self.walk.step(&self.state, place, line);
        if self.walk.open_run().is_none() {
            self.signed = self.entries;
        }
        let seq = step.entry.as_ref().map_or(place, |entry| entry.seq);
        let chained = |problem: &Problem| {
            use Problem::{Beginning, Chain, Line, Place};
            !matches!(problem, Line(_) | Place { .. } | Chain { .. } | Beginning { .. })
        };
        self.sought.line(line, !step.problems.iter().all(chained));
        let mut signer_unknown = false;
        for problem in step.problems {
            signer_unknown |= matches!(problem, Problem::UnknownSigner { .. });
            let finding = self.finding(FindingCode::of_problem(&problem), seq).problem(problem);
            self.findings.push(finding);
        }
        let Some(entry) = step.entry else { return };
        self.commits += u64::from(entry.sig.is_some());
        if entry.at.unix() > self.now.unix() + CLOCK_BEHIND_SECONDS {
            let (latest, found) = (self.now.to_string(), entry.at.to_string());
            self.find(FindingCode::TimeAhead, seq, &latest, &found);
        }
        self.rules(&entry, signer_unknown);
        self.requests.push((request_number(&entry.req), seq));
        self.files.extend(file_numbers(&entry.event).map(|number| (number, seq)));
        self.note_keys(&entry);
        self.observer.entry(&self.state, &entry);
        if between::crosses(&entry.event) {
            let (seq, hash, at) = (entry.seq, step.hash, entry.at);
            self.crossed.push(between::Crossed { seq, hash, at, event: entry.event.clone() });
        }
        apply(&mut self.state, &entry, step.hash);
    }

    fn note_keys(&mut self, entry: &Entry) {
        let (operator, enrolled) = match &entry.event {
            Event::Founded { key, .. } | Event::BranchOpened { key, .. } => {
                (&entry.by, Some((Role::Manager, *key)))
            }
            Event::OperatorEnrolled { operator, role, key, .. } => (operator, Some((*role, *key))),
            Event::OperatorRetired { operator, .. } => (operator, None),
            _ => return,
        };
        let standing =
            |known: &&mut Enrolment| known.operator == *operator && known.until.is_none();
        for known in self.keys.iter_mut().filter(standing) {
            known.until = Some(entry.at);
        }
        if let Some((role, key)) = enrolled {
            let (operator, from) = (operator.clone(), entry.at);
            self.keys.push(Enrolment { operator, role, key, from, until: None });
        }
    }

    /// Reads all entries of an account so far; what is none is found elsewhere.
    fn trail(&mut self, account: AccountNo) {
        let branch = self.state.branch();
        if account.branch() != branch {
            return;
        }
        let touched = &self.state.touched.entries;
        let seqs = touched.iter().filter(|(of, _)| *of == account.serial()).map(|(_, seq)| *seq);
        let mut trail = Vec::new();
        for seq in seqs {
            match self.journal.line(branch, seq) {
                Ok(line) => trail.extend(line.and_then(|line| Entry::decode(&line).ok())),
                Err(failed) => self.failed = Some(failed),
            }
        }
        self.state.trails.insert(account.serial(), trail);
    }

    /// Asks the rules again, as of the entry, and compares.
    fn rules(&mut self, entry: &Entry, signer_unknown: bool) {
        let command = Command::behind(&entry.event);
        let fits = check_request(&command, &entry.req);
        if let Some(undone) = command.looks_back()
            && undone.branch == self.state.branch()
            && undone.seq < entry.seq
        {
            match self.journal.line(undone.branch, undone.seq) {
                Ok(Some(line)) => {
                    if let Ok(original) = Entry::decode(&line) {
                        self.state.originals.insert(undone.seq, original.event);
                    }
                }
                Ok(None) => {}
                Err(failed) => self.failed = Some(failed),
            }
        }
        if let Some(account) = command.looks_through() {
            self.trail(account);
        }
        let decided = decide_own(&self.state, command, &entry.by, entry.at)
            .and_then(|event| fits.map(|()| event));
        match decided {
            Ok(expected) if expected == entry.event => {}
            Ok(expected) => {
                let code = FindingCode::of_difference(&expected, &entry.event);
                let (expected, found) = finding::difference(&expected, &entry.event);
                let finding = self.finding(code, entry.seq).about(&entry.event);
                self.findings.push(finding.compare(&expected, &found));
            }
            Err(Refusal::UnknownOperator { .. }) if signer_unknown => {}
            Err(refusal) => {
                let code = FindingCode::of_refusal(&refusal);
                let found = finding::brief(&entry.event);
                let finding = self.finding(code, entry.seq).about(&entry.event);
                let expected = format!("refused: {refusal}");
                self.findings.push(finding.compare(&expected, &found).refused(refusal));
            }
        }
    }

    /// A request is answered once: they come sorted.
    fn repeated(&mut self, requests: &[(u64, u64)]) {
        let branch = self.state.branch();
        for of_one in requests.chunk_by(|(a, _), (b, _)| a == b) {
            let Some(((_, first), again)) = of_one.split_first() else { continue };
            let id = EntryId { branch, seq: *first };
            for &(_, seq) in again {
                let line = self.journal.line(branch, seq).ok().flatten();
                let entry = line.and_then(|line| Entry::decode(&line).ok());
                let req = entry.map(|entry| entry.req.to_string()).unwrap_or_default();
                let finding = Finding::new(FindingCode::RequestRepeated, branch, Some(seq));
                self.findings.push(finding.compare("", &format!("{id} {req}")));
            }
        }
    }

    /// In every currency, what holders have and the branch's own accounts sum to zero.
    fn sums(&mut self) {
        let mut sums = held(&self.state);
        for (_, currency, amount) in &self.state.totals().system {
            *sums.entry(*currency).or_default() += amount.decimal();
        }
        for (currency, sum) in sums {
            if !sum.is_zero() {
                let code = FindingCode::SumNotZero;
                let finding = Finding::new(code, self.state.branch(), None);
                self.findings
                    .push(finding.compare(&format!("0 {currency}"), &format!("{sum} {currency}")));
            }
        }
    }

    /// Holds the books against the replay; `false` where there are none to hold.
    fn books(&mut self, books: Option<&BooksOf<'_>>) -> bool {
        let Some(books) = books else { return false };
        let branch = self.state.branch();
        let copy = match books(branch) {
            Ok(copy) => copy,
            Err(Error::Journal(JournalError::DataLoss { acknowledged, committed, .. })) => {
                let finding = Finding::new(FindingCode::EntriesLost, branch, Some(committed));
                let (known, there) = (acknowledged.to_string(), committed.to_string());
                self.findings.push(finding.compare(&known, &there));
                return true;
            }
            Err(Error::Journal(JournalError::Damaged {
                seq,
                why: Damage::NotAcknowledged,
                ..
            })) => {
                let finding = Finding::new(FindingCode::EntryReplaced, branch, Some(seq));
                self.findings.push(finding);
                return true;
            }
            Err(why) => {
                // Damage that stops the ledger is among the findings already.
                if self.findings.is_empty() {
                    let finding = Finding::new(FindingCode::BooksUnusable, branch, None);
                    self.findings.push(finding.compare("", &why.to_string()));
                }
                return false;
            }
        };
        for differs in compare(&self.state, [&self.requests, &self.files], &copy) {
            let mut finding = Finding::new(FindingCode::BooksDiffer, branch, None);
            finding.account = differs.account;
            finding.part = Some((differs.part, differs.which));
            self.findings.push(finding.compare(&differs.expected, &differs.found));
        }
        true
    }
}

/// A place where the books say something else than the replay: which part of them, of that
/// which, and what each side has where that is a number or a name.
struct Difference {
    part: &'static str,
    which: String,
    account: Option<AccountNo>,
    expected: String,
    found: String,
}

impl Difference {
    fn new(part: &'static str, which: impl ToString) -> Self {
        let (expected, found) = (String::new(), String::new());
        Self { part, which: which.to_string(), account: None, expected, found }
    }

    /// Of what each side has, nothing where they have the same.
    fn values(self, expected: impl ToString, found: impl ToString) -> Option<Self> {
        let (expected, found) = (expected.to_string(), found.to_string());
        (expected != found).then_some(Self { expected, found, ..self })
    }

    /// What has no short form; it is only said to differ.
    fn of<T: PartialEq>(part: &'static str, expected: &T, found: &T) -> Option<Self> {
        (expected != found).then(|| Self::new(part, ""))
    }

    /// The keys at which two maps differ.
    fn keys<K: Ord + ToString, V: PartialEq>(
        part: &'static str,
        expected: &BTreeMap<K, V>,
        found: &BTreeMap<K, V>,
    ) -> Option<Self> {
        let keys: BTreeSet<&K> = expected.keys().chain(found.keys()).collect();
        let differing = keys.into_iter().filter(|key| expected.get(key) != found.get(key));
        let which: Vec<String> = differing.map(ToString::to_string).collect();
        (!which.is_empty()).then(|| Self::new(part, which.join(", ")))
    }

    fn at(self, account: AccountNo) -> Self {
        Self { account: Some(account), ..self }
    }
}

/// Amounts by what they are of, each where two sides differ.
fn amounts<K: Ord + Clone>(
    part: &'static str,
    [expected, found]: [&[(K, Amount)]; 2],
    which: impl Fn(&K) -> String,
) -> Vec<Difference> {
    let [expected, found] =
        [expected, found].map(|all| all.iter().cloned().collect::<BTreeMap<K, Amount>>());
    let keys: BTreeSet<&K> = expected.keys().chain(found.keys()).collect();
    let shown = |amount: Option<&Amount>| amount.map_or(NONE.to_owned(), ToString::to_string);
    let differ = keys.into_iter().filter_map(|key| {
        Difference::new(part, which(key)).values(shown(expected.get(key)), shown(found.get(key)))
    });
    differ.collect()
}

/// Every place where the books say something else than the replay.
fn compare(
    state: &State,
    [requests, files]: [&[(u64, u64)]; 2],
    copy: &BooksCopy,
) -> Vec<Difference> {
    let mut found = [requests, files].concat();
    found.sort_unstable();
    let books = &copy.state;
    let mut all: Vec<Difference> = Vec::new();
    let rulebooks = |state: &State| -> String {
        let adopted = state.rulebooks().iter();
        let unread = state.unread.iter().map(|from| format!("{from} - "));
        adopted.map(|adopted| format!("{} {} ", adopted.from, adopted.book)).chain(unread).collect()
    };
    let (trade, kept) = (state.trade(), books.trade());
    let under_way = |trade: &Trade| (trade.out.clone(), trade.settled.clone(), trade.netted);
    let (totals, stored) = (state.totals(), books.totals());
    let rest = |totals: &Totals| (totals.pools.clone(), totals.last_deed, totals.claimed.clone());
    all.extend(
        [
            Difference::new("size", "").values(state.size(), books.size()),
            Difference::new("head", "").values(state.head(), books.head()),
            Difference::of("charter", &state.charter(), &books.charter()),
            Difference::keys("operators", state.operators(), books.operators()),
            Difference::of("branch-keys", &state.branch_keys(), &books.branch_keys()),
            Difference::keys("branches", state.chartered(), books.chartered()),
            Difference::new("rulebooks", "").values(rulebooks(state), rulebooks(books)),
            Difference::keys("offers", &trade.offers, &kept.offers),
            Difference::keys("notices", &trade.notices, &kept.notices),
            Difference::keys("appeals", &trade.appeals, &kept.appeals),
            Difference::of("fund", &trade.fund, &kept.fund),
            Difference::of("under-way", &under_way(trade), &under_way(kept)),
            Difference::new("accounts", "").values(totals.accounts, stored.accounts),
            Difference::of("totals", &rest(totals), &rest(stored)),
            Difference::new("requests", "").values(found.len(), copy.requests.len()),
        ]
        .into_iter()
        .flatten(),
    );
    let system = |totals: &Totals| -> Vec<((SystemAccount, CurrencyCode), Amount)> {
        totals.system.iter().map(|(account, currency, sum)| ((*account, *currency), *sum)).collect()
    };
    let named = |(account, currency): &(SystemAccount, CurrencyCode)| {
        format!("{} {currency}", account.name())
    };
    all.extend(amounts("system", [&system(totals), &system(stored)], named));
    let mut known = copy.requests.clone();
    known.sort_unstable();
    let mut known = known.into_iter().peekable();
    let missing = found.iter().filter(|pair| {
        while known.next_if(|known| known < *pair).is_some() {}
        known.peek() != Some(pair)
    });
    if let Some(seq) = missing.map(|(_, seq)| *seq).min() {
        all.push(Difference::new("request", EntryId { branch: state.branch(), seq }));
    }
    let mut entries: FxHashMap<u32, Vec<u64>> = FxHashMap::default();
    for &(serial, seq) in &state.touched.entries {
        entries.entry(serial).or_default().push(seq);
    }
    let branch = state.branch();
    for serial in 1..=totals.accounts.max(stored.accounts) {
        let number = AccountNo::new(branch, serial);
        let none = Vec::new();
        let (replayed, stored) =
            (entries.get(&serial).unwrap_or(&none), copy.entries.get(&serial).unwrap_or(&none));
        let mut of_account = one_account(state.account(number), books.account(number));
        if replayed != stored {
            let difference = Difference::new("entries", "");
            // Other ones, and as many of them, have no numbers to show.
            let counts = difference.values(replayed.len(), stored.len());
            of_account.push(counts.unwrap_or_else(|| Difference::new("entries", "")));
        }
        all.extend(of_account.into_iter().map(|difference| difference.at(number)));
    }
    let uses =
        state.uses.iter().filter(|(key, uses)| books.uses.get(key).unwrap_or(&Vec::new()) != *uses);
    for ((serial, year), _) in uses {
        all.push(Difference::new("caps-used", year).at(AccountNo::new(branch, *serial)));
    }
    all
}

/// Where the books have an account otherwise: its balances, and that there is anything else.
fn one_account(expected: Option<&Account>, found: Option<&Account>) -> Vec<Difference> {
    let balances = |account: Option<&Account>| -> Vec<(CurrencyCode, Amount)> {
        account.map(|account| account.balances.clone()).unwrap_or_default()
    };
    let sides = [balances(expected), balances(found)];
    let mut all = amounts("balance", [&sides[0], &sides[1]], ToString::to_string);
    let rest = |account: Option<&Account>| {
        account.map(|account| Account { balances: Vec::new(), ..account.clone() })
    };
    all.extend(Difference::of("account", &rest(expected), &rest(found)));
    all
}

/// Files given for two deeds of the bank, of which the later names no earlier.
fn evidence_repeated(walked: &[Walked]) -> Vec<Finding> {
    let mut given: BTreeMap<FileDigest, Vec<(&State, &Shown)>> = BTreeMap::new();
    for Walked { state, .. } in walked {
        for (digest, shown) in &state.evidence {
            given.entry(*digest).or_default().extend(shown.iter().map(|shown| (state, shown)));
        }
    }
    let id = |state: &State, shown: &Shown| EntryId { branch: state.branch(), seq: shown.seq };
    let mut findings = Vec::new();
    for (digest, mut entries) in given {
        entries.sort_by_key(|(state, shown)| (shown.at, id(state, shown)));
        let Some(((state, shown), later)) = entries.split_first() else { continue };
        let first = id(state, shown);
        for (state, shown) in later.iter().filter(|(_, shown)| !shown.named) {
            let code = FindingCode::EvidenceRepeated;
            let mut finding = Finding::new(code, state.branch(), Some(shown.seq));
            finding.account = Some(AccountNo::new(state.branch(), shown.serial));
            findings.push(finding.compare("", &format!("{first} {digest}")));
        }
    }
    findings
}

/// Whether a branch is one that head office opened.
fn against_head_office(branch: &Walked, hq: &Walked) -> Vec<Finding> {
    let code = branch.state.branch();
    let mut findings = Vec::new();
    let (Some(charter), Some(bank)) = (branch.state.charter(), hq.state.charter()) else {
        return findings;
    };
    if (&charter.origin, charter.founded) != (&bank.origin, Some(hq.first)) {
        let finding = Finding::new(FindingCode::BranchOfAnotherBank, code, Some(0));
        let expected = format!("origin {} founded {}", bank.origin, hq.first);
        let found =
            format!("origin {} founded {}", charter.origin, charter.founded.unwrap_or_default());
        findings.push(finding.compare(&expected, &found));
    }
    if !hq.state.chartered().contains_key(&code) {
        let finding = Finding::new(FindingCode::BranchNotChartered, code, Some(0));
        findings.push(finding.compare("", NONE));
    }
    let opener = branch.keys.first();
    // Judged as of the opening: who retires later opened it rightly.
    let known = opener.is_some_and(|opener| {
        hq.keys.iter().any(|known| {
            (&known.operator, known.role, known.key)
                == (&opener.operator, Role::Manager, opener.key)
                && known.stood_at(opener.from)
        })
    });
    if !known {
        let finding = Finding::new(FindingCode::BranchNotChartered, code, Some(0));
        let found = opener.map_or_else(String::new, |by| format!("`{}` {}", by.operator, by.key));
        findings.push(finding.compare("", &found));
    }
    findings
}
