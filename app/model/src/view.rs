//! What the browser is shown.

use crate::access::{Locale, Role, Theme};
use crate::autopsy::Sending;
use crate::contact::Identity;
use crate::id::{ContactId, ConversationId, LabelId, MessageId, NumberId, QueueId, TicketId, UserId};
use crate::label::Label;
use crate::message::{Author, Content, Direction, MessageStatus, PreviewKind, Reaction, SendFailure};
use crate::number::{Channel, NumberState};
use crate::price::MessageCost;
use crate::protocol::Protocol;
use crate::queue::Priority;
use crate::sla::Promise;
use crate::template::Template;
use crate::ticket::{CloseReason, TicketState};
use crate::time::Timestamp;
use crate::transfer::Handover;
use crate::window::WindowFacts;
use serde::{Deserialize, Serialize};

mod list;

pub use list::{Cursor, Facet, InboxCounts, InboxFilter, InboxOrder, InboxPage, InboxView, sort_key};

/// A person of the desk, as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// Which.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// What it asks a customer who does not answer, with its variables; empty = nothing.
    #[serde(default)]
    pub nudge: String,
    /// The numbers whose tickets it takes; none = those of every number.
    #[serde(default)]
    pub numbers: Vec<NumberId>,
}

/// A connected number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberView {
    /// Which.
    pub id: NumberId,
    /// Its medium.
    pub channel: Channel,
    /// What the desk calls it.
    pub label: String,
    /// The number for people.
    pub display: String,
    /// Whether it can send.
    pub state: NumberState,
}

/// What a page needs before anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// The one who is logged in.
    pub me: Person,
    /// Their e-mail address.
    pub email: String,
    /// Their language.
    pub locale: Locale,
    /// Their look.
    pub theme: Theme,
    /// Whether one-key shortcuts are on.
    pub shortcuts: bool,
    /// IANA name of the desk's time zone.
    pub time_zone: String,
    /// The server's clock when this was made, to correct the browser's.
    pub now: Timestamp,
    /// The last event that this already contains.
    pub as_of: i64,
    /// The queues this person sees.
    pub queues: Vec<QueueView>,
    /// Those that were given up, for names.
    #[serde(default)]
    pub former_queues: Vec<QueueView>,
    /// All numbers.
    pub numbers: Vec<NumberView>,
    /// Colleagues, for names.
    pub people: Vec<Person>,
    /// All labels, archived ones included, by name.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// Which build of the browser half fits this server.
    pub build: String,
}

/// The first line of a row in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Preview {
    /// What it stands for.
    pub kind: PreviewKind,
    /// Its text, one line.
    pub text: String,
    /// Whether we wrote it; else the customer did.
    pub ours: bool,
    /// How far it got, when we wrote it.
    pub status: Option<MessageStatus>,
}

/// A template that was sent into a closed window and not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingTemplate {
    /// The message.
    pub message: MessageId,
    /// When it was written.
    pub at: Timestamp,
    /// How far it got.
    pub status: MessageStatus,
}

/// One row of the inbox: enough to decide what to do next, and to draw the composer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRow {
    /// The ticket.
    pub ticket: TicketId,
    /// Counts the changes of this row; a higher one is newer.
    pub version: i64,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The customer.
    pub contact: ContactId,
    /// The number it came in on.
    pub number: NumberId,
    /// Its public number.
    pub protocol: Protocol,
    /// The queue.
    pub queue: QueueId,
    /// Where it stands.
    pub state: TicketState,
    /// The customer's name, or their address when they have none.
    pub contact_name: String,
    /// The last line.
    pub preview: Preview,
    /// When the last line was written (provider's time).
    pub preview_at: Timestamp,
    /// When the first customer message that nobody has answered was written.
    pub waiting_since: Option<Timestamp>,
    /// Customer messages nobody of the desk has seen.
    pub unread: u32,
    /// What decides the window.
    pub window: WindowFacts,
    /// A template waiting for the customer.
    pub pending_template: Option<PendingTemplate>,
    /// When the ticket was opened.
    pub opened_at: Timestamp,
    /// How pressing it is.
    #[serde(default)]
    pub priority: Priority,
    /// When the next promise to the customer is broken; `None` when none is running.
    #[serde(default)]
    pub due: Option<Timestamp>,
    /// Which promise that is.
    #[serde(default)]
    pub promise: Option<Promise>,
    /// Its labels, in the order they were put on.
    #[serde(default)]
    pub labels: Vec<LabelId>,
    /// When it came back from being put aside; `None` once its owner has looked at it.
    #[serde(default)]
    pub returned_at: Option<Timestamp>,
    /// How it was handed over, until somebody answers the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Box<Handover>>,
}

