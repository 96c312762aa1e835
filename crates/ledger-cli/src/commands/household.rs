//! `household` (户): who is of a household, and how one becomes two or two one.

use std::error::Error;

use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, HouseholdNo};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::{Amount, Points};
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::{HolderKind, Percent};
use ledger_core::state::{Account, State, Status};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::json;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::account::status;
use crate::commands::posting;
use crate::error::CliError;
use crate::holder;
use crate::i18n::text;
use crate::refusal::Context;
use crate::seen;
use crate::tell::{self, Facts};
use crate::ui::{self, Table, Tone};

/// Say who is of a household, split one or merge two
#[derive(Debug, Subcommand)]
pub(crate) enum HouseholdCommand {
    #[command(visible_alias = "入户")]
    Join(JoinArgs),
    #[command(visible_alias = "出户")]
    Leave(LeaveArgs),
    #[command(visible_alias = "分户")]
    Split(SplitArgs),
    #[command(visible_alias = "并户")]
    Merge(MergeArgs),
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
}

/// Enter a person as one of a household
///
/// A rule that pays the household then pays it for what the person does, and
/// nobody reviews a claim of their own household.
///
/// Example: `wenming household join LC01-000123-Q 二组-017`
#[derive(Debug, Args)]
pub(crate) struct JoinArgs {
    /// The person's account
    pub(crate) account: String,
    /// The household's number, or its account
    pub(crate) household: String,
}

/// Take a person out of their household
///
/// Points stay where they are; to divide them, split the household.
///
/// Example: `wenming --as wang household leave LC01-000123-Q --reason 迁出`
#[derive(Debug, Args)]
pub(crate) struct LeaveArgs {
    /// The person's account
    pub(crate) account: String,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Split a household: a new account, its persons, and a part of the points
///
/// What the village decided is the reason and stays on record. Points go with
/// their last days, those that end first before others; points in notice and
/// points reserved stay with the old household. All of it is done, or nothing.
///
/// Example: `wenming --as wang household split 二组-017 二组-031 --members LC01-000123-Q --share 50% --reason 分家`
#[derive(Debug, Args)]
pub(crate) struct SplitArgs {
    /// The household that is split
    pub(crate) household: String,
    /// The new household's number
    #[arg(value_name = "NO", value_parser = values::household)]
    pub(crate) new: HouseholdNo,
    /// The persons who go with it
    #[arg(long, value_name = "ACCOUNT", num_args = 1.., value_delimiter = ',')]
    pub(crate) members: Vec<String>,
    /// The points that go with it, as `40` or `JF:40`; may be given for each currency
    #[arg(long, value_name = "POINTS", value_parser = part, num_args = 1.., value_delimiter = ',')]
    pub(crate) points: Vec<Part>,
    /// The share of every currency that goes with it, rounded down, as `50%`
    #[arg(long, value_name = "PERCENT", conflicts_with = "points")]
    #[arg(value_parser = values::percent)]
    pub(crate) share: Option<Percent>,
    /// The village's decision
    #[arg(long)]
    pub(crate) reason: String,
}

/// Merge a household into another: its persons and points go there, and it is closed
///
/// All of it is done, or nothing: a household with claims or reservations under
/// way waits for their end, and points that have ended are entered before, by
/// `day close`.
///
/// Example: `wenming --as wang household merge 二组-031 二组-017 --reason 并户`
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The household that is merged and closed
    pub(crate) from: String,
    /// The household that stays
    pub(crate) into: String,
    /// The village's decision
    #[arg(long)]
    pub(crate) reason: String,
}

/// Show who is of a household
///
/// Names are masked, since the queue sees the screen too.
///
/// Example: `wenming household show 二组-017`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The household's number, its account, or that of one of its persons
    pub(crate) household: String,
    /// Show names in full
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// Points of one currency; of the rulebook's first where none is named.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    currency: Option<CurrencyCode>,
    points: Points,
}

