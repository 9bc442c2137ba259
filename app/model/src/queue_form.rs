//! What an administrator sets on a queue, and what is wrong with it.

use crate::error::{FieldError, FieldProblem};
use crate::id::{NumberId, QueueId, ReasonId, UserId};
use crate::message::MAX_TEXT;
use crate::nudge::MINUTES;
use crate::queue::QueuePolicy;
use crate::ticket::CloseReason;
use serde::{Deserialize, Serialize};

/// Longest name of a queue, in characters.
pub const MAX_NAME: usize = 40;
/// Longest label of a reason, in characters.
pub const MAX_REASON: usize = 80;
/// Most reasons of a queue.
pub const MAX_REASONS: usize = 200;
/// How many levels reasons have at most.
pub const REASON_LEVELS: u8 = 3;
/// Longest time within which a customer's message reopens a ticket, in hours.
pub const MAX_REOPEN_HOURS: u32 = 24 * 30;
/// Longest promise, in minutes.
pub const MAX_SLA_MINUTES: u32 = 60 * 24 * 90;
/// Most that somebody serves at once.
pub const MAX_CAPACITY: u32 = 100;

/// Variables every text of a queue has.
const VARIABLES: [&str; 4] = ["protocol", "name", "queue", "desk"];

/// A text of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueText {
    /// Said first of all.
    Greeting,
    /// Said when a ticket opens.
    Opening,
    /// Said outside of the business hours.
    Away,
    /// Said when a ticket waits.
    Position,
    /// Said when a ticket changes hands.
    Transfer,
    /// Said when a ticket closes.
    Closing,
    /// Asked of silent customers.
    Nudge,
}

impl QueueText {
    /// The texts said in the order of a conversation.
    pub const SAID: [Self; 6] =
        [Self::Greeting, Self::Opening, Self::Away, Self::Position, Self::Transfer, Self::Closing];

    /// The field's name.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Opening => "opening_text",
            Self::Away => "away",
            Self::Position => "position",
            Self::Transfer => "transfer",
            Self::Closing => "closing_text",
            Self::Nudge => "nudge_text",
        }
    }

    /// The variables it may hold.
    pub fn variables(self) -> Vec<&'static str> {
        let more: &[&str] = match self {
            Self::Away => &["opens"],
            Self::Position => &["position", "wait"],
            Self::Transfer => &["agent"],
            Self::Greeting | Self::Opening | Self::Closing | Self::Nudge => &[],
        };
        VARIABLES.iter().chain(more).copied().collect()
    }

    /// What is wrong with it.
    pub fn problem(self, text: &str) -> Option<FieldProblem> {
        if text.chars().count() > MAX_TEXT {
            return Some(FieldProblem::TooLong { max: MAX_TEXT });
        }
        let known = self.variables();
        variables_in(text)
            .find(|name| !known.contains(name))
            .map(|name| FieldProblem::UnknownVariable { name: name.to_owned() })
    }
}

/// What looks like a variable: a word in braces.
fn variables_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).filter(|name| {
        (1..=30).contains(&name.chars().count()) && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}

/// Somebody in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueMember {
    /// Who.
    pub user: UserId,
    /// How well they know what it is about, 1–5.
    pub skill: u8,
}

/// How much somebody serves at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Who.
    pub user: UserId,
    /// The weights of their tickets add up to it at most; with 0 the desk hands them nothing.
    pub limit: u32,
}

/// A reason for closing, as edited. Reasons stand in the order of their tree: one of a deeper level belongs to the last one
/// before it of a level higher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonDraft {
    /// Which; `None` for a new one.
    pub id: Option<ReasonId>,
    /// 0 for the topmost.
    pub level: u8,
    /// What it is called.
    pub label: String,
    /// How a ticket closed for it has ended.
    pub outcome: CloseReason,
}

/// A reason somebody can close a ticket for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonChoice {
    /// Which.
    pub id: ReasonId,
    /// The labels from the topmost down to it.
    pub path: Vec<String>,
    /// How a ticket closed for it has ended.
    pub outcome: CloseReason,
}

impl ReasonChoice {
    /// All of its path, for people.
    pub fn label(&self) -> String {
        self.path.join(" › ")
    }
}

/// For what reasons a ticket can be closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseChoices {
    /// Whether one of them is needed.
    pub required: bool,
    /// The queue's reasons that have none below them.
    pub reasons: Vec<ReasonChoice>,
}

