//! What has left the building and came back, to hold a journal against: files
//! that somebody brings, and the notes that are kept in the bank's folder.
//!
//! ```text
//! checkpoints/LC01/000000001042.note                         the branch's own
//! witnessed/wenming.example+lucheng+LC01/000000001042.note   what this bank cosigned
//! ```
//!
//! A file that was named and cannot be read is an error, before anything is
//! looked at. A kept one is a finding: whoever wants a checkpoint out of the way
//! must not be able to stop the audit with it, nor to go unnoticed.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use ledger_core::audit::{Anchor, Evidence, Parted};
use ledger_core::bundle::{BundleError, BundleLines, LineSource as _};
use ledger_core::event::Event;
use ledger_core::ids::{BranchCode, Origin};
use ledger_core::journal::Journal;
use ledger_core::line::Entry;
use ledger_core::proof::receipt::ReceiptError;
use ledger_core::proof::{Frontier, LogName, Receipt, TreeHash};

use crate::app::App;
use crate::away;
use crate::commands::bundle;
use crate::error::CliError;
use crate::i18n::text;
use crate::storage;
use crate::store::{self, StoreError};
use crate::whole::{self, Unread};
use crate::words;

/// The most files that a journal is held against at once: all are kept in memory.
pub(crate) const MAX_FILES: usize = 1_000;

/// Why a file is no evidence.
enum Fault {
    Unread(Unread),
    Checkpoint,
    /// A proof without its line.
    BareProof,
    /// A receipt, up to the line that is not as it has to be.
    Receipt(usize),
    /// The first line of a receipt is no entry.
    Entry,
}

fn read(path: &Path) -> Result<Evidence, Fault> {
    let text = whole::read_given(path).map_err(Fault::Unread)?;
    if text.starts_with("c2sp.org/tlog-proof") {
        return Err(Fault::BareProof);
    }
    if !text.starts_with('{') {
        return text.parse().map(Evidence::Checkpoint).map_err(|_| Fault::Checkpoint);
    }
    let receipt: Receipt = text.parse().map_err(|why| match why {
        ReceiptError::Line(_) => Fault::Entry,
        // The entry is the first line of the file, before the proof.
        ReceiptError::Proof(line) => Fault::Receipt(line.saturating_add(1)),
        ReceiptError::Checkpoint(_) => Fault::Checkpoint,
    })?;
    Ok(Evidence::Receipt(Box::new(receipt)))
}

/// Each once: the same paper from two places, or once as a file and once out of a bundle,
/// is one piece of evidence, under the first name it came by. What a bundle adds to its
/// checkpoints, the line where the stories part, stays with them.
pub(crate) fn once(anchors: impl IntoIterator<Item = Anchor>) -> Vec<Anchor> {
    let mut once: Vec<Anchor> = Vec::new();
    let mut places = HashMap::new();
    for anchor in anchors {
        let paper = match anchor.receipt() {
            Some(receipt) => Some(receipt.to_string()),
            None => anchor.checkpoint().map(ToString::to_string),
        };
        // One that cannot be read is like no other.
        let place = paper.map(|paper| *places.entry(paper).or_insert(once.len()));
        match place.and_then(|place| once.get_mut(place)) {
            None => once.push(anchor),
            Some(first) if matches!(anchor.evidence, Evidence::Parted(_)) => {
                first.evidence = anchor.evidence;
            }
            Some(_) => {}
        }
    }
    once
}

/// Reads the files that a journal is to be held against. Of a branch that is in
/// `copies` the journal is a copy, which may be older than what is brought.
///
/// # Errors
/// The first that cannot be read, or is of a branch that is not among `branches`.
pub(crate) fn brought(
    app: &App,
    files: &[PathBuf],
    branches: &[BranchCode],
    journal: &dyn Journal,
    copies: &[BranchCode],
) -> Result<Vec<Anchor>, CliError> {
    if files.len() > MAX_FILES {
        let facts = [("given", text(files.len())), ("most", text(MAX_FILES))];
        return Err(CliError::misused("evidence-too-many", app.msg("evidence-too-many", &facts))
            .hint(app.msg("evidence-too-many.hint", &[])));
    }
    let mut anchors = Vec::new();
    for path in files {
        if bundle::is_bundle(path) {
            anchors.extend(of_bundle(app, path, branches, journal, copies)?);
        } else {
            anchors.push(one_brought(app, path, branches)?);
        }
    }
    Ok(anchors)
}

