//! `receipt` (回单): an entry with the proof that it stands under what was signed.

use clap::Args;
use ledger_core::event::Event;
use ledger_core::ids::{BranchCode, EntryId};
use ledger_core::ledger::Wanted;
use ledger_core::line::Entry;
use ledger_core::postings::brings;
use ledger_core::proof::receipt::ReceiptFault;
use ledger_core::proof::{LogName, Receipt, SignatureKind, SignedCheckpoint, TlogProof, Trust};
use ledger_core::refusal::Refusal;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::commands::paper::PaperArgs;
use crate::error::CliError;
use crate::export::{self, Facts as Said};
use crate::i18n::text;
use crate::refusal::Context;
use crate::sheet::write::Out;
use crate::store::{self, Shelf};
use crate::tell::{self, Facts};
use crate::words;

/// Give out an entry with the proof that it stands, to take home
///
/// The receipt is the entry, its place under a checkpoint of the branch, and
/// who signed that. Whoever trusts one of those keys can check it anywhere with
/// `wenming verify`, and so can other people's tools.
///
/// Example: `wenming receipt LC01:41 --qr`
#[derive(Debug, Args)]
pub(crate) struct ReceiptArgs {
    /// The entry's id, as `LC01:41`; or an account or household: its latest entry
    #[arg(value_name = "ENTRY")]
    pub(crate) of: String,
    /// Where to.
    #[command(flatten)]
    pub(crate) paper: PaperArgs,
}

/// What an entry has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In the journal, and under no checkpoint yet.
    Recorded,
    /// Under a checkpoint of its branch.
    Checkpointed,
    /// Under one that another branch has cosigned.
    Witnessed,
}

impl Standing {
    /// The word for programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Checkpointed => "checkpointed",
            Self::Witnessed => "witnessed",
        }
    }

    /// The word for people.
    pub(crate) fn told(self, app: &App) -> String {
        app.messages.get(&format!("standing-{}", self.word()), &[])
    }
}

impl ReceiptArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open_to_read(app)?;
        let entry = meant(app, &bank, &self.of)?;
        let EntryId { branch, seq } = entry;
        // Where the journal is damaged that is said, not that the entry is not there.
        let size = size(&bank, branch)?;
        let line = bank.ledger().journal().line(branch, seq);
        let line = bank.ask(line.map_err(Into::into))?;
        let Some(line) = line.filter(|_| seq < size) else {
            return Err(across::refused(app, &Refusal::UnknownEntry { entry }));
        };
        let Some((receipt, standing)) = proved(app, &bank, entry, &line)? else {
            let facts = [("entry", text(entry))];
            let wenming = tell::wenming(app);
            let hint = [("wenming", text(wenming)), ("branch", text(branch))];
            let standing = Standing::Recorded.word();
            return Err(CliError::refused(standing, app.msg("receipt-recorded", &facts))
                .hint(app.msg("receipt-recorded.hint", &hint)));
        };
        let of = receipt.proof.checkpoint.checkpoint().clone();

        let witnesses: Vec<&str> = witnesses(&receipt.proof.checkpoint).collect();
        let answer = json!({
            "entry": entry, "state": standing.word(), "log": of.log, "size": of.size,
            "root": of.root, "witnesses": witnesses,
        });
        let wenming = tell::wenming(app);
        let file = format!("{wenming} receipt {entry} --out {branch}-{seq}.receipt");
        self.paper.give(app, &receipt.to_string(), &file, answer)?;
        if !app.ui.json() {
            let facts = [
                ("entry", text(entry)),
                ("standing", text(standing.told(app))),
                ("size", text(of.size)),
                ("witnesses", text(witnesses.join(&app.msg("comma", &[])))),
            ];
            app.ui.note(&match standing {
                Standing::Witnessed => app.msg("receipt-witnessed", &facts),
                _ => app.msg("receipt-checkpointed", &facts[..3]),
            });
        }
        Ok(())
    }
}

/// The receipt of an entry, whose line this is; none while it stands under no checkpoint.
pub(super) fn proved(
    app: &App,
    bank: &Bank<'_>,
    entry: EntryId,
    line: &[u8],
) -> Result<Option<(Receipt, Standing)>, CliError> {
    let log = bank.ask(bank.ledger().log_name(entry.branch))?;
    let shelf = Shelf::own(app.bank_dir(), log);
    let Some((note, standing)) = above(app, &shelf, entry.seq)? else { return Ok(None) };
    let size = note.checkpoint().size;
    let hashes = bank.ask(bank.ledger().prove_inclusion(entry, size))?;
    let proof = TlogProof { index: entry.seq, hashes, checkpoint: note };
    let receipt = Receipt::new(line, proof);
    let receipt = receipt.map_err(|why| CliError::internal("receipt", why.to_string()))?;
    checked(app, bank, &receipt, &shelf)?;
    Ok(Some((receipt, standing)))
}

