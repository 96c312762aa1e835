//! `verify` (核验): a copied journal checked with nothing else at hand.

use std::path::PathBuf;

use clap::Args;

use crate::app::App;
use crate::error::CliError;

/// Check a copy of a journal: a backup, or one village's folder
///
/// It needs no bank, no books and no keys, and writes nothing.
///
/// Example: `wenming verify /media/usb/journal`
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The folder: of a bank, of its journal, or of one branch
    pub(crate) dir: PathBuf,
}

impl VerifyArgs {
    /// Does it.
    pub(crate) fn run(self, _app: &App) -> Result<(), CliError> {
        Err(CliError::not_built())
    }
}
