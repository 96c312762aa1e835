//! The journal in files: append-only segments, one folder a branch.
//!
//! There is no index beside the lines that could be lost or lie: the end of the
//! last segment says how many there are, and a place is found by bisecting the
//! segment's own text. An append is one `write` and one `sync_data`; a new
//! segment or folder is made durable in its parent before it is used.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memchr::memchr;

use super::disk::{Disk, DiskFile, RealDisk};
use super::{Appended, Journal, JournalError, Lines, Torn, Visit};
use crate::ids::BranchCode;
use crate::line::{self, MAX_LINE, is_signed};
use crate::walk::Problem;

/// A segment of this size takes no further commit.
pub const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

/// A journal in a folder: `<dir>/<BRANCH>/<first-seq, 12 digits>.jsonl`.
#[derive(Debug)]
pub struct FileJournal {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    writable: bool,
    segment_bytes: u64,
    heads: Mutex<HashMap<BranchCode, Arc<Known>>>,
}

/// The head of one branch, if it is known: who appends holds it, and no other branch waits.
type Known = Mutex<Option<Head>>;

/// What is known of a branch that is being appended to.
#[derive(Debug)]
struct Head {
    size: u64,
    path: PathBuf,
    file: Box<dyn DiskFile>,
    bytes: u64,
    poisoned: bool,
}

/// One segment.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The place of its first line.
    pub first: u64,
    /// Where it is.
    pub path: PathBuf,
}

/// The end of a branch: where the committed lines end, and what follows.
struct Tail {
    /// The segment that holds the last committed line, and the bytes in it up to there.
    committed: Option<(Segment, u64)>,
    size: u64,
    /// Segments, and from which byte on, that hold what was never committed.
    torn: Vec<(Segment, u64)>,
}

fn locked(known: &Known) -> MutexGuard<'_, Option<Head>> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

fn io_error<'a>(
    doing: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> JournalError + use<'a> {
    move |source| JournalError::Io { doing, path: path.to_owned(), source }
}

