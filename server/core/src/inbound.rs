//! The lane: takes requests out of the journal in their order and applies them. Rows, events and the journal's mark stand
//! in one transaction; many requests share it, because a flush of the disk costs more than applying one.
//!
//! Usually everything fits, and no savepoints are needed. When something does not, the transaction is rolled back and the
//! same requests are applied *carefully*: each by itself, and in the one that fails each part by itself, so that what cannot
//! be applied blocks nobody.

use crate::apply::{self, Effect, Lane};
use crate::error::{Fault, Outcome};
use crate::ports::Part;
use crate::rows::STALE;
use crate::{Desk, Inner};
use desk_model::{DeskError, Timestamp};
use desk_store::journal::{self, JournalRow};
use desk_store::{StoreError, Tx};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Which right of the database a node needs to run the lane.
const LANE: i64 = 1;
/// Most requests in one transaction.
const BATCH: u32 = 64;
/// A transaction takes no further request after this many parts: whoever acknowledges waits for it.
const PARTS: usize = 256;
/// A request the desk died over this often is applied alone from then on.
const SUSPECT: i64 = 3;
/// And after this often, not again until somebody asks for it.
const POISON: i64 = 10;
/// How long the lane sleeps when nothing rings: another node may have stored something.
const LOOK: Duration = Duration::from_secs(1);
/// For each request of a drain, up to [`SHOWER`], the next one begins so much later: what comes in a shower shares a
/// transaction, what comes alone is applied at once.
const BREATH: Duration = Duration::from_millis(4);
/// See [`BREATH`].
const SHOWER: u32 = 10;
/// After so many changes between a read and a write, every row is read right before it is written.
const RACES: u32 = 3;
/// How long it waits for the node that has the lane.
const TURN: Duration = Duration::from_millis(20);
/// Waiting for a busy database, at first and at most.
const BUSY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// What a node remembers of the lane.
pub(crate) struct LaneState {
    /// Requests may stand in the journal from before the start: one of them may be what ended the desk.
    recovering: AtomicBool,
    started_at: Timestamp,
    /// Requests this node applied since its start.
    applied: AtomicU64,
}

impl LaneState {
    pub(crate) fn new(started_at: Timestamp) -> Self {
        Self { recovering: AtomicBool::new(true), started_at, applied: AtomicU64::new(0) }
    }

    /// Counts requests that were applied, and gives their number back.
    fn count(&self, count: usize) -> usize {
        self.applied.fetch_add(count as u64, Ordering::Relaxed);
        count
    }

    /// How many requests this node applied since its start.
    pub(crate) fn applied(&self) -> u64 {
        self.applied.load(Ordering::Relaxed)
    }
}

/// What a replay did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReplayReport {
    /// Requests applied again.
    pub requests: usize,
    /// Those of which nothing failed.
    pub applied: usize,
    /// Those of which something failed.
    pub failed: usize,
}

