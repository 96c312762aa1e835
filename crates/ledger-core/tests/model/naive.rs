//! The naive ledger: written from the documents, sharing no code with the real one.
//!
//! Everything is kept as it happened and looked through whole whenever it is
//! asked about: no index, no cache, no cleverness. A command is looked at from
//! every side; of all there is to object, the objection earliest in [`ORDER`] is
//! the answer.

use std::collections::{BTreeMap, BTreeSet};

use super::plain::{
    AccountNo, Aim, Amount, Ask, Cover, Day, Deed, EntryId, Kind, Limit, ONE, Parcel, Position,
    Qty, Resolution, Role, TOO_MUCH, Terms, What, civil, decimals, floor_to, today,
};
use super::world::{Book, Cap, Currency, Does, Pays, Per, Review, Rule, Unit, since};

/// What can be objected, the first thing that is said in front.
pub const ORDER: &[&str] = &[
    // The clock; who asks; what they may ask.
    "clock-behind",
    "clock-ahead",
    "branch-not-open",
    "not-chartered",
    "unknown-operator",
    "retired-operator",
    "wrong-key",
    "key-reserved",
    "key-not-twin",
    "request-reused",
    "wrong-branch",
    "branch-exists",
    "no-right",
    "key-taken",
    "last-manager",
    // What is written with it.
    "text-too-long",
    "text-control",
    "text-private",
    "text-missing",
    // From where to where.
    "same-branch",
    // What is offered, and what is asked for.
    "unknown-offer",
    "withdrawn-offer",
    "paused-offer",
    "not-paused",
    "not-on-sale",
    "reservation-over",
    "wrong-code",
    "not-due-yet",
    "unknown-appeal",
    "appeal-taken",
    "closed-appeal",
    // The branches.
    "not-under-way",
    "clearing-not-zero",
    "nothing-to-net",
    "settled-before",
    "not-declined",
    // The account.
    "other-branch",
    "unknown-account",
    "closed-account",
    "frozen-account",
    "not-frozen",
    "not-empty",
    "under-way",
    "household-is-account",
    "household-taken",
    "household-missing",
    "has-members",
    "not-a-merchant",
    "not-a-person",
    "not-a-household",
    "already-member",
    "no-household",
    "not-divisible",
    "not-a-pool",
    "to-itself",
    "across-currencies",
    // The day.
    "future-day",
    "before-bank",
    "past-day",
    "appeal-over",
    // The rulebook and its rules.
    "bad-rulebook",
    "rulebook-too-early",
    "rulebook-in-force",
    "decimals-changed",
    "no-rulebook",
    "rulebook-unread",
    "unknown-rule",
    "rule-not-in-force",
    "rule-kind",
    "pays-person",
    "holder-not-allowed",
    "too-late",
    // What is claimed, reviewed and hung out.
    "claim-needed",
    "late-needs-claim",
    "review-not-needed",
    "witnesses-missing",
    "witness-unfit",
    "unknown-claim",
    "filed-by-them",
    "own-claim",
    "reviewed-already",
    "review-done",
    "minutes-missing",
    "looks-double",
    "review-missing",
    "on-notice",
    "not-on-notice",
    "objected",
    "not-objected",
    "not-less",
    "period-backwards",
    "nothing-for-notice",
    "notice-days",
    "unknown-notice",
    "notice-stands",
    "lines-unpaid",
    // Who agreed, and in which points.
    "approver-missing",
    "approver-is-poster",
    "approver-unfit",
    "unknown-currency",
    "too-precise",
    "already-brought-forward",
    // What the rule gives.
    "award-not-positive",
    "award-wrong-unit",
    "award-too-precise",
    "award-absurd",
    "award-too-large",
    "award-nothing",
    "award-cap-reached",
    "award-at-floor",
    "no-pool",
    // What is given in exchange, and for an appeal.
    "offer-qty",
    "limit-unfit",
    "sale-dates",
    "hold-days",
    "stock-change",
    "out-of-stock",
    "limit-reached",
    "only-here",
    "needs-partner",
    "not-partner",
    "above-share",
    "above-goal",
    "goal-reached",
    "appeal-runs",
    "unknown-pledge",
    "pledges-held",
    "voucher-used",
    "offer-price",
    // What there is to spend.
    "overdraft",
    "above-ceiling",
    "nothing-expired",
    "not-like",
    "fund-short",
    "beyond-cover",
    "out-of-bounds",
    // What may be the same deed.
    "deed-again",
    // What is undone.
    "unknown-entry",
    "not-reversible",
    "not-returnable",
    "already-reversed",
    "already-returned",
    "return-too-many",
];

/// Points by their last day.
pub type Lots = BTreeMap<Day, Amount>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Open,
    Frozen,
    Closed,
}

#[derive(Debug, Clone)]
pub struct Account {
    pub no: AccountNo,
    pub kind: Kind,
    pub household: Option<String>,
    pub status: Status,
    pub balances: BTreeMap<String, Amount>,
    pub lots: BTreeMap<String, Lots>,
    pub member_of: Option<AccountNo>,
}

impl Account {
    pub fn balance(&self, currency: &str) -> Amount {
        self.balances.get(currency).copied().unwrap_or(0)
    }

    pub fn lots(&self, currency: &str) -> Lots {
        self.lots.get(currency).cloned().unwrap_or_default()
    }

    /// What is left on a day: lots that have ended are gone.
    pub fn standing(&self, currency: &str, on: Day) -> Amount {
        let ended: Amount = self.lots(currency).range(..on).map(|(_, points)| points).sum();
        self.balance(currency) - ended
    }

    /// What can be spent on a day.
    pub fn available(&self, currency: &Currency, on: Day) -> Amount {
        let threshold = if self.kind.earns() { currency.spendable_above } else { 0 };
        (self.standing(currency.code, on) - threshold).max(0)
    }

    /// Makes lots of what the balance holds already. Arrears first: what lies in
    /// no lot is brought up to nothing, and only what is left is put into lots.
    fn put(&mut self, currency: &str, given: &Lots) {
        let balance = self.balance(currency);
        let lots = self.lots.entry(currency.to_owned()).or_default();
        let sum = |lots: &Lots| lots.values().sum::<Amount>();
        let mut owed = (sum(lots) + sum(given) - balance).max(0);
        for (until, points) in given {
            let paid = owed.min(*points);
            owed -= paid;
            *lots.entry(*until).or_default() += points - paid;
        }
        lots.retain(|_, points| *points > 0);
    }

    /// The lots that so many points are taken from: first those that end on
    /// `first` days, then those that have not ended, each the earliest first.
    fn take(&self, currency: &str, points: Amount, on: Day, first: &[Day]) -> Lots {
        let held = self.lots(currency);
        let mine = held.iter().filter(|(until, _)| first.contains(until));
        let others = held.iter().filter(|(until, _)| **until >= on && !first.contains(until));
        let (mut missing, mut taken) = (points, Lots::new());
        for (&until, &there) in mine.chain(others) {
            let part = there.min(missing);
            missing -= part;
            if part > 0 {
                taken.insert(until, part);
            }
        }
        taken
    }
}

#[derive(Debug, Clone)]
pub struct Operator {
    pub role: Role,
    pub key: String,
    pub retired: bool,
    pub account: Option<AccountNo>,
}

#[derive(Debug, Clone)]
pub struct Offer {
    pub price: Amount,
    pub currency: String,
    pub merchant: Option<AccountNo>,
    pub withdrawn: bool,
    pub terms: Terms,
    pub paused: bool,
    pub stock: Option<i128>,
}

/// Pieces of an offer that an account had.
#[derive(Debug, Clone)]
struct Had {
    entry: usize,
    account: AccountNo,
    offer: String,
    on: Day,
    pieces: i128,
}

/// An offer paid for and put by.
#[derive(Debug, Clone)]
pub struct Reservation {
    pub account: AccountNo,
    pub merchant: Option<AccountNo>,
    pub pieces: i128,
    pub until: Day,
}

/// Points asked for, for a need.
#[derive(Debug, Clone)]
pub struct Appeal {
    pub pool: AccountNo,
    pub goal: Amount,
    pub currency: String,
    pub until: Day,
    pub raised: Amount,
    /// The entries that pledged, as long as the points wait.
    pub pledges: Vec<usize>,
    pub closed: bool,
}

/// A deed told and not paid yet.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Whom it pays.
    pub account: AccountNo,
    pub deed: Deed,
    pub by: String,
    pub review: Review,
    pub reviewers: Vec<String>,
    /// It looks like another deed, and nobody said yet why it is none.
    pub doubtful: bool,
    /// The notice it hangs on or hung on, and that one's last day.
    pub hung: Option<(usize, Day)>,
    pub objected: bool,
    pub points: Amount,
    pub currency: &'static str,
}

impl Claim {
    fn steps(&self) -> usize {
        self.review.verifiers + usize::from(self.review.panel)
    }

    pub fn is_reviewed(&self) -> bool {
        self.reviewers.len() >= self.steps()
    }

    pub fn at_panel(&self) -> bool {
        self.review.panel && self.reviewers.len() == self.review.verifiers
    }
}

/// Claims hung out: those neither paid nor struck down, until a last day.
#[derive(Debug, Clone)]
pub struct Notice {
    pub until: Day,
    pub lines: BTreeSet<usize>,
}

/// Points sent to another branch.
#[derive(Debug, Clone)]
pub struct Leg {
    pub to: String,
    pub parcel: Parcel,
    /// They arrived there, or came back.
    pub ended: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    Holder(AccountNo),
    Own(&'static str),
}

/// Points on their way.
#[derive(Debug, Clone)]
pub struct Move {
    pub from: Side,
    pub to: Side,
    pub points: Amount,
    pub currency: String,
    pub taken: Lots,
    pub given: Lots,
}

impl Move {
    /// The way back: whoever it was taken from gets the very lots again.
    fn undone(&self, taken: Lots) -> Self {
        Self {
            from: self.to.clone(),
            to: self.from.clone(),
            points: self.points,
            currency: self.currency.clone(),
            taken,
            given: self.taken.clone(),
        }
    }
}

/// What a deed used of its rule's caps.
#[derive(Debug, Clone)]
struct Use {
    entry: usize,
    account: AccountNo,
    rule: String,
    on: Day,
    points: Amount,
    times: i64,
    /// In tenths of a minute.
    minutes: i128,
    done_by: AccountNo,
    files: Vec<u8>,
}

/// What an entry did.
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: &'static str,
    pub points: Option<Amount>,
    pub what: What,
    pub moves: Vec<Move>,
    pub reversed: bool,
    /// The claim it pays, or what was reserved and is collected.
    claim: Option<usize>,
    /// The pieces of an offer that were handed over by it and are still out.
    pub out: i128,
    pieces: i128,
    reserved: Option<Reservation>,
    filed: Option<Claim>,
    /// What goes on of points that ended.
    carried: Option<(Day, Amount)>,
    used: Option<Use>,
    pub sent: Option<Leg>,
}

impl Entry {
    /// An entry of before the model began.
    pub fn of_nothing(kind: &'static str) -> Self {
        let what = What::Charter { branch: String::new() };
        Self {
            kind,
            points: None,
            what,
            moves: Vec::new(),
            reversed: false,
            claim: None,
            out: 0,
            pieces: 0,
            reserved: None,
            filed: None,
            carried: None,
            used: None,
            sent: None,
        }
    }
}

