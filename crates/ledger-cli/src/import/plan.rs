//! The plan of an import: every row with what would come of it, and its posting.
//!
//! All rows that can be read are tried against the ledger as one order, behind
//! each other, so caps and balances are as they will be when the order is
//! posted. What the rules refuse comes back to its row and cell. A row refused
//! is left out of what follows it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::event::{Deed, Event};
use ledger_core::ids::{
    AccountNo, BranchCode, CurrencyCode, EntryId, HouseholdNo, NameError, RequestKey, RuleCode,
};
use ledger_core::ledger::{self, Done, Ledger, Outcome, SubmitError};
use ledger_core::points::{Amount, AmountError, Points, Qty};
use ledger_core::postings::brings;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::{AwardRefusal, Clip};
use ledger_core::vault::{self, IdentityError};
use rayon::prelude::*;

use super::key::{Digest, Identity, key_of};
use super::read::Row;
use super::split::Sheet;
use super::table::{Table, plain};
use super::{ImportError, Office};
use crate::sheet::cell::CellError;
use crate::sheet::header::Skipped;

/// Where rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// The file's name without its folders.
    pub(crate) file: String,
    /// The sheet's name; empty for .csv.
    pub(crate) sheet: String,
}

/// What is wrong with a row, in one of its cells or by the rules.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowFault {
    /// Nothing stands in this column, and something has to.
    Missing(&'static str),
    /// The cell cannot be read.
    Cell(CellError),
    /// A number that the ledger does not take there.
    Number(AmountError),
    /// Not a name of its kind: a mistyped account number, an operator's id.
    Name(NameError),
    /// Neither a household number of the branch nor a head's name.
    UnknownHousehold(String),
    /// The name of several heads.
    AmbiguousName {
        /// The name.
        name: String,
        /// Their accounts.
        accounts: Vec<AccountNo>,
    },
    /// Household number and account number are of two accounts.
    AccountsDiffer {
        /// The one of the household number.
        first: AccountNo,
        /// The one of the account number.
        second: AccountNo,
    },
    /// Neither a rule's code nor the item of a rule in force that day.
    UnknownRule(String),
    /// The item of several rules.
    AmbiguousItem {
        /// The item.
        item: String,
        /// The rules.
        rules: Vec<RuleCode>,
    },
    /// Not a kind of holder.
    UnknownKind(String),
    /// A name, phone or ID number that the vault does not keep.
    Holder(IdentityError),
    /// Nothing says which village it is for.
    BranchMissing,
    /// Not a village of the bank, or the name of several.
    UnknownBranch(String),
    /// Another village than the one that is imported into.
    OtherBranch(BranchCode),
    /// More cells than there are headings.
    BeyondHeadings,
    /// An earlier row of the sheet has the household number.
    HouseholdTwice {
        /// The household number.
        household: HouseholdNo,
        /// That row.
        row: u32,
    },
    /// The rules say no.
    Refused(Box<Refusal>),
}

impl RowFault {
    /// A stable name for the fault, also the key of its wording.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "row-missing",
            Self::Cell(error) => error.code(),
            Self::Number(AmountError::Unreadable(_)) => "row-number-unreadable",
            Self::Number(AmountError::TooPrecise(_)) => "row-number-too-precise",
            Self::Number(AmountError::TooLarge(_)) => "row-number-too-large",
            Self::Number(AmountError::NotPositive(_)) => "row-number-not-positive",
            Self::Name(NameError::Form { .. }) => "row-name-form",
            Self::Name(NameError::CheckCharacter { .. }) => "row-name-check-character",
            Self::UnknownHousehold(_) => "row-unknown-household",
            Self::AmbiguousName { .. } => "row-ambiguous-name",
            Self::AccountsDiffer { .. } => "row-accounts-differ",
            Self::UnknownRule(_) => "row-unknown-rule",
            Self::AmbiguousItem { .. } => "row-ambiguous-item",
            Self::UnknownKind(_) => "row-unknown-kind",
            Self::Holder(IdentityError::TooLong { .. }) => "row-holder-too-long",
            Self::Holder(IdentityError::Control { .. }) => "row-holder-control",
            Self::Holder(IdentityError::BirthYear { .. }) => "row-holder-birth-year",
            Self::BranchMissing => "row-branch-missing",
            Self::UnknownBranch(_) => "row-unknown-branch",
            Self::OtherBranch(_) => "row-other-branch",
            Self::BeyondHeadings => "row-beyond-headings",
            Self::HouseholdTwice { .. } => "row-household-twice",
            Self::Refused(refusal) => refusal.code(),
        }
    }
}

