//! A rulebook's file: `.toml`, or the `.csv` and `.xlsx` tables villages keep.
//!
//! A TOML text is adopted as it was written, its comments with it; only a byte
//! order mark and Windows' line ends are taken out, so that the same text has
//! the same hash wherever it was saved. A table is adopted as the canonical
//! TOML of what it says, which `rules check --toml` prints.
//!
//! Cells are taken as they are shown as far as the file tells: a .csv is text,
//! and `1.0` stays tenths. **An .xlsx keeps a number without the way it is
//! shown**: a column of nothing but `1.0` says whole points there, and
//! `--decimals 1` says otherwise. One `1.2` among them is enough.
//!
//! A table says nothing of its currency's terms. Where it replaces a rulebook,
//! those that no option gives are taken from that one ([`TableArgs::keeping`]).
//!
//! A village's .toml may say only what is different from its township's
//! rulebook; with that as the base (`--base`) it is merged, and the whole is
//! what is adopted. Said without a base, or a base with a text that stands on
//! none, is refused: bounds are not lost by leaving out an option.
//!
//! What stands in the journal stays there, so a text with a phone or ID number
//! in it is refused here. Nothing is adopted here.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::ids::CurrencyCode;
use ledger_core::points::Amount;
use ledger_core::privacy;
use ledger_core::rulebook::{
    self, Expiry, Fault, HolderKind, Honour, MAX_TEXT_BYTES, Percent, Rulebook, RulebookError,
    TableOptions, from_table, from_toml, merge, to_toml,
};
use serde_json::{Value, json};

use super::faults::{self, Said};
use crate::app::App;
use crate::cli::values;
use crate::error::CliError;
use crate::fault;
use crate::i18n::text;
use crate::sheet::cell::{CellError, raw_text};
use crate::sheet::grid::{self, Cell, Grid};
use crate::tell;
use crate::whole;
use crate::words;

/// A text file is read up to here; what is longer is no rulebook.
const MOST_BYTES: u64 = 1 << 20;

// What a .csv or .xlsx table does not say about its rulebook; a .toml says it itself.
#[derive(Debug, Clone, PartialEq, Args)]
#[command(next_help_heading = "Options for .csv and .xlsx tables")]
pub(crate) struct TableArgs {
    /// The rulebook's title; unless said that of the rulebook in force, else the file's name
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The currency its rules pay in
    #[arg(long, value_name = "CODE", default_value = "JF", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: CurrencyCode,
    /// The currency's name; unless said as in the rulebook in force, else 文明积分
    #[arg(long, value_name = "NAME")]
    pub(crate) currency_name: Option<String>,
    /// The currency's decimals, 0 to 4; unless said as in the rulebook in force, else the most seen in the table
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=4))]
    pub(crate) decimals: Option<u32>,
    /// Deductions take no balance below this; unless said as in the rulebook in force, else 0
    #[arg(long, value_name = "POINTS", value_parser = values::amount, allow_negative_numbers = true)]
    pub(crate) floor: Option<Amount>,
    /// Only what is above this can be redeemed or transferred; unless said as in the rulebook in force, else 0
    #[arg(long, value_name = "POINTS", value_parser = values::amount, allow_negative_numbers = true)]
    pub(crate) spendable_above: Option<Amount>,
    /// What a point is worth, in yuan, for information; unless said as in the rulebook in force
    #[arg(long, value_name = "YUAN", value_parser = values::amount, allow_negative_numbers = true)]
    pub(crate) yuan_per_point: Option<Amount>,
    /// How long points live, as `24 months`, `half-year`, `year-end` or `never`; unless said as in the rulebook in force, else for ever
    #[arg(long, value_name = "TERM", value_parser = values::expiry)]
    pub(crate) expires: Option<Expiry>,
    /// The share of what expires that goes on, as `50%`; unless said as in the rulebook in force, else none
    #[arg(long, value_name = "PERCENT", value_parser = values::percent)]
    pub(crate) carry_over: Option<Percent>,
    /// The most points an account may hold by earning; unless said as in the rulebook in force, else without bound
    #[arg(long, value_name = "POINTS", value_parser = values::amount)]
    pub(crate) ceiling: Option<Amount>,
    /// Who may earn where the table does not say
    #[arg(long, value_name = "KIND", value_delimiter = ',', default_value = "household,person")]
    #[arg(value_parser = values::holder())]
    pub(crate) holders: Vec<HolderKind>,
    /// The sheet's name in the workbook; the one with a table of rules unless said
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The township's rulebook, where the file is a .toml that says only what is different in the village (`extends`)
    #[arg(long, value_name = "FILE", help_heading = None::<&str>)]
    pub(crate) base: Option<PathBuf>,
    // No option says them: they are those of the rulebook in force.
    #[arg(skip)]
    pub(crate) honours: Vec<Honour>,
}

