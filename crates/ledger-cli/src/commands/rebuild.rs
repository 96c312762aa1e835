//! `rebuild` (重建): the books made again from the journal.

use clap::Args;

use crate::app::App;
use crate::error::CliError;

/// Set the books aside and make them again from the journal
///
/// It is never needed in daily work: damaged books are noticed and made again
/// by themselves.
///
/// Example: `wenming rebuild`
#[derive(Debug, Args)]
pub(crate) struct RebuildArgs {}

impl RebuildArgs {
    /// Does it.
    pub(crate) fn run(self, _app: &App) -> Result<(), CliError> {
        Err(CliError::not_built())
    }
}
