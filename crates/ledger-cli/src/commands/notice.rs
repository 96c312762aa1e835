//! `notice` (公示): claims hung out for everybody to see, and what is said against them.

use std::collections::BTreeMap;

use clap::{ArgGroup, Args, Subcommand};
use ledger_core::claim::Notice;
use ledger_core::command::{Command, Resolution};
use ledger_core::day::Day;
use ledger_core::decide::closing;
use ledger_core::event::{Deed, Event};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, HouseholdNo};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::{Amount, Qty};
use ledger_core::refusal::Refusal;
use ledger_core::state::State;
use serde::Serialize;
use serde_json::json;
use time::Duration;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::claims::{self, Standing};
use crate::cli::values;
use crate::commands::export::ListArgs;
use crate::commands::{certificate, posting};
use crate::error::CliError;
use crate::holder;
use crate::i18n::{count, text};
use crate::leak;
use crate::list::{self, List, as_text};
use crate::page::{self, Block};
use crate::print::{self, Said, WallArgs};
use crate::refusal::{Context, in_branch};
use crate::tell::{self, Facts};
use crate::ui::Tone;
use crate::words;

/// An objection is to be resolved within so many days, unless it is said.
const DEADLINE_DAYS: u32 = 7;

/// Hang claims out for all to see, and resolve objections
#[derive(Debug, Subcommand)]
pub(crate) enum NoticeCommand {
    #[command(visible_alias = "张贴")]
    Open(OpenArgs),
    #[command(visible_alias = "异议")]
    Object(ObjectArgs),
    #[command(visible_alias = "处理")]
    Resolve(ResolveArgs),
    #[command(visible_alias = "结束")]
    Close(CloseArgs),
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
    /// List the notices that are not closed
    ///
    /// Example: `wenming notice list`
    #[command(visible_alias = "列表")]
    List(ListArgs),
}

/// Open a notice with every reviewed claim for deeds of a period
///
/// It stands as many days as the strictest of its rules asks, unless more are
/// said. What is reviewed later waits for the next notice.
///
/// Example: `wenming notice open --from 2026-03-01 --to 2026-03-31`
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// The first day of the deeds; whatever waits unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) from: Option<Day>,
    /// Their last day; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) to: Option<Day>,
    /// How many days it stands
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,
}

/// Enter an objection to a line of a notice; the line then waits
///
/// Who objects is not written down, only what is said. A volunteer's certificate that is
/// public is objected to in the same way.
///
/// Example: `wenming notice object LC01:41 --reason 当天没有见到他`
#[derive(Debug, Args)]
pub(crate) struct ObjectArgs {
    /// The claim, as `LC01:41`
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) claim: EntryId,
    /// What is said against it
    #[arg(long)]
    pub(crate) reason: String,
    /// The day by which it is to be resolved; in a week unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) deadline: Option<Day>,
}

/// Say how an objection ends
///
/// A manager does it who neither filed nor reviewed the claim, nor is of the
/// claimant's household. A correction may only lower the quantity; what is more
/// is claimed anew, so that it hangs on the wall as well.
///
/// Example: `wenming --as wang notice resolve LC01:41 --correct 1 --reason 签到表上是1次`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("outcome").required(true).multiple(false))]
pub(crate) struct ResolveArgs {
    /// The claim, as `LC01:41`
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) claim: EntryId,
    /// The objection is right: the claim is struck
    #[arg(long, group = "outcome")]
    pub(crate) uphold: bool,
    /// So much was done, less than was claimed
    #[arg(long, value_name = "QTY", group = "outcome", value_parser = values::corrected)]
    pub(crate) correct: Option<Qty>,
    /// The objection is not right: the claim goes on
    #[arg(long, group = "outcome")]
    pub(crate) dismiss: bool,
    /// Who objected takes it back: the claim goes on
    #[arg(long, group = "outcome")]
    pub(crate) withdraw: bool,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Close notices that have stood their time: pay their lines, all in one commit
///
/// Lines with an open objection wait; they are paid once it is resolved. `day
/// close` does the same for all villages.
///
/// Example: `wenming notice close LC01:57`
#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    /// The notice, as `LC01:57`; every one that has stood its time unless said
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) notice: Option<EntryId>,
}

