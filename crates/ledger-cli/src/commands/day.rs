//! `day close` (日结): what is due on a day, carried out.
//!
//! What is due is the ledger's to say ([`due`]); this asks for all of it in one
//! commit for each village. The request keys are made of the day and the place in
//! the journal, so a repetition is the same requests or finds nothing due.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, Subcommand};
use ledger_core::appeals::Appeal;
use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::due::due;
use ledger_core::event::{AppealOutcome, Event};
use ledger_core::ids::{
    AccountNo, AppealCode, BranchCode, CurrencyCode, EntryId, NameError, RequestKey,
};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::Amount;
use ledger_core::postings::movements;
use ledger_core::state::{State, Status};
use serde::Serialize;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::commands::checkpoint;
use crate::error::CliError;
use crate::i18n::{count, text};
use crate::tell;
use crate::ui::{Table, numbers, words};
use crate::words;

/// Close the day: carry out what is due on it
#[derive(Debug, Subcommand)]
pub(crate) enum DayCommand {
    #[command(visible_alias = "结")]
    Close(CloseArgs),
}

/// Carry out what is due today: points that ended, and what else has its day
///
/// Of all villages, or of `--branch`; of each in one commit. Asked again it finds
/// nothing; asked after weeks it does all of it.
///
/// Example: `wenming day close --dry-run`
#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    /// Show what is due, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

impl DayCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Close(args) => args.run(app),
        }
    }
}

impl CloseArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        let closing = closing(app, &bank, "day", self.dry_run, &due)?;
        let today = closing.today.map(|day| day.to_string()).unwrap_or_default();
        let answer = serde_json::json!({
            "day": closing.today, "dry_run": self.dry_run, "entries": closing.entries(),
            "frozen": closing.frozen,
        });
        app.ui.answer(&answer, || {
            let day = [("day", text(&today))];
            let words = match (closing.done.is_empty(), self.dry_run) {
                (true, _) => app.msg("close-nothing", &day),
                (false, true) => format!("{}\n{}", app.msg("close-due", &day), closing.table(app)),
                (false, false) => {
                    format!("{}\n{}", app.msg("close-done", &day), closing.table(app))
                }
            };
            words + &closing.kept_back(app)
        })?;
        if self.dry_run && !closing.done.is_empty() {
            let facts = [("wenming", text(tell::wenming_in(app, app.args.branch)))];
            tell::next(app, [app.msg("next-day-close", &facts)]);
        }
        if !self.dry_run {
            closing.tell_checkpoints(app, &bank)?;
        }
        Ok(())
    }
}

/// What a closing did, or would do.
pub(super) struct Closing {
    /// The day it is for the villages.
    pub(super) today: Option<Day>,
    pub(super) done: Vec<Done>,
    /// The villages that were meant.
    villages: Vec<BranchCode>,
    /// Claims that could be paid, were their accounts not frozen.
    pub(super) frozen: Vec<Kept>,
    /// What the appeals of what was done are for.
    titles: BTreeMap<(BranchCode, AppealCode), String>,
    /// It was not written.
    planned: bool,
}

/// A claim that waits because its account is frozen.
#[derive(Serialize)]
pub(super) struct Kept {
    claim: EntryId,
    account: AccountNo,
}

/// One thing done, for programs.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    branch: BranchCode,
    /// None where nothing was written.
    entry: Option<EntryId>,
    event: &'a Event,
}

/// The commands that are due in a branch on a day.
type Due<'a> = dyn Fn(&State, Day) -> Vec<Command> + 'a;

