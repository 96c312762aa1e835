//! `rules`: the rulebook, before and after it is in force.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::day::{Day, Offset};
use ledger_core::ids::{BranchCode, RuleCode};
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::{self, BookHash, Change, Rulebook};
use ledger_core::simulate::Simulator;
use ledger_core::state::Adopted;
use serde_json::{Value, json};

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::posting;
use crate::error::CliError;
use crate::export;
use crate::i18n::{count, text};
use crate::rulebook::changes;
use crate::rulebook::file::{self, Origin, Problem, RuleFile, TableArgs, Unread};
use crate::rulebook::map;
use crate::rulebook::simulation::Played;
use crate::rulebook::words as in_words;
use crate::tell::{self, Facts};

/// Check, adopt, show, compare or try out rulebooks
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
    #[command(visible_alias = "试算")]
    Simulate(SimulateArgs),
}

/// Check a rulebook and say everything that is wrong with it
///
/// It reads .toml, and the .csv and .xlsx tables that villages keep. Nothing
/// is written. An .xlsx does not say how its numbers are shown: where it has
/// only `1.0` and tenths are meant, add `--decimals 1`. With `--toml` the table
/// is given as the text form, `> rules.toml` keeps it. What a table does not say is
/// as in the rulebook in force in the branch that is meant; without a bank, or with
/// several villages and no `--branch`, the table stands alone. With `--base` a
/// village's changes are checked against the bounds of its township's rulebook.
///
/// Example: `wenming rules check rules.csv`
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The rulebook: .toml, .csv or .xlsx
    pub(crate) file: PathBuf,
    /// Give it as TOML, the text that would be adopted
    #[arg(long)]
    pub(crate) toml: bool,
    /// What a table does not say.
    #[command(flatten)]
    pub(crate) table: TableArgs,
}

/// Adopt a rulebook, in force from a day on
///
/// It stands in the journal whole, a village's changes together with their
/// `--base`. Deeds before that day keep the rules they were done under.
///
/// Example: `wenming --as wang rules adopt rules.csv --from 2026-01-01 --all-branches`
#[derive(Debug, Args)]
pub(crate) struct AdoptArgs {
    /// The rulebook: .toml, .csv or .xlsx
    pub(crate) file: PathBuf,
    /// The first day it is in force
    #[arg(long, value_name = "DATE", value_parser = values::day)]
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
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) on: Option<Day>,
    /// The whole text as it stands in the journal
    #[arg(long, conflicts_with = "rule")]
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

/// Play a past period under a draft, and show who gains and what it costs
///
/// Every deed of the period is asked of the draft, caps and all; nothing is
/// written. A deed is paid under the rule of its code, or of the very same item;
/// `--map` names the draft's rule for others. Without `--branch` it is every
/// village's. What people would have done under other rules it does not know.
///
/// Example: `wenming rules simulate rules.csv --from 2026-03-01 --to 2026-03-31`
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// The draft: .toml, .csv or .xlsx
    pub(crate) file: PathBuf,
    /// The first day of the deeds
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) from: Day,
    /// Their last day
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) to: Day,
    /// The draft's rule for one of before, as `H07=C04,H05=C02`, or a file with a line for each
    #[arg(long, value_name = "PAIRS", value_delimiter = ',')]
    pub(crate) map: Vec<map::Given>,
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
            Self::Simulate(args) => simulate(args, app),
        }
    }
}

fn check(args: CheckArgs, app: &App) -> Result<(), CliError> {
    let CheckArgs { file, table, toml } = args;
    table.heard(app, &[&file])?;
    let m = &app.messages;
    let name = text(file.display());
    // As adopting it would: a table replaces a rulebook, and means no change of its terms.
    let meant = match replaced(app)? {
        Some(current) => table.keeping(&current),
        None => table.clone(),
    };
    let read = match file::read(app, &file, &meant) {
        Ok(read) => read,
        Err(Unread::File(error)) => return Err(error),
        Err(Unread::Problems(problems)) => {
            let objects: Vec<&Value> = problems.iter().map(|problem| &problem.object).collect();
            app.ui.answer(&json!({ "file": file, "ok": false, "errors": objects }), || {
                told(app, &problems)
            })?;
            let facts = [("path", name), ("n", count(problems.len()))];
            return Err(CliError::findings(app.msg("rules-has-faults", &facts)));
        }
    };
    if toml {
        return app.ui.text(&read.text);
    }
    let book = &read.rulebook;
    let mut answer = in_words::object(book);
    answer["file"] = json!(file);
    answer["ok"] = json!(true);
    app.ui.answer(&answer, || {
        let rules = in_words::table(m, book);
        format!("{}\n{rules}", in_words::summary(m, book).text())
    })?;
    let file = file::typed(&file, &table);
    let from = app.now()?.day(Offset::CHINA);
    let branch = tell::in_branch(app.args.branch);
    let wenming = text(tell::wenming_by(app, "placeholder-manager") + &branch);
    let facts = [("wenming", wenming), ("file", text(file)), ("from", text(from))];
    tell::next(app, [app.msg("next-rules-adopt-file", &facts)]);
    Ok(())
}

