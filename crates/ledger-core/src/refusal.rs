//! Refusals: the rules saying no, with nothing written.
//!
//! **The order of the variants is the order of the checks**: where several
//! apply, the first one here is the one given, at the counter and in an audit
//! alike. Of two operators, accounts or texts the first is looked at whole
//! before the second. Each carries facts, both numbers where there are two; the
//! words and the way out are the shell's. [`Refusal::code`] is stable.

use crate::day::Day;
use crate::event::Role;
use crate::ids::{
    AccountNo, BranchCode, CurrencyCode, EntryId, HouseholdNo, OfferCode, OperatorId, RequestKey,
    RuleCode,
};
use crate::points::{Amount, Points, Qty};
use crate::privacy::PrivateNumber;
use crate::rulebook::{AwardRefusal, Cap, HolderKind, RuleKind, RulebookError};

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "the message of each variant says what its fields are")]
pub enum Refusal {
    // The clock.
    #[error("the clock is {seconds} seconds behind the last entry")]
    ClockBehind { seconds: i64 },
    #[error("the clock is {days} days ahead of the last entry")]
    ClockAhead { days: i64 },

    // Where, and who asks.
    #[error("branch `{branch}` is not open")]
    BranchNotOpen { branch: BranchCode },
    #[error("head office has not chartered branch `{branch}`")]
    NotChartered { branch: BranchCode },
    #[error("operator `{operator}` is not enrolled in `{branch}`")]
    UnknownOperator { operator: OperatorId, branch: BranchCode },
    #[error("operator `{operator}` was retired")]
    RetiredOperator { operator: OperatorId },
    #[error("the key given for `{operator}` is not the one enrolled")]
    WrongKey { operator: OperatorId },

    // What they may ask here.
    #[error("request `{request}` was already answered by `{entry}` and asked for something else")]
    RequestReused { request: RequestKey, entry: EntryId },
    #[error("this can only be done in `{needed}`")]
    WrongBranch { needed: BranchCode },
    #[error("branch `{branch}` is already there")]
    BranchExists { branch: BranchCode },
    #[error("`{operator}` is {role:?}; this takes {needed:?}")]
    NoRight { operator: OperatorId, role: Role, needed: Role },
    #[error("the key given for `{operator}` is already that of `{holder}`")]
    KeyTaken { operator: OperatorId, holder: OperatorId },
    #[error("`{operator}` is the last manager of `{branch}`")]
    LastManager { operator: OperatorId, branch: BranchCode },

