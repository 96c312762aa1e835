//! `completions`: what a shell needs to complete commands and options.

use clap::Args;
use clap_complete::Shell;

use crate::app::App;
use crate::cli;
use crate::error::CliError;

/// Print the completions for a shell
///
/// Example: `wenming completions bash > wenming.bash`
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

impl CompletionsArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let mut command = cli::command_without_help(&app.messages);
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "wenming", &mut script);
        app.ui.raw(&script)
    }
}
