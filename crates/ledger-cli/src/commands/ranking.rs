//! `ranking` (积分榜): who earned most, in one village or over all of them.

use std::collections::{BTreeSet, HashMap};

use clap::Args;
use ledger_core::day::Day;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, HouseholdNo};
use ledger_core::ledger::Wanted;
use ledger_core::line::Entry;
use ledger_core::points::Amount;
use ledger_core::ranking::{Place, Ranking};
use ledger_core::rulebook::HolderKind;
use ledger_core::state::State;
use serde::Serialize;
use serde_json::json;

use crate::across::{self, DaysArgs};
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::posting::currency_name;
use crate::error::CliError;
use crate::export::count_each;
use crate::holder;
use crate::i18n::{count, text};
use crate::leak;
use crate::list::{self, List, as_text, numbers};
use crate::page::{self, Block, Page};
use crate::print::{self, Said, WallArgs};
use crate::words;

/// List who earned most by the deeds of a span of days
///
/// Counted by the day of the deed: what was deposited less what was deducted, and
/// nothing that was reversed; neither balances brought forward nor transfers. Who
/// earned as much has the same place. Of all villages together, or of
/// `--branch`. Names are masked, and nobody under 14 is listed. With `--out` it is a
/// page for the wall, without whoever has nothing above zero.
///
/// Example: `wenming ranking 2026-Q1`
#[derive(Debug, Args)]
pub(crate) struct RankingArgs {
    /// Which days.
    #[command(flatten)]
    pub(crate) days: DaysArgs,
    /// How many accounts of each currency to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    #[arg(value_parser = values::rows)]
    pub(crate) top: u32,
    /// Where to.
    #[command(flatten)]
    pub(crate) wall: WallArgs,
}

/// One account's place, and whose it is.
#[derive(Serialize)]
struct Line {
    place: usize,
    currency: CurrencyCode,
    account: AccountNo,
    household: Option<HouseholdNo>,
    /// A person's is masked; the vault holds it in full.
    name: Option<String>,
    earned: Amount,
}

impl RankingArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let (print, file) = self.wall.split(app)?;
        let bank = Bank::open_to_read(app)?;
        let branches = match app.args.branch {
            Some(branch) => vec![branch],
            None => across::villages(app, &bank)?,
        };
        let Some((days, today)) = across::span(app, &bank, &branches, &self.days)? else {
            return Ok(());
        };
        let (from, until) = days.clone().into_inner();
        let span = [("from", text(from)), ("until", text(until))];
        let mut ranking = Ranking::of(days);
        let mut holders = HashMap::new();
        for &branch in &branches {
            let count = &mut |entry: &Entry| ranking.count(&entry.event);
            count_each(app, bank.ledger(), branch, "ranking", count)?;
            let names = bank.holders(branch);
            holders.extend(bank.ask(bank.ledger().view(branch, Wanted::Accounts, |state| {
                let holder = |(no, account): (AccountNo, &ledger_core::state::Account)| {
                    let name = holder::shown(names.get(&no), account.kind, false).name;
                    (no, (account.kind, account.household.clone(), name))
                };
                state.accounts().into_iter().map(holder).collect::<Vec<_>>()
            }))?);
        }
        // Merchants and pools get points by other people's deeds.
        let earns = |account| {
            holders.get(&account).is_some_and(|(kind, ..)| {
                matches!(kind, HolderKind::Household | HolderKind::Person | HolderKind::Team)
            })
        };
        // As of today: it is today that the list is read.
        let hidden = leak::hidden(&bank, &branches, today.year())?;
        let listed = |account| earns(account) && !hidden.contains(&account);
        let left_out = ranking.places(|account| earns(account) && hidden.contains(&account));
        let left_out: BTreeSet<AccountNo> =
            left_out.into_iter().map(|place| place.account).collect();
        let line = |Place { place, currency, account, earned }| {
            let holder = holders.get(&account).cloned();
            let (household, name) = holder.map_or((None, None), |(_, no, name)| (no, name));
            Line { place, currency, account, household, name, earned }
        };
        let all: Vec<Line> = ranking.places(listed).into_iter().map(line).collect();
        let of_each = || all.chunk_by(|one, next| one.currency == next.currency);
        // Nobody is put on the wall for what was taken from them.
        let is_shown = |line: &&Line| print.is_none() || line.earned > Amount::ZERO;
        let shown: Vec<&Line> =
            of_each().flat_map(|of| of.iter().filter(is_shown).take(self.top as usize)).collect();
        if let Some(print) = &print {
            let said = Said::new(app);
            let mut when = match self.days.period {
                Some(period) => words::period(&app.messages, period),
                None => said.msg("ranking-days", &span),
            };
            if today < until {
                when = format!("{when} · {}", said.msg("board-until-now", &[("on", text(today))]));
            }
            let page = page(app, &said, &bank, (&branches, today), &when, &shown)?;
            let known = said.and_names(&bank, &branches)?;
            return print.give_public(app, (&bank, &branches), &page, known);
        }
        let longest = of_each().map(<[Line]>::len).max().unwrap_or_default();
        let answer = json!({ "from": from, "until": until, "accounts": all.len(),
            "left_out": left_out.len(), "ranking": shown });
        let sheet = || list(app, &shown).to_sheet(app, until);
        file.answer(app, &answer, sheet, || {
            let without = |mut out: String| {
                if !left_out.is_empty() {
                    out.push('\n');
                    out += &app.msg("ranking-left-out", &[("count", count(left_out.len()))]);
                }
                out
            };
            if all.is_empty() {
                return without(app.msg("ranking-none", &span));
            }
            let mut out =
                format!("{}\n{}", app.msg("ranking-of", &span), list(app, &shown).to_text());
            if all.len() > shown.len() {
                let facts = [("count", count(all.len() - shown.len())), ("all", text(longest))];
                out.push('\n');
                out.push_str(&app.messages.get("ranking-more", &facts));
            }
            without(out)
        })
    }
}

