//! One branch as its rules see it: accounts, balances, rulebooks, caps used.
//!
//! A [`State`] is what [`crate::decide()`] looks at and [`crate::apply()`] changes,
//! and nothing else changes it. It may hold the whole branch (replay, audit) or
//! only what a command needs (the counter): who loads it sees to it that all a
//! command asks about is there. It notes what it was touched at
//! ([`State::take_touched`]), so that the books can be brought up to date.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::appeals::Appeal;
use crate::certificate::Certificate;
use crate::claim::{Claim, Notice};
use crate::day::{Day, Offset, Timestamp};
use crate::event::{Deed, Event, OfferKind, OfferTerms, Role};
use crate::fund::Fund;
use crate::ids::{
    AccountNo, AppealCode, BranchCode, CurrencyCode, FileDigest, HouseholdNo, OfferCode,
    OperatorId, Origin, RuleCode, VoucherNo,
};
use crate::keys::PublicKey;
use crate::line::{Entry, EntryHash};
use crate::lots::{self, Lot};
use crate::pick_up::CodeHash;
use crate::points::{Amount, Points, Qty};
use crate::postings::SystemAccount;
use crate::refusal::Refusal;
use crate::rulebook::{BookHash, Currency, HolderKind, Per, Rule, Rulebook, Use, Used};

/// What the first entry of a branch says of bank and branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charter {
    /// The bank's name among banks.
    pub origin: Origin,
    /// The hash of head office's `founded` entry; none in head office itself.
    pub founded: Option<EntryHash>,
    /// The branch's name.
    pub name: String,
    /// How its days are counted.
    pub offset: Offset,
    /// The first day a deed can be of.
    pub since: Day,
}

/// An operator enrolled in the branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// What they may do.
    pub role: Role,
    /// By which key their commits are checked.
    pub key: PublicKey,
    /// They act no more.
    pub retired: bool,
    /// The account that is theirs, where one was named.
    pub account: Option<AccountNo>,
}

/// A key that the branch's checkpoints are signed with from an entry on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchKeySet {
    /// The entry that set it.
    pub since: u64,
    /// When that was.
    pub at: Timestamp,
    /// The key.
    pub key: PublicKey,
}

/// A rulebook adopted by the branch.
#[derive(Debug, Clone)]
pub struct Adopted {
    /// The hash of its text.
    pub book: BookHash,
    /// The first day it is in force.
    pub from: Day,
    /// Its text.
    pub text: Arc<str>,
    /// What the text says.
    pub rulebook: Arc<Rulebook>,
}

/// An offer of the branch's catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What it is.
    pub title: String,
    /// Goods or a service.
    pub kind: OfferKind,
    /// Points for one.
    pub price: Points,
    /// Their currency.
    pub currency: CurrencyCode,
    /// The account that collects them.
    pub merchant: Option<AccountNo>,
    /// No longer offered.
    pub withdrawn: bool,
    /// How many there are, where that is counted.
    /// What it asks besides its price.
    pub terms: OfferTerms,
    /// Not to be had for now.
    pub paused: bool,
    /// How many are there to be had, those put by not among them; `None` until
    /// they are counted.
    pub stock: Option<Amount>,
}

/// Whether an account moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does.
    Open,
    /// Not until it is unfrozen.
    Frozen,
    /// Never again.
    Closed,
}

/// A holder's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What kind of holder.
    pub kind: HolderKind,
    /// The village's own number for it.
    pub household: Option<HouseholdNo>,
    /// Whether it moves.
    pub status: Status,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// What it holds of each currency it ever held; below zero it is in arrears.
    pub balances: Vec<(CurrencyCode, Amount)>,
    /// What of it expires, by the day it does; what is in no lot does not.
    pub lots: Vec<(CurrencyCode, Vec<Lot>)>,
    /// The currencies of which a balance was brought forward.
    pub brought_forward: Vec<CurrencyCode>,
    /// Entries of it that were reversed, with the entry that did.
    pub reversed: Vec<(u64, u64)>,
    /// What it used of every rule, ever.
    pub life: Vec<(RuleCode, Use)>,
    /// What it claims and was not paid yet, in the order it was claimed.
    pub claims: Vec<Claim>,
    /// For a person: the serial of the household they are of.
    pub member_of: Option<u32>,
    /// For a household: the serials of its persons, closed ones too.
    pub members: Vec<u32>,
    /// The vouchers it was paid by as a merchant, each with its entry.
    pub settled: BTreeMap<VoucherNo, u64>,
    /// What it has reserved and not collected, in the order of the entries.
    pub reservations: Vec<Reservation>,
    /// What it had of every offer.
    pub taken: Vec<Taken>,
    /// Entries by which it got something, with how many of that came back.
    pub returned: Vec<(u64, u32)>,
    /// The certificates asked for, in the order of their publishing; ended ones too.
    pub certificates: Vec<Certificate>,
}

