//! The life of lots: when points end, what goes on, who is taken from first.
//!
//! Each hazard is one that real systems got wrong; taking its guard out of the
//! code makes its test here fail.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, RULEBOOK, account, day, deed, lc01, time};
use ledger_core::command::Command;
use ledger_core::day::{Day, Timestamp};
use ledger_core::due::due;
use ledger_core::event::{Event, OfferKind};
use ledger_core::ids::{AccountNo, CurrencyCode, EntryId};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::lots;
use ledger_core::points::Amount;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::State;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// `HY` ends with the half-year and half of it goes on; `MO` lives a month; `YE`
/// ends with the year and half goes on; `CE` has a ceiling; `GI` is spent only
/// beside `MO`.
const TERMS: &str = r#"
[[currency]]
code = "HY"
name = "半年分"
decimals = 0
expires = "half-year"
carry_over = "50%"

[[currency]]
code = "MO"
name = "月分"
decimals = 1
expires = "1 months"

[[currency]]
code = "YE"
name = "年分"
decimals = 1
expires = "year-end"
carry_over = "50%"

[[currency]]
code = "CE"
name = "时数"
decimals = 0
expires = "12 months"
ceiling = "100"

[[currency]]
code = "GI"
name = "赠予"
decimals = 0
expires = "year-end"
spend_with = "MO 1:5"
"#;

/// A rule `R-HY` for each currency: one point a piece.
fn rulebook() -> String {
    let rule = |code: &str| {
        format!(
            "[[rule]]\ncode = \"R-{code}\"\nkind = \"earn\"\ncategory = \"试\"\nitem = \"试\"\n\
             unit = \"件\"\npoints = \"1\"\ncurrency = \"{code}\"\n"
        )
    };
    let rules: String = ["HY", "MO", "YE", "CE", "GI"].map(rule).concat();
    format!("{RULEBOOK}{TERMS}{rules}{CUT}")
}

/// A deduction in `HY`, and an hour's tenth of `YE`.
const CUT: &str = r#"
[[rule]]
code = "CUT"
kind = "deduct"
category = "负面"
item = "负面"
unit = "件"
points = "1"
currency = "HY"

[[rule]]
code = "TEN"
kind = "earn"
category = "试"
item = "试"
unit = "件"
points = "0.1"
currency = "YE"
"#;

struct World {
    bank: Bank,
}

impl World {
    /// Accounts 1 to 3 are households, 4 a person, 5 a merchant; an offer of 1 in each currency.
    fn new() -> Self {
        let mut bank = Bank::in_memory_with(&rulebook());
        let list = |code: &str| Command::ListOffer {
            terms: ledger_core::event::OfferTerms::default(),
            offer: format!("O-{code}").parse().unwrap(),
            title: "样品".to_owned(),
            kind: OfferKind::Goods,
            price: "1".parse().unwrap(),
            currency: code.parse().unwrap(),
            merchant: Some(account(5)),
        };
        let offers = ["HY", "MO", "YE", "CE", "GI"].map(list).to_vec();
        bank.ask_all("manager", lc01(), offers).unwrap();
        Self { bank }
    }

    /// Goes to a day, at noon in the village; somebody opens an account every
    /// month, since a clock that leaps is asked about.
    fn on(&mut self, on: &str) -> &mut Self {
        let noon = time(&format!("{on}T04:00:00Z"));
        let open = Command::OpenAccount { kind: HolderKind::Person, household: None };
        loop {
            let last = self.look(State::last_at).unwrap().unix() + 40 * 86_400;
            if noon.unix() <= last {
                break;
            }
            self.bank.now = Timestamp::from_unix(last).unwrap();
            self.bank.ask("clerk", open.clone()).unwrap();
        }
        self.bank.now = noon;
        self
    }

    fn today(&self) -> Day {
        self.bank.now.day(ledger_core::day::Offset::CHINA)
    }

    fn earn(&mut self, serial: u32, code: &str, points: &str) -> Done {
        let on = self.today().to_string();
        self.bank.deposit(serial, &format!("R-{code}"), points, &on).unwrap()
    }

    fn try_spend(&mut self, serial: u32, code: &str, points: &str) -> Result<Done, Refusal> {
        self.bank.redeem(serial, &format!("O-{code}"), points)
    }

    fn spend(&mut self, serial: u32, code: &str, points: &str) -> Done {
        self.try_spend(serial, code, points).unwrap()
    }

