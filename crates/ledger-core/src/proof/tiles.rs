//! Tiles (C2SP tlog-tiles): the tree as plain files, from which others make proofs.
//!
//! ```text
//! tile/0/000                  256 leaf hashes, 32 bytes each
//! tile/0/x001/x234/067        the tile of index 1234067
//! tile/0/273.p/112            the last one of the level, 112 hashes as yet
//! tile/1/000                  256 hashes, each of a full tile of the level below
//! tile/entries/000            256 lines, each after its length as two bytes, the higher first
//! tile/entries/273.p/112
//! ```
//!
//! A tile that is full never changes. Those that are not follow from the size, and
//! only those of the tree's own size are written. [`TileBuilder`] makes them line
//! by line and holds no more than one tile a level; [`TileNodes`] makes proofs
//! from what it wrote.

use std::fmt;

use crate::line::{LineError, MAX_LINE};

use super::merkle::{Frontier, Nodes, TreeHash};

/// How many hashes or lines a full tile holds.
pub const TILE_WIDTH: u16 = 256;
/// A tile stands on each so many levels of the tree.
pub(crate) const TILE_HEIGHT: u32 = 8;
const HASH_LEN: usize = 32;

// Every line's length has room in the two bytes before it.
const _: () = assert!(MAX_LINE <= u16::MAX as usize);

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileOf {
    /// Hashes: the leaves' at level 0, full tiles' of the level below above that.
    Hashes(u32),
    /// The lines themselves.
    Entries,
}

/// Which tile it is; as text, its path.
///
/// ```
/// use ledger_core::proof::tiles::{TileId, TileOf};
/// let last = TileId { of: TileOf::Hashes(0), index: 1_234_067, width: 5 };
/// assert_eq!(last.to_string(), "tile/0/x001/x234/067.p/5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// What it holds.
    pub of: TileOf,
    /// Its place among those.
    pub index: u64,
    /// How many it holds: 1 to [`TILE_WIDTH`], which is a full one.
    pub width: u16,
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            place = format!("x{:03}/{place}", rest % 1000);
            rest /= 1000;
        }
        match self.of {
            TileOf::Hashes(level) => write!(f, "tile/{level}/{place}")?,
            TileOf::Entries => write!(f, "tile/entries/{place}")?,
        }
        if self.width < TILE_WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// A tile, as it is written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Which it is; its text is the file's path.
    pub id: TileId,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The tile of its kind that is being filled.
#[derive(Debug, Clone)]
struct Open {
    id: TileId,
    bytes: Vec<u8>,
}

impl Open {
    fn new(of: TileOf) -> Self {
        Self { id: TileId { of, index: 0, width: 0 }, bytes: Vec::new() }
    }

    /// Counts one more that was written; gives the tile away where it is full now.
    fn count(&mut self) -> Option<Tile> {
        self.id.width += 1;
        if self.id.width < TILE_WIDTH {
            return None;
        }
        let full = Tile { id: self.id, bytes: std::mem::take(&mut self.bytes) };
        self.id = TileId { of: self.id.of, index: self.id.index + 1, width: 0 };
        Some(full)
    }
}

/// Makes a branch's tiles from its lines, one after the other.
///
/// ```
/// use ledger_core::proof::tiles::TileBuilder;
/// let mut tiles = TileBuilder::default();
/// for line in ["one", "two", "three"] {
///     assert!(tiles.push(line.as_bytes())?.is_empty());
/// }
/// let paths: Vec<_> = tiles.finish().iter().map(|tile| tile.id.to_string()).collect();
/// assert_eq!(paths, ["tile/0/000.p/3", "tile/entries/000.p/3"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct TileBuilder {
    frontier: Frontier,
    levels: Vec<Open>,
    entries: Open,
}

impl Default for TileBuilder {
    fn default() -> Self {
        let entries = Open::new(TileOf::Entries);
        Self { frontier: Frontier::default(), levels: Vec::new(), entries }
    }
}

impl TileBuilder {
    /// How many lines there are.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root over them.
    pub fn root(&self) -> TreeHash {
        self.frontier.root()
    }

