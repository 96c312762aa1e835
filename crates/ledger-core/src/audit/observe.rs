//! Observations: what an honest journal may show and an inspector may ask about.
//!
//! None of these is a finding: every rule was kept. They say where favour would
//! show if there were any, each with the number that stands out and the one it
//! stands out from. The thresholds are wide on purpose; a list of everybody
//! helps nobody. [`sample`] draws the entries for an inspection on the spot
//! (抽查): whoever knows the seed draws the same ones.

use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::ops::ControlFlow;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::day::Day;
use crate::event::{Deed, Event};
use crate::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, OperatorId, RuleCode};
use crate::journal::{Journal, JournalError};
use crate::line::{Entry, EntryHash};
use crate::points::{Amount, Points};
use crate::rulebook::{Cap, Limit, Per};
use crate::state::State;

/// An account's awards are looked at from so many on.
const FEW_AWARDS: u32 = 8;
/// From this share of an account's awards on, in percent, one approver stands out…
const APPROVER_PERCENT: u32 = 75;
/// … if it is so much more than the same approver's share of all awards.
const APPROVER_ABOVE: u32 = 40;
/// A month is looked at from so many awards on.
const FEW_IN_MONTH: u32 = 20;
/// From this share of a month's points on, in percent, its last day stands out.
const LAST_DAY_PERCENT: u32 = 30;
/// An account stands out that reached a cap to the point in so many months…
const CAPPED_MONTHS: u32 = 3;
/// … and in this share of the months in which it was awarded by the rule, in percent…
const CAPPED_PERCENT: u32 = 80;
/// … where of all accounts' months no more than this share reached it.
const CAPPED_BY_MANY: u32 = 25;
/// Of one kind, a branch reports so many and counts the rest.
const MOST_OF_A_KIND: usize = 20;

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum Observation {
    /// One approver agreed to most awards of an account.
    ApproverShare {
        /// The account.
        account: AccountNo,
        /// The approver.
        approver: OperatorId,
        /// Awards of the account that they agreed to.
        agreed: u32,
        /// Awards of the account that somebody agreed to.
        of: u32,
        /// Their share of all such awards in the branch, in percent.
        usually_percent: u32,
    },
    /// Somebody agreed to an award of their own family.
    ApprovalInFamily {
        /// The award.
        entry: EntryId,
        /// Whose it is.
        account: AccountNo,
        /// Who agreed.
        approver: OperatorId,
    },
    /// Much of a month was awarded for its last day.
    LastDaySpike {
        /// The last day.
        day: Day,
        /// The currency.
        currency: CurrencyCode,
        /// Points for deeds of that day.
        points: Amount,
        /// Points for deeds of the month.
        of: Amount,
    },
    /// An account reached a monthly cap to the point, month after month.
    CapHugging {
        /// The account.
        account: AccountNo,
        /// The rule.
        rule: RuleCode,
        /// The cap.
        cap: Points,
        /// Months in which it was reached.
        months: u32,
        /// Months in which the rule awarded the account anything.
        of: u32,
    },
    /// One account, or two of one family, were awarded for one day under one
    /// rule, and nobody said why.
    DeedTwice {
        /// The later entry.
        entry: EntryId,
        /// The earlier one.
        like: EntryId,
        /// The account of the later one.
        account: AccountNo,
        /// The rule.
        rule: RuleCode,
        /// The day.
        on: Day,
    },
    /// There are more of a kind than are listed.
    More {
        /// Of which kind.
        kind: &'static str,
        /// How many more.
        count: usize,
    },
}

impl Observation {
    /// The kind's stable name, also the key of its wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ApproverShare { .. } => "approver-share",
            Self::ApprovalInFamily { .. } => "approval-in-family",
            Self::LastDaySpike { .. } => "last-day-spike",
            Self::CapHugging { .. } => "cap-hugging",
            Self::DeedTwice { .. } => "deed-twice",
            Self::More { .. } => "more",
        }
    }
}

