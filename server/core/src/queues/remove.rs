//! Giving up a queue: its open tickets and its numbers go to another one, its closed tickets keep it.

use crate::error::Outcome;
use crate::rows::{self, Facts, Line};
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::message::ThreadEvent;
use desk_model::{DeskError, MessageId, QueueId};
use desk_store::{QueueRow, Tx, conversation, number, queue, ticket};

/// How often it is tried again when tickets came meanwhile.
const TRIES: usize = 20;

impl Desk {
    /// Gives up a queue. Its open tickets, and what comes in on its numbers, go to `heir`; who serves a ticket goes on serving
    /// it. Gives how many tickets went.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `queue`; [`DeskError::Conflict`] on `last_queue`;
    /// [`DeskError::Invalid`] on `heir`, with `Missing` when there is something to go somewhere.
    pub async fn delete_queue(
        &self,
        actor: &Actor,
        id: &QueueId,
        heir: Option<&QueueId>,
    ) -> Result<usize, DeskError> {
        self.settle(self.0.delete_queue(actor, id, heir)).await
    }
}

impl Inner {
    async fn delete_queue(&self, actor: &Actor, id: &QueueId, heir: Option<&QueueId>) -> Outcome<usize> {
        actor.require(Permission::ManageDesk)?;
        for _ in 0..TRIES {
            let mut tx = self.store.write().await?;
            let open = ticket::open_in(&mut tx, id).await?;
            // Conversations before their queue, as everywhere; whoever brings a ticket in later waits, or came before us.
            for (_, place) in &open {
                conversation::lock(&mut tx, place).await?;
            }
            let Some(gone) = queue::lock(&mut tx, id).await?.filter(|row| !row.archived) else {
                return Err(DeskError::not_found("queue").into());
            };
            if ticket::open_in(&mut tx, id).await? == open {
                let went = open.len();
                self.give_up(tx, gone, heir, open.into_iter().map(|(ticket, _)| ticket).collect()).await?;
                self.refresh_numbers().await?;
                tracing::info!(queue = %id, by = %actor.user(), went, "queues.deleted");
                return Ok(went);
            }
        }
        Err(DeskError::Busy.into())
    }

    async fn give_up(
        &self,
        mut tx: Tx<'static>,
        gone: QueueRow,
        heir: Option<&QueueId>,
        open: Vec<desk_model::TicketId>,
    ) -> Outcome<()> {
        let numbers = number::list(&mut tx, self.store.seal()).await?;
        let numbers: Vec<_> = numbers.into_iter().filter(|row| row.default_queue == gone.id).collect();
        if queue::list(&mut tx).await?.len() < 2 {
            return Err(DeskError::Conflict { what: "last_queue".to_owned(), winner: None }.into());
        }
        let heir = match heir {
            Some(heir) => {
                let found = queue::get_kept(&mut tx, heir).await?;
                let found = found.filter(|row| !row.archived && row.id != gone.id);
                Some(found.ok_or_else(|| DeskError::invalid("heir", FieldProblem::Malformed))?)
            }
            None if open.is_empty() && numbers.is_empty() => None,
            None => return Err(DeskError::invalid("heir", FieldProblem::Missing).into()),
        };
        let mut facts = Facts::new(self.now());
        if let Some(heir) = &heir {
            for id in open {
                let Some(mut ticket) = ticket::get(&mut tx, &id).await? else { continue };
                let before = ticket.row.facet();
                ticket.row.state = ticket.row.state.moved_to(&heir.id);
                ticket.row.queue = heir.id.clone();
                rows::save_ticket(&mut tx, &mut facts, &mut ticket, before).await?;
                let what = ThreadEvent::QueueGone { from: gone.name.clone(), to: heir.name.clone() };
                let at = facts.at();
                let line = Line::event(self.id(MessageId::from_parts), what, at, at).of(&ticket.row);
                rows::insert_line(&mut tx, &mut facts, &ticket.row, &line).await?;
            }
        }
        facts.desk();
        queue::archive(&mut tx, &gone.id, heir.as_ref().map(|heir| &heir.id)).await?;
        for number in numbers {
            facts.number(&number.id, number.state);
        }
        Ok(self.commit(tx, facts).await?)
    }
}
