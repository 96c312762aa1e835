//! `settlement` (结算单): what a merchant collected and was paid in a period,
//! entry by entry, with the place in the journal that proves it.
//!
//! ```text
//! before + collected − settled = after
//! ```
//!
//! All of it is read from the merchant's own entries; the last line names the
//! journal's size and hash, which a merchant can keep and hold any later
//! journal against.

use clap::Args;
use ledger_core::day::Day;
use ledger_core::event::Event;
use ledger_core::ids::{CurrencyCode, EntryId};
use ledger_core::ledger::Wanted;
use ledger_core::points::Amount;
use ledger_core::postings::brings;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::export::ListArgs;
use crate::commands::statement::Known;
use crate::commands::{fund, posting};
use crate::error::CliError;
use crate::i18n::text;
use crate::list::{self, List, as_text, numbers, words};
use crate::refusal::Context;
use crate::ui;
use crate::words::event;

/// Show what a merchant collected and was paid in a period
///
/// Days are those on which it was entered.
///
/// Example: `wenming settlement LC01-000123-Q --from 2026-03-01 --to 2026-03-31`
#[derive(Debug, Args)]
pub(crate) struct SettlementArgs {
    /// The merchant's account
    pub(crate) merchant: String,
    /// The first day; the account's first unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) from: Option<Day>,
    /// The last day; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) to: Option<Day>,
    /// Where to.
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// One entry of the period.
#[derive(Serialize)]
struct Line {
    entry: EntryId,
    day: Day,
    what: &'static str,
    about: String,
    points: Amount,
    currency: CurrencyCode,
    /// What was paid with it; below zero where a payment was undone.
    yuan: Option<Amount>,
}

/// The period's sums of one currency.
#[derive(Serialize)]
struct Sums {
    currency: CurrencyCode,
    before: Amount,
    /// What came in, less what went back.
    collected: Amount,
    settled: Amount,
    after: Amount,
}

impl SettlementArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        self.list.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let merchant = bank.resolve(&self.merchant)?;
        let branch = merchant.branch();
        let context = Context::account(self.merchant);
        let Some(held) = bank.ask(bank.ledger().account(merchant))? else {
            let refusal = Refusal::UnknownAccount { account: merchant };
            return Err(app.refused(&refusal, &context));
        };
        if held.kind != HolderKind::Merchant {
            let refusal = Refusal::NotAMerchant { account: merchant };
            return Err(app.refused(&refusal, &context));
        }
        let offset = bank.offset(branch)?;
        let to = match self.to {
            Some(to) => to,
            None => app.now()?.day(offset),
        };
        // All that was before an account was opened is nothing, and not a slip.
        if let Some(from) = self.from {
            posting::period(app, from, to)?;
        }
        let from = self.from.unwrap_or_else(|| held.opened_at.day(offset));
        let entries = bank.ask(bank.ledger().statement(merchant, usize::MAX))?;
        let known = Known::of(app, &bank, merchant)?;
        let (mut lines, mut sums, mut paid) = (Vec::new(), Vec::new(), Amount::ZERO);
        for entry in &entries {
            let day = entry.at.day(offset);
            if day > to {
                continue;
            }
            let yuan = paid_by(&entry.event);
            let (settles, within) = (yuan.is_some(), day >= from);
            for (currency, points) in brings(&entry.event, merchant) {
                let sum = sum_of(&mut sums, currency);
                let part = match (within, settles) {
                    (false, _) => &mut sum.before,
                    (true, true) => &mut sum.settled,
                    (true, false) => &mut sum.collected,
                };
                *part = plus(*part, if within && settles { -points } else { points });
                sum.after = plus(sum.after, points);
                if within {
                    lines.push(Line {
                        entry: EntryId { branch, seq: entry.seq },
                        day,
                        what: entry.event.name(),
                        about: known.about(&entry.event)?,
                        points,
                        currency,
                        yuan,
                    });
                    paid = plus(paid, yuan.unwrap_or_default());
                }
            }
        }
        let (size, head) = bank.ask(
            bank.ledger().view(branch, Wanted::Nothing, |state| (state.size(), state.head())),
        )?;
        let last = EntryId { branch, seq: size.saturating_sub(1) };
        let answer = json!({ "merchant": merchant, "from": from, "to": to, "lines": lines,
            "sums": sums, "paid": paid, "last_entry": last, "head": head });
        let title = posting::shown(&bank, merchant)?;
        let list = list(app, &lines);
        let sheet = || list.to_sheet(app, merchant);
        self.list.answer(app, &answer, sheet, || {
            let table = match lines.is_empty() {
                true => app.msg("settlement-none", &[]),
                false => list.to_text(),
            };
            let period = [("from", text(from)), ("to", text(to))];
            let proof = [("entry", text(last)), ("head", text(head))];
            let paid = [("paid", text(fund::yuan(app, paid)))];
            [
                format!("{title} {}", app.msg("settlement-period", &period)),
                table.trim_end().to_owned(),
                sums_table(app, &sums).trim_end().to_owned(),
                app.msg("settlement-paid", &paid),
                app.msg("settlement-proof", &proof),
            ]
            .join("\n")
        })
    }
}

/// What an entry paid, if it is a settlement or undoes one.
fn paid_by(event: &Event) -> Option<Amount> {
    match event {
        Event::Settled { yuan, .. } => Some(yuan.amount()),
        Event::Reversed { undoes, .. } => paid_by(undoes).map(|yuan| -yuan),
        _ => None,
    }
}

fn sum_of(sums: &mut Vec<Sums>, currency: CurrencyCode) -> &mut Sums {
    let at = sums.iter().position(|sum| sum.currency == currency).unwrap_or_else(|| {
        let nothing = Amount::ZERO;
        let (before, collected, settled, after) = (nothing, nothing, nothing, nothing);
        sums.push(Sums { currency, before, collected, settled, after });
        sums.len() - 1
    });
    &mut sums[at]
}

/// Within bounds, since the balances they make up are.
fn plus(sum: Amount, part: Amount) -> Amount {
    sum.checked_add(part).unwrap_or(sum)
}

fn list(app: &App, lines: &[Line]) -> List {
    let mut list = List::new([
        words(app.msg("heading-entry", &[])),
        words(app.msg("heading-day", &[])),
        words(app.msg("heading-event", &[])),
        words(app.msg("heading-about", &[])),
        numbers(app.msg("heading-points", &[])).summed(),
        words(app.msg("heading-currency", &[])),
        numbers(app.msg("settlement-yuan", &[])).summed(),
    ])
    .summed_by(5);
    for line in lines {
        let sign = if line.points.is_negative() { "" } else { "+" };
        list.row([
            as_text(line.entry),
            line.day.into(),
            event(&app.messages, line.what).into(),
            line.about.clone().into(),
            list::Cell::from(line.points).shown(format!("{sign}{}", line.points)),
            as_text(line.currency),
            list::some(line.yuan),
        ]);
    }
    list
}

fn sums_table(app: &App, sums: &[Sums]) -> String {
    let mut table = ui::Table::new([
        ui::words(app.msg("heading-currency", &[])),
        ui::numbers(app.msg("settlement-before", &[])),
        ui::numbers(app.msg("settlement-collected", &[])),
        ui::numbers(app.msg("settlement-settled", &[])),
        ui::numbers(app.msg("settlement-after", &[])),
    ]);
    for sum in sums {
        table.row([
            sum.currency.to_string(),
            sum.before.to_string(),
            sum.collected.to_string(),
            sum.settled.to_string(),
            sum.after.to_string(),
        ]);
    }
    table.to_text()
}
