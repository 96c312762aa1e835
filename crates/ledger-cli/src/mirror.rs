//! The mirror: a second folder, on a stick or another disk, that gets the same
//! lines in the same commit.
//!
//! ```text
//! <mirror>/journal/                    the lines, as in the bank's folder
//! <mirror>/checkpoints/, witnessed/    the notes, copied when a command has ended
//! <mirror>/away/                       the marks of branches that are written elsewhere
//! ```
//!
//! Names and keys never go there: a stick is lost sooner than a computer. The
//! folder has to be there before: were it made here, a stick that is not plugged
//! in would quietly become a folder on the very disk it is to outlive.
//!
//! Two folders may be given one mirror, so it has a lock: the folder's own, for which
//! no file is needed. A stick under FAT has it too, since the system keeps it and not
//! the disk; a share on another computer may have none, and is written all the same:
//! an append expects what is there, and who finds more is told that another one writes.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use ledger_core::ids::BranchCode;
use ledger_core::journal::{
    Appended, FileJournal, Journal, JournalError, Lines, MirrorNotice, Mirrored, Standing, Torn,
    Visit,
};

use crate::app::App;
use crate::error::CliError;
use crate::i18n::{count, text};
use crate::tell;
use crate::{bank, storage, whole, words};

/// Folders of files that never change but by growing.
pub(crate) const NOTES: [&str; 2] = ["checkpoints", "witnessed"];
/// Folders of marks, which come and go.
const MARKS: &str = "away";
const JOURNAL: &str = "journal";

/// The journal in the mirror's folder, for as long as it is that folder: once a
/// stick is pulled, its path may lead to the disk it was plugged into.
struct Stick {
    dir: PathBuf,
    id: (u64, u64),
    /// Held open: a stick's file system may number its folders anew once none is. Its lock
    /// is held as well: one command writes to a mirror, or restores from it, at a time.
    _held: File,
    journal: FileJournal,
}

impl Stick {
    fn is_there(&self) -> Result<(), JournalError> {
        let gone = |source| JournalError::Io {
            doing: "find the mirror at",
            path: self.dir.clone(),
            source,
        };
        let found = fs::metadata(&self.dir).map_err(gone)?;
        match (found.dev(), found.ino()) == self.id {
            true => Ok(()),
            false => Err(gone(io::ErrorKind::NotFound.into())),
        }
    }
}

impl Journal for Stick {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.is_there()?;
        self.journal.branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.is_there()?;
        self.journal.size(branch)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        self.is_there()?;
        self.journal.recover(branch, acknowledged)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        self.is_there()?;
        self.journal.append(branch, expected_size, lines)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        self.is_there()?;
        self.journal.read(branch, from, visit)
    }
}

/// The mirror that was asked for.
pub(crate) enum Opened {
    /// None was.
    Unasked,
    /// The journal of the bank with it.
    Both(Mirrored),
    /// It is not to be had, which keeps nobody from their work: what to say of it once
    /// there is something that it lacks.
    Alone(String),
}

/// Opens the mirror that was asked for.
///
/// # Errors
/// A folder that is none for a mirror.
pub(crate) fn open(app: &App, journal: PathBuf) -> Result<Opened, CliError> {
    let Some(dir) = &app.args.mirror else { return Ok(Opened::Unasked) };
    let facts = [("path", text(dir.display()))];
    let opened = look(app, dir).and_then(|names| {
        let held = File::open(dir).map_err(Unfit::Io)?;
        let about = held.metadata().map_err(Unfit::Io)?;
        Ok((names, held, about))
    });
    let (names, held, about) = match opened {
        Ok(opened) => opened,
        Err(Unfit::Misused(error)) => return Err(*error),
        Err(Unfit::Io(e)) if e.kind() == io::ErrorKind::NotFound => {
            let shown = text(tell::shell(&dir.display().to_string()));
            let facts = [("path", text(dir.display())), ("shown", shown)];
            return Ok(Opened::Alone(app.msg("mirror-missing", &facts)));
        }
        Err(Unfit::Io(why)) => {
            let why = text(words::io(&app.messages, &why));
            let facts = [("path", text(dir.display())), ("why", why)];
            return Ok(Opened::Alone(app.msg("mirror-unusable", &facts)));
        }
    };
    if !bank::hold(&held) {
        return Ok(Opened::Alone(app.msg("mirror-busy", &facts)));
    }
    if names.is_empty() {
        app.ui.note(&app.msg("mirror-begun", &facts));
        if fs::metadata(app.bank_dir()).is_ok_and(|bank| bank.dev() == about.dev()) {
            app.ui.warn(&app.messages, &app.msg("mirror-same-disk", &facts));
        }
    }
    let stick = Stick {
        dir: dir.clone(),
        id: (about.dev(), about.ino()),
        _held: held,
        journal: FileJournal::new(dir.join(JOURNAL)),
    };
    let both = Mirrored::new(Box::new(FileJournal::new(journal)), Box::new(stick));
    Ok(Opened::Both(both))
}

