//! Disks that fail: full, read-only, or answering EIO.
//!
//! EIO comes from a disk of our own under the journal in files: it is the real one
//! until the one operation that is due. A failed sync loses what was written since the
//! last good one, as Linux does, and the next one says that all is well.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use ledger_core::command::{Command, DeedCommand};
use ledger_core::journal::disk::{Disk, DiskFile, RealDisk};
use ledger_core::journal::{FileJournal, SEGMENT_BYTES};
use ledger_core::keys::{KeyFile, OperatorKey};
use ledger_core::ledger::{Ledger, Order};
use ledger_core::points::Qty;

use super::bank::{self, Fixture, TODAY, VILLAGE, journals, parsed};
use super::kills::asked_of;
use crate::common::store::SharedBooks;
use crate::program::{DEADLINE, Said, command};
use crate::table::{Outcome, Row};
use crate::{Plan, Seen, Told};

/// What fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Read,
    Write,
    Sync,
    Folder,
}

/// A disk of which one operation fails, and if it is not `once`, all after it.
#[derive(Debug, Clone)]
struct BadDisk {
    op: Op,
    due: usize,
    once: bool,
    count: Arc<AtomicUsize>,
    /// How much of each file survived the last good sync.
    synced: Arc<Mutex<HashMap<PathBuf, u64>>>,
}

impl BadDisk {
    fn fails(&self, op: Op) -> bool {
        if op != self.op {
            return false;
        }
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        n == self.due || (!self.once && n > self.due)
    }

    fn check(&self, op: Op) -> io::Result<()> {
        if self.fails(op) { Err(eio()) } else { Ok(()) }
    }

    fn wrap(&self, path: &Path, file: Box<dyn DiskFile>) -> io::Result<Box<dyn DiskFile>> {
        let mut synced = self.synced.lock().unwrap_or_else(PoisonError::into_inner);
        synced.entry(path.to_owned()).or_insert(file.size()?);
        Ok(Box::new(BadFile { disk: self.clone(), path: path.to_owned(), file }))
    }
}

/// The system's own "input/output error".
fn eio() -> io::Error {
    io::Error::from_raw_os_error(5)
}

#[derive(Debug)]
struct BadFile {
    disk: BadDisk,
    path: PathBuf,
    file: Box<dyn DiskFile>,
}

impl Disk for BadDisk {
    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        self.check(Op::Folder)?;
        RealDisk.list(dir)
    }

    fn make_dirs(&self, dir: &Path) -> io::Result<()> {
        self.check(Op::Folder)?;
        RealDisk.make_dirs(dir)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.check(Op::Sync)?;
        RealDisk.sync_dir(dir)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.check(Op::Folder)?;
        self.wrap(path, RealDisk.open(path)?)
    }

    fn open_to_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.check(Op::Folder)?;
        self.wrap(path, RealDisk.open_to_append(path)?)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.check(Op::Folder)?;
        self.wrap(path, RealDisk.create_new(path)?)
    }

    fn write_again(&self, path: &Path, from: u64) -> io::Result<()> {
        self.check(Op::Write)?;
        self.check(Op::Sync)?;
        RealDisk.write_again(path, from)?;
        let mut synced = self.synced.lock().unwrap_or_else(PoisonError::into_inner);
        synced.insert(path.to_owned(), fs::metadata(path)?.len());
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.check(Op::Folder)?;
        RealDisk.remove(path)
    }
}

