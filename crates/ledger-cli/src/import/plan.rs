//! The plan of an import: every row with what would come of it, and its posting.
//!
//! All rows that can be read are tried against the ledger as one order, behind
//! each other, so caps and balances are as they will be when the order is
//! posted. What the rules refuse comes back to its row and cell. A row refused
//! is left out of what follows it.

use std::collections::{BTreeMap, HashMap};

use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::event::{Deed, Event};
use ledger_core::ids::{
    AccountNo, CurrencyCode, EntryId, HouseholdNo, NameError, RequestKey, RuleCode,
};
use ledger_core::ledger::{Done, Outcome, SubmitError};
use ledger_core::points::{Amount, AmountError, Points, Qty};
use ledger_core::postings::brings;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::{AwardRefusal, Clip};
use ledger_core::vault::{self, IdentityError};

use super::key::Identity;
use super::read::Row;
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
        /// Its request key.
        request: RequestKey,
        /// What is asked.
        command: Command,
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
    pub(crate) clipped: Option<Clipped>,
    /// It is a claim that looks like another deed.
    pub(crate) like: Option<Like>,
    /// Who holds the account, from a register.
    pub(crate) holder: Option<vault::Identity>,
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
}

impl PlannedRow {
    /// What is wrong with it; nothing unless it cannot be posted.
    pub(crate) fn bad(&self) -> &[BadCell] {
        match &self.state {
            RowState::Bad(bad) => bad,
            _ => &[],
        }
    }

    /// Where it is put.
    pub(crate) fn pile(&self) -> Pile {
        match &self.state {
            RowState::Ready { command: Command::FileClaim(_), .. } => Pile::Claim,
            RowState::Ready { .. } => Pile::Ready,
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
#[derive(Debug)]
pub(crate) struct Plan {
    /// Where the rows are from.
    pub(crate) source: Source,
    /// Every row of data, in the sheet's order.
    pub(crate) rows: Vec<PlannedRow>,
    /// Rows that are no data: totals, signatures, blanks.
    pub(crate) left_out: Vec<Skipped>,
    /// Headings of columns that are not imported.
    pub(crate) unused: Vec<String>,
    /// Rows that look alike are different deeds.
    allow_duplicates: bool,
    pub(super) table: Table,
}

impl Plan {
    /// The rows that will be posted or filed, in the order of their requests: the index
    /// of a refused request on posting is an index here.
    pub(crate) fn ready(&self) -> impl Iterator<Item = &PlannedRow> {
        self.rows.iter().filter(|row| matches!(row.state, RowState::Ready { .. }))
    }

    /// The counts and sums.
    pub(crate) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        let mut sums: BTreeMap<CurrencyCode, Sum> = BTreeMap::new();
        for row in &self.rows {
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
            };
            *count += 1;
            if !matches!(pile, Pile::Ready | Pile::Claim) {
                continue;
            }
            totals.clipped += usize::from(row.clipped.is_some());
            if let Some(Moved { points, currency }) = row.moved {
                let zero = Amount::ZERO;
                let none = Sum { currency, credited: zero, charged: zero, claimed: zero };
                let sum = sums.entry(currency).or_insert(none);
                // The branch's own account bounds the sum, so it is an amount.
                let (side, more) = match pile {
                    Pile::Claim => (&mut sum.claimed, points),
                    _ if points.is_negative() => (&mut sum.charged, -points),
                    _ => (&mut sum.credited, points),
                };
                *side = side.checked_add(more).unwrap_or(*side);
            }
        }
        totals.sums = sums.into_values().collect();
        totals
    }
}

/// One row that was posted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PostedRow {
    /// The row a person sees in Excel.
    pub(crate) row: u32,
    /// The entry and what it says.
    pub(crate) done: Done,
    /// Who holds the account it opened.
    pub(crate) holder: Option<vault::Identity>,
}

/// What an import wrote: one commit, or nothing where no row was ready.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Posted {
    /// Its rows, in the sheet's order.
    pub(crate) rows: Vec<PostedRow>,
}

/// Posts the rows that are ready, as one order: all of them durable, or nothing.
///
/// # Errors
/// A row that the rules refuse by now (something came between; its place is
/// the place in [`Plan::ready`]), or failing storage.
pub(crate) fn post(plan: &Plan, office: &Office<'_>) -> Result<Posted, SubmitError> {
    let requests = requests_of(&plan.rows);
    if requests.is_empty() {
        return Ok(Posted::default());
    }
    let done = office.ledger.submit(&office.order(&requests, plan.allow_duplicates))?;
    let rows = plan.ready().zip(done).map(|(row, done)| {
        let holder = row.holder.clone();
        PostedRow { row: row.row, done, holder }
    });
    Ok(Posted { rows: rows.collect() })
}

