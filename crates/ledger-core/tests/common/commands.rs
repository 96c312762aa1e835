//! What is asked of a small bank, with everything in it that no test is about.

use ledger_core::command::Command;
use ledger_core::day::Offset;
use ledger_core::event::{OfferKind, OfferTerms, Role};
use ledger_core::ids::{AccountNo, EntryId};
use ledger_core::line::EntryHash;
use ledger_core::points::Qty;
use ledger_core::rulebook::HolderKind;

use super::{day, key, since};

/// Head office, by the manager.
pub fn found(origin: &str) -> Command {
    Command::Found {
        origin: origin.parse().unwrap(),
        name: "试镇文明银行".to_owned(),
        offset: Offset::CHINA,
        since: since(),
        key: key("manager").public(),
    }
}

/// A village, by the manager.
pub fn open_branch(origin: &str, founded: EntryHash, name: &str) -> Command {
    Command::OpenBranch {
        origin: origin.parse().unwrap(),
        founded,
        name: name.to_owned(),
        offset: Offset::CHINA,
        since: since(),
        key: key("manager").public(),
    }
}

pub fn enrol(name: &str, role: Role) -> Command {
    let (operator, key) = (name.parse().unwrap(), key(name).public());
    Command::EnrolOperator { operator, role, key, account: None }
}

pub fn open_account(kind: HolderKind, household: Option<&str>) -> Command {
    Command::OpenAccount { kind, household: household.map(|household| household.parse().unwrap()) }
}

/// From the old books.
pub fn bring_forward(account: AccountNo, points: &str, currency: &str) -> Command {
    Command::BringForward {
        account,
        points: points.parse().unwrap(),
        currency: currency.parse().unwrap(),
        as_of: day("2025-12-31"),
        evidence: "旧账".to_owned(),
        note: String::new(),
    }
}

pub fn list_offer(
    offer: &str,
    (title, kind): (&str, OfferKind),
    price: &str,
    merchant: Option<AccountNo>,
) -> Command {
    Command::ListOffer {
        offer: offer.parse().unwrap(),
        title: title.to_owned(),
        kind,
        price: price.parse().unwrap(),
        currency: "JF".parse().unwrap(),
        merchant,
        terms: OfferTerms::default(),
    }
}

pub fn redeem(account: AccountNo, offer: &str, qty: &str) -> Command {
    Command::Redeem {
        account,
        offer: offer.parse().unwrap(),
        qty: Qty::read(qty).unwrap(),
        note: String::new(),
        with: None,
    }
}

pub fn transfer(from: AccountNo, to: AccountNo, points: &str) -> Command {
    let currency = "JF".parse().unwrap();
    let points = points.parse().unwrap();
    Command::Transfer { from, to, points, currency, into: currency, note: String::new() }
}

pub fn reverse(entry: EntryId) -> Command {
    Command::Reverse { entry, reason: "记错".to_owned() }
}
