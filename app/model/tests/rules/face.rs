//! The composer's faces: a table, and that they change exactly when announced.

use crate::common::{NOON, assigned, cases, id, queue, row, user};
use desk_model::face::{Blocked, Face, face, next_change};
use desk_model::message::MessageStatus;
use desk_model::number::{Channel, NumberState};
use desk_model::ticket::{CloseReason, TicketState};
use desk_model::time::{DAY, HOUR, MINUTE, Timestamp};
use desk_model::view::{InboxRow, PendingTemplate};
use desk_model::window::WindowFacts;
use proptest::prelude::*;

fn mine(facts: WindowFacts) -> InboxRow {
    InboxRow { state: assigned(1), window: facts, ..row(1) }
}

fn at(row: &InboxRow, now: Timestamp) -> Face {
    face(row, Channel::Whatsapp, NumberState::Connected, &user(1), now)
}

fn sent(status: MessageStatus) -> Option<PendingTemplate> {
    Some(PendingTemplate { message: id("msg_1"), at: NOON, status })
}

#[test]
fn through_a_day() {
    let row = mine(WindowFacts::default().with_inbound(NOON));
    let until = NOON.plus(DAY);
    for (after, expected) in [
        (0, Face::Open { until: Some(until) }),
        (23 * HOUR - 1, Face::Open { until: Some(until) }),
        (23 * HOUR, Face::Closing { until }),
        (24 * HOUR - 1, Face::Closing { until }),
        (24 * HOUR, Face::Closed { since: Some(until), by_provider: false }),
        (90 * HOUR, Face::Closed { since: Some(until), by_provider: false }),
    ] {
        assert_eq!(at(&row, NOON.plus(after)), expected, "{after}");
    }
}

#[test]
fn a_closed_window() {
    let never = mine(WindowFacts::default());
    assert_eq!(at(&never, NOON), Face::Closed { since: None, by_provider: false });
    let refused = mine(WindowFacts::default().with_inbound(NOON).with_refusal(NOON.plus(MINUTE)));
    assert_eq!(
        at(&refused, NOON.plus(HOUR)),
        Face::Closed { since: Some(NOON.plus(MINUTE)), by_provider: true }
    );
    let template = |status| InboxRow { pending_template: sent(status), ..never.clone() };
    for status in [MessageStatus::Queued, MessageStatus::Sent, MessageStatus::Read, MessageStatus::Unknown] {
        assert_eq!(at(&template(status), NOON), Face::Waiting { at: NOON, status });
    }
    assert_eq!(at(&template(MessageStatus::Failed), NOON), Face::Closed { since: None, by_provider: false });
    // The answer came: whatever was pending no longer counts.
    let answered = InboxRow {
        pending_template: sent(MessageStatus::Read),
        ..mine(WindowFacts::default().with_inbound(NOON))
    };
    assert_eq!(at(&answered, NOON), Face::Open { until: Some(NOON.plus(DAY)) });
}

#[test]
fn blocked_with_one_reason() {
    let open = WindowFacts::default().with_inbound(NOON);
    let state = |state| InboxRow { state, ..mine(open) };
    let blocked = |reason| Face::Blocked { reason };
    for (row, reason) in [
        (state(TicketState::Menu { queue: queue(1), since: NOON }), Blocked::Unclaimed),
        (state(TicketState::Queued { queue: queue(1), since: NOON }), Blocked::Unclaimed),
        (
            state(TicketState::Offered { queue: queue(1), agent: user(1), from: None, until: NOON }),
            Blocked::OfferedToMe { until: NOON },
        ),
        (
            state(TicketState::Offered { queue: queue(1), agent: user(2), from: Some(user(1)), until: NOON }),
            Blocked::Offered { to: user(2), until: NOON },
        ),
        (state(assigned(2)), Blocked::Owned { by: user(2) }),
        (
            state(TicketState::Snoozed { queue: queue(1), agent: user(2), until: Some(NOON) }),
            Blocked::Owned { by: user(2) },
        ),
        (
            state(TicketState::Closed {
                queue: queue(1),
                by: Some(user(1)),
                at: NOON,
                reason: CloseReason::Resolved,
            }),
            Blocked::TicketClosed,
        ),
    ] {
        assert_eq!(at(&row, NOON), blocked(reason.clone()));
        // Whose ticket it is comes before what the number can do.
        assert_eq!(face(&row, Channel::Whatsapp, NumberState::Restricted, &user(1), NOON), blocked(reason));
    }
    for down in [NumberState::Disconnected, NumberState::Restricted] {
        let face = face(&mine(open), Channel::Whatsapp, down, &user(1), NOON);
        assert_eq!(face, blocked(Blocked::NumberDown { state: down }));
    }
    let snoozed = state(TicketState::Snoozed { queue: queue(1), agent: user(1), until: Some(NOON) });
    assert_eq!(at(&snoozed, NOON), Face::Open { until: Some(NOON.plus(DAY)) });
}

#[test]
fn other_channels() {
    let row = mine(WindowFacts::default().with_inbound(NOON));
    let on = |channel, after| face(&row, channel, NumberState::Connected, &user(1), NOON.plus(after));
    assert_eq!(on(Channel::Webchat, 90 * DAY), Face::Open { until: None });
    let week = NOON.plus(7 * DAY);
    for channel in [Channel::Messenger, Channel::Instagram] {
        assert_eq!(on(channel, DAY), Face::Open { until: Some(week) });
        assert_eq!(on(channel, 7 * DAY - HOUR), Face::Closing { until: week });
        assert_eq!(on(channel, 7 * DAY), Face::Closed { since: Some(week), by_provider: false });
    }
}

fn rows() -> impl Strategy<Value = InboxRow> {
    let offset = || proptest::option::of((-8 * DAY..2 * HOUR).prop_map(|micros| NOON.plus(micros)));
    let status =
        prop::sample::select(vec![MessageStatus::Queued, MessageStatus::Delivered, MessageStatus::Failed]);
    (offset(), offset(), proptest::option::of(status), 0u8..3).prop_map(|(last, refused, pending, owner)| {
        InboxRow {
            state: if owner == 0 { row(1).state } else { assigned(owner) },
            window: WindowFacts { last_inbound_at: last, refused_at: refused, ..WindowFacts::default() },
            pending_template: pending.and_then(sent),
            ..row(1)
        }
    })
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_face_changes_exactly_when_announced(row in rows(), channel in prop::sample::select(vec![Channel::Whatsapp, Channel::Messenger, Channel::Webchat]), probe in 0i64..20 * DAY) {
        let look = |now| face(&row, channel, NumberState::Connected, &user(1), now);
        let mut now = NOON;
        let mut changes = 0;
        loop {
            let shown = look(now);
            let Some(next) = next_change(&shown) else {
                prop_assert_eq!(look(now.plus(probe)), shown, "it changed without notice");
                break;
            };
            prop_assert!(next > now, "the announced instant is past");
            prop_assert_eq!(&look(next.plus(-1)), &shown);
            prop_assert_eq!(&look(now.plus(probe % next.since(now))), &shown);
            prop_assert_ne!(&look(next), &shown);
            now = next;
            changes += 1;
            prop_assert!(changes <= 4, "it never comes to rest");
        }
    }
}
