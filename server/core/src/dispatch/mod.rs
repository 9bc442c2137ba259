//! Who serves what, decided by the desk: waiting tickets go to people who are there and have room, tickets of people who left
//! or do not answer go back. Woken by what changes; instants that matter by themselves are computed, never looked for.

mod assign;
mod returns;

use crate::error::{Fault, Outcome};
use crate::hours::CivilZone;
use crate::rows::STALE;
use crate::{Desk, Inner};
use desk_model::time::SECOND;
use desk_model::{DeskError, QueueId, Timestamp};
use desk_store::{QueueRow, StoreError, queue};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the desk sleeps at most (µs): the node has to say that it lives, and another one may have died over its work.
const LOOK: i64 = 10 * SECOND;
/// How long it waits after the database could not be used.
const PAUSE: Duration = Duration::from_secs(1);
/// It begins to look at most this often: what changes in a shower is looked at once, what changes alone at once.
const BREATH: Duration = Duration::from_millis(10);

/// When tickets of a queue are given out next: `now` while it is open; `None` = never.
pub(crate) fn opens_at(queue: &QueueRow, now: Timestamp) -> Option<Timestamp> {
    let hours = &queue.policy.hours;
    let zone = CivilZone::of(hours);
    if hours.is_open(&zone, now) { Some(now) } else { hours.next_opening(&zone, now) }
}

/// Whether tickets of a queue are given out at this instant.
pub(crate) fn accepting(queue: &QueueRow, now: Timestamp) -> bool {
    opens_at(queue, now).is_some_and(|opens| opens <= now)
}

/// What one look came to.
#[derive(Debug, Default)]
struct Turn {
    given: usize,
    /// When the next thing is due, as far as known.
    next: Option<Timestamp>,
}

impl Turn {
    fn due(&mut self, at: Option<Timestamp>) {
        self.next = self.next.into_iter().chain(at).min();
    }
}

impl Desk {
    /// Keeps everybody served until `cancel`.
    pub async fn run_routing(&self, cancel: CancellationToken) {
        loop {
            let breath = tokio::time::sleep(BREATH);
            let wait = match self.0.route().await {
                Ok(turn) => {
                    let next = turn.next.map_or(LOOK, |next| next.since(self.0.now()));
                    Duration::from_micros(next.clamp(0, LOOK).unsigned_abs())
                }
                Err(fault) => {
                    tracing::warn!(error = %fault, "routing.waiting");
                    PAUSE
                }
            };
            breath.await;
            tokio::select! {
                () = cancel.cancelled() => break,
                () = self.0.routing_bell.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        if let Err(fault) = self.0.forget_sockets().await {
            tracing::warn!(error = %fault, "routing.sockets_not_forgotten");
        }
    }

    /// Looks once at who is there, whose tickets go back, and who gets what waits; gives how many tickets were given out.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn route(&self) -> Result<usize, DeskError> {
        self.settle(async { Ok(self.0.route().await?.given) }).await
    }
}

impl Inner {
    async fn route(&self) -> Outcome<Turn> {
        let mut turn = Turn::default();
        turn.due(self.look_at_people().await?);
        self.take_back_from_leavers().await?;
        turn.due(self.take_back_from_silent().await?);
        turn.given = self.give_out().await?;
        let now = self.now();
        for queue in queue::list(&mut self.store.read().await?).await? {
            turn.due(opens_at(&queue, now).filter(|opens| *opens > now));
        }
        Ok(turn)
    }
}

/// Somebody else changed what was read meanwhile: the next look tells.
fn overtaken(fault: &Fault) -> bool {
    match fault {
        Fault::Desk(DeskError::Transition { .. } | DeskError::AtCapacity { .. }) => true,
        Fault::Store(StoreError::Conflict { constraint }) => constraint == STALE,
        Fault::Desk(_) | Fault::Store(_) => false,
    }
}

/// The rules of a queue, by its id.
fn of<'a>(queues: &'a [QueueRow], id: &QueueId) -> Option<&'a QueueRow> {
    queues.iter().find(|queue| queue.id == *id)
}
