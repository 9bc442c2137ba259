//! Tickets, each with its row of the inbox.

mod list;
mod offer;
pub mod route;

mod snoozed;
mod write;

pub(crate) use list::push_visible;
pub use list::{FindQuery, InboxQuery, counts, find, labelled, list, next_waiting, open_in, to_nudge};
pub use offer::{loads, offered_to, offers_ending, offers_of};
pub use snoozed::{next_wake, to_wake};
pub(crate) use write::{Derived, UPDATE, bind_ticket};
pub use write::{insert, update};

use crate::rows::{from_enum_word, word};
use crate::{Result, StoreError, Tx};
use desk_model::message::MessageStatus;
use desk_model::sla::Promise;
use desk_model::ticket::{CloseReason, StateName, TicketState};
use desk_model::view::{InboxRow, PendingTemplate, Preview};
use desk_model::{
    ContactId, ConversationId, MessageId, NumberId, Priority, Protocol, QueueId, ReasonId, TicketId,
    Timestamp, UserId, WindowFacts,
};

/// A ticket as stored: the row of the inbox, and which message its preview shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// The row.
    pub row: InboxRow,
    /// The message of the preview.
    pub preview_message: Option<MessageId>,
    /// What promises are counted from, and what else no list shows.
    pub clocks: Clocks,
}

/// What of a ticket no list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clocks {
    /// When a person answered first.
    pub answered_at: Option<Timestamp>,
    /// When it was opened again, if it was.
    pub reopened_at: Option<Timestamp>,
    /// The opening of the queue the customer was told of.
    pub away_until: Option<Timestamp>,
    /// The queue's own reason it was closed for.
    pub reason: Option<ReasonId>,
}

#[derive(Clone, sqlx::FromRow)]
pub(crate) struct Raw {
    id: TicketId,
    version: i64,
    pub(crate) conversation_id: ConversationId,
    pub(crate) contact_id: ContactId,
    pub(crate) number_id: NumberId,
    queue_id: QueueId,
    protocol: String,
    state: String,
    since: Timestamp,
    agent_id: Option<UserId>,
    until: Option<Timestamp>,
    closed_by: Option<UserId>,
    close_reason: Option<String>,
    contact_name: String,
    preview_kind: String,
    preview_text: String,
    preview_ours: bool,
    preview_status: Option<String>,
    preview_message_id: Option<MessageId>,
    preview_at: Timestamp,
    waiting_since: Option<Timestamp>,
    unread: i64,
    last_inbound_at: Option<Timestamp>,
    refused_inbound_at: Option<Timestamp>,
    entry_at: Option<Timestamp>,
    free_until: Option<Timestamp>,
    nudged_for: Option<Timestamp>,
    pending_message_id: Option<MessageId>,
    pending_at: Option<Timestamp>,
    pending_status: Option<String>,
    opened_at: Timestamp,
    priority: i64,
    due: Option<Timestamp>,
    labels: String,
    offered_by: Option<UserId>,
    returned_at: Option<Timestamp>,
    handover: Option<String>,
    promise: Option<String>,
    answered_at: Option<Timestamp>,
    reopened_at: Option<Timestamp>,
    away_until: Option<Timestamp>,
    reason_id: Option<ReasonId>,
}

const TABLE: &str = "ticket";

impl TryFrom<Raw> for TicketRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let owned = raw.id.clone();
        let id = owned.as_str();
        let bad = |column| StoreError::inconsistent(TABLE, id, column);
        let queue = raw.queue_id.clone();
        let state = match word(StateName::parse, &raw.state, TABLE, id, "state")? {
            StateName::Menu => TicketState::Menu { queue, since: raw.since },
            StateName::Queued => TicketState::Queued { queue, since: raw.since },
            StateName::Offered => TicketState::Offered {
                queue,
                agent: raw.agent_id.ok_or_else(|| bad("agent_id"))?,
                from: raw.offered_by,
                until: raw.until.ok_or_else(|| bad("until"))?,
            },
            StateName::Assigned => TicketState::Assigned {
                queue,
                agent: raw.agent_id.ok_or_else(|| bad("agent_id"))?,
                since: raw.since,
            },
            StateName::Snoozed => TicketState::Snoozed {
                queue,
                agent: raw.agent_id.ok_or_else(|| bad("agent_id"))?,
                until: raw.until,
            },
            StateName::Closed => {
                let reason = raw.close_reason.as_deref().ok_or_else(|| bad("close_reason"))?;
                let reason = word(CloseReason::parse, reason, TABLE, id, "close_reason")?;
                TicketState::Closed { queue, by: raw.closed_by, at: raw.since, reason }
            }
        };
        let status = |text: Option<String>, column| {
            text.map(|text| word(MessageStatus::parse, &text, TABLE, id, column)).transpose()
        };
        let pending_template = match (raw.pending_message_id, raw.pending_at) {
            (Some(message), Some(at)) => Some(PendingTemplate {
                message,
                at,
                status: status(raw.pending_status, "pending_status")?.ok_or_else(|| bad("pending_status"))?,
            }),
            _ => None,
        };
        let preview = Preview {
            kind: from_enum_word(&raw.preview_kind, TABLE, id, "preview_kind")?,
            text: raw.preview_text,
            ours: raw.preview_ours,
            status: status(raw.preview_status, "preview_status")?,
        };
        let protocol = Protocol::parse(&raw.protocol).map_err(|_| bad("protocol"))?;
        Ok(Self {
            preview_message: raw.preview_message_id,
            clocks: Clocks {
                answered_at: raw.answered_at,
                reopened_at: raw.reopened_at,
                away_until: raw.away_until,
                reason: raw.reason_id,
            },
            row: InboxRow {
                ticket: raw.id,
                version: raw.version,
                conversation: raw.conversation_id,
                contact: raw.contact_id,
                number: raw.number_id,
                protocol,
                queue: raw.queue_id,
                state,
                contact_name: raw.contact_name,
                preview,
                preview_at: raw.preview_at,
                waiting_since: raw.waiting_since,
                unread: u32::try_from(raw.unread).map_err(|_| bad("unread"))?,
                window: WindowFacts {
                    last_inbound_at: raw.last_inbound_at,
                    refused_at: raw.refused_inbound_at,
                    entry_at: raw.entry_at,
                    free_until: raw.free_until,
                    nudged_for: raw.nudged_for,
                },
                pending_template,
                opened_at: raw.opened_at,
                priority: Priority::from_rank(raw.priority).ok_or_else(|| bad("priority"))?,
                due: raw.due,
                promise: raw
                    .promise
                    .map(|text| word(Promise::parse, &text, TABLE, id, "promise"))
                    .transpose()?,
                labels: serde_json::from_str(&raw.labels).map_err(|_| bad("labels"))?,
                returned_at: raw.returned_at,
                handover: raw
                    .handover
                    .map(|text| serde_json::from_str(&text))
                    .transpose()
                    .map_err(|_| bad("handover"))?,
            },
        })
    }
}

