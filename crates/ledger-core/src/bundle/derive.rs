//! What follows from the lines and the notes: every file of a bundle.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;

use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use super::manifest::{FileRecord, MANIFEST, Manifest};
use super::{BundleError, Sink};
use crate::day::Offset;
use crate::event::Event;
use crate::hledger::{Decimals, transaction};
use crate::ids::{BranchCode, CurrencyCode, FileDigest};
use crate::journal::{Journal, SEGMENT_BYTES};
use crate::line::{Entry, EntryHash, is_signed};
use crate::postings::{Side, movements};
use crate::proof::tiles::{Tile, TileBuilder};
use crate::proof::{LogName, SignedCheckpoint, TreeHash};
use crate::rulebook::from_toml;
use crate::walk::Problem;

/// Called with each line's place and its bytes without the `\n`.
pub type VisitLine<'a> = dyn FnMut(u64, &[u8]) -> Result<(), BundleError> + 'a;

/// Where the lines of a bundle come from, as often as they are asked for.
pub trait LineSource {
    /// Visits each line, from the first.
    ///
    /// # Errors
    /// The visitor's, or the storage's.
    fn each(&self, visit: &mut VisitLine<'_>) -> Result<(), BundleError>;
}

/// The first lines of a branch of a journal.
pub struct JournalLines<'a> {
    /// The journal.
    pub journal: &'a dyn Journal,
    /// The branch.
    pub branch: BranchCode,
    /// How many of its lines.
    pub size: u64,
}

