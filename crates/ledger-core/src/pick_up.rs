//! Pick-up codes (核销码): what is shown to collect what was reserved.
//!
//! ```text
//! 7K3M-9QTX-2BHD    twelve of 32 letters and digits: 60 bits, no 0, 1, I or O
//! ```
//!
//! The journal holds only a code's hash until it is shown; then it holds the
//! code, and anybody can derive the hash again. A code is not drawn by chance:
//! it follows from the operator's key and the request
//! ([`OperatorKey::pick_up_code`](crate::keys::OperatorKey::pick_up_code)), so
//! that a request asked again after a crash has the code it had before.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{NameError, NameKind, as_text, hash_text, read_hash};

/// Letters and digits that nobody takes for one another.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 12;

/// A one-time code; as text, three groups of four.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PickUpCode([u8; LENGTH]);

impl PickUpCode {
    /// The code that bytes stand for: five bits of each.
    pub(crate) fn of(bytes: &[u8; LENGTH]) -> Self {
        Self(bytes.map(|byte| ALPHABET[usize::from(byte & 31)]))
    }

    /// Reads what a person types: in any case, with any blanks and dashes, in
    /// full width or not.
    ///
    /// ```
    /// use ledger_core::pick_up::PickUpCode;
    /// let code = PickUpCode::read("７k3m 9qtx－2bhd")?;
    /// assert_eq!(code.to_string(), "7K3M-9QTX-2BHD");
    /// # Ok::<(), ledger_core::ids::NameError>(())
    /// ```
    ///
    /// # Errors
    /// Anything else.
    pub fn read(text: &str) -> Result<Self, NameError> {
        let refuse = || NameKind::PickUpCode.refuse(text);
        let plain = text.chars().map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        });
        let dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
        let mut code = [0; LENGTH];
        let mut places = code.iter_mut();
        for c in plain.filter(|&c| !c.is_whitespace() && !dash(c)) {
            let byte = u8::try_from(c.to_ascii_uppercase()).map_err(|_| refuse())?;
            if !ALPHABET.contains(&byte) {
                return Err(refuse());
            }
            *places.next().ok_or_else(refuse)? = byte;
        }
        if places.next().is_some() { Err(refuse()) } else { Ok(Self(code)) }
    }

    /// Its hash, as a reservation keeps it.
    pub fn hash(&self) -> CodeHash {
        let context = "civility-bank 2026-11 pick-up code v1";
        CodeHash(blake3::derive_key(context, self.to_string().as_bytes()))
    }
}

impl fmt::Display for PickUpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = std::str::from_utf8(&self.0).unwrap_or_default();
        write!(f, "{}-{}-{}", &text[..4], &text[4..8], &text[8..])
    }
}

impl FromStr for PickUpCode {
    type Err = NameError;

    /// Reads the canonical text only.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let code = Self::read(text)?;
        if code.to_string() == text { Ok(code) } else { Err(NameKind::PickUpCode.refuse(text)) }
    }
}
as_text!(PickUpCode);

/// The hash of a pick-up code; as text, 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodeHash([u8; 32]);

impl fmt::Display for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(hash_text(&self.0).as_str())
    }
}

impl FromStr for CodeHash {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        read_hash(text).map(Self)
    }
}
as_text!(CodeHash);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_every_way_it_is_typed_and_written_in_one() {
        let typed = ["7K3M-9QTX-2BHD", "7k3m9qtx2bhd", " 7K3M 9QTX　2BHD", "７Ｋ３Ｍ－9qtx—2bhd"];
        for text in typed {
            assert_eq!(PickUpCode::read(text).unwrap().to_string(), "7K3M-9QTX-2BHD", "{text}");
        }
        for text in ["", "7K3M-9QTX-2BH", "7K3M-9QTX-2BHDD", "7K3M-9QTX-2BH0", "7K3M-9QTX-2BH中"] {
            assert!(PickUpCode::read(text).is_err(), "{text}");
        }
        assert!("7k3m-9qtx-2bhd".parse::<PickUpCode>().is_err());
        assert!("7K3M9QTX2BHD".parse::<PickUpCode>().is_err());
    }

    #[test]
    fn the_hash_of_a_code_is_fixed() {
        let code: PickUpCode = "7K3M-9QTX-2BHD".parse().unwrap();
        assert_eq!(code.hash().to_string(), HASH);
    }

    /// Made with the blake3 package of Python.
    const HASH: &str = "735e4b9b7982b8617c1581a28a2c9db7a67ebe1a177f88865eac00f30d7ebb3d";
}
