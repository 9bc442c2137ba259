//! Answers that wait for their customer, one a ticket.

use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::view::HeldReply;
use desk_model::{MessageId, TicketId, Timestamp, UserId};

#[derive(sqlx::FromRow)]
struct Raw {
    message_id: MessageId,
    user_name: String,
    body: String,
    reply_to: Option<MessageId>,
    at: Timestamp,
}

/// What is held in a ticket.
pub async fn get(tx: &mut Tx<'_>, ticket: &TicketId) -> Result<Option<HeldReply>> {
    const SQL: &str = "SELECT message_id, user_name, body, reply_to, at FROM held_reply WHERE ticket_id = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(ticket).fetch_optional(c).await?);
    Ok(raw.map(|raw| HeldReply {
        id: raw.message_id,
        body: raw.body,
        reply_to: raw.reply_to,
        by: raw.user_name,
        at: raw.at,
    }))
}

/// Holds an answer, in place of what was held before.
pub async fn put(tx: &mut Tx<'_>, ticket: &TicketId, user: &UserId, held: &HeldReply) -> Result<()> {
    const SQL: &str = "INSERT INTO held_reply (ticket_id, message_id, user_id, user_name, body, reply_to, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (ticket_id) DO UPDATE SET message_id = excluded.message_id, user_id = excluded.user_id,
         user_name = excluded.user_name, body = excluded.body, reply_to = excluded.reply_to, at = excluded.at";
    on!(tx, |c| sqlx::query(SQL)
        .bind(ticket)
        .bind(&held.id)
        .bind(user)
        .bind(clean(&held.by))
        .bind(clean(&held.body))
        .bind(&held.reply_to)
        .bind(held.at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Forgets what is held in a ticket, if it is that message; tells whether it was.
pub async fn remove(tx: &mut Tx<'_>, ticket: &TicketId, id: &MessageId) -> Result<bool> {
    const SQL: &str = "DELETE FROM held_reply WHERE ticket_id = $1 AND message_id = $2";
    let rows = on!(tx, |c| sqlx::query(SQL).bind(ticket).bind(id).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// Gives what is held in a ticket to another one that holds nothing.
pub async fn reassign(tx: &mut Tx<'_>, from: &TicketId, to: &TicketId) -> Result<()> {
    const SQL: &str = "UPDATE held_reply SET ticket_id = $2 WHERE ticket_id = $1
         AND NOT EXISTS (SELECT 1 FROM held_reply h WHERE h.ticket_id = $2)";
    on!(tx, |c| sqlx::query(SQL).bind(from).bind(to).execute(c).await.map(|_| ())?);
    Ok(())
}