impl LineSource for JournalLines<'_> {
    fn each(&self, visit: &mut VisitLine<'_>) -> Result<(), BundleError> {
        let mut result = Ok(());
        self.journal.read(self.branch, 0, &mut |place, line| {
            if place >= self.size {
                return ControlFlow::Break(());
            }
            result = visit(place, line);
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        result
    }
}

/// Writes a bundle of lines and the branch's checkpoints, the last of which is
/// the bundle's. The lines are taken as they are: who writes a bundle of a
/// ledger's own journal has no reason to doubt it, who gets one [checks](super::check()).
///
/// # Errors
/// Where the lines are not as many as the last checkpoint says, have another root,
/// or the storage fails.
pub fn write(
    lines: &dyn LineSource,
    notes: &[SignedCheckpoint],
    sink: &mut dyn Sink,
) -> Result<Manifest, BundleError> {
    let Some(last) = notes.last().map(SignedCheckpoint::checkpoint) else {
        return Err(BundleError::Note { path: "checkpoint".to_owned() });
    };
    let mut measured = Measured::over(sink);
    let derived =
        derive(&last.log, lines, notes, &BTreeSet::new(), &mut measured, &mut |_, _, _| Ok(()))?;
    if derived.size != last.size {
        return Err(BundleError::Size { expected: last.size, found: derived.size });
    }
    if derived.root != last.root {
        return Err(BundleError::Root { size: last.size });
    }
    let manifest = derived.manifest(last.log.clone(), measured.records());
    sink.write(MANIFEST, &manifest.encode()?)
        .and_then(|()| sink.close(MANIFEST))
        .map_err(BundleError::io(MANIFEST))?;
    Ok(manifest)
}

/// What the lines come to.
pub(super) struct Derived {
    pub(super) size: u64,
    pub(super) root: TreeHash,
    pub(super) head: EntryHash,
    /// The roots at the sizes asked for, as far as there are lines.
    pub(super) roots: BTreeMap<u64, TreeHash>,
}

impl Derived {
    pub(super) fn manifest(&self, log: LogName, files: Vec<FileRecord>) -> Manifest {
        Manifest::new(log, (self.size, self.root, self.head), files)
    }
}

/// Called with each line's place, the line and its entry.
pub(super) type VisitEntry<'a> = dyn FnMut(u64, &[u8], &Entry) -> Result<(), BundleError> + 'a;

/// Makes every file but the manifest.
pub(super) fn derive(
    log: &LogName,
    lines: &dyn LineSource,
    notes: &[SignedCheckpoint],
    sizes: &BTreeSet<u64>,
    sink: &mut Measured<'_>,
    visit: &mut VisitEntry<'_>,
) -> Result<Derived, BundleError> {
    let mut tiles = TileBuilder::default();
    let mut segment = Segment::new(log.branch);
    let mut balances = BTreeMap::new();
    let mut decimals = Decimals::default();
    let mut rulebooks = BTreeSet::new();
    let mut head = EntryHash::default();
    let mut offset = None;
    let mut roots = BTreeMap::new();
    if sizes.contains(&0) {
        roots.insert(0, TreeHash::empty());
    }
    lines.each(&mut |seq, line| {
        let problem = |problem| BundleError::Line { seq, problem };
        let entry = Entry::decode(line).map_err(|why| problem(Problem::Line(why)))?;
        visit(seq, line, &entry)?;
        head = EntryHash::of(line);
        segment.push(line, sink)?;
        let full = tiles.push(line).map_err(|why| problem(Problem::Line(why)))?;
        full.iter().try_for_each(|tile| put_tile(sink, tile))?;
        match &entry.event {
            Event::Founded { offset: of, .. } | Event::BranchOpened { offset: of, .. } => {
                offset = offset.or(Some(*of));
            }
            Event::RulebookAdopted { book, text, .. } => {
                if let Ok(rulebook) = from_toml(text) {
                    decimals.add(&rulebook);
                }
                if rulebooks.insert(*book) {
                    sink.put(&format!("rulebooks/{book}.toml"), text.as_bytes())?;
                }
            }
            _ => {}
        }
        add_up(&mut balances, &entry.event).ok_or(BundleError::Sum { seq })?;
        if sizes.contains(&tiles.size()) {
            roots.insert(tiles.size(), tiles.root());
        }
        Ok(())
    })?;
    segment.close(sink)?;
    let (size, root) = (tiles.size(), tiles.root());
    tiles.finish().iter().try_for_each(|tile| put_tile(sink, tile))?;
    put_balances(sink, &balances)?;
    // The first entry of every branch says how its days are counted.
    let offset = offset.ok_or(BundleError::Size { expected: 1, found: 0 })?;
    put_hledger(sink, lines, &decimals, offset)?;
    for note in notes {
        let text = note.to_string();
        sink.put(&note_path(note.checkpoint().size), text.as_bytes())?;
    }
    if let Some(last) = notes.last() {
        sink.put("checkpoint", last.to_string().as_bytes())?;
    }
    Ok(Derived { size, root, head, roots })
}

/// Where a bundle has the checkpoint of so many lines.
pub fn note_path(size: u64) -> String {
    format!("checkpoints/{size:012}.note")
}

pub(super) fn journal_folder(branch: BranchCode) -> String {
    format!("journal/{branch}/")
}

fn put_tile(sink: &mut Measured<'_>, tile: &Tile) -> Result<(), BundleError> {
    sink.put(&tile.id.to_string(), &tile.bytes)
}

type Balances = BTreeMap<(Side, CurrencyCode), Decimal>;

fn add_up(balances: &mut Balances, event: &Event) -> Option<()> {
    for posting in movements(event).flat_map(|movement| movement.postings()) {
        let sum = balances.entry((posting.side, posting.currency)).or_default();
        *sum = sum.checked_add(posting.amount.decimal())?;
    }
    Some(())
}

/// Every account that points ever moved on, the branch's own after the holders'.
fn put_balances(sink: &mut Measured<'_>, balances: &Balances) -> Result<(), BundleError> {
    let mut text = String::from("account,currency,points\n");
    for ((side, currency), sum) in balances {
        let sum = sum.normalize();
        match side {
            Side::Holder(account) => text += &format!("{account},{currency},{sum}\n"),
            Side::System(own) => text += &format!("{},{currency},{sum}\n", own.name()),
        }
    }
    sink.put("balances.csv", text.as_bytes())
}

fn put_hledger(
    sink: &mut Measured<'_>,
    lines: &dyn LineSource,
    decimals: &Decimals,
    offset: Offset,
) -> Result<(), BundleError> {
    const PATH: &str = "journal.hledger";
    let mut text = Vec::new();
    decimals.write(&mut text).map_err(BundleError::io(PATH))?;
    lines.each(&mut |seq, line| {
        let entry = Entry::decode(line)
            .map_err(|why| BundleError::Line { seq, problem: Problem::Line(why) })?;
        transaction(&entry, offset, &mut text).map_err(BundleError::io(PATH))?;
        if text.len() >= 1 << 16 {
            sink.write(PATH, &text)?;
            text.clear();
        }
        Ok(())
    })?;
    sink.put(PATH, &text)
}

/// The segment that is being written: as in a bank, a new one is begun only
/// where a commit begins.
struct Segment {
    folder: String,
    next: u64,
    path: Option<String>,
    bytes: u64,
    /// The last line ended a commit.
    whole: bool,
}

impl Segment {
    fn new(branch: BranchCode) -> Self {
        Self { folder: journal_folder(branch), next: 0, path: None, bytes: 0, whole: true }
    }

    fn push(&mut self, line: &[u8], sink: &mut Measured<'_>) -> Result<(), BundleError> {
        if self.whole && self.bytes >= SEGMENT_BYTES {
            self.close(sink)?;
        }
        let (folder, next) = (&self.folder, self.next);
        let path = self.path.get_or_insert_with(|| format!("{folder}{next:012}.jsonl"));
        sink.write(path, line)?;
        sink.write(path, b"\n")?;
        self.bytes += line.len() as u64 + 1;
        self.next += 1;
        self.whole = is_signed(line);
        Ok(())
    }

    fn close(&mut self, sink: &mut Measured<'_>) -> Result<(), BundleError> {
        self.bytes = 0;
        self.path.take().map_or(Ok(()), |path| sink.close(&path))
    }
}

/// A sink that measures what goes through it; or nothing behind it, to measure only.
pub(super) struct Measured<'a> {
    sink: Option<&'a mut dyn Sink>,
    open: BTreeMap<String, (Sha256, u64)>,
    closed: BTreeMap<String, FileRecord>,
}

