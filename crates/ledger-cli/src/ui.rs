//! The screen: the only place that prints.
//!
//! The answer goes to stdout, everything else to stderr. A reader that closes
//! the pipe ends the command quietly. Colour and progress appear on a terminal
//! only. What is said is not decided here; that it is shown and not obeyed is
//! ([`crate::visible`]).
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the one place that prints")]

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, BufRead as _, IsTerminal, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use comfy_table::presets;
use comfy_table::{CellAlignment, ContentArrangement};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;
use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthStr as _;
use zeroize::Zeroizing;

use crate::cli::When;
use crate::error::{CliError, Kind};
use crate::i18n::Messages;
use crate::visible::{Lines, colored, painted, visible, visible_json};

/// Progress is shown for what takes longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// How an answer is given, and where to.
#[derive(Debug, Clone)]
pub(crate) struct Ui {
    json: bool,
    quiet: bool,
    color_out: bool,
    color_err: bool,
    tty_in: bool,
    tty_out: bool,
    tty_err: bool,
    /// Lines too long for the terminal are broken between words.
    folds: bool,
    /// The answer was given: a program that reads one object has it.
    answered: Arc<AtomicBool>,
}

/// What a part of a text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something is wrong.
    Bad,
    /// Something asks for care.
    Careful,
    /// Something is well.
    Good,
    /// Something to find at a glance.
    Strong,
    /// Something beside the point.
    Faint,
    /// Something to be scanned: white on black, whatever the terminal's colours are.
    Printed,
}

impl Tone {
    fn paint(self, text: &str) -> String {
        let code = match self {
            Self::Bad => "1;31",
            Self::Careful => "1;33",
            Self::Good => "32",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Printed => "97;40",
        };
        painted(code, text)
    }
}

impl Ui {
    /// The screen as the options and the terminal make it.
    pub(crate) fn new(json: bool, quiet: bool, color: When) -> Self {
        let tty_out = io::stdout().is_terminal();
        let tty_err = io::stderr().is_terminal();
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let on = |tty| match color {
            When::Always => true,
            When::Never => false,
            When::Auto => tty && !unwanted,
        };
        Self {
            json,
            quiet,
            color_out: on(tty_out) && !json,
            color_err: on(tty_err),
            tty_in: io::stdin().is_terminal(),
            tty_out,
            tty_err,
            folds: false,
            answered: Arc::default(),
        }
    }

    /// The same for somebody who reads and copies nothing: on a terminal the lines of an
    /// answer are broken between words, where the terminal would break a date in two.
    pub(crate) fn folding(&self) -> Self {
        Self { folds: self.tty_out, ..self.clone() }
    }

    /// Whether the answer is wanted in JSON.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// Whether an answer is in colour.
    pub(crate) fn colors_answers(&self) -> bool {
        self.color_out
    }

    /// Whether somebody is there to be asked.
    pub(crate) fn interactive(&self) -> bool {
        self.tty_in && self.tty_err && !self.json
    }

