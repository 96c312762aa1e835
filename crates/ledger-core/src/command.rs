//! Commands: what someone asks the ledger to do.
//!
//! A command holds what a person decides; what follows from it (points,
//! rulebook, account number) is worked out by [`crate::decide()`]. Every event
//! gives back the command it answered ([`Command::behind`]), which is how an
//! audit asks the rules again.

use crate::day::{Day, Offset};
use crate::event::{Aim, CoverPolicy, Deed, Event, OfferKind, OfferTerms, Outcome, Position, Role};
use crate::ids::{
    AccountNo, AppealCode, BranchCode, CurrencyCode, EntryId, FileDigest, HouseholdNo, OfferCode,
    OperatorId, Origin, RuleCode, VoucherNo,
};
use crate::keys::PublicKey;
use crate::line::EntryHash;
use crate::lots::Lot;
use crate::pick_up::{CodeHash, PickUpCode};
use crate::points::{Amount, Points, Qty, Yuan};
use crate::rulebook::HolderKind;

/// A deed to be credited or charged under a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct DeedCommand {
    /// Whose deed: for a rule that pays households, also one of their persons.
    pub account: AccountNo,
    /// Under which rule.
    pub rule: RuleCode,
    /// How much was done.
    pub qty: Qty,
    /// On which day.
    pub on: Day,
    /// What proves it.
    pub evidence: String,
    /// Anything else.
    pub note: String,
    /// Who agreed, where the rule asks for more than the clerk.
    pub approver: Option<OperatorId>,
    /// The files that prove it.
    pub digests: Vec<FileDigest>,
    /// Who saw it, where it is entered late.
    pub witnesses: Vec<AccountNo>,
    /// An earlier entry that may be of the same deed: the ledger finds it, and
    /// for a deed credited directly somebody said that it is another one.
    pub like: Option<EntryId>,
}

impl DeedCommand {
    /// A deed with nothing more said of it.
    pub fn new(account: AccountNo, rule: RuleCode, qty: Qty, on: Day) -> Self {
        Self {
            account,
            rule,
            qty,
            on,
            evidence: String::new(),
            note: String::new(),
            approver: None,
            digests: Vec::new(),
            witnesses: Vec::new(),
            like: None,
        }
    }

    /// The deed that was asked for.
    fn behind(deed: &Deed) -> Self {
        Self {
            account: deed.done_by.unwrap_or(deed.account),
            rule: deed.rule,
            qty: deed.qty,
            on: deed.on,
            evidence: deed.evidence.clone(),
            note: deed.note.clone(),
            approver: deed.approver.clone(),
            digests: deed.digests.clone(),
            witnesses: deed.witnesses.clone(),
            like: deed.like,
        }
    }
}

/// How an objection is to be resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolution {
    /// It is right: the claim is gone.
    Upheld,
    /// So much was done, less than was claimed.
    Corrected(Qty),
    /// It is not right: the claim goes on.
    Dismissed,
    /// Who raised it takes it back: the claim goes on.
    Withdrawn,
}

impl Resolution {
    /// What is said of it in the entry.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Upheld => Outcome::Upheld,
            Self::Corrected(_) => Outcome::Corrected,
            Self::Dismissed => Outcome::Dismissed,
            Self::Withdrawn => Outcome::Withdrawn,
        }
    }

    fn behind(outcome: Outcome, qty: Option<Qty>) -> Self {
        match outcome {
            Outcome::Upheld => Self::Upheld,
            // A forged entry may not say how much; nothing is refused.
            Outcome::Corrected => Self::Corrected(qty.unwrap_or(Qty::Minutes(0))),
            Outcome::Dismissed => Self::Dismissed,
            Outcome::Withdrawn => Self::Withdrawn,
        }
    }
}

/// Points to be sent to another branch.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// The account they leave.
    pub account: AccountNo,
    /// The other branch.
    pub to: BranchCode,
    /// What for.
    pub aim: Aim,
    /// How many; for an offer, its price.
    pub points: Points,
    /// Their currency.
    pub currency: CurrencyCode,
    /// Why.
    pub note: String,
}

