//! Storage in words: what failed, what is known, and the way out.

use std::error::Error as _;
use std::io;

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
        Error::Journal(JournalError::Io { path, source, .. }) => {
            CliError::io(messages, path, source)
        }
        Error::Journal(JournalError::Damaged { branch, seq, why }) => {
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
        Error::Journal(JournalError::DataLoss { branch, acknowledged, committed }) => {
            let facts = [
                ("branch", text(branch)),
                ("acknowledged", text(acknowledged)),
                ("committed", text(committed)),
            ];
            CliError::storage("data-loss", messages.msg("data-loss", &facts))
                .hint(messages.msg("data-loss.hint", &[]))
        }
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
        Error::OutcomeUnknown | Error::Journal(JournalError::Poisoned(_)) | Error::Poisoned => {
            CliError::storage("poisoned", messages.msg("poisoned", &[]))
                .hint(messages.msg("poisoned.hint", &[]))
        }
        Error::Journal(JournalError::MovedOn { branch, expected, size }) => {
            let facts =
                [("branch", text(branch)), ("expected", text(expected)), ("size", text(size))];
            CliError::storage("moved-on", messages.msg("moved-on", &facts))
                .hint(messages.msg("moved-on.hint", &[]))
        }
        Error::Journal(JournalError::ReadOnly) | Error::Books(BooksError::ReadOnly { .. }) => {
            CliError::storage("bank-read-only", messages.msg("bank-read-only", &[]))
                .hint(messages.msg("bank-read-only.hint", &[]))
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
