//! Branches side by side: no village waits for another, what is worked out behind a
//! commit that is under way is not told before that is durable, and however many ask at
//! once, and whatever fails meanwhile, what was acknowledged is there and no half of it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::{Duration, Instant};

use common::store::{Dice, SharedBooks};
use common::trouble::{Fault, Faulty, Trouble, no_journal};
use common::{Bank, RULEBOOK, commands, key, lc01, since, time};
use ledger_core::books::{Batch, Books, BooksError, MemoryBooks, Visit};
use ledger_core::command::{Command, DeedCommand};
use ledger_core::event::Role;
use ledger_core::ids::{AccountNo, BranchCode, EntryId, FileDigest, RequestKey};
use ledger_core::journal::{
    Appended, Journal, JournalError, Lines, MemoryJournal, Torn, Visit as VisitLine,
};
use ledger_core::ledger::{Done, Error, Ledger, Order, SubmitError, Wanted};
use ledger_core::line::{Entry, EntryHash, is_signed};
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;

/// Longer than anything here takes; whoever waits so long waits for ever.
const EVER: Duration = Duration::from_secs(60);

fn villages() -> [BranchCode; 3] {
    ["LC01", "LC02", "LC03"].map(|code| code.parse().unwrap())
}

/// The first day's entries of each village but the first.
const OPENING: u64 = 5;

/// The bank of all tests, with two villages more.
fn found(bank: &mut Bank) {
    bank.found();
    let founding = bank.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
    for branch in &villages()[1..] {
        let name = format!("{branch}村");
        let charter = Command::CharterBranch { branch: *branch, name: name.clone() };
        bank.ask_in("manager", BranchCode::HQ, charter).unwrap();
        let opening = vec![
            commands::open_branch("wenming.example/test", EntryHash::of(&founding), &name),
            commands::enrol("clerk", Role::Clerk),
            Command::AdoptRulebook { from: since(), text: RULEBOOK.to_owned() },
            commands::open_account(HolderKind::Household, Some("一组-001")),
            commands::open_account(HolderKind::Person, None),
        ];
        assert_eq!(opening.len() as u64, OPENING);
        bank.ask_all("manager", *branch, opening).unwrap();
    }
}

/// An hour and something for a person of the village, which no cap ends.
fn hour(branch: BranchCode, note: &str) -> Command {
    let serial = if branch == lc01() { 4 } else { 2 };
    let (rule, qty, on) =
        ("T01".parse().unwrap(), "0.1".parse().unwrap(), common::day("2026-03-01"));
    let deed = DeedCommand::new(AccountNo::new(branch, serial), rule, qty, on);
    let (evidence, note) = ("签到表".to_owned(), note.to_owned());
    Command::Deposit(DeedCommand { evidence, note, ..deed })
}

/// Asks, where what is like another deed is another.
fn ask(
    ledger: &Ledger,
    branch: BranchCode,
    requests: &[(RequestKey, Command)],
) -> Result<Vec<Done>, SubmitError> {
    ask_once(ledger, branch, requests, true)
}

fn ask_once(
    ledger: &Ledger,
    branch: BranchCode,
    requests: &[(RequestKey, Command)],
    likeness_confirmed: bool,
) -> Result<Vec<Done>, SubmitError> {
    ask_as("clerk", ledger, branch, requests, likeness_confirmed)
}

fn ask_as(
    who: &str,
    ledger: &Ledger,
    branch: BranchCode,
    requests: &[(RequestKey, Command)],
    likeness_confirmed: bool,
) -> Result<Vec<Done>, SubmitError> {
    let (key, now) = (key(who), time("2026-03-20T02:00:00Z"));
    ledger.submit(&Order {
        branch,
        key: &key,
        now,
        clock_confirmed: false,
        likeness_confirmed,
        requests,
    })
}

fn request(name: &str) -> RequestKey {
    name.parse().unwrap()
}

/// Asked before an append to a branch.
type Gate = dyn Fn(BranchCode) -> Result<(), JournalError> + Send + Sync;

/// A journal with a gate before its appends.
struct Gated {
    inner: Arc<MemoryJournal>,
    gate: Box<Gate>,
}