    fn give(&mut self, from: u32, to: u32, code: &str, points: &str) -> Result<Done, Refusal> {
        let currency = code.parse().unwrap();
        let (points, note) = (points.parse().unwrap(), String::new());
        let (from, to, into) = (account(from), account(to), currency);
        self.bank.ask("clerk", Command::Transfer { from, to, points, currency, into, note })
    }

    fn expire(&mut self, serial: u32, code: &str) -> Result<Done, Refusal> {
        let currency = code.parse().unwrap();
        self.bank.ask("clerk", Command::Expire { account: account(serial), currency })
    }

    fn look<T>(&self, look: impl Fn(&State) -> T) -> T {
        self.bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap()
    }

    /// Carries out what is due; how many entries that were.
    fn close_day(&mut self) -> usize {
        let today = self.today();
        let due = self.look(|state| due(state, today));
        match due.is_empty() {
            true => 0,
            false => self.bank.ask_all("clerk", lc01(), due).unwrap().len(),
        }
    }

    fn available(&self, serial: u32, code: &str) -> String {
        let today = self.today();
        self.look(|state| {
            let terms = state.rulebook_on(today).unwrap().rulebook.clone();
            let terms = terms.currency(code.parse().unwrap()).unwrap();
            state.account(account(serial)).unwrap().available(terms, today).to_string()
        })
    }

    /// `balance: lots`, as `12: 5 to 2026-06-30, 4 to 2026-12-31`.
    fn held(&self, serial: u32, code: &str) -> String {
        let code: CurrencyCode = code.parse().unwrap();
        self.look(|state| {
            let held = state.account(account(serial)).unwrap();
            let lots = held.lots(code).iter().map(|lot| format!("{} to {}", lot.points, lot.until));
            format!("{}: {}", held.balance(code), lots.collect::<Vec<_>>().join(", "))
        })
    }

    /// What ended, of the account: `lost 3 of 5, 2 to 2026-12-31`.
    fn told(done: &Done) -> String {
        let Event::Expired { points, lots, carried, .. } = &done.event else {
            panic!("{}", done.event.name())
        };
        let carried = carried.map(|lot| format!(", {} to {}", lot.points, lot.until));
        format!("lost {points} of {}{}", lots::sum(lots), carried.unwrap_or_default())
    }

    fn clean(&mut self) {
        assert_eq!(self.bank.findings(), Vec::<String>::new());
    }
}

#[test]
fn a_lot_is_accepted_on_its_last_day_and_refused_on_the_day_after_closed_or_not() {
    let mut w = World::new();
    w.earn(1, "HY", "10");
    w.on("2026-06-30").spend(1, "HY", "4");
    w.on("2026-07-01");
    let refused = w.try_spend(1, "HY", "1").unwrap_err();
    let Refusal::Overdraft { available, .. } = refused else { panic!("{refused}") };
    assert_eq!(available, Amount::ZERO);
    assert_eq!(w.give(1, 2, "HY", "1").unwrap_err().code(), "overdraft");
    assert_eq!((w.available(1, "HY").as_str(), &*w.held(1, "HY")), ("0", "6: 6 to 2026-06-30"));
    w.clean();
}

#[test]
fn a_lot_does_not_end_before_its_last_day_is_over() {
    let mut w = World::new();
    w.earn(1, "HY", "10");
    w.on("2026-06-30");
    let refused = w.expire(1, "HY").unwrap_err();
    let Refusal::NothingExpired { today, next, .. } = refused else { panic!("{refused}") };
    assert_eq!((today, next), (day("2026-06-30"), Some(day("2026-06-30"))));
    assert_eq!(w.close_day(), 0);
    w.on("2026-07-01");
    assert_eq!(World::told(&w.expire(1, "HY").unwrap()), "lost 5 of 10, 5 to 2026-12-31");
    let again = w.expire(1, "HY").unwrap_err();
    assert!(matches!(again, Refusal::NothingExpired { next: Some(_), .. }), "{again}");
    assert_eq!(w.expire(1, "MO").unwrap_err().code(), "nothing-expired");
    w.clean();
}

#[test]
fn the_lot_that_ends_first_is_taken_first_whoever_takes() {
    let mut w = World::new();
    w.on("2026-05-31").earn(1, "MO", "4");
    w.on("2026-06-10").earn(1, "MO", "4");
    w.on("2026-06-20").earn(1, "MO", "4");
    assert_eq!(w.held(1, "MO"), "12: 4 to 2026-06-30, 4 to 2026-07-10, 4 to 2026-07-20");
    let Event::Redeemed { lots, .. } = w.spend(1, "MO", "5").event else { panic!() };
    assert_eq!(lots.iter().map(|lot| lot.points.to_string()).collect::<Vec<_>>(), ["4", "1"]);
    w.give(1, 2, "MO", "2").unwrap();
    assert_eq!(w.held(1, "MO"), "5: 1 to 2026-07-10, 4 to 2026-07-20");
    w.clean();
}

