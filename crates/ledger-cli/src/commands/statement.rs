//! `statement` (对账单): what moved on an account, entry by entry.
//!
//! An entry is told as people speak of it: the item with its code, the offer's
//! title, the other household; one that was reversed is marked, since its
//! points stand in the list and are nevertheless gone. An item is named as the
//! rulebook had it under which it was posted.

use std::collections::BTreeMap;

use clap::Args;
use ledger_core::appeals::Appeal;
use ledger_core::day::{Day, Timestamp};
use ledger_core::event::{Aim, Deed, Event};
use ledger_core::ids::{AccountNo, AppealCode, CurrencyCode, EntryId, OfferCode, OperatorId};
use ledger_core::ledger::Wanted;
use ledger_core::points::{Amount, Qty};
use ledger_core::postings::movements;
use ledger_core::refusal::Refusal;
use ledger_core::state::{Adopted, Offer};
use serde::Serialize;

use crate::app::App;
use crate::bank::Bank;
use crate::claims;
use crate::cli::values;
use crate::commands::posting;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;
use crate::statement::{self, Row};
use crate::ui::{Table, numbers, words};
use crate::words::{declined as declined_words, event};

/// List what moved on an account, the newest last
///
/// Example: `wenming statement 二组-017 --last 5`
#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// So many of the newest entries
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "all")]
    #[arg(value_parser = values::rows)]
    pub(crate) last: u32,
    /// Every entry
    #[arg(long)]
    pub(crate) all: bool,
}

impl StatementArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open_to_read(app)?;
        let account = bank.resolve(&self.account)?;
        if bank.ask(bank.ledger().account(account))?.is_none() {
            let refusal = Refusal::UnknownAccount { account };
            return Err(app.refused(&refusal, &Context::account(self.account)));
        }
        let last = if self.all { usize::MAX } else { self.last as usize };
        let lines = lines(app, &bank, account, last)?;
        let title = posting::shown(&bank, account)?;
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

/// The latest entries of an account, oldest first.
pub(super) fn lines(
    app: &App,
    bank: &Bank<'_>,
    account: AccountNo,
    last: usize,
) -> Result<Vec<Line>, CliError> {
    let branch = account.branch();
    let rows = bank.ask(statement::rows(bank.ledger(), account, last))?;
    let offset = bank.offset(branch)?;
    let known = Known::of(app, bank, account)?;
    let mut lines = Vec::with_capacity(rows.len());
    for Row { entry, moved, reversed_by } in &rows {
        let currency = || movements(&entry.event).next().map(|moved| moved.currency);
        lines.push(Line {
            entry: EntryId { branch, seq: entry.seq },
            day: day_of(&entry.event).unwrap_or_else(|| entry.at.day(offset)),
            at: entry.at,
            by: entry.by.clone(),
            what: entry.event.name(),
            about: known.about(&entry.event)?,
            reversed_by: *reversed_by,
            points: moved.map(|moved| moved.points),
            currency: moved.map_or_else(currency, |moved| Some(moved.currency)),
            balance: moved.map(|moved| moved.balance),
        });
    }
    Ok(lines)
}

/// One entry, as it touches the account.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) entry: EntryId,
    /// The day of the deed; for what has none, the day of the entry.
    pub(super) day: Day,
    at: Timestamp,
    pub(super) by: OperatorId,
    what: &'static str,
    about: String,
    /// The entry that undid it.
    reversed_by: Option<EntryId>,
    points: Option<Amount>,
    pub(super) currency: Option<CurrencyCode>,
    /// What was held after it.
    balance: Option<Amount>,
}

impl Line {
    /// What happened, in a word.
    pub(super) fn what(&self, app: &App) -> String {
        event(&app.messages, self.what)
    }

    /// What it is about, marked where another entry undid it.
    pub(super) fn about(&self, app: &App) -> String {
        marked(app, &self.about, self.reversed_by)
    }

    /// What came or went, with its sign; nothing of what moved no points.
    pub(super) fn points(&self) -> String {
        let signed = |amount: Amount| match amount.is_negative() {
            true => amount.to_string(),
            false => format!("+{amount}"),
        };
        self.points.map(signed).unwrap_or_default()
    }

    /// What was held after it, with its currency.
    pub(super) fn balance(&self) -> String {
        let currency = self.currency.map(|c| format!(" {c}")).unwrap_or_default();
        self.balance.map(|balance| format!("{balance}{currency}")).unwrap_or_default()
    }
}

fn day_of(event: &Event) -> Option<Day> {
    match event {
        Event::Deposited(deed) | Event::Deducted(deed) | Event::ClaimFiled(deed) => Some(deed.on),
        Event::BroughtForward { as_of, .. } => Some(*as_of),
        _ => None,
    }
}

