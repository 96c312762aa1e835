//! What goes out agrees with what is in, and with hledger.

use std::process::Command as Process;

use ledger_core::command::{Command, DeedCommand};
use ledger_core::ids::{BranchCode, CurrencyCode};
use ledger_core::ledger::Wanted;
use ledger_core::points::{Amount, Qty};
use ledger_core::postings::SystemAccount;

use super::*;
use crate::fixture::{Bank, post, qingxi, sheet};
use crate::import::deposits;

/// A month of the village: sheets, a purchase, a gift, a mistake undone.
fn month(bank: Bank) -> Bank {
    let bank = bank.with_register();
    let office = bank.office(&bank.clerk);
    let options =
        deposits::Options { default_approver: "verifier1".parse().ok(), ..Default::default() };
    let mut march = deposits::plan(&office, qingxi("三月积分登记.xlsx"), &options).unwrap();
    let posted = post(&mut march, &office).unwrap();
    let late = sheet(&["户号|代码|日期", "一组-001|H54|2026-03-09"]);
    post(&mut deposits::plan(&office, late, &options).unwrap(), &office).unwrap();
    let (one, three) = (bank.account("一组-003"), bank.account("六组-051"));
    let (currency, offer) = (CurrencyCode::JF, "SOAP".parse().unwrap());
    let points = |text: &str| text.parse().unwrap();
    let commands = [
        Command::ListOffer {
            offer,
            title: "香皂; 两块\u{3000}| x".to_owned(),
            kind: ledger_core::event::OfferKind::Goods,
            price: points("8"),
            currency,
            merchant: None,
            terms: ledger_core::event::OfferTerms::default(),
        },
        Command::Redeem {
            account: three,
            offer,
            qty: Qty::Units(Amount::whole(2)),
            note: "; 2026-01-01 x | y  holders:a  5 JF".to_owned(),
            with: None,
        },
        Command::Transfer {
            from: one,
            to: three,
            points: points("7"),
            currency,
            into: currency,
            note: String::new(),
        },
        Command::Reverse { entry: posted[0].done.entry, reason: "记错".to_owned() },
    ];
    bank.submit(bank.branch, &bank.manager, commands).unwrap();
    bank
}

