//! `account`: the holders of a branch.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::{ArgGroup, Args, Subcommand};
use ledger_core::claim::Claimed;
use ledger_core::command::Command;
use ledger_core::day::{Day, Offset};
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, AppealCode, BranchCode, CurrencyCode, EntryId, HouseholdNo};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::{Amount, Points};
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::{Currency, HolderKind, Rule, RuleKind, Rulebook};
use ledger_core::state::{Account, Leg, Status};
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::bank::{Bank, Holders};
use crate::cli::values;
use crate::commands::statement::Known;
use crate::ends::{self, Ends};
use crate::error::CliError;
use crate::holder::{self, Holder};
use crate::i18n::{count, text};
use crate::pinyin;
use crate::refusal::Context;
use crate::seen;
use crate::statement::{self, Row};
use crate::tell::{self, Facts};
use crate::ui::{self, Table, Tone};
use crate::{across, words};

/// Open, look up, freeze or close accounts
#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    #[command(visible_alias = "开户")]
    Open(OpenArgs),
    #[command(visible_alias = "姓名")]
    Name(NameArgs),
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
    #[command(visible_alias = "查找")]
    Find(FindArgs),
    #[command(visible_alias = "冻结")]
    Freeze(FreezeArgs),
    #[command(visible_alias = "解冻")]
    Unfreeze(UnfreezeArgs),
    #[command(visible_alias = "销户")]
    Close(CloseArgs),
}

/// Open an account and give it its number
///
/// Name and phone are kept in the vault, encrypted; the journal holds the
/// number alone.
///
/// Example: `wenming account open --household 二组-017 --name 张桂兰`
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// What kind of holder
    #[arg(long, default_value = "household", value_parser = values::holder())]
    pub(crate) kind: HolderKind,
    /// The village's own number for the household, as `二组-017`
    #[arg(long, value_name = "NO", value_parser = values::household)]
    pub(crate) household: Option<HouseholdNo>,
    /// The household, by number or account, that the person is of
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "household")]
    pub(crate) household_of: Option<String>,
    // Who it is.
    #[command(flatten)]
    pub(crate) holder: holder::Typed,
}

/// Keep or correct who holds an account: name, phone, ID number, year of birth, guardian
///
/// What is not named stays. It is kept in the vault, encrypted; the journal does not
/// change. An operator does it, and it is noted.
///
/// Example: `wenming --as clerk01 account name 二组-017 --name 张桂兰`
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("holder").required(true).multiple(true)
    .args(["name", "phone", "id_number", "birth_year", "guardian"])))]
pub(crate) struct NameArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    // Who it is.
    #[command(flatten)]
    pub(crate) holder: holder::Typed,
}

/// Show an account: its holder, its state, what it holds
///
/// A person's name and phone are masked, since the queue sees the screen too. Who has
/// them shown in full by `--reveal` is an operator, and it is noted.
///
/// Example: `wenming account show 二组-017`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Show name and phone in full
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// Find accounts by a part of the number, the household number or the name
///
/// Of a name its pinyin goes too, or the first letters of it, as `zgl`. A phone number
/// has to be given whole. All branches are searched, unless one
/// is named.
///
/// Example: `wenming account find 张`
#[derive(Debug, Args)]
pub(crate) struct FindArgs {
    /// What to look for
    pub(crate) text: String,
    /// Show names and phones in full
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// Freeze an account: nothing moves on it until it is unfrozen
///
/// Example: `wenming account freeze 二组-017 --reason 核查中`
#[derive(Debug, Args)]
pub(crate) struct FreezeArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Unfreeze an account
///
/// Example: `wenming account unfreeze 二组-017 --reason 核查完毕`
#[derive(Debug, Args)]
pub(crate) struct UnfreezeArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

/// Close an account for good; it has to be empty
///
/// Example: `wenming account close 二组-017 --reason 迁出`
#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Why
    #[arg(long)]
    pub(crate) reason: String,
}

impl AccountCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Open(args) => open(args, app),
            Self::Name(args) => name(args, app),
            Self::Show(args) => show(args, app),
            Self::Find(args) => find(args, app),
            Self::Freeze(args) => freeze(args, app),
            Self::Unfreeze(args) => unfreeze(args, app),
            Self::Close(args) => close(args, app),
        }
    }
}

