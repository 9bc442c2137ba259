//! The window: boundaries, order, refusals, the gate.

use crate::common::{NOON, cases};
use desk_model::time::{DAY, HOUR, SECOND, Timestamp};
use desk_model::window::{
    HUMAN_WINDOW, Outgoing, PriceClass, Refusal, WINDOW, WindowFacts, WindowPolicy as P, WindowState as W,
    may_send, window,
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
    let shut = W::Closed { since: NOON.plus(HOUR), by_provider: true };
    assert_eq!(window(P::Whatsapp, &locked, NOON.plus(2 * HOUR)), shut);
    // What the customer sent before the refused message opens nothing, also when it comes late.
    for late in [0, SECOND, HOUR - SECOND] {
        assert_eq!(window(P::Whatsapp, &locked.with_inbound(NOON.plus(late)), NOON.plus(2 * HOUR)), shut);
    }
    // The provider's clock tells whole seconds: within one, what is heard last counts.
    let same_second = locked.with_inbound(NOON.plus(HOUR));
    assert!(window(P::Whatsapp, &same_second, NOON.plus(2 * HOUR)).is_open());
    assert!(
        !window(P::Whatsapp, &same_second.with_refusal(NOON.plus(HOUR + 1)), NOON.plus(2 * HOUR)).is_open()
    );
    let unlocked = locked.with_inbound(NOON.plus(HOUR + SECOND));
    assert_eq!(
        window(P::Whatsapp, &unlocked, NOON.plus(2 * HOUR)),
        W::Open { until: Some(NOON.plus(HOUR + SECOND + DAY)) }
    );
    // The customer wrote after the refused message had been written: that refusal says nothing about now.
    let newer = wrote(NOON).with_refusal(NOON.plus(-SECOND));
    assert!(window(P::Whatsapp, &newer, NOON).is_open());
    // A refusal although the customer never wrote.
    let never = WindowFacts::default().with_refusal(NOON);
    assert_eq!(window(P::Whatsapp, &never, NOON), W::Never);
    assert!(!window(P::Whatsapp, &never.with_inbound(NOON.plus(-SECOND)), NOON).is_open());
    assert!(window(P::Whatsapp, &never.with_inbound(NOON.plus(SECOND)), NOON).is_open());
    // A message that was refused because the time was over anyway.
    let late = wrote(NOON).with_refusal(NOON.plus(DAY + SECOND));
    assert_eq!(
        window(P::Whatsapp, &late, NOON.plus(2 * DAY)),
        W::Closed { since: NOON.plus(DAY), by_provider: false }
    );
}

#[test]
fn free_time_is_counted_from_our_answer() {
    let entry = wrote(NOON).with_entry(NOON);
    let class = |facts: &WindowFacts, after| facts.price_class(P::Whatsapp, NOON.plus(after));
    let free = |until| PriceClass::FreeEntry { until: NOON.plus(until) };
    // Not answered yet: it would be counted from now, and is lost after a day.
    assert_eq!(class(&entry, HOUR), free(HOUR + 3 * DAY));
    assert_eq!(class(&entry, DAY - 1), free(DAY - 1 + 3 * DAY));
    assert_eq!(class(&entry, DAY), PriceClass::Paid);
    let answered = entry.with_answer(NOON.plus(2 * HOUR));
    assert_eq!(answered.free_until, Some(NOON.plus(2 * HOUR + 3 * DAY)));
    // Only the first answer counts, and repetitions of the entry change nothing.
    for again in [
        answered.with_answer(NOON.plus(5 * HOUR)),
        answered.with_entry(NOON),
        answered.with_entry(NOON.plus(-HOUR)),
    ] {
        assert_eq!(again, answered);
    }
    assert_eq!(class(&answered, 2 * HOUR + 3 * DAY - 1), free(2 * HOUR + 3 * DAY));
    assert_eq!(class(&answered, 2 * HOUR + 3 * DAY), PriceClass::Paid);
    // Too late, and without an entry.
    assert_eq!(entry.with_answer(NOON.plus(DAY)).free_until, None);
    assert_eq!(wrote(NOON).with_answer(NOON).free_until, None);
    // A second entry while the first is still free starts anew.
    let second = answered.with_entry(NOON.plus(DAY)).with_answer(NOON.plus(25 * HOUR));
    assert_eq!(second.free_until, Some(NOON.plus(25 * HOUR + 3 * DAY)));
    // Our clock behind the provider's.
    assert_eq!(entry.with_answer(NOON.plus(-SECOND)).free_until, Some(NOON.plus(3 * DAY)));
    assert_eq!(entry.price_class(P::Meta, NOON), PriceClass::Unknown);
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
        let start = WindowFacts { refused_at: refused, ..WindowFacts::default() };
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
                    locked = locked.filter(|locked| locked.secs() > at.secs());
                }
                Step::Refused(sent_at) => {
                    facts = facts.with_refusal(sent_at);
                    if latest.is_none_or(|latest| latest.secs() <= sent_at.secs()) {
                        locked = locked.max(Some(sent_at));
                    }
                }
                Step::Wait(micros) => now = now.plus(micros),
                Step::Send(what) => {
                    let before = facts;
                    let state = window(P::Whatsapp, &facts, now);
                    let allowed = may_send(P::Whatsapp, state, what);
                    let open = latest.is_some_and(|at| now < at.plus(DAY) && locked.is_none_or(|locked| at.secs() > locked.secs()));
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
    fn order_and_repetition_of_everything_do_not_matter(
        inbound in vec(instants(), 0..8),
        refused in vec(instants(), 0..8),
        seed in any::<u64>(),
        now in instants(),
    ) {
        // Within one second the order of arrival decides.
        prop_assume!(inbound.iter().all(|at| refused.iter().all(|other| other.secs() != at.secs())));
        let mut heard: Vec<(bool, Timestamp)> = inbound.iter().map(|at| (true, *at)).chain(refused.iter().map(|at| (false, *at))).collect();
        let after = |heard: &[(bool, Timestamp)]| heard.iter().fold(WindowFacts::default(), |facts, (ours, at)| if *ours { facts.with_inbound(*at) } else { facts.with_refusal(*at) });
        let expected = after(&heard);
        // Some twice, and shuffled.
        let twice: Vec<_> = heard.iter().enumerate().filter(|(i, _)| seed >> (i % 64) & 1 == 1).map(|(_, what)| *what).collect();
        heard.extend(twice);
        let mut random = seed;
        for i in (1..heard.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            heard.swap(i, (random >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(after(&heard), expected);
        // Locked until something newer than the newest refused message comes.
        if let Some(last) = refused.iter().max() {
            let unlocked = inbound.iter().any(|at| at > last);
            prop_assert_eq!(expected.until().is_some(), unlocked);
            prop_assert!(expected.with_inbound(last.plus(SECOND)).until().is_some());
        }
        // What we send moves nothing of the window.
        let sent = expected.with_answer(now);
        prop_assert_eq!(window(P::Whatsapp, &sent, now), window(P::Whatsapp, &expected, now));
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
