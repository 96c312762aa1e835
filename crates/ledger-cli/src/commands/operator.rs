//! `operator`: who acts for a branch, with which right and which key.

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::event::Role;
use ledger_core::ids::OperatorId;
use ledger_core::keys::PublicKey;

use crate::app::App;
use crate::error::CliError;

/// Enrol or retire those who act for a branch, or list them
#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    #[command(visible_alias = "登记")]
    Enroll(EnrollArgs),
    #[command(visible_alias = "注销")]
    Retire(RetireArgs),
    /// List the operators of a branch
    ///
    /// Example: `wenming --branch LC01 operator list`
    #[command(visible_alias = "列表")]
    List,
}

/// Enrol an operator in a branch, or give one another role or key
///
/// A key is made and written to the keys' folder, unless a public key is
/// given: then the private one never leaves its owner.
///
/// Example: `wenming --as wang --branch LC01 operator enroll clerk01 --role clerk`
#[derive(Debug, Args)]
pub(crate) struct EnrollArgs {
    /// The operator's id, as `clerk01`
    #[arg(value_name = "OPERATOR")]
    pub(crate) id: OperatorId,
    /// What the operator may do
    #[arg(long, value_parser = values::role())]
    pub(crate) role: Role,
    /// The operator's own public key; one is made otherwise
    #[arg(long, value_name = "PUBLIC_KEY")]
    pub(crate) public_key: Option<PublicKey>,
}

/// Retire an operator: from then on nothing can be signed with their key
///
/// What they signed before stays good.
///
/// Example: `wenming --as wang --branch LC01 operator retire clerk01 --reason 离职`
#[derive(Debug, Args)]
pub(crate) struct RetireArgs {
    /// The operator's id
    #[arg(value_name = "OPERATOR")]
    pub(crate) id: OperatorId,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

impl OperatorCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Enroll(args) => enroll(args, app),
            Self::Retire(args) => retire(args, app),
            Self::List => list(app),
        }
    }
}

fn enroll(_args: EnrollArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn retire(_args: RetireArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn list(_app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}
