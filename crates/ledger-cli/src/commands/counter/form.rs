//! What is filled in at the counter, field by field, before it is shown whole: a deed, or
//! a redemption. What is wrong with a field is said as soon as it is known, by trying out
//! what there is so far.

use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::event::{Event, Role};
use ledger_core::ids::{AccountNo, EntryId, OfferCode, OperatorId, RequestKey, RuleCode};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::Qty;
use ledger_core::postings::movements;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::{Measure, RuleKind};

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values::{self, OfferAt};
use crate::commands::deposit::DeedArgs;
use crate::commands::offer::price_of;
use crate::commands::posting::{self, Asked, Holding};
use crate::commands::redeem::RedeemArgs;
use crate::error::CliError;
use crate::i18n::text;
use crate::rulebook::words::points as points_per_unit;
use crate::tell::Facts;
use crate::ui::Tone;
use crate::words;

use super::ask::Stop;
use super::{Desk, Outcome, columns};

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trade {
    /// Points for a deed.
    Deposit,
    /// Something for points.
    Redeem,
}

/// What is asked, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Holder,
    Item,
    Qty,
    Day,
    Evidence,
    Approver,
}

impl Field {
    /// What a refusal is about, where that is one field.
    fn of(code: &str) -> Option<Self> {
        Some(match code {
            "unknown-account" | "closed-account" | "frozen-account" | "other-branch" => {
                Self::Holder
            }
            "claim-needed" | "holder-not-allowed" | "pays-person" | "rule-kind"
            | "unknown-offer" | "withdrawn-offer" | "paused-offer" | "not-on-sale"
            | "needs-partner" => Self::Item,
            "award-not-positive" | "award-wrong-unit" | "award-too-precise" | "award-absurd"
            | "award-too-large" | "award-nothing" | "offer-qty" | "out-of-stock"
            | "limit-reached" | "overdraft" => Self::Qty,
            "future-day" | "before-bank" | "no-rulebook" | "unknown-rule" | "rule-not-in-force"
            | "too-late" | "late-needs-claim" => Self::Day,
            "text-too-long" | "text-control" | "text-private" => Self::Evidence,
            "approver-missing" | "approver-is-poster" | "approver-unfit" => Self::Approver,
            _ => return None,
        })
    }

    /// What the choice to change it is called.
    fn change(self, trade: Trade) -> &'static str {
        match (self, trade) {
            (Self::Holder, _) => "desk-change-holder",
            (Self::Item, Trade::Deposit) => "desk-change-item",
            (Self::Item, Trade::Redeem) => "desk-change-offer",
            (Self::Qty, _) => "desk-change-qty",
            (Self::Day, _) => "desk-change-day",
            (Self::Evidence, _) => "desk-change-evidence",
            (Self::Approver, _) => "desk-change-approver",
        }
    }
}

/// What is done or had.
#[derive(Debug, Clone)]
enum Item {
    Rule { code: RuleCode, measure: Measure, needs_approver: bool, evidence: String },
    Offer(OfferCode),
}

impl Item {
    /// The question how many, with how such a number can be typed.
    fn how_many(&self) -> &'static str {
        match self {
            Self::Rule { measure: Measure::Hours, .. } => "desk-how-many-hours",
            Self::Rule { measure: Measure::Money, .. } => "desk-how-many-yuan",
            Self::Rule { .. } => "desk-how-many",
            Self::Offer(_) => "desk-how-many-offered",
        }
    }
}

/// What is filled in so far.
struct Form {
    trade: Trade,
    account: Option<AccountNo>,
    item: Option<Item>,
    qty: Option<Qty>,
    on: Option<Day>,
    evidence: Option<String>,
    approver: Option<OperatorId>,
    /// It is another deed than one like it that is there.
    another: bool,
    /// One name for it, however often it is tried.
    request: RequestKey,
}