impl<'a> Measured<'a> {
    pub(super) fn over(sink: &'a mut dyn Sink) -> Self {
        Self { sink: Some(sink), open: BTreeMap::new(), closed: BTreeMap::new() }
    }

    pub(super) fn only() -> Self {
        Self { sink: None, open: BTreeMap::new(), closed: BTreeMap::new() }
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), BundleError> {
        if !self.open.contains_key(path) {
            self.open.insert(path.to_owned(), (Sha256::new(), 0));
        }
        if let Some((hash, length)) = self.open.get_mut(path) {
            hash.update(bytes);
            *length += bytes.len() as u64;
        }
        let result: io::Result<()> =
            self.sink.as_mut().map_or(Ok(()), |sink| sink.write(path, bytes));
        result.map_err(BundleError::io(path))
    }

    fn close(&mut self, path: &str) -> Result<(), BundleError> {
        if let Some((hash, bytes)) = self.open.remove(path) {
            let sha256 = FileDigest(hash.finalize().into());
            let record = FileRecord { path: path.to_owned(), bytes, sha256 };
            self.closed.insert(path.to_owned(), record);
        }
        self.sink.as_mut().map_or(Ok(()), |sink| sink.close(path)).map_err(BundleError::io(path))
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), BundleError> {
        self.write(path, bytes)?;
        self.close(path)
    }

    /// Every file that was closed, by path.
    pub(super) fn records(self) -> Vec<FileRecord> {
        self.closed.into_values().collect()
    }
}
