//! Who gets the next ticket. The server asks here before it writes anything; the tests ask here what should have happened.

use crate::id::{QueueId, UserId};
use crate::presence::Standing;
use crate::time::{MINUTE, Timestamp};
use crate::view::InboxRow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Somebody who may get tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub user: UserId,
    /// How they stand.
    pub standing: Standing,
    /// How well they know each queue they belong to, 1–5.
    pub skills: BTreeMap<QueueId, u8>,
    /// What their tickets weigh now.
    pub load: u32,
    /// What they may weigh; 0 = they get none.
    pub capacity: u32,
    /// Since when they have got nothing.
    pub idle_since: Timestamp,
}

/// What a ticket asks of whoever gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need<'a> {
    /// Its queue.
    pub queue: &'a QueueId,
    /// What it weighs; 0 = nothing.
    pub weight: u32,
    /// The least skill, 1–5.
    pub min_skill: u8,
    /// Who served the customer a short while ago.
    pub sticky: Option<&'a UserId>,
    /// Who just had it and did not answer: only when nobody else can take it.
    pub avoid: Option<&'a UserId>,
}

/// Whether a load leaves room for another ticket. Who may serve nothing gets nothing, however little it weighs.
pub const fn fits(load: u32, capacity: u32, weight: u32) -> bool {
    capacity > 0 && load.saturating_add(weight) <= capacity
}

impl Candidate {
    /// Whether they can get such a ticket now.
    pub fn may_get(&self, need: &Need<'_>) -> bool {
        self.standing == Standing::Available
            && self.skills.get(need.queue).is_some_and(|skill| *skill >= need.min_skill)
            && fits(self.load, self.capacity, need.weight)
    }

    /// The smaller, the sooner it is their turn: load against capacity, then skill, then how long they have been idle.
    fn turn(&self, need: &Need<'_>) -> (u64, Reverse<u8>, Timestamp, &UserId) {
        // Fractions of a billion: two different ratios of numbers below a hundred never fall together.
        let ratio = u64::from(self.load) * 1_000_000_000 / u64::from(self.capacity.max(1));
        let skill = self.skills.get(need.queue).copied().unwrap_or(0);
        (ratio, Reverse(skill), self.idle_since, &self.user)
    }
}

/// Who gets the ticket: the one the customer knows, else whose turn it is; `None` when nobody can.
pub fn choose<'a>(people: &'a [Candidate], need: &Need<'_>) -> Option<&'a Candidate> {
    let able = || people.iter().filter(|person| person.may_get(need));
    let known = able().find(|person| Some(&person.user) == need.sticky && Some(&person.user) != need.avoid);
    known
        .or_else(|| able().filter(|p| Some(&p.user) != need.avoid).min_by_key(|person| person.turn(need)))
        .or_else(|| able().next())
}

/// When a ticket leaves an owner who does not answer, under a queue that waits `minutes` (0 = for ever): counted from the
/// customer's first unanswered message, and for whoever got it later, from then.
pub fn silent_end(row: &InboxRow, minutes: u32) -> Option<Timestamp> {
    let crate::TicketState::Assigned { since, .. } = &row.state else { return None };
    let waiting = row.waiting_since?;
    (minutes > 0).then(|| waiting.max(*since).plus(i64::from(minutes) * MINUTE))
}
