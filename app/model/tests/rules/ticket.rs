//! A ticket's life.

use crate::common::{NOON, cases, queue, user};
use desk_model::ticket::{CloseReason, StateName as N, TicketCommand as C, TicketState as T, reopens};
use desk_model::time::{HOUR, SECOND, Timestamp};
use desk_model::{DeskError, QueueId, UserId};
use proptest::collection::vec;
use proptest::prelude::*;

const LATER: Timestamp = NOON.plus(HOUR);

fn states() -> [T; 6] {
    let (queue, agent) = (queue(1), user(1));
    [
        T::Menu { queue: queue.clone(), since: NOON },
        T::Queued { queue: queue.clone(), since: NOON },
        T::Offered { queue: queue.clone(), agent: agent.clone(), from: None, until: LATER },
        T::Assigned { queue: queue.clone(), agent: agent.clone(), since: NOON },
        T::Snoozed { queue: queue.clone(), agent, until: Some(LATER) },
        T::Closed { queue, by: None, at: NOON, reason: CloseReason::Resolved },
    ]
}

#[test]
fn the_whole_table() {
    let close = C::Close { by: Some(user(1)), reason: CloseReason::NoAnswer };
    // What each command leads to from: menu, queued, offered, assigned, snoozed, closed.
    let table: [(C, [Option<N>; 6]); 16] = [
        (C::Enqueue { queue: queue(1) }, [Some(N::Queued), None, None, None, None, None]),
        (C::Enqueue { queue: queue(2) }, [Some(N::Queued), Some(N::Queued), None, None, None, None]),
        (C::Claim { agent: user(2) }, [Some(N::Assigned), Some(N::Assigned), None, None, None, None]),
        (
            C::Offer { agent: user(2), until: LATER },
            [None, Some(N::Offered), None, Some(N::Offered), Some(N::Offered), None],
        ),
        (C::Offer { agent: user(1), until: LATER }, [None, Some(N::Offered), None, None, None, None]),
        (C::Offer { agent: user(2), until: NOON }, [None; 6]),
        (C::Accept { agent: user(1) }, [None, None, Some(N::Assigned), None, None, None]),
        (C::Accept { agent: user(2) }, [None; 6]),
        (C::Decline, [None, None, Some(N::Queued), None, None, None]),
        (
            C::Release { queue: queue(2) },
            [Some(N::Queued), Some(N::Queued), Some(N::Queued), Some(N::Queued), Some(N::Queued), None],
        ),
        (
            C::Snooze { until: Some(LATER.plus(HOUR)) },
            [None, None, None, Some(N::Snoozed), Some(N::Snoozed), None],
        ),
        (C::Snooze { until: None }, [None, None, None, Some(N::Snoozed), Some(N::Snoozed), None]),
        (C::Snooze { until: Some(NOON) }, [None; 6]),
        (C::Wake, [None, None, None, None, Some(N::Assigned), None]),
        (close, [Some(N::Closed), Some(N::Closed), None, Some(N::Closed), Some(N::Closed), None]),
        (C::Reopen, [None, None, None, None, None, Some(N::Queued)]),
    ];
    for (command, row) in table {
        for (state, expected) in states().into_iter().zip(row) {
            let from = state.name();
            match (state.step(command.clone(), NOON), expected) {
                (Ok(next), Some(expected)) => assert_eq!(next.name(), expected, "{from:?} {command:?}"),
                (Err(DeskError::Transition { from: told, .. }), None) => assert_eq!(told, from),
                (got, expected) => panic!("{from:?} {command:?}: {got:?} instead of {expected:?}"),
            }
        }
    }
}

#[test]
fn two_claims_have_one_winner() {
    let queued = T::Queued { queue: queue(1), since: NOON };
    let won = queued.step(C::Claim { agent: user(1) }, NOON).unwrap();
    assert_eq!(won.owner(), Some(&user(1)));
    let lost = won.step(C::Claim { agent: user(2) }, NOON);
    assert_eq!(lost, Err(DeskError::Transition { from: N::Assigned, to: "claim".into() }));
}

#[test]
fn an_offer_nobody_takes_goes_back_where_it_came_from() {
    let [_, queued, _, assigned, snoozed, _] = states();
    let offer = C::Offer { agent: user(2), until: LATER };
    let back = |state: T| state.step(offer.clone(), NOON).unwrap().step(C::Decline, LATER).unwrap();
    assert_eq!(back(queued).owner(), None);
    assert_eq!(back(assigned).owner(), Some(&user(1)));
    assert_eq!(back(snoozed).owner(), Some(&user(1)));
}

