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
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{Ascii, as_text};

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

/// Ten-thousandths in one: what amounts are counted in.
const ONE: i64 = 10_i64.pow(MAX_DECIMALS);

/// A signed, exact amount: at most four decimals, less than a million million either way.
///
/// Kept as a whole number of ten-thousandths, so that sums and comparisons are those of
/// integers and each amount has one form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most there can be.
    pub const MOST: Self = Self(LIMIT * ONE - 1);

    /// Takes a decimal within bounds.
    ///
    /// # Errors
    /// More than four decimals, or too large.
    pub fn new(value: Decimal) -> Result<Self, AmountError> {
        let value = value.normalize();
        if value.scale() > MAX_DECIMALS {
            return Err(AmountError::TooPrecise(value.to_string()));
        }
        let tenths = (MAX_DECIMALS - value.scale()) as usize;
        // What is beyond this is too large at any scale.
        let mantissa = i64::try_from(value.mantissa()).ok();
        mantissa
            .and_then(|mantissa| mantissa.checked_mul(TEN_TO[tenths]))
            .and_then(Self::of)
            .ok_or_else(|| AmountError::TooLarge(value.to_string()))
    }

    /// So many ten-thousandths, within bounds.
    fn of(parts: i64) -> Option<Self> {
        (parts.unsigned_abs() < BOUND).then_some(Self(parts))
    }

    fn packed(self) -> i64 {
        self.0
    }

    fn unpacked(parts: i64) -> Option<Self> {
        Self::of(parts)
    }

    /// A whole amount.
    pub fn whole(value: i32) -> Self {
        Self(i64::from(value) * ONE)
    }

    /// The amount as a number of times, if it is a whole one.
    pub(crate) fn times(self) -> Option<u32> {
        (self.0 % ONE == 0).then(|| u32::try_from(self.0 / ONE).ok())?
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
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() > 12 {
            return Err(AmountError::TooLarge(text.chars().take(80).collect()));
        }
        if fraction.len() > MAX_DECIMALS as usize {
            return Err(AmountError::TooPrecise(text.chars().take(80).collect()));
        }
        // At most twelve digits and four: they fit.
        let number = |t: &str| t.bytes().fold(0, |sum: i64, b| sum * 10 + i64::from(b - b'0'));
        let fraction = number(fraction) * TEN_TO[MAX_DECIMALS as usize - fraction.len()];
        let parts = number(whole) * ONE + fraction;
        let parts = if text.starts_with('-') { -parts } else { parts };
        Self::of(parts).ok_or_else(unreadable)
    }

    /// The amount as a decimal, in its shortest form.
    pub fn decimal(self) -> Decimal {
        let (parts, decimals) = self.shortest();
        Decimal::new(parts, decimals)
    }

    /// How many decimals its shortest form has.
    pub fn decimals(self) -> u32 {
        self.shortest().1
    }

    /// The shortest form: a whole number, and how many of its digits are decimals.
    pub(crate) fn shortest(self) -> (i64, u32) {
        let (mut parts, mut decimals) = (self.0, MAX_DECIMALS);
        if parts % ONE == 0 {
            return (parts / ONE, 0);
        }
        while parts % 10 == 0 {
            (parts, decimals) = (parts / 10, decimals - 1);
        }
        (parts, decimals)
    }

    /// Less than zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, within bounds.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        // Both are far from the ends of an i64.
        Self::of(self.0 + other.0)
    }

    /// The difference, within bounds.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::of(self.0 - other.0)
    }

    /// The sum; beyond the bounds, the bound.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self((self.0 + other.0).clamp(-Self::MOST.0, Self::MOST.0))
    }

    /// The difference; beyond the bounds, the bound.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        self.saturating_add(-other)
    }

    /// The product with a count, divided by `per` and rounded toward zero to so many
    /// decimals: once, at the end, in whole numbers, so that a quotient that never ends
    /// loses nothing before it is rounded.
    pub(crate) fn times_over(self, count: Self, per: u32, decimals: u32) -> Option<Self> {
        // Two amounts and four digits are far from the ends of an i128.
        let step = i128::from(TEN_TO[(MAX_DECIMALS - decimals.min(MAX_DECIMALS)) as usize]);
        let product = i128::from(self.0) * i128::from(count.0);
        let steps = product.checked_div(i128::from(ONE) * i128::from(per) * step)?;
        i64::try_from(steps * step).ok().and_then(Self::of)
    }

    /// How many times `price` go into it, in so many decimals, rounded up; nothing for a
    /// price of nothing.
    pub(crate) fn divided_up(self, price: Self, per: u32, decimals: u32) -> Option<Self> {
        let step = i128::from(TEN_TO[(MAX_DECIMALS - decimals.min(MAX_DECIMALS)) as usize]);
        let numerator = i128::from(self.0) * i128::from(per) * i128::from(ONE);
        let denominator = i128::from(price.0) * step;
        let steps = (numerator + denominator - 1).checked_div(denominator)?;
        i64::try_from(steps * step).ok().and_then(Self::of)
    }

    /// Rounded toward zero to so many decimals.
    #[must_use]
    pub(crate) fn floored(self, decimals: u32) -> Self {
        Self(self.0 - self.0 % TEN_TO[(MAX_DECIMALS - decimals.min(MAX_DECIMALS)) as usize])
    }

    /// Rounded toward zero to so many decimals: a resident is never paid a
    /// part of a point that the currency does not have, and the fund never
    /// pays for it.
    pub fn floor_to(value: Decimal, decimals: u32) -> Result<Self, AmountError> {
        Self::new(value.round_dp_with_strategy(decimals, RoundingStrategy::ToZero))
    }

    /// The amount as points to move, if it is greater than zero.
    pub fn points(self) -> Option<Points> {
        (self.0 > 0).then_some(Points(self))
    }

    /// The canonical text.
    pub(crate) fn text(self) -> Ascii<20> {
        let mut text = Ascii::default();
        let (parts, decimals) = self.shortest();
        if parts < 0 {
            text.push(b'-');
        }
        let one = TEN_TO[decimals as usize].unsigned_abs();
        let parts = parts.unsigned_abs();
        text.push_number(parts / one, 1);
        if decimals > 0 {
            text.push(b'.');
            text.push_number(parts % one, decimals as usize);
        }
        text
    }
}

