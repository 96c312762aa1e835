//! `branch`: the villages of the bank.

use std::fs;
use std::path::Path;

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::day::{Day, Timestamp};
use ledger_core::ids::{BranchCode, EntryId};
use ledger_core::keys::{BranchKey, KeyFile, PublicKey};
use ledger_core::ledger::Wanted;
use ledger_core::line::EntryHash;
use ledger_core::proof::checkpoint::LogName;
use ledger_core::proof::note::SignatureKind;
use ledger_core::refusal::Refusal;
use ledger_core::state::{BranchKeySet, State};
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::away;
use crate::bank::Bank;
use crate::error::{CliError, Kind};
use crate::i18n::text;
use crate::keys::{self, PassphraseArgs};
use crate::refusal::Context;
use crate::tell::{self, Facts};
use crate::ui::{self, Table};
use crate::whole;

/// Open a branch, list the branches, or look after a branch's key
#[derive(Debug, Subcommand)]
pub(crate) enum BranchCommand {
    #[command(visible_alias = "开设")]
    Open(OpenArgs),
    /// List the branches with their names and days
    ///
    /// Example: `wenming branch list`
    #[command(visible_alias = "列表")]
    List,
    #[command(visible_alias = "外出")]
    Away(AwayArgs),
    #[command(visible_alias = "收回")]
    Home(HomeArgs),
    #[command(visible_alias = "设密钥")]
    SetKey(SetKeyArgs),
    /// Show the key lines of the branch, or of all where none is named
    ///
    /// What others need to check its checkpoints and cosignatures: a line for each,
    /// as `wenming.example/lucheng/LC01+id+key`. Keys that were replaced stand
    /// behind a `#`.
    ///
    /// Example: `wenming --branch LC01 branch keys`
    #[command(visible_alias = "密钥")]
    Keys,
    #[command(visible_alias = "口令")]
    Passphrase(BranchPassphraseArgs),
}

/// Make the branch a new key, for its checkpoints and cosignatures
///
/// The key is written to the keys' folder, and an entry says that it is the
/// branch's from now on. Once more, with a reason, where the key was lost, got
/// into other hands, or is replaced: the old one is not needed for it.
///
/// Example: `wenming --as wang --branch LC01 branch set-key`
#[derive(Debug, Args)]
pub(crate) struct SetKeyArgs {
    /// Why; needed where the branch has a key already
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

/// Put the branch's key under a passphrase, change it, or take it off
///
/// Nothing opens the key without its passphrase. Where it is lost, set a new key.
///
/// Example: `wenming --branch LC01 branch passphrase`
#[derive(Debug, Args)]
pub(crate) struct BranchPassphraseArgs {
    /// What becomes of it.
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

/// Open a branch for a village
///
/// It takes a manager of head office, whose key signs the branch's first
/// entry. The rulebook is adopted next, and the clerk enrolled.
///
/// Example: `wenming --as wang branch open LC01 --name 清溪村`
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// The branch's code, as `LC01`
    #[arg(value_parser = values::upper::<BranchCode>)]
    pub(crate) code: BranchCode,
    /// The branch's name
    #[arg(long)]
    pub(crate) name: String,
    /// The first day a deed can be of; the bank's own unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) since: Option<Day>,
}

/// Let a branch be written in another folder; here its lines come by bundle
///
/// From then on nothing is posted to it here, so that no two folders write one
/// branch and tell two stories of it.
///
/// Example: `wenming branch away LC01`
#[derive(Debug, Args)]
pub(crate) struct AwayArgs {
    /// The branch's code
    #[arg(value_parser = values::upper::<BranchCode>)]
    pub(crate) code: BranchCode,
}

/// Write a branch that was away in this folder again
///
/// Only once the other folder writes it no more, as when that computer is lost.
///
/// Example: `wenming branch home LC01`
#[derive(Debug, Args)]
pub(crate) struct HomeArgs {
    /// The branch's code
    #[arg(value_parser = values::upper::<BranchCode>)]
    pub(crate) code: BranchCode,
}

impl BranchCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Open(args) => open(args, app),
            Self::List => list(app),
            Self::Away(args) => move_branch(app, args.code, true),
            Self::Home(args) => move_branch(app, args.code, false),
            Self::SetKey(args) => set_key(args, app),
            Self::Keys => keys(app),
            Self::Passphrase(args) => passphrase(&args, app),
        }
    }
}