fn open(args: OpenArgs, app: &App) -> Result<(), CliError> {
    let OpenArgs { kind, household, household_of, holder: typed } = args;
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let identity = holder::identity(app, &typed, None)?;
    let known = !identity.is_empty();
    if known && bank.vault()?.is_none() {
        // Known before the account is there, not afterwards.
        return Err(no_vault_key(app));
    }
    let home = household_of.map(|named| bank.resolve(&named)).transpose()?;
    let command = Command::OpenAccount { kind, household: household.clone() };
    let mut requests = vec![(bank.new_request()?, command)];
    if let Some(household) = home {
        // Opened and entered in one commit, so the number has to be known before.
        let account = bank.next_account(branch)?;
        requests.push((bank.new_request()?, Command::JoinHousehold { account, household }));
    }
    let done = bank.submit_all(branch, &bank.key()?, &requests, &Context::default());
    let done = done.map_err(|error| match &household {
        Some(household) if error.code == "no-right" => was_closed(app, &bank, household, error),
        _ => error,
    })?;
    let Some(Done { entry, event: Event::AccountOpened { account, .. }, .. }) = done.first() else {
        return Err(CliError::internal("no-answer", "the ledger gave another answer"));
    };
    let (account, entry) = (*account, *entry);
    let shown = holder::shown(known.then_some(&identity), kind, false);
    if known && let Err(error) = bank.keep_identities(branch, &[(account, Some(identity))]) {
        let facts = [
            ("account", text(account)),
            ("why", text(&error.message)),
            ("wenming", text(tell::wenming(app))),
        ];
        let kept = CliError { message: app.msg("account-without-name", &facts), ..error };
        return Err(kept.hint(app.msg("account-without-name.hint", &facts)));
    }
    let answer = json!({ "account": account, "branch": branch, "entry": entry, "kind": kind,
        "household": household, "member_of": home, "holder": shown });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("account-kind", &[]), words::holder(&app.messages, kind))
            .some(app.msg("account-household", &[]), household.as_ref())
            .some(app.msg("account-member-of", &[]), home)
            .some(app.msg("account-name", &[]), shown.name.as_ref())
            .some(app.msg("account-phone", &[]), shown.phone.as_ref())
            .some(app.msg("account-guardian", &[]), shown.guardian.as_ref());
        tell::done(app, &app.msg("account-opened", &[("account", text(account))]), &facts)
    })?;
    let now = bank.now();
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
        let adopted = state.rulebook_on(now.day(state.offset()))?;
        let fits = |rule: &&Rule| rule.kind == RuleKind::Earn && rule.holders.contains(&kind);
        let mut fitting = adopted.rulebook.rules().iter().filter(fits);
        // Best one that the clerk may post alone; what is reviewed is claimed.
        let direct = |rule: &&Rule| rule.review.is_none();
        let alone = fitting.clone().filter(direct).find(|rule| !rule.needs_approver());
        let first = alone.or_else(|| fitting.clone().find(direct)).or_else(|| fitting.next());
        first.map(|rule| (rule.code, rule.needs_approver(), rule.review.is_none()))
    });
    // A merchant earns nothing, but collects.
    if let Some((rule, approver, direct)) = bank.ask(view)?.filter(|_| kind != HolderKind::Merchant)
    {
        let facts = [
            ("wenming", text(tell::wenming(app))),
            ("account", text(account)),
            ("rule", text(rule)),
            ("approver", text(approver)),
        ];
        tell::next(app, [app.msg(if direct { "next-deposit" } else { "next-claim-file" }, &facts)]);
    }
    Ok(())
}

/// Why a clerk does not open an account under a number whose account was closed.
fn was_closed(app: &App, bank: &Bank<'_>, household: &HouseholdNo, error: CliError) -> CliError {
    let Ok(branch) = across::village(app, bank) else { return error };
    match bank.ledger().find_household(branch, household) {
        Ok(Some(account)) => {
            let facts = [("household", text(household)), ("account", text(account))];
            let hints = vec![app.msg("account-was-closed", &facts)];
            CliError { hints, ..error }
        }
        _ => error,
    }
}

