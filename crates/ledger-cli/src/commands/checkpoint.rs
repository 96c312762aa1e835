//! `checkpoint` (封账): what a branch has by now, signed by its key; and the
//! signatures of others under it (见证).
//!
//! A branch never signs what does not go on from what it signed, a witness
//! never signs what it has not kept: [`keep_then_sign`].

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use ledger_core::ids::BranchCode;
use ledger_core::ledger::Wanted;
use ledger_core::proof::note::{JudgeError, SignatureLine};
use ledger_core::proof::witness::{RequestError, admit};
use ledger_core::proof::{
    Checkpoint, LogName, Request, SignatureKind, SignedCheckpoint, TreeHash, Trust, VerifierKey,
    WitnessRefusal,
};
use ledger_core::state::State;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::paper::{self, PaperArgs};
use crate::commands::receipt::witnesses;
use crate::error::CliError;
use crate::i18n::text;
use crate::store::{self, Evidence, Shelf, StoreError};
use crate::tell::{self, Facts};
use crate::trust::Trusted;
use crate::words;

/// Sign what a branch has by now, for others to hold it to
///
/// Without a command below it closes: the branch's key signs how many entries
/// there are and the one hash over all of them. Nothing is signed that does not
/// go on from what was signed before. Print it, hang it out, have it witnessed:
/// whoever holds it can tell if anything before it is ever changed.
///
/// Example: `wenming --branch LC01 checkpoint`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct CheckpointArgs {
    /// What to do, if not to sign.
    #[command(subcommand)]
    pub(crate) command: Option<CheckpointCommand>,
}

// What is done with one that is signed.
#[derive(Debug, Subcommand)]
pub(crate) enum CheckpointCommand {
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
    #[command(visible_alias = "申请")]
    Request(RequestArgs),
    #[command(visible_alias = "见证")]
    Cosign(CosignArgs),
    #[command(visible_alias = "接收")]
    Accept(AcceptArgs),
}

/// Show the branch's last checkpoint, with everybody's signatures
///
/// Example: `wenming --branch LC01 checkpoint show --svg notice-board.svg`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) paper: PaperArgs,
}

/// Ask a witness to sign the last checkpoint: what to bring them, as a file
///
/// It holds the checkpoint and the proof that it goes on from the one this
/// witness signed last.
///
/// Example: `wenming --branch LC01 checkpoint request --out LC01.request`
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// The branch that is to witness it
    #[arg(long, value_name = "CODE", default_value = "HQ")]
    #[arg(value_parser = values::upper::<BranchCode>)]
    pub(crate) witness: BranchCode,
    /// How many entries the witness saw last, where it said another number
    #[arg(long, value_name = "N")]
    pub(crate) from: Option<u64>,
    /// Write it to this file; it goes to the terminal unless said
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// Witness another branch's checkpoint: sign that it goes on from all seen before
///
/// Head office's key signs, or that of `--branch`. What is signed is kept first.
/// Two checkpoints that cannot both be true are kept as evidence, and nothing is
/// signed.
///
/// Example: `wenming --branch HQ checkpoint cosign LC01.request --out LC01.signature`
#[derive(Debug, Args)]
pub(crate) struct CosignArgs {
    /// The request that the branch brought
    pub(crate) file: PathBuf,
    /// Write the signature to this file; it goes to the terminal unless said
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Trust this key line for this once
    #[arg(long, value_name = "KEYLINE")]
    pub(crate) key: Vec<VerifierKey>,
}

/// Take in a witness's signature: it is checked and put under the checkpoint
///
/// Example: `wenming --branch LC01 checkpoint accept LC01.signature`
#[derive(Debug, Args)]
pub(crate) struct AcceptArgs {
    /// The signature that the witness gave
    pub(crate) file: PathBuf,
    /// Trust this key line for this once
    #[arg(long, value_name = "KEYLINE")]
    pub(crate) key: Vec<VerifierKey>,
}

impl CheckpointArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self.command {
            None => close(app),
            Some(CheckpointCommand::Show(args)) => show(&args, app),
            Some(CheckpointCommand::Request(args)) => request(&args, app),
            Some(CheckpointCommand::Cosign(args)) => cosign(&args, app),
            Some(CheckpointCommand::Accept(args)) => accept(&args, app),
        }
    }
}

