//! What a receipt or a checkpoint is put on: the screen, a file, a QR code.
//! Not a command.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use crate::app::App;
use crate::commands::export::cannot_write;
use crate::error::CliError;
use crate::i18n::text;
use crate::qr::{self, Qr};
use crate::sheet::SheetError;
use crate::sheet::write::write_whole;
use crate::ui::Tone;
use crate::whole;

/// The widest that every terminal is.
const TERMINAL: usize = 80;

// Where it goes.
#[derive(Debug, Clone, Args)]
pub(crate) struct PaperArgs {
    /// Write it to this file; it goes to the terminal unless said
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Show it as a QR code
    #[arg(long)]
    pub(crate) qr: bool,
    /// Write the QR code to this file, for a slip or a notice
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) svg: Option<PathBuf>,
    /// Write over files that are there
    #[arg(long)]
    pub(crate) force: bool,
}

impl PaperArgs {
    /// Gives it: `answer` to programs, with the text unless it went to a file.
    /// `file` is the command that writes it to a file, for what is too long.
    pub(crate) fn give(
        &self,
        app: &App,
        content: &str,
        file: &str,
        mut answer: Value,
    ) -> Result<(), CliError> {
        // What does not fit a code is known before anything is written.
        let code =
            (self.qr || self.svg.is_some()).then(|| drawn(app, content, file)).transpose()?;
        let mut said = Vec::new();
        if let Some(path) = &self.out {
            put(app, path, content.as_bytes(), self.force)?;
            answer["file"] = path.display().to_string().into();
            said.push(app.msg("export-written-text", &[("path", text(path.display()))]));
        }
        if let (Some(path), Some(code)) = (&self.svg, &code) {
            put(app, path, code.svg().as_bytes(), self.force)?;
            answer["svg"] = path.display().to_string().into();
            said.push(app.msg("export-written-text", &[("path", text(path.display()))]));
        }
        if app.ui.json() {
            if said.is_empty() {
                answer["text"] = content.into();
            }
            return app.ui.answer(&answer, String::new);
        }
        match &code {
            Some(code) if self.qr => {
                said.iter().for_each(|line| app.ui.note(line));
                if code.width() > TERMINAL {
                    app.ui.note(&app.msg("qr-wide", &[("columns", text(code.width()))]));
                }
                app.ui.text(&on_screen(app, code))
            }
            _ if said.is_empty() => app.ui.raw(content.as_bytes()),
            _ => app.ui.text(&said.join("\n")),
        }
    }
}

/// A paper that somebody brought, as text.
pub(crate) fn read(app: &App, path: &Path) -> Result<String, CliError> {
    whole::read_given(path)
        .map_err(|why| CliError::unread(&app.messages, path, &why, "paper-unknown.hint"))
}

/// Gives a text that has no code: to the file that was named, or to the terminal.
pub(crate) fn give(
    app: &App,
    (out, force): (Option<&Path>, bool),
    content: &str,
    mut answer: Value,
) -> Result<(), CliError> {
    let Some(path) = out else {
        answer["text"] = content.into();
        return app.ui.answer(&answer, || content.to_owned());
    };
    put(app, path, content.as_bytes(), force)?;
    answer["file"] = path.display().to_string().into();
    let facts = [("path", text(path.display()))];
    app.ui.answer(&answer, || app.msg("export-written-text", &facts))
}

/// Refuses a file that is there, or that nothing is there for, before anything else is done.
pub(crate) fn is_free(app: &App, path: &Path, force: bool) -> Result<(), CliError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if parent.is_some_and(|parent| !parent.is_dir()) {
        return Err(CliError::io(&app.messages, path, &std::io::ErrorKind::NotFound.into()));
    }
    if force || path.symlink_metadata().is_err() {
        return Ok(());
    }
    let exists = SheetError::Exists { file: path.display().to_string() };
    Err(cannot_write(app, path, &exists))
}

/// Refuses a place that no file could be written to, by making one beside it: for what is
/// entered before it is written.
pub(crate) fn is_writable(app: &App, path: &Path) -> Result<(), CliError> {
    let tried = match path.is_dir() {
        true => Err(std::io::ErrorKind::IsADirectory.into()),
        false => whole::Part::create(path).map(drop),
    };
    tried.map_err(|error| CliError::io(&app.messages, path, &error))
}

/// Writes a file that somebody named.
pub(crate) fn put(app: &App, path: &Path, content: &[u8], force: bool) -> Result<(), CliError> {
    let written = write_whole(path, force, |out| {
        let io = |source| SheetError::Io { file: path.display().to_string(), source };
        out.write_all(content).map_err(io)
    });
    written.map_err(|error| cannot_write(app, path, &error))
}

fn drawn(app: &App, content: &str, file: &str) -> Result<Qr, CliError> {
    Qr::of(content.as_bytes()).ok_or_else(|| {
        let facts = [("bytes", text(content.len())), ("most", text(qr::MOST))];
        CliError::refused("qr-too-long", app.msg("qr-too-long", &facts))
            .hint(app.msg("qr-too-long.hint", &[("command", text(file))]))
    })
}

/// Big on the screen, in its own colours where it has any.
fn on_screen(app: &App, code: &Qr) -> String {
    code.blocks().iter().map(|line| app.ui.paint(Tone::Printed, line) + "\n").collect()
}