/// Everything that is set on a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueForm {
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// Said when a ticket opens.
    pub opening_text: String,
    /// Said when a ticket closes.
    pub closing_text: String,
    /// Hours after closing within which the customer's message reopens the ticket; 0 = never.
    pub reopen_hours: u32,
    /// What a silent customer is asked.
    pub nudge_text: String,
    /// Whether the desk asks by itself.
    pub nudge_auto: bool,
    /// How many minutes before the window closes.
    pub nudge_minutes: u32,
    /// What it does with its tickets, when it is open, what else it says.
    pub policy: QueuePolicy,
    /// Who belongs to it.
    pub members: Vec<QueueMember>,
    /// How much they serve at once, in all queues together.
    pub capacities: Vec<Capacity>,
    /// The numbers whose tickets it takes; none = those of every number.
    pub numbers: Vec<NumberId>,
    /// The numbers whose new tickets wait here.
    pub default_of: Vec<NumberId>,
    /// Reasons for closing.
    pub reasons: Vec<ReasonDraft>,
}

impl QueueForm {
    /// Without blanks around what was typed, and hours in order.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let texts = &mut self.policy.texts;
        for text in [
            &mut self.name,
            &mut self.opening_text,
            &mut self.closing_text,
            &mut self.nudge_text,
            &mut texts.greeting,
            &mut texts.away,
            &mut texts.position,
            &mut texts.transfer,
        ] {
            *text = text.trim().to_owned();
        }
        for reason in &mut self.reasons {
            reason.label = reason.label.trim().to_owned();
        }
        self.policy.hours = std::mem::take(&mut self.policy.hours).tidied();
        self
    }

    /// A text.
    pub fn text(&self, which: QueueText) -> &str {
        let texts = &self.policy.texts;
        match which {
            QueueText::Greeting => &texts.greeting,
            QueueText::Opening => &self.opening_text,
            QueueText::Away => &texts.away,
            QueueText::Position => &texts.position,
            QueueText::Transfer => &texts.transfer,
            QueueText::Closing => &self.closing_text,
            QueueText::Nudge => &self.nudge_text,
        }
    }

    /// What is wrong, by field.
    pub fn check(&self) -> Vec<FieldError> {
        let mut fields = Vec::new();
        let mut wrong = |field: &str, problem| fields.push(FieldError { field: field.to_owned(), problem });
        if let Some(problem) = name_problem(&self.name) {
            wrong("name", problem);
        }
        if !is_color(&self.color) {
            wrong("color", FieldProblem::Malformed);
        }
        for text in QueueText::SAID.into_iter().chain([QueueText::Nudge]) {
            if let Some(problem) = text.problem(self.text(text)) {
                wrong(text.field(), problem);
            }
        }
        if self.nudge_auto && self.nudge_text.trim().is_empty() {
            wrong("nudge_text", FieldProblem::Missing);
        }
        let policy = &self.policy;
        let ranges = [
            ("reopen_hours", self.reopen_hours, 0, MAX_REOPEN_HOURS),
            ("nudge_minutes", self.nudge_minutes, MINUTES.0, MINUTES.1),
            ("weight", policy.weight, 0, MAX_CAPACITY),
            ("sticky_hours", policy.sticky_hours, 0, MAX_REOPEN_HOURS),
            ("min_skill", u32::from(policy.min_skill), 1, 5),
            ("offer_seconds", policy.offer_seconds, 10, 3600),
            ("silent_minutes", policy.silent_minutes, 0, 24 * 60),
            ("first_answer_minutes", policy.sla.first_answer_minutes, 0, MAX_SLA_MINUTES),
            ("next_answer_minutes", policy.sla.next_answer_minutes, 0, MAX_SLA_MINUTES),
            ("resolution_minutes", policy.sla.resolution_minutes, 0, MAX_SLA_MINUTES),
        ];
        for (field, value, min, max) in ranges {
            if !(min..=max).contains(&value) {
                wrong(field, FieldProblem::OutOfRange { min: i64::from(min), max: i64::from(max) });
            }
        }
        for member in &self.members {
            if !(1..=5).contains(&member.skill) {
                wrong(&format!("skill_{}", member.user), FieldProblem::OutOfRange { min: 1, max: 5 });
            }
        }
        for capacity in &self.capacities {
            if capacity.limit > MAX_CAPACITY {
                let problem = FieldProblem::OutOfRange { min: 0, max: i64::from(MAX_CAPACITY) };
                wrong(&format!("capacity_{}", capacity.user), problem);
            }
        }
        if policy.reason_required && self.reasons.is_empty() {
            wrong("reason_required", FieldProblem::Missing);
        }
        fields.extend(self.policy.hours.check());
        fields.extend(reason_problems(&self.reasons));
        fields
    }
}

