//! `appeal` (众筹): points given together for a named need, all of it or nothing.

use clap::{Args, Subcommand};
use ledger_core::appeals::Appeal;
use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::event::Event;
use ledger_core::ids::{AppealCode, BranchCode, CurrencyCode, EntryId, RequestKey};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::Points;
use ledger_core::refusal::Refusal;
use serde_json::{Value, json};

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::posting;
use crate::error::CliError;
use crate::i18n::{count, text};
use crate::refusal::Context;
use crate::tell::{self, Facts};
use crate::ui::{self, Table};
use crate::words;

/// Ask the village for points for a need, all of it or nothing
#[derive(Debug, Subcommand)]
pub(crate) enum AppealCommand {
    #[command(visible_alias = "发起")]
    Open(OpenArgs),
    #[command(visible_alias = "捐")]
    Pledge(PledgeArgs),
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
    #[command(visible_alias = "结束")]
    Close(CloseArgs),
}

/// Open an appeal for a pool
///
/// If the goal is reached, the pool gets all of it; if the last day goes by
/// without, every pledge goes back to who gave it.
///
/// Example: `wenming --as wang appeal open BRIDGE --title 修村口小桥 --pool LC01-000123-Q --goal 500 --until 2026-06-30`
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// Its code, as `BRIDGE`; used once
    #[arg(value_parser = values::upper::<AppealCode>)]
    pub(crate) code: AppealCode,
    /// The need
    #[arg(long)]
    pub(crate) title: String,
    /// The pool's account that gets the points
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) pool: String,
    /// How many points it takes
    #[arg(long, value_name = "POINTS", value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) goal: Points,
    /// The last day to give some
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) until: Day,
    /// Their currency; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
}

/// Put points by for an appeal
///
/// They cannot be taken back before it ends, and no more is taken than it lacks.
///
/// Example: `wenming appeal pledge BRIDGE 二组-017 20`
#[derive(Debug, Args)]
pub(crate) struct PledgeArgs {
    /// The appeal's code
    #[arg(value_parser = values::upper::<AppealCode>)]
    pub(crate) code: AppealCode,
    /// The account, or household, that gives
    pub(crate) account: String,
    /// How many points
    #[arg(value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) points: Points,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

/// Show an appeal with its pledges, or all of them
///
/// Example: `wenming appeal show BRIDGE`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Its code; all of them unless said
    #[arg(value_parser = values::upper::<AppealCode>)]
    pub(crate) code: Option<AppealCode>,
}

/// End an appeal: pay the pool, or give every pledge back
///
/// Paid as soon as the goal is reached; given back once the last day has gone
/// by without. `wenming day close` does the same.
///
/// Example: `wenming appeal close BRIDGE`
#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    /// Its code
    #[arg(value_parser = values::upper::<AppealCode>)]
    pub(crate) code: AppealCode,
}

impl AppealCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Open(args) => open(args, app),
            Self::Pledge(args) => pledge(args, app),
            Self::Show(args) => show(args.code, app),
            Self::Close(args) => close(args.code, app),
        }
    }
}

fn open(args: OpenArgs, app: &App) -> Result<(), CliError> {
    let OpenArgs { code, title, pool: named, goal, until, currency } = args;
    let bank = Bank::open(app)?;
    let pool = bank.resolve(&named)?;
    let branch = pool.branch();
    let currency = posting::currency(app, &bank, branch, currency)?;
    let command = Command::OpenAppeal { appeal: code, title, pool, goal, currency, until };
    let done = bank.submit(branch, command, None, &Context::account(named))?;
    let appeal = find(app, &bank, branch, code)?;
    app.ui.answer(&json!({ "entry": done.entry, "appeal": as_json(code, &appeal) }), || {
        tell::done(app, &app.msg("appeal-opened", &[("appeal", text(code))]), &facts(app, &appeal))
    })?;
    let facts = [("wenming", text(tell::wenming(app))), ("appeal", text(code))];
    tell::next(app, [app.msg("next-pledge", &facts)]);
    Ok(())
}

fn pledge(args: PledgeArgs, app: &App) -> Result<(), CliError> {
    let PledgeArgs { code, account: named, points, request } = args;
    let bank = Bank::open(app)?;
    let account = bank.resolve(&named)?;
    let command = Command::Pledge { appeal: code, account, points };
    let context = Context::account(named);
    let done = bank.submit(account.branch(), command, request, &context)?;
    posting::tell(app, &bank, &done)
}

fn show(code: Option<AppealCode>, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let branch = across::village(app, &bank)?;
    let Some(code) = code else { return list(app, &bank, branch) };
    let appeal = find(app, &bank, branch, code)?;
    let mut pledges = Table::new([
        ui::words(app.msg("heading-entry", &[])),
        ui::words(app.msg("heading-account", &[])),
        ui::numbers(app.msg("heading-points", &[])),
    ]);
    for pledge in &appeal.pledges {
        pledges.row([
            EntryId { branch, seq: pledge.entry }.to_string(),
            posting::shown(&bank, pledge.account)?,
            pledge.points.to_string(),
        ]);
    }
    app.ui.answer(&as_json(code, &appeal), || {
        let mut told = format!("{code} {}\n{}", appeal.title, facts(app, &appeal).text());
        if !appeal.pledges.is_empty() {
            told.push('\n');
            told.push_str(&pledges.to_text());
        }
        told
    })
}

