//! `restore` (恢复) from a folder with a journal in it: a mirror, or a bank that was copied.
//!
//! All of it is verified before a line is taken: chain, signatures, rules, and the
//! checkpoints that lie beside it or are brought. Then this folder's journal is
//! brought up as if it were the other one's mirror, so the chain is only ever
//! continued from lines that are the same, and a restore that was broken off is
//! asked for again. Names and keys are in no mirror.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledger_core::audit::audit_against;
use ledger_core::books::SledBooks;
use ledger_core::books::shelf::Shelf;
use ledger_core::bundle::JournalLines;
use ledger_core::event::Event;
use ledger_core::ids::BranchCode;
use ledger_core::journal::{
    Committed, FileJournal, Journal as _, JournalError, MirrorNotice, Mirrored, Standing,
};
use ledger_core::ledger::Wanted;
use ledger_core::line::{Entry, EntryHash};
use serde_json::json;

use crate::app::App;
use crate::bank::{self, Bank};
use crate::bundle::Folder;
use crate::cli::Global;
use crate::commands::init::foreign;
use crate::commands::{audit as audits, bundle};
use crate::error::CliError;
use crate::i18n::{count, text};
use crate::tell::{self, Facts};
use crate::{away, evidence, mirror, storage};

/// Whether a path is such a folder. A bundle's has a journal in it too, and says so.
pub(super) fn is_copy(path: &Path) -> bool {
    Folder::at(path).is_none() && path.join("journal").is_dir()
}

/// A folder that is neither a copy nor a bundle is refused, and what may be meant is
/// named: a stick's own folder where the mirror lies in it, or the journal alone.
pub(super) fn check_is_one(app: &App, path: &Path) -> Result<(), CliError> {
    if !path.is_dir() || Folder::at(path).is_some() {
        return Ok(());
    }
    let is_one = |path: &PathBuf| is_copy(path) || bundle::is_bundle(path);
    let within = std::fs::read_dir(path).map_err(|e| CliError::io(&app.messages, path, &e))?;
    let mut meant: Vec<PathBuf> =
        within.flatten().map(|entry| entry.path()).filter(is_one).collect();
    meant.sort_unstable();
    // Of `STICK/journal/LC01` it is the stick.
    let whole = std::fs::canonicalize(path).map_err(|e| CliError::io(&app.messages, path, &e))?;
    meant
        .extend(whole.ancestors().skip(1).take(2).map(Path::to_owned).filter(|path| is_copy(path)));
    let facts = [("path", text(path.display()))];
    let error = CliError::misused("restore-nothing", app.msg("restore-nothing", &facts));
    let hints = meant.iter().take(MEANT).map(|path| {
        let path = text(tell::shell(&path.display().to_string()));
        app.msg("restore-nothing.meant", &[("path", path)])
    });
    let hints: Vec<String> = hints.collect();
    Err(match hints.is_empty() {
        true => error.hint(app.msg("restore-nothing.hint", &[])),
        false => error.hints(hints),
    })
}

/// So many of what may be meant are named.
const MEANT: usize = 5;

/// What came of one branch.
struct Restored {
    branch: BranchCode,
    /// Lines that were brought.
    lines: u64,
    size: u64,
    head: String,
}

/// Restores the folder of the bank from a mirror or a copy of it.
///
/// # Errors
/// Whatever is wrong with the source, or with the folder; nothing was taken then.
pub(super) fn run(app: &App, source: &Path, against: &[PathBuf]) -> Result<(), CliError> {
    // Head office and its villages vouch for each other: a part is not to be had.
    if app.args.branch_typed {
        return Err(CliError::misused("restore-whole", app.msg("restore-whole", &[]))
            .hint(app.msg("restore-whole.hint", &[])));
    }
    // Nothing is brought to a mirror while it is what is restored from.
    let args = Global { mirror: None, ..app.args.clone() };
    let app = &app.with(args);
    let (journal, _held) = open_source(app, source)?;
    let branches = journal.branches().map_err(|e| unsound(app, source, e))?;
    verify(app, source, &journal, &branches, against)?;
    let dir = app.bank_dir();
    std::fs::create_dir_all(dir).map_err(|e| CliError::io(&app.messages, dir, &e))?;
    apart(app, source)?;
    books_agree(app, source, &journal, &branches)?;
    let bank = Bank::open_new(app)?;
    let here = dir.join("journal");
    let there = FileJournal::read_only(&here);
    for &branch in &branches {
        let size = there.size(branch).map_err(|e| storage::explain(&app.messages, &e.into()))?;
        let lines = JournalLines { journal: &journal, branch, size };
        let found = bundle::first_difference(&there, branch, &lines);
        if let Some((seq, ..)) = found.map_err(|e| bundle::explain(app, source, e))? {
            return Err(other(app, source, branch, (seq, Where::Journal)));
        }
    }
    let both = Mirrored::new(Box::new(journal), Box::new(FileJournal::new(here)));
    check_fits(app, source, &both)?;
    let restored = bring(app, source, &bank, &both, &branches)?;
    for name in mirror::NOTES {
        let (from, to) = (source.join(name), dir.join(name));
        // What this folder has signed or seen itself stays as it is.
        mirror::copy_new(&from, &to, &|_, _| false)
            .map_err(|e| CliError::io(&app.messages, &to, &e))?;
    }
    tell(app, source, &bank, &restored)
}

