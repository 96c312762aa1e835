//! `deduct` (扣减): points taken for a deed of the negative list.

use clap::Args;
use ledger_core::command::Command;

use crate::app::App;
use crate::commands::deposit::DeedArgs;
use crate::commands::posting;
use crate::error::CliError;

/// Take points for a deed of the negative list, by a rule
///
/// No balance is taken below the currency's floor.
///
/// Example: `wenming deduct 二组-017 H51 --on 2026-03-19 --evidence 签到表-0319`
#[derive(Debug, Args)]
pub(crate) struct DeductArgs {
    /// The deed.
    #[command(flatten)]
    pub(crate) deed: DeedArgs,
}

impl DeductArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        posting::post_deed(app, self.deed, Command::Deduct)
    }
}
