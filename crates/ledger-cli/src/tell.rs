//! What a command tells of its success: facts in two columns, and what to do
//! next, as a command ready to copy.
//!
//! The facts are the answer and go to stdout; the next step is beside it. A
//! command that is shown leads to the same bank and acts as the same person as
//! the one that was typed.

use clap::CommandFactory as _;
use ledger_core::ids::BranchCode;
use unicode_width::UnicodeWidthStr as _;

use crate::app::App;
use crate::cli::Cli;
use crate::i18n::text;
pub(crate) use crate::refusal::in_branch;
use crate::ui::Tone;

/// `wenming` with the options that lead to this bank and name who acts.
pub(crate) fn wenming(app: &App) -> String {
    let operator = app.args.operator.as_ref().map(ToString::to_string);
    wenming_as(app, operator.as_deref())
}

/// [`wenming`], acting as somebody.
pub(crate) fn wenming_as(app: &App, operator: Option<&str>) -> String {
    let mut line = "wenming".to_owned();
    let mut option = |name: &str, value: &str| {
        line.push_str(&format!(" {name} {}", shell(value)));
    };
    let bank = app.bank_dir().display().to_string();
    if bank != "." {
        option("--bank", &bank);
    }
    if let Some(keys) = &app.args.keys {
        option("--keys", &keys.display().to_string());
    }
    if let Some(operator) = operator {
        option("--as", operator);
    }
    line
}

/// [`wenming`], about a branch that has to be named.
pub(crate) fn wenming_in(app: &App, branch: Option<BranchCode>) -> String {
    wenming(app) + &in_branch(branch)
}

/// [`wenming`] for a step that needs somebody to act: where nobody was named, and
/// more than one could be meant, a word in their place.
pub(crate) fn wenming_by(app: &App, who: &'static str) -> String {
    match app.args.operator.is_some() || app.only_operator().is_some() {
        true => wenming(app),
        false => wenming_as(app, Some(&app.msg(who, &[]))),
    }
}

/// A hint whose commands lead to the same bank, and act as the same person, as the
/// command that was typed: what is said without a folder is not there to be copied.
pub(crate) fn addressed(app: &App, hint: &str) -> String {
    let (own, bare) = (wenming(app), wenming_as(app, None));
    in_its_branch(app, &each_command(hint, |rest| led(rest, &own, &bare)))
}

/// A text in which every command is of the branch that was named, where it can be: the
/// same household's number may be another's in another village.
fn in_its_branch(app: &App, told: &str) -> String {
    match app.args.branch {
        Some(branch) => each_command(told, |rest| of_branch(rest, branch)),
        None => told.to_owned(),
    }
}

