//! `year close` (年结): the points that ended with a year, and the year in sums.
//!
//! The sums are the journal's own, read line by line with its chain: what came
//! into holders' accounts in the year and what left them, reversals taken off.
//! What ended counts in the year its last day was in, whenever it was entered:
//! a year closed in March is not emptied into the next one.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::day::{Day, Offset};
use ledger_core::event::Event;
use ledger_core::expiry::due_expired;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode};
use ledger_core::line::Entry;
use ledger_core::postings::{Side, SystemAccount, movements};
use ledger_core::rulebook::HolderKind;
use ledger_core::state::State;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::commands::day::closing;
use crate::error::CliError;
use crate::export::{ExportError, each_entry};
use crate::i18n::text;
use crate::storage;
use crate::tell;
use crate::ui::{Table, numbers, words};

/// Close the year: enter what ended with it, and add it up
#[derive(Debug, Subcommand)]
pub(crate) enum YearCommand {
    #[command(visible_alias = "结")]
    Close(CloseArgs),
}

/// Enter the points that ended with a year, and add the year up
///
/// Of all villages, or of `--branch`. What the rulebook carries over goes on.
/// Asked again, it only adds up.
///
/// Example: `wenming year close 2026`
#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    /// The year, which has to be over; the last one unless said
    #[arg(value_name = "YYYY", value_parser = clap::value_parser!(i32).range(1900..=9998))]
    pub(crate) year: Option<i32>,
    /// Show what would end, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

impl YearCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Close(args) => args.run(app),
        }
    }
}

impl CloseArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        let branches = match app.args.branch {
            Some(branch) => vec![branch],
            None => across::villages(app, &bank)?,
        };
        let mut first: Option<Day> = None;
        for branch in &branches {
            let today = bank.now().day(bank.offset(*branch)?);
            first = Some(first.map_or(today, |first| first.min(today)));
        }
        let Some(today) = first else {
            return Err(CliError::internal("no-village", "a bank without a village"));
        };
        let year = self.year.unwrap_or(today.year() - 1);
        if year >= today.year() {
            let facts = [("year", text(year)), ("today", text(today))];
            let before = [("before", text(today.year() - 1))];
            return Err(CliError::refused("year-not-over", app.msg("year-not-over", &facts))
                .hint(app.msg("year-not-over.hint", &before)));
        }
        let of_year = |state: &State, today: Day| ended_with(state, year, today);
        let closed = closing(app, &bank, "year", self.dry_run, &of_year)?;
        let mut sums: Vec<Sums> = Vec::new();
        for &branch in &branches {
            sums.extend(add_up(app, &bank, branch, year)?);
        }
        let answer = serde_json::json!({
            "year": year, "dry_run": self.dry_run, "entries": closed.entries(), "sums": sums,
        });
        app.ui.answer(&answer, || {
            let mut out = String::new();
            if !closed.done.is_empty() {
                let day = [("day", text(today))];
                let heading = match self.dry_run {
                    true => app.msg("close-due", &day),
                    false => app.msg("close-done", &day),
                };
                out = format!("{heading}\n{}\n\n", closed.table(app));
            }
            out + &tell_sums(app, &sums, year)
        })?;
        if self.dry_run && !closed.done.is_empty() {
            let wenming = text(tell::wenming_in(app, app.args.branch));
            let facts = [("wenming", wenming), ("year", text(year))];
            tell::next(app, [app.msg("next-year-close", &facts)]);
        }
        Ok(())
    }
}

/// Of the lots that ended, those of accounts that have some which did by the end of the year.
fn ended_with(state: &State, year: i32, today: Day) -> Vec<Command> {
    let of_year = |command: &Command| match command {
        Command::Expire { account, currency } => {
            let held = state.account(*account);
            let first = held.and_then(|held| held.lots(*currency).first());
            first.is_some_and(|lot| lot.until.year() <= year)
        }
        _ => false,
    };
    due_expired(state, today).into_iter().filter(of_year).collect()
}

/// A year of one currency in one branch; each sum as the ledger writes amounts.
#[derive(Serialize)]
struct Sums {
    branch: BranchCode,
    currency: CurrencyCode,
    issued: String,
    brought_forward: String,
    redeemed: String,
    deducted: String,
    expired: String,
    /// What of that which ended was not lost.
    carried: String,
    /// What was still to be redeemed at the end of the year: of merchants nothing.
    unredeemed: String,
}

/// Where points are counted that are on one side of a movement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Issued,
    BroughtForward,
    Redeemed,
    Deducted,
    Expired,
    Unredeemed,
    /// Not a place: what is carried over stays where it is.
    Carried,
}

/// Sums up to the end of a year, and those of the year alone.
#[derive(Default)]
struct Count {
    ever: BTreeMap<(CurrencyCode, Place), Decimal>,
    in_year: BTreeMap<(CurrencyCode, Place), Decimal>,
}

