//! Trusted keys (信任的公钥): key lines that somebody got from elsewhere than
//! from what is to be checked.
//!
//! ```text
//! # 鹿城镇总行，2026年3月1日在公示栏抄得
//! wenming.example/lucheng/HQ+1b2c3d4e+AX…
//! ```
//!
//! A key that was replaced may stay, behind the word `former`: receipts from before
//! are by it. Whoever got hold of it could sign by it still, so it stays only where
//! that was said.
//!
//! They lie in the user's own configuration folder and not in the bank's: who
//! can write to the bank must not choose whom its readers trust. A branch has
//! one key for its checkpoints and its cosignatures, so its key line stands
//! for both. A file with a line that cannot be read is read by nobody: a key
//! that silently counts for nothing would look like one that never signed.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use ledger_core::proof::note::NoteError;
use ledger_core::proof::{LogName, SignatureKind, Trust, VerifierKey};

use crate::app::App;
use crate::error::CliError;
use crate::i18n::text;
use crate::{whole, words};

/// What stands before a key that was replaced.
pub(crate) const FORMER: &str = "former ";

/// What somebody trusts, and the file it stands in.
#[derive(Debug)]
pub(crate) struct Trusted {
    /// None where nobody said and the system names no folder.
    path: Option<PathBuf>,
    lines: Vec<Line>,
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq)]
enum Line {
    Key(VerifierKey),
    /// One that was replaced, and still counts.
    Former(VerifierKey),
    /// A comment, or an empty line.
    Other(String),
}

/// A line that is none, or one too many.
#[derive(Debug, Clone, PartialEq)]
enum Fault {
    Unreadable { line: usize, why: NoteError },
    SecondKey { line: usize, first: usize, name: String },
}

/// What became of a key that was to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// It is trusted now.
    New,
    /// It was already.
    Already,
    /// It is in the place of another.
    Replaced,
}

impl Trusted {
    /// Reads the file; where there is none, nobody is trusted.
    ///
    /// # Errors
    /// A file that cannot be read, or a line in it.
    pub(crate) fn open(app: &App) -> Result<Self, CliError> {
        let path = app.args.trust.clone().or_else(usual_place);
        let content = match path.as_deref().map(whole::read_text) {
            Some(Ok(content)) => content,
            None => String::new(),
            Some(Err(e)) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Some(Err(e)) => {
                return Err(CliError::io(
                    &app.messages,
                    path.as_deref().unwrap_or(Path::new("")),
                    &e,
                ));
            }
        };
        let shown = path.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        let lines = read(&content).map_err(|fault| worded(app, &shown, &fault))?;
        Ok(Self { path, lines })
    }

    /// The keys, as they stand in the file.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &VerifierKey> {
        self.lines.iter().filter_map(|line| match line {
            Line::Key(key) => Some(key),
            Line::Former(_) | Line::Other(_) => None,
        })
    }

    /// Those that were replaced and still count.
    pub(crate) fn former(&self) -> impl Iterator<Item = &VerifierKey> {
        self.lines.iter().filter_map(|line| match line {
            Line::Former(key) => Some(key),
            Line::Key(_) | Line::Other(_) => None,
        })
    }

    /// The file, where there is a place for one.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What they and some more vouch for.
    pub(crate) fn with(&self, more: &[VerifierKey]) -> Trust {
        Trust::new(self.keys().chain(self.former()).chain(more).flat_map(in_full))
    }

    /// Trusts one more key. What it replaces may stay as a former one.
    ///
    /// # Errors
    /// The key of that name that is there, where it is not to be replaced.
    pub(crate) fn add(
        &mut self,
        key: &VerifierKey,
        (replace, keep_old): (bool, bool),
    ) -> Result<Added, VerifierKey> {
        let other = self.keys().find(|other| other.name() == key.name()).cloned();
        match other {
            Some(other) if same(&other, key) => Ok(Added::Already),
            Some(other) if !replace => Err(other),
            Some(other) => {
                let it = Line::Key(other.clone());
                self.lines.retain(|line| *line != it);
                self.lines.push(Line::Key(key.clone()));
                if keep_old {
                    self.lines.push(Line::Former(other));
                }
                Ok(Added::Replaced)
            }
            None => {
                self.lines.push(Line::Key(key.clone()));
                Ok(Added::New)
            }
        }
    }

    /// Trusts the keys of a name no longer; those that were.
    pub(crate) fn remove(&mut self, name: &str) -> Vec<VerifierKey> {
        let all = self.keys().chain(self.former());
        let gone = all.filter(|key| key.name() == name).cloned().collect();
        let is_of =
            |line: &Line| matches!(line, Line::Key(key) | Line::Former(key) if key.name() == name);
        self.lines.retain(|line| !is_of(line));
        gone
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Where there is no place for it, or it cannot be written.
    pub(crate) fn save(&self, app: &App) -> Result<&Path, CliError> {
        let Some(path) = self.path() else {
            return Err(CliError::misused("trust-no-place", app.msg("trust-no-place", &[]))
                .hint(app.msg("trust-no-place.hint", &[])));
        };
        let content: String = self
            .lines
            .iter()
            .map(|line| match line {
                Line::Key(key) => format!("{key}\n"),
                Line::Former(key) => format!("{FORMER}{key}\n"),
                Line::Other(other) => format!("{other}\n"),
            })
            .collect();
        whole::write(path, content.as_bytes())
            .map_err(|e| CliError::io(&app.messages, path, &e))?;
        Ok(path)
    }
}