impl Form {
    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::Holder, Field::Item, Field::Qty];
        if self.trade == Trade::Deposit {
            fields.extend([Field::Day, Field::Evidence]);
        }
        if matches!(self.item, Some(Item::Rule { needs_approver: true, .. })) {
            fields.push(Field::Approver);
        }
        fields
    }

    fn is_complete(&self) -> bool {
        self.fields().into_iter().all(|field| match field {
            Field::Holder => self.account.is_some(),
            Field::Item => self.item.is_some(),
            Field::Qty => self.qty.is_some(),
            Field::Day => self.on.is_some(),
            Field::Evidence => self.evidence.is_some(),
            Field::Approver => self.approver.is_some(),
        })
    }

    /// Takes out what was wrong, so that it is not offered again.
    fn forget(&mut self, field: Field) {
        match field {
            Field::Qty => self.qty = None,
            Field::Day => self.on = None,
            Field::Evidence => self.evidence = None,
            Field::Approver => self.approver = None,
            // These are chosen from what there is.
            Field::Holder | Field::Item => {}
        }
    }

    /// What it asks of the bank; of what is not filled in yet, the least.
    fn asked(&self, app: &App, bank: &Bank<'_>) -> Result<Option<Asked>, CliError> {
        let (Some(account), Some(item)) = (self.account, &self.item) else { return Ok(None) };
        let account = account.to_string();
        let request = Some(self.request.clone());
        let qty = match self.qty {
            Some(qty) => qty,
            None => values::qty("1").map_err(|e| CliError::internal("qty", e.to_string()))?,
        };
        Ok(Some(match item {
            Item::Rule { code, .. } => {
                let args = DeedArgs {
                    account,
                    rule: *code,
                    qty,
                    on: self.on,
                    evidence: self.evidence.clone().unwrap_or_default(),
                    note: String::new(),
                    approver: self.approver.clone(),
                    again: self.another.then(String::new),
                    request,
                };
                posting::deed(app, bank, args, Command::Deposit)?
            }
            Item::Offer(offer) => {
                let offer = OfferAt { branch: None, offer: *offer };
                let (at, with, note) = (None, None, String::new());
                RedeemArgs { account, offer, qty, at, with, note, request }.asked(bank)?
            }
        }))
    }
}

/// What would be written, in words and to compare.
pub(super) struct Shown {
    pub(super) words: String,
    event: Event,
    held: Vec<Holding>,
}

impl Shown {
    /// What would come of something that is asked.
    pub(super) fn of(app: &App, bank: &Bank<'_>, asked: &Asked) -> Result<Self, CliError> {
        let (done, held) = asked.try_out(app, bank)?;
        let words = told(app, bank, &done, &held)?;
        Ok(Self { words, event: done.event, held })
    }

    /// The same would be written, and the same be held.
    pub(super) fn is_as_shown(&self, shown: &Self) -> bool {
        self.event == shown.event && self.held == shown.held
    }
}

