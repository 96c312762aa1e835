//! What clap says of a wrong command line, in the words of the catalogues.
//!
//! Suggestions, usage and the allowed values are kept. A kind of error without
//! a wording of its own is given in clap's English, which says more than an
//! excuse would.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::CliError;
use crate::i18n::{Lang, Messages, text};
use crate::ui::Ui;
use crate::words;

/// The help or the version was asked for.
pub(crate) fn is_help(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// No command was given at all.
pub(crate) fn is_without_command(
    error: &clap::Error,
    root: &clap::Command,
    args: &[OsString],
) -> bool {
    let kinds = [ErrorKind::MissingSubcommand, ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand];
    kinds.contains(&error.kind()) && meant(root, args).len() == 1
}

/// Prints the help or the version, as an answer.
pub(crate) fn show_help(ui: &Ui, error: &clap::Error) -> Result<(), CliError> {
    let words = error.render();
    if ui.colors_answers() { ui.help(&words.ansi()) } else { ui.help(&words) }
}

/// The command that was meant, as far as it can be told: `wenming`, `operator`, `enroll`.
fn meant<'a>(root: &'a clap::Command, args: &[OsString]) -> Vec<&'a clap::Command> {
    let mut path = vec![root];
    let words = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    // Whoever asks `help` for a command means that command.
    let words = words.take_while(|word| word != "--");
    for word in words.filter(|word| !word.starts_with('-') && word != "help") {
        path.extend(path.last().and_then(|command| command.find_subcommand(word.as_ref())));
    }
    path
}

