//! Which village a row is for, where a sheet has rows of several.
//!
//! A row says it in a column of its own (村), by the village's code or its name; or else
//! by its account number, which begins with the code. Nothing is guessed: a household's
//! number is another household's in the next village, so a row that says neither is a bad
//! row, and so is one of a village that the bank has not.

use ledger_core::ids::{AccountNo, BranchCode, NameError};
use rayon::prelude::*;

use super::plan::{BadCell, PlannedRow, RowFault, RowState, Source};
use super::register::{ACCOUNT, HOUSEHOLD};
use super::table::{Table, plain, shown};
use crate::sheet::grid::Cell;
use crate::sheet::header::{Column, Skipped};

/// The column that names a row's village.
pub(super) const BRANCH: Column = super::table::column(
    "branch",
    &["村", "村名", "村别", "所属村", "行政村", "分行", "支行", "branch", "village"],
);

/// The villages of a bank, by their codes and names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Villages {
    codes: Vec<BranchCode>,
    names: Vec<String>,
}

impl FromIterator<(BranchCode, String)> for Villages {
    fn from_iter<T: IntoIterator<Item = (BranchCode, String)>>(villages: T) -> Self {
        let named = |(code, name): (_, String)| (code, plain(&name).into_owned());
        let (codes, names) = villages.into_iter().map(named).unzip();
        Self { codes, names }
    }
}

impl Villages {
    /// The village of this code, or the only one of this name.
    fn find(&self, cell: Cell<'_>) -> Option<usize> {
        let Cell::Text(text) = cell else { return None };
        let text = plain(text);
        if let Some(at) = self.codes.iter().position(|code| code.as_str() == text) {
            return Some(at);
        }
        let mut named = (0..).zip(&self.names).filter(|(_, name)| *name == &text);
        match (named.next(), named.next()) {
            (Some((at, _)), None) => Some(at),
            _ => None,
        }
    }

    /// The village that a cell names.
    pub(super) fn named(&self, cell: Cell<'_>) -> Option<BranchCode> {
        self.find(cell).and_then(|at| self.codes.get(at)).copied()
    }

    /// The place of a village.
    fn place(&self, code: BranchCode) -> Option<usize> {
        self.codes.iter().position(|known| *known == code)
    }

    /// The village whose account numbers begin as this text does.
    fn of_account(&self, text: &str) -> Option<usize> {
        self.place(text.split('-').next()?.parse().ok()?)
    }
}

/// The rows of data of a sheet, by the branch they are for.
pub(crate) struct Sheet {
    pub(super) table: Table,
    /// Each branch with its rows, by their indexes in the grid; in order of their codes.
    pub(super) branches: Vec<(BranchCode, Vec<u32>)>,
    /// Rows that say no village of the bank.
    pub(super) lost: Vec<PlannedRow>,
    /// Rows that are no data.
    pub(super) left_out: Vec<Skipped>,
}

/// Where a row goes.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// It is no data.
    Out,
    /// It says no village of the bank.
    Nowhere,
    Village(u16),
}

impl Sheet {
    /// All of it for one branch.
    pub(super) fn of_one(table: Table, branch: BranchCode) -> Self {
        let mut data = table.header.data_rows(&table.grid);
        let rows = data.by_ref().filter_map(|row| u32::try_from(row.index()).ok()).collect();
        let left_out = data.skipped().to_vec();
        Self { branches: vec![(branch, rows)], lost: Vec::new(), left_out, table }
    }

