//! Recovery: whatever happens to the books, the answers are the same; whatever
//! happens in the middle of a write, what was acknowledged is there and no half
//! of a commit is.
//!
//! Every round runs on its own thread under a deadline, because a store that
//! hangs is as bad as one that lies. Seeds are fixed, and a failure prints its
//! round. `WENMING_BIT_ROUNDS` and `WENMING_KILL_ROUNDS` ask for more of them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once, mpsc};
use std::time::Duration;

use common::store::{Dice, SharedBooks, all_books, copy_dir};
use common::{Bank, account, deed, key, lc01, time};
use ledger_core::books::{Batch, Books, BooksError, SledBooks, Visit, guarded};
use ledger_core::command::Command;
use ledger_core::ids::{BranchCode, EntryId, RequestKey};
use ledger_core::journal::{
    Appended, FileJournal, Journal, JournalError, Lines, Torn, Visit as VisitLine,
};
use ledger_core::ledger::{Done, Ledger, Notice, Order, SubmitError};
use ledger_core::line::is_signed;

/// Runs a round on a thread of its own; a round that does not end has failed.
fn in_time<T: Send + 'static>(what: &str, round: impl FnOnce() -> T + Send + 'static) -> T {
    quiet();
    let (done, wait) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        let answer = round();
        let _ = done.send(());
        answer
    });
    match wait.recv_timeout(Duration::from_secs(60)) {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what}: hangs"),
        Ok(()) | Err(mpsc::RecvTimeoutError::Disconnected) => {}
    }
    match thread.join() {
        Ok(answer) => answer,
        Err(why) => {
            let why = why.downcast_ref::<String>().map_or("a panic", String::as_str);
            panic!("{what}: {why}")
        }
    }
}

/// A panic of sled's that is caught is nobody's news.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !guarded() {
                before(info);
            }
        }));
    });
}

/// A bank in a folder with two branches' worth of work, and what it answers.
struct Kept {
    dir: tempfile::TempDir,
    balances: Vec<String>,
    books: Vec<String>,
    size: u64,
}

fn kept() -> Kept {
    let dir = tempfile::tempdir().unwrap();
    let mut bank = Bank::founded_in(dir.path());
    work(&mut bank);
    let balances = bank.balances();
    let books = all_books(&bank.ledger);
    let size = bank.ledger.journal().size(lc01()).unwrap();
    Kept { dir, balances, books, size }
}

fn work(bank: &mut Bank) {
    for n in 1..=4 {
        bank.deposit(n % 3 + 1, "H08", "1", &format!("2026-0{}-0{n}", n % 3 + 1)).unwrap();
    }
    bank.redeem(1, "RICE-5", "1").unwrap();
    let wrong = bank.deposit(4, "T01", "2", "2026-03-01").unwrap();
    bank.reverse(wrong.entry).unwrap();
    // Enough for packed blocks of an account's entries, and for several pages.
    let many = |n: u64| {
        let mut posted = deed(u32::try_from(n % 2).unwrap() + 1, "H51", "1", "2026-02-01");
        posted.note = format!("第{n}次");
        posted.rule = "T01".parse().unwrap();
        posted.account = account(4);
        posted.qty = "0.1".parse().unwrap();
        Command::Deposit(posted)
    };
    for batch in 0..3 {
        let commands = (0..40).map(|n| many(batch * 40 + n)).collect();
        bank.ask_all("clerk", lc01(), commands).unwrap();
    }
}

