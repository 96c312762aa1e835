//! A machine that breaks to order: a disk and the books on it, in memory.
//!
//! What a program sees and what would survive a power cut are kept apart, for
//! the bytes of each file and for the names of each folder. Every operation is
//! counted; the one that is due goes wrong in the way that was asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger_core::books::{Batch, Books, BooksError, Visit};
use ledger_core::journal::disk::{Disk, DiskFile};

use crate::common::store::Dice;

/// What a disk keeps whole or loses.
const BLOCK: usize = 512;
/// More operations than any round takes: who still asks does not come to an end.
const TOO_MANY: usize = 2_000_000;

/// What was asked of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Op {
    List,
    Open,
    Size,
    Read,
    MakeDirs,
    Create,
    Remove,
    Append,
    Sync,
    SyncDir,
    Cut,
    BooksRead,
    BooksWrite,
    BooksOver,
}

impl Op {
    /// It changes something, or makes a change last.
    pub(super) fn writes(self) -> bool {
        !matches!(self, Self::List | Self::Open | Self::Size | Self::Read | Self::BooksRead)
    }

    pub(super) fn of_books(self) -> bool {
        matches!(self, Self::BooksRead | Self::BooksWrite | Self::BooksOver)
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is the last operation there is: not done, done in part, or done and not told.
    Stop,
    /// It fails, done in part; the next is well again.
    Once,
    /// It fails for want of room, and so does all that needs room until the program is started anew.
    Full,
    /// It fails, and so does everything until the program is started anew.
    Gone,
}

/// What a power cut leaves of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing.
    Nothing,
    /// Of each file what was written first, up to any byte; of the names any.
    Torn,
    /// Any blocks, whatever was written first, zeros where one is missing.
    Blocks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Dir,
    File(usize),
}

/// A file: what is seen, what is on the platter, and what of the one is to come to the other.
#[derive(Debug, Clone, Default)]
struct Inode {
    seen: Vec<u8>,
    kept: Vec<u8>,
    dirty: Vec<Range<usize>>,
}

impl Inode {
    fn sync(&mut self) {
        self.kept.resize(self.seen.len(), 0);
        for range in self.dirty.drain(..) {
            self.kept[range.clone()].copy_from_slice(&self.seen[range]);
        }
    }

    fn cut(&mut self, size: usize) {
        self.seen.truncate(size);
        self.dirty.retain_mut(|range| {
            range.end = range.end.min(size);
            range.start < range.end
        });
    }

    /// What the platter has after a power cut; whether anything was lost of what was seen.
    fn power_cut(&mut self, left: Left, dice: &mut Dice) -> bool {
        let mut now = std::mem::take(&mut self.kept);
        let dirty = std::mem::take(&mut self.dirty);
        if left != Left::Nothing {
            if now.len() > self.seen.len() && dice.below(2) == 0 {
                now.truncate(self.seen.len());
            }
            for range in dirty {
                match left {
                    Left::Nothing => {}
                    Left::Torn => {
                        let end = range.start + dice.below(range.len() + 1);
                        now.resize(now.len().max(end), 0);
                        now[range.start..end].copy_from_slice(&self.seen[range.start..end]);
                    }
                    Left::Blocks => {
                        // The size is another write: it may have come as far as any of them.
                        let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
                        let sized = blocks.start + dice.below(blocks.len() + 1);
                        for block in blocks {
                            let start = (block * BLOCK).max(range.start);
                            let end = ((block + 1) * BLOCK).min(range.end);
                            if block >= sized {
                                break;
                            }
                            now.resize(now.len().max(end), 0);
                            if dice.below(3) > 0 {
                                now[start..end].copy_from_slice(&self.seen[start..end]);
                            }
                        }
                    }
                }
            }
        }
        let lost = now != self.seen;
        (self.seen, self.kept) = (now.clone(), now);
        lost
    }
}

