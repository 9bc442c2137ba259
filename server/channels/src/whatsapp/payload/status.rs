//! `value.statuses[]` (Cloud API, *Webhooks › messages › status*).

use super::content::error_words;
use super::envelope::broken;
use super::json::{Node, Object};
use desk_core::ports::{Change, InboundStatus};
use desk_model::autopsy::own;
use desk_model::message::{MessageStatus, SendFailure};
use desk_model::price::Pricing;
use desk_model::{MessageId, Timestamp};

/// One status, with the entry's own time for those that have none.
pub(super) fn decode(item: Node<'_>, time: Option<Timestamp>) -> Change {
    read(item, time).unwrap_or_else(broken)
}

fn read(item: Node<'_>, time: Option<Timestamp>) -> Result<Change, &'static str> {
    let item = item.object().ok_or("the status is no object")?;
    let target = item.filled("id").ok_or("the status names no message")?;
    let word = item.filled("status").ok_or("the status has no word")?;
    let status = match word.as_str() {
        "sent" => MessageStatus::Sent,
        "delivered" => MessageStatus::Delivered,
        "read" => MessageStatus::Read,
        "played" => MessageStatus::Played,
        "failed" => MessageStatus::Failed,
        // `deleted`, `warning` and words of tomorrow say nothing about how far it got.
        _ => return Ok(Change::Noted),
    };
    let at = item.get("timestamp").and_then(Node::time).or(time).ok_or("the status has no timestamp")?;
    let ours = item.text("biz_opaque_callback_data").and_then(|id| id.parse::<MessageId>().ok());
    let failure = (status == MessageStatus::Failed).then(|| failure(&item));
    let pricing = pricing(&item);
    Ok(Change::Status(InboundStatus { target, ours, status, failure, pricing, at }))
}

/// `pricing`, and what `conversation` adds to it: notices of old have no type, and since v24 a conversation is only named while
/// its messages are free (Cloud API, *Pricing*).
fn pricing(item: &Object<'_>) -> Option<Pricing> {
    let told = item.object("pricing");
    let origin = item.object("conversation").and_then(|c| c.object("origin")).and_then(|o| o.filled("type"));
    if told.is_none() && origin.is_none() {
        return None;
    }
    let word = |name: &str| told.as_ref().and_then(|told| told.filled(name)).map(short);
    let billable = told.as_ref().and_then(|told| match told.get("billable")?.raw() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    });
    Some(Pricing {
        model: word("pricing_model").unwrap_or_else(|| "CBP".to_owned()),
        kind: word("type").map(|kind| kind.to_ascii_lowercase()),
        category: word("category").or(origin.map(short)).unwrap_or_default().to_ascii_lowercase(),
        billable,
    })
}

/// A word of the provider, kept in bounds.
fn short(word: String) -> String {
    word.chars().take(64).collect()
}

fn failure(item: &Object<'_>) -> SendFailure {
    let errors = item.objects("errors");
    let code = errors.first().and_then(|e| e.get("code")?.integer()).unwrap_or(own::NO_REASON);
    SendFailure { code, detail: error_words(item).unwrap_or_default() }
}