/// An offer paid for and put by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// The entry that reserved it.
    pub seq: u64,
    /// The offer.
    pub offer: OfferCode,
    /// How many of it.
    pub qty: Qty,
    /// The points that wait for it.
    pub points: Points,
    /// Their currency.
    pub currency: CurrencyCode,
    /// The account that will collect them.
    pub merchant: Option<AccountNo>,
    /// The last day it is put by.
    pub until: Day,
    /// The hash of the code that is shown to collect it.
    pub code: CodeHash,
    /// The lots the points were taken from.
    pub lots: Vec<Lot>,
}

/// What an account had of an offer, reserved or handed over.
///
/// Limits look at the day, month or year of today and at a lifetime, and time
/// does not go back: so only the entries of the latest year are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The offer.
    pub offer: OfferCode,
    /// How many, ever, less what was given back.
    pub life: u32,
    /// The entries of the latest year, in order.
    pub latest: Vec<Take>,
}

/// One entry's taking of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    /// The entry that redeemed or reserved it.
    pub seq: u64,
    /// Its day.
    pub on: Day,
    /// How many.
    pub units: u32,
}

impl Account {
    /// An account that nothing has happened on yet.
    pub(crate) fn opened(
        kind: HolderKind,
        household: Option<HouseholdNo>,
        opened_at: Timestamp,
    ) -> Self {
        Self {
            kind,
            household,
            status: Status::Open,
            opened_at,
            balances: Vec::new(),
            lots: Vec::new(),
            brought_forward: Vec::new(),
            reversed: Vec::new(),
            life: Vec::new(),
            claims: Vec::new(),
            member_of: None,
            members: Vec::new(),
            reservations: Vec::new(),
            taken: Vec::new(),
            returned: Vec::new(),
            certificates: Vec::new(),
            settled: BTreeMap::new(),
        }
    }

    /// What it holds of a currency.
    pub fn balance(&self, currency: CurrencyCode) -> Amount {
        self.balances.iter().find(|(c, _)| *c == currency).map_or(Amount::ZERO, |(_, a)| *a)
    }

    /// Its lots of a currency, the one that ends first in front.
    pub fn lots(&self, currency: CurrencyCode) -> &[Lot] {
        self.lots.iter().find(|(c, _)| *c == currency).map_or(&[], |(_, lots)| lots)
    }

    /// How many of an offer it had in a period, as of a day that no entry is after.
    pub fn taken_within(&self, offer: OfferCode, per: Per, on: Day) -> u32 {
        let Some(taken) = self.taken.iter().find(|taken| taken.offer == offer) else { return 0 };
        let within = |take: &&Take| match per {
            Per::Event => false,
            Per::Day => take.on == on,
            Per::Month => (take.on.year(), take.on.month()) == (on.year(), on.month()),
            Per::Year => take.on.year() == on.year(),
            Per::Life => true,
        };
        match per {
            Per::Life => taken.life,
            _ => {
                let units = taken.latest.iter().filter(within).map(|take| take.units);
                units.fold(0, u32::saturating_add)
            }
        }
    }

    /// How many of what an entry handed over came back.
    pub fn returned(&self, seq: u64) -> u32 {
        self.returned.iter().find(|(of, _)| *of == seq).map_or(0, |(_, units)| *units)
    }

    /// What it holds of a currency as of a day: lots that have ended by then are
    /// gone, whether that has been entered or not.
    pub fn standing(&self, currency: CurrencyCode, on: Day) -> Amount {
        let balance = self.balance(currency);
        balance.checked_sub(lots::sum(self.ended(currency, on))).unwrap_or(balance)
    }

