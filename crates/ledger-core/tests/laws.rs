//! Laws: what holds after any orders whatever, valid and not.
//!
//! Random orders run on a small bank; the naive side of every law is worked out
//! anew from the journal's own text, with a JSON parser and whole numbers, and
//! knows nothing of this crate's arithmetic. A failure prints its orders and
//! its seed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use common::store::{SharedBooks, all_books};
use common::{Bank, RULEBOOK, account, day, deed, lc01};
use ledger_core::books::MemoryBooks;
use ledger_core::command::Command;
use ledger_core::event::{Event, OfferKind, OfferTerms, Role};
use ledger_core::ids::{AccountNo, AppealCode, EntryId};
use ledger_core::journal::{FileJournal, MemoryJournal};
use ledger_core::ledger::{Done, Notice, SubmitError, Wanted};
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::Qty;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::Status;
use proptest::prelude::*;
use proptest::test_runner::Config;
use rust_decimal::Decimal;
use serde_json::Value;

/// An order: who asks, how long after the one before, and what.
#[derive(Debug, Clone)]
struct Ask {
    by: &'static str,
    wait: i64,
    what: Vec<What>,
}

/// A command before it is known what is in the bank: places count from the end.
#[derive(Debug, Clone)]
enum What {
    Deposit { serial: u32, rule: &'static str, qty: &'static str, on: &'static str, ok: bool },
    Deduct { serial: u32, qty: &'static str, on: &'static str },
    Redeem { serial: u32, offer: &'static str, qty: &'static str },
    Transfer { from: u32, to: u32, points: &'static str, currency: &'static str },
    Reverse { back: u64 },
    Bring { serial: u32, points: &'static str, currency: &'static str },
    Open { kind: HolderKind, household: Option<&'static str> },
    Close { serial: u32 },
    Freeze { serial: u32 },
    Unfreeze { serial: u32 },
    List { price: &'static str, merchant: Option<u32>, limit: Option<&'static str> },
    Withdraw,
    Pause,
    Resume,
    Stock { offer: &'static str, change: &'static str },
    Reserve { serial: u32, offer: &'static str, qty: &'static str },
    Collect { back: usize },
    Cancel { back: usize },
    Release { back: usize },
    Return { back: usize, qty: &'static str },
    Enrol { role: Role },
    Retire,
    Adopt { from: &'static str, edition: u8 },
    Receive { yuan: &'static str, voucher: u8 },
    Spend { yuan: &'static str, voucher: u8 },
    Settle { serial: u32, points: &'static str, voucher: u8 },
    Appeal { code: u8, serial: u32, goal: &'static str, until: &'static str },
    Pledge { code: u8, serial: u32, points: &'static str },
    GiveBack { code: u8, back: u64 },
    End { code: u8 },
    Join { serial: u32, household: u32 },
    Leave { serial: u32 },
    Divide { from: u32, to: u32, points: &'static str, currency: &'static str },
}

fn serials() -> impl Strategy<Value = u32> {
    prop_oneof![20 => 1..=4_u32, 2 => Just(5), 2 => 6..=9_u32]
}

/// Mostly the one person there is from the beginning.
fn persons() -> impl Strategy<Value = u32> {
    prop_oneof![3 => Just(4_u32), 1 => serials()]
}

fn days() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "2026-03-01",
        "2026-03-02",
        "2026-03-03",
        "2026-03-18",
        "2026-03-19",
        "2026-02-28",
        "2026-02-01",
        "2026-01-31",
        "2026-03-20",
        "2026-03-25",
        "2025-12-31",
    ])
}

fn amounts() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "1", "1", "1", "2", "2", "3", "0.5", "90m", "7", "0", "-1", "1000000",
    ])
}

/// What is had of an offer comes in pieces.
fn pieces() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just("1"), 2 => Just("2"), 1 => amounts()]
}

fn spent() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["1", "5", "5", "20", "49", "70", "0.5", "1.5", "300"])
}

fn currencies() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just("JF"), 3 => Just("SF"), 1 => Just("ZZ")]
}

