//! Key files: where they lie, how they are opened and how they are written.
//!
//! ```text
//! <keys>/<operator>.key              an operator's
//! <keys>/<BRANCH>.branch-key         a branch's
//! <keys>/<BRANCH>.branch-key.new     one whose entry is not known to be written yet
//! ```
//!
//! Nowhere else is a passphrase asked for or read. It comes from the terminal or
//! from a file, and is deliberately in no argument: those are seen by everybody
//! on the computer, and kept in the shell's history.
//!
//! What is written here is 0600 from its first byte, in a folder of 0700. A key that
//! lies open in a file which others can read is used and warned of, each time: the
//! way out is one command, and refusing would stop the counter for it. On a stick
//! whose file system knows no owners the way out is a passphrase.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use clap::Args;
use ledger_core::ids::{BranchCode, OperatorId};
use ledger_core::keys::{
    BranchKey, Cost, FileKey, KeyError, KeyFile, OperatorKey, PublicKey, SealedKey,
};
use ledger_core::vault::VaultKey;
use serde_json::json;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::app::App;
use crate::error::CliError;
use crate::i18n::text;
use crate::tell;
use crate::whole;

/// More than any key file or passphrase takes.
const MOST_BYTES: u64 = 4096;
/// How often somebody on a terminal may mistype.
const TRIES: u32 = 3;
/// The fewest characters of a new passphrase.
const LEAST: usize = 8;

// What becomes of a key file's passphrase.
#[derive(Debug, Clone, Args)]
pub(crate) struct PassphraseArgs {
    /// Take the passphrase off; whoever has the file has the key then
    #[arg(long, conflicts_with = "new_passphrase_file")]
    pub(crate) remove: bool,
    /// A file whose first line is the new passphrase; asked on the terminal otherwise
    #[arg(long, value_name = "FILE")]
    pub(crate) new_passphrase_file: Option<PathBuf>,
}

/// The file of an operator's key.
pub(crate) fn operator_path(app: &App, operator: &OperatorId) -> PathBuf {
    app.keys_dir().join(format!("{operator}.key"))
}

/// The file of a branch's key.
pub(crate) fn branch_path(app: &App, branch: BranchCode) -> PathBuf {
    app.keys_dir().join(format!("{branch}.branch-key"))
}

/// The file of a branch's key that is about to be set.
pub(crate) fn new_branch_path(app: &App, branch: BranchCode) -> PathBuf {
    app.keys_dir().join(format!("{branch}.branch-key.new"))
}

/// Who acts: `--as`, or the only operator whose key is at hand.
pub(crate) fn acting(app: &App) -> Result<OperatorId, CliError> {
    if let Some(operator) = &app.args.operator {
        return Ok(operator.clone());
    }
    let mut at_hand: Vec<OperatorId> = Vec::new();
    for file in fs::read_dir(app.keys_dir()).into_iter().flatten().flatten() {
        let name = file.file_name();
        let operator = name.to_str().and_then(|name| name.strip_suffix(".key"));
        at_hand.extend(operator.and_then(|name| name.parse().ok()));
    }
    match at_hand.as_slice() {
        [only] => Ok(only.clone()),
        _ => app.operator().cloned(),
    }
}

/// Reads a key file; `None` where there is none, and what it is where it is one.
pub(crate) fn read<K: FileKey>(
    app: &App,
    path: &Path,
) -> Result<Option<Result<KeyFile<K>, KeyError>>, CliError> {
    let Some((bytes, others_can)) =
        secret(path).map_err(|e| CliError::io(&app.messages, path, &e))?
    else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::File);
    let file = text.and_then(KeyFile::parse);
    if others_can && matches!(file, Ok(KeyFile::Plain(_))) {
        app.ui.warn_once(&app.messages, &open_to_others(app, path, "key-file-open"));
    }
    Ok(Some(file))
}

/// Reads the vault's key; `None` where there is none.
pub(crate) fn read_vault_key(
    app: &App,
    path: &Path,
) -> Result<Option<Result<VaultKey, KeyError>>, CliError> {
    let Some((bytes, others_can)) =
        secret(path).map_err(|e| CliError::io(&app.messages, path, &e))?
    else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::File);
    let key = text.and_then(VaultKey::from_file);
    if others_can && key.is_ok() {
        app.ui.warn_once(&app.messages, &open_to_others(app, path, "vault-key-open"));
    }
    Ok(Some(key))
}