/// Points on their way, as the branch that sent them says: what the other one answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The entry that sent them.
    pub sent: EntryId,
    /// The hash of its line.
    pub hash: EntryHash,
    /// The account they left.
    pub from: AccountNo,
    /// What for.
    pub aim: Aim,
    /// How many.
    pub points: Points,
    /// Their currency.
    pub currency: CurrencyCode,
    /// The lots they were taken from.
    pub lots: Vec<Lot>,
}

/// What someone asks for. The fields are those of the [`Event`] it leads to.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each field is documented at the event of the same name")]
pub enum Command {
    Found {
        origin: Origin,
        name: String,
        offset: Offset,
        since: Day,
        key: PublicKey,
    },
    CharterBranch {
        branch: BranchCode,
        name: String,
    },
    OpenBranch {
        origin: Origin,
        founded: EntryHash,
        name: String,
        offset: Offset,
        since: Day,
        key: PublicKey,
    },
    EnrolOperator {
        operator: OperatorId,
        role: Role,
        key: PublicKey,
        account: Option<AccountNo>,
    },
    RetireOperator {
        operator: OperatorId,
        reason: String,
    },
    AdoptRulebook {
        from: Day,
        text: String,
    },
    OpenAccount {
        kind: HolderKind,
        household: Option<HouseholdNo>,
    },
    CloseAccount {
        account: AccountNo,
        reason: String,
    },
    FreezeAccount {
        account: AccountNo,
        reason: String,
    },
    UnfreezeAccount {
        account: AccountNo,
        reason: String,
    },
    BringForward {
        account: AccountNo,
        points: Points,
        currency: CurrencyCode,
        as_of: Day,
        evidence: String,
        note: String,
    },
    Deposit(DeedCommand),
    Deduct(DeedCommand),
    ListOffer {
        offer: OfferCode,
        title: String,
        kind: OfferKind,
        price: Points,
        currency: CurrencyCode,
        merchant: Option<AccountNo>,
        terms: OfferTerms,
    },
    WithdrawOffer {
        offer: OfferCode,
        reason: String,
    },
    Redeem {
        account: AccountNo,
        offer: OfferCode,
        qty: Qty,
        note: String,
        /// What of the price is paid beside the rest, and in which currency.
        with: Option<(CurrencyCode, Points)>,
    },
    Transfer {
        from: AccountNo,
        to: AccountNo,
        points: Points,
        currency: CurrencyCode,
        /// As what they arrive: the same currency, or it is refused.
        into: CurrencyCode,
        note: String,
    },
    Reverse {
        entry: EntryId,
        reason: String,
    },
    FileClaim(DeedCommand),
    /// The next step of its review.
    VerifyClaim {
        claim: EntryId,
        account: AccountNo,
        note: String,
        distinct: Option<String>,
    },
    RejectClaim {
        claim: EntryId,
        account: AccountNo,
        reason: String,
    },
    /// What leads to `deposited` with a `claim`.
    PostClaim {
        claim: EntryId,
        account: AccountNo,
    },
    OpenNotice {
        from: Day,
        to: Day,
        until: Day,
    },
    RaiseObjection {
        claim: EntryId,
        account: AccountNo,
        reason: String,
        deadline: Day,
    },
    ResolveObjection {
        claim: EntryId,
        account: AccountNo,
        resolution: Resolution,
        reason: String,
    },
    CloseNotice {
        notice: EntryId,
    },
    JoinHousehold {
        account: AccountNo,
        household: AccountNo,
    },
    Divide {
        from: AccountNo,
        to: AccountNo,
        points: Points,
        currency: CurrencyCode,
        reason: String,
    },
    /// The household is the one they are of.
    LeaveHousehold {
        account: AccountNo,
        reason: String,
    },
    Expire {
        account: AccountNo,
        currency: CurrencyCode,
    },
    ReceiveFund {
        yuan: Yuan,
        on: Day,
        source: String,
        voucher: VoucherNo,
    },
    SpendFund {
        yuan: Yuan,
        on: Day,
        purpose: String,
        voucher: VoucherNo,
    },
    Settle {
        merchant: AccountNo,
        points: Points,
        currency: CurrencyCode,
        yuan: Yuan,
        voucher: VoucherNo,
        note: String,
    },
    SetCover {
        cover: CoverPolicy,
    },
    OpenAppeal {
        appeal: AppealCode,
        title: String,
        pool: AccountNo,
        goal: Points,
        currency: CurrencyCode,
        until: Day,
    },
    Pledge {
        appeal: AppealCode,
        account: AccountNo,
        points: Points,
    },
    ReturnPledge {
        appeal: AppealCode,
        pledge: EntryId,
    },
    /// How it ends is worked out.
    CloseAppeal {
        appeal: AppealCode,
    },
    Send(Sending),
    Receive(Incoming),
    Decline {
        incoming: Incoming,
        reason: String,
    },
    NoteArrival {
        sent: EntryId,
        received: EntryId,
        hash: EntryHash,
    },
    SendBack {
        sent: EntryId,
        declined: EntryId,
        hash: EntryHash,
    },
    NetClearing {
        positions: Vec<Position>,
    },
    SettleClearing {
        netted: EntryId,
        hash: EntryHash,
        currency: CurrencyCode,
        amount: Amount,
    },
    PauseOffer {
        offer: OfferCode,
        reason: String,
    },
    ResumeOffer {
        offer: OfferCode,
    },
    ChangeStock {
        offer: OfferCode,
        change: Amount,
        reason: String,
    },
    Reserve {
        account: AccountNo,
        offer: OfferCode,
        qty: Qty,
        code: CodeHash,
        note: String,
    },
    Collect {
        account: AccountNo,
        reservation: EntryId,
        code: PickUpCode,
    },
    CancelReservation {
        account: AccountNo,
        reservation: EntryId,
        reason: String,
    },
    ReleaseReservation {
        account: AccountNo,
        reservation: EntryId,
    },
    Return {
        entry: EntryId,
        qty: Qty,
        reason: String,
    },
    SetBranchKey {
        key: PublicKey,
        reason: String,
    },
    /// What it says is worked out.
    PublishCertificate {
        account: AccountNo,
        from: Day,
        to: Day,
    },
    IssueCertificate {
        certificate: EntryId,
        account: AccountNo,
        contact: String,
    },
    WithdrawCertificate {
        certificate: EntryId,
        account: AccountNo,
        reason: String,
    },
    /// What it says is worked out.
    IssueRecord {
        account: AccountNo,
        requested: Day,
        lender: String,
    },
}

