//! Messages: what they hold, who wrote them, how far they got.

use crate::id::UserId;
use crate::mention::Mention;
use crate::queue::Priority;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use crate::interactive::Interactive;
pub use crate::template::{Held, SentButton, TemplateAttachment};

/// Which way a line of the thread went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the customer.
    In,
    /// To the customer.
    Out,
    /// Internal note; never leaves the desk.
    Note,
    /// Something that happened, such as "Ana took it".
    Event,
}

impl Direction {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Note => "note",
            Self::Event => "event",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::In, Self::Out, Self::Note, Self::Event].into_iter().find(|d| d.as_str() == word)
    }
}

/// Who wrote a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Customer,
    /// A person of the desk.
    User {
        /// Who.
        id: UserId,
        /// Their name when it was written.
        name: String,
    },
    /// The desk itself: protocol notice, automation.
    Desk,
    /// Typed on the phone app of a number in coexistence.
    PhoneApp,
}

/// How far an outgoing message got. Rank only climbs; `failed` ends it. Meta, *messages › statuses*: any order, any
/// number of repetitions, `delivered` may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// Written here, waiting to leave.
    Queued,
    /// The provider took it (HTTP 200); not yet *sent*.
    Accepted,
    /// It left, the answer was lost: a status will tell, nobody resends it blindly.
    Unknown,
    /// The provider sent it.
    Sent,
    /// On the customer's phone.
    Delivered,
    /// Read.
    Read,
    /// A voice note was played.
    Played,
    /// It will not arrive.
    Failed,
    /// From the customer: nothing to track.
    Received,
}

impl MessageStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Accepted,
        Self::Unknown,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Played,
        Self::Failed,
        Self::Received,
    ];

    /// Order of the lattice, also stored so that SQL can compare. A failure outranks `sent` (131026 and others come
    /// after it) but a later proof of delivery outranks the failure.
    pub const fn rank(self) -> i16 {
        match self {
            Self::Queued => 0,
            Self::Accepted => 1,
            Self::Unknown => 2,
            Self::Sent => 3,
            Self::Failed => 4,
            Self::Delivered => 5,
            Self::Read => 6,
            Self::Played => 7,
            Self::Received => 8,
        }
    }

    /// The status after hearing of `news`: the higher one.
    #[must_use]
    pub fn climb(self, news: Self) -> Self {
        if news.rank() > self.rank() { news } else { self }
    }

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
            Self::Received => "received",
        }
    }

    /// Reads the stored or the provider's word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

/// Why a message failed, as the provider told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendFailure {
    /// Meta's error code; 0 where there was none.
    pub code: i64,
    /// The provider's own words, for support.
    pub detail: String,
}

/// The kind of a media message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound file or, with `voice`, a voice note.
    Audio,
    /// Any file.
    Document,
    /// A sticker.
    Sticker,
}

/// One entry of a shared contact card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct ContactCard {
    /// Name for people; may be empty.
    pub name: String,
    /// Phone numbers as written.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Company.
    pub company: String,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderItem {
    /// The shop's own number of the product.
    pub sku: String,
    /// How many.
    pub quantity: String,
    /// Price of one, as the provider wrote it (a decimal, never a float).
    pub price: String,
    /// ISO 4217 code.
    pub currency: String,
}

/// Why a ticket that was put aside came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum WakeCause {
    /// Its time had come.
    Time,
    /// The customer wrote.
    Customer,
    /// Somebody of the desk fetched it.
    Hand {
        /// Who, by name.
        by: String,
    },
}

/// Why the desk took a ticket from its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum ReturnReason {
    /// They went offline.
    Offline,
    /// The customer waited too long for an answer.
    Silent {
        /// For so many minutes.
        minutes: u32,
    },
}