/// Print a notice as it hangs on the wall
///
/// Names are masked, and of an account without a household number only the end
/// of its number is shown; of who is under 14 neither. With `--out` it is a page to
/// hang up, or a sheet; nothing is written that would show a name, a phone or an ID
/// number.
///
/// Example: `wenming notice show LC01:57 --out notice.pdf`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The notice, as `LC01:57`; the only one that is open unless said
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) notice: Option<EntryId>,
    /// Who takes objections, and where; the bank's counter unless said
    #[arg(long, value_name = "TEXT", requires = "out")]
    pub(crate) contact: Option<String>,
    /// Where to.
    #[command(flatten)]
    pub(crate) wall: WallArgs,
}

impl NoticeCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Open(args) => open(args, app),
            Self::Object(args) => object(args, app),
            Self::Resolve(args) => resolve(args, app),
            Self::Close(args) => close(args, app),
            Self::Show(args) => show(args, app),
            Self::List(args) => list(&args, app),
        }
    }
}

/// So many days later; the last day there is, where there are not so many.
fn later(day: Day, days: u32) -> Day {
    let date = day.date().checked_add(Duration::days(i64::from(days)));
    date.and_then(Day::new).unwrap_or(day)
}

fn open(args: OpenArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let now = bank.now();
    let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
        let today = now.day(state.offset());
        let to = args.to.unwrap_or(today);
        let accounts = state.accounts();
        let waiting = accounts.iter().flat_map(|(_, held)| &held.claims);
        let waiting = waiting.filter(|claim| claim.waits_for_notice() && claim.deed.on <= to);
        let first = waiting.clone().map(|claim| claim.deed.on).min();
        let from = args.from.or(first).unwrap_or(to);
        let of_period = waiting.filter(|claim| claim.deed.on >= from);
        let days = of_period.map(|claim| claim.review.notice_days).max();
        (from, to, later(today, args.days.or(days).unwrap_or_default()))
    });
    let (from, to, until) = bank.ask(view)?;
    let command = Command::OpenNotice { from, to, until };
    let context = Context { day: Some("--to"), ..Context::default() };
    let done = bank.submit(branch, command, None, &context).map_err(|error| {
        // Nobody who gave no days asked about any.
        let unsaid = args.from.is_none() && args.to.is_none();
        match unsaid && error.code == "nothing-for-notice" {
            true => CliError { message: app.msg("notice-nothing-waits", &[]), ..error },
            false => error,
        }
    })?;
    let Event::NoticeOpened { claims, .. } = &done.event else {
        return Err(CliError::internal("no-answer", "the ledger gave another answer"));
    };
    let answer = json!({ "notice": done.entry, "event": done.event, "lines": claims.len() });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("notice-period", &[]), words::from_to(&app.messages, from, to))
            .row(app.msg("notice-until", &[]), until)
            .row(app.msg("notice-lines", &[]), claims.len());
        tell::done(app, &app.msg("notice-opened", &[("notice", text(done.entry))]), &facts)
    })?;
    let facts = [("wenming", text(tell::wenming(app))), ("notice", text(done.entry))];
    tell::next(app, [app.msg("next-notice-show", &facts)]);
    Ok(())
}

fn object(args: ObjectArgs, app: &App) -> Result<(), CliError> {
    let ObjectArgs { claim, reason, deadline } = args;
    let bank = Bank::open(app)?;
    let (account, is_certificate) = claims::objected_to(app, &bank, claim)?;
    let today = bank.now().day(bank.offset(claim.branch)?);
    let deadline = deadline.unwrap_or_else(|| later(today, DEADLINE_DAYS));
    let command = Command::RaiseObjection { claim, account, reason: reason.clone(), deadline };
    let context = Context { day: Some("--deadline"), ..Context::default() };
    let done = bank.submit(claim.branch, command, None, &context)?;
    let answer = json!({ "claim": claim, "account": account, "objection": done.entry,
        "reason": reason, "deadline": deadline });
    let shown = posting::shown(&bank, account)?;
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("reason", &[]), &reason)
            .row(app.msg("notice-deadline", &[]), deadline);
        let what = [("claim", text(claim)), ("account", text(shown)), ("entry", text(done.entry))];
        let what = match is_certificate {
            true => app.msg("certificate-objected", &what),
            false => app.msg("notice-objected", &what),
        };
        tell::done(app, &what, &facts)
    })?;
    let facts = [("wenming", text(tell::wenming_as(app, None))), ("claim", text(claim))];
    let next = match is_certificate {
        // Its hours are not corrected.
        true => app.msg("next-certificate-resolve", &facts),
        false => app.msg("next-notice-resolve", &facts),
    };
    tell::next(app, [next]);
    Ok(())
}

