//! Which rule of a draft stands for which rule of before: `H07=C04`.
//!
//! On the command line, several of them with commas between; or in a text file,
//! a line each, which may also be a .csv of two columns. Nothing is guessed: a
//! line that is no such pair is named.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use ledger_core::ids::{NameError, RuleCode};
use ledger_core::rulebook::Rulebook;

use crate::app::App;
use crate::error::CliError;
use crate::i18n::text;
use crate::tell;
use crate::whole;

/// The rule of before, and the draft's.
pub(crate) type Pair = (RuleCode, RuleCode);

/// One value of `--map`.
#[derive(Debug, Clone)]
pub(crate) enum Given {
    /// A pair.
    Pair(Pair),
    /// A file of pairs.
    File(PathBuf),
}

impl FromStr for Given {
    type Err = NameError;

    fn from_str(given: &str) -> Result<Self, NameError> {
        match given.split_once('=') {
            Some(pair) => pair_of(pair).map(Self::Pair),
            None => Ok(Self::File(given.into())),
        }
    }
}

fn pair_of((old, new): (&str, &str)) -> Result<Pair, NameError> {
    let code = |text: &str| text.trim().to_ascii_uppercase().parse();
    Ok((code(old)?, code(new)?))
}

/// All pairs that were given; each rule of before once, each of the draft's there.
pub(crate) fn pairs(app: &App, given: &[Given], draft: &Rulebook) -> Result<Vec<Pair>, CliError> {
    let mut pairs: Vec<Pair> = Vec::new();
    for given in given {
        match given {
            Given::Pair(pair) => pairs.push(*pair),
            Given::File(path) => pairs.extend(read(app, path)?),
        }
    }
    for (at, (old, new)) in pairs.iter().enumerate() {
        let facts = [("old", text(old)), ("new", text(new))];
        if pairs[..at].iter().any(|(before, _)| before == old) {
            return Err(CliError::misused("map-twice", app.msg("map-twice", &facts))
                .hint(app.msg("map-twice.hint", &[])));
        }
        if draft.rule(*new).is_none() {
            let codes: Vec<String> = draft.rules().iter().map(|r| r.code.to_string()).collect();
            let codes = [("codes", text(codes.join(&app.msg("comma", &[]))))];
            return Err(CliError::misused("map-unknown", app.msg("map-unknown", &facts))
                .hint(app.msg("map-unknown.hint", &codes)));
        }
    }
    Ok(pairs)
}

fn read(app: &App, path: &Path) -> Result<Vec<Pair>, CliError> {
    let whole = whole::read_given(path)
        .map_err(|why| CliError::unread(&app.messages, path, &why, "map-line.hint"))?;
    let mut pairs = Vec::new();
    for (at, line) in whole.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let pair = line.split_once(['=', ',', '，']).map(pair_of);
        let Some(Ok(pair)) = pair else {
            let facts = [
                ("file", text(tell::shell(&path.display().to_string()))),
                ("line", text(at + 1)),
                ("given", text(line.chars().take(40).collect::<String>())),
            ];
            return Err(CliError::misused("map-line", app.msg("map-line", &facts))
                .hint(app.msg("map-line.hint", &[])));
        };
        pairs.push(pair);
    }
    Ok(pairs)
}
