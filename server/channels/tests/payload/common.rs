//! What several tests of the parser need.

use desk_channels::whatsapp::CloudApi;
use desk_core::ports::{Change, Gateway, InboundMessage, Part};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// One gateway for all tests: reading the system's certificates takes a while.
pub(crate) static GATEWAY: LazyLock<CloudApi> = LazyLock::new(|| CloudApi::new().unwrap());

/// The parts of a readable body.
pub(crate) fn decode(body: &str) -> Vec<Part> {
    GATEWAY.decode(body.as_bytes()).unwrap()
}

/// A request with one change.
pub(crate) fn change(field: &str, value: &Value) -> String {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}]})
        .to_string()
}

/// The changes of a value under `messages`.
pub(crate) fn messages(value: Value) -> Vec<Change> {
    decode(&change("messages", &value)).into_iter().map(|part| part.change).collect()
}

/// What one message means; `more` overrides a plain text.
pub(crate) fn one(more: Value) -> Change {
    let mut message =
        json!({"from": "5511987654321", "id": "wamid.1", "timestamp": "1750000000", "type": "text"});
    for (key, value) in more.as_object().unwrap() {
        message[key] = value.clone();
    }
    let mut changes = messages(json!({"metadata": {"phone_number_id": "42"}, "messages": [message]}));
    assert_eq!(changes.len(), 1);
    changes.remove(0)
}

/// The message in a change.
pub(crate) fn inbound(change: Change) -> InboundMessage {
    match change {
        Change::Message(message) => *message,
        other => panic!("no message: {other:?}"),
    }
}

/// Why a change is broken.
pub(crate) fn reason(change: &Change) -> &str {
    match change {
        Change::Broken { error } => error,
        other => panic!("not broken: {other:?}"),
    }
}
