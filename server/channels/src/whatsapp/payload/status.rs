//! `value.statuses[]` (Cloud API, *Webhooks › messages › status*).

use super::content::error_words;
use super::envelope::broken;
use super::json::{Node, Object};
use desk_core::ports::{Change, InboundStatus};
use desk_model::autopsy::own;
use desk_model::message::{MessageStatus, SendFailure};
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
    Ok(Change::Status(InboundStatus { target, ours, status, failure, at }))
}

fn failure(item: &Object<'_>) -> SendFailure {
    let errors = item.objects("errors");
    let code = errors.first().and_then(|e| e.get("code")?.integer()).unwrap_or(own::NO_REASON);
    SendFailure { code, detail: error_words(item).unwrap_or_default() }
}
