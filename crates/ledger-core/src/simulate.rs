//! Simulate: a period that is past, once more, under a rulebook that is not
//! yet in force.
//!
//! A village meeting that votes on a rulebook wants to know what last month
//! would have been under it. Every deed posted then is asked of the very
//! [`award()`](fn@award) and [`deduction()`](fn@deduction) that would post it,
//! in the order in which it was posted, and both answers are added up:
//!
//! ```text
//! entry ──> what it moved                        points before
//!      └──> rule of the draft ──> award, caps ──> points after
//! ```
//!
//! Deeds from the branch's first day on are replayed for the caps they use up,
//! so that a month that begins in the middle of a year finds the year's caps as
//! full as they would have been; only deeds of the period are counted. What
//! was reversed is left out on both sides.
//!
//! Deliberately not here: a guess. A deed is paid under the rule of the draft
//! that has its code, that it is mapped to, or whose item is the very same; no
//! other. Nor what people would have done under other rules; nor the life of
//! points after they are paid (expiry, ceilings), which no vote on this month
//! changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::{Decimal, RoundingStrategy};

use crate::day::{Day, Offset};
use crate::event::{Deed, Event};
use crate::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, RuleCode};
use crate::line::Entry;
use crate::points::{Amount, LIMIT};
use crate::postings::{Side, movements};
use crate::rulebook::{
    AwardRefusal, BookHash, Cap, Clip, HolderKind, Per, Rule, RuleKind, Rulebook, Use, Used, award,
    deduction, from_toml,
};

/// What a period would have been under a draft.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Simulation {
    /// Rule by rule, as the deeds were posted; those of the same code and
    /// currency in one.
    pub rules: Vec<RuleOutcome>,
    /// Who would have more or less, of each currency, by account; those whose
    /// points stay the same as well.
    pub accounts: Vec<AccountOutcome>,
    /// In all, by currency.
    pub totals: Vec<Total>,
    /// The draft's caps that leave less than the deed gives, by rule.
    pub caps: Vec<Bite>,
    /// Rules that were mapped, and under which no deed of the period was posted.
    pub unused: Vec<RuleCode>,
}

/// What becomes of the deeds under one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOutcome {
    /// The rule they were posted under.
    pub rule: RuleCode,
    /// What it does.
    pub kind: RuleKind,
    /// Its item; empty where its rulebook cannot be read.
    pub item: String,
    /// Its unit.
    pub unit: String,
    /// Its currency.
    pub currency: CurrencyCode,
    /// The draft's rule for them, and how it was found.
    pub draft: Option<(RuleCode, Matched)>,
    /// The draft's rules of the same category, where none was found.
    pub alike: Vec<RuleCode>,
    /// How many deeds.
    pub deeds: usize,
    /// Points as posted; of a deduction below zero.
    pub before: Amount,
    /// Points under the draft, in the currency of its rule.
    pub after: Amount,
    /// Deeds that gave less than the rule, as posted.
    pub clipped_before: usize,
    /// Deeds that give less than the rule, or nothing, under the draft.
    pub clipped_after: usize,
    /// Deeds that are not paid under the draft, by reason.
    pub unpaid: BTreeMap<Unpaid, usize>,
}

/// How the draft's rule for a deed was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// It was said.
    Given,
    /// It has the same code.
    Code,
    /// It is the only one of its kind with the very same item.
    Item,
}

impl Matched {
    /// A stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Code => "code",
            Self::Item => "item",
        }
    }
}

/// Why a deed is not paid under the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unpaid {
    /// The draft has no rule for it.
    NoRule,
    /// The draft's rule does something else.
    OtherKind,
    /// The draft's rule is not in force on that day.
    NotInForce,
    /// The draft's rule is not for such holders.
    Holder,
    /// It came in later than the draft's rule takes it.
    TooLate,
    /// The draft's rule cannot count what was done.
    Unfit,
}

impl Unpaid {
    /// Every reason.
    pub const ALL: [Self; 6] =
        [Self::NoRule, Self::OtherKind, Self::NotInForce, Self::Holder, Self::TooLate, Self::Unfit];

    /// A stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoRule => "no-rule",
            Self::OtherKind => "other-kind",
            Self::NotInForce => "not-in-force",
            Self::Holder => "holder",
            Self::TooLate => "too-late",
            Self::Unfit => "unfit",
        }
    }
}

