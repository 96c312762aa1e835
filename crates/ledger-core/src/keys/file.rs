//! Key files: a key as text, open or under a passphrase.
//!
//! ```text
//! wenming operator key v1             a heading: whose kind of key, and which form
//! clerk01                             the holder
//! <32 bytes in base64>                the secret
//!
//! wenming branch key v2
//! LC01
//! argon2id 65536 3 1 <16 bytes>       KiB, passes, lanes, salt
//! <24 + 32 + 16 bytes>                nonce, secret under XChaCha20-Poly1305, tag
//! ```
//!
//! Argon2id 1.3 makes the 32-byte key from the passphrase; the first three lines,
//! each with its `\n`, are the associated data. So nothing of a file can be changed
//! and still open: a wrong passphrase and a changed file look the same. What a file
//! may ask for in memory and time has bounds, since it is worked before anything in
//! it is known to be right. There is deliberately no empty passphrase and no hint.

use std::fmt;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::{BranchKey, KeyError, OperatorKey, bytes_of, random};
use crate::ids::{BranchCode, OperatorId};

const SALT: usize = 16;
const NONCE: usize = 24;
const SECRET: usize = 32;
const SEALED: usize = NONCE + SECRET + 16;

/// What it costs to try a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// What new files ask for: 64 MiB and a fraction of a second.
    pub const DEFAULT: Self = Self { kib: 65_536, passes: 3, lanes: 1 };

    /// A cost within the bounds: 8 KiB a lane to 1 GiB, 16 passes, 4 lanes.
    ///
    /// # Errors
    /// Outside of them.
    pub fn new(kib: u32, passes: u32, lanes: u32) -> Result<Self, KeyError> {
        let fits = (1..=4).contains(&lanes)
            && (1..=16).contains(&passes)
            && (8 * lanes..=1_048_576).contains(&kib);
        if fits { Ok(Self { kib, passes, lanes }) } else { Err(KeyError::Cost) }
    }
}

/// A key that is kept in a file: an operator's or a branch's.
pub trait FileKey: Sized {
    /// The kind of holder, as the heading has it.
    const KIND: &'static str;
    /// Whose it is.
    type Holder: Clone + fmt::Debug + fmt::Display + FromStr;
    /// Whose it is.
    fn holder(&self) -> Self::Holder;
    /// The key of that secret.
    fn of_secret(holder: Self::Holder, secret: &[u8; 32]) -> Self;
    /// The secret.
    fn signing(&self) -> &SigningKey;
    /// The text of its key file, open.
    fn to_plain_file(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(self.signing().to_bytes());
        let secret = Zeroizing::new(BASE64.encode(secret.as_slice()));
        let (kind, holder) = (Self::KIND, self.holder());
        Zeroizing::new(format!("wenming {kind} key v1\n{holder}\n{}\n", secret.as_str()))
    }
}

impl FileKey for OperatorKey {
    const KIND: &'static str = "operator";
    type Holder = OperatorId;
    fn holder(&self) -> OperatorId {
        self.operator.clone()
    }
    fn of_secret(holder: OperatorId, secret: &[u8; 32]) -> Self {
        Self::from_secret(holder, secret)
    }
    fn signing(&self) -> &SigningKey {
        &self.secret
    }
}

impl FileKey for BranchKey {
    const KIND: &'static str = "branch";
    type Holder = BranchCode;
    fn holder(&self) -> BranchCode {
        self.branch
    }
    fn of_secret(holder: BranchCode, secret: &[u8; 32]) -> Self {
        Self::from_secret(holder, secret)
    }
    fn signing(&self) -> &SigningKey {
        &self.secret
    }
}

/// A key file that was read.
#[derive(Debug, Clone)]
pub enum KeyFile<K: FileKey> {
    /// The key lies open in it.
    Plain(K),
    /// It takes a passphrase.
    Sealed(SealedKey<K>),
}

