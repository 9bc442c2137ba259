//! Templates: their parts, their parameters, and how they will look. Cloud API, *Templates › Components*.

mod draft;
mod format;
mod media;
mod rules;
mod sent;
mod suggest;
mod text;
mod values;

pub use draft::{DraftButton, DraftHeader, LANGUAGES, TemplateDraft};
pub use format::{Run, Slotted, Style, runs, styled};
pub use media::{DEFAULT_DOCUMENT_MIB, HeaderMedia, UploadView, check_file, sniff};
pub use rules::{MAX_BODY, MAX_BUTTONS, MAX_FOOTER, MAX_HEADER, MAX_LABEL, MAX_NAME, MAX_URL, TemplateRule};
pub use sent::{Held, SentButton, TemplateAttachment};
pub use suggest::{Prefill, suggest};
pub use text::{Piece, fill, pieces, variables};
pub use values::{MAX_PARAM, Need, Slot, field_name, param_problem, value_problem};

use crate::id::{NumberId, QueueId, TemplateId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a template is for; decides its price and the consent it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Category {
    /// Promotion and anything that is not one of the others.
    Marketing,
    /// About something the customer asked for.
    Utility,
    /// One-time passwords.
    Authentication,
}

/// Whether a template may be sent. Only `Approved` may.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum TemplateStatus {
    /// May be sent.
    Approved,
    /// Being reviewed.
    Pending,
    /// Refused by Meta.
    Rejected,
    /// Paused for poor feedback.
    Paused,
    /// Disabled for good.
    Disabled,
    /// Any other word of the provider.
    Other(String),
}

impl From<String> for TemplateStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "APPROVED" => Self::Approved,
            "PENDING" => Self::Pending,
            "REJECTED" => Self::Rejected,
            "PAUSED" => Self::Paused,
            "DISABLED" => Self::Disabled,
            _ => Self::Other(word),
        }
    }
}

impl From<TemplateStatus> for String {
    fn from(status: TemplateStatus) -> String {
        match status {
            TemplateStatus::Approved => "APPROVED".into(),
            TemplateStatus::Pending => "PENDING".into(),
            TemplateStatus::Rejected => "REJECTED".into(),
            TemplateStatus::Paused => "PAUSED".into(),
            TemplateStatus::Disabled => "DISABLED".into(),
            TemplateStatus::Other(word) => word,
        }
    }
}

/// The head of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#format"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "format", from = "StoredHeader"))]
#[serde(rename_all = "snake_case")]
pub enum Header {
    /// Text with at most one variable.
    Text {
        /// The text.
        text: String,
    },
    /// A picture, film or file, which must be given when sending.
    Media {
        /// Which.
        kind: HeaderMedia,
    },
    /// A place, which must be given when sending.
    Location,
    /// Something this desk cannot fill in: a carousel, an offer with an end…
    Other {
        /// The provider's word.
        kind: String,
    },
}

/// A head as it may stand in a database, also one written before the kinds had names of their own.
#[cfg(not(target_family = "wasm"))]
#[derive(Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
enum StoredHeader {
    Text { text: String },
    Media { kind: HeaderMedia },
    Location,
    Other { kind: String },
    Attachment { kind: String },
}

#[cfg(not(target_family = "wasm"))]
impl From<StoredHeader> for Header {
    fn from(stored: StoredHeader) -> Self {
        match stored {
            StoredHeader::Text { text } => Self::Text { text },
            StoredHeader::Media { kind } => Self::Media { kind },
            StoredHeader::Location => Self::Location,
            StoredHeader::Other { kind } => Self::Other { kind },
            StoredHeader::Attachment { kind } => Self::of_format(kind),
        }
    }
}

impl Header {
    /// A head without text by the provider's word for it.
    pub fn of_format(word: String) -> Self {
        match HeaderMedia::parse(&word) {
            Some(kind) => Self::Media { kind },
            None if word == "LOCATION" => Self::Location,
            None => Self::Other { kind: word },
        }
    }
}

/// What a button does. Kept as the provider's word.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ButtonKind {
    /// The customer answers with its label.
    QuickReply,
    /// Opens a page; its address may end with a variable.
    Url,
    /// Calls a number.
    Phone,
    /// Copies a code that is given when sending.
    CopyCode,
    /// Opens a form.
    Flow,
    /// Any other: one-time password, catalogue, call by WhatsApp…
    Other(String),
}

impl From<String> for ButtonKind {
    fn from(word: String) -> Self {
        match word.as_str() {
            "QUICK_REPLY" => Self::QuickReply,
            "URL" => Self::Url,
            "PHONE_NUMBER" => Self::Phone,
            "COPY_CODE" => Self::CopyCode,
            "FLOW" => Self::Flow,
            _ => Self::Other(word),
        }
    }
}

impl From<ButtonKind> for String {
    fn from(kind: ButtonKind) -> String {
        match kind {
            ButtonKind::QuickReply => "QUICK_REPLY".into(),
            ButtonKind::Url => "URL".into(),
            ButtonKind::Phone => "PHONE_NUMBER".into(),
            ButtonKind::CopyCode => "COPY_CODE".into(),
            ButtonKind::Flow => "FLOW".into(),
            ButtonKind::Other(word) => word,
        }
    }
}

