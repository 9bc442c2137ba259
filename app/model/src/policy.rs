//! What may be sent in one conversation right now: one object, made of everything that bears on it. The composer is drawn
//! from it and the server's gate decides by it; no second place does.

use crate::face::Blocked;
use crate::id::UserId;
use crate::number::NumberState;
use crate::ticket::TicketState;
use crate::time::Timestamp;
use crate::window::{
    Outgoing, PriceClass, Refusal, WindowFacts, WindowPolicy, WindowState, may_send, window,
};

/// Everything that bears on what may be sent.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Whose rules apply.
    pub policy: WindowPolicy,
    /// What is known of the window.
    pub window: &'a WindowFacts,
    /// Whether the number can send.
    pub number: NumberState,
    /// Where the ticket stands.
    pub ticket: &'a TicketState,
    /// Who wants to write; `None` for the desk itself.
    pub writer: Option<&'a UserId>,
}

/// Why something may not be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Nothing at all can be sent by this writer.
    Blocked(Blocked),
    /// The window forbids this kind of message.
    Window(Refusal),
}

/// What may be sent, until when, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendPolicy {
    policy: WindowPolicy,
    /// Free text: until when, since when not, or never.
    pub window: WindowState,
    /// What a message sent now costs.
    pub price: PriceClass,
    /// What stops every message of this writer.
    pub blocked: Option<Blocked>,
}

impl SendPolicy {
    /// The policy at `now`.
    pub fn at(standing: Standing<'_>, now: Timestamp) -> Self {
        let Standing { policy, window: facts, number, ticket, writer } = standing;
        let blocked = writer.and_then(|writer| {
            whose(ticket, writer).or_else(|| {
                (number != NumberState::Connected).then_some(Blocked::NumberDown { state: number })
            })
        });
        Self { policy, window: window(policy, facts, now), price: facts.price_class(policy, now), blocked }
    }

    /// Whether such a message may be written.
    ///
    /// # Errors
    /// The reason, which has one remedy.
    pub fn may(&self, what: Outgoing) -> Result<(), Hindrance> {
        if let Some(blocked) = &self.blocked {
            return Err(Hindrance::Blocked(blocked.clone()));
        }
        may_send(self.policy, self.window, what).map_err(Hindrance::Window)
    }
}

/// What a ticket that is not the writer's says to them.
fn whose(ticket: &TicketState, writer: &UserId) -> Option<Blocked> {
    match ticket {
        TicketState::Closed { .. } => Some(Blocked::TicketClosed),
        TicketState::Menu { .. } | TicketState::Queued { .. } => Some(Blocked::Unclaimed),
        TicketState::Offered { agent, until, .. } if agent == writer => {
            Some(Blocked::OfferedToMe { until: *until })
        }
        TicketState::Offered { agent, until, .. } => {
            Some(Blocked::Offered { to: agent.clone(), until: *until })
        }
        TicketState::Assigned { agent, .. } | TicketState::Snoozed { agent, .. } if agent != writer => {
            Some(Blocked::Owned { by: agent.clone() })
        }
        TicketState::Assigned { .. } | TicketState::Snoozed { .. } => None,
    }
}

/// Whether what was written before may leave at `now`: who owns the ticket by then does not matter, the window does.
///
/// # Errors
/// How the window stands, and what it forbids.
pub fn may_leave(
    policy: WindowPolicy,
    facts: &WindowFacts,
    what: Outgoing,
    now: Timestamp,
) -> Result<(), (WindowState, Refusal)> {
    let state = window(policy, facts, now);
    may_send(policy, state, what).map_err(|refusal| (state, refusal))
}
