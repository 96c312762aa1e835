//! `expiring` (即将到期): who will lose which points, and when.
//!
//! What a lot loses is worked out as if nothing of it were spent and the rules
//! stayed as they are. What has ended and is not entered stands in front: it
//! cannot be spent any more.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use ledger_core::day::Day;
use ledger_core::expiry::{Loss, loss};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, HouseholdNo};
use ledger_core::ledger::Wanted;
use ledger_core::lots;
use ledger_core::points::Amount;
use ledger_core::refusal::Refusal;
use ledger_core::state::State;
use ledger_core::vault::masked_name;
use serde::Serialize;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::day::accounts_words;
use crate::commands::export::ListArgs;
use crate::error::CliError;
use crate::i18n::text;
use crate::list::{self, List, as_text, numbers, words};
use crate::refusal::Context;

/// List the points that end soon: whose, and what will be lost
///
/// Of all villages, or of `--branch`. Names are masked.
///
/// Example: `wenming expiring --within 30d`
#[derive(Debug, Args)]
pub(crate) struct ExpiringArgs {
    /// The account's number, or the household's; all of them unless said
    pub(crate) account: Option<String>,
    /// How far to look ahead
    #[arg(long, value_name = "DAYS", default_value = "30d", value_parser = values::within)]
    pub(crate) within: u16,
    /// Where to.
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

impl ExpiringArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        self.list.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let only = self.account.as_deref().map(|named| bank.resolve(named)).transpose()?;
        let branches = match (only, app.args.branch) {
            (Some(account), _) => vec![account.branch()],
            (None, Some(branch)) => vec![branch],
            (None, None) => across::villages(app, &bank)?,
        };
        let mut lines = Vec::new();
        let mut last = None;
        for branch in branches {
            let today = bank.now().day(bank.offset(branch)?);
            let until = later(today, self.within);
            last = last.max(Some(until));
            let wanted = only.map_or(Wanted::Accounts, Wanted::Account);
            let view = bank.ledger().view(branch, wanted, |state| {
                let known = only.is_none_or(|account| state.account(account).is_some());
                known.then(|| ending(state, branch, only, today, until))
            });
            let Some(mut found) = bank.ask(view)? else {
                let account = only.unwrap_or_else(|| AccountNo::new(branch, 0));
                return Err(app.refused(&Refusal::UnknownAccount { account }, &Context::default()));
            };
            let names = bank.holders(branch);
            for line in &mut found {
                line.name = names.get(&line.account).and_then(|i| i.name()).map(masked_name);
            }
            lines.append(&mut found);
        }
        let answer = serde_json::json!({ "within": self.within, "until": last, "expiring": lines });
        let name = last.map(|day| day.to_string()).unwrap_or_default();
        let sheet = || list(app, &lines).to_sheet(app, name);
        self.list.answer(app, &answer, sheet, || tell(app, &lines, last))
    }
}

/// What of one account ends on one day.
#[derive(Serialize)]
struct Line {
    branch: BranchCode,
    account: AccountNo,
    household: Option<HouseholdNo>,
    /// Masked; the vault holds it in full.
    name: Option<String>,
    currency: CurrencyCode,
    /// The last day on which they can be spent.
    until: Day,
    /// It has gone by already.
    ended: bool,
    points: Amount,
    lost: Amount,
    /// What goes on, and until when.
    carried: Option<Amount>,
    carried_until: Option<Day>,
}

fn ending(
    state: &State,
    branch: BranchCode,
    only: Option<AccountNo>,
    today: Day,
    until: Day,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for (account, held) in state.accounts() {
        if only.is_some_and(|only| only != account) {
            continue;
        }
        for (currency, all) in &held.lots {
            let gone = held.ended(*currency, today);
            let soon = all[gone.len()..].iter().take_while(|lot| lot.until <= until);
            let soon = soon.map(std::slice::from_ref);
            for (ended, lots) in [(true, gone)].into_iter().chain(soon.map(|lot| (false, lot))) {
                let Some(Loss { points, carried, .. }) = loss(state, *currency, lots) else {
                    continue;
                };
                lines.push(Line {
                    branch,
                    account,
                    household: held.household.clone(),
                    name: None,
                    currency: *currency,
                    until: lots.last().map_or(until, |lot| lot.until),
                    ended,
                    points: lots::sum(lots),
                    lost: points.amount(),
                    carried: carried.map(|lot| lot.points.amount()),
                    carried_until: carried.map(|lot| lot.until),
                });
            }
        }
    }
    lines.sort_by_key(|line| (line.until, line.account, line.currency));
    lines
}

/// The day so many days later; the last day there is, where there are not so many.
fn later(today: Day, days: u16) -> Day {
    let julian = today.date().to_julian_day().saturating_add(i32::from(days));
    let date = time::Date::from_julian_day(julian).ok();
    date.and_then(Day::new).unwrap_or_else(|| today.max(last_of_all(today)))
}

fn last_of_all(or: Day) -> Day {
    Day::new(time::Date::MAX).unwrap_or(or)
}

fn list(app: &App, lines: &[Line]) -> List {
    let mut list = List::new([
        words(app.msg("heading-last-day", &[])),
        words(app.msg("heading-account", &[])),
        words(app.msg("heading-household", &[])),
        words(app.msg("heading-name", &[])),
        words(app.msg("heading-currency", &[])),
        numbers(app.msg("heading-points", &[])).summed(),
        numbers(app.msg("heading-lost", &[])).summed(),
        numbers(app.msg("heading-carried", &[])),
        words(app.msg("heading-carried-until", &[])),
        words(app.msg("heading-remark", &[])),
    ])
    .summed_by(4);
    for line in lines {
        let ended = line.ended.then(|| app.msg("expiring-ended", &[]));
        list.row([
            line.until.into(),
            as_text(line.account),
            list::some(line.household.as_ref().map(as_text)),
            list::some(line.name.clone()),
            as_text(line.currency),
            line.points.into(),
            line.lost.into(),
            list::some(line.carried),
            list::some(line.carried_until),
            list::some(ended),
        ]);
    }
    list
}

fn tell(app: &App, lines: &[Line], until: Option<Day>) -> String {
    let until = until.map(|day| day.to_string()).unwrap_or_default();
    if lines.is_empty() {
        return app.msg("expiring-none", &[("until", text(until))]);
    }
    let mut sums: BTreeMap<CurrencyCode, (BTreeSet<AccountNo>, Amount, Amount)> = BTreeMap::new();
    for line in lines {
        let (accounts, points, lost) = sums.entry(line.currency).or_default();
        accounts.insert(line.account);
        *points = points.checked_add(line.points).unwrap_or(*points);
        *lost = lost.checked_add(line.lost).unwrap_or(*lost);
    }
    let mut out = list(app, lines).to_text();
    for (currency, (accounts, points, lost)) in sums {
        let facts = [
            ("currency", text(currency)),
            ("accounts", text(accounts_words(app, accounts.len()))),
            ("points", text(points)),
            ("lost", text(lost)),
            ("until", text(&until)),
        ];
        out.push('\n');
        out.push_str(&app.msg("expiring-sum", &facts));
    }
    out
}
