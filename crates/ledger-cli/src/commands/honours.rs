//! `honours` (荣誉): who reaches the stars and titles of the rulebook, by their points.
//!
//! It is read off the journal and enters nothing. The page is for the wall: who is given
//! what. The list on the screen and in a sheet is the clerk's, and has beside them who is
//! short by little, who is kept away, and for whom there was no place.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use clap::Args;
use ledger_core::day::Day;
use ledger_core::honours::{Outcome, Standing, Tally};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode};
use ledger_core::ledger::Wanted;
use ledger_core::points::Amount;
use ledger_core::rulebook::{Honour, Rulebook};
use ledger_core::span::{Span, Term};
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::board;
use crate::error::CliError;
use crate::export::count_each;
use crate::i18n::{count, text};
use crate::leak;
use crate::list::{self, List, as_text, numbers};
use crate::page::{self, Block, Page};
use crate::print::{self, Said, WallArgs};
use crate::rulebook::words as in_words;
use crate::words;

/// List who reaches the stars and titles of the rulebook
///
/// By the honours of the rulebook in force at its end: points earned less deducted, by the
/// day of the deed; of one ladder the highest alone; nobody with a deduction that the
/// honour does not allow. Of all villages, or of `--branch`. The list also has who is short
/// by no more than a fifth, who is kept away, and for whom there is no place; the page for
/// the wall has only who is given one, without points. Names are masked, and nobody under 14 is listed.
///
/// Example: `wenming honours 2026-Q1 --out honours.pdf`
#[derive(Debug, Args)]
pub(crate) struct HonoursArgs {
    /// A month, a quarter or a year: `2026-03`, `2026-Q3`, `2026`
    #[arg(value_parser = values::period)]
    pub(crate) period: Span,
    /// Where to.
    #[command(flatten)]
    pub(crate) wall: WallArgs,
}

/// A village's honours, and how its accounts stand to them.
struct Village {
    branch: BranchCode,
    name: String,
    /// Those of the rulebook that are given for such a period.
    honours: Vec<Honour>,
    /// For each of them.
    standings: Vec<Vec<Standing>>,
    accounts: HashMap<AccountNo, board::Shown>,
    book: Arc<Rulebook>,
}

/// A row of the list.
#[derive(Serialize)]
struct Line<'v> {
    branch: BranchCode,
    honour: &'v str,
    account: AccountNo,
    /// The household's number, where there is one; else the account's.
    number: &'v str,
    /// A person's is masked; the vault holds it in full.
    name: &'v str,
    currency: CurrencyCode,
    earned: Amount,
    outcome: &'static str,
    /// How many points are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    short_by: Option<Amount>,
    /// How many deductions keep it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    deductions: Option<i64>,
}