#[test]
fn a_deduction_takes_the_lot_that_ends_first_and_never_one_that_ended() {
    let mut w = World::new();
    w.earn(1, "HY", "5");
    w.on("2026-07-02").earn(1, "HY", "3");
    let on = "2026-07-02";
    let done = w.bank.ask("clerk", Command::Deduct(deed(1, "CUT", "8", on))).unwrap();
    let Event::Deducted(deed) = &done.event else { panic!() };
    assert_eq!((deed.points.to_string(), deed.computed.is_some()), ("3".to_owned(), true));
    assert_eq!(w.held(1, "HY"), "5: 5 to 2026-06-30");
    w.clean();
}

#[test]
fn a_transfer_does_not_make_points_live_longer() {
    let mut w = World::new();
    w.on("2026-06-20").earn(1, "HY", "10");
    w.give(1, 2, "HY", "6").unwrap();
    w.give(2, 1, "HY", "6").unwrap();
    w.give(1, 4, "HY", "3").unwrap();
    assert_eq!(w.held(1, "HY"), "7: 7 to 2026-06-30");
    assert_eq!(w.held(4, "HY"), "3: 3 to 2026-06-30");
    w.on("2026-07-01");
    assert_eq!((w.available(1, "HY"), w.available(4, "HY")), ("0".to_owned(), "0".to_owned()));
    w.clean();
}

#[test]
fn what_ended_is_not_shown_as_available_before_it_is_entered_nor_after() {
    let mut w = World::new();
    w.earn(1, "MO", "8");
    w.on("2026-04-10").earn(1, "MO", "2");
    w.on("2026-04-21");
    assert_eq!((w.available(1, "MO").as_str(), &*w.bank.balance(1, "MO")), ("2", "10"));
    assert_eq!(w.close_day(), 1);
    assert_eq!((w.available(1, "MO").as_str(), &*w.bank.balance(1, "MO")), ("2", "2"));
    assert_eq!(w.close_day(), 0, "closing again writes nothing");
    w.clean();
}

#[test]
fn half_of_odd_points_is_rounded_down() {
    for (points, want) in [
        ("1", "lost 1 of 1"),
        ("2", "lost 1 of 2, 1 to 2026-12-31"),
        ("7", "lost 4 of 7, 3 to 2026-12-31"),
        ("100", "lost 50 of 100, 50 to 2026-12-31"),
    ] {
        let mut w = World::new();
        w.earn(1, "HY", points);
        w.on("2026-07-01");
        assert_eq!(World::told(&w.expire(1, "HY").unwrap()), want);
        w.clean();
    }
    // To the currency's decimals: half of 0.7 is 0.3.
    let mut w = World::new();
    w.bank.deposit(1, "TEN", "7", "2026-03-20").unwrap();
    w.on("2027-01-01");
    assert_eq!(World::told(&w.expire(1, "YE").unwrap()), "lost 0.4 of 0.7, 0.3 to 2027-12-31");
    w.clean();
}

#[test]
fn of_several_lots_that_ended_the_last_one_says_how_long_the_rest_goes_on() {
    let mut w = World::new();
    w.earn(1, "HY", "10");
    w.on("2026-07-02").earn(1, "HY", "11");
    w.on("2027-02-01");
    assert_eq!(World::told(&w.expire(1, "HY").unwrap()), "lost 11 of 21, 10 to 2027-06-30");
    w.clean();
}

#[test]
fn closing_after_years_enters_all_of_it_in_one_commit() {
    let mut w = World::new();
    w.earn(1, "HY", "10");
    w.earn(2, "HY", "4");
    w.earn(3, "MO", "4");
    w.on("2027-08-15");
    // 10 → 5 → 2 → 1 → nothing; 4 → 2 → 1 → nothing; 4 → nothing.
    assert_eq!(w.close_day(), 7);
    assert_eq!(w.held(1, "HY"), "1: 1 to 2027-12-31");
    assert_eq!((&*w.held(2, "HY"), &*w.held(3, "MO")), ("0: ", "0: "));
    assert_eq!(w.close_day(), 0);
    w.clean();
}

