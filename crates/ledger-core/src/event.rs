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
    AccountNo, AppealCode, BranchCode, CurrencyCode, EntryId, FileDigest, HouseholdNo, OfferCode,
    OperatorId, Origin, RuleCode, VoucherNo,
};
use crate::keys::PublicKey;
use crate::line::EntryHash;
use crate::lots::Lot;
use crate::pick_up::{CodeHash, PickUpCode};
use crate::points::{Amount, Points, Qty, Yuan};
use crate::record::Kept;
use crate::rulebook::{BookHash, Cap, HolderKind};
use crate::state::Status;

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

/// A step of a claim's review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody looked at it and says that it is so (核实).
    Verify,
    /// The panel decided on it (评议).
    Panel,
}

/// How an objection was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is right: the claim is gone (成立).
    Upheld,
    /// Less was done than was claimed (更正).
    Corrected,
    /// It is not right: the claim goes on (不成立).
    Dismissed,
    /// Who raised it takes it back: the claim goes on (撤回).
    Withdrawn,
}

/// What a branch does with an award that fund and stock do not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverPolicy {
    /// It is credited.
    #[default]
    Off,
    /// It is credited, and the counter says so.
    Warn,
    /// It is refused.
    Refuse,
}

/// How an appeal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealOutcome {
    /// The goal was reached, and the pool got all of it.
    Paid,
    /// It was not, and every pledge was given back.
    GivenBack,
}

/// A deed posted under a rule: a deposit's or a deduction's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// The part of a price that was paid in points spent only beside a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matched {
    /// Their currency.
    pub currency: CurrencyCode,
    /// How many points.
    pub points: Points,
    /// The lots they were taken from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<Lot>,
}

/// What points are sent to another branch for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Aim {
    /// For an account there.
    Account(AccountNo),
    /// For an offer there.
    Offer {
        /// Which.
        offer: OfferCode,
        /// How many of it.
        qty: Qty,
    },
}

