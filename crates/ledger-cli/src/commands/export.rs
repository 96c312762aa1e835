//! `export` (导出): the bank as files that others can read.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::vault::masked_name;
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::bundle;
use crate::error::CliError;
use crate::export::{self, ExportError};
use crate::fault;
use crate::i18n::text;
use crate::seen;
use crate::sheet::SheetError;
use crate::sheet::grid::ending;
use crate::sheet::write::{Out, Sheet, write, write_whole};
use crate::storage;
use crate::ui;

/// Write out the bank as files others can read
#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    #[command(visible_alias = "流水")]
    Journal(JournalArgs),
    #[command(visible_alias = "户册")]
    Accounts(AccountsArgs),
    #[command(visible_alias = "复式账")]
    Hledger(HledgerArgs),
    #[command(visible_alias = "对账单")]
    Statement(StatementArgs),
    #[command(visible_alias = "账包")]
    Bundle(bundle::ExportArgs),
}

// Where an export goes.
#[derive(Debug, Clone, Args)]
pub(crate) struct OutputArgs {
    /// The file to write; its ending says the form. Text goes to the terminal unless said
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

// Where a list goes.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListArgs {
    /// Write the list into a file instead: .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "out")]
    force: bool,
}

impl ListArgs {
    /// Into this file, if it is one.
    pub(crate) fn new(out: Option<PathBuf>, force: bool) -> Self {
        Self { out, force }
    }

    /// Before a bank is read in vain: a list's file needs the ending of a table.
    pub(crate) fn check(&self, app: &App) -> Result<(), CliError> {
        table_ending(app, self.out.as_deref())
    }

    /// Writes the list into its file if there is one, or answers as usual.
    pub(crate) fn answer<T: Serialize + ?Sized>(
        &self,
        app: &App,
        value: &T,
        sheet: impl FnOnce() -> Sheet,
        words: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        match &self.out {
            Some(path) => write_table(app, path, self.force, &sheet()),
            None => app.ui.answer(value, words),
        }
    }

    /// What is said beside an answer is said; of a file there is none.
    pub(crate) fn is_shown(&self) -> bool {
        self.out.is_none()
    }
}

/// Write every entry: as a row of .csv or .xlsx, or its line as it is stored
///
/// Of the bank, or of `--branch`. Without `--out`, or with the ending .jsonl,
/// the lines go out as the journal has them.
///
/// Example: `wenming export journal --out 流水.xlsx`
#[derive(Debug, Args)]
pub(crate) struct JournalArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Only what moved on this account, or household
    #[arg(long)]
    pub(crate) account: Option<String>,
}

/// Write the accounts with their balances: .csv or .xlsx
///
/// Of all villages, or of `--branch`. Names are masked, as 张*, unless
/// `--reveal` is given; without the vault's key there are none.
///
/// Example: `wenming export accounts --out 户册.xlsx`
#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Show the names in full
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// Write the journal for hledger, to be checked by other software
///
/// Of the bank, or of `--branch`; always text.
///
/// Example: `wenming export hledger --out bank.journal`
#[derive(Debug, Args)]
pub(crate) struct HledgerArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Only what moved on this account, or household
    #[arg(long)]
    pub(crate) account: Option<String>,
}

/// Write the statement of an account: .csv or .xlsx
///
/// Example: `wenming export statement --account 二组-017 --out 对账单.xlsx`
#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// The account's number, or the household's
    #[arg(long)]
    pub(crate) account: String,
}

impl ExportCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Journal(args) => journal(args, app),
            Self::Accounts(args) => accounts(args, app),
            Self::Hledger(args) => hledger(args, app),
            Self::Statement(args) => statement(args, app),
            Self::Bundle(args) => args.run(app),
        }
    }
}

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A table: .xlsx or .csv.
    Table,
    /// Text, in a file or on the terminal.
    Text,
}

/// What went wrong while writing out.
enum Failure {
    Export(ExportError),
    Sheet(SheetError),
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        Self::Export(error)
    }
}

impl From<SheetError> for Failure {
    fn from(error: SheetError) -> Self {
        Self::Sheet(error)
    }
}

