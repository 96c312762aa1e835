//! The journal line: one entry as one line of JSON, chained and signed.
//!
//! ```text
//! {"v":1,"branch":"LC01","seq":41,"prev":"<64 hex>","at":"2026-03-20T02:11:09Z",
//!  "by":"clerk01","req":"<request key>","event":{"deposited":{…}},"sig":"<base64>"}
//! ```
//!
//! **The stored bytes are what is hashed.** Nothing is ever written again to be
//! hashed; [`Entry::decode`] is strict by encoding what it read and comparing.
//! Every entry names the hash of the one before it, so changing, dropping or
//! reordering an entry changes every later hash. A commit is a run of lines
//! whose last one is signed; through `prev` that signature covers the run.
//!
//! Nothing here touches storage, and nothing here knows the rules.

mod plain;

use std::str::FromStr;
use std::sync::LazyLock;
use std::{fmt, io};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::day::Timestamp;
use crate::event::Event;
use crate::ids::{
    Ascii, BranchCode, NameError, OperatorId, Origin, RequestKey, as_text, hash_text, read_hash,
};
use crate::keys::{OperatorKey, PublicKey, Signature};

/// The longest line, its `\n` not counted.
pub const MAX_LINE: usize = 32 * 1024;

/// Most lines with their signature are no longer.
const USUAL_LINE: usize = 640;

/// The version every line starts with.
const VERSION: u8 = 1;

/// What stands before the signature of a signed line.
const SIG_KEY: &str = ",\"sig\":\"";
/// `,"sig":"` + base64 of 64 bytes + `"`, before the closing brace.
const SIG_LEN: usize = SIG_KEY.len() + 88 + 1;

fn context(name: &'static str) -> blake3::Hasher {
    blake3::Hasher::new_derive_key(name)
}
static ENTRY: LazyLock<blake3::Hasher> =
    LazyLock::new(|| context("civility-bank 2026-11 journal entry v1"));
static ORIGIN: LazyLock<blake3::Hasher> =
    LazyLock::new(|| context("civility-bank 2026-11 journal origin v1"));
static COMMIT: LazyLock<blake3::Hasher> =
    LazyLock::new(|| context("civility-bank 2026-11 commit v1"));

/// The hash of a line, or of a chain's beginning; as text, 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EntryHash(pub [u8; 32]);

impl EntryHash {
    fn packed(&self) -> [u8; 32] {
        self.0
    }

    fn unpacked(hash: [u8; 32]) -> Option<Self> {
        Some(Self(hash))
    }

    /// The hash of a line as stored, without its `\n`.
    pub fn of(line: &[u8]) -> Self {
        Self(ENTRY.clone().update(line).finalize().into())
    }

    pub(crate) fn text(&self) -> Ascii<64> {
        hash_text(&self.0)
    }

    /// What the first entry of a branch names as the one before it.
    pub fn origin(origin: &Origin, branch: BranchCode) -> Self {
        let text = format!("{origin}\n{branch}");
        Self(ORIGIN.clone().update(text.as_bytes()).finalize().into())
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FromStr for EntryHash {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        read_hash(text).map(Self)
    }
}
as_text!(EntryHash: text, [u8; 32]);

/// A line that is not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Longer than [`MAX_LINE`].
    #[error("the line is {0} bytes long; at most {MAX_LINE} are allowed")]
    TooLong(usize),
    /// Not the JSON of an entry.
    #[error("not an entry: {0}")]
    NotAnEntry(String),
    /// A version this software does not know.
    #[error("version {0} is not known here")]
    Version(u8),
    /// An entry, but not written the one way it can be.
    #[error("not in canonical form, first at byte {0}")]
    NotCanonical(usize),
}

/// One entry: what a line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    v: u8,
    /// The branch whose chain it is of.
    pub branch: BranchCode,
    /// Its place there, from 0.
    pub seq: u64,
    /// The hash of the line before it.
    pub prev: EntryHash,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: OperatorId,
    /// The request it answers.
    pub req: RequestKey,
    /// What happened.
    pub event: Event,
    /// The signature, on the last line of a commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sig: Option<Signature>,
}

impl Entry {
    /// An entry that is not signed (yet).
    pub fn new(
        (branch, seq, prev): (BranchCode, u64, EntryHash),
        at: Timestamp,
        by: OperatorId,
        req: RequestKey,
        event: Event,
    ) -> Self {
        Self { v: VERSION, branch, seq, prev, at, by, req, event, sig: None }
    }

    /// Writes the line, without its `\n`.
    ///
    /// # Errors
    /// Longer than [`MAX_LINE`] (a signature that may follow is counted in).
    pub fn encode(&self) -> Result<Vec<u8>, LineError> {
        let mut line = Vec::with_capacity(USUAL_LINE);
        self.encode_to(&mut line)?;
        Ok(line)
    }

