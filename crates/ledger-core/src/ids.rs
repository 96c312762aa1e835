//! The names things go by: branches, accounts, operators, requests, entries.
//!
//! Every name is parsed once, at the edge, and trusted afterwards. An account
//! number carries its own check character, so that a slip of the pen is
//! refused before anything is looked up. Nothing here knows whether the thing
//! named exists.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that is not the name it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text has not the form of such a name.
    #[error("`{text}` is not {}", kind.form())]
    Form {
        /// What it was taken for.
        kind: NameKind,
        /// The text as given.
        text: String,
    },
    /// An account number whose check character does not fit the rest of it.
    #[error("`{text}` is mistyped: its check character does not fit")]
    CheckCharacter {
        /// The text as given.
        text: String,
    },
}

/// The kinds of names, for saying which form was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each kind is named after the type it parses")]
pub enum NameKind {
    Branch,
    Account,
    Operator,
    Request,
    Entry,
    Household,
    Currency,
    Rule,
    Offer,
    Hash,
    Origin,
    Appeal,
    Voucher,
    PickUpCode,
}

impl NameKind {
    /// The form expected, in words.
    pub fn form(self) -> &'static str {
        match self {
            Self::Branch => "a branch code (2 to 8 of A-Z and 0-9)",
            Self::Account => "an account number (like `LC01-000123-Q`)",
            Self::Operator => "an operator id (2 to 32 of a-z, 0-9, `.`, `_`, `-`, first a letter)",
            Self::Request => "a request key (1 to 64 of A-Z, a-z, 0-9, `.`, `_`, `:`, `#`, `-`)",
            Self::Entry => "an entry id (like `LC01:41`)",
            Self::Household => "a household number (1 to 32 letters, digits and dashes, no spaces)",
            Self::Currency => "a currency code (1 to 8 of A-Z and 0-9, first a letter)",
            Self::Rule => "a rule code (1 to 12 of A-Z, 0-9 and `-`)",
            Self::Offer => "an offer code (1 to 12 of A-Z, 0-9 and `-`)",
            Self::Hash => "a hash (64 lower-case hexadecimal digits)",
            Self::Origin => "an origin (like `wenming.example/lucheng`)",
            Self::Appeal => "an appeal code (1 to 12 of A-Z, 0-9 and `-`)",
            Self::Voucher => {
                "a voucher number (1 to 32 letters, digits and `-` `.` `/` `#` `_`, no spaces)"
            }
            Self::PickUpCode => "a pick-up code (like `7K3M-9QTX-2BHD`)",
        }
    }

    /// A stable word for the kind, for messages kept elsewhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::Account => "account",
            Self::Operator => "operator",
            Self::Request => "request",
            Self::Entry => "entry",
            Self::Household => "household",
            Self::Currency => "currency",
            Self::Rule => "rule",
            Self::Offer => "offer",
            Self::Hash => "hash",
            Self::Origin => "origin",
            Self::Appeal => "appeal",
            Self::Voucher => "voucher",
            Self::PickUpCode => "pick-up-code",
        }
    }

    pub(crate) fn refuse(self, text: &str) -> NameError {
        NameError::Form { kind: self, text: text.chars().take(80).collect() }
    }
}

/// Written and read as the text it is shown as; with `: text`, as what that method gives,
/// which need not go by the formatter; with `, Packed` as that in the books, where nobody
/// reads: by its methods `packed` and `unpacked`.
macro_rules! as_text {
    ($name:ty) => {
        as_text!(@read $name);
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
    };
    ($name:ty: $text:ident) => {
        as_text!(@read $name);
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.$text().as_ref())
            }
        }
    };
    ($name:ty: $text:ident, $packed:ty) => {
        as_text!(@debug $name);
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() {
                    to.serialize_str(self.$text().as_ref())
                } else {
                    self.packed().serialize(to)
                }
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                if from.is_human_readable() {
                    return from.deserialize_str($crate::ids::Parsed(std::marker::PhantomData));
                }
                let packed = <$packed>::deserialize(from)?;
                let out_of_bounds = || serde::de::Error::custom("out of bounds");
                Self::unpacked(packed).ok_or_else(out_of_bounds)
            }
        }
    };
    (@debug $name:ty) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
    (@read $name:ty) => {
        as_text!(@debug $name);
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str($crate::ids::Parsed(std::marker::PhantomData))
            }
        }
    };
}
pub(crate) use as_text;

