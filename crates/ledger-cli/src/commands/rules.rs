//! `rules`: the rulebook, before and after it is in force.

use crate::cli::values;
use clap::{Args, Subcommand};
use ledger_core::day::Day;
use ledger_core::ids::{CurrencyCode, RuleCode};
use ledger_core::points::Amount;
use ledger_core::rulebook::HolderKind;
use std::path::PathBuf;

use crate::app::App;
use crate::error::CliError;

/// Check, adopt, show or compare rulebooks
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    #[command(visible_alias = "检查")]
    Check(CheckArgs),
    #[command(visible_alias = "启用")]
    Adopt(AdoptArgs),
    #[command(visible_alias = "查看")]
    Show(ShowArgs),
    #[command(visible_alias = "对比")]
    Diff(DiffArgs),
}

// What a .csv or .xlsx table does not say about its rulebook; a .toml says it itself.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options for .csv and .xlsx tables")]
pub(crate) struct TableArgs {
    /// The rulebook's title; the file's name unless said
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The currency its rules pay in
    #[arg(long, value_name = "CODE", default_value = "JF", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: CurrencyCode,
    /// The currency's name
    #[arg(long, value_name = "NAME", default_value = "文明积分")]
    pub(crate) currency_name: String,
    /// The currency's decimals, 0 to 4; the most seen in the table unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=4))]
    pub(crate) decimals: Option<u32>,
    /// Deductions take no balance below this
    #[arg(long, value_name = "POINTS", default_value = "0", value_parser = values::amount)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) floor: Amount,
    /// Only what is above this can be redeemed or transferred
    #[arg(long, value_name = "POINTS", default_value = "0", value_parser = values::amount)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) spendable_above: Amount,
    /// What a point is worth, in yuan; information only
    #[arg(long, value_name = "YUAN", value_parser = values::amount, allow_negative_numbers = true)]
    pub(crate) yuan_per_point: Option<Amount>,
    /// Who may earn where the table does not say
    #[arg(long, value_name = "KIND", value_delimiter = ',', default_value = "household,person")]
    #[arg(value_parser = values::holder())]
    pub(crate) holders: Vec<HolderKind>,
}

/// Check a rulebook and say everything that is wrong with it
///
/// It reads .toml, and the .csv and .xlsx tables that villages keep. Nothing
/// is written.
///
/// Example: `wenming rules check rules.csv`
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The rulebook: .toml, .csv or .xlsx
    pub(crate) file: PathBuf,
    /// What a table does not say.
    #[command(flatten)]
    pub(crate) table: TableArgs,
}

/// Adopt a rulebook, in force from a day on
///
/// It stands in the journal whole. Deeds before that day keep the rules they
/// were done under.
///
/// Example: `wenming --as wang rules adopt rules.csv --from 2026-01-01 --all-branches`
#[derive(Debug, Args)]
pub(crate) struct AdoptArgs {
    /// The rulebook: .toml, .csv or .xlsx
    pub(crate) file: PathBuf,
    /// The first day it is in force
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Day,
    /// In every branch, not in this one alone
    #[arg(long)]
    pub(crate) all_branches: bool,
    /// What a table does not say.
    #[command(flatten)]
    pub(crate) table: TableArgs,
}

/// Show the rulebook in force, or one rule of it
///
/// Example: `wenming rules show H07 --on 2026-03-19`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The rule's code; all of them unless said
    #[arg(value_parser = values::upper::<RuleCode>)]
    pub(crate) rule: Option<RuleCode>,
    /// In force on that day; today unless said
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Day>,
    /// The text as it stands in the journal
    #[arg(long)]
    pub(crate) toml: bool,
}

/// Compare two rulebooks, rule by rule
///
/// `current` stands for the one in force in the branch.
///
/// Example: `wenming rules diff current rules.csv`
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The one to compare from: a file, or `current`
    pub(crate) old: String,
    /// The one to compare to: a file, or `current`
    pub(crate) new: String,
    /// What a table does not say.
    #[command(flatten)]
    pub(crate) table: TableArgs,
}

impl RulesCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Check(args) => check(args, app),
            Self::Adopt(args) => adopt(args, app),
            Self::Show(args) => show(args, app),
            Self::Diff(args) => diff(args, app),
        }
    }
}

fn check(_args: CheckArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn adopt(_args: AdoptArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn show(_args: ShowArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}

fn diff(_args: DiffArgs, _app: &App) -> Result<(), CliError> {
    Err(CliError::not_built())
}