/// Opens a bank whose books were damaged: it answers as before, goes on, and
/// says so where it made its books anew. Returns whether it did.
fn answers_as_before(dir: &Path, kept: (&[String], &[String], u64)) -> bool {
    let (balances, books, size) = kept;
    let had_to = |notice: &Notice| matches!(notice, Notice::Rebuilt { .. });
    let aside = |dir: &Path| {
        let names = fs::read_dir(dir).unwrap().map(|name| name.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().contains("damaged")).count()
    };
    let sled = SledBooks::open(dir.join("books")).unwrap();
    let mut rebuilt = sled.set_aside().is_some();
    let mut bank = Bank::over(Box::new(FileJournal::new(dir.join("journal"))), Box::new(sled));
    bank.now = time("2026-03-20T02:10:00Z");
    assert_eq!(bank.balances(), balances);
    assert_eq!(all_books(&bank.ledger), books);
    assert_eq!(bank.findings(), Vec::<String>::new());
    assert_eq!(bank.ledger.statement(account(4), usize::MAX).unwrap().len(), 123);
    // It takes the next entry, and the books have it after the next opening.
    let next = bank.deposit(1, "H01", "1", "2026-03-10").unwrap();
    assert_eq!(next.entry, EntryId { branch: lc01(), seq: size });
    let notices = bank.ledger.take_notices();
    let caught_up = |n: &Notice| matches!(n, Notice::CaughtUp { .. });
    rebuilt |= notices.iter().any(had_to);
    // Books that lost something were brought up to the journal, and that was said.
    let told = rebuilt || notices.iter().any(caught_up);
    assert!(aside(dir) == 0 || told, "{notices:?}");
    let after = bank.balances();
    drop(bank);
    assert_eq!(Bank::open(dir).balances(), after);
    told
}

fn damage_round(kept: &Kept, what: &str, damage: impl FnOnce(&Path)) -> bool {
    let dir = tempfile::tempdir().unwrap();
    copy_dir(kept.dir.path(), dir.path());
    damage(&dir.path().join("books"));
    let (balances, books, size) = (kept.balances.clone(), kept.books.clone(), kept.size);
    in_time(what, move || answers_as_before(dir.path(), (&balances, &books, size)))
}

/// Every file of the books, with its length.
fn files_of(books: &Path) -> Vec<(PathBuf, u64)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(books).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            let len = entry.metadata().unwrap().len();
            files.push((entry.path().strip_prefix(books).unwrap().to_owned(), len));
        }
    }
    files.sort();
    files
}

fn change_file(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

#[test]
fn books_that_are_as_they_were_left_are_not_made_anew() {
    let kept = kept();
    assert!(!damage_round(&kept, "untouched", |_| {}));
}

#[test]
fn books_deleted_are_made_anew_and_it_is_said() {
    let kept = kept();
    assert!(damage_round(&kept, "the folder", |books| fs::remove_dir_all(books).unwrap()));
    assert!(damage_round(&kept, "all that is in it", |books| {
        fs::remove_dir_all(books).unwrap();
        fs::create_dir(books).unwrap();
    }));
    for (file, _) in files_of(&kept.dir.path().join("books")) {
        let what = format!("{} deleted", file.display());
        damage_round(&kept, &what, |books| fs::remove_file(books.join(&file)).unwrap());
    }
    assert!(damage_round(&kept, "a file in its place", |books| {
        fs::remove_dir_all(books).unwrap();
        fs::create_dir(books).unwrap();
        fs::write(books.join("db"), b"not a database").unwrap();
    }));
}

#[test]
fn books_cut_off_anywhere_answer_as_before() {
    let kept = kept();
    for (file, len) in files_of(&kept.dir.path().join("books")) {
        for part in [0, 1, 7, len / 8, len / 3, len / 2, len - len / 4, len.saturating_sub(1)] {
            let what = format!("{} cut to {part} of {len} bytes", file.display());
            damage_round(&kept, &what, |books| {
                change_file(&books.join(&file), |bytes| {
                    bytes.truncate(usize::try_from(part).unwrap());
                });
            });
        }
    }
}

#[test]
fn books_with_bits_flipped_anywhere_answer_as_before() {
    let kept = Arc::new(kept());
    let rounds = rounds("WENMING_BIT_ROUNDS", 160);
    let files = files_of(&kept.dir.path().join("books"));
    let used: Vec<usize> = files
        .iter()
        .map(|(file, _)| {
            // sled writes its file out to a whole segment: what is behind the last byte is nothing.
            let bytes = fs::read(kept.dir.path().join("books").join(file)).unwrap();
            bytes.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1)
        })
        .collect();
    let told = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for half in 0..2 {
            let (kept, files, used, told) = (Arc::clone(&kept), &files, &used, &told);
            scope.spawn(move || {
                for round in (half..rounds).step_by(2) {
                    let mut dice = Dice::new(round as u64);
                    let place = dice.below(files.len());
                    let (file, flips) = (&files[place].0, 1 + dice.below(3));
                    let what = format!("round {round}: {flips} bits of {}", file.display());
                    let anew = damage_round(&kept, &what, |books| {
                        change_file(&books.join(file), |bytes| {
                            for _ in 0..flips {
                                let at = dice.below(used[place].max(1));
                                bytes[at] ^= 1 << dice.below(8);
                            }
                        });
                    });
                    told.fetch_add(usize::from(anew), Ordering::Relaxed);
                }
            });
        }
    });
    assert!(told.into_inner() > rounds / 10, "the flips hit something");
}

