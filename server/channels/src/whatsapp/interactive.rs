//! Messages with something to tap, and files by their address (Cloud API, *Interactive messages*, *Media messages*).

use desk_model::interactive::Interactive;
use desk_model::message::MediaKind;
use serde_json::{Map, Value, json};

/// The `interactive` object of a request.
pub(super) fn json(what: &Interactive) -> Value {
    let body = json!({ "text": what.body });
    match &what.list {
        Some(button) => {
            let rows: Vec<Value> = what
                .choices
                .iter()
                .map(|choice| match &choice.description {
                    Some(text) => json!({ "id": choice.id, "title": choice.title, "description": text }),
                    None => json!({ "id": choice.id, "title": choice.title }),
                })
                .collect();
            let action = json!({ "button": button, "sections": [{ "rows": rows }] });
            json!({ "type": "list", "body": body, "action": action })
        }
        None => {
            let buttons: Vec<Value> = what
                .choices
                .iter()
                .map(|choice| json!({ "type": "reply", "reply": { "id": choice.id, "title": choice.title } }))
                .collect();
            json!({ "type": "button", "body": body, "action": { "buttons": buttons } })
        }
    }
}

/// The type of a file and its object. Only pictures, films and documents have a caption, only documents a name.
pub(super) fn media(
    kind: MediaKind,
    link: &str,
    caption: Option<&str>,
    filename: Option<&str>,
) -> (&'static str, Value) {
    let (word, captioned) = match kind {
        MediaKind::Image => ("image", true),
        MediaKind::Video => ("video", true),
        MediaKind::Document => ("document", true),
        MediaKind::Audio => ("audio", false),
        MediaKind::Sticker => ("sticker", false),
    };
    let mut file = Map::new();
    file.insert("link".into(), link.into());
    if let Some(caption) = caption.filter(|_| captioned) {
        file.insert("caption".into(), caption.into());
    }
    if let Some(name) = filename.filter(|_| kind == MediaKind::Document) {
        file.insert("filename".into(), name.into());
    }
    (word, Value::Object(file))
}
