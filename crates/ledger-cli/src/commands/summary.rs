//! `summary` (汇总): what the villages did in a span of days, for the township.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Args;
use ledger_core::day::{Day, Timestamp};
use ledger_core::fund::Coverage;
use ledger_core::ids::{BranchCode, CurrencyCode};
use ledger_core::ledger::Wanted;
use ledger_core::points::Amount;
use ledger_core::summary::{Figures, Flow, Month, Standing, Summary};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::across::{self, DaysArgs};
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::error::CliError;
use crate::export::count_each;
use crate::i18n::{count, text};
use crate::page::chart::{self, Chart, Series};
use crate::page::draw::{Drawing, Ink};
use crate::page::{self, Block, Page};
use crate::print::{self, PrintArgs};
use crate::spark::spark;
use crate::store::{self, Shelf};
use crate::ui::{self, Table};

/// Sum up what the villages did in a span of days
///
/// For each village, or `--branch`: accounts, hours, points earned, deducted, redeemed,
/// expired, sent and received, by month and by heading of the rules; objections; and as
/// of today notices overdue, how far the fund covers the points, and the last checkpoint
/// known here. Awards count by the day of the deed, everything else by the day it was
/// entered. No names are shown.
///
/// Example: `wenming summary 2026-Q1`
#[derive(Debug, Args)]
pub(crate) struct SummaryArgs {
    /// Which days.
    #[command(flatten)]
    pub(crate) days: DaysArgs,
    /// Write it to a file, with pictures: .pdf, or .html for any browser
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write one picture alone, as .svg
    #[arg(long, value_name = "WHICH", value_parser = values::chart(), requires = "out")]
    pub(crate) chart: Option<Picture>,
    /// Which kind of points the picture is of; the one most was issued of unless said
    #[arg(long, value_name = "CODE", requires = "chart")]
    pub(crate) currency: Option<CurrencyCode>,
    /// Write over a file that is there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// A picture of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    /// Points issued, redeemed and outstanding, month by month.
    Months,
    /// Points issued and deducted by the headings of the rules.
    Categories,
    /// Points issued and redeemed, village by village.
    Branches,
    /// What points are worth, and what covers them, village by village.
    Cover,
}

/// One branch's sums, or those of several.
struct Line {
    branch: Option<BranchCode>,
    name: String,
    figures: Figures,
    standing: Standing,
    checkpoint: Option<Known>,
    /// One for each currency that there is anything of.
    points: Vec<Points>,
}

/// The last checkpoint that is known here.
#[derive(Clone, Copy)]
struct Known {
    /// How many entries it is of.
    size: u64,
    /// The day of the last of them.
    day: Day,
}

/// What came and went of a currency, and what was there before and after.
#[derive(Clone, Copy)]
struct Points {
    currency: CurrencyCode,
    before: Amount,
    flow: Flow,
    after: Amount,
}

/// All that is shown.
struct Told {
    days: RangeInclusive<Day>,
    /// The months of the span that are not yet to come.
    months: Vec<Month>,
    lines: Vec<Line>,
    total: Line,
    currencies: BTreeMap<CurrencyCode, String>,
}

impl SummaryArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let print = self.out.clone().map(|out| PrintArgs { out, force: self.force });
        if let Some(print) = &print {
            match self.chart {
                Some(_) => print.check_svg(app)?,
                None => print.check(app)?,
            }
        }
        let bank = Bank::open_to_read(app)?;
        let branches = match app.args.branch {
            Some(branch) => vec![branch],
            None => across::villages(app, &bank)?,
        };
        let Some(told) = self.told(app, &bank, &branches)? else { return Ok(()) };
        let Some(print) = print else {
            return app.ui.answer(&told.json(), || told.words(app));
        };
        let whose = (&bank, &branches[..]);
        match self.chart {
            Some(picture) => {
                let currency = told.meant(app, self.currency)?;
                let drawing = chart::below(told.picture(app, picture, currency, usize::MAX));
                let Some(drawing) = drawing else { return Ok(()) };
                print.give_public_svg(app, whose, &drawing, told.known(app))
            }
            None => print.give_public(app, whose, &told.page(app, bank.now()), told.known(app)),
        }
    }

    /// Reads it all; nothing where there is no branch.
    fn told(
        &self,
        app: &App,
        bank: &Bank<'_>,
        branches: &[BranchCode],
    ) -> Result<Option<Told>, CliError> {
        let span = across::span(app, bank, branches, &self.days)?;
        let Some((days, today)) = span else { return Ok(None) };
        let mut lines = Vec::new();
        let mut currencies = BTreeMap::new();
        for &branch in branches {
            lines.push(line(app, bank, branch, &days, &mut currencies)?);
        }
        let total = total(app, &lines)?;
        let months = Month::within(&(*days.start()..=today.min(*days.end())));
        Ok(Some(Told { days, months, lines, total, currencies }))
    }
}

