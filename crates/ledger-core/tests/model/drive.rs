//! The real ledger beside the naive one: asked the same, held to the same.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::audit;
use ledger_core::command::{self, Command, DeedCommand, Incoming, Sending};
use ledger_core::day::{Day as RealDay, Offset, Timestamp};
use ledger_core::event::{self, CoverPolicy, Event, OfferKind, OfferTerms};
use ledger_core::ids::{
    AccountNo as RealNo, AppealCode, BranchCode, CurrencyCode, EntryId as RealEntry, FileDigest,
    OfferCode, RequestKey,
};
use ledger_core::journal::{Appended, Journal, JournalError, Lines, MemoryJournal, Torn, Visit};
use ledger_core::ledger::{Crossing, Done, Ended, Hand, Ledger, Order, SubmitError, Wanted};
use ledger_core::line::{Entry as Line, EntryHash};
use ledger_core::lots::Lot;
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Amount as RealAmount, Points, Qty as RealQty, Yuan};
use ledger_core::rulebook::HolderKind;
use ledger_core::state::{self, State};

use super::bank::{Bank, answer, clearing_sums, positions};
use super::generate::{Generator, MANAGER};
use super::naive::{Answer, Entry, Operator, Status, Village};
use super::plain::{
    self, Aim, Ask, Cover, Deed, EntryId, Kind, Limit, ONE, Parcel, Qty, Resolution, Role, Terms,
    What, amount_text, day_text, today,
};
use super::world::{books, since};
use crate::common;
use crate::common::store::SharedBooks;

/// A journal that outlives the ledger over it.
#[derive(Clone, Default)]
struct SharedJournal(Arc<MemoryJournal>);

impl Journal for SharedJournal {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.0.branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.0.size(branch)
    }

    fn recover(&self, branch: BranchCode, known: u64) -> Result<Option<Torn>, JournalError> {
        self.0.recover(branch, known)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        self.0.append(branch, expected, lines)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        self.0.read(branch, from, visit)
    }
}

/// Both ledgers, and what was met on the way.
pub struct Pair {
    journal: SharedJournal,
    ledger: Ledger,
    pub model: Bank,
    pub done: BTreeMap<&'static str, usize>,
    pub refused: BTreeMap<&'static str, usize>,
    asked: usize,
    books: SharedBooks,
    codes: Codes,
    /// After so many commands the books are thrown away.
    rebuild: usize,
}

pub const FIRST: &str = "2026-01-01T01:00:00Z";
const VILLAGES: [&str; 2] = ["LC01", "LC02"];
const BRANCHES: [&str; 3] = ["HQ", "LC01", "LC02"];
/// After so many commands the ledger is opened anew over its books.
const REOPEN: usize = 100;
/// So long a failing sequence is made shorter.
const SHRINKING: Duration = Duration::from_secs(15);

fn branch(code: &str) -> BranchCode {
    code.parse().unwrap()
}

fn number(no: &str) -> RealNo {
    let (of, serial) = no.split_once('-').unwrap();
    RealNo::new(branch(of), serial.parse().unwrap())
}

fn plain_number(no: RealNo) -> plain::AccountNo {
    format!("{}-{}", no.branch(), no.serial())
}

fn points(amount: plain::Amount) -> Points {
    amount_text(amount).parse().unwrap()
}

fn day(day: plain::Day) -> RealDay {
    common::day(&day_text(day))
}

fn qty(qty: Qty) -> RealQty {
    match qty {
        Qty::Number(number) => RealQty::read(&amount_text(number)).unwrap(),
        Qty::Minutes(minutes) => RealQty::read(&format!("{minutes}m")).unwrap(),
    }
}

fn yuan(amount: plain::Amount) -> Yuan {
    amount_text(amount).parse().unwrap()
}

fn real_entry((of, seq): &EntryId) -> RealEntry {
    RealEntry { branch: branch(of), seq: *seq as u64 }
}

fn kind(kind: Kind) -> HolderKind {
    match kind {
        Kind::Household => HolderKind::Household,
        Kind::Person => HolderKind::Person,
        Kind::Team => HolderKind::Team,
        Kind::Merchant => HolderKind::Merchant,
        Kind::Pool => HolderKind::Pool,
    }
}

fn role(role: Role) -> event::Role {
    match role {
        Role::Clerk => event::Role::Clerk,
        Role::Verifier => event::Role::Verifier,
        Role::Manager => event::Role::Manager,
        Role::Auditor => event::Role::Auditor,
    }
}

fn deed(deed: &Deed) -> DeedCommand {
    let rule = deed.rule.parse().unwrap();
    let asked = DeedCommand::new(number(&deed.account), rule, qty(deed.qty), day(deed.on));
    DeedCommand {
        evidence: deed.evidence.clone(),
        note: deed.note.clone(),
        witnesses: deed.witnesses.iter().map(|witness| number(witness)).collect(),
        digests: deed.files.iter().map(|file| FileDigest([*file; 32])).collect(),
        like: deed
            .like
            .map(|like| real_entry(&(deed.account.split('-').next().unwrap().to_owned(), like))),
        approver: deed.approver.as_ref().map(|approver| approver.parse().unwrap()),
        ..asked
    }
}

fn amount(amount: plain::Amount) -> RealAmount {
    RealAmount::read(&amount_text(amount)).unwrap()
}

fn aim(aim: &Aim) -> event::Aim {
    match aim {
        Aim::Account(account) => event::Aim::Account(number(account)),
        Aim::Offer(offer, units) => {
            event::Aim::Offer { offer: offer.parse().unwrap(), qty: qty(*units) }
        }
    }
}

/// The hash of an entry's line; of one that is not there, some other.
fn hash(journal: &SharedJournal, (of, seq): &EntryId) -> EntryHash {
    let line = journal.line(branch(of), *seq as u64).unwrap();
    line.map_or_else(EntryHash::default, |line| EntryHash::of(&line))
}