fn journal(args: JournalArgs, app: &App) -> Result<(), CliError> {
    let form = match args.output.out.as_deref().map(ending).as_deref() {
        Some(".xlsx" | ".csv") => Form::Table,
        None | Some(".jsonl") => Form::Text,
        Some(_) => return Err(unfit_ending(app, args.output.out.as_deref(), ".xlsx .csv .jsonl")),
    };
    let bank = Bank::open_to_read(app)?;
    let (only, branches) = about(app, &bank, args.account.as_deref())?;
    let (ledger, words) = (bank.ledger(), |key: &str| app.messages.get(key, &[]));
    if form == Form::Table {
        let sheet = export::journal::table(ledger, &branches, only, &words);
        return give_table(app, &args.output, &exported(app, sheet)?);
    }
    let lines = |out: &mut dyn io::Write| {
        branches.iter().try_for_each(|&branch| export::journal::lines(ledger, branch, only, out))
    };
    if args.output.out.is_none() && app.ui.json() {
        return exported(app, app.ui.stream(|out| entries_as_one_object(out, lines)));
    }
    give_text(app, &args.output, lines)
}

/// `{"entries":[…]}`, the lines as they stand, so the bank may be of any size.
fn entries_as_one_object(
    out: &mut dyn io::Write,
    lines: impl FnOnce(&mut dyn io::Write) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    /// Puts a comma for every line's end that another line follows.
    struct Joined<'a> {
        out: &'a mut dyn io::Write,
        ended: bool,
    }
    impl io::Write for Joined<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            for part in bytes.split_inclusive(|&byte| byte == b'\n') {
                if std::mem::take(&mut self.ended) {
                    self.out.write_all(b",")?;
                }
                let line = part.strip_suffix(b"\n");
                self.ended = line.is_some();
                self.out.write_all(line.unwrap_or(part))?;
            }
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            self.out.flush()
        }
    }
    out.write_all(b"{\"entries\":[")?;
    lines(&mut Joined { out, ended: false })?;
    Ok(out.write_all(b"]}\n")?)
}

fn hledger(args: HledgerArgs, app: &App) -> Result<(), CliError> {
    if matches!(args.output.out.as_deref().map(ending).as_deref(), Some(".xlsx" | ".csv")) {
        return Err(unfit_ending(app, args.output.out.as_deref(), ".journal .hledger .txt"));
    }
    let bank = Bank::open_to_read(app)?;
    let (only, branches) = about(app, &bank, args.account.as_deref())?;
    let all =
        |out: &mut dyn io::Write| export::hledger::hledger(bank.ledger(), &branches, only, out);
    if args.output.out.is_none() && app.ui.json() {
        let mut bytes = Vec::new();
        exported(app, all(&mut bytes))?;
        let object = json!({ "hledger": String::from_utf8_lossy(&bytes) });
        return app.ui.answer(&object, String::new);
    }
    give_text(app, &args.output, all)
}

fn accounts(args: AccountsArgs, app: &App) -> Result<(), CliError> {
    table_ending(app, args.output.out.as_deref())?;
    let bank = Bank::open_to_read(app)?;
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => bank.villages()?,
    };
    // Masked names are for looking at; where they are to be had in full they have to be there.
    let vault = match args.reveal {
        true => bank.vault()?,
        false => bank.vault().unwrap_or_default(),
    };
    if vault.is_none() && args.reveal {
        return Err(CliError::refused("names-locked", app.msg("export-names-locked", &[]))
            .hint(app.msg("export-names-locked.hint", &[])));
    }
    let mut names: Vec<(AccountNo, String)> = Vec::new();
    for &branch in &branches {
        let all = match vault.filter(|_| args.reveal) {
            Some(vault) => vault.all(branch).map_err(|e| storage::vault(&app.messages, &e))?,
            None => bank.names(branch, |vault| vault.all(branch)),
        };
        names.extend(all.into_iter().map(|(account, holder)| {
            let name = holder.name().unwrap_or_default();
            (account, if args.reveal { name.to_owned() } else { masked_name(name) })
        }));
    }
    names.sort();
    if args.reveal {
        // Who may is asked for every branch, also one that has nobody.
        let all =
            names.iter().map(|(account, name)| (account.branch(), usize::from(!name.is_empty())));
        let shown = all.chain(branches.iter().map(|&branch| (branch, 0)));
        seen::trace(app, &bank, "export accounts", None, shown)?;
    }
    let of = |account: AccountNo| {
        let found = names.binary_search_by_key(&account, |(no, _)| *no).ok();
        found.map(|at| names[at].1.clone())
    };
    let heading = if args.reveal { "column-name" } else { "column-name-masked" };
    let shown = vault.map(|_| export::accounts::Names { heading, of: &of });
    let words = |key: &str| app.messages.get(key, &[]);
    let sheet = export::accounts::accounts(bank.ledger(), &branches, &words, shown);
    give_table(app, &args.output, &exported(app, sheet)?)
}

