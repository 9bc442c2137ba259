//! Connecting a number: what is typed, and the steps that prove it works.

use crate::error::{FieldError, FieldProblem};
use crate::health::Report;
use crate::id::{NumberId, QueueId};
use crate::number::NumberState;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What an administrator types. Secrets go to the server and never come back; an empty one keeps what is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct SetupForm {
    /// What the desk calls it.
    pub label: String,
    /// Meta's `phone_number_id`.
    pub provider_id: String,
    /// WhatsApp Business Account id.
    pub account_id: String,
    /// Bearer token.
    pub access_token: String,
    /// Signs webhooks.
    pub app_secret: String,
    /// `https://graph.facebook.com`, or where a stand-in listens.
    pub base_url: String,
    /// `v24.0`.
    pub api_version: String,
}

impl std::fmt::Debug for SetupForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetupForm").field("provider_id", &self.provider_id).finish_non_exhaustive()
    }
}

/// Longest token or secret that is taken.
const MAX_SECRET: usize = 1024;
/// Longest name of a number.
const MAX_LABEL: usize = 40;
/// Longest id Meta gives.
const MAX_ID: usize = 32;

impl SetupForm {
    /// Without blanks around what was pasted.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let trim = |text: &str| text.trim().to_owned();
        Self {
            label: trim(&self.label),
            provider_id: trim(&self.provider_id),
            account_id: trim(&self.account_id),
            access_token: trim(&self.access_token),
            app_secret: trim(&self.app_secret),
            base_url: trim(self.base_url.trim().trim_end_matches('/')),
            api_version: trim(&self.api_version),
        }
    }

    /// Whether every field may be what it should be. `fresh`: nothing is stored yet, so the secrets are needed.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn check(&self, fresh: bool) -> Result<(), Vec<FieldError>> {
        let mut fields = Vec::new();
        let mut wrong = |field: &str, problem: Option<FieldProblem>| {
            if let Some(problem) = problem {
                fields.push(FieldError { field: field.to_owned(), problem });
            }
        };
        wrong("label", filled(&self.label, MAX_LABEL));
        wrong("provider_id", id(&self.provider_id));
        wrong("account_id", id(&self.account_id));
        wrong("access_token", secret(&self.access_token, fresh, |b| b.is_ascii_graphic()));
        wrong("app_secret", secret(&self.app_secret, fresh, |b| b.is_ascii_graphic()));
        wrong("base_url", (!is_safe_base(&self.base_url)).then_some(FieldProblem::Malformed));
        wrong("api_version", (!is_version(&self.api_version)).then_some(FieldProblem::Malformed));
        if fields.is_empty() { Ok(()) } else { Err(fields) }
    }
}

fn filled(text: &str, max: usize) -> Option<FieldProblem> {
    if text.is_empty() {
        Some(FieldProblem::Missing)
    } else if text.chars().count() > max {
        Some(FieldProblem::TooLong { max })
    } else {
        None
    }
}

fn id(text: &str) -> Option<FieldProblem> {
    filled(text, MAX_ID)
        .or_else(|| (!text.bytes().all(|b| b.is_ascii_digit())).then_some(FieldProblem::Malformed))
}

fn secret(text: &str, needed: bool, fits: fn(u8) -> bool) -> Option<FieldProblem> {
    if text.is_empty() {
        return needed.then_some(FieldProblem::Missing);
    }
    filled(text, MAX_SECRET).or_else(|| (!text.bytes().all(fits)).then_some(FieldProblem::Malformed))
}

/// `v24.0`
fn is_version(text: &str) -> bool {
    let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix('v').and_then(|v| v.split_once('.')).is_some_and(|(a, b)| digits(a) && digits(b))
}

/// Whether the token may be sent to this address: `https` to a named host, or `http` to this very machine. No path, no user,
/// and no bare address of some machine of the internal network.
pub fn is_safe_base(text: &str) -> bool {
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return false,
    };
    let (host, port) = match rest.strip_prefix("[::1]") {
        Some("") => ("[::1]", None),
        Some(port) => ("[::1]", port.strip_prefix(':').or(Some(""))),
        None => match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        },
    };
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return false;
    }
    if matches!(host, "127.0.0.1" | "[::1]" | "localhost") {
        return true;
    }
    // A name has a last part that is no number: 10.0.0.1 and 0x7f.1 are addresses.
    let last = host.rsplit('.').next().unwrap_or_default();
    secure
        && host.len() <= 253
        && host.contains('.')
        && host.split('.').all(|part| {
            !part.is_empty()
                && part.len() <= 63
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
        && last.bytes().all(|b| b.is_ascii_alphabetic())
        && !matches!(last, "localhost" | "local" | "internal" | "localdomain")
}

/// How far the connection of a number got. Holds the word for the webhook's handshake, and no other secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupView {
    /// Which.
    pub number: NumberId,
    /// Whether it can send.
    pub state: NumberState,
    /// What the desk calls it.
    pub label: String,
    /// The number for people; empty while nobody told.
    pub display: String,
    /// `phone_number_id`.
    pub provider_id: String,
    /// WhatsApp Business Account id.
    pub account_id: String,
    /// Where the provider's API is.
    pub base_url: String,
    /// Its version.
    pub api_version: String,
    /// Where its tickets start.
    pub queue: QueueId,
    /// Where the provider has to send notifications.
    pub callback_url: String,
    /// What is to be typed in at Meta; empty once the number is in use.
    pub verify_token: String,
    /// The last look at the provider.
    pub report: Option<Report>,
    /// When the handshake was made.
    pub handshake_at: Option<Timestamp>,
    /// When the first notification came that its application secret had signed.
    pub signed_at: Option<Timestamp>,
    /// When the first customer's message came.
    pub inbound_at: Option<Timestamp>,
}

/// A step of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The provider takes the token and knows the number.
    Access,
    /// The provider made the handshake with the webhook's address.
    Handshake,
    /// Our application is subscribed to the account.
    Subscription,
    /// A notification was signed with the application secret.
    Secret,
    /// A customer's message came.
    Message,
}

impl Step {
    /// All steps in their order.
    pub const ALL: [Self; 5] =
        [Self::Access, Self::Handshake, Self::Subscription, Self::Secret, Self::Message];
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepState {
    /// Proven.
    Done,
    /// It did not work.
    Failed,
    /// Not yet.
    Open,
}

impl SetupView {
    /// How a step stands.
    pub fn step(&self, step: Step) -> StepState {
        let seen = |done: bool| if done { StepState::Done } else { StepState::Open };
        match (step, &self.report) {
            (Step::Access | Step::Subscription, None) => StepState::Open,
            (Step::Access, Some(report)) => match (&report.number, &report.account, &report.belongs) {
                (Ok(_), Ok(_), Ok(true)) => StepState::Done,
                _ => StepState::Failed,
            },
            (Step::Subscription, Some(report)) => match report.subscribed {
                Ok(true) => StepState::Done,
                Ok(false) => StepState::Open,
                Err(_) => StepState::Failed,
            },
            (Step::Handshake, _) => seen(self.handshake_at.is_some()),
            (Step::Secret, _) => seen(self.signed_at.is_some()),
            (Step::Message, _) => seen(self.inbound_at.is_some()),
        }
    }

    /// Whether enough is proven to let it send: the provider knows it, tells us what happens, and we can check that it is
    /// the provider. The handshake and a first message prove nothing more.
    pub fn may_finish(&self) -> bool {
        [Step::Access, Step::Subscription, Step::Secret]
            .into_iter()
            .all(|step| self.step(step) == StepState::Done)
    }
}
