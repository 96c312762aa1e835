//! Times and days: when an entry was made, and the day a deed was done.
//!
//! A [`Timestamp`] is UTC to the second; a [`Day`] is a date in the bank's own
//! offset. There is no clock here: whoever calls says what time it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month, OffsetDateTime};

use crate::ids::{Ascii, as_text};

/// A text that is not a day, a time or an offset in its one form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {form}")]
pub struct DayError {
    /// The text as given.
    pub text: String,
    /// The form expected.
    pub form: &'static str,
}

fn refuse<T>(text: &str, form: &'static str) -> Result<T, DayError> {
    Err(DayError { text: text.chars().take(80).collect(), form })
}

/// Digits at `range` as a number; nothing but ASCII digits.
fn digits(text: &[u8], range: std::ops::Range<usize>) -> Option<u32> {
    text.get(range)?
        .iter()
        .try_fold(0, |sum: u32, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// A business date: the day of a deed, as the village counts days.
///
/// ```
/// use ledger_core::day::Day;
/// let day: Day = "2026-03-19".parse()?;
/// assert_eq!((day.year(), day.month()), (2026, 3));
/// assert!("2026-3-19".parse::<Day>().is_err());
/// # Ok::<(), ledger_core::day::DayError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// A date of the years 1900 to 9999.
    pub fn new(date: Date) -> Option<Self> {
        (1900..=9999).contains(&date.year()).then_some(Self(date))
    }

    pub(crate) fn text(self) -> Ascii<20> {
        let (year, month, day) = self.0.to_calendar_date();
        let mut text = Ascii::default();
        // A year is one of 1900 to 9999.
        text.push_number(u64::from(year.unsigned_abs()), 4);
        text.push(b'-');
        text.push_number(u8::from(month).into(), 2);
        text.push(b'-');
        text.push_number(day.into(), 2);
        text
    }

    fn packed(self) -> i32 {
        self.0.to_julian_day()
    }

    fn unpacked(day: i32) -> Option<Self> {
        Self::new(Date::from_julian_day(day).ok()?)
    }

    /// The date itself.
    pub fn date(self) -> Date {
        self.0
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The first of January of the same year.
    #[must_use]
    pub fn first_of_year(self) -> Self {
        Self(Date::from_ordinal_date(self.0.year(), 1).unwrap_or(self.0))
    }

    /// The first day of the same month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.replace_day(1).unwrap_or(self.0))
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }

    /// The day of the year, 1 to 366.
    pub fn ordinal(self) -> u16 {
        self.0.ordinal()
    }

    /// The last day of a month, if there is such a month.
    pub fn last_of_month(year: i32, month: u8) -> Option<Self> {
        let month = Month::try_from(month).ok()?;
        Self::new(Date::from_calendar_date(year, month, month.length(year)).ok()?)
    }

    /// The last day of the same month.
    #[must_use]
    pub fn end_of_month(self) -> Self {
        Self::last_of_month(self.year(), self.month()).unwrap_or(self)
    }

    /// No other day of its month comes after it.
    pub fn is_last_of_month(self) -> bool {
        self.0.day() == self.0.month().length(self.0.year())
    }

    /// Whole days from `self` to `later`; negative when `later` is before.
    pub fn days_until(self, later: Self) -> i32 {
        later.0.to_julian_day() - self.0.to_julian_day()
    }

    /// So many days later; at the end of all days, the same day.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        let later = self.0.checked_add(time::Duration::days(days.into()));
        later.and_then(Self::new).unwrap_or(self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let b = text.as_bytes();
        let parsed = (b.len() == 10 && b[4] == b'-' && b[7] == b'-')
            .then(|| {
                let year = i32::try_from(digits(b, 0..4)?).ok()?;
                let month = Month::try_from(u8::try_from(digits(b, 5..7)?).ok()?).ok()?;
                let day = u8::try_from(digits(b, 8..10)?).ok()?;
                Self::new(Date::from_calendar_date(year, month, day).ok()?)
            })
            .flatten();
        parsed.map_or_else(|| refuse(text, "a day (like 2026-03-19)"), Ok)
    }
}
as_text!(Day: text, i32);

/// When an entry was made: UTC, to the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// Seconds since 1970-01-01T00:00:00Z, within the years 1970 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        (0..=253_402_300_799).contains(&seconds).then_some(Self(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0
    }

    fn packed(self) -> i64 {
        self.0
    }

    fn unpacked(seconds: i64) -> Option<Self> {
        Self::from_unix(seconds)
    }

    pub(crate) fn text(self) -> Ascii<20> {
        let mut text = self.day(Offset::UTC).text();
        let seconds = self.0.unsigned_abs();
        for (mark, number) in
            [(b'T', seconds / 3600 % 24), (b':', seconds / 60 % 60), (b':', seconds % 60)]
        {
            text.push(mark);
            text.push_number(number, 2);
        }
        text.push(b'Z');
        text
    }

    /// The time it is then at the bank, for people, to the minute.
    ///
    /// ```
    /// use ledger_core::day::{Offset, Timestamp};
    /// let at: Timestamp = "2026-11-22T22:26:45Z".parse()?;
    /// assert_eq!(at.local(Offset::CHINA), "2026-11-23 06:26 +08:00");
    /// # Ok::<(), ledger_core::day::DayError>(())
    /// ```
    pub fn local(self, offset: Offset) -> String {
        let there = self.0 + i64::from(offset.0) * 60;
        let (minute, hour) = (there.rem_euclid(3600) / 60, there.rem_euclid(86_400) / 3600);
        format!("{} {hour:02}:{minute:02} {offset}", self.day(offset))
    }

    /// The day it is then at the bank.
    pub fn day(self, offset: Offset) -> Day {
        let local = self.0 + i64::from(offset.0) * 60;
        Day(OffsetDateTime::from_unix_timestamp(local).unwrap_or(OffsetDateTime::UNIX_EPOCH).date())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FromStr for Timestamp {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let b = text.as_bytes();
        let shape = b.len() == 20
            && (b[10], b[13], b[16], b[19]) == (b'T', b':', b':', b'Z')
            && text.is_char_boundary(10);
        let parsed = shape
            .then(|| {
                let day: Day = text[..10].parse().ok()?;
                let (h, m, s) = (digits(b, 11..13)?, digits(b, 14..16)?, digits(b, 17..19)?);
                let midnight = day.0.midnight().assume_utc().unix_timestamp();
                (h < 24 && m < 60 && s < 60)
                    .then(|| Self::from_unix(midnight + i64::from(h * 3600 + m * 60 + s)))
                    .flatten()
            })
            .flatten();
        parsed.map_or_else(|| refuse(text, "a time (like 2026-03-20T02:11:09Z)"), Ok)
    }
}
as_text!(Timestamp: text, i64);