impl Count {
    fn add(&mut self, currency: CurrencyCode, place: Place, amount: Decimal, in_year: bool) {
        let sums = [Some(&mut self.ever), in_year.then_some(&mut self.in_year)];
        for sums in sums.into_iter().flatten() {
            let sum = sums.entry((currency, place)).or_default();
            *sum = sum.checked_add(amount).unwrap_or(*sum);
        }
    }
}

fn add_up(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    year: i32,
) -> Result<Vec<Sums>, CliError> {
    let offset = bank.offset(branch)?;
    let mut merchants: HashSet<AccountNo> = HashSet::new();
    let mut count = Count::default();
    let read = each_entry(bank.ledger(), branch, &mut |entry, _, _| {
        if let Event::AccountOpened { account, kind: HolderKind::Merchant, .. } = entry.event {
            merchants.insert(account);
        }
        let of = year_of(entry, offset);
        if of <= year {
            count_entry(&mut count, &entry.event, &merchants, of == year);
        }
        Ok(())
    });
    read.map_err(|error| match error {
        ExportError::Ledger(error) => storage::explain(&app.messages, &error),
        ExportError::Io(error) => CliError::io(&app.messages, Path::new("journal"), &error),
    })?;
    let currencies: Vec<CurrencyCode> = {
        let mut all: Vec<_> = count.ever.keys().map(|(currency, _)| *currency).collect();
        all.dedup();
        all
    };
    let sums = currencies.into_iter().map(|currency| {
        let year = |place| count.in_year.get(&(currency, place)).copied().unwrap_or_default();
        let ever = |place| count.ever.get(&(currency, place)).copied().unwrap_or_default();
        Sums {
            branch,
            currency,
            // What comes from these has left them.
            issued: shown(-year(Place::Issued)),
            brought_forward: shown(-year(Place::BroughtForward)),
            redeemed: shown(year(Place::Redeemed)),
            deducted: shown(year(Place::Deducted)),
            expired: shown(year(Place::Expired)),
            carried: shown(year(Place::Carried)),
            unredeemed: shown(ever(Place::Unredeemed)),
        }
    });
    Ok(sums.collect())
}

/// In its shortest form, and nothing without a minus.
fn shown(sum: Decimal) -> String {
    let sum = if sum.is_zero() { Decimal::ZERO } else { sum.normalize() };
    sum.to_string()
}

fn count_entry(count: &mut Count, event: &Event, merchants: &HashSet<AccountNo>, in_year: bool) {
    for posting in movements(event).flat_map(|movement| movement.postings()) {
        let place = match posting.side {
            Side::System(SystemAccount::Issued) => Place::Issued,
            Side::System(SystemAccount::BroughtForward) => Place::BroughtForward,
            Side::System(SystemAccount::Redeemed) => Place::Redeemed,
            Side::System(SystemAccount::Deducted) => Place::Deducted,
            Side::System(SystemAccount::Expired) => Place::Expired,
            Side::Holder(account) if merchants.contains(&account) => Place::Redeemed,
            // What waits in one of the branch's own accounts is somebody's still.
            _ => Place::Unredeemed,
        };
        count.add(posting.currency, place, posting.amount.decimal(), in_year);
    }
    if let Event::Expired { currency, carried: Some(lot), .. } = event {
        count.add(*currency, Place::Carried, lot.points.amount().decimal(), in_year);
    }
}

/// The year an entry counts in.
fn year_of(entry: &Entry, offset: Offset) -> i32 {
    let entered = entry.at.day(offset).year();
    match &entry.event {
        Event::Expired { lots, .. } => lots.last().map_or(entered, |lot| lot.until.year()),
        _ => entered,
    }
}

fn tell_sums(app: &App, sums: &[Sums], year: i32) -> String {
    let of_year = [("year", text(year))];
    if sums.is_empty() {
        return app.msg("year-none", &of_year);
    }
    let mut table = Table::new([
        words(app.msg("heading-branch", &[])),
        words(app.msg("heading-currency", &[])),
        numbers(app.msg("heading-brought-forward", &[])),
        numbers(app.msg("heading-issued", &[])),
        numbers(app.msg("heading-redeemed", &[])),
        numbers(app.msg("heading-deducted", &[])),
        numbers(app.msg("heading-expired", &[])),
        numbers(app.msg("heading-carried", &[])),
        numbers(app.msg("heading-unredeemed", &[])),
    ]);
    for of in sums {
        table.row([
            of.branch.to_string(),
            of.currency.to_string(),
            of.brought_forward.clone(),
            of.issued.clone(),
            of.redeemed.clone(),
            of.deducted.clone(),
            of.expired.clone(),
            of.carried.clone(),
            of.unredeemed.clone(),
        ]);
    }
    format!("{}\n{}", app.msg("year-sums", &of_year), table.to_text())
}