/// What the branch knows of the codes that entries have.
pub(super) struct Known<'a> {
    app: &'a App,
    bank: &'a Bank<'a>,
    /// The account whose statement it is.
    account: AccountNo,
    rulebooks: Vec<Adopted>,
    offers: BTreeMap<OfferCode, Offer>,
    appeals: BTreeMap<AppealCode, Appeal>,
}

impl<'a> Known<'a> {
    pub(super) fn of(
        app: &'a App,
        bank: &'a Bank<'a>,
        account: AccountNo,
    ) -> Result<Self, CliError> {
        let view = bank.ledger().view(account.branch(), Wanted::Nothing, |state| {
            let trade = state.trade();
            (state.rulebooks().to_vec(), trade.offers.clone(), trade.appeals.clone())
        });
        let (rulebooks, offers, appeals) = bank.ask(view)?;
        Ok(Self { app, bank, account, rulebooks, offers, appeals })
    }

    /// What a certificate says.
    fn served(&self, from: Day, to: Day, minutes: Amount) -> String {
        let span = crate::words::from_to(&self.app.messages, from, to);
        format!("{span} {}", crate::words::served(&self.app.messages, minutes))
    }

    /// What the entry is about, and what undid it.
    pub(super) fn told(&self, row: &Row) -> Result<String, CliError> {
        Ok(marked(self.app, &self.about(&row.entry.event)?, row.reversed_by))
    }

    /// What the entry is about, seen from the account: an item, an offer, the other household.
    pub(super) fn about(&self, event: &Event) -> Result<String, CliError> {
        let words = match event {
            Event::Deposited(deed) | Event::Deducted(deed) => {
                let Deed { rule, qty, evidence, note, .. } = deed;
                let what = match self.item(deed) {
                    Some(item) => format!("{item} ×{qty} ({rule})"),
                    None => format!("{rule} ×{qty}"),
                };
                let claim = deed.claim.map(|claim| format!("← {claim}")).unwrap_or_default();
                vec![what, evidence.clone(), note.clone(), claim]
            }
            Event::ClaimFiled(deed) => {
                let Deed { rule, qty, points, currency, evidence, .. } = deed;
                let item = self.item(deed).unwrap_or_default();
                vec![format!("{item} ×{qty} ({rule}) {points} {currency}"), evidence.clone()]
            }
            Event::ClaimVerified { claim, .. }
            | Event::ClaimRejected { claim, .. }
            | Event::ObjectionRaised { claim, .. }
            | Event::ObjectionResolved { claim, .. } => {
                vec![claim.to_string(), claims::said(self.app, event)]
            }
            Event::CertificatePublished { from, to, minutes, .. } => {
                vec![self.served(*from, *to, *minutes)]
            }
            Event::CertificateIssued { certificate, from, to, minutes, .. } => {
                vec![self.served(*from, *to, *minutes), format!("← {certificate}")]
            }
            Event::CertificateWithdrawn { certificate, reason, .. } => {
                vec![certificate.to_string(), reason.clone()]
            }
            Event::RecordIssued { lender, requested, .. } => {
                vec![format!("→ {lender}"), requested.to_string()]
            }
            Event::Redeemed { account: payer, offer, qty, note, .. } => {
                vec![self.offered(*offer, *qty), self.payer("←", *payer)?, note.clone()]
            }
            Event::Reserved { offer, qty, note, .. } => {
                vec![self.offered(*offer, *qty), note.clone()]
            }
            Event::Collected { reservation, account: payer, offer, qty, .. } => {
                let from = self.payer("←", *payer)?;
                vec![self.offered(*offer, *qty), from, reservation.to_string()]
            }
            Event::ReservationCancelled { reservation, offer, qty, reason, .. } => {
                vec![self.offered(*offer, *qty), reservation.to_string(), reason.clone()]
            }
            Event::ReservationReleased { reservation, offer, qty, .. } => {
                vec![self.offered(*offer, *qty), reservation.to_string()]
            }
            Event::Returned { entry, account: payer, offer, qty, reason, .. } => {
                let to = self.payer("→", *payer)?;
                vec![self.offered(*offer, *qty), to, entry.to_string(), reason.clone()]
            }
            Event::Transferred { from, to, note, .. }
            | Event::Divided { from, to, reason: note, .. } => {
                let arrow = if *from == self.account { "→" } else { "←" };
                vec![format!("{arrow} {}", self.other_of(*from, *to)?), note.clone()]
            }
            Event::Sent { to, aim: Aim::Offer { offer, qty }, note, .. } => {
                vec![format!("→ {to}/{offer} ×{qty}"), note.clone()]
            }
            Event::Sent { aim: Aim::Account(receiver), note, .. } => {
                vec![format!("→ {}", self.other(*receiver)?), note.clone()]
            }
            Event::Received { sent, from, aim, .. } => {
                let what = match aim {
                    Aim::Account(_) => String::new(),
                    Aim::Offer { offer, qty } => {
                        let title = self.offers.get(offer).map(|offer| offer.title.clone());
                        format!("{} ×{qty}", title.unwrap_or_else(|| offer.to_string()))
                    }
                };
                vec![what, format!("← {}", self.other(*from)?), self.note_of(*sent)]
            }
            Event::Arrived { sent, received, .. } => vec![format!("{sent} → {received}")],
            Event::SentBack { sent, declined, .. } => {
                vec![format!("{sent} ← {declined}"), self.why_declined(*declined)?]
            }
            Event::MemberJoined { account, household } => {
                vec![self.other_of(*account, *household)?]
            }
            Event::MemberLeft { account, household, reason } => {
                vec![self.other_of(*account, *household)?, reason.clone()]
            }
            Event::Reversed { entry, reason, .. } => vec![entry.to_string(), reason.clone()],
            Event::Settled { yuan, voucher, note, .. } => {
                vec![format!("¥{yuan} #{voucher}"), note.clone()]
            }
            Event::AppealOpened { appeal, .. } | Event::Pledged { appeal, .. } => {
                vec![self.appeal(*appeal)]
            }
            Event::PledgeReturned { appeal, pledge, .. } => {
                vec![self.appeal(*appeal), pledge.to_string()]
            }
            Event::AppealClosed { appeal, .. } => vec![self.appeal(*appeal)],
            Event::Expired { lots, carried, .. } => {
                vec![crate::words::expired(&self.app.messages, lots, *carried)]
            }
            Event::BroughtForward { evidence, .. } => vec![evidence.clone()],
            Event::AccountClosed { reason, .. }
            | Event::AccountFrozen { reason, .. }
            | Event::AccountUnfrozen { reason, .. } => vec![reason.clone()],
            _ => Vec::new(),
        };
        let said: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Ok(said.join(" "))
    }

