//! Many who deposit at once, and as many who append to one file and share its syncs.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::books::SledBooks;
use ledger_core::command::Command;
use ledger_core::ids::{BranchCode, RequestKey};
use ledger_core::journal::FileJournal;
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::Ledger;

/// A bank of several villages, on disk.
pub struct Crowd {
    /// Its ledger.
    pub ledger: Ledger,
    /// Who posts.
    pub key: OperatorKey,
    /// Its villages.
    pub villages: Vec<BranchCode>,
    /// Accounts of each village.
    pub accounts: u32,
}

impl Crowd {
    /// In a folder that is emptied first.
    pub fn on_disk(dir: &Path, villages: u32, accounts: u32) -> Self {
        if dir.exists() {
            fs::remove_dir_all(dir).unwrap();
        }
        let journal = FileJournal::new(dir.join("journal"));
        let books = SledBooks::open(dir.join("books")).unwrap();
        let ledger = Ledger::new(Box::new(journal), Box::new(books)).with_scribe();
        let key = super::manager();
        let villages: Vec<BranchCode> =
            (1..=villages).map(|n| format!("LC{n:02}").parse().unwrap()).collect();
        super::found(&ledger, &key, &villages, accounts);
        Self { ledger, key, villages, accounts }
    }

    /// Carries out commands as one order of a village.
    pub fn submit(&self, branch: BranchCode, requests: &[(RequestKey, Command)]) {
        super::submit(&self.ledger, &self.key, branch, requests);
    }

    /// So many threads deposit, one durable deposit after the other, for so long; each goes
    /// from village to village. Returns the deposits a second. `round` is another each time.
    pub fn deposits_a_second(&self, threads: usize, time: Duration, round: usize) -> f64 {
        let villages = self.villages.len();
        a_second(threads, time, |thread, n| {
            // Neighbours in the round of villages are not visited by all at once.
            let at = thread * 7 + n * 5;
            let branch = self.villages[at % villages];
            let deed = super::deed(branch, (at / villages) as u32, self.accounts);
            let request = format!("crowd:{round}-{thread}-{n}").parse().unwrap();
            self.submit(branch, &[(request, deed)]);
        })
    }
}

/// A file that several append to, who wait together for one sync.
pub struct Shared {
    file: Mutex<fs::File>,
    queue: Mutex<Queue>,
    turn: Condvar,
}

#[derive(Default)]
struct Queue {
    bytes: Vec<u8>,
    writing: bool,
    begun: u64,
    ended: u64,
}

impl Shared {
    /// A new file.
    pub fn new(path: &Path) -> Self {
        let _ = fs::remove_file(path);
        let file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        Self { file: Mutex::new(file), queue: Mutex::default(), turn: Condvar::new() }
    }

    /// Appends a line, and returns when it is durable.
    pub fn append(&self, line: &[u8]) {
        let mut queue = self.queue.lock().unwrap();
        queue.bytes.extend_from_slice(line);
        let mine = queue.begun + 1;
        while queue.ended < mine {
            if queue.writing {
                queue = self.turn.wait(queue).unwrap();
                continue;
            }
            queue.writing = true;
            queue.begun += 1;
            let bytes = std::mem::take(&mut queue.bytes);
            drop(queue);
            let mut file = self.file.lock().unwrap();
            file.write_all(&bytes).unwrap();
            file.sync_data().unwrap();
            drop(file);
            queue = self.queue.lock().unwrap();
            queue.writing = false;
            queue.ended += 1;
            self.turn.notify_all();
        }
    }

    /// So many threads append this line for so long: appends a second.
    pub fn appends_a_second(&self, threads: usize, time: Duration, line: &[u8]) -> f64 {
        a_second(threads, time, |_, _| self.append(line))
    }
}

/// How often a second so many threads do something together, given the thread and how
/// often it has.
pub fn a_second(threads: usize, time: Duration, work: impl Fn(usize, usize) + Sync) -> f64 {
    let (begun, work) = (Instant::now(), &work);
    let worker = |thread| {
        move || {
            let mut done = 0;
            while begun.elapsed() < time {
                work(thread, done);
                done += 1;
            }
            done
        }
    };
    let done: usize = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(worker(thread))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    done as f64 / begun.elapsed().as_secs_f64()
}
