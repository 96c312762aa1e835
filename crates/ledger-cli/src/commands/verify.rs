//! `verify` (核验): a copied journal checked with nothing else at hand.

use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::audit::audit_against;
use ledger_core::ids::BranchCode;
use ledger_core::journal::{FileJournal, Journal as _};

use crate::app::App;
use crate::commands;
use crate::error::CliError;
use crate::evidence;
use crate::i18n::text;
use crate::storage;

/// Check a copy of a journal: a backup, or one village's folder
///
/// It needs no bank, no books and no keys, and writes nothing. The journal is held
/// against the checkpoints in the folder, and against the files that `--against`
/// names: checkpoints that were posted or sent away, receipts that were handed out.
///
/// Example: `wenming verify /media/usb/journal`
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The folder: of a bank, of its journal, or of one branch
    pub(crate) dir: PathBuf,
    /// Checkpoints and receipts to hold the journal against
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) against: Vec<PathBuf>,
}

impl VerifyArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let (journal, branches) = locate(app, &self.dir)?;
        let journal = FileJournal::read_only(journal);
        let (mut anchors, _) = evidence::kept(app, &self.dir, &journal)?;
        anchors.extend(evidence::brought(app, &self.against, &branches)?);
        let report = audit_against(&journal, &branches, None, app.now()?, &anchors);
        let report = report.map_err(|e| storage::explain(&app.messages, &e.into()))?;
        commands::audit::tell(app, &report, &anchors, None, "audit-without-hq")
    }
}

/// The journal's folder and the branches meant: the folder may be a bank's, a
/// journal's, or one branch's.
fn locate(app: &App, dir: &Path) -> Result<(PathBuf, Vec<BranchCode>), CliError> {
    let found = |journal: PathBuf| {
        let branches = FileJournal::read_only(&journal).branches();
        let branches = branches.map_err(|e| storage::explain(&app.messages, &e.into()))?;
        Ok((!branches.is_empty()).then_some((journal, branches)))
    };
    // A branch that is meant and not there is audited all the same: as one without an entry.
    let chosen = |(journal, branches): (PathBuf, Vec<BranchCode>)| match app.args.branch {
        Some(only) => (journal, vec![only]),
        None => (journal, branches),
    };
    for journal in [dir.join("journal"), dir.to_owned()].into_iter().filter(|dir| dir.is_dir()) {
        if let Some(found) = found(journal)? {
            return Ok(chosen(found));
        }
    }
    if dir.is_file() {
        let path = text(dir.display());
        let file = app.msg("verify-not-a-folder", &[("path", path)]);
        return Err(CliError::misused("verify-not-a-folder", file)
            .hint(app.msg("verify-not-a-folder.hint", &[])));
    }
    let whole = dir.canonicalize().map_err(|e| CliError::io(&app.messages, dir, &e))?;
    let name = whole.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
    if let (Some(branch), Some(parent)) = (name, whole.parent())
        && let Some((journal, branches)) = found(parent.to_owned())?
        && branches.contains(&branch)
    {
        return Ok((journal, vec![branch]));
    }
    let path = text(dir.display());
    Err(CliError::misused("no-journal", app.msg("no-journal", &[("path", path)]))
        .hint(app.msg("no-journal.hint", &[])))
}