    /// A part of an answer, in colour where there is any.
    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if self.color_out { tone.paint(text) } else { text.to_owned() }
    }

    /// Gives the answer: `value` to programs, `words` to people.
    ///
    /// # Errors
    /// A closed pipe, or an output that cannot be written.
    pub(crate) fn answer<T: Serialize + ?Sized>(
        &self,
        value: &T,
        words: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        if self.json { self.object(value) } else { self.text(&words()) }
    }

    fn object<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), CliError> {
        let text = if self.tty_out {
            serde_json::to_string_pretty(value)
        } else {
            serde_json::to_string(value)
        };
        let text = text.map_err(|e| unwritable(&io::Error::other(e)))?;
        self.answered.store(true, Ordering::Relaxed);
        print(format!("{}\n", visible_json(&text)).as_bytes())
    }

    /// Writes a text and a line's end after it, if it has none.
    ///
    /// # Errors
    /// A closed pipe, or an output that cannot be written.
    pub(crate) fn text(&self, text: &str) -> Result<(), CliError> {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let shown = colored(text);
        match self.folds {
            true => print(format!("{}{end}", folded(&shown, terminal_size().0)).as_bytes()),
            false => print(format!("{shown}{end}").as_bytes()),
        }
    }

    /// Writes the help, which holds words of this program only, in clap's colours.
    ///
    /// # Errors
    /// A closed pipe, or an output that cannot be written.
    pub(crate) fn help(&self, text: &impl Display) -> Result<(), CliError> {
        print(text.to_string().as_bytes())
    }

    /// Writes bytes as they are: an export, a script, a page. On a terminal they are
    /// for somebody's eyes, and shown.
    ///
    /// # Errors
    /// A closed pipe, or an output that cannot be written.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Result<(), CliError> {
        self.stream(|out| out.write_all(bytes)).map_err(|e| unwritable(&e))
    }

    /// Says something beside the answer; not where quiet was asked for.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.aside(text);
        }
    }

    /// Says that something asks for care, quiet or not.
    pub(crate) fn warn(&self, messages: &Messages, text: &str) {
        self.labelled(&messages.msg("label-warning", &[]), Tone::Careful, text);
    }

    /// Warns of something that one command may come across several times.
    pub(crate) fn warn_once(&self, messages: &Messages, text: &str) {
        if first_time(text) {
            self.warn(messages, text);
        }
    }

    /// The same for something that is said beside the answer.
    pub(crate) fn note_once(&self, text: &str) {
        if first_time(text) {
            self.note(text);
        }
    }

    /// Says why a command did not do what was asked, and what to do instead.
    /// Programs get it as the one JSON object they wait for, unless they have
    /// their answer already.
    pub(crate) fn error(&self, messages: &Messages, error: &CliError) {
        if error.kind == Kind::PipeClosed {
            return;
        }
        let label = match error.kind {
            Kind::Findings => messages.msg("label-findings", &[]),
            _ => messages.msg("label-error", &[]),
        };
        self.labelled(&label, Tone::Bad, &error.message);
        for hint in &error.hints {
            self.labelled(&messages.msg("label-hint", &[]), Tone::Good, hint);
        }
        self.error_object(error);
    }

    /// The error as programs get it, where they asked for JSON. An answer that was given is
    /// the one object that they read: it says what went wrong in it.
    pub(crate) fn error_object(&self, error: &CliError) {
        let answered = self.answered.load(Ordering::Relaxed);
        if self.json && !answered && error.kind != Kind::Findings {
            let CliError { code, message, hints, .. } = error;
            let object = json!({ "error": { "code": code, "message": message, "hints": hints } });
            // There is nobody left to tell if this fails.
            drop(self.object(&object));
        }
    }

    fn labelled(&self, label: &str, tone: Tone, text: &str) {
        let label = if self.color_err { tone.paint(label) } else { label.to_owned() };
        self.aside(&format!("{label} {text}"));
    }

    fn aside(&self, text: &str) {
        // Where stderr is gone, there is nobody to tell.
        drop(writeln!(io::stderr().lock(), "{}", colored(text)));
    }

    /// Asks a question that `y`, `yes` or 是 affirm. Where nobody is there to
    /// be asked, the answer is no.
    pub(crate) fn confirm(&self, messages: &Messages, question: &str) -> bool {
        if !self.interactive() {
            return false;
        }
        let mut err = io::stderr().lock();
        let choices = messages.msg("confirm-choices", &[]);
        let asked = write!(err, "{} {choices} ", colored(question));
        if asked.and_then(|()| err.flush()).is_err() {
            return false;
        }
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).is_ok() && affirms(&line)
    }

    /// Asks for a line, beside the answer; `None` at the end of what there is to read.
    ///
    /// # Errors
    /// An input that cannot be read, or is no text.
    pub(crate) fn ask_line(&self, question: &str) -> io::Result<Option<String>> {
        let mut err = io::stderr().lock();
        // Where stderr is gone, whoever answers may know what is asked.
        drop(write!(err, "{} ", colored(question)).and_then(|()| err.flush()));
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).trim().to_owned()))
    }

    /// Says something that belongs to what is asked, quiet or not.
    pub(crate) fn echo(&self, text: &str) {
        self.aside(text);
    }

    /// Clears a terminal from where it is written to next.
    pub(crate) fn clear_below(&self) {
        if self.tty_err {
            drop(io::stderr().lock().write_all(b"\x1b[J"));
        }
    }

    /// Whether what is said beside the answer is in colour.
    pub(crate) fn colors_asides(&self) -> bool {
        self.color_err
    }

    /// Asks for something that is not to be seen; `None` where nobody is there to be
    /// asked.
    ///
    /// # Errors
    /// A terminal that cannot be read.
    pub(crate) fn ask_unseen(&self, question: &str) -> io::Result<Option<Zeroizing<String>>> {
        if !self.interactive() {
            return Ok(None);
        }
        let mut err = io::stderr().lock();
        write!(err, "{} ", visible(question)).and_then(|()| err.flush())?;
        rpassword::read_password().map(|given| Some(Zeroizing::new(given)))
    }

    /// A bar for work of so many steps, seen once it has taken a second.
    pub(crate) fn progress(&self, steps: u64, label: String) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(visible(&label).into_owned());
        let wanted = self.tty_err && !self.quiet;
        Progress { bar, since: Instant::now(), shown: AtomicBool::new(!wanted) }
    }

    /// A sign of life for work whose steps cannot be counted, seen once it has
    /// taken a second and gone when dropped.
    pub(crate) fn working(&self, label: String) -> Working {
        let (done, wait) = mpsc::channel();
        let label = visible(&label).into_owned();
        let wanted = self.tty_err && !self.quiet;
        let thread = wanted.then(|| {
            std::thread::spawn(move || {
                let finished = |d| !matches!(wait.recv_timeout(d), Err(RecvTimeoutError::Timeout));
                if finished(PATIENCE) {
                    return;
                }
                let bar = ProgressBar::new_spinner().with_message(label);
                let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
                while !finished(Duration::from_millis(120)) {
                    bar.tick();
                }
                bar.finish_and_clear();
            })
        });
        Working { done: Some(done), thread }
    }

    /// Writes an answer of any length to stdout, as it is made; as [`Self::raw`] does.
    ///
    /// # Errors
    /// Whatever the writing answers.
    pub(crate) fn stream<E: From<io::Error>>(
        &self,
        write: impl FnOnce(&mut dyn io::Write) -> Result<(), E>,
    ) -> Result<(), E> {
        let out = io::BufWriter::new(io::stdout().lock());
        let mut out: Box<dyn io::Write> =
            if self.tty_out { Box::new(Lines::new(out)) } else { Box::new(out) };
        write(&mut *out)?;
        out.flush()?;
        Ok(())
    }
}