/// The journal of a source.
type Source = Arc<Committed<FileJournal>>;

/// The journal of the source as it is now, and what keeps others from writing to it
/// meanwhile: its lock, if it is a bank's folder, and its own, if it is a mirror's.
fn open_source(app: &App, source: &Path) -> Result<(Source, Vec<File>), CliError> {
    let mut held = Vec::new();
    for path in [&source.join("lock"), source] {
        held.extend(File::open(path));
    }
    if !held.iter().all(bank::hold) {
        let path = [("path", text(source.display()))];
        return Err(CliError::storage("bank-busy", app.msg("restore-busy", &path))
            .hint(app.msg("bank-busy.hint", &[])));
    }
    let journal = Committed::of(FileJournal::read_only(source.join("journal")));
    let journal = Arc::new(journal.map_err(|e| unsound(app, source, e))?);
    if journal.branches().is_ok_and(|branches| branches.is_empty()) {
        let path = [("path", text(source.display()))];
        return Err(CliError::misused("no-journal", app.msg("no-journal", &path))
            .hint(app.msg("no-journal.hint", &[])));
    }
    Ok((journal, held))
}

/// The source has every entry that the books of this folder know, before a line of it is
/// taken. Books that cannot be asked, or are another bank's, are made again afterwards.
fn books_agree(
    app: &App,
    source: &Path,
    journal: &Source,
    branches: &[BranchCode],
) -> Result<(), CliError> {
    let dir = app.bank_dir().join("books");
    if !dir.is_dir() {
        return Ok(());
    }
    let _lock = bank::held(app)?;
    let Ok(books) = SledBooks::open(dir) else { return Ok(()) };
    for &branch in branches {
        let Ok(Some(shelf)) = Shelf::open(&books, branch) else { continue };
        let known = shelf.state();
        let line = |seq| journal.line(branch, seq).map_err(|e| unsound(app, source, e));
        let first = line(0)?.and_then(|line| Entry::decode(&line).ok());
        let ours = known.charter().map(|charter| (&charter.origin, &charter.founded));
        let theirs = first.as_ref().and_then(|entry| match &entry.event {
            Event::Founded { origin, .. } => Some((origin, None)),
            Event::BranchOpened { origin, founded, .. } => Some((origin, Some(founded))),
            _ => None,
        });
        let same = |(origin, founded): (_, &Option<EntryHash>)| {
            theirs.is_some_and(|(of, from)| {
                of == origin && (from.is_none() || from == founded.as_ref())
            })
        };
        let Some(last) = known.size().checked_sub(1).filter(|_| ours.is_some_and(same)) else {
            continue;
        };
        match line(last)? {
            Some(line) if EntryHash::of(&line) == known.head() => {}
            Some(_) => return Err(other(app, source, branch, (last, Where::Books))),
            None => {
                let size = journal.size(branch).map_err(|e| unsound(app, source, e))?;
                let facts = [
                    ("path", text(source.display())),
                    ("branch", text(branch)),
                    ("source", text(size)),
                    ("here", text(known.size())),
                ];
                return Err(CliError::refused("restore-older", app.msg("restore-older", &facts))
                    .hint(app.msg("restore-older.hint", &[])));
            }
        }
    }
    Ok(())
}