/// What happened, for a line of kind [`Direction::Event`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ThreadEvent {
    /// A ticket was opened.
    Opened {
        /// Its number.
        protocol: String,
    },
    /// Somebody of the desk began it by writing to the customer.
    Started {
        /// Who, by name.
        by: String,
    },
    /// Somebody took it.
    Claimed {
        /// Who, by name.
        by: String,
    },
    /// It was handed to a queue.
    Transferred {
        /// Who did it, by name.
        by: String,
        /// Who had it, by name, when somebody else moved it.
        from: Option<String>,
        /// Where it waits, by name.
        queue: String,
        /// What the next one has to know.
        note: String,
    },
    /// It was offered to somebody.
    Offered {
        /// Who did it, by name.
        by: String,
        /// Who had it, by name, when somebody else moved it.
        from: Option<String>,
        /// To whom, by name.
        to: String,
        /// What they have to know.
        note: String,
    },
    /// The offer was taken.
    OfferAccepted {
        /// By whom.
        by: String,
    },
    /// The offer was not taken.
    OfferDeclined {
        /// Who did not take it, by name.
        by: String,
        /// Why.
        reason: String,
        /// Who or which queue has it again, by name.
        back: String,
    },
    /// Nobody answered the offer in time.
    OfferTimedOut {
        /// To whom it was, by name.
        to: String,
        /// Who or which queue has it again, by name.
        back: String,
    },
    /// The offer was taken back.
    OfferWithdrawn {
        /// By whom.
        by: String,
        /// Who or which queue has it again, by name.
        back: String,
    },
    /// The desk gave it to somebody.
    Routed {
        /// To whom, by name.
        to: String,
        /// They served the customer a short while ago.
        #[serde(default)]
        returning: bool,
    },
    /// The desk took it from somebody.
    Returned {
        /// From whom, by name.
        from: String,
        /// Why.
        why: ReturnReason,
    },
    /// Somebody closed it.
    Closed {
        /// Who, by name; `None` for the desk.
        by: Option<String>,
        /// How it ended.
        reason: crate::ticket::CloseReason,
        /// The queue's own reason, all of its path.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
    /// Its queue was given up; it waits in another one now.
    QueueGone {
        /// The former queue, by name.
        from: String,
        /// The queue now, by name.
        to: String,
    },
    /// Its owner put it aside.
    Snoozed {
        /// Who, by name.
        by: String,
        /// Until when; `None` = until the customer answers.
        until: Option<Timestamp>,
    },
    /// It came back from being put aside.
    Woken {
        /// Why.
        cause: WakeCause,
        /// To whom, by name; `None` = to its queue, because its owner is gone.
        to: Option<String>,
    },
    /// Its priority changed.
    Prioritised {
        /// Who changed it, by name.
        by: String,
        /// The priority now.
        priority: Priority,
    },
    /// A label was put on or taken off.
    Labelled {
        /// Who did, by name.
        by: String,
        /// The label's name at that time.
        label: String,
        /// Put on, else taken off.
        on: bool,
    },
    /// The customer wrote again in time.
    Reopened,
    /// The customer gave or took back consent.
    Consent {
        /// Given or taken back.
        act: crate::consent::Act,
        /// What for.
        purposes: Vec<crate::consent::Purpose>,
        /// How the desk came to know.
        source: crate::consent::Source,
        /// Who recorded it, by name; `None` for the desk itself.
        by: Option<String>,
    },
    /// The customer left the text menu.
    MenuLeft {
        /// Why.
        why: crate::menu::Why,
        /// What they chose, in order.
        path: Vec<String>,
        /// The queue they went to, by name; `None` when the ticket ended.
        queue: Option<String>,
    },
    /// The text menu left something out that could not be sent.
    MenuSkipped {
        /// What: the name of a template, the address of a file.
        what: String,
    },
    /// The customer was not asked how it went, although the queue asks.
    SurveySkipped {
        /// Why.
        why: crate::survey::SurveySkip,
    },
    /// The customer told how it went.
    SurveyAnswered {
        /// From 1 to 5.
        score: u8,
    },
    /// The customer changed number or WhatsApp identity.
    IdentityChanged {
        /// The provider's words.
        detail: String,
    },
}

/// What a line of the thread holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// Text.
    Text {
        /// What was written.
        body: String,
    },
    /// An internal note that names colleagues.
    Note {
        /// What was written, names included.
        body: String,
        /// Who is named.
        mentions: Vec<Mention>,
    },
    /// A file; shown as a card.
    Media {
        /// What kind.
        kind: MediaKind,
        /// The provider's id; valid for 7 days.
        media_id: Option<String>,
        /// MIME type as claimed, parameters removed. Never trusted for serving.
        mime: Option<String>,
        /// File name as claimed. Text, never a path.
        filename: Option<String>,
        /// Text below it.
        caption: Option<String>,
        /// Recorded in the chat.
        voice: bool,
    },
    /// A place.
    Location {
        /// Degrees north, as written by the provider.
        latitude: String,
        /// Degrees east, as written by the provider.
        longitude: String,
        /// Name of the place.
        name: Option<String>,
        /// Its address.
        address: Option<String>,
    },
    /// Contact cards.
    Contacts {
        /// The cards.
        cards: Vec<ContactCard>,
    },
    /// The customer tapped a button of a template, a reply button or a list row.
    Choice {
        /// What stood on it.
        title: String,
        /// The second line of a list row.
        description: Option<String>,
        /// The payload we gave it.
        id: String,
    },
    /// A form (flow) was filled in.
    Form {
        /// `flow`, `address_message`…
        name: String,
        /// The answers as label and value, in the order given.
        answers: Vec<(String, String)>,
    },
    /// The customer answered a request for permission to call.
    CallPermission {
        /// Whether calls are allowed.
        accepted: bool,
    },
    /// An order from the catalogue.
    Order {
        /// The customer's remark.
        text: String,
        /// What was ordered.
        items: Vec<OrderItem>,
    },
    /// The provider tells something about the customer.
    System {
        /// The provider's words.
        body: String,
    },
    /// The customer opened the chat for the first time; no text.
    Welcome,
    /// The customer called; no text.
    Call,
    /// The customer took a call of ours; no text.
    CallAnswered,
    /// A template we sent, as the customer sees it.
    Template {
        /// Its name.
        name: String,
        /// Its language code.
        language: String,
        /// Header text, filled in.
        header: Option<String>,
        /// File or place in the header.
        #[serde(default)]
        attachment: Option<TemplateAttachment>,
        /// Body text, filled in.
        body: String,
        /// Footer text.
        footer: Option<String>,
        /// Its buttons.
        buttons: Vec<SentButton>,
        /// The provider took it and holds it back.
        #[serde(default)]
        held: Option<Held>,
    },
    /// A message of ours with something to tap.
    Interactive(Interactive),
    /// Something WhatsApp does not pass on: polls, view-once, events…
    Unsupported {
        /// The provider's word for it, if told.
        kind: Option<String>,
        /// The provider's explanation.
        detail: Option<String>,
    },
    /// A type that did not exist when this was written; the journal has it whole.
    Unknown {
        /// The provider's word for it.
        kind: String,
    },
    /// Something that happened to the ticket.
    Event {
        /// What.
        #[serde(flatten)]
        what: ThreadEvent,
    },
}