    /// The same, behind what stands in a buffer.
    ///
    /// # Errors
    /// As [`Self::encode`]; the buffer is then as it was.
    pub(crate) fn encode_to(&self, buffer: &mut Vec<u8>) -> Result<(), LineError> {
        let start = buffer.len();
        let written = match plain::write(self, buffer) {
            Some(()) => Ok(()),
            None => serde_json::to_writer(&mut *buffer, self),
        };
        let len = buffer.len() - start + if self.sig.is_none() { SIG_LEN } else { 0 };
        let result = match written {
            Err(why) => Err(LineError::NotAnEntry(why.to_string())),
            Ok(()) if len > MAX_LINE => Err(LineError::TooLong(len)),
            Ok(()) => return Ok(()),
        };
        buffer.truncate(start);
        result
    }

    /// Reads a line, without its `\n`; nothing but what [`Entry::encode`] writes is taken.
    ///
    /// # Errors
    /// Where the line is anything else.
    pub fn decode(line: &[u8]) -> Result<Self, LineError> {
        if line.len() > MAX_LINE {
            return Err(LineError::TooLong(line.len()));
        }
        match plain::deposit(line) {
            Some(entry) => Ok(entry),
            None => Self::decode_any(line),
        }
    }

    /// Reads any line.
    fn decode_any(line: &[u8]) -> Result<Self, LineError> {
        // A later version may say anything else: look at its number before the rest.
        let version = line.strip_prefix(b"{\"v\":").unwrap_or_default();
        let digits = version.iter().take_while(|b| b.is_ascii_digit()).count();
        let number = std::str::from_utf8(&version[..digits]).ok().and_then(|v| v.parse().ok());
        if let Some(other) = number.filter(|&v: &u8| v != VERSION) {
            return Err(LineError::Version(other));
        }
        let entry: Self =
            serde_json::from_slice(line).map_err(|e| LineError::NotAnEntry(e.to_string()))?;
        if entry.v != VERSION {
            return Err(LineError::Version(entry.v));
        }
        // Written again it would be the same bytes: they are held against each other as
        // they come, without a copy.
        let mut same = Same { line, at: 0 };
        match serde_json::to_writer(&mut same, &entry) {
            Ok(()) if same.at == line.len() => Ok(entry),
            Err(why) if !why.is_io() => Err(LineError::NotAnEntry(why.to_string())),
            _ => Err(LineError::NotCanonical(same.at)),
        }
    }
}

/// Takes the bytes of a line as long as they are the same.
struct Same<'l> {
    line: &'l [u8],
    at: usize,
}

impl io::Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let rest = &self.line[self.at..];
        if rest.starts_with(bytes) {
            self.at += bytes.len();
            return Ok(bytes.len());
        }
        self.at += rest.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        Err(io::ErrorKind::InvalidData.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a line names as the hash of the one before it, told by its bytes alone.
/// Of a line that something vouches for, that is what its entry says.
pub fn prev_of(line: &[u8]) -> Option<EntryHash> {
    const KEY: &[u8] = b",\"prev\":\"";
    // Behind a branch and a place, neither of which can hold a quotation mark.
    let head = &line[..line.len().min(64)];
    let at = head.windows(KEY.len()).position(|window| window == KEY)? + KEY.len();
    std::str::from_utf8(line.get(at..at + 64)?).ok()?.parse().ok()
}

/// Whether a line carries a signature, told by its bytes alone.
pub fn is_signed(line: &[u8]) -> bool {
    unsigned_len(line).is_some()
}

/// Where the signature of a signed line starts.
fn unsigned_len(line: &[u8]) -> Option<usize> {
    let start = line.len().checked_sub(SIG_LEN + 1)?;
    (line[start..].starts_with(SIG_KEY.as_bytes()) && line.ends_with(b"\"}")).then_some(start)
}

/// What a commit's signature is over: the last line with its signature taken out.
pub fn commit_hash(line: &[u8]) -> [u8; 32] {
    let mut hash = COMMIT.clone();
    match unsigned_len(line) {
        Some(end) => hash.update(&line[..end]).update(b"}"),
        None => hash.update(line),
    };
    hash.finalize().into()
}

/// Signs an unsigned line, making it the end of a commit.
pub fn sign(line: &mut Vec<u8>, key: &OperatorKey) {
    sign_behind(line, 0, key);
}

/// The same, of the line that stands in a buffer from a byte on.
pub(crate) fn sign_behind(buffer: &mut Vec<u8>, start: usize, key: &OperatorKey) {
    let signature = key.sign(&commit_hash(&buffer[start..]));
    buffer.pop();
    buffer.extend_from_slice(SIG_KEY.as_bytes());
    buffer.extend_from_slice(signature.to_string().as_bytes());
    buffer.extend_from_slice(b"\"}");
}

/// Whether `signature` is `key`'s over the commit that `line` ends.
pub fn check_signature(line: &[u8], signature: &Signature, key: &PublicKey) -> bool {
    key.check(&commit_hash(line), signature)
}