fn resolve(args: ResolveArgs, app: &App) -> Result<(), CliError> {
    let ResolveArgs { claim, uphold, correct, dismiss, withdraw: _, reason } = args;
    let resolution = match correct {
        Some(qty) => Resolution::Corrected(qty),
        None if uphold => Resolution::Upheld,
        None if dismiss => Resolution::Dismissed,
        None => Resolution::Withdrawn,
    };
    let bank = Bank::open(app)?;
    let (account, is_certificate) = claims::objected_to(app, &bank, claim)?;
    let command = Command::ResolveObjection { claim, account, resolution, reason: reason.clone() };
    let done = bank.submit(claim.branch, command, None, &Context::of_managers())?;
    let today = bank.now().day(bank.offset(claim.branch)?);
    if is_certificate {
        let found = bank.ask(bank.ledger().account(account))?;
        let asked = found.as_ref().and_then(|found| found.certificate(claim.seq));
        let standing = asked.map(|asked| certificate::Standing::of(asked, claim.branch, today));
        let answer = json!({ "certificate": claim, "account": account, "entry": done.entry,
            "event": done.event, "standing": standing });
        let shown = posting::shown(&bank, account)?;
        return app.ui.answer(&answer, || {
            let facts = Facts::new()
                .row(app.msg("notice-outcome", &[]), claims::said(app, &done.event))
                .some(app.msg("heading-state", &[]), standing.map(|standing| standing.words(app)));
            let what =
                [("claim", text(claim)), ("account", text(shown)), ("entry", text(done.entry))];
            tell::done(app, &app.msg("certificate-resolved", &what), &facts)
        });
    }
    let standing = match claims::open(&bank, claim, account, today)? {
        Some((_, standing)) => standing,
        None => Standing::Struck { entry: done.entry },
    };
    let answer = json!({ "claim": claim, "account": account, "entry": done.entry,
        "event": done.event, "standing": standing });
    let shown = posting::shown(&bank, account)?;
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("notice-outcome", &[]), claims::said(app, &done.event))
            .row(app.msg("heading-state", &[]), standing.words(app));
        let what = [("claim", text(claim)), ("account", text(shown)), ("entry", text(done.entry))];
        tell::done(app, &app.msg("notice-resolved", &what), &facts)
    })?;
    if standing == Standing::ToPay {
        let facts = [("wenming", text(tell::wenming(app)))];
        tell::next(app, [app.msg("next-day-close", &facts)]);
    }
    Ok(())
}

/// A notice that was closed.
#[derive(Serialize)]
struct Closed {
    notice: EntryId,
    entry: EntryId,
    posted: u32,
    waiting: Vec<EntryId>,
}

/// A claim that was paid.
#[derive(Serialize)]
struct Paid {
    claim: EntryId,
    entry: EntryId,
    account: AccountNo,
    points: Amount,
    currency: CurrencyCode,
}

fn close(args: CloseArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = match args.notice {
        Some(notice) => notice.branch,
        None => across::village(app, &bank)?,
    };
    let now = bank.now();
    let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
        let today = now.day(state.offset());
        let notices = state.trade().notices.iter();
        let stood = notices.filter(|(_, notice)| notice.until < today);
        let stood = stood.map(|(&seq, _)| EntryId { branch, seq });
        let meant: Vec<EntryId> = args.notice.map_or_else(|| stood.collect(), |one| vec![one]);
        closing(state, &meant, today)
    });
    let mut requests = Vec::new();
    for command in bank.ask(view)? {
        let request = match &command {
            Command::PostClaim { claim, .. } => claims::request("paid", *claim)?,
            Command::CloseNotice { notice } => claims::request("closed", *notice)?,
            _ => bank.new_request()?,
        };
        requests.push((request, command));
    }
    let done = match requests.is_empty() {
        true => Vec::new(),
        false => bank.submit_all(branch, &bank.key()?, &requests, &Context::default())?,
    };
    told(app, &bank, branch, &done)
}