fn rounds(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn books_of_last_week_or_of_another_bank_answer_as_this_bank_does_today() {
    let kept = kept();
    let earlier = tempfile::tempdir().unwrap();
    earlier_copy(&kept, earlier.path());
    let put = |from: PathBuf| {
        move |books: &Path| {
            fs::remove_dir_all(books).unwrap();
            copy_dir(&from, books);
        }
    };
    assert!(damage_round(&kept, "last week's books", put(earlier.path().join("books"))));

    let other = tempfile::tempdir().unwrap();
    let mut bank = Bank::open(other.path());
    bank.found_as("wenming.example/other", common::RULEBOOK);
    work(&mut bank);
    bank.deposit(2, "H01", "1", "2026-03-01").unwrap();
    drop(bank);
    assert!(damage_round(&kept, "another bank's books", put(other.path().join("books"))));
    let short = tempfile::tempdir().unwrap();
    let mut bank = Bank::open(short.path());
    bank.found_as("wenming.example/other", common::RULEBOOK);
    drop(bank);
    assert!(damage_round(&kept, "another, younger bank's", put(short.path().join("books"))));
}

/// The same bank as it was before its last commits.
fn earlier_copy(kept: &Kept, dir: &Path) {
    copy_dir(&kept.dir.path().join("journal"), &dir.join("journal"));
    let path = dir.join("journal/LC01/000000000000.jsonl");
    change_file(&path, |bytes| {
        let mut end = 0;
        let mut lines = 0;
        for line in bytes.split_inclusive(|&b| b == b'\n') {
            end += line.len();
            lines += 1;
            if lines >= 15 && is_signed(&line[..line.len() - 1]) {
                break;
            }
        }
        bytes.truncate(end);
    });
    drop(Bank::open(dir).balances());
}

#[test]
fn half_made_snapshots_do_not_keep_the_books_shut() {
    let kept = kept();
    assert!(!damage_round(&kept, "a stray snapshot", |books| {
        for name in ["snap.0000000000000000.generating", "snap.ffffffffffffffff.generating"] {
            fs::write(books.join(name), b"half").unwrap();
        }
    }));
}

#[test]
fn a_torn_tail_is_moved_aside_at_every_byte_and_the_balances_are_those_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let shared = SharedBooks::default();
    let journal = |dir: &Path| Box::new(FileJournal::new(dir.join("journal")));
    let mut bank = Bank::over(journal(dir.path()), Box::new(shared.clone()));
    bank.found();
    let before = bank.balances();
    let books = shared.copy();
    let path = dir.path().join("journal/LC01/000000000000.jsonl");
    let whole = fs::read(&path).unwrap().len();
    let three = (1..=3).map(|n| Command::Deposit(deed(n, "H01", "1", "2026-03-01")));
    bank.ask_all("clerk", lc01(), three.collect()).unwrap();
    drop(bank);
    let text = fs::read(&path).unwrap();
    for cut in whole..text.len() {
        fs::write(&path, &text[..cut]).unwrap();
        // The books are behind, as after a crash: they had not heard of the commit.
        let mut bank = Bank::over(journal(dir.path()), Box::new(books.copy()));
        assert_eq!(bank.balances(), before, "cut at {cut}");
        let torn = bank.ledger.take_notices();
        match &torn[..] {
            [] => assert_eq!(cut, whole),
            [Notice::Torn(Torn { bytes, kept_in: Some(kept), .. })] => {
                assert_eq!(*bytes, (cut - whole) as u64);
                assert_eq!(fs::read(kept).unwrap(), &text[whole..cut], "nothing is thrown away");
                fs::remove_file(kept).unwrap();
            }
            other => panic!("{other:?}"),
        }
        if cut % 64 == 0 {
            bank.now = time("2026-03-20T02:30:00Z");
            bank.deposit(1, "H01", "1", "2026-03-01").unwrap();
        }
    }
    // Where the books had heard of it, it is a loss and no torn tail.
    for cut in [whole, whole + 1, text.len() - 1] {
        fs::write(&path, &text[..cut]).unwrap();
        let bank = Bank::over(journal(dir.path()), Box::new(shared.copy()));
        let refused = bank.ledger.account(account(1)).unwrap_err().to_string();
        assert!(refused.contains("has lost entries: 16 were acknowledged, 13"), "{refused}");
        assert_eq!(fs::read(&path).unwrap().len(), cut, "nothing was moved");
    }
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Nothing of it was done.
    Before,
    /// A part of it was done, where it has parts.
    Half,
    /// All of it was done, and the answer was lost.
    After,
}

