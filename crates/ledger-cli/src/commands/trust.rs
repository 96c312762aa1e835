//! `trust` (信任): whose signatures this user believes.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use ledger_core::proof::VerifierKey;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::CliError;
use crate::i18n::text;
use crate::tell::shell;
use crate::trust::{Added, FORMER, Trusted, keys_of_file};
use crate::words;

/// Trust keys that you got from elsewhere than from what you check
#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    #[command(visible_alias = "添加")]
    Add(AddArgs),
    /// List the key lines you trust, as they can be handed on
    ///
    /// Example: `wenming trust list`
    #[command(visible_alias = "列表")]
    List,
    #[command(visible_alias = "移除")]
    Remove(RemoveArgs),
}

/// Trust key lines, or all those of a file
///
/// Take them from a notice board, a printed slip or a call, not from the folder
/// or the stick that is to be checked. A branch's key is trusted for its
/// checkpoints and for what it witnesses.
///
/// Example: `wenming trust add head-office.txt`
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// A key line, `name+id+key`, or a file of key lines
    #[arg(required = true, value_name = "KEYLINE")]
    pub(crate) lines: Vec<String>,
    /// Put it in the place of another key of the same name
    #[arg(long)]
    pub(crate) replace: bool,
    /// Keep the key that is replaced for what it signed before: not where it was stolen
    #[arg(long, requires = "replace")]
    pub(crate) keep_old: bool,
}

/// Trust the keys of a name no longer
///
/// Example: `wenming trust remove wenming.example/lucheng/HQ`
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The name, as the list has it
    pub(crate) name: String,
}

impl TrustCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Add(args) => add(args, app),
            Self::List => list(app),
            Self::Remove(args) => remove(args, app),
        }
    }
}

/// All of them, or none.
fn add(args: AddArgs, app: &App) -> Result<(), CliError> {
    let mut trusted = Trusted::open(app)?;
    let mut keys = Vec::new();
    for given in &args.lines {
        keys.extend(keys_given(app, given)?);
    }
    let mut added = Vec::new();
    for key in &keys {
        let how = trusted.add(key, (args.replace, args.keep_old)).map_err(|other| {
            let facts = [("name", text(key.name())), ("other", text(&other)), ("key", text(key))];
            CliError::refused("other-key-trusted", app.msg("trust-other", &facts))
                .hint(app.msg("trust-other.hint", &[]))
        })?;
        added.push((key, how));
    }
    let path = trusted.save(app)?;
    let object = |(key, how): &(&VerifierKey, Added)| {
        let how = match how {
            Added::New => "added",
            Added::Already => "already",
            Added::Replaced => "replaced",
        };
        json!({ "name": key.name(), "key": key.to_string(), "how": how })
    };
    let answer = json!({
        "file": path.display().to_string(), "keys": added.iter().map(object).collect::<Vec<_>>(),
    });
    app.ui.answer(&answer, || {
        let line = |(key, how): &(&VerifierKey, Added)| {
            let facts = [("name", text(key.name()))];
            match how {
                Added::New => app.msg("trust-added", &facts),
                Added::Already => app.msg("trust-already", &facts),
                Added::Replaced => app.msg("trust-replaced", &facts),
            }
        };
        added.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    app.ui.note(&app.msg("trust-file", &[("path", text(path.display()))]));
    Ok(())
}

/// What was typed: a key line, or a file of them.
fn keys_given(app: &App, given: &str) -> Result<Vec<VerifierKey>, CliError> {
    let given = given.trim();
    match given.parse() {
        Ok(key) => Ok(vec![key]),
        Err(_) if Path::new(given).exists() => keys_of_file(app, &PathBuf::from(given)),
        Err(why) => {
            let facts = [("given", text(given)), ("why", text(words::note(&app.messages, why)))];
            Err(CliError::misused("key-line-unreadable", app.msg("trust-no-key", &facts))
                .hint(app.msg("key-line.hint", &[])))
        }
    }
}

fn list(app: &App) -> Result<(), CliError> {
    let trusted = Trusted::open(app)?;
    let keys: Vec<&VerifierKey> = trusted.keys().collect();
    let object = |key: &&VerifierKey| json!({ "name": key.name(), "key": key.to_string() });
    let answer: Vec<Value> = keys.iter().map(object).collect();
    let former: Vec<String> = trusted.former().map(ToString::to_string).collect();
    let file = trusted.path().map(|path| path.display().to_string());
    if keys.is_empty() && former.is_empty() {
        let answer = json!({ "file": file, "keys": answer });
        return app.ui.answer(&answer, || app.msg("trust-none", &[]));
    }
    app.ui.answer(&json!({ "file": file, "keys": answer, "former": former }), || {
        let former = former.iter().map(|key| format!("{FORMER}{key}"));
        keys.iter().map(ToString::to_string).chain(former).collect::<Vec<_>>().join("\n")
    })
}

fn remove(args: RemoveArgs, app: &App) -> Result<(), CliError> {
    let mut trusted = Trusted::open(app)?;
    let gone = trusted.remove(&args.name);
    if gone.is_empty() {
        let facts = [("name", text(&args.name))];
        let mut error = CliError::refused("not-trusted", app.msg("trust-unknown", &facts));
        for key in trusted.keys() {
            let facts = [("name", text(shell(key.name())))];
            error = error.hint(app.msg("trust-unknown.hint", &facts));
        }
        return Err(error.hint(app.msg("trust-unknown.list", &[])));
    }
    trusted.save(app)?;
    let lines: Vec<String> = gone.iter().map(ToString::to_string).collect();
    app.ui.answer(&json!({ "removed": lines }), || {
        app.msg("trust-removed", &[("name", text(&args.name))])
    })
}
