//! Vectors of what becomes of an offer, and of what is reserved of it.

use ledger_core::event::{Event, OfferKind, Role};
use ledger_core::line::EntryHash;
use ledger_core::pick_up::PickUpCode;
use ledger_core::rulebook::{BookHash, HolderKind};

use super::{Made, ORIGIN, RULEBOOK, chain, head_office, key, parse};

pub(crate) const FIXED: &str = include_str!("offers.jsonl");
pub(crate) const HASHES: &str = include_str!("offers-hashes.txt");

pub(crate) fn branch() -> Vec<Vec<u8>> {
    let (manager, clerk) = ("hq-manager", "clerk01");
    let account = |serial| ledger_core::ids::AccountNo::new(parse("LC02"), serial);
    let opened = |serial, kind, household: Option<&str>| Event::AccountOpened {
        account: account(serial),
        kind,
        household: household.map(parse),
    };
    let code: PickUpCode = parse("7K3M-9QTX-2BHD");
    let reserved = |qty: &str, points: &str| Event::Reserved {
        account: account(1),
        offer: parse("RICE-5"),
        qty: parse(qty),
        points: parse(points),
        currency: parse("JF"),
        merchant: Some(account(2)),
        until: parse("2026-03-23"),
        code: code.hash(),
        note: "周末来取".to_owned(),
        lots: Vec::new(),
    };
    let day = 24 * 60;
    let made: Vec<Made> = vec![
        (
            0,
            manager,
            Event::BranchOpened {
                origin: parse(ORIGIN),
                founded: EntryHash::of(&head_office()[0]),
                name: "柳河村分行".to_owned(),
                offset: parse("+08:00"),
                since: parse("2026-01-01"),
                key: key("hq-manager").public(),
            },
            false,
        ),
        (
            0,
            manager,
            Event::OperatorEnrolled {
                operator: parse("clerk01"),
                role: Role::Clerk,
                key: key("clerk01").public(),
                account: None,
            },
            false,
        ),
        (
            0,
            manager,
            Event::RulebookAdopted {
                book: BookHash::of(RULEBOOK),
                from: parse("2026-01-01"),
                text: RULEBOOK.to_owned(),
            },
            false,
        ),
        (0, manager, opened(1, HolderKind::Household, Some("二组-017")), false),
        (0, manager, opened(2, HolderKind::Merchant, None), false),
        (
            0,
            manager,
            Event::BroughtForward {
                account: account(1),
                points: parse("500"),
                currency: parse("JF"),
                as_of: parse("2025-12-31"),
                evidence: String::new(),
                note: String::new(),
                until: None,
            },
            true,
        ),
        (
            1,
            manager,
            Event::OfferListed {
                offer: parse("RICE-5"),
                title: "大米 5kg".to_owned(),
                kind: OfferKind::Goods,
                price: parse("40"),
                currency: parse("JF"),
                merchant: Some(account(2)),
                limit: Some(parse("6 times/month")),
                from: Some(parse("2026-03-01")),
                until: Some(parse("2026-12-31")),
                hold_days: Some(3),
            },
            false,
        ),
        (
            1,
            manager,
            Event::StockChanged {
                offer: parse("RICE-5"),
                change: parse("20"),
                reason: "到货".to_owned(),
            },
            true,
        ),
        (
            2,
            manager,
            Event::StockChanged {
                offer: parse("RICE-5"),
                change: parse("-1"),
                reason: "盘点".to_owned(),
            },
            true,
        ),
        (3, clerk, reserved("2", "80"), true),
        (4, clerk, reserved("1", "40"), true),
        (5, clerk, reserved("1", "40"), true),
        (
            6,
            manager,
            Event::OfferPaused { offer: parse("RICE-5"), reason: "盘点".to_owned() },
            true,
        ),
        (
            7,
            clerk,
            Event::Collected {
                reservation: parse("LC02:9"),
                account: account(1),
                offer: parse("RICE-5"),
                qty: parse("2"),
                points: parse("80"),
                currency: parse("JF"),
                merchant: Some(account(2)),
                code,
                lots: Vec::new(),
            },
            true,
        ),
        (
            8,
            clerk,
            Event::ReservationCancelled {
                reservation: parse("LC02:10"),
                account: account(1),
                offer: parse("RICE-5"),
                qty: parse("1"),
                points: parse("40"),
                currency: parse("JF"),
                lots: Vec::new(),
                reason: "不要了".to_owned(),
            },
            true,
        ),
        (9, manager, Event::OfferResumed { offer: parse("RICE-5") }, true),
        (
            4 * day,
            clerk,
            Event::ReservationReleased {
                reservation: parse("LC02:11"),
                account: account(1),
                offer: parse("RICE-5"),
                qty: parse("1"),
                points: parse("40"),
                currency: parse("JF"),
                lots: Vec::new(),
            },
            true,
        ),
        (
            5 * day,
            manager,
            Event::Returned {
                entry: parse("LC02:13"),
                account: account(1),
                offer: parse("RICE-5"),
                qty: parse("1"),
                points: parse("40"),
                currency: parse("JF"),
                merchant: Some(account(2)),
                lots: Vec::new(),
                reason: "受潮".to_owned(),
            },
            true,
        ),
    ];
    chain("LC02", ORIGIN, made)
}
