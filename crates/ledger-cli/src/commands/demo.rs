//! `demo`: a bank to look around in, made from nothing.

use std::path::PathBuf;

use clap::Args;

use crate::app::App;
use crate::error::CliError;

/// Make a sample bank with three villages and a month of work, and audit it
///
/// Nothing that is there already is overwritten. At the end it says what a
/// clerk, a resident and an auditor would each look at next.
///
/// Example: `wenming demo`
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder to make it in
    #[arg(default_value = "./demo-bank")]
    pub(crate) dir: PathBuf,
}

impl DemoArgs {
    /// Does it.
    pub(crate) fn run(self, _app: &App) -> Result<(), CliError> {
        Err(CliError::not_built())
    }
}
