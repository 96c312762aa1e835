//! The identity vault: who holds the accounts, encrypted, outside the journal.
//!
//! The journal can never forget, so it never knows a name. Names, phones and ID
//! numbers stand here instead, each holder's under a random key of its own that
//! the [`VaultKey`] wraps. Erasing a holder destroys that wrapped key; books and
//! chain, which hold account numbers only, stay whole.
//!
//! ```text
//! vault/              0700
//!   LC01.jsonl        0600   one line a holder, by account number
//!   LC01.jsonl.new    0600   a write that has not taken its place yet
//! ```
//!
//! The line is drawn in `sealed.rs`, the key's file in `key.rs`. A branch's file
//! is read whole when first asked about, kept sealed, and read again whenever the
//! one on disk is another; a holder is decrypted only when asked for.
//!
//! **A write takes effect whole or not at all.** The new file is written beside
//! the old one, synced, put in its place, and the folder synced. What a crash
//! leaves beside it is never read, and the next write to the branch removes it.
//! Writers wait for each other and start from what is on disk.
//!
//! **Damage is reported, never written over.** A line that is not exactly what
//! this module writes makes every reading of its branch fail with its number; a
//! line that does not open makes the reading of that holder fail. A write is
//! refused while any line it would keep does not open.
//!
//! What is deliberately not here:
//! - *A check against lost or older lines.* Each line stands alone, so someone who
//!   can write to the folder can drop a holder, or put an earlier line of the same
//!   holder back, unnoticed. They cannot read, make or move one.
//! - *Reach beyond the file.* A copy of the file made before an erasure opens with
//!   the vault key as before, and a disk may keep the blocks of a replaced file.
//!   An erasure is complete when older copies are gone too.
//! - *An index.* A search decrypts its branch, holder by holder.
//!
//! ```
//! use ledger_core::vault::{Identity, Vault, VaultKey};
//! # let folder = tempfile::tempdir()?;
//! # let dir = folder.path().join("vault");
//! let mut vault = Vault::open(&dir, VaultKey::generate()?)?;
//! let account = "LC01-000123-Q".parse()?;
//! let holder = Identity::named("张三")?;
//! vault.put_all("LC01".parse()?, &[(account, Some(holder.clone()))])?;
//! assert_eq!(vault.get(account)?, Some(holder));
//! assert!(vault.erase(account)?);
//! assert_eq!(vault.get(account)?, None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod identity;
mod key;
mod mask;
mod sealed;

pub use identity::{Details, Identity, IdentityError, IdentityField};
pub use key::VaultKey;
pub use mask::{masked_name, masked_phone};

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ids::{AccountNo, BranchCode};
use crate::keys::KeyError;
use sealed::{Sealed, Unopened};

/// The vault failing: its key, its files or the disk. Nothing in it names anybody.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No line of the branch opens with this vault key.
    #[error("the vault key given does not open `{account}`")]
    WrongKey {
        /// The account whose line was tried.
        account: AccountNo,
    },
    /// A line is not what was written, so its branch is not written over.
    #[error("line {line} of {} is damaged: {why}", path.display())]
    Damaged {
        /// The branch's file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: LineDamage,
    },
    /// An account of one branch put into another's file; nothing was written.
    #[error("`{account}` is not an account of branch `{branch}`")]
    OtherBranch {
        /// The account given.
        account: AccountNo,
        /// The branch given.
        branch: BranchCode,
    },
    /// The system's random source failed; nothing was written.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// An identity could not be encrypted; nothing was written.
    #[error("the identity of `{account}` could not be encrypted")]
    NotSealed {
        /// The account it was to be kept for.
        account: AccountNo,
    },
    /// A file or folder could not be used.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What is wrong with a damaged line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineDamage {
    /// Not exactly a line as this vault writes it.
    #[error("it is not a line of an identity vault")]
    Form,
    /// The last line has no `\n`: the file was cut off.
    #[error("its end is missing")]
    Unfinished,
    /// It is an account of another branch.
    #[error("it belongs to another branch")]
    Branch,
    /// Its account does not come after the one before it.
    #[error("its account is out of order, or there twice")]
    Order,
    /// Its key does not open, though the vault key opens others in the file.
    #[error("its key was altered")]
    Key,
    /// Its key opens, its data does not.
    #[error("its data was altered")]
    Data,
    /// Its data opens and is no identity this version knows.
    #[error("what it holds is not an identity")]
    Identity,
}

