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
use crate::refusal::in_branch;
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
