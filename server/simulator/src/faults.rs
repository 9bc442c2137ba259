//! Faults on demand: how answers and webhooks misbehave until told otherwise.

use serde::{Deserialize, Serialize};

use crate::config::WindowEnforcement;

/// The whole set, as `PUT /sim/faults` takes it. `Default` is no fault at all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// How webhooks go wrong.
    pub webhook: WebhookFaults,
    /// What happens to the next sends; the first entry that fits a send is used, once or `times` times.
    pub sends: Vec<SendFault>,
    /// 131047 for these customers, inside the window too.
    pub reengagement: Vec<Reengagement>,
    /// Every access token counts as expired: 190 to everything.
    pub expired_token: bool,
    /// How new and edited templates are judged. Absent: approved.
    pub template_review: Option<ReviewFault>,
}

/// How webhooks go wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookFaults {
    /// Extra copies of every request.
    pub duplicate: u32,
    /// Hold back this many requests and send them in reverse order (the rest leaves after `hold_ms`).
    pub reorder: usize,
    /// Wait before every request.
    pub delay_ms: u64,
    /// Never deliver anything.
    pub drop_all: bool,
    /// Never deliver the next requests.
    pub drop_next: u32,
    /// The first attempts of every request are lost on the way; the repetitions arrive.
    pub fail_first: u32,
    /// Put up to this many changes into one request (the rest leaves after `hold_ms`).
    pub batch: usize,
    /// Longest time a request waits for others to be reordered or batched; 0 means 300 ms.
    pub hold_ms: u64,
    /// Only requests about this customer (simulator id, BSUID or phone).
    pub only: Option<String>,
}

/// One fault of the send endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendFault {
    /// What happens.
    #[serde(flatten)]
    pub kind: SendFaultKind,
    /// How many sends it touches; 0 means until it is taken away. Default 1.
    #[serde(default = "once")]
    pub times: u32,
    /// Sends to skip first.
    #[serde(default)]
    pub skip: u32,
    /// Only sends to this customer (simulator id, BSUID or phone).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

fn once() -> u32 {
    1
}

impl SendFault {
    /// The next send goes wrong this way.
    #[must_use]
    pub fn next(kind: SendFaultKind) -> Self {
        Self { kind, times: 1, skip: 0, to: None }
    }

    /// Touches this many sends; 0 means all.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Touches sends to this customer only.
    #[must_use]
    pub fn to(mut self, customer: impl Into<String>) -> Self {
        self.to = Some(customer.into());
        self
    }
}

/// What can happen to a send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SendFaultKind {
    /// HTTP 500 with Graph's code 1; nothing is sent.
    ServerError {
        /// Another HTTP status, for example 503.
        #[serde(default)]
        status: Option<u16>,
    },
    /// HTTP 429 with `Retry-After` and code 4; nothing is sent.
    TooManyRequests {
        /// Seconds in `Retry-After`.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// This Graph error; nothing is sent.
    GraphError {
        /// Error code, for example 131056.
        code: i64,
    },
    /// No answer until the caller goes away; nothing is sent.
    Hang,
    /// The connection is reset; nothing is sent.
    Reset,
    /// Half of a 200 answer, then the connection ends; the message **is** sent.
    HalfAnswer,
    /// An HTML page in place of JSON; nothing is sent.
    Html {
        /// HTTP status, default 200.
        #[serde(default)]
        status: Option<u16>,
    },
    /// 200 without `messages`; nothing is sent.
    NoId,
    /// The message is sent and its statuses come, but the answer is HTTP 500.
    LostError,
    /// The message is sent and its statuses come, but there is no answer.
    LostHang,
    /// The message is sent and its statuses come, but the connection is reset.
    LostReset,
    /// Accepted, then a `failed` status with this code.
    FailedStatus {
        /// Error code, for example 131026.
        code: i64,
    },
    /// Accepted and answered after this wait: statuses may overtake the answer.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
}

impl SendFaultKind {
    /// The word of the `kind` field.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::ServerError { .. } => "server_error",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::GraphError { .. } => "graph_error",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::HalfAnswer => "half_answer",
            Self::Html { .. } => "html",
            Self::NoId => "no_id",
            Self::LostError => "lost_error",
            Self::LostHang => "lost_hang",
            Self::LostReset => "lost_reset",
            Self::FailedStatus { .. } => "failed_status",
            Self::Slow { .. } => "slow",
        }
    }
}

/// 131047 for one customer whatever the window says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reengagement {
    /// Simulator id, BSUID or phone.
    pub to: String,
    /// In the HTTP answer or as a status.
    #[serde(default)]
    pub mode: WindowEnforcement,
}

/// A judgement over templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewFault {
    /// `REJECTED`, or `PENDING` to never decide.
    pub decision: String,
    /// Reason of the rejection, for example `INVALID_FORMAT`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The faults with what is used up of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FaultState {
    pub(crate) set: Faults,
}

impl FaultState {
    /// Takes the fault for a send, if one fits; `fits` answers whether a name means the recipient.
    pub(crate) fn take_send(&mut self, fits: impl Fn(&str) -> bool) -> Option<SendFaultKind> {
        let index = self.set.sends.iter().position(|f| f.to.as_deref().is_none_or(&fits))?;
        let fault = self.set.sends.get_mut(index)?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        let kind = fault.kind.clone();
        if fault.times == 1 {
            self.set.sends.remove(index);
        } else if fault.times > 1 {
            fault.times -= 1;
        }
        Some(kind)
    }

    /// The 131047 asked for this recipient.
    pub(crate) fn reengagement(&self, fits: impl Fn(&str) -> bool) -> Option<WindowEnforcement> {
        self.set.reengagement.iter().find(|r| fits(&r.to)).map(|r| r.mode)
    }

    /// Whether the next webhook is to be dropped.
    pub(crate) fn take_drop(&mut self) -> bool {
        let hook = &mut self.set.webhook;
        if hook.drop_all {
            return true;
        }
        if hook.drop_next > 0 {
            hook.drop_next -= 1;
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_from_json_and_used_up() {
        let set: Faults = serde_json::from_value(serde_json::json!({
            "sends": [{"kind": "hang", "to": "c2"}, {"kind": "graph_error", "code": 131056, "times": 2}],
            "webhook": {"duplicate": 2}
        }))
        .unwrap();
        let mut state = FaultState { set };
        assert_eq!(state.take_send(|n| n == "c1"), Some(SendFaultKind::GraphError { code: 131056 }));
        assert_eq!(state.take_send(|n| n == "c2"), Some(SendFaultKind::Hang));
        assert_eq!(state.take_send(|n| n == "c2"), Some(SendFaultKind::GraphError { code: 131056 }));
        assert_eq!(state.take_send(|n| n == "c2"), None);
        assert_eq!(state.set.webhook.duplicate, 2);
    }
}
