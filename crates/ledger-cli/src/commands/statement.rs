//! `statement` (对账单): what moved on an account, entry by entry.

use clap::Args;

use crate::app::App;
use crate::error::CliError;

/// List what moved on an account, the newest last
///
/// Example: `wenming statement 二组-017 --last 5`
#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// So many of the newest entries
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "all")]
    pub(crate) last: usize,
    /// Every entry
    #[arg(long)]
    pub(crate) all: bool,
}

impl StatementArgs {
    /// Does it.
    pub(crate) fn run(self, _app: &App) -> Result<(), CliError> {
        Err(CliError::not_built())
    }
}