/// A text with every command of this program in it written anew: what stands between
/// ticks, given without its first word.
fn each_command(told: &str, anew: impl Fn(&str) -> String) -> String {
    let parts = told.split('`').enumerate().map(|(n, part)| {
        match part.strip_prefix("wenming ").filter(|_| n % 2 == 1) {
            Some(rest) => anew(rest),
            None => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

/// Commands that are of no branch, of all of them, or of another one than was named.
const OF_NO_BRANCH: [&str; 21] = [
    "init",
    "demo",
    "doctor",
    "rebuild",
    "restore",
    "verify",
    "audit",
    "trust",
    "completions",
    "man",
    "branch open",
    "branch list",
    "branch away",
    "branch home",
    "clearing",
    "account find",
    "operator new-key",
    "import bundle",
    "checkpoint request",
    "checkpoint cosign",
    "checkpoint accept",
];

/// A command with its branch named, unless it names one or is of none.
pub(crate) fn of_branch(rest: &str, branch: BranchCode) -> String {
    let plain = format!("wenming {rest}");
    let options = options_end(rest);
    let mut words = rest[options..].split(' ');
    let tree = Cli::command();
    let Some(first) = words.next().and_then(|word| tree.find_subcommand(word)) else {
        return plain;
    };
    let second = words.next().and_then(|word| first.find_subcommand(word));
    let path = second.map(|second| format!("{} {}", first.get_name(), second.get_name()));
    let of_none = OF_NO_BRANCH.contains(&first.get_name())
        || path.is_some_and(|path| OF_NO_BRANCH.contains(&path.as_str()));
    let said = rest.split(' ').any(|word| word == "--branch") || rest.ends_with("--help");
    if of_none || said {
        return plain;
    }
    let (options, command) = rest.split_at(options);
    format!("wenming {options}--branch {branch} {command}")
}

/// Where the options before a command end; each has a value, which may stand in quotes.
fn options_end(rest: &str) -> usize {
    let word_end = |from: usize| {
        let mut quoted = false;
        let end = rest[from..].find(|c| {
            quoted ^= c == '\'';
            c == ' ' && !quoted
        });
        end.map_or(rest.len(), |end| from + end + 1)
    };
    let mut at = 0;
    while rest[at..].starts_with("--") {
        at = word_end(word_end(at));
    }
    at
}

/// A command behind the options that lead to the bank: `bare`, or `own` with who acts.
fn led(rest: &str, own: &str, bare: &str) -> String {
    let mut words = rest.split(' ');
    let first = words.next().unwrap_or_default();
    let elsewhere = ["--bank", "--keys", "demo", "演示"].contains(&first);
    let of_no_bank = rest.ends_with("--help") || elsewhere;
    let by_somebody = rest.split(' ').any(|word| word == "--as");
    match (of_no_bank, by_somebody) {
        (true, _) => format!("wenming {rest}"),
        (false, true) => format!("{bare} {rest}"),
        (false, false) => format!("{own} {rest}"),
    }
}

/// A word as a shell takes it: in quotes where it has to be.
pub(crate) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=+,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Facts under a heading: what it is, and its value, in two straight columns.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    rows: Vec<(String, String)>,
}

impl Facts {
    /// No facts yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    #[must_use]
    pub(crate) fn row(mut self, name: String, value: impl ToString) -> Self {
        self.rows.push((name, value.to_string()));
        self
    }

    /// Adds one, if there is something to say.
    #[must_use]
    pub(crate) fn some(self, name: String, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.row(name, value),
            None => self,
        }
    }

    /// As text, each line indented by two.
    pub(crate) fn text(&self) -> String {
        let widest = self.rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let mut text = String::new();
        for (name, value) in &self.rows {
            let gap = " ".repeat(widest - name.width() + 2);
            text.push_str(format!("  {name}{gap}{value}").trim_end());
            text.push('\n');
        }
        text
    }
}

/// What happened, and the facts of it.
pub(crate) fn done(app: &App, what: &str, facts: &Facts) -> String {
    format!("{}\n{}", app.ui.paint(Tone::Good, what), facts.text())
}

/// What to do next; not said to programs, nor where quiet was asked for.
pub(crate) fn next(app: &App, steps: impl IntoIterator<Item = String>) {
    if app.ui.json() {
        return;
    }
    for step in steps {
        let step = in_its_branch(app, &step);
        app.ui.note(&app.msg("next-step", &[("step", text(step))]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_straight_columns_in_chinese() {
        let facts = Facts::new()
            .row("户号".to_owned(), "二组-017")
            .row("起始日期".to_owned(), "2026-01-01")
            .some("电话".to_owned(), None::<String>);
        assert_eq!(facts.text(), "  户号      二组-017\n  起始日期  2026-01-01\n");
    }

    #[test]
    fn a_command_in_a_hint_is_led_to_the_bank_once_and_keeps_who_is_to_act() {
        let (own, bare) = ("wenming --bank b --as li", "wenming --bank b");
        let cases = [
            ("claim list", "wenming --bank b --as li claim list"),
            ("--as MANAGER reverse LC01:4", "wenming --bank b --as MANAGER reverse LC01:4"),
            ("--bank b --as li reserve A", "wenming --bank b --as li reserve A"),
            ("rules adopt --help", "wenming rules adopt --help"),
            ("demo", "wenming demo"),
        ];
        for (rest, led_there) in cases {
            assert_eq!(led(rest, own, bare), led_there);
        }
        // In the bank's own folder, with nobody named, there is nothing to add.
        assert_eq!(led("claim list", "wenming", "wenming"), "wenming claim list");
    }

    #[test]
    fn a_command_names_the_branch_once_and_only_where_it_is_of_one() {
        let branch = "QX01".parse().unwrap();
        let cases = [
            ("statement 一组-001 --all", "wenming --branch QX01 statement 一组-001 --all"),
            (
                "--bank '我 的 bank' --as li 对账单 一组-001",
                "wenming --bank '我 的 bank' --as li --branch QX01 对账单 一组-001",
            ),
            ("--bank b --branch LC01 rules show", "wenming --bank b --branch LC01 rules show"),
            ("offer list --branch LC01", "wenming offer list --branch LC01"),
            ("branch set-key --reason x", "wenming --branch QX01 branch set-key --reason x"),
            ("分行 开设 QX02 --name x", "wenming 分行 开设 QX02 --name x"),
            ("恢复 STICK", "wenming 恢复 STICK"),
            ("rules adopt --help", "wenming rules adopt --help"),
            ("--branch QX01 …", "wenming --branch QX01 …"),
        ];
        for (rest, named) in cases {
            assert_eq!(of_branch(rest, branch), named);
        }
        // What is said to be of none is a command there is.
        for path in OF_NO_BRANCH {
            let mut tree = Cli::command();
            for word in path.split(' ') {
                tree = tree.find_subcommand(word).unwrap_or_else(|| panic!("{path}")).clone();
            }
        }
    }

    #[test]
    fn what_a_shell_would_take_apart_is_quoted() {
        let cases = [
            ("./lucheng", "./lucheng"),
            ("积分 细则.csv", "'积分 细则.csv'"),
            ("二组-017", "二组-017"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
            ("$(x)", "'$(x)'"),
        ];
        for (word, quoted) in cases {
            assert_eq!(shell(word), quoted);
        }
    }
}