#[test]
fn the_year_ends_on_its_last_day_also_in_leap_years_and_months_on_their_own_last_day() {
    let mut w = World::new();
    w.on("2027-01-31").earn(1, "MO", "3");
    w.on("2028-01-31").earn(2, "MO", "3");
    assert_eq!(w.held(1, "MO"), "3: 3 to 2027-02-28");
    assert_eq!(w.held(2, "MO"), "3: 3 to 2028-02-29");
    w.on("2028-02-29").earn(3, "YE", "3");
    assert_eq!(w.held(3, "YE"), "3: 3 to 2028-12-31");
    w.spend(2, "MO", "1");
    w.on("2028-03-01");
    assert_eq!(w.try_spend(2, "MO", "1").unwrap_err().code(), "overdraft");
    w.on("2028-12-31").spend(3, "YE", "1");
    w.on("2029-01-01");
    assert_eq!(w.close_day(), 3);
    assert_eq!(w.held(3, "YE"), "1: 1 to 2029-12-31");
    w.clean();
}

#[test]
fn what_is_given_back_after_it_ended_comes_back_ended() {
    let mut w = World::new();
    w.on("2026-06-20").earn(1, "HY", "10");
    let spent = w.spend(1, "HY", "4");
    w.on("2026-07-01").close_day();
    assert_eq!(w.held(1, "HY"), "3: 3 to 2026-12-31");
    w.bank.reverse(spent.entry).unwrap();
    assert_eq!(w.held(1, "HY"), "7: 4 to 2026-06-30, 3 to 2026-12-31");
    assert_eq!(w.available(1, "HY"), "3", "points that ended are not born again");
    assert_eq!(w.close_day(), 1, "and end on the next closing, even of the same day");
    assert_eq!(w.held(1, "HY"), "5: 5 to 2026-12-31");
    w.clean();
}

#[test]
fn an_award_reversed_after_it_ended_takes_its_own_lot_or_becomes_arrears() {
    // Before its lot is entered as expired, it is that lot that goes.
    let mut w = World::new();
    let wrong = w.earn(1, "MO", "5");
    w.on("2026-04-10").earn(1, "MO", "1");
    w.on("2026-04-30").bank.reverse(wrong.entry).unwrap();
    assert_eq!(w.held(1, "MO"), "1: 1 to 2026-05-10");
    assert_eq!(w.close_day(), 0);
    // Once it is, there is nothing of it to take: what else there is, then arrears.
    let mut w = World::new();
    let wrong = w.earn(1, "MO", "5");
    w.on("2026-04-10").earn(1, "MO", "1");
    w.on("2026-04-30").close_day();
    w.bank.reverse(wrong.entry).unwrap();
    assert_eq!((&*w.held(1, "MO"), &*w.available(1, "MO")), ("-4: ", "0"));
    w.clean();
}

#[test]
fn arrears_are_paid_off_before_anything_becomes_a_lot() {
    let mut w = World::new();
    let wrong = w.earn(1, "HY", "10");
    w.spend(1, "HY", "8");
    w.bank.reverse(wrong.entry).unwrap();
    assert_eq!(w.held(1, "HY"), "-8: ");
    w.earn(1, "HY", "5");
    assert_eq!((&*w.held(1, "HY"), &*w.available(1, "HY")), ("-3: ", "0"));
    w.on("2026-07-01");
    assert_eq!(
        w.expire(1, "HY").unwrap_err().code(),
        "nothing-expired",
        "what paid arrears is paid"
    );
    w.earn(1, "HY", "5");
    assert_eq!((&*w.held(1, "HY"), &*w.available(1, "HY")), ("2: 2 to 2026-12-31", "2"));
    w.clean();
}

#[test]
fn of_what_is_given_to_an_account_in_arrears_the_lot_that_ends_first_pays_them() {
    let mut w = World::new();
    let wrong = w.earn(2, "MO", "3");
    w.spend(2, "MO", "3");
    w.bank.reverse(wrong.entry).unwrap();
    w.earn(1, "MO", "4");
    w.on("2026-03-25").earn(1, "MO", "4");
    w.give(1, 2, "MO", "8").unwrap();
    assert_eq!(w.held(2, "MO"), "5: 1 to 2026-04-20, 4 to 2026-04-25");
    w.clean();
}

#[test]
fn arrears_beside_ended_points_are_arrears_and_the_carried_share_pays_them_off_first() {
    let mut w = World::new();
    w.earn(1, "HY", "10");
    let wrong = w.on("2026-07-01").earn(1, "HY", "6");
    w.spend(1, "HY", "6");
    w.bank.reverse(wrong.entry).unwrap();
    assert_eq!(w.held(1, "HY"), "4: 10 to 2026-06-30");
    assert_eq!(w.available(1, "HY"), "0");
    // 5 of the 10 are lost; of the 5 that go on, nothing is left once they have paid.
    assert_eq!(World::told(&w.expire(1, "HY").unwrap()), "lost 5 of 10, 5 to 2026-12-31");
    assert_eq!(w.held(1, "HY"), "-1: ");
    assert_eq!(w.close_day(), 0);
    w.clean();
}