pub(super) fn no_vault_key(app: &App) -> CliError {
    let path = app.keys_dir().join("vault");
    let facts = [("path", text(path.display()))];
    CliError::refused("vault-key-missing", app.msg("vault-key-missing", &facts))
        .hint(app.msg("vault-key-missing.hint", &[]))
}

pub(super) fn name(args: NameArgs, app: &App) -> Result<(), CliError> {
    let NameArgs { account, holder: typed } = args;
    let bank = Bank::open(app)?;
    let account = bank.resolve(&account)?;
    let found = bank.ask(bank.ledger().account(account))?;
    let Some(found) = found else {
        return Err(across::refused(app, &Refusal::UnknownAccount { account }));
    };
    if bank.vault()?.is_none() {
        return Err(no_vault_key(app));
    }
    let known = bank.identity(account)?;
    let identity = holder::identity(app, &typed, known.as_ref())?;
    let shown = holder::shown(Some(&identity), found.kind, false);
    // Whoever could put another name to an account unseen could spend what is on it.
    seen::trace(app, &bank, "account name", Some(account), [(account.branch(), 1)])?;
    bank.keep_identities(account.branch(), &[(account, Some(identity))])?;
    app.ui.answer(&json!({ "account": account, "holder": shown }), || {
        let facts = Facts::new()
            .some(app.msg("account-name", &[]), shown.name.as_ref())
            .some(app.msg("account-phone", &[]), shown.phone.as_ref())
            .some(app.msg("account-guardian", &[]), shown.guardian.as_ref());
        tell::done(app, &app.msg("account-named", &[("account", text(account))]), &facts)
    })
}

/// What an account holds of one currency.
#[derive(Serialize)]
pub(super) struct Held {
    currency: CurrencyCode,
    pub(super) name: String,
    balance: Amount,
    /// What can be spent; not known where the rulebook in force has no such currency.
    available: Option<Amount>,
    arrears: Amount,
    /// Only what is above this can be spent.
    spendable_above: Option<Amount>,
    /// What has ended and is not entered as expired.
    ended: Option<Ends>,
    /// What ends next.
    ends_next: Option<Ends>,
    /// What is claimed and not paid yet: it is in no balance.
    claimed: Option<Claimed>,
}

/// Points put by for an appeal: they come back if it fails.
#[derive(Serialize)]
struct Pledged {
    appeal: AppealCode,
    entry: EntryId,
    points: Points,
    currency: CurrencyCode,
    until: Day,
}

/// One of the account's latest entries.
#[derive(Serialize)]
struct Latest {
    entry: EntryId,
    day: Day,
    event: &'static str,
    points: Option<Amount>,
    currency: Option<CurrencyCode>,
    about: String,
}

/// So many of the latest entries are shown with an account.
const LATEST: usize = 5;

