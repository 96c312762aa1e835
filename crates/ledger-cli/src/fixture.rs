//! A small bank to try things on: head office, one village, its rulebook and
//! its operators, in memory or in a folder.

#![allow(clippy::unwrap_used, reason = "a trial panics where it fails")]
#![cfg_attr(not(test), allow(dead_code, reason = "a fuzz target takes the bank alone"))]

use std::path::{Path, PathBuf};

use ledger_core::books::{MemoryBooks, SledBooks};
use ledger_core::command::Command;
use ledger_core::day::{Offset, Timestamp};
use ledger_core::event::Role;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode};
use ledger_core::journal::{FileJournal, MemoryJournal};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Done, Ledger, Order, SubmitError, Wanted};
use ledger_core::line::EntryHash;
use ledger_core::points::Amount;
use ledger_core::rulebook::{TableOptions, from_table, to_toml};
use ledger_core::vault::Identity;

use crate::import::{ImportError, Office, Plan, PlannedRow, RowState};
use crate::sheet::grid::{Cell, Grid, read};

/// The village's bank on 2 April 2026.
pub(crate) struct Bank {
    pub(crate) ledger: Ledger,
    pub(crate) branch: BranchCode,
    pub(crate) manager: OperatorKey,
    pub(crate) clerk: OperatorKey,
    pub(crate) now: Timestamp,
    asked: std::cell::Cell<u32>,
}

impl Bank {
    pub(crate) fn in_memory() -> Self {
        Self::found(Ledger::new(Box::<MemoryJournal>::default(), Box::<MemoryBooks>::default()))
    }

    pub(crate) fn in_folder(dir: &Path) -> Self {
        let books = SledBooks::open(dir.join("books")).unwrap();
        Self::found(Ledger::new(Box::new(FileJournal::new(dir.join("journal"))), Box::new(books)))
    }

    fn found(ledger: Ledger) -> Self {
        let key =
            |id: &str, secret: u8| OperatorKey::from_secret(id.parse().unwrap(), &[secret; 32]);
        let (manager, clerk) = (key("manager1", 1), key("clerk01", 2));
        let branch = "QX01".parse().unwrap();
        let now = "2026-04-02T02:00:00Z".parse().unwrap();
        let asked = std::cell::Cell::new(0);
        let bank = Self { ledger, branch, manager, clerk, now, asked };
        let origin: ledger_core::ids::Origin = "wenming.example/lucheng".parse().unwrap();
        let since = "2026-01-01".parse().unwrap();
        let (offset, key) = (Offset::CHINA, bank.manager.public());
        let (name, village) = ("路城文明银行".to_owned(), "清溪村".to_owned());
        let found = Command::Found { origin: origin.clone(), name, offset, since, key };
        let charter = Command::CharterBranch { branch, name: village.clone() };
        bank.submit(BranchCode::HQ, &bank.manager, [found, charter]).unwrap();
        let first = bank.ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
        let founded = EntryHash::of(&first);
        let open = Command::OpenBranch { origin, founded, name: village, offset, since, key };
        bank.submit(branch, &bank.manager, [open]).unwrap();
        let enrol = |key: &OperatorKey, role| Command::EnrolOperator {
            operator: key.operator().clone(),
            role,
            key: key.public(),
            account: None,
        };
        let verifier = OperatorKey::from_secret("verifier1".parse().unwrap(), &[3; 32]);
        let from = since;
        let adopt = Command::AdoptRulebook { from, text: rulebook("rules-household.csv") };
        let setup = [enrol(&bank.clerk, Role::Clerk), enrol(&verifier, Role::Verifier), adopt];
        bank.submit(branch, &bank.manager, setup).unwrap();
        bank
    }

    /// Submits commands as one order, each under a new request key.
    pub(crate) fn submit(
        &self,
        branch: BranchCode,
        key: &OperatorKey,
        commands: impl IntoIterator<Item = Command>,
    ) -> Result<Vec<Done>, SubmitError> {
        let requests: Vec<_> = commands
            .into_iter()
            .map(|command| {
                self.asked.set(self.asked.get() + 1);
                (format!("test-{}", self.asked.get()).parse().unwrap(), command)
            })
            .collect();
        let now = self.now;
        self.ledger.submit(&Order {
            branch,
            key,
            now,
            clock_confirmed: false,
            likeness_confirmed: true,
            requests: &requests,
        })
    }

    /// The village's office, with somebody's key.
    pub(crate) fn office<'a>(&'a self, key: &'a OperatorKey) -> Office<'a> {
        let Self { ledger, branch, now, .. } = self;
        Office { ledger, branch: *branch, key, now: *now, clock_confirmed: false }
    }