impl FileJournal {
    /// The journal in `dir`, for writing. Nothing is created before the first append.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self::with_segments(dir, SEGMENT_BYTES)
    }

    /// As [`Self::new`], with segments of another size.
    pub fn with_segments(dir: impl Into<PathBuf>, segment_bytes: u64) -> Self {
        Self::on(Arc::new(RealDisk), dir, segment_bytes)
    }

    /// As [`Self::with_segments`], on a disk of another kind.
    pub fn on(disk: Arc<dyn Disk>, dir: impl Into<PathBuf>, segment_bytes: u64) -> Self {
        Self { disk, dir: dir.into(), writable: true, segment_bytes, heads: Mutex::default() }
    }

    /// The journal in `dir`, for reading only: nothing there is ever changed.
    pub fn read_only(dir: impl Into<PathBuf>) -> Self {
        Self { writable: false, ..Self::new(dir) }
    }

    fn known(&self, branch: BranchCode) -> Arc<Known> {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(heads.entry(branch).or_default())
    }

    /// The size of a branch whose head may be `known`.
    fn size_of(&self, branch: BranchCode, known: &mut Option<Head>) -> Result<u64, JournalError> {
        if let Some(head) = known.as_ref().filter(|head| !head.poisoned) {
            let bytes = head.file.size().map_err(io_error("measure", &head.path))?;
            if bytes == head.bytes {
                return Ok(head.size);
            }
            // Somebody else has written, or cut: what is known is of yesterday.
            *known = None;
        }
        Ok(self.tail(branch)?.size)
    }

    fn branch_dir(&self, branch: BranchCode) -> PathBuf {
        self.dir.join(branch.as_str())
    }

    /// The names in a folder; none where there is no such folder.
    fn list(&self, dir: &Path) -> Result<Vec<OsString>, JournalError> {
        match self.disk.list(dir) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            names => names.map_err(io_error("read folder", dir)),
        }
    }

    fn open(&self, path: &Path) -> Result<Box<dyn DiskFile>, JournalError> {
        self.disk.open(path).map_err(io_error("open", path))
    }

    fn sync_dir(&self, dir: &Path) -> Result<(), JournalError> {
        self.disk.sync_dir(dir).map_err(io_error("sync folder", dir))
    }

    /// The segments of a branch, in order. A file of any other name is none.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn segments(&self, branch: BranchCode) -> Result<Vec<Segment>, JournalError> {
        let dir = self.branch_dir(branch);
        let mut segments = Vec::new();
        for name in self.list(&dir)? {
            let first = name
                .to_str()
                .and_then(|name| name.strip_suffix(".jsonl"))
                .filter(|stem| stem.len() == 12 && stem.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|stem| stem.parse().ok());
            if let Some(first) = first {
                segments.push(Segment { first, path: dir.join(name) });
            }
        }
        segments.sort_by_key(|segment| segment.first);
        Ok(segments)
    }

    fn tail(&self, branch: BranchCode) -> Result<Tail, JournalError> {
        let mut torn = Vec::new();
        for segment in self.segments(branch)?.into_iter().rev() {
            let file = self.open(&segment.path)?;
            let len = file.size().map_err(io_error("measure", &segment.path))?;
            match last_signed(file.as_ref(), len).map_err(io_error("read", &segment.path))? {
                Some((end, line)) => {
                    let damaged = |seq, why| JournalError::Damaged { branch, seq, why };
                    let seq = match line::Entry::decode(&line) {
                        Ok(entry) => entry.seq,
                        Err(why) => {
                            let seq = place_at(file.as_ref(), &segment, end)?;
                            return Err(damaged(seq, why.into()));
                        }
                    };
                    // It alone says how many lines there are, and is not believed alone; only
                    // where the line before it disagrees are the lines counted.
                    let begin = end.saturating_sub(line.len() as u64 + 1);
                    let follows = follows(file.as_ref(), &segment, begin, seq);
                    if !follows.map_err(io_error("read", &segment.path))? {
                        let expected = place_at(file.as_ref(), &segment, end)?;
                        if expected != seq {
                            let why = Problem::Place { expected, found: seq };
                            return Err(damaged(expected, why.into()));
                        }
                    }
                    if end < len {
                        torn.push((segment.clone(), end));
                    }
                    return Ok(Tail {
                        committed: Some((segment, end)),
                        size: seq.saturating_add(1),
                        torn,
                    });
                }
                None => torn.push((segment, 0)),
            }
        }
        Ok(Tail { committed: None, size: 0, torn })
    }

    /// Moves everything from the commit on that holds line `damaged` into `torn/`,
    /// whatever it is: for a person to ask for, who was told of the damage. A power
    /// cut may leave the end of a long commit and lose its middle; nothing but who
    /// was there can tell that from a commit that was acknowledged and damaged later.
    ///
    /// # Errors
    /// `DataLoss` where fewer than `acknowledged` lines would stay, nothing moved then;
    /// or a failing storage.
    pub fn set_aside_damage(
        &self,
        branch: BranchCode,
        damaged: u64,
        acknowledged: u64,
    ) -> Result<Option<Torn>, JournalError> {
        if !self.writable {
            return Err(JournalError::ReadOnly);
        }
        let known = self.known(branch);
        let mut known = locked(&known);
        *known = None;
        let mut tail = Tail { committed: None, size: 0, torn: Vec::new() };
        for segment in self.segments(branch)? {
            let file = self.open(&segment.path)?;
            let mut reader = BufReader::new(ReadOn::new(file.as_ref(), 0));
            let (mut line, mut end, mut place, mut good) = (Vec::new(), 0, segment.first, 0);
            while place < damaged
                && reader.read_until(b'\n', &mut line).map_err(io_error("read", &segment.path))? > 0
            {
                (end, place) = (end + line.len() as u64, place + 1);
                if line.strip_suffix(b"\n").is_some_and(is_signed) {
                    (good, tail.size) = (end, place);
                }
                line.clear();
            }
            if good > 0 {
                tail.torn.clear();
                tail.committed = Some((segment.clone(), good));
            }
            tail.torn.push((segment, good));
        }
        if tail.size < acknowledged {
            return Err(JournalError::DataLoss { branch, acknowledged, committed: tail.size });
        }
        tail.torn.reverse();
        self.set_aside(branch, &tail, true)
    }

    /// Moves what was never committed into `torn/`: copied and synced first, then cut off.
    /// A whole line there that is no entry is damage, whoever signed what, and nothing
    /// is moved; unless `damage` is what was asked to be moved.
    fn set_aside(
        &self,
        branch: BranchCode,
        tail: &Tail,
        damage: bool,
    ) -> Result<Option<Torn>, JournalError> {
        let mut moved = Torn { branch, bytes: 0, lines: 0, kept_in: None };
        // All of it is looked at before any is moved, in the order of the lines.
        for (segment, from) in tail.torn.iter().rev() {
            let rest = self.rest(segment, *from)?;
            for line in rest.split_inclusive(|&b| b == b'\n').filter(|l| l.ends_with(b"\n")) {
                if !damage && let Err(why) = line::Entry::decode(&line[..line.len() - 1]) {
                    let seq = tail.size + moved.lines;
                    return Err(JournalError::Damaged { branch, seq, why: why.into() });
                }
                moved.lines += 1;
            }
        }
        // Later segments first: a crash in between leaves a tail that is still a tail.
        for (segment, from) in &tail.torn {
            let rest = self.rest(segment, *from)?;
            if rest.is_empty() && *from > 0 {
                continue;
            }
            moved.bytes += rest.len() as u64;
            if !rest.is_empty() {
                moved.kept_in = Some(self.keep(branch, segment.first, *from, &rest)?);
            }
            if *from == 0 {
                self.disk.remove(&segment.path).map_err(io_error("remove", &segment.path))?;
                self.sync_dir(&self.branch_dir(branch))?;
            } else {
                self.disk
                    .open_to_append(&segment.path)
                    .and_then(|mut file| file.cut(*from))
                    .map_err(io_error("cut", &segment.path))?;
            }
        }
        Ok((moved.bytes > 0).then_some(moved))
    }

    /// What a segment holds from a byte on.
    fn rest(&self, segment: &Segment, from: u64) -> Result<Vec<u8>, JournalError> {
        let mut rest = Vec::new();
        ReadOn::new(self.open(&segment.path)?.as_ref(), from)
            .read_to_end(&mut rest)
            .map_err(io_error("read", &segment.path))?;
        Ok(rest)
    }

    fn head(&self, branch: BranchCode, tail: Tail) -> Result<Head, JournalError> {
        if let Some((segment, from)) = tail.torn.first() {
            // Appending behind a torn commit would make one commit of two.
            return Err(JournalError::Io {
                doing: "append behind an unfinished commit in",
                path: segment.path.clone(),
                source: io::Error::other(format!("recover the branch first (byte {from})")),
            });
        }
        let dir = self.branch_dir(branch);
        let (path, bytes) = match tail.committed {
            Some((segment, bytes)) => (segment.path, bytes),
            None => (dir.join(format!("{:012}.jsonl", 0)), 0),
        };
        let file = match self.disk.open_to_append(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound && tail.size == 0 => {
                self.new_segment(&dir, &path)?
            }
            file => file.map_err(io_error("open", &path))?,
        };
        // A stick may be emptied, or changed for another, at any moment.
        if file.size().map_err(io_error("measure", &path))? != bytes {
            let source = io::Error::other("it is another file than a moment ago");
            return Err(JournalError::Io { doing: "append to", path, source });
        }
        Ok(Head { size: tail.size, path, file, bytes, poisoned: false })
    }

    fn roll(&self, branch: BranchCode, head: &mut Head) -> Result<(), JournalError> {
        let dir = self.branch_dir(branch);
        head.path = dir.join(format!("{:012}.jsonl", head.size));
        head.file = self.new_segment(&dir, &head.path)?;
        head.bytes = 0;
        Ok(())
    }

    /// A segment that was not there before: where one is, somebody else writes.
    fn new_segment(&self, dir: &Path, path: &Path) -> Result<Box<dyn DiskFile>, JournalError> {
        self.disk.make_dirs(dir).map_err(io_error("create folder", dir))?;
        let file = self.disk.create_new(path).map_err(io_error("create", path))?;
        // The names of the file, its folder, the journal's and the bank's must all survive.
        for dir in dir.ancestors().take(4).filter(|d| !d.as_os_str().is_empty()) {
            self.sync_dir(dir)?;
        }
        Ok(file)
    }

    /// Keeps bytes in `torn/`, under a name not yet taken, before they are cut off.
    fn keep(
        &self,
        branch: BranchCode,
        first: u64,
        from: u64,
        bytes: &[u8],
    ) -> Result<PathBuf, JournalError> {
        let branch_dir = self.branch_dir(branch);
        let dir = branch_dir.join("torn");
        self.disk.make_dirs(&dir).map_err(io_error("create folder", &dir))?;
        let mut attempt = 0;
        loop {
            let path = dir.join(format!("{first:012}-{from}-{attempt}.part"));
            match self.disk.create_new(&path) {
                Ok(mut file) => {
                    file.append(bytes)
                        .and_then(|()| file.sync())
                        .map_err(io_error("write", &path))?;
                    // The folder's own name as well: it may have been made just now.
                    self.sync_dir(&dir)?;
                    self.sync_dir(&branch_dir)?;
                    return Ok(path);
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => attempt += 1,
                Err(e) => return Err(io_error("create", &path)(e)),
            }
        }
    }
}