/// What an account gets by the deeds of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountOutcome {
    /// The account.
    pub account: AccountNo,
    /// Of which currency.
    pub currency: CurrencyCode,
    /// As posted, deductions taken off.
    pub before: Amount,
    /// Under the draft.
    pub after: Amount,
}

/// What all get of a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The currency.
    pub currency: CurrencyCode,
    /// As posted.
    pub before: Sum,
    /// Under the draft.
    pub after: Sum,
}

/// Points earned and taken, and what they are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// Earned.
    pub earned: Amount,
    /// Taken.
    pub deducted: Amount,
    /// What is earned less what is taken, in yuan, rounded up to the fen; nothing
    /// where a rulebook does not say what a point is worth.
    pub yuan: Option<Amount>,
}

/// A cap of the draft that leaves less than the deed gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bite {
    /// The draft's rule.
    pub rule: RuleCode,
    /// Its cap.
    pub cap: Cap,
    /// How many deeds.
    pub deeds: usize,
    /// The points they lose by it.
    pub points: Amount,
}

/// Takes in what happened, then plays it once more.
///
/// ```
/// use ledger_core::rulebook::from_toml;
/// use ledger_core::simulate::Simulator;
/// let draft = from_toml("title = \"草案\"\n[[currency]]\ncode = \"JF\"\nname = \"分\"\n").unwrap();
/// let simulator = Simulator::default();
/// // simulator.entry(&entry) for every entry of each branch, in order
/// let day = |text: &str| text.parse().unwrap();
/// let simulation = simulator.run(&draft, &[], day("2026-03-01"), day("2026-03-31"));
/// assert!(simulation.rules.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Simulator {
    steps: Vec<Step>,
    reversed: BTreeSet<EntryId>,
    books: HashMap<BookHash, Rulebook>,
    offsets: HashMap<BranchCode, Offset>,
    kinds: HashMap<AccountNo, HolderKind>,
    groups: HashMap<AccountNo, (BranchCode, String)>,
    /// The days on which claims were filed: by those it is told what came too late.
    filed: HashMap<EntryId, Day>,
}

/// What is played again.
#[derive(Debug, Clone)]
enum Step {
    /// A deed, the day it came in (posted, or filed as a claim), and the rule's kind.
    Deed { entry: EntryId, came: Day, kind: RuleKind, deed: Box<Deed> },
    /// Points that came or went otherwise: the same under any draft.
    Moved { account: AccountNo, currency: CurrencyCode, amount: Amount },
}

impl Simulator {
    /// Takes in the next entry of a branch; a branch from its first entry on, in order.
    pub fn entry(&mut self, entry: &Entry) {
        let id = EntryId { branch: entry.branch, seq: entry.seq };
        let today = entry.at.day(self.offsets.get(&entry.branch).copied().unwrap_or(Offset::CHINA));
        let deed = |kind, deed: &Deed, came| Step::Deed {
            entry: id,
            came,
            kind,
            deed: Box::new(deed.clone()),
        };
        match &entry.event {
            Event::Founded { offset, .. } | Event::BranchOpened { offset, .. } => {
                self.offsets.insert(entry.branch, *offset);
            }
            Event::RulebookAdopted { book, text, .. } => {
                if let Ok(rulebook) = from_toml(text) {
                    self.books.insert(*book, rulebook);
                }
            }
            Event::AccountOpened { account, kind, household } => {
                self.kinds.insert(*account, *kind);
                if let Some(group) = household.as_ref().and_then(|household| household.group()) {
                    self.groups.insert(*account, (entry.branch, group.to_owned()));
                }
            }
            Event::ClaimFiled(_) => {
                self.filed.insert(id, today);
            }
            Event::Deposited(posted) => {
                let filed = posted.claim.and_then(|claim| self.filed.get(&claim));
                let came = filed.copied().unwrap_or(today);
                self.steps.push(deed(RuleKind::Earn, posted, came));
            }
            Event::Deducted(posted) => self.steps.push(deed(RuleKind::Deduct, posted, today)),
            // Both sides are left out: the deed, and what undid it.
            Event::Reversed { entry: undone, undoes, .. }
                if matches!(**undoes, Event::Deposited(_) | Event::Deducted(_)) =>
            {
                self.reversed.insert(*undone);
            }
            event => {
                let postings = movements(event).flat_map(|moved| moved.postings());
                for posting in postings {
                    if let Side::Holder(account) = posting.side {
                        let (currency, amount) = (posting.currency, posting.amount);
                        self.steps.push(Step::Moved { account, currency, amount });
                    }
                }
            }
        }
    }

