//! Why a message did not arrive, and the one thing to do about it (Cloud API, *Error codes*).

use crate::message::{Direction, MessageStatus};
use crate::time::{MINUTE, Timestamp};
use crate::view::MessageView;
use serde::{Deserialize, Serialize};

/// Codes of the desk's own, where the provider gave none. Meta has no negative ones.
pub mod own {
    /// Nobody ever told what became of it.
    pub const OUTCOME_UNKNOWN: i64 = -1;
    /// It was tried for a day and never left.
    pub const NEVER_LEFT: i64 = -2;
    /// What was to be sent cannot be read any more.
    pub const UNREADABLE: i64 = -3;
    /// It failed, and the provider did not say why.
    pub const NO_REASON: i64 = -4;
    /// The customer's consent for it is missing, or was taken back before it left.
    pub const NO_CONSENT: i64 = crate::consent::NO_CONSENT;
    /// Meta put the template into another category before it left.
    pub const CATEGORY_CHANGED: i64 = crate::template::CATEGORY_CHANGED;
    /// All of them.
    pub const ALL: [i64; 6] =
        [OUTCOME_UNKNOWN, NEVER_LEFT, UNREADABLE, NO_REASON, NO_CONSENT, CATEGORY_CHANGED];
}

/// What happened, as far as somebody at the desk has to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// The access token is no longer accepted.
    Disconnected,
    /// The access token lacks a permission.
    NoPermission,
    /// A passing fault of the provider's.
    Temporary,
    /// Too many requests of the desk, or of the number.
    Throttled,
    /// Too many messages to this one person.
    TooFast,
    /// The number is limited because people reported it.
    Spam,
    /// Templates of this category are blocked.
    CategoryBlocked,
    /// The account is restricted or locked.
    AccountRestricted,
    /// This business may not write to that country.
    Country,
    /// The provider did not accept how the message was built.
    NotBuilt,
    /// Sender and recipient are the same.
    OwnNumber,
    /// No WhatsApp there, too old an app, or its terms were not accepted.
    Undeliverable,
    /// A test number, and the person is not on its list.
    TestList,
    /// The display name is not approved.
    NameNotApproved,
    /// A problem with the payment.
    Billing,
    /// The number is not registered with the Cloud API.
    NotRegistered,
    /// Registration or its PIN went wrong.
    Registration,
    /// The 24 hours are over.
    WindowClosed,
    /// Held back so that people do not get too much marketing.
    HeldBack,
    /// The person stopped marketing messages.
    StoppedMarketing,
    /// This type of message cannot be sent.
    UnsupportedType,
    /// The customer's file could not be fetched.
    CustomerFile,
    /// Our file was refused.
    OurFile,
    /// That interface takes marketing only.
    MarketingOnly,
    /// Marketing is switched off on that interface.
    MarketingOff,
    /// The number is being maintained or upgraded.
    Maintenance,
    /// The list of templates moved under our feet.
    StaleList,
    /// This message needs a phone number, and only a user id is known.
    NeedsPhone,
    /// We blocked this contact.
    ContactBlocked,
    /// Held back by an experiment of the provider's.
    HoldOut,
    /// Values of the template are wrong in number or form.
    TemplateValues,
    /// The template does not exist in this language.
    TemplateGone,
    /// The text is too long with its values.
    TemplateTooLong,
    /// The template breaks a policy.
    TemplatePolicy,
    /// The template is paused for its quality.
    TemplatePaused,
    /// The template is disabled for good.
    TemplateDisabled,
    /// The template is still being copied to where it is sent from.
    TemplateSyncing,
    /// The definition of a template breaks a rule.
    TemplateRule,
    /// The form in it is blocked.
    FormBlocked,
    /// The form in it is slowed down.
    FormThrottled,
    /// The terms of payments were not accepted.
    PaymentTerms,
    /// The customer has a new phone and the identity has to be confirmed.
    IdentityChanged,
    /// Something about calls.
    Calls,
    /// Something about forms or the list of blocked people.
    FormsOrBlocks,
    /// Something about using the phone app beside the desk.
    Coexistence,
    /// Nobody told what became of it.
    OutcomeUnknown,
    /// It never left the desk.
    NeverLeft,
    /// What was to be sent cannot be read any more.
    Unreadable,
    /// It failed without a reason.
    NoReason,
    /// The customer has not allowed it, or no longer does.
    NoConsent,
    /// Meta put the template into another category, with another price.
    CategoryChanged,
    /// A code this version does not know.
    Other,
}