/// Reads a text where it lies, without a copy of it.
pub(crate) struct Parsed<T>(pub(crate) PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// A short text of ASCII characters, made in place.
#[derive(Clone, Copy)]
pub(crate) struct Ascii<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Default for Ascii<N> {
    fn default() -> Self {
        Self { bytes: [0; N], len: 0 }
    }
}

impl<const N: usize> Ascii<N> {
    /// Adds a character; what does not fit is left out, and nothing here is that long.
    pub(crate) fn push(&mut self, ascii: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = ascii;
            self.len += 1;
        }
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        text.bytes().for_each(|b| self.push(b));
    }

    /// Adds a number of at least so many digits.
    pub(crate) fn push_number(&mut self, number: u64, digits: usize) {
        let (mut rest, mut kept, mut first) = (number, [b'0'; 20], 20);
        while rest > 0 || 20 - first < digits {
            first -= 1;
            kept[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        kept[first..].iter().for_each(|&b| self.push(b));
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl<const N: usize> AsRef<str> for Ascii<N> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// 32 bytes as 64 hexadecimal digits.
pub(crate) fn hash_text(hash: &[u8; 32]) -> Ascii<64> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = [0; 64];
    for (pair, byte) in bytes.chunks_exact_mut(2).zip(hash) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    Ascii { bytes, len: 64 }
}

/// 64 lower-case hexadecimal digits as 32 bytes.
pub(crate) fn read_hash(text: &str) -> Result<[u8; 32], NameError> {
    let refuse = || NameKind::Hash.refuse(text);
    let Ok(digits) = <&[u8; 64]>::try_from(text.as_bytes()) else { return Err(refuse()) };
    let (mut bytes, mut all) = ([0; 32], 0);
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (HEX[usize::from(pair[0])], HEX[usize::from(pair[1])]);
        all |= high | low;
        *byte = high << 4 | low;
    }
    // What is no digit has a bit that no digit has.
    if all < 16 { Ok(bytes) } else { Err(refuse()) }
}

/// The value of each lower-case hexadecimal digit.
const HEX: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Up to `N` ASCII characters held in place, so that codes are `Copy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Short<const N: usize>([u8; N]);

impl<const N: usize> Short<N> {
    fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; N];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(bytes))
    }

    fn as_str(&self) -> &str {
        let end = self.0.iter().position(|&b| b == 0).unwrap_or(N);
        // Only ASCII is ever put in.
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }
}

fn upper_or_digit(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit()
}

macro_rules! short_code {
    ($(#[$doc:meta])* $name:ident, $max:literal, $kind:ident, $fits:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Short<$max>);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }
        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                let fits: fn(&[u8]) -> bool = $fits;
                if text.is_empty() || !fits(text.as_bytes()) {
                    return Err(NameKind::$kind.refuse(text));
                }
                Short::new(text).map(Self).ok_or_else(|| NameKind::$kind.refuse(text))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
        as_text!($name: as_str);
    };
}

short_code! {
    /// A branch: 2 to 8 of A-Z and 0-9, as `LC01`. The head office is [`BranchCode::HQ`].
    BranchCode, 8, Branch, |b| b.len() >= 2 && b.iter().all(|&b| upper_or_digit(b))
}

impl BranchCode {
    /// The head office (总行), where the bank is founded.
    pub const HQ: Self = Self(Short(*b"HQ\0\0\0\0\0\0"));
}

short_code! {
    /// A kind of points: 1 to 8 of A-Z and 0-9, first a letter, as `JF`.
    CurrencyCode, 8, Currency,
    |b| b[0].is_ascii_uppercase() && b.iter().all(|&b| upper_or_digit(b))
}

impl CurrencyCode {
    /// Civility points (文明积分), where a bank has only one kind.
    pub const JF: Self = Self(Short(*b"JF\0\0\0\0\0\0"));
}

short_code! {
    /// A rule of a rulebook: 1 to 12 of A-Z, 0-9 and `-`, as `H07`.
    RuleCode, 12, Rule, |b| b.iter().all(|&b| upper_or_digit(b) || b == b'-')
}

short_code! {
    /// An offer of the catalogue: 1 to 12 of A-Z, 0-9 and `-`, as `RICE-5`.
    OfferCode, 12, Offer, |b| b.iter().all(|&b| upper_or_digit(b) || b == b'-')
}

short_code! {
    /// An appeal to the village: 1 to 12 of A-Z, 0-9 and `-`, as `BRIDGE`.
    AppealCode, 12, Appeal, |b| b.iter().all(|&b| upper_or_digit(b) || b == b'-')
}

/// An account number: branch, serial and a check character, as `LC01-000123-Q`.
///
/// The check is ISO 7064 MOD 37,36 over branch and serial: it catches every
/// single wrong character and every swap of neighbours but a few.
///
/// ```
/// use ledger_core::ids::AccountNo;
/// let no: AccountNo = "LC01-000123-Q".parse()?;
/// assert_eq!(no.serial(), 123);
/// # Ok::<(), ledger_core::ids::NameError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNo {
    branch: BranchCode,
    serial: u32,
}

impl AccountNo {
    /// The highest serial a branch can give out.
    pub const MAX_SERIAL: u32 = 999_999;

    /// The number of the `serial`th account of a branch.
    ///
    /// Serials above [`Self::MAX_SERIAL`] are cut to it; `decide` refuses to open such accounts.
    pub fn new(branch: BranchCode, serial: u32) -> Self {
        Self { branch, serial: serial.min(Self::MAX_SERIAL) }
    }

    /// The branch that keeps the account.
    pub fn branch(self) -> BranchCode {
        self.branch
    }

    /// The account's serial in its branch.
    pub fn serial(self) -> u32 {
        self.serial
    }

    pub(crate) fn text(self) -> Ascii<17> {
        let mut text = Ascii::default();
        text.push_str(self.branch.as_str());
        text.push(b'-');
        text.push_number(self.serial.into(), 6);
        text.push(b'-');
        // A digit or a capital.
        text.push(self.check_character() as u8);
        text
    }

    /// The ISO 7064 MOD 37,36 check character.
    pub fn check_character(self) -> char {
        let mut p = 36;
        let mut digits = [0; 6];
        let mut rest = self.serial;
        for d in digits.iter_mut().rev() {
            *d = rest % 10;
            rest /= 10;
        }
        let letters = self.branch.as_str().bytes().map(|b| match b {
            b'0'..=b'9' => u32::from(b - b'0'),
            _ => u32::from(b - b'A') + 10,
        });
        for value in letters.chain(digits) {
            // Modulo 36, with 36 for 0; then twice that modulo 37.
            let sum = p + value;
            let twice = if sum > 36 { sum - 36 } else { sum } * 2;
            p = if twice >= 37 { twice - 37 } else { twice };
        }
        char::from_digit((37 - p) % 36, 36).unwrap_or('0').to_ascii_uppercase()
    }
}

impl FromStr for AccountNo {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let refuse = || NameKind::Account.refuse(text);
        let mut parts = text.split('-');
        let (Some(branch), Some(serial), Some(check), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(refuse());
        };
        let branch = branch.parse().map_err(|_| refuse())?;
        if serial.len() != 6 || !serial.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse());
        }
        let no = Self { branch, serial: serial.parse().map_err(|_| refuse())? };
        let mut checks = check.chars();
        match (checks.next(), checks.next()) {
            (Some(c), None) if c == no.check_character() => Ok(no),
            (Some(c), None) if c.is_ascii_digit() || c.is_ascii_uppercase() => {
                Err(NameError::CheckCharacter { text: text.to_owned() })
            }
            _ => Err(refuse()),
        }
    }
}