fn whats() -> impl Strategy<Value = What> {
    let rules = prop::sample::select(vec!["H01", "H08", "H08", "H09", "T01", "C03", "H51", "X99"]);
    let kinds = prop::sample::select(HolderKind::ALL.to_vec());
    let households =
        prop::option::of(prop::sample::select(vec!["一组-001", "一组-009", "二组-001"]));
    let offers = || prop::sample::select(vec!["RICE-5", "RICE-5", "HAIR", "HAIR", "TEA", "NONE"]);
    let limits = prop::sample::select(vec!["1 times/day", "3 times/month", "4 times/life"]);
    let changes = prop::sample::select(vec!["5", "2", "2", "1", "0", "-1", "-3", "0.5"]);
    let roles =
        prop::sample::select(vec![Role::Clerk, Role::Verifier, Role::Manager, Role::Auditor]);
    let ends = prop::sample::select(vec!["2026-03-19", "2026-03-20", "2026-03-20", "2026-03-21"]);
    let froms = prop::sample::select(vec!["2026-03-05", "2026-03-22", "2026-04-10"]);
    prop_oneof![
        12 => (serials(), rules, amounts(), days(), any::<bool>())
            .prop_map(|(serial, rule, qty, on, ok)| What::Deposit { serial, rule, qty, on, ok }),
        3 => (serials(), amounts(), days())
            .prop_map(|(serial, qty, on)| What::Deduct { serial, qty, on }),
        5 => (serials(), offers(), pieces())
            .prop_map(|(serial, offer, qty)| What::Redeem { serial, offer, qty }),
        5 => (serials(), serials(), spent(), currencies())
            .prop_map(|(from, to, points, currency)| What::Transfer { from, to, points, currency }),
        6 => (0..12_u64).prop_map(|back| What::Reverse { back }),
        2 => (serials(), spent(), currencies())
            .prop_map(|(serial, points, currency)| What::Bring { serial, points, currency }),
        2 => (kinds, households).prop_map(|(kind, household)| What::Open { kind, household }),
        2 => serials().prop_map(|serial| What::Close { serial }),
        2 => serials().prop_map(|serial| What::Freeze { serial }),
        8 => serials().prop_map(|serial| What::Unfreeze { serial }),
        3 => (spent(), prop::option::of(prop_oneof![3 => Just(5_u32), 1 => serials()]), prop::option::of(limits))
            .prop_map(|(price, merchant, limit)| What::List { price, merchant, limit }),
        2 => Just(What::Withdraw),
        2 => Just(What::Pause),
        6 => Just(What::Resume),
        2 => (offers(), changes).prop_map(|(offer, change)| What::Stock { offer, change }),
        11 => (serials(), offers(), pieces())
            .prop_map(|(serial, offer, qty)| What::Reserve { serial, offer, qty }),
        4 => (0..3_usize).prop_map(|back| What::Collect { back }),
        6 => (0..3_usize).prop_map(|back| What::Cancel { back }),
        3 => (0..6_usize).prop_map(|back| What::Release { back }),
        10 => (0..3_usize, pieces()).prop_map(|(back, qty)| What::Return { back, qty }),
        1 => roles.prop_map(|role| What::Enrol { role }),
        4 => Just(What::Retire),
        1 => (froms, 0..3_u8).prop_map(|(from, edition)| What::Adopt { from, edition }),
        2 => (spent(), 0..6_u8).prop_map(|(yuan, voucher)| What::Receive { yuan, voucher }),
        1 => (spent(), 0..6_u8).prop_map(|(yuan, voucher)| What::Spend { yuan, voucher }),
        3 => (prop_oneof![4 => Just(5_u32), 1 => serials()], spent(), 0..6_u8)
            .prop_map(|(serial, points, voucher)| What::Settle { serial, points, voucher }),
        3 => (0..4_u8, prop_oneof![4 => Just(6_u32), 1 => serials()], spent(), ends)
            .prop_map(|(code, serial, goal, until)| What::Appeal { code, serial, goal, until }),
        8 => (prop_oneof![3 => 0..2_u8, 1 => 2..4_u8], serials(), spent())
            .prop_map(|(code, serial, points)| What::Pledge { code, serial, points }),
        5 => (0..2_u8, prop_oneof![0..2_u64, 2..12_u64]).prop_map(|(code, back)| What::GiveBack { code, back }),
        5 => prop_oneof![4 => 0..2_u8, 1 => 2..4_u8].prop_map(|code| What::End { code }),
        4 => (persons(), serials()).prop_map(|(serial, household)| What::Join { serial, household }),
        2 => persons().prop_map(|serial| What::Leave { serial }),
        3 => (serials(), serials(), spent(), currencies())
            .prop_map(|(from, to, points, currency)| What::Divide { from, to, points, currency }),
    ]
}

fn asks(most: usize) -> impl Strategy<Value = Vec<Ask>> {
    let who = prop_oneof![
        20 => Just("manager"),
        4 => Just("clerk"),
        1 => prop::sample::select(vec!["panel", "auditor", "second", "nobody"]),
    ];
    let wait = prop::sample::select(vec![0_i64, 0, 1, 60, 3600, 40_000, -5]);
    let what = prop_oneof![4 => prop::collection::vec(whats(), 1), 1 => prop::collection::vec(whats(), 2..4)];
    let ask = (who, wait, what).prop_map(|(by, wait, what)| Ask { by, wait, what });
    prop::collection::vec(ask, most / 3..most)
}