/// What is counted on the way through a branch.
#[derive(Debug, Default)]
pub(super) struct Observer {
    /// Approvers by number, so that counting them is cheap.
    approvers: Vec<OperatorId>,
    /// Awards that somebody agreed to, by account.
    awards: FxHashMap<u32, u32>,
    /// The same, by account and approver.
    agreed: FxHashMap<(u32, u16), u32>,
    /// The same, by approver.
    by_approver: FxHashMap<u16, u32>,
    months: BTreeMap<(CurrencyCode, i32, u8), Month>,
    /// Entries that say which earlier one they are like.
    explained: HashSet<u64>,
    /// Who reviewed a claim, by the claim: they agreed to its deposit.
    reviewers: HashMap<u64, Vec<u16>>,
    /// Deeds of persons, with the household they were of when it was entered.
    households: HashMap<u64, u32>,
    /// Awards that somebody agreed to for their own family.
    in_family: BTreeMap<u64, Observation>,
}

#[derive(Debug, Default)]
struct Month {
    awards: u32,
    points: Amount,
    last_day: Amount,
}

impl Observer {
    /// Takes an entry into account, in the state before it.
    pub(super) fn entry(&mut self, state: &State, entry: &Entry) {
        match &entry.event {
            Event::ClaimFiled(deed) => self.note_household(state, deed, entry.seq),
            Event::ClaimVerified { claim, .. } => {
                if let Some(number) = self.number(&entry.by) {
                    self.reviewers.entry(claim.seq).or_default().push(number);
                }
            }
            Event::Deposited(deed) => {
                if deed.claim.is_none() {
                    self.note_household(state, deed, entry.seq);
                }
                self.note_family(state, deed, entry.seq);
                self.award(deed, entry.seq, true);
            }
            Event::Reversed { entry: undone, undoes, .. } => {
                if let Event::Deposited(deed) = undoes.as_ref() {
                    self.in_family.remove(&undone.seq);
                    self.award(deed, entry.seq, false);
                }
            }
            _ => {}
        }
    }

    /// Whoever leaves or joins later was of this household when it counted.
    fn note_household(&mut self, state: &State, deed: &Deed, seq: u64) {
        let household = state.account(deed.account).and_then(|account| account.member_of);
        self.households.extend(household.map(|household| (seq, household)));
    }

    fn note_family(&mut self, state: &State, deed: &Deed, seq: u64) {
        let approver = deed.approver.clone();
        if let Some(approver) = approver.filter(|by| state.is_of_family(by, deed.account)) {
            let entry = EntryId { branch: state.branch(), seq };
            let account = deed.account;
            let found = Observation::ApprovalInFamily { entry, account, approver };
            self.in_family.insert(seq, found);
        }
    }

    fn award(&mut self, deed: &Deed, seq: u64, posted: bool) {
        let step = |count: &mut u32| {
            *count = if posted { *count + 1 } else { count.saturating_sub(1) };
        };
        if posted && deed.like.is_some() {
            self.explained.insert(deed.claim.map_or(seq, |claim| claim.seq));
        }
        let month = (deed.currency, deed.on.year(), deed.on.month());
        let month = self.months.entry(month).or_default();
        let points = deed.points.amount();
        let points = if posted { points } else { -points };
        step(&mut month.awards);
        month.points = month.points.saturating_add(points);
        if deed.on.is_last_of_month() {
            month.last_day = month.last_day.saturating_add(points);
        }
        let named = deed.approver.as_ref().and_then(|approver| self.number(approver));
        let reviewers = deed.claim.and_then(|claim| self.reviewers.get(&claim.seq));
        let mut agreed: Vec<u16> = reviewers.into_iter().flatten().copied().chain(named).collect();
        agreed.sort_unstable();
        agreed.dedup();
        if agreed.is_empty() {
            return;
        }
        let serial = deed.account.serial();
        step(self.awards.entry(serial).or_default());
        for number in agreed {
            step(self.agreed.entry((serial, number)).or_default());
            step(self.by_approver.entry(number).or_default());
        }
    }

    fn number(&mut self, approver: &OperatorId) -> Option<u16> {
        let known = self.approvers.iter().position(|known| known == approver);
        let at = known.unwrap_or_else(|| {
            self.approvers.push(approver.clone());
            self.approvers.len() - 1
        });
        u16::try_from(at).ok()
    }

    /// What stands out in a branch, once all of it has been seen.
    pub(super) fn finish(self, state: &State) -> Vec<Observation> {
        let mut all = Vec::new();
        add(&mut all, self.approver_shares(state));
        add(&mut all, self.in_family.values().cloned().collect());
        add(&mut all, self.last_days());
        add(&mut all, cap_hugging(state));
        add(&mut all, self.deeds_twice(state));
        all
    }