/// The vault in a folder, opened with its key.
pub struct Vault {
    dir: PathBuf,
    key: VaultKey,
    read: Mutex<HashMap<BranchCode, Branch>>,
}

/// A branch's lines as last read, in order of account, and which file they were read from.
#[derive(Clone)]
struct Branch {
    stamp: Stamp,
    lines: Arc<[Sealed]>,
}

/// Tells one file in a place from the next; writes always make a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    bytes: u64,
    changed: (i64, i64),
}

impl Stamp {
    fn of(file: &Metadata) -> Self {
        let changed = (file.ctime(), file.ctime_nsec());
        Self { inode: file.ino(), bytes: file.size(), changed }
    }
}

fn io_error<'a>(
    doing: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> VaultError + use<'a> {
    move |source| VaultError::Io { doing, path: path.to_owned(), source }
}

fn sync_dir(path: &Path) -> Result<(), VaultError> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(io_error("sync folder", path))
}

/// `None` where there is nothing at that path.
fn there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

impl Vault {
    /// The vault in folder `dir`, which the first write makes if it is not there.
    ///
    /// No branch is read yet, so a wrong key shows when a holder is asked for.
    ///
    /// # Errors
    /// [`VaultError::Io`] where `dir` is something other than a folder.
    pub fn open(dir: &Path, key: VaultKey) -> Result<Self, VaultError> {
        let found = there(fs::metadata(dir)).map_err(io_error("open folder", dir))?;
        if found.is_some_and(|found| !found.is_dir()) {
            return Err(io_error("open folder", dir)(io::ErrorKind::NotADirectory.into()));
        }
        Ok(Self { dir: dir.to_owned(), key, read: Mutex::default() })
    }