impl Journal for Gated {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.inner.branches()
    }
    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.inner.size(branch)
    }
    fn recover(&self, branch: BranchCode, known: u64) -> Result<Option<Torn>, JournalError> {
        self.inner.recover(branch, known)
    }
    fn append(
        &self,
        branch: BranchCode,
        size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        (self.gate)(branch)?;
        self.inner.append(branch, size, lines)
    }
    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut VisitLine<'_>,
    ) -> Result<u64, JournalError> {
        self.inner.read(branch, from, visit)
    }
}

/// Appends to one branch do not end before they are let go.
#[derive(Clone)]
struct Held {
    inner: Arc<MemoryJournal>,
    branch: BranchCode,
    held: Arc<(Mutex<bool>, Condvar)>,
    /// Who comes to append there is told of.
    came: mpsc::Sender<()>,
    /// The size at which each began.
    appends: Arc<Mutex<Vec<u64>>>,
}

impl Held {
    fn hold(&self, held: bool) {
        *self.held.0.lock().unwrap() = held;
        self.held.1.notify_all();
    }

    fn wait(&self, branch: BranchCode) {
        if branch == self.branch {
            self.appends.lock().unwrap().push(self.inner.size(branch).unwrap());
            let _ = self.came.send(());
            let held = self.held.0.lock().unwrap();
            let (_let_go, waited) =
                self.held.1.wait_timeout_while(held, EVER, |held| *held).unwrap();
            assert!(!waited.timed_out(), "it was never let go");
        }
    }

    fn journal(&self) -> Gated {
        let held = self.clone();
        let gate = move |branch| {
            held.wait(branch);
            Ok(())
        };
        Gated { inner: Arc::clone(&self.inner), gate: Box::new(gate) }
    }
}

/// The bank with a journal that holds appends to the first village, and who hears of them.
fn holding() -> (Bank, Held, mpsc::Receiver<()>) {
    let (came, heard) = mpsc::channel();
    let held = Held {
        inner: Arc::default(),
        branch: lc01(),
        held: Arc::default(),
        came,
        appends: Arc::default(),
    };
    let mut bank = Bank::over(Box::new(held.journal()), Box::<MemoryBooks>::default());
    found(&mut bank);
    while heard.try_recv().is_ok() {}
    held.appends.lock().unwrap().clear();
    held.hold(true);
    (bank, held, heard)
}

#[test]
fn a_village_goes_on_while_another_waits_for_its_disk() {
    let (bank, held, heard) = holding();
    let [one, two, _] = villages();
    let ledger = &bank.ledger;
    std::thread::scope(|scope| {
        scope.spawn(|| ask(ledger, one, &[(request("slow"), hour(one, ""))]).unwrap());
        heard.recv_timeout(EVER).unwrap();
        let (done, told) = mpsc::channel();
        scope.spawn(move || {
            ask(ledger, two, &[(request("a"), hour(two, ""))]).unwrap();
            let plan = [(request("b"), hour(two, "2")), (request("c"), hour(two, "3"))];
            ask(ledger, two, &plan).unwrap();
            ledger.view(two, Wanted::Everything, |state| state.size()).unwrap();
            ledger.checkpoint(two).unwrap();
            ledger.statement(AccountNo::new(two, 2), 5).unwrap();
            // A file that is nobody's: the others' books are looked at.
            let Command::Deposit(deed) = hour(two, "4") else { unreachable!() };
            let digests = vec![FileDigest([7; 32])];
            let shown = Command::Deposit(DeedCommand { digests, ..deed });
            let refused = ask_once(ledger, two, &[(request("d"), shown)], false);
            assert!(matches!(refused, Err(SubmitError::Refused { .. })), "the same day again");
            done.send(()).unwrap();
        });
        let went_on = told.recv_timeout(Duration::from_secs(20));
        held.hold(false);
        went_on.unwrap();
    });
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn who_waits_together_shares_an_append_and_nobody_is_told_before_it() {
    let (bank, held, heard) = holding();
    let (ledger, one) = (&bank.ledger, lc01());
    let size = held.inner.size(one).unwrap();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| ask(ledger, one, &[(request("first"), hour(one, "0"))]));
        heard.recv_timeout(EVER).unwrap();
        // While it is under way: new ones, the same one again, one that is refused, a look.
        let (told, hear) = mpsc::channel();
        for n in 0..5 {
            let told = told.clone();
            scope.spawn(move || {
                let name = format!("later{n}");
                // Another day each: they are no likes of each other.
                let Command::Deposit(deed) = hour(one, "") else { unreachable!() };
                let on = common::day(&format!("2026-03-{:02}", n + 2));
                let later = Command::Deposit(DeedCommand { on, ..deed });
                ask(ledger, one, &[(request(&name), later)]).unwrap();
                told.send("later").unwrap();
            });
        }
        let again = told.clone();
        scope.spawn(move || {
            let done = ask(ledger, one, &[(request("first"), hour(one, "0"))]).unwrap();
            assert!(done[0].repeated);
            again.send("again").unwrap();
        });
        let refused = told.clone();
        scope.spawn(move || {
            let answer = ask(ledger, one, &[(request("first"), hour(one, "other"))]);
            let Err(SubmitError::Refused { refusal, .. }) = answer else { panic!("{answer:?}") };
            assert!(matches!(*refusal, Refusal::RequestReused { .. }));
            refused.send("refused").unwrap();
        });
        std::thread::sleep(Duration::from_millis(300));
        scope.spawn(move || {
            let seen = ledger.view(one, Wanted::Nothing, |state| state.size()).unwrap();
            assert!(seen == size + 1 || seen == size + 6, "{seen}: never a half of a group");
            told.send("seen").unwrap();
        });
        std::thread::sleep(Duration::from_millis(100));
        assert_eq!(hear.try_recv().ok(), None, "it is not durable yet");
        assert_eq!(held.inner.size(one).unwrap(), size);
        held.hold(false);
        first.join().unwrap().unwrap();
        for _ in 0..8 {
            hear.recv_timeout(EVER).unwrap();
        }
    });
    assert_eq!(held.appends.lock().unwrap().len(), 2, "the five later ones were one group");
    let signed = (size..size + 6).map(|seq| signer(ledger, seq).1);
    assert_eq!(signed.collect::<Vec<_>>(), [true, false, false, false, false, true]);
    assert_eq!(bank.findings(), Vec::<String>::new());
}