/// A wrong command line, in words.
pub(crate) fn explain(
    messages: &Messages,
    error: &clap::Error,
    root: &clap::Command,
    args: &[OsString],
) -> CliError {
    let path = meant(root, args);
    // clap puts in what the environment gives, as if it had to be typed.
    let usage = path.last().filter(|_| error.get(ContextKind::Usage).is_some());
    let usage = usage.and_then(|command| usage_of(command));
    let named = |name: fn(&clap::Command) -> &str| {
        path.iter().map(|command| name(command)).collect::<Vec<_>>().join(" ")
    };
    // The one that clap writes, and the one that whoever reads Chinese types.
    let english = named(clap::Command::get_name);
    let name = match messages.lang() {
        Lang::En => english.clone(),
        Lang::Zh => named(|of| of.get_all_aliases().next().unwrap_or(of.get_name())),
    };
    let one = |kind| single(error, kind).unwrap_or_default();
    let misused = |code: &'static str, words: String| CliError::misused(code, words);
    let ticked = |names: &[String]| {
        names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(&messages.msg("comma", &[]))
    };
    let arg = one(ContextKind::InvalidArg);
    let value = one(ContextKind::InvalidValue);
    let mut said = match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            let missing = ticked(&several(error, ContextKind::InvalidArg));
            misused(
                "missing-argument",
                messages.msg("misuse-missing", &[("missing", text(missing))]),
            )
        }
        ErrorKind::UnknownArgument => {
            misused("unknown-argument", messages.msg("misuse-unknown", &[("arg", text(arg))]))
                .hints(suggestions(messages, error, ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            misused("missing-value", messages.msg("misuse-no-value", &[("arg", text(arg))]))
                .hints(valid(messages, error))
        }
        ErrorKind::InvalidValue => {
            let words = messages.msg("misuse-value", &[("arg", text(arg)), ("value", text(value))]);
            misused("invalid-value", words)
                .hints(suggestions(messages, error, ContextKind::SuggestedValue))
                .hints(valid(messages, error))
        }
        ErrorKind::ValueValidation => {
            let reason = error.source().and_then(|source| words::reason(messages, source));
            let facts = [("arg", text(arg)), ("value", text(value))];
            let words = messages.msg("misuse-value", &facts);
            misused("invalid-value", words).hints(reason)
        }
        ErrorKind::InvalidSubcommand => {
            let given = one(ContextKind::InvalidSubcommand);
            misused("unknown-command", messages.msg("misuse-command", &[("name", text(given))]))
                .hints(suggestions(messages, error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            misused("missing-command", messages.msg("misuse-no-command", &[]))
                // All there are of the program is what its help lists.
                .hints(path.last().filter(|_| path.len() > 1).map(|of| commands(messages, of)))
        }
        ErrorKind::ArgumentConflict => {
            let others = several(error, ContextKind::PriorArg);
            if others.is_empty() || others == [arg.clone()] {
                misused("repeated-argument", messages.msg("misuse-repeated", &[("arg", text(arg))]))
            } else {
                let words = messages.msg(
                    "misuse-conflict",
                    &[("arg", text(arg)), ("others", text(ticked(&others)))],
                );
                misused("conflicting-arguments", words)
            }
        }
        _ => {
            let words = error.render().to_string();
            let first = words.lines().next().unwrap_or_default();
            misused("misused", first.trim_start_matches("error: ").to_owned())
        }
    };
    if let Some(usage) = usage {
        let usage = usage.replacen(&english, &name, 1);
        said = said.hint(messages.msg("misuse-usage", &[("usage", text(usage))]));
    }
    said.hint(messages.msg("misuse-help", &[("command", text(name))]))
}

/// How a command is used, on one line.
fn usage_of(command: &clap::Command) -> Option<String> {
    let words = command.clone().render_usage().to_string();
    let from = words.find("wenming")?;
    Some(words[from..].split_whitespace().collect::<Vec<_>>().join(" "))
}

fn single(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}

fn several(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn suggestions(messages: &Messages, error: &clap::Error, kind: ContextKind) -> Vec<String> {
    let suggestion = |name| messages.msg("misuse-suggestion", &[("name", text(name))]);
    // The likeliest stands last.
    several(error, kind).into_iter().rev().take(1).map(suggestion).collect()
}

fn valid(messages: &Messages, error: &clap::Error) -> Option<String> {
    let names = several(error, ContextKind::ValidValue).join(&messages.msg("comma", &[]));
    (!names.is_empty()).then(|| messages.msg("misuse-choices", &[("names", text(names))]))
}

fn commands(messages: &Messages, command: &clap::Command) -> String {
    let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
    let name = |of: &clap::Command| match messages.lang() {
        Lang::En => of.get_name().to_owned(),
        Lang::Zh => of.get_all_aliases().next().unwrap_or(of.get_name()).to_owned(),
    };
    let names = shown.map(name).collect::<Vec<_>>();
    messages.msg("misuse-commands", &[("names", text(names.join(&messages.msg("comma", &[]))))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;

    fn said(lang: Lang, line: &str) -> CliError {
        let messages = Messages::new(lang);
        let mut command = cli::command(&messages);
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = command.try_get_matches_from_mut(&args).unwrap_err();
        assert!(!is_help(&error), "{line}");
        explain(&messages, &error, &command, &args)
    }

    #[test]
    fn a_wrong_command_line_is_misuse_and_says_what_is_wrong_and_the_way_out() {
        // The line, its code, a word of the English and the Chinese.
        let cases = [
            ("wenming deposit", "missing-argument", "<ACCOUNT>", "<账号或户号>"),
            ("wenming deposit A H07 --evidense x", "unknown-argument", "--evidense", "--evidense"),
            ("wenming operator enroll a1 --role king", "invalid-value", "king", "king"),
            ("wenming operator enroll a1 --role", "missing-value", "--role", "--role"),
            ("wenming depositt A H07", "unknown-command", "depositt", "depositt"),
            ("wenming account", "missing-command", "command", "命令"),
            ("wenming --as Clerk balance", "invalid-value", "Clerk", "Clerk"),
            ("wenming deposit A H07 1e30", "invalid-value", "1e30", "1e30"),
            ("wenming deposit A H07 --on 3月5日", "invalid-value", "3月5日", "3月5日"),
            ("wenming statement A --all --last 3", "conflicting-arguments", "--last", "--last"),
        ];
        for (line, code, en, zh) in cases {
            for (lang, word) in [(Lang::En, en), (Lang::Zh, zh)] {
                let error = said(lang, line);
                assert_eq!((error.code.as_ref(), error.kind.exit_code()), (code, 2), "{line}");
                assert!(error.message.contains(word), "{line}: {error:?}");
                assert!(!error.hints.is_empty(), "{line}");
                let all = format!("{} {}", error.message, error.hints.join(" "));
                assert!(!all.contains('{'), "{line}: {all}");
                if lang == Lang::Zh {
                    assert!(!all.to_lowercase().contains("usage:"), "{all}");
                }
            }
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_told_the_forms_of_this_very_option() {
        let cases = [
            ("notice resolve LC01:4 --reason x --correct 0", "`--uphold`", "`--uphold`", "above"),
            ("offer add A --limit 2/week", "`2 times/month`", "`2次/月`", "90日内"),
            ("init --offset 8", "`+08:00`", "`+08:00`", "2026-03-19"),
        ];
        for (line, en, zh, not) in cases {
            for (lang, word) in [(Lang::En, en), (Lang::Zh, zh)] {
                let hints = said(lang, &format!("wenming {line}")).hints.join(" ");
                assert!(hints.contains(word) && !hints.contains(not), "{line}: {hints}");
            }
        }
    }

    #[test]
    fn what_is_shown_of_a_command_is_what_its_help_shows() {
        let line = "wenming --bank b --branch LC01 --lang en deposit 二组-017";
        let hints = said(Lang::En, line).hints.join(" ");
        assert!(hints.contains("wenming deposit [OPTIONS] <ACCOUNT> <RULE> [QTY]"), "{hints}");
        assert!(!hints.contains("--bank"), "{hints}");
        let hints = said(Lang::En, "wenming branch help open --help").hints.join(" ");
        assert!(hints.contains("`wenming branch open --help`"), "{hints}");
        let hints = said(Lang::En, "wenming --as li").hints.join(" ");
        assert!(hints.contains("`wenming --help`") && !hints.contains("deposit"), "{hints}");
        let hints = said(Lang::Zh, "wenming --as li 公示").hints.join(" ");
        assert!(hints.contains("张贴、异议"), "{hints}");
    }

    #[test]
    fn suggestions_are_kept() {
        for lang in [Lang::En, Lang::Zh] {
            let error = said(lang, "wenming depositt A H07");
            assert!(error.hints[0].contains("`deposit`"), "{error:?}");
            let error = said(lang, "wenming deposit A H07 --evidense x");
            assert!(error.hints[0].contains("`--evidence`"), "{error:?}");
        }
    }

    #[test]
    fn the_help_of_the_very_command_is_pointed_to() {
        let error = said(Lang::En, "wenming operator enroll");
        assert!(error.hints.last().unwrap().contains("`wenming operator enroll --help`"));
        for line in ["wenming --lang zh 经办人 登记 x1", "wenming operator enroll x1"] {
            let error = said(Lang::Zh, line);
            let hints = error.hints.join(" ");
            assert!(hints.contains("`wenming 经办人 登记 --help`"), "{hints}");
            assert!(hints.contains("用法：wenming 经办人 登记 "), "{hints}");
        }
    }
}
