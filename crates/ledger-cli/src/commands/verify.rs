//! `verify` (核验): a copied journal checked with nothing else at hand.

use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::audit::audit;
use ledger_core::ids::BranchCode;
use ledger_core::journal::{FileJournal, Journal as _};

use crate::app::App;
use crate::commands;
use crate::error::CliError;
use crate::i18n::text;
use crate::storage;

/// Check a copy of a journal: a backup, or one village's folder
///
/// It needs no bank, no books and no keys, and writes nothing. Every branch in the
/// folder is checked, or the one that `--branch` names; `WENMING_BRANCH` is not asked.
///
/// Example: `wenming verify /media/usb/journal`
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The folder: of a bank, of its journal, or of one branch
    pub(crate) dir: PathBuf,
}

impl VerifyArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let (journal, branches) = locate(app, &self.dir)?;
        let journal = FileJournal::read_only(journal);
        let report = audit(&journal, &branches, None, app.now()?);
        let report = report.map_err(|e| storage::explain(&app.messages, &e.into()))?;
        commands::audit::tell(app, &report, None, "audit-without-hq")
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
    let only = app.args.branch.filter(|_| app.args.branch_typed);
    let chosen = |(journal, branches): (PathBuf, Vec<BranchCode>)| match only {
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
        if let Some(only) = only.filter(|only| *only != branch) {
            let facts = [("branch", text(branch)), ("only", text(only))];
            let other = app.msg("verify-other-branch", &facts);
            return Err(CliError::misused("verify-other-branch", other)
                .hint(app.msg("verify-other-branch.hint", &facts)));
        }
        return Ok((journal, vec![branch]));
    }
    let path = text(dir.display());
    Err(CliError::misused("no-journal", app.msg("no-journal", &[("path", path)]))
        .hint(app.msg("no-journal.hint", &[])))
}