/// A file read on from a place.
struct ReadOn<'a> {
    file: &'a dyn DiskFile,
    at: u64,
    /// How much is read at once: at first little, for who wants one line.
    most: usize,
}

/// Some lines.
const A_LITTLE: usize = 4 * 1024;
/// What is read at once by who goes on.
const A_LOT: usize = 64 * 1024;

impl<'a> ReadOn<'a> {
    fn new(file: &'a dyn DiskFile, at: u64) -> Self {
        Self { file, at, most: A_LITTLE }
    }
}

impl Read for ReadOn<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.most);
        let read = self.file.read_at(&mut buffer[..most], self.at)?;
        (self.at, self.most) = (self.at + read as u64, usize::MAX);
        Ok(read)
    }
}

/// The last signed whole line of a segment and the byte behind its `\n`.
///
/// Of a line, and of what stands behind the last one, no more is kept than a line may
/// have and a byte: a power cut can leave a file that is zeros to its end.
fn last_signed(file: &dyn DiskFile, len: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    const BLOCK: u64 = 256 * 1024;
    // The end of the line that is looked at, and the byte behind its `\n`, if it has one.
    let (mut line, mut behind) = (Vec::new(), None);
    let signed = |line: &mut Vec<u8>, behind: Option<u64>| {
        let behind = behind.filter(|_| is_signed(line))?;
        Some((behind, std::mem::take(line)))
    };
    let mut start = len;
    while start > 0 {
        let block = start.min(BLOCK);
        start -= block;
        let mut bytes = vec![0; usize::try_from(block).map_err(io::Error::other)?];
        ReadOn::new(file, start).read_exact(&mut bytes)?;
        let mut end = bytes.len();
        while let Some(at) = bytes[..end].iter().rposition(|&b| b == b'\n') {
            put_before(&mut line, &bytes[at + 1..end]);
            if let Some(found) = signed(&mut line, behind) {
                return Ok(Some(found));
            }
            line.clear();
            behind = Some(start + at as u64 + 1);
            end = at;
        }
        put_before(&mut line, &bytes[..end]);
    }
    Ok(signed(&mut line, behind))
}

