//! `import` (导入): the sheets a clerk keeps, taken in whole.

mod answer;

pub(crate) use self::answer::{clip, reason};

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use ledger_core::day::Day;
use ledger_core::ids::{BranchCode, CurrencyCode, OperatorId};
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;
use serde::Serialize;

use self::answer::Answer;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::bundle;
use crate::error::{self, CliError};
use crate::fault;
use crate::i18n::{Messages, text};
use crate::import::{Office, bad_rows};
use crate::intake::{self, Content, Intake, Paper, Then};
use crate::refusal::{Context, in_branch};
use crate::sheet::SheetError;
use crate::sheet::grid::{ending, file_name};
use crate::sheet::write::write;
use crate::tell;

/// Take in a sheet: shown first, then posted as one
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    #[command(visible_alias = "户册")]
    Accounts(AccountsArgs),
    #[command(visible_alias = "期初")]
    Opening(OpeningArgs),
    #[command(visible_alias = "登记表")]
    Deposits(DepositsArgs),
    #[command(visible_alias = "账包")]
    Bundle(bundle::ImportArgs),
}

// What every import takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct SheetArgs {
    /// The sheet: .xlsx or .csv
    pub(crate) file: PathBuf,
    /// The sheet's name in the workbook; needed where several of them fit
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// Show what it would do and stop there
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Post without asking
    #[arg(long)]
    pub(crate) yes: bool,
    /// Write the bad rows there, with the reason, to mend and import again
    #[arg(long, value_name = "FILE.xlsx")]
    pub(crate) bad_rows: Option<PathBuf>,
}

// The year of a date without one.
#[derive(Debug, Clone, Args)]
pub(crate) struct YearArgs {
    /// The year of dates written without one
    #[arg(long, value_name = "YYYY", value_parser = clap::value_parser!(i32).range(1970..=9999))]
    pub(crate) year: Option<i32>,
}

/// Open an account for every row of the register of households
///
/// Households that have an account already are left as they are; names that
/// the vault lost are put back. It ends with exit code 1 where rows have to be
/// mended, the others being posted nevertheless.
///
/// Example: `wenming import accounts 户主登记.xlsx`
#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    /// The sheet.
    #[command(flatten)]
    pub(crate) sheet: SheetArgs,
}

/// Bring the balances of the old books forward
///
/// A household's balance is brought forward once. It ends with exit code 1
/// where rows have to be mended, the others being posted nevertheless.
///
/// Example: `wenming --as wang import opening 期初结余.xlsx --as-of 2026-02-28`
#[derive(Debug, Args)]
pub(crate) struct OpeningArgs {
    /// The sheet.
    #[command(flatten)]
    pub(crate) sheet: SheetArgs,
    /// The currency of the balances; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// The day the old books were closed; the sheet's own unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) as_of: Option<Day>,
    /// The year.
    #[command(flatten)]
    pub(crate) year: YearArgs,
}

/// Post a month's sheet of deeds
///
/// Good rows are posted as one, bad rows are named with what is wrong and how
/// to mend it. The same sheet imported twice posts nothing the second time.
/// Without `--yes` it asks first; where nobody can be asked it only shows.
/// It ends with exit code 1 where rows have to be mended, the good ones being
/// posted nevertheless. Rows under a rule with a review are filed as claims.
///
/// A sheet may have rows of several villages: without `--branch` each row goes
/// to the village of its account number, or to the one that a column `branch`
/// (村) names by code or name. Each village's rows are posted as one; what
/// stops one village leaves the others, and the sheet can be imported again.
///
/// Example: `wenming import deposits 三月积分登记.xlsx --dry-run`
#[derive(Debug, Args)]
pub(crate) struct DepositsArgs {
    /// The sheet.
    #[command(flatten)]
    pub(crate) sheet: SheetArgs,
    /// Who agreed, where the rules ask for more than the clerk
    #[arg(long, value_name = "OPERATOR")]
    pub(crate) approver: Option<OperatorId>,
    /// The year.
    #[command(flatten)]
    pub(crate) year: YearArgs,
    /// Rows that look alike are different deeds: post them all
    #[arg(long)]
    pub(crate) allow_duplicates: bool,
}

