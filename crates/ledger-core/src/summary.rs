//! What a branch did in a span of days, in sums: the township's summary (汇总).
//!
//! ```text
//! outstanding at the end = opening + issued + brought forward - deducted - expired
//!                          - redeemed at the bank - settled with merchants
//!                          - settled with head office
//! ```
//!
//! Awards and deductions count by the day of the deed, and what undid them by the
//! day of the deed it undid, as in a [`crate::ranking`]; everything else counts by
//! the day it was entered, in the branch's own offset. So a summary made anew later
//! is the same, but for what was entered or reversed in between.
//!
//! *Outstanding* is what [`crate::fund`] owes for: what accounts hold, merchants'
//! among them, and what is reserved, pledged or in clearing. What is redeemed at a
//! merchant stays outstanding until the merchant is paid.
//!
//! All of it follows from the branch's entries, read once in order; rulebooks stand
//! in them whole. What is only known as of a day is in [`Standing`]. Sums of several
//! branches are sums of their [`Figures`], field by field: points on their way
//! between two villages are sent by one and received by the other.
//! `tests/summary.rs` holds the sums to a naive one over the journal's text.
//!
//! Deliberately absent: whose points they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::day::{Day, Offset};
use crate::event::{Aim, Deed, Event, Outcome};
use crate::fund::{Coverage, holds_for_others};
use crate::ids::{AccountNo, CurrencyCode};
use crate::line::Entry;
use crate::points::Amount;
use crate::postings::{Side, SystemAccount, movements};
use crate::rulebook::{BookHash, HolderKind, Measure, Rule, Rulebook, from_toml};
use crate::state::State;

/// Points of one currency that came, went, and are left over; what was undone or came
/// back counts against it, so that each may be below zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Earned by deeds.
    pub issued: Amount,
    /// Taken by the negative list.
    pub deducted: Amount,
    /// Spent on offers, whoever collected them; here, wherever they came from.
    pub redeemed: Amount,
    /// Lost on their last day.
    pub expired: Amount,
    /// Taken over from books kept before.
    pub brought_forward: Amount,
    /// Sent to other villages.
    pub sent: Amount,
    /// Received from other villages.
    pub received: Amount,
    /// By how much more is outstanding than before.
    pub outstanding: Amount,
}

impl Flow {
    /// The sum, field by field, within bounds.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self {
            issued: self.issued.checked_add(other.issued)?,
            deducted: self.deducted.checked_add(other.deducted)?,
            redeemed: self.redeemed.checked_add(other.redeemed)?,
            expired: self.expired.checked_add(other.expired)?,
            brought_forward: self.brought_forward.checked_add(other.brought_forward)?,
            sent: self.sent.checked_add(other.sent)?,
            received: self.received.checked_add(other.received)?,
            outstanding: self.outstanding.checked_add(other.outstanding)?,
        })
    }
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
}

impl Month {
    /// The month that a day is in.
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self.month {
            12 => Self { year: self.year.saturating_add(1), month: 1 },
            month => Self { month: month.saturating_add(1), ..self },
        }
    }

    /// Every month of a span of days, the first and the last though it be in part.
    pub fn within(days: &RangeInclusive<Day>) -> Vec<Self> {
        let last = Self::of(*days.end());
        let first = Some(Self::of(*days.start())).filter(|first| *first <= last);
        std::iter::successors(first, |month| Some(month.next()).filter(|next| *next <= last))
            .collect()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The sums of one branch, or of several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Accounts of households, persons and teams open at the end.
    pub accounts: u64,
    /// Those of them on which something moved, apart from what was brought forward
    /// and what expired: that happens to whoever does nothing.
    pub active: u64,
    /// Minutes of deeds under rules by the hour.
    pub minutes: Decimal,
    /// Objections raised.
    pub objections: u64,
    /// Objections that struck a claim down.
    pub upheld: u64,
    /// Objections after which less was paid.
    pub corrected: u64,
    /// What was outstanding before.
    pub opening: BTreeMap<CurrencyCode, Amount>,
    /// What came and went in each month; a month in which nothing did is not there.
    pub months: BTreeMap<(CurrencyCode, Month), Flow>,
    /// What was issued and deducted under each heading of the rules.
    pub categories: BTreeMap<(CurrencyCode, String), Flow>,
}

