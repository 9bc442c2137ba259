//! How an offer ends: taken, not taken, taken back.

use super::{came_to, problem, words};
use crate::error::Outcome;
use crate::tickets::Held;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::message::ThreadEvent;
use desk_model::transfer::{HandoverOutcome, TransferProblem, may_withdraw};
use desk_model::view::InboxRow;
use desk_model::{DeskError, TicketCommand, TicketId, TicketState, UserId};
use desk_store::queue;

impl Desk {
    /// Takes an offered ticket. One that the actor has already is theirs again: a repeated request changes nothing. The customer
    /// is told in the queue's words while the window is open.
    ///
    /// # Errors
    /// [`DeskError::Transfer`] when the offer is over or was to somebody else; [`DeskError::NotFound`];
    /// [`DeskError::Forbidden`].
    pub async fn accept_offer(&self, actor: &Actor, id: &TicketId) -> Result<InboxRow, DeskError> {
        self.settle(self.0.accept_offer(actor, id)).await
    }

    /// Does not take an offered ticket: it goes back to where it came from.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] on `reason`; else as [`Desk::accept_offer`].
    pub async fn decline_offer(&self, actor: &Actor, id: &TicketId, reason: &str) -> Result<(), DeskError> {
        self.settle(self.0.decline_offer(actor, id, reason)).await
    }

    /// Takes an offer back: one's own, or with the permission anybody's.
    ///
    /// # Errors
    /// [`DeskError::Transfer`] when the offer is over; [`DeskError::NotFound`]; [`DeskError::Forbidden`].
    pub async fn withdraw_offer(&self, actor: &Actor, id: &TicketId) -> Result<InboxRow, DeskError> {
        self.settle(self.0.withdraw_offer(actor, id)).await
    }
}

impl Inner {
    async fn accept_offer(&self, actor: &Actor, id: &TicketId) -> Outcome<InboxRow> {
        actor.require(Permission::ClaimTicket)?;
        let me = actor.person()?.clone();
        let mut held = self.hold(actor, id).await?;
        if held.before.owner.as_ref() == Some(&me) {
            return Ok(held.ticket.row);
        }
        let now = held.facts.at();
        let lasts = matches!(&held.ticket.row.state, TicketState::Offered { until, .. } if *until > now);
        if !offered(&held, &me) || !lasts {
            return Err(problem(TransferProblem::OfferEnded).into());
        }
        held.ticket.row.state =
            held.ticket.row.state.clone().step(TicketCommand::Accept { agent: me }, now)?;
        came_to(&mut held.ticket, HandoverOutcome::Accepted);
        if let Some(queue) = queue::get(&mut held.tx, &held.ticket.row.queue).await? {
            self.tell_customer(&mut held, &queue, actor.name()).await?;
        }
        self.over(held, ThreadEvent::OfferAccepted { by: actor.name().to_owned() }).await
    }

    async fn decline_offer(&self, actor: &Actor, id: &TicketId, reason: &str) -> Outcome<()> {
        actor.require(Permission::ClaimTicket)?;
        let me = actor.person()?.clone();
        let mut held = self.hold(actor, id).await?;
        let reason = words("reason", reason)?;
        if !offered(&held, &me) {
            return Err(problem(TransferProblem::OfferEnded).into());
        }
        let back = self.give_back(&mut held).await?;
        came_to(&mut held.ticket, HandoverOutcome::Declined { reason: reason.clone() });
        self.over(held, ThreadEvent::OfferDeclined { by: actor.name().to_owned(), reason, back }).await?;
        Ok(())
    }

    async fn withdraw_offer(&self, actor: &Actor, id: &TicketId) -> Outcome<InboxRow> {
        if !actor.may(Permission::MoveTickets) {
            actor.require(Permission::TransferOwnTicket)?;
        }
        let me = actor.person()?.clone();
        let mut held = self.hold(actor, id).await?;
        if !matches!(held.ticket.row.state, TicketState::Offered { .. }) {
            return Err(problem(TransferProblem::OfferEnded).into());
        }
        if !may_withdraw(&held.ticket.row, &me, actor.role()) {
            return Err(DeskError::Forbidden.into());
        }
        let back = self.give_back(&mut held).await?;
        let by = actor.name().to_owned();
        came_to(&mut held.ticket, HandoverOutcome::Withdrawn { by_name: by.clone() });
        self.over(held, ThreadEvent::OfferWithdrawn { by, back }).await
    }

    /// Changes an offered ticket to what it is when the offer was not taken; gives who has it then, by name.
    pub(super) async fn give_back(&self, held: &mut Held) -> Outcome<String> {
        let now = held.facts.at();
        let (state, name) = self.back(&mut held.tx, &held.ticket.row, now).await?;
        held.ticket.row.state = state;
        Ok(name)
    }

    /// Writes a ticket whose offer is over, with its line.
    pub(super) async fn over(&self, mut held: Held, event: ThreadEvent) -> Outcome<InboxRow> {
        held.save().await?;
        held.tell(self, event).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        Ok(row)
    }
}

fn offered(held: &Held, me: &UserId) -> bool {
    matches!(&held.ticket.row.state, TicketState::Offered { agent, .. } if agent == me)
}