    /// Its lots of a currency that have ended by a day and are not entered as expired.
    pub fn ended(&self, currency: CurrencyCode, on: Day) -> &[Lot] {
        let held = self.lots(currency);
        &held[..held.partition_point(|lot| lot.until < on)]
    }

    /// What of a currency can be spent on a day: what stands then above the
    /// threshold, never less than nothing. The threshold is for those who earn;
    /// a merchant passes on all that was collected, and a pool all that was given.
    pub fn available(&self, currency: &Currency, on: Day) -> Amount {
        self.standing(currency.code, on)
            .checked_sub(self.threshold(currency))
            .map_or(Amount::ZERO, |left| left.max(Amount::ZERO))
    }

    /// What of a currency it has to keep.
    pub fn threshold(&self, currency: &Currency) -> Amount {
        if self.kind.earns() { currency.spendable_above } else { Amount::ZERO }
    }
}

/// One award's use of a rule, kept by the day of the deed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayUse {
    /// The day of the deed.
    pub on: Day,
    /// The rule.
    pub rule: RuleCode,
    /// What was used.
    pub used: Use,
    /// The entry that used it: the deposit's, or the claim's it pays.
    pub seq: u64,
}

/// An entry that tells of a deed and names a file for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The entry.
    pub seq: u64,
    /// The serial of the account it is kept with.
    pub serial: u32,
    /// The day of the deed.
    pub on: Day,
    /// When it was entered.
    pub at: Timestamp,
    /// It names an earlier entry that is like it.
    pub named: bool,
}

/// What the branch has on offer and under way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trade {
    /// Its offers, withdrawn ones too.
    pub offers: BTreeMap<OfferCode, Offer>,
    /// Its notices that are not closed, by the entry that opened them.
    pub notices: BTreeMap<u64, Notice>,
    /// The money behind the points. The books keep it apart: its vouchers grow
    /// for ever, and the rest is written whenever something leaves a shelf.
    #[serde(skip)]
    pub fund: Fund,
    /// What the village was asked to give for.
    pub appeals: BTreeMap<AppealCode, Appeal>,
    /// What was sent to other branches and neither arrived nor came back, by the
    /// entry that sent it.
    pub out: BTreeMap<u64, Leg>,
    /// The latest of head office's nettings that was settled, by currency.
    pub settled: BTreeMap<CurrencyCode, u64>,
    /// For head office: its latest netting.
    pub netted: Option<u64>,
}

/// Points under way to another branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The account they left.
    pub account: AccountNo,
    /// The other branch.
    pub to: BranchCode,
    /// How many.
    pub points: Points,
    /// Their currency.
    pub currency: CurrencyCode,
    /// The lots they were taken from.
    pub lots: Vec<Lot>,
}

/// What the branch has in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The branch's own accounts.
    pub system: Vec<(SystemAccount, CurrencyCode, Amount)>,
    /// Accounts ever opened; the next one's serial less one.
    pub accounts: u32,
    /// The pools that are not closed, by serial.
    pub pools: Vec<u32>,
    /// The latest day of a deed posted.
    pub last_deed: Option<Day>,
    /// Points claimed and not yet posted, by currency.
    pub claimed: Vec<(CurrencyCode, Amount)>,
}

/// What commands and entries touched: what the books have to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Accounts, by serial.
    pub accounts: FxHashSet<u32>,
    /// Caps used, by serial and year.
    pub uses: FxHashSet<(u32, i32)>,
    /// Entries of accounts, in order.
    pub entries: Vec<(u32, u64)>,
    /// Charter, operators, rulebooks or branches changed.
    pub setup: bool,
    /// Offers changed, or what else the branch has under way.
    pub trade: bool,
    /// The fund changed.
    pub fund: bool,
}

