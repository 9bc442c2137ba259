//! The service window: what may be sent now, and until when.
//!
//! Meta, *Send messages › Customer service windows*: a business may write freely for 24 hours after the customer's
//! last message or call, measured on the platform's timestamp; after that only an approved template may be sent.
//! Our own messages never move it.

use crate::time::{DAY, HOUR, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a customer's message keeps the window open (µs).
pub const WINDOW: i64 = DAY;
/// In the last hour the composer shows *Closing* (µs).
pub const CLOSING: i64 = HOUR;
/// How long after the customer's last message a person may still answer on Messenger and Instagram (µs).
pub const HUMAN_WINDOW: i64 = 7 * DAY;

/// Whose rules apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowPolicy {
    /// 24 hours, then templates.
    Whatsapp,
    /// 24 hours, then up to 7 days for answers written by a person; no templates.
    Meta,
    /// Open while the visitor's session lives.
    Webchat,
}

/// How long after a click-to-WhatsApp entry an answer starts its free time (µs; Cloud API, *Pricing › Free entry point*).
pub const ANSWER_ENTRY: i64 = DAY;
/// How long messages are free from that answer on (µs).
pub const FREE_ENTRY: i64 = 3 * DAY;

/// What is known about one conversation that bears on its window. Each fact is the latest of its kind, so that order and
/// repetition of what is heard do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct WindowFacts {
    /// Provider's timestamp of the latest message or call by the customer: the maximum over all of them.
    pub last_inbound_at: Option<Timestamp>,
    /// When the latest free message was written that the provider refused (131047): what the customer sent no later than
    /// that opens nothing any more.
    pub refused_at: Option<Timestamp>,
    /// When the customer last came by a click-to-WhatsApp advertisement or post. Price only.
    pub entry_at: Option<Timestamp>,
    /// Until when messages are free of charge after such an entry. Price only; it opens nothing.
    pub free_until: Option<Timestamp>,
    /// The inbound after which the customer was asked whether they are still there: once a window is enough.
    pub nudged_for: Option<Timestamp>,
}

impl WindowFacts {
    /// The facts after an inbound message with the provider's timestamp `at`. Order and repetition do not matter, except
    /// within one second: the provider's clock tells whole seconds, so that what is heard last counts there.
    #[must_use]
    pub fn with_inbound(self, at: Timestamp) -> Self {
        Self {
            last_inbound_at: self.last_inbound_at.max(Some(at)),
            refused_at: self.refused_at.filter(|refused| refused.secs() > at.secs()),
            ..self
        }
    }

    /// The facts after the customer came by an advertisement or post at `at`.
    #[must_use]
    pub fn with_entry(self, at: Timestamp) -> Self {
        Self { entry_at: self.entry_at.max(Some(at)), ..self }
    }

    /// The facts after the provider took a message of ours at `at`: the first one within 24 hours of an entry starts
    /// its free time, all others change nothing.
    #[must_use]
    pub fn with_answer(self, at: Timestamp) -> Self {
        match self.open_entry() {
            // The two clocks may differ: an answer cannot be older than what it answers.
            Some(entry) if at < entry.plus(ANSWER_ENTRY) => {
                Self { free_until: self.free_until.max(Some(at.max(entry).plus(FREE_ENTRY))), ..self }
            }
            Some(_) | None => self,
        }
    }

    /// The facts after the provider refused, with 131047, a free message that was written at `sent_at`.
    ///
    /// An inbound that came after that message is not affected by the refusal.
    #[must_use]
    pub fn with_refusal(self, sent_at: Timestamp) -> Self {
        match self.last_inbound_at {
            Some(last) if last.secs() > sent_at.secs() => self,
            Some(_) | None => Self { refused_at: self.refused_at.max(Some(sent_at)), ..self },
        }
    }

    /// What is known of two conversations that turn out to be one.
    #[must_use]
    pub fn with_all_of(self, other: Self) -> Self {
        Self {
            last_inbound_at: self.last_inbound_at.max(other.last_inbound_at),
            refused_at: self.refused_at.max(other.refused_at),
            entry_at: self.entry_at.max(other.entry_at),
            free_until: self.free_until.max(other.free_until),
            nudged_for: self.nudged_for.max(other.nudged_for),
        }
    }

    /// An entry that nobody has answered, as far as we know.
    fn open_entry(&self) -> Option<Timestamp> {
        let entry = self.entry_at?;
        let answered = self.free_until.is_some_and(|until| until.plus(-FREE_ENTRY) >= entry);
        (!answered).then_some(entry)
    }

    /// What a message sent at `now` costs.
    pub fn price_class(&self, policy: WindowPolicy, now: Timestamp) -> PriceClass {
        if matches!(policy, WindowPolicy::Meta | WindowPolicy::Webchat) {
            return PriceClass::Unknown;
        }
        // The answer itself is the first free message.
        match self.with_answer(now).free_until {
            Some(until) if now < until => PriceClass::FreeEntry { until },
            Some(_) | None => PriceClass::Paid,
        }
    }

