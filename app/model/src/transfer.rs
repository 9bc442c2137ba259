//! Handing a ticket over: to whom, with which note, what came of it, and who may.

use crate::access::{Permission, Role};
use crate::id::{QueueId, TicketId, UserId};
use crate::presence::Standing;
use crate::protocol::Protocol;
use crate::ticket::TicketState;
use crate::time::Timestamp;
use crate::view::InboxRow;
use crate::wire::DeskEvent;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest note, and longest reason, in characters.
pub const MAX_NOTE: usize = 1_000;
/// Most tickets moved with one request.
pub const MAX_BULK: usize = 200;

/// To whom a ticket is handed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#to"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "to"))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TransferTarget {
    /// It waits in this queue.
    Queue {
        /// Which.
        queue: QueueId,
    },
    /// It is offered to this person.
    Agent {
        /// Whom.
        agent: UserId,
    },
}

/// How a ticket came to where it is. Kept until somebody answers the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Who handed it over.
    pub by: UserId,
    /// Their name.
    pub by_name: String,
    /// To whom, by name.
    pub to_name: String,
    /// To whom.
    pub target: TransferTarget,
    /// What the next one has to know.
    pub note: String,
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: HandoverOutcome,
}

/// What came of handing a ticket over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#outcome"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "outcome"))]
#[serde(rename_all = "snake_case")]
pub enum HandoverOutcome {
    /// It lies in another queue.
    Moved,
    /// It is offered and not answered yet.
    Offered,
    /// The offer was taken.
    Accepted,
    /// The offer was not taken.
    Declined {
        /// Why.
        reason: String,
    },
    /// Nobody answered in time.
    TimedOut,
    /// Whom it was offered to went offline before they answered.
    Left,
    /// The offer was taken back.
    Withdrawn {
        /// By whom.
        by_name: String,
    },
}

/// Why a ticket cannot be handed over like that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#problem"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "problem"))]
#[serde(rename_all = "snake_case")]
pub enum TransferProblem {
    /// Nobody hands anything to themselves.
    ToOneself,
    /// They have it already.
    HasIt {
        /// Who.
        name: String,
    },
    /// They may not log in.
    Disabled {
        /// Who.
        name: String,
    },
    /// It is offered to somebody who has not answered yet.
    Offered {
        /// To whom.
        name: String,
    },
    /// It waits there already.
    SameQueue {
        /// Where.
        name: String,
    },
    /// The offer is over.
    OfferEnded,
}

/// Whether somebody may hand this ticket over as it stands: their own, or with the permission any that has not ended.
pub fn may_transfer(state: &TicketState, me: &UserId, role: Role) -> bool {
    match state {
        TicketState::Menu { .. } | TicketState::Closed { .. } => false,
        TicketState::Queued { .. } | TicketState::Offered { .. } => role.may(Permission::MoveTickets),
        TicketState::Assigned { agent, .. } | TicketState::Snoozed { agent, .. } => {
            role.may(Permission::MoveTickets) || (agent == me && role.may(Permission::TransferOwnTicket))
        }
    }
}

/// Whether somebody may take back the offer of this ticket: who made it, who would get it back, and who moves tickets.
pub fn may_withdraw(row: &InboxRow, me: &UserId, role: Role) -> bool {
    match &row.state {
        TicketState::Offered { from, .. } => {
            role.may(Permission::MoveTickets)
                || from.as_ref() == Some(me)
                || row.handover.as_ref().is_some_and(|handover| handover.by == *me)
        }
        TicketState::Menu { .. }
        | TicketState::Queued { .. }
        | TicketState::Assigned { .. }
        | TicketState::Snoozed { .. }
        | TicketState::Closed { .. } => false,
    }
}

/// A queue that tickets can be handed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueTarget {
    /// Which.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: String,
    /// How many people belong to it who may log in.
    pub members: u32,
    /// How many tickets wait in it.
    pub waiting: u32,
}

/// A person that tickets can be offered to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTarget {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// The names of their queues.
    pub queues: Vec<String>,
    /// How many tickets they have.
    pub load: u32,
    /// Whether they are there.
    pub standing: Standing,
}

