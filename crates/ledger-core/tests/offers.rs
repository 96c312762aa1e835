//! Offers as they happen: stock, limits, sale dates, and what is reserved,
//! collected, cancelled, released and returned.
//!
//! Account 1 has 150 JF of which 100 lie (50 to spend), the merchant is
//! account 5. Rice is 20 and the merchant's, a haircut 10 and the bank's.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Bank, account, day, key, lc01, time};
use ledger_core::command::Command;
use ledger_core::day::{Day, Timestamp};
use ledger_core::decide::due_releases;
use ledger_core::event::{Event, OfferKind, OfferTerms};
use ledger_core::ids::{AccountNo, EntryId, OfferCode};
use ledger_core::ledger::{Done, Order, SubmitError, Wanted};
use ledger_core::lots::Lot;
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Amount, Qty};
use ledger_core::postings::SystemAccount;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;

/// What was reserved, with what a resident has on the slip.
struct Slip {
    entry: EntryId,
    account: AccountNo,
    code: PickUpCode,
}

/// A bank with the verbs of these tests.
struct Shop {
    bank: Bank,
}

impl Shop {
    fn new() -> Self {
        Self::in_bank(Bank::in_memory())
    }

    /// Everybody has something to spend: 300 JF more, of which no part expires.
    fn in_bank(mut bank: Bank) -> Self {
        for serial in [2, 3] {
            bring(&mut bank, serial, "300");
        }
        Self { bank }
    }

    fn ask(&mut self, command: Command) -> Result<Done, Refusal> {
        self.bank.ask("manager", command)
    }

    fn list(&mut self, offer: &str, price: &str, terms: OfferTerms) {
        self.ask(listed(offer, price, terms)).unwrap();
    }

    fn stock(&mut self, offer: &str, change: &str) -> Result<Done, Refusal> {
        let (offer, change) = (offer.parse().unwrap(), change.parse().unwrap());
        self.ask(Command::ChangeStock { offer, change, reason: "盘点".to_owned() })
    }

    fn left(&self, offer: &str) -> Option<Amount> {
        let offer: OfferCode = offer.parse().unwrap();
        let look = |state: &ledger_core::state::State| state.offers()[&offer].stock;
        self.bank.ledger.view(lc01(), Wanted::Nothing, look).unwrap()
    }

    fn reserve(&mut self, serial: u32, offer: &str, qty: &str) -> Result<Slip, Refusal> {
        let code = key("clerk").pick_up_code(lc01(), &self.bank.request());
        let command = reserving(serial, offer, qty, code);
        let done = self.bank.ask("clerk", command)?;
        Ok(Slip { entry: done.entry, account: account(serial), code })
    }

    fn collect(&mut self, slip: &Slip) -> Result<Done, Refusal> {
        self.collect_with(slip, slip.code)
    }

    fn collect_with(&mut self, slip: &Slip, code: PickUpCode) -> Result<Done, Refusal> {
        let (account, reservation) = (slip.account, slip.entry);
        self.bank.ask("clerk", Command::Collect { account, reservation, code })
    }

    fn cancel(&mut self, slip: &Slip) -> Result<Done, Refusal> {
        let (account, reservation) = (slip.account, slip.entry);
        let reason = "不要了".to_owned();
        self.bank.ask("clerk", Command::CancelReservation { account, reservation, reason })
    }

    fn release(&mut self, slip: &Slip) -> Result<Done, Refusal> {
        let (account, reservation) = (slip.account, slip.entry);
        self.bank.ask("clerk", Command::ReleaseReservation { account, reservation })
    }

    fn give_back(&mut self, entry: EntryId, qty: &str) -> Result<Done, Refusal> {
        let (qty, reason) = (Qty::read(qty).unwrap(), "退货".to_owned());
        self.ask(Command::Return { entry, qty, reason })
    }

    /// `1:50 5:20 reserved:30`: the balances of JF of accounts, and what is reserved.
    fn held(&self, serials: &[u32]) -> String {
        let of = |serial: &u32| format!("{serial}:{} ", self.bank.balance(*serial, "JF"));
        let held: String = serials.iter().map(of).collect();
        let look = |state: &ledger_core::state::State| {
            state.system(SystemAccount::Reserved, "JF".parse().unwrap())
        };
        let reserved = self.bank.ledger.view(lc01(), Wanted::Nothing, look).unwrap();
        format!("{held}reserved:{reserved}")
    }

    /// Goes on to a time, with an entry every month: a clock that jumps is asked about.
    fn on(&mut self, at: &str) {
        const MONTH: i64 = 30 * 24 * 60 * 60;
        while self.bank.now.unix() + MONTH < time(at).unix() {
            self.bank.now = Timestamp::from_unix(self.bank.now.unix() + MONTH).unwrap();
            self.ask(Command::OpenAccount { kind: HolderKind::Person, household: None }).unwrap();
        }
        self.bank.now = time(at);
    }

    /// What the audit and the books say in the end: nothing.
    fn is_whole(&self) {
        assert_eq!(self.bank.findings(), [""; 0]);
        let before = common::store::all_books(&self.bank.ledger);
        self.bank.ledger.rebuild().unwrap();
        assert_eq!(common::store::all_books(&self.bank.ledger), before);
    }
}