/// The one thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Send an approved template.
    ChooseTemplate,
    /// Fetch the templates again.
    Resync,
    /// Wait, then send the same again.
    WaitAndResend {
        /// How long after the failure (µs).
        after: i64,
    },
    /// Send the same again.
    Resend,
    /// Give the number new access.
    Reconnect,
    /// Change the message and send it.
    FixAndResend,
    /// Somebody who runs the desk has to settle it with Meta.
    CallAdmin,
    /// Ask the customer for a phone number.
    AskForPhone,
    /// Sending it again would not help, or make it worse.
    Nothing,
}

/// Cause and remedy of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Autopsy {
    /// What happened.
    pub cause: Cause,
    /// What to do.
    pub remedy: Remedy,
}

/// One line of the table: codes from, to, and what they mean.
type Entry = (i64, i64, Cause, Remedy);

const SOON: Remedy = Remedy::WaitAndResend { after: MINUTE };
const LATER: Remedy = Remedy::WaitAndResend { after: 10 * MINUTE };

/// Every code Meta documents, and the desk's own.
pub const TABLE: &[Entry] = &[
    (own::NO_CONSENT, own::NO_CONSENT, Cause::NoConsent, Remedy::Resend),
    (own::NO_REASON, own::NO_REASON, Cause::NoReason, Remedy::Resend),
    (own::UNREADABLE, own::UNREADABLE, Cause::Unreadable, Remedy::FixAndResend),
    (own::NEVER_LEFT, own::NEVER_LEFT, Cause::NeverLeft, Remedy::Resend),
    (own::OUTCOME_UNKNOWN, own::OUTCOME_UNKNOWN, Cause::OutcomeUnknown, Remedy::Resend),
    (0, 0, Cause::Disconnected, Remedy::Reconnect),
    (1, 2, Cause::Temporary, Remedy::Resend),
    (3, 3, Cause::NoPermission, Remedy::Reconnect),
    (4, 4, Cause::Throttled, SOON),
    (10, 10, Cause::NoPermission, Remedy::Reconnect),
    (33, 33, Cause::NotBuilt, Remedy::FixAndResend),
    (100, 100, Cause::NotBuilt, Remedy::FixAndResend),
    (190, 190, Cause::Disconnected, Remedy::Reconnect),
    (200, 299, Cause::NoPermission, Remedy::Reconnect),
    (368, 368, Cause::AccountRestricted, Remedy::CallAdmin),
    (80_007, 80_007, Cause::Throttled, SOON),
    (130_403, 130_403, Cause::ContactBlocked, Remedy::Nothing),
    (130_429, 130_429, Cause::Throttled, SOON),
    (130_472, 130_472, Cause::HoldOut, Remedy::Nothing),
    (130_497, 130_497, Cause::Country, Remedy::Nothing),
    (131_000, 131_000, Cause::Temporary, Remedy::Resend),
    (131_005, 131_005, Cause::NoPermission, Remedy::Reconnect),
    (131_008, 131_009, Cause::NotBuilt, Remedy::FixAndResend),
    (131_016, 131_016, Cause::Temporary, Remedy::Resend),
    (131_021, 131_021, Cause::OwnNumber, Remedy::Nothing),
    (131_026, 131_026, Cause::Undeliverable, Remedy::Nothing),
    (131_030, 131_030, Cause::TestList, Remedy::CallAdmin),
    (131_031, 131_031, Cause::AccountRestricted, Remedy::CallAdmin),
    (131_037, 131_037, Cause::NameNotApproved, Remedy::CallAdmin),
    (131_042, 131_042, Cause::Billing, Remedy::CallAdmin),
    (131_044, 131_044, Cause::Billing, Remedy::CallAdmin),
    (131_045, 131_045, Cause::NotRegistered, Remedy::Reconnect),
    (131_047, 131_047, Cause::WindowClosed, Remedy::ChooseTemplate),
    (131_048, 131_048, Cause::Spam, Remedy::CallAdmin),
    (131_049, 131_049, Cause::HeldBack, Remedy::Nothing),
    (131_050, 131_050, Cause::StoppedMarketing, Remedy::Nothing),
    (131_051, 131_051, Cause::UnsupportedType, Remedy::Nothing),
    (131_052, 131_052, Cause::CustomerFile, Remedy::Nothing),
    (131_053, 131_053, Cause::OurFile, Remedy::FixAndResend),
    (131_055, 131_055, Cause::MarketingOnly, Remedy::CallAdmin),
    (131_056, 131_056, Cause::TooFast, SOON),
    (131_057, 131_057, Cause::Maintenance, SOON),
    (131_059, 131_059, Cause::StaleList, Remedy::Resync),
    (131_062, 131_062, Cause::NeedsPhone, Remedy::AskForPhone),
    (131_063, 131_063, Cause::MarketingOff, Remedy::CallAdmin),
    (131_064, 131_064, Cause::CategoryBlocked, Remedy::ChooseTemplate),
    (132_000, 132_000, Cause::TemplateValues, Remedy::FixAndResend),
    (132_001, 132_001, Cause::TemplateGone, Remedy::Resync),
    (132_005, 132_005, Cause::TemplateTooLong, Remedy::FixAndResend),
    (132_007, 132_007, Cause::TemplatePolicy, Remedy::ChooseTemplate),
    (132_008, 132_008, Cause::TemplateValues, Remedy::FixAndResend),
    (132_012, 132_012, Cause::TemplateValues, Remedy::FixAndResend),
    (132_015, 132_015, Cause::TemplatePaused, Remedy::ChooseTemplate),
    (132_016, 132_016, Cause::TemplateDisabled, Remedy::ChooseTemplate),
    (132_018, 132_018, Cause::TemplateValues, Remedy::FixAndResend),
    (132_068, 132_068, Cause::FormBlocked, Remedy::ChooseTemplate),
    (132_069, 132_069, Cause::FormThrottled, LATER),
    (133_000, 133_000, Cause::Registration, Remedy::CallAdmin),
    (133_004, 133_004, Cause::Temporary, Remedy::Resend),
    (133_005, 133_006, Cause::Registration, Remedy::CallAdmin),
    (133_008, 133_009, Cause::Registration, Remedy::CallAdmin),
    (133_010, 133_010, Cause::NotRegistered, Remedy::Reconnect),
    (133_015, 133_016, Cause::Registration, Remedy::CallAdmin),
    (134_011, 134_011, Cause::PaymentTerms, Remedy::CallAdmin),
    (134_100, 134_100, Cause::MarketingOnly, Remedy::CallAdmin),
    (134_101, 134_102, Cause::TemplateSyncing, LATER),
    (135_000, 135_000, Cause::NotBuilt, Remedy::FixAndResend),
    (136_024, 136_024, Cause::IdentityChanged, Remedy::CallAdmin),
    (137_000, 137_000, Cause::IdentityChanged, Remedy::CallAdmin),
    (138_000, 138_018, Cause::Calls, Remedy::CallAdmin),
    (139_000, 139_103, Cause::FormsOrBlocks, Remedy::CallAdmin),
    (own::CATEGORY_CHANGED, own::CATEGORY_CHANGED, Cause::CategoryChanged, Remedy::Resend),
    (2_388_019, 2_388_019, Cause::TemplateRule, Remedy::CallAdmin),
    (2_388_040, 2_388_040, Cause::TemplateRule, Remedy::CallAdmin),
    (2_388_047, 2_388_047, Cause::TemplateRule, Remedy::CallAdmin),
    (2_388_072, 2_388_073, Cause::TemplateRule, Remedy::CallAdmin),
    (2_388_293, 2_388_293, Cause::TemplateRule, Remedy::CallAdmin),
    (2_388_299, 2_388_299, Cause::TemplateRule, Remedy::CallAdmin),
    (2_593_107, 2_593_109, Cause::Coexistence, Remedy::CallAdmin),
];