/// What would be written.
fn told(app: &App, bank: &Bank<'_>, done: &Done, held: &[Holding]) -> Result<String, CliError> {
    let msg = |id: &'static str| app.msg(id, &[]);
    let branch = done.entry.branch;
    let points = || -> Result<String, CliError> {
        let Some(moved) = movements(&done.event).next() else { return Ok(String::new()) };
        let points = match &done.event {
            Event::Deposited(deed) => deed.points,
            _ => moved.points,
        };
        let name = posting::currency_name(bank, branch, moved.currency)?;
        Ok(format!("{points} {name}"))
    };
    let mut beside = Vec::new();
    let (heading, whose, mut facts) = match &done.event {
        Event::Deposited(deed) => {
            let unit = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
                state.rule_of(deed).map(|rule| rule.unit.clone()).unwrap_or_default()
            }))?;
            let item = format!("{} {}", deed.rule, posting::item(bank, branch, deed)?);
            let evidence = Some(&deed.evidence).filter(|evidence| !evidence.is_empty());
            beside.extend(posting::clipped(app, bank, branch, &done.event)?);
            beside.extend(posting::of_lots(app, bank, branch, &done.event)?);
            let facts = Facts::new()
                .row(msg("desk-account-is"), posting::shown(bank, deed.account)?)
                .row(msg("heading-item"), item)
                .row(msg("heading-qty"), format!("{} {unit}", deed.qty).trim_end())
                .row(msg("heading-day"), deed.on)
                .some(msg("heading-evidence"), evidence)
                .some(msg("desk-approver"), deed.approver.as_ref())
                .row(msg("heading-points"), format!("+{}", points()?));
            ("desk-will-deposit", Some(deed.account), facts)
        }
        Event::Redeemed { account, offer, qty, .. } => {
            let title = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
                state.offers().get(offer).map(|offer| offer.title.clone()).unwrap_or_default()
            }))?;
            beside.extend(posting::of_lots(app, bank, branch, &done.event)?);
            let facts = Facts::new()
                .row(msg("desk-account-is"), posting::shown(bank, *account)?)
                .row(msg("desk-offer"), format!("{offer} {title}"))
                .row(msg("heading-qty"), qty)
                .row(msg("heading-points"), format!("-{}", points()?));
            ("desk-will-redeem", Some(*account), facts)
        }
        Event::Reversed { entry, undoes, reason, .. } => {
            let whose = match undoes.as_ref() {
                Event::Deposited(deed) => Some(deed.account),
                Event::Redeemed { account, .. } => Some(*account),
                _ => None,
            };
            let undone = format!("{entry} {}", words::event(&app.messages, undoes.name()));
            let facts = Facts::new()
                .row(msg("desk-undone"), undone)
                .some(
                    msg("desk-account-is"),
                    whose.map(|account| posting::shown(bank, account)).transpose()?,
                )
                .row(msg("heading-points"), points()?)
                .row(msg("reason"), reason);
            ("desk-will-undo", whose, facts)
        }
        other => {
            let event = words::event(&app.messages, other.name());
            ("desk-will-do", None, Facts::new().row(msg("heading-event"), event))
        }
    };
    for of in held.iter().filter(|of| whose.is_none_or(|account| account == of.account)) {
        let name = match of.currency.parse() {
            Ok(code) => posting::currency_name(bank, branch, code)?,
            Err(_) => of.currency.clone(),
        };
        let about = [
            ("balance", text(&of.balance)),
            ("available", text(&of.available)),
            ("currency", text(name)),
        ];
        facts = facts.row(msg("desk-after"), app.msg("desk-holds", &about));
    }
    let heading = app.ui.paint(Tone::Strong, &app.messages.get(heading, &[]));
    let mut words = format!("{heading}\n{}", facts.text());
    for line in beside {
        words.push_str(&format!("  {line}\n"));
    }
    Ok(words)
}

