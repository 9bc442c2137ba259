//! The customer's reaction to a message. Changes the message; opens neither ticket nor window.

use desk_model::Timestamp;
use desk_model::message::Reaction;
use desk_store::message::MessageRow;

/// Takes over the reaction made at `at` (`None` = taken back), unless a newer one is known. Tells whether the line changed.
pub(super) fn change(line: &mut MessageRow, emoji: Option<&str>, at: Timestamp) -> bool {
    if line.changes.reacted_at > Some(at) {
        return false;
    }
    line.changes.reacted_at = Some(at);
    line.view.reactions.retain(|reaction| !reaction.by_customer);
    if let Some(emoji) = emoji.filter(|emoji| !emoji.is_empty()) {
        line.view.reactions.push(Reaction { by_customer: true, emoji: emoji.to_owned() });
    }
    true
}
