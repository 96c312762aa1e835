//! `claim` (申报): a deed that is reviewed before it is paid.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use ledger_core::claim::Claim;
use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::Day;
use ledger_core::event::{Deed, Event};
use ledger_core::ids::{
    AccountNo, BranchCode, EntryId, FileDigest, HouseholdNo, OperatorId, RequestKey, RuleCode,
};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::Qty;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::Status;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::claims::{self, Standing};
use crate::cli::values;
use crate::commands::posting;
use crate::error::CliError;
use crate::holder;
use crate::i18n::{count, text};
use crate::refusal::{Context, in_branch};
use crate::tell::{self, Facts};
use crate::ui::{self, Table, Tone};
use crate::words;

/// Claim deeds that are reviewed before they are paid
#[derive(Debug, Subcommand)]
pub(crate) enum ClaimCommand {
    #[command(visible_alias = "提交")]
    File(FileArgs),
    #[command(visible_alias = "核实")]
    Verify(VerifyArgs),
    #[command(visible_alias = "驳回")]
    Reject(RejectArgs),
    /// List the claims that are not paid yet, and where each stands
    ///
    /// Example: `wenming claim list`
    #[command(visible_alias = "列表")]
    List,
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
}

/// Claim a deed under a rule that is reviewed before it pays
///
/// The award is worked out now and counts against its caps from now on; it can
/// be spent once the claim is paid. Of the files only their SHA-256 is kept, so
/// that the same photo is never taken for two deeds; keep the files yourself.
///
/// Example: `wenming claim file 二组-017 H07 2 --on 2026-03-19 --evidence 签到表-0319`
#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// The account's number, or the household's, as `二组-017`
    pub(crate) account: String,
    /// The rule's code, as `H07`
    #[arg(value_parser = values::upper::<RuleCode>)]
    pub(crate) rule: RuleCode,
    /// How much was done: `2`, `1.5`, `90m`, `1h30m`
    #[arg(default_value = "1", value_parser = values::qty, allow_negative_numbers = true)]
    pub(crate) qty: Qty,
    /// The day of the deed; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) on: Option<Day>,
    /// What proves it, as a sign-in sheet's number
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) evidence: String,
    /// A file that proves it, as a photo; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,
    /// The account of somebody who saw it, where it is late; may be given several times
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) witness: Vec<String>,
    /// Anything else
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

/// Do the next step of a claim's review: verify it, or enter the panel's decision
///
/// Several claims can be named; it is done for all of them or for none. Nobody
/// reviews what they filed, what is their own or their household's, or what
/// they reviewed before. A claim that needs no notice is paid with its last step.
///
/// Example: `wenming --as wang claim verify LC01:41 LC01:42 --note 现场看过`
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The claims, as `LC01:41`; `wenming claim list` shows them
    #[arg(value_name = "ENTRY", required = true, value_parser = values::upper::<EntryId>)]
    pub(crate) claims: Vec<EntryId>,
    /// What was seen; for the panel's step, its minutes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// Why it is another deed than the one it looks like
    #[arg(long, value_name = "WHY")]
    pub(crate) distinct: Option<String>,
}

/// Turn down a claim that hangs on no notice yet
///
/// What it used of its caps is given back.
///
/// Example: `wenming --as wang claim reject LC01:41 --reason 未参加`
#[derive(Debug, Args)]
pub(crate) struct RejectArgs {
    /// The claim, as `LC01:41`
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) claim: EntryId,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Show a claim, where it stands, and every step it went through
///
/// Example: `wenming claim show LC01:41`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The claim, as `LC01:41`
    #[arg(value_name = "ENTRY", value_parser = values::upper::<EntryId>)]
    pub(crate) claim: EntryId,
}

impl ClaimCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::File(args) => file(args, app),
            Self::Verify(args) => verify(args, app),
            Self::Reject(args) => reject(args, app),
            Self::List => list(app),
            Self::Show(args) => show(args, app),
        }
    }
}

/// The SHA-256 of a file, read in pieces: a video need not fit into memory.
fn digest(app: &App, path: &Path) -> Result<FileDigest, CliError> {
    let failed = |e: &std::io::Error| CliError::io(&app.messages, path, e);
    let mut file = File::open(path).map_err(|e| failed(&e))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).map_err(|e| failed(&e))? {
            0 => return Ok(FileDigest(hash.finalize().into())),
            n => hash.update(&piece[..n]),
        }
    }
}

