//! `record` (信用记录): how an account stands, for a lender its holder names.
//!
//! Points are no security for a loan (文明积分贷): the paper says what the ledger knows, and
//! makes no mark of it. It is given at the holder's request alone, and that it was is an
//! entry of the account, with the day of the request and the lender; so the holder sees it
//! in every statement. The paper is made from that entry.

use clap::Args;
use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, EntryId, NameError, RequestKey};
use ledger_core::ledger::Wanted;
use ledger_core::line::Entry;
use ledger_core::points::Amount;
use ledger_core::record::Kept;
use ledger_core::refusal::Refusal;
use ledger_core::state::Status;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::attest::{self, Made, Whose};
use crate::commands::posting::currency_name;
use crate::commands::receipt::Standing as Proof;
use crate::error::CliError;
use crate::i18n::text;
use crate::page::{Block, Page, Table, numbers, words};
use crate::print::PrintArgs;
use crate::refusal::Context;
use crate::tell::Facts;

/// Print an account's record for a lender, as its holder asked
///
/// What it earned by deeds this year and ever, what it has and owes, and whether it moves.
/// That it was given, when it was asked for and to whom is entered, and stands in the
/// account's statement. A record named by its entry is printed again, and nothing new is
/// entered.
///
/// Example: `wenming record 二组-017 --requested 2026-03-19 --lender 清溪农商银行 --out 记录.pdf`
#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// The account's number, or the household's; or a record's entry, as `LC01:60`
    #[arg(value_name = "ACCOUNT")]
    pub(crate) of: String,
    /// The day the holder asked for it; without a request none is given
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) requested: Option<Day>,
    /// Who gets it
    #[arg(long, value_name = "TEXT")]
    pub(crate) lender: Option<String>,
    /// Where to.
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

impl RecordArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let named = self.of.trim().to_ascii_uppercase().replace('：', ":");
        if let Ok(issued) = named.parse::<EntryId>() {
            if self.requested.is_some() || self.lender.is_some() {
                return Err(CliError::misused("record-again", app.msg("record-again-as", &[]))
                    .hint(app.msg("record-again-as.hint", &[("entry", text(issued))])));
            }
            self.print.check(app)?;
            let bank = Bank::open_to_read(app)?;
            return give(app, &bank, issued, &self.print, true);
        }
        let (Some(requested), Some(lender)) = (self.requested, self.lender) else {
            return Err(CliError::misused(
                "record-unrequested",
                app.msg("record-unrequested", &[]),
            )
            .hint(app.msg("record-unrequested.hint", &[("account", text(&self.of))])));
        };
        self.print.check_to_enter(app)?;
        let bank = Bank::open(app)?;
        let account = bank.resolve(&self.of)?;
        if let Some(held) = bank.ask(bank.ledger().account(account))? {
            let mut words = vec![lender.clone()];
            for (currency, _) in held.balances.iter() {
                words.push(currency_name(&bank, account.branch(), *currency)?);
            }
            attest::check(app, &bank, (account, held.kind), "record", &words)?;
        }
        // Asked for once, it is given once.
        let request = request(account, requested, &lender)?;
        let command = Command::IssueRecord { account, requested, lender };
        let context = Context { day: Some("--requested"), ..Context::account(self.of) };
        let done = bank.submit(account.branch(), command, Some(request), &context)?;
        give(app, &bank, done.entry, &self.print, done.repeated).map_err(|error| {
            let facts = [("entry", text(done.entry))];
            attest::entered(error, app.msg("record-entered", &facts))
        })
    }
}

/// The request that a holder made on a day for a lender: typed twice it is the same.
fn request(account: AccountNo, on: Day, lender: &str) -> Result<RequestKey, CliError> {
    let lender = blake3::hash(lender.as_bytes()).to_hex();
    format!("record:{account}:{on}:{}", &lender[..16])
        .parse()
        .map_err(|e: NameError| CliError::internal("request", e.to_string()))
}

/// Writes the paper of a record.
fn give(
    app: &App,
    bank: &Bank<'_>,
    issued: EntryId,
    print: &PrintArgs,
    repeated: bool,
) -> Result<(), CliError> {
    let paper = Paper::of(app, bank, issued)?;
    let (page, proof) = paper.page(app, bank)?;
    let made = Made { paper: "record", entry: issued, account: paper.account, page, proof };
    let answer = json!({ "event": paper.entry.event, "repeated": repeated });
    let facts = Facts::new()
        .row(app.msg("record-lender", &[]), &paper.lender)
        .row(app.msg("record-requested", &[]), paper.requested);
    let what = |what: &[_]| match repeated {
        true => app.msg("record-again", what),
        false => app.msg("record-issued", what),
    };
    made.give(app, bank, print, answer, what, &facts)
}

