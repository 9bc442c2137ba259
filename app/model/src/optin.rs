//! Opting in twice: the customer types their number on a page and confirms it from WhatsApp with a code.

use crate::access::Locale;
use crate::consent::Purpose;
use crate::contact::{Identity, IdentityKind, phone_digits};
use crate::error::{FieldError, FieldProblem};
use crate::id::NumberId;
use crate::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a code may be used (µs).
pub const CODE_LIFE: i64 = DAY;
/// Longest wording and privacy line, in characters.
pub const MAX_TEXT: usize = 1_000;
/// Letters of a code: none is mistaken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters in one of the three groups of a code.
const GROUP: usize = 4;

/// A text in both languages; where one is empty the other is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bilingual {
    /// Portuguese of Brazil.
    pub pt_br: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text for a reader.
    pub fn of(&self, locale: Locale) -> &str {
        let (wanted, other) = match locale {
            Locale::PtBr => (&self.pt_br, &self.en),
            Locale::En => (&self.en, &self.pt_br),
        };
        if wanted.trim().is_empty() { other } else { wanted }
    }
}

/// What a customer agrees to on an opt-in page. A changed wording is a new version; old ones stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Counts up from 1; 0 while it was never saved.
    pub version: i64,
    /// What it is consent for.
    pub purposes: Vec<Purpose>,
    /// The words.
    pub text: Bilingual,
    /// What happens to the data, in a line.
    pub privacy: Bilingual,
}

/// The opt-in page of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptInPage {
    /// Which number.
    pub number: NumberId,
    /// What the desk calls it.
    pub label: String,
    /// The number for people.
    pub display: String,
    /// Its address: `/optin/{slug}`.
    pub slug: String,
    /// Whether it can be reached.
    pub enabled: bool,
    /// What customers agree to.
    pub wording: Wording,
}

/// What an administrator sets on an opt-in page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptInChange {
    /// Which number.
    pub number: NumberId,
    /// Its address.
    pub slug: String,
    /// Whether it can be reached.
    pub enabled: bool,
    /// What it is consent for.
    pub purposes: Vec<Purpose>,
    /// The words.
    pub text: Bilingual,
    /// What happens to the data.
    pub privacy: Bilingual,
}

impl OptInChange {
    /// Checks what was typed.
    ///
    /// # Errors
    /// The fields that are not acceptable: `slug`, `purposes`, `text`, `privacy`.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut problems = Vec::new();
        let mut refuse =
            |field: &str, problem| problems.push(FieldError { field: field.to_owned(), problem });
        if let Some(problem) = slug_problem(&self.slug) {
            refuse("slug", problem);
        }
        if self.purposes.is_empty() {
            refuse("purposes", FieldProblem::Missing);
        }
        for (field, text, needed) in [("text", &self.text, true), ("privacy", &self.privacy, false)] {
            if needed && text.of(Locale::PtBr).trim().is_empty() {
                refuse(field, FieldProblem::Missing);
            } else if [&text.pt_br, &text.en].iter().any(|text| text.chars().count() > MAX_TEXT) {
                refuse(field, FieldProblem::TooLong { max: MAX_TEXT });
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn slug_problem(slug: &str) -> Option<FieldProblem> {
    let count = slug.chars().count();
    if count == 0 {
        return Some(FieldProblem::Missing);
    }
    if count < 3 {
        return Some(FieldProblem::TooShort { min: 3 });
    }
    if count > 40 {
        return Some(FieldProblem::TooLong { max: 40 });
    }
    let fits = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (!fits || slug.starts_with('-') || slug.ends_with('-')).then_some(FieldProblem::Malformed)
}

/// An address for a page, from the name of its number.
pub fn slug_of(label: &str) -> String {
    let plain = crate::consent::normalized(label);
    let dashed: String = plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let slug = dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let slug: String = slug.chars().take(40).collect();
    let slug = slug.trim_matches('-');
    if slug.len() < 3 { format!("whatsapp-{slug}").trim_end_matches('-').to_owned() } else { slug.to_owned() }
}

/// Where a form stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The desk's own page.
    #[default]
    Site,
    /// A form on another site that leads to it.
    Form,
}

impl Via {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Form => "form",
        }
    }

    /// Reads a word; whatever is not known is the page itself.
    pub fn parse(word: &str) -> Self {
        if word == "form" { Self::Form } else { Self::Site }
    }
}

/// A code from random bytes: sixty bits as `7K3F-9QPX-2M4T`.
pub fn code(random: [u8; 12]) -> String {
    let letters: Vec<char> = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What looks like a code in a message, if anything does. Small letters and `O`, `I`, `L` are read as what they stand for.
pub fn find_code(text: &str) -> Option<String> {
    if text.len() > 600 {
        return None;
    }
    let long = |word: &&str| word.len() >= 3 * GROUP + 2;
    text.split_whitespace().filter(long).find_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_ascii_uppercase();
        let groups: Vec<&str> = word.split('-').collect();
        let fits = groups.len() == 3 && groups.iter().all(|group| group.len() == GROUP);
        let read: String = word
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        (fits && read.bytes().all(|b| b == b'-' || LETTERS.contains(&b))).then_some(read)
    })
}

/// What the customer sends from WhatsApp.
pub fn message_with(locale: Locale, code: &str) -> String {
    match locale {
        Locale::PtBr => format!("Quero receber mensagens. Meu código: {code}"),
        Locale::En => format!("I want to receive messages. My code: {code}"),
    }
}

/// A phone number as people in Brazil type it: with or without country code, trunk zero, carrier code, sign and brackets.
/// Other countries need a `+`. `None` when it cannot be one.
pub fn typed_phone(text: &str) -> Option<Identity> {
    let text = text.trim();
    let digits = phone_digits(text)?;
    let national = |rest: &str| is_brazilian(rest).then(|| format!("55{rest}"));
    let whole = if text.starts_with('+') {
        digits
    } else if let Some(international) = digits.strip_prefix("00") {
        international.to_owned()
    } else if let Some(trunk) = digits.strip_prefix('0') {
        // `0 XX 31 98765-4321`: two digits name the carrier.
        let carrier = trunk.get(2..).filter(|_| trunk.len() >= 12);
        national(carrier.unwrap_or(trunk))?
    } else if let Some(rest) = digits.strip_prefix("55").filter(|rest| rest.len() >= 10) {
        national(rest)?
    } else {
        national(&digits)?
    };
    if let Some(rest) = whole.strip_prefix("55")
        && !is_brazilian(rest)
    {
        return None;
    }
    (8..=15).contains(&whole.len()).then_some(Identity { kind: IdentityKind::Phone, value: whole })
}

/// Area code and local number: ten digits, or eleven of which the third is a nine.
fn is_brazilian(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let area = bytes.len() >= 2 && bytes[0] != b'0' && bytes[1] != b'0';
    let local = match bytes.len() {
        10 => (b'2'..=b'9').contains(&bytes[2]),
        11 => bytes[2] == b'9',
        _ => false,
    };
    area && local
}

/// Where a code stands in its life.
pub const fn expires_at(created_at: Timestamp) -> Timestamp {
    created_at.plus(CODE_LIFE)
}