impl HonoursArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let (print, file) = self.wall.split(app)?;
        let bank = Bank::open_to_read(app)?;
        let branches = match app.args.branch {
            Some(branch) => vec![branch],
            None => across::villages(app, &bank)?,
        };
        let Some(today) = across::today(&bank, &branches)? else { return Ok(()) };
        across::begun(app, self.period, today)?;
        let villages = self.villages(app, &bank, &branches, today)?;
        let hidden = leak::hidden(&bank, &branches, today.year())?;
        if let Some(print) = &print {
            let said = Said::new(app);
            let page = self.page(app, &said, (&bank, today), &villages, &hidden);
            let known = said.and_names(&bank, &branches)?;
            return print.give_public(app, (&bank, &branches), &page, known);
        }
        let lines: Vec<Line<'_>> =
            villages.iter().flat_map(|village| village.lines(&hidden)).collect();
        let given = lines.iter().filter(|line| line.outcome == "given").count();
        let left_out: usize = villages.iter().map(|village| village.left_out(&hidden)).sum();
        let (from, until) = (self.period.first(), self.period.last());
        let answer = json!({ "period": self.period.to_string(), "from": from, "until": until,
            "over": until < today, "given": given, "left_out": left_out, "honours": lines });
        let of = [("period", text(words::period(&app.messages, self.period)))];
        let sheet = || list(app, &lines).to_sheet(app, self.period);
        file.answer(app, &answer, sheet, || {
            let mut out = match lines.is_empty() {
                true => app.msg("honours-none", &of),
                false => {
                    format!("{}\n{}", app.msg("honours-of", &of), list(app, &lines).to_text())
                }
            };
            if left_out > 0 {
                out.push('\n');
                out += &app.msg("honours-left-out", &[("count", count(left_out))]);
            }
            if today <= until {
                out.push('\n');
                out += &app.msg("honours-not-over", &[("until", text(until))]);
            }
            out
        })
    }

    /// Reads them all; refused where no rulebook has such an honour.
    fn villages(
        &self,
        app: &App,
        bank: &Bank<'_>,
        branches: &[BranchCode],
        today: Day,
    ) -> Result<Vec<Village>, CliError> {
        let on = today.min(self.period.last());
        let mut villages = Vec::new();
        let mut terms: BTreeSet<Term> = BTreeSet::new();
        for &branch in branches {
            let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
                let book = state.rulebook_on(on).map(|adopted| Arc::clone(&adopted.rulebook));
                (state.charter().map(|charter| charter.name.clone()), book)
            });
            let (name, book) = bank.ask(view)?;
            let Some(book) = book else { continue };
            terms.extend(book.honours().iter().map(|honour| honour.per));
            let meant = book.honours().iter().filter(|honour| honour.per == self.period.term());
            let honours: Vec<Honour> = meant.cloned().collect();
            if !honours.is_empty() {
                let name = name.unwrap_or_default();
                villages.push(self.village(app, bank, (branch, name), (book, honours))?);
            }
        }
        if !villages.is_empty() {
            return Ok(villages);
        }
        let known: Vec<String> =
            terms.iter().map(|term| words::term(&app.messages, *term)).collect();
        // One that the honours there are could be asked for.
        let other = terms.first().and_then(|term| Span::of(*term, on));
        let facts = [
            ("term", text(words::term(&app.messages, self.period.term()))),
            ("known", text(known.join(&app.msg("comma", &[])))),
            ("other", text(other.map(|span| span.to_string()).unwrap_or_default())),
        ];
        Err(match known.is_empty() {
            true => CliError::refused("no-honours", app.msg("no-honours", &[]))
                .hint(app.msg("no-honours.hint", &[])),
            false => CliError::refused("no-such-honours", app.msg("no-such-honours", &facts[..2]))
                .hint(app.msg("no-such-honours.hint", &facts[2..])),
        })
    }

    fn village(
        &self,
        app: &App,
        bank: &Bank<'_>,
        (branch, name): (BranchCode, String),
        (book, honours): (Arc<Rulebook>, Vec<Honour>),
    ) -> Result<Village, CliError> {
        let mut tally = Tally::of(self.period.days());
        count_each(app, bank.ledger(), branch, "honours", &mut |entry| tally.count(entry))?;
        let each: Vec<&Honour> = honours.iter().collect();
        let standings = tally.standings(&each);
        let standings =
            standings.ok_or_else(|| CliError::internal("honours", format!("a sum of {branch}")))?;
        let accounts = board::accounts(bank, branch)?;
        Ok(Village { branch, name, honours, standings, accounts, book })
    }

    /// Who is given what, for the wall.
    fn page(
        &self,
        app: &App,
        said: &Said<'_>,
        (bank, today): (&Bank<'_>, Day),
        villages: &[Village],
        hidden: &BTreeSet<AccountNo>,
    ) -> Page {
        let place = match villages {
            [only] => only.name.clone(),
            _ => said.msg("ranking-together", &[]),
        };
        let when = words::period(&app.messages, self.period);
        let mut page = print::page(app, bank.now(), said.msg("honours-title", &[]));
        page.title = format!("{} {place} {when}", page.title);
        page.foot = said.msg("page-foot", &[("branch", text(&place)), ("on", text(today))]);
        page.numbered = said.msg("page-numbered", &[]);
        page.blocks.push(Block::Under(format!("{place} · {when}")));
        if today <= self.period.last() {
            let facts = [("on", text(today)), ("until", text(self.period.last()))];
            page.blocks.push(Block::Under(said.msg("honours-page-not-over", &facts)));
        }
        for village in villages {
            for (honour, standings) in village.honours.iter().zip(&village.standings) {
                let heading = match villages {
                    [_] => honour.name.clone(),
                    _ => format!("{} · {}", village.name, honour.name),
                };
                page.blocks.push(Block::Heading(heading));
                let terms = in_words::honour_terms(&app.messages, honour, Some(&village.book));
                page.blocks.push(Block::Small(terms));
                let given = standings.iter().filter(|of| of.outcome == Outcome::Given);
                // As on the board, by account, and without points: who has enough for more than they are given
                // would be read as somebody who was fined.
                let mut given: Vec<&Standing> = given.collect();
                given.sort_by_key(|of| of.account);
                let rows: Vec<Vec<String>> = given
                    .into_iter()
                    .filter(|of| !hidden.contains(&of.account))
                    .map(|of| {
                        let shown = village.accounts.get(&of.account);
                        let number = shown.map(|shown| shown.number.clone());
                        vec![
                            number.unwrap_or_else(|| of.account.to_string()),
                            shown.map(|shown| shown.name.clone()).unwrap_or_default(),
                        ]
                    })
                    .collect();
                if rows.is_empty() {
                    page.blocks.push(Block::Text(said.msg("honours-nobody", &[])));
                    continue;
                }
                let columns = vec![
                    page::words(said.msg("board-number", &[])),
                    page::words(said.msg("board-name", &[])),
                ];
                page.blocks.push(Block::Table(page::Table { columns, rows, total: None }));
            }
        }
        let left_out: usize = villages.iter().map(|village| village.left_out(hidden)).sum();
        if left_out > 0 {
            let facts = [("count", count(left_out))];
            page.blocks.push(Block::Small(said.msg("honours-left-out", &facts)));
        }
        page.blocks.push(Block::Small(said.msg("honours-how", &[])));
        let branches: Vec<BranchCode> = villages.iter().map(|village| village.branch).collect();
        page.blocks.extend(print::unnamed(said, bank, &branches));
        page.blocks.push(Block::Heading(said.msg("board-objection", &[])));
        if let [only] = villages {
            let counter = said.msg("board-counter", &[("village", text(&only.name))]);
            page.blocks.push(Block::Facts(vec![(said.msg("board-object-to", &[]), counter)]));
        }
        page.blocks.push(Block::Text(said.msg("board-object-how", &[])));
        page
    }
}