/// Why a folder cannot be the mirror.
pub(crate) enum Unfit {
    /// The system would not: it may be in a drawer.
    Io(io::Error),
    /// It is none for a mirror.
    Misused(Box<CliError>),
}

/// What is in a folder that can be the mirror of this bank.
pub(crate) fn look(app: &App, dir: &Path) -> Result<Vec<String>, Unfit> {
    let facts = [("path", text(dir.display()))];
    let misused = |code: &'static str, facts: &[(&'static str, _)], hint: &'static str| {
        let error = CliError::misused(code, app.msg(code, facts)).hint(app.msg(hint, &facts[..1]));
        Unfit::Misused(Box::new(error))
    };
    if !fs::metadata(dir).map_err(Unfit::Io)?.is_dir() {
        return Err(misused("mirror-no-folder", &facts, "mirror-no-folder.hint"));
    }
    let there = fs::canonicalize(dir).map_err(Unfit::Io)?;
    // A bank that is not there lies in nothing.
    if let Ok(whole) = fs::canonicalize(app.bank_dir())
        && (there.starts_with(&whole) || whole.starts_with(&there))
    {
        return Err(misused("mirror-in-bank", &facts, "mirror-no-folder.hint"));
    }
    let names = names(dir).map_err(Unfit::Io)?;
    if let Some(other) = names.iter().find(|name| !is_known(name)) {
        let [path] = facts;
        let facts = [path, ("other", text(other))];
        return Err(misused("mirror-not-empty", &facts, "mirror-not-empty.hint"));
    }
    Ok(names)
}

/// Whether something in a folder is what a mirror has.
fn is_known(name: &str) -> bool {
    name == JOURNAL || name == MARKS || NOTES.contains(&name)
}

/// Whether a folder is a mirror, by what is in it and what is not: no command ever ran
/// in it, or there would be a lock.
pub(crate) fn is_one(dir: &Path) -> bool {
    names(dir).is_ok_and(|names| names.iter().all(|name| is_known(name)))
        && dir.join(JOURNAL).is_dir()
}

/// Warns where the mirror has more entries than this folder, which is an older copy
/// then: looked at by the numbers alone, whenever the folder is read.
pub(crate) fn warn_of_newer(app: &App) {
    let Some(dir) = app.args.mirror.as_deref().filter(|dir| dir.is_dir()) else { return };
    let ours = FileJournal::read_only(app.bank_dir().join(JOURNAL));
    let mirror = FileJournal::read_only(dir.join(JOURNAL));
    for branch in ours.branches().unwrap_or_default() {
        // There first: somebody may be writing, and writes here first.
        let Ok(there) = mirror.size(branch) else { continue };
        let Some(here) = ours.size(branch).ok().filter(|&here| here < there) else { continue };
        let facts = [
            ("branch", text(branch)),
            ("here", text(here)),
            ("there", text(there)),
            ("path", text(tell::shell(&dir.display().to_string()))),
            ("wenming", text(tell::wenming(app))),
        ];
        app.ui.warn(&app.messages, &app.msg("mirror-knows-more", &facts));
    }
}

/// The journal of a bank whose mirror is not to be had: it remembers whether there is
/// anything now that the mirror lacks.
pub(crate) struct Alone {
    journal: FileJournal,
    why: String,
    written: AtomicBool,
}

impl Alone {
    pub(crate) fn new(journal: FileJournal, why: String) -> Self {
        Self { journal, why, written: AtomicBool::new(false) }
    }

    /// Says that something was entered into the bank alone, if it was.
    pub(crate) fn tell(&self, app: &App) {
        if self.written.load(Ordering::Relaxed) {
            app.ui.warn_once(&app.messages, &self.why);
        }
    }
}

impl Journal for Alone {
    fn branches(&self) -> Result<Vec<BranchCode>, JournalError> {
        self.journal.branches()
    }

    fn size(&self, branch: BranchCode) -> Result<u64, JournalError> {
        self.journal.size(branch)
    }

    fn recover(&self, branch: BranchCode, acknowledged: u64) -> Result<Option<Torn>, JournalError> {
        self.journal.recover(branch, acknowledged)
    }

    fn append(
        &self,
        branch: BranchCode,
        expected_size: u64,
        lines: &Lines,
    ) -> Result<Appended, JournalError> {
        let appended = self.journal.append(branch, expected_size, lines)?;
        self.written.fetch_or(matches!(appended, Appended::Durable), Ordering::Relaxed);
        Ok(appended)
    }

    fn read(
        &self,
        branch: BranchCode,
        from: u64,
        visit: &mut Visit<'_>,
    ) -> Result<u64, JournalError> {
        self.journal.read(branch, from, visit)
    }
}

