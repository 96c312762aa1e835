//! What checking a bundle costs in time and in memory, whatever its size.
//!
//! ```text
//! cargo bench --bench bundle               bundles of 20,000 and 200,000 deposits
//! cargo bench --bench bundle -- 1000000    of 100,000 and a million
//! ```
//!
//! A bank is made as for `bulk`, in memory and in commits of a hundred, and its
//! bundle written to disk. Then this program starts itself anew for each bundle, checks it as
//! `wenming verify` does, and says by the system's account (`VmHWM`) how much memory
//! it ever had: files, chain, signatures, tree, and everything that follows from the
//! lines. Beside it, the files' bytes read and hashed, which nobody can do without.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops where it fails")]

mod village;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use ledger_core::bundle::{BundleError, Files, JournalLines, Sink, check, write};
use ledger_core::command::Command;
use ledger_core::keys::BranchKey;
use ledger_core::proof::SignedCheckpoint;
use sha2::{Digest as _, Sha256};
use village::{Village, folder, size_asked};

const ACCOUNTS: u32 = 2_000;
/// Deposits in one order.
const AT_ONCE: u32 = 100;
const CHECK: &str = "--check-bundle";
const HASH: &str = "--hash-bundle";

/// A bundle in a folder.
struct Folder(PathBuf, BTreeMap<String, BufWriter<File>>);

impl Files for Folder {
    fn open(&self, path: &str) -> Result<Box<dyn Read + '_>, BundleError> {
        let failed = |source| BundleError::Io { path: path.to_owned(), source };
        Ok(Box::new(BufReader::new(File::open(self.0.join(path)).map_err(failed)?)))
    }
}

impl Sink for Folder {
    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if !self.1.contains_key(path) {
            let whole = self.0.join(path);
            fs::create_dir_all(whole.parent().unwrap())?;
            self.1.insert(path.to_owned(), BufWriter::new(File::create(whole)?));
        }
        self.1.get_mut(path).unwrap().write_all(bytes)
    }

    fn close(&mut self, path: &str) -> io::Result<()> {
        self.1.remove(path).map_or(Ok(()), |mut file| file.flush())
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    for (flag, of) in [(CHECK, check_it as fn(&Path)), (HASH, hash_it)] {
        if let Some(at) = arguments.iter().position(|argument| argument == flag) {
            let begun = Instant::now();
            of(Path::new(&arguments[at + 1]));
            println!("{:?} {}", begun.elapsed().as_millis(), peak_kib());
            return;
        }
    }
    let most = size_asked(200_000);
    println!(
        "{:>10} {:>12} {:>12} {:>12} {:>12}",
        "entries", "MiB", "read, s", "check, s", "peak MiB"
    );
    for deposits in [most / 10, most] {
        let dir = made(deposits);
        let bytes: u64 = bytes_in(&dir);
        let (read, _) = run(HASH, &dir);
        let (checked, peak) = run(CHECK, &dir);
        let seconds = |millis: u64| millis as f64 / 1000.0;
        println!(
            "{deposits:>10} {:>12} {:>12.2} {:>12.2} {:>12}",
            bytes >> 20,
            seconds(read),
            seconds(checked),
            peak >> 10
        );
        fs::remove_dir_all(dir).unwrap();
    }
}

/// The bundle of a village with so many deposits.
fn made(deposits: u32) -> PathBuf {
    let mut village = Village::in_memory(ACCOUNTS);
    let key = BranchKey::from_secret(village.branch, &[9; 32]);
    let reason = "首次".to_owned();
    village.submit(vec![Command::SetBranchKey { key: key.public(), reason }]);
    for from in (0..deposits).step_by(AT_ONCE as usize) {
        let to = deposits.min(from.saturating_add(AT_ONCE));
        let deeds = (from..to).map(|n| village.deed(n, ACCOUNTS)).collect();
        village.submit(deeds);
    }
    let (ledger, branch) = (&village.ledger, village.branch);
    let note = SignedCheckpoint::sign(ledger.checkpoint(branch).unwrap(), &key).unwrap();
    let dir = folder("bundle");
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    let lines = JournalLines { journal: ledger.journal(), branch, size: note.checkpoint().size };
    write(&lines, &[note], &mut Folder(dir.clone(), BTreeMap::new())).unwrap();
    dir
}

fn check_it(dir: &Path) {
    let folder = Folder(dir.to_owned(), BTreeMap::new());
    assert!(check(&folder, &BTreeSet::new()).unwrap().manifest.size > 0);
}

fn hash_it(dir: &Path) {
    let mut buffer = vec![0; 1 << 16];
    for path in files_in(dir) {
        let (mut file, mut hash) = (File::open(path).unwrap(), Sha256::new());
        loop {
            match file.read(&mut buffer).unwrap() {
                0 => break,
                n => hash.update(&buffer[..n]),
            }
        }
        assert_ne!(hash.finalize().as_slice(), [0; 32]);
    }
}

/// Milliseconds and peak memory in KiB of this program doing that, alone.
fn run(flag: &str, dir: &Path) -> (u64, u64) {
    let program = std::env::current_exe().unwrap();
    let output = std::process::Command::new(program).arg(flag).arg(dir).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut words = text.split_whitespace().map(|word| word.parse().unwrap());
    (words.next().unwrap(), words.next().unwrap())
}

fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn files_in(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files
}

fn bytes_in(dir: &Path) -> u64 {
    files_in(dir).iter().map(|path| path.metadata().unwrap().len()).sum()
}
