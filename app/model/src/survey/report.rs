//! The sums of what was answered.

use crate::id::{QueueId, TicketId, UserId};
use crate::price::Day;
use crate::protocol::Protocol;
use crate::ticket::CloseReason;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Questions that nothing tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyCell {
    /// The queue of the ticket.
    pub queue: QueueId,
    /// Whose ticket it was; `None` = nobody's.
    pub agent: Option<UserId>,
    /// Why it ended.
    pub reason: CloseReason,
    /// The queue's own reason, all of its path.
    pub detail: Option<String>,
    /// The answer, from 1 to 5; `None` = none yet.
    pub score: Option<u8>,
    /// How many.
    pub count: i64,
}

/// Why tickets ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyReason {
    /// The desk's reason.
    pub outcome: CloseReason,
    /// The queue's own, all of its path, as it was called then.
    pub detail: Option<String>,
}

/// Questions and answers together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SurveySum {
    /// How many were asked.
    pub asked: i64,
    /// How often each score was answered, from 1 to 5.
    pub spread: [i64; 5],
}

impl SurveySum {
    /// How many answered.
    pub fn answered(&self) -> i64 {
        self.spread.iter().sum()
    }

    /// How many in a hundred answered, rounded.
    pub fn share(&self) -> i64 {
        (self.answered() * 100 + self.asked / 2) / self.asked.max(1)
    }

    /// The average of the answers in hundredths, rounded; `None` without answers.
    pub fn average(&self) -> Option<i64> {
        let answered = self.answered();
        let total: i64 = (1..).zip(self.spread).map(|(score, count)| score * count).sum();
        (answered > 0).then(|| (total * 100 + answered / 2) / answered)
    }

    fn add(&mut self, score: Option<u8>, count: i64) {
        self.asked += count;
        let place = score.and_then(|score| usize::from(score).checked_sub(1));
        if let Some(known) = place.and_then(|place| self.spread.get_mut(place)) {
            *known += count;
        }
    }
}

/// One answer, to be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyAnswer {
    /// The ticket it is about.
    pub ticket: TicketId,
    /// Its public number.
    pub protocol: Protocol,
    /// The customer.
    pub contact_name: String,
    /// The queue.
    pub queue: QueueId,
    /// Whose ticket it was.
    pub agent: Option<UserId>,
    /// The answer, from 1 to 5.
    pub score: u8,
    /// What was added to it.
    pub comment: Option<String>,
    /// When it was written.
    pub at: Timestamp,
}

/// What was asked from one day to another, and answered to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyReport {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// All together.
    pub total: SurveySum,
    /// By queue, the most asked first.
    pub queues: Vec<(QueueId, SurveySum)>,
    /// By agent, likewise.
    pub agents: Vec<(Option<UserId>, SurveySum)>,
    /// By reason of closing, likewise.
    pub reasons: Vec<(SurveyReason, SurveySum)>,
    /// The newest answers.
    pub answers: Vec<SurveyAnswer>,
}

impl SurveyReport {
    /// The sums of these cells.
    pub fn of(from: Day, until: Day, cells: &[SurveyCell], answers: Vec<SurveyAnswer>) -> Self {
        let mut total = SurveySum::default();
        for cell in cells {
            total.add(cell.score, cell.count);
        }
        Self {
            from,
            until,
            total,
            queues: side(cells, |cell| cell.queue.clone()),
            agents: side(cells, |cell| cell.agent.clone()),
            reasons: side(cells, |cell| SurveyReason { outcome: cell.reason, detail: cell.detail.clone() }),
            answers,
        }
    }
}

/// The cells by one of their parts.
fn side<K: PartialEq>(cells: &[SurveyCell], key: impl Fn(&SurveyCell) -> K) -> Vec<(K, SurveySum)> {
    let mut sums: Vec<(K, SurveySum)> = Vec::new();
    for cell in cells {
        let key = key(cell);
        let at = sums.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            sums.push((key, SurveySum::default()));
            sums.len() - 1
        });
        sums[at].1.add(cell.score, cell.count);
    }
    sums.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.asked));
    sums
}