fn requests_of(rows: &[PlannedRow]) -> Vec<(RequestKey, Command)> {
    let ready = rows.iter().filter_map(|row| match &row.state {
        RowState::Ready { request, command } => Some((request.clone(), command.clone())),
        _ => None,
    });
    ready.collect()
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
        let planned = PlannedRow {
            row: row.number(),
            account: None,
            household: None,
            code: None,
            on: None,
            qty: None,
            moved: None,
            clipped: None,
            like: None,
            holder: None,
            warnings: row.warnings,
            state: RowState::Bad(row.bad),
        };
        Self { planned, asks: None }
    }

    /// Nothing was found wrong while reading.
    pub(super) fn is_good(&self) -> bool {
        self.planned.bad().is_empty()
    }
}

/// Reads every row of data and leaves out the rest.
pub(super) fn read_rows(
    table: &Table,
    mut read: impl FnMut(Row<'_>) -> Draft,
) -> (Vec<Draft>, Vec<Skipped>) {
    let mut rows = table.header.data_rows(&table.grid);
    let drafts = rows.by_ref().map(|data| read(Row::new(table, data))).collect();
    (drafts, rows.skipped().to_vec())
}

/// Makes the plan of rows that were read.
pub(super) fn make(
    office: &Office<'_>,
    table: Table,
    (drafts, left_out): (Vec<Draft>, Vec<Skipped>),
    allow_duplicates: bool,
) -> Result<Plan, ImportError> {
    let mut rows = name_requests(office, drafts, allow_duplicates);
    let requests = requests_of(&rows);
    if !requests.is_empty() {
        let outcomes =
            office.ledger.plan(&office.order(&requests, allow_duplicates))?.into_outcomes();
        if let Some(refusal) = outcomes.iter().find_map(of_the_whole_order) {
            return Err(ImportError::Refused(Box::new(refusal.clone())));
        }
        let ready = rows.iter_mut().filter(|row| matches!(row.state, RowState::Ready { .. }));
        // The rows that would be posted, by the entries they would be.
        let mut would_be: HashMap<EntryId, u32> = HashMap::new();
        for (row, outcome) in ready.zip(outcomes) {
            settle(row, outcome, &table, &mut would_be);
        }
    }
    let source = Source { file: table.grid.file.clone(), sheet: table.grid.sheet.clone() };
    // The running number of a row is nobody's loss.
    let unused = table.header.unknown.iter().filter(|heading| plain(heading) != "序号");
    let unused = unused.cloned().collect();
    Ok(Plan { source, rows, left_out, unused, allow_duplicates, table })
}

/// Gives every row its request key, and holds back what looks like an earlier one.
fn name_requests(
    office: &Office<'_>,
    drafts: Vec<Draft>,
    allow_duplicates: bool,
) -> Vec<PlannedRow> {
    let mut seen: HashMap<Identity, (u32, u32)> = HashMap::new();
    let mut rows = Vec::with_capacity(drafts.len());
    for Draft { mut planned, asks } in drafts {
        if let Some((identity, command)) = asks {
            let (same_as_row, times) = *seen
                .entry(identity.clone())
                .and_modify(|(_, times)| *times += 1)
                .or_insert((planned.row, 0));
            planned.state = if times > 0 && !allow_duplicates {
                RowState::Held { same_as_row }
            } else {
                match identity.key(office.branch, times) {
                    Ok(request) => RowState::Ready { request, command },
                    Err(why) => RowState::Bad(vec![of_row(why.into())]),
                }
            };
        }
        rows.push(planned);
    }
    rows
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
fn settle(
    row: &mut PlannedRow,
    outcome: Outcome,
    table: &Table,
    would_be: &mut HashMap<EntryId, u32>,
) {
    match outcome {
        Ok(done) => {
            if let Event::AccountOpened { account, .. } = &done.event {
                row.account = Some(*account);
            }
            row.moved = moved(&done.event);
            if let Event::ClaimFiled(Deed { like: Some(like), .. }) = &done.event {
                let row_of_it = would_be.get(like).copied();
                row.like = Some(row_of_it.map_or(Like::Entry(*like), Like::Row));
            }
            if let Some(deed) = done.event.deed() {
                row.qty = Some(deed.qty);
                let (awarded, by) = (deed.points, done.clipped_by);
                row.clipped = deed.computed.map(|computed| Clipped { computed, awarded, by });
            }
            if done.repeated {
                row.state = RowState::Already { entry: done.entry, differs: false };
            } else {
                would_be.insert(done.entry, row.row);
            }
        }
        Err(Refusal::DeedAgain { like, .. }) => {
            row.state = match would_be.get(&like) {
                Some(&same_as_row) => RowState::Held { same_as_row },
                None => RowState::Again { like },
            };
        }
        // The key says what makes the row; anything else may have been put otherwise.
        Err(Refusal::RequestReused { entry, .. }) => {
            row.state = RowState::Already { entry, differs: true };
        }
        Err(refusal) => {
            let key = column_of(&refusal, table);
            row.state = RowState::Bad(vec![BadCell {
                column: key.and_then(|key| table.label(key)),
                given: key.map_or_else(String::new, |key| table.shown(row.row, key)),
                why: RowFault::Refused(Box::new(refusal)),
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
