//! Whether a queue is within its business hours, as the menu asks.

use crate::Inner;
use crate::dispatch::accepting;
use crate::error::Outcome;
use desk_model::{QueueId, Timestamp};
use desk_store::{Tx, queue};

impl Inner {
    /// Whether a queue is open. A queue without hours always is; one that is gone never.
    pub(super) async fn is_open(&self, tx: &mut Tx<'_>, queue: &QueueId, now: Timestamp) -> Outcome<bool> {
        let row = queue::get(tx, queue).await?;
        Ok(row.is_some_and(|row| !row.archived && accepting(&row, now)))
    }
}