/// Whose the entry is, and whether they signed it.
fn signer(ledger: &Ledger, seq: u64) -> (String, bool) {
    let line = ledger.journal().line(lc01(), seq).unwrap().unwrap();
    (Entry::decode(&line).unwrap().by.to_string(), is_signed(&line))
}

#[test]
fn who_waits_together_signs_once_behind_entries_of_their_own_and_never_for_another() {
    let (bank, held, heard) = holding();
    let (ledger, one) = (&bank.ledger, lc01());
    let size = held.inner.size(one).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| ask(ledger, one, &[(request("first"), hour(one, "0"))]).unwrap());
        heard.recv_timeout(EVER).unwrap();
        for n in 0..24 {
            scope.spawn(move || {
                let who = if n % 3 == 0 { "manager" } else { "clerk" };
                let asked = [(request(&format!("later{n}")), hour(one, &format!("{n}")))];
                ask_as(who, ledger, one, &asked, true).unwrap();
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        held.hold(false);
    });
    let all: Vec<_> = (size..size + 25).map(|seq| signer(ledger, seq)).collect();
    let appends = held.appends.lock().unwrap().clone();
    for (seq, (by, signed)) in (size..).zip(&all) {
        let next = all.get((seq + 1 - size) as usize).map(|(next, _)| next);
        let ends = next != Some(by) || appends.contains(&(seq + 1));
        assert_eq!(*signed, ends, "{seq} of {all:?} in {appends:?}");
    }
    assert!(appends.len() < 8, "most of them waited together: {appends:?}");
    assert_eq!(all.iter().filter(|(by, _)| by == "manager").count(), 8);
    assert_eq!(bank.findings(), Vec::<String>::new());
}

