//! The Merkle tree over a branch's lines (RFC 6962 section 2, RFC 9162 section 2.1).
//!
//! ```text
//! leaf  = SHA-256(0x00 ‖ line without its \n)
//! node  = SHA-256(0x01 ‖ left ‖ right)
//! MTH(n leaves) = node(MTH(first k), MTH(the rest)),  k the largest power of two below n
//! ```
//!
//! A proof is a list of the hashes of ranges of lines, and which ranges they are
//! follows from the numbers alone ([`inclusion_ranges`], [`consistency_ranges`]).
//! So who makes one needs the hashes of complete subtrees ([`Nodes`]) and no
//! scan, who checks one needs nothing, and who finds a proof that does not fit
//! a journal can say in which lines.
//!
//! `tests/proofs.rs` makes and checks proofs of every size.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::ids::as_text;
use crate::keys::KeyError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A hash in the tree; as text, base64 of its 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash(pub [u8; 32]);

impl TreeHash {
    /// The root of the tree that has no lines: SHA-256 of nothing.
    pub fn empty() -> Self {
        Self(Sha256::digest(b"").into())
    }

    /// The hash of a leaf: a line without its `\n`.
    pub fn leaf(line: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(line).finalize().into())
    }

    /// The hash of two subtrees side by side.
    pub fn node(left: &Self, right: &Self) -> Self {
        let mut both = [1; 65];
        both[1..33].copy_from_slice(&left.0);
        both[33..].copy_from_slice(&right.0);
        Self(Sha256::digest(both).into())
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl FromStr for TreeHash {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = BASE64.decode(text).map_err(|_| KeyError::Form(32))?;
        bytes.try_into().map(Self).map_err(|_| KeyError::Form(32))
    }
}
as_text!(TreeHash);

/// Reads a proof, a hash a line; the first line that is not one, or is one more than
/// any proof has.
pub(super) fn read_hashes<'a>(
    lines: impl Iterator<Item = &'a str>,
) -> Result<Vec<TreeHash>, usize> {
    /// A proof in a tree of 64 levels has no more hashes.
    const MOST: usize = 63;
    let hash = |(at, line): (usize, &str)| {
        let hash = line.parse().ok().filter(|_| at < MOST);
        hash.ok_or(at)
    };
    lines.enumerate().map(hash).collect()
}

