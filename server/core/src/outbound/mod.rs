//! The sender: takes what is due out of the outbox, in the order of each conversation and at the pace of each number, hands
//! it to the provider and records what became of it.

mod lease;
pub(crate) mod pace;
mod record;
mod worker;

use crate::error::{Fault, Outcome};
use crate::rows::Facts;
use crate::{Desk, Inner};
use desk_model::number::NumberState;
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::{DeskError, NumberId, Timestamp};
use desk_store::{StoreError, Tx, health, number, outbox};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long a message belongs to the worker that took it (µs). Longer than a call may take.
const LEASE: i64 = 2 * MINUTE;
/// How long a call may take.
const CALL: Duration = Duration::from_secs(60);
/// How long a message of unknown outcome holds up those behind it (µs): most statuses come within seconds.
const HOLD: i64 = MINUTE;
/// After how long nobody tries again (µs).
const GIVE_UP: i64 = DAY;
/// How long a status is waited for when nobody knows whether a message left (µs). Then the agent decides: most statuses come
/// within seconds, and after a day the window would be closed.
const SILENCE: i64 = HOUR;
/// How long the sender sleeps when nothing rings: another node may have written something.
const LOOK: i64 = SECOND;
/// How long it waits for calls under way when it has to end.
const LAST_CALLS: Duration = Duration::from_secs(20);

/// What a node remembers of its sending.
pub(crate) struct Sender {
    pace: Mutex<pace::Pace>,
}

impl Sender {
    pub(crate) fn new(per_second: u32) -> Self {
        Self { pace: Mutex::new(pace::Pace::new(per_second)) }
    }

    fn pace(&self) -> MutexGuard<'_, pace::Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Sends what is due until `cancel`; then waits a moment for what is under way.
    pub async fn run_outbox(&self, cancel: CancellationToken) {
        let workers = self.0.settings.outbox_workers.max(1);
        let mut calls: JoinSet<worker::Answer> = JoinSet::new();
        let mut looked = None::<Timestamp>;
        loop {
            let mut wait = LOOK;
            // What died is rare, and a second more or less is nothing to it.
            let losses = looked.is_none_or(|at| self.0.now().since(at).abs() >= SECOND);
            if losses {
                looked = Some(self.0.now());
            }
            match self.0.lease_due(workers - calls.len(), losses).await {
                Ok(leased) => {
                    wait =
                        leased.next.map_or(LOOK, |next| next.since(self.0.now()).clamp(SECOND / 100, LOOK));
                    for job in leased.jobs {
                        let inner = Arc::clone(&self.0);
                        calls.spawn(async move { inner.call(job).await });
                    }
                }
                Err(fault) => tracing::warn!(error = %fault, "outbox.waiting"),
            }
            tokio::select! {
                () = cancel.cancelled() => break,
                Some(answer) = calls.join_next() => {
                    let mut answers: Vec<_> = answer.ok().into_iter().collect();
                    while let Some(answer) = calls.try_join_next() {
                        answers.extend(answer.ok());
                    }
                    self.0.record_surely(answers).await;
                }
                () = self.0.outbox_bell.notified(), if calls.len() < workers => {}
                () = tokio::time::sleep(Duration::from_micros(wait.unsigned_abs())), if calls.len() < workers => {}
            }
        }
        let rest = async {
            while let Some(answer) = calls.join_next().await {
                self.0.record_surely(answer.into_iter().collect()).await;
            }
        };
        if tokio::time::timeout(LAST_CALLS, rest).await.is_err() {
            // Their leases run out; then they count as of unknown outcome.
            tracing::warn!("outbox.calls_left");
        }
    }

    /// Sends until nothing is due at this instant of the desk's clock; gives how many calls were made.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn drain_outbox(&self) -> Result<usize, DeskError> {
        self.settle(self.0.drain_outbox()).await
    }
}

impl Inner {
    /// The number can send again: what waits for it goes on. Tells whether it could not before.
    pub(crate) async fn number_works(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        number: &NumberId,
    ) -> Result<bool, StoreError> {
        if !number::set_state(tx, number, NumberState::Connected).await? {
            return Ok(false);
        }
        outbox::release_number(tx, number, facts.at()).await?;
        health::set_down(tx, number, None).await?;
        facts.number(number, NumberState::Connected);
        facts.outgoing = true;
        self.sender.pace().resume(number);
        Ok(true)
    }

    async fn drain_outbox(self: &Arc<Self>) -> Outcome<usize> {
        let mut made = 0;
        loop {
            let leased = self.lease_due(self.settings.outbox_workers.max(1), true).await?;
            if leased.jobs.is_empty() && leased.settled == 0 {
                return Ok(made);
            }
            made += leased.jobs.len();
            let calls = leased.jobs.into_iter().map(|job| self.call(job));
            let answers = futures::future::join_all(calls).await;
            self.record_surely(answers).await;
        }
    }

    /// Records answers however long it takes: the provider has spoken, and forgetting it would make a message of unknown
    /// outcome of it.
    async fn record_surely(&self, answers: Vec<worker::Answer>) {
        let mut waited = Duration::from_millis(50);
        let deadline = self.now().plus(LEASE);
        let mut one_by_one = false;
        let mut left = answers;
        while !left.is_empty() && self.now() < deadline {
            let group = if one_by_one { 1 } else { left.len() };
            match self.record(&left[..group]).await {
                Ok(recorded) => {
                    let mut recorded = recorded.into_iter();
                    left.retain(|_| !recorded.next().unwrap_or(false));
                    // The rest wait for whoever is changing their conversation, each for itself.
                    one_by_one = true;
                }
                Err(fault) if busy(&fault) => {
                    tokio::time::sleep(waited).await;
                    waited = (waited * 2).min(Duration::from_secs(2));
                }
                Err(fault) if one_by_one => {
                    self.report(fault);
                    left.remove(0);
                }
                Err(_) => one_by_one = true,
            }
        }
    }

    /// A random part of `span`.
    fn jitter(&self, span: i64) -> i64 {
        let mut byte = [0];
        self.entropy.fill(&mut byte);
        span * i64::from(byte[0]) / 255
    }

    /// When to try again after `attempts` attempts: twice as long each time, at most `limit`, never all at once.
    fn backoff(&self, now: Timestamp, attempts: i64, limit: i64) -> Timestamp {
        let doubling = u32::try_from((attempts - 1).clamp(0, 20)).unwrap_or(0);
        let delay = (SECOND << doubling).min(limit);
        now.plus(delay / 2 + self.jitter(delay / 2))
    }
}

/// Whether trying the same again shortly may help.
fn busy(fault: &Fault) -> bool {
    match fault {
        Fault::Store(StoreError::Conflict { constraint }) => constraint == crate::rows::STALE,
        Fault::Store(error) => error.is_busy(),
        Fault::Desk(error) => *error == DeskError::Busy,
    }
}
