//! Inbox rows and thread lines, and the events that tell of them. Whoever changes a row writes it here, so that no
//! change can go without its event.

use crate::promises::{self, Rules};
use crate::status::LATELY;
use desk_model::mention::MentionView;
use desk_model::message::{Author, Content, Direction, MessageStatus};
use desk_model::number::NumberState;
use desk_model::presence::Standing;
use desk_model::ticket::StateName;
use desk_model::view::{Facet, HeldReply, InboxRow, MessageView, Preview};
use desk_model::wire::DeskEvent;
use desk_model::{MessageId, NumberId, QueueId, TicketId, TicketState, Timestamp, UserId};
use desk_store::event::{NewEvent, People};
use desk_store::filing::{self, Filed};
use desk_store::message::{Changes, MessageRow};
use desk_store::ticket::TicketRow;
use desk_store::{ConversationRow, StoreError, Tx, event, message, ticket, wait};
use std::collections::HashMap;
use std::sync::Arc;

/// The constraint named when a ticket was changed by somebody else between our read and our write: read again, redo.
pub(crate) const STALE: &str = "ticket.version";

/// What became true in one transaction. Written at its end in one piece, so that the numbering of events is locked
/// late and shortly.
#[derive(Debug)]
pub(crate) struct Facts {
    at: Timestamp,
    events: Vec<NewEvent>,
    /// Something is waiting to leave: wake the sender after the commit.
    pub(crate) outgoing: bool,
    /// A menu waits for an answer: there is a new deadline.
    pub(crate) menus: bool,
    /// Who serves what, or who is there, changed: wake the dispatcher after the commit.
    pub(crate) routing: bool,
    /// Queues as read in this transaction, for the promises of their tickets.
    pub(crate) rules: HashMap<QueueId, Arc<Rules>>,
}

impl Facts {
    /// Nothing yet; what comes becomes true at `at`.
    pub(crate) fn new(at: Timestamp) -> Self {
        Self { at, events: Vec::new(), outgoing: false, menus: false, routing: false, rules: HashMap::new() }
    }

    /// When these facts become true.
    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }

    /// How many events there are, to be given to [`Facts::truncate`] when what follows is rolled back.
    pub(crate) fn mark(&self) -> usize {
        self.events.len()
    }

    /// Forgets what came after `mark`.
    pub(crate) fn truncate(&mut self, mark: usize) {
        self.events.truncate(mark);
    }

    /// A ticket is new (`before` is `None`) or changed.
    pub(crate) fn ticket(&mut self, row: &InboxRow, before: Option<Facet>) {
        self.routing |= before.as_ref() != Some(&row.facet());
        // Whoever lost the ticket has to learn it too.
        let reader =
            row.state.owner().cloned().or_else(|| before.as_ref().and_then(|facet| facet.owner.clone()));
        let mut others = row.state.parties();
        let mut left = None;
        if let Some(facet) = &before {
            others.extend(facet.offered.iter().chain(&facet.owner).cloned());
            left = Some(facet.queue.clone()).filter(|queue| *queue != row.queue);
        }
        others.sort();
        others.dedup();
        others.retain(|who| Some(who) != reader.as_ref());
        let event = DeskEvent::Ticket { row: Box::new(row.clone()), before };
        self.push("ticket", Some(row), reader, false, &event);
        if let Some(last) = self.events.last_mut() {
            (last.left, last.others) = (left, People(others));
        }
    }

    /// A line of the thread of `row`'s ticket is new or changed.
    pub(crate) fn line(&mut self, row: &InboxRow, view: &MessageView) {
        let event =
            DeskEvent::Message { conversation: row.conversation.clone(), message: Box::new(view.clone()) };
        self.push("message", Some(row), row.state.owner().cloned(), true, &event);
    }

    /// What is held in the ticket of `row` changed.
    pub(crate) fn held(&mut self, row: &InboxRow, held: Option<HeldReply>) {
        let event = DeskEvent::Held { ticket: row.ticket.clone(), held };
        self.push("message", Some(row), row.state.owner().cloned(), true, &event);
    }

    /// A number can, or can no longer, send.
    pub(crate) fn number(&mut self, number: &NumberId, state: NumberState) {
        self.push("number", None, None, false, &DeskEvent::Number { number: number.clone(), state });
    }

    /// The templates of a number changed.
    pub(crate) fn templates(&mut self, number: &NumberId) {
        self.push("templates", None, None, false, &DeskEvent::Templates { number: number.clone() });
    }

    /// Somebody came, went or paused.
    pub(crate) fn presence(&mut self, user: &UserId, standing: Standing, since: Timestamp) {
        self.routing = true;
        self.push(
            "presence",
            None,
            None,
            false,
            &DeskEvent::Presence { user: user.clone(), standing, since },
        );
    }

    /// The price table changed.
    pub(crate) fn prices(&mut self) {
        self.push("prices", None, None, false, &DeskEvent::Prices);
    }

    /// A label is new, changed or gone.
    pub(crate) fn labels(&mut self) {
        self.push("labels", None, None, false, &DeskEvent::Labels);
    }

    /// Queues or people are new, otherwise named, in another order or gone.
    pub(crate) fn desk(&mut self) {
        self.push("desk", None, None, false, &DeskEvent::Desk);
    }

    /// Somebody was named in a note, or looked at where they were.
    pub(crate) fn mentions(&mut self, user: &UserId, new: Option<MentionView>) {
        let event = DeskEvent::Mentions { new: new.map(Box::new) };
        self.push("mentions", None, Some(user.clone()), false, &event);
    }

    fn push(
        &mut self,
        topic: &'static str,
        row: Option<&InboxRow>,
        user: Option<UserId>,
        followers: bool,
        event: &DeskEvent,
    ) {
        // Serialising our own plain types to a string cannot fail.
        let payload = serde_json::to_string(event).unwrap_or_default();
        self.events.push(NewEvent {
            topic,
            queue: row.map(|row| row.queue.clone()),
            user,
            left: None,
            others: People(row.map(|row| row.state.parties()).unwrap_or_default()),
            conversation: row.filter(|_| followers).map(|row| row.conversation.clone()),
            payload,
            at: self.at,
        });
    }

    /// Writes all events; gives the number of the last one, if there was any.
    pub(crate) async fn append(&mut self, tx: &mut Tx<'_>) -> Result<Option<i64>, StoreError> {
        if self.events.is_empty() {
            return Ok(None);
        }
        let last = event::append(tx, &self.events).await?;
        self.events.clear();
        Ok(Some(last))
    }
}