/// Counts operations; the one that is due fails, and so does all that follows,
/// until the process is gone and the bank is opened again.
#[derive(Clone)]
struct Trouble {
    count: Arc<AtomicUsize>,
    due: usize,
    fault: Fault,
    /// Only the one fails; the next is well again, as with a full disk made empty.
    once: bool,
}

impl Trouble {
    /// Whether this operation fails, and how.
    fn now(&self) -> Option<Fault> {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        match n.cmp(&self.due) {
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal => Some(self.fault),
            std::cmp::Ordering::Greater => (!self.once).then_some(Fault::Before),
        }
    }
}

struct FaultyJournal {
    dir: PathBuf,
    inner: FileJournal,
    trouble: Trouble,
}

impl FaultyJournal {
    fn io(&self) -> JournalError {
        let source = std::io::Error::other("no");
        JournalError::Io { doing: "do something to", path: self.dir.clone(), source }
    }

    fn try_to<T>(&self, op: impl FnOnce() -> Result<T, JournalError>) -> Result<T, JournalError> {
        match self.trouble.now() {
            None => op(),
            Some(Fault::Before | Fault::Half) => Err(self.io()),
            Some(Fault::After) => op().and(Err(self.io())),
        }
    }
}

impl Journal for FaultyJournal {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.try_to(|| self.inner.branches())
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.try_to(|| self.inner.size(branch))
    }

    fn recover(&self, branch: BranchCode, known: u64) -> Result<Option<Torn>, JournalError> {
        self.try_to(|| self.inner.recover(branch, known))
    }

    fn append(
        &self,
        branch: BranchCode,
        size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        match self.trouble.now() {
            None => self.inner.append(branch, size, lines),
            Some(Fault::Before) => Err(self.io()),
            Some(Fault::Half) => {
                // The power went while the lines were being written.
                let path = self.dir.join(format!("journal/{branch}/000000000000.jsonl"));
                let mut bytes = fs::read(&path).unwrap_or_default();
                bytes.extend_from_slice(&lines.bytes()[..lines.bytes().len() * 2 / 3]);
                if path.parent().is_some_and(Path::exists) {
                    fs::write(&path, bytes).unwrap();
                }
                Err(self.io())
            }
            Some(Fault::After) => self.inner.append(branch, size, lines).and(Err(self.io())),
        }
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut VisitLine<'_>,
    ) -> Result<u64, JournalError> {
        self.try_to(|| self.inner.read(branch, from, visit))
    }
}

struct FaultyBooks {
    inner: SharedBooks,
    trouble: Trouble,
}