fn reason_problems(reasons: &[ReasonDraft]) -> Vec<FieldError> {
    let mut fields = Vec::new();
    let mut above: Option<u8> = None;
    for (at, reason) in reasons.iter().enumerate() {
        let deepest = above.map_or(0, |level| level + 1).min(REASON_LEVELS - 1);
        let problem = match reason.label.trim().chars().count() {
            0 => Some(FieldProblem::Missing),
            1..=MAX_REASON => None,
            _ => Some(FieldProblem::TooLong { max: MAX_REASON }),
        };
        let problem = problem
            .or((reason.level > deepest || at >= MAX_REASONS).then_some(FieldProblem::Malformed))
            .or((reason.outcome == CloseReason::Consent).then_some(FieldProblem::Malformed))
            .or(has_twin(&reasons[..at], reason).then_some(FieldProblem::Taken));
        if let Some(problem) = problem {
            fields.push(FieldError { field: format!("reason_{at}"), problem });
        }
        above = Some(reason.level.min(REASON_LEVELS - 1));
    }
    fields
}

/// Whether one of the same name stands before it under the same parent.
fn has_twin(before: &[ReasonDraft], reason: &ReasonDraft) -> bool {
    let siblings = before.iter().rev().take_while(|other| other.level >= reason.level);
    let mut siblings = siblings.filter(|other| other.level == reason.level);
    siblings.any(|other| other.label.trim().to_lowercase() == reason.label.trim().to_lowercase())
}

/// What is wrong with a queue's name.
pub fn name_problem(name: &str) -> Option<FieldProblem> {
    match name.trim().chars().count() {
        0 => Some(FieldProblem::Missing),
        1..=MAX_NAME if name.chars().any(char::is_control) => Some(FieldProblem::Malformed),
        1..=MAX_NAME => None,
        _ => Some(FieldProblem::TooLong { max: MAX_NAME }),
    }
}

/// Whether a text is `#rrggbb`.
pub fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The reasons that have none below them, with their paths.
pub fn choices(reasons: &[ReasonDraft]) -> Vec<ReasonChoice> {
    let mut path: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for (at, reason) in reasons.iter().enumerate() {
        path.truncate(usize::from(reason.level));
        path.push(reason.label.clone());
        let leaf = reasons.get(at + 1).is_none_or(|next| next.level <= reason.level);
        if let (true, Some(id)) = (leaf, &reason.id) {
            all.push(ReasonChoice { id: id.clone(), path: path.clone(), outcome: reason.outcome });
        }
    }
    all
}

/// Something about a queue that is allowed and hardly meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueWarning {
    /// Nobody belongs to it.
    NoMembers,
    /// It hands tickets out, and nobody in it may get one.
    NobodyFits,
    /// It has no hours: it is always open.
    NoHours,
}

impl QueueForm {
    /// What should be looked at; `capacity` tells how much somebody serves.
    pub fn warnings(&self, capacity: impl Fn(&UserId) -> u32) -> Vec<QueueWarning> {
        let fits = |member: &QueueMember| {
            let limit = self.capacities.iter().find(|known| known.user == member.user);
            let limit = limit.map_or_else(|| capacity(&member.user), |known| known.limit);
            member.skill >= self.policy.min_skill && limit > 0 && limit >= self.policy.weight
        };
        let mut warnings = Vec::new();
        if self.members.is_empty() {
            warnings.push(QueueWarning::NoMembers);
        } else if self.policy.routing == crate::queue::Routing::Push && !self.members.iter().any(fits) {
            warnings.push(QueueWarning::NobodyFits);
        }
        if self.policy.hours.is_always() {
            warnings.push(QueueWarning::NoHours);
        }
        warnings
    }
}

/// A queue as the administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueDetail {
    /// Which.
    pub id: QueueId,
    /// What is set on it.
    pub form: QueueForm,
    /// How many open tickets it has.
    pub open: i64,
    /// Whether it is open now.
    pub is_open: bool,
}

/// Somebody who can belong to a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: crate::access::Role,
    /// How much they serve at once.
    pub capacity: u32,
}

/// Everything the page of queues shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueBoard {
    /// The queues in order.
    pub queues: Vec<QueueDetail>,
    /// Everybody who can log in.
    pub staff: Vec<StaffMember>,
    /// Names of the time zones that can be chosen.
    pub zones: Vec<String>,
    /// The desk's own.
    pub zone: String,
}
