//! `export bundle`, `import bundle`, `restore`: a branch as files that go by stick.

use std::collections::{BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::bundle::{
    BundleError, BundleLines, Checked, JournalLines, LineSource, Manifest, Sink as _, check,
    note_path, write,
};
use ledger_core::event::Event;
use ledger_core::ids::{BranchCode, EntryId};
use ledger_core::journal::Journal;
use ledger_core::ledger::{TakeOverError, Wanted};
use ledger_core::line::EntryHash;
use ledger_core::proof::note::JudgeError;
use ledger_core::proof::{
    Checkpoint, LogName, Request, SignatureKind, SignedCheckpoint, TreeHash, Trust,
};
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::bundle::{Draft, Folder, VERIFY, stage};
use crate::commands::checkpoint;
use crate::commands::init::Traces;
use crate::commands::paper;
use crate::commands::receipt::witnesses;
use crate::commands::restore;
use crate::error::CliError;
use crate::i18n::{Lang, Messages, text};
use crate::refusal::Context;
use crate::store::{self, Evidence, Shelf};
use crate::tell::{self, Facts};
use crate::trust::Trusted;
use crate::{away, storage};

/// Write all of a branch up to its last checkpoint: a folder, or a .zip
///
/// Everything in it can be checked without this bank: VERIFY.md in it says how.
/// Names are not in it. The same checkpoint gives the same bytes.
///
/// Example: `wenming --branch LC01 export bundle --out LC01.zip`
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The folder or .zip to write; nothing may be there yet
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Take over a branch's new lines from its bundle, and witness its checkpoint
///
/// Every file, line and signature of it is checked first. A bundle that tells
/// another story than the lines that are here is refused, and kept as evidence.
///
/// Example: `wenming import bundle /media/usb/LC01.zip --reply /media/usb/LC01.note`
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The bundle: a folder or a .zip
    pub(crate) bundle: PathBuf,
    /// Do not sign the checkpoint as a witness
    #[arg(long)]
    pub(crate) no_cosign: bool,
    /// Write the checkpoint with the signatures there, for the village to accept
    #[arg(long, value_name = "FILE")]
    pub(crate) reply: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "reply")]
    pub(crate) force: bool,
}

/// Make a folder anew from a bundle, a mirror or a copied bank
///
/// A bundle's checkpoint has to be signed by a key you trust. A mirror or a copy is
/// verified whole first, and held against the checkpoints beside it and against what
/// `--against` names; a bank's folder that is a true beginning of it is brought up to
/// it. Names and keys are in no bundle and no mirror: bring them from where they are
/// kept, or import the register again and enrol the operators with new keys.
///
/// Example: `wenming --bank ./lc01 restore /media/usb/LC01.zip`
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The bundle, a folder or a .zip; or the folder of a mirror or of a copied bank
    pub(crate) bundle: PathBuf,
    /// Checkpoints, receipts and bundles to hold a mirror or a copied bank against
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) against: Vec<PathBuf>,
}

impl ExportArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let Self { out } = self;
        if out.symlink_metadata().is_ok() {
            let facts = [("path", text(out.display()))];
            return Err(CliError::misused("bundle-exists", app.msg("bundle-exists", &facts))
                .hint(app.msg("bundle-exists.hint", &[])));
        }
        let bank = Bank::open_to_read(app)?;
        let branch = bank.branch()?;
        let log = bank.ask(bank.ledger().log_name(branch))?;
        let shelf = Shelf::own(app.bank_dir(), log);
        let notes = all_notes(app, &shelf)?;
        let facts = [("branch", text(branch)), ("wenming", text(tell::wenming(app)))];
        let Some(last) = notes.last().map(|note| note.checkpoint().clone()) else {
            return Err(CliError::refused(
                "no-checkpoint",
                app.msg("bundle-no-checkpoint", &facts),
            )
            .hint(app.msg("bundle-no-checkpoint.hint", &facts)));
        };
        let here = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| state.size()))?;
        let failed = |error| not_written(app, &out, error);
        let mut draft = Draft::beside(&out).map_err(|e| CliError::io(&app.messages, &out, &e))?;
        let lines = JournalLines { journal: bank.ledger().journal(), branch, size: last.size };
        let manifest = {
            let _working = app.ui.working(app.msg("bundle-writing", &[]));
            write(&lines, &notes, &mut draft).map_err(failed)?
        };
        let page = page(&manifest);
        let io = |e| CliError::io(&app.messages, &out, &e);
        draft.write(VERIFY, page.as_bytes()).and_then(|()| draft.close(VERIFY)).map_err(io)?;
        if is_zip(&out) {
            draft.keep_as_zip(&manifest, &out).map_err(io)?;
        } else {
            draft.keep_as(&out).map_err(io)?;
        }
        let answer = json!({
            "file": out.display().to_string(), "log": manifest.log, "size": manifest.size,
            "root": manifest.root, "head": manifest.head, "checkpoints": notes.len(),
        });
        app.ui.answer(&answer, || {
            let facts = Facts::new()
                .row(app.msg("bundle-log", &[]), &manifest.log)
                .row(app.msg("bundle-lines", &[]), manifest.size)
                .row(app.msg("bundle-root", &[]), manifest.root)
                .row(app.msg("bundle-checkpoints", &[]), notes.len());
            let path = [("path", text(out.display()))];
            tell::done(app, &app.msg("bundle-written", &path), &facts)
        })?;
        if branch != BranchCode::HQ && notes.last().is_some_and(|n| witnesses(n).next().is_none()) {
            app.ui.note(&app.msg("bundle-unwitnessed", &[]));
        }
        if here > last.size {
            let more = here - last.size;
            let facts = [
                ("n", crate::i18n::count(usize::try_from(more).unwrap_or(usize::MAX))),
                ("branch", text(branch)),
                ("wenming", text(tell::wenming(app))),
            ];
            app.ui.warn(&app.messages, &app.msg("bundle-later-lines", &facts));
        }
        Ok(())
    }
}