/// The entry of such kinds so many of them ago, read off the journal alone: the
/// books are to load what a command needs by themselves.
fn earlier(bank: &Bank, kinds: &[&str], back: usize) -> (AccountNo, EntryId) {
    let mut kept = vec![(account(1), EntryId { branch: lc01(), seq: 0 })];
    for line in lines(bank) {
        if let Some(said) = kinds.iter().find_map(|kind| line["event"].get(kind)) {
            let account = said["account"].as_str().unwrap().parse().unwrap();
            kept.push((account, EntryId { branch: lc01(), seq: line["seq"].as_u64().unwrap() }));
        }
    }
    kept[kept.len().saturating_sub(back + 1)]
}

/// The command meant, at a bank as it is.
fn command(what: &What, bank: &Bank) -> Command {
    let size = bank.ledger.journal().size(lc01()).unwrap();
    let reason = || "理由".to_owned();
    match what.clone() {
        What::Deposit { serial, rule, qty, on, ok } => {
            let mut posted = deed(serial, rule, qty, on);
            posted.approver = ok.then(|| "panel".parse().unwrap());
            Command::Deposit(posted)
        }
        What::Deduct { serial, qty, on } => Command::Deduct(deed(serial, "H51", qty, on)),
        What::Redeem { serial, offer, qty } => Command::Redeem {
            account: account(serial),
            offer: offer.parse().unwrap(),
            qty: Qty::read(qty).unwrap(),
            note: String::new(),
            with: None,
        },
        What::Transfer { from, to, points, currency } => Command::Transfer {
            from: account(from),
            to: account(to),
            points: points.parse().unwrap(),
            currency: currency.parse().unwrap(),
            into: currency.parse().unwrap(),
            note: String::new(),
        },
        What::Reverse { back } => Command::Reverse {
            entry: EntryId { branch: lc01(), seq: size.saturating_sub(back) },
            reason: reason(),
        },
        What::Bring { serial, points, currency } => Command::BringForward {
            account: account(serial),
            points: points.parse().unwrap(),
            currency: currency.parse().unwrap(),
            as_of: day("2025-12-31"),
            evidence: String::new(),
            note: String::new(),
        },
        What::Open { kind, household } => {
            Command::OpenAccount { kind, household: household.map(|no| no.parse().unwrap()) }
        }
        What::Close { serial } => {
            Command::CloseAccount { account: account(serial), reason: reason() }
        }
        What::Freeze { serial } => {
            Command::FreezeAccount { account: account(serial), reason: reason() }
        }
        What::Unfreeze { serial } => {
            Command::UnfreezeAccount { account: account(serial), reason: reason() }
        }
        What::List { price, merchant, limit } => Command::ListOffer {
            offer: "TEA".parse().unwrap(),
            title: "茶".to_owned(),
            kind: OfferKind::Goods,
            price: price.parse().unwrap(),
            currency: "JF".parse().unwrap(),
            merchant: merchant.map(account),
            terms: OfferTerms {
                limit: limit.map(|limit| limit.parse().unwrap()),
                hold_days: Some(1),
                ..OfferTerms::default()
            },
        },
        What::Withdraw => {
            Command::WithdrawOffer { offer: "TEA".parse().unwrap(), reason: reason() }
        }
        What::Pause => Command::PauseOffer { offer: "HAIR".parse().unwrap(), reason: reason() },
        What::Resume => Command::ResumeOffer { offer: "HAIR".parse().unwrap() },
        What::Stock { offer, change } => Command::ChangeStock {
            offer: offer.parse().unwrap(),
            change: change.parse().unwrap(),
            reason: reason(),
        },
        What::Reserve { serial, offer, qty } => Command::Reserve {
            account: account(serial),
            offer: offer.parse().unwrap(),
            qty: Qty::read(qty).unwrap(),
            code: code().hash(),
            note: String::new(),
        },
        What::Collect { back } => {
            let (account, reservation) = earlier(bank, &["reserved"], back);
            Command::Collect { account, reservation, code: code() }
        }
        What::Cancel { back } => {
            let (account, reservation) = earlier(bank, &["reserved"], back);
            Command::CancelReservation { account, reservation, reason: reason() }
        }
        What::Release { back } => {
            let (account, reservation) = earlier(bank, &["reserved"], back);
            Command::ReleaseReservation { account, reservation }
        }
        What::Return { back, qty } => Command::Return {
            entry: earlier(bank, &["redeemed", "collected"], back).1,
            qty: Qty::read(qty).unwrap(),
            reason: reason(),
        },
        What::Enrol { role } => Command::EnrolOperator {
            operator: "second".parse().unwrap(),
            role,
            key: common::key("second").public(),
            account: None,
        },
        What::Retire => {
            Command::RetireOperator { operator: "second".parse().unwrap(), reason: reason() }
        }
        What::Adopt { from, edition } => {
            let text =
                RULEBOOK.replacen("points = \"60\"", &format!("points = \"{}\"", 50 + edition), 1);
            Command::AdoptRulebook { from: day(from), text }
        }
        What::Receive { yuan, voucher } => Command::ReceiveFund {
            yuan: yuan.parse().unwrap(),
            on: day("2026-03-20"),
            source: reason(),
            voucher: format!("R{voucher}").parse().unwrap(),
        },
        What::Spend { yuan, voucher } => Command::SpendFund {
            yuan: yuan.parse().unwrap(),
            on: day("2026-03-20"),
            purpose: reason(),
            voucher: format!("S{voucher}").parse().unwrap(),
        },
        What::Settle { serial, points, voucher } => Command::Settle {
            merchant: account(serial),
            points: points.parse().unwrap(),
            currency: "JF".parse().unwrap(),
            yuan: "2.5".parse().unwrap(),
            voucher: format!("T{voucher}").parse().unwrap(),
            note: String::new(),
        },
        What::Appeal { code, serial, goal, until } => Command::OpenAppeal {
            appeal: appeal(code),
            title: reason(),
            pool: account(serial),
            goal: goal.parse().unwrap(),
            currency: "JF".parse().unwrap(),
            until: day(until),
        },
        What::Pledge { code, serial, points } => Command::Pledge {
            appeal: appeal(code),
            account: account(serial),
            points: points.parse().unwrap(),
        },
        What::GiveBack { code, back } => Command::ReturnPledge {
            appeal: appeal(code),
            // Those made at the founding are there in every bank.
            pledge: EntryId {
                branch: lc01(),
                seq: if back < 2 { PLEDGES + back } else { size.saturating_sub(back) },
            },
        },
        What::End { code } => Command::CloseAppeal { appeal: appeal(code) },
        What::Join { serial, household } => {
            let (account, household) = (account(serial), account(household));
            Command::JoinHousehold { account, household }
        }
        What::Leave { serial } => {
            Command::LeaveHousehold { account: account(serial), reason: reason() }
        }
        What::Divide { from, to, points, currency } => Command::Divide {
            from: account(from),
            to: account(to),
            points: points.parse().unwrap(),
            currency: currency.parse().unwrap(),
            reason: reason(),
        },
    }
}

