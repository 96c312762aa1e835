//! `board` (公示榜): what moved in a village in a month, to hang on the wall.
//!
//! Whoever reads it can add: what stands in the columns is what changed the balance.
//! The code on it is the village's latest checkpoint, of which everybody who walks by
//! can take a copy.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use clap::Args;
use ledger_core::board::{Board, Moved, Row};
use ledger_core::certificate::{Certificate, Says};
use ledger_core::day::Day;
use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::ledger::Wanted;
use ledger_core::points::Amount;
use ledger_core::proof::SignatureKind;
use ledger_core::span::{Span, Term};
use ledger_core::state::{Account, State};

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::branch::log_name;
use crate::commands::posting::currency_name;
use crate::commands::{certificate, checkpoint};
use crate::error::CliError;
use crate::export::count_each;
use crate::holder;
use crate::i18n::{count, text};
use crate::leak;
use crate::page::{self, Block, Table, numbers};
use crate::print::{self, PrintArgs, Said};
use crate::qr::Qr;
use crate::words;

/// Print the month's list for the village's wall
///
/// Counted by the day of the entry, so that what is on the list makes the balance at the
/// month's end; what was reversed is not counted as earned. Names are masked, who is under
/// 14 is not listed, and nothing is written that would show a name, a phone or an ID
/// number. The code on it is the village's latest checkpoint.
///
/// Example: `wenming board 2026-03 --out 公示榜.pdf`
#[derive(Debug, Args)]
pub(crate) struct BoardArgs {
    /// The month, as `2026-03`
    #[arg(value_parser = values::month)]
    pub(crate) month: Span,
    /// Who takes objections, and where; the bank's counter unless said
    #[arg(long, value_name = "TEXT")]
    pub(crate) contact: Option<String>,
    /// Where to.
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// What the village is, on the day of printing.
struct Village {
    name: String,
    today: Day,
    /// The first day a deed can be of.
    since: Option<Day>,
    /// So many days the longest notice of the rulebook stands; none where no rule has one.
    notice_days: Option<u32>,
    /// What volunteers' certificates will say, of those that are public today.
    certificates: Vec<(EntryId, AccountNo, Certificate)>,
    /// How an account is named on the wall, by its household's number where there is one.
    accounts: HashMap<AccountNo, Shown>,
}

/// An account as it is shown.
pub(crate) struct Shown {
    /// By its household's number where there is one, else by its own.
    pub(crate) number: String,
    /// A person's is masked.
    pub(crate) name: String,
}

impl BoardArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        self.print.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let branch = across::village(app, &bank)?;
        let village = Village::of(&bank, branch)?;
        let (first, last) = (self.month.first(), self.month.last());
        let today = village.today;
        if first > today {
            let now = Span::of(Term::Month, today).unwrap_or(self.month);
            let facts = [("month", text(self.month)), ("today", text(today))];
            return Err(CliError::misused("board-future", app.msg("board-future", &facts))
                .hint(app.msg("board-future.hint", &[("before", text(now))])));
        }
        if let Some(since) = village.since.filter(|since| last < *since) {
            let first = Span::of(Term::Month, since).unwrap_or(self.month);
            let facts = [("month", text(self.month)), ("since", text(since))];
            return Err(CliError::misused("board-before", app.msg("board-before", &facts))
                .hint(app.msg("board-before.hint", &[("first", text(first))])));
        }
        let mut board = Board::of(self.month.days(), bank.offset(branch)?);
        count_each(app, bank.ledger(), branch, "board", &mut |entry| board.count(entry))?;
        let hidden = leak::hidden(&bank, &[branch], today.year())?;

