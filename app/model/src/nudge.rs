//! The question "are you still there?": an ordinary message that the desk may send by itself, once a window, before it closes.

use crate::message::MessageStatus;
use crate::ticket::TicketState;
use crate::time::{MINUTE, Timestamp};
use crate::view::InboxRow;

/// Fewest and most minutes before the closing at which a queue may ask.
pub const MINUTES: (u32, u32) = (5, 720);
/// The customer is left in peace for so long after our last message (µs).
pub const QUIET: i64 = 10 * MINUTE;

/// When the desk asks the customer of this ticket, under a queue that asks `minutes` before the window closes; `None` when
/// there is nothing to ask: nobody owns the ticket, the customer waits for us, the window is closed for good, they have been
/// asked before. It may lie in the past; behind the end of the window it never does.
pub fn due_at(row: &InboxRow, minutes: u32) -> Option<Timestamp> {
    let answered = row.preview.ours && row.preview.status != Some(MessageStatus::Failed);
    let owed = row.waiting_since.is_none() && answered;
    if !matches!(row.state, TicketState::Assigned { .. }) || !owed || row.window.is_nudged() {
        return None;
    }
    let until = row.window.until()?;
    let due = until.plus(-MINUTE * i64::from(minutes)).max(row.preview_at.plus(QUIET));
    (due < until).then_some(due)
}