fn incoming(journal: &SharedJournal, sent: &EntryId, parcel: &Parcel) -> Incoming {
    let lot = |(until, sum): (&plain::Day, &plain::Amount)| Lot {
        until: day(*until),
        points: points(*sum),
    };
    Incoming {
        sent: real_entry(sent),
        hash: hash(journal, sent),
        from: number(&parcel.from),
        aim: aim(&parcel.aim),
        points: points(parcel.points),
        currency: parcel.currency.parse().unwrap(),
        lots: parcel.lots.iter().map(lot).collect(),
    }
}

/// The codes that were given for what is reserved.
type Codes = BTreeMap<EntryId, PickUpCode>;

/// The code that a request to reserve leads to.
fn code(ask: &Ask) -> PickUpCode {
    let key = common::key_of(&ask.by, &ask.key);
    key.pick_up_code(branch(&ask.branch), &ask.request().parse().unwrap())
}

/// What is asked, in the ledger's words.
fn command(village: &Village, ask: &Ask, codes: &Codes, journal: &SharedJournal) -> Command {
    match ask.what.clone() {
        What::Send { account, to, aim: for_, points: sent, currency, note } => {
            Command::Send(Sending {
                account: number(&account),
                to: branch(&to),
                aim: aim(&for_),
                points: points(sent),
                currency: currency.parse().unwrap(),
                note,
            })
        }
        What::Receive { sent, parcel } => Command::Receive(incoming(journal, &sent, &parcel)),
        What::Decline { sent, parcel, reason } => {
            Command::Decline { incoming: incoming(journal, &sent, &parcel), reason }
        }
        What::NoteArrival { sent, received } => Command::NoteArrival {
            sent: real_entry(&sent),
            received: real_entry(&received),
            hash: hash(journal, &received),
        },
        What::SendBack { sent, declined } => Command::SendBack {
            sent: real_entry(&sent),
            declined: real_entry(&declined),
            hash: hash(journal, &declined),
        },
        What::NetClearing { positions } => Command::NetClearing {
            positions: positions
                .iter()
                .map(|(of, currency, sum)| event::Position {
                    branch: branch(of),
                    currency: currency.parse().unwrap(),
                    amount: amount(*sum),
                })
                .collect(),
        },
        What::SettleClearing { netted, currency, amount: sum } => Command::SettleClearing {
            netted: real_entry(&netted),
            hash: hash(journal, &netted),
            currency: currency.parse().unwrap(),
            amount: amount(sum),
        },
        What::Finish | What::Net => panic!("this is no one command"),
        What::Charter { branch: code } => {
            Command::CharterBranch { branch: branch(&code), name: "村".to_owned() }
        }
        What::Enrol { operator, role: as_, key, account } => Command::EnrolOperator {
            operator: operator.parse().unwrap(),
            role: role(as_),
            account: account.as_deref().map(number),
            key: common::key(&key).public(),
        },
        What::Retire { operator, reason } => {
            Command::RetireOperator { operator: operator.parse().unwrap(), reason }
        }
        What::Adopt { from, edition } => {
            Command::AdoptRulebook { from: day(from), text: village.books[edition].toml() }
        }
        What::OpenAccount { kind: of, household } => Command::OpenAccount {
            kind: kind(of),
            household: household.map(|household| household.parse().unwrap()),
        },
        What::Close { account, reason } => {
            Command::CloseAccount { account: number(&account), reason }
        }
        What::Freeze { account, reason } => {
            Command::FreezeAccount { account: number(&account), reason }
        }
        What::Unfreeze { account, reason } => {
            Command::UnfreezeAccount { account: number(&account), reason }
        }
        What::Bring { account, points: brought, currency, as_of, note } => Command::BringForward {
            account: number(&account),
            points: points(brought),
            currency: currency.parse().unwrap(),
            as_of: day(as_of),
            evidence: String::new(),
            note,
        },
        What::Deposit(asked) => Command::Deposit(deed(&asked)),
        What::Deduct(asked) => Command::Deduct(deed(&asked)),
        What::List { offer, title, price, currency, merchant, terms } => Command::ListOffer {
            offer: offer.parse().unwrap(),
            title,
            kind: OfferKind::Goods,
            price: points(price),
            currency: currency.parse().unwrap(),
            merchant: merchant.as_deref().map(number),
            terms: OfferTerms {
                limit: terms.limit.map(|limit| {
                    let text = match limit {
                        Limit::Day(most) => format!("{most} times/day"),
                        Limit::Month(most) => format!("{most} times/month"),
                        Limit::Year(most) => format!("{most} times/year"),
                        Limit::Life(most) => format!("{most} times/life"),
                        Limit::Points(most) => format!("{most} points/month"),
                    };
                    text.parse().unwrap()
                }),
                from: terms.from.map(day),
                until: terms.until.map(day),
                hold_days: terms.hold_days.map(|days| days.try_into().unwrap()),
            },
        },
        What::Withdraw { offer, reason } => {
            Command::WithdrawOffer { offer: offer.parse().unwrap(), reason }
        }
        What::Redeem { account, offer, qty: units, note, with } => Command::Redeem {
            account: number(&account),
            offer: offer.parse().unwrap(),
            qty: qty(units),
            note,
            with: with.map(|(currency, beside)| (currency.parse().unwrap(), points(beside))),
        },
        What::Join { account, household } => {
            Command::JoinHousehold { account: number(&account), household: number(&household) }
        }
        What::Leave { account, reason } => {
            Command::LeaveHousehold { account: number(&account), reason }
        }
        What::Divide { from, to, points: given, currency, reason } => Command::Divide {
            from: number(&from),
            to: number(&to),
            points: points(given),
            currency: currency.parse().unwrap(),
            reason,
        },
        What::ReceiveFund { yuan: money, on, source, voucher } => Command::ReceiveFund {
            yuan: yuan(money),
            on: day(on),
            source,
            voucher: voucher.parse().unwrap(),
        },
        What::SpendFund { yuan: money, on, purpose, voucher } => Command::SpendFund {
            yuan: yuan(money),
            on: day(on),
            purpose,
            voucher: voucher.parse().unwrap(),
        },
        What::Settle { merchant, points: paid, currency, yuan: money, voucher, note } => {
            Command::Settle {
                merchant: number(&merchant),
                points: points(paid),
                currency: currency.parse().unwrap(),
                yuan: yuan(money),
                voucher: voucher.parse().unwrap(),
                note,
            }
        }
        What::SetCover { cover } => Command::SetCover {
            cover: match cover {
                Cover::Off => CoverPolicy::Off,
                Cover::Warn => CoverPolicy::Warn,
                Cover::Refuse => CoverPolicy::Refuse,
            },
        },
        What::OpenAppeal { appeal, title, pool, goal, currency, until } => Command::OpenAppeal {
            appeal: appeal.parse().unwrap(),
            title,
            pool: number(&pool),
            goal: points(goal),
            currency: currency.parse().unwrap(),
            until: day(until),
        },
        What::Pledge { appeal, account, points: given } => Command::Pledge {
            appeal: appeal.parse().unwrap(),
            account: number(&account),
            points: points(given),
        },
        What::ReturnPledge { appeal, pledge } => {
            Command::ReturnPledge { appeal: appeal.parse().unwrap(), pledge: real_entry(&pledge) }
        }
        What::FileClaim(asked) => Command::FileClaim(deed(&asked)),
        What::VerifyClaim { claim, account, note, distinct } => Command::VerifyClaim {
            claim: real_entry(&claim),
            account: number(&account),
            note,
            distinct,
        },
        What::RejectClaim { claim, account, reason } => {
            Command::RejectClaim { claim: real_entry(&claim), account: number(&account), reason }
        }
        What::PostClaim { claim, account } => {
            Command::PostClaim { claim: real_entry(&claim), account: number(&account) }
        }
        What::OpenNotice { from, to, until } => {
            Command::OpenNotice { from: day(from), to: day(to), until: day(until) }
        }
        What::Object { claim, account, reason, deadline } => Command::RaiseObjection {
            claim: real_entry(&claim),
            account: number(&account),
            reason,
            deadline: day(deadline),
        },
        What::Resolve { claim, account, resolution, reason } => Command::ResolveObjection {
            claim: real_entry(&claim),
            account: number(&account),
            resolution: match resolution {
                Resolution::Upheld => command::Resolution::Upheld,
                Resolution::Corrected(less) => command::Resolution::Corrected(qty(less)),
                Resolution::Dismissed => command::Resolution::Dismissed,
                Resolution::Withdrawn => command::Resolution::Withdrawn,
            },
            reason,
        },
        What::Pause { offer, reason } => {
            Command::PauseOffer { offer: offer.parse().unwrap(), reason }
        }
        What::Resume { offer } => Command::ResumeOffer { offer: offer.parse().unwrap() },
        What::Stock { offer, change, reason } => {
            Command::ChangeStock { offer: offer.parse().unwrap(), change: amount(change), reason }
        }
        What::Reserve { account, offer, qty: units, note } => Command::Reserve {
            account: number(&account),
            offer: offer.parse().unwrap(),
            qty: qty(units),
            code: code(ask).hash(),
            note,
        },
        What::Collect { account, reservation, code_of } => Command::Collect {
            account: number(&account),
            reservation: real_entry(&reservation),
            code: codes
                .get(&code_of)
                .copied()
                .unwrap_or_else(|| PickUpCode::read("7K3M-9QTX-2BHD").unwrap()),
        },
        What::Cancel { account, reservation, reason } => Command::CancelReservation {
            account: number(&account),
            reservation: real_entry(&reservation),
            reason,
        },
        What::Release { account, reservation } => Command::ReleaseReservation {
            account: number(&account),
            reservation: real_entry(&reservation),
        },
        What::Return { entry, qty: units, reason } => {
            Command::Return { entry: real_entry(&entry), qty: qty(units), reason }
        }
        What::CloseNotice { notice } => Command::CloseNotice { notice: real_entry(&notice) },
        What::CloseAppeal { appeal } => Command::CloseAppeal { appeal: appeal.parse().unwrap() },
        What::Expire { account, currency } => {
            Command::Expire { account: number(&account), currency: currency.parse().unwrap() }
        }
        What::Transfer { from, to, points: given, currency, into, note } => Command::Transfer {
            from: number(&from),
            to: number(&to),
            points: points(given),
            currency: currency.parse().unwrap(),
            into: into.parse().unwrap(),
            note,
        },
        What::Reverse { entry, reason } => Command::Reverse { entry: real_entry(&entry), reason },
    }
}

