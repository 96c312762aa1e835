//! Points, amounts and quantities: exact decimals, never floats.
//!
//! [`Points`] move, so they are greater than zero; an [`Amount`] is what is
//! left, so it has a sign; a [`Qty`] is how much was done. All have one
//! canonical text (`"5"`, `"1.5"`, never `"1.50"`, `"+5"` or `"5e0"`), because
//! that text is hashed. The one rounding there is goes down and is made where
//! an award is computed ([`Amount::floor_to`]). Which currency an amount is
//! of is said by whoever holds it.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::as_text;

/// Below this every amount stays (exclusive): a million million.
pub const LIMIT: i64 = 1_000_000_000_000;

/// The most decimals any currency or quantity has.
pub const MAX_DECIMALS: u32 = 4;

/// A text that is not an amount, or an amount out of bounds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a decimal number in its plain form.
    #[error("`{0}` is not a number in plain digits")]
    Unreadable(String),
    /// More decimals than four.
    #[error("`{0}` has more than {MAX_DECIMALS} decimals")]
    TooPrecise(String),
    /// A million million or more.
    #[error("`{0}` is too large")]
    TooLarge(String),
    /// Zero or less, where points have to move.
    #[error("`{0}` is not greater than zero")]
    NotPositive(String),
}

/// A signed, exact amount: at most four decimals, less than a million million either way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Takes a decimal within bounds, in its shortest form.
    ///
    /// # Errors
    /// More than four decimals, or too large.
    pub fn new(value: Decimal) -> Result<Self, AmountError> {
        let value = value.normalize();
        if value.scale() > MAX_DECIMALS {
            return Err(AmountError::TooPrecise(value.to_string()));
        }
        if value.abs() >= Decimal::from(LIMIT) {
            return Err(AmountError::TooLarge(value.to_string()));
        }
        Ok(Self(value))
    }

    /// A whole amount.
    pub fn whole(value: i32) -> Self {
        Self(Decimal::from(value))
    }

    /// Reads what a person writes: an optional sign, digits, an optional fraction.
    ///
    /// # Errors
    /// Anything else, exponents among it.
    pub fn read(text: &str) -> Result<Self, AmountError> {
        let unreadable = || AmountError::Unreadable(text.chars().take(80).collect());
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            // 1e30 is a number to a machine and a slip of the pen to a village.
            let exponent = text.contains(['e', 'E']) && text.parse::<f64>().is_ok();
            return Err(if exponent {
                AmountError::TooLarge(text.to_owned())
            } else {
                unreadable()
            });
        }
        if whole.trim_start_matches('0').len() > 12 {
            return Err(AmountError::TooLarge(text.chars().take(80).collect()));
        }
        if fraction.trim_end_matches('0').len() > MAX_DECIMALS as usize {
            return Err(AmountError::TooPrecise(text.chars().take(80).collect()));
        }
        Self::new(Decimal::from_str(text).map_err(|_| unreadable())?)
    }

    /// The decimal itself.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// How many decimals its shortest form has.
    pub fn decimals(self) -> u32 {
        self.0.scale()
    }

    /// Less than zero.
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// The sum, within bounds.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_add(other.0)?).ok()
    }

    /// The difference, within bounds.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(-other)
    }

    /// Rounded toward zero to so many decimals: a resident is never paid a
    /// part of a point that the currency does not have, and the fund never
    /// pays for it.
    pub fn floor_to(value: Decimal, decimals: u32) -> Result<Self, AmountError> {
        Self::new(value.round_dp_with_strategy(decimals, RoundingStrategy::ToZero))
    }

    /// The amount as points to move, if it is greater than zero.
    pub fn points(self) -> Option<Points> {
        (self.0 > Decimal::ZERO).then_some(Points(self.0))
    }
}

impl std::ops::Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        // Minus zero would have a text of its own.
        if self.0.is_zero() { Self::ZERO } else { Self(-self.0) }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads the canonical text only.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        if !is_canonical(text) {
            return Err(AmountError::Unreadable(text.chars().take(80).collect()));
        }
        Self::read(text)
    }
}
as_text!(Amount);