impl TableArgs {
    /// With what was not given taken from the rulebook in force: a table that
    /// replaces it says nothing of the currency or of honours, and means no change of them.
    pub(crate) fn keeping(&self, current: &Rulebook) -> Self {
        let mut table = self.clone();
        table.title.get_or_insert_with(|| current.title().to_owned());
        if let Some(terms) = current.currency(self.currency) {
            table.currency_name.get_or_insert_with(|| terms.name.clone());
            table.decimals.get_or_insert(terms.decimals);
            table.floor.get_or_insert(terms.floor);
            table.spendable_above.get_or_insert(terms.spendable_above);
            table.yuan_per_point = table.yuan_per_point.or(terms.yuan_per_point);
            table.expires.get_or_insert(terms.expires);
            // What now never expires is not carried over.
            if table.expires != Some(Expiry::Never) {
                table.carry_over = table.carry_over.or(terms.carry_over);
            }
            table.ceiling = table.ceiling.or(terms.ceiling);
        }
        table.honours = current.honours().to_vec();
        table
    }

    /// Refuses options of a table where no file is one: unsaid they would go unheard.
    pub(crate) fn heard(&self, app: &App, files: &[&Path]) -> Result<(), CliError> {
        let options = Self { base: None, ..self.clone() }.again();
        let is_text = |file: &Path| grid::ending(file) == ".toml";
        let mut files = files.iter().copied().chain(self.base.as_deref());
        if options.is_empty() || !files.all(is_text) {
            return Ok(());
        }
        let facts = [("options", text(options.trim()))];
        let error = CliError::misused("options-of-tables", app.msg("options-of-tables", &facts));
        Err(error.hint(app.msg("options-of-tables.hint", &[])))
    }

    /// The options that were given, as they are typed again: a table checked
    /// with them says something else without them.
    pub(crate) fn again(&self) -> String {
        let Self { title, currency, currency_name, decimals, floor, .. } = self;
        let mut line = String::new();
        let mut option = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                line.push_str(&format!(" --{name} {}", tell::shell(&value)));
            }
        };
        let unless = |same: bool, value: String| (!same).then_some(value);
        let holders = self.holders.iter().map(|holder| holder.word()).collect::<Vec<_>>().join(",");
        option("title", title.clone());
        option("currency", unless(*currency == CurrencyCode::JF, currency.to_string()));
        option("currency-name", currency_name.clone());
        option("decimals", decimals.map(|decimals| decimals.to_string()));
        option("floor", floor.map(|floor| floor.to_string()));
        option("spendable-above", self.spendable_above.map(|above| above.to_string()));
        option("yuan-per-point", self.yuan_per_point.map(|yuan| yuan.to_string()));
        option("expires", self.expires.map(|expires| expires.to_string()));
        option("carry-over", self.carry_over.map(|share| share.to_string()));
        option("ceiling", self.ceiling.map(|ceiling| ceiling.to_string()));
        option("holders", unless(holders == "household,person", holders.clone()));
        option("sheet", self.sheet.clone());
        line + &self.base_again()
    }

    /// The base, as it is typed again.
    fn base_again(&self) -> String {
        let base = self.base.as_ref().map(|base| tell::shell(&base.display().to_string()));
        base.map_or_else(String::new, |base| format!(" --base {base}"))
    }
}

