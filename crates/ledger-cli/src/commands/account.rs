//! `account`: the holders of a branch.

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::ids::HouseholdNo;
use ledger_core::rulebook::HolderKind;

use crate::app::App;
use crate::error::CliError;

/// Open, look up, freeze or close accounts
#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    #[command(visible_alias = "开户")]
    Open(OpenArgs),
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
    #[command(visible_alias = "查找")]
    Find(FindArgs),
    #[command(visible_alias = "冻结")]
    Freeze(FreezeArgs),
    #[command(visible_alias = "解冻")]
    Unfreeze(UnfreezeArgs),
    #[command(visible_alias = "销户")]
    Close(CloseArgs),
}

/// Open an account and give it its number
///
/// Name and phone are kept in the vault, encrypted; the journal holds the
/// number alone.
///
/// Example: `wenming account open --household 二组-017 --name 张桂兰`
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// What kind of holder
    #[arg(long, default_value = "household", value_parser = values::holder())]
    pub(crate) kind: HolderKind,
    /// The village's own number for the household, as `二组-017`
    #[arg(long, value_name = "NO")]
    pub(crate) household: Option<HouseholdNo>,
    /// The holder's name
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The holder's phone number
    #[arg(long)]
    pub(crate) phone: Option<String>,
}

/// Show an account: its holder, its state, what it holds
///
/// Example: `wenming account show 二组-017`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
}

/// Find accounts by a part of the number, the household number or the name
///
/// Example: `wenming account find 张`
#[derive(Debug, Args)]
pub(crate) struct FindArgs {
    /// What to look for
    pub(crate) text: String,
}

/// Freeze an account: nothing moves on it until it is unfrozen
///
/// Example: `wenming account freeze 二组-017 --reason 核查中`
#[derive(Debug, Args)]
pub(crate) struct FreezeArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Unfreeze an account
///
/// Example: `wenming account unfreeze 二组-017 --reason 核查完毕`
#[derive(Debug, Args)]
pub(crate) struct UnfreezeArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Close an account for good; it has to be empty
///
/// Example: `wenming account close 二组-017 --reason 迁出`
#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

impl AccountCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Open(args) => open(args, app),
            Self::Show(args) => show(args, app),
            Self::Find(args) => find(args, app),
            Self::Freeze(args) => freeze(args, app),
            Self::Unfreeze(args) => unfreeze(args, app),
            Self::Close(args) => close(args, app),
        }
    }
}

fn open(_args: OpenArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn show(_args: ShowArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn find(_args: FindArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn freeze(_args: FreezeArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn unfreeze(_args: UnfreezeArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn close(_args: CloseArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}