fn part(given: &str) -> Result<Part, Box<dyn Error + Send + Sync>> {
    Ok(match given.split_once([':', '：']) {
        Some((currency, points)) => {
            let currency = Some(values::upper(currency)?);
            Part { currency, points: values::points(points)? }
        }
        None => Part { currency: None, points: values::points(given)? },
    })
}

impl HouseholdCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Join(args) => join(args, app),
            Self::Leave(args) => leave(args, app),
            Self::Split(args) => split(args, app),
            Self::Merge(args) => merge(args, app),
            Self::Show(args) => show(args, app),
        }
    }
}

fn join(args: JoinArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let (account, household) = (bank.resolve(&args.account)?, bank.resolve(&args.household)?);
    let command = Command::JoinHousehold { account, household };
    let done = bank.submit(account.branch(), command, None, &Context::account(args.account))?;
    let answer = json!({ "account": account, "household": household, "entry": done.entry });
    app.ui.answer(&answer, || {
        let facts = Facts::new().row(app.msg("entry-id", &[]), done.entry);
        let names = [("account", text(account)), ("household", text(household))];
        tell::done(app, &app.msg("household-joined", &names), &facts)
    })
}

fn leave(args: LeaveArgs, app: &App) -> Result<(), CliError> {
    let LeaveArgs { account: named, reason } = args;
    let bank = Bank::open(app)?;
    let account = bank.resolve(&named)?;
    let command = Command::LeaveHousehold { account, reason: reason.clone() };
    let done = bank.submit(account.branch(), command, None, &Context::account(named))?;
    let Event::MemberLeft { household, .. } = done.event else {
        return Err(CliError::internal("no-answer", "the ledger gave another answer"));
    };
    let answer = json!({ "account": account, "household": household, "entry": done.entry,
        "reason": reason });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("reason", &[]), &reason)
            .row(app.msg("entry-id", &[]), done.entry);
        let names = [("account", text(account)), ("household", text(household))];
        tell::done(app, &app.msg("household-left", &names), &facts)
    })
}

/// A household as it is when it is to be split, merged or shown.
struct Home {
    account: AccountNo,
    household: Option<HouseholdNo>,
    status: Status,
    /// Its persons, closed ones too.
    persons: Vec<(AccountNo, Status)>,
    /// What stands of each currency today, with the currency's decimals.
    standing: Vec<(CurrencyCode, Amount, u32)>,
}

/// The household that is meant by its number, its account or a person of it.
fn home(app: &App, bank: &Bank<'_>, named: &str) -> Result<Home, CliError> {
    let account = bank.resolve(named)?;
    let today = app.now()?.day(bank.offset(account.branch())?);
    let view = bank.ledger().view(account.branch(), Wanted::Accounts, |state| {
        let home = |account: AccountNo, found: &Account| {
            let status = |&serial: &u32| {
                let person = AccountNo::new(account.branch(), serial);
                Some((person, state.account(person)?.status))
            };
            let decimals = |currency| {
                let terms = state.rulebook_on(today)?.rulebook.currency(currency)?;
                Some(terms.decimals)
            };
            let standing = found.balances.iter().map(|&(currency, _)| {
                let standing = found.standing(currency, today);
                (currency, standing, decimals(currency).unwrap_or_default())
            });
            Home {
                account,
                household: found.household.clone(),
                status: found.status,
                persons: found.members.iter().filter_map(status).collect(),
                standing: standing.collect(),
            }
        };
        let found = household_of(state, account);
        let household = state.account(found).ok_or(Refusal::UnknownAccount { account: found })?;
        if household.kind != HolderKind::Household {
            return Err(Refusal::NotAHousehold { account, kind: household.kind });
        }
        Ok(home(found, household))
    });
    bank.ask(view)?.map_err(|refusal| across::refused(app, &refusal))
}

/// The household a person is of, or the account itself.
fn household_of(state: &State, account: AccountNo) -> AccountNo {
    let of = state.account(account).and_then(|person| person.member_of);
    of.map_or(account, |serial| AccountNo::new(account.branch(), serial))
}

