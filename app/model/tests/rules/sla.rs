//! Promises: what is due when.

use crate::common::{NOON, cases};
use desk_model::Timestamp;
use desk_model::hours::{BusinessHours, FixedZone, Span};
use desk_model::queue::SlaTargets;
use desk_model::sla::{Due, Promise, SlaFacts, due, promises};
use desk_model::time::{DAY, HOUR, MINUTE};
use proptest::prelude::*;

const UTC: FixedZone = FixedZone(0);

fn targets() -> SlaTargets {
    SlaTargets {
        first_answer_minutes: 15,
        next_answer_minutes: 30,
        resolution_minutes: 480,
        legal_answer: true,
    }
}

fn fresh() -> SlaFacts {
    SlaFacts { open: true, began_at: NOON, answered_at: None, waiting_since: Some(NOON) }
}

#[test]
fn first_then_next_then_the_end() {
    let always = BusinessHours::default();
    let first = due(&targets(), &fresh(), &always, &UTC);
    assert_eq!(first, Some(Due { at: NOON.plus(15 * MINUTE), promise: Promise::FirstAnswer }));
    // Answered: only the end is left.
    let answered = SlaFacts { answered_at: Some(NOON.plus(MINUTE)), waiting_since: None, ..fresh() };
    let left: Vec<Promise> =
        promises(&targets(), &answered, &always, &UTC).iter().map(|due| due.promise).collect();
    assert_eq!(left, [Promise::Resolution, Promise::Legal]);
    // The customer wrote again.
    let asked = SlaFacts { waiting_since: Some(NOON.plus(HOUR)), ..answered };
    assert_eq!(
        due(&targets(), &asked, &always, &UTC),
        Some(Due { at: NOON.plus(HOUR + 30 * MINUTE), promise: Promise::NextAnswer })
    );
    let legal = promises(&targets(), &answered, &always, &UTC)[1];
    assert_eq!(legal, Due { at: NOON.plus(7 * DAY), promise: Promise::Legal });
    assert_eq!(due(&targets(), &SlaFacts { open: false, ..asked }, &always, &UTC), None);
    assert_eq!(due(&SlaTargets::default(), &fresh(), &always, &UTC), None);
}

#[test]
fn without_a_first_promise_every_answer_counts() {
    let only_next = SlaTargets { next_answer_minutes: 10, ..SlaTargets::default() };
    let found = due(&only_next, &fresh(), &BusinessHours::default(), &UTC);
    assert_eq!(found, Some(Due { at: NOON.plus(10 * MINUTE), promise: Promise::NextAnswer }));
}

#[test]
fn the_desk_s_hours_count_but_the_law_does_not_wait_for_them() {
    // NOON is a Saturday; the queue opens on Monday at nine.
    let mut hours = BusinessHours::default();
    hours.week[0] = vec![Span { from: 9 * 60, to: 18 * 60 }];
    let all = promises(&targets(), &fresh(), &hours, &UTC);
    assert_eq!(all[0], Due { at: NOON.plus(45 * HOUR + 15 * MINUTE), promise: Promise::FirstAnswer });
    assert!(all.contains(&Due { at: NOON.plus(7 * DAY), promise: Promise::Legal }));
}

proptest! {
    #![proptest_config(cases(256))]

    /// Keeping a promise never brings another one forward, and a longer one is never broken earlier.
    #[test]
    fn promises_are_steady(
        first in 0_u32..600, next in 0_u32..600, resolution in 0_u32..3000, legal: bool,
        waited in prop::option::of(0_i64..600), answered in prop::option::of(0_i64..600), more in 0_u32..100,
    ) {
        let always = BusinessHours::default();
        let minutes = |n: i64| Timestamp(NOON.0 + n * MINUTE);
        let targets = SlaTargets {
            first_answer_minutes: first, next_answer_minutes: next, resolution_minutes: resolution, legal_answer: legal,
        };
        let facts = SlaFacts {
            open: true, began_at: NOON, answered_at: answered.map(minutes), waiting_since: waited.map(minutes),
        };
        let now = promises(&targets, &facts, &always, &UTC);
        prop_assert!(now.is_sorted());
        let kept = promises(&targets, &SlaFacts { waiting_since: None, answered_at: Some(NOON), ..facts }, &always, &UTC);
        prop_assert!(kept.first().map(|due| due.at).unwrap_or(Timestamp(i64::MAX)) >= now.first().map(|due| due.at).unwrap_or(Timestamp(i64::MAX)));
        let longer = SlaTargets { resolution_minutes: if resolution == 0 { 0 } else { resolution + more }, ..targets };
        prop_assert!(due(&longer, &facts, &always, &UTC).map(|due| due.at) >= due(&targets, &facts, &always, &UTC).map(|due| due.at));
    }
}
