//! `balance` (余额): what an account holds, or every account of a branch.

use clap::Args;

use crate::app::App;
use crate::error::CliError;

/// Show what an account holds, or every account of the branch
///
/// Example: `wenming balance 二组-017`
#[derive(Debug, Args)]
pub(crate) struct BalanceArgs {
    /// The account's number, or the household's; all of them unless said
    pub(crate) account: Option<String>,
}

impl BalanceArgs {
    /// Does it.
    pub(crate) fn run(self, _app: &App) -> Result<(), CliError> {
        Err(CliError::not_built())
    }
}
