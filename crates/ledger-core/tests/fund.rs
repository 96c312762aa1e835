//! The fund, settlement with merchants, and cover: whose money is counted once.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::store::SharedBooks;
use common::{Bank, RULEBOOK, account, day, key, lc01, time};
use ledger_core::audit::audit;
use ledger_core::books::{Batch, Books, BooksError, Visit};
use ledger_core::command::Command;
use ledger_core::event::CoverPolicy;
use ledger_core::fund::Coverage;
use ledger_core::ids::BranchCode;
use ledger_core::journal::{Appended, FileJournal, Journal as _, Lines, MemoryJournal};
use ledger_core::ledger::{Done, Order, SubmitError, Wanted};
use ledger_core::line::{Entry, EntryHash};
use ledger_core::refusal::Refusal;

/// A point of JF is a tenth of a yuan; SF has no rate.
fn bank() -> Bank {
    let rated = "decimals = 0\nyuan_per_point = \"0.1\"";
    let rulebook = RULEBOOK.replacen("decimals = 0", rated, 1);
    let rulebook = rulebook.replacen("spendable_above = \"100\"", "", 1);
    Bank::in_memory_with(&rulebook)
}

fn receive(yuan: &str, voucher: &str) -> Command {
    Command::ReceiveFund {
        yuan: yuan.parse().unwrap(),
        on: day("2026-03-01"),
        source: "镇财政".to_owned(),
        voucher: voucher.parse().unwrap(),
    }
}

fn spend(yuan: &str, voucher: &str) -> Command {
    Command::SpendFund {
        yuan: yuan.parse().unwrap(),
        on: day("2026-03-01"),
        purpose: "进货".to_owned(),
        voucher: voucher.parse().unwrap(),
    }
}

fn settle(points: &str, yuan: &str, voucher: &str) -> Command {
    Command::Settle {
        merchant: account(5),
        points: points.parse().unwrap(),
        currency: "JF".parse().unwrap(),
        yuan: yuan.parse().unwrap(),
        voucher: voucher.parse().unwrap(),
        note: String::new(),
    }
}

fn ask_as(bank: &Bank, request: &str, command: Command) -> Result<Done, Refusal> {
    let done = bank.ledger.submit(&Order {
        likeness_confirmed: false,
        branch: lc01(),
        key: &key("manager"),
        now: bank.now,
        clock_confirmed: false,
        requests: &[(request.parse().unwrap(), command)],
    });
    match done {
        Ok(mut done) => Ok(done.remove(0)),
        Err(SubmitError::Refused { refusal, .. }) => Err(*refusal),
        Err(SubmitError::Failed(error)) => panic!("{error}"),
    }
}

fn coverage(bank: &Bank) -> Coverage {
    let look = |state: &ledger_core::state::State| state.coverage(bank.now.day(state.offset()));
    bank.ledger.view(lc01(), Wanted::Nothing, look).unwrap()
}

fn fund(bank: &Bank) -> String {
    coverage(bank).fund.to_string()
}

fn outstanding(bank: &Bank) -> String {
    coverage(bank).outstanding.to_string()
}

