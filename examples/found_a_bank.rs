//! A bank from its founding to its first reversal, by the library alone.
//!
//! ```text
//! cargo run --example found_a_bank -- ./my-bank
//! ```
//!
//! founds a bank in that folder with head office and one village, and prints
//! what the village's accounts hold after each thing that happened. What it
//! leaves behind is an ordinary bank: text under `journal/`, and under `books/`
//! an index of it that can be deleted at any time.
//!
//! The library has no clock, no terminal, no keys in files and no names of
//! people. Whoever calls it brings the time and the key, and keeps the rest;
//! here the times are fixed and the keys are forgotten at the end.

#![allow(clippy::print_stdout, reason = "an example shows what it did")]

use std::error::Error;
use std::path::PathBuf;

use ledger_core::books::SledBooks;
use ledger_core::command::{Command, DeedCommand};
use ledger_core::event::{Event, OfferKind, OfferTerms, Role};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId};
use ledger_core::journal::FileJournal;
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Done, Ledger, Order, Wanted};
use ledger_core::line::EntryHash;
use ledger_core::rulebook::HolderKind;

/// What the village pays for. People write caps as they say them (`20/月`);
/// a rule with `steps` would want an approver besides the clerk.
const RULEBOOK: &str = r#"
title = "青溪村积分细则"

[[currency]]
code = "JF"
name = "文明积分"
spendable_above = "10"

[[rule]]
code = "H07"
kind = "earn"
item = "志愿或环保活动"
unit = "次"
points = "5"
caps = ["20/月"]
evidence = "签到签出"

[[rule]]
code = "H08"
kind = "earn"
item = "村集体义务劳动"
unit = "小时"
points = "3"
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf =
        std::env::args_os().nth(1).ok_or("usage: found_a_bank <new folder>")?.into();
    if folder.exists() {
        return Err(format!("`{}` is already there", folder.display()).into());
    }

    // A ledger is a journal, which is the truth, and books, which index it.
    // `MemoryJournal` and `MemoryBooks` would do the same without a disk.
    let journal = FileJournal::new(folder.join("journal"));
    let books = SledBooks::open(folder.join("books"))?;
    let ledger = Ledger::new(Box::new(journal), Box::new(books));

    // An operator is an id and an Ed25519 key. A real shell writes the key to
    // a file that only its operator can read (`FileKey::to_plain_file`).
    let manager = OperatorKey::generate("manager01".parse()?)?;
    let clerk = OperatorKey::generate("clerk01".parse()?)?;
    let (hq, village): (BranchCode, BranchCode) = (BranchCode::HQ, "LC01".parse()?);

    // Head office: the first entry names the bank and enrols its manager.
    let founded = submit(
        &ledger,
        (hq, &manager, "2026-03-20T01:00:00Z"),
        vec![
            Command::Found {
                origin: "wenming.example/lucheng".parse()?,
                name: "鹿城文明银行".to_owned(),
                offset: "+08:00".parse()?,
                since: "2026-01-01".parse()?,
                key: manager.public(),
            },
            Command::CharterBranch { branch: village, name: "青溪村分行".to_owned() },
        ],
    )?;
    // A branch names the entry that founded its bank by its hash. The hash is
    // that of the stored line; nothing is ever written again to be hashed.
    let line = ledger.journal().line(hq, founded[0].entry.seq)?.ok_or("just written")?;
    let founding = EntryHash::of(&line);

    // The village: its journal stands alone, so all that is needed to check it
    // goes into it: operators, their keys, the rulebook whole. An order is one
    // commit: all of it is durable when `submit` returns, or none of it is.
    submit(
        &ledger,
        (village, &manager, "2026-03-20T01:10:00Z"),
        vec![
            Command::OpenBranch {
                origin: "wenming.example/lucheng".parse()?,
                founded: founding,
                name: "青溪村分行".to_owned(),
                offset: "+08:00".parse()?,
                since: "2026-01-01".parse()?,
                key: manager.public(),
            },
            Command::EnrolOperator {
                operator: clerk.operator().clone(),
                role: Role::Clerk,
                key: clerk.public(),
                account: None,
            },
            Command::AdoptRulebook { from: "2026-01-01".parse()?, text: RULEBOOK.to_owned() },
        ],
    )?;

    // Accounts: the ledger gives the numbers, each with its check character.
    let opened = submit(
        &ledger,
        (village, &clerk, "2026-03-20T01:20:00Z"),
        vec![
            Command::OpenAccount {
                kind: HolderKind::Household,
                household: Some("二组-017".parse()?),
            },
            Command::OpenAccount { kind: HolderKind::Merchant, household: None },
        ],
    )?;
    let household = opened[0].event.accounts()[0].ok_or("an account was opened")?;
    let shop = opened[1].event.accounts()[0].ok_or("an account was opened")?;

    // Deeds: the caller says what was done, the rulebook says what it earns.
    let deed = |rule: &str, qty: &str, on: &str| -> Result<Command, Box<dyn Error>> {
        let deed = DeedCommand::new(household, rule.parse()?, qty.parse()?, on.parse()?);
        Ok(Command::Deposit(DeedCommand { evidence: "签到表-0319".to_owned(), ..deed }))
    };
    let posted = submit(
        &ledger,
        (village, &clerk, "2026-03-20T01:30:00Z"),
        vec![
            deed("H07", "3", "2026-03-18")?,
            deed("H08", "100m", "2026-03-19")?,
            // 20 a month are the most, and 15 are used: of 10 points, 5 are left.
            deed("H07", "2", "2026-03-19")?,
        ],
    )?;
    for done in &posted {
        if let Event::Deposited(deed) = &done.event {
            let whole = deed.computed.map(|all| format!(" of {all}")).unwrap_or_default();
            println!("{} {} × {}: {}{whole} points", done.entry, deed.rule, deed.qty, deed.points);
        }
    }
    show(&ledger, "after the deeds", &[household, shop])?;

    // The catalogue, and the first bag of rice from it.
    submit(
        &ledger,
        (village, &manager, "2026-03-20T01:40:00Z"),
        vec![Command::ListOffer {
            offer: "RICE-5".parse()?,
            title: "大米 5kg".to_owned(),
            kind: OfferKind::Goods,
            price: "15".parse()?,
            currency: CurrencyCode::JF,
            merchant: Some(shop),
            terms: OfferTerms::default(),
        }],
    )?;
    let rice = Command::Redeem {
        account: household,
        offer: "RICE-5".parse()?,
        qty: "1".parse()?,
        note: String::new(),
        with: None,
    };
    let redeemed = submit(&ledger, (village, &clerk, "2026-03-20T01:50:00Z"), vec![rice.clone()])?;
    show(&ledger, "after a bag of rice", &[household, shop])?;

    // A second one is too much: a refusal is a value with the facts in it,
    // and nothing was written.
    if let Err(refusal) = submit(&ledger, (village, &clerk, "2026-03-20T01:55:00Z"), vec![rice]) {
        println!("refused: {refusal}");
    }

    // Nothing is erased. The rice was for another household, so the entry is
    // reversed by a new one; that takes a manager.
    submit(
        &ledger,
        (village, &manager, "2026-03-20T02:00:00Z"),
        vec![Command::Reverse { entry: redeemed[0].entry, reason: "取错了户".to_owned() }],
    )?;
    show(&ledger, "after the reversal", &[household, shop])?;

    // The passbook is the journal, read through the books.
    println!("\n{household}");
    for entry in ledger.statement(household, usize::MAX)? {
        let id = EntryId { branch: entry.branch, seq: entry.seq };
        println!("  {id:8} {} {} by {}", entry.at, entry.event.name(), entry.by);
    }
    Ok(())
}