/// What came of a bundle.
struct Taken {
    checked: Checked,
    /// Lines that were here before.
    here: u64,
    /// Lines that are new here.
    lines: u64,
    /// The branch was not known to be away.
    newly_away: bool,
}

impl ImportArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        if let Some(reply) = &self.reply {
            paper::is_free(app, reply, self.force)?;
        }
        let staged = staged(app, &self.bundle)?;
        let folder = staged.folder();
        let manifest = manifest(app, &self.bundle, &folder)?;
        let branch = manifest.log.branch;
        if branch == BranchCode::HQ {
            return Err(CliError::refused("bundle-of-hq", app.msg("bundle-of-hq", &[])));
        }
        // A passphrase that is wrong is known before anything is taken.
        let signs = !self.no_cosign && can_sign(app, &bank)?;
        let taken = take(app, &bank, &self.bundle, &folder, Place::Copy)?;
        if let Some(note) = taken.checked.notes.last().filter(|_| signs) {
            cosign(app, &bank, &taken.checked, note)?;
        }
        // With what head office signed here before.
        let own = Shelf::own(app.bank_dir(), manifest.log.clone());
        let note = own.get(manifest.size).map_err(|error| store::explain(app, &error))?;
        let signed = match &note {
            Some(note) => is_signed_by_hq(&bank, note)?,
            None => false,
        };
        if let (Some(reply), Some(note)) = (&self.reply, &note) {
            paper::put(app, reply, note.to_string().as_bytes(), self.force)?;
        }
        let away = away::list(app)?.contains(&branch);
        let answer = json!({
            "branch": branch, "log": manifest.log, "size": manifest.size, "root": manifest.root,
            "taken": taken.lines, "away": away, "cosigned": signed,
            "reply": self.reply.as_ref().map(|path| path.display().to_string()),
        });
        app.ui.answer(&answer, || {
            let facts = [
                ("branch", text(branch)),
                ("n", crate::i18n::count(usize::try_from(taken.lines).unwrap_or(usize::MAX))),
                ("size", text(manifest.size)),
                ("here", text(taken.here)),
            ];
            let what = match taken.lines {
                0 if taken.here > manifest.size => "bundle-older",
                0 => "bundle-nothing-new",
                _ => "bundle-taken",
            };
            let state = if signed { "bundle-cosigned" } else { "bundle-not-cosigned" };
            let rows = Facts::new()
                .row(app.msg("bundle-lines", &[]), manifest.size)
                .row(app.msg("bundle-root", &[]), manifest.root)
                .row(app.msg("bundle-witness", &[]), app.msg(state, &[]))
                .some(app.msg("bundle-reply", &[]), self.reply.as_ref().map(|p| p.display()));
            tell::done(app, &app.msg(what, &facts), &rows)
        })?;
        let facts = [("branch", text(branch)), ("wenming", text(tell::wenming(app)))];
        tell_new_keys(app, &bank, branch, taken.here)?;
        if taken.newly_away {
            app.ui.note(&app.msg("bundle-away-now", &facts));
        }
        tell::next(app, [app.msg("next-audit-branch", &facts)]);
        Ok(())
    }
}