/// The key lines of a file somebody was handed: a key a line, `#` before a comment.
///
/// # Errors
/// A file that cannot be read, holds a line that is no key, or none that is.
pub(crate) fn keys_of_file(app: &App, path: &Path) -> Result<Vec<VerifierKey>, CliError> {
    let content = whole::read(path).map_err(|e| CliError::io(&app.messages, path, &e))?;
    let content = String::from_utf8_lossy(&content);
    let shown = [("path", text(path.display()))];
    if content.starts_with("wenming operator key") || content.starts_with("wenming branch key") {
        return Err(CliError::misused("secret-key", app.msg("trust-secret-key", &shown))
            .hint(app.msg("trust-secret-key.hint", &[])));
    }
    let lines = read(&content).map_err(|fault| worded(app, &path.display().to_string(), &fault))?;
    let keys: Vec<VerifierKey> = lines
        .into_iter()
        .filter_map(|line| match line {
            Line::Key(key) => Some(key),
            Line::Former(_) | Line::Other(_) => None,
        })
        .collect();
    if keys.is_empty() {
        return Err(CliError::misused("no-key-lines", app.msg("trust-no-keys", &shown))
            .hint(app.msg("key-line.hint", &[])));
    }
    Ok(keys)
}

/// What a key line is trusted for: a branch's for checkpoints and cosignatures,
/// anybody else's for what it says.
fn in_full(key: &VerifierKey) -> Vec<VerifierKey> {
    match key.name().parse::<LogName>() {
        Ok(log) => {
            let kinds = [SignatureKind::Log, SignatureKind::Witness];
            kinds.map(|kind| log.key_line(kind, key.key())).to_vec()
        }
        Err(_) => vec![key.clone()],
    }
}

/// Whether two key lines are trusted for the same.
fn same(one: &VerifierKey, two: &VerifierKey) -> bool {
    in_full(one) == in_full(two)
}

fn read(content: &str) -> Result<Vec<Line>, Fault> {
    let mut first: BTreeMap<String, (usize, VerifierKey)> = BTreeMap::new();
    let mut lines = Vec::new();
    // An editor may have put its mark at the beginning, and blanks at ends.
    for (at, line) in content.trim_start_matches('\u{feff}').lines().enumerate() {
        let (line, at) = (line.trim(), at + 1);
        if line.is_empty() || line.starts_with('#') {
            lines.push(Line::Other(line.to_owned()));
            continue;
        }
        let unreadable = |why| Fault::Unreadable { line: at, why };
        if let Some(former) = line.strip_prefix(FORMER) {
            lines.push(Line::Former(former.parse().map_err(unreadable)?));
            continue;
        }
        let key: VerifierKey = line.parse().map_err(unreadable)?;
        let name = key.name().to_owned();
        match first.get(&name) {
            // Twice the same is once.
            Some((_, other)) if same(other, &key) => continue,
            Some((first, _)) => return Err(Fault::SecondKey { line: at, first: *first, name }),
            None => {}
        }
        first.insert(name, (at, key.clone()));
        lines.push(Line::Key(key));
    }
    Ok(lines)
}

