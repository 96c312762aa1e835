//! `rebuild` (重建): the books made again from the journal.

use clap::Args;
use ledger_core::ledger::Wanted;

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::{Arg, count};

/// Set the books aside and make them again from the journal
///
/// It is never needed in daily work: damaged books are noticed and made again
/// by themselves.
///
/// Example: `wenming rebuild`
#[derive(Debug, Args)]
pub(crate) struct RebuildArgs {}

impl RebuildArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        bank.ask(bank.ledger().rebuild())?;
        let branches = bank.branches()?;
        let mut entries = 0;
        for branch in &branches {
            entries +=
                bank.ask(bank.ledger().view(*branch, Wanted::Nothing, |state| state.size()))?;
        }
        let answer = serde_json::json!({ "branches": branches, "entries": entries });
        let facts = [("branches", count(branches.len())), ("entries", Arg::Count(entries))];
        app.ui.answer(&answer, || app.msg("rebuild-done", &facts))
    }
}
