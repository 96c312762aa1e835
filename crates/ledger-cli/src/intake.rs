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
//!
//! A sheet of deeds may have rows of several villages. They are worked out and posted
//! side by side, each village's as one commit of its own: what stops one village, or comes
//! between two, leaves the others as they are, and the sheet can be taken in again.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use ledger_core::day::Day;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, OperatorId};
use ledger_core::refusal::Refusal;
use ledger_core::vault::{Identity, Vault, VaultError};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::fault;
use crate::i18n::text;
use crate::import::{
    ImportError, Names, Office, Part, Pile, Plan, PlannedRow, PostError, RowFault, Villages,
    accounts, deposits, opening,
};
use crate::refusal::Context;
use crate::sheet::grid::{self, Grid};
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
pub(crate) struct Intake {
    /// What would come of its rows.
    pub(crate) plan: Plan,
    /// The names the vault has for accounts of each branch.
    names: BTreeMap<BranchCode, Names>,
    /// Accounts that are there and whose holders the vault does not know, from a register.
    pub(crate) nameless: Vec<(AccountNo, Option<Identity>)>,
    /// How many holders' names went into the vault.
    pub(crate) names_kept: usize,
    /// Its rows are of several villages, or could be: each says which.
    pub(crate) several: bool,
    /// Its branch, where a next command has to name it.
    named: Option<BranchCode>,
}

impl Intake {
    fn new(plan: Plan, names: BTreeMap<BranchCode, Names>) -> Self {
        let nameless = Vec::new();
        Self { plan, names, nameless, names_kept: 0, several: false, named: None }
    }

    /// There is something to write.
    pub(crate) fn has_work(&self) -> bool {
        self.plan.parts.iter().any(Part::has_work) || !self.nameless.is_empty()
    }

    /// Something was written, or was to be.
    pub(crate) fn was_posted(&self) -> bool {
        self.plan.parts.iter().any(|part| part.posted.entries.is_some() || part.failed())
            || self.names_kept > 0
    }

    /// The name kept for an account.
    pub(crate) fn name_of(&self, account: AccountNo) -> Option<&str> {
        self.names.get(&account.branch())?.of(account)
    }

    /// The branch of a row, where a next command has to name it.
    pub(crate) fn named(&self, row: &PlannedRow) -> Option<BranchCode> {
        if self.several { row.branch } else { self.named }
    }

    /// The branches that take nothing, or where what was ready was not posted, and why.
    pub(crate) fn troubles(
        &self,
        app: &App,
        bank: &Bank<'_>,
        paper: &Paper,
    ) -> Vec<(BranchCode, CliError)> {
        let parts = self.plan.parts.iter().filter_map(|part| {
            let why = part.trouble.as_ref()?;
            Some((part.branch, told(app, bank, part.branch, paper, why)))
        });
        parts.collect()
    }
}

/// Why a sheet, or a village's rows of it, were not planned or posted, in words.
fn told(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    paper: &Paper,
    why: &ImportError,
) -> CliError {
    match why {
        ImportError::Refused(why) => bank.refused(branch, why, &Context::default()),
        ImportError::Post(PostError::Refused { row, refusal }) => {
            let mut error = bank.refused(branch, refusal, &Context::default());
            let facts =
                [("row", text(row)), ("what", text(&error.message)), ("branch", text(branch))];
            error.message = app.msg("import-row-refused", &facts);
            error
        }
        other => fault::import(&app.messages, &paper.file, other),
    }
}