/// The answer: the place of the entry, what it is called, and its points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Done {
        seq: usize,
        kind: &'static str,
        points: Option<Amount>,
        repeated: bool,
    },
    /// Of what is done in several branches: what was, each in its branch, and what waits.
    Several {
        done: Vec<(String, Answer)>,
        waiting: Vec<EntryId>,
    },
    Refused(&'static str),
}

/// Everything there is to object so far.
#[derive(Debug, Default)]
struct Objections(Vec<&'static str>);

impl Objections {
    fn add(&mut self, applies: bool, code: &'static str) {
        if applies {
            self.0.push(code);
        }
    }

    fn some(&mut self, code: Option<&'static str>) {
        self.0.extend(code);
    }

    /// With this one, nothing further can be looked at.
    fn and(mut self, code: &'static str) -> Self {
        self.0.push(code);
        self
    }

    fn so_far(self) -> Result<Self, Self> {
        if self.0.is_empty() { Ok(self) } else { Err(self) }
    }

    fn none_or<T>(self, given: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(given) } else { Err(self) }
    }

    fn first(&self) -> &'static str {
        let place = |code: &str| ORDER.iter().position(|known| *known == code);
        self.0.iter().min_by_key(|code| place(code).unwrap_or_else(|| panic!("{code}"))).unwrap()
    }
}

type Judged = Result<Entry, Objections>;

#[derive(Debug, Clone)]
pub struct Village {
    pub code: String,
    pub books: Vec<Book>,
    pub entries: Vec<Entry>,
    pub operators: BTreeMap<String, Operator>,
    pub adopted: Vec<(Day, usize)>,
    pub accounts: Vec<Account>,
    pub offers: BTreeMap<String, Offer>,
    pub own: BTreeMap<(&'static str, String), Amount>,
    pub last_at: i64,
    pub last_deed: Option<Day>,
    pub chartered: BTreeSet<String>,
    pub fund: Amount,
    pub cover: Cover,
    pub appeals: BTreeMap<String, Appeal>,
    pub claims: BTreeMap<usize, Claim>,
    pub notices: BTreeMap<usize, Notice>,
    /// By the entry that reserved.
    pub reservations: BTreeMap<usize, Reservation>,
    /// All that was ever sent to other branches, by the entry that sent it.
    pub sent: BTreeMap<usize, Leg>,
    /// Head office's nettings: what each branch owed, by currency.
    pub nettings: BTreeMap<usize, BTreeMap<(String, String), Amount>>,
    /// The latest netting that was settled here, by currency.
    pub settled: BTreeMap<String, usize>,
    had: Vec<Had>,
    pub answered: BTreeMap<String, (usize, What)>,
    uses: Vec<Use>,
}

impl Village {
    /// A village whose first `entries` were of no concern to the model.
    pub fn new(code: &str, books: Vec<Book>, entries: Vec<Entry>, last_at: i64) -> Self {
        Self {
            code: code.to_owned(),
            books,
            entries,
            operators: BTreeMap::new(),
            adopted: Vec::new(),
            accounts: Vec::new(),
            offers: BTreeMap::new(),
            own: BTreeMap::new(),
            last_at,
            last_deed: None,
            chartered: BTreeSet::new(),
            fund: 0,
            cover: Cover::Off,
            appeals: BTreeMap::new(),
            claims: BTreeMap::new(),
            notices: BTreeMap::new(),
            reservations: BTreeMap::new(),
            sent: BTreeMap::new(),
            nettings: BTreeMap::new(),
            settled: BTreeMap::new(),
            had: Vec::new(),
            answered: BTreeMap::new(),
            uses: Vec::new(),
        }
    }

    pub fn account(&self, no: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.no == no)
    }

    fn account_mut(&mut self, no: &str) -> &mut Account {
        self.accounts.iter_mut().find(|account| account.no == no).unwrap()
    }

    /// The rulebook in force on a day: of the latest day, the one adopted last.
    pub fn book_on(&self, day: Day) -> Option<&Book> {
        let from = self.adopted.iter().map(|(from, _)| *from).filter(|from| *from <= day).max()?;
        let adopted = self.adopted.iter().rfind(|(of, _)| *of == from)?;
        self.books.get(adopted.1)
    }

    /// Answers an order of one command. `files` were given elsewhere for other deeds.
    pub fn ask(&mut self, ask: &Ask, files: &BTreeSet<u8>) -> Answer {
        match self.tried(ask, files) {
            Err(answer) => answer,
            Ok(entry) => {
                let (seq, kind, points) = (self.entries.len(), entry.kind, entry.points);
                let now = ask.now.max(self.last_at);
                self.answered.insert(ask.request(), (seq, ask.what.clone()));
                self.last_at = now;
                self.carry_out(entry, &ask.by, today(now));
                Answer::Done { seq, kind, points, repeated: false }
            }
        }
    }

    /// What would become of it, or what is said instead.
    pub fn tried(&self, ask: &Ask, files: &BTreeSet<u8>) -> Result<Entry, Answer> {
        let refused = |code| Err(Answer::Refused(code));
        let late = self.last_at - ask.now;
        if !ask.clock_confirmed && late > 24 * 3600 {
            return refused("clock-behind");
        }
        if !ask.clock_confirmed && -late > 45 * 24 * 3600 {
            return refused("clock-ahead");
        }
        let now = ask.now.max(self.last_at);
        let Some(operator) = self.operators.get(&ask.by) else {
            return refused("unknown-operator");
        };
        if operator.retired {
            return refused("retired-operator");
        }
        if operator.key != ask.key {
            return refused("wrong-key");
        }
        let request = ask.request();
        match ask.what.twin() {
            None if request.starts_with("twin:") => return refused("key-reserved"),
            Some(own) if own != request => return refused("key-not-twin"),
            _ => {}
        }
        if let Some((seq, what)) = self.answered.get(&request) {
            if *what != ask.what {
                return refused("request-reused");
            }
            let Entry { kind, points, .. } = self.entries[*seq];
            return Err(Answer::Done { seq: *seq, kind, points, repeated: true });
        }
        match &ask.what {
            What::Charter { .. } | What::NetClearing { .. } if self.code != "HQ" => {
                return refused("wrong-branch");
            }
            What::SettleClearing { netted, .. } if netted.0 != "HQ" => {
                return refused("wrong-branch");
            }
            What::Charter { branch } if branch == "HQ" || self.chartered.contains(branch) => {
                return refused("branch-exists");
            }
            _ => {}
        }
        let right = match operator.role {
            Role::Manager => true,
            Role::Clerk => clerks_may(&ask.what),
            Role::Verifier => verifiers_may(&ask.what),
            Role::Auditor => false,
        };
        if !right {
            return refused("no-right");
        }
        self.judge(ask, today(now), files).map_err(|objections| Answer::Refused(objections.first()))
    }

    /// The files of its deeds that stand.
    pub fn files(&self) -> BTreeSet<u8> {
        self.uses.iter().flat_map(|used| used.files.clone()).collect()
    }

