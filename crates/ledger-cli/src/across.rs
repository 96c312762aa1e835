//! The same asked of several branches: tried in all of them before anything is
//! written in one.
//!
//! Each branch has a journal of its own, so there is no commit across them: a
//! refusal is found beforehand, and a failure half-way says which are done. The
//! same command asked again does the rest, since what is done is left alone.

use std::ops::RangeInclusive;

use clap::Args;
use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::ids::{BranchCode, RequestKey};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::Done;
use ledger_core::refusal::Refusal;
use ledger_core::span::Span;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;

/// What would come of several commands in each branch, with nothing written; a clock
/// that looks wrong is asked about here, before the first of them is done.
pub(crate) fn try_out(
    app: &App,
    bank: &Bank<'_>,
    key: &OperatorKey,
    asked: &[(BranchCode, Vec<(RequestKey, Command)>)],
) -> Result<Vec<Done>, CliError> {
    let mut all = Vec::new();
    for (branch, requests) in asked {
        all.extend(bank.plan(*branch, key, requests).map_err(|error| match asked.len() {
            1 => error,
            _ => of_branch(app, *branch, error),
        })?);
    }
    Ok(all)
}

/// Submits a command in each branch, in order.
pub(crate) fn submit(
    app: &App,
    bank: &Bank<'_>,
    key: &OperatorKey,
    asked: Vec<(BranchCode, Command)>,
) -> Result<Vec<Done>, CliError> {
    let mut ready = Vec::new();
    for (branch, command) in asked {
        ready.push((branch, vec![(bank.new_request()?, command)]));
    }
    submit_all(app, bank, key, &ready)
}

/// Submits several commands in each branch, in order: those of a branch in one commit.
pub(crate) fn submit_all(
    app: &App,
    bank: &Bank<'_>,
    key: &OperatorKey,
    asked: &[(BranchCode, Vec<(RequestKey, Command)>)],
) -> Result<Vec<Done>, CliError> {
    let several = asked.len() > 1;
    if several {
        try_out(app, bank, key, asked)?;
    }
    let mut all = Vec::new();
    for &(branch, ref requests) in asked {
        match bank.submit_all(branch, key, requests, &Context::default()) {
            Ok(done) => all.extend(done),
            Err(error) if several => {
                let mut done: Vec<String> =
                    all.iter().map(|d: &Done| d.entry.branch.to_string()).collect();
                done.dedup();
                let error = of_branch(app, branch, error);
                if done.is_empty() {
                    return Err(error);
                }
                let facts = [("branches", text(done.join(&app.msg("comma", &[]))))];
                return Err(error.hint(app.msg("across-done", &facts)));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// The error with the branch it happened in.
fn of_branch(app: &App, branch: BranchCode, mut error: CliError) -> CliError {
    let facts = [("branch", text(branch)), ("message", text(&error.message))];
    error.message = app.msg("across-branch", &facts);
    error
}

/// The village that is meant. Accounts, offers and rulebooks are a village's:
/// a bank without one is told so, rather than given them at head office.
pub(crate) fn village(app: &App, bank: &Bank<'_>) -> Result<BranchCode, CliError> {
    if app.args.branch.is_none() && bank.villages()?.is_empty() {
        return Err(no_village(app));
    }
    bank.branch()
}

/// Every village there is; at least one.
pub(crate) fn villages(app: &App, bank: &Bank<'_>) -> Result<Vec<BranchCode>, CliError> {
    let villages = bank.villages()?;
    if villages.is_empty() { Err(no_village(app)) } else { Ok(villages) }
}

// The days that are asked about.
#[derive(Debug, Clone, Args)]
pub(crate) struct DaysArgs {
    /// A month, a quarter or a year: `2026-03`, `2026-Q3`, `2026`
    #[arg(value_name = "PERIOD", value_parser = values::period, conflicts_with_all = ["from", "until"])]
    pub(crate) period: Option<Span>,
    /// The first day; the year's first unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) from: Option<Day>,
    /// The last day; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) until: Option<Day>,
}

/// The latest day that it is in these branches; nothing where there is none.
pub(crate) fn today(bank: &Bank<'_>, branches: &[BranchCode]) -> Result<Option<Day>, CliError> {
    let mut today = None;
    for &branch in branches {
        today = today.max(Some(bank.now().day(bank.offset(branch)?)));
    }
    Ok(today)
}

/// Refuses a period that has not begun.
pub(crate) fn begun(app: &App, period: Span, today: Day) -> Result<(), CliError> {
    if period.first() <= today {
        return Ok(());
    }
    let facts = [
        ("period", text(period)),
        ("today", text(today)),
        ("now", text(Span::of(period.term(), today).unwrap_or(period))),
    ];
    Err(CliError::misused("period-future", app.msg("period-future", &facts[..2]))
        .hint(app.msg("period-future.hint", &facts[2..])))
}

/// The days that are asked about in these branches, of this year up to today unless said,
/// and today; nothing where there is no branch.
pub(crate) fn span(
    app: &App,
    bank: &Bank<'_>,
    branches: &[BranchCode],
    asked: &DaysArgs,
) -> Result<Option<(RangeInclusive<Day>, Day)>, CliError> {
    let Some(today) = today(bank, branches)? else { return Ok(None) };
    let (from, until) = (asked.from, asked.until);
    if let Some(period) = asked.period {
        begun(app, period, today)?;
        return Ok(Some((period.days(), today)));
    }
    let until = until.unwrap_or(today);
    let from = from.unwrap_or_else(|| until.first_of_year());
    if from > until {
        let span = [("from", text(from)), ("until", text(until))];
        return Err(CliError::misused("ranking-backwards", app.msg("ranking-backwards", &span))
            .hint(app.msg("ranking-backwards.hint", &span)));
    }
    Ok(Some((from..=until, today)))
}

fn no_village(app: &App) -> CliError {
    let facts = [("wenming", text(crate::tell::wenming(app)))];
    CliError::refused("no-village", app.msg("no-village", &[]))
        .hint(app.msg("no-village.hint", &facts))
}

/// A refusal that this shell finds, in the words of the ledger's.
pub(crate) fn refused(app: &App, refusal: &Refusal) -> CliError {
    app.refused(refusal, &Context::default())
}
