//! What the commands that post an entry share: asking the ledger, and telling what moved.
//!
//! `deposit`, `deduct`, `redeem`, `transfer` and `reverse` all end in one entry
//! that moved points; what it says is the same for all of them. Not a command.

use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::{Day, Timestamp};
use ledger_core::event::{Deed, Event};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, RequestKey};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::postings::{Posting, Side, movements};
use ledger_core::rulebook::{Cap, HolderKind};
use ledger_core::state::State;
use serde::Serialize;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::deposit::DeedArgs;
use crate::commands::{fund, settle};
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;
use crate::{holder, words};

/// What moved, for programs.
#[derive(Serialize)]
struct Answer<'a> {
    entry: String,
    repeated: bool,
    event: &'a Event,
    balances: Vec<Holding>,
}

/// What an account holds after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Holding {
    pub(crate) account: AccountNo,
    pub(crate) currency: String,
    pub(crate) balance: String,
    pub(crate) available: String,
}

/// A period has a day in it.
pub(crate) fn period(app: &App, from: Day, to: Day) -> Result<(), CliError> {
    if from <= to {
        return Ok(());
    }
    let facts = [("from", text(from)), ("to", text(to))];
    Err(CliError::misused("period-backwards", app.msg("period-backwards", &facts))
        .hint(app.msg("period-backwards.hint", &facts)))
}

/// What is asked of a branch: one command, not yet decided.
#[derive(Clone)]
pub(crate) struct Asked {
    /// The branch.
    pub(crate) branch: BranchCode,
    /// The command.
    pub(crate) command: Command,
    /// The request's name, where it has one.
    pub(crate) request: Option<RequestKey>,
    /// What was typed, for the words of a refusal.
    pub(crate) context: Context,
    /// It is another deed, should one like it be there.
    pub(crate) another: bool,
}

impl Asked {
    /// Submits it and tells what came of it.
    pub(crate) fn carry_out(self, app: &App, bank: &Bank<'_>) -> Result<Done, CliError> {
        let Self { branch, command, request, context, another } = self;
        let is_deed = command.deed().is_some();
        let done = bank.submit_deed(branch, command, request, &context, another)?;
        match (movements(&done.event).next(), &done.event) {
            // Money that came in or went out moves no points.
            (None, Event::Reversed { .. }) => fund::told(app, bank, &done)?,
            _ => tell(app, bank, &done)?,
        }
        if is_deed {
            bank.tell_cover(branch);
        }
        Ok(done)
    }

    /// What would come of it, and what the accounts it moves points of would hold.
    pub(crate) fn try_out(
        &self,
        app: &App,
        bank: &Bank<'_>,
    ) -> Result<(Done, Vec<Holding>), CliError> {
        let request = match &self.request {
            Some(request) => request.clone(),
            None => bank.new_request()?,
        };
        let now = app.now()?;
        let requests = [(request, self.command.clone())];
        // What it moves is known afterwards only: what is loaded is what it is about.
        let look = |state: &State| {
            let accounts = state.accounts().into_iter().map(|(account, _)| account);
            accounts.flat_map(|account| held_in(state, account, None, now)).collect::<Vec<_>>()
        };
        let (branch, key) = (self.branch, bank.key()?);
        let (mut done, mut held) =
            bank.plan_and_look(branch, &key, &requests, &self.context, self.another, look)?;
        let done = done.pop();
        let done =
            done.ok_or_else(|| CliError::internal("no-answer", "the ledger gave no answer"))?;
        let moved: Vec<Posting> =
            movements(&done.event).flat_map(|moved| moved.postings()).collect();
        held.retain(|held| {
            moved.iter().any(|posting| {
                posting.side == Side::Holder(held.account)
                    && posting.currency.as_str() == held.currency
            })
        });
        Ok((done, held))
    }
}

