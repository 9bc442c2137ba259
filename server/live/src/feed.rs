//! Tails the event table: every event, once, in order.

use crate::LiveOptions;
use crate::command::Command;
use desk_core::Desk;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Most events read at once.
const PAGE: usize = 256;
/// How long the next events wait at most for sockets that are behind.
const YIELD: Duration = Duration::from_millis(200);
/// Events go out at most this often: what comes in a shower shares a write to each socket, what comes alone goes at once.
const BREATH: Duration = Duration::from_millis(16);
/// Pause after the database could not be read.
const PAUSE: Duration = Duration::from_millis(250);

/// The tail of one node.
pub(crate) struct Feed {
    desk: Desk,
    hub: mpsc::Sender<Command>,
    options: LiveOptions,
    seq: i64,
}

impl Feed {
    pub(crate) fn new(desk: Desk, hub: mpsc::Sender<Command>, options: LiveOptions, seq: i64) -> Self {
        Self { desk, hub, options, seq }
    }

    /// A socket that is less than half behind has room for two pages: a burst cuts nobody who reads.
    fn page(&self) -> u32 {
        u32::try_from((self.options.queue / 4).clamp(1, PAGE)).unwrap_or(1)
    }

    /// Gives sockets time to write when many are behind, but not for long: who does not read must not slow down others.
    async fn breathe(&self) {
        let end = Instant::now() + YIELD;
        while Instant::now() < end {
            let (reply, answer) = oneshot::channel();
            if self.hub.send(Command::Behind { reply }).await.is_err() || !answer.await.unwrap_or(false) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Reads on whenever something was announced, and at least every `poll`. A tick goes out only after a reading
    /// found nothing more: it is the proof that everybody has everything.
    pub(crate) async fn run(mut self, cancel: CancellationToken) {
        let mut changed = self.desk.events_changed();
        let mut tick_due = Instant::now() + self.options.tick;
        let mut failing = false;
        let page = self.page();
        let mut breath = Instant::now();
        while !cancel.is_cancelled() {
            tokio::time::sleep_until(breath).await;
            // Marked before reading: what is announced while reading wakes the next round.
            changed.mark_unchanged();
            match self.desk.events_since(self.seq, page).await {
                Ok(events) if events.is_empty() => {
                    failing = false;
                    if Instant::now() >= tick_due {
                        tick_due = Instant::now() + self.options.tick;
                        if self.hub.send(Command::Tick).await.is_err() {
                            return;
                        }
                    }
                }
                Ok(events) => {
                    failing = false;
                    let Some((first, last)) = events.first().zip(events.last()).map(|(f, l)| (f.seq, l.seq))
                    else {
                        continue;
                    };
                    let command = if first == self.seq + 1 {
                        Command::Events(events)
                    } else {
                        // Events were removed before they were read (this node slept past their retention).
                        tracing::error!(
                            expected = self.seq + 1,
                            found = first,
                            "events are missing: everybody starts over"
                        );
                        Command::Rebase { seq: last }
                    };
                    let full = last - first + 1 >= i64::from(page);
                    self.seq = last;
                    if self.hub.send(command).await.is_err() {
                        return;
                    }
                    if full {
                        self.breathe().await;
                        continue;
                    }
                    breath = Instant::now() + BREATH;
                }
                Err(error) => {
                    if !failing {
                        tracing::warn!(%error, "events cannot be read; sockets stand still");
                        failing = true;
                    }
                    tokio::select! {
                        () = cancel.cancelled() => return,
                        () = tokio::time::sleep(PAUSE) => continue,
                    }
                }
            }
            let wake = (Instant::now() + self.options.poll).min(tick_due);
            tokio::select! {
                () = cancel.cancelled() => return,
                outcome = changed.changed() => {
                    if outcome.is_err() {
                        // Nobody announces any more; the slow poll remains.
                        tokio::time::sleep_until(wake).await;
                    }
                }
                () = tokio::time::sleep_until(wake) => {}
            }
        }
    }
}
