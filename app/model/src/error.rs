//! The one error of both sides. It says what happened, in a form every language can put into words.

use crate::autopsy::ResendRefusal;
use crate::consent::{ContactLimit, Purpose};
use crate::id::{IncidentId, TicketId};
use crate::message::SendFailure;
use crate::template::{Category, TemplateRule};
use crate::ticket::StateName;
use crate::time::Timestamp;
use crate::transfer::TransferProblem;
use serde::{Deserialize, Serialize};

/// One field of a form or payload that was not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name as the form knows it.
    pub field: String,
    /// What is wrong.
    pub problem: FieldProblem,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#problem"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "problem"))]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    /// Nothing was given.
    Missing,
    /// More than `max` characters.
    TooLong {
        /// The limit in characters.
        max: usize,
    },
    /// Fewer than `min` characters.
    TooShort {
        /// The limit in characters.
        min: usize,
    },
    /// Not of the expected form.
    Malformed,
    /// Line breaks, tabs or runs of more than four spaces, which Meta refuses in template parameters.
    Whitespace,
    /// Somebody has it already.
    Taken,
    /// A time that is over.
    Past,
    /// Not between two numbers.
    OutOfRange {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// It ends before it begins.
    Backwards,
    /// Two of them overlap.
    Overlap,
    /// A text has a variable that nothing stands for.
    UnknownVariable {
        /// Its name, without the braces.
        name: String,
    },
    /// A file of another type than is wanted here.
    WrongType,
    /// A file of more than `max` bytes.
    TooLarge {
        /// The limit in bytes.
        max: u64,
    },
    /// Meta's rules on templates do not allow it.
    Template(TemplateRule),
}

/// Why a use-case did not happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#error"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "error"))]
#[serde(rename_all = "snake_case")]
pub enum DeskError {
    /// Nobody is logged in, or the session ended: log in again.
    Unauthenticated,
    /// E-mail or password are wrong; the same answer for an unknown account.
    WrongCredentials,
    /// Too many attempts: wait.
    TooManyAttempts {
        /// Seconds to wait.
        retry_after_secs: u32,
    },
    /// The role or the queue does not allow it.
    Forbidden,
    /// It does not exist, or it is not for you.
    NotFound {
        /// What was looked for: `ticket`, `message`, `user`…
        what: String,
    },
    /// Somebody else was faster.
    Conflict {
        /// What: `ticket`…
        what: String,
        /// Who won, by name, where that may be told.
        winner: Option<String>,
    },
    /// Fields are not acceptable; nothing was done.
    Invalid {
        /// Which, and why.
        fields: Vec<FieldError>,
    },
    /// The ticket cannot do that in its present state.
    Transition {
        /// Its present state.
        from: StateName,
        /// The command that was refused.
        to: String,
    },
    /// The ticket cannot be handed over like that.
    Transfer {
        /// Why.
        problem: TransferProblem,
    },
    /// Whoever would get the ticket serves as much as they may already.
    AtCapacity {
        /// What their tickets weigh.
        load: u32,
        /// What they may weigh.
        capacity: u32,
    },
    /// They have no page of the desk open: until they come, they stay offline.
    NotThere {
        /// Who, by name.
        name: String,
    },
    /// The customer has an open ticket on this number: no second one is opened.
    TicketOpen {
        /// Which; `None` when it is not for the one who asks.
        ticket: Option<TicketId>,
        /// Its public number, likewise.
        protocol: Option<String>,
    },
    /// Free text is impossible: the 24 hours are over. Choose an approved template.
    WindowClosed {
        /// Since when; `None` when the customer never wrote.
        since: Option<Timestamp>,
    },
    /// The customer has not allowed it, or took it back: record their consent first.
    ConsentMissing {
        /// What they would have to allow.
        purpose: Purpose,
        /// Since when it is taken back; `None` when it was never given.
        withdrawn_at: Option<Timestamp>,
    },
    /// This customer has been written to as often as the desk allows.
    ContactLimit {
        /// Which limit, and until when.
        limit: ContactLimit,
    },
    /// Somebody who is named in a note may not see the ticket; nothing was stored.
    MentionUnseen {
        /// Their name.
        name: String,
    },
    /// The template may not be used: not approved, gone, or not for this number.
    TemplateUnavailable {
        /// Its name.
        name: String,
    },
    /// The template is for other queues than the ticket's.
    TemplateNotForQueue {
        /// Its name.
        name: String,
    },
    /// Meta put the template into another category after it was chosen; sending it again means to agree.
    TemplateCategoryChanged {
        /// Its name.
        name: String,
        /// Its category now.
        category: Category,
    },
    /// The provider refused what an administrator asked for.
    ProviderRefused {
        /// Its code.
        code: i64,
        /// Its own words.
        words: String,
    },
    /// A menu with mistakes cannot be published.
    MenuFaulty {
        /// Every mistake, at its step.
        problems: Vec<crate::menu::Problem>,
    },
    /// The number cannot send.
    NumberDown {
        /// Its label.
        number: String,
    },
    /// The message may not be sent again now.
    NoResend {
        /// Why.
        refusal: ResendRefusal,
    },
    /// The provider did not do what was asked.
    Provider {
        /// Its code and words.
        failure: SendFailure,
    },
    /// The desk is too busy or its disk is full: try again shortly; nothing was stored.
    Busy,
    /// The page that sent this is from another site.
    ForeignOrigin,
    /// The browser could not reach the desk, or got an answer it did not understand.
    Transport {
        /// Technical words for support.
        detail: String,
    },
    /// A fault of the desk's own; the log has the cause under this id.
    Internal {
        /// Where to look.
        incident: IncidentId,
    },
}

impl DeskError {
    /// The HTTP status that fits.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated | Self::WrongCredentials => 401,
            Self::TooManyAttempts { .. } => 429,
            Self::Forbidden | Self::ForeignOrigin => 403,
            Self::NotFound { .. } => 404,
            Self::Conflict { .. }
            | Self::Transition { .. }
            | Self::Transfer { .. }
            | Self::AtCapacity { .. }
            | Self::NotThere { .. }
            | Self::TicketOpen { .. }
            | Self::WindowClosed { .. }
            | Self::ConsentMissing { .. }
            | Self::ContactLimit { .. }
            | Self::MentionUnseen { .. }
            | Self::TemplateUnavailable { .. }
            | Self::TemplateNotForQueue { .. }
            | Self::TemplateCategoryChanged { .. }
            | Self::NumberDown { .. }
            | Self::NoResend { .. } => 409,
            Self::Invalid { .. } | Self::MenuFaulty { .. } | Self::ProviderRefused { .. } => 422,
            Self::Busy => 503,
            Self::Transport { .. } | Self::Provider { .. } => 502,
            Self::Internal { .. } => 500,
        }
    }

    /// Not found, by name.
    pub fn not_found(what: &str) -> Self {
        Self::NotFound { what: what.to_owned() }
    }

    /// One unacceptable field.
    pub fn invalid(field: &str, problem: FieldProblem) -> Self {
        Self::Invalid { fields: vec![FieldError { field: field.to_owned(), problem }] }
    }
}

impl std::fmt::Display for DeskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match serde_json::to_string(self) {
            Ok(json) => f.write_str(&json),
            Err(_) => f.write_str("desk error"),
        }
    }
}

impl std::error::Error for DeskError {}