/// All checkpoints of a bundle, which is checked first. It has every line, so the
/// lines are compared: more of the same story are no loss of a copy's, and where
/// another story begins is known.
fn of_bundle(
    app: &App,
    path: &Path,
    branches: &[BranchCode],
    journal: &dyn Journal,
    copies: &[BranchCode],
) -> Result<Vec<Anchor>, CliError> {
    let copy = bundle::copied(app, path)?;
    let folder = copy.folder();
    let checked = bundle::checked(app, path, &folder, &BTreeSet::new())?;
    let branch = checked.manifest.log.branch;
    let failed = |error| bundle::explain(app, path, error);
    let source = BundleLines { files: &folder, manifest: &checked.manifest };
    let parted = match bundle::first_difference(journal, branch, &source).map_err(failed)? {
        Some((at, _, _)) => Some(parting(&source, at).map_err(failed)?),
        None => None,
    };
    let here = journal.size(branch);
    let here = here.map_err(|error| storage::explain(&app.messages, &error.into()))?;
    let mut anchors = Vec::new();
    for checkpoint in checked.notes {
        let size = checkpoint.checkpoint().size;
        let source = format!("{} ({size})", path.display());
        let evidence = match parted {
            Some((at, before, leaf)) if at < size => {
                Evidence::Parted(Box::new(Parted { checkpoint, at, before, leaf }))
            }
            _ => Evidence::Checkpoint(checkpoint),
        };
        let anchor = of_these(app, Anchor { source, evidence }, path, branches)?;
        if size <= here || parted.is_some() || !copies.contains(&branch) {
            anchors.push(anchor);
        }
    }
    let size = checked.manifest.size;
    if parted.is_none() && size > here && copies.contains(&branch) {
        let more = crate::i18n::count(usize::try_from(size - here).unwrap_or(usize::MAX));
        let facts = [("path", text(path.display())), ("branch", text(branch)), ("count", more)];
        app.ui.note(&app.msg("evidence-further", &facts));
    }
    Ok(anchors)
}

/// A line's place, the root of all before it, and its own hash.
fn parting(source: &BundleLines<'_>, at: u64) -> Result<(u64, TreeHash, TreeHash), BundleError> {
    let (mut before, mut leaf) = (Frontier::default(), TreeHash::empty());
    source.each(&mut |seq, line| {
        match seq.cmp(&at) {
            Ordering::Less => before.push(TreeHash::leaf(line)),
            Ordering::Equal => leaf = TreeHash::leaf(line),
            Ordering::Greater => {}
        }
        Ok(())
    })?;
    Ok((at, before.root(), leaf))
}

fn one_brought(app: &App, path: &Path, branches: &[BranchCode]) -> Result<Anchor, CliError> {
    let source = path.display().to_string();
    let evidence = read(path).map_err(|fault| no_evidence(app, path, &fault))?;
    of_these(app, Anchor { source, evidence }, path, branches)
}

fn no_evidence(app: &App, path: &Path, fault: &Fault) -> CliError {
    let shown = text(path.display());
    let why = match fault {
        Fault::Unread(Unread::Io(error)) => return CliError::io(&app.messages, path, error),
        Fault::BareProof => {
            let facts = [("path", shown)];
            let bare = app.msg("evidence-bare-proof", &facts);
            return CliError::misused("evidence-bare-proof", bare)
                .hint(app.msg("evidence-bare-proof.hint", &facts));
        }
        Fault::Unread(why) => words::unread(&app.messages, why),
        Fault::Checkpoint => app.msg("evidence-no-checkpoint", &[]),
        Fault::Receipt(line) => app.msg("evidence-no-receipt", &[("line", text(line))]),
        Fault::Entry => app.msg("evidence-no-entry", &[]),
    };
    let facts = [("path", shown), ("why", text(why))];
    CliError::misused("evidence-unreadable", app.msg("evidence-unreadable", &facts))
        .hint(app.msg("evidence-unreadable.hint", &[]))
}

/// An anchor, if it is of one of these branches.
fn of_these(
    app: &App,
    anchor: Anchor,
    path: &Path,
    branches: &[BranchCode],
) -> Result<Anchor, CliError> {
    if let Some(signed) = anchor.checkpoint().filter(|_| !branches.contains(&anchor.branch())) {
        let log = &signed.checkpoint().log;
        let facts = [("path", text(path.display())), ("log", text(log))];
        let names: Vec<String> = branches.iter().map(ToString::to_string).collect();
        let names = [("names", text(names.join(&app.msg("comma", &[]))))];
        return Err(CliError::misused("evidence-elsewhere", app.msg("evidence-elsewhere", &facts))
            .hint(app.msg("evidence-elsewhere.hint", &names)));
    }
    Ok(anchor)
}

