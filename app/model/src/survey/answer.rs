//! What counts as an answer.

use super::{CHANGE_TIME, COMMENT_TIME, Scale};
use crate::time::Timestamp;

/// An answer is short; whoever writes more wants something.
const MAX_ANSWER: usize = 60;
/// Longest comment, in characters: more is a letter, and somebody should read it.
const MAX_COMMENT: usize = 1000;

/// A rating that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A number or a button: the score, from 1 to 5.
    Number(u8),
    /// A word such as "ótimo": the score it stands for.
    Word(u8),
}

impl Reading {
    /// The score, from 1 to 5.
    pub const fn score(self) -> u8 {
        match self {
            Self::Number(score) | Self::Word(score) => score,
        }
    }
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it was put.
    pub asked_at: Timestamp,
    /// Until when answers count.
    pub until: Timestamp,
    /// When the answer that counts was written.
    pub answered_at: Option<Timestamp>,
    /// Whether a comment was asked for and has not come.
    pub wants_comment: bool,
}

/// What a message means to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The answer, from 1 to 5, in place of one before.
    Score(u8),
    /// The comment.
    Comment,
    /// An answer that changes nothing.
    Nothing,
}

/// What a message that a customer wrote at `at` means to a question; `None` when it is no answer. `reading` is what
/// [`read`] made of it, `text` its text.
pub fn hear(
    standing: Standing,
    reading: Option<Reading>,
    text: Option<&str>,
    at: Timestamp,
) -> Option<Heard> {
    // The provider's clock tells whole seconds.
    if at.secs() < standing.asked_at.secs() || at >= standing.until {
        return None;
    }
    let Some(answered_at) = standing.answered_at else {
        return reading.map(|reading| Heard::Score(reading.score()));
    };
    let later = at.since(answered_at);
    // After the question for a comment a word is a comment, and a number means the number.
    let comments = standing.wants_comment && (0..COMMENT_TIME).contains(&later);
    match reading {
        Some(Reading::Word(_)) if comments => Some(Heard::Comment),
        Some(reading) if (0..CHANGE_TIME).contains(&later) => Some(Heard::Score(reading.score())),
        Some(_) => Some(Heard::Nothing),
        None if comments && text.is_some_and(is_comment) => Some(Heard::Comment),
        None => None,
    }
}

/// Whether somebody tells rather than asks, or begins anew.
fn is_comment(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.contains('?') || text.chars().count() > MAX_COMMENT {
        return false;
    }
    let start: String = text.chars().take(MAX_ANSWER).collect();
    let words = words(&start).unwrap_or_default();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    !GREETINGS.iter().any(|greeting| words.starts_with(greeting))
}

/// How people begin a new matter.
const GREETINGS: [&[&str]; 9] = [
    &["oi"],
    &["ola"],
    &["alo"],
    &["bom", "dia"],
    &["boa", "tarde"],
    &["boa", "noite"],
    &["hi"],
    &["hello"],
    &["good", "morning"],
];

/// Reads a rating: a number of the scale, one of its words, or a word everybody uses. `None` for anything else, also for a
/// sentence that holds a number.
pub fn read(text: &str, scale: Scale, options: &[String; 3]) -> Option<Reading> {
    if text.chars().count() > MAX_ANSWER {
        return None;
    }
    if let Some(stars) = stars(text) {
        return scale.score(stars).map(Reading::Number);
    }
    // Stars and words may contradict each other.
    if text.contains('⭐') {
        return None;
    }
    let words = words(text).filter(|words| !words.is_empty())?;
    if scale == Scale::Three {
        let place = options.iter().position(|option| self::words(option).as_ref() == Some(&words));
        if let Some(place) = place.and_then(|place| u8::try_from(place + 1).ok()) {
            return scale.score(place).map(Reading::Number);
        }
    }
    let refs: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(score) = phrase(&refs) {
        return Some(Reading::Word(score));
    }
    let rest: Vec<&str> = refs.into_iter().filter(|word| !FILLERS.contains(word)).collect();
    if let Some(place) = number(&rest, scale) {
        return scale.score(place).map(Reading::Number);
    }
    phrase(&rest).map(Reading::Word)
}

/// What may stand around a rating without making it anything else.
const FILLERS: [&str; 31] = [
    "nota",
    "a",
    "minha",
    "dou",
    "eu",
    "e",
    "foi",
    "estrela",
    "estrelas",
    "ponto",
    "pontos",
    "obrigado",
    "obrigada",
    "obg",
    "valeu",
    "para",
    "pra",
    "voces",
    "o",
    "atendimento",
    "the",
    "my",
    "rating",
    "is",
    "it",
    "was",
    "star",
    "stars",
    "thanks",
    "thank",
    "you",
];

