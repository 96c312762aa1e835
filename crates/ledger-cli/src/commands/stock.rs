//! `stock` (库存): what of an offer is there to be had.
//!
//! A stocktaking is entered as the difference between what was counted and
//! what should have been there, so the journal shows what was missing.

use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::ids::{BranchCode, OfferCode};
use ledger_core::ledger::Wanted;
use ledger_core::points::Amount;
use ledger_core::refusal::Refusal;
use ledger_core::state::{Account, Offer};
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::export::ListArgs;
use crate::error::CliError;
use crate::i18n::text;
use crate::list::{self, List, as_text};
use crate::refusal::Context;
use crate::tell::{self, Facts};

/// Keep count of what is there to be redeemed
#[derive(Debug, Subcommand)]
pub(crate) enum StockCommand {
    #[command(visible_alias = "入库")]
    Add(AddArgs),
    #[command(visible_alias = "盘点")]
    Count(CountArgs),
    /// Show what is there of every offer, and what is put by
    ///
    /// Example: `wenming stock show`
    #[command(visible_alias = "查看")]
    Show(ListArgs),
}

/// Enter what came in of an offer; below zero, what went
///
/// The first such entry begins the count: from then on nothing is redeemed
/// that is not there.
///
/// Example: `wenming --as wang stock add RICE-5 20`
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The offer's code
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// How many came in
    #[arg(value_parser = values::amount, allow_negative_numbers = true)]
    pub(crate) n: Amount,
    /// Why, if it is not a delivery
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

/// Enter what was counted of an offer, what is put by not among it
///
/// Example: `wenming --as wang stock count RICE-5 18`
#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    /// The offer's code
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// How many are there
    #[arg(value_parser = values::amount, allow_negative_numbers = true)]
    pub(crate) n: Amount,
    /// Why, if it is not a stocktaking
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

impl StockCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Add(AddArgs { code, n, reason }) => {
                let reason = reason.unwrap_or_else(|| app.msg("stock-delivery", &[]));
                change(app, code, reason, |_| Some(n))
            }
            Self::Count(CountArgs { code, n, reason }) => {
                let reason = reason.unwrap_or_else(|| app.msg("stock-taking", &[]));
                change(app, code, reason, |left| to_count(left, n))
            }
            Self::Show(args) => show(&args, app),
        }
    }
}

/// The change that brings what is left to what was counted.
pub(crate) fn to_count(left: Option<Amount>, counted: Amount) -> Option<Amount> {
    counted.checked_sub(left.unwrap_or_default())
}

fn change(
    app: &App,
    offer: OfferCode,
    reason: String,
    by: impl Fn(Option<Amount>) -> Option<Amount>,
) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let left = left(&bank, branch, offer)?;
    let change = by(left).ok_or_else(|| CliError::internal("stock", "no such count"))?;
    let command = Command::ChangeStock { offer, change, reason: reason.clone() };
    let done = bank.submit(branch, command, None, &Context::default())?;
    let now = self::left(&bank, branch, offer)?;
    let answer = json!({ "branch": branch, "entry": done.entry, "offer": offer,
        "change": change, "stock": now, "reason": reason });
    app.ui.answer(&answer, || {
        let signed = if change.is_negative() { change.to_string() } else { format!("+{change}") };
        let facts = Facts::new()
            .row(app.msg("stock-change", &[]), signed)
            .some(app.msg("stock-left", &[]), now)
            .row(app.msg("reason", &[]), &reason);
        tell::done(app, &app.msg("stock-changed", &[("offer", text(offer))]), &facts)
    })
}

/// What is there of an offer, if it is counted.
pub(crate) fn left(
    bank: &Bank<'_>,
    branch: BranchCode,
    offer: OfferCode,
) -> Result<Option<Amount>, CliError> {
    bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        state.offers().get(&offer).and_then(|offer| offer.stock)
    }))
}

/// What there is of an offer, as the list shows it.
#[derive(Serialize)]
struct Shelf {
    branch: BranchCode,
    offer: OfferCode,
    title: String,
    /// To be had; absent where it was never counted.
    stock: Option<Amount>,
    /// Reserved and not collected.
    put_by: Amount,
    withdrawn: bool,
}

fn show(args: &ListArgs, app: &App) -> Result<(), CliError> {
    args.check(app)?;
    let bank = Bank::open_to_read(app)?;
    let branch = across::village(app, &bank)?;
    let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
        let accounts: Vec<&Account> = state.accounts().into_iter().map(|(_, a)| a).collect();
        let put_by = |offer: OfferCode| {
            let kept = accounts.iter().flat_map(|account| &account.reservations);
            let of_it = kept.filter(|kept| kept.offer == offer).map(|kept| kept.qty.number());
            of_it.fold(Amount::ZERO, Amount::saturating_add)
        };
        let shelf = |(code, offer): (&OfferCode, &Offer)| Shelf {
            branch,
            offer: *code,
            title: offer.title.clone(),
            stock: offer.stock,
            put_by: put_by(*code),
            withdrawn: offer.withdrawn,
        };
        let all: Vec<Shelf> = state.offers().iter().map(shelf).collect();
        (state.size(), all)
    });
    let (size, mut all) = bank.ask(view)?;
    if size == 0 {
        return Err(across::refused(app, &Refusal::BranchNotOpen { branch }));
    }
    // What is neither offered nor there any more is of no interest.
    let gone = |shelf: &Shelf| shelf.stock.is_none_or(|left| left == Amount::ZERO);
    all.retain(|shelf| !(shelf.withdrawn && gone(shelf) && shelf.put_by == Amount::ZERO));
    let list = list(app, &all);
    args.answer(
        app,
        &all,
        || list.to_sheet(app, branch),
        || {
            if all.is_empty() { app.msg("offer-none", &[]) } else { list.to_text() }
        },
    )
}

fn list(app: &App, all: &[Shelf]) -> List {
    let mut list = List::new([
        list::words(app.msg("offer-code", &[])),
        list::words(app.msg("offer-title", &[])),
        list::numbers(app.msg("stock-left", &[])),
        list::numbers(app.msg("stock-put-by", &[])),
    ]);
    for shelf in all {
        let uncounted = || list::some(None::<Amount>).shown(app.msg("stock-uncounted", &[]));
        list.row([
            as_text(shelf.offer),
            shelf.title.clone().into(),
            shelf.stock.map_or_else(uncounted, Into::into),
            shelf.put_by.into(),
        ]);
    }
    list
}
