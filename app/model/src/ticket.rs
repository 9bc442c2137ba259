//! A ticket's life: an enum whose variants carry what is true only there; every transition consumes the state.

use crate::error::DeskError;
use crate::id::{QueueId, UserId};
use crate::time::{HOUR, Timestamp};
use serde::{Deserialize, Serialize};

/// Where a ticket stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#state"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "state"))]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// The text menu is talking to the customer.
    Menu {
        /// Where it waits unless the menu says otherwise.
        queue: QueueId,
        /// Since when.
        since: Timestamp,
    },
    /// Waiting for an agent.
    Queued {
        /// Where.
        queue: QueueId,
        /// Since when.
        since: Timestamp,
    },
    /// Handed to an agent who has not accepted yet.
    Offered {
        /// The queue it came from and falls back to.
        queue: QueueId,
        /// To whom.
        agent: UserId,
        /// Who had it and gets it back when it is not accepted; `None` = the queue.
        #[serde(default)]
        from: Option<UserId>,
        /// When the offer ends.
        until: Timestamp,
    },
    /// An agent owns it.
    Assigned {
        /// The queue it came from.
        queue: QueueId,
        /// Who.
        agent: UserId,
        /// Since when.
        since: Timestamp,
    },
    /// Put aside by its owner.
    Snoozed {
        /// The queue it came from.
        queue: QueueId,
        /// Who gets it back.
        agent: UserId,
        /// When it comes back at the latest; `None` = only when the customer writes.
        until: Option<Timestamp>,
    },
    /// Ended.
    Closed {
        /// The queue it was in.
        queue: QueueId,
        /// Who closed it; `None` when the desk did.
        by: Option<UserId>,
        /// When.
        at: Timestamp,
        /// Why.
        reason: CloseReason,
    },
}

/// The name of a state, as stored and filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// See [`TicketState::Menu`].
    Menu,
    /// See [`TicketState::Queued`].
    Queued,
    /// See [`TicketState::Offered`].
    Offered,
    /// See [`TicketState::Assigned`].
    Assigned,
    /// See [`TicketState::Snoozed`].
    Snoozed,
    /// See [`TicketState::Closed`].
    Closed,
}

impl StateName {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Queued => "queued",
            Self::Offered => "offered",
            Self::Assigned => "assigned",
            Self::Snoozed => "snoozed",
            Self::Closed => "closed",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "menu" => Self::Menu,
            "queued" => Self::Queued,
            "offered" => Self::Offered,
            "assigned" => Self::Assigned,
            "snoozed" => Self::Snoozed,
            "closed" => Self::Closed,
            _ => return None,
        })
    }
}

/// Why a ticket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The customer's matter is settled.
    #[default]
    Resolved,
    /// The customer stopped answering.
    NoAnswer,
    /// Not a matter for this desk: spam, wrong number.
    NotForUs,
    /// Nobody had to be served: the customer only gave or took back consent. The desk's own reason; nobody is offered it.
    Consent,
}

impl CloseReason {
    /// All reasons in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Resolved, Self::NoAnswer, Self::NotForUs];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::NoAnswer => "no_answer",
            Self::NotForUs => "not_for_us",
            Self::Consent => "consent",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Self::Consent]).find(|reason| reason.as_str() == word)
    }
}

/// What somebody wants to happen to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#command"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "command"))]
#[serde(rename_all = "snake_case")]
pub enum TicketCommand {
    /// The menu is done, or there is none: wait in this queue.
    Enqueue {
        /// Where.
        queue: QueueId,
    },
    /// An agent takes it out of the queue.
    Claim {
        /// Who.
        agent: UserId,
    },
    /// Hand it to an agent, who has until `until` to accept.
    Offer {
        /// To whom.
        agent: UserId,
        /// Until when.
        until: Timestamp,
    },
    /// The agent takes the offer.
    Accept {
        /// Who.
        agent: UserId,
    },
    /// The agent does not take the offer, or time ran out: back to who had it, else to its queue.
    Decline,
    /// Back to a queue.
    Release {
        /// Where.
        queue: QueueId,
    },
    /// Put aside, or differently from before.
    Snooze {
        /// Until when at the latest; `None` = until the customer writes.
        until: Option<Timestamp>,
    },
    /// The snooze is over, or the customer wrote.
    Wake,
    /// End it.
    Close {
        /// Who; `None` when the desk does.
        by: Option<UserId>,
        /// Why.
        reason: CloseReason,
    },
    /// The customer wrote again within the queue's reopen time: back to the queue.
    Reopen,
}

impl TicketCommand {
    fn name(&self) -> &'static str {
        match self {
            Self::Enqueue { .. } => "enqueue",
            Self::Claim { .. } => "claim",
            Self::Offer { .. } => "offer",
            Self::Accept { .. } => "accept",
            Self::Decline => "decline",
            Self::Release { .. } => "release",
            Self::Snooze { .. } => "snooze",
            Self::Wake => "wake",
            Self::Close { .. } => "close",
            Self::Reopen => "reopen",
        }
    }
}

impl TicketState {
    /// The state's name.
    pub const fn name(&self) -> StateName {
        match self {
            Self::Menu { .. } => StateName::Menu,
            Self::Queued { .. } => StateName::Queued,
            Self::Offered { .. } => StateName::Offered,
            Self::Assigned { .. } => StateName::Assigned,
            Self::Snoozed { .. } => StateName::Snoozed,
            Self::Closed { .. } => StateName::Closed,
        }
    }