fn close(app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = bank.branch()?;
    let now = bank.ask(bank.ledger().checkpoint(branch))?;
    let shelf = Shelf::own(app.bank_dir(), now.log.clone());
    let last = shelf.latest().map_err(|error| store::explain(app, &error))?;
    if let Some(last) = &last {
        stands(app, &bank, &shelf, last)?;
    }
    let (signed, repeated) = match last.filter(|last| *last.checkpoint() == now) {
        Some(last) => (last, true),
        None => {
            let signed = SignedCheckpoint::sign(now, &bank.branch_key(branch)?);
            let signed = signed.map_err(|e| CliError::internal("checkpoint", e.to_string()))?;
            // It is kept before anybody sees it.
            (shelf.keep(&signed).map_err(|error| store::explain(app, &error))?, false)
        }
    };
    let of = signed.checkpoint();
    let path = shelf.path(of.size);
    let answer = json!({
        "log": of.log, "size": of.size, "root": of.root, "repeated": repeated,
        "file": path.display().to_string(), "text": signed.to_string(),
    });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("checkpoint-log", &[]), &of.log)
            .row(app.msg("checkpoint-size", &[]), of.size)
            .row(app.msg("checkpoint-root", &[]), of.root)
            .row(app.msg("checkpoint-file", &[]), path.display());
        let named = [("branch", text(branch))];
        let what = match repeated {
            true => app.msg("checkpoint-again", &named),
            false => app.msg("checkpoint-signed", &named),
        };
        tell::done(app, &what, &facts)
    })?;
    let facts = [("wenming", text(tell::wenming(app))), ("branch", text(branch))];
    tell::next(
        app,
        [app.msg("next-checkpoint-show", &facts), app.msg("next-checkpoint-request", &facts)],
    );
    Ok(())
}

/// Whether a branch whose key is set has entries that no checkpoint is above.
pub(super) fn is_wanted(app: &App, bank: &Bank<'_>, branch: BranchCode) -> Result<bool, CliError> {
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
        (state.branch_key_at(state.size()).is_some(), state.size())
    });
    let (has_key, size) = bank.ask(view)?;
    if !has_key {
        return Ok(false);
    }
    let log = bank.ask(bank.ledger().log_name(branch))?;
    let sizes = Shelf::own(app.bank_dir(), log).sizes();
    let sizes = sizes.map_err(|error| store::explain(app, &error))?;
    Ok(sizes.last().is_none_or(|&last| last < size))
}

/// The branch's last checkpoint, if there is one, held against the journal: for who hands
/// it out on a page.
pub(super) fn latest(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
) -> Result<Option<SignedCheckpoint>, CliError> {
    let shelf = Shelf::own(app.bank_dir(), bank.ask(bank.ledger().log_name(branch))?);
    let last = shelf.latest().map_err(|error| store::explain(app, &error))?;
    if let Some(last) = &last {
        stands(app, bank, &shelf, last)?;
    }
    Ok(last)
}

/// Holds the journal against a note that the branch signed: it is by its key,
/// and the journal still goes on from it.
fn stands(
    app: &App,
    bank: &Bank<'_>,
    shelf: &Shelf,
    note: &SignedCheckpoint,
) -> Result<(), CliError> {
    let Checkpoint { log, size, root } = note.checkpoint();
    let view = bank
        .ledger()
        .view(log.branch, Wanted::Nothing, |state| (state.size(), state.branch_key_at(*size)));
    let (now, key) = bank.ask(view)?;
    let mut facts = vec![
        ("branch", text(log.branch)),
        ("path", text(shelf.path(*size).display())),
        ("size", text(size)),
    ];
    let damage = |message: String| {
        let hint = [("branch", text(log.branch))];
        CliError::storage("not-what-was-signed", message)
            .hint(app.msg("checkpoint-unlike.hint", &hint))
    };
    if now < *size {
        facts.push(("now", text(now)));
        return Err(damage(app.msg("checkpoint-shorter", &facts)));
    }
    let (_, found) = bank.ask(bank.ledger().root(log.branch, Some(*size)))?;
    if found != *root {
        facts.extend([("signed", text(root)), ("found", text(found))]);
        return Err(damage(app.msg("checkpoint-unlike", &facts)));
    }
    let key = key.map(|key| log.key_line(SignatureKind::Log, key));
    if Trust::new(key).judge(note.note()).is_err() {
        return Err(CliError::storage("note-not-ours", app.msg("checkpoint-not-ours", &facts))
            .hint(app.msg("store-unreadable.hint", &[])));
    }
    Ok(())
}