/// All that stands on the paper.
struct Paper {
    entry: Entry,
    account: AccountNo,
    requested: Day,
    lender: String,
    status: Status,
    kept: Vec<Kept>,
    reservations: u32,
}

impl Paper {
    /// Of the entry that issued it.
    fn of(app: &App, bank: &Bank<'_>, issued: EntryId) -> Result<Self, CliError> {
        let found = match bank.branches()?.contains(&issued.branch) {
            true => bank.ask(bank.ledger().entry(issued))?,
            false => None,
        };
        let unknown = || across::refused(app, &Refusal::UnknownEntry { entry: issued });
        let entry = found.ok_or_else(unknown)?;
        let Event::RecordIssued { account, requested, lender, status, kept, reservations } =
            entry.event.clone()
        else {
            let message = app.msg("not-a-record", &[("entry", text(issued))]);
            return Err(
                CliError::refused("not-a-record", message).hint(app.msg("not-a-record.hint", &[]))
            );
        };
        Ok(Self { entry, account, requested, lender, status, kept, reservations })
    }

    /// The page, and how far its entry is proved.
    fn page(&self, app: &App, bank: &Bank<'_>) -> Result<(Page, Proof), CliError> {
        let label = |id: &'static str| app.msg(id, &[]);
        let id = EntryId { branch: self.entry.branch, seq: self.entry.seq };
        let account = self.account;
        let view = bank.ledger().view(id.branch, Wanted::Account(account), |state| {
            let village = state.charter().map(|charter| charter.name.clone());
            let kind = state.account(account).map(|found| found.kind);
            (village.unwrap_or_default(), kind, state.offset())
        });
        let (village, kind, offset) = bank.ask(view)?;
        let unknown = || across::refused(app, &Refusal::UnknownAccount { account });
        let whose = (account, kind.ok_or_else(unknown)?);
        let whose = Whose::shown(app, bank, whose, "record")?;
        let issuer = attest::issuer(bank, id.branch)?;
        let day = self.entry.at.day(offset);
        let of = (village.as_str(), issuer.as_str());
        let mut page = attest::page(app, (id, self.entry.at), label("record-title"), of);
        let facts = [
            ("name", text(&whose.name)),
            ("requested", text(self.requested)),
            ("lender", text(&self.lender)),
            ("on", text(day)),
        ];
        page.blocks.push(Block::Text(app.msg("record-says", &facts)));
        let status = label(match self.status {
            Status::Open => "record-open",
            Status::Frozen => "record-frozen",
            Status::Closed => "record-closed",
        });
        let mut about = whose.facts(app, (label("record-number"), id), label("record-holder"));
        about.extend([
            (label("record-status"), status),
            (label("record-reservations"), self.reservations.to_string()),
        ]);
        page.blocks.push(Block::Facts(about));
        if self.kept.is_empty() {
            page.blocks.push(Block::Text(label("record-nothing")));
        } else {
            page.blocks.push(Block::Table(self.table(app, bank, day)?));
        }
        page.blocks.push(Block::Small(label("record-means")));
        page.blocks.push(Block::Facts(vec![
            (label("record-lender"), self.lender.clone()),
            (label("certificate-issuer"), issuer),
            (label("certificate-by"), self.entry.by.to_string()),
            (label("certificate-on"), day.to_string()),
        ]));
        page.blocks.push(Block::Sign(vec![label("record-sign-holder"), label("certificate-seal")]));
        let (block, proof) = attest::proof(app, bank, id, label("record-check"))?;
        page.blocks.push(block);
        Ok((page, proof))
    }

    /// What was earned and is there, by currency; what is owed in a column of its own.
    fn table(&self, app: &App, bank: &Bank<'_>, day: Day) -> Result<Table, CliError> {
        let label = |id: &'static str| app.msg(id, &[]);
        let mut rows = Vec::new();
        for kept in &self.kept {
            let owed = if kept.balance.is_negative() { -kept.balance } else { Amount::ZERO };
            rows.push(vec![
                currency_name(bank, self.entry.branch, kept.currency)?,
                kept.year.to_string(),
                kept.life.to_string(),
                kept.balance.max(Amount::ZERO).to_string(),
                owed.to_string(),
            ]);
        }
        Ok(Table {
            columns: vec![
                words(label("heading-currency")),
                numbers(app.msg("record-year", &[("year", text(day.year()))])),
                numbers(label("record-life")),
                numbers(label("heading-balance")),
                numbers(label("record-arrears")),
            ],
            rows,
            total: None,
        })
    }
}