fn beyond(branch: impl std::fmt::Display) -> CliError {
    CliError::internal("summary", format!("a sum of {branch}"))
}

/// One branch's.
fn line(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    days: &RangeInclusive<Day>,
    currencies: &mut BTreeMap<CurrencyCode, String>,
) -> Result<Line, CliError> {
    let mut summary = Summary::of(days.clone());
    count_each(app, bank.ledger(), branch, "summary", &mut |entry| summary.count(entry))?;
    let now = bank.now();
    let (name, standing, named) =
        bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
            let name = state.charter().map(|charter| charter.name.clone());
            // A newer rulebook's word for a currency goes before an older one's.
            let books = state.rulebooks().iter().flat_map(|book| book.rulebook.currencies());
            let named: Vec<_> = books.map(|of| (of.code, of.name.clone())).collect();
            (name.unwrap_or_default(), Standing::of(state, now.day(state.offset())), named)
        }))?;
    currencies.extend(named);
    let figures = summary.figures();
    let points = points(&figures).ok_or_else(|| beyond(branch))?;
    let checkpoint = checkpoint(app, bank, branch)?;
    Ok(Line { branch: Some(branch), name, figures, standing, checkpoint, points })
}

fn points(figures: &Figures) -> Option<Vec<Points>> {
    let of = |currency| {
        let (before, flow) = (figures.before(currency), figures.flow(currency)?);
        Some(Points { currency, before, flow, after: figures.outstanding(currency)? })
    };
    figures.currencies().into_iter().map(of).collect()
}

fn total(app: &App, lines: &[Line]) -> Result<Line, CliError> {
    let all = || beyond("all branches");
    let mut figures = Figures::default();
    for line in lines {
        figures.add(&line.figures).ok_or_else(all)?;
    }
    let fund = lines
        .iter()
        .try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.standing.coverage.fund));
    let money = |of: fn(&Coverage) -> Decimal| {
        let parts = lines.iter().map(|line| of(&line.standing.coverage));
        parts.fold(Decimal::ZERO, Decimal::saturating_add)
    };
    let standing = Standing {
        coverage: Coverage {
            fund: fund.ok_or_else(all)?,
            stock: money(|of| of.stock),
            outstanding: money(|of| of.outstanding),
            claimed: money(|of| of.claimed),
        },
        rated: lines.iter().any(|line| line.standing.rated),
        overdue: lines.iter().map(|line| line.standing.overdue).sum(),
    };
    let points = points(&figures).ok_or_else(all)?;
    let name = app.msg("fund-sum", &[]);
    Ok(Line { branch: None, name, figures, standing, checkpoint: None, points })
}

/// The largest note of the branch's own that was kept, or that was witnessed here.
fn checkpoint(app: &App, bank: &Bank<'_>, branch: BranchCode) -> Result<Option<Known>, CliError> {
    let log = bank.ask(bank.ledger().log_name(branch))?;
    let shelves = [Shelf::own(app.bank_dir(), log.clone()), Shelf::witnessed(app.bank_dir(), log)];
    let mut largest = None;
    for shelf in shelves {
        let note = shelf.latest().map_err(|error| store::explain(app, &error))?;
        largest = largest.max(note.map(|note| note.checkpoint().size));
    }
    let Some(last) = largest.and_then(|size| size.checked_sub(1)) else { return Ok(None) };
    // A note may be of entries that are not here yet.
    let line = bank.ask(bank.ledger().journal().line(branch, last).map_err(Into::into))?;
    let entry = line.and_then(|line| ledger_core::line::Entry::decode(&line).ok());
    let Some(entry) = entry else { return Ok(None) };
    let day = entry.at.day(bank.offset(branch)?);
    Ok(Some(Known { size: last.saturating_add(1), day }))
}

