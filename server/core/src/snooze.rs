//! Tickets put aside: until a time, or until the customer writes. They keep their owner, take none of their capacity, and come
//! back to them.

use crate::error::{Fault, Outcome};
use crate::rows::Facts;
use crate::tickets::Held;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::message::{Content, ThreadEvent, WakeCause};
use desk_model::ticket::StateName;
use desk_model::time::{MINUTE, SECOND};
use desk_model::view::InboxRow;
use desk_model::{DeskError, TicketCommand, TicketId, TicketState, Timestamp, snooze};
use desk_store::{StoreError, Tx, conversation, ticket, user};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The longest sleep: another node may have put something aside and be gone since.
const LOOK: i64 = MINUTE;
/// The shortest, so that a ticket that cannot be written does not keep the database busy.
const SHORTEST: i64 = SECOND / 10;
/// Most tickets fetched back in one turn.
const BATCH: u32 = 256;

impl Desk {
    /// Puts the actor's ticket aside until `until`; `None` = until the customer writes, which always brings it back. One that is
    /// put aside already gets the new time.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] for `until` when that is over or more than a year away; [`DeskError::Forbidden`] when it is not
    /// theirs; [`DeskError::Transition`]; [`DeskError::NotFound`].
    pub async fn snooze(
        &self,
        actor: &Actor,
        id: &TicketId,
        until: Option<Timestamp>,
    ) -> Result<InboxRow, DeskError> {
        self.settle(self.0.snooze(actor, id, until)).await
    }

    /// Fetches a ticket back before its time: one's own, or with the permission any one sees. It goes to its owner.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Transition`] when it is not put aside; [`DeskError::NotFound`].
    pub async fn unsnooze(&self, actor: &Actor, id: &TicketId) -> Result<InboxRow, DeskError> {
        self.settle(self.0.unsnooze(actor, id)).await
    }

    /// Brings back what is due, until `cancel`: sleeps until the next one is.
    pub async fn run_snoozes(&self, cancel: CancellationToken) {
        loop {
            let wait = match self.0.bring_back().await {
                Ok((_, next)) => next.map_or(LOOK, |next| next.since(self.0.now()).clamp(SHORTEST, LOOK)),
                Err(fault) => {
                    tracing::warn!(error = %fault, "snooze.waiting");
                    LOOK
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.0.snooze_bell.notified() => {}
                () = tokio::time::sleep(Duration::from_micros(wait.unsigned_abs())) => {}
            }
        }
    }

    /// Brings back every ticket that is due at this instant of the desk's clock; gives how many that were.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn wake_due(&self) -> Result<usize, DeskError> {
        self.settle(async { Ok(self.0.bring_back().await?.0) }).await
    }
}

impl Inner {
    async fn snooze(&self, actor: &Actor, id: &TicketId, until: Option<Timestamp>) -> Outcome<InboxRow> {
        actor.require(Permission::Reply)?;
        let me = actor.person()?;
        let mut held = self.hold(actor, id).await?;
        if held.ticket.row.state.is_open() && held.before.owner.as_ref() != Some(me) {
            return Err(DeskError::Forbidden.into());
        }
        let now = held.facts.at();
        if let Some(until) = until {
            snooze::check(until, now).map_err(|problem| DeskError::invalid("until", problem))?;
        }
        let state = held.ticket.row.state.clone().step(TicketCommand::Snooze { until }, now)?;
        if state == held.ticket.row.state {
            return Ok(held.ticket.row);
        }
        held.ticket.row.state = state;
        held.save().await?;
        held.tell(self, ThreadEvent::Snoozed { by: actor.name().to_owned(), until }).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        self.snooze_bell.notify_one();
        Ok(row)
    }