#[test]
fn reopening_hours() {
    for (hours, after, expected) in [
        (0, 0, false),
        (1, 0, true),
        (1, HOUR - 1, true),
        (1, HOUR, false),
        (24, 24 * HOUR - 1, true),
        (24, 24 * HOUR, false),
        (u32::MAX, 900_000 * HOUR, true),
        // The customer's message was written before the ticket was closed, and came late.
        (1, -SECOND, true),
        (0, -SECOND, false),
    ] {
        assert_eq!(reopens(NOON, hours, NOON.plus(after)), expected, "{hours} h, {after} µs");
    }
}

fn commands() -> impl Strategy<Value = C> {
    let queue = || (1u8..=2).prop_map(queue);
    let agent = || (1u8..=3).prop_map(user);
    let until = || (-2i64..48).prop_map(|hours| NOON.plus(hours * HOUR));
    let by = proptest::option::of(agent());
    prop_oneof![
        queue().prop_map(|queue| C::Enqueue { queue }),
        agent().prop_map(|agent| C::Claim { agent }),
        (agent(), until()).prop_map(|(agent, until)| C::Offer { agent, until }),
        agent().prop_map(|agent| C::Accept { agent }),
        Just(C::Decline),
        queue().prop_map(|queue| C::Release { queue }),
        proptest::option::of(until()).prop_map(|until| C::Snooze { until }),
        Just(C::Wake),
        (by, prop::sample::select(CloseReason::ALL.to_vec()))
            .prop_map(|(by, reason)| C::Close { by, reason }),
        Just(C::Reopen),
    ]
}

/// What must be true of every state that was reached with `command`.
fn lawful(before: &T, command: &C, after: &T, at: Timestamp) -> Result<(), TestCaseError> {
    let owned = matches!(after.name(), N::Assigned | N::Snoozed);
    prop_assert_eq!(after.owner().is_some(), owned);
    prop_assert_eq!(after.is_open(), after.name() != N::Closed);
    prop_assert!(after.queue().is_some(), "nobody goes back to the menu");
    // The queue stays, unless the command names another.
    let expected: Option<&QueueId> = match command {
        C::Enqueue { queue } | C::Release { queue } => Some(queue),
        _ => before.queue(),
    };
    prop_assert_eq!(after.queue(), expected);
    // Nobody becomes the owner but by their own claim or acceptance, or because they were it before.
    if let Some(owner) = after.owner() {
        let asked: Option<&UserId> = match command {
            C::Claim { agent } | C::Accept { agent } => Some(agent),
            C::Decline => match before {
                T::Offered { from, .. } => from.as_ref(),
                _ => None,
            },
            _ => before.owner(),
        };
        prop_assert_eq!(Some(owner), asked);
    }
    if !before.is_open() {
        prop_assert_eq!(command, &C::Reopen, "closed only reopens");
        prop_assert_eq!(after.name(), N::Queued);
    }
    match after {
        T::Closed { at: closed, .. } => prop_assert_eq!(*closed, at),
        T::Offered { until, .. } => prop_assert!(*until > at, "it would be over at once"),
        T::Snoozed { until, .. } => {
            prop_assert!(until.is_none_or(|until| until > at), "it would be over at once")
        }
        T::Queued { since, .. } => prop_assert!(*since >= at, "waiting begins now"),
        T::Assigned { since, .. } => prop_assert_eq!(*since, at),
        T::Menu { .. } => prop_assert!(false, "nobody goes back to the menu"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_sequence_reaches_an_illegal_state(start in 0usize..2, script in vec((commands(), -1i64..30), 0..60)) {
        let mut state = states()[start].clone();
        let mut at = NOON;
        for (command, minutes) in script {
            at = at.plus(minutes * 60 * SECOND);
            match state.clone().step(command.clone(), at) {
                Ok(next) => {
                    lawful(&state, &command, &next, at)?;
                    state = next;
                }
                Err(DeskError::Transition { from, .. }) => prop_assert_eq!(from, state.name()),
                Err(other) => prop_assert!(false, "{other:?}"),
            }
            let json = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), &state);
            prop_assert_eq!(N::parse(state.name().as_str()), Some(state.name()));
        }
    }
}