fn appeal(code: u8) -> AppealCode {
    format!("A{code}").parse().unwrap()
}
/// One code for all: which one opens what is tested elsewhere.
fn code() -> PickUpCode {
    "7K3M-9QTX-2BHD".parse().unwrap()
}

/// What came of an order, with nothing in it that differs between two banks.
type Told = Result<Vec<Done>, (usize, Refusal)>;

/// What is asked, under keys of the place it would come to.
fn requests_of(ask: &Ask, bank: &Bank) -> Vec<(ledger_core::ids::RequestKey, Command)> {
    let size = bank.ledger.journal().size(lc01()).unwrap();
    let keyed = ask.what.iter().enumerate();
    keyed.map(|(n, what)| (format!("p{size}-{n}").parse().unwrap(), command(what, bank))).collect()
}

fn carry_out(bank: &mut Bank, ask: &Ask) -> Told {
    let now = bank.now.unix() + ask.wait;
    bank.now = ledger_core::day::Timestamp::from_unix(now).unwrap();
    let commands = ask.what.iter().map(|what| command(what, bank)).collect();
    match bank.ask_all(ask.by, lc01(), commands) {
        Ok(done) => Ok(done),
        Err(SubmitError::Refused { index, refusal }) => Err((index, *refusal)),
        Err(SubmitError::Failed(error)) => panic!("{error}"),
    }
}

/// Where the first of two pledges stands that [`found`] makes.
const PLEDGES: u64 = 21;

/// A bank whose rulebook lets 50 points lie, so that the small sums here can be spent.
fn small() -> Bank {
    let mut bank = Bank::over(Box::new(MemoryJournal::default()), Box::new(MemoryBooks::default()));
    found(&mut bank);
    bank
}