/// The rulebook that a checked one would replace: that of the branch that is meant. Where
/// there is no bank, or nobody says which of several villages, the file stands alone.
fn replaced(app: &App) -> Result<Option<Arc<Rulebook>>, CliError> {
    let bank = match Bank::open_to_read(app) {
        Err(error) if error.code == "no-bank" => return Ok(None),
        opened => opened?,
    };
    let branch = match (app.args.branch, bank.villages()?.as_slice()) {
        (Some(branch), _) => branch,
        (None, [only]) => *only,
        (None, _) => return Ok(None),
    };
    let today = bank.now().day(bank.offset(branch)?);
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
        state.rulebook_on(today).map(|adopted| Arc::clone(&adopted.rulebook))
    });
    bank.ask(view)
}

/// Everything that is wrong, and under each what to write instead.
fn told(app: &App, problems: &[Problem]) -> String {
    let mut lines = Vec::new();
    for Problem { said, .. } in problems {
        lines.push(said.line(&app.messages));
        if !said.mend.is_empty() {
            lines.push(app.msg("fault-mend", &[("mend", text(&said.mend))]));
        }
    }
    lines.join("\n")
}

/// What adopting would change in one branch.
struct Adoption {
    branch: BranchCode,
    /// The rulebook in force on that day until now.
    current: Option<Arc<Rulebook>>,
    /// It is this very one.
    already: bool,
    changes: Vec<Change>,
    /// What is adopted here.
    read: Arc<RuleFile>,
}

impl Adoption {
    /// The terms that were taken from the rulebook in force, if the table by
    /// itself would have said something else.
    fn kept(&self, app: &App, alone: &RuleFile) -> Option<String> {
        let book = &self.read.rulebook;
        let terms = book.currencies().first().filter(|_| self.read.text != alone.text)?;
        let facts = [
            ("branch", text(self.branch)),
            ("title", text(book.title())),
            ("currency", text(&terms.name)),
            ("decimals", text(terms.decimals)),
            ("floor", text(terms.floor)),
            ("above", text(terms.spendable_above)),
        ];
        let mut parts = vec![app.msg("rules-kept", &facts)];
        parts.extend(in_words::life(&app.messages, terms));
        Some(parts.join(&app.msg("place-comma", &[])))
    }
}

/// The file as it is adopted in place of a rulebook in force; read once for
/// the branches whose terms are the same.
fn read_to_replace(
    app: &App,
    file: &Path,
    table: &TableArgs,
    current: Option<&Rulebook>,
    reads: &mut Vec<(TableArgs, Arc<RuleFile>)>,
) -> Result<Arc<RuleFile>, CliError> {
    let table = match current {
        Some(current) => table.keeping(current),
        None => table.clone(),
    };
    if let Some((_, read)) = reads.iter().find(|(known, _)| *known == table) {
        return Ok(Arc::clone(read));
    }
    let read = file::read(app, file, &table);
    let read = Arc::new(read.map_err(|unread| unread.into_error(app, file, &table))?);
    reads.push((table, Arc::clone(&read)));
    Ok(read)
}