pub(super) fn show(args: ShowArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let account = bank.resolve(&args.account)?;
    let now = bank.now();
    let view = bank.ledger().view(account.branch(), Wanted::Account(account), |state| {
        let found = state.account(account)?.clone();
        let offset = state.offset();
        let today = now.day(offset);
        let rulebook = state.rulebook_on(today).map(|a| Arc::clone(&a.rulebook));
        let appeals = state.trade().appeals.iter();
        let pledged: Vec<Pledged> = appeals
            .flat_map(|(code, appeal)| {
                let own = appeal.pledges.iter().filter(|pledge| pledge.account == account);
                own.map(|pledge| Pledged {
                    appeal: *code,
                    entry: EntryId { branch: account.branch(), seq: pledge.entry },
                    points: pledge.points,
                    currency: appeal.currency,
                    until: appeal.until,
                })
            })
            .collect();
        let out = state.trade().out.iter().filter(|(_, leg)| leg.account == account);
        let under_way: Vec<(u64, Leg)> = out.map(|(seq, leg)| (*seq, leg.clone())).collect();
        Some((found, offset, today, rulebook, pledged, under_way))
    });
    let Some((found, offset, today, rulebook, pledged, under_way)) = bank.ask(view)? else {
        return Err(across::refused(app, &Refusal::UnknownAccount { account }));
    };
    let entries = bank.ask(bank.ledger().statement(account, usize::MAX))?;
    let held = held(&found, rulebook.as_deref(), today);
    let known = Known::of(app, &bank, account)?;
    let mut rows = bank.ask(statement::rows(bank.ledger(), account, LATEST))?;
    rows.dedup_by_key(|row| row.entry.seq);
    let latest = rows.iter().map(|row| latest(&known, row, offset));
    let latest: Vec<Latest> = latest.collect::<Result<_, _>>()?;
    let reason = entries.iter().rev().find_map(|entry| match &entry.event {
        Event::AccountFrozen { reason, .. } if found.status == Status::Frozen => Some(reason),
        Event::AccountClosed { reason, .. } if found.status == Status::Closed => Some(reason),
        _ => None,
    });
    let identity = bank.holder(account);
    if args.reveal {
        let known = usize::from(identity.is_some());
        seen::trace(app, &bank, "account show", Some(account), [(account.branch(), known)])?;
    }
    let shown = holder::shown(identity.as_ref(), found.kind, args.reveal);
    let opened_on = found.opened_at.day(offset);
    let on_the_way: Vec<serde_json::Value> = under_way
        .iter()
        .map(|(seq, Leg { to, points, currency, .. })| {
            let sent = EntryId { branch: account.branch(), seq: *seq };
            json!({ "sent": sent, "to": to, "points": points, "currency": currency })
        })
        .collect();
    let no = |&serial: &u32| AccountNo::new(account.branch(), serial);
    let member_of = found.member_of.as_ref().map(no);
    let members: Vec<AccountNo> = found.members.iter().map(no).collect();
    let answer = json!({
        "account": account, "branch": account.branch(), "kind": found.kind,
        "household": found.household, "member_of": member_of, "members": members, "status": found.status, "reason": reason,
        "holder": shown, "balances": held, "opened_on": opened_on,
        "pledged": pledged, "reservations": found.reservations, "under_way": on_the_way,
        "entries": entries.len(), "latest": latest,
    });
    app.ui.answer(&answer, || {
        let state = status(app, found.status);
        let state = match reason {
            Some(reason) => {
                let facts = [("what", text(state)), ("more", text(reason))];
                app.msg("in-brackets", &facts)
            }
            None => state,
        };
        let mut facts = Facts::new()
            .row(app.msg("account-kind", &[]), words::holder(&app.messages, found.kind))
            .some(app.msg("account-household", &[]), found.household.as_ref())
            .some(app.msg("account-member-of", &[]), member_of)
            .some(app.msg("account-members", &[]), (!members.is_empty()).then_some(members.len()))
            .some(app.msg("account-name", &[]), shown.name.as_ref())
            .some(app.msg("account-phone", &[]), shown.phone.as_ref())
            .some(app.msg("account-people", &[]), shown.people)
            .some(app.msg("account-birth-year", &[]), shown.birth_year)
            .some(app.msg("account-guardian", &[]), shown.guardian.as_ref())
            .row(app.msg("account-status", &[]), state)
            .row(app.msg("account-opened-on", &[]), opened_on);
        for held in &held {
            facts = facts.row(held.name.clone(), held_words(app, held));
        }
        for (seq, Leg { to, points, currency, .. }) in &under_way {
            let sent = EntryId { branch: account.branch(), seq: *seq };
            let told = [
                ("points", text(words::points(&app.messages, points))),
                ("currency", text(currency)),
                ("to", text(to)),
                ("entry", text(sent)),
            ];
            let words = app.msg("account-under-way-to", &told);
            facts = facts.row(app.msg("account-under-way", &[]), words);
        }
        for pledge in &pledged {
            let told = [
                ("points", text(words::points(&app.messages, pledge.points))),
                ("currency", text(pledge.currency)),
                ("appeal", text(known.appeal(pledge.appeal))),
                ("until", text(pledge.until)),
            ];
            let told = app.msg("account-pledged-to", &told);
            facts = facts.row(app.msg("account-pledged", &[]), told);
        }
        for kept in &found.reservations {
            let entry = EntryId { branch: account.branch(), seq: kept.seq };
            let about = [
                ("what", text(known.offered(kept.offer, kept.qty))),
                ("until", text(kept.until)),
                ("entry", text(entry)),
            ];
            let words = app.msg("account-reserved-of", &about);
            facts = facts.row(app.msg("account-reserved", &[]), words);
        }
        let facts = facts.row(app.msg("account-entries", &[]), entries.len());
        let heading = app.ui.paint(Tone::Strong, &account.to_string());
        let mut words = format!("{heading}\n{}", facts.text());
        words.push_str(&format!("\n{}", latest_table(app, &latest)));
        words
    })?;
    if latest.len() < entries.len() {
        let facts = [("wenming", text(tell::wenming(app))), ("account", text(account))];
        tell::next(app, [app.msg("next-statement", &facts)]);
    }
    Ok(())
}