/// Takes persons out of one household and enters them in another.
fn moves(persons: &[AccountNo], to: AccountNo, reason: &str) -> Vec<Command> {
    let moved = |&account: &AccountNo| {
        let leave = Command::LeaveHousehold { account, reason: reason.to_owned() };
        [leave, Command::JoinHousehold { account, household: to }]
    };
    persons.iter().flat_map(moved).collect()
}

/// Points that were divided.
#[derive(Debug, Serialize)]
struct Divided {
    currency: CurrencyCode,
    points: Points,
}

/// All of it as one commit, or nothing.
fn carry_out(
    bank: &Bank<'_>,
    branch: BranchCode,
    commands: Vec<Command>,
    named: String,
) -> Result<Vec<Done>, CliError> {
    let mut requests = Vec::with_capacity(commands.len());
    for command in commands {
        requests.push((bank.new_request()?, command));
    }
    let key = bank.key()?;
    bank.submit_all(branch, &key, &requests, &Context::account(named))
}

fn split(args: SplitArgs, app: &App) -> Result<(), CliError> {
    let SplitArgs { household, new, members, points, share, reason } = args;
    let bank = Bank::open(app)?;
    let home = home(app, &bank, &household)?;
    let from = home.account;
    let mut persons = Vec::new();
    for member in &members {
        let account = bank.resolve(member)?;
        if !home.persons.iter().any(|(person, _)| *person == account) {
            let facts = [("account", text(account)), ("household", text(from))];
            let said = app.msg("household-not-of-it", &facts);
            return Err(CliError::refused("household-not-of-it", said)
                .hint(app.msg("household-not-of-it.hint", &facts)));
        }
        persons.push(account);
    }
    let mut divided = Vec::new();
    for Part { currency, points } in points {
        let currency = posting::currency(app, &bank, from.branch(), currency)?;
        divided.push(Divided { currency, points });
    }
    if let Some(share) = share {
        divided.extend(home.standing.iter().filter_map(|&(currency, standing, decimals)| {
            Some(Divided { currency, points: share_of(standing, share, decimals)? })
        }));
    }
    let to = bank.next_account(from.branch())?;
    let kind = HolderKind::Household;
    let mut commands = vec![Command::OpenAccount { kind, household: Some(new.clone()) }];
    commands.extend(moves(&persons, to, &reason));
    commands.extend(divided.iter().map(|&Divided { currency, points }| Command::Divide {
        from,
        to,
        points,
        currency,
        reason: reason.clone(),
    }));
    let done = carry_out(&bank, from.branch(), commands, household)?;
    tell_divided(app, "household-split", (from, to), (&persons, &divided), &reason, &done)?;
    let facts = [("wenming", text(tell::wenming(app))), ("account", text(to))];
    tell::next(app, [app.msg("next-account-name", &facts)]);
    Ok(())
}

/// A share of what stands, rounded down: the rest stays.
fn share_of(standing: Amount, share: Percent, decimals: u32) -> Option<Points> {
    let whole = standing.decimal().checked_mul(Decimal::from(share.get()))?;
    let part = whole.checked_div(Decimal::ONE_HUNDRED)?;
    Amount::floor_to(part, decimals).ok()?.points()
}

fn merge(args: MergeArgs, app: &App) -> Result<(), CliError> {
    let MergeArgs { from: named, into, reason } = args;
    let bank = Bank::open(app)?;
    let home = home(app, &bank, &named)?;
    let (from, to) = (home.account, bank.resolve(&into)?);
    let open = home.persons.iter().filter(|(_, status)| *status != Status::Closed);
    let persons: Vec<AccountNo> = open.map(|(person, _)| *person).collect();
    let standing = home.standing.iter().filter_map(|&(currency, standing, _)| {
        Some(Divided { currency, points: standing.points()? })
    });
    let divided: Vec<Divided> = standing.collect();
    let mut commands: Vec<Command> = divided
        .iter()
        .map(|&Divided { currency, points }| Command::Divide {
            from,
            to,
            points,
            currency,
            reason: reason.clone(),
        })
        .collect();
    commands.extend(moves(&persons, to, &reason));
    commands.push(Command::CloseAccount { account: from, reason: reason.clone() });
    let done = carry_out(&bank, from.branch(), commands, named)?;
    tell_divided(app, "household-merged", (from, to), (&persons, &divided), &reason, &done)
}