/// What was paid and closed.
fn told(app: &App, bank: &Bank<'_>, branch: BranchCode, done: &[Done]) -> Result<(), CliError> {
    let id = |seq: &u64| EntryId { branch, seq: *seq };
    let (mut closed, mut paid, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    let mut sums: BTreeMap<CurrencyCode, Amount> = BTreeMap::new();
    for Done { entry, event, .. } in done {
        match event {
            Event::Deposited(Deed { account, points, currency, claim: Some(claim), .. }) => {
                let (account, currency, points) = (*account, *currency, points.amount());
                let sum = sums.entry(currency).or_default();
                *sum = sum.checked_add(points).unwrap_or(*sum);
                paid.push(Paid { claim: *claim, entry: *entry, account, points, currency });
            }
            Event::NoticeClosed { notice, posted, waiting } => {
                let waiting: Vec<EntryId> = waiting.iter().map(id).collect();
                let facts = [
                    ("notice", text(notice)),
                    ("posted", count(*posted as usize)),
                    ("waiting", count(waiting.len())),
                    ("entry", text(entry)),
                ];
                lines.push(app.msg("notice-closed", &facts));
                for claim in &waiting {
                    lines.push(waits(app, bank, *claim)?);
                }
                let (notice, entry, posted) = (*notice, *entry, *posted);
                closed.push(Closed { notice, entry, posted, waiting });
            }
            _ => {}
        }
    }
    for (currency, sum) in sums {
        let name = posting::currency_name(bank, branch, currency)?;
        let facts = [("points", text(sum)), ("currency", text(name))];
        lines.push(app.msg("notice-paid-sum", &facts));
    }
    if lines.is_empty() {
        lines.push(app.msg("notice-none-due", &[]));
    }
    app.ui.answer(&json!({ "closed": closed, "paid": paid }), || lines.join("\n"))
}

/// A line that was not paid, and why.
fn waits(app: &App, bank: &Bank<'_>, claim: EntryId) -> Result<String, CliError> {
    let (_, deed) = claims::filed(app, bank, claim)?;
    let today = bank.now().day(bank.offset(claim.branch)?);
    let open = claims::open(bank, claim, deed.account, today)?;
    let state = open.map(|(_, standing)| match standing {
        // Only the pool that gets a part of it can keep a ripe line back.
        Standing::ToPay => app.msg("remark-frozen", &[]),
        other => other.words(app),
    });
    let facts = [
        ("claim", text(claim)),
        ("account", text(posting::shown(bank, deed.account)?)),
        ("state", text(state.unwrap_or_default())),
    ];
    Ok(app.msg("notice-waits", &facts))
}

/// A line as it hangs on the wall.
#[derive(Serialize)]
struct Line {
    claim: EntryId,
    household: Option<HouseholdNo>,
    /// The end of the account's number, where it has no household number.
    account: Option<String>,
    /// Masked.
    name: Option<String>,
    item: String,
    qty: Qty,
    on: Day,
    points: Amount,
    currency: CurrencyCode,
    #[serde(flatten)]
    standing: Option<Standing>,
    /// Of who is under 14, or may be, nothing is shown but what was done.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unnamed: bool,
}

/// The end of an account's number: enough for its holder to find it, not enough to use it.
fn end_of(account: AccountNo) -> String {
    let number = account.to_string();
    let kept: Vec<char> = number.chars().rev().take(6).collect();
    format!("*{}", kept.into_iter().rev().collect::<String>())
}

fn show(args: ShowArgs, app: &App) -> Result<(), CliError> {
    let (print, file) = args.wall.split(app)?;
    if print.is_none() && args.contact.is_some() {
        let message = app.msg("notice-contact-sheet", &[]);
        return Err(CliError::misused("notice-contact-sheet", message)
            .hint(app.msg("notice-contact-sheet.hint", &[])));
    }
    let bank = Bank::open_to_read(app)?;
    let notice = match args.notice {
        Some(notice) => notice,
        None => only_one(app, &bank)?,
    };
    let found = bank.ask(bank.ledger().entry(notice))?;
    let opened = found.map(|entry| (entry.at, entry.event));
    let Some((at, Event::NoticeOpened { from, to, until, claims })) = opened else {
        let refusal = Refusal::UnknownNotice { notice };
        return Err(bank.refused(notice.branch, &refusal, &Context::default()));
    };
    let branch = notice.branch;
    let (name, opened_on) = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        let name = state.charter().map(|charter| charter.name.clone()).unwrap_or_default();
        (name, at.day(state.offset()))
    }))?;
    let lines = lines(app, &bank, branch, &claims)?;
    let answer = json!({ "notice": notice, "branch": branch, "name": name, "from": from, "to": to,
        "opened_on": opened_on, "until": until, "lines": lines });
    let mut sums: BTreeMap<CurrencyCode, Amount> = BTreeMap::new();
    // What is not paid is neither counted nor summed, only said.
    let gone = |line: &&Line| {
        matches!(line.standing, Some(Standing::Struck { .. } | Standing::Rejected { .. }))
    };
    let struck = lines.iter().filter(gone).count();
    for line in lines.iter().filter(|line| !gone(line)) {
        let sum = sums.entry(line.currency).or_default();
        *sum = sum.checked_add(line.points).unwrap_or(*sum);
    }
    let mut summed = Vec::new();
    for (currency, sum) in sums {
        let name = posting::currency_name(&bank, branch, currency)?;
        summed.push(format!("{sum} {name}"));
    }
    let facts = [
        ("name", text(&name)),
        ("notice", text(notice)),
        ("from", text(from)),
        ("to", text(to)),
        ("opened", text(opened_on)),
        ("until", text(until)),
        ("count", count(lines.len() - struck)),
        ("struck", count(struck)),
        ("sums", text(summed.join(&app.msg("comma", &[])))),
    ];
    let said = Said::new(app);
    let whose = (&bank, &[branch][..]);
    if let Some(print) = &print {
        let today = bank.now().day(bank.offset(branch)?);
        let title = said.msg("notice-title", &[]);
        let mut page = print::page(app, bank.now(), title);
        page.title = format!("{} {name} {notice}", page.title);
        page.foot = said.msg("page-foot", &[("branch", text(&name)), ("on", text(today))]);
        page.numbered = said.msg("page-numbered", &[]);
        page.blocks.push(Block::Under(format!("{name} · {notice}")));
        page.blocks.push(Block::Under(said.msg("notice-of", &facts[2..6])));
        page.blocks.push(Block::Table(on_paper(&said, &lines)));
        page.blocks.push(Block::Text(said.msg("notice-sum", &facts[6..])));
        page.blocks.push(Block::Heading(said.msg("board-objection", &[])));
        let counter = [("village", text(&name))];
        let to = args.contact.unwrap_or_else(|| said.msg("board-counter", &counter));
        let by = [("until", text(until))];
        page.blocks.push(Block::Facts(vec![
            (said.msg("board-object-to", &[]), to),
            (said.msg("board-object-until", &[]), said.msg("notice-by", &by)),
        ]));
        page.blocks.push(Block::Text(said.msg("notice-object-how", &[])));
        page.blocks.push(Block::Small(said.msg("notice-masked", &[])));
        page.blocks.extend(print::unnamed(&said, &bank, &[branch]));
        let known = said.and_names(&bank, &[branch])?;
        return print.give_public(app, whose, &page, known);
    }
    let sheet = listed(&said, &lines).to_sheet(app, branch);
    if let Some(out) = &args.wall.out {
        // What is printed from it hangs on the wall as well.
        let texts: Vec<String> = sheet.rows.iter().flatten().map(ToString::to_string).collect();
        let known = said.and_names(&bank, &[branch])?;
        print::look(app, whose, texts.iter().map(String::as_str), known, out)?;
    }
    file.answer(
        app,
        &answer,
        || sheet,
        || {
            let heading = app.ui.paint(Tone::Strong, &app.msg("notice-heading", &facts));
            let table = listed(&Said::new(app), &lines).to_text();
            let (of, foot) = (app.msg("notice-of", &facts), app.msg("notice-foot", &facts));
            let sum = app.msg("notice-sum", &facts);
            format!("{heading}\n{of}\n\n{table}\n{sum}\n\n{foot}\n")
        },
    )
}