/// The points an event says that moved.
fn moved(event: &Event) -> Option<String> {
    match event {
        Event::Deposited(deed) | Event::Deducted(deed) | Event::ClaimFiled(deed) => {
            Some(deed.points.to_string())
        }
        Event::BroughtForward { points, .. }
        | Event::Redeemed { points, .. }
        | Event::Expired { points, .. }
        | Event::Divided { points, .. }
        | Event::Settled { points, .. }
        | Event::Reserved { points, .. }
        | Event::Collected { points, .. }
        | Event::ReservationCancelled { points, .. }
        | Event::ReservationReleased { points, .. }
        | Event::Returned { points, .. }
        | Event::Pledged { points, .. }
        | Event::PledgeReturned { points, .. }
        | Event::Sent { points, .. }
        | Event::Received { points, .. }
        | Event::SentBack { points, .. }
        | Event::Transferred { points, .. } => Some(points.to_string()),
        Event::AppealClosed { points, .. } | Event::ObjectionResolved { points, .. } => {
            points.map(|points| points.to_string())
        }
        Event::Reversed { undoes, .. } => moved(undoes),
        _ => None,
    }
}

/// An answer in one line, the same from both.
fn said(answer: &Answer) -> String {
    match answer {
        Answer::Refused(code) => (*code).to_owned(),
        Answer::Done { seq, kind, points, repeated } => {
            let points = points.map(amount_text);
            format!("{seq} {kind} {points:?}{}", if *repeated { " repeated" } else { "" })
        }
        Answer::Several { done, waiting } => {
            let done = done.iter().map(|(branch, answer)| format!("{branch} {}", said(answer)));
            let waiting = waiting.iter().map(|(branch, seq)| format!("{branch}:{seq} waits"));
            done.chain(waiting).collect::<Vec<_>>().join(", ")
        }
    }
}

