//! What a message holds, by its `type` (Cloud API, *Webhooks › messages*). Nothing here fails: what does not have the
//! expected form becomes a placeholder that the agent sees.

use super::json::{Node, Object};
use desk_model::message::{ContactCard, Content, MediaKind, OrderItem};

/// The provider's word for the message; when it is missing, the first known member tells.
pub(super) fn kind(message: &Object<'_>) -> String {
    const KNOWN: [&str; 15] = [
        "text",
        "image",
        "video",
        "audio",
        "voice",
        "document",
        "sticker",
        "location",
        "contacts",
        "button",
        "interactive",
        "order",
        "reaction",
        "edit",
        "revoke",
    ];
    let guess = || KNOWN.iter().find(|name| message.get(name).is_some()).map(|name| (*name).to_owned());
    message.filled("type").or_else(guess).unwrap_or_default()
}

/// The content of a message of this kind.
pub(super) fn decode(kind: &str, message: &Object<'_>) -> Content {
    let known = match kind {
        "text" => message.object("text").and_then(|t| Some(Content::Text { body: t.text("body")? })),
        "image" => Some(media(MediaKind::Image, kind, message)),
        "video" => Some(media(MediaKind::Video, kind, message)),
        "audio" | "voice" => Some(media(MediaKind::Audio, kind, message)),
        "document" => Some(media(MediaKind::Document, kind, message)),
        "sticker" => Some(media(MediaKind::Sticker, kind, message)),
        "location" => message.object("location").and_then(|l| location(&l)),
        "contacts" => message.list("contacts").map(|cards| Content::Contacts {
            cards: cards.into_iter().filter_map(Node::object).map(|card| contact_card(&card)).collect(),
        }),
        "button" => message.object("button").map(|button| Content::Choice {
            title: button.text("text").unwrap_or_default(),
            description: None,
            id: button.text("payload").unwrap_or_default(),
        }),
        "interactive" => message.object("interactive").map(|i| interactive(&i)),
        "order" => message.object("order").map(|o| order(&o)),
        "request_welcome" => Some(Content::Welcome),
        // Older payloads say `unknown` for the same thing.
        "unsupported" | "unknown" => Some(unsupported(message)),
        _ => None,
    };
    known.unwrap_or_else(|| Content::Unknown { kind: kind.to_owned() })
}

fn media(kind: MediaKind, word: &str, message: &Object<'_>) -> Content {
    let Some(file) = message.object(word) else {
        // A file that WhatsApp could not fetch for us (131052) comes as an error alone.
        return match message.get("errors") {
            Some(_) => Content::Unsupported { kind: Some(word.to_owned()), detail: error_words(message) },
            None => Content::Unknown { kind: word.to_owned() },
        };
    };
    let mime =
        file.text("mime_type").map(|mime| mime.split(';').next().unwrap_or_default().trim().to_owned());
    Content::Media {
        kind,
        media_id: file.filled("id"),
        mime: mime.filter(|mime| !mime.is_empty()),
        filename: file.filled("filename"),
        caption: file.filled("caption"),
        voice: word == "voice" || file.is_true("voice"),
    }
}

fn location(place: &Object<'_>) -> Option<Content> {
    // As written, but only when it is a place on earth.
    let degrees = |name: &str, most: f64| {
        let text = place.text(name)?;
        text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most).map(|_| text)
    };
    Some(Content::Location {
        latitude: degrees("latitude", 90.0)?,
        longitude: degrees("longitude", 180.0)?,
        name: place.filled("name"),
        address: place.filled("address"),
    })
}

fn contact_card(card: &Object<'_>) -> ContactCard {
    let vcard = card.text("vcard").unwrap_or_default();
    let of_name = |name: &Object<'_>| {
        name.filled("formatted_name").or_else(|| {
            let parts: Vec<String> =
                ["first_name", "last_name"].iter().filter_map(|key| name.filled(key)).collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        })
    };
    let mut phones: Vec<String> = card
        .objects("phones")
        .iter()
        .filter_map(|p| p.filled("phone").or_else(|| p.filled("wa_id")))
        .collect();
    if phones.is_empty() {
        phones.extend(vcard_values(&vcard, "TEL").map(str::to_owned));
    }
    ContactCard {
        name: card
            .object("name")
            .and_then(|name| of_name(&name))
            .or_else(|| vcard_values(&vcard, "FN").next().map(str::to_owned))
            .unwrap_or_default(),
        phones,
        emails: card.objects("emails").iter().filter_map(|e| e.filled("email")).collect(),
        company: card.object("org").and_then(|org| org.filled("company")).unwrap_or_default(),
    }
}