/// What it holds: of every currency in force, and of any other it has.
pub(super) fn held(account: &Account, rulebook: Option<&Rulebook>, today: Day) -> Vec<Held> {
    let currencies = rulebook.map(Rulebook::currencies).unwrap_or_default();
    let held = |code: CurrencyCode, currency: Option<&Currency>| {
        let balance = account.balance(code);
        Held {
            currency: code,
            name: currency.map_or_else(|| code.to_string(), |currency| currency.name.clone()),
            balance,
            available: currency.map(|currency| account.available(currency, today)),
            arrears: if balance.is_negative() { -balance } else { Amount::ZERO },
            spendable_above: currency.map(|currency| currency.spendable_above),
            ended: ends::ended(account, code, today),
            ends_next: ends::next(account, code, today),
            claimed: account.claimed(code),
        }
    };
    let claimed = account.claims.iter().map(|claim| claim.deed.currency);
    let of_old = account.balances.iter().map(|(code, _)| *code).chain(claimed);
    let of_old = of_old.filter(|code| !currencies.iter().any(|currency| currency.code == *code));
    let of_old: BTreeSet<CurrencyCode> = of_old.collect();
    let in_force = currencies.iter().map(|currency| held(currency.code, Some(currency)));
    in_force.chain(of_old.into_iter().map(|code| held(code, None))).collect()
}

/// What it holds, then what has ended, what ends next, and what is claimed.
pub(super) fn held_words(app: &App, held: &Held) -> String {
    let mut words = holding(app, held);
    for (id, ends) in [("held-ended", &held.ended), ("held-ends", &held.ends_next)] {
        if let Some(ends) = ends {
            let points = text(words::points(&app.messages, ends.points));
            let facts = [("held", text(&words)), ("points", points), ("until", text(ends.until))];
            words = app.messages.get(id, &facts);
        }
    }
    if let Some(claimed) = held.claimed {
        let claimed = text(words::claimed(&app.messages, claimed));
        words = app.msg("held-claimed", &[("held", text(words)), ("claimed", claimed)]);
    }
    words
}

fn holding(app: &App, held: &Held) -> String {
    let points = |amount: Amount| words::points(&app.messages, amount);
    let mut facts = vec![("balance", text(points(held.balance)))];
    if held.balance.is_negative() {
        facts.push(("arrears", text(points(held.arrears))));
        return app.msg("held-arrears", &facts);
    }
    let Some(available) = held.available else { return points(held.balance) };
    facts.push(("available", text(points(available))));
    match held.spendable_above {
        Some(above) if available != held.balance => {
            facts.push(("above", text(above)));
            app.msg("held-above", &facts)
        }
        _ => app.msg("held", &facts),
    }
}

fn latest(known: &Known<'_>, row: &Row, offset: Offset) -> Result<Latest, CliError> {
    let Row { entry, moved, .. } = row;
    Ok(Latest {
        entry: EntryId { branch: entry.branch, seq: entry.seq },
        day: entry.at.day(offset),
        event: entry.event.name(),
        points: moved.map(|moved| moved.points),
        currency: moved.map(|moved| moved.currency),
        about: known.told(row)?,
    })
}