impl Figures {
    /// Adds another branch's. `None` where a sum is beyond all bounds.
    #[must_use]
    pub fn add(&mut self, other: &Self) -> Option<()> {
        self.accounts = self.accounts.checked_add(other.accounts)?;
        self.active = self.active.checked_add(other.active)?;
        self.minutes = self.minutes.checked_add(other.minutes)?;
        self.objections = self.objections.checked_add(other.objections)?;
        self.upheld = self.upheld.checked_add(other.upheld)?;
        self.corrected = self.corrected.checked_add(other.corrected)?;
        for (&currency, &amount) in &other.opening {
            let sum = self.opening.entry(currency).or_default();
            *sum = sum.checked_add(amount)?;
        }
        for (&key, &flow) in &other.months {
            add(&mut self.months, key, flow)?;
        }
        for (key, &flow) in &other.categories {
            add(&mut self.categories, key.clone(), flow)?;
        }
        Some(())
    }

    /// The currencies that anything is said of.
    pub fn currencies(&self) -> BTreeSet<CurrencyCode> {
        let moved = self.months.keys().map(|(currency, _)| *currency);
        let held = self.opening.iter().filter(|(_, amount)| **amount != Amount::ZERO);
        moved.chain(held.map(|(currency, _)| *currency)).collect()
    }

    /// What came and went of a currency in all. `None` where a sum is beyond all bounds.
    pub fn flow(&self, currency: CurrencyCode) -> Option<Flow> {
        let mut of_it = self.months.iter().filter(|((of, _), _)| *of == currency);
        of_it.try_fold(Flow::default(), |sum, (_, flow)| sum.checked_add(*flow))
    }

    /// What is outstanding of a currency at the end.
    pub fn outstanding(&self, currency: CurrencyCode) -> Option<Amount> {
        self.before(currency).checked_add(self.flow(currency)?.outstanding)
    }

    /// What was outstanding of a currency before.
    pub fn before(&self, currency: CurrencyCode) -> Amount {
        self.opening.get(&currency).copied().unwrap_or_default()
    }
}

/// What is known of a branch as of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What is owed for points, and what covers it.
    pub coverage: Coverage,
    /// Some points are worth something in yuan.
    pub rated: bool,
    /// Notices whose last day is over and that nobody closed.
    pub overdue: u64,
}

impl Standing {
    /// A branch's, on a day.
    pub fn of(state: &State, today: Day) -> Self {
        let book = state.rulebook_on(today);
        let mut currencies = book.iter().flat_map(|adopted| adopted.rulebook.currencies());
        let overdue = state.trade().notices.values().filter(|notice| notice.until < today);
        Self {
            coverage: state.coverage(today),
            rated: currencies.any(|currency| currency.yuan_per_point.is_some()),
            overdue: overdue.map(|_| 1).sum(),
        }
    }
}

/// The entries of one branch, as they are counted.
#[derive(Debug, Clone)]
pub struct Summary {
    days: RangeInclusive<Day>,
    offset: Offset,
    books: BTreeMap<BookHash, Rulebook>,
    /// Those who earn, opened whenever: deeds may be older than the account.
    holders: BTreeSet<AccountNo>,
    opened: BTreeSet<AccountNo>,
    closed: BTreeSet<AccountNo>,
    active: BTreeSet<AccountNo>,
    figures: Figures,
}

impl Summary {
    /// Of these days, both included; nothing is counted yet.
    pub fn of(days: RangeInclusive<Day>) -> Self {
        Self {
            days,
            offset: Offset::UTC,
            books: BTreeMap::new(),
            holders: BTreeSet::new(),
            opened: BTreeSet::new(),
            closed: BTreeSet::new(),
            active: BTreeSet::new(),
            figures: Figures::default(),
        }
    }