impl<K: FileKey> KeyFile<K> {
    /// Reads the text of a key file.
    ///
    /// # Errors
    /// Where it is not one, or asks for too much memory or time.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut lines = text.lines();
        let heading = lines.next().ok_or(KeyError::File)?;
        let holder = lines.next().and_then(|line| line.parse().ok()).ok_or(KeyError::File)?;
        let version = heading.strip_prefix(&format!("wenming {} key v", K::KIND));
        match (version, lines.next(), lines.next(), lines.next()) {
            (Some("1"), Some(secret), None, None) => {
                let secret = Zeroizing::new(BASE64.decode(secret).map_err(|_| KeyError::File)?);
                let secret = secret.as_slice().try_into().map_err(|_| KeyError::File)?;
                Ok(Self::Plain(K::of_secret(holder, secret)))
            }
            (Some("2"), Some(how), Some(sealed), None) => {
                let sealed = SealedKey::parse(holder, how, sealed)?;
                if sealed.to_string() == text {
                    Ok(Self::Sealed(sealed))
                } else {
                    Err(KeyError::File)
                }
            }
            _ => Err(KeyError::File),
        }
    }

    /// Whose key it is; under a passphrase, as it says itself.
    pub fn holder(&self) -> K::Holder {
        match self {
            Self::Plain(key) => key.holder(),
            Self::Sealed(sealed) => sealed.holder.clone(),
        }
    }
}

/// A key under a passphrase; as text, its file.
///
/// ```
/// use ledger_core::keys::{Cost, KeyFile, OperatorKey, SealedKey};
/// let key = OperatorKey::generate("clerk01".parse()?)?;
/// let file = SealedKey::seal(&key, "青溪水长", Cost::new(8, 1, 1)?)?.to_string();
/// let KeyFile::Sealed(sealed) = KeyFile::<OperatorKey>::parse(&file)? else { panic!() };
/// assert_eq!(sealed.open("青溪水长")?.public(), key.public());
/// assert!(sealed.open("青溪水短").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SealedKey<K: FileKey> {
    holder: K::Holder,
    cost: Cost,
    salt: [u8; SALT],
    sealed: [u8; SEALED],
}

/// Without what a passphrase could be tried on.
impl<K: FileKey> fmt::Debug for SealedKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedKey").field("holder", &self.holder).finish_non_exhaustive()
    }
}

impl<K: FileKey> SealedKey<K> {
    /// Puts a key under a passphrase, with a new salt and nonce.
    ///
    /// # Errors
    /// Where the system gives no random numbers or too little memory, or the
    /// passphrase is empty.
    pub fn seal(key: &K, passphrase: &str, cost: Cost) -> Result<Self, KeyError> {
        Self::seal_with(key, passphrase, cost, random()?, random()?)
    }

    fn seal_with(
        key: &K,
        passphrase: &str,
        cost: Cost,
        salt: [u8; SALT],
        nonce: [u8; NONCE],
    ) -> Result<Self, KeyError> {
        if passphrase.is_empty() {
            return Err(KeyError::Passphrase);
        }
        let mut made = Self { holder: key.holder(), cost, salt, sealed: [0; SEALED] };
        // Room for the tag, so that the secret is not moved about.
        let mut text = Zeroizing::new(Vec::with_capacity(SEALED));
        text.extend_from_slice(Zeroizing::new(key.signing().to_bytes()).as_slice());
        made.cipher(passphrase)?
            .encrypt_in_place(&XNonce::from(nonce), made.associated().as_bytes(), &mut *text)
            .map_err(|_| KeyError::File)?;
        made.sealed[..NONCE].copy_from_slice(&nonce);
        made.sealed[NONCE..].copy_from_slice(&text);
        Ok(made)
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`KeyError::Passphrase`] where the passphrase is not the one, or the file was
    /// changed; and where there is too little memory.
    pub fn open(&self, passphrase: &str) -> Result<K, KeyError> {
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&self.sealed[..NONCE]);
        let mut text = Zeroizing::new(self.sealed[NONCE..].to_vec());
        self.cipher(passphrase)?
            .decrypt_in_place(&XNonce::from(nonce), self.associated().as_bytes(), &mut *text)
            .map_err(|_| KeyError::Passphrase)?;
        let secret: [u8; SECRET] = text.as_slice().try_into().map_err(|_| KeyError::Passphrase)?;
        Ok(K::of_secret(self.holder.clone(), &Zeroizing::new(secret)))
    }

    /// Whose key it says it is.
    pub fn holder(&self) -> &K::Holder {
        &self.holder
    }

    fn cipher(&self, passphrase: &str) -> Result<XChaCha20Poly1305, KeyError> {
        let Cost { kib, passes, lanes } = self.cost;
        let params = Params::new(kib, passes, lanes, Some(SECRET)).map_err(|_| KeyError::Cost)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut key = Zeroizing::new([0; SECRET]);
        argon2
            .hash_password_into(passphrase.as_bytes(), &self.salt, key.as_mut_slice())
            .map_err(|_| KeyError::Memory(kib))?;
        Ok(XChaCha20Poly1305::new((&*key).into()))
    }

    /// The first three lines, which nobody may change.
    fn associated(&self) -> String {
        let Cost { kib, passes, lanes } = self.cost;
        let (kind, holder, salt) = (K::KIND, &self.holder, BASE64.encode(self.salt));
        format!("wenming {kind} key v2\n{holder}\nargon2id {kib} {passes} {lanes} {salt}\n")
    }

    fn parse(holder: K::Holder, how: &str, sealed: &str) -> Result<Self, KeyError> {
        let how: Vec<&str> = how.split(' ').collect();
        let ["argon2id", kib, passes, lanes, salt] = how[..] else { return Err(KeyError::File) };
        let number = |text: &str| text.parse::<u32>().map_err(|_| KeyError::File);
        let cost = Cost::new(number(kib)?, number(passes)?, number(lanes)?)?;
        let salt = bytes_of(salt).map_err(|_| KeyError::File)?;
        let sealed = bytes_of(sealed).map_err(|_| KeyError::File)?;
        Ok(Self { holder, cost, salt, sealed })
    }
}

