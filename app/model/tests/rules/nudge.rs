//! When a customer is asked whether they are still there.

use crate::common::{NOON, assigned, queue, row};
use desk_model::TicketState;
use desk_model::message::MessageStatus;
use desk_model::nudge::{QUIET, due_at};
use desk_model::time::{DAY, HOUR, MINUTE};
use desk_model::view::{InboxRow, Preview};
use desk_model::window::WindowFacts;

/// The customer wrote at noon and was answered an hour later.
fn answered() -> InboxRow {
    InboxRow {
        state: assigned(1),
        waiting_since: None,
        window: WindowFacts::default().with_inbound(NOON),
        preview: Preview { ours: true, status: Some(MessageStatus::Read), ..row(1).preview },
        preview_at: NOON.plus(HOUR),
        ..row(1)
    }
}

#[test]
fn so_many_minutes_before_the_end() {
    assert_eq!(due_at(&answered(), 30), Some(NOON.plus(DAY - 30 * MINUTE)));
    // Not right after an answer: the customer has to have had a moment.
    let late = InboxRow { preview_at: NOON.plus(DAY - 20 * MINUTE), ..answered() };
    assert_eq!(due_at(&late, 30), Some(NOON.plus(DAY - 20 * MINUTE + QUIET)));
    let too_late = InboxRow { preview_at: NOON.plus(DAY - QUIET), ..answered() };
    assert_eq!(due_at(&too_late, 30), None);
}

#[test]
fn nothing_is_asked_where_nobody_owes_us_an_answer() {
    let nudged = WindowFacts { nudged_for: Some(NOON), ..answered().window };
    for (what, row) in [
        ("the customer waits", InboxRow { waiting_since: Some(NOON), ..answered() }),
        (
            "their line is the last",
            InboxRow { preview: Preview { ours: false, ..row(1).preview }, ..answered() },
        ),
        (
            "our last line failed",
            InboxRow {
                preview: Preview { status: Some(MessageStatus::Failed), ..answered().preview },
                ..answered()
            },
        ),
        ("nobody owns it", InboxRow { state: row(1).state, ..answered() }),
        (
            "put aside",
            InboxRow {
                state: TicketState::Snoozed {
                    queue: queue(1),
                    agent: crate::common::user(1),
                    until: Some(NOON.plus(DAY)),
                },
                ..answered()
            },
        ),
        ("asked before", InboxRow { window: nudged, ..answered() }),
        ("refused by the provider", InboxRow { window: answered().window.with_refusal(NOON), ..answered() }),
        ("never wrote", InboxRow { window: WindowFacts::default(), ..answered() }),
    ] {
        assert_eq!(due_at(&row, 30), None, "{what}");
    }
    // Asked in the window before: this one is another.
    let again = InboxRow { window: nudged.with_inbound(NOON.plus(HOUR)), ..answered() };
    assert!(due_at(&again, 30).is_some());
}