impl From<CellError> for RowFault {
    fn from(error: CellError) -> Self {
        Self::Cell(error)
    }
}

impl From<AmountError> for RowFault {
    fn from(error: AmountError) -> Self {
        Self::Number(error)
    }
}

impl From<NameError> for RowFault {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl From<IdentityError> for RowFault {
    fn from(error: IdentityError) -> Self {
        Self::Holder(error)
    }
}

/// A cell that has to be mended, or a row that cannot be posted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BadCell {
    /// The column's letters and heading (`D 事项代码`), where it is one cell's matter.
    pub(crate) column: Option<String>,
    /// What stands there.
    pub(crate) given: String,
    /// What is wrong.
    pub(crate) why: RowFault,
}

/// What would come of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowState {
    /// It will be posted.
    Ready {
        /// As a claim.
        claim: bool,
    },
    /// It was posted.
    Posted {
        /// As a claim.
        claim: bool,
        /// The entry.
        entry: EntryId,
    },
    /// It has to be mended; at least one thing is wrong.
    Bad(Vec<BadCell>),
    /// It looks like an earlier row of the sheet, so it is held back.
    Held {
        /// That row.
        same_as_row: u32,
    },
    /// It may be the deed of an entry that is there, so it is held back.
    Again {
        /// That entry.
        like: EntryId,
    },
    /// An earlier import posted it.
    Already {
        /// The entry.
        entry: EntryId,
        /// Note or approver are others there; what was posted first stands.
        differs: bool,
    },
    /// There is nothing to post.
    Skipped(SkipWhy),
    /// Its branch takes nothing, whatever the row says.
    Refused,
}

/// Why a row that can be read has nothing to post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkipWhy {
    /// A balance of zero is brought forward by doing nothing.
    ZeroBalance,
}

/// Something odd about a row that does not keep it from being posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Warning {
    /// The name beside the number is not the one kept for the account.
    NameDiffers {
        /// The name in the sheet.
        given: String,
    },
}

/// What a claim looks like: it is filed nevertheless, and a verifier says
/// whether it is another deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Like {
    /// An earlier row of the sheet.
    Row(u32),
    /// An entry that is there.
    Entry(EntryId),
}

/// An award or a deduction of which a cap or the floor left a part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clipped {
    /// Points for the whole quantity.
    pub(crate) computed: Points,
    /// Points that are posted.
    pub(crate) awarded: Points,
    /// What clipped them.
    pub(crate) by: Option<Clip>,
}

/// What comes to an account by a row, or is claimed for it; below zero it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved {
    /// How much.
    pub(crate) points: Amount,
    /// Of which currency.
    pub(crate) currency: CurrencyCode,
}

/// One row of the sheet, and what would come of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlannedRow {
    /// The row a person sees in Excel.
    pub(crate) row: u32,
    /// The branch it is for, if it says one.
    pub(crate) branch: Option<BranchCode>,
    /// The account, as far as it is known; for a register row that is ready,
    /// the number it would get if nothing came between.
    pub(crate) account: Option<AccountNo>,
    /// Its household number.
    pub(crate) household: Option<HouseholdNo>,
    /// The rule.
    pub(crate) code: Option<RuleCode>,
    /// The day of the deed, or of the opening balance.
    pub(crate) on: Option<Day>,
    /// How much was done.
    pub(crate) qty: Option<Qty>,
    /// The points that move, or moved when it was posted before.
    pub(crate) moved: Option<Moved>,
    /// They are not all the rule would give.
    pub(crate) clipped: Option<Box<Clipped>>,
    /// It is a claim that looks like another deed.
    pub(crate) like: Option<Like>,
    /// Who holds the account, from a register.
    pub(crate) holder: Option<Box<vault::Identity>>,
    /// What is odd about it.
    pub(crate) warnings: Vec<Warning>,
    /// What would come of it.
    pub(crate) state: RowState,
}

