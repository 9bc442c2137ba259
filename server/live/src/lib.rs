//! The live socket: events are tailed, filtered and pushed; nothing is ever written.
//!
//! - `feed` tails the event table, in order and without gaps, and says when it is up to date.
//! - `hub` is one task that owns every connection: who it is, what it follows, where its frames go. It never waits
//!   for a socket.
//! - `conn` speaks the protocol of [`desk_model::wire`] with one client, over any transport.
//!
//! A client that reads too slowly is closed with 4008 and resumes by the number of its last event; a frame is never
//! left out silently.

mod audience;
mod command;
mod conn;
mod feed;
mod frame;
mod hub;
mod limit;
mod replay;
mod typing;

pub use conn::{Incoming, Outgoing};

use async_trait::async_trait;
use command::Command;
use desk_core::{Actor, Desk};
use desk_model::DeskError;
use futures::{Sink, Stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// Asks again, at any time, whether the session behind a socket is alive, and who it belongs to.
#[async_trait]
pub trait Guard: Send + Sync + 'static {
    /// The person as of now.
    ///
    /// # Errors
    /// [`DeskError::Unauthenticated`] when the session ended.
    async fn check(&self) -> Result<Actor, DeskError>;
}

/// What a socket brings with it from its handshake.
#[derive(Clone)]
pub struct Seat {
    /// Which session opened it; all sockets of a session can be closed together.
    pub session: String,
    /// Whether the session is still alive.
    pub guard: Arc<dyn Guard>,
}

/// Measures of the live part. The defaults are for real use; tests make them small.
#[derive(Debug, Clone, Copy)]
pub struct LiveOptions {
    /// Frames that may wait for one socket before it counts as too slow.
    pub queue: usize,
    /// How often a client hears that it is up to date.
    pub tick: Duration,
    /// How often the event table is read when nothing announced a change.
    pub poll: Duration,
    /// How often each session is asked about when nothing announced a change.
    pub recheck: Duration,
    /// How long a client may take for its first frame.
    pub hello: Duration,
    /// How long a write may make no progress, and how long a client may be silent, before the socket is cut.
    pub stall: Duration,
    /// How long a socket that is being closed may take for what was already written and the farewell.
    pub farewell: Duration,
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self {
            queue: 1024,
            tick: Duration::from_secs(5),
            poll: Duration::from_secs(1),
            recheck: Duration::from_secs(60),
            hello: Duration::from_secs(10),
            stall: Duration::from_secs(60),
            farewell: Duration::from_secs(3),
        }
    }
}

/// The handle on the hub. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    hub: mpsc::Sender<Command>,
    desk: Desk,
    options: LiveOptions,
    next: Arc<AtomicU64>,
    open: Arc<AtomicUsize>,
}

/// The two tasks behind [`Live`]; they end when the token given to [`LiveTasks::run`] is cancelled.
pub struct LiveTasks {
    hub: hub::Hub,
    feed: feed::Feed,
}

impl LiveTasks {
    /// Tails the events and serves the connections until `cancel`.
    pub async fn run(self, cancel: CancellationToken) {
        let Self { hub, feed } = self;
        tokio::join!(hub.run(cancel.clone()), feed.run(cancel));
    }
}

impl Live {
    /// A hub that starts at the newest event.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn new(desk: Desk, options: LiveOptions) -> Result<(Self, LiveTasks), DeskError> {
        let (commands, inbox) = mpsc::channel(1024);
        let seq = desk.last_seq().await?;
        let hub = hub::Hub::new(inbox, commands.downgrade(), desk.clone(), options, seq);
        let feed = feed::Feed::new(desk.clone(), commands.clone(), options, seq);
        let live = Self {
            hub: commands,
            desk,
            options,
            next: Arc::new(AtomicU64::new(1)),
            open: Arc::new(AtomicUsize::new(0)),
        };
        Ok((live, LiveTasks { hub, feed }))
    }

    /// Serves one socket to its end. `reader` gives what the client sends, `writer` takes what it is sent.
    pub async fn serve<R, W>(&self, seat: Seat, reader: R, writer: W)
    where
        R: Stream<Item = Incoming> + Unpin + Send,
        W: Sink<Outgoing> + Unpin + Send,
    {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.open.fetch_add(1, Ordering::Relaxed);
        let count = OpenCount(Arc::clone(&self.open));
        conn::Conn::new(id, self.clone(), seat).run(reader, writer).await;
        drop(count);
    }

    /// How many sockets are open, also those that are being closed.
    pub fn sockets(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// How many sockets are served; those that are being closed do not count.
    pub async fn members(&self) -> usize {
        let (reply, count) = oneshot::channel();
        self.tell(Command::Count { reply }).await;
        count.await.unwrap_or(0)
    }

    /// Closes every socket of a session with 4401.
    pub async fn end_session(&self, session: &str) {
        self.tell(Command::EndSession { session: session.to_owned() }).await;
    }

    /// Closes every socket with 1012 and a hint, in ms, when to come back; later ones are closed at once. Returns when
    /// all were told.
    pub async fn close_all(&self) {
        let (reply, done) = oneshot::channel();
        self.tell(Command::CloseAll { reply }).await;
        // The hub may have ended already; then there is nobody left to tell.
        let _ = done.await;
    }

    async fn tell(&self, command: Command) {
        if self.hub.send(command).await.is_err() {
            tracing::debug!("the hub has ended");
        }
    }
}

/// Counts a socket as long as it lives, also when its task is dropped.
struct OpenCount(Arc<AtomicUsize>);

impl Drop for OpenCount {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