impl fmt::Display for AccountNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}
as_text!(AccountNo: text);

/// The SHA-256 of a file that proves a deed; the file itself is never kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileDigest(pub [u8; 32]);

impl fmt::Display for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FileDigest {
    pub(crate) fn text(&self) -> Ascii<64> {
        hash_text(&self.0)
    }
}

impl FromStr for FileDigest {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        read_hash(text).map(Self)
    }
}
as_text!(FileDigest: text);

/// One entry of one branch: `LC01:41`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// The branch whose journal holds it.
    pub branch: BranchCode,
    /// Its place there, from 0.
    pub seq: u64,
}

impl FromStr for EntryId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let refuse = || NameKind::Entry.refuse(text);
        let (branch, seq) = text.split_once(':').ok_or_else(refuse)?;
        if !seq.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse());
        }
        Ok(Self {
            branch: branch.parse().map_err(|_| refuse())?,
            seq: seq.parse().map_err(|_| refuse())?,
        })
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.branch, self.seq)
    }
}
as_text!(EntryId);

macro_rules! text_name {
    ($(#[$doc:meta])* $name:ident, $kind:ident, $fits:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                let fits: fn(&str) -> bool = $fits;
                if fits(text) { Ok(Self(text.into())) } else { Err(NameKind::$kind.refuse(text)) }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        as_text!($name: as_str);
    };
}

text_name! {
    /// Who acts: 2 to 32 of a-z, 0-9, `.`, `_`, `-`, first a letter, as `clerk01`.
    OperatorId, Operator,
    |t| (2..=32).contains(&t.len())
        && t.as_bytes()[0].is_ascii_lowercase()
        && t.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
}

text_name! {
    /// Names a request once, so that asking twice does not pay twice.
    RequestKey, Request,
    // All of them are looked at, whatever the first ones are: there is no faster way.
    |t| (1..=64).contains(&t.len())
        && t.bytes().fold(true, |fits, b| fits & IN_REQUESTS[usize::from(b)])
}

/// What a request key may have in it: A-Z, a-z, 0-9, `.`, `_`, `:`, `#`, `-`.
const IN_REQUESTS: [bool; 256] = {
    let mut fits = [false; 256];
    let mut b = 0;
    while b < 256 {
        fits[b] = (b as u8).is_ascii_alphanumeric()
            || matches!(b as u8, b'.' | b'_' | b':' | b'#' | b'-');
        b += 1;
    }
    fits
};

text_name! {
    /// The bank's name among banks, as `wenming.example/lucheng`: the start of every chain.
    Origin, Origin,
    |t| (3..=128).contains(&t.len())
        && t.contains('.')
        && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"./-_".contains(&b))
        && t.split('/').all(|part| !part.is_empty())
}