/// The last checkpoint of the branch that is meant, and the shelf it is on.
fn last(app: &App, bank: &Bank<'_>) -> Result<(Shelf, SignedCheckpoint), CliError> {
    let branch = bank.branch()?;
    let shelf = Shelf::own(app.bank_dir(), bank.ask(bank.ledger().log_name(branch))?);
    match shelf.latest().map_err(|error| store::explain(app, &error))? {
        Some(note) => Ok((shelf, note)),
        None => {
            let facts = [("wenming", text(tell::wenming(app))), ("branch", text(branch))];
            Err(CliError::refused("no-checkpoint", app.msg("no-checkpoint", &facts[1..]))
                .hint(app.msg("no-checkpoint.hint", &facts)))
        }
    }
}

fn show(args: &ShowArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let (_, note) = last(app, &bank)?;
    let of = note.checkpoint();
    let witnesses: Vec<&str> = witnesses(&note).collect();
    let answer = json!({
        "log": of.log, "size": of.size, "root": of.root, "witnesses": witnesses,
    });
    let branch = of.log.branch;
    let wenming = tell::wenming(app);
    let file = format!("{wenming} --branch {branch} checkpoint show --out {branch}.checkpoint");
    args.paper.give(app, &note.to_string(), &file, answer)
}

fn request(args: &RequestArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let (shelf, note) = last(app, &bank)?;
    let Checkpoint { log, size, .. } = note.checkpoint().clone();
    if args.witness == log.branch {
        let facts = [("branch", text(log.branch))];
        return Err(CliError::misused("own-witness", app.msg("checkpoint-own", &facts))
            .hint(app.msg("checkpoint-own.hint", &facts)));
    }
    stands(app, &bank, &shelf, &note)?;
    let old = match args.from {
        Some(from) => from,
        None => last_signed(app, &shelf, args.witness)?,
    };
    if old > size {
        let facts = [("from", text(old)), ("size", text(size)), ("branch", text(log.branch))];
        return Err(CliError::refused("beyond-checkpoint", app.msg("checkpoint-beyond", &facts))
            .hint(app.msg("checkpoint-beyond.hint", &facts[2..])));
    }
    let proof = bank.ask(bank.ledger().prove_consistency(log.branch, old, size))?;
    let request = Request { old, proof, checkpoint: note }.to_string();
    let answer = json!({ "log": log, "size": size, "old": old, "witness": args.witness });
    paper::give(app, (args.out.as_deref(), args.force), &request, answer)?;
    let shown = args.out.as_deref().unwrap_or(Path::new("FILE")).display().to_string();
    let facts = [("witness", text(args.witness)), ("file", text(tell::shell(&shown)))];
    tell::next(app, [app.msg("next-checkpoint-cosign", &facts)]);
    Ok(())
}

/// How many lines the last checkpoint has that this witness signed.
fn last_signed(app: &App, shelf: &Shelf, witness: BranchCode) -> Result<u64, CliError> {
    let told = |error| store::explain(app, &error);
    let name = LogName { origin: shelf.log().origin.clone(), branch: witness }.to_string();
    for size in shelf.sizes().map_err(told)?.into_iter().rev() {
        let note = shelf.get(size).map_err(told)?;
        if note.is_some_and(|note| witnesses(&note).any(|signed| signed == name)) {
            return Ok(size);
        }
    }
    Ok(0)
}

fn cosign(args: &CosignArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let witness = match app.args.branch {
        Some(branch) => branch,
        None if bank.branches()?.contains(&BranchCode::HQ) => BranchCode::HQ,
        None => bank.branch()?,
    };
    let own = bank.ask(bank.ledger().log_name(witness))?;
    let request = read_request(app, &args.file)?;
    let log = request.checkpoint.checkpoint().log.clone();
    if log == own {
        let facts = [("branch", text(witness))];
        return Err(CliError::refused("own-witness", app.msg("checkpoint-own", &facts))
            .hint(app.msg("checkpoint-own.hint", &facts)));
    }
    let trusted = Trusted::open(app)?;
    let trust = trust_of_log(&bank, &own, &request, &trusted.with(&args.key))?;
    let signature = witness_of(app, &bank, &own, &request, &trust)?;
    let size = request.checkpoint.checkpoint().size;
    let answer = json!({ "log": log, "size": size, "witness": own, "at": signature.time() });
    let file = (args.out.as_deref(), args.force);
    paper::give(app, file, &format!("{signature}\n"), answer)?;
    if !app.ui.json() {
        let facts = [("log", text(&log)), ("size", text(size)), ("witness", text(&own))];
        app.ui.note(&app.msg("checkpoint-cosigned", &facts));
    }
    let shown = args.out.as_deref().unwrap_or(Path::new("FILE")).display().to_string();
    let facts = [("branch", text(log.branch)), ("file", text(tell::shell(&shown)))];
    tell::next(app, [app.msg("next-checkpoint-accept", &facts)]);
    Ok(())
}