fn bring(bank: &mut Bank, serial: u32, points: &str) {
    let command = Command::BringForward {
        account: account(serial),
        points: points.parse().unwrap(),
        currency: "JF".parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: String::new(),
        note: String::new(),
    };
    bank.ask("manager", command).unwrap();
}

fn listed(offer: &str, price: &str, terms: OfferTerms) -> Command {
    Command::ListOffer {
        offer: offer.parse().unwrap(),
        title: "一样东西".to_owned(),
        kind: OfferKind::Goods,
        price: price.parse().unwrap(),
        currency: "JF".parse().unwrap(),
        merchant: Some(account(5)),
        terms,
    }
}

fn reserving(serial: u32, offer: &str, qty: &str, code: PickUpCode) -> Command {
    Command::Reserve {
        account: account(serial),
        offer: offer.parse().unwrap(),
        qty: Qty::read(qty).unwrap(),
        code: code.hash(),
        note: String::new(),
    }
}

fn limited(limit: &str) -> OfferTerms {
    OfferTerms { limit: Some(limit.parse().unwrap()), ..OfferTerms::default() }
}

/// The code of a refusal, or what was done.
fn told(answer: Result<Done, Refusal>) -> String {
    match answer {
        Ok(done) => done.event.name().to_owned(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn what_is_reserved_is_paid_put_by_and_passed_on_once_its_code_is_shown() {
    let mut shop = Shop::new();
    shop.stock("RICE-5", "10").unwrap();
    let slip = shop.reserve(2, "RICE-5", "3").unwrap();
    assert_eq!(shop.held(&[2, 5]), "2:240 5:0 reserved:60");
    assert_eq!(shop.left("RICE-5"), Some(Amount::whole(7)));
    let Event::Collected { code, .. } = shop.collect(&slip).unwrap().event else { panic!() };
    assert_eq!(code, slip.code);
    assert_eq!(shop.held(&[2, 5]), "2:240 5:60 reserved:0");
    assert_eq!(shop.left("RICE-5"), Some(Amount::whole(7)));
    // Where the bank itself gives it, the points go to what is redeemed.
    let slip = shop.reserve(2, "HAIR", "1").unwrap();
    shop.collect(&slip).unwrap();
    assert_eq!(shop.held(&[2, 5]), "2:230 5:60 reserved:0");
    shop.is_whole();
}

#[test]
fn a_reservation_ends_once_and_no_way_of_ending_it_comes_after_another() {
    type End = fn(&mut Shop, &Slip) -> Result<Done, Refusal>;
    let ends: [(&str, End); 3] = [
        ("collected", |shop, slip| shop.collect(slip)),
        ("reservation_cancelled", |shop, slip| shop.cancel(slip)),
        ("reservation_released", |shop, slip| shop.release(slip)),
    ];
    for (first, end) in ends {
        let mut shop = Shop::new();
        shop.stock("RICE-5", "5").unwrap();
        let slip = shop.reserve(2, "RICE-5", "1").unwrap();
        shop.on("2026-04-01T02:00:00Z");
        assert_eq!(told(end(&mut shop, &slip)), first);
        let (held, left) = (shop.held(&[2, 5]), shop.left("RICE-5"));
        for (then, again) in ends {
            assert_eq!(told(again(&mut shop, &slip)), "reservation-over", "{first}, then {then}");
        }
        assert_eq!((shop.held(&[2, 5]), shop.left("RICE-5")), (held, left));
        shop.is_whole();
    }
}

#[test]
fn what_was_reserved_can_be_collected_and_cancelled_after_the_offer_was_paused_or_withdrawn() {
    let pause = |offer: OfferCode| Command::PauseOffer { offer, reason: "盘点".to_owned() };
    let withdraw = |offer: OfferCode| Command::WithdrawOffer { offer, reason: "停办".to_owned() };
    for (gone, refused) in
        [(&pause as &dyn Fn(_) -> _, "paused-offer"), (&withdraw, "withdrawn-offer")]
    {
        let mut shop = Shop::new();
        shop.stock("RICE-5", "5").unwrap();
        let (one, other) =
            (shop.reserve(2, "RICE-5", "1").unwrap(), shop.reserve(3, "RICE-5", "2").unwrap());
        shop.ask(gone("RICE-5".parse().unwrap())).unwrap();
        assert_eq!(told(shop.bank.redeem(2, "RICE-5", "1")), refused);
        assert_eq!(shop.reserve(2, "RICE-5", "1").map(|_| ()).unwrap_err().code(), refused);
        shop.collect(&one).unwrap();
        shop.cancel(&other).unwrap();
        assert_eq!(shop.held(&[2, 3, 5]), "2:280 3:300 5:20 reserved:0");
        assert_eq!(shop.left("RICE-5"), Some(Amount::whole(4)));
        shop.is_whole();
    }
}

#[test]
fn a_reservation_keeps_its_price_and_its_merchant_when_the_offer_is_listed_anew() {
    let mut shop = Shop::new();
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    let mut dearer = listed("RICE-5", "90", OfferTerms::default());
    if let Command::ListOffer { merchant, .. } = &mut dearer {
        *merchant = None;
    }
    shop.ask(dearer).unwrap();
    shop.collect(&slip).unwrap();
    assert_eq!(shop.held(&[2, 5]), "2:280 5:20 reserved:0");
    shop.is_whole();
}

#[test]
fn only_its_own_code_collects_a_reservation() {
    let mut shop = Shop::new();
    let (one, other) =
        (shop.reserve(2, "RICE-5", "1").unwrap(), shop.reserve(3, "RICE-5", "1").unwrap());
    assert_ne!(one.code, other.code);
    assert_eq!(told(shop.collect_with(&one, other.code)), "wrong-code");
    assert_eq!(told(shop.collect_with(&other, one.code)), "wrong-code");
    // Nor does its code collect it from another's account.
    let strayed = Slip { account: account(3), entry: one.entry, code: one.code };
    assert_eq!(told(shop.collect(&strayed)), "reservation-over");
    assert_eq!(shop.held(&[2, 3, 5]), "2:280 3:280 5:0 reserved:40");
    shop.collect(&one).unwrap();
    assert_eq!(told(shop.collect_with(&other, one.code)), "wrong-code", "a code that was used");
    shop.is_whole();
}

#[test]
fn a_request_to_reserve_asked_again_reserves_once_and_has_the_code_it_had() {
    let mut shop = Shop::new();
    let clerk = key("clerk");
    let request = "slip-1".parse().unwrap();
    let code = clerk.pick_up_code(lc01(), &request);
    let command = reserving(2, "RICE-5", "1", code);
    let ask = |code: PickUpCode| reserving(2, "RICE-5", "1", code);
    let submit = |shop: &Shop, command: Command| {
        let requests = [(request.clone(), command)];
        let (key, now) = (&clerk, shop.bank.now);
        let order = Order {
            branch: lc01(),
            key,
            now,
            clock_confirmed: false,
            likeness_confirmed: false,
            requests: &requests,
        };
        shop.bank.ledger.submit(&order).map(|mut done| done.remove(0))
    };
    let first = submit(&shop, command).unwrap();
    let again = submit(&shop, ask(key("clerk").pick_up_code(lc01(), &request))).unwrap();
    assert_eq!((again.entry, again.repeated), (first.entry, true));
    assert_eq!(shop.held(&[2]), "2:280 reserved:20");
    let slip = Slip { entry: first.entry, account: account(2), code };
    shop.collect(&slip).unwrap();
    // Another operator, branch or request has another code.
    let others = [
        key("manager").pick_up_code(lc01(), &request),
        clerk.pick_up_code("LC02".parse().unwrap(), &request),
        clerk.pick_up_code(lc01(), &"slip-2".parse().unwrap()),
    ];
    assert!(others.iter().all(|other| *other != code));
    assert!(matches!(
        submit(&shop, ask(others[2])),
        Err(SubmitError::Refused { refusal, .. }) if refusal.code() == "request-reused"
    ));
}

#[test]
fn of_two_who_want_the_last_one_the_second_is_told_that_none_is_left() {
    let mut shop = Shop::new();
    shop.stock("RICE-5", "1").unwrap();
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    let refusal = shop.reserve(3, "RICE-5", "1").map(|_| ()).unwrap_err();
    assert_eq!(refusal.to_string(), "of offer `RICE-5` 0 are left; 1 are wanted");
    assert_eq!(told(shop.bank.redeem(3, "RICE-5", "1")), "out-of-stock");
    shop.cancel(&slip).unwrap();
    shop.bank.redeem(3, "RICE-5", "1").unwrap();
    assert_eq!(shop.left("RICE-5"), Some(Amount::ZERO));
    shop.is_whole();
}

/// Asked at the same moment by eight threads, three are put by and five refused.
#[test]
fn of_many_who_reserve_at_once_only_so_many_are_served_as_there_are() {
    let mut shop = Shop::new();
    shop.list("SOAP", "1", OfferTerms::default());
    shop.stock("SOAP", "3").unwrap();
    let (ledger, now) = (&shop.bank.ledger, shop.bank.now);
    let gate = std::sync::Barrier::new(8);
    let ask = |n: u32| {
        let clerk = key("clerk");
        let request = format!("at-once-{n}").parse().unwrap();
        let code = clerk.pick_up_code(lc01(), &request);
        let requests = [(request, reserving(2 + n % 2, "SOAP", "1", code))];
        gate.wait();
        let order = Order {
            branch: lc01(),
            key: &clerk,
            now,
            clock_confirmed: false,
            likeness_confirmed: false,
            requests: &requests,
        };
        ledger.submit(&order)
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let ask = &ask;
        let asked: Vec<_> = (0..8).map(|n| scope.spawn(move || ask(n))).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let refused = answers.iter().filter(|answer| match answer {
        Ok(_) => false,
        Err(SubmitError::Refused { refusal, .. }) => refusal.code() == "out-of-stock",
        Err(other) => panic!("{other}"),
    });
    assert_eq!(refused.count(), 5);
    assert_eq!(shop.left("SOAP"), Some(Amount::ZERO));
    assert!(shop.held(&[]).ends_with("reserved:3"));
    shop.is_whole();
}

#[test]
fn points_that_wait_for_a_reservation_cannot_be_spent() {
    let mut shop = Shop::new();
    // 50 of the 150 can be spent; 40 of them now wait.
    let slip = shop.reserve(1, "RICE-5", "2").unwrap();
    let refusal = shop.bank.redeem(1, "RICE-5", "1").unwrap_err();
    assert_eq!(refusal.to_string(), format!("`{}` has 10 JF to spend; 20 are needed", account(1)));
    assert_eq!(told(shop.bank.transfer(1, 2, "11")), "overdraft");
    assert_eq!(shop.reserve(1, "RICE-5", "1").map(|_| ()).unwrap_err().code(), "overdraft");
    shop.cancel(&slip).unwrap();
    shop.bank.redeem(1, "RICE-5", "2").unwrap();
    shop.is_whole();
}

#[test]
fn a_reservation_is_held_through_its_last_day_and_released_only_after_it() {
    let mut shop = Shop::new();
    let hold = OfferTerms { hold_days: Some(3), ..OfferTerms::default() };
    shop.list("SOAP", "1", hold);
    shop.stock("SOAP", "5").unwrap();
    let (short, week) =
        (shop.reserve(2, "SOAP", "2").unwrap(), shop.reserve(2, "RICE-5", "1").unwrap());
    let due = |shop: &Shop, today: &str| {
        let today: Day = day(today);
        let look = |state: &ledger_core::state::State| due_releases(state, today);
        shop.bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap()
    };
    // Made on the 20th: held through the 23rd, or through the 27th.
    for (at, today, code) in [
        ("2026-03-23T15:59:59Z", "2026-03-23", "not-due-yet"),
        ("2026-03-23T16:00:00Z", "2026-03-24", "reservation_released"),
    ] {
        shop.on(at);
        let wanted = usize::from(code != "not-due-yet");
        assert_eq!(due(&shop, today).len(), wanted, "{at}");
        assert_eq!(told(shop.release(&short)), code, "{at}");
    }
    assert_eq!(shop.left("SOAP"), Some(Amount::whole(5)));
    assert_eq!(due(&shop, "2026-03-27"), []);
    shop.on("2026-03-28T02:00:00Z");
    for command in due(&shop, "2026-03-28") {
        shop.bank.ask("clerk", command).unwrap();
    }
    assert_eq!(told(shop.release(&week)), "reservation-over");
    assert_eq!(due(&shop, "2026-03-28"), [], "asked again it finds nothing");
    assert_eq!(shop.held(&[2, 5]), "2:300 5:0 reserved:0");
    shop.is_whole();
}

#[test]
fn a_reservation_nobody_released_can_still_be_collected() {
    let mut shop = Shop::new();
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    shop.on("2026-04-20T02:00:00Z");
    shop.collect(&slip).unwrap();
    shop.is_whole();
}

#[test]
fn giving_back_gives_back_the_limit_and_only_what_was_taken_of_it() {
    let mut shop = Shop::new();
    shop.list("OIL", "10", limited("2 times/month"));
    let one = shop.reserve(2, "OIL", "1").unwrap();
    let other = shop.bank.redeem(2, "OIL", "1").unwrap();
    let refusal = shop.bank.redeem(2, "OIL", "1").unwrap_err();
    assert_eq!(refusal.to_string(), "offer `OIL` is limited to 2 times/month: 2 taken, 1 wanted");
    // Each account has its own, and a limit counts pieces, not visits.
    assert_eq!(told(shop.bank.redeem(3, "OIL", "3")), "limit-reached");
    shop.bank.redeem(3, "OIL", "2").unwrap();
    // A reservation cancelled leaves room for one, however often that is done.
    shop.cancel(&one).unwrap();
    assert_eq!(told(shop.cancel(&one)), "reservation-over");
    let again = shop.reserve(2, "OIL", "1").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached");
    // What was collected is not given back by anything but a return.
    let collected = shop.collect(&again).unwrap();
    assert_eq!(told(shop.cancel(&again)), "reservation-over");
    assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached");
    shop.bank.reverse(other.entry).unwrap();
    let third = shop.bank.redeem(2, "OIL", "1").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached");
    shop.give_back(third.entry, "1").unwrap();
    shop.bank.redeem(2, "OIL", "1").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached");
    // What was collected was taken when it was reserved: its return gives that back.
    shop.give_back(collected.entry, "1").unwrap();
    shop.bank.redeem(2, "OIL", "1").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached");
    shop.is_whole();
}

#[test]
fn what_is_kept_of_an_entry_still_counts_after_the_rest_came_back() {
    let mut shop = Shop::new();
    shop.list("OIL", "10", limited("4 times/month"));
    let three = shop.bank.redeem(2, "OIL", "3").unwrap();
    shop.give_back(three.entry, "1").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "OIL", "3")), "limit-reached");
    shop.bank.redeem(2, "OIL", "2").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached");
    shop.is_whole();
}

#[test]
fn a_limit_counts_by_the_day_month_year_or_life_of_the_account() {
    for (limit, taken, free) in [
        ("1 times/day", "2026-03-20T15:59:00Z", "2026-03-20T16:00:00Z"),
        ("1 times/month", "2026-03-31T15:59:00Z", "2026-03-31T16:00:00Z"),
        ("1 times/year", "2026-12-31T15:59:00Z", "2026-12-31T16:00:00Z"),
    ] {
        let mut shop = Shop::new();
        shop.list("OIL", "10", limited(limit));
        shop.bank.redeem(2, "OIL", "1").unwrap();
        shop.on(taken);
        assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached", "{limit}");
        shop.on(free);
        shop.bank.redeem(2, "OIL", "1").unwrap();
        assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached", "{limit}");
        shop.list("OIL", "10", limited("2 times/life"));
        assert_eq!(told(shop.bank.redeem(2, "OIL", "1")), "limit-reached");
        shop.is_whole();
    }
}

/// What was taken before there was a limit counts, and so does what was taken
/// last year towards a lifetime; given back, it leaves only the lifetime.
#[test]
fn a_limit_listed_later_looks_back_and_a_return_of_last_year_leaves_this_year_alone() {
    let mut shop = Shop::new();
    let last_year = shop.bank.redeem(2, "RICE-5", "1").unwrap();
    shop.on("2027-01-01T02:00:00Z");
    shop.bank.redeem(2, "RICE-5", "1").unwrap();
    shop.list("RICE-5", "20", limited("2 times/life"));
    assert_eq!(told(shop.bank.redeem(2, "RICE-5", "1")), "limit-reached");
    shop.list("RICE-5", "20", limited("2 times/year"));
    shop.bank.redeem(2, "RICE-5", "1").unwrap();
    shop.give_back(last_year.entry, "1").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "RICE-5", "1")), "limit-reached", "this year has two");
    shop.list("RICE-5", "20", limited("3 times/life"));
    shop.bank.redeem(2, "RICE-5", "1").unwrap();
    shop.is_whole();
}