/// Where a row is put, for whoever has to do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pile {
    /// It will be posted.
    Ready,
    /// It will be filed as a claim.
    Claim,
    /// It has to be mended.
    Bad,
    /// It looks like an earlier row of the sheet, or like an entry there is.
    Held,
    /// An earlier import posted it.
    Already,
    /// There is nothing to post.
    Skipped,
    /// Its cap is used up, or nothing is left to take: it moves no points, and
    /// there is nothing to mend.
    UsedUp,
    /// The household has an account that no import opened.
    Taken,
    /// Its branch takes nothing.
    Refused,
}

impl PlannedRow {
    /// A row of which nothing is known yet.
    pub(super) fn new(row: u32, branch: Option<BranchCode>) -> Self {
        Self {
            row,
            branch,
            account: None,
            household: None,
            code: None,
            on: None,
            qty: None,
            moved: None,
            clipped: None,
            like: None,
            holder: None,
            warnings: Vec::new(),
            state: RowState::Refused,
        }
    }

    /// What is wrong with it; nothing unless it cannot be posted.
    pub(crate) fn bad(&self) -> &[BadCell] {
        match &self.state {
            RowState::Bad(bad) => bad,
            _ => &[],
        }
    }

    /// It will be posted or filed, or was.
    pub(crate) fn goes_in(&self) -> bool {
        matches!(self.state, RowState::Ready { .. } | RowState::Posted { .. })
    }

    /// Where it is put.
    pub(crate) fn pile(&self) -> Pile {
        match &self.state {
            RowState::Ready { claim: true } | RowState::Posted { claim: true, .. } => Pile::Claim,
            RowState::Ready { .. } | RowState::Posted { .. } => Pile::Ready,
            RowState::Refused => Pile::Refused,
            RowState::Held { .. } | RowState::Again { .. } => Pile::Held,
            RowState::Already { .. } => Pile::Already,
            RowState::Skipped(_) => Pile::Skipped,
            RowState::Bad(bad) => match bad.as_slice() {
                [BadCell { why: RowFault::Refused(why), .. }] => match **why {
                    Refusal::Award {
                        why: AwardRefusal::CapReached { .. } | AwardRefusal::AtFloor { .. },
                        ..
                    } => Pile::UsedUp,
                    Refusal::HouseholdTaken { .. } => Pile::Taken,
                    _ => Pile::Bad,
                },
                _ => Pile::Bad,
            },
        }
    }
}

/// How many rows of each kind there are, and what would move.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Totals {
    /// Rows that will be posted.
    pub(crate) ready: usize,
    /// Rows that will be filed as claims.
    pub(crate) claims: usize,
    /// Rows among both that were clipped.
    pub(crate) clipped: usize,
    /// Rows to mend.
    pub(crate) bad: usize,
    /// Rows held back as probable duplicates.
    pub(crate) held: usize,
    /// Rows posted before.
    pub(crate) already: usize,
    /// Rows with nothing to post.
    pub(crate) skipped: usize,
    /// Rows that move nothing, their cap being used up.
    pub(crate) used_up: usize,
    /// Households that have an account no import opened.
    pub(crate) taken: usize,
    /// Rows of branches that take nothing.
    pub(crate) refused: usize,
    /// What the rows that are ready would move, and the claims ask for.
    pub(crate) sums: Vec<Sum>,
}

/// What would move of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum {
    /// The currency.
    pub(crate) currency: CurrencyCode,
    /// Comes to accounts.
    pub(crate) credited: Amount,
    /// Goes from accounts.
    pub(crate) charged: Amount,
    /// Is claimed for accounts, and comes to them once it is reviewed.
    pub(crate) claimed: Amount,
}

/// What would come of a sheet; nothing is written yet.
pub(crate) struct Plan {
    /// What would come of it in each branch it has rows for, in order of their codes.
    pub(crate) parts: Vec<Part>,
    pub(super) sheet: Sheet,
}

/// What would come of a sheet in one branch: its rows there are posted as one.
pub(crate) struct Part {
    /// The branch.
    pub(crate) branch: BranchCode,
    /// Its rows of data, in the sheet's order.
    pub(crate) rows: Vec<PlannedRow>,
    /// The counts and sums.
    pub(crate) totals: Totals,
    /// What was posted of it.
    pub(crate) posted: Posted,
    /// Why the branch takes nothing, or why what was ready was not posted after all.
    pub(crate) trouble: Option<ImportError>,
    /// What the ledger worked out for the rows that are ready, until it is carried out.
    worked_out: Option<ledger::Plan>,
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("rows", &self.rows()).finish_non_exhaustive()
    }
}