/// An entry in one line, the same from both.
fn told(done: &Done) -> String {
    let (seq, kind) = (done.entry.seq, done.event.name());
    let repeated = if done.repeated { " repeated" } else { "" };
    format!("{seq} {kind} {:?}{repeated}", moved(&done.event))
}

/// What was done in several branches, in one line.
fn all_told<'a>(
    done: impl IntoIterator<Item = &'a Done>,
    waiting: impl IntoIterator<Item = RealEntry>,
) -> String {
    let done = done.into_iter().map(|done| format!("{} {}", done.entry.branch, told(done)));
    let waiting = waiting.into_iter().map(|sent| format!("{sent} waits"));
    done.chain(waiting).collect::<Vec<_>>().join(", ")
}

fn both(ended: &Ended) -> [&Done; 2] {
    [&ended.answer, &ended.end]
}

impl Pair {
    pub fn founded() -> Self {
        let journal = SharedJournal::default();
        let books = SharedBooks::default();
        let ledger = Ledger::new(Box::new(journal.clone()), Box::new(books.clone()));
        let mut pair = Self {
            journal,
            ledger,
            model: Bank::new(),
            done: BTreeMap::new(),
            refused: BTreeMap::new(),
            asked: 0,
            books,
            codes: Codes::new(),
            rebuild: 300,
        };
        pair.found();
        pair
    }

    /// Bank and villages begin; from there on the model sees everything.
    fn found(&mut self) {
        let key = common::key("m1").public();
        let (offset, since_day) = (Offset::CHINA, day(since()));
        let origin: ledger_core::ids::Origin = "wenming.example/model".parse().unwrap();
        let name = "试镇".to_owned();
        let found = Command::Found { origin: origin.clone(), name, offset, since: since_day, key };
        self.begin("HQ", found);
        let founded = EntryHash::of(&self.journal.line(BranchCode::HQ, 0).unwrap().unwrap());
        for code in VILLAGES {
            let name = "村".to_owned();
            self.begin("HQ", Command::CharterBranch { branch: branch(code), name: name.clone() });
            let origin = origin.clone();
            let open = Command::OpenBranch { origin, founded, name, offset, since: since_day, key };
            self.begin(code, open);
        }
        let nothing = |kind| Entry::of_nothing(kind);
        let at = common::time(FIRST).unix();
        let mut of = |code: &str, kinds: &[&'static str]| {
            let entries = kinds.iter().map(|kind| nothing(kind)).collect();
            let mut village = Village::new(code, books(), entries, at);
            let manager = Operator {
                role: Role::Manager,
                key: "m1".to_owned(),
                retired: false,
                account: None,
            };
            village.operators.insert("m1".to_owned(), manager);
            if code == "HQ" {
                village.chartered.extend(VILLAGES.map(str::to_owned));
            }
            self.model.insert(code.to_owned(), village);
        };
        of("HQ", &["founded", "branch_chartered", "branch_chartered"]);
        VILLAGES.iter().for_each(|code| of(code, &["branch_opened"]));
    }

    fn begin(&self, code: &str, command: Command) {
        let key = common::key("m1");
        let requests = [(
            format!("{}-{code}", self.journal.size(branch(code)).unwrap()).parse().unwrap(),
            command,
        )];
        let order = Order {
            branch: branch(code),
            key: &key,
            now: common::time(FIRST),
            clock_confirmed: false,
            likeness_confirmed: false,
            requests: &requests,
        };
        self.ledger.submit(&order).unwrap();
    }

    /// What every village begins with.
    pub fn beginning() -> Vec<Ask> {
        // Two days go by without a rulebook.
        let mut whats = vec![What::Adopt { from: since() + 2, edition: 0 }];
        let operators = [
            ("m2", Role::Manager),
            ("c1", Role::Clerk),
            ("c2", Role::Clerk),
            ("v1", Role::Verifier),
            ("v2", Role::Verifier),
            ("v3", Role::Verifier),
            ("au", Role::Auditor),
        ];
        whats.extend(operators.map(|(id, role)| What::Enrol {
            operator: id.to_owned(),
            role,
            key: id.to_owned(),
            account: None,
        }));
        let open = |kind, household: Option<&str>| What::OpenAccount {
            kind,
            household: household.map(str::to_owned),
        };
        for household in ["一组-001", "一组-002", "一组-003", "一组-004", "二组-001", "单户"]
        {
            whats.push(open(Kind::Household, Some(household)));
        }
        let others = [
            Kind::Person,
            Kind::Person,
            Kind::Person,
            Kind::Person,
            Kind::Team,
            Kind::Merchant,
            Kind::Merchant,
            Kind::Pool,
        ];
        whats.extend(others.map(|kind| open(kind, None)));
        let list = |offer: &str, currency: &str| What::List {
            offer: offer.to_owned(),
            title: "好物".to_owned(),
            price: 2 * ONE,
            currency: currency.to_owned(),
            merchant: None,
            terms: Terms::default(),
        };
        let offers = [list("RICE", "JF"), list("HAIR", "JF"), list("TEA", "SF"), list("OIL", "ZS")];
        let theirs = |code: &str| {
            // A verifier's own account, and a manager's.
            let theirs = [("v1", Role::Verifier, 7), ("m2", Role::Manager, 8)];
            theirs.map(|(id, role, serial)| What::Enrol {
                operator: id.to_owned(),
                role,
                key: id.to_owned(),
                account: Some(format!("{code}-{serial}")),
            })
        };
        let of = |code: &str| {
            let theirs = theirs(code);
            // One village begins without a pool.
            let begins = |what: &What| {
                let pool = matches!(what, What::OpenAccount { kind: Kind::Pool, .. });
                !pool || code == "LC01"
            };
            let whats: Vec<What> =
                whats.iter().chain(&offers).chain(&theirs).filter(|w| begins(w)).cloned().collect();
            let code = code.to_owned();
            whats.into_iter().enumerate().map(move |(at, what)| Ask {
                branch: code.clone(),
                by: "m1".to_owned(),
                key: "m1".to_owned(),
                now: common::time(FIRST).unix(),
                clock_confirmed: false,
                another_deed: false,
                request: format!("begin{at}"),
                whole: false,
                what,
            })
        };
        let at_head_office = operators[..2].iter().enumerate().map(|(at, (id, role))| Ask {
            branch: "HQ".to_owned(),
            by: "m1".to_owned(),
            key: "m1".to_owned(),
            now: common::time(FIRST).unix(),
            clock_confirmed: false,
            another_deed: false,
            request: format!("begin{at}"),
            whole: false,
            what: What::Enrol {
                operator: (*id).to_owned(),
                role: *role,
                key: (*id).to_owned(),
                account: None,
            },
        });
        VILLAGES.iter().flat_map(|code| of(code)).chain(at_head_office).collect()
    }