#[test]
fn stock_is_counted_from_its_first_change_on_kept_when_relisted_and_never_below_nothing() {
    let mut shop = Shop::new();
    shop.bank.redeem(2, "RICE-5", "1").unwrap();
    assert_eq!(shop.left("RICE-5"), None, "not counted, so never short");
    assert_eq!(told(shop.stock("RICE-5", "-1")), "out-of-stock");
    shop.stock("RICE-5", "3").unwrap();
    shop.bank.redeem(2, "RICE-5", "1").unwrap();
    shop.list("RICE-5", "20", OfferTerms::default());
    assert_eq!(shop.left("RICE-5"), Some(Amount::whole(2)));
    let refusal = shop.stock("RICE-5", "-3").unwrap_err();
    assert_eq!(refusal.to_string(), "of offer `RICE-5` 2 are left; 3 are wanted");
    shop.stock("RICE-5", "-2").unwrap();
    assert_eq!(told(shop.bank.redeem(2, "RICE-5", "1")), "out-of-stock");
    for change in ["0.5", "1000001", "-1000001"] {
        assert_eq!(told(shop.stock("RICE-5", change)), "stock-change", "{change}");
    }
    shop.stock("RICE-5", "1000000").unwrap();
    assert_eq!(told(shop.stock("RICE-5", "1")), "stock-change");
    shop.ask(Command::WithdrawOffer { offer: "RICE-5".parse().unwrap(), reason: "停".to_owned() })
        .unwrap();
    shop.stock("RICE-5", "-1000000").unwrap();
    shop.stock("HAIR", "0").unwrap();
    assert_eq!(shop.left("HAIR"), Some(Amount::ZERO), "counted, and none there");
    shop.is_whole();
}