impl DiskFile for BadFile {
    fn size(&self) -> io::Result<u64> {
        self.disk.check(Op::Read)?;
        self.file.size()
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.disk.check(Op::Read)?;
        self.file.read_at(buffer, offset)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.disk.fails(Op::Write) {
            // A part of it went out before.
            self.file.append(&bytes[..bytes.len() / 2])?;
            return Err(eio());
        }
        self.file.append(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        let mut synced = self.disk.synced.lock().unwrap_or_else(PoisonError::into_inner);
        if self.disk.fails(Op::Sync) {
            let kept = synced.get(&self.path).copied().unwrap_or(0);
            fs::OpenOptions::new().write(true).open(&self.path)?.set_len(kept)?;
            return Err(eio());
        }
        self.file.sync()?;
        synced.insert(self.path.clone(), self.file.size()?);
        Ok(())
    }

    fn cut(&mut self, size: u64) -> io::Result<()> {
        self.disk.check(Op::Write)?;
        self.file.cut(size)
    }
}

pub(super) fn run(plan: &Plan, fixture: &Fixture, told: &mut Told) {
    let rows = [
        (Op::Write, "EIO at each write to the journal, half of it written (library)"),
        (Op::Sync, "EIO at each sync of the journal, what was not synced lost (library)"),
        (Op::Read, "EIO at each read of the journal (library)"),
        (Op::Folder, "EIO at each opening, listing or making of a journal file (library)"),
    ];
    for (op, fault) in rows {
        told.rows.extend(plan.row(fault, |row| each_operation(fixture, op, row)));
    }
    told.rows.extend(plan.row("a full disk, at opening and in the middle of a commit", |row| {
        // KiB left: nothing at all, up to enough for a part of the sheet.
        for left in 0..plan.rounds(4, 30) {
            full_disk(fixture, left * plan.rounds(20, 4), row);
        }
    }));
    told.rows.extend(plan.row("a folder that cannot be written to", |row| read_only(fixture, row)));
    for row in &told.rows {
        if row.rounds() == 0 {
            told.notes
                .push(format!("{}: skipped, this machine gives no mount namespace.", row.fault));
        }
    }
}

/// The clerk's key, out of its file.
fn clerk(dir: &Path) -> OperatorKey {
    let content = fs::read_to_string(dir.join("keys/li.key")).unwrap();
    match KeyFile::parse(&content).unwrap() {
        KeyFile::Plain(key) => key,
        KeyFile::Sealed(_) => panic!("the key is under a passphrase"),
    }
}

/// Five deposits on a disk of which one operation fails, then a sound one.
fn each_operation(fixture: &Fixture, op: Op, row: &mut Row) {
    for torn in [false, true] {
        for once in [true, false] {
            let mut due = 0;
            loop {
                let (_temp, dir) = fixture.copy(&fixture.small());
                if torn {
                    // Recovery has something to do as well.
                    let path = super::bits::segment(&dir, VILLAGE);
                    crate::damage::change(&path, |bytes| bytes.extend_from_slice(b"{\"v\":1,"));
                }
                let disk = BadDisk { op, due, once, count: Arc::default(), synced: Arc::default() };
                let count = Arc::clone(&disk.count);
                let (outcome, seen) = in_time(move || one_morning(&dir, disk));
                row.add(outcome, || format!("{op:?} {due}, once {once}, torn {torn}: {seen}"));
                if count.load(Ordering::Relaxed) <= due {
                    break;
                }
                due += 1;
            }
        }
    }
}

fn in_time(round: impl FnOnce() -> Seen + Send + 'static) -> Seen {
    let (tell, hear) = mpsc::channel();
    thread::spawn(move || {
        let seen = catch_unwind(AssertUnwindSafe(round));
        let _ = tell.send(seen.unwrap_or((Outcome::Panicked, "panicked".to_owned())));
    });
    hear.recv_timeout(DEADLINE).unwrap_or((Outcome::Hung, "hangs".to_owned()))
}

fn one_morning(dir: &Path, disk: BadDisk) -> Seen {
    let before = bank::committed(&journals(dir)[VILLAGE]).to_vec();
    let key = clerk(dir);
    let books = SharedBooks::default();
    let journal = FileJournal::on(Arc::new(disk), dir.join("journal"), SEGMENT_BYTES);
    let ledger = Ledger::new(Box::new(journal), Box::new(books.clone()));
    let account = bank::points_of(&before).into_keys().next().unwrap();
    let mut answered = Vec::new();
    let mut failed = 0;
    for n in 0..5 {
        let evidence = format!("m{n}");
        let (rule, qty) = ("H01".parse().unwrap(), Qty::read("1").unwrap());
        let asked =
            DeedCommand::new(account.parse().unwrap(), rule, qty, "2026-01-30".parse().unwrap());
        let deed = DeedCommand { evidence: evidence.clone(), ..asked };
        let requests = [(evidence.parse().unwrap(), Command::Deposit(deed))];
        let order = Order {
            branch: VILLAGE.parse().unwrap(),
            key: &key,
            now: format!("{TODAY}T02:00:00Z").parse().unwrap(),
            clock_confirmed: false,
            likeness_confirmed: true,
            requests: &requests,
        };
        match ledger.submit(&order) {
            Ok(_) => answered.push(evidence),
            Err(_) => failed += 1,
        }
    }
    drop(ledger);
    // The machine is sound again.
    let journal = FileJournal::new(dir.join("journal"));
    let ledger = Ledger::new(Box::new(journal), Box::new(books));
    let branch = VILLAGE.parse().unwrap();
    if let Err(why) = ledger.books_of(branch) {
        return (Outcome::Silent, format!("a sound disk does not bring it back: {why}"));
    }
    let after = journals(dir)[VILLAGE].clone();
    let Some(added) = after.strip_prefix(&before[..]) else {
        return (Outcome::Silent, "what was there before is not".to_owned());
    };
    let there: Vec<String> = parsed(added)
        .iter()
        .map(|line| line["event"]["deposited"]["evidence"].as_str().unwrap_or("").to_owned())
        .collect();
    if let Some(gone) = answered.iter().find(|evidence| !there.contains(evidence)) {
        return (Outcome::Silent, format!("{gone} was answered and is not there"));
    }
    let seen = asked_of(&ledger, branch, &bank::points_of(&after), parsed(&after).len() as u64);
    match failed {
        0 => seen,
        _ => bank::worse(seen, (Outcome::Refused, format!("{failed} refused"))),
    }
}

/// Runs a shell script as root of a namespace of its own; `None` where that cannot be had.
pub(super) fn in_namespace(script: &str) -> Option<String> {
    let probe = Process::new("unshare").args(["-mr", "true"]).output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        return None;
    }
    let output = Process::new("timeout")
        .args(["120", "unshare", "-mr", "sh", "-c", script])
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(format!("{}{}", text(&output.stdout), text(&output.stderr)))
}