/// That others can read a secret in a file, and the command that keeps them out.
fn open_to_others(app: &App, path: &Path, id: &'static str) -> String {
    let shown = path.display().to_string();
    app.messages.get(id, &[("path", text(&shown)), ("word", text(tell::shell(&shown)))])
}

/// A small file and whether others can read it; `None` where it is not there.
fn secret(path: &Path) -> io::Result<Option<(Zeroizing<Vec<u8>>, bool)>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let about = file.metadata()?;
    let others_can = about.is_file() && about.permissions().mode() & 0o077 != 0;
    // Room for all of it, so that no part is left behind where it was before it grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_BYTES as usize + 1));
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(Some((bytes, others_can)))
}

/// The key in a file, its passphrase asked for where it has one.
pub(crate) fn open<K: FileKey>(app: &App, path: &Path, file: KeyFile<K>) -> Result<K, CliError> {
    let sealed = match file {
        KeyFile::Plain(key) => return Ok(key),
        KeyFile::Sealed(sealed) => sealed,
    };
    let failed = |why: KeyError| unopened(app, path, &why);
    if let Some(from) = &app.args.passphrase_file {
        return sealed.open(&passphrase_in(app, from)?).map_err(failed);
    }
    let facts = [("path", text(path.display()))];
    let mut left = TRIES;
    loop {
        let Some(given) = ask(app, &app.msg("passphrase-ask", &facts))? else {
            let needed = app.msg("passphrase-needed", &facts);
            return Err(CliError::misused("passphrase-needed", needed)
                .hint(app.msg("passphrase-needed.hint", &[])));
        };
        left -= 1;
        match sealed.open(&given) {
            Err(KeyError::Passphrase) if left > 0 => {
                app.ui.warn(&app.messages, &app.msg("passphrase-try-again", &[]));
            }
            opened => return opened.map_err(failed),
        }
    }
}

/// The key of an operator. Its passphrase is asked once, however often the key is; whoever
/// keeps a bank open meanwhile keeps others out of it while somebody types.
pub(crate) fn operator_key(app: &App, operator: &OperatorId) -> Result<OperatorKey, CliError> {
    let opened = || app.opened.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = opened().get(operator) {
        return Ok(key.clone());
    }
    let path = operator_path(app, operator);
    let key = open(app, &path, operator_file(app, operator, &path)?)?;
    opened().insert(operator.clone(), key.clone());
    Ok(key)
}

/// The key file of an operator, which has to be theirs.
pub(crate) fn operator_file(
    app: &App,
    operator: &OperatorId,
    path: &Path,
) -> Result<KeyFile<OperatorKey>, CliError> {
    let facts = [("operator", text(operator)), ("path", text(path.display()))];
    match read::<OperatorKey>(app, path)? {
        None => Err(CliError::refused("key-missing", app.msg("key-missing", &facts))
            .hint(app.msg("key-missing.hint", &[]))),
        Some(Ok(file)) if file.holder() == *operator => Ok(file),
        Some(Err(KeyError::Cost)) => Err(costly(app, path)),
        Some(_) => Err(CliError::refused("key-unfit", app.msg("key-unfit", &facts))
            .hint(app.msg("key-unfit.hint", &[]))),
    }
}

/// A key file that asks for more than any of ours.
pub(crate) fn costly(app: &App, path: &Path) -> CliError {
    let facts = [("path", text(path.display()))];
    CliError::refused("key-costly", app.msg("key-costly", &facts))
        .hint(app.msg("key-costly.hint", &[]))
}

/// The branch's key that was made and whose entry may not have been written; `None`
/// where there is none, or it was torn before any entry could name it.
pub(crate) fn pending_branch_key(
    app: &App,
    branch: BranchCode,
) -> Result<Option<BranchKey>, CliError> {
    Ok(match read::<BranchKey>(app, &new_branch_path(app, branch))? {
        Some(Ok(KeyFile::Plain(key))) if key.branch() == branch => Some(key),
        _ => None,
    })
}