    /// Asks both, and compares what they say and what they hold then.
    pub fn ask(&mut self, ask: &Ask) -> Result<(), String> {
        self.asked += 1;
        let mut told = String::new();
        let real = match self.asked_of_the_ledger(ask) {
            Ok(real) => real,
            Err(SubmitError::Refused { refusal, .. }) => {
                told = refusal.to_string();
                refusal.code().to_owned()
            }
            Err(SubmitError::Failed(error)) => return Err(format!("the storage fails: {error}")),
        };
        let expected = answer(&mut self.model, ask);
        if said(&expected) != real {
            let expected = said(&expected);
            return Err(format!("the model says `{expected}`, the ledger `{real}` {told}"));
        }
        self.count(ask, &expected);
        let several = matches!(expected, Answer::Several { .. }) || ask.what.is_of_several();
        let touched = if several { &BRANCHES[..] } else { &[ask.branch.as_str()] };
        touched.iter().try_for_each(|code| self.compare(code, ask.now))?;
        clearing_sums(&self.model)?;
        if several {
            self.compare_between()?;
        }
        if self.asked.is_multiple_of(REOPEN) {
            self.reopen(ask.now)?;
        }
        Ok(())
    }

    /// What the ledger says to it, in one line.
    fn asked_of_the_ledger(&self, ask: &Ask) -> Result<String, SubmitError> {
        let key = &common::key_of(&ask.by, &ask.key);
        let now = Timestamp::from_unix(ask.now).unwrap();
        let clock_confirmed = ask.clock_confirmed;
        let hand = Hand { key, now, clock_confirmed };
        let request: RequestKey = ask.request().parse().unwrap();
        match &ask.what {
            What::Finish => {
                let finished = self.ledger.finish_legs(hand).map_err(SubmitError::Failed)?;
                let done = finished.ended.iter().flat_map(|(_, ended)| both(ended));
                return Ok(all_told(done, finished.waiting));
            }
            What::Net => {
                let netting = self.ledger.net(hand, request)?;
                let ended = netting.finished.ended.iter().flat_map(|(_, ended)| both(ended));
                let done = ended.chain(&netting.netted).chain(&netting.settled);
                return Ok(all_told(done, netting.finished.waiting));
            }
            _ => {}
        }
        let command = command(&self.model[&ask.branch], ask, &self.codes, &self.journal);
        if let (Command::Send(sending), true) = (&command, ask.whole) {
            let Crossing { sent, ended } = self.ledger.send(hand, request, sending.clone())?;
            let waiting = if ended.is_none() { Some(sent.entry) } else { None };
            let ended = ended.iter().flat_map(both);
            return Ok(all_told([&sent].into_iter().chain(ended), waiting));
        }
        let requests = [(request, command)];
        let order = Order {
            branch: branch(&ask.branch),
            key,
            now,
            clock_confirmed,
            likeness_confirmed: ask.another_deed,
            requests: &requests,
        };
        self.ledger.submit(&order).map(|done| self::told(&done[0]))
    }

    /// Notes what came about.
    fn count(&mut self, ask: &Ask, answer: &Answer) {
        let mut did = |what| *self.done.entry(what).or_default() += 1;
        match answer {
            Answer::Refused(code) => *self.refused.entry(code).or_default() += 1,
            Answer::Done { repeated: true, .. } => did("(repeated)"),
            Answer::Done { kind, seq, .. } => {
                did(kind);
                if *kind == "reserved" {
                    self.codes.insert((ask.branch.clone(), *seq), code(ask));
                }
            }
            Answer::Several { done, waiting } => {
                match &ask.what {
                    What::Send { .. } if waiting.is_empty() => did("(sent to its end)"),
                    What::Finish if !done.is_empty() => did("(legs ended)"),
                    What::Net if !done.is_empty() => did("(netted and settled)"),
                    _ => {}
                }
                if !waiting.is_empty() {
                    did("(left waiting)");
                }
                done.iter().for_each(|(_, answer)| self.count(ask, answer));
            }
        }
    }