    /// The queue, where the state has one.
    pub const fn queue(&self) -> Option<&QueueId> {
        match self {
            Self::Menu { queue, .. }
            | Self::Queued { queue, .. }
            | Self::Offered { queue, .. }
            | Self::Assigned { queue, .. }
            | Self::Snoozed { queue, .. }
            | Self::Closed { queue, .. } => Some(queue),
        }
    }

    /// The one agent who may write to the customer; nobody while it waits or is closed.
    pub const fn owner(&self) -> Option<&UserId> {
        match self {
            Self::Assigned { agent, .. } | Self::Snoozed { agent, .. } => Some(agent),
            Self::Menu { .. } | Self::Queued { .. } | Self::Offered { .. } | Self::Closed { .. } => None,
        }
    }

    /// Whether `who` has to see the ticket whatever queues they see: its owner, the one it is offered to, and the one who gets
    /// it back when the offer is not taken.
    pub fn concerns(&self, who: &UserId) -> bool {
        match self {
            Self::Offered { agent, from, .. } => agent == who || from.as_ref() == Some(who),
            Self::Assigned { agent, .. } | Self::Snoozed { agent, .. } => agent == who,
            Self::Menu { .. } | Self::Queued { .. } | Self::Closed { .. } => false,
        }
    }

    /// Those an offer is between.
    pub fn parties(&self) -> Vec<UserId> {
        match self {
            Self::Offered { agent, from, .. } => std::iter::once(agent).chain(from).cloned().collect(),
            Self::Menu { .. }
            | Self::Queued { .. }
            | Self::Assigned { .. }
            | Self::Snoozed { .. }
            | Self::Closed { .. } => Vec::new(),
        }
    }

    /// Whether the ticket has not ended.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Closed { .. })
    }

    /// The same in another queue; a closed one stays where it was.
    #[must_use]
    pub fn moved_to(self, to: &QueueId) -> Self {
        let queue = to.clone();
        match self {
            Self::Menu { since, .. } => Self::Menu { queue, since },
            Self::Queued { since, .. } => Self::Queued { queue, since },
            Self::Offered { agent, from, until, .. } => Self::Offered { queue, agent, from, until },
            Self::Assigned { agent, since, .. } => Self::Assigned { queue, agent, since },
            Self::Snoozed { agent, until, .. } => Self::Snoozed { queue, agent, until },
            closed @ Self::Closed { .. } => closed,
        }
    }

    /// The next state, or [`DeskError::Transition`] where `command` is not possible in this one.
    pub fn step(self, command: TicketCommand, at: Timestamp) -> Result<Self, DeskError> {
        use TicketCommand as C;
        let refused = DeskError::Transition { from: self.name(), to: command.name().to_owned() };
        match self {
            Self::Menu { queue: default, since } => match command {
                C::Enqueue { queue } | C::Release { queue } => {
                    Ok(Self::Queued { queue, since: at.max(since) })
                }
                // A person stops the menu for good.
                C::Claim { agent } => Ok(Self::Assigned { queue: default, agent, since: at }),
                C::Close { by, reason } => Ok(Self::Closed { queue: default, by, at, reason }),
                _ => Err(refused),
            },
            Self::Queued { queue, since } => match command {
                C::Claim { agent } => Ok(Self::Assigned { queue, agent, since: at }),
                C::Offer { agent, until } if until > at => {
                    Ok(Self::Offered { queue, agent, from: None, until })
                }
                C::Enqueue { queue: next } | C::Release { queue: next } if next != queue => {
                    Ok(Self::Queued { queue: next, since: at.max(since) })
                }
                C::Close { by, reason } => Ok(Self::Closed { queue, by, at, reason }),
                _ => Err(refused),
            },
            Self::Offered { queue, agent, from, .. } => match command {
                C::Accept { agent: by } if by == agent => Ok(Self::Assigned { queue, agent, since: at }),
                C::Decline => Ok(match from {
                    Some(agent) => Self::Assigned { queue, agent, since: at },
                    None => Self::Queued { queue, since: at },
                }),
                C::Release { queue } => Ok(Self::Queued { queue, since: at }),
                _ => Err(refused),
            },
            Self::Assigned { queue, agent, .. } => match command {
                C::Release { queue } => Ok(Self::Queued { queue, since: at }),
                C::Offer { agent: to, until } if until > at && to != agent => {
                    Ok(Self::Offered { queue, agent: to, from: Some(agent), until })
                }
                C::Snooze { until } if until.is_none_or(|until| until > at) => {
                    Ok(Self::Snoozed { queue, agent, until })
                }
                C::Close { by, reason } => Ok(Self::Closed { queue, by, at, reason }),
                _ => Err(refused),
            },
            Self::Snoozed { queue, agent, .. } => match command {
                C::Snooze { until } if until.is_none_or(|until| until > at) => {
                    Ok(Self::Snoozed { queue, agent, until })
                }
                C::Wake => Ok(Self::Assigned { queue, agent, since: at }),
                C::Release { queue } => Ok(Self::Queued { queue, since: at }),
                C::Offer { agent: to, until } if until > at && to != agent => {
                    Ok(Self::Offered { queue, agent: to, from: Some(agent), until })
                }
                C::Close { by, reason } => Ok(Self::Closed { queue, by, at, reason }),
                _ => Err(refused),
            },
            Self::Closed { queue, .. } => match command {
                C::Reopen => Ok(Self::Queued { queue, since: at }),
                _ => Err(refused),
            },
        }
    }
}

/// Whether a customer's message at `now` reopens a ticket closed at `closed_at`, under a queue that reopens within
/// `reopen_hours` (0 = never).
pub fn reopens(closed_at: Timestamp, reopen_hours: u32, now: Timestamp) -> bool {
    reopen_hours > 0 && now.since(closed_at) < i64::from(reopen_hours).saturating_mul(HOUR)
}
