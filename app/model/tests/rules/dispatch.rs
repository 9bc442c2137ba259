//! Who gets the next ticket.

use crate::common::{NOON, cases, row};
use desk_model::dispatch::{Candidate, Need, choose, fits, silent_end};
use desk_model::presence::{Choice, PresenceRules, Standing, grace_end, standing};
use desk_model::time::{MINUTE, SECOND};
use desk_model::{QueueId, TicketState, Timestamp, UserId};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn user(n: u8) -> UserId {
    UserId::from_parts(0, [n; 10])
}

fn queue(n: u8) -> QueueId {
    QueueId::from_parts(0, [n; 10])
}

fn person(n: u8) -> impl Strategy<Value = Candidate> {
    let standing = prop_oneof![
        4 => Just(Standing::Available), 1 => Just(Standing::Paused), 1 => Just(Standing::Offline)
    ];
    let skills = prop::collection::btree_map((0u8..3).prop_map(queue), 1u8..6, 0..3);
    (standing, skills, 0u32..8, 0u32..8, 0i64..4).prop_map(move |(standing, skills, load, capacity, idle)| {
        Candidate { user: user(n), standing, skills, load, capacity, idle_since: Timestamp(idle) }
    })
}

fn people() -> impl Strategy<Value = Vec<Candidate>> {
    (0u8..9).prop_flat_map(|count| (0..count).map(person).collect::<Vec<_>>())
}

/// So many seconds after noon.
fn at(seconds: i64) -> Timestamp {
    NOON.plus(seconds * SECOND)
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn whoever_is_chosen_can_take_it_and_somebody_is_chosen_when_anybody_can(
        people in people(), weight in 0u32..4, min_skill in 1u8..6,
        sticky in prop::option::of((0u8..9).prop_map(user)), avoid in prop::option::of((0u8..9).prop_map(user)),
    ) {
        let queue = queue(1);
        let need = Need { queue: &queue, weight, min_skill, sticky: sticky.as_ref(), avoid: avoid.as_ref() };
        let able: Vec<&Candidate> = people.iter().filter(|person| {
            person.standing == Standing::Available
                && person.skills.get(&queue).is_some_and(|skill| *skill >= min_skill)
                && person.capacity > 0
                && person.load + weight <= person.capacity
        }).collect();
        let chosen = choose(&people, &need);
        prop_assert_eq!(chosen.is_some(), !able.is_empty());
        let Some(chosen) = chosen else { return Ok(()) };
        prop_assert!(able.contains(&chosen));
        let willing: Vec<&&Candidate> = able.iter().filter(|person| Some(&person.user) != avoid.as_ref()).collect();
        if willing.is_empty() {
            return Ok(());
        }
        prop_assert!(Some(&chosen.user) != avoid.as_ref());
        if let Some(known) = willing.iter().find(|person| Some(&person.user) == sticky.as_ref()) {
            prop_assert_eq!(&chosen.user, &known.user);
            return Ok(());
        }
        for other in willing {
            // Fractions compared exactly.
            let (ours, theirs) = (chosen.load * other.capacity, other.load * chosen.capacity);
            prop_assert!(ours <= theirs);
            if ours == theirs {
                let (skill, better) = (chosen.skills[&queue], other.skills[&queue]);
                prop_assert!(skill >= better);
                prop_assert!(skill > better || chosen.idle_since <= other.idle_since);
            }
        }
    }

    #[test]
    fn the_order_of_the_list_does_not_matter(people in people(), weight in 0u32..3) {
        let queue = queue(0);
        let need = Need { queue: &queue, weight, min_skill: 1, sticky: None, avoid: None };
        let mut turned = people.clone();
        turned.reverse();
        prop_assert_eq!(choose(&people, &need), choose(&turned, &need));
    }

    #[test]
    fn giving_out_one_by_one_never_exceeds_anybody(people in people(), weight in 1u32..3) {
        let mut people = people;
        let queue = queue(0);
        let need = Need { queue: &queue, weight, min_skill: 1, sticky: None, avoid: None };
        let over: Vec<u32> = people.iter().map(|person| person.load.max(person.capacity)).collect();
        for _ in 0..100 {
            let Some(chosen) = choose(&people, &need).map(|person| person.user.clone()) else { break };
            let lucky = people.iter_mut().find(|person| person.user == chosen).unwrap();
            lucky.load += weight;
        }
        prop_assert!(choose(&people, &need).is_none());
        prop_assert!(people.iter().zip(over).all(|(person, over)| person.load <= over));
    }
}

