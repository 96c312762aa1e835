//! The ledger: the one place that loads, decides, appends, applies, acknowledges.
//!
//! ```text
//! submit: load what decide needs → decide → encode and sign → append (durable)
//!                                                          → books → acknowledge
//! ```
//!
//! **Nothing is acknowledged that is not durable, and nothing half of a batch
//! is ever seen.** After a failed append the ledger is poisoned: what is on the
//! disk is not known until it is opened again. Books that turn out damaged are
//! set aside and made again from the journal, and the caller is told ([`Notice`]).
//!
//! **Branches are worked at side by side**, each at a desk of its own. Who posts
//! one command works it out at the desk, behind what others worked out there and
//! is not durable yet, and the first whose turn it is writes for all of them, one
//! append and one sync, while the next are being worked out, and then perhaps for those. No answer is given,
//! not even a refusal, before all that it was worked out behind is durable. Who
//! looks at a branch, plans, or posts several commands at once, waits until
//! nothing is under way there; those who come later wait for them.
//!
//! The books are written before an entry is acknowledged; with a thread for them
//! ([`Ledger::with_scribe`]), while the next commits are on their way to the disk, those of
//! all branches together. They are behind by some commits of a branch then, by a few hundred
//! at the most: who looks at it has them written, and a ledger that is dropped writes them,
//! unless a write failed.
//! What they lack is read from the journal again, as is what the store had not written out
//! itself when the power went.
//!
//! Locks are taken in this order: `files`, one desk's `paper`, `books`, `notices`.
//! Nobody holds two desks: of head office, and of a neighbour's files, what is needed
//! is looked at before, or in the books. The journal locks for itself.
//!
//! There is no clock here, no key file and no name of a person: time, key and
//! account numbers come in with the [`Order`].

mod between;
mod bundles;
mod tree;

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, TryLockError,
    mpsc,
};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::apply::apply;
use crate::books::shelf::{self, ReadBack, Shelf};
use crate::books::{Ahead, Batch, Books, BooksError, MemoryBooks, Sorted};
use crate::command::{Command, DeedCommand, Incoming, Resolution};
use crate::day::{Day, Timestamp};
use crate::decide::{acting, check_request, clipped_by, decide, likeness};
use crate::event::{Aim, Deed, Event, Role};
use crate::ids::{
    AccountNo, BranchCode, EntryId, FileDigest, HouseholdNo, Origin, RequestKey, RuleCode,
};
use crate::journal::{Appended, Damage, Journal, JournalError, Lines, Torn};
use crate::keys::OperatorKey;
use crate::line::{Entry, EntryHash, LineError};
use crate::refusal::Refusal;
use crate::rulebook::Clip;
use crate::state::{Account, State};
use crate::walk::{Chain, Problem, Walk};

pub use between::{Clearing, Crossing, Ended, Finished, Hand, Netting};
pub use bundles::TakeOverError;

/// A clock further behind the last entry than this is asked about.
pub const CLOCK_BEHIND_SECONDS: i64 = 24 * 60 * 60;
/// A clock further ahead of the last entry than this is asked about.
pub const CLOCK_AHEAD_DAYS: i64 = 45;

/// What a plan of more entries loaded is not kept once it is carried out.
const LARGE_PLAN: u64 = 1_000;

/// Where the books are behind by more commits of a branch, the next waits for what can be
/// put there.
const BEHIND: u64 = 256;
/// So many groups of orders are written by who writes the first of them, as long as there are
/// more: nobody has to be woken in between, and who writes waits a little longer.
const IN_A_ROW: usize = 4;
/// So long the thread for the books lets commits gather, of all branches, before it puts
/// them there at once: what a store does for each writing is dear, and nobody waits for it.
const GATHERING: Duration = Duration::from_millis(20);

/// So many entries, at most, are read back from the disk when a branch is opened to write.
pub const READ_BACK_ENTRIES: u64 = 256;

/// Storage failed, or history is damaged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The books, beyond making them again.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// An entry that the journal cannot hold.
    #[error("the entry cannot be written: {0}")]
    Line(#[from] LineError),
    /// More lines are asked for than there are, or than the size that is asked about.
    #[error("branch `{branch}` has {size} lines there, {asked} are asked for")]
    NotThere {
        /// The branch.
        branch: BranchCode,
        /// Lines asked for.
        asked: u64,
        /// Lines there.
        size: u64,
    },
    /// The branch's journal is written in another folder.
    #[error("branch `{branch}` is away: its journal is written in another folder")]
    Away {
        /// The branch.
        branch: BranchCode,
    },
    /// A write failed; whether what it held is there shows when the ledger is opened again.
    #[error("a write failed; whether this was written shows when the bank is opened again")]
    OutcomeUnknown,
    /// A write failed, so nothing more is acknowledged until the ledger is opened again.
    #[error("a write failed; nothing more is taken until the bank is opened again")]
    Poisoned,
}

impl Error {
    /// It came before the one write of an order, so nothing of the order is in the journal;
    /// of others only a second look tells.
    pub fn before_writing(&self) -> bool {
        match self {
            Self::Journal(
                JournalError::Damaged { .. }
                | JournalError::DataLoss { .. }
                | JournalError::ReadOnly,
            )
            | Self::Books(_)
            | Self::Line(_)
            | Self::NotThere { .. }
            | Self::Away { .. } => true,
            Self::Journal(
                JournalError::Io { .. } | JournalError::Poisoned(_) | JournalError::MovedOn { .. },
            )
            | Self::OutcomeUnknown
            | Self::Poisoned => false,
        }
    }
}

/// Why an order was not carried out; nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The rules say no.
    #[error("{refusal}")]
    Refused {
        /// Which command of the order.
        index: usize,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// Storage failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// What the ledger did besides what it was asked: for the shell to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A commit that never ended was moved aside.
    Torn(Torn),
    /// The books were behind the journal and were brought up to date.
    CaughtUp {
        /// The branch.
        branch: BranchCode,
        /// Entries added to its books.
        entries: u64,
    },
    /// The books were made again from the journal.
    Rebuilt {
        /// Why.
        why: String,
    },
    /// The clock is behind; the last entry's time was taken.
    ClockBehind {
        /// By how much.
        seconds: i64,
    },
}

/// What someone asks of one branch: all of it, or none.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The branch.
    pub branch: BranchCode,
    /// Who asks, and signs.
    pub key: &'a OperatorKey,
    /// What time it is.
    pub now: Timestamp,
    /// The clock was asked about and is right.
    pub clock_confirmed: bool,
    /// Deeds that are like one already there were asked about and are others.
    pub likeness_confirmed: bool,
    /// What is asked, each under its request key.
    pub requests: &'a [(RequestKey, Command)],
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The entry that answers it.
    pub entry: EntryId,
    /// What happened.
    pub event: Event,
    /// It had been answered before; nothing new was written.
    pub repeated: bool,
    /// What left less of an award or a deduction than the rule gives; not known any
    /// more of what had been answered before.
    pub clipped_by: Option<Clip>,
}

/// What would come of one request.
pub type Outcome = Result<Done, Refusal>;

/// An order that was worked out and not written: [`Ledger::carry_out`] writes it.
///
/// What was worked out is kept with it and nowhere else, so nothing of it is seen by
/// who looks at the branch meanwhile, and a plan that is dropped never was.
pub struct Plan {
    outcomes: Vec<Outcome>,
    branch: BranchCode,
    key: OperatorKey,
    now: Timestamp,
    clock_confirmed: bool,
    likeness_confirmed: bool,
    /// The keys of what was not refused.
    good: Vec<RequestKey>,
    shelf: Shelf,
    pending: Pending,
    /// The books that the shelf is of.
    edition: u64,
}

impl Plan {
    /// What would come of each request.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The same, of a plan that is not carried out.
    pub fn into_outcomes(self) -> Vec<Outcome> {
        self.outcomes
    }
}

/// The answers to all requests of an order.
pub type Answer = Result<Vec<Done>, SubmitError>;

/// The ledger over a journal and its books.
pub struct Ledger {
    journal: Box<dyn Journal>,
    books: Arc<RwLock<Edition>>,
    scribe: Option<Scribe>,
    desks: Mutex<HashMap<BranchCode, Arc<Desk>>>,
    /// Held until it is answered by who shows a file: of two villages that are shown the
    /// same one at the same time, one has to see it in the other's books.
    files: Mutex<()>,
    notices: Mutex<Vec<Notice>>,
    poisoned: AtomicBool,
    away: BTreeSet<BranchCode>,
    writable: bool,
    /// What was written last is read back when a branch is opened.
    reads_back: bool,
}

/// The books, and how often they were begun anew: a shelf of earlier ones is of no use.
struct Edition {
    books: Box<dyn Books>,
    number: u64,
}

/// Where one branch is worked at.
#[derive(Default)]
struct Desk {
    paper: Mutex<Paper>,
    /// Who is the first of a group waits here until he may write it: of one group and the
    /// next, each at his own.
    turns: [Condvar; 2],
    /// All there was is durable, or nobody wants it still any more.
    pause: Condvar,
    /// The books got what was on its way to them.
    kept: Condvar,
}