/// Work that is going on.
#[derive(Debug)]
pub(crate) struct Working {
    done: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Working {
    fn drop(&mut self) {
        self.done = None;
        if let Some(thread) = self.thread.take() {
            // A sign of life that failed harms nothing.
            drop(thread.join());
        }
    }
}

/// How wide and how high the terminal is.
pub(crate) fn terminal_size() -> (usize, usize) {
    let found = rustix::termios::tcgetwinsize(io::stderr()).ok();
    let found = found.filter(|size| size.ws_col > 0 && size.ws_row > 0);
    found.map_or((80, 24), |size| (size.ws_col.into(), size.ws_row.into()))
}

/// A text in lines of at most so many columns, broken where UAX #14 lets them but neither
/// between two characters nor within an account's number. What has no such place is left
/// to the terminal, and so is a line with colours, which is a heading.
fn folded(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        if line.width() <= columns || line.contains('\u{1b}') {
            out.push_str(line);
            continue;
        }
        let (mut start, mut end) = (0, 0);
        for (at, _) in linebreaks(line) {
            let (before, after) = (line[..at].chars().next_back(), line[at..].chars().next());
            let in_a_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
            if in_a_word(before) && in_a_word(after) {
                continue;
            }
            if line[start..at].trim_end().width() > columns && !line[start..end].trim().is_empty() {
                out.push_str(line[start..end].trim_end());
                out.push('\n');
                start = end;
            }
            end = at;
        }
        out.push_str(&line[start..]);
    }
    out
}

/// Writes to stdout what was made fit for it.
fn print(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| unwritable(&e))
}

/// Whether this process says it for the first time.
fn first_time(text: &str) -> bool {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    SAID.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned())
}

/// An answer that could not be written.
fn unwritable(error: &io::Error) -> CliError {
    let messages = Messages::new(crate::language());
    CliError::io(&messages, Path::new("stdout"), error)
}

fn affirms(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "是" | "好" | "ｙ")
}

/// How far work has come; gone from the screen when dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    since: Instant,
    shown: AtomicBool,
}

