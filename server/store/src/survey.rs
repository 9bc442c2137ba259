//! Questions to customers after a ticket, and what they answered.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::price::Day;
use desk_model::survey::{Scale, SurveyAnswer, SurveyCell};
use desk_model::{
    CloseReason, ContactId, ConversationId, MessageId, Protocol, QueueId, TicketId, Timestamp, UserId,
};

const TABLE: &str = "survey";

/// A question that was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRow {
    /// The message that asked.
    pub id: MessageId,
    /// About which ticket.
    pub ticket: TicketId,
    /// Its queue when it ended.
    pub queue: QueueId,
    /// Whose it was.
    pub agent: Option<UserId>,
    /// Why it ended.
    pub reason: CloseReason,
    /// The queue's own reason, all of its path.
    pub detail: Option<String>,
    /// The day it was put, in the desk's time zone.
    pub day: Day,
    /// What can be answered.
    pub scale: Scale,
    /// Whether a comment is asked for after the answer.
    pub comment_asked: bool,
    /// When it was put.
    pub asked_at: Timestamp,
    /// Until when answers count.
    pub until: Timestamp,
    /// The answer, from 1 to 5.
    pub score: Option<u8>,
    /// When that was written.
    pub answered_at: Option<Timestamp>,
    /// What was added to it.
    pub comment: Option<String>,
    /// When that was written.
    pub commented_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: MessageId,
    ticket_id: TicketId,
    queue_id: QueueId,
    agent_id: Option<UserId>,
    reason: String,
    detail: Option<String>,
    day: String,
    scale: String,
    comment_asked: bool,
    asked_at: Timestamp,
    until: Timestamp,
    score: Option<i64>,
    answered_at: Option<Timestamp>,
    comment: Option<String>,
    commented_at: Option<Timestamp>,
}

impl TryFrom<Raw> for SurveyRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let id = raw.id.as_str();
        Ok(Self {
            reason: word(CloseReason::parse, &raw.reason, TABLE, id, "reason")?,
            day: word(Day::parse, &raw.day, TABLE, id, "day")?,
            scale: word(Scale::parse, &raw.scale, TABLE, id, "scale")?,
            score: score(raw.score, id)?,
            id: raw.id,
            ticket: raw.ticket_id,
            queue: raw.queue_id,
            agent: raw.agent_id,
            detail: raw.detail,
            comment_asked: raw.comment_asked,
            asked_at: raw.asked_at,
            until: raw.until,
            answered_at: raw.answered_at,
            comment: raw.comment,
            commented_at: raw.commented_at,
        })
    }
}

fn score(stored: Option<i64>, id: &str) -> Result<Option<u8>> {
    let known = stored.map(|score| u8::try_from(score).ok().filter(|score| (1..=5).contains(score)));
    known.map(|score| score.ok_or_else(|| StoreError::inconsistent(TABLE, id, "score"))).transpose()
}