/// What lies on a desk.
#[derive(Default)]
struct Paper {
    /// The branch as it will be once all that is pending is durable.
    shelf: Option<Shelf>,
    /// The books that the shelf is of.
    edition: u64,
    /// The shelf is to be opened again once nothing is under way.
    stale: bool,
    pending: Pending,
    /// Something was drafted that is in no batch for the books yet.
    untold: bool,
    /// What is to be in the books next, once it is durable.
    on_its_way: Option<Told>,
    /// Somebody puts that there.
    keeping: bool,
    /// The last group of orders of which anything is in the books, or will be once they are
    /// made anew; with a thread for them not yet all of it, perhaps.
    kept: u64,
    /// Why the books did not get what was on its way to them.
    unkept: Option<BooksError>,
    /// Groups of orders that were handed to the journal, and those of them that came back.
    begun: u64,
    ended: u64,
    /// For those who are in the group that is being written, and in the next, to wait for.
    writing: Arc<OnceLock<Fate>>,
    next: Arc<OnceLock<Fate>>,
    /// Somebody sees to it that the next group is written.
    led: bool,
    /// So many wait for their turn to write a group.
    at_turn: usize,
    /// So many came to wait until nothing is under way, and so many of them had their turn,
    /// one after the other.
    asked_still: u64,
    had_still: u64,
}

impl Paper {
    /// Nothing is under way.
    fn is_still(&self) -> bool {
        self.pending.is_empty() && !self.untold && self.on_its_way.is_none()
    }

    /// Whether the branch is open, with a shelf of these books.
    fn is_open(&self, books: &Edition) -> bool {
        self.shelf.is_some() && !self.stale && self.edition == books.number
    }

    /// Takes from the shelf what belongs into the books: of all that was drafted, durable
    /// or not yet. The shelf goes on meanwhile.
    fn tell(&mut self, books: &Edition) {
        if self.on_its_way.is_some() || !std::mem::take(&mut self.untold) || !self.is_open(books) {
            // What is not told is read from the journal when the branch is opened again.
            return;
        }
        // A line that is signed later is another one.
        self.sign();
        let (size, group) = (self.size(), self.begun + u64::from(!self.pending.lines.is_empty()));
        // What is taken from the shelf is in no later batch: if that fails, it is of no use.
        self.stale = true;
        let batch =
            self.shelf.as_mut().map(|shelf| unless_it_panics(|| shelf.batch(&*books.books)));
        match batch {
            Some(Ok(batch)) => {
                self.on_its_way = Some(Told { batch: Arc::new(Sorted::new(batch)), size, group });
                self.stale = false;
            }
            Some(Err(why)) => self.unkept = Some(why),
            None => {}
        }
    }

    /// The entries of the journal and those behind them.
    fn size(&self) -> u64 {
        self.pending.committed.0 + self.pending.taken.count() + self.pending.lines.count()
    }

    /// Tells what belongs into the books, and gives what of it is durable to who is to put it
    /// there; none where somebody does already.
    fn take_to_keep(&mut self, books: &Edition) -> Option<Taken> {
        self.tell(books);
        let told = self.on_its_way.as_ref()?;
        if self.keeping || told.size > self.pending.committed.0 {
            return None;
        }
        self.keeping = true;
        // While anything is on its way, the desk's edition stays.
        let edition = self.edition;
        Some(Taken { batch: Arc::clone(&told.batch), group: told.group, edition })
    }

    fn shelf(&mut self) -> Result<&mut Shelf, Error> {
        self.shelf.as_mut().ok_or(Error::Poisoned)
    }

    fn state(&self) -> Result<&State, Error> {
        Ok(self.shelf.as_ref().ok_or(Error::Poisoned)?.state())
    }

    /// Signs the last line, and with it those before it that nobody signed.
    fn sign(&mut self) {
        if let Some(key) = self.pending.signs.take()
            && let Some(last) = self.pending.lines.sign_last(&key)
            && let Some(shelf) = &mut self.shelf
        {
            shelf.state_mut().head = EntryHash::of(last);
        }
    }
}

/// What became of a group of orders.
#[derive(Debug)]
enum Fate {
    Durable,
    /// Its writing failed, so nothing is known of it; why, for the first who asks.
    Unknown(Mutex<Option<Error>>),
    /// The writing of the one before it failed.
    NotWritten,
}

impl Fate {
    fn told(&self) -> Result<(), Error> {
        match self {
            Self::Durable => Ok(()),
            Self::Unknown(why) => Err(lock(why).take().unwrap_or(Error::OutcomeUnknown)),
            Self::NotWritten => Err(Error::Poisoned),
        }
    }
}

/// What belongs into the books once so many entries are in the journal.
struct Told {
    batch: Arc<Sorted>,
    size: u64,
    /// The last group of orders in it.
    group: u64,
}

/// What somebody puts into the books.
struct Taken {
    batch: Arc<Sorted>,
    group: u64,
    /// The books that it is for.
    edition: u64,
}

/// What has been worked out for one branch and is not known to be in the journal yet.
#[derive(Default)]
struct Pending {
    /// Entries in the journal, and the hash of the last.
    committed: (u64, EntryHash),
    /// The lines that come behind them: those in the hands of the journal, and the others.
    taken: Arc<Lines>,
    lines: Lines,
    /// Who signs the last of them before a line of somebody else, or the journal, comes.
    signs: Option<OperatorKey>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(books: &RwLock<Edition>) -> Guard<'_> {
    books.read().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    /// A ledger that writes.
    pub fn new(journal: Box<dyn Journal>, books: Box<dyn Books>) -> Self {
        Self::over(journal, books, true)
    }

    /// A ledger that only answers; the journal is never changed.
    pub fn read_only(journal: Box<dyn Journal>, books: Box<dyn Books>) -> Self {
        Self::over(journal, books, false)
    }

    fn over(journal: Box<dyn Journal>, books: Box<dyn Books>, writable: bool) -> Self {
        Self {
            journal,
            books: Arc::new(RwLock::new(Edition { books, number: 0 })),
            scribe: None,
            desks: Mutex::default(),
            files: Mutex::default(),
            notices: Mutex::default(),
            poisoned: AtomicBool::new(false),
            away: BTreeSet::new(),
            writable,
            reads_back: writable,
        }
    }

    /// The same, opening each branch as one that is to be written.
    #[must_use]
    pub fn reading_back(mut self) -> Self {
        self.reads_back = true;
        self
    }

    /// The same, with a thread of its own that writes the books while the next commit is
    /// on its way: for who posts one after the other, and not a single one.
    #[must_use]
    pub fn with_scribe(mut self) -> Self {
        self.scribe = Scribe::new(&self.books);
        self
    }

    /// The same, where these branches' journals are written in other folders: here
    /// nothing is decided in them, and their lines come by [`Self::take_over`].
    #[must_use]
    pub fn with_away(mut self, away: impl IntoIterator<Item = BranchCode>) -> Self {
        self.away.extend(away);
        self
    }

    /// The journal.
    pub fn journal(&self) -> &dyn Journal {
        self.journal.as_ref()
    }

