//! Between villages: points that leave one branch and come into another are
//! neither lost nor doubled, whatever stops them on the way, and an audit of
//! both branches finds every side without its other.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use common::store::{Dice, SharedBooks};
use common::trouble::{Fault, Faulty, Trouble};
use common::{Bank, RULEBOOK, day, key, lc01, time};
use ledger_core::audit::{FindingCode, audit};
use ledger_core::command::{Command, Incoming, Sending};
use ledger_core::day::Offset;
use ledger_core::event::{Aim, Event, OfferKind, Position, Role};
use ledger_core::ids::{AccountNo, BranchCode, EntryId, RequestKey};
use ledger_core::journal::{Appended, Journal, Lines, MemoryJournal};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Crossing, Hand, Netting, SubmitError, Wanted};
use ledger_core::line::{self, Entry, EntryHash};
use ledger_core::lots::Lot;
use ledger_core::points::Amount;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;

fn lc02() -> BranchCode {
    "LC02".parse().unwrap()
}

fn here(serial: u32) -> AccountNo {
    AccountNo::new(lc01(), serial)
}

fn there(serial: u32) -> AccountNo {
    AccountNo::new(lc02(), serial)
}

fn p<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Two villages of one bank, in memory that outlives the ledger.
struct Villages {
    bank: Bank,
    journal: Arc<MemoryJournal>,
    books: SharedBooks,
}

impl Villages {
    fn new() -> Self {
        let (journal, books) = (Arc::<MemoryJournal>::default(), SharedBooks::default());
        let mut world = Self { bank: opened(&journal, &books, Trouble::default()), journal, books };
        world.bank.found();
        world.open_second();
        world
    }

    /// LC02 with two households, a merchant and three offers; `clerk` and `manager`
    /// are enrolled in both villages, `near` in LC01 and `far` in LC02 only.
    fn open_second(&mut self) {
        let (origin, name) = (p("wenming.example/test"), "山北村".to_owned());
        let (offset, since) = (Offset::CHINA, day("2026-01-01"));
        let founded = self.bank.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
        let founded = EntryHash::of(&founded);
        let charter = Command::CharterBranch { branch: lc02(), name: name.clone() };
        self.bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
        let enrol = |name: &str| Command::EnrolOperator {
            operator: p(name),
            role: Role::Clerk,
            key: key(name).public(),
            account: None,
        };
        let opened = |kind, household: Option<&str>| Command::OpenAccount {
            kind,
            household: household.map(p),
        };
        let offer = |code, price, merchant| Command::ListOffer {
            terms: ledger_core::event::OfferTerms::default(),
            offer: p(code),
            title: "一样东西".to_owned(),
            kind: OfferKind::Goods,
            price: p(price),
            currency: p("JF"),
            merchant,
        };
        let commands = vec![
            Command::OpenBranch {
                origin,
                founded,
                name,
                offset,
                since,
                key: key("manager").public(),
            },
            enrol("clerk"),
            enrol("far"),
            Command::AdoptRulebook { from: since, text: RULEBOOK.to_owned() },
            opened(HolderKind::Household, Some("一组-001")),
            opened(HolderKind::Household, Some("一组-002")),
            opened(HolderKind::Merchant, None),
            Command::BringForward {
                account: there(1),
                points: p("180"),
                currency: p("JF"),
                as_of: day("2025-12-31"),
                evidence: "旧账".to_owned(),
                note: String::new(),
            },
            offer("TEA", "15", Some(there(3))),
            offer("BATH", "10", None),
            offer("OLD", "10", None),
            Command::WithdrawOffer { offer: p("OLD"), reason: "停办".to_owned() },
        ];
        self.bank.ask_all("manager", lc02(), commands).unwrap();
        self.bank.ask("manager", enrol("near")).unwrap();
    }

    /// The same bank, opened again.
    fn again(&mut self) {
        self.bank = opened(&self.journal, &self.books, Trouble::default());
    }

    /// A copy of the same bank with a fault in it.
    fn copy(&self, due: Option<(usize, Fault)>) -> (Self, Trouble) {
        let trouble = Trouble { due, ..Trouble::default() };
        let journal = self.journal_up_to(None);
        let books = self.books.copy();
        let bank = opened(&journal, &books, trouble.clone());
        (Self { bank, journal, books }, trouble)
    }

    /// The same journals, of one branch only its first entries.
    fn journal_up_to(&self, only: Option<EntryId>) -> Arc<MemoryJournal> {
        let journal = Arc::new(MemoryJournal::default());
        for branch in self.journal.branches().unwrap() {
            let mut lines = Lines::default();
            self.journal
                .read(branch, 0, &mut |seq, line| {
                    if only == Some(EntryId { branch, seq }) {
                        return std::ops::ControlFlow::Break(());
                    }
                    lines.push(line);
                    std::ops::ControlFlow::Continue(())
                })
                .unwrap();
            assert_eq!(journal.append(branch, 0, &lines).unwrap(), Appended::Durable);
        }
        journal
    }

    fn send(&self, by: &str, request: &str, sending: Sending) -> Result<Crossing, SubmitError> {
        let key = key(by);
        self.bank.ledger.send(self.hand(&key), p(request), sending)
    }