/// Writes a new ticket.
pub(crate) async fn insert_ticket(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    new: &mut TicketRow,
) -> Result<(), StoreError> {
    promises::renew(tx, facts, new).await?;
    ticket::insert(tx, new).await?;
    facts.ticket(&new.row, None);
    Ok(())
}

/// Writes a changed ticket; `before` is its facet as it was read. Its version climbs by one.
///
/// # Errors
/// [`StoreError::Conflict`] with [`STALE`] when somebody else changed it since it was read.
pub(crate) async fn save_ticket(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    changed: &mut TicketRow,
    before: Facet,
) -> Result<(), StoreError> {
    forget_news(&mut changed.row, &before);
    promises::renew(tx, facts, changed).await?;
    let expected = changed.row.version;
    if !ticket::update(tx, changed, expected).await? {
        return Err(StoreError::Conflict { constraint: STALE.to_owned() });
    }
    if before.owner.is_none()
        && let (TicketState::Assigned { .. }, Some(since)) = (&changed.row.state, changed.row.waiting_since)
    {
        // Those who come next are told how long it takes.
        let at = facts.at();
        wait::note(tx, &changed.row.queue, at, at.since(since), at.plus(-LATELY)).await?;
    }
    facts.ticket(&changed.row, Some(before));
    Ok(())
}

/// That it came back is news for the owner it came back to, and how it was handed over for as long as it is open.
fn forget_news(row: &mut InboxRow, before: &Facet) {
    let kept = row.state.name() == StateName::Assigned && row.state.owner() == before.owner.as_ref();
    row.returned_at = row.returned_at.filter(|_| kept);
    if !row.state.is_open() {
        row.handover = None;
    }
}

/// Writes a new line of `row`'s thread; `false` when its id or the provider's id of it exists already.
pub(crate) async fn insert_line(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    row: &InboxRow,
    line: &MessageRow,
) -> Result<bool, StoreError> {
    let new = message::insert(tx, line).await?;
    if new {
        facts.line(row, &line.view);
    }
    Ok(new)
}

