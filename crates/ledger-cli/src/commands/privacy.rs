//! `privacy` (隐私): what is kept of people, for them; and taking it away.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use ledger_core::day::Day;
use ledger_core::event::Role;
use ledger_core::ids::{AccountNo, OperatorId};
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;
use ledger_core::state::{Account, Status};
use ledger_core::vault::Identity;
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::{account, statement};
use crate::error::CliError;
use crate::holder;
use crate::i18n::{count, text};
use crate::leak::{Private, Public};
use crate::seen::{self, ERASED, Seen};
use crate::storage;
use crate::tell::{self, Facts};
use crate::ui::{self, Table, Tone};
use crate::{across, words};

/// Show, correct or erase what is kept of people; see who looked
#[derive(Debug, Subcommand)]
pub(crate) enum PrivacyCommand {
    #[command(visible_alias = "查阅")]
    Export(ExportArgs),
    #[command(visible_alias = "更正")]
    Correct(account::NameArgs),
    #[command(visible_alias = "删除")]
    Erase(EraseArgs),
    #[command(visible_alias = "留存")]
    Retention(RetentionArgs),
    #[command(visible_alias = "记录")]
    Seen(SeenArgs),
}

/// Show all that is kept of an account's holder, for the holder who asks for it
///
/// What the vault has, in full, what the journal has of the account, and who looked.
/// That it was shown is noted.
///
/// Example: `wenming --as clerk01 privacy export 二组-017`
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
}

/// Erase who held a closed account: nobody can read it again
///
/// The holder's key in the vault is destroyed. The journal, which never had the name,
/// stays as it is, with every sum and proof. A manager does it, and it is noted with
/// the reason. Copies made before are not reached.
///
/// Example: `wenming --as manager privacy erase 二组-017 --reason 本人申请`
#[derive(Debug, Args)]
pub(crate) struct EraseArgs {
    /// The account's number, or the household's
    pub(crate) account: String,
    /// Why; without names and numbers of people
    #[arg(long)]
    pub(crate) reason: String,
    /// Erase without asking
    #[arg(long)]
    pub(crate) yes: bool,
}

/// List the closed accounts whose holders are still kept, and whom to erase
///
/// Of the bank, or of `--branch`.
///
/// Example: `wenming privacy retention --years 3`
#[derive(Debug, Args)]
pub(crate) struct RetentionArgs {
    /// After how many years closed a holder is to be erased
    #[arg(long, value_name = "N", default_value_t = 3)]
    #[arg(value_parser = clap::value_parser!(u16).range(0..=100))]
    pub(crate) years: u16,
}

/// List who was shown names in full, or changed or erased them
///
/// Example: `wenming privacy seen`
#[derive(Debug, Args)]
pub(crate) struct SeenArgs {
    /// Only what was about this account, or household, or all of its branch
    #[arg(long)]
    pub(crate) account: Option<String>,
}

impl PrivacyCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Export(args) => export(&args, app),
            Self::Correct(args) => account::name(args, app),
            Self::Erase(args) => erase(&args, app),
            Self::Retention(args) => retention(&args, app),
            Self::Seen(args) => list_seen(&args, app),
        }
    }
}

/// The account that is named, and its number.
fn account_of(app: &App, bank: &Bank<'_>, named: &str) -> Result<(AccountNo, Account), CliError> {
    let account = bank.resolve(named)?;
    match bank.ask(bank.ledger().account(account))? {
        Some(found) => Ok((account, found)),
        None => Err(across::refused(app, &Refusal::UnknownAccount { account })),
    }
}

/// All that the vault has of a holder.
#[derive(Serialize)]
struct Kept {
    name: Option<String>,
    phone: Option<String>,
    id_number: Option<String>,
    birth_year: Option<u16>,
    guardian: Option<String>,
    people: Option<u32>,
}

impl Kept {
    fn of(identity: &Identity) -> Self {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Self {
            name: own(identity.name()),
            phone: own(identity.phone()),
            id_number: own(identity.id_number()),
            birth_year: identity.birth_year(),
            guardian: own(identity.guardian()),
            people: identity.people(),
        }
    }
}