/// One change of the books.
#[derive(Debug, Clone)]
enum Change {
    Put(Vec<(Vec<u8>, Vec<u8>)>),
    Clear,
}

type Records = BTreeMap<Vec<u8>, Vec<u8>>;

#[derive(Debug, Clone)]
struct State {
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, Node>,
    kept_names: BTreeMap<PathBuf, Node>,
    first_books: Records,
    changes: Vec<Change>,
    /// So many changes of the books survive a power cut.
    kept_changes: usize,
    books: Records,
    dice_seed: u64,
    ops: Vec<Op>,
    due: Option<(usize, Trouble)>,
    fired: Option<Op>,
    full: bool,
    gone: bool,
    short_reads: bool,
    trace: bool,
}

/// A moment of the disk, to be brought back.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, Node>,
}

/// A machine; a clone is the same machine.
#[derive(Debug, Clone)]
pub(super) struct Machine(Arc<Mutex<State>>);

/// How an operation goes wrong.
enum Goes {
    Well,
    /// So many of its parts are done, of so many as it has; then it fails.
    Wrong(Part),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    Some(usize),
    All,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            inodes: Vec::new(),
            names: BTreeMap::new(),
            kept_names: BTreeMap::new(),
            first_books: Records::new(),
            changes: Vec::new(),
            kept_changes: 0,
            books: Records::new(),
            dice_seed: 0,
            ops: Vec::new(),
            due: None,
            fired: None,
            full: false,
            gone: false,
            short_reads: false,
            trace: false,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another machine with the same in it, everything of it durable.
    pub(super) fn copy(&self, seed: u64, trace: bool) -> Self {
        let mut state = self.lock().clone();
        for inode in &mut state.inodes {
            inode.sync();
        }
        state.kept_names.clone_from(&state.names);
        state.first_books = state.books.clone();
        state.changes.clear();
        state.kept_changes = 0;
        state.ops.clear();
        state.dice_seed = seed;
        state.trace = trace;
        Self(Arc::new(Mutex::new(state)))
    }

    /// From the next operation on, the one so many later goes wrong.
    pub(super) fn trouble_in(&self, later: usize, trouble: Trouble) {
        let mut state = self.lock();
        state.due = Some((state.ops.len() + later, trouble));
        state.fired = None;
    }

    /// Nothing goes wrong any more that has not yet.
    pub(super) fn no_trouble(&self) {
        self.lock().due = None;
    }

    /// The operation that went wrong.
    pub(super) fn fired(&self) -> Option<Op> {
        self.lock().fired
    }

    pub(super) fn short_reads(&self, on: bool) {
        self.lock().short_reads = on;
    }

    /// Whether the program that ran is dead, or cut off from its storage.
    pub(super) fn is_gone(&self) -> bool {
        self.lock().gone
    }

    /// Whether so much was asked that it does not come to an end.
    pub(super) fn does_not_end(&self) -> bool {
        self.lock().ops.len() >= TOO_MANY
    }

    /// All operations so far.
    pub(super) fn ops(&self) -> Vec<Op> {
        self.lock().ops.clone()
    }

    /// A program is started anew; what others left in the system's memory is there.
    pub(super) fn restart(&self) {
        let mut state = self.lock();
        (state.full, state.gone) = (false, false);
    }

