//! `reservations` (预留单): what is put by and not yet collected.
//!
//! Also how a reservation is found: by its code among all that are under way,
//! or by its entry, which names the account it is kept with.

use clap::Args;
use ledger_core::day::Day;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, OfferCode, RequestKey};
use ledger_core::ledger::Wanted;
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Points, Qty};
use ledger_core::refusal::Refusal;
use ledger_core::state::{Account, Reservation};
use serde::Serialize;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::commands::export::ListArgs;
use crate::error::CliError;
use crate::i18n::text;
use crate::list::{self, List, as_text};
use crate::sheet::write::Out;
use crate::words;

/// List what is put by and not yet collected
///
/// Example: `wenming reservations`
#[derive(Debug, Args)]
pub(crate) struct ReservationsArgs {
    /// Only those of this account, by its number or the household's
    pub(crate) account: Option<String>,
    /// Where to.
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// A reservation as the list shows it.
#[derive(Serialize)]
struct Kept {
    entry: EntryId,
    account: AccountNo,
    household: Option<String>,
    offer: OfferCode,
    qty: Qty,
    points: Points,
    currency: CurrencyCode,
    until: Day,
    /// Its last day has gone by.
    due: bool,
}

impl ReservationsArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        self.list.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let only = self.account.map(|named| bank.resolve(&named)).transpose()?;
        let branches = match only {
            Some(account) => vec![account.branch()],
            None => across_branches(app, &bank)?,
        };
        let now = bank.now();
        let mut all: Vec<Kept> = Vec::new();
        for branch in branches {
            let today = now.day(bank.offset(branch)?);
            under_way(&bank, branch, only, &mut |account, held, kept| {
                all.push(Kept {
                    entry: EntryId { branch, seq: kept.seq },
                    account,
                    household: held.household.as_ref().map(ToString::to_string),
                    offer: kept.offer,
                    qty: kept.qty,
                    points: kept.points,
                    currency: kept.currency,
                    until: kept.until,
                    due: kept.until < today,
                });
            })?;
        }
        all.sort_by_key(|kept| (kept.until, kept.entry));
        let list = list(app, &all);
        let name = app.args.branch.map_or_else(|| "reservations".to_owned(), |b| b.to_string());
        self.list.answer(
            app,
            &all,
            || list.to_sheet(app, name),
            || {
                if all.is_empty() { app.msg("reservations-none", &[]) } else { list.to_text() }
            },
        )
    }
}

/// The branches that are looked at: `--branch`, or every village.
fn across_branches(app: &App, bank: &Bank<'_>) -> Result<Vec<BranchCode>, CliError> {
    match app.args.branch {
        Some(branch) => Ok(vec![branch]),
        None => across::villages(app, bank),
    }
}

/// Visits what is under way in a branch, of all accounts or of one.
fn under_way(
    bank: &Bank<'_>,
    branch: BranchCode,
    only: Option<AccountNo>,
    visit: &mut dyn FnMut(AccountNo, &Account, &Reservation),
) -> Result<(), CliError> {
    let wanted = only.map_or(Wanted::Accounts, Wanted::Account);
    let view = bank.ledger().view(branch, wanted, |state| {
        let accounts = state.accounts().into_iter();
        let of_these = accounts.filter(|(no, _)| only.is_none_or(|only| only == *no));
        let with_some = of_these.filter(|(_, account)| !account.reservations.is_empty());
        with_some.map(|(no, account)| (no, account.clone())).collect::<Vec<_>>()
    });
    for (no, account) in bank.ask(view)? {
        account.reservations.iter().for_each(|kept| visit(no, &account, kept));
    }
    Ok(())
}