fn adopt(args: AdoptArgs, app: &App) -> Result<(), CliError> {
    let AdoptArgs { file, from, all_branches, table } = args;
    table.heard(app, &[&file])?;
    let mut reads = Vec::new();
    let alone = read_to_replace(app, &file, &table, None, &mut reads)?;
    let bank = Bank::open(app)?;
    let signer = bank.key()?;
    let branches = match all_branches {
        true => across::villages(app, &bank)?,
        false => vec![across::village(app, &bank)?],
    };
    let mut adoptions = Vec::new();
    for branch in branches {
        let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
            state.rulebook_on(from).map(|adopted| (adopted.book, Arc::clone(&adopted.rulebook)))
        });
        let (hash, current) = bank.ask(view)?.unzip();
        let read = read_to_replace(app, &file, &table, current.as_deref(), &mut reads)?;
        let changes = current.as_deref().map(|book| rulebook::diff(book, &read.rulebook));
        let already = hash.is_some_and(|hash| hash == BookHash::of(&read.text));
        let changes = changes.unwrap_or_default();
        adoptions.push(Adoption { branch, current, already, changes, read });
    }
    let command =
        |adoption: &Adoption| Command::AdoptRulebook { from, text: adoption.read.text.clone() };
    // Asked again of all branches, those that have it are left alone.
    let left_alone = |adoption: &&Adoption| adoption.already && all_branches;
    let rest = adoptions.iter().filter(|adoption| !left_alone(adoption));
    let mut asked: Vec<_> = rest.map(|adoption| (adoption.branch, command(adoption))).collect();
    if asked.is_empty() {
        // All of them have it: the ledger says so.
        asked.extend(adoptions.first().map(|adoption| (adoption.branch, command(adoption))));
    }
    let done = across::submit(app, &bank, &signer, asked)?;

    let entry = |branch| done.iter().find(|done| done.entry.branch == branch).map(|d| d.entry);
    let object = |adoption: &Adoption| {
        let Adoption { branch, current, already, changes, read } = adoption;
        json!({ "branch": branch, "entry": entry(*branch),
            "book": BookHash::of(&read.text), "first": current.is_none(),
            "already": already, "changes": in_words::changes_object(changes) })
    };
    let of_branches: Vec<Value> = adoptions.iter().map(object).collect();
    let read = adoptions.first().map_or(&alone, |adoption| &adoption.read);
    let title = read.rulebook.title();
    let book = BookHash::of(&read.text);
    let answer = json!({ "book": book, "title": title, "from": from, "branches": of_branches });
    app.ui.answer(&answer, || {
        let facts = [("title", text(title)), ("from", text(from))];
        let what = app.msg("rules-adopted", &facts);
        let facts = adoptions.iter().fold(Facts::new(), |facts, adoption| {
            facts.row(adoption.branch.to_string(), in_short(app, adoption))
        });
        let mut words = tell::done(app, &what, &facts);
        for kept in adoptions.iter().filter_map(|adoption| adoption.kept(app, &alone)) {
            words.push_str(&format!("{kept}\n"));
        }
        // Told once where the branches had the same one before.
        let mut told: Vec<&[Change]> = Vec::new();
        for Adoption { branch, current, changes, read, .. } in &adoptions {
            let Some(current) = current.as_deref().filter(|_| !changes.is_empty()) else {
                continue;
            };
            if told.contains(&changes.as_slice()) {
                continue;
            }
            told.push(changes);
            let heading = app.msg("rules-changes-in", &[("branch", text(branch))]);
            let changes = changes::changes(&app.messages, current, &read.rulebook, changes);
            words.push_str(&format!("\n{heading}\n{changes}\n"));
        }
        words
    })?;
    // A branch's first rulebook comes before its clerk.
    let first = adoptions.iter().find(|adoption| adoption.current.is_none());
    if let Some(Adoption { branch, .. }) = first {
        let facts = [("wenming", text(tell::wenming(app))), ("branch", text(branch))];
        let step = match all_branches {
            true => app.msg("next-enroll-everywhere", &facts),
            false => app.msg("next-enroll", &facts),
        };
        tell::next(app, [step]);
    }
    Ok(())
}

fn in_short(app: &App, adoption: &Adoption) -> String {
    match adoption {
        Adoption { already: true, .. } => app.msg("rules-already", &[]),
        Adoption { current: None, .. } => app.msg("rules-first", &[]),
        Adoption { changes, .. } if changes.is_empty() => app.msg("rules-same", &[]),
        Adoption { changes, .. } => in_words::changes_in_short(&app.messages, changes),
    }
}

/// A rulebook as a branch has it in force.
struct InForce {
    book: BookHash,
    from: Day,
    text: Arc<str>,
    rulebook: Arc<Rulebook>,
    /// The first day of the one that follows it.
    next: Option<Day>,
}

fn in_force(
    app: &App,
    bank: &Bank<'_>,
    branch: BranchCode,
    on: Option<Day>,
) -> Result<(InForce, Day), CliError> {
    let on = match on {
        Some(on) => on,
        None => bank.now().day(bank.offset(branch)?),
    };
    let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
        if state.size() == 0 {
            return Err(Refusal::BranchNotOpen { branch });
        }
        let next = state.rulebooks().iter().map(|adopted| adopted.from).find(|from| *from > on);
        let adopted = state.rulebook_in_force(on)?;
        let Adopted { book, from, text, rulebook } = adopted.clone();
        Ok(InForce { book, from, text, rulebook, next })
    });
    let found = bank.ask(view)?;
    found.map(|found| (found, on)).map_err(|refusal| across::refused(app, &refusal))
}

