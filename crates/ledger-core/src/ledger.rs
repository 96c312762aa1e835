//! The ledger: the one place that loads, decides, appends, applies, acknowledges.
//!
//! ```text
//! submit: load what decide needs → decide → encode and sign → append (durable)
//!                                                          → books → acknowledge
//! ```
//!
//! **Nothing is acknowledged that is not durable, and nothing half of a batch
//! is ever seen.** Callers that wait together share one append and one sync.
//! After a failed append the ledger is poisoned: what is on the disk is not
//! known until it is opened again. Books that turn out damaged are set aside
//! and made again from the journal, and the caller is told ([`Notice`]).
//!
//! There is no clock here, no key file and no name of a person: time, key and
//! account numbers come in with the [`Order`].

mod between;
mod bundles;
mod tree;

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::apply::apply;
use crate::books::shelf::{self, ReadBack, Shelf};
use crate::books::{Books, BooksError, MemoryBooks};
use crate::command::{Command, DeedCommand, Incoming, Resolution};
use crate::day::{Day, Timestamp};
use crate::decide::{acting, check_request, clipped_by, decide, likeness};
use crate::event::{Aim, Deed, Event, Role};
use crate::ids::{
    AccountNo, BranchCode, EntryId, FileDigest, HouseholdNo, Origin, RequestKey, RuleCode,
};
use crate::journal::{Appended, Damage, Journal, JournalError, Lines, Torn};
use crate::keys::OperatorKey;
use crate::line::{self, Entry, EntryHash, LineError};
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
    /// The order without what is refused.
    good: Ticket,
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

/// The ledger over a journal and its books.
pub struct Ledger {
    journal: Box<dyn Journal>,
    desk: Mutex<Desk>,
    queue: Mutex<Vec<Arc<Ticket>>>,
}

struct Desk {
    books: Box<dyn Books>,
    /// How often the books were begun anew: a shelf of earlier ones is of no use.
    edition: u64,
    shelves: HashMap<BranchCode, Shelf>,
    away: BTreeSet<BranchCode>,
    writable: bool,
    /// What was written last is read back when a branch is opened.
    reads_back: bool,
    poisoned: bool,
    notices: Vec<Notice>,
    pending: Pending,
}

/// What has been worked out for one branch and is not in the journal yet.
#[derive(Default)]
struct Pending {
    /// Entries in the journal, and the hash of the last.
    committed: (u64, EntryHash),
    /// The lines that come behind them.
    lines: Vec<Vec<u8>>,
}

/// The answers to all requests of an order.
pub type Answer = Result<Vec<Done>, SubmitError>;

