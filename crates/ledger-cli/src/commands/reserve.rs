//! `reserve` (预留): an offer paid for and put by, against a code.
//!
//! The code is told here and nowhere else: the journal has its hash. Asked
//! again under the same request, by the same operator, it is told again.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ids::RequestKey;
use ledger_core::ledger::Wanted;
use ledger_core::points::Qty;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values::{self, OfferAt};
use crate::commands::posting;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;
use crate::tell::{self, Facts};
use crate::ui::Tone;
use crate::words;

/// Pay for an offer now, to be collected later against a code
///
/// The points are taken at once and passed on when the code is shown. What
/// nobody collects is released after its last day, and the points go back. What
/// another village offers is redeemed, not reserved.
///
/// Example: `wenming reserve 二组-017 RICE-5 2`
#[derive(Debug, Args)]
pub(crate) struct ReserveArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// The offer's code, as `RICE-5`
    #[arg(value_parser = values::offer_at)]
    pub(crate) offer: OfferAt,
    /// How many of it
    #[arg(default_value = "1", value_parser = values::qty, allow_negative_numbers = true)]
    pub(crate) qty: Qty,
    /// Anything else
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl ReserveArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let Self { account: named, offer: OfferAt { branch: at, offer }, qty, note, request } =
            self;
        let bank = Bank::open(app)?;
        let account = bank.resolve(&named)?;
        let branch = account.branch();
        if let Some(at) = at.filter(|at| *at != branch) {
            let facts = [
                ("offer", text(format!("{at}/{offer}"))),
                ("wenming", text(tell::wenming(app))),
                ("account", text(tell::shell(&named))),
                ("qty", text(qty)),
            ];
            return Err(CliError::refused(
                "reserve-elsewhere",
                app.msg("reserve-elsewhere", &facts),
            )
            .hint(app.msg("reserve-elsewhere.hint", &facts)));
        }
        let request = match request {
            Some(request) => request,
            None => bank.new_request()?,
        };
        let code = bank.key()?.pick_up_code(branch, &request);
        let command = Command::Reserve { account, offer, qty, code: code.hash(), note };
        let context = Context::account(named);
        let done = bank.submit(branch, command, Some(request), &context)?;
        let Event::Reserved { points, currency, until, .. } = &done.event else {
            return Err(CliError::internal("no-answer", "the entry reserves nothing"));
        };
        let title = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
            state.offers().get(&offer).map(|offer| offer.title.clone()).unwrap_or_default()
        }))?;
        let holder = posting::shown(&bank, account)?;
        let currency_name = posting::currency_name(&bank, branch, *currency)?;
        let answer = json!({ "entry": done.entry, "repeated": done.repeated, "event": done.event,
            "code": code, "offer": offer, "title": title });
        app.ui.answer(&answer, || {
            let paid = format!("{} {currency_name}", words::points(&app.messages, points));
            let facts = Facts::new()
                .row(app.msg("slip-offer", &[]), format!("{offer} {title} × {qty}"))
                .row(app.msg("slip-paid", &[]), paid)
                .row(app.msg("slip-until", &[]), until)
                .row(app.msg("slip-holder", &[]), &holder)
                .row(app.msg("slip-entry", &[]), done.entry);
            let spaced: String = code.to_string().chars().flat_map(|c| [c, ' ']).collect();
            let big = app.ui.paint(Tone::Strong, spaced.trim_end());
            let heading = app.msg("slip-code", &[]);
            let mut told = tell::done(app, &format!("{heading}\n\n    {big}\n"), &facts);
            if done.repeated {
                told.push_str(&app.msg("counter-repeated", &[("entry", text(done.entry))]));
                told.push('\n');
            }
            told
        })?;
        let facts = [("wenming", text(tell::wenming(app))), ("code", text(code))];
        tell::next(app, [app.msg("next-collect", &facts)]);
        Ok(())
    }
}