/// The right edge of a tree: all that is needed to add a leaf or tell the root.
///
/// ```
/// use ledger_core::proof::{Frontier, TreeHash};
/// let mut frontier = Frontier::default();
/// assert_eq!(frontier.root(), TreeHash::empty());
/// frontier.push(TreeHash::leaf(b"a line"));
/// assert_eq!(frontier.root(), TreeHash::leaf(b"a line"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frontier {
    size: u64,
    /// The roots of the complete subtrees, the largest first: one for each bit set in the size.
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf. The subtrees that it completes, besides itself, are given in
    /// turn, as the level of each and its hash; each is the last of its level.
    pub fn push_seeing(&mut self, leaf: TreeHash, mut completed: impl FnMut(u32, &TreeHash)) {
        let mut hash = leaf;
        for level in 0..self.size.trailing_ones() {
            // As many ones end the size as there are peaks to be joined.
            let Some(left) = self.peaks.pop() else { break };
            hash = TreeHash::node(&left, &hash);
            completed(level + 1, &hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: TreeHash) {
        self.push_seeing(leaf, |_, _| {});
    }

    /// The root.
    pub fn root(&self) -> TreeHash {
        let mut peaks = self.peaks.iter().rev();
        let Some(&last) = peaks.next() else { return TreeHash::empty() };
        peaks.fold(last, |right, left| TreeHash::node(left, &right))
    }
}

/// Where the hashes of complete subtrees are found.
pub trait Nodes {
    /// What can go wrong.
    type Error;

    /// The root of the complete subtree over lines `index << level` to
    /// `(index + 1) << level`, the end left out.
    ///
    /// # Errors
    /// Where it cannot be found.
    fn node(&self, level: u32, index: u64) -> Result<TreeHash, Self::Error>;
}

/// The largest power of two below a width of at least 2.
fn left_width(width: u64) -> u64 {
    1 << (63 - (width - 1).leading_zeros())
}

/// The root over a range of lines that is a subtree of some tree: one that begins
/// at a multiple of the power of two it is not wider than.
///
/// # Errors
/// Where a node cannot be found.
pub fn range_root<N: Nodes + ?Sized>(nodes: &N, range: Range<u64>) -> Result<TreeHash, N::Error> {
    let width = range.end.saturating_sub(range.start);
    if width == 0 {
        return Ok(TreeHash::empty());
    }
    if width.is_power_of_two() {
        let level = width.trailing_zeros();
        return nodes.node(level, range.start >> level);
    }
    let middle = range.start + left_width(width);
    let left = range_root(nodes, range.start..middle)?;
    let right = range_root(nodes, middle..range.end)?;
    Ok(TreeHash::node(&left, &right))
}

/// The ranges whose roots prove the leaf at `index` in a tree of `size`, the
/// leaf's sibling first; none where there is no such leaf.
pub fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if index >= size {
        return ranges;
    }
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let middle = from + left_width(to - from);
        if index < middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The ranges whose roots prove that a tree of `size` goes on from one of `old`
/// leaves; none where `old` is 0 or `size`.
pub fn consistency_ranges(old: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if old == 0 || old >= size {
        return ranges;
    }
    let (mut from, mut to) = (0, size);
    // Whether the old tree begins where the range does: its root is known then.
    let mut known = true;
    while old < to {
        let middle = from + left_width(to - from);
        if old <= middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
            known = false;
        }
    }
    if !known {
        ranges.push(from..to);
    }
    ranges.reverse();
    ranges
}

/// Proves that the leaf at `index` is in the tree of `size` (RFC 6962 section 2.1.1).
///
/// # Errors
/// Where a node cannot be found.
pub fn prove_inclusion<N: Nodes + ?Sized>(
    nodes: &N,
    index: u64,
    size: u64,
) -> Result<Vec<TreeHash>, N::Error> {
    inclusion_ranges(index, size).into_iter().map(|range| range_root(nodes, range)).collect()
}

/// Proves that the tree of `size` goes on from that of `old` (RFC 6962 section 2.1.2).
///
/// # Errors
/// Where a node cannot be found.
pub fn prove_consistency<N: Nodes + ?Sized>(
    nodes: &N,
    old: u64,
    size: u64,
) -> Result<Vec<TreeHash>, N::Error> {
    consistency_ranges(old, size).into_iter().map(|range| range_root(nodes, range)).collect()
}

/// Whether `proof` shows the leaf at `index` in the tree of `size` with `root`
/// (RFC 9162 section 2.1.3.2).
#[must_use]
pub fn check_inclusion(
    leaf: &TreeHash,
    index: u64,
    size: u64,
    proof: &[TreeHash],
    root: &TreeHash,
) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = TreeHash::node(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = TreeHash::node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree of `size` with `root` goes on from that
/// of `old` with `old_root` (RFC 9162 section 2.1.4.2). From a tree without
/// leaves every tree goes on.
#[must_use]
pub fn check_consistency(
    old: u64,
    old_root: &TreeHash,
    size: u64,
    root: &TreeHash,
    proof: &[TreeHash],
) -> bool {
    if old > size {
        return false;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == TreeHash::empty();
    }
    if old == size {
        return proof.is_empty() && old_root == root;
    }
    // Where the old tree is complete, its root is the first hash.
    let mut hashes = old.is_power_of_two().then_some(old_root).into_iter().chain(proof);
    let Some(&first) = hashes.next() else { return false };
    let (mut at, mut last) = (old - 1, size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut before, mut after) = (first, first);
    for hash in hashes {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            before = TreeHash::node(hash, &before);
            after = TreeHash::node(hash, &after);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            after = TreeHash::node(&after, hash);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && before == *old_root && after == *root
}