/// The reservation that a code is of. Asked again under its request, as after a
/// crash, it is the one that was collected then.
pub(crate) fn find(
    app: &App,
    bank: &Bank<'_>,
    code: PickUpCode,
    request: Option<&RequestKey>,
) -> Result<(AccountNo, EntryId), CliError> {
    let meant = across_branches(app, bank)?;
    if let Some(found) = look(bank, &meant, code, request)? {
        return Ok(found);
    }
    let names: Vec<String> = meant.iter().map(ToString::to_string).collect();
    let names = text(names.join(&app.msg("comma", &[])));
    // What lies on another village's shelf is handed over there.
    let mut others = bank.villages()?;
    others.retain(|branch| !meant.contains(branch));
    if let Some((_, entry)) = look(bank, &others, code, None)? {
        let facts = [
            ("branches", names),
            ("entry", text(entry)),
            ("at", text(entry.branch)),
            ("code", text(code)),
        ];
        return Err(CliError::refused("code-elsewhere", app.msg("code-elsewhere", &facts))
            .hint(app.msg("code-elsewhere.hint", &facts)));
    }
    Err(CliError::refused("unknown-code", app.msg("unknown-code", &[("branches", names)]))
        .hint(app.msg("unknown-code.hint", &[])))
}

/// The same in some branches.
fn look(
    bank: &Bank<'_>,
    branches: &[BranchCode],
    code: PickUpCode,
    request: Option<&RequestKey>,
) -> Result<Option<(AccountNo, EntryId)>, CliError> {
    let hash = code.hash();
    let mut found = None;
    for &branch in branches {
        if let Some(request) = request
            && let Some(before) = bank.ask(bank.ledger().answered(branch, request))?
            && let Event::Collected { account, reservation, code: had, .. } = before.event
            && had == code
        {
            return Ok(Some((account, reservation)));
        }
        under_way(bank, branch, None, &mut |account, _, kept| {
            if kept.code == hash {
                found = Some((account, EntryId { branch, seq: kept.seq }));
            }
        })?;
    }
    Ok(found)
}

/// The account that a reservation is kept with.
pub(crate) fn keeper(app: &App, bank: &Bank<'_>, entry: EntryId) -> Result<AccountNo, CliError> {
    let found = bank.ask(bank.ledger().entry(entry))?.map(|found| found.event);
    match found {
        Some(Event::Reserved { account, .. }) => Ok(account),
        Some(other) => match other.accounts()[0] {
            Some(account) => {
                let refusal = Refusal::ReservationOver { account, reservation: entry };
                Err(across::refused(app, &refusal))
            }
            None => Err(across::refused(app, &Refusal::UnknownEntry { entry })),
        },
        None => Err(across::refused(app, &Refusal::UnknownEntry { entry })),
    }
}

fn list(app: &App, all: &[Kept]) -> List {
    let mut list = List::new([
        list::words(app.msg("heading-entry", &[])),
        list::words(app.msg("heading-account", &[])),
        list::words(app.msg("heading-household", &[])),
        list::words(app.msg("reservations-offer", &[])),
        list::numbers(app.msg("heading-qty", &[])).in_file(),
        list::numbers(app.msg("heading-points", &[])).summed(),
        list::words(app.msg("heading-currency", &[])).in_file(),
        list::words(app.msg("reservations-until", &[])),
        list::words(app.msg("heading-remark", &[])).in_file(),
    ])
    .summed_by(6);
    for kept in all {
        let due = kept.due.then(|| app.msg("reservations-due", &[("until", text(kept.until))]));
        let until = due.clone().unwrap_or_else(|| kept.until.to_string());
        let points = format!("{} {}", words::points(&app.messages, kept.points), kept.currency);
        list.row([
            as_text(kept.entry),
            as_text(kept.account),
            list::some(kept.household.clone()),
            as_text(kept.offer).shown(format!("{} ×{}", kept.offer, kept.qty)),
            Out::Number(kept.qty.number().decimal()).into(),
            list::Cell::from(kept.points).shown(points),
            as_text(kept.currency),
            list::Cell::from(kept.until).shown(until),
            list::some(due),
        ]);
    }
    list
}
