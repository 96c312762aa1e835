//! `balance` (余额): what an account holds, or every account of a branch.
//!
//! An account that never held points holds 0 of the first currency in force.
//! One that is closed is no longer listed unless it once held points; asked
//! for by its number it is shown, and that it is closed.

use clap::Args;
use ledger_core::claim::Claimed;
use ledger_core::ids::{AccountNo, CurrencyCode, HouseholdNo};
use ledger_core::ledger::Wanted;
use ledger_core::points::Amount;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::Status;
use serde::Serialize;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::export::ListArgs;
use crate::ends::{self, Ends};
use crate::error::CliError;
use crate::holder;
use crate::i18n::{count, text};
use crate::list::{self, List, as_text};
use crate::refusal::Context;
use crate::words;

/// Show what an account holds, or every account of the branch
///
/// Example: `wenming balance 二组-017`
#[derive(Debug, Args)]
pub(crate) struct BalanceArgs {
    /// The account's number, or the household's; all of them unless said
    pub(crate) account: Option<String>,
    /// Where to.
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

impl BalanceArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        self.list.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let (branch, only) = match &self.account {
            Some(named) => {
                let account = bank.resolve(named)?;
                (account.branch(), Some(account))
            }
            None => (bank.branch()?, None),
        };
        let now = app.now()?;
        let wanted = only.map_or(Wanted::Accounts, Wanted::Account);
        let (lines, known) = bank.ask(bank.ledger().view(branch, wanted, |state| {
            let today = now.day(state.offset());
            let in_force = state.rulebook_on(today).map(|a| &a.rulebook);
            let newest = || state.rulebooks().last().map(|a| &a.rulebook);
            let first = in_force.or_else(newest).and_then(|book| book.currencies().first());
            let accounts = state.accounts().into_iter();
            let meant = accounts.filter(|(no, _)| only.is_none_or(|only| only == *no));
            let mut lines = Vec::new();
            let mut known = 0;
            for (no, account) in meant {
                known += 1;
                let shown = only.is_some() || account.status != Status::Closed;
                let nothing = first.filter(|_| shown && account.balances.is_empty());
                let nothing = nothing.map(|first| (first.code, Amount::ZERO));
                // Who only claims holds nothing yet, and is shown for what is claimed.
                let shown = account.balances.iter().copied().chain(nothing);
                let mut shown: Vec<(CurrencyCode, Amount)> = shown.collect();
                for claimed in account.claims.iter().map(|claim| claim.deed.currency) {
                    if shown.iter().all(|(currency, _)| *currency != claimed) {
                        shown.push((claimed, Amount::ZERO));
                    }
                }
                // As the rulebook lists them, not by what came first; what it no
                // longer has stands last.
                let listed = |currency| {
                    let book = in_force.map_or(&[][..], |book| book.currencies());
                    book.iter().position(|terms| terms.code == currency).unwrap_or(book.len())
                };
                shown.sort_by_key(|&(currency, _)| listed(currency));
                for (currency, balance) in shown {
                    let terms = in_force.and_then(|book| book.currency(currency));
                    let available = terms.map(|terms| account.available(terms, today));
                    lines.push(Line {
                        account: no,
                        household: account.household.clone(),
                        kind: account.kind,
                        name: None,
                        status: account.status,
                        currency,
                        balance,
                        available,
                        ended: ends::ended(account, currency, today),
                        ends_next: ends::next(account, currency, today),
                        claimed: account.claimed(currency),
                    });
                }
            }
            (lines, known)
        }))?;
        if let Some(account) = only.filter(|_| known == 0) {
            let refusal = Refusal::UnknownAccount { account };
            return Err(app.refused(&refusal, &Context::default()));
        }
        let mut lines = lines;
        // One reading of the vault for all.
        let names = bank.holders(branch);
        for line in &mut lines {
            line.name = holder::shown(names.get(&line.account), line.kind, false).name;
        }
        let answer = serde_json::json!({ "branch": branch, "balances": lines });
        let sheet = || list(app, &lines).to_sheet(app, branch);
        self.list.answer(app, &answer, sheet, || table(app, &lines))
    }
}

/// One account's holding of one currency.
#[derive(Serialize)]
struct Line {
    account: AccountNo,
    household: Option<HouseholdNo>,
    kind: HolderKind,
    /// A person's is masked; the vault holds it in full.
    name: Option<String>,
    status: Status,
    currency: CurrencyCode,
    balance: Amount,
    /// Nothing where no rulebook in force says what can be spent of it.
    available: Option<Amount>,
    /// What has ended and is not entered as expired.
    ended: Option<Ends>,
    /// What ends next.
    ends_next: Option<Ends>,
    /// What is claimed and not paid yet: it is in no balance.
    claimed: Option<Claimed>,
}

fn list(app: &App, lines: &[Line]) -> List {
    let mut list = List::new([
        list::words(app.msg("heading-account", &[])),
        list::words(app.msg("heading-household", &[])),
        list::words(app.msg("heading-name", &[])),
        list::words(app.msg("heading-currency", &[])),
        list::numbers(app.msg("heading-balance", &[])).summed(),
        list::numbers(app.msg("heading-available", &[])).summed(),
        list::words(app.msg("heading-remark", &[])),
    ])
    .summed_by(3);
    for line in lines {
        let status = match line.status {
            Status::Frozen => Some(app.msg("remark-frozen", &[])),
            Status::Closed => Some(app.msg("remark-closed", &[])),
            Status::Open if line.balance.is_negative() => Some(app.msg("remark-arrears", &[])),
            Status::Open => None,
        };
        let of_lots = [("remark-ended", &line.ended), ("remark-ends", &line.ends_next)];
        let of_lots = of_lots.into_iter().filter_map(|(id, ends)| {
            let ends = ends.as_ref()?;
            let facts = [("points", text(ends.points)), ("until", text(ends.until))];
            Some(app.messages.get(id, &facts))
        });
        let claimed = line.claimed.map(|claimed| words::claimed(&app.messages, claimed));
        let remarks: Vec<String> = status.into_iter().chain(of_lots).chain(claimed).collect();
        list.row([
            as_text(line.account),
            list::some(line.household.as_ref().map(as_text)),
            list::some(line.name.clone()),
            as_text(line.currency),
            line.balance.into(),
            line.available.map_or_else(|| list::some(None::<Amount>).shown("-"), Into::into),
            remarks.join(&app.msg("place-comma", &[])).into(),
        ]);
    }
    list
}

fn table(app: &App, lines: &[Line]) -> String {
    if lines.is_empty() {
        return app.msg("balance-none", &[]);
    }
    let mut sums: Vec<(CurrencyCode, Amount)> = Vec::new();
    for line in lines {
        match sums.iter_mut().find(|(currency, _)| *currency == line.currency) {
            Some((_, sum)) => *sum = sum.checked_add(line.balance).unwrap_or(*sum),
            None => sums.push((line.currency, line.balance)),
        }
    }
    let mut out = list(app, lines).to_text();
    // Of one account nothing is summed up.
    if lines.iter().any(|line| line.account != lines[0].account) {
        for (currency, sum) in sums {
            let facts = [
                ("count", count(lines.iter().filter(|l| l.currency == currency).count())),
                ("sum", text(sum)),
                ("currency", text(currency)),
            ];
            out.push('\n');
            out.push_str(&app.msg("balance-sum", &facts));
        }
    }
    out
}
