//! Taking tickets, closing them, having seen them.

use crate::error::{Fault, Outcome};
use crate::presence::{load_of, make_room};
use crate::reads::visible;
use crate::rows::{self, Facts, Line};
use crate::survey::Closing;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::dispatch::fits;
use desk_model::error::FieldProblem;
use desk_model::message::ThreadEvent;
use desk_model::queue_form::{self, CloseChoices, ReasonChoice};
use desk_model::ticket::StateName;
use desk_model::view::{Facet, InboxRow};
use desk_model::{
    CloseReason, ContactId, DeskError, MessageId, QueueId, ReasonId, TicketCommand, TicketId, UserId,
};
use desk_store::{
    ConversationRow, StoreError, TicketRow, Tx, close_reason, conversation, presence, queue, ticket, user,
};

/// How often *take next* tries again when somebody else was faster each time.
const RACES: usize = 200;

/// A ticket that nobody else can change until this transaction ends.
pub(crate) struct Held {
    /// The transaction.
    pub(crate) tx: Tx<'static>,
    /// What becomes true with it.
    pub(crate) facts: Facts,
    /// The ticket, to be changed.
    pub(crate) ticket: TicketRow,
    /// What it was counted under.
    pub(crate) before: Facet,
}

impl Held {
    /// The ticket's conversation, which is locked.
    pub(crate) async fn conversation(&mut self) -> Outcome<ConversationRow> {
        let id = &self.ticket.row.conversation;
        conversation::get(&mut self.tx, id).await?.ok_or_else(|| {
            StoreError::Inconsistent { table: "conversation", id: id.to_string(), column: "id" }.into()
        })
    }

    /// Writes the changed ticket.
    pub(crate) async fn save(&mut self) -> Outcome<()> {
        rows::save_ticket(&mut self.tx, &mut self.facts, &mut self.ticket, self.before.clone()).await?;
        Ok(())
    }

    /// Adds a line that tells what happened.
    pub(crate) async fn tell(&mut self, inner: &Inner, what: ThreadEvent) -> Outcome<()> {
        let at = self.facts.at();
        let line = Line::event(inner.id(MessageId::from_parts), what, at, at).of(&self.ticket.row);
        rows::insert_line(&mut self.tx, &mut self.facts, &self.ticket.row, &line).await?;
        Ok(())
    }
}

impl Desk {
    /// Takes a waiting ticket. One that the actor has already is theirs again: a repeated request changes nothing.
    ///
    /// # Errors
    /// [`DeskError::Conflict`] with the winner's name when somebody else has it; [`DeskError::Transition`] when it does not
    /// wait; [`DeskError::AtCapacity`] when the actor serves as much as they may; [`DeskError::NotFound`];
    /// [`DeskError::Forbidden`].
    pub async fn claim(&self, actor: &Actor, id: &TicketId) -> Result<InboxRow, DeskError> {
        self.settle(self.0.claim(actor, id)).await
    }

    /// Takes the ticket that should be served next in the actor's queues, of those they know well enough and have room for;
    /// `None` when nobody waits there.
    ///
    /// # Errors
    /// [`DeskError::AtCapacity`] when the actor serves as much as they may; [`DeskError::Forbidden`]; [`DeskError::Busy`] when
    /// others were faster again and again.
    pub async fn claim_next(&self, actor: &Actor) -> Result<Option<InboxRow>, DeskError> {
        self.settle(self.0.claim_next(actor)).await
    }

    /// Ends a ticket: one's own, or with the permission any one sees. The customer is told the queue's closing text while the
    /// window is open.
    ///
    /// # Errors
    /// [`DeskError::Transition`] when it cannot be closed as it stands; [`DeskError::Invalid`] on `reason` when the queue asks
    /// for one of its own; [`DeskError::NotFound`]; [`DeskError::Forbidden`].
    pub async fn close(
        &self,
        actor: &Actor,
        id: &TicketId,
        reason: CloseReason,
    ) -> Result<InboxRow, DeskError> {
        self.settle(self.0.close(actor, id, reason, None)).await
    }

    /// The same, for one of the queue's own reasons, which also says how it ended.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] on `reason` when it is none of the queue's; else as [`Desk::close`].
    pub async fn close_for(
        &self,
        actor: &Actor,
        id: &TicketId,
        reason: &ReasonId,
    ) -> Result<InboxRow, DeskError> {
        self.settle(self.0.close(actor, id, CloseReason::Resolved, Some(reason))).await
    }

    /// For what reasons a ticket the actor sees can be closed.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket`; [`DeskError::Forbidden`].
    pub async fn close_choices(&self, actor: &Actor, id: &TicketId) -> Result<CloseChoices, DeskError> {
        self.settle(self.0.close_choices(actor, id)).await
    }

