//! `man`: the manual pages, made from the same definition as the help.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::App;
use crate::cli;
use crate::error::CliError;
use crate::i18n::text;

/// Print the manual page, or write one page per command to a folder
///
/// Example: `wenming man ./man1`
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder to write to; only the main page is printed without one
    pub(crate) dir: Option<PathBuf>,
}

impl ManArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let command = cli::command_without_help(&app.messages);
        let Some(dir) = self.dir else {
            let mut page = Vec::new();
            clap_mangen::Man::new(command)
                .render(&mut page)
                .map_err(|e| CliError::io(&app.messages, Path::new("-"), &e))?;
            return app.ui.raw(&ragged(&page));
        };
        let name = command.get_name().to_owned();
        let write = || -> io::Result<()> {
            fs::create_dir_all(&dir)?;
            clap_mangen::generate_to(command, &dir)?;
            for entry in fs::read_dir(&dir)? {
                let entry = entry?;
                let file = entry.file_name().to_string_lossy().into_owned();
                // The program itself may lie there, too.
                let is_page = file.starts_with(&name) && file.ends_with(".1");
                if is_page && entry.file_type()?.is_file() {
                    fs::write(entry.path(), ragged(&fs::read(entry.path())?))?;
                }
            }
            Ok(())
        };
        write().map_err(|e| CliError::io(&app.messages, &dir, &e))?;
        let done = serde_json::json!({ "dir": dir.display().to_string() });
        app.ui.answer(&done, || app.msg("man-written", &[("dir", text(dir.display()))]))
    }
}

/// The page with its lines ragged at the right: Chinese has no spaces that could be made
/// wider, so a line that has one had all of its gap there.
fn ragged(page: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len() + 16);
    for line in page.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(line);
        if line.starts_with(b".TH ") {
            out.extend_from_slice(b".nh\n.ad l\n");
        }
    }
    out
}
