//! Calendar dates, as documents and terms of office have them.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

/// A day of the Gregorian calendar, years 1 to 9999.
///
/// ```
/// use aalam_core::date::Date;
///
/// let date: Date = "2009-07-01".parse()?;
/// assert!(date < "2010-01-01".parse()?);
/// assert_eq!(date.to_string(), "2009-07-01");
/// # Ok::<(), aalam_core::error::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(u32);

impl Date {
    /// The day with these numbers; `None` where there is no such day.
    pub fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let is_day = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_of(year, month)).contains(&day);
        is_day.then_some(Self(year * 10_000 + month * 100 + day))
    }

    /// As a number: 20090701.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The first and the last day of what `text` names: a day (`2009-07-01`), a month (`2009-07`) or a year (`2009`).
    pub fn range(text: &str) -> Option<(Self, Self)> {
        let mut parts = text.split('-');
        let mut number = |len: usize| match parts.next() {
            None => Some(None),
            Some(part) if part.len() == len && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse().ok().map(Some)
            }
            Some(_) => None,
        };
        let (year, month, day): (Option<u32>, Option<u32>, Option<u32>) =
            (number(4)?, number(2)?, number(2)?);
        let year = year?;
        if parts.next().is_some() {
            return None;
        }
        let first = Self::new(year, month.unwrap_or(1), day.unwrap_or(1))?;
        let month = month.unwrap_or(12);
        let last = Self::new(year, month, day.unwrap_or(days_of(year, month)))?;
        Some((first, last))
    }
}

fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = Error;

    /// Reads `YYYY-MM-DD`; what follows after `T` or a space (a time of day) is ignored.
    fn from_str(text: &str) -> Result<Self, Error> {
        let day = text.trim().split(['T', ' ']).next().unwrap_or_default();
        match Self::range(day) {
            Some((first, last)) if first == last => Ok(first),
            _ => {
                let message = format!("not a date: {text:?}; a day like 2009-07-01 expected");
                Err(Error::new(ErrorKind::InvalidDocument, message))
            }
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_are_checked() {
        for text in ["2009-07-01", "2000-02-29", "2024-12-31T10:00:00Z", "1990-01-01 08:00"] {
            assert!(text.parse::<Date>().is_ok(), "{text}");
        }
        for text in
            ["", "2009", "2009-7-1", "1900-02-29", "2009-13-01", "2009-00-10", "2009-07-01-02"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_and_years_are_ranges() {
        let range = |text| Date::range(text).map(|(a, b)| (a.number(), b.number()));
        assert_eq!(range("2004-02"), Some((20_040_201, 20_040_229)));
        assert_eq!(range("2009"), Some((20_090_101, 20_091_231)));
        assert_eq!(range("2009-07-01"), Some((20_090_701, 20_090_701)));
        assert_eq!(range("2009-7"), None);
    }
}
