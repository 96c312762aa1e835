//! `ranking` (积分榜): who earned most, in one village or over all of them.

use std::collections::HashMap;

use clap::Args;
use ledger_core::day::Day;
use ledger_core::ids::{AccountNo, CurrencyCode, HouseholdNo};
use ledger_core::ledger::Wanted;
use ledger_core::points::Amount;
use ledger_core::ranking::{Place, Ranking};
use ledger_core::rulebook::HolderKind;
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::export::ListArgs;
use crate::error::CliError;
use crate::export::{self, each_entry};
use crate::holder;
use crate::i18n::{count, text};
use crate::list::{self, List, as_text, numbers, words};

/// List who earned most by the deeds of some days
///
/// Counted by the day of the deed: what was deposited less what was deducted, and
/// nothing that was reversed; neither balances brought forward nor transfers. Who
/// earned as much has the same place. Of all villages together, or of
/// `--branch`. Names are masked.
///
/// Example: `wenming ranking --from 2026-03-01 --until 2026-03-31`
#[derive(Debug, Args)]
pub(crate) struct RankingArgs {
    /// The first day; the year's first unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) from: Option<Day>,
    /// The last day; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) until: Option<Day>,
    /// How many accounts of each currency to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    #[arg(value_parser = values::rows)]
    pub(crate) top: u32,
    /// Where to.
    #[command(flatten)]
    pub(crate) list: ListArgs,
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
        self.list.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let branches = match app.args.branch {
            Some(branch) => vec![branch],
            None => across::villages(app, &bank)?,
        };
        let mut today = None;
        for &branch in &branches {
            today = today.max(Some(bank.now().day(bank.offset(branch)?)));
        }
        let Some(until) = self.until.or(today) else { return Ok(()) };
        let from = self.from.unwrap_or_else(|| first_of_year(until));
        let span = [("from", text(from)), ("until", text(until))];
        if from > until {
            return Err(CliError::misused(
                "ranking-backwards",
                app.msg("ranking-backwards", &span),
            )
            .hint(app.msg("ranking-backwards.hint", &span)));
        }
        let mut ranking = Ranking::of(from..=until);
        let mut holders = HashMap::new();
        for &branch in &branches {
            let mut overflow = None;
            each_entry(bank.ledger(), branch, &mut |entry, _, _| {
                if ranking.count(&entry.event).is_none() {
                    overflow.get_or_insert(entry.seq);
                }
                Ok(())
            })
            .map_err(|error| export::explain(app, error))?;
            if let Some(seq) = overflow {
                return Err(CliError::internal("ranking", format!("the sum at {branch}:{seq}")));
            }
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
        let listed = |account| {
            holders.get(&account).is_some_and(|(kind, ..)| {
                matches!(kind, HolderKind::Household | HolderKind::Person | HolderKind::Team)
            })
        };
        let line = |Place { place, currency, account, earned }| {
            let holder = holders.get(&account).cloned();
            let (household, name) = holder.map_or((None, None), |(_, no, name)| (no, name));
            Line { place, currency, account, household, name, earned }
        };
        let all: Vec<Line> = ranking.places(listed).into_iter().map(line).collect();
        let of_each = || all.chunk_by(|one, next| one.currency == next.currency);
        let shown: Vec<&Line> =
            of_each().flat_map(|of| of.iter().take(self.top as usize)).collect();
        let longest = of_each().map(<[Line]>::len).max().unwrap_or_default();
        let answer =
            json!({ "from": from, "until": until, "accounts": all.len(), "ranking": shown });
        let sheet = || list(app, &shown).to_sheet(app, until);
        self.list.answer(app, &answer, sheet, || {
            if all.is_empty() {
                return app.msg("ranking-none", &span);
            }
            let mut out =
                format!("{}\n{}", app.msg("ranking-of", &span), list(app, &shown).to_text());
            if all.len() > shown.len() {
                let facts = [("count", count(all.len() - shown.len())), ("all", text(longest))];
                out.push('\n');
                out.push_str(&app.messages.get("ranking-more", &facts));
            }
            out
        })
    }
}

fn list(app: &App, lines: &[&Line]) -> List {
    let mut list = List::new([
        numbers(app.msg("heading-rank", &[])),
        words(app.msg("heading-account", &[])),
        words(app.msg("heading-household", &[])),
        words(app.msg("heading-name", &[])),
        words(app.msg("heading-currency", &[])),
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

/// The first day of a day's year.
fn first_of_year(day: Day) -> Day {
    let first = time::Date::from_ordinal_date(day.date().year(), 1).ok();
    first.and_then(Day::new).unwrap_or(day)
}
