//! `certificate` (证明): what a volunteer did without pay, said for good and on paper.
//!
//! Issued when the volunteer asks for it, and not before what it will say was public for
//! seven days: on the village's [`crate::commands::board`], masked. The figures and
//! deeds on the paper are of the entries alone, and the same whenever it is printed. The
//! name and the end of the ID number are the vault's, shown in full to who may see them,
//! and the words are of the language; its receipt is there once a checkpoint is over it.

use std::ops::RangeInclusive;

use clap::{Args, Subcommand};
use ledger_core::certificate::{self, Certificate, End, Served};
use ledger_core::command::Command;
use ledger_core::day::{Day, Timestamp};
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, BranchCode, EntryId, OperatorId};
use ledger_core::ledger::Wanted;
use ledger_core::line::Entry;
use ledger_core::points::Amount;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::{Account, State};
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::attest::{self, Made, Whose};
use crate::commands::export::ListArgs;
use crate::commands::posting;
use crate::commands::receipt::Standing as Proof;
use crate::error::CliError;
use crate::holder;
use crate::i18n::{Lang, Messages, text};
use crate::list::{self, List, as_text};
use crate::page::{Block, Page, Table, numbers, words};
use crate::print::PrintArgs;
use crate::refusal::Context;
use crate::tell::{self, Facts};
use crate::words as told;

/// What showing a name on a certificate is called in the trace.
const ISSUE: &str = "certificate issue";

/// Publish and issue certificates of what volunteers did
#[derive(Debug, Subcommand)]
pub(crate) enum CertificateCommand {
    #[command(visible_alias = "公示")]
    Publish(PublishArgs),
    /// List the certificates that were asked for, and what became of them
    ///
    /// Example: `wenming certificate list`
    #[command(visible_alias = "列表")]
    List(ListArgs),
    #[command(visible_alias = "出具")]
    Issue(IssueArgs),
    #[command(visible_alias = "撤回")]
    Withdraw(WithdrawArgs),
}

/// Make public what a volunteer's certificate will say, once they ask for it
///
/// It counts the hours of deeds by the hour that were credited and not reversed. It stands
/// for seven days, or for as long as the rules of its deeds want a notice to, on the list
/// that `board` prints; objections are entered as to a claim, with `notice object`.
///
/// Example: `wenming certificate publish LC01-000004-3 --from 2026-01-01 --to 2026-06-30`
#[derive(Debug, Args)]
pub(crate) struct PublishArgs {
    /// The number of the volunteer's own account
    pub(crate) account: String,
    /// The first day of the deeds
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) from: Day,
    /// Their last day
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) to: Day,
}

/// Issue a certificate that has been public for its days, and print it
///
/// What was issued before is printed again with the same figures and deeds; nothing new is
/// entered. The holder's name stands on it in full where the operator's key opens, and masked else. The
/// code on it is the receipt of its entry, where a checkpoint is over it.
///
/// Example: `wenming certificate issue LC01:57 --out 证明.pdf`
#[derive(Debug, Args)]
pub(crate) struct IssueArgs {
    /// The certificate, as `LC01:57`
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) certificate: EntryId,
    /// Whom to ask about it, and how; the bank's counter unless said
    #[arg(long, value_name = "TEXT")]
    pub(crate) contact: Option<String>,
    /// Where to.
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// Withdraw a certificate that was not issued
///
/// Example: `wenming certificate withdraw LC01:57 --reason 本人不要了`
#[derive(Debug, Args)]
pub(crate) struct WithdrawArgs {
    /// The certificate, as `LC01:57`
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) certificate: EntryId,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

impl CertificateCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Publish(args) => publish(args, app),
            Self::List(args) => list(&args, app),
            Self::Issue(args) => issue(args, app),
            Self::Withdraw(args) => withdraw(args, app),
        }
    }
}

/// Where a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Standing {
    /// It is public, and can be issued from that day on.
    Public { issued_from: Day },
    /// An objection stops it; overdue once its last day has gone by.
    Objected { objection: EntryId, deadline: Day, overdue: bool },
    /// It can be issued.
    ToIssue,
    /// It was issued.
    Issued { entry: EntryId },
    /// It was withdrawn, or an objection to it was right.
    Withdrawn { entry: EntryId },
}

