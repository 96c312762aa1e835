//! `offer`: the catalogue of what points are redeemed for.

use crate::cli::values::{self, Term};
use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::decide::DEFAULT_HOLD_DAYS;
use ledger_core::event::{OfferKind, OfferTerms};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, OfferCode};
use ledger_core::ledger::Wanted;
use ledger_core::points::{Amount, Points};
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::Cap;
use ledger_core::state::Offer;
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::commands::export::ListArgs;
use crate::commands::{posting, stock};
use crate::error::CliError;
use crate::i18n::text;
use crate::list::{self, as_text};
use crate::refusal::Context;
use crate::tell::{self, Facts};
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
    List(ListArgs),
    #[command(visible_alias = "暂停")]
    Pause(PauseArgs),
    #[command(visible_alias = "恢复")]
    Resume(ResumeArgs),
    #[command(visible_alias = "下架")]
    Withdraw(WithdrawArgs),
}

/// Put an offer into the catalogue, or change its terms
///
/// Of an offer that is listed, what is not said stays as it is; `none` takes a
/// term away. The answer names what changed.
///
/// Example: `wenming offer add RICE-5 --title 大米5公斤 --price 50`
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The offer's code, as `RICE-5`
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// What it is; a new offer has to say
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Points for one; a new offer has to say
    #[arg(long, value_name = "POINTS", value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) price: Option<Points>,
    /// The currency of the price; a new offer's is the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// Goods or a service; a new offer is goods unless said
    #[arg(long, value_parser = values::offer_kind())]
    pub(crate) kind: Option<OfferKind>,
    /// The merchant's account that collects the points; `none` is the bank
    #[arg(long, value_name = "ACCOUNT", value_parser = values::or_none(values::named))]
    pub(crate) merchant: Option<Term<String>>,
    /// How many of it one account may have, as `2 times/month`, or `none`
    #[arg(long, value_name = "LIMIT", value_parser = values::or_none(values::limit))]
    pub(crate) limit: Option<Term<Cap>>,
    /// The first day it can be had, or `none`
    #[arg(long, value_name = "DATE", value_parser = values::or_none(values::day))]
    pub(crate) from: Option<Term<Day>>,
    /// The last day it can be had, or `none`
    #[arg(long, value_name = "DATE", value_parser = values::or_none(values::day))]
    pub(crate) until: Option<Term<Day>>,
    /// For how many days it is put by for who reserves it; `none` is 7
    #[arg(long, value_name = "N", value_parser = values::or_none(values::hold_days))]
    pub(crate) hold_days: Option<Term<u32>>,
    /// How many of it are there; not counted unless said
    #[arg(long, value_name = "N", value_parser = values::amount, allow_negative_numbers = true)]
    pub(crate) stock: Option<Amount>,
}

/// Stop an offer for a while; what is put by can still be collected
///
/// Example: `wenming --as wang offer pause RICE-5 --reason 盘点`
#[derive(Debug, Args)]
pub(crate) struct PauseArgs {
    /// The offer's code
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Let an offer that was paused go on
///
/// Example: `wenming --as wang offer resume RICE-5`
#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
    /// The offer's code
    #[arg(value_parser = values::upper::<OfferCode>)]
    pub(crate) code: OfferCode,
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
            Self::List(args) => list(&args, app),
            Self::Pause(args) => pause(args, app),
            Self::Resume(args) => resume(args, app),
            Self::Withdraw(args) => withdraw(args, app),
        }
    }
}

/// What an offer asks, all of it.
#[derive(PartialEq, Serialize)]
struct Asked {
    title: String,
    kind: OfferKind,
    price: Points,
    currency: CurrencyCode,
    merchant: Option<AccountNo>,
    #[serde(flatten)]
    terms: OfferTerms,
}

impl Asked {
    fn of(offer: &Offer) -> Self {
        let Offer { kind, price, currency, merchant, terms, .. } = *offer;
        Self { title: offer.title.clone(), kind, price, currency, merchant, terms }
    }