fn export(args: &ExportArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let (no, found) = account_of(app, &bank, &args.account)?;
    let branch = no.branch();
    // Whoever asks for all of it is not to be given a part that looks like all of it.
    let Some(vault) = bank.vault()? else { return Err(account::no_vault_key(app)) };
    let identity = vault.get(no).map_err(|why| storage::vault(&app.messages, &why))?;
    seen::trace(app, &bank, "privacy export", Some(no), [(branch, 1)])?;
    let kept = Kept::of(&identity.unwrap_or_default());
    let offset = bank.offset(branch)?;
    let opened_on = found.opened_at.day(offset);
    let lines = statement::lines(app, &bank, no, usize::MAX)?;
    let (seen, _) = seen::all(app)?;
    let seen: Vec<Seen> = seen.into_iter().filter(|seen| is_about(seen, no)).collect();
    let balances: Vec<_> = found
        .balances
        .iter()
        .map(|(currency, held)| json!({ "currency": currency, "balance": held }))
        .collect();
    let answer = json!({ "account": no, "household": found.household, "kind": found.kind,
        "status": found.status, "opened_on": opened_on, "kept": kept, "balances": balances,
        "entries": lines, "seen": seen });
    app.ui.answer(&answer, || {
        let m = |id| app.messages.get(id, &[]);
        let none = || app.msg("privacy-not-kept", &[]);
        let or_none = |kept: Option<&String>| kept.cloned().unwrap_or_else(none);
        let facts = Facts::new()
            .row(m("account-kind"), words::holder(&app.messages, found.kind))
            .some(m("account-household"), found.household.as_ref())
            .row(m("account-status"), account::status(app, found.status))
            .row(m("account-opened-on"), opened_on)
            .row(m("account-name"), or_none(kept.name.as_ref()))
            .row(m("account-phone"), or_none(kept.phone.as_ref()))
            .row(m("holder-field-id-number"), or_none(kept.id_number.as_ref()))
            .row(
                m("account-birth-year"),
                kept.birth_year.map_or_else(none, |year| year.to_string()),
            )
            .row(m("account-guardian"), or_none(kept.guardian.as_ref()))
            .some(m("account-people"), kept.people);
        let facts = found.balances.iter().fold(facts, |facts, (currency, held)| {
            facts.row(currency.to_string(), words::points(&app.messages, held))
        });
        let mut out = format!("{}\n{}", app.ui.paint(Tone::Strong, &no.to_string()), facts.text());
        let mut entries = Table::new([
            ui::words(m("heading-entry")),
            ui::words(m("heading-day")),
            ui::words(m("heading-event")),
            ui::words(m("heading-about")),
            ui::numbers(m("heading-points")),
            ui::numbers(m("heading-balance")),
            ui::words(m("heading-by")),
        ]);
        for line in &lines {
            entries.row([
                line.entry.to_string(),
                line.day.to_string(),
                line.what(app),
                line.about(app),
                line.points(),
                line.balance(),
                line.by.to_string(),
            ]);
        }
        out += &format!("\n{}\n{}", app.msg("privacy-entries", &[]), entries.to_text());
        out + &format!("\n{}\n{}", app.msg("privacy-looked", &[]), seen_table(app, &bank, &seen))
    })
}

/// Whether a line of the trace is about an account: itself, or all of its branch.
fn is_about(seen: &Seen, account: AccountNo) -> bool {
    match seen.account {
        Some(of) => of == account,
        None => seen.branch == account.branch(),
    }
}