impl Standing {
    /// Where it stands on a day.
    pub(crate) fn of(asked: &Certificate, branch: BranchCode, today: Day) -> Self {
        let id = |seq| EntryId { branch, seq };
        match (asked.end, asked.objection) {
            (Some(End::Issued(seq)), _) => Self::Issued { entry: id(seq) },
            (Some(End::Withdrawn(seq)), _) => Self::Withdrawn { entry: id(seq) },
            (None, Some(raised)) => {
                let (deadline, overdue) = (raised.deadline, raised.deadline < today);
                Self::Objected { objection: id(raised.seq), deadline, overdue }
            }
            (None, None) if today > asked.until => Self::ToIssue,
            (None, None) => Self::Public { issued_from: asked.issued_from() },
        }
    }

    /// In words.
    pub(crate) fn words(&self, app: &App) -> String {
        match self {
            Self::Public { issued_from } => {
                app.msg("certificate-public", &[("from", text(issued_from))])
            }
            Self::Objected { objection, deadline, overdue } => {
                let facts = [("objection", text(objection)), ("deadline", text(deadline))];
                app.msg(if *overdue { "claim-overdue" } else { "claim-objected" }, &facts)
            }
            Self::ToIssue => app.msg("certificate-to-issue", &[]),
            Self::Issued { entry } => app.msg("certificate-is-issued", &[("entry", text(entry))]),
            Self::Withdrawn { entry } => {
                app.msg("certificate-is-withdrawn", &[("entry", text(entry))])
            }
        }
    }
}

fn publish(args: PublishArgs, app: &App) -> Result<(), CliError> {
    let PublishArgs { account: named, from, to } = args;
    let bank = Bank::open(app)?;
    let account = bank.resolve(&named)?;
    let branch = account.branch();
    let command = Command::PublishCertificate { account, from, to };
    let context = Context { day: Some("--to"), ..Context::account(named) };
    let done = bank.submit(branch, command, None, &context)?;
    let Event::CertificatePublished { minutes, deeds, until, .. } = done.event else {
        return Err(CliError::internal("no-answer", "the ledger gave another answer"));
    };
    let answer = json!({ "certificate": done.entry, "event": done.event });
    let shown = posting::shown(&bank, account)?;
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("certificate-span", &[]), told::from_to(&app.messages, from, to))
            .row(app.msg("certificate-hours", &[]), told::served(&app.messages, minutes))
            .row(app.msg("certificate-deeds", &[]), deeds)
            .row(app.msg("notice-until", &[]), until);
        let what = [("certificate", text(done.entry)), ("account", text(shown))];
        tell::done(app, &app.msg("certificate-published", &what), &facts)
    })?;
    let today = bank.now().day(bank.offset(branch)?);
    let month = format!("{:04}-{:02}", today.year(), today.month());
    let facts = [
        ("wenming", text(tell::wenming(app))),
        ("in", text(tell::in_branch(bank.named(branch)))),
        ("month", text(month)),
        ("certificate", text(done.entry)),
        ("from", text(until.plus_days(1))),
    ];
    tell::next(
        app,
        [app.msg("next-certificate-board", &facts[..3]), app.msg("next-certificate-issue", &facts)],
    );
    Ok(())
}

/// A certificate as the list shows it.
#[derive(Serialize)]
struct Listed {
    certificate: EntryId,
    account: AccountNo,
    /// Masked.
    name: Option<String>,
    from: Day,
    to: Day,
    minutes: Amount,
    deeds: u32,
    until: Day,
    #[serde(flatten)]
    standing: Standing,
}

fn list(args: &ListArgs, app: &App) -> Result<(), CliError> {
    args.check(app)?;
    let bank = Bank::open_to_read(app)?;
    let branch = across::village(app, &bank)?;
    let (now, holders) = (bank.now(), bank.holders(branch));
    let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
        let today = now.day(state.offset());
        let listed = |(account, asked): (AccountNo, &Certificate)| Listed {
            certificate: EntryId { branch, seq: asked.seq },
            account,
            name: holder::shown(holders.get(&account), HolderKind::Person, false).name,
            from: asked.says.from,
            to: asked.says.to,
            minutes: asked.says.minutes,
            deeds: asked.says.deeds,
            until: asked.until,
            standing: Standing::of(asked, branch, today),
        };
        all(state).into_iter().map(listed).collect::<Vec<Listed>>()
    });
    let listed = bank.ask(view)?;
    let answer = json!({ "branch": branch, "certificates": listed });
    let list = certificates(app, &listed);
    args.answer(
        app,
        &answer,
        || list.to_sheet(app, branch),
        || match listed.is_empty() {
            true => app.msg("certificate-none", &[]),
            false => list.to_text(),
        },
    )
}

