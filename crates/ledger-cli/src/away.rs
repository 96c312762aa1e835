//! Branches whose journals are written in another folder: `away/<BRANCH>` here.
//!
//! Two folders that write one branch make a fork, and nobody can mend a fork.
//! The mark keeps honest people from making one; who wants to make one, an
//! audit against any checkpoint convicts.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use ledger_core::ids::BranchCode;

use crate::app::App;
use crate::error::CliError;
use crate::whole;

fn dir(app: &App) -> PathBuf {
    app.bank_dir().join("away")
}

/// The branches that are away.
pub(crate) fn list(app: &App) -> Result<Vec<BranchCode>, CliError> {
    list_of(app, app.bank_dir())
}

/// The branches that are away from a bank's folder.
pub(crate) fn list_of(app: &App, bank: &Path) -> Result<Vec<BranchCode>, CliError> {
    let dir = bank.join("away");
    let names = match fs::read_dir(&dir) {
        Ok(names) => names,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(CliError::io(&app.messages, &dir, &e)),
    };
    let mut away = Vec::new();
    for name in names {
        let name = name.map_err(|e| CliError::io(&app.messages, &dir, &e))?.file_name();
        away.extend(name.to_str().and_then(|name| name.parse::<BranchCode>().ok()));
    }
    away.sort_unstable();
    Ok(away)
}

/// From now on its journal is written elsewhere; whether that is new.
pub(crate) fn mark(app: &App, branch: BranchCode) -> Result<bool, CliError> {
    let path = dir(app).join(branch.as_str());
    let new = !path.exists();
    let marked = whole::write(&path, b"").and_then(|()| File::open(app.bank_dir())?.sync_all());
    marked.map(|()| new).map_err(|e| CliError::io(&app.messages, &path, &e))
}

/// From now on its journal is written here; whether that is new.
pub(crate) fn unmark(app: &App, branch: BranchCode) -> Result<bool, CliError> {
    let (dir, path) = (dir(app), dir(app).join(branch.as_str()));
    match fs::remove_file(&path).and_then(|()| File::open(&dir)?.sync_all()) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(CliError::io(&app.messages, &path, &e)),
    }
}