/// `5`, `0.5`, `-12.25`: no plus, no leading or trailing zeros, no minus zero.
fn is_canonical(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    plain(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(|f| plain(f) && !f.ends_with('0'))
        && text != "-0"
}

/// Points that move: an exact amount of one currency, greater than zero.
///
/// Zero cannot be deposited or redeemed, so no rule has to ask.
///
/// ```
/// use ledger_core::points::Points;
/// let points: Points = "1.5".parse()?;
/// assert_eq!(points.to_string(), "1.5");
/// assert!("1.50".parse::<Points>().is_err());
/// assert!("0".parse::<Points>().is_err());
/// # Ok::<(), ledger_core::points::AmountError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(Decimal);

impl Points {
    /// The points as an amount coming in.
    pub fn amount(self) -> Amount {
        Amount(self.0)
    }

    /// Reads what a person writes.
    ///
    /// # Errors
    /// As [`Amount::read`]; also when not greater than zero.
    pub fn read(text: &str) -> Result<Self, AmountError> {
        Amount::read(text)?.points().ok_or_else(|| AmountError::NotPositive(text.to_owned()))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Points {
    type Err = AmountError;
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let amount: Amount = text.parse()?;
        amount.points().ok_or_else(|| AmountError::NotPositive(text.to_owned()))
    }
}
as_text!(Points);

/// The most decimals yuan have: a fen is the hundredth of one.
const YUAN_DECIMALS: u32 = 2;

/// A text that is no sum of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an amount of yuan above zero, exact to the fen")]
pub struct YuanError {
    /// The text as given.
    pub text: String,
}

/// Money that moves: yuan, exact to the fen, greater than zero.
///
/// ```
/// use ledger_core::points::Yuan;
/// let yuan: Yuan = "128.5".parse()?;
/// assert_eq!(yuan.to_string(), "128.5");
/// assert!("0".parse::<Yuan>().is_err());
/// assert!("0.005".parse::<Yuan>().is_err());
/// # Ok::<(), ledger_core::points::YuanError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yuan(Decimal);

impl Yuan {
    /// The money as an amount coming in.
    pub fn amount(self) -> Amount {
        Amount(self.0)
    }

    /// Reads what a person writes: `500`, `128.50`.
    ///
    /// # Errors
    /// Not a number, not above zero, too large, or finer than a fen.
    pub fn read(text: &str) -> Result<Self, YuanError> {
        Amount::read(text).ok().and_then(Self::of).ok_or_else(|| Self::refuse(text))
    }

    /// An amount as money, if it is some and exact to the fen.
    pub fn of(amount: Amount) -> Option<Self> {
        let fits = amount.decimals() <= YUAN_DECIMALS;
        amount.points().filter(|_| fits).map(|points| Self(points.0))
    }

    fn refuse(text: &str) -> YuanError {
        YuanError { text: text.chars().take(80).collect() }
    }
}

impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Yuan {
    type Err = YuanError;

    /// Reads the canonical text only.
    fn from_str(text: &str) -> Result<Self, YuanError> {
        text.parse::<Amount>().ok().and_then(Self::of).ok_or_else(|| Self::refuse(text))
    }
}
as_text!(Yuan);

/// How much was done: a plain number of the rule's unit, or a time in minutes.
///
/// A time that is a whole number of hundredths of an hour is written in hours
/// once its rule is known (`90m` → `1.5`); another stays in minutes (`80m`),
/// so that no part of it is lost before the award is rounded.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qty {
    /// So many of the rule's unit; for a rule by the hour, hours.
    Units(Amount),
    /// A time in minutes.
    Minutes(u32),
}

/// A year of minutes: no deed takes longer.
const MAX_MINUTES: u32 = 366 * 24 * 60;

impl Qty {
    /// Reads what a person writes: `2`, `1.5`, `90m`, `1h30m`, `1.5h`.
    ///
    /// # Errors
    /// Not such a text; more precise than a minute; longer than a year.
    pub fn read(text: &str) -> Result<Self, AmountError> {
        let unreadable = || AmountError::Unreadable(text.chars().take(80).collect());
        let lower = text.to_ascii_lowercase();
        let (hours, minutes) = match (lower.split_once('h'), lower.strip_suffix('m')) {
            (None, None) => return Amount::read(text).map(Self::Units),
            (None, Some(minutes)) => ("0", minutes),
            (Some((hours, "")), _) => (hours, "0"),
            (Some((hours, rest)), _) => (hours, rest.strip_suffix('m').unwrap_or(rest)),
        };
        let time =
            Amount::read(hours)?.decimal() * Decimal::from(60) + Amount::read(minutes)?.decimal();
        if hours.starts_with(['+', '-']) || minutes.starts_with(['+', '-']) {
            return Err(unreadable());
        }
        let time = time.normalize();
        if time.scale() > 0 {
            return Err(AmountError::TooPrecise(text.to_owned()));
        }
        match u32::try_from(time) {
            Ok(minutes) if minutes <= MAX_MINUTES => Ok(Self::Minutes(minutes)),
            _ => Err(AmountError::TooLarge(text.to_owned())),
        }
    }

    /// The number as it stands: units, or minutes.
    pub fn number(self) -> Decimal {
        match self {
            Self::Units(units) => units.decimal(),
            Self::Minutes(minutes) => Decimal::from(minutes),
        }
    }

    /// The time in minutes, units being hours.
    pub fn as_minutes(self) -> Decimal {
        match self {
            Self::Units(hours) => hours.decimal() * Decimal::from(60),
            Self::Minutes(minutes) => Decimal::from(minutes),
        }
    }

    /// For a rule by the hour: in hours where two decimals hold it, else in minutes.
    #[must_use]
    pub fn in_hours(self) -> Self {
        match self {
            Self::Minutes(minutes) if minutes % 3 == 0 => {
                let hours = Decimal::new(i64::from(minutes) / 3 * 5, 2);
                Amount::new(hours).map_or(self, Self::Units)
            }
            other => other,
        }
    }
}

impl fmt::Display for Qty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Units(units) => fmt::Display::fmt(units, f),
            Self::Minutes(minutes) => write!(f, "{minutes}m"),
        }
    }
}