/// The source and the folder that is restored are two.
fn apart(app: &App, source: &Path) -> Result<(), CliError> {
    let whole = |path: &Path| {
        std::fs::canonicalize(path).map_err(|e| CliError::io(&app.messages, path, &e))
    };
    let (from, to) = (whole(source)?, whole(app.bank_dir())?);
    if from.starts_with(&to) || to.starts_with(&from) {
        let facts = [("path", text(source.display()))];
        return Err(CliError::misused("restore-itself", app.msg("restore-itself", &facts))
            .hint(app.msg("restore-elsewhere.hint", &[])));
    }
    Ok(())
}

/// What is wrong with the source: the journal that is here has nothing to do with it.
fn unsound(app: &App, source: &Path, why: JournalError) -> CliError {
    let path = [("path", text(tell::shell(&source.display().to_string())))];
    let mut error = storage::explain(&app.messages, &why.into());
    let facts = [("path", text(source.display())), ("why", text(&error.message))];
    error.message = app.msg("restore-unsound", &facts);
    error.hints = vec![app.msg("restore-findings.hint", &path)];
    error.elsewhere = true;
    error
}

/// All that an audit can find in the source, and in what is brought.
fn verify(
    app: &App,
    source: &Path,
    journal: &Source,
    branches: &[BranchCode],
    against: &[PathBuf],
) -> Result<(), CliError> {
    let _working = app.ui.working(app.msg("restore-checking", &[]));
    let explain = |e: JournalError| unsound(app, source, e);
    for &branch in branches {
        let size = journal.size(branch).map_err(explain)?;
        let mut torn = 0;
        let rest = journal.journal().read(branch, size, &mut |_, _| {
            torn += 1;
            ControlFlow::Continue(())
        });
        if torn > 0 || rest.map_err(explain)? > 0 {
            let facts = [("path", text(source.display())), ("branch", text(branch))];
            app.ui.warn(&app.messages, &app.msg("restore-torn", &facts));
        }
    }
    let (mut anchors, _) = evidence::kept(app, source, journal)?;
    evidence::warn_of_conflicts(app, source)?;
    // What this folder signed or saw has to be in the copy, too.
    anchors.extend(evidence::kept(app, app.bank_dir(), journal)?.0);
    let copies = away::list_of(app, source)?;
    anchors.extend(evidence::brought(app, against, branches, journal, &copies)?);
    let report = audit_against(journal, branches, None, app.now()?, &anchors);
    let report = report.map_err(explain)?;
    let findings = report.findings().count();
    let Some(first) = report.findings().next() else { return Ok(()) };
    let facts = [("path", text(source.display())), ("n", count(findings))];
    let message = format!("{}\n{}", app.msg("restore-findings", &facts), audits::one(app, first));
    let path = [("path", text(tell::shell(&source.display().to_string())))];
    let mut error = CliError::refused("restore-findings", message)
        .hint(app.msg("restore-findings.hint", &path));
    error.elsewhere = true;
    Err(error)
}

/// What of this folder an entry of the source is unlike.
enum Where {
    Journal,
    Books,
}

fn other(app: &App, source: &Path, branch: BranchCode, (seq, at): (u64, Where)) -> CliError {
    let facts = [("path", text(source.display())), ("branch", text(branch)), ("seq", text(seq))];
    // Which bank's a journal is its first entry says.
    let case = match at {
        Where::Journal if seq == 0 => "begins",
        Where::Journal => "journal",
        Where::Books => "books",
    };
    CliError::refused("restore-other", app.msg("restore-other", &facts))
        .hint(app.msg("restore-other.hint", &[("case", text(case))]))
}

/// Other people's files are not to become part of a bank: the folder is empty or new, or
/// a bank's. A mirror or a `copy` is held against what a folder still has whose journal was
/// moved away because it is damaged; a bundle is taken only where nothing of that is left.
pub(super) fn check_folder(app: &App, copy: bool) -> Result<(), CliError> {
    // What a restore that was broken off before its first line leaves is known.
    const BEGUN: [&str; 4] = ["keys", "lock", "books", "journal"];
    const LEFT: [&str; 4] = ["vault", "checkpoints", "witnessed", "away"];
    let known = |name: &str| {
        let left = || LEFT.contains(&name) || name.starts_with("books.damaged-");
        BEGUN.contains(&name)
            || name.starts_with(".incoming.")
            || (copy && (left() || name.starts_with("journal")))
    };
    let Some(other) = foreign(app, known)? else { return Ok(()) };
    let dir = app.bank_dir();
    // A bank, whatever else its people keep beside it, and where its journal was moved to.
    let journal = FileJournal::read_only(dir.join("journal"));
    let is_one = |name: &&str| dir.join(name).is_dir();
    if journal.branches().is_ok_and(|branches| !branches.is_empty())
        || (copy && dir.join("lock").exists() && BEGUN.iter().any(is_one))
    {
        return Ok(());
    }
    let facts = [("path", text(dir.display())), ("other", text(other))];
    Err(CliError::refused("folder-not-empty", app.msg("folder-not-empty", &facts))
        .hint(app.msg("restore-elsewhere.hint", &[])))
}

