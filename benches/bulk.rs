//! A year of a large village: imported, audited, and summed up by hledger.
//!
//! ```text
//! cargo bench --bench bulk             100,000 deposits over 2,000 accounts
//! cargo bench --bench bulk -- 10000    10,000 deposits
//! ```
//!
//! Import is one order through the [`Ledger`](ledger_core::ledger::Ledger):
//! every deed decided, chained, one signature, one sync, the books brought up
//! to it. Audit checks every hash and signature, asks the rules again for every
//! entry, and compares the books. Beside both stands `hledger balance` over the
//! same movements: it parses text and adds up, knows no rule and no hash, and
//! is what people would otherwise check such a bank with. Where hledger is not
//! installed its column is left out and said so. Each round does all three, one
//! after the other, on a fresh bank.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops where it fails")]

mod village;

use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use ledger_core::audit::audit;
use ledger_core::event::Event;
use ledger_core::line::Entry;
use ledger_core::postings::{Side, movements};
use village::{Samples, Village, folder, now, ratio, size_asked};

const ROUNDS: usize = 5;
const ACCOUNTS: u32 = 2_000;

fn main() {
    let deposits = size_asked(100_000);
    let dir = folder("bulk");
    let text = dir.join("bank.journal");
    let hledger = hledger_is_there();
    println!("{deposits} deposits over {ACCOUNTS} accounts, {ROUNDS} rounds\n");
    println!("{:>6}  {:>12}  {:>12}  {:>12}", "round", "import", "audit", "hledger bal");
    let mut import = Samples::default();
    let mut check = Samples::default();
    let mut sum = Samples::default();
    for round in 1..=ROUNDS {
        let mut village = Village::on_disk(&dir.join("bank"), ACCOUNTS);
        let deeds = (0..deposits).map(|n| village.deed(n, ACCOUNTS)).collect();
        let order = village.requests_of(deeds);
        import.time(|| village.submit_requests(&order));
        let report = check.time(|| {
            let books = |branch| village.ledger.books_of(branch);
            audit(village.ledger.journal(), &[village.branch], Some(&books), now()).unwrap()
        });
        assert_eq!(report.findings().next(), None, "the bank of a bench is in order");
        let mut third = "-".to_owned();
        if hledger {
            write_hledger(&village, &text);
            sum.time(|| balance(&text));
            third = format!("{:.2?}", sum.last());
        }
        println!("{round:>6}  {:>12.2?}  {:>12.2?}  {third:>12}", import.last(), check.last());
    }
    let (import, check, sum) = (import.median(), check.median(), sum.median());
    let rate = |taken: Duration| f64::from(deposits) / taken.as_secs_f64();
    println!("\nmedians: import {import:.2?}, {:.0} entries a second", rate(import));
    println!("         audit  {check:.2?}, {:.0} entries a second", rate(check));
    if hledger {
        println!("         hledger bal {sum:.2?}, {:.0} entries a second", rate(sum));
        println!("ratios:  import {:.2} of hledger bal", ratio(import, sum));
        println!("         audit  {:.2} of hledger bal", ratio(check, sum));
    } else {
        println!("hledger is not installed: nothing to compare with (Debian: apt install hledger)");
    }
    println!("         audit  {:.2} of import", ratio(check, import));
}

fn hledger_is_there() -> bool {
    let asked = Process::new("hledger").arg("--version").stdout(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// Sums the text up, as somebody would who wants every balance.
fn balance(text: &Path) {
    let status = Process::new("hledger")
        .args(["--file"])
        .arg(text)
        .args(["balance", "--flat", "--no-total"])
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success(), "hledger takes what the bench wrote");
}

/// The branch's movements as hledger reads them; not part of what is timed.
fn write_hledger(village: &Village, path: &Path) {
    let mut out = String::from("commodity 1000. JF\n");
    let name = |side| match side {
        Side::Holder(account) => format!("holders:{account}"),
        Side::System(system) => format!("bank:{}", system.name()),
    };
    let journal = village.ledger.journal();
    let rest = journal.read(village.branch, 0, &mut |_, line| {
        let entry = Entry::decode(line).unwrap();
        if let Some(moved) = movements(&entry.event).next() {
            let Event::Deposited(deed) = &entry.event else { return ControlFlow::Break(()) };
            let (branch, seq) = (entry.branch, entry.seq);
            writeln!(out, "\n{} ({branch}:{seq}) deposited {}", deed.on, deed.rule).unwrap();
            for posting in moved.postings() {
                let (side, amount) = (name(posting.side), posting.amount);
                writeln!(out, "    {side}  {amount} {}", posting.currency).unwrap();
            }
        }
        ControlFlow::Continue(())
    });
    assert_eq!(rest.unwrap(), 0, "the journal ends with a whole line");
    fs::write(path, out).unwrap();
}
