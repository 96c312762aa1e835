//! `counter` (柜台): the counter for somebody who has never typed a command.
//!
//! One question after another, each answered with the arrow keys or a few letters. What
//! is done here is done by the commands themselves: the same arguments are filled in, the
//! same [`Asked`] is tried out before it is shown and carried out after it
//! was confirmed, and whatever is wrong is said in the same words. No points are worked
//! out here.
//!
//! The bank is open while something is looked up or written and not while somebody
//! thinks, so that an import in another window goes on. What changed in between is
//! noticed: what is written is what was shown, or it is shown anew.

mod ask;
mod form;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use ledger_core::day::Day;
use ledger_core::event::{Event, Role};
use ledger_core::ids::{AccountNo, BranchCode, EntryId, OperatorId, RequestKey};
use ledger_core::ledger::Wanted;
use ledger_core::refusal::Refusal;
use ledger_core::state::Status;
use unicode_width::UnicodeWidthStr as _;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::Global;
use crate::commands::account::{self, Found, ShowArgs};
use crate::commands::passbook::PassbookArgs;
use crate::commands::posting::{self, Asked};
use crate::commands::reverse::ReverseArgs;
use crate::commands::slip::SlipArgs;
use crate::commands::statement::StatementArgs;
use crate::error::{CliError, Kind};
use crate::holder;
use crate::i18n::text;
use crate::keys;
use crate::print::PrintArgs;
use crate::refusal::Context;
use crate::statement;
use crate::tell::{self, Facts};
use crate::ui::Tone;
use crate::words;

use ask::{Ask, Stop};

/// Serve at the counter, asked step by step
///
/// `wenming` alone does the same on a terminal. Credit a deed, redeem points, look
/// somebody up, undo what was just done, print: each step is asked, shown and confirmed
/// before anything is written. The arrow keys choose, typing filters, Esc goes a step
/// back, Ctrl-C ends. Without a terminal the answers are taken line by line.
///
/// Example: `wenming --as li counter`
#[derive(Debug, Args)]
pub(crate) struct CounterArgs {
    /// Show names and phones in full
    #[arg(long)]
    pub(crate) reveal: bool,
}

impl CounterArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        if app.ui.json() {
            return Err(CliError::misused("counter-for-people", app.msg("desk-json", &[]))
                .hint(app.msg("desk-json.hint", &[])));
        }
        let app = &App { ui: app.ui.folding(), ..app.with(app.args.clone()) };
        let mut ask = ask::whoever(app);
        match open(app, ask.as_mut(), self.reveal) {
            Ok(()) | Err(Stop::Back | Stop::End) => app.ui.text(&app.msg("desk-closed", &[])),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

/// Finds out who serves where, and serves until there is nothing more to do.
fn open(app: &App, ask: &mut dyn Ask, reveal: bool) -> Result<(), Stop> {
    // That there is a bank at all is known before anything is asked.
    let villages = {
        let bank = Bank::open_to_read(app)?;
        let named = |branch: BranchCode| -> Result<(BranchCode, String), CliError> {
            let name = |state: &ledger_core::state::State| {
                state.charter().map(|charter| charter.name.clone()).unwrap_or_default()
            };
            let name = bank.ask(bank.ledger().view(branch, Wanted::Nothing, name))?;
            Ok((branch, name))
        };
        let meant = match app.args.branch {
            Some(branch) => vec![branch],
            None => bank.villages()?,
        };
        meant.into_iter().map(named).collect::<Result<Vec<_>, _>>()?
    };
    let operator = acting(app, ask)?;
    loop {
        let (branch, village) = match villages.as_slice() {
            [] => (bank_branch(app)?, String::new()),
            [(branch, name)] => (*branch, name.clone()),
            several => {
                let lines = several.iter().map(|(branch, name)| format!("{branch}  {name}"));
                let lines: Vec<String> = lines.collect();
                let at = ask.choose(&app.msg("desk-which-village", &[]), &lines)?;
                several[at].clone()
            }
        };
        let args =
            Global { branch: Some(branch), operator: Some(operator.clone()), ..app.args.clone() };
        let desk = app.with(args);
        match (Desk { app: &desk, ask, branch, village, reveal, done: Vec::new() }).serve() {
            // A step back from the tasks of a village is the choice of the village.
            Err(Stop::Back) if villages.len() > 1 => {}
            ended => return ended,
        }
    }
}

/// The branch of a bank without villages.
fn bank_branch(app: &App) -> Result<BranchCode, CliError> {
    Bank::open_to_read(app)?.branch()
}

/// Who serves, with their key opened while the bank is not: as for every command, and
/// where several could be meant they are asked for.
fn acting(app: &App, ask: &mut dyn Ask) -> Result<OperatorId, Stop> {
    let operator = match &app.args.operator {
        Some(operator) => operator.clone(),
        None => {
            let at_hand = app.operators_at_hand();
            match at_hand.as_slice() {
                [] => app.operator()?.clone(),
                [only] => only.clone(),
                several => {
                    let lines: Vec<String> = several.iter().map(ToString::to_string).collect();
                    several[ask.choose(&app.msg("desk-who-serves", &[]), &lines)?].clone()
                }
            }
        }
    };
    keys::operator_key(app, &operator)?;
    Ok(operator)
}

/// What can be done at the counter, in the order it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    Deposit,
    Redeem,
    LookUp,
    Undo,
    Print,
    End,
}