/// Reads a sheet and plans it for the office's branch; nothing is written.
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
    let grids = read(app, paper)?;
    let branch = office.branch;
    let vault = bank.vault()?;
    let names = names(vault, branch).map_err(|e| storage::vault(&app.messages, &e))?;
    // Head office is asked for no more than what its villages are called.
    let villages = villages(bank).unwrap_or_default();
    let mut planned = attempt(office, paper, grids, names.as_ref(), &villages);
    if let Err(ImportError::Refused(why)) = &planned
        && is_of_the_clock(why)
        && bank.clock_is_right(why)
    {
        office.clock_confirmed = true;
        planned = attempt(office, paper, read(app, paper)?, names.as_ref(), &villages);
    }
    bank.tell_notices();
    let plan = planned.map_err(|error| told(app, bank, branch, paper, &error))?;
    // What a vault holds whose key is not at hand cannot be told.
    let is_known = names.is_some() || !bank.keeps_names(branch);
    let names = names.unwrap_or_default();
    let nameless = if is_known { nameless(&plan, &names) } else { Vec::new() };
    let named = bank.named(branch);
    Ok(Intake { nameless, named, ..Intake::new(plan, BTreeMap::from([(branch, names)])) })
}

/// What follows when a village's rows are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// They are posted: nothing has to be kept for it until all villages are planned.
    Post,
    /// Somebody is asked whether they are to be posted.
    Ask,
    /// They are shown, and that is all.
    Show,
}

/// Reads a sheet of deeds and plans each row for the village that it says, and where it
/// is to be posted, posts each village's. Nothing comes of a sheet whose rows say no village.
///
/// # Errors
/// A file that cannot be read; an office that may not in any of the villages. What stops
/// one of them is said of that part of the plan.
pub(crate) fn plan_several(
    app: &App,
    bank: &Bank<'_>,
    office: &mut Office<'_>,
    paper: &Paper,
    then: Then,
) -> Result<Option<Intake>, CliError> {
    let Content::Deposits { approver, year, allow_duplicates } = &paper.content else {
        return Ok(None);
    };
    let villages = villages(bank)?;
    let sheet = deposits::split(read(app, paper)?, paper.sheet.as_deref(), &villages)
        .map_err(|error| fault::import(&app.messages, &paper.file, &error))?;
    if !sheet.says_villages() {
        return Ok(None);
    }
    let vault = bank.vault()?;
    if then == Then::Post {
        bank.ask(bank.finish_legs(office.key))?;
    }
    let part = |office: &Office<'_>, branch: BranchCode| -> Result<(Part, Names), ImportError> {
        let names = names(vault, branch)?;
        let options = deposits::Options {
            sheet: None,
            default_year: *year,
            default_approver: approver.clone(),
            allow_duplicates: *allow_duplicates,
            names: names.as_ref(),
            villages: None,
        };
        let mut part = deposits::plan_part(&Office { branch, ..*office }, &sheet, &options)?;
        match then {
            Then::Post => drop(part.post(office.ledger)),
            Then::Show => part.only_shown(),
            Then::Ask => {}
        }
        Ok((part, names.unwrap_or_default()))
    };
    let of_each = |office: &Office<'_>, mut branches: Vec<BranchCode>| -> Vec<_> {
        // Handed out one at a time, those with most rows first: else one thread ends with a
        // large one alone.
        branches.sort_by_key(|branch| Reverse(sheet.count(*branch)));
        side_by_side(|| {
            let of = branches.into_iter().par_bridge().map(|branch| (branch, part(office, branch)));
            let mut parts: Vec<_> = of.collect();
            parts.sort_by_key(|(branch, _)| *branch);
            parts
        })
    };
    let mut parts = of_each(office, sheet.branches().collect());
    // It is one clock: what is said of it holds for all of them.
    let clock = |part: &Result<_, ImportError>| match part {
        Err(ImportError::Refused(why)) if is_of_the_clock(why) => Some((**why).clone()),
        _ => None,
    };
    if let Some(why) = parts.iter().find_map(|(_, part)| clock(part))
        && bank.clock_is_right(&why)
    {
        office.clock_confirmed = true;
        let (again, kept): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|(_, part)| clock(part).is_some());
        parts = of_each(office, again.into_iter().map(|(branch, _)| branch).collect());
        parts.extend(kept);
        parts.sort_by_key(|(branch, _)| *branch);
    }
    bank.tell_notices();
    if let Some((branch, Err(why))) = parts.first()
        && parts.iter().all(|(_, part)| part.is_err())
    {
        return Err(told(app, bank, *branch, paper, why));
    }
    let (mut planned, mut names) = (Vec::with_capacity(parts.len()), BTreeMap::new());
    for (branch, part) in parts {
        match part {
            Ok((part, of_it)) => {
                planned.push(part);
                names.insert(branch, of_it);
            }
            Err(why) => planned.push(Part::shut(&sheet, branch, why)),
        }
    }
    let plan = Plan::new(sheet, planned);
    Ok(Some(Intake { several: true, ..Intake::new(plan, names) }))
}