/// What one thread asks of its round: mostly single deposits, now and then several at once,
/// one of them refused; a plan carried out; a look.
fn work(
    ledger: &Ledger,
    thread: usize,
    orders: usize,
) -> Vec<(BranchCode, Vec<(Done, RequestKey)>)> {
    let (keys, now) = (["clerk", "manager"].map(key), time("2026-03-20T02:00:00Z"));
    let mut acknowledged = Vec::new();
    for n in 0..orders {
        let branch = villages()[(thread + n / 2) % 3];
        let one = |row: usize, of: usize| {
            let request = request(&format!("w{thread}-{n}:{row}"));
            (request, hour(branch, &format!("{row}/{of}")))
        };
        let requests: Vec<_> = match n % 4 {
            1 => (0..3).map(|row| one(row, 3)).collect(),
            // The third of these is refused: nothing of the order may be there.
            2 => {
                let (request, command) = one(2, 3);
                let Command::Deposit(deed) = command else { unreachable!() };
                let account = AccountNo::new(branch, 99);
                let bad = (request, Command::Deposit(DeedCommand { account, ..deed }));
                vec![one(0, 3), one(1, 3), bad]
            }
            _ => vec![one(0, 1)],
        };
        let order = Order {
            branch,
            key: &keys[(thread + n / 3) % 2],
            now,
            clock_confirmed: false,
            likeness_confirmed: true,
            requests: &requests,
        };
        let answer = match n % 4 {
            3 => ledger.plan(&order).map_err(SubmitError::from).and_then(|p| ledger.carry_out(p)),
            _ => ledger.submit(&order),
        };
        match answer {
            Ok(done) => {
                assert_ne!(n % 4, 2, "one of it has no account");
                let names = requests.into_iter().map(|(request, _)| request);
                acknowledged.push((branch, done.into_iter().zip(names).collect()));
            }
            Err(SubmitError::Refused { index, .. }) => assert_eq!((n % 4, index), (2, 2)),
            Err(SubmitError::Failed(_)) => {}
        }
        if n % 3 == 0 {
            let _ = ledger.view(villages()[n % 3], Wanted::Accounts, |state| state.size());
        }
    }
    acknowledged
}

/// The lines of each branch on its first day.
type Founded = Vec<(BranchCode, Vec<Vec<u8>>)>;

