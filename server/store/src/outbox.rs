//! Messages on their way out. Finished rows are deleted; the message keeps what became of it.

use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::{ConversationId, MessageId, NumberId, Timestamp};
use sqlx::QueryBuilder;

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OutboxRow {
    /// Which.
    #[sqlx(rename = "message_id")]
    pub message: MessageId,
    /// From which number.
    #[sqlx(rename = "number_id")]
    pub number: NumberId,
    /// In which conversation.
    #[sqlx(rename = "conversation_id")]
    pub conversation: ConversationId,
    /// `queued`, `sending` or `unknown`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before.
    pub due_at: Timestamp,
    /// Until when a worker has it.
    pub lease_until: Option<Timestamp>,
    /// Order within the conversation.
    pub position: i64,
    /// Technical words of the last failure.
    pub last_error: Option<String>,
}

/// Puts a message into the outbox, behind all others of its conversation.
pub async fn enqueue(
    tx: &mut Tx<'_>,
    message: &MessageId,
    number: &NumberId,
    conversation: &ConversationId,
    at: Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO outbox (message_id, number_id, conversation_id, state, attempts, due_at, lease_until, position, last_error)
         VALUES ($1, $2, $3, 'queued', 0, $4, NULL,
                 (SELECT COALESCE(MAX(position), 0) + 1 FROM outbox WHERE conversation_id = $3), NULL)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(message)
        .bind(number)
        .bind(conversation)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Messages that may leave now: due, and the first of their conversation. One whose outcome is unknown holds up those
/// behind it no longer than its lease.
/// Those of the numbers in `except` are passed over.
pub async fn due(tx: &mut Tx<'_>, now: Timestamp, except: &[NumberId], limit: u32) -> Result<Vec<OutboxRow>> {
    Ok(on!(tx, |c| {
        let mut query = QueryBuilder::new("SELECT * FROM outbox o WHERE o.state = 'queued' AND o.due_at <= ");
        query.push_bind(now);
        if !except.is_empty() {
            query.push(" AND o.number_id NOT IN (");
            let mut list = query.separated(", ");
            for number in except {
                list.push_bind(number);
            }
            query.push(")");
        }
        query.push(
            " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.conversation_id = o.conversation_id
             AND e.position < o.position AND (e.state <> 'unknown' OR e.lease_until > ",
        );
        query.push_bind(now).push(")) ORDER BY o.due_at, o.position LIMIT ").push_bind(i64::from(limit));
        query.build_query_as().fetch_all(c).await?
    }))
}

/// When the next message may leave, past or future, if one waits. Those behind another wait for that one; those behind one
/// whose outcome is unknown, for the end of its lease. Those of the numbers in `except` are passed over.
pub async fn next_due(tx: &mut Tx<'_>, except: &[NumberId]) -> Result<Option<Timestamp>> {
    const HEADS: &str = "SELECT MIN(CASE WHEN held > due_at THEN held ELSE due_at END) FROM (
           SELECT o.due_at, (SELECT MAX(e.lease_until) FROM outbox e WHERE e.conversation_id = o.conversation_id
             AND e.position < o.position AND e.state = 'unknown') AS held
           FROM outbox o WHERE o.state = 'queued' AND NOT EXISTS (
             SELECT 1 FROM outbox e WHERE e.conversation_id = o.conversation_id AND e.position < o.position
             AND e.state <> 'unknown')";
    Ok(on!(tx, |c| {
        let mut query = QueryBuilder::new(HEADS);
        if !except.is_empty() {
            query.push(" AND o.number_id NOT IN (");
            let mut list = query.separated(", ");
            for number in except {
                list.push_bind(number);
            }
            query.push(")");
        }
        query.push(") AS heads");
        query.build_query_scalar().fetch_one(c).await?
    }))
}

/// A worker takes a message; `false` when another was faster.
pub async fn lease(tx: &mut Tx<'_>, message: &MessageId, until: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE outbox SET state = 'sending', lease_until = $2, attempts = attempts + 1 WHERE message_id = $1 AND state = 'queued'";
    let rows = on!(tx, |c| sqlx::query(SQL).bind(message).bind(until).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// It did not leave: again at `due_at`.
pub async fn retry(tx: &mut Tx<'_>, message: &MessageId, due_at: Timestamp, error: &str) -> Result<()> {
    const SQL: &str = "UPDATE outbox SET state = 'queued', due_at = $2, lease_until = NULL, last_error = $3 WHERE message_id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(message)
        .bind(due_at)
        .bind(clean(error))
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Nobody knows whether it left. It holds up its conversation until `until`.
pub async fn set_unknown(tx: &mut Tx<'_>, message: &MessageId, until: Timestamp, error: &str) -> Result<()> {
    const SQL: &str =
        "UPDATE outbox SET state = 'unknown', lease_until = $2, last_error = $3 WHERE message_id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(message)
        .bind(until)
        .bind(clean(error))
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Nothing of a number leaves before `until`.
pub async fn hold_number(tx: &mut Tx<'_>, number: &NumberId, until: Timestamp) -> Result<()> {
    const SQL: &str =
        "UPDATE outbox SET due_at = $2 WHERE number_id = $1 AND state = 'queued' AND due_at < $2";
    on!(tx, |c| sqlx::query(SQL).bind(number).bind(until).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Everything of a number may leave at once.
pub async fn release_number(tx: &mut Tx<'_>, number: &NumberId, now: Timestamp) -> Result<()> {
    const SQL: &str =
        "UPDATE outbox SET due_at = $2 WHERE number_id = $1 AND state = 'queued' AND due_at > $2";
    on!(tx, |c| sqlx::query(SQL).bind(number).bind(now).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The message left, or never will.
pub async fn finish(tx: &mut Tx<'_>, message: &MessageId) -> Result<()> {
    on!(tx, |c| sqlx::query("DELETE FROM outbox WHERE message_id = $1")
        .bind(message)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Messages whose worker died between the call and its record.
pub async fn expired(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<OutboxRow>> {
    const SQL: &str = "SELECT * FROM outbox WHERE state = 'sending' AND lease_until <= $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(now).fetch_all(c).await?))
}

/// Messages of unknown outcome whose time of holding up others ended before an instant.
pub async fn given_up(tx: &mut Tx<'_>, before: Timestamp) -> Result<Vec<OutboxRow>> {
    const SQL: &str = "SELECT * FROM outbox WHERE state = 'unknown' AND lease_until <= $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(before).fetch_all(c).await?))
}

/// One row.
pub async fn get(tx: &mut Tx<'_>, message: &MessageId) -> Result<Option<OutboxRow>> {
    const SQL: &str = "SELECT * FROM outbox WHERE message_id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(message).fetch_optional(c).await?))
}

/// How many messages are on their way.
pub async fn count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM outbox").fetch_one(c).await?))
}
