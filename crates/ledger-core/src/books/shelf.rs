//! One branch's books: verified records on one side, a [`State`] on the other.
//!
//! ```text
//! h              head: size and hash of the journal they index, totals, and digests of
//! s                setup: charter, operators, branch keys, rulebooks, branches
//! t                trade: offers, and what is under way
//! f                fund: the money, and every voucher there ever was
//! r<room>          room: digests of 64 accounts' cells
//! a<serial>          cell: the account, digests of its years, its latest entries
//! u<serial><year>      caps used in a year
//! e<serial><block>     64 entries of the account, with the digest of the block before
//! q<bucket>        request keys and evidence, hashed into 64 buckets: the latest of each
//! q<bucket><block>   128 of them, with the digest of the block before
//! n<household>     serial, to be checked against its cell
//! v              how far the journal was read back from the disk, and the hash there
//! m…               the tree over the lines (`books/tree.rs`)
//! ```
//!
//! Every record but the head, and `v`, which only spares a second look, is vouched for by a digest in the record above it,
//! and the head by the journal's own last line. So whatever a store loses,
//! mixes up or brings back from last week shows as [`BooksError::Damaged`] when
//! it is read, and a deposit touches half a dozen small records however large
//! the bank is. What is per entry lives in packed blocks, not under keys.

use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::{self, DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Batch, Books, BooksError};
use crate::day::{Day, Timestamp};
use crate::event::Event;
use crate::ids::{BranchCode, FileDigest, HouseholdNo, OperatorId, RequestKey, RuleCode};
use crate::line::{Entry, EntryHash};
use crate::rulebook::{BookHash, Use, from_toml};
use crate::state::{
    Account, Adopted, BranchKeySet, Charter, DayUse, Operator, State, Status, Totals, Trade,
};

type Digest = [u8; 8];
pub(super) const NONE: Digest = [0; 8];
const VERSION: u8 = 6;
const ROOM: u32 = 64;
const BUCKETS: usize = 64;
const ENTRY_BLOCK: usize = 64;
const REQUEST_BLOCK: usize = 128;

/// Digests, written as one piece of bytes.
#[derive(Debug, Clone, Default)]
struct Digests(Vec<Digest>);

impl Serialize for Digests {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0.as_flattened())
    }
}

impl<'de> Deserialize<'de> for Digests {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Digests;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("digests")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Digests, E> {
                let (digests, rest) = bytes.as_chunks();
                match rest {
                    [] => Ok(Digests(digests.to_vec())),
                    rest => Err(E::invalid_length(rest.len(), &self)),
                }
            }
        }
        from.deserialize_bytes(Bytes)
    }
}

/// A hasher that has read its context already.
static RECORD: LazyLock<blake3::Hasher> =
    LazyLock::new(|| blake3::Hasher::new_derive_key("civility-bank 2026-11 books record v1"));

pub(super) fn digest(key: &[u8], value: &[u8]) -> Digest {
    let mut hash = RECORD.clone();
    hash.update(&(key.len() as u64).to_le_bytes()).update(key).update(value);
    let mut short = NONE;
    short.copy_from_slice(&hash.finalize().as_bytes()[..8]);
    short
}

/// The number a request key is found by.
pub fn request_number(request: &RequestKey) -> u64 {
    let hash = blake3::hash(request.as_str().as_bytes());
    let mut number = [0; 8];
    number.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(number)
}

/// The number the entries are found by that were given a file.
pub fn evidence_number(digest: &FileDigest) -> u64 {
    let hash = blake3::derive_key("civility-bank 2026-11 evidence v1", &digest.0);
    let mut number = [0; 8];
    number.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(number)
}

/// All the numbers that an entry is found by.
pub fn numbers(entry: &Entry) -> impl Iterator<Item = u64> {
    std::iter::once(request_number(&entry.req)).chain(file_numbers(&entry.event))
}

/// The numbers that an entry is found by for the files of its deed.
pub fn file_numbers(event: &Event) -> impl Iterator<Item = u64> {
    let digests = event.deed().map_or(&[][..], |deed| &deed.digests);
    digests.iter().map(evidence_number)
}

fn bucket_of(number: u64) -> usize {
    (number >> 58) as usize
}