/// Numbers by their names.
const NAMES: [(&str, u8); 12] = [
    ("um", 1),
    ("uma", 1),
    ("one", 1),
    ("dois", 2),
    ("duas", 2),
    ("two", 2),
    ("tres", 3),
    ("three", 3),
    ("quatro", 4),
    ("four", 4),
    ("cinco", 5),
    ("five", 5),
];

/// What people say, and what it stands for.
const PHRASES: [(&[&str], u8); 38] = [
    (&["pessimo"], 1),
    (&["pessima"], 1),
    (&["horrivel"], 1),
    (&["terrivel"], 1),
    (&["muito", "ruim"], 1),
    (&["very", "bad"], 1),
    (&["terrible"], 1),
    (&["awful"], 1),
    (&["ruim"], 2),
    (&["bad"], 2),
    (&["poor"], 2),
    (&["regular"], 3),
    (&["razoavel"], 3),
    (&["medio"], 3),
    (&["mediano"], 3),
    (&["mais", "ou", "menos"], 3),
    (&["fair"], 3),
    (&["average"], 3),
    (&["bom"], 4),
    (&["boa"], 4),
    (&["good"], 4),
    (&["muito", "bom"], 5),
    (&["muito", "boa"], 5),
    (&["very", "good"], 5),
    (&["otimo"], 5),
    (&["otima"], 5),
    (&["excelente"], 5),
    (&["perfeito"], 5),
    (&["perfeita"], 5),
    (&["maravilhoso"], 5),
    (&["maravilhosa"], 5),
    (&["sensacional"], 5),
    (&["nota", "maxima"], 5),
    (&["great"], 5),
    (&["excellent"], 5),
    (&["perfect"], 5),
    (&["amazing"], 5),
    (&["awesome"], 5),
];

fn phrase(words: &[&str]) -> Option<u8> {
    PHRASES.iter().find(|(phrase, _)| *phrase == words).map(|(_, score)| *score)
}

/// A number alone, or out of the whole: `4`, `quatro`, `4/5`, `4 de 5`.
fn number(words: &[&str], scale: Scale) -> Option<u8> {
    let one = |word: &str| {
        let named = NAMES.iter().find(|(name, _)| *name == word).map(|(_, number)| *number);
        named.or_else(|| word.parse().ok().filter(|_| word.len() == 1))
    };
    let most = match scale {
        Scale::Five => "5",
        Scale::Three => "3",
    };
    match words {
        [word] => one(word),
        [word, "/" | "de" | "of", whole] if *whole == most => one(word),
        // "5 - ótimo"
        [word, said @ ..] if phrase(said).is_some() => one(word),
        _ => None,
    }
}

/// One to five stars and nothing else.
fn stars(text: &str) -> Option<u8> {
    let mut count: u8 = 0;
    for c in text.chars() {
        match c {
            '⭐' | '🌟' | '★' => count = count.checked_add(1)?,
            '\u{fe0f}' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    (1..=5).contains(&count).then_some(count)
}

/// The words of a text without accents, capitals and pictures; `None` when signs give them a meaning of their own, as in
/// `-1`, `4,5` or `R$ 5`.
fn words(text: &str) -> Option<Vec<String>> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => plain.push('a'),
            'é' | 'ê' | 'è' | 'ë' => plain.push('e'),
            'í' | 'ì' | 'î' => plain.push('i'),
            'ó' | 'ô' | 'õ' | 'ò' | 'ö' => plain.push('o'),
            'ú' | 'ü' | 'ù' => plain.push('u'),
            'ç' => plain.push('c'),
            // Accents that stand by themselves, and what makes a picture of a digit.
            '\u{300}'..='\u{36f}' | '\u{fe0f}' | '\u{20e3}' | '\u{200d}' => {}
            '/' => plain.push_str(" / "),
            c if c.is_alphanumeric() || c.is_ascii() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    let mut words = Vec::new();
    for chunk in plain.split_whitespace() {
        let word = chunk.trim_matches(['!', '.', ',', ';', ':', '(', ')', '"', '\'', '*', '_', '~']);
        if word.is_empty() || word == "-" {
            continue;
        }
        if word != "/" && !word.chars().all(char::is_alphanumeric) {
            return None;
        }
        words.push(word.to_owned());
    }
    Some(words)
}
