//! The webhook fields beside `messages` that already mean something to the desk. All others are kept and noted.

use super::envelope::broken;
use super::json::Node;
use super::message;
use super::sender::{Addresses, Contacts, sender, taker};
use desk_core::ports::{Change, Preference};
use desk_model::Timestamp;
use desk_model::template::Category;

/// `calls[]` (Cloud API, *Calling › User-initiated calls*): a call by the customer, answered or not, opens the window.
/// The end of a call, and calls of our own, say nothing new.
pub(super) fn call(
    item: Node<'_>,
    items: &[Node<'_>],
    contacts: &Contacts,
    time: Option<Timestamp>,
) -> Change {
    let read = || {
        let call = item.object().ok_or("the call is no object")?;
        let event = call.text("event").unwrap_or_default();
        let by_user = call.text("direction").as_deref() == Some("USER_INITIATED");
        if !by_user || !matches!(event.as_str(), "connect" | "call_created") {
            return Ok(Change::Noted);
        }
        let id = call.filled("id").ok_or("the call has no id")?;
        let at = call.get("timestamp").and_then(Node::time).or(time).ok_or("the call has no timestamp")?;
        let sender = sender(&call, items, contacts).ok_or("the call has no caller")?;
        Ok(message::call(id, sender, at))
    };
    read().unwrap_or_else(broken)
}

/// `statuses[]` beside calls (Cloud API, *Calling › Business-initiated calls*): that the customer took a call of ours
/// opens the window; that it rang, or was refused, does not.
pub(super) fn call_status(item: Node<'_>, contacts: &Contacts, time: Option<Timestamp>) -> Change {
    let read = || {
        let status = item.object().ok_or("the status is no object")?;
        if status.text("status").as_deref() != Some("ACCEPTED") {
            return Ok(Change::Noted);
        }
        let id = status.filled("id").ok_or("the status names no call")?;
        let at =
            status.get("timestamp").and_then(Node::time).or(time).ok_or("the status has no timestamp")?;
        let taker = taker(&status, contacts).ok_or("the status names nobody")?;
        Ok(message::call_answered(id, taker, at))
    };
    read().unwrap_or_else(broken)
}

/// `user_id_update[]`: the customer has a new BSUID.
pub(super) fn user_id_update(item: Node<'_>, time: Option<Timestamp>) -> Change {
    let read = || {
        let update = item.object().ok_or("the update is no object")?;
        let at =
            update.get("timestamp").and_then(Node::time).or(time).ok_or("the update has no timestamp")?;
        let (mut before, mut after) = (Addresses::default(), Addresses::default());
        for name in ["user_id", "parent_user_id"] {
            match update.object(name) {
                Some(id) => {
                    before.read(id.text("previous"));
                    after.read(id.text("current"));
                }
                None => after.read(update.text(name)),
            }
        }
        after.read(update.text("wa_id"));
        if after.is_empty() {
            return Err("the update names no address");
        }
        let detail = update.filled("detail").unwrap_or_default();
        Ok(Change::IdentityChange {
            id: None,
            before: before.into_vec(),
            after: after.into_vec(),
            detail,
            at,
        })
    };
    read().unwrap_or_else(broken)
}

/// `user_preferences[]`: the customer turned marketing off or on inside WhatsApp.
pub(super) fn preference(item: Node<'_>, time: Option<Timestamp>) -> Change {
    let read = || {
        let item = item.object().ok_or("the preference is no object")?;
        let choice = match (item.text("category").as_deref(), item.text("value").as_deref()) {
            (Some("marketing_messages"), Some("stop")) => Preference::Stop,
            (Some("marketing_messages"), Some("resume")) => Preference::Resume,
            (Some("marketing_messages"), Some("signup")) => Preference::Signup,
            // A choice of another kind than we know.
            (Some(_), Some(_)) => return Ok(Change::Noted),
            _ => return Err("the preference has no category or no value"),
        };
        let at =
            item.get("timestamp").and_then(Node::time).or(time).ok_or("the preference has no timestamp")?;
        let mut from = Addresses::default();
        for name in ["wa_id", "user_id", "parent_user_id"] {
            from.read(item.text(name));
        }
        if from.is_empty() {
            return Err("the preference names nobody");
        }
        let detail = item.filled("detail").unwrap_or_default();
        Ok(Change::Preference { from: from.into_vec(), choice, detail, at })
    };
    read().unwrap_or_else(broken)
}

/// The provider's word.
pub(crate) fn category(word: &str) -> Option<Category> {
    Some(match word {
        "MARKETING" => Category::Marketing,
        "UTILITY" => Category::Utility,
        "AUTHENTICATION" => Category::Authentication,
        _ => return None,
    })
}