impl Command {
    /// The command that an event answers.
    pub fn behind(event: &Event) -> Self {
        match event.clone() {
            Event::Founded { origin, name, offset, since, key } => {
                Self::Found { origin, name, offset, since, key }
            }
            Event::BranchChartered { branch, name } => Self::CharterBranch { branch, name },
            Event::BranchOpened { origin, founded, name, offset, since, key } => {
                Self::OpenBranch { origin, founded, name, offset, since, key }
            }
            Event::OperatorEnrolled { operator, role, key, account } => {
                Self::EnrolOperator { operator, role, key, account }
            }
            Event::OperatorRetired { operator, reason } => {
                Self::RetireOperator { operator, reason }
            }
            Event::RulebookAdopted { book: _, from, text } => Self::AdoptRulebook { from, text },
            Event::AccountOpened { account: _, kind, household } => {
                Self::OpenAccount { kind, household }
            }
            Event::AccountClosed { account, reason } => Self::CloseAccount { account, reason },
            Event::AccountFrozen { account, reason } => Self::FreezeAccount { account, reason },
            Event::AccountUnfrozen { account, reason } => Self::UnfreezeAccount { account, reason },
            Event::BroughtForward {
                account,
                points,
                currency,
                as_of,
                evidence,
                note,
                until: _,
            } => Self::BringForward { account, points, currency, as_of, evidence, note },
            Event::Deposited(Deed { account, claim: Some(claim), .. }) => {
                Self::PostClaim { claim, account }
            }
            Event::Deposited(deed) => Self::Deposit(DeedCommand::behind(&deed)),
            Event::Deducted(deed) => Self::Deduct(DeedCommand::behind(&deed)),
            Event::OfferListed {
                offer,
                title,
                kind,
                price,
                currency,
                merchant,
                limit,
                from,
                until,
                hold_days,
            } => {
                let terms = OfferTerms { limit, from, until, hold_days };
                Self::ListOffer { offer, title, kind, price, currency, merchant, terms }
            }
            Event::OfferWithdrawn { offer, reason } => Self::WithdrawOffer { offer, reason },
            Event::Redeemed { account, offer, qty, note, matched, .. } => {
                let with = matched.map(|matched| (matched.currency, matched.points));
                Self::Redeem { account, offer, qty, note, with }
            }
            Event::Transferred { from, to, points, currency, note, lots: _ } => {
                Self::Transfer { from, to, points, currency, into: currency, note }
            }
            Event::Reversed { entry, reason, .. } => Self::Reverse { entry, reason },
            Event::ClaimFiled(deed) => {
                // What it is like here is worked out, and not asked for.
                let elsewhere = deed.like.filter(|like| like.branch != deed.account.branch());
                Self::FileClaim(DeedCommand { like: elsewhere, ..DeedCommand::behind(&deed) })
            }
            Event::ClaimVerified { claim, account, step: _, note, distinct } => {
                Self::VerifyClaim { claim, account, note, distinct }
            }
            Event::ClaimRejected { claim, account, reason } => {
                Self::RejectClaim { claim, account, reason }
            }
            Event::NoticeOpened { from, to, until, claims: _ } => {
                Self::OpenNotice { from, to, until }
            }
            Event::ObjectionRaised { claim, account, reason, deadline } => {
                Self::RaiseObjection { claim, account, reason, deadline }
            }
            Event::ObjectionResolved { claim, account, outcome, reason, qty, .. } => {
                let resolution = Resolution::behind(outcome, qty);
                Self::ResolveObjection { claim, account, resolution, reason }
            }
            Event::NoticeClosed { notice, .. } => Self::CloseNotice { notice },
            Event::MemberJoined { account, household } => {
                Self::JoinHousehold { account, household }
            }
            Event::Divided { from, to, points, currency, reason, lots: _ } => {
                Self::Divide { from, to, points, currency, reason }
            }
            Event::MemberLeft { account, household: _, reason } => {
                Self::LeaveHousehold { account, reason }
            }
            Event::Expired { account, currency, .. } => Self::Expire { account, currency },
            Event::FundReceived { yuan, on, source, voucher } => {
                Self::ReceiveFund { yuan, on, source, voucher }
            }
            Event::FundSpent { yuan, on, purpose, voucher } => {
                Self::SpendFund { yuan, on, purpose, voucher }
            }
            Event::Settled { merchant, points, currency, yuan, voucher, note } => {
                Self::Settle { merchant, points, currency, yuan, voucher, note }
            }
            Event::CoverSet { cover } => Self::SetCover { cover },
            Event::AppealOpened { appeal, title, pool, goal, currency, until } => {
                Self::OpenAppeal { appeal, title, pool, goal, currency, until }
            }
            Event::Pledged { appeal, account, points, .. } => {
                Self::Pledge { appeal, account, points }
            }
            Event::PledgeReturned { appeal, pledge, .. } => Self::ReturnPledge { appeal, pledge },
            Event::AppealClosed { appeal, .. } => Self::CloseAppeal { appeal },
            Event::Sent { account, to, aim, points, currency, note, lots: _ } => {
                Self::Send(Sending { account, to, aim, points, currency, note })
            }
            Event::Received { sent, hash, from, aim, points, currency, merchant: _, lots } => {
                Self::Receive(Incoming { sent, hash, from, aim, points, currency, lots })
            }
            Event::Declined { sent, hash, from, aim, points, currency, reason, lots } => {
                let incoming = Incoming { sent, hash, from, aim, points, currency, lots };
                Self::Decline { incoming, reason }
            }
            Event::Arrived { account: _, sent, received, hash } => {
                Self::NoteArrival { sent, received, hash }
            }
            Event::SentBack { sent, declined, hash, .. } => Self::SendBack { sent, declined, hash },
            Event::ClearingNetted { positions } => Self::NetClearing { positions },
            Event::ClearingSettled { netted, hash, currency, amount } => {
                Self::SettleClearing { netted, hash, currency, amount }
            }
            Event::OfferPaused { offer, reason } => Self::PauseOffer { offer, reason },
            Event::OfferResumed { offer } => Self::ResumeOffer { offer },
            Event::StockChanged { offer, change, reason } => {
                Self::ChangeStock { offer, change, reason }
            }
            Event::Reserved { account, offer, qty, code, note, .. } => {
                Self::Reserve { account, offer, qty, code, note }
            }
            Event::Collected { account, reservation, code, .. } => {
                Self::Collect { account, reservation, code }
            }
            Event::ReservationCancelled { account, reservation, reason, .. } => {
                Self::CancelReservation { account, reservation, reason }
            }
            Event::ReservationReleased { account, reservation, .. } => {
                Self::ReleaseReservation { account, reservation }
            }
            Event::Returned { entry, qty, reason, .. } => Self::Return { entry, qty, reason },
            Event::BranchKeySet { key, reason } => Self::SetBranchKey { key, reason },
            Event::CertificatePublished { account, from, to, .. } => {
                Self::PublishCertificate { account, from, to }
            }
            Event::CertificateIssued { certificate, account, contact, .. } => {
                Self::IssueCertificate { certificate, account, contact }
            }
            Event::CertificateWithdrawn { certificate, account, reason } => {
                Self::WithdrawCertificate { certificate, account, reason }
            }
            Event::RecordIssued { account, requested, lender, .. } => {
                Self::IssueRecord { account, requested, lender }
            }
        }
    }

