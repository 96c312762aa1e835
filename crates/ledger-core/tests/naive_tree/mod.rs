//! The tree as RFC 6962 section 2.1 defines it, word by word: a root, a path and a
//! proof are what the definitions say, with lists cut in two and no index arithmetic.
//! It shares no code with the tree it is held against.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a model that cannot be made fails its test")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;

use ledger_core::proof::{Frontier, Nodes, TreeHash};
use sha2::{Digest as _, Sha256};

pub type Hash = [u8; 32];

fn sha256(parts: &[&[u8]]) -> Hash {
    let mut whole = Sha256::new();
    parts.iter().for_each(|part| whole.update(part));
    whole.finalize().into()
}

/// Leaves, already hashed. What was worked out over a range is remembered, so that
/// the definitions can be asked at a million leaves.
#[derive(Default)]
pub struct Naive {
    leaves: Vec<Hash>,
    known: RefCell<HashMap<(usize, usize), Hash>>,
}

/// `k`: the largest power of two smaller than `n`.
fn k(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

impl Naive {
    pub fn push(&mut self, line: &[u8]) {
        self.leaves.push(sha256(&[&[0], line]));
    }

    pub fn of(lines: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut naive = Self::default();
        lines.into_iter().for_each(|line| naive.push(line.as_ref()));
        naive
    }

    /// `MTH(D[from:to])`
    pub fn mth(&self, from: usize, to: usize) -> Hash {
        match to - from {
            0 => sha256(&[]),
            1 => self.leaves[from],
            n => {
                if let Some(hash) = self.known.borrow().get(&(from, to)) {
                    return *hash;
                }
                let (left, right) = (self.mth(from, from + k(n)), self.mth(from + k(n), to));
                let hash = sha256(&[&[1], &left, &right]);
                self.known.borrow_mut().insert((from, to), hash);
                hash
            }
        }
    }

    /// `PATH(m, D[from:to])`
    fn path(&self, m: usize, from: usize, to: usize) -> Vec<Hash> {
        let n = to - from;
        if n == 1 {
            return Vec::new();
        }
        let middle = from + k(n);
        if m < k(n) {
            let mut path = self.path(m, from, middle);
            path.push(self.mth(middle, to));
            path
        } else {
            let mut path = self.path(m - k(n), middle, to);
            path.push(self.mth(from, middle));
            path
        }
    }

    /// `SUBPROOF(m, D[from:to], b)`
    fn subproof(&self, m: usize, from: usize, to: usize, b: bool) -> Vec<Hash> {
        let n = to - from;
        if m == n {
            return if b { Vec::new() } else { vec![self.mth(from, to)] };
        }
        let middle = from + k(n);
        if m <= k(n) {
            let mut proof = self.subproof(m, from, middle, b);
            proof.push(self.mth(middle, to));
            proof
        } else {
            let mut proof = self.subproof(m - k(n), middle, to, false);
            proof.push(self.mth(from, middle));
            proof
        }
    }

    pub fn leaf(&self, index: u64) -> TreeHash {
        TreeHash(self.leaves[usize::try_from(index).unwrap()])
    }

    pub fn root(&self, size: u64) -> TreeHash {
        TreeHash(self.mth(0, usize::try_from(size).unwrap()))
    }

    pub fn inclusion(&self, index: u64, size: u64) -> Vec<TreeHash> {
        let (index, size) = (usize::try_from(index).unwrap(), usize::try_from(size).unwrap());
        self.path(index, 0, size).into_iter().map(TreeHash).collect()
    }

    pub fn consistency(&self, old: u64, size: u64) -> Vec<TreeHash> {
        let (old, size) = (usize::try_from(old).unwrap(), usize::try_from(size).unwrap());
        self.subproof(old, 0, size, true).into_iter().map(TreeHash).collect()
    }
}

/// The nodes that a frontier saw completed, in memory; what is under test makes
/// its proofs from these.
#[derive(Default)]
pub struct Kept {
    pub frontier: Frontier,
    levels: Vec<Vec<TreeHash>>,
}

impl Kept {
    pub fn push(&mut self, line: &[u8]) {
        let leaf = TreeHash::leaf(line);
        let levels = &mut self.levels;
        let mut keep = |level: u32, hash: &TreeHash| {
            let level = level as usize;
            levels.resize_with(levels.len().max(level + 1), Vec::new);
            levels[level].push(*hash);
        };
        keep(0, &leaf);
        self.frontier.push_seeing(leaf, keep);
    }

    pub fn of(lines: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut kept = Self::default();
        lines.into_iter().for_each(|line| kept.push(line.as_ref()));
        kept
    }
}

impl Nodes for Kept {
    type Error = Infallible;

    fn node(&self, level: u32, index: u64) -> Result<TreeHash, Infallible> {
        Ok(self.levels[level as usize][usize::try_from(index).unwrap()])
    }
}

/// A sequence of numbers that follows from a seed (`SplitMix64`).
pub struct Seeded(pub u64);

impl Seeded {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of `0..below`.
    pub fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(below).unwrap()).unwrap()
    }
}

/// The line at a place, in tests that do not ask what it says.
pub fn line(at: u64) -> Vec<u8> {
    format!("line {at}").into_bytes()
}