/// What is written often is read as `Head` and `Cell`, and written without a copy of it.
#[derive(Serialize, Deserialize)]
struct Head<T = Totals, D = Digests> {
    version: u8,
    size: u64,
    head: EntryHash,
    last_at: Option<Timestamp>,
    totals: T,
    setup: Digest,
    trade: Digest,
    fund: Digest,
    rooms: D,
    requests: D,
}

/// So many entries were read back from the disk since they were written, and the last of
/// them has this hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBack {
    /// How many.
    pub size: u64,
    /// The hash of the last.
    pub head: EntryHash,
}

#[derive(Serialize, Deserialize)]
struct Setup {
    charter: Option<Charter>,
    operators: BTreeMap<OperatorId, Operator>,
    branch_keys: Vec<BranchKeySet>,
    rulebooks: Vec<(String, Day)>,
    unread: Vec<Day>,
    chartered: BTreeMap<BranchCode, String>,
}

#[derive(Serialize, Deserialize)]
struct Cell<A = Account, T = Trail> {
    account: A,
    trail: T,
}

/// What hangs on an account: its years and its entries.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Trail {
    years: Vec<(i32, Digest)>,
    entries: Chain<u64>,
}

/// The latest items, and where the full blocks before them are.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Chain<T> {
    blocks: u32,
    last: Digest,
    tail: Vec<T>,
}

impl<T> Default for Chain<T> {
    fn default() -> Self {
        Self { blocks: 0, last: NONE, tail: Vec::new() }
    }
}

#[derive(Serialize, Deserialize)]
struct Block<T> {
    before: Digest,
    items: Vec<T>,
}

impl<T: Serialize + DeserializeOwned + Clone> Chain<T> {
    fn push(&mut self, item: T, full: usize, key: impl Fn(u32) -> Vec<u8>, batch: &mut Batch) {
        self.tail.push(item);
        if self.tail.len() >= full {
            let items = std::mem::take(&mut self.tail);
            self.last = put(batch, key(self.blocks), &Block { before: self.last, items });
            self.blocks += 1;
        }
    }

    /// The items from the latest back, until `enough` says so; in no order between blocks.
    fn back(
        &self,
        books: &dyn Books,
        key: impl Fn(u32) -> Vec<u8>,
        mut enough: impl FnMut(&[T]) -> bool,
    ) -> Result<Vec<T>, BooksError> {
        let mut all = self.tail.clone();
        let mut vouched = self.last;
        for block in (0..self.blocks).rev() {
            if enough(&all) {
                break;
            }
            let mut found: Block<T> = get(books, &key(block), vouched)?;
            found.items.append(&mut all);
            all = found.items;
            vouched = found.before;
        }
        Ok(all)
    }
}

/// Most records of a year of deeds are no larger.
const USUAL_RECORD: usize = 2048;

/// Puts a record and gives the digest that vouches for it.
fn put<T: Serialize>(batch: &mut Batch, key: Vec<u8>, record: &T) -> Digest {
    // Plain data in memory: there is nothing in it that cannot be written.
    let value = postcard::to_extend(record, Vec::with_capacity(USUAL_RECORD));
    let mut value = value.unwrap_or_default();
    // A village made anew is one batch.
    value.shrink_to_fit();
    let vouch = digest(&key, &value);
    batch.put(key, value);
    vouch
}

fn get<T: DeserializeOwned>(
    books: &dyn Books,
    key: &[u8],
    vouched: Digest,
) -> Result<T, BooksError> {
    let value = books.get(key)?.ok_or(BooksError::Damaged("a record is missing"))?;
    // A fuzzer does not find its way through a digest; what lies behind is what it is for.
    if digest(key, &value) != vouched && !cfg!(fuzzing) {
        return Err(BooksError::Damaged("a record is not the one its index vouches for"));
    }
    postcard::from_bytes(&value).map_err(|_| BooksError::Damaged("a record cannot be read"))
}

fn head_of(books: &dyn Books, branch: BranchCode) -> Result<Option<Head>, BooksError> {
    let key = key(branch, b'h', &[]);
    let Some(value) = books.get(&key)? else { return Ok(None) };
    let (vouch, value) =
        value.split_first_chunk::<8>().ok_or(BooksError::Damaged("the head is cut short"))?;
    if digest(&key, value) != *vouch && !cfg!(fuzzing) {
        return Err(BooksError::Damaged("the head is not what was written"));
    }
    let head: Option<Head> = postcard::from_bytes(value).ok();
    head.filter(|head| head.version == VERSION && head.requests.0.len() == BUCKETS)
        .ok_or(BooksError::Damaged("the head is of another version"))
        .map(Some)
}