/// Founds it, with something for everybody to spend.
fn found(bank: &mut Bank) {
    bank.found_with(&RULEBOOK.replacen("spendable_above = \"100\"", "spendable_above = \"50\"", 1));
    let bring = |serial, points: &str, currency: &str| Command::BringForward {
        account: account(serial),
        points: points.parse().unwrap(),
        currency: currency.parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    };
    let pool = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    let mut opening = vec![bring(2, "120", "JF"), bring(4, "90", "JF"), bring(4, "9.5", "SF")];
    opening.extend([bring(5, "60", "JF"), pool]);
    let more = [
        What::Receive { yuan: "70", voucher: 0 },
        What::Appeal { code: 0, serial: 6, goal: "70", until: "2026-03-20" },
        What::Appeal { code: 1, serial: 6, goal: "5", until: "2026-03-21" },
        What::Pledge { code: 0, serial: 2, points: "20" },
        What::Pledge { code: 0, serial: 4, points: "7" },
    ];
    opening.extend(more.iter().map(|what| command(what, bank)));
    bank.ask_all("manager", lc01(), opening).unwrap();
}

/// Every line of the village's journal, as JSON.
fn lines(bank: &Bank) -> Vec<Value> {
    let mut lines = Vec::new();
    let mut visit = |_, line: &[u8]| {
        lines.push(serde_json::from_slice(line).unwrap());
        ControlFlow::Continue(())
    };
    bank.ledger.journal().read(lc01(), 0, &mut visit).unwrap();
    lines
}

/// Ten-thousandths of a point, from the text of an amount.
fn parts(text: &Value) -> i128 {
    let text = text.as_str().unwrap();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = format!("{fraction:0<4}");
    assert_eq!(fraction.len(), 4);
    whole.parse::<i128>().unwrap() * 10_000 + fraction.parse::<i128>().unwrap()
}

/// The postings of an event: account (or the branch's own), currency, signed parts.
fn postings(event: &Value) -> Vec<(String, String, i128)> {
    let (name, said) = event.as_object().unwrap().iter().next().unwrap();
    if name == "reversed" {
        let undone = postings(&said["undoes"]).into_iter();
        return undone.map(|(side, currency, amount)| (side, currency, -amount)).collect();
    }
    let text = |key: &str| said[key].as_str().map(str::to_owned);
    let own = |name: &str| Some(name.to_owned());
    let (from, to) = match name.as_str() {
        "brought_forward" => (own("brought-forward"), text("account")),
        "deposited" => (own("issued"), text("account")),
        "deducted" => (text("account"), own("deducted")),
        "redeemed" => (text("account"), text("merchant").or(own("redeemed"))),
        "transferred" | "divided" => (text("from"), text("to")),
        "settled" => (text("merchant"), own("redeemed")),
        "pledged" => (text("account"), own("pledged")),
        "pledge_returned" => (own("pledged"), text("account")),
        "appeal_closed" if said.get("points").is_some() => (own("pledged"), text("pool")),
        "reserved" => (text("account"), own("reserved")),
        "collected" => (own("reserved"), text("merchant").or(own("redeemed"))),
        "reservation_cancelled" | "reservation_released" => (own("reserved"), text("account")),
        "returned" => (text("merchant").or(own("redeemed")), text("account")),
        _ => return Vec::new(),
    };
    let (currency, points) = (text("currency").unwrap(), parts(&said["points"]));
    vec![(from.unwrap(), currency.clone(), -points), (to.unwrap(), currency, points)]
}

type Balances = BTreeMap<(String, String), i128>;

fn folded(lines: &[Value]) -> Balances {
    let mut balances = Balances::new();
    for (side, currency, amount) in lines.iter().flat_map(|line| postings(&line["event"])) {
        *balances.entry((side, currency)).or_default() += amount;
    }
    balances.retain(|_, amount| *amount != 0);
    balances
}

/// The same from the books.
fn booked(bank: &Bank) -> Balances {
    let whole = |amount: ledger_core::points::Amount| {
        let text = amount.to_string();
        let (sign, digits) = text.strip_prefix('-').map_or((1, &text[..]), |digits| (-1, digits));
        sign * parts(&Value::String(digits.to_owned()))
    };
    let look = |state: &ledger_core::state::State| {
        let mut balances = Balances::new();
        for (no, account) in state.accounts() {
            for (currency, amount) in &account.balances {
                balances.insert((no.to_string(), currency.to_string()), whole(*amount));
            }
        }
        for (system, currency, amount) in &state.totals().system {
            balances.insert((system.name().to_owned(), currency.to_string()), whole(*amount));
        }
        balances.retain(|_, amount| *amount != 0);
        balances
    };
    bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap()
}

