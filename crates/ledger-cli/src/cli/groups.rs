//! The list of commands in the program's help, by who needs them for what.
//!
//! clap lists all of them under one heading; with some fifty that is a list
//! nobody reads. Each command stands in one group, and in Chinese its Chinese
//! name comes first. Only the root's help is arranged so.

use std::fmt::Write as _;

use clap::Command;
use clap::builder::StyledStr;
use unicode_width::UnicodeWidthStr as _;

use crate::i18n::{Lang, Messages};

/// The groups in the order shown: the message of the heading, and the commands.
const GROUPS: [(&str, &[&str]); 9] = [
    ("group-start", &["demo", "counter", "init", "branch", "operator", "rules"]),
    ("group-accounts", &["account", "household", "balance", "statement", "expiring", "privacy"]),
    ("group-points", &["deposit", "deduct", "claim", "notice", "reverse", "transfer", "appeal"]),
    (
        "group-shop",
        &[
            "offer",
            "stock",
            "redeem",
            "reserve",
            "collect",
            "cancel",
            "reservations",
            "return",
            "fund",
            "settle",
            "settlement",
        ],
    ),
    ("group-paper", &["passbook", "slip", "certificate", "record", "board", "ranking", "honours"]),
    ("group-sheets", &["template", "import", "export"]),
    ("group-office", &["summary", "day", "year", "clearing"]),
    ("group-proof", &["audit", "verify", "checkpoint", "receipt", "trust"]),
    ("group-care", &["doctor", "restore", "rebuild", "completions", "man", "help"]),
];

/// Columns before the line of a command begins: in Chinese both its names.
const NAME: usize = 14;
const CHINESE_NAME: usize = 10;

/// Puts the groups in the place of clap's list.
pub(crate) fn arrange(command: Command, messages: &Messages) -> Command {
    let head = *command.get_styles().get_header();
    let mut list = String::new();
    for (heading, names) in GROUPS {
        let heading = messages.get(heading, &[]);
        // Writing to a string cannot fail.
        let _ = writeln!(list, "{head}{heading}{head:#}");
        for name in names {
            if let Some(sub) = command.get_subcommands().find(|sub| sub.get_name() == *name) {
                let _ = writeln!(list, "{}", line(sub, messages));
            }
        }
        list.push('\n');
    }
    let usage = messages.get("group-usage", &[]);
    let options = messages.get("group-options", &[]);
    command.help_template(StyledStr::from(format!(
        "{{about-with-newline}}\n{head}{usage}{head:#} {{usage}}\n\n{list}\
         {head}{options}{head:#}\n{{options}}{{after-help}}"
    )))
}

fn line(command: &Command, messages: &Messages) -> String {
    let name = command.get_name();
    let (in_chinese, about) = match messages.lang() {
        Lang::En => (String::new(), command.get_about().map(ToString::to_string)),
        Lang::Zh => {
            let named = command.get_all_aliases().next().unwrap_or_default();
            (padded(named, CHINESE_NAME), messages.find(&format!("help-{name}"), &[]))
        }
    };
    format!("  {in_chinese}{}{}", padded(name, NAME), about.unwrap_or_default())
}

fn padded(name: &str, width: usize) -> String {
    format!("{name}{}", " ".repeat(width.saturating_sub(name.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a terminal of the usual size shows on one line.
    const COLUMNS: usize = 80;

    #[test]
    fn every_command_stands_in_one_group_and_fits_a_line() {
        for lang in [Lang::En, Lang::Zh] {
            let messages = Messages::new(lang);
            let command = crate::cli::command(&messages);
            let mut listed: Vec<&str> =
                GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
            let mut there: Vec<&str> = command
                .get_subcommands()
                .filter(|sub| !sub.is_hide_set())
                .map(Command::get_name)
                .collect();
            listed.sort_unstable();
            there.sort_unstable();
            assert_eq!(listed, there);
            let long: Vec<String> = command
                .get_subcommands()
                .filter(|sub| !sub.is_hide_set())
                .map(|sub| line(sub, &messages))
                .filter(|line| line.width() > COLUMNS)
                .collect();
            assert!(long.is_empty(), "longer than {COLUMNS} columns:\n{}", long.join("\n"));
        }
    }

    #[test]
    fn the_help_of_the_program_has_the_groups_and_every_option() {
        for lang in [Lang::En, Lang::Zh] {
            let messages = Messages::new(lang);
            let mut command = crate::cli::command(&messages);
            let help = command.render_long_help().to_string();
            for (heading, _) in GROUPS {
                assert!(help.contains(&messages.get(heading, &[])), "{help}");
            }
            for option in ["--bank", "--accept-clock", "--help", "--version"] {
                assert!(help.contains(option), "{option}: {help}");
            }
            assert!(!help.contains("{") && !help.contains("--now"), "{help}");
        }
    }
}