/// Whatever is in the folder already is a true beginning of the source.
fn check_fits(app: &App, source: &Path, both: &Mirrored) -> Result<(), CliError> {
    let explain = |e: JournalError| storage::explain(&app.messages, &e.into());
    for (branch, standing) in both.standings().map_err(explain)? {
        let path = text(source.display());
        match standing.map_err(explain)? {
            Standing::InStep | Standing::Behind { .. } => {}
            Standing::Newer { here: source, there } => {
                let facts = [
                    ("path", path),
                    ("branch", text(branch)),
                    ("source", text(source)),
                    ("here", text(there)),
                ];
                return Err(CliError::refused("restore-older", app.msg("restore-older", &facts))
                    .hint(app.msg("restore-older.hint", &[])));
            }
            Standing::Other { seq } => {
                return Err(other(app, source, branch, (seq, Where::Journal)));
            }
            Standing::Failed(why) => return Err(explain(why)),
        }
    }
    Ok(())
}

/// Takes over every branch, and lets the books follow.
fn bring(
    app: &App,
    source: &Path,
    bank: &Bank<'_>,
    both: &Mirrored,
    branches: &[BranchCode],
) -> Result<Vec<Restored>, CliError> {
    let away = away::list_of(app, source)?;
    let mut restored = Vec::new();
    for &branch in branches {
        // Before its first line: it is written elsewhere, as it was.
        if away.contains(&branch) {
            away::mark(app, branch)?;
        }
        let in_step = both.bring_up(branch);
        let mut lines = 0;
        for notice in both.take_notices() {
            match notice {
                MirrorNotice::CaughtUp { lines: brought, .. } => lines = brought,
                MirrorNotice::Torn(torn) => {
                    let torn = ledger_core::ledger::Notice::Torn(torn);
                    app.ui.warn(&app.messages, &storage::notice(&app.messages, &torn));
                }
                MirrorNotice::Left { standing: Standing::Failed(why), .. } => {
                    return Err(storage::explain(&app.messages, &why.into()));
                }
                MirrorNotice::Left { .. } => {}
            }
        }
        if !in_step {
            // Somebody wrote to one of the two since they were compared.
            return Err(CliError::storage("bank-busy", app.msg("bank-busy", &[]))
                .hint(app.msg("bank-busy.hint", &[])));
        }
        let head = |state: &ledger_core::state::State| (state.size(), state.head().to_string());
        let (size, head) = bank.ask(bank.ledger().view(branch, Wanted::Nothing, head))?;
        restored.push(Restored { branch, lines, size, head });
    }
    Ok(restored)
}

fn tell(app: &App, source: &Path, bank: &Bank<'_>, restored: &[Restored]) -> Result<(), CliError> {
    let lines: u64 = restored.iter().map(|of| of.lines).sum();
    let told: Vec<_> = restored
        .iter()
        .map(|of| {
            json!({ "branch": of.branch, "taken": of.lines, "size": of.size, "head": of.head })
        })
        .collect();
    let answer = json!({ "source": source.display().to_string(), "branches": told });
    app.ui.answer(&answer, || {
        let n = count(usize::try_from(lines).unwrap_or(usize::MAX));
        let facts = [("path", text(app.bank_dir().display())), ("n", n)];
        let rows = restored.iter().fold(Facts::new(), |rows, of| {
            let facts = [("size", text(of.size)), ("head", text(&of.head))];
            rows.row(of.branch.to_string(), app.msg("restore-branch", &facts))
        });
        tell::done(app, &app.msg("restore-done", &facts), &rows)
    })?;
    if lines == 0 {
        return Ok(());
    }
    let has_keys = bank.operator().is_ok();
    let wenming = tell::wenming_as(app, None);
    let facts = [("wenming", text(&wenming)), ("keys", text(app.keys_dir().display()))];
    let mut next = Vec::new();
    if !has_keys {
        next.push(app.msg("next-restored-keys", &facts));
    }
    next.push(app.msg("next-restored-audit", &facts));
    tell::next(app, next);
    Ok(())
}