/// A rulebook as its file has it.
#[derive(Debug, Clone)]
pub(crate) struct RuleFile {
    /// What it says.
    pub(crate) rulebook: Rulebook,
    /// The text that is adopted.
    pub(crate) text: String,
}

/// One thing wrong with it, for people and for programs.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// In words.
    pub(crate) said: Said,
    /// As facts.
    pub(crate) object: Value,
}

/// Why a file gave no rulebook.
#[derive(Debug)]
pub(crate) enum Unread {
    /// The file cannot be read at all.
    File(CliError),
    /// It can, and all this is wrong with it.
    Problems(Vec<Problem>),
}

impl From<CliError> for Unread {
    fn from(error: CliError) -> Self {
        Self::File(error)
    }
}

impl Unread {
    /// As the end of a command that needed the rulebook for something else.
    pub(crate) fn into_error(self, app: &App, path: &Path, table: &TableArgs) -> CliError {
        let problems = match self {
            Self::File(error) => return error,
            Self::Problems(problems) => problems,
        };
        let first = problems.first().map(|problem| problem.said.line(&app.messages));
        let facts = [
            ("path", text(path.display())),
            ("n", crate::i18n::count(problems.len())),
            ("first", text(first.unwrap_or_default())),
        ];
        let check = [("wenming", text(tell::wenming(app))), ("file", text(typed(path, table)))];
        CliError::refused("bad-rulebook", app.msg("rules-unfit", &facts))
            .hint(app.msg("rules-unfit.hint", &check))
    }
}

/// A rulebook's file as it is typed again, with the options of its table.
pub(crate) fn typed(path: &Path, table: &TableArgs) -> String {
    let options = match grid::ending(path).as_str() {
        ".toml" => table.base_again(),
        _ => table.again(),
    };
    tell::shell(&path.display().to_string()) + &options
}

/// Reads a rulebook's file.
pub(crate) fn read(app: &App, path: &Path, table: &TableArgs) -> Result<RuleFile, Unread> {
    let by_line = grid::ending(path) == ".toml" && table.base.is_none();
    let read = match grid::ending(path).as_str() {
        ".toml" => match &table.base {
            None => read_toml(app, path)?,
            Some(base) => read_layer(app, path, base, table)?,
        },
        // A table is a whole rulebook; were its base let go, so were its bounds.
        _ if table.base.is_some() => {
            let facts = [("file", text(grid::file_name(path)))];
            let error = CliError::misused("base-not-toml", app.msg("base-not-toml", &facts));
            return Err(error.hint(app.msg("base-not-toml.hint", &[])).into());
        }
        ".csv" | ".xlsx" | ".xlsm" => read_table(app, path, table)?,
        _ => {
            let name = text(grid::file_name(path));
            let words = app.msg("rules-file-ending", &[("file", name)]);
            let error = CliError::misused("rules-file-ending", words);
            return Err(error.hint(app.msg("rules-file-ending.hint", &[])).into());
        }
    };
    let private = private_numbers(app, &read, by_line);
    if private.is_empty() { Ok(read) } else { Err(Unread::Problems(private)) }
}

fn problems(app: &App, errors: &[RulebookError]) -> Unread {
    let problem = |error: &RulebookError| Problem {
        said: faults::say(&app.messages, error),
        object: faults::object(&app.messages, error),
    };
    Unread::Problems(errors.iter().map(problem).collect())
}

fn read_toml(app: &App, path: &Path) -> Result<RuleFile, Unread> {
    let text = toml_text(app, path)?;
    let rulebook = from_toml(&text).map_err(|errors| problems(app, &errors))?;
    Ok(RuleFile { rulebook, text })
}

/// A village's text merged into its base, as the canonical text of both: a
/// journal stands alone.
fn read_layer(app: &App, path: &Path, base: &Path, table: &TableArgs) -> Result<RuleFile, Unread> {
    let text = toml_text(app, path)?;
    let alone = TableArgs { base: None, ..table.clone() };
    // What is wrong with the base is not wrong with the village's file.
    let read = read(app, base, &alone).map_err(|unread| unread.into_error(app, base, &alone))?;
    let rulebook = merge(&read.rulebook, &text).map_err(|errors| problems(app, &errors))?;
    let text = to_toml(&rulebook);
    Ok(RuleFile { rulebook, text })
}