impl Desk<'_> {
    /// Fills in a form field by field, shows what would be written, and writes it.
    pub(super) fn fill_in(&mut self, trade: Trade) -> Result<(), Stop> {
        let mut form = Form {
            trade,
            account: None,
            item: None,
            qty: None,
            on: None,
            evidence: None,
            approver: None,
            another: false,
            request: self.request()?,
        };
        let mut at = 0;
        loop {
            let fields = form.fields();
            let Some(&field) = fields.get(at) else {
                match self.review(&mut form) {
                    Ok(Some(field)) => {
                        at = form.fields().iter().position(|of| *of == field).unwrap_or(0);
                    }
                    Ok(None) => return Ok(()),
                    Err(Stop::Back) => at = fields.len().saturating_sub(1),
                    Err(stop) => return Err(stop),
                }
                continue;
            };
            match self.field(&mut form, field) {
                Ok(()) => match self.wrong_so_far(&form, field)? {
                    Some(earlier) => {
                        form.forget(earlier);
                        at = fields.iter().position(|of| *of == earlier).unwrap_or(at);
                    }
                    // What was changed later on leads back to where it is shown whole.
                    None if form.is_complete() => at = form.fields().len(),
                    None => at += 1,
                },
                Err(Stop::Back) if at == 0 => return Err(Stop::Back),
                Err(Stop::Back) => at -= 1,
                Err(Stop::Failed(error)) => {
                    // Nothing to choose from, or a bank that another command has: back.
                    self.tell(error)?;
                    match at {
                        0 => return Ok(()),
                        _ => at -= 1,
                    }
                }
                Err(Stop::End) => return Err(Stop::End),
            }
        }
    }

    fn field(&mut self, form: &mut Form, field: Field) -> Result<(), Stop> {
        let app = self.app;
        match field {
            Field::Holder => form.account = Some(self.holder()?),
            Field::Item => {
                let Some(account) = form.account else { return Ok(()) };
                let item = match form.trade {
                    Trade::Deposit => self.rule(account)?,
                    Trade::Redeem => self.offer()?,
                };
                form.item = Some(item);
                form.approver = None;
            }
            Field::Qty => {
                let offered = form.qty.map_or_else(|| "1".to_owned(), |qty| qty.to_string());
                let question = form.item.as_ref().map_or("desk-how-many", Item::how_many);
                let question = app.messages.get(question, &[]);
                let what = app.msg("heading-qty", &[]);
                form.qty = Some(self.read(&question, Some(&offered), |typed| {
                    values::qty(typed).map_err(|why| unreadable(app, &what, typed, &why))
                })?);
            }
            Field::Day => {
                let offered = form.on.map_or_else(|| self.today(), Ok)?.to_string();
                let question = app.msg("desk-which-day", &[]);
                let what = app.msg("heading-day", &[]);
                form.on = Some(self.read(&question, Some(&offered), |typed| {
                    values::day(typed).map_err(|why| unreadable(app, &what, typed, &why))
                })?);
            }
            Field::Evidence => {
                let wanted = match &form.item {
                    Some(Item::Rule { evidence, .. }) if !evidence.is_empty() => {
                        app.msg("desk-which-evidence-of", &[("wanted", text(evidence))])
                    }
                    _ => app.msg("desk-which-evidence", &[]),
                };
                // Nothing is offered: an empty line takes away what was there.
                form.evidence = Some(self.ask.text(&wanted, None)?);
            }
            Field::Approver => form.approver = Some(self.approver()?),
        }
        Ok(())
    }

    /// The field that is wrong, said, where what is filled in so far already tells.
    fn wrong_so_far(&self, form: &Form, filled: Field) -> Result<Option<Field>, Stop> {
        let app = self.app;
        let bank = Bank::open(app)?;
        let Some(mut asked) = form.asked(app, &bank)? else { return Ok(None) };
        // Who agrees is asked last, and whether it is another deed when it is shown.
        asked.another = true;
        if form.approver.is_none()
            && let Command::Deposit(deed) = &mut asked.command
        {
            deed.approver = approvers(app, &bank)?.into_iter().next().map(|(who, _)| who);
        }
        let Err(error) = asked.try_out(app, &bank) else { return Ok(None) };
        let Some(wrong) = Field::of(&error.code).filter(|wrong| *wrong <= filled) else {
            return Ok(None);
        };
        drop(bank);
        self.tell(error)?;
        Ok(Some(wrong))
    }

    /// Shows it whole and writes it; the field to change, where one is to be.
    fn review(&mut self, form: &mut Form) -> Result<Option<Field>, Stop> {
        let app = self.app;
        let fields = form.fields();
        let mut change: Vec<String> =
            fields.iter().map(|of| app.messages.get(of.change(form.trade), &[])).collect();
        change.push(app.msg("desk-no", &[]));
        let asked = |bank: &Bank<'_>| {
            let asked = form.asked(app, bank)?;
            asked.ok_or_else(|| CliError::internal("form", "it is not filled in"))
        };
        let question = app.msg("desk-is-it-right", &[]);
        let chosen = match self.confirm_and_write(app, &question, &change, asked) {
            Ok(Outcome::Written(entry)) => {
                self.done.push(entry);
                self.offer_to_print(form.trade, entry, form.account)?;
                return Ok(None);
            }
            Ok(Outcome::Other(at)) => at,
            Err(Stop::Failed(error)) if error.code == "deed-again" => {
                // The command's way out is an option; here it is an answer.
                self.tell(CliError { hints: Vec::new(), ..error })?;
                let lines = std::iter::once(app.msg("desk-is-another", &[])).chain(change);
                let lines: Vec<String> = lines.collect();
                match self.ask.choose(&app.msg("desk-is-it-another", &[]), &lines)? {
                    0 => {
                        form.another = true;
                        return self.review(form);
                    }
                    at => at - 1,
                }
            }
            Err(Stop::Failed(error)) => {
                self.tell(error)?;
                self.ask.choose(&app.msg("desk-change-what", &[]), &change)?
            }
            Err(stop) => return Err(stop),
        };
        match fields.get(chosen) {
            Some(field) => {
                form.another = false;
                Ok(Some(*field))
            }
            None => {
                app.ui.text(&app.msg("desk-not-written", &[]))?;
                Ok(None)
            }
        }
    }

    fn offer_to_print(
        &mut self,
        trade: Trade,
        entry: EntryId,
        account: Option<AccountNo>,
    ) -> Result<(), Stop> {
        let app = self.app;
        let ids: &[&str] = match trade {
            Trade::Deposit => &["desk-print-nothing", "desk-passbook"],
            Trade::Redeem => &["desk-print-nothing", "desk-passbook", "desk-slip"],
        };
        let lines: Vec<String> = ids.iter().map(|id| app.messages.get(id, &[])).collect();
        let printed = match (self.ask.choose(&app.msg("desk-print-now", &[]), &lines), account) {
            (Ok(0), _) | (Ok(_), None) => Ok(()),
            (Ok(1), Some(account)) => self.passbook(account),
            (Ok(_), _) => self.slip(entry),
            (Err(stop), _) => Err(stop),
        };
        match printed {
            // It is written; that it is not printed undoes nothing.
            Err(Stop::Back) => Ok(()),
            printed => printed,
        }
    }

    /// What was done: the items that such a holder earns by today.
    fn rule(&mut self, account: AccountNo) -> Result<Item, Stop> {
        let app = self.app;
        let today = self.today()?;
        let (items, lines) = {
            let bank = Bank::open_to_read(app)?;
            let view = bank.ledger().view(self.branch, Wanted::Account(account), |state| {
                let kind = state.account(account)?.kind;
                let rules = state.rulebook_on(today)?.rulebook.rules().iter();
                let fits = rules.filter(|rule| {
                    rule.kind == RuleKind::Earn
                        && rule.in_force(today)
                        && rule.holders.contains(&kind)
                });
                Some(fits.cloned().collect::<Vec<_>>())
            });
            let rules = bank.ask(view)?;
            let rules =
                rules.ok_or_else(|| across::refused(app, &Refusal::NoRulebook { on: today }))?;
            let row = |rule: &ledger_core::rulebook::Rule| {
                let caps = rule.caps.iter().map(|cap| words::cap(&app.messages, cap));
                let caps: Vec<String> = caps.collect();
                let claimed = match rule.review.is_none() {
                    true => String::new(),
                    false => app.msg("desk-by-claim", &[]),
                };
                vec![
                    rule.code.to_string(),
                    rule.item.clone(),
                    points_per_unit(rule),
                    caps.join(&app.msg("comma", &[])),
                    claimed,
                ]
            };
            let lines = columns(&rules.iter().map(row).collect::<Vec<_>>());
            let item = |rule: ledger_core::rulebook::Rule| Item::Rule {
                code: rule.code,
                measure: Measure::of_unit(&rule.unit),
                needs_approver: rule.needs_approver(),
                evidence: rule.evidence,
            };
            (rules.into_iter().map(item).collect::<Vec<_>>(), lines)
        };
        if items.is_empty() {
            let facts = [("account", text(account))];
            let nothing = app.msg("desk-no-items", &facts);
            return Err(CliError::refused("nothing-to-earn", nothing).into());
        }
        let at = self.ask.choose(&app.msg("desk-which-item", &[]), &lines)?;
        Ok(items[at].clone())
    }

    /// What is had: the village's offers that are not withdrawn or paused.
    fn offer(&mut self) -> Result<Item, Stop> {
        let app = self.app;
        let (offers, lines) = {
            let bank = Bank::open_to_read(app)?;
            let offers = bank.ask(bank.ledger().view(self.branch, Wanted::Nothing, |state| {
                let listed = state.offers().iter();
                let listed = listed.filter(|(_, offer)| !offer.withdrawn && !offer.paused);
                listed.map(|(code, offer)| (*code, offer.clone())).collect::<Vec<_>>()
            }))?;
            let row = |(code, offer): &(OfferCode, ledger_core::state::Offer)| {
                let left = offer.stock.map(|left| app.msg("desk-left", &[("left", text(left))]));
                let price = price_of(app, offer.price, offer.currency);
                vec![code.to_string(), offer.title.clone(), price, left.unwrap_or_default()]
            };
            let lines = columns(&offers.iter().map(row).collect::<Vec<_>>());
            (offers, lines)
        };
        if offers.is_empty() {
            let nothing = app.msg("offer-none", &[]);
            return Err(CliError::refused("nothing-to-redeem", nothing).into());
        }
        let at = self.ask.choose(&app.msg("desk-which-offer", &[]), &lines)?;
        Ok(Item::Offer(offers[at].0))
    }

    /// Who agreed besides the clerk.
    fn approver(&mut self) -> Result<OperatorId, Stop> {
        let app = self.app;
        let (found, lines) = {
            let bank = Bank::open_to_read(app)?;
            let found = approvers(app, &bank)?;
            let row = |(who, role): &(OperatorId, Role)| {
                vec![who.to_string(), words::role(&app.messages, *role)]
            };
            let lines = columns(&found.iter().map(row).collect::<Vec<_>>());
            (found, lines)
        };
        if found.is_empty() {
            let nobody = app.msg("desk-no-approvers", &[]);
            return Err(CliError::refused("nobody-to-approve", nobody)
                .hint(app.msg("desk-no-approvers.hint", &[]))
                .into());
        }
        let at = self.ask.choose(&app.msg("desk-which-approver", &[]), &lines)?;
        Ok(found[at].0.clone())
    }
}

/// Who could agree to what is entered here.
fn approvers(app: &App, bank: &Bank<'_>) -> Result<Vec<(OperatorId, Role)>, CliError> {
    let (by, branch) = (bank.operator()?, bank.branch()?);
    debug_assert_eq!(app.args.branch, Some(branch));
    bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        let others = state
            .operators()
            .iter()
            .filter(|(who, of)| **who != by && !of.retired && of.role != Role::Auditor);
        others.map(|(who, of)| (who.clone(), of.role)).collect()
    }))
}

/// What was typed cannot be the value of what was asked: as the command line says it.
fn unreadable(
    app: &App,
    what: &str,
    typed: &str,
    why: &(dyn std::error::Error + 'static),
) -> CliError {
    let facts = [("arg", text(what)), ("value", text(typed))];
    CliError::misused("invalid-value", app.msg("misuse-value", &facts))
        .hints(words::reason(&app.messages, why))
}