/// A command as a word of a shell script, its answer in `<name>.out` and `.err` beside
/// the bank, and how it ended in `<name>.code`.
pub(super) fn line(dir: &Path, name: &str, args: &[&str]) -> String {
    let process = command(dir, TODAY, "li", args);
    let words = std::iter::once(process.get_program()).chain(process.get_args());
    let words: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    let to = dir.parent().unwrap().join(name);
    let to = to.display();
    format!("env -i timeout 20 {} >{to}.out 2>{to}.err; echo $? >{to}.code;", words.join(" "))
}

/// What such a command said.
pub(super) fn said(dir: &Path, name: &str) -> Said {
    let read = |ending: &str| {
        let path = dir.parent().unwrap().join(format!("{name}.{ending}"));
        fs::read_to_string(path).unwrap_or_default()
    };
    let (out, err, code) = (read("out"), read("err"), read("code"));
    let code: i32 = code.trim().parse().unwrap_or(-1);
    // As the shell has it: 124 by `timeout`; else it is the status shifted.
    let status = (code != 124).then(|| ExitStatus::from_raw(code << 8));
    Said { status, out, err }
}

/// So many KiB are left when a deposit and a sheet are posted; then there is room again.
fn full_disk(fixture: &Fixture, left: u64, row: &mut Row) {
    let (temp, dir) = fixture.copy(&fixture.sound());
    let import = bank::import_args(temp.path(), "full", 300);
    let import: Vec<&str> = import.iter().map(String::as_str).collect();
    let before = journals(&dir);
    let (at, whole) = (dir.display(), temp.path().join("whole"));
    let whole = whole.display();
    let script = format!(
        "set -e; cp -r {at} {whole}; mount -t tmpfs -o size=8m tmpfs {at}; cp -r {whole}/. {at}/; \
         dd if=/dev/zero of={at}/room bs=1024 count={left} 2>/dev/null; \
         cat /dev/zero >{at}/filler 2>/dev/null || true; rm {at}/room; set +e; {} {} {} rm {at}/filler; {} {} {} \
         cp -r {at}/. {whole}/; echo done",
        line(&dir, "deposit", &bank::deposit_args("一组-002", "one")),
        line(&dir, "import", &import),
        line(&dir, "balance", &["--branch", VILLAGE, "balance"]),
        line(&dir, "again", &bank::deposit_args("一组-002", "one")),
        line(&dir, "audit", &["audit"]),
        line(&dir, "after", &["--branch", VILLAGE, "balance"]),
    );
    let Some(told) = in_namespace(&script) else { return };
    let mut seen = (Outcome::Survived, String::new());
    if !told.contains("done") {
        seen = (Outcome::Silent, format!("the round was not run: {told}"));
    }
    for name in ["deposit", "import", "balance", "again", "audit", "after"] {
        seen = bank::worse(seen, bank::manners(name, &said(&dir, name)));
    }
    // What is left in the end: what was answered, whole; and right balances.
    let whole = temp.path().join("whole");
    let now = journals(&whole);
    let added = now[VILLAGE].strip_prefix(&before[VILLAGE][..]).map(parsed);
    let of = |evidence: &str| {
        let lines = added.iter().flatten();
        lines.filter(|line| line["event"]["deposited"]["evidence"] == evidence).count()
    };
    let (one, sheet) = (of("one"), of("full"));
    let answered = said(&dir, "import").is_ok();
    if one != 1 || (sheet != 0 && sheet != 300) || (answered && sheet == 0) {
        let text = format!("{one} deposit, {sheet} rows of the sheet, answered: {answered}");
        seen = bank::worse(seen, (Outcome::Silent, text));
    }
    for name in ["again", "audit", "after"] {
        let said = said(&dir, name);
        if !said.is_ok() {
            let text = format!("with room again, {name}: {}", said.all());
            seen = bank::worse(seen, (Outcome::Silent, text));
        }
    }
    if bank::points_said(&said(&dir, "after")) != Some(bank::points_of(&now[VILLAGE])) {
        seen = bank::worse(seen, (Outcome::Silent, "wrong balances".to_owned()));
    }
    row.add(seen.0, || format!("{left} KiB left: {}", seen.1));
}

