//! A whole ticket, to be shown outside the desk.

use crate::error::Outcome;
use crate::reads::visible;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::message::{Author, Direction};
use desk_model::view::{InboxRow, MessageView};
use desk_model::{DeskError, Identity, TicketId, TicketState};
use desk_store::{contact, message, number, queue, user};

/// Lines of one document: more than anybody wrote in one ticket, and still a document.
const LINES: u32 = 20_000;

/// Everything a document about a ticket tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// The ticket as it stands.
    pub row: InboxRow,
    /// Its queue.
    pub queue: String,
    /// The number it came in on: what the desk calls it, and its digits.
    pub number: (String, String),
    /// Who served it, or serves it; `None` when nobody has.
    pub agent: Option<String>,
    /// Who closed it; `None` while it is open, and when the desk did.
    pub closed_by: Option<String>,
    /// The customer's addresses.
    pub identities: Vec<Identity>,
    /// Its lines, oldest first; notes only where they were asked for.
    pub lines: Vec<MessageView>,
    /// Whether notes are among them.
    pub notes: bool,
}

impl Desk {
    /// A ticket the actor sees with all its lines. Internal notes are for those who may watch the desk, and only when they ask.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket`; [`DeskError::Forbidden`] for notes.
    pub async fn transcript(
        &self,
        actor: &Actor,
        id: &TicketId,
        notes: bool,
    ) -> Result<Transcript, DeskError> {
        self.settle(self.0.transcript(actor, id, notes)).await
    }
}

impl Inner {
    async fn transcript(&self, actor: &Actor, id: &TicketId, notes: bool) -> Outcome<Transcript> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let row = visible(&mut tx, actor, id).await?.row;
        if notes {
            actor.require(Permission::WatchDesk)?;
        }
        let queue = queue::get(&mut tx, &row.queue).await?.map(|queue| queue.name).unwrap_or_default();
        let number = number::get(&mut tx, self.store.seal(), &row.number).await?;
        let number = number.map(|number| (number.label, number.display)).unwrap_or_default();
        let identities = contact::identities(&mut tx, &row.contact).await?;
        let mut lines = message::of_ticket(&mut tx, &row.conversation, &row.ticket, LINES).await?;
        lines.retain(|line| notes || line.direction != Direction::Note);
        let closer = match &row.state {
            TicketState::Closed { by, .. } => by.clone(),
            TicketState::Menu { .. }
            | TicketState::Queued { .. }
            | TicketState::Offered { .. }
            | TicketState::Assigned { .. }
            | TicketState::Snoozed { .. } => None,
        };
        let mut closed_by = None;
        if let Some(id) = closer {
            closed_by = user::by_id(&mut tx, &id).await?.map(|user| user.name);
        }
        let wrote = lines.iter().rev().find_map(|line| match &line.author {
            Author::User { name, .. } if line.direction == Direction::Out => Some(name.clone()),
            Author::User { .. } | Author::Customer | Author::Desk | Author::PhoneApp => None,
        });
        let agent = match row.state.owner() {
            Some(owner) => user::by_id(&mut tx, owner).await?.map(|user| user.name),
            None => wrote.or_else(|| closed_by.clone()),
        };
        Ok(Transcript { row, queue, number, agent, closed_by, identities, lines, notes })
    }
}