impl ImportCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Accounts(args) => accounts(args, app),
            Self::Opening(args) => opening(args, app),
            Self::Deposits(args) => deposits(args, app),
            Self::Bundle(args) => args.run(app),
        }
    }
}

/// What kind of sheet it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Accounts,
    Opening,
    Deposits,
}

fn accounts(args: AccountsArgs, app: &App) -> Result<(), CliError> {
    take_in(app, Kind::Accounts, args.sheet, |_, _| Ok(Content::Accounts))
}

fn opening(args: OpeningArgs, app: &App) -> Result<(), CliError> {
    let OpeningArgs { sheet, currency, as_of, year } = args;
    take_in(app, Kind::Opening, sheet, |bank, branch| {
        let currency = match currency {
            Some(currency) => currency,
            None => first_currency(app, bank, branch)?,
        };
        Ok(Content::Opening { currency, as_of, year: year.year })
    })
}

fn deposits(args: DepositsArgs, app: &App) -> Result<(), CliError> {
    let DepositsArgs { sheet, approver, year, allow_duplicates } = args;
    take_in(app, Kind::Deposits, sheet, |_, _| {
        Ok(Content::Deposits { approver, year: year.year, allow_duplicates })
    })
}

/// The first currency of the rulebook in force today.
fn first_currency(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
) -> Result<CurrencyCode, CliError> {
    let on = app.now()?.day(bank.offset(branch)?);
    let found = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        if state.size() == 0 {
            return Err(Refusal::BranchNotOpen { branch });
        }
        let adopted = state.rulebook_in_force(on)?;
        let first = adopted.rulebook.currencies().first().map(|currency| currency.code);
        first.ok_or(Refusal::NoRulebook { on })
    }))?;
    found.map_err(|refusal| bank.refused(branch, &refusal, &Context::default()))
}

