//! A sheet taken in: read from its file, planned, posted, its names kept.
//!
//! What the counter's `import` and the demo share. The import's engine
//! ([`crate::import`]) knows neither the vault nor where a bank lies; here it is
//! given the vault's names to find accounts by, and the names that come back
//! with the posted rows are put into the vault. Nothing is shown here.
//!
//! Names go into the vault after the accounts are posted, so a crash between
//! the two leaves accounts without names. The next import of the same register
//! puts in what is missing ([`Intake::nameless`]); it never changes a name that
//! is there.

use std::collections::HashMap;
use std::path::PathBuf;

use ledger_core::day::Day;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, OperatorId};
use ledger_core::ledger::SubmitError;
use ledger_core::refusal::Refusal;
use ledger_core::vault::Identity;

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::fault;
use crate::i18n::text;
use crate::import::{
    ImportError, Names, Office, Pile, Plan, Posted, RowFault, Warning, accounts, deposits, opening,
    post,
};
use crate::refusal::Context;
use crate::sheet::grid;
use crate::storage;

/// What a sheet holds, with what it does not say itself.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// A register.
    Accounts,
    /// Opening balances.
    Opening {
        /// Their currency.
        currency: CurrencyCode,
        /// The day the old books were closed, where a row says none.
        as_of: Option<Day>,
        /// The year of a date without one.
        year: Option<i32>,
    },
    /// A month of deeds.
    Deposits {
        /// Who agreed, where a rule asks for it and the row names nobody.
        approver: Option<OperatorId>,
        /// The year of a date without one.
        year: Option<i32>,
        /// Rows that look alike are different deeds.
        allow_duplicates: bool,
    },
}

/// A sheet to take in.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    /// Its file.
    pub(crate) file: PathBuf,
    /// Which sheet of it; the only one that fits where not given.
    pub(crate) sheet: Option<String>,
    /// What it holds.
    pub(crate) content: Content,
}

/// A sheet that was planned.
#[derive(Debug)]
pub(crate) struct Intake {
    /// What would come of its rows.
    pub(crate) plan: Plan,
    /// The names the vault has for accounts of the branch.
    pub(crate) names: HashMap<AccountNo, String>,
    /// Accounts that are there and whose holders the vault does not know, from a register.
    pub(crate) nameless: Vec<(AccountNo, Option<Identity>)>,
    /// Its branch, where a next command has to name it.
    pub(crate) named: Option<BranchCode>,
}

impl Intake {
    /// There is something to write.
    pub(crate) fn has_work(&self) -> bool {
        self.plan.ready().next().is_some() || !self.nameless.is_empty()
    }
}

/// Reads a sheet and plans it; nothing is written.
///
/// A clock that looks wrong is asked about, on a terminal; the answer stays
/// with the office.
///
/// # Errors
/// A file that cannot be read, an office that may not, failing storage.
pub(crate) fn plan(
    app: &App,
    bank: &Bank<'_>,
    office: &mut Office<'_>,
    paper: &Paper,
) -> Result<Intake, CliError> {
    let names = names(app, bank, office)?;
    let mut planned = attempt(office, paper, names.as_ref());
    if let Err(ImportError::Refused(why)) = &planned
        && matches!(**why, Refusal::ClockBehind { .. } | Refusal::ClockAhead { .. })
        && bank.clock_is_right(why)
    {
        office.clock_confirmed = true;
        planned = attempt(office, paper, names.as_ref());
    }
    bank.tell_notices();
    let mut plan = planned.map_err(|error| match &error {
        ImportError::Refused(why) => bank.refused(office.branch, why, &Context::default()),
        error => fault::import(&app.messages, &paper.file, error),
    })?;
    // What a vault holds whose key is not at hand cannot be told.
    let is_known = names.is_some() || !bank.keeps_names(office.branch);
    let names = names.unwrap_or_default();
    for row in &mut plan.rows {
        // A name that nobody kept cannot differ.
        let known = row.account.is_some_and(|account| names.contains_key(&account));
        row.warnings.retain(|warning| known || !matches!(warning, Warning::NameDiffers { .. }));
    }
    let nameless = if is_known { nameless(&plan, &names) } else { Vec::new() };
    Ok(Intake { plan, names, nameless, named: bank.named(office.branch) })
}