    fn approver_shares(&self, state: &State) -> Vec<Observation> {
        let branch_awards: u32 = self.awards.values().sum();
        let mut found: Vec<Observation> = Vec::new();
        for (&(serial, number), &agreed) in &self.agreed {
            let of = self.awards.get(&serial).copied().unwrap_or_default();
            let usually = self.by_approver.get(&number).copied().unwrap_or_default();
            let usually_percent = percent(usually, branch_awards);
            let stands_out = of >= FEW_AWARDS
                && percent(agreed, of) >= APPROVER_PERCENT
                && percent(agreed, of) >= usually_percent + APPROVER_ABOVE;
            if let (true, Some(approver)) = (stands_out, self.approvers.get(usize::from(number))) {
                let account = AccountNo::new(state.branch(), serial);
                let approver = approver.clone();
                found.push(Observation::ApproverShare {
                    account,
                    approver,
                    agreed,
                    of,
                    usually_percent,
                });
            }
        }
        found.sort_by_key(|one| match one {
            Observation::ApproverShare { account, of, .. } => (u32::MAX - of, account.serial()),
            _ => (0, 0),
        });
        found
    }

    fn last_days(&self) -> Vec<Observation> {
        let stands_out = self.months.iter().filter(|(_, month)| {
            month.awards >= FEW_IN_MONTH
                && month.last_day.decimal() * Decimal::ONE_HUNDRED
                    >= month.points.decimal() * Decimal::from(LAST_DAY_PERCENT)
        });
        stands_out
            .filter_map(|(&(currency, year, month), sums)| {
                let day = Day::last_of_month(year, month)?;
                let (points, of) = (sums.last_day, sums.points);
                Some(Observation::LastDaySpike { day, currency, points, of })
            })
            .collect()
    }

    fn deeds_twice(&self, state: &State) -> Vec<Observation> {
        let branch = state.branch();
        let id = |seq| EntryId { branch, seq };
        // Claims under way have used of their caps, and were not awarded yet.
        let claims: HashSet<u64> = state
            .accounts
            .values()
            .flat_map(|account| account.claims.iter().map(|claim| claim.seq))
            .collect();
        let mut all: Vec<(u64, u32, RuleCode, Day)> = Vec::new();
        for (&(serial, _), uses) in &state.uses {
            let awarded = uses
                .iter()
                .filter(|used| earns(state, used.rule, used.on) && !claims.contains(&used.seq));
            all.extend(awarded.map(|used| (used.seq, serial, used.rule, used.on)));
        }
        all.sort_unstable_by_key(|(seq, ..)| *seq);
        let mut first: FxHashMap<(u32, RuleCode, Day), u64> = FxHashMap::default();
        let mut found = Vec::new();
        for (seq, serial, rule, on) in all {
            let household = self.households.get(&seq).copied().unwrap_or(serial);
            let earlier = *first.entry((household, rule, on)).or_insert(seq);
            if earlier != seq && !self.explained.contains(&seq) {
                let (entry, like) = (id(seq), id(earlier));
                let account = AccountNo::new(branch, serial);
                found.push(Observation::DeedTwice { entry, like, account, rule, on });
            }
        }
        found
    }
}

fn earns(state: &State, rule: RuleCode, on: Day) -> bool {
    let rule = state.rulebook_on(on).and_then(|adopted| adopted.rulebook.rule(rule));
    rule.is_some_and(|rule| rule.kind == crate::rulebook::RuleKind::Earn)
}