impl RestoreArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let copy = restore::is_copy(&self.bundle);
        if !copy {
            restore::check_is_one(app, &self.bundle)?;
        }
        restore::check_folder(app, copy)?;
        let traces = Traces::before(app, None);
        if copy {
            let restored = restore::run(app, &self.bundle, &self.against);
            if restored.is_err() {
                traces.remove(app);
            }
            return restored;
        }
        if !self.against.is_empty() {
            return Err(CliError::misused("against-nothing", app.msg("against-nothing", &[]))
                .hint(app.msg("against-nothing.hint", &[])));
        }
        let restored = self.restore(app);
        if restored.is_err() {
            traces.remove(app);
        }
        let Taken { checked, here, lines, .. } = restored?;
        let manifest = &checked.manifest;
        let branch = manifest.log.branch;
        let answer = json!({
            "branch": branch, "log": manifest.log, "size": manifest.size, "root": manifest.root,
            "taken": lines,
        });
        app.ui.answer(&answer, || {
            let rows = Facts::new()
                .row(app.msg("bundle-log", &[]), &manifest.log)
                .row(app.msg("bundle-lines", &[]), manifest.size)
                .row(app.msg("bundle-root", &[]), manifest.root);
            let path = text(app.bank_dir().display());
            let facts = [("branch", text(branch)), ("path", path), ("here", text(here))];
            let what = if lines > 0 {
                app.msg("bundle-restored", &facts[..2])
            } else {
                app.msg("bundle-restored-nothing", &facts)
            };
            tell::done(app, &what, &rows)
        })?;
        if lines == 0 {
            return Ok(());
        }
        let by = |who| [("branch", text(branch)), ("wenming", text(tell::wenming_by(app, who)))];
        tell::next(
            app,
            [
                app.msg("next-restored-operators", &by("placeholder-manager")),
                app.msg("next-restored-register", &by("placeholder-clerk")),
            ],
        );
        Ok(())
    }

    fn restore(&self, app: &App) -> Result<Taken, CliError> {
        let dir = app.bank_dir();
        std::fs::create_dir_all(dir).map_err(|e| CliError::io(&app.messages, dir, &e))?;
        let staged = staged(app, &self.bundle)?;
        let folder = staged.folder();
        let branch = manifest(app, &self.bundle, &folder)?.log.branch;
        if away::list(app)?.contains(&branch) {
            let facts = [("branch", text(branch))];
            return Err(CliError::refused("restore-away", app.msg("restore-away", &facts))
                .hint(app.msg("restore-away.hint", &[])));
        }
        let bank = Bank::open_new(app)?;
        let taken = take(app, &bank, &self.bundle, &folder, Place::Home)?;
        // Names are in no bundle, and need a key to be kept again.
        bank.new_vault_key()?;
        Ok(taken)
    }
}

/// Where a bundle's lines go.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Into a copy of a journal that is written elsewhere.
    Copy,
    /// Into the folder that writes it from now on, on the word of trusted keys.
    Home,
}

fn staged(app: &App, bundle: &Path) -> Result<Draft, CliError> {
    let _working = app.ui.working(app.msg("bundle-reading", &[]));
    if let Err(e) = bundle.symlink_metadata() {
        return Err(CliError::io(&app.messages, bundle, &e));
    }
    stage(bundle, &app.bank_dir().join("incoming")).map_err(|error| explain(app, bundle, error))
}

/// What a bundle says it is, which has to be of the branch that was named, if one was.
fn manifest(app: &App, bundle: &Path, folder: &Folder) -> Result<Manifest, CliError> {
    let manifest = folder.manifest().map_err(|error| explain(app, bundle, error))?;
    let branch = manifest.log.branch;
    match app.args.branch.filter(|named| *named != branch) {
        None => Ok(manifest),
        Some(named) => {
            let facts = [
                ("path", text(bundle.display())),
                ("branch", text(branch)),
                ("named", text(named)),
            ];
            let other = app.msg("bundle-other-branch", &facts);
            Err(CliError::misused("bundle-other-branch", other)
                .hint(app.msg("bundle-other-branch.hint", &facts[1..2])))
        }
    }
}