/// What every journal that orders made has to be, whatever they were.
fn hold(bank: &Bank) {
    let lines = lines(bank);
    assert_eq!(booked(bank), folded(&lines), "balances are the fold of the entries");
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    let mut balances = Balances::new();
    for line in &lines {
        let moved = postings(&line["event"]);
        for (side, currency, amount) in &moved {
            *sums.entry(currency.clone()).or_default() += amount;
            *balances.entry((side.clone(), currency.clone())).or_default() += amount;
        }
        assert!(sums.values().all(|sum| *sum == 0), "postings sum to zero at {line}");
        let spends = ["redeemed", "transferred", "settled", "pledged"];
        if spends.iter().any(|kind| line["event"].get(kind).is_some()) {
            let (payer, currency, _) = moved[0].clone();
            assert!(balances[&(payer, currency)] >= 0, "spent below nothing at {line}");
        }
        let spending = ["redeemed", "transferred", "reserved"];
        if spending.iter().any(|kind| line["event"].get(kind).is_some()) {
            let (payer, currency, _) = moved[0].clone();
            assert!(balances[&(payer, currency)] >= 0, "spent below nothing at {line}");
        }
    }
    let money: i128 = lines.iter().map(|line| money(&line["event"])).sum();
    let pledged = balances.iter().filter(|((side, _), _)| side == "pledged");
    let pledged: i128 = pledged.map(|(_, amount)| *amount).sum();
    let (fund, waiting) = bank
        .ledger
        .view(lc01(), Wanted::Nothing, |state| {
            let pledges = state.trade().appeals.values().flat_map(|appeal| &appeal.pledges);
            let waiting = pledges.map(|pledge| parts(&Value::String(pledge.points.to_string())));
            (state.trade().fund.balance(), waiting.sum::<i128>())
        })
        .unwrap();
    assert_eq!(fund.decimal() * Decimal::from(10_000), Decimal::from(money), "the fund");
    assert_eq!(waiting, pledged, "pledges that wait are what is pledged");
    assert_eq!(shelves(bank), stocked(&lines), "stock is what came in less what went out");
    assert_eq!(bank.findings(), Vec::<String>::new(), "an audit has nothing to say");
}

/// Ten-thousandths of a yuan that an event brings into the fund.
fn money(event: &Value) -> i128 {
    let (name, said) = event.as_object().unwrap().iter().next().unwrap();
    match name.as_str() {
        "reversed" => -money(&said["undoes"]),
        "fund_received" => parts(&said["yuan"]),
        "fund_spent" | "settled" => -parts(&said["yuan"]),
        _ => 0,
    }
}

/// What is on the shelf of each offer that is counted, from the books.
fn shelves(bank: &Bank) -> BTreeMap<String, i128> {
    let look = |state: &ledger_core::state::State| {
        let offers = state.offers().iter();
        let counted = offers.filter_map(|(code, offer)| Some((code.to_string(), offer.stock?)));
        counted.map(|(code, left)| (code, parts(&Value::String(left.to_string())))).collect()
    };
    bank.ledger.view(lc01(), Wanted::Nothing, look).unwrap()
}

/// The same from the entries; nothing is ever below nothing.
fn stocked(lines: &[Value]) -> BTreeMap<String, i128> {
    let mut shelves: BTreeMap<String, i128> = BTreeMap::new();
    for line in lines {
        let (name, said) = line["event"].as_object().unwrap().iter().next().unwrap();
        let undone = said["undoes"].get("redeemed");
        let said = undone.unwrap_or(said);
        let Some(offer) = said["offer"].as_str() else { continue };
        let change = match name.as_str() {
            "stock_changed" => {
                let text = said["change"].as_str().unwrap();
                let (sign, digits) =
                    text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
                shelves.entry(offer.to_owned()).or_default();
                sign * parts(&Value::String(digits.to_owned()))
            }
            "redeemed" | "reserved" => -parts(&said["qty"]),
            "reversed" | "returned" | "reservation_cancelled" | "reservation_released" => {
                parts(&said["qty"])
            }
            _ => continue,
        };
        if let Some(left) = shelves.get_mut(offer) {
            *left += change;
            assert!(*left >= 0, "less than nothing at {line}");
        }
    }
    shelves
}