        let said = Said::new(app);
        let mut page = print::page(app, bank.now(), said.msg("board-title", &[]));
        let when = words::period(&app.messages, self.month);
        page.title = format!("{} {} {when}", page.title, village.name);
        // A sheet that came off the wall alone says what it is of.
        let of = format!("{} · {when}", village.name);
        page.foot = said.msg("page-foot", &[("branch", text(&of)), ("on", text(today))]);
        page.numbered = said.msg("page-numbered", &[]);
        page.blocks.push(Block::Under(of));
        if today < last {
            page.blocks.push(Block::Under(said.msg("board-until-now", &[("on", text(today))])));
        }
        let rows: Vec<Row> = board.rows().collect();
        for of_one in rows.chunk_by(|one, next| one.currency == next.currency) {
            let Some(Row { currency, .. }) = of_one.first().copied() else { continue };
            page.blocks.push(Block::Heading(currency_name(&bank, branch, currency)?));
            let (minors, listed): (Vec<&Row>, Vec<&Row>) =
                of_one.iter().partition(|row| hidden.contains(&row.account));
            page.blocks.push(Block::Table(table(&said, &village, &listed, &minors)?));
        }
        page.blocks.push(match rows.is_empty() {
            true => Block::Text(said.msg("board-none", &[])),
            false => Block::Small(said.msg("board-quiet", &[("n", count(board.quiet()))])),
        });
        page.blocks.push(Block::Small(said.msg("board-columns", &[])));
        if !village.certificates.is_empty() {
            page.blocks.push(Block::Heading(said.msg("board-certificates", &[])));
            page.blocks.push(Block::Table(certificates(app, &said, &village, &hidden)));
            page.blocks.push(Block::Small(said.msg("board-certificates-how", &[])));
        }
        page.blocks.extend(print::unnamed(&said, &bank, &[branch]));
        page.blocks.push(Block::Heading(said.msg("board-objection", &[])));
        let until = match village.notice_days {
            Some(days) => today.plus_days(days).to_string(),
            None => said.msg("board-any-time", &[]),
        };
        let counter = [("village", text(&village.name))];
        let to = self.contact.unwrap_or_else(|| said.msg("board-counter", &counter));
        page.blocks.push(Block::Facts(vec![
            (said.msg("board-object-to", &[]), to),
            (said.msg("board-object-until", &[]), until),
        ]));
        page.blocks.push(Block::Text(said.msg("board-object-how", &[])));
        page.blocks.extend(anchor(app, &said, &bank, branch)?);
        let known = said.and_names(&bank, &[branch])?;
        self.print.give_public(app, (&bank, &[branch]), &page, known)
    }
}

impl Village {
    fn of(bank: &Bank<'_>, branch: BranchCode) -> Result<Self, CliError> {
        let now = bank.now();
        let accounts = accounts(bank, branch)?;
        let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
            let today = now.day(state.offset());
            let rulebook = state.rulebook_on(today).map(|on| Arc::clone(&on.rulebook));
            let notice_days = rulebook.and_then(|book| {
                let rules = book.rules().iter().filter(|rule| rule.in_force(today));
                let days = rules.map(|rule| rule.review.notice_days);
                days.max().filter(|days| *days > 0)
            });
            let public = certificate::all(state).into_iter();
            let public = public.filter(|(_, asked)| asked.is_open() && asked.until >= today);
            let certificates = public
                .map(|(no, asked)| (EntryId { branch, seq: asked.seq }, no, asked.clone()))
                .collect();
            let name = state.charter().map(|charter| charter.name.clone()).unwrap_or_default();
            let since = state.charter().map(|charter| charter.since);
            (name, today, since, notice_days, certificates)
        });
        let (name, today, since, notice_days, certificates) = bank.ask(view)?;
        Ok(Self { name, today, since, notice_days, certificates, accounts })
    }
}

/// How a branch's accounts are named on the wall.
pub(crate) fn accounts(
    bank: &Bank<'_>,
    branch: BranchCode,
) -> Result<HashMap<AccountNo, Shown>, CliError> {
    let holders = bank.holders(branch);
    bank.ask(bank.ledger().view(branch, Wanted::Accounts, |state| {
        let shown = |(no, account): (AccountNo, &Account)| {
            let name = holder::shown(holders.get(&no), account.kind, false).name;
            let number = number(state, no, account);
            (no, Shown { number, name: name.unwrap_or_default() })
        };
        state.accounts().into_iter().map(shown).collect()
    }))
}

/// The number that the village knows an account by: its household's, else its own.
fn number(state: &State, no: AccountNo, account: &Account) -> String {
    let home = account.member_of.map(|serial| AccountNo::new(no.branch(), serial));
    let of_home = home.and_then(|home| state.account(home)?.household.clone());
    let household = account.household.clone().or(of_home);
    household.map_or_else(|| no.to_string(), |household| household.to_string())
}

/// The rows of a currency, those of who is under 14 as one, and their sum.
fn table(
    said: &Said<'_>,
    village: &Village,
    listed: &[&Row],
    minors: &[&Row],
) -> Result<Table, CliError> {
    let row = |row: &&Row| {
        let shown = village.accounts.get(&row.account);
        let number = shown.map_or_else(|| row.account.to_string(), |of| of.number.clone());
        let name = shown.map(|of| of.name.clone()).unwrap_or_default();
        cells([number, name], row.moved, row.balance)
    };
    let mut rows: Vec<Vec<String>> = listed.iter().map(row).collect();
    if !minors.is_empty() {
        let about = said.msg("board-minors", &[("n", count(minors.len()))]);
        let (moved, balance) = sum(minors.iter().copied())?;
        rows.push(cells([String::new(), about], moved, balance));
    }
    let (moved, balance) = sum(listed.iter().chain(minors).copied())?;
    let total = cells([said.msg("board-total", &[]), String::new()], moved, balance);
    Ok(Table {
        columns: vec![
            page::words(said.msg("board-number", &[])),
            page::words(said.msg("board-name", &[])),
            numbers(said.msg("board-earned", &[])),
            numbers(said.msg("board-deducted", &[])),
            numbers(said.msg("board-redeemed", &[])),
            numbers(said.msg("board-others", &[])),
            numbers(said.msg("board-balance", &[])),
        ],
        rows,
        total: Some(total),
    })
}