    /// The power goes, and comes back. Says whether the disk lost what a program had seen.
    pub(super) fn power_cut(&self, left: Left, dice: &mut Dice) -> bool {
        let mut state = self.lock();
        let state = &mut *state;
        let all: BTreeSet<PathBuf> =
            state.names.keys().chain(state.kept_names.keys()).cloned().collect();
        let mut names: BTreeMap<PathBuf, Node> = BTreeMap::new();
        for path in all {
            let (seen, kept) = (state.names.get(&path), state.kept_names.get(&path));
            let found = match left {
                _ if seen == kept => kept,
                Left::Nothing => kept,
                Left::Torn | Left::Blocks => [seen, kept][dice.below(2)],
            };
            // Without its folder a name is nowhere.
            let parent = path.parent().is_none_or(|dir| dir == Path::new("/"))
                || path.parent().is_some_and(|dir| names.contains_key(dir));
            if let (Some(&node), true) = (found, parent) {
                names.insert(path, node);
            }
        }
        let mut lost = names != state.names;
        for inode in &mut state.inodes {
            lost |= inode.power_cut(left, dice);
        }
        state.names.clone_from(&names);
        state.kept_names = names;
        let changes = match left {
            Left::Nothing => state.kept_changes,
            _ => state.kept_changes + dice.below(state.changes.len() - state.kept_changes + 1),
        };
        state.changes.truncate(changes);
        state.kept_changes = changes;
        state.replay_books();
        (state.full, state.gone) = (false, false);
        state.say(|| format!("    power cut, {left:?}: something lost: {lost}"));
        lost
    }

    /// The bytes of a file as a program sees them; without counting.
    pub(super) fn file(&self, path: &Path) -> Option<Vec<u8>> {
        let state = self.lock();
        match state.names.get(path) {
            Some(&Node::File(inode)) => Some(state.inodes[inode].seen.clone()),
            _ => None,
        }
    }

    /// Every file there is.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let state = self.lock();
        let files = state.names.iter().filter(|(_, node)| matches!(node, Node::File(_)));
        files.map(|(path, _)| path.clone()).collect()
    }

    /// Flips a bit of a file, on the platter as well.
    pub(super) fn flip(&self, path: &Path, at: usize, bit: usize) {
        let mut state = self.lock();
        if let Some(&Node::File(inode)) = state.names.get(path) {
            let inode = &mut state.inodes[inode];
            inode.sync();
            inode.seen[at] ^= 1 << bit;
            inode.kept[at] ^= 1 << bit;
        }
    }

    /// Cuts a file short, on the platter as well.
    pub(super) fn shorten(&self, path: &Path, size: usize) {
        let mut state = self.lock();
        if let Some(&Node::File(inode)) = state.names.get(path) {
            state.inodes[inode].cut(size);
            state.inodes[inode].sync();
        }
    }

    /// The disk as it is now.
    pub(super) fn moment(&self) -> Moment {
        let state = self.lock();
        Moment { inodes: state.inodes.clone(), names: state.names.clone() }
    }

    /// The disk as it was then; the books stay.
    pub(super) fn bring_back(&self, moment: &Moment) {
        let mut state = self.lock();
        state.inodes.clone_from(&moment.inodes);
        for inode in &mut state.inodes {
            inode.sync();
        }
        state.names.clone_from(&moment.names);
        state.kept_names.clone_from(&moment.names);
    }

    /// What becomes of the books apart from the disk.
    pub(super) fn harm_books(&self, harm: Harm, dice: &mut Dice) {
        let mut state = self.lock();
        let state = &mut *state;
        match harm {
            Harm::Lost => {
                state.first_books.clear();
                state.changes.clear();
            }
            Harm::Old => {
                let changes = dice.below(state.changes.len().max(1));
                state.changes.truncate(changes);
            }
            Harm::Hole => {
                if !state.changes.is_empty() {
                    let at = dice.below(state.changes.len());
                    state.changes.remove(at);
                }
            }
            Harm::Missing => {
                let at = dice.below(state.books.len().max(1));
                let key = state.books.keys().nth(at).cloned();
                state.changes.clear();
                state.first_books.clone_from(&state.books);
                key.map(|key| state.first_books.remove(&key));
            }
            Harm::Flipped => {
                state.changes.clear();
                state.first_books.clone_from(&state.books);
                for _ in 0..=dice.below(3) {
                    let at = dice.below(state.first_books.len().max(1));
                    if let Some((_, value)) = state.first_books.iter_mut().nth(at) {
                        let at = dice.below(value.len().max(1));
                        if let Some(byte) = value.get_mut(at) {
                            *byte ^= 1 << dice.below(8);
                        }
                    }
                }
            }
        }
        state.kept_changes = state.changes.len();
        state.replay_books();
    }

    /// The books of another machine in place of its own.
    pub(super) fn books_of(&self, other: &Self) {
        let books = other.lock().books.clone();
        let mut state = self.lock();
        state.changes.clear();
        state.kept_changes = 0;
        state.first_books = books;
        state.replay_books();
    }

    pub(super) fn say(&self, what: impl FnOnce() -> String) {
        self.lock().say(what);
    }

    fn file_of(&self, inode: usize) -> Box<dyn DiskFile> {
        Box::new(SimFile { machine: self.clone(), inode })
    }
}

