//! How the counter asks: the only place that reads keys.
//!
//! [`Prompts`] is for a terminal: lists to move in or to filter by typing, lines to type
//! with an input method, Esc for a step back, Ctrl-C for the end. [`Lines`] is for
//! everything else, and for `TERM=dumb`: a choice is a number, a line with nothing but
//! Esc is the step back, and the input's end is the end. Both ask the very same things,
//! so that a script can go wherever a clerk can.
//!
//! Deliberately absent: what is asked, and what an answer means.

use std::io::{self, IsTerminal as _};

use inquire::ui::{Attributes, Color, RenderConfig, StyleSheet, Styled};
use inquire::{InquireError, Select, Text};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::app::App;
use crate::error::CliError;
use crate::i18n::{count, text};
use crate::pinyin;
use crate::ui::terminal_size;
use crate::visible::visible;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Stop {
    /// A step back.
    Back,
    /// The counter is to be closed.
    End,
    /// It cannot go on, or this could not be done.
    Failed(CliError),
}

impl From<CliError> for Stop {
    fn from(error: CliError) -> Self {
        Self::Failed(error)
    }
}

/// Who answers.
pub(super) trait Ask {
    /// One of these, by where it stands among them; there is at least one.
    ///
    /// # Errors
    /// Where there is no answer.
    fn choose(&mut self, question: &str, choices: &[String]) -> Result<usize, Stop>;

    /// A line; what was offered where nothing was typed.
    ///
    /// # Errors
    /// Where there is no answer.
    fn text(&mut self, question: &str, offered: Option<&str>) -> Result<String, Stop>;
}

/// Whoever is there to be asked.
pub(super) fn whoever(app: &App) -> Box<dyn Ask + '_> {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    match app.ui.interactive() && !is_dumb {
        true => Box::new(Prompts { app }),
        false => Box::new(Lines { app }),
    }
}

/// Whether what was typed leaves a choice in the list.
fn fits(choice: &str, typed: &str) -> bool {
    let typed = typed.trim();
    typed.is_empty()
        || choice.to_lowercase().contains(&typed.to_lowercase())
        || pinyin::matches(choice, typed)
}

/// A terminal.
struct Prompts<'a> {
    app: &'a App,
}

impl Prompts<'_> {
    fn stopped(&self, error: InquireError) -> Stop {
        match error {
            InquireError::OperationCanceled => Stop::Back,
            InquireError::OperationInterrupted => {
                // What is said next must not stand in the middle of the keys' help.
                self.app.ui.clear_below();
                Stop::End
            }
            // A terminal that is gone asks nothing any more.
            InquireError::NotTTY => Stop::End,
            InquireError::IO(error) if error.kind() == io::ErrorKind::UnexpectedEof => Stop::End,
            InquireError::IO(error) => {
                let path = std::path::Path::new("stdin");
                CliError::io(&self.app.messages, path, &error).into()
            }
            other => CliError::internal("prompt", other.to_string()).into(),
        }
    }

    fn looks<'l>(&self, back: &'l str) -> RenderConfig<'l> {
        let plain = RenderConfig::empty()
            .with_prompt_prefix(Styled::new("?"))
            .with_answered_prompt_prefix(Styled::new(">"))
            .with_highlighted_option_prefix(Styled::new(">"))
            .with_scroll_up_prefix(Styled::new("^"))
            .with_scroll_down_prefix(Styled::new("v"))
            .with_canceled_prompt_indicator(Styled::new(back));
        if !self.app.ui.colors_asides() {
            return plain;
        }
        let strong = StyleSheet::new().with_attr(Attributes::BOLD);
        plain
            .with_highlighted_option_prefix(Styled::new(">").with_fg(Color::LightCyan))
            .with_selected_option(Some(StyleSheet::new().with_fg(Color::LightCyan)))
            .with_answer(strong)
            .with_help_message(StyleSheet::new().with_fg(Color::DarkGrey))
    }
}