#[test]
fn reversals_and_returns_put_back_on_the_shelf_what_they_bring_back() {
    let mut shop = Shop::new();
    shop.stock("RICE-5", "10").unwrap();
    let (one, other) =
        (shop.bank.redeem(2, "RICE-5", "3").unwrap(), shop.bank.redeem(3, "RICE-5", "4").unwrap());
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    let collected = shop.collect(&slip).unwrap();
    assert_eq!(shop.left("RICE-5"), Some(Amount::whole(2)));
    shop.bank.reverse(one.entry).unwrap();
    assert_eq!(shop.left("RICE-5"), Some(Amount::whole(5)));
    shop.give_back(other.entry, "1").unwrap();
    shop.give_back(collected.entry, "1").unwrap();
    assert_eq!(shop.left("RICE-5"), Some(Amount::whole(7)));
    assert_eq!(shop.held(&[2, 3, 5]), "2:300 3:240 5:60 reserved:0");
    shop.is_whole();
}

#[test]
fn no_more_comes_back_than_was_handed_over_whichever_way() {
    let mut shop = Shop::new();
    let bought = shop.bank.redeem(2, "RICE-5", "3").unwrap();
    shop.give_back(bought.entry, "2").unwrap();
    let refusal = shop.give_back(bought.entry, "2").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        format!("of what entry `{}` handed over 1 can be returned; 2 are wanted", bought.entry)
    );
    // Reversed whole, two of the three would be paid back a second time.
    let refusal = shop.bank.reverse(bought.entry).unwrap_err();
    let (entry, returned, left) = (bought.entry, 2, 1);
    assert_eq!(refusal, Refusal::AlreadyReturned { entry, returned, left });
    let last = shop.give_back(bought.entry, "1").unwrap();
    assert_eq!(told(shop.give_back(bought.entry, "1")), "return-too-many");
    assert_eq!(told(shop.bank.reverse(bought.entry)), "already-returned");
    assert_eq!(told(shop.bank.reverse(last.entry)), "not-reversible");
    // And what was reversed is not returned.
    let other = shop.bank.redeem(2, "RICE-5", "1").unwrap();
    shop.bank.reverse(other.entry).unwrap();
    assert_eq!(told(shop.give_back(other.entry, "1")), "already-reversed");
    assert_eq!(shop.held(&[2, 5]), "2:300 5:0 reserved:0");
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    assert_eq!(told(shop.give_back(slip.entry, "1")), "not-returnable", "nothing handed over");
    for (end, code) in
        [(shop.collect(&slip), "collected"), (shop.cancel(&slip), "reservation-over")]
    {
        assert_eq!(told(end), code);
    }
    shop.is_whole();
}