/// Puts the key that was being set into its place, where its entry was written and
/// then something stopped the command; whether there was one.
pub(crate) fn finish_new_branch_key(
    app: &App,
    branch: BranchCode,
    in_force: PublicKey,
) -> Result<bool, CliError> {
    let pending = pending_branch_key(app, branch)?;
    if pending.is_none_or(|key| key.public() != in_force) {
        return Ok(false);
    }
    let path = branch_path(app, branch);
    whole::rename(&new_branch_path(app, branch), &path)
        .map_err(|e| CliError::io(&app.messages, &path, &e))?;
    Ok(true)
}

/// Keeps a branch's key that is about to be set, beside the one in force.
pub(crate) fn keep_new_branch_key(app: &App, key: &BranchKey) -> Result<(), CliError> {
    let path = new_branch_path(app, key.branch());
    let kept = match fs::remove_file(&path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => write_new(&app.keys_dir(), &path, key.to_plain_file().as_bytes()),
    };
    kept.map_err(|e| CliError::io(&app.messages, &path, &e))
}

/// Makes an operator's key and keeps it in the keys' folder, as `content` says; a
/// key that is there already is never written over.
pub(crate) fn new_operator_key(
    app: &App,
    operator: &OperatorId,
    content: impl FnOnce(&Path, &OperatorKey) -> Result<Zeroizing<String>, CliError>,
) -> Result<(OperatorKey, PathBuf), CliError> {
    let path = operator_path(app, operator);
    let exists = || {
        let facts = [("operator", text(operator)), ("path", text(path.display()))];
        CliError::refused("key-exists", app.msg("key-exists", &facts))
            .hint(app.msg("key-exists.hint", &[]))
    };
    // Before a passphrase is asked for it.
    if path.exists() {
        return Err(exists());
    }
    let key = OperatorKey::generate(operator.clone())
        .map_err(|e| CliError::internal("random", e.to_string()))?;
    let content = content(&path, &key)?;
    match write_new(&app.keys_dir(), &path, content.as_bytes()) {
        Ok(()) => Ok((key, path)),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
        Err(e) => Err(CliError::io(&app.messages, &path, &e)),
    }
}

/// Why a key file that is one does not open, in words.
fn unopened(app: &App, path: &Path, why: &KeyError) -> CliError {
    let path = text(path.display());
    match why {
        KeyError::Passphrase => {
            let wrong = app.msg("passphrase-wrong", &[("path", path)]);
            CliError::refused("passphrase-wrong", wrong).hint(app.msg("passphrase-wrong.hint", &[]))
        }
        KeyError::Memory(kib) => {
            let facts = [("path", path), ("mib", text(kib.div_ceil(1024)))];
            CliError::storage("key-memory", app.msg("key-memory", &facts))
                .hint(app.msg("key-memory.hint", &[]))
        }
        other => CliError::internal("key", other.to_string()),
    }
}

/// Asks for a passphrase; `None` where nobody is there to be asked.
fn ask(app: &App, question: &str) -> Result<Option<Zeroizing<String>>, CliError> {
    match app.ui.ask_unseen(question) {
        Ok(given) => Ok(given.map(|given| normal(&given))),
        Err(e) => Err(CliError::io(&app.messages, Path::new("/dev/tty"), &e)),
    }
}

/// One passphrase however it was typed: 汉字 and accents in one of their forms.
fn normal(given: &str) -> Zeroizing<String> {
    // No form of a letter takes more than three times its room; see `secret` for why.
    let mut normal = Zeroizing::new(String::with_capacity(given.len() * 3));
    normal.extend(given.nfc());
    normal
}

/// The first line of a file.
fn passphrase_in(app: &App, path: &Path) -> Result<Zeroizing<String>, CliError> {
    let failed = |e: &io::Error| CliError::io(&app.messages, path, e);
    let facts = [("path", text(path.display()))];
    let read = secret(path).and_then(|read| read.ok_or(io::ErrorKind::NotFound.into()));
    let (bytes, others_can) = read.map_err(|e| failed(&e))?;
    if others_can {
        app.ui.warn_once(&app.messages, &app.msg("passphrase-file-open", &facts));
    }
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // As editors of other systems leave it.
    let line = std::str::from_utf8(line).unwrap_or_default().trim_start_matches('\u{feff}');
    let line = line.trim_end_matches('\r');
    if line.is_empty() {
        return Err(CliError::misused("passphrase-empty", app.msg("passphrase-empty", &facts))
            .hint(app.msg("passphrase-empty.hint", &[])));
    }
    Ok(normal(line))
}

