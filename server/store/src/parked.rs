//! Edits, reactions, revocations and statuses that came before their message.

use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::{NumberId, Timestamp};

/// Something that waits for its message.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Parked {
    /// The number it came in on.
    #[sqlx(rename = "number_id")]
    pub number: NumberId,
    /// The provider's id of the message.
    pub target: String,
    /// What tells it from others for the same message.
    pub part_key: String,
    /// The change as JSON.
    pub change: String,
    /// When it happened (provider's clock).
    pub at: Timestamp,
}

/// Keeps it; a repetition changes nothing.
pub async fn park(tx: &mut Tx<'_>, parked: &Parked) -> Result<()> {
    const SQL: &str = "INSERT INTO parked (number_id, target, part_key, change, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&parked.number)
        .bind(clean(&parked.target))
        .bind(clean(&parked.part_key))
        .bind(clean(&parked.change))
        .bind(parked.at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Takes everything that waits for a message, in the order it happened.
pub async fn take(tx: &mut Tx<'_>, number: &NumberId, target: &str) -> Result<Vec<Parked>> {
    const SQL: &str = "DELETE FROM parked WHERE number_id = $1 AND target = $2 RETURNING *";
    let mut found: Vec<Parked> =
        on!(tx, |c| sqlx::query_as(SQL).bind(number).bind(clean(target)).fetch_all(c).await?);
    found.sort_by(|a, b| (a.at, &a.part_key).cmp(&(b.at, &b.part_key)));
    Ok(found)
}

/// How many things wait.
pub async fn count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM parked").fetch_one(c).await?))
}

/// Whether anything waits at all.
pub async fn any(tx: &mut Tx<'_>) -> Result<bool> {
    const SQL: &str = "SELECT 1 FROM parked LIMIT 1";
    let found: Option<i32> = on!(tx, |c| sqlx::query_scalar(SQL).fetch_optional(c).await?);
    Ok(found.is_some())
}

/// Forgets what happened before an instant: its message will not come any more.
pub async fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM parked WHERE at < $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before).execute(c).await?.rows_affected()))
}