/// What a branch owes the others, or they owe it, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The branch.
    pub branch: BranchCode,
    /// The currency.
    pub currency: CurrencyCode,
    /// Above zero, more points were sent from it than came to it.
    pub amount: Amount,
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
        /// The account that is theirs; where absent, the one named before stays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<AccountNo>,
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
        /// What of the price was paid beside them in another currency.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        matched: Option<Matched>,
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
        /// The lots they were taken from; out of a merchant's or a pool's hands, the
        /// one they come into.
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
    /// A deed was told that is reviewed before it is paid (申报).
    ClaimFiled(Deed),
    /// One step of a claim's review is done (核实、评议).
    ClaimVerified {
        /// The claim.
        claim: EntryId,
        /// The account it is of.
        account: AccountNo,
        /// Which step.
        step: Step,
        /// The panel's minutes, or anything else.
        note: String,
        /// Why it is another deed than the one it is like.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        distinct: Option<String>,
    },
    /// A claim was turned down before it hung on a notice.
    ClaimRejected {
        /// The claim.
        claim: EntryId,
        /// The account it is of.
        account: AccountNo,
        /// Why.
        reason: String,
    },
    /// Claims were hung out for everybody to see (公示).
    NoticeOpened {
        /// The first day of the deeds on it.
        from: Day,
        /// Their last day.
        to: Day,
        /// The last day it stands.
        until: Day,
        /// The claims on it, by their place in the branch's journal.
        claims: Vec<u64>,
    },
    /// Somebody objects to a line of a notice (异议).
    ObjectionRaised {
        /// The claim.
        claim: EntryId,
        /// The account it is of.
        account: AccountNo,
        /// What is said against it.
        reason: String,
        /// The day by which it is to be resolved.
        deadline: Day,
    },
    /// An objection was resolved.
    ObjectionResolved {
        /// The claim.
        claim: EntryId,
        /// The account it is of.
        account: AccountNo,
        /// How.
        outcome: Outcome,
        /// Why.
        reason: String,
        /// How much was done, where that was corrected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        qty: Option<Qty>,
        /// The points it is then worth.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Points>,
        /// What the rule alone would give, where a cap clips it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        computed: Option<Points>,
    },
    /// A notice has stood its time, and its lines were paid.
    NoticeClosed {
        /// The notice.
        notice: EntryId,
        /// How many of its lines were paid.
        posted: u32,
        /// The claims on it that still wait, by their place in the journal.
        waiting: Vec<u64>,
    },
    /// A person is of a household from now on (入户).
    MemberJoined {
        /// The person's account.
        account: AccountNo,
        /// The household's.
        household: AccountNo,
    },
    /// A person is of the household no more (出户).
    MemberLeft {
        /// The person's account.
        account: AccountNo,
        /// The household's.
        household: AccountNo,
        /// Why.
        reason: String,
    },
    /// Points of a household that was split or merged went to another account.
    Divided {
        /// From.
        from: AccountNo,
        /// To.
        to: AccountNo,
        /// The points that moved.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The decision.
        reason: String,
        /// The lots they were taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// Money came into the fund that stands behind the points (基金入账).
    FundReceived {
        /// How much.
        yuan: Yuan,
        /// On which day.
        on: Day,
        /// Where it came from.
        source: String,
        /// The voucher in the money's own books.
        voucher: VoucherNo,
    },
    /// Money went out of the fund.
    FundSpent {
        /// How much.
        yuan: Yuan,
        /// On which day.
        on: Day,
        /// What for.
        purpose: String,
        /// The voucher in the money's own books.
        voucher: VoucherNo,
    },
    /// The bank paid a merchant for points collected (结算).
    Settled {
        /// The merchant's account.
        merchant: AccountNo,
        /// The points it gave up.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// What it was paid, out of the fund.
        yuan: Yuan,
        /// The voucher in the money's own books.
        voucher: VoucherNo,
        /// Anything else.
        note: String,
    },
    /// What the branch does with awards beyond its cover.
    CoverSet {
        /// That.
        cover: CoverPolicy,
    },
    /// The village was asked to give points for a need (积分众筹).
    AppealOpened {
        /// Its code.
        appeal: AppealCode,
        /// The need.
        title: String,
        /// The pool that gets the points.
        pool: AccountNo,
        /// How many points it takes.
        goal: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The last day to give some.
        until: Day,
    },
    /// Points were put by for an appeal.
    Pledged {
        /// The appeal.
        appeal: AppealCode,
        /// Who gave them.
        account: AccountNo,
        /// How many.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The lots they were taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// Lots ended before they were spent.
    Expired {
        /// The account.
        account: AccountNo,
        /// Of which currency.
        currency: CurrencyCode,
        /// The points that were lost.
        points: Points,
        /// The lots that ended: what was lost and what is carried over.
        lots: Vec<Lot>,
        /// What goes on, in a new lot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carried: Option<Lot>,
    },
    /// The goal was not reached, and a pledge went back to who gave it.
    PledgeReturned {
        /// The appeal.
        appeal: AppealCode,
        /// The entry that pledged.
        pledge: EntryId,
        /// Who had given them.
        account: AccountNo,
        /// How many.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The lots they had been taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// The appeal is over.
    AppealClosed {
        /// Which.
        appeal: AppealCode,
        /// The pool it was for.
        pool: AccountNo,
        /// How it ended.
        outcome: AppealOutcome,
        /// What the pool got.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Points>,
        /// Its currency.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        currency: Option<CurrencyCode>,
    },
    /// Points were sent to another branch, whose answer is not known yet.
    Sent {
        /// The account they left.
        account: AccountNo,
        /// The other branch.
        to: BranchCode,
        /// What for.
        #[serde(rename = "for")]
        aim: Aim,
        /// The points that moved.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// Why.
        note: String,
        /// The lots they were taken from; out of a merchant's or a pool's hands, the
        /// one they come into.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// Points that another branch sent were taken for what they were sent for.
    Received {
        /// The entry that sent them.
        sent: EntryId,
        /// The hash of its line.
        hash: EntryHash,
        /// The account they left.
        from: AccountNo,
        /// What for.
        #[serde(rename = "for")]
        aim: Aim,
        /// The points that moved.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// For an offer: the account that collected them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merchant: Option<AccountNo>,
        /// The lots they were taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// Points that another branch sent were not taken, since the rules here do not take them.
    Declined {
        /// The entry that sent them.
        sent: EntryId,
        /// The hash of its line.
        hash: EntryHash,
        /// The account they left.
        from: AccountNo,
        /// What for.
        #[serde(rename = "for")]
        aim: Aim,
        /// How many.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The code of the refusal.
        reason: String,
        /// The lots they were taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// The other branch has received what was sent: it is no longer under way.
    Arrived {
        /// The account it left.
        account: AccountNo,
        /// The entry that sent it.
        sent: EntryId,
        /// The other branch's entry that received it.
        received: EntryId,
        /// The hash of that entry's line.
        hash: EntryHash,
    },
    /// The other branch has declined what was sent: the points are back.
    SentBack {
        /// The account they had left.
        account: AccountNo,
        /// The entry that sent them.
        sent: EntryId,
        /// The other branch's entry that declined them.
        declined: EntryId,
        /// The hash of that entry's line.
        hash: EntryHash,
        /// The points that moved.
        points: Points,
        /// Their currency.
        currency: CurrencyCode,
        /// The lots they had been taken from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lots: Vec<Lot>,
    },
    /// Head office worked out what the branches owe each other.
    ClearingNetted {
        /// Every branch that owes or is owed something; in each currency they sum to zero.
        positions: Vec<Position>,
    },
    /// A branch's position was settled with head office.
    ClearingSettled {
        /// Head office's entry that has the position.
        netted: EntryId,
        /// The hash of that entry's line.
        hash: EntryHash,
        /// The currency.
        currency: CurrencyCode,
        /// The position.
        amount: Amount,
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
    /// From here on the branch's checkpoints are signed with this key (分行密钥).
    BranchKeySet {
        /// The key.
        key: PublicKey,
        /// Why: that it is the first, or what became of the one before.
        reason: String,
    },
    /// What a volunteer's certificate will say was made public, since they asked for it
    /// (志愿服务记录证明公示).
    CertificatePublished {
        /// The volunteer's account.
        account: AccountNo,
        /// The first day of the deeds.
        from: Day,
        /// Their last day.
        to: Day,
        /// Minutes of the deeds by the hour.
        minutes: Amount,
        /// How many deeds they are.
        deeds: u32,
        /// The last day it stands.
        until: Day,
    },
    /// The certificate was issued (出具证明).
    CertificateIssued {
        /// The entry that published it.
        certificate: EntryId,
        /// The volunteer's account.
        account: AccountNo,
        /// The first day of the deeds.
        from: Day,
        /// Their last day.
        to: Day,
        /// Minutes of the deeds by the hour.
        minutes: Amount,
        /// How many deeds they are.
        deeds: u32,
        /// Whom to ask about it.
        contact: String,
    },
    /// The certificate will not be issued (撤回证明).
    CertificateWithdrawn {
        /// The entry that published it.
        certificate: EntryId,
        /// The volunteer's account.
        account: AccountNo,
        /// Why.
        reason: String,
    },
    /// How an account stands was told to a lender, at its holder's request (信用记录).
    RecordIssued {
        /// The account.
        account: AccountNo,
        /// The day the holder asked for it.
        requested: Day,
        /// Who gets it.
        lender: String,
        /// Whether the account moves.
        status: Status,
        /// What it earned and has, by currency.
        kept: Vec<Kept>,
        /// What it has reserved and not collected.
        reservations: u32,
    },
}

impl Aim {
    /// The account they are for, if it is one.
    pub fn account(self) -> Option<AccountNo> {
        match self {
            Self::Account(account) => Some(account),
            Self::Offer { .. } => None,
        }
    }
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
            Self::ClaimFiled(_) => "claim_filed",
            Self::ClaimVerified { .. } => "claim_verified",
            Self::ClaimRejected { .. } => "claim_rejected",
            Self::NoticeOpened { .. } => "notice_opened",
            Self::ObjectionRaised { .. } => "objection_raised",
            Self::ObjectionResolved { .. } => "objection_resolved",
            Self::NoticeClosed { .. } => "notice_closed",
            Self::MemberJoined { .. } => "member_joined",
            Self::MemberLeft { .. } => "member_left",
            Self::Divided { .. } => "divided",
            Self::Expired { .. } => "expired",
            Self::FundReceived { .. } => "fund_received",
            Self::FundSpent { .. } => "fund_spent",
            Self::Settled { .. } => "settled",
            Self::CoverSet { .. } => "cover_set",
            Self::AppealOpened { .. } => "appeal_opened",
            Self::Pledged { .. } => "pledged",
            Self::PledgeReturned { .. } => "pledge_returned",
            Self::AppealClosed { .. } => "appeal_closed",
            Self::Sent { .. } => "sent",
            Self::Received { .. } => "received",
            Self::Declined { .. } => "declined",
            Self::Arrived { .. } => "arrived",
            Self::SentBack { .. } => "sent_back",
            Self::ClearingNetted { .. } => "clearing_netted",
            Self::ClearingSettled { .. } => "clearing_settled",
            Self::OfferPaused { .. } => "offer_paused",
            Self::OfferResumed { .. } => "offer_resumed",
            Self::StockChanged { .. } => "stock_changed",
            Self::Reserved { .. } => "reserved",
            Self::Collected { .. } => "collected",
            Self::ReservationCancelled { .. } => "reservation_cancelled",
            Self::ReservationReleased { .. } => "reservation_released",
            Self::Returned { .. } => "returned",
            Self::BranchKeySet { .. } => "branch_key_set",
            Self::CertificatePublished { .. } => "certificate_published",
            Self::CertificateIssued { .. } => "certificate_issued",
            Self::CertificateWithdrawn { .. } => "certificate_withdrawn",
            Self::RecordIssued { .. } => "record_issued",
        }
    }

    /// The deed it tells of for the first time: what pays a claim tells of none.
    pub fn deed(&self) -> Option<&Deed> {
        match self {
            Self::Deposited(deed) | Self::Deducted(deed) if deed.claim.is_none() => Some(deed),
            Self::ClaimFiled(deed) => Some(deed),
            _ => None,
        }
    }

    /// The accounts of holders it is about, the one that it is kept with first.
    pub fn accounts(&self) -> [Option<AccountNo>; 3] {
        match self {
            Self::AccountOpened { account, .. }
            | Self::AccountClosed { account, .. }
            | Self::AccountFrozen { account, .. }
            | Self::AccountUnfrozen { account, .. }
            | Self::BroughtForward { account, .. }
            | Self::Expired { account, .. } => [Some(*account), None, None],
            Self::Deposited(deed) | Self::Deducted(deed) | Self::ClaimFiled(deed) => {
                [Some(deed.account), deed.done_by, deed.spilled.map(|spilled| spilled.to)]
            }
            Self::Redeemed { account, merchant, .. }
            | Self::Collected { account, merchant, .. }
            | Self::Returned { account, merchant, .. } => [Some(*account), *merchant, None],
            // The merchant hears of it when it is collected.
            Self::Reserved { account, .. }
            | Self::ReservationCancelled { account, .. }
            | Self::ReservationReleased { account, .. } => [Some(*account), None, None],
            Self::Transferred { from, to, .. } | Self::Divided { from, to, .. } => {
                [Some(*from), Some(*to), None]
            }
            Self::Reversed { undoes, .. } => undoes.accounts(),
            Self::ClaimVerified { account, .. }
            | Self::ClaimRejected { account, .. }
            | Self::ObjectionRaised { account, .. }
            | Self::ObjectionResolved { account, .. } => [Some(*account), None, None],
            Self::MemberJoined { account, household }
            | Self::MemberLeft { account, household, .. } => {
                [Some(*account), Some(*household), None]
            }
            Self::Settled { merchant, .. } => [Some(*merchant), None, None],
            Self::AppealOpened { pool, .. } | Self::AppealClosed { pool, .. } => {
                [Some(*pool), None, None]
            }
            Self::Pledged { account, .. } | Self::PledgeReturned { account, .. } => {
                [Some(*account), None, None]
            }
            Self::Sent { account, aim, .. } => [Some(*account), aim.account(), None],
            Self::Received { from, aim, merchant, .. } => match aim.account().or(*merchant) {
                Some(here) => [Some(here), Some(*from), None],
                None => [Some(*from), None, None],
            },
            Self::Declined { from, aim, .. } => [Some(*from), aim.account(), None],
            Self::Arrived { account, .. }
            | Self::SentBack { account, .. }
            | Self::CertificatePublished { account, .. }
            | Self::CertificateIssued { account, .. }
            | Self::CertificateWithdrawn { account, .. }
            | Self::RecordIssued { account, .. } => [Some(*account), None, None],
            _ => [None, None, None],
        }
    }
}