    /// In words, in the order they are shown; nothing where nothing is asked.
    fn words(&self, app: &App, bank: &Bank<'_>) -> Result<[Option<String>; 7], CliError> {
        let OfferTerms { limit, from, until, hold_days } = self.terms;
        Ok([
            Some(self.title.clone()),
            Some(words::offer_kind(&app.messages, self.kind)),
            Some(price_of(app, self.price, self.currency)),
            Some(paid_to(app, bank, self.merchant)?),
            limit.map(|limit| words::cap(&app.messages, &limit)),
            dates(app, from, until),
            hold_days.map(|days| words::days(&app.messages, days.into())),
        ])
    }
}

/// The rows of [`Asked::words`].
const ROWS: [&str; 7] = [
    "offer-title",
    "offer-kind",
    "offer-price",
    "offer-merchant",
    "offer-limit",
    "offer-dates",
    "offer-hold",
];

fn add(args: AddArgs, app: &App) -> Result<(), CliError> {
    let AddArgs { code, title, price, currency, kind, merchant, stock, .. } = args;
    let AddArgs { limit, from, until, hold_days, .. } = args;
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let merchant = match merchant {
        Some(Term::Is(named)) => Some(Term::Is(bank.resolve(&named)?)),
        Some(Term::Gone) => Some(Term::Gone),
        None => None,
    };
    let now = bank.now();
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
        let on = now.day(state.offset());
        let rulebook = state.rulebook_on(on);
        let first = rulebook.and_then(|adopted| adopted.rulebook.currencies().first());
        // What was withdrawn begins anew.
        let offer = state.offers().get(&code);
        let withdrawn = offer.is_some_and(|offer| offer.withdrawn);
        let listed = offer.filter(|offer| !offer.withdrawn);
        let listed = listed.map(Asked::of);
        (first.map(|currency| currency.code), state.size(), (listed, withdrawn), on)
    });
    let (first, size, (was, withdrawn), on) = bank.ask(view)?;
    let before = was.as_ref();
    let title = title.or_else(|| before.map(|was| was.title.clone()));
    let (Some(title), Some(price)) = (&title, price.or(before.map(|was| was.price))) else {
        let missing = if title.is_none() { "`--title`" } else { "`--price`" };
        let words = app.msg("misuse-missing", &[("missing", text(missing))]);
        let typed = |given: Option<String>, placeholder: &'static str| {
            given.map_or_else(|| app.msg(placeholder, &[]), |given| tell::shell(&given))
        };
        let facts = [
            ("wenming", text(tell::wenming_in(app, bank.named(branch)))),
            ("offer", text(code)),
            ("title", text(typed(title, "offer-title-typed"))),
            ("price", text(typed(price.map(|price| price.to_string()), "offer-price-typed"))),
            ("case", text(if withdrawn { "withdrawn" } else { "new" })),
        ];
        let hint = app.msg("offer-add-whole", &facts);
        return Err(CliError::misused("missing-argument", words).hint(hint));
    };
    let Some(currency) = currency.or(before.map(|was| was.currency)).or(first) else {
        let refusal = match size {
            0 => Refusal::BranchNotOpen { branch },
            _ => Refusal::NoRulebook { on },
        };
        return Err(across::refused(app, &refusal));
    };
    let kept = before.map(|was| was.terms).unwrap_or_default();
    let asked = Asked {
        title: title.clone(),
        kind: kind.or(before.map(|was| was.kind)).unwrap_or(OfferKind::Goods),
        price,
        currency,
        merchant: Term::over(merchant, before.and_then(|was| was.merchant)),
        terms: OfferTerms {
            limit: Term::over(limit, kept.limit),
            from: Term::over(from, kept.from),
            until: Term::over(until, kept.until),
            hold_days: Term::over(hold_days, kept.hold_days),
        },
    };
    let list = Command::ListOffer {
        offer: code,
        title: asked.title.clone(),
        kind: asked.kind,
        price,
        currency,
        merchant: asked.merchant,
        terms: asked.terms,
    };
    let mut requests = Vec::new();
    // An entry that says what stands there already would say nothing.
    if was.as_ref() != Some(&asked) {
        requests.push((bank.new_request()?, list));
    }
    if let Some(counted) = stock {
        let change = stock::to_count(stock::left(&bank, branch, code)?, counted);
        let change = change.ok_or_else(|| CliError::internal("stock", "no such count"))?;
        let reason = app.msg("stock-taking", &[]);
        let count = Command::ChangeStock { offer: code, change, reason };
        requests.push((bank.new_request()?, count));
    }
    let done = match requests.is_empty() {
        true => Vec::new(),
        false => bank.submit_all(branch, &bank.key()?, &requests, &Context::default())?,
    };
    let entry = done.first().map(|done| done.entry);
    let left = stock::left(&bank, branch, code)?;
    let Asked { kind, merchant, terms, .. } = asked;
    let OfferTerms { limit, from, until, hold_days } = terms;
    let answer = json!({ "branch": branch, "entry": entry, "offer": code, "title": title,
        "kind": kind, "price": price, "currency": currency, "merchant": merchant,
        "limit": limit, "from": from, "until": until, "hold_days": hold_days, "stock": left,
        "was": was });
    let now = asked.words(app, &bank)?;
    let before = match &was {
        Some(was) => was.words(app, &bank)?,
        None => now.clone(),
    };
    app.ui.answer(&answer, || {
        let mut facts = Facts::new().row(app.msg("offer-code", &[]), code);
        for ((row, before), now) in ROWS.into_iter().zip(before).zip(now) {
            let shown = if before == now {
                now
            } else {
                let none = || app.msg("change-none", &[]);
                let (old, new) = (before.unwrap_or_else(none), now.unwrap_or_else(none));
                Some(format!("{old} → {new}"))
            };
            facts = facts.some(app.messages.get(row, &[]), shown);
        }
        let facts = facts.some(app.msg("stock-left", &[]), left);
        let id = match (was.is_some(), done.is_empty()) {
            (true, true) => "offer-unchanged",
            (true, false) => "offer-changed",
            (false, _) => "offer-listed",
        };
        tell::done(app, &app.messages.get(id, &[("title", text(title))]), &facts)
    })?;
    let facts = [("wenming", text(tell::wenming(app))), ("offer", text(code))];
    tell::next(app, [app.msg("next-redeem", &facts)]);
    Ok(())
}