/// Writes a customer's line into an open ticket, with its conversation; `before` is the ticket's facet as it was read.
/// `false`, and nothing changes, when the line is known already.
///
/// # Errors
/// [`StoreError::Conflict`] with [`STALE`] when somebody else changed the ticket since it was read.
pub(crate) async fn file_line(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    line: &MessageRow,
    talk: &ConversationRow,
    ticket: &mut TicketRow,
    before: Facet,
) -> Result<bool, StoreError> {
    forget_news(&mut ticket.row, &before);
    promises::renew(tx, facts, ticket).await?;
    match filing::file(tx, line, talk, ticket).await? {
        Filed::Known => return Ok(false),
        Filed::Stale => return Err(StoreError::Conflict { constraint: STALE.to_owned() }),
        Filed::Done => {}
    }
    facts.line(&ticket.row, &line.view);
    facts.ticket(&ticket.row, Some(before));
    Ok(true)
}

/// Writes a changed line. Its version climbs by one.
pub(crate) async fn save_line(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    row: &InboxRow,
    line: &mut MessageRow,
) -> Result<(), StoreError> {
    message::update(tx, line).await?;
    facts.line(row, &line.view);
    Ok(())
}

/// What a new line needs beside its ticket.
pub(crate) struct Line {
    /// Its id.
    pub(crate) id: MessageId,
    /// Which way.
    pub(crate) direction: Direction,
    /// Who wrote it.
    pub(crate) author: Author,
    /// What it holds.
    pub(crate) content: Content,
    /// When it was written.
    pub(crate) at: Timestamp,
    /// When we got or made it.
    pub(crate) received_at: Timestamp,
    /// How far it got.
    pub(crate) status: MessageStatus,
}

impl Line {
    /// Something that happened to the ticket.
    pub(crate) fn event(
        id: MessageId,
        what: desk_model::message::ThreadEvent,
        at: Timestamp,
        received_at: Timestamp,
    ) -> Self {
        Self {
            id,
            direction: Direction::Event,
            author: Author::Desk,
            content: Content::Event(what),
            at,
            received_at,
            status: MessageStatus::Received,
        }
    }

    /// The line as it is stored in the thread of `row`.
    pub(crate) fn of(self, row: &InboxRow) -> MessageRow {
        MessageRow {
            view: MessageView {
                id: self.id,
                ticket: row.ticket.clone(),
                direction: self.direction,
                author: self.author,
                content: self.content,
                at: self.at,
                status: self.status,
                failure: None,
                sending: desk_model::autopsy::Sending::default(),
                quote: None,
                provenance: desk_model::view::Provenance::default(),
                reactions: Vec::new(),
                earlier: Vec::new(),
                revoked_at: None,
                cost: None,
                version: 1,
            },
            conversation: row.conversation.clone(),
            number: row.number.clone(),
            provider_id: None,
            quote_provider_id: None,
            received_at: self.received_at,
            outgoing: None,
            changes: Changes::default(),
        }
    }
}

/// Shows `view` as the row's last line, unless a newer one stands there.
pub(crate) fn preview(ticket: &mut TicketRow, view: &MessageView) {
    let here = (ticket.row.preview_at, ticket.preview_message.as_ref());
    if here.1.is_some() && here > (view.at, Some(&view.id)) {
        return;
    }
    let (kind, text) = view.content.preview();
    let ours = view.direction == Direction::Out;
    ticket.row.preview = Preview { kind, text, ours, status: ours.then_some(view.status) };
    ticket.row.preview_at = view.at;
    ticket.preview_message = Some(view.id.clone());
}

/// Carries the new state of a line into the places of the row that show it. Tells whether the row changed.
pub(crate) fn mirror(ticket: &mut TicketRow, view: &MessageView) -> bool {
    let mut changed = false;
    if ticket.preview_message.as_ref() == Some(&view.id) {
        let (kind, text) = view.content.preview();
        let ours = view.direction == Direction::Out;
        let now = Preview { kind, text, ours, status: ours.then_some(view.status) };
        changed = ticket.row.preview != now;
        ticket.row.preview = now;
    }
    if let Some(pending) = &mut ticket.row.pending_template
        && pending.message == view.id
        && pending.status != view.status
    {
        pending.status = view.status;
        changed = true;
    }
    changed
}

/// Reads a ticket that must exist because a line belongs to it.
pub(crate) async fn ticket_of(tx: &mut Tx<'_>, id: &TicketId) -> Result<TicketRow, StoreError> {
    ticket::get(tx, id).await?.ok_or_else(|| StoreError::Inconsistent {
        table: "ticket",
        id: id.to_string(),
        column: "id",
    })
}
