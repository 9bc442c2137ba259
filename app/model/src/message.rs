//! Messages: what they hold, who wrote them, how far they got.

use crate::id::UserId;
use crate::mention::Mention;
use serde::{Deserialize, Serialize};

mod event;
mod status;

pub use crate::interactive::Interactive;
pub use crate::template::{Held, SentButton, TemplateAttachment};
pub use event::{ReturnReason, ThreadEvent, WakeCause};
pub use status::{MessageStatus, SendFailure};

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
#[cfg_attr(target_family = "wasm", serde(rename = "#by"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "by"))]
#[serde(rename_all = "snake_case")]
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

/// What a line of the thread holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#type"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "type"))]
#[serde(rename_all = "snake_case")]
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
    Event(ThreadEvent),
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
