//! Who hears of an event: the same rule for what is pushed and for what is replayed.

use desk_core::{Actor, FeedEvent, Topic};
use desk_model::ConversationId;
use std::collections::HashSet;

/// Whether somebody who follows `followed` is sent `event`: what they may see, and lines of threads only where they look.
pub(crate) fn hears(actor: &Actor, followed: &HashSet<ConversationId>, event: &FeedEvent) -> bool {
    let wanted =
        event.topic != Topic::Message || event.conversation.as_ref().is_some_and(|c| followed.contains(c));
    wanted && event.is_for(actor)
}