impl Desk {
    /// Applies what comes into the journal until `cancel`.
    pub async fn run_inbound(&self, cancel: CancellationToken) {
        let mut pause = BUSY.0;
        loop {
            let began = Instant::now();
            let drained = tokio::select! {
                () = cancel.cancelled() => return,
                drained = self.0.drain_inbound() => drained,
            };
            let wait = match drained {
                Ok(count) => {
                    pause = BUSY.0;
                    let breath = BREATH * u32::try_from(count).unwrap_or(u32::MAX).clamp(1, SHOWER);
                    tokio::time::sleep_until(began + breath).await;
                    LOOK
                }
                Err(fault) => {
                    tracing::warn!(error = %fault, "inbound.waiting");
                    pause = (pause * 2).min(BUSY.1);
                    pause
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.0.inbound_bell.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Applies what stands in the journal now; gives how many requests that were.
    ///
    /// # Errors
    /// [`DeskError::Busy`] when the database is; what was applied so far stays applied.
    pub async fn drain_inbound(&self) -> Result<usize, DeskError> {
        self.settle(self.0.drain_inbound()).await
    }

    /// Applies again every readable request that came since `since`. What is in the desk already changes nothing.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn replay(&self, since: Timestamp) -> Result<ReplayReport, DeskError> {
        self.settle(self.0.replay(since)).await
    }
}

/// What one look at the journal came to.
enum Turn {
    Applied(usize),
    /// That was the last of what stood there. What comes meanwhile rings.
    Last(usize),
    /// Another node has the lane.
    Elsewhere,
}

/// What became of one request.
struct Verdict {
    seq: i64,
    state: &'static str,
    error: Option<String>,
}

impl Inner {
    async fn drain_inbound(&self) -> Outcome<usize> {
        let (mut total, mut stale) = (0, 0);
        loop {
            match self.turn(stale < RACES).await {
                Ok(Turn::Applied(count)) => {
                    total += self.lane.count(count);
                    stale = 0;
                }
                Ok(Turn::Last(count)) => return Ok(total + self.lane.count(count)),
                Ok(Turn::Elsewhere) => tokio::time::sleep(TURN).await,
                // Somebody changed a ticket between our read and our write.
                Err(Fault::Store(StoreError::Conflict { constraint })) if constraint == STALE => stale += 1,
                Err(fault) => return Err(fault),
            }
        }
    }

    /// One look at the journal; with `ahead`, senders are looked up together.
    async fn turn(&self, ahead: bool) -> Outcome<Turn> {
        if self.lane.recovering.load(Ordering::Relaxed)
            && let Some(turn) = self.suspects().await?
        {
            return Ok(turn);
        }
        let mut tx = self.store.write().await?;
        if !tx.try_lane(LANE).await? {
            return Ok(Turn::Elsewhere);
        }
        let rows = journal::take_pending(&mut tx, BATCH).await?;
        if rows.is_empty() {
            return Ok(Turn::Last(0));
        }
        match guarded(Box::pin(self.swiftly(tx, &rows, ahead))).await {
            Ok(count) if count == rows.len() && count < BATCH as usize => Ok(Turn::Last(count)),
            Ok(count) => Ok(Turn::Applied(count)),
            Err(fault) if passing(&fault) => Err(fault),
            Err(fault) => {
                tracing::warn!(error = %fault, "inbound.carefully");
                self.carefully(&rows).await.map(Turn::Applied)
            }
        }
    }

    /// After a start: counts the attempt before it is made, so that a request over which the desk dies again and again is
    /// found out. `None` when nothing is suspected.
    async fn suspects(&self) -> Outcome<Option<Turn>> {
        let now = self.now();
        let mut tx = self.store.write().await?;
        if !tx.try_lane(LANE).await? {
            return Ok(Some(Turn::Elsewhere));
        }
        let rows = journal::take_pending(&mut tx, BATCH).await?;
        if rows.first().is_none_or(|row| row.received_at >= self.lane.started_at) {
            self.lane.recovering.store(false, Ordering::Relaxed);
            return Ok(None);
        }
        let suspect = rows.first().is_some_and(|row| row.attempts >= SUSPECT);
        if suspect && rows[0].attempts >= POISON {
            let error = "the desk ended again and again while applying this request";
            journal::mark(&mut tx, rows[0].seq, "failed", Some(error), now).await?;
            tx.commit().await?;
            tracing::error!(seq = rows[0].seq, "inbound.poison");
            return Ok(Some(Turn::Applied(1)));
        }
        for row in rows.iter().take(if suspect { 1 } else { rows.len() }) {
            journal::mark(&mut tx, row.seq, "pending", None, now).await?;
        }
        tx.commit().await?;
        if !suspect {
            return Ok(None);
        }
        self.carefully(&rows[..1]).await.map(|count| Some(Turn::Applied(count)))
    }

    /// Applies requests as if nothing could go wrong. `Err` means that nothing was applied.
    async fn swiftly(&self, mut tx: Tx<'static>, rows: &[JournalRow], ahead: bool) -> Outcome<usize> {
        let mut lane = Lane::new(self, &mut tx).await?;
        let mut applied = Vec::with_capacity(rows.len());
        let mut read = Vec::with_capacity(rows.len());
        let mut size = 0;
        for row in rows {
            let parts = self.decode(row);
            size += parts.as_ref().map_or(1, Vec::len);
            read.push((row.seq, parts));
            if size >= PARTS {
                break;
            }
        }
        let count = read.len();
        if ahead {
            let readable: Vec<&Part> = read.iter().flat_map(|(_, parts)| parts).flatten().collect();
            lane.look_ahead(&mut tx, &readable).await?;
        }
        for (seq, parts) in read {
            let verdict = self.all_parts(&mut lane, &mut tx, seq, parts).await?;
            if verdict.state == "applied" {
                applied.push(verdict.seq);
            } else {
                mark(&mut tx, &verdict, lane.facts.at()).await?;
            }
        }
        journal::mark_applied(&mut tx, &applied, lane.facts.at()).await?;
        let facts = lane.facts;
        self.commit(tx, facts).await?;
        Ok(count)
    }

    /// All parts of a request, as it was read.
    async fn all_parts(
        &self,
        lane: &mut Lane<'_>,
        tx: &mut Tx<'_>,
        seq: i64,
        parts: Result<Vec<Part>, String>,
    ) -> Outcome<Verdict> {
        let parts = match parts {
            Ok(parts) => parts,
            Err(error) => return Ok(Verdict { seq, state: "unreadable", error: Some(error) }),
        };
        let mut problems = Vec::new();
        for part in &parts {
            let effect = apply::apply(lane, tx, part).await?;
            note(tx, seq, part, effect, &mut problems, lane.facts.at()).await?;
        }
        Ok(verdict(seq, &problems))
    }

    /// Applies requests each in a transaction of its own.
    async fn carefully(&self, rows: &[JournalRow]) -> Outcome<usize> {
        for row in rows {
            self.alone(row).await?;
        }
        Ok(rows.len())
    }

    async fn alone(&self, row: &JournalRow) -> Outcome<&'static str> {
        let fault = match guarded(Box::pin(self.whole(row))).await {
            Ok(state) => return Ok(state),
            Err(fault) if passing(&fault) => return Err(fault),
            Err(fault) => fault,
        };
        tracing::warn!(seq = row.seq, error = %fault, "inbound.in_parts");
        let fault = match guarded(Box::pin(self.in_parts(row))).await {
            Ok(state) => return Ok(state),
            Err(fault) if passing(&fault) => return Err(fault),
            Err(fault) => fault,
        };
        // Not even that: the request is kept, and its successors go on.
        tracing::error!(seq = row.seq, error = %fault, "inbound.failed");
        let mut tx = self.store.write().await?;
        let verdict = Verdict { seq: row.seq, state: "failed", error: Some(fault.to_string()) };
        mark(&mut tx, &verdict, self.now()).await?;
        tx.commit().await?;
        Ok("failed")
    }

    /// One request, as if nothing could go wrong.
    async fn whole(&self, row: &JournalRow) -> Outcome<&'static str> {
        let mut tx = self.lane_tx().await?;
        journal::clear_parts(&mut tx, row.seq).await?;
        let mut lane = Lane::new(self, &mut tx).await?;
        let verdict = self.all_parts(&mut lane, &mut tx, row.seq, self.decode(row)).await?;
        mark(&mut tx, &verdict, lane.facts.at()).await?;
        let facts = lane.facts;
        self.commit(tx, facts).await?;
        Ok(verdict.state)
    }

    /// One request, in which a part that fails leaves its neighbours applied.
    async fn in_parts(&self, row: &JournalRow) -> Outcome<&'static str> {
        let mut tx = self.lane_tx().await?;
        journal::clear_parts(&mut tx, row.seq).await?;
        let mut lane = Lane::new(self, &mut tx).await?;
        let mut problems = Vec::new();
        // A body that cannot be read never comes here: reading it is no fault.
        for part in &self.decode(row).unwrap_or_default() {
            let told = lane.facts.mark();
            tx.savepoint().await?;
            let effect = match guarded(apply::apply(&mut lane, &mut tx, part)).await {
                Ok(effect) => {
                    tx.release_savepoint().await?;
                    effect
                }
                Err(fault) if passing(&fault) => return Err(fault),
                Err(fault) => {
                    tx.rollback_to_savepoint().await?;
                    lane.rolled_back();
                    lane.facts.truncate(told);
                    Effect::Failed(fault.to_string())
                }
            };
            note(&mut tx, row.seq, part, effect, &mut problems, lane.facts.at()).await?;
        }
        let verdict = verdict(row.seq, &problems);
        mark(&mut tx, &verdict, lane.facts.at()).await?;
        let facts = lane.facts;
        self.commit(tx, facts).await?;
        Ok(verdict.state)
    }