fn file(args: FileArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let account = bank.resolve(&args.account)?;
    let branch = account.branch();
    let today = app.now()?.day(bank.offset(branch)?);
    let digests = args.file.iter().map(|path| digest(app, path)).collect::<Result<Vec<_>, _>>()?;
    let witnesses = args.witness.iter().map(|named| bank.resolve(named));
    let witnesses = witnesses.collect::<Result<Vec<_>, _>>()?;
    let command = Command::FileClaim(DeedCommand {
        evidence: args.evidence,
        note: args.note,
        digests,
        witnesses,
        ..DeedCommand::new(account, args.rule, args.qty, args.on.unwrap_or(today))
    });
    let done = bank.submit(branch, command, args.request, &Context::account(args.account))?;
    let Event::ClaimFiled(deed) = &done.event else {
        return Err(CliError::internal("no-answer", "the ledger gave another answer"));
    };
    let standing = standing(&bank, done.entry, deed.account, today)?;
    let answer = json!({ "entry": done.entry, "repeated": done.repeated, "event": done.event,
        "claim": standing });
    let mut lines = vec![filed_line(app, &bank, &done, deed)?];
    lines.extend(posting::clipped(app, &bank, branch, &done.event)?);
    if let Some(like) = deed.like {
        lines.push(app.msg("claim-is-like", &[("like", text(like))]));
    }
    if let Some(standing) = standing {
        lines.push(app.msg("claim-now", &[("state", text(standing.words(app)))]));
    }
    if done.repeated {
        lines.push(app.msg("counter-repeated", &[("entry", text(done.entry))]));
    }
    app.ui.answer(&answer, || lines.join("\n"))?;
    match standing {
        Some(Standing::Review { .. }) => {
            let wenming = text(tell::wenming_as(app, None));
            let facts = [("wenming", wenming), ("claim", text(done.entry))];
            let id = match deed.like {
                Some(_) => "next-claim-verify-like",
                None => "next-claim-verify",
            };
            tell::next(app, [app.msg(id, &facts)]);
        }
        Some(Standing::ForNotice) => {
            let wenming = tell::wenming_in(app, bank.named(done.entry.branch));
            tell::next(app, [app.msg("next-notice-open", &[("wenming", text(wenming))])]);
        }
        _ => {}
    }
    Ok(())
}

fn filed_line(app: &App, bank: &Bank<'_>, done: &Done, deed: &Deed) -> Result<String, CliError> {
    let branch = done.entry.branch;
    let facts = [
        ("claim", text(done.entry)),
        ("account", text(posting::shown(bank, deed.account)?)),
        ("points", text(deed.points)),
        ("currency", text(posting::currency_name(bank, branch, deed.currency)?)),
        ("rule", text(deed.rule)),
        ("item", text(posting::item(bank, branch, deed)?)),
        ("on", text(deed.on)),
    ];
    Ok(app.msg("claim-filed", &facts))
}

/// Where a claim stands, open or not.
fn standing(
    bank: &Bank<'_>,
    claim: EntryId,
    account: AccountNo,
    today: Day,
) -> Result<Option<Standing>, CliError> {
    Ok(match claims::open(bank, claim, account, today)? {
        Some((_, standing)) => Some(standing),
        None => Standing::of_finished(&claims::history(bank, claim, account)?),
    })
}

/// What a step did to a claim.
#[derive(Serialize)]
struct Stepped {
    claim: EntryId,
    account: AccountNo,
    entry: EntryId,
    #[serde(flatten)]
    standing: Option<Standing>,
}

fn verify(args: VerifyArgs, app: &App) -> Result<(), CliError> {
    let VerifyArgs { claims: named, note, distinct } = args;
    let bank = Bank::open(app)?;
    let key = bank.key()?;
    let mut by_branch: BTreeMap<BranchCode, Vec<(RequestKey, Command)>> = BTreeMap::new();
    let mut seen: Vec<EntryId> = Vec::new();
    for claim in named {
        if seen.contains(&claim) {
            continue;
        }
        seen.push(claim);
        let (_, deed) = claims::filed(app, &bank, claim)?;
        let account = deed.account;
        let held = bank.ask(bank.ledger().account(account))?;
        let moves = held.as_ref().is_some_and(|held| held.status == Status::Open);
        let open = held.as_ref().and_then(|held| held.claim(claim.seq));
        let doubtful = open.is_some_and(|open| open.deed.like.is_some() && !open.distinct);
        let distinct = distinct.clone().filter(|_| doubtful);
        let requests = by_branch.entry(claim.branch).or_default();
        let step = Command::VerifyClaim { claim, account, note: note.clone(), distinct };
        requests.push((bank.new_request()?, step));
        let last = |open: &Claim| open.left() == 1 && open.review.notice_days == 0;
        if moves && open.is_some_and(last) {
            let paid = Command::PostClaim { claim, account };
            requests.push((claims::request("paid", claim)?, paid));
        }
    }
    let mut done: Vec<Done> = Vec::new();
    for (branch, requests) in by_branch {
        done.extend(bank.submit_all(branch, &key, &requests, &Context::default())?);
    }
    let mut stepped = Vec::new();
    let mut lines = Vec::new();
    for Done { entry, event, .. } in &done {
        let Event::ClaimVerified { claim, account, step, .. } = event else { continue };
        let today = bank.now().day(bank.offset(claim.branch)?);
        let standing = standing(&bank, *claim, *account, today)?;
        let state = standing.map(|standing| standing.words(app)).unwrap_or_default();
        let facts = [
            ("claim", text(claim)),
            ("account", text(posting::shown(&bank, *account)?)),
            ("step", text(words::step(&app.messages, *step))),
            ("state", text(state)),
        ];
        lines.push(app.msg("claim-stepped", &facts));
        stepped.push(Stepped { claim: *claim, account: *account, entry: *entry, standing });
    }
    app.ui.answer(&json!({ "claims": stepped }), || lines.join("\n"))?;
    let for_notice = |stepped: &&Stepped| stepped.standing == Some(Standing::ForNotice);
    if let Some(stepped) = stepped.iter().find(for_notice) {
        // Whoever reviews need not be one who hangs out.
        let clerk = app.msg("placeholder-clerk", &[]);
        let branch = in_branch(bank.named(stepped.claim.branch));
        let wenming = tell::wenming_as(app, Some(&clerk)) + &branch;
        tell::next(app, [app.msg("next-notice-open", &[("wenming", text(wenming))])]);
    }
    Ok(())
}