    /// Who holds the account; `None` where nothing is kept, or no longer.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Damaged`] where the branch's file is not
    /// in form or the holder's line does not open, [`VaultError::Io`].
    pub fn get(&self, account: AccountNo) -> Result<Option<Identity>, VaultError> {
        let lines = self.lines(account.branch())?;
        match lines.binary_search_by_key(&account, Sealed::account) {
            Ok(at) => self.open_line(account.branch(), &lines, at).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// Whether anything is kept of the account's holder. Nothing is decrypted, so what is
    /// damaged counts as well.
    ///
    /// # Errors
    /// As [`Self::is_empty`].
    pub fn has(&self, account: AccountNo) -> Result<bool, VaultError> {
        let lines = self.lines(account.branch())?;
        Ok(lines.binary_search_by_key(&account, Sealed::account).is_ok())
    }

    /// Every holder of a branch, in order of account.
    ///
    /// # Errors
    /// As [`Self::get`], for any of them.
    pub fn all(&self, branch: BranchCode) -> Result<Vec<(AccountNo, Identity)>, VaultError> {
        let lines = self.lines(branch)?;
        let open = |(at, line): (usize, &Sealed)| {
            Ok((line.account(), self.open_line(branch, &lines, at)?))
        };
        lines.iter().enumerate().map(open).collect()
    }

    /// Whether nobody is kept for a branch. Nothing is decrypted.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] where the branch's file is not in form, [`VaultError::Io`].
    pub fn is_empty(&self, branch: BranchCode) -> Result<bool, VaultError> {
        Ok(self.lines(branch)?.is_empty())
    }

    /// Keeps holders of a branch, and removes those given as `None`, in one write.
    ///
    /// Each one put gets a new key. Where an account is given twice the later
    /// one holds. When this returns, the change is durable; where it fails, the
    /// branch is as it was, unless syncing the folder is what failed: then it is
    /// as it was or as it should be.
    ///
    /// # Errors
    /// [`VaultError::OtherBranch`] for an account that is not the branch's;
    /// [`VaultError::WrongKey`] and [`VaultError::Damaged`] where any line of the
    /// branch does not open; [`VaultError::Random`]; [`VaultError::Io`].
    pub fn put_all(
        &mut self,
        branch: BranchCode,
        holders: &[(AccountNo, Option<Identity>)],
    ) -> Result<(), VaultError> {
        if let Some((account, _)) = holders.iter().find(|(account, _)| account.branch() != branch) {
            return Err(VaultError::OtherBranch { account: *account, branch });
        }
        if holders.is_empty() {
            return Ok(());
        }
        self.make_dir()?;
        let _lock = self.lock()?;
        self.remove_leftover(branch)?;
        let old = self.load(branch)?;
        let mut lines = BTreeMap::new();
        for (at, line) in old.iter().enumerate() {
            self.open_line(branch, &old, at)?;
            lines.insert(line.account(), line.clone());
        }
        for (account, holder) in holders {
            match holder {
                Some(holder) => {
                    lines.insert(*account, Sealed::seal(*account, holder, &self.key)?);
                }
                None => {
                    lines.remove(account);
                }
            }
        }
        self.replace(branch, lines.values())
    }

    /// Destroys the account's key, and with it all that was kept of its holder;
    /// says whether there was anything.
    ///
    /// The holder's own line need not open, so a damaged one can be erased. When
    /// this returns, the erasure is durable. Copies made before are not reached.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] and [`VaultError::Damaged`] where the branch's file is
    /// not in form or another line of it does not open; [`VaultError::Io`].
    pub fn erase(&mut self, account: AccountNo) -> Result<bool, VaultError> {
        let branch = account.branch();
        if there(fs::metadata(&self.dir)).map_err(io_error("open folder", &self.dir))?.is_none() {
            return Ok(false);
        }
        let _lock = self.lock()?;
        // What a crash left beside the file may hold the key as well.
        self.remove_leftover(branch)?;
        let old = self.load(branch)?;
        if old.binary_search_by_key(&account, Sealed::account).is_err() {
            return Ok(false);
        }
        for (at, _) in old.iter().enumerate().filter(|(_, line)| line.account() != account) {
            self.open_line(branch, &old, at)?;
        }
        self.replace(branch, old.iter().filter(|line| line.account() != account))?;
        Ok(true)
    }

    fn path(&self, branch: BranchCode) -> PathBuf {
        self.dir.join(format!("{branch}.jsonl"))
    }

    fn new_path(&self, branch: BranchCode) -> PathBuf {
        self.dir.join(format!("{branch}.jsonl.new"))
    }

    fn cache(&self) -> MutexGuard<'_, HashMap<BranchCode, Branch>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the line at `at`, and on failure finds out whether key or line is to blame.
    fn open_line(
        &self,
        branch: BranchCode,
        lines: &[Sealed],
        at: usize,
    ) -> Result<Identity, VaultError> {
        let why = match lines[at].open(&self.key) {
            Ok(holder) => return Ok(holder),
            Err(Unopened::Key) if !lines.iter().any(|line| line.is_wrapped_by(&self.key)) => {
                return Err(VaultError::WrongKey { account: lines[at].account() });
            }
            Err(Unopened::Key) => LineDamage::Key,
            Err(Unopened::Data) => LineDamage::Data,
            Err(Unopened::Identity) => LineDamage::Identity,
        };
        Err(VaultError::Damaged { path: self.path(branch), line: at + 1, why })
    }

    /// The branch's lines, read again only where the file is another than last time.
    fn lines(&self, branch: BranchCode) -> Result<Arc<[Sealed]>, VaultError> {
        let path = self.path(branch);
        let now = there(fs::metadata(&path)).map_err(io_error("open", &path))?;
        let mut cache = self.cache();
        match (now, cache.get(&branch)) {
            (Some(now), Some(known)) if known.stamp == Stamp::of(&now) => {
                return Ok(Arc::clone(&known.lines));
            }
            _ => cache.remove(&branch),
        };
        drop(cache);
        self.load(branch)
    }

    /// Reads the branch's file from the disk and checks its form.
    fn load(&self, branch: BranchCode) -> Result<Arc<[Sealed]>, VaultError> {
        let path = self.path(branch);
        let Some(mut file) = there(File::open(&path)).map_err(io_error("open", &path))? else {
            return Ok(Arc::default());
        };
        let stamp = Stamp::of(&file.metadata().map_err(io_error("measure", &path))?);
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(io_error("read", &path))?;
        let lines: Arc<[Sealed]> = decode(branch, &text)
            .map_err(|(line, why)| VaultError::Damaged { path, line, why })?
            .into();
        self.cache().insert(branch, Branch { stamp, lines: Arc::clone(&lines) });
        Ok(lines)
    }

    fn make_dir(&self) -> Result<(), VaultError> {
        if there(fs::metadata(&self.dir)).map_err(io_error("open folder", &self.dir))?.is_some() {
            return Ok(());
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.dir)
            .map_err(io_error("create folder", &self.dir))?;
        match self.dir.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => sync_dir(parent),
            _ => sync_dir(Path::new(".")),
        }
    }

    /// Keeps other writers out until the file returned is dropped.
    fn lock(&self) -> Result<File, VaultError> {
        File::open(&self.dir)
            .and_then(|dir| dir.lock().map(|()| dir))
            .map_err(io_error("lock folder", &self.dir))
    }

    /// Removes what a write that never took its place left behind.
    fn remove_leftover(&self, branch: BranchCode) -> Result<(), VaultError> {
        let path = self.new_path(branch);
        match there(fs::remove_file(&path)).map_err(io_error("remove", &path))? {
            Some(()) => sync_dir(&self.dir),
            None => Ok(()),
        }
    }

    /// Puts a file of these lines in the place of the branch's.
    fn replace<'a>(
        &mut self,
        branch: BranchCode,
        lines: impl Iterator<Item = &'a Sealed>,
    ) -> Result<(), VaultError> {
        let text: String = lines.map(|line| line.encode() + "\n").collect();
        let (path, new_path) = (self.path(branch), self.new_path(branch));
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&new_path)
            .map_err(io_error("create", &new_path))?;
        let placed = file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(io_error("write", &new_path))
            .and_then(|()| fs::rename(&new_path, &path).map_err(io_error("replace", &path)));
        if placed.is_err() {
            // Should this fail too, the next write removes it.
            let _ = fs::remove_file(&new_path);
        }
        self.cache().remove(&branch);
        placed.and_then(|()| sync_dir(&self.dir))
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// Reads a branch's file; what is wrong comes with its line, from 1.
fn decode(branch: BranchCode, text: &[u8]) -> Result<Vec<Sealed>, (usize, LineDamage)> {
    let mut lines: Vec<Sealed> = Vec::new();
    for (at, line) in text.split_inclusive(|&b| b == b'\n').enumerate() {
        let damaged = |why| (at + 1, why);
        let line = line.strip_suffix(b"\n").ok_or(damaged(LineDamage::Unfinished))?;
        let line = Sealed::decode(line).map_err(damaged)?;
        if line.account().branch() != branch {
            return Err(damaged(LineDamage::Branch));
        }
        if lines.last().is_some_and(|last| last.account() >= line.account()) {
            return Err(damaged(LineDamage::Order));
        }
        lines.push(line);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests;