    /// What was done besides what was asked, since the last time this was called.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut lock(&self.notices))
    }

    /// The branches that have entries.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn branches(&self) -> Result<Vec<BranchCode>, Error> {
        Ok(self.journal.branches()?)
    }

    /// Works out what would come of an order, request by request, and writes
    /// nothing. What is refused is left out of what follows it.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn plan(&self, order: &Order<'_>) -> Result<Plan, Error> {
        self.plan_and_look(order, |_| ()).map(|(plan, ())| plan)
    }

    /// As [`Self::plan`], with a look at the branch as it would be afterwards. The
    /// accounts that the order is about are loaded.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn plan_and_look<T>(
        &self,
        order: &Order<'_>,
        look: impl Fn(&State) -> T,
    ) -> Result<(Plan, T), Error> {
        let office = self.office_for(order)?;
        let desk = self.desk(order.branch);
        let mut paper = self.still(&desk);
        self.with_paper(&mut paper, order.branch, |paper, books| {
            self.is_here(order.branch)?;
            let outcomes = self.draft(books, paper, order, office.as_ref(), false);
            paper.sign();
            // What was tried was applied in memory only: it goes with the plan.
            let (shelf, lines) = (paper.shelf.take(), std::mem::take(&mut paper.pending.lines));
            paper.untold = false;
            let (outcomes, shelf) = (outcomes?, shelf.ok_or(Error::Poisoned)?);
            let seen = look(shelf.state());
            let asked = order.requests.iter().zip(&outcomes);
            let good = asked.filter(|(_, outcome)| outcome.is_ok());
            let good = good.map(|((request, _), _)| request.clone());
            let plan = Plan {
                branch: order.branch,
                key: order.key.clone(),
                now: order.now,
                clock_confirmed: order.clock_confirmed,
                likeness_confirmed: order.likeness_confirmed,
                good: good.collect(),
                shelf,
                pending: Pending {
                    committed: paper.pending.committed,
                    lines,
                    ..Pending::default()
                },
                edition: paper.edition,
                outcomes,
            };
            Ok((plan, seen))
        })
    }

    /// Carries out what was planned, as [`Self::submit`] would carry out the requests
    /// that were not refused, at the time it was planned: all of it durable, or nothing
    /// written.
    ///
    /// The lines are there already. Where the branch has gone on since, or its books were
    /// begun anew, they are of no use, and it is decided again; also where files are shown,
    /// which another branch may have been shown since.
    ///
    /// # Errors
    /// The first refusal where it was decided again, with its place among the requests that
    /// were not refused before; or failing storage.
    pub fn carry_out(&self, plan: Plan) -> Answer {
        let desk = self.desk(plan.branch);
        let mut paper = self.still(&desk);
        let now = self.with_paper(&mut paper, plan.branch, |paper, _| {
            Ok((paper.pending.committed, paper.edition))
        })?;
        let done = plan.outcomes.into_iter().flatten();
        // Where files are shown, other branches may have been shown them since.
        let shows = |done: &Done| done.event.deed().is_some_and(|deed| !deed.digests.is_empty());
        let done: Vec<Done> = done.collect();
        if done.iter().any(shows) || now != (plan.pending.committed, plan.edition) {
            drop(paper);
            // An event gives back its command; what the deed is like is looked for anew.
            let again = |done: Done| Command::behind(&done.event).with_like(None);
            let requests: Vec<_> = plan.good.into_iter().zip(done.into_iter().map(again)).collect();
            return self.submit(&Order {
                branch: plan.branch,
                key: &plan.key,
                now: plan.now,
                clock_confirmed: plan.clock_confirmed,
                likeness_confirmed: plan.likeness_confirmed,
                requests: &requests,
            });
        }
        let large = plan.pending.lines.count() > LARGE_PLAN;
        paper.untold = !plan.pending.is_empty();
        (paper.shelf, paper.pending) = (Some(plan.shelf), plan.pending);
        self.wait_for_it(plan.branch, &desk, paper)?;
        if large {
            // It loaded half a village, which nobody will ask for soon.
            self.still(&desk).shelf = None;
        }
        Ok(done)
    }

    /// Carries out an order: all of it durable, or nothing written.
    ///
    /// Orders of single commands that several threads bring at the same time are
    /// committed together; one signature stands behind those of one operator that follow
    /// each other.
    ///
    /// # Errors
    /// The first refusal in it; or failing storage.
    pub fn submit(&self, order: &Order<'_>) -> Answer {
        if shows_files(order.requests) {
            let _files = lock(&self.files);
            let answer = self.carry_out_order(order);
            drop(self.still(&self.desk(order.branch)));
            return answer;
        }
        self.carry_out_order(order)
    }

    fn carry_out_order(&self, order: &Order<'_>) -> Answer {
        let office = self.office_for(order)?;
        let desk = self.desk(order.branch);
        let mut paper = match order.requests {
            // Nothing of it has been applied where it is refused, so nothing of others is lost.
            [_] => desk.next(),
            _ => self.still(&desk),
        };
        // A full disk takes the beginning of new books, and no entry, as often as it is asked.
        let mut anew = false;
        loop {
            let drafted = match self.draft_strictly(&mut paper, order, office.as_ref()) {
                Err(Turn::Still) => {
                    drop(paper);
                    paper = self.still(&desk);
                    continue;
                }
                Err(Turn::Failed(Error::Books(why))) if !anew && can_begin_anew(&why) => {
                    anew = true;
                    let number = paper.edition;
                    // What others drafted here is written first.
                    drop(paper);
                    paper = self.still(&desk);
                    self.start_over(number, why.to_string())?;
                    continue;
                }
                Err(Turn::Failed(error)) => return Err(error.into()),
                Ok(Err((index, refusal))) => {
                    Err(SubmitError::Refused { index, refusal: Box::new(refusal) })
                }
                Ok(Ok(done)) => Ok(done),
            };
            let written = self.wait_for_it(order.branch, &desk, paper);
            return written.map_err(SubmitError::from).and(drafted);
        }
    }

    /// What has to be known of head office: of a branch that it opens.
    fn office_for(&self, order: &Order<'_>) -> Result<Option<State>, Error> {
        let opens = |(_, command): &(_, Command)| matches!(command, Command::OpenBranch { .. });
        if !order.requests.iter().any(opens) {
            return Ok(None);
        }
        self.view(BranchCode::HQ, Wanted::Nothing, State::clone).map(Some)
    }

    /// Looks at a branch: charter, operators, rulebooks, offers and totals are
    /// loaded, and the accounts `wanted`.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn view<T>(
        &self,
        branch: BranchCode,
        wanted: Wanted<'_>,
        look: impl Fn(&State) -> T,
    ) -> Result<T, Error> {
        self.with_shelf(branch, |shelf, books| {
            match wanted {
                Wanted::Nothing => {}
                Wanted::Account(account) if account.branch() == branch => {
                    shelf.load_account(books, account.serial())?;
                }
                Wanted::Account(_) => {}
                Wanted::Household(household) => shelf.load_household(books, household)?,
                Wanted::Accounts => shelf.load_accounts(books)?,
                Wanted::Everything => shelf.load_all(books)?,
            }
            Ok(look(shelf.state()))
        })
    }

    /// One account.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn account(&self, account: AccountNo) -> Result<Option<Account>, Error> {
        self.view(account.branch(), Wanted::Account(account), |state| {
            state.account(account).cloned()
        })
    }

    /// The account of a household number in a branch.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn find_household(
        &self,
        branch: BranchCode,
        household: &HouseholdNo,
    ) -> Result<Option<AccountNo>, Error> {
        self.view(branch, Wanted::Household(household), |state| state.household(household))
    }

    /// The latest `last` entries of an account (all of them: `usize::MAX`), oldest first.
    ///
    /// # Errors
    /// Where the storage fails, or an entry is damaged.
    pub fn statement(&self, account: AccountNo, last: usize) -> Result<Vec<Entry>, Error> {
        let (branch, journal) = (account.branch(), self.journal());
        self.with_shelf(branch, |shelf, books| {
            let seqs = shelf.entries(books, account.serial(), last)?;
            let head = (shelf.state().size(), shelf.state().head());
            let from = seqs.len().saturating_sub(last);
            seqs[from..].iter().map(|&seq| read_entry(journal, branch, seq, head)).collect()
        })
    }

    /// One entry, its hash checked; `None` where there is none.
    ///
    /// # Errors
    /// Where the storage fails, or the entry is damaged.
    pub fn entry(&self, id: EntryId) -> Result<Option<Entry>, Error> {
        Ok(self.entry_with_hash(id)?.map(|(entry, _)| entry))
    }

    /// One entry with the hash of its line, checked; `None` where there is none.
    ///
    /// # Errors
    /// Where the storage fails, or the entry is damaged.
    pub fn entry_with_hash(&self, id: EntryId) -> Result<Option<(Entry, EntryHash)>, Error> {
        self.with_shelf(id.branch, |shelf, _| {
            let head = (shelf.state().size(), shelf.state().head());
            if id.seq >= head.0 {
                return Ok(None);
            }
            read_hashed(self.journal(), id.branch, id.seq, head).map(Some)
        })
    }

    /// The entry that answered a request in a branch, if it was asked there.
    ///
    /// # Errors
    /// Where the storage fails, or the entry is damaged.
    pub fn answered(
        &self,
        branch: BranchCode,
        request: &RequestKey,
    ) -> Result<Option<Entry>, Error> {
        self.with_shelf(branch, |shelf, books| {
            let head = (shelf.state().size(), shelf.state().head());
            for seq in shelf.requests(books, request)? {
                let entry = read_entry(self.journal(), branch, seq, head)?;
                if entry.req == *request {
                    return Ok(Some(entry));
                }
            }
            Ok(None)
        })
    }

    /// A branch with everything its books hold, for comparing.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn books_of(&self, branch: BranchCode) -> Result<BooksCopy, Error> {
        let desk = self.desk(branch);
        let mut paper = self.still(&desk);
        self.with_paper(&mut paper, branch, |paper, books| {
            // Given away: who looks at the branch next has no use for all of it.
            let mut shelf = paper.shelf.take().ok_or(Error::Poisoned)?;
            shelf.load_all(books)?;
            let serials: Vec<u32> = shelf.state().accounts.keys().copied().collect();
            let mut entries = HashMap::new();
            for serial in serials {
                entries.insert(serial, shelf.entries(books, serial, usize::MAX)?);
            }
            let requests = shelf.all_requests(books)?;
            Ok(BooksCopy { state: shelf.into_state(), entries, requests })
        })
    }

    /// Sets the books aside and makes them again from the journal, whole.
    ///
    /// # Errors
    /// Where the storage fails, or the journal is damaged.
    pub fn rebuild(&self) -> Result<(), Error> {
        // What cannot be replayed is no reason to give up the books there are.
        for branch in self.journal.branches()? {
            let (committed, scratch) = (self.journal.size(branch)?, MemoryBooks::default());
            replay(self.journal(), &scratch, &mut Shelf::new(branch), committed)?;
        }
        let _files = lock(&self.files);
        self.begin_anew(&mut self.books.write().unwrap_or_else(PoisonError::into_inner))?;
        for branch in self.journal.branches()? {
            self.with_shelf(branch, |_, _| Ok(()))?;
        }
        lock(&self.notices).retain(|notice| !matches!(notice, Notice::CaughtUp { .. }));
        Ok(())
    }
}

/// What to load for a look at a branch.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// No account.
    Nothing,
    /// One account.
    Account(AccountNo),
    /// The account of a household number.
    Household(&'a HouseholdNo),
    /// Every account.
    Accounts,
    /// Every account, with all it used of its caps.
    Everything,
}

