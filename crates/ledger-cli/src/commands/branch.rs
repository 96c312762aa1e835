//! `branch`: the villages of the bank.

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::day::Day;
use ledger_core::ids::BranchCode;

use crate::app::App;
use crate::error::CliError;

/// Open a branch, or list the branches
#[derive(Debug, Subcommand)]
pub(crate) enum BranchCommand {
    #[command(visible_alias = "开设")]
    Open(OpenArgs),
    /// List the branches with their names and days
    ///
    /// Example: `wenming branch list`
    #[command(visible_alias = "列表")]
    List,
}

/// Open a branch for a village
///
/// It takes a manager of head office, whose key signs the branch's first
/// entry. The rulebook is adopted next, and the clerk enrolled.
///
/// Example: `wenming --as wang branch open LC01 --name 清溪村`
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// The branch's code, as `LC01`
    #[arg(value_parser = values::upper::<BranchCode>)]
    pub(crate) code: BranchCode,
    /// The branch's name
    #[arg(long)]
    pub(crate) name: String,
    /// The first day a deed can be of; the bank's own unless said
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Day>,
}

impl BranchCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Open(args) => open(args, app),
            Self::List => list(app),
        }
    }
}

fn open(_args: OpenArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn list(_app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}