/// The one notice that is open.
fn only_one(app: &App, bank: &Bank<'_>) -> Result<EntryId, CliError> {
    let branch = across::village(app, bank)?;
    let open = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state: &State| {
        state.trade().notices.keys().copied().collect::<Vec<_>>()
    }))?;
    match open.as_slice() {
        [seq] => Ok(EntryId { branch, seq: *seq }),
        several => {
            let several: Vec<String> =
                several.iter().map(|seq| EntryId { branch, seq: *seq }.to_string()).collect();
            let facts = [
                ("count", count(several.len())),
                ("notices", text(several.join(&app.msg("comma", &[])))),
            ];
            Err(CliError::refused("notice-which", app.msg("notice-which", &facts))
                .hint(app.msg("notice-which.hint", &[("in", text(in_branch(bank.named(branch))))])))
        }
    }
}

fn lines(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    claims: &[u64],
) -> Result<Vec<Line>, CliError> {
    let names = bank.holders(branch);
    let today = bank.now().day(bank.offset(branch)?);
    let hidden = leak::hidden(bank, &[branch], today.year())?;
    let mut lines = Vec::new();
    for &seq in claims {
        let claim = EntryId { branch, seq };
        let (_, filed) = claims::filed(app, bank, claim)?;
        let account = filed.account;
        let held = bank.ask(bank.ledger().account(account))?;
        let open = held.as_ref().and_then(|held| held.claim(seq));
        let (deed, standing) = match open {
            Some(open) => {
                let standing = Standing::of(open, branch, today);
                (open.deed.clone(), held.as_ref().map(|held| standing.with(held.status)))
            }
            None => {
                let steps = claims::history(bank, claim, account)?;
                let paid = steps.iter().find_map(|step| match &step.event {
                    Event::Deposited(deed) => Some(deed.clone()),
                    _ => None,
                });
                (paid.unwrap_or(filed), Standing::of_finished(&steps))
            }
        };
        let item = posting::item(bank, branch, &deed)?;
        let unnamed = hidden.contains(&account);
        let named = held.as_ref().filter(|_| !unnamed);
        let household = named.and_then(|held| held.household.clone());
        let kind = named.map(|held| held.kind);
        let identity = names.get(&account);
        lines.push(Line {
            claim,
            account: (household.is_none() && !unnamed).then(|| end_of(account)),
            household,
            unnamed,
            name: kind.and_then(|kind| holder::shown(identity, kind, false).name),
            item,
            qty: deed.qty,
            on: deed.on,
            points: deed.points.amount(),
            currency: deed.currency,
            standing,
        });
    }
    Ok(lines)
}

