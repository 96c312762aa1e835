//! `statement` (对账单): what moved on an account, entry by entry.

use clap::Args;
use ledger_core::day::{Day, Timestamp};
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, CurrencyCode, EntryId, OperatorId};
use ledger_core::points::Amount;
use ledger_core::postings::{Movement, Side, movement};
use ledger_core::refusal::Refusal;
use serde::Serialize;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::counter;
use crate::error::CliError;
use crate::refusal::Context;
use crate::ui::{Table, numbers, words};
use crate::words::event;

/// List what moved on an account, the newest last
///
/// Example: `wenming statement 二组-017 --last 5`
#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// So many of the newest entries
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "all")]
    pub(crate) last: usize,
    /// Every entry
    #[arg(long)]
    pub(crate) all: bool,
}

impl StatementArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open_to_read(app)?;
        let account = bank.resolve(&self.account)?;
        let branch = account.branch();
        let Some(held) = bank.ask(bank.ledger().account(account))? else {
            let refusal = Refusal::UnknownAccount { account };
            return Err(app.refused(&refusal, &Context::account(self.account)));
        };
        let last = if self.all { usize::MAX } else { self.last };
        let entries = bank.ask(bank.ledger().statement(account, last))?;
        let offset = bank.offset(branch)?;
        // Balances run backwards from what is held now.
        let mut running = held.balances.clone();
        let mut lines: Vec<Line> = Vec::new();
        for entry in entries.iter().rev() {
            let (mut points, mut balance) = (None, None);
            let moved = movement(&entry.event);
            for posting in moved.iter().flat_map(Movement::postings) {
                if posting.side == Side::Holder(account)
                    && let Some((_, held)) =
                        running.iter_mut().find(|(c, _)| *c == posting.currency)
                {
                    (points, balance) = (Some(posting.amount), Some(*held));
                    *held = held.checked_sub(posting.amount).unwrap_or(*held);
                }
            }
            lines.push(Line {
                entry: EntryId { branch, seq: entry.seq },
                day: day_of(&entry.event).unwrap_or_else(|| entry.at.day(offset)),
                at: entry.at,
                by: entry.by.clone(),
                what: entry.event.name(),
                about: about(account, &entry.event),
                points,
                currency: moved.map(|moved| moved.currency),
                balance,
            });
        }
        lines.reverse();
        let title = counter::shown(&bank, account)?;
        let answer = serde_json::json!({ "account": account, "lines": lines });
        app.ui.answer(&answer, || {
            format!(
                "{title}
{}",
                table(app, &lines)
            )
        })
    }
}

/// One entry, as it touches the account.
#[derive(Serialize)]
struct Line {
    entry: EntryId,
    /// The day of the deed; for what has none, the day of the entry.
    day: Day,
    at: Timestamp,
    by: OperatorId,
    what: &'static str,
    about: String,
    points: Option<Amount>,
    currency: Option<CurrencyCode>,
    /// What was held after it.
    balance: Option<Amount>,
}

fn day_of(event: &Event) -> Option<Day> {
    match event {
        Event::Deposited(deed) | Event::Deducted(deed) => Some(deed.on),
        Event::BroughtForward { as_of, .. } => Some(*as_of),
        _ => None,
    }
}

/// What the entry is about, seen from the account: a rule, an offer, the other account.
fn about(account: AccountNo, event: &Event) -> String {
    match event {
        Event::Deposited(deed) | Event::Deducted(deed) => {
            [deed.rule.as_str(), &deed.evidence, &deed.note].join(" ").trim().to_owned()
        }
        Event::Redeemed { account: payer, offer, qty, .. } if *payer == account => {
            format!("{offer} ×{qty}")
        }
        Event::Redeemed { account: payer, offer, qty, .. } => format!("{offer} ×{qty} ← {payer}"),
        Event::Transferred { from, to, .. } if *from == account => format!("→ {to}"),
        Event::Transferred { from, .. } => format!("← {from}"),
        Event::Reversed { entry, reason, .. } => format!("{entry} {reason}"),
        Event::BroughtForward { evidence, .. } => evidence.clone(),
        Event::AccountClosed { reason, .. }
        | Event::AccountFrozen { reason, .. }
        | Event::AccountUnfrozen { reason, .. } => reason.clone(),
        _ => String::new(),
    }
}

fn table(app: &App, lines: &[Line]) -> String {
    if lines.is_empty() {
        return app.msg("statement-none", &[]);
    }
    let mut table = Table::new([
        words(app.msg("heading-entry", &[])),
        words(app.msg("heading-day", &[])),
        words(app.msg("heading-event", &[])),
        words(app.msg("heading-about", &[])),
        numbers(app.msg("heading-points", &[])),
        numbers(app.msg("heading-balance", &[])),
        words(app.msg("heading-by", &[])),
    ]);
    for line in lines {
        let signed = |amount: Amount| match amount.is_negative() {
            true => amount.to_string(),
            false => format!("+{amount}"),
        };
        let currency = line.currency.map(|c| format!(" {c}")).unwrap_or_default();
        table.row([
            line.entry.to_string(),
            line.day.to_string(),
            event(&app.messages, line.what),
            line.about.clone(),
            line.points.map(signed).unwrap_or_default(),
            line.balance.map(|b| format!("{b}{currency}")).unwrap_or_default(),
            line.by.to_string(),
        ]);
    }
    table.to_text()
}