/// The bank's own offset from UTC, whole minutes, as `+08:00`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offset(i16);

impl Offset {
    /// None.
    pub const UTC: Self = Self(0);
    /// China Standard Time.
    pub const CHINA: Self = Self(8 * 60);
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let minutes = self.0.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for Offset {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let b = text.as_bytes();
        let minutes = (b.len() == 6 && b[3] == b':')
            .then(|| {
                let (h, m) = (digits(b, 1..3)?, digits(b, 4..6)?);
                let minutes = i16::try_from(h * 60 + m).ok()?;
                match b[0] {
                    _ if h > 14 || m > 59 => None,
                    b'+' => Some(minutes),
                    b'-' if minutes > 0 => Some(-minutes),
                    _ => None,
                }
            })
            .flatten();
        minutes.map_or_else(|| refuse(text, "an offset (like +08:00)"), |m| Ok(Self(m)))
    }
}
as_text!(Offset);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_text() {
        for good in ["1970-01-01T00:00:00Z", "2026-03-20T02:11:09Z", "2028-02-29T23:59:59Z"] {
            assert_eq!(good.parse::<Timestamp>().unwrap().to_string(), good);
        }
        for bad in [
            "2026-03-20T02:11:09",
            "2026-03-20 02:11:09Z",
            "2026-02-29T00:00:00Z",
            "2026-03-20T24:00:00Z",
            "2026-03-20T02:11:60Z",
            "2026-03-20T02:11:9Z",
            "1969-12-31T23:59:59Z",
            "二〇二六-03-20T02:1Z",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_bank() {
        let late: Timestamp = "2026-03-19T16:00:00Z".parse().unwrap();
        assert_eq!(late.day(Offset::CHINA).to_string(), "2026-03-20");
        assert_eq!(late.day(Offset::UTC).to_string(), "2026-03-19");
        assert_eq!(late.day("-08:00".parse().unwrap()).to_string(), "2026-03-19");
        for bad in ["+8:00", "+15:00", "-00:00", "08:00", "+08:60"] {
            assert!(bad.parse::<Offset>().is_err(), "{bad}");
        }
    }
}
