//! Who belongs to which queue, how well they know it, and how much they serve.

use crate::{Result, Tx};
use desk_model::{QueueId, UserId};

/// Everybody's place in every queue with their skill.
pub async fn skills(tx: &mut Tx<'_>) -> Result<Vec<(QueueId, UserId, i64)>> {
    const SQL: &str = "SELECT queue_id, user_id, skill FROM queue_member ORDER BY queue_id, user_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// The members of a queue with their skill.
pub async fn skills_in(tx: &mut Tx<'_>, queue: &QueueId) -> Result<Vec<(UserId, i64)>> {
    const SQL: &str = "SELECT user_id, skill FROM queue_member WHERE queue_id = $1 ORDER BY user_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(queue).fetch_all(c).await?))
}

/// Puts somebody into a queue, or changes their skill in it.
pub async fn set_member(tx: &mut Tx<'_>, queue: &QueueId, user: &UserId, skill: i64) -> Result<()> {
    const SQL: &str = "INSERT INTO queue_member (queue_id, user_id, skill) VALUES ($1, $2, $3)
         ON CONFLICT (queue_id, user_id) DO UPDATE SET skill = excluded.skill";
    on!(tx, |c| sqlx::query(SQL).bind(queue).bind(user).bind(skill).execute(c).await.map(|_| ())?);
    Ok(())
}

/// How much everybody serves at once.
pub async fn capacities(tx: &mut Tx<'_>) -> Result<Vec<(UserId, i64)>> {
    const SQL: &str = "SELECT id, capacity FROM users ORDER BY id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?))
}

/// Changes how much somebody serves at once.
pub async fn set_capacity(tx: &mut Tx<'_>, user: &UserId, limit: i64) -> Result<()> {
    const SQL: &str = "UPDATE users SET capacity = $2 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(user).bind(limit).execute(c).await.map(|_| ())?);
    Ok(())
}