fn erase(args: &EraseArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let (no, found) = account_of(app, &bank, &args.account)?;
    let branch = no.branch();
    let (by, role): (OperatorId, Role) = seen::seer(&bank, branch)?;
    if role != Role::Manager {
        let refusal = Refusal::NoRight { operator: by, role, needed: Role::Manager };
        return Err(bank.refused(branch, &refusal, &Default::default()));
    }
    let facts = [("wenming", text(tell::wenming(app))), ("account", text(no))];
    if found.status != Status::Closed {
        return Err(CliError::refused("erase-open", app.msg("erase-open", &facts[1..]))
            .hint(app.msg("erase-open.hint", &facts)));
    }
    let reason = holder::folded(app, "reason", &args.reason)?;
    if reason.is_empty() {
        return Err(across::refused(app, &Refusal::TextMissing { field: "reason" }));
    }
    let Some(vault) = bank.vault()? else { return Err(account::no_vault_key(app)) };
    // One whose own line is damaged can be erased too; its name cannot be looked for.
    let identity = vault.get(no).ok().flatten();
    let mut private = Private::default();
    if let Some(identity) = &identity {
        private.add_holder(no, identity);
    }
    if private.find([reason.as_str()], &Public::default()).is_some() {
        return Err(CliError::refused("erase-reason", app.msg("erase-reason", &[]))
            .hint(app.msg("erase-reason.hint", &[])));
    }
    if !vault.has(no).map_err(|why| storage::vault(&app.messages, &why))? {
        return Err(CliError::refused("erase-nothing", app.msg("erase-nothing", &facts[1..]))
            .hint(app.msg("erase-nothing.hint", &facts)));
    }
    if !args.yes && !app.ui.confirm(&app.messages, &app.msg("erase-ask", &facts[1..])) {
        return Err(CliError::refused("erase-unasked", app.msg("erase-unasked", &facts[1..]))
            .hint(app.msg("erase-unasked.hint", &[])));
    }
    // Noted first: of the two, an erasure that nobody noted is the worse.
    let (at, command) = (bank.now(), ERASED.to_owned());
    let (account, why) = (Some(no), Some(reason.clone()));
    let line = Seen { at, by: by.clone(), command, branch, account, names: 1, reason: why };
    seen::keep(app, &[line])?;
    bank.erase_identity(no)?;
    let answer = json!({ "account": no, "erased": true, "by": by, "reason": reason });
    app.ui.answer(&answer, || {
        let facts = Facts::new().row(app.msg("reason", &[]), &reason);
        tell::done(app, &app.msg("erased", &[("account", text(no))]), &facts)
    })?;
    app.ui.warn(&app.messages, &app.msg("erased-copies", &[]));
    Ok(())
}

/// A closed account whose holder is kept.
#[derive(Serialize)]
struct Retained {
    account: AccountNo,
    closed_on: Option<Day>,
    years: i32,
    kept: Vec<&'static str>,
    stands: Stands,
}

/// What is to become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Stands {
    /// It is closed for less than that.
    Keep,
    /// It is closed for longer.
    Erase,
    /// It was erased, and is here again: from a copy, or a register that was imported.
    Back,
}

fn retention(args: &RetentionArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let Some(vault) = bank.vault()? else { return Err(account::no_vault_key(app)) };
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => bank.branches()?,
    };
    let (traced, _) = seen::all(app)?;
    let erased: BTreeSet<AccountNo> = traced
        .iter()
        .filter(|line| line.command == ERASED)
        .filter_map(|line| line.account)
        .collect();
    let mut retained = Vec::new();
    for branch in branches {
        let all = vault.all(branch).map_err(|why| storage::vault(&app.messages, &why))?;
        let closed = bank.ask(bank.ledger().view(branch, Wanted::Accounts, |state| {
            let all = state.accounts().into_iter();
            let closed = all.filter(|(_, account)| account.status == Status::Closed);
            closed.map(|(no, _)| no).collect::<BTreeSet<_>>()
        }))?;
        let offset = bank.offset(branch)?;
        let today = bank.now().day(offset);
        for (no, identity) in all.into_iter().filter(|(no, _)| closed.contains(no)) {
            // Nothing moves on a closed account: its last entry closed it.
            let last = bank.ask(bank.ledger().statement(no, 1))?;
            let closed_on = last.last().map(|entry| entry.at.day(offset));
            let years = closed_on.map_or(0, |closed| years_between(closed, today));
            let stands = match () {
                () if erased.contains(&no) => Stands::Back,
                () if years >= i32::from(args.years) => Stands::Erase,
                () => Stands::Keep,
            };
            retained.push(Retained {
                account: no,
                closed_on,
                years,
                kept: kept(&identity),
                stands,
            });
        }
    }
    app.ui.answer(&retained, || {
        if retained.is_empty() {
            return app.msg("retention-none", &[]);
        }
        let mut table = Table::new([
            ui::words(app.msg("account-number", &[])),
            ui::words(app.msg("retention-closed-on", &[])),
            ui::words(app.msg("retention-kept", &[])),
            ui::words(app.msg("retention-stands", &[])),
        ]);
        for of in &retained {
            let kept: Vec<String> = of
                .kept
                .iter()
                .map(|key| app.messages.get(&format!("holder-field-{key}"), &[]))
                .collect();
            table.row([
                of.account.to_string(),
                of.closed_on.map(|day| day.to_string()).unwrap_or_default(),
                kept.join(&app.msg("comma", &[])),
                match of.stands {
                    Stands::Keep => app.msg("retention-keep", &[]),
                    Stands::Erase => app.msg("retention-erase", &[]),
                    Stands::Back => app.msg("retention-back", &[]),
                },
            ]);
        }
        table.to_text()
    })?;
    if let Some(first) = retained.iter().find(|of| of.stands != Stands::Keep) {
        let wenming = text(tell::wenming_by(app, "placeholder-manager"));
        let facts = [("wenming", wenming), ("account", text(first.account))];
        tell::next(app, [app.msg("next-erase", &facts)]);
    }
    Ok(())
}

