//! What the provider announces about an account or a number (Cloud API, *Webhooks › account_update* and its neighbours).

use crate::id::{AlertId, NumberId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Which webhook field told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertTopic {
    /// `account_update`
    Account,
    /// `account_alerts`
    Warning,
    /// `account_review_update`
    Review,
    /// `account_settings_update`
    Settings,
    /// `phone_number_quality_update`
    Quality,
    /// `phone_number_name_update`
    Name,
    /// `business_capability_update`
    Capability,
    /// `security`
    Security,
}

impl AlertTopic {
    /// All topics.
    pub const ALL: [Self; 8] = [
        Self::Account,
        Self::Warning,
        Self::Review,
        Self::Settings,
        Self::Quality,
        Self::Name,
        Self::Capability,
        Self::Security,
    ];

    /// The webhook field, which is also the stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account_update",
            Self::Warning => "account_alerts",
            Self::Review => "account_review_update",
            Self::Settings => "account_settings_update",
            Self::Quality => "phone_number_quality_update",
            Self::Name => "phone_number_name_update",
            Self::Capability => "business_capability_update",
            Self::Security => "security",
        }
    }

    /// Reads the webhook field or the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something may stop working.
    Warn,
    /// Something stopped working.
    Bad,
}

/// What was announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertNews {
    /// By which field.
    pub topic: AlertTopic,
    /// The provider's word for it: `ACCOUNT_RESTRICTION`, `FLAGGED`, a decision…
    pub event: String,
    /// What else it said, as name and value in the order given.
    pub details: Vec<(String, String)>,
    /// When (provider's clock).
    pub at: Timestamp,
    /// The number it is about, by its digits, where it names one.
    pub display: Option<String>,
}

impl AlertNews {
    /// What else it said under a name.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        severity(self.topic, &self.event, |name| self.detail(name).map(str::to_owned))
    }
}

fn severity(topic: AlertTopic, event: &str, detail: impl Fn(&str) -> Option<String>) -> Severity {
    use Severity::{Bad, Info, Warn};
    match topic {
        AlertTopic::Account => match event {
            "ACCOUNT_DELETED"
            | "ACCOUNT_RESTRICTION"
            | "ACCOUNT_OFFBOARDED"
            | "PARTNER_REMOVED"
            | "PARTNER_APP_UNINSTALLED" => Bad,
            "DISABLED_UPDATE" => match detail("waba_ban_state").as_deref() {
                Some("REINSTATE") => Info,
                Some("SCHEDULE_FOR_DISABLE") => Warn,
                _ => Bad,
            },
            "ACCOUNT_VIOLATION" => Warn,
            _ => Info,
        },
        AlertTopic::Warning => match detail("alert_severity").as_deref() {
            Some("CRITICAL") => Bad,
            Some("INFORMATIONAL") => Info,
            _ => Warn,
        },
        AlertTopic::Review => match event {
            "REJECTED" => Bad,
            "APPROVED" => Info,
            _ => Warn,
        },
        AlertTopic::Quality => match event {
            "FLAGGED" | "DOWNGRADE" => Warn,
            _ => Info,
        },
        AlertTopic::Name => match event {
            "REJECTED" | "DECLINED" => Warn,
            _ => Info,
        },
        AlertTopic::Security => Warn,
        AlertTopic::Capability | AlertTopic::Settings => Info,
    }
}

/// An announcement as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Which.
    pub id: AlertId,
    /// The WhatsApp Business Account.
    pub account: String,
    /// The one number it is about; `None`: all of the account.
    pub number: Option<NumberId>,
    /// What it says.
    pub news: AlertNews,
    /// When the desk got it.
    pub received_at: Timestamp,
    /// Who took note of it, by name, and when.
    pub acknowledged: Option<(String, Timestamp)>,
}