fn reject(args: RejectArgs, app: &App) -> Result<(), CliError> {
    let RejectArgs { claim, reason } = args;
    let bank = Bank::open(app)?;
    let (_, deed) = claims::filed(app, &bank, claim)?;
    let account = deed.account;
    let command = Command::RejectClaim { claim, account, reason: reason.clone() };
    let done = bank.submit(claim.branch, command, None, &Context::default())?;
    let answer = json!({ "claim": claim, "account": account, "entry": done.entry,
        "reason": reason });
    let shown = posting::shown(&bank, account)?;
    app.ui.answer(&answer, || {
        let facts = Facts::new().row(app.msg("reason", &[]), &reason);
        let what = [("claim", text(claim)), ("account", text(shown)), ("entry", text(done.entry))];
        tell::done(app, &app.msg("claim-was-rejected", &what), &facts)
    })
}

/// An open claim as the list shows it.
#[derive(Serialize)]
struct Row {
    claim: EntryId,
    account: AccountNo,
    household: Option<HouseholdNo>,
    /// Masked; the vault holds it in full.
    name: Option<String>,
    item: String,
    #[serde(flatten)]
    standing: Standing,
    filed_by: OperatorId,
    reviewed_by: Vec<OperatorId>,
    deed: Deed,
    #[serde(skip)]
    kind: HolderKind,
}

fn list(app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let branch = across::village(app, &bank)?;
    let now = bank.now();
    let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
        let today = now.day(state.offset());
        let mut rows: Vec<Row> = Vec::new();
        for (account, held) in state.accounts() {
            rows.extend(held.claims.iter().map(|claim| Row {
                claim: EntryId { branch, seq: claim.seq },
                account,
                household: held.household.clone(),
                name: None,
                item: state.rule_of(&claim.deed).map(|r| r.item.clone()).unwrap_or_default(),
                standing: Standing::of(claim, branch, today).with(held.status),
                filed_by: claim.by.clone(),
                reviewed_by: claim.reviewers.clone(),
                deed: claim.deed.clone(),
                kind: held.kind,
            }));
        }
        rows.sort_by_key(|row| row.claim);
        rows
    });
    let mut rows = bank.ask(view)?;
    let names = bank.holders(branch);
    for row in &mut rows {
        row.name = holder::shown(names.get(&row.account), row.kind, false).name;
    }
    app.ui.answer(&json!({ "branch": branch, "claims": rows }), || table(app, &rows))
}

fn table(app: &App, rows: &[Row]) -> String {
    if rows.is_empty() {
        return app.msg("claim-none", &[]);
    }
    let mut table = Table::new([
        ui::words(app.msg("heading-claim", &[])),
        ui::words(app.msg("heading-day", &[])),
        ui::words(app.msg("heading-household", &[])),
        ui::words(app.msg("heading-name", &[])),
        ui::words(app.msg("heading-item", &[])),
        ui::numbers(app.msg("heading-qty", &[])),
        ui::numbers(app.msg("heading-points", &[])),
        ui::words(app.msg("heading-state", &[])),
    ]);
    for row in rows {
        let household = row.household.as_ref();
        let mut state = row.standing.words(app);
        if let (Some(like), Standing::Review { .. }) = (row.deed.like, row.standing) {
            let facts = [("state", text(state)), ("like", text(like))];
            state = app.msg("claim-state-like", &facts);
        }
        table.row([
            row.claim.to_string(),
            row.deed.on.to_string(),
            household.map_or_else(|| row.account.to_string(), ToString::to_string),
            row.name.clone().unwrap_or_default(),
            format!("{} {}", row.deed.rule, row.item),
            row.deed.qty.to_string(),
            format!("{} {}", row.deed.points, row.deed.currency),
            state,
        ]);
    }
    format!("{}\n{}", table.to_text(), app.msg("claim-count", &[("count", count(rows.len()))]))
}