fn move_branch(app: &App, code: BranchCode, goes: bool) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    if code == BranchCode::HQ {
        return Err(CliError::refused("head-office-stays", app.msg("head-office-stays", &[]))
            .hint(app.msg("head-office-stays.hint", &[])));
    }
    if !bank.branches()?.contains(&code) {
        return Err(across::refused(app, &Refusal::BranchNotOpen { branch: code }));
    }
    let changed = if goes { away::mark(app, code)? } else { away::unmark(app, code)? };
    let answer = json!({ "branch": code, "away": goes, "changed": changed });
    let said = match (goes, changed) {
        (true, true) => "branch-away-marked",
        (true, false) => "branch-away-already",
        (false, true) => "branch-home-marked",
        (false, false) => "branch-home-already",
    };
    let name = [("branch", text(code))];
    app.ui.answer(&answer, || app.msg(said, &name))?;
    if !goes && changed {
        app.ui.warn(&app.messages, &app.msg("branch-home-warn", &name));
    }
    Ok(())
}
/// Makes, enters, puts into place, in this order: whatever stops it in between,
/// the key that is in force is on the disk, and the same command goes on.
fn set_key(args: SetKeyArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = bank.branch()?;
    let (path, new_path) = (keys::branch_path(app, branch), keys::new_branch_path(app, branch));
    let set = bank.branch_keys(branch)?;
    if let Some(last) = set.last()
        && keys::finish_new_branch_key(app, branch, last.key)?
    {
        // It was entered and then stopped: this is what was asked for.
        return tell_set(app, &bank, branch, last, &path);
    }
    let reason = match args.reason {
        Some(reason) => reason,
        None if set.is_empty() => app.msg("branch-key-first", &[]),
        None => {
            return Err(CliError::misused(
                "branch-key-reason",
                app.msg("branch-key-reason", &[("branch", text(branch))]),
            )
            .hint(app.msg("branch-key-reason.hint", &[])));
        }
    };
    check_place(app, branch, &path, &set)?;
    let signer = bank.key()?;
    let pending = keys::pending_branch_key(app, branch)?;
    let unused = |key: &BranchKey| set.iter().all(|set| set.key != key.public());
    let key = match pending.filter(unused) {
        // Made by a command that was stopped before anything was entered.
        Some(key) => key,
        None => {
            let key = BranchKey::generate(branch)
                .map_err(|e| CliError::internal("random", e.to_string()))?;
            keys::keep_new_branch_key(app, &key)?;
            key
        }
    };
    let command = Command::SetBranchKey { key: key.public(), reason };
    let asked = [(bank.new_request()?, command)];
    if let Err(error) = bank.submit_all(branch, &signer, &asked, &Context::default()) {
        // After a failure of storage it may have been entered: then the key stays.
        if error.kind == Kind::Refused {
            drop(fs::remove_file(&new_path));
        }
        return Err(error);
    }
    whole::rename(&new_path, &path).map_err(|e| CliError::io(&app.messages, &path, &e))?;
    match bank.branch_keys(branch)?.last() {
        Some(last) => tell_set(app, &bank, branch, last, &path),
        None => Err(CliError::internal("branch-key", "the key that was set is not there")),
    }
}

