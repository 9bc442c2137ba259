//! `object › entry[] › changes[] › value`: which part goes to whom.

use super::alerts;
use super::fields;
use super::json::{Node, Object};
use super::message;
use super::sender::Contacts;
use super::status;
use super::templates;
use desk_core::ports::{Change, Part};
use desk_model::Timestamp;
use desk_model::alert::AlertTopic;

/// The only `object` that is the Cloud API.
const CLOUD: &str = "whatsapp_business_account";

/// Takes a request apart; `Err` only when it is no JSON.
pub(crate) fn decode(body: &[u8]) -> Result<Vec<Part>, String> {
    let text = String::from_utf8_lossy(body);
    let document = Node::parse(&text)?;
    let mut parts = Parts::default();
    let root = document.object();
    match root.as_ref().and_then(|root| Some((root, root.text("object")?))) {
        Some((root, object)) if object == CLOUD => entries(root, &mut parts),
        // Another product of Meta or another provider: kept whole, no use for it yet.
        Some((_, object)) => parts.push("$", &object, None, Change::Noted),
        None => parts.push("$", "unknown", None, Change::Noted),
    }
    Ok(parts.0)
}

#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn push(&mut self, path: &str, field: &str, number: Option<&str>, change: Change) {
        self.0.push(Part {
            path: path.to_owned(),
            field: field.to_owned(),
            number: number.map(str::to_owned),
            change,
        });
    }

    fn broken(&mut self, path: &str, field: &str, reason: &str) {
        self.push(path, field, None, broken(reason));
    }
}

/// A part that could not be understood. The reason never holds what the customer wrote: it is shown in logs and lists.
pub(super) fn broken(reason: &str) -> Change {
    Change::Broken { error: reason.to_owned() }
}

fn entries(root: &Object<'_>, parts: &mut Parts) {
    let Some(entries) = root.list("entry") else { return parts.broken("entry", CLOUD, "no list of entries") };
    if entries.is_empty() {
        parts.push("entry", CLOUD, None, Change::Noted);
    }
    for (i, entry) in entries.into_iter().enumerate() {
        let path = format!("entry[{i}]");
        let Some(entry) = entry.object() else {
            parts.broken(&path, CLOUD, "the entry is no object");
            continue;
        };
        let Some(changes) = entry.list("changes") else {
            parts.broken(&path, CLOUD, "the entry has no list of changes");
            continue;
        };
        if changes.is_empty() {
            parts.push(&path, CLOUD, None, Change::Noted);
        }
        let origin = Origin { account: entry.filled("id"), time: entry.get("time").and_then(Node::time) };
        for (j, node) in changes.into_iter().enumerate() {
            change(node, &format!("{path}.changes[{j}]"), &origin, parts);
        }
    }
}

/// What an entry says about all its changes.
struct Origin {
    account: Option<String>,
    time: Option<Timestamp>,
}

fn change(node: Node<'_>, path: &str, origin: &Origin, parts: &mut Parts) {
    let Some(change) = node.object() else { return parts.broken(path, CLOUD, "the change is no object") };
    let Some(field) = change.filled("field") else {
        return parts.broken(path, CLOUD, "the change names no field");
    };
    let path = format!("{path}.value");
    let Some(value) = change.object("value") else {
        return parts.broken(&path, &field, "the value is no object");
    };
    let number = number(&value);
    let number = number.as_deref();
    // Templates belong to the account, and so to all its numbers.
    let owner = number.or(origin.account.as_deref());
    let time = origin.time;
    let before = parts.0.len();
    match field.as_str() {
        "messages" => {
            let contacts = Contacts::of(&value);
            each(&value, "messages", &path, |path, items, item| {
                parts.push(path, &field, number, message::decode(item, items, &contacts, time));
            });
            each(&value, "statuses", &path, |path, _, item| {
                parts.push(path, &field, number, status::decode(item, time));
            });
        }
        "calls" => {
            let contacts = Contacts::of(&value);
            each(&value, "calls", &path, |path, items, item| {
                parts.push(path, &field, number, fields::call(item, items, &contacts, time));
            });
            each(&value, "statuses", &path, |path, _, item| {
                parts.push(path, &field, number, fields::call_status(item, &contacts, time));
            });
        }
        "user_id_update" => each(&value, "user_id_update", &path, |path, _, item| {
            parts.push(path, &field, number, fields::user_id_update(item, time));
        }),
        "user_preferences" => each(&value, "user_preferences", &path, |path, _, item| {
            parts.push(path, &field, number, fields::preference(item, time));
        }),
        "message_template_status_update"
        | "template_category_update"
        | "message_template_quality_update"
        | "message_template_components_update" => {
            parts.push(&path, &field, owner, templates::decode(&field, &value, time));
        }
        other if let Some(topic) = AlertTopic::parse(other) => {
            parts.push(&path, &field, owner, alerts::decode(topic, &value, time));
        }
        // `standby`, echoes of the phone app, history, account and group events, and whatever comes one day.
        _ => {}
    }
    if parts.0.len() == before {
        parts.push(&path, &field, number, Change::Noted);
    }
}

/// Calls `take` with the path of every item of a list, the whole list, and the item. What should be a list and is not
/// counts as one broken item.
fn each<'a>(value: &Object<'a>, name: &str, path: &str, mut take: impl FnMut(&str, &[Node<'a>], Node<'a>)) {
    let Some(node) = value.get(name) else { return };
    match node.list() {
        Some(items) => {
            for (i, item) in items.iter().enumerate() {
                take(&format!("{path}.{name}[{i}]"), &items, *item);
            }
        }
        None => take(&format!("{path}.{name}"), &[node], node),
    }
}

/// The number a value belongs to. Never taken from `display_phone_number`, which is for people.
fn number(value: &Object<'_>) -> Option<String> {
    let from = |name: &str| value.object(name)?.filled("phone_number_id");
    from("metadata").or_else(|| from("recipient"))
}