#[test]
fn a_reservation_is_undone_by_cancelling_and_a_collection_by_returning_not_by_reversing() {
    let mut shop = Shop::new();
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    assert_eq!(told(shop.bank.reverse(slip.entry)), "not-reversible");
    let cancelled = shop.cancel(&slip).unwrap();
    assert_eq!(told(shop.bank.reverse(slip.entry)), "not-reversible");
    assert_eq!(told(shop.bank.reverse(cancelled.entry)), "not-reversible");
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    let collected = shop.collect(&slip).unwrap();
    assert_eq!(told(shop.bank.reverse(collected.entry)), "not-reversible");
    assert_eq!(shop.held(&[2, 5]), "2:280 5:20 reserved:0");
}

#[test]
fn a_merchant_who_passed_the_points_on_is_in_arrears_after_a_return() {
    let mut shop = Shop::new();
    let bought = shop.bank.redeem(2, "RICE-5", "2").unwrap();
    shop.bank.transfer(5, 3, "40").unwrap();
    shop.give_back(bought.entry, "1").unwrap();
    assert_eq!(shop.held(&[2, 5]), "2:280 5:-20 reserved:0");
    assert_eq!(told(shop.bank.transfer(5, 3, "1")), "overdraft");
    shop.is_whole();
}

#[test]
fn nothing_is_handed_over_on_frozen_accounts_and_giving_back_goes_on() {
    let freeze = |serial| Command::FreezeAccount { account: account(serial), reason: "查".into() };
    let mut shop = Shop::new();
    let (one, other) =
        (shop.reserve(2, "RICE-5", "1").unwrap(), shop.reserve(2, "RICE-5", "1").unwrap());
    let bought = shop.bank.redeem(2, "RICE-5", "1").unwrap();
    shop.ask(freeze(5)).unwrap();
    assert_eq!(told(shop.collect(&one)), "frozen-account", "the merchant's");
    shop.cancel(&one).unwrap();
    shop.ask(freeze(2)).unwrap();
    assert_eq!(told(shop.collect(&other)), "frozen-account");
    shop.on("2026-04-01T02:00:00Z");
    shop.release(&other).unwrap();
    shop.give_back(bought.entry, "1").unwrap();
    assert_eq!(shop.held(&[2, 5]), "2:300 5:0 reserved:0");
    shop.is_whole();
}

