//! What somebody types to say whom to write to: a phone in any Brazilian spelling, a foreign one with its country code, or a
//! BSUID.

use crate::contact::Identity;
use crate::id::ContactId;
use serde::{Deserialize, Serialize};

/// To whom a conversation is begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#to"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "to"))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Recipient {
    /// A customer one has had to do with.
    Contact {
        /// Who.
        contact: ContactId,
    },
    /// A phone in any spelling, or a BSUID.
    Address {
        /// As it was typed.
        text: String,
    },
}

/// Why it cannot be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneProblem {
    /// Nothing was typed.
    Missing,
    /// There are signs in it that no phone number has.
    Letters,
    /// No area code: eight or nine digits alone.
    NoArea,
    /// There is no such area code in Brazil.
    BadArea,
    /// Too few digits.
    TooShort,
    /// Too many digits.
    TooLong,
    /// A Brazilian number that cannot exist: neither a mobile nor a landline begins so.
    Impossible,
}

/// Area codes of Brazil (Anatel, *Códigos Nacionais*).
const AREAS: [&str; 67] = [
    "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "24", "27", "28", "31", "32", "33",
    "34", "35", "37", "38", "41", "42", "43", "44", "45", "46", "47", "48", "49", "51", "53", "54", "55",
    "61", "62", "63", "64", "65", "66", "67", "68", "69", "71", "73", "74", "75", "77", "79", "81", "82",
    "83", "84", "85", "86", "87", "88", "89", "91", "92", "93", "94", "95", "96", "97", "98", "99",
];

/// Reads a phone or a BSUID.
///
/// # Errors
/// What is wrong with it.
pub fn recipient(text: &str) -> Result<Identity, PhoneProblem> {
    let text = text.trim();
    match Identity::bsuid(text) {
        Some(identity) => Ok(identity),
        None => Identity::phone(&format!("+{}", e164(text)?)).ok_or(PhoneProblem::Impossible),
    }
}

/// The digits of a phone with country code. Without `+` or `00`, and not beginning with 55 and long enough for it, it is a
/// Brazilian one: trunk prefix and carrier code go, an old mobile gains its ninth digit.
///
/// # Errors
/// What is wrong with it.
pub fn e164(text: &str) -> Result<String, PhoneProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PhoneProblem::Missing);
    }
    let mut digits = String::with_capacity(text.len());
    for (place, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if place == 0 => {}
            ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '\u{2011}' | '\u{2013}' => {}
            _ => return Err(PhoneProblem::Letters),
        }
    }
    if digits.is_empty() {
        return Err(PhoneProblem::Missing);
    }
    let international = text.starts_with('+');
    let (international, digits) = match digits.strip_prefix("00") {
        Some(rest) if !international => (true, rest),
        _ => (international, digits.as_str()),
    };
    if international {
        return match digits.strip_prefix("55") {
            Some(national) => brazilian(national.strip_prefix('0').unwrap_or(national)),
            None if digits.starts_with('0') => Err(PhoneProblem::Impossible),
            None if digits.len() < 7 => Err(PhoneProblem::TooShort),
            None if digits.len() > 15 => Err(PhoneProblem::TooLong),
            None => Ok(digits.to_owned()),
        };
    }
    match digits.strip_prefix('0') {
        // 0 11 98765 4321, or with the carrier that is dialled through: 0 21 11 98765 4321.
        Some(national) if national.len() >= 12 => brazilian(&national[2..]),
        Some(national) => brazilian(national),
        // 55 is also an area code: as a country code it stands before a whole number.
        None => match digits.strip_prefix("55") {
            Some(national) if digits.len() >= 12 => brazilian(national.strip_prefix('0').unwrap_or(national)),
            _ => brazilian(digits),
        },
    }
}

/// A number inside Brazil, area code first.
fn brazilian(digits: &str) -> Result<String, PhoneProblem> {
    match digits.len() {
        0..=7 => return Err(PhoneProblem::TooShort),
        8 | 9 => return Err(PhoneProblem::NoArea),
        10 | 11 => {}
        _ => return Err(PhoneProblem::TooLong),
    }
    let (area, local) = digits.split_at(2);
    if !AREAS.contains(&area) {
        return Err(PhoneProblem::BadArea);
    }
    match (local.len(), local.as_bytes().first()) {
        // A mobile, and one written as before the ninth digit.
        (9, Some(b'9')) => Ok(format!("55{area}{local}")),
        (8, Some(b'6'..=b'9')) => Ok(format!("55{area}9{local}")),
        // Landlines have WhatsApp Business too.
        (8, Some(b'2'..=b'5')) => Ok(format!("55{area}{local}")),
        _ => Err(PhoneProblem::Impossible),
    }
}
