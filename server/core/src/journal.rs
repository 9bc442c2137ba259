//! The journal: every request is stored before it is acknowledged. Many that wait together share one transaction and
//! with it one flush of the disk.

use crate::error::Outcome;
use crate::ports::Secret;
use crate::{Desk, Inner};
use bytes::Bytes;
use desk_model::time::SECOND;
use desk_model::{DeskError, Timestamp};
use desk_store::journal::{self, NewRequest};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Most requests stored by one transaction.
const GROUP: usize = 256;
/// For each request of a group, up to [`SHOWER`], the next one is stored so much later: what comes in a shower shares a
/// flush, what comes alone is stored at once.
const BREATH: Duration = Duration::from_millis(4);
/// See [`BREATH`].
const SHOWER: u32 = 3;
/// How far the lane may be behind the newest request before requests are stored more slowly (µs): who sends faster than
/// anybody can read is answered later, and nothing is refused.
const LAG: i64 = SECOND / 4;
/// The longest a group is held back for it.
const HELD_BACK: Duration = Duration::from_millis(250);
/// While the lane is behind, so much of what it applies meanwhile is let in.
const LET_IN: f64 = 0.9;
/// How often the lag is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Most requests that may wait; more are refused at once, and their sender tries again.
const WAITING: usize = 2_048;
/// Most KiB of bodies that may wait.
const WAITING_KIB: usize = 64 * 1024;

/// Where requests wait for the writer of the journal.
pub(crate) struct Intake {
    sender: mpsc::Sender<Waiting>,
    receiver: Mutex<mpsc::Receiver<Waiting>>,
    space: Arc<Semaphore>,
}

struct Waiting {
    body: Bytes,
    readable: bool,
    at: Timestamp,
    answer: oneshot::Sender<Result<(), DeskError>>,
    _space: OwnedSemaphorePermit,
}

impl Intake {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        Self { sender, receiver: Mutex::new(receiver), space: Arc::new(Semaphore::new(WAITING_KIB)) }
    }
}

impl Desk {
    /// Stores one request; comes back when it is on the disk. `readable` tells whether the body is JSON at all: what is
    /// not is kept for the administrator and never applied. Needs [`Desk::run_journal`] to run.
    ///
    /// # Errors
    /// [`DeskError::Busy`] when the disk is full, the database locked, or too much is waiting; nothing was stored.
    pub async fn receive(&self, body: Bytes, readable: bool) -> Result<(), DeskError> {
        let kib = u32::try_from(body.len() / 1024 + 1).map_err(|_| DeskError::Busy)?;
        let intake = &self.0.journal;
        let space = Arc::clone(&intake.space).try_acquire_many_owned(kib).map_err(|_| DeskError::Busy)?;
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { body, readable, at: self.0.now(), answer, _space: space };
        intake.sender.try_send(waiting).map_err(|_| DeskError::Busy)?;
        answered.await.unwrap_or(Err(DeskError::Busy))
    }

    /// What a request of a provider may be signed with: the secrets of all numbers, and during a rotation the former ones.
    pub fn webhook_secrets(&self) -> Vec<Secret> {
        let numbers = self.0.numbers();
        let mut secrets: Vec<Secret> = Vec::new();
        for number in numbers.iter() {
            for secret in std::iter::once(&number.app_secret).chain(&number.previous_app_secret) {
                if !secret.0.is_empty() && !secrets.contains(secret) {
                    secrets.push(secret.clone());
                }
            }
        }
        secrets
    }

    /// What a provider may show when it asks for the webhook for the first time.
    pub fn verify_tokens(&self) -> Vec<Secret> {
        let numbers = self.0.numbers();
        numbers.iter().map(|number| number.verify_token.clone()).filter(|token| !token.0.is_empty()).collect()
    }

    /// A request with a bad or missing signature was refused.
    pub fn count_bad_signature(&self) {
        self.0.bad_signatures.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes the journal until `cancel`, and then what still waits.
    pub async fn run_journal(&self, cancel: CancellationToken) {
        let mut receiver = self.0.journal.receiver.lock().await;
        let mut group = Vec::with_capacity(GROUP);
        let mut lag = Lag::default();
        loop {
            let taken = tokio::select! {
                taken = receiver.recv_many(&mut group, GROUP) => taken,
                () = cancel.cancelled() => break,
            };
            if taken == 0 {
                return;
            }
            let began = Instant::now();
            let wait = BREATH * u32::try_from(taken).unwrap_or(u32::MAX).min(SHOWER);
            let breath = began + wait.max(lag.hold(&self.0, taken).await);
            self.0.store_group(&mut group).await;
            tokio::select! {
                () = tokio::time::sleep_until(breath) => {}
                () = cancel.cancelled() => break,
            }
        }
        receiver.close();
        while receiver.recv_many(&mut group, GROUP).await > 0 {
            self.0.store_group(&mut group).await;
        }
    }
}

/// How far the lane is behind and how fast it is, looked at now and then.
#[derive(Default)]
struct Lag {
    looked: Option<Instant>,
    applied: u64,
    /// How long the lane takes for a request, while it is too far behind.
    each: Option<Duration>,
}

impl Lag {
    /// How long after a group of `count` the next one may be stored, so that the lane keeps up.
    async fn hold(&mut self, inner: &Inner, count: usize) -> Duration {
        let now = Instant::now();
        let since = self.looked.map(|looked| now.duration_since(looked));
        if since.is_none_or(|since| since >= LOOK) {
            self.looked = Some(now);
            let applied = inner.lane.applied();
            let fresh = applied.saturating_sub(std::mem::replace(&mut self.applied, applied));
            // When it cannot be asked, storing fails too, and says so.
            let oldest = journal::oldest_pending(&inner.store).await.ok().flatten();
            let behind = oldest.is_some_and(|oldest| inner.now().since(oldest) > LAG);
            self.each = behind.then(|| pace(since.unwrap_or(LOOK), fresh, self.each));
        }
        self.each.map_or(Duration::ZERO, |each| each.mul_f64(count as f64 / LET_IN).min(HELD_BACK))
    }
}

/// How long the lane takes for a request, from what it did last and what was thought so far. A lane that runs elsewhere
/// cannot be counted here: it is taken for a slow one.
fn pace(time: Duration, applied: u64, before: Option<Duration>) -> Duration {
    let now = time.div_f64(applied.max(1) as f64).min(LOOK / 10);
    before.map_or(now, |before| (before * 3 + now) / 4)
}

impl Inner {
    /// Nobody is answered before the commit.
    async fn store_group(&self, group: &mut Vec<Waiting>) {
        let result = self.append_group(group).await.map_err(|fault| self.report(fault));
        if result.is_ok() {
            self.inbound_bell.notify_one();
        }
        for waiting in group.drain(..) {
            // Who no longer waits has gone away; their request stays stored.
            let _ = waiting.answer.send(result.clone());
        }
    }

    async fn append_group(&self, group: &[Waiting]) -> Outcome<()> {
        let requests: Vec<NewRequest<'_>> = group
            .iter()
            .map(|waiting| NewRequest {
                received_at: waiting.at,
                body: &waiting.body,
                state: if waiting.readable { "pending" } else { "unreadable" },
                error: if waiting.readable { None } else { Some("not JSON") },
            })
            .collect();
        Ok(journal::append(&self.store, &requests).await?)
    }
}