impl Content {
    /// Text.
    pub fn text(body: impl Into<String>) -> Self {
        Self::Text { body: body.into() }
    }

    /// What the list shows in one line.
    pub fn preview(&self) -> (PreviewKind, String) {
        use PreviewKind as P;
        let (kind, text) = match self {
            Self::Text { body } | Self::Note { body, .. } => (P::Text, body.clone()),
            Self::Media { kind, caption, filename, voice, .. } => {
                let kind = match kind {
                    MediaKind::Image => P::Image,
                    MediaKind::Video => P::Video,
                    MediaKind::Audio if *voice => P::Voice,
                    MediaKind::Audio => P::Audio,
                    MediaKind::Document => P::Document,
                    MediaKind::Sticker => P::Sticker,
                };
                (kind, caption.clone().or_else(|| filename.clone()).unwrap_or_default())
            }
            Self::Location { name, address, .. } => {
                (P::Location, name.clone().or_else(|| address.clone()).unwrap_or_default())
            }
            Self::Contacts { cards } => {
                (P::Contact, cards.first().map(|c| c.name.clone()).unwrap_or_default())
            }
            Self::Choice { title, .. } => (P::Text, title.clone()),
            Self::Form { .. } => (P::Form, String::new()),
            Self::CallPermission { .. } | Self::Call | Self::CallAnswered => (P::Call, String::new()),
            Self::Order { text, .. } => (P::Order, text.clone()),
            Self::System { body } => (P::System, body.clone()),
            Self::Welcome => (P::Welcome, String::new()),
            Self::Template { body, .. } => (P::Template, body.clone()),
            Self::Interactive(Interactive { body, .. }) => (P::Text, body.clone()),
            Self::Unsupported { kind, .. } => (P::Unsupported, kind.clone().unwrap_or_default()),
            Self::Unknown { kind } => (P::Unsupported, kind.clone()),
            Self::Event { .. } => (P::System, String::new()),
        };
        (kind, one_line(&text, 120))
    }
}

/// `text` in one line of at most `max` characters.
pub fn one_line(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max * 4));
    let mut count: usize = 0;
    for word in text.split_whitespace() {
        for c in count.checked_sub(1).map(|_| ' ').into_iter().chain(word.chars()) {
            if count == max {
                line.push('…');
                return line;
            }
            line.push(c);
            count += 1;
        }
    }
    line
}

/// What the one line of the list stands for; the words come from the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PreviewKind {
    /// Plain text.
    #[default]
    Text,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound file.
    Audio,
    /// A voice note.
    Voice,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
    /// A place.
    Location,
    /// A contact card.
    Contact,
    /// A filled-in form.
    Form,
    /// An order.
    Order,
    /// A call.
    Call,
    /// The provider's notice.
    System,
    /// First opening of the chat.
    Welcome,
    /// A template of ours.
    Template,
    /// Not passed on by WhatsApp.
    Unsupported,
}

/// One reaction on a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Whether the customer reacted; else it was us.
    pub by_customer: bool,
    /// The emoji.
    pub emoji: String,
}

/// Longest text body that may be sent, in characters (Cloud API, *Text messages*).
pub const MAX_TEXT: usize = 4096;
