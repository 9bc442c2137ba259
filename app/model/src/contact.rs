//! Who a customer is: one contact, many addresses. A WhatsApp customer may have no phone at all.

use serde::{Deserialize, Serialize};

/// The kind of one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// A phone number: digits with country code, as the provider gives it (`wa_id`).
    Phone,
    /// WhatsApp's business-scoped user id, `BR.1A2b…`.
    Bsuid,
    /// The same across linked portfolios, `BR.ENT.1A2b…`.
    ParentBsuid,
}

impl IdentityKind {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Bsuid => "bsuid",
            Self::ParentBsuid => "parent_bsuid",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "phone" => Self::Phone,
            "bsuid" => Self::Bsuid,
            "parent_bsuid" => Self::ParentBsuid,
            _ => return None,
        })
    }
}

/// One address of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// What kind of address.
    pub kind: IdentityKind,
    /// The address as the provider gives it, which is also how to reply to it.
    pub value: String,
}

impl Identity {
    /// A phone from any spelling; `None` when it is not 7–15 digits.
    pub fn phone(text: &str) -> Option<Self> {
        let digits = phone_digits(text)?;
        Some(Self { kind: IdentityKind::Phone, value: digits })
    }

    /// A BSUID or parent BSUID; `None` when it is not of Meta's form `CC.xxxx` / `CC.ENT.xxxx`.
    pub fn bsuid(text: &str) -> Option<Self> {
        let (country, rest) = text.split_once('.')?;
        let (kind, id) = match rest.strip_prefix("ENT.") {
            Some(id) => (IdentityKind::ParentBsuid, id),
            None => (IdentityKind::Bsuid, rest),
        };
        let fits = country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=128).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| Self { kind, value: text.to_owned() })
    }

    /// What two spellings of one address have in common: Brazilian mobiles with and without the ninth digit are one.
    pub fn match_key(&self) -> String {
        match self.kind {
            IdentityKind::Phone => phone_match_key(&self.value),
            IdentityKind::Bsuid | IdentityKind::ParentBsuid => self.value.clone(),
        }
    }
}

/// The digits of a phone number without sign, spaces and punctuation; `None` when it cannot be one (E.164: at most 15 digits).
pub fn phone_digits(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' | ' ' | '-' | '(' | ')' | '.' | '\u{a0}' => {}
            _ => return None,
        }
    }
    (7..=15).contains(&digits.len()).then_some(digits)
}

/// A Brazilian mobile written before the ninth digit gains it; Mexico's extra `1` is dropped; all else is unchanged.
pub fn phone_match_key(digits: &str) -> String {
    let bytes = digits.as_bytes();
    // 55 + area code + 8 digits that begin like a mobile (6–9): numbers registered before the ninth digit.
    if bytes.len() == 12 && digits.starts_with("55") && (b'6'..=b'9').contains(&bytes[4]) {
        return format!("{}9{}", &digits[..4], &digits[4..]);
    }
    if bytes.len() == 13 && digits.starts_with("521") {
        return format!("52{}", &digits[3..]);
    }
    digits.to_owned()
}

/// A phone number for people: `+55 11 98765-4321`; other countries as `+` and digits.
pub fn phone_display(digits: &str) -> String {
    match (digits.strip_prefix("55"), digits.len()) {
        (Some(rest), 12 | 13) if rest.is_ascii() => {
            let (area, local) = rest.split_at(2);
            let (head, tail) = local.split_at(local.len() - 4);
            format!("+55 {area} {head}-{tail}")
        }
        _ => format!("+{digits}"),
    }
}

/// One or two letters for an avatar.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    [first, last].into_iter().flatten().flat_map(char::to_uppercase).collect()
}