/// All that the books say of a branch.
#[derive(Debug, Clone)]
pub struct BooksCopy {
    /// The branch.
    pub state: State,
    /// The entries of each account.
    pub entries: HashMap<u32, Vec<u64>>,
    /// Each number that an entry is found by, of its request or of its evidence.
    pub requests: Vec<(u64, u64)>,
}

/// Reads an entry and holds it to the `prev` of the one after it, or to the head.
fn read_entry(
    journal: &dyn Journal,
    branch: BranchCode,
    seq: u64,
    head: (u64, EntryHash),
) -> Result<Entry, Error> {
    read_hashed(journal, branch, seq, head).map(|(entry, _)| entry)
}

/// The same, with the hash of its line.
fn read_hashed(
    journal: &dyn Journal,
    branch: BranchCode,
    seq: u64,
    (size, head): (u64, EntryHash),
) -> Result<(Entry, EntryHash), Error> {
    let damaged = |seq, why: Damage| JournalError::Damaged { branch, seq, why };
    let mut lines: Vec<Vec<u8>> = Vec::new();
    journal.read(branch, seq, &mut |_, line| {
        lines.push(line.to_vec());
        if lines.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let line = lines.first().ok_or(JournalError::DataLoss {
        branch,
        acknowledged: size,
        committed: seq,
    })?;
    let entry = Entry::decode(line).map_err(|why| damaged(seq, why.into()))?;
    let vouched = match lines.get(1) {
        Some(next) if seq + 1 < size => {
            Entry::decode(next).map_err(|why| damaged(seq + 1, why.into()))?.prev
        }
        _ => head,
    };
    if EntryHash::of(line) != vouched || entry.seq != seq || entry.branch != branch {
        return Err(damaged(seq, Damage::NotAcknowledged).into());
    }
    Ok((entry, vouched))
}

impl Desk {
    /// Where who sees to a group waits.
    fn turn(&self, group: u64) -> &Condvar {
        &self.turns[usize::from(!group.is_multiple_of(2))]
    }

    /// The paper, if nobody is at it.
    fn free(&self) -> Option<MutexGuard<'_, Paper>> {
        match self.paper.try_lock() {
            Ok(paper) => Some(paper),
            Err(TryLockError::Poisoned(paper)) => Some(paper.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Notes that what was taken is in the books, or why not.
    fn note_kept(&self, paper: &mut Paper, taken: &Taken, written: Result<(), BooksError>) {
        (paper.on_its_way, paper.kept, paper.keeping) = (None, taken.group, false);
        if let Err(why) = written {
            (paper.stale, paper.unkept) = (true, Some(why));
        }
        self.kept.notify_all();
    }

    /// The desk once all had it still who had asked for that by now: to put an order behind
    /// those that lie there. Whoever asks later waits for that order in turn.
    fn next(&self) -> MutexGuard<'_, Paper> {
        let paper = lock(&self.paper);
        let asked = paper.asked_still;
        let busy = |paper: &mut Paper| paper.had_still < asked;
        self.pause.wait_while(paper, busy).unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether files are shown for any deed.
fn shows_files(requests: &[(RequestKey, Command)]) -> bool {
    let digests = |command: &Command| command.deed().is_some_and(|deed| !deed.digests.is_empty());
    requests.iter().any(|(_, command)| digests(command))
}

/// Why an order was not worked out.
enum Turn {
    /// It has to wait until nothing is under way.
    Still,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Turn {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Whether making them again is the cure.
fn can_begin_anew(why: &BooksError) -> bool {
    !matches!(why, BooksError::ReadOnly { .. })
}

/// A group that is being written. However that ends, those who wait hear of it.
struct Writing<'a> {
    ledger: &'a Ledger,
    desk: &'a Desk,
    written: bool,
    failed: Option<Error>,
    /// Who writes it sees to the next, too.
    goes_on: bool,
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut paper = lock(&self.desk.paper);
        paper.ended += 1;
        let (ended, group) = (paper.ended, std::mem::take(&mut paper.writing));
        if !self.written {
            self.ledger.poisoned.store(true, Ordering::SeqCst);
            let committed = paper.pending.committed;
            paper.on_its_way.take_if(|told| told.size > committed.0);
            paper.pending = Pending { committed, ..Pending::default() };
            (paper.shelf, paper.untold, paper.led) = (None, false, false);
            let _ = std::mem::take(&mut paper.next).set(Fate::NotWritten);
        }
        // To call where nobody waits asks the system all the same.
        if paper.at_turn > 0 {
            self.desk.turn(ended).notify_all();
            if !(self.written && self.goes_on) || thread::panicking() {
                self.desk.turn(ended + 1).notify_all();
            }
        }
        if paper.pending.is_empty() && paper.had_still < paper.asked_still {
            self.desk.pause.notify_all();
        }
        drop(paper);
        // The others of the group are many: they are not woken to wait for the paper.
        let _ = group.set(match self.written {
            true => Fate::Durable,
            false => Fate::Unknown(Mutex::new(self.failed.take())),
        });
    }
}

type Guard<'a> = RwLockReadGuard<'a, Edition>;

impl Ledger {
    fn desk(&self, branch: BranchCode) -> Arc<Desk> {
        Arc::clone(lock(&self.desks).entry(branch).or_default())
    }

    fn books(&self) -> Guard<'_> {
        read(&self.books)
    }

    /// The desk once nothing is under way.
    fn still<'a>(&self, desk: &'a Desk) -> MutexGuard<'a, Paper> {
        let mut paper = lock(&desk.paper);
        if paper.is_still() && paper.had_still == paper.asked_still {
            return paper;
        }
        let ticket = paper.asked_still;
        paper.asked_still += 1;
        loop {
            while !paper.pending.is_empty() || paper.had_still < ticket {
                paper = desk.pause.wait(paper).unwrap_or_else(PoisonError::into_inner);
            }
            paper = self.keep_up(desk, paper, u64::MAX);
            if paper.is_still() {
                break;
            }
        }
        paper.had_still += 1;
        desk.pause.notify_all();
        paper
    }

    /// The desk once so many groups are in the books, or all that are durable. Where the
    /// thread that keeps them has not come to it, it is not waited for.
    fn keep_up<'a>(
        &self,
        desk: &'a Desk,
        mut paper: MutexGuard<'a, Paper>,
        groups: u64,
    ) -> MutexGuard<'a, Paper> {
        while paper.kept < groups {
            if paper.keeping {
                paper = desk.kept.wait(paper).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let before = paper.kept;
            paper = keep(desk, &self.books, paper);
            if paper.kept == before {
                break;
            }
        }
        paper
    }

    fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::SeqCst)
    }

    fn notice(&self, notice: Notice) {
        lock(&self.notices).push(notice);
    }

    /// The branch's journal is written in this folder.
    fn is_here(&self, branch: BranchCode) -> Result<(), Error> {
        if self.away.contains(&branch) { Err(Error::Away { branch }) } else { Ok(()) }
    }

    /// Looks at a branch of which nothing is under way.
    fn with_shelf<T>(
        &self,
        branch: BranchCode,
        look: impl Fn(&mut Shelf, &dyn Books) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let desk = self.desk(branch);
        let mut paper = self.still(&desk);
        self.with_paper(&mut paper, branch, |paper, books| look(paper.shelf()?, books))
    }

    /// Opens the branch's books if they are not, and looks; where they turn out
    /// damaged they are made again, once.
    fn with_paper<T>(
        &self,
        paper: &mut Paper,
        branch: BranchCode,
        look: impl Fn(&mut Paper, &dyn Books) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.is_poisoned() {
            return Err(Error::Poisoned);
        }
        let open_and_look = |paper: &mut Paper| {
            let books = self.open(paper, branch, self.books())?;
            look(paper, books.books.as_ref())
        };
        let mut looked = open_and_look(paper);
        if let Err(Error::Books(why)) = &looked
            && can_begin_anew(why)
        {
            let anew = self.start_over(paper.edition, why.to_string());
            looked = anew.and_then(|()| open_and_look(paper));
        }
        if looked.is_err() {
            // Half of something may have been loaded.
            (paper.shelf, paper.untold) = (None, false);
        }
        looked
    }

    /// Sets the books of that number aside and begins new ones, unless they are the only
    /// ones to know that a journal has lost entries; or somebody else did before.
    fn start_over(&self, number: u64, why: String) -> Result<(), Error> {
        let mut books = self.books.write().unwrap_or_else(PoisonError::into_inner);
        if books.number == number {
            self.begin_anew(&mut books)?;
            self.notice(Notice::Rebuilt { why });
        }
        Ok(())
    }

    fn begin_anew(&self, edition: &mut Edition) -> Result<(), Error> {
        self.hear_witnesses(edition.books.as_ref())?;
        edition.number += 1;
        Ok(edition.books.start_over()?)
    }

    /// Holds every branch that the books can still be read for against its
    /// journal: damage to one branch's records is no reason to forget what the
    /// others bear witness to.
    fn hear_witnesses(&self, books: &dyn Books) -> Result<(), Error> {
        for branch in shelf::branches(books) {
            let Ok(Some(known)) = Shelf::open(books, branch) else { continue };
            if of_another_journal(self.journal(), branch, known.state())?.is_some() {
                continue;
            }
            let (acknowledged, committed) = (known.state().size(), self.journal.size(branch)?);
            if committed < acknowledged {
                return Err(JournalError::DataLoss { branch, acknowledged, committed }.into());
            }
        }
        Ok(())
    }

    /// Opens a branch: recovers its journal, then brings its books up to it. Nothing of
    /// it may be under way.
    fn open<'a>(
        &'a self,
        paper: &mut Paper,
        branch: BranchCode,
        mut books: Guard<'a>,
    ) -> Result<Guard<'a>, Error> {
        if paper.is_open(&books) {
            return Ok(books);
        }
        let unkept = paper.unkept.take().filter(|_| paper.edition == books.number);
        (paper.shelf, paper.edition, paper.stale) = (None, books.number, false);
        if let Some(why) = unkept {
            books = self.open_anew(paper, books, why.to_string())?;
        }
        let journal = self.journal();
        let mut shelf = match Shelf::open(books.books.as_ref(), branch) {
            Ok(shelf) => shelf,
            Err(why) if !can_begin_anew(&why) => return Err(why.into()),
            Err(why) => {
                books = self.open_anew(paper, books, why.to_string())?;
                None
            }
        };
        if let Some(known) = &shelf
            && let Some(why) = of_another_journal(journal, branch, known.state())?
        {
            books = self.open_anew(paper, books, why)?;
            shelf = None;
        }
        let acknowledged = shelf.as_ref().map_or(0, |shelf| shelf.state().size());
        if self.writable {
            let torn = journal.recover(branch, acknowledged)?;
            lock(&self.notices).extend(torn.map(Notice::Torn));
        }
        let committed = journal.size(branch)?;
        if committed < acknowledged {
            return Err(JournalError::DataLoss { branch, acknowledged, committed }.into());
        }
        let mut shelf = shelf.unwrap_or_else(|| Shelf::new(branch));
        if self.reads_back {
            let state = shelf.state();
            let to = (state.size(), Some(state.head()));
            if let Some(known) = read_back(journal, branch, shelf.read_back(), to)? {
                shelf.set_read_back(known);
            }
        }
        if acknowledged < committed {
            replay(journal, books.books.as_ref(), &mut shelf, committed)?;
            shelf.set_read_back(ReadBack { size: committed, head: shelf.state().head() });
            shelf.write(books.books.as_ref())?;
            let entries = committed - acknowledged;
            self.notice(Notice::CaughtUp { branch, entries });
        }
        paper.pending.committed = (shelf.state().size(), shelf.state().head());
        paper.shelf = Some(shelf);
        Ok(books)
    }

    /// Starts over while a branch is being opened.
    fn open_anew<'a>(
        &'a self,
        paper: &mut Paper,
        books: Guard<'a>,
        why: String,
    ) -> Result<Guard<'a>, Error> {
        drop(books);
        self.start_over(paper.edition, why)?;
        let books = self.books();
        paper.edition = books.number;
        Ok(books)
    }

    /// Works out an order up to its first refusal, of which no part is left then.
    fn draft_strictly(
        &self,
        paper: &mut Paper,
        order: &Order<'_>,
        office: Option<&State>,
    ) -> Result<Result<Vec<Done>, (usize, Refusal)>, Turn> {
        if self.is_poisoned() {
            return Err(Error::Poisoned.into());
        }
        let books = self.books();
        if !paper.is_still() && !paper.is_open(&books) {
            return Err(Turn::Still);
        }
        let books = self.open(paper, order.branch, books)?;
        self.is_here(order.branch)?;
        let before = paper.pending.lines.count();
        let on_its_way = paper.on_its_way.as_ref().map(|told| Arc::clone(&told.batch));
        let books = Ahead { books: books.books.as_ref(), on_its_way: on_its_way.as_deref() };
        let outcomes = self.draft(&books, paper, order, office, true);
        let refused = match &outcomes {
            Ok(outcomes) => outcomes.iter().any(Result::is_err),
            Err(_) => true,
        };
        if refused && paper.pending.lines.count() > before {
            // Only several commands leave a part behind, and nothing else was under way.
            paper.pending.lines.truncate(before);
            paper.pending.signs = None;
            (paper.shelf, paper.untold) = (None, false);
        }
        if outcomes.is_err() {
            // Half of something may have been loaded.
            paper.stale = true;
        }
        let done = outcomes?.into_iter().enumerate();
        Ok(done.map(|(index, outcome)| outcome.map_err(|refusal| (index, refusal))).collect())
    }

    /// Works out an order against the shelf, in memory, behind what is pending.
    /// With `strict`, the first refusal ends it.
    fn draft(
        &self,
        books: &dyn Books,
        paper: &mut Paper,
        order: &Order<'_>,
        office: Option<&State>,
        strict: bool,
    ) -> Result<Vec<Outcome>, Error> {
        let before = paper.pending.lines.count();
        let each = || self.draft_each(books, paper, order, office, strict);
        catch_unwind(AssertUnwindSafe(each)).unwrap_or_else(|panic| {
            // Others would go on behind a half, and wait for somebody to write it.
            paper.pending.lines.truncate(before);
            (paper.shelf, paper.untold) = (None, false);
            resume_unwind(panic)
        })
    }

    fn draft_each(
        &self,
        books: &dyn Books,
        paper: &mut Paper,
        order: &Order<'_>,
        office: Option<&State>,
        strict: bool,
    ) -> Result<Vec<Outcome>, Error> {
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(order.requests.len());
        if paper.pending.signs.as_ref().is_some_and(|key| !key.is(order.key)) {
            paper.sign();
        }
        let at = self.time(paper.state()?, order, office);
        let before = paper.pending.lines.count();
        for (request, command) in order.requests {
            let ready = at.clone().and_then(|at| {
                check_key(paper.shelf.as_ref().map(Shelf::state), order, office, command)?;
                Ok(at)
            });
            let outcome = match ready {
                Ok(at) => self.draft_one(books, paper, order, (request, command), at)?,
                Err(refusal) => Err(refusal),
            };
            let refused = outcome.is_err();
            outcomes.push(outcome);
            if refused && strict {
                break;
            }
        }
        if paper.pending.lines.count() > before {
            paper.untold = true;
            paper.pending.signs.get_or_insert_with(|| order.key.clone());
        }
        Ok(outcomes)
    }

    /// Answers one request: as before, or by deciding it and applying it in memory.
    fn draft_one(
        &self,
        books: &dyn Books,
        paper: &mut Paper,
        order: &Order<'_>,
        (request, command): (&RequestKey, &Command),
        at: Timestamp,
    ) -> Result<Outcome, Error> {
        if let Err(refusal) = check_request(command, request) {
            return Ok(Err(refusal));
        }
        let (branch, journal) = (order.branch, self.journal());
        let Paper { shelf, pending, .. } = paper;
        let shelf = shelf.as_mut().ok_or(Error::Poisoned)?;
        for seq in shelf.requests(books, request)? {
            let entry = pending.read(journal, branch, seq)?;
            if entry.req == *request {
                let id = EntryId { branch, seq };
                return Ok(if same(&entry.event, command) {
                    Ok(Done { entry: id, event: entry.event, repeated: true, clipped_by: None })
                } else {
                    Err(Refusal::RequestReused { request: request.clone(), entry: id })
                });
            }
        }
        load(books, shelf, command, |seq| pending.read(journal, branch, seq))?;
        let by = order.key.operator();
        let command = match like(journal, books, shelf.state(), command)? {
            Some(like) => &command.with_like(Some(like)),
            None => command,
        };
        let event = match decide(shelf.state(), command, by, at) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Event::Deposited(Deed { like: Some(like), .. })
        | Event::Deducted(Deed { like: Some(like), .. }) = event
            && !order.likeness_confirmed
            && let Some(&DeedCommand { account, rule, on, .. }) = command.deed()
        {
            return Ok(Err(Refusal::DeedAgain { like, account, rule, on }));
        }
        let clipped_by = clipped_by(shelf.state(), &event, at);
        let seq = shelf.state().size();
        let prev = match &event {
            Event::Founded { origin, .. } | Event::BranchOpened { origin, .. } => {
                EntryHash::origin(origin, branch)
            }
            _ => shelf.state().head(),
        };
        let entry = Entry::new((branch, seq, prev), at, by.clone(), request.clone(), event);
        let hash = EntryHash::of(pending.lines.write(&entry)?);
        apply(shelf.state_mut(), &entry, hash);
        shelf.note(&entry);
        let (id, event) = (EntryId { branch, seq }, entry.event);
        Ok(Ok(Done { entry: id, event, repeated: false, clipped_by }))
    }

    /// The time of the entries of an order: never before the last entry. A branch that
    /// it opens has none, and is not opened before it was chartered at head office.
    fn time(
        &self,
        state: &State,
        order: &Order<'_>,
        office: Option<&State>,
    ) -> Result<Timestamp, Refusal> {
        let Some(last) = state.last_at().or_else(|| office?.last_at()) else {
            return Ok(order.now);
        };
        let ahead = order.now.unix() - last.unix();
        if !order.clock_confirmed {
            if -ahead > CLOCK_BEHIND_SECONDS {
                return Err(Refusal::ClockBehind { seconds: -ahead });
            }
            if ahead > CLOCK_AHEAD_DAYS * 24 * 60 * 60 {
                return Err(Refusal::ClockAhead { days: ahead / (24 * 60 * 60) });
            }
        }
        if ahead < 0 {
            let notice = Notice::ClockBehind { seconds: -ahead };
            let mut notices = lock(&self.notices);
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        Ok(order.now.max(last))
    }

    /// Returns when all that lies on the branch's desk by now is durable, and in the books
    /// where no thread sees to them; whose turn it is writes it, with what others put there.
    fn wait_for_it<'a>(
        &self,
        branch: BranchCode,
        desk: &'a Arc<Desk>,
        mut paper: MutexGuard<'a, Paper>,
    ) -> Result<(), Error> {
        let idle = paper.ended == paper.begun;
        if paper.pending.lines.is_empty() {
            // It was worked out behind what is being written, if anything is.
            let group = Arc::clone(&paper.writing);
            drop(paper);
            return if idle { Ok(()) } else { group.wait().told() };
        }
        let (group, mine) = (Arc::clone(&paper.next), paper.begun + 1);
        let first = !std::mem::replace(&mut paper.led, true);
        if !first && !idle {
            drop(paper);
            return group.wait().told();
        }
        // The first of a group sees to it, unless somebody did who was at it, or came to find
        // nobody at it.
        loop {
            if paper.ended >= mine || group.get().is_some() {
                drop(paper);
                break;
            }
            if paper.ended == paper.begun {
                self.write(branch, desk, paper);
                break;
            }
            paper.at_turn += 1;
            paper = desk.turn(mine).wait(paper).unwrap_or_else(PoisonError::into_inner);
            paper.at_turn -= 1;
        }
        group.wait().told()
    }

    /// Makes what is pending durable, and hands it on to the books; and then what others put
    /// there meanwhile, a few times at most. Each group is told its fate.
    fn write<'a>(&self, branch: BranchCode, desk: &'a Arc<Desk>, mut paper: MutexGuard<'a, Paper>) {
        for left in (0..IN_A_ROW).rev() {
            let goes_on = left > 0;
            if !self.write_group(branch, desk, paper, goes_on) || !goes_on {
                return;
            }
            paper = lock(&desk.paper);
            // Somebody may have found nobody at it, and be writing.
            if paper.pending.lines.is_empty() || paper.ended != paper.begun {
                return;
            }
        }
    }

    /// Writes one group; whether that went well. After an error nothing more is taken. With
    /// `goes_on`, nobody is called to write the next.
    fn write_group(
        &self,
        branch: BranchCode,
        desk: &Arc<Desk>,
        mut paper: MutexGuard<'_, Paper>,
        goes_on: bool,
    ) -> bool {
        if self.scribe.is_none() {
            // Now, and not when it is durable: by then the next group's would be among it, and
            // this one is not answered before it is in the books.
            paper.tell(&self.books());
        }
        paper.sign();
        let (expected, head) = paper.pending.committed;
        let lines = Arc::new(std::mem::take(&mut paper.pending.lines));
        paper.pending.taken = Arc::clone(&lines);
        let last = lines.count().checked_sub(1).and_then(|last| lines.get(last));
        let reached = (expected + lines.count(), last.map_or(head, EntryHash::of));
        (paper.writing, paper.led) = (std::mem::take(&mut paper.next), false);
        paper.begun += 1;
        let mine = paper.begun;
        let mut writing = Writing { ledger: self, desk, written: false, failed: None, goes_on };
        drop(self.keep_up(desk, paper, mine.saturating_sub(BEHIND)));
        writing.failed = match self.journal.append(branch, expected, &lines) {
            Ok(Appended::Durable) => None,
            Ok(Appended::MovedOn { size }) => {
                Some(JournalError::MovedOn { branch, expected, size }.into())
            }
            Err(why) => Some(why.into()),
        };
        if writing.failed.is_some() {
            return false;
        }
        writing.written = true;
        let mut paper = lock(&desk.paper);
        (paper.pending.committed, paper.pending.taken) = (reached, Arc::default());
        match &self.scribe {
            Some(scribe) => {
                drop(paper);
                drop(writing);
                scribe.call(desk);
            }
            None => drop(self.keep_up(desk, paper, mine)),
        }
        true
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        let desks = std::mem::take(&mut *lock(&self.desks));
        for desk in desks.into_values() {
            drop(self.keep_up(&desk, lock(&desk.paper), u64::MAX));
        }
    }
}