#[test]
fn an_account_whose_nothing_is_arrears_beside_ended_points_is_not_closed() {
    let mut w = World::new();
    w.earn(3, "MO", "5");
    let wrong = w.on("2026-04-30").earn(3, "MO", "5");
    w.spend(3, "MO", "5");
    w.bank.reverse(wrong.entry).unwrap();
    assert_eq!(w.held(3, "MO"), "0: 5 to 2026-04-20");
    let close = Command::CloseAccount { account: account(3), reason: "迁出".to_owned() };
    let refused = w.bank.ask("clerk", close).unwrap_err();
    let Refusal::NotEmpty { balance, .. } = refused else { panic!("{refused}") };
    assert_eq!(balance.to_string(), "-5");
    w.clean();
}

#[test]
fn a_frozen_account_is_no_calendar_that_stands_still() {
    let mut w = World::new();
    w.earn(1, "MO", "5");
    let reason = "核查".to_owned();
    w.bank.ask("manager", Command::FreezeAccount { account: account(1), reason }).unwrap();
    w.on("2026-04-21");
    assert_eq!(w.close_day(), 1);
    assert_eq!(w.held(1, "MO"), "0: ");
    w.clean();
}

#[test]
fn what_merchants_and_pools_have_does_not_end() {
    let mut w = World::new();
    let pool = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    let Event::AccountOpened { account: pool, .. } = w.bank.ask("clerk", pool).unwrap().event
    else {
        panic!()
    };
    w.earn(1, "MO", "9");
    w.spend(1, "MO", "4");
    w.give(1, pool.serial(), "MO", "3").unwrap();
    assert_eq!(w.held(5, "MO"), "4: ");
    assert_eq!(w.held(pool.serial(), "MO"), "3: ");
    let bring = Command::BringForward {
        account: account(5),
        points: "2".parse().unwrap(),
        currency: "MO".parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    };
    let Event::BroughtForward { until, .. } = w.bank.ask("manager", bring).unwrap().event else {
        panic!()
    };
    assert_eq!(until, None);
    w.on("2027-01-01");
    assert_eq!(w.close_day(), 1, "of the household alone");
    assert_eq!(
        (w.bank.balance(5, "MO"), w.bank.balance(pool.serial(), "MO")),
        ("6".into(), "3".into())
    );
    w.clean();
}

#[test]
fn what_comes_out_of_a_pool_or_from_a_merchant_ends_again_and_undone_goes_back_whole() {
    let mut w = World::new();
    let pool = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    let Event::AccountOpened { account: pool, .. } = w.bank.ask("clerk", pool).unwrap().event
    else {
        panic!()
    };
    w.earn(1, "MO", "9");
    w.give(1, pool.serial(), "MO", "9").unwrap();
    w.on("2026-03-25");
    let back = w.give(pool.serial(), 1, "MO", "9").unwrap();
    assert_eq!(w.held(1, "MO"), "9: 9 to 2026-04-25", "nothing lives for ever by a detour");
    w.bank.reverse(back.entry).unwrap();
    assert_eq!((w.held(1, "MO").as_str(), &*w.held(pool.serial(), "MO")), ("0: ", "9: "));
    w.give(pool.serial(), 5, "MO", "4").unwrap();
    assert_eq!(w.held(5, "MO"), "4: ");
    w.give(5, 2, "MO", "4").unwrap();
    assert_eq!(w.held(2, "MO"), "4: 4 to 2026-04-25");
    w.clean();
}

#[test]
fn a_balance_brought_forward_lives_from_the_day_it_is_entered() {
    let mut w = World::new();
    let bring = Command::BringForward {
        account: account(2),
        points: "20".parse().unwrap(),
        currency: "HY".parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    };
    w.bank.ask("manager", bring).unwrap();
    assert_eq!(w.held(2, "HY"), "20: 20 to 2026-06-30");
    // A deed of the half-year before, too: nobody loses what they could not spend.
    w.on("2026-07-03").bank.deposit(3, "R-HY", "2", "2026-06-29").unwrap();
    assert_eq!(w.held(3, "HY"), "2: 2 to 2026-12-31");
    w.clean();
}