/// It is read, rightly, with books and without; and it is not written.
fn read_only(fixture: &Fixture, row: &mut Row) {
    for books in [true, false] {
        let (_temp, dir) = fixture.copy(&fixture.sound());
        if !books {
            fs::remove_dir_all(dir.join("books")).unwrap();
        }
        let at = dir.display();
        let script = format!(
            "mount --bind {at} {at} && mount -o remount,ro,bind {at} && {} {} {} {} echo done",
            line(&dir, "balance", &["--branch", VILLAGE, "balance"]),
            line(&dir, "deposit", &bank::deposit_args("一组-002", "one")),
            line(&dir, "rebuild", &["rebuild"]),
            line(&dir, "audit", &["audit"]),
        );
        let Some(told) = in_namespace(&script) else { return };
        let mut seen = (Outcome::Survived, String::new());
        for name in ["balance", "deposit", "rebuild", "audit"] {
            seen = bank::worse(seen, bank::manners(name, &said(&dir, name)));
        }
        let balance = said(&dir, "balance");
        let right = bank::points_said(&balance).as_ref() == Some(&fixture.truth.points[VILLAGE]);
        if !told.contains("done")
            || !right
            || said(&dir, "deposit").is_ok()
            || !said(&dir, "audit").is_ok()
        {
            seen = bank::worse(seen, (Outcome::Silent, format!("{told}; {balance:?}")));
        }
        row.add(seen.0, || format!("books: {books}: {}", seen.1));
    }
}