/// Checks a bundle, holds it against what is here, and takes over what is new.
fn take(
    app: &App,
    bank: &Bank<'_>,
    bundle: &Path,
    folder: &Folder,
    place: Place,
) -> Result<Taken, CliError> {
    let failed = |error| explain(app, bundle, error);
    // Before anything is taken: a file of trusted keys may not be readable.
    let trusted = Trusted::open(app)?.with(&[]);
    let manifest = folder.manifest().map_err(failed)?;
    let (log, branch) = (&manifest.log, manifest.log.branch);
    let ledger = bank.ledger();
    let all = bank.branches()?;
    for other in &all {
        let known = bank.ask(ledger.log_name(*other))?;
        if known.origin != log.origin {
            let facts = [("found", text(log)), ("expected", text(known.origin))];
            return Err(CliError::refused(
                "bundle-other-bank",
                app.msg("bundle-other-bank", &facts),
            )
            .hint(app.msg("bundle-other-bank.hint", &[])));
        }
    }
    let here = match all.contains(&branch) {
        true => bank.ask(ledger.view(branch, Wanted::Nothing, |state| state.size()))?,
        false => 0,
    };
    if place == Place::Copy && here > 0 && manifest.size > here {
        is_away(app, &manifest, here)?;
    }
    let kept = Kept::of(app, log)?;
    let sizes: BTreeSet<u64> = kept.sizes().chain([here]).collect();
    let checked = {
        let _working = app.ui.working(app.msg("bundle-checking", &[]));
        check(folder, &sizes).map_err(failed)?
    };
    // Where head office is, it knows which of its entries let the branch be opened.
    if all.contains(&BranchCode::HQ) {
        let founded = ledger.journal().line(BranchCode::HQ, 0);
        let founded = bank.ask(founded.map_err(Into::into))?;
        let theirs = checked.setup.charter().and_then(|charter| charter.founded);
        if founded.map(|line| EntryHash::of(&line)) != theirs {
            let facts = [("log", text(log))];
            return Err(CliError::refused(
                "bundle-not-opened",
                app.msg("bundle-not-opened", &facts),
            )
            .hint(app.msg("bundle-other-bank.hint", &[])));
        }
    }
    let size = checked.manifest.size;
    let common = here.min(size);
    if common > 0 {
        let (_, root) = bank.ask(ledger.root(branch, Some(common)))?;
        if root_of(&checked, common) != Some(root) {
            return Err(forked(app, bank, bundle, folder, &checked, &kept)?);
        }
    }
    if kept.contradicted(&checked).is_some() {
        return Err(forked(app, bank, bundle, folder, &checked, &kept)?);
    }
    if place == Place::Home || here == 0 {
        vouched(app, bank, here, &checked, &trusted)?;
    }
    let newly_away = place == Place::Copy && size > here && away::mark(app, branch)?;
    let lines = if size > here {
        let _working = app.ui.working(app.msg("bundle-taking", &[]));
        let source = BundleLines { files: folder, manifest: &checked.manifest };
        ledger.take_over(branch, &source).map_err(|error| match error {
            TakeOverError::Bundle(error) => explain(app, bundle, error),
            TakeOverError::Ledger(error) => storage::explain(&app.messages, &error),
        })?
    } else {
        0
    };
    bank.tell_notices();
    let own = Shelf::own(app.bank_dir(), log.clone());
    for note in &checked.notes {
        let key = checked.setup.branch_key_at(note.checkpoint().size);
        let key = Trust::new(key.map(|key| log.key_line(SignatureKind::Log, key)));
        let note = checkpoint::rightly_signed(bank, note, &key, &trusted)?;
        own.keep(&note).map_err(|error| store::explain(app, &error))?;
    }
    Ok(Taken { checked, here, lines, newly_away })
}

/// More lines of a branch come only where it is not written: two folders that write one
/// branch make a fork.
fn is_away(app: &App, manifest: &Manifest, here: u64) -> Result<(), CliError> {
    let branch = manifest.log.branch;
    if away::list(app)?.contains(&branch) {
        return Ok(());
    }
    let facts = [
        ("branch", text(branch)),
        ("here", text(here)),
        ("size", text(manifest.size)),
        ("wenming", text(tell::wenming(app))),
    ];
    Err(CliError::refused("bundle-written-here", app.msg("bundle-written-here", &facts))
        .hint(app.msg("bundle-written-here.hint", &facts)))
}

/// The notes that are kept here of a log, its own and those witnessed, in the order of
/// their sizes.
struct Kept(Vec<(Shelf, SignedCheckpoint)>);

impl Kept {
    fn of(app: &App, log: &LogName) -> Result<Self, CliError> {
        let mut kept = Vec::new();
        for shelf in
            [Shelf::witnessed(app.bank_dir(), log.clone()), Shelf::own(app.bank_dir(), log.clone())]
        {
            kept.extend(all_notes(app, &shelf)?.into_iter().map(|note| (shelf.clone(), note)));
        }
        kept.sort_by_key(|(_, note)| note.checkpoint().size);
        Ok(Self(kept))
    }

    fn sizes(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|(_, note)| note.checkpoint().size)
    }

    /// The first that names another root than the bundle's lines have.
    fn contradicted(&self, checked: &Checked) -> Option<(&Shelf, &SignedCheckpoint)> {
        let unlike = |(_, note): &&(Shelf, SignedCheckpoint)| {
            let of = note.checkpoint();
            root_of(checked, of.size).is_some_and(|root| root != of.root)
        };
        self.0.iter().find(unlike).map(|(shelf, note)| (shelf, note))
    }
}

