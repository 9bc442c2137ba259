//! Who stands where in a queue, how long one waits there, and who was told so.

use crate::{Result, Tx};
use desk_model::view::{InboxOrder, InboxRow, sort_key};
use desk_model::{ConversationId, QueueId, Timestamp};

/// The place of a waiting ticket in its queue, from 1, in the order in which they are served.
pub async fn place(tx: &mut Tx<'_>, row: &InboxRow, since: Timestamp) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM ticket WHERE state = 'queued' AND queue_id = $1 AND id <> $5
         AND (priority > $2 OR (priority = $2 AND (risk_key, since, id) < ($3, $4, $5)))";
    let ahead: i64 = on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(&row.queue)
        .bind(row.priority.rank())
        .bind(sort_key(InboxOrder::Risk, row).0)
        .bind(since)
        .bind(&row.ticket)
        .fetch_one(c)
        .await?);
    Ok(ahead + 1)
}

/// Writes down how long somebody waited in a queue until `at`; what is older than `keep` is forgotten.
pub async fn note(
    tx: &mut Tx<'_>,
    queue: &QueueId,
    at: Timestamp,
    waited: i64,
    keep: Timestamp,
) -> Result<()> {
    const FORGET: &str = "DELETE FROM queue_wait WHERE queue_id = $1 AND at < $2";
    const SQL: &str = "INSERT INTO queue_wait (queue_id, at, waited) VALUES ($1, $2, $3)";
    on!(tx, |c| sqlx::query(FORGET).bind(queue).bind(keep).execute(c).await.map(|_| ())?);
    on!(tx, |c| sqlx::query(SQL).bind(queue).bind(at).bind(waited).execute(c).await.map(|_| ())?);
    Ok(())
}

/// How long the last ones waited in a queue, the newest first.
pub async fn recent(tx: &mut Tx<'_>, queue: &QueueId, since: Timestamp, limit: u32) -> Result<Vec<i64>> {
    const SQL: &str =
        "SELECT waited FROM queue_wait WHERE queue_id = $1 AND at >= $2 ORDER BY at DESC LIMIT $3";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(queue)
        .bind(since)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?))
}

/// How often a conversation was told how a ticket stands, since `since`.
pub async fn told(tx: &mut Tx<'_>, conversation: &ConversationId, since: Timestamp) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM status_answer WHERE conversation_id = $1 AND at > $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(conversation).bind(since).fetch_one(c).await?))
}

/// Writes down that it was told at `at`; what is older than `keep` is forgotten.
pub async fn tell(
    tx: &mut Tx<'_>,
    conversation: &ConversationId,
    at: Timestamp,
    keep: Timestamp,
) -> Result<()> {
    const FORGET: &str = "DELETE FROM status_answer WHERE conversation_id = $1 AND at <= $2";
    const SQL: &str = "INSERT INTO status_answer (conversation_id, at) VALUES ($1, $2)";
    on!(tx, |c| sqlx::query(FORGET).bind(conversation).bind(keep).execute(c).await.map(|_| ())?);
    on!(tx, |c| sqlx::query(SQL).bind(conversation).bind(at).execute(c).await.map(|_| ())?);
    Ok(())
}
