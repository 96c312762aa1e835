//! `transfer` (转赠): points given to another account of the branch.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::ids::{CurrencyCode, RequestKey};
use ledger_core::points::Points;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::counter;
use crate::error::CliError;
use crate::refusal::Context;

/// Give points to another account of the branch
///
/// Example: `wenming transfer 二组-017 三组-004 20 --note 帮扶`
#[derive(Debug, Args)]
pub(crate) struct TransferArgs {
    /// The account, or household, that gives
    pub(crate) from: String,
    /// The account, or household, that gets
    pub(crate) to: String,
    /// How many points
    #[arg(value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) points: Points,
    /// Their currency; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// The currency they arrive in; any but their own is refused
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>, hide = true)]
    pub(crate) to_currency: Option<CurrencyCode>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl TransferArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        let (from, to) = (bank.resolve(&self.from)?, bank.resolve(&self.to)?);
        let branch = from.branch();
        let currency = counter::currency(app, &bank, branch, self.currency)?;
        let command = Command::Transfer {
            from,
            to,
            points: self.points,
            currency,
            into: self.to_currency.unwrap_or(currency),
            note: self.note,
        };
        let done = bank.submit(branch, command, self.request, &Context::account(self.from))?;
        counter::tell(app, &bank, &done)
    }
}