/// Everybody and every queue that tickets can be handed to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TransferDirectory {
    /// Queues in their order.
    pub queues: Vec<QueueTarget>,
    /// People, those who are available first, then by name; without the reader.
    pub people: Vec<PersonTarget>,
}

/// What became of one of many tickets that were moved together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveResult {
    /// Which.
    pub ticket: TicketId,
    /// Its customer and its public number, where the reader may know them.
    pub of: Option<(String, Protocol)>,
    /// Why it stayed where it was; `None` when it moved.
    pub error: Option<crate::error::DeskError>,
}

/// Tickets that are offered to somebody, or by them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferList {
    /// The last event these rows already contain; read before the rows.
    pub as_of: i64,
    /// The rows.
    pub rows: Vec<InboxRow>,
}

/// What a reader should be told of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferNews {
    /// A ticket is offered to the reader.
    Came(Box<InboxRow>),
    /// An offer of the reader's, or to them, was answered or is over; the row tells how.
    Ended(Box<InboxRow>),
}

/// The offers on screen, kept true by events.
#[derive(Debug, Clone, PartialEq)]
pub struct Offers {
    me: UserId,
    seq: i64,
    rows: BTreeMap<TicketId, InboxRow>,
}

impl Offers {
    /// The offers as they were read.
    pub fn new(me: UserId, list: OfferList) -> Self {
        let rows =
            list.rows.into_iter().filter(|row| concerns(row, &me)).map(|row| (row.ticket.clone(), row));
        Self { rows: rows.collect(), me, seq: list.as_of }
    }

    /// Applies one event. The same event twice changes nothing.
    pub fn apply(&mut self, seq: i64, event: &DeskEvent) -> Option<OfferNews> {
        let DeskEvent::Ticket { row, .. } = event else { return None };
        if seq <= self.seq {
            return None;
        }
        self.seq = seq;
        let known = self.rows.get(&row.ticket);
        if known.is_some_and(|known| known.version > row.version) {
            return None;
        }
        let here = concerns(row, &self.me);
        let was = known.map(|known| offered_to(known).cloned());
        let now = offered_to(row).cloned();
        if here {
            self.rows.insert(row.ticket.clone(), (**row).clone());
        } else {
            self.rows.remove(&row.ticket);
        }
        match (was, now) {
            (was, Some(now)) if now == self.me && was.as_ref() != Some(&Some(now.clone())) => {
                Some(OfferNews::Came(row.clone()))
            }
            (Some(_), None) => Some(OfferNews::Ended(row.clone())),
            _ => None,
        }
    }

    /// What is offered to the reader; what ends first stands first.
    pub fn to_me(&self) -> Vec<InboxRow> {
        self.sorted(true)
    }

    /// What the reader handed over and is not answered yet.
    pub fn by_me(&self) -> Vec<InboxRow> {
        self.sorted(false)
    }

    fn sorted(&self, to_me: bool) -> Vec<InboxRow> {
        let mut rows: Vec<InboxRow> =
            self.rows.values().filter(|row| (offered_to(row) == Some(&self.me)) == to_me).cloned().collect();
        rows.sort_by_key(|row| (ends(row), row.ticket.clone()));
        rows
    }
}

/// To whom a ticket is offered.
pub fn offered_to(row: &InboxRow) -> Option<&UserId> {
    match &row.state {
        TicketState::Offered { agent, .. } => Some(agent),
        TicketState::Menu { .. }
        | TicketState::Queued { .. }
        | TicketState::Assigned { .. }
        | TicketState::Snoozed { .. }
        | TicketState::Closed { .. } => None,
    }
}

/// When the offer of a ticket ends.
pub fn ends(row: &InboxRow) -> Option<Timestamp> {
    match &row.state {
        TicketState::Offered { until, .. } => Some(*until),
        TicketState::Menu { .. }
        | TicketState::Queued { .. }
        | TicketState::Assigned { .. }
        | TicketState::Snoozed { .. }
        | TicketState::Closed { .. } => None,
    }
}

/// Whether a ticket is offered to `me`, or by them.
fn concerns(row: &InboxRow, me: &UserId) -> bool {
    offered_to(row).is_some()
        && (row.state.concerns(me) || row.handover.as_ref().is_some_and(|handover| handover.by == *me))
}
