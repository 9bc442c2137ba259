//! What the simulator remembers: customers, their chats, templates, files, logs. Serialised as the page and the tests
//! read them.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::Direction;

/// Where a message stands, on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Accepted by the platform.
    Accepted,
    /// One tick.
    Sent,
    /// Two ticks.
    Delivered,
    /// Two blue ticks.
    Read,
    /// A voice note that was listened to.
    Played,
    /// Ended with an error.
    Failed,
}

impl Delivery {
    /// The word of the `status` field.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
        }
    }
}

/// One bubble of a customer's chat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChatMessage {
    /// `wamid.…`
    pub id: String,
    /// The business number of this chat.
    pub phone_number_id: String,
    /// Written by the customer (else by the business).
    pub from_customer: bool,
    /// `text`, `image`, `template`…
    #[serde(rename = "type")]
    pub kind: String,
    /// The object of that type; for templates the rendered header, body, footer and buttons.
    pub content: Value,
    /// Stamped instant, milliseconds since 1970.
    pub at_ms: i64,
    /// Ticks.
    pub status: Delivery,
    /// Error code and details when it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<FailureNote>,
    /// Quoted message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Reaction of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction_customer: Option<String>,
    /// Reaction of the business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction_business: Option<String>,
    /// Changed by the customer afterwards.
    pub edited: bool,
    /// Deleted by the customer afterwards.
    pub revoked: bool,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureNote {
    /// Cloud API error code.
    pub code: i64,
    /// `error_data.details`.
    pub details: String,
}

/// A simulated person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Customer {
    /// Id inside the simulator, `c1`…
    pub id: String,
    /// Profile name.
    pub name: String,
    /// `wa_id`: digits; absent for people known by username only.
    pub phone: Option<String>,
    /// `@username`, if adopted.
    pub username: Option<String>,
    /// Business-scoped user id.
    pub user_id: String,
    /// Phone switched on: an offline phone gets no `delivered`.
    pub online: bool,
    /// Has WhatsApp; otherwise sends fail with 131026.
    pub on_whatsapp: bool,
    /// Sends read receipts.
    pub read_receipts: bool,
    /// Stopped marketing messages: marketing templates fail with 131050.
    pub stopped_marketing: bool,
    /// The chat now open on the phone: a business number's id.
    pub open_chat: Option<String>,
    /// Last message of the customer per business number (ms), as the window counts it.
    pub last_inbound_ms: BTreeMap<String, i64>,
    /// Until when "typing…" shows (ms).
    pub typing_until_ms: i64,
    /// Came from an ad at (ms), not yet answered.
    #[serde(skip)]
    pub(crate) entry_point_ms: Option<i64>,
    /// Free entry point period ends at (ms).
    pub free_entry_until_ms: Option<i64>,
    /// Changes of this customer so far: the page redraws when it moves.
    pub revision: u64,
    /// The chat, in order of arrival.
    #[serde(skip)]
    pub(crate) messages: Vec<ChatMessage>,
}

impl Customer {
    /// The address that ids and lanes are built on.
    pub(crate) fn address(&self) -> &str {
        self.phone.as_deref().unwrap_or(&self.user_id)
    }

    /// Whether a text the API or a fault names means this customer: id, BSUID or phone in any spelling.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        if self.id == name || self.user_id == name {
            return true;
        }
        match (&self.phone, crate::ids::phone_digits(name)) {
            (Some(phone), Some(digits)) => crate::ids::same_phone(phone, &digits),
            _ => false,
        }
    }
}

