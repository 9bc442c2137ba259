//! What each message type may hold ("Cloud API, send messages" and its pages per type).

use serde_json::{Map, Value, json};

use super::{errors::GraphError, interactive, template_send};
use crate::{ids, records::FailureNote, sim::text_at, world::World};

/// A message that may be accepted.
#[derive(Debug)]
pub(super) struct Checked {
    /// As the customer's phone shows it.
    pub(super) view: Value,
    /// Pricing category.
    pub(super) category: String,
    /// Accepted all the same, this is how it fails later.
    pub(super) failure: Option<FailureNote>,
}

impl Checked {
    pub(super) fn free(view: Value) -> Self {
        Self { view, category: "service".to_owned(), failure: None }
    }
}

pub(super) const TYPES: [&str; 11] = [
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "interactive",
    "template",
];

/// Checks the object of this type in a request body.
pub(super) fn check(
    world: &World,
    phone_number_id: &str,
    kind: &str,
    body: &Value,
    now: i64,
) -> Result<Checked, GraphError> {
    if !TYPES.contains(&kind) {
        return Err(GraphError::cloud(
            131_051,
            format!(
                "Unsupported message type. Received message type: {kind}. Valid message types: {}",
                TYPES.join(", ")
            ),
        ));
    }
    let object = match body.get(kind) {
        None | Some(Value::Null) => {
            return Err(GraphError::parameter(format!("The parameter {kind} is required.")));
        }
        Some(object) => object,
    };
    if kind == "contacts" {
        return contacts(object);
    }
    if !object.is_object() {
        return Err(GraphError::parameter(format!("Param {kind} must be a JSON object.")));
    }
    match kind {
        "text" => text(object),
        "location" => location(object),
        "reaction" => reaction(world, object, now),
        "interactive" => interactive::check(object),
        "template" => template_send::check(world, phone_number_id, object, now),
        media => media_message(world, phone_number_id, media, object, now),
    }
}

/// Characters as the limits count them.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

fn text(object: &Value) -> Result<Checked, GraphError> {
    let Some(body) = text_at(object, "/body").filter(|b| !b.trim().is_empty()) else {
        return Err(GraphError::parameter("The parameter text['body'] is required."));
    };
    if length(body) > 4096 {
        return Err(GraphError::parameter("Param text['body'] must be at most 4096 characters long."));
    }
    if object.get("preview_url").is_some_and(|p| !p.is_boolean()) {
        return Err(GraphError::parameter("Param text['preview_url'] must be a boolean."));
    }
    Ok(Checked::free(json!({"body": body})))
}

fn media_message(
    world: &World,
    phone_number_id: &str,
    kind: &str,
    object: &Value,
    now: i64,
) -> Result<Checked, GraphError> {
    let (id, link) = (text_at(object, "/id"), text_at(object, "/link"));
    let mut view = Map::new();
    let mut failure = None;
    match (id, link) {
        (None, None) => {
            return Err(GraphError::missing(format!(
                "The parameter {kind}['id'] or {kind}['link'] is required."
            )));
        }
        (Some(_), Some(_)) => {
            return Err(GraphError::parameter(format!(
                "Only one of {kind}['id'] and {kind}['link'] may be given."
            )));
        }
        (Some(id), None) => {
            let file = world
                .media
                .get(id)
                .filter(|f| f.phone_number_id == phone_number_id && f.expires_ms > now)
                .ok_or_else(|| {
                    GraphError::invalid(format!("Media ID {id} does not exist or has expired."))
                })?;
            failure = refuse_type(kind, &file.mime_type, file.bytes.len());
            if kind == "audio"
                && object.get("voice") == Some(&json!(true))
                && !file.mime_type.starts_with("audio/ogg")
            {
                failure =
                    Some(upload_error("Voice messages must be audio/ogg with the opus codec.".to_owned()));
            }
            view.insert("media_id".to_owned(), json!(id));
            view.insert("mime_type".to_owned(), json!(file.mime_type));
            view.insert("file_size".to_owned(), json!(file.bytes.len()));
        }
        (None, Some(link)) => {
            if !(link.starts_with("https://") || link.starts_with("http://")) {
                return Err(GraphError::invalid(format!("Param {kind}['link'] is not a valid URL.")));
            }
            view.insert("link".to_owned(), json!(link));
        }
    }
    if let Some(caption) = text_at(object, "/caption") {
        if matches!(kind, "audio" | "sticker") {
            return Err(GraphError::parameter(format!("Unexpected key \"caption\" on param \"{kind}\".")));
        }
        if length(caption) > 1024 {
            return Err(GraphError::invalid(format!(
                "Param {kind}['caption'] must be at most 1024 characters long."
            )));
        }
        view.insert("caption".to_owned(), json!(caption));
    }
    if let Some(filename) = text_at(object, "/filename") {
        if kind != "document" {
            return Err(GraphError::parameter(format!("Unexpected key \"filename\" on param \"{kind}\".")));
        }
        view.insert("filename".to_owned(), json!(filename));
    }
    if object.get("voice") == Some(&json!(true)) {
        view.insert("voice".to_owned(), json!(true));
    }
    Ok(Checked { failure, ..Checked::free(Value::Object(view)) })
}