fn tell_divided(
    app: &App,
    id: &str,
    (from, to): (AccountNo, AccountNo),
    (persons, divided): (&[AccountNo], &[Divided]),
    reason: &str,
    done: &[Done],
) -> Result<(), CliError> {
    let entries: Vec<EntryId> = done.iter().map(|done| done.entry).collect();
    let answer = json!({ "from": from, "to": to, "members": persons, "divided": divided,
        "reason": reason, "entries": entries });
    app.ui.answer(&answer, || {
        let comma = app.msg("comma", &[]);
        let list = |parts: Vec<String>| match parts.is_empty() {
            true => app.msg("household-none", &[]),
            false => parts.join(&comma),
        };
        let points = divided.iter().map(|part| format!("{} {}", part.points, part.currency));
        let mut facts = Facts::new()
            .row(
                app.msg("household-persons", &[]),
                list(persons.iter().map(ToString::to_string).collect()),
            )
            .row(app.msg("household-points", &[]), list(points.collect()))
            .row(app.msg("reason", &[]), reason);
        if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
            let range = [("first", text(first)), ("last", text(last))];
            facts = facts.row(app.msg("entry-id", &[]), app.msg("entry-range", &range));
        }
        let names = [("from", text(from)), ("to", text(to))];
        tell::done(app, &app.messages.get(id, &names), &facts)
    })
}

/// A person of a household, as it is shown.
#[derive(Serialize)]
struct Person {
    account: AccountNo,
    name: Option<String>,
    status: Status,
}

fn show(args: ShowArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let home = home(app, &bank, &args.household)?;
    if args.reveal {
        let all = home.persons.iter().map(|(account, _)| *account).chain([home.account]);
        let known = all.filter(|&account| bank.holder(account).is_some()).count();
        let of = Some(home.account);
        seen::trace(app, &bank, "household show", of, [(home.account.branch(), known)])?;
    }
    let shown = |account, kind| {
        let identity = bank.holder(account);
        holder::shown(identity.as_ref(), kind, args.reveal).name
    };
    let head = shown(home.account, HolderKind::Household);
    let mut persons = Vec::new();
    for &(account, status) in &home.persons {
        persons.push(Person { account, name: shown(account, HolderKind::Person), status });
    }
    let answer = json!({ "account": home.account, "household": home.household,
        "status": home.status, "name": head, "members": persons });
    app.ui.answer(&answer, || {
        let heading = app.ui.paint(Tone::Strong, &home.account.to_string());
        let facts = Facts::new()
            .some(app.msg("account-household", &[]), home.household.as_ref())
            .some(app.msg("account-name", &[]), head.as_ref())
            .row(app.msg("account-status", &[]), status(app, home.status));
        if persons.is_empty() {
            let none = app.msg("household-none", &[]);
            return format!(
                "{heading}\n{}",
                facts.row(app.msg("household-persons", &[]), none).text()
            );
        }
        let mut table = Table::new([
            ui::words(app.msg("account-number", &[])),
            ui::words(app.msg("account-name", &[])),
            ui::words(app.msg("account-status", &[])),
        ]);
        for person in &persons {
            table.row([
                person.account.to_string(),
                person.name.clone().unwrap_or_default(),
                status(app, person.status),
            ]);
        }
        format!("{heading}\n{}\n{}", facts.text(), table.to_text())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_down_and_nothing_is_no_share() {
        let cases = [
            ("101", 50, 0, Some("50")),
            ("1.5", 50, 1, Some("0.7")),
            ("1", 50, 0, None),
            ("0", 50, 0, None),
            ("-20", 50, 0, None),
        ];
        for (standing, percent, decimals, want) in cases {
            let share = Percent::new(percent).unwrap();
            let got = share_of(standing.parse().unwrap(), share, decimals);
            assert_eq!(got.map(|points| points.to_string()).as_deref(), want, "{standing}");
        }
    }
}