fn worded(app: &App, path: &str, fault: &Fault) -> CliError {
    match fault {
        Fault::Unreadable { line, why } => {
            let why = words::note(&app.messages, *why);
            let facts = [("path", text(path)), ("line", text(line)), ("why", text(why))];
            CliError::misused("key-line-unreadable", app.msg("trust-line", &facts))
                .hint(app.msg("key-line.hint", &[]))
        }
        Fault::SecondKey { line, first, name } => {
            let facts = [
                ("path", text(path)),
                ("line", text(line)),
                ("first", text(first)),
                ("name", text(name)),
            ];
            CliError::misused("second-key", app.msg("trust-line-second", &facts))
                .hint(app.msg("trust-line-second.hint", &[]))
        }
    }
}

/// `$XDG_CONFIG_HOME/wenming/trusted-keys`, or below `~/.config`.
fn usual_place() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|dir| dir.is_absolute());
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(config.join("wenming/trusted-keys"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_core::keys::BranchKey;

    fn key(branch: &str, secret: u8, kind: SignatureKind) -> VerifierKey {
        let log: LogName = format!("wenming.example/test/{branch}").parse().unwrap();
        log.key_line(kind, BranchKey::from_secret(log.branch, &[secret; 32]).public())
    }

    #[test]
    fn comments_stay_and_a_branchs_key_line_of_either_kind_is_trusted_for_both() {
        let (log, witness) =
            (key("HQ", 1, SignatureKind::Log), key("HQ", 1, SignatureKind::Witness));
        for line in [&log, &witness] {
            let content = format!("\u{feff}# 公示栏抄得\r\n\r\n{line} \r\n{log}\n");
            let lines = read(&content).unwrap();
            let other = |text: &str| Line::Other(text.to_owned());
            assert_eq!(lines, [other("# 公示栏抄得"), other(""), Line::Key(line.clone())]);
            let trusted = Trusted { path: None, lines };
            assert_eq!(trusted.with(&[]).keys(), [log.clone(), witness.clone()]);
        }
    }

    #[test]
    fn a_line_that_is_none_and_a_second_key_of_a_name_are_named_by_their_lines() {
        let (one, two) = (key("HQ", 1, SignatureKind::Log), key("HQ", 2, SignatureKind::Log));
        let of = |content: String| read(&content).unwrap_err();
        let unreadable = Fault::Unreadable { line: 3, why: NoteError::Key };
        assert_eq!(of(format!("# x\n{one}\nwenming.example/test/HQ\n")), unreadable);
        // One letter of the key changed: its id no longer is its.
        let spoilt = one.to_string().replace("A", "B");
        assert!(matches!(of(spoilt), Fault::Unreadable { line: 1, .. }));
        let second = Fault::SecondKey { line: 3, first: 1, name: one.name().to_owned() };
        assert_eq!(of(format!("{one}\n\n{two}\n")), second);
    }

    #[test]
    fn another_key_of_a_name_is_trusted_only_in_the_place_of_the_first() {
        let (one, two) = (key("HQ", 1, SignatureKind::Log), key("HQ", 2, SignatureKind::Log));
        let village = key("LC01", 3, SignatureKind::Log);
        let mut trusted = Trusted { path: None, lines: Vec::new() };
        assert_eq!(trusted.add(&one, (false, false)), Ok(Added::New));
        assert_eq!(trusted.add(&village, (false, false)), Ok(Added::New));
        assert_eq!(
            trusted.add(&key("HQ", 1, SignatureKind::Witness), (false, false)),
            Ok(Added::Already)
        );
        assert_eq!(trusted.add(&two, (false, false)), Err(one.clone()));
        assert_eq!(trusted.add(&two, (true, false)), Ok(Added::Replaced));
        assert_eq!(trusted.keys().collect::<Vec<_>>(), [&village, &two]);
        assert_eq!(trusted.remove(two.name()), std::slice::from_ref(&two));
        assert_eq!(trusted.remove(two.name()), []);
        assert_eq!(trusted.keys().collect::<Vec<_>>(), [&village]);
    }
}
