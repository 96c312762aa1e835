//! What a command ends with when it does not end well.
//!
//! One error, with its kind, a stable code, what is wrong, and the way out;
//! and one table of exit codes. The words are made where the facts are known,
//! in the language of the day ([`crate::refusal`], [`crate::cli::misuse`]).

use std::borrow::Cow;
use std::io;
use std::path::Path;

use crate::i18n::{Messages, text};
use crate::whole::Unread;
use crate::words;

/// What kind of end it is; it alone decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whoever read the answer has closed the pipe: nothing is wrong.
    PipeClosed,
    /// The rules said no; nothing was written.
    Refused,
    /// The answer was given, and it is that something is wrong.
    Findings,
    /// The command line, or a file named in it, is not what it has to be.
    Misused,
    /// The storage failed, or history is damaged.
    Storage,
    /// This program is at fault.
    Internal,
}

impl Kind {
    /// **The** table of exit codes.
    ///
    /// ```text
    /// 0  done
    /// 1  refused, or findings
    /// 2  misused
    /// 3  the storage failed, or this program did
    /// ```
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::PipeClosed => 0,
            Self::Refused | Self::Findings => 1,
            Self::Misused => 2,
            Self::Storage | Self::Internal => 3,
        }
    }
}

/// Why a command did not do what was asked, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CliError {
    /// What kind of end it is.
    pub(crate) kind: Kind,
    /// A stable name for it, for programs.
    pub(crate) code: Cow<'static, str>,
    /// What is wrong, in words.
    pub(crate) message: String,
    /// What to do about it, best first.
    pub(crate) hints: Vec<String>,
    /// What to do is to be done in another bank's folder, or another computer's.
    pub(crate) elsewhere: bool,
}

impl CliError {
    fn new(kind: Kind, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.into(),
            message: message.into(),
            hints: Vec::new(),
            elsewhere: false,
        }
    }

    /// The rules said no. [`crate::refusal::explain`] words those of the ledger.
    pub(crate) fn refused(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, code, message)
    }

    /// The answer was given already, and it is that something is wrong.
    pub(crate) fn findings(message: impl Into<String>) -> Self {
        Self::new(Kind::Findings, "findings", message)
    }

    /// The command line, or a file it names, is not what it has to be.
    pub(crate) fn misused(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Kind::Misused, code, message)
    }

    /// The storage failed, or history is damaged.
    pub(crate) fn storage(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Kind::Storage, code, message)
    }

    /// This program is at fault.
    pub(crate) fn internal(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, code, message)
    }

    /// A file or folder that the system would not read or write.
    pub(crate) fn io(messages: &Messages, path: &Path, error: &io::Error) -> Self {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let missing_folder = parent.filter(|parent| !parent.exists()).map(Path::to_owned);
        let (path, why) = (text(path.display()), text(words::io(messages, error)));
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::pipe_closed(),
            // The folder is what is not there, whatever was to be done in it.
            io::ErrorKind::NotFound if missing_folder.is_some() => {
                let folder = missing_folder.unwrap_or_default();
                let facts = [("path", path), ("folder", text(folder.display()))];
                Self::misused("file-not-found", messages.msg("folder-not-found", &facts))
                    .hint(messages.msg("folder-not-found.hint", &[]))
            }
            io::ErrorKind::NotFound => {
                Self::misused("file-not-found", messages.msg("file-not-found", &[("path", path)]))
                    .hint(messages.msg("file-not-found.hint", &[]))
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::storage("file-denied", messages.msg("file-denied", &[("path", path)]))
                    .hint(messages.msg("file-denied.hint", &[]))
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::storage("disk-full", messages.msg("disk-full", &[("path", path)]))
                    .hint(messages.msg("disk-full.hint", &[]))
            }
            _ => Self::storage(
                "file-failed",
                messages.msg("file-failed", &[("path", path), ("why", why)]),
            )
            .hint(messages.msg("file-failed.hint", &[])),
        }
    }

    /// A paper that cannot be read, with the way out for what it was to be.
    pub(crate) fn unread(
        messages: &Messages,
        path: &Path,
        why: &Unread,
        hint: &'static str,
    ) -> Self {
        let code = match why {
            Unread::Io(error) => return Self::io(messages, path, error),
            Unread::NotAFile => "paper-not-a-file",
            Unread::TooLong => "paper-too-long",
            Unread::NotText => "paper-not-text",
        };
        let facts = [("path", text(path.display())), ("why", text(words::unread(messages, why)))];
        Self::misused(code, messages.msg("paper-unreadable", &facts)).hint(messages.msg(hint, &[]))
    }

    /// Whoever read the answer has closed the pipe.
    pub(crate) fn pipe_closed() -> Self {
        Self::new(Kind::PipeClosed, "pipe-closed", "")
    }

    /// With one more way out.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With a way out that is another's: its commands are not led to this bank.
    #[must_use]
    pub(crate) fn hint_elsewhere(self, hint: impl Into<String>) -> Self {
        Self { elsewhere: true, ..self.hint(hint) }
    }

    /// With the hints there are.
    #[must_use]
    pub(crate) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn the_exit_code_is_that_of_the_kind() {
        let kinds = [
            (Kind::PipeClosed, 0),
            (Kind::Refused, 1),
            (Kind::Findings, 1),
            (Kind::Misused, 2),
            (Kind::Storage, 3),
            (Kind::Internal, 3),
        ];
        for (kind, code) in kinds {
            assert_eq!(kind.exit_code(), code, "{kind:?}");
        }
    }

    #[test]
    fn a_system_error_names_the_file_and_the_way_out() {
        for lang in [Lang::En, Lang::Zh] {
            let messages = Messages::new(lang);
            for (kind, exit) in [
                (io::ErrorKind::NotFound, 2),
                (io::ErrorKind::PermissionDenied, 3),
                (io::ErrorKind::StorageFull, 3),
                (io::ErrorKind::TimedOut, 3),
            ] {
                let error = CliError::io(&messages, Path::new("三月.xlsx"), &kind.into());
                assert_eq!(error.kind.exit_code(), exit);
                assert!(error.message.contains("三月.xlsx"), "{error:?}");
                assert!(!error.hints.is_empty());
            }
        }
    }
}