/// Has a branch of this bank witness what is asked, on the word of `trust`: what
/// goes on from all it saw, the lines that are here among it, is kept, then signed.
pub(super) fn witness_of(
    app: &App,
    bank: &Bank<'_>,
    witness: &LogName,
    request: &Request,
    trust: &Trust,
) -> Result<SignatureLine, CliError> {
    let log = request.checkpoint.checkpoint().log.clone();
    let shelf = Shelf::witnessed(app.bank_dir(), log);
    let told = |error: StoreError| store::explain(app, &error);
    let seen = shelf.latest().map_err(told)?;
    let here = Here::of(app, bank, witness, &shelf)?;
    let held = match &here {
        Some(here) => here.last(app, seen.as_ref(), request)?,
        None => None,
    };
    let last = held.as_ref().or(seen.as_ref());
    if let Err(refusal) = admit(last, request, trust) {
        return Err(not_admitted(app, &shelf, last, request, &refusal));
    }
    if let Some(here) = &here {
        here.bears_out(app, bank, &shelf, request, trust)?;
    }
    let text = request.checkpoint.note().text();
    let offered = request.checkpoint.only(|line| trust.signer(text, line).is_some());
    let key = bank.branch_key(witness.branch)?;
    // A clock that is behind must not sign for a time when the key was not yet the witness's.
    let last = bank.ask(bank.ledger().view(witness.branch, Wanted::Nothing, State::last_at))?;
    let now = last.map_or(bank.now(), |last| bank.now().max(last));
    keep_then_sign(&shelf, &offered, |note| note.cosignature(&witness.origin, &key, now))
        .map_err(told)
}

/// The lines of a log that the witness holds itself, and the notes beside them: it
/// signs nothing that they contradict.
struct Here {
    own: Shelf,
    size: u64,
}

impl Here {
    /// None where the log is not a branch of this bank, or nothing of it is here.
    fn of(
        app: &App,
        bank: &Bank<'_>,
        witness: &LogName,
        witnessed: &Shelf,
    ) -> Result<Option<Self>, CliError> {
        let log = witnessed.log();
        if log.origin != witness.origin || !bank.branches()?.contains(&log.branch) {
            return Ok(None);
        }
        let view = bank.ledger().view(log.branch, Wanted::Nothing, |state| state.size());
        let here = Self { own: Shelf::own(app.bank_dir(), log.clone()), size: bank.ask(view)? };
        let told = |error: StoreError| store::explain(app, &error);
        for size in witnessed.sizes().map_err(told)?.into_iter().filter(|&at| at <= here.size) {
            let Some(seen) = witnessed.get(size).map_err(told)? else { continue };
            let seen = seen.checkpoint();
            let found = here.root(bank, seen.size)?;
            if found != seen.root {
                let facts = [
                    ("branch", text(log.branch)),
                    ("path", text(witnessed.path(seen.size).display())),
                    ("size", text(seen.size)),
                    ("signed", text(seen.root)),
                    ("found", text(found)),
                ];
                let message = app.msg("checkpoint-unlike", &facts);
                return Err(CliError::storage("not-what-was-signed", message)
                    .hint(app.msg("checkpoint-unlike.hint", &facts[..1])));
            }
        }
        Ok(Some(here))
    }

    fn root(&self, bank: &Bank<'_>, size: u64) -> Result<TreeHash, CliError> {
        Ok(bank.ask(bank.ledger().root(self.own.log().branch, Some(size)))?.1)
    }

    /// The last note of fewer lines than are offered, where it goes further than what
    /// was witnessed: a proof from there alone would say nothing of the lines between.
    fn last(
        &self,
        app: &App,
        seen: Option<&SignedCheckpoint>,
        request: &Request,
    ) -> Result<Option<SignedCheckpoint>, CliError> {
        let told = |error: StoreError| store::explain(app, &error);
        if request.checkpoint.checkpoint().size <= self.size {
            // All of it is here, and the root says the rest.
            return Ok(None);
        }
        let from = seen.map_or(0, |seen| seen.checkpoint().size).saturating_add(1);
        let between = from..request.checkpoint.checkpoint().size;
        let sizes = self.own.sizes().map_err(told)?;
        match sizes.into_iter().rfind(|size| between.contains(size)) {
            Some(size) => self.own.get(size).map_err(told),
            None => Ok(None),
        }
    }