text_name! {
    /// The village's own number for a household (户号), as `二组-017`.
    ///
    /// What stands before its last dash is the group (组) it belongs to.
    HouseholdNo, Household,
    |t| !t.is_empty()
        && t.chars().count() <= 32
        // Full-width forms would make two numbers of one.
        && t.chars().all(|c| {
            (c.is_alphanumeric() || c == '-') && !('\u{ff00}'..='\u{ffef}').contains(&c)
        })
}

text_name! {
    /// The number of a voucher (凭证号) in the money's own books, as `记-2026-017`.
    ///
    /// No blanks and no full-width forms, which would make two numbers of one.
    VoucherNo, Voucher,
    |t| !t.is_empty()
        && t.chars().count() <= 32
        && t.chars().all(|c| {
            (c.is_alphanumeric() || "-./#_".contains(c)) && !('\u{ff00}'..='\u{ffef}').contains(&c)
        })
}
impl RequestKey {
    /// What the keys of entries that answer another branch's begin with.
    const TWIN: &str = "twin:";

    /// The key of the entry that answers one of another branch: as each key is
    /// used once in a branch, there can be only one such entry there.
    pub fn twin(of: EntryId) -> Self {
        Self(format!("{}{of}", Self::TWIN).into())
    }

    /// The key of the entry that settles a currency of one of head office's nettings.
    pub fn twin_in(of: EntryId, currency: CurrencyCode) -> Self {
        Self(format!("{}{of}:{currency}", Self::TWIN).into())
    }

    /// Whether it is such a key.
    pub fn is_twin(&self) -> bool {
        self.0.starts_with(Self::TWIN)
    }
}