/// What becomes of books by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Harm {
    /// All of them are gone.
    Lost,
    /// They are as they were before.
    Old,
    /// One write in their middle never was.
    Hole,
    /// A record is gone.
    Missing,
    /// Up to three bits are others.
    Flipped,
}

impl State {
    #[allow(clippy::print_stdout, reason = "a trace is asked for by --round")]
    fn say(&self, what: impl FnOnce() -> String) {
        if self.trace {
            println!("{}", what());
        }
    }

    fn replay_books(&mut self) {
        self.books = self.first_books.clone();
        for change in &self.changes {
            match change {
                Change::Put(puts) => self.books.extend(puts.iter().cloned()),
                Change::Clear => self.books.clear(),
            }
        }
    }

    /// A number that looks random, the same for the same operation of the same round.
    fn dice(&self) -> Dice {
        Dice::new(self.dice_seed ^ (self.ops.len() as u64).rotate_left(32))
    }

    /// Counts an operation with so many parts, and says how it goes.
    fn step(&mut self, op: Op, what: &Path, parts: usize) -> io::Result<Goes> {
        if self.ops.len() >= TOO_MANY {
            return Err(io::Error::other("so many operations that it does not end"));
        }
        let n = self.ops.len();
        self.ops.push(op);
        if self.gone {
            return Err(io::Error::from_raw_os_error(5));
        }
        if self.full && matches!(op, Op::Append | Op::Create | Op::MakeDirs | Op::BooksWrite) {
            let part = match op {
                Op::Append => Part::Some(self.dice().below(parts + 1)),
                _ => Part::None,
            };
            return Ok(Goes::Wrong(part));
        }
        let Some((_, trouble)) = self.due.filter(|(due, _)| *due == n) else {
            return Ok(Goes::Well);
        };
        self.due = None;
        self.fired = Some(op);
        self.full |= trouble == Trouble::Full;
        self.gone |= matches!(trouble, Trouble::Stop | Trouble::Gone);
        let mut dice = self.dice();
        let part = match (trouble, dice.below(3)) {
            (_, 0) => Part::None,
            (Trouble::Stop, 1) => Part::All,
            _ => Part::Some(dice.below(parts + 1)),
        };
        self.say(|| {
            format!("    operation {n}, {op:?} of {}: {trouble:?}, {part:?}", what.display())
        });
        Ok(Goes::Wrong(part))
    }

    fn failure(&self) -> io::Error {
        // No space left on device; input/output error.
        io::Error::from_raw_os_error(if self.full { 28 } else { 5 })
    }

    /// An operation that is done whole or not at all.
    fn whole(&mut self, op: Op, what: &Path) -> Result<(), (io::Error, bool)> {
        match self.step(op, what, 1) {
            Ok(Goes::Well) => Ok(()),
            Ok(Goes::Wrong(part)) => Err((self.failure(), part == Part::All)),
            Err(error) => Err((error, false)),
        }
    }

    /// One that only looks.
    fn look(&mut self, op: Op, what: &Path) -> io::Result<()> {
        self.whole(op, what).map_err(|(error, _)| error)
    }