/// The whole years from one day to another.
fn years_between(from: Day, to: Day) -> i32 {
    let (from, to) = (from.date(), to.date());
    let early = (to.month() as u8, to.day()) < (from.month() as u8, from.day());
    to.year() - from.year() - i32::from(early)
}

/// What is kept of a holder, by the names of the fields.
fn kept(identity: &Identity) -> Vec<&'static str> {
    let fields = [
        ("name", identity.name().is_some()),
        ("phone", identity.phone().is_some()),
        ("id-number", identity.id_number().is_some()),
        ("birth-year", identity.given_birth_year().is_some()),
        ("guardian", identity.guardian().is_some()),
        ("people", identity.people().is_some()),
    ];
    fields.into_iter().filter(|(_, is_kept)| *is_kept).map(|(field, _)| field).collect()
}

/// So many of the latest lines are shown; programs get them all.
const SHOWN: usize = 50;

fn list_seen(args: &SeenArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let (mut lines, bad) = seen::all(app)?;
    if let Some(named) = &args.account {
        let (no, _) = account_of(app, &bank, named)?;
        lines.retain(|line| is_about(line, no));
    }
    if let Some(branch) = app.args.branch {
        lines.retain(|line| line.branch == branch);
    }
    if !bad.is_empty() {
        let numbers: Vec<String> = bad.iter().map(ToString::to_string).collect();
        let facts = [("lines", text(numbers.join(&app.msg("comma", &[]))))];
        app.ui.warn(&app.messages, &app.msg("seen-damaged", &facts));
    }
    app.ui.answer(&lines, || {
        if lines.is_empty() {
            return app.msg("seen-none", &[]);
        }
        let earlier = lines.len().saturating_sub(SHOWN);
        let mut out = seen_table(app, &bank, &lines[earlier..]);
        if earlier > 0 {
            out += &app.msg("seen-earlier", &[("n", count(earlier))]);
        }
        out
    })
}

/// Times are those of the village, as everywhere; of one that is not here, Greenwich's.
fn seen_table(app: &App, bank: &Bank<'_>, lines: &[Seen]) -> String {
    let mut table = Table::new([
        ui::words(app.msg("seen-at", &[])),
        ui::words(app.msg("seen-by", &[])),
        ui::words(app.msg("seen-command", &[])),
        ui::words(app.msg("seen-of", &[])),
        ui::numbers(app.msg("seen-names", &[])),
        ui::words(app.msg("reason", &[])),
    ]);
    for line in lines {
        table.row([
            bank.offset(line.branch).map_or_else(|_| line.at.to_string(), |of| line.at.local(of)),
            line.by.to_string(),
            line.command.clone(),
            line.account.map_or_else(|| line.branch.to_string(), |account| account.to_string()),
            line.names.to_string(),
            line.reason.clone().unwrap_or_default(),
        ]);
    }
    table.to_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_whole_ones() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let cases = [
            ("2023-03-20", "2026-03-19", 2),
            ("2023-03-20", "2026-03-20", 3),
            ("2024-02-29", "2025-02-28", 0),
            ("2024-02-29", "2025-03-01", 1),
            ("2026-03-20", "2026-03-20", 0),
        ];
        for (from, to, want) in cases {
            assert_eq!(years_between(day(from), day(to)), want, "{from} {to}");
        }
    }
}
