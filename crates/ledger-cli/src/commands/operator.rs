//! `operator`: who acts for a branch, with which right and which key.

use std::path::PathBuf;

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::event::Role;
use ledger_core::ids::{AccountNo, BranchCode, OperatorId};
use ledger_core::keys::{FileKey as _, KeyFile, PublicKey};
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;
use ledger_core::state::Operator;
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::text;
use crate::keys::{self, PassphraseArgs};
use crate::tell::{self, Facts};
use crate::ui::{self, Table};
use crate::words;

/// Enrol, retire or list who acts for a branch; one's own key
#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    #[command(visible_alias = "登记")]
    Enroll(EnrollArgs),
    #[command(visible_alias = "注销")]
    Retire(RetireArgs),
    /// List the operators of the branch, or of all where none is named
    ///
    /// Example: `wenming --branch LC01 operator list`
    #[command(visible_alias = "列表")]
    List,
    #[command(visible_alias = "造密钥")]
    NewKey(NewKeyArgs),
    #[command(visible_alias = "口令")]
    Passphrase(PassphraseOfArgs),
}

/// Enrol an operator in a branch, or give one another role or key
///
/// A key is made and written to the keys' folder, unless a public key is
/// given: then the private one never leaves its owner.
///
/// Example: `wenming --as wang --branch LC01 operator enroll clerk01 --role clerk`
#[derive(Debug, Args)]
pub(crate) struct EnrollArgs {
    /// The operator's id, as `clerk01`
    #[arg(value_name = "OPERATOR")]
    pub(crate) id: OperatorId,
    /// What the operator may do
    #[arg(long, value_parser = values::role())]
    pub(crate) role: Role,
    /// The operator's own public key; one is made otherwise
    #[arg(long, value_name = "PUBLIC_KEY")]
    pub(crate) public_key: Option<PublicKey>,
    /// The operator's own account, or their household's: they review no claim of it
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// In every branch, head office too, not in this one alone
    #[arg(long)]
    pub(crate) all_branches: bool,
}

/// Retire an operator: from then on nothing can be signed with their key
///
/// What they signed before stays good.
///
/// Example: `wenming --as wang --branch LC01 operator retire clerk01 --reason 离职`
#[derive(Debug, Args)]
pub(crate) struct RetireArgs {
    /// The operator's id
    #[arg(value_name = "OPERATOR")]
    pub(crate) id: OperatorId,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
    /// In every branch they act in, not in this one alone
    #[arg(long)]
    pub(crate) all_branches: bool,
}

/// Make a key of one's own, on one's own computer; it takes no bank
///
/// Only the public key goes to a manager, who enrols its owner with it: the
/// private one never travels.
///
/// Example: `wenming --keys ./keys operator new-key clerk01 --passphrase`
#[derive(Debug, Args)]
pub(crate) struct NewKeyArgs {
    /// The operator's id, as `clerk01`
    #[arg(value_name = "OPERATOR")]
    pub(crate) id: OperatorId,
    /// Put it under a passphrase at once, so that it is on the disk nowhere without
    #[arg(long)]
    pub(crate) passphrase: bool,
    /// A file whose first line is the new passphrase; asked on the terminal otherwise
    #[arg(long, value_name = "FILE", requires = "passphrase")]
    pub(crate) new_passphrase_file: Option<PathBuf>,
}

/// Put an operator's key under a passphrase, change it, or take it off
///
/// Nothing opens the key without its passphrase. Where it is lost, a manager
/// enrols the operator with a new key. It takes no bank: `--keys` says where the
/// key is.
///
/// Example: `wenming operator passphrase clerk01`
#[derive(Debug, Args)]
pub(crate) struct PassphraseOfArgs {
    /// The operator's id; whoever acts unless said
    #[arg(value_name = "OPERATOR")]
    pub(crate) id: Option<OperatorId>,
    /// What becomes of it.
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

impl OperatorCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Enroll(args) => enroll(args, app),
            Self::Retire(args) => retire(args, app),
            Self::List => list(app),
            Self::NewKey(args) => new_key(&args, app),
            Self::Passphrase(args) => passphrase(&args, app),
        }
    }
}

fn new_key(args: &NewKeyArgs, app: &App) -> Result<(), CliError> {
    let id = &args.id;
    let (key, path) = keys::new_operator_key(app, id, |path, key| {
        if !args.passphrase {
            return Ok(key.to_plain_file());
        }
        let given = keys::new_passphrase(app, path, args.new_passphrase_file.as_deref())?;
        keys::sealed(app, path, key, &given)
    })?;
    let key = key.public();
    let answer = json!({ "operator": id, "public_key": key, "key_file": path,
        "passphrase": args.passphrase });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("operator-key", &[]), key)
            .row(app.msg("operator-key-file", &[]), path.display());
        tell::done(app, &app.msg("operator-key-made", &[("operator", text(id))]), &facts)
    })?;
    let facts = [("operator", text(id)), ("key", text(key))];
    tell::next(app, [app.msg("next-enroll-public-key", &facts)]);
    Ok(())
}

