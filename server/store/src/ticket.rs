//! Tickets, each with its row of the inbox.

mod list;
mod offer;
pub mod route;

mod snoozed;

pub(crate) use list::push_visible;
pub use list::{FindQuery, InboxQuery, counts, find, labelled, list, next_waiting, open_in, to_nudge};
pub use offer::{loads, offers_ending, offers_of};
pub use snoozed::{next_wake, to_wake};

use crate::rows::{enum_word, from_enum_word, to_json, word};
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::message::MessageStatus;
use desk_model::sla::Promise;
use desk_model::ticket::{CloseReason, StateName, TicketState};
use desk_model::view::{InboxOrder, InboxRow, PendingTemplate, Preview, sort_key};
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

#[derive(sqlx::FromRow)]
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

/// A state as columns.
pub(crate) struct StateColumns<'a> {
    pub(crate) since: Timestamp,
    pub(crate) agent: Option<&'a UserId>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) offered_by: Option<&'a UserId>,
    pub(crate) closed_by: Option<&'a UserId>,
    pub(crate) reason: Option<&'static str>,
}

fn columns(state: &TicketState) -> StateColumns<'_> {
    let empty = StateColumns {
        since: Timestamp(0),
        agent: None,
        until: None,
        offered_by: None,
        closed_by: None,
        reason: None,
    };
    match state {
        TicketState::Menu { since, .. } | TicketState::Queued { since, .. } => {
            StateColumns { since: *since, ..empty }
        }
        TicketState::Offered { agent, from, until, .. } => {
            StateColumns { agent: Some(agent), offered_by: from.as_ref(), until: Some(*until), ..empty }
        }
        TicketState::Snoozed { agent, until, .. } => {
            StateColumns { agent: Some(agent), until: *until, ..empty }
        }
        TicketState::Assigned { agent, since, .. } => {
            StateColumns { since: *since, agent: Some(agent), ..empty }
        }
        TicketState::Closed { by, at, reason, .. } => {
            StateColumns { since: *at, closed_by: by.as_ref(), reason: Some(reason.as_str()), ..empty }
        }
    }
}

/// The sort keys as columns: recent, waiting, risk.
fn keys(row: &InboxRow) -> (i64, i64, i64) {
    let key = |order| sort_key(order, row).0;
    (key(InboxOrder::Recent), key(InboxOrder::Waiting), key(InboxOrder::Risk))
}

/// Adds a ticket; [`StoreError::Conflict`] when the conversation has an open one.
pub async fn insert(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<()> {
    const SQL: &str = "INSERT INTO ticket (id, version, conversation_id, contact_id, number_id, queue_id, protocol, state, since,
         agent_id, until, closed_by, close_reason, contact_name, preview_kind, preview_text, preview_ours, preview_status,
         preview_message_id, preview_at, waiting_since, unread, last_inbound_at, refused_inbound_at, free_until,
         pending_message_id, pending_at, pending_status, opened_at, waiting_key, risk_key, recent_key, entry_at, nudged_for,
         priority, due, labels, offered_by, returned_at, handover, handed_by, promise, answered_at, reopened_at,
         away_until, reason_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
         $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46)";
    let row = &ticket.row;
    let state = columns(&row.state);
    let (recent_key, waiting_key, risk_key) = keys(row);
    let kind = enum_word(&row.preview.kind)?;
    let labels = to_json(&row.labels)?;
    let handover = row.handover.as_ref().map(to_json).transpose()?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.ticket)
        .bind(row.version)
        .bind(&row.conversation)
        .bind(&row.contact)
        .bind(&row.number)
        .bind(&row.queue)
        .bind(row.protocol.digits())
        .bind(row.state.name().as_str())
        .bind(state.since)
        .bind(state.agent)
        .bind(state.until)
        .bind(state.closed_by)
        .bind(state.reason)
        .bind(clean(&row.contact_name).as_ref())
        .bind(&kind)
        .bind(clean(&row.preview.text).as_ref())
        .bind(row.preview.ours)
        .bind(row.preview.status.map(MessageStatus::as_str))
        .bind(&ticket.preview_message)
        .bind(row.preview_at)
        .bind(row.waiting_since)
        .bind(i64::from(row.unread))
        .bind(row.window.last_inbound_at)
        .bind(row.window.refused_at)
        .bind(row.window.free_until)
        .bind(row.pending_template.as_ref().map(|p| &p.message))
        .bind(row.pending_template.as_ref().map(|p| p.at))
        .bind(row.pending_template.as_ref().map(|p| p.status.as_str()))
        .bind(row.opened_at)
        .bind(waiting_key)
        .bind(risk_key)
        .bind(recent_key)
        .bind(row.window.entry_at)
        .bind(row.window.nudged_for)
        .bind(row.priority.rank())
        .bind(row.due)
        .bind(&labels)
        .bind(state.offered_by)
        .bind(row.returned_at)
        .bind(handover.as_deref().map(clean))
        .bind(row.handover.as_ref().map(|handover| &handover.by))
        .bind(row.promise.map(Promise::as_str))
        .bind(ticket.clocks.answered_at)
        .bind(ticket.clocks.reopened_at)
        .bind(ticket.clocks.away_until)
        .bind(&ticket.clocks.reason)
        .execute(c)
        .await
        .map(|_| ())?);
    for label in &row.labels {
        crate::label::put_on(tx, row, label).await?;
    }
    Ok(())
}

