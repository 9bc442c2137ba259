//! One call to the provider.

use super::CALL;
use super::lease::{Job, closed_here};
use crate::Inner;
use crate::gate::check;
use crate::ports::{Accepted, SendError, SendErrorClass};
use desk_model::Timestamp;
use desk_model::autopsy::own;
use desk_model::message::SendFailure;
use desk_model::window::Outgoing;
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
    /// Hands a message to the provider, after a last look at the window.
    pub(super) async fn call(&self, job: Job) -> Answer {
        let called_at = self.now();
        let Job { row, number, message, what, window } = job;
        let state = check(number.channel.policy(), &window, what, called_at);
        let Ok(state) = state else {
            let error = SendError {
                class: SendErrorClass::Permanent,
                failure: closed_here(),
                retry_after_secs: None,
            };
            return Answer { row, called_at, outside: false, result: Err(error) };
        };
        let outside = what == Outgoing::Template && !state.is_open();
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