    fn hand<'a>(&self, key: &'a OperatorKey) -> Hand<'a> {
        Hand { key, now: self.bank.now, clock_confirmed: false }
    }

    fn finish(&self, by: &str) -> String {
        let key = key(by);
        let finished = self.bank.ledger.finish_legs(self.hand(&key)).unwrap();
        let ended = finished.ended.iter().map(|(sent, ended)| {
            format!("{sent} {} {}", ended.answer.event.name(), ended.end.event.name())
        });
        let waiting = finished.waiting.iter().map(|sent| format!("{sent} waits"));
        ended.chain(waiting).collect::<Vec<_>>().join(", ")
    }

    fn net(&self, by: &str, request: &str) -> Result<Netting, SubmitError> {
        let key = key(by);
        self.bank.ledger.net(self.hand(&key), p(request))
    }

    fn balance(&self, account: AccountNo) -> String {
        let found = self.bank.ledger.account(account).unwrap().unwrap();
        found.balance(p("JF")).to_string()
    }

    /// `LC01 20 under way 0 settled 0` for each branch that has something in clearing.
    fn clearing(&self) -> Vec<String> {
        let all = self.bank.ledger.clearing().unwrap();
        let line = |c: &ledger_core::ledger::Clearing| {
            format!("{} {} under way {} settled {}", c.branch, c.position, c.under_way, c.settled)
        };
        all.iter().map(line).collect()
    }

    fn sizes(&self) -> Vec<u64> {
        let all = self.journal.branches().unwrap();
        all.into_iter().map(|branch| self.journal.size(branch).unwrap()).collect()
    }

    /// All JF there are: with holders, spent at the bank itself, and under way.
    fn all_points(&self) -> Amount {
        let mut sum = Amount::ZERO;
        for branch in [lc01(), lc02()] {
            let of_branch = self.bank.ledger.view(branch, Wanted::Accounts, |state| {
                let held = state.accounts().into_iter().map(|(_, a)| a.balance(p("JF")));
                let system = |account| state.system(account, p("JF"));
                use ledger_core::postings::SystemAccount as S;
                held.chain([system(S::Redeemed), system(S::Clearing), system(S::HeadOffice)])
                    .fold(Amount::ZERO, |sum, amount| sum.checked_add(amount).unwrap())
            });
            sum = sum.checked_add(of_branch.unwrap()).unwrap();
        }
        sum
    }

    /// A line that is rightly chained and signed, whatever it says.
    fn forge(&mut self, by: &str, branch: BranchCode, request: &str, event: Event) -> EntryId {
        let seq = self.journal.size(branch).unwrap();
        let last = self.journal.line(branch, seq - 1).unwrap().unwrap();
        let place = (branch, seq, EntryHash::of(&last));
        let entry = Entry::new(place, self.bank.now, p(by), p(request), event);
        let mut forged = entry.encode().unwrap();
        line::sign(&mut forged, &key(by));
        let mut lines = Lines::default();
        lines.push(&forged);
        assert_eq!(self.journal.append(branch, seq, &lines).unwrap(), Appended::Durable);
        EntryId { branch, seq }
    }

    /// The other village's no to points for its second household, which was closed before.
    fn decline(&mut self, sent: EntryId, points: &str) -> EntryId {
        let close = Command::CloseAccount { account: there(2), reason: "迁出".to_owned() };
        self.bank.ask_in("manager", lc02(), close).unwrap();
        let event = Event::Declined {
            sent,
            hash: self.hash(sent),
            from: here(1),
            aim: Aim::Account(there(2)),
            points: p(points),
            currency: p("JF"),
            reason: "closed-account".to_owned(),
            lots: Vec::new(),
        };
        self.forge("clerk", lc02(), &format!("twin:{sent}"), event)
    }

    fn hash(&self, id: EntryId) -> EntryHash {
        EntryHash::of(&self.journal.line(id.branch, id.seq).unwrap().unwrap())
    }

    /// The findings of an audit of the journals alone, as `code@BRANCH:seq`.
    fn found(&self) -> Vec<String> {
        let branches = self.journal.branches().unwrap();
        let report = audit(self.journal.as_ref(), &branches, None, self.bank.now).unwrap();
        let of = |finding: &ledger_core::audit::Finding| {
            let seq = finding.seq.map_or("-".to_owned(), |seq| seq.to_string());
            format!("{}@{}:{seq}", finding.code, finding.branch)
        };
        report.findings().map(of).collect()
    }
}

fn opened(journal: &Arc<MemoryJournal>, books: &SharedBooks, trouble: Trouble) -> Bank {
    let journal = Faulty(Arc::clone(journal), trouble.clone());
    Bank::over(Box::new(journal), Box::new(Faulty(books.clone(), trouble)))
}

fn sending(account: AccountNo, aim: Aim, points: &str) -> Sending {
    let to = if account.branch() == lc01() { lc02() } else { lc01() };
    Sending { account, to, aim, points: p(points), currency: p("JF"), note: String::new() }
}