fn list(app: &App, bank: &Bank<'_>, branch: BranchCode) -> Result<(), CliError> {
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| state.trade().appeals.clone());
    let all = bank.ask(view)?;
    let told: Vec<Value> = all.iter().map(|(code, appeal)| as_json(*code, appeal)).collect();
    app.ui.answer(&told, || {
        if all.is_empty() {
            return app.msg("appeal-none", &[]);
        }
        let mut table = Table::new([
            ui::words(app.msg("appeal-code", &[])),
            ui::words(app.msg("appeal-title", &[])),
            ui::numbers(app.msg("appeal-goal", &[])),
            ui::numbers(app.msg("appeal-raised", &[])),
            ui::words(app.msg("appeal-until", &[])),
            ui::words(app.msg("appeal-state", &[])),
        ]);
        for (code, appeal) in &all {
            table.row([
                code.to_string(),
                appeal.title.clone(),
                format!("{} {}", appeal.goal, appeal.currency),
                appeal.raised.to_string(),
                appeal.until.to_string(),
                state(app, appeal),
            ]);
        }
        table.to_text()
    })
}

fn close(code: AppealCode, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let appeal = find(app, &bank, branch, code)?;
    let mut requests = Vec::new();
    let due = match appeal.is_over(app.now()?.day(bank.offset(branch)?)) {
        true => appeal.ending(branch, code),
        // It is asked all the same, and the ledger says why not.
        false => vec![Command::CloseAppeal { appeal: code }],
    };
    for command in due {
        requests.push((bank.new_request()?, command));
    }
    let done = bank.submit_all(branch, &bank.key()?, &requests, &Context::default())?;
    let appeal = find(app, &bank, branch, code)?;
    let returned = done.iter().filter(|done| matches!(done.event, Event::PledgeReturned { .. }));
    let returned = returned.count();
    let entries: Vec<EntryId> = done.iter().map(|done: &Done| done.entry).collect();
    let answer =
        json!({ "entries": entries, "returned": returned, "appeal": as_json(code, &appeal) });
    app.ui.answer(&answer, || {
        let told = [("appeal", text(code)), ("pledges", count(returned))];
        let id = if appeal.is_reached() { "appeal-closed-paid" } else { "appeal-closed-returned" };
        tell::done(app, &app.messages.get(id, &told), &facts(app, &appeal))
    })
}

fn find(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    code: AppealCode,
) -> Result<Appeal, CliError> {
    let view = bank
        .ledger()
        .view(branch, Wanted::Nothing, |state| state.trade().appeals.get(&code).cloned());
    bank.ask(view)?.ok_or_else(|| across::refused(app, &Refusal::UnknownAppeal { appeal: code }))
}

fn state(app: &App, appeal: &Appeal) -> String {
    match appeal.closed {
        Some((outcome, _)) => words::outcome(&app.messages, outcome),
        None if appeal.is_reached() => app.msg("appeal-reached", &[]),
        None => {
            let missing = words::points(&app.messages, appeal.missing());
            app.msg("appeal-lacks", &[("missing", text(missing))])
        }
    }
}

fn facts(app: &App, appeal: &Appeal) -> Facts {
    let points = |amount: String| format!("{} {}", amount, appeal.currency);
    Facts::new()
        .row(app.msg("appeal-title", &[]), &appeal.title)
        .row(app.msg("appeal-pool", &[]), appeal.pool)
        .row(app.msg("appeal-goal", &[]), points(words::points(&app.messages, appeal.goal)))
        .row(app.msg("appeal-raised", &[]), points(words::points(&app.messages, appeal.raised)))
        .row(app.msg("appeal-until", &[]), appeal.until)
        .row(app.msg("appeal-state", &[]), state(app, appeal))
}

fn as_json(code: AppealCode, appeal: &Appeal) -> Value {
    let branch = appeal.pool.branch();
    let pledges: Vec<Value> = appeal
        .pledges
        .iter()
        .map(|pledge| {
            json!({ "entry": EntryId { branch, seq: pledge.entry }, "account": pledge.account,
                "points": pledge.points, "lots": pledge.lots })
        })
        .collect();
    let closed = appeal
        .closed
        .map(|(outcome, seq)| json!({ "outcome": outcome, "entry": EntryId { branch, seq } }));
    json!({ "appeal": code, "title": appeal.title, "pool": appeal.pool, "goal": appeal.goal,
        "currency": appeal.currency, "until": appeal.until, "raised": appeal.raised,
        "missing": appeal.missing(), "reached": appeal.is_reached(), "pledges": pledges,
        "closed": closed })
}
