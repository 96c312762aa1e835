//! What a township would use instead: hledger, ledger, SQLite, git; and what they are given.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use ledger_core::event::Event;
use ledger_core::journal::{FileJournal, Journal as _};
use ledger_core::line::Entry;
use ledger_core::postings::{Side, movements};

use crate::measure::{Ran, quiet, remove, run, run_with};

/// The bank's deposits as others read them, written once and not timed.
pub(crate) struct Movements {
    /// As hledger and ledger read them.
    pub(crate) text: PathBuf,
    /// `entry,account,rule,day,points,evidence`, no headings.
    pub(crate) csv: PathBuf,
    pub(crate) rows: u64,
    /// Accounts that have any.
    pub(crate) accounts: u64,
}

pub(crate) fn movements_of(bank: &Path, dir: &Path) -> Movements {
    let (text, csv) = (dir.join("bank.journal"), dir.join("movements.csv"));
    let mut out = BufWriter::new(File::create(&text).unwrap());
    let mut rows_out = BufWriter::new(File::create(&csv).unwrap());
    let (mut rows, mut accounts) = (0, std::collections::HashSet::new());
    let journal = FileJournal::read_only(bank.join("journal"));
    let name = |side| match side {
        Side::Holder(account) => format!("holders:{account}"),
        Side::System(system) => format!("bank:{}", system.name()),
    };
    for branch in journal.branches().unwrap() {
        let mut one = String::new();
        let rest = journal.read(branch, 0, &mut |_, line| {
            let entry = Entry::decode(line).unwrap();
            let Event::Deposited(deed) = &entry.event else { return ControlFlow::Continue(()) };
            let moved = movements(&entry.event).next().unwrap();
            one.clear();
            let (branch, seq, rule) = (entry.branch, entry.seq, deed.rule);
            writeln!(one, "\n{} ({branch}:{seq}) deposited {rule}", deed.on).unwrap();
            for posting in moved.postings() {
                let (side, amount) = (name(posting.side), posting.amount);
                writeln!(one, "    {side}  {amount} {}", posting.currency).unwrap();
            }
            out.write_all(one.as_bytes()).unwrap();
            let (on, points, evidence) = (deed.on, deed.points, &deed.evidence);
            let account = deed.account;
            writeln!(rows_out, "{branch}:{seq},{account},{rule},{on},{points},{evidence}").unwrap();
            rows += 1;
            accounts.insert(account);
            ControlFlow::Continue(())
        });
        assert_eq!(rest.unwrap(), 0, "the journal ends with a whole line");
    }
    out.flush().unwrap();
    rows_out.flush().unwrap();
    Movements { text, csv, rows, accounts: accounts.len() as u64 }
}

/// Every balance, by hledger or ledger; they take the same arguments.
pub(crate) fn balances(program: &Path, movements: &Movements, output: &Path) -> Ran {
    let mut command = Command::new(program);
    command.arg("-f").arg(&movements.text).args(["balance", "--flat", "--no-total"]);
    let ran = run(quiet(&mut command), output);
    let lines = ran.output.lines().filter(|line| line.contains("holders:")).count();
    assert_eq!(lines as u64, movements.accounts, "every account has its balance");
    ran
}

/// The rows into a table of a new database as one durable transaction, and its sums.
pub(crate) fn sqlite(program: &Path, movements: &Movements, dir: &Path) -> Ran {
    let database = dir.join("peers.sqlite");
    let _ = fs::remove_file(&database);
    let script = dir.join("peers.sql");
    let text = format!(
        "PRAGMA synchronous = FULL;\n\
         CREATE TABLE entries (entry TEXT PRIMARY KEY, account TEXT NOT NULL, rule TEXT NOT NULL, \
         day TEXT NOT NULL, points NUMERIC NOT NULL, evidence TEXT NOT NULL);\n\
         .mode csv\n.import {} entries\n\
         SELECT count(*), sum(held) FROM \
         (SELECT sum(points) AS held FROM entries GROUP BY account);\n",
        movements.csv.display()
    );
    fs::write(&script, text).unwrap();
    let ran = run_with(Command::new(program).arg(&database), &script, &dir.join("sqlite.out"));
    let rows = format!("{},", movements.accounts);
    assert!(ran.output.lines().any(|line| line.starts_with(&rows)), "{}", ran.output);
    let _ = fs::remove_file(&database);
    ran
}

/// The journal committed, a commit a village; and all of it checked.
pub(crate) fn git(program: &Path, bank: &Path, dir: &Path) -> (Ran, Ran) {
    let repository = dir.join("peers.git");
    remove(&repository);
    let git = || {
        let mut git = Command::new(program);
        git.arg("--git-dir").arg(&repository).arg("--work-tree").arg(bank.join("journal"));
        // Durable as ours is, and nothing tidied up in the middle.
        git.args(["-c", "core.fsync=committed", "-c", "gc.auto=0"]);
        git.args(["-c", "user.name=li", "-c", "user.email=li@example.org"]);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        git
    };
    let output = dir.join("git.out");
    run(quiet(git().args(["init", "--quiet"])), &output);
    let journal = FileJournal::read_only(bank.join("journal"));
    let mut commits = Ran::default();
    for branch in journal.branches().unwrap() {
        let branch = branch.to_string();
        for step in [&["add", &branch][..], &["commit", "--quiet", "--message", &branch]] {
            commits.then(run(quiet(git().args(step)), &output));
        }
    }
    let checked = run(quiet(git().args(["fsck", "--full", "--strict"])), &output);
    remove(&repository);
    (commits, checked)
}
