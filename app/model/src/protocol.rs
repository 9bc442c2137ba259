//! Protocol numbers: digits only, for speech and keypads. `YYYYMMDD` + sequence of at least 6 digits + one Damm check
//! digit; shown as `20261121-000042-7`.

use serde::{Deserialize, Serialize};

/// The quasigroup of order 10 of H. Michael Damm's thesis (2004); catches every single wrong digit and every swap of neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The check digit of `digits`, which must be ASCII digits; anything else is skipped.
pub fn damm(digits: &str) -> u8 {
    digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0u8, |interim, digit| DAMM[usize::from(interim)][usize::from(digit - b'0')])
}

/// A ticket's public number, stored as digits without separators.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::Type))]
#[cfg_attr(feature = "sql", sqlx(transparent))]
#[serde(try_from = "String", into = "String")]
pub struct Protocol(String);

/// Why a text is no protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolError {
    /// Fewer than 15 digits, more than 24, or something that is neither digit nor separator.
    Form,
    /// The check digit does not fit: a digit was mistyped or two were swapped.
    CheckDigit,
}

impl std::fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Form => "not a protocol number",
            Self::CheckDigit => "the check digit does not fit",
        })
    }
}

impl std::error::Error for ProtocolError {}

impl Protocol {
    /// The protocol of the `sequence`-th ticket of the civil day `year`-`month`-`day` in the desk's time zone.
    pub fn new(year: i16, month: i8, day: i8, sequence: u64) -> Self {
        let body = format!("{year:04}{month:02}{day:02}{sequence:06}");
        let check = damm(&body);
        Self(format!("{body}{check}"))
    }

    /// Reads what a person typed or said: with or without hyphens, dots and spaces.
    pub fn parse(text: &str) -> Result<Self, ProtocolError> {
        let mut digits = String::with_capacity(text.len());
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '-' | '.' | ' ' | '/' | '\u{a0}' | '–' => {}
                _ => return Err(ProtocolError::Form),
            }
        }
        if !(15..=24).contains(&digits.len()) {
            return Err(ProtocolError::Form);
        }
        if damm(&digits) == 0 { Ok(Self(digits)) } else { Err(ProtocolError::CheckDigit) }
    }

    /// The digits without separators, as stored.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let last = self.0.len() - 1;
        write!(f, "{}-{}-{}", &self.0[..8], &self.0[8..last], &self.0[last..])
    }
}

impl TryFrom<String> for Protocol {
    type Error = ProtocolError;
    fn try_from(text: String) -> Result<Self, ProtocolError> {
        Self::parse(&text)
    }
}

impl From<Protocol> for String {
    fn from(protocol: Protocol) -> String {
        protocol.0
    }
}
