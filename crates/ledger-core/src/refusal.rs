//! Refusals: the rules saying no, with nothing written.
//!
//! **The order of the variants is the order of the checks**: where several
//! apply, the first one here is the one given, at the counter and in an audit
//! alike. Of two operators, accounts or texts the first is looked at whole
//! before the second; what is known only from another thing (whom a rule pays, the
//! accounts of an entry to be undone), once that thing is. Each carries facts, both numbers where there are two; the
//! words and the way out are the shell's. [`Refusal::code`] is stable.

use rust_decimal::Decimal;

use crate::claim::Claimed;
use crate::day::Day;
use crate::event::{Role, Step};
use crate::ids::{
    AccountNo, AppealCode, BranchCode, CurrencyCode, EntryId, HouseholdNo, OfferCode, OperatorId,
    RequestKey, RuleCode, VoucherNo,
};
use crate::points::{Amount, Points, Qty, Yuan};
use crate::privacy::PrivateNumber;
use crate::rulebook::{AwardRefusal, Cap, HolderKind, RuleKind, RulebookError};

/// Why somebody is no witness of a late deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WitnessFault {
    /// There is no such account in the branch.
    Unknown,
    /// The account is closed.
    Closed,
    /// A merchant or a pool sees nothing.
    NoWitness,
    /// Named twice.
    Twice,
    /// The claimant's own account, or of their household.
    Own,
}