    fn judge(&self, ask: &Ask, today: Day, files: &BTreeSet<u8>) -> Judged {
        let entry = |kind| Entry {
            kind,
            points: None,
            what: ask.what.clone(),
            moves: Vec::new(),
            reversed: false,
            claim: None,
            out: 0,
            pieces: 0,
            reserved: None,
            filed: None,
            carried: None,
            used: None,
            sent: None,
        };
        match &ask.what {
            What::Charter { .. } => Ok(entry("branch_chartered")),
            What::Enrol { operator, role, key, account } => {
                let mut no = Objections::default();
                if let Some(account) = account {
                    no.some(self.trouble_naming(account));
                }
                let other = |(id, known): (&String, &Operator)| id != operator && known.key == *key;
                no.add(self.operators.iter().any(other), "key-taken");
                no.add(*role != Role::Manager && self.is_last_manager(operator), "last-manager");
                no.none_or(entry("operator_enrolled"))
            }
            What::Retire { operator, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                match self.operators.get(operator) {
                    None => return Err(no.and("unknown-operator")),
                    Some(known) => no.add(known.retired, "retired-operator"),
                }
                no.add(self.is_last_manager(operator), "last-manager");
                no.none_or(entry("operator_retired"))
            }
            What::Adopt { from, edition } => {
                let (mut no, book) = (Objections::default(), &self.books[*edition]);
                no.add(*from < since(), "before-bank");
                if book.rules.is_empty() {
                    return Err(no.and("bad-rulebook"));
                }
                no.add(self.last_deed.is_some_and(|last| *from <= last), "rulebook-too-early");
                no.add(self.book_on(*from) == Some(book), "rulebook-in-force");
                let known = self.adopted.iter().flat_map(|(_, at)| &self.books[*at].currencies);
                let changed = known
                    .filter_map(|old| Some((old, book.currency(old.code)?)))
                    .any(|(old, new)| old.decimals != new.decimals);
                no.add(changed, "decimals-changed");
                no.none_or(entry("rulebook_adopted"))
            }
            What::OpenAccount { kind, household } => {
                let mut no = Objections::default();
                if let Some(household) = household {
                    // The one the generator writes in the form of an account number.
                    no.add(household == "LC01-000123-Q", "household-is-account");
                    let same = |account: &&Account| account.household.as_ref() == Some(household);
                    let had: Vec<_> = self.accounts.iter().filter(same).collect();
                    let taken = had.iter().any(|account| account.status != Status::Closed);
                    no.add(taken, "household-taken");
                    let role = self.operators[&ask.by].role;
                    no.add(!taken && !had.is_empty() && role != Role::Manager, "no-right");
                }
                no.add(*kind == Kind::Household && household.is_none(), "household-missing");
                no.none_or(entry("account_opened"))
            }
            What::Close { account, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                let account = match self.find(account) {
                    Ok(account) => account,
                    Err(code) => return Err(no.and(code)),
                };
                no.add(account.status == Status::Closed, "closed-account");
                let lots = account.lots.values().any(|lots| !lots.is_empty());
                let held = account.balances.values().any(|points| *points != 0);
                no.add(held || lots, "not-empty");
                let pledged = |seq: &usize| match &self.entries[*seq].what {
                    What::Pledge { account: giver, .. } => *giver == account.no,
                    _ => false,
                };
                let mut open = self.appeals.values().filter(|appeal| !appeal.closed);
                let waits = |appeal: &Appeal| {
                    appeal.pool == account.no || appeal.pledges.iter().any(pledged)
                };
                let claims = self.claims.values().any(|claim| claim.account == account.no);
                let reserved = self.reservations.values().any(|held| held.account == account.no);
                let sent = self.under_way().any(|(_, leg)| leg.parcel.from == account.no);
                no.add(open.any(waits) || claims || reserved || sent, "under-way");
                let member = |other: &Account| {
                    other.member_of.as_ref() == Some(&account.no) && other.status != Status::Closed
                };
                no.add(self.accounts.iter().any(member), "has-members");
                no.none_or(entry("account_closed"))
            }
            What::Freeze { account, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                no.some(self.trouble_with([account]));
                no.none_or(entry("account_frozen"))
            }
            What::Unfreeze { account, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                match self.find(account) {
                    Ok(account) => {
                        no.add(account.status == Status::Closed, "closed-account");
                        no.add(account.status == Status::Open, "not-frozen");
                    }
                    Err(code) => no.add(true, code),
                }
                no.none_or(entry("account_unfrozen"))
            }
            What::Bring { account, points, currency, as_of, note } => {
                let mut no = Objections::default();
                no.some(trouble_in(note, 0, 200));
                no.some(self.trouble_with([account]));
                no.add(*as_of > today, "future-day");
                no.some(self.trouble_with_points(*points, currency, today));
                let again = |entry: &Entry| match &entry.what {
                    What::Bring { account: of, currency: in_, .. } => {
                        !entry.reversed && of == account && in_ == currency
                    }
                    _ => false,
                };
                no.add(self.entries.iter().any(again), "already-brought-forward");
                let terms = self.book_on(today).and_then(|book| book.currency(currency));
                let Some(terms) = terms else { return Err(no) };
                let from = Side::Own("brought-forward");
                let brought = self.credit(from, account, *points, terms, today);
                self.moved(no, entry("brought_forward"), vec![brought], *points)
            }
            What::FileClaim(deed) => {
                self.deed(ask, deed, Does::Earn, today, files, entry("claim_filed"))
            }
            What::Deposit(deed) => {
                self.deed(ask, deed, Does::Earn, today, files, entry("deposited"))
            }
            What::Deduct(deed) => {
                self.deed(ask, deed, Does::Deduct, today, files, entry("deducted"))
            }
            What::List { offer: _, title, price, currency, merchant, terms } => {
                let mut no = Objections::default();
                no.some(trouble_in(title, 1, 60));
                if let Some(merchant) = merchant {
                    no.some(self.trouble_with([merchant]));
                    let kind = self.account(merchant).map(|account| account.kind);
                    no.add(kind.is_some_and(|kind| kind != Kind::Merchant), "not-a-merchant");
                }
                no.some(self.trouble_with_points(*price, currency, today));
                no.add(matches!(terms.limit, Some(Limit::Points(_))), "limit-unfit");
                let turned = terms.from.zip(terms.until).is_some_and(|(from, until)| until < from);
                no.add(turned, "sale-dates");
                let holds = terms.hold_days.is_none_or(|days| (1..=365).contains(&days));
                no.add(!holds, "hold-days");
                no.none_or(entry("offer_listed"))
            }
            What::Withdraw { offer, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                match self.offers.get(offer) {
                    None => no.add(true, "unknown-offer"),
                    Some(offer) => no.add(offer.withdrawn, "withdrawn-offer"),
                }
                no.none_or(entry("offer_withdrawn"))
            }
            What::Redeem { account, offer, qty, note, with } => {
                let to = |offer: &Offer| {
                    offer.merchant.clone().map_or(Side::Own("redeemed"), Side::Holder)
                };
                let way = (account, offer.as_str(), *qty, note.as_str(), with.as_ref());
                self.had_of_offer(way, to, today, entry("redeemed"))
            }
            What::Reserve { account, offer, qty, note } => {
                let way = (account, offer.as_str(), *qty, note.as_str(), None);
                let reserved = entry("reserved");
                let reserved =
                    self.had_of_offer(way, |_| Side::Own("reserved"), today, reserved)?;
                let known = &self.offers[offer];
                let held = Reservation {
                    account: account.clone(),
                    merchant: known.merchant.clone(),
                    pieces: reserved.pieces,
                    until: today + known.terms.hold_days.unwrap_or(7),
                };
                Ok(Entry { reserved: Some(held), out: 0, ..reserved })
            }
            What::Collect { account, reservation, code_of } => {
                let mut no = Objections::default();
                let Some(held) = self.reservation(reservation, account) else {
                    return Err(no.and("reservation-over"));
                };
                no.add(code_of != reservation, "wrong-code");
                no.some(self.trouble_with([account].into_iter().chain(&held.merchant)));
                let paid = &self.entries[reservation.1].moves[0];
                let to = held.merchant.clone().map_or(Side::Own("redeemed"), Side::Holder);
                let points = paid.points;
                // From here on it is as if it had been redeemed: with the lots it took.
                let way = Move { from: Side::Own("reserved"), to, ..paid.clone() };
                let out = held.pieces;
                let claim = Some(reservation.1);
                let collected = Entry { out, pieces: out, claim, ..entry("collected") };
                self.moved(no, collected, vec![way], points)
            }
            What::Cancel { account, reservation, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                no.add(self.reservation(reservation, account).is_none(), "reservation-over");
                self.given_up(no, account, reservation, entry("reservation_cancelled"))
            }
            What::Release { account, reservation } => {
                let mut no = Objections::default();
                match self.reservation(reservation, account) {
                    None => no.add(true, "reservation-over"),
                    Some(held) => no.add(today <= held.until, "not-due-yet"),
                }
                self.given_up(no, account, reservation, entry("reservation_released"))
            }
            What::Return { entry: id, qty, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                let units = whole(*qty);
                no.add(!(1..=10_000).contains(&units), "offer-qty");
                let Some(sold) = self.entries.get(id.1).filter(|_| id.0 == self.code) else {
                    return Err(no.and("unknown-entry"));
                };
                // What was paid in two kinds of points is reversed whole.
                if !["redeemed", "collected"].contains(&sold.kind) || sold.moves.len() > 1 {
                    return Err(no.and("not-returnable"));
                }
                no.add(sold.reversed, "already-reversed");
                no.add(units > sold.out, "return-too-many");
                self.trouble_undoing(
                    &mut no,
                    sold.moves.iter().flat_map(|way| [&way.from, &way.to]),
                );
                let buyer = self.buyer(id.1);
                no.add(self.account(&buyer).unwrap().status == Status::Closed, "closed-account");
                if !no.0.is_empty() {
                    return Err(no);
                }
                let mut back = Vec::new();
                for way in &sold.moves {
                    let each = way.points / sold.pieces;
                    let (kept, points) = (each * (sold.out - units), each * units);
                    let (mut skip, mut want, mut given) = (kept, points, Lots::new());
                    for (until, there) in &way.taken {
                        let skipped = skip.min(*there);
                        skip -= skipped;
                        let part = want.min(there - skipped);
                        want -= part;
                        if part > 0 {
                            given.insert(*until, part);
                        }
                    }
                    back.push(Move {
                        from: way.to.clone(),
                        to: Side::Holder(buyer.clone()),
                        points,
                        currency: way.currency.clone(),
                        taken: Lots::new(),
                        given,
                    });
                }
                let points = back[0].points;
                let returned = Entry { pieces: units, ..entry("returned") };
                self.moved(no, returned, back, points)
            }
            What::Pause { offer, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                match self.offers.get(offer) {
                    None => no.add(true, "unknown-offer"),
                    Some(offer) => {
                        no.add(offer.withdrawn, "withdrawn-offer");
                        no.add(offer.paused, "paused-offer");
                    }
                }
                no.none_or(entry("offer_paused"))
            }
            What::Resume { offer } => {
                let mut no = Objections::default();
                match self.offers.get(offer) {
                    None => no.add(true, "unknown-offer"),
                    Some(offer) => {
                        no.add(offer.withdrawn, "withdrawn-offer");
                        no.add(!offer.paused, "not-paused");
                    }
                }
                no.none_or(entry("offer_resumed"))
            }
            What::Stock { offer, change, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                let Some(offer) = self.offers.get(offer) else {
                    return Err(no.and("unknown-offer"));
                };
                let within = change % ONE == 0 && change.abs() <= 1_000_000 * ONE;
                no.add(!within, "stock-change");
                let left = offer.stock.unwrap_or(0) + change / ONE;
                no.add(within && left > 1_000_000, "stock-change");
                no.add(left < 0, "out-of-stock");
                no.none_or(entry("stock_changed"))
            }
            What::Transfer { from, to, points, currency, into, note } => {
                let mut no = Objections::default();
                no.some(trouble_in(note, 0, 200));
                no.some(self.trouble_with([from, to]));
                no.add(from == to, "to-itself");
                no.add(currency != into, "across-currencies");
                no.some(self.trouble_with_points(*points, currency, today));
                let terms = self.book_on(today).and_then(|book| book.currency(currency));
                if let Some(terms) = terms {
                    no.add(terms.spend_with.is_some(), "needs-partner");
                    let held =
                        self.account(to).map_or(0, |account| self.holds(account, terms, today));
                    let above = terms.ceiling.is_some_and(|most| held + points > most);
                    no.add(above, "above-ceiling");
                }
                no.some(self.trouble_spending(from, *points, currency, today));
                let mut paid =
                    self.payment(from, Side::Holder(to.clone()), *points, currency, today);
                let earns = |no| self.account(no).is_some_and(|account| account.kind.earns());
                // What was in no lot only because nothing ends there ends again here.
                let anew = terms.and_then(|terms| terms.expires.last_day(today));
                if earns(to) {
                    paid.iter_mut().for_each(|way| {
                        way.given = if earns(from) {
                            way.taken.clone()
                        } else {
                            anew.into_iter().map(|until| (until, *points)).collect()
                        };
                    });
                }
                self.moved(no, entry("transferred"), paid, *points)
            }
            What::Expire { account, currency } => {
                self.expire(account, currency, today, entry("expired"))
            }
            What::Join { account, household } => {
                let mut no = Objections::default();
                no.some(self.trouble_with([account, household]));
                if let Some(person) = self.account(account) {
                    no.add(person.kind != Kind::Person, "not-a-person");
                    no.add(person.member_of.is_some(), "already-member");
                }
                let kind = self.account(household).map(|account| account.kind);
                no.add(kind.is_some_and(|kind| kind != Kind::Household), "not-a-household");
                no.none_or(entry("member_joined"))
            }
            What::Leave { account, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                let of = self.account(account).map(|account| &account.member_of);
                no.some(self.trouble_with([account].into_iter().chain(of.into_iter().flatten())));
                no.add(of == Some(&None), "no-household");
                no.none_or(entry("member_left"))
            }
            What::Divide { from, to, points, currency, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                no.some(self.trouble_with([from, to]));
                for account in [from, to].into_iter().filter_map(|no| self.account(no)) {
                    let divisible = [Kind::Household, Kind::Person].contains(&account.kind);
                    no.add(!divisible, "not-divisible");
                }
                no.add(from == to, "to-itself");
                no.some(self.trouble_with_points(*points, currency, today));
                let there = self.account(from).map_or(0, |from| from.standing(currency, today));
                no.add(there < *points, "overdraft");
                let mut paid =
                    self.payment(from, Side::Holder(to.clone()), *points, currency, today);
                paid.iter_mut().for_each(|way| way.given = way.taken.clone());
                self.moved(no, entry("divided"), paid, *points)
            }
            What::ReceiveFund { yuan: _, on, source: text, voucher } => {
                let mut no = Objections::default();
                no.some(trouble_in(text, 1, 200));
                no.add(*on > today, "future-day");
                no.add(self.voucher_used("fund_received", None, voucher), "voucher-used");
                no.none_or(entry("fund_received"))
            }
            What::SpendFund { yuan, on, purpose: text, voucher } => {
                let mut no = Objections::default();
                no.some(trouble_in(text, 1, 200));
                no.add(*on > today, "future-day");
                no.add(self.voucher_used("fund_spent", None, voucher), "voucher-used");
                no.add(*yuan > self.fund, "fund-short");
                no.none_or(entry("fund_spent"))
            }
            What::Settle { merchant, points, currency, yuan, voucher, note } => {
                let mut no = Objections::default();
                no.some(trouble_in(note, 0, 200));
                no.some(self.trouble_with([merchant]));
                let kind = self.account(merchant).map(|account| account.kind);
                no.add(kind.is_some_and(|kind| kind != Kind::Merchant), "not-a-merchant");
                no.some(self.trouble_with_points(*points, currency, today));
                no.add(self.voucher_used("settled", Some(merchant), voucher), "voucher-used");
                no.some(self.trouble_spending(merchant, *points, currency, today));
                no.add(*yuan > self.fund, "fund-short");
                let paid = self.payment(merchant, Side::Own("redeemed"), *points, currency, today);
                self.moved(no, entry("settled"), paid, *points)
            }
            What::SetCover { .. } => Ok(entry("cover_set")),
            What::OpenAppeal { appeal, title, pool, goal, currency, until } => {
                let mut no = Objections::default();
                no.some(trouble_in(title, 1, 60));
                no.add(self.appeals.contains_key(appeal), "appeal-taken");
                no.some(self.trouble_with([pool]));
                let kind = self.account(pool).map(|account| account.kind);
                no.add(kind.is_some_and(|kind| kind != Kind::Pool), "not-a-pool");
                no.add(*until < today, "past-day");
                no.some(self.trouble_with_points(*goal, currency, today));
                let terms = self.book_on(today).and_then(|book| book.currency(currency));
                no.add(terms.is_some_and(|terms| terms.spend_with.is_some()), "needs-partner");
                no.none_or(entry("appeal_opened"))
            }
            What::Pledge { appeal, account, points } => {
                let mut no = Objections::default();
                let Some(appeal) = self.appeals.get(appeal) else {
                    return Err(no.and("unknown-appeal"));
                };
                no.add(appeal.closed, "closed-appeal");
                no.some(self.trouble_with([account]));
                no.add(*account == appeal.pool, "to-itself");
                no.add(today > appeal.until, "appeal-over");
                let currency = &appeal.currency;
                no.some(self.trouble_with_points(*points, currency, today));
                let terms = self.book_on(today).and_then(|book| book.currency(currency));
                no.add(terms.is_some_and(|terms| terms.spend_with.is_some()), "needs-partner");
                no.add(*points > appeal.goal - appeal.raised, "above-goal");
                no.some(self.trouble_spending(account, *points, currency, today));
                let paid = self.payment(account, Side::Own("pledged"), *points, currency, today);
                self.moved(no, entry("pledged"), paid, *points)
            }
            What::ReturnPledge { appeal, pledge } => {
                let mut no = Objections::default();
                let Some(appeal) = self.appeals.get(appeal) else {
                    return Err(no.and("unknown-appeal"));
                };
                no.add(appeal.closed, "closed-appeal");
                no.add(appeal.raised >= appeal.goal, "goal-reached");
                no.add(today <= appeal.until && appeal.raised < appeal.goal, "appeal-runs");
                let held = pledge.0 == self.code && appeal.pledges.contains(&pledge.1);
                if !held {
                    return Err(no.and("unknown-pledge"));
                }
                let given = &self.entries[pledge.1].moves[0];
                let back = given.undone(Lots::new());
                let points = back.points;
                self.moved(no, entry("pledge_returned"), vec![back], points)
            }
            What::CloseAppeal { appeal } => {
                let mut no = Objections::default();
                let Some(appeal) = self.appeals.get(appeal) else {
                    return Err(no.and("unknown-appeal"));
                };
                no.add(appeal.closed, "closed-appeal");
                if appeal.raised < appeal.goal {
                    no.add(today <= appeal.until, "appeal-runs");
                    no.add(!appeal.pledges.is_empty(), "pledges-held");
                    return no.none_or(entry("appeal_closed"));
                }
                // A frozen pool gets it all the same: an end is no movement of its own.
                no.some(self.trouble_naming(&appeal.pool));
                let paid = Move {
                    from: Side::Own("pledged"),
                    to: Side::Holder(appeal.pool.clone()),
                    points: appeal.raised,
                    currency: appeal.currency.clone(),
                    taken: Lots::new(),
                    given: Lots::new(),
                };
                self.moved(no, entry("appeal_closed"), vec![paid], appeal.raised)
            }
            What::VerifyClaim { claim, account, note, distinct } => {
                let mut no = Objections::default();
                let texts = [
                    trouble_in(note, 0, 200),
                    distinct.as_ref().and_then(|why| trouble_in(why, 1, 200)),
                ];
                no.some(texts.into_iter().flatten().next());
                let claim = match self.claim(claim, account) {
                    Ok(claim) => claim,
                    Err(code) => return Err(no.and(code)),
                };
                self.reviews(&mut no, claim, &ask.by);
                no.add(claim.is_reviewed(), "review-done");
                no.add(claim.at_panel() && note.trim().is_empty(), "minutes-missing");
                no.add(claim.doubtful && distinct.is_none(), "looks-double");
                no.none_or(entry("claim_verified"))
            }
            What::RejectClaim { claim, account, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                let claim = match self.claim(claim, account) {
                    Ok(claim) => claim,
                    Err(code) => return Err(no.and(code)),
                };
                // Who agreed to it may think better of it.
                let anew = Claim { reviewers: Vec::new(), ..claim.clone() };
                self.reviews(&mut no, &anew, &ask.by);
                no.add(claim.hung.is_some(), "on-notice");
                no.none_or(entry("claim_rejected"))
            }
            What::PostClaim { claim: id, account } => {
                let mut no = Objections::default();
                no.some(self.trouble_with([account]));
                let claim = match self.claim(id, account) {
                    Ok(claim) => claim,
                    Err(code) => return Err(no.and(code)),
                };
                no.add(!claim.is_reviewed(), "review-missing");
                let Claim { review, hung, objected, points, .. } = claim;
                no.add(review.notice_days > 0 && hung.is_none(), "not-on-notice");
                no.add(*objected, "objected");
                no.add(hung.is_some_and(|(_, until)| today <= until), "notice-stands");
                let book = self.book_on(claim.deed.on).unwrap();
                let terms = book.currency(claim.currency).unwrap();
                let payee = self.account(&claim.account).unwrap();
                let moves = self.awarded(&mut no, payee, *points, terms, today);
                let paid = Entry { claim: Some(id.1), ..entry("deposited") };
                self.moved(no, paid, moves, *points)
            }
            What::OpenNotice { from, to, until } => {
                let mut no = Objections::default();
                no.add(*to > today, "future-day");
                no.add(to < from, "period-backwards");
                let lines = self.lines_for(*from, *to);
                let Some(least) = lines.iter().map(|at| self.claims[at].review.notice_days).max()
                else {
                    return Err(no.and("nothing-for-notice"));
                };
                no.add(!(least..=60).contains(&(until - today)), "notice-days");
                no.none_or(entry("notice_opened"))
            }
            What::Object { claim, account, reason, deadline } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                no.add(*deadline < today, "past-day");
                let claim = match self.claim(claim, account) {
                    Ok(claim) => claim,
                    Err(code) => return Err(no.and(code)),
                };
                no.add(claim.hung.is_none(), "not-on-notice");
                no.add(claim.objected, "objected");
                no.none_or(entry("objection_raised"))
            }
            What::Resolve { claim: id, account, resolution, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                let claim = match self.claim(id, account) {
                    Ok(claim) => claim,
                    Err(code) => return Err(no.and(code)),
                };
                self.reviews(&mut no, claim, &ask.by);
                no.add(!claim.objected, "not-objected");
                let mut resolved = entry("objection_resolved");
                if let Resolution::Corrected(qty) = resolution {
                    no.add(!is_less(*qty, claim.deed.qty), "not-less");
                    let deed = Deed { qty: *qty, ..claim.deed.clone() };
                    let book = self.book_on(deed.on).unwrap();
                    let rule = book.rule(&deed.rule).unwrap();
                    let terms = book.currency(claim.currency).unwrap();
                    let payee = self.account(&claim.account).unwrap();
                    match self.award(rule, terms, payee, &deed, today, Some(id.1)) {
                        Ok((points, used)) => {
                            let used = Use { entry: id.1, ..used };
                            resolved.points = Some(points);
                            resolved.used = Some(used);
                            resolved.filed = Some(Claim { deed, points, ..claim.clone() });
                        }
                        Err(code) => no.add(true, code),
                    }
                }
                no.none_or(resolved)
            }
            What::CloseNotice { notice } => {
                let mut no = Objections::default();
                let known = self.notices.get(&notice.1).filter(|_| notice.0 == self.code);
                let Some(notice) = known else { return Err(no.and("unknown-notice")) };
                no.add(today <= notice.until, "notice-stands");
                // What cannot be paid now waits: objected to, on a frozen account, or
                // above a ceiling with no pool that takes it.
                let unpaid = |at: &usize| {
                    let claim = (self.code.clone(), *at);
                    let account = self.claims[at].account.clone();
                    let pay = Ask { what: What::PostClaim { claim, account }, ..ask.clone() };
                    self.judge(&pay, today, files).is_ok()
                };
                no.add(notice.lines.iter().any(unpaid), "lines-unpaid");
                no.none_or(entry("notice_closed"))
            }
            What::Reverse { entry: id, reason } => {
                self.reverse(id, reason, today, entry("reversed"))
            }
            What::Send { account, to, aim, points, currency, note } => {
                let mut no = Objections::default();
                no.some(trouble_in(note, 0, 200));
                no.add(*to == self.code, "same-branch");
                let there = match aim {
                    Aim::Account(no) => no.split('-').next() == Some(to),
                    Aim::Offer(..) => true,
                };
                let elsewhere = (!there).then_some("other-branch");
                no.some(self.trouble_with([account]).or(elsewhere));
                no.some(self.trouble_with_points(*points, currency, today));
                let terms = self.book_on(today).and_then(|book| book.currency(currency));
                no.add(terms.is_some_and(|terms| terms.spend_with.is_some()), "needs-partner");
                no.some(self.trouble_spending(account, *points, currency, today));
                let paid = self.payment(account, Side::Own("clearing"), *points, currency, today);
                let mut lots = paid.first().map(|way| way.taken.clone()).unwrap_or_default();
                let earns = self.account(account).is_some_and(|account| account.kind.earns());
                if !earns && matches!(aim, Aim::Account(_)) {
                    // What was in no lot only because nothing ends there ends again.
                    let anew = terms.and_then(|terms| terms.expires.last_day(today));
                    lots = anew.into_iter().map(|until| (until, *points)).collect();
                }
                let parcel = Parcel {
                    from: account.clone(),
                    aim: aim.clone(),
                    points: *points,
                    currency: currency.clone(),
                    lots,
                };
                let leg = Leg { to: to.clone(), parcel, ended: false };
                self.moved(no, Entry { sent: Some(leg), ..entry("sent") }, paid, *points)
            }
            What::Receive { sent, parcel } => self.receive(sent, parcel, today, entry("received")),
            What::Decline { sent, parcel, reason } => {
                let mut no = Objections::default();
                no.some(trouble_in(reason, 1, 200));
                no.add(sent.0 == self.code, "same-branch");
                let taken = self.receive(sent, parcel, today, entry("received")).is_ok();
                no.add(taken, "not-declined");
                no.none_or(entry("declined"))
            }
            What::NoteArrival { sent, received: answer } => {
                let mut no = Objections::default();
                no.add(self.leg(sent, answer).is_none(), "not-under-way");
                no.none_or(entry("arrived"))
            }
            What::SendBack { sent, declined: answer } => {
                let no = Objections::default();
                let Some(leg) = self.leg(sent, answer) else {
                    return Err(no.and("not-under-way"));
                };
                // To whomever it is of: a freeze does not stop what comes back.
                let back = self.entries[sent.1].moves[0].undone(Lots::new());
                self.moved(no, entry("sent_back"), vec![back], leg.parcel.points)
            }
            What::NetClearing { positions } => {
                let mut no = Objections::default();
                let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
                for (branch, currency, amount) in positions {
                    let known = branch == "HQ" || self.chartered.contains(branch);
                    no.add(!known, "not-chartered");
                    *sums.entry(currency).or_default() += amount;
                }
                no.add(sums.values().any(|sum| *sum != 0), "clearing-not-zero");
                no.add(netted(positions).is_empty(), "nothing-to-net");
                no.none_or(entry("clearing_netted"))
            }
            What::SettleClearing { netted, currency, amount } => {
                let mut no = Objections::default();
                no.add(*amount == 0, "nothing-to-net");
                let last = self.settled.get(currency);
                no.add(last.is_some_and(|last| netted.1 <= *last), "settled-before");
                let (clearing, head_office) = (Side::Own("clearing"), Side::Own("head-office"));
                let (from, to) =
                    if *amount > 0 { (clearing, head_office) } else { (head_office, clearing) };
                let way = Move {
                    from,
                    to,
                    points: amount.abs(),
                    currency: currency.clone(),
                    taken: Lots::new(),
                    given: Lots::new(),
                };
                let settled = self.moved(no, entry("clearing_settled"), vec![way], 0)?;
                Ok(Entry { points: None, ..settled })
            }
            What::Finish | What::Net => panic!("this is no one command"),
        }
    }

    /// What was sent and has neither arrived nor come back.
    pub fn under_way(&self) -> impl Iterator<Item = (usize, &Leg)> {
        self.sent.iter().filter(|(_, leg)| !leg.ended).map(|(at, leg)| (*at, leg))
    }

    /// What an entry sent to the branch of its answer, and has not ended.
    fn leg(&self, sent: &EntryId, answer: &EntryId) -> Option<&Leg> {
        let leg = self.sent.get(&sent.1).filter(|_| sent.0 == self.code)?;
        (!leg.ended && leg.to == answer.0).then_some(leg)
    }

    /// Points of another branch, where the rules here take them.
    fn receive(&self, sent: &EntryId, parcel: &Parcel, today: Day, entry: Entry) -> Judged {
        let Parcel { from: _, aim, points, currency, lots } = parcel;
        let mut no = Objections::default();
        no.add(sent.0 == self.code, "same-branch");
        let (to, given, pieces) = match aim {
            Aim::Account(account) => {
                no.some(self.trouble_with([account]));
                no.some(self.trouble_with_points(*points, currency, today));
                let terms = self.book_on(today).and_then(|book| book.currency(currency));
                let account_there = self.account(account);
                if let (Some(account), Some(terms)) = (account_there, terms) {
                    let held = self.holds(account, terms, today);
                    no.add(terms.ceiling.is_some_and(|most| held + points > most), "above-ceiling");
                }
                let earns = account_there.is_some_and(|account| account.kind.earns());
                let given = if earns { lots.clone() } else { Lots::new() };
                (Side::Holder(account.clone()), given, 0)
            }
            Aim::Offer(offer, qty) => {
                let Some(offer) = self.offers.get(offer) else {
                    return Err(no.and("unknown-offer"));
                };
                let pieces = whole(*qty);
                self.trouble_with_offer(&mut no, offer, pieces, today);
                no.some(self.trouble_with(&offer.merchant));
                no.add(offer.terms.limit.is_some(), "only-here");
                let terms = self.book_on(today).and_then(|book| book.currency(&offer.currency));
                no.add(terms.is_some_and(|terms| terms.spend_with.is_some()), "needs-partner");
                let paid = (*points, currency) == (offer.price * pieces, &offer.currency);
                no.add(!paid, "offer-price");
                let to = offer.merchant.clone().map_or(Side::Own("redeemed"), Side::Holder);
                (to, Lots::new(), pieces)
            }
        };
        let way = Move {
            from: Side::Own("clearing"),
            to,
            points: *points,
            currency: currency.clone(),
            taken: Lots::new(),
            given,
        };
        self.moved(no, Entry { out: pieces, pieces, ..entry }, vec![way], *points)
    }

    /// What keeps so many of an offer from being had by anybody.
    fn trouble_with_offer(&self, no: &mut Objections, offer: &Offer, pieces: i128, today: Day) {
        no.add(offer.withdrawn, "withdrawn-offer");
        no.add(offer.paused, "paused-offer");
        let Terms { from, until, .. } = &offer.terms;
        let early = from.is_some_and(|from| today < from);
        no.add(early || until.is_some_and(|until| today > until), "not-on-sale");
        no.some(self.trouble_with_points(offer.price, &offer.currency, today));
        no.add(!(1..=10_000).contains(&pieces), "offer-qty");
        no.add(offer.stock.is_some_and(|stock| pieces > stock), "out-of-stock");
    }

    /// So many of an offer for an account, paid to some side.
    fn had_of_offer(
        &self,
        (account, offer, qty, note, with): (&AccountNo, &str, Qty, &str, Option<&(String, Amount)>),
        to: impl Fn(&Offer) -> Side,
        today: Day,
        entry: Entry,
    ) -> Judged {
        let mut no = Objections::default();
        no.some(trouble_in(note, 0, 200));
        let Some(known) = self.offers.get(offer) else {
            return Err(no.and("unknown-offer"));
        };
        let pieces = whole(qty);
        self.trouble_with_offer(&mut no, known, pieces, today);
        no.some(self.trouble_with([account].into_iter().chain(&known.merchant)));
        no.add(known.merchant.as_ref() == Some(account), "to-itself");
        if let Some(limit) = &known.terms.limit {
            let (most, per) = match limit {
                Limit::Day(most) => (most, Per::Day),
                Limit::Month(most) => (most, Per::Month),
                Limit::Year(most) => (most, Per::Year),
                Limit::Life(most) | Limit::Points(most) => (most, Per::Life),
            };
            let mine = |had: &&Had| had.account == *account && had.offer == offer;
            let counted = self.had.iter().filter(mine).filter(|had| within(per, had.on, today));
            let had: i128 = counted.map(|had| had.pieces).sum();
            no.add(had + pieces > i128::from(*most), "limit-reached");
        }
        let price = known.price * pieces;
        let parts = self.parts(&mut no, price, &known.currency, with, today);
        let mut paid = Vec::new();
        for (currency, points) in &parts {
            no.some(self.trouble_spending(account, *points, currency, today));
            paid.extend(self.payment(account, to(known), *points, currency, today));
        }
        self.moved(no, Entry { out: pieces, pieces, ..entry }, paid, parts[0].1)
    }

    /// A reservation that is open, of that account.
    fn reservation(&self, id: &EntryId, account: &str) -> Option<&Reservation> {
        let held = self.reservations.get(&id.1).filter(|_| id.0 == self.code);
        held.filter(|held| held.account == account)
    }

    /// A reservation given up: points and lots go back, whatever the account's state.
    fn given_up(&self, mut no: Objections, account: &str, id: &EntryId, entry: Entry) -> Judged {
        no.some(self.trouble_naming(account));
        let mut no = no.so_far()?;
        let held = &self.reservations[&id.1];
        let back = self.entries[id.1].moves[0].undone(Lots::new());
        let points = back.points;
        no.add(false, "reservation-over");
        let entry = Entry { claim: Some(id.1), pieces: held.pieces, ..entry };
        self.moved(no, entry, vec![back], points)
    }

    /// Who paid for what an entry handed over.
    fn buyer(&self, at: usize) -> AccountNo {
        let paid = self.entries[at].claim.filter(|_| self.entries[at].kind == "collected");
        match &self.entries[paid.unwrap_or(at)].moves[0].from {
            Side::Holder(account) => account.clone(),
            Side::Own(own) => panic!("{own} buys nothing"),
        }
    }

    fn trouble_undoing<'a>(&self, no: &mut Objections, sides: impl Iterator<Item = &'a Side>) {
        for side in sides {
            if let Side::Holder(account) = side {
                let closed = self.account(account).unwrap().status == Status::Closed;
                no.add(closed, "closed-account");
            }
        }
    }

    /// What counts against the ceiling of those who have one: holders that earn.
    fn holds(&self, account: &Account, currency: &Currency, on: Day) -> Amount {
        if account.kind.earns() { account.standing(currency.code, on) } else { Amount::MIN / 2 }
    }

    /// A price as its parts: what is paid in its own currency, and what beside it.
    fn parts(
        &self,
        no: &mut Objections,
        price: Amount,
        currency: &str,
        with: Option<&(String, Amount)>,
        today: Day,
    ) -> Vec<(String, Amount)> {
        let book = self.book_on(today);
        let terms = |code: &str| book.and_then(|book| book.currency(code));
        let alone = |code: &str| terms(code).is_some_and(|terms| terms.spend_with.is_some());
        no.add(alone(currency), "needs-partner");
        let Some((beside, points)) = with else { return vec![(currency.to_owned(), price)] };
        no.some(self.trouble_with_points(*points, beside, today));
        // What is left of the price has no more decimals than the partner either.
        no.some(self.trouble_with_points(*points, currency, today));
        let Some((_, share)) = terms(beside)
            .and_then(|terms| terms.spend_with)
            .filter(|(partner, _)| *partner == currency)
        else {
            no.add(true, "not-partner");
            return vec![(currency.to_owned(), price)];
        };
        let rest = price - points;
        no.add(*points > share * rest, "above-share");
        vec![(currency.to_owned(), rest), (beside.clone(), *points)]
    }

    /// Lots that have ended go, and a share of them goes on.
    fn expire(&self, no: &str, currency: &str, today: Day, entry: Entry) -> Judged {
        let mut objections = Objections::default();
        let account = match self.find(no) {
            Ok(account) => account,
            Err(code) => return Err(objections.and(code)),
        };
        objections.add(account.status == Status::Closed, "closed-account");
        let mut ended = account.lots(currency);
        ended.retain(|until, _| *until < today);
        let Some(&last) = ended.keys().max() else {
            return Err(objections.and("nothing-expired"));
        };
        let all: Amount = ended.values().sum();
        // The terms of the day after: what is in no rulebook then ends all the
        // same, and nothing of it goes on.
        let terms = self.book_on(last + 1).and_then(|book| book.currency(currency));
        let goes_on = terms.and_then(|terms| {
            let share = floor_to(all * terms.carry_over? / 100, terms.decimals);
            (share > 0).then_some((terms.expires.last_day(last + 1)?, share))
        });
        let lost = all - goes_on.map_or(0, |(_, share)| share);
        let way = Move {
            from: Side::Holder(no.to_owned()),
            to: Side::Own("expired"),
            points: lost,
            currency: currency.to_owned(),
            taken: ended,
            given: Lots::new(),
        };
        self.moved(objections, Entry { carried: goes_on, ..entry }, vec![way], lost)
    }

    /// Points that come to a holder and live as long as they do in a currency.
    fn credit(
        &self,
        from: Side,
        to: &str,
        points: Amount,
        currency: &Currency,
        today: Day,
    ) -> Move {
        let earns = self.account(to).is_some_and(|account| account.kind.earns());
        let until = currency.expires.last_day(today).filter(|_| earns);
        Move {
            from,
            to: Side::Holder(to.to_owned()),
            points,
            currency: currency.code.to_owned(),
            taken: Lots::new(),
            given: until.into_iter().map(|until| (until, points)).collect(),
        }
    }

    /// An award: up to the ceiling to the holder, what is beyond to the pool.
    fn awarded(
        &self,
        no: &mut Objections,
        account: &Account,
        points: Amount,
        currency: &Currency,
        today: Day,
    ) -> Vec<Move> {
        let held = self.holds(account, currency, today);
        let kept = currency.ceiling.map_or(points, |most| points.min((most - held).max(0)));
        let issued =
            |to: &str, points| self.credit(Side::Own("issued"), to, points, currency, today);
        let mut moves = Vec::new();
        if kept > 0 {
            moves.push(issued(&account.no, kept));
        }
        if kept < points {
            let open = |a: &&Account| a.kind == Kind::Pool && a.status != Status::Closed;
            match self.accounts.iter().find(open) {
                Some(pool) => {
                    // That there is a pool is known only now.
                    no.add(no.0.is_empty() && pool.status == Status::Frozen, "frozen-account");
                    moves.push(issued(&pool.no, points - kept));
                }
                None => no.add(true, "no-pool"),
            }
        }
        moves
    }

    /// An earlier entry undone: back the way it came, with the lots it took.
    fn reverse(&self, id: &EntryId, reason: &str, today: Day, entry: Entry) -> Judged {
        let mut no = Objections::default();
        no.some(trouble_in(reason, 1, 200));
        let Some(undone) = self.entries.get(id.1).filter(|_| id.0 == self.code) else {
            return Err(no.and("unknown-entry"));
        };
        let money = ["fund_received", "fund_spent"].contains(&undone.kind);
        let own_way = [
            "reversed",
            "expired",
            "pledged",
            "pledge_returned",
            "appeal_closed",
            "reserved",
            "collected",
            "reservation_cancelled",
            "reservation_released",
            "returned",
            "sent",
            "received",
            "sent_back",
            "clearing_settled",
        ];
        let own_way = own_way.contains(&undone.kind);
        if (undone.moves.is_empty() && !money) || own_way {
            return Err(no.and("not-reversible"));
        }
        no.add(undone.reversed, "already-reversed");
        no.add(undone.out < undone.pieces, "already-returned");
        let mut back = Vec::new();
        for way in &undone.moves {
            self.trouble_undoing(&mut no, [&way.from, &way.to].into_iter());
            let first: Vec<Day> = way.given.keys().copied().collect();
            let taken = match &way.to {
                Side::Holder(account) => {
                    self.account(account).unwrap().take(&way.currency, way.points, today, &first)
                }
                Side::Own(_) => Lots::new(),
            };
            back.push(way.undone(taken));
        }
        // Whether a balance stays in bounds is asked of what would follow, and so last.
        let entry = self.moved(no.so_far()?, entry, back, 0)?;
        Ok(Entry { points: undone.points, ..entry })
    }

    /// A deed under a rule.
    fn deed(
        &self,
        ask: &Ask,
        deed: &Deed,
        does: Does,
        today: Day,
        files: &BTreeSet<u8>,
        entry: Entry,
    ) -> Judged {
        let mut no = Objections::default();
        let texts = [trouble_in(&deed.evidence, 0, 200), trouble_in(&deed.note, 0, 200)];
        no.some(texts.into_iter().flatten().next());
        no.some(self.trouble_with([&deed.account]));
        no.add(deed.on > today, "future-day");
        no.add(deed.on < since(), "before-bank");
        let Some(book) = self.book_on(deed.on) else { return Err(no.and("no-rulebook")) };
        let Some(rule) = book.rule(&deed.rule) else { return Err(no.and("unknown-rule")) };
        let before = rule.from.is_some_and(|from| deed.on < from);
        let after = rule.until.is_some_and(|until| deed.on > until);
        no.add(before || after, "rule-not-in-force");
        no.add(rule.does != does, "rule-kind");
        let Some(doer) = self.account(&deed.account) else { return Err(no) };
        // Whom it pays is known from the rule, and looked at once that is well.
        let mut no = no.so_far()?;
        let household = doer.member_of.as_ref().and_then(|household| self.account(household));
        let account = match (rule.pays, doer.kind, household) {
            (Pays::Household, Kind::Person, None) => return Err(no.and("no-household")),
            (Pays::Household, Kind::Person, Some(household)) => household,
            _ => doer,
        };
        no.some(self.trouble_with([&account.no]));
        if let Some(approver) = &deed.approver {
            no.add(*approver == ask.by, "approver-is-poster");
            let fit = self.operators.get(approver);
            let fit = fit.is_some_and(|known| !known.retired && known.role != Role::Auditor);
            no.add(!fit, "approver-unfit");
        }
        no.add(rule.pays == Pays::Person && doer.kind == Kind::Household, "pays-person");
        let holds = rule.holders.contains(&account.kind);
        no.add(does == Does::Earn && !holds, "holder-not-allowed");
        for cap in &rule.caps {
            if let Cap::LateDays(days) = cap {
                no.add(today - deed.on > *days, "too-late");
            }
        }
        no.add(rule.approved && deed.approver.is_none(), "approver-missing");
        let late = rule.late_after.is_some_and(|days| today - deed.on > days);
        if ask.what.is_claim() {
            no.add(rule.review == Review::NONE && !late, "review-not-needed");
            no.add(late && deed.witnesses.len() < 2, "witnesses-missing");
        } else if does == Does::Earn {
            no.add(rule.review != Review::NONE, "claim-needed");
            no.add(late, "late-needs-claim");
        }
        let fit = self.are_fit(&deed.witnesses, &doer.no, &account.no);
        no.add(does == Does::Earn && !fit, "witness-unfit");
        if rule.does != does {
            return Err(no);
        }
        let currency = book.currency(rule.currency).unwrap();
        let (points, used) = match self.award(rule, currency, account, deed, today, None) {
            Ok(award) => award,
            Err(code) => return Err(no.and(code)),
        };
        let more = self.owed(today, Some((rule.currency, points)));
        let rated = currency.rate.is_some() && self.cover == Cover::Refuse;
        no.add(does == Does::Earn && rated && more > self.covered(today), "beyond-cover");
        let like = self.is_like(&used, files);
        // What it is like is found, whatever is said; where there is none, none is named.
        no.add(deed.like.is_some() && !like, "not-like");
        if ask.what.is_claim() {
            let asked = late || (like && !rule.review.panel);
            let verifiers = rule.review.verifiers.max(usize::from(asked));
            let filed = Claim {
                account: account.no.clone(),
                deed: deed.clone(),
                by: ask.by.clone(),
                review: Review { verifiers, ..rule.review },
                reviewers: Vec::new(),
                doubtful: like,
                hung: None,
                objected: false,
                points,
                currency: rule.currency,
            };
            let points = Some(points);
            return no.none_or(Entry { points, used: Some(used), filed: Some(filed), ..entry });
        }
        let moves = match does {
            Does::Earn => self.awarded(&mut no, account, points, currency, today),
            _ => self.payment(&account.no, Side::Own("deducted"), points, rule.currency, today),
        };
        no.add(!ask.another_deed && like, "deed-again");
        self.moved(no, Entry { used: Some(used), ..entry }, moves, points)
    }

    /// Witnesses are accounts of the branch, different from each other, and
    /// neither the claimant's nor of their household.
    fn are_fit(&self, witnesses: &[AccountNo], doer: &str, payee: &str) -> bool {
        let family: BTreeSet<AccountNo> = &self.family(doer) | &self.family(payee);
        let different: BTreeSet<&AccountNo> = witnesses.iter().collect();
        let fit = |no: &&AccountNo| {
            let kind = self.account(no).map(|account| account.kind);
            let somebody = kind.is_some_and(Kind::earns);
            somebody && self.trouble_naming(no).is_none() && !family.contains(*no)
        };
        different.len() == witnesses.len() && witnesses.iter().all(|no| fit(&no))
    }

    /// A claim under way, of that account.
    fn claim(&self, id: &EntryId, account: &str) -> Result<&Claim, &'static str> {
        if let Some(code) = self.trouble_naming(account) {
            return Err(code);
        }
        let known = self.claims.get(&id.1).filter(|_| id.0 == self.code);
        known.filter(|claim| claim.account == account).ok_or("unknown-claim")
    }

    /// Who filed or reviewed a claim, or is of its family, does not look at it again.
    fn reviews(&self, no: &mut Objections, claim: &Claim, by: &str) {
        no.add(claim.by == by, "filed-by-them");
        let own = self.operators[by].account.clone();
        let family = &self.family(&claim.account) | &self.family(&claim.deed.account);
        no.add(own.is_some_and(|own| family.contains(&own)), "own-claim");
        no.add(claim.reviewers.iter().any(|known| known == by), "reviewed-already");
    }

    /// Claims that wait for a notice of deeds of a period.
    pub fn lines_for(&self, from: Day, to: Day) -> BTreeSet<usize> {
        let waits = |claim: &Claim| {
            claim.is_reviewed()
                && claim.review.notice_days > 0
                && claim.hung.is_none()
                && (from..=to).contains(&claim.deed.on)
        };
        self.claims.iter().filter(|(_, claim)| waits(claim)).map(|(at, _)| *at).collect()
    }

    /// The same household's on the same day under the same rule, or with the same file.
    fn is_like(&self, deed: &Use, files: &BTreeSet<u8>) -> bool {
        let family = self.family(&deed.done_by);
        let same = |other: &Use| {
            let of_family = family.contains(&other.account) || family.contains(&other.done_by);
            of_family && other.rule == deed.rule && other.on == deed.on
        };
        let here = self.files();
        self.uses.iter().any(same)
            || deed.files.iter().any(|file| here.contains(file) || files.contains(file))
    }

    /// An account, its household, and that household's persons.
    fn family(&self, no: &str) -> BTreeSet<AccountNo> {
        let of = self.account(no).and_then(|account| account.member_of.clone());
        let head = of.unwrap_or_else(|| no.to_owned());
        let members = self.accounts.iter().filter(|a| a.member_of.as_ref() == Some(&head));
        let members = members.map(|account| account.no.clone());
        members.chain([no.to_owned(), head.clone()]).collect()
    }

    /// What is owed for points in yuan, up to the fen, if so many more were outstanding.
    pub fn owed(&self, today: Day, more: Option<(&str, Amount)>) -> Amount {
        let Some(book) = self.book_on(today) else { return 0 };
        let rated = book.currencies.iter().filter_map(|terms| Some((terms, terms.rate?)));
        // In the square of ten-thousandths; what is claimed is rounded by itself.
        let (mut outstanding, mut claimed) = (0, 0);
        for (terms, rate) in rated {
            let code = terms.code;
            let held: Amount = self.accounts.iter().map(|account| account.balance(code)).sum();
            let waiting: Amount =
                ["reserved", "pledged", "clearing"].map(|own| self.own(own, code)).iter().sum();
            let more = more.filter(|(of, _)| *of == code).map_or(0, |(_, points)| points);
            outstanding += (held + waiting + more).max(0) * rate;
            let claims = self.claims.values().filter(|claim| claim.currency == code);
            claimed += claims.map(|claim| claim.points).sum::<Amount>() * rate;
        }
        let fen = ONE * ONE / 100;
        let up = |sum: i128| (sum + fen - 1) / fen * (ONE / 100);
        up(outstanding) + up(claimed)
    }

    /// What stands behind the points in yuan: the fund, and the bank's own shelf.
    pub fn covered(&self, today: Day) -> Amount {
        let own = self.offers.values().filter(|offer| offer.merchant.is_none());
        let worth = own.map(|offer| {
            let terms = self.book_on(today).and_then(|book| book.currency(&offer.currency));
            let rate = terms.and_then(|terms| terms.rate).unwrap_or(0);
            offer.stock.unwrap_or(0) * offer.price * rate
        });
        let fen = ONE * ONE / 100;
        self.fund + worth.sum::<i128>() / fen * (ONE / 100)
    }

    /// A voucher of that kind (for a merchant: of that one) stands already.
    fn voucher_used(&self, kind: &str, of: Option<&AccountNo>, voucher: &str) -> bool {
        let mut standing =
            self.entries.iter().filter(|entry| entry.kind == kind && !entry.reversed);
        standing.any(|entry| match &entry.what {
            What::ReceiveFund { voucher: known, .. } | What::SpendFund { voucher: known, .. } => {
                known == voucher
            }
            What::Settle { voucher: known, merchant, .. } => {
                known == voucher && Some(merchant) == of
            }
            _ => false,
        })
    }

    /// What a rule gives or takes for a deed, and what that uses of its caps.
    fn award(
        &self,
        rule: &Rule,
        currency: &Currency,
        account: &Account,
        deed: &Deed,
        today: Day,
        besides: Option<usize>,
    ) -> Result<(Amount, Use), &'static str> {
        // Units in ten-thousandths, or tenths of a minute; and how many of these make a unit.
        let (count, unit) = match (rule.unit, deed.qty) {
            (Unit::Hours, Qty::Minutes(minutes)) => (i128::from(minutes) * 10, 600),
            (Unit::Hours, Qty::Number(hours)) => (hours * 600 / ONE, 600),
            (_, Qty::Number(number)) => (number, ONE),
            (_, Qty::Minutes(minutes)) => (i128::from(minutes), ONE),
        };
        if count <= 0 {
            return Err("award-not-positive");
        }
        match (rule.unit, deed.qty) {
            (Unit::Hours, Qty::Minutes(_)) => {}
            (_, Qty::Minutes(_)) => return Err("award-wrong-unit"),
            (Unit::Hours | Unit::Money, Qty::Number(n)) if decimals(n) <= 2 => {}
            (Unit::Times | Unit::Pieces, Qty::Number(n)) if decimals(n) == 0 => {}
            _ => return Err("award-too-precise"),
        }
        if count > 1_000_000 * unit {
            return Err("award-absurd");
        }
        let worth = |count: i128| floor_to(rule.points * count / unit, currency.decimals);
        let computed = worth(count);
        if computed >= TOO_MUCH {
            return Err("award-too-large");
        }
        if computed == 0 {
            return Err("award-nothing");
        }
        let mut points = computed;
        for cap in &rule.caps {
            let per = match cap {
                Cap::Points(_, per) | Cap::Times(_, per) | Cap::Minutes(_, per) => *per,
                Cap::Households(_, per) => *per,
                Cap::LateDays(_) => continue,
            };
            let within = |used: &&Use| {
                let counts = Some(used.entry) != besides && used.rule == rule.code;
                counts && within(per, used.on, deed.on)
            };
            let mine: Vec<&Use> =
                self.uses.iter().filter(|u| u.account == account.no).filter(within).collect();
            let bound = match cap {
                Cap::Points(most, _) => most - mine.iter().map(|used| used.points).sum::<Amount>(),
                Cap::Times(most, _) => {
                    let left = most - mine.iter().map(|used| used.times).sum::<i64>();
                    match rule.unit {
                        Unit::Times => worth(i128::from(left) * ONE),
                        _ if left > 0 => computed,
                        _ => 0,
                    }
                }
                Cap::Minutes(most, _) => {
                    let used: i128 = mine.iter().map(|used| used.minutes).sum();
                    worth((i128::from(*most) * 10 - used).max(0))
                }
                Cap::Households(most, _) => {
                    let others: BTreeSet<&str> = self
                        .uses
                        .iter()
                        .filter(within)
                        .map(|used| used.account.as_str())
                        .filter(|other| self.same_group(other, account))
                        .collect();
                    let among = others.contains(account.no.as_str());
                    if among || (others.len() as i64) < *most { computed } else { 0 }
                }
                Cap::LateDays(_) => computed,
            };
            points = points.min(floor_to(bound.max(0), currency.decimals));
        }
        if points == 0 {
            return Err("award-cap-reached");
        }
        if rule.does == Does::Deduct {
            let above = account.standing(currency.code, today) - currency.floor;
            points = points.min(above.max(0));
            if points == 0 {
                return Err("award-at-floor");
            }
        }
        if let Some(claim) = besides.and_then(|claim| self.claims.get(&claim)) {
            // A correction only lowers.
            points = points.min(claim.points);
        }
        let counted = if points < computed {
            // The least count worth the points, in whole units or tenths of a minute.
            let least = (points * unit + rule.points - 1) / rule.points;
            let step = if rule.unit == Unit::Hours { 1 } else { ONE };
            ((least + step - 1) / step * step).min(count)
        } else {
            count
        };
        let used = Use {
            entry: self.entries.len(),
            account: account.no.clone(),
            rule: rule.code.to_owned(),
            on: deed.on,
            points,
            times: if rule.unit == Unit::Times { (counted / ONE) as i64 } else { 1 },
            minutes: if rule.unit == Unit::Hours { counted } else { 0 },
            done_by: deed.account.clone(),
            files: deed.files.clone(),
        };
        Ok((points, used))
    }

    /// In a group there is, and of the same.
    fn same_group(&self, no: &str, other: &Account) -> bool {
        let group = |account: &Account| {
            let household = account.household.clone()?;
            household.rfind('-').map(|at| household[..at].to_owned())
        };
        let mine = group(other);
        mine.is_some() && self.account(no).and_then(group) == mine
    }

    fn is_last_manager(&self, operator: &str) -> bool {
        let manages = |known: &Operator| known.role == Role::Manager && !known.retired;
        self.operators.get(operator).is_some_and(manages)
            && self.operators.values().filter(|known| manages(known)).count() == 1
    }

    fn find(&self, no: &str) -> Result<&Account, &'static str> {
        if no.split('-').next() != Some(self.code.as_str()) {
            return Err("other-branch");
        }
        self.account(no).ok_or("unknown-account")
    }

    /// What keeps an account from being named where nothing moves.
    fn trouble_naming(&self, no: &str) -> Option<&'static str> {
        match self.find(no) {
            Err(code) => Some(code),
            Ok(account) if account.status == Status::Closed => Some("closed-account"),
            Ok(_) => None,
        }
    }

    /// What keeps the first of these accounts that is in trouble from moving.
    fn trouble_with<'a>(
        &self,
        accounts: impl IntoIterator<Item = &'a AccountNo>,
    ) -> Option<&'static str> {
        accounts.into_iter().find_map(|no| match self.find(no).map(|account| account.status) {
            Err(code) => Some(code),
            Ok(Status::Closed) => Some("closed-account"),
            Ok(Status::Frozen) => Some("frozen-account"),
            Ok(Status::Open) => None,
        })
    }

    /// Points can only be named in a currency of today's rulebook, and no more exactly than it.
    fn trouble_with_points(
        &self,
        points: Amount,
        currency: &str,
        today: Day,
    ) -> Option<&'static str> {
        let Some(book) = self.book_on(today) else { return Some("no-rulebook") };
        let Some(currency) = book.currency(currency) else { return Some("unknown-currency") };
        (decimals(points) > currency.decimals).then_some("too-precise")
    }

    fn trouble_spending(
        &self,
        account: &str,
        points: Amount,
        currency: &str,
        today: Day,
    ) -> Option<&'static str> {
        let currency = self.book_on(today)?.currency(currency)?;
        (self.account(account)?.available(currency, today) < points).then_some("overdraft")
    }

    /// Points taken from a holder, out of the lots that end first.
    fn payment(
        &self,
        account: &str,
        to: Side,
        points: Amount,
        currency: &str,
        today: Day,
    ) -> Vec<Move> {
        let Some(payer) = self.account(account) else { return Vec::new() };
        vec![Move {
            from: Side::Holder(account.to_owned()),
            to,
            points,
            currency: currency.to_owned(),
            taken: payer.take(currency, points, today, &[]),
            given: Lots::new(),
        }]
    }

    /// The entry with its movements, unless a balance would leave all bounds.
    fn moved(&self, mut no: Objections, entry: Entry, moves: Vec<Move>, points: Amount) -> Judged {
        let mut after: BTreeMap<(String, String), Amount> = BTreeMap::new();
        for way in &moves {
            for (side, change) in [(&way.from, -way.points), (&way.to, way.points)] {
                let (name, before) = match side {
                    Side::Holder(no) => {
                        (no.clone(), self.account(no).map_or(0, |a| a.balance(&way.currency)))
                    }
                    Side::Own(own) => ((*own).to_owned(), self.own(own, &way.currency)),
                };
                let sum = after.entry((name, way.currency.clone())).or_insert(before);
                *sum += change;
                no.add(sum.abs() >= TOO_MUCH, "out-of-bounds");
            }
        }
        no.none_or(Entry { moves, points: Some(points), ..entry })
    }

    pub fn own(&self, name: &'static str, currency: &str) -> Amount {
        self.own.get(&(name, currency.to_owned())).copied().unwrap_or(0)
    }

    /// Nothing can be objected any more: it happens.
    fn carry_out(&mut self, entry: Entry, by: &str, day: Day) {
        for way in &entry.moves {
            self.shift(way);
        }
        self.uses.extend(entry.used.clone());
        let at = self.entries.len();
        match entry.what.clone() {
            What::FileClaim(deed) => {
                self.last_deed = self.last_deed.max(Some(deed.on));
                self.claims.insert(at, entry.filed.clone().unwrap());
            }
            What::VerifyClaim { claim, distinct, .. } => {
                let by = by.to_owned();
                let claim = self.claims.get_mut(&claim.1).unwrap();
                claim.reviewers.push(by);
                claim.doubtful &= distinct.is_none();
            }
            What::RejectClaim { claim, .. } => self.strike(claim.1),
            What::PostClaim { claim, .. } => self.take_down(claim.1),
            What::OpenNotice { from, to, until } => {
                let lines = self.lines_for(from, to);
                for line in &lines {
                    self.claims.get_mut(line).unwrap().hung = Some((at, until));
                }
                self.notices.insert(at, Notice { until, lines });
            }
            What::Object { claim, .. } => self.claims.get_mut(&claim.1).unwrap().objected = true,
            What::Resolve { claim, resolution, .. } => match resolution {
                Resolution::Upheld => self.strike(claim.1),
                Resolution::Corrected(_) => {
                    // What was corrected used its caps anew, a moment ago.
                    let last = self.uses.pop().unwrap();
                    self.uses.retain(|used| used.entry != claim.1);
                    self.uses.push(last);
                    let corrected = Claim { objected: false, ..entry.filed.clone().unwrap() };
                    self.claims.insert(claim.1, corrected);
                }
                Resolution::Dismissed | Resolution::Withdrawn => {
                    self.claims.get_mut(&claim.1).unwrap().objected = false;
                }
            },
            What::CloseNotice { notice } => {
                self.notices.remove(&notice.1);
            }
            What::Charter { branch } => {
                self.chartered.insert(branch);
            }
            What::Enrol { operator, role, key, account } => {
                let before = self.operators.get(&operator).and_then(|known| known.account.clone());
                let account = account.or(before);
                self.operators.insert(operator, Operator { role, key, retired: false, account });
            }
            What::Retire { operator, .. } => {
                self.operators.get_mut(&operator).unwrap().retired = true;
            }
            What::Adopt { from, edition } => self.adopted.push((from, edition)),
            What::OpenAccount { kind, household } => {
                let no = format!("{}-{}", self.code, self.accounts.len() + 1);
                self.accounts.push(Account {
                    no,
                    kind,
                    household,
                    status: Status::Open,
                    balances: BTreeMap::new(),
                    lots: BTreeMap::new(),
                    member_of: None,
                });
            }
            What::Close { account, .. } => self.account_mut(&account).status = Status::Closed,
            What::Freeze { account, .. } => self.account_mut(&account).status = Status::Frozen,
            What::Unfreeze { account, .. } => self.account_mut(&account).status = Status::Open,
            What::Deposit(deed) | What::Deduct(deed) => {
                self.last_deed = self.last_deed.max(Some(deed.on));
            }
            What::List { offer, price, currency, merchant, terms, .. } => {
                let before = self.offers.get(&offer);
                let (paused, stock) = before.map_or((false, None), |old| (old.paused, old.stock));
                let withdrawn = false;
                let listed = Offer { price, currency, merchant, withdrawn, terms, paused, stock };
                self.offers.insert(offer, listed);
            }
            What::Pause { offer, .. } => self.offers.get_mut(&offer).unwrap().paused = true,
            What::Resume { offer } => self.offers.get_mut(&offer).unwrap().paused = false,
            What::Stock { offer, change, .. } => {
                let offer = self.offers.get_mut(&offer).unwrap();
                offer.stock = Some(offer.stock.unwrap_or(0) + change / ONE);
            }
            What::Redeem { account, offer, .. } | What::Reserve { account, offer, .. } => {
                let pieces = entry.pieces;
                self.restock(&offer, -pieces);
                self.had.push(Had { entry: at, account, offer, on: day, pieces });
                if let Some(held) = &entry.reserved {
                    self.reservations.insert(at, held.clone());
                }
            }
            What::Collect { reservation, .. } => {
                self.reservations.remove(&reservation.1);
            }
            What::Cancel { reservation, .. } | What::Release { reservation, .. } => {
                let held = self.reservations.remove(&reservation.1).unwrap();
                self.given_back(reservation.1, held.pieces);
            }
            What::Return { entry: sold, .. } => {
                self.entries[sold.1].out -= entry.pieces;
                self.given_back(sold.1, entry.pieces);
            }
            What::Withdraw { offer, .. } => self.offers.get_mut(&offer).unwrap().withdrawn = true,
            What::Join { account, household } => {
                self.account_mut(&account).member_of = Some(household);
            }
            What::Leave { account, .. } => self.account_mut(&account).member_of = None,
            What::ReceiveFund { yuan, .. } => self.fund += yuan,
            What::SpendFund { yuan, .. } | What::Settle { yuan, .. } => self.fund -= yuan,
            What::SetCover { cover } => self.cover = cover,
            What::OpenAppeal { appeal, pool, goal, currency, until, .. } => {
                let (raised, pledges, closed) = (0, Vec::new(), false);
                let opened = Appeal { pool, goal, currency, until, raised, pledges, closed };
                self.appeals.insert(appeal, opened);
            }
            What::Pledge { appeal, points, .. } => {
                let appeal = self.appeals.get_mut(&appeal).unwrap();
                appeal.raised += points;
                appeal.pledges.push(self.entries.len());
            }
            What::ReturnPledge { appeal, pledge } => {
                let appeal = self.appeals.get_mut(&appeal).unwrap();
                appeal.pledges.retain(|held| *held != pledge.1);
            }
            What::CloseAppeal { appeal } => {
                let appeal = self.appeals.get_mut(&appeal).unwrap();
                appeal.closed = true;
                appeal.pledges.clear();
            }
            What::Reverse { entry: (_, undone), .. } => {
                self.entries[undone].reversed = true;
                match self.entries[undone].what.clone() {
                    What::Redeem { .. } => self.given_back(undone, self.entries[undone].pieces),
                    What::ReceiveFund { yuan, .. } => self.fund -= yuan,
                    What::SpendFund { yuan, .. } | What::Settle { yuan, .. } => self.fund += yuan,
                    _ => {}
                }
                let used_by = self.entries[undone].claim.unwrap_or(undone);
                self.uses.retain(|used| used.entry != used_by);
            }
            What::Expire { account, currency } => {
                self.account_mut(&account).put(&currency, &entry.carried.into_iter().collect());
            }
            What::Send { .. } => {
                self.sent.insert(at, entry.sent.clone().unwrap());
            }
            What::Receive { parcel: Parcel { aim: Aim::Offer(offer, _), .. }, .. } => {
                self.restock(&offer, -entry.pieces);
            }
            What::NoteArrival { sent, .. } | What::SendBack { sent, .. } => {
                self.sent.get_mut(&sent.1).unwrap().ended = true;
            }
            What::NetClearing { positions } => {
                self.nettings.insert(at, netted(&positions));
            }
            What::SettleClearing { netted, currency, .. } => {
                self.settled.insert(currency, netted.1);
            }
            What::Bring { .. }
            | What::Transfer { .. }
            | What::Divide { .. }
            | What::Receive { .. }
            | What::Decline { .. }
            | What::Finish
            | What::Net => {}
        }
        self.entries.push(entry);
    }

    fn restock(&mut self, offer: &str, pieces: i128) {
        let offer = self.offers.get_mut(offer).unwrap();
        offer.stock = offer.stock.map(|stock| stock + pieces);
    }

    /// Pieces that an entry took come back: to the shelf, and off what was had that day.
    fn given_back(&mut self, at: usize, pieces: i128) {
        let at = self.entries[at].claim.unwrap_or(at);
        let had = self.had.iter_mut().find(|had| had.entry == at).unwrap();
        had.pieces -= pieces;
        let offer = had.offer.clone();
        self.restock(&offer, pieces);
    }

    /// A claim is gone, and gives back what it used.
    fn strike(&mut self, claim: usize) {
        self.uses.retain(|used| used.entry != claim);
        self.take_down(claim);
    }

    fn take_down(&mut self, claim: usize) {
        self.claims.remove(&claim);
        for notice in self.notices.values_mut() {
            notice.lines.remove(&claim);
        }
    }

    fn shift(&mut self, way: &Move) {
        for (side, change) in [(&way.from, -way.points), (&way.to, way.points)] {
            if let Side::Own(own) = side {
                *self.own.entry((own, way.currency.clone())).or_default() += change;
            }
        }
        if let Side::Holder(from) = &way.from {
            let account = self.account_mut(from);
            *account.balances.entry(way.currency.clone()).or_default() -= way.points;
            let lots = account.lots.entry(way.currency.clone()).or_default();
            for (until, points) in &way.taken {
                *lots.get_mut(until).unwrap() -= points;
            }
            lots.retain(|_, points| *points > 0);
        }
        if let Side::Holder(to) = &way.to {
            let account = self.account_mut(to);
            *account.balances.entry(way.currency.clone()).or_default() += way.points;
            account.put(&way.currency, &way.given);
        }
    }
}

