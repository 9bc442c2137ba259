//! Frames of the live socket: JSON text, one frame a message.

use crate::id::{ConversationId, NumberId, TicketId, UserId};
use crate::mention::MentionView;
use crate::number::NumberState;
use crate::presence::Standing;
use crate::time::Timestamp;
use crate::view::{Facet, HeldReply, InboxRow, MessageView};
use serde::{Deserialize, Serialize};

/// Version of these frames.
pub const PROTOCOL: u32 = 1;
/// Close code: this reader is too slow; resume with `last_seq`.
pub const CLOSE_SLOW: u16 = 4008;
/// Close code: the session ended; log in again.
pub const CLOSE_SESSION: u16 = 4401;
/// Close code: a frame was not understood, too large, or too many came.
pub const CLOSE_BAD_FRAME: u16 = 4400;
/// Close code: the server restarts; the reason holds the milliseconds to wait before coming back.
pub const CLOSE_RESTART: u16 = 1012;
/// Largest frame a client may send, in bytes.
pub const MAX_CLIENT_FRAME: usize = 64 * 1024;
/// Most conversations one socket may follow.
pub const MAX_SUBSCRIPTIONS: usize = 64;

/// From the browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#frame"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "frame"))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame.
    Hello {
        /// See [`PROTOCOL`].
        protocol: u32,
        /// The build of the browser half.
        build: String,
        /// The last event seen; `None` on a first visit.
        last_seq: Option<i64>,
        /// Conversations whose lines are wanted.
        conversations: Vec<ConversationId>,
    },
    /// Also send the lines of this conversation. Answered with `Subscribed` or `Denied`.
    Subscribe {
        /// Which.
        conversation: ConversationId,
    },
    /// No longer send them.
    Unsubscribe {
        /// Which.
        conversation: ConversationId,
    },
    /// I am writing in this ticket (sent at most every 3 s while typing).
    Typing {
        /// Where.
        ticket: TicketId,
        /// Its conversation.
        conversation: ConversationId,
    },
    /// Is anybody there? With braces: of a plain word serde would accept unknown fields.
    Ping {},
}

/// From the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#frame"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "frame"))]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame {
    /// Answer to `Hello`: what was missed follows as events.
    Welcome {
        /// The server's build; another one than ours means: reload when convenient.
        build: String,
        /// The newest event.
        seq: i64,
        /// The server's clock.
        now: Timestamp,
    },
    /// What was missed is no longer kept: fetch everything again, then go on from `seq`.
    Reset {
        /// The newest event.
        seq: i64,
        /// The server's clock.
        now: Timestamp,
    },
    /// One fact.
    Event {
        /// Its number.
        seq: i64,
        /// When it became true.
        at: Timestamp,
        /// What.
        event: DeskEvent,
    },
    /// Nothing new up to `seq`: proof that we are up to date.
    Tick {
        /// The newest event.
        seq: i64,
        /// The server's clock.
        now: Timestamp,
    },
    /// Lines of this conversation now come.
    Subscribed {
        /// Which.
        conversation: ConversationId,
        /// The newest event when it began.
        seq: i64,
    },
    /// This conversation is not for you.
    Denied {
        /// Which.
        conversation: ConversationId,
    },
    /// A colleague is writing; valid for 5 s.
    Typing {
        /// Where.
        ticket: TicketId,
        /// Who.
        user: UserId,
        /// Their name.
        name: String,
    },
}

/// A fact every screen can replay. It carries the whole new row, so that applying is replacing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#kind"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
#[serde(rename_all = "snake_case")]
pub enum DeskEvent {
    /// A ticket is new or changed.
    Ticket {
        /// The whole row.
        row: Box<InboxRow>,
        /// What it was counted under before; `None` when it is new.
        before: Option<Facet>,
    },
    /// A line is new or changed. Sent to those who follow the conversation.
    Message {
        /// Where.
        conversation: ConversationId,
        /// The whole line.
        message: Box<MessageView>,
    },
    /// An answer was put aside, changed, sent or discarded. Sent to those who follow the conversation.
    Held {
        /// Of which ticket.
        ticket: TicketId,
        /// What is held now.
        held: Option<HeldReply>,
    },
    /// The templates of a number changed: fetch them again when they are on screen.
    Templates {
        /// Which number.
        number: NumberId,
    },
    /// Somebody came, went or paused. Why, and how much they serve, is fetched by those who may know.
    Presence {
        /// Who.
        user: UserId,
        /// How they stand now.
        standing: Standing,
        /// Since when.
        since: Timestamp,
    },
    /// The price table changed: fetch it again when prices are on screen.
    Prices,
    /// A label is new, changed or gone: fetch them again.
    Labels,
    /// Queues or people of the desk are new, otherwise named, in another order or gone: what came with the page is fetched again.
    Desk,
    /// The reader was named in a note, or looked at where they were. Sent only to them.
    Mentions {
        /// The note, when it is new.
        new: Option<Box<MentionView>>,
    },
    /// A number can, or can no longer, send.
    Number {
        /// Which.
        number: NumberId,
        /// How it stands.
        state: NumberState,
    },
}
