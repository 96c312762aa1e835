//! Who holds an account: name, phone, ID number, and how many people they are.
//!
//! Everything is optional, because a village opens accounts from whatever its
//! list has. An identity is only what was typed: nothing here checks an ID
//! number's checksum or looks anybody up, and it has no serialised form of its
//! own outside the vault, so that it cannot slip into a printed record.

use std::fmt;

use zeroize::Zeroize as _;

/// A text that cannot stand in an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Longer than the field takes.
    #[error("a {} has at most {max} characters, this one has {length}", field.word())]
    TooLong {
        /// The field.
        field: IdentityField,
        /// The most characters it takes.
        max: usize,
        /// The characters given.
        length: usize,
    },
    /// A control character, a line separator or a mark that turns the direction of writing.
    #[error("a {} takes no control characters", field.word())]
    Control {
        /// The field.
        field: IdentityField,
    },
}

/// The fields of an identity that are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its field")]
pub enum IdentityField {
    Name,
    Phone,
    IdNumber,
}

impl IdentityField {
    /// The field in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone number",
            Self::IdNumber => "ID number",
        }
    }

    /// The most characters the field takes.
    pub fn max_chars(self) -> usize {
        match self {
            Self::Name => 60,
            Self::Phone => 20,
            Self::IdNumber => 32,
        }
    }

    fn check(self, text: Option<String>) -> Result<Option<String>, IdentityError> {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let (length, max) = (text.chars().count(), self.max_chars());
        if length > max {
            return Err(IdentityError::TooLong { field: self, max, length });
        }
        if text.chars().any(disturbs) {
            return Err(IdentityError::Control { field: self });
        }
        Ok(Some(text))
    }
}

/// Whether a character would disturb the line it is shown in.
fn disturbs(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Who holds an account; wiped from memory when dropped, and not shown by `Debug`.
///
/// ```
/// use ledger_core::vault::Identity;
/// let holder = Identity::new(Some("张三".into()), Some("13800138000".into()), None, Some(4))?;
/// assert_eq!(holder.name(), Some("张三"));
/// assert_eq!(format!("{holder:?}"), "Identity(..)");
/// # Ok::<(), ledger_core::vault::IdentityError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    name: Option<String>,
    phone: Option<String>,
    id_number: Option<String>,
    people: Option<u32>,
}

impl Identity {
    /// An identity of texts as they were typed; an empty text is the same as none.
    ///
    /// # Errors
    /// Where a name is longer than 60 characters, a phone number than 20, an ID
    /// number than 32, or one holds a control character.
    pub fn new(
        name: Option<String>,
        phone: Option<String>,
        id_number: Option<String>,
        people: Option<u32>,
    ) -> Result<Self, IdentityError> {
        Ok(Self {
            name: IdentityField::Name.check(name)?,
            phone: IdentityField::Phone.check(phone)?,
            id_number: IdentityField::IdNumber.check(id_number)?,
            people,
        })
    }

    /// The holder's name, in full.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The phone number, in full.
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
    }

    /// The ID number, in full.
    pub fn id_number(&self) -> Option<&str> {
        self.id_number.as_deref()
    }

    /// How many people the household or team has.
    pub fn people(&self) -> Option<u32> {
        self.people
    }

    /// Whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        self.name.zeroize();
        self.phone.zeroize();
        self.id_number.zeroize();
        self.people.zeroize();
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_taken_only_in_its_lengths_and_without_control_characters() {
        use IdentityField::{IdNumber, Name, Phone};
        let too_long = |field: IdentityField| {
            let max = field.max_chars();
            Some(IdentityError::TooLong { field, max, length: max + 1 })
        };
        let control = |field| Some(IdentityError::Control { field });
        let name = |n: String| Identity::new(Some(n), None, None, None).err();
        let phone = |p: String| Identity::new(None, Some(p), None, None).err();
        let id = |i: String| Identity::new(None, None, Some(i), None).err();
        let cases = [
            (name("张".repeat(60)), None),
            (name("张".repeat(61)), too_long(Name)),
            (name("张\n三".into()), control(Name)),
            (name("张\u{202e}三".into()), control(Name)),
            (name("张\u{7f}".into()), control(Name)),
            (name("阿不都热合曼·买买提".into()), None),
            (phone("1".repeat(20)), None),
            (phone("1".repeat(21)), too_long(Phone)),
            (phone("138\t".into()), control(Phone)),
            (id("1".repeat(32)), None),
            (id("1".repeat(33)), too_long(IdNumber)),
            (id("\0".into()), control(IdNumber)),
        ];
        for (row, (got, want)) in cases.into_iter().enumerate() {
            assert_eq!(got, want, "row {row}");
        }
    }

    #[test]
    fn an_empty_text_is_the_same_as_none() {
        let blank = || Some(String::new());
        let identity = Identity::new(blank(), blank(), blank(), None).unwrap();
        assert!(identity.is_empty());
        assert_eq!(identity.name(), None);
        assert!(!Identity::new(None, None, None, Some(0)).unwrap().is_empty());
    }

    #[test]
    fn debug_shows_nothing_of_an_identity() {
        let known =
            Identity::new(Some("王小明".into()), Some("139".into()), None, Some(7)).unwrap();
        assert_eq!(format!("{known:?} {:?}", Identity::default()), "Identity(..) Identity(..)");
    }
}
