//! The faces of the composer: one pure function of the row, the reader and the clock.

use crate::id::UserId;
use crate::message::MessageStatus;
use crate::number::{Channel, NumberState};
use crate::policy::{Hindrance, SendPolicy, Standing};
use crate::time::Timestamp;
use crate::view::InboxRow;
use crate::window::{CLOSING, Outgoing, WindowState};
use serde::{Deserialize, Serialize};

/// What the composer is right now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#face"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "face"))]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// Free text.
    Open {
        /// When free text ends; `None` where the channel has no limit.
        until: Option<Timestamp>,
    },
    /// Free text, in its last hour.
    Closing {
        /// When free text ends.
        until: Timestamp,
    },
    /// It is the template picker.
    Closed {
        /// Since when; `None` when the customer never wrote.
        since: Option<Timestamp>,
        /// The provider closed it early.
        by_provider: bool,
    },
    /// A template is on its way or unanswered.
    Waiting {
        /// When it was written.
        at: Timestamp,
        /// How far it got.
        status: MessageStatus,
    },
    /// Nothing can be sent.
    Blocked {
        /// Why.
        reason: Blocked,
    },
}

/// Why nothing can be sent, each with one remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#reason"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "reason"))]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// Nobody owns the ticket: claim it.
    Unclaimed,
    /// A colleague owns it.
    Owned {
        /// Who.
        by: UserId,
    },
    /// It is offered to the reader: accept it.
    OfferedToMe {
        /// Until when.
        until: Timestamp,
    },
    /// It is offered to a colleague, who has not answered yet.
    Offered {
        /// To whom.
        to: UserId,
        /// Until when.
        until: Timestamp,
    },
    /// The ticket is closed: the customer's next message opens one.
    TicketClosed,
    /// The number cannot send: call an administrator.
    NumberDown {
        /// How it stands.
        state: NumberState,
    },
}

/// What `me` may send in the ticket of `row` at `now`.
pub fn policy(
    row: &InboxRow,
    channel: Channel,
    number: NumberState,
    me: &UserId,
    now: Timestamp,
) -> SendPolicy {
    let standing = Standing {
        policy: channel.policy(),
        window: &row.window,
        number,
        ticket: &row.state,
        writer: Some(me),
    };
    SendPolicy::at(standing, now)
}

/// The face for `me` at `now`.
pub fn face(row: &InboxRow, channel: Channel, number: NumberState, me: &UserId, now: Timestamp) -> Face {
    let policy = policy(row, channel, number, me, now);
    if let Err(Hindrance::Blocked(reason)) = policy.may(Outgoing::FreeByPerson) {
        return Face::Blocked { reason };
    }
    match policy.window {
        WindowState::Open { until: Some(until) } | WindowState::HumanOnly { until }
            if until.since(now) <= CLOSING =>
        {
            Face::Closing { until }
        }
        WindowState::Open { until } => Face::Open { until },
        WindowState::HumanOnly { until } => Face::Open { until: Some(until) },
        state @ (WindowState::Closed { .. } | WindowState::Never) => match &row.pending_template {
            Some(sent) if sent.status != MessageStatus::Failed => {
                Face::Waiting { at: sent.at, status: sent.status }
            }
            Some(_) | None => match state {
                WindowState::Closed { since, by_provider } => {
                    Face::Closed { since: Some(since), by_provider }
                }
                _ => Face::Closed { since: None, by_provider: false },
            },
        },
    }
}

/// The next instant at which the face changes by itself, if it does.
pub fn next_change(face: &Face) -> Option<Timestamp> {
    match face {
        Face::Open { until } => until.map(|until| until.plus(-CLOSING)),
        Face::Closing { until } => Some(*until),
        Face::Closed { .. } | Face::Waiting { .. } | Face::Blocked { .. } => None,
    }
}
