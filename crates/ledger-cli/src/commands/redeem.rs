//! `redeem` (兑换): points spent on an offer.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::ids::{CurrencyCode, OfferCode, RequestKey};
use ledger_core::points::{Points, Qty};

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::counter;
use crate::error::CliError;
use crate::refusal::Context;

/// Redeem points for an offer of the catalogue
///
/// Example: `wenming redeem 二组-017 RICE-5 2`
#[derive(Debug, Args)]
pub(crate) struct RedeemArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// The offer's code, as `RICE-5`
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) offer: OfferCode,
    /// How many of it
    #[arg(default_value = "1", value_parser = values::qty, allow_negative_numbers = true)]
    pub(crate) qty: Qty,
    /// What of the price is paid in points that are spent only beside others, as `ZS:50`
    #[arg(long, value_name = "PART", value_parser = values::beside)]
    pub(crate) with: Option<(CurrencyCode, Points)>,
    /// Anything else
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl RedeemArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        let account = bank.resolve(&self.account)?;
        let Self { offer, qty, note, with, .. } = self;
        let command = Command::Redeem { account, offer, qty, note, with };
        let context = Context::account(self.account);
        let done = bank.submit(account.branch(), command, self.request, &context)?;
        counter::tell(app, &bank, &done)
    }
}
