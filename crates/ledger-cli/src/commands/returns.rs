//! `return` (退货): what was handed over, brought back.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, EntryId, RequestKey};
use ledger_core::points::Qty;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::posting;
use crate::error::CliError;
use crate::refusal::{Context, Over};

/// Take back what was redeemed or collected, for its points
///
/// A merchant who has passed the points on already is then in arrears.
///
/// Example: `wenming --as wang return LC01:41 1 --reason 破损`
#[derive(Debug, Args)]
pub(crate) struct ReturnArgs {
    /// The entry by which it was redeemed or collected, as `LC01:41`
    #[arg(value_parser = values::upper::<EntryId>)]
    pub(crate) entry: EntryId,
    /// How many of it come back
    #[arg(default_value = "1", value_parser = values::qty, allow_negative_numbers = true)]
    pub(crate) qty: Qty,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl ReturnArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let Self { entry, qty, reason, request } = self;
        let bank = Bank::open(app)?;
        let command = Command::Return { entry, qty, reason };
        let context = match over(&bank, entry)? {
            Some((account, over)) => {
                Context { over: Some(over), ..Context::account(account.to_string()) }
            }
            None => Context::default(),
        };
        let done = bank.submit(entry.branch, command, request, &context)?;
        posting::tell(app, &bank, &done)
    }
}

/// Whose reservation an entry made, and how it ended; none where it made none, or
/// where it has not ended.
fn over(bank: &Bank<'_>, entry: EntryId) -> Result<Option<(AccountNo, Over)>, CliError> {
    if !bank.branches()?.contains(&entry.branch) {
        return Ok(None);
    }
    let found = bank.ask(bank.ledger().entry(entry))?.map(|found| found.event);
    let Some(Event::Reserved { account, .. }) = found else { return Ok(None) };
    let entries = bank.ask(bank.ledger().statement(account, usize::MAX))?;
    let ended = entries.iter().find_map(|after| match &after.event {
        Event::Collected { reservation, .. } if *reservation == entry => {
            Some(Over::Collected(EntryId { branch: after.branch, seq: after.seq }))
        }
        Event::ReservationCancelled { reservation, .. }
        | Event::ReservationReleased { reservation, .. }
            if *reservation == entry =>
        {
            Some(Over::GivenBack)
        }
        _ => None,
    });
    Ok(ended.map(|over| (account, over)))
}