fn passphrase(args: &PassphraseOfArgs, app: &App) -> Result<(), CliError> {
    let id = match &args.id {
        Some(id) => id.clone(),
        None => keys::acting(app)?,
    };
    let path = keys::operator_path(app, &id);
    let file = keys::operator_file(app, &id, &path)?;
    let sealed = matches!(file, KeyFile::Sealed(_));
    let open = || keys::open(app, &path, file);
    keys::change_passphrase(app, &path, sealed, &args.passphrase, open)
}

/// An operator as a branch has them.
#[derive(Debug, Clone, Serialize)]
struct Listed {
    branch: BranchCode,
    operator: OperatorId,
    role: Role,
    public_key: PublicKey,
    retired: bool,
    account: Option<AccountNo>,
}

/// The operators of branches, by branch and id.
fn operators(bank: &Bank<'_>, branches: &[BranchCode]) -> Result<Vec<Listed>, CliError> {
    let mut all = Vec::new();
    for &branch in branches {
        let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
            let listed = |(id, enrolled): (&OperatorId, &Operator)| Listed {
                branch,
                operator: id.clone(),
                role: enrolled.role,
                public_key: enrolled.key,
                retired: enrolled.retired,
                account: enrolled.account,
            };
            state.operators().iter().map(listed).collect::<Vec<_>>()
        });
        all.extend(bank.ask(view)?);
    }
    Ok(all)
}

/// The branches that are meant, head office among them where all are.
fn meant(bank: &Bank<'_>, all: bool) -> Result<Vec<BranchCode>, CliError> {
    if all { bank.branches() } else { Ok(vec![bank.branch()?]) }
}

fn enroll(args: EnrollArgs, app: &App) -> Result<(), CliError> {
    let EnrollArgs { id, role, public_key, account, all_branches } = args;
    let bank = Bank::open(app)?;
    let account = account.map(|named| bank.resolve(&named)).transpose()?;
    let signer = bank.key()?;
    let branches = meant(&bank, all_branches)?;
    let known = operators(&bank, &bank.branches()?)?;
    let file = app.keys_dir().join(format!("{id}.key"));
    let (key, made) = match public_key {
        Some(key) => (key, None),
        // Enrolled elsewhere before: one person, one key.
        None if file.exists() => (bank.key_of(&id)?.public(), None),
        None => {
            let (key, path) = bank.new_key(&id)?;
            (key.public(), Some(path))
        }
    };
    // Of all branches only the account's own knows it.
    let theirs = |branch: BranchCode| account.filter(|a| !all_branches || a.branch() == branch);
    let as_meant = |l: &&Listed| {
        l.operator == id
            && (l.role, l.public_key, l.retired) == (role, key, false)
            && theirs(l.branch).is_none_or(|account| l.account == Some(account))
    };
    let standing: Vec<BranchCode> = known.iter().filter(as_meant).map(|l| l.branch).collect();
    let asked = branches.iter().filter(|branch| !standing.contains(branch));
    let command = |branch| {
        let account = theirs(branch);
        Command::EnrolOperator { operator: id.clone(), role, key, account }
    };
    let asked: Vec<_> = asked.map(|&branch| (branch, command(branch))).collect();
    let done = across::submit(app, &bank, &signer, asked);
    if done.is_err()
        && let Some(path) = &made
        && !is_enrolled(&bank, &id, key)
    {
        // A key that nobody knows of opens nothing.
        drop(std::fs::remove_file(path));
    }
    let done: Vec<BranchCode> = done?.into_iter().map(|done| done.entry.branch).collect();
    let before =
        |branch: &BranchCode| known.iter().any(|l| l.branch == *branch && l.operator == id);
    let changed = done.iter().any(before);
    let key_file = (public_key.is_none()).then(|| file.display().to_string());
    let answer = json!({
        "operator": id, "role": role, "public_key": key, "branches": branches, "enrolled": done,
        "key_file": key_file, "key_made": made.is_some(), "account": account,
    });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("operator-role", &[]), words::role(&app.messages, role))
            .row(app.msg("operator-branches", &[]), list_of(app, &branches))
            .some(app.msg("operator-account", &[]), account)
            .row(app.msg("operator-key", &[]), key)
            .some(app.msg("operator-key-file", &[]), key_file.as_ref());
        let name = [("operator", text(&id))];
        let what = match (done.is_empty(), changed) {
            (true, _) => app.msg("operator-as-before", &name),
            (false, true) => app.msg("operator-changed", &name),
            (false, false) => app.msg("operator-enrolled", &name),
        };
        tell::done(app, &what, &facts)
    })?;
    warn_of_other_keys(app, &known, &branches, &id, key);
    if made.is_some() && !app.ui.json() {
        app.ui.note(&app.msg("operator-key-hand-over", &[("operator", text(&id))]));
    }
    let branch = branches.last().copied().unwrap_or(BranchCode::HQ);
    let wenming = tell::wenming_as(app, Some(id.as_str()));
    let facts = [("wenming", text(wenming)), ("branch", text(branch))];
    match role {
        Role::Clerk | Role::Manager if branch != BranchCode::HQ => {
            tell::next(app, [app.msg("next-account-open", &facts), app.msg("next-import", &facts)]);
        }
        Role::Auditor => tell::next(app, [app.msg("next-audit", &facts)]),
        _ => {}
    }
    Ok(())
}