/// A line no wider than so many columns.
fn cut(line: &str, most: usize) -> String {
    if line.width() <= most {
        return line.to_owned();
    }
    let mut kept = String::new();
    let mut width = 1;
    for c in line.chars() {
        width += c.width().unwrap_or(0);
        if width > most {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

impl Ask for Prompts<'_> {
    fn choose(&mut self, question: &str, choices: &[String]) -> Result<usize, Stop> {
        let (columns, rows) = terminal_size();
        let back = self.app.msg("desk-stepped-back", &[]);
        // One that took two rows would push others off the screen.
        let is_short = choices.len() <= 9;
        let numbered = choices.iter().enumerate().map(|(at, choice)| match is_short {
            true => format!("{} {choice}", at + 1),
            false => choice.clone(),
        });
        let most = columns.saturating_sub(4);
        let shown: Vec<String> = numbered.map(|choice| cut(&visible(&choice), most)).collect();
        let id = if is_short { "desk-keys-choose" } else { "desk-keys-filter" };
        let help = cut(&self.app.messages.get(id, &[]), columns.saturating_sub(4));
        let scorer = |typed: &str, _: &String, _: &str, at: usize| {
            // A figure is the number of a short list's choice.
            let is_number = is_short && typed.trim() == (at + 1).to_string();
            let fits = || choices.get(at).is_some_and(|choice| fits(choice, typed));
            (is_number || fits()).then_some(0)
        };
        let answered = |answer: inquire::list_option::ListOption<&String>| {
            let whole = choices.get(answer.index).map_or(answer.value.as_str(), String::as_str);
            visible(whole).into_owned()
        };
        let question = visible(question);
        let chosen = Select::new(&question, shown.clone())
            .with_page_size(rows.saturating_sub(6).clamp(3, choices.len().max(3)))
            .with_scorer(&scorer)
            // As they stand: filtered, not sorted.
            .with_sorter(&|_| {})
            .with_formatter(&answered)
            .with_help_message(&help)
            .with_render_config(self.looks(&back))
            .raw_prompt();
        chosen.map(|chosen| chosen.index).map_err(|error| self.stopped(error))
    }

    fn text(&mut self, question: &str, offered: Option<&str>) -> Result<String, Stop> {
        let (columns, _) = terminal_size();
        let back = self.app.msg("desk-stepped-back", &[]);
        let help = cut(&self.app.msg("desk-keys-type", &[]), columns.saturating_sub(4));
        let question = visible(question);
        let offered = offered.map(visible);
        let mut asked =
            Text::new(&question).with_help_message(&help).with_render_config(self.looks(&back));
        if let Some(offered) = &offered {
            asked = asked.with_default(offered);
        }
        let typed = asked.prompt().map_err(|error| self.stopped(error))?;
        Ok(typed.trim().to_owned())
    }
}

/// Lines from anywhere.
struct Lines<'a> {
    app: &'a App,
}

impl Lines<'_> {
    fn line(&self, question: &str) -> Result<String, Stop> {
        let read = self.app.ui.ask_line(question);
        let read =
            read.map_err(|e| CliError::io(&self.app.messages, std::path::Path::new("stdin"), &e))?;
        // What is piped in is not seen as it would be on a terminal.
        let Some(line) = read else { return Err(Stop::End) };
        if !io::stdin().is_terminal() {
            self.app.ui.echo(&line);
        }
        if line == "\u{1b}" { Err(Stop::Back) } else { Ok(line) }
    }
}

impl Ask for Lines<'_> {
    fn choose(&mut self, question: &str, choices: &[String]) -> Result<usize, Stop> {
        let mut left: Vec<usize> = (0..choices.len()).collect();
        loop {
            for &at in &left {
                if let Some(choice) = choices.get(at) {
                    self.app.ui.echo(&format!("{:>3}  {choice}", at + 1));
                }
            }
            let typed = self.line(&format!("? {question}"))?;
            if let Some(at) = typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1))
                && at < choices.len()
            {
                return Ok(at);
            }
            let fitting = |at: &usize| choices.get(*at).is_some_and(|c| fits(c, &typed));
            let fitting: Vec<usize> = (0..choices.len()).filter(fitting).collect();
            match fitting.as_slice() {
                [only] if !typed.is_empty() => return Ok(*only),
                [] => {
                    let facts = [("typed", text(&typed)), ("n", count(choices.len()))];
                    self.app.ui.echo(&self.app.msg("desk-no-choice", &facts));
                }
                _ => left = fitting,
            }
        }
    }

    fn text(&mut self, question: &str, offered: Option<&str>) -> Result<String, Stop> {
        let asked = match offered {
            Some(offered) => format!("? {question} ({offered})"),
            None => format!("? {question}"),
        };
        let typed = self.line(&asked)?;
        Ok(match offered {
            Some(offered) if typed.is_empty() => offered.to_owned(),
            _ => typed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_a_wide_character_would_stand_half_outside() {
        assert_eq!(cut("二组-017", 8), "二组-017");
        assert_eq!(cut("二组-017", 7), "二组-0…");
        assert_eq!(cut("张桂兰", 5), "张桂…");
        assert_eq!(cut("张桂兰", 4), "张…");
    }

    #[test]
    fn a_choice_is_filtered_by_a_part_of_it_or_its_pinyin() {
        for typed in ["", "h07", "志愿", "zy", "zhiyuan", " 07 "] {
            assert!(fits("H07  志愿或环保活动  +5/次", typed), "{typed}");
        }
        assert!(!fits("H07  志愿或环保活动", "h08"));
    }
}