pub(super) fn price_of(app: &App, price: Points, currency: CurrencyCode) -> String {
    format!("{} {currency}", words::points(&app.messages, price))
}

/// Who collects the points: a merchant by number and name, which is on its door.
fn paid_to(app: &App, bank: &Bank<'_>, merchant: Option<AccountNo>) -> Result<String, CliError> {
    merchant.map_or_else(|| Ok(app.msg("offer-bank", &[])), |account| posting::shown(bank, account))
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
    paused: bool,
    limit: Option<Cap>,
    from: Option<Day>,
    until: Option<Day>,
    hold_days: u32,
    /// To be had; absent where it was never counted.
    stock: Option<Amount>,
}

fn list(args: &ListArgs, app: &App) -> Result<(), CliError> {
    args.check(app)?;
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
            paused: offer.paused,
            limit: offer.terms.limit,
            from: offer.terms.from,
            until: offer.terms.until,
            hold_days: offer.terms.hold_days.unwrap_or(DEFAULT_HOLD_DAYS),
            stock: offer.stock,
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
    let mut paid = Vec::new();
    for offer in &all {
        paid.push(paid_to(app, &bank, offer.merchant)?);
    }
    let list = table(app, &all, paid);
    args.answer(
        app,
        &all,
        || list.to_sheet(app, branch),
        || {
            if all.is_empty() { app.msg("offer-none", &[]) } else { list.to_text() }
        },
    )?;
    if all.is_empty() && args.is_shown() {
        let facts = [("wenming", text(tell::wenming_in(app, bank.named(branch))))];
        tell::next(app, [app.msg("next-offer-add", &facts)]);
    }
    Ok(())
}