fn is_enrolled(bank: &Bank<'_>, id: &OperatorId, key: PublicKey) -> bool {
    // Where that cannot be told, the key stays.
    bank.branches()
        .and_then(|branches| operators(bank, &branches))
        .map_or(true, |all| all.iter().any(|l| l.operator == *id && l.public_key == key))
}

/// In another branch the operator may still stand with a key that is lost.
fn warn_of_other_keys(
    app: &App,
    known: &[Listed],
    branches: &[BranchCode],
    id: &OperatorId,
    key: PublicKey,
) {
    let other = |l: &&Listed| {
        l.operator == *id && !l.retired && l.public_key != key && !branches.contains(&l.branch)
    };
    let others: Vec<BranchCode> = known.iter().filter(other).map(|l| l.branch).collect();
    if !others.is_empty() {
        let facts = [("operator", text(id)), ("branches", text(list_of(app, &others)))];
        app.ui.warn(&app.messages, &app.msg("operator-other-key", &facts));
    }
}

fn list_of(app: &App, branches: &[BranchCode]) -> String {
    let names: Vec<String> = branches.iter().map(ToString::to_string).collect();
    names.join(&app.msg("comma", &[]))
}

fn retire(args: RetireArgs, app: &App) -> Result<(), CliError> {
    let RetireArgs { id, reason, all_branches } = args;
    let bank = Bank::open(app)?;
    let signer = bank.key()?;
    let known = operators(&bank, &bank.branches()?)?;
    let acts = |l: &&Listed| l.operator == id && !l.retired;
    let acting: Vec<BranchCode> = known.iter().filter(acts).map(|l| l.branch).collect();
    let branches = match meant(&bank, all_branches)? {
        all if all_branches && !acting.is_empty() => {
            all.into_iter().filter(|branch| acting.contains(branch)).collect()
        }
        // Where nobody of that name acts, the ledger says so.
        all => all.into_iter().take(1).collect::<Vec<_>>(),
    };
    let command = || Command::RetireOperator { operator: id.clone(), reason: reason.clone() };
    let asked = branches.iter().map(|&branch| (branch, command())).collect();
    across::submit(app, &bank, &signer, asked)?;
    let left: Vec<BranchCode> =
        acting.into_iter().filter(|branch| !branches.contains(branch)).collect();
    let answer = json!({ "operator": id, "reason": reason, "retired": branches, "acts_in": left });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("operator-branches", &[]), list_of(app, &branches))
            .row(app.msg("reason", &[]), &reason);
        tell::done(app, &app.msg("operator-retired", &[("operator", text(&id))]), &facts)
    })?;
    if !left.is_empty() {
        let facts = [("operator", text(&id)), ("branches", text(list_of(app, &left)))];
        app.ui.warn(&app.messages, &app.msg("operator-acts-on", &facts));
    }
    Ok(())
}

/// The operators of the branch that is meant, or of all where none is named.
fn list(app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => bank.branches()?,
    };
    let all = operators(&bank, &branches)?;
    if all.is_empty() {
        let branch = branches.first().copied().unwrap_or(BranchCode::HQ);
        return Err(across::refused(app, &Refusal::BranchNotOpen { branch }));
    }
    app.ui.answer(&all, || {
        let mut table = Table::new([
            ui::words(app.msg("operator-branch", &[])),
            ui::words(app.msg("operator-id", &[])),
            ui::words(app.msg("operator-role", &[])),
            ui::words(app.msg("operator-state", &[])),
            ui::words(app.msg("operator-key", &[])),
        ]);
        for of in &all {
            let state = if of.retired { "operator-is-retired" } else { "operator-acts" };
            table.row([
                of.branch.to_string(),
                of.operator.to_string(),
                words::role(&app.messages, of.role),
                app.messages.get(state, &[]),
                of.public_key.to_string(),
            ]);
        }
        table.to_text()
    })
}