/// What lies where the key is to be put is this branch's, or nothing: another
/// bank's key would be lost.
fn check_place(
    app: &App,
    branch: BranchCode,
    path: &Path,
    set: &[BranchKeySet],
) -> Result<(), CliError> {
    let ours = match keys::read::<BranchKey>(app, path)? {
        None => true,
        Some(Ok(KeyFile::Plain(key))) => set.iter().any(|set| set.key == key.public()),
        // What it holds cannot be told; a passphrase that was lost must be no trap.
        Some(_) => !set.is_empty(),
    };
    if ours {
        return Ok(());
    }
    let facts = [("branch", text(branch)), ("path", text(path.display()))];
    Err(CliError::refused("branch-key-foreign", app.msg("branch-key-foreign", &facts))
        .hint(app.msg("branch-key-foreign.hint", &[])))
}

fn tell_set(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    set: &BranchKeySet,
    path: &Path,
) -> Result<(), CliError> {
    let log = log_name(app, bank, branch)?;
    let since = EntryId { branch, seq: set.since };
    let line = log.key_line(SignatureKind::Log, set.key);
    let witness = log.key_line(SignatureKind::Witness, set.key);
    let answer = json!({ "branch": branch, "entry": since, "public_key": set.key,
        "key_file": path, "log_key": line.to_string(), "witness_key": witness.to_string() });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("branch-key-entry", &[]), since)
            .row(app.msg("branch-key-file", &[]), path.display())
            .row(app.msg("branch-key-log", &[]), &line)
            .row(app.msg("branch-key-witness", &[]), &witness);
        tell::done(app, &app.msg("branch-key-set", &[("branch", text(branch))]), &facts)
    })?;
    let facts = [("wenming", text(tell::wenming(app))), ("branch", text(branch))];
    tell::next(app, [app.msg("next-branch-passphrase", &facts)]);
    Ok(())
}

/// The name of a branch in the world.
/// The name that a branch signs checkpoints as.
pub(crate) fn log_name(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
) -> Result<LogName, CliError> {
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| state.charter().cloned());
    match bank.ask(view)? {
        Some(charter) => Ok(LogName { origin: charter.origin, branch }),
        None => Err(across::refused(app, &Refusal::BranchNotOpen { branch })),
    }
}

/// A key of a branch as the list shows it.
#[derive(Serialize)]
struct ListedKey {
    branch: BranchCode,
    since: EntryId,
    at: Timestamp,
    in_force: bool,
    public_key: PublicKey,
    log_key: String,
    witness_key: String,
}

fn keys(app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => bank.branches()?,
    };
    let (mut listed, mut without) = (Vec::new(), Vec::new());
    for branch in branches {
        let log = log_name(app, &bank, branch)?;
        let set = bank.branch_keys(branch)?;
        if set.is_empty() {
            without.push(branch);
        }
        for (at, of) in set.iter().enumerate() {
            listed.push(ListedKey {
                branch,
                since: EntryId { branch, seq: of.since },
                at: of.at,
                in_force: at + 1 == set.len(),
                public_key: of.key,
                log_key: log.key_line(SignatureKind::Log, of.key).to_string(),
                witness_key: log.key_line(SignatureKind::Witness, of.key).to_string(),
            });
        }
    }
    // As a file of trusted keys takes it.
    app.ui.answer(&listed, || {
        let mut lines = String::new();
        for of in &listed {
            let facts =
                [("branch", text(of.branch)), ("entry", text(of.since)), ("at", text(of.at))];
            let (what, mark) = match of.in_force {
                true => ("branch-key-in-force", ""),
                false => ("branch-key-replaced", "# "),
            };
            lines += &format!("# {}\n", app.msg(what, &facts));
            lines += &format!("{mark}{}\n{mark}{}\n", of.log_key, of.witness_key);
        }
        lines
    })?;
    let wenming = text(tell::wenming_by(app, "placeholder-manager"));
    for branch in without {
        let facts = [("wenming", wenming.clone()), ("branch", text(branch))];
        if !app.ui.json() {
            app.ui.note(&app.msg("branch-key-none", &facts[1..]));
        }
        tell::next(app, [app.msg("next-branch-set-key", &facts)]);
    }
    Ok(())
}