/// Threads over all villages, with one fault: what was acknowledged is there, and of every
/// order all or nothing. Returns how many operations there were.
fn round(founded: &(Founded, SharedBooks), trouble: &Trouble, scribe: bool) -> usize {
    let what = format!("{trouble:?}, scribe {scribe}");
    let journal = Arc::new(MemoryJournal::default());
    for (branch, written) in &founded.0 {
        let mut lines = Lines::default();
        written.iter().for_each(|line| lines.push(line));
        assert_eq!(journal.append(*branch, 0, &lines).unwrap(), Appended::Durable);
    }
    let books = founded.1.copy();
    let ledger = Ledger::new(
        Box::new(Faulty(Arc::clone(&journal), trouble.clone())),
        Box::new(Faulty(books.clone(), trouble.clone())),
    );
    let ledger = if scribe { ledger.with_scribe() } else { ledger };
    let acknowledged: Vec<_> = std::thread::scope(|scope| {
        let ledger = &ledger;
        let threads: Vec<_> = (0..6).map(|n| scope.spawn(move || work(ledger, n, 6))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    drop(ledger);

    // Opened again, all is well; with the books there are, and with none.
    for books in [books, SharedBooks::default()] {
        let bank = Bank::over(Box::new(Arc::clone(&journal)), Box::new(books));
        let mut there: BTreeMap<(BranchCode, String), (usize, usize)> = BTreeMap::new();
        for branch in villages() {
            bank.ledger.view(branch, Wanted::Nothing, |_| ()).unwrap();
            let read = journal.read(branch, 0, &mut |_, line| {
                let entry = Entry::decode(line).unwrap();
                if let Some((run, _)) = entry.req.as_str().split_once(':')
                    && run.starts_with('w')
                {
                    let of = entry.event.deed().unwrap().note.split_once('/').unwrap().1;
                    let seen = there.entry((branch, run.to_owned())).or_insert((0, 0));
                    *seen = (seen.0 + 1, of.parse().unwrap());
                }
                ControlFlow::Continue(())
            });
            read.unwrap();
        }
        for ((branch, run), (found, of)) in &there {
            assert_eq!(found, of, "{what}: {run} in {branch}");
        }
        for (branch, done) in &acknowledged {
            for (done, request) in done {
                let entry = bank.ledger.entry(done.entry).unwrap().unwrap();
                assert_eq!((&entry.event, &entry.req), (&done.event, request), "{what}");
                assert_eq!(done.entry.branch, *branch);
            }
        }
        assert_eq!(bank.findings(), Vec::<String>::new(), "{what}");
    }
    trouble.count.load(Ordering::SeqCst)
}

#[test]
fn whatever_fails_among_many_threads_what_was_acknowledged_is_there_and_no_half_of_it() {
    let journal = Arc::new(MemoryJournal::default());
    let books = SharedBooks::default();
    found(&mut Bank::over(Box::new(Arc::clone(&journal)), Box::new(books.clone())));
    let mut all = Vec::new();
    for branch in journal.branches().unwrap() {
        let mut lines = Vec::new();
        let read = journal.read(branch, 0, &mut |_, line| {
            lines.push(line.to_vec());
            ControlFlow::Continue(())
        });
        read.unwrap();
        all.push((branch, lines));
    }
    let founded = (all, books);
    for scribe in [false, true] {
        let count = round(&founded, &Trouble::default(), scribe);
        assert!(count > 100, "{count} operations");
        let mut dice = Dice::new(9);
        for _ in 0..40 {
            let due = dice.below(count);
            let once = dice.below(3) > 0;
            let fault = if dice.below(2) == 0 { Fault::After } else { Fault::Before };
            let due = Some((due, fault));
            round(&founded, &Trouble { due, once, ..Trouble::default() }, scribe);
        }
    }
}

#[test]
fn looking_at_each_other_and_beginning_anew_nobody_waits_for_ever() {
    let mut bank = Bank::over(Box::<MemoryJournal>::default(), Box::<MemoryBooks>::default());
    found(&mut bank);
    let (ended, end) = mpsc::channel();
    let ledger = Arc::new(bank.ledger.with_scribe());
    for thread in 0..6_usize {
        let (ledger, ended) = (Arc::clone(&ledger), ended.clone());
        std::thread::spawn(move || {
            for n in 0..30_usize {
                let branch = villages()[(thread + n) % 3];
                let Command::Deposit(deed) = hour(branch, "") else { unreachable!() };
                // Each file is shown in all three villages: every deposit looks at the others.
                let digests = vec![FileDigest([n as u8; 32])];
                let on = common::day(&format!("2026-02-{:02}", thread * 4 + n % 4 + 1));
                let deed = Command::Deposit(DeedCommand { digests, on, ..deed });
                let name = request(&format!("d{thread}-{n}"));
                match ask_once(&ledger, branch, &[(name, deed)], false) {
                    Ok(_) => {}
                    Err(SubmitError::Refused { refusal, .. }) => {
                        assert!(matches!(*refusal, Refusal::DeedAgain { .. }), "{refusal}");
                    }
                    Err(SubmitError::Failed(error)) => panic!("{error}"),
                }
                if n % 10 == thread {
                    ledger.rebuild().unwrap();
                }
                if thread == 5 {
                    let branch = format!("NEW{n}").parse().unwrap();
                    let founding = ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
                    let origin = "wenming.example/test";
                    let open = commands::open_branch(origin, EntryHash::of(&founding), "新村");
                    let manager = key("manager");
                    let answer = ledger.submit(&Order {
                        branch,
                        key: &manager,
                        now: time("2026-03-20T02:00:00Z"),
                        clock_confirmed: false,
                        likeness_confirmed: false,
                        requests: &[(request("open"), open)],
                    });
                    assert!(matches!(answer, Err(SubmitError::Refused { .. })), "not chartered");
                }
            }
            ended.send(()).unwrap();
        });
    }
    drop(ended);
    for _ in 0..6 {
        end.recv_timeout(EVER).unwrap();
    }
    let branches = ledger.branches().unwrap();
    let books = |branch| ledger.books_of(branch);
    let now = time("2026-03-20T02:00:00Z");
    let report = ledger_core::audit::audit(ledger.journal(), &branches, Some(&books), now).unwrap();
    assert_eq!(report.findings().map(common::brief).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn books_with_a_scribe_are_whole_for_who_looks_and_when_the_ledger_is_dropped() {
    let journal = Arc::new(MemoryJournal::default());
    let books = SharedBooks::default();
    let open = || Bank::over(Box::new(Arc::clone(&journal)), Box::new(books.clone()));
    found(&mut open());
    let ledger = open().ledger.with_scribe();
    let [one, two, _] = villages();
    for n in 0..200 {
        // Blocks of requests and of an account's entries are filled on the way.
        ask(&ledger, one, &[(request(&format!("n{n}")), hour(one, &format!("{n}")))]).unwrap();
        if n % 7 == 0 {
            let account = ledger.account(AccountNo::new(one, 4)).unwrap().unwrap();
            let tenths = (n + 1).to_string();
            let held = account.balance("SF".parse().unwrap()).to_string().replace('.', "");
            assert_eq!(
                held.trim_start_matches('0').trim_end_matches('0'),
                tenths.trim_end_matches('0')
            );
            let statement = ledger.statement(AccountNo::new(one, 4), usize::MAX).unwrap();
            assert_eq!(statement.len(), n + 2);
        }
        if n % 50 == 0 {
            ask(&ledger, two, &[(request(&format!("n{n}")), hour(two, ""))]).unwrap();
        }
    }
    assert_eq!(ledger.take_notices(), []);
    drop(ledger);
    let bank = open();
    assert_eq!(bank.balance(4, "SF"), "20");
    assert_eq!(bank.ledger.take_notices(), [], "the books lacked nothing");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

/// Books that take their time: the journal is far ahead of them.
struct Slow(SharedBooks);

impl Books for Slow {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.0.get(key)
    }
    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.0.scan(prefix, visit)
    }
    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        std::thread::sleep(Duration::from_millis(7));
        self.0.write(batch)
    }
    fn start_over(&mut self) -> Result<(), BooksError> {
        self.0.start_over()
    }
}

#[test]
fn slow_books_get_all_of_what_is_durable_and_nothing_that_is_not() {
    let journal = Arc::new(MemoryJournal::default());
    let books = SharedBooks::default();
    let open = || Bank::over(Box::new(Arc::clone(&journal)), Box::new(books.clone()));
    found(&mut open());
    let size = journal.size(lc01()).unwrap();
    for scribe in [true, false] {
        let slow = Bank::over(Box::new(Arc::clone(&journal)), Box::new(Slow(books.clone())));
        let ledger = if scribe { slow.ledger.with_scribe() } else { slow.ledger };
        std::thread::scope(|scope| {
            for thread in 0..6 {
                let ledger = &ledger;
                scope.spawn(move || {
                    for n in 0..25 {
                        let name = format!("slow{scribe}-{thread}-{n}");
                        let who = if (thread + n) % 5 == 0 { "manager" } else { "clerk" };
                        let asked = [(request(&name), hour(lc01(), &name))];
                        let done = ask_as(who, ledger, lc01(), &asked, true).unwrap();
                        assert!(journal_has(ledger, done[0].entry));
                    }
                });
            }
        });
        drop(ledger);
    }
    assert_eq!(journal.size(lc01()).unwrap(), size + 2 * 6 * 25);
    let bank = open();
    assert_eq!(bank.balance(4, "SF"), "30");
    assert_eq!(bank.ledger.take_notices(), [], "the books lacked nothing");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

/// Books that take nothing while they are stuck.
struct Stuck(SharedBooks, Arc<(Mutex<bool>, Condvar)>);

impl Books for Stuck {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.0.get(key)
    }
    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.0.scan(prefix, visit)
    }
    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        let (stuck, freed) = &*self.1;
        drop(freed.wait_while(stuck.lock().unwrap(), |stuck| *stuck).unwrap());
        self.0.write(batch)
    }
    fn start_over(&mut self) -> Result<(), BooksError> {
        self.0.start_over()
    }
}

#[test]
fn books_that_are_stuck_hold_up_the_journal_after_a_few_hundred_commits_and_get_all_of_them() {
    let journal = Arc::new(MemoryJournal::default());
    let books = SharedBooks::default();
    found(&mut Bank::over(Box::new(Arc::clone(&journal)), Box::new(books.clone())));
    let gate = Arc::<(Mutex<bool>, Condvar)>::default();
    let stuck = Stuck(books.clone(), Arc::clone(&gate));
    let bank = Bank::over(Box::new(Arc::clone(&journal)), Box::new(stuck));
    let ledger = bank.ledger.with_scribe();
    let size = || journal.size(lc01()).unwrap();
    let one = |ledger: &Ledger, n: u32| {
        let name = format!("stuck{n}");
        ask(ledger, lc01(), &[(request(&name), hour(lc01(), &name))]).unwrap();
    };
    one(&ledger, 0);
    ledger.view(lc01(), Wanted::Nothing, |_| ()).unwrap();
    let before = size();
    *gate.0.lock().unwrap() = true;
    std::thread::scope(|scope| {
        scope.spawn(|| (1..=400).for_each(|n| one(&ledger, n)));
        let (mut came, begun) = (before, Instant::now());
        while begun.elapsed() < EVER {
            std::thread::sleep(Duration::from_millis(300));
            match size() {
                now if now == came && now > before + 200 => break,
                now => came = now,
            }
        }
        *gate.0.lock().unwrap() = false;
        gate.1.notify_all();
        let ahead = came - before;
        assert!((200..=300).contains(&ahead), "the books are behind by {ahead}");
    });
    assert_eq!(size(), before + 400);
    drop(ledger);
    let bank = Bank::over(Box::new(journal), Box::new(books));
    assert_eq!(bank.ledger.take_notices(), [], "the books lacked nothing");
    assert_eq!(bank.balance(4, "SF"), "40.1");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

/// Books that panic when they are asked for anything, or given it, the so manieth time.
struct Panicking(SharedBooks, Arc<[AtomicI64; 2]>);

impl Panicking {
    fn ask(&self, which: usize) {
        assert!(self.1[which].fetch_sub(1, Ordering::SeqCst) != 1, "on purpose");
    }
}

impl Books for Panicking {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.ask(0);
        self.0.get(key)
    }
    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.0.scan(prefix, visit)
    }
    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        self.ask(1);
        self.0.write(batch)
    }
    fn start_over(&mut self) -> Result<(), BooksError> {
        self.0.start_over()
    }
}