/// The root over so many of a bundle's lines, where there are as many and it was asked for.
fn root_of(checked: &Checked, size: u64) -> Option<TreeHash> {
    match checked.manifest.size == size {
        true => Some(checked.manifest.root),
        false => checked.roots.get(&size).copied(),
    }
}

/// A branch of which nothing is here is taken on the word of trusted keys only.
fn vouched(
    app: &App,
    bank: &Bank<'_>,
    here: u64,
    checked: &Checked,
    trust: &Trust,
) -> Result<(), CliError> {
    let Some(last) = checked.notes.last() else { return Ok(()) };
    match trust.judge(last.note()) {
        Ok(_) => Ok(()),
        Err(JudgeError::Nobody) => {
            let log = &checked.manifest.log;
            let hq = LogName { origin: log.origin.clone(), branch: BranchCode::HQ }.to_string();
            let hint = if bank.branches()?.contains(&BranchCode::HQ) {
                "bundle-untrusted-village.hint"
            } else if trust.keys().iter().any(|key| key.name() == hq) {
                "bundle-untrusted-unwitnessed.hint"
            } else {
                "bundle-untrusted.hint"
            };
            let case = if here > 0 { "some" } else { "none" };
            let facts = [("log", text(log)), ("case", text(case))];
            Err(CliError::refused("bundle-untrusted", app.msg("bundle-untrusted", &facts))
                .hint(app.msg(hint, &[("branch", text(log.branch))])))
        }
        Err(JudgeError::Forged { name }) => {
            let facts = [("name", text(name))];
            Err(CliError::refused("bundle-forged", app.msg("bundle-forged", &facts))
                .hint(app.msg("bundle-refused.hint", &[])))
        }
    }
}

/// The bundle tells another story than the lines or the notes that are here: where it
/// begins to, by both hashes; two checkpoints that cannot both be true are kept.
fn forked(
    app: &App,
    bank: &Bank<'_>,
    bundle: &Path,
    folder: &Folder,
    checked: &Checked,
    kept: &Kept,
) -> Result<CliError, CliError> {
    let log = &checked.manifest.log;
    let branch = log.branch;
    let source = BundleLines { files: folder, manifest: &checked.manifest };
    let first = first_difference(bank.ledger().journal(), branch, &source)
        .map_err(|error| explain(app, bundle, error))?;
    let witnessed = Shelf::witnessed(app.bank_dir(), log.clone());
    let evidence = match contradicting(bank, checked, kept)? {
        None => None,
        Some((seen, offered)) => {
            let old = seen.checkpoint().size;
            let request = Request { old, proof: Vec::new(), checkpoint: offered.clone() };
            let at = witnessed.keep_evidence(Evidence::Conflict, seen, &request);
            Some(at.map_err(|error| store::explain(app, &error))?)
        }
    };
    let error = match (first, kept.contradicted(checked)) {
        (Some((seq, ours, theirs)), _) => {
            let facts = [
                ("branch", text(branch)),
                ("seq", text(seq)),
                ("here", text(ours)),
                ("there", text(theirs)),
            ];
            CliError::refused("bundle-forked", app.msg("bundle-forked", &facts))
        }
        // No line differs: it is a note kept here that tells another story.
        (None, Some((shelf, note))) => {
            let seen = note.checkpoint();
            let root = root_of(checked, seen.size).unwrap_or(checked.manifest.root);
            let above = checked.notes.iter().find(|note| note.checkpoint().size >= seen.size);
            let above = above.map_or(checked.manifest.size, |note| note.checkpoint().size);
            let facts = [
                ("branch", text(branch)),
                ("size", text(seen.size)),
                ("seen", text(seen.root)),
                ("root", text(root)),
                ("path", text(shelf.path(seen.size).display())),
                ("note", text(note_path(above))),
            ];
            CliError::refused("bundle-unlike-witnessed", app.msg("bundle-unlike-witnessed", &facts))
        }
        (None, None) => return Err(CliError::internal("bundle", "no line differs".to_owned())),
    };
    Ok(match evidence {
        Some(path) => error.hint(app.msg("bundle-forked.hint", &[("path", text(path.display()))])),
        None => error.hint(app.msg("bundle-forked-bare.hint", &[])),
    })
}

