//! The steps of an entry, and the work made of them: one table, of which `line` takes
//! the time and `instructions` counts what the processor is asked.
//!
//! A step is prepared afresh each time it is done, outside of what is measured. It does
//! its work on many lines, rows or accounts, which differ as those of a village do. Nothing
//! is drawn at random. Books are in memory; the journal is too, but where single lines are
//! looked up in it: there the twin in memory, which copies a branch to read it, is no twin.

#![allow(dead_code, reason = "each bench uses its part of it")]
#![allow(clippy::unwrap_used, reason = "a bench stops where it fails")]

use std::fmt;
use std::fs;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::sync::Arc;

use ledger_core::audit::audit;
use ledger_core::books::{Batch, Books, BooksError, MemoryBooks, Visit};
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::journal::FileJournal;
use ledger_core::ledger::{Ledger, Order, Wanted};
use ledger_core::line::{self, Entry, EntryHash};
use ledger_core::proof::{Frontier, TreeHash};
use ledger_core::state::State;
use ledger_core::{apply, decide};

use crate::village::{Village, folder, now};

const ACCOUNTS: u32 = 200;
/// Lines that a step of a line is done on.
const LINES: u32 = 1_000;
/// Lines of which each is signed: that alone costs as much as all else for thirty.
const SIGNED: u32 = 100;
/// Rows of an import, and lines of a branch that is audited.
const ROWS: u32 = 2_000;
/// Lines behind which one entry is looked up, or proved.
const BRANCH: u32 = 4_000;

/// One piece of work.
pub(crate) struct Step {
    /// What it is called on the command line and in the kept figures.
    pub(crate) name: &'static str,
    /// On how many of whatever it is about it is done.
    pub(crate) of: u32,
    /// Makes what it needs, and gives back the work; that is done once.
    pub(crate) prepare: fn() -> Work,
}

/// What is measured.
pub(crate) type Work = Box<dyn FnMut()>;

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// In the order in which an entry comes about, is read back, and is asked for.
pub(crate) const STEPS: [Step; 19] = [
    Step { name: "decide", of: LINES, prepare: decides },
    Step { name: "encode", of: LINES, prepare: encodes },
    Step { name: "hash", of: LINES, prepare: hashes },
    Step { name: "sign", of: SIGNED, prepare: signs },
    Step { name: "apply", of: LINES, prepare: applies },
    Step { name: "decode-deposit", of: LINES, prepare: decodes_deposits },
    Step { name: "decode-signed", of: SIGNED, prepare: decodes_signed },
    Step { name: "decode-other", of: ACCOUNTS, prepare: decodes_others },
    Step { name: "check-signature", of: SIGNED, prepare: checks_signatures },
    Step { name: "command-behind", of: LINES, prepare: gives_back_commands },
    Step { name: "tree-append", of: LINES, prepare: appends_to_a_tree },
    Step { name: "deposit", of: SIGNED, prepare: deposits },
    Step { name: "import", of: ROWS, prepare: imports },
    Step { name: "audit", of: ROWS, prepare: audits },
    Step { name: "root", of: BRANCH, prepare: first_root },
    Step { name: "prove-inclusion", of: SIGNED, prepare: proves_inclusion },
    Step { name: "open", of: 1, prepare: opens },
    Step { name: "balance", of: ACCOUNTS, prepare: balances },
    Step { name: "statement", of: ACCOUNTS, prepare: statements },
];

/// What goes branch by branch, side by side, stays on the thread that is measured.
pub(crate) fn on_this_thread() {
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().unwrap();
}

/// A village, and so many deeds to ask for.
fn with_deeds(count: u32) -> (Village, Vec<Command>) {
    let village = Village::in_memory(ACCOUNTS);
    let deeds = (0..count).map(|n| village.deed(n, ACCOUNTS)).collect();
    (village, deeds)
}

/// A village in which so many deeds were entered, as one commit.
fn with_deposits(count: u32) -> Village {
    let (mut village, deeds) = with_deeds(count);
    village.submit(deeds);
    village
}

fn state_of(village: &Village) -> State {
    village.ledger.view(village.branch, Wanted::Everything, State::clone).unwrap()
}