/// Whether a file says only what is different from a base; one that cannot be
/// read says nothing.
pub(crate) fn stands_on_a_base(app: &App, path: &Path) -> bool {
    grid::ending(path) == ".toml"
        && toml_text(app, path).is_ok_and(|text| rulebook::extends(&text).is_some())
}

fn toml_text(app: &App, path: &Path) -> Result<String, Unread> {
    let io = |e: &std::io::Error| CliError::io(&app.messages, path, e);
    let mut bytes = Vec::new();
    let about = std::fs::metadata(path).map_err(|e| io(&e))?;
    if !whole::is_given(path, &about) {
        let why = whole::Unread::NotAFile;
        return Err(CliError::unread(&app.messages, path, &why, "rules-file-encoding.hint").into());
    }
    let file = File::open(path).map_err(|e| io(&e))?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|e| io(&e))?;
    if bytes.len() as u64 >= MOST_BYTES {
        // Of a pipe no more is known than what was read.
        let bytes = usize::try_from(about.len()).unwrap_or(usize::MAX).max(bytes.len());
        let fault = Fault::TextTooLarge { bytes, most: MAX_TEXT_BYTES };
        return Err(problems(app, &[RulebookError { place: Default::default(), fault }]));
    }
    let Ok(text) = String::from_utf8(bytes) else {
        let facts = [("file", crate::i18n::text(grid::file_name(path)))];
        let error =
            CliError::misused("rules-file-encoding", app.msg("rules-file-encoding", &facts));
        return Err(error.hint(app.msg("rules-file-encoding.hint", &[])).into());
    };
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

fn read_table(app: &App, path: &Path, table: &TableArgs) -> Result<RuleFile, Unread> {
    let grids = grid::read(path).map_err(|error| fault::sheet(&app.messages, path, &error))?;
    let options = options(path, table);
    let grid = choose(app, path, grids, table.sheet.as_deref(), &options)?;
    let unread = unread_cells(app, &grid);
    if !unread.is_empty() {
        return Err(Unread::Problems(unread));
    }
    let rulebook =
        from_table(&as_shown(&grid), &options).map_err(|errors| problems(app, &errors))?;
    let text = to_toml(&rulebook);
    Ok(RuleFile { rulebook, text })
}

fn options(path: &Path, table: &TableArgs) -> TableOptions {
    let TableArgs { title, currency, currency_name, decimals, floor, .. } = table.clone();
    let stem = || path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    TableOptions {
        title: title.unwrap_or_else(stem),
        currency,
        currency_name: currency_name.unwrap_or_else(|| "文明积分".to_owned()),
        decimals,
        floor: floor.unwrap_or(Amount::ZERO),
        spendable_above: table.spendable_above.unwrap_or(Amount::ZERO),
        yuan_per_point: table.yuan_per_point,
        expires: table.expires.unwrap_or_default(),
        carry_over: table.carry_over,
        ceiling: table.ceiling,
        holders: table.holders.clone(),
        honours: table.honours.clone(),
    }
}