/// A note that is kept here and one of the bundle's that cannot both be true: the two
/// alone convict the key. Anybody can sign in the branch's name; only what is by a key
/// that its lines here name convicts anybody.
fn contradicting<'n>(
    bank: &Bank<'_>,
    checked: &'n Checked,
    kept: &'n Kept,
) -> Result<Option<(&'n SignedCheckpoint, &'n SignedCheckpoint)>, CliError> {
    let log = &checked.manifest.log;
    if !bank.branches()?.contains(&log.branch) {
        return Ok(None);
    }
    let known = bank.ledger().view(log.branch, Wanted::Nothing, |state| {
        let keys = state.branch_keys().iter().map(|set| set.key).collect::<Vec<_>>();
        (state.size(), keys)
    });
    let (here, keys) = bank.ask(known)?;
    let trust = Trust::new(keys.into_iter().map(|key| log.key_line(SignatureKind::Log, key)));
    let by_the_branch =
        |note: &SignedCheckpoint| trust.judge(note.note()).is_ok_and(|judged| judged.log.is_some());
    let ours = |size| Ok(bank.ask(bank.ledger().root(log.branch, Some(size)))?.1);
    let seen = || kept.0.iter().map(|(_, note)| note).filter(|note| by_the_branch(note));
    let offered = || checked.notes.iter().filter(|note| by_the_branch(note));
    // The bundle has lines under the one that is kept, and others; the next note of the
    // bundle's, of as many lines where there is one, is over those.
    for seen in seen() {
        let Checkpoint { size, root, .. } = seen.checkpoint();
        let above = offered().find(|note| note.checkpoint().size >= *size);
        if let Some(above) = above.filter(|_| root_of(checked, *size) != Some(*root)) {
            return Ok(Some((seen, above)));
        }
    }
    // The other way round: the lines that are here are others than those under the bundle's note.
    for offered in offered().filter(|note| note.checkpoint().size <= here) {
        let Checkpoint { size, root, .. } = offered.checkpoint();
        if ours(*size)? == *root {
            continue;
        }
        for seen in seen().filter(|note| (*size..=here).contains(&note.checkpoint().size)) {
            if ours(seen.checkpoint().size)? == seen.checkpoint().root {
                return Ok(Some((seen, offered)));
            }
        }
    }
    Ok(None)
}