fn attempt(
    office: &Office<'_>,
    paper: &Paper,
    names: Option<&HashMap<AccountNo, String>>,
) -> Result<Plan, ImportError> {
    let grids = grid::read(&paper.file)?;
    let mut by_name: HashMap<&str, Vec<AccountNo>> = HashMap::new();
    for (account, name) in names.into_iter().flatten() {
        by_name.entry(name).or_default().push(*account);
    }
    by_name.values_mut().for_each(|accounts| accounts.sort());
    let find = |name: &str| by_name.get(name).cloned().unwrap_or_default();
    let names = names.map(|_| &find as &Names<'_>);
    let sheet = paper.sheet.clone();
    match &paper.content {
        Content::Accounts => accounts::plan(office, grids, &accounts::Options { sheet }),
        Content::Opening { currency, as_of, year } => {
            let (currency, as_of, default_year) = (*currency, *as_of, *year);
            let options = opening::Options { sheet, currency, as_of, default_year, names };
            opening::plan(office, grids, &options)
        }
        Content::Deposits { approver, year, allow_duplicates } => {
            let options = deposits::Options {
                sheet,
                default_year: *year,
                default_approver: approver.clone(),
                allow_duplicates: *allow_duplicates,
                names,
            };
            deposits::plan(office, grids, &options)
        }
    }
}

/// The names of the branch's holders; `None` where the vault's key is not at hand.
fn names(
    app: &App,
    bank: &Bank<'_>,
    office: &Office<'_>,
) -> Result<Option<HashMap<AccountNo, String>>, CliError> {
    let Some(vault) = bank.vault()? else { return Ok(None) };
    let all = vault.all(office.branch).map_err(|e| storage::vault(&app.messages, &e))?;
    let named = all.into_iter().map(|(account, holder)| {
        let name = holder.name().unwrap_or_default().to_owned();
        (account, name)
    });
    Ok(Some(named.collect()))
}

fn nameless(plan: &Plan, names: &HashMap<AccountNo, String>) -> Vec<(AccountNo, Option<Identity>)> {
    let rows = plan.rows.iter().filter_map(|row| {
        let account = match (row.pile(), row.bad()) {
            (Pile::Already, _) => row.account,
            (Pile::Taken, [bad]) => match &bad.why {
                RowFault::Refused(why) => match **why {
                    Refusal::HouseholdTaken { account, .. } => Some(account),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        let account = account.filter(|account| !names.contains_key(account))?;
        Some((account, Some(row.holder.clone()?)))
    });
    rows.collect()
}

/// Posts what is ready, as one commit, and keeps the names that came with it.
///
/// # Errors
/// A vault whose key is not at hand though there are names to keep: nothing is
/// posted then. A row that the rules refuse by now, or failing storage.
pub(crate) fn carry_out(
    app: &App,
    bank: &Bank<'_>,
    office: &Office<'_>,
    intake: &Intake,
) -> Result<Posted, CliError> {
    let named = intake.plan.ready().any(|row| row.holder.is_some());
    if (named || !intake.nameless.is_empty()) && bank.vault()?.is_none() {
        let path = [("path", text(app.keys_dir().join("vault").display()))];
        return Err(CliError::refused("vault-key-missing", app.msg("vault-key-missing", &path))
            .hint(app.msg("vault-key-missing.hint", &[])));
    }
    if intake.plan.ready().next().is_some() {
        bank.ask(bank.finish_legs(office.key))?;
    }
    let posted = match post(&intake.plan, office) {
        Ok(posted) => bank.ask(Ok(posted))?,
        Err(SubmitError::Failed(error)) => bank.ask(Err(error))?,
        Err(SubmitError::Refused { index, refusal }) => {
            bank.tell_notices();
            let row = intake.plan.ready().nth(index).map(|row| row.row).unwrap_or_default();
            let mut error = bank.refused(office.branch, &refusal, &Context::default());
            let facts = [("row", text(row)), ("what", text(&error.message))];
            error.message = app.msg("import-row-refused", &facts);
            return Err(error);
        }
    };
    let mut holders = intake.nameless.clone();
    holders.extend(posted.rows.iter().filter_map(|row| {
        let [account, ..] = row.done.event.accounts();
        Some((account?, Some(row.holder.clone()?)))
    }));
    bank.keep_identities(office.branch, &holders)?;
    Ok(posted)
}