/// Hours, to the hundredth; what is less than that is left out.
fn hours(minutes: Decimal) -> Decimal {
    let hours = minutes.checked_div(Decimal::from(60)).unwrap_or_default();
    hours.round_dp_with_strategy(2, RoundingStrategy::ToZero).normalize()
}

/// How far the points are covered; nothing where they are worth nothing in yuan.
fn covered(standing: &Standing) -> Option<Decimal> {
    standing.coverage.percent().filter(|_| standing.rated)
}

impl Line {
    fn json(&self) -> Value {
        let Self { branch, name, figures, standing, checkpoint, points } = self;
        let Coverage { fund, stock, .. } = standing.coverage;
        let points: Vec<Value> = points
            .iter()
            .map(|Points { currency, before, flow, after }| {
                json!({ "currency": currency, "before": before, "flow": flow, "after": after })
            })
            .collect();
        let months = figures.months.iter().map(|((currency, month), flow)| {
            json!({ "currency": currency, "month": month.to_string(), "flow": flow })
        });
        let categories = figures.categories.iter().map(|((currency, category), flow)| {
            let Flow { issued, deducted, .. } = flow;
            json!({ "currency": currency, "category": category, "issued": issued,
                "deducted": deducted })
        });
        json!({
            "branch": branch, "name": name, "accounts": figures.accounts,
            "active": figures.active, "minutes": figures.minutes.normalize().to_string(),
            "hours": hours(figures.minutes).to_string(),
            "objections": figures.objections, "upheld": figures.upheld,
            "corrected": figures.corrected, "overdue_notices": standing.overdue,
            "fund": fund, "stock": stock.to_string(),
            "cover": standing.coverage.cover().to_string(),
            "owed": standing.coverage.owed().to_string(),
            "percent": covered(standing).map(|percent| percent.to_string()),
            "checkpoint": checkpoint.map(|Known { size, day }| json!({ "size": size, "day": day })),
            "points": points, "months": months.collect::<Vec<_>>(),
            "categories": categories.collect::<Vec<_>>(),
        })
    }

    /// Who it is of, on paper.
    fn title(&self) -> String {
        match self.branch {
            Some(branch) if self.name.is_empty() => branch.to_string(),
            _ => self.name.clone(),
        }
    }

    /// Who it is of, in a table on the screen.
    fn label(&self) -> String {
        self.branch.map_or_else(|| self.name.clone(), |branch| branch.to_string())
    }

    /// What is told of it beside points, in the order of [`STANDING`].
    fn standing(&self, app: &App) -> [String; 8] {
        let Self { figures, standing, checkpoint, .. } = self;
        let objections = match figures.objections.max(figures.upheld) {
            0 => "0".to_owned(),
            _ => {
                let facts =
                    [("raised", text(figures.objections)), ("struck", text(figures.upheld))];
                app.msg("summary-objections", &facts)
            }
        };
        [
            self.label(),
            figures.accounts.to_string(),
            figures.active.to_string(),
            hours(figures.minutes).to_string(),
            objections,
            standing.overdue.to_string(),
            covered(standing).map_or_else(|| "-".to_owned(), |percent| format!("{percent}%")),
            checkpoint
                .map_or_else(|| "-".to_owned(), |Known { size, day }| format!("{size}  {day}")),
        ]
    }
}

/// Headings of what is told beside points.
const STANDING: [&str; 8] = [
    "heading-branch",
    "heading-accounts",
    "summary-active",
    "summary-hours",
    "summary-objected",
    "summary-overdue",
    "fund-covered",
    "summary-checkpoint",
];