/// One branch, or as much of it as was loaded.
#[derive(Debug, Clone)]
pub struct State {
    pub(crate) branch: BranchCode,
    pub(crate) size: u64,
    pub(crate) head: EntryHash,
    pub(crate) last_at: Option<Timestamp>,
    pub(crate) charter: Option<Charter>,
    pub(crate) operators: BTreeMap<OperatorId, Operator>,
    pub(crate) branch_keys: Vec<BranchKeySet>,
    pub(crate) rulebooks: Vec<Adopted>,
    /// From when texts are in force that this program cannot read.
    pub(crate) unread: Vec<Day>,
    pub(crate) chartered: BTreeMap<BranchCode, String>,
    pub(crate) trade: Trade,
    pub(crate) totals: Totals,
    pub(crate) accounts: FxHashMap<u32, Account>,
    pub(crate) households: HashMap<HouseholdNo, u32>,
    pub(crate) uses: FxHashMap<(u32, i32), Vec<DayUse>>,
    /// Entries that a reversal or a return names, as they stand in the journal.
    pub(crate) originals: HashMap<u64, Event>,
    /// All entries of the account that a certificate or a record is of, oldest first.
    pub(crate) trails: HashMap<u32, Vec<Entry>>,
    /// Entries that files were given for, undone ones too: see [`State::stands`].
    pub(crate) evidence: HashMap<FileDigest, Vec<Shown>>,
    pub(crate) touched: Touched,
}

impl State {
    /// A branch without an entry.
    pub fn new(branch: BranchCode) -> Self {
        Self {
            branch,
            size: 0,
            head: EntryHash([0; 32]),
            last_at: None,
            charter: None,
            operators: BTreeMap::new(),
            branch_keys: Vec::new(),
            rulebooks: Vec::new(),
            unread: Vec::new(),
            chartered: BTreeMap::new(),
            trade: Trade::default(),
            totals: Totals::default(),
            accounts: FxHashMap::default(),
            households: HashMap::new(),
            uses: FxHashMap::default(),
            originals: HashMap::new(),
            trails: HashMap::new(),
            evidence: HashMap::new(),
            touched: Touched::default(),
        }
    }

    /// The branch's code.
    pub fn branch(&self) -> BranchCode {
        self.branch
    }

    /// How many entries it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hash of its last entry.
    pub fn head(&self) -> EntryHash {
        self.head
    }

    /// When its last entry was made.
    pub fn last_at(&self) -> Option<Timestamp> {
        self.last_at
    }

    /// What its first entry says; `None` before there is one.
    pub fn charter(&self) -> Option<&Charter> {
        self.charter.as_ref()
    }

    /// How its days are counted.
    pub fn offset(&self) -> Offset {
        self.charter.as_ref().map_or(Offset::CHINA, |charter| charter.offset)
    }

    /// Its operators, retired ones too.
    pub fn operators(&self) -> &BTreeMap<OperatorId, Operator> {
        &self.operators
    }

    /// The keys its checkpoints are or were signed with, in the order of the entries.
    pub fn branch_keys(&self) -> &[BranchKeySet] {
        &self.branch_keys
    }

    /// The key that rightly signs a checkpoint of so many lines: the one that the
    /// last of them to set any has set.
    pub fn branch_key_at(&self, size: u64) -> Option<PublicKey> {
        self.branch_keys.iter().rev().find(|set| set.since < size).map(|set| set.key)
    }

    /// The keys that a cosignature of that time may be by: the one that was the
    /// branch's then, and where another was set in that very second, that one too.
    pub fn branch_keys_on(&self, at: Timestamp) -> impl Iterator<Item = PublicKey> {
        let before = self.branch_keys.iter().rev().find(|set| set.at < at);
        let then = self.branch_keys.iter().filter(move |set| set.at == at);
        before.into_iter().chain(then).map(|set| set.key)
    }

    /// Its rulebooks, by the day they came into force.
    pub fn rulebooks(&self) -> &[Adopted] {
        &self.rulebooks
    }

    /// The rulebook in force on a day.
    pub fn rulebook_on(&self, day: Day) -> Option<&Adopted> {
        self.rulebook_in_force(day).ok()
    }

