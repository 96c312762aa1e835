//! The summary's sums: held to a naive one, which reads the journal's text as JSON and
//! knows nothing of this crate's arithmetic.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::ops::{ControlFlow, RangeInclusive};

use common::{Bank, account, day, deed, lc01, time};
use ledger_core::command::{Command, Resolution, Sending};
use ledger_core::day::{Day, Offset, Timestamp};
use ledger_core::event::Aim;
use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::line::Entry;
use ledger_core::points::{Amount, Points, Yuan};
use ledger_core::postings::SystemAccount;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::State;
use ledger_core::summary::{Figures, Flow, Month, Standing, Summary};
use proptest::prelude::*;
use serde_json::Value;

const RULES: &str = r#"
title = "积分细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0
yuan_per_point = "0.1"

[[currency]]
code = "SF"
name = "时间分"
decimals = 1

[[rule]]
code = "A"
kind = "earn"
category = "公益"
item = "义务劳动"
unit = "次"
points = "10"
currency = "JF"

[[rule]]
code = "B"
kind = "deduct"
category = "负面清单"
item = "迟到"
unit = "次"
points = "1"
currency = "JF"

[[rule]]
code = "T"
kind = "earn"
category = "时间银行"
item = "陪聊"
unit = "小时"
points = "1"
currency = "SF"

[[rule]]
code = "N"
kind = "earn"
category = "公益"
item = "清扫"
unit = "次"
points = "5"
currency = "JF"
review = "notice 3 days"
"#;

fn lines(bank: &Bank) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let journal = bank.ledger.journal();
    journal
        .read(lc01(), 0, &mut |_, line| {
            lines.push(line.to_vec());
            ControlFlow::Continue(())
        })
        .unwrap();
    lines
}

fn summed(bank: &Bank, days: &RangeInclusive<Day>) -> Figures {
    let mut summary = Summary::of(days.clone());
    for line in lines(bank) {
        summary.count(&Entry::decode(&line).unwrap()).unwrap();
    }
    summary.figures()
}

fn span(from: &str, until: &str) -> RangeInclusive<Day> {
    day(from)..=day(until)
}

fn whole(value: i32) -> Amount {
    Amount::whole(value)
}