impl Progress {
    /// So many steps more are done.
    pub(crate) fn inc(&self, steps: u64) {
        self.bar.inc(steps);
        if self.since.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    title: String,
    align: CellAlignment,
}

/// A column of words.
pub(crate) fn words(title: impl Into<String>) -> Column {
    Column { title: title.into(), align: CellAlignment::Left }
}

/// A column of numbers.
pub(crate) fn numbers(title: impl Into<String>) -> Column {
    Column { title: title.into(), align: CellAlignment::Right }
}

/// Rows under headings, in plain columns; Chinese characters count as two wide.
#[derive(Debug)]
pub(crate) struct Table {
    table: comfy_table::Table,
    columns: Vec<CellAlignment>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        // On a terminal that is too narrow, long cells are folded within their column; one
        // that does not know how wide it is says 0.
        if table.width() != Some(0) {
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        let columns: Vec<Column> = columns.into_iter().collect();
        table.set_header(
            columns.iter().map(|c| comfy_table::Cell::new(&c.title).set_alignment(c.align)),
        );
        Self { table, columns: columns.into_iter().map(|c| c.align).collect() }
    }

    /// Adds a row: a cell for each column.
    pub(crate) fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = cells.into_iter().zip(&self.columns);
        self.table.add_row(cells.map(|(cell, align)| {
            comfy_table::Cell::new(one_line(&cell.to_string())).set_alignment(*align)
        }));
    }

    /// As text, with no spaces at the ends of its lines.
    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        for line in self.table.lines() {
            // Each column is padded by one on either side.
            text.push_str(line.strip_prefix(' ').unwrap_or(&line).trim_end());
            text.push('\n');
        }
        text
    }
}

/// A cell stays on its line, and is as wide as it is shown.
fn one_line(text: &str) -> String {
    visible(&text.replace(['\n', '\r', '\t'], " ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_numbers_stand_in_straight_columns() {
        let mut table = Table::new([words("户号"), words("户主"), numbers("余额")]);
        table.row(["二组-017", "张桂兰", "1280.5"]);
        table.row(["3", "Li", "4"]);
        let text = table.to_text();
        let ends: Vec<usize> = text.lines().map(|line| line.width()).collect();
        assert_eq!(ends, vec![ends[0]; 3], "\n{text}");
        for line in text.lines().skip(1) {
            let before = line.find(if line.contains("Li") { "Li" } else { "张" }).unwrap();
            assert_eq!(line[..before].width(), 10, "\n{text}");
        }
    }

    #[test]
    fn a_long_line_is_broken_between_words_and_nothing_of_it_is_lost() {
        let told = "已存入 QX01-000001-G (二组-017 张**)：10 文明积分，2026-03-20（分录 QX01:10）";
        // Where a date, an account and an entry would each be broken by the terminal.
        for columns in 18..=told.width() {
            let text = folded(&format!("{told}\n"), columns);
            for whole in ["QX01-000001-G", "2026-03-20", "（分录", "QX01:10）"] {
                assert!(text.contains(whole), "{columns}:\n{text}");
            }
            assert!(text.lines().all(|line| line.width() <= columns), "{columns}:\n{text}");
            let bare = |text: &str| text.replace([' ', '\n'], "");
            assert_eq!(bare(&text), bare(told), "{columns}");
        }
        assert_eq!(folded(told, 80), told);
        assert_eq!(folded("  余额  10\n\n  二组", 10), "  余额  10\n\n  二组");
        // What has no place to break is left whole, and so are colours.
        assert_eq!(folded("00112233445566778899 1", 8), "00112233445566778899\n1");
        assert_eq!(folded("  00112233445566778899", 8), "  00112233445566778899");
        let heading = "\u{1b}[1m文明银行 柜台\u{1b}[0m";
        assert_eq!(folded(heading, 8), heading);
    }

    #[test]
    fn only_a_plain_yes_affirms() {
        for yes in ["y\n", "Y", " yes ", "是\n"] {
            assert!(affirms(yes), "{yes}");
        }
        for no in ["", "\n", "n", "否", "yy"] {
            assert!(!affirms(no), "{no}");
        }
    }

    #[test]
    fn a_line_break_in_a_cell_breaks_no_row() {
        let mut table = Table::new([words("a")]);
        table.row(["x\ny"]);
        assert_eq!(table.to_text(), "a\nx y\n");
    }

    #[test]
    fn what_a_cell_shows_instead_of_obeying_it_takes_its_room() {
        let mut table = Table::new([words("a"), words("b")]);
        table.row(["\u{1b}[2J\u{202e}x", "y"]);
        table.row(["", "z"]);
        let text = table.to_text();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].starts_with("\\u{1b}[2J\\u{202e}x"), "{text}");
        assert_eq!(lines[1].find('y'), lines[2].find('z'), "{text}");
    }
}
