//! Witnesses (C2SP tlog-witness): who signs only what goes on from what it saw.
//!
//! ```text
//! old 998                                          what the witness saw last; 0 if nothing
//! PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=     that 1042 lines go on from 998
//! …
//!
//! wenming.example/lucheng/LC01                     the checkpoint, whole
//! 1042
//! …
//! ```
//!
//! That is a request, as a witness takes it on the net; here it travels on a
//! stick. [`admit`] is the whole judgement, pure: the caller keeps what it
//! admits **before** it signs, and what it refuses for [`WitnessRefusal::Forked`]
//! is evidence, both notes of it.

use std::fmt;
use std::str::FromStr;

use super::checkpoint::{CheckpointError, SignedCheckpoint};
use super::merkle::{TreeHash, check_consistency, read_hashes};
use super::note::{JudgeError, Trust};

/// A checkpoint offered to a witness; as text, the body of an `add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The size that the witness saw last.
    pub old: u64,
    /// The consistency proof from there.
    pub proof: Vec<TreeHash>,
    /// What is to be signed.
    pub checkpoint: SignedCheckpoint,
}

/// A text that is no request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The first line that is not as it has to be.
    #[error("line {0} is not as a witness's request has it")]
    Form(usize),
    /// The checkpoint in it is none.
    #[error("the checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for Request {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, RequestError> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(RequestError::Form(1))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")?.parse().ok());
        let old = old.ok_or(RequestError::Form(1))?;
        let proof = read_hashes(lines).map_err(|at| RequestError::Form(at + 2))?;
        let read = Self { old, proof, checkpoint: checkpoint.parse()? };
        if read.to_string() == text { Ok(read) } else { Err(RequestError::Form(1)) }
    }
}

/// Why a witness does not sign; the order is the order of checking.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessRefusal {
    /// Not signed by the log's own key, as far as that is trusted.
    #[error("not signed by a key trusted for `{log}`: {why}")]
    Untrusted {
        /// Whose checkpoint it says it is.
        log: String,
        /// What is wrong.
        why: JudgeError,
    },
    /// It has fewer lines than the last one seen.
    #[error("{offered} lines are offered, {seen} have been seen")]
    Smaller {
        /// Seen last.
        seen: u64,
        /// Offered now.
        offered: u64,
    },
    /// As many lines as the last one seen, under another root. One of the two is a lie.
    #[error("two roots for {size} lines: {seen} was seen, {offered} is offered")]
    Forked {
        /// How many lines.
        size: u64,
        /// Seen last.
        seen: TreeHash,
        /// Offered now.
        offered: TreeHash,
    },
    /// The proof is from another size than the last one seen.
    #[error("the proof is from {offered} lines on, {seen} have been seen")]
    OldSize {
        /// Seen last.
        seen: u64,
        /// Where the proof begins.
        offered: u64,
    },
    /// The proof does not show that it goes on from the last one seen.
    #[error("the proof does not show that {offered} lines go on from the {seen} seen")]
    Inconsistent {
        /// Seen last.
        seen: u64,
        /// Offered now.
        offered: u64,
    },
}

/// Whether a witness that last saw `seen` of this log may sign what is asked.
///
/// # Errors
/// The first reason not to, in the order they are listed.
pub fn admit(
    seen: Option<&SignedCheckpoint>,
    request: &Request,
    trust: &Trust,
) -> Result<(), WitnessRefusal> {
    let offered = request.checkpoint.checkpoint();
    let untrusted = |why| WitnessRefusal::Untrusted { log: offered.log.to_string(), why };
    let judged = trust.judge(request.checkpoint.note()).map_err(untrusted)?;
    if judged.log.is_none() {
        return Err(untrusted(JudgeError::Nobody));
    }
    let last = seen.map(SignedCheckpoint::checkpoint).filter(|last| last.log == offered.log);
    let (size, root) = last.map_or((0, TreeHash::empty()), |last| (last.size, last.root));
    if offered.size < size {
        return Err(WitnessRefusal::Smaller { seen: size, offered: offered.size });
    }
    if offered.size == size && offered.root != root {
        return Err(WitnessRefusal::Forked { size, seen: root, offered: offered.root });
    }
    if request.old != size {
        return Err(WitnessRefusal::OldSize { seen: size, offered: request.old });
    }
    if !check_consistency(size, &root, offered.size, &offered.root, &request.proof) {
        return Err(WitnessRefusal::Inconsistent { seen: size, offered: offered.size });
    }
    Ok(())
}
