//! Tickets that are offered to somebody, and how many tickets people and queues have.

use super::{Raw, TicketRow};
use crate::{Result, Tx};
use desk_model::view::InboxRow;
use desk_model::{QueueId, TicketId, Timestamp, UserId};

/// Tickets that are offered to `me`, that come back to them, or that they handed over; what ends first stands first.
pub async fn offers_of(tx: &mut Tx<'_>, me: &UserId) -> Result<Vec<InboxRow>> {
    const SQL: &str = "SELECT * FROM ticket WHERE state = 'offered'
         AND (agent_id = $1 OR offered_by = $1 OR handed_by = $1) ORDER BY until, id";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(me).fetch_all(c).await?);
    raw.into_iter().map(|raw| TicketRow::try_from(raw).map(|ticket| ticket.row)).collect()
}

/// The offers that end first, and when.
pub async fn offers_ending(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(TicketId, Timestamp)>> {
    const SQL: &str =
        "SELECT id, until FROM ticket WHERE state IN ('offered', 'snoozed') AND state = 'offered'
         ORDER BY until, id LIMIT $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(i64::from(limit)).fetch_all(c).await?))
}

/// The tickets that are offered to somebody.
pub async fn offered_to(tx: &mut Tx<'_>, agent: &UserId) -> Result<Vec<TicketId>> {
    const SQL: &str = "SELECT id FROM ticket WHERE agent_id = $1 AND state = 'offered' ORDER BY until, id";
    let found: Vec<(TicketId,)> = on!(tx, |c| sqlx::query_as(SQL).bind(agent).fetch_all(c).await?);
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// How many tickets each agent has, and how many wait in each queue.
pub async fn loads(tx: &mut Tx<'_>) -> Result<(Vec<(UserId, i64)>, Vec<(QueueId, i64)>)> {
    const AGENTS: &str = "SELECT agent_id, COUNT(*) FROM ticket
         WHERE state <> 'closed' AND state = 'assigned' GROUP BY agent_id";
    const QUEUES: &str = "SELECT queue_id, COUNT(*) FROM ticket
         WHERE state <> 'closed' AND state = 'queued' GROUP BY queue_id";
    let agents = on!(tx, |c| sqlx::query_as(AGENTS).fetch_all(c).await?);
    let queues = on!(tx, |c| sqlx::query_as(QUEUES).fetch_all(c).await?);
    Ok((agents, queues))
}