    /// Refuses what the lines here, or a note kept of as many, contradict.
    fn bears_out(
        &self,
        app: &App,
        bank: &Bank<'_>,
        witnessed: &Shelf,
        request: &Request,
        trust: &Trust,
    ) -> Result<(), CliError> {
        let told = |error: StoreError| store::explain(app, &error);
        let offered = request.checkpoint.checkpoint();
        let log = &offered.log;
        let is_signed = |note: &SignedCheckpoint, trust: &Trust| {
            trust.judge(note.note()).is_ok_and(|judged| judged.log.is_some())
        };
        if let Some(kept) = self.own.get(offered.size).map_err(told)?
            && kept.checkpoint() != offered
        {
            if is_signed(&kept, trust) {
                let place = witnessed.keep_evidence(Evidence::Conflict, &kept, request);
                return Err(forked(app, offered, &kept, &place.map_err(told)?));
            }
            return Err(told(StoreError::Another(self.own.path(offered.size))));
        }
        if self.size < offered.size {
            return Ok(());
        }
        let found = self.root(bank, offered.size)?;
        if found == offered.root {
            return Ok(());
        }
        let facts = [
            ("log", text(log)),
            ("size", text(offered.size)),
            ("here", text(found)),
            ("offered", text(offered.root)),
        ];
        let error = CliError::refused("witness-unlike", app.msg("witness-unlike", &facts));
        // With the lines, the next note that is of them convicts the key.
        for size in self.own.sizes().map_err(told)?.into_iter().filter(|&at| at > offered.size) {
            let Some(kept) = self.own.get(size).map_err(told)? else { continue };
            let view =
                bank.ledger().view(log.branch, Wanted::Nothing, |state| state.branch_key_at(size));
            let key = bank.ask(view)?.map(|key| log.key_line(SignatureKind::Log, key));
            if size <= self.size
                && self.root(bank, size)? == kept.checkpoint().root
                && is_signed(&kept, &Trust::new(key))
            {
                let place = witnessed.keep_evidence(Evidence::Conflict, &kept, request);
                let facts = [("path", text(place.map_err(told)?.display()))];
                return Err(error.hint(app.msg("witness-forked.hint", &facts)));
            }
        }
        Err(error.hint(app.msg("witness-unlike.hint", &[("branch", text(log.branch))])))
    }
}

/// Two notes of as many lines under two roots, kept as evidence.
fn forked(app: &App, offered: &Checkpoint, seen: &SignedCheckpoint, place: &Path) -> CliError {
    let facts = [
        ("log", text(&offered.log)),
        ("size", text(offered.size)),
        ("seen", text(seen.checkpoint().root)),
        ("offered", text(offered.root)),
        ("path", text(place.display())),
    ];
    CliError::refused("witness-forked", app.msg("witness-forked", &facts))
        .hint(app.msg("witness-forked.hint", &facts))
}

/// Keeps a note, and only then signs it: a witness that forgot what it signed
/// could be brought to sign its contrary.
fn keep_then_sign(
    shelf: &Shelf,
    offered: &SignedCheckpoint,
    sign: impl FnOnce(&SignedCheckpoint) -> SignatureLine,
) -> Result<SignatureLine, StoreError> {
    let mut kept = shelf.keep(offered)?;
    let signature = sign(&kept);
    kept.add(signature.clone());
    shelf.keep(&kept)?;
    Ok(signature)
}

/// Whose signature under a log's checkpoint counts for a witness: where the
/// journal is at hand and goes so far, its word alone; else the last key it
/// names, and those that are trusted.
fn trust_of_log(
    bank: &Bank<'_>,
    own: &LogName,
    request: &Request,
    trusted: &Trust,
) -> Result<Trust, CliError> {
    let Checkpoint { log, size, .. } = request.checkpoint.checkpoint();
    let mut keys = trusted.keys().to_vec();
    if log.origin == own.origin && bank.branches()?.contains(&log.branch) {
        let view = bank
            .ledger()
            .view(log.branch, Wanted::Nothing, |state| (state.size(), state.branch_key_at(*size)));
        let (known, key) = bank.ask(view)?;
        if known >= *size {
            keys.clear();
        }
        keys.extend(key.map(|key| log.key_line(SignatureKind::Log, key)));
    }
    // A wrong signature by another witness is that one's business.
    keys.retain(|key| key.name() == log.to_string());
    Ok(Trust::new(keys))
}

