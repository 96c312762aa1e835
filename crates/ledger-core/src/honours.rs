//! Who is given which honour of a rulebook (荣誉) for a span of days.
//!
//! Counted as in a [`crate::ranking`]: awards less deductions, by the day of the deed, and
//! what undid them by the day of the deed it undid; only under the rules that the honour
//! counts, which a deed names in the rulebook that it was done under.
//!
//! **A household is honoured for all its people.** Where an honour is for households, what
//! was earned and deducted on the accounts of its persons is its own: who is of a household
//! at the end of the span counts for it, and not beside it. So does their veto.
//!
//! **Places are shared**, as in a ranking: who has as much as the last one in has the
//! honour too, so that there may be a few more of them than places. Nobody draws lots here.
//!
//! Whoever left by the end of the span is given nothing. All of it follows from the
//! branch's entries and the honours' text; nothing is kept and nothing entered.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::day::{Day, Offset};
use crate::event::{Deed, Event};
use crate::ids::{AccountNo, CurrencyCode, RuleCode};
use crate::line::Entry;
use crate::points::Amount;
use crate::rulebook::{BookHash, HolderKind, Honour, Rulebook, from_toml};

/// Short by no more than this part of the threshold is nearly there.
const NEAR: u32 = 5;

/// What deeds under one rule of one rulebook brought an account.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    points: Amount,
    /// How often something was deducted, less how often that was undone.
    deductions: i64,
}

/// The entries of one branch, as they are counted.
#[derive(Debug, Clone)]
pub struct Tally {
    days: RangeInclusive<Day>,
    offset: Offset,
    books: BTreeMap<BookHash, Rulebook>,
    kinds: BTreeMap<AccountNo, HolderKind>,
    /// The household of each person, at the end of the span.
    homes: BTreeMap<AccountNo, AccountNo>,
    closed: BTreeSet<AccountNo>,
    sums: BTreeMap<(AccountNo, CurrencyCode, BookHash, RuleCode), Sum>,
}

/// How an account stands to an honour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is given.
    Given,
    /// It is reached, and so is a higher one of its ladder, which is given.
    Higher,
    /// It is reached, and kept away by so many deductions.
    Vetoed(i64),
    /// It is reached, and all places are taken by who has more.
    Full,
    /// So many points are missing.
    Short(Amount),
}

/// An account and an honour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub account: AccountNo,
    /// What counts of what was earned; zero or below where more was deducted.
    pub earned: Amount,
    /// What comes of it.
    pub outcome: Outcome,
}

impl Standing {
    /// It is missed by little: by a fifth of the threshold at most.
    pub fn is_near(&self, honour: &Honour) -> bool {
        let Outcome::Short(by) = self.outcome else { return false };
        let at_least = honour.at_least.amount().decimal();
        by.decimal().checked_mul(Decimal::from(NEAR)).is_some_and(|by| by <= at_least)
    }
}

impl Tally {
    /// Of deeds of these days, both included; nothing is counted yet.
    pub fn of(days: RangeInclusive<Day>) -> Self {
        Self {
            days,
            offset: Offset::UTC,
            books: BTreeMap::new(),
            kinds: BTreeMap::new(),
            homes: BTreeMap::new(),
            closed: BTreeSet::new(),
            sums: BTreeMap::new(),
        }
    }

    /// Counts the branch's next entry; all of them have to come, from the first, those
    /// after the span too: they say what of it was reversed. `None` where a sum is beyond
    /// all bounds.
    #[must_use]
    pub fn count(&mut self, entry: &Entry) -> Option<()> {
        let (event, sign) = match &entry.event {
            Event::Reversed { undoes, .. } => (&**undoes, -1),
            event => (event, 1),
        };
        match event {
            Event::Founded { offset, .. } | Event::BranchOpened { offset, .. } => {
                self.offset = *offset;
            }
            Event::RulebookAdopted { book, text, .. } => {
                // What is none is in force for nobody.
                if let Ok(rulebook) = from_toml(text) {
                    self.books.insert(*book, rulebook);
                }
            }
            Event::Deposited(deed) => self.deed(deed, sign, false)?,
            Event::Deducted(deed) => self.deed(deed, sign, true)?,
            Event::AccountOpened { account, kind, .. } => {
                self.kinds.insert(*account, *kind);
            }
            _ => {}
        }
        if entry.at.day(self.offset) <= *self.days.end() {
            match &entry.event {
                Event::AccountClosed { account, .. } => {
                    self.closed.insert(*account);
                }
                Event::MemberJoined { account, household } => {
                    self.homes.insert(*account, *household);
                }
                Event::MemberLeft { account, .. } => {
                    self.homes.remove(account);
                }
                _ => {}
            }
        }
        Some(())
    }

