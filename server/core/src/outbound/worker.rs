//! One call to the provider.

use super::CALL;
use super::lease::{Job, closed_here};
use crate::Inner;
use crate::gate::check;
use crate::ports::{Accepted, SendError, SendErrorClass};
use desk_model::Timestamp;
use desk_model::autopsy::own;
use desk_model::message::SendFailure;
use desk_model::window::{Outgoing, window};
use desk_store::outbox::OutboxRow;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;

/// What became of a call.
pub(super) struct Answer {
    pub(super) row: OutboxRow,
    /// When the call was made.
    pub(super) called_at: Timestamp,
    /// It was a template into a closed window: the provider counts whom those reach.
    pub(super) outside: bool,
    pub(super) result: Result<Accepted, SendError>,
}

impl Inner {
    /// Hands a message to the provider, after a last look at the window and at consent.
    pub(super) async fn call(&self, job: Job) -> Answer {
        let called_at = self.now();
        let Job { row, number, message, what, window: facts } = job;
        let policy = number.channel.policy();
        if check(policy, &facts, what, called_at).is_err() {
            let error = SendError {
                class: SendErrorClass::Permanent,
                failure: closed_here(),
                retry_after_secs: None,
            };
            return Answer { row, called_at, outside: false, result: Err(error) };
        }
        let outside = what == Outgoing::Template && !window(policy, &facts, called_at).is_open();
        let refusal = match self.unconsented_now(&row, &message.body).await {
            Ok(None) => None,
            Ok(Some(failure)) => Some((SendErrorClass::Permanent, failure)),
            // Whoever cannot be asked has not agreed: it stays here and is tried again.
            Err(_) => {
                let detail = "consent could not be looked up".to_owned();
                Some((SendErrorClass::NotSent, SendFailure { code: own::NEVER_LEFT, detail }))
            }
        };
        if let Some((class, failure)) = refusal {
            return Answer {
                row,
                called_at,
                outside: false,
                result: Err(SendError { class, failure, retry_after_secs: None }),
            };
        }
        let call = AssertUnwindSafe(self.gateway.send(&number.access, &message)).catch_unwind();
        let result = match tokio::time::timeout(CALL, call).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(unknown("the call panicked")),
            Err(_) => Err(unknown("no answer in time")),
        };
        Answer { row, called_at, outside, result }
    }
}

/// It may have gone out.
pub(super) fn unknown(detail: &str) -> SendError {
    SendError {
        class: SendErrorClass::Unknown,
        failure: SendFailure { code: own::NO_REASON, detail: detail.to_owned() },
        retry_after_secs: None,
    }
}