/// The note with what was rightly put under it: the branch's own signature, by the
/// keys of `own`, and those of witnesses, by trusted keys or by the witness's at its
/// time. What strangers put under it is not kept.
pub(super) fn rightly_signed(
    bank: &Bank<'_>,
    note: &SignedCheckpoint,
    own: &Trust,
    trusted: &Trust,
) -> Result<SignedCheckpoint, CliError> {
    let text = note.note().text();
    let mut right = Vec::new();
    for line in note.note().signatures() {
        let is_right = own.signer(text, line).is_some() || {
            let keys = keys_of_witness(bank, line, trusted)?;
            is_witness(bank, (&keys, trusted), note, line)?
        };
        if is_right {
            right.push(line.clone());
        }
    }
    Ok(note.only(|line| right.contains(line)))
}

/// Why the witness does not sign, in words; what convicts somebody is kept first.
fn not_admitted(
    app: &App,
    shelf: &Shelf,
    seen: Option<&SignedCheckpoint>,
    request: &Request,
    refusal: &WitnessRefusal,
) -> CliError {
    let offered = request.checkpoint.checkpoint();
    let (log, branch) = (text(&offered.log), text(offered.log.branch));
    let keep = |of, seen: &SignedCheckpoint| {
        let place = shelf.keep_evidence(of, seen, request);
        place.map_err(|error| store::explain(app, &error))
    };
    // An older note of as many lines convicts as the last one does.
    let other = shelf.get(offered.size).ok().flatten().filter(|kept| kept.checkpoint() != offered);
    if let Some(other) = &other
        && matches!(refusal, WitnessRefusal::Smaller { .. } | WitnessRefusal::Forked { .. })
    {
        return match keep(Evidence::Conflict, other) {
            Ok(place) => forked(app, offered, other, &place),
            Err(error) => error,
        };
    }
    match refusal {
        WitnessRefusal::Untrusted { why: JudgeError::Forged { name }, .. } => {
            let facts = [("log", log), ("name", text(name))];
            CliError::refused("witness-forged", app.msg("witness-forged", &facts))
                .hint(app.msg("witness-forged.hint", &[]))
        }
        WitnessRefusal::Untrusted { why: JudgeError::Nobody, .. } => {
            let facts = [("log", log), ("branch", branch)];
            CliError::refused("witness-untrusted", app.msg("witness-untrusted", &facts))
                .hint(app.msg("witness-untrusted.hint", &facts))
        }
        WitnessRefusal::Smaller { seen, offered } => {
            let facts = [
                ("log", log),
                ("branch", branch),
                ("seen", text(seen)),
                ("offered", text(offered)),
            ];
            CliError::refused("witness-smaller", app.msg("witness-smaller", &facts))
                .hint_elsewhere(app.msg("witness-smaller.hint", &facts))
        }
        WitnessRefusal::OldSize { seen, offered } => {
            let facts = [
                ("log", log),
                ("branch", branch),
                ("seen", text(seen)),
                ("offered", text(offered)),
            ];
            CliError::refused("witness-old-size", app.msg("witness-old-size", &facts))
                .hint_elsewhere(app.msg("witness-old-size.hint", &facts))
        }
        WitnessRefusal::Forked { .. } | WitnessRefusal::Inconsistent { .. } => {
            let place = match seen.map(|seen| keep(Evidence::Doubt, seen)).transpose() {
                Ok(place) => text(place.unwrap_or_default().display()),
                Err(error) => return error,
            };
            let size = seen.map_or(0, |seen| seen.checkpoint().size);
            let facts = [
                ("log", log),
                ("branch", branch),
                ("seen", text(size)),
                ("offered", text(offered.size)),
                ("path", place),
            ];
            CliError::refused("witness-inconsistent", app.msg("witness-inconsistent", &facts))
                .hint_elsewhere(app.msg("witness-inconsistent.hint", &facts))
        }
    }
}

fn read_request(app: &App, path: &Path) -> Result<Request, CliError> {
    let content = paper::read(app, path)?;
    content.parse().map_err(|why: RequestError| {
        let why = words::request_fault(&app.messages, &why);
        let facts = [("path", text(path.display())), ("why", text(why))];
        CliError::misused("request-unreadable", app.msg("request-unreadable", &facts))
            .hint_elsewhere(app.msg("request-unreadable.hint", &[]))
    })
}