/// A message accepted from the business.
#[derive(Debug, Clone, Serialize)]
pub struct SentMessage {
    /// `wamid.…`
    pub id: String,
    /// Sending number.
    pub phone_number_id: String,
    /// The customer it went to, if one exists.
    pub customer: Option<String>,
    /// `to` or `recipient` as written in the request.
    pub to: String,
    /// `type`
    #[serde(rename = "type")]
    pub kind: String,
    /// The request body as received.
    pub body: Value,
    /// Acceptance, milliseconds since 1970.
    pub at_ms: i64,
    /// Latest status.
    pub status: Delivery,
    /// Every status sent for it, in order.
    pub history: Vec<Delivery>,
    /// Code of the failure.
    pub error_code: Option<i64>,
    /// Pricing of its statuses.
    #[serde(skip)]
    pub(crate) pricing: Option<Value>,
    /// `conversation` of its statuses: free entry point only.
    #[serde(skip)]
    pub(crate) conversation: Option<Value>,
    /// `biz_opaque_callback_data`.
    pub callback_data: Option<String>,
    /// Addressed by BSUID: statuses then carry no phone.
    pub(crate) by_user_id: bool,
}

/// A template of a business account.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) waba_id: String,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) category: String,
    pub(crate) status: String,
    pub(crate) quality: String,
    pub(crate) quality_at_ms: i64,
    pub(crate) named: bool,
    pub(crate) components: Vec<Value>,
    pub(crate) rejected_reason: String,
    /// Instants of editions while approved.
    pub(crate) edits_ms: Vec<i64>,
    /// Accepted sends are held back for the quality of the template to be judged.
    pub(crate) paced: bool,
    /// Grows with every edition: a review that started before an edition decides nothing.
    pub(crate) edition: u64,
}

/// A stored file.
#[derive(Debug, Clone)]
pub(crate) struct MediaFile {
    pub(crate) id: String,
    pub(crate) phone_number_id: String,
    pub(crate) mime_type: String,
    pub(crate) bytes: Bytes,
    pub(crate) sha256: [u8; 32],
    /// After this instant the id is unknown: 30 days for uploads, 7 for what customers sent.
    pub(crate) expires_ms: i64,
}

/// A download URL handed out.
#[derive(Debug, Clone)]
pub(crate) struct MediaUrl {
    pub(crate) media_id: String,
    pub(crate) expires_ms: i64,
}

/// One request to the Graph endpoints that sends messages.
#[derive(Debug, Clone, Serialize)]
pub struct SendRecord {
    /// Serial number of the request.
    pub serial: u64,
    /// Arrival, milliseconds since 1970.
    pub at_ms: i64,
    /// Path as requested.
    pub path: String,
    /// The body: JSON, or a string when it was not JSON.
    pub body: Value,
    /// `to` or `recipient`.
    pub to: Option<String>,
    /// `pending`, `accepted`, `refused`, `read_receipt`, or `fault:<kind>`.
    pub outcome: String,
    /// HTTP status of the answer; absent when none was given.
    pub http_status: Option<u16>,
    /// Graph error code of the answer.
    pub error_code: Option<i64>,
    /// Id given to the message, also when the answer was lost.
    pub message_id: Option<String>,
}

/// One attempt to deliver a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HookAttempt {
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// HTTP status of the receiver.
    pub http_status: Option<u16>,
    /// Transport error, or `lost on purpose`.
    pub error: Option<String>,
}

/// One webhook request, with its attempts.
#[derive(Debug, Clone, Serialize)]
pub struct HookRecord {
    /// Serial number of the request.
    pub serial: u64,
    /// Creation, milliseconds since 1970.
    pub at_ms: i64,
    /// The customer it is about.
    pub customer: Option<String>,
    /// Webhook field: `messages`, `message_template_status_update`, `raw`…
    pub field: String,
    /// The payload.
    pub body: Value,
    /// Copy made by the duplication fault.
    pub duplicate: bool,
    /// Attempts in order.
    pub attempts: Vec<HookAttempt>,
    /// `waiting`, `delivered`, `dropped`, `given_up`.
    pub outcome: String,
}

impl ChatMessage {
    pub(crate) fn new(
        id: String,
        phone_number_id: &str,
        by: Direction,
        kind: &str,
        content: Value,
        at_ms: i64,
    ) -> Self {
        Self {
            id,
            phone_number_id: phone_number_id.to_owned(),
            from_customer: by == Direction::FromCustomer,
            kind: kind.to_owned(),
            content,
            at_ms,
            status: Delivery::Accepted,
            error: None,
            context: None,
            reaction_customer: None,
            reaction_business: None,
            edited: false,
            revoked: false,
        }
    }
}
