//! What Meta announces about accounts and numbers (Cloud API, *Webhooks › account_update* and its neighbours). The shapes
//! differ and grow, so everything plain in them is kept under its name.

use super::json::{Node, Object};
use desk_core::ports::Change;
use desk_model::Timestamp;
use desk_model::alert::{AlertNews, AlertTopic};

/// Most details that are kept.
const MANY: usize = 40;
/// How deep details are looked for.
const DEPTH: usize = 3;
/// Longest detail, in characters.
const LONG: usize = 300;

/// One announcement.
pub(super) fn decode(topic: AlertTopic, value: &Object<'_>, time: Option<Timestamp>) -> Change {
    let mut details = Vec::new();
    collect(value, DEPTH, &mut details);
    let take = |details: &mut Vec<(String, String)>, name: &str| {
        details.iter().position(|(key, _)| key == name).map(|place| details.remove(place).1)
    };
    let display = take(&mut details, "display_phone_number");
    let names = match topic {
        AlertTopic::Review | AlertTopic::Name => ["decision", "event"],
        AlertTopic::Warning => ["alert_type", "event"],
        _ => ["event", "decision"],
    };
    let event = names.iter().find_map(|name| take(&mut details, name)).unwrap_or_default();
    let at = time.unwrap_or(Timestamp(0));
    Change::Alert(Box::new(AlertNews { topic, event, details, at, display }))
}

fn collect(value: &Object<'_>, depth: usize, details: &mut Vec<(String, String)>) {
    for (name, node) in value.members() {
        add(name, node, depth, details);
    }
}

fn add(name: &str, node: Node<'_>, depth: usize, details: &mut Vec<(String, String)>) {
    if details.len() >= MANY {
        return;
    }
    if let Some(text) = plain(node) {
        if !text.trim().is_empty() {
            details.push((name.to_owned(), text.chars().take(LONG).collect()));
        }
    } else if depth > 0 {
        if let Some(object) = node.object() {
            collect(&object, depth - 1, details);
        } else if let Some(items) = node.list() {
            for item in items {
                add(name, item, depth - 1, details);
            }
        }
    }
}

fn plain(node: Node<'_>) -> Option<String> {
    match node.raw() {
        word @ ("true" | "false") => Some(word.to_owned()),
        _ => node.text(),
    }
}