impl Village {
    /// What the clerk is told, honour by honour as the rulebook has them.
    fn lines<'v>(&'v self, hidden: &BTreeSet<AccountNo>) -> Vec<Line<'v>> {
        let mut lines = Vec::new();
        for (honour, standings) in self.honours.iter().zip(&self.standings) {
            for of in standings.iter().filter(|of| !hidden.contains(&of.account)) {
                let (mut short_by, mut deductions) = (None, None);
                let outcome = match of.outcome {
                    Outcome::Given => "given",
                    Outcome::Full => "full",
                    Outcome::Vetoed(times) => {
                        deductions = Some(times);
                        "vetoed"
                    }
                    Outcome::Short(by) if of.is_near(honour) => {
                        short_by = Some(by);
                        "short"
                    }
                    Outcome::Higher | Outcome::Short(_) => continue,
                };
                let shown = self.accounts.get(&of.account);
                lines.push(Line {
                    branch: self.branch,
                    honour: &honour.name,
                    account: of.account,
                    number: shown.map_or("", |shown| &shown.number),
                    name: shown.map_or("", |shown| &shown.name),
                    currency: honour.currency,
                    earned: of.earned,
                    outcome,
                    short_by,
                    deductions,
                });
            }
        }
        lines
    }

    /// How many that are given something are not listed.
    fn left_out(&self, hidden: &BTreeSet<AccountNo>) -> usize {
        let given = self.standings.iter().flatten().filter(|of| of.outcome == Outcome::Given);
        let hidden = given.filter(|of| hidden.contains(&of.account));
        hidden.map(|of| of.account).collect::<BTreeSet<_>>().len()
    }
}

fn list(app: &App, lines: &[Line<'_>]) -> List {
    let mut list = List::new([
        list::words(app.msg("honours-honour", &[])),
        list::words(app.msg("heading-account", &[])),
        list::words(app.msg("board-number", &[])),
        list::words(app.msg("heading-name", &[])),
        list::words(app.msg("heading-currency", &[])).in_file(),
        numbers(app.msg("heading-earned", &[])),
        list::words(app.msg("honours-outcome", &[])),
    ]);
    for line in lines {
        let outcome = match line.outcome {
            "given" => app.msg("honours-given", &[]),
            "full" => app.msg("honours-full", &[]),
            "vetoed" => {
                app.msg("honours-vetoed", &[("n", text(line.deductions.unwrap_or_default()))])
            }
            _ => {
                let by = words::points(&app.messages, line.short_by.unwrap_or_default());
                app.msg("honours-short", &[("points", text(by))])
            }
        };
        list.row([
            line.honour.to_owned().into(),
            as_text(line.account),
            line.number.to_owned().into(),
            line.name.to_owned().into(),
            as_text(line.currency),
            line.earned.into(),
            outcome.into(),
        ]);
    }
    list
}