fn names(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// The branches that are to be opened so that their mirror is brought up.
///
/// # Errors
/// A mirror that knows more than this folder: writing on would make a fork.
pub(crate) fn behind(app: &App, mirrored: &Mirrored) -> Result<Vec<BranchCode>, CliError> {
    // A journal that fails says so when its branch is opened.
    let standings = mirrored.standings().unwrap_or_default();
    let mut behind = Vec::new();
    for (branch, standing) in standings {
        match standing {
            Ok(Standing::Newer { here, there }) if here > 0 => {
                return Err(newer(app, branch, here, there));
            }
            Ok(Standing::InStep | Standing::Newer { .. }) | Err(_) => {}
            // Of the others opening tells what is wrong.
            Ok(Standing::Behind { .. } | Standing::Other { .. } | Standing::Failed(_)) => {
                behind.push(branch);
            }
        }
    }
    Ok(behind)
}

fn newer(app: &App, branch: BranchCode, here: u64, there: u64) -> CliError {
    let path = app.args.mirror.as_deref().unwrap_or(Path::new(""));
    let facts = [
        ("branch", text(branch)),
        ("here", text(here)),
        ("there", text(there)),
        ("path", text(tell::shell(&path.display().to_string()))),
    ];
    CliError::storage("mirror-newer", app.msg("mirror-newer", &facts[..3]))
        .hint(app.msg("mirror-newer.hint", &facts[3..]))
}

/// Tells what became of the mirror.
pub(crate) fn tell(app: &App, mirrored: &Mirrored) {
    let Some(dir) = &app.args.mirror else { return };
    for notice in mirrored.take_notices() {
        let path = text(dir.display());
        let warn = |words: String| app.ui.warn(&app.messages, &words);
        match notice {
            MirrorNotice::CaughtUp { branch, lines } => {
                let n = count(usize::try_from(lines).unwrap_or(usize::MAX));
                let facts = [("path", path), ("branch", text(branch)), ("n", n)];
                app.ui.note(&app.msg("mirror-caught-up", &facts));
            }
            MirrorNotice::Torn(torn) => {
                let kept = torn.kept_in.as_ref().map(|path| path.display().to_string());
                let kept = text(kept.unwrap_or_default());
                warn(app.msg("mirror-torn", &[("branch", text(torn.branch)), ("path", kept)]));
            }
            MirrorNotice::Left { branch, standing } => match standing {
                Standing::Newer { here: 0, there } => {
                    let facts = [("path", path), ("branch", text(branch)), ("there", text(there))];
                    warn(app.msg("mirror-strange", &facts));
                }
                Standing::Newer { here, there } => warn(newer(app, branch, here, there).message),
                Standing::Other { seq } => {
                    let facts = [("path", path), ("branch", text(branch)), ("seq", text(seq))];
                    warn(app.msg("mirror-other", &facts));
                }
                Standing::Failed(why) => {
                    let why = storage::explain(&app.messages, &why.into()).message;
                    let facts = [("path", path), ("branch", text(branch)), ("why", text(why))];
                    warn(app.msg("mirror-behind", &facts));
                }
                // Then it is not left.
                Standing::InStep | Standing::Behind { .. } => {}
            },
        }
    }
}

/// Copies what lies beside the journal, where all of the mirror is ours: the notes,
/// and the marks of who writes elsewhere.
pub(crate) fn copy_notes(app: &App, mirrored: &Mirrored) {
    let Some(dir) = &app.args.mirror else { return };
    if !mirrored.is_ours() {
        return;
    }
    let mut copied = Ok(());
    for name in NOTES {
        let (from, to) = (app.bank_dir().join(name), dir.join(name));
        copied = copied.and_then(|()| copy_new(&from, &to, &|here, there| here > there));
    }
    copied = copied.and_then(|()| same_marks(&app.bank_dir().join(MARKS), &dir.join(MARKS)));
    if let Err(why) = copied {
        let why = text(words::io(&app.messages, &why));
        let facts = [("path", text(dir.display())), ("why", why)];
        app.ui.warn(&app.messages, &app.msg("mirror-notes", &facts));
    }
}

/// Copies the files that are not there, and those that by their lengths are to be
/// written over: in a mirror the shorter ones, since a note only ever gets more signatures.
pub(crate) fn copy_new(from: &Path, to: &Path, over: &dyn Fn(u64, u64) -> bool) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    for entry in entries {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        // What is being written, or a crash left.
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let place = to.join(&name);
        if kind.is_dir() {
            copy_new(&entry.path(), &place, over)?;
        } else if kind.is_file() {
            let here = entry.metadata()?.len();
            let there = fs::symlink_metadata(&place).map(|there| there.len()).ok();
            if there.is_none_or(|there| over(here, there)) {
                whole::write(&place, &fs::read(entry.path())?)?;
            }
        }
    }
    Ok(())
}

/// Makes the marks there the marks that are here.
fn same_marks(from: &Path, to: &Path) -> io::Result<()> {
    let marks = |dir: &Path| match names(dir) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        found => found,
    };
    let (here, there) = (marks(from)?, marks(to)?);
    for mark in here.iter().filter(|mark| !there.contains(mark)) {
        whole::write(&to.join(mark), b"")?;
    }
    for mark in there.iter().filter(|mark| !here.contains(mark)) {
        fs::remove_file(to.join(mark))?;
        File::open(to)?.sync_all()?;
    }
    Ok(())
}