/// Carries out what is due in each village that is meant; with `planned`, only
/// works it out. `what` names the closing in the request keys.
pub(super) fn closing(
    app: &App,
    bank: &Bank<'_>,
    what: &str,
    planned: bool,
    due: &Due<'_>,
) -> Result<Closing, CliError> {
    let villages = match app.args.branch {
        Some(branch) => vec![branch],
        None => across::villages(app, bank)?,
    };
    let (done, frozen, titles) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut closing = Closing { today: None, done, frozen, villages, titles, planned };
    let mut asked = Vec::new();
    for &branch in &closing.villages {
        let today = bank.now().day(bank.offset(branch)?);
        closing.today = closing.today.max(Some(today));
        let view = bank.ledger().view(branch, Wanted::Accounts, |state| {
            (due(state, today), frozen_claims(state, today), state.size())
        });
        let (commands, frozen, size) = bank.ask(view)?;
        closing.frozen.extend(frozen);
        let mut requests = Vec::with_capacity(commands.len());
        for (n, command) in commands.into_iter().enumerate() {
            requests.push((request(&format!("{what}:{today}:{size}.{n}"))?, command));
        }
        if !requests.is_empty() {
            asked.push((branch, requests));
        }
    }
    if !asked.is_empty() {
        let key = bank.key()?;
        closing.done = if planned {
            across::try_out(app, bank, &key, &asked)?
        } else {
            across::submit_all(app, bank, &key, &asked)?
        };
    }
    for &branch in &closing.villages {
        let title =
            |(code, appeal): (&AppealCode, &Appeal)| ((branch, *code), appeal.title.clone());
        let view = bank.ledger().view(branch, Wanted::Nothing, |state| {
            state.trade().appeals.iter().map(title).collect::<Vec<_>>()
        });
        // What was done stands, whatever can be read now.
        closing.titles.extend(view.unwrap_or_default());
    }
    Ok(closing)
}

/// Claims that are ripe on a day, of accounts that are frozen.
fn frozen_claims(state: &State, today: Day) -> Vec<Kept> {
    let accounts = state.accounts().into_iter();
    let frozen = accounts.filter(|(_, held)| held.status == Status::Frozen);
    let kept = frozen.flat_map(|(account, held)| {
        let ripe = held.claims.iter().filter(|claim| claim.is_ripe(today));
        let branch = account.branch();
        ripe.map(move |claim| Kept { claim: EntryId { branch, seq: claim.seq }, account })
            .collect::<Vec<_>>()
    });
    kept.collect()
}

fn request(name: &str) -> Result<RequestKey, CliError> {
    name.parse().map_err(|e: NameError| CliError::internal("request", e.to_string()))
}

/// A number of accounts: 1 account, 3户.
pub(super) fn accounts_words(app: &App, n: usize) -> String {
    app.msg("close-accounts", &[("n", count(n))])
}

impl Closing {
    /// A day that is closed is signed next, where the village has a key for it.
    fn tell_checkpoints(&self, app: &App, bank: &Bank<'_>) -> Result<(), CliError> {
        for &branch in &self.villages {
            if checkpoint::is_wanted(app, bank, branch)? {
                let facts = [("wenming", text(tell::wenming(app))), ("branch", text(branch))];
                tell::next(app, [app.msg("next-checkpoint", &facts)]);
            }
        }
        Ok(())
    }