impl HouseholdNo {
    /// The group (组) the household belongs to, if its number names one.
    pub fn group(&self) -> Option<&str> {
        self.0.rsplit_once('-').map(|(group, _)| group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lc01() -> BranchCode {
        "LC01".parse().unwrap()
    }

    #[test]
    fn check_characters_are_those_of_iso_7064() {
        // Known answers made with python-stdnum 1.20, stdnum.iso7064.mod_37_36.
        for (no, check) in KNOWN_CHECKS {
            let (branch, serial) = no.split_once('-').unwrap();
            let account = AccountNo::new(branch.parse().unwrap(), serial.parse().unwrap());
            assert_eq!(account.check_character(), *check, "{no}");
        }
    }

    const KNOWN_CHECKS: &[(&str, char)] = &[
        ("LC01-0", 'B'),
        ("LC01-1", '9'),
        ("LC01-123", 'Q'),
        ("HQ-42", 'G'),
        ("QX07-999999", 'D'),
        ("ZZ99ZZ99-500000", 'O'),
        ("A1-17586", '7'),
    ];

    #[test]
    fn any_single_wrong_character_in_an_account_number_is_noticed() {
        let good = AccountNo::new(lc01(), 123).to_string();
        for place in 0..good.len() {
            for wrong in (b'0'..=b'9').chain(b'A'..=b'Z') {
                let mut text = good.clone().into_bytes();
                if text[place] == wrong || text[place] == b'-' {
                    continue;
                }
                text[place] = wrong;
                let text = String::from_utf8(text).unwrap();
                assert!(text.parse::<AccountNo>().is_err(), "{text}");
            }
        }
    }

    #[test]
    fn names_are_taken_only_in_their_form() {
        let cases: &[(&str, bool)] = &[
            ("LC01-000123-", false),
            ("LC01-123", false),
            ("lc01-000123-K", false),
            ("LC01-0000123-K", false),
            ("", false),
        ];
        for (text, good) in cases {
            assert_eq!(text.parse::<AccountNo>().is_ok(), *good, "{text}");
        }
        assert!("LC01:41".parse::<EntryId>().is_ok());
        assert!("LC01:+41".parse::<EntryId>().is_err());
        assert!("clerk01".parse::<OperatorId>().is_ok());
        assert!("Clerk".parse::<OperatorId>().is_err());
        assert!("X".parse::<BranchCode>().is_err());
        assert!("TOOLONG01".parse::<BranchCode>().is_err());
        assert!("二组-017".parse::<HouseholdNo>().is_ok());
        assert!("二组 017".parse::<HouseholdNo>().is_err());
        assert_eq!("二组-017".parse::<HouseholdNo>().unwrap().group(), Some("二组"));
    }

    mod as_files {
        use super::*;
        use proptest::prelude::*;
        use std::path::{Component, Path};

        /// Names as somebody would give them who wants to write elsewhere.
        fn hostile() -> impl Strategy<Value = String> {
            let part = prop::sample::select(vec![
                "..", ".", "/", "\\", "~", "a", "LC", "01", "C:", "NUL", "\0", "\n", " ",
                "\u{202e}", "文", "-", "%2f", "\u{2215}", "clerk", "HQ",
            ]);
            let long = Just("x".repeat(300));
            prop::collection::vec(prop_oneof![9 => part.prop_map(str::to_owned), 1 => long], 0..5)
                .prop_map(|parts| parts.concat())
        }

        /// The names that files and folders are called by.
        fn called(text: &str) -> Vec<String> {
            let mut called = Vec::new();
            if let Ok(branch) = text.parse::<BranchCode>() {
                called.extend(
                    ["", ".jsonl", ".jsonl.new", ".branch-key"].map(|e| format!("{branch}{e}")),
                );
            }
            if let Ok(operator) = text.parse::<OperatorId>() {
                called.push(format!("{operator}.key"));
            }
            called
        }

        proptest! {
            #[test]
            fn what_is_called_by_a_name_stays_in_its_folder(text in hostile()) {
                for name in called(&text) {
                    prop_assert!(name.len() <= 64 && name.is_ascii(), "{name:?}");
                    let path = Path::new("bank/keys").join(&name);
                    let parts: Vec<_> = path.components().collect();
                    prop_assert!(matches!(parts[..], [_, _, Component::Normal(_)]), "{name:?}");
                }
            }
        }

        #[test]
        fn names_that_lead_elsewhere_are_none() {
            for text in
                ["..", ".", "../HQ", "/HQ", "HQ/", "HQ\0", "C:HQ", "a/b", "a\\b", "..key", "~"]
            {
                assert!(called(text).is_empty(), "{text:?}");
            }
            assert_eq!(called("a..").len(), 1, "two dots behind a letter lead nowhere");
        }
    }
}