#[test]
fn an_account_is_not_closed_while_something_is_put_by_for_it() {
    let mut shop = Shop::new();
    // A merchant may spend all there is: nothing is left but what waits.
    shop.bank.transfer(2, 5, "20").unwrap();
    let slip = shop.reserve(5, "HAIR", "2").unwrap();
    assert_eq!(shop.held(&[5]), "5:0 reserved:20");
    let close = || Command::CloseAccount { account: account(5), reason: "歇业".to_owned() };
    let refusal = shop.ask(close()).unwrap_err();
    let told_of = format!("account `{}` has `{}` under way", account(5), slip.entry);
    assert_eq!(refusal.to_string(), told_of);
    shop.cancel(&slip).unwrap();
    assert_eq!(told(shop.ask(close())), "not-empty");
    let slip = shop.reserve(5, "HAIR", "2").unwrap();
    shop.collect(&slip).unwrap();
    shop.ask(close()).unwrap();
    shop.is_whole();
}

/// Points that come back to a closed account would be nobody's.
#[test]
fn nothing_is_returned_to_an_account_that_was_closed_since() {
    let mut shop = Shop::new();
    shop.bank.transfer(2, 5, "10").unwrap();
    let slip = shop.reserve(5, "HAIR", "1").unwrap();
    let collected = shop.collect(&slip).unwrap();
    shop.ask(Command::CloseAccount { account: account(5), reason: "歇业".to_owned() }).unwrap();
    assert_eq!(told(shop.give_back(collected.entry, "1")), "closed-account");
    shop.is_whole();
}