fn passphrase(args: &BranchPassphraseArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let branch = bank.branch()?;
    let path = keys::branch_path(app, branch);
    if let Some(last) = bank.branch_keys(branch)?.last() {
        keys::finish_new_branch_key(app, branch, last.key)?;
    }
    let sealed = match keys::read::<BranchKey>(app, &path)? {
        Some(Ok(file)) => matches!(file, KeyFile::Sealed(_)),
        // What is wrong with it is said where it is opened.
        _ => bank.branch_key(branch).map(|_| false)?,
    };
    keys::change_passphrase(app, &path, sealed, &args.passphrase, || bank.branch_key(branch))
}

/// Head office charters the branch, then the branch is opened by the same key.
/// An opening that was interrupted between the two is completed.
fn open(args: OpenArgs, app: &App) -> Result<(), CliError> {
    let OpenArgs { code, name, since } = args;
    let bank = Bank::open_for_branch(app)?;
    let key = bank.key()?;
    if code == BranchCode::HQ || bank.branches()?.contains(&code) {
        return Err(across::refused(app, &Refusal::BranchExists { branch: code }));
    }
    let view = bank.ledger().view(BranchCode::HQ, Wanted::Nothing, |hq| {
        (hq.charter().cloned(), hq.chartered().get(&code).cloned())
    });
    let (charter, chartered) = bank.ask(view)?;
    if let Some(other) = chartered.as_ref().filter(|other| **other != name) {
        let facts = [("branch", text(code)), ("name", text(other))];
        let hint = [("name", text(tell::shell(other)))];
        return Err(CliError::refused("chartered-as", app.msg("branch-chartered-as", &facts))
            .hint(app.msg("branch-chartered-as.hint", &hint)));
    }
    let first = bank.ledger().journal().line(BranchCode::HQ, 0);
    let first = bank.ask(first.map_err(Into::into))?;
    let (Some(charter), Some(first)) = (charter, first) else {
        return Err(across::refused(app, &Refusal::BranchNotOpen { branch: BranchCode::HQ }));
    };
    let since = since.unwrap_or(charter.since);
    let open = Command::OpenBranch {
        origin: charter.origin,
        founded: EntryHash::of(&first),
        name: name.clone(),
        offset: charter.offset,
        since,
        key: key.public(),
    };
    let open = [(bank.new_request()?, open)];
    // What the branch would refuse is known before head office has chartered it.
    let today = bank.now().day(charter.offset);
    if since > today {
        let context = Context { day: Some("--since"), ..Context::default() };
        return Err(app.refused(&Refusal::FutureDay { on: since, today }, &context));
    }
    if chartered.is_none() {
        let charter = Command::CharterBranch { branch: code, name: name.clone() };
        let charter = [(bank.new_request()?, charter)];
        bank.submit_all(BranchCode::HQ, &key, &charter, &Context::default())?;
    }
    let done = bank.submit_all(code, &key, &open, &Context::default())?;
    let entry = done.first().map(|done| done.entry);
    let answer = json!({ "branch": code, "name": name, "since": since, "entry": entry,
        "manager": key.operator() });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("branch-since", &[]), since)
            .row(app.msg("branch-manager", &[]), key.operator());
        let done = [("branch", text(code)), ("name", text(&name))];
        tell::done(app, &app.msg("branch-opened", &done), &facts)
    })?;
    let wenming = tell::wenming_as(app, Some(key.operator().as_str()));
    let facts = [("wenming", text(wenming)), ("branch", text(code)), ("since", text(since))];
    tell::next(app, [app.msg("next-rules-adopt", &facts), app.msg("next-enroll", &facts)]);
    Ok(())
}