    /// Adds a line, without its `\n`; gives the tiles that are full with it, mostly none.
    ///
    /// # Errors
    /// Where the line is longer than any line is; it is not added then.
    pub fn push(&mut self, line: &[u8]) -> Result<Vec<Tile>, LineError> {
        let length = u16::try_from(line.len()).ok().filter(|_| line.len() <= MAX_LINE);
        let length = length.ok_or(LineError::TooLong(line.len()))?;
        let mut full = Vec::new();
        let levels = &mut self.levels;
        let mut add = |level: u32, hash: &TreeHash| {
            // A level's first hash comes when the level below has its first full tile.
            if levels.len() <= level as usize {
                levels.push(Open::new(TileOf::Hashes(level)));
            }
            let tile = &mut levels[level as usize];
            tile.bytes.extend_from_slice(&hash.0);
            full.extend(tile.count());
        };
        let leaf = TreeHash::leaf(line);
        add(0, &leaf);
        self.frontier.push_seeing(leaf, |level, hash| {
            if level % TILE_HEIGHT == 0 {
                add(level / TILE_HEIGHT, hash);
            }
        });
        self.entries.bytes.extend_from_slice(&length.to_be_bytes());
        self.entries.bytes.extend_from_slice(line);
        full.extend(self.entries.count());
        Ok(full)
    }

    /// The tiles that are not full: at most one a level, and one of lines.
    pub fn finish(self) -> Vec<Tile> {
        let open = self.levels.into_iter().chain([self.entries]);
        let begun = open.filter(|tile| tile.id.width > 0);
        begun.map(|tile| Tile { id: tile.id, bytes: tile.bytes }).collect()
    }
}

/// What a proof from tiles can fail by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError<E> {
    /// A tile could not be read.
    #[error("`{path}`: {why}")]
    Read {
        /// Which.
        path: String,
        /// What is wrong.
        why: E,
    },
    /// A tile is not as long as its path says.
    #[error("`{path}` is {found} bytes long, not {expected}")]
    Length {
        /// Which.
        path: String,
        /// As its path says.
        expected: usize,
        /// As it is.
        found: usize,
    },
    /// The tree has no such node, complete.
    #[error("a tree of {size} lines has no complete node {index} at level {level}")]
    Outside {
        /// How many lines the tree has.
        size: u64,
        /// The level that was asked for.
        level: u32,
        /// The place there.
        index: u64,
    },
}

/// The nodes of an exported tree, for proofs of its size or any smaller one.
///
/// What the tiles hold is taken as it is: whoever makes a proof from them checks
/// it against a root.
#[derive(Debug, Clone)]
pub struct TileNodes<F> {
    size: u64,
    read: F,
}

impl<F, E> TileNodes<F>
where
    F: Fn(&str) -> Result<Vec<u8>, E>,
{
    /// The tree of that size, whose tiles `read` finds by their paths.
    pub fn new(size: u64, read: F) -> Self {
        Self { size, read }
    }

    /// The tile of that index and level, read.
    fn tile(&self, level: u32, index: u64, width: u16) -> Result<Vec<u8>, TileError<E>> {
        let path = TileId { of: TileOf::Hashes(level), index, width }.to_string();
        let expected = usize::from(width) * HASH_LEN;
        match (self.read)(&path) {
            Err(why) => Err(TileError::Read { path, why }),
            Ok(bytes) if bytes.len() == expected => Ok(bytes),
            Ok(bytes) => Err(TileError::Length { path, expected, found: bytes.len() }),
        }
    }
}

impl<F, E> Nodes for TileNodes<F>
where
    F: Fn(&str) -> Result<Vec<u8>, E>,
{
    type Error = TileError<E>;

    fn node(&self, level: u32, index: u64) -> Result<TreeHash, TileError<E>> {
        let outside = TileError::Outside { size: self.size, level, index };
        if self.size.checked_shr(level).is_none_or(|complete| index >= complete) {
            return Err(outside);
        }
        // The node is the root over `count` hashes from `first` of one tile.
        let (level, above) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let (first, count) = (index << above, 1 << above);
        let hashes = self.size >> (level * TILE_HEIGHT);
        let (tile, at) = (first / u64::from(TILE_WIDTH), first % u64::from(TILE_WIDTH));
        let width = if tile < hashes / u64::from(TILE_WIDTH) {
            TILE_WIDTH
        } else {
            (hashes % u64::from(TILE_WIDTH)) as u16
        };
        let bytes = self.tile(level, tile, width)?;
        let mut root = Frontier::default();
        let (all, _) = bytes.as_chunks::<HASH_LEN>();
        all.iter().skip(at as usize).take(count).for_each(|hash| root.push(TreeHash(*hash)));
        Ok(root.root())
    }
}
