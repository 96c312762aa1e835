//! What a command tells of its success: facts in two columns, and what to do
//! next, as a command ready to copy.
//!
//! The facts are the answer and go to stdout; the next step is beside it. A
//! command that is shown leads to the same bank and acts as the same person as
//! the one that was typed.

use ledger_core::ids::BranchCode;
use unicode_width::UnicodeWidthStr as _;

use crate::app::App;
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
    let mut told = String::new();
    for (n, part) in hint.split('`').enumerate() {
        if n > 0 {
            told.push('`');
        }
        // What stands between ticks, and is a command of this program.
        match part.strip_prefix("wenming ").filter(|_| n % 2 == 1) {
            Some(rest) => told.push_str(&led(rest, &own, &bare)),
            None => told.push_str(part),
        }
    }
    told
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
