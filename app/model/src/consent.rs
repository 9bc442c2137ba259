//! Consent: who allowed or withdrew what, when, by which words, with what evidence. The ledger only grows; what holds at an
//! instant is a fold over its entries.

mod limits;
pub mod table;
pub(crate) mod words;

pub use limits::{ContactLimit, Guards, PastTemplate, WEEK, limit};
pub use words::{ConsentSettings, ConsentWords, MAX_STOP_WORDS, MAX_WORD, normalized};

use crate::contact::Identity;
use crate::error::DeskError;
use crate::id::{ConsentId, ContactId, MessageId, NumberId, UserId};
use crate::template::Category;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Code of a message that the desk itself did not let out for want of consent. Negative, so that it never meets a code of
/// the provider.
pub const NO_CONSENT: i64 = -131_050;
/// Cloud API, *Error codes*: the customer stopped marketing messages.
pub const STOPPED_MARKETING: i64 = 131_050;
/// Longest wording or evidence that is kept, in characters.
pub const MAX_WORDING: usize = 2_000;

/// What a customer allows messages for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Being served in what they asked about.
    Service,
    /// Notices about something they asked for: orders, appointments.
    Utility,
    /// Offers and news.
    Marketing,
    /// One-time passwords.
    Authentication,
}

impl Purpose {
    /// All purposes in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Service, Self::Utility, Self::Marketing, Self::Authentication];
    /// What a word of farewell takes back: everything the desk could begin by itself.
    pub const STOPPED: [Self; 3] = [Self::Marketing, Self::Utility, Self::Service];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Utility => "utility",
            Self::Marketing => "marketing",
            Self::Authentication => "authentication",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// What happened to a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It was given.
    Granted,
    /// It was taken back.
    Withdrawn,
}

impl Act {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Granted, Self::Withdrawn].into_iter().find(|act| act.as_str() == word)
    }
}

/// How the desk came to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The customer said so in the conversation.
    InChat,
    /// A form, on paper or on another site.
    Form,
    /// The desk's own opt-in page.
    Site,
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
    /// Brought over from another system.
    Import,
    /// The customer's switch inside WhatsApp (`user_preferences`).
    UserPreferences,
    /// Told to a person of the desk, by telephone or at the counter.
    Agent,
    /// The provider refused a message for it (131050).
    Provider,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 9] = [
        Self::InChat,
        Self::Form,
        Self::Site,
        Self::Email,
        Self::Sms,
        Self::Import,
        Self::UserPreferences,
        Self::Agent,
        Self::Provider,
    ];
    /// What a person of the desk may name; the others only the desk itself can know.
    pub const BY_PERSON: [Self; 6] =
        [Self::Agent, Self::InChat, Self::Form, Self::Email, Self::Sms, Self::Import];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InChat => "in_chat",
            Self::Form => "form",
            Self::Site => "site",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Import => "import",
            Self::UserPreferences => "user_preferences",
            Self::Agent => "agent",
            Self::Provider => "provider",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// What proves an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// The number it happened on.
    pub number: Option<NumberId>,
    /// The provider's id of a message.
    pub message: Option<String>,
    /// The line of the thread that shows it.
    pub line: Option<MessageId>,
    /// A form that was sent in.
    pub submission: Option<String>,
    /// The network address it was sent from.
    pub address: Option<String>,
    /// Anything else, in words: where the paper or the file is, who heard it.
    pub note: Option<String>,
}

/// The person of the desk who wrote an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorder {
    /// Who.
    pub id: UserId,
    /// Their name at that time.
    pub name: String,
}

/// One entry of the ledger. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which.
    pub id: ConsentId,
    /// The contact it was recorded for; it may have become part of another since.
    pub contact: ContactId,
    /// The customer's address at that time.
    pub identity: Option<Identity>,
    /// What for.
    pub purpose: Purpose,
    /// Given or taken back.
    pub act: Act,
    /// How the desk came to know.
    pub source: Source,
    /// The words that were shown, or said; may be empty.
    pub wording: String,
    /// Their version, when they have one.
    pub wording_version: Option<i64>,
    /// The proof.
    pub evidence: Evidence,
    /// Who recorded it; `None` for the desk itself.
    pub by: Option<Recorder>,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// From when on it counts.
    pub effective_at: Timestamp,
}

/// How one purpose stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Given or taken back.
    pub act: Act,
    /// Since when.
    pub since: Timestamp,
    /// How the desk came to know.
    pub source: Source,
    /// The entry that decides.
    pub entry: ConsentId,
}

/// What holds at one instant. A purpose nobody ever spoke of is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsentState(pub BTreeMap<Purpose, Standing>);

