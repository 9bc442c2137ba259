//! What a variable most likely means.

use super::{Need, Piece, Place, Slot, Template, pieces};
use crate::menu::plain;

/// What is known when a template is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prefill {
    /// The customer's name; may be empty or a phone number.
    pub contact: String,
    /// The ticket's protocol as people read it; empty when there is none yet.
    pub protocol: String,
    /// Who writes.
    pub agent: String,
    /// The queue.
    pub queue: String,
    /// Today, as the reader writes dates.
    pub today: String,
    /// What the customer once answered to a menu: name and answer.
    pub fields: Vec<(String, String)>,
}

/// What a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    FirstName,
    WholeName,
    Protocol,
    Agent,
    Queue,
    Today,
}

const NAMES: [(&[&str], Meaning); 6] = [
    (
        &[
            "nome",
            "name",
            "cliente",
            "customer",
            "customer_name",
            "nome_cliente",
            "first_name",
            "primeiro_nome",
            "contato",
        ],
        Meaning::FirstName,
    ),
    (&["nome_completo", "full_name", "razao_social"], Meaning::WholeName),
    (
        &[
            "protocolo",
            "protocol",
            "protocol_number",
            "numero_protocolo",
            "numero_do_protocolo",
            "atendimento",
            "ticket",
        ],
        Meaning::Protocol,
    ),
    (
        &["atendente", "agente", "agent", "agent_name", "nome_atendente", "vendedor", "consultor"],
        Meaning::Agent,
    ),
    (&["fila", "queue", "setor", "departamento", "department", "equipe", "team"], Meaning::Queue),
    (&["hoje", "today", "data_hoje", "data_de_hoje", "data_atual"], Meaning::Today),
];

/// Ends of the text before a counted variable.
const BEFORE: [(&[&str], Meaning); 5] = [
    (
        &[
            "olá",
            "ola",
            "oi",
            "prezado",
            "prezada",
            "prezado(a)",
            "caro",
            "cara",
            "bom dia",
            "boa tarde",
            "boa noite",
            "hello",
            "hi",
            "dear",
            "hola",
            "estimado",
            "sr.",
            "sra.",
        ],
        Meaning::FirstName,
    ),
    (
        &[
            "protocolo",
            "protocolo nº",
            "protocolo de número",
            "número de protocolo",
            "protocol",
            "reference",
            "atendimento nº",
        ],
        Meaning::Protocol,
    ),
    (
        &[
            "aqui é",
            "aqui é o",
            "aqui é a",
            "meu nome é",
            "me chamo",
            "sou o",
            "sou a",
            "eu sou",
            "atendente",
            "my name is",
            "this is",
            "i am",
            "i'm",
        ],
        Meaning::Agent,
    ),
    (&["fila", "setor", "equipe", "departamento", "department", "team"], Meaning::Queue),
    (&["hoje", "hoje,", "today", "today,", "data de hoje"], Meaning::Today),
];

/// A value for a slot, where its name or the text before it says what is meant.
pub fn suggest(template: &Template, slot: &Slot, facts: &Prefill) -> Option<String> {
    if let Some(answer) = answered(template, slot, &facts.fields) {
        return Some(answer);
    }
    let meaning = match slot.need {
        // Whatever the form hands back, the ticket is found by it.
        Need::FlowToken => Meaning::Protocol,
        Need::UrlEnd if template.buttons.iter().any(|b| b.target.to_lowercase().contains("protocol")) => {
            Meaning::Protocol
        }
        Need::Text => by_name(&slot.key).or_else(|| by_place(text_of(template, slot), &slot.key))?,
        Need::File(_) | Need::Latitude | Need::Longitude | Need::PlaceWords | Need::UrlEnd | Need::Code => {
            return None;
        }
    };
    let value = match meaning {
        Meaning::FirstName => first_name(&facts.contact, &template.language),
        Meaning::WholeName => whole_name(&facts.contact, &template.language),
        Meaning::Protocol => facts.protocol.clone(),
        Meaning::Agent => facts.agent.clone(),
        Meaning::Queue => facts.queue.clone(),
        Meaning::Today => facts.today.clone(),
    };
    (!value.trim().is_empty()).then_some(value)
}

/// What the customer answered under the name of a variable, or under the word before a counted one.
fn answered(template: &Template, slot: &Slot, fields: &[(String, String)]) -> Option<String> {
    if fields.is_empty() || slot.need != Need::Text {
        return None;
    }
    let (key, before) = (plain(&slot.key), plain(&text_before(text_of(template, slot), &slot.key)));
    let asked = |name: &str| {
        let name = plain(name);
        let word_before = || {
            let start = before.strip_suffix(&name);
            start.is_some_and(|start| start.is_empty() || start.ends_with(' '))
        };
        !name.is_empty() && (key == name || word_before())
    };
    let (_, answer) = fields.iter().find(|(name, _)| asked(name))?;
    (!answer.trim().is_empty()).then(|| answer.clone())
}

/// The text a slot stands in.
fn text_of<'t>(template: &'t Template, slot: &Slot) -> &'t str {
    match (slot.place, &template.header) {
        (Place::Header, Some(super::Header::Text { text })) => text,
        (_, _) => &template.body,
    }
}

fn by_name(key: &str) -> Option<Meaning> {
    let key = key.to_lowercase();
    NAMES.iter().find(|(names, _)| names.contains(&key.as_str())).map(|(_, meaning)| *meaning)
}

/// What stands between a variable and the one before it, in small letters.
fn text_before(text: &str, key: &str) -> String {
    let mut before = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Variable(name) if name == key => break,
            Piece::Variable(_) => before.clear(),
            Piece::Text(text) => before = text.to_lowercase(),
        }
    }
    before
}

fn by_place(text: &str, key: &str) -> Option<Meaning> {
    let before = text_before(text, key);
    let before =
        before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '*' | '_' | '#'));
    let ends = |end: &str| {
        let start = before.strip_suffix(end);
        start.is_some_and(|start| !start.chars().next_back().is_some_and(char::is_alphanumeric))
    };
    BEFORE.iter().find(|(ends_with, _)| ends_with.iter().any(|end| ends(end))).map(|(_, meaning)| *meaning)
}

/// What stands for a customer without a name.
fn somebody(language: &str) -> &'static str {
    match language.get(..2) {
        Some("pt" | "es") => "cliente",
        _ => "customer",
    }
}

fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// The name one is called by: the first word of the name that is one.
fn first_name(contact: &str, language: &str) -> String {
    let titles = ["sr", "sr.", "sra", "sra.", "dr", "dr.", "dra", "dra.", "seu", "dona"];
    let mut words = contact.split_whitespace().filter(|word| is_name(word));
    let first = words.next();
    match (first, words.next()) {
        // A title alone is no name: "Seu Antônio" stays together.
        (Some(title), Some(next)) if titles.contains(&title.to_lowercase().as_str()) => {
            format!("{title} {next}")
        }
        (Some(first), _) => first.to_owned(),
        (None, _) => somebody(language).to_owned(),
    }
}

fn whole_name(contact: &str, language: &str) -> String {
    let name = contact.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_name(&name) { name } else { somebody(language).to_owned() }
}
