//! `value.messages[]` (Cloud API, *Webhooks › messages*).

use super::content;
use super::envelope::broken;
use super::json::{Node, Object};
use super::sender::{Addresses, Contacts, Sender, named, sender};
use desk_core::ports::{Change, InboundMessage};
use desk_model::Timestamp;
use desk_model::message::Content;
use desk_model::view::Provenance;

/// One of `items`, with the entry's own time for messages that have none.
pub(super) fn decode(
    item: Node<'_>,
    items: &[Node<'_>],
    contacts: &Contacts,
    time: Option<Timestamp>,
) -> Change {
    read(item, items, contacts, time).unwrap_or_else(broken)
}

fn read(
    item: Node<'_>,
    items: &[Node<'_>],
    contacts: &Contacts,
    time: Option<Timestamp>,
) -> Result<Change, &'static str> {
    let message = item.object().ok_or("the message is no object")?;
    let id = message.filled("id").ok_or("the message has no id")?;
    let at = message.get("timestamp").and_then(Node::time).or(time).ok_or("the message has no timestamp")?;
    let kind = content::kind(&message);
    match kind.as_str() {
        "reaction" => {
            let reaction = message.object("reaction").ok_or("the reaction says nothing")?;
            let target = reaction.filled("message_id").ok_or("the reaction has no target")?;
            // Taken back: the key is absent, or the text is empty.
            return Ok(Change::Reaction { id, target, emoji: reaction.filled("emoji"), at });
        }
        "edit" => {
            let edit = message.object("edit").ok_or("the edit says nothing")?;
            let target = edit.filled("original_message_id").ok_or("the edit has no target")?;
            let new = edit.object("message").ok_or("the edit has no message")?;
            let kind = content::kind(&new);
            return Ok(Change::Edit { id, target, content: content::decode(&kind, &new), at });
        }
        "revoke" => {
            let revoke = message.object("revoke").ok_or("the revocation says nothing")?;
            let target = revoke.filled("original_message_id").ok_or("the revocation has no target")?;
            return Ok(Change::Revoke { id, target, at });
        }
        "system" => return Ok(system(&message, id, at)),
        _ => {}
    }
    let Sender { addresses, name, username } =
        sender(&message, items, contacts).ok_or("the message has no sender")?;
    let context = message.object("context");
    let referral = message.object("referral");
    let provenance = Provenance {
        forwarded: context
            .as_ref()
            .is_some_and(|c| c.is_true("forwarded") || c.is_true("frequently_forwarded")),
        ad: referral
            .as_ref()
            .and_then(|ad| ["headline", "body", "source_url"].iter().find_map(|key| ad.filled(key))),
        product: context.as_ref().and_then(|c| c.object("referred_product")?.filled("product_retailer_id")),
    };
    Ok(Change::Message(Box::new(InboundMessage {
        id,
        from: addresses,
        name,
        username,
        at,
        content: content::decode(&kind, &message),
        // A group has a window of its own: what somebody says there opens none for a private answer.
        opens_window: message.filled("group_id").is_none(),
        reply_to: context.and_then(|c| c.filled("id")),
        provenance,
        from_ad: referral.is_some(),
    })))
}

/// The provider tells something about a customer. There are no contacts, and no ticket opens.
fn system(message: &Object<'_>, id: String, at: Timestamp) -> Change {
    let Some(system) = message.object("system") else { return Change::Noted };
    let mut before = named(message);
    // The words of `body` also name addresses, beside a name that the customer chose: never read them from there.
    before.read(system.text("customer"));
    let mut after = Addresses::default();
    for name in ["wa_id", "new_wa_id", "user_id", "parent_user_id"] {
        after.read(system.text(name));
    }
    let detail = system.filled("body").or_else(|| system.filled("type")).unwrap_or_default();
    match system.text("type").as_deref() {
        // Another device: the addresses stay.
        Some("customer_identity_changed") if !before.is_empty() => Change::IdentityChange {
            id: Some(id),
            before: before.clone().into_vec(),
            after: before.into_vec(),
            detail,
            at,
        },
        _ if !after.is_empty() => Change::IdentityChange {
            id: Some(id),
            before: before.into_vec(),
            after: after.into_vec(),
            detail,
            at,
        },
        _ => Change::Noted,
    }
}

/// A call by the customer counts as a message without words.
pub(super) fn call(id: String, sender: Sender, at: Timestamp) -> Change {
    wordless(id, sender, at, Content::Call)
}

/// So does their taking a call of ours.
pub(super) fn call_answered(id: String, taker: Sender, at: Timestamp) -> Change {
    wordless(id, taker, at, Content::CallAnswered)
}

fn wordless(id: String, sender: Sender, at: Timestamp, content: Content) -> Change {
    Change::Message(Box::new(InboundMessage {
        id,
        from: sender.addresses,
        name: sender.name,
        username: sender.username,
        at,
        content,
        opens_window: true,
        reply_to: None,
        provenance: Provenance::default(),
        from_ad: false,
    }))
}
