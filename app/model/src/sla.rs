//! Promises to the customer: until when each has to be kept, and which is broken next.

use crate::hours::{BusinessHours, Zone};
use crate::queue::SlaTargets;
use crate::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

/// Within how many calendar days a complaint has to be answered (Decreto 11.034/2022, art. 13).
pub const LEGAL_DAYS: i64 = 7;

/// Something promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// The first answer of a person.
    FirstAnswer,
    /// The answer to what the customer wrote last.
    NextAnswer,
    /// The end.
    Resolution,
    /// The end within the time the law gives.
    Legal,
}

impl Promise {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::FirstAnswer, Self::NextAnswer, Self::Resolution, Self::Legal];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstAnswer => "first_answer",
            Self::NextAnswer => "next_answer",
            Self::Resolution => "resolution",
            Self::Legal => "legal",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|promise| promise.as_str() == word)
    }
}

/// What decides the promises of a ticket. None of it changes when the ticket changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlaFacts {
    /// Whether it has not ended.
    pub open: bool,
    /// When it was opened, or opened again.
    pub began_at: Timestamp,
    /// When a person answered first.
    pub answered_at: Option<Timestamp>,
    /// When the first customer message that nobody has answered was written.
    pub waiting_since: Option<Timestamp>,
}

/// A promise and until when it has to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Due {
    /// Until when.
    pub at: Timestamp,
    /// What.
    pub promise: Promise,
}

/// The promises not kept yet, the earliest first; one that is broken stays until it is kept.
pub fn promises(targets: &SlaTargets, facts: &SlaFacts, hours: &BusinessHours, zone: &dyn Zone) -> Vec<Due> {
    if !facts.open {
        return Vec::new();
    }
    let within = |promise, from: Timestamp, minutes: u32| {
        let at = (minutes > 0).then(|| hours.add_business_time(zone, from, minutes)).flatten()?;
        Some(Due { at, promise })
    };
    let first_counts = targets.first_answer_minutes > 0 && facts.answered_at.is_none();
    let first = first_counts
        .then(|| within(Promise::FirstAnswer, facts.began_at, targets.first_answer_minutes))
        .flatten();
    // The first answer is the answer to all that was written before it.
    let next = facts.waiting_since.filter(|_| !first_counts).and_then(|since| {
        within(Promise::NextAnswer, since.max(facts.began_at), targets.next_answer_minutes)
    });
    let resolution = within(Promise::Resolution, facts.began_at, targets.resolution_minutes);
    let legal = targets
        .legal_answer
        .then(|| Due { at: facts.began_at.plus(LEGAL_DAYS * DAY), promise: Promise::Legal });
    let mut all: Vec<Due> = [first, next, resolution, legal].into_iter().flatten().collect();
    all.sort_unstable();
    all
}

/// The promise that is broken next, or has been broken longest.
pub fn due(targets: &SlaTargets, facts: &SlaFacts, hours: &BusinessHours, zone: &dyn Zone) -> Option<Due> {
    promises(targets, facts, hours, zone).into_iter().next()
}