impl Plan {
    /// Of a sheet whose parts were worked out.
    pub(crate) fn new(sheet: Sheet, parts: Vec<Part>) -> Self {
        Self { parts, sheet }
    }

    /// Where the rows are from.
    pub(crate) fn source(&self) -> Source {
        self.sheet.source()
    }

    /// Every row of data, in the sheet's order.
    pub(crate) fn rows(&self) -> Vec<&PlannedRow> {
        let parts = self.parts.iter().map(|part| part.rows.as_slice());
        let mut rows: Vec<&PlannedRow> =
            parts.chain([self.sheet.lost.as_slice()]).flatten().collect();
        rows.par_sort_unstable_by_key(|row| row.row);
        rows
    }

    /// Rows that are no data: totals, signatures, blanks.
    pub(crate) fn left_out(&self) -> &[Skipped] {
        &self.sheet.left_out
    }

    /// Headings of columns that are not imported.
    pub(crate) fn unused(&self) -> Vec<String> {
        // The running number of a row is nobody's loss.
        let unknown = self.sheet.table.header.unknown.iter();
        unknown.filter(|heading| plain(heading) != "序号").cloned().collect()
    }

    /// The rows that will be posted or filed, or were.
    pub(crate) fn ready(&self) -> impl Iterator<Item = &PlannedRow> {
        self.parts.iter().flat_map(|part| &part.rows).filter(|row| row.goes_in())
    }

    /// The counts and sums.
    pub(crate) fn totals(&self) -> Totals {
        let lost = Totals::of(&self.sheet.lost);
        self.parts.iter().fold(lost, |totals, part| totals.and(&part.totals))
    }
}

impl Totals {
    fn of(rows: &[PlannedRow]) -> Self {
        let mut totals = Self::default();
        let mut sums: BTreeMap<CurrencyCode, Sum> = BTreeMap::new();
        for row in rows {
            let pile = row.pile();
            let count = match pile {
                Pile::Ready => &mut totals.ready,
                Pile::Claim => &mut totals.claims,
                Pile::Bad => &mut totals.bad,
                Pile::Held => &mut totals.held,
                Pile::Already => &mut totals.already,
                Pile::Skipped => &mut totals.skipped,
                Pile::UsedUp => &mut totals.used_up,
                Pile::Taken => &mut totals.taken,
                Pile::Refused => &mut totals.refused,
            };
            *count += 1;
            if !matches!(pile, Pile::Ready | Pile::Claim) {
                continue;
            }
            totals.clipped += usize::from(row.clipped.is_some());
            if let Some(Moved { points, currency }) = row.moved {
                let sum = sums.entry(currency).or_insert(Sum::none(currency));
                let side = match pile {
                    Pile::Claim => &mut sum.claimed,
                    _ if points.is_negative() => &mut sum.charged,
                    _ => &mut sum.credited,
                };
                let more = if points.is_negative() { -points } else { points };
                // The branch's own account bounds the sum, so it is an amount.
                *side = side.checked_add(more).unwrap_or(*side);
            }
        }
        totals.sums = sums.into_values().collect();
        totals
    }

    /// All of them.
    pub(crate) fn rows(&self) -> usize {
        let Self { ready, claims, bad, held, already, skipped, used_up, taken, refused, .. } = self;
        ready + claims + bad + held + already + skipped + used_up + taken + refused
    }

    /// Both together.
    pub(crate) fn and(mut self, more: &Self) -> Self {
        self.ready += more.ready;
        self.claims += more.claims;
        self.clipped += more.clipped;
        self.bad += more.bad;
        self.held += more.held;
        self.already += more.already;
        self.skipped += more.skipped;
        self.used_up += more.used_up;
        self.taken += more.taken;
        self.refused += more.refused;
        for sum in &more.sums {
            let currency = sum.currency;
            let at = match self.sums.binary_search_by_key(&currency, |sum| sum.currency) {
                Ok(at) => at,
                Err(at) => {
                    self.sums.insert(at, Sum::none(currency));
                    at
                }
            };
            let mine = &mut self.sums[at];
            for (side, more) in [
                (&mut mine.credited, sum.credited),
                (&mut mine.charged, sum.charged),
                (&mut mine.claimed, sum.claimed),
            ] {
                *side = side.checked_add(more).unwrap_or(*side);
            }
        }
        self
    }
}

