//! Keys and signatures: Ed25519, by which an operator answers for a commit.
//!
//! A [`OperatorKey`] signs, a [`PublicKey`] checks. Where keys are kept, and
//! behind which file mode, is the shell's business: nothing here reads a file.
//! What stands in one is [`KeyFile`].

mod file;

pub use file::{Cost, FileKey, KeyFile, SealedKey};

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::ids::{BranchCode, OperatorId, RequestKey, as_text};
use crate::pick_up::PickUpCode;

/// A text that is no key or signature, or a random source that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not base64 of so many bytes.
    #[error("not base64 of {0} bytes")]
    Form(usize),
    /// The bytes are no point of the curve.
    #[error("not an Ed25519 public key")]
    NotAKey,
    /// The key file has not the expected lines.
    #[error("not a key file of this bank software")]
    File,
    /// A sealed key file asks for more memory or time than any of ours does.
    #[error("the key file asks for more than 1 GiB, 16 passes or 4 lanes")]
    Cost,
    /// The passphrase is not the one, or the file was changed: nobody can tell which.
    #[error("the passphrase is wrong, or the key file was changed")]
    Passphrase,
    /// There is not so much memory, in KiB.
    #[error("there are no {0} KiB of memory to work the passphrase in")]
    Memory(u32),
    /// The system's random source failed.
    #[error("the system gave no random numbers: {0}")]
    Random(String),
}

fn bytes_of<const N: usize>(text: &str) -> Result<[u8; N], KeyError> {
    let bytes = BASE64.decode(text).map_err(|_| KeyError::Form(N))?;
    bytes.try_into().map_err(|_| KeyError::Form(N))
}

/// Fills a new array from the system's random source.
///
/// # Errors
/// Where the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| KeyError::Random(e.to_string()))?;
    Ok(bytes)
}

/// An operator's public key; as text, base64 of its 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of these bytes.
    ///
    /// # Errors
    /// Where they are no point of the curve.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyError> {
        VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::NotAKey)?;
        Ok(Self(bytes))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether `signature` is this key's over `message`; the strict check,
    /// which takes no second encoding of a signature and no weak key.
    pub fn check(&self, message: &[u8], signature: &Signature) -> bool {
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| {
            key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature.0)).is_ok()
        })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_bytes(bytes_of(text)?)
    }
}
as_text!(PublicKey);

/// A signature; as text, base64 of its 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

impl Signature {
    /// The signature of these bytes.
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl FromStr for Signature {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        bytes_of(text).map(Self)
    }
}
as_text!(Signature);

/// An operator's signing key: the operator it belongs to and the secret.
///
/// ```
/// use ledger_core::keys::OperatorKey;
/// let key = OperatorKey::generate("clerk01".parse()?)?;
/// let signature = key.sign(b"a day's work");
/// assert!(key.public().check(b"a day's work", &signature));
/// assert!(!key.public().check(b"another", &signature));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct OperatorKey {
    operator: OperatorId,
    secret: SigningKey,
}

impl OperatorKey {
    /// A new key from the system's random source.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn generate(operator: OperatorId) -> Result<Self, KeyError> {
        Ok(Self::from_secret(operator, &Zeroizing::new(random()?)))
    }

    /// The key of that secret.
    pub fn from_secret(operator: OperatorId, secret: &[u8; 32]) -> Self {
        Self { operator, secret: SigningKey::from_bytes(secret) }
    }

    /// Whose it is.
    pub fn operator(&self) -> &OperatorId {
        &self.operator
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.secret.verifying_key().to_bytes())
    }

    /// The same key of the same person.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.operator == other.operator && self.public() == other.public()
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.secret.sign(message).to_bytes())
    }

    /// The pick-up code of a request to reserve. It follows from the secret and
    /// the request, so the same request asked again gives the same code, and
    /// nobody without the key can work it out.
    pub fn pick_up_code(&self, branch: BranchCode, request: &RequestKey) -> PickUpCode {
        let context = "civility-bank 2026-11 pick-up code of a request v1";
        let secret = Zeroizing::new(self.secret.to_bytes());
        let mut hash = blake3::Hasher::new_derive_key(context);
        hash.update(secret.as_slice()).update(format!("{branch}\n{request}").as_bytes());
        let mut bytes = [0; 12];
        bytes.copy_from_slice(&hash.finalize().as_bytes()[..12]);
        PickUpCode::of(&bytes)
    }
}

impl fmt::Debug for OperatorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OperatorKey({}, {})", self.operator, self.public())
    }
}

/// The key of a branch: it signs the branch's checkpoints, and those of others
/// that the branch witnesses. No entry is signed with it, and no operator's key
/// signs a checkpoint.
#[derive(Clone)]
pub struct BranchKey {
    branch: BranchCode,
    secret: SigningKey,
}

impl BranchKey {
    /// A new key from the system's random source.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn generate(branch: BranchCode) -> Result<Self, KeyError> {
        Ok(Self::from_secret(branch, &Zeroizing::new(random()?)))
    }

    /// The key of that secret.
    pub fn from_secret(branch: BranchCode, secret: &[u8; 32]) -> Self {
        Self { branch, secret: SigningKey::from_bytes(secret) }
    }

    /// Whose it is.
    pub fn branch(&self) -> BranchCode {
        self.branch
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.secret.verifying_key().to_bytes())
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.secret.sign(message).to_bytes())
    }
}

impl fmt::Debug for BranchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BranchKey({}, {})", self.branch, self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_gives_back_its_key_and_nothing_else_is_one() {
        let key = OperatorKey::generate("clerk01".parse().unwrap()).unwrap();
        let text = key.to_plain_file();
        let KeyFile::Plain(back) = KeyFile::<OperatorKey>::parse(&text).unwrap() else {
            panic!("no passphrase was given");
        };
        assert_eq!(back.public(), key.public());
        assert_eq!(back.operator(), key.operator());
        for bad in [
            "",
            "wenming operator key v1\nclerk01\n",
            &text.replace("v1", "v2"),
            &text.replace("v1", "v3"),
            &format!("{}x\n", *text),
        ] {
            assert!(KeyFile::<OperatorKey>::parse(bad).is_err());
        }
        assert!(!format!("{key:?}").contains(text.lines().nth(2).unwrap()));
    }
}