/// One ticket.
pub async fn get(tx: &mut Tx<'_>, id: &TicketId) -> Result<Option<TicketRow>> {
    let raw: Option<Raw> =
        on!(tx, |c| sqlx::query_as("SELECT * FROM ticket WHERE id = $1").bind(id).fetch_optional(c).await?);
    raw.map(TicketRow::try_from).transpose()
}

/// One ticket, locked until the end of the transaction. On SQLite the whole database is.
pub async fn lock(tx: &mut Tx<'_>, id: &TicketId) -> Result<Option<TicketRow>> {
    const POSTGRES: &str = "SELECT * FROM ticket WHERE id = $1 FOR UPDATE";
    let raw: Option<Raw> = match tx {
        Tx::Sqlite(_) => return get(tx, id).await,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(id).fetch_optional(&mut **t).await?,
    };
    raw.map(TicketRow::try_from).transpose()
}

/// The newest ticket of a conversation, open or not. An open one is always the newest.
pub async fn latest_of(tx: &mut Tx<'_>, conversation: &ConversationId) -> Result<Option<TicketRow>> {
    const SQL: &str = "SELECT * FROM ticket WHERE conversation_id = $1
         ORDER BY CASE state WHEN 'closed' THEN 1 ELSE 0 END, opened_at DESC, id DESC LIMIT 1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(conversation).fetch_optional(c).await?);
    raw.map(TicketRow::try_from).transpose()
}

/// The open ticket of a conversation.
pub async fn open_of(tx: &mut Tx<'_>, conversation: &ConversationId) -> Result<Option<TicketRow>> {
    const SQL: &str = "SELECT * FROM ticket WHERE conversation_id = $1 AND state <> 'closed'";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(conversation).fetch_optional(c).await?);
    raw.map(TicketRow::try_from).transpose()
}

/// The ticket of a protocol.
pub async fn by_protocol(tx: &mut Tx<'_>, protocol: &Protocol) -> Result<Option<TicketRow>> {
    const SQL: &str = "SELECT * FROM ticket WHERE protocol = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(protocol.digits()).fetch_optional(c).await?);
    raw.map(TicketRow::try_from).transpose()
}

/// The newest tickets of a customer.
pub async fn of_contact(tx: &mut Tx<'_>, contact: &ContactId, limit: u32) -> Result<Vec<TicketRow>> {
    const SQL: &str = "SELECT * FROM ticket WHERE contact_id = $1 ORDER BY opened_at DESC, id DESC LIMIT $2";
    let raw: Vec<Raw> =
        on!(tx, |c| sqlx::query_as(SQL).bind(contact).bind(i64::from(limit)).fetch_all(c).await?);
    raw.into_iter().map(TicketRow::try_from).collect()
}

/// Moves all tickets of a conversation, and of its customer, to another.
pub async fn reassign(
    tx: &mut Tx<'_>,
    from: &ConversationId,
    to: &ConversationId,
    contact: &ContactId,
) -> Result<()> {
    const SQL: &str = "UPDATE ticket SET conversation_id = $2, contact_id = $3, version = version + 1 WHERE conversation_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(from).bind(to).bind(contact).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The next number of the civil day `day` (`YYYYMMDD`), counting from 1.
pub async fn next_sequence(tx: &mut Tx<'_>, day: &str) -> Result<u64> {
    const SQL: &str = "INSERT INTO protocol_day (day, last) VALUES ($1, 1)
         ON CONFLICT (day) DO UPDATE SET last = protocol_day.last + 1 RETURNING last";
    let last: i64 = on!(tx, |c| sqlx::query_scalar(SQL).bind(day).fetch_one(c).await?);
    u64::try_from(last).map_err(|_| StoreError::inconsistent("protocol_day", day, "last"))
}