/// How many entries the books of a branch hold, and what it has under way by
/// then, its fund apart: two records, whatever else the branch has.
///
/// # Errors
/// Where the store fails or is damaged.
pub fn trade_of(books: &dyn Books, branch: BranchCode) -> Result<Option<(u64, Trade)>, BooksError> {
    let Some(head) = head_of(books, branch)? else { return Ok(None) };
    let trade = get(books, &key(branch, b't', &[]), head.trade)?;
    Ok(Some((head.size, trade)))
}

/// Whether a branch may have been given one of these files: by its head and the buckets
/// they are in, with nothing else of the branch.
///
/// # Errors
/// Where the store fails or is damaged.
pub fn may_show(
    books: &dyn Books,
    branch: BranchCode,
    digests: &[FileDigest],
) -> Result<bool, BooksError> {
    let Some(head) = head_of(books, branch)? else { return Ok(false) };
    for number in digests.iter().map(evidence_number) {
        let bucket = bucket_of(number);
        let vouched = head.requests.0.get(bucket).copied().unwrap_or(NONE);
        if vouched == NONE {
            continue;
        }
        let chain: Chain<(u64, u64)> = get(books, &bucket_key(branch, bucket), vouched)?;
        let among = |found: &[(u64, u64)]| found.iter().any(|(of, _)| *of == number);
        let all = chain.back(books, |n| request_block_key(branch, bucket, n), among)?;
        if among(&all) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The branches whose heads can still be found; none where the store falls over.
pub fn branches(books: &dyn Books) -> Vec<BranchCode> {
    let mut found = Vec::new();
    // A store too damaged to be read through bears no witness.
    let _ = books.scan(b"", &mut |key, _| {
        let code = key.strip_suffix(b"/h").and_then(|code| std::str::from_utf8(code).ok());
        found.extend(code.and_then(|code| code.parse::<BranchCode>().ok()));
    });
    found
}

/// Entries by a number they are found by. All but a few numbers are one entry's.
#[derive(Debug, Default)]
struct Found(FxHashMap<u64, (u64, Vec<u64>)>);

impl Found {
    fn add(&mut self, number: u64, seq: u64) {
        match self.0.entry(number) {
            Slot::Vacant(none) => drop(none.insert((seq, Vec::new()))),
            Slot::Occupied(mut some) => some.get_mut().1.push(seq),
        }
    }

    fn of(&self, number: u64) -> impl Iterator<Item = u64> {
        let found = self.0.get(&number);
        found
            .into_iter()
            .flat_map(|(first, others)| std::iter::once(*first).chain(others.iter().copied()))
    }
}

/// One branch's books, as far as they were looked at.
#[derive(Debug)]
pub struct Shelf {
    state: State,
    read_back: Option<ReadBack>,
    /// It is not in the books yet.
    read_on: bool,
    /// The accounts whose numbers are in the books: an account keeps its number.
    named: FxHashSet<u32>,
    /// Everything is in memory, so nothing is looked up.
    whole: bool,
    loaded: FxHashSet<u32>,
    /// Every account is in memory, those opened since by being applied.
    loaded_accounts: bool,
    loaded_uses: FxHashSet<(u32, i32)>,
    trails: FxHashMap<u32, Trail>,
    rooms: FxHashMap<u32, Digests>,
    room_digests: Digests,
    setup: Digest,
    trade: Digest,
    fund: Digest,
    buckets: FxHashMap<usize, Chain<(u64, u64)>>,
    bucket_digests: Digests,
    /// The buckets that were looked through, by number: a batch asks for many.
    known: FxHashMap<usize, Found>,
    /// The numbers that are not in the books yet, in order and by number.
    requests: Vec<(u64, u64)>,
    fresh: Found,
}

impl Shelf {
    /// The books of a branch without an entry.
    pub fn new(branch: BranchCode) -> Self {
        Self {
            state: State::new(branch),
            read_back: None,
            read_on: false,
            named: FxHashSet::default(),
            whole: true,
            loaded: FxHashSet::default(),
            loaded_accounts: false,
            loaded_uses: FxHashSet::default(),
            trails: FxHashMap::default(),
            rooms: FxHashMap::default(),
            room_digests: Digests::default(),
            setup: NONE,
            trade: NONE,
            fund: NONE,
            buckets: FxHashMap::default(),
            bucket_digests: Digests(vec![NONE; BUCKETS]),
            known: FxHashMap::default(),
            requests: Vec::new(),
            fresh: Found::default(),
        }
    }

    /// The books of a branch as stored; `None` where there are none.
    ///
    /// # Errors
    /// Where the store fails or its head is damaged.
    pub fn open(books: &dyn Books, branch: BranchCode) -> Result<Option<Self>, BooksError> {
        let Some(head) = head_of(books, branch)? else { return Ok(None) };
        let setup: Setup = get(books, &self::key(branch, b's', &[]), head.setup)?;
        let mut shelf = Self::new(branch);
        let state = &mut shelf.state;
        state.size = head.size;
        state.head = head.head;
        state.last_at = head.last_at;
        state.totals = head.totals;
        state.charter = setup.charter;
        state.operators = setup.operators;
        state.branch_keys = setup.branch_keys;
        state.trade = get(books, &self::key(branch, b't', &[]), head.trade)?;
        state.trade.fund = get(books, &self::key(branch, b'f', &[]), head.fund)?;
        state.chartered = setup.chartered;
        state.unread = setup.unread;
        for (text, from) in setup.rulebooks {
            let rulebook =
                from_toml(&text).map_err(|_| BooksError::Damaged("a rulebook cannot be read"))?;
            let book = BookHash::of(&text);
            let (text, rulebook) = (text.into(), rulebook.into());
            state.rulebooks.push(Adopted { book, from, text, rulebook });
        }
        // Where it is lost, or is none, more is read back than would have to be.
        let read_back_key = self::key(branch, b'v', &[]);
        let read_back = books.get(&read_back_key)?;
        shelf.read_back = read_back.and_then(|record| {
            let (vouch, value) = record.split_first_chunk::<8>()?;
            let whole = digest(&read_back_key, value) == *vouch;
            postcard::from_bytes(value).ok().filter(|_| whole)
        });
        shelf.whole = false;
        shelf.setup = head.setup;
        shelf.trade = head.trade;
        shelf.fund = head.fund;
        shelf.room_digests = head.rooms;
        shelf.bucket_digests = head.requests;
        Ok(Some(shelf))
    }

    /// What has been loaded.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What has been loaded, and no more of the books.
    pub fn into_state(self) -> State {
        self.state
    }

    /// How far the journal was read back, as far as these books know.
    pub fn read_back(&self) -> Option<ReadBack> {
        self.read_back
    }

    /// It was read back so far; kept with the next entry.
    pub fn set_read_back(&mut self, to: ReadBack) {
        self.read_on = self.read_back != Some(to);
        self.read_back = Some(to);
    }

    /// What has been loaded, for deciding and applying.
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn branch(&self) -> BranchCode {
        self.state.branch
    }

    fn room(&mut self, books: &dyn Books, room: u32) -> Result<&mut Vec<Digest>, BooksError> {
        if !self.rooms.contains_key(&room) {
            let vouched = self.room_digests.0.get(room as usize).copied().unwrap_or(NONE);
            let cells = match vouched {
                NONE => Digests(vec![NONE; ROOM as usize]),
                _ => get(books, &key(self.branch(), b'r', &[&room.to_be_bytes()]), vouched)?,
            };
            self.rooms.insert(room, cells);
        }
        let room = self.rooms.get_mut(&room).map(|room| &mut room.0);
        room.ok_or(BooksError::Damaged("a room is missing"))
    }

    /// Loads an account, if there is one of that serial.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn load_account(&mut self, books: &dyn Books, serial: u32) -> Result<(), BooksError> {
        if self.whole || serial > self.state.totals.accounts || !self.loaded.insert(serial) {
            return Ok(());
        }
        if self.state.accounts.contains_key(&serial) {
            return Ok(());
        }
        let vouched =
            self.room(books, serial / ROOM)?.get((serial % ROOM) as usize).copied().unwrap_or(NONE);
        if vouched == NONE {
            return Ok(());
        }
        let cell: Cell = get(books, &key(self.branch(), b'a', &[&serial.to_be_bytes()]), vouched)?;
        if let Some(household) = &cell.account.household {
            self.named.insert(serial);
            // A number can be given again once its account is closed: the latest has it.
            let holder = self.state.households.entry(household.clone()).or_insert(serial);
            *holder = serial.max(*holder);
        }
        self.state.accounts.insert(serial, cell.account);
        self.trails.insert(serial, cell.trail);
        Ok(())
    }

    /// Loads every account, with nothing of its years.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn load_accounts(&mut self, books: &dyn Books) -> Result<(), BooksError> {
        if !self.loaded_accounts {
            (1..=self.state.totals.accounts)
                .try_for_each(|serial| self.load_account(books, serial))?;
            self.loaded_accounts = true;
        }
        Ok(())
    }

    /// Loads what an account used of its caps in a year; the account as well.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn load_uses(
        &mut self,
        books: &dyn Books,
        serial: u32,
        year: i32,
    ) -> Result<(), BooksError> {
        self.load_account(books, serial)?;
        if self.whole || !self.loaded_uses.insert((serial, year)) {
            return Ok(());
        }
        if self.state.uses.contains_key(&(serial, year)) {
            return Ok(());
        }
        let trail = self.trails.get(&serial);
        let vouched = trail.and_then(|trail| trail.years.iter().find(|(y, _)| *y == year));
        let Some((_, vouched)) = vouched else { return Ok(()) };
        let stored: Vec<(u16, RuleCode, Use, u64)> =
            get(books, &uses_key(self.branch(), serial, year), *vouched)?;
        let uses = stored
            .into_iter()
            .map(|(ordinal, rule, used, seq)| {
                let date = time::Date::from_ordinal_date(year, ordinal).ok().and_then(Day::new);
                date.map(|on| DayUse { on, rule, used, seq })
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(BooksError::Damaged("a day of the year does not exist"))?;
        self.state.uses.insert((serial, year), uses);
        Ok(())
    }

    /// Loads everything, for comparing and for bulk work.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn load_all(&mut self, books: &dyn Books) -> Result<(), BooksError> {
        self.load_accounts(books)?;
        let years: Vec<(u32, i32)> = self
            .trails
            .iter()
            .flat_map(|(serial, trail)| trail.years.iter().map(|(year, _)| (*serial, *year)))
            .collect();
        years.into_iter().try_for_each(|(serial, year)| self.load_uses(books, serial, year))
    }

    /// Loads the account of a household number, if there is one.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn load_household(
        &mut self,
        books: &dyn Books,
        household: &HouseholdNo,
    ) -> Result<(), BooksError> {
        let known = self.state.households.get(household);
        let open =
            |serial| self.state.accounts.get(serial).is_some_and(|a| a.status != Status::Closed);
        // A closed account may have had the number before the one that has it now.
        if self.whole || known.is_some_and(open) {
            return Ok(());
        }
        let stored = books.get(&key(self.branch(), b'n', &[household.as_str().as_bytes()]))?;
        if let Some(serial) = stored.and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes)
        {
            self.load_account(books, serial)?;
            let named = self.state.accounts.get(&serial);
            let has_it =
                |a: &Account| a.household.as_ref() == Some(household) && a.status != Status::Closed;
            if named.is_some_and(has_it) {
                return Ok(());
            }
        }
        // Nothing vouches for a name that is not there: only looking at all accounts does.
        self.load_accounts(books)
    }

    /// The entries whose request may be this one, the latest last.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn requests(
        &mut self,
        books: &dyn Books,
        request: &RequestKey,
    ) -> Result<Vec<u64>, BooksError> {
        self.found_by(books, request_number(request))
    }

    /// The entries that may have been given a file, the latest last.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn evidence(
        &mut self,
        books: &dyn Books,
        digest: &FileDigest,
    ) -> Result<Vec<u64>, BooksError> {
        self.found_by(books, evidence_number(digest))
    }

    fn found_by(&mut self, books: &dyn Books, number: u64) -> Result<Vec<u64>, BooksError> {
        let bucket = bucket_of(number);
        let branch = self.branch();
        if !self.known.contains_key(&bucket) {
            let key = |block: u32| request_block_key(branch, bucket, block);
            let mut known = Found::default();
            for (number, seq) in self.bucket(books, bucket)?.back(books, key, |_| false)? {
                known.add(number, seq);
            }
            self.known.insert(bucket, known);
        }
        let known = self.known.get(&bucket).into_iter().flat_map(|known| known.of(number));
        Ok(known.chain(self.fresh.of(number)).collect())
    }

    /// Every request and every file there is, as number and entry.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn all_requests(&mut self, books: &dyn Books) -> Result<Vec<(u64, u64)>, BooksError> {
        let branch = self.branch();
        let mut all = self.requests.clone();
        for bucket in 0..BUCKETS {
            let chain = self.bucket(books, bucket)?.clone();
            all.extend(chain.back(books, |n| request_block_key(branch, bucket, n), |_| false)?);
        }
        Ok(all)
    }

    fn bucket(
        &mut self,
        books: &dyn Books,
        bucket: usize,
    ) -> Result<&mut Chain<(u64, u64)>, BooksError> {
        if !self.buckets.contains_key(&bucket) {
            let vouched = self.bucket_digests.0.get(bucket).copied().unwrap_or(NONE);
            let chain = match vouched {
                NONE => Chain::default(),
                _ => get(books, &bucket_key(self.branch(), bucket), vouched)?,
            };
            self.buckets.insert(bucket, chain);
        }
        self.buckets.get_mut(&bucket).ok_or(BooksError::Damaged("a bucket is missing"))
    }

    /// Notes what an entry is found by: its request, and the files of its deed.
    pub fn note(&mut self, entry: &Entry) {
        for number in numbers(entry) {
            self.requests.push((number, entry.seq));
            self.fresh.add(number, entry.seq);
        }
    }

    /// The latest entries of an account, at least `last` of them if there are so many.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn entries(
        &mut self,
        books: &dyn Books,
        serial: u32,
        last: usize,
    ) -> Result<Vec<u64>, BooksError> {
        self.load_account(books, serial)?;
        let Some(trail) = self.trails.get(&serial) else { return Ok(Vec::new()) };
        let branch = self.branch();
        trail.entries.back(
            books,
            |block| key(branch, b'e', &[&serial.to_be_bytes(), &block.to_be_bytes()]),
            |found| found.len() >= last,
        )
    }

    /// Writes what was touched since the last time, as one batch.
    ///
    /// # Errors
    /// Where the store fails or is damaged.
    pub fn write(&mut self, books: &dyn Books) -> Result<(), BooksError> {
        let batch = self.batch(books)?;
        books.write(&batch)
    }

    /// What was touched since the last time, to be written before the next is.
    ///
    /// # Errors
    /// Where the store fails or is damaged; the shelf is of no use any more then.
    pub fn batch(&mut self, books: &dyn Books) -> Result<Batch, BooksError> {
        let branch = self.branch();
        let mut batch = Batch::default();
        let touched = self.state.take_touched();
        let mut accounts: BTreeSet<u32> = touched.accounts.into_iter().collect();
        for (serial, seq) in touched.entries {
            self.load_account(books, serial)?;
            accounts.insert(serial);
            let block_key =
                |block: u32| key(branch, b'e', &[&serial.to_be_bytes(), &block.to_be_bytes()]);
            let trail = self.trails.entry(serial).or_default();
            trail.entries.push(seq, ENTRY_BLOCK, block_key, &mut batch);
        }
        for (serial, year) in BTreeSet::from_iter(touched.uses) {
            accounts.insert(serial);
            let uses = self.state.uses.get(&(serial, year)).map(Vec::as_slice).unwrap_or_default();
            let stored: Vec<(u16, RuleCode, Use, u64)> = uses
                .iter()
                .map(|used| (used.on.ordinal(), used.rule, used.used, used.seq))
                .collect();
            let vouch = put(&mut batch, uses_key(branch, serial, year), &stored);
            let years = &mut self.trails.entry(serial).or_default().years;
            match years.iter_mut().find(|(y, _)| *y == year) {
                Some((_, kept)) => *kept = vouch,
                None => years.push((year, vouch)),
            }
        }
        let mut rooms = BTreeSet::new();
        for serial in accounts {
            let Some(account) = self.state.accounts.get(&serial) else { continue };
            if let Some(household) = &account.household
                && self.state.households.get(household) == Some(&serial)
                && self.named.insert(serial)
            {
                let name = key(branch, b'n', &[household.as_str().as_bytes()]);
                batch.put(name, serial.to_be_bytes().to_vec());
            }
            let trail = &*self.trails.entry(serial).or_default();
            let cell = Cell { account, trail };
            let vouch = put(&mut batch, key(branch, b'a', &[&serial.to_be_bytes()]), &cell);
            if let Some(place) = self.room(books, serial / ROOM)?.get_mut((serial % ROOM) as usize)
            {
                *place = vouch;
            }
            rooms.insert(serial / ROOM);
        }
        for room in rooms {
            let vouch = match self.rooms.get(&room) {
                Some(cells) => put(&mut batch, key(branch, b'r', &[&room.to_be_bytes()]), cells),
                None => continue,
            };
            let room = room as usize;
            let digests = &mut self.room_digests.0;
            if digests.len() <= room {
                digests.resize(room + 1, NONE);
            }
            digests[room] = vouch;
        }
        let mut buckets = BTreeSet::new();
        for (number, seq) in std::mem::take(&mut self.requests) {
            let bucket = bucket_of(number);
            let block_key = |block: u32| request_block_key(branch, bucket, block);
            self.bucket(books, bucket)?.push((number, seq), REQUEST_BLOCK, block_key, &mut batch);
            buckets.insert(bucket);
            if let Some(known) = self.known.get_mut(&bucket) {
                known.add(number, seq);
            }
        }
        self.fresh.0.clear();
        for bucket in buckets {
            if let Some(chain) = self.buckets.get(&bucket) {
                self.bucket_digests.0[bucket] = put(&mut batch, bucket_key(branch, bucket), chain);
            }
        }
        if touched.setup || self.setup == NONE {
            self.setup = put(&mut batch, key(branch, b's', &[]), &self.setup_record());
        }
        if touched.trade || self.trade == NONE {
            self.trade = put(&mut batch, key(branch, b't', &[]), &self.state.trade);
        }
        if touched.fund || self.fund == NONE {
            self.fund = put(&mut batch, key(branch, b'f', &[]), &self.state.trade.fund);
        }
        let head = Head {
            version: VERSION,
            size: self.state.size,
            head: self.state.head,
            last_at: self.state.last_at,
            totals: &self.state.totals,
            setup: self.setup,
            trade: self.trade,
            fund: self.fund,
            rooms: &self.room_digests,
            requests: &self.bucket_digests,
        };
        let head_key = key(branch, b'h', &[]);
        let value = postcard::to_stdvec(&head).unwrap_or_default();
        let vouched = [digest(&head_key, &value).as_slice(), &value].concat();
        batch.put(head_key, vouched);
        if let Some(read_back) = self.read_back.filter(|_| std::mem::take(&mut self.read_on)) {
            let key = key(branch, b'v', &[]);
            let value = postcard::to_stdvec(&read_back).unwrap_or_default();
            let vouched = [digest(&key, &value).as_slice(), &value].concat();
            batch.put(key, vouched);
        }
        Ok(batch)
    }

    fn setup_record(&self) -> Setup {
        let rulebooks = self.state.rulebooks.iter();
        Setup {
            charter: self.state.charter.clone(),
            operators: self.state.operators.clone(),
            branch_keys: self.state.branch_keys.clone(),
            rulebooks: rulebooks.map(|adopted| (adopted.text.to_string(), adopted.from)).collect(),
            unread: self.state.unread.clone(),
            chartered: self.state.chartered.clone(),
        }
    }
}

pub(super) fn key(branch: BranchCode, kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    // No branch code holds a slash, so no branch's keys start another's.
    let mut key = branch.as_str().as_bytes().to_vec();
    key.extend_from_slice(&[b'/', kind]);
    parts.iter().for_each(|part| key.extend_from_slice(part));
    key
}

fn uses_key(branch: BranchCode, serial: u32, year: i32) -> Vec<u8> {
    key(branch, b'u', &[&serial.to_be_bytes(), &year.to_be_bytes()])
}

fn bucket_key(branch: BranchCode, bucket: usize) -> Vec<u8> {
    key(branch, b'q', &[&[bucket as u8]])
}

fn request_block_key(branch: BranchCode, bucket: usize, block: u32) -> Vec<u8> {
    key(branch, b'q', &[&[bucket as u8], &block.to_be_bytes()])
}