    /// The same, or why there is none. Where a text this program cannot read came into
    /// force later than what it can read, it does not go on by the older rules.
    ///
    /// # Errors
    /// [`Refusal::NoRulebook`] and [`Refusal::RulebookUnread`].
    pub fn rulebook_in_force(&self, day: Day) -> Result<&Adopted, Refusal> {
        let adopted = self.rulebooks.iter().rev().find(|adopted| adopted.from <= day);
        let unread = self.unread.iter().copied().filter(|from| *from <= day).max();
        match (adopted, unread) {
            (Some(adopted), Some(from)) if adopted.from <= from => {
                Err(Refusal::RulebookUnread { from })
            }
            (None, Some(from)) => Err(Refusal::RulebookUnread { from }),
            (Some(adopted), _) => Ok(adopted),
            (None, None) => Err(Refusal::NoRulebook { on: day }),
        }
    }

    /// The rule that a deed is under, as it stood in the rulebook the deed names.
    pub fn rule_of(&self, deed: &Deed) -> Option<&Rule> {
        self.terms_of(deed).map(|(rule, _)| rule)
    }

    /// The same, with the currency it pays in.
    pub fn terms_of(&self, deed: &Deed) -> Option<(&Rule, &Currency)> {
        let adopted = self.rulebooks.iter().find(|adopted| adopted.book == deed.book)?;
        let rule = adopted.rulebook.rule(deed.rule)?;
        Some((rule, adopted.rulebook.currency(rule.currency)?))
    }

    /// What it has on offer and under way.
    pub fn trade(&self) -> &Trade {
        &self.trade
    }

    /// Its offers, withdrawn ones too.
    pub fn offers(&self) -> &BTreeMap<OfferCode, Offer> {
        &self.trade.offers
    }

    /// For head office: the branches it let be opened.
    pub fn chartered(&self) -> &BTreeMap<BranchCode, String> {
        &self.chartered
    }

    /// What it has in all.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// An account, if it is there (and loaded).
    pub fn account(&self, account: AccountNo) -> Option<&Account> {
        (account.branch() == self.branch).then(|| self.accounts.get(&account.serial())).flatten()
    }

    /// All accounts loaded, by number.
    pub fn accounts(&self) -> Vec<(AccountNo, &Account)> {
        let mut all: Vec<_> = self
            .accounts
            .iter()
            .map(|(&serial, account)| (AccountNo::new(self.branch, serial), account))
            .collect();
        all.sort_by_key(|(no, _)| *no);
        all
    }

    /// The account of a household number.
    pub fn household(&self, household: &HouseholdNo) -> Option<AccountNo> {
        self.households.get(household).map(|&serial| AccountNo::new(self.branch, serial))
    }

    /// An account with those it is of one household with: itself, its household,
    /// that household's persons.
    pub fn family(&self, account: AccountNo) -> Vec<AccountNo> {
        let mut family = vec![account];
        let Some(found) = self.account(account) else { return family };
        let head = found.member_of.map(|serial| AccountNo::new(self.branch, serial));
        let household = head.unwrap_or(account);
        let persons = self.account(household).map_or(&[][..], |household| &household.members);
        let persons = persons.iter().map(|&serial| AccountNo::new(self.branch, serial));
        let others = head.into_iter().chain(persons).filter(|other| *other != account);
        family.extend(others);
        family
    }

    /// Whether an account is the operator's own, or of one household with it.
    pub fn is_of_family(&self, operator: &OperatorId, account: AccountNo) -> bool {
        let own = self.operators.get(operator).and_then(|operator| operator.account);
        own.is_some_and(|own| self.family(account).contains(&own))
    }

    /// Whether the deed that an entry tells of still counts: reversed or
    /// rejected, it has given back what it used.
    pub(crate) fn stands(&self, shown: &Shown) -> bool {
        let uses = self.uses.get(&(shown.serial, shown.on.year()));
        uses.is_some_and(|uses| uses.iter().any(|used| used.seq == shown.seq))
    }

    /// Lets go of everything by account: what is left is what other branches are held
    /// against, the files that still count for a deed among it.
    pub(crate) fn set_down(&mut self) {
        let mut evidence = std::mem::take(&mut self.evidence);
        evidence.retain(|_, shown| {
            shown.retain(|shown| self.stands(shown));
            !shown.is_empty()
        });
        self.evidence = evidence;
        self.accounts = FxHashMap::default();
        self.households = HashMap::new();
        self.uses = FxHashMap::default();
        self.originals = HashMap::new();
        self.trails = HashMap::new();
        self.touched = Touched::default();
    }

