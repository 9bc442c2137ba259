//! What the desk does by itself beside its work: forgetting what is over, and listening for other nodes.

use crate::error::Outcome;
use crate::{Desk, Inner};
use desk_model::time::{DAY, SECOND};
use desk_store::{Doorbell, event, health, optin, parked, session, upload};
use std::time::Duration;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How long a change waits for its message (µs): the provider delivers for 7 days, and a message lives 30.
const KEEP_PARKED: i64 = 30 * DAY;
/// How long a form that nobody confirmed is kept after its code ended (µs).
const KEEP_FORMS: i64 = 7 * DAY;
/// How long a file for a template can be named (µs): the provider keeps it for 30 days.
const KEEP_UPLOADS: i64 = 29 * DAY;
/// How long it is remembered whom a template reached (µs): the provider counts 24 hours.
const KEEP_REACH: i64 = 2 * DAY;
/// How often is tidied up.
const EVERY: Duration = Duration::from_secs(600);
/// How long a node waits before it tries to listen again.
const LISTEN_AGAIN: Duration = Duration::from_secs(5);

impl Desk {
    /// Forgets dead sessions and old events, and passes on what other nodes ring; until `cancel`.
    pub async fn run_housekeeping(&self, cancel: CancellationToken) {
        tokio::select! {
            () = cancel.cancelled() => {}
            () = self.0.tidy_for_ever() => {}
            () = self.0.listen_for_ever() => {}
        }
    }

    /// Forgets dead sessions and old events once.
    ///
    /// # Errors
    /// [`desk_model::DeskError::Busy`] or [`desk_model::DeskError::Internal`] when the database does not answer.
    pub async fn tidy(&self) -> Result<(), desk_model::DeskError> {
        self.settle(self.0.tidy()).await
    }
}

impl Inner {
    async fn tidy_for_ever(&self) {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.tidy().await {
                tracing::warn!(%error, "housekeeping.failed");
            }
        }
    }

    async fn tidy(&self) -> Outcome<()> {
        let now = self.now();
        let keep = i64::from(self.settings.event_retention_secs) * SECOND;
        let mut tx = self.store.write().await?;
        let sessions = session::prune(&mut tx, now).await?;
        let events = event::prune(&mut tx, now.plus(-keep)).await?;
        parked::prune(&mut tx, now.plus(-KEEP_PARKED)).await?;
        optin::prune(&mut tx, now.plus(-KEEP_FORMS)).await?;
        upload::prune(&mut tx, now.plus(-KEEP_UPLOADS)).await?;
        health::prune(&mut tx, now.plus(-KEEP_REACH)).await?;
        tx.commit().await?;
        self.sum_up_days().await?;
        if sessions + events > 0 {
            tracing::debug!(sessions, events, "housekeeping.done");
        }
        Ok(())
    }

    async fn listen_for_ever(&self) {
        let mut doorbell: Option<Doorbell> = None;
        loop {
            match &mut doorbell {
                Some(bell) => bell.wait().await,
                None => match self.store.listen().await {
                    Ok(bell) => doorbell = Some(bell),
                    Err(error) => {
                        tracing::warn!(%error, "doorbell.failed");
                        tokio::time::sleep(LISTEN_AGAIN).await;
                        continue;
                    }
                },
            }
            // Also after beginning to listen: something may have been rung before.
            self.wake_all();
        }
    }
}
