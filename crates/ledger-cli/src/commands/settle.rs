//! `settle` (结算): a merchant is paid for the points it collected.
//!
//! What is not said is what the merchant holds, at the rulebook's rate. Asked
//! again with the same voucher it is what was paid then, so that the same
//! request stays the same request although nothing is held any more.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, CurrencyCode, EntryId, RequestKey, VoucherNo};
use ledger_core::ledger::Wanted;
use ledger_core::points::{Amount, Points, Yuan};
use ledger_core::refusal::Refusal;
use rust_decimal::Decimal;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::{counter, fund};
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;

/// Pay a merchant for points it collected
///
/// The points go from the merchant's account, the money from the fund. All it
/// holds, at the rulebook's rate, unless said; parts of a fen are not paid.
///
/// Example: `wenming --as wang settle LC01-000123-Q --points 400 --yuan 40 --voucher 付-2026-008`
#[derive(Debug, Args)]
pub(crate) struct SettleArgs {
    /// The merchant's account
    pub(crate) merchant: String,
    /// How many points; all it holds unless said
    #[arg(long, value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) points: Option<Points>,
    /// What it is paid; the points at the rulebook's rate unless said
    #[arg(long, value_parser = values::yuan, allow_negative_numbers = true)]
    pub(crate) yuan: Option<Yuan>,
    /// The voucher's number in the books of the money
    #[arg(long, value_name = "VOUCHER", value_parser = values::voucher)]
    pub(crate) voucher: VoucherNo,
    /// The currency of the points; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// Anything else
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl SettleArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        let merchant = bank.resolve(&self.merchant)?;
        let branch = merchant.branch();
        let paid = paid_before(&bank, merchant, &self.voucher)?;
        let currency = match (self.currency, paid) {
            (None, Some((_, currency, _))) => currency,
            (named, _) => counter::currency(app, &bank, branch, named)?,
        };
        let points = match (self.points, paid) {
            (Some(points), _) | (None, Some((points, ..))) => points,
            (None, None) => all(app, &bank, merchant, currency, &self.merchant)?,
        };
        let yuan = match (self.yuan, paid) {
            (Some(yuan), _) | (None, Some((.., yuan))) => yuan,
            (None, None) => at_rate(app, &bank, merchant, points, currency)?,
        };
        let Self { voucher, note, .. } = self;
        let command = Command::Settle { merchant, points, currency, yuan, voucher, note };
        let done = bank.submit(branch, command, self.request, &Context::account(self.merchant))?;
        counter::tell(app, &bank, &done)
    }
}

/// What the merchant was paid by a voucher already.
fn paid_before(
    bank: &Bank<'_>,
    merchant: AccountNo,
    voucher: &VoucherNo,
) -> Result<Option<(Points, CurrencyCode, Yuan)>, CliError> {
    let found = bank.ask(bank.ledger().account(merchant))?;
    let Some(&seq) = found.as_ref().and_then(|account| account.settled.get(voucher)) else {
        return Ok(None);
    };
    let entry = bank.ask(bank.ledger().entry(EntryId { branch: merchant.branch(), seq }))?;
    Ok(entry.and_then(|entry| match entry.event {
        Event::Settled { points, currency, yuan, .. } => Some((points, currency, yuan)),
        _ => None,
    }))
}

/// All that the merchant holds.
fn all(
    app: &App,
    bank: &Bank<'_>,
    merchant: AccountNo,
    currency: CurrencyCode,
    named: &str,
) -> Result<Points, CliError> {
    let Some(held) = bank.ask(bank.ledger().account(merchant))? else {
        let refusal = Refusal::UnknownAccount { account: merchant };
        return Err(app.refused(&refusal, &Context::account(named)));
    };
    held.balance(currency).points().ok_or_else(|| {
        let facts = [("account", text(merchant)), ("currency", text(currency))];
        CliError::refused("settle-nothing", app.msg("settle-nothing", &facts))
            .hint(app.msg("settle-nothing.hint", &facts))
    })
}

/// What points are worth by the rulebook in force, rounded down to the fen.
fn at_rate(
    app: &App,
    bank: &Bank<'_>,
    merchant: AccountNo,
    points: Points,
    currency: CurrencyCode,
) -> Result<Yuan, CliError> {
    let now = app.now()?;
    let rate = bank.ask(bank.ledger().view(merchant.branch(), Wanted::Nothing, |state| {
        let adopted = state.rulebook_on(now.day(state.offset()))?;
        adopted.rulebook.currency(currency)?.yuan_per_point
    }))?;
    let worth = |rate: Amount| -> Option<Yuan> {
        let exact: Decimal = points.amount().decimal().checked_mul(rate.decimal())?;
        Yuan::of(Amount::floor_to(exact, 2).ok()?)
    };
    rate.and_then(worth).ok_or_else(|| {
        let facts = [("currency", text(currency))];
        CliError::misused("settle-no-rate", app.msg("settle-no-rate", &facts))
            .hint(app.msg("settle-no-rate.hint", &facts))
    })
}

/// What was settled, in words.
pub(crate) fn headline(
    app: &App,
    bank: &Bank<'_>,
    event: &Event,
    facts: &mut Vec<(&'static str, crate::i18n::Arg)>,
) -> Result<String, CliError> {
    if let Event::Settled { merchant, yuan, voucher, .. } = event {
        facts.push(("account", text(counter::shown(bank, *merchant)?)));
        facts.push(("yuan", text(fund::yuan(app, yuan))));
        facts.push(("voucher", text(voucher)));
    }
    Ok(app.msg("counter-settled", facts))
}