/// The lines of a branch that say something `like` this.
fn lines_of(village: &Village, like: &str) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut keep = |_, line: &[u8]| {
        let event = std::str::from_utf8(line).unwrap().split_once(",\"event\":{\"").unwrap().1;
        if event.starts_with(like) && !line::is_signed(line) {
            lines.push(line.to_vec());
        }
        ControlFlow::Continue(())
    };
    village.ledger.journal().read(village.branch, 0, &mut keep).unwrap();
    lines
}

/// As many lines of deposits, none of them signed.
fn deposit_lines(count: u32) -> Vec<Vec<u8>> {
    // One more: the last line of the commit is signed.
    let lines = lines_of(&with_deposits(count + 1), "deposited");
    assert_eq!(lines.len(), count as usize);
    lines
}

fn entries_of(lines: &[Vec<u8>]) -> Vec<Entry> {
    lines.iter().map(|line| Entry::decode(line).unwrap()).collect()
}

fn decides() -> Work {
    let (village, deeds) = with_deeds(LINES);
    let state = state_of(&village);
    Box::new(move || {
        for deed in &deeds {
            black_box(decide(&state, black_box(deed), village.key.operator(), now()).unwrap());
        }
    })
}

fn encodes() -> Work {
    let entries = entries_of(&deposit_lines(LINES));
    Box::new(move || {
        for entry in &entries {
            black_box(black_box(entry).encode().unwrap());
        }
    })
}

fn hashes() -> Work {
    let lines = deposit_lines(LINES);
    Box::new(move || {
        for line in &lines {
            black_box(EntryHash::of(black_box(line)));
        }
    })
}

fn signs() -> Work {
    let mut lines = deposit_lines(SIGNED);
    let key = Village::in_memory(1).key;
    Box::new(move || lines.iter_mut().for_each(|line| line::sign(black_box(line), &key)))
}

/// The state that the first of the entries came into.
fn applies() -> Work {
    let mut state = state_of(&Village::in_memory(ACCOUNTS));
    let lines = deposit_lines(LINES);
    let hashes: Vec<_> = lines.iter().map(|line| EntryHash::of(line)).collect();
    let entries = entries_of(&lines);
    Box::new(move || {
        for (entry, hash) in entries.iter().zip(&hashes) {
            apply(&mut state, black_box(entry), *hash);
        }
    })
}

fn decoding(lines: Vec<Vec<u8>>) -> Work {
    Box::new(move || {
        for line in &lines {
            black_box(Entry::decode(black_box(line)).unwrap());
        }
    })
}

fn decodes_deposits() -> Work {
    decoding(deposit_lines(LINES))
}

/// Each signed, as at the counter.
fn signed_lines() -> (Village, Vec<Vec<u8>>) {
    let village = Village::in_memory(1);
    let mut lines = deposit_lines(SIGNED);
    lines.iter_mut().for_each(|line| line::sign(line, &village.key));
    (village, lines)
}

fn decodes_signed() -> Work {
    decoding(signed_lines().1)
}

fn decodes_others() -> Work {
    let village = Village::in_memory(ACCOUNTS);
    let mut lines = lines_of(&village, "account_opened");
    // The last one ends its commit and is signed.
    lines.extend_from_within(..1);
    assert_eq!(lines.len(), ACCOUNTS as usize);
    decoding(lines)
}

fn checks_signatures() -> Work {
    let (village, lines) = signed_lines();
    let key = village.key.public();
    let signatures: Vec<_> = entries_of(&lines).iter().map(|entry| entry.sig.unwrap()).collect();
    Box::new(move || {
        for (line, signature) in lines.iter().zip(&signatures) {
            assert!(line::check_signature(black_box(line), signature, &key));
        }
    })
}

fn gives_back_commands() -> Work {
    let entries = entries_of(&deposit_lines(LINES));
    Box::new(move || {
        for entry in &entries {
            black_box(Command::behind(black_box::<&Event>(&entry.event)));
        }
    })
}

fn appends_to_a_tree() -> Work {
    let lines = deposit_lines(LINES);
    Box::new(move || {
        let mut frontier = Frontier::default();
        for line in &lines {
            frontier.push(TreeHash::leaf(black_box(line)));
        }
        black_box(frontier.root());
    })
}

/// One order each, as at the counter.
fn deposits() -> Work {
    let (mut village, deeds) = with_deeds(SIGNED);
    let requests = village.requests_of(deeds);
    Box::new(move || requests.chunks(1).for_each(|request| village.submit_requests(request)))
}