    /// The same, with what the ledger found to be like its deed.
    pub(crate) fn with_like(&self, like: Option<EntryId>) -> Self {
        let mut command = self.clone();
        if let Self::Deposit(deed) | Self::Deduct(deed) | Self::FileClaim(deed) = &mut command {
            deed.like = like;
        }
        command
    }

    /// The deed it is asked for, if it is.
    pub fn deed(&self) -> Option<&DeedCommand> {
        match self {
            Self::Deposit(deed) | Self::Deduct(deed) | Self::FileClaim(deed) => Some(deed),
            _ => None,
        }
    }

    /// The earlier entry that it is decided by, and that has to be read for it.
    pub(crate) fn looks_back(&self) -> Option<EntryId> {
        match self {
            Self::Reverse { entry, .. } | Self::Return { entry, .. } => Some(*entry),
            _ => None,
        }
    }

    /// The account that it is decided by all the entries of, and that have to be read for it.
    pub(crate) fn looks_through(&self) -> Option<AccountNo> {
        match self {
            Self::PublishCertificate { account, .. }
            | Self::IssueCertificate { account, .. }
            | Self::IssueRecord { account, .. } => Some(*account),
            _ => None,
        }
    }

    /// The accounts it names.
    pub fn accounts(&self) -> [Option<AccountNo>; 2] {
        match self {
            Self::CloseAccount { account, .. }
            | Self::FreezeAccount { account, .. }
            | Self::UnfreezeAccount { account, .. }
            | Self::BringForward { account, .. }
            | Self::Deposit(DeedCommand { account, .. })
            | Self::Deduct(DeedCommand { account, .. })
            | Self::FileClaim(DeedCommand { account, .. })
            | Self::VerifyClaim { account, .. }
            | Self::RejectClaim { account, .. }
            | Self::PostClaim { account, .. }
            | Self::RaiseObjection { account, .. }
            | Self::ResolveObjection { account, .. }
            | Self::Redeem { account, .. }
            | Self::Expire { account, .. }
            | Self::Reserve { account, .. }
            | Self::Collect { account, .. }
            | Self::CancelReservation { account, .. }
            | Self::ReleaseReservation { account, .. }
            | Self::PublishCertificate { account, .. }
            | Self::IssueCertificate { account, .. }
            | Self::WithdrawCertificate { account, .. }
            | Self::IssueRecord { account, .. } => [Some(*account), None],
            Self::Transfer { from, to, .. } | Self::Divide { from, to, .. } => {
                [Some(*from), Some(*to)]
            }
            Self::ListOffer { merchant, .. } => [*merchant, None],
            Self::EnrolOperator { account, .. } => [*account, None],
            Self::JoinHousehold { account, household } => [Some(*account), Some(*household)],
            Self::LeaveHousehold { account, .. } => [Some(*account), None],
            Self::Settle { merchant, .. } => [Some(*merchant), None],
            Self::OpenAppeal { pool, .. } => [Some(*pool), None],
            Self::Pledge { account, .. } => [Some(*account), None],
            Self::Send(Sending { account, .. }) => [Some(*account), None],
            Self::Receive(incoming) | Self::Decline { incoming, .. } => {
                [incoming.aim.account(), None]
            }
            _ => [None, None],
        }
    }
}
