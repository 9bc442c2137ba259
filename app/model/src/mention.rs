//! Colleagues named in notes: `@Ana Costa`. The text stays text; who is meant stands beside it.

use crate::consent::words::without_accent;
use crate::id::{MessageId, TicketId, UserId};
use crate::protocol::Protocol;
use crate::time::Timestamp;
use crate::view::Person;
use serde::{Deserialize, Serialize};

/// Most people one note may name.
pub const MAX_MENTIONS: usize = 20;
/// Longest beginning of a name that is looked for, in characters.
const MAX_TYPED: usize = 40;

/// Somebody named in a note.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mention {
    /// Who.
    pub user: UserId,
    /// Their name as it stands in the text, without `@`.
    pub name: String,
}

/// A note that names somebody, as they find it in their list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionView {
    /// The note.
    pub message: MessageId,
    /// In which ticket.
    pub ticket: TicketId,
    /// Its public number.
    pub protocol: Protocol,
    /// Its customer.
    pub contact_name: String,
    /// Who wrote the note, by name.
    pub by: String,
    /// The note in one line.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Whether the one who is named has looked at it.
    pub seen: bool,
}

/// The mentions of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MentionList {
    /// How many are not seen yet, the ones not listed included.
    pub unseen: i64,
    /// The newest first, at most 100.
    pub mentions: Vec<MentionView>,
}

/// A piece of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span<'a> {
    /// Plain text.
    Text(&'a str),
    /// Somebody's name, with its `@`.
    Name(&'a str, &'a UserId),
}

/// Whether a name ends where `rest` begins.
fn ends(rest: &str) -> bool {
    !rest.chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether an `@` after `before` begins a name, and is not part of an address such as `ana@exemplo.com`.
fn begins(before: &str) -> bool {
    !before.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// A note in pieces; together they are the note. Of two names that fit the longer one is meant.
pub fn spans<'a>(body: &'a str, mentions: &'a [Mention]) -> Vec<Span<'a>> {
    let mut spans = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = body[at..].find('@').map(|place| at + place) {
        let after = &body[found + 1..];
        let meant = mentions
            .iter()
            .filter(|mention| !mention.name.is_empty() && after.starts_with(&mention.name))
            .filter(|mention| ends(&after[mention.name.len()..]))
            .max_by_key(|mention| mention.name.len())
            .filter(|_| begins(&body[..found]));
        at = found + 1;
        if let Some(mention) = meant {
            let end = at + mention.name.len();
            if plain < found {
                spans.push(Span::Text(&body[plain..found]));
            }
            spans.push(Span::Name(&body[found..end], &mention.user));
            (plain, at) = (end, end);
        }
    }
    if plain < body.len() {
        spans.push(Span::Text(&body[plain..]));
    }
    spans
}

/// Those of `mentions` whose names really stand in the note, each once, in the order they appear.
pub fn named(body: &str, mentions: &[Mention]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for span in spans(body, mentions) {
        if let Span::Name(_, user) = span
            && found.iter().all(|known| known.user != *user)
            && let Some(mention) = mentions.iter().find(|mention| mention.user == *user)
        {
            found.push(mention.clone());
        }
    }
    found
}

/// What is being typed after an `@` right before the caret (in characters): where the `@` stands, in characters, and the
/// beginning of the name. `None` when no name is being typed.
pub fn typing(body: &str, caret: usize) -> Option<(usize, String)> {
    let before: Vec<char> = body.chars().take(caret).collect();
    let at = before.iter().rposition(|c| *c == '@')?;
    let typed = before.get(at + 1..)?;
    let free = at.checked_sub(1).and_then(|i| before.get(i)).is_none_or(|c| !c.is_alphanumeric());
    let fits = typed.len() <= MAX_TYPED
        && typed.iter().all(|c| *c != '\n')
        && !typed.first().is_some_and(|c| c.is_whitespace());
    (free && fits).then(|| (at, typed.iter().collect()))
}

fn folded(text: &str) -> String {
    text.to_lowercase().chars().map(without_accent).collect()
}

/// Who may be meant by the beginning of a name, by first or any later name; those whose first name begins so stand first.
pub fn suggest<'a>(people: &'a [Person], typed: &str) -> Vec<&'a Person> {
    let wanted = folded(typed);
    let mut found: Vec<(bool, &Person)> = people
        .iter()
        .filter_map(|person| {
            let name = folded(&person.name);
            let first = name.starts_with(&wanted);
            let any = first || name.split_whitespace().any(|word| word.starts_with(&wanted));
            any.then_some((!first, person))
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    found.into_iter().map(|(_, person)| person).collect()
}

/// The note with the name of `person` in place of what was typed from `at` to the caret (both in characters), and where the
/// caret stands then.
pub fn complete(body: &str, at: usize, caret: usize, person: &str) -> (String, usize) {
    let head: String = body.chars().take(at).collect();
    let tail: String = body.chars().skip(caret).collect();
    let gap = if tail.starts_with(' ') { "" } else { " " };
    let caret = at + 1 + person.chars().count() + 1;
    (format!("{head}@{person}{gap}{tail}"), caret)
}