fn accept(args: &AcceptArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let told = |error: StoreError| store::explain(app, &error);
    let (lines, under_a_note) = read_signatures(app, &args.file)?;
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => bank.branches()?,
    };
    let mut shelves = Vec::new();
    for branch in branches {
        let log = bank.ask(bank.ledger().log_name(branch))?;
        shelves.push(Shelf::own(app.bank_dir(), log));
    }
    let trusted = Trusted::open(app)?.with(&args.key);
    let mut offered = Vec::new();
    for line in lines {
        let keys = keys_of_witness(&bank, &line, &trusted)?;
        offered.push((line, keys));
    }
    let is_known =
        |(line, keys): &(SignatureLine, Trust)| keys.keys().iter().any(|key| key.is_named_by(line));
    if let Some((stranger, _)) = offered.iter().find(|of| !is_known(of))
        && (!under_a_note || !offered.iter().any(is_known))
    {
        let facts = [("name", text(stranger.name()))];
        return Err(CliError::refused("signer-untrusted", app.msg("signer-untrusted", &facts))
            .hint(app.msg("signer-untrusted.hint", &facts)));
    }
    // Anybody can put a line under a whole note; what strangers put there is passed over.
    offered.retain(is_known);
    // All of them are checked before any is kept.
    let mut fitting = Vec::new();
    for (line, keys) in &offered {
        let by = (keys, &trusted);
        let Some((shelf, mut note)) = note_under(app, &bank, &shelves, by, line)? else {
            let facts = [("name", text(line.name())), ("path", text(args.file.display()))];
            return Err(CliError::refused("signature-unfit", app.msg("signature-unfit", &facts))
                .hint(app.msg("signature-unfit.hint", &[])));
        };
        // What somebody put there by hand in the witness's name would keep it out.
        for other in note.note().signatures().iter().filter(|other| other.name() == line.name()) {
            if !is_witness(&bank, by, &note, other)? {
                return Err(told(StoreError::Forged(shelf.path(note.checkpoint().size))));
            }
        }
        note.add(line.clone());
        fitting.push((shelf, note));
    }
    let mut under = None;
    for (shelf, note) in fitting {
        under = Some((shelf, shelf.keep(&note).map_err(told)?));
    }
    let Some((shelf, note)) = under else { return Err(no_signatures(app, &args.file)) };
    let names: Vec<&str> = offered.iter().map(|(line, _)| line.name()).collect();
    let of = note.checkpoint();
    let path = shelf.path(of.size);
    let answer = json!({
        "log": of.log, "size": of.size, "accepted": names, "file": path.display().to_string(),
    });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("checkpoint-log", &[]), &of.log)
            .row(app.msg("checkpoint-size", &[]), of.size)
            .row(app.msg("checkpoint-file", &[]), path.display());
        let names = [("names", text(names.join(&app.msg("comma", &[]))))];
        tell::done(app, &app.msg("checkpoint-accepted", &names), &facts)
    })
}

/// The signature lines of a file: as a witness wrote them, or under a whole note, which is said.
fn read_signatures(app: &App, path: &Path) -> Result<(Vec<SignatureLine>, bool), CliError> {
    let content = paper::read(app, path)?;
    if let Ok(note) = content.parse::<SignedCheckpoint>() {
        let log = note.checkpoint().log.to_string();
        let of_others = |line: &&SignatureLine| line.name() != log;
        let lines: Vec<_> = note.note().signatures().iter().filter(of_others).cloned().collect();
        return if lines.is_empty() { Err(no_signatures(app, path)) } else { Ok((lines, true)) };
    }
    let mut lines = Vec::new();
    for (at, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line = line.trim().parse().map_err(|_| {
            let facts = [("path", text(path.display())), ("line", text(at + 1))];
            CliError::misused("signature-unreadable", app.msg("signature-unreadable", &facts))
                .hint_elsewhere(app.msg("signature-unreadable.hint", &[]))
        })?;
        lines.push(line);
    }
    if lines.is_empty() { Err(no_signatures(app, path)) } else { Ok((lines, false)) }
}

fn no_signatures(app: &App, path: &Path) -> CliError {
    let facts = [("path", text(path.display()))];
    CliError::misused("no-signatures", app.msg("no-signatures", &facts))
        .hint_elsewhere(app.msg("signature-unreadable.hint", &[]))
}

