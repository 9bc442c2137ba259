//! What the hub is told.

use crate::Guard;
use bytes::Bytes;
use desk_core::{Actor, FeedEvent};
use desk_model::{ConversationId, DeskError, TicketId};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

/// Which connection.
pub(crate) type ConnId = u64;

/// How a connection is ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Close {
    pub(crate) code: u16,
    pub(crate) reason: String,
}

/// What the hub is told.
pub(crate) enum Command {
    /// A socket opened. It is sent nothing before it joins, but can be closed from now on.
    Attach {
        id: ConnId,
        session: String,
        guard: Arc<dyn Guard>,
        out: mpsc::Sender<Bytes>,
        close: watch::Sender<Option<Close>>,
        reply: oneshot::Sender<()>,
    },
    /// It read everything up to `after`; from now on it is sent what is newer. Answered with the newest number that was
    /// already given out.
    Join {
        id: ConnId,
        actor: Arc<Actor>,
        after: i64,
        follows: HashSet<ConversationId>,
        reply: oneshot::Sender<i64>,
    },
    Follow {
        id: ConnId,
        conversation: ConversationId,
    },
    Unfollow {
        id: ConnId,
        conversation: ConversationId,
    },
    Typing {
        id: ConnId,
        ticket: TicketId,
        conversation: ConversationId,
    },
    /// The client asks whether anybody is there.
    Ping {
        id: ConnId,
    },
    Leave {
        id: ConnId,
    },
    /// New events, without gap after the last ones.
    Events(Vec<FeedEvent>),
    /// Are many sockets behind? Then the next events can wait a moment.
    Behind {
        reply: oneshot::Sender<bool>,
    },
    /// Everything was given out.
    Tick,
    /// Events are missing; the newest is `seq`.
    Rebase {
        seq: i64,
    },
    /// A session was asked about.
    Checked {
        id: ConnId,
        outcome: Result<Box<Actor>, DeskError>,
    },
    EndSession {
        session: String,
    },
    /// How many are there, joined or not?
    Count {
        reply: oneshot::Sender<usize>,
    },
    CloseAll {
        reply: oneshot::Sender<()>,
    },
}