/// The values of a vCard's lines of one name: `TEL;TYPE=CELL:+55…`.
fn vcard_values<'a>(vcard: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    vcard.lines().filter_map(move |line| {
        let (head, value) = line.split_once(':')?;
        let word = head.split(';').next()?;
        (word.eq_ignore_ascii_case(name) && !value.trim().is_empty()).then_some(value.trim())
    })
}

fn interactive(interactive: &Object<'_>) -> Content {
    let kind = interactive.text("type").unwrap_or_default();
    let known = match kind.as_str() {
        "button_reply" | "list_reply" => interactive.object(&kind).map(|reply| Content::Choice {
            title: reply.text("title").unwrap_or_default(),
            description: reply.filled("description"),
            id: reply.text("id").unwrap_or_default(),
        }),
        "nfm_reply" => interactive.object(&kind).map(|reply| Content::Form {
            name: reply.filled("name").unwrap_or_else(|| "flow".to_owned()),
            answers: reply.get("response_json").map(answers).unwrap_or_default(),
        }),
        "call_permission_reply" => interactive.object(&kind).map(|reply| Content::CallPermission {
            accepted: reply.text("response").as_deref() == Some("accept"),
        }),
        _ => None,
    };
    known.unwrap_or_else(|| Content::Unknown {
        kind: if kind.is_empty() { "interactive".to_owned() } else { format!("interactive/{kind}") },
    })
}

/// The answers of a form: JSON inside a string. The token that ties it to the form is not for people.
fn answers(response: Node<'_>) -> Vec<(String, String)> {
    let text = response.text().unwrap_or_else(|| response.raw().to_owned());
    let Some(form) = Node::parse(&text).ok().and_then(Node::object) else {
        return vec![("response_json".to_owned(), text)];
    };
    let mut answers = Vec::new();
    for (label, value) in form.members().filter(|(label, _)| *label != "flow_token") {
        match value.object() {
            // An address comes as an object of its own.
            Some(inner) => answers.extend(inner.members().map(|(label, v)| (label.to_owned(), words(v)))),
            None => answers.push((label.to_owned(), words(value))),
        }
    }
    // A label may be escaped like any string.
    answers.into_iter().map(|(label, words)| (label.replace('\0', ""), words)).collect()
}

/// A value for people: a list of choices is joined, anything else deeper stays JSON.
fn words(value: Node<'_>) -> String {
    let one = |node: Node<'_>| node.text().unwrap_or_else(|| node.raw().to_owned());
    match value.list() {
        Some(items) => items.into_iter().map(one).collect::<Vec<_>>().join(", "),
        None => one(value),
    }
}

fn order(order: &Object<'_>) -> Content {
    let items = order.objects("product_items");
    let item = |item: &Object<'_>| OrderItem {
        sku: item.text("product_retailer_id").unwrap_or_default(),
        quantity: item.text("quantity").unwrap_or_default(),
        price: item.text("item_price").unwrap_or_default(),
        currency: item.text("currency").unwrap_or_default(),
    };
    Content::Order { text: order.text("text").unwrap_or_default(), items: items.iter().map(item).collect() }
}

fn unsupported(message: &Object<'_>) -> Content {
    Content::Unsupported {
        kind: message.object("unsupported").and_then(|u| u.filled("type")),
        detail: error_words(message),
    }
}

/// The provider's explanation in the first of `errors`.
pub(super) fn error_words(item: &Object<'_>) -> Option<String> {
    let errors = item.objects("errors");
    let error = errors.first()?;
    // Older payloads have `details` at the top.
    let details = error.object("error_data").and_then(|data| data.filled("details"));
    details.or_else(|| ["details", "message", "title"].iter().find_map(|key| error.filled(key)))
}