    /// Another ledger over the same journal; now and then with nothing in its
    /// books, ever more seldom as the journal grows.
    fn reopen(&mut self, now: i64) -> Result<(), String> {
        if self.asked >= self.rebuild {
            self.books = SharedBooks::default();
            self.rebuild *= 2;
            *self.done.entry("(books made again)").or_default() += 1;
        }
        *self.done.entry("(after opening anew)").or_default() += 1;
        self.ledger = Ledger::new(Box::new(self.journal.clone()), Box::new(self.books.clone()));
        let branches = BRANCHES.iter().try_for_each(|code| self.compare(code, now));
        let all = branches.and_then(|()| self.compare_between());
        all.map_err(|why| format!("after opening anew: {why}"))
    }

    /// What both hold of the branches together: what is under way, and each one's position.
    fn compare_between(&self) -> Result<(), String> {
        let real = self.ledger.under_way().map_err(|error| error.to_string())?;
        let real: Vec<_> =
            real.iter().map(|(sent, leg)| (sent.to_string(), leg.to.to_string())).collect();
        let legs = self.model.iter().flat_map(|(code, village)| {
            village.under_way().map(move |(at, leg)| (format!("{code}:{at}"), leg.to.clone()))
        });
        let legs: Vec<_> = legs.collect();
        if legs != real {
            return Err(format!("under way: {legs:?} in the model, {real:?} in the ledger"));
        }
        let real = self.ledger.clearing().map_err(|error| error.to_string())?;
        let real: Vec<_> = real
            .iter()
            .map(|of| {
                let (branch, currency) = (of.branch.to_string(), of.currency.to_string());
                (branch, currency, plain_amount(of.position))
            })
            .filter(|(_, _, sum)| *sum != 0)
            .collect();
        let owed: Vec<_> =
            self.model.values().flat_map(positions).filter(|(_, _, sum)| *sum != 0).collect();
        if owed != real {
            return Err(format!("positions: {owed:?} in the model, {real:?} in the ledger"));
        }
        Ok(())
    }

    /// What head office's latest netting says of every branch.
    fn netted(&self, seq: u64) -> Vec<((String, String), plain::Amount)> {
        let line = self.journal.line(BranchCode::HQ, seq).unwrap().unwrap();
        let Event::ClearingNetted { positions } = Line::decode(&line).unwrap().event else {
            return Vec::new();
        };
        let position = |of: event::Position| {
            ((of.branch.to_string(), of.currency.to_string()), plain_amount(of.amount))
        };
        positions.into_iter().map(position).collect()
    }

    /// What is under way is ended, and what is owed settled: then an audit of all
    /// branches has nothing to find.
    fn end(&mut self, asks: &[Ask]) -> Result<(), String> {
        let now = asks.iter().map(|ask| ask.now).max().unwrap_or(0);
        let last = [What::Finish, What::Net];
        for (request, what) in (0..).zip(last) {
            let ask = Ask {
                branch: "HQ".to_owned(),
                by: MANAGER.to_owned(),
                key: MANAGER.to_owned(),
                now,
                clock_confirmed: true,
                another_deed: false,
                request: format!("end{request}"),
                whole: true,
                what,
            };
            self.ask(&ask).map_err(|why| format!("at the end, {ask:?}: {why}"))?;
        }
        let waits = self.model.values().flat_map(Village::under_way).next();
        if let Some(leg) = waits {
            return Err(format!("at the end, under way: {leg:?}"));
        }
        self.audit(now)
    }

    /// The books against the replay, and both against the rules.
    fn audit(&self, now: i64) -> Result<(), String> {
        let branches = self.ledger.branches().map_err(|error| error.to_string())?;
        let books = |branch| self.ledger.books_of(branch);
        let now = Timestamp::from_unix(now).unwrap();
        let report = audit::audit(self.ledger.journal(), &branches, Some(&books), now)
            .map_err(|error| error.to_string())?;
        let findings: Vec<String> = report.findings().map(common::brief).collect();
        if findings.is_empty() { Ok(()) } else { Err(format!("the audit finds {findings:#?}")) }
    }

    /// Everything both hold of a village.
    fn compare(&self, code: &str, now: i64) -> Result<(), String> {
        let village = &self.model[code];
        let on = today(now.max(village.last_at));
        let differences = self
            .ledger
            .view(branch(code), Wanted::Everything, |state| differences(village, state, on))
            .map_err(|error| error.to_string())?;
        if !differences.is_empty() {
            return Err(format!("{code} differs: {}", differences.join("; ")));
        }
        if let Some((at, netted)) = village.nettings.last_key_value() {
            let (model, real) =
                (netted.clone().into_iter().collect::<Vec<_>>(), self.netted(*at as u64));
            if model != real {
                return Err(format!(
                    "netting {at}: {model:?} in the model, {real:?} in the ledger"
                ));
            }
        }
        zero_sums(village)
    }
}

fn plain_amount(amount: RealAmount) -> plain::Amount {
    let decimal = amount.decimal();
    decimal.mantissa() * 10_i128.pow(4 - decimal.scale())
}

fn plain_day(day: RealDay) -> plain::Day {
    i64::from(day.date().to_julian_day()) - 2_440_588
}