/// What certificates will say: whoever is under 14 without number and name.
fn certificates(
    app: &App,
    said: &Said<'_>,
    village: &Village,
    hidden: &BTreeSet<AccountNo>,
) -> Table {
    let row = |(id, account, asked): &(EntryId, AccountNo, Certificate)| {
        let shown = village.accounts.get(account);
        let (number, name) = match (hidden.contains(account), shown) {
            (true, _) => (String::new(), said.msg("board-certificates-minor", &[])),
            (false, Some(of)) => (of.number.clone(), of.name.clone()),
            (false, None) => (account.to_string(), String::new()),
        };
        let Says { from, to, minutes, deeds } = asked.says;
        vec![
            id.to_string(),
            number,
            name,
            said.msg("notice-from-to", &[("from", text(from)), ("to", text(to))]),
            words::served(&app.messages, minutes),
            deeds.to_string(),
            asked.until.to_string(),
        ]
    };
    Table {
        columns: vec![
            page::words(said.msg("heading-certificate", &[])),
            page::words(said.msg("board-number", &[])),
            page::words(said.msg("board-name", &[])),
            page::words(said.msg("certificate-span", &[])),
            page::words(said.msg("certificate-hours", &[])),
            numbers(said.msg("certificate-deeds", &[])),
            page::words(said.msg("notice-until", &[])),
        ],
        rows: village.certificates.iter().map(row).collect(),
        total: None,
    }
}

/// What was taken stands as what it is, without a sign; the others have one.
fn cells(who: [String; 2], moved: Moved, balance: Amount) -> Vec<String> {
    let others = match moved.others {
        others if others > Amount::ZERO => format!("+{others}"),
        others => others.to_string(),
    };
    let figures = [
        moved.earned.to_string(),
        (-moved.deducted).to_string(),
        (-moved.redeemed).to_string(),
        others,
        balance.to_string(),
    ];
    who.into_iter().chain(figures).collect()
}

fn sum<'r>(rows: impl Iterator<Item = &'r Row>) -> Result<(Moved, Amount), CliError> {
    let mut sum = (Moved::default(), Amount::ZERO);
    for row in rows {
        let together = sum.0.checked_add(row.moved).zip(sum.1.checked_add(row.balance));
        sum = together.ok_or_else(|| CliError::internal("board", "the sum of the rows"))?;
    }
    Ok(sum)
}

/// The latest checkpoint as a code and the keys to check it with, or that there is none yet.
fn anchor(
    app: &App,
    said: &Said<'_>,
    bank: &Bank<'_>,
    branch: BranchCode,
) -> Result<Vec<Block>, CliError> {
    let Some(note) = checkpoint::latest(app, bank, branch)? else {
        return Ok(vec![Block::Small(said.msg("board-no-checkpoint", &[]))]);
    };
    let facts = [("size", text(note.checkpoint().size))];
    let about = said.msg("board-checkpoint", &facts);
    let mut blocks = vec![match Qr::of(note.to_string().as_bytes()) {
        Some(code) => {
            let how = said.msg("board-checkpoint-how", &[]);
            Block::Code { code: code.drawing(about.clone()), about: vec![about, how] }
        }
        None => Block::Small(said.msg("board-checkpoint-long", &facts)),
    }];
    // A folder of one village alone has no head office in it.
    let head_office = Some(BranchCode::HQ).filter(|of| *of != branch);
    let here = bank.branches()?;
    for of in [branch].into_iter().chain(head_office.filter(|of| here.contains(of))) {
        // The one that signed it, though the branch may have another by now.
        let size = note.checkpoint().size;
        let set = bank.branch_keys(of)?;
        let key = set.iter().rev().find(|key| of != branch || key.since < size);
        if let Some(key) = key {
            let line = log_name(app, bank, of)?.key_line(SignatureKind::Log, key.key);
            // By itself, so that it is not broken: it is copied as it stands.
            blocks.push(Block::Small(said.msg("board-key", &[("branch", text(of))])));
            blocks.push(Block::Small(line.to_string()));
        }
    }
    Ok(blocks)
}
