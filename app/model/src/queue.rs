//! What a queue does with its tickets. Stored as one document, so that a part that is missing has its default.

use crate::hours::BusinessHours;
use crate::status::StatusPolicy;
use crate::survey::SurveyPolicy;
use serde::{Deserialize, Serialize};

/// The rules of a queue, besides its name, colour and the texts said at opening and closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueuePolicy {
    /// How its tickets find an agent.
    pub routing: Routing,
    /// How much of an agent's capacity one ticket takes; 0 = nothing.
    pub weight: u32,
    /// For how many hours after a ticket of the customer ended its agent is preferred; 0 = never.
    pub sticky_hours: u32,
    /// The least skill an agent needs to be given its tickets, 1–5.
    pub min_skill: u8,
    /// How many seconds an agent has to accept a ticket that is handed over.
    pub offer_seconds: u32,
    /// What becomes of the tickets of an agent who goes offline.
    pub on_leave: OnLeave,
    /// After how many minutes without an answer to a waiting customer a ticket leaves its agent; 0 = never.
    pub silent_minutes: u32,
    /// Whether closing asks for one of the queue's reasons.
    pub reason_required: bool,
    /// When it is open.
    pub hours: BusinessHours,
    /// Promises to the customer.
    pub sla: SlaTargets,
    /// What the desk says by itself.
    pub texts: QueueMessages,
    /// How customers are asked after a ticket.
    pub survey: SurveyPolicy,
    /// What is answered to a protocol number.
    pub status: StatusPolicy,
}

impl Default for QueuePolicy {
    fn default() -> Self {
        Self {
            routing: Routing::Pull,
            weight: 1,
            sticky_hours: 24,
            min_skill: 1,
            offer_seconds: 60,
            on_leave: OnLeave::Stay,
            silent_minutes: 0,
            reason_required: false,
            hours: BusinessHours::default(),
            sla: SlaTargets::default(),
            texts: QueueMessages::default(),
            survey: SurveyPolicy::default(),
            status: StatusPolicy::default(),
        }
    }
}

impl TryFrom<String> for QueuePolicy {
    type Error = serde_json::Error;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        serde_json::from_str(&text)
    }
}

/// How tickets find an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// The desk assigns them to available agents with free capacity.
    Push,
    /// Agents take them.
    #[default]
    Pull,
}

/// What becomes of the open tickets of somebody who goes offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum OnLeave {
    /// They stay with their agent.
    #[default]
    Stay,
    /// They go back to the queue.
    Return,
    /// They go to an available colleague with free capacity; to the queue when there is none.
    Colleague,
}

/// Promises, in minutes of business time; 0 = none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SlaTargets {
    /// From the opening to the first answer of a person.
    pub first_answer_minutes: u32,
    /// From a customer's message to its answer.
    pub next_answer_minutes: u32,
    /// From the opening to the end.
    pub resolution_minutes: u32,
    /// Whether the answer within 7 calendar days is watched too (Decreto 11.034/2022, art. 13: complaints have to be
    /// answered within seven days). It is kept when the ticket ends: a first word is no answer to a complaint.
    pub legal_answer: bool,
}

/// What the desk says by itself, besides at opening and closing; empty = nothing. The variables are those of the opening
/// text; the position text also has `{position}` and `{wait}`, the transfer text `{agent}`, the away text `{opens}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueMessages {
    /// Said first of all when a ticket opens, before the protocol.
    pub greeting: String,
    /// Said when somebody writes outside of the business hours.
    pub away: String,
    /// Said when a ticket waits: place in the queue and estimated wait.
    pub position: String,
    /// Said when the ticket changes hands.
    pub transfer: String,
}

/// How pressing a ticket is; the higher goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// As usual.
    #[default]
    Normal,
    /// Before the usual ones.
    High,
    /// Before all.
    Urgent,
}

impl Priority {
    /// All of them, least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Urgent];

    /// The stored number; higher is more pressing.
    pub const fn rank(self) -> i64 {
        match self {
            Self::Low => -1,
            Self::Normal => 0,
            Self::High => 1,
            Self::Urgent => 2,
        }
    }

    /// Reads the stored number.
    pub fn from_rank(rank: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.rank() == rank)
    }
}