/// A branch as the list shows it.
#[derive(Serialize)]
struct Listed {
    branch: BranchCode,
    name: String,
    open: bool,
    /// Its journal is written in another folder.
    away: bool,
    since: Option<Day>,
    entries: u64,
    accounts: u32,
    operators: usize,
    rulebook: Option<String>,
    rulebook_from: Option<Day>,
    head: Option<EntryHash>,
}

fn list(app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let now = app.now()?;
    let away = away::list(app)?;
    let mut listed = Vec::new();
    for branch in bank.branches()? {
        let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
            let charter = state.charter();
            let in_force = state.rulebook_on(now.day(state.offset()));
            Listed {
                branch,
                name: charter.map(|charter| charter.name.clone()).unwrap_or_default(),
                open: true,
                away: away.contains(&branch),
                since: charter.map(|charter| charter.since),
                entries: state.size(),
                accounts: state.totals().accounts,
                operators: state.operators().values().filter(|known| !known.retired).count(),
                rulebook: in_force.map(|adopted| adopted.rulebook.title().to_owned()),
                rulebook_from: in_force.map(|adopted| adopted.from),
                head: Some(state.head()),
            }
        });
        listed.push(bank.ask(view)?);
    }
    let chartered = |hq: &State| hq.chartered().clone();
    for (branch, name) in
        bank.ask(bank.ledger().view(BranchCode::HQ, Wanted::Nothing, chartered))?
    {
        if !listed.iter().any(|open| open.branch == branch) {
            listed.push(Listed {
                branch,
                name,
                open: false,
                away: false,
                since: None,
                entries: 0,
                accounts: 0,
                operators: 0,
                rulebook: None,
                rulebook_from: None,
                head: None,
            });
        }
    }
    // Head office first, then by code.
    listed.sort_by_key(|listed| (listed.branch != BranchCode::HQ, listed.branch));
    let unfinished: Vec<&Listed> = listed.iter().filter(|listed| !listed.open).collect();
    app.ui.answer(&listed, || table(app, &listed))?;
    for Listed { branch, name, .. } in unfinished {
        let name = text(tell::shell(name));
        let facts =
            [("wenming", text(tell::wenming(app))), ("branch", text(branch)), ("name", name)];
        tell::next(app, [app.msg("next-branch-finish", &facts)]);
    }
    // Branches are opened where head office is.
    if let [Listed { branch: BranchCode::HQ, .. }] = listed[..] {
        let facts = [("wenming", text(tell::wenming(app)))];
        tell::next(app, [app.msg("next-branch-open", &facts)]);
    }
    Ok(())
}

fn table(app: &App, listed: &[Listed]) -> String {
    let mut columns = vec![
        ui::words(app.msg("branch-code", &[])),
        ui::words(app.msg("branch-name", &[])),
        ui::words(app.msg("branch-since", &[])),
        ui::numbers(app.msg("branch-entries", &[])),
        ui::numbers(app.msg("branch-accounts", &[])),
        ui::numbers(app.msg("branch-operators", &[])),
        ui::words(app.msg("branch-rulebook", &[])),
        ui::words(app.msg("branch-head", &[])),
    ];
    // Most banks have none that is.
    let some_away = listed.iter().any(|of| of.away);
    if some_away {
        columns.push(ui::words(app.msg("branch-written", &[])));
    }
    let mut table = Table::new(columns);
    for of in listed {
        let since = of.since.map_or_else(|| app.msg("branch-not-open", &[]), |day| day.to_string());
        let mut row = vec![
            of.branch.to_string(),
            of.name.clone(),
            since,
            of.entries.to_string(),
            of.accounts.to_string(),
            of.operators.to_string(),
            of.rulebook.clone().unwrap_or_else(|| "—".to_owned()),
            of.head.map_or_else(String::new, |head| head.to_string().chars().take(8).collect()),
        ];
        if some_away {
            let place = if of.away { "branch-is-away" } else { "branch-is-here" };
            row.push(app.msg(place, &[]));
        }
        table.row(row);
    }
    table.to_text()
}