impl Sum {
    fn none(currency: CurrencyCode) -> Self {
        let zero = Amount::ZERO;
        Self { currency, credited: zero, charged: zero, claimed: zero }
    }
}

/// What was posted in a branch: one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Posted {
    /// So many rows.
    pub(crate) rows: usize,
    /// So many rows, filed as claims.
    pub(crate) claims: usize,
    /// The first and the last entry.
    pub(crate) entries: Option<(EntryId, EntryId)>,
}

/// Why what was ready was not posted; nothing of the branch's rows was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    /// The rules refuse a row by now: something came between.
    #[error("row {row}: {refusal}")]
    Refused {
        /// That row.
        row: u32,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// Storage failed.
    #[error(transparent)]
    Failed(#[from] ledger::Error),
}

impl Part {
    /// A part of which no row can be taken.
    pub(crate) fn shut(sheet: &Sheet, branch: BranchCode, why: ImportError) -> Self {
        let number =
            |row: &u32| PlannedRow::new(sheet.table.grid.row_number(*row as usize), Some(branch));
        let rows: Vec<_> = sheet.rows_of(branch).iter().map(number).collect();
        let totals = Totals::of(&rows);
        let posted = Posted::default();
        Self { branch, rows, totals, posted, trouble: Some(why), worked_out: None }
    }

    /// What was ready was not posted after all.
    pub(crate) fn failed(&self) -> bool {
        matches!(self.trouble, Some(ImportError::Post(_)))
    }

    /// There is something to post that is not posted.
    pub(crate) fn has_work(&self) -> bool {
        self.trouble.is_none()
            && self.posted.entries.is_none()
            && self.totals.ready + self.totals.claims > 0
    }

    /// Forgets what was worked out: it is shown and not carried out.
    pub(crate) fn only_shown(&mut self) {
        self.worked_out = None;
    }

    /// Posts the rows that are ready, as one order: all of them durable, or nothing, and
    /// then it is said why ([`Self::trouble`]). Gives what was done for each.
    pub(crate) fn post(&mut self, ledger: &Ledger) -> Vec<Done> {
        match self.try_to_post(ledger) {
            Ok(posted) => posted,
            Err(error) => {
                self.trouble = Some(error.into());
                Vec::new()
            }
        }
    }

    fn try_to_post(&mut self, ledger: &Ledger) -> Result<Vec<Done>, PostError> {
        let Some(plan) = self.worked_out.take() else { return Ok(Vec::new()) };
        // What had been answered before is among the answers.
        let is_good = |row: &PlannedRow| {
            matches!(row.state, RowState::Ready { .. } | RowState::Already { differs: false, .. })
        };
        let answer = match ledger.carry_out(plan) {
            Ok(answer) => answer,
            Err(SubmitError::Failed(error)) => return Err(error.into()),
            Err(SubmitError::Refused { index, refusal }) => {
                let row = self.rows.iter().filter(|row| is_good(row)).nth(index);
                let row = row.map(|row| row.row).unwrap_or_default();
                return Err(PostError::Refused { row, refusal });
            }
        };
        let mut posted = Vec::with_capacity(answer.len());
        let good = self.rows.iter_mut().filter(|row| is_good(row));
        for (row, done) in good.zip(answer) {
            let RowState::Ready { claim } = row.state else { continue };
            row.state = RowState::Posted { claim, entry: done.entry };
            *if claim { &mut self.posted.claims } else { &mut self.posted.rows } += 1;
            if let Event::AccountOpened { account, .. } = done.event {
                row.account = Some(account);
            }
            posted.push(done);
        }
        let entry = |done: Option<&Done>| done.map(|done| done.entry);
        self.posted.entries = entry(posted.first()).zip(entry(posted.last()));
        Ok(posted)
    }
}

/// A row as it was read: what is known of it, and what it asks.
pub(super) struct Draft {
    pub(super) planned: PlannedRow,
    /// What makes it the row it is, and what it asks, if it can be asked.
    pub(super) asks: Option<(Identity, Command)>,
}

impl Draft {
    /// A row read to the end, of which nothing is known yet.
    pub(super) fn of(row: Row<'_>) -> Self {
        let number = row.number();
        let planned = PlannedRow {
            state: RowState::Bad(row.bad),
            warnings: row.warnings,
            ..PlannedRow::new(number, None)
        };
        Self { planned, asks: None }
    }

    /// Nothing was found wrong while reading.
    pub(super) fn is_good(&self) -> bool {
        self.planned.bad().is_empty()
    }
}

/// Works out what would come of a sheet's rows in the office's branch.
///
/// # Errors
/// An operator, a key, a clock or a branch that is refused, or failing storage.
pub(super) fn part<'a>(
    office: &Office<'_>,
    sheet: &'a Sheet,
    allow_duplicates: bool,
    mut read: impl FnMut(Row<'a>) -> Draft,
) -> Result<Part, ImportError> {
    let (table, branch) = (&sheet.table, office.branch);
    let numbers = sheet.rows_of(branch);
    let mut rows = Vec::with_capacity(numbers.len());
    let mut requests = Vec::with_capacity(numbers.len());
    let mut names = Requests { allow_duplicates, seen: HashMap::with_capacity(numbers.len()) };
    for &index in numbers {
        let Draft { mut planned, asks } = read(Row::new(table, index as usize));
        planned.branch = Some(branch);
        if let Some((mut identity, command)) = asks {
            match names.name(&mut identity, planned.row) {
                Ok(request) => {
                    planned.state =
                        RowState::Ready { claim: matches!(command, Command::FileClaim(_)) };
                    requests.push((request, command));
                }
                Err(state) => planned.state = state,
            }
        }
        rows.push(planned);
    }
    drop(names);
    let mut worked_out = None;
    if !requests.is_empty() {
        let plan = office.ledger.plan(&office.order(&requests, allow_duplicates))?;
        drop(requests);
        if let Some(refusal) = plan.outcomes().iter().find_map(of_the_whole_order) {
            return Err(ImportError::Refused(Box::new(refusal.clone())));
        }
        let ready = rows.iter_mut().filter(|row| matches!(row.state, RowState::Ready { .. }));
        let mut would_be = WouldBe::default();
        for (row, outcome) in ready.zip(plan.outcomes()) {
            settle(row, outcome, table, &mut would_be);
        }
        let is_ready = |row: &PlannedRow| matches!(row.state, RowState::Ready { .. });
        worked_out = rows.iter().any(is_ready).then_some(plan);
    }
    let totals = Totals::of(&rows);
    let posted = Posted::default();
    Ok(Part { branch, rows, totals, posted, trouble: None, worked_out })
}

/// The rows that would be posted, by the entries they would be: they come in their order.
#[derive(Default)]
struct WouldBe(Vec<(EntryId, u32)>);

impl WouldBe {
    fn row_of(&self, entry: EntryId) -> Option<u32> {
        let at = self.0.binary_search_by_key(&entry, |(entry, _)| *entry).ok()?;
        self.0.get(at).map(|(_, row)| *row)
    }
}

/// Gives every row its request key, and holds back what looks like an earlier one.
struct Requests {
    allow_duplicates: bool,
    /// The first row of each kind, and how many came after it.
    seen: HashMap<Digest, (u32, u32)>,
}

impl Requests {
    fn name(&mut self, identity: &mut Identity, row: u32) -> Result<RequestKey, RowState> {
        let digest = identity.digest(0);
        let digest = match self.seen.entry(digest) {
            Entry::Vacant(entry) => {
                entry.insert((row, 0));
                digest
            }
            Entry::Occupied(entry) if !self.allow_duplicates => {
                return Err(RowState::Held { same_as_row: entry.get().0 });
            }
            Entry::Occupied(mut entry) => {
                let (_, times) = entry.get_mut();
                *times += 1;
                identity.digest(*times)
            }
        };
        key_of(&digest).map_err(|why| RowState::Bad(vec![of_row(why.into())]))
    }
}

fn of_row(why: RowFault) -> BadCell {
    BadCell { column: None, given: String::new(), why }
}

/// A refusal that no row can be mended for: the operator, the key, the clock.
fn of_the_whole_order(outcome: &Outcome) -> Option<&Refusal> {
    outcome.as_ref().err().filter(|refusal| {
        matches!(
            refusal,
            Refusal::ClockBehind { .. }
                | Refusal::ClockAhead { .. }
                | Refusal::WrongBranch { .. }
                | Refusal::BranchNotOpen { .. }
                | Refusal::UnknownOperator { .. }
                | Refusal::RetiredOperator { .. }
                | Refusal::WrongKey { .. }
                | Refusal::NoRight { .. }
        )
    })
}

/// Puts the answer to a row's request back on the row.
fn settle(row: &mut PlannedRow, outcome: &Outcome, table: &Table, would_be: &mut WouldBe) {
    match outcome {
        Ok(done) => {
            if let Event::AccountOpened { account, .. } = &done.event {
                row.account = Some(*account);
            }
            row.moved = moved(&done.event);
            if let Event::ClaimFiled(Deed { like: Some(like), .. }) = &done.event {
                let row_of_it = would_be.row_of(*like);
                row.like = Some(row_of_it.map_or(Like::Entry(*like), Like::Row));
            }
            if let Some(deed) = done.event.deed() {
                row.qty = Some(deed.qty);
                let (awarded, by) = (deed.points, done.clipped_by);
                let clipped = |computed| Box::new(Clipped { computed, awarded, by });
                row.clipped = deed.computed.map(clipped);
            }
            if done.repeated {
                row.state = RowState::Already { entry: done.entry, differs: false };
            } else {
                would_be.0.push((done.entry, row.row));
            }
        }
        Err(Refusal::DeedAgain { like, .. }) => {
            row.state = match would_be.row_of(*like) {
                Some(same_as_row) => RowState::Held { same_as_row },
                None => RowState::Again { like: *like },
            };
        }
        // The key says what makes the row; anything else may have been put otherwise.
        Err(Refusal::RequestReused { entry, .. }) => {
            row.state = RowState::Already { entry: *entry, differs: true };
        }
        Err(refusal) => {
            let key = column_of(refusal, table);
            row.state = RowState::Bad(vec![BadCell {
                column: key.and_then(|key| table.label(key)),
                given: key.map_or_else(String::new, |key| table.shown(row.row, key)),
                why: RowFault::Refused(Box::new(refusal.clone())),
            }]);
        }
    }
}

/// What comes to the account that the entry is kept with: where a rule pays the
/// household, that is not the person's.
fn moved(event: &Event) -> Option<Moved> {
    // A claim moves nothing yet.
    if let Event::ClaimFiled(Deed { points, currency, .. }) = event {
        return Some(Moved { points: points.amount(), currency: *currency });
    }
    let (currency, points) = brings(event, event.accounts()[0]?).next()?;
    Some(Moved { points, currency })
}

/// The column a refusal is about, if it is about one and the sheet has it.
fn column_of(refusal: &Refusal, table: &Table) -> Option<&'static str> {
    let keys: &[&'static str] = match refusal {
        Refusal::OtherBranch { .. }
        | Refusal::UnknownAccount { .. }
        | Refusal::ClosedAccount { .. }
        | Refusal::FrozenAccount { .. }
        | Refusal::HouseholdTaken { .. }
        | Refusal::NoHousehold { .. }
        | Refusal::PaysPerson { .. }
        | Refusal::AlreadyBroughtForward { .. } => &["household", "account", "name"],
        Refusal::FutureDay { .. }
        | Refusal::BeforeBank { .. }
        | Refusal::NoRulebook { .. }
        | Refusal::RuleNotInForce { .. }
        | Refusal::TooLate { .. }
        | Refusal::LateNeedsClaim { .. }
        | Refusal::WitnessesMissing { .. } => &["on"],
        Refusal::UnknownRule { .. }
        | Refusal::RuleOfKind { .. }
        | Refusal::HolderNotAllowed { .. }
        | Refusal::ApproverMissing { .. } => &["rule", "item"],
        Refusal::ApproverIsPoster { .. } | Refusal::ApproverUnfit { .. } => &["approver"],
        Refusal::TooPrecise { .. } => &["points"],
        Refusal::TextTooLong { field, .. }
        | Refusal::TextControl { field }
        | Refusal::TextPrivate { field, .. } => match *field {
            "evidence" => &["evidence"],
            "note" => &["note"],
            "household number" => &["household"],
            _ => &[],
        },
        Refusal::Award {
            why:
                AwardRefusal::NotPositive { .. }
                | AwardRefusal::WrongUnit { .. }
                | AwardRefusal::TooPrecise { .. }
                | AwardRefusal::Absurd { .. }
                | AwardRefusal::TooLarge { .. }
                | AwardRefusal::AwardsNothing { .. },
            ..
        } => &["qty"],
        _ => &[],
    };
    keys.iter().copied().find(|key| table.has(key))
}
