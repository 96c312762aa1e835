//! `init`: the founding of a bank.

use clap::Args;
use ledger_core::day::{Day, Offset};
use ledger_core::ids::{OperatorId, Origin};

use crate::app::App;
use crate::error::CliError;

/// Found a bank: its head office, its first manager and their key
///
/// The bank's folder is `--bank`; it has to be empty or new. The manager's key
/// is written to the keys' folder: whoever holds it can act as the manager, so
/// keep a copy of it apart.
///
/// Example: `wenming --bank ./lucheng init --origin wenming.example/lucheng --name 鹿城镇文明银行 --manager wang`
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The bank's name among banks, as `wenming.example/lucheng`; never changes
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) origin: Origin,
    /// The bank's name
    #[arg(long)]
    pub(crate) name: String,
    /// The first manager of head office
    #[arg(long, value_name = "OPERATOR")]
    pub(crate) manager: OperatorId,
    /// How the bank's days are counted, from UTC
    #[arg(long, default_value = "+08:00", allow_hyphen_values = true)]
    pub(crate) offset: Offset,
    /// The first day a deed can be of; today unless said
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Day>,
}

impl InitArgs {
    /// Does it.
    pub(crate) fn run(self, _app: &App) -> Result<(), CliError> {
        Err(CliError::not_built())
    }
}
