//! `offer`: the catalogue of what points are redeemed for.

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::event::OfferKind;
use ledger_core::ids::{CurrencyCode, OfferCode};
use ledger_core::points::Points;

use crate::app::App;
use crate::error::CliError;

/// Keep the catalogue of what points are redeemed for
#[derive(Debug, Subcommand)]
pub(crate) enum OfferCommand {
    #[command(visible_alias = "上架")]
    Add(AddArgs),
    /// List what points can be redeemed for
    ///
    /// Example: `wenming offer list`
    #[command(visible_alias = "列表")]
    List,
    #[command(visible_alias = "下架")]
    Withdraw(WithdrawArgs),
}

/// Put an offer into the catalogue, or change its terms
///
/// Example: `wenming offer add RICE-5 --title 大米5公斤 --price 50`
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The offer's code, as `RICE-5`
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// What it is
    #[arg(long)]
    pub(crate) title: String,
    /// Points for one
    #[arg(long, value_name = "POINTS", value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) price: Points,
    /// The currency of the price; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// Goods or a service
    #[arg(long, default_value = "goods", value_parser = values::offer_kind())]
    pub(crate) kind: OfferKind,
    /// The merchant's account that collects the points; the bank unless said
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) merchant: Option<String>,
}

/// Take an offer out of the catalogue
///
/// Example: `wenming offer withdraw RICE-5 --reason 售罄`
#[derive(Debug, Args)]
pub(crate) struct WithdrawArgs {
    /// The offer's code
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

impl OfferCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Add(args) => add(args, app),
            Self::List => list(app),
            Self::Withdraw(args) => withdraw(args, app),
        }
    }
}

fn add(_args: AddArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn list(_app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn withdraw(_args: WithdrawArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}
