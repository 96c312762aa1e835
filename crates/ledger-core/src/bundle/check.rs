//! The check of a bundle: every file, every line, every checkpoint.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use sha2::{Digest as _, Sha256};

use super::derive::{LineSource, Measured, VisitLine, derive, journal_folder, note_path};
use super::manifest::{FileRecord, MANIFEST, MAX_MANIFEST, Manifest};
use super::{BundleError, Files};
use crate::apply::apply;
use crate::decide::check_set_up;
use crate::event::Event;
use crate::ids::FileDigest;
use crate::line::EntryHash;
use crate::proof::note::{JudgeError, MAX_NOTE};
use crate::proof::{SignatureKind, SignedCheckpoint, TreeHash, Trust};
use crate::state::State;
use crate::walk::Walk;

/// A bundle of which everything is so as it says.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What it says.
    pub manifest: Manifest,
    /// The branch's checkpoints in it, the last of which is the bundle's: each signed by
    /// the branch's key of its size, as the lines name it.
    pub notes: Vec<SignedCheckpoint>,
    /// The branch as the lines set it up: its charter, operators, keys and
    /// rulebooks. No accounts, and nothing that moved.
    pub setup: State,
    /// The hash of the first line.
    pub first: EntryHash,
    /// The roots at the sizes that were asked for, as far as there are lines.
    pub roots: BTreeMap<u64, TreeHash>,
}

/// Checks a bundle: every file against the manifest, every line as far as it
/// needs no rules (chain, time, signatures), every file that follows from the
/// lines, every checkpoint by its root and by the branch's key. Who trusts that
/// key, and whether this bank opened the branch, is the caller's to ask.
///
/// `sizes` are sizes whose roots are wanted besides.
///
/// # Errors
/// The first thing that is not so, or a failing storage.
pub fn check(files: &dyn Files, sizes: &BTreeSet<u64>) -> Result<Checked, BundleError> {
    let manifest = manifest(files)?;
    manifest.files.iter().try_for_each(|record| check_file(files, record))?;
    let notes = notes(files, &manifest)?;
    let mut sizes = sizes.clone();
    sizes.extend(notes.iter().map(|note| note.checkpoint().size));

    let mut setup = State::new(manifest.log.branch);
    let mut walk = Walk::from(&setup);
    let mut first = None;
    let mut measured = Measured::only();
    let lines = BundleLines { files, manifest: &manifest };
    let derived =
        derive(&manifest.log, &lines, &notes, &sizes, &mut measured, &mut |seq, line, _| {
            let step = walk.step(&setup, seq, line);
            if let Some(problem) = step.problems.into_iter().next() {
                return Err(BundleError::Line { seq, problem });
            }
            first.get_or_insert(step.hash);
            match step.entry {
                // Accounts are not needed for this, and would grow with the entries.
                Some(entry) if sets_up(&entry.event) => {
                    // By what it names the checkpoint is judged, and whoever signs next.
                    check_set_up(&setup, &entry.event, &entry.by)
                        .map_err(|why| BundleError::NoRight { seq, why: Box::new(why) })?;
                    apply(&mut setup, &entry, step.hash);
                }
                _ => {}
            }
            Ok(())
        })?;
    let whole_lines = walk.open_run().unwrap_or(derived.size);
    let found = whole_lines.min(derived.size);
    if found != manifest.size {
        return Err(BundleError::Size { expected: manifest.size, found });
    }
    if (derived.root, derived.head) != (manifest.root, manifest.head) {
        return Err(BundleError::Head);
    }
    compare(&manifest.files, measured.records())?;
    let origin = setup.charter().map(|charter| &charter.origin);
    if origin != Some(&manifest.log.origin) {
        return Err(BundleError::Manifest("of another bank than its lines".to_owned()));
    }
    for note in &notes {
        check_note(note, &setup, &derived.roots)?;
    }
    let (roots, first) = (derived.roots, first.unwrap_or_default());
    Ok(Checked { manifest, notes, setup, first, roots })
}

/// What a bundle says it is, unchecked.
///
/// # Errors
/// Where there is no manifest, or it cannot be used.
pub fn manifest(files: &dyn Files) -> Result<Manifest, BundleError> {
    Manifest::decode(&whole(files, MANIFEST, MAX_MANIFEST)?)
}

/// Whether an event says who may sign what, or by which rules.
fn sets_up(event: &Event) -> bool {
    matches!(
        event,
        Event::Founded { .. }
            | Event::BranchOpened { .. }
            | Event::BranchChartered { .. }
            | Event::OperatorEnrolled { .. }
            | Event::OperatorRetired { .. }
            | Event::BranchKeySet { .. }
            | Event::RulebookAdopted { .. }
    )
}