/// Headings of points.
const POINTS: [&str; 11] = [
    "heading-branch",
    "summary-kind",
    "summary-before",
    "heading-brought-forward",
    "heading-issued",
    "heading-deducted",
    "heading-redeemed",
    "heading-expired",
    "summary-received",
    "summary-sent",
    "summary-after",
];

/// Those of them that are left out where they are zero throughout.
const OPTIONAL: RangeInclusive<usize> = 3..=9;

impl Points {
    /// In the order of [`POINTS`].
    fn cells(&self, label: String) -> [String; 11] {
        let Self { currency, before, flow, after } = self;
        [
            label,
            currency.to_string(),
            before.to_string(),
            flow.brought_forward.to_string(),
            flow.issued.to_string(),
            flow.deducted.to_string(),
            flow.redeemed.to_string(),
            flow.expired.to_string(),
            flow.received.to_string(),
            flow.sent.to_string(),
            after.to_string(),
        ]
    }
}

/// The most months that are drawn one by one.
const MONTHS: usize = 60;
/// The most villages or headings in one picture of a page.
const ROWS: usize = 18;
/// The most months whose sparks fit on a terminal of 80 columns, words beside them.
const SPARKS: usize = 48;

impl Told {
    fn json(&self) -> Value {
        let lines: Vec<Value> = self.lines.iter().map(Line::json).collect();
        json!({ "from": self.days.start(), "until": self.days.end(), "branches": lines,
            "total": self.total.json() })
    }

    /// The lines, and their sum where there are several.
    fn all(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().chain(Some(&self.total).filter(|_| self.lines.len() > 1))
    }

    fn name(&self, currency: CurrencyCode) -> String {
        self.currencies.get(&currency).cloned().unwrap_or_else(|| currency.to_string())
    }

