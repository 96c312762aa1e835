//! `template` (表样): empty sheets to be filled in, for each of the imports.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ledger_core::event::Role;
use ledger_core::ids::BranchCode;
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::State;
use serde_json::json;
use time::macros::date;
use time::{Date, Duration};

use crate::app::App;
use crate::bank::Bank;
use crate::commands::export::{cannot_write, unfit_ending};
use crate::error::CliError;
use crate::fault;
use crate::i18n::{Lang, count, text};
use crate::import::form::{self, Kind};
use crate::refusal::Context;
use crate::sheet::form::{Entry, Field, Form, ROWS, write};
use crate::sheet::grid::ending;
use crate::tell;

/// How far ahead a day may be when the sheet is made: it is filled in for some weeks.
const DAYS_AHEAD: i64 = 31;
/// The first day that a sheet can hold of books kept before.
const FIRST_OPENING: Date = date!(2000 - 01 - 01);

/// Write an empty sheet to fill in, as the import reads it
#[derive(Debug, Subcommand)]
pub(crate) enum TemplateCommand {
    /// Write the sheet for a month's deeds
    ///
    /// Its lists are the branch's accounts and the rules in force; days, quantities
    /// and texts are what they are before anything is typed.
    ///
    /// Example: `wenming template deposits --out 积分登记.xlsx`
    #[command(visible_alias = "登记表")]
    Deposits(TemplateArgs),
    /// Write the sheet for the register of households
    ///
    /// Phone and ID numbers are texts in it, so that they keep all their digits.
    ///
    /// Example: `wenming template accounts --out 户主登记.xlsx`
    #[command(visible_alias = "户册")]
    Accounts(TemplateArgs),
    /// Write the sheet for the balances of the old books
    ///
    /// Its list is the branch's accounts.
    ///
    /// Example: `wenming template opening --out 期初结余.xlsx`
    #[command(visible_alias = "期初")]
    Opening(TemplateArgs),
}

// Where a sheet goes.
#[derive(Debug, Clone, Args)]
pub(crate) struct TemplateArgs {
    /// The file to write
    #[arg(long, value_name = "FILE.xlsx")]
    pub(crate) out: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

impl TemplateCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Deposits(args) => make(app, Kind::Deposits, &args),
            Self::Accounts(args) => make(app, Kind::Accounts, &args),
            Self::Opening(args) => make(app, Kind::Opening, &args),
        }
    }
}

/// What a branch has to choose from.
struct Choices {
    accounts: Vec<String>,
    rules: Vec<String>,
    approvers: Vec<String>,
    days: (Date, Date),
}

fn make(app: &App, kind: Kind, args: &TemplateArgs) -> Result<(), CliError> {
    if ending(&args.out) != ".xlsx" {
        return Err(unfit_ending(app, Some(&args.out), ".xlsx"));
    }
    let bank = Bank::open_to_read(app)?;
    let branch = bank.branch()?;
    let choices = choices(app, &bank, kind, branch)?;
    let command = match kind {
        Kind::Accounts => "accounts",
        Kind::Opening => "opening",
        Kind::Deposits => "deposits",
    };
    let wenming = tell::wenming_by(app, "placeholder-clerk") + &tell::in_branch(bank.named(branch));
    let facts = [
        ("kind", text(command)),
        ("branch", text(branch)),
        ("wenming", text(wenming)),
        ("path", text(tell::shell(&args.out.display().to_string()))),
    ];
    let notes = vec![
        app.msg("template-title", &facts),
        app.msg("template-note-columns", &facts),
        app.msg("template-note-choose", &facts),
        app.msg("template-note-rows", &[("rows", text(ROWS))]),
        app.msg("template-note-import", &facts),
    ];
    let form = Form {
        name: app.msg("template-name", &facts),
        fields: kind.columns().map(|key| field(app, kind, key, &choices)).collect(),
        notes_name: app.msg("template-notes", &[]),
        notes,
    };
    write(&args.out, &form, args.force).map_err(|error| cannot_write(app, &args.out, &error))?;
    let Choices { accounts, rules, .. } = &choices;
    let answer = json!({ "branch": branch, "kind": command, "file": args.out.display().to_string(),
        "rows": ROWS, "accounts": accounts.len(), "rules": rules.len() });
    app.ui.answer(&answer, || {
        let facts = [
            ("path", text(args.out.display())),
            ("rows", count(ROWS as usize)),
            ("kind", text(command)),
            ("accounts", text(accounts.len())),
            ("rules", text(rules.len())),
        ];
        app.msg("template-written", &facts)
    })?;
    tell::next(app, [app.msg("next-template", &facts)]);
    Ok(())
}