/// A new passphrase, from a file or asked twice.
pub(crate) fn new_passphrase(
    app: &App,
    path: &Path,
    from: Option<&Path>,
) -> Result<Zeroizing<String>, CliError> {
    let facts = [("path", text(path.display()))];
    let misused = |code: &'static str, message: String| CliError::misused(code, message);
    let given = match from {
        Some(from) => passphrase_in(app, from)?,
        None => {
            let Some(given) = ask(app, &app.msg("passphrase-ask-new", &facts))? else {
                let needed = app.msg("passphrase-new-needed", &facts);
                return Err(misused("passphrase-new-needed", needed)
                    .hint(app.msg("passphrase-new-needed.hint", &[])));
            };
            if ask(app, &app.msg("passphrase-ask-again", &[]))?.as_ref() != Some(&given) {
                return Err(misused("passphrase-differs", app.msg("passphrase-differs", &[]))
                    .hint(app.msg("passphrase-differs.hint", &[])));
            }
            given
        }
    };
    if given.chars().count() < LEAST {
        let least = [("least", text(LEAST))];
        return Err(misused("passphrase-short", app.msg("passphrase-short", &least))
            .hint(app.msg("passphrase-short.hint", &[])));
    }
    Ok(given)
}

/// The text of a file for a key under a passphrase.
pub(crate) fn sealed<K: FileKey>(
    app: &App,
    path: &Path,
    key: &K,
    passphrase: &str,
) -> Result<Zeroizing<String>, CliError> {
    let sealed = SealedKey::seal(key, passphrase, Cost::DEFAULT);
    let sealed = sealed.map_err(|why| unopened(app, path, &why))?;
    Ok(Zeroizing::new(sealed.to_string()))
}

/// Sets, changes or takes off the passphrase of a key file, and says so. `key`
/// is opened only where something is to be changed.
pub(crate) fn change_passphrase<K: FileKey>(
    app: &App,
    path: &Path,
    was_sealed: bool,
    args: &PassphraseArgs,
    key: impl FnOnce() -> Result<K, CliError>,
) -> Result<(), CliError> {
    let what = match (args.remove, was_sealed) {
        (true, false) => "passphrase-none",
        (true, true) => {
            replace(app, path, key()?.to_plain_file().as_bytes())?;
            "passphrase-removed"
        }
        (false, _) => {
            let key = key()?;
            let passphrase = new_passphrase(app, path, args.new_passphrase_file.as_deref())?;
            replace(app, path, sealed(app, path, &key, &passphrase)?.as_bytes())?;
            if was_sealed { "passphrase-changed" } else { "passphrase-set" }
        }
    };
    let answer = json!({ "key_file": path, "passphrase": !args.remove, "changed": what != "passphrase-none" });
    app.ui.answer(&answer, || app.msg(what, &[("path", text(path.display()))]))?;
    if !args.remove && !app.ui.json() {
        app.ui.note(&app.msg("passphrase-keep", &[]));
    }
    Ok(())
}

/// Writes a secret to a new file that nobody else can read. Not by renaming, which
/// would write over one that came to be there meanwhile.
pub(crate) fn write_new(dir: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    if let Err(e) = file.write_all(content).and_then(|()| file.sync_all()) {
        // Half a key is none.
        drop(fs::remove_file(path));
        return Err(e);
    }
    File::open(dir)?.sync_all()
}

/// Puts a secret in the place of another: the old or the new one is there, whole,
/// whatever stops it.
pub(crate) fn replace(app: &App, path: &Path, content: &[u8]) -> Result<(), CliError> {
    let swap = || {
        // Where the keys' folder holds a link to a stick, the stick's file is meant.
        whole::write_secret(&fs::canonicalize(path)?, content)
    };
    swap().map_err(|e| CliError::io(&app.messages, path, &e))
}
