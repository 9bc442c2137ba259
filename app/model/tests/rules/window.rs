//! The window: boundaries, order, refusals, the gate.

use crate::common::{NOON, cases};
use desk_model::time::{DAY, HOUR, SECOND, Timestamp};
use desk_model::window::{
    HUMAN_WINDOW, Outgoing, Refusal, WINDOW, WindowFacts, WindowPolicy as P, WindowState as W, may_send,
    window,
};
use proptest::collection::vec;
use proptest::prelude::*;

const FREE: [Outgoing; 2] = [Outgoing::FreeByPerson, Outgoing::FreeByDesk];

fn wrote(at: Timestamp) -> WindowFacts {
    WindowFacts::default().with_inbound(at)
}

#[test]
fn it_closes_at_the_exact_microsecond() {
    let until = NOON.plus(DAY);
    for (after, expected) in [
        (0, W::Open { until: Some(until) }),
        (DAY - 1, W::Open { until: Some(until) }),
        (DAY, W::Closed { since: until, by_provider: false }),
        (DAY + 1, W::Closed { since: until, by_provider: false }),
        // The provider's clock is ahead of ours.
        (-5 * SECOND, W::Open { until: Some(until) }),
    ] {
        assert_eq!(window(P::Whatsapp, &wrote(NOON), NOON.plus(after)), expected, "{after}");
    }
    assert_eq!(WINDOW, 24 * HOUR);
    assert_eq!(window(P::Whatsapp, &WindowFacts::default(), NOON), W::Never);
}

#[test]
fn messenger_has_days_for_people_and_web_chat_no_end() {
    let week = NOON.plus(HUMAN_WINDOW);
    for (after, expected) in [
        (DAY - 1, W::Open { until: Some(NOON.plus(DAY)) }),
        (DAY, W::HumanOnly { until: week }),
        (7 * DAY - 1, W::HumanOnly { until: week }),
        (7 * DAY, W::Closed { since: week, by_provider: false }),
    ] {
        assert_eq!(window(P::Meta, &wrote(NOON), NOON.plus(after)), expected, "{after}");
    }
    assert_eq!(window(P::Webchat, &WindowFacts::default(), NOON), W::Open { until: None });
    assert_eq!(window(P::Webchat, &wrote(NOON), NOON.plus(900 * DAY)), W::Open { until: None });
}

#[test]
fn the_gate_as_a_table() {
    let open = W::Open { until: Some(NOON) };
    let human = W::HumanOnly { until: NOON };
    let closed = W::Closed { since: NOON, by_provider: false };
    use Outgoing::{FreeByDesk, FreeByPerson, Template};
    for (state, by_person, by_desk) in [
        (open, Ok(()), Ok(())),
        (W::Open { until: None }, Ok(()), Ok(())),
        (human, Ok(()), Err(Refusal::HumanOnly)),
        (closed, Err(Refusal::WindowClosed), Err(Refusal::WindowClosed)),
        (W::Never, Err(Refusal::WindowClosed), Err(Refusal::WindowClosed)),
    ] {
        for policy in [P::Whatsapp, P::Meta, P::Webchat] {
            assert_eq!(may_send(policy, state, FreeByPerson), by_person);
            assert_eq!(may_send(policy, state, FreeByDesk), by_desk);
            let template = if policy == P::Whatsapp { Ok(()) } else { Err(Refusal::NoTemplates) };
            assert_eq!(may_send(policy, state, Template), template);
        }
    }
}

#[test]
fn the_providers_refusal_locks_until_the_customer_writes() {
    let locked = wrote(NOON).with_refusal(NOON.plus(HOUR));
    assert_eq!(
        window(P::Whatsapp, &locked, NOON.plus(2 * HOUR)),
        W::Closed { since: NOON, by_provider: true }
    );
    assert_eq!(
        window(P::Whatsapp, &locked.with_inbound(NOON), NOON.plus(2 * HOUR)),
        W::Closed { since: NOON, by_provider: true }
    );
    let unlocked = locked.with_inbound(NOON.plus(SECOND));
    assert_eq!(
        window(P::Whatsapp, &unlocked, NOON.plus(2 * HOUR)),
        W::Open { until: Some(NOON.plus(SECOND + DAY)) }
    );
    // The customer wrote after the refused message had been written: that refusal says nothing about now.
    let newer = wrote(NOON).with_refusal(NOON.plus(-1));
    assert_eq!(newer, wrote(NOON));
    // A refusal although the customer never wrote.
    let never = WindowFacts::default().with_refusal(NOON);
    assert_eq!(window(P::Whatsapp, &never, NOON), W::Never);
    assert!(!window(P::Whatsapp, &never.with_inbound(NOON), NOON).is_open());
    assert!(window(P::Whatsapp, &never.with_inbound(NOON.plus(1)), NOON).is_open());
}

