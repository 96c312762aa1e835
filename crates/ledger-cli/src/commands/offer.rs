//! `offer`: the catalogue of what points are redeemed for.

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::event::OfferKind;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, OfferCode};
use ledger_core::ledger::Wanted;
use ledger_core::points::Points;
use ledger_core::refusal::Refusal;
use ledger_core::state::Offer;
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;
use crate::tell::{self, Facts};
use crate::ui::{self, Table};
use crate::words;

/// Keep the catalogue of what points are redeemed for
#[derive(Debug, Subcommand)]
pub(crate) enum OfferCommand {
    #[command(visible_alias = "上架")]
    Add(AddArgs),
    /// List what points can be redeemed for
    ///
    /// Example: `wenming offer list`
    #[command(visible_alias = "列表")]
    List,
    #[command(visible_alias = "下架")]
    Withdraw(WithdrawArgs),
}

/// Put an offer into the catalogue, or change its terms
///
/// Example: `wenming offer add RICE-5 --title 大米5公斤 --price 50`
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The offer's code, as `RICE-5`
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// What it is
    #[arg(long)]
    pub(crate) title: String,
    /// Points for one
    #[arg(long, value_name = "POINTS", value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) price: Points,
    /// The currency of the price; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// Goods or a service
    #[arg(long, default_value = "goods", value_parser = values::offer_kind())]
    pub(crate) kind: OfferKind,
    /// The merchant's account that collects the points; the bank unless said
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) merchant: Option<String>,
}

/// Take an offer out of the catalogue
///
/// Example: `wenming offer withdraw RICE-5 --reason 售罄`
#[derive(Debug, Args)]
pub(crate) struct WithdrawArgs {
    /// The offer's code
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

impl OfferCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Add(args) => add(args, app),
            Self::List => list(app),
            Self::Withdraw(args) => withdraw(args, app),
        }
    }
}

fn add(args: AddArgs, app: &App) -> Result<(), CliError> {
    let AddArgs { code, title, price, currency, kind, merchant } = args;
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let merchant = merchant.map(|named| bank.resolve(&named)).transpose()?;
    let now = bank.now();
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
        let on = now.day(state.offset());
        let rulebook = state.rulebook_on(on);
        let first = rulebook.and_then(|adopted| adopted.rulebook.currencies().first());
        let known = state.offers().get(&code).is_some_and(|offer| !offer.withdrawn);
        (first.map(|currency| currency.code), state.size(), known, on)
    });
    let (first, size, known, on) = bank.ask(view)?;
    let Some(currency) = currency.or(first) else {
        let refusal = match size {
            0 => Refusal::BranchNotOpen { branch },
            _ => Refusal::NoRulebook { on },
        };
        return Err(across::refused(app, &refusal));
    };
    let command =
        Command::ListOffer { offer: code, title: title.clone(), kind, price, currency, merchant };
    let done = bank.submit(branch, command, None, &Context::default())?;
    let answer = json!({ "branch": branch, "entry": done.entry, "offer": code, "title": title,
        "kind": kind, "price": price, "currency": currency, "merchant": merchant });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("offer-code", &[]), code)
            .row(app.msg("offer-title", &[]), &title)
            .row(app.msg("offer-kind", &[]), words::offer_kind(&app.messages, kind))
            .row(app.msg("offer-price", &[]), price_of(app, price, currency))
            .row(app.msg("offer-merchant", &[]), paid_to(app, merchant));
        let id = if known { "offer-changed" } else { "offer-listed" };
        tell::done(app, &app.messages.get(id, &[("title", text(&title))]), &facts)
    })?;
    let facts = [("wenming", text(tell::wenming(app))), ("offer", text(code))];
    tell::next(app, [app.msg("next-redeem", &facts)]);
    Ok(())
}

fn price_of(app: &App, price: Points, currency: CurrencyCode) -> String {
    format!("{} {currency}", words::points(&app.messages, price))
}

fn paid_to(app: &App, merchant: Option<AccountNo>) -> String {
    merchant.map_or_else(|| app.msg("offer-bank", &[]), |account| account.to_string())
}

/// An offer as the list shows it.
#[derive(Serialize)]
struct Listed {
    branch: BranchCode,
    offer: OfferCode,
    title: String,
    kind: OfferKind,
    price: Points,
    currency: CurrencyCode,
    merchant: Option<AccountNo>,
    withdrawn: bool,
}

fn list(app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let branch = across::village(app, &bank)?;
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
        let listed = |(code, offer): (&OfferCode, &Offer)| Listed {
            branch,
            offer: *code,
            title: offer.title.clone(),
            kind: offer.kind,
            price: offer.price,
            currency: offer.currency,
            merchant: offer.merchant,
            withdrawn: offer.withdrawn,
        };
        let mut all: Vec<Listed> = state.offers().iter().map(listed).collect();
        // What can be had comes first, each by code.
        all.sort_by_key(|offer| (offer.withdrawn, offer.offer));
        (state.size(), all)
    });
    let (size, all) = bank.ask(view)?;
    if size == 0 {
        return Err(across::refused(app, &Refusal::BranchNotOpen { branch }));
    }
    app.ui.answer(&all, || {
        if all.is_empty() { app.msg("offer-none", &[]) } else { table(app, &all) }
    })?;
    if all.is_empty() {
        let facts = [("wenming", text(tell::wenming(app)))];
        tell::next(app, [app.msg("next-offer-add", &facts)]);
    }
    Ok(())
}

fn table(app: &App, all: &[Listed]) -> String {
    let mut table = Table::new([
        ui::words(app.msg("offer-code", &[])),
        ui::words(app.msg("offer-title", &[])),
        ui::words(app.msg("offer-kind", &[])),
        ui::numbers(app.msg("offer-price", &[])),
        ui::words(app.msg("offer-merchant", &[])),
        ui::words(app.msg("offer-state", &[])),
    ]);
    for offer in all {
        let state = if offer.withdrawn { "offer-is-withdrawn" } else { "offer-on" };
        table.row([
            offer.offer.to_string(),
            offer.title.clone(),
            words::offer_kind(&app.messages, offer.kind),
            price_of(app, offer.price, offer.currency),
            paid_to(app, offer.merchant),
            app.messages.get(state, &[]),
        ]);
    }
    table.to_text()
}

fn withdraw(args: WithdrawArgs, app: &App) -> Result<(), CliError> {
    let WithdrawArgs { code, reason } = args;
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let command = Command::WithdrawOffer { offer: code, reason: reason.clone() };
    let done = bank.submit(branch, command, None, &Context::default())?;
    let answer = json!({ "branch": branch, "entry": done.entry, "offer": code, "reason": reason });
    app.ui.answer(&answer, || {
        let facts = Facts::new().row(app.msg("reason", &[]), &reason);
        tell::done(app, &app.msg("offer-withdrawn", &[("offer", text(code))]), &facts)
    })
}
