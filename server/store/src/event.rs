//! Facts, numbered without gaps, that every screen can replay.

use crate::tx::{BATCH, clean};
use crate::{Result, Store, Tx};
use desk_model::{ConversationId, QueueId, Timestamp, UserId};
use sqlx::QueryBuilder;

/// Some people; stored as their ids with spaces between.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People(pub Vec<UserId>);

impl TryFrom<String> for People {
    type Error = <UserId as std::str::FromStr>::Err;
    fn try_from(text: String) -> std::result::Result<Self, Self::Error> {
        text.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>().map(Self)
    }
}

impl std::fmt::Display for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, id) in self.0.iter().enumerate() {
            write!(f, "{}{id}", if place == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// A fact to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// `ticket`, `message`, `templates`, `number` or `access`.
    pub topic: &'static str,
    /// Members of this queue may see it.
    pub queue: Option<QueueId>,
    /// This person may see it.
    pub user: Option<UserId>,
    /// Members of the queue the ticket left may see it too.
    pub left: Option<QueueId>,
    /// So may these people.
    pub others: People,
    /// Only those who follow this conversation see it.
    pub conversation: Option<ConversationId>,
    /// A `DeskEvent` as JSON.
    pub payload: String,
    /// When it became true.
    pub at: Timestamp,
}

/// A stored fact.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EventRow {
    /// Its number.
    pub seq: i64,
    /// When it became true.
    pub at: Timestamp,
    /// See [`NewEvent::topic`].
    pub topic: String,
    /// See [`NewEvent::queue`].
    #[sqlx(rename = "queue_id")]
    pub queue: Option<QueueId>,
    /// See [`NewEvent::user`].
    #[sqlx(rename = "user_id")]
    pub user: Option<UserId>,
    /// See [`NewEvent::left`].
    #[sqlx(rename = "left_queue_id")]
    pub left: Option<QueueId>,
    /// See [`NewEvent::others`].
    #[sqlx(try_from = "String")]
    pub others: People,
    /// See [`NewEvent::conversation`].
    #[sqlx(rename = "conversation_id")]
    pub conversation: Option<ConversationId>,
    /// See [`NewEvent::payload`].
    pub payload: String,
}

/// Stores facts in this order and returns the number of the last. Takes the counter's row until the end of the transaction,
/// so that no number becomes visible before a smaller one: call it last.
pub async fn append(tx: &mut Tx<'_>, events: &[NewEvent]) -> Result<i64> {
    const COUNT: &str = "UPDATE event_seq SET last = last + $1 WHERE one = 1 RETURNING last";
    if events.is_empty() {
        return last_seq(tx).await;
    }
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let last: i64 = on!(tx, |c| sqlx::query_scalar(COUNT).bind(count).fetch_one(c).await?);
    let mut seq = last - count;
    for chunk in events.chunks(BATCH) {
        on!(tx, |c| {
            let mut query = QueryBuilder::new(
                "INSERT INTO event (seq, at, topic, queue_id, user_id, conversation_id, payload, left_queue_id,
                 others) ",
            );
            query.push_values(chunk, |mut row, event| {
                seq += 1;
                row.push_bind(seq)
                    .push_bind(event.at)
                    .push_bind(event.topic)
                    .push_bind(&event.queue)
                    .push_bind(&event.user)
                    .push_bind(&event.conversation)
                    .push_bind(clean(&event.payload))
                    .push_bind(&event.left)
                    .push_bind(event.others.to_string());
            });
            query.build().execute(c).await.map(|_| ())?;
        });
    }
    Ok(last)
}

/// Facts after a number, in order.
pub async fn since(store: &Store, after: i64, limit: u32) -> Result<Vec<EventRow>> {
    const SQL: &str = "SELECT * FROM event WHERE seq > $1 ORDER BY seq LIMIT $2";
    Ok(alone!(store, readers, |c| sqlx::query_as(SQL)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?))
}

/// The number of the newest fact; 0 before the first.
pub async fn last_seq(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar("SELECT last FROM event_seq WHERE one = 1").fetch_one(c).await?))
}

/// The number of the oldest fact kept; `None` when none is.
pub async fn oldest_seq(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    Ok(on!(tx, |c| sqlx::query_scalar("SELECT MIN(seq) FROM event").fetch_one(c).await?))
}

/// Forgets facts older than an instant.
pub async fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM event WHERE at < $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before).execute(c).await?.rows_affected()))
}