impl Task {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Deposit, "desk-deposit"),
        (Self::Redeem, "desk-redeem"),
        (Self::LookUp, "desk-look-up"),
        (Self::Undo, "desk-undo"),
        (Self::Print, "desk-print"),
        (Self::End, "desk-end"),
    ];
}

/// What came of what was shown.
enum Outcome {
    /// It was confirmed, and is written: this entry.
    Written(EntryId),
    /// This of the other choices was made, and nothing is written.
    Other(usize),
}

/// A counter that is open: one village, one operator.
struct Desk<'a> {
    app: &'a App,
    ask: &'a mut dyn Ask,
    branch: BranchCode,
    village: String,
    reveal: bool,
    /// What was done here and not undone, the latest last.
    done: Vec<EntryId>,
}

impl Desk<'_> {
    fn serve(&mut self) -> Result<(), Stop> {
        let app = self.app;
        let operator = text(app.operator()?);
        let facts =
            [("village", text(&self.village)), ("branch", text(self.branch)), ("by", operator)];
        app.ui.text(&app.ui.paint(Tone::Strong, &app.msg("desk-head", &facts)))?;
        loop {
            let lines = Task::ALL.map(|(_, id)| app.messages.get(id, &[]));
            let (task, _) = Task::ALL[self.ask.choose(&app.msg("desk-what", &[]), &lines)?];
            let outcome = match task {
                Task::Deposit => self.fill_in(form::Trade::Deposit),
                Task::Redeem => self.fill_in(form::Trade::Redeem),
                Task::LookUp => self.look_up(),
                Task::Undo => self.undo(),
                Task::Print => self.print(),
                Task::End => return Ok(()),
            };
            match outcome {
                Ok(()) | Err(Stop::Back) => {}
                Err(Stop::End) => return Err(Stop::End),
                Err(Stop::Failed(error)) => self.tell(error)?,
            }
        }
    }

    /// Says what is wrong, as a command does that ends with it. What is wrong with this
    /// program, or with its way out, ends the counter.
    fn tell(&self, mut error: CliError) -> Result<(), Stop> {
        if matches!(error.kind, Kind::Internal | Kind::PipeClosed) {
            return Err(Stop::Failed(error));
        }
        if !error.elsewhere {
            for hint in &mut error.hints {
                *hint = tell::addressed(self.app, hint);
            }
        }
        self.app.ui.error(&self.app.messages, &error);
        Ok(())
    }

    /// A line, until it is one that can be read.
    fn read<T>(
        &mut self,
        question: &str,
        offered: Option<&str>,
        read: impl Fn(&str) -> Result<T, CliError>,
    ) -> Result<T, Stop> {
        loop {
            let typed = self.ask.text(question, offered)?;
            match read(&typed) {
                Ok(value) => return Ok(value),
                Err(error) => self.tell(error)?,
            }
        }
    }

    /// Whose account it is about, shown with what it holds.
    fn holder(&mut self) -> Result<AccountNo, Stop> {
        let question = self.app.msg("desk-which-holder", &[]);
        loop {
            let typed = self.ask.text(&question, None)?;
            match self.find(&typed).and_then(|account| self.show(account).map(|()| account)) {
                Ok(account) => return Ok(account),
                // From the list of who could be meant back to typing.
                Err(Stop::Back) => {}
                Err(Stop::End) => return Err(Stop::End),
                Err(Stop::Failed(error)) => self.tell(error)?,
            }
        }
    }

    /// The account that is meant by its number, the household's, a name or its pinyin.
    fn find(&mut self, typed: &str) -> Result<AccountNo, Stop> {
        let app = self.app;
        let wanted = holder::folded(app, "name", typed)?;
        if wanted.is_empty() {
            let nothing = app.msg("nothing-to-find", &[]);
            return Err(CliError::misused("nothing-to-find", nothing).into());
        }
        let found = {
            let bank = Bank::open_to_read(app)?;
            match bank.resolve_in(Some(self.branch), &wanted) {
                Ok(account) if account.branch() != self.branch => {
                    let refusal = Refusal::OtherBranch { account, branch: account.branch() };
                    return Err(app.refused(&refusal, &Context::account(wanted)).into());
                }
                Ok(account) => return Ok(account),
                Err(error) if error.code != "unknown-household" => return Err(error.into()),
                Err(_) => {}
            }
            let found = account::found(app, &bank, &[self.branch], &wanted, self.reveal)?;
            if self.reveal {
                account::trace_found(app, &bank, "counter", &found)?;
            }
            found
        };
        if let [only] = found.as_slice() {
            return Ok(only.account);
        }
        let row = |of: &Found| {
            let household = of.household.as_ref().map_or_else(String::new, ToString::to_string);
            let status = match of.status {
                Status::Open => String::new(),
                other => account::status(app, other),
            };
            let name = of.holder.name.clone().unwrap_or_default();
            let phone = of.holder.phone.clone().unwrap_or_default();
            vec![of.account.to_string(), household, name, phone, status]
        };
        let lines = columns(&found.iter().map(row).collect::<Vec<_>>());
        let facts = [("n", crate::i18n::count(found.len()))];
        let at = self.ask.choose(&app.msg("desk-which-of", &facts), &lines)?;
        Ok(found[at].account)
    }

    /// Who it is and what they hold: in each currency, in notice, put by.
    fn show(&self, account: AccountNo) -> Result<(), Stop> {
        let app = self.app;
        let bank = Bank::open_to_read(app)?;
        let now = bank.now();
        let view = bank.ledger().view(account.branch(), Wanted::Account(account), |state| {
            let found = state.account(account)?.clone();
            let today = now.day(state.offset());
            let rulebook = state.rulebook_on(today).map(|on| Arc::clone(&on.rulebook));
            let titles = found.reservations.iter().map(|kept| {
                let title = state.offers().get(&kept.offer).map(|offer| offer.title.clone());
                title.unwrap_or_else(|| kept.offer.to_string())
            });
            let titles: Vec<String> = titles.collect();
            Some((found, today, rulebook, titles))
        });
        let Some((found, today, rulebook, titles)) = bank.ask(view)? else {
            return Err(across::refused(app, &Refusal::UnknownAccount { account }).into());
        };
        let mut facts = Facts::new();
        if found.status != Status::Open {
            let status = account::status(app, found.status);
            facts = facts.row(app.msg("account-status", &[]), status);
        }
        for held in account::held(&found, rulebook.as_deref(), today) {
            facts = facts.row(held.name.clone(), account::held_words(app, &held));
        }
        for (kept, title) in found.reservations.iter().zip(titles) {
            let entry = EntryId { branch: account.branch(), seq: kept.seq };
            let about = [
                ("what", text(format!("{title} ×{}", kept.qty))),
                ("until", text(kept.until)),
                ("entry", text(entry)),
            ];
            let words = app.msg("account-reserved-of", &about);
            facts = facts.row(app.msg("account-reserved", &[]), words);
        }
        let shown = posting::shown(&bank, account)?;
        app.ui.text(&format!("{}\n{}", app.ui.paint(Tone::Strong, &shown), facts.text()))?;
        Ok(())
    }

    fn look_up(&mut self) -> Result<(), Stop> {
        let app = self.app;
        loop {
            let account = self.holder()?;
            loop {
                let ids = ["desk-account", "desk-statement", "desk-passbook", "desk-another"];
                let lines = ids.map(|id| app.messages.get(id, &[]));
                let named = account.to_string();
                let outcome = match self.ask.choose(&app.msg("desk-what-of", &[]), &lines) {
                    Err(Stop::Back) => break,
                    Err(stop) => return Err(stop),
                    Ok(0) => account::show(ShowArgs { account: named, reveal: self.reveal }, app),
                    Ok(1) => StatementArgs { account: named, last: 20, all: false }.run(app),
                    Ok(2) => match self.passbook(account) {
                        Ok(()) | Err(Stop::Back) => Ok(()),
                        Err(Stop::End) => return Err(Stop::End),
                        Err(Stop::Failed(error)) => Err(error),
                    },
                    Ok(_) => break,
                };
                if let Err(error) = outcome {
                    self.tell(error)?;
                }
            }
        }
    }

    /// Undoes the latest entry that was made here, by somebody who may.
    fn undo(&mut self) -> Result<(), Stop> {
        let app = self.app;
        let Some(&entry) = self.done.last() else {
            app.ui.text(&app.msg("desk-nothing-done", &[]))?;
            return Ok(());
        };
        let by = self.manager()?;
        // A manager who comes over for this goes again, and takes the key along. It is
        // opened before the bank is, which nobody holds while a passphrase is typed.
        let manager = match by == *app.operator()? {
            true => app.with(app.args.clone()),
            false => app.once_by(by.clone()),
        };
        keys::operator_key(&manager, &by)?;
        let request = Bank::open_to_read(app)?.new_request()?;
        let mut reason: Option<String> = None;
        loop {
            let asked = self.read(&app.msg("desk-why", &[]), reason.as_deref(), |typed| {
                holder::folded(app, "reason", typed)
            })?;
            let args = ReverseArgs { entry, reason: asked.clone(), request: Some(request.clone()) };
            reason = Some(asked).filter(|asked| !asked.is_empty());
            let question = app.msg("desk-undo-it", &[]);
            let no = [app.msg("desk-no", &[])];
            match self.confirm_and_write(&manager, &question, &no, |_| Ok(args.clone().asked())) {
                Ok(Outcome::Written(_)) => {
                    self.done.pop();
                    return Ok(());
                }
                Ok(Outcome::Other(_)) => {
                    app.ui.text(&app.msg("desk-not-written", &[]))?;
                    return Ok(());
                }
                Err(Stop::Failed(error)) => self.tell(error)?,
                Err(Stop::Back) => {}
                Err(Stop::End) => return Err(Stop::End),
            }
        }
    }

    /// Who may undo: whoever serves, where they manage; else a manager whose key is here.
    fn manager(&mut self) -> Result<OperatorId, Stop> {
        let app = self.app;
        let by = app.operator()?.clone();
        let managers = {
            let bank = Bank::open_to_read(app)?;
            bank.ask(bank.ledger().view(self.branch, Wanted::Nothing, |state| {
                let active = state
                    .operators()
                    .iter()
                    .filter(|(_, of)| !of.retired && of.role == Role::Manager);
                active.map(|(operator, _)| operator.clone()).collect::<Vec<_>>()
            }))?
        };
        if managers.contains(&by) {
            return Ok(by);
        }
        let here = app.operators_at_hand();
        let (mut here, away): (Vec<_>, Vec<_>) =
            managers.into_iter().partition(|manager| here.contains(manager));
        here.extend(away);
        if here.is_empty() {
            return Ok(by);
        }
        app.ui.text(&app.msg("desk-manager-undoes", &[]))?;
        let lines: Vec<String> = here.iter().map(ToString::to_string).collect();
        Ok(here[self.ask.choose(&app.msg("desk-which-manager", &[]), &lines)?].clone())
    }

    /// Shows what would be written, and writes it once that is confirmed; else which of
    /// the `other` choices was made. `asked` is made anew each time the bank is opened.
    fn confirm_and_write(
        &mut self,
        app: &App,
        question: &str,
        other: &[String],
        asked: impl Fn(&Bank<'_>) -> Result<Asked, CliError>,
    ) -> Result<Outcome, Stop> {
        let mut shown = {
            let bank = Bank::open(app)?;
            let asked = asked(&bank)?;
            form::Shown::of(app, &bank, &asked)?
        };
        loop {
            app.ui.text(&shown.words)?;
            let lines = std::iter::once(app.msg("desk-yes", &[])).chain(other.iter().cloned());
            let lines: Vec<String> = lines.collect();
            if let Some(at) = self.ask.choose(question, &lines)?.checked_sub(1) {
                return Ok(Outcome::Other(at));
            }
            let bank = Bank::open(app)?;
            let asked = asked(&bank)?;
            let now = form::Shown::of(app, &bank, &asked)?;
            if now.is_as_shown(&shown) {
                return Ok(Outcome::Written(asked.carry_out(app, &bank)?.entry));
            }
            drop(bank);
            app.ui.warn(&app.messages, &app.msg("desk-changed", &[]));
            shown = now;
        }
    }

    fn print(&mut self) -> Result<(), Stop> {
        let app = self.app;
        let lines = ["desk-passbook", "desk-slip"].map(|id| app.messages.get(id, &[]));
        loop {
            let what = self.ask.choose(&app.msg("desk-print-what", &[]), &lines)?;
            let outcome = self.holder().and_then(|account| match what {
                0 => self.passbook(account),
                _ => self.slip_of(account),
            });
            match outcome {
                Err(Stop::Back) => {}
                done => return done,
            }
        }
    }

    fn passbook(&mut self, account: AccountNo) -> Result<(), Stop> {
        let title = self.app.msg("passbook-title", &[]);
        let reveal = self.reveal;
        self.put(&format!("{title}-{account}"), |app, print| {
            let account = account.to_string();
            PassbookArgs { account, print, last: None, reveal }.run(app)
        })
    }

    /// The slip of one of the latest entries of an account that have one.
    fn slip_of(&mut self, account: AccountNo) -> Result<(), Stop> {
        const LATEST: usize = 30;
        let app = self.app;
        let (entries, lines) = {
            let bank = Bank::open_to_read(app)?;
            let rows = bank.ask(statement::rows(bank.ledger(), account, usize::MAX))?;
            let with_slip = |event: &Event| {
                let (redeemed, reserved) = (
                    matches!(event, Event::Redeemed { .. }),
                    matches!(event, Event::Reserved { .. }),
                );
                redeemed || reserved || matches!(event, Event::Collected { .. })
            };
            let mut rows: Vec<_> =
                rows.into_iter().filter(|row| with_slip(&row.entry.event)).collect();
            rows.dedup_by_key(|row| row.entry.seq);
            rows.reverse();
            rows.truncate(LATEST);
            let known = crate::commands::statement::Known::of(app, &bank, account)?;
            let offset = bank.offset(account.branch())?;
            let mut lines = Vec::new();
            for row in &rows {
                let entry = EntryId { branch: account.branch(), seq: row.entry.seq };
                lines.push(vec![
                    entry.to_string(),
                    row.entry.at.day(offset).to_string(),
                    words::event(&app.messages, row.entry.event.name()),
                    known.told(row)?,
                ]);
            }
            let entry =
                |row: &statement::Row| EntryId { branch: account.branch(), seq: row.entry.seq };
            (rows.iter().map(entry).collect::<Vec<_>>(), columns(&lines))
        };
        if entries.is_empty() {
            app.ui.text(&app.msg("desk-no-slips", &[]))?;
            return Ok(());
        }
        let at = self.ask.choose(&app.msg("desk-slip-of", &[]), &lines)?;
        self.slip(entries[at])
    }

    fn slip(&mut self, entry: EntryId) -> Result<(), Stop> {
        let title = self.app.msg("slip-title", &[]);
        let name = entry.to_string().replace(':', "-");
        self.put(&format!("{title}-{name}"), |app, print| SlipArgs { entry, print }.run(app))
    }

    /// Writes a page into a file whose name is asked for.
    fn put(
        &mut self,
        name: &str,
        write: impl Fn(&App, PrintArgs) -> Result<(), CliError>,
    ) -> Result<(), Stop> {
        let app = self.app;
        let free = |n: u32| match n {
            1 => PathBuf::from(format!("{name}.pdf")),
            n => PathBuf::from(format!("{name}-{n}.pdf")),
        };
        loop {
            let offered = (1..).map(free).find(|path| !path.exists()).unwrap_or_default();
            let offered = offered.display().to_string();
            let typed = self.ask.text(&app.msg("desk-which-file", &[]), Some(&offered))?;
            match write(app, PrintArgs { out: PathBuf::from(typed), force: false }) {
                Ok(()) => return Ok(()),
                Err(error) => self.tell(error)?,
            }
        }
    }

    /// What day it is in the village.
    fn today(&self) -> Result<Day, CliError> {
        let bank = Bank::open_to_read(self.app)?;
        Ok(bank.now().day(bank.offset(self.branch)?))
    }

    /// A name for one request, however often it is tried.
    fn request(&self) -> Result<RequestKey, CliError> {
        Bank::open_to_read(self.app)?.new_request()
    }
}

/// Rows as lines whose cells stand below each other; a Chinese character is two wide.
fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|c| c.width()).max();
    let widths: Vec<usize> = (0..most).map(|at| width(at).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        // A column that nobody has anything in takes no room.
        for (cell, &width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_straight_columns_without_empty_ones() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let lines = columns(&[row(["二组-017", "", "张**"]), row(["3", "", "Li"])]);
        assert_eq!(lines, ["二组-017  张**", "3         Li"]);
    }
}
