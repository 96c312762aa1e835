//! Storage in words: what failed, what is known, and the way out.

use std::error::Error as _;
use std::io;
use std::path::Path;

use ledger_core::books::BooksError;
use ledger_core::journal::{Damage, JournalError};
use ledger_core::ledger::{Error, Notice};
use ledger_core::vault::VaultError;
use ledger_core::walk::Problem;

use crate::error::CliError;
use crate::i18n::{Arg, Messages, text};
use crate::words;

/// A failure of the ledger's storage, in words.
pub(crate) fn explain(messages: &Messages, error: &Error) -> CliError {
    match error {
        Error::Journal(why) => journal(messages, why),
        Error::NotThere { branch, asked, size } => {
            let facts = [("branch", text(branch)), ("asked", text(asked)), ("size", text(size))];
            CliError::misused("lines-not-there", messages.msg("lines-not-there", &facts))
                .hint(messages.msg("lines-not-there.hint", &[("branch", text(branch))]))
        }
        Error::Away { branch } => {
            let facts = [("branch", text(branch))];
            CliError::refused("branch-away", messages.msg("branch-away", &facts))
                .hint(messages.msg("branch-away.hint", &facts))
        }
        Error::OutcomeUnknown | Error::Poisoned => poisoned(messages),
        Error::Books(BooksError::ReadOnly { path, .. }) => read_only(messages, path),
        Error::Books(BooksError::Held { path }) => {
            let facts = [("path", text(path.display()))];
            CliError::storage("books-held", messages.msg("books-held", &facts))
                .hint(messages.msg("books-held.hint", &[]))
        }
        Error::Books(why @ (BooksError::Store(_) | BooksError::Damaged(_))) => {
            let facts = [("why", text(why))];
            CliError::storage("books-failed", messages.msg("books-failed", &facts))
                .hint(messages.msg("books-failed.hint", &[]))
        }
        Error::Line(why) => CliError::misused(
            "entry-too-long",
            messages.msg("entry-too-long", &[("why", text(why))]),
        ),
    }
}

/// A failure of a journal, in words.
pub(crate) fn journal(messages: &Messages, error: &JournalError) -> CliError {
    match error {
        JournalError::Io { path, source, .. } => CliError::io(messages, path, source),
        JournalError::Damaged { branch, seq, why } => {
            let facts = [
                ("branch", text(branch)),
                ("seq", text(seq)),
                ("why", text(damage(messages, why))),
            ];
            let error =
                CliError::storage("journal-damaged", messages.msg("journal-damaged", &facts))
                    .hint(messages.msg("journal-damaged.hint", &facts[..1]));
            match why {
                // The books know that it was confirmed.
                Damage::NotAcknowledged => error,
                _ => error.hint(messages.msg("journal-damaged.cut", &facts[..2])),
            }
        }
        JournalError::DataLoss { branch, acknowledged, committed } => {
            let facts = [
                ("branch", text(branch)),
                ("acknowledged", text(acknowledged)),
                ("committed", text(committed)),
            ];
            CliError::storage("data-loss", messages.msg("data-loss", &facts))
                .hint(messages.msg("data-loss.hint", &[]))
        }
        JournalError::Poisoned(_) => poisoned(messages),
        JournalError::ReadOnly => read_only(messages, Path::new("journal")),
        JournalError::MovedOn { branch, expected, size } => {
            let facts =
                [("branch", text(branch)), ("expected", text(expected)), ("size", text(size))];
            CliError::storage("moved-on", messages.msg("moved-on", &facts))
                .hint(messages.msg("moved-on.hint", &[]))
        }
    }
}

fn poisoned(messages: &Messages) -> CliError {
    CliError::storage("poisoned", messages.msg("poisoned", &[]))
        .hint(messages.msg("poisoned.hint", &[]))
}

/// That a bank's folder, or this in it, cannot be written to.
pub(crate) fn read_only(messages: &Messages, path: &Path) -> CliError {
    let facts = [("path", text(path.display()))];
    CliError::storage("bank-read-only", messages.msg("bank-read-only", &facts))
        .hint(messages.msg("bank-read-only.hint", &[]))
}

/// What is wrong with a line, in words.
pub(crate) fn damage(messages: &Messages, why: &Damage) -> String {
    match why {
        Damage::Problem(problem) => self::problem(messages, problem),
        Damage::UnsignedRun => messages.msg("damage-unsigned", &[]),
        Damage::NotAcknowledged => messages.msg("damage-not-acknowledged", &[]),
    }
}

/// What is wrong with a line, rules apart, in words.
pub(crate) fn problem(messages: &Messages, problem: &Problem) -> String {
    match problem {
        Problem::Line(_) => messages.msg("damage-line", &[]),
        Problem::Place { expected, found } => {
            messages.msg("damage-place", &[("expected", text(expected)), ("found", text(found))])
        }
        Problem::Branch { found } => messages.msg("damage-branch", &[("found", text(found))]),
        Problem::Chain { .. } => messages.msg("damage-chain", &[]),
        Problem::Time { expected, found } => {
            messages.msg("damage-time", &[("expected", text(expected)), ("found", text(found))])
        }
        Problem::MixedRun { expected, found } => {
            messages.msg("damage-mixed", &[("expected", text(expected)), ("found", text(found))])
        }
        Problem::Signature { by } => messages.msg("damage-signature", &[("by", text(by))]),
        Problem::UnknownSigner { by } => messages.msg("damage-signer", &[("by", text(by))]),
        Problem::Beginning { .. } => messages.msg("damage-beginning", &[]),
    }
}