/// Free text outside the 24 hours.
const WINDOW_CLOSED: i64 = 131_047;

/// The remedy as things stand: once the customer has written again, what the closed window refused can simply be repeated.
pub fn remedy_now(code: i64, window_open: bool) -> Remedy {
    if code == WINDOW_CLOSED && window_open { Remedy::Resend } else { autopsy(code).remedy }
}

/// What a code means. One that is not in the table goes to whoever runs the desk: nobody knows whether sending again helps.
pub fn autopsy(code: i64) -> Autopsy {
    let found = TABLE.iter().find(|(from, to, _, _)| (*from..=*to).contains(&code));
    found.map_or(Autopsy { cause: Cause::Other, remedy: Remedy::CallAdmin }, |(_, _, cause, remedy)| {
        Autopsy { cause: *cause, remedy: *remedy }
    })
}

/// What is known of sending a message, beside how far it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Sending {
    /// When it failed.
    pub failed_at: Option<Timestamp>,
    /// While its outcome is unknown: until when a status is waited for.
    pub waits_until: Option<Timestamp>,
    /// The message that failed and that this one repeats.
    pub resend_of: Option<crate::id::MessageId>,
    /// The message that repeats this one.
    pub resent_as: Option<crate::id::MessageId>,
}

impl Sending {
    /// Nothing is known: a line of the customer's, or one that simply went out.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One attempt to hand a message to the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Counted from 1.
    pub number: i64,
    /// When the call was made.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// The provider's code, where it gave one.
    pub code: Option<i64>,
    /// The provider's words, or the desk's.
    pub detail: String,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// The provider took it.
    Accepted,
    /// It did not leave and is tried again.
    Again,
    /// Nobody knows.
    Unknown,
    /// The provider refused it for good.
    Refused,
}

