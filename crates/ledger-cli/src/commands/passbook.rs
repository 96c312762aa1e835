//! `passbook` (存折): an account on paper, as its holder keeps it.

use std::sync::Arc;

use clap::Args;
use ledger_core::ids::EntryId;
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::account::{held, held_words};
use crate::commands::receipt::{self, Standing};
use crate::commands::statement;
use crate::error::CliError;
use crate::holder;
use crate::i18n::text;
use crate::page::{Block, Table, numbers, words};
use crate::print::{self, PrintArgs};
use crate::qr::Qr;
use crate::refusal::Context;
use crate::seen;
use crate::words as told;

/// Print a passbook: what an account holds and how it came to that
///
/// As a PDF, or as a page that any browser shows and prints. The code on it is the
/// receipt of the latest entry, where a checkpoint covers it. The holder's name is
/// masked unless `--reveal` is given.
///
/// Example: `wenming passbook 二组-017 --out 存折.pdf`
#[derive(Debug, Args)]
pub(crate) struct PassbookArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Where to.
    #[command(flatten)]
    pub(crate) print: PrintArgs,
    /// Only so many of the newest entries
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) last: Option<u32>,
    /// Print the holder's name in full
    #[arg(long)]
    pub(crate) reveal: bool,
}

impl PassbookArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        self.print.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let account = bank.resolve(&self.account)?;
        let branch = account.branch();
        let now = bank.now();
        let view = bank.ledger().view(branch, Wanted::Account(account), |state| {
            let found = state.account(account)?.clone();
            let today = now.day(state.offset());
            let opened = found.opened_at.day(state.offset());
            let rulebook = state.rulebook_on(today).map(|on| Arc::clone(&on.rulebook));
            let village = state.charter().map(|charter| charter.name.clone());
            Some((found, today, opened, rulebook, village.unwrap_or_default()))
        });
        let Some((found, today, opened, rulebook, village)) = bank.ask(view)? else {
            let refusal = Refusal::UnknownAccount { account };
            return Err(app.refused(&refusal, &Context::account(self.account)));
        };
        let identity = bank.holder(account);
        if self.reveal {
            let known = usize::from(identity.is_some());
            seen::trace(app, &bank, "passbook", Some(account), [(branch, known)])?;
        }
        let shown = holder::shown(identity.as_ref(), found.kind, self.reveal);
        let last = self.last.map_or(usize::MAX, |last| last as usize);
        let lines = statement::lines(app, &bank, account, last)?;

        let label = |id: &'static str| app.msg(id, &[]);
        let mut page = print::page(app, now, label("passbook-title"));
        page.title = format!("{} {account}", page.title);
        // Every sheet of a long one says whose it is.
        let of = format!("{village} · {account}");
        page.foot = app.msg("page-foot", &[("branch", text(of)), ("on", text(today))]);
        page.blocks.push(Block::Under(village));
        let mut facts = vec![(label("passbook-account"), account.to_string())];
        facts.extend(
            found.household.as_ref().map(|no| (label("account-household"), no.to_string())),
        );
        facts.extend(shown.name.map(|name| (label("account-name"), name)));
        facts.push((label("account-kind"), told::holder(&app.messages, found.kind)));
        facts.push((label("account-opened-on"), opened.to_string()));
        let held = held(&found, rulebook.as_deref(), today);
        facts.extend(held.iter().map(|held| (held.name.clone(), held_words(app, held))));
        page.blocks.push(Block::Facts(facts));
        page.blocks.push(Block::Table(Table {
            columns: vec![
                words(label("heading-entry")),
                words(label("heading-day")),
                words(label("heading-event")),
                words(label("heading-about")),
                numbers(label("heading-points")),
                numbers(label("heading-balance")),
                words(label("heading-by")),
            ],
            rows: lines
                .iter()
                .map(|line| {
                    vec![
                        line.entry.to_string(),
                        line.day.to_string(),
                        line.what(app),
                        line.about(app),
                        line.points(),
                        line.balance(),
                        line.by.to_string(),
                    ]
                })
                .collect(),
            total: None,
        }));
        if let Some(latest) = lines.last() {
            page.blocks.push(proof(app, &bank, latest.entry)?);
        }
        self.print.give(app, &page)
    }
}

/// The receipt of the latest entry as a code, or that there is none yet.
fn proof(app: &App, bank: &Bank<'_>, entry: EntryId) -> Result<Block, CliError> {
    let facts = [("entry", text(entry))];
    let line =
        bank.ask(bank.ledger().journal().line(entry.branch, entry.seq).map_err(Into::into))?;
    let proved = line.map(|line| receipt::proved(app, bank, entry, &line)).transpose()?.flatten();
    let Some((receipt, standing)) = proved else {
        return Ok(Block::Small(app.msg("page-recorded", &facts)));
    };
    let Some(code) = Qr::of(receipt.to_string().as_bytes()) else {
        return Ok(Block::Small(app.msg("page-code-too-long", &facts)));
    };
    let about = match standing {
        Standing::Witnessed => app.msg("page-witnessed", &facts),
        Standing::Checkpointed | Standing::Recorded => app.msg("page-checkpointed", &facts),
    };
    let how = app.msg("page-check-code", &[]);
    Ok(Block::Code { code: code.drawing(about.clone()), about: vec![about, how] })
}
