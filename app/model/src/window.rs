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

/// What is known about one conversation that bears on its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct WindowFacts {
    /// Provider's timestamp of the latest message or call by the customer: the maximum over all of them.
    pub last_inbound_at: Option<Timestamp>,
    /// The provider refused a free message (131047) although it was written after this inbound: the window is locked
    /// until a newer inbound comes.
    pub refused_inbound_at: Option<Timestamp>,
    /// Until when messages are free of charge after a click-to-WhatsApp entry. Price only; it opens nothing.
    pub free_until: Option<Timestamp>,
}

impl WindowFacts {
    /// The facts after an inbound message with the provider's timestamp `at`. Order and repetition do not matter.
    #[must_use]
    pub fn with_inbound(self, at: Timestamp) -> Self {
        Self { last_inbound_at: self.last_inbound_at.max(Some(at)), ..self }
    }

    /// The facts after the provider refused, with 131047, a free message that was written at `sent_at`.
    ///
    /// An inbound that came after that message is not affected by the refusal.
    #[must_use]
    pub fn with_refusal(self, sent_at: Timestamp) -> Self {
        match self.last_inbound_at {
            Some(inbound) if inbound > sent_at => self,
            other => {
                Self { refused_inbound_at: self.refused_inbound_at.max(other.or(Some(sent_at))), ..self }
            }
        }
    }

    /// What a message sent at `now` costs.
    pub fn price_class(&self, policy: WindowPolicy, now: Timestamp) -> PriceClass {
        match (policy, self.free_until) {
            (WindowPolicy::Meta | WindowPolicy::Webchat, _) => PriceClass::Unknown,
            (WindowPolicy::Whatsapp, Some(until)) if now < until => PriceClass::FreeEntry { until },
            (WindowPolicy::Whatsapp, _) => PriceClass::Paid,
        }
    }

    /// When free text ends, if an inbound was ever seen and the provider has not refused since.
    pub fn until(&self) -> Option<Timestamp> {
        let last = self.last_inbound_at?;
        match self.refused_inbound_at {
            Some(refused) if last <= refused => None,
            _ => Some(last.plus(WINDOW)),
        }
    }
}

/// Whether a message sent now costs something (Cloud API, *Pricing*). Amounts are rows of the price table, never code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum PriceClass {
    /// The price of its category and market, once it is delivered.
    Paid,
    /// Free of charge until `until`: the customer came by a click-to-WhatsApp entry.
    FreeEntry {
        /// The first instant at which messages cost again.
        until: Timestamp,
    },
    /// The channel has no prices that we know.
    Unknown,
}

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
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
        /// Since when; the provider's refusal closes it at the instant of the last inbound.
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
    let Some(until) = facts.until() else { return WindowState::Closed { since: last, by_provider: true } };
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
