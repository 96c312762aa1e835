//! What `redeem` and `transfer` share where the offer, or the account that gets
//! the points, is another village's: sending, and telling it as one answer that
//! names the entries of both. Not a command.

use ledger_core::command::Sending;
use ledger_core::event::{Aim, Event};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, OfferCode, RequestKey};
use ledger_core::ledger::{Crossing, Ended, Finished, Wanted};
use ledger_core::points::{Amount, Points, Qty};
use ledger_core::refusal::Refusal;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::posting;
use crate::error::CliError;
use crate::i18n::{count, text};
use crate::refusal::Context;
use crate::words;

/// Redeems at another village: what it costs is asked there.
pub(crate) fn redeem(
    app: &App,
    bank: &Bank<'_>,
    account: AccountNo,
    (to, offer, qty): (BranchCode, OfferCode, Qty),
    note: String,
    request: Option<RequestKey>,
    context: &Context,
) -> Result<(), CliError> {
    let view = bank.ledger().view(to, Wanted::Nothing, |state| {
        let found = state.offers().get(&offer);
        (state.size(), found.map(|offer| (offer.price, offer.currency)))
    });
    let (size, found) = bank.ask(view)?;
    let Some((price, currency)) = found else {
        let refusal = match size {
            0 => Refusal::BranchNotOpen { branch: to },
            _ => Refusal::UnknownOffer { offer },
        };
        return Err(bank.refused(to, &refusal, context));
    };
    let points =
        times(price, qty).ok_or_else(|| app.refused(&Refusal::OfferQty { qty }, context))?;
    let aim = Aim::Offer { offer, qty };
    let sending = Sending { account, to, aim, points, currency, note };
    send(app, bank, sending, request, context)
}

/// What so many cost, for the other village to hold against its own price.
fn times(price: Points, qty: Qty) -> Option<Points> {
    let product = price.amount().decimal().checked_mul(qty.number().decimal())?;
    Amount::new(product).ok()?.points()
}

/// Sends points, and tells what became of them.
pub(crate) fn send(
    app: &App,
    bank: &Bank<'_>,
    sending: Sending,
    request: Option<RequestKey>,
    context: &Context,
) -> Result<(), CliError> {
    let request = match request {
        Some(request) => request,
        None => bank.new_request()?,
    };
    let key = bank.key()?;
    // What is offered and taken there is that village's to show.
    let context = &Context { branch: Some(sending.to), ..context.clone() };
    let crossing = bank.across(&key, Some(&request), context, |hand| {
        bank.ledger().send(hand, request.clone(), sending.clone())
    })?;
    tell(app, bank, &sending, &crossing)
}

fn tell(
    app: &App,
    bank: &Bank<'_>,
    sending: &Sending,
    crossing: &Crossing,
) -> Result<(), CliError> {
    let Sending { account, to, aim, points, currency, .. } = sending;
    let here = account.branch();
    let mut facts = vec![
        ("entry", text(crossing.sent.entry)),
        ("account", text(posting::shown(bank, *account)?)),
        ("to", text(to)),
        ("points", text(points)),
        ("currency", text(posting::currency_name(bank, here, *currency)?)),
    ];
    let answer = crossing.ended.as_ref().map(|ended| &ended.answer);
    if let Some(answer) = answer {
        facts.push(("answer", text(answer.entry)));
    }
    let headline = match (answer.map(|answer| &answer.event), aim) {
        (None, _) => app.msg("between-sent", &facts),
        (Some(Event::Declined { reason, .. }), _) => {
            facts.push(("reason", text(words::declined(&app.messages, reason))));
            app.msg("between-declined", &facts)
        }
        (Some(_), Aim::Offer { offer, qty }) => {
            let title = bank.ask(bank.ledger().view(*to, Wanted::Nothing, |state| {
                state.offers().get(offer).map(|offer| offer.title.clone()).unwrap_or_default()
            }))?;
            facts.push(("offer", text(format!("{offer} {title}"))));
            facts.push(("qty", text(qty)));
            app.msg("between-redeemed", &facts)
        }
        (Some(_), Aim::Account(receiver)) => {
            facts.push(("receiver", text(posting::shown(bank, *receiver)?)));
            app.msg("between-transferred", &facts)
        }
    };
    let mut events = vec![&crossing.sent.event];
    events.extend(answer.map(|answer| &answer.event));
    let balances = posting::holdings(app, bank, &events);
    let mut lines = vec![headline];
    lines.extend(posting::balance_lines(app, bank, &balances)?);
    if crossing.sent.repeated {
        lines.push(app.msg("counter-repeated", &[("entry", text(crossing.sent.entry))]));
    }
    let done = |done: &ledger_core::ledger::Done| json!({"entry": done.entry, "event": done.event});
    let answer = json!({
        "entry": crossing.sent.entry,
        "repeated": crossing.sent.repeated,
        "event": crossing.sent.event,
        "answer": answer.map(done),
        "end": crossing.ended.as_ref().map(|ended| done(&ended.end)),
        "balances": balances,
    });
    app.ui.answer(&answer, || lines.join("\n"))
}

/// Tells what an earlier command had left under way and how it ended now, and
/// what still waits.
pub(crate) fn tell_finished(app: &App, finished: &Finished) {
    for (sent, Ended { answer, end }) in &finished.ended {
        let facts = [
            ("sent", text(sent)),
            ("answer", text(answer.entry)),
            ("end", text(end.entry)),
            ("what", text(words::event(&app.messages, end.event.name()))),
        ];
        app.ui.note(&app.msg("between-finished", &facts));
    }
    if !finished.waiting.is_empty() {
        let names: Vec<String> = finished.waiting.iter().map(ToString::to_string).collect();
        let names = text(names.join(&app.msg("comma", &[])));
        let facts = [("count", count(finished.waiting.len())), ("entries", names)];
        app.ui.note(&app.msg("between-waiting", &facts));
    }
}

/// The branch that `--at` names, or `LC02/RICE-5`; none where it is the account's own.
pub(crate) fn elsewhere(
    app: &App,
    account: AccountNo,
    at: Option<BranchCode>,
    named: Option<BranchCode>,
) -> Result<Option<BranchCode>, CliError> {
    if let (Some(at), Some(named)) = (at, named)
        && at != named
    {
        let facts = [("at", text(at)), ("named", text(named))];
        return Err(CliError::misused("between-two", app.msg("between-two", &facts)));
    }
    Ok(at.or(named).filter(|to| *to != account.branch()))
}

/// What a code of a currency stands for is asked where the points are.
pub(crate) fn same_currency(
    app: &App,
    currency: CurrencyCode,
    into: Option<CurrencyCode>,
    context: &Context,
) -> Result<(), CliError> {
    match into.filter(|into| *into != currency) {
        Some(to) => Err(app.refused(&Refusal::AcrossCurrencies { from: currency, to }, context)),
        None => Ok(()),
    }
}
