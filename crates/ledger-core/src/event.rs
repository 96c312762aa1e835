//! Events: what an entry says happened.
//!
//! An event is complete: who audits it needs the rulebook it names and the
//! entries before it, nothing else. The key order of the JSON is the order of
//! the fields here and is part of the format; a key that may be absent is
//! never written empty. See `docs/journal-format.md`.
//!
//! Names of people are deliberately not in it: the journal holds account
//! numbers, and names live in the vault.

use serde::{Deserialize, Serialize};

use crate::day::{Day, Offset};
use crate::ids::{
    AccountNo, BranchCode, CurrencyCode, EntryId, FileDigest, HouseholdNo, OfferCode, OperatorId,
    Origin, RuleCode,
};
use crate::keys::PublicKey;
use crate::line::EntryHash;
use crate::lots::Lot;
use crate::pick_up::{CodeHash, PickUpCode};
use crate::points::{Amount, Points, Qty};
use crate::rulebook::{BookHash, Cap, HolderKind};

/// What an operator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Opens accounts, deposits, deducts, redeems, transfers (经办).
    Clerk,
    /// Approves what a rule wants approved (核实).
    Verifier,
    /// All that a clerk does, and rulebooks, operators, offers, openings, reversals (主管).
    Manager,
    /// Only reads (审计).
    Auditor,
}

/// What an offer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferKind {
    /// A thing from the shelf (商品).
    Goods,
    /// Something done for the holder (服务).
    Service,
}

/// What an offer asks besides its price; each is absent where it asks nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferTerms {
    /// How many of it one account may have in a period.
    pub limit: Option<Cap>,
    /// The first day it can be had.
    pub from: Option<Day>,
    /// The last one.
    pub until: Option<Day>,
    /// For how many days it is put by for who reserved it.
    pub hold_days: Option<u32>,
}

/// A deed posted under a rule: a deposit's or a deduction's content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// The account credited or debited.
    pub account: AccountNo,
    /// The rule.
    pub rule: RuleCode,
    /// The rulebook the rule is of.
    pub book: BookHash,
    /// How much was done, in the rule's unit.
    pub qty: Qty,
    /// The points that moved.
    pub points: Points,
    /// Their currency.
    pub currency: CurrencyCode,
    /// The day of the deed.
    pub on: Day,
    /// What proves it.
    pub evidence: String,
    /// Anything else.
    pub note: String,
    /// What the rule alone would have given, where a cap or the floor clipped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed: Option<Points>,
    /// Who agreed, where the rule asks for more than the clerk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<OperatorId>,
    /// The person who did it, where the rule pays their household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_by: Option<AccountNo>,
    /// The last day on which the points can be spent, where they expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// What went to the pool, where the account's ceiling was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spilled: Option<Spilled>,
    /// The lots that a deduction took from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<Lot>,
    /// The files that prove it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digests: Vec<FileDigest>,
    /// Who saw it, where it is entered late.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<AccountNo>,
    /// An earlier entry that may be of the same deed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<EntryId>,
    /// The claim that is paid by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<EntryId>,
}

