//! `audit` (审计): every point derived again from the journal.

use clap::Args;

use crate::app::App;
use crate::error::CliError;

/// Check the whole journal and derive every award and balance again
///
/// It reports all findings and then ends with exit code 1; without any, with
/// 0. With `--branch` that branch alone is audited.
///
/// Example: `wenming audit --branch LC01`
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {}

impl AuditArgs {
    /// Does it.
    pub(crate) fn run(self, _app: &App) -> Result<(), CliError> {
        Err(CliError::not_built())
    }
}