    /// A transaction that has the lane.
    pub(crate) async fn lane_tx(&self) -> Outcome<Tx<'static>> {
        loop {
            let mut tx = self.store.write().await?;
            if tx.try_lane(LANE).await? {
                return Ok(tx);
            }
            drop(tx);
            tokio::time::sleep(TURN).await;
        }
    }

    /// Takes a request apart. A decoder that panics has not read it.
    fn decode(&self, row: &JournalRow) -> Result<Vec<Part>, String> {
        std::panic::catch_unwind(AssertUnwindSafe(|| self.gateway.decode(&row.body)))
            .unwrap_or_else(|_| Err("reading the request panicked".to_owned()))
    }

    async fn replay(&self, since: Timestamp) -> Outcome<ReplayReport> {
        let mut report = ReplayReport::default();
        let mut after = 0;
        loop {
            let mut tx = self.store.read().await?;
            let rows = journal::since(&mut tx, since, after, BATCH).await?;
            drop(tx);
            let Some(last) = rows.last() else { return Ok(report) };
            after = last.seq;
            for row in &rows {
                report.requests += 1;
                let state = loop {
                    match self.alone(row).await {
                        Err(Fault::Store(StoreError::Conflict { constraint })) if constraint == STALE => {}
                        other => break other?,
                    }
                };
                if state == "applied" {
                    report.applied += 1;
                } else {
                    report.failed += 1;
                }
            }
        }
    }
}

