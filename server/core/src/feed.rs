//! What became true, in order, for those who push it to browsers.

use crate::error::Outcome;
use crate::{Actor, Desk, Inner};
use desk_model::{ConversationId, DeskError, QueueId, Timestamp, UserId};
use desk_store::event::People;
use desk_store::{EventRow, NewEvent, event};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A row of the list.
    Ticket,
    /// A line of a thread; only for those who follow its conversation.
    Message,
    /// The templates of a number.
    Templates,
    /// The price table.
    Prices,
    /// The labels.
    Labels,
    /// Queues and people as every page knows them.
    Desk,
    /// Notes that name somebody; only for them.
    Mentions,
    /// Whether a number can send.
    Number,
    /// Somebody came, went or paused.
    Presence,
    /// What somebody may do changed, or they logged out everywhere: see [`AccessChange`]. Not for browsers.
    Access,
    /// Written by a newer version; not for anybody here.
    Other,
}

impl Topic {
    fn parse(word: &str) -> Self {
        match word {
            "ticket" => Self::Ticket,
            "message" => Self::Message,
            "templates" => Self::Templates,
            "prices" => Self::Prices,
            "labels" => Self::Labels,
            "desk" => Self::Desk,
            "mentions" => Self::Mentions,
            "number" => Self::Number,
            "presence" => Self::Presence,
            "access" => Self::Access,
            _ => Self::Other,
        }
    }
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// Its number; no gaps.
    pub seq: i64,
    /// When it became true.
    pub at: Timestamp,
    /// What it is about.
    pub topic: Topic,
    /// Whoever sees this queue may see it.
    pub queue: Option<QueueId>,
    /// So may this person.
    pub user: Option<UserId>,
    /// So may whoever sees the queue the ticket left.
    pub left: Option<QueueId>,
    /// And these people.
    pub others: Vec<UserId>,
    /// Only those who follow this conversation want it.
    pub conversation: Option<ConversationId>,
    /// The fact as JSON (`desk_model::wire::DeskEvent`, or [`AccessChange`]), serialised once.
    pub payload: String,
}

/// Payload of [`Topic::Access`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessChange {
    /// Whose.
    pub user: UserId,
    /// Sessions and sockets of an older epoch are dead; those of this one ask again what they may see.
    pub epoch: i64,
}

impl FeedEvent {
    /// Whether `actor` may see it. Who follows which conversation is for the caller to know.
    pub fn is_for(&self, actor: &Actor) -> bool {
        match self.topic {
            Topic::Access | Topic::Other => false,
            Topic::Templates
            | Topic::Prices
            | Topic::Labels
            | Topic::Desk
            | Topic::Number
            | Topic::Presence => true,
            Topic::Mentions => self.user.as_ref() == Some(actor.user()),
            Topic::Ticket | Topic::Message => {
                self.queue.iter().chain(&self.left).any(|queue| actor.sees_queue(queue))
                    || self.user.iter().chain(&self.others).any(|who| who == actor.user())
            }
        }
    }

    /// What changed, for [`Topic::Access`].
    pub fn access(&self) -> Option<AccessChange> {
        if self.topic == Topic::Access { serde_json::from_str(&self.payload).ok() } else { None }
    }
}

impl From<EventRow> for FeedEvent {
    fn from(row: EventRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            topic: Topic::parse(&row.topic),
            queue: row.queue,
            user: row.user,
            left: row.left,
            others: row.others.0,
            conversation: row.conversation,
            payload: row.payload,
        }
    }
}

/// The event that tells every node that what `user` may do changed.
pub(crate) fn access_changed(user: &UserId, epoch: i64, at: Timestamp) -> NewEvent {
    let change = AccessChange { user: user.clone(), epoch };
    NewEvent {
        topic: "access",
        queue: None,
        user: Some(user.clone()),
        left: None,
        others: People::default(),
        conversation: None,
        // Plain text and a number cannot fail to be written.
        payload: serde_json::to_string(&change).unwrap_or_default(),
        at,
    }
}

impl Desk {
    /// Changes after every commit that told something, on this node or, where there are others, on those.
    pub fn events_changed(&self) -> watch::Receiver<u64> {
        self.0.feed.subscribe()
    }

    /// Wakes whoever waits for events, as if something had been told. For nodes whose doorbell may have been missed.
    pub fn wake(&self) {
        self.0.wake_all();
    }

    /// The facts after number `after` in order, at most `limit`.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn events_since(&self, after: i64, limit: u32) -> Result<Vec<FeedEvent>, DeskError> {
        self.settle(self.0.events_since(after, limit)).await
    }

    /// The number of the newest fact; 0 when there is none.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn last_seq(&self) -> Result<i64, DeskError> {
        self.settle(async { Ok(event::last_seq(&mut self.0.store.read().await?).await?) }).await
    }

    /// The number of the oldest fact still kept; one more than the newest when none is.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn oldest_seq(&self) -> Result<i64, DeskError> {
        self.settle(async {
            let mut tx = self.0.store.read().await?;
            match event::oldest_seq(&mut tx).await? {
                Some(oldest) => Ok(oldest),
                None => Ok(event::last_seq(&mut tx).await? + 1),
            }
        })
        .await
    }
}

impl Inner {
    async fn events_since(&self, after: i64, limit: u32) -> Outcome<Vec<FeedEvent>> {
        let rows = event::since(&self.store, after, limit).await?;
        let events: Vec<FeedEvent> = rows.into_iter().map(FeedEvent::from).collect();
        // Every node tails the feed, so that here each learns of a number another one changed.
        if events.iter().any(|event| event.topic == Topic::Number) {
            self.refresh_numbers().await?;
        }
        Ok(events)
    }

    /// Wakes everything that waits for work.
    pub(crate) fn wake_all(&self) {
        self.feed.send_modify(|count| *count = count.wrapping_add(1));
        self.outbox_bell.notify_one();
        self.inbound_bell.notify_one();
    }
}
