//! Asking whether the customer is still there, before the window closes: by the owner of the ticket, or by the desk where the
//! queue says so. Once a window, and an ordinary message that passes the gate.

use crate::error::{Fault, Outcome};
use crate::gate::Draft;
use crate::messages::{author, repeated};
use crate::ports::OutboundBody;
use crate::rows::{self, Facts};
use crate::texts::{self, TextFacts};
use crate::tickets::Held;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::message::{Author, Content};
use desk_model::nudge::due_at;
use desk_model::number::NumberState;
use desk_model::time::{MINUTE, SECOND};
use desk_model::view::MessageView;
use desk_model::{DeskError, MessageId, TicketId, Timestamp};
use desk_store::conversation::ConversationRow;
use desk_store::queue::QueueRow;
use desk_store::{StoreError, TicketRow, Tx, conversation, queue, ticket};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the desk sleeps when nothing is due: a ticket may have been taken, or another node may know of one.
const LOOK: i64 = MINUTE;
/// Most tickets looked at in one turn.
const BATCH: u32 = 512;

/// A question to a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NudgeRequest {
    /// The message's id, made by the browser.
    pub id: MessageId,
    /// In which ticket.
    pub ticket: TicketId,
}

impl Desk {
    /// Asks the customer of the actor's ticket whether they are still there, in the words of the queue.
    ///
    /// # Errors
    /// [`DeskError::Conflict`] on `nudge` when they have been asked since they last wrote; [`DeskError::Invalid`] for
    /// `nudge_text` when the queue has no words for it; else as [`Desk::reply`].
    pub async fn nudge(&self, actor: &Actor, request: NudgeRequest) -> Result<MessageView, DeskError> {
        self.settle(self.0.nudge(actor, request)).await
    }

    /// Asks whom it is time to ask, until `cancel`: sleeps until the next one is due.
    pub async fn run_nudges(&self, cancel: CancellationToken) {
        loop {
            let now = self.0.now();
            let wait = match self.0.nudge_all().await {
                Ok(turn) => turn.next.map_or(LOOK, |next| next.since(now).clamp(SECOND, LOOK)),
                Err(fault) => {
                    tracing::warn!(error = %fault, "nudge.waiting");
                    LOOK
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.0.nudge_bell.notified() => {}
                () = tokio::time::sleep(Duration::from_micros(wait.unsigned_abs())) => {}
            }
        }
    }

    /// Asks everybody it is time to ask at this instant of the desk's clock; gives how many that were.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn nudge_due(&self) -> Result<usize, DeskError> {
        self.settle(async { Ok(self.0.nudge_all().await?.asked) }).await
    }
}

/// What one look came to.
struct Turn {
    asked: usize,
    /// When the next one is due, as far as known.
    next: Option<Timestamp>,
}

impl Inner {
    async fn nudge(&self, actor: &Actor, request: NudgeRequest) -> Outcome<MessageView> {
        actor.require(Permission::Reply)?;
        actor.person()?;
        let mut held = self.hold(actor, &request.ticket).await?;
        if let Some(same) = repeated(&mut held.tx, actor, &request.id, &request.ticket).await? {
            return Ok(same);
        }
        let mut conversation = held.conversation().await?;
        if conversation.window.is_nudged() {
            return Err(DeskError::Conflict { what: "nudge".to_owned(), winner: None }.into());
        }
        let Held { tx, facts, ticket, .. } = &mut held;
        let queue = queue::get(tx, &ticket.row.queue).await?;
        let body = queue.map(|queue| self.words(&queue, ticket)).unwrap_or_default();
        if body.is_empty() {
            return Err(DeskError::invalid("nudge_text", FieldProblem::Missing).into());
        }
        let view = self.ask(tx, facts, ticket, &mut conversation, request.id, author(actor), body).await?;
        held.ticket.row.unread = 0;
        held.save().await?;
        self.commit(held.tx, held.facts).await?;
        Ok(view)
    }

    async fn nudge_all(&self) -> Outcome<Turn> {
        let now = self.now();
        let candidates = ticket::to_nudge(&mut self.store.read().await?, now, BATCH).await?;
        let mut turn = Turn { asked: 0, next: None };
        for (ticket, minutes) in candidates {
            let Some(due) = due_at(&ticket.row, u32::try_from(minutes).unwrap_or(0)) else { continue };
            if due > now {
                turn.next = Some(turn.next.map_or(due, |next| next.min(due)));
                continue;
            }
            match self.nudge_one(&ticket.row.ticket).await {
                Ok(asked) => turn.asked += usize::from(asked),
                // Somebody changed the ticket meanwhile, or the window closed: the next look tells.
                Err(Fault::Desk(_)) | Err(Fault::Store(StoreError::Conflict { .. })) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(turn)
    }

    /// Asks one customer, if it still is time to. Tells whether they were asked.
    async fn nudge_one(&self, id: &TicketId) -> Outcome<bool> {
        let mut tx = self.store.write().await?;
        let Some(found) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let Some(mut conversation) = conversation::lock(&mut tx, &found.row.conversation).await? else {
            return Ok(false);
        };
        // Another node may have been faster; what was read before the lock may be old.
        let Some(mut ticket) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let mut facts = Facts::new(self.now());
        let Some(queue) = queue::get(&mut tx, &ticket.row.queue).await?.filter(|queue| queue.nudge_auto)
        else {
            return Ok(false);
        };
        let minutes = u32::try_from(queue.nudge_minutes).unwrap_or(0);
        let due = due_at(&ticket.row, minutes).is_some_and(|due| due <= facts.at());
        let up = self.number(&conversation.number).await?.state == NumberState::Connected;
        let body = self.words(&queue, &ticket);
        if !due || !up || conversation.window.is_nudged() || body.is_empty() {
            return Ok(false);
        }
        let before = ticket.row.facet();
        let id = self.id(MessageId::from_parts);
        self.ask(&mut tx, &mut facts, &mut ticket, &mut conversation, id, Author::Desk, body).await?;
        rows::save_ticket(&mut tx, &mut facts, &mut ticket, before).await?;
        self.commit(tx, facts).await?;
        Ok(true)
    }

    /// What is said in this queue to this customer.
    fn words(&self, queue: &QueueRow, ticket: &TicketRow) -> String {
        let facts = TextFacts {
            protocol: &ticket.row.protocol.to_string(),
            name: &ticket.row.contact_name,
            queue: &queue.name,
            desk: &self.settings.desk_name,
        };
        texts::fill(&queue.nudge_text, &facts)
    }

    /// Through the gate, and remembered for this window. Changes `ticket`, which the caller saves.
    #[expect(clippy::too_many_arguments, reason = "one transaction's worth of rows, and the message")]
    async fn ask(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &mut ConversationRow,
        id: MessageId,
        author: Author,
        body: String,
    ) -> Outcome<MessageView> {
        let content = Content::text(body.clone());
        let draft = Draft { id, author, content, body: OutboundBody::Text { body }, reply_to: None };
        let view = self.queue_outgoing(tx, facts, ticket, conversation, draft).await?;
        conversation.window.nudged_for = conversation.window.last_inbound_at;
        conversation::update(tx, &conversation.id, &conversation.window, &conversation.reply_to).await?;
        ticket.row.window = conversation.window;
        Ok(view)
    }
}
