//! From the first frame to the present: what a client that was away has missed.

use crate::audience::hears;
use crate::command::{Close, Command};
use crate::conn::{Conn, End, Hello, Outgoing, denies};
use crate::frame;
use desk_core::{Actor, Topic};
use desk_model::ConversationId;
use desk_model::wire::{CLOSE_RESTART, ServerFrame};
use futures::Sink;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Events replayed at once.
const PAGE: u32 = 200;

impl Conn {
    /// Answers the first frame: who is missing nothing hears so at once; who was away is sent what was missed, by the same
    /// rule as the live tail; who was away too long starts over. Gives who it is.
    pub(crate) async fn catch_up<W>(&self, hello: Hello, writer: &mut W) -> Result<Arc<Actor>, End>
    where
        W: Sink<Outgoing> + Unpin + Send,
    {
        // Asked anew: the session may have ended between the handshake and the moment the hub knew of us.
        let mut actor = self.actor().await?;
        let desk = &self.live.desk;
        let newest = desk.last_seq().await.map_err(|error| End::of(&error))?;
        let now = desk.now();
        let mut first = Vec::new();
        let mut cursor = newest;
        match hello.last_seq {
            Some(last) if !self.kept(last, newest).await? => {
                first.push(ServerFrame::Reset { seq: newest, now })
            }
            Some(last) => {
                cursor = last;
                first.push(ServerFrame::Welcome { build: desk.settings().build.clone(), seq: newest, now });
            }
            None => {
                first.push(ServerFrame::Welcome { build: desk.settings().build.clone(), seq: newest, now })
            }
        }
        let mut follows = HashSet::new();
        for conversation in hello.conversations {
            match desk.may_follow(&actor, &conversation).await {
                Ok(()) => {
                    follows.insert(conversation.clone());
                    first.push(ServerFrame::Subscribed { conversation, seq: cursor });
                }
                Err(error) if denies(&error) => first.push(ServerFrame::Denied { conversation }),
                Err(error) => return Err(End::of(&error)),
            }
        }
        self.put(writer, first.iter().map(frame::control).collect()).await?;
        // Page by page up to the present, then join, then the few that came meanwhile.
        cursor = self.replay(writer, &mut actor, &follows, cursor, None).await?;
        let (reply, joined) = oneshot::channel();
        let join = Command::Join {
            id: self.id,
            actor: Arc::clone(&actor),
            after: cursor,
            follows: follows.clone(),
            reply,
        };
        self.live.tell(join).await;
        let joined =
            joined.await.map_err(|_| End::Close(Close { code: CLOSE_RESTART, reason: "1000".into() }))?;
        if joined > cursor {
            cursor = self.replay(writer, &mut actor, &follows, cursor, Some(joined)).await?;
        }
        let tick = ServerFrame::Tick { seq: cursor, now: desk.now() };
        self.put(writer, vec![frame::control(&tick)]).await?;
        Ok(actor)
    }

    /// Whether everything after `last` is still there.
    async fn kept(&self, last: i64, newest: i64) -> Result<bool, End> {
        let oldest = self.live.desk.oldest_seq().await.map_err(|error| End::of(&error))?;
        Ok(last <= newest && (last == newest || last >= oldest - 1))
    }

    /// Sends what came after `cursor`, up to `until` or as long as there is any; returns the last number looked at.
    async fn replay<W>(
        &self,
        writer: &mut W,
        actor: &mut Arc<Actor>,
        follows: &HashSet<ConversationId>,
        mut cursor: i64,
        until: Option<i64>,
    ) -> Result<i64, End>
    where
        W: Sink<Outgoing> + Unpin + Send,
    {
        loop {
            let events = self.live.desk.events_since(cursor, PAGE).await.map_err(|error| End::of(&error))?;
            let full = events.len() >= PAGE as usize;
            if let Some(event) = events.first()
                && event.seq != cursor + 1
            {
                // Removed while we read: the client comes back and is told to start over.
                return Err(End::Close(Close { code: CLOSE_RESTART, reason: "0".into() }));
            }
            let kept = events.iter().take_while(|event| until.is_none_or(|until| event.seq <= until)).count();
            let wanted = &events[..kept];
            if let Some(last) = wanted.last() {
                cursor = last.seq;
            }
            if wanted.iter().any(|event| event.topic == Topic::Access) {
                *actor = self.actor().await?;
            }
            let frames =
                wanted.iter().filter(|event| hears(actor, follows, event)).map(frame::event).collect();
            self.put(writer, frames).await?;
            if !full || until.is_some_and(|until| cursor >= until) {
                return Ok(cursor);
            }
        }
    }
}
