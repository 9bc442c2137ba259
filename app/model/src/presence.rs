//! Who is there, and how much they have on their plate.

use crate::access::Role;
use crate::error::{FieldError, FieldProblem};
use crate::id::UserId;
use crate::time::{SECOND, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Longest name of a reason, in characters.
pub const MAX_REASON: usize = 40;
/// Most reasons.
pub const MAX_REASONS: usize = 20;
/// Longest grace period, in seconds.
pub const MAX_GRACE: u32 = 3600;
/// The most somebody may serve at once.
pub const MAX_CAPACITY: u32 = 99;

/// How somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Gets tickets.
    Available,
    /// There, but gets none.
    Paused,
    /// Not there.
    Offline,
}

impl Standing {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Paused => "paused",
            Self::Offline => "offline",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Available, Self::Paused, Self::Offline].into_iter().find(|standing| standing.as_str() == word)
    }
}

/// What somebody chose, or a supervisor for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#choice"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "choice"))]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Give me tickets.
    Available,
    /// Not now.
    Paused {
        /// Why; one of the desk's reasons.
        reason: String,
    },
    /// I am gone, also while a page of the desk is open.
    Offline,
}

impl Choice {
    /// How somebody stands who chose this.
    pub const fn standing(&self) -> Standing {
        match self {
            Self::Available => Standing::Available,
            Self::Paused { .. } => Standing::Paused,
            Self::Offline => Standing::Offline,
        }
    }
}

/// How somebody stands by what they chose, while they are there (`online`) or not.
pub const fn standing(choice: &Choice, online: bool) -> Standing {
    if online { choice.standing() } else { Standing::Offline }
}

/// When somebody whose last socket was lost counts as gone.
pub fn grace_end(lost_at: Timestamp, grace_seconds: u32) -> Timestamp {
    lost_at.plus(i64::from(grace_seconds) * SECOND)
}

/// What the desk asks of people who leave for a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PresenceRules {
    /// Why somebody may pause.
    pub reasons: Vec<String>,
    /// For how many seconds after their last socket was lost somebody still counts as there.
    pub grace_seconds: u32,
}

impl Default for PresenceRules {
    fn default() -> Self {
        let reasons = ["Almoço", "Intervalo", "Reunião", "Treinamento", "Trabalho interno"];
        Self { reasons: reasons.map(str::to_owned).to_vec(), grace_seconds: 60 }
    }
}

impl PresenceRules {
    /// The rules without blanks around their words, or what is wrong with them: fields `reasons` and `grace_seconds`.
    pub fn check(self) -> Result<Self, Vec<FieldError>> {
        let reasons: Vec<String> = self.reasons.iter().map(|reason| reason.trim().to_owned()).collect();
        let mut fields = Vec::new();
        let mut wrong = |field: &str, problem| fields.push(FieldError { field: field.to_owned(), problem });
        let mut seen = HashSet::new();
        if reasons.is_empty() || reasons.iter().any(String::is_empty) {
            wrong("reasons", FieldProblem::Missing);
        } else if reasons.iter().any(|reason| reason.chars().count() > MAX_REASON) {
            wrong("reasons", FieldProblem::TooLong { max: MAX_REASON });
        } else if reasons.len() > MAX_REASONS || reasons.iter().any(|r| r.chars().any(char::is_control)) {
            wrong("reasons", FieldProblem::Malformed);
        } else if !reasons.iter().all(|reason| seen.insert(reason.to_lowercase())) {
            wrong("reasons", FieldProblem::Taken);
        }
        if self.grace_seconds > MAX_GRACE {
            wrong("grace_seconds", FieldProblem::Malformed);
        }
        if fields.is_empty() { Ok(Self { reasons, ..self }) } else { Err(fields) }
    }
}

/// Somebody of the desk as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceView {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// How they stand.
    pub standing: Standing,
    /// Since when; `None` when they never were there.
    pub since: Option<Timestamp>,
    /// What only they themselves and supervisors see.
    pub detail: Option<PresenceDetail>,
}

/// What only somebody themselves and supervisors see of their presence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceDetail {
    /// What they chose; it holds again when they come back.
    pub choice: Choice,
    /// Who chose it for them, by name.
    pub set_by: Option<String>,
    /// Whether they count as there: a page of the desk is open, or was a moment ago.
    pub online: bool,
    /// What their tickets weigh.
    pub load: u32,
    /// What they may weigh.
    pub capacity: u32,
}

/// What the status bar shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPresence {
    /// Me.
    pub me: PresenceView,
    /// Why I may pause.
    pub reasons: Vec<String>,
}
