//! Checkpoints (C2SP tlog-checkpoint): a branch's size and root, signed.
//!
//! ```text
//! wenming.example/lucheng/LC01                     the log: the bank's origin, and the branch
//! 1042                                             how many lines
//! sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=     the root over them
//!
//! — wenming.example/lucheng/LC01 …                 the branch's key
//! — wenming.example/lucheng/HQ …                   head office's cosignature, timed
//! ```
//!
//! One key does both, a branch's own checkpoints and its cosignatures of
//! others': the two messages cannot be taken for each other, since what a
//! cosignature signs begins with `cosignature/v1` and no branch is called `v1`.

use std::fmt;
use std::str::FromStr;

use crate::day::Timestamp;
use crate::ids::{BranchCode, NameError, Origin, as_text};
use crate::keys::{BranchKey, PublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::merkle::TreeHash;
use super::note::{Note, NoteError, SignatureKind, SignatureLine, VerifierKey, cosigned};

/// A branch's name in the world: `wenming.example/lucheng/LC01`. It is the origin
/// of its checkpoints and the name of its key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogName {
    /// The bank.
    pub origin: Origin,
    /// The branch.
    pub branch: BranchCode,
}

impl LogName {
    /// The key line of the branch for its own checkpoints, or for cosignatures.
    pub fn key_line(&self, kind: SignatureKind, key: PublicKey) -> VerifierKey {
        VerifierKey::named(self, kind, key)
    }
}

impl fmt::Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.origin, self.branch)
    }
}

impl FromStr for LogName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let (origin, branch) = text.rsplit_once('/').unwrap_or((text, ""));
        Ok(Self { origin: origin.parse()?, branch: branch.parse()? })
    }
}
as_text!(LogName);

/// How many lines a branch has, and the root over them; as text, a note's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose lines.
    pub log: LogName,
    /// How many.
    pub size: u64,
    /// The root over them.
    pub root: TreeHash,
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.log, self.size, self.root)
    }
}

/// A note that is no checkpoint of a civility bank's branch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// No note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not an origin, a size and a root.
    #[error("the text is not a branch, a size and a root")]
    Text,
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    /// Reads a note's text. Extension lines, which nobody audits, are refused.
    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.split('\n');
        let mut next = || lines.next().ok_or(CheckpointError::Text);
        let read = Self {
            log: next()?.parse().map_err(|_| CheckpointError::Text)?,
            size: next()?.parse().map_err(|_| CheckpointError::Text)?,
            root: next()?.parse().map_err(|_| CheckpointError::Text)?,
        };
        if read.to_string() == text { Ok(read) } else { Err(CheckpointError::Text) }
    }
}

/// A checkpoint with its signatures, none of them checked; as text, the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Signs a checkpoint with the branch's key, which has to be of its branch.
    ///
    /// # Errors
    /// Where the key is another branch's.
    pub fn sign(checkpoint: Checkpoint, key: &BranchKey) -> Result<Self, CheckpointError> {
        if key.branch() != checkpoint.log.branch {
            return Err(CheckpointError::Text);
        }
        let mut note = Note::new(checkpoint.to_string())?;
        let named = checkpoint.log.key_line(SignatureKind::Log, key.public());
        let signature = key.sign(note.text().as_bytes());
        note.add(SignatureLine::new(&named, signature.bytes().to_vec()));
        Ok(Self { checkpoint, note })
    }

    /// The signature of a witness over this checkpoint, at a time: that it goes
    /// on from all the witness saw before is the caller's to have made sure
    /// ([`super::witness`]), and saved.
    pub fn cosignature(&self, bank: &Origin, key: &BranchKey, at: Timestamp) -> SignatureLine {
        let name = LogName { origin: bank.clone(), branch: key.branch() };
        let named = name.key_line(SignatureKind::Witness, key.public());
        let mut bytes = at.unix().to_be_bytes().to_vec();
        bytes.extend_from_slice(key.sign(cosigned(self.note.text(), at).as_bytes()).bytes());
        SignatureLine::new(&named, bytes)
    }

    /// Adds a signature; one that names the same key stays as it is.
    pub fn add(&mut self, line: SignatureLine) {
        self.note.add(line);
    }

    /// The same checkpoint with those of its signatures that are to be kept.
    #[must_use]
    pub fn only(&self, keep: impl FnMut(&SignatureLine) -> bool) -> Self {
        let mut kept = self.clone();
        kept.note.retain(keep);
        kept
    }

    /// What it says.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note.
    pub fn note(&self) -> &Note {
        &self.note
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.note, f)
    }
}

impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let note: Note = text.parse()?;
        Ok(Self { checkpoint: note.text().parse()?, note })
    }
}
