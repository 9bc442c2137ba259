//! Webhook payloads, shaped as "Cloud API webhooks reference" prints them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use crate::{
    config::NumberConfig,
    records::{Customer, Delivery, SentMessage},
};

/// `metadata` of every value.
fn metadata(number: &NumberConfig) -> Value {
    json!({"display_phone_number": number.digits(), "phone_number_id": number.phone_number_id})
}

/// The `contacts[]` entry of a customer. Without a phone there is no `wa_id`.
pub(crate) fn contact(customer: &Customer) -> Value {
    let mut profile = Map::new();
    if !customer.name.is_empty() {
        profile.insert("name".to_owned(), json!(customer.name));
    }
    if let Some(username) = &customer.username {
        profile.insert("username".to_owned(), json!(username));
    }
    let mut contact = Map::new();
    contact.insert("profile".to_owned(), Value::Object(profile));
    if let Some(phone) = &customer.phone {
        contact.insert("wa_id".to_owned(), json!(phone));
    }
    contact.insert("user_id".to_owned(), json!(customer.user_id));
    Value::Object(contact)
}

/// Value of a `messages` change that carries one message of a customer. System messages come without contacts.
pub(crate) fn message_value(number: &NumberConfig, customer: Option<&Customer>, message: Value) -> Value {
    let mut value =
        json!({"messaging_product": "whatsapp", "metadata": metadata(number), "messages": [message]});
    if let Some(customer) = customer {
        value["contacts"] = json!([contact(customer)]);
    }
    value
}

/// Value of a `user_preferences` change.
pub(crate) fn preference_value(number: &NumberConfig, customer: &Customer, entry: Value) -> Value {
    json!({"messaging_product": "whatsapp", "metadata": metadata(number), "contacts": [contact(customer)],
           "user_preferences": [entry]})
}

/// Value of a `messages` change that carries one status.
pub(crate) fn status_value(
    number: &NumberConfig,
    customer: Option<&Customer>,
    sent: &SentMessage,
    status: Delivery,
    at_ms: i64,
    error: Option<Value>,
) -> Value {
    let mut entry = json!({"id": sent.id, "status": status.word(), "timestamp": (at_ms / 1000).to_string()});
    match customer {
        Some(customer) => {
            // A phone we did not address and may not know stays out of the status.
            if let Some(phone) = customer.phone.as_ref().filter(|_| !sent.by_user_id) {
                entry["recipient_id"] = json!(phone);
            }
            entry["recipient_user_id"] = json!(customer.user_id);
        }
        None if sent.by_user_id => entry["recipient_user_id"] = json!(sent.to),
        None => {
            let digits: String = sent.to.chars().filter(char::is_ascii_digit).collect();
            entry["recipient_id"] = json!(digits);
        }
    }
    if let Some(data) = &sent.callback_data {
        entry["biz_opaque_callback_data"] = json!(data);
    }
    if matches!(status, Delivery::Sent | Delivery::Delivered) {
        if let Some(pricing) = &sent.pricing {
            entry["pricing"] = pricing.clone();
        }
        if let Some(conversation) = &sent.conversation {
            let mut conversation = conversation.clone();
            if status != Delivery::Sent
                && let Some(fields) = conversation.as_object_mut()
            {
                fields.remove("expiration_timestamp");
            }
            entry["conversation"] = conversation;
        }
    }
    let failed = error.is_some();
    if let Some(error) = error {
        entry["errors"] = json!([error]);
    }
    let mut value =
        json!({"messaging_product": "whatsapp", "metadata": metadata(number), "statuses": [entry]});
    if let Some(customer) = customer.filter(|_| !failed) {
        value["contacts"] = json!([contact(customer)]);
    }
    value
}

/// The whole request around changes: `(waba id, time, field, value)`. Changes of one account share an entry.
pub(crate) fn envelope(changes: &[(String, Option<i64>, String, Value)]) -> Value {
    let mut entries: Vec<Value> = Vec::new();
    for (waba, time, field, value) in changes {
        let change = json!({"field": field, "value": value});
        let same = entries
            .last_mut()
            .filter(|entry| entry["id"] == json!(waba) && entry.get("time").and_then(Value::as_i64) == *time);
        if let Some(list) = same.and_then(|entry| entry["changes"].as_array_mut()) {
            list.push(change);
            continue;
        }
        let mut entry = json!({"id": waba, "changes": [change]});
        if let Some(time) = time {
            entry["time"] = json!(time);
        }
        entries.push(entry);
    }
    json!({"object": "whatsapp_business_account", "entry": entries})
}

/// JSON as the platform writes it: non-ASCII as `\uXXXX`, slashes escaped. Receivers that sign re-serialised JSON
/// instead of the bytes received find out here.
pub(crate) fn platform_json(value: &Value) -> Vec<u8> {
    let plain = value.to_string();
    let mut out = String::with_capacity(plain.len() + plain.len() / 8);
    let mut units = [0_u16; 2];
    for character in plain.chars() {
        match character {
            '/' => out.push_str("\\/"),
            c if c.is_ascii() => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.into_bytes()
}

/// Value of the `X-Hub-Signature-256` header over these bytes.
#[must_use]
pub fn signature(app_secret: &str, body: &[u8]) -> String {
    // A key of any length is a valid HMAC key, the error branch cannot be reached.
    match Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()) {
        Ok(mut mac) => {
            mac.update(body);
            format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signature_is_hmac_sha256_in_hex() {
        // RFC 4231, test case 2.
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn json_is_escaped_and_reads_back_the_same() {
        let value = json!({"a": "olá 👍 http://x\n\"y\""});
        let bytes = platform_json(&value);
        assert!(bytes.is_ascii());
        assert!(String::from_utf8_lossy(&bytes).contains("\\ud83d\\udc4d http:\\/\\/x"));
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
    }

    #[test]
    fn changes_of_one_account_share_an_entry() {
        let change = |waba: &str| (waba.to_owned(), None, "messages".to_owned(), json!({}));
        let body = envelope(&[change("1"), change("1"), change("2")]);
        assert_eq!(body["entry"].as_array().unwrap().len(), 2);
        assert_eq!(body["entry"][0]["changes"].as_array().unwrap().len(), 2);
    }
}