fn choices(
    app: &App,
    bank: &Bank<'_>,
    kind: Kind,
    branch: BranchCode,
) -> Result<Choices, CliError> {
    let now = bank.now();
    let view = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state: &State| {
        let Some(charter) = state.charter() else { return Err(Refusal::BranchNotOpen { branch }) };
        let today = now.day(state.offset());
        let last = today.date().checked_add(Duration::days(DAYS_AHEAD)).unwrap_or(today.date());
        // One that begins later is better than none: the sheet is for later.
        let adopted = state.rulebook_on(today).or_else(|| state.rulebooks().last());
        let rules = match (kind, adopted) {
            (Kind::Deposits, Some(adopted)) => form::rules_to_choose(&adopted.rulebook, today),
            (Kind::Deposits, None) => return Err(Refusal::NoRulebook { on: today }),
            _ => Vec::new(),
        };
        let operators = state.operators().iter();
        let may = operators.filter(|(_, operator)| {
            !operator.retired && matches!(operator.role, Role::Verifier | Role::Manager)
        });
        let first = match kind {
            Kind::Opening => FIRST_OPENING,
            _ => charter.since.date(),
        };
        Ok((rules, may.map(|(id, _)| id.to_string()).collect(), (first, last.max(first))))
    }))?;
    let (rules, approvers, days) =
        view.map_err(|refusal| bank.refused(branch, &refusal, &Context::default()))?;
    let wanted = |holder| match kind {
        // Merchants and pools earn by no deeds of their own.
        Kind::Deposits => {
            matches!(holder, HolderKind::Household | HolderKind::Person | HolderKind::Team)
        }
        _ => true,
    };
    let accounts = match kind {
        Kind::Accounts => Vec::new(),
        _ => form::accounts_to_choose(bank.ledger(), branch, wanted)
            .map_err(|error| fault::import(&app.messages, app.bank_dir(), &error))?,
    };
    Ok(Choices { accounts, rules, approvers, days })
}

/// A column of the sheet, by the key its import knows it by.
fn field(app: &App, kind: Kind, key: &'static str, choices: &Choices) -> Field {
    let is_chinese = app.lang == Lang::Zh;
    let (first, last) = choices.days;
    let days = [("first", text(first)), ("last", text(last))];
    let (entry, needed, hint) = match (kind, key) {
        (Kind::Accounts, "household") => {
            (Entry::Once, true, app.msg("template-household-new", &[]))
        }
        (_, "household") => {
            (Entry::OneOf(choices.accounts.clone()), true, app.msg("template-household", &[]))
        }
        (Kind::Accounts, "name") => (Entry::Text, true, app.msg("template-name-new", &[])),
        (_, "name") => (Entry::Text, false, app.msg("template-name-check", &[])),
        (_, "phone") => (Entry::Text, false, app.msg("template-phone", &[])),
        (_, "id-number") => (Entry::Text, false, app.msg("template-id-number", &[])),
        (_, "birth-year") => (Entry::Count, false, app.msg("template-birth-year", &[])),
        (_, "guardian") => (Entry::Text, false, app.msg("template-guardian", &[])),
        (_, "people") => (Entry::Count, false, app.msg("template-people", &[])),
        (_, "kind") => {
            (Entry::OneOf(form::kinds_to_choose(is_chinese)), false, app.msg("template-kind", &[]))
        }
        (_, "rule") => (Entry::OneOf(choices.rules.clone()), true, app.msg("template-rule", &[])),
        (Kind::Opening, "on") => (Entry::Day(first, last), true, app.msg("template-as-of", &days)),
        (_, "on") => (Entry::Day(first, last), true, app.msg("template-on", &days)),
        (_, "qty") => (Entry::Above, true, app.msg("template-qty", &[])),
        (_, "points") => (Entry::From, true, app.msg("template-points", &[])),
        (_, "approver") => {
            (Entry::OneOf(choices.approvers.clone()), false, app.msg("template-approver", &[]))
        }
        (_, "evidence") => (Entry::Text, false, app.msg("template-evidence", &[])),
        _ => (Entry::Text, false, app.msg("template-note", &[])),
    };
    Field { heading: kind.heading(key, is_chinese).to_owned(), needed, hint, entry }
}
