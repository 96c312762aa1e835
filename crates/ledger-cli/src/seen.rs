//! Who was shown names in full, or changed or erased them, and when: a line each time, in
//! the vault's folder.
//!
//! ```text
//! <bank>/vault/seen.jsonl   0600, only ever added to
//! {"at":"2026-03-20T02:00:00Z","by":"clerk01","command":"account show","branch":"LC01",
//!  "account":"LC01-000001-9","names":1}
//! ```
//!
//! The line is on the disk before a name is on the screen: whoever cannot write it shows
//! nothing. It holds numbers and no names, and of an erasure the reason. Who may see
//! names is an operator of the branch, or of head office, whose key opens, in any of the
//! roles: a clerk and a manager serve the holder, a verifier goes and looks, an auditor
//! asks the holder whether it is so.
//!
//! What is deliberately not here: a chain or a signature. It is a trace for those who
//! run the bank, and whoever has the disk and the vault's key can read names without it.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use ledger_core::day::Timestamp;
use ledger_core::event::Role;
use ledger_core::ids::{AccountNo, BranchCode, OperatorId};
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;

/// What an erasure is called in the trace.
pub(crate) const ERASED: &str = "privacy erase";

/// One time that names left the vault, or were changed in it or erased from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    /// When.
    pub(crate) at: Timestamp,
    /// Who asked.
    pub(crate) by: OperatorId,
    /// By which command.
    pub(crate) command: String,
    /// Of which branch.
    pub(crate) branch: BranchCode,
    /// Of which account, if of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<AccountNo>,
    /// How many names.
    pub(crate) names: usize,
    /// Why, of an erasure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

/// Who acts, where they may see the names of a branch, and in which role.
///
/// # Errors
/// Nobody named, a key that does not open, or somebody who is not enrolled there.
pub(crate) fn seer(bank: &Bank<'_>, branch: BranchCode) -> Result<(OperatorId, Role), CliError> {
    let key = bank.key()?;
    let by = key.operator().clone();
    let enrolled = |of: BranchCode| {
        bank.ask(
            bank.ledger().view(of, Wanted::Nothing, |state| state.operators().get(&by).cloned()),
        )
    };
    let mut found = enrolled(branch)?;
    if found.is_none() && bank.branches()?.contains(&BranchCode::HQ) {
        found = enrolled(BranchCode::HQ)?;
    }
    let operator = by.clone();
    let refusal = match found {
        Some(found) if found.retired => Refusal::RetiredOperator { operator },
        Some(found) if found.key != key.public() => Refusal::WrongKey { operator },
        Some(found) => return Ok((by, found.role)),
        None => Refusal::UnknownOperator { operator, branch },
    };
    Err(bank.refused(branch, &refusal, &Context::default()))
}

/// Notes that so many names of branches are about to be shown or changed, of one account or of several.
///
/// # Errors
/// As [`seer`]; and where the line cannot be kept: then nothing is to be shown.
pub(crate) fn trace(
    app: &App,
    bank: &Bank<'_>,
    command: &str,
    account: Option<AccountNo>,
    shown: impl IntoIterator<Item = (BranchCode, usize)>,
) -> Result<(), CliError> {
    let mut names: BTreeMap<BranchCode, usize> = BTreeMap::new();
    for (branch, n) in shown {
        let sum = names.entry(branch).or_default();
        *sum = sum.saturating_add(n);
    }
    let mut lines = Vec::new();
    for (branch, names) in names {
        let (by, _) = seer(bank, branch)?;
        let (at, command) = (bank.now(), command.to_owned());
        lines.push(Seen { at, by, command, branch, account, names, reason: None });
    }
    lines.retain(|line| line.names > 0);
    keep(app, &lines)
}

fn path(app: &App) -> PathBuf {
    app.bank_dir().join("vault").join("seen.jsonl")
}

/// Adds lines to the trace; they are durable when this returns.
///
/// # Errors
/// Where they cannot be written.
pub(crate) fn keep(app: &App, lines: &[Seen]) -> Result<(), CliError> {
    if lines.is_empty() {
        return Ok(());
    }
    let path = path(app);
    let append = || -> io::Result<()> {
        let dir = app.bank_dir().join("vault");
        DirBuilder::new().recursive(true).mode(0o700).create(&dir)?;
        let is_whole = ends_whole(&path)?;
        // What a crash cut off stays a line of its own.
        let mut text = if is_whole { String::new() } else { "\n".to_owned() };
        for line in lines {
            text += &serde_json::to_string(line)?;
            text.push('\n');
        }
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        File::open(&dir)?.sync_all()
    };
    append().map_err(|why| {
        let facts =
            [("path", text(path.display())), ("why", text(crate::words::io(&app.messages, &why)))];
        CliError::storage("seen-unwritable", app.msg("seen-unwritable", &facts))
            .hint(app.msg("seen-unwritable.hint", &[]))
    })
}

/// Whether the last line has its end, or there is none yet.
fn ends_whole(path: &Path) -> io::Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(true),
        Err(e) => return Err(e),
    };
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The trace, oldest first, and which of its lines cannot be read.
///
/// # Errors
/// Where the file is there and cannot be read.
pub(crate) fn all(app: &App) -> Result<(Vec<Seen>, Vec<usize>), CliError> {
    let path = path(app);
    let found = match std::fs::read(&path) {
        Ok(found) => found,
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(Default::default()),
        Err(why) => return Err(CliError::io(&app.messages, &path, &why)),
    };
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    for (at, line) in found.split(|&byte| byte == b'\n').enumerate() {
        match serde_json::from_slice(line) {
            Ok(line) => lines.push(line),
            Err(_) if line.is_empty() => {}
            Err(_) => bad.push(at.saturating_add(1)),
        }
    }
    Ok((lines, bad))
}
