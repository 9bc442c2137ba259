//! The one policy object: what the composer shows is what the gate decides.

use crate::common::{NOON, assigned, cases, queue, row, user};
use desk_model::face::{Blocked, Face, face, policy};
use desk_model::number::{Channel, NumberState};
use desk_model::policy::{Hindrance, SendPolicy, Standing, may_leave};
use desk_model::ticket::{CloseReason, TicketState};
use desk_model::time::{DAY, HOUR};
use desk_model::view::InboxRow;
use desk_model::window::{Outgoing, PriceClass, Refusal, WindowFacts, WindowState};
use proptest::prelude::*;

#[test]
fn a_reason_for_everything() {
    let open = InboxRow { state: assigned(1), ..row(1) };
    let at =
        |row: &InboxRow, number, after| policy(row, Channel::Whatsapp, number, &user(1), NOON.plus(after));
    let fine = at(&open, NumberState::Connected, 0);
    assert_eq!(fine.window, WindowState::Open { until: Some(NOON.plus(23 * HOUR)) });
    assert_eq!(fine.price, PriceClass::Paid);
    for what in [Outgoing::FreeByPerson, Outgoing::FreeByDesk, Outgoing::Template] {
        assert_eq!(fine.may(what), Ok(()));
    }
    let shut = at(&open, NumberState::Connected, DAY);
    assert_eq!(shut.may(Outgoing::FreeByPerson), Err(Hindrance::Window(Refusal::WindowClosed)));
    assert_eq!(shut.may(Outgoing::FreeByDesk), Err(Hindrance::Window(Refusal::WindowClosed)));
    assert_eq!(shut.may(Outgoing::Template), Ok(()));
    let down = Blocked::NumberDown { state: NumberState::Restricted };
    assert_eq!(at(&open, NumberState::Restricted, 0).may(Outgoing::Template), Err(Hindrance::Blocked(down)));
    let theirs = InboxRow { state: assigned(2), ..row(1) };
    let owned = Hindrance::Blocked(Blocked::Owned { by: user(2) });
    assert_eq!(at(&theirs, NumberState::Connected, DAY).may(Outgoing::Template), Err(owned));
    // The desk itself is stopped by the window alone.
    let standing = Standing {
        policy: Channel::Whatsapp.policy(),
        window: &open.window,
        number: NumberState::Disconnected,
        ticket: &row(1).state,
        writer: None,
    };
    assert_eq!(SendPolicy::at(standing, NOON).may(Outgoing::FreeByDesk), Ok(()));
}

fn states() -> impl Strategy<Value = TicketState> {
    prop::sample::select(vec![
        row(1).state,
        assigned(1),
        assigned(2),
        TicketState::Offered { queue: queue(1), agent: user(1), from: None, until: NOON },
        TicketState::Snoozed { queue: queue(1), agent: user(1), until: Some(NOON) },
        TicketState::Closed { queue: queue(1), by: None, at: NOON, reason: CloseReason::Resolved },
    ])
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn the_face_offers_exactly_what_the_gate_allows(
        state in states(),
        last in proptest::option::of(-9 * DAY..HOUR),
        refused in proptest::option::of(-9 * DAY..HOUR),
        channel in prop::sample::select(vec![Channel::Whatsapp, Channel::Messenger, Channel::Webchat]),
        number in prop::sample::select(vec![NumberState::Connected, NumberState::Disconnected]),
    ) {
        let window = WindowFacts {
            last_inbound_at: last.map(|by| NOON.plus(by)),
            refused_at: refused.map(|by| NOON.plus(by)),
            ..WindowFacts::default()
        };
        let row = InboxRow { state, window, ..row(1) };
        let may = policy(&row, channel, number, &user(1), NOON).may(Outgoing::FreeByPerson);
        let shown = face(&row, channel, number, &user(1), NOON);
        match shown {
            Face::Open { .. } | Face::Closing { .. } => prop_assert_eq!(may, Ok(())),
            Face::Closed { .. } | Face::Waiting { .. } => prop_assert_eq!(may, Err(Hindrance::Window(Refusal::WindowClosed))),
            Face::Blocked { reason } => prop_assert_eq!(may, Err(Hindrance::Blocked(reason))),
        }
        // What was written before is judged by the window alone, and not more kindly.
        let leaves = may_leave(channel.policy(), &row.window, Outgoing::FreeByPerson, NOON);
        if may_leave(channel.policy(), &row.window, Outgoing::FreeByDesk, NOON).is_ok() {
            prop_assert!(leaves.is_ok());
        }
    }
}
