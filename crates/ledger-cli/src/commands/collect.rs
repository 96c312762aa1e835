//! `collect` (核销): what was put by, handed over against its code.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::ids::{EntryId, RequestKey};
use ledger_core::pick_up::PickUpCode;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::{posting, reservations};
use crate::error::CliError;
use crate::refusal::Context;

/// Hand over what was put by, against the code on its slip
///
/// Example: `wenming collect 7K3M-9QTX-2BHD`
#[derive(Debug, Args)]
pub(crate) struct CollectArgs {
    /// The code, in any case, with or without dashes
    #[arg(value_parser = PickUpCode::read)]
    pub(crate) code: PickUpCode,
    /// The reservation, as `LC01:57`; found by the code unless said
    #[arg(long, value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) entry: Option<EntryId>,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl CollectArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let Self { code, entry, request } = self;
        let bank = Bank::open(app)?;
        let (account, reservation) = match entry {
            Some(entry) => (reservations::keeper(app, &bank, entry)?, entry),
            None => reservations::find(app, &bank, code, request.as_ref())?,
        };
        let command = Command::Collect { account, reservation, code };
        let context = Context::account(account.to_string());
        let done = bank.submit(account.branch(), command, request, &context)?;
        posting::tell(app, &bank, &done)
    }
}
