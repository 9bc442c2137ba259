//! Which ticket a customer's message belongs to: the open one; else, as the queue's policy says, the last one reopened or
//! a new one. However many messages come at once, there is exactly one open ticket.

use super::Lane;
use crate::error::Outcome;
use crate::menu::Published;
use crate::numbers::Number;
use crate::ports::InboundMessage;
use desk_model::message::{Content, ThreadEvent};
use desk_model::ticket::reopens;
use desk_model::time::MINUTE;
use desk_model::view::{Facet, InboxRow, Preview};
use desk_model::{CloseReason, QueueId, TicketCommand, TicketId, TicketState, Timestamp};
use desk_store::Tx;
use desk_store::conversation::ConversationRow;
use desk_store::ticket::{self, Clocks, TicketRow};

/// A message written this long before the closing (µs) was not seen by whoever closed the ticket: the provider's clock
/// tells whole seconds, ours may go ahead of it, and a message is on its way for a moment.
const UNSEEN: i64 = MINUTE;

/// Where a message goes.
pub(super) struct Place {
    pub(super) ticket: TicketRow,
    /// What the ticket was counted under; `None` when it is new and not written yet.
    pub(super) before: Option<Facet>,
    /// What happened to the ticket, for its thread.
    pub(super) event: Option<ThreadEvent>,
    /// The menu that greets the customer of a new one.
    pub(super) menu: Option<Published>,
}

impl Place {
    /// In a ticket that is there.
    pub(super) fn in_open(ticket: TicketRow) -> Self {
        Self { before: Some(ticket.row.facet()), ticket, event: None, menu: None }
    }
}

/// Finds or makes the ticket. `None` when the message opens none and there is none to file it into.
pub(super) async fn place(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    conversation: &ConversationRow,
    contact_name: &str,
    message: &InboundMessage,
) -> Outcome<Option<Place>> {
    let Some(latest) = ticket::latest_of(tx, &conversation.id).await? else {
        return first(lane, tx, number, conversation, contact_name, message).await;
    };
    let opens = opens(message);
    let closed_at = match &latest.row.state {
        // It was never served: whoever writes now is a new case, also when their message comes late.
        TicketState::Closed { reason: CloseReason::Consent, .. } if opens => {
            return fresh(lane, tx, number, conversation, contact_name, message).await.map(Some);
        }
        TicketState::Closed { at, .. } => *at,
        TicketState::Menu { .. }
        | TicketState::Queued { .. }
        | TicketState::Offered { .. }
        | TicketState::Assigned { .. }
        | TicketState::Snoozed { .. } => return Ok(Some(Place::in_open(latest))),
    };
    // Late: it belongs to what has been dealt with.
    if !opens || message.at < closed_at.plus(-UNSEEN) {
        return Ok(Some(Place::in_open(latest)));
    }
    // What only the menu dealt with begins with the menu again.
    if lane.inner.ended_by_menu(tx, &latest).await? {
        return fresh(lane, tx, number, conversation, contact_name, message).await.map(Some);
    }
    let hours = u32::try_from(lane.queue(tx, &latest.row.queue).await?.reopen_hours).unwrap_or(0);
    if reopens(closed_at, hours, message.at) {
        let queue = lane.home(tx, &latest.row.queue).await?;
        return Ok(Some(reopened(latest, queue, contact_name, lane.facts.at())?));
    }
    fresh(lane, tx, number, conversation, contact_name, message).await.map(Some)
}

/// The first ticket of a conversation. `None` when the message opens none.
pub(super) async fn first(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    conversation: &ConversationRow,
    contact_name: &str,
    message: &InboundMessage,
) -> Outcome<Option<Place>> {
    if !opens(message) {
        return Ok(None);
    }
    fresh(lane, tx, number, conversation, contact_name, message).await.map(Some)
}

/// What WhatsApp itself says about the customer opens nothing, and a call of ours is no matter of theirs.
fn opens(message: &InboundMessage) -> bool {
    (message.opens_window || !matches!(message.content, Content::System { .. }))
        && !matches!(message.content, Content::CallAnswered)
}

/// Where a message goes that nobody has to answer: into the open ticket, else the last one, else one that is closed from
/// the beginning.
pub(super) async fn aside(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    conversation: &ConversationRow,
    contact_name: &str,
    message: &InboundMessage,
) -> Outcome<Place> {
    if let Some(latest) = ticket::latest_of(tx, &conversation.id).await? {
        return Ok(Place::in_open(latest));
    }
    let mut place = fresh(lane, tx, number, conversation, contact_name, message).await?;
    let (queue, at) = (place.ticket.row.queue.clone(), lane.facts.at());
    place.ticket.row.state = TicketState::Closed { queue, by: None, at, reason: CloseReason::Consent };
    place.event = None;
    place.menu = None;
    Ok(place)
}

fn reopened(latest: TicketRow, queue: QueueId, contact_name: &str, at: Timestamp) -> Outcome<Place> {
    let mut ticket = latest;
    let before = ticket.row.facet();
    ticket.row.state = ticket.row.state.clone().step(TicketCommand::Reopen, at)?.moved_to(&queue);
    ticket.row.queue = queue;
    ticket.clocks.reopened_at = Some(at);
    ticket.clocks.reason = None;
    contact_name.clone_into(&mut ticket.row.contact_name);
    Ok(Place { ticket, before: Some(before), event: Some(ThreadEvent::Reopened), menu: None })
}

async fn fresh(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    conversation: &ConversationRow,
    contact_name: &str,
    message: &InboundMessage,
) -> Outcome<Place> {
    let at = lane.facts.at();
    let protocol = lane.inner.next_protocol(tx, at).await?;
    let queue = lane.home(tx, &number.default_queue).await?;
    let menu = lane.menu(tx, &conversation.number).await?;
    let state = match menu {
        Some(_) => TicketState::Menu { queue: queue.clone(), since: at },
        None => TicketState::Queued { queue: queue.clone(), since: at },
    };
    let event = ThreadEvent::Opened { protocol: protocol.to_string() };
    let row = InboxRow {
        ticket: lane.inner.id(TicketId::from_parts),
        version: 1,
        conversation: conversation.id.clone(),
        contact: conversation.contact.clone(),
        number: conversation.number.clone(),
        protocol,
        state,
        queue,
        contact_name: contact_name.to_owned(),
        preview: Preview::default(),
        preview_at: message.at,
        waiting_since: None,
        unread: 0,
        window: conversation.window,
        pending_template: None,
        opened_at: at,
        priority: desk_model::Priority::Normal,
        due: None,
        promise: None,
        labels: Vec::new(),
        returned_at: None,
        handover: None,
    };
    Ok(Place {
        ticket: TicketRow { row, preview_message: None, clocks: Clocks::default() },
        before: None,
        event: Some(event),
        menu,
    })
}
