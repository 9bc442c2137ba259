//! Whether a number is well: what the provider says about it, what the desk saw, and the verdict on each.

use crate::alert::{Alert, Severity};
use crate::id::NumberId;
use crate::message::SendFailure;
use crate::number::NumberState;
use crate::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

/// What the provider says about a number (Cloud API, *Business phone numbers*), in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct NumberFacts {
    /// The name on the customers' phones.
    pub verified_name: Option<String>,
    /// The number for people.
    pub display: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub quality: Option<String>,
    /// `APPROVED`, `DECLINED`, `PENDING_REVIEW`…
    pub name_status: Option<String>,
    /// `CONNECTED`, `RESTRICTED`, `BANNED`…
    pub status: Option<String>,
    /// `STANDARD`, `HIGH`, `NOT_APPLICABLE`.
    pub throughput: Option<String>,
    /// `TIER_250`, `TIER_2K`…
    pub limit: Option<String>,
    /// `VERIFIED`, `EXPIRED`…
    pub verification: Option<String>,
    /// `LIVE`, `SANDBOX`.
    pub mode: Option<String>,
}

/// What the provider says about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct AccountFacts {
    /// Its name.
    pub name: Option<String>,
    /// `APPROVED`, `PENDING`, `REJECTED`.
    pub review: Option<String>,
}

/// The answer to one question.
pub type Told<T> = Result<T, SendFailure>;

/// What one look at the provider came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// When it was looked.
    pub at: Timestamp,
    /// About the number.
    pub number: Told<NumberFacts>,
    /// About its account.
    pub account: Told<AccountFacts>,
    /// Whether the number belongs to the account.
    pub belongs: Told<bool>,
    /// Whether an application of ours is subscribed to the account's webhooks.
    pub subscribed: Told<bool>,
}

/// Why a number went down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Down {
    /// What the provider said.
    pub failure: SendFailure,
    /// When.
    pub at: Timestamp,
}

/// Everything known about the health of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberHealth {
    /// Which.
    pub number: NumberId,
    /// What the desk calls it.
    pub label: String,
    /// The number for people.
    pub display: String,
    /// Whether it can send.
    pub state: NumberState,
    /// Why it cannot.
    pub down: Option<Down>,
    /// The last look at the provider.
    pub report: Option<Report>,
    /// The newest notification about it.
    pub webhook_at: Option<Timestamp>,
    /// The newest message of it that the provider took.
    pub sent_at: Option<Timestamp>,
    /// When its templates were fetched.
    pub templates_at: Option<Timestamp>,
    /// How many people of its account were written to by template outside their window in the last 24 hours.
    pub reached: i64,
    /// Notifications with a bad or missing signature since the server started, of all numbers.
    pub bad_signatures: i64,
    /// What the provider announced: the newest, and all nobody took note of.
    pub alerts: Vec<Alert>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckKind {
    /// The access token.
    Token,
    /// State of the number at the provider.
    Status,
    /// Subscription to webhooks.
    Subscription,
    /// Notifications coming in.
    Inbound,
    /// Messages going out.
    Outbound,
    /// Quality rating.
    Quality,
    /// Messaging limit.
    Limit,
    /// Throughput.
    Throughput,
    /// Display name.
    Name,
    /// Review of the account.
    Review,
    /// Signatures of notifications.
    Signatures,
    /// Templates.
    Templates,
    /// Announcements of the provider.
    Alerts,
}

impl CheckKind {
    /// All of them in the order they are shown.
    pub const ALL: [Self; 13] = [
        Self::Token,
        Self::Status,
        Self::Subscription,
        Self::Inbound,
        Self::Outbound,
        Self::Quality,
        Self::Limit,
        Self::Throughput,
        Self::Name,
        Self::Review,
        Self::Signatures,
        Self::Templates,
        Self::Alerts,
    ];
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing is known yet.
    Waiting,
    /// Well.
    Pass,
    /// Worth a look.
    Warn,
    /// Broken.
    Fail,
}

/// What was found, to be put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Nobody looked yet.
    NotChecked,
    /// The provider answered, as it should.
    Fine,
    /// The provider did not answer the question.
    Refused(SendFailure),
    /// The provider's word for it; `None` where it said nothing.
    Word(Option<String>),
    /// No application of ours is subscribed.
    NotSubscribed,
    /// The number is not one of the account.
    Foreign,
    /// Since when nothing came, or went; `None`: never.
    Last(Option<Timestamp>),
    /// Of how many people how many were reached; `None` without a limit.
    Reached {
        /// So many.
        used: i64,
        /// Of so many.
        of: Option<i64>,
    },
    /// A number of things.
    Count(i64),
}

/// One line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub kind: CheckKind,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found.
    pub finding: Finding,
}

/// People a tier lets a business write to in 24 hours. `None`: as many as it likes, or a word not known here.
pub fn tier(word: &str) -> Option<i64> {
    let digits = word.strip_prefix("TIER_")?;
    match digits.strip_suffix('K') {
        Some(thousands) => thousands.parse::<i64>().ok().map(|n| n.saturating_mul(1_000)),
        None => digits.parse().ok(),
    }
}

/// After so long without a notification something may be wrong (µs).
const QUIET: i64 = DAY;
/// Templates that were not fetched for so long may have changed (µs).
const STALE: i64 = 2 * DAY;

/// The verdict on everything, in the order it is shown.
pub fn checks(health: &NumberHealth, now: Timestamp) -> Vec<Check> {
    CheckKind::ALL
        .into_iter()
        .map(|kind| {
            let (verdict, finding) = check(kind, health, now);
            Check { kind, verdict, finding }
        })
        .collect()
}