fn table(app: &App, all: &[Listed], paid: Vec<String>) -> list::List {
    // Columns that no offer has anything in are left out.
    let (counted, limited) =
        (all.iter().any(|o| o.stock.is_some()), all.iter().any(|o| o.limit.is_some()));
    let mut columns = vec![
        list::words(app.msg("offer-code", &[])),
        list::words(app.msg("offer-title", &[])),
        list::words(app.msg("offer-kind", &[])),
        list::numbers(app.msg("offer-price", &[])),
        list::words(app.msg("heading-currency", &[])).in_file(),
        list::words(app.msg("offer-merchant", &[])),
    ];
    columns.extend(counted.then(|| list::numbers(app.msg("stock-left", &[]))));
    columns.extend(limited.then(|| list::words(app.msg("offer-limit", &[]))));
    columns.push(list::words(app.msg("offer-state", &[])));
    let mut list = list::List::new(columns);
    for (offer, paid) in all.iter().zip(paid) {
        let mut cells = vec![
            as_text(offer.offer),
            offer.title.clone().into(),
            words::offer_kind(&app.messages, offer.kind).into(),
            list::Cell::from(offer.price).shown(price_of(app, offer.price, offer.currency)),
            as_text(offer.currency),
            paid.into(),
        ];
        let limit = || offer.limit.map(|cap| words::cap(&app.messages, &cap));
        cells.extend(counted.then(|| list::some(offer.stock)));
        cells.extend(limited.then(|| list::some(limit())));
        cells.push(state(app, offer).into());
        list.row(cells);
    }
    list
}

/// How an offer stands: withdrawn, paused, between two days, or simply there.
fn state(app: &App, offer: &Listed) -> String {
    if offer.withdrawn {
        return app.msg("offer-is-withdrawn", &[]);
    }
    if offer.paused {
        return app.msg("offer-is-paused", &[]);
    }
    dates(app, offer.from, offer.until).unwrap_or_else(|| app.msg("offer-on", &[]))
}

/// The days on which an offer can be had, where it is not always.
fn dates(app: &App, from: Option<Day>, until: Option<Day>) -> Option<String> {
    let case = match (from, until) {
        (None, None) => return None,
        (Some(_), None) => "from",
        (None, Some(_)) => "until",
        (Some(_), Some(_)) => "between",
    };
    let day = |day: Option<Day>| day.map_or_else(|| text(""), text);
    let facts = [("case", text(case)), ("from", day(from)), ("until", day(until))];
    Some(app.msg("offer-between", &facts))
}

fn pause(args: PauseArgs, app: &App) -> Result<(), CliError> {
    let PauseArgs { code, reason } = args;
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let command = Command::PauseOffer { offer: code, reason: reason.clone() };
    let done = bank.submit(branch, command, None, &Context::default())?;
    let answer = json!({ "branch": branch, "entry": done.entry, "offer": code, "reason": reason });
    app.ui.answer(&answer, || {
        let facts = Facts::new().row(app.msg("reason", &[]), &reason);
        tell::done(app, &app.msg("offer-paused", &[("offer", text(code))]), &facts)
    })
}

fn resume(args: ResumeArgs, app: &App) -> Result<(), CliError> {
    let ResumeArgs { code } = args;
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let done =
        bank.submit(branch, Command::ResumeOffer { offer: code }, None, &Context::default())?;
    let answer = json!({ "branch": branch, "entry": done.entry, "offer": code });
    app.ui.answer(&answer, || {
        tell::done(app, &app.msg("offer-resumed", &[("offer", text(code))]), &Facts::new())
    })
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