/// An order waiting for the next commit: already worked out by whoever brought it.
struct Ticket {
    branch: BranchCode,
    key: OperatorKey,
    now: Timestamp,
    clock_confirmed: bool,
    likeness_confirmed: bool,
    requests: Vec<(RequestKey, Command)>,
    answer: Mutex<Option<Answer>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
        let desk = Desk {
            books,
            edition: 0,
            shelves: HashMap::new(),
            away: BTreeSet::new(),
            writable,
            reads_back: writable,
            poisoned: false,
            notices: Vec::new(),
            pending: Pending::default(),
        };
        Self { journal, desk: Mutex::new(desk), queue: Mutex::default() }
    }

    /// The same, opening each branch as one that is to be written.
    #[must_use]
    pub fn reading_back(self) -> Self {
        lock(&self.desk).reads_back = true;
        self
    }

    /// The same, where these branches' journals are written in other folders: here
    /// nothing is decided in them, and their lines come by [`Self::take_over`].
    #[must_use]
    pub fn with_away(self, away: impl IntoIterator<Item = BranchCode>) -> Self {
        lock(&self.desk).away.extend(away);
        self
    }

    /// The journal.
    pub fn journal(&self) -> &dyn Journal {
        self.journal.as_ref()
    }

    /// What was done besides what was asked, since the last time this was called.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut lock(&self.desk).notices)
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
        let mut desk = lock(&self.desk);
        desk.with_books(self.journal(), order.branch, |desk, journal| {
            let mut good = Ticket::of(order);
            desk.begin(order.branch)?;
            let outcomes = desk.draft(journal, &good, false);
            // What was tried was applied in memory only: it goes with the plan.
            let shelf = desk.shelves.remove(&order.branch);
            let pending = std::mem::take(&mut desk.pending);
            let (outcomes, shelf) = (outcomes?, shelf.ok_or(Error::Poisoned)?);
            let seen = look(shelf.state());
            let mut is_good = outcomes.iter().map(Result::is_ok);
            good.requests.retain(|_| is_good.next().unwrap_or(false));
            Ok((Plan { outcomes, good, shelf, pending, edition: desk.edition }, seen))
        })
    }

    /// Carries out what was planned, as [`Self::submit`] would carry out the requests
    /// that were not refused, at the time it was planned: all of it durable, or nothing
    /// written.
    ///
    /// The lines are there already. Where the branch has gone on since, or its books were
    /// begun anew, they are of no use, and it is decided again.
    ///
    /// # Errors
    /// The first refusal where it was decided again, with its place among the requests that
    /// were not refused before; or failing storage.
    pub fn carry_out(&self, plan: Plan) -> Answer {
        let Plan { outcomes, good, shelf, pending, edition } = plan;
        let branch = good.branch;
        let mut desk = lock(&self.desk);
        let now = desk.with_books(self.journal(), branch, |desk, _| {
            let state = desk.shelf(branch)?.state();
            Ok((state.size(), state.head()))
        })?;
        if now != pending.committed || desk.edition != edition {
            drop(desk);
            return self.wait_for(good);
        }
        desk.shelves.insert(branch, shelf);
        desk.pending = pending;
        desk.write(self.journal(), branch)?;
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// Carries out an order: all of it durable, or nothing written.
    ///
    /// Orders of several threads that wait at the same time are committed
    /// together, each by its own signature.
    ///
    /// # Errors
    /// The first refusal in it; or failing storage.
    pub fn submit(&self, order: &Order<'_>) -> Answer {
        self.wait_for(Ticket::of(order))
    }

    fn wait_for(&self, ticket: Ticket) -> Answer {
        let ticket = Arc::new(ticket);
        lock(&self.queue).push(Arc::clone(&ticket));
        let mut desk = lock(&self.desk);
        if let Some(answer) = lock(&ticket.answer).take() {
            return answer;
        }
        let waiting = std::mem::take(&mut *lock(&self.queue));
        desk.commit(self.journal(), &waiting);
        let answer = lock(&ticket.answer).take();
        answer.unwrap_or(Err(SubmitError::Failed(Error::Poisoned)))
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
        let mut desk = lock(&self.desk);
        desk.with_books(self.journal(), branch, |desk, _| {
            let Desk { books, shelves, .. } = desk;
            let shelf = open_shelf(shelves, branch)?;
            match wanted {
                Wanted::Nothing => {}
                Wanted::Account(account) if account.branch() == branch => {
                    shelf.load_account(books.as_ref(), account.serial())?;
                }
                Wanted::Account(_) => {}
                Wanted::Household(household) => shelf.load_household(books.as_ref(), household)?,
                Wanted::Accounts => shelf.load_accounts(books.as_ref())?,
                Wanted::Everything => shelf.load_all(books.as_ref())?,
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
        let branch = account.branch();
        let mut desk = lock(&self.desk);
        desk.with_books(self.journal(), branch, |desk, journal| {
            let Desk { books, shelves, .. } = desk;
            let shelf = open_shelf(shelves, branch)?;
            let seqs = shelf.entries(books.as_ref(), account.serial(), last)?;
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
        let mut desk = lock(&self.desk);
        desk.with_books(self.journal(), id.branch, |desk, journal| {
            let shelf = open_shelf(&mut desk.shelves, id.branch)?;
            let head = (shelf.state().size(), shelf.state().head());
            if id.seq >= head.0 {
                return Ok(None);
            }
            read_hashed(journal, id.branch, id.seq, head).map(Some)
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
        let mut desk = lock(&self.desk);
        desk.with_books(self.journal(), branch, |desk, journal| {
            let Desk { books, shelves, .. } = desk;
            let shelf = open_shelf(shelves, branch)?;
            let head = (shelf.state().size(), shelf.state().head());
            for seq in shelf.requests(books.as_ref(), request)? {
                let entry = read_entry(journal, branch, seq, head)?;
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
        let mut desk = lock(&self.desk);
        desk.with_books(self.journal(), branch, |desk, _| {
            let Desk { books, shelves, .. } = desk;
            let shelf = open_shelf(shelves, branch)?;
            shelf.load_all(books.as_ref())?;
            let serials: Vec<u32> = shelf.state().accounts.keys().copied().collect();
            let mut entries = HashMap::new();
            for serial in serials {
                entries.insert(serial, shelf.entries(books.as_ref(), serial, usize::MAX)?);
            }
            let requests = shelf.all_requests(books.as_ref())?;
            Ok(BooksCopy { state: shelf.state().clone(), entries, requests })
        })
    }

    /// Sets the books aside and makes them again from the journal, whole.
    ///
    /// # Errors
    /// Where the storage fails, or the journal is damaged.
    pub fn rebuild(&self) -> Result<(), Error> {
        let mut desk = lock(&self.desk);
        // What cannot be replayed is no reason to give up the books there are.
        for branch in self.journal.branches()? {
            let (committed, scratch) = (self.journal.size(branch)?, MemoryBooks::default());
            replay(self.journal(), &scratch, &mut Shelf::new(branch), committed)?;
        }
        desk.hear_witnesses(self.journal())?;
        desk.begin_anew()?;
        for branch in self.journal.branches()? {
            desk.open(self.journal(), branch)?;
        }
        desk.notices.retain(|notice| !matches!(notice, Notice::CaughtUp { .. }));
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

impl Ticket {
    fn of(order: &Order<'_>) -> Self {
        Self {
            branch: order.branch,
            key: order.key.clone(),
            now: order.now,
            clock_confirmed: order.clock_confirmed,
            likeness_confirmed: order.likeness_confirmed,
            requests: order.requests.to_vec(),
            answer: Mutex::new(None),
        }
    }
}

fn open_shelf(
    shelves: &mut HashMap<BranchCode, Shelf>,
    branch: BranchCode,
) -> Result<&mut Shelf, Error> {
    shelves.get_mut(&branch).ok_or(Error::Poisoned)
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
    /// Opens the branch's books if they are not, and looks; where they turn out
    /// damaged they are made again, once.
    fn with_books<T>(
        &mut self,
        journal: &dyn Journal,
        branch: BranchCode,
        look: impl Fn(&mut Self, &dyn Journal) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.poisoned {
            return Err(Error::Poisoned);
        }
        let first = self.open(journal, branch).and_then(|()| look(self, journal));
        let Err(Error::Books(why)) = first else { return first };
        if matches!(why, BooksError::ReadOnly { .. }) {
            return Err(why.into());
        }
        self.start_over(journal, why.to_string())?;
        self.open(journal, branch)?;
        look(self, journal)
    }

    /// Sets the books aside and begins new ones, unless they are the only ones
    /// to know that a journal has lost entries.
    fn start_over(&mut self, journal: &dyn Journal, why: String) -> Result<(), Error> {
        self.hear_witnesses(journal)?;
        self.begin_anew()?;
        self.notices.push(Notice::Rebuilt { why });
        Ok(())
    }

    fn begin_anew(&mut self) -> Result<(), Error> {
        self.shelves.clear();
        self.edition += 1;
        Ok(self.books.start_over()?)
    }

    /// Holds every branch that the books can still be read for against its
    /// journal: damage to one branch's records is no reason to forget what the
    /// others bear witness to.
    fn hear_witnesses(&self, journal: &dyn Journal) -> Result<(), Error> {
        for branch in shelf::branches(self.books.as_ref()) {
            let Ok(Some(known)) = Shelf::open(self.books.as_ref(), branch) else { continue };
            if of_another_journal(journal, branch, known.state())?.is_some() {
                continue;
            }
            let (acknowledged, committed) = (known.state().size(), journal.size(branch)?);
            if committed < acknowledged {
                return Err(JournalError::DataLoss { branch, acknowledged, committed }.into());
            }
        }
        Ok(())
    }

    /// Opens a branch: recovers its journal, then brings its books up to it.
    fn open(&mut self, journal: &dyn Journal, branch: BranchCode) -> Result<(), Error> {
        if self.shelves.contains_key(&branch) {
            return Ok(());
        }
        let mut shelf = match Shelf::open(self.books.as_ref(), branch) {
            Ok(shelf) => shelf,
            Err(why @ BooksError::ReadOnly { .. }) => return Err(why.into()),
            Err(why) => {
                self.start_over(journal, why.to_string())?;
                None
            }
        };
        if let Some(known) = &shelf
            && let Some(why) = of_another_journal(journal, branch, known.state())?
        {
            self.start_over(journal, why)?;
            shelf = None;
        }
        let acknowledged = shelf.as_ref().map_or(0, |shelf| shelf.state().size());
        if self.writable {
            let torn = journal.recover(branch, acknowledged)?;
            self.notices.extend(torn.map(Notice::Torn));
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
            replay(journal, self.books.as_ref(), &mut shelf, committed)?;
            shelf.set_read_back(ReadBack { size: committed, head: shelf.state().head() });
            shelf.write(self.books.as_ref())?;
            let entries = committed - acknowledged;
            self.notices.push(Notice::CaughtUp { branch, entries });
        }
        self.shelves.insert(branch, shelf);
        Ok(())
    }

    fn shelf(&mut self, branch: BranchCode) -> Result<&mut Shelf, Error> {
        open_shelf(&mut self.shelves, branch)
    }

    /// Begins working out what comes behind the journal's last entry.
    fn begin(&mut self, branch: BranchCode) -> Result<(), Error> {
        if self.away.contains(&branch) {
            return Err(Error::Away { branch });
        }
        let state = self.shelf(branch)?.state();
        let committed = (state.size(), state.head());
        self.pending = Pending { committed, lines: Vec::new() };
        Ok(())
    }

    /// Works out an order against the shelf, in memory, behind what is pending.
    /// With `strict`, the first refusal ends it.
    fn draft(
        &mut self,
        journal: &dyn Journal,
        ticket: &Ticket,
        strict: bool,
    ) -> Result<Vec<Outcome>, Error> {
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(ticket.requests.len());
        let opens = |(_, command): &(_, Command)| matches!(command, Command::OpenBranch { .. });
        let opens = ticket.requests.iter().any(opens);
        if opens {
            self.open(journal, BranchCode::HQ)?;
        }
        let at = self.time(ticket, opens)?;
        let first = self.pending.lines.len();
        for (request, command) in &ticket.requests {
            let ready = at.clone().and_then(|at| self.check_key(ticket, command).map(|()| at));
            let outcome = match ready {
                Ok(at) => self.draft_one(journal, ticket, request, command, at)?,
                Err(refusal) => Err(refusal),
            };
            let refused = outcome.is_err();
            outcomes.push(outcome);
            if refused && strict {
                break;
            }
        }
        if let Some(last) = self.pending.lines[first..].last_mut() {
            line::sign(last, &ticket.key);
            let head = EntryHash::of(last);
            self.shelf(ticket.branch)?.state_mut().head = head;
        }
        Ok(outcomes)
    }

    /// Answers one request: as before, or by deciding it and applying it in memory.
    fn draft_one(
        &mut self,
        journal: &dyn Journal,
        ticket: &Ticket,
        request: &RequestKey,
        command: &Command,
        at: Timestamp,
    ) -> Result<Outcome, Error> {
        if let Err(refusal) = check_request(command, request) {
            return Ok(Err(refusal));
        }
        let Self { books, shelves, pending, .. } = self;
        let (branch, books) = (ticket.branch, books.as_ref());
        let shelf = open_shelf(shelves, branch)?;
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
        let by = ticket.key.operator();
        let command = match like(journal, books, shelves, branch, command)? {
            Some(like) => &command.with_like(Some(like)),
            None => command,
        };
        let shelf = open_shelf(shelves, branch)?;
        let event = match decide(shelf.state(), command, by, at) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Event::Deposited(Deed { like: Some(like), .. })
        | Event::Deducted(Deed { like: Some(like), .. }) = event
            && !ticket.likeness_confirmed
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
        let line = entry.encode()?;
        apply(shelf.state_mut(), &entry, EntryHash::of(&line));
        shelf.note(&entry);
        pending.lines.push(line);
        let (id, event) = (EntryId { branch, seq }, entry.event);
        Ok(Ok(Done { entry: id, event, repeated: false, clipped_by }))
    }

    /// The time of the entries of an order: never before the last entry. A branch that
    /// it `opens` has none, and is not opened before it was chartered at head office.
    fn time(&mut self, ticket: &Ticket, opens: bool) -> Result<Result<Timestamp, Refusal>, Error> {
        let last = self.shelf(ticket.branch)?.state().last_at();
        let hq = self.shelves.get(&BranchCode::HQ).filter(|_| opens);
        let Some(last) = last.or_else(|| hq?.state().last_at()) else {
            return Ok(Ok(ticket.now));
        };
        let ahead = ticket.now.unix() - last.unix();
        if !ticket.clock_confirmed {
            if -ahead > CLOCK_BEHIND_SECONDS {
                return Ok(Err(Refusal::ClockBehind { seconds: -ahead }));
            }
            if ahead > CLOCK_AHEAD_DAYS * 24 * 60 * 60 {
                return Ok(Err(Refusal::ClockAhead { days: ahead / (24 * 60 * 60) }));
            }
        }
        if ahead < 0 {
            let notice = Notice::ClockBehind { seconds: -ahead };
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
        Ok(Ok(ticket.now.max(last)))
    }

    /// The key that will sign is the one enrolled.
    fn check_key(&self, ticket: &Ticket, command: &Command) -> Result<(), Refusal> {
        let operator = ticket.key.operator();
        let enrolled = match command {
            Command::Found { key, .. } => *key,
            Command::OpenBranch { key, origin, .. } => {
                self.check_charter(ticket, origin)?;
                *key
            }
            _ => match self.shelves.get(&ticket.branch) {
                Some(shelf) if shelf.state().size() > 0 => acting(shelf.state(), operator)?.key,
                _ => return Err(Refusal::BranchNotOpen { branch: ticket.branch }),
            },
        };
        if enrolled == ticket.key.public() {
            Ok(())
        } else {
            Err(Refusal::WrongKey { operator: operator.clone() })
        }
    }

    /// A branch is opened by a manager of head office, under its charter.
    fn check_charter(&self, ticket: &Ticket, origin: &Origin) -> Result<(), Refusal> {
        let (branch, operator) = (ticket.branch, ticket.key.operator());
        let hq = self.shelves.get(&BranchCode::HQ).map(Shelf::state);
        let hq = hq.filter(|hq| {
            hq.charter().is_some_and(|c| c.origin == *origin)
                && hq.chartered().contains_key(&branch)
        });
        let hq = hq.ok_or(Refusal::NotChartered { branch })?;
        match acting(hq, operator)? {
            manager if manager.key != ticket.key.public() => {
                Err(Refusal::WrongKey { operator: operator.clone() })
            }
            manager if manager.role != Role::Manager => {
                let (role, needed) = (manager.role, Role::Manager);
                Err(Refusal::NoRight { operator: operator.clone(), role, needed })
            }
            _ => Ok(()),
        }
    }

    /// Commits everything that waits: one append and one sync a branch.
    fn commit(&mut self, journal: &dyn Journal, waiting: &[Arc<Ticket>]) {
        let branches: BTreeSet<BranchCode> = waiting.iter().map(|ticket| ticket.branch).collect();
        for branch in branches {
            let mut tickets: Vec<&Ticket> =
                waiting.iter().map(AsRef::as_ref).filter(|t| t.branch == branch).collect();
            // Every round that does not end has one order less; or new books, once: a
            // full disk takes their beginning, and no entry, as often as it is asked.
            let mut anew = false;
            while !self.commit_together(journal, branch, &mut tickets, &mut anew) {}
        }
    }

    /// One try at committing the orders of a branch together; `false` where it
    /// has to be tried again, because an order was refused half-way and is out.
    fn commit_together(
        &mut self,
        journal: &dyn Journal,
        branch: BranchCode,
        tickets: &mut Vec<&Ticket>,
        anew: &mut bool,
    ) -> bool {
        if let Err(error) = self.with_books(journal, branch, |desk, _| desk.begin(branch)) {
            answer_all(tickets, error);
            return true;
        }
        let mut drafted: Vec<(&Ticket, Vec<Done>)> = Vec::new();
        let mut place = 0;
        while let Some(&ticket) = tickets.get(place) {
            let before = self.pending.lines.len();
            match self.draft(journal, ticket, true) {
                Ok(outcomes) => {
                    let refused = outcomes.iter().position(Result::is_err);
                    let done: Result<Vec<Done>, Refusal> = outcomes.into_iter().collect();
                    match (done, refused) {
                        (Err(refusal), Some(index)) => {
                            let refusal = Box::new(refusal);
                            ticket.answer(Err(SubmitError::Refused { index, refusal }));
                            tickets.remove(place);
                            if self.pending.lines.len() > before {
                                // Part of it was applied: begin again without it.
                                self.shelves.remove(&branch);
                                return false;
                            }
                        }
                        (done, _) => {
                            drafted.push((ticket, done.unwrap_or_default()));
                            place += 1;
                        }
                    }
                }
                Err(Error::Books(why)) if !*anew && !matches!(why, BooksError::ReadOnly { .. }) => {
                    *anew = true;
                    if let Err(error) = self.start_over(journal, why.to_string()) {
                        answer_all(tickets, error);
                        return true;
                    }
                    return false;
                }
                Err(error) => {
                    self.shelves.remove(&branch);
                    ticket.answer(Err(error.into()));
                    tickets.remove(place);
                    return false;
                }
            }
        }
        match self.write(journal, branch) {
            Ok(()) => drafted.into_iter().for_each(|(ticket, done)| ticket.answer(Ok(done))),
            Err(error) => {
                let mut error = Some(error);
                for ticket in tickets.iter() {
                    let error = error.take().unwrap_or(Error::OutcomeUnknown);
                    ticket.answer(Err(error.into()));
                }
            }
        }
        true
    }

    /// Makes what is pending durable, then brings it into the books. After an error
    /// nothing more is taken.
    fn write(&mut self, journal: &dyn Journal, branch: BranchCode) -> Result<(), Error> {
        let Pending { committed: (expected, _), lines: pending } =
            std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(());
        }
        let mut lines = Lines::default();
        pending.iter().for_each(|line| lines.push(line));
        let appended = match journal.append(branch, expected, &lines) {
            Ok(Appended::Durable) => Ok(()),
            Ok(Appended::MovedOn { size }) => Err(JournalError::MovedOn { branch, expected, size }),
            Err(error) => Err(error),
        };
        if let Err(error) = appended {
            self.poisoned = true;
            return Err(error.into());
        }
        let Self { books, shelves, .. } = self;
        let written = shelves.get_mut(&branch).map(|shelf| shelf.write(books.as_ref()));
        if let Some(Err(why)) = written
            && self.start_over(journal, why.to_string()).is_err()
        {
            // The entries are durable, and that is the answer; it is the next
            // one that has to wait until the bank has been opened again.
            self.poisoned = true;
        }
        Ok(())
    }
}

impl Pending {
    /// An entry of the journal, or one that is about to be.
    fn read(&self, journal: &dyn Journal, branch: BranchCode, seq: u64) -> Result<Entry, Error> {
        let (size, _) = self.committed;
        let pending =
            seq.checked_sub(size).and_then(|at| self.lines.get(usize::try_from(at).ok()?));
        match pending {
            Some(line) => Ok(Entry::decode(line)?),
            None => read_entry(journal, branch, seq, self.committed),
        }
    }
}

impl Ticket {
    fn answer(&self, answer: Answer) {
        *lock(&self.answer) = Some(answer);
    }
}

/// The first hears what happened; the others, that nothing more is taken.
fn answer_all(tickets: &[&Ticket], error: Error) {
    let mut error = Some(error);
    for ticket in tickets {
        ticket.answer(Err(error.take().unwrap_or(Error::Poisoned).into()));
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
    shelves: &mut HashMap<BranchCode, Shelf>,
    branch: BranchCode,
    command: &Command,
) -> Result<Option<EntryId>, Error> {
    let Some(deed) = command.deed() else { return Ok(None) };
    let state = open_shelf(shelves, branch)?.state();
    let here = likeness::like(state, deed.account, deed.rule, deed.on, &deed.digests);
    if here.is_some() || deed.digests.is_empty() {
        return Ok(here);
    }
    let others = journal.branches()?.into_iter().filter(|other| *other != branch);
    Ok(others.filter_map(|other| shown_in(journal, books, shelves, other, &deed.digests)).min())
}

/// The entry of another branch that was given one of the files, as far as its
/// books say. Nothing is mended there: a village goes on whatever has become of
/// its neighbour's books, and what is missed here is found by the audit.
fn shown_in(
    journal: &dyn Journal,
    books: &dyn Books,
    shelves: &mut HashMap<BranchCode, Shelf>,
    branch: BranchCode,
    digests: &[FileDigest],
) -> Option<EntryId> {
    let mut opened;
    let shelf = match shelves.get_mut(&branch) {
        Some(shelf) => shelf,
        None => {
            opened = Shelf::open(books, branch).ok()??;
            &mut opened
        }
    };
    let head = (shelf.state().size(), shelf.state().head());
    load_evidence(books, shelf, digests, |seq| read_entry(journal, branch, seq, head)).ok()?;
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
