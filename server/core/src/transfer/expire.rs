//! Offers nobody answers: in time, or because whom they were made to went offline. Every node does this; the ticket's lock and
//! version decide who of them, and of those who accept or claim at the same moment, comes first.

use super::{came_to, name_of};
use crate::error::{Fault, Outcome};
use crate::rows::Facts;
use crate::tickets::Held;
use crate::{Desk, Inner};
use desk_model::message::ThreadEvent;
use desk_model::presence::Standing;
use desk_model::time::{MINUTE, SECOND};
use desk_model::transfer::HandoverOutcome;
use desk_model::{DeskError, TicketId, TicketState, Timestamp, UserId};
use desk_store::{StoreError, conversation, presence, ticket};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the desk sleeps when it knows of no offer: another node may know of one.
const LOOK: i64 = MINUTE;
/// It sleeps at least so long: the clocks it is woken by are not exact.
const LEAST: i64 = SECOND / 200;
/// Most offers looked at in one turn.
const BATCH: u32 = 256;

/// Why an offer ends that nobody answered.
#[derive(Clone, Copy)]
enum Unanswered<'a> {
    /// Its time is over.
    TimedOut,
    /// This person is gone, to whom it was made.
    Left(&'a UserId),
}

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
            match self.end_unanswered(&id, Unanswered::TimedOut).await {
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

    /// Ends what is offered to somebody who went offline: nobody waits for an answer that cannot come.
    pub(crate) async fn end_offers_to(&self, leaver: &UserId) -> Outcome<()> {
        let offers = ticket::offered_to(&mut self.store.read().await?, leaver).await?;
        for id in offers {
            match self.end_unanswered(&id, Unanswered::Left(leaver)).await {
                // Whoever changed the ticket meanwhile ended the offer, or it ends in its time.
                Ok(_) | Err(Fault::Desk(_) | Fault::Store(StoreError::Conflict { .. })) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Ends one offer, if it still is one and the reason holds. Tells whether it was.
    async fn end_unanswered(&self, id: &TicketId, why: Unanswered<'_>) -> Outcome<bool> {
        let mut tx = self.store.write().await?;
        let Some(found) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        if conversation::lock(&mut tx, &found.row.conversation).await?.is_none() {
            return Ok(false);
        }
        // It may have been answered, or another node may have been faster, before the lock was ours.
        let Some(ticket) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let facts = Facts::new(self.now());
        let TicketState::Offered { agent, until, .. } = &ticket.row.state else { return Ok(false) };
        let agent = agent.clone();
        let holds = match why {
            Unanswered::TimedOut => *until <= facts.at(),
            // They may be back meanwhile, or it may be somebody else's by now.
            Unanswered::Left(leaver) => {
                agent == *leaver && presence::lock(&mut tx, leaver).await?.standing() == Standing::Offline
            }
        };
        if !holds {
            return Ok(false);
        }
        let before = ticket.row.facet();
        let mut held = Held { tx, facts, ticket, before };
        let back = self.give_back(&mut held).await?;
        let to = name_of(&mut held.tx, &agent).await?;
        let (outcome, event) = match why {
            Unanswered::TimedOut => (HandoverOutcome::TimedOut, ThreadEvent::OfferTimedOut { to, back }),
            Unanswered::Left(_) => (HandoverOutcome::Left, ThreadEvent::OfferLeft { to, back }),
        };
        came_to(&mut held.ticket, outcome);
        self.over(held, event).await?;
        Ok(true)
    }
}