fn offer(code: &str, qty: &str) -> Aim {
    Aim::Offer { offer: p(code), qty: p(qty) }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, SubmitError>) -> String {
    match answer {
        Err(SubmitError::Refused { refusal, .. }) => format!("{}: {refusal}", refusal.code()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_neighbour_is_served_and_the_two_entries_name_each_other() {
    let world = Villages::new();
    let all = world.all_points();
    let crossing = world.send("clerk", "r1", sending(here(1), offer("TEA", "2"), "30")).unwrap();
    let ended = crossing.ended.unwrap();
    let Event::Received { sent, hash, from, merchant, .. } = ended.answer.event else { panic!() };
    assert_eq!((sent, from, merchant), (crossing.sent.entry, here(1), Some(there(3))));
    assert_eq!(hash, world.hash(crossing.sent.entry));
    let Event::Arrived { received, hash, .. } = ended.end.event else { panic!() };
    assert_eq!((received, hash), (ended.answer.entry, world.hash(ended.answer.entry)));
    assert_eq!((world.balance(here(1)), world.balance(there(3))), ("120".into(), "30".into()));
    assert_eq!(
        world.clearing(),
        ["LC01 30 under way 0 settled 0", "LC02 -30 under way 0 settled 0"]
    );
    // Its own offer, without a merchant; and points given to an account there.
    world.send("clerk", "r2", sending(here(1), offer("BATH", "1"), "10")).unwrap();
    world.send("clerk", "r3", sending(here(1), Aim::Account(there(2)), "7")).unwrap();
    assert_eq!((world.balance(here(1)), world.balance(there(2))), ("103".into(), "7".into()));
    assert_eq!(world.all_points(), all);
    assert_eq!(world.bank.findings(), Vec::<String>::new());
}

#[test]
fn the_same_request_again_sends_nothing_more() {
    let world = Villages::new();
    let first = world.send("clerk", "r1", sending(here(1), offer("TEA", "1"), "15")).unwrap();
    let sizes = world.sizes();
    let again = world.send("clerk", "r1", sending(here(1), offer("TEA", "1"), "15")).unwrap();
    assert!(again.sent.repeated && again.ended.as_ref().unwrap().end.repeated);
    assert_eq!(again.sent.entry, first.sent.entry);
    assert_eq!(again.ended.unwrap().answer.entry, first.ended.unwrap().answer.entry);
    assert_eq!(world.sizes(), sizes);
    let other = world.send("clerk", "r1", sending(here(1), offer("TEA", "2"), "30"));
    assert!(refused(other).starts_with("request-reused"));
}

#[test]
fn what_either_side_would_not_take_is_refused_and_nothing_is_written() {
    let mut world = Villages::new();
    let reason = || "失联".to_owned();
    let frozen = Command::FreezeAccount { account: there(2), reason: reason() };
    world.bank.ask_in("manager", lc02(), frozen).unwrap();
    let cases = [
        ("clerk", here(1), offer("NONE", "1"), "15", "unknown-offer: there is no offer `NONE`"),
        ("clerk", here(1), offer("OLD", "1"), "10", "withdrawn-offer: offer `OLD` was withdrawn"),
        (
            "clerk",
            here(1),
            offer("TEA", "1"),
            "14",
            "offer-price: 1 of `TEA` cost 15 JF; 14 were sent",
        ),
        (
            "clerk",
            here(1),
            offer("TEA", "0"),
            "15",
            "offer-qty: 0 is not a whole number of offers from 1 to 10000",
        ),
        (
            "clerk",
            here(1),
            Aim::Account(there(2)),
            "1",
            "frozen-account: account `LC02-000002-R` is frozen",
        ),
        (
            "clerk",
            here(1),
            Aim::Account(there(9)),
            "1",
            "unknown-account: there is no account `LC02-000009-…",
        ),
        (
            "clerk",
            here(1),
            Aim::Account(here(2)),
            "1",
            "other-branch: account `LC01-000002-7` is of branch `LC01`, not `LC02`",
        ),
        (
            "clerk",
            here(1),
            offer("BATH", "6"),
            "60",
            "overdraft: `LC01-000001-9` has 50 JF to spend; 60 are needed",
        ),
        (
            "clerk",
            here(1),
            Aim::Account(there(1)),
            "0.5",
            "too-precise: 0.5 has more decimals than `JF` has (0)",
        ),
        (
            "near",
            here(1),
            offer("TEA", "1"),
            "15",
            "unknown-operator: operator `near` is not enrolled in `LC02`",
        ),
        (
            "far",
            here(1),
            offer("TEA", "1"),
            "15",
            "unknown-operator: operator `far` is not enrolled in `LC01`",
        ),
        (
            "panel",
            here(1),
            offer("TEA", "1"),
            "15",
            "no-right: `panel` is Verifier; this takes Clerk",
        ),
    ];
    let sizes = world.sizes();
    for (n, (by, account, aim, points, want)) in cases.into_iter().enumerate() {
        let told = refused(world.send(by, &format!("r{n}"), sending(account, aim, points)));
        let want = want.split('…').next().unwrap();
        assert!(told.starts_with(want), "{told}, not {want}");
        assert_eq!(world.sizes(), sizes, "{told}");
    }
    let own = Sending { to: lc01(), ..sending(here(1), Aim::Account(here(2)), "1") };
    assert!(refused(world.send("clerk", "own", own)).starts_with("same-branch"));
    let shut = Sending { to: p("LC09"), ..sending(here(1), offer("TEA", "1"), "15") };
    assert!(refused(world.send("clerk", "shut", shut)).starts_with("branch-not-open"));
    assert_eq!(world.sizes(), sizes);
    assert_eq!(world.bank.findings(), Vec::<String>::new());
}

/// Points sent and not answered, as a crash leaves them.
fn left_under_way(world: &mut Villages, sending: Sending) -> EntryId {
    world.bank.ask("clerk", Command::Send(sending)).unwrap().entry
}

/// What receives `sent`, one of tea for 15, as the crossing was received.
fn twin(world: &Villages, crossing: &Crossing, sent: EntryId) -> Event {
    let mut event = crossing.ended.clone().unwrap().answer.event;
    if let Event::Received { sent: named, hash, points, aim, .. } = &mut event {
        (*named, *hash) = (sent, world.hash(sent));
        (*points, *aim) = (p("15"), offer("TEA", "1"));
    }
    event
}

/// What receives `sent` as so many points for somebody.
fn received(world: &Villages, sent: EntryId, aim: Aim, points: &str) -> Event {
    Event::Received {
        sent,
        hash: world.hash(sent),
        from: here(1),
        aim,
        points: p(points),
        currency: p("JF"),
        merchant: None,
        lots: Vec::new(),
    }
}

#[test]
fn what_a_crash_left_under_way_is_received_by_the_next_who_may_and_until_then_is_found() {
    let mut world = Villages::new();
    let sent = left_under_way(&mut world, sending(here(1), offer("TEA", "1"), "15"));
    assert_eq!(world.clearing(), ["LC01 0 under way 15 settled 0"]);
    assert_eq!(world.found(), [format!("leg-without-twin@{sent}")]);
    assert_eq!(world.finish("near"), format!("{sent} waits"), "no right in LC02");
    assert_eq!(world.finish("nobody"), format!("{sent} waits"));
    assert_eq!(world.finish("far"), format!("{sent} waits"), "received, and not noted in LC01");
    assert_eq!(world.balance(there(3)), "15");
    assert_eq!(world.finish("far"), format!("{sent} waits"), "received once");
    assert_eq!(world.balance(there(3)), "15");
    assert_eq!(world.found(), ["leg-without-twin@LC02:12"], "its end is not noted yet");
    assert_eq!(world.finish("near"), format!("{sent} received arrived"));
    assert_eq!(world.finish("clerk"), "");
    assert_eq!(world.bank.findings(), Vec::<String>::new());
}

#[test]
fn what_the_other_village_no_longer_takes_is_declined_and_comes_back_even_to_a_frozen_account() {
    let mut world = Villages::new();
    let all = world.all_points();
    let gone = left_under_way(&mut world, sending(here(1), offer("BATH", "1"), "10"));
    let shut = left_under_way(&mut world, sending(here(1), Aim::Account(there(2)), "3"));
    let withdraw = Command::WithdrawOffer { offer: p("BATH"), reason: "停办".to_owned() };
    let close = Command::CloseAccount { account: there(2), reason: "迁出".to_owned() };
    let freeze = Command::FreezeAccount { account: here(1), reason: "失联".to_owned() };
    world.bank.ask_all("manager", lc02(), vec![withdraw, close]).unwrap();
    world.bank.ask("manager", freeze).unwrap();
    let both = format!("{gone} declined sent_back, {shut} declined sent_back");
    assert_eq!(world.finish("clerk"), both);
    assert_eq!(world.balance(here(1)), "150");
    let declined = world.bank.ledger.answered(lc02(), &RequestKey::twin(gone)).unwrap().unwrap();
    let Event::Declined { reason, .. } = declined.event else { panic!() };
    assert_eq!(reason, "withdrawn-offer");
    assert_eq!(world.all_points(), all);
    assert_eq!(world.clearing(), ["LC01 0 under way 0 settled 0"]);
    assert_eq!(world.bank.findings(), Vec::<String>::new());
}

/// Everything that two villages do in a morning, each step under its own request.
fn morning(world: &Villages) -> Result<(), SubmitError> {
    world.send("clerk", "m1", sending(here(1), offer("TEA", "2"), "30"))?;
    world.send("clerk", "m2", sending(there(1), offer("HAIR", "1"), "10"))?;
    world.send("clerk", "m3", sending(there(1), Aim::Account(here(2)), "5"))?;
    Ok(())
}

#[test]
fn whichever_operation_fails_points_are_neither_lost_nor_doubled_and_each_leg_has_one_answer() {
    let founded = Villages::new();
    let all = founded.all_points();
    let (sound, trouble) = founded.copy(None);
    morning(&sound).unwrap();
    let want =
        (sound.sizes(), sound.balance(here(1)), sound.balance(here(2)), sound.balance(there(3)));
    let count = trouble.count.load(Ordering::Relaxed);
    assert!(count > 60, "{count} operations");
    let mut stopped = [0; 3];
    for due in 0..count {
        for fault in [Fault::Before, Fault::After] {
            let what = format!("operation {due} of {count} fails {fault:?}");
            let (mut world, _) = founded.copy(Some((due, fault)));
            // The clerk hears of it and goes home.
            let failed = morning(&world);
            assert!(matches!(failed, Err(SubmitError::Failed(_)) | Ok(())), "{what}: {failed:?}");
            world.again();
            assert_eq!(world.all_points(), all, "{what}");
            stopped[world.bank.ledger.under_way().unwrap().len()] += 1;
            world.finish("clerk");
            assert_eq!(world.bank.ledger.under_way().unwrap(), [], "{what}");
            assert_eq!(world.all_points(), all, "{what}");
            assert_eq!(world.bank.findings(), Vec::<String>::new(), "{what}");
            // The next day everything is asked again under the same keys.
            morning(&world).unwrap();
            let now = (
                world.sizes(),
                world.balance(here(1)),
                world.balance(here(2)),
                world.balance(there(3)),
            );
            assert_eq!(now, want, "{what}");
            assert_eq!(world.bank.findings(), Vec::<String>::new(), "{what}");
        }
    }
    assert!(stopped[1] > 20, "some stopped half-way: {stopped:?}");
}

#[test]
fn whichever_operation_of_a_netting_fails_the_next_one_settles_the_rest_once() {
    let mut founded = Villages::new();
    morning(&founded).unwrap();
    left_under_way(&mut founded, sending(here(1), offer("BATH", "1"), "10"));
    let all = founded.all_points();
    let (sound, trouble) = founded.copy(None);
    sound.net("manager", "n1").unwrap();
    let (want, count) = (sound.clearing(), trouble.count.load(Ordering::Relaxed));
    assert!(count > 40, "{count} operations");
    for due in 0..count {
        for fault in [Fault::Before, Fault::After] {
            let what = format!("operation {due} of {count} fails {fault:?}");
            let (mut world, _) = founded.copy(Some((due, fault)));
            drop(world.net("manager", "n1"));
            world.again();
            // Somebody else asks on the next day, and does not know of the first.
            world.net("manager", "n2").unwrap();
            world.net("manager", "n3").unwrap();
            assert_eq!((world.all_points(), world.clearing()), (all, want.clone()), "{what}");
            assert_eq!(world.bank.findings(), Vec::<String>::new(), "{what}");
        }
    }
}

#[test]
fn two_neighbours_sent_points_for_the_last_one_and_one_of_them_gets_it() {
    let mut world = Villages::new();
    let all = world.all_points();
    let (offer_code, change) = (p("BATH"), p("1"));
    let stock = Command::ChangeStock { offer: offer_code, change, reason: "进货".to_owned() };
    world.bank.ask_in("manager", lc02(), stock).unwrap();
    let first = left_under_way(&mut world, sending(here(1), offer("BATH", "1"), "10"));
    let second = left_under_way(&mut world, sending(here(1), offer("BATH", "1"), "10"));
    let both = format!("{first} received arrived, {second} declined sent_back");
    assert_eq!(world.finish("clerk"), both);
    let told = refused(world.send("clerk", "third", sending(here(1), offer("BATH", "1"), "10")));
    assert!(told.starts_with("out-of-stock"), "{told}");
    assert_eq!((world.balance(here(1)), world.all_points()), ("140".into(), all));
    assert_eq!(world.bank.findings(), Vec::<String>::new());
}

#[test]
fn a_village_that_lost_what_it_sent_is_not_served_twice_for_what_it_sends_in_its_place() {
    let mut world = Villages::new();
    let sent = left_under_way(&mut world, sending(here(1), offer("TEA", "1"), "15"));
    world.finish("far");
    assert_eq!(world.balance(there(3)), "15");
    // LC01 comes back from a copy of the evening before; its books went with it.
    let (journal, books) = (world.journal_up_to(Some(sent)), SharedBooks::default());
    let bank = opened(&journal, &books, Trouble::default());
    let mut world = Villages { bank, journal, books };
    let told = refused(world.send("clerk", "r1", sending(here(1), offer("BATH", "1"), "10")));
    assert!(told.starts_with("request-reused"), "{told}");
    let again = left_under_way(&mut world, sending(here(1), offer("TEA", "1"), "15"));
    assert_eq!(again, sent, "another entry in the same place");
    assert_eq!(world.finish("clerk"), format!("{again} waits"), "the answer is to another line");
    assert_eq!(world.balance(there(3)), "15");
    assert!(world.found().contains(&"twin-wrong@LC02:12".to_owned()), "{:?}", world.found());
}

#[test]
fn keys_of_answers_are_for_answers_and_answers_for_their_keys() {
    let mut world = Villages::new();
    let sent = left_under_way(&mut world, sending(here(1), offer("BATH", "1"), "10"));
    let ask = |world: &Villages, branch, request: &str, command: Command| {
        let key = key("clerk");
        let requests = [(p(request), command)];
        let (now, clock_confirmed) = (world.bank.now, false);
        let order = ledger_core::ledger::Order {
            likeness_confirmed: false,
            branch,
            key: &key,
            now,
            clock_confirmed,
            requests: &requests,
        };
        refused(world.bank.ledger.submit(&order))
    };
    let twin = format!("twin:{sent}");
    let redeem = Command::Redeem {
        account: there(1),
        offer: p("TEA"),
        qty: p("1"),
        note: String::new(),
        with: None,
    };
    let told = ask(&world, lc02(), &twin, redeem);
    assert_eq!(
        told,
        format!("key-reserved: request `{twin}` begins as only the answers between branches do")
    );
    let incoming = Incoming {
        sent,
        hash: world.hash(sent),
        from: here(1),
        aim: offer("BATH", "1"),
        points: p("10"),
        currency: p("JF"),
        lots: Vec::new(),
    };
    let told = ask(&world, lc02(), "mine", Command::Receive(incoming.clone()));
    assert_eq!(
        told,
        format!("key-not-twin: request `mine` is not `{twin}`, which alone answers that entry")
    );
    let told = ask(
        &world,
        lc02(),
        &twin,
        Command::Decline { incoming: incoming.clone(), reason: "no".to_owned() },
    );
    assert!(told.starts_with("not-declined"), "{told}");
    let own = ask(&world, lc01(), &twin, Command::Receive(incoming.clone()));
    assert!(own.starts_with("same-branch"), "{own}");
    world.finish("clerk");
    let told =
        ask(&world, lc02(), &twin, Command::Receive(Incoming { points: p("20"), ..incoming }));
    assert!(told.starts_with("request-reused"), "{told}");
    let (hash, received) = (EntryHash::default(), EntryId { branch: lc02(), seq: 3 });
    for command in [
        Command::NoteArrival { sent, received, hash },
        Command::SendBack { sent, declined: received, hash },
        Command::SendBack { sent: EntryId { branch: lc02(), ..sent }, declined: received, hash },
    ] {
        let told = ask(&world, lc01(), &format!("twin:{received}"), command);
        assert!(told.starts_with("not-under-way"), "{told}");
    }
}

#[test]
fn an_account_is_not_closed_while_points_of_it_are_under_way() {
    let mut world = Villages::new();
    world.bank.transfer(1, 2, "10").unwrap();
    // Household 2 may spend nothing below its threshold; what a merchant has it may.
    world.bank.redeem(1, "RICE-5", "1").unwrap();
    let sent = left_under_way(&mut world, sending(here(5), offer("BATH", "2"), "20"));
    let close = Command::CloseAccount { account: here(5), reason: "歇业".to_owned() };
    let told = world.bank.ask("clerk", close.clone()).unwrap_err();
    assert_eq!(told, Refusal::UnderWay { account: here(5), entry: sent });
    world.finish("clerk");
    world.bank.ask("clerk", close).unwrap();
    assert_eq!(world.bank.findings(), Vec::<String>::new());
}

#[test]
fn what_passed_between_villages_is_not_reversed_but_sent_again() {
    let mut world = Villages::new();
    let crossing =
        world.send("clerk", "r1", sending(here(1), Aim::Account(there(2)), "10")).unwrap();
    let ended = crossing.ended.unwrap();
    let gone = left_under_way(&mut world, sending(here(1), Aim::Account(there(2)), "5"));
    let freeze = Command::FreezeAccount { account: there(2), reason: "失联".to_owned() };
    world.bank.ask_in("manager", lc02(), freeze).unwrap();
    world.finish("clerk");
    let back = world.bank.ledger.statement(here(1), 1).unwrap()[0].seq;
    for (branch, entry) in [
        (lc01(), crossing.sent.entry),
        (lc02(), ended.answer.entry),
        (lc01(), gone),
        (lc01(), EntryId { branch: lc01(), seq: back }),
    ] {
        let reverse = Command::Reverse { entry, reason: "记错".to_owned() };
        let told = world.bank.ask_in("manager", branch, reverse).unwrap_err();
        assert_eq!(told.code(), "not-reversible", "{entry}");
    }
}

#[test]
fn head_office_nets_what_the_villages_owe_each_other_once() {
    let world = Villages::new();
    morning(&world).unwrap();
    assert_eq!(
        world.clearing(),
        ["LC01 15 under way 0 settled 0", "LC02 -15 under way 0 settled 0"]
    );
    for by in ["clerk", "near"] {
        let sizes = world.sizes();
        assert!(refused(world.net(by, "n0")).starts_with("unknown-operator"), "{by}");
        assert_eq!(world.sizes(), sizes);
    }
    let netting = world.net("manager", "n1").unwrap();
    let Event::ClearingNetted { positions } = netting.netted.unwrap().event else { panic!() };
    let position = |branch, amount| Position { branch, currency: p("JF"), amount: p(amount) };
    assert_eq!(positions, [position(lc01(), "15"), position(lc02(), "-15")]);
    let settled = ["LC01 0 under way 0 settled 15", "LC02 0 under way 0 settled -15"];
    assert_eq!((netting.settled.len(), world.clearing()), (2, settled.map(str::to_owned).to_vec()));
    let sizes = world.sizes();
    let again = world.net("manager", "n2").unwrap();
    assert_eq!((again.netted, again.settled.len(), world.sizes()), (None, 0, sizes));
    assert_eq!(world.bank.findings(), Vec::<String>::new());
}

#[test]
fn points_under_way_are_in_no_position_and_a_village_that_cannot_be_settled_stops_the_netting() {
    let mut world = Villages::new();
    morning(&world).unwrap();
    let enrol = |name: &str| Command::EnrolOperator {
        operator: p(name),
        role: Role::Manager,
        key: key(name).public(),
        account: None,
    };
    // A manager of head office and LC01 has no right in LC02.
    world.bank.ask_in("manager", BranchCode::HQ, enrol("half")).unwrap();
    world.bank.ask("manager", enrol("half")).unwrap();
    left_under_way(&mut world, sending(here(1), offer("BATH", "1"), "10"));
    let sizes = world.sizes();
    let told = refused(world.net("half", "n1"));
    assert_eq!(told, "unknown-operator: operator `half` is not enrolled in `LC02`");
    assert_eq!(world.sizes(), sizes);
    assert_eq!(
        world.clearing(),
        ["LC01 15 under way 10 settled 0", "LC02 -15 under way 0 settled 0"]
    );
    // What is under way is ended first.
    let netting = world.net("manager", "n2").unwrap();
    assert_eq!(netting.finished.ended.len(), 1);
    assert_eq!(
        world.clearing(),
        ["LC01 0 under way 0 settled 25", "LC02 0 under way 0 settled -25"]
    );
}

#[test]
fn a_netting_that_was_stopped_is_finished_by_the_next_and_settles_nothing_twice() {
    let founded = Villages::new();
    morning(&founded).unwrap();
    let (sound, trouble) = founded.copy(None);
    sound.net("manager", "n1").unwrap();
    let (count, want) = (trouble.count.load(Ordering::Relaxed), sound.clearing());
    let mut half = 0;
    for due in 0..count {
        for fault in [Fault::Before, Fault::After] {
            let what = format!("operation {due} of {count} fails {fault:?}");
            let (mut world, _) = founded.copy(Some((due, fault)));
            let failed = world.net("manager", "n1");
            assert!(matches!(failed, Err(SubmitError::Failed(_)) | Ok(_)), "{what}: {failed:?}");
            world.again();
            let found = world.found();
            half += usize::from(!found.is_empty());
            assert!(found.iter().all(|f| f.starts_with("settled-wrong@HQ")), "{what}: {found:?}");
            world.net("manager", "n2").unwrap();
            assert_eq!((world.clearing(), world.found()), (want.clone(), vec![]), "{what}");
            assert_eq!(world.sizes(), sound.sizes(), "{what}");
        }
    }
    assert!(half > 5, "{half} stopped half-way");
}

#[test]
fn what_is_netted_sums_to_zero_names_chartered_villages_and_is_settled_in_order() {
    let mut world = Villages::new();
    let position = |branch: &str, amount: &str| Position {
        branch: p(branch),
        currency: p("JF"),
        amount: p(amount),
    };
    let net = |positions| Command::NetClearing { positions };
    let mut told =
        |branch, command| world.bank.ask_in("manager", branch, command).unwrap_err().to_string();
    let hq = BranchCode::HQ;
    assert_eq!(
        told(hq, net(vec![position("LC01", "5"), position("LC02", "-4")])),
        "in JF the branches' positions sum to 1, not to 0"
    );
    assert_eq!(
        told(hq, net(vec![position("LC01", "5"), position("LC07", "-5")])),
        "head office has not chartered branch `LC07`"
    );
    assert_eq!(told(hq, net(Vec::new())), "no branch owes another anything");
    assert_eq!(told(lc01(), net(Vec::new())), "this can only be done in `HQ`");
    // Each branch once, in order, none of nothing.
    let parts = vec![position("LC02", "-5"), position("LC01", "2"), position("LC01", "3")];
    let done = world.bank.ask_in("manager", hq, net(parts)).unwrap();
    let Event::ClearingNetted { positions } = done.event else { panic!() };
    assert_eq!(positions, [position("LC01", "5"), position("LC02", "-5")]);

    let hash = EntryHash::default();
    let settle = |seq, amount: &str| Command::SettleClearing {
        netted: EntryId { branch: hq, seq },
        hash,
        currency: p("JF"),
        amount: p(amount),
    };
    let ask = |request: &str, command: Command| {
        let key = key("manager");
        let requests = [(p(request), command)];
        let (now, clock_confirmed) = (world.bank.now, false);
        let order = ledger_core::ledger::Order {
            likeness_confirmed: false,
            branch: lc01(),
            key: &key,
            now,
            clock_confirmed,
            requests: &requests,
        };
        world.bank.ledger.submit(&order)
    };
    ask("twin:HQ:7:JF", settle(7, "5")).unwrap();
    assert_eq!(
        refused(ask("twin:HQ:6:JF", settle(6, "5"))),
        "settled-before: netting `HQ:6` is no later than `HQ:7`, which was settled in JF"
    );
    assert!(refused(ask("twin:HQ:7:JF", settle(7, "6"))).starts_with("request-reused"));
    assert!(refused(ask("twin:HQ:8:JF", settle(8, "0"))).starts_with("nothing-to-net"));
}

#[test]
fn whatever_two_villages_send_each_other_no_point_is_made_or_lost() {
    let mut sent = 0;
    for seed in 0..6 {
        let mut world = Villages::new();
        let (all, mut dice) = (world.all_points(), Dice::new(seed));
        for step in 0..80 {
            // Opened anew the ledger knows of the accounts only what it loads.
            if dice.below(2) == 0 {
                world.again();
                world.bank.skip_requests(100 * (step + 1));
            }
            // Households 1 have what can be spent; now and then somebody else is named.
            let mut anybody = || {
                let serial = [1, 1, 1, 1, 2, 3, 5, 9][dice.below(8)];
                [here, there][dice.below(2)](serial)
            };
            let (account, receiver) = (anybody(), anybody());
            let (aim, points) = match dice.below(8) {
                0 => (offer("OLD", "1"), "10"),
                1 => (offer("TEA", "1"), "16"),
                2 => (offer("TEA", "1"), "15"),
                3 => (offer("HAIR", "1"), "10"),
                4 => (offer("RICE-5", "1"), "20"),
                _ => (Aim::Account(receiver), ["1", "3", "9"][dice.below(3)]),
            };
            let sending = sending(account, aim, points);
            match dice.below(6) {
                // Without being tried beforehand, as if the other side changed meanwhile.
                0 => drop(world.bank.ask_in("clerk", account.branch(), Command::Send(sending))),
                1 => drop(world.net("manager", &format!("n{step}")).unwrap()),
                2 => drop(world.finish("clerk")),
                _ => {
                    let done = world.send("clerk", &format!("s{step}"), sending);
                    sent += usize::from(done.is_ok());
                }
            }
            assert_eq!(world.all_points(), all, "seed {seed}, step {step}");
        }
        world.finish("clerk");
        assert_eq!(world.bank.findings(), Vec::<String>::new(), "seed {seed}");
    }
    assert!(sent > 20, "{sent} were sent");
}

/// What was written once and has to stay readable for ever: every kind of entry between
/// villages, in journals that follow the rules.
const FIXED: [(&str, &str); 3] = [
    ("HQ", include_str!("vectors/between/HQ.jsonl")),
    ("LC01", include_str!("vectors/between/LC01.jsonl")),
    ("LC02", include_str!("vectors/between/LC02.jsonl")),
];
const HASHES: &str = include_str!("vectors/between/hashes.txt");

#[test]
fn the_fixed_lines_between_villages_are_read_hashed_and_audited_as_they_were() {
    let kinds = [
        "sent",
        "received",
        "declined",
        "arrived",
        "sent_back",
        "clearing_netted",
        "clearing_settled",
    ];
    common::fixed_lines(&FIXED, HASHES, &kinds);
}

/// One honest crossing, then a line written with the clerk's or manager's own key.
#[test]
fn every_side_without_its_other_is_found() {
    type Forge = fn(&mut Villages, &Crossing) -> String;
    let cases: &[(&str, Forge)] = &[
        ("sent and never answered", |world, crossing| {
            let mut event = crossing.sent.event.clone();
            if let Event::Sent { points, .. } = &mut event {
                *points = p("10");
            }
            let id = world.forge("clerk", lc01(), "f1", event);
            format!("leg-without-twin@{id}")
        }),
        ("received and never sent", |world, crossing| {
            let mut event = crossing.ended.clone().unwrap().answer.event;
            if let Event::Received { sent, .. } = &mut event {
                sent.seq = 99;
            }
            let id = world.forge("clerk", lc02(), "twin:LC01:99", event);
            format!("clearing-not-zero@HQ:-, leg-without-twin@{id}")
        }),
        ("received by the hash of another line", |world, crossing| {
            let sent = left_under_way(world, sending(here(1), offer("TEA", "1"), "15"));
            let mut event = crossing.ended.clone().unwrap().answer.event;
            if let Event::Received { sent: named, points, aim, .. } = &mut event {
                (*named, *points, *aim) = (sent, p("15"), offer("TEA", "1"));
            }
            let id = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            format!("twin-wrong@{id}")
        }),
        ("more received than was sent", |world, crossing| {
            let sent = left_under_way(world, sending(here(1), offer("TEA", "1"), "15"));
            let mut event = twin(world, crossing, sent);
            if let Event::Received { points, aim, .. } = &mut event {
                (*points, *aim) = (p("30"), offer("TEA", "2"));
            }
            let id = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            format!("clearing-not-zero@HQ:-, twin-wrong@{id}")
        }),
        ("received from another account", |world, crossing| {
            let sent = left_under_way(world, sending(here(1), offer("TEA", "1"), "15"));
            let mut event = twin(world, crossing, sent);
            if let Event::Received { from, .. } = &mut event {
                *from = here(2);
            }
            let id = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            format!("twin-wrong@{id}")
        }),
        ("received with a last day that was not sent", |world, crossing| {
            let sent = left_under_way(world, sending(here(1), offer("TEA", "1"), "15"));
            let mut event = twin(world, crossing, sent);
            if let Event::Received { lots, .. } = &mut event {
                *lots = vec![Lot { until: day("2026-12-31"), points: p("15") }];
            }
            let id = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            format!("twin-wrong@{id}")
        }),
        ("received for another account than it was sent for", |world, _| {
            let sent = left_under_way(world, sending(here(1), Aim::Account(there(2)), "15"));
            let event = received(world, sent, Aim::Account(there(1)), "15");
            let id = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            format!("twin-wrong@{id}")
        }),
        ("declined in another currency", |world, _| {
            let sent = left_under_way(world, sending(here(1), Aim::Account(there(2)), "15"));
            let event = Event::Declined {
                sent,
                hash: world.hash(sent),
                from: here(1),
                aim: Aim::Account(there(2)),
                points: p("15"),
                currency: p("XX"),
                reason: "unknown-currency".to_owned(),
                lots: Vec::new(),
            };
            let id = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            format!("twin-wrong@{id}")
        }),
        ("received in another village than it was sent to", |world, _| {
            let sent = left_under_way(world, sending(here(1), Aim::Account(there(2)), "15"));
            let event = received(world, sent, Aim::Account(there(2)), "15");
            let id = world.forge("manager", BranchCode::HQ, &format!("twin:{sent}"), event);
            let sum = "sum-not-zero@HQ:-";
            format!("leg-without-twin@{sent}, rule-refuses@{id}, {sum}, twin-wrong@{id}")
        }),
        ("less received than was sent", |world, _| {
            let sent = left_under_way(world, sending(here(1), Aim::Account(there(2)), "15"));
            let event = received(world, sent, Aim::Account(there(2)), "5");
            let id = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            format!("clearing-not-zero@HQ:-, twin-wrong@{id}")
        }),
        ("received twice, the second under another key", |world, crossing| {
            let event = crossing.ended.clone().unwrap().answer.event;
            let id = world.forge("clerk", lc02(), "f1", event);
            format!("clearing-not-zero@HQ:-, rule-refuses@{id}, twin-wrong@{id}")
        }),
        ("arrived where nothing was received", |world, _| {
            let sent = left_under_way(world, sending(here(1), offer("TEA", "1"), "15"));
            let (received, hash) = (EntryId { branch: lc02(), seq: 99 }, EntryHash::default());
            let event = Event::Arrived { account: here(1), sent, received, hash };
            let id = world.forge("clerk", lc01(), "twin:LC02:99", event);
            format!("leg-without-twin@{sent}, leg-without-twin@{id}")
        }),
        ("declined and not sent back", |world, _| {
            let sent = left_under_way(world, sending(here(1), Aim::Account(there(2)), "15"));
            let id = world.decline(sent, "15");
            format!("leg-without-twin@{id}")
        }),
        ("arrived though it was declined", |world, _| {
            let sent = left_under_way(world, sending(here(1), Aim::Account(there(2)), "15"));
            let received = world.decline(sent, "15");
            let hash = world.hash(received);
            let event = Event::Arrived { account: here(1), sent, received, hash };
            let id = world.forge("clerk", lc01(), &format!("twin:{received}"), event);
            format!("twin-wrong@{id}")
        }),
        ("sent back though it was received", |world, crossing| {
            let sent = left_under_way(world, sending(here(1), offer("TEA", "1"), "15"));
            let event = twin(world, crossing, sent);
            let received = world.forge("clerk", lc02(), &format!("twin:{sent}"), event);
            let (account, hash) = (here(1), world.hash(received));
            let (points, currency, lots) = (p("15"), p("JF"), Vec::new());
            let event =
                Event::SentBack { account, sent, declined: received, hash, points, currency, lots };
            let id = world.forge("clerk", lc01(), &format!("twin:{received}"), event);
            format!("clearing-not-zero@HQ:-, twin-wrong@{id}")
        }),
        ("settled otherwise than netted", |world, _| {
            let position =
                |branch, amount| Position { branch, currency: p("JF"), amount: p(amount) };
            let positions = vec![position(lc01(), "30"), position(lc02(), "-30")];
            let netted =
                world.forge("manager", BranchCode::HQ, "f1", Event::ClearingNetted { positions });
            let hash = world.hash(netted);
            let settled = |amount| Event::ClearingSettled {
                netted,
                hash,
                currency: p("JF"),
                amount: p(amount),
            };
            let key = format!("twin:{netted}:JF");
            let id = world.forge("manager", lc01(), &key, settled("20"));
            world.forge("manager", lc02(), &key, settled("-30"));
            format!("settled-wrong@{id}")
        }),
        ("settled in one village only", |world, _| {
            let position =
                |branch, amount| Position { branch, currency: p("JF"), amount: p(amount) };
            let positions = vec![position(lc01(), "30"), position(lc02(), "-30")];
            let netted =
                world.forge("manager", BranchCode::HQ, "f1", Event::ClearingNetted { positions });
            let (hash, currency) = (world.hash(netted), p("JF"));
            let event = Event::ClearingSettled { netted, hash, currency, amount: p("30") };
            world.forge("manager", lc01(), &format!("twin:{netted}:JF"), event);
            format!("settled-wrong@{netted}")
        }),
    ];
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for (what, forge) in cases {
        let mut world = Villages::new();
        let crossing =
            world.send("clerk", "r1", sending(here(1), offer("TEA", "2"), "30")).unwrap();
        assert_eq!(world.found(), Vec::<String>::new());
        let want = forge(&mut world, &crossing);
        let mut found = world.found();
        found.sort();
        assert_eq!(found.join(", "), want, "{what}");
        for code in FindingCode::ALL.map(FindingCode::as_str) {
            *all.entry(code).or_default() += usize::from(want.contains(code));
        }
    }
    for code in ["leg-without-twin", "twin-wrong", "clearing-not-zero", "settled-wrong"] {
        assert!(all[code] > 0, "{code}");
    }
}

/// With what each side says, so that who reads it need not look for the lines.
#[test]
fn sides_that_differ_are_told_with_what_each_of_them_says() {
    let mut world = Villages::new();
    let sent = left_under_way(&mut world, sending(here(1), Aim::Account(there(2)), "15"));
    let received = world.decline(sent, "5");
    let hash = world.hash(received);
    let event = Event::Arrived { account: here(1), sent, received, hash };
    let arrived = world.forge("clerk", lc01(), &format!("twin:{received}"), event);
    let branches = world.journal.branches().unwrap();
    let report = audit(world.journal.as_ref(), &branches, None, world.bank.now).unwrap();
    let told = report.findings().map(|found| (found.seq, &found.expected[..], &found.found[..]));
    let told: Vec<_> = told.collect();
    let (of, aim) = (world.hash(sent), format!("{{\"account\":\"{}\"}}", there(2)));
    let said = |points: &str| format!("{sent} hash {of}: {points} JF of {} for {aim}", here(1));
    let end = |what: &str| format!("{received} {what} {sent} hash {hash}");
    assert_eq!(
        told,
        [
            (Some(arrived.seq), &end("received")[..], &end("declined")[..]),
            (Some(received.seq), &said("15")[..], &said("5")[..]),
        ]
    );
}

#[test]
fn two_villages_audited_without_head_office_are_held_against_each_other() {
    let mut world = Villages::new();
    let sent = left_under_way(&mut world, sending(here(1), offer("TEA", "1"), "15"));
    let of = |branches: &[BranchCode]| {
        let report = audit(world.journal.as_ref(), branches, None, world.bank.now).unwrap();
        report.findings().map(|found| format!("{}@{:?}", found.code, found.seq)).collect::<Vec<_>>()
    };
    assert_eq!(of(&[lc01(), lc02()]), [format!("leg-without-twin@Some({})", sent.seq)]);
    assert_eq!(of(&[lc01()]), [""; 0], "the other may have answered");
}

/// The insider of one village cannot make the other's points arrive.
#[test]
fn an_arrival_of_what_another_village_sent_ends_nothing_here() {
    let mut world = Villages::new();
    let sent = left_under_way(&mut world, sending(here(1), offer("TEA", "1"), "15"));
    let theirs = EntryId { branch: lc02(), ..sent };
    let (received, hash) = (EntryId { branch: lc02(), seq: 1 }, EntryHash::default());
    let event = Event::Arrived { account: here(1), sent: theirs, received, hash };
    world.forge("clerk", lc01(), &format!("twin:{received}"), event);
    world.again();
    let legs = world.bank.ledger.under_way().unwrap();
    assert_eq!(legs.into_iter().map(|(sent, _)| sent).collect::<Vec<_>>(), [sent]);
}

#[test]
fn a_village_audited_alone_is_not_blamed_for_what_others_have_to_say() {
    let world = Villages::new();
    morning(&world).unwrap();
    for branch in [lc01(), lc02()] {
        let report =
            audit(world.journal.as_ref(), &[branch], None, time("2026-03-20T03:00:00Z")).unwrap();
        assert_eq!(report.findings().count(), 0, "{branch}");
    }
}

#[test]
fn legs_under_way_are_in_the_books_and_a_rebuild_makes_the_same() {
    let mut world = Villages::new();
    morning(&world).unwrap();
    left_under_way(&mut world, sending(here(1), offer("BATH", "1"), "10"));
    world.net("manager", "n1").unwrap();
    left_under_way(&mut world, sending(here(1), offer("BATH", "1"), "10"));
    let before = common::store::all_books(&world.bank.ledger);
    world.bank.ledger.rebuild().unwrap();
    assert_eq!(common::store::all_books(&world.bank.ledger), before);
    assert_eq!(world.bank.ledger.under_way().unwrap().len(), 1);
}

/// Every writing command asks it of every village: it may not open them all.
#[test]
fn what_is_under_way_is_told_by_two_records_of_a_village_and_by_its_journal_where_they_are_behind()
{
    let mut world = Villages::new();
    let before = world.books.copy();
    let sent = left_under_way(&mut world, sending(here(1), offer("TEA", "1"), "15"));
    let told = |books: &SharedBooks| {
        let trouble = Trouble::default();
        let bank = opened(&world.journal, books, trouble.clone());
        let legs = bank.ledger.under_way().unwrap();
        let legs: Vec<EntryId> = legs.into_iter().map(|(sent, _)| sent).collect();
        (legs, trouble.count.load(Ordering::Relaxed))
    };
    let (legs, operations) = told(&world.books);
    assert_eq!(legs, [sent]);
    // The villages, head office among them; of each the head, what is under way, the size.
    assert_eq!(operations, 1 + 3 * 3);
    // The crash came before the books were written.
    let (legs, operations) = told(&before);
    assert_eq!(legs, [sent]);
    assert!(operations > 1 + 3 * 3, "{operations}");
}