/// The notes kept in a bank's folder: of its own branches, and of those it
/// witnessed. The branches of its own that it keeps notes of come with them.
///
/// # Errors
/// Where the folders or the journal cannot be looked through.
pub(crate) fn kept(
    app: &App,
    bank: &Path,
    journal: &dyn Journal,
) -> Result<(Vec<Anchor>, Vec<BranchCode>), CliError> {
    let own = |name: &str, log: &LogName| name == log.branch.as_str();
    let branch = |name: &str| name.parse().ok();
    let (mut anchors, branches) = notes(app, bank, "checkpoints", (&branch, &own))?;
    let seen = |name: &str, log: &LogName| name == log.to_string().replace('/', "+");
    let branch = |name: &str| name.replace('+', "/").parse().ok().map(|log: LogName| log.branch);
    let (witnessed, _) = notes(app, bank, "witnessed", (&branch, &seen))?;
    let away = away::list_of(app, bank)?;
    for anchor in witnessed {
        // Of a branch that is away the copy here may be behind what was witnessed.
        let size = anchor.checkpoint().map(|signed| signed.checkpoint().size);
        if away.contains(&anchor.branch()) {
            let here = journal.size(anchor.branch());
            let here = here.map_err(|error| storage::explain(&app.messages, &error.into()))?;
            if size.is_some_and(|size| size > here) {
                continue;
            }
        }
        // It may have witnessed a branch of another bank, which has a branch of that code too.
        let log = anchor.checkpoint().map(|signed| &signed.checkpoint().log);
        let origin = origin_of(app, journal, anchor.branch())?;
        if log.is_none_or(|log| origin.is_none_or(|origin| origin == log.origin)) {
            anchors.push(anchor);
        }
    }
    Ok((anchors, branches))
}

/// Warns of what this bank keeps as proof that a log told two stories. It is no
/// finding: what is kept may have been brought by a stranger, and the journal may
/// be right.
pub(crate) fn warn_of_conflicts(app: &App, bank: &Path) -> Result<(), CliError> {
    let mut kept = Vec::new();
    for log in names(app, &bank.join("witnessed"))? {
        let places = names(app, &bank.join("witnessed").join(&log))?;
        let conflicts = places.into_iter().filter(|place| place.starts_with("conflict-"));
        kept.extend(conflicts.map(|place| format!("`witnessed/{log}/{place}`")));
    }
    if !kept.is_empty() {
        let facts = [("paths", text(kept.join(&app.msg("comma", &[]))))];
        app.ui.warn(&app.messages, &app.msg("audit-conflicts", &facts));
    }
    Ok(())
}

/// The bank that a branch's first entry names.
pub(crate) fn origin_of(
    app: &App,
    journal: &dyn Journal,
    branch: BranchCode,
) -> Result<Option<Origin>, CliError> {
    let line = journal.line(branch, 0);
    let line = line.map_err(|error| storage::explain(&app.messages, &error.into()))?;
    let entry = line.and_then(|line| Entry::decode(&line).ok());
    Ok(entry.and_then(|entry| match entry.event {
        Event::Founded { origin, .. } | Event::BranchOpened { origin, .. } => Some(origin),
        _ => None,
    }))
}

/// Which branch a folder of notes is of, and whether a log is the one it is named after.
type Named<'a> = (&'a dyn Fn(&str) -> Option<BranchCode>, &'a dyn Fn(&str, &LogName) -> bool);

/// The notes in the folders of a folder, each folder named after a branch.
fn notes(
    app: &App,
    bank: &Path,
    folder: &str,
    (branch_of, is_its): Named<'_>,
) -> Result<(Vec<Anchor>, Vec<BranchCode>), CliError> {
    let (mut anchors, mut branches) = (Vec::new(), Vec::new());
    for name in names(app, &bank.join(folder))? {
        let Some(branch) = branch_of(&name) else { continue };
        let files = names(app, &bank.join(folder).join(&name))?;
        for file in &files {
            let Some(stem) = file.strip_suffix(".note") else { continue };
            let source = format!("{folder}/{name}/{file}");
            let path = bank.join(&source);
            let note = match store::size_named(stem) {
                Some(size) => store::note_at(&path, size, |log| is_its(&name, log)),
                None => Err(StoreError::Misplaced(path)),
            };
            let evidence = match note {
                Ok(note) => Evidence::Checkpoint(note),
                Err(why) => Evidence::Unreadable { branch, why: store::in_brief(app, &why) },
            };
            if branches.last() != Some(&branch) {
                branches.push(branch);
            }
            anchors.push(Anchor { source, evidence });
        }
    }
    Ok((anchors, branches))
}

/// The names in a folder, in order; none where there is no such folder.
fn names(app: &App, dir: &Path) -> Result<Vec<String>, CliError> {
    let failed = |error: io::Error| CliError::io(&app.messages, dir, &error);
    let entries = match dir.read_dir() {
        Ok(entries) => entries,
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(failed)?.file_name().into_string());
    }
    names.sort_unstable();
    Ok(names)
}