#[test]
fn an_expiry_is_not_reversed() {
    let mut w = World::new();
    w.earn(1, "MO", "5");
    let ended = w.on("2026-04-21").expire(1, "MO").unwrap();
    let refused = w.bank.reverse(ended.entry).unwrap_err();
    assert_eq!(refused.code(), "not-reversible");
    w.clean();
}

#[test]
fn what_a_ceiling_keeps_out_goes_to_the_open_pool_with_the_lowest_number() {
    let mut w = World::new();
    let spilled = |done: &Done| match &done.event {
        Event::Deposited(deed) => {
            let to = deed
                .spilled
                .map(|spilled| format!("{} to #{}", spilled.points, spilled.to.serial()));
            format!("{} until {:?} spilled {:?}", deed.points, deed.until, to)
        }
        other => panic!("{}", other.name()),
    };
    w.earn(1, "CE", "90");
    let refused = w.bank.deposit(1, "R-CE", "15", "2026-03-20").unwrap_err();
    let Refusal::NoPool { ceiling, balance, points, .. } = refused else { panic!("{refused}") };
    assert_eq!([ceiling, balance, points.amount()].map(|a| a.to_string()), ["100", "90", "5"]);
    let open = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    w.bank.ask_all("clerk", lc01(), vec![open.clone(), open]).unwrap();
    let done = w.earn(1, "CE", "15");
    assert_eq!(spilled(&done), "15 until Some(2027-03-20) spilled Some(\"5 to #6\")");
    assert_eq!((&*w.held(1, "CE"), &*w.held(6, "CE")), ("100: 100 to 2027-03-20", "5: "));
    // Full: all of it.
    let full = w.earn(1, "CE", "15");
    assert_eq!(spilled(&full), "15 until None spilled Some(\"15 to #6\")");
    // Frozen, it is not passed over: somebody has to look at it.
    let freeze =
        |serial| Command::FreezeAccount { account: account(serial), reason: "查".to_owned() };
    w.bank.ask("manager", freeze(6)).unwrap();
    let refused = w.bank.deposit(1, "R-CE", "1", "2026-03-20").unwrap_err();
    assert_eq!(refused, Refusal::FrozenAccount { account: account(6) });
    let thaw = Command::UnfreezeAccount { account: account(6), reason: "查".to_owned() };
    w.bank.ask("manager", thaw).unwrap();
    // Undone, both get back what they gave.
    w.bank.reverse(done.entry).unwrap();
    w.bank.reverse(full.entry).unwrap();
    assert_eq!((&*w.held(1, "CE"), &*w.held(6, "CE")), ("90: 90 to 2027-03-20", "0: "));
    let close = Command::CloseAccount { account: account(6), reason: "并".to_owned() };
    w.bank.ask("clerk", close).unwrap();
    assert_eq!(
        spilled(&w.earn(1, "CE", "11")),
        "11 until Some(2027-03-20) spilled Some(\"1 to #7\")"
    );
    w.clean();
}

#[test]
fn a_ceiling_refuses_gifts_counts_what_stands_and_never_stops_giving_back() {
    let mut w = World::new();
    w.earn(1, "CE", "95");
    w.earn(2, "CE", "50");
    let refused = w.give(2, 1, "CE", "6").unwrap_err();
    let Refusal::AboveCeiling { balance, ceiling, .. } = refused else { panic!("{refused}") };
    assert_eq!((balance.to_string(), ceiling.to_string()), ("95".into(), "100".into()));
    let given = w.give(1, 3, "CE", "60").unwrap();
    w.earn(1, "CE", "60");
    w.bank.reverse(given.entry).unwrap();
    assert_eq!(w.bank.balance(1, "CE"), "155", "giving back never is");
    // What has ended makes room, entered or not.
    w.on("2027-03-21");
    w.give(2, 1, "CE", "1").unwrap_err();
    w.earn(1, "CE", "100");
    assert_eq!(w.bank.balance(1, "CE"), "255");
    w.close_day();
    assert_eq!(w.bank.balance(1, "CE"), "100");
    w.clean();
}