impl InboxRow {
    /// What the lists count it under.
    pub fn facet(&self) -> Facet {
        Facet {
            queue: self.queue.clone(),
            state: self.state.name(),
            owner: self.state.owner().cloned(),
            priority: self.priority,
            labels: self.labels.clone(),
            offered: self.state.parties(),
        }
    }
}

/// What a message replies to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Our id of it, when it is known here.
    pub message: Option<MessageId>,
    /// Who wrote it, when known.
    pub ours: bool,
    /// What it stands for.
    pub kind: PreviewKind,
    /// Its text in one line; empty when the message is not known here.
    pub text: String,
}

/// Something said about a message: how it came, whether it was forwarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Provenance {
    /// Passed on from another chat.
    pub forwarded: bool,
    /// Headline of the advertisement the customer came from.
    pub ad: Option<String>,
    /// Product the customer asks about.
    pub product: Option<String>,
}

/// One line of a thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageView {
    /// Which.
    pub id: MessageId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Which way it went.
    pub direction: Direction,
    /// Who wrote it.
    pub author: Author,
    /// What it holds; the latest edit.
    pub content: Content,
    /// When it was written: the provider's time for inbound.
    pub at: Timestamp,
    /// How far it got.
    pub status: MessageStatus,
    /// Why it failed.
    pub failure: Option<SendFailure>,
    /// What else is known of sending it.
    #[serde(default, skip_serializing_if = "Sending::is_empty")]
    pub sending: Sending,
    /// What it replies to.
    pub quote: Option<Quote>,
    /// Where it came from.
    pub provenance: Provenance,
    /// Reactions.
    pub reactions: Vec<Reaction>,
    /// What it said before it was edited, oldest first.
    pub earlier: Vec<Content>,
    /// When the sender deleted it; the text stays for the record.
    pub revoked_at: Option<Timestamp>,
    /// What is known of its price, for messages of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<MessageCost>,
    /// Counts the changes of this line; a higher one is newer.
    pub version: i64,
}

/// A ticket in the history of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketSummary {
    /// Which.
    pub ticket: TicketId,
    /// Its public number.
    pub protocol: Protocol,
    /// Its queue.
    pub queue: QueueId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Why it was closed; `None` while open.
    pub closed: Option<CloseReason>,
}

/// What the context panel shows of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    /// Who.
    pub id: ContactId,
    /// Their name, as they gave it to WhatsApp; may be empty.
    pub name: String,
    /// Their user name on WhatsApp; not an identity.
    pub username: Option<String>,
    /// Their addresses.
    pub identities: Vec<Identity>,
    /// When they first wrote.
    pub since: Timestamp,
    /// Tickets the reader may see, newest first, at most 20.
    pub tickets: Vec<TicketSummary>,
}

/// An answer that could not be sent because the window was closed. It waits with its ticket for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldReply {
    /// The id of the message it will be: sent from two places, it is still one message.
    pub id: MessageId,
    /// The text.
    pub body: String,
    /// Which message of the conversation it replies to.
    pub reply_to: Option<MessageId>,
    /// Who wrote it, by name.
    pub by: String,
    /// When it was put aside.
    pub at: Timestamp,
}

/// An open ticket with everything the middle and the right of the console show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreadView {
    /// The last event this already contains; read before the rest.
    pub as_of: i64,
    /// The row of the list.
    pub row: InboxRow,
    /// The newest lines of the conversation, oldest first, at most 50.
    pub messages: Vec<MessageView>,
    /// Whether older lines exist.
    pub more: bool,
    /// The customer.
    pub contact: ContactView,
    /// An answer that waits for the customer.
    #[serde(default)]
    pub held: Option<HeldReply>,
}

/// A page of older lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OlderMessages {
    /// Oldest first.
    pub messages: Vec<MessageView>,
    /// Whether still older lines exist.
    pub more: bool,
}

/// The templates of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateList {
    /// By name, then language.
    pub templates: Vec<Template>,
}

/// A received request that could not be applied, for the administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalProblem {
    /// Its place in the journal.
    pub seq: i64,
    /// When it came.
    pub received_at: Timestamp,
    /// `unreadable`, `failed` or `noted`.
    pub state: String,
    /// The webhook field or part concerned.
    pub part: String,
    /// What went wrong, in technical words.
    pub error: String,
    /// Bytes of the body.
    pub size: i64,
}

/// The journal at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct JournalHealth {
    /// Requests stored and not yet applied.
    pub pending: i64,
    /// Requests refused for a bad or missing signature since the server started.
    pub bad_signatures: i64,
    /// The newest problems, at most 100.
    pub problems: Vec<JournalProblem>,
}