#[test]
fn a_merchant_who_closed_leaves_reservations_that_can_be_cancelled() {
    let mut shop = Shop::new();
    let slip = shop.reserve(2, "RICE-5", "1").unwrap();
    shop.ask(Command::CloseAccount { account: account(5), reason: "歇业".to_owned() }).unwrap();
    assert_eq!(told(shop.collect(&slip)), "closed-account");
    shop.cancel(&slip).unwrap();
    assert_eq!(shop.held(&[2]), "2:300 reserved:0");
    shop.is_whole();
}

#[test]
fn an_offer_is_sold_between_its_first_and_its_last_day_and_collected_after() {
    let mut shop = Shop::new();
    let (from, until) = (Some(day("2026-03-21")), Some(day("2026-03-22")));
    shop.list("CAKE", "5", OfferTerms { from, until, ..OfferTerms::default() });
    let mut slip = None;
    for (at, sold) in [
        ("2026-03-20T15:59:59Z", false),
        ("2026-03-20T16:00:00Z", true),
        ("2026-03-22T15:59:59Z", true),
        ("2026-03-22T16:00:00Z", false),
    ] {
        shop.on(at);
        let code = if sold { "redeemed" } else { "not-on-sale" };
        assert_eq!(told(shop.bank.redeem(2, "CAKE", "1")), code, "{at}");
        if let Ok(reserved) = shop.reserve(2, "CAKE", "1") {
            slip = Some(reserved);
        }
    }
    shop.collect(&slip.unwrap()).unwrap();
    shop.is_whole();
}

#[test]
fn an_offer_is_paused_and_resumed_once_and_a_pause_outlasts_new_terms() {
    let mut shop = Shop::new();
    let offer: OfferCode = "RICE-5".parse().unwrap();
    let pause = || Command::PauseOffer { offer, reason: "盘点".to_owned() };
    let resume = || Command::ResumeOffer { offer };
    assert_eq!(told(shop.ask(resume())), "not-paused");
    shop.ask(pause()).unwrap();
    assert_eq!(told(shop.ask(pause())), "paused-offer");
    shop.list("RICE-5", "30", OfferTerms::default());
    assert_eq!(told(shop.bank.redeem(2, "RICE-5", "1")), "paused-offer");
    shop.ask(resume()).unwrap();
    shop.bank.redeem(2, "RICE-5", "1").unwrap();
    assert_eq!(shop.held(&[2]), "2:270 reserved:0");
    shop.is_whole();
}

#[test]
fn terms_that_no_counter_could_keep_are_refused() {
    let limit = |limit: &str| limited(limit);
    let hold = |days| OfferTerms { hold_days: Some(days), ..OfferTerms::default() };
    let dates = |from, until| OfferTerms {
        from: Some(day(from)),
        until: Some(day(until)),
        ..OfferTerms::default()
    };
    let mut shop = Shop::new();
    for (terms, code) in [
        (limit("20 points/month"), "limit-unfit"),
        (limit("2h/day"), "limit-unfit"),
        (limit("3 households/month"), "limit-unfit"),
        (limit("90 days late"), "limit-unfit"),
        (limit("fund"), "limit-unfit"),
        (limit("2 times/day"), "offer_listed"),
        (hold(0), "hold-days"),
        (hold(366), "hold-days"),
        (hold(365), "offer_listed"),
        (dates("2026-05-02", "2026-05-01"), "sale-dates"),
        (dates("2026-05-02", "2026-05-02"), "offer_listed"),
    ] {
        assert_eq!(told(shop.ask(listed("NEW", "5", terms))), code, "{terms:?}");
    }
    shop.is_whole();
}

/// Points that expire come back as the lots they were: one whose last day has
/// gone by in the meantime comes back ended, and cannot be spent.
mod lots {
    use super::*;
    use std::ops::ControlFlow;

    use ledger_core::books::MemoryBooks;
    use ledger_core::ids::BranchCode;
    use ledger_core::journal::{Appended, Journal as _, Lines, MemoryJournal};
    use ledger_core::line::{self, Entry, EntryHash};

    /// A shop where account 4 holds such lots; those without a day do not expire.
    fn shop_with(lots: &[(&str, Option<&str>)]) -> Shop {
        let shop = Shop::new();
        let journal = MemoryJournal::default();
        for branch in [BranchCode::HQ, lc01()] {
            let (mut lines, mut prev, mut seq) = (Lines::default(), EntryHash::default(), 0);
            let read = &mut |place, line: &[u8]| {
                lines.push(line);
                (prev, seq) = (EntryHash::of(line), place + 1);
                ControlFlow::Continue(())
            };
            shop.bank.ledger.journal().read(branch, 0, read).unwrap();
            for (points, until) in lots.iter().filter(|_| branch == lc01()) {
                let event = Event::BroughtForward {
                    account: account(4),
                    points: points.parse().unwrap(),
                    currency: "JF".parse().unwrap(),
                    as_of: day("2025-12-31"),
                    evidence: String::new(),
                    note: String::new(),
                    until: until.map(day),
                };
                let request = format!("lot-{seq}").parse().unwrap();
                let (by, place) = (key("manager"), (branch, seq, prev));
                let entry = Entry::new(place, shop.bank.now, by.operator().clone(), request, event);
                let mut line = entry.encode().unwrap();
                line::sign(&mut line, &by);
                lines.push(&line);
                (prev, seq) = (EntryHash::of(&line), seq + 1);
            }
            let appended = journal.append(branch, 0, &lines).unwrap();
            assert_eq!(appended, Appended::Durable);
        }
        let mut bank = Bank::over(Box::new(journal), Box::new(MemoryBooks::default()));
        bank.skip_requests(1_000);
        Shop { bank }
    }