#[test]
fn who_panics_leaves_no_half_of_an_order_and_nobody_who_waits_for_ever() {
    for scribe in [true, false] {
        let (came, heard) = mpsc::channel();
        let (inner, appends) = (Arc::default(), Arc::default());
        let held = Held { inner, branch: lc01(), held: Arc::default(), came, appends };
        let (books, armed) = (SharedBooks::default(), Arc::<[AtomicI64; 2]>::default());
        found(&mut Bank::over(Box::new(held.journal()), Box::new(books.clone())));
        while heard.try_recv().is_ok() {}
        let panicking = Panicking(books.clone(), Arc::clone(&armed));
        let bank = Bank::over(Box::new(held.journal()), Box::new(panicking));
        let ledger = if scribe { bank.ledger.with_scribe() } else { bank.ledger };
        let (ledger, size) = (&ledger, held.inner.size(lc01()).unwrap());
        held.hold(true);
        std::thread::scope(|scope| {
            let one = |name: &'static str| {
                move || ask(ledger, lc01(), &[(request(name), hour(lc01(), name))]).unwrap()
            };
            let first = scope.spawn(one("first"));
            heard.recv_timeout(EVER).unwrap();
            let second = scope.spawn(one("second"));
            std::thread::sleep(Duration::from_millis(100));
            // It is looked up whether the account was ever asked so, in the books.
            armed[0].store(1, Ordering::SeqCst);
            let account = AccountNo::new(lc01(), 5);
            let Command::Deposit(deed) = hour(lc01(), "") else { unreachable!() };
            let other = Command::Deposit(DeedCommand { account, ..deed });
            let third = scope.spawn(move || ask(ledger, lc01(), &[(request("third"), other)]));
            assert!(third.join().is_err(), "it was to panic");
            held.hold(false);
            first.join().unwrap();
            second.join().unwrap();
        });
        assert_eq!(ledger.view(lc01(), Wanted::Nothing, |state| state.size()).unwrap(), size + 2);
        armed[1].store(1, Ordering::SeqCst);
        for n in 0..30 {
            let name = format!("later{n}");
            ask(ledger, lc01(), &[(request(&name), hour(lc01(), &name))]).unwrap();
        }
        assert_eq!(ledger.view(lc01(), Wanted::Nothing, |state| state.size()).unwrap(), size + 32);
        let bank = Bank::over(Box::new(Arc::clone(&held.inner)), Box::new(books));
        assert_eq!(bank.balance(4, "SF"), "3.2");
        assert_eq!(bank.findings(), Vec::<String>::new());
    }
}