/// The worst verdict of all.
pub fn worst(checks: &[Check]) -> Verdict {
    checks.iter().map(|check| check.verdict).max().unwrap_or(Verdict::Waiting)
}

fn check(kind: CheckKind, health: &NumberHealth, now: Timestamp) -> (Verdict, Finding) {
    use Verdict::{Fail, Pass, Waiting, Warn};
    let unseen = (Waiting, Finding::NotChecked);
    let report = health.report.as_ref();
    match kind {
        CheckKind::Token => match report.map(|report| &report.number) {
            None => unseen,
            Some(Ok(_)) => (Pass, Finding::Fine),
            Some(Err(failure)) => (Fail, Finding::Refused(failure.clone())),
        },
        CheckKind::Status => match (health.state, of_number(report, |facts| &facts.status)) {
            (NumberState::Disconnected | NumberState::Restricted, word) => match &health.down {
                Some(down) => (Fail, Finding::Refused(down.failure.clone())),
                None => (Fail, Finding::Word(word.flatten())),
            },
            (NumberState::Connected | NumberState::Setup, None) => unseen,
            (NumberState::Connected | NumberState::Setup, Some(word)) => {
                let verdict = match word.as_deref() {
                    Some("CONNECTED") => Pass,
                    Some("RESTRICTED" | "BANNED" | "DISCONNECTED" | "DELETED" | "MIGRATED") => Fail,
                    _ => Warn,
                };
                (verdict, Finding::Word(word))
            }
        },
        CheckKind::Subscription => match report {
            None => unseen,
            Some(Report { belongs: Ok(false), .. }) => (Fail, Finding::Foreign),
            Some(report) => match &report.subscribed {
                Ok(true) => (Pass, Finding::Fine),
                Ok(false) => (Fail, Finding::NotSubscribed),
                // Why nothing is known stands with the token.
                Err(_) if report.number.is_err() => unseen,
                Err(failure) => (Fail, Finding::Refused(failure.clone())),
            },
        },
        CheckKind::Inbound => match health.webhook_at {
            None => (Waiting, Finding::Last(None)),
            Some(at) => (if now.since(at) > QUIET { Warn } else { Pass }, Finding::Last(Some(at))),
        },
        CheckKind::Outbound => {
            (if health.sent_at.is_some() { Pass } else { Waiting }, Finding::Last(health.sent_at))
        }
        CheckKind::Quality => word(of_number(report, |facts| &facts.quality), |word| match word {
            "GREEN" => Pass,
            "RED" => Fail,
            "YELLOW" => Warn,
            // Nobody rated it yet.
            _ => Waiting,
        }),
        CheckKind::Limit => match of_number(report, |facts| &facts.limit) {
            None => unseen,
            Some(limit) => {
                let (used, of) = (health.reached, limit.as_deref().and_then(tier));
                let verdict = match of {
                    Some(of) if used >= of => Fail,
                    Some(of) if used.saturating_mul(5) >= of.saturating_mul(4) => Warn,
                    _ => Pass,
                };
                (verdict, Finding::Reached { used, of })
            }
        },
        CheckKind::Throughput => word(of_number(report, |facts| &facts.throughput), |word| match word {
            "STANDARD" | "HIGH" => Pass,
            _ => Warn,
        }),
        CheckKind::Name => word(of_number(report, |facts| &facts.name_status), |word| match word {
            "APPROVED" | "AVAILABLE_WITHOUT_REVIEW" => Pass,
            "DECLINED" | "EXPIRED" => Fail,
            _ => Warn,
        }),
        CheckKind::Review => match report.map(|report| &report.account) {
            None => unseen,
            Some(Err(_)) if report.is_some_and(|report| report.number.is_err()) => unseen,
            Some(Err(failure)) => (Fail, Finding::Refused(failure.clone())),
            Some(Ok(account)) => word(Some(account.review.clone()), |word| match word {
                "APPROVED" => Pass,
                "REJECTED" => Fail,
                _ => Warn,
            }),
        },
        CheckKind::Signatures => {
            (if health.bad_signatures > 0 { Warn } else { Pass }, Finding::Count(health.bad_signatures))
        }
        CheckKind::Templates => match health.templates_at {
            None => (Waiting, Finding::Last(None)),
            Some(at) => (if now.since(at) > STALE { Warn } else { Pass }, Finding::Last(Some(at))),
        },
        CheckKind::Alerts => {
            let open = health.alerts.iter().filter(|alert| alert.acknowledged.is_none());
            let count = i64::try_from(open.clone().count()).unwrap_or(i64::MAX);
            let verdict = match open.map(|alert| alert.news.severity()).max() {
                None | Some(Severity::Info) => Pass,
                Some(Severity::Warn) => Warn,
                Some(Severity::Bad) => Fail,
            };
            (verdict, Finding::Count(count))
        }
    }
}

/// What the provider said about the number: `None` when nobody looked or it did not answer.
fn of_number(report: Option<&Report>, pick: fn(&NumberFacts) -> &Option<String>) -> Option<Option<String>> {
    report.and_then(|report| report.number.as_ref().ok()).map(|facts| pick(facts).clone())
}

fn word(told: Option<Option<String>>, judge: impl Fn(&str) -> Verdict) -> (Verdict, Finding) {
    match told {
        None => (Verdict::Waiting, Finding::NotChecked),
        Some(None) => (Verdict::Waiting, Finding::Word(None)),
        Some(Some(word)) => (judge(&word), Finding::Word(Some(word))),
    }
}