/// A failure prints its orders; there is no file of them to keep.
/// `WENMING_LAW_TIMES=20` tries so many times as many.
fn config(cases: u32) -> Config {
    let times = std::env::var("WENMING_LAW_TIMES").ok().and_then(|text| text.parse().ok());
    let cases = cases * times.unwrap_or(1);
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn after_any_orders_balances_are_the_fold_of_the_entries_and_the_audit_is_clean(asks in asks(40)) {
        let mut bank = small();
        for ask in &asks {
            let before = lines(&bank).len();
            let told = carry_out(&mut bank, ask);
            let after = lines(&bank).len();
            let new = told.as_ref().map_or(0, Vec::len);
            prop_assert_eq!(after, before + new, "an order is written whole or not at all");
        }
        hold(&bank);
    }

    /// The counter loads what a command needs; the replay has everything. Both decide alike.
    #[test]
    fn a_ledger_opened_anew_for_every_order_answers_as_one_that_never_closed(asks in asks(25)) {
        let home = tempfile::tempdir().unwrap();
        let books = SharedBooks::default();
        let open = || {
            let journal = FileJournal::new(home.path().join("journal"));
            Bank::over(Box::new(journal), Box::new(books.clone()))
        };
        let mut whole = small();
        found(&mut open());
        let mut number = 0;
        for ask in &asks {
            let mut lazy = open();
            (lazy.now, number) = (whole.now, number + 1);
            let (one, other) = (carry_out(&mut whole, ask), carry_out_as(&mut lazy, ask, number));
            prop_assert_eq!(said(one), said(other));
            prop_assert_eq!(lazy.ledger.take_notices(), clock(whole.ledger.take_notices()));
        }
        let mut lazy = open();
        lazy.now = whole.now;
        prop_assert_eq!(lazy.balances(), whole.balances());
        prop_assert_eq!(lazy.findings(), Vec::<String>::new());
    }

    #[test]
    fn books_made_anew_are_the_books_there_were(asks in asks(40)) {
        let mut bank = small();
        for ask in &asks {
            let _ = carry_out(&mut bank, ask);
        }
        let before = all_books(&bank.ledger);
        bank.ledger.rebuild().unwrap();
        prop_assert_eq!(all_books(&bank.ledger), before);
        prop_assert_eq!(bank.findings(), Vec::<String>::new());
    }

    /// Planning an order writes nothing and says what submitting it then does.
    #[test]
    fn what_is_planned_is_what_is_carried_out(asks in asks(20)) {
        let mut bank = small();
        for ask in &asks {
            let requests = requests_of(ask, &bank);
            let key = common::key(ask.by);
            let order = ledger_core::ledger::Order {
                branch: lc01(),
                key: &key,
                now: bank.now,
                clock_confirmed: false, likeness_confirmed: true,
                requests: &requests,
            };
            let before = all_books(&bank.ledger);
            let planned = bank.ledger.plan(&order).unwrap().into_outcomes();
            prop_assert_eq!(all_books(&bank.ledger), before);
            let planned: Result<Vec<Done>, Refusal> = planned.into_iter().collect();
            match (planned, bank.ledger.submit(&order)) {
                (Ok(planned), Ok(done)) => prop_assert_eq!(planned, done),
                (Err(planned), Err(SubmitError::Refused { refusal, .. })) => {
                    prop_assert_eq!(planned, *refusal);
                }
                (planned, done) => prop_assert!(false, "{planned:?}, then {done:?}"),
            }
            bank.now = ledger_core::day::Timestamp::from_unix(bank.now.unix() + 1).unwrap();
        }
    }

    /// A plan that is carried out writes, byte for byte, what submitting its good requests
    /// writes; also where something came between, and it had to be decided again.
    #[test]
    fn a_plan_carried_out_writes_what_submitting_its_good_requests_does(
        asks in asks(20), between in proptest::collection::vec(0..4_u8, 20)
    ) {
        let (mut planner, mut bank) = (small(), small());
        for (n, ask) in asks.iter().enumerate() {
            let requests = requests_of(ask, &bank);
            let key = common::key(ask.by);
            let mut order = ledger_core::ledger::Order {
                branch: lc01(),
                key: &key,
                now: bank.now,
                clock_confirmed: false, likeness_confirmed: true,
                requests: &requests,
            };
            let plan = planner.ledger.plan(&order).unwrap();
            let good: Vec<_> = requests
                .iter()
                .zip(plan.outcomes())
                .filter(|(_, outcome)| outcome.is_ok())
                .map(|(request, _)| request.clone())
                .collect();
            if between.get(n) == Some(&0) {
                let other = asks.get(n + 1).unwrap_or(ask);
                let (one, two) = (carry_out(&mut planner, other), carry_out(&mut bank, other));
                prop_assert_eq!(one, two);
            }
            order.requests = &good;
            match (planner.ledger.carry_out(plan), bank.ledger.submit(&order)) {
                (Ok(planned), Ok(done)) => prop_assert_eq!(planned, done),
                (
                    Err(SubmitError::Refused { index, refusal }),
                    Err(SubmitError::Refused { index: other, refusal: others }),
                ) => prop_assert_eq!((index, refusal), (other, others)),
                (planned, done) => prop_assert!(false, "{planned:?}, and {done:?}"),
            }
            prop_assert_eq!(lines_of(&planner.ledger), lines_of(&bank.ledger));
            let later = ledger_core::day::Timestamp::from_unix(bank.now.unix() + 1).unwrap();
            (planner.now, bank.now) = (later, later);
        }
        prop_assert_eq!(all_books(&planner.ledger), all_books(&bank.ledger));
        prop_assert_eq!(planner.findings(), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(config(8))]

    /// The same with the real store, closed and opened between any two orders.
    #[test]
    fn a_bank_in_files_opened_anew_for_every_order_answers_as_one_in_memory(asks in asks(25)) {
        let home = tempfile::tempdir().unwrap();
        let mut whole = small();
        found(&mut Bank::open(home.path()));
        for (n, ask) in asks.iter().enumerate() {
            let mut lazy = Bank::open(home.path());
            lazy.now = whole.now;
            let (one, other) = (carry_out(&mut whole, ask), carry_out_as(&mut lazy, ask, n));
            prop_assert_eq!(said(one), said(other));
            prop_assert_eq!(lazy.ledger.take_notices(), clock(whole.ledger.take_notices()));
        }
        let mut bank = Bank::open(home.path());
        bank.now = whole.now;
        prop_assert_eq!(bank.balances(), whole.balances());
        hold(&bank);
        prop_assert_eq!(bank.ledger.take_notices(), []);
    }
}

/// Carries an order out under request keys that no opening before has used.
fn carry_out_as(bank: &mut Bank, ask: &Ask, opening: usize) -> Told {
    bank.skip_requests(1_000 * (opening as u64 + 1));
    carry_out(bank, ask)
}

/// Every line of the village, as it stands there.
fn lines_of(ledger: &ledger_core::ledger::Ledger) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let read = ledger.journal().read(lc01(), 0, &mut |_, line| {
        lines.push(line.to_vec());
        std::ops::ControlFlow::Continue(())
    });
    read.unwrap();
    lines
}