/// One button of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateButton {
    /// What it does.
    pub kind: ButtonKind,
    /// What stands on it.
    pub label: String,
    /// Whether a value must be given when sending (a URL with a variable, a code to copy, a form).
    pub needs_value: bool,
    /// The address, the phone number or the form's id.
    #[serde(default)]
    pub target: String,
}

/// A category Meta has announced and not yet put in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upcoming {
    /// What it will be.
    pub category: Category,
    /// From when on, if that was told.
    pub at: Option<Timestamp>,
}

/// What Meta has decided about a template beside its status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Why it was rejected: Meta's word or words.
    pub rejection: Option<String>,
    /// The category it will have.
    pub upcoming: Option<Upcoming>,
    /// Until when it is paused.
    pub paused_until: Option<Timestamp>,
    /// When it will be disabled unless feedback gets better.
    pub disable_at: Option<Timestamp>,
    /// When it was last read from the provider.
    pub synced_at: Option<Timestamp>,
}

/// A template as the desk knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Our id.
    pub id: TemplateId,
    /// The number whose account it belongs to.
    pub number: NumberId,
    /// The provider's id; empty when it is not known.
    #[serde(default)]
    pub provider_id: String,
    /// The provider's name.
    pub name: String,
    /// The provider's language code, exact: there is no fallback (132001).
    pub language: String,
    /// What it is for.
    pub category: Category,
    /// Whether it may be sent.
    pub status: TemplateStatus,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub quality: String,
    /// Head.
    pub header: Option<Header>,
    /// Body with `{{variables}}`.
    pub body: String,
    /// Foot.
    pub footer: Option<String>,
    /// Buttons.
    pub buttons: Vec<TemplateButton>,
    /// Variables are named (`{{nome}}`) rather than counted (`{{1}}`).
    pub named: bool,
    /// The examples Meta was given, by field name (`body.nome`, `header.1`, `button.0`).
    #[serde(default)]
    pub examples: BTreeMap<String, String>,
    /// What Meta has decided about it.
    #[serde(default)]
    pub standing: Standing,
    /// The queues that may use it; none = all.
    #[serde(default)]
    pub queues: Vec<QueueId>,
}

/// Why a template cannot be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Meta is still looking at it.
    Pending,
    /// Meta refused it.
    Rejected,
    /// Meta paused it.
    Paused {
        /// Until when, if that is known.
        until: Option<Timestamp>,
    },
    /// Meta disabled it, or it is being deleted, or archived.
    Disabled,
    /// It holds parts this desk cannot fill in.
    Unsupported,
    /// It is for other queues.
    OtherQueue,
}

/// Where a value of a template goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the header text.
    Header,
    /// In the body.
    Body,
    /// The file in the header; the value is the id of an upload.
    File,
    /// The place in the header: `latitude`, `longitude`, `name`, `address`.
    Location,
    /// A button; the key is its position, from 0.
    Button,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateParam {
    /// Where.
    pub place: Place,
    /// `nome`, `1`, `latitude`, the position of a button.
    pub key: String,
    /// The value; never empty, no line breaks.
    pub value: String,
}

/// The desk's own code of a failure: Meta changed the category between choosing and sending. Meta's codes are smaller.
pub const CATEGORY_CHANGED: i64 = 900_132;

/// Language codes come as `pt-BR` and as `pt_BR`.
pub fn same_language(a: &str, b: &str) -> bool {
    let plain = |code: &str| code.replace('-', "_").to_lowercase();
    plain(a) == plain(b)
}

impl Template {
    /// Why it cannot be sent for a ticket in `queue`; `None` when it can. Without a queue that is not asked.
    pub fn obstacle(&self, queue: Option<&QueueId>) -> Option<Obstacle> {
        let queue_fits = |queue: &QueueId| self.queues.is_empty() || self.queues.contains(queue);
        match &self.status {
            TemplateStatus::Approved if !self.is_supported() => Some(Obstacle::Unsupported),
            TemplateStatus::Approved if !queue.is_none_or(queue_fits) => Some(Obstacle::OtherQueue),
            TemplateStatus::Approved => None,
            TemplateStatus::Pending => Some(Obstacle::Pending),
            TemplateStatus::Rejected => Some(Obstacle::Rejected),
            TemplateStatus::Paused => Some(Obstacle::Paused { until: self.standing.paused_until }),
            TemplateStatus::Disabled | TemplateStatus::Other(_) => Some(Obstacle::Disabled),
        }
    }

    /// Whether it may be sent, whatever the queue.
    pub fn is_usable(&self) -> bool {
        self.obstacle(None).is_none()
    }

    /// Whether the desk can give everything it needs.
    fn is_supported(&self) -> bool {
        let header = !matches!(self.header, Some(Header::Other { .. }));
        header && !self.buttons.iter().any(|b| b.needs_value && matches!(b.kind, ButtonKind::Other(_)))
    }
}
