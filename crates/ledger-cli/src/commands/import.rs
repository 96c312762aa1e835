//! `import` (导入): the sheets a clerk keeps, taken in whole.

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::day::Day;
use ledger_core::ids::{CurrencyCode, OperatorId};
use std::path::PathBuf;

use crate::app::App;
use crate::error::CliError;

/// Take in a sheet: first shown what it would do, then posted as one
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    #[command(visible_alias = "户册")]
    Accounts(AccountsArgs),
    #[command(visible_alias = "期初")]
    Opening(OpeningArgs),
    #[command(visible_alias = "登记表")]
    Deposits(DepositsArgs),
}

// What every import takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct SheetArgs {
    /// The sheet: .xlsx or .csv
    pub(crate) file: PathBuf,
    /// The sheet's name in the workbook; the first with rows unless said
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// Show what it would do and stop there
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Post without asking
    #[arg(long)]
    pub(crate) yes: bool,
    /// Write the bad rows there, with the reason, to mend and import again
    #[arg(long, value_name = "FILE.xlsx")]
    pub(crate) bad_rows: Option<PathBuf>,
    /// The year of dates written without one
    #[arg(long, value_name = "YYYY", value_parser = clap::value_parser!(i32).range(1970..=9999))]
    pub(crate) year: Option<i32>,
    /// Take rows that look alike as well
    #[arg(long)]
    pub(crate) allow_duplicates: bool,
}

/// Open an account for every row of the register of households
///
/// Households that have an account already are left as they are.
///
/// Example: `wenming import accounts 户主登记.xlsx`
#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    /// The sheet.
    #[command(flatten)]
    pub(crate) sheet: SheetArgs,
}

/// Bring the balances of the old books forward
///
/// Example: `wenming --as wang import opening 期初结余.xlsx --as-of 2026-02-28`
#[derive(Debug, Args)]
pub(crate) struct OpeningArgs {
    /// The sheet.
    #[command(flatten)]
    pub(crate) sheet: SheetArgs,
    /// The currency of the balances; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// The day the old books were closed; the sheet's own unless said
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Day>,
}

/// Post a month's sheet of deeds
///
/// Good rows are posted as one, bad rows are named with what is wrong and how
/// to mend it. The same sheet imported twice posts nothing the second time.
///
/// Example: `wenming import deposits 三月积分登记.xlsx --dry-run`
#[derive(Debug, Args)]
pub(crate) struct DepositsArgs {
    /// The sheet.
    #[command(flatten)]
    pub(crate) sheet: SheetArgs,
    /// Who agreed, where the rules ask for more than the clerk
    #[arg(long, value_name = "OPERATOR")]
    pub(crate) approver: Option<OperatorId>,
}

impl ImportCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Accounts(args) => accounts(args, app),
            Self::Opening(args) => opening(args, app),
            Self::Deposits(args) => deposits(args, app),
        }
    }
}

fn accounts(_args: AccountsArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn opening(_args: OpeningArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn deposits(_args: DepositsArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}