fn said(told: Told) -> Result<Vec<(EntryId, Event)>, (usize, Refusal)> {
    told.map(|done| done.into_iter().map(|done| (done.entry, done.event)).collect())
}

/// What an opening may say by itself: nothing but that the clock is behind.
fn clock(notices: Vec<Notice>) -> Vec<Notice> {
    notices.into_iter().filter(|notice| matches!(notice, Notice::ClockBehind { .. })).collect()
}

/// Laws over orders that are all refused are worth nothing: every kind gets
/// through, most refusals come about, and somebody comes into arrears.
#[test]
fn the_random_orders_are_carried_out_and_refused_in_all_their_kinds() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut events: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut refusals: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut arrears = 0;
    for _ in 0..600 {
        let mut bank = small();
        for ask in asks(40).new_tree(&mut runner).unwrap().current() {
            match carry_out(&mut bank, &ask) {
                Ok(done) => {
                    for done in done {
                        *events.entry(done.event.name()).or_default() += 1;
                    }
                }
                Err((_, refusal)) => *refusals.entry(refusal.code()).or_default() += 1,
            }
        }
        let below = |state: &ledger_core::state::State| {
            let accounts = state.accounts();
            let open = accounts.iter().filter(|(_, account)| account.status != Status::Closed);
            open.flat_map(|(_, a)| &a.balances).filter(|(_, amount)| amount.is_negative()).count()
        };
        arrears += bank.ledger.view(lc01(), Wanted::Accounts, below).unwrap();
    }
    for event in [
        "deposited",
        "deducted",
        "redeemed",
        "transferred",
        "reversed",
        "brought_forward",
        "account_opened",
        "account_closed",
        "account_frozen",
        "account_unfrozen",
        "offer_listed",
        "offer_withdrawn",
        "operator_enrolled",
        "operator_retired",
        "rulebook_adopted",
        "fund_received",
        "fund_spent",
        "settled",
        "appeal_opened",
        "pledged",
        "pledge_returned",
        "appeal_closed",
        "offer_paused",
        "offer_resumed",
        "stock_changed",
        "reserved",
        "collected",
        "reservation_cancelled",
        "returned",
        "member_joined",
        "member_left",
        "divided",
    ] {
        // So many that another draw of the same mix has all of them as well.
        let count = events.get(event).copied().unwrap_or_default();
        assert!(count >= 8, "{event}: {events:?}");
    }
    assert!(refusals.len() > 25, "{refusals:?}");
    assert!(arrears > 0, "nobody came into arrears");
}
