//! `reverse` (冲正): a new entry that undoes an earlier one.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::ids::{EntryId, RequestKey};

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::posting::Asked;
use crate::error::CliError;
use crate::refusal::Context;

/// Undo an entry by a new one; nothing is ever erased
///
/// Points that were spent already can be taken back too: the account is then
/// in arrears, and what it earns next pays those off first.
///
/// Example: `wenming --as wang reverse LC01:41 --reason 重复登记`
#[derive(Debug, Clone, Args)]
pub(crate) struct ReverseArgs {
    /// The entry's id, as `LC01:41`; a statement shows it
    #[arg(value_parser = values::upper::<EntryId>)]
    pub(crate) entry: EntryId,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl ReverseArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        self.asked().carry_out(app, &bank).map(drop)
    }

    /// What it asks of the entry's village.
    pub(crate) fn asked(self) -> Asked {
        let Self { entry, reason, request } = self;
        let command = Command::Reverse { entry, reason };
        Asked {
            branch: entry.branch,
            command,
            request,
            context: Context::default(),
            another: false,
        }
    }
}