/// Every certificate of a branch, in the order of publishing, with its account.
pub(crate) fn all<'s>(state: &'s State) -> Vec<(AccountNo, &'s Certificate)> {
    let accounts = state.accounts().into_iter();
    let of_one =
        |(no, account): (AccountNo, &'s Account)| account.certificates.iter().map(move |c| (no, c));
    let mut all: Vec<(AccountNo, &Certificate)> = accounts.flat_map(of_one).collect();
    all.sort_unstable_by_key(|(_, asked)| asked.seq);
    all
}

fn certificates(app: &App, listed: &[Listed]) -> List {
    let mut list = List::new([
        list::words(app.msg("heading-certificate", &[])),
        list::words(app.msg("heading-account", &[])),
        list::words(app.msg("heading-name", &[])),
        list::words(app.msg("certificate-span", &[])),
        list::words(app.msg("certificate-hours", &[])),
        list::numbers(app.msg("certificate-deeds", &[])),
        list::words(app.msg("notice-until", &[])),
        list::words(app.msg("heading-state", &[])),
    ]);
    for line in listed {
        list.row([
            as_text(line.certificate),
            as_text(line.account),
            line.name.clone().unwrap_or_default().into(),
            told::from_to(&app.messages, line.from, line.to).into(),
            told::served(&app.messages, line.minutes).into(),
            list::count(line.deeds as usize),
            line.until.into(),
            line.standing.words(app).into(),
        ]);
    }
    list
}

/// The account of a certificate, and the entry that published it: of the entry that was
/// named, which may be the one that issued it.
fn asked(app: &App, bank: &Bank<'_>, named: EntryId) -> Result<(EntryId, AccountNo), CliError> {
    let branch = named.branch;
    let entry = match bank.branches()?.contains(&branch) {
        true => bank.ask(bank.ledger().entry(named))?,
        false => None,
    };
    match entry.map(|entry| entry.event) {
        Some(Event::CertificatePublished { account, .. }) => Ok((named, account)),
        Some(Event::CertificateIssued { certificate, account, .. }) => Ok((certificate, account)),
        Some(_) => {
            let wenming = tell::in_branch(bank.named(branch));
            let facts = [("certificate", text(named)), ("in", text(wenming))];
            let message = app.msg("not-a-certificate", &facts[..1]);
            Err(CliError::refused("not-a-certificate", message)
                .hint(app.msg("not-a-certificate.hint", &facts)))
        }
        None => Err(across::refused(app, &Refusal::UnknownEntry { entry: named })),
    }
}

/// How a certificate ended, if it did.
fn end(bank: &Bank<'_>, certificate: EntryId, account: AccountNo) -> Result<Option<End>, CliError> {
    let found = bank.ask(bank.ledger().account(account))?;
    Ok(found.and_then(|found| found.certificate(certificate.seq)?.end))
}

fn issue(args: IssueArgs, app: &App) -> Result<(), CliError> {
    let IssueArgs { certificate: named, contact, print } = args;
    print.check(app)?;
    let bank = Bank::open_to_read(app)?;
    let (certificate, account) = asked(app, &bank, named)?;
    if let Some(End::Issued(seq)) = end(&bank, certificate, account)? {
        let issued = EntryId { branch: certificate.branch, seq };
        return again(app, &bank, issued, contact.as_deref(), &print);
    }
    drop(bank);
    print.check_to_enter(app)?;
    let bank = Bank::open(app)?;
    let branch = certificate.branch;
    let village = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        state.charter().map(|charter| charter.name.clone()).unwrap_or_default()
    }))?;
    // It stands in the journal: in the bank's own words, whatever the clerk's screen speaks.
    let counter = || {
        let bank_says = Messages::new(Lang::Zh);
        bank_says.msg("board-counter", &[("village", text(&village))])
    };
    let contact = contact.unwrap_or_else(counter);
    let mut words = vec![contact.clone()];
    let held = bank.ask(bank.ledger().account(account))?;
    if let Some(asked) = held.as_ref().and_then(|held| held.certificate(certificate.seq)) {
        let entries = bank.ask(bank.ledger().statement(account, usize::MAX))?;
        let (from, to) = (asked.says.from, asked.says.to);
        let view = bank
            .ledger()
            .view(branch, Wanted::Nothing, |state| with_items(state, account, from..=to, &entries));
        words.extend(bank.ask(view)?.into_iter().map(|(_, item)| item));
    }
    attest::check(app, &bank, (account, HolderKind::Person), ISSUE, &words)?;
    let command = Command::IssueCertificate { certificate, account, contact };
    let done = bank.submit(branch, command, None, &Context::default())?;
    give(app, &bank, done.entry, &print, false).map_err(|error| {
        let facts = [("entry", text(done.entry))];
        attest::entered(error, app.msg("certificate-entered", &facts))
    })
}