#[test]
fn a_free_entry_is_about_price_only() {
    let facts = WindowFacts { free_until: Some(NOON.plus(3 * DAY)), ..wrote(NOON) };
    assert_eq!(
        window(P::Whatsapp, &facts, NOON.plus(DAY)),
        W::Closed { since: NOON.plus(DAY), by_provider: false }
    );
    let nobody = WindowFacts { free_until: Some(NOON.plus(3 * DAY)), ..WindowFacts::default() };
    assert_eq!(window(P::Whatsapp, &nobody, NOON), W::Never);
}

fn instants() -> impl Strategy<Value = Timestamp> {
    // Seconds as the provider gives them, over a few days, so that many fall together.
    (-3 * 86_400i64..3 * 86_400).prop_map(|secs| NOON.plus(secs * SECOND))
}

/// What may happen in a conversation.
#[derive(Debug, Clone)]
enum Step {
    Inbound(Timestamp),
    Send(Outgoing),
    Refused(Timestamp),
    Wait(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let what = prop::sample::select(vec![Outgoing::FreeByPerson, Outgoing::FreeByDesk, Outgoing::Template]);
    vec(
        prop_oneof![
            instants().prop_map(Step::Inbound),
            what.prop_map(Step::Send),
            instants().prop_map(Step::Refused),
            (0..2 * DAY).prop_map(Step::Wait),
        ],
        0..30,
    )
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn order_and_repetition_of_inbound_do_not_matter(times in vec(instants(), 1..12), turn in any::<prop::sample::Index>(), refused in proptest::option::of(instants())) {
        let start = WindowFacts { refused_inbound_at: refused, ..WindowFacts::default() };
        let after = |times: &[Timestamp]| times.iter().fold(start, |facts, at| facts.with_inbound(*at));
        let expected = after(&times);
        prop_assert_eq!(expected.last_inbound_at, times.iter().max().copied());
        let mut other = times.clone();
        other.rotate_left(turn.index(times.len()));
        other.extend_from_slice(&times);
        prop_assert_eq!(after(&other), expected);
        other.reverse();
        prop_assert_eq!(after(&other), expected);
    }

    #[test]
    fn nothing_lets_free_text_out_of_a_closed_window(steps in steps()) {
        let mut facts = WindowFacts::default();
        let mut now = NOON;
        // The rule in other words: 24 hours from the latest inbound, unless it was refused since.
        let mut latest: Option<Timestamp> = None;
        let mut locked: Option<Timestamp> = None;
        for step in steps {
            match step {
                Step::Inbound(at) => {
                    facts = facts.with_inbound(at);
                    latest = latest.max(Some(at));
                }
                Step::Refused(sent_at) => {
                    facts = facts.with_refusal(sent_at);
                    if latest.is_none_or(|at| at <= sent_at) {
                        locked = locked.max(latest.or(Some(sent_at)));
                    }
                }
                Step::Wait(micros) => now = now.plus(micros),
                Step::Send(what) => {
                    let before = facts;
                    let state = window(P::Whatsapp, &facts, now);
                    let allowed = may_send(P::Whatsapp, state, what);
                    let open = latest.is_some_and(|at| now < at.plus(DAY) && locked.is_none_or(|locked| at > locked));
                    let expected = if what == Outgoing::Template || open { Ok(()) } else { Err(Refusal::WindowClosed) };
                    prop_assert_eq!(allowed, expected);
                    // Sending, also a template, leaves what decides the window as it was.
                    prop_assert_eq!(facts, before);
                    prop_assert_eq!(window(P::Whatsapp, &facts, now), state);
                }
            }
        }
    }

    #[test]
    fn only_the_customer_opens(times in vec(instants(), 0..6), refused in instants(), sent in instants(), now in instants(), policy in prop::sample::select(vec![P::Whatsapp, P::Meta])) {
        let facts = times.iter().fold(WindowFacts::default(), |facts, at| facts.with_inbound(*at)).with_refusal(refused);
        let later = facts.with_refusal(sent);
        for what in FREE {
            let before = may_send(policy, window(policy, &facts, now), what);
            let after = may_send(policy, window(policy, &later, now), what);
            prop_assert!(after.is_err() || before.is_ok(), "a refusal opened something");
        }
        prop_assert_eq!(later.last_inbound_at, facts.last_inbound_at);
        // Time alone opens nothing either.
        if !window(policy, &facts, now).is_open() {
            prop_assert!(!window(policy, &facts, now.plus(HOUR)).is_open());
        }
    }

    #[test]
    fn no_instant_overflows(last in any::<i64>(), refused in any::<i64>(), now in any::<i64>()) {
        for policy in [P::Whatsapp, P::Meta, P::Webchat] {
            let facts = wrote(Timestamp(last)).with_refusal(Timestamp(refused));
            let _ = window(policy, &facts, Timestamp(now));
        }
    }
}