/// Takes from the shelf what belongs into the books, if nothing is on its way, and puts
/// there what is durable, if nobody else does.
fn keep<'a>(
    desk: &'a Desk,
    books: &RwLock<Edition>,
    mut paper: MutexGuard<'a, Paper>,
) -> MutexGuard<'a, Paper> {
    let Some(taken) = paper.take_to_keep(&read(books)) else { return paper };
    drop(paper);
    let written = put(books, std::slice::from_ref(&taken));
    let mut paper = lock(&desk.paper);
    desk.note_kept(&mut paper, &taken, written);
    paper
}

/// The same at several desks, with one writing for all where nobody is; a desk at which
/// somebody takes his time holds up none of the others. Returns those where something was put.
fn keep_all(desks: Vec<Arc<Desk>>, books: &RwLock<Edition>) -> Vec<Arc<Desk>> {
    let (mut kept, mut taken, mut busy) = (Vec::new(), Vec::new(), Vec::new());
    for desk in desks {
        match desk.free().map(|mut paper| paper.take_to_keep(&read(books))) {
            Some(Some(of_it)) => {
                taken.push(of_it);
                kept.push(desk);
            }
            Some(None) => {}
            None => busy.push(desk),
        }
    }
    if !taken.is_empty() {
        let written = put(books, &taken);
        let mut late = Vec::new();
        for (desk, taken) in kept.iter().zip(&taken) {
            match desk.free() {
                Some(mut paper) => desk.note_kept(&mut paper, taken, written.clone()),
                None => late.push((desk, taken)),
            }
        }
        for (desk, taken) in late {
            desk.note_kept(&mut lock(&desk.paper), taken, written.clone());
        }
    }
    for desk in busy {
        let paper = lock(&desk.paper);
        let before = paper.kept;
        if keep(&desk, books, paper).kept != before {
            kept.push(desk);
        }
    }
    kept
}

