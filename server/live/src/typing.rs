//! Who is writing right now. Never stored; valid for a few seconds; told to colleagues who follow the same conversation.

use desk_core::{Actor, FeedEvent};
use desk_model::{ConversationId, QueueId, UserId};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::time::Instant;

/// A client repeats it every 3 s; more often it is not passed on.
const PAUSE: Duration = Duration::from_secs(1);
/// More conversations than this are not remembered; the memory is rebuilt by the next lines.
const REMEMBERED: usize = 10_000;

/// What is needed to pass typing on to the right ones.
#[derive(Default)]
pub(crate) struct Typing {
    /// Where each conversation's ticket stood at its latest line: queue, and people who see it besides.
    audience: HashMap<ConversationId, (Option<QueueId>, Vec<UserId>)>,
    last: HashMap<(UserId, ConversationId), Instant>,
}

impl Typing {
    /// Notes where a conversation stands.
    pub(crate) fn note(&mut self, event: &FeedEvent) {
        let Some(conversation) = &event.conversation else { return };
        if self.audience.len() >= REMEMBERED && !self.audience.contains_key(conversation) {
            self.audience.clear();
        }
        let people = event.user.iter().chain(&event.others).cloned().collect();
        self.audience.insert(conversation.clone(), (event.queue.clone(), people));
    }

    /// Whether `user` may be heard of now, in this conversation.
    pub(crate) fn accept(&mut self, user: &UserId, conversation: &ConversationId, now: Instant) -> bool {
        self.last.retain(|_, at| now.saturating_duration_since(*at) < PAUSE);
        let key = (user.clone(), conversation.clone());
        if self.last.contains_key(&key) {
            return false;
        }
        self.last.insert(key, now);
        true
    }

    /// Whether `actor` hears that somebody writes in `conversation`. Following was authorised when it began; what was
    /// learnt since then narrows it.
    pub(crate) fn hears(
        &self,
        actor: &Actor,
        followed: &HashSet<ConversationId>,
        conversation: &ConversationId,
    ) -> bool {
        if !followed.contains(conversation) {
            return false;
        }
        match self.audience.get(conversation) {
            Some((Some(queue), people)) => actor.sees_queue(queue) || people.contains(actor.user()),
            Some((None, _)) | None => true,
        }
    }
}