#[test]
fn whoever_may_serve_nothing_gets_nothing_however_light() {
    assert!(!fits(0, 0, 0));
    assert!(fits(6, 6, 0));
    assert!(!fits(6, 6, 1));
    assert!(!fits(7, 6, 0));
    assert!(fits(4, 6, 2));
    assert!(!fits(u32::MAX, 6, 1));
}

#[test]
fn of_equals_the_one_idle_longest_has_their_turn() {
    let skills = BTreeMap::from([(queue(0), 3)]);
    let person = |n, idle| Candidate {
        user: user(n),
        standing: Standing::Available,
        skills: skills.clone(),
        load: 0,
        capacity: 4,
        idle_since: Timestamp(idle),
    };
    let people = [person(1, 30), person(2, 10), person(3, 20)];
    let id = queue(0);
    let need = Need { queue: &id, weight: 1, min_skill: 1, sticky: None, avoid: None };
    assert_eq!(choose(&people, &need).unwrap().user, user(2));
    // One of four is less than one of two.
    let busy = [Candidate { load: 1, capacity: 2, ..person(1, 0) }, Candidate { load: 1, ..person(2, 9) }];
    assert_eq!(choose(&busy, &need).unwrap().user, user(2));
}

#[test]
fn silence_is_counted_from_the_first_unanswered_message_but_not_from_before_one_had_it() {
    let mut row = row(1);
    let assigned = |since| TicketState::Assigned { queue: queue(0), agent: user(1), since };
    row.state = assigned(at(0));
    row.waiting_since = Some(at(60));
    assert_eq!(silent_end(&row, 5), Some(at(60).plus(5 * MINUTE)));
    row.state = assigned(at(100));
    assert_eq!(silent_end(&row, 5), Some(at(100).plus(5 * MINUTE)));
    assert_eq!(silent_end(&row, 0), None);
    row.waiting_since = None;
    assert_eq!(silent_end(&row, 5), None);
    row.waiting_since = Some(at(60));
    row.state = TicketState::Queued { queue: queue(0), since: at(0) };
    assert_eq!(silent_end(&row, 5), None);
}

#[test]
fn what_somebody_chose_holds_only_while_they_are_there() {
    let paused = Choice::Paused { reason: "Almoço".to_owned() };
    assert_eq!(standing(&paused, true), Standing::Paused);
    assert_eq!(standing(&paused, false), Standing::Offline);
    assert_eq!(standing(&Choice::Available, true), Standing::Available);
    assert_eq!(standing(&Choice::Offline, true), Standing::Offline);
    assert_eq!(grace_end(at(0), 60), at(0).plus(60 * SECOND));
}

#[test]
fn reasons_are_short_different_and_there() {
    let rules = |reasons: &[&str], grace_seconds| PresenceRules {
        reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        grace_seconds,
    };
    let good = rules(&["  Almoço ", "Café"], 0).check().unwrap();
    assert_eq!(good.reasons, ["Almoço", "Café"]);
    assert!(PresenceRules::default().check().is_ok());
    let long = "x".repeat(41);
    for bad in
        [rules(&[], 60), rules(&[""], 60), rules(&[&long], 60), rules(&["a", " A"], 60), rules(&["a\tb"], 60)]
    {
        assert_eq!(bad.check().unwrap_err()[0].field, "reasons");
    }
    assert_eq!(rules(&["a"], 3601).check().unwrap_err()[0].field, "grace_seconds");
}
