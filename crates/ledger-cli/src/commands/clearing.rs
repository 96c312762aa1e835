//! `clearing` (清算): what the villages owe each other for points that were sent,
//! and head office's netting of it.

use clap::Subcommand;
use ledger_core::day::Day;
use ledger_core::event::{Event, Position};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId};
use ledger_core::ledger::Clearing;
use ledger_core::points::{Amount, Points};
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;
use crate::tell;
use crate::ui::{Table, numbers, words};

/// See and net what the villages owe each other
#[derive(Debug, Subcommand)]
pub(crate) enum ClearingCommand {
    /// Show what each village owes or is owed, and what is under way
    ///
    /// A village owes what its holders spent in others, less what others' holders
    /// spent in it. What is under way counts for nobody yet.
    ///
    /// Example: `wenming clearing show`
    #[command(visible_alias = "查看")]
    Show,
    /// Net what the villages owe each other, and settle it in each of them
    ///
    /// It takes a manager of head office who is enrolled as a manager in every
    /// village concerned. Asked again it does what is missing, and else nothing.
    ///
    /// Example: `wenming --as wang clearing net`
    #[command(visible_alias = "轧差")]
    Net,
}

impl ClearingCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Show => show(app),
            Self::Net => net(app),
        }
    }
}

/// What a village has in clearing, for programs.
#[derive(Serialize)]
struct Line {
    branch: BranchCode,
    currency: CurrencyCode,
    /// What it owes; below zero, is owed.
    position: Amount,
    under_way: Amount,
    settled: Amount,
}

/// Points under way, for programs.
#[derive(Serialize)]
struct UnderWay {
    sent: EntryId,
    day: Option<Day>,
    account: AccountNo,
    to: BranchCode,
    points: Points,
    currency: CurrencyCode,
}

fn show(app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let lines: Vec<Line> = bank
        .ask(bank.ledger().clearing())?
        .into_iter()
        .map(|Clearing { branch, currency, position, under_way, settled }| Line {
            branch,
            currency,
            position,
            under_way,
            settled,
        })
        .collect();
    let mut under_way = Vec::new();
    for (sent, leg) in bank.ask(bank.ledger().under_way())? {
        let entry = bank.ask(bank.ledger().entry(sent))?;
        let offset = bank.offset(sent.branch)?;
        under_way.push(UnderWay {
            sent,
            day: entry.map(|entry| entry.at.day(offset)),
            account: leg.account,
            to: leg.to,
            points: leg.points,
            currency: leg.currency,
        });
    }
    let answer = json!({ "positions": lines, "under_way": under_way });
    app.ui.answer(&answer, || {
        if lines.is_empty() {
            return app.msg("clearing-none", &[]);
        }
        let mut out = positions(app, &lines);
        if !under_way.is_empty() {
            out.push_str("\n\n");
            out.push_str(&on_the_way(app, &under_way));
        }
        out
    })?;
    if lines.iter().any(|line| line.position != Amount::ZERO) {
        let facts = [("wenming", text(tell::wenming_by(app, "placeholder-manager")))];
        tell::next(app, [app.msg("next-clearing-net", &facts)]);
    }
    Ok(())
}

fn positions(app: &App, lines: &[Line]) -> String {
    let mut table = Table::new([
        words(app.msg("heading-branch", &[])),
        words(app.msg("heading-currency", &[])),
        numbers(app.msg("clearing-owes", &[])),
        numbers(app.msg("clearing-under-way", &[])),
        numbers(app.msg("clearing-settled", &[])),
    ]);
    for line in lines {
        table.row([
            line.branch.to_string(),
            line.currency.to_string(),
            line.position.to_string(),
            line.under_way.to_string(),
            line.settled.to_string(),
        ]);
    }
    table.to_text()
}

fn on_the_way(app: &App, under_way: &[UnderWay]) -> String {
    let mut table = Table::new([
        words(app.msg("heading-entry", &[])),
        words(app.msg("heading-day", &[])),
        words(app.msg("heading-account", &[])),
        words(app.msg("clearing-to", &[])),
        numbers(app.msg("heading-points", &[])),
    ]);
    for leg in under_way {
        table.row([
            leg.sent.to_string(),
            leg.day.map(|day| day.to_string()).unwrap_or_default(),
            leg.account.to_string(),
            leg.to.to_string(),
            format!("{} {}", leg.points, leg.currency),
        ]);
    }
    table.to_text()
}

fn net(app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let key = bank.key()?;
    let request = bank.new_request()?;
    let netting = bank.across(&key, None, &Context::of_managers(), |hand| {
        bank.ledger().net(hand, request.clone())
    })?;
    let netted = netting.netted.as_ref();
    let of = |event: &Event| match event {
        Event::ClearingNetted { positions } => positions.clone(),
        _ => Vec::new(),
    };
    let positions: Vec<Position> = netted.map(|done| of(&done.event)).unwrap_or_default();
    let settled: Vec<EntryId> = netting.settled.iter().map(|done| done.entry).collect();
    let answer = json!({
        "netted": netted.map(|done| done.entry), "positions": positions, "settled": settled,
    });
    app.ui.answer(&answer, || {
        let Some(netted) = netted else {
            let names: Vec<String> = settled.iter().map(ToString::to_string).collect();
            let names = text(names.join(&app.msg("comma", &[])));
            return match settled.is_empty() {
                true => app.msg("clearing-nothing", &[]),
                false => app.msg("clearing-completed", &[("entries", names)]),
            };
        };
        let mut table = Table::new([
            words(app.msg("heading-branch", &[])),
            words(app.msg("heading-currency", &[])),
            numbers(app.msg("clearing-owes", &[])),
            words(app.msg("clearing-by", &[])),
        ]);
        for position in &positions {
            let by = netting.settled.iter().find(|done| {
                done.entry.branch == position.branch
                    && matches!(&done.event, Event::ClearingSettled { netted: of, currency, .. }
                        if *of == netted.entry && *currency == position.currency)
            });
            table.row([
                position.branch.to_string(),
                position.currency.to_string(),
                position.amount.to_string(),
                by.map(|done| done.entry.to_string()).unwrap_or_default(),
            ]);
        }
        let heading = app.msg("clearing-netted", &[("entry", text(netted.entry))]);
        format!("{heading}\n{}", table.to_text())
    })
}