/// What the ledger did besides what it was asked, in words.
pub(crate) fn notice(messages: &Messages, notice: &Notice) -> String {
    match notice {
        Notice::Torn(torn) => {
            let kept = torn.kept_in.as_ref().map(|path| path.display().to_string());
            let facts = [
                ("branch", text(torn.branch)),
                ("lines", text(torn.lines)),
                ("path", text(kept.unwrap_or_default())),
            ];
            messages.msg("notice-torn", &facts)
        }
        Notice::CaughtUp { branch, entries } => messages.msg(
            "notice-caught-up",
            &[("branch", text(branch)), ("entries", Arg::Count(*entries))],
        ),
        Notice::Rebuilt { why } => messages.msg("notice-rebuilt", &[("why", text(why))]),
        Notice::ClockBehind { seconds } => {
            let span = words::span(messages, seconds.unsigned_abs());
            messages.msg("notice-clock-behind", &[("span", text(span))])
        }
    }
}

/// A failure of the vault, in words.
pub(crate) fn vault(messages: &Messages, error: &VaultError) -> CliError {
    if let VaultError::Io { path, .. } = error
        && let Some(source) = error.source().and_then(|source| source.downcast_ref::<io::Error>())
    {
        return CliError::io(messages, path, source);
    }
    match error {
        VaultError::WrongKey { account } => CliError::refused(
            "vault-wrong-key",
            messages.msg("vault-wrong-key", &[("account", text(account))]),
        ),
        VaultError::Damaged { path, line, .. } => CliError::storage(
            "vault-damaged",
            messages.msg("vault-damaged", &[("path", text(path.display())), ("line", text(line))]),
        ),
        other => {
            CliError::storage("vault-failed", messages.msg("vault-failed", &[("why", text(other))]))
        }
    }
    .hint(messages.msg("vault.hint", &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::i18n::tests::not_chinese;
    use ledger_core::keys::KeyError;
    use ledger_core::line::LineError;
    use ledger_core::vault::LineDamage;
    use std::path::PathBuf;

    /// What can be said of a disk that fails, in the words the system has for it.
    fn io_errors() -> Vec<io::Error> {
        (1..=133).map(io::Error::from_raw_os_error).chain([io::Error::other("no idea")]).collect()
    }

    #[test]
    fn whatever_fails_is_said_in_chinese_with_the_systems_own_words_in_brackets_at_most() {
        let branch = "QX01".parse().unwrap();
        let path = || PathBuf::from("银行/journal/QX01/000000000000.jsonl");
        let line = || LineError::NotAnEntry("expected value at line 1 column 1".to_owned());
        let mut all: Vec<Error> = vec![
            Error::Books(BooksError::Store("IO error: No space left on device".to_owned())),
            Error::Books(BooksError::Damaged("a digest is missing")),
            Error::Books(BooksError::ReadOnly { path: path(), why: "os error 30".to_owned() }),
            Error::Books(BooksError::Held { path: path() }),
            Error::Line(line()),
            Error::NotThere { branch, asked: 9, size: 7 },
            Error::Away { branch },
            Error::OutcomeUnknown,
            Error::Poisoned,
        ];
        let problem = Damage::Problem(Problem::Line(line()));
        for why in [problem, Damage::UnsignedRun, Damage::NotAcknowledged] {
            all.push(JournalError::Damaged { branch, seq: 3, why }.into());
        }
        all.push(JournalError::DataLoss { branch, acknowledged: 9, committed: 7 }.into());
        all.extend([JournalError::Poisoned(branch).into(), JournalError::ReadOnly.into()]);
        for source in io_errors() {
            all.push(JournalError::Io { doing: "sync", path: path(), source }.into());
        }
        let mut vaults = vec![
            VaultError::WrongKey { account: "LC01-000001-9".parse().unwrap() },
            VaultError::Damaged { path: path(), line: 3, why: LineDamage::Order },
            VaultError::NotSealed { account: "LC01-000001-9".parse().unwrap() },
            VaultError::Random(KeyError::File),
        ];
        let io = |source| VaultError::Io { doing: "open folder", path: path(), source };
        vaults.extend(io_errors().into_iter().map(io));
        let messages = Messages::new(Lang::Zh);
        let mut told: Vec<CliError> = all.iter().map(|error| explain(&messages, error)).collect();
        told.extend(vaults.iter().map(|error| vault(&messages, error)));
        for error in told {
            for words in [&error.message].into_iter().chain(&error.hints) {
                assert_eq!(not_chinese(words), None, "{words}");
            }
        }
        for why in ["the books are damaged: a digest is missing", "sled fell over: index 7"] {
            let notice = Notice::Rebuilt { why: why.to_owned() };
            assert_eq!(not_chinese(&self::notice(&messages, &notice)), None);
            let facts = [("where", text("books")), ("why", text(why))];
            let doctor = messages.msg("doctor-books-damaged", &facts);
            assert_eq!(not_chinese(&doctor), None, "{doctor}");
        }
    }
}
