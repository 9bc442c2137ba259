//! What a simulator is started with.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::seed;

/// One WhatsApp business number served by the simulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberConfig {
    /// Graph id of the number: the first path segment of a send.
    pub phone_number_id: String,
    /// The number as people read it, for example `+55 31 3333-4444`. Webhooks carry its digits only.
    pub display_phone_number: String,
    /// The WhatsApp business account that owns it.
    pub waba_id: String,
    /// Name shown on the customers' phones.
    pub verified_name: String,
}

impl NumberConfig {
    /// Digits of the display number: how webhooks name it.
    #[must_use]
    pub fn digits(&self) -> String {
        self.display_phone_number.chars().filter(char::is_ascii_digit).collect()
    }
}

/// A template the simulator knows from the start.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateSeed {
    /// The body of `POST /{waba_id}/message_templates`: name, language, category, parameter_format, components.
    pub definition: Value,
    /// Status in the list: `APPROVED`, `PAUSED`, `DISABLED`, `REJECTED`…
    pub status: String,
    /// Quality score: `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub quality: String,
}

/// Pace of the statuses that follow an accepted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusTiming {
    /// Send statuses by themselves. When off, only the `/sim/messages/{id}/status` call moves a message.
    pub automatic: bool,
    /// From acceptance to `sent` (or `failed`).
    pub sent: Duration,
    /// From `sent` to `delivered`.
    pub delivered: Duration,
    /// From `delivered` to `read` while the customer's chat is open.
    pub read_open: Duration,
    /// From `delivered` to `read` with the chat closed; `None` waits until somebody opens it.
    pub read_closed: Option<Duration>,
}

impl Default for StatusTiming {
    fn default() -> Self {
        Self {
            automatic: true,
            sent: Duration::from_millis(150),
            delivered: Duration::from_millis(400),
            read_open: Duration::from_millis(120),
            read_closed: Some(Duration::from_millis(1500)),
        }
    }
}

impl StatusTiming {
    /// Every status at once, in order: for tests.
    #[must_use]
    pub fn instant() -> Self {
        Self {
            automatic: true,
            sent: Duration::ZERO,
            delivered: Duration::ZERO,
            read_open: Duration::ZERO,
            read_closed: Some(Duration::ZERO),
        }
    }
}

/// How free text outside the 24-hour window is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowEnforcement {
    /// Accepted with 200, then a `failed` status with 131047: what Meta usually does.
    #[default]
    Async,
    /// Refused at once in the HTTP answer with 131047.
    Sync,
    /// Not enforced at all: proves that the desk's own gate holds.
    Off,
}

/// What happens to a send to a phone number that no simulated customer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnknownRecipient {
    /// A new customer appears with that number.
    #[default]
    Create,
    /// Accepted, then `failed` with 131026.
    Undeliverable,
}

/// Rates of the Cloud API ("Throughput" and "Pair rate limits").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Messages a second per number, in and out together; over it 130429. `None` switches it off.
    pub messages_per_second: Option<u32>,
    /// One message per six seconds to one user with bursts of 45; over it 131056.
    pub pair_rate: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { messages_per_second: Some(80), pair_rate: true }
    }
}

/// How unanswered webhooks are tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Wait before the first repetition; doubles each time.
    pub first: Duration,
    /// Longest wait.
    pub longest: Duration,
    /// After this long a delivery is given up, as Meta does after its retry period.
    pub give_up: Duration,
    /// Time allowed for one answer.
    pub timeout: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(200),
            longest: Duration::from_secs(5),
            give_up: Duration::from_secs(7 * 24 * 3600),
            timeout: Duration::from_secs(10),
        }
    }
}

/// Language in which the page with the phones opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageLanguage {
    /// Portuguese (Brazil).
    #[default]
    Pt,
    /// English.
    En,
}

/// Everything a [`crate::Simulator`] needs. `Default` is the ready-made demonstration set.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// Address to listen on; port 0 picks a free one.
    pub bind: SocketAddr,
    /// Base of the URLs in answers (media, paging). Default: taken from the request's `Host`.
    pub public_url: Option<String>,
    /// Where signed webhooks go. May be set later.
    pub webhook_url: Option<String>,
    /// Key of `X-Hub-Signature-256`.
    pub app_secret: String,
    /// Secret word of the subscription handshake.
    pub verify_token: String,
    /// Bearer tokens that are accepted.
    pub access_tokens: Vec<String>,
    /// Id of the app, shown in `subscribed_apps`.
    pub app_id: String,
    /// The business numbers; at least one.
    pub numbers: Vec<NumberConfig>,
    /// Templates of every business account at the start.
    pub templates: Vec<TemplateSeed>,
    /// Create the four Brazilian demonstration customers.
    pub seed_customers: bool,
    /// Language of the page.
    pub language: PageLanguage,
    /// Pace of statuses.
    pub statuses: StatusTiming,
    /// The 24-hour rule.
    pub window: WindowEnforcement,
    /// Rates.
    pub limits: Limits,
    /// Sends to unknown numbers.
    pub unknown_recipient: UnknownRecipient,
    /// Time from creation (or edition) of a template to its approval.
    pub template_review: Duration,
    /// How many free-form replies per number are priced `free_customer_service` before `regular` begins.
    /// Since October 2026 replies are billed: 0. `u32::MAX` gives the prices of the time before.
    pub free_service_messages: u32,
    /// Repetition of webhooks.
    pub retry: RetryPolicy,
    /// Entries kept in each log; the oldest leave.
    pub log_capacity: usize,
    /// File in which customers and their chats survive the process; `None` = they do not.
    pub memory: Option<PathBuf>,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            public_url: None,
            webhook_url: None,
            app_secret: "simulator-app-secret".to_owned(),
            verify_token: "simulator-verify-token".to_owned(),
            access_tokens: vec!["simulator-access-token".to_owned()],
            app_id: "670843887433847".to_owned(),
            numbers: vec![seed::default_number()],
            templates: seed::templates(),
            seed_customers: true,
            language: PageLanguage::Pt,
            statuses: StatusTiming::default(),
            window: WindowEnforcement::Async,
            limits: Limits::default(),
            unknown_recipient: UnknownRecipient::Create,
            template_review: Duration::from_secs(2),
            free_service_messages: 0,
            retry: RetryPolicy::default(),
            log_capacity: 20_000,
            memory: None,
        }
    }
}

impl SimulatorConfig {
    /// A free port, no waiting anywhere, short repetitions: for tests.
    #[must_use]
    pub fn for_tests() -> Self {
        Self {
            statuses: StatusTiming::instant(),
            template_review: Duration::ZERO,
            retry: RetryPolicy {
                first: Duration::from_millis(10),
                longest: Duration::from_millis(100),
                ..RetryPolicy::default()
            },
            ..Self::default()
        }
    }
}