#[test]
fn a_settlement_asked_again_is_answered_once_and_a_voucher_pays_a_merchant_once() {
    let mut bank = bank();
    bank.ask("manager", receive("50", "记-1")).unwrap();
    bank.redeem(1, "RICE-5", "3").unwrap();
    let first = ask_as(&bank, "pay", settle("40", "4", "付-1")).unwrap();
    let again = ask_as(&bank, "pay", settle("40", "4", "付-1")).unwrap();
    assert_eq!((first.entry, true), (again.entry, again.repeated));
    let other = ask_as(&bank, "pay-2", settle("20", "2", "付-1")).unwrap_err();
    assert_eq!(
        other,
        Refusal::VoucherUsed { voucher: "付-1".parse().unwrap(), entry: first.entry }
    );
    assert_eq!((bank.balance(5, "JF").as_str(), fund(&bank).as_str()), ("20", "46"));
    // The voucher of one kind is another's as well.
    bank.ask("manager", spend("1", "付-1")).unwrap();
    bank.ask("manager", receive("1", "付-1")).unwrap();
    ask_as(&bank, "pay-3", settle("20", "2", "付-2")).unwrap();
    assert_eq!((bank.balance(5, "JF").as_str(), fund(&bank).as_str()), ("0", "44"));
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn a_settlement_reversed_gives_the_merchant_its_points_and_the_fund_its_money() {
    let mut bank = bank();
    bank.ask("manager", receive("50", "记-1")).unwrap();
    bank.redeem(1, "RICE-5", "1").unwrap();
    let before = coverage(&bank);
    let paid = bank.ask("manager", settle("20", "2.35", "付-1")).unwrap();
    assert_eq!((outstanding(&bank).as_str(), fund(&bank).as_str()), ("13", "47.65"));
    bank.reverse(paid.entry).unwrap();
    assert_eq!((bank.balance(5, "JF").as_str(), coverage(&bank)), ("20", before));
    assert!(matches!(bank.reverse(paid.entry), Err(Refusal::AlreadyReversed { .. })));
    // It was never paid, so the voucher is as good as new.
    bank.ask("manager", settle("20", "2", "付-1")).unwrap();
    assert_eq!(fund(&bank), "48");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn money_entered_by_mistake_is_undone_even_if_it_was_spent_and_then_nothing_more_is() {
    let mut bank = bank();
    let wrong = bank.ask("manager", receive("5000", "记-1")).unwrap();
    let spent = bank.ask("manager", spend("2000", "付-1")).unwrap();
    bank.reverse(wrong.entry).unwrap();
    assert_eq!(fund(&bank), "-2000");
    let refused = bank.ask("manager", spend("0.01", "付-2")).unwrap_err();
    assert_eq!(refused.to_string(), "the fund holds -2000 yuan; 0.01 are needed");
    bank.ask("manager", receive("500", "记-1")).unwrap();
    bank.reverse(spent.entry).unwrap();
    assert_eq!(fund(&bank), "500");
    assert!(matches!(bank.reverse(spent.entry), Err(Refusal::AlreadyReversed { .. })));
    let refused = bank.ask("manager", spend("500.01", "付-1")).unwrap_err();
    assert_eq!(refused.code(), "fund-short");
    bank.ask("manager", spend("500", "付-1")).unwrap();
    assert_eq!(fund(&bank), "0");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn where_the_branch_refuses_it_an_award_may_reach_the_cover_and_not_pass_it_by_a_fen() {
    let mut bank = bank();
    // 150 JF brought forward are 15 yuan; a deposit of 60 is 6.
    bank.ask("manager", receive("20.99", "记-1")).unwrap();
    let set = |cover| Command::SetCover { cover };
    bank.ask("manager", set(CoverPolicy::Refuse)).unwrap();
    let refused = bank.deposit(1, "H08", "1", "2026-03-02").unwrap_err();
    assert_eq!(refused.to_string(), "21 yuan would stand against a cover of 20.99");
    bank.ask("manager", receive("0.01", "记-2")).unwrap();
    bank.deposit(1, "H08", "1", "2026-03-02").unwrap();
    assert!(!coverage(&bank).is_short());
    assert_eq!(coverage(&bank).percent().unwrap().to_string(), "100");
    // One point more, of 0.1 yuan, is too much; points without a rate never are.
    assert_eq!(bank.deposit(2, "H01", "1", "2026-03-02").unwrap_err().code(), "beyond-cover");
    bank.deposit(4, "T01", "1", "2026-03-02").unwrap();
    // Redeemed at the bank itself, points are owed no more; at a merchant they are.
    bank.redeem(1, "RICE-5", "1").unwrap();
    assert_eq!(bank.deposit(2, "H01", "1", "2026-03-02").unwrap_err().code(), "beyond-cover");
    bank.redeem(1, "HAIR", "1").unwrap();
    bank.deposit(2, "H01", "1", "2026-03-02").unwrap();
    for policy in [CoverPolicy::Warn, CoverPolicy::Off] {
        bank.ask("manager", set(policy)).unwrap();
        bank.deposit(2, "H08", "1", "2026-03-03").unwrap();
    }
    assert!(coverage(&bank).is_short());
    bank.ask("manager", set(CoverPolicy::Refuse)).unwrap();
    // Already short: what has no rate makes it no worse.
    bank.deposit(4, "T01", "1", "2026-03-03").unwrap();
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn points_pledged_are_still_owed() {
    let mut bank = bank();
    let before = outstanding(&bank);
    let pool =
        Command::OpenAccount { kind: ledger_core::rulebook::HolderKind::Pool, household: None };
    bank.ask("clerk", pool).unwrap();
    let appeal = "BRIDGE".parse().unwrap();
    bank.ask(
        "manager",
        Command::OpenAppeal {
            appeal,
            title: "修桥".to_owned(),
            pool: account(6),
            goal: "50".parse().unwrap(),
            currency: "JF".parse().unwrap(),
            until: day("2026-03-31"),
        },
    )
    .unwrap();
    let points = "50".parse().unwrap();
    bank.ask("clerk", Command::Pledge { appeal, account: account(1), points }).unwrap();
    assert_eq!(outstanding(&bank), before);
    bank.ask("clerk", Command::CloseAppeal { appeal }).unwrap();
    assert_eq!(outstanding(&bank), before);
}

/// Books that say how much was written last, for a journal that outlives the ledger.
#[derive(Clone, Default)]
struct Weighed(SharedBooks, Arc<AtomicUsize>);

impl Books for Weighed {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.0.get(key)
    }
    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.0.scan(prefix, visit)
    }
    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        let weight = batch.puts().iter().map(|(key, value)| key.len() + value.len()).sum();
        self.1.store(weight, Ordering::Relaxed);
        self.0.write(batch)
    }
    fn start_over(&mut self) -> Result<(), BooksError> {
        self.0.start_over()
    }
}

#[test]
fn a_redemption_does_not_write_again_all_vouchers_there_ever_were() {
    let dir = tempfile::tempdir().unwrap();
    let books = Weighed::default();
    let open = || Bank::over(Box::new(FileJournal::new(dir.path())), Box::new(books.clone()));
    let mut bank = open();
    bank.found();
    let (offer, change) = ("RICE-5".parse().unwrap(), "50".parse().unwrap());
    let stock = Command::ChangeStock { offer, change, reason: "进货".to_owned() };
    bank.ask("manager", stock).unwrap();
    let years = (0..1200).map(|n| receive("1", &format!("2026-财-{n:05}"))).collect();
    bank.ask_all("manager", lc01(), years).unwrap();
    bank.redeem(1, "RICE-5", "1").unwrap();
    let weight = books.1.load(Ordering::Relaxed);
    assert!(weight < 4_000, "{weight} bytes");
    // Kept apart, it is kept: a ledger opened anew knows of it.
    drop(bank);
    let mut bank = open();
    bank.skip_requests(10_000);
    assert_eq!(fund(&bank), "1200");
    let again = bank.ask("manager", receive("1", "2026-财-00000")).unwrap_err();
    assert_eq!(again.code(), "voucher-used");
    assert_eq!(bank.findings(), [""; 0]);
}

#[test]
fn what_is_owed_is_rounded_up_to_the_fen() {
    let rulebook =
        RULEBOOK.replacen("decimals = 1", "decimals = 1\nyuan_per_point = \"0.0333\"", 1);
    let mut bank = Bank::in_memory_with(&rulebook);
    bank.deposit(4, "T01", "1", "2026-03-02").unwrap();
    assert_eq!(outstanding(&bank), "0.04");
    bank.ask("manager", receive("0.03", "记-1")).unwrap();
    assert!(coverage(&bank).is_short());
    assert_eq!(coverage(&bank).percent().unwrap().to_string(), "75");
}

/// What was written once and has to stay readable for ever: every kind of entry
/// about money and appeals, in journals that follow the rules; and, in
/// `lots.jsonl`, lines with the keys that only points with a last day bring.
const FIXED: [(&str, &str); 3] = [
    ("HQ", include_str!("vectors/fund/HQ.jsonl")),
    ("LC01", include_str!("vectors/fund/LC01.jsonl")),
    ("lots", include_str!("vectors/fund/lots.jsonl")),
];
const HASHES: &str = include_str!("vectors/fund/hashes.txt");

#[test]
fn the_fixed_lines_about_money_and_appeals_are_read_hashed_and_audited_as_they_were() {
    let journal = MemoryJournal::default();
    let (mut hashes, mut kinds) = (String::new(), BTreeSet::new());
    for (file, fixed) in FIXED {
        let mut lines = Lines::default();
        for line in fixed.split_terminator('\n') {
            let entry = Entry::decode(line.as_bytes()).unwrap();
            assert_eq!(entry.encode().unwrap(), line.as_bytes());
            let hash = EntryHash::of(line.as_bytes());
            hashes += &format!("{file}:{} {hash} {}\n", entry.seq, entry.event.name());
            kinds.insert(entry.event.name());
            lines.push(line.as_bytes());
        }
        if let Ok(branch) = file.parse() {
            assert_eq!(journal.append(branch, 0, &lines).unwrap(), Appended::Durable);
        }
    }
    assert_eq!(hashes, HASHES);
    for kind in [
        "fund_received",
        "fund_spent",
        "settled",
        "cover_set",
        "appeal_opened",
        "pledged",
        "pledge_returned",
        "appeal_closed",
    ] {
        assert!(kinds.contains(kind), "{kind}");
    }
    let branches = [BranchCode::HQ, lc01()];
    let report = audit(&journal, &branches, None, time("2100-01-01T00:00:00Z")).unwrap();
    assert_eq!(report.findings().map(common::brief).collect::<Vec<_>>(), Vec::<String>::new());
}