/// The keys that may have made a witness's signature: those that are trusted,
/// and where the witness's journal is at hand, those it names.
fn keys_of_witness(
    bank: &Bank<'_>,
    line: &SignatureLine,
    trusted: &Trust,
) -> Result<Trust, CliError> {
    let mut keys = trusted.keys().to_vec();
    keys.retain(|key| key.kind() == SignatureKind::Witness);
    if let Some(name) = at_hand(bank, line)? {
        let view = bank.ledger().view(name.branch, Wanted::Nothing, |state| {
            state.branch_keys().iter().map(|set| set.key).collect::<Vec<_>>()
        });
        let of_witness = |key| name.key_line(SignatureKind::Witness, key);
        keys.extend(bank.ask(view)?.into_iter().map(of_witness));
    }
    Ok(Trust::new(keys))
}

/// The witness, where it is a branch whose journal is at hand.
fn at_hand(bank: &Bank<'_>, line: &SignatureLine) -> Result<Option<LogName>, CliError> {
    let Ok(name) = line.name().parse::<LogName>() else { return Ok(None) };
    if !bank.branches()?.contains(&name.branch) {
        return Ok(None);
    }
    let own = bank.ask(bank.ledger().log_name(name.branch))?;
    Ok((own == name).then_some(name))
}

/// Whether a signature is a witness's of that checkpoint: by one of the witness's `keys`,
/// which is trusted, or was the witness's at the time that is named.
fn is_witness(
    bank: &Bank<'_>,
    (keys, trusted): (&Trust, &Trust),
    note: &SignedCheckpoint,
    line: &SignatureLine,
) -> Result<bool, CliError> {
    if line.name() == note.checkpoint().log.to_string() {
        // No log is a witness of itself.
        return Ok(false);
    }
    let Some((key, Some(at))) = keys.signer(note.note().text(), line) else { return Ok(false) };
    match at_hand(bank, line)? {
        _ if trusted.keys().contains(key) => Ok(true),
        None => Ok(false),
        Some(name) => bank.ask(bank.ledger().view(name.branch, Wanted::Nothing, |state| {
            state.branch_keys_on(at).any(|then| then == key.key())
        })),
    }
}

/// The newest checkpoint that a witness's signature is of, among those kept.
fn note_under<'s>(
    app: &App,
    bank: &Bank<'_>,
    shelves: &'s [Shelf],
    by: (&Trust, &Trust),
    line: &SignatureLine,
) -> Result<Option<(&'s Shelf, SignedCheckpoint)>, CliError> {
    let told = |error: StoreError| store::explain(app, &error);
    for shelf in shelves {
        for size in shelf.sizes().map_err(told)?.into_iter().rev() {
            let Some(note) = shelf.get(size).map_err(told)? else { continue };
            if is_witness(bank, by, &note, line)? {
                return Ok(Some((shelf, note)));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_core::keys::BranchKey;
    use std::fs;

    #[test]
    fn a_witness_signs_nothing_that_it_could_not_keep_and_keeps_what_it_then_does_not_sign() {
        let temp = tempfile::tempdir().unwrap();
        let log: LogName = "wenming.example/test/LC01".parse().unwrap();
        let key = BranchKey::from_secret(log.branch, &[7; 32]);
        let hq = BranchKey::from_secret(BranchCode::HQ, &[8; 32]);
        let root = ledger_core::proof::TreeHash::leaf(b"a");
        let of = Checkpoint { log: log.clone(), size: 7, root };
        let offered = SignedCheckpoint::sign(of, &key).unwrap();
        let at = "2026-03-20T10:00:00Z".parse().unwrap();
        let shelf = Shelf::witnessed(temp.path(), log.clone());

        // The disk does not take it: a file stands where the folder would be.
        fs::write(temp.path().join("witnessed"), "").unwrap();
        let mut signed = false;
        let answer = keep_then_sign(&shelf, &offered, |note| {
            signed = true;
            note.cosignature(&log.origin, &hq, at)
        });
        assert!(answer.is_err() && !signed);
        fs::remove_file(temp.path().join("witnessed")).unwrap();

        // The power goes while it signs.
        let crash = std::panic::catch_unwind(|| keep_then_sign(&shelf, &offered, |_| panic!()));
        assert!(crash.is_err());
        assert_eq!(shelf.latest().unwrap(), Some(offered.clone()));

        let line = keep_then_sign(&shelf, &offered, |note| note.cosignature(&log.origin, &hq, at));
        let kept = shelf.latest().unwrap().unwrap();
        assert!(kept.note().signatures().contains(&line.unwrap()));
    }
}