/// Plans a sheet, shows it, asks, posts it.
fn take_in(
    app: &App,
    kind: Kind,
    args: SheetArgs,
    content: impl FnOnce(&Bank<'_>, BranchCode) -> Result<Content, CliError>,
) -> Result<(), CliError> {
    let m = &app.messages;
    if let Some(path) = &args.bad_rows {
        can_be_written(m, path)?;
    }
    let bank = if args.dry_run { Bank::open_to_read(app)? } else { Bank::open(app)? };
    let only = bank.branch();
    // Its rows may be of several villages, and say of which.
    let several =
        kind == Kind::Deposits && only.as_ref().is_err_and(|error| error.code == "branch-missing");
    let branch = match &only {
        Err(_) if several => BranchCode::HQ,
        _ => only.clone()?,
    };
    let key = bank.key()?;
    let (ledger, now, clock_confirmed) = (bank.ledger(), app.now()?, app.args.accept_clock);
    let mut office = Office { ledger, branch, key: &key, now, clock_confirmed };
    let content = content(&bank, branch)?;
    let paper = Paper { file: args.file, sheet: args.sheet, content };

    let then = match args.yes {
        _ if args.dry_run => Then::Show,
        // The rows to mend are written before anything is posted.
        true if args.bad_rows.is_none() => Then::Post,
        false if !app.ui.interactive() => Then::Show,
        _ => Then::Ask,
    };
    let working = app.ui.working(m.msg("import-reading", &[]));
    let intake = match several {
        true => intake::plan_several(app, &bank, &mut office, &paper, then),
        false => intake::plan(app, &bank, &mut office, &paper).map(Some),
    };
    drop(working);
    let Some(mut intake) = intake? else {
        return only.map(drop).map_err(|error| error.hint(m.msg("import-several", &[])));
    };
    let branch = only.ok();
    let told = answer(app, &bank, &paper, (kind, branch), &intake);
    let mut bad_rows_file = None;
    if let Some(path) = &args.bad_rows
        && told.bad() > 0
    {
        write_bad_rows(m, path, &intake)?;
        bad_rows_file = Some(path.display().to_string());
    }
    let mut told = told.with_bad_rows(bad_rows_file.clone());
    if !app.ui.json() {
        app.ui.text(&told.plan_text(app))?;
    }

    let may = !args.dry_run && intake.has_work();
    let asks = may && !args.yes && app.ui.interactive();
    let posts = may && (args.yes || asks && app.ui.confirm(m, &m.msg("import-ask", &[])));
    if posts {
        let working = app.ui.working(m.msg("import-posting", &[]));
        let posted = intake::carry_out(app, &bank, &office, &mut intake, &paper);
        drop(working);
        posted?;
        told = answer(app, &bank, &paper, (kind, branch), &intake).with_bad_rows(bad_rows_file);
    }
    let was_posted = posts || intake.was_posted();
    let answer = told.was_posted(was_posted);
    if was_posted {
        for part in intake.plan.parts.iter().filter(|part| part.posted.entries.is_some()) {
            bank.tell_cover(part.branch);
        }
        if !app.ui.json() {
            app.ui.text(&answer.posted_text(app))?;
        }
        if let Some(first) = answer.filed().first() {
            let wenming = tell::wenming_as(app, None) + &in_branch(bank.named(*first));
            let facts = [("wenming", text(wenming))];
            tell::next(app, [m.msg("next-import-claims", &facts)]);
        }
    } else if asks {
        app.ui.note(&m.msg("import-declined", &[]));
    } else if may {
        app.ui.note(&m.msg("import-add-yes", &[]));
    }
    if app.ui.json() {
        app.ui.answer(&answer, String::new)?;
    }
    let bad = answer.bad();
    // What was said of each village is said of one once more, so that the exit code says
    // it too: of one whose storage failed, if there is one.
    let troubles = answer.into_troubles().into_iter();
    if let Some((branch, mut error)) =
        troubles.min_by_key(|(_, error)| error.kind != error::Kind::Storage)
    {
        let facts = [("branch", text(branch)), ("what", text(&error.message))];
        error.message = m.msg("import-refused-branch", &facts);
        return Err(error.hint(m.msg("import-refused-again", &[])));
    }
    findings(m, bad, args.bad_rows.is_none())
}

fn answer<'a>(
    app: &'a App,
    bank: &Bank<'_>,
    paper: &Paper,
    (kind, branch): (Kind, Option<BranchCode>),
    intake: &'a Intake,
) -> Answer<'a> {
    Answer::new(app, kind, branch, intake, intake.troubles(app, bank, paper))
}

/// Rows to mend make an exit code of 1, whatever was posted.
fn findings(m: &Messages, bad: usize, tell_option: bool) -> Result<(), CliError> {
    if bad == 0 {
        return Ok(());
    }
    let facts = [("rows", text(answer::rows(m, bad)))];
    let error = CliError::findings(m.msg("import-findings", &facts));
    let option = tell_option.then(|| m.msg("import-findings.option", &[]));
    Err(error.hint(m.msg("import-findings.hint", &[])).hints(option))
}

/// Says before anything is done that the bad rows could not be written.
fn can_be_written(m: &Messages, path: &Path) -> Result<(), CliError> {
    let file = file_name(path);
    let error = if !matches!(ending(path).as_str(), ".xlsx" | ".csv") {
        SheetError::UnwritableFormat { file }
    } else if path.symlink_metadata().is_ok() {
        SheetError::Exists { file }
    } else {
        return Ok(());
    };
    Err(fault::sheet(m, path, &error))
}

/// Writes the rows to mend, each with its reason.
fn write_bad_rows(m: &Messages, path: &Path, intake: &Intake) -> Result<(), CliError> {
    let heading = m.msg("column-reason", &[]);
    let sheet = bad_rows(&intake.plan, &heading, &|row, bad| {
        answer::reason(m, row, bad, intake.named(row))
    });
    write(path, &sheet, false).map_err(|error| fault::sheet(m, path, &error))
}