#[test]
fn wherever_books_panic_when_they_are_asked_the_next_order_goes_on() {
    for scribe in [false, true] {
        let (journal, books) = (Arc::new(MemoryJournal::default()), SharedBooks::default());
        found(&mut Bank::over(Box::new(Arc::clone(&journal)), Box::new(books.clone())));
        let (mut left, mut at) = (0, 0);
        while left <= 0 {
            at += 1;
            let armed = Arc::<[AtomicI64; 2]>::default();
            let panicking = Panicking(books.clone(), Arc::clone(&armed));
            let ledger = Bank::over(Box::new(Arc::clone(&journal)), Box::new(panicking)).ledger;
            let ledger = Arc::new(if scribe { ledger.with_scribe() } else { ledger });
            let one = move |ledger: &Ledger, name: String| {
                ask(ledger, lc01(), &[(request(&name), hour(lc01(), &name))]).unwrap();
                ledger.view(lc01(), Wanted::Nothing, |_| ()).unwrap();
            };
            armed[0].store(at, Ordering::SeqCst);
            let first = || one(&ledger, format!("first{scribe}{at}"));
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(first));
            left = armed[0].swap(0, Ordering::SeqCst);
            let (came, heard) = mpsc::channel();
            let next = std::thread::spawn(move || {
                one(&ledger, format!("next{scribe}{at}"));
                drop(ledger);
                came.send(()).unwrap();
            });
            heard.recv_timeout(EVER).expect("the next goes on");
            next.join().unwrap();
        }
        assert!(at > 5, "the books were asked {at} times");
        let bank = Bank::over(Box::new(journal), Box::new(books));
        assert_eq!(bank.findings(), Vec::<String>::new());
        let size = bank.ledger.view(lc01(), Wanted::Nothing, |state| state.size()).unwrap();
        assert!(size > at.unsigned_abs(), "each next one is there");
    }
}