    /// What was done, for programs.
    pub(super) fn entries(&self) -> Vec<Entry<'_>> {
        let entry = |done: &Done| (!self.planned).then_some(done.entry);
        let of = |done| Entry { branch: done_branch(done), entry: entry(done), event: &done.event };
        self.done.iter().map(of).collect()
    }

    /// What waits for an account to be unfrozen, a line each.
    fn kept_back(&self, app: &App) -> String {
        let line = |kept: &Kept| {
            let facts = [("claim", text(kept.claim)), ("account", text(kept.account))];
            format!("\n{}", app.msg("close-frozen", &facts))
        };
        self.frozen.iter().map(line).collect()
    }

    /// What was done, a line each, and what each currency lost.
    pub(super) fn table(&self, app: &App) -> String {
        let mut table = Table::new([
            words(app.msg(if self.planned { "heading-branch" } else { "heading-entry" }, &[])),
            words(app.msg("heading-account", &[])),
            words(app.msg("heading-event", &[])),
            numbers(app.msg("heading-points", &[])),
            words(app.msg("heading-currency", &[])),
            words(app.msg("heading-about", &[])),
        ]);
        for done in &self.done {
            let moved = movements(&done.event).next();
            let place = match self.planned {
                true => done.entry.branch.to_string(),
                false => done.entry.to_string(),
            };
            let account = done.event.accounts()[0];
            table.row([
                place,
                account.map(|account| account.to_string()).unwrap_or_default(),
                words::event(&app.messages, done.event.name()),
                moved.map(|moved| moved.points.to_string()).unwrap_or_default(),
                moved.map(|moved| moved.currency.to_string()).unwrap_or_default(),
                self.about(app, done),
            ]);
        }
        let mut out = table.to_text();
        for (currency, (accounts, lost, carried)) in self.losses() {
            let facts = [
                ("currency", text(currency)),
                ("accounts", text(accounts_words(app, accounts.len()))),
                ("points", text(lost)),
                ("carried", text(carried)),
            ];
            out.push('\n');
            out.push_str(&match carried == Amount::ZERO {
                true => app.msg("close-lost", &facts[..3]),
                false => app.msg("close-carried", &facts),
            });
        }
        out
    }

    /// What was done, as far as the other columns do not say it.
    fn about(&self, app: &App, done: &Done) -> String {
        let title = |appeal: &AppealCode| {
            let title = self.titles.get(&(done.entry.branch, *appeal));
            title.map_or_else(|| appeal.to_string(), |title| format!("{appeal} {title}"))
        };
        match &done.event {
            Event::PledgeReturned { appeal, .. } => title(appeal),
            Event::AppealClosed { appeal, outcome, points, currency, .. } => {
                let paid = points.zip(*currency);
                let paid = paid.map(|(points, currency)| format!("{points} {currency}"));
                let facts =
                    [("appeal", text(title(appeal))), ("points", text(paid.unwrap_or_default()))];
                match outcome {
                    AppealOutcome::Paid => app.msg("close-appeal-paid", &facts),
                    AppealOutcome::GivenBack => app.msg("close-appeal-given-back", &facts[..1]),
                }
            }
            event => about(app, event),
        }
    }

    /// Of each currency: whose points ended, what of them was lost, what goes on.
    fn losses(&self) -> BTreeMap<CurrencyCode, (BTreeSet<AccountNo>, Amount, Amount)> {
        let mut losses: BTreeMap<_, (BTreeSet<AccountNo>, Amount, Amount)> = BTreeMap::new();
        for done in &self.done {
            if let Event::Expired { account, currency, points, carried, .. } = &done.event {
                let (accounts, lost, going_on) = losses.entry(*currency).or_default();
                accounts.insert(*account);
                *lost = lost.checked_add(points.amount()).unwrap_or(*lost);
                if let Some(lot) = carried {
                    *going_on = going_on.checked_add(lot.points.amount()).unwrap_or(*going_on);
                }
            }
        }
        losses
    }
}

fn done_branch(done: &Done) -> BranchCode {
    done.entry.branch
}

fn about(app: &App, event: &Event) -> String {
    match event {
        Event::Expired { lots, carried, .. } => words::expired(&app.messages, lots, *carried),
        Event::Deposited(deed) => {
            let claim = deed.claim.map(|claim| app.msg("close-claim", &[("claim", text(claim))]));
            claim.unwrap_or_default()
        }
        Event::NoticeClosed { notice, posted, waiting } => {
            let facts = [
                ("notice", text(notice)),
                ("posted", count(*posted as usize)),
                ("waiting", count(waiting.len())),
            ];
            app.msg("close-notice", &facts)
        }
        Event::ReservationReleased { offer, qty, reservation, .. } => {
            format!("{offer} ×{qty} ({reservation})")
        }
        _ => String::new(),
    }
}
