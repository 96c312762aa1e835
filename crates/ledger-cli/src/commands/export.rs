//! `export` (导出): the bank as files that others can read.

use clap::{Args, Subcommand};
use std::path::PathBuf;

use crate::app::App;
use crate::error::CliError;

/// Write out the bank as files others can read
#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    #[command(visible_alias = "流水")]
    Journal(JournalArgs),
    #[command(visible_alias = "户册")]
    Accounts(AccountsArgs),
    #[command(visible_alias = "复式账")]
    Hledger(HledgerArgs),
    #[command(visible_alias = "对账单")]
    Statement(StatementArgs),
}

// Where an export goes.
#[derive(Debug, Clone, Args)]
pub(crate) struct OutputArgs {
    /// The file to write; its ending says the form. Text goes to the terminal unless said
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// Write every entry as a row: .csv or .xlsx
///
/// Example: `wenming export journal --out 流水.xlsx`
#[derive(Debug, Args)]
pub(crate) struct JournalArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Only what moved on this account, or household
    #[arg(long)]
    pub(crate) account: Option<String>,
}

/// Write the accounts with their balances: .csv or .xlsx
///
/// Example: `wenming export accounts --out 户册.xlsx`
#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Write the journal for hledger, to be checked by other software
///
/// Example: `wenming export hledger --out bank.journal`
#[derive(Debug, Args)]
pub(crate) struct HledgerArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Only what moved on this account, or household
    #[arg(long)]
    pub(crate) account: Option<String>,
}

/// Write the statement of an account: .csv or .xlsx
///
/// Example: `wenming export statement --account 二组-017 --out 对账单.xlsx`
#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// The account's number, or the household's
    #[arg(long)]
    pub(crate) account: String,
}

impl ExportCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Journal(args) => journal(args, app),
            Self::Accounts(args) => accounts(args, app),
            Self::Hledger(args) => hledger(args, app),
            Self::Statement(args) => statement(args, app),
        }
    }
}

fn journal(_args: JournalArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn accounts(_args: AccountsArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn hledger(_args: HledgerArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn statement(_args: StatementArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}