/// Submits commands to a branch as one commit, by one operator, at a fixed time.
///
/// Every command goes under a request key of its own. Asking again under the
/// same key gives the first answer again, and pays nothing twice.
fn submit(
    ledger: &Ledger,
    (branch, key, now): (BranchCode, &OperatorKey, &str),
    commands: Vec<Command>,
) -> Result<Vec<Done>, Box<dyn Error>> {
    let mut requests = Vec::new();
    for (n, command) in commands.into_iter().enumerate() {
        requests.push((format!("{now}#{n}").parse()?, command));
    }
    // A clock far behind the last entry, or far ahead of it, is asked about.
    let now = now.parse()?;
    let order = Order {
        branch,
        key,
        now,
        clock_confirmed: false,
        likeness_confirmed: false,
        requests: &requests,
    };
    Ok(ledger.submit(&order)?)
}

/// Prints what accounts hold, and what of it can be spent.
fn show(ledger: &Ledger, when: &str, accounts: &[AccountNo]) -> Result<(), Box<dyn Error>> {
    println!("\n{when}");
    for &no in accounts {
        let found = ledger.view(no.branch(), Wanted::Account(no), |state| {
            let account = state.account(no)?;
            let terms = state.rulebooks().last()?.rulebook.currency(CurrencyCode::JF)?;
            let today = state.last_at()?.day(state.offset());
            Some((account.balance(terms.code), account.available(terms, today)))
        })?;
        if let Some((balance, available)) = found {
            println!("  {no}  {balance:>4} JF, {available} to spend");
        }
    }
    Ok(())
}