/// Puts what stands before it before the end of a line, as far as a line may be long.
fn put_before(line: &mut Vec<u8>, bytes: &[u8]) {
    let room = (MAX_LINE + 1).saturating_sub(line.len());
    drop(line.splice(..0, bytes[bytes.len() - room.min(bytes.len())..].iter().copied()));
}

/// Whether a line at byte `begin` that says it is at place `seq` is at the one after the
/// line before it.
fn follows(file: &dyn DiskFile, segment: &Segment, begin: u64, seq: u64) -> io::Result<bool> {
    if begin == 0 {
        return Ok(seq == segment.first);
    }
    let from = begin.saturating_sub(MAX_LINE as u64 + 64);
    let room = usize::try_from(begin - 1 - from).map_err(io::Error::other)?;
    let mut window = vec![0; room];
    let read = read_some_at(file, &mut window, from)?;
    let window = &window[..read];
    let start = window.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    Ok(seq_in(&window[start..]).and_then(|before| before.checked_add(1)) == Some(seq))
}

/// The place of the line that ends at byte `end`, counted from the segment's beginning.
fn place_at(file: &dyn DiskFile, segment: &Segment, end: u64) -> Result<u64, JournalError> {
    let mut lines = 0;
    let mut reader = BufReader::new(ReadOn::new(file, 0)).take(end);
    let counted = each_line(&mut reader, |_| {
        lines += 1;
        ControlFlow::Continue(())
    });
    counted.map_err(io_error("read", &segment.path))?;
    Ok((segment.first + lines).saturating_sub(1))
}

/// So far into a line its place is told.
const HEAD: usize = 64;

