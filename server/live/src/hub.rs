//! The one task that owns every connection. It never waits for a socket: a full queue closes it.

use crate::audience::hears;
use crate::command::{Close, Command, ConnId};
use crate::typing::Typing;
use crate::{Guard, LiveOptions, frame};
use bytes::Bytes;
use desk_core::{Actor, Desk, FeedEvent, Topic};
use desk_model::wire::{CLOSE_RESTART, CLOSE_SESSION, CLOSE_SLOW, MAX_SUBSCRIPTIONS, ServerFrame};
use desk_model::{ConversationId, DeskError, TicketId, UserId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

struct Member {
    session: String,
    guard: Arc<dyn Guard>,
    out: mpsc::Sender<Bytes>,
    close: watch::Sender<Option<Close>>,
    checked: Instant,
    /// Rights changed before it joined.
    suspect: bool,
    /// `None` until it joined.
    seat: Option<Joined>,
}

struct Joined {
    actor: Arc<Actor>,
    after: i64,
    follows: HashSet<ConversationId>,
    /// While the rights of this person are being looked up again: what may or may not be for them.
    held: Option<Vec<Arc<Ready>>>,
}

/// An event with its frame.
struct Ready {
    event: FeedEvent,
    frame: Bytes,
}

/// The hub's state.
pub(crate) struct Hub {
    inbox: mpsc::Receiver<Command>,
    commands: mpsc::WeakSender<Command>,
    desk: Desk,
    options: LiveOptions,
    seq: i64,
    members: HashMap<ConnId, Member>,
    typing: Typing,
    closing: bool,
}

impl Hub {
    pub(crate) fn new(
        inbox: mpsc::Receiver<Command>,
        commands: mpsc::WeakSender<Command>,
        desk: Desk,
        options: LiveOptions,
        seq: i64,
    ) -> Self {
        Self {
            inbox,
            commands,
            desk,
            options,
            seq,
            members: HashMap::new(),
            typing: Typing::default(),
            closing: false,
        }
    }

    pub(crate) async fn run(mut self, cancel: CancellationToken) {
        let mut sweep = tokio::time::interval((self.options.recheck / 10).max(Duration::from_millis(50)));
        sweep.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                command = self.inbox.recv() => match command {
                    Some(command) => self.handle(command),
                    None => return,
                },
                _ = sweep.tick() => self.sweep(),
            }
        }
    }

    fn handle(&mut self, command: Command) {
        match command {
            Command::Attach { id, session, guard, out, close, reply } => {
                let member = Member {
                    session,
                    guard,
                    out,
                    close,
                    checked: Instant::now(),
                    suspect: false,
                    seat: None,
                };
                self.members.insert(id, member);
                if self.closing {
                    self.close(id, CLOSE_RESTART, "1000");
                }
                // The connection may be gone already; it will not join then.
                let _ = reply.send(());
            }
            Command::Join { id, actor, after, follows, reply } => {
                if let Some(member) = self.members.get_mut(&id) {
                    let held = member.suspect.then(Vec::new);
                    let suspect = held.is_some();
                    member.seat = Some(Joined { actor, after: after.max(self.seq), follows, held });
                    let _ = reply.send(self.seq);
                    if suspect {
                        self.check(id);
                    }
                }
            }
            Command::Follow { id, conversation } => self.follow(id, conversation),
            Command::Unfollow { id, conversation } => {
                if let Some(seat) = self.seat(id) {
                    seat.follows.remove(&conversation);
                }
            }
            Command::Typing { id, ticket, conversation } => self.typing(id, ticket, conversation),
            Command::Ping { id } => {
                // Not while something is held back: a tick says that everything up to its number was sent.
                if self.seat(id).is_some_and(|seat| seat.held.is_none()) {
                    let tick = self.tick();
                    self.send(id, tick);
                }
            }
            Command::Leave { id } => {
                self.members.remove(&id);
            }
            Command::Events(events) => self.dispatch(events),
            Command::Behind { reply } => {
                let joined = self.members.values().filter(|member| member.seat.is_some());
                let (mut all, mut behind) = (0_usize, 0_usize);
                for member in joined {
                    all += 1;
                    behind += usize::from(member.out.capacity() * 2 < member.out.max_capacity());
                }
                // A few slow ones hold nobody up; they will be cut.
                let _ = reply.send(behind * 10 > all);
            }
            Command::Tick => {
                let tick = self.tick();
                let seq = self.seq;
                self.broadcast(&tick, |seat| seat.after <= seq && seat.held.is_none());
            }
            Command::Rebase { seq } => {
                self.seq = seq;
                let reset = frame::control(&ServerFrame::Reset { seq, now: self.desk.now() });
                self.broadcast(&reset, |_| true);
            }
            Command::Checked { id, outcome } => self.checked(id, outcome),
            Command::EndSession { session } => {
                let ids: Vec<_> =
                    self.members.iter().filter(|(_, m)| m.session == session).map(|(id, _)| *id).collect();
                for id in ids {
                    self.close(id, CLOSE_SESSION, "session ended");
                }
            }
            Command::Count { reply } => {
                let _ = reply.send(self.members.len());
            }
            Command::CloseAll { reply } => {
                self.close_all();
                let _ = reply.send(());
            }
        }
    }

    fn seat(&mut self, id: ConnId) -> Option<&mut Joined> {
        self.members.get_mut(&id)?.seat.as_mut()
    }

    fn tick(&self) -> Bytes {
        frame::control(&ServerFrame::Tick { seq: self.seq, now: self.desk.now() })
    }

    fn follow(&mut self, id: ConnId, conversation: ConversationId) {
        let seq = self.seq;
        let Some(seat) = self.seat(id) else { return };
        let frame = if seat.follows.len() < MAX_SUBSCRIPTIONS || seat.follows.contains(&conversation) {
            seat.follows.insert(conversation.clone());
            ServerFrame::Subscribed { conversation, seq: seq.max(seat.after) }
        } else {
            ServerFrame::Denied { conversation }
        };
        self.send(id, frame::control(&frame));
    }

    fn typing(&mut self, id: ConnId, ticket: TicketId, conversation: ConversationId) {
        let Some(seat) = self.members.get(&id).and_then(|m| m.seat.as_ref()) else { return };
        let sender = Arc::clone(&seat.actor);
        // Only where one may read: following was authorised.
        if !self.typing.hears(&sender, &seat.follows, &conversation)
            || !self.typing.accept(sender.user(), &conversation, Instant::now())
        {
            return;
        }
        let frame = frame::control(&ServerFrame::Typing {
            ticket,
            user: sender.user().clone(),
            name: sender.name().to_owned(),
        });
        let typing = std::mem::take(&mut self.typing);
        self.broadcast(&frame, |seat| {
            seat.held.is_none()
                && seat.actor.user() != sender.user()
                && typing.hears(&seat.actor, &seat.follows, &conversation)
        });
        self.typing = typing;
    }

    fn dispatch(&mut self, events: Vec<FeedEvent>) {
        for event in events {
            self.seq = event.seq;
            match event.topic {
                Topic::Access => {
                    match event.access() {
                        Some(change) => self.recheck_user(&change.user),
                        None => tracing::error!(event.seq, "an access event could not be read"),
                    }
                    continue;
                }
                Topic::Message => self.typing.note(&event),
                Topic::Ticket
                | Topic::Templates
                | Topic::Prices
                | Topic::Labels
                | Topic::Desk
                | Topic::Mentions
                | Topic::Number
                | Topic::Presence
                | Topic::Other => {}
            }
            let ready = Arc::new(Ready { frame: frame::event(&event), event });
            let mut slow = Vec::new();
            for (id, member) in &mut self.members {
                let Some(seat) = &mut member.seat else { continue };
                if ready.event.seq <= seat.after {
                    continue;
                }
                if let Some(held) = &mut seat.held {
                    if held.len() < self.options.queue {
                        held.push(Arc::clone(&ready));
                    } else {
                        slow.push(*id);
                    }
                } else if hears(&seat.actor, &seat.follows, &ready.event)
                    && member.out.try_send(ready.frame.clone()).is_err()
                {
                    slow.push(*id);
                }
            }
            for id in slow {
                self.close(id, CLOSE_SLOW, "resync");
            }
        }
    }

    fn broadcast(&mut self, frame: &Bytes, wanted: impl Fn(&Joined) -> bool) {
        let full: Vec<ConnId> = self
            .members
            .iter()
            .filter(|(_, m)| m.seat.as_ref().is_some_and(&wanted))
            .filter(|(_, m)| m.out.try_send(frame.clone()).is_err())
            .map(|(id, _)| *id)
            .collect();
        for id in full {
            self.close(id, CLOSE_SLOW, "resync");
        }
    }

    fn send(&mut self, id: ConnId, frame: Bytes) {
        if self.members.get(&id).is_some_and(|m| m.out.try_send(frame).is_err()) {
            self.close(id, CLOSE_SLOW, "resync");
        }
    }

    fn close(&mut self, id: ConnId, code: u16, reason: &str) {
        let Some(member) = self.members.remove(&id) else { return };
        tracing::debug!(conn.id = id, code, "socket closed by the desk");
        member.close.send_replace(Some(Close { code, reason: reason.to_owned() }));
    }

    /// Everybody hears another moment to come back, spread evenly, so that a restart brings no stampede.
    fn close_all(&mut self) {
        self.closing = true;
        let ids: Vec<ConnId> = self.members.keys().copied().collect();
        let count = u64::try_from(ids.len()).unwrap_or(u64::MAX).max(1);
        // 20 ms for each socket, between 1 and 10 s in all.
        let spread = count.saturating_mul(20).clamp(1_000, 10_000);
        for (place, id) in (0_u64..).zip(ids) {
            let wait = 250 + place * spread / count;
            self.close(id, CLOSE_RESTART, &wait.to_string());
        }
    }

    fn recheck_user(&mut self, user: &UserId) {
        let mut theirs = Vec::new();
        for (id, member) in &mut self.members {
            match &mut member.seat {
                Some(seat) if seat.actor.user() == user => {
                    seat.held.get_or_insert_default();
                    theirs.push(*id);
                }
                Some(_) => {}
                // Whose it is shows when it joins.
                None => member.suspect = true,
            }
        }
        for id in theirs {
            self.check(id);
        }
    }

    /// Sessions end by time, and on other nodes, without an event: each is asked about now and then.
    fn sweep(&mut self) {
        let now = Instant::now();
        let due: Vec<ConnId> = self
            .members
            .iter()
            .filter(|(_, m)| {
                m.seat.is_some() && now.saturating_duration_since(m.checked) >= self.options.recheck
            })
            .map(|(id, _)| *id)
            .collect();
        for id in due {
            self.check(id);
        }
    }

    fn check(&mut self, id: ConnId) {
        let Some(member) = self.members.get_mut(&id) else { return };
        member.checked = Instant::now();
        let guard = Arc::clone(&member.guard);
        let commands = self.commands.clone();
        // Not awaited here, so that one slow answer keeps nobody waiting; it ends by itself.
        tokio::spawn(async move {
            let outcome = guard.check().await.map(Box::new);
            if let Some(commands) = commands.upgrade() {
                // The hub may have ended meanwhile.
                let _ = commands.send(Command::Checked { id, outcome }).await;
            }
        });
    }

    fn checked(&mut self, id: ConnId, outcome: Result<Box<Actor>, DeskError>) {
        match outcome {
            Ok(actor) => {
                let Some(member) = self.members.get_mut(&id) else { return };
                let Some(seat) = &mut member.seat else { return };
                seat.actor = Arc::new(*actor);
                let held = seat.held.take().unwrap_or_default();
                let full = held
                    .iter()
                    .filter(|ready| hears(&seat.actor, &seat.follows, &ready.event))
                    .any(|ready| member.out.try_send(ready.frame.clone()).is_err());
                if full {
                    self.close(id, CLOSE_SLOW, "resync");
                }
            }
            Err(DeskError::Busy) => {
                // Nobody can say now. Who is under suspicion comes back through the front door; the others stay.
                if self.seat(id).is_some_and(|seat| seat.held.is_some()) {
                    self.close(id, CLOSE_RESTART, "1000");
                }
            }
            Err(_) => self.close(id, CLOSE_SESSION, "session ended"),
        }
    }
}