    /// One that changes something: `change` is made where it goes well, or was done and not told.
    fn change<T>(
        &mut self,
        op: Op,
        what: &Path,
        change: impl FnOnce(&mut Self) -> io::Result<T>,
    ) -> io::Result<T> {
        match self.whole(op, what) {
            Ok(()) => change(self),
            Err((error, done)) => {
                if done {
                    let _ = change(self);
                }
                Err(error)
            }
        }
    }
}

impl Disk for Machine {
    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        let mut state = self.lock();
        state.look(Op::List, dir)?;
        if !matches!(state.names.get(dir), Some(Node::Dir)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let within = state.names.keys().filter(|path| path.parent() == Some(dir));
        Ok(within.filter_map(|path| path.file_name().map(OsString::from)).collect())
    }

    fn make_dirs(&self, dir: &Path) -> io::Result<()> {
        self.lock().change(Op::MakeDirs, dir, |state| {
            for dir in dir.ancestors().filter(|dir| dir.parent().is_some()) {
                state.names.entry(dir.to_owned()).or_insert(Node::Dir);
            }
            Ok(())
        })
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.lock().change(Op::SyncDir, dir, |state| {
            let within = |path: &PathBuf| path.parent() == Some(dir);
            state.kept_names.retain(|path, _| !within(path));
            let seen = state.names.iter().filter(|(path, _)| within(path));
            state.kept_names.extend(seen.map(|(path, node)| (path.clone(), *node)));
            Ok(())
        })
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.lock();
        state.look(Op::Open, path)?;
        match state.names.get(path) {
            Some(&Node::File(inode)) => Ok(self.file_of(inode)),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn open_to_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.open(path)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let inode = self.lock().change(Op::Create, path, |state| {
            if state.names.contains_key(path) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            let parent = path.parent().and_then(|dir| state.names.get(dir));
            if parent != Some(&Node::Dir) {
                return Err(io::ErrorKind::NotFound.into());
            }
            state.inodes.push(Inode::default());
            let inode = state.inodes.len() - 1;
            state.names.insert(path.to_owned(), Node::File(inode));
            Ok(inode)
        })?;
        Ok(self.file_of(inode))
    }

    fn write_again(&self, path: &Path, from: u64) -> io::Result<()> {
        self.lock().change(Op::Sync, path, |state| {
            let Some(&Node::File(inode)) = state.names.get(path) else {
                return Err(io::ErrorKind::NotFound.into());
            };
            let inode = &mut state.inodes[inode];
            let from = usize::try_from(from).map_err(io::Error::other)?;
            if from < inode.seen.len() {
                inode.dirty.push(from..inode.seen.len());
            }
            inode.sync();
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.lock().change(Op::Remove, path, |state| {
            state.names.remove(path).map(|_| ()).ok_or(io::ErrorKind::NotFound.into())
        })
    }
}

#[derive(Debug)]
struct SimFile {
    machine: Machine,
    inode: usize,
}

impl SimFile {
    fn name(&self, state: &State) -> PathBuf {
        let found = state.names.iter().find(|(_, node)| **node == Node::File(self.inode));
        found.map(|(path, _)| path.clone()).unwrap_or_default()
    }
}

impl DiskFile for SimFile {
    fn size(&self) -> io::Result<u64> {
        let mut state = self.machine.lock();
        state.look(Op::Size, Path::new("a file"))?;
        Ok(state.inodes[self.inode].seen.len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut state = self.machine.lock();
        state.look(Op::Read, Path::new("a file"))?;
        let seen = &state.inodes[self.inode].seen;
        let at = usize::try_from(offset).unwrap_or(usize::MAX).min(seen.len());
        let mut count = buffer.len().min(seen.len() - at);
        if state.short_reads && count > 1 {
            let mut dice = state.dice();
            if dice.below(8) == 0 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            count = 1 + dice.below(count);
        }
        buffer[..count].copy_from_slice(&seen[at..at + count]);
        Ok(count)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.machine.lock();
        let name = self.name(&state);
        let goes = state.step(Op::Append, &name, bytes.len())?;
        let (count, answer) = match goes {
            Goes::Well => (bytes.len(), Ok(())),
            Goes::Wrong(Part::None) => (0, Err(state.failure())),
            Goes::Wrong(Part::Some(count)) => (count, Err(state.failure())),
            Goes::Wrong(Part::All) => (bytes.len(), Err(state.failure())),
        };
        let inode = &mut state.inodes[self.inode];
        let start = inode.seen.len();
        inode.seen.extend_from_slice(&bytes[..count]);
        if count > 0 {
            inode.dirty.push(start..start + count);
        }
        answer
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.machine.lock();
        let name = self.name(&state);
        let stopped = matches!(state.due, Some((_, Trouble::Stop)));
        match state.step(Op::Sync, &name, 1)? {
            Goes::Well => {
                state.inodes[self.inode].sync();
                Ok(())
            }
            Goes::Wrong(part) => {
                let mut dice = state.dice();
                let inode = &mut state.inodes[self.inode];
                match part {
                    Part::All => inode.sync(),
                    // As Linux has it: what could not be written is thought to be, from now on.
                    _ if !stopped && dice.below(4) > 0 => inode.dirty.clear(),
                    _ => {}
                }
                Err(state.failure())
            }
        }
    }

    fn cut(&mut self, size: u64) -> io::Result<()> {
        let mut state = self.machine.lock();
        let name = self.name(&state);
        let goes = state.step(Op::Cut, &name, 1)?;
        let failure = state.failure();
        let inode = &mut state.inodes[self.inode];
        let size = usize::try_from(size).map_err(io::Error::other)?;
        match goes {
            Goes::Well | Goes::Wrong(Part::All) => {
                inode.cut(size);
                inode.sync();
            }
            Goes::Wrong(Part::Some(_)) => inode.cut(size),
            Goes::Wrong(Part::None) => {}
        }
        match goes {
            Goes::Well => Ok(()),
            Goes::Wrong(_) => Err(failure),
        }
    }
}

/// The books on a machine: a map, whose last writes may not survive a power cut.
pub(super) struct SimBooks(pub(super) Machine);

fn books_failed(error: io::Error) -> BooksError {
    BooksError::Store(error.to_string())
}

impl Books for SimBooks {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        let mut state = self.0.lock();
        state.look(Op::BooksRead, Path::new("the books")).map_err(books_failed)?;
        Ok(state.books.get(key).cloned())
    }

    fn scan(&self, prefix: &[u8], visit: &mut Visit<'_>) -> Result<(), BooksError> {
        let mut state = self.0.lock();
        state.look(Op::BooksRead, Path::new("the books")).map_err(books_failed)?;
        let within = state.books.range(prefix.to_vec()..);
        within
            .take_while(|(key, _)| key.starts_with(prefix))
            .for_each(|(key, value)| visit(key, value));
        Ok(())
    }

    fn write(&self, batch: &Batch) -> Result<(), BooksError> {
        let mut state = self.0.lock();
        let wrote = state.change(Op::BooksWrite, Path::new("the books"), |state| {
            state.books.extend(batch.puts().iter().cloned());
            state.changes.push(Change::Put(batch.puts().to_vec()));
            // They are synced by and by, at nobody's command.
            if state.dice().below(4) == 0 {
                state.kept_changes = state.changes.len();
            }
            Ok(())
        });
        wrote.map_err(books_failed)
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        let mut state = self.0.lock();
        let cleared = state.change(Op::BooksOver, Path::new("the books"), |state| {
            state.books.clear();
            state.changes.push(Change::Clear);
            Ok(())
        });
        cleared.map_err(books_failed)
    }
}