fn upload_error(details: String) -> FailureNote {
    FailureNote { code: 131_053, details }
}

/// Why a stored file cannot travel as this kind: type and size ("Supported media types").
pub(super) fn refuse_type(kind: &str, mime_type: &str, size: usize) -> Option<FailureNote> {
    let plain = mime_type.split(';').next().unwrap_or_default().trim();
    let (accepted, limit): (&[&str], usize) = match kind {
        "audio" => (&["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], 16 << 20),
        "image" => (&["image/jpeg", "image/png"], 5 << 20),
        "video" => (&["video/3gpp", "video/mp4"], 16 << 20),
        "sticker" => (&["image/webp"], 500 << 10),
        _ => (&[], 100 << 20),
    };
    let name =
        format!("{}{}", kind.get(..1).unwrap_or_default().to_uppercase(), kind.get(1..).unwrap_or_default());
    if !accepted.is_empty() && !accepted.contains(&plain) {
        return Some(upload_error(format!(
            "Unsupported {name} mime type {plain}. Please use one of {}.",
            accepted.join(", ")
        )));
    }
    (size > limit).then(|| {
        upload_error(format!("{name} file size of {size} bytes exceeds the limit of {limit} bytes."))
    })
}

fn number(value: Option<&Value>) -> Option<f64> {
    match value? {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim().parse().ok(),
        _ => None,
    }
}

fn location(object: &Value) -> Result<Checked, GraphError> {
    let mut view = Map::new();
    for (name, limit) in [("latitude", 90.0), ("longitude", 180.0)] {
        let Some(value) = object.get(name) else {
            return Err(GraphError::missing(format!("The parameter location['{name}'] is required.")));
        };
        match number(Some(value)).filter(|v| v.abs() <= limit) {
            Some(degrees) => view.insert(name.to_owned(), json!(degrees)),
            None => {
                return Err(GraphError::invalid(format!(
                    "Param location['{name}'] must be a number between -{limit} and {limit}."
                )));
            }
        };
    }
    for name in ["name", "address"] {
        if let Some(text) = text_at(object, &format!("/{name}")) {
            view.insert(name.to_owned(), json!(text));
        }
    }
    Ok(Checked::free(Value::Object(view)))
}

fn contacts(object: &Value) -> Result<Checked, GraphError> {
    let Some(list) = object.as_array() else {
        return Err(GraphError::parameter("Param contacts must be an array."));
    };
    if list.is_empty() || list.len() > 257 {
        return Err(GraphError::invalid("Param contacts must hold between 1 and 257 contacts."));
    }
    for (index, contact) in list.iter().enumerate() {
        if text_at(contact, "/name/formatted_name").is_none_or(str::is_empty) {
            return Err(GraphError::missing(format!(
                "The parameter contacts[{index}]['name']['formatted_name'] is required."
            )));
        }
    }
    Ok(Checked::free(object.clone()))
}

const THIRTY_DAYS_MS: i64 = 30 * 24 * 3600 * 1000;

fn reaction(world: &World, object: &Value, now: i64) -> Result<Checked, GraphError> {
    let Some(id) = text_at(object, "/message_id") else {
        return Err(GraphError::missing("The parameter reaction['message_id'] is required."));
    };
    let Some(emoji) = text_at(object, "/emoji") else {
        return Err(GraphError::missing("The parameter reaction['emoji'] is required."));
    };
    if !emoji.is_empty() && !is_one_emoji(emoji) {
        return Err(GraphError::invalid(
            "Param reaction['emoji'] must be a single emoji or an empty string.",
        ));
    }
    match world.bubble(id) {
        Some(target) if now - target.at_ms <= THIRTY_DAYS_MS && !target.revoked => {
            Ok(Checked::free(json!({"message_id": id, "emoji": emoji})))
        }
        _ => Err(GraphError::invalid("Reaction target does not exist, is too old or is itself a reaction.")),
    }
}

/// One emoji: a picture with its modifiers and joined parts, a flag of two letters, or a keycap.
fn is_one_emoji(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let regional = |c: &char| ('\u{1F1E6}'..='\u{1F1FF}').contains(c);
    if characters.len() == 2 && characters.iter().all(regional) {
        return true;
    }
    if characters.contains(&'\u{20E3}') {
        return characters.len() <= 3
            && characters.first().is_some_and(|c| c.is_ascii_digit() || "#*".contains(*c));
    }
    let modifier = |c: char| matches!(u32::from(c), 0xFE0E | 0xFE0F | 0x1F3FB..=0x1F3FF | 0xE0020..=0xE007F);
    let picture =
        |c: char| matches!(u32::from(c), 0xA9 | 0xAE | 0x203C..=0x3299 | 0x1F000..=0x1FAFF) && !modifier(c);
    let mut joined = true;
    for character in characters.iter().copied() {
        if character == '\u{200D}' {
            joined = true;
        } else if picture(character) && joined {
            joined = false;
        } else if !modifier(character) {
            return false;
        }
    }
    characters.first().copied().is_some_and(picture) && !joined
}

/// Who a request is addressed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Recipient {
    /// `to`: the text given and its digits.
    Phone { input: String, digits: String },
    /// `recipient`: a business-scoped user id.
    UserId(String),
}

/// Reads `to` or `recipient`; with both, the phone wins.
pub(super) fn recipient(body: &Value) -> Result<Recipient, GraphError> {
    if body.get("recipient_type").is_some_and(|t| t != "individual") {
        return Err(GraphError::parameter(
            "Param recipient_type must be 'individual': this number has no groups.",
        ));
    }
    match (body.get("to"), body.get("recipient")) {
        (Some(to), _) => {
            let input = match to {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return Err(GraphError::parameter("Param to must be a string.")),
            };
            match ids::phone_digits(&input) {
                Some(digits) => Ok(Recipient::Phone { input, digits }),
                None => Err(GraphError::invalid("Param to is not a valid WhatsApp phone number.")),
            }
        }
        (None, Some(Value::String(id))) if ids::is_user_id(id) => Ok(Recipient::UserId(id.clone())),
        (None, Some(_)) => {
            Err(GraphError::invalid("Param recipient is not a valid business-scoped user id."))
        }
        (None, None) => Err(GraphError::parameter("The parameter to is required.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_is_told_from_more() {
        for emoji in ["👍", "❤️", "👨‍👩‍👧", "🇧🇷", "1️⃣", "👋🏽", "😮", "☕"]
        {
            assert!(is_one_emoji(emoji), "{emoji}");
        }
        for other in ["", "a", "👍👍", "ok 👍", "👍a", "\u{200D}"] {
            assert!(!is_one_emoji(other), "{other}");
        }
    }

    #[test]
    fn recipients() {
        assert_eq!(
            recipient(&json!({"to": "+55 31 98888-7777", "recipient": "BR.1"})).unwrap(),
            Recipient::Phone { input: "+55 31 98888-7777".to_owned(), digits: "5531988887777".to_owned() }
        );
        assert_eq!(recipient(&json!({"recipient": "BR.1"})).unwrap(), Recipient::UserId("BR.1".to_owned()));
        assert!(recipient(&json!({"recipient": "1"})).is_err());
        assert!(recipient(&json!({})).is_err());
    }

    #[test]
    fn files_have_types_and_sizes() {
        assert!(refuse_type("image", "image/jpeg", 1).is_none());
        assert!(refuse_type("audio", "audio/ogg; codecs=opus", 1).is_none());
        assert_eq!(refuse_type("video", "text/html", 1).unwrap().code, 131_053);
        assert_eq!(refuse_type("image", "image/png", 6 << 20).unwrap().code, 131_053);
        assert!(refuse_type("document", "application/x-anything", 90 << 20).is_none());
    }
}