impl WitnessFault {
    /// A stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Closed => "closed",
            Self::NoWitness => "no-witness",
            Self::Twice => "twice",
            Self::Own => "own",
        }
    }
}

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
    #[error("request `{request}` begins as only the answers between branches do")]
    KeyReserved { request: RequestKey },
    #[error("request `{request}` is not `{needed}`, which alone answers that entry")]
    KeyNotTwin { request: RequestKey, needed: RequestKey },
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
    #[error("the key is that of operator `{holder}`, and cannot be the branch's")]
    KeyOfOperator { holder: OperatorId },
    #[error("the key was set as the branch's by `{entry}`, and cannot be set or enrolled again")]
    KeyOfBranch { entry: EntryId },
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
    #[error("{given} {field} are named; at most {most} are allowed")]
    TooMany { field: &'static str, given: usize, most: usize },

    // From where to where.
    #[error("points are sent to a branch other than `{branch}`, where they are")]
    SameBranch { branch: BranchCode },

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

    // What the village is asked to give for.
    #[error("there is no appeal `{appeal}`")]
    UnknownAppeal { appeal: AppealCode },
    #[error("there has been an appeal `{appeal}` before, opened by `{entry}`")]
    AppealTaken { appeal: AppealCode, entry: EntryId },
    #[error("appeal `{appeal}` was closed by `{entry}`")]
    ClosedAppeal { appeal: AppealCode, entry: EntryId },
    // The branches.
    #[error("nothing of entry `{entry}` is under way")]
    NotUnderWay { entry: EntryId },
    #[error("in {currency} the branches' positions sum to {sum}, not to 0")]
    ClearingNotZero { currency: CurrencyCode, sum: Amount },
    #[error("no branch owes another anything")]
    NothingToNet,
    #[error("netting `{netted}` is no later than `{last}`, which was settled in {currency}")]
    SettledBefore { netted: EntryId, last: EntryId, currency: CurrencyCode },
    #[error("what `{sent}` sent would be received, and is not declined")]
    NotDeclined { sent: EntryId },

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
    #[error("account `{account}` still holds {balance} {currency}")]
    NotEmpty { account: AccountNo, balance: Amount, currency: CurrencyCode },
    #[error("account `{account}` has `{entry}` under way")]
    UnderWay { account: AccountNo, entry: EntryId },
    #[error("household number `{household}` has the form of an account number")]
    HouseholdIsAccount { household: HouseholdNo },
    #[error("household number `{household}` already has account `{account}`")]
    HouseholdTaken { household: HouseholdNo, account: AccountNo },
    #[error("a household's account needs its household number")]
    HouseholdMissing,
    #[error("household `{account}` still has {count} persons, `{member}` among them")]
    HasMembers { account: AccountNo, member: AccountNo, count: usize },
    #[error("branch `{branch}` has given out all its account numbers")]
    NoNumbersLeft { branch: BranchCode },
    #[error("{most} branches are chartered; a bank may have no more")]
    NoBranchesLeft { most: usize },
    #[error("account `{account}` is not a merchant's")]
    NotAMerchant { account: AccountNo },
    #[error("account `{account}` is a {kind:?}'s, not a person's")]
    NotAPerson { account: AccountNo, kind: HolderKind },
    #[error("account `{account}` is a {kind:?}'s, not a volunteer's own")]
    NotAVolunteer { account: AccountNo, kind: HolderKind },
    #[error("account `{account}` is a {kind:?}'s, of which no lender gets a record")]
    NoRecord { account: AccountNo, kind: HolderKind },
    #[error("account `{account}` is a {kind:?}'s, not a household's")]
    NotAHousehold { account: AccountNo, kind: HolderKind },
    #[error("`{account}` is of household `{household}` already")]
    AlreadyMember { account: AccountNo, household: AccountNo },
    #[error("`{account}` is of no household")]
    NoHousehold { account: AccountNo },
    #[error("account `{account}` is a {kind:?}'s; households' and persons' points are divided")]
    NotDivisible { account: AccountNo, kind: HolderKind },
    #[error("account `{account}` is not a pool")]
    NotAPool { account: AccountNo },
    #[error("points cannot be transferred from `{account}` to itself")]
    ToItself { account: AccountNo },
    #[error("points of `{from}` cannot become points of `{to}`")]
    AcrossCurrencies { from: CurrencyCode, to: CurrencyCode },

    // The day.
    #[error("{on} has not come yet; today is {today}")]
    FutureDay { on: Day, today: Day },
    #[error("{on} is before the bank began on {since}")]
    BeforeBank { on: Day, since: Day },

    #[error("{until} has gone by; today is {today}")]
    PastDay { until: Day, today: Day },
    #[error("the last day of appeal `{appeal}` was {until}; today is {today}")]
    AppealOver { appeal: AppealCode, until: Day, today: Day },

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
    #[error("the rulebook in force from {from} is for a later version of this program")]
    RulebookUnread { from: Day },
    #[error("there is no rule `{rule}` in the rulebook in force on {on}")]
    UnknownRule { rule: RuleCode, on: Day },
    #[error("rule `{rule}` is not in force on {on}")]
    RuleNotInForce { rule: RuleCode, on: Day, from: Option<Day>, until: Option<Day> },
    #[error("rule `{rule}` is of kind `{}`, not `{}`", found.word(), wanted.word())]
    RuleOfKind { rule: RuleCode, found: RuleKind, wanted: RuleKind },
    #[error("rule `{rule}` pays the person who did it, and `{account}` is a household's")]
    PaysPerson { rule: RuleCode, account: AccountNo },
    #[error("rule `{rule}` is not for a {kind:?}")]
    HolderNotAllowed { rule: RuleCode, kind: HolderKind },
    #[error("the deed of {on} is {days} days old; rule `{rule}` takes it for {limit}")]
    TooLate { rule: RuleCode, on: Day, days: i32, limit: u32 },

    // What is claimed, reviewed and hung out.
    #[error("rule `{rule}` is reviewed before it pays: its deeds are claimed")]
    ClaimNeeded { rule: RuleCode },
    #[error("the deed of {on} is {days} days old; after {limit} rule `{rule}` takes a claim")]
    LateNeedsClaim { rule: RuleCode, on: Day, days: i32, limit: u32 },
    #[error("rule `{rule}` has no review: its deeds are credited directly")]
    ReviewNotNeeded { rule: RuleCode },
    #[error("a late claim under `{rule}` names {needed} witnesses, not {given}")]
    WitnessesMissing { rule: RuleCode, needed: usize, given: usize },
    #[error("`{account}` is no witness ({})", why.word())]
    WitnessUnfit { account: AccountNo, why: WitnessFault },
    #[error("account `{account}` has no claim `{claim}` under way")]
    UnknownClaim { claim: EntryId, account: AccountNo },
    #[error("account `{account}` has no certificate `{certificate}`")]
    UnknownCertificate { certificate: EntryId, account: AccountNo },
    #[error("certificate `{certificate}` was issued by `{by}`")]
    CertificateIssued { certificate: EntryId, by: EntryId },
    #[error("certificate `{certificate}` was withdrawn by `{by}`")]
    CertificateWithdrawn { certificate: EntryId, by: EntryId },
    #[error("`{operator}` filed claim `{claim}` and cannot review it as well")]
    FiledByThem { claim: EntryId, operator: OperatorId },
    #[error("claim `{claim}` of `{account}` is of the family of `{operator}`")]
    OwnClaim { claim: EntryId, account: AccountNo, operator: OperatorId },
    #[error("`{operator}` has reviewed claim `{claim}` already")]
    ReviewedAlready { claim: EntryId, operator: OperatorId },
    #[error("the review of claim `{claim}` is done")]
    ReviewDone { claim: EntryId },
    #[error("the panel's step for claim `{claim}` takes its minutes")]
    MinutesMissing { claim: EntryId },
    #[error("claim `{claim}` looks like `{like}`")]
    LooksDouble { claim: EntryId, like: EntryId },
    #[error("claim `{claim}` still wants {left} steps of review, {step:?} first")]
    ReviewMissing { claim: EntryId, step: Step, left: usize },
    #[error("claim `{claim}` hangs on notice `{notice}`")]
    OnNotice { claim: EntryId, notice: EntryId },
    #[error("claim `{claim}` hangs on no notice yet")]
    NotOnNotice { claim: EntryId },
    #[error("objection `{by}` to claim `{claim}` is to be resolved by {deadline}")]
    Objected { claim: EntryId, by: EntryId, deadline: Day },
    #[error("nobody objects to claim `{claim}`")]
    NotObjected { claim: EntryId },
    #[error("{qty} is not less than the {claimed} that claim `{claim}` is for")]
    NotLess { claim: EntryId, qty: Qty, claimed: Qty },
    #[error("a period from {from} to {to} has no days")]
    PeriodBackwards { from: Day, to: Day },
    #[error("no claim for deeds from {from} to {to} waits for a notice")]
    NothingForNotice { from: Day, to: Day },
    #[error("a notice of {days} days; these claims take {least} to {most}")]
    NoticeDays { days: i32, least: u32, most: u32 },
    #[error("there is no open notice `{notice}`")]
    UnknownNotice { notice: EntryId },
    #[error("notice `{notice}` stands until {until}; today is {today}")]
    NoticeStands { notice: EntryId, until: Day, today: Day },
    #[error("notice `{notice}` has {left} lines to pay before it is closed, `{claim}` first")]
    LinesUnpaid { notice: EntryId, claim: EntryId, left: usize },

    // What a volunteer's certificate says.
    #[error("certificate `{certificate}` of these days is published already")]
    CertificateAsked { certificate: EntryId },
    #[error("`{account}` has no volunteer hours from {from} to {to}")]
    NothingServed { account: AccountNo, from: Day, to: Day },
    #[error("the hours of certificate `{certificate}` are not corrected by an objection")]
    ServiceNotCorrected { certificate: EntryId },
    #[error("certificate `{certificate}` can be issued from {from}; today is {today}")]
    CertificateStands { certificate: EntryId, from: Day, today: Day },
    #[error("certificate `{certificate}` was published with {published} minutes; now it is {now}")]
    ServiceChanged { certificate: EntryId, published: Amount, now: Amount },

    // Who agreed, and in which points.
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
    #[error(
        "{points} {currency} would go beyond the {ceiling} that `{account}`, with {balance}, may \
         hold, and there is no pool to take them"
    )]
    NoPool {
        account: AccountNo,
        currency: CurrencyCode,
        ceiling: Amount,
        balance: Amount,
        /// What would go to the pool.
        points: Points,
    },

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
    #[error("offer `{offer}` is limited for each account, and only for those of `{branch}`")]
    OnlyHere { offer: OfferCode, branch: BranchCode },

    // What is spent only beside a partner.
    #[error("`{currency}` is spent only beside `{partner}`, at most {share} for each 1")]
    NeedsPartner { currency: CurrencyCode, partner: CurrencyCode, share: u32 },
    #[error("`{currency}` is not spent beside `{partner}`")]
    NotPartner { currency: CurrencyCode, partner: CurrencyCode },
    #[error(
        "of {price} {partner}, {points} were to be paid in `{currency}`; at most {most} can be"
    )]
    AboveShare {
        currency: CurrencyCode,
        points: Points,
        most: Amount,
        /// At most so many for each one of the partner.
        share: u32,
        price: Points,
        partner: CurrencyCode,
    },
    // What an appeal still takes, and how it ends.
    #[error("appeal `{appeal}` lacks {missing} {currency}; {points} are more")]
    AboveGoal { appeal: AppealCode, currency: CurrencyCode, points: Points, missing: Amount },
    #[error("appeal `{appeal}` has reached its goal; nothing goes back")]
    GoalReached { appeal: AppealCode },
    #[error("appeal `{appeal}` lacks {missing} {currency} and runs until {until}")]
    AppealRuns { appeal: AppealCode, currency: CurrencyCode, missing: Amount, until: Day },
    #[error("appeal `{appeal}` holds no pledge `{pledge}`")]
    UnknownPledge { appeal: AppealCode, pledge: EntryId },
    #[error("appeal `{appeal}` holds {pledges} pledges to be given back first")]
    PledgesHeld { appeal: AppealCode, pledges: usize },

    // What money has been written before.
    #[error("voucher `{voucher}` was already entered by `{entry}`")]
    VoucherUsed { voucher: VoucherNo, entry: EntryId },
    #[error("{qty} of `{offer}` cost {price} {currency}; {points} were sent")]
    OfferPrice {
        offer: OfferCode,
        qty: Qty,
        price: Points,
        /// Of the price.
        currency: CurrencyCode,
        points: Points,
    },

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
        /// What is claimed besides and was not paid yet.
        claimed: Option<Claimed>,
    },
    #[error(
        "{points} {currency} would bring `{account}` from {balance} beyond the {ceiling} it may hold"
    )]
    AboveCeiling {
        account: AccountNo,
        currency: CurrencyCode,
        ceiling: Amount,
        balance: Amount,
        points: Points,
    },

    // What has ended.
    #[error("nothing of {currency} in `{account}` has ended by {today}")]
    NothingExpired {
        account: AccountNo,
        currency: CurrencyCode,
        today: Day,
        /// The last day of the lot that ends next.
        next: Option<Day>,
    },

    // What a deed is said to be like.
    #[error("`{like}` is no entry like a deed of `{account}` under `{rule}` on {on}")]
    NotLike { like: EntryId, account: AccountNo, rule: RuleCode, on: Day },

    // What can be counted.
    #[error("the fund holds {balance} yuan; {needed} are needed")]
    FundShort { needed: Yuan, balance: Amount },
    #[error("{owed} yuan would stand against a cover of {cover}")]
    BeyondCover { owed: Decimal, cover: Decimal },
    #[error("the balance of `{account}` would leave the bounds of what is counted")]
    OutOfBounds { account: AccountNo },

    // What may have been credited before.
    #[error("`{like}` may be the same deed of `{account}` under `{rule}` on {on}")]
    DeedAgain { like: EntryId, account: AccountNo, rule: RuleCode, on: Day },

    // What is undone.
    #[error("there is no entry `{entry}`")]
    UnknownEntry { entry: EntryId },
    #[error("entry `{entry}` ({event}) cannot be reversed")]
    NotReversible { entry: EntryId, event: &'static str },
    #[error("entry `{entry}` ({event}) cannot be returned")]
    NotReturnable { entry: EntryId, event: &'static str },
    #[error("entry `{entry}` was already reversed by `{by}`")]
    AlreadyReversed { entry: EntryId, by: EntryId },
    #[error("{returned} of what entry `{entry}` handed over came back already")]
    AlreadyReturned { entry: EntryId, returned: u32, left: u32 },
    #[error("of what entry `{entry}` handed over {left} can be returned; {wanted} are wanted")]
    ReturnTooMany { entry: EntryId, wanted: u32, left: u32 },
}

impl Refusal {
    /// A stable name for the kind of refusal, also the key of its wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::KeyReserved { .. } => "key-reserved",
            Self::KeyNotTwin { .. } => "key-not-twin",
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
            Self::KeyOfOperator { .. } => "key-of-operator",
            Self::KeyOfBranch { .. } => "key-of-branch",
            Self::LastManager { .. } => "last-manager",
            Self::TextTooLong { .. } => "text-too-long",
            Self::TextControl { .. } => "text-control",
            Self::TextPrivate { .. } => "text-private",
            Self::TextMissing { .. } => "text-missing",
            Self::TooMany { .. } => "too-many",
            Self::SameBranch { .. } => "same-branch",
            Self::NotUnderWay { .. } => "not-under-way",
            Self::ClearingNotZero { .. } => "clearing-not-zero",
            Self::NothingToNet => "nothing-to-net",
            Self::SettledBefore { .. } => "settled-before",
            Self::NotDeclined { .. } => "not-declined",
            Self::OtherBranch { .. } => "other-branch",
            Self::UnknownAccount { .. } => "unknown-account",
            Self::ClosedAccount { .. } => "closed-account",
            Self::FrozenAccount { .. } => "frozen-account",
            Self::NotFrozen { .. } => "not-frozen",
            Self::NotEmpty { .. } => "not-empty",
            Self::UnderWay { .. } => "under-way",
            Self::HouseholdTaken { .. } => "household-taken",
            Self::HouseholdIsAccount { .. } => "household-is-account",
            Self::HouseholdMissing => "household-missing",
            Self::NoNumbersLeft { .. } => "no-numbers-left",
            Self::NoBranchesLeft { .. } => "no-branches-left",
            Self::HasMembers { .. } => "has-members",
            Self::NotAPerson { .. } => "not-a-person",
            Self::NotAHousehold { .. } => "not-a-household",
            Self::AlreadyMember { .. } => "already-member",
            Self::NoHousehold { .. } => "no-household",
            Self::NotDivisible { .. } => "not-divisible",
            Self::PaysPerson { .. } => "pays-person",
            Self::NotLike { .. } => "not-like",
            Self::DeedAgain { .. } => "deed-again",
            Self::ToItself { .. } => "to-itself",
            Self::AcrossCurrencies { .. } => "across-currencies",
            Self::FutureDay { .. } => "future-day",
            Self::BeforeBank { .. } => "before-bank",
            Self::BadRulebook { .. } => "bad-rulebook",
            Self::RulebookTooEarly { .. } => "rulebook-too-early",
            Self::RulebookInForce { .. } => "rulebook-in-force",
            Self::DecimalsChanged { .. } => "decimals-changed",
            Self::NoRulebook { .. } => "no-rulebook",
            Self::RulebookUnread { .. } => "rulebook-unread",
            Self::UnknownRule { .. } => "unknown-rule",
            Self::RuleNotInForce { .. } => "rule-not-in-force",
            Self::RuleOfKind { .. } => "rule-kind",
            Self::HolderNotAllowed { .. } => "holder-not-allowed",
            Self::TooLate { .. } => "too-late",
            Self::ClaimNeeded { .. } => "claim-needed",
            Self::LateNeedsClaim { .. } => "late-needs-claim",
            Self::ReviewNotNeeded { .. } => "review-not-needed",
            Self::WitnessesMissing { .. } => "witnesses-missing",
            Self::WitnessUnfit { .. } => "witness-unfit",
            Self::UnknownClaim { .. } => "unknown-claim",
            Self::NotAVolunteer { .. } => "not-a-volunteer",
            Self::NoRecord { .. } => "no-record",
            Self::UnknownCertificate { .. } => "unknown-certificate",
            Self::CertificateIssued { .. } => "certificate-issued",
            Self::CertificateWithdrawn { .. } => "certificate-withdrawn",
            Self::FiledByThem { .. } => "filed-by-them",
            Self::OwnClaim { .. } => "own-claim",
            Self::ReviewedAlready { .. } => "reviewed-already",
            Self::ReviewDone { .. } => "review-done",
            Self::MinutesMissing { .. } => "minutes-missing",
            Self::LooksDouble { .. } => "looks-double",
            Self::ReviewMissing { .. } => "review-missing",
            Self::OnNotice { .. } => "on-notice",
            Self::NotOnNotice { .. } => "not-on-notice",
            Self::Objected { .. } => "objected",
            Self::NotObjected { .. } => "not-objected",
            Self::NotLess { .. } => "not-less",
            Self::PeriodBackwards { .. } => "period-backwards",
            Self::NothingForNotice { .. } => "nothing-for-notice",
            Self::NoticeDays { .. } => "notice-days",
            Self::UnknownNotice { .. } => "unknown-notice",
            Self::NoticeStands { .. } => "notice-stands",
            Self::LinesUnpaid { .. } => "lines-unpaid",
            Self::CertificateAsked { .. } => "certificate-asked",
            Self::NothingServed { .. } => "nothing-served",
            Self::ServiceNotCorrected { .. } => "service-not-corrected",
            Self::CertificateStands { .. } => "certificate-stands",
            Self::ServiceChanged { .. } => "service-changed",
            Self::ApproverMissing { .. } => "approver-missing",
            Self::ApproverIsPoster { .. } => "approver-is-poster",
            Self::ApproverUnfit { .. } => "approver-unfit",
            Self::UnknownCurrency { .. } => "unknown-currency",
            Self::TooPrecise { .. } => "too-precise",
            Self::AlreadyBroughtForward { .. } => "already-brought-forward",
            Self::Award { why, .. } => why.code(),
            Self::NoPool { .. } => "no-pool",
            Self::UnknownOffer { .. } => "unknown-offer",
            Self::WithdrawnOffer { .. } => "withdrawn-offer",
            Self::PausedOffer { .. } => "paused-offer",
            Self::NotPaused { .. } => "not-paused",
            Self::NotOnSale { .. } => "not-on-sale",
            Self::ReservationOver { .. } => "reservation-over",
            Self::WrongCode { .. } => "wrong-code",
            Self::NotDueYet { .. } => "not-due-yet",
            Self::NotAMerchant { .. } => "not-a-merchant",
            Self::OfferQty { .. } => "offer-qty",
            Self::NeedsPartner { .. } => "needs-partner",
            Self::NotPartner { .. } => "not-partner",
            Self::AboveShare { .. } => "above-share",
            Self::UnknownAppeal { .. } => "unknown-appeal",
            Self::AppealTaken { .. } => "appeal-taken",
            Self::ClosedAppeal { .. } => "closed-appeal",
            Self::NotAPool { .. } => "not-a-pool",
            Self::PastDay { .. } => "past-day",
            Self::AppealOver { .. } => "appeal-over",
            Self::AboveGoal { .. } => "above-goal",
            Self::GoalReached { .. } => "goal-reached",
            Self::AppealRuns { .. } => "appeal-runs",
            Self::UnknownPledge { .. } => "unknown-pledge",
            Self::PledgesHeld { .. } => "pledges-held",
            Self::VoucherUsed { .. } => "voucher-used",
            Self::FundShort { .. } => "fund-short",
            Self::BeyondCover { .. } => "beyond-cover",
            Self::OfferPrice { .. } => "offer-price",
            Self::LimitUnfit { .. } => "limit-unfit",
            Self::SaleDates { .. } => "sale-dates",
            Self::HoldDays { .. } => "hold-days",
            Self::StockChange { .. } => "stock-change",
            Self::OutOfStock { .. } => "out-of-stock",
            Self::LimitReached { .. } => "limit-reached",
            Self::OnlyHere { .. } => "only-here",
            Self::Overdraft { .. } => "overdraft",
            Self::AboveCeiling { .. } => "above-ceiling",
            Self::NothingExpired { .. } => "nothing-expired",
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
