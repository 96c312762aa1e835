//! Plain words: amounts as whole numbers, days as numbers, commands as data.

use std::collections::BTreeMap;

/// An amount in ten-thousandths of a point.
pub type Amount = i128;
/// A day, counted from 1970-01-01.
pub type Day = i64;

pub const ONE: Amount = 10_000;
/// No balance reaches this, either way.
pub const TOO_MUCH: Amount = 1_000_000_000_000 * ONE;

/// An amount as the journal writes it.
pub fn amount_text(amount: Amount) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (whole, part) = (amount.abs() / ONE, amount.abs() % ONE);
    let fraction = format!("{part:04}");
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{dot}{fraction}")
}

/// The amount a text says.
pub fn amount(text: &str) -> Amount {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part = format!("{part:0<4}");
    sign * (whole.parse::<Amount>().unwrap() * ONE + part.parse::<Amount>().unwrap())
}

/// How many decimals an amount needs.
pub fn decimals(amount: Amount) -> u32 {
    (0..4).find(|&d| amount % (ONE / 10_i128.pow(d)) == 0).unwrap_or(4)
}

/// An amount rounded down to so many decimals.
pub fn floor_to(amount: Amount, decimals: u32) -> Amount {
    let step = ONE / 10_i128.pow(decimals);
    amount.div_euclid(step) * step
}

fn leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

pub fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counted out, year by year and month by month: slow, and right.
pub fn day_of(year: i64, month: i64, day: i64) -> Day {
    let years: i64 = (1970..year).map(|y| if leap(y) { 366 } else { 365 }).sum();
    let months: i64 = (1..month).map(|m| month_length(year, m)).sum();
    years + months + day - 1
}

/// Year, month and day of a day.
pub fn civil(day: Day) -> (i64, i64, i64) {
    let (mut year, mut left) = (1970, day);
    while left >= if leap(year) { 366 } else { 365 } {
        left -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    let mut month = 1;
    while left >= month_length(year, month) {
        left -= month_length(year, month);
        month += 1;
    }
    (year, month, left + 1)
}

pub fn day_text(day: Day) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The villages' clocks are eight hours ahead.
pub fn today(unix: i64) -> Day {
    (unix + 8 * 3600).div_euclid(24 * 3600)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Household,
    Person,
    Team,
    Merchant,
    Pool,
}

impl Kind {
    pub const ALL: [Self; 5] =
        [Self::Household, Self::Person, Self::Team, Self::Merchant, Self::Pool];

    pub fn earns(self) -> bool {
        matches!(self, Self::Household | Self::Person | Self::Team)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Person => "person",
            Self::Team => "team",
            Self::Merchant => "merchant",
            Self::Pool => "pool",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Clerk,
    Verifier,
    Manager,
    Auditor,
}

/// What is done with awards that the fund does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    Off,
    Warn,
    Refuse,
}

/// A quantity as a clerk writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qty {
    Number(Amount),
    Minutes(i64),
}

/// An account as `LC01-7`: without the check character, which is not the model's matter.
pub type AccountNo = String;

/// An entry: branch and place.
pub type EntryId = (String, usize);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    pub account: AccountNo,
    pub rule: String,
    pub qty: Qty,
    pub on: Day,
    pub evidence: String,
    pub note: String,
    pub approver: Option<String>,
    /// Files that prove it, each by one letter of its digest.
    pub files: Vec<u8>,
    pub witnesses: Vec<AccountNo>,
    /// An entry here that whoever asks says it is like.
    pub like: Option<usize>,
}

/// What becomes of a line that somebody objects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    Upheld,
    Corrected(Qty),
    Dismissed,
    Withdrawn,
}

/// What an offer asks besides its price.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// So many pieces for an account in a period: a cap's text.
    pub limit: Option<Limit>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub hold_days: Option<i64>,
}

/// What is written as a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So many times a day, month, year, or ever.
    Day(i64),
    Month(i64),
    Year(i64),
    Life(i64),
    /// No limit of an offer: so many points a month.
    Points(i64),
}

/// What points are sent to another village for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    Account(AccountNo),
    Offer(String, Qty),
}

/// Points on their way, as the village that sent them says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub from: AccountNo,
    pub aim: Aim,
    pub points: Amount,
    pub currency: String,
    /// By their last day.
    pub lots: BTreeMap<Day, Amount>,
}