    /// What was noted with points that came: only the entry that sent them has it, so it is
    /// told where that village's journal is at hand.
    fn note_of(&self, sent: EntryId) -> String {
        match self.bank.ledger().entry(sent).ok().flatten().map(|entry| entry.event) {
            Some(Event::Sent { note, .. }) => note,
            _ => String::new(),
        }
    }

    /// Why another village declined, where its journal is at hand.
    fn why_declined(&self, declined: EntryId) -> Result<String, CliError> {
        let found = self.bank.ask(self.bank.ledger().entry(declined))?;
        Ok(match found.map(|entry| entry.event) {
            Some(Event::Declined { reason, .. }) => declined_words(&self.app.messages, &reason),
            _ => String::new(),
        })
    }

    /// An offer, by its title where it has one, and how many of it.
    pub(super) fn offered(&self, offer: OfferCode, qty: Qty) -> String {
        let title = self.offers.get(&offer).map(|offer| offer.title.clone());
        format!("{} ×{qty}", title.unwrap_or_else(|| offer.to_string()))
    }

    /// Whose points they are, where that is not the account itself.
    fn payer(&self, arrow: &str, payer: AccountNo) -> Result<String, CliError> {
        match payer == self.account {
            true => Ok(String::new()),
            false => Ok(format!("{arrow} {}", self.other(payer)?)),
        }
    }

    pub(super) fn appeal(&self, code: AppealCode) -> String {
        let found = self.appeals.get(&code);
        found.map_or_else(|| code.to_string(), |appeal| format!("{} ({code})", appeal.title))
    }

    fn item(&self, deed: &Deed) -> Option<&str> {
        let adopted = self.rulebooks.iter().find(|adopted| adopted.book == deed.book)?;
        adopted.rulebook.rule(deed.rule).map(|rule| rule.item.as_str())
    }

    /// Of two accounts the one whose statement it is not.
    fn other_of(&self, one: AccountNo, two: AccountNo) -> Result<String, CliError> {
        self.other(if one == self.account { two } else { one })
    }

    /// Another account: its household number where it has one.
    fn other(&self, account: AccountNo) -> Result<String, CliError> {
        let found = self.bank.ask(self.bank.ledger().account(account))?;
        let household = found.and_then(|account| account.household);
        Ok(household.map_or_else(|| account.to_string(), |no| format!("{no} ({account})")))
    }
}

/// What an entry is about, marked where another one undid it.
fn marked(app: &App, about: &str, reversed_by: Option<EntryId>) -> String {
    let Some(by) = reversed_by else { return about.to_owned() };
    let mark = app.msg("statement-reversed", &[("by", text(by))]);
    [about, &mark].join(" ").trim().to_owned()
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
        table.row([
            line.entry.to_string(),
            line.day.to_string(),
            line.what(app),
            line.about(app),
            line.points(),
            line.balance(),
            line.by.to_string(),
        ]);
    }
    table.to_text()
}