/// Writes down that a customer was asked.
pub async fn insert(tx: &mut Tx<'_>, row: &SurveyRow) -> Result<()> {
    const SQL: &str = "INSERT INTO survey (id, ticket_id, queue_id, agent_id, reason, day, scale, comment_asked, asked_at, until, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.id)
        .bind(&row.ticket)
        .bind(&row.queue)
        .bind(&row.agent)
        .bind(row.reason.as_str())
        .bind(row.day.to_string())
        .bind(row.scale.as_str())
        .bind(row.comment_asked)
        .bind(row.asked_at)
        .bind(row.until)
        .bind(row.detail.as_deref().map(clean))
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Writes the answer and the comment as they stand in `row`.
pub async fn update(tx: &mut Tx<'_>, row: &SurveyRow) -> Result<()> {
    const SQL: &str =
        "UPDATE survey SET score = $2, answered_at = $3, comment = $4, commented_at = $5 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.id)
        .bind(row.score.map(i64::from))
        .bind(row.answered_at)
        .bind(row.comment.as_deref().map(clean))
        .bind(row.commented_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Whether any question can still be answered with a message written at `at`.
pub async fn any_open(tx: &mut Tx<'_>, at: Timestamp) -> Result<bool> {
    const SQL: &str = "SELECT id FROM survey WHERE until > $1 LIMIT 1";
    let found: Option<MessageId> = on!(tx, |c| sqlx::query_scalar(SQL).bind(at).fetch_optional(c).await?);
    Ok(found.is_some())
}

/// The newest question of a conversation that can be answered with a message written at `at`.
pub async fn open_of(
    tx: &mut Tx<'_>,
    conversation: &ConversationId,
    at: Timestamp,
) -> Result<Option<SurveyRow>> {
    const SQL: &str = "SELECT s.* FROM survey s JOIN ticket t ON t.id = s.ticket_id
         WHERE t.conversation_id = $1 AND s.until > $2 ORDER BY s.asked_at DESC, s.id DESC LIMIT 1";
    let raw: Option<Raw> =
        on!(tx, |c| sqlx::query_as(SQL).bind(conversation).bind(at).fetch_optional(c).await?);
    raw.map(SurveyRow::try_from).transpose()
}

/// When a customer was asked last, about any ticket.
pub async fn last_asked(tx: &mut Tx<'_>, contact: &ContactId) -> Result<Option<Timestamp>> {
    const SQL: &str =
        "SELECT MAX(s.asked_at) FROM survey s JOIN ticket t ON t.id = s.ticket_id WHERE t.contact_id = $1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(contact).fetch_one(c).await?))
}

/// When the customer's first line of a ticket since `since` was written; `None` when they wrote none.
pub async fn first_word(
    tx: &mut Tx<'_>,
    conversation: &ConversationId,
    ticket: &TicketId,
    since: Timestamp,
) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT MIN(at) FROM message WHERE conversation_id = $1 AND at >= $3 AND ticket_id = $2 AND direction = 'in'";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(conversation).bind(ticket).bind(since).fetch_one(c).await?))
}

#[derive(sqlx::FromRow)]
struct RawCell {
    queue_id: QueueId,
    agent_id: Option<UserId>,
    reason: String,
    detail: Option<String>,
    score: Option<i64>,
    count: i64,
}

/// The questions put from one day to another, summed up where nothing tells them apart. One walk along an index that holds
/// all of it.
pub async fn cells(tx: &mut Tx<'_>, from: Day, until: Day) -> Result<Vec<SurveyCell>> {
    const SQL: &str = "SELECT queue_id, agent_id, reason, detail, score, COUNT(*) AS count FROM survey
         WHERE day >= $1 AND day <= $2 GROUP BY queue_id, agent_id, reason, detail, score
         ORDER BY queue_id, agent_id, reason, detail, score";
    let raw: Vec<RawCell> =
        on!(tx, |c| sqlx::query_as(SQL).bind(from.to_string()).bind(until.to_string()).fetch_all(c).await?);
    raw.into_iter()
        .map(|raw| {
            let id = raw.queue_id.to_string();
            Ok(SurveyCell {
                reason: word(CloseReason::parse, &raw.reason, TABLE, &id, "reason")?,
                detail: raw.detail,
                score: score(raw.score, &id)?,
                queue: raw.queue_id,
                agent: raw.agent_id,
                count: raw.count,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct RawAnswer {
    ticket_id: TicketId,
    protocol: String,
    contact_name: String,
    queue_id: QueueId,
    agent_id: Option<UserId>,
    score: i64,
    comment: Option<String>,
    answered_at: Timestamp,
}

/// The newest answers to questions put from one day to another.
pub async fn answers(tx: &mut Tx<'_>, from: Day, until: Day, limit: u32) -> Result<Vec<SurveyAnswer>> {
    const SQL: &str = "SELECT s.ticket_id, t.protocol, t.contact_name, s.queue_id, s.agent_id, s.score, s.comment, s.answered_at
         FROM survey s JOIN ticket t ON t.id = s.ticket_id
         WHERE s.day >= $1 AND s.day <= $2 AND s.score IS NOT NULL ORDER BY s.answered_at DESC, s.id DESC LIMIT $3";
    let raw: Vec<RawAnswer> = on!(tx, |c| sqlx::query_as(SQL)
        .bind(from.to_string())
        .bind(until.to_string())
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?);
    raw.into_iter()
        .map(|raw| {
            let id = raw.ticket_id.to_string();
            let bad = |column| StoreError::inconsistent(TABLE, &id, column);
            Ok(SurveyAnswer {
                protocol: Protocol::parse(&raw.protocol).map_err(|_| bad("protocol"))?,
                score: score(Some(raw.score), &id)?.ok_or_else(|| bad("score"))?,
                ticket: raw.ticket_id,
                contact_name: raw.contact_name,
                queue: raw.queue_id,
                agent: raw.agent_id,
                comment: raw.comment,
                at: raw.answered_at,
            })
        })
        .collect()
}
