//! One durable deposit beside a raw append of the same bytes, in turns.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::{Samples, Village};

pub const ACCOUNTS: u32 = 2_000;
/// Deposits in the bank before the first one that is timed.
pub const BEFORE: u32 = 50_000;

/// A bank with a scribe, one without, one with its books in memory, and a file that is
/// only appended to.
pub struct Beside {
    village: Village,
    alone: Village,
    twin: Village,
    raw: File,
    next: u32,
}

/// So many deposits, and what was done beside each.
#[derive(Default)]
pub struct Batch {
    /// Through the ledger, its books in sled.
    pub deposits: Samples,
    /// The same without a scribe.
    pub without_scribe: Samples,
    /// The same with the books in memory.
    pub without_sled: Samples,
    /// Its line appended to the file and synced.
    pub appends: Samples,
}

impl Beside {
    /// In a folder of its own.
    pub fn new(dir: &Path) -> Self {
        let mut village = Village::on_disk(&dir.join("bank"), ACCOUNTS);
        let mut alone = Village::on_disk(&dir.join("alone"), ACCOUNTS);
        let mut twin = Village::without_sled(&dir.join("other"), ACCOUNTS);
        village.ledger = village.ledger.with_scribe();
        for village in [&mut village, &mut alone, &mut twin] {
            village.submit((0..BEFORE).map(|n| village.deed(n, ACCOUNTS)).collect());
        }
        let raw = dir.join("raw.jsonl");
        let _ = fs::remove_file(&raw);
        let raw = OpenOptions::new().create(true).append(true).open(raw).unwrap();
        Self { village, alone, twin, raw, next: BEFORE }
    }

    /// So many more.
    pub fn batch(&mut self, each: u32) -> Batch {
        let mut batch = Batch::default();
        for deed in self.next..self.next + each {
            let order = self.village.requests_of(vec![self.village.deed(deed, ACCOUNTS)]);
            batch.deposits.time(|| self.village.submit_requests(&order));
            let line = last_line(&self.village);
            batch.appends.time(|| {
                self.raw.write_all(&line).unwrap();
                self.raw.sync_data().unwrap();
            });
            batch.without_scribe.time(|| self.alone.submit_requests(&order));
            batch.without_sled.time(|| self.twin.submit_requests(&order));
        }
        self.next += each;
        batch
    }
}

/// The line of the deposit just made, with its `\n`.
fn last_line(village: &Village) -> Vec<u8> {
    let journal = village.ledger.journal();
    let size = journal.size(village.branch).unwrap();
    let mut line = journal.line(village.branch, size - 1).unwrap().unwrap();
    line.push(b'\n');
    line
}
