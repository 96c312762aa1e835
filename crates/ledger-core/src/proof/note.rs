//! Signed notes (C2SP signed-note v1): a text, and who signed it.
//!
//! ```text
//! wenming.example/lucheng/LC01                      the text, each line with its \n
//! 1042
//! sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
//!                                                   an empty line
//! — wenming.example/lucheng/LC01 base64(key id ‖ signature)
//! — wenming.example/lucheng/HQ base64(key id ‖ time ‖ signature)
//! ```
//!
//! A key is named by a name and the first four bytes of
//! `SHA-256(name ‖ "\n" ‖ kind ‖ public key)`, and is handed around as a line
//! `name+key id+base64(kind ‖ public key)`. Signatures by unknown keys are
//! passed over; a bad one by a known key spoils the note ([`Trust::judge`]).
//!
//! Reading is strict: what is read is written again and compared.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::day::Timestamp;
use crate::keys::{PublicKey, Signature};

use super::checkpoint::LogName;

/// The longest note that is read, in bytes.
pub const MAX_NOTE: usize = 64 * 1024;
/// The most signatures a note is read with.
pub const MAX_SIGNATURES: usize = 64;

/// A text that is no note, no key, or no part of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`MAX_NOTE`], or signed by more than [`MAX_SIGNATURES`].
    #[error("the note is too long")]
    TooLong,
    /// No text, an empty line, and signatures.
    #[error("not a text, an empty line and signature lines")]
    Form,
    /// A control character in it.
    #[error("a control character stands in the note")]
    Control,
    /// A signature line that is none.
    #[error("signature line {0} is not `— name base64`")]
    Signature(usize),
    /// The same name and key sign twice.
    #[error("one key signs twice")]
    Twice,
    /// A key line that is none, or names another key than it holds.
    #[error("not a key line `name+id+key`")]
    Key,
    /// A key of a kind that is not known here.
    #[error("keys of kind {0} are not known here")]
    Kind(u8),
}

/// What a key signs, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignatureKind {
    /// A log's own signature: Ed25519 over the text (`0x01`).
    Log,
    /// A witness's: Ed25519 over a time and the text (`0x04`, cosignature/v1).
    Witness,
}

impl SignatureKind {
    /// Its byte in key ids and key lines.
    pub fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// Whether a text can be a key's name: not empty, no blank, no `+`.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// A public key with its name and kind; as text, a key line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerifierKey {
    name: String,
    kind: SignatureKind,
    key: PublicKey,
}

impl VerifierKey {
    /// The key of that name; none where it can be no name.
    pub fn new(name: impl Into<String>, kind: SignatureKind, key: PublicKey) -> Option<Self> {
        let name = name.into();
        is_name(&name).then_some(Self { name, kind, key })
    }

    /// The key of a branch, whose name always is one.
    pub(super) fn named(log: &LogName, kind: SignatureKind, key: PublicKey) -> Self {
        Self { name: log.to_string(), kind, key }
    }

    /// Whose it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub fn kind(&self) -> SignatureKind {
        self.kind
    }

    /// The key.
    pub fn key(&self) -> PublicKey {
        self.key
    }

    /// The four bytes that name it in signatures.
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.kind.byte()])
            .chain_update(self.key.bytes())
            .finalize();
        let mut id = [0; 4];
        id.copy_from_slice(&hash[..4]);
        id
    }

    /// Whether a signature line names this key.
    pub fn is_named_by(&self, line: &SignatureLine) -> bool {
        line.name == self.name && line.id == self.id()
    }

    /// Checks a signature line of a text; when it was signed, where it says so.
    fn check(&self, text: &str, line: &SignatureLine) -> Option<Option<Timestamp>> {
        match self.kind {
            SignatureKind::Log => {
                let signature = Signature::from_bytes(line.bytes.as_slice().try_into().ok()?);
                self.key.check(text.as_bytes(), &signature).then_some(None)
            }
            SignatureKind::Witness => {
                let (time, signature) = line.bytes.split_first_chunk::<8>()?;
                let at = i64::try_from(u64::from_be_bytes(*time)).ok()?;
                let at = Timestamp::from_unix(at)?;
                let signature = Signature::from_bytes(signature.try_into().ok()?);
                let message = cosigned(text, at);
                self.key.check(message.as_bytes(), &signature).then_some(Some(at))
            }
        }
    }
}

/// What a witness signs: the time, and the text.
pub(super) fn cosigned(text: &str, at: Timestamp) -> String {
    format!("cosignature/v1\ntime {}\n{text}", at.unix())
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.key.bytes());
        let id = u32::from_be_bytes(self.id());
        write!(f, "{}+{id:08x}+{}", self.name, BASE64.encode(bytes))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = BASE64.decode(key).map_err(|_| NoteError::Key)?;
        let (&kind, key) = bytes.split_first().ok_or(NoteError::Key)?;
        let kind = match kind {
            1 => SignatureKind::Log,
            4 => SignatureKind::Witness,
            other => return Err(NoteError::Kind(other)),
        };
        let key: [u8; 32] = key.try_into().map_err(|_| NoteError::Key)?;
        let key = PublicKey::from_bytes(key).map_err(|_| NoteError::Key)?;
        let read = Self::new(name, kind, key).ok_or(NoteError::Key)?;
        // The id has to be the key's, in eight small digits.
        if read.to_string() == text { Ok(read) } else { Err(NoteError::Key) }
    }
}