    fn deed(&mut self, deed: &Deed, sign: i64, is_deducted: bool) -> Option<()> {
        if !self.days.contains(&deed.on) {
            return Some(());
        }
        let sum = self.sums.entry((deed.account, deed.currency, deed.book, deed.rule)).or_default();
        let points = deed.points.amount();
        sum.points = match is_deducted == (sign > 0) {
            true => sum.points.checked_sub(points)?,
            false => sum.points.checked_add(points)?,
        };
        if is_deducted {
            sum.deductions = sum.deductions.checked_add(sign)?;
        }
        Some(())
    }

    /// How everybody stands to each honour, in the order they are given in: those who have
    /// most first, and as many in the order of their numbers. Only who did something that
    /// counts is there. `None` where a sum is beyond all bounds.
    pub fn standings(&self, honours: &[&Honour]) -> Option<Vec<Vec<Standing>>> {
        let mut all = vec![Vec::new(); honours.len()];
        let mut order: Vec<usize> = (0..honours.len()).collect();
        order.sort_by_key(|&at| Reverse(honours[at].at_least));
        // Who is given something of a ladder, by where its step stands.
        let mut given: Vec<(usize, AccountNo)> = Vec::new();
        for at in order {
            let honour = honours[at];
            let mut standings = self.sums(honour)?;
            standings.sort_by_key(|&(account, sum)| (Reverse(sum.points), account));
            let places = honour.places.map(|places| places.get());
            let (mut taken, mut last) = (0_u32, None);
            for (account, Sum { points: earned, deductions }) in standings {
                let is_given = |&(step, whose): &(usize, AccountNo)| {
                    whose == account && honours[step].is_of_one_ladder(honour)
                };
                let at_least = honour.at_least.amount();
                let outcome = if earned < at_least {
                    Outcome::Short(at_least.checked_sub(earned)?)
                } else if given.iter().any(is_given) {
                    Outcome::Higher
                } else if deductions > 0 {
                    Outcome::Vetoed(deductions)
                } else if places.is_some_and(|places| taken >= places) && last != Some(earned) {
                    Outcome::Full
                } else {
                    taken = taken.saturating_add(1);
                    last = Some(earned);
                    given.push((at, account));
                    Outcome::Given
                };
                all[at].push(Standing { account, earned, outcome });
            }
        }
        Some(all)
    }

    /// What counts for an honour of everybody it is for; `deductions` are those that keep
    /// it away.
    fn sums(&self, honour: &Honour) -> Option<Vec<(AccountNo, Sum)>> {
        let mut sums: BTreeMap<AccountNo, Sum> = BTreeMap::new();
        let by_home = honour.holders.contains(&HolderKind::Household);
        for (&(account, currency, book, code), deeds) in &self.sums {
            let home = self.homes.get(&account).filter(|_| by_home);
            let whose = home.copied().unwrap_or(account);
            let is_meant = self.kinds.get(&whose).is_some_and(|of| honour.holders.contains(of));
            if !is_meant || self.closed.contains(&whose) {
                continue;
            }
            let rule = self.books.get(&book).and_then(|book| book.rule(code));
            let heading = rule.map_or("", |rule| rule.category.as_str());
            let code = code.to_string();
            let is_counted = currency == honour.currency && honour.is_counted(&code, heading);
            let is_veto = honour.is_vetoed_by(&code, heading);
            if !is_counted && !is_veto {
                continue;
            }
            let sum = sums.entry(whose).or_default();
            if is_counted {
                sum.points = sum.points.checked_add(deeds.points)?;
            }
            if is_veto {
                sum.deductions = sum.deductions.checked_add(deeds.deductions)?;
            }
        }
        Some(sums.into_iter().collect())
    }
}
