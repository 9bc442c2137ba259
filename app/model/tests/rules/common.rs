//! Rows, lines and ids to test with.

use desk_model::Priority;
use desk_model::message::{Author, Content, Direction, MessageStatus, PreviewKind};
use desk_model::ticket::TicketState;
use desk_model::time::{HOUR, Timestamp};
use desk_model::view::{InboxRow, MessageView, Preview, Provenance};
use desk_model::window::WindowFacts;
use desk_model::{Protocol, QueueId, TicketId, UserId};
use proptest::prelude::*;

/// 2026-11-21 12:00 UTC.
pub(crate) const NOON: Timestamp = Timestamp(1_795_262_400_000_000);

/// An id with this ending.
pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn user(n: u8) -> UserId {
    id(&format!("usr_{n}"))
}

pub(crate) fn queue(n: u8) -> QueueId {
    id(&format!("que_{n}"))
}

pub(crate) fn ticket(n: u32) -> TicketId {
    id(&format!("tkt_{n:06}"))
}

/// Assigned to an agent.
pub(crate) fn assigned(agent: u8) -> TicketState {
    TicketState::Assigned { queue: queue(1), agent: user(agent), since: NOON }
}

/// A waiting ticket whose customer wrote an hour before noon.
pub(crate) fn row(n: u32) -> InboxRow {
    InboxRow {
        ticket: ticket(n),
        version: 1,
        conversation: id(&format!("cnv_{n:06}")),
        contact: id(&format!("con_{n:06}")),
        number: id("num_1"),
        protocol: Protocol::new(2026, 11, 21, u64::from(n)),
        queue: queue(1),
        state: TicketState::Queued { queue: queue(1), since: NOON },
        contact_name: "Ana".into(),
        preview: Preview { kind: PreviewKind::Text, text: "Oi".into(), ours: false, status: None },
        preview_at: NOON.plus(-HOUR),
        waiting_since: Some(NOON.plus(-HOUR)),
        unread: 1,
        window: WindowFacts::default().with_inbound(NOON.plus(-HOUR)),
        pending_template: None,
        opened_at: NOON.plus(-HOUR),
        priority: Priority::Normal,
        due: None,
        promise: None,
        labels: Vec::new(),
        returned_at: None,
        handover: None,
    }
}

/// A text of the customer.
pub(crate) fn line(n: u32, at: Timestamp) -> MessageView {
    MessageView {
        id: id(&format!("msg_{n:06}")),
        ticket: ticket(1),
        direction: Direction::In,
        author: Author::Customer,
        content: Content::text(format!("linha {n}")),
        at,
        status: MessageStatus::Received,
        failure: None,
        sending: desk_model::autopsy::Sending::default(),
        quote: None,
        provenance: Provenance::default(),
        reactions: Vec::new(),
        earlier: Vec::new(),
        revoked_at: None,
        cost: None,
        version: 1,
    }
}

/// Settings for random tests: enough cases to find mistakes, few enough to run every time.
pub(crate) fn cases(n: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(n) }
}