/// The entry that is meant: the one named, or the latest of an account.
fn meant(app: &App, bank: &Bank<'_>, named: &str) -> Result<EntryId, CliError> {
    if let Ok(entry) = named.trim().to_ascii_uppercase().replace('：', ":").parse::<EntryId>() {
        if !bank.branches()?.contains(&entry.branch) {
            return Err(across::refused(app, &Refusal::UnknownEntry { entry }));
        }
        return Ok(entry);
    }
    let account = bank.resolve(named)?;
    let context = Context::account(named.to_owned());
    if bank.ask(bank.ledger().account(account))?.is_none() {
        return Err(app.refused(&Refusal::UnknownAccount { account }, &context));
    }
    let latest = bank.ask(bank.ledger().statement(account, 1))?.pop();
    let latest =
        latest.ok_or_else(|| app.refused(&Refusal::UnknownAccount { account }, &context))?;
    Ok(EntryId { branch: latest.branch, seq: latest.seq })
}

fn size(bank: &Bank<'_>, branch: BranchCode) -> Result<u64, CliError> {
    bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| state.size()))
}

/// The smallest witnessed checkpoint above a place, else the smallest there is:
/// so a receipt once given stays the same.
fn above(
    app: &App,
    shelf: &Shelf,
    seq: u64,
) -> Result<Option<(SignedCheckpoint, Standing)>, CliError> {
    let told = |error| store::explain(app, &error);
    let mut smallest = None;
    for size in shelf.sizes().map_err(told)?.into_iter().filter(|&size| size > seq) {
        let Some(note) = shelf.get(size).map_err(told)? else { continue };
        if witnesses(&note).next().is_some() {
            return Ok(Some((note, Standing::Witnessed)));
        }
        smallest.get_or_insert((note, Standing::Checkpointed));
    }
    Ok(smallest)
}

/// Who is said to have signed besides the log itself. What is kept here was
/// checked when it came.
pub(super) fn witnesses(note: &SignedCheckpoint) -> impl Iterator<Item = &str> {
    let log = note.checkpoint().log.to_string();
    note.note().signatures().iter().map(|line| line.name()).filter(move |name| *name != log)
}

/// No receipt goes out that whoever knows the branch's key would not believe.
fn checked(app: &App, bank: &Bank<'_>, receipt: &Receipt, shelf: &Shelf) -> Result<(), CliError> {
    let of = receipt.proof.checkpoint.checkpoint();
    let key = bank.ask(
        bank.ledger().view(of.log.branch, Wanted::Nothing, |state| state.branch_key_at(of.size)),
    )?;
    let key = key.map(|key| of.log.key_line(SignatureKind::Log, key));
    let Err(fault) = receipt.check(&Trust::new(key)) else { return Ok(()) };
    let facts = [("path", text(shelf.path(of.size).display())), ("branch", text(of.log.branch))];
    Err(match fault {
        ReceiptFault::Signatures(_) => {
            CliError::storage("note-not-ours", app.msg("checkpoint-not-ours", &facts[..1]))
                .hint(app.msg("store-unreadable.hint", &[]))
        }
        ReceiptFault::Elsewhere { .. } | ReceiptFault::NotIncluded => {
            CliError::storage("not-what-was-signed", app.msg("receipt-unlike", &facts))
                .hint(app.msg("checkpoint-unlike.hint", &[("branch", text(of.log.branch))]))
        }
    })
}

/// An entry in plain words, by itself: what, whose, how many points, of when.
pub(super) fn in_words(app: &App, entry: &Entry, log: &LogName) -> Facts {
    let event = &entry.event;
    let cell = |cell: &Out| match cell {
        Out::Text(text) => Some(text.clone()),
        Out::Int(int) => Some(int.to_string()),
        Out::Number(number) => Some(number.to_string()),
        Out::Date(date) => Some(date.to_string()),
        Out::Empty => None,
    };
    let Said { rule, qty, on, evidence, note } = export::facts(event);
    let id = EntryId { branch: log.branch, seq: entry.seq };
    let item = cell(&rule).map(|rule| match cell(&qty) {
        Some(qty) => format!("{rule} ×{qty}"),
        None => rule,
    });
    let some = |text: String| (!text.is_empty()).then_some(text);
    let mut facts = Facts::new()
        .row(app.msg("heading-entry", &[]), id)
        .row(app.msg("heading-event", &[]), event_words(app, event));
    for account in event.accounts().into_iter().flatten() {
        let moved: Vec<String> = brings(event, account)
            .map(|(currency, amount)| match amount.is_negative() {
                true => format!("{amount} {currency}"),
                false => format!("+{amount} {currency}"),
            })
            .collect();
        let line = format!("{account}  {}", moved.join("  "));
        facts = facts.row(app.msg("heading-account", &[]), line.trim_end());
    }
    if let Event::RecordIssued { kept, .. } = event {
        for kept in kept {
            let said = [
                ("year", text(kept.year)),
                ("life", text(kept.life)),
                ("balance", text(kept.balance)),
            ];
            facts = facts.row(kept.currency.to_string(), app.msg("record-kept", &said));
        }
    }
    facts
        .some(app.msg("heading-about", &[]), item)
        .some(app.msg("heading-day", &[]), cell(&on))
        .some(app.msg("receipt-evidence", &[]), some(evidence))
        .some(app.msg("receipt-note", &[]), some(note))
        .row(app.msg("heading-by", &[]), &entry.by)
        .row(app.msg("receipt-at", &[]), entry.at)
}

fn event_words(app: &App, event: &Event) -> String {
    let word = words::event(&app.messages, event.name());
    match event {
        Event::Reversed { undoes, entry, .. } => {
            format!("{word} {entry} ({})", words::event(&app.messages, undoes.name()))
        }
        _ => word,
    }
}
