//! Lines of threads.

use crate::rows::{json, to_json, word};
use crate::tx::{clean, clean_opt};
use crate::{Result, StoreError, Tx};
use desk_model::message::{Content, Direction, MessageStatus, Reaction, SendFailure};
use desk_model::view::{MessageView, Quote};
use desk_model::{ConversationId, MessageId, NumberId, TicketId, Timestamp};
use serde::{Deserialize, Serialize};

/// When the customer changed a line, so that an older change that comes late does not undo a newer one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Changes {
    /// The newest reaction, or its taking back.
    pub reacted_at: Option<Timestamp>,
    /// Every edit, oldest first.
    pub edited_at: Vec<Timestamp>,
}

/// A line as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRow {
    /// What everybody sees.
    pub view: MessageView,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its number.
    pub number: NumberId,
    /// The provider's id of it.
    pub provider_id: Option<String>,
    /// The provider's id of the message it replies to.
    pub quote_provider_id: Option<String>,
    /// When it came, or was written here.
    pub received_at: Timestamp,
    /// What is needed to build the provider's request (JSON).
    pub outgoing: Option<String>,
    /// When the customer changed it.
    pub changes: Changes,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: MessageId,
    conversation_id: ConversationId,
    ticket_id: TicketId,
    number_id: NumberId,
    provider_id: Option<String>,
    direction: String,
    author: String,
    content: String,
    at: Timestamp,
    received_at: Timestamp,
    status: String,
    failure_code: Option<i64>,
    failure_detail: Option<String>,
    quote: Option<String>,
    quote_provider_id: Option<String>,
    provenance: String,
    reactions: String,
    earlier: String,
    revoked_at: Option<Timestamp>,
    cost: Option<String>,
    version: i64,
    outgoing: Option<String>,
    changes: String,
    sending: String,
}

const TABLE: &str = "message";

impl TryFrom<Raw> for MessageRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let id = raw.id.as_str();
        let view = MessageView {
            direction: word(Direction::parse, &raw.direction, TABLE, id, "direction")?,
            author: json(&raw.author, TABLE, id, "author")?,
            content: json(&raw.content, TABLE, id, "content")?,
            status: word(MessageStatus::parse, &raw.status, TABLE, id, "status")?,
            failure: raw
                .failure_code
                .map(|code| SendFailure { code, detail: raw.failure_detail.clone().unwrap_or_default() }),
            sending: json(&raw.sending, TABLE, id, "sending")?,
            quote: raw.quote.as_deref().map(|text| json::<Quote>(text, TABLE, id, "quote")).transpose()?,
            provenance: json(&raw.provenance, TABLE, id, "provenance")?,
            reactions: json::<Vec<Reaction>>(&raw.reactions, TABLE, id, "reactions")?,
            earlier: json::<Vec<Content>>(&raw.earlier, TABLE, id, "earlier")?,
            cost: raw.cost.as_deref().map(|text| json(text, TABLE, id, "cost")).transpose()?,
            id: raw.id,
            ticket: raw.ticket_id,
            at: raw.at,
            revoked_at: raw.revoked_at,
            version: raw.version,
        };
        Ok(Self {
            changes: json(&raw.changes, TABLE, view.id.as_str(), "changes")?,
            view,
            conversation: raw.conversation_id,
            number: raw.number_id,
            provider_id: raw.provider_id,
            quote_provider_id: raw.quote_provider_id,
            received_at: raw.received_at,
            outgoing: raw.outgoing,
        })
    }
}

pub(crate) const INSERT: &str = "INSERT INTO message (id, conversation_id, ticket_id, number_id, provider_id, direction, author, content, at,
     received_at, status, status_rank, failure_code, failure_detail, quote, quote_provider_id, provenance, reactions, earlier,
     revoked_at, version, outgoing, changes, sending)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
     ON CONFLICT DO NOTHING";

/// The parts of a line that are stored as JSON.
pub(crate) struct Documents {
    pub(crate) author: String,
    pub(crate) content: String,
    pub(crate) quote: Option<String>,
    pub(crate) provenance: String,
    pub(crate) reactions: String,
    pub(crate) earlier: String,
    pub(crate) changes: String,
    pub(crate) sending: String,
}