fn latest_table(app: &App, latest: &[Latest]) -> String {
    let mut table = Table::new([
        ui::words(app.msg("entry-id", &[])),
        ui::words(app.msg("entry-day", &[])),
        ui::words(app.msg("entry-event", &[])),
        ui::numbers(app.msg("entry-points", &[])),
        ui::words(app.msg("entry-about", &[])),
    ]);
    for of in latest {
        let points = of.points.map_or_else(String::new, |points| {
            if points.is_negative() { points.to_string() } else { format!("+{points}") }
        });
        table.row([
            of.entry.to_string(),
            of.day.to_string(),
            words::event(&app.messages, of.event),
            points,
            of.about.clone(),
        ]);
    }
    table.to_text()
}

/// Whether an account moves, in words.
pub(crate) fn status(app: &App, status: Status) -> String {
    match status {
        Status::Open => app.msg("status-open", &[]),
        Status::Frozen => app.msg("status-frozen", &[]),
        Status::Closed => app.msg("status-closed", &[]),
    }
}

/// An account that was looked for.
#[derive(Serialize)]
pub(super) struct Found {
    pub(super) account: AccountNo,
    pub(super) household: Option<HouseholdNo>,
    pub(super) kind: HolderKind,
    pub(super) status: Status,
    pub(super) holder: Holder,
}

/// So many accounts are shown; programs get them all.
const SHOWN: usize = 50;

fn find(args: FindArgs, app: &App) -> Result<(), CliError> {
    let wanted = holder::folded(app, "name", &args.text)?;
    if wanted.is_empty() {
        return Err(CliError::misused("nothing-to-find", app.msg("nothing-to-find", &[])));
    }
    let bank = Bank::open_to_read(app)?;
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => bank.branches()?,
    };
    let found = found(app, &bank, &branches, &wanted, args.reveal)?;
    if args.reveal {
        trace_found(app, &bank, "account find", &found)?;
    }
    app.ui.answer(&found, || found_table(app, &found))
}

/// Notes that the names of what was found are about to be shown in full.
pub(super) fn trace_found(
    app: &App,
    bank: &Bank<'_>,
    command: &str,
    found: &[Found],
) -> Result<(), CliError> {
    let known = |of: &Found| usize::from(of.holder.name.is_some() || of.holder.phone.is_some());
    let shown = found.iter().map(|of| (of.account.branch(), known(of)));
    seen::trace(app, bank, command, None, shown)
}

/// The accounts of branches that a text may mean: a part of a number, a part of a name, a
/// whole phone number, or the pinyin of a name.
///
/// # Errors
/// Where there are none.
pub(super) fn found(
    app: &App,
    bank: &Bank<'_>,
    branches: &[BranchCode],
    wanted: &str,
    reveal: bool,
) -> Result<Vec<Found>, CliError> {
    let closed = matches!(bank.vault(), Ok(None));
    let mut found = Vec::new();
    for &branch in branches {
        let holders = if closed { Holders::default() } else { bank.holders(branch) };
        let named = |no: AccountNo| {
            holders.get(&no).is_some_and(|holder| {
                holder.phone() == Some(wanted)
                    || holder
                        .name()
                        .is_some_and(|name| name.contains(wanted) || pinyin::matches(name, wanted))
            })
        };
        let number = number_part(wanted);
        // `lc` is 李成 before it is every account of LC01.
        let is_number = wanted.contains(|c: char| c.is_ascii_digit());
        let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
            let fits = |no: AccountNo, account: &Account| {
                let household = account.household.as_ref();
                is_number && no.to_string().contains(&number)
                    || household.is_some_and(|household| household.as_str().contains(wanted))
                    || named(no)
            };
            let all = state.accounts().into_iter().filter(|(no, account)| fits(*no, account));
            all.map(|(no, account)| (no, account.clone())).collect::<Vec<_>>()
        });
        for (account, of) in bank.ask(view)? {
            let Account { kind, household, status, .. } = of;
            let holder = holder::shown(holders.get(&account), kind, reveal);
            found.push(Found { account, household, kind, status, holder });
        }
    }
    if closed {
        let path = app.keys_dir().join("vault");
        app.ui.warn(&app.messages, &app.msg("find-no-vault", &[("path", text(path.display()))]));
    }
    if found.is_empty() {
        let facts = [("text", text(wanted))];
        return Err(CliError::refused("nothing-found", app.msg("nothing-found", &facts))
            .hint(app.msg("nothing-found.hint", &[])));
    }
    Ok(found)
}