/// Puts what was taken into the books.
fn put(books: &RwLock<Edition>, taken: &[Taken]) -> Result<(), BooksError> {
    let books = read(books);
    // Those that were begun anew meanwhile are brought up from the journal.
    let batches = taken.iter().filter(|taken| taken.edition == books.number);
    let batches: Vec<&Batch> = batches.map(|taken| taken.batch.batch()).collect();
    let write = || match batches[..] {
        [] => Ok(()),
        [batch] => books.books.write(batch),
        _ => books.books.write(&Batch::of(&batches)),
    };
    unless_it_panics(write)
}

/// Books that panic are books that fail: whoever asked, others wait for what comes of it.
fn unless_it_panics<T>(ask: impl FnOnce() -> Result<T, BooksError>) -> Result<T, BooksError> {
    catch_unwind(AssertUnwindSafe(ask))
        .unwrap_or_else(|_| Err(BooksError::Store("it panicked".to_owned())))
}

/// The thread that keeps the books.
struct Scribe {
    desks: Option<mpsc::Sender<Arc<Desk>>>,
    thread: Option<JoinHandle<()>>,
}

impl Scribe {
    /// None where there are no threads to be had: the books are kept without.
    fn new(books: &Arc<RwLock<Edition>>) -> Option<Self> {
        let books = Arc::clone(books);
        let (desks, called) = mpsc::channel::<Arc<Desk>>();
        let keep = move || {
            while let Ok(first) = called.recv() {
                // It is told when there is no more to gather.
                thread::park_timeout(GATHERING);
                let mut desks = vec![first];
                desks.extend(called.try_iter());
                desks.sort_unstable_by_key(Arc::as_ptr);
                desks.dedup_by(|one, other| Arc::ptr_eq(one, other));
                // What was told, and then what was not. For later commits it is called again.
                for _ in 0..2 {
                    desks = keep_all(desks, &books);
                }
            }
        };
        let thread = thread::Builder::new().name("books".to_owned()).spawn(keep).ok()?;
        Some(Self { desks: Some(desks), thread: Some(thread) })
    }

