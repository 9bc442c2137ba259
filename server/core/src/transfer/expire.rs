//! Offers nobody answers in time. Every node does this; the ticket's lock and version decide who of them, and of those who
//! accept or claim at the same moment, comes first.

use super::{came_to, name_of};
use crate::error::{Fault, Outcome};
use crate::rows::Facts;
use crate::tickets::Held;
use crate::{Desk, Inner};
use desk_model::message::ThreadEvent;
use desk_model::time::{MINUTE, SECOND};
use desk_model::transfer::HandoverOutcome;
use desk_model::{DeskError, TicketId, TicketState, Timestamp};
use desk_store::{StoreError, conversation, ticket};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the desk sleeps when it knows of no offer: another node may know of one.
const LOOK: i64 = MINUTE;
/// It sleeps at least so long: the clocks it is woken by are not exact.
const LEAST: i64 = SECOND / 200;
/// Most offers looked at in one turn.
const BATCH: u32 = 256;

/// What one look came to.
struct Turn {
    ended: usize,
    /// When the next offer ends, as far as known.
    next: Option<Timestamp>,
}

impl Desk {
    /// Ends offers that nobody answers, until `cancel`: sleeps until the next one is due, or a new one is made.
    pub async fn run_offers(&self, cancel: CancellationToken) {
        loop {
            let wait = match self.0.expire_all().await {
                Ok(turn) => turn.next.map_or(LOOK, |next| next.since(self.0.now()).clamp(LEAST, LOOK)),
                Err(fault) => {
                    tracing::warn!(error = %fault, "offers.waiting");
                    SECOND
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.0.offer_bell.notified() => {}
                () = tokio::time::sleep(Duration::from_micros(wait.unsigned_abs())) => {}
            }
        }
    }

    /// Ends every offer that is over at this instant of the desk's clock; gives how many this node ended.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn expire_offers(&self) -> Result<usize, DeskError> {
        self.settle(async { Ok(self.0.expire_all().await?.ended) }).await
    }
}

impl Inner {
    async fn expire_all(&self) -> Outcome<Turn> {
        let mut turn = Turn { ended: 0, next: None };
        let now = self.now();
        let offers = ticket::offers_ending(&mut self.store.read().await?, BATCH).await?;
        for (id, until) in offers {
            if until > now {
                turn.next = Some(until);
                break;
            }
            match self.expire_one(&id).await {
                Ok(ended) => turn.ended += usize::from(ended),
                // Somebody changed the ticket meanwhile: the next look tells.
                Err(Fault::Desk(_) | Fault::Store(StoreError::Conflict { .. })) => {
                    turn.next = Some(now.plus(SECOND));
                    continue;
                }
                Err(fault) => return Err(fault),
            }
            // A full batch may have more behind it.
            turn.next = Some(now);
        }
        Ok(turn)
    }

    /// Ends one offer, if it still is one and is over. Tells whether it was.
    async fn expire_one(&self, id: &TicketId) -> Outcome<bool> {
        let mut tx = self.store.write().await?;
        let Some(found) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        if conversation::lock(&mut tx, &found.row.conversation).await?.is_none() {
            return Ok(false);
        }
        // It may have been answered, or another node may have been faster, before the lock was ours.
        let Some(ticket) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let facts = Facts::new(self.now());
        let agent = match &ticket.row.state {
            TicketState::Offered { agent, until, .. } if *until <= facts.at() => agent.clone(),
            _ => return Ok(false),
        };
        let before = ticket.row.facet();
        let mut held = Held { tx, facts, ticket, before };
        let back = self.give_back(&mut held).await?;
        let to = name_of(&mut held.tx, &agent).await?;
        came_to(&mut held.ticket, HandoverOutcome::TimedOut);
        self.over(held, ThreadEvent::OfferTimedOut { to, back }).await?;
        Ok(true)
    }
}