/// One signature of a note, checked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl SignatureLine {
    pub(super) fn new(key: &VerifierKey, bytes: Vec<u8>) -> Self {
        Self { name: key.name.clone(), id: key.id(), bytes }
    }

    /// Who is said to have signed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it says it was signed, where it has the form of a cosignature.
    pub fn time(&self) -> Option<Timestamp> {
        let (time, signature) = self.bytes.split_first_chunk::<8>()?;
        let at = i64::try_from(u64::from_be_bytes(*time)).ok()?;
        Timestamp::from_unix(at).filter(|_| signature.len() == 64)
    }

    fn read(line: &str) -> Option<Self> {
        let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = BASE64.decode(bytes).ok()?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        let whole = is_name(name) && !bytes.is_empty();
        whole.then(|| Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_vec();
        bytes.extend_from_slice(&self.bytes);
        write!(f, "— {} {}", self.name, BASE64.encode(bytes))
    }
}

impl FromStr for SignatureLine {
    type Err = NoteError;

    /// Reads one line, with or without its `\n`.
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let read = Self::read(line).ok_or(NoteError::Signature(1))?;
        if read.to_string() == line { Ok(read) } else { Err(NoteError::Signature(1)) }
    }
}

/// A signed note; as text, the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

impl Note {
    /// A note of a text that ends in `\n`; nobody has signed it yet.
    ///
    /// # Errors
    /// Where the text is empty, does not end, or holds control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        if !text.ends_with('\n') {
            return Err(NoteError::Form);
        }
        if text.contains(|c: char| c < ' ' && c != '\n') {
            return Err(NoteError::Control);
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    /// What is signed, its last `\n` included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, as they stand.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Adds a signature. One that names the same key stays as it is: what was checked
    /// must not give way to what was not.
    pub fn add(&mut self, line: SignatureLine) {
        if !self.signatures.iter().any(|other| (&other.name, other.id) == (&line.name, line.id)) {
            self.signatures.push(line);
        }
    }

    /// Takes out the signatures that are not to be kept.
    pub fn retain(&mut self, keep: impl FnMut(&SignatureLine) -> bool) {
        self.signatures.retain(keep);
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(whole: &str) -> Result<Self, NoteError> {
        if whole.len() > MAX_NOTE {
            return Err(NoteError::TooLong);
        }
        // The last empty line parts them; the text keeps its own `\n`.
        let parted = whole.rfind("\n\n").ok_or(NoteError::Form)?;
        let (text, lines) = (&whole[..=parted], &whole[parted + 2..]);
        let mut note = Self::new(text)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        for (at, line) in lines.split('\n').enumerate() {
            if at >= MAX_SIGNATURES {
                return Err(NoteError::TooLong);
            }
            let line = line.parse().map_err(|_| NoteError::Signature(at + 1))?;
            note.signatures.push(line);
        }
        let keys = note.signatures.iter().map(|line| (&line.name, line.id));
        if keys.collect::<BTreeSet<_>>().len() < note.signatures.len() {
            return Err(NoteError::Twice);
        }
        if note.to_string() == whole { Ok(note) } else { Err(NoteError::Form) }
    }
}

/// The keys that somebody trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    keys: Vec<VerifierKey>,
}

/// Who of the trusted signed a note, all of it checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// The log's own key, where it is trusted and signed.
    pub log: Option<VerifierKey>,
    /// Witnesses, and when each signed.
    pub witnesses: Vec<(VerifierKey, Timestamp)>,
}

/// Why a note is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JudgeError {
    /// A trusted key is named, and the signature is not its.
    #[error("the signature of `{name}` is not by its key")]
    Forged {
        /// Who is said to have signed.
        name: String,
    },
    /// Nobody signed who is trusted.
    #[error("no trusted key has signed")]
    Nobody,
}

impl Trust {
    /// Trusts these keys, each once: whoever signed once is one witness.
    pub fn new(keys: impl IntoIterator<Item = VerifierKey>) -> Self {
        let mut trust = Self::default();
        for key in keys {
            if !trust.keys.contains(&key) {
                trust.keys.push(key);
            }
        }
        trust
    }

    /// The keys.
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// The trusted key that made a signature of a text, and when, where it says so.
    pub fn signer(
        &self,
        text: &str,
        line: &SignatureLine,
    ) -> Option<(&VerifierKey, Option<Timestamp>)> {
        let named = self.keys.iter().filter(|key| key.is_named_by(line));
        named.into_iter().find_map(|key| Some((key, key.check(text, line)?)))
    }

    /// Who of the trusted signed. A log's own signature counts where the key's
    /// name is the first line of the text, as in a checkpoint; and no log is a
    /// witness of itself.
    ///
    /// # Errors
    /// Where a signature of a trusted key is wrong, or there is none.
    pub fn judge(&self, note: &Note) -> Result<Judged, JudgeError> {
        let mut judged = Judged::default();
        let origin = note.text.lines().next().unwrap_or_default();
        for line in &note.signatures {
            for key in self.keys.iter().filter(|key| key.is_named_by(line)) {
                let Some(at) = key.check(&note.text, line) else {
                    return Err(JudgeError::Forged { name: key.name.clone() });
                };
                match at {
                    Some(at) if key.name != origin => judged.witnesses.push((key.clone(), at)),
                    None if key.name == origin => judged.log = Some(key.clone()),
                    Some(_) | None => {}
                }
            }
        }
        if judged.log.is_none() && judged.witnesses.is_empty() {
            return Err(JudgeError::Nobody);
        }
        Ok(judged)
    }
}