/// Accounts that month after month get just what a monthly cap in points leaves,
/// where most do not.
fn cap_hugging(state: &State) -> Vec<Observation> {
    type Months = Vec<((u32, i32, u8), Amount)>;
    let mut by_rule: BTreeMap<RuleCode, Months> = BTreeMap::new();
    let mut years: Vec<_> = state.uses.iter().collect();
    years.sort_unstable_by_key(|(year, _)| **year);
    for (&(serial, year), uses) in years {
        let mut of_year: BTreeMap<(RuleCode, u8), Amount> = BTreeMap::new();
        for used in uses.iter().filter(|used| earns(state, used.rule, used.on)) {
            let month = of_year.entry((used.rule, used.on.month())).or_default();
            *month = month.saturating_add(used.used.points);
        }
        for ((rule, month), sum) in of_year {
            by_rule.entry(rule).or_default().push(((serial, year, month), sum));
        }
    }
    let mut found = Vec::new();
    for (rule, months) in by_rule {
        let cap_then = |year, month| {
            let day = Day::last_of_month(year, month)?;
            let rule = state.rulebook_on(day)?.rulebook.rule(rule)?;
            rule.caps.iter().find_map(|cap| match cap {
                Cap::Within { limit: Limit::Points(points), per: Per::Month } => Some(*points),
                _ => None,
            })
        };
        let mut accounts: BTreeMap<u32, (u32, u32, Option<Points>)> = BTreeMap::new();
        for ((serial, year, month), sum) in months {
            let Some(cap) = cap_then(year, month) else { continue };
            let (capped, of, last) = accounts.entry(serial).or_default();
            *of += 1;
            *capped += u32::from(sum == cap.amount());
            *last = Some(cap);
        }
        let all: u32 = accounts.values().map(|(_, of, _)| of).sum();
        let capped: u32 = accounts.values().map(|(capped, ..)| capped).sum();
        if percent(capped, all) > CAPPED_BY_MANY {
            continue;
        }
        for (serial, (months, of, cap)) in accounts {
            let stands_out = months >= CAPPED_MONTHS && percent(months, of) >= CAPPED_PERCENT;
            if let (true, Some(cap)) = (stands_out, cap) {
                let account = AccountNo::new(state.branch(), serial);
                found.push(Observation::CapHugging { account, rule, cap, months, of });
            }
        }
    }
    found
}

fn add(all: &mut Vec<Observation>, mut found: Vec<Observation>) {
    let more = found.len().saturating_sub(MOST_OF_A_KIND);
    let kind = found.first().map(Observation::code);
    found.truncate(MOST_OF_A_KIND);
    all.extend(found);
    if let (Some(kind), true) = (kind, more > 0) {
        all.push(Observation::More { kind, count: more });
    }
}

/// Rounded down; of nothing, nothing.
fn percent(part: u32, of: u32) -> u32 {
    let percent = u64::from(part) * 100 / u64::from(of.max(1));
    u32::try_from(percent).unwrap_or(u32::MAX)
}

/// A deposit drawn for an inspection on the spot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sampled {
    /// The entry.
    pub entry: EntryId,
    /// What it says.
    pub deed: Deed,
}

/// Draws deposits for an inspection, `count` of each branch, with the same seed
/// always the same: those whose BLAKE3 derive_key("civility-bank 2026-11 sample
/// v1", seed, `\n`, entry hash) are the least. A seed named in public after the
/// period is over cannot be played to. Reversed deposits are left out.
///
/// # Errors
/// Where the journal cannot be read. Lines that are no entries are passed over.
pub fn sample(
    journal: &dyn Journal,
    branches: &[BranchCode],
    (from, to): (Option<Day>, Option<Day>),
    seed: &str,
    count: usize,
) -> Result<Vec<Sampled>, JournalError> {
    let mut all = Vec::new();
    for &branch in branches {
        let mut reversed: HashSet<u64> = HashSet::new();
        let mut drawn: BinaryHeap<([u8; 32], u64)> = BinaryHeap::new();
        // What is reversed stands behind what it reverses, so it is known first.
        journal.read(branch, 0, &mut |_, line| {
            if let Ok(Entry { event: Event::Reversed { entry, .. }, .. }) = Entry::decode(line) {
                reversed.insert(entry.seq);
            }
            ControlFlow::Continue(())
        })?;
        journal.read(branch, 0, &mut |_, line| {
            if let Ok(Entry { event: Event::Deposited(deed), seq, .. }) = Entry::decode(line)
                && !reversed.contains(&seq)
                && from.is_none_or(|from| from <= deed.on)
                && to.is_none_or(|to| deed.on <= to)
            {
                drawn.push((lot(seed, EntryHash::of(line)), seq));
                if drawn.len() > count {
                    drawn.pop();
                }
            }
            ControlFlow::Continue(())
        })?;
        let mut seqs: Vec<u64> = drawn.into_iter().map(|(_, seq)| seq).collect();
        seqs.sort_unstable();
        for seq in seqs {
            let line = journal.line(branch, seq)?.unwrap_or_default();
            if let Ok(Entry { event: Event::Deposited(deed), .. }) = Entry::decode(&line) {
                all.push(Sampled { entry: EntryId { branch, seq }, deed });
            }
        }
    }
    Ok(all)
}

fn lot(seed: &str, hash: EntryHash) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("civility-bank 2026-11 sample v1");
    hasher.update(seed.as_bytes()).update(b"\n").update(&hash.0);
    hasher.finalize().into()
}