    /// The actor has seen all lines of their ticket.
    ///
    /// # Errors
    /// [`DeskError::NotFound`]; [`DeskError::Forbidden`] when it is not theirs.
    pub async fn mark_seen(&self, actor: &Actor, id: &TicketId) -> Result<(), DeskError> {
        self.settle(self.0.mark_seen(actor, id)).await
    }
}

impl Inner {
    /// Locks a ticket the actor sees, and its conversation with it, which serialises all that happens in it.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket` when there is none, or not for them.
    pub(crate) async fn hold(&self, actor: &Actor, id: &TicketId) -> Outcome<Held> {
        let mut tx = self.store.write().await?;
        let found = visible(&mut tx, actor, id).await?;
        conversation::lock(&mut tx, &found.row.conversation).await?;
        // What was read before the lock may be old where writers do not wait for each other.
        let ticket = if self.store.is_sqlite() { found } else { relocked(&mut tx, actor, found).await? };
        let before = ticket.row.facet();
        Ok(Held { tx, facts: Facts::new(self.now()), ticket, before })
    }

    async fn claim(&self, actor: &Actor, id: &TicketId) -> Outcome<InboxRow> {
        actor.require(Permission::ClaimTicket)?;
        let me = actor.person()?.clone();
        let mut held = self.hold(actor, id).await?;
        if held.before.owner.as_ref() == Some(&me) {
            return Ok(held.ticket.row);
        }
        if let Some(owner) = &held.before.owner {
            let winner = user::by_id(&mut held.tx, owner).await?.map(|row| row.name);
            return Err(DeskError::Conflict { what: "ticket".to_owned(), winner }.into());
        }
        let now = held.facts.at();
        let state = held.ticket.row.state.clone();
        held.ticket.row.state = state.step(TicketCommand::Claim { agent: me.clone() }, now)?;
        if let Some(queue) = queue::get(&mut held.tx, &held.ticket.row.queue).await? {
            make_room(&mut held.tx, &me, &queue.policy, now).await?;
        }
        held.save().await?;
        held.tell(self, ThreadEvent::Claimed { by: actor.name().to_owned() }).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        Ok(row)
    }

    async fn claim_next(&self, actor: &Actor) -> Outcome<Option<InboxRow>> {
        actor.require(Permission::ClaimTicket)?;
        let me = actor.person()?.clone();
        for _ in 0..RACES {
            // Looking and taking are two transactions: the conversation has to be locked before its ticket, as everywhere.
            let mut tx = self.store.write().await?;
            let queues = takable(&mut tx, actor, &me).await?;
            let next = ticket::next_waiting(&mut tx, Some(&queues)).await?;
            drop(tx);
            let Some(next) = next else { return Ok(None) };
            match self.claim(actor, &next.row.ticket).await {
                Ok(row) => return Ok(Some(row)),
                // Somebody else was faster: there may be another one.
                Err(Fault::Desk(
                    DeskError::Conflict { .. } | DeskError::Transition { .. } | DeskError::NotFound { .. },
                )) => {}
                Err(fault) => return Err(fault),
            }
        }
        Err(DeskError::Busy.into())
    }

    async fn close_choices(&self, actor: &Actor, id: &TicketId) -> Outcome<CloseChoices> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let row = visible(&mut tx, actor, id).await?.row;
        reasons_of(&mut tx, &row.queue).await
    }

    async fn close(
        &self,
        actor: &Actor,
        id: &TicketId,
        reason: CloseReason,
        own: Option<&ReasonId>,
    ) -> Outcome<InboxRow> {
        if !actor.may(Permission::CloseAnyTicket) {
            actor.require(Permission::CloseOwnTicket)?;
        }
        let me = actor.person()?.clone();
        let mut held = self.hold(actor, id).await?;
        if !held.ticket.row.state.is_open() {
            return Err(DeskError::Transition { from: StateName::Closed, to: "close".to_owned() }.into());
        }
        let mine = held.before.owner.as_ref() == Some(&me);
        if !mine && !actor.may(Permission::CloseAnyTicket) {
            return Err(DeskError::Forbidden.into());
        }
        let chosen = chosen(&mut held.tx, &held.ticket.row.queue, own).await?;
        let reason = chosen.as_ref().map_or(reason, |chosen| chosen.outcome);
        let now = held.facts.at();
        let state = held.ticket.row.state.clone();
        let closed = state.step(TicketCommand::Close { by: Some(me.clone()), reason }, now)?;
        let detail = chosen.as_ref().map(|chosen| chosen.label());
        let conversation = held.conversation().await?;
        if let Some(queue) = queue::get(&mut held.tx, &held.ticket.row.queue).await? {
            let Held { tx, facts, ticket, before } = &mut held;
            self.queue_notice(tx, facts, ticket, &conversation, &queue, &queue.closing_text).await?;
            let agent = before.owner.as_ref().or(Some(&me));
            let closing = Closing { agent, reason, detail: detail.clone() };
            self.ask_survey(tx, facts, ticket, &conversation, &queue, closing).await?;
        }
        held.ticket.row.state = closed;
        held.ticket.clocks.reason = chosen.as_ref().map(|chosen| chosen.id.clone());
        held.ticket.row.waiting_since = None;
        held.ticket.row.unread = 0;
        held.save().await?;
        held.tell(self, ThreadEvent::Closed { by: Some(actor.name().to_owned()), reason, detail }).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        Ok(row)
    }

    async fn mark_seen(&self, actor: &Actor, id: &TicketId) -> Outcome<()> {
        actor.require(Permission::ReadTickets)?;
        let me = actor.person()?;
        // Asked often and seldom news: look before taking the lock.
        let known = visible(&mut self.store.read().await?, actor, id).await?;
        mine(&known.row, me)?;
        if known.row.unread == 0 && known.row.returned_at.is_none() {
            return Ok(());
        }
        let mut held = self.hold(actor, id).await?;
        mine(&held.ticket.row, me)?;
        if held.ticket.row.unread > 0 || held.ticket.row.returned_at.is_some() {
            held.ticket.row.unread = 0;
            held.ticket.row.returned_at = None;
            held.save().await?;
            self.commit(held.tx, held.facts).await?;
        }
        Ok(())
    }
}