/// The place a line says it stands at, if its text can be read that far.
fn seq_in(line: &[u8]) -> Option<u64> {
    const KEY: &[u8] = b"\"seq\":";
    let head = &line[..line.len().min(HEAD)];
    let at = head.windows(KEY.len()).position(|window| window == KEY)? + KEY.len();
    let digits = head[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    std::str::from_utf8(&head[at..at + digits]).ok()?.parse().ok()
}

/// The byte at which line `seq` starts, by bisection; `None` where the text
/// does not lead there and the lines have to be counted.
fn bisect(file: &dyn DiskFile, len: u64, seq: u64) -> io::Result<Option<u64>> {
    let mut window = vec![0; MAX_LINE + HEAD];
    let (mut low, mut high) = (0, len);
    // Invariant: `low` starts a line at or before the one wanted.
    while low < high {
        let middle = low + (high - low) / 2;
        let mut read = read_some_at(file, &mut window[..A_LITTLE], middle)?;
        let mut end = memchr(b'\n', &window[..read]);
        if read == A_LITTLE && end.is_none_or(|end| end + 1 + HEAD > read) {
            // A longer line than most.
            read = read_some_at(file, &mut window, middle)?;
            end = memchr(b'\n', &window[..read]);
        }
        let Some(end) = end else {
            high = middle;
            continue;
        };
        let start = middle + end as u64 + 1;
        match seq_in(&window[end + 1..read]) {
            Some(found) if found == seq => return Ok(Some(start)),
            Some(found) if found < seq && start < high => low = start,
            Some(found) if found > seq => high = middle,
            _ if start >= high => high = middle,
            _ => return Ok(None),
        }
    }
    let read = read_some_at(file, &mut window[..HEAD], low)?;
    Ok((seq_in(&window[..read]) == Some(seq)).then_some(low))
}

fn read_some_at(file: &dyn DiskFile, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// Visits each whole line, without its `\n`, where it lies. Of one that is longer than a
/// line may be, no more is kept than shows that it is. Returns how many bytes follow the
/// last whole line; nothing where it was broken off.
fn each_line(
    reader: &mut impl BufRead,
    mut visit: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> io::Result<Option<u64>> {
    // The beginning of a line that the buffer had not all of, and how much that was.
    let (mut begun, mut bytes) = (Vec::new(), 0);
    loop {
        let buffer = match reader.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        if buffer.is_empty() {
            return Ok(Some(bytes));
        }
        let end = memchr(b'\n', buffer);
        let take = end.unwrap_or(buffer.len());
        let room = (MAX_LINE + 1).saturating_sub(begun.len());
        let part = &buffer[..take.min(room)];
        let went_on = match end {
            Some(_) if begun.is_empty() => visit(part),
            _ => {
                begun.extend_from_slice(part);
                if end.is_some() { visit(&begun) } else { ControlFlow::Continue(()) }
            }
        };
        reader.consume(end.map_or(take, |end| end + 1));
        if went_on.is_break() {
            return Ok(None);
        }
        bytes += take as u64;
        if end.is_some() {
            begun.clear();
            bytes = 0;
        }
    }
}

impl Journal for FileJournal {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        let mut branches = Vec::new();
        for name in self.list(&self.dir)? {
            if let Some(branch) = name.to_str().and_then(|name| name.parse().ok())
                && !self.segments(branch)?.is_empty()
            {
                branches.push(branch);
            }
        }
        branches.sort_unstable();
        Ok(branches)
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        let known = self.known(branch);
        let mut known = locked(&known);
        self.size_of(branch, &mut known)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        if !self.writable {
            return Err(JournalError::ReadOnly);
        }
        let known = self.known(branch);
        let mut known = locked(&known);
        *known = None;
        let tail = self.tail(branch)?;
        if tail.size < acknowledged {
            return Err(JournalError::DataLoss { branch, acknowledged, committed: tail.size });
        }
        // What another process wrote may be in no more than the system's memory, and
        // its sync may have failed: it is acknowledged from here on, so it has to be
        // durable first. Segments before the last one were, or there were no last one.
        if let Some((segment, end)) = &tail.committed
            && acknowledged < tail.size
        {
            let file = self.open(&segment.path)?;
            let known = if acknowledged > segment.first {
                bisect(file.as_ref(), *end, acknowledged)
                    .map_err(io_error("read", &segment.path))?
            } else {
                None
            };
            self.disk
                .write_again(&segment.path, known.unwrap_or(0))
                .map_err(io_error("sync", &segment.path))?;
        }
        self.set_aside(branch, &tail, false)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        if !self.writable {
            return Err(JournalError::ReadOnly);
        }
        let known = self.known(branch);
        let mut known = locked(&known);
        if known.as_ref().is_some_and(|head| head.poisoned) {
            return Err(JournalError::Poisoned(branch));
        }
        let size = self.size_of(branch, &mut known)?;
        if size != expected_size {
            return Ok(Appended::MovedOn { size });
        }
        if lines.is_empty() {
            return Ok(Appended::Durable);
        }
        let head = match &mut *known {
            Some(head) => head,
            unknown => {
                let tail = self.tail(branch)?;
                // Somebody may have emptied the folder since its size was asked.
                if tail.size != expected_size {
                    return Ok(Appended::MovedOn { size: tail.size });
                }
                unknown.insert(self.head(branch, tail)?)
            }
        };
        head.poisoned = true;
        if head.bytes >= self.segment_bytes {
            self.roll(branch, head)?;
        }
        head.file
            .append(lines.bytes())
            .and_then(|()| head.file.sync())
            .map_err(io_error("append to", &head.path))?;
        head.size += lines.count();
        head.bytes += lines.bytes().len() as u64;
        head.poisoned = false;
        Ok(Appended::Durable)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        let segments = self.segments(branch)?;
        let holds = segments.iter().rposition(|segment| segment.first <= from).unwrap_or(0);
        let mut rest = 0;
        for segment in &segments[holds.min(segments.len())..] {
            let file = self.open(&segment.path)?;
            let (mut place, mut at) = (segment.first, 0);
            if from > segment.first {
                let len = file.size().map_err(io_error("measure", &segment.path))?;
                let start = bisect(file.as_ref(), len, from);
                if let Some(start) = start.map_err(io_error("read", &segment.path))? {
                    (place, at) = (from, start);
                }
            }
            let mut reader = BufReader::with_capacity(A_LOT, ReadOn::new(file.as_ref(), at));
            let read = each_line(&mut reader, |line| {
                let this = place;
                place += 1;
                if this < from { ControlFlow::Continue(()) } else { visit(this, line) }
            });
            match read.map_err(io_error("read", &segment.path))? {
                Some(bytes) => rest = bytes,
                None => return Ok(0),
            }
        }
        Ok(rest)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::conformance::{self, commit, lines, read_all};
    use super::*;

    fn lc01() -> BranchCode {
        "LC01".parse().unwrap()
    }

    #[test]
    fn the_journal_in_files_keeps_the_contract_with_segments_of_any_size() {
        for segment_bytes in [1, 700, 5_000, SEGMENT_BYTES] {
            let dir = tempfile::tempdir().unwrap();
            let mut n = 0;
            conformance::check(|| {
                n += 1;
                FileJournal::with_segments(dir.path().join(n.to_string()), segment_bytes)
            });
        }
    }

    #[test]
    fn a_commit_cut_anywhere_is_moved_aside_whole_and_kept() {
        let whole = lines(&commit(lc01(), 0, 2));
        let next = lines(&commit(lc01(), 2, 3));
        for cut in 0..next.bytes().len() {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("LC01/000000000000.jsonl");
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let mut text = whole.bytes().to_vec();
            text.extend_from_slice(&next.bytes()[..cut]);
            fs::write(&path, &text).unwrap();

            let journal = FileJournal::new(dir.path());
            assert_eq!(journal.size(lc01()).unwrap(), 2, "cut at {cut}");
            let torn = journal.recover(lc01(), 2).unwrap();
            assert_eq!(fs::read(&path).unwrap(), whole.bytes());
            match torn {
                None => assert_eq!(cut, 0),
                Some(torn) => {
                    assert_eq!(torn.bytes, cut as u64);
                    let kept = fs::read(torn.kept_in.unwrap()).unwrap();
                    assert_eq!(kept, &next.bytes()[..cut], "what was torn is kept");
                }
            }
            assert_eq!(journal.append(lc01(), 2, &next).unwrap(), Appended::Durable);
            assert_eq!(read_all(&journal, lc01(), 0).len(), 5);
        }
    }

    /// A disk whose files are taken away just before it is asked for the so-many-th thing.
    #[derive(Debug)]
    struct Emptied {
        dir: PathBuf,
        after: AtomicUsize,
    }

    impl Emptied {
        fn tick(&self) {
            if self.after.fetch_sub(1, Ordering::SeqCst) == 1 {
                for part in fs::read_dir(&self.dir).unwrap() {
                    fs::remove_dir_all(part.unwrap().path()).unwrap();
                }
            }
        }
    }

    impl Disk for Emptied {
        fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
            self.tick();
            RealDisk.list(dir)
        }
        fn make_dirs(&self, dir: &Path) -> io::Result<()> {
            self.tick();
            RealDisk.make_dirs(dir)
        }
        fn sync_dir(&self, dir: &Path) -> io::Result<()> {
            self.tick();
            RealDisk.sync_dir(dir)
        }
        fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
            self.tick();
            RealDisk.open(path)
        }
        fn open_to_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
            self.tick();
            RealDisk.open_to_append(path)
        }
        fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
            self.tick();
            RealDisk.create_new(path)
        }
        fn write_again(&self, path: &Path, from: u64) -> io::Result<()> {
            self.tick();
            RealDisk.write_again(path, from)
        }
        fn remove(&self, path: &Path) -> io::Result<()> {
            self.tick();
            RealDisk.remove(path)
        }
    }

    #[test]
    fn a_folder_emptied_under_our_hands_gets_no_line_in_the_place_of_another() {
        let (mut durable, mut refused) = (0, 0);
        for after in 1..20 {
            let dir = tempfile::tempdir().unwrap();
            let first = lines(&commit(lc01(), 0, 3));
            let second = lines(&commit(lc01(), 3, 1));
            let begun = FileJournal::new(dir.path()).append(lc01(), 0, &first);
            assert_eq!(begun.unwrap(), Appended::Durable);
            let after = AtomicUsize::new(after);
            let disk = Arc::new(Emptied { dir: dir.path().to_owned(), after });
            let journal = FileJournal::on(disk, dir.path(), SEGMENT_BYTES);
            match journal.append(lc01(), 3, &second) {
                Ok(Appended::Durable) => durable += 1,
                Ok(Appended::MovedOn { .. }) | Err(JournalError::Io { .. }) => refused += 1,
                Err(why) => panic!("{why}"),
            }
            let path = dir.path().join("LC01/000000000000.jsonl");
            let there = fs::read(&path).unwrap_or_default();
            let all = [first.bytes(), second.bytes()].concat();
            assert!(there.is_empty() || there == all, "{}", String::from_utf8_lossy(&there));
            assert_eq!(path.exists(), !there.is_empty(), "nothing begins in the middle");
        }
        assert!(durable > 0 && refused > 2, "{durable} {refused}");
    }

    #[test]
    fn nothing_acknowledged_is_ever_taken_for_a_torn_tail() {
        let dir = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(dir.path());
        assert_eq!(
            journal.append(lc01(), 0, &lines(&commit(lc01(), 0, 3))).unwrap(),
            Appended::Durable
        );
        let path = dir.path().join("LC01/000000000000.jsonl");
        let text = fs::read(&path).unwrap();
        fs::write(&path, &text[..text.len() - 1]).unwrap();
        let journal = FileJournal::new(dir.path());
        let refused = journal.recover(lc01(), 3).unwrap_err();
        assert!(matches!(refused, JournalError::DataLoss { acknowledged: 3, committed: 0, .. }));
        assert_eq!(fs::read(&path).unwrap().len(), text.len() - 1, "nothing was moved");
    }

    #[test]
    fn a_whole_line_that_is_no_entry_is_damage_and_not_a_tail() {
        let dir = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(dir.path());
        assert_eq!(
            journal.append(lc01(), 0, &lines(&commit(lc01(), 0, 2))).unwrap(),
            Appended::Durable
        );
        let path = dir.path().join("LC01/000000000000.jsonl");
        let whole = fs::read(&path).unwrap();
        for tail in ["{}\n", "\n", "{\"v\":1}\n{\"v\""] {
            fs::write(&path, [&whole, tail.as_bytes()].concat()).unwrap();
            let refused = FileJournal::new(dir.path()).recover(lc01(), 2).unwrap_err();
            assert!(matches!(refused, JournalError::Damaged { seq: 2, .. }), "{refused}");
        }
        // Behind a whole line that was never committed.
        let unfinished = lines(&commit(lc01(), 2, 2)[..1]);
        fs::write(&path, [&whole, unfinished.bytes(), b"{}\n"].concat()).unwrap();
        let refused = FileJournal::new(dir.path()).recover(lc01(), 2).unwrap_err();
        assert!(matches!(refused, JournalError::Damaged { seq: 3, .. }), "{refused}");
    }

    /// A flipped bit can make 3 a 1, and books made anew would be two entries short.
    #[test]
    fn a_last_line_that_names_another_place_is_damage_and_no_shorter_journal() {
        let dir = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(dir.path());
        let whole = lines(&commit(lc01(), 0, 4));
        assert_eq!(journal.append(lc01(), 0, &whole).unwrap(), Appended::Durable);
        let path = dir.path().join("LC01/000000000000.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        for found in ["0", "1", "2", "7"] {
            let named = text.replace("\"seq\":3", &format!("\"seq\":{found}"));
            fs::write(&path, named).unwrap();
            let refused = FileJournal::new(dir.path()).size(lc01()).unwrap_err();
            assert!(matches!(refused, JournalError::Damaged { seq: 3, .. }), "{refused}");
        }
        // The only line there is, as well.
        let alone = String::from_utf8(lines(&commit(lc01(), 0, 1)).bytes().to_vec()).unwrap();
        assert!(alone.contains("\"seq\":0"));
        fs::write(&path, alone.replace("\"seq\":0", "\"seq\":5")).unwrap();
        let refused = FileJournal::new(dir.path()).size(lc01()).unwrap_err();
        assert!(matches!(refused, JournalError::Damaged { seq: 0, .. }), "{refused}");
        // The line before it is what is damaged: the last one is where it says.
        fs::write(&path, text.replace("\"seq\":2", "\"seq\":6")).unwrap();
        assert_eq!(FileJournal::new(dir.path()).size(lc01()).unwrap(), 4);
    }

    #[test]
    fn damage_is_set_aside_with_its_whole_commit_and_nothing_acknowledged() {
        for segment_bytes in [1, SEGMENT_BYTES] {
            let dir = tempfile::tempdir().unwrap();
            let journal = FileJournal::with_segments(dir.path(), segment_bytes);
            let mut before = Vec::new();
            for (from, count) in [(0, 2), (2, 1), (3, 4), (7, 1)] {
                let lines = lines(&commit(lc01(), from, count));
                assert_eq!(journal.append(lc01(), from, &lines).unwrap(), Appended::Durable);
                before = read_all(&journal, lc01(), 0);
            }
            let last = journal.segments(lc01()).unwrap().pop().unwrap().path;
            let text = fs::read(&last).unwrap();

            let kept = journal.set_aside_damage(lc01(), 5, 4).unwrap_err();
            let lost = matches!(kept, JournalError::DataLoss { acknowledged: 4, committed: 3, .. });
            assert!(lost, "{kept}");
            assert_eq!(fs::read(&last).unwrap(), text, "nothing was moved");

            let torn = journal.set_aside_damage(lc01(), 5, 3).unwrap().unwrap();
            let gone: usize = before[3..].iter().map(|(_, line)| line.len() + 1).sum();
            assert_eq!((torn.lines, torn.bytes), (5, gone as u64));
            assert_eq!(read_all(&journal, lc01(), 0), before[..3]);
            assert_eq!(journal.size(lc01()).unwrap(), 3);
            let again = lines(&commit(lc01(), 3, 1));
            assert_eq!(journal.append(lc01(), 3, &again).unwrap(), Appended::Durable);

            // Also where the damaged line is the one that ends its commit.
            let torn = journal.set_aside_damage(lc01(), 3, 3).unwrap().unwrap();
            assert_eq!((torn.lines, torn.bytes), (1, again.bytes().len() as u64));
            assert_eq!(journal.size(lc01()).unwrap(), 3);
        }
    }

    #[test]
    fn what_another_program_wrote_is_noticed_and_not_written_over() {
        for segment_bytes in [1, 700, SEGMENT_BYTES] {
            let dir = tempfile::tempdir().unwrap();
            let here = FileJournal::with_segments(dir.path(), segment_bytes);
            let there = FileJournal::with_segments(dir.path(), segment_bytes);
            let one = |from| lines(&commit(lc01(), from, 1));
            assert_eq!(here.append(lc01(), 0, &one(0)).unwrap(), Appended::Durable);
            assert_eq!(there.append(lc01(), 1, &one(1)).unwrap(), Appended::Durable);
            let answer = here.append(lc01(), 1, &one(1));
            let refused = matches!(answer, Ok(Appended::MovedOn { size: 2 }))
                || matches!(&answer, Err(JournalError::Io { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists);
            assert!(refused, "{answer:?}");
            assert_eq!(read_all(&there, lc01(), 0).len(), 2);
        }
    }

    #[test]
    fn a_file_that_is_not_named_as_a_segment_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(dir.path());
        let whole = lines(&commit(lc01(), 0, 2));
        assert_eq!(journal.append(lc01(), 0, &whole).unwrap(), Appended::Durable);
        for name in ["2.jsonl", "+00000000002.jsonl", "000000000002.json", "old.jsonl"] {
            fs::write(dir.path().join("LC01").join(name), "{}\n").unwrap();
        }
        let journal = FileJournal::new(dir.path());
        assert_eq!(journal.recover(lc01(), 2).unwrap(), None);
        assert_eq!(journal.size(lc01()).unwrap(), 2);
        assert_eq!(read_all(&journal, lc01(), 0).len(), 2);
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_no_empty_journal() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("journal");
        assert!(FileJournal::new(&place).branches().unwrap().is_empty(), "not there yet");
        fs::write(&place, "a file in its place").unwrap();
        assert!(matches!(FileJournal::new(&place).branches(), Err(JournalError::Io { .. })));
        assert!(matches!(FileJournal::new(&place).size(lc01()), Err(JournalError::Io { .. })));
    }

    #[test]
    fn the_longest_line_there_may_be_is_read_whole_and_of_a_longer_one_a_byte_more() {
        use crate::event::Event;
        use crate::keys::OperatorKey;
        use crate::line::{Entry, EntryHash, sign};
        let key = OperatorKey::from_secret("clerk".parse().unwrap(), &[7; 32]);
        let signed = |bytes: usize| {
            let (name, branch) = ("a".repeat(bytes), "LC02".parse().unwrap());
            let event = Event::BranchChartered { branch, name };
            let at = "2026-03-20T02:11:09Z".parse().unwrap();
            let place = (lc01(), 0, EntryHash::default());
            let entry = Entry::new(place, at, key.operator().clone(), "r1".parse().unwrap(), event);
            let mut line = entry.encode().unwrap();
            sign(&mut line, &key);
            line
        };
        let longest = signed(1 + MAX_LINE - signed(1).len());
        assert_eq!(longest.len(), MAX_LINE);
        let dir = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(dir.path());
        let one = lines(std::slice::from_ref(&longest));
        assert_eq!(journal.append(lc01(), 0, &one).unwrap(), Appended::Durable);
        let journal = FileJournal::new(dir.path());
        assert_eq!(journal.size(lc01()).unwrap(), 1);
        assert_eq!(read_all(&journal, lc01(), 0), [(0, longest)]);

        let path = dir.path().join("LC01/000000000000.jsonl");
        fs::write(&path, [&vec![b'a'; MAX_LINE + 9][..], b"\n"].concat()).unwrap();
        let read = read_all(&FileJournal::new(dir.path()), lc01(), 0);
        assert_eq!(read, [(0, vec![b'a'; MAX_LINE + 1])]);
    }

    /// A file whose every other reading is interrupted, and that ends in a bad block.
    #[derive(Debug)]
    struct Interrupted(Vec<u8>, std::sync::atomic::AtomicUsize);

    const BAD: u64 = 100;

    impl DiskFile for Interrupted {
        fn size(&self) -> io::Result<u64> {
            Ok(self.0.len() as u64)
        }
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
            if self.1.fetch_add(1, std::sync::atomic::Ordering::SeqCst).is_multiple_of(2) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            if offset >= BAD {
                return Err(io::Error::other("a bad block"));
            }
            let rest = &self.0[self.0.len().min(offset as usize)..];
            let read = rest.len().min(buffer.len()).min(3);
            buffer[..read].copy_from_slice(&rest[..read]);
            Ok(read)
        }
        fn append(&mut self, _: &[u8]) -> io::Result<()> {
            unreachable!("it is read")
        }
        fn sync(&self) -> io::Result<()> {
            unreachable!("it is read")
        }
        fn cut(&mut self, _: u64) -> io::Result<()> {
            unreachable!("it is read")
        }
    }

    #[test]
    fn a_reading_that_was_interrupted_is_gone_on_with() {
        let file = Interrupted(b"one\nand two\n".to_vec(), Default::default());
        let mut window = [0; 8];
        assert_eq!(read_some_at(&file, &mut window, 4).unwrap(), 8);
        assert_eq!(&window, b"and two\n");
        let mut reader = BufReader::new(ReadOn::new(&file, 0));
        let mut lines: Vec<Vec<u8>> = Vec::new();
        let rest = each_line(&mut reader, |line| {
            lines.push(line.to_vec());
            ControlFlow::Continue(())
        });
        assert_eq!((rest.unwrap(), lines), (Some(0), vec![b"one".to_vec(), b"and two".to_vec()]));
        assert!(read_some_at(&file, &mut window, BAD).is_err(), "an error is not tried for ever");
        let mut reader = BufReader::new(ReadOn::new(&file, BAD));
        assert!(each_line(&mut reader, |_| ControlFlow::Continue(())).is_err());
    }

    /// The same lines, and the same bytes behind them, however little is read at once.
    #[test]
    fn lines_are_those_that_splitting_gives() {
        let long = vec![b'x'; MAX_LINE + 5];
        let texts: [&[u8]; 6] = [
            b"",
            b"\n",
            b"a",
            b"a\nb\n\nc",
            b"one line\nanother\n",
            &[&long, &b"\nz"[..]].concat(),
        ];
        for text in texts {
            for capacity in [1, 2, 3, 7, 100, 1_000_000] {
                let mut reader = BufReader::with_capacity(capacity, text);
                let mut lines: Vec<Vec<u8>> = Vec::new();
                let rest = each_line(&mut reader, |line| {
                    lines.push(line.to_vec());
                    ControlFlow::Continue(())
                });
                let mut want: Vec<Vec<u8>> =
                    text.split(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
                let behind = want.pop().unwrap_or_default().len();
                want.iter_mut().for_each(|line| line.truncate(MAX_LINE + 1));
                assert_eq!((rest.unwrap(), lines), (Some(behind as u64), want), "{capacity}");
            }
        }
        let mut reader = BufReader::new(&b"a\nb\n"[..]);
        assert_eq!(each_line(&mut reader, |_| ControlFlow::Break(())).unwrap(), None);
    }

    #[test]
    fn a_read_only_journal_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let journal = FileJournal::read_only(dir.path());
        assert!(matches!(journal.recover(lc01(), 0), Err(JournalError::ReadOnly)));
        let refused = journal.append(lc01(), 0, &lines(&commit(lc01(), 0, 1)));
        assert!(matches!(refused, Err(JournalError::ReadOnly)));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
