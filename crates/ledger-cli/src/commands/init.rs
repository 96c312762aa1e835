//! `init`: the founding of a bank.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::command::Command;
use ledger_core::day::{Day, Offset};
use ledger_core::ids::{BranchCode, OperatorId, Origin};
use ledger_core::journal::{FileJournal, Journal as _};
use ledger_core::keys::OperatorKey;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;
use crate::storage;
use crate::tell::{self, Facts};

/// Found a bank: its head office, its first manager and their key
///
/// The bank's folder is `--bank`; it has to be empty or new. The manager's key
/// is written to the keys' folder: whoever holds it can act as the manager, so
/// keep a copy of it apart.
///
/// Example: `wenming --bank ./lucheng init --origin wenming.example/lucheng --name 鹿城镇文明银行 --manager wang`
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The bank's name among banks, as `wenming.example/lucheng`; never changes
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) origin: Origin,
    /// The bank's name
    #[arg(long)]
    pub(crate) name: String,
    /// The first manager of head office
    #[arg(long, value_name = "OPERATOR")]
    pub(crate) manager: OperatorId,
    /// How the bank's days are counted, from UTC
    #[arg(long, default_value = "+08:00", allow_hyphen_values = true)]
    pub(crate) offset: Offset,
    /// The first day a deed can be of; the first of January unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) since: Option<Day>,
}

impl InitArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let since = match self.since {
            Some(since) => since,
            // This year's sheets are what a village brings first.
            None => app.now()?.day(self.offset).first_of_year(),
        };
        check_folder(app)?;
        let traces = Traces::before(app, Some(&self.manager));
        let founded = self.found(app, since);
        if founded.is_err() {
            traces.remove(app);
        }
        let (key, path) = founded?;
        self.tell(app, since, &key, &path)
    }

    /// Makes the keys and founds the bank with them.
    fn found(&self, app: &App, since: Day) -> Result<(OperatorKey, PathBuf), CliError> {
        let bank = Bank::open_new(app)?;
        let (key, path) = bank.new_key(&self.manager)?;
        bank.new_vault_key()?;
        let found = Command::Found {
            origin: self.origin.clone(),
            name: self.name.clone(),
            offset: self.offset,
            since,
            key: key.public(),
        };
        let requests = [(bank.new_request()?, found)];
        bank.submit_all(BranchCode::HQ, &key, &requests, &Context::default())?;
        Ok((key, path))
    }

    fn tell(&self, app: &App, since: Day, key: &OperatorKey, path: &Path) -> Result<(), CliError> {
        let Self { origin, name, manager, offset, .. } = self;
        let folder = fs::canonicalize(app.bank_dir());
        let folder = folder.unwrap_or_else(|_| app.bank_dir().to_owned());
        let answer = json!({
            "origin": origin, "name": name, "folder": folder, "manager": manager,
            "key_file": path, "public_key": key.public(), "offset": offset, "since": since,
        });
        let since_at = [("what", text(since)), ("more", text(offset))];
        app.ui.answer(&answer, || {
            let facts = Facts::new()
                .row(app.msg("init-origin", &[]), origin)
                .row(app.msg("init-folder", &[]), folder.display())
                .row(app.msg("init-manager", &[]), manager)
                .row(app.msg("init-key-file", &[]), path.display())
                .row(app.msg("init-public-key", &[]), key.public())
                .row(app.msg("init-since", &[]), app.msg("in-brackets", &since_at));
            tell::done(app, &app.msg("init-done", &[("name", text(name))]), &facts)
        })?;
        if !app.ui.json() {
            app.ui.warn(&app.messages, &app.msg("init-keep-keys", &[]));
        }
        let wenming = tell::wenming_as(app, Some(manager.as_str()));
        tell::next(app, [app.msg("next-branch-open", &[("wenming", text(wenming))])]);
        Ok(())
    }
}

/// A bank is founded in a folder that is empty or new, so that no other bank's
/// names and books are ever taken for its own.
fn check_folder(app: &App) -> Result<(), CliError> {
    let dir = app.bank_dir();
    let path = || text(dir.display());
    let journal = FileJournal::read_only(dir.join("journal"));
    let branches = journal.branches().map_err(|e| storage::explain(&app.messages, &e.into()))?;
    if !branches.is_empty() {
        let facts = [("wenming", text(tell::wenming(app)))];
        return Err(CliError::refused("bank-exists", app.msg("bank-exists", &[("path", path())]))
            .hint(app.msg("bank-exists.hint", &facts)));
    }
    match foreign(app, |name| ["keys", "lock"].contains(&name))? {
        None => Ok(()),
        Some(other) => {
            let facts = [("path", path()), ("other", text(other))];
            Err(CliError::refused("folder-not-empty", app.msg("folder-not-empty", &facts))
                .hint(app.msg("folder-not-empty.hint", &[])))
        }
    }
}

/// What is in the bank's folder besides what is known; the keys may be there before
/// the bank.
pub(super) fn foreign(app: &App, known: impl Fn(&str) -> bool) -> Result<Option<String>, CliError> {
    let dir = app.bank_dir();
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(CliError::io(&app.messages, dir, &e)),
    };
    let mut names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.find(|name| !known(name)))
}

/// What was there before, so that a bank that does not come to be leaves nothing behind.
pub(super) struct Traces {
    made: Vec<PathBuf>,
    dirs: Vec<PathBuf>,
}

impl Traces {
    /// Before anything is made: `manager` is whose key will be.
    pub(super) fn before(app: &App, manager: Option<&OperatorId>) -> Self {
        let (bank, keys) = (app.bank_dir(), app.keys_dir());
        let files = [bank.join("books"), bank.join("lock"), keys.join("vault")];
        let key = manager.map(|manager| keys.join(format!("{manager}.key")));
        let absent = |path: &PathBuf| !path.exists();
        Self {
            made: files.into_iter().chain(key).filter(absent).collect(),
            dirs: [bank.join("journal").join("HQ"), bank.join("journal"), keys, bank.to_owned()]
                .into_iter()
                .filter(absent)
                .collect(),
        }
    }

    /// Takes away what is of no use without the bank; not the key of a bank
    /// whose first entry may have reached the disk.
    pub(super) fn remove(self, app: &App) {
        let branches = fs::read_dir(app.bank_dir().join("journal")).into_iter().flatten().flatten();
        let written = branches.flat_map(|dir| fs::read_dir(dir.path()).into_iter().flatten());
        if written.flatten().filter_map(|file| file.metadata().ok()).any(|file| file.len() > 0) {
            return;
        }
        for path in self.made {
            // What cannot be removed does no harm.
            drop(if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) });
        }
        for dir in self.dirs {
            // Only where nothing is in it.
            drop(fs::remove_dir(dir));
        }
    }
}