/// What a clerk may ask as well as a manager.
pub fn clerks_may(what: &What) -> bool {
    matches!(
        what,
        What::OpenAccount { .. }
            | What::Close { .. }
            | What::Deposit(_)
            | What::Deduct(_)
            | What::Redeem { .. }
            | What::Transfer { .. }
            | What::Expire { .. }
            | What::Join { .. }
            | What::Pledge { .. }
            | What::ReturnPledge { .. }
            | What::CloseAppeal { .. }
            | What::FileClaim(_)
            | What::PostClaim { .. }
            | What::OpenNotice { .. }
            | What::Object { .. }
            | What::CloseNotice { .. }
            | What::Reserve { .. }
            | What::Collect { .. }
            | What::Cancel { .. }
            | What::Release { .. }
            | What::Send { .. }
            | What::Receive { .. }
            | What::Decline { .. }
            | What::NoteArrival { .. }
            | What::SendBack { .. }
    )
}

/// Positions, each branch and currency once, none of them nothing.
fn netted(positions: &[Position]) -> BTreeMap<(String, String), Amount> {
    let mut sums: BTreeMap<(String, String), Amount> = BTreeMap::new();
    for (branch, currency, amount) in positions {
        *sums.entry((branch.clone(), currency.clone())).or_default() += amount;
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

/// What a verifier may ask as well as a manager.
pub fn verifiers_may(what: &What) -> bool {
    matches!(what, What::VerifyClaim { .. } | What::RejectClaim { .. } | What::PostClaim { .. })
}

/// A whole number of pieces; nothing where it is none.
fn whole(qty: Qty) -> i128 {
    match qty {
        Qty::Number(number) if number % ONE == 0 => number / ONE,
        _ => 0,
    }
}

/// Less was done: in whatever it is counted.
fn is_less(one: Qty, other: Qty) -> bool {
    let tenths = |qty| match qty {
        Qty::Minutes(minutes) => i128::from(minutes) * ONE / 60,
        Qty::Number(number) => number,
    };
    tenths(one) < tenths(other)
}

/// Whether a deed of one day counts in the period of another's.
fn within(per: Per, one: Day, other: Day) -> bool {
    let ((year, month, _), (of_year, of_month, _)) = (civil(one), civil(other));
    match per {
        Per::Event => false,
        Per::Day => one == other,
        Per::Month => (year, month) == (of_year, of_month),
        Per::Year => year == of_year,
        Per::Life => true,
    }
}

/// What is wrong with a text of so many characters.
fn trouble_in(text: &str, least: usize, most: usize) -> Option<&'static str> {
    if text.chars().count() > most {
        return Some("text-too-long");
    }
    if text.contains(['\u{7}', '\u{202e}']) {
        return Some("text-control");
    }
    if text.contains("13800138000") {
        return Some("text-private");
    }
    (least > 0 && text.trim().is_empty()).then_some("text-missing")
}
