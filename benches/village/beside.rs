//! One durable deposit beside a raw append of the same bytes, in turns.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::{Samples, Village};

pub const ACCOUNTS: u32 = 2_000;
/// Deposits in the bank before the first one that is timed.
pub const BEFORE: u32 = 50_000;

/// A bank with a scribe, and a file that is only appended to; and where it is asked for, a
/// bank without a scribe, and one with its books in memory.
pub struct Beside {
    village: Village,
    others: Option<[Village; 2]>,
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
        let mut village = with_a_year(Village::on_disk(&dir.join("bank"), ACCOUNTS));
        village.ledger = village.ledger.with_scribe();
        let raw = dir.join("raw.jsonl");
        let _ = fs::remove_file(&raw);
        let raw = OpenOptions::new().create(true).append(true).open(raw).unwrap();
        Self { village, others: None, raw, next: BEFORE }
    }

    /// The same, and the two other banks.
    pub fn with_others(dir: &Path) -> Self {
        let alone = Village::on_disk(&dir.join("alone"), ACCOUNTS);
        let twin = Village::without_sled(&dir.join("other"), ACCOUNTS);
        Self { others: Some([alone, twin].map(with_a_year)), ..Self::new(dir) }
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
            if let Some([alone, twin]) = &self.others {
                batch.without_scribe.time(|| alone.submit_requests(&order));
                batch.without_sled.time(|| twin.submit_requests(&order));
            }
        }
        self.next += each;
        batch
    }
}

/// A village with the deposits that are there before the first one that is timed.
fn with_a_year(mut village: Village) -> Village {
    village.submit((0..BEFORE).map(|n| village.deed(n, ACCOUNTS)).collect());
    village
}

/// The line of the deposit just made, with its `\n`.
fn last_line(village: &Village) -> Vec<u8> {
    let journal = village.ledger.journal();
    let size = journal.size(village.branch).unwrap();
    let mut line = journal.line(village.branch, size - 1).unwrap().unwrap();
    line.push(b'\n');
    line
}