    pub(crate) fn account(&self, household: &str) -> AccountNo {
        let household = household.parse().unwrap();
        self.ledger.find_household(self.branch, &household).unwrap().unwrap()
    }

    pub(crate) fn balance(&self, account: AccountNo) -> Amount {
        self.ledger.account(account).unwrap().unwrap().balance(CurrencyCode::JF)
    }

    /// How many entries the village has.
    pub(crate) fn size(&self) -> u64 {
        self.ledger.view(self.branch, Wanted::Nothing, |state| state.size()).unwrap()
    }

    /// Opens the village's accounts and brings its balances forward.
    pub(crate) fn with_register(self) -> Self {
        use crate::import::{accounts, opening};
        let office = self.office(&self.clerk);
        let register = accounts::plan(&office, qingxi("户主登记.xlsx"), &Default::default());
        post(&mut register.unwrap(), &office).unwrap();
        let office = self.office(&self.manager);
        let openings = opening::plan(&office, qingxi("期初结余.xlsx"), &openings());
        post(&mut openings.unwrap(), &office).unwrap();
        self
    }
}

pub(crate) fn openings() -> crate::import::opening::Options<'static> {
    crate::import::opening::Options {
        sheet: None,
        currency: CurrencyCode::JF,
        as_of: None,
        default_year: None,
        names: None,
    }
}

pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

pub(crate) fn qingxi(name: &str) -> Vec<Grid> {
    read(&data("qingxi").join(name)).unwrap()
}

/// A table of rules as the text a branch adopts.
pub(crate) fn rulebook(name: &str) -> String {
    let text = std::fs::read(data(name)).unwrap();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text[..]);
    let rows: Vec<Vec<String>> =
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    let mut options = TableOptions::new("清溪村积分细则");
    options.spendable_above = Amount::whole(100);
    to_toml(&from_table(&rows, &options).unwrap())
}

/// A sheet from text: a line a row, `|` between cells.
pub(crate) fn sheet(lines: &[&str]) -> Vec<Grid> {
    vec![Grid::of("sheet.csv", "", &cells(lines))]
}

/// The same, as cells.
pub(crate) fn cells<'a>(lines: &[&'a str]) -> Vec<Vec<Cell<'a>>> {
    fn cell(text: &str) -> Cell<'_> {
        match text.trim() {
            "" => Cell::Empty,
            text => Cell::Text(text),
        }
    }
    lines.iter().map(|line| line.split('|').map(cell).collect()).collect()
}

/// A row that was posted.
#[derive(Debug)]
pub(crate) struct PostedRow {
    pub(crate) row: u32,
    pub(crate) done: Done,
    pub(crate) holder: Option<Box<Identity>>,
}

/// Posts what is ready, or says what stopped it.
pub(crate) fn post(plan: &mut Plan, office: &Office<'_>) -> Result<Vec<PostedRow>, ImportError> {
    let mut rows = Vec::new();
    for part in &mut plan.parts {
        let done = part.post(office.ledger);
        if let Some(why) = part.trouble.take() {
            return Err(why);
        }
        let posted = part.rows.iter().filter(|row| matches!(row.state, RowState::Posted { .. }));
        rows.extend(posted.zip(done).map(|(row, done)| PostedRow {
            row: row.row,
            done,
            holder: row.holder.clone(),
        }));
    }
    Ok(rows)
}

/// A plan in short: `row: state`, a line a row.
pub(crate) fn told(plan: &Plan) -> Vec<String> {
    use crate::import::Like;
    let state = |row: &PlannedRow| match &row.state {
        RowState::Posted { entry, .. } => format!("posted {entry}"),
        RowState::Refused => "refused".to_owned(),
        RowState::Ready { claim: true } => match row.like {
            Some(Like::Row(same)) => format!("claim like row {same}"),
            Some(Like::Entry(like)) => format!("claim like {like}"),
            None => "claim".to_owned(),
        },
        RowState::Ready { .. } => "ready".to_owned(),
        RowState::Again { like } => format!("like {like}"),
        RowState::Bad(bad) => {
            let bad: Vec<String> = bad
                .iter()
                .map(|bad| {
                    let column = bad.column.as_deref().unwrap_or("-");
                    format!("{column} `{}` {}", bad.given, bad.why.code())
                })
                .collect();
            format!("bad: {}", bad.join(", "))
        }
        RowState::Held { same_as_row } => format!("held as {same_as_row}"),
        RowState::Already { entry, differs } => format!("already {entry} {differs}"),
        RowState::Skipped(_) => "skipped".to_owned(),
    };
    plan.rows().iter().map(|row| format!("{}: {}", row.row, state(row))).collect()
}