impl AttemptOutcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Again, Self::Unknown, Self::Refused];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Again => "again",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// Why a message may not be sent again now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", serde(rename = "#why"))]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "why"))]
#[serde(rename_all = "snake_case")]
pub enum ResendRefusal {
    /// It did not fail.
    NotFailed,
    /// Nobody knows yet whether it arrived; the provider's status is waited for.
    OutcomePending {
        /// Until when, if that is known.
        until: Option<Timestamp>,
    },
    /// It was sent again already.
    Already,
    /// Too early.
    NotYet {
        /// From when.
        at: Timestamp,
    },
    /// The same message would fail the same way, or do harm.
    Never,
}

/// Whether a message may be sent again at `now`. The server asks to refuse, the browser to draw.
///
/// # Errors
/// Why not.
pub fn may_resend(message: &MessageView, now: Timestamp) -> Result<(), ResendRefusal> {
    if message.direction != Direction::Out {
        return Err(ResendRefusal::NotFailed);
    }
    match message.status {
        MessageStatus::Failed => {}
        MessageStatus::Unknown => {
            return Err(ResendRefusal::OutcomePending { until: message.sending.waits_until });
        }
        MessageStatus::Queued
        | MessageStatus::Accepted
        | MessageStatus::Sent
        | MessageStatus::Delivered
        | MessageStatus::Read
        | MessageStatus::Played
        | MessageStatus::Received => return Err(ResendRefusal::NotFailed),
    }
    if message.sending.resent_as.is_some() {
        return Err(ResendRefusal::Already);
    }
    let code = message.failure.as_ref().map_or(own::NO_REASON, |failure| failure.code);
    match autopsy(code).remedy {
        Remedy::WaitAndResend { after } => {
            let at = message.sending.failed_at.unwrap_or(message.at).plus(after);
            if now < at { Err(ResendRefusal::NotYet { at }) } else { Ok(()) }
        }
        // What was mended meanwhile may be tried again; the gate refuses while it is not.
        Remedy::Resend | Remedy::Reconnect | Remedy::CallAdmin | Remedy::Resync => Ok(()),
        Remedy::ChooseTemplate if code == WINDOW_CLOSED => Ok(()),
        Remedy::ChooseTemplate | Remedy::FixAndResend | Remedy::AskForPhone | Remedy::Nothing => {
            Err(ResendRefusal::Never)
        }
    }
}