    /// Whether the provider has refused free text since the customer last wrote.
    fn is_refused(&self, last: Timestamp) -> bool {
        self.refused_at.is_some_and(|refused| last.secs() <= refused.secs())
    }

    /// When free text ends, if an inbound was ever seen and the provider has not refused since.
    pub fn until(&self) -> Option<Timestamp> {
        let last = self.last_inbound_at?;
        (!self.is_refused(last)).then(|| last.plus(WINDOW))
    }

    /// Whether the customer has already been asked, after their last message, if they are still there.
    pub fn is_nudged(&self) -> bool {
        self.last_inbound_at.is_some() && self.nudged_for == self.last_inbound_at
    }
}

/// Whether a message sent now costs something (Cloud API, *Pricing*). Amounts are rows of the price table, never code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#class"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "class"))]
#[serde(rename_all = "snake_case")]
pub enum PriceClass {
    /// The price of its category and market, once it is delivered.
    Paid,
    /// Free of charge until `until`: the customer came by a click-to-WhatsApp entry. Where nobody has answered the entry yet,
    /// the free time is counted from an answer now.
    FreeEntry {
        /// The first instant at which messages cost again.
        until: Timestamp,
    },
    /// The channel has no prices that we know.
    Unknown,
}

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#state"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "state"))]
#[serde(rename_all = "snake_case")]
pub enum WindowState {
    /// Anything may be sent before `until`.
    Open {
        /// The first instant at which free text is refused; `None` where the channel has no limit.
        until: Option<Timestamp>,
    },
    /// Only a person may answer, before `until` (Messenger and Instagram).
    HumanOnly {
        /// The first instant at which nothing may be sent.
        until: Timestamp,
    },
    /// Only an approved template may be sent, where the channel has templates.
    Closed {
        /// Since when; the provider's refusal closes it at the instant at which what it refused was written.
        since: Timestamp,
        /// The provider said so (131047) before 24 hours had passed.
        by_provider: bool,
    },
    /// The customer never wrote: only an approved template may be sent.
    Never,
}

/// The one definition of the window. `now` is compared to the provider's clock, not to ours.
pub fn window(policy: WindowPolicy, facts: &WindowFacts, now: Timestamp) -> WindowState {
    if policy == WindowPolicy::Webchat {
        return WindowState::Open { until: None };
    }
    let Some(last) = facts.last_inbound_at else { return WindowState::Never };
    let Some(until) = facts.until() else {
        let end = last.plus(WINDOW);
        let since = facts.refused_at.map_or(end, |refused| refused.min(end));
        return WindowState::Closed { since, by_provider: since < end };
    };
    if now < until {
        return WindowState::Open { until: Some(until) };
    }
    let human_until = last.plus(HUMAN_WINDOW);
    match policy {
        WindowPolicy::Meta if now < human_until => WindowState::HumanOnly { until: human_until },
        WindowPolicy::Meta => WindowState::Closed { since: human_until, by_provider: false },
        WindowPolicy::Whatsapp | WindowPolicy::Webchat => {
            WindowState::Closed { since: until, by_provider: false }
        }
    }
}

impl WindowState {
    /// Whether free text may be written now.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

/// What somebody wants to send, as far as the window cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// Free content (text, media, interactive) written by a person.
    FreeByPerson,
    /// Free content made by the desk itself: bot, automation, protocol notice.
    FreeByDesk,
    /// An approved template.
    Template,
}

/// Why the gate refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The window is closed or was never open: choose a template.
    WindowClosed,
    /// Only a person may answer now.
    HumanOnly,
    /// The channel has no templates.
    NoTemplates,
}

/// The gate. Every outgoing message passes it: agent, bot, automation, API, retry.
pub fn may_send(policy: WindowPolicy, state: WindowState, what: Outgoing) -> Result<(), Refusal> {
    match (what, state) {
        (Outgoing::Template, _) => match policy {
            WindowPolicy::Whatsapp => Ok(()),
            WindowPolicy::Meta | WindowPolicy::Webchat => Err(Refusal::NoTemplates),
        },
        (Outgoing::FreeByPerson | Outgoing::FreeByDesk, WindowState::Open { .. }) => Ok(()),
        (Outgoing::FreeByPerson, WindowState::HumanOnly { .. }) => Ok(()),
        (Outgoing::FreeByDesk, WindowState::HumanOnly { .. }) => Err(Refusal::HumanOnly),
        (Outgoing::FreeByPerson | Outgoing::FreeByDesk, WindowState::Closed { .. } | WindowState::Never) => {
            Err(Refusal::WindowClosed)
        }
    }
}
