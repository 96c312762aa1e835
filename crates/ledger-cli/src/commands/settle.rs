//! `settle` (结算): a merchant is paid for the points it collected.
//!
//! What is not said is what the merchant holds, at the rulebook's rate. Asked
//! again with the same voucher it is what was paid then, so that the same
//! request stays the same request although nothing is held any more.
//!
//! A sum far from the rate is asked about: a slip of the pen is paid in money.

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
use crate::commands::{fund, posting};
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;

/// Pay a merchant for points it collected
///
/// The points go from the merchant's account, the money from the fund. All it
/// holds, at the rulebook's rate, unless said; parts of a fen are not paid. A
/// sum more than a tenth, and more than a yuan, away from the rate is asked about.
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
    /// The sum is what was paid, though it is far from the rulebook's rate
    #[arg(long)]
    pub(crate) accept_rate: bool,
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
            (named, _) => posting::currency(app, &bank, branch, named)?,
        };
        let points = match (self.points, paid) {
            (Some(points), _) | (None, Some((points, ..))) => points,
            (None, None) => all(app, &bank, merchant, currency, &self.merchant)?,
        };
        let yuan = match (self.yuan, paid) {
            (Some(yuan), _) | (None, Some((.., yuan))) => yuan,
            (None, None) => at_rate(app, &bank, merchant, points, currency)?,
        };
        // What a voucher paid already is not asked about once more.
        if paid.is_none() && !self.accept_rate {
            check_rate(app, &bank, merchant, points, currency, yuan)?;
        }
        let Self { voucher, note, .. } = self;
        let command = Command::Settle { merchant, points, currency, yuan, voucher, note };
        let done = bank.submit(branch, command, self.request, &Context::account(self.merchant))?;
        posting::tell(app, &bank, &done)
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

/// What points are worth by the rulebook in force, if it says what one is worth.
fn worth(
    app: &App,
    bank: &Bank<'_>,
    merchant: AccountNo,
    points: Points,
    currency: CurrencyCode,
) -> Result<Option<Decimal>, CliError> {
    let now = app.now()?;
    let rate = bank.ask(bank.ledger().view(merchant.branch(), Wanted::Nothing, |state| {
        let adopted = state.rulebook_on(now.day(state.offset()))?;
        adopted.rulebook.currency(currency)?.yuan_per_point
    }))?;
    Ok(rate.and_then(|rate| points.amount().decimal().checked_mul(rate.decimal())))
}

/// Whether a sum is so far from what the points are worth that it may be a slip
/// of the pen: by more than a tenth, and more than the yuan that rounding takes.
fn is_far(yuan: Decimal, worth: Decimal) -> bool {
    let away = yuan.saturating_sub(worth).abs();
    away > Decimal::ONE && away.saturating_mul(Decimal::TEN) > worth
}

/// Asks, on a terminal, whether a sum far from the rate is what was paid.
fn check_rate(
    app: &App,
    bank: &Bank<'_>,
    merchant: AccountNo,
    points: Points,
    currency: CurrencyCode,
    yuan: Yuan,
) -> Result<(), CliError> {
    let worth = worth(app, bank, merchant, points, currency)?;
    let Some(worth) = worth.filter(|worth| is_far(yuan.amount().decimal(), *worth)) else {
        return Ok(());
    };
    let facts = [
        ("points", text(points)),
        ("currency", text(currency)),
        ("worth", text(fund::yuan(app, worth.normalize()))),
        ("yuan", text(fund::yuan(app, yuan))),
    ];
    let what = app.msg("settle-far-from-rate", &facts);
    let question = app.msg("rate-confirm", &[("what", text(&what))]);
    if app.ui.confirm(&app.messages, &question) {
        return Ok(());
    }
    let hint = app.msg("settle-far-from-rate.hint", &[]);
    Err(CliError::refused("settle-far-from-rate", what).hint(hint))
}

/// What points are worth by the rulebook in force, rounded down to the fen.
fn at_rate(
    app: &App,
    bank: &Bank<'_>,
    merchant: AccountNo,
    points: Points,
    currency: CurrencyCode,
) -> Result<Yuan, CliError> {
    let worth = worth(app, bank, merchant, points, currency)?;
    let to_the_fen = |exact| Yuan::of(Amount::floor_to(exact, 2).ok()?);
    worth.and_then(to_the_fen).ok_or_else(|| {
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
        facts.push(("account", text(posting::shown(bank, *merchant)?)));
        facts.push(("yuan", text(fund::yuan(app, yuan))));
        facts.push(("voucher", text(voucher)));
    }
    Ok(app.msg("counter-settled", facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_far_beyond_a_tenth_and_beyond_a_yuan() {
        let cases = [
            ("40", "40", false),
            ("44", "40", false),
            ("44.01", "40", true),
            ("36", "40", false),
            ("35.99", "40", true),
            ("400", "40", true),
            ("4", "40", true),
            // So little that it is paid in whole yuan.
            ("1", "0.25", false),
            ("1.26", "0.25", true),
        ];
        for (yuan, worth, far) in cases {
            let (yuan, worth) = (yuan.parse().unwrap(), worth.parse().unwrap());
            assert_eq!(is_far(yuan, worth), far, "{yuan} for {worth}");
        }
    }
}