/// Whether trying the same again later may help.
fn passing(fault: &Fault) -> bool {
    match fault {
        Fault::Store(StoreError::Conflict { constraint }) => constraint == STALE,
        Fault::Store(error) => error.is_busy(),
        Fault::Desk(error) => *error == DeskError::Busy,
    }
}

/// A panic becomes a fault like any other.
async fn guarded<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(StoreError::Other("applying the request panicked".to_owned()).into()))
}

/// Notes in the journal what was not simply applied.
async fn note(
    tx: &mut Tx<'_>,
    seq: i64,
    part: &Part,
    effect: Effect,
    problems: &mut Vec<String>,
    at: Timestamp,
) -> Outcome<()> {
    let (state, why) = match effect {
        Effect::Done | Effect::Repeated => return Ok(()),
        Effect::Noted(why) => ("noted", why),
        Effect::Unknown(why) => ("unknown", why),
        Effect::Failed(why) => {
            problems.push(format!("{}: {why}", part.path));
            ("failed", why)
        }
    };
    journal::add_part(tx, seq, &part.path, &part.field, state, &why, at).await?;
    Ok(())
}

fn verdict(seq: i64, problems: &[String]) -> Verdict {
    match problems.first() {
        None => Verdict { seq, state: "applied", error: None },
        Some(first) => Verdict { seq, state: "failed", error: Some(first.clone()) },
    }
}

async fn mark(tx: &mut Tx<'_>, verdict: &Verdict, at: Timestamp) -> Outcome<()> {
    journal::mark(tx, verdict.seq, verdict.state, verdict.error.as_deref(), at).await?;
    Ok(())
}