/// The part of an award that an account's ceiling kept out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spilled {
    /// The pool that got it.
    pub to: AccountNo,
    /// How many points.
    pub points: Points,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The bank was founded; the first entry of head office, signed by the key it names.
    Founded {
        /// The bank's name among banks.
        origin: Origin,
        /// The bank's name.
        name: String,
        /// How its days are counted.
        offset: Offset,
        /// The first day a deed can be of.
        since: Day,
        /// The key of the manager who founds it.
        key: PublicKey,
    },
    /// Head office let a branch be opened.
    BranchChartered {
        /// The branch's code.
        branch: BranchCode,
        /// The branch's name.
        name: String,
    },
    /// The branch was opened; its first entry, signed by the key it names.
    BranchOpened {
        /// The bank's name among banks.
        origin: Origin,
        /// The hash of head office's `founded` entry.
        founded: EntryHash,
        /// The branch's name.
        name: String,
        /// How its days are counted.
        offset: Offset,
        /// The first day a deed can be of.
        since: Day,
        /// The key of the head-office manager who opens it.
        key: PublicKey,
    },
    /// An operator was enrolled, or given another role or key.
    OperatorEnrolled {
        /// Who.
        operator: OperatorId,
        /// As what.
        role: Role,
        /// With which key.
        key: PublicKey,
    },
    /// An operator acts no more.
    OperatorRetired {
        /// Who.
        operator: OperatorId,
        /// Why.
        reason: String,
    },
    /// A rulebook is in force from a day on.
    RulebookAdopted {
        /// The hash of its text.
        book: BookHash,
        /// The first day it is in force.
        from: Day,
        /// Its text, whole.
        text: String,
    },
    /// An account was opened.
    AccountOpened {
        /// Its number.
        account: AccountNo,
        /// What kind of holder.
        kind: HolderKind,
        /// The village's own number for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        household: Option<HouseholdNo>,
    },
    /// An account was closed, for good.
    AccountClosed {
        /// Which.
        account: AccountNo,
        /// Why.
        reason: String,
    },
    /// Nothing moves on the account until it is unfrozen.
    AccountFrozen {
        /// Which.
        account: AccountNo,
        /// Why.
        reason: String,
    },
    /// The account moves again.
    AccountUnfrozen {
        /// Which.
        account: AccountNo,
        /// Why.
        reason: String,
    },
    /// A balance was taken over from the books kept before (期初结余).
    BroughtForward {
        /// The account.
        account: AccountNo,
        /// The balance.
        points: Points,
        /// Its currency.
        currency: CurrencyCode,
        /// The day the old books were closed.
        as_of: Day,
        /// What proves it.
        evidence: String,
        /// Anything else.
        note: String,
        /// The last day on which the points can be spent, where they expire.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
    },
    /// A deed earned points.
    Deposited(Deed),
    /// A deed of the negative list cost points.
    Deducted(Deed),
    /// An offer is in the catalogue, or its terms changed.
    OfferListed {
        /// Its code.
        offer: OfferCode,
        /// What it is.
        title: String,
        /// Goods or a service.
        kind: OfferKind,
        /// Points for one.
        price: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The account that collects them; the bank where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merchant: Option<AccountNo>,
        /// How many of it one account may have in a period.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Cap>,
        /// The first day it can be had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Day>,
        /// The last one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
        /// For how many days it is put by for who reserved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_days: Option<u32>,
    },
    /// The offer is no longer there.
    OfferWithdrawn {
        /// Which.
        offer: OfferCode,
        /// Why.
        reason: String,
    },
    /// Points were spent on an offer.
    Redeemed {
        /// The account that paid.
        account: AccountNo,
        /// The offer.
        offer: OfferCode,
        /// How many of it.
        qty: Qty,
        /// The points that moved.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The account that collected them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merchant: Option<AccountNo>,
        /// Anything else.
        note: String,
        /// The lots they were taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// Points were given to another account of the branch.
    Transferred {
        /// From.
        from: AccountNo,
        /// To.
        to: AccountNo,
        /// The points that moved.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// Why.
        note: String,
        /// The lots they were taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// An earlier entry was undone (冲正).
    Reversed {
        /// Which entry.
        entry: EntryId,
        /// What it said, whole, so that this line can be read alone.
        undoes: Box<Event>,
        /// Why.
        reason: String,
        /// The lots that what was given back came from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// The offer cannot be had for a while.
    OfferPaused {
        /// Which.
        offer: OfferCode,
        /// Why.
        reason: String,
    },
    /// The offer can be had again.
    OfferResumed {
        /// Which.
        offer: OfferCode,
    },
    /// More or less of an offer is there to be had (入库、盘点).
    StockChanged {
        /// The offer.
        offer: OfferCode,
        /// How many came; below zero, went.
        change: Amount,
        /// Why.
        reason: String,
    },
    /// An offer was paid for and put by, to be collected against a code (预留).
    Reserved {
        /// The account that paid.
        account: AccountNo,
        /// The offer.
        offer: OfferCode,
        /// How many of it.
        qty: Qty,
        /// The points that wait for it.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The account that will collect them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merchant: Option<AccountNo>,
        /// The last day it is put by.
        until: Day,
        /// The hash of the code that is shown to collect it.
        code: CodeHash,
        /// Anything else.
        note: String,
        /// The lots the points were taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// What was reserved was handed over against its code (核销).
    Collected {
        /// The entry that reserved it.
        reservation: EntryId,
        /// The account that paid.
        account: AccountNo,
        /// The offer.
        offer: OfferCode,
        /// How many of it.
        qty: Qty,
        /// The points that moved.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The account that collected them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merchant: Option<AccountNo>,
        /// The code that was shown.
        code: PickUpCode,
        /// The lots the points had been taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// A reservation was given up, the points given back (撤单).
    ReservationCancelled {
        /// The entry that reserved it.
        reservation: EntryId,
        /// The account that paid.
        account: AccountNo,
        /// The offer.
        offer: OfferCode,
        /// How many of it.
        qty: Qty,
        /// The points that went back.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The lots they went back to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
        /// Why.
        reason: String,
    },
    /// A reservation was not collected in time, the points given back.
    ReservationReleased {
        /// The entry that reserved it.
        reservation: EntryId,
        /// The account that paid.
        account: AccountNo,
        /// The offer.
        offer: OfferCode,
        /// How many of it.
        qty: Qty,
        /// The points that went back.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The lots they went back to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// What was redeemed or collected was brought back, the points given back (退货).
    Returned {
        /// The entry by which it was handed over.
        entry: EntryId,
        /// The account that had paid.
        account: AccountNo,
        /// The offer.
        offer: OfferCode,
        /// How many of it came back.
        qty: Qty,
        /// The points that went back.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The account that had collected them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merchant: Option<AccountNo>,
        /// The lots they went back to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
        /// Why.
        reason: String,
    },
}

impl Event {
    /// The event's name as the journal spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Founded { .. } => "founded",
            Self::BranchChartered { .. } => "branch_chartered",
            Self::BranchOpened { .. } => "branch_opened",
            Self::OperatorEnrolled { .. } => "operator_enrolled",
            Self::OperatorRetired { .. } => "operator_retired",
            Self::RulebookAdopted { .. } => "rulebook_adopted",
            Self::AccountOpened { .. } => "account_opened",
            Self::AccountClosed { .. } => "account_closed",
            Self::AccountFrozen { .. } => "account_frozen",
            Self::AccountUnfrozen { .. } => "account_unfrozen",
            Self::BroughtForward { .. } => "brought_forward",
            Self::Deposited(_) => "deposited",
            Self::Deducted(_) => "deducted",
            Self::OfferListed { .. } => "offer_listed",
            Self::OfferWithdrawn { .. } => "offer_withdrawn",
            Self::Redeemed { .. } => "redeemed",
            Self::Transferred { .. } => "transferred",
            Self::Reversed { .. } => "reversed",
            Self::OfferPaused { .. } => "offer_paused",
            Self::OfferResumed { .. } => "offer_resumed",
            Self::StockChanged { .. } => "stock_changed",
            Self::Reserved { .. } => "reserved",
            Self::Collected { .. } => "collected",
            Self::ReservationCancelled { .. } => "reservation_cancelled",
            Self::ReservationReleased { .. } => "reservation_released",
            Self::Returned { .. } => "returned",
        }
    }

    /// The accounts of holders it is about, the one that it is kept with first.
    pub fn accounts(&self) -> [Option<AccountNo>; 3] {
        match self {
            Self::AccountOpened { account, .. }
            | Self::AccountClosed { account, .. }
            | Self::AccountFrozen { account, .. }
            | Self::AccountUnfrozen { account, .. }
            | Self::BroughtForward { account, .. } => [Some(*account), None, None],
            Self::Deposited(deed) | Self::Deducted(deed) => {
                [Some(deed.account), deed.done_by, deed.spilled.map(|spilled| spilled.to)]
            }
            Self::Redeemed { account, merchant, .. }
            | Self::Collected { account, merchant, .. }
            | Self::Returned { account, merchant, .. } => [Some(*account), *merchant, None],
            // The merchant hears of it when it is collected.
            Self::Reserved { account, .. }
            | Self::ReservationCancelled { account, .. }
            | Self::ReservationReleased { account, .. } => [Some(*account), None, None],
            Self::Transferred { from, to, .. } => [Some(*from), Some(*to), None],
            Self::Reversed { undoes, .. } => undoes.accounts(),
            _ => [None, None, None],
        }
    }
}