/// Where the model and the ledger hold something else of a village.
fn differences(village: &Village, state: &State, on: plain::Day) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &dyn Fn() -> String, model: &dyn Debug, ledger: &dyn Debug, is: bool| {
        if !is {
            found.push(format!("{}: {model:?} in the model, {ledger:?} in the ledger", what()));
        }
    };
    macro_rules! same {
        ($model:expr, $ledger:expr, $($what:tt)+) => {{
            let (model, ledger) = ($model, $ledger);
            same(&|| format!($($what)+), &model, &ledger, model == ledger);
        }};
    }
    let totals = state.totals();
    same!(village.entries.len() as u64, state.size(), "entries");
    same!(village.accounts.len(), totals.accounts as usize, "accounts");
    same!(village.last_deed, totals.last_deed.map(plain_day), "last deed");
    let mut pools = Vec::new();
    let real_day = day(on);
    let (book, real_book) = (village.book_on(on), state.rulebook_on(real_day));
    for (serial, account) in (1..).zip(&village.accounts) {
        let no = &account.no;
        let Some(real) = state.account(RealNo::new(state.branch(), serial)) else {
            same!("there", "not there", "{no}");
            continue;
        };
        if account.kind == Kind::Pool && account.status != Status::Closed {
            pools.push(serial);
        }
        let status = match real.status {
            state::Status::Open => Status::Open,
            state::Status::Frozen => Status::Frozen,
            state::Status::Closed => Status::Closed,
        };
        same!(account.status, status, "{no} status");
        same!(kind(account.kind), real.kind, "{no} kind");
        let household = real.household.as_ref().map(|household| household.as_str());
        same!(account.household.as_deref(), household, "{no} household");
        let head = real.member_of.map(|serial| format!("{}-{serial}", state.branch()));
        same!(account.member_of.clone(), head, "{no} member");
        let claims = village.claims.iter().filter(|(_, claim)| claim.account == *no);
        let claims: Vec<_> = claims
            .map(|(at, claim)| {
                let hung = claim.hung.map(|(notice, until)| (notice as u64, until));
                (*at as u64, claim.points, claim.reviewers.len(), hung, claim.objected)
            })
            .collect();
        let real_claims = real.claims.iter().map(|claim| {
            let hung = claim.hung.map(|hung| (hung.notice, plain_day(hung.until)));
            let points = plain_amount(claim.deed.points.amount());
            (claim.seq, points, claim.reviewers.len(), hung, claim.objection.is_some())
        });
        same!(claims, real_claims.collect::<Vec<_>>(), "{no} claims");
        let held = village.reservations.iter().filter(|(_, held)| held.account == *no);
        let held: Vec<_> = held.map(|(at, held)| (*at as u64, held.until)).collect();
        let real_held = real.reservations.iter().map(|held| (held.seq, plain_day(held.until)));
        same!(held, real_held.collect::<Vec<_>>(), "{no} reservations");
        let held = account.balances.values().filter(|sum| **sum != 0).count();
        let real_held = real.balances.iter().filter(|(_, sum)| *sum != RealAmount::ZERO).count();
        same!(held, real_held, "{no} currencies held");
        for (currency, balance) in &account.balances {
            let code: CurrencyCode = currency.parse().unwrap();
            same!(*balance, plain_amount(real.balance(code)), "{no} {currency}");
            let lots = real.lots(code).iter();
            let lots: Vec<_> =
                lots.map(|lot| (plain_day(lot.until), plain_amount(lot.points.amount()))).collect();
            let held: Vec<_> = account.lots(currency).into_iter().collect();
            same!(held, lots, "{no} lots of {currency}");
            let terms = book.and_then(|book| book.currency(currency));
            let real_terms = real_book.and_then(|book| book.rulebook.currency(code));
            let available = terms.map(|terms| account.available(terms, on));
            let real_available =
                real_terms.map(|terms| plain_amount(real.available(terms, real_day)));
            same!(available, real_available, "{no} {currency} available");
        }
    }
    same!(village.fund, plain_amount(state.trade().fund.balance()), "fund");
    for (code, appeal) in &village.appeals {
        let Some(real) = state.trade().appeals.get(&code.parse::<AppealCode>().unwrap()) else {
            same!("there", "not there", "{code}");
            continue;
        };
        same!(appeal.raised, plain_amount(real.raised), "{code} raised");
        same!(appeal.closed, real.closed.is_some(), "{code} closed");
        let held: Vec<_> = real.pledges.iter().map(|pledge| pledge.entry as usize).collect();
        same!(appeal.pledges.clone(), held, "{code} pledges");
    }
    let legs: Vec<_> = village
        .under_way()
        .map(|(at, leg)| {
            let Parcel { from, points, currency, lots, .. } = leg.parcel.clone();
            let lots: Vec<_> = lots.into_iter().collect();
            (at as u64, leg.to.clone(), from, points, currency, lots)
        })
        .collect();
    let real_legs = state.trade().out.iter().map(|(at, leg)| {
        let lots = leg.lots.iter();
        let lots = lots.map(|lot| (plain_day(lot.until), plain_amount(lot.points.amount())));
        let points = plain_amount(leg.points.amount());
        let (to, from) = (leg.to.to_string(), plain_number(leg.account));
        (*at, to, from, points, leg.currency.to_string(), lots.collect::<Vec<_>>())
    });
    same!(legs, real_legs.collect::<Vec<_>>(), "under way");
    let settled: Vec<_> =
        village.settled.iter().map(|(of, last)| (of.clone(), *last as u64)).collect();
    let real_settled = state.trade().settled.iter().map(|(of, last)| (of.to_string(), *last));
    same!(settled, real_settled.collect::<Vec<_>>(), "nettings settled");
    let netted = village.nettings.keys().max().map(|at| *at as u64);
    same!(netted, state.trade().netted, "latest netting");
    let notices: Vec<_> = village
        .notices
        .iter()
        .map(|(at, notice)| {
            let lines: Vec<u64> = notice.lines.iter().map(|line| *line as u64).collect();
            (*at as u64, notice.until, lines)
        })
        .collect();
    let real_notices = state.trade().notices.iter().map(|(at, notice)| {
        (*at, plain_day(notice.until), notice.lines.keys().copied().collect::<Vec<_>>())
    });
    same!(notices, real_notices.collect::<Vec<_>>(), "notices");
    let mut real_pools = totals.pools.clone();
    real_pools.sort_unstable();
    same!(pools, real_pools, "pools");
    same!(village.offers.len(), state.offers().len(), "offers");
    for (code, offer) in &village.offers {
        let Some(real) = state.offers().get(&code.parse::<OfferCode>().unwrap()) else {
            same!("there", "not there", "{code}");
            continue;
        };
        same!(offer.price, plain_amount(real.price.amount()), "{code} price");
        same!(offer.currency.as_str(), real.currency.as_str(), "{code} currency");
        same!(offer.merchant.clone(), real.merchant.map(plain_number), "{code} merchant");
        same!(offer.withdrawn, real.withdrawn, "{code} withdrawn");
        same!(offer.paused, real.paused, "{code} paused");
        let stock = real.stock.map(plain_amount);
        same!(offer.stock.map(|stock| stock * ONE), stock, "{code} stock");
    }
    let own = village.own.values().filter(|sum| **sum != 0).count();
    let real_own = totals.system.iter().filter(|(_, _, sum)| *sum != RealAmount::ZERO).count();
    same!(own, real_own, "own accounts");
    for (name, currency, sum) in &totals.system {
        let name = name.name();
        same!(village.own(name, currency.as_str()), plain_amount(*sum), "{name} {currency}");
    }
    found
}