    /// Calls the thread to a desk.
    fn call(&self, desk: &Arc<Desk>) {
        // It ends when there is nobody to call it.
        let _ = self.desks.as_ref().map(|desks| desks.send(Arc::clone(desk)));
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        self.desks = None;
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// The key that will sign is the one enrolled.
fn check_key(
    state: Option<&State>,
    order: &Order<'_>,
    office: Option<&State>,
    command: &Command,
) -> Result<(), Refusal> {
    let operator = order.key.operator();
    let enrolled = match command {
        Command::Found { key, .. } => *key,
        Command::OpenBranch { key, origin, .. } => {
            check_charter(order, office, origin)?;
            *key
        }
        _ => match state {
            Some(state) if state.size() > 0 => acting(state, operator)?.key,
            _ => return Err(Refusal::BranchNotOpen { branch: order.branch }),
        },
    };
    if enrolled == order.key.public() {
        Ok(())
    } else {
        Err(Refusal::WrongKey { operator: operator.clone() })
    }
}

/// A branch is opened by a manager of head office, under its charter.
fn check_charter(
    order: &Order<'_>,
    office: Option<&State>,
    origin: &Origin,
) -> Result<(), Refusal> {
    let (branch, operator) = (order.branch, order.key.operator());
    let hq = office.filter(|hq| {
        hq.charter().is_some_and(|c| c.origin == *origin) && hq.chartered().contains_key(&branch)
    });
    let hq = hq.ok_or(Refusal::NotChartered { branch })?;
    match acting(hq, operator)? {
        manager if manager.key != order.key.public() => {
            Err(Refusal::WrongKey { operator: operator.clone() })
        }
        manager if manager.role != Role::Manager => {
            let (role, needed) = (manager.role, Role::Manager);
            Err(Refusal::NoRight { operator: operator.clone(), role, needed })
        }
        _ => Ok(()),
    }
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.taken.is_empty() && self.lines.is_empty()
    }

    /// An entry of the journal, or one that is about to be.
    fn read(&self, journal: &dyn Journal, branch: BranchCode, seq: u64) -> Result<Entry, Error> {
        let (size, _) = self.committed;
        let taken = self.taken.count();
        let pending = seq.checked_sub(size).and_then(|at| match at.checked_sub(taken) {
            None => self.taken.get(at),
            Some(at) => self.lines.get(at),
        });
        match pending {
            Some(line) => Ok(Entry::decode(line)?),
            None => read_entry(journal, branch, seq, self.committed),
        }
    }
}

/// Whether an event answers a command: asked the same, it would be the same.
fn same(event: &Event, command: &Command) -> bool {
    let before = Command::behind(event);
    match (&before, command) {
        // A quantity is kept the way the rule writes it.
        (Command::Deposit(kept), Command::Deposit(asked))
        | (Command::Deduct(kept), Command::Deduct(asked))
        | (Command::FileClaim(kept), Command::FileClaim(asked)) => {
            let asked = DeedCommand {
                qty: if kept.qty.in_hours() == asked.qty.in_hours() { kept.qty } else { asked.qty },
                // What it is like was found when it was first asked.
                like: kept.like,
                ..asked.clone()
            };
            *kept == asked
        }
        (
            Command::ResolveObjection { resolution: Resolution::Corrected(kept), .. },
            Command::ResolveObjection { claim, account, resolution, reason },
        ) => {
            let resolution = match *resolution {
                Resolution::Corrected(asked) if asked.in_hours() == kept.in_hours() => {
                    Resolution::Corrected(*kept)
                }
                other => other,
            };
            let (claim, account, reason) = (*claim, *account, reason.clone());
            before == Command::ResolveObjection { claim, account, resolution, reason }
        }
        _ => before == *command,
    }
}

/// Loads what deciding and applying a command looks at. `read` gives the entry
/// at a place that is there.
fn load(
    books: &dyn Books,
    shelf: &mut Shelf,
    command: &Command,
    read: impl Fn(u64) -> Result<Entry, Error>,
) -> Result<(), Error> {
    let branch = shelf.state().branch();
    for account in command.accounts().into_iter().flatten() {
        if account.branch() == branch {
            shelf.load_account(books, account.serial())?;
        }
    }
    if let Some(deed) = command.deed()
        && deed.account.branch() == branch
    {
        load_uses(books, shelf, deed.account, deed.rule, deed.on)?;
        for of in load_family(books, shelf, deed.account)? {
            shelf.load_uses(books, of.serial(), deed.on.year())?;
        }
        load_evidence(books, shelf, &deed.digests, &read)?;
        for witness in deed.witnesses.iter().filter(|witness| witness.branch() == branch) {
            shelf.load_account(books, witness.serial())?;
        }
        load_pool(books, shelf, deed.rule, deed.on)?;
    }
    match command {
        // Who closes a household asks who is still of it.
        Command::CloseAccount { account, .. } | Command::LeaveHousehold { account, .. }
            if account.branch() == branch =>
        {
            load_family(books, shelf, *account)?;
        }
        // Whose it is, and what it used up: that is given back, or worked out anew.
        Command::VerifyClaim { claim, account, .. }
        | Command::RejectClaim { claim, account, .. }
        | Command::ResolveObjection { claim, account, .. }
            if account.branch() == branch =>
        {
            let found = shelf.state().account(*account).and_then(|a| a.claim(claim.seq));
            if let Some(deed) = found.map(|claim| claim.deed.clone()) {
                load_uses(books, shelf, deed.account, deed.rule, deed.on)?;
                for of in [Some(deed.account), deed.done_by].into_iter().flatten() {
                    load_family(books, shelf, of)?;
                }
            } else {
                // What is objected to may be a certificate.
                load_family(books, shelf, *account)?;
            }
        }
        Command::PostClaim { claim, account } if account.branch() == branch => {
            let found = shelf.state().account(*account).and_then(|a| a.claim(claim.seq));
            if let Some((rule, on)) = found.map(|claim| (claim.deed.rule, claim.deed.on)) {
                load_pool(books, shelf, rule, on)?;
            }
        }
        Command::OpenNotice { .. } => shelf.load_accounts(books)?,
        Command::CloseNotice { notice } => {
            let found = shelf.state().trade().notices.get(&notice.seq);
            let serials: Vec<u32> =
                found.map(|found| found.lines.values().copied().collect()).unwrap_or_default();
            // A line can be paid or not by whether the pool takes its surplus.
            let pool = shelf.state().pool().map(AccountNo::serial);
            for serial in serials.into_iter().chain(pool) {
                shelf.load_account(books, serial)?;
            }
        }
        Command::OpenAccount { household: Some(household), .. } => {
            shelf.load_household(books, household)?;
        }
        Command::Redeem { offer, .. }
        | Command::Reserve { offer, .. }
        | Command::Receive(Incoming { aim: Aim::Offer { offer, .. }, .. })
        | Command::Decline { incoming: Incoming { aim: Aim::Offer { offer, .. }, .. }, .. } => {
            let merchant = shelf.state().offers().get(offer).and_then(|offer| offer.merchant);
            if let Some(merchant) = merchant {
                shelf.load_account(books, merchant.serial())?;
            }
        }
        Command::ReturnPledge { appeal, pledge } => {
            let appeal = shelf.state().trade().appeals.get(appeal);
            let giver = appeal.and_then(|appeal| {
                appeal.pledges.iter().find(|held| held.entry == pledge.seq).map(|held| held.account)
            });
            if let Some(giver) = giver {
                shelf.load_account(books, giver.serial())?;
            }
        }
        Command::CloseAppeal { appeal } => {
            let pool = shelf.state().trade().appeals.get(appeal).map(|appeal| appeal.pool);
            if let Some(pool) = pool {
                shelf.load_account(books, pool.serial())?;
            }
        }
        Command::NoteArrival { sent, .. } | Command::SendBack { sent, .. }
            if sent.branch == branch =>
        {
            let account = shelf.state().trade().out.get(&sent.seq).map(|leg| leg.account);
            if let Some(account) = account {
                shelf.load_account(books, account.serial())?;
            }
        }
        Command::Collect { account, reservation, .. } => {
            let held = shelf.state().account(*account).map(|held| held.reservations.as_slice());
            let kept = held.unwrap_or_default().iter().find(|kept| kept.seq == reservation.seq);
            if let Some(merchant) = kept.and_then(|kept| kept.merchant) {
                shelf.load_account(books, merchant.serial())?;
            }
        }
        _ => {}
    }
    if let Some(account) = command.looks_through()
        && account.branch() == branch
    {
        let serial = account.serial();
        let mut seqs = shelf.entries(books, serial, usize::MAX)?;
        // What is applied and not in the books yet is of the account as well.
        let touched = &shelf.state().touched.entries;
        seqs.extend(touched.iter().filter(|(of, _)| *of == serial).map(|(_, seq)| *seq));
        let trail = seqs.into_iter().map(&read).collect::<Result<Vec<Entry>, Error>>()?;
        shelf.state_mut().trails.insert(serial, trail);
    }
    if let Some(entry) = command.looks_back()
        && entry.branch == branch
        && entry.seq < shelf.state().size()
    {
        let original = read(entry.seq)?.event;
        for account in original.accounts().into_iter().flatten() {
            shelf.load_account(books, account.serial())?;
        }
        if let Event::Deposited(deed) | Event::Deducted(deed) = &original {
            load_uses(books, shelf, deed.account, deed.rule, deed.on)?;
        }
        shelf.state_mut().originals.insert(entry.seq, original);
    }
    Ok(())
}

/// Loads an account's family, and says who it is.
fn load_family(
    books: &dyn Books,
    shelf: &mut Shelf,
    account: AccountNo,
) -> Result<Vec<AccountNo>, Error> {
    shelf.load_account(books, account.serial())?;
    let household = shelf.state().account(account).and_then(|account| account.member_of);
    if let Some(household) = household {
        shelf.load_account(books, household)?;
    }
    let family = shelf.state().family(account);
    for of in &family {
        shelf.load_account(books, of.serial())?;
    }
    Ok(family)
}

/// Loads the entries that files were given for before, and whether they still count.
fn load_evidence(
    books: &dyn Books,
    shelf: &mut Shelf,
    digests: &[FileDigest],
    read: impl Fn(u64) -> Result<Entry, Error>,
) -> Result<(), Error> {
    for digest in digests {
        for seq in shelf.evidence(books, digest)? {
            let entry = read(seq)?;
            // Two files may have one number.
            if let Some(deed) = entry.event.deed().filter(|deed| deed.digests.contains(digest)) {
                shelf.load_uses(books, deed.account.serial(), deed.on.year())?;
                shelf.state_mut().note_evidence(deed, seq, entry.at);
            }
        }
    }
    Ok(())
}

/// The pool, where a ceiling may send a part of the award there.
fn load_pool(books: &dyn Books, shelf: &mut Shelf, rule: RuleCode, on: Day) -> Result<(), Error> {
    let state = shelf.state();
    let adopted = state.rulebook_on(on);
    let ceiling = adopted.and_then(|adopted| {
        let rule = adopted.rulebook.rule(rule)?;
        adopted.rulebook.currency(rule.currency)?.ceiling
    });
    if let Some(pool) = state.pool().filter(|_| ceiling.is_some()) {
        shelf.load_account(books, pool.serial())?;
    }
    Ok(())
}

/// An earlier entry that may be of the same deed as a command's: of this branch
/// or, where a file leads to it, of another.
fn like(
    journal: &dyn Journal,
    books: &dyn Books,
    state: &State,
    command: &Command,
) -> Result<Option<EntryId>, Error> {
    let Some(deed) = command.deed() else { return Ok(None) };
    let here = likeness::like(state, deed.account, deed.rule, deed.on, &deed.digests);
    if here.is_some() || deed.digests.is_empty() {
        return Ok(here);
    }
    let others = journal.branches()?.into_iter().filter(|other| *other != state.branch());
    Ok(others.filter_map(|other| shown_in(journal, books, other, &deed.digests)).min())
}

/// The entry of another branch that was given one of the files, as far as its
/// books say. Nothing is mended there: a village goes on whatever has become of
/// its neighbour's books, and what is missed here is found by the audit.
fn shown_in(
    journal: &dyn Journal,
    books: &dyn Books,
    branch: BranchCode,
    digests: &[FileDigest],
) -> Option<EntryId> {
    // Most are in nobody's books, which two records of them tell.
    if !shelf::may_show(books, branch, digests).ok()? {
        return None;
    }
    let mut shelf = Shelf::open(books, branch).ok()??;
    let head = (shelf.state().size(), shelf.state().head());
    load_evidence(books, &mut shelf, digests, |seq| read_entry(journal, branch, seq, head)).ok()?;
    likeness::shown(shelf.state(), digests)
}

fn load_uses(
    books: &dyn Books,
    shelf: &mut Shelf,
    account: AccountNo,
    rule: RuleCode,
    on: Day,
) -> Result<(), Error> {
    shelf.load_uses(books, account.serial(), on.year())?;
    let state = shelf.state();
    let rule = state.rulebook_on(on).and_then(|adopted| adopted.rulebook.rule(rule));
    if rule.is_some_and(|rule| rule.households().is_some()) {
        // A cap by households looks at the whole group.
        shelf.load_accounts(books)?;
        let serials: Vec<u32> = shelf.state().accounts.keys().copied().collect();
        for serial in serials {
            shelf.load_uses(books, serial, on.year())?;
        }
    }
    Ok(())
}

/// Why the books are not of this journal, if they are not.
///
/// Books of another bank are no evidence of anything. Books of this very
/// branch, whose last entry the journal does not hold, are: what was
/// acknowledged has been changed, and that is damage, not a reason to forget.
fn of_another_journal(
    journal: &dyn Journal,
    branch: BranchCode,
    known: &State,
) -> Result<Option<String>, Error> {
    let Some(last) = known.size().checked_sub(1) else { return Ok(None) };
    let line = journal.line(branch, last)?;
    if line.as_ref().is_some_and(|line| EntryHash::of(line) == known.head()) {
        return Ok(None);
    }
    let anothers = || Ok(Some(format!("the books of `{branch}` are of another bank")));
    // A journal that is too short may be this branch's, or another's altogether.
    let Some(first) = journal.line(branch, 0)? else {
        // Head office's first line is what the whole bank is known by.
        let founded = journal.line(BranchCode::HQ, 0)?.map(|line| EntryHash::of(&line));
        let theirs = known.charter().and_then(|charter| charter.founded);
        return match (founded, theirs) {
            (Some(ours), Some(theirs)) if ours != theirs => anothers(),
            _ => Ok(None),
        };
    };
    let damaged = |seq, why: Damage| JournalError::Damaged { branch, seq, why };
    let (origin, founded) = match Entry::decode(&first).map_err(|why| damaged(0, why.into()))?.event
    {
        Event::Founded { origin, .. } => (origin, None),
        Event::BranchOpened { origin, founded, .. } => (origin, Some(founded)),
        other => {
            let why = Problem::Beginning { found: other.name() };
            return Err(damaged(0, why.into()).into());
        }
    };
    let same = known.charter().is_some_and(|c| c.origin == origin && c.founded == founded);
    match line {
        // How many entries are lost is said by who compares the sizes.
        None if same => return Ok(None),
        Some(_) if same => return Err(damaged(last, Damage::NotAcknowledged).into()),
        _ => {}
    }
    anothers()
}

/// Reads entries of a branch back from the disk, that they are there as they were written:
/// from the last hash that was `known` to be right, or else the last ones, up to `size`
/// and the hash that is acknowledged there, where there is one. What one command wrote,
/// the next one so sees. More than [`READ_BACK_ENTRIES`] are left to later.
///
/// The signatures are not checked once more: each line hashes to what was signed. Where
/// a line does not name the one before it, that one is not what it was.
///
/// Returns how far was read back.
///
/// # Errors
/// `Damaged`, or a failing storage.
pub fn read_back(
    journal: &dyn Journal,
    branch: BranchCode,
    known: Option<ReadBack>,
    (size, acknowledged): (u64, Option<EntryHash>),
) -> Result<Option<ReadBack>, JournalError> {
    let known = known.filter(|known| known.size <= size);
    let from = known.map_or(size.saturating_sub(READ_BACK_ENTRIES), |known| known.size);
    let end = size.min(from.saturating_add(READ_BACK_ENTRIES));
    if from == end {
        return Ok(known);
    }
    let mut chain = Chain::from(from, known.map(|known| known.head));
    let (mut reached, mut failed) = (chain, None);
    journal.read(branch, from, &mut |place, line| {
        // Of what is left to later, the first line says what the last one here has to be.
        if chain.next() >= size || chain.next() > end {
            return ControlFlow::Break(());
        }
        if let Err(why) = chain.step(place, line) {
            failed = Some(why);
            return ControlFlow::Break(());
        }
        if chain.next() <= end {
            reached = chain;
        }
        ControlFlow::Continue(())
    })?;
    let unlike = |seq: u64| JournalError::Damaged { branch, seq, why: Damage::NotAcknowledged };
    match failed {
        Some(Problem::Line(why)) => {
            Err(JournalError::Damaged { branch, seq: chain.next(), why: why.into() })
        }
        Some(Problem::Chain { .. }) => Err(unlike(chain.next().saturating_sub(1))),
        Some(_) => Err(unlike(chain.next())),
        None if reached.next() < end => Err(unlike(reached.next())),
        None if end == size && acknowledged.is_some_and(|head| Some(head) != reached.head()) => {
            Err(unlike(size.saturating_sub(1)))
        }
        None => Ok(reached.head().map(|head| ReadBack { size: end, head })),
    }
}

/// Brings a shelf up to `committed` entries, checking each line on the way.
fn replay(
    journal: &dyn Journal,
    books: &dyn Books,
    shelf: &mut Shelf,
    committed: u64,
) -> Result<(), Error> {
    let branch = shelf.state().branch();
    let mut walk = Walk::from(shelf.state());
    let mut failed: Option<Error> = None;
    journal.read(branch, shelf.state().size(), &mut |place, line| {
        if place >= committed {
            return ControlFlow::Break(());
        }
        match replay_line(journal, books, shelf, &mut walk, place, line) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    match (failed, walk.open_run()) {
        (Some(error), _) => Err(error),
        (None, Some(seq)) => {
            Err(JournalError::Damaged { branch, seq, why: Damage::UnsignedRun }.into())
        }
        (None, None) => Ok(()),
    }
}

fn replay_line(
    journal: &dyn Journal,
    books: &dyn Books,
    shelf: &mut Shelf,
    walk: &mut Walk,
    place: u64,
    line: &[u8],
) -> Result<(), Error> {
    let branch = shelf.state().branch();
    let step = walk.step(shelf.state(), place, line);
    let damaged = |why: Damage| JournalError::Damaged { branch, seq: place, why };
    if let Some(problem) = step.problems.into_iter().next() {
        return Err(damaged(problem.into()).into());
    }
    let Some(entry) = step.entry else { return Err(damaged(Damage::NotAcknowledged).into()) };
    load(books, shelf, &Command::behind(&entry.event), |seq| {
        // The line before is what this walk came over; its bytes were checked then.
        let line = journal.line(branch, seq)?.unwrap_or_default();
        Entry::decode(&line).map_err(|why| damaged(why.into()).into())
    })?;
    for account in entry.event.accounts().into_iter().flatten() {
        if account.branch() == branch {
            shelf.load_account(books, account.serial())?;
        }
    }
    apply(shelf.state_mut(), &entry, step.hash);
    shelf.note(&entry);
    Ok(())
}