#[test]
fn what_is_spilled_uses_up_the_cap_of_who_earned_it() {
    let text = rulebook().replace("name = \"年分\"", "name = \"年分\"\nceiling = \"1\"");
    // The last rule is `TEN`, a tenth of a point a piece.
    let mut bank = Bank::in_memory_with(&format!("{text}caps = [\"30/月\"]\n"));
    let open = Command::OpenAccount { kind: HolderKind::Pool, household: None };
    bank.ask("clerk", open).unwrap();
    let first = bank.deposit(1, "TEN", "200", "2026-03-20").unwrap();
    let Event::Deposited(deed) = &first.event else { panic!() };
    assert_eq!(deed.spilled.unwrap().points.to_string(), "19");
    let second = bank.deposit(1, "TEN", "200", "2026-03-20").unwrap();
    assert_eq!(common::points(&second), ("10".to_owned(), Some("20".to_owned())));
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn matched_points_go_only_beside_their_partner_and_both_come_back() {
    let mut w = World::new();
    w.earn(1, "MO", "10");
    w.earn(1, "GI", "40");
    let with = |points: &str| Command::Redeem {
        account: account(1),
        offer: "O-MO".parse().unwrap(),
        qty: "12".parse().unwrap(),
        note: String::new(),
        with: Some(("GI".parse().unwrap(), points.parse().unwrap())),
    };
    assert_eq!(w.try_spend(1, "GI", "1").unwrap_err().code(), "needs-partner");
    assert_eq!(w.give(1, 2, "GI", "1").unwrap_err().code(), "needs-partner");
    let refused = w.bank.ask("clerk", with("11")).unwrap_err();
    let Refusal::AboveShare { points, most, .. } = refused else { panic!("{refused}") };
    assert_eq!((points.to_string(), most.to_string()), ("11".into(), "10".into()));
    let done = w.bank.ask("clerk", with("10")).unwrap();
    let Event::Redeemed { points, matched: Some(matched), .. } = &done.event else { panic!() };
    assert_eq!((points.to_string(), matched.points.to_string()), ("2".into(), "10".into()));
    assert_eq!((w.bank.balance(5, "MO"), w.bank.balance(5, "GI")), ("2".into(), "10".into()));
    assert_eq!(w.held(1, "GI"), "30: 30 to 2026-12-31");
    w.bank.reverse(done.entry).unwrap();
    assert_eq!(
        (&*w.held(1, "MO"), &*w.held(1, "GI")),
        ("10: 10 to 2026-04-20", "40: 40 to 2026-12-31")
    );
    assert_eq!((w.bank.balance(5, "MO"), w.bank.balance(5, "GI")), ("0".into(), "0".into()));
    // Points of either that have ended are not there to be spent.
    w.on("2026-04-21");
    assert_eq!(w.bank.ask("clerk", with("10")).unwrap_err().code(), "overdraft");
    w.clean();
}

#[test]
fn what_matched_points_leave_of_a_price_is_no_finer_than_their_partner() {
    let text = rulebook();
    let finer = |text: &str, code: &str| {
        let (before, after) = text.split_once(&format!("code = \"{code}\"")).unwrap();
        format!("{before}code = \"{code}\"{}", after.replacen("decimals = 0", "decimals = 2", 1))
    };
    let mut bank = Bank::in_memory_with(&finer(&text, "GI"));
    let bring = |currency: &str| Command::BringForward {
        account: account(2),
        points: "40".parse().unwrap(),
        currency: currency.parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    };
    let list = Command::ListOffer {
        terms: ledger_core::event::OfferTerms::default(),
        offer: "O-MO".parse().unwrap(),
        title: "茶".to_owned(),
        kind: ledger_core::event::OfferKind::Goods,
        price: "12".parse().unwrap(),
        currency: "MO".parse().unwrap(),
        merchant: None,
    };
    bank.ask_all("manager", lc01(), vec![bring("MO"), bring("GI"), list]).unwrap();
    let mut with = |points: &str| {
        let command = Command::Redeem {
            account: account(2),
            offer: "O-MO".parse().unwrap(),
            qty: "1".parse().unwrap(),
            note: String::new(),
            with: Some(("GI".parse().unwrap(), points.parse().unwrap())),
        };
        bank.ask("clerk", command)
    };
    // The partner is counted in tenths.
    assert_eq!(with("1.25").unwrap_err().code(), "too-precise");
    with("2").unwrap();
}

/// What people do with points that end, and when.
#[derive(Debug, Clone)]
enum Act {
    Earn(u32, &'static str, u32),
    Spend(u32, &'static str, u32),
    Matched(u32, u32),
    Give(u32, u32, &'static str, u32),
    Cut(u32, u32),
    Reverse(u64),
    Wait(u32),
    Close,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let code = || prop::sample::select(vec!["HY", "MO", "YE", "CE"]);
    let who = || 1..=4_u32;
    let act = prop_oneof![
        6 => (who(), code(), 1..60_u32).prop_map(|(who, code, n)| Act::Earn(who, code, n)),
        2 => (who(), 1..40_u32).prop_map(|(who, n)| Act::Earn(who, "GI", n)),
        5 => (who(), code(), 1..40_u32).prop_map(|(who, code, n)| Act::Spend(who, code, n)),
        2 => (who(), 1..20_u32).prop_map(|(who, n)| Act::Matched(who, n)),
        4 => (who(), who(), code(), 1..40_u32).prop_map(|(a, b, code, n)| Act::Give(a, b, code, n)),
        2 => (who(), 1..20_u32).prop_map(|(who, n)| Act::Cut(who, n)),
        5 => (0..20_u64).prop_map(Act::Reverse),
        5 => prop::sample::select(vec![1_u32, 10, 30, 45, 90, 200]).prop_map(Act::Wait),
        2 => Just(Act::Close),
    ];
    prop::collection::vec(act, 8..40)
}

fn act(w: &mut World, act: &Act) {
    let size = w.look(State::size);
    match *act {
        Act::Earn(who, code, n) => {
            let on = w.today().to_string();
            drop(w.bank.deposit(who, &format!("R-{code}"), &n.to_string(), &on));
        }
        Act::Spend(who, code, n) => drop(w.try_spend(who, code, &n.to_string())),
        Act::Matched(who, n) => {
            let command = Command::Redeem {
                account: account(who),
                offer: "O-MO".parse().unwrap(),
                qty: (n + 3).to_string().parse().unwrap(),
                note: String::new(),
                with: Some(("GI".parse().unwrap(), n.to_string().parse().unwrap())),
            };
            drop(w.bank.ask("clerk", command));
        }
        Act::Give(from, to, code, n) => drop(w.give(from, to, code, &n.to_string())),
        Act::Cut(who, n) => {
            let on = w.today().to_string();
            drop(w.bank.ask("clerk", Command::Deduct(deed(who, "CUT", &n.to_string(), &on))));
        }
        Act::Reverse(back) => {
            let entry = EntryId { branch: lc01(), seq: size.saturating_sub(back) };
            drop(w.bank.reverse(entry));
        }
        Act::Wait(days) => {
            let later = w.bank.now.unix() + i64::from(days) * 86_400;
            let on = Timestamp::from_unix(later).unwrap().day(ledger_core::day::Offset::CHINA);
            w.on(&on.to_string());
        }
        Act::Close => drop(w.close_day()),
    }
}

/// Of each holding: what is available, and what carry-over gives on closing.
type Available = Vec<(AccountNo, CurrencyCode, Amount)>;

fn available(w: &World) -> Available {
    let today = w.today();
    w.look(|state| {
        let book = state.rulebook_on(today).unwrap().rulebook.clone();
        let mut all = Vec::new();
        for (no, held) in state.accounts() {
            for terms in book.currencies() {
                all.push((no, terms.code, held.available(terms, today)));
            }
        }
        all
    })
}

/// `WENMING_LAW_TIMES=20` tries so many times as many.
fn config() -> Config {
    let times = std::env::var("WENMING_LAW_TIMES").ok().and_then(|text| text.parse().ok());
    Config { cases: 48 * times.unwrap_or(1), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Lots that have not ended never hold more than stands; closing a day takes
    /// nothing that was available and, without a carry-over, gives nothing; a second closing writes nothing.
    #[test]
    fn lots_hold_no_more_than_the_balance_and_closing_changes_nothing_that_can_be_spent(acts in acts()) {
        let mut w = World::new();
        let pool = Command::OpenAccount { kind: HolderKind::Pool, household: None };
        w.bank.ask("clerk", pool).unwrap();
        for a in &acts {
            act(&mut w, a);
            let today = w.today();
            w.look(|state| {
                for (no, held) in state.accounts() {
                    for (currency, lots) in &held.lots {
                        let open = lots::sum(lots.iter().filter(|lot| lot.until >= today));
                        let stands = held.standing(*currency, today).max(Amount::ZERO);
                        assert!(open <= stands, "{no} {currency}: {open} in lots, {stands} stand");
                        assert!(lots.is_sorted_by(|a, b| a.until < b.until), "{no} {currency}");
                    }
                }
            });
        }
        let before = available(&w);
        w.close_day();
        for (was, is) in before.iter().zip(available(&w)) {
            let carries = ["HY", "YE"].contains(&was.1.as_str());
            prop_assert!(*was == is || (carries && is.2 > was.2), "{was:?} became {is:?}");
        }
        prop_assert_eq!(w.close_day(), 0);
        prop_assert_eq!(w.bank.findings(), Vec::<String>::new());
    }
}