/// What to look for in account numbers. Where it is a whole one its check
/// character is left out: it may be the one that was mistyped.
fn number_part(wanted: &str) -> String {
    let upper = wanted.to_ascii_uppercase();
    match upper.rsplit_once('-') {
        Some((number, check))
            if check.chars().count() == 1
                && number.rsplit_once('-').is_some_and(|(_, serial)| serial.len() == 6) =>
        {
            format!("{number}-")
        }
        _ => upper,
    }
}

fn found_table(app: &App, found: &[Found]) -> String {
    let mut table = Table::new([
        ui::words(app.msg("account-number", &[])),
        ui::words(app.msg("account-household", &[])),
        ui::words(app.msg("account-kind", &[])),
        ui::words(app.msg("account-name", &[])),
        ui::words(app.msg("account-phone", &[])),
        ui::words(app.msg("account-status", &[])),
    ]);
    for of in found.iter().take(SHOWN) {
        let household = of.household.as_ref().map_or_else(String::new, ToString::to_string);
        table.row([
            of.account.to_string(),
            household,
            words::holder(&app.messages, of.kind),
            of.holder.name.clone().unwrap_or_default(),
            of.holder.phone.clone().unwrap_or_default(),
            status(app, of.status),
        ]);
    }
    let mut words = table.to_text();
    if found.len() > SHOWN {
        words.push_str(&app.msg("find-more", &[("n", count(found.len() - SHOWN))]));
    }
    words
}

/// One command about one account, and what happened.
fn change(
    app: &App,
    bank: &Bank<'_>,
    named: &str,
    command: impl FnOnce(AccountNo) -> Command,
) -> Result<(AccountNo, Done), CliError> {
    let account = bank.resolve(named)?;
    let branch = app.args.branch.unwrap_or_else(|| account.branch());
    let done = bank.submit(branch, command(account), None, &Context::account(named))?;
    Ok((account, done))
}

fn tell_change(
    app: &App,
    id: &str,
    account: AccountNo,
    reason: &str,
    done: &Done,
) -> Result<(), CliError> {
    let answer = json!({ "account": account, "entry": done.entry, "reason": reason });
    app.ui.answer(&answer, || {
        let facts = Facts::new()
            .row(app.msg("reason", &[]), reason)
            .row(app.msg("entry-id", &[]), done.entry);
        tell::done(app, &app.messages.get(id, &[("account", text(account))]), &facts)
    })
}

fn freeze(args: FreezeArgs, app: &App) -> Result<(), CliError> {
    let FreezeArgs { account, reason } = args;
    let bank = Bank::open(app)?;
    let command = |account| Command::FreezeAccount { account, reason: reason.clone() };
    let (account, done) = change(app, &bank, &account, command)?;
    tell_change(app, "account-frozen", account, &reason, &done)?;
    let facts = [("wenming", text(tell::wenming(app))), ("account", text(account))];
    tell::next(app, [app.msg("next-unfreeze", &facts)]);
    Ok(())
}

fn unfreeze(args: UnfreezeArgs, app: &App) -> Result<(), CliError> {
    let UnfreezeArgs { account, reason } = args;
    let bank = Bank::open(app)?;
    let command = |account| Command::UnfreezeAccount { account, reason: reason.clone() };
    let (account, done) = change(app, &bank, &account, command)?;
    tell_change(app, "account-unfrozen", account, &reason, &done)
}

fn close(args: CloseArgs, app: &App) -> Result<(), CliError> {
    let CloseArgs { account, reason } = args;
    let bank = Bank::open(app)?;
    let command = |account| Command::CloseAccount { account, reason: reason.clone() };
    let (account, done) = change(app, &bank, &account, command)?;
    tell_change(app, "account-closed", account, &reason, &done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_looked_for_without_its_check_character() {
        let cases = [
            ("LC01-000123-K", "LC01-000123-"),
            ("lc01-000123-q", "LC01-000123-"),
            ("000123", "000123"),
            ("二组-017", "二组-017"),
            ("二组-7", "二组-7"),
        ];
        for (wanted, part) in cases {
            assert_eq!(number_part(wanted), part);
        }
    }
}