/// The sheet that is named, or the only one that looks like a table of rules;
/// where none does, the first, so that it is said what is wrong with it.
fn choose(
    app: &App,
    path: &Path,
    mut grids: Vec<Grid>,
    named: Option<&str>,
    options: &TableOptions,
) -> Result<Grid, CliError> {
    let file = || ("path", text(path.display()));
    let names = |grids: Vec<&Grid>| {
        let names: Vec<&str> = grids.iter().map(|grid| grid.sheet.as_str()).collect();
        ("sheets", text(names.join(&app.msg("comma", &[]))))
    };
    if let Some(named) = named {
        let all = names(grids.iter().collect());
        let found = grids.into_iter().find(|grid| grid.sheet == named);
        return found.ok_or_else(|| {
            let facts = [file(), ("sheet", text(named)), all];
            CliError::misused("sheet-no-such", app.msg("sheet-no-such", &facts))
                .hint(app.msg("sheet-no-such.hint", &facts))
        });
    }
    let is_table = |grid: &Grid| {
        let errors = from_table(&as_shown(grid), options).err().unwrap_or_default();
        !errors.iter().any(|error| matches!(error.fault, Fault::NoHeader(_)))
    };
    let fitting: Vec<usize> = (0..grids.len()).filter(|&at| is_table(&grids[at])).collect();
    if let [first, _, ..] = fitting.as_slice() {
        let first = ("first", text(tell::shell(&grids[*first].sheet)));
        let facts = [file(), names(fitting.iter().map(|&at| &grids[at]).collect()), first];
        return Err(CliError::misused("sheet-several", app.msg("sheet-several", &facts))
            .hint(app.msg("sheet-several.hint", &facts)));
    }
    Ok(grids.swap_remove(fitting.first().copied().unwrap_or(0)))
}

/// The cells as they are shown, under the row numbers a person sees.
fn as_shown(grid: &Grid) -> Vec<Vec<String>> {
    let above = std::iter::repeat_with(Vec::new).take(grid.first_row as usize);
    let shown = |cell: Cell<'_>| match cell {
        // A table's own reader says what is wrong with a text.
        Cell::Text(text) => text.to_owned(),
        cell => raw_text(cell).unwrap_or_default().into_owned(),
    };
    above.chain((0..grid.height()).map(|row| grid.row(row).map(shown).collect())).collect()
}

/// Cells that show nothing that could be read: formulas without a value, errors.
fn unread_cells(app: &App, grid: &Grid) -> Vec<Problem> {
    let mut found = Vec::new();
    for row in 0..grid.height() {
        for (column, cell) in grid.row(row).enumerate() {
            let Some(error) =
                (!matches!(cell, Cell::Text(_))).then(|| raw_text(cell).err()).flatten()
            else {
                continue;
            };
            let address = grid.address(row, column);
            let given = error.given().unwrap_or_default().to_owned();
            let what = match &error {
                CellError::FormulaWithoutValue => app.msg("rules-cell-formula", &[]),
                _ => app.msg("rules-cell-unread", &[("given", text(&given))]),
            };
            let place = app.msg("rules-cell", &[("address", text(&address))]);
            let mend = app.msg("rules-cell-mend", &[]);
            let object = json!({ "code": error.code(), "row": grid.row_number(row),
                "cell": address, "message": what, "mend": mend });
            found.push(Problem { said: Said { place, what, mend }, object });
        }
    }
    found
}

/// Numbers that name a person: what is adopted can never be taken back.
fn private_numbers(app: &App, file: &RuleFile, by_line: bool) -> Vec<Problem> {
    let m = &app.messages;
    let mut found = Vec::new();
    let mut rule = None;
    for (at, line) in file.text.lines().enumerate() {
        rule = line.strip_prefix("code = ").map(|code| code.trim_matches('"')).or(rule);
        let Some(number) = privacy::find(line) else { continue };
        let place = match rule {
            Some(rule) if !by_line => m.msg("place-rule", &[("rule", text(rule))]),
            _ => m.msg("place-line", &[("line", text(at + 1))]),
        };
        let number = words::private_number(m, number);
        let what = m.msg("rules-private", &[("number", text(number))]);
        let mend = m.msg("rules-private.mend", &[]);
        let object = json!({ "code": "text-private", "line": by_line.then_some(at + 1),
            "rule": rule, "message": what, "mend": mend });
        found.push(Problem { said: Said { place, what, mend }, object });
    }
    found
}

/// Where a rulebook comes from: a file, or the one in force.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// The one in force in the branch.
    Current,
    /// A file.
    File(PathBuf),
}

impl Origin {
    /// The file that is meant.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Current => None,
            Self::File(path) => Some(path),
        }
    }
}

impl From<String> for Origin {
    fn from(named: String) -> Self {
        match named.as_str() {
            "current" | "现行" => Self::Current,
            _ => Self::File(named.into()),
        }
    }
}