/// What a branch owes in a currency, below nothing what it is owed.
pub type Position = (String, String, Amount);

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Charter {
        branch: String,
    },
    Enrol {
        operator: String,
        role: Role,
        key: String,
        account: Option<AccountNo>,
    },
    Retire {
        operator: String,
        reason: String,
    },
    Adopt {
        from: Day,
        edition: usize,
    },
    OpenAccount {
        kind: Kind,
        household: Option<String>,
    },
    Close {
        account: AccountNo,
        reason: String,
    },
    Freeze {
        account: AccountNo,
        reason: String,
    },
    Unfreeze {
        account: AccountNo,
        reason: String,
    },
    Bring {
        account: AccountNo,
        points: Amount,
        currency: String,
        as_of: Day,
        note: String,
    },
    Deposit(Deed),
    Deduct(Deed),
    List {
        offer: String,
        title: String,
        price: Amount,
        currency: String,
        merchant: Option<AccountNo>,
        terms: Terms,
    },
    Withdraw {
        offer: String,
        reason: String,
    },
    Redeem {
        account: AccountNo,
        offer: String,
        qty: Qty,
        note: String,
        with: Option<(String, Amount)>,
    },
    Transfer {
        from: AccountNo,
        to: AccountNo,
        points: Amount,
        currency: String,
        into: String,
        note: String,
    },
    Reverse {
        entry: EntryId,
        reason: String,
    },
    Expire {
        account: AccountNo,
        currency: String,
    },
    Join {
        account: AccountNo,
        household: AccountNo,
    },
    Leave {
        account: AccountNo,
        reason: String,
    },
    Divide {
        from: AccountNo,
        to: AccountNo,
        points: Amount,
        currency: String,
        reason: String,
    },
    ReceiveFund {
        yuan: Amount,
        on: Day,
        source: String,
        voucher: String,
    },
    SpendFund {
        yuan: Amount,
        on: Day,
        purpose: String,
        voucher: String,
    },
    Settle {
        merchant: AccountNo,
        points: Amount,
        currency: String,
        yuan: Amount,
        voucher: String,
        note: String,
    },
    SetCover {
        cover: Cover,
    },
    OpenAppeal {
        appeal: String,
        title: String,
        pool: AccountNo,
        goal: Amount,
        currency: String,
        until: Day,
    },
    Pledge {
        appeal: String,
        account: AccountNo,
        points: Amount,
    },
    ReturnPledge {
        appeal: String,
        pledge: EntryId,
    },
    CloseAppeal {
        appeal: String,
    },
    FileClaim(Deed),
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
    PostClaim {
        claim: EntryId,
        account: AccountNo,
    },
    OpenNotice {
        from: Day,
        to: Day,
        until: Day,
    },
    Object {
        claim: EntryId,
        account: AccountNo,
        reason: String,
        deadline: Day,
    },
    Resolve {
        claim: EntryId,
        account: AccountNo,
        resolution: Resolution,
        reason: String,
    },
    CloseNotice {
        notice: EntryId,
    },
    Pause {
        offer: String,
        reason: String,
    },
    Resume {
        offer: String,
    },
    Stock {
        offer: String,
        change: Amount,
        reason: String,
    },
    Reserve {
        account: AccountNo,
        offer: String,
        qty: Qty,
        note: String,
    },
    /// With the code that was given for an entry.
    Collect {
        account: AccountNo,
        reservation: EntryId,
        code_of: EntryId,
    },
    Cancel {
        account: AccountNo,
        reservation: EntryId,
        reason: String,
    },
    Release {
        account: AccountNo,
        reservation: EntryId,
    },
    Return {
        entry: EntryId,
        qty: Qty,
        reason: String,
    },
    Send {
        account: AccountNo,
        to: String,
        aim: Aim,
        points: Amount,
        currency: String,
        note: String,
    },
    Receive {
        sent: EntryId,
        parcel: Parcel,
    },
    Decline {
        sent: EntryId,
        parcel: Parcel,
        reason: String,
    },
    NoteArrival {
        sent: EntryId,
        received: EntryId,
    },
    SendBack {
        sent: EntryId,
        declined: EntryId,
    },
    NetClearing {
        positions: Vec<Position>,
    },
    SettleClearing {
        netted: EntryId,
        currency: String,
        amount: Amount,
    },
    /// Not one command: that whatever is under way between villages is ended.
    Finish,
    /// Not one command: that the villages' debts are netted and settled.
    Net,
}

impl What {
    pub fn is_claim(&self) -> bool {
        matches!(self, Self::FileClaim(_))
    }

    /// It is asked of several branches.
    pub fn is_of_several(&self) -> bool {
        matches!(self, Self::Finish | Self::Net)
    }

    /// The request key of its own that answers another branch's entry.
    pub fn twin(&self) -> Option<String> {
        let of = |(branch, seq): &EntryId| format!("twin:{branch}:{seq}");
        match self {
            Self::Receive { sent: answered, .. }
            | Self::Decline { sent: answered, .. }
            | Self::NoteArrival { received: answered, .. }
            | Self::SendBack { declined: answered, .. } => Some(of(answered)),
            Self::SettleClearing { netted, currency, .. } => {
                Some(format!("{}:{currency}", of(netted)))
            }
            _ => None,
        }
    }

    /// Names the entries that it names anew.
    pub fn names_entries(&mut self, anew: &dyn Fn(&EntryId) -> EntryId) {
        match self {
            Self::Reverse { entry, .. }
            | Self::ReturnPledge { pledge: entry, .. }
            | Self::VerifyClaim { claim: entry, .. }
            | Self::RejectClaim { claim: entry, .. }
            | Self::PostClaim { claim: entry, .. }
            | Self::Object { claim: entry, .. }
            | Self::Resolve { claim: entry, .. }
            | Self::Cancel { reservation: entry, .. }
            | Self::Release { reservation: entry, .. }
            | Self::Return { entry, .. }
            | Self::Receive { sent: entry, .. }
            | Self::Decline { sent: entry, .. }
            | Self::SettleClearing { netted: entry, .. }
            | Self::CloseNotice { notice: entry } => {
                *entry = anew(entry);
            }
            Self::Collect { reservation: one, code_of: other, .. }
            | Self::NoteArrival { sent: one, received: other }
            | Self::SendBack { sent: one, declined: other } => {
                *one = anew(one);
                *other = anew(other);
            }
            _ => {}
        }
    }
}

/// Who asks what, where, when and under which request key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub branch: String,
    pub by: String,
    /// The word their key is made of.
    pub key: String,
    pub now: i64,
    pub clock_confirmed: bool,
    /// What is like another deed was asked about.
    pub another_deed: bool,
    /// [`TWIN`] stands for the key that `what` has of its own.
    pub request: String,
    /// What is sent is answered in the other village, and the answer noted, at once.
    pub whole: bool,
    pub what: What,
}

pub const TWIN: &str = "twin";

impl Ask {
    pub fn request(&self) -> String {
        let own = self.what.twin().filter(|_| self.request == TWIN);
        own.unwrap_or_else(|| self.request.clone())
    }
}
