//! One client: its protocol from the first frame to the last, over any transport.

use crate::command::{Close, Command, ConnId};
use crate::limit::Bucket;
use crate::{Live, Seat, frame};
use bytes::Bytes;
use desk_core::Actor;
use desk_model::wire::{
    CLOSE_BAD_FRAME, CLOSE_RESTART, CLOSE_SESSION, ClientFrame, MAX_CLIENT_FRAME, MAX_SUBSCRIPTIONS,
    PROTOCOL, ServerFrame,
};
use desk_model::{ConversationId, DeskError};
use futures::{Sink, SinkExt, Stream, StreamExt};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout};

/// Frames a client may send a second, and at once.
const FRAMES: (u32, u32) = (30, 60);
/// How long a client may take to hear that it is over.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Frames written before they are flushed.
const BATCH: usize = 32;

/// What comes from the client.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// A text frame (valid UTF-8, as the transport has checked).
    Text(Bytes),
    /// A binary frame, or one the transport refused.
    Bad,
    /// A sign of life without meaning, such as a pong.
    Alive,
}

/// What goes to the client.
#[derive(Debug, Clone)]
pub enum Outgoing {
    /// A text frame.
    Text(Bytes),
    /// Is the client alive?
    Ping,
    /// The end.
    Close {
        /// See [`desk_model::wire`].
        code: u16,
        /// For the client's program; for 1012 the ms to wait.
        reason: String,
    },
}

/// Why the conversation with a client is over.
pub(crate) enum End {
    /// To be told to the client.
    Close(Close),
    /// The client left or the line is dead.
    Gone,
}

impl End {
    fn bad(reason: &str) -> Self {
        Self::Close(Close { code: CLOSE_BAD_FRAME, reason: reason.to_owned() })
    }

    pub(crate) fn of(error: &DeskError) -> Self {
        let (code, reason) = match error {
            DeskError::Unauthenticated | DeskError::Forbidden => (CLOSE_SESSION, "session ended"),
            _ => (CLOSE_RESTART, "2000"),
        };
        Self::Close(Close { code, reason: reason.to_owned() })
    }
}

/// What the first frame asked for.
pub(crate) struct Hello {
    pub(crate) last_seq: Option<i64>,
    pub(crate) conversations: Vec<ConversationId>,
}

pub(crate) struct Conn {
    pub(crate) id: ConnId,
    pub(crate) live: Live,
    seat: Seat,
}

impl Conn {
    pub(crate) fn new(id: ConnId, live: Live, seat: Seat) -> Self {
        Self { id, live, seat }
    }

    pub(crate) async fn run<R, W>(self, mut reader: R, mut writer: W)
    where
        R: Stream<Item = Incoming> + Unpin + Send,
        W: Sink<Outgoing> + Unpin + Send,
    {
        let (out, queue) = mpsc::channel(self.live.options.queue);
        let (close, mut closed) = watch::channel(None);
        let (reply, attached) = oneshot::channel();
        let attach = Command::Attach {
            id: self.id,
            session: self.seat.session.clone(),
            guard: Arc::clone(&self.seat.guard),
            out,
            close,
            reply,
        };
        let leave = Leave { id: self.id, live: self.live.clone() };
        self.live.tell(attach).await;
        let end = if attached.await.is_err() {
            End::Close(Close { code: CLOSE_RESTART, reason: "1000".into() })
        } else {
            // Whatever is under way, also a write that makes no progress, ends when the hub says so.
            tokio::select! {
                biased;
                close = told_to_close(&mut closed) => close,
                end = self.talk(&mut reader, &mut writer, queue) => end,
            }
        };
        drop(leave);
        if let End::Close(Close { code, reason }) = end {
            let farewell = writer.send(Outgoing::Close { code, reason });
            if matches!(timeout(self.live.options.farewell, farewell).await, Ok(Ok(()))) {
                // A line that is cut with unread frames on it would take the farewell along.
                let rest = async { while reader.next().await.is_some() {} };
                let _ = timeout(LAST_WORDS, rest).await;
            } else {
                tracing::debug!(conn.id = self.id, code, "socket cut: the client does not read");
            }
        }
    }