fn show(args: ShowArgs, app: &App) -> Result<(), CliError> {
    let bank = Bank::open_to_read(app)?;
    let branch = across::village(app, &bank)?;
    let (found, on) = in_force(app, &bank, branch, args.on)?;
    let InForce { book, from, text: whole, rulebook, next } = found;
    if args.toml {
        return app.ui.text(&whole);
    }
    let m = &app.messages;
    if let Some(code) = args.rule {
        let Some(rule) = rulebook.rule(code) else {
            return Err(across::refused(app, &Refusal::UnknownRule { rule: code, on }));
        };
        return app.ui.answer(&in_words::rule_object(rule), || in_words::rule(m, rule).text());
    }
    let mut answer = in_words::object(&rulebook);
    answer["branch"] = json!(branch);
    answer["book"] = json!(book);
    answer["from"] = json!(from);
    answer["next_from"] = json!(next);
    app.ui.answer(&answer, || {
        let period = match next {
            Some(next) => {
                app.msg("rules-from-until", &[("from", text(from)), ("next", text(next))])
            }
            None => app.msg("rules-from", &[("from", text(from))]),
        };
        let summary = in_words::summary(m, &rulebook)
            .row(app.msg("rules-in-force", &[]), period)
            .row(app.msg("rules-hash", &[]), book);
        format!("{}\n{}", summary.text(), in_words::table(m, &rulebook))
    })
}

fn diff(args: DiffArgs, app: &App) -> Result<(), CliError> {
    let DiffArgs { old, new, table } = args;
    let [old, new] = [old, new].map(Origin::from);
    let files = [&old, &new].into_iter().filter_map(Origin::file).collect::<Vec<_>>();
    table.heard(app, &files)?;
    // Against the one in force a table is what adopting it would make of it.
    let current = [&old, &new].into_iter().find(|origin| matches!(origin, Origin::Current));
    let table = match current {
        Some(current) => table.keeping(&*book_of(app, current, &table)?),
        None => table,
    };
    let (old, new) = (book_of(app, &old, &table)?, book_of(app, &new, &table)?);
    let changes = rulebook::diff(&old, &new);
    app.ui.answer(&in_words::changes_object(&changes), || {
        if changes.is_empty() {
            return app.msg("rules-no-change", &[]);
        }
        let words = changes::changes(&app.messages, &old, &new, &changes);
        format!("{words}\n\n{}", in_words::changes_in_short(&app.messages, &changes))
    })
}

fn book_of(app: &App, origin: &Origin, table: &TableArgs) -> Result<Arc<Rulebook>, CliError> {
    match origin {
        Origin::Current => {
            let bank = Bank::open_to_read(app)?;
            let branch = across::village(app, &bank)?;
            Ok(in_force(app, &bank, branch, None)?.0.rulebook)
        }
        Origin::File(path) => {
            // Of two files one may be the base itself, or another whole rulebook.
            let base = table.base.clone().filter(|_| file::stands_on_a_base(app, path));
            let table = &TableArgs { base, ..table.clone() };
            let read = file::read(app, path, table);
            Ok(Arc::new(read.map_err(|unread| unread.into_error(app, path, table))?.rulebook))
        }
    }
}

fn simulate(args: SimulateArgs, app: &App) -> Result<(), CliError> {
    let SimulateArgs { file, from, to, map, table } = args;
    posting::period(app, from, to)?;
    table.heard(app, &[&file])?;
    let bank = Bank::open_to_read(app)?;
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => across::villages(app, &bank)?,
    };
    // The terms that a table does not say are those of the rulebook it would replace.
    let mut current = None;
    for &branch in &branches {
        let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
            state.rulebook_on(to).map(|adopted| Arc::clone(&adopted.rulebook))
        });
        current = current.or(bank.ask(view)?);
    }
    let title = table.title.clone();
    let table = match &current {
        // A draft goes by its own name, or there would be two of one title to vote on.
        // Its rules are others, and nobody is honoured in a trial.
        Some(current) => TableArgs { title, honours: Vec::new(), ..table.keeping(current) },
        None => table,
    };
    let read = file::read(app, &file, &table);
    let draft = read.map_err(|unread| unread.into_error(app, &file, &table))?.rulebook;
    let pairs = map::pairs(app, &map, &draft)?;
    let mut simulator = Simulator::default();
    for &branch in &branches {
        export::each_entry(bank.ledger(), branch, &mut |entry, _, _| {
            simulator.entry(entry);
            Ok(())
        })
        .map_err(|error| export::explain(app, error))?;
    }
    let simulation = simulator.run(&draft, &pairs, from, to);
    let played = Played { draft: &draft, branches: &branches, from, to, simulation: &simulation };
    // Names are looked up before anything is printed: that can fail.
    let words = if app.ui.json() { String::new() } else { played.text(&app.messages, &bank)? };
    app.ui.answer(&played.object(), || words)
}