impl FromStr for Qty {
    type Err = AmountError;

    /// Reads the canonical text only.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let qty = match text.strip_suffix('m') {
            Some(minutes) => match minutes.parse() {
                Ok(minutes) if minutes <= MAX_MINUTES => Self::Minutes(minutes),
                _ => return Err(AmountError::Unreadable(text.to_owned())),
            },
            None => return text.parse().map(Self::Units),
        };
        if qty.to_string() == text {
            Ok(qty)
        } else {
            Err(AmountError::Unreadable(text.to_owned()))
        }
    }
}
as_text!(Qty);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_text_of_an_amount_is_decoded() {
        for good in ["0", "5", "-5", "0.5", "12.25", "-0.0001", "999999999999.9999"] {
            assert_eq!(good.parse::<Amount>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "-",
            "+5",
            "05",
            "5.",
            ".5",
            "5.0",
            "1.50",
            "-0",
            "5e0",
            "1e30",
            "٥",
            "5 ",
            "0.00001",
            "1000000000000",
            "NaN",
            "--5",
        ] {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_a_person_writes_is_read_or_refused_for_the_right_reason() {
        assert_eq!(Amount::read("+5.50").unwrap().to_string(), "5.5");
        assert!(matches!(Amount::read("1e30"), Err(AmountError::TooLarge(_))));
        assert!(matches!(Amount::read(&"9".repeat(400)), Err(AmountError::TooLarge(_))));
        assert!(matches!(Amount::read("1.00001"), Err(AmountError::TooPrecise(_))));
        assert!(matches!(Amount::read("若干"), Err(AmountError::Unreadable(_))));
        assert!(matches!(Points::read("0"), Err(AmountError::NotPositive(_))));
        assert!(matches!(Points::read("-3"), Err(AmountError::NotPositive(_))));
    }

    #[test]
    fn a_time_keeps_every_minute() {
        let cases = [
            ("90m", "90m", "1.5"),
            ("1h30m", "90m", "1.5"),
            ("1.5h", "90m", "1.5"),
            ("80m", "80m", "80m"),
            ("1h20", "80m", "80m"),
            ("3m", "3m", "0.05"),
            ("2", "2", "2"),
            ("0m", "0m", "0"),
        ];
        for (text, read, hours) in cases {
            let qty = Qty::read(text).unwrap();
            assert_eq!(qty.to_string(), read, "{text}");
            assert_eq!(qty.in_hours().to_string(), hours, "{text}");
            assert_eq!(qty.as_minutes(), qty.in_hours().as_minutes(), "{text}");
            assert_eq!(read.parse::<Qty>().unwrap(), qty);
        }
        for bad in ["h", "m", "1.01h", "-1h", "1h-5m", "90000000m", "1m30h", "1e3h"] {
            assert!(Qty::read(bad).is_err(), "{bad}");
        }
        for bad in ["090m", "+9m", "m", "1h"] {
            assert!(bad.parse::<Qty>().is_err(), "{bad}");
        }
    }

    #[test]
    fn awards_round_down() {
        let cases = [
            ("1.99", 0, "1"),
            ("1.99", 1, "1.9"),
            ("2", 0, "2"),
            ("0.9", 0, "0"),
            ("-1.9", 0, "-1"),
        ];
        for (value, decimals, want) in cases {
            let value = Decimal::from_str(value).unwrap();
            assert_eq!(Amount::floor_to(value, decimals).unwrap().to_string(), want);
        }
    }
}