impl Documents {
    pub(crate) fn of(message: &MessageRow) -> Result<Self> {
        let view = &message.view;
        Ok(Self {
            author: to_json(&view.author)?,
            content: to_json(&view.content)?,
            quote: view.quote.as_ref().map(to_json).transpose()?,
            provenance: to_json(&view.provenance)?,
            reactions: to_json(&view.reactions)?,
            earlier: to_json(&view.earlier)?,
            changes: to_json(&message.changes)?,
            sending: to_json(&view.sending)?,
        })
    }
}

/// The values of [`INSERT`].
macro_rules! bind_message {
    ($query:expr, $message:expr, $documents:expr) => {{
        let (message, view, documents) = (&$message, &$message.view, &$documents);
        $query
            .bind(&view.id)
            .bind(&message.conversation)
            .bind(&view.ticket)
            .bind(&message.number)
            .bind(clean_opt(message.provider_id.as_deref()))
            .bind(view.direction.as_str())
            .bind(&documents.author)
            .bind(&documents.content)
            .bind(view.at)
            .bind(message.received_at)
            .bind(view.status.as_str())
            .bind(i64::from(view.status.rank()))
            .bind(view.failure.as_ref().map(|f| f.code))
            .bind(clean_opt(view.failure.as_ref().map(|f| f.detail.as_str())))
            .bind(&documents.quote)
            .bind(clean_opt(message.quote_provider_id.as_deref()))
            .bind(&documents.provenance)
            .bind(&documents.reactions)
            .bind(&documents.earlier)
            .bind(view.revoked_at)
            .bind(view.version)
            .bind(clean_opt(message.outgoing.as_deref()))
            .bind(&documents.changes)
            .bind(&documents.sending)
    }};
}
pub(crate) use bind_message;

/// Adds a line; `false`, and nothing changes, when its id or the provider's id of it is known already.
pub async fn insert(tx: &mut Tx<'_>, message: &MessageRow) -> Result<bool> {
    let documents = Documents::of(message)?;
    let rows = on!(tx, |c| bind_message!(sqlx::query(INSERT), *message, documents)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// One line.
pub async fn get(tx: &mut Tx<'_>, id: &MessageId) -> Result<Option<MessageRow>> {
    let raw: Option<Raw> =
        on!(tx, |c| sqlx::query_as("SELECT * FROM message WHERE id = $1").bind(id).fetch_optional(c).await?);
    raw.map(MessageRow::try_from).transpose()
}

/// A line by the provider's id of it.
pub async fn by_provider_id(
    tx: &mut Tx<'_>,
    number: &NumberId,
    provider_id: &str,
) -> Result<Option<MessageRow>> {
    const SQL: &str = "SELECT * FROM message WHERE number_id = $1 AND provider_id = $2";
    let raw: Option<Raw> =
        on!(tx, |c| sqlx::query_as(SQL).bind(number).bind(clean(provider_id)).fetch_optional(c).await?);
    raw.map(MessageRow::try_from).transpose()
}

/// Whether a line with the provider's id is known.
pub async fn is_known(tx: &mut Tx<'_>, number: &NumberId, provider_id: &str) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM message WHERE number_id = $1 AND provider_id = $2";
    let count: i64 =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(number).bind(clean(provider_id)).fetch_one(c).await?);
    Ok(count > 0)
}

/// Writes everything about a line that can change (a provider's id, once noted, stays), and counts its version up in `message`.
pub async fn update(tx: &mut Tx<'_>, message: &mut MessageRow) -> Result<()> {
    const SQL: &str = "UPDATE message SET provider_id = COALESCE($2, provider_id), content = $3, status = $4, status_rank = $5, failure_code = $6,
         failure_detail = $7, reactions = $8, earlier = $9, revoked_at = $10, quote = $11, changes = $12,
         sending = $13, version = version + 1 WHERE id = $1 RETURNING version";
    let view = &message.view;
    let content = to_json(&view.content)?;
    let reactions = to_json(&view.reactions)?;
    let earlier = to_json(&view.earlier)?;
    let quote = view.quote.as_ref().map(to_json).transpose()?;
    let changes = to_json(&message.changes)?;
    let sending = to_json(&view.sending)?;
    let version: i64 = on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(&view.id)
        .bind(clean_opt(message.provider_id.as_deref()))
        .bind(&content)
        .bind(view.status.as_str())
        .bind(i64::from(view.status.rank()))
        .bind(view.failure.as_ref().map(|f| f.code))
        .bind(clean_opt(view.failure.as_ref().map(|f| f.detail.as_str())))
        .bind(&reactions)
        .bind(&earlier)
        .bind(view.revoked_at)
        .bind(&quote)
        .bind(&changes)
        .bind(&sending)
        .fetch_one(c)
        .await?);
    message.view.version = version;
    Ok(())
}

