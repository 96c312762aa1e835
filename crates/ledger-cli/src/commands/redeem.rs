//! `redeem` (兑换): points spent on an offer.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::ids::{BranchCode, CurrencyCode, RequestKey};
use ledger_core::points::{Points, Qty};

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values::{self, OfferAt};
use crate::commands::between;
use crate::commands::posting::Asked;
use crate::error::CliError;
use crate::refusal::Context;

/// Redeem points for an offer of the catalogue
///
/// Example: `wenming redeem 二组-017 RICE-5 2`
#[derive(Debug, Args)]
pub(crate) struct RedeemArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// The offer's code, as `RICE-5`; at another village, `LC02/RICE-5`
    #[arg(value_parser = values::offer_at)]
    pub(crate) offer: OfferAt,
    /// How many of it
    #[arg(default_value = "1", value_parser = values::qty, allow_negative_numbers = true)]
    pub(crate) qty: Qty,
    /// The village whose offer it is; the account's own unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<BranchCode>)]
    pub(crate) at: Option<BranchCode>,
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
        let OfferAt { branch, offer } = self.offer;
        if let Some(to) = between::elsewhere(app, account, self.at, branch)? {
            if self.with.is_some() {
                return Err(CliError::refused("between-with", app.msg("between-with", &[])));
            }
            let context = Context::account(self.account);
            let (wanted, request) = ((to, offer, self.qty), self.request);
            return between::redeem(app, &bank, account, wanted, self.note, request, &context);
        }
        self.asked(&bank)?.carry_out(app, &bank).map(drop)
    }

    /// What it asks of the account's own village.
    pub(crate) fn asked(self, bank: &Bank<'_>) -> Result<Asked, CliError> {
        let account = bank.resolve(&self.account)?;
        let Self { offer: OfferAt { offer, .. }, qty, note, with, request, .. } = self;
        let command = Command::Redeem { account, offer, qty, note, with };
        let context = Context::account(self.account);
        Ok(Asked { branch: account.branch(), command, request, context, another: false })
    }
}
