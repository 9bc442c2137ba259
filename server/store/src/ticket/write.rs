//! Writing tickets: the row as the inbox shows it, with its sort keys, in one statement.

use super::TicketRow;
use crate::rows::{enum_word, to_json};
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::message::MessageStatus;
use desk_model::sla::Promise;
use desk_model::ticket::TicketState;
use desk_model::view::{InboxOrder, InboxRow, sort_key};
use desk_model::{Timestamp, UserId};

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
