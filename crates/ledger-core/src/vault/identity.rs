//! Who holds an account: name, phone, ID number, how many people they are, the year of
//! birth, and the guardian of somebody under age.
//!
//! Everything is optional, because a village opens accounts from whatever its
//! list has. An identity is only what was typed: nothing here checks an ID
//! number's checksum or looks anybody up, and it has no serialised form of its
//! own outside the vault, so that it cannot slip into a printed record.
//!
//! A year is kept and no birthday: it is enough to keep a child off a public list, and
//! a day of birth is more than that takes.

use std::fmt;
use std::ops::RangeInclusive;

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
    /// A year nobody here was born in.
    #[error("{year} is no year of birth: it is 1900 to 2100")]
    BirthYear {
        /// The year given.
        year: u16,
    },
}

/// The years somebody can be born in.
const BIRTH_YEARS: RangeInclusive<u16> = 1900..=2100;

/// The fields of an identity that are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its field")]
pub enum IdentityField {
    Name,
    Phone,
    IdNumber,
    Guardian,
}

impl IdentityField {
    /// The field in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone number",
            Self::IdNumber => "ID number",
            Self::Guardian => "guardian",
        }
    }

    /// The most characters the field takes.
    pub fn max_chars(self) -> usize {
        match self {
            Self::Name | Self::Guardian => 60,
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

/// What was typed of a holder, not checked yet.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The holder's name.
    pub name: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The ID number.
    pub id_number: Option<String>,
    /// How many people the household or team has.
    pub people: Option<u32>,
    /// The year of birth.
    pub birth_year: Option<u16>,
    /// The guardian's name, of somebody under age.
    pub guardian: Option<String>,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Details(..)")
    }
}

/// Who holds an account; wiped from memory when dropped, and not shown by `Debug`.
///
/// ```
/// use ledger_core::vault::{Details, Identity};
/// let details = Details { birth_year: Some(2015), people: Some(4), ..Details::default() };
/// let holder = Identity::new(Details { name: Some("张三".into()), ..details })?;
/// assert_eq!(holder.name(), Some("张三"));
/// assert!(holder.is_under_14_in(2026) && !holder.is_under_14_in(2030));
/// assert_eq!(format!("{holder:?}"), "Identity(..)");
/// # Ok::<(), ledger_core::vault::IdentityError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity(Details);

impl Identity {
    /// An identity of texts as they were typed; an empty text is the same as none.
    ///
    /// # Errors
    /// Where a name is longer than 60 characters, a phone number than 20, an ID
    /// number than 32, or one holds a control character; where the year of birth is not
    /// within 1900 to 2100.
    pub fn new(details: Details) -> Result<Self, IdentityError> {
        if let Some(year) = details.birth_year.filter(|year| !BIRTH_YEARS.contains(year)) {
            return Err(IdentityError::BirthYear { year });
        }
        Ok(Self(Details {
            name: IdentityField::Name.check(details.name)?,
            phone: IdentityField::Phone.check(details.phone)?,
            id_number: IdentityField::IdNumber.check(details.id_number)?,
            guardian: IdentityField::Guardian.check(details.guardian)?,
            ..details
        }))
    }