    async fn talk<R, W>(&self, reader: &mut R, writer: &mut W, mut queue: mpsc::Receiver<Bytes>) -> End
    where
        R: Stream<Item = Incoming> + Unpin + Send,
        W: Sink<Outgoing> + Unpin + Send,
    {
        let hello = match timeout(self.live.options.hello, first_frame(reader)).await {
            Ok(Ok(hello)) => hello,
            Ok(Err(end)) => return end,
            Err(_) => return End::bad("no hello"),
        };
        let actor = match self.catch_up(hello, writer).await {
            Ok(actor) => actor,
            Err(end) => return end,
        };
        // As long as this is kept, the person is there.
        let _here = self.live.desk.socket_opened(&actor, &self.seat.session);
        let mut bucket = Bucket::new(FRAMES.0, FRAMES.1, Instant::now());
        let mut batch = Vec::with_capacity(BATCH);
        let stall = self.live.options.stall;
        let mut alive_until = Instant::now() + stall;
        let mut ping = tokio::time::interval_at(Instant::now() + stall / 3, stall / 3);
        loop {
            tokio::select! {
                count = queue.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        // The hub dropped us; the reason is on its way through the other channel.
                        return End::Close(Close { code: CLOSE_RESTART, reason: "1000".into() });
                    }
                    if !self.write(writer, batch.drain(..).map(Outgoing::Text).collect()).await {
                        return End::Gone;
                    }
                }
                incoming = reader.next() => {
                    let Some(incoming) = incoming else { return End::Gone };
                    alive_until = Instant::now() + stall;
                    if let Err(end) = self.incoming(incoming, &mut bucket, writer).await {
                        return end;
                    }
                }
                _ = ping.tick() => {
                    if Instant::now() >= alive_until || !self.write(writer, vec![Outgoing::Ping]).await {
                        return End::Gone;
                    }
                }
            }
        }
    }

    /// Writes and flushes; `false` when the line is dead or makes no progress.
    async fn write<W>(&self, writer: &mut W, frames: Vec<Outgoing>) -> bool
    where
        W: Sink<Outgoing> + Unpin + Send,
    {
        let work = async {
            for frame in frames {
                writer.feed(frame).await?;
            }
            writer.flush().await
        };
        matches!(timeout(self.live.options.stall, work).await, Ok(Ok(())))
    }

    /// Who this is, by the rights of this moment.
    pub(crate) async fn actor(&self) -> Result<Arc<Actor>, End> {
        self.seat.guard.check().await.map(Arc::new).map_err(|error| End::of(&error))
    }

    pub(crate) async fn put<W>(&self, writer: &mut W, frames: Vec<Bytes>) -> Result<(), End>
    where
        W: Sink<Outgoing> + Unpin + Send,
    {
        if self.write(writer, frames.into_iter().map(Outgoing::Text).collect()).await {
            Ok(())
        } else {
            Err(End::Gone)
        }
    }

    async fn incoming<W>(&self, incoming: Incoming, bucket: &mut Bucket, writer: &mut W) -> Result<(), End>
    where
        W: Sink<Outgoing> + Unpin + Send,
    {
        // Pings cost us an answer too, so they count.
        if !bucket.take(Instant::now()) {
            return Err(End::bad("too many frames"));
        }
        let text = match incoming {
            Incoming::Alive => return Ok(()),
            Incoming::Bad => return Err(End::bad("not a text frame")),
            Incoming::Text(text) => text,
        };
        let id = self.id;
        match parse(&text)? {
            ClientFrame::Hello { .. } => Err(End::bad("hello came twice")),
            ClientFrame::Ping {} => {
                self.live.tell(Command::Ping { id }).await;
                Ok(())
            }
            ClientFrame::Typing { ticket, conversation } => {
                self.live.tell(Command::Typing { id, ticket, conversation }).await;
                Ok(())
            }
            ClientFrame::Unsubscribe { conversation } => {
                self.live.tell(Command::Unfollow { id, conversation }).await;
                Ok(())
            }
            ClientFrame::Subscribe { conversation } => {
                // The rights of this moment, not of the handshake.
                let actor = self.actor().await?;
                match self.live.desk.may_follow(&actor, &conversation).await {
                    Ok(()) => {
                        self.live.tell(Command::Follow { id, conversation }).await;
                        Ok(())
                    }
                    Err(error) if denies(&error) => {
                        self.put(writer, vec![frame::control(&ServerFrame::Denied { conversation })]).await
                    }
                    Err(error) => Err(End::of(&error)),
                }
            }
        }
    }
}

/// Leaves the hub in every case, also when the task is dropped.
struct Leave {
    id: ConnId,
    live: Live,
}

impl Drop for Leave {
    fn drop(&mut self) {
        let command = Command::Leave { id: self.id };
        if let Err(mpsc::error::TrySendError::Full(command)) = self.live.hub.try_send(command) {
            let hub = self.live.hub.clone();
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(async move {
                    // When the hub has ended there is nothing to leave.
                    let _ = hub.send(command).await;
                });
            }
        }
    }
}

async fn told_to_close(closed: &mut watch::Receiver<Option<Close>>) -> End {
    match closed.wait_for(Option::is_some).await {
        Ok(close) => close.clone().map_or(End::Gone, End::Close),
        Err(_) => End::Close(Close { code: CLOSE_RESTART, reason: "1000".into() }),
    }
}

async fn first_frame<R>(reader: &mut R) -> Result<Hello, End>
where
    R: Stream<Item = Incoming> + Unpin + Send,
{
    loop {
        let text = match reader.next().await {
            None => return Err(End::Gone),
            Some(Incoming::Alive) => continue,
            Some(Incoming::Bad) => return Err(End::bad("not a text frame")),
            Some(Incoming::Text(text)) => text,
        };
        return match parse(&text)? {
            ClientFrame::Hello { protocol, .. } if protocol != PROTOCOL => Err(End::bad("another protocol")),
            ClientFrame::Hello { conversations, .. } if conversations.len() > MAX_SUBSCRIPTIONS => {
                Err(End::bad("too many conversations"))
            }
            ClientFrame::Hello { last_seq, conversations, .. } => Ok(Hello { last_seq, conversations }),
            ClientFrame::Subscribe { .. }
            | ClientFrame::Unsubscribe { .. }
            | ClientFrame::Typing { .. }
            | ClientFrame::Ping {} => Err(End::bad("hello comes first")),
        };
    }
}

fn parse(text: &[u8]) -> Result<ClientFrame, End> {
    if text.len() > MAX_CLIENT_FRAME {
        return Err(End::bad("frame too large"));
    }
    serde_json::from_slice(text).map_err(|_| End::bad("not a frame"))
}

/// Whether the answer is *no*, rather than *cannot say*.
pub(crate) fn denies(error: &DeskError) -> bool {
    matches!(error, DeskError::NotFound { .. } | DeskError::Forbidden)
}
