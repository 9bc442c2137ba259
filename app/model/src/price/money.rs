//! Money: whole millionths of a unit, and the currency.

use crate::access::Locale;
use serde::{Deserialize, Serialize};

/// The largest amount a price may be: a thousand million units.
pub(super) const MAX_MICROS: i64 = 1_000_000_000 * UNIT;

const UNIT: i64 = 1_000_000;

/// An ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// The text is no currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyError;

impl std::fmt::Display for CurrencyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a currency of three letters")
    }
}

impl std::error::Error for CurrencyError {}

impl Currency {
    /// The dollar of the United States, in which Meta publishes its prices.
    pub const USD: Self = Self(*b"USD");
    /// The real.
    pub const BRL: Self = Self(*b"BRL");

    /// From three letters, of either case.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        // Only letters get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How it is written before an amount.
    pub fn sign(&self) -> &str {
        match &self.0 {
            b"USD" => "US$",
            b"BRL" => "R$",
            b"EUR" => "€",
            b"GBP" => "£",
            _ => self.code(),
        }
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;
    fn try_from(text: String) -> Result<Self, CurrencyError> {
        Self::parse(&text).filter(|currency| currency.code() == text).ok_or(CurrencyError)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Money {
    /// Millionths of a unit.
    pub micros: i64,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// The number alone, at least two places: `0,0068`, `1.234,50`.
    pub fn number(&self, locale: Locale) -> String {
        self.number_with(locale, 2)
    }

    /// The same with at least so many places, at most six.
    fn number_with(&self, locale: Locale, places: usize) -> String {
        let (thousands, point) = match locale {
            Locale::PtBr => ('.', ','),
            Locale::En => (',', '.'),
        };
        let whole = (self.micros.unsigned_abs() / UNIT.unsigned_abs()).to_string();
        let mut text = String::with_capacity(whole.len() + 12);
        if self.micros < 0 {
            text.push('-');
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(thousands);
            }
            text.push(digit);
        }
        text.push(point);
        let fraction = format!("{:06}", self.micros.unsigned_abs() % UNIT.unsigned_abs());
        let kept = fraction.trim_end_matches('0').len().max(places.min(6));
        text.push_str(&fraction[..kept]);
        text
    }

    /// As it is written for people: `US$ 0,0068`.
    pub fn show(&self, locale: Locale) -> String {
        format!("{}\u{a0}{}", self.currency.sign(), self.number(locale))
    }

    /// The same as a sum among others, whose places stand below each other: `US$ 7,6250`.
    pub fn show_sum(&self, locale: Locale) -> String {
        format!("{}\u{a0}{}", self.currency.sign(), self.number_with(locale, 4))
    }
}

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountProblem {
    /// Not a number, or below zero.
    Malformed,
    /// More than six decimal places.
    TooPrecise,
    /// Beyond everything a message could cost.
    TooLarge,
}

/// Millionths of what was typed: `0,0068`, `0.0068`, `1.234,56`, `1,234.56`. Where both signs stand, the last is the decimal one;
/// a sign that stands alone is the decimal one; one that is repeated parts thousands.
///
/// # Errors
/// Why it is no amount.
pub fn parse_amount(text: &str) -> Result<i64, AmountProblem> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let last = text.rfind(['.', ',']);
    let (whole, fraction) = match last {
        None => (text.as_str(), ""),
        Some(at) => {
            let sign = text.as_bytes()[at];
            let repeated = text.bytes().filter(|b| *b == sign).count() > 1;
            if repeated {
                (text.as_str(), "")
            } else {
                let (whole, fraction) = (&text[..at], &text[at + 1..]);
                if fraction.is_empty() {
                    return Err(AmountProblem::Malformed);
                }
                (whole, fraction)
            }
        }
    };
    let whole = ungrouped(whole)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AmountProblem::Malformed);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 6 {
        return Err(AmountProblem::TooPrecise);
    }
    let units: i64 = whole.parse().map_err(|_| AmountProblem::TooLarge)?;
    let part: i64 = format!("{fraction:0<6}").parse().map_err(|_| AmountProblem::Malformed)?;
    let micros = units.checked_mul(UNIT).and_then(|micros| micros.checked_add(part));
    micros.filter(|micros| *micros <= MAX_MICROS).ok_or(AmountProblem::TooLarge)
}

/// The digits of a whole number whose thousands may be parted, all by the same sign.
fn ungrouped(whole: &str) -> Result<String, AmountProblem> {
    let Some(sign) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return if whole.is_empty() { Err(AmountProblem::Malformed) } else { Ok(whole.to_owned()) };
    };
    let groups: Vec<&str> = whole.split(sign).collect();
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let fits = matches!(sign, '.' | ',')
        && groups.iter().all(digits)
        && (1..=3).contains(&groups[0].len())
        && groups[1..].iter().all(|group| group.len() == 3);
    if fits { Ok(groups.concat()) } else { Err(AmountProblem::Malformed) }
}
