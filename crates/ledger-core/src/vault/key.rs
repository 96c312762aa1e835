//! The vault key: 32 random bytes, kept in a file of their own.
//!
//! ```text
//! wenming vault key v1
//! <base64 of the 32 bytes>
//! ```
//!
//! Whoever holds this file and the vault's folder reads every name, so the two
//! belong apart. Where the file is kept, and behind which mode, is the shell's
//! business: nothing here reads a file.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use crate::keys::{KeyError, random};

const KEY_FILE: &str = "wenming vault key v1";

/// The key that wraps every holder's own key; wiped from memory when dropped.
///
/// ```
/// use ledger_core::vault::VaultKey;
/// let key = VaultKey::generate()?;
/// let kept = key.to_file();
/// assert!(VaultKey::from_file(&kept).is_ok());
/// # Ok::<(), ledger_core::keys::KeyError>(())
/// ```
pub struct VaultKey(Zeroizing<[u8; 32]>);

impl VaultKey {
    /// A new key from the system's random source.
    ///
    /// # Errors
    /// [`KeyError::Random`] where the system gives no random numbers.
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self(Zeroizing::new(random()?)))
    }

    /// The text of its key file: two lines, a heading and the key in base64.
    pub fn to_file(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(BASE64.encode(self.0.as_slice()));
        Zeroizing::new(format!("{KEY_FILE}\n{}\n", key.as_str()))
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// [`KeyError::File`] where it is not one.
    pub fn from_file(text: &str) -> Result<Self, KeyError> {
        let mut lines = text.lines();
        let (Some(KEY_FILE), Some(key), None) = (lines.next(), lines.next(), lines.next()) else {
            return Err(KeyError::File);
        };
        let key = Zeroizing::new(BASE64.decode(key).map_err(|_| KeyError::File)?);
        let key: &[u8; 32] = key.as_slice().try_into().map_err(|_| KeyError::File)?;
        Ok(Self(Zeroizing::new(*key)))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VaultKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_key_file_gives_back_its_key_and_nothing_else_is_one() {
        let key = VaultKey::generate().unwrap();
        let text = key.to_file();
        assert_eq!(VaultKey::from_file(&text).unwrap().bytes(), key.bytes());
        let secret = text.lines().nth(1).unwrap();
        for bad in [
            "",
            "wenming vault key v1\n",
            "wenming vault key v1\nAAAA\n",
            secret,
            &text.replace("v1", "v2"),
            &text.replace("vault", "operator"),
            &format!("{}x\n", *text),
        ] {
            assert!(matches!(VaultKey::from_file(bad), Err(KeyError::File)), "{bad}");
        }
        assert!(!format!("{key:?}").contains(secret));
    }

    #[test]
    fn no_two_vault_keys_are_the_same() {
        assert_ne!(VaultKey::generate().unwrap().bytes(), VaultKey::generate().unwrap().bytes());
    }
}