/// Powers of ten, up to the most decimals.
const TEN_TO: [i64; MAX_DECIMALS as usize + 1] = [1, 10, 100, 1_000, ONE];
/// [`LIMIT`] in ten-thousandths.
const BOUND: u64 = (LIMIT * ONE).unsigned_abs();

impl From<u32> for Amount {
    fn from(count: u32) -> Self {
        Self(i64::from(count) * ONE)
    }
}

impl std::ops::Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        f.pad_integral(!self.is_negative(), "", text.as_str().trim_start_matches('-'))
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
as_text!(Amount: text, i64);

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
pub struct Points(Amount);

impl Points {
    /// The points as an amount coming in.
    pub fn amount(self) -> Amount {
        self.0
    }

    fn packed(self) -> i64 {
        self.0.packed()
    }

    fn unpacked(parts: i64) -> Option<Self> {
        Amount::unpacked(parts)?.points()
    }

    /// The canonical text.
    pub(crate) fn text(self) -> Ascii<20> {
        self.0.text()
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
as_text!(Points: text, i64);

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
pub struct Yuan(Amount);

impl Yuan {
    /// The money as an amount coming in.
    pub fn amount(self) -> Amount {
        self.0
    }

    fn packed(self) -> i64 {
        self.0.packed()
    }

    fn unpacked(parts: i64) -> Option<Self> {
        Self::of(Amount::unpacked(parts)?)
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

    /// The canonical text.
    pub(crate) fn text(self) -> Ascii<20> {
        self.0.text()
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
as_text!(Yuan: text, i64);

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
        if !text.bytes().any(|b| b.is_ascii_alphabetic()) {
            return Amount::read(text).map(Self::Units);
        }
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
    pub fn number(self) -> Amount {
        match self {
            Self::Units(units) => units,
            Self::Minutes(minutes) => minutes.into(),
        }
    }

    /// The time in minutes, units being hours; beyond the bounds, the bound.
    pub fn as_minutes(self) -> Amount {
        match self {
            Self::Units(hours) => Amount(hours.0.saturating_mul(60)).saturating_add(Amount::ZERO),
            Self::Minutes(_) => self.number(),
        }
    }

    /// The canonical text.
    pub(crate) fn text(self) -> Ascii<20> {
        match self {
            Self::Units(units) => units.text(),
            Self::Minutes(minutes) => {
                let mut text = Ascii::default();
                text.push_number(minutes.into(), 1);
                text.push(b'm');
                text
            }
        }
    }

    /// For a rule by the hour: in hours where two decimals hold it, else in minutes.
    #[must_use]
    pub fn in_hours(self) -> Self {
        match self {
            Self::Minutes(minutes) if minutes % 3 == 0 => {
                // Three minutes are five hundredths of an hour.
                let hours = i64::from(minutes) / 3 * 5 * (ONE / 100);
                Amount::of(hours).map_or(self, Self::Units)
            }
            other => other,
        }
    }
}

impl fmt::Display for Qty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Units(units) => fmt::Display::fmt(units, f),
            Self::Minutes(_) => f.write_str(self.text().as_str()),
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
        if qty.text().as_str() == text {
            Ok(qty)
        } else {
            Err(AmountError::Unreadable(text.to_owned()))
        }
    }
}
as_text!(Qty: text);

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