/// Works on villages side by side: twice as many as there are processors, since each waits
/// for its disk.
fn side_by_side<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    match ThreadPoolBuilder::new().num_threads(processors * 2).build() {
        Ok(pool) => pool.install(work),
        // There are no threads to be had: with those that are there.
        Err(_) => work(),
    }
}

fn is_of_the_clock(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::ClockBehind { .. } | Refusal::ClockAhead { .. })
}

fn read(app: &App, paper: &Paper) -> Result<Vec<Grid>, CliError> {
    grid::read(&paper.file)
        .map_err(|error| fault::import(&app.messages, &paper.file, &error.into()))
}

/// The villages of the bank, with the names they were chartered under.
fn villages(bank: &Bank<'_>) -> Result<Villages, CliError> {
    let names = bank.village_names()?;
    Ok(names.into_iter().collect())
}

fn attempt(
    office: &Office<'_>,
    paper: &Paper,
    grids: Vec<Grid>,
    names: Option<&Names>,
    villages: &Villages,
) -> Result<Plan, ImportError> {
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
                villages: Some(villages),
            };
            deposits::plan(office, grids, &options)
        }
    }
}

/// The names of a branch's holders; `None` where the vault's key is not at hand.
fn names(vault: Option<&Vault>, branch: BranchCode) -> Result<Option<Names>, VaultError> {
    let Some(vault) = vault else { return Ok(None) };
    let named = vault.all(branch)?.into_iter().map(|(account, holder)| {
        let name = holder.name().unwrap_or_default().to_owned();
        (account, name)
    });
    Ok(Some(named.collect()))
}

fn nameless(plan: &Plan, names: &Names) -> Vec<(AccountNo, Option<Identity>)> {
    let rows = plan.rows();
    let rows = rows.iter().filter_map(|row| {
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
        let account = account.filter(|account| names.of(*account).is_none())?;
        Some((account, Some(row.holder.as_deref()?.clone())))
    });
    rows.collect()
}

/// Posts what is ready, each branch's rows as one commit, and keeps the names that came
/// with it.
///
/// # Errors
/// A vault whose key is not at hand though there are names to keep: nothing is
/// posted then. What stops a branch is said of that part of the plan; where there is but
/// one, it is an error.
pub(crate) fn carry_out(
    app: &App,
    bank: &Bank<'_>,
    office: &Office<'_>,
    intake: &mut Intake,
    paper: &Paper,
) -> Result<(), CliError> {
    let named = intake.plan.ready().any(|row| row.holder.is_some());
    if (named || !intake.nameless.is_empty()) && bank.vault()?.is_none() {
        let path = [("path", text(app.keys_dir().join("vault").display()))];
        return Err(CliError::refused("vault-key-missing", app.msg("vault-key-missing", &path))
            .hint(app.msg("vault-key-missing.hint", &[])));
    }
    if intake.plan.parts.iter().any(Part::has_work) {
        bank.ask(bank.finish_legs(office.key))?;
    }
    side_by_side(|| {
        intake.plan.parts.par_iter_mut().for_each(|part| drop(part.post(office.ledger)));
    });
    bank.tell_notices();
    if intake.several {
        return Ok(());
    }
    if let Some((_, error)) = intake.troubles(app, bank, paper).pop() {
        return Err(error);
    }
    let mut holders = std::mem::take(&mut intake.nameless);
    holders.extend(
        intake
            .plan
            .ready()
            .filter_map(|row| Some((row.account?, Some(row.holder.as_deref()?.clone())))),
    );
    intake.names_kept = holders.len();
    bank.keep_identities(office.branch, &holders)
}