/// What a deed asks: credited by `deposit`, charged by `deduct`.
pub(crate) fn deed(
    app: &App,
    bank: &Bank<'_>,
    deed: DeedArgs,
    command: fn(DeedCommand) -> Command,
) -> Result<Asked, CliError> {
    let account = bank.resolve(&deed.account)?;
    let branch = account.branch();
    let today = app.now()?.day(bank.offset(branch)?);
    let note = match deed.again.as_deref() {
        Some(why) if !why.is_empty() && !deed.note.is_empty() => {
            format!("{}{}{why}", deed.note, app.msg("semicolon", &[]))
        }
        Some(why) if !why.is_empty() => why.to_owned(),
        _ => deed.note,
    };
    let command = command(DeedCommand {
        evidence: deed.evidence,
        note,
        approver: deed.approver,
        ..DeedCommand::new(account, deed.rule, deed.qty, deed.on.unwrap_or(today))
    });
    let context = Context { deed: Some((deed.qty, deed.on)), ..Context::account(deed.account) };
    Ok(Asked { branch, command, request: deed.request, context, another: deed.again.is_some() })
}

/// Posts a deed.
pub(crate) fn post_deed(
    app: &App,
    args: DeedArgs,
    command: fn(DeedCommand) -> Command,
) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    deed(app, &bank, args, command)?.carry_out(app, &bank).map(drop)
}

/// Tells what an entry moved, and what the accounts hold now.
pub(crate) fn tell(app: &App, bank: &Bank<'_>, done: &Done) -> Result<(), CliError> {
    let branch = done.entry.branch;
    let balances = holdings(app, bank, &[&done.event]);
    let clipped = clipped(app, bank, branch, &done.event)?;
    let mut lines = vec![headline(app, bank, done)?];
    lines.extend(clipped);
    lines.extend(of_lots(app, bank, branch, &done.event)?);
    lines.extend(balance_lines(app, bank, &balances)?);
    if done.repeated {
        lines.push(app.msg("counter-repeated", &[("entry", text(done.entry))]));
    }
    let answer = Answer {
        entry: done.entry.to_string(),
        repeated: done.repeated,
        event: &done.event,
        balances,
    };
    app.ui.answer(&answer, || lines.join("\n"))
}

/// What the accounts that events moved points of hold after them.
pub(crate) fn holdings(app: &App, bank: &Bank<'_>, events: &[&Event]) -> Vec<Holding> {
    let mut balances = Vec::new();
    let moved = events.iter().flat_map(|event| movements(event));
    for posting in moved.flat_map(|moved| moved.postings()) {
        if let Side::Holder(account) = posting.side {
            match holding(app, bank, account, Some(posting.currency)) {
                Ok(held) => balances.extend(held),
                // The entry stands whatever can be read now: that has to be told first of all.
                Err(error) => {
                    let facts = [("why", text(error.message))];
                    app.ui.warn(&app.messages, &app.msg("counter-balance-unread", &facts));
                }
            }
        }
    }
    balances
}

/// The same in words, a line each.
pub(crate) fn balance_lines(
    app: &App,
    bank: &Bank<'_>,
    balances: &[Holding],
) -> Result<Vec<String>, CliError> {
    let mut lines = Vec::new();
    for held in balances {
        let code = held.currency.parse::<CurrencyCode>();
        let name = match code {
            Ok(code) => currency_name(bank, held.account.branch(), code)?,
            Err(_) => held.currency.clone(),
        };
        let facts = [
            ("account", text(held.account)),
            ("balance", text(&held.balance)),
            ("available", text(&held.available)),
            ("currency", text(name)),
        ];
        let in_arrears = held.balance.starts_with('-');
        lines.push(match (in_arrears, held.balance == held.available) {
            (true, _) => app.msg("counter-arrears", &facts),
            (false, true) => app.msg("counter-balance", &facts),
            (false, false) => app.msg("counter-balance-part", &facts),
        });
    }
    Ok(lines)
}

/// An account as it is shown at the counter: its number and the holder's name,
/// a person's masked.
pub(crate) fn shown(bank: &Bank<'_>, account: AccountNo) -> Result<String, CliError> {
    let identity = bank.holder(account);
    let found = bank.ask(bank.ledger().account(account))?;
    let kind = found.as_ref().map_or(HolderKind::Person, |account| account.kind);
    let household = found.and_then(|account| account.household).map(|no| no.to_string());
    let name = holder::shown(identity.as_ref(), kind, false).name;
    let about: Vec<String> = household.into_iter().chain(name).collect();
    Ok(if about.is_empty() {
        account.to_string()
    } else {
        format!("{account} ({})", about.join(" "))
    })
}