fn key(key: &str) -> String {
    key.to_owned()
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn hledger_finds_the_same_balances_account_by_account() {
    let dir = tempfile::tempdir().unwrap();
    let bank = month(Bank::in_folder(dir.path()));
    let mut text = Vec::new();
    hledger::hledger(&bank.ledger, &[BranchCode::HQ, bank.branch], None, &mut text).unwrap();
    let path = dir.path().join("bank.journal");
    std::fs::write(&path, &text).unwrap();
    let run = |args: &[&str]| Process::new("hledger").arg("-f").arg(&path).args(args).output();
    if run(&["--version"]).is_err() {
        eprintln!("skipped: hledger is not installed");
        return;
    }
    let checked = run(&["check"]).unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let out = run(&["balance", "--flat", "--empty", "--no-total", "-O", "csv"]).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut theirs: Vec<(String, String)> = csv::Reader::from_reader(&out.stdout[..])
        .records()
        .map(|record| record.map(|record| (record[0].to_owned(), record[1].to_owned())).unwrap())
        .collect();
    theirs.sort();

    let branch = bank.branch;
    let mut ours = bank
        .ledger
        .view(branch, Wanted::Accounts, |state| {
            use SystemAccount::{BroughtForward, Deducted, Issued, Redeemed};
            let system = [Issued, Redeemed, Deducted, BroughtForward].map(|account| {
                let name = format!("bank:{branch}:{}", account.name());
                (name, state.system(account, CurrencyCode::JF))
            });
            let holders = state.accounts().into_iter().map(|(no, account)| {
                (format!("holders:{branch}:{no}"), account.balance(CurrencyCode::JF))
            });
            system.into_iter().chain(holders).collect::<Vec<_>>()
        })
        .unwrap();
    let sum = ours.iter().try_fold(Amount::ZERO, |sum, (_, amount)| sum.checked_add(*amount));
    assert_eq!(sum, Some(Amount::ZERO));
    ours.sort();
    let shown = |amount: Amount| {
        if amount == Amount::ZERO { "0".to_owned() } else { format!("{amount} JF") }
    };
    let ours: Vec<(String, String)> = ours.into_iter().map(|(n, a)| (n, shown(a))).collect();
    assert_eq!(ours, theirs);
    assert_eq!(ours.len(), 64);
}

#[test]
fn nothing_a_person_typed_is_in_the_export_for_hledger() {
    let bank = month(Bank::in_memory());
    let mut text = Vec::new();
    hledger::hledger(&bank.ledger, &[bank.branch], None, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.is_ascii());
    let first = text.lines().find(|line| line.contains(" deposited ")).unwrap();
    assert!(
        first
            .starts_with("2026-04-02=2026-03-03 (QX01:124) deposited H05  ; by:clerk01, req:imp1-"),
        "{first}"
    );
    assert!(text.starts_with("commodity 1000. JF\n"));
}

#[test]
fn a_statement_ends_with_the_balance_however_few_entries_it_shows() {
    let bank = month(Bank::in_memory());
    for household in ["六组-051", "一组-003", "二组-016", "一组-001"] {
        let account = bank.account(household);
        let all = statement::statement(&bank.ledger, account, usize::MAX, &key).unwrap();
        let balance = Out::Number(bank.balance(account).decimal());
        let last = all.rows.iter().rev().find(|row| row[9] != Out::Empty).unwrap();
        assert_eq!(last[9], balance, "{household}");
        let first = all.rows.iter().find(|row| row[9] != Out::Empty).unwrap();
        assert_eq!(first[7], first[9], "the first balance is the first points: {household}");
        let two = statement::statement(&bank.ledger, account, 2, &key).unwrap();
        assert_eq!(two.rows, all.rows[all.rows.len() - 2..], "{household}");
    }
    let buyer = bank.account("六组-051");
    let rows = statement::statement(&bank.ledger, buyer, 2, &key).unwrap().rows;
    assert_eq!(rows[0][2], Out::Text("event-redeemed".into()));
    assert_eq!(rows[0][7], Out::Number((-16).into()));
    assert_eq!(rows[1][4], Out::Text(bank.account("一组-003").to_string()));
}

#[test]
fn a_statement_tells_claims_from_what_was_paid_and_what_was_undone_by_which_entry() {
    const RULES: &str = "title = \"细则\"\n[[currency]]\ncode = \"JF\"\nname = \"文明积分\"\n\
        [[rule]]\ncode = \"V1\"\nkind = \"earn\"\nitem = \"义务劳动\"\nunit = \"次\"\n\
        points = \"10\"\ncurrency = \"JF\"\nreview = [\"verify 1\"]\n";
    let bank = month(Bank::in_memory());
    let from = "2026-04-01".parse().unwrap();
    let adopt = Command::AdoptRulebook { from, text: RULES.to_owned() };
    bank.submit(bank.branch, &bank.manager, [adopt]).unwrap();
    let account = bank.account("六组-060");
    let qty = Qty::Units(Amount::whole(1));
    let claim = Command::FileClaim(DeedCommand::new(account, "V1".parse().unwrap(), qty, from));
    let claim = bank.submit(bank.branch, &bank.clerk, [claim]).unwrap()[0].entry;
    let (note, distinct) = (String::new(), None);
    let verify = Command::VerifyClaim { claim, account, note, distinct };
    let pay = Command::PostClaim { claim, account };
    let paid = bank.submit(bank.branch, &bank.manager, [verify, pay]).unwrap()[1].entry;
    let reverse = Command::Reverse { entry: paid, reason: "记错".to_owned() };
    let undo = bank.submit(bank.branch, &bank.manager, [reverse]).unwrap()[0].entry;

    let rows = statement::statement(&bank.ledger, account, 4, &key).unwrap().rows;
    let told = |row: &Vec<Out>| [2, 4, 7, 13].map(|cell: usize| row[cell].clone());
    let word = |word: &str| Out::Text(word.to_owned());
    let none = Out::Empty;
    let ten = |sign: i64| Out::Number((10 * sign).into());
    assert_eq!(
        rows.iter().map(told).collect::<Vec<_>>(),
        [
            [word("event-claim-filed"), word("义务劳动 10 JF"), none.clone(), none.clone()],
            [word("event-claim-verified"), word(&claim.to_string()), none.clone(), none.clone()],
            [
                word("event-deposited"),
                word(&format!("义务劳动 ← {claim}")),
                ten(1),
                word(&undo.to_string())
            ],
            [word("event-reversed"), word(&paid.to_string()), ten(-1), none],
        ]
    );
}

#[test]
fn the_accounts_go_out_with_every_balance_and_names_only_if_given() {
    let bank = month(Bank::in_memory());
    let plain = accounts::accounts(&bank.ledger, &[bank.branch], &key, None).unwrap();
    assert_eq!(plain.headers.last().map(String::as_str), Some("column-balance JF"));
    assert_eq!((plain.rows.len(), plain.headers.len()), (60, 6));
    let of = |account: AccountNo| (account.serial() == 1).then(|| "徐*".to_owned());
    let names = accounts::Names { heading: "column-name-masked", of: &of };
    let branches = [BranchCode::HQ, bank.branch];
    let named = accounts::accounts(&bank.ledger, &branches, &key, Some(names)).unwrap();
    assert_eq!(named.headers[5], "column-name-masked");
    assert_eq!(named.rows[0][5], Out::Text("徐*".to_owned()));
    assert_eq!(named.rows[1][5], Out::Empty);
    let balance = bank.balance(bank.account("一组-001"));
    assert_eq!(named.rows[0][6], Out::Number(balance.decimal()));
}

#[test]
fn the_journal_goes_out_as_it_stands_and_as_a_table_with_its_hashes() {
    let dir = tempfile::tempdir().unwrap();
    let bank = month(Bank::in_folder(dir.path()));
    let mut lines = Vec::new();
    journal::lines(&bank.ledger, bank.branch, None, &mut lines).unwrap();
    let stored = std::fs::read(dir.path().join("journal/QX01/000000000000.jsonl")).unwrap();
    assert_eq!(lines, stored);
    let table = journal::table(&bank.ledger, &[bank.branch], None, &key).unwrap();
    assert_eq!(table.rows.len() as u64, bank.size());
    for (row, line) in table.rows.iter().zip(stored.split(|&b| b == b'\n')) {
        assert_eq!(row[14], Out::Text(EntryHash::of(line).to_string()));
    }
    let account = bank.account("六组-051");
    let only = journal::table(&bank.ledger, &[bank.branch], Some(account), &key).unwrap();
    let entries = bank.ledger.statement(account, usize::MAX).unwrap();
    assert_eq!(only.rows.len(), entries.len());
    let mut lines = Vec::new();
    journal::lines(&bank.ledger, bank.branch, Some(account), &mut lines).unwrap();
    assert_eq!(lines.iter().filter(|byte| **byte == b'\n').count(), entries.len());
}

#[test]
fn a_damaged_journal_does_not_go_out_as_if_it_were_whole() {
    let dir = tempfile::tempdir().unwrap();
    let bank = month(Bank::in_folder(dir.path()));
    let path = dir.path().join("journal/QX01/000000000000.jsonl");
    let stored = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    let lines: Vec<&str> = stored.lines().collect();
    let changed = stored.replacen("\"points\":\"112\"", "\"points\":\"113\"", 1);
    let cut = format!("{}\n", lines[..lines.len() - 3].join("\n"));
    let dropped = stored.replacen(&format!("{}\n", lines[70]), "", 1);
    for (what, bytes) in [("changed", changed), ("cut", cut), ("dropped", dropped)] {
        assert_ne!(bytes, stored, "{what}");
        std::fs::write(&path, bytes).unwrap();
        let all = hledger::hledger(&bank.ledger, &[bank.branch], None, &mut Vec::new());
        assert!(matches!(all, Err(ExportError::Ledger(_))), "{what}");
    }
}