/// A small file, whole.
fn whole(files: &dyn Files, path: &str, most: u64) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    let read = files.open(path)?.take(most + 1).read_to_end(&mut bytes);
    if read.map_err(BundleError::io(path))? as u64 > most {
        return Err(BundleError::Length { path: path.to_owned(), expected: most });
    }
    Ok(bytes)
}

fn check_file(files: &dyn Files, record: &FileRecord) -> Result<(), BundleError> {
    let FileRecord { path, bytes, sha256 } = record;
    let mut file = files.open(path)?.take(bytes.saturating_add(1));
    let mut hash = Sha256::new();
    let mut length = 0;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                hash.update(&buffer[..n]);
                length += n as u64;
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(BundleError::io(path)(e)),
        }
    }
    if length != *bytes {
        return Err(BundleError::Length { path: path.clone(), expected: *bytes });
    }
    if FileDigest(hash.finalize().into()) != *sha256 {
        return Err(BundleError::Changed { path: path.clone() });
    }
    Ok(())
}

fn notes(files: &dyn Files, manifest: &Manifest) -> Result<Vec<SignedCheckpoint>, BundleError> {
    let named = manifest.files.iter().map(|record| record.path.as_str());
    let mut notes = Vec::new();
    for path in named.filter(|path| path.starts_with("checkpoints/")) {
        let wrong = || BundleError::Note { path: path.to_owned() };
        let text = whole(files, path, MAX_NOTE as u64)?;
        let text = String::from_utf8(text).map_err(|_| wrong())?;
        let note: SignedCheckpoint = text.parse().map_err(|_| wrong())?;
        let of = note.checkpoint();
        if of.log != manifest.log || of.size > manifest.size || note_path(of.size) != path {
            return Err(wrong());
        }
        notes.push(note);
    }
    match notes.last() {
        Some(last) if last.checkpoint().size == manifest.size => Ok(notes),
        _ => Err(BundleError::Missing { path: note_path(manifest.size) }),
    }
}

fn check_note(
    note: &SignedCheckpoint,
    setup: &State,
    roots: &BTreeMap<u64, TreeHash>,
) -> Result<(), BundleError> {
    let of = note.checkpoint();
    if roots.get(&of.size) != Some(&of.root) {
        return Err(BundleError::Root { size: of.size });
    }
    let key = setup.branch_key_at(of.size).map(|key| of.log.key_line(SignatureKind::Log, key));
    let judged = Trust::new(key).judge(note.note());
    let why = match judged {
        Ok(judged) if judged.log.is_some() => return Ok(()),
        Ok(_) => JudgeError::Nobody,
        Err(why) => why,
    };
    Err(BundleError::Signature { size: of.size, why })
}

/// What is named against what follows from the lines, both by path.
fn compare(named: &[FileRecord], derived: Vec<FileRecord>) -> Result<(), BundleError> {
    let named: BTreeMap<&str, &FileRecord> =
        named.iter().map(|record| (record.path.as_str(), record)).collect();
    for record in &derived {
        match named.get(record.path.as_str()) {
            None => return Err(BundleError::Unnamed { path: record.path.clone() }),
            Some(found) if *found != record => {
                return Err(BundleError::NotDerived { path: record.path.clone() });
            }
            Some(_) => {}
        }
    }
    let derived: BTreeSet<&str> = derived.iter().map(|record| record.path.as_str()).collect();
    match named.keys().find(|path| !derived.contains(*path)) {
        Some(path) => Err(BundleError::NotDerived { path: (*path).to_owned() }),
        None => Ok(()),
    }
}

/// The lines as they stand in a bundle's segments.
#[derive(Clone, Copy)]
pub struct BundleLines<'a> {
    /// Where the files are.
    pub files: &'a dyn Files,
    /// What names them.
    pub manifest: &'a Manifest,
}

impl LineSource for BundleLines<'_> {
    fn each(&self, visit: &mut VisitLine<'_>) -> Result<(), BundleError> {
        let folder = journal_folder(self.manifest.log.branch);
        let mut seq = 0;
        let mut line = Vec::new();
        let segments = self.manifest.files.iter().filter(|file| file.path.starts_with(&folder));
        for FileRecord { path, bytes, .. } in segments {
            let mut file = BufReader::new(self.files.open(path)?.take(*bytes));
            loop {
                line.clear();
                let most = crate::line::MAX_LINE as u64 + 2;
                let read = file.by_ref().take(most).read_until(b'\n', &mut line);
                if read.map_err(BundleError::io(path))? == 0 {
                    break;
                }
                // A line without its end, or too long to be one, is refused where it is decoded.
                visit(seq, line.strip_suffix(b"\n").unwrap_or(&line))?;
                seq += 1;
            }
        }
        Ok(())
    }
}
