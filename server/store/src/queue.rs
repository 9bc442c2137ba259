//! Queues and who belongs to them.

use crate::rows::to_json;
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::{NumberId, QueueId, QueuePolicy, Timestamp, UserId};

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
    /// Whether it was given up.
    pub archived: bool,
    /// Where its open tickets went then.
    pub heir_id: Option<QueueId>,
}

/// Adds a queue.
pub async fn insert(tx: &mut Tx<'_>, queue: &QueueRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO queue (id, name, color, position, reopen_hours, opening_text, closing_text, created_at,
         nudge_text, nudge_auto, nudge_minutes, policy, archived, heir_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
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
        .bind(queue.archived)
        .bind(&queue.heir_id)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// All queues in use, in order.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<QueueRow>> {
    const SQL: &str = "SELECT * FROM queue WHERE NOT archived ORDER BY position, name";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// The queues that were given up.
pub async fn former(tx: &mut Tx<'_>) -> Result<Vec<QueueRow>> {
    const SQL: &str = "SELECT * FROM queue WHERE archived ORDER BY name";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// A queue nobody gives up before the end of the transaction.
pub async fn get_kept(tx: &mut Tx<'_>, id: &QueueId) -> Result<Option<QueueRow>> {
    const POSTGRES: &str = "SELECT * FROM queue WHERE id = $1 FOR KEY SHARE";
    match tx {
        Tx::Sqlite(_) => get(tx, id).await,
        Tx::Postgres(t) => Ok(sqlx::query_as(POSTGRES).bind(id).fetch_optional(&mut **t).await?),
    }
}

/// A queue nobody else changes, or brings tickets into, before the end of the transaction.
pub async fn lock(tx: &mut Tx<'_>, id: &QueueId) -> Result<Option<QueueRow>> {
    const POSTGRES: &str = "SELECT * FROM queue WHERE id = $1 FOR UPDATE";
    match tx {
        Tx::Sqlite(_) => get(tx, id).await,
        Tx::Postgres(t) => Ok(sqlx::query_as(POSTGRES).bind(id).fetch_optional(&mut **t).await?),
    }
}

/// Writes name, colour, place and texts of a queue.
pub async fn update(tx: &mut Tx<'_>, queue: &QueueRow) -> Result<()> {
    const SQL: &str = "UPDATE queue SET name = $2, color = $3, position = $4, reopen_hours = $5, opening_text = $6,
         closing_text = $7, nudge_text = $8, nudge_auto = $9, nudge_minutes = $10, policy = $11 WHERE id = $1";
    let policy = to_json(&queue.policy)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&queue.id)
        .bind(clean(&queue.name))
        .bind(clean(&queue.color))
        .bind(queue.position)
        .bind(queue.reopen_hours)
        .bind(clean(&queue.opening_text))
        .bind(clean(&queue.closing_text))
        .bind(clean(&queue.nudge_text))
        .bind(queue.nudge_auto)
        .bind(queue.nudge_minutes)
        .bind(clean(&policy))
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Gives a queue up: what was in it goes to the heir, if there is one. Its numbers follow.
pub async fn archive(tx: &mut Tx<'_>, id: &QueueId, heir: Option<&QueueId>) -> Result<()> {
    const ARCHIVE: &str = "UPDATE queue SET archived = TRUE, heir_id = $2 WHERE id = $1";
    const DEFAULTS: &str = "UPDATE number SET default_queue_id = $2 WHERE default_queue_id = $1";
    const FEEDS: &str = "DELETE FROM number_queue WHERE queue_id = $1";
    on!(tx, |c| sqlx::query(ARCHIVE).bind(id).bind(heir).execute(c).await.map(|_| ())?);
    if let Some(heir) = heir {
        on!(tx, |c| sqlx::query(DEFAULTS).bind(id).bind(heir).execute(c).await.map(|_| ())?);
        // One that takes only some numbers now takes those of the other too.
        if !numbers_of(tx, heir).await?.is_empty() {
            for number in numbers_of(tx, id).await? {
                add_number(tx, heir, &number).await?;
            }
        }
    }
    on!(tx, |c| sqlx::query(FEEDS).bind(id).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The numbers whose tickets a queue takes; none = those of every number.
pub async fn numbers_of(tx: &mut Tx<'_>, queue: &QueueId) -> Result<Vec<NumberId>> {
    const SQL: &str = "SELECT number_id FROM number_queue WHERE queue_id = $1 ORDER BY number_id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(queue).fetch_all(c).await?))
}

/// Which queue takes only the tickets of which numbers.
pub async fn feeds(tx: &mut Tx<'_>) -> Result<Vec<(QueueId, NumberId)>> {
    const SQL: &str = "SELECT queue_id, number_id FROM number_queue ORDER BY queue_id, number_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// Whether a queue takes tickets of a number.
pub async fn takes(tx: &mut Tx<'_>, queue: &QueueId, number: &NumberId) -> Result<bool> {
    let numbers = numbers_of(tx, queue).await?;
    Ok(numbers.is_empty() || numbers.contains(number))
}

/// Says whose tickets a queue takes.
pub async fn set_numbers(tx: &mut Tx<'_>, queue: &QueueId, numbers: &[NumberId]) -> Result<()> {
    const SQL: &str = "DELETE FROM number_queue WHERE queue_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(queue).execute(c).await.map(|_| ())?);
    for number in numbers {
        add_number(tx, queue, number).await?;
    }
    Ok(())
}

async fn add_number(tx: &mut Tx<'_>, queue: &QueueId, number: &NumberId) -> Result<()> {
    const SQL: &str = "INSERT INTO number_queue (number_id, queue_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    on!(tx, |c| sqlx::query(SQL).bind(number).bind(queue).execute(c).await.map(|_| ())?);
    Ok(())
}

/// New tickets of a number wait in this queue.
pub async fn set_default(tx: &mut Tx<'_>, number: &NumberId, queue: &QueueId) -> Result<()> {
    const SQL: &str = "UPDATE number SET default_queue_id = $2 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(number).bind(queue).execute(c).await.map(|_| ())?);
    Ok(())
}

/// How many open tickets each queue has.
pub async fn open_counts(tx: &mut Tx<'_>) -> Result<Vec<(QueueId, i64)>> {
    const SQL: &str = "SELECT queue_id, COUNT(*) FROM ticket WHERE state <> 'closed' GROUP BY queue_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// One queue.
pub async fn get(tx: &mut Tx<'_>, id: &QueueId) -> Result<Option<QueueRow>> {
    Ok(on!(tx, |c| sqlx::query_as("SELECT * FROM queue WHERE id = $1").bind(id).fetch_optional(c).await?))
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