fn headline(app: &App, bank: &Bank<'_>, done: &Done) -> Result<String, CliError> {
    let mut facts = vec![("entry", text(done.entry))];
    if let Some(moved) = movements(&done.event).next() {
        // Of an award, also what the ceiling sends to the pool.
        let points = match &done.event {
            Event::Deposited(deed) => deed.points,
            _ => moved.points,
        };
        facts.push(("points", text(points)));
        facts.push(("currency", text(currency_name(bank, done.entry.branch, moved.currency)?)));
    }
    Ok(match &done.event {
        Event::Deposited(deed) | Event::Deducted(deed) => {
            facts.push(("account", text(shown(bank, deed.account)?)));
            facts.push(("rule", text(deed.rule)));
            facts.push(("item", text(item(bank, done.entry.branch, deed)?)));
            facts.push(("on", text(deed.on)));
            match done.event {
                Event::Deposited(_) => app.msg("counter-deposited", &facts),
                _ => app.msg("counter-deducted", &facts),
            }
        }
        Event::Redeemed { account, offer, qty, .. }
        | Event::Collected { account, offer, qty, .. }
        | Event::ReservationCancelled { account, offer, qty, .. }
        | Event::Returned { account, offer, qty, .. } => {
            facts.push(("account", text(shown(bank, *account)?)));
            let title =
                bank.ask(bank.ledger().view(done.entry.branch, Wanted::Nothing, |state| {
                    state.offers().get(offer).map(|offer| offer.title.clone()).unwrap_or_default()
                }))?;
            facts.push(("offer", text(format!("{offer} {title}"))));
            facts.push(("qty", text(qty)));
            match &done.event {
                Event::Collected { .. } => app.msg("counter-collected", &facts),
                Event::ReservationCancelled { .. } => app.msg("counter-cancelled", &facts),
                Event::Returned { .. } => app.msg("counter-returned", &facts),
                _ => app.msg("counter-redeemed", &facts),
            }
        }
        Event::Transferred { from, to, .. } => {
            facts.push(("from", text(shown(bank, *from)?)));
            facts.push(("to", text(shown(bank, *to)?)));
            app.msg("counter-transferred", &facts)
        }
        Event::Reversed { entry, undoes, .. } => {
            facts.push(("undone", text(entry)));
            facts.push(("event", text(words::event(&app.messages, undoes.name()))));
            app.msg("counter-reversed", &facts)
        }
        settled @ Event::Settled { .. } => settle::headline(app, bank, settled, &mut facts)?,
        Event::Pledged { account, appeal, .. } => {
            facts.push(("account", text(shown(bank, *account)?)));
            facts.push(("appeal", text(appeal)));
            app.msg("counter-pledged", &facts)
        }
        other => {
            facts.push(("event", text(words::event(&app.messages, other.name()))));
            app.msg("counter-other", &facts)
        }
    })
}

/// How long an award lives, what of it went to the pool, and what was paid
/// beside the offer's own currency.
pub(crate) fn of_lots(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    event: &Event,
) -> Result<Vec<String>, CliError> {
    let mut lines = Vec::new();
    match event {
        Event::Deposited(deed) => {
            if let Some(until) = deed.until {
                lines.push(app.msg("counter-until", &[("until", text(until))]));
            }
            if let Some(spilled) = deed.spilled {
                let facts = [
                    ("points", text(spilled.points)),
                    ("pool", text(shown(bank, spilled.to)?)),
                    ("account", text(deed.account)),
                ];
                lines.push(app.msg("counter-spilled", &facts));
            }
        }
        Event::Redeemed { matched: Some(matched), .. } => {
            let name = currency_name(bank, branch, matched.currency)?;
            let facts = [("points", text(matched.points)), ("currency", text(name))];
            lines.push(app.msg("counter-matched", &facts));
        }
        _ => {}
    }
    Ok(lines)
}

