//! `deposit` (存入): points for a deed. Its arguments are also those of `deduct`.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::ids::{OperatorId, RequestKey, RuleCode};
use ledger_core::points::Qty;

use crate::app::App;
use crate::cli::values;
use crate::commands::posting;
use crate::error::CliError;

// A deed under a rule: what is credited or charged.
#[derive(Debug, Clone, Args)]
pub(crate) struct DeedArgs {
    /// The account's number, or the household's, as `二组-017`
    pub(crate) account: String,
    /// The rule's code, as `H07`
    #[arg(value_parser = values::upper::<RuleCode>)]
    pub(crate) rule: RuleCode,
    /// How much was done: `2`, `1.5`, `90m`, `1h30m`
    #[arg(default_value = "1", value_parser = values::qty, allow_negative_numbers = true)]
    pub(crate) qty: Qty,
    /// The day of the deed; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) on: Option<Day>,
    /// What proves it, as a sign-in sheet's number
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) evidence: String,
    /// Anything else
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// Who agreed, where the rule asks for more than the clerk
    #[arg(long, value_name = "OPERATOR")]
    pub(crate) approver: Option<OperatorId>,
    /// It is another deed than the one like it that is there; say why, if you like
    #[arg(long, value_name = "WHY", num_args = 0..=1, default_missing_value = "")]
    #[arg(require_equals = true)]
    pub(crate) again: Option<String>,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

/// Credit points for a deed, by a rule
///
/// The rule says how many points; a cap may leave less, and both numbers are
/// shown. Late entries count for the day of the deed.
///
/// Example: `wenming deposit 二组-017 H07 2 --on 2026-03-19 --evidence 签到表-0319`
#[derive(Debug, Args)]
pub(crate) struct DepositArgs {
    /// The deed.
    #[command(flatten)]
    pub(crate) deed: DeedArgs,
}

impl DepositArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        posting::post_deed(app, self.deed, Command::Deposit)
    }
}