/// Nothing comes from nowhere: in every currency, all there is sums up to nothing.
fn zero_sums(village: &Village) -> Result<(), String> {
    let mut sums: BTreeMap<&str, plain::Amount> = BTreeMap::new();
    for account in &village.accounts {
        account.balances.iter().for_each(|(of, sum)| *sums.entry(of).or_default() += sum);
    }
    village.own.iter().for_each(|((_, of), sum)| *sums.entry(of).or_default() += sum);
    match sums.iter().find(|(_, sum)| **sum != 0) {
        Some((currency, sum)) => Err(format!("{currency} sums up to {}", *sum / ONE)),
        None => Ok(()),
    }
}

/// Runs a sequence from the beginning; where it fails, at which command and how.
pub fn run(asks: &[Ask]) -> Result<Pair, (usize, String)> {
    let mut pair = Pair::founded();
    for (at, ask) in asks.iter().enumerate() {
        pair.ask(ask).map_err(|why| (at, why))?;
    }
    pair.end(asks).map_err(|why| (asks.len(), why))?;
    Ok(pair)
}

/// So many random commands from a seed; the first disagreement panics with as
/// few commands as still lead to one.
pub fn drive(seed: u64, commands: usize) -> Pair {
    let mut pair = Pair::founded();
    let mut asked = Pair::beginning();
    for ask in &asked {
        pair.ask(ask).unwrap_or_else(|why| panic!("{ask:?}: {why}"));
    }
    let mut generator = Generator::new(seed, common::time(FIRST).unix());
    for _ in 0..commands {
        let ask = generator.ask(&pair.model);
        asked.push(ask.clone());
        if let Err(why) = pair.ask(&ask) {
            fail(seed, asked, &why);
        }
    }
    if let Err(why) = pair.end(&asked) {
        fail(seed, asked, &why);
    }
    pair
}

fn fail(seed: u64, asked: Vec<Ask>, why: &str) -> ! {
    let at = asked.len();
    let few = shrink(asked, why);
    let last = run(&few).err().map_or_else(|| why.to_owned(), |(_, why)| why);
    let told: String = few.iter().map(|ask| format!("  {ask:?}\n")).collect();
    panic!(
        "command {at} of seed {seed} (WENMING_MODEL_SEED={seed}): {why}\n\
         {} commands are enough:\n{told}{last}",
        few.len()
    );
}

/// Leaves out what is not needed for both to disagree, as far as a minute goes.
fn shrink(asks: Vec<Ask>, why: &str) -> Vec<Ask> {
    let begun = Instant::now();
    // Of the same sort, or the shortest would often be another story.
    let sort = |why: &str| {
        let words = why.chars().filter(|c| !c.is_ascii_digit());
        words.take(22).collect::<String>()
    };
    let made = entries_made(&asks);
    let fails = |kept: &[usize]| {
        let fewer = only(&asks, &made, kept);
        run(&fewer).err().filter(|(_, other)| sort(other) == sort(why)).map(|(last, _)| last)
    };
    let mut kept: Vec<usize> = (0..asks.len()).collect();
    // What was refused changed nothing.
    let told: Vec<usize> =
        kept.iter().copied().filter(|&at| !made[at].is_empty() || at + 1 == asks.len()).collect();
    if fails(&told).is_some() {
        kept = told;
    }
    let mut width = kept.len() / 2;
    while width > 0 {
        let mut at = 0;
        while at < kept.len() && begun.elapsed() < SHRINKING {
            let mut fewer = kept.clone();
            fewer.drain(at..(at + width).min(kept.len()));
            match fails(&fewer) {
                Some(last) => {
                    fewer.truncate(last + 1);
                    kept = fewer;
                }
                None => at += width,
            }
        }
        width /= 2;
    }
    only(&asks, &made, &kept)
}

/// The entries that each command led to, in the model's eyes.
fn entries_made(asks: &[Ask]) -> Vec<Vec<EntryId>> {
    let mut model = Pair::founded().model;
    let mut entries = |ask: &Ask| {
        let sizes = |model: &Bank| {
            let size = |(code, village): (&String, &Village)| (code.clone(), village.entries.len());
            model.iter().map(size).collect::<BTreeMap<_, _>>()
        };
        let before = sizes(&model);
        answer(&mut model, ask);
        let made = |(code, size): (String, usize)| {
            (before[&code]..size).map(move |seq| (code.clone(), seq))
        };
        sizes(&model).into_iter().flat_map(made).collect()
    };
    asks.iter().map(&mut entries).collect()
}

/// Only these commands, which go on naming the entries they named.
fn only(asks: &[Ask], made: &[Vec<EntryId>], kept: &[usize]) -> Vec<Ask> {
    let mut gone = made.to_vec();
    kept.iter().for_each(|&at| gone[at].clear());
    let moved = |(branch, seq): &EntryId| {
        let before = gone.iter().flatten().filter(|(of, at)| of == branch && at < seq).count();
        (branch.clone(), seq - before)
    };
    let told = |&at: &usize| {
        let mut ask = asks[at].clone();
        ask.what.names_entries(&moved);
        // Without those between, it may be long since.
        ask.clock_confirmed = true;
        ask
    };
    kept.iter().map(told).collect()
}