/// The deeds of a span that count, each with what its rule calls it.
fn with_items(
    state: &State,
    account: AccountNo,
    span: RangeInclusive<Day>,
    entries: &[Entry],
) -> Vec<(Served, String)> {
    let named = |served: Served| {
        let rule = state.rule_of(&served.deed);
        let item = rule.map_or_else(|| served.deed.rule.to_string(), |rule| rule.item.clone());
        (served, item)
    };
    certificate::served(state, account, span, entries).into_iter().map(named).collect()
}

/// Prints what was issued before.
fn again(
    app: &App,
    bank: &Bank<'_>,
    issued: EntryId,
    contact: Option<&str>,
    print: &PrintArgs,
) -> Result<(), CliError> {
    let kept = Paper::of(bank, issued)?;
    if contact.is_some_and(|contact| contact != kept.contact) {
        let facts = [("entry", text(issued)), ("contact", text(&kept.contact))];
        let message = app.msg("certificate-contact", &facts);
        return Err(CliError::refused("certificate-contact", message)
            .hint(app.msg("certificate-contact.hint", &[])));
    }
    give(app, bank, issued, print, true)
}

/// Writes the paper of a certificate that is issued.
fn give(
    app: &App,
    bank: &Bank<'_>,
    issued: EntryId,
    print: &PrintArgs,
    repeated: bool,
) -> Result<(), CliError> {
    let paper = Paper::of(bank, issued)?;
    let (page, proof) = paper.page(app, bank)?;
    let (entry, account) = (paper.entry, paper.account);
    let made = Made { paper: "certificate", entry, account, page, proof };
    let answer = json!({
        "certificate": paper.certificate, "account": account, "minutes": paper.minutes,
        "deeds": paper.served.len(), "repeated": repeated,
    });
    let facts = Facts::new()
        .row(app.msg("certificate-span", &[]), told::from_to(&app.messages, paper.from, paper.to))
        .row(app.msg("certificate-hours", &[]), told::served(&app.messages, paper.minutes));
    let what = |what: &[_]| match repeated {
        true => app.msg("certificate-again", what),
        false => app.msg("certificate-issued", what),
    };
    made.give(app, bank, print, answer, what, &facts)
}

/// All that stands on the paper.
struct Paper {
    certificate: EntryId,
    entry: EntryId,
    account: AccountNo,
    by: OperatorId,
    at: Timestamp,
    from: Day,
    to: Day,
    minutes: Amount,
    contact: String,
    /// From which to which day it was public, and the day it was issued.
    public: (Day, Day),
    issued_on: Day,
    issuer: String,
    village: String,
    /// Each deed with what its rule calls it.
    served: Vec<(Served, String)>,
}

