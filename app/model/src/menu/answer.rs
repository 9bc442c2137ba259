//! Answers that are kept: what they must be, and how they are written down.

use crate::phone::e164;
use serde::{Deserialize, Serialize};

/// Longest answer that is kept, in characters.
pub const MAX_ANSWER: usize = 500;

/// What an answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum FieldCheck {
    /// Any text.
    #[default]
    Text,
    /// A number, with a decimal comma or point.
    Number,
    /// An e-mail address.
    Email,
    /// The number of a Brazilian taxpayer, with its check digits.
    Cpf,
    /// A day.
    Date,
    /// A telephone number.
    Phone,
}

impl FieldCheck {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Email, Self::Cpf, Self::Date, Self::Phone];
}

/// The answer as it is kept; `None` when it is not what it must be.
pub fn read(check: FieldCheck, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_ANSWER {
        return None;
    }
    match check {
        FieldCheck::Text => Some(text.to_owned()),
        FieldCheck::Number => number(text),
        FieldCheck::Email => email(text),
        FieldCheck::Cpf => cpf(text),
        FieldCheck::Date => date(text),
        FieldCheck::Phone => e164(text).ok().map(|digits| format!("+{digits}")),
    }
}

fn number(text: &str) -> Option<String> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let fits = digits.len() <= 30
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    fits.then(|| text.to_owned())
}

fn email(text: &str) -> Option<String> {
    let (name, domain) = text.rsplit_once('@')?;
    let labels = domain.split('.').collect::<Vec<_>>();
    let good = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let fits = !name.is_empty()
        && !name.contains('@')
        && text.chars().count() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && labels.len() >= 2
        && labels.iter().all(good)
        && labels.last().is_some_and(|last| last.len() >= 2);
    fits.then(|| text.to_lowercase())
}

/// Receita Federal: two check digits, each the weighted sum of all before it, modulo 11.
fn cpf(text: &str) -> Option<String> {
    let mut digits = Vec::with_capacity(11);
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c as u32 - '0' as u32),
            '.' | '-' | ' ' | '/' => {}
            _ => return None,
        }
    }
    if digits.len() != 11 || digits.iter().all(|digit| *digit == digits[0]) {
        return None;
    }
    for count in [9_usize, 10] {
        let sum: u32 = digits[..count].iter().zip((2..=count as u32 + 1).rev()).map(|(d, w)| d * w).sum();
        if (sum * 10 % 11) % 10 != digits[count] {
            return None;
        }
    }
    let all: String = digits.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect();
    Some(format!("{}.{}.{}-{}", &all[..3], &all[3..6], &all[6..9], &all[9..]))
}

fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let (day, month, year) = if a.len() == 4 { (c, b, a) } else { (a, b, c) };
    let read = |part: &str, most: usize| -> Option<u32> {
        let plain = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if plain { part.parse().ok() } else { None }
    };
    let (day, month) = (read(day, 2)?, read(month, 2)?);
    if year.len() != 4 {
        return None;
    }
    let year = read(year, 4)?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let fits = (1..=days).contains(&day) && (1900..=2199).contains(&year);
    fits.then(|| format!("{day:02}/{month:02}/{year:04}"))
}