fn journal_has(ledger: &Ledger, entry: EntryId) -> bool {
    ledger.journal().size(entry.branch).unwrap() > entry.seq
}

#[test]
fn after_a_failed_write_no_branch_takes_anything_more() {
    let journal = Arc::new(MemoryJournal::default());
    let books = SharedBooks::default();
    found(&mut Bank::over(Box::new(Arc::clone(&journal)), Box::new(books.clone())));
    let full = |branch| if branch == lc01() { Err(no_journal()) } else { Ok(()) };
    let journal = Gated { inner: journal, gate: Box::new(full) };
    let ledger = Ledger::new(Box::new(journal), Box::new(books));
    let [one, two, _] = villages();
    ask(&ledger, two, &[(request("a"), hour(two, ""))]).unwrap();
    let failed = ask(&ledger, one, &[(request("b"), hour(one, ""))]);
    assert!(matches!(failed, Err(SubmitError::Failed(Error::Journal(_)))), "{failed:?}");
    for branch in [one, two] {
        let refused = ask(&ledger, branch, &[(request("c"), hour(branch, "c"))]);
        assert!(matches!(refused, Err(SubmitError::Failed(Error::Poisoned))), "{refused:?}");
        let looked = ledger.entry(EntryId { branch, seq: 0 });
        assert!(matches!(looked, Err(Error::Poisoned)), "{looked:?}");
    }
}

/// Who brings one command has his turn, however many bring several without a pause.
#[test]
fn who_brings_one_command_has_his_turn_among_those_who_bring_several() {
    const MOST: usize = 500;
    let inner = Arc::new(MemoryJournal::default());
    let slow = |_| {
        std::thread::sleep(Duration::from_millis(1));
        Ok(())
    };
    let journal = Gated { inner, gate: Box::new(slow) };
    let mut bank = Bank::over(Box::new(journal), Box::<MemoryBooks>::default());
    found(&mut bank);
    let (ledger, ended) = (&bank.ledger, &AtomicBool::new(false));
    let several = |thread: usize| {
        move || {
            let mut orders = 0;
            while orders < MOST && !ended.load(Ordering::Relaxed) {
                let name = |half: &str| format!("{half}-{thread}-{orders}");
                let both = ["a", "b"].map(|half| {
                    let name = name(half);
                    (request(&name), hour(lc01(), &name))
                });
                ask(ledger, lc01(), &both).unwrap();
                orders += 1;
            }
            orders
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|thread| scope.spawn(several(thread))).collect();
        for n in 0..20 {
            let name = format!("one-{n}");
            ask(ledger, lc01(), &[(request(&name), hour(lc01(), &name))]).unwrap();
        }
        ended.store(true, Ordering::Relaxed);
        for thread in threads {
            let orders = thread.join().unwrap();
            assert!(orders < MOST, "one had to wait until the others had nothing more to bring");
        }
    });
    assert_eq!(bank.findings(), Vec::<String>::new());
}