impl ConsentState {
    /// How a purpose stands.
    pub fn get(&self, purpose: Purpose) -> Option<&Standing> {
        self.0.get(&purpose)
    }

    /// Whether it is given.
    pub fn granted(&self, purpose: Purpose) -> bool {
        self.get(purpose).is_some_and(|standing| standing.act == Act::Granted)
    }

    /// Since when it is taken back.
    pub fn withdrawn_at(&self, purpose: Purpose) -> Option<Timestamp> {
        self.get(purpose).filter(|standing| standing.act == Act::Withdrawn).map(|standing| standing.since)
    }
}

/// What held at `at`. In whatever order entries come: the one that took effect last decides, of two at one instant the one
/// written later.
pub fn state<'a>(entries: impl IntoIterator<Item = &'a Entry>, at: Timestamp) -> ConsentState {
    let mut state = ConsentState::default();
    for entry in entries.into_iter().filter(|entry| entry.effective_at <= at) {
        let standing = Standing {
            act: entry.act,
            since: entry.effective_at,
            source: entry.source,
            entry: entry.id.clone(),
        };
        match state.0.get(&entry.purpose) {
            Some(known) if (known.since, &known.entry) >= (entry.effective_at, &entry.id) => {}
            Some(_) | None => {
                state.0.insert(entry.purpose, standing);
            }
        }
    }
    state
}

/// When a template is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The customer wrote within the last 24 hours: it is part of a conversation.
    OpenWindow,
    /// The window is closed, in a ticket that the customer opened.
    TheirTicket,
    /// The desk speaks first.
    FirstWord,
}

/// What a category needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Required {
    /// This must be given.
    pub purpose: Purpose,
    /// Or, instead of it, [`Purpose::Service`] must not have been taken back.
    pub or_service: bool,
}

/// What a template of `category` needs when the desk begins.
pub const fn required(category: Category, their_ticket: bool) -> Required {
    match category {
        Category::Marketing => Required { purpose: Purpose::Marketing, or_service: false },
        Category::Authentication => Required { purpose: Purpose::Authentication, or_service: false },
        Category::Utility => Required { purpose: Purpose::Utility, or_service: their_ticket },
    }
}

/// Whether a template of `category` may be sent.
///
/// # Errors
/// [`DeskError::ConsentMissing`], naming what is missing.
pub fn may_send(state: &ConsentState, category: Category, occasion: Occasion) -> Result<(), DeskError> {
    let required = required(category, occasion == Occasion::TheirTicket);
    let withdrawn_at = state.withdrawn_at(required.purpose);
    let allowed = match occasion {
        // An answer needs no permission, but whoever refused offers gets none, whenever they wrote last.
        Occasion::OpenWindow => category != Category::Marketing || withdrawn_at.is_none(),
        Occasion::TheirTicket | Occasion::FirstWord => {
            let service = required.or_service && state.withdrawn_at(Purpose::Service).is_none();
            state.granted(required.purpose) || service
        }
    };
    if allowed {
        return Ok(());
    }
    let service = state.withdrawn_at(Purpose::Service).filter(|_| required.or_service);
    Err(DeskError::ConsentMissing { purpose: required.purpose, withdrawn_at: withdrawn_at.or(service) })
}

/// An address of a contact, with the time it was theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownIdentity {
    /// The address.
    pub identity: Identity,
    /// Since when the desk knows it.
    pub since: Timestamp,
    /// Since when it is no longer theirs.
    pub until: Option<Timestamp>,
}

/// Everything the ledger knows of one contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactConsents {
    /// Who.
    pub contact: ContactId,
    /// Their name; may be empty.
    pub name: String,
    /// All their addresses, also former ones.
    pub identities: Vec<KnownIdentity>,
    /// Contacts that turned out to be the same person.
    pub merged: Vec<ContactId>,
    /// What holds at `at`.
    pub state: ConsentState,
    /// The instant of `state`.
    pub at: Timestamp,
    /// Every entry, newest first.
    pub entries: Vec<Entry>,
}

/// Whose consent is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#subject"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "subject"))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConsentSubject {
    /// Somebody known.
    Contact {
        /// Who.
        contact: ContactId,
    },
    /// Whoever has this address, known or not.
    Address {
        /// The address.
        identity: Identity,
    },
}

/// Where a template would go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#about"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "about"))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConsentAbout {
    /// Into a ticket.
    Ticket {
        /// Which.
        ticket: crate::id::TicketId,
    },
    /// As the first word to somebody.
    Start {
        /// From which number.
        number: NumberId,
        /// To whom.
        to: ConsentSubject,
    },
}