    fn shown(lots: &[Lot]) -> String {
        let each: Vec<String> =
            lots.iter().map(|lot| format!("{}@{}", lot.points, lot.until)).collect();
        each.join(" ")
    }

    fn held(shop: &Shop) -> String {
        let held = shop.bank.ledger.account(account(4)).unwrap().unwrap();
        shown(held.lots("JF".parse().unwrap()))
    }

    fn standing(shop: &Shop, on: &str) -> String {
        let held = shop.bank.ledger.account(account(4)).unwrap().unwrap();
        held.standing("JF".parse().unwrap(), day(on)).to_string()
    }

    #[test]
    fn a_cancelled_reservation_gives_its_lots_back_with_their_old_last_days() {
        for release in [false, true] {
            let mut shop = shop_with(&[("30", Some("2026-03-25")), ("200", Some("2026-06-30"))]);
            let slip = shop.reserve(4, "RICE-5", "2").unwrap();
            assert_eq!(held(&shop), "190@2026-06-30", "what ends first went first");
            shop.on("2026-03-28T02:00:00Z");
            if release { shop.release(&slip) } else { shop.cancel(&slip) }.unwrap();
            assert_eq!(held(&shop), "30@2026-03-25 200@2026-06-30");
            assert_eq!(standing(&shop, "2026-03-25"), "230");
            assert_eq!(standing(&shop, "2026-03-28"), "200", "what has ended is gone");
            let refusal = shop.bank.transfer(4, 2, "101").unwrap_err();
            let told = format!("`{}` has 100 JF to spend; 101 are needed", account(4));
            assert_eq!(refusal.to_string(), told, "200 less the 100 that lie");
        }
    }

    #[test]
    fn what_is_released_after_its_last_day_has_ended_ends_in_the_same_closing() {
        let mut shop = shop_with(&[("30", Some("2026-03-25")), ("200", Some("2026-06-30"))]);
        shop.reserve(4, "RICE-5", "2").unwrap();
        shop.on("2026-03-28T02:00:00Z");
        let due = |shop: &Shop| {
            let look =
                |state: &ledger_core::state::State| ledger_core::due::due(state, day("2026-03-28"));
            shop.bank.ledger.view(lc01(), Wanted::Accounts, look).unwrap()
        };
        let (commands, before) = (due(&shop), held(&shop));
        assert_eq!((commands.len(), before.as_str()), (2, "190@2026-06-30"));
        shop.bank.ask_all("clerk", lc01(), commands).unwrap();
        assert_eq!(held(&shop), "200@2026-06-30");
        assert_eq!(shop.held(&[4]), "4:200 reserved:0");
        assert_eq!(due(&shop), [], "closed again, it finds nothing");
    }

    #[test]
    fn points_put_by_outlive_their_last_day_and_pay_for_what_they_wait_for() {
        let mut shop = shop_with(&[("30", Some("2026-03-25")), ("200", Some("2026-06-30"))]);
        let slip = shop.reserve(4, "RICE-5", "2").unwrap();
        shop.on("2026-03-26T02:00:00Z");
        shop.collect(&slip).unwrap();
        assert_eq!(shop.held(&[4, 5]), "4:190 5:40 reserved:0");
    }

    /// Of 80 points, 30 end in June, 30 in December, and 20 never.
    #[test]
    fn what_ends_last_is_returned_first() {
        for put_by in [false, true] {
            let mut shop =
                shop_with(&[("30", Some("2026-06-30")), ("30", Some("2026-12-31")), ("140", None)]);
            let handed = if put_by {
                let slip = shop.reserve(4, "RICE-5", "4").unwrap();
                shop.collect(&slip).unwrap().entry
            } else {
                shop.bank.redeem(4, "RICE-5", "4").unwrap().entry
            };
            assert_eq!(held(&shop), "");
            let mut told = Vec::new();
            for _ in 0..4 {
                let done = shop.give_back(handed, "1").unwrap();
                let Event::Returned { lots, points, .. } = done.event else { panic!() };
                assert_eq!(points.to_string(), "20");
                told.push(shown(&lots));
            }
            let wanted = ["", "20@2026-12-31", "10@2026-06-30 10@2026-12-31", "20@2026-06-30"];
            assert_eq!(told, wanted);
            assert_eq!(held(&shop), "30@2026-06-30 30@2026-12-31");
        }
    }
}