    // What is written with it.
    #[error("the {field} is {length} characters long; at most {limit} are allowed")]
    TextTooLong { field: &'static str, length: usize, limit: usize },
    #[error("the {field} holds a control character")]
    TextControl { field: &'static str },
    #[error("the {field} holds a private number ({number:?})")]
    TextPrivate { field: &'static str, number: PrivateNumber },
    #[error("the {field} is empty")]
    TextMissing { field: &'static str },

    // What is offered.
    #[error("there is no offer `{offer}`")]
    UnknownOffer { offer: OfferCode },
    #[error("offer `{offer}` was withdrawn")]
    WithdrawnOffer { offer: OfferCode },
    #[error("offer `{offer}` is paused")]
    PausedOffer { offer: OfferCode },
    #[error("offer `{offer}` is not paused")]
    NotPaused { offer: OfferCode },
    #[error("offer `{offer}` cannot be had on {on}")]
    NotOnSale { offer: OfferCode, on: Day, from: Option<Day>, until: Option<Day> },

    // What is reserved.
    #[error("account `{account}` has no reservation `{reservation}` under way")]
    ReservationOver { account: AccountNo, reservation: EntryId },
    #[error("the code is not that of reservation `{reservation}`")]
    WrongCode { reservation: EntryId },
    #[error("reservation `{reservation}` is held until {until}; today is {today}")]
    NotDueYet { reservation: EntryId, until: Day, today: Day },

    // The account.
    #[error("account `{account}` is of branch `{}`, not `{branch}`", account.branch())]
    OtherBranch { account: AccountNo, branch: BranchCode },
    #[error("there is no account `{account}`")]
    UnknownAccount { account: AccountNo },
    #[error("account `{account}` is closed")]
    ClosedAccount { account: AccountNo },
    #[error("account `{account}` is frozen")]
    FrozenAccount { account: AccountNo },
    #[error("account `{account}` is not frozen")]
    NotFrozen { account: AccountNo },
    #[error("account `{account}` has `{entry}` under way")]
    UnderWay { account: AccountNo, entry: EntryId },
    #[error("account `{account}` still holds {balance} {currency}")]
    NotEmpty { account: AccountNo, balance: Amount, currency: CurrencyCode },
    #[error("household number `{household}` has the form of an account number")]
    HouseholdIsAccount { household: HouseholdNo },
    #[error("household number `{household}` already has account `{account}`")]
    HouseholdTaken { household: HouseholdNo, account: AccountNo },
    #[error("a household's account needs its household number")]
    HouseholdMissing,
    #[error("branch `{branch}` has given out all its account numbers")]
    NoNumbersLeft { branch: BranchCode },
    #[error("account `{account}` is not a merchant's")]
    NotAMerchant { account: AccountNo },
    #[error("points cannot be transferred from `{account}` to itself")]
    ToItself { account: AccountNo },
    #[error("points of `{from}` cannot become points of `{to}`")]
    AcrossCurrencies { from: CurrencyCode, to: CurrencyCode },

    // The day.
    #[error("{on} has not come yet; today is {today}")]
    FutureDay { on: Day, today: Day },
    #[error("{on} is before the bank began on {since}")]
    BeforeBank { on: Day, since: Day },

    // The rulebook and its rules.
    #[error("the rulebook cannot be read: {why}")]
    BadRulebook { why: Box<RulebookError> },
    #[error("a rulebook from {from} would change deeds already credited up to {last}")]
    RulebookTooEarly { from: Day, last: Day },
    #[error("this rulebook is already in force from {from}")]
    RulebookInForce { from: Day },
    #[error("currency `{currency}` has {decimals} decimals already; a rulebook cannot change that")]
    DecimalsChanged { currency: CurrencyCode, decimals: u32 },
    #[error("no rulebook is in force on {on}")]
    NoRulebook { on: Day },
    #[error("there is no rule `{rule}` in the rulebook in force on {on}")]
    UnknownRule { rule: RuleCode, on: Day },
    #[error("rule `{rule}` is not in force on {on}")]
    RuleNotInForce { rule: RuleCode, on: Day, from: Option<Day>, until: Option<Day> },
    #[error("rule `{rule}` is of kind `{}`, not `{}`", found.word(), wanted.word())]
    RuleOfKind { rule: RuleCode, found: RuleKind, wanted: RuleKind },
    #[error("rule `{rule}` is not for a {kind:?}")]
    HolderNotAllowed { rule: RuleCode, kind: HolderKind },
    #[error("the deed of {on} is {days} days old; rule `{rule}` takes it for {limit}")]
    TooLate { rule: RuleCode, on: Day, days: i32, limit: u32 },
    #[error("rule `{rule}` wants an approver besides `{by}`")]
    ApproverMissing { rule: RuleCode, by: OperatorId, steps: String },
    #[error("`{approver}` cannot approve what they post themselves")]
    ApproverIsPoster { approver: OperatorId },
    #[error("`{approver}` cannot approve: not enrolled, retired, or an auditor")]
    ApproverUnfit { approver: OperatorId },
    #[error("there is no currency `{currency}` in the rulebook in force")]
    UnknownCurrency { currency: CurrencyCode },
    #[error("{points} has more decimals than `{currency}` has ({decimals})")]
    TooPrecise { points: Points, currency: CurrencyCode, decimals: u32 },
    #[error("account `{account}` already has a balance of {currency} brought forward")]
    AlreadyBroughtForward { account: AccountNo, currency: CurrencyCode },

    // What the rule gives.
    #[error("rule `{rule}`: {why}")]
    Award { rule: RuleCode, why: AwardRefusal },

    // What the rule gives in exchange.
    #[error("{qty} is not a whole number of offers from 1 to 10000")]
    OfferQty { qty: Qty },
    #[error("{limit} is no limit of an offer: it takes so many times a day, month, year or life")]
    LimitUnfit { limit: Cap },
    #[error("an offer from {from} cannot end on {until}")]
    SaleDates { from: Day, until: Day },
    #[error("{days} days is no time to hold a reservation: it takes 1 to {most}")]
    HoldDays { days: u32, most: u32 },
    #[error("{change} is not a whole number of stock, {most} at most")]
    StockChange { change: Amount, most: u32 },
    #[error("of offer `{offer}` {left} are left; {wanted} are wanted")]
    OutOfStock { offer: OfferCode, wanted: Amount, left: Amount },
    #[error("offer `{offer}` is limited to {limit}: {taken} taken, {wanted} wanted")]
    LimitReached { offer: OfferCode, limit: Cap, taken: u32, wanted: u32 },

    // What is there to spend.
    #[error("`{account}` has {available} {currency} to spend; {needed} are needed")]
    Overdraft {
        account: AccountNo,
        currency: CurrencyCode,
        needed: Points,
        available: Amount,
        balance: Amount,
        /// Only what is above this can be spent.
        above: Amount,
    },
    #[error("the balance of `{account}` would leave the bounds of what is counted")]
    OutOfBounds { account: AccountNo },

    // What is undone.
    #[error("there is no entry `{entry}`")]
    UnknownEntry { entry: EntryId },
    #[error("entry `{entry}` ({event}) cannot be reversed")]
    NotReversible { entry: EntryId, event: &'static str },
    #[error("entry `{entry}` ({event}) handed nothing over that could be returned")]
    NotReturnable { entry: EntryId, event: &'static str },
    #[error("entry `{entry}` was already reversed by `{by}`")]
    AlreadyReversed { entry: EntryId, by: EntryId },
    #[error("{returned} of what entry `{entry}` handed over came back already")]
    AlreadyReturned { entry: EntryId, returned: u32 },
    #[error("of what entry `{entry}` handed over {left} can be returned; {wanted} are wanted")]
    ReturnTooMany { entry: EntryId, wanted: u32, left: u32 },
}

impl Refusal {
    /// A stable name for the kind of refusal, also the key of its wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::RequestReused { .. } => "request-reused",
            Self::ClockBehind { .. } => "clock-behind",
            Self::ClockAhead { .. } => "clock-ahead",
            Self::WrongBranch { .. } => "wrong-branch",
            Self::BranchExists { .. } => "branch-exists",
            Self::BranchNotOpen { .. } => "branch-not-open",
            Self::NotChartered { .. } => "not-chartered",
            Self::UnknownOperator { .. } => "unknown-operator",
            Self::RetiredOperator { .. } => "retired-operator",
            Self::WrongKey { .. } => "wrong-key",
            Self::NoRight { .. } => "no-right",
            Self::KeyTaken { .. } => "key-taken",
            Self::LastManager { .. } => "last-manager",
            Self::TextTooLong { .. } => "text-too-long",
            Self::TextControl { .. } => "text-control",
            Self::TextPrivate { .. } => "text-private",
            Self::TextMissing { .. } => "text-missing",
            Self::OtherBranch { .. } => "other-branch",
            Self::UnknownAccount { .. } => "unknown-account",
            Self::ClosedAccount { .. } => "closed-account",
            Self::FrozenAccount { .. } => "frozen-account",
            Self::NotFrozen { .. } => "not-frozen",
            Self::NotEmpty { .. } => "not-empty",
            Self::HouseholdTaken { .. } => "household-taken",
            Self::HouseholdIsAccount { .. } => "household-is-account",
            Self::HouseholdMissing => "household-missing",
            Self::NoNumbersLeft { .. } => "no-numbers-left",
            Self::ToItself { .. } => "to-itself",
            Self::AcrossCurrencies { .. } => "across-currencies",
            Self::FutureDay { .. } => "future-day",
            Self::BeforeBank { .. } => "before-bank",
            Self::BadRulebook { .. } => "bad-rulebook",
            Self::RulebookTooEarly { .. } => "rulebook-too-early",
            Self::RulebookInForce { .. } => "rulebook-in-force",
            Self::DecimalsChanged { .. } => "decimals-changed",
            Self::NoRulebook { .. } => "no-rulebook",
            Self::UnknownRule { .. } => "unknown-rule",
            Self::RuleNotInForce { .. } => "rule-not-in-force",
            Self::RuleOfKind { .. } => "rule-kind",
            Self::HolderNotAllowed { .. } => "holder-not-allowed",
            Self::TooLate { .. } => "too-late",
            Self::ApproverMissing { .. } => "approver-missing",
            Self::ApproverIsPoster { .. } => "approver-is-poster",
            Self::ApproverUnfit { .. } => "approver-unfit",
            Self::UnknownCurrency { .. } => "unknown-currency",
            Self::TooPrecise { .. } => "too-precise",
            Self::AlreadyBroughtForward { .. } => "already-brought-forward",
            Self::Award { why, .. } => why.code(),
            Self::UnknownOffer { .. } => "unknown-offer",
            Self::WithdrawnOffer { .. } => "withdrawn-offer",
            Self::PausedOffer { .. } => "paused-offer",
            Self::NotPaused { .. } => "not-paused",
            Self::NotOnSale { .. } => "not-on-sale",
            Self::ReservationOver { .. } => "reservation-over",
            Self::WrongCode { .. } => "wrong-code",
            Self::NotDueYet { .. } => "not-due-yet",
            Self::UnderWay { .. } => "under-way",
            Self::NotAMerchant { .. } => "not-a-merchant",
            Self::OfferQty { .. } => "offer-qty",
            Self::LimitUnfit { .. } => "limit-unfit",
            Self::SaleDates { .. } => "sale-dates",
            Self::HoldDays { .. } => "hold-days",
            Self::StockChange { .. } => "stock-change",
            Self::OutOfStock { .. } => "out-of-stock",
            Self::LimitReached { .. } => "limit-reached",
            Self::Overdraft { .. } => "overdraft",
            Self::OutOfBounds { .. } => "out-of-bounds",
            Self::UnknownEntry { .. } => "unknown-entry",
            Self::NotReversible { .. } => "not-reversible",
            Self::NotReturnable { .. } => "not-returnable",
            Self::AlreadyReversed { .. } => "already-reversed",
            Self::AlreadyReturned { .. } => "already-returned",
            Self::ReturnTooMany { .. } => "return-too-many",
        }
    }
}