/// Where a cap or the floor left less than the rule gives: both numbers, and the caps.
pub(crate) fn clipped(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    event: &Event,
) -> Result<Option<String>, CliError> {
    let (Event::Deposited(deed) | Event::Deducted(deed) | Event::ClaimFiled(deed)) = event else {
        return Ok(None);
    };
    let Some(computed) = deed.computed else { return Ok(None) };
    let caps: Vec<Cap> = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        state.rule_of(deed).map(|rule| rule.caps.clone()).unwrap_or_default()
    }))?;
    let caps: Vec<String> = caps.iter().map(|cap| words::cap(&app.messages, cap)).collect();
    let facts = [
        ("computed", text(words::points(&app.messages, computed))),
        ("points", text(words::points(&app.messages, deed.points))),
        ("caps", text(caps.join(&app.msg("comma", &[])))),
    ];
    Ok(Some(match event {
        Event::Deposited(_) | Event::ClaimFiled(_) => app.msg("counter-clipped", &facts),
        _ => app.msg("counter-clipped-deduction", &facts),
    }))
}

/// The item a deed is under, as its rulebook calls it.
pub(crate) fn item(bank: &Bank<'_>, branch: BranchCode, deed: &Deed) -> Result<String, CliError> {
    bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        state.rule_of(deed).map(|rule| rule.item.clone()).unwrap_or_default()
    }))
}

/// A currency's name in the newest rulebook that has it.
pub(crate) fn currency_name(
    bank: &Bank<'_>,
    branch: BranchCode,
    currency: CurrencyCode,
) -> Result<String, CliError> {
    bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        let mut newest_first = state.rulebooks().iter().rev();
        newest_first
            .find_map(|adopted| adopted.rulebook.currency(currency))
            .map_or_else(|| currency.to_string(), |currency| currency.name.clone())
    }))
}

/// The currency that is meant: the one named, or the first of the rulebook in force.
pub(crate) fn currency(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    named: Option<CurrencyCode>,
) -> Result<CurrencyCode, CliError> {
    if let Some(named) = named {
        return Ok(named);
    }
    let now = app.now()?;
    let first = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        let adopted = state.rulebook_on(now.day(state.offset()))?;
        adopted.rulebook.currencies().first().map(|currency| currency.code)
    }))?;
    first.ok_or_else(|| {
        let branch = text(branch);
        CliError::refused(
            "no-rulebook-yet",
            app.msg("no-rulebook-yet", &[("branch", branch.clone())]),
        )
        .hint(app.msg("no-rulebook-yet.hint", &[("branch", branch)]))
    })
}

/// What an account holds, of one currency or of each.
fn holding(
    app: &App,
    bank: &Bank<'_>,
    account: AccountNo,
    only: Option<CurrencyCode>,
) -> Result<Vec<Holding>, CliError> {
    let now = app.now()?;
    let branch = account.branch();
    bank.ask(
        bank.ledger()
            .view(branch, Wanted::Account(account), |state| held_in(state, account, only, now)),
    )
}

/// The same of an account that is loaded.
fn held_in(
    state: &State,
    account: AccountNo,
    only: Option<CurrencyCode>,
    now: Timestamp,
) -> Vec<Holding> {
    let today = now.day(state.offset());
    let rulebook = state.rulebook_on(today).map(|adopted| &adopted.rulebook);
    let Some(held) = state.account(account) else { return Vec::new() };
    let wanted = |currency: &CurrencyCode| only.is_none_or(|only| only == *currency);
    held.balances
        .iter()
        .filter(|(currency, _)| wanted(currency))
        .map(|(currency, balance)| {
            let terms = rulebook.and_then(|rulebook| rulebook.currency(*currency));
            let available = terms.map_or(*balance, |terms| held.available(terms, today));
            Holding {
                account,
                currency: currency.to_string(),
                balance: balance.to_string(),
                available: available.to_string(),
            }
        })
        .collect()
}