/// The list as a page: a table for each kind of points.
fn page(
    app: &App,
    said: &Said<'_>,
    bank: &Bank<'_>,
    (branches, today): (&[BranchCode], Day),
    when: &str,
    lines: &[&Line],
) -> Result<Page, CliError> {
    let of = match branches {
        [only] => *only,
        _ => BranchCode::HQ,
    };
    // A folder of villages alone has no head office in it.
    let named = |state: &State| state.charter().map(|charter| charter.name.clone());
    let place = match bank.branches()?.contains(&of) {
        true => bank.ask(bank.ledger().view(of, Wanted::Nothing, named))?.unwrap_or_default(),
        false => said.msg("ranking-together", &[]),
    };
    let mut page = print::page(app, bank.now(), said.msg("ranking-title", &[]));
    page.title = format!("{} {place} {when}", page.title);
    let of = format!("{place} · {when}");
    page.foot = said.msg("page-foot", &[("branch", text(&of)), ("on", text(today))]);
    page.numbered = said.msg("page-numbered", &[]);
    page.blocks.push(Block::Under(of));
    let mut villages = HashMap::new();
    for &branch in branches {
        let name = bank.ask(bank.ledger().view(branch, Wanted::Nothing, named))?;
        villages.insert(branch, name.unwrap_or_default());
    }
    for of_one in lines.chunk_by(|one, next| one.currency == next.currency) {
        let Some(first) = of_one.first() else { continue };
        page.blocks.push(Block::Heading(currency_name(
            bank,
            first.account.branch(),
            first.currency,
        )?));
        let mut columns = vec![
            page::numbers(said.msg("ranking-place", &[])),
            page::words(said.msg("board-number", &[])),
            page::words(said.msg("board-name", &[])),
            page::numbers(said.msg("heading-earned", &[])),
        ];
        if branches.len() > 1 {
            columns.insert(1, page::words(said.msg("ranking-village", &[])));
        }
        let mut rows = Vec::new();
        for line in of_one {
            let number = line.household.as_ref().map(ToString::to_string);
            let mut row = vec![
                line.place.to_string(),
                number.unwrap_or_else(|| line.account.to_string()),
                line.name.clone().unwrap_or_default(),
                line.earned.to_string(),
            ];
            if branches.len() > 1 {
                row.insert(1, villages.get(&line.account.branch()).cloned().unwrap_or_default());
            }
            rows.push(row);
        }
        page.blocks.push(Block::Table(page::Table { columns, rows, total: None }));
    }
    if lines.is_empty() {
        page.blocks.push(Block::Text(said.msg("ranking-page-none", &[])));
    }
    page.blocks.push(Block::Small(said.msg("ranking-how", &[])));
    page.blocks.extend(print::unnamed(said, bank, branches));
    Ok(page)
}

fn list(app: &App, lines: &[&Line]) -> List {
    let mut list = List::new([
        numbers(app.msg("heading-rank", &[])),
        list::words(app.msg("heading-account", &[])),
        list::words(app.msg("heading-household", &[])),
        list::words(app.msg("heading-name", &[])),
        list::words(app.msg("heading-currency", &[])),
        numbers(app.msg("heading-earned", &[])).summed(),
    ])
    .summed_by(4);
    for line in lines {
        list.row([
            list::count(line.place),
            as_text(line.account),
            list::some(line.household.as_ref().map(as_text)),
            list::some(line.name.clone()),
            as_text(line.currency),
            line.earned.into(),
        ]);
    }
    list
}