impl Line {
    /// Whose it is, as the wall has it: the number and the masked name.
    fn whose(&self, said: &Said<'_>) -> [String; 2] {
        if self.unnamed {
            return [String::new(), said.msg("notice-unnamed", &[])];
        }
        let household = self.household.as_ref().map(ToString::to_string);
        let number = household.or_else(|| self.account.clone()).unwrap_or_default();
        [number, self.name.clone().unwrap_or_default()]
    }

    /// What keeps it from being paid.
    fn remark(&self, said: &Said<'_>) -> String {
        match self.standing {
            Some(Standing::OnNotice { .. } | Standing::ToPay) | None => String::new(),
            Some(other) => other.words(said.app()),
        }
    }
}

/// The lines, on the screen and in a sheet.
fn listed(said: &Said<'_>, lines: &[Line]) -> List {
    let mut list = List::new([
        list::words(said.msg("heading-claim", &[])),
        list::words(said.msg("heading-household", &[])),
        list::words(said.msg("heading-name", &[])),
        list::words(said.msg("heading-item", &[])),
        list::numbers(said.msg("heading-qty", &[])),
        list::words(said.msg("heading-day", &[])),
        list::numbers(said.msg("heading-points", &[])),
        list::words(said.msg("heading-remark", &[])),
    ]);
    for line in lines {
        let [number, name] = line.whose(said);
        list.row([
            as_text(line.claim),
            number.into(),
            name.into(),
            line.item.clone().into(),
            as_text(line.qty),
            line.on.into(),
            line.points.into(),
            line.remark(said).into(),
        ]);
    }
    list
}