    /// Notes the files that an entry was given for its deed.
    pub(crate) fn note_evidence(&mut self, deed: &Deed, seq: u64, at: Timestamp) {
        let shown = Shown {
            seq,
            serial: deed.account.serial(),
            on: deed.on,
            at,
            named: deed.like.is_some(),
        };
        for digest in &deed.digests {
            let entries = self.evidence.entry(*digest).or_default();
            if !entries.contains(&shown) {
                entries.push(shown);
            }
        }
    }

    /// The pool that gets what ceilings keep out of accounts: the open one with
    /// the lowest number.
    pub fn pool(&self) -> Option<AccountNo> {
        let lowest = self.totals.pools.iter().min();
        lowest.map(|&serial| AccountNo::new(self.branch, serial))
    }

    /// The balance of one of the branch's own accounts.
    pub fn system(&self, account: SystemAccount, currency: CurrencyCode) -> Amount {
        let found = self.totals.system.iter().find(|(a, c, _)| (*a, *c) == (account, currency));
        found.map_or(Amount::ZERO, |(_, _, amount)| *amount)
    }

    /// What it owes the other branches in a currency, or below zero is owed by
    /// them: what it sent less what came to it, without what is under way.
    pub fn position(&self, currency: CurrencyCode) -> Amount {
        let clearing = self.system(SystemAccount::Clearing, currency);
        let out = self.trade.out.values().filter(|leg| leg.currency == currency);
        // What is under way was put into clearing, and is within its bounds.
        out.fold(clearing, |left, leg| left.checked_sub(leg.points.amount()).unwrap_or(left))
    }

    /// What was used of a rule by an account, in the periods of a day.
    pub fn used(&self, serial: u32, rule: &Rule, on: Day) -> Used {
        self.used_besides(serial, rule, on, None)
    }

    /// The same, leaving out what the entry `besides` used of it on that day.
    pub fn used_besides(&self, serial: u32, rule: &Rule, on: Day, besides: Option<u64>) -> Used {
        let uses = self.uses.get(&(serial, on.year())).map(Vec::as_slice).unwrap_or_default();
        let left_out = |used: &&DayUse| besides == Some(used.seq);
        let of_rule = uses.iter().filter(|used| used.rule == rule.code);
        let counted = of_rule.clone().filter(|used| !left_out(used));
        let mut used = Used::on(on, counted.map(|used| (used.on, used.used)));
        let account = self.accounts.get(&serial);
        // The year's list does not reach over a lifetime; the account's own sum does.
        used.life = account
            .and_then(|account| account.life.iter().find(|(code, _)| *code == rule.code))
            .map_or(Use::NONE, |(_, used)| *used);
        let left_out = of_rule.filter(left_out).map(|used| used.used);
        used.life = left_out.fold(used.life, Use::minus);
        if let Some((_, per)) = rule.households()
            && let Some(group) = account.and_then(|account| account.household.as_ref()?.group())
        {
            for (&other, account) in &self.accounts {
                let same = account.household.as_ref().and_then(HouseholdNo::group) == Some(group);
                if same && self.awarded_within(other, account, rule.code, on, per) {
                    if other == serial {
                        used.household_among = true;
                    } else {
                        used.households_in_group += 1;
                    }
                }
            }
        }
        used
    }

    fn awarded_within(
        &self,
        serial: u32,
        account: &Account,
        rule: RuleCode,
        on: Day,
        per: Per,
    ) -> bool {
        if per == Per::Life {
            return account.life.iter().any(|(code, used)| *code == rule && *used != Use::NONE);
        }
        let uses = self.uses.get(&(serial, on.year())).map(Vec::as_slice).unwrap_or_default();
        uses.iter().filter(|used| used.rule == rule).any(|used| match per {
            Per::Event | Per::Life => false,
            Per::Day => used.on == on,
            Per::Month => used.on.month() == on.month(),
            Per::Year => true,
        })
    }

    /// What was touched since the last time this was asked.
    pub fn take_touched(&mut self) -> Touched {
        std::mem::take(&mut self.touched)
    }
}