    /// Each row for the village that it says.
    pub(super) fn of_several(table: Table, villages: &Villages) -> Self {
        let (grid, header) = (&table.grid, &table.header);
        let first = header.row + 1;
        let place = |at: usize| match header.reason_to_skip(grid, at) {
            Some(_) => Place::Out,
            None => village_of(&table, at, villages)
                .ok()
                .and_then(|at| u16::try_from(at).ok())
                .map_or(Place::Nowhere, Place::Village),
        };
        let places: Vec<Place> =
            (first..grid.height()).into_par_iter().with_min_len(1024).map(place).collect();
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); villages.codes.len()];
        let (mut lost, mut left_out) = (Vec::new(), Vec::new());
        for (place, at) in places.into_iter().zip(first..) {
            match place {
                Place::Out => {
                    let why = header.reason_to_skip(grid, at);
                    left_out.extend(why.map(|why| Skipped { row: grid.row_number(at), why }));
                }
                Place::Nowhere => {
                    // A comma too many may be what stands where the village should.
                    let beyond = table.beyond_headings(at).into_iter();
                    let bad = beyond.chain(village_of(&table, at, villages).err());
                    lost.push(PlannedRow {
                        state: RowState::Bad(bad.collect()),
                        ..PlannedRow::new(grid.row_number(at), None)
                    });
                }
                Place::Village(village) => {
                    if let (Some(rows), Ok(at)) =
                        (rows.get_mut(usize::from(village)), u32::try_from(at))
                    {
                        rows.push(at);
                    }
                }
            }
        }
        let mut branches: Vec<_> = villages.codes.iter().copied().zip(rows).collect();
        branches.retain(|(_, rows)| !rows.is_empty());
        branches.sort_unstable_by_key(|(branch, _)| *branch);
        Self { branches, lost, left_out, table }
    }

    /// The rows of a branch, by their indexes in the grid.
    pub(super) fn rows_of(&self, branch: BranchCode) -> &[u32] {
        let of_it = self.branches.iter().find(|(of, _)| *of == branch);
        of_it.map_or(&[], |(_, rows)| rows)
    }

    /// How many rows it has for a branch.
    pub(crate) fn count(&self, branch: BranchCode) -> usize {
        self.rows_of(branch).len()
    }

    /// The branches it has rows for, in order of their codes.
    pub(crate) fn branches(&self) -> impl Iterator<Item = BranchCode> {
        self.branches.iter().map(|(branch, _)| *branch)
    }

    /// Whether its rows could say their villages, well or badly.
    pub(crate) fn says_villages(&self) -> bool {
        self.table.has("branch") || !self.branches.is_empty()
    }

    /// Where the rows are from.
    pub(super) fn source(&self) -> Source {
        let grid = &self.table.grid;
        Source { file: grid.file.clone(), sheet: grid.sheet.clone() }
    }
}

/// The village that a row says, by its place among them; or what is wrong with what it says.
fn village_of(table: &Table, row: usize, villages: &Villages) -> Result<usize, BadCell> {
    let cell = |key: &str| table.cell(row, key);
    let bad = |key: &str, why: RowFault| {
        let given = shown(cell(key));
        Err(BadCell { column: table.label(key), given, why })
    };
    let said = cell(BRANCH.key);
    if !said.is_blank() {
        let found = villages.find(said);
        return found.map_or_else(|| bad(BRANCH.key, RowFault::UnknownBranch(shown(said))), Ok);
    }
    for key in [ACCOUNT.key, HOUSEHOLD.key] {
        let Cell::Text(text) = cell(key) else { continue };
        let text = crate::sheet::cell::household(Cell::Text(text)).unwrap_or_default();
        let text = plain(&text);
        match text.parse::<AccountNo>() {
            Ok(account) => {
                let unknown = || bad(key, RowFault::UnknownBranch(account.branch().to_string()));
                return villages.place(account.branch()).map_or_else(unknown, Ok);
            }
            // A household's number may begin with anything, an account's not.
            Err(error)
                if key == ACCOUNT.key || matches!(error, NameError::CheckCharacter { .. }) =>
            {
                match villages.of_account(&text) {
                    Some(at) => return Ok(at),
                    None if !text.is_empty() => return bad(key, error.into()),
                    None => {}
                }
            }
            Err(_) => {}
        }
    }
    bad(BRANCH.key, RowFault::BranchMissing)
}