impl<K: FileKey> fmt::Display for SealedKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}{}", self.associated(), BASE64.encode(self.sealed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made once, and opened with libsodium and the reference implementation of Argon2.
    const FIXED: &str = "wenming branch key v2\nLC01\n\
        argon2id 64 2 1 AQEBAQEBAQEBAQEBAQEBAQ==\n\
        AgICAgICAgICAgICAgICAgICAgICAgIC4xjRPPIeW5gqUpeG1D1IA/CU4zeORw3xq0rJXj4MajXLd8lPIZ7EIz2+\
        wz7FlzcO\n";

    fn tiny() -> Cost {
        Cost::new(8, 1, 1).unwrap()
    }

    fn sealed(text: &str) -> SealedKey<BranchKey> {
        match KeyFile::parse(text).unwrap() {
            KeyFile::Sealed(sealed) => sealed,
            KeyFile::Plain(key) => panic!("{key:?}"),
        }
    }

    #[test]
    fn the_fixed_file_is_made_and_opened_as_it_was() {
        let key = BranchKey::from_secret("LC01".parse().unwrap(), &[7; 32]);
        let cost = Cost::new(64, 2, 1).unwrap();
        let made = SealedKey::seal_with(&key, "青溪 water", cost, [1; 16], [2; 24]).unwrap();
        assert_eq!(made.to_string(), FIXED);
        let opened = sealed(FIXED).open("青溪 water").unwrap();
        assert_eq!((opened.branch(), opened.public()), (key.branch(), key.public()));
    }

    #[test]
    fn what_debug_shows_of_a_key_is_whose_it_is_and_nothing_to_use_or_try() {
        let secret = [7; 32];
        let branch = BranchKey::from_secret("LC01".parse().unwrap(), &secret);
        let operator = OperatorKey::from_secret("clerk01".parse().unwrap(), &secret);
        let made = SealedKey::seal(&branch, "secret", tiny()).unwrap();
        let shown = format!(
            "{branch:?} {operator:?} {made:?} {:?} {:?}",
            KeyFile::Plain(branch.clone()),
            KeyFile::Sealed(made.clone()),
        );
        assert!(shown.contains("LC01") && shown.contains("clerk01"), "{shown}");
        let listed = |bytes: &[u8]| format!("{:?}", &bytes[..4]).replace(['[', ']'], "");
        for hidden in [
            BASE64.encode(secret),
            listed(&secret),
            BASE64.encode(made.sealed),
            listed(&made.sealed),
            BASE64.encode(made.salt),
            listed(&made.salt),
        ] {
            assert!(!shown.contains(&hidden), "{shown} shows {hidden}");
        }
    }

    #[test]
    fn another_passphrase_opens_nothing_and_an_empty_one_seals_nothing() {
        let key = BranchKey::from_secret("LC01".parse().unwrap(), &[7; 32]);
        let made = SealedKey::seal(&key, "secret", tiny()).unwrap();
        assert_eq!(made.open("secret").unwrap().public(), key.public());
        for wrong in ["", "Secret", "secret ", "secret\n"] {
            assert_eq!(made.open(wrong).unwrap_err(), KeyError::Passphrase, "{wrong:?}");
        }
        assert_eq!(SealedKey::seal(&key, "", tiny()).unwrap_err(), KeyError::Passphrase);
        let again = SealedKey::seal(&key, "secret", tiny()).unwrap();
        assert_ne!(again.to_string(), made.to_string(), "salt and nonce are new each time");
    }

    #[test]
    fn no_bit_of_a_sealed_file_can_be_changed() {
        let key = BranchKey::from_secret("LC01".parse().unwrap(), &[7; 32]);
        let text = SealedKey::seal(&key, "secret", tiny()).unwrap().to_string();
        for at in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at / 8] ^= 1 << (at % 8);
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            // One that asks for up to a gigabyte first is only slow.
            let costly = |sealed: &SealedKey<BranchKey>| sealed.cost.kib > 64;
            match KeyFile::<BranchKey>::parse(&changed) {
                Ok(KeyFile::Sealed(sealed)) if costly(&sealed) => {}
                Ok(KeyFile::Sealed(sealed)) => {
                    assert_eq!(
                        sealed.open("secret").unwrap_err(),
                        KeyError::Passphrase,
                        "{changed}"
                    );
                }
                Ok(KeyFile::Plain(_)) => panic!("{changed}"),
                Err(_) => {}
            }
        }
    }

    #[test]
    fn an_operators_file_and_a_branchs_are_not_taken_for_each_other() {
        let branch = BranchKey::from_secret("LC01".parse().unwrap(), &[7; 32]);
        let operator = OperatorKey::from_secret("clerk01".parse().unwrap(), &[7; 32]);
        let branch = SealedKey::seal(&branch, "secret", tiny()).unwrap().to_string();
        let operator = SealedKey::seal(&operator, "secret", tiny()).unwrap().to_string();
        assert!(KeyFile::<OperatorKey>::parse(&branch).is_err());
        assert!(KeyFile::<BranchKey>::parse(&operator).is_err());
        assert_eq!(KeyFile::<OperatorKey>::parse(&operator).unwrap().holder().as_str(), "clerk01");
    }

    #[test]
    fn a_file_that_asks_for_too_much_or_is_written_otherwise_is_refused_before_it_is_worked() {
        let key = BranchKey::from_secret("LC01".parse().unwrap(), &[7; 32]);
        let text = SealedKey::seal(&key, "secret", tiny()).unwrap().to_string();
        let with = |cost: &str| text.replacen("argon2id 8 1 1", cost, 1);
        for cost in [
            "argon2id 1048577 1 1",
            "argon2id 4294967295 1 1",
            "argon2id 8 17 1",
            "argon2id 8 0 1",
            "argon2id 8 1 0",
            "argon2id 7 1 1",
            "argon2id 31 1 4",
            "argon2id 64 1 5",
        ] {
            let told = KeyFile::<BranchKey>::parse(&with(cost)).unwrap_err();
            assert_eq!(told, KeyError::Cost, "{cost}");
        }
        for cost in [
            "argon2i 8 1 1",
            "argon2id 08 1 1",
            "argon2id +8 1 1",
            "argon2id 8 1",
            "argon2id  8 1 1",
        ] {
            let told = KeyFile::<BranchKey>::parse(&with(cost)).unwrap_err();
            assert_eq!(told, KeyError::File, "{cost}");
        }
        for cost in ["argon2id 1048576 16 4", "argon2id 32 1 4"] {
            assert!(KeyFile::<BranchKey>::parse(&with(cost)).is_ok(), "{cost}");
        }
        let cut = text.trim_end();
        for text in
            [cut.to_owned(), format!("{text}\n"), text.replace('\n', "\r\n"), cut[1..].to_owned()]
        {
            assert!(KeyFile::<BranchKey>::parse(&text).is_err(), "{text:?}");
        }
    }
}
