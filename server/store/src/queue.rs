//! Queues and who belongs to them.

use crate::rows::to_json;
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::{QueueId, QueuePolicy, Timestamp, UserId};

/// A queue with its texts.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct QueueRow {
    /// Which.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// Place among the queues.
    pub position: i64,
    /// Within how many hours after closing a customer's message reopens the ticket; 0 = never.
    pub reopen_hours: i64,
    /// Sent when a ticket opens; empty = nothing.
    pub opening_text: String,
    /// Sent when a ticket closes; empty = nothing.
    pub closing_text: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Asks whether the customer is still there; empty = never.
    pub nudge_text: String,
    /// Whether the desk asks by itself.
    pub nudge_auto: bool,
    /// How many minutes before the window closes.
    pub nudge_minutes: i64,
    /// What it does with its tickets.
    #[sqlx(try_from = "String")]
    pub policy: QueuePolicy,
}

/// Adds a queue.
pub async fn insert(tx: &mut Tx<'_>, queue: &QueueRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO queue (id, name, color, position, reopen_hours, opening_text, closing_text, created_at,
         nudge_text, nudge_auto, nudge_minutes, policy) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let policy = to_json(&queue.policy)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&queue.id)
        .bind(clean(&queue.name))
        .bind(clean(&queue.color))
        .bind(queue.position)
        .bind(queue.reopen_hours)
        .bind(clean(&queue.opening_text))
        .bind(clean(&queue.closing_text))
        .bind(queue.created_at)
        .bind(clean(&queue.nudge_text))
        .bind(queue.nudge_auto)
        .bind(queue.nudge_minutes)
        .bind(&policy)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// All queues in order.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<QueueRow>> {
    Ok(on!(tx, |c| sqlx::query_as("SELECT * FROM queue ORDER BY position, name").fetch_all(c).await?))
}

/// One queue.
pub async fn get(tx: &mut Tx<'_>, id: &QueueId) -> Result<Option<QueueRow>> {
    Ok(on!(tx, |c| sqlx::query_as("SELECT * FROM queue WHERE id = $1").bind(id).fetch_optional(c).await?))
}

/// Changes a queue's texts and reopen time; `false` when there is no such queue.
pub async fn update_texts(
    tx: &mut Tx<'_>,
    id: &QueueId,
    opening_text: &str,
    closing_text: &str,
    reopen_hours: i64,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE queue SET opening_text = $2, closing_text = $3, reopen_hours = $4 WHERE id = $1";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(clean(opening_text))
        .bind(clean(closing_text))
        .bind(reopen_hours)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Changes how a queue asks whether the customer is still there; `false` when there is no such queue.
pub async fn update_nudge(
    tx: &mut Tx<'_>,
    id: &QueueId,
    text: &str,
    auto: bool,
    minutes: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE queue SET nudge_text = $2, nudge_auto = $3, nudge_minutes = $4 WHERE id = $1";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(clean(text))
        .bind(auto)
        .bind(minutes)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Changes what a queue does with its tickets; `false` when there is no such queue.
pub async fn update_policy(tx: &mut Tx<'_>, id: &QueueId, policy: &QueuePolicy) -> Result<bool> {
    const SQL: &str = "UPDATE queue SET policy = $2 WHERE id = $1";
    let policy = to_json(policy)?;
    let rows = on!(tx, |c| sqlx::query(SQL).bind(id).bind(clean(&policy)).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// Adds a person to a queue.
pub async fn add_member(tx: &mut Tx<'_>, queue: &QueueId, user: &UserId) -> Result<()> {
    const SQL: &str = "INSERT INTO queue_member (queue_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    on!(tx, |c| sqlx::query(SQL).bind(queue).bind(user).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Takes a person out of a queue.
pub async fn remove_member(tx: &mut Tx<'_>, queue: &QueueId, user: &UserId) -> Result<()> {
    const SQL: &str = "DELETE FROM queue_member WHERE queue_id = $1 AND user_id = $2";
    on!(tx, |c| sqlx::query(SQL).bind(queue).bind(user).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The queues a person belongs to.
pub async fn queues_of(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<QueueId>> {
    const SQL: &str = "SELECT queue_id FROM queue_member WHERE user_id = $1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(user).fetch_all(c).await?))
}

/// Who belongs to a queue.
pub async fn members(tx: &mut Tx<'_>, queue: &QueueId) -> Result<Vec<UserId>> {
    const SQL: &str = "SELECT user_id FROM queue_member WHERE queue_id = $1 ORDER BY user_id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(queue).fetch_all(c).await?))
}
