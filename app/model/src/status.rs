//! A customer asks how a ticket stands by sending its protocol number; and how long the next one has to wait.

use crate::error::{FieldError, FieldProblem};
use crate::message::MAX_TEXT;
use crate::protocol::Protocol;
use crate::ticket::TicketState;
use crate::time::{HOUR, MINUTE};
use serde::{Deserialize, Serialize};

/// As often within [`ASK_TIME`] one conversation is told; what comes after is an ordinary message, so that two machines do
/// not talk to each other for ever.
pub const MAX_ANSWERS: i64 = 3;
/// See [`MAX_ANSWERS`] (µs).
pub const ASK_TIME: i64 = HOUR;
/// Longest text around a protocol number that still only asks for it, in characters.
const MAX_ASK: usize = 80;

/// What a queue answers to a customer who sends a protocol number. Variables are those of the opening text, `{opened}`,
/// `{closed}`, `{position}` and `{wait}`; an empty text is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusPolicy {
    /// Whether it answers at all.
    pub enabled: bool,
    /// While the ticket waits.
    pub waiting: String,
    /// While somebody serves it.
    pub serving: String,
    /// When it has ended.
    pub closed: String,
}

impl Default for StatusPolicy {
    fn default() -> Self {
        Self {
            enabled: true,
            waiting:
                "Protocolo {protocol}: aguardando atendimento na fila {queue}. Sua posição: {position}. \
                      Espera estimada: {wait}."
                    .to_owned(),
            serving: "Protocolo {protocol}: em atendimento com a equipe {queue} desde {opened}.".to_owned(),
            closed: "Protocolo {protocol}: atendimento encerrado em {closed}.".to_owned(),
        }
    }
}

impl StatusPolicy {
    /// What is said about a ticket in this state.
    pub fn text(&self, state: &TicketState) -> &str {
        match state {
            TicketState::Menu { .. } | TicketState::Queued { .. } | TicketState::Offered { .. } => {
                &self.waiting
            }
            TicketState::Assigned { .. } | TicketState::Snoozed { .. } => &self.serving,
            TicketState::Closed { .. } => &self.closed,
        }
    }

    /// # Errors
    /// The fields that are not acceptable.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let texts = [("waiting", &self.waiting), ("serving", &self.serving), ("closed", &self.closed)];
        let fields: Vec<FieldError> = texts
            .into_iter()
            .filter_map(|(field, text)| {
                let problem = if text.chars().count() > MAX_TEXT / 2 {
                    FieldProblem::TooLong { max: MAX_TEXT / 2 }
                } else if self.enabled && text.trim().is_empty() {
                    FieldProblem::Missing
                } else {
                    return None;
                };
                Some(FieldError { field: field.to_owned(), problem })
            })
            .collect();
        if fields.is_empty() { Ok(()) } else { Err(fields) }
    }
}

/// What may stand around a number that only asks.
const AROUND: [&str; 27] = [
    "protocolo",
    "protocol",
    "numero",
    "número",
    "nº",
    "n°",
    "no",
    "n",
    "meu",
    "o",
    "do",
    "de",
    "da",
    "qual",
    "status",
    "situação",
    "situacao",
    "andamento",
    "consulta",
    "consultar",
    "ticket",
    "number",
    "my",
    "of",
    "the",
    "is",
    "é",
];

/// The protocol number of a message that asks for nothing else. Its check digit fits.
pub fn asked(text: &str) -> Option<Protocol> {
    if text.chars().filter(char::is_ascii_digit).count() < 15 || text.chars().count() > MAX_ASK {
        return None;
    }
    let mut number = String::new();
    for word in text.split_whitespace() {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric() && c != 'º' && c != '°');
        if plain.is_empty() || AROUND.contains(&plain.to_lowercase().as_str()) {
            continue;
        }
        number.push_str(plain);
        number.push(' ');
    }
    Protocol::parse(&number).ok()
}

/// The first protocol number that stands anywhere in a text, with or without separators.
pub fn find(text: &str) -> Option<Protocol> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | ' ' | '/' | '\u{a0}' | '–');
    let groups = text.split(|c: char| !part(c)).filter(|run| run.chars().any(|c| c.is_ascii_digit()));
    for group in groups {
        if let Ok(protocol) = Protocol::parse(group) {
            return Some(protocol);
        }
        // Other numbers may stand beside it.
        if let Some(found) = group.split([' ', '\u{a0}']).find_map(|word| Protocol::parse(word).ok()) {
            return Some(found);
        }
    }
    None
}

/// How long the next one has to wait, from how long the last ones waited (µs): the middle one, in whole minutes upwards.
/// `None` when nobody waited lately.
pub fn estimate(waits: &[i64]) -> Option<i64> {
    let mut waits: Vec<i64> = waits.iter().copied().map(|wait| wait.max(0)).collect();
    waits.sort_unstable();
    let middle = waits.get(waits.len() / 2)?;
    Some((middle / MINUTE + i64::from(middle % MINUTE > 0)).max(1))
}

/// Minutes as every language reads them: `5 min`, `1 h 10 min`.
pub fn minutes_words(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// Fills in what is known; a sentence about something unknown is left out.
pub fn fill(text: &str, values: &[(&str, Option<String>)]) -> String {
    let mut filled = text.to_owned();
    for (name, value) in values {
        let variable = format!("{{{name}}}");
        filled = match value {
            Some(value) => filled.replace(&variable, value),
            None => without(&filled, &variable),
        };
    }
    filled.trim().to_owned()
}

/// `text` without the sentences that hold `what`.
fn without(text: &str, what: &str) -> String {
    if !text.contains(what) {
        return text.to_owned();
    }
    let sentences = text.split_inclusive(['.', '!', '?', '\n', ';']);
    sentences.filter(|sentence| !sentence.contains(what)).collect()
}