    /// An identity of which the name is all that is known.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn named(name: &str) -> Result<Self, IdentityError> {
        Self::new(Details { name: Some(name.to_owned()), ..Details::default() })
    }

    /// The holder's name, in full.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The phone number, in full.
    pub fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// The ID number, in full.
    pub fn id_number(&self) -> Option<&str> {
        self.0.id_number.as_deref()
    }

    /// How many people the household or team has.
    pub fn people(&self) -> Option<u32> {
        self.0.people
    }

    /// The guardian's name, in full.
    pub fn guardian(&self) -> Option<&str> {
        self.0.guardian.as_deref()
    }

    /// The year of birth as it was given.
    pub fn given_birth_year(&self) -> Option<u16> {
        self.0.birth_year
    }

    /// The year of birth: as given, or else as the ID number has it.
    pub fn birth_year(&self) -> Option<u16> {
        self.given_birth_year().or_else(|| self.birth_year_of_id())
    }

    /// Whether the holder is, or may be, under 14 at some time of a year.
    ///
    /// Of a day in it the year alone does not tell whether the birthday was yet, so
    /// somebody who turns 14 in that year counts as under 14 until it ends. Where the year
    /// given and the ID number's differ, either is enough. Nobody whose year of birth is
    /// not known counts.
    pub fn is_under_14_in(&self, year: i32) -> bool {
        let known = [self.given_birth_year(), self.birth_year_of_id()];
        known.into_iter().flatten().any(|born| year - i32::from(born) <= 14)
    }

    /// The year within an ID number: of 18 characters it has four digits, of the old 15 two.
    fn birth_year_of_id(&self) -> Option<u16> {
        let id = self.id_number()?;
        let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        let year = match id.len() {
            18 if id.get(..17).is_some_and(is_number) => id.get(6..10)?.parse().ok()?,
            15 if is_number(id) => 1900 + id.get(6..8)?.parse::<u16>().ok()?,
            _ => return None,
        };
        BIRTH_YEARS.contains(&year).then_some(year)
    }

    /// Whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        // Named one by one, so that a new part is not forgotten.
        let Details { name, phone, id_number, people, birth_year, guardian } = &mut self.0;
        name.zeroize();
        phone.zeroize();
        id_number.zeroize();
        people.zeroize();
        birth_year.zeroize();
        guardian.zeroize();
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
        use IdentityField::{Guardian, IdNumber, Name, Phone};
        let too_long = |field: IdentityField| {
            let max = field.max_chars();
            Some(IdentityError::TooLong { field, max, length: max + 1 })
        };
        let control = |field| Some(IdentityError::Control { field });
        let of = |details| Identity::new(details).err();
        let name = |n: String| of(Details { name: Some(n), ..Details::default() });
        let phone = |p: String| of(Details { phone: Some(p), ..Details::default() });
        let id = |i: String| of(Details { id_number: Some(i), ..Details::default() });
        let guardian = |g: String| of(Details { guardian: Some(g), ..Details::default() });
        let born = |year| of(Details { birth_year: Some(year), ..Details::default() });
        let no_year = |year| Some(IdentityError::BirthYear { year });
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
            (guardian("张".repeat(60)), None),
            (guardian("张".repeat(61)), too_long(Guardian)),
            (guardian("张\u{2028}".into()), control(Guardian)),
            (born(1900), None),
            (born(2100), None),
            (born(1899), no_year(1899)),
            (born(2101), no_year(2101)),
            (born(15), no_year(15)),
        ];
        for (row, (got, want)) in cases.into_iter().enumerate() {
            assert_eq!(got, want, "row {row}");
        }
    }

    #[test]
    fn an_empty_text_is_the_same_as_none() {
        let blank = || Some(String::new());
        let identity = Identity::new(Details {
            name: blank(),
            phone: blank(),
            id_number: blank(),
            guardian: blank(),
            ..Details::default()
        });
        assert!(identity.unwrap().is_empty());
        for known in [
            Details { people: Some(0), ..Details::default() },
            Details { birth_year: Some(2015), ..Details::default() },
        ] {
            assert!(!Identity::new(known).unwrap().is_empty());
        }
    }

    #[test]
    fn debug_shows_nothing_of_an_identity() {
        let known = Identity::named("王小明").unwrap();
        assert_eq!(
            format!("{known:?} {:?} {:?}", Identity::default(), known.0),
            "Identity(..) Identity(..) Details(..)"
        );
    }

    #[test]
    fn a_year_of_birth_is_the_one_given_or_the_id_numbers() {
        let cases = [
            (None, None, None),
            (Some(2015), None, Some(2015)),
            (None, Some("11010519491231002X"), Some(1949)),
            (None, Some("11010519491231002x"), Some(1949)),
            (None, Some("110105491231002"), Some(1949)),
            (Some(2015), Some("11010519491231002X"), Some(2015)),
            (None, Some("11010518991231002X"), None),
            (None, Some("护照E12345678"), None),
            (None, Some("1101051949123100"), None),
            (None, Some("一二三四五六"), None),
            (None, Some("A1010519491231002X"), None),
        ];
        for (birth_year, id, want) in cases {
            let id_number = id.map(str::to_owned);
            let holder = Identity::new(Details { birth_year, id_number, ..Details::default() });
            assert_eq!(holder.unwrap().birth_year(), want, "{birth_year:?} {id:?}");
        }
    }

    #[test]
    fn whoever_may_be_under_14_counts_as_under_14() {
        let old = Some("11010519491231002X");
        let young = Some("11010520150301002X");
        let cases = [
            (Some(2012), None, 2026, true),
            (Some(2011), None, 2026, false),
            (Some(2012), None, 2027, false),
            (Some(2027), None, 2026, true),
            (None, None, 2026, false),
            (None, young, 2026, true),
            (None, young, 2030, false),
            (None, old, 2026, false),
            // Somebody is mistaken: a child is not shown for that.
            (Some(2015), old, 2026, true),
            (Some(1949), young, 2026, true),
        ];
        for (birth_year, id, year, want) in cases {
            let id_number = id.map(str::to_owned);
            let holder = Identity::new(Details { birth_year, id_number, ..Details::default() });
            let is = holder.unwrap().is_under_14_in(year);
            assert_eq!(is, want, "{birth_year:?} {id:?} in {year}");
        }
    }
}