/// A step that a claim went through.
#[derive(Serialize)]
struct Gone {
    entry: EntryId,
    day: Day,
    event: &'static str,
    by: OperatorId,
    said: String,
}

fn show(args: ShowArgs, app: &App) -> Result<(), CliError> {
    let claim = args.claim;
    let bank = Bank::open_to_read(app)?;
    let (entry, filed) = claims::filed(app, &bank, claim)?;
    let account = filed.account;
    let offset = bank.offset(claim.branch)?;
    let today = bank.now().day(offset);
    let open = claims::open(&bank, claim, account, today)?;
    let steps = claims::history(&bank, claim, account)?;
    let paid = steps.iter().find_map(|step| match &step.event {
        Event::Deposited(deed) => Some(deed.clone()),
        _ => None,
    });
    let standing = match &open {
        Some((_, standing)) => Some(*standing),
        None => Standing::of_finished(&steps),
    };
    // A correction changes the deed: what counts is what it came to.
    let deed = open.map(|(open, _)| open.deed).or(paid).unwrap_or(filed);
    let gone: Vec<Gone> = std::iter::once(&entry)
        .chain(&steps)
        .map(|step| Gone {
            entry: EntryId { branch: step.branch, seq: step.seq },
            day: step.at.day(offset),
            event: step.event.name(),
            by: step.by.clone(),
            said: claims::said(app, &step.event),
        })
        .collect();
    let answer = json!({ "claim": claim, "account": account, "standing": standing,
        "deed": deed, "steps": gone });
    let item = posting::item(&bank, claim.branch, &deed)?;
    let shown = posting::shown(&bank, account)?;
    let who = |accounts: &[AccountNo]| -> Result<Option<String>, CliError> {
        let shown = accounts.iter().map(|account| posting::shown(&bank, *account));
        let shown = shown.collect::<Result<Vec<_>, _>>()?;
        Ok((!shown.is_empty()).then(|| shown.join(&app.msg("comma", &[]))))
    };
    let (done_by, witnesses) = (who(deed.done_by.as_slice())?, who(&deed.witnesses)?);
    app.ui.answer(&answer, || {
        let points = words::points(&app.messages, deed.points);
        let points = match deed.computed {
            Some(computed) => {
                let more = app.msg("claim-computed", &[("computed", text(computed))]);
                app.msg("in-brackets", &[("what", text(points)), ("more", text(more))])
            }
            None => points,
        };
        let files: Vec<String> = deed.digests.iter().map(ToString::to_string).collect();
        let some = |words: &String| (!words.is_empty()).then(|| words.clone());
        let facts = Facts::new()
            .row(app.msg("claim-account", &[]), shown)
            .some(app.msg("claim-done-by", &[]), done_by)
            .row(app.msg("heading-item", &[]), format!("{} {item}", deed.rule))
            .row(app.msg("heading-qty", &[]), deed.qty)
            .row(app.msg("heading-points", &[]), points)
            .row(app.msg("heading-day", &[]), deed.on)
            .some(app.msg("heading-evidence", &[]), some(&deed.evidence))
            .some(app.msg("claim-files", &[]), some(&files.join(" ")))
            .some(app.msg("claim-witnesses", &[]), witnesses)
            .some(app.msg("claim-note", &[]), some(&deed.note))
            .some(app.msg("claim-like", &[]), deed.like)
            .some(app.msg("heading-state", &[]), standing.map(|standing| standing.words(app)));
        let heading = app.ui.paint(Tone::Strong, &claim.to_string());
        format!("{heading}\n{}\n{}", facts.text(), steps_table(app, &gone))
    })
}

fn steps_table(app: &App, gone: &[Gone]) -> String {
    let mut table = Table::new([
        ui::words(app.msg("heading-entry", &[])),
        ui::words(app.msg("heading-day", &[])),
        ui::words(app.msg("heading-event", &[])),
        ui::words(app.msg("heading-about", &[])),
        ui::words(app.msg("heading-by", &[])),
    ]);
    for step in gone {
        table.row([
            step.entry.to_string(),
            step.day.to_string(),
            words::event(&app.messages, step.event),
            step.said.clone(),
            step.by.to_string(),
        ]);
    }
    table.to_text()
}