fn statement(args: StatementArgs, app: &App) -> Result<(), CliError> {
    table_ending(app, args.output.out.as_deref())?;
    let bank = Bank::open_to_read(app)?;
    let account = bank.resolve(&args.account)?;
    let words = |key: &str| app.messages.get(key, &[]);
    let sheet = export::statement::statement(bank.ledger(), account, usize::MAX, &words);
    give_table(app, &args.output, &exported(app, sheet)?)
}

/// The account an export is about, if about one, and the branches to look in.
fn about(
    app: &App,
    bank: &Bank<'_>,
    named: Option<&str>,
) -> Result<(Option<AccountNo>, Vec<BranchCode>), CliError> {
    if let Some(named) = named {
        let account = bank.resolve(named)?;
        return Ok((Some(account), vec![account.branch()]));
    }
    Ok(match app.args.branch {
        Some(branch) => (None, vec![branch]),
        None => (None, bank.branches()?),
    })
}

/// Before a bank is read in vain: a table needs the ending of one.
fn table_ending(app: &App, out: Option<&Path>) -> Result<(), CliError> {
    match out.map(ending).as_deref() {
        None | Some(".xlsx" | ".csv") => Ok(()),
        Some(_) => Err(unfit_ending(app, out, ".xlsx .csv")),
    }
}

pub(crate) fn unfit_ending(app: &App, out: Option<&Path>, endings: &str) -> CliError {
    let path = out.unwrap_or(Path::new(""));
    let facts = [("path", text(path.display())), ("endings", text(endings))];
    CliError::misused("export-ending", app.msg("export-ending", &facts))
        .hint(app.msg("export-ending.hint", &facts))
}

/// A table into its file.
fn write_table(app: &App, path: &Path, overwrite: bool, sheet: &Sheet) -> Result<(), CliError> {
    write(path, sheet, overwrite).map_err(|error| cannot_write(app, path, &error))?;
    let object = json!({ "file": path.display().to_string(), "rows": sheet.rows.len() });
    app.ui.answer(&object, || {
        let rows = app.msg("rows", &[("n", crate::i18n::count(sheet.rows.len()))]);
        app.msg("export-written", &[("path", text(path.display())), ("rows", text(rows))])
    })
}

/// A table into its file, or onto the screen.
fn give_table(app: &App, output: &OutputArgs, sheet: &Sheet) -> Result<(), CliError> {
    if let Some(path) = &output.out {
        return write_table(app, path, output.force, sheet);
    }
    let rows: Vec<Vec<String>> =
        sheet.rows.iter().map(|row| row.iter().map(Out::to_string).collect()).collect();
    app.ui.answer(&json!({ "columns": sheet.headers, "rows": rows }), || {
        let columns = sheet.headers.iter().enumerate().map(|(at, heading)| {
            let is_number =
                |row: &Vec<Out>| matches!(row.get(at), Some(Out::Number(_) | Out::Int(_)));
            if sheet.rows.iter().any(is_number) { ui::numbers(heading) } else { ui::words(heading) }
        });
        let mut table = ui::Table::new(columns);
        rows.iter().for_each(|row| table.row(row));
        table.to_text()
    })
}

/// Text into its file, or onto the screen, as it is made.
fn give_text(
    app: &App,
    output: &OutputArgs,
    content: impl FnOnce(&mut dyn io::Write) -> Result<(), ExportError>,
) -> Result<(), CliError> {
    let Some(path) = &output.out else {
        return exported(app, app.ui.stream(content));
    };
    let written = write_whole(path, output.force, |out: &mut BufWriter<_>| {
        content(out).map_err(Failure::from)?;
        let flushed = out.flush().map_err(ExportError::from);
        flushed.map_err(Failure::from)
    });
    match written {
        Ok(()) => {}
        Err(Failure::Sheet(error)) => return Err(cannot_write(app, path, &error)),
        Err(Failure::Export(ExportError::Io(error))) => {
            return Err(CliError::io(&app.messages, path, &error));
        }
        Err(Failure::Export(error)) => return exported(app, Err(error)),
    }
    app.ui.answer(&json!({ "file": path.display().to_string() }), || {
        app.msg("export-written-text", &[("path", text(path.display()))])
    })
}

/// A file that is not written; one that is there may be, with `--force`.
pub(crate) fn cannot_write(app: &App, path: &Path, error: &SheetError) -> CliError {
    let worded = fault::sheet(&app.messages, path, error);
    match error {
        SheetError::Exists { .. } => {
            let hint = app.msg("export-exists-hint", &[]);
            CliError { hints: vec![hint], ..worded }
        }
        _ => worded,
    }
}

/// What could be exported, or why not.
fn exported<T>(app: &App, result: Result<T, ExportError>) -> Result<T, CliError> {
    result.map_err(|error| export::explain(app, error))
}