/// The first place where the journal and a bundle, or another journal, have different
/// lines, and the hash of each. Every line is compared: where one rotted in the middle
/// the ends are alike.
pub(crate) fn first_difference(
    journal: &dyn Journal,
    branch: BranchCode,
    source: &dyn LineSource,
) -> Result<Option<(u64, EntryHash, EntryHash)>, BundleError> {
    /// So many hashes of the journal are held at once.
    const RUN: usize = 4096;
    let (mut ours, mut found, mut ended) = (VecDeque::new(), None, false);
    source.each(&mut |seq, line| {
        if ended || found.is_some() {
            return Ok(());
        }
        if ours.is_empty() {
            journal.read(branch, seq, &mut |_, line| {
                ours.push_back(EntryHash::of(line));
                if ours.len() < RUN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
        }
        let there = EntryHash::of(line);
        match ours.pop_front() {
            // Where the journal ends nothing is left to differ.
            None => ended = true,
            Some(here) => found = (here != there).then_some((seq, here, there)),
        }
        Ok(())
    })?;
    Ok(found)
}

/// Says of each branch key that the new lines put in the place of another: whoever
/// took the branch over would have set one too.
fn tell_new_keys(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    from: u64,
) -> Result<(), CliError> {
    for set in bank.branch_keys(branch)?.iter().skip(1).filter(|set| set.since >= from) {
        let at = EntryId { branch, seq: set.since };
        let entry = bank.ask(bank.ledger().entry(at))?;
        let Some(Event::BranchKeySet { reason, .. }) = entry.map(|entry| entry.event) else {
            continue;
        };
        let facts = [("branch", text(branch)), ("entry", text(at)), ("reason", text(reason))];
        app.ui.warn(&app.messages, &app.msg("bundle-new-key", &facts));
    }
    Ok(())
}

/// Whether head office can sign here: its key is opened for it. Where it is not at
/// hand, why not is said; one that is and does not open is an error.
fn can_sign(app: &App, bank: &Bank<'_>) -> Result<bool, CliError> {
    let why = match bank.branches()?.contains(&BranchCode::HQ) {
        false => app.msg("bundle-no-head-office", &[]),
        true => match bank.branch_key(BranchCode::HQ) {
            Ok(_) => return Ok(true),
            Err(error) if ["branch-key-none", "branch-key-missing"].contains(&&*error.code) => {
                error.message
            }
            Err(error) => return Err(error.hint(app.msg("bundle-no-cosign.hint", &[]))),
        },
    };
    app.ui.warn(&app.messages, &app.msg("bundle-signs-nothing", &[("why", text(why))]));
    Ok(false)
}

/// Whether a key signed that was head office's at the time it names.
fn is_signed_by_hq(bank: &Bank<'_>, note: &SignedCheckpoint) -> Result<bool, CliError> {
    if !bank.branches()?.contains(&BranchCode::HQ) {
        return Ok(false);
    }
    let hq = bank.ask(bank.ledger().log_name(BranchCode::HQ))?;
    for set in bank.branch_keys(BranchCode::HQ)? {
        let trust = Trust::new([hq.key_line(SignatureKind::Witness, set.key)]);
        // Another signature of that name, by a key that is none of its, takes nothing away.
        let Ok(judged) = trust.judge(note.note()) else { continue };
        for (key, at) in judged.witnesses {
            let by_right = bank.ledger().view(BranchCode::HQ, Wanted::Nothing, |state| {
                state.branch_keys_on(at).any(|then| then == key.key())
            });
            if bank.ask(by_right)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Head office witnesses what it took over: kept first, then signed. Not what is of
/// fewer lines than it saw.
fn cosign(
    app: &App,
    bank: &Bank<'_>,
    checked: &Checked,
    note: &SignedCheckpoint,
) -> Result<(), CliError> {
    let of = note.checkpoint();
    let shelf = Shelf::witnessed(app.bank_dir(), of.log.clone());
    let seen = shelf.latest().map_err(|error| store::explain(app, &error))?;
    let old = seen.as_ref().map_or(0, |seen| seen.checkpoint().size);
    if old > of.size {
        return Ok(());
    }
    let hq = bank.ask(bank.ledger().log_name(BranchCode::HQ))?;
    let proof = bank.ask(bank.ledger().prove_consistency(of.log.branch, old, of.size))?;
    let key = checked.setup.branch_key_at(of.size);
    let trust = Trust::new(key.map(|key| of.log.key_line(SignatureKind::Log, key)));
    let request = Request { old, proof, checkpoint: note.clone() };
    let line = checkpoint::witness_of(app, bank, &hq, &request, &trust)?;
    // Under what is kept, which is checked.
    let mut cosigned = note.only(|_| false);
    cosigned.add(line);
    let own = Shelf::own(app.bank_dir(), of.log.clone());
    own.keep(&cosigned).map(drop).map_err(|error| store::explain(app, &error))
}

/// How to check it, in both languages.
fn page(manifest: &Manifest) -> String {
    let facts = [
        ("log", text(&manifest.log)),
        ("branch", text(manifest.log.branch)),
        ("size", text(manifest.size)),
        ("root", text(manifest.root)),
    ];
    let of = |lang| Messages::new(lang).msg("bundle-verify-page", &facts);
    format!("{}\n\n{}\n", of(Lang::Zh).trim_end(), of(Lang::En).trim_end())
}

fn all_notes(app: &App, shelf: &Shelf) -> Result<Vec<SignedCheckpoint>, CliError> {
    let failed = |error| store::explain(app, &error);
    let mut notes = Vec::new();
    for size in shelf.sizes().map_err(failed)? {
        notes.extend(shelf.get(size).map_err(failed)?);
    }
    Ok(notes)
}

/// A bundle to be checked: a folder where it lies, a .zip [copied](copied()).
pub(crate) fn opened(app: &App, path: &Path) -> Result<(Folder, Option<Draft>), CliError> {
    match Folder::at(path) {
        Some(folder) => Ok((folder, None)),
        None => copied(app, path).map(|copy| (copy.folder(), Some(copy))),
    }
}

/// A copy of a bundle, for as long as the draft is held: what is read of it again, as a
/// journal, is what was checked and nothing that lies beside it.
pub(crate) fn copied(app: &App, path: &Path) -> Result<Draft, CliError> {
    let _working = app.ui.working(app.msg("bundle-reading", &[]));
    stage(path, &std::env::temp_dir().join("wenming")).map_err(|error| explain(app, path, error))
}

/// A bundle of which everything was checked, with the roots at these sizes besides;
/// `path` is where it was brought.
pub(crate) fn checked(
    app: &App,
    path: &Path,
    folder: &Folder,
    sizes: &BTreeSet<u64>,
) -> Result<Checked, CliError> {
    let _working = app.ui.working(app.msg("bundle-checking", &[]));
    check(folder, sizes).map_err(|error| explain(app, path, error))
}

/// Whether there is a bundle: a folder with a manifest, or a .zip.
pub(crate) fn is_bundle(path: &Path) -> bool {
    Folder::at(path).is_some() || (path.is_file() && is_zip(path))
}

/// Whether a path is that of a .zip.
fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// What is wrong with a bundle, in words.
pub(crate) fn explain(app: &App, path: &Path, error: BundleError) -> CliError {
    let what = match fault(app, path, error) {
        Ok(what) => what,
        Err(error) => return error,
    };
    let facts = [("path", text(path.display())), ("what", text(what))];
    CliError::refused("bundle-refused", app.msg("bundle-refused", &facts))
        .hint(app.msg("bundle-refused.hint", &[]))
}

/// Why no bundle can be made of what is here.
fn not_written(app: &App, path: &Path, error: BundleError) -> CliError {
    let what = match fault(app, path, error) {
        Ok(what) => what,
        Err(error) => return error,
    };
    CliError::storage("bundle-not-written", app.msg("bundle-not-written", &[("what", text(what))]))
        .hint(app.msg("bundle-not-written.hint", &[]))
}

/// What is wrong, as a clause; an error of its own where the system would not.
fn fault(app: &App, path: &Path, error: BundleError) -> Result<String, CliError> {
    Ok(match error {
        BundleError::Io { path: file, source } => {
            return Err(CliError::io(&app.messages, &path.join(file), &source));
        }
        BundleError::Journal(error) => {
            return Err(storage::explain(&app.messages, &error.into()));
        }
        BundleError::Missing { path } => app.msg("bundle-missing", &[("file", text(path))]),
        BundleError::NotAFile { path } => app.msg("bundle-not-a-file", &[("file", text(path))]),
        BundleError::TooLarge => {
            app.msg("bundle-too-large", &[("gib", text(ledger_core::bundle::MAX_BYTES >> 30))])
        }
        BundleError::Manifest(why) => app.msg("bundle-manifest", &[("why", text(why))]),
        BundleError::Length { path, expected } => {
            app.msg("bundle-length", &[("file", text(path)), ("expected", text(expected))])
        }
        BundleError::Changed { path } => app.msg("bundle-changed", &[("file", text(path))]),
        BundleError::NotDerived { path } => app.msg("bundle-not-derived", &[("file", text(path))]),
        BundleError::Unnamed { path } => app.msg("bundle-unnamed", &[("file", text(path))]),
        BundleError::Line { seq, problem } => {
            let why = storage::problem(&app.messages, &problem);
            app.msg("bundle-line", &[("seq", text(seq)), ("why", text(why))])
        }
        BundleError::NoRight { seq, why } => {
            let why = app.refused(&why, &Context::default()).message;
            app.msg("bundle-line", &[("seq", text(seq)), ("why", text(why))])
        }
        BundleError::Size { expected, found } => {
            app.msg("bundle-size", &[("expected", text(expected)), ("found", text(found))])
        }
        BundleError::Head => app.msg("bundle-head", &[]),
        BundleError::Note { path } => app.msg("bundle-note", &[("file", text(path))]),
        BundleError::Root { size } => app.msg("bundle-root-wrong", &[("size", text(size))]),
        BundleError::Signature { size, .. } => app.msg("bundle-signature", &[("size", text(size))]),
        BundleError::Sum { seq } => app.msg("bundle-sum", &[("seq", text(seq))]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_core::journal::conformance::{commit, lines};
    use ledger_core::journal::{Appended, MemoryJournal};

    fn journal(of: &[Vec<u8>]) -> MemoryJournal {
        let journal = MemoryJournal::default();
        let appended = journal.append("LC01".parse().unwrap(), 0, &lines(of)).unwrap();
        assert_eq!(appended, Appended::Durable);
        journal
    }

    #[test]
    fn the_first_difference_is_found_wherever_it_is_and_none_is_where_one_just_ends() {
        let branch = "LC01".parse().unwrap();
        // More than are held at once, two times over.
        let ours = commit(branch, 0, 9000);
        let here = journal(&ours);
        for place in [0, 4095, 4096, 4097, 8192, 8999] {
            let mut theirs = ours.clone();
            let at = theirs[place].windows(7).position(|part| part == b"\"req\":\"").unwrap();
            theirs[place][at + 7] ^= 1;
            let there = journal(&theirs);
            let source = JournalLines { journal: &there, branch, size: 9000 };
            let found = first_difference(&here, branch, &source).unwrap();
            let hashes = (EntryHash::of(&ours[place]), EntryHash::of(&theirs[place]));
            assert_eq!(found, Some((place as u64, hashes.0, hashes.1)));
        }
        for (n, size) in [(4096, 9000), (9000, 4096), (9000, 9000), (1, 9000), (9000, 0)] {
            let source = JournalLines { journal: &here, branch, size };
            let found = first_difference(&journal(&ours[..n]), branch, &source).unwrap();
            assert_eq!(found, None, "{n}, {size}");
        }
    }
}