impl Paper {
    /// Of the entry that issued it.
    fn of(bank: &Bank<'_>, issued: EntryId) -> Result<Self, CliError> {
        let other = || CliError::internal("certificate", format!("{issued} issued none"));
        let entry = bank.ask(bank.ledger().entry(issued))?.ok_or_else(other)?;
        let Event::CertificateIssued { certificate, account, from, to, minutes, contact, .. } =
            entry.event
        else {
            return Err(other());
        };
        let published = bank.ask(bank.ledger().entry(certificate))?.ok_or_else(other)?;
        let Event::CertificatePublished { until, .. } = published.event else {
            return Err(other());
        };
        // As of its own entry: what was reversed since was not then.
        let mut entries = bank.ask(bank.ledger().statement(account, usize::MAX))?;
        entries.retain(|before| before.seq < issued.seq);
        let view = bank.ledger().view(issued.branch, Wanted::Nothing, |state| {
            let served = with_items(state, account, from..=to, &entries);
            let village = state.charter().map(|charter| charter.name.clone());
            (served, village.unwrap_or_default(), state.offset())
        });
        let (served, village, offset) = bank.ask(view)?;
        Ok(Self {
            certificate,
            entry: issued,
            account,
            by: entry.by,
            at: entry.at,
            from,
            to,
            minutes,
            contact,
            public: (published.at.day(offset), until),
            issued_on: entry.at.day(offset),
            issuer: attest::issuer(bank, issued.branch)?,
            village,
            served,
        })
    }

    /// The page, and how far its entry is proved.
    fn page(&self, app: &App, bank: &Bank<'_>) -> Result<(Page, Proof), CliError> {
        let label = |id: &'static str| app.msg(id, &[]);
        let whose = (self.account, HolderKind::Person);
        let whose = Whose::shown(app, bank, whose, ISSUE)?;
        let of = (self.village.as_str(), self.issuer.as_str());
        let title = label("certificate-title");
        let mut page = attest::page(app, (self.entry, self.at), title, of);
        let hours = told::served(&app.messages, self.minutes);
        let facts = [
            ("name", text(&whose.name)),
            ("from", text(self.from)),
            ("to", text(self.to)),
            ("hours", text(&hours)),
            ("deeds", crate::i18n::count(self.served.len())),
        ];
        page.blocks.push(Block::Text(app.msg("certificate-says", &facts)));
        let number = (label("certificate-number"), self.entry);
        let mut about = whose.facts(app, number, label("certificate-holder"));
        about.extend([
            (label("certificate-span"), told::from_to(&app.messages, self.from, self.to)),
            (label("certificate-hours"), hours.clone()),
        ]);
        page.blocks.push(Block::Facts(about));
        let row = |(served, item): &(Served, String)| {
            let deed = &served.deed;
            let hours = told::served(&app.messages, deed.qty.as_minutes());
            vec![deed.on.to_string(), item.clone(), hours]
        };
        page.blocks.push(Block::Table(Table {
            columns: vec![
                words(label("heading-day")),
                words(label("certificate-contents")),
                numbers(label("certificate-time")),
            ],
            rows: self.served.iter().map(row).collect(),
            total: Some(vec![label("board-total"), String::new(), hours]),
        }));
        page.blocks.push(Block::Facts(vec![
            (label("certificate-issuer"), self.issuer.clone()),
            (label("certificate-by"), self.by.to_string()),
            (label("certificate-contact-label"), self.contact.clone()),
            (
                label("certificate-was-public"),
                told::from_to(&app.messages, self.public.0, self.public.1),
            ),
            (label("certificate-on"), self.issued_on.to_string()),
        ]));
        page.blocks.push(Block::Sign(vec![
            label("certificate-seal"),
            label("certificate-head"),
            label("certificate-by"),
        ]));
        let (block, proof) = attest::proof(app, bank, self.entry, label("certificate-check"))?;
        page.blocks.push(block);
        Ok((page, proof))
    }
}

fn withdraw(args: WithdrawArgs, app: &App) -> Result<(), CliError> {
    let WithdrawArgs { certificate: named, reason } = args;
    let bank = Bank::open(app)?;
    let (certificate, account) = asked(app, &bank, named)?;
    let command = Command::WithdrawCertificate { certificate, account, reason: reason.clone() };
    let done = bank.submit(certificate.branch, command, None, &Context::default())?;
    let answer = json!({ "certificate": certificate, "account": account, "entry": done.entry,
        "reason": reason });
    let shown = posting::shown(&bank, account)?;
    app.ui.answer(&answer, || {
        let facts = Facts::new().row(app.msg("reason", &[]), &reason);
        let what = [
            ("certificate", text(certificate)),
            ("account", text(shown)),
            ("entry", text(done.entry)),
        ];
        tell::done(app, &app.msg("certificate-withdrawn", &what), &facts)
    })
}
