//! What the dispatcher asks about tickets.

use super::{Raw, TicketRow};
use crate::{Result, Tx};
use desk_model::{ContactId, QueueId, TicketId, Timestamp, UserId};
use sqlx::QueryBuilder;

/// The ticket of these queues whose turn it is; nothing is locked. The order is that of [`super::next_waiting`].
pub async fn next_queued(tx: &mut Tx<'_>, queues: &[QueueId]) -> Result<Option<TicketRow>> {
    if queues.is_empty() {
        return Ok(None);
    }
    let raw = on!(tx, |c| {
        let mut query = QueryBuilder::new("SELECT * FROM ticket WHERE state = 'queued' AND queue_id IN (");
        let mut list = query.separated(", ");
        for queue in queues {
            list.push_bind(queue);
        }
        query.push(") ORDER BY priority DESC, risk_key, since, id LIMIT 1");
        query.build_query_as::<Raw>().fetch_optional(c).await?
    });
    raw.map(TicketRow::try_from).transpose()
}

/// Who served a customer last, in any ticket and not before `since`.
pub async fn last_served_by(
    tx: &mut Tx<'_>,
    contact: &ContactId,
    since: Timestamp,
) -> Result<Option<UserId>> {
    const SQL: &str =
        "SELECT served_by FROM ticket WHERE contact_id = $1 AND served_by IS NOT NULL AND served_at >= $2
         ORDER BY served_at DESC, id DESC LIMIT 1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(contact).bind(since).fetch_optional(c).await?))
}

/// Who had a ticket last and did not answer.
pub async fn silent_by(tx: &mut Tx<'_>, id: &TicketId) -> Result<Option<UserId>> {
    const SQL: &str = "SELECT silent_by FROM ticket WHERE id = $1";
    let found: Option<Option<UserId>> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(id).fetch_optional(c).await?);
    Ok(found.flatten())
}

/// Remembers who did not answer; `None` forgets it.
pub async fn set_silent_by(tx: &mut Tx<'_>, id: &TicketId, user: Option<&UserId>) -> Result<()> {
    const SQL: &str = "UPDATE ticket SET silent_by = $2 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(user).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The tickets of a queue whose owners owe an answer; whose owner has had the longest time stands first.
pub async fn unanswered(tx: &mut Tx<'_>, queue: &QueueId, limit: u32) -> Result<Vec<TicketRow>> {
    const SQL: &str =
        "SELECT * FROM ticket WHERE queue_id = $1 AND state = 'assigned' AND waiting_since IS NOT NULL
         ORDER BY CASE WHEN waiting_since > since THEN waiting_since ELSE since END, id LIMIT $2";
    let raw: Vec<Raw> =
        on!(tx, |c| sqlx::query_as(SQL).bind(queue).bind(i64::from(limit)).fetch_all(c).await?);
    raw.into_iter().map(TicketRow::try_from).collect()
}

/// The tickets somebody serves, the most pressing first.
pub async fn served_by(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<TicketRow>> {
    const SQL: &str = "SELECT * FROM ticket WHERE agent_id = $1 AND state <> 'closed' AND state = 'assigned'
         ORDER BY priority DESC, risk_key, since, id";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(user).fetch_all(c).await?);
    raw.into_iter().map(TicketRow::try_from).collect()
}
