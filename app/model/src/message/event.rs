//! What happens to a ticket, as its thread tells it.

use crate::queue::Priority;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a ticket that was put aside came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#cause"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "cause"))]
#[serde(rename_all = "snake_case")]
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
#[cfg_attr(target_family = "wasm", serde(rename = "#because"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "because"))]
#[serde(rename_all = "snake_case")]
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
#[cfg_attr(target_family = "wasm", serde(rename = "#event"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "event"))]
#[serde(rename_all = "snake_case")]
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
    /// Whom it was offered to went offline before they answered.
    OfferLeft {
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
