//! Days of the calendar.

use serde::{Deserialize, Serialize};

/// A day, without a time and without a zone; written `2026-10-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// The text is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayError;

impl std::fmt::Display for DayError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a day of the form 2026-10-01")
    }
}

impl std::error::Error for DayError {}

const fn length(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Day {
    /// The first day there is: 1970-01-01.
    pub const FIRST: Self = Self { year: 1970, month: 1, day: 1 };
    /// The last day there is: 9999-12-31.
    pub const LAST: Self = Self { year: 9999, month: 12, day: 31 };

    /// A day that exists, from 1970 to 9999.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year < 1970 || year > 9999 || month == 0 || month > 12 || day == 0 || day > length(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// From `2026-10-01` or `01/10/2026`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_ascii() {
            return None;
        }
        let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| -> Option<u16> {
            (lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse().ok())
                .flatten()
        };
        let (separator, reversed) = if text.contains('/') { ('/', true) } else { ('-', false) };
        let mut parts: Vec<&str> = text.split(separator).collect();
        if reversed {
            parts.reverse();
        }
        let [year, month, day] = parts.as_slice() else { return None };
        let (month, day) = (number(month, 1..=2)?, number(day, 1..=2)?);
        Self::new(number(year, 4..=4)?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// Year, month, day.
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i64 {
        // Years begin in March, so that the leap day is the last of its year.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468
    }

    /// This day moved by `days`; stops at the first and the last day there is.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let number = self.number().saturating_add(days);
        if number <= Self::FIRST.number() {
            return Self::FIRST;
        }
        if number >= Self::LAST.number() {
            return Self::LAST;
        }
        let shifted = number + 719_468;
        let era = shifted / 146_097;
        let of_era = shifted % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let narrow = (u16::try_from(year), u8::try_from(month), u8::try_from(day));
        match narrow {
            (Ok(year), Ok(month), Ok(day)) => Self { year, month, day },
            _ => Self::LAST,
        }
    }

    /// The first day of its month.
    #[must_use]
    pub const fn month_start(self) -> Self {
        Self { day: 1, ..self }
    }

    /// For people: `01/10/2026`.
    pub fn slashed(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day, self.month, self.year)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;
    fn try_from(text: String) -> Result<Self, DayError> {
        Self::parse(&text).filter(|day| day.to_string() == text).ok_or(DayError)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}