pub(crate) const UPDATE: &str = "UPDATE ticket SET version = $2, conversation_id = $3, contact_id = $4, queue_id = $5, state = $6, since = $7,
     agent_id = $8, until = $9, closed_by = $10, close_reason = $11, contact_name = $12, preview_kind = $13,
     preview_text = $14, preview_ours = $15, preview_status = $16, preview_message_id = $17, preview_at = $18,
     waiting_since = $19, unread = $20, last_inbound_at = $21, refused_inbound_at = $22, free_until = $23,
     pending_message_id = $24, pending_at = $25, pending_status = $26, waiting_key = $27, risk_key = $28,
     recent_key = $30, entry_at = $31, nudged_for = $32, priority = $33, due = $34, labels = $35,
     offered_by = $36, returned_at = $37,
     handover = $38, handed_by = $39, promise = $40, answered_at = $41, reopened_at = $42,
     away_until = $43, reason_id = $44, served_by = CASE WHEN $6 = 'assigned' THEN $8 ELSE served_by END,
     served_at = CASE WHEN $6 = 'assigned' OR $6 = 'closed' THEN $7 ELSE served_at END,
     silent_by = CASE WHEN $6 = 'closed' THEN NULL ELSE silent_by END WHERE id = $1 AND version = $29";

/// What is computed of a ticket before it is written.
pub(crate) struct Derived<'a> {
    pub(crate) state: StateColumns<'a>,
    pub(crate) keys: (i64, i64, i64),
    pub(crate) kind: String,
    pub(crate) labels: String,
    pub(crate) handover: Option<String>,
}

impl<'a> Derived<'a> {
    pub(crate) fn of(row: &'a InboxRow) -> Result<Self> {
        Ok(Self {
            state: columns(&row.state),
            keys: keys(row),
            kind: enum_word(&row.preview.kind)?,
            labels: to_json(&row.labels)?,
            handover: row.handover.as_ref().map(to_json).transpose()?,
        })
    }
}

/// The values of [`UPDATE`].
macro_rules! bind_ticket {
    ($query:expr, $ticket:expr, $expected:expr, $derived:expr) => {{
        let (ticket, row, expected) = (&$ticket, &$ticket.row, $expected);
        let Derived { state, keys: (recent_key, waiting_key, risk_key), kind, labels, handover } = $derived;
        $query
            .bind(&row.ticket)
            .bind(expected + 1)
            .bind(&row.conversation)
            .bind(&row.contact)
            .bind(&row.queue)
            .bind(row.state.name().as_str())
            .bind(state.since)
            .bind(state.agent)
            .bind(state.until)
            .bind(state.closed_by)
            .bind(state.reason)
            .bind(clean(&row.contact_name))
            .bind(kind)
            .bind(clean(&row.preview.text))
            .bind(row.preview.ours)
            .bind(row.preview.status.map(MessageStatus::as_str))
            .bind(&ticket.preview_message)
            .bind(row.preview_at)
            .bind(row.waiting_since)
            .bind(i64::from(row.unread))
            .bind(row.window.last_inbound_at)
            .bind(row.window.refused_at)
            .bind(row.window.free_until)
            .bind(row.pending_template.as_ref().map(|p| &p.message))
            .bind(row.pending_template.as_ref().map(|p| p.at))
            .bind(row.pending_template.as_ref().map(|p| p.status.as_str()))
            .bind(waiting_key)
            .bind(risk_key)
            .bind(expected)
            .bind(recent_key)
            .bind(row.window.entry_at)
            .bind(row.window.nudged_for)
            .bind(row.priority.rank())
            .bind(row.due)
            .bind(labels)
            .bind(state.offered_by)
            .bind(row.returned_at)
            .bind(handover.as_deref().map(clean))
            .bind(row.handover.as_ref().map(|handover| &handover.by))
            .bind(row.promise.map(Promise::as_str))
            .bind(ticket.clocks.answered_at)
            .bind(ticket.clocks.reopened_at)
            .bind(ticket.clocks.away_until)
            .bind(&ticket.clocks.reason)
    }};
}
pub(crate) use bind_ticket;

/// Writes a ticket whose version was `expected`, and counts the version up in `ticket`; `false` when somebody else wrote
/// it meanwhile.
pub async fn update(tx: &mut Tx<'_>, ticket: &mut TicketRow, expected: i64) -> Result<bool> {
    let derived = Derived::of(&ticket.row)?;
    let rows = on!(tx, |c| bind_ticket!(sqlx::query(UPDATE), *ticket, expected, &derived)
        .execute(c)
        .await?
        .rows_affected());
    if rows == 1 {
        ticket.row.version = expected + 1;
        crate::label::follow(tx, &ticket.row).await?;
    }
    Ok(rows == 1)
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
