//! Receipts: a line, and the proof that it stands under a signed root.
//!
//! ```text
//! {"v":1,"branch":"LC01","seq":41,…}       the line, as it stands in the journal
//! c2sp.org/tlog-proof@v1                   from here on, C2SP tlog-proof:
//! index 41                                 its place
//! gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMk…    the proof, the sibling first
//!
//! wenming.example/lucheng/LC01             the checkpoint, whole
//! …
//! ```
//!
//! So `head -n 1` of a receipt is the line and the rest is a file that tools for
//! transparency logs take. Nothing is believed because the receipt says so:
//! [`Receipt::check`] asks for keys that are known from elsewhere.

use std::fmt;
use std::str::FromStr;

use crate::line::{Entry, LineError};

use super::checkpoint::{CheckpointError, SignedCheckpoint};
use super::merkle::{TreeHash, check_inclusion, read_hashes};
use super::note::{JudgeError, Judged, Trust};

const PROOF: &str = "c2sp.org/tlog-proof@v1";

/// A text that is no receipt, or no proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// No proof: the first line that is not as it has to be.
    #[error("line {0} is not as a tlog-proof has it")]
    Proof(usize),
    /// The checkpoint in it is none.
    #[error("the checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The line in it is no entry.
    #[error("the entry: {0}")]
    Line(#[from] LineError),
}

/// What a receipt fails by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// The line says another branch or place than the proof.
    #[error("the entry is {found}, the proof is of {expected}")]
    Elsewhere {
        /// What the proof is of.
        expected: String,
        /// What the line says it is.
        found: String,
    },
    /// The line does not stand under the root.
    #[error("the entry does not stand under the root that was signed")]
    NotIncluded,
    /// The checkpoint is not to be believed.
    #[error(transparent)]
    Signatures(#[from] JudgeError),
}

/// A C2SP tlog-proof; as text, the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// The place of the leaf.
    pub index: u64,
    /// The inclusion proof, the sibling first.
    pub hashes: Vec<TreeHash>,
    /// Of the tree it is in.
    pub checkpoint: SignedCheckpoint,
}

impl TlogProof {
    /// Whether it shows that leaf under the checkpoint's root.
    #[must_use]
    pub fn includes(&self, leaf: &TreeHash) -> bool {
        let of = self.checkpoint.checkpoint();
        check_inclusion(leaf, self.index, of.size, &self.hashes, &of.root)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{PROOF}\nindex {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = ReceiptError;

    /// Reads a proof. Extra data, which ours never have and which nobody signs, is refused.
    fn from_str(text: &str) -> Result<Self, ReceiptError> {
        let (proof, checkpoint) = text.split_once("\n\n").ok_or(ReceiptError::Proof(1))?;
        let mut lines = proof.split('\n');
        if lines.next() != Some(PROOF) {
            return Err(ReceiptError::Proof(1));
        }
        let index = lines.next().and_then(|line| line.strip_prefix("index ")?.parse().ok());
        let index = index.ok_or(ReceiptError::Proof(2))?;
        let hashes = read_hashes(lines).map_err(|at| ReceiptError::Proof(at + 3))?;
        let read = Self { index, hashes, checkpoint: checkpoint.parse()? };
        if read.to_string() == text { Ok(read) } else { Err(ReceiptError::Proof(2)) }
    }
}

/// A line and its proof; as text, the line, then the tlog-proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    line: String,
    entry: Entry,
    /// The proof that the line is in the tree.
    pub proof: TlogProof,
}

impl Receipt {
    /// A receipt of a line, without its `\n`.
    ///
    /// # Errors
    /// Where the line is no entry.
    pub fn new(line: &[u8], proof: TlogProof) -> Result<Self, ReceiptError> {
        let entry = Entry::decode(line)?;
        // What decodes is the UTF-8 text it encodes to.
        Ok(Self { line: String::from_utf8_lossy(line).into_owned(), entry, proof })
    }

    /// The line, as it stands in the journal.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// What the line says.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Checks everything: that the line is where it says, stands under the root,
    /// and that somebody trusted signed the root.
    ///
    /// # Errors
    /// The first thing that is not so.
    pub fn check(&self, trust: &Trust) -> Result<Judged, ReceiptFault> {
        let of = self.proof.checkpoint.checkpoint();
        if (self.entry.branch, self.entry.seq) != (of.log.branch, self.proof.index) {
            return Err(ReceiptFault::Elsewhere {
                expected: format!("{}:{}", of.log.branch, self.proof.index),
                found: format!("{}:{}", self.entry.branch, self.entry.seq),
            });
        }
        if !self.proof.includes(&TreeHash::leaf(self.line.as_bytes())) {
            return Err(ReceiptFault::NotIncluded);
        }
        Ok(trust.judge(self.proof.checkpoint.note())?)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.line, self.proof)
    }
}

impl FromStr for Receipt {
    type Err = ReceiptError;

    fn from_str(text: &str) -> Result<Self, ReceiptError> {
        let (line, proof) = text.split_once('\n').ok_or(ReceiptError::Proof(1))?;
        Self::new(line.as_bytes(), proof.parse()?)
    }
}