    /// Plays it again under a draft and counts the deeds of the period, both
    /// days in it. `map` names the draft's rule for rules whose codes it does
    /// not have, or has for something else.
    pub fn run(
        self,
        draft: &Rulebook,
        map: &[(RuleCode, RuleCode)],
        from: Day,
        to: Day,
    ) -> Simulation {
        let mut play = Play {
            draft,
            map,
            books: &self.books,
            kinds: &self.kinds,
            groups: &self.groups,
            found: HashMap::new(),
            uses: HashMap::new(),
            balances: HashMap::new(),
            rules: BTreeMap::new(),
            accounts: BTreeMap::new(),
            totals: BTreeMap::new(),
            caps: Vec::new(),
        };
        for step in self.steps {
            match step {
                Step::Moved { account, currency, amount } => play.moved(account, currency, amount),
                Step::Deed { entry, .. } if self.reversed.contains(&entry) => {}
                Step::Deed { came, kind, deed, .. } => {
                    play.deed(came, kind, &deed, (from..=to).contains(&deed.on));
                }
            }
        }
        play.finish()
    }
}

/// How a rule of before stands to the draft.
#[derive(Clone)]
struct Found {
    item: String,
    unit: String,
    /// What a point of its currency was worth.
    yuan: Option<Amount>,
    draft: Option<(RuleCode, Matched)>,
    alike: Vec<RuleCode>,
}

/// What the draft gives for one deed.
enum Given {
    Points(Amount, Option<Clip>, Amount),
    /// Nothing, and for what it was clipped.
    Nothing(Option<Cap>, Amount),
    Unpaid(Unpaid),
}

struct Play<'a> {
    draft: &'a Rulebook,
    map: &'a [(RuleCode, RuleCode)],
    books: &'a HashMap<BookHash, Rulebook>,
    kinds: &'a HashMap<AccountNo, HolderKind>,
    groups: &'a HashMap<AccountNo, (BranchCode, String)>,
    found: HashMap<(BookHash, RuleCode), Found>,
    /// What each account used of the draft's rules, by the day of the deed.
    uses: HashMap<RuleCode, HashMap<AccountNo, Vec<(Day, Use)>>>,
    balances: HashMap<(AccountNo, CurrencyCode), Amount>,
    rules: BTreeMap<(RuleCode, CurrencyCode), RuleOutcome>,
    accounts: BTreeMap<(AccountNo, CurrencyCode), AccountOutcome>,
    totals: BTreeMap<CurrencyCode, (Tally, Tally)>,
    caps: Vec<Bite>,
}

/// A sum on its way: yuan are rounded once, at the end.
#[derive(Clone, Copy)]
struct Tally {
    earned: Amount,
    deducted: Amount,
    yuan: Option<Decimal>,
}

impl Default for Tally {
    fn default() -> Self {
        Self { earned: Amount::ZERO, deducted: Amount::ZERO, yuan: Some(Decimal::ZERO) }
    }
}

impl Tally {
    /// Points with their sign, at what one of them is worth.
    fn add(&mut self, points: Amount, worth: Option<Amount>) {
        match points.is_negative() {
            true => self.deducted = plus(self.deducted, -points),
            false => self.earned = plus(self.earned, points),
        }
        self.yuan = worth.and_then(|worth| {
            self.yuan?.checked_add(points.decimal().checked_mul(worth.decimal())?)
        });
    }

    fn sum(self) -> Sum {
        let up = |yuan: Decimal| {
            let fen = yuan.round_dp_with_strategy(2, RoundingStrategy::ToPositiveInfinity);
            Amount::new(fen).ok()
        };
        Sum { earned: self.earned, deducted: self.deducted, yuan: self.yuan.and_then(up) }
    }
}

/// Both together; beyond every bound, the bound.
fn plus(a: Amount, b: Amount) -> Amount {
    let bound = || Amount::new(Decimal::from(LIMIT - 1)).unwrap_or(a);
    a.checked_add(b).unwrap_or_else(|| if b.is_negative() { -bound() } else { bound() })
}