/// The lines, on a page.
fn on_paper(said: &Said<'_>, lines: &[Line]) -> page::Table {
    let row = |line: &Line| {
        let [number, name] = line.whose(said);
        vec![
            line.claim.to_string(),
            number,
            name,
            line.item.clone(),
            line.qty.to_string(),
            line.on.to_string(),
            line.points.to_string(),
            line.remark(said),
        ]
    };
    page::Table {
        columns: vec![
            page::words(said.msg("heading-claim", &[])),
            page::words(said.msg("board-number", &[])),
            page::words(said.msg("board-name", &[])),
            page::words(said.msg("heading-item", &[])),
            page::numbers(said.msg("heading-qty", &[])),
            page::words(said.msg("heading-day", &[])),
            page::numbers(said.msg("heading-points", &[])),
            page::words(said.msg("heading-remark", &[])),
        ],
        rows: lines.iter().map(row).collect(),
        total: None,
    }
}

/// A notice that is open, as the list shows it.
#[derive(Serialize)]
struct Listed {
    notice: EntryId,
    from: Day,
    to: Day,
    until: Day,
    lines: usize,
    objected: usize,
    /// Of those, whose last day has gone by.
    overdue: usize,
    posted: u32,
    stood: bool,
}

fn list(args: &ListArgs, app: &App) -> Result<(), CliError> {
    args.check(app)?;
    let bank = Bank::open_to_read(app)?;
    let branch = across::village(app, &bank)?;
    let now = bank.now();
    let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
        let today = now.day(state.offset());
        // The days by which the open objections to its lines are to be resolved.
        let deadlines = |notice: &Notice| -> Vec<Day> {
            let open = |(&seq, &serial): (&u64, &u32)| {
                let held = state.account(AccountNo::new(branch, serial))?;
                held.claim(seq)?.objection.map(|raised| raised.deadline)
            };
            notice.lines.iter().filter_map(open).collect()
        };
        let listed = |(&seq, notice): (&u64, &Notice)| {
            let deadlines = deadlines(notice);
            Listed {
                notice: EntryId { branch, seq },
                from: notice.from,
                to: notice.to,
                until: notice.until,
                lines: notice.lines.len(),
                objected: deadlines.len(),
                overdue: deadlines.iter().filter(|deadline| **deadline < today).count(),
                posted: notice.posted,
                stood: notice.until < today,
            }
        };
        let listed: Vec<Listed> = state.trade().notices.iter().map(listed).collect();
        let accounts = state.accounts();
        let waiting = accounts.iter().flat_map(|(_, held)| &held.claims);
        (listed, waiting.filter(|claim| claim.waits_for_notice()).count())
    });
    let (listed, waiting) = bank.ask(view)?;
    let answer = json!({ "branch": branch, "notices": listed, "waiting": waiting });
    let list = notices(app, &listed);
    args.answer(
        app,
        &answer,
        || list.to_sheet(app, branch),
        || {
            let words = match listed.is_empty() {
                true => app.msg("notice-none", &[]),
                false => list.to_text(),
            };
            format!("{words}\n{}", app.msg("notice-waiting", &[("count", count(waiting))]))
        },
    )?;
    if waiting > 0 && args.is_shown() {
        let wenming =
            tell::wenming_by(app, "placeholder-clerk") + &tell::in_branch(bank.named(branch));
        let facts = [("wenming", text(wenming))];
        tell::next(app, [app.msg("next-notice-open", &facts)]);
    }
    Ok(())
}

fn notices(app: &App, listed: &[Listed]) -> List {
    let mut list = List::new([
        list::words(app.msg("heading-notice", &[])),
        list::words(app.msg("notice-period", &[])),
        list::words(app.msg("notice-until", &[])),
        list::numbers(app.msg("notice-lines", &[])),
        list::numbers(app.msg("notice-objections", &[])),
        list::words(app.msg("heading-remark", &[])),
    ]);
    for notice in listed {
        let stood = notice.stood.then(|| app.msg("notice-has-stood", &[]));
        let overdue = [("count", count(notice.overdue))];
        let overdue = (notice.overdue > 0).then(|| app.msg("notice-overdue", &overdue));
        let remark: Vec<String> = stood.into_iter().chain(overdue).collect();
        list.row([
            as_text(notice.notice),
            words::from_to(&app.messages, notice.from, notice.to).into(),
            notice.until.into(),
            list::count(notice.lines),
            list::count(notice.objected),
            remark.join(&app.msg("comma", &[])).into(),
        ]);
    }
    list
}