/// Something asked, whether it is taken or not.
#[derive(Debug, Clone)]
enum What {
    Deposit(u32, &'static str, &'static str, u8, u8),
    Deduct(u32, u8, u8),
    Redeem(u32, &'static str, u8),
    Transfer(u32, u32, u8),
    Settle(u8),
    Open,
    Close(u32),
    Send(u32, u8),
    Reverse(u64),
    Wait(u8),
}

fn what() -> impl Strategy<Value = What> {
    let serial = || 1..=6_u32;
    let rules = prop::sample::select(vec![("A", "1"), ("A", "3"), ("T", "90m"), ("T", "2")]);
    prop_oneof![
        6 => (serial(), rules, 1..=3_u8, 1..=28_u8).prop_map(|(s, (r, q), m, d)| What::Deposit(s, r, q, m, d)),
        2 => (serial(), 1..=3_u8, 1..=28_u8).prop_map(|(s, m, d)| What::Deduct(s, m, d)),
        2 => (serial(), prop::sample::select(vec!["RICE-5", "HAIR"]), 1..=2_u8)
            .prop_map(|(s, o, q)| What::Redeem(s, o, q)),
        1 => (serial(), serial(), 1..=20_u8).prop_map(|(a, b, p)| What::Transfer(a, b, p)),
        1 => (1..=30_u8).prop_map(What::Settle),
        1 => Just(What::Open),
        1 => serial().prop_map(What::Close),
        1 => (serial(), 1..=20_u8).prop_map(|(s, p)| What::Send(s, p)),
        3 => (0..12_u64).prop_map(What::Reverse),
        2 => (1..=20_u8).prop_map(What::Wait),
    ]
}

fn ran(asked: &[What]) -> Bank {
    let mut bank = Bank::in_memory_with(RULES);
    for (at, what) in asked.iter().enumerate() {
        let on = |month: u8, day: u8| format!("2026-{month:02}-{day:02}");
        let points = |n: u8| Points::read(&n.to_string()).unwrap();
        // What the rules refuse is not in the journal, and that is all.
        drop(match what {
            What::Deposit(serial, rule, qty, month, day) => {
                bank.deposit(*serial, rule, qty, &on(*month, *day))
            }
            What::Deduct(serial, month, day) => {
                bank.ask("clerk", Command::Deduct(deed(*serial, "B", "2", &on(*month, *day))))
            }
            What::Redeem(serial, offer, qty) => bank.redeem(*serial, offer, &qty.to_string()),
            What::Transfer(from, to, n) => bank.transfer(*from, *to, &n.to_string()),
            What::Settle(n) => {
                let settle = Command::Settle {
                    merchant: account(5),
                    points: points(*n),
                    currency: "JF".parse().unwrap(),
                    yuan: Yuan::read("1").unwrap(),
                    voucher: format!("付-{at}").parse().unwrap(),
                    note: String::new(),
                };
                bank.ask("manager", settle)
            }
            What::Open => {
                bank.ask("clerk", common::commands::open_account(HolderKind::Household, None))
            }
            What::Close(serial) => bank.ask(
                "manager",
                Command::CloseAccount { account: account(*serial), reason: "迁出".to_owned() },
            ),
            What::Send(serial, n) => send(&mut bank, *serial, &n.to_string()),
            What::Reverse(back) => {
                let size = bank.ledger.view(lc01(), Wanted::Nothing, State::size).unwrap();
                let entry = EntryId { branch: lc01(), seq: size.saturating_sub(1 + back) };
                bank.reverse(entry)
            }
            What::Wait(days) => {
                let later = bank.now.unix() + i64::from(*days) * 86_400;
                bank.now = Timestamp::from_unix(later).unwrap();
                continue;
            }
        });
    }
    bank
}

fn send(bank: &mut Bank, serial: u32, points: &str) -> Result<Done, Refusal> {
    let other: BranchCode = "LC02".parse().unwrap();
    let sending = Sending {
        account: account(serial),
        to: other,
        aim: Aim::Account(AccountNo::new(other, 1)),
        points: Points::read(points).unwrap(),
        currency: "JF".parse().unwrap(),
        note: String::new(),
    };
    bank.ask("clerk", Command::Send(sending))
}

/// By currency, month and field.
type Flows = BTreeMap<(String, String, &'static str), i64>;

/// Sums in ten-thousandths, from the text of the lines alone.
#[derive(Default, Debug, PartialEq)]
struct Naive {
    /// By currency, month and field.
    flows: Flows,
    /// By currency and category.
    headings: BTreeMap<(String, String), i64>,
    minutes: i64,
    accounts: i64,
    active: std::collections::BTreeSet<String>,
    opening: BTreeMap<String, i64>,
}

fn number(value: &Value) -> i64 {
    let text = value.as_str().unwrap();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let part: i64 = format!("{part:0<4}").parse().unwrap();
    whole.parse::<i64>().unwrap() * 10_000 + sign * part
}

fn naive(bank: &Bank, days: &RangeInclusive<Day>) -> Naive {
    let mut sums = Naive::default();
    let (first, last) = (days.start().to_string(), days.end().to_string());
    for line in lines(bank) {
        let line: Value = serde_json::from_slice(&line).unwrap();
        let at = line["at"].as_str().unwrap();
        // The bank's offset is eight hours: from 16:00 on it is the next day.
        let unix = time(at).unix() + 8 * 3600;
        let entered = time_text(unix);
        let (mut kind, mut what) = line["event"].as_object().unwrap().iter().next().unwrap();
        let mut sign = 1;
        if kind == "reversed" {
            sign = -1;
            (kind, what) = what["undoes"].as_object().unwrap().iter().next().unwrap();
        }
        let by_deed = kind == "deposited" || kind == "deducted";
        let dated = if by_deed { what["on"].as_str().unwrap() } else { &entered };
        if dated > last.as_str() {
            continue;
        }
        let inside = dated >= first.as_str();
        if kind == "account_opened" && what["kind"] != "merchant" && what["kind"] != "pool" {
            sums.accounts += 1;
        }
        if kind == "account_closed" && !what["account"].as_str().unwrap().contains("000005") {
            sums.accounts -= 1;
        }
        let Some(currency) = what["currency"].as_str().filter(|_| what["points"].is_string())
        else {
            continue;
        };
        if kind == "offer_listed" {
            continue;
        }
        let points = sign * number(&what["points"]);
        let fields: &[(&str, i64)] = match kind.as_str() {
            "deposited" => &[("issued", 1), ("outstanding", 1)],
            "deducted" => &[("deducted", 1), ("outstanding", -1)],
            "brought_forward" => &[("brought", 1), ("outstanding", 1)],
            "redeemed" if what["merchant"].is_null() => &[("redeemed", 1), ("outstanding", -1)],
            "redeemed" => &[("redeemed", 1)],
            "settled" => &[("outstanding", -1)],
            "sent" => &[("sent", 1)],
            "transferred" => &[],
            other => panic!("{other}"),
        };
        for &(field, factor) in fields {
            if inside {
                let key = (currency.to_owned(), dated[..7].to_owned(), field);
                *sums.flows.entry(key).or_default() += factor * points;
            } else if field == "outstanding" {
                *sums.opening.entry(currency.to_owned()).or_default() += factor * points;
            }
        }
        if !inside {
            continue;
        }
        if by_deed {
            let heading = match what["rule"].as_str().unwrap() {
                "A" | "N" => "公益",
                "B" => "负面清单",
                _ => "时间银行",
            };
            *sums.headings.entry((currency.to_owned(), heading.to_owned())).or_default() += points;
        }
        if kind == "deposited" && what["rule"] == "T" {
            sums.minutes += sign * number(&what["qty"]) * 60 / 10_000;
        }
        if kind != "brought_forward" {
            for key in ["account", "from", "to", "merchant"] {
                let named = what[key].as_str().filter(|no| no.starts_with("LC01-"));
                // The fifth is the merchant's.
                let named = named.filter(|no| !no.contains("-000005-"));
                sums.active.extend(named.map(str::to_owned));
            }
        }
    }
    sums.flows.retain(|_, sum| *sum != 0);
    sums.headings.retain(|_, sum| *sum != 0);
    sums.opening.retain(|_, sum| *sum != 0);
    sums
}

fn time_text(unix: i64) -> String {
    Timestamp::from_unix(unix).unwrap().to_string()[..10].to_owned()
}

/// The figures as the naive sums have them.
fn as_naive(figures: &Figures) -> (Flows, Vec<i64>) {
    let units = |amount: Amount| number(&Value::String(amount.to_string()));
    let mut flows = BTreeMap::new();
    for ((currency, month), flow) in &figures.months {
        for (field, amount) in [
            ("issued", flow.issued),
            ("deducted", flow.deducted),
            ("brought", flow.brought_forward),
            ("redeemed", flow.redeemed),
            ("sent", flow.sent),
            ("outstanding", flow.outstanding),
            ("expired", flow.expired),
            ("received", flow.received),
        ] {
            flows.insert((currency.to_string(), month.to_string(), field), units(amount));
        }
    }
    flows.retain(|_, sum| *sum != 0);
    let opening = figures.opening.values().map(|amount| units(*amount)).filter(|n| *n != 0);
    (flows, opening.collect())
}

fn all_time() -> RangeInclusive<Day> {
    span("1900-01-01", "9999-12-31")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_sums_are_those_of_the_lines_one_by_one(
        asked in prop::collection::vec(what(), 1..40),
        from in prop::sample::select(vec!["2026-01-01", "2026-02-10", "2026-03-20"]),
        until in prop::sample::select(vec!["2026-02-28", "2026-03-20", "2026-03-31", "2026-12-31"]),
    ) {
        let bank = ran(&asked);
        let days = span(from, until);
        if days.is_empty() { return Ok(()) }
        let (figures, naive) = (summed(&bank, &days), naive(&bank, &days));
        let (flows, opening) = as_naive(&figures);
        prop_assert_eq!(&flows, &naive.flows);
        prop_assert_eq!(opening, naive.opening.values().copied().collect::<Vec<_>>());
        prop_assert_eq!(figures.minutes, naive.minutes.into());
        prop_assert_eq!(i64::try_from(figures.accounts).unwrap(), naive.accounts);
        prop_assert_eq!(figures.active, naive.active.len() as u64);
        let units = |amount: Amount| number(&Value::String(amount.to_string()));
        let headings: BTreeMap<_, _> = figures.categories.iter()
            .map(|((currency, heading), flow)| {
                ((currency.to_string(), heading.clone()), units(flow.issued) + units(flow.deducted))
            })
            .filter(|(_, sum)| *sum != 0)
            .collect();
        prop_assert_eq!(headings, naive.headings);
    }

    #[test]
    fn what_is_outstanding_at_the_end_of_all_days_is_what_the_fund_owes_for(
        asked in prop::collection::vec(what(), 1..40),
    ) {
        let bank = ran(&asked);
        let figures = summed(&bank, &all_time());
        let today = bank.now.day(Offset::CHINA);
        let (coverage, held) = bank.ledger.view(lc01(), Wanted::Accounts, |state| {
            let of = |currency: &str| {
                let currency = currency.parse().unwrap();
                let held = state.accounts().into_iter().map(|(_, a)| a.balance(currency));
                let clearing = state.system(SystemAccount::Clearing, currency);
                held.fold(clearing, |sum, amount| sum.checked_add(amount).unwrap())
            };
            (state.coverage(today), [of("JF"), of("SF")])
        }).unwrap();
        for (currency, held) in ["JF", "SF"].into_iter().zip(held) {
            prop_assert_eq!(figures.outstanding(currency.parse().unwrap()), Some(held));
        }
        // A tenth of a yuan for a point; arrears are owed to nobody.
        let owed = held[0].decimal().max(rust_decimal::Decimal::ZERO) / rust_decimal::Decimal::TEN;
        prop_assert_eq!(coverage.owed(), owed);
    }

    #[test]
    fn sums_over_branches_and_over_days_are_the_whole(
        one in prop::collection::vec(what(), 1..25),
        other in prop::collection::vec(what(), 1..25),
        cut in prop::sample::select(vec!["2026-01-31", "2026-02-14", "2026-03-20"]),
    ) {
        let (one, other) = (ran(&one), ran(&other));
        let days = span("2026-01-01", "2026-12-31");
        let (a, b) = (summed(&one, &days), summed(&other, &days));
        let mut total = a.clone();
        total.add(&b).unwrap();
        prop_assert_eq!(total.accounts, a.accounts + b.accounts);
        prop_assert_eq!(total.minutes, a.minutes + b.minutes);
        for currency in total.currencies() {
            let sum = a.flow(currency).unwrap().checked_add(b.flow(currency).unwrap());
            prop_assert_eq!(total.flow(currency), sum);
            let end = a.outstanding(currency).unwrap().checked_add(b.outstanding(currency).unwrap());
            prop_assert_eq!(total.outstanding(currency), end);
            // Of a span cut in two, what is outstanding at the end of the first is
            // what the second begins with.
            let first = summed(&one, &(day("2026-01-01")..=day(cut)));
            let second = summed(&one, &(day(cut).plus_days(1)..=day("2026-12-31")));
            prop_assert_eq!(first.outstanding(currency).unwrap(), second.before(currency));
            let both = first.flow(currency).unwrap().checked_add(second.flow(currency).unwrap());
            prop_assert_eq!(both, a.flow(currency));
        }
    }
}

#[test]
fn what_was_undone_goes_from_the_month_of_its_deed_and_what_came_back_from_its_own() {
    let mut bank = Bank::in_memory_with(RULES);
    let wrong = bank.deposit(1, "A", "1", "2026-02-03").unwrap().entry;
    bank.deposit(2, "T", "90m", "2026-03-01").unwrap();
    let months = |bank: &Bank, of: fn(&Flow) -> Amount| -> Vec<(String, Amount)> {
        let figures = summed(bank, &span("2026-02-01", "2026-04-30"));
        let of_jf = figures.months.iter().filter(|((currency, _), _)| currency.to_string() == "JF");
        of_jf.map(|((_, month), flow)| (month.to_string(), of(flow))).collect()
    };
    let redeemed = bank.redeem(1, "HAIR", "1").unwrap().entry;
    bank.now = time("2026-04-01T02:00:00Z");
    bank.reverse(wrong).unwrap();
    bank.reverse(redeemed).unwrap();
    let of = |month: &str, n| (month.to_owned(), whole(n));
    assert_eq!(months(&bank, |f| f.issued), [of("2026-02", 0), of("2026-03", 0), of("2026-04", 0)]);
    let spent = [of("2026-02", 0), of("2026-03", 10), of("2026-04", -10)];
    assert_eq!(months(&bank, |f| f.redeemed), spent);
    let figures = summed(&bank, &span("2026-03-01", "2026-03-31"));
    assert_eq!(figures.minutes, 90.into());
    // The third household did nothing, and the person neither.
    assert_eq!((figures.accounts, figures.active), (4, 2));
}

#[test]
fn objections_and_overdue_notices_are_counted() {
    let mut bank = Bank::in_memory_with(RULES);
    let mut claims = Vec::new();
    for serial in 1..=3 {
        let claim = Command::FileClaim(deed(serial, "N", "2", "2026-03-19"));
        claims.push(bank.ask("clerk", claim).unwrap().entry);
    }
    let (from, to) = (day("2026-03-01"), day("2026-03-19"));
    let until = day("2026-03-24");
    bank.ask("manager", Command::OpenNotice { from, to, until }).unwrap();
    let one = Resolution::Corrected("1".parse().unwrap());
    let outcomes = [Resolution::Upheld, Resolution::Dismissed, one];
    for ((&claim, resolution), serial) in claims.iter().zip(outcomes).zip(1..) {
        let (account, reason) = (account(serial), "并未参加".to_owned());
        let deadline = day("2026-03-22");
        let raise = Command::RaiseObjection { claim, account, reason: reason.clone(), deadline };
        bank.ask("clerk", raise).unwrap();
        let resolve = Command::ResolveObjection { claim, account, resolution, reason };
        bank.ask("manager", resolve).unwrap();
    }
    let figures = summed(&bank, &span("2026-03-01", "2026-03-31"));
    assert_eq!((figures.objections, figures.upheld, figures.corrected), (3, 1, 1));
    let later = summed(&bank, &span("2026-04-01", "2026-04-30"));
    assert_eq!((later.objections, later.upheld, later.corrected), (0, 0, 0));
    let overdue = |on: &str| {
        let on = day(on);
        bank.ledger.view(lc01(), Wanted::Nothing, |state| Standing::of(state, on).overdue).unwrap()
    };
    assert_eq!((overdue("2026-03-24"), overdue("2026-03-25")), (0, 1));
}

#[test]
fn months_of_a_span_are_all_there() {
    let within = |from, until| {
        let months = Month::within(&span(from, until));
        months.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(within("2025-11-30", "2026-02-01"), ["2025-11", "2025-12", "2026-01", "2026-02"]);
    assert_eq!(within("2026-03-01", "2026-03-01"), ["2026-03"]);
    assert_eq!(within("2026-04-01", "2026-03-01"), [""; 0]);
    assert_eq!(within("9999-12-01", "9999-12-31"), ["9999-12"]);
}