impl Play<'_> {
    fn moved(&mut self, account: AccountNo, currency: CurrencyCode, amount: Amount) {
        let balance = self.balances.entry((account, currency)).or_default();
        *balance = plus(*balance, amount);
    }

    fn deed(&mut self, came: Day, kind: RuleKind, deed: &Deed, counted: bool) {
        let signed = |amount: Amount| if kind == RuleKind::Deduct { -amount } else { amount };
        let found = self.found(kind, deed);
        let before = signed(deed.points.amount());
        let rule = found.draft.and_then(|(code, _)| self.draft.rule(code));
        let given = match rule {
            None => Given::Unpaid(Unpaid::NoRule),
            Some(rule) => self.given(rule, came, kind, deed),
        };
        let currency = rule.map_or(deed.currency, |rule| rule.currency);
        let after = match &given {
            Given::Points(points, ..) => signed(*points),
            Given::Nothing(..) | Given::Unpaid(_) => Amount::ZERO,
        };
        // Before and after the period the balance is what it was.
        match counted {
            true => self.moved(deed.account, currency, after),
            false => return self.moved(deed.account, deed.currency, before),
        }

        let outcome = self.rules.entry((deed.rule, deed.currency)).or_insert_with(|| RuleOutcome {
            rule: deed.rule,
            kind,
            item: found.item.clone(),
            unit: found.unit.clone(),
            currency: deed.currency,
            draft: found.draft,
            alike: found.alike.clone(),
            deeds: 0,
            before: Amount::ZERO,
            after: Amount::ZERO,
            clipped_before: 0,
            clipped_after: 0,
            unpaid: BTreeMap::new(),
        });
        outcome.deeds += 1;
        outcome.before = plus(outcome.before, before);
        outcome.after = plus(outcome.after, after);
        outcome.clipped_before += usize::from(deed.computed.is_some());
        match given {
            Given::Points(_, None, _) => {}
            Given::Points(points, Some(clip), computed) => {
                outcome.clipped_after += 1;
                if let (Clip::Cap(cap), Some(rule)) = (clip, rule) {
                    self.bite(rule.code, cap, plus(computed, -points));
                }
            }
            Given::Nothing(cap, computed) => {
                outcome.clipped_after += 1;
                if let (Some(cap), Some(rule)) = (cap, rule) {
                    self.bite(rule.code, cap, computed);
                }
            }
            Given::Unpaid(why) => *outcome.unpaid.entry(why).or_default() += 1,
        }

        let worth = self.draft.currency(currency).and_then(|c| c.yuan_per_point);
        self.account(deed.account, deed.currency).before =
            plus(self.account(deed.account, deed.currency).before, before);
        self.totals.entry(deed.currency).or_default().0.add(before, found.yuan);
        if after != Amount::ZERO {
            self.account(deed.account, currency).after =
                plus(self.account(deed.account, currency).after, after);
            self.totals.entry(currency).or_default().1.add(after, worth);
        }
    }

    fn account(&mut self, account: AccountNo, currency: CurrencyCode) -> &mut AccountOutcome {
        let (before, after) = (Amount::ZERO, Amount::ZERO);
        let none = AccountOutcome { account, currency, before, after };
        self.accounts.entry((account, currency)).or_insert(none)
    }

    fn bite(&mut self, rule: RuleCode, cap: Cap, points: Amount) {
        match self.caps.iter_mut().find(|bite| bite.rule == rule && bite.cap == cap) {
            Some(bite) => {
                bite.deeds += 1;
                bite.points = plus(bite.points, points);
            }
            None => self.caps.push(Bite { rule, cap, deeds: 1, points }),
        }
    }

    /// What the rule that a deed was posted under is to the draft.
    fn found(&mut self, kind: RuleKind, deed: &Deed) -> Found {
        let key = (deed.book, deed.rule);
        if let Some(found) = self.found.get(&key) {
            return found.clone();
        }
        let book = self.books.get(&deed.book);
        let old = book.and_then(|book| book.rule(deed.rule));
        let of_kind = || self.draft.rules().iter().filter(move |rule| rule.kind == kind);
        let given = self.map.iter().find(|(old, _)| *old == deed.rule).map(|(_, new)| *new);
        let draft = match (given, self.draft.rule(deed.rule), old) {
            (Some(new), ..) => Some((new, Matched::Given)),
            (None, Some(rule), _) => Some((rule.code, Matched::Code)),
            (None, None, Some(old)) => {
                let mut same = of_kind().filter(|rule| rule.item.trim() == old.item.trim());
                match (same.next(), same.next()) {
                    (Some(only), None) => Some((only.code, Matched::Item)),
                    _ => None,
                }
            }
            (None, None, None) => None,
        };
        let alike = match (draft, old) {
            (None, Some(old)) if !old.category.is_empty() => of_kind()
                .filter(|rule| rule.category == old.category)
                .map(|rule| rule.code)
                .collect(),
            _ => Vec::new(),
        };
        let found = Found {
            item: old.map_or_else(String::new, |rule| rule.item.clone()),
            unit: old.map_or_else(String::new, |rule| rule.unit.clone()),
            yuan: book.and_then(|b| b.currency(deed.currency)).and_then(|c| c.yuan_per_point),
            draft,
            alike,
        };
        self.found.insert(key, found.clone());
        found
    }

    /// What the draft's rule gives, in the order in which the ledger checks.
    fn given(&mut self, rule: &Rule, came: Day, kind: RuleKind, deed: &Deed) -> Given {
        let Some(currency) = self.draft.currency(rule.currency) else {
            return Given::Unpaid(Unpaid::Unfit);
        };
        if !rule.in_force(deed.on) {
            return Given::Unpaid(Unpaid::NotInForce);
        }
        if rule.kind != kind {
            return Given::Unpaid(Unpaid::OtherKind);
        }
        let holder = self.kinds.get(&deed.account);
        if kind == RuleKind::Earn && holder.is_none_or(|holder| !rule.holders.contains(holder)) {
            return Given::Unpaid(Unpaid::Holder);
        }
        let days = deed.on.days_until(came);
        if rule.late_days().is_some_and(|limit| i64::from(days) > i64::from(limit)) {
            return Given::Unpaid(Unpaid::TooLate);
        }
        let used = self.used(rule, deed.account, deed.on);
        let answer = match kind {
            RuleKind::Deduct => {
                let key = (deed.account, currency.code);
                let balance = self.balances.get(&key).copied().unwrap_or_default();
                deduction(rule, currency, deed.qty, &used, balance)
            }
            _ => award(rule, currency, deed.qty, &used),
        };
        match answer {
            Ok(given) => {
                let of_rule = self.uses.entry(rule.code).or_default();
                of_rule.entry(deed.account).or_default().push((deed.on, given.used));
                Given::Points(given.awarded.amount(), given.clipped_by, given.computed.amount())
            }
            Err(AwardRefusal::CapReached { cap, computed, .. }) => {
                Given::Nothing(Some(cap), computed.amount())
            }
            Err(AwardRefusal::AtFloor { computed, .. }) => Given::Nothing(None, computed.amount()),
            Err(_) => Given::Unpaid(Unpaid::Unfit),
        }
    }

    /// What was used of the draft's rule by then.
    fn used(&self, rule: &Rule, account: AccountNo, on: Day) -> Used {
        let Some(uses) = self.uses.get(&rule.code) else {
            return Used::default();
        };
        let own = uses.get(&account).map(Vec::as_slice).unwrap_or_default();
        let mut used = Used::on(on, own.iter().copied());
        if let Some((_, per)) = rule.households()
            && let Some(group) = self.groups.get(&account)
        {
            for (other, uses) in uses {
                let awarded = uses.iter().any(|(day, _)| same_period(per, *day, on));
                match awarded && self.groups.get(other) == Some(group) {
                    true if *other == account => used.household_among = true,
                    true => used.households_in_group += 1,
                    false => {}
                }
            }
        }
        used
    }

    fn finish(self) -> Simulation {
        let posted = |rule: &RuleCode| self.rules.keys().any(|(code, _)| code == rule);
        let unused = self.map.iter().map(|(old, _)| *old).filter(|old| !posted(old)).collect();
        let total = |(currency, (before, after)): (CurrencyCode, (Tally, Tally))| Total {
            currency,
            before: before.sum(),
            after: after.sum(),
        };
        let mut caps = self.caps;
        caps.sort_by_key(|bite| std::cmp::Reverse(bite.deeds));
        Simulation {
            rules: self.rules.into_values().collect(),
            accounts: self.accounts.into_values().collect(),
            totals: self.totals.into_iter().map(total).collect(),
            caps,
            unused,
        }
    }
}

fn same_period(per: Per, a: Day, b: Day) -> bool {
    match per {
        Per::Event => false,
        Per::Day => a == b,
        Per::Month => (a.year(), a.month()) == (b.year(), b.month()),
        Per::Year => a.year() == b.year(),
        Per::Life => true,
    }
}
