//! Printing: a page into the file that somebody named.
//!
//! A page that holds what the font has not is not written ([`Page::missing`]); a page
//! for the public is written only after [`crate::leak`] has held it against the vault.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::day::Timestamp;
use ledger_core::ids::BranchCode;
use ledger_core::ledger::Wanted;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::export::{ListArgs, unfit_ending};
use crate::commands::paper;
use crate::error::CliError;
use crate::i18n::{Args as Facts, Lang, text};
use crate::leak::{self, Private, Public};
use crate::page::draw::Drawing;
use crate::page::{Block, Missing, Page, Paper, font, html, pdf};
use crate::sheet::grid::ending;

// Where a page goes.
#[derive(Debug, Clone, Args)]
pub(crate) struct PrintArgs {
    /// The file to write: .pdf, or .html for any browser
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

// Where what is for the wall goes: a page, or a list.
#[derive(Debug, Clone, Args)]
pub(crate) struct WallArgs {
    /// The file to write: a page, .pdf or .html, or a sheet, .xlsx or .csv; the terminal unless said
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

impl WallArgs {
    /// As what it is written: a page, if it is one, and a list otherwise. What could not
    /// be written is refused before anything is read in vain.
    pub(crate) fn split(&self, app: &App) -> Result<(Option<PrintArgs>, ListArgs), CliError> {
        let Self { out, force } = self;
        match out.as_deref().map(ending).as_deref() {
            None | Some(".xlsx" | ".csv") => Ok((None, ListArgs::new(out.clone(), *force))),
            Some(".pdf" | ".html") => {
                let print = out.clone().map(|out| PrintArgs { out, force: *force });
                if let Some(print) = &print {
                    print.check(app)?;
                }
                Ok((print, ListArgs::new(None, *force)))
            }
            Some(_) => Err(unfit_ending(app, out.as_deref(), ".pdf .html .xlsx .csv")),
        }
    }
}

/// What a page is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Pdf,
    Html,
}

impl PrintArgs {
    fn form(&self, app: &App) -> Result<Form, CliError> {
        match ending(&self.out).as_str() {
            ".pdf" => Ok(Form::Pdf),
            ".html" => Ok(Form::Html),
            _ => Err(unfit_ending(app, Some(&self.out), ".pdf .html")),
        }
    }

    /// Refuses what could not be written, before anything is read in vain.
    pub(crate) fn check(&self, app: &App) -> Result<(), CliError> {
        self.form(app)?;
        paper::is_free(app, &self.out, self.force)
    }

    /// The same before something is entered for it, which would stand though nothing could
    /// be printed: what can be found out by trying is tried.
    pub(crate) fn check_to_enter(&self, app: &App) -> Result<(), CliError> {
        self.check(app)?;
        paper::is_writable(app, &self.out)
    }

    /// Writes a page for the public, of people in these branches: what `known` has may
    /// be read on it, and nothing that the vault has.
    pub(crate) fn give_public(
        &self,
        app: &App,
        whose: (&Bank<'_>, &[BranchCode]),
        page: &Page,
        known: impl IntoIterator<Item = String>,
    ) -> Result<(), CliError> {
        look(app, whose, page.texts(), known, &self.out)?;
        self.give(app, page)
    }

    /// Refuses what a picture alone could not be written to.
    pub(crate) fn check_svg(&self, app: &App) -> Result<(), CliError> {
        if ending(&self.out) != ".svg" {
            return Err(unfit_ending(app, Some(&self.out), ".svg"));
        }
        paper::is_free(app, &self.out, self.force)
    }

    /// Writes a picture for the public alone, looked at as in [`Self::give_public`].
    pub(crate) fn give_public_svg(
        &self,
        app: &App,
        whose: (&Bank<'_>, &[BranchCode]),
        drawing: &Drawing,
        known: impl IntoIterator<Item = String>,
    ) -> Result<(), CliError> {
        look(app, whose, drawing.texts(), known, &self.out)?;
        paper::put(app, &self.out, drawing.svg().as_bytes(), self.force)?;
        let answer = json!({ "file": self.out.display().to_string(), "title": drawing.alt });
        app.ui.answer(&answer, || self.written(app))
    }

    /// Writes the page, and says so.
    pub(crate) fn give(&self, app: &App, page: &Page) -> Result<(), CliError> {
        self.put(app, page)?;
        let answer = json!({ "file": self.out.display().to_string(), "title": page.title });
        app.ui.answer(&answer, || self.written(app))
    }

    /// Writes the page.
    pub(crate) fn put(&self, app: &App, page: &Page) -> Result<(), CliError> {
        if let Some(missing) = page.missing() {
            return Err(unprintable(app, &missing));
        }
        let bytes = match self.form(app)? {
            Form::Html => html::write(page).into_bytes(),
            Form::Pdf => pdf::write(page).map_err(|e| CliError::internal("pdf", e.to_string()))?,
        };
        paper::put(app, &self.out, &bytes, self.force)
    }

    /// That it is written.
    pub(crate) fn written(&self, app: &App) -> String {
        app.msg("export-written-text", &[("path", text(self.out.display()))])
    }
}

/// That no names are known of who is listed, where there are none: such a page has only
/// numbers, and nobody could be told to be a child. It is checked for what has the form of
/// a phone or ID number all the same.
pub(crate) fn unnamed(said: &Said<'_>, bank: &Bank<'_>, branches: &[BranchCode]) -> Option<Block> {
    let unnamed =
        |branch: &&BranchCode| bank.has_holders(**branch) && bank.holders(**branch).is_empty();
    let unnamed: Vec<String> = branches.iter().filter(unnamed).map(ToString::to_string).collect();
    let facts = [("branches", text(unnamed.join(&said.app.msg("comma", &[]))))];
    (!unnamed.is_empty()).then(|| Block::Small(said.msg("page-no-names", &facts)))
}

/// Refuses texts for the public with what nobody is to read.
pub(crate) fn look<'t>(
    app: &App,
    (bank, branches): (&Bank<'_>, &[BranchCode]),
    texts: impl Iterator<Item = &'t str>,
    known: impl IntoIterator<Item = String>,
    out: &Path,
) -> Result<(), CliError> {
    let private = Private::of(app, bank, branches)?;
    match private.find(texts, &Public::new(known)) {
        Some(leak) => Err(leak::refuse(app, &leak, &out.display().to_string())),
        None => Ok(()),
    }
}

/// A text of somebody else's with every character that the font has not by its number: for
/// a page that has to be written whatever is in what it tells of.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match font::has(c) {
            true => out.push(c),
            false => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
        }
    }
    out
}

