//! Webhooks as Meta posts them.

use super::NUMBER;
use desk_model::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A message id nobody used.
pub(crate) fn wamid() -> String {
    format!("wamid.it{}x{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The value of `X-Hub-Signature-256`.
pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// A request with these changes, one entry.
pub(crate) fn envelope(changes: &[Value]) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]})
}

/// The value of one change of field `messages`.
pub(crate) fn change(contacts: &Value, messages: &Value, statuses: &Value) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "553133334444", "phone_number_id": NUMBER},
    });
    for (name, part) in [("contacts", contacts), ("messages", messages), ("statuses", statuses)] {
        if !part.is_null() {
            value[name] = part.clone();
        }
    }
    json!({"field": "messages", "value": value})
}

/// One message object.
pub(crate) fn message(id: &str, phone: &str, text: &str, at: Timestamp) -> Value {
    json!({"from": phone, "id": id, "timestamp": at.secs().to_string(), "type": "text", "text": {"body": text}})
}

/// One contact object.
pub(crate) fn contact(phone: &str) -> Value {
    json!({"profile": {"name": format!("Cliente {phone}")}, "wa_id": phone})
}

/// A request with one text message.
pub(crate) fn text(id: &str, phone: &str, text: &str, at: Timestamp) -> Vec<u8> {
    let change = change(&json!([contact(phone)]), &json!([message(id, phone, text, at)]), &Value::Null);
    envelope(&[change]).to_string().into_bytes()
}
