//! The help in Chinese: the same command tree with other words.
//!
//! For each command there is `help-<path>` with its line, and `.long` with the
//! whole, in `i18n/zh-help.ftl`; for each argument `help-<path>--<id>`, where
//! the options that hold for every command stand at the root (`help--bank`).
//! What clap puts into a help by itself (headings, defaults, choices) is said
//! here instead. `no_help_is_missing_in_chinese` walks the tree.

use clap::{Arg, ArgAction, Command};

use crate::i18n::{Messages, text};

/// Puts the words into a built tree.
pub(crate) fn localise(command: Command, messages: &Messages) -> Command {
    tree(command, "help", "help", messages)
}

/// `key` names the command's own words, `path` begins those of its commands.
fn tree(mut command: Command, key: &str, path: &str, messages: &Messages) -> Command {
    for sub in command.get_subcommands_mut() {
        let taken = std::mem::take(sub);
        *sub = if taken.get_name() == "help" {
            // `help` repeats below itself the commands that stand beside it.
            tree(taken, "help-help", path, messages)
        } else {
            let below = format!("{path}-{}", taken.get_name());
            tree(taken, &below, &below, messages)
        };
    }

    let aliases: Vec<String> = command.get_visible_aliases().map(str::to_owned).collect();
    let about = messages.get(key, &[]);
    let long = messages.find(&format!("{key}.long"), &[]).unwrap_or_else(|| about.clone());
    let called = match aliases.as_slice() {
        [] => String::new(),
        names => messages.msg("help-also", &[("names", text(names.join(" ")))]),
    };
    let usage = messages.msg("help-usage", &[]);
    let template =
        format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}");
    let table = messages.msg("help-heading-table", &[]);
    let global = messages.msg("help-heading-global", &[]);
    let options = messages.msg("help-heading-options", &[]);
    let arguments = messages.msg("help-heading-arguments", &[]);
    let key = key.to_owned();
    let mut command = command
        .about(format!("{about}{called}"))
        .long_about(long)
        .visible_alias(None)
        .aliases(aliases)
        .help_template(template)
        .subcommand_help_heading(messages.msg("help-heading-commands", &[]))
        .subcommand_value_name(messages.msg("help-value-command", &[]))
        .mut_args(|arg| {
            let heading = match arg.get_help_heading() {
                _ if arg.is_positional() => &arguments,
                Some(heading) if heading.starts_with("Options for") => &table,
                Some(_) => &global,
                None => &options,
            };
            let heading = heading.clone();
            argument(arg, &key, messages).help_heading(heading)
        });
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let usage = usage.replace("[OPTIONS]", &messages.msg("help-usage-options", &[]));
    command.override_usage(usage)
}

fn argument(arg: Arg, key: &str, messages: &Messages) -> Arg {
    let id = arg.get_id().as_str();
    let key = match arg.get_action() {
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong => "help--help".to_owned(),
        ArgAction::Version => "help--version".to_owned(),
        _ if arg.is_global_set() => format!("help--{id}"),
        _ => format!("{key}--{id}"),
    };
    let mut words = messages.get(&key, &[]);
    let takes_value = arg.get_action().takes_values();
    let choices: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let mut add = |id: &str, value: String| {
        words.push(' ');
        words.push_str(&messages.get(id, &[("value", text(value))]));
    };
    if takes_value && !choices.is_empty() {
        add("help-choices", choices.join("、"));
    }
    if takes_value && !arg.is_hide_default_value_set() && !arg.get_default_values().is_empty() {
        let defaults: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        add("help-default", defaults.join("、"));
    }
    if let Some(env) = arg.get_env() {
        add("help-env", env.to_string_lossy().into_owned());
    }
    let mut arg = arg;
    if takes_value {
        let names: Vec<String> = arg
            .get_value_names()
            .unwrap_or_default()
            .iter()
            .map(|name| {
                let name = name.to_lowercase().replace(['.', '_'], "-");
                messages.get(&format!("help-value-{name}"), &[])
            })
            .collect();
        if !names.is_empty() {
            arg = arg.value_names(names);
        }
    }
    // Under a heading of its own the order would be that of the alphabet.
    if let Some(index) = arg.get_index() {
        arg = arg.display_order(index);
    }
    arg.help(words)
        .long_help(None)
        .hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true)
}

#[cfg(test)]
mod tests {
    use crate::cli;
    use crate::i18n::{Lang, Messages};

    fn walk(command: &clap::Command, visit: &mut dyn FnMut(&clap::Command)) {
        visit(command);
        command.get_subcommands().for_each(|sub| walk(sub, visit));
    }

    #[test]
    fn no_help_is_missing_in_chinese() {
        let command = cli::command(&Messages::new(Lang::Zh));
        let mut missing = Vec::new();
        let mut look = |place: &str, words: Option<String>| {
            // A missing message is its id, in braces.
            for part in words.unwrap_or_else(|| format!("{{{place}}}")).split('{').skip(1) {
                missing.push(part.split('}').next().unwrap_or_default().to_owned());
            }
        };
        walk(&command, &mut |command| {
            let name = command.get_name().to_owned();
            look(&name, command.get_about().map(ToString::to_string));
            look(&name, command.get_long_about().map(ToString::to_string));
            for arg in command.get_arguments() {
                look(&format!("{name} {}", arg.get_id()), arg.get_help().map(ToString::to_string));
                for value in arg.get_value_names().unwrap_or_default() {
                    look(&name, Some(value.to_string()));
                }
            }
        });
        missing.sort();
        missing.dedup();
        assert!(missing.is_empty(), "add to i18n/zh-help.ftl:\n{}", missing.join("\n"));
    }

    #[test]
    fn the_chinese_help_says_nothing_in_english() {
        let mut command = cli::command(&Messages::new(Lang::Zh));
        let mut shown = command.render_long_help().to_string();
        for sub in command.get_subcommands_mut() {
            shown.push_str(&sub.render_long_help().to_string());
            for leaf in sub.get_subcommands_mut() {
                shown.push_str(&leaf.render_long_help().to_string());
            }
        }
        for english in [
            "Usage",
            "Options",
            "Arguments",
            "Commands",
            "default:",
            "env:",
            "Print",
            "aliases",
            "possible",
        ] {
            assert!(!shown.contains(english), "{english}");
        }
    }
}