    /// Counts the branch's next entry; all of them have to come, from the first.
    /// `None` where a sum is beyond all bounds.
    #[must_use]
    pub fn count(&mut self, entry: &Entry) -> Option<()> {
        match &entry.event {
            // Their offset is how the branch counts its days, this one's too.
            Event::Founded { offset, .. } | Event::BranchOpened { offset, .. } => {
                self.offset = *offset;
            }
            Event::RulebookAdopted { book, text, .. } => {
                // What is none is in force for nobody.
                if let Ok(rulebook) = from_toml(text) {
                    self.books.insert(*book, rulebook);
                }
            }
            Event::AccountOpened {
                account,
                kind: HolderKind::Household | HolderKind::Person | HolderKind::Team,
                ..
            } => {
                self.holders.insert(*account);
            }
            _ => {}
        }
        let entered = entry.at.day(self.offset);
        let (event, undone) = match &entry.event {
            Event::Reversed { undoes, .. } => (&**undoes, true),
            event => (event, false),
        };
        let deed = match event {
            Event::Deposited(deed) | Event::Deducted(deed) => Some(deed),
            _ => None,
        };
        let dated = deed.map_or(entered, |deed| deed.on);
        if dated > *self.days.end() {
            return Some(());
        }
        let before = dated < *self.days.start();
        self.note(&entry.event, before)?;
        for (currency, flow) in flows(&entry.event, event, undone)? {
            if before {
                let sum = self.figures.opening.entry(currency).or_default();
                *sum = sum.checked_add(flow.outstanding)?;
                continue;
            }
            add(&mut self.figures.months, (currency, Month::of(dated)), flow)?;
            let heading = deed.and_then(|deed| self.rule(deed)).map(|rule| rule.category.clone());
            if let Some(heading) = heading {
                add(&mut self.figures.categories, (currency, heading), flow)?;
            }
        }
        if before {
            return Some(());
        }
        if let Event::Deposited(deed) = event
            && self.rule(deed).is_some_and(|rule| rule.measure() == Measure::Hours)
        {
            let minutes = deed.qty.as_minutes().decimal();
            let minutes = if undone { -minutes } else { minutes };
            self.figures.minutes = self.figures.minutes.checked_add(minutes)?;
        }
        if !matches!(event, Event::BroughtForward { .. } | Event::Expired { .. }) {
            let sides = movements(event).flat_map(|movement| [movement.from, movement.to]);
            self.active.extend(sides.filter_map(|side| match side {
                Side::Holder(account) => Some(account),
                Side::System(_) => None,
            }));
        }
        Some(())
    }

    /// The sums of what was counted.
    pub fn figures(&self) -> Figures {
        let open = self
            .holders
            .iter()
            .filter(|account| self.opened.contains(account) && !self.closed.contains(account));
        Figures {
            accounts: open.map(|_| 1).sum(),
            active: self.active.intersection(&self.holders).map(|_| 1).sum(),
            ..self.figures.clone()
        }
    }

    /// Accounts and objections.
    fn note(&mut self, event: &Event, before: bool) -> Option<()> {
        match event {
            Event::AccountOpened { account, .. } => {
                self.opened.insert(*account);
            }
            Event::AccountClosed { account, .. } => {
                self.closed.insert(*account);
            }
            Event::ObjectionRaised { .. } if !before => {
                self.figures.objections = self.figures.objections.checked_add(1)?;
            }
            Event::ObjectionResolved { outcome: Outcome::Upheld, .. } if !before => {
                self.figures.upheld = self.figures.upheld.checked_add(1)?;
            }
            Event::ObjectionResolved { outcome: Outcome::Corrected, .. } if !before => {
                self.figures.corrected = self.figures.corrected.checked_add(1)?;
            }
            _ => {}
        }
        Some(())
    }

    /// The rule of a deed, in the book it names.
    fn rule(&self, deed: &Deed) -> Option<&Rule> {
        self.books.get(&deed.book)?.rule(deed.rule)
    }
}

/// What an entry brings, in each currency it moves: `told` as it says, `event` what it
/// is about, which is what it undoes where it was `undone`.
fn flows(told: &Event, event: &Event, undone: bool) -> Option<Vec<(CurrencyCode, Flow)>> {
    use SystemAccount::{
        BroughtForward, Clearing, Deducted, Expired, HeadOffice, Issued, Pledged, Redeemed,
        Reserved,
    };
    let mut all = Vec::new();
    for movement in movements(told) {
        let mut flow = Flow::default();
        let points = movement.points.amount();
        let spent = match event {
            Event::Redeemed { .. }
            | Event::Collected { .. }
            | Event::Received { aim: Aim::Offer { .. }, .. } => points,
            Event::Returned { .. } => -points,
            _ => Amount::ZERO,
        };
        flow.redeemed = if undone { -spent } else { spent };
        for posting in movement.postings() {
            let Side::System(system) = posting.side else { continue };
            let amount = posting.amount;
            match system {
                Issued => flow.issued = -amount,
                BroughtForward => flow.brought_forward = -amount,
                Deducted => flow.deducted = amount,
                Expired => flow.expired = amount,
                Clearing => match event {
                    Event::Sent { .. } | Event::SentBack { .. } => flow.sent = amount,
                    Event::Received { .. } => flow.received = -amount,
                    _ => {}
                },
                Redeemed | HeadOffice | Reserved | Pledged => {}
            }
            // All postings sum to zero: what these are short of, others have.
            if !holds_for_others(system) {
                flow.outstanding = flow.outstanding.checked_sub(amount)?;
            }
        }
        all.push((movement.currency, flow));
    }
    Some(all)
}

fn add<K: Ord>(to: &mut BTreeMap<K, Flow>, key: K, flow: Flow) -> Option<()> {
    let sum = to.entry(key).or_default();
    *sum = sum.checked_add(flow)?;
    Some(())
}