/// The words of a public page that are the program's own, kept as they are said: they may
/// be read there whoever is called 文明.
pub(crate) struct Said<'a> {
    app: &'a App,
    said: RefCell<Vec<String>>,
}

impl<'a> Said<'a> {
    /// Nothing is said yet.
    pub(crate) fn new(app: &'a App) -> Self {
        Self { app, said: RefCell::default() }
    }

    /// In whose words.
    pub(crate) fn app(&self) -> &'a App {
        self.app
    }

    /// A message, of whose facts none is free text about people.
    pub(crate) fn msg(&self, id: &'static str, facts: Facts<'_>) -> String {
        let words = self.app.msg(id, facts);
        self.said.borrow_mut().push(words.clone());
        words
    }

    /// All of them, and what the bank calls itself, its rules, points and offers: what
    /// `give_public` is to know.
    pub(crate) fn and_names(
        self,
        bank: &Bank<'_>,
        branches: &[BranchCode],
    ) -> Result<Vec<String>, CliError> {
        let mut known = self.said.into_inner();
        let here = bank.branches()?;
        let with_names = branches
            .iter()
            .copied()
            .chain(here.contains(&BranchCode::HQ).then_some(BranchCode::HQ));
        for branch in with_names {
            known.extend(bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
                let charter = state.charter().map(|charter| charter.name.clone());
                let books = state.rulebooks().iter().map(|adopted| &adopted.rulebook);
                let rules = books.clone().flat_map(|book| book.rules());
                let honours = books.clone().flat_map(|book| book.honours());
                let currencies = books.flat_map(|book| book.currencies());
                let names = charter.into_iter().chain(state.chartered().values().cloned());
                let names = names.chain(rules.map(|rule| rule.item.clone()));
                let of_honours = honours.flat_map(|honour| {
                    let named = honour.counts.iter().chain(&honour.veto);
                    named.chain([&honour.name, &honour.ladder]).cloned()
                });
                let names = names.chain(of_honours);
                let names = names.chain(currencies.map(|currency| currency.name.clone()));
                let offers = state.offers().values().map(|offer| offer.title.clone());
                names.chain(offers).collect::<Vec<_>>()
            }))?);
        }
        Ok(known)
    }
}

/// Refuses a text that no page could be printed with, before it is kept for one.
pub(crate) fn check_text(app: &App, text: &str) -> Result<(), CliError> {
    match text.chars().find(|&c| !font::has(c)) {
        Some(character) => Err(unprintable(app, &Missing { character, text: text.to_owned() })),
        None => Ok(()),
    }
}

fn unprintable(app: &App, missing: &Missing) -> CliError {
    let Missing { character, text: whole } = missing;
    let facts = [
        ("character", text(character)),
        ("code", text(format!("U+{:04X}", u32::from(*character)))),
        ("text", text(whole)),
    ];
    CliError::refused("character-unprintable", app.msg("character-unprintable", &facts))
        .hint(app.msg("character-unprintable.hint", &facts))
}

/// A page in the language of the screen, made now, with nothing on it yet.
pub(crate) fn page(app: &App, made: Timestamp, title: String) -> Page {
    let made = time::OffsetDateTime::from_unix_timestamp(made.unix());
    Page {
        language: match app.messages.lang() {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        },
        paper: Paper::A4,
        made: made.unwrap_or(time::OffsetDateTime::UNIX_EPOCH),
        foot: String::new(),
        numbered: app.msg("page-numbered", &[]),
        blocks: vec![Block::Title(title.clone())],
        title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_font_has_not_is_told_by_its_number() {
        assert_eq!(printable("张三\u{1f3e0}\u{7}2"), "张三[U+1F3E0][U+0007]2");
        assert_eq!(printable(""), "");
    }
}
