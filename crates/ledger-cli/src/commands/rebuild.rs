//! `rebuild` (重建): the books made again from the journal.

use std::path::Path;

use clap::Args;
use ledger_core::ids::EntryId;
use ledger_core::ledger::Wanted;

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::{Arg, count, text};

/// Set the books aside and make them again from the journal
///
/// It is never needed in daily work: damaged books are noticed and made again
/// by themselves.
///
/// A power cut in the middle of a long write can leave its end on the disk and lose
/// its middle. That is damage, and a branch with damage is not written on; but
/// nobody was told that the write was done. `--set-aside` moves that commit, and
/// what stands behind it, into `torn/`, where it can still be read. It is refused where the
/// books, a checkpoint or the mirror know of an entry that would go with it.
///
/// Example: `wenming rebuild`
#[derive(Debug, Args)]
pub(crate) struct RebuildArgs {
    /// The damaged entry whose commit is moved aside first
    #[arg(long, value_name = "ENTRY")]
    pub(crate) set_aside: Option<EntryId>,
}

impl RebuildArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let mut aside = None;
        if let Some(damaged) = self.set_aside {
            let torn = Bank::set_aside(app, damaged)?;
            let path = torn.kept_in.as_deref().and_then(Path::parent).unwrap_or(Path::new("torn"));
            let path = path.display().to_string();
            let facts = [("lines", text(torn.lines)), ("path", text(&path))];
            app.ui.warn(&app.messages, &app.msg("set-aside-done", &facts));
            aside = Some(serde_json::json!({ "lines": torn.lines, "path": path }));
        }
        let bank = Bank::open(app)?;
        let working = app.ui.working(app.msg("rebuild-working", &[]));
        let rebuilt = bank.ledger().rebuild();
        drop(working);
        bank.ask(rebuilt)?;
        let branches = bank.branches()?;
        let mut entries = 0;
        for branch in &branches {
            entries +=
                bank.ask(bank.ledger().view(*branch, Wanted::Nothing, |state| state.size()))?;
        }
        let answer = serde_json::json!({
            "branches": branches, "entries": entries, "set_aside": aside,
        });
        let facts = [("branches", count(branches.len())), ("entries", Arg::Count(entries))];
        app.ui.answer(&answer, || app.msg("rebuild-done", &facts))
    }
}