impl FaultyBooks {
    fn try_to<T>(&self, op: impl FnOnce() -> Result<T, BooksError>) -> Result<T, BooksError> {
        let failed = || BooksError::Store("no".to_owned());
        match self.trouble.now() {
            None => op(),
            Some(Fault::Before | Fault::Half) => Err(failed()),
            Some(Fault::After) => op().and(Err(failed())),
        }
    }
}

impl Books for FaultyBooks {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        self.try_to(|| self.inner.get(key))
    }

    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        self.try_to(|| self.inner.scan(prefix, visit))
    }

    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        self.try_to(|| self.inner.write(batch))
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        let mut inner = self.inner.clone();
        self.try_to(|| inner.start_over())
    }
}

type Asked = (&'static str, Vec<(RequestKey, Command)>);

/// A morning's orders: single ones, one of several commands, a reversal.
fn orders() -> Vec<Asked> {
    let request = |name: &str| name.parse().unwrap();
    let one = |name: &str, command| vec![(request(name), command)];
    let deposit = |serial, on: &str| Command::Deposit(deed(serial, "H01", "1", on));
    let redeem = Command::Redeem {
        account: account(1),
        offer: "RICE-5".parse().unwrap(),
        qty: "1".parse().unwrap(),
        note: String::new(),
        with: None,
    };
    let several = (1..=3)
        .map(|n| (request(&format!("b{n}")), deposit(n, "2026-02-02")))
        .chain([(request("b4"), redeem.clone())])
        .collect();
    let undone = EntryId { branch: lc01(), seq: 13 };
    let reverse = Command::Reverse { entry: undone, reason: "记错".to_owned() };
    vec![
        ("clerk", one("a", deposit(1, "2026-03-01"))),
        ("clerk", several),
        ("manager", one("c", reverse)),
        ("clerk", one("d", redeem)),
    ]
}

fn submit(ledger: &Ledger, asked: &Asked) -> Result<Vec<Done>, SubmitError> {
    ask(ledger, asked, false)
}

/// Submits an order; or plans it, and carries the plan out where nothing of it is refused.
fn ask(ledger: &Ledger, (by, requests): &Asked, planned: bool) -> Result<Vec<Done>, SubmitError> {
    let key = key(by);
    let now = time("2026-03-20T02:00:00Z");
    let order = Order {
        branch: lc01(),
        key: &key,
        now,
        clock_confirmed: false,
        likeness_confirmed: true,
        requests,
    };
    if !planned {
        return ledger.submit(&order);
    }
    let plan = ledger.plan(&order)?;
    let refused = plan.outcomes().iter().enumerate();
    let mut refused = refused.filter_map(|(index, o)| Some((index, o.clone().err()?)));
    match refused.next() {
        None => ledger.carry_out(plan),
        Some((index, refusal)) => Err(SubmitError::Refused { index, refusal: Box::new(refusal) }),
    }
}

#[test]
fn whichever_operation_fails_what_was_acknowledged_is_there_and_no_half_of_a_commit() {
    let home = tempfile::tempdir().unwrap();
    let founded = SharedBooks::default();
    let journal = FileJournal::new(home.path().join("journal"));
    Bank::over(Box::new(journal), Box::new(founded.clone())).found();
    // Books as they should be; books that are gone; books that have to be set aside.
    let damaged = founded.copy();
    let mut batch = Batch::default();
    batch.put(b"LC01/h".to_vec(), b"nonsense".to_vec());
    damaged.write(&batch).unwrap();
    for books in [founded, SharedBooks::default(), damaged] {
        for planned in [false, true] {
            let round =
                |due, fault, once| fault_round(home.path(), &books, (due, fault, once), planned);
            let count = round(usize::MAX, Fault::Before, true);
            assert!(count > 10, "{count} operations");
            for due in 0..count {
                for fault in [Fault::Before, Fault::Half, Fault::After] {
                    round(due, fault, true);
                    if !planned {
                        round(due, fault, false);
                    }
                }
            }
        }
    }
}

/// One morning with one fault; the number of operations there were.
fn fault_round(
    home: &Path,
    founded: &SharedBooks,
    (due, fault, once): (usize, Fault, bool),
    planned: bool,
) -> usize {
    let what = format!("operation {due} fails {fault:?}, once: {once}, planned: {planned}");
    let dir = tempfile::tempdir().unwrap();
    copy_dir(&home.join("journal"), &dir.path().join("journal"));
    let shared = founded.copy();
    let trouble = Trouble { count: Arc::default(), due, fault, once };
    let inner = FileJournal::new(dir.path().join("journal"));
    let journal = FaultyJournal { dir: dir.path().to_owned(), inner, trouble: trouble.clone() };
    let books = FaultyBooks { inner: shared.clone(), trouble: trouble.clone() };
    let ledger = Ledger::new(Box::new(journal), Box::new(books));
    let orders = orders();
    let mut acknowledged: Vec<Done> = Vec::new();
    for order in &orders {
        match ask(&ledger, order, planned) {
            Ok(done) => acknowledged.extend(done),
            Err(SubmitError::Failed(_)) => {}
            // What it builds on was not acknowledged: its entry is not there.
            Err(SubmitError::Refused { refusal, .. }) => {
                assert!(!acknowledged.iter().any(|done| done.entry.seq == 13), "{what}: {refusal}");
            }
        }
    }
    drop(ledger);

    // Opened again on a sound machine.
    let journal = FileJournal::new(dir.path().join("journal"));
    let bank = Bank::over(Box::new(journal), Box::new(shared));
    assert_eq!(bank.balances().len(), 5, "{what}");
    for done in &acknowledged {
        let entry = bank.ledger.entry(done.entry).unwrap().unwrap();
        assert_eq!(entry.event, done.event, "{what}");
    }
    let is_there = |request: &RequestKey| {
        let size = bank.ledger.journal().size(lc01()).unwrap();
        (13..size).any(|seq| {
            let entry = bank.ledger.entry(EntryId { branch: lc01(), seq }).unwrap().unwrap();
            entry.req == *request
        })
    };
    for (_, requests) in &orders {
        let there = requests.iter().filter(|(request, _)| is_there(request)).count();
        assert!(there == 0 || there == requests.len(), "{what}: {there} of {}", requests.len());
    }
    assert_eq!(bank.findings(), Vec::<String>::new(), "{what}");

    // Asked again, everything is answered and nothing twice.
    for order in &orders {
        for (done, (request, _)) in submit(&bank.ledger, order).unwrap().iter().zip(&order.1) {
            let before = acknowledged.iter().any(|known| known.entry == done.entry);
            assert!(done.repeated || !before, "{what}: {request}");
        }
    }
    let balances: Vec<String> = (1..=5).map(|serial| bank.balance(serial, "JF")).collect();
    assert_eq!(balances, ["112", "2", "2", "0", "40"], "{what}");
    assert_eq!(bank.ledger.journal().size(lc01()).unwrap(), 20, "{what}");
    assert_eq!(bank.findings(), Vec::<String>::new(), "{what}");
    trouble.count.load(Ordering::Relaxed)
}

const WRITER: &str = "WENMING_TEST_WRITER";

/// Not a test by itself: the process that is killed. It deposits and imports
/// for ever and says what it was told is done.
#[test]
fn the_writer_that_is_killed() {
    let Ok(dir) = std::env::var(WRITER) else { return };
    let mut bank = Bank::open(Path::new(&dir));
    let first = bank.ledger.journal().size(lc01()).unwrap();
    // Every other one is a commit ahead of its books.
    if first.is_multiple_of(2) {
        bank.ledger = bank.ledger.with_scribe();
    }
    let (clerk, mut out) = (key("clerk"), std::io::stdout());
    for n in 0.. {
        // An import of thirty rows after every two single deposits.
        let rows = if n % 3 == 2 { 30 } else { 1 };
        let requests: Vec<_> = (0..rows)
            .map(|row| {
                let mut posted = deed(4, "T01", "0.1", "2026-03-01");
                posted.note = format!("{row}/{rows}");
                let request: RequestKey = format!("r{first}-{n}:{row}").parse().unwrap();
                (request, Command::Deposit(posted))
            })
            .collect();
        let done = bank
            .ledger
            .submit(&Order {
                branch: lc01(),
                key: &clerk,
                now: bank.now,
                clock_confirmed: false,
                likeness_confirmed: true,
                requests: &requests,
            })
            .unwrap();
        for (done, (request, _)) in done.iter().zip(&requests) {
            writeln!(out, "done {} {request}", done.entry.seq).unwrap();
        }
        out.flush().unwrap();
    }
}

#[test]
fn killed_at_any_moment_every_acknowledged_entry_is_there_and_imports_are_whole_or_absent() {
    let home = tempfile::tempdir().unwrap();
    drop(Bank::founded_in(home.path()));
    let mut dice = Dice::new(7);
    let (mut all, mut waited_for) = (0, 0);
    for round in 0..rounds("WENMING_KILL_ROUNDS", 30) {
        // A bank of some size now and then begins again, so that rounds stay short.
        if round % 10 == 0 {
            fs::remove_dir_all(home.path().join("journal")).unwrap();
            fs::remove_dir_all(home.path().join("books")).unwrap();
            drop(Bank::founded_in(home.path()));
        }
        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_writer_that_is_killed", "--nocapture"])
            .env(WRITER, home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Some are killed while they open the bank, most while they write.
        let mut acknowledged: Vec<(u64, String)> = Vec::new();
        let mut hear = |line: String| {
            if let Some(done) = line.strip_prefix("done ") {
                let (seq, request) = done.split_once(' ').unwrap();
                acknowledged.push((seq.parse().unwrap(), request.to_owned()));
            }
        };
        if round % 5 != 0 {
            waited_for += 1;
            for line in lines.by_ref() {
                let line = line.unwrap();
                let begun = line.starts_with("done ");
                hear(line);
                if begun {
                    break;
                }
            }
        }
        std::thread::sleep(Duration::from_micros(dice.below(40_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        // What was said before the kill stands in the pipe; its last line may be cut.
        let mut rest: Vec<String> = lines.map_while(Result::ok).collect();
        let _ = rest.pop();
        rest.into_iter().for_each(&mut hear);

        let dir = home.path().to_owned();
        let what = format!("round {round}");
        let heard = acknowledged.len();
        in_time(&what.clone(), move || check_after_kill(&dir, &acknowledged, &what));
        all += heard;
    }
    // Each that was waited for said one at least, however slow the machine.
    assert!(all >= waited_for && waited_for > 0, "{all} of {waited_for} were acknowledged");
}

fn check_after_kill(dir: &Path, acknowledged: &[(u64, String)], what: &str) {
    let bank = Bank::open(dir);
    let mut runs: std::collections::BTreeMap<String, (usize, usize)> = Default::default();
    let size =
        bank.ledger.view(lc01(), ledger_core::ledger::Wanted::Nothing, |s| s.size()).unwrap();
    let mut requests = Vec::new();
    bank.ledger
        .journal()
        .read(lc01(), 13, &mut |_, line| {
            let entry = ledger_core::line::Entry::decode(line).unwrap();
            if let ledger_core::event::Event::Deposited(deed) = &entry.event {
                let rows = deed.note.split_once('/').unwrap().1.parse().unwrap();
                let run = entry.req.as_str().split_once(':').unwrap().0.to_owned();
                let seen = runs.entry(run).or_insert((0, rows));
                seen.0 += 1;
            }
            requests.push(entry.req.to_string());
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(requests.len() as u64 + 13, size, "{what}: nothing stands behind the last commit");
    for (seq, request) in acknowledged {
        let there = requests.get(usize::try_from(*seq).unwrap() - 13);
        assert_eq!(there, Some(request), "{what}: entry {seq}");
    }
    for (run, (there, rows)) in runs {
        assert_eq!(there, rows, "{what}: {run}");
    }
    let points = requests.len();
    let whole = format!("{}.{}", points / 10, points % 10);
    let whole = whole.strip_suffix(".0").unwrap_or(&whole);
    assert_eq!(bank.balance(4, "SF"), whole, "{what}");
    if what.ends_with('9') {
        assert_eq!(bank.findings(), Vec::<String>::new(), "{what}");
    }
}