/// Planned first, then carried out.
fn imports() -> Work {
    let (mut village, deeds) = with_deeds(ROWS);
    let requests = village.requests_of(deeds);
    Box::new(move || {
        let order = Order {
            branch: village.branch,
            key: &village.key,
            now: now(),
            clock_confirmed: false,
            likeness_confirmed: true,
            requests: &requests,
        };
        let plan = village.ledger.plan(&order).unwrap();
        assert!(plan.outcomes().iter().all(Result::is_ok));
        assert_eq!(village.ledger.carry_out(plan).unwrap().len(), requests.len());
    })
}

/// Every hash, signature and award, and the books.
fn audits() -> Work {
    let village = with_deposits(ROWS);
    Box::new(move || {
        let books = |branch| village.ledger.books_of(branch);
        let journal = village.ledger.journal();
        let report = audit(journal, &[village.branch], Some(&books), now()).unwrap();
        assert_eq!(report.findings().next(), None, "the bank of a bench is in order");
    })
}

/// Books that outlive the ledger over them, as those on a disk do.
#[derive(Clone, Default)]
struct Lasting(Arc<MemoryBooks>);

impl Books for Lasting {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.0.get(key)
    }

    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.0.scan(prefix, visit)
    }

    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        self.0.write(batch)
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        panic!("the books of a bench are in order")
    }
}

/// A village with its journal in files and its books in memory, as it was left the evening
/// before: nothing was looked at yet.
struct Morning {
    ledger: Box<dyn Fn() -> Ledger>,
    branch: BranchCode,
}

impl Morning {
    fn of(name: &str) -> Self {
        let (dir, books) = (folder(name), Lasting::default());
        let _ = fs::remove_dir_all(&dir);
        let journal = move || Box::new(FileJournal::new(dir.join("journal")));
        let mut village = Village::over(journal(), Box::new(books.clone()), ACCOUNTS);
        // Not in one commit, as the last one is read back.
        for from in (0..BRANCH).step_by(BRANCH as usize / 4) {
            let deeds = from..from + BRANCH / 4;
            village.submit(deeds.map(|n| village.deed(n, ACCOUNTS)).collect());
        }
        let ledger = move || Ledger::new(journal(), Box::new(books.clone()));
        Self { ledger: Box::new(ledger), branch: village.branch }
    }

    /// Opened, with no account looked at yet.
    fn opened(&self) -> Ledger {
        let ledger = (self.ledger)();
        ledger.view(self.branch, Wanted::Nothing, |_| ()).unwrap();
        ledger
    }

    fn accounts(&self) -> Vec<AccountNo> {
        (1..=ACCOUNTS).map(|serial| AccountNo::new(self.branch, serial)).collect()
    }
}

fn first_root() -> Work {
    let morning = Morning::of("root");
    let ledger = morning.opened();
    Box::new(move || {
        black_box(ledger.root(morning.branch, None).unwrap());
    })
}

/// Of places all over the branch, in a tree that is up to date.
fn proves_inclusion() -> Work {
    let morning = Morning::of("prove-inclusion");
    let ledger = morning.opened();
    let (size, _) = ledger.root(morning.branch, None).unwrap();
    Box::new(move || {
        for n in 0..u64::from(SIGNED) {
            let entry = EntryId { branch: morning.branch, seq: n * 1_618 % size };
            black_box(ledger.prove_inclusion(entry, size).unwrap());
        }
    })
}

/// The branch is opened to write, and one balance is looked up.
fn opens() -> Work {
    let morning = Morning::of("open");
    let account = AccountNo::new(morning.branch, ACCOUNTS / 2);
    Box::new(move || {
        let ledger = (morning.ledger)();
        assert!(ledger.account(account).unwrap().is_some());
    })
}

fn balances() -> Work {
    let morning = Morning::of("balance");
    let (ledger, accounts) = (morning.opened(), morning.accounts());
    Box::new(move || {
        for account in &accounts {
            black_box(ledger.account(*account).unwrap().unwrap());
        }
    })
}

/// The last ten entries of each account.
fn statements() -> Work {
    let morning = Morning::of("statement");
    let (ledger, accounts) = (morning.opened(), morning.accounts());
    Box::new(move || {
        for account in &accounts {
            assert_eq!(ledger.statement(*account, 10).unwrap().len(), 10);
        }
    })
}
