//! A month, a quarter or a year of the calendar: the spans a village looks back on.

use std::fmt;
use std::ops::RangeInclusive;

use crate::day::Day;

/// How long a [`Span`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// A month.
    Month,
    /// Three months, from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

impl Term {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// Its word in the text form of a rulebook, as `quarter`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// How many months it has.
    fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// A month, a quarter or a year.
///
/// ```
/// use ledger_core::span::{Span, Term};
/// let third = Span::new(Term::Quarter, 2026, 3).unwrap();
/// assert_eq!(third.to_string(), "2026-Q3");
/// assert_eq!(third.first().to_string(), "2026-07-01");
/// assert_eq!(third.last().to_string(), "2026-09-30");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    term: Term,
    first: Day,
    last: Day,
}

impl Span {
    /// The so-manieth of a year, from 1; of years the first is the only one.
    pub fn new(term: Term, year: i32, number: u8) -> Option<Self> {
        let last_month = term.months().checked_mul(number).filter(|month| *month <= 12)?;
        let first_month = last_month.checked_sub(term.months())?.checked_add(1)?;
        let first = Day::last_of_month(year, first_month)?.first_of_month();
        Some(Self { term, first, last: Day::last_of_month(year, last_month)? })
    }

    /// How long it is.
    pub fn term(self) -> Term {
        self.term
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// Which one of its year, from 1.
    pub fn number(self) -> u8 {
        self.last.month() / self.term.months()
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.last
    }

    /// Its days.
    pub fn days(self) -> RangeInclusive<Day> {
        self.first..=self.last
    }

    /// The span of that length that a day is in.
    pub fn of(term: Term, day: Day) -> Option<Self> {
        let number = day.month().div_ceil(term.months());
        Self::new(term, day.year(), number)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, number) = (self.year(), self.number());
        match self.term {
            Term::Month => write!(f, "{year:04}-{number:02}"),
            Term::Quarter => write!(f, "{year:04}-Q{number}"),
            Term::Year => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_the_days_that_its_name_says() {
        let cases = [
            (Term::Month, 2026, 1, "2026-01", "2026-01-01", "2026-01-31"),
            (Term::Month, 2028, 2, "2028-02", "2028-02-01", "2028-02-29"),
            (Term::Month, 2026, 12, "2026-12", "2026-12-01", "2026-12-31"),
            (Term::Quarter, 2026, 1, "2026-Q1", "2026-01-01", "2026-03-31"),
            (Term::Quarter, 2026, 4, "2026-Q4", "2026-10-01", "2026-12-31"),
            (Term::Year, 2026, 1, "2026", "2026-01-01", "2026-12-31"),
        ];
        for (term, year, number, name, first, last) in cases {
            let span = Span::new(term, year, number).unwrap();
            assert_eq!(span.to_string(), name);
            assert_eq!(
                (span.first().to_string(), span.last().to_string()),
                (first.into(), last.into())
            );
            assert_eq!((span.year(), span.number(), span.term()), (year, number, term));
            // Whichever of its days is asked about, and none beside it.
            assert_eq!(Span::of(term, span.first()), Some(span));
            assert_eq!(Span::of(term, span.last()), Some(span));
            assert_ne!(Span::of(term, span.last().plus_days(1)), Some(span));
        }
        for (term, number) in
            [(Term::Month, 0), (Term::Month, 13), (Term::Quarter, 5), (Term::Year, 2)]
        {
            assert_eq!(Span::new(term, 2026, number), None, "{term:?} {number}");
        }
        assert_eq!(Span::new(Term::Year, 1899, 1), None);
    }
}