/// The queues of which the actor can take a ticket now: they see them, know them well enough where they belong to them, and
/// have room.
///
/// # Errors
/// [`DeskError::AtCapacity`] when they have no room for any.
async fn takable(tx: &mut Tx<'_>, actor: &Actor, me: &UserId) -> Outcome<Vec<QueueId>> {
    let capacity = presence::colleague(tx, me).await?.map_or(0, |known| known.capacity);
    let load = load_of(tx, me).await?;
    let skills = presence::skills_of(tx, me).await?;
    let mut known = queue::list(tx).await?;
    known.retain(|queue| {
        let skill = skills.iter().find(|(id, _)| *id == queue.id).map(|(_, skill)| *skill);
        actor.sees_queue(&queue.id) && skill.is_none_or(|skill| skill >= i64::from(queue.policy.min_skill))
    });
    let some = !known.is_empty();
    known.retain(|queue| fits(load, capacity, queue.policy.weight));
    if some && known.is_empty() {
        return Err(DeskError::AtCapacity { load, capacity }.into());
    }
    Ok(known.into_iter().map(|queue| queue.id).collect())
}

/// The reasons of a queue. One is needed only where there is one.
async fn reasons_of(tx: &mut Tx<'_>, queue: &QueueId) -> Outcome<CloseChoices> {
    let reasons = queue_form::choices(&close_reason::list(tx, queue).await?);
    let required = queue::get(tx, queue).await?.is_some_and(|queue| queue.policy.reason_required);
    Ok(CloseChoices { required: required && !reasons.is_empty(), reasons })
}

/// The queue's own reason with that id.
async fn chosen(tx: &mut Tx<'_>, queue: &QueueId, own: Option<&ReasonId>) -> Outcome<Option<ReasonChoice>> {
    let known = reasons_of(tx, queue).await?;
    let problem = match own {
        None if known.required => FieldProblem::Missing,
        None => return Ok(None),
        Some(id) => match known.reasons.into_iter().find(|reason| reason.id == *id) {
            Some(reason) => return Ok(Some(reason)),
            // Taken out meanwhile, or of a queue it is no longer in.
            None => FieldProblem::Malformed,
        },
    };
    Err(DeskError::invalid("reason", problem).into())
}

/// # Errors
/// [`DeskError::Forbidden`] when somebody else, or nobody, owns the ticket; [`DeskError::Transition`] when it is closed.
pub(crate) fn owned(row: &InboxRow, me: &UserId) -> Result<(), DeskError> {
    if !row.state.is_open() {
        return Err(DeskError::Transition { from: row.state.name(), to: "reply".to_owned() });
    }
    mine(row, me)
}

fn mine(row: &InboxRow, me: &UserId) -> Result<(), DeskError> {
    if row.state.owner() == Some(me) { Ok(()) } else { Err(DeskError::Forbidden) }
}

async fn relocked(tx: &mut Tx<'_>, actor: &Actor, old: TicketRow) -> Outcome<TicketRow> {
    let new = visible(tx, actor, &old.row.ticket).await?;
    let place = |row: &InboxRow| -> (ContactId, _) { (row.contact.clone(), row.conversation.clone()) };
    // Two contacts became one between our two looks: another conversation would have to be locked.
    if place(&new.row) == place(&old.row) { Ok(new) } else { Err(DeskError::Busy.into()) }
}
