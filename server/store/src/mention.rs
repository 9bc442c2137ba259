//! Who is named in which note, and whether they have looked.

use crate::rows::{json, word};
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::mention::MentionView;
use desk_model::message::{Content, one_line};
use desk_model::{MessageId, Protocol, QueueId, TicketId, Timestamp, UserId};
use sqlx::QueryBuilder;

/// Longest beginning of a note that is listed, in characters.
const TEXT: usize = 240;

/// Remembers that a note names somebody.
pub async fn insert(
    tx: &mut Tx<'_>,
    (message, ticket): (&MessageId, &TicketId),
    user: &UserId,
    by: &str,
    at: Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO mention (message_id, user_id, ticket_id, by_name, at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    on!(tx, |c| sqlx::query(SQL)
        .bind(message)
        .bind(user)
        .bind(ticket)
        .bind(clean(by))
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Raw {
    message_id: MessageId,
    ticket_id: TicketId,
    protocol: String,
    contact_name: String,
    by_name: String,
    content: String,
    at: Timestamp,
    seen_at: Option<Timestamp>,
}

impl TryFrom<Raw> for MentionView {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let id = raw.message_id.as_str();
        let text = match json::<Content>(&raw.content, "message", id, "content")? {
            Content::Text { body } | Content::Note { body, .. } => one_line(&body, TEXT),
            other => other.preview().1,
        };
        Ok(Self {
            protocol: word(|text| Protocol::parse(text).ok(), &raw.protocol, "ticket", id, "protocol")?,
            text,
            message: raw.message_id,
            ticket: raw.ticket_id,
            contact_name: raw.contact_name,
            by: raw.by_name,
            at: raw.at,
            seen: raw.seen_at.is_some(),
        })
    }
}

/// How many notes name somebody who has not looked, and the newest of all, seen or not; only of tickets they may see (`None` =
/// every queue's).
pub async fn of_user(
    tx: &mut Tx<'_>,
    user: &UserId,
    queues: Option<&[QueueId]>,
    limit: u32,
) -> Result<(i64, Vec<MentionView>)> {
    let unseen: i64 = on!(tx, |c| {
        let mut query = QueryBuilder::new(
            "SELECT COUNT(*) FROM mention m JOIN ticket t ON t.id = m.ticket_id WHERE m.seen_at IS NULL AND m.user_id = ",
        );
        query.push_bind(user);
        crate::ticket::push_visible(&mut query, queues, user);
        query.build_query_scalar().fetch_one(c).await?
    });
    let raw: Vec<Raw> = on!(tx, |c| {
        let mut query = QueryBuilder::new(
            "SELECT m.message_id, m.ticket_id, t.protocol, t.contact_name, m.by_name, l.content, m.at, m.seen_at
             FROM mention m JOIN ticket t ON t.id = m.ticket_id JOIN message l ON l.id = m.message_id WHERE m.user_id = ",
        );
        query.push_bind(user);
        crate::ticket::push_visible(&mut query, queues, user);
        query.push(" ORDER BY m.at DESC, m.message_id DESC LIMIT ").push_bind(i64::from(limit));
        query.build_query_as().fetch_all(c).await?
    });
    Ok((unseen, raw.into_iter().map(MentionView::try_from).collect::<Result<_>>()?))
}

/// Somebody has looked at the notes of a ticket that name them (`None` = of all tickets); tells how many were new.
pub async fn see(tx: &mut Tx<'_>, user: &UserId, ticket: Option<&TicketId>, at: Timestamp) -> Result<u64> {
    const ONE: &str =
        "UPDATE mention SET seen_at = $2 WHERE user_id = $1 AND seen_at IS NULL AND ticket_id = $3";
    const ALL: &str = "UPDATE mention SET seen_at = $2 WHERE user_id = $1 AND seen_at IS NULL";
    Ok(match ticket {
        Some(ticket) => {
            on!(tx, |c| sqlx::query(ONE).bind(user).bind(at).bind(ticket).execute(c).await?.rows_affected())
        }
        None => on!(tx, |c| sqlx::query(ALL).bind(user).bind(at).execute(c).await?.rows_affected()),
    })
}