/// Up to `limit` lines before a place, or the newest, oldest first.
pub async fn page(
    tx: &mut Tx<'_>,
    conversation: &ConversationId,
    before: Option<&(Timestamp, MessageId)>,
    limit: u32,
) -> Result<Vec<MessageView>> {
    const NEWEST: &str =
        "SELECT * FROM message WHERE conversation_id = $1 ORDER BY at DESC, id DESC LIMIT $2";
    const BEFORE: &str = "SELECT * FROM message WHERE conversation_id = $1 AND (at, id) < ($3, $4)
         ORDER BY at DESC, id DESC LIMIT $2";
    let limit = i64::from(limit);
    let raw: Vec<Raw> = match before {
        None => on!(tx, |c| sqlx::query_as(NEWEST).bind(conversation).bind(limit).fetch_all(c).await?),
        Some((at, id)) => {
            on!(tx, |c| sqlx::query_as(BEFORE)
                .bind(conversation)
                .bind(limit)
                .bind(at)
                .bind(id)
                .fetch_all(c)
                .await?)
        }
    };
    raw.into_iter().rev().map(|raw| MessageRow::try_from(raw).map(|message| message.view)).collect()
}

/// All lines of a ticket, oldest first, at most `limit`.
pub async fn of_ticket(
    tx: &mut Tx<'_>,
    conversation: &ConversationId,
    ticket: &TicketId,
    limit: u32,
) -> Result<Vec<MessageView>> {
    const SQL: &str =
        "SELECT * FROM message WHERE conversation_id = $1 AND ticket_id = $2 ORDER BY at, id LIMIT $3";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL)
        .bind(conversation)
        .bind(ticket)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?);
    raw.into_iter().map(|raw| MessageRow::try_from(raw).map(|message| message.view)).collect()
}

/// Moves all lines of a conversation to another.
pub async fn reassign_conversation(
    tx: &mut Tx<'_>,
    from: &ConversationId,
    to: &ConversationId,
) -> Result<()> {
    const MESSAGE: &str =
        "UPDATE message SET conversation_id = $2, version = version + 1 WHERE conversation_id = $1";
    const OUTBOX: &str = "UPDATE outbox SET conversation_id = $2 WHERE conversation_id = $1";
    on!(tx, |c| sqlx::query(MESSAGE).bind(from).bind(to).execute(c).await.map(|_| ())?);
    on!(tx, |c| sqlx::query(OUTBOX).bind(from).bind(to).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The ids of all lines of a conversation, oldest first.
pub async fn ids_of(tx: &mut Tx<'_>, conversation: &ConversationId) -> Result<Vec<MessageId>> {
    const SQL: &str = "SELECT id FROM message WHERE conversation_id = $1 ORDER BY at, id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(conversation).fetch_all(c).await?))
}

/// Moves all lines of a ticket to another.
pub async fn reassign_ticket(tx: &mut Tx<'_>, from: &TicketId, to: &TicketId) -> Result<()> {
    const SQL: &str = "UPDATE message SET ticket_id = $2, version = version + 1 WHERE ticket_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(from).bind(to).execute(c).await.map(|_| ())?);
    Ok(())
}