    async fn unsnooze(&self, actor: &Actor, id: &TicketId) -> Outcome<InboxRow> {
        if !actor.may(Permission::WakeAnyTicket) {
            actor.require(Permission::Reply)?;
        }
        let me = actor.person()?;
        let mut held = self.hold(actor, id).await?;
        let mine = held.before.owner.as_ref() == Some(me);
        if !mine && !actor.may(Permission::WakeAnyTicket) {
            return Err(DeskError::Forbidden.into());
        }
        if held.before.state != StateName::Snoozed {
            // Asked twice, or it came back meanwhile.
            if mine && held.before.state == StateName::Assigned {
                return Ok(held.ticket.row);
            }
            return Err(DeskError::Transition { from: held.before.state, to: "wake".to_owned() }.into());
        }
        let to = come_back(&mut held.tx, &mut held.ticket.row, held.facts.at()).await?;
        if mine {
            // They know.
            held.ticket.row.returned_at = None;
        }
        let cause = WakeCause::Hand { by: actor.name().to_owned() };
        self.woken(held, cause, to).await
    }

    /// Writes a ticket that came back.
    async fn woken(&self, mut held: Held, cause: WakeCause, to: Option<String>) -> Outcome<InboxRow> {
        held.save().await?;
        held.tell(self, ThreadEvent::Woken { cause, to }).await?;
        let row = held.ticket.row;
        self.commit(held.tx, held.facts).await?;
        Ok(row)
    }

    /// How many came back, and when the next one does.
    async fn bring_back(&self) -> Outcome<(usize, Option<Timestamp>)> {
        let now = self.now();
        let due = ticket::to_wake(&mut self.store.read().await?, now, BATCH).await?;
        let mut count = 0;
        for id in due {
            match self.wake_one(&id).await {
                Ok(woken) => count += usize::from(woken),
                // Somebody changed the ticket meanwhile: the next look tells.
                Err(Fault::Desk(_)) | Err(Fault::Store(StoreError::Conflict { .. })) => {}
                Err(fault) => return Err(fault),
            }
        }
        let next = ticket::next_wake(&mut self.store.read().await?).await?;
        Ok((count, next))
    }

    /// Brings one back, if it still is to come back.
    async fn wake_one(&self, id: &TicketId) -> Outcome<bool> {
        let mut tx = self.store.write().await?;
        let Some(found) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        if conversation::lock(&mut tx, &found.row.conversation).await?.is_none() {
            return Ok(false);
        }
        // Another node may have been faster; what was read before the lock may be old.
        let Some(ticket) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let facts = Facts::new(self.now());
        let due = match &ticket.row.state {
            TicketState::Snoozed { until, .. } => until.is_some_and(|until| until <= facts.at()),
            TicketState::Menu { .. }
            | TicketState::Queued { .. }
            | TicketState::Offered { .. }
            | TicketState::Assigned { .. }
            | TicketState::Closed { .. } => false,
        };
        if !due {
            return Ok(false);
        }
        let before = ticket.row.facet();
        let mut held = Held { tx, facts, ticket, before };
        let to = come_back(&mut held.tx, &mut held.ticket.row, held.facts.at()).await?;
        self.woken(held, WakeCause::Time, to).await?;
        Ok(true)
    }
}

/// Where a ticket that is put aside comes back to: its owner, whose name this gives, or its queue when they are gone. The one
/// place that decides it; what the absence of an owner means belongs here too.
async fn come_back(tx: &mut Tx<'_>, row: &mut InboxRow, at: Timestamp) -> Outcome<Option<String>> {
    let owner = match row.state.owner() {
        Some(owner) => user::by_id(tx, owner).await?.filter(|user| !user.disabled),
        None => None,
    };
    let command = match &owner {
        Some(_) => TicketCommand::Wake,
        None => TicketCommand::Release { queue: row.queue.clone() },
    };
    row.state = row.state.clone().step(command, at)?;
    row.returned_at = owner.as_ref().map(|_| at);
    Ok(owner.map(|user| user.name))
}

/// The customer wrote `content`: their ticket comes back, if it was put aside. That they took a call of ours asks for nothing.
pub(crate) async fn customer_wrote(
    tx: &mut Tx<'_>,
    row: &mut InboxRow,
    content: &Content,
    at: Timestamp,
) -> Outcome<Option<ThreadEvent>> {
    if matches!(content, Content::CallAnswered) || row.state.name() != StateName::Snoozed {
        return Ok(None);
    }
    let to = come_back(tx, row, at).await?;
    Ok(Some(ThreadEvent::Woken { cause: WakeCause::Customer, to }))
}
