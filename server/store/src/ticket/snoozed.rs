//! Tickets that are put aside until a time.

use crate::{Result, Tx};
use desk_model::{TicketId, Timestamp};

/// Tickets whose time has come, the longest overdue first.
pub async fn to_wake(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<TicketId>> {
    // The first condition is the index's own.
    const SQL: &str =
        "SELECT id FROM ticket WHERE state IN ('offered', 'snoozed') AND state = 'snoozed' AND until <= $1
         ORDER BY until, id LIMIT $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(now).bind(i64::from(limit)).fetch_all(c).await?))
}

/// When the next one comes back; `None` when none has a time.
pub async fn next_wake(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    const SQL: &str =
        "SELECT MIN(until) FROM ticket WHERE state IN ('offered', 'snoozed') AND state = 'snoozed'";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_one(c).await?))
}
