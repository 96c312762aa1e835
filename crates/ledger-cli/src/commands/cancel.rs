//! `cancel` (撤单): a reservation given up, the points given back.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::ids::{EntryId, RequestKey};

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::{posting, reservations};
use crate::error::CliError;
use crate::refusal::Context;

/// Give a reservation up: points and goods go back
///
/// Example: `wenming cancel LC01:57 --reason 不要了`
#[derive(Debug, Args)]
pub(crate) struct CancelArgs {
    /// The reservation, as `LC01:57`; `wenming reservations` lists them
    #[arg(value_parser = values::upper::<EntryId>)]
    pub(crate) entry: EntryId,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl CancelArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let Self { entry: reservation, reason, request } = self;
        let bank = Bank::open(app)?;
        let account = reservations::keeper(app, &bank, reservation)?;
        let command = Command::CancelReservation { account, reservation, reason };
        let context = Context::account(account.to_string());
        let done = bank.submit(account.branch(), command, request, &context)?;
        posting::tell(app, &bank, &done)
    }
}