    fn span(&self) -> [(&'static str, crate::i18n::Arg); 2] {
        [("from", text(self.days.start())), ("until", text(self.days.end()))]
    }

    fn words(&self, app: &App) -> String {
        let headings = |ids: &[&'static str], words: &[usize]| {
            let column = |(at, id): (usize, &&'static str)| match words.contains(&at) {
                true => ui::words(app.msg(id, &[])),
                false => ui::numbers(app.msg(id, &[])),
            };
            Table::new(ids.iter().enumerate().map(column))
        };
        let mut out = format!("{}\n", app.msg("summary-of", &self.span()));
        let mut table = headings(&STANDING, &[0, 7]);
        self.all().for_each(|line| table.row(line.standing(app)));
        out.push_str(&table.to_text());
        if self.total.points.is_empty() {
            out.push('\n');
            out.push_str(&app.msg("summary-none", &[]));
            return out;
        }
        // Eleven columns are many for a terminal: what never happened has none.
        let all: Vec<[String; 11]> = self
            .all()
            .flat_map(|line| line.points.iter().map(|of| of.cells(line.label())))
            .collect();
        let kept: Vec<usize> = (0..POINTS.len())
            .filter(|at| !OPTIONAL.contains(at) || all.iter().any(|cells| cells[*at] != "0"))
            .collect();
        let ids: Vec<&'static str> = kept.iter().map(|at| POINTS[*at]).collect();
        let mut table = headings(&ids, &[0, 1]);
        for cells in &all {
            table.row(kept.iter().map(|at| cells[*at].as_str()));
        }
        // Writing to a string does not fail.
        let _ = write!(out, "\n{}", table.to_text());
        let headed: Vec<_> = self.headed(app);
        if !headed.is_empty() {
            let ids = ["heading-currency", "summary-heading", "heading-issued", "heading-deducted"];
            let mut table = headings(&ids, &[0, 1]);
            for (currency, heading, flow) in headed {
                let Flow { issued, deducted, .. } = flow;
                table.row([
                    currency.to_string(),
                    heading,
                    issued.to_string(),
                    deducted.to_string(),
                ]);
            }
            let _ = write!(out, "\n{}", table.to_text());
        }
        out.push_str(&self.sparks(app));
        out
    }

    /// What was issued and deducted under each heading, the most first in each currency.
    fn headed(&self, app: &App) -> Vec<(CurrencyCode, String, Flow)> {
        let mut all: Vec<_> = self.total.figures.categories.iter().collect();
        all.sort_by_key(|((currency, _), flow)| (*currency, std::cmp::Reverse(flow.issued)));
        let none = |heading: &str| match heading {
            "" => app.msg("summary-no-heading", &[]),
            heading => heading.to_owned(),
        };
        all.into_iter().map(|((currency, to), flow)| (*currency, none(to), *flow)).collect()
    }

    /// A currency of all branches month by month.
    fn by_month(&self, currency: CurrencyCode, of: fn(&Flow) -> Amount) -> Vec<Decimal> {
        let flow = |month: &Month| self.total.figures.months.get(&(currency, *month));
        self.months.iter().map(|month| flow(month).map_or(Amount::ZERO, of).decimal()).collect()
    }

    /// What was outstanding at the end of each month.
    fn outstanding(&self, currency: CurrencyCode) -> Vec<Decimal> {
        let before = self.total.figures.before(currency).decimal();
        let changes = self.by_month(currency, |flow| flow.outstanding);
        let sum = |sum: &mut Decimal, change: Decimal| {
            *sum = sum.saturating_add(change);
            Some(*sum)
        };
        changes.into_iter().scan(before, sum).collect()
    }

    /// The currency that is meant: the one that was named, or the one that most was
    /// issued of.
    fn meant(&self, app: &App, named: Option<CurrencyCode>) -> Result<CurrencyCode, CliError> {
        if let Some(currency) = named {
            if !self.currencies.contains_key(&currency) {
                let known: Vec<String> = self.currencies.keys().map(ToString::to_string).collect();
                let known = text(known.join(&app.msg("comma", &[])));
                let facts = [("currency", text(currency)), ("known", known)];
                return Err(CliError::misused(
                    "summary-currency",
                    app.msg("summary-currency", &facts),
                )
                .hint(app.msg("summary-currency.hint", &facts[1..])));
            }
            return Ok(currency);
        }
        let most = self.total.points.iter().rev().max_by_key(|of| of.flow.issued);
        let first = || self.currencies.keys().next().copied();
        Ok(most.map(|of| of.currency).or_else(first).unwrap_or(CurrencyCode::JF))
    }

    /// What may be read on it anyhow: the bank's own words and those of its rules.
    fn known(&self, app: &App) -> Vec<String> {
        let headings = STANDING.iter().chain(&POINTS).map(|id| app.msg(id, &[]));
        let rules = self.total.figures.categories.keys().map(|(_, heading)| heading.clone());
        let names = self.lines.iter().map(|line| line.name.clone());
        headings.chain(rules).chain(names).chain(self.currencies.values().cloned()).collect()
    }

    /// A picture, in parts of at most so many rows.
    fn picture(
        &self,
        app: &App,
        picture: Picture,
        currency: CurrencyCode,
        rows: usize,
    ) -> Vec<Drawing> {
        let label = |id| app.msg(id, &[]);
        let of = |id| {
            let span = self.span();
            let [from, until] = span;
            app.msg(id, &[("currency", text(self.name(currency))), from, until])
        };
        let series = |id, ink, values| Series { name: label(id), values, ink };
        let villages = || self.lines.iter().map(Line::title).collect::<Vec<_>>();
        let by_branch = |of: fn(&Flow) -> Amount| {
            let flow = |line: &Line| {
                let points = line.points.iter().find(|points| points.currency == currency);
                points.map_or(Decimal::ZERO, |points| of(&points.flow).decimal())
            };
            self.lines.iter().map(flow).collect::<Vec<_>>()
        };
        match picture {
            Picture::Months => {
                let (labels, [issued, redeemed, outstanding]) = self.periods(currency);
                let moved = Chart {
                    title: of("summary-chart-months"),
                    labels: labels.clone(),
                    series: vec![
                        series("heading-issued", Ink::First, issued),
                        series("heading-redeemed", Ink::Second, redeemed),
                    ],
                };
                let held = Chart {
                    title: of("summary-chart-outstanding"),
                    labels,
                    series: vec![series("summary-outstanding", Ink::First, outstanding)],
                };
                vec![moved.bars(), held.lines()]
            }
            Picture::Categories => {
                let headed = self.headed(app);
                let of_it: Vec<_> = headed.iter().filter(|(of, ..)| *of == currency).collect();
                let values = |of: fn(&Flow) -> Amount| {
                    of_it.iter().map(|(.., flow)| of(flow).decimal()).collect()
                };
                Chart {
                    title: of("summary-chart-categories"),
                    labels: of_it.iter().map(|(_, heading, _)| heading.clone()).collect(),
                    series: vec![
                        series("heading-issued", Ink::First, values(|flow| flow.issued)),
                        series("heading-deducted", Ink::Third, values(|flow| flow.deducted)),
                    ],
                }
                .lying(rows)
            }
            Picture::Branches => Chart {
                title: of("summary-chart-branches"),
                labels: villages(),
                series: vec![
                    series("heading-issued", Ink::First, by_branch(|flow| flow.issued)),
                    series("heading-redeemed", Ink::Second, by_branch(|flow| flow.redeemed)),
                ],
            }
            .lying(rows),
            Picture::Cover => {
                let money = |of: fn(&Coverage) -> Decimal| {
                    self.lines.iter().map(|line| of(&line.standing.coverage)).collect()
                };
                Chart {
                    title: label("summary-chart-cover"),
                    labels: villages(),
                    series: vec![
                        series("summary-cover", Ink::First, money(Coverage::cover)),
                        series("summary-owed", Ink::Second, money(Coverage::owed)),
                    ],
                }
                .lying(rows)
            }
        }
    }

    /// What was issued, redeemed and outstanding month by month, or of more than
    /// [`MONTHS`] year by year, of the newest so many.
    fn periods(&self, currency: CurrencyCode) -> (Vec<String>, [Vec<Decimal>; 3]) {
        let mut all = [
            self.by_month(currency, |flow| flow.issued),
            self.by_month(currency, |flow| flow.redeemed),
            self.outstanding(currency),
        ];
        if self.months.len() <= MONTHS {
            return (self.months.iter().map(ToString::to_string).collect(), all);
        }
        let years: Vec<&[Month]> =
            self.months.chunk_by(|one, next| one.year == next.year).collect();
        let labels = years.iter().filter_map(|months| months.first());
        let mut labels: Vec<String> = labels.map(|month| month.year.to_string()).collect();
        let older = labels.len().saturating_sub(MONTHS);
        labels.drain(..older);
        for (nth, values) in all.iter_mut().enumerate() {
            let mut left = values.as_slice();
            let mut sums = Vec::new();
            for months in &years {
                let (year, rest) = left.split_at(months.len().min(left.len()));
                left = rest;
                sums.push(match nth {
                    // What is outstanding is so at the end; what moved, in all of the year.
                    2 => year.last().copied().unwrap_or_default(),
                    _ => year.iter().copied().fold(Decimal::ZERO, Decimal::saturating_add),
                });
            }
            sums.drain(..older);
            *values = sums;
        }
        (labels, all)
    }

    /// On paper, with every picture.
    fn page(&self, app: &App, now: Timestamp) -> Page {
        let label = |id| app.msg(id, &[]);
        let mut page = print::page(app, now, label("summary-title"));
        let whose = match &self.lines[..] {
            [one] => one.title(),
            several => app.msg("summary-villages", &[("count", count(several.len()))]),
        };
        let (from, until) = (self.days.start(), self.days.end());
        let facts = [("whose", text(whose)), ("from", text(from)), ("until", text(until))];
        let under = app.msg("summary-under", &facts);
        page.foot = format!("{} · {under}", page.title);
        page.blocks.push(Block::Under(under));
        let columns = |ids: &[&'static str], words: &[usize]| {
            let column = |(at, id): (usize, &&'static str)| match words.contains(&at) {
                true => page::words(label(id)),
                false => page::numbers(label(id)),
            };
            ids.iter().enumerate().map(column).collect::<Vec<_>>()
        };
        let several = self.lines.len() > 1;
        let standing = |line: &Line| {
            let mut cells = line.standing(app).to_vec();
            if let Some(first) = cells.first_mut() {
                *first = line.title();
            }
            cells
        };
        page.blocks.push(Block::Heading(label("summary-standing")));
        page.blocks.push(Block::Table(page::Table {
            columns: columns(&STANDING, &[0, 7]),
            rows: self.lines.iter().map(standing).collect(),
            total: several.then(|| standing(&self.total)),
        }));
        let without_kind = |points: &Points, line: &Line| {
            let mut cells = points.cells(line.title()).to_vec();
            cells.remove(1);
            cells
        };
        let ids: Vec<&'static str> =
            POINTS.into_iter().filter(|id| *id != "summary-kind").collect();
        for sum in &self.total.points {
            let name = self.name(sum.currency);
            page.blocks.push(Block::Heading(app.msg("summary-flow", &[("currency", text(name))])));
            let of_it = |line: &Line| {
                let points = line.points.iter().find(|points| points.currency == sum.currency);
                points.map(|points| without_kind(points, line))
            };
            page.blocks.push(Block::Table(page::Table {
                columns: columns(&ids, &[0]),
                rows: self.lines.iter().filter_map(of_it).collect(),
                total: several.then(|| without_kind(sum, &self.total)),
            }));
        }
        if self.total.points.is_empty() {
            page.blocks.push(Block::Text(label("summary-none")));
        }
        for Points { currency, .. } in &self.total.points {
            let (_, [issued, redeemed, _]) = self.periods(*currency);
            let moved = issued.iter().chain(&redeemed).any(|value| !value.is_zero());
            for picture in [Picture::Months, Picture::Categories, Picture::Branches] {
                let empty = match picture {
                    Picture::Months => self.months.is_empty(),
                    Picture::Categories => {
                        !self.total.figures.categories.keys().any(|(of, _)| of == currency)
                    }
                    Picture::Branches => !several || !moved,
                    Picture::Cover => true,
                };
                if !empty {
                    let drawn = self.picture(app, picture, *currency, ROWS);
                    // What is outstanding may change by expiry alone.
                    let still = usize::from(picture == Picture::Months && !moved);
                    let drawn = drawn.into_iter().skip(still);
                    page.blocks.extend(drawn.map(Block::Figure));
                }
            }
        }
        if self.total.standing.rated {
            let drawn = self.picture(app, Picture::Cover, CurrencyCode::JF, ROWS);
            page.blocks.extend(drawn.into_iter().map(Block::Figure));
        }
        page.blocks.push(Block::Small(label("summary-how")));
        let sign = ["summary-sign-made", "summary-sign-checked", "summary-sign-on"];
        page.blocks.push(Block::Sign(sign.map(label).to_vec()));
        page
    }

    /// A line of sparks for what was issued, redeemed and outstanding of each currency.
    fn sparks(&self, app: &App) -> String {
        let shown = self.months.len().saturating_sub(SPARKS);
        let months = self.months.get(shown..).unwrap_or_default();
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return String::new();
        };
        if months.len() < 2 {
            return String::new();
        }
        let span = [("first", text(first)), ("last", text(last))];
        let mut out = format!("\n{}\n", app.msg("summary-by-month", &span));
        let mut table = Table::new([ui::words(""), ui::words(""), ui::words(""), ui::numbers("")]);
        for of in &self.total.points {
            let Points { currency, .. } = *of;
            for (word, values) in [
                ("heading-issued", self.by_month(currency, |flow| flow.issued)),
                ("heading-redeemed", self.by_month(currency, |flow| flow.redeemed)),
                ("summary-outstanding", self.outstanding(currency)),
            ] {
                let values = values.get(shown..).unwrap_or_default();
                let last = values.last().copied().unwrap_or_default().normalize();
                table.row([
                    currency.to_string(),
                    app.msg(word, &[]),
                    spark(values),
                    last.to_string(),
                ]);
            }
        }
        let text = table.to_text();
        // No headings: what stands there says itself what it is.
        out.push_str(text.split_once('\n').map_or("", |(_, rows)| rows));
        out
    }
}
