//! The object of each inbound type, from what a test or the page gave.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};

use super::samples;
use crate::{graph::media, sim::text_at, world::World};

const MEDIA: [&str; 5] = ["image", "video", "audio", "document", "sticker"];

/// The object of a type as the webhook carries it.
pub(super) fn object_of(
    world: &mut World,
    kind: &str,
    given: Option<Value>,
    number: &str,
    base: &str,
    now: i64,
) -> Result<Value, String> {
    let given = given.unwrap_or_else(|| json!({}));
    match kind {
        "text" => {
            let body = given.as_str().or_else(|| text_at(&given, "/body")).ok_or("text.body is required")?;
            Ok(json!({"body": body}))
        }
        media if MEDIA.contains(&media) => media_object(world, media, &given, number, base, now),
        "reaction" => {
            let target = text_at(&given, "/message_id").ok_or("reaction.message_id is required")?;
            let mut object = json!({"message_id": target});
            if let Some(emoji) = text_at(&given, "/emoji").filter(|e| !e.is_empty()) {
                object["emoji"] = json!(emoji);
            }
            Ok(object)
        }
        "button" => {
            let text = text_at(&given, "/text").ok_or("button.text is required")?;
            Ok(json!({"text": text, "payload": text_at(&given, "/payload").unwrap_or(text)}))
        }
        "edit" => edit_object(world, &given),
        "revoke" => {
            let target =
                text_at(&given, "/original_message_id").ok_or("revoke.original_message_id is required")?;
            Ok(json!({"original_message_id": target}))
        }
        "location" if given.get("latitude").is_none() || given.get("longitude").is_none() => {
            Err("location.latitude and location.longitude are required".to_owned())
        }
        "contacts" if !given.is_array() => Err("contacts must be an array".to_owned()),
        _ => Ok(given),
    }
}

fn media_object(
    world: &mut World,
    kind: &str,
    given: &Value,
    number: &str,
    base: &str,
    now: i64,
) -> Result<Value, String> {
    let (bytes, mime_type) = match text_at(given, "/data_base64") {
        Some(data) => {
            let bytes = STANDARD.decode(data).map_err(|_| "data_base64 is not base64")?;
            (bytes, text_at(given, "/mime_type").unwrap_or("application/octet-stream").to_owned())
        }
        None => {
            let seed = u32::try_from(world.media.len()).unwrap_or(0).wrapping_mul(37);
            let (bytes, own) = samples::file(kind, seed);
            (bytes, text_at(given, "/mime_type").unwrap_or(own).to_owned())
        }
    };
    let id = media::store(world, number, &mime_type, Bytes::from(bytes), now + media::INBOUND_LIFE_MS);
    let mut object = media::webhook_fields(world, base, &id, now);
    for name in ["caption", "filename"] {
        if let Some(text) = text_at(given, &format!("/{name}")).filter(|t| !t.is_empty()) {
            object[name] = json!(text);
        }
    }
    match kind {
        "audio" => object["voice"] = json!(given.get("voice").and_then(Value::as_bool).unwrap_or(true)),
        "sticker" => {
            object["animated"] = json!(given.get("animated").and_then(Value::as_bool).unwrap_or(false))
        }
        "document" if object.get("filename").is_none() => object["filename"] = json!("documento.pdf"),
        _ => {}
    }
    Ok(object)
}

/// `{"original_message_id", "body" | "caption"}` or the full form with `message`.
fn edit_object(world: &World, given: &Value) -> Result<Value, String> {
    let target = text_at(given, "/original_message_id").ok_or("edit.original_message_id is required")?;
    let message = match given.get("message") {
        Some(message) => message.clone(),
        None => {
            let original = world.bubble(target);
            let kind = original.map_or("text", |m| m.kind.as_str());
            let mut object = original.map_or_else(|| json!({}), |m| m.content.clone());
            let name = if kind == "text" { "body" } else { "caption" };
            let words = text_at(given, "/body")
                .or_else(|| text_at(given, "/caption"))
                .ok_or("edit.body is required")?;
            object[name] = json!(words);
            json!({"context": {"id": "M0"}, "type": kind, kind: object})
        }
    };
    Ok(json!({"original_message_id": target, "message": message}))
}
