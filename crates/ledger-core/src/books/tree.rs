//! One branch's tree in the books: its right edge, and the hashes of whole runs of lines.
//!
//! ```text
//! m                head: the frontier, and the hash of the last line under it
//! m<level><tile>     up to 256 hashes: of runs of 256 lines, of runs of 256 such runs, …
//! ```
//!
//! Levels and tiles are those of C2SP tlog-tiles; its level 0, the lines
//! themselves, is in the journal and not here. The head carries its own digest.
//! The tiles need none: whatever is made of them is held against the frontier's
//! root before it is believed ([`crate::ledger::Ledger::root`]). There are heads
//! and tiles of last week in stores that lose things; a tile that is longer than
//! its head knows is cut, and a shorter one is damage.

use serde::{Deserialize, Serialize};

use super::shelf::{NONE, digest, key};
use super::{Batch, Books, BooksError};
use crate::ids::BranchCode;
use crate::line::EntryHash;
use crate::proof::{Frontier, TreeHash};

const VERSION: u8 = 1;

/// How far the tree has come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Head {
    version: u8,
    /// The tree's right edge.
    pub(crate) frontier: Frontier,
    /// The hash of the last line under it.
    pub(crate) last: EntryHash,
}

impl Head {
    pub(crate) fn new(frontier: Frontier, last: EntryHash) -> Self {
        Self { version: VERSION, frontier, last }
    }
}

/// The head as stored; `None` where there is none.
pub(crate) fn head(books: &dyn Books, branch: BranchCode) -> Result<Option<Head>, BooksError> {
    let key = key(branch, b'm', &[]);
    let Some(value) = books.get(&key)? else { return Ok(None) };
    let (vouch, value) = value
        .split_at_checked(NONE.len())
        .ok_or(BooksError::Damaged("the head of the tree is cut short"))?;
    if digest(&key, value) != vouch {
        return Err(BooksError::Damaged("the head of the tree is not what was written"));
    }
    let head: Option<Head> = postcard::from_bytes(value).ok();
    head.filter(|head| head.version == VERSION)
        .ok_or(BooksError::Damaged("the head of the tree is of another version"))
        .map(Some)
}

/// The first `wanted` hashes of a tile.
pub(crate) fn tile(
    books: &dyn Books,
    branch: BranchCode,
    (level, number): (u32, u64),
    wanted: usize,
) -> Result<Vec<TreeHash>, BooksError> {
    let value = books.get(&tile_key(branch, level, number))?;
    let value = value.ok_or(BooksError::Damaged("a tile of the tree is missing"))?;
    let (hashes, rest) = value.as_chunks::<32>();
    if hashes.len() < wanted || !rest.is_empty() {
        return Err(BooksError::Damaged("a tile of the tree is cut short"));
    }
    Ok(hashes[..wanted].iter().copied().map(TreeHash).collect())
}

/// Puts a tile.
pub(crate) fn put_tile(
    batch: &mut Batch,
    branch: BranchCode,
    (level, number): (u32, u64),
    hashes: &[TreeHash],
) {
    let value = hashes.iter().flat_map(|hash| hash.0).collect();
    batch.put(tile_key(branch, level, number), value);
}

/// Puts the head.
pub(crate) fn put_head(batch: &mut Batch, branch: BranchCode, head: &Head) {
    let key = key(branch, b'm', &[]);
    // Plain data in memory: there is nothing in it that cannot be written.
    let value = postcard::to_stdvec(head).unwrap_or_default();
    let vouched = [digest(&key, &value).as_slice(), &value].concat();
    batch.put(key, vouched);
}

fn tile_key(branch: BranchCode, level: u32, number: u64) -> Vec<u8> {
    // A tree of u64 lines has eight levels of tiles.
    key(branch, b'm', &[&[level as u8], &number.to_be_bytes()])
}
