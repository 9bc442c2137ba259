//! Until when tickets are put aside, also where clocks jump.

use crate::common::{NOON, cases};
use desk_model::error::FieldProblem;
use desk_model::price::Day;
use desk_model::snooze::{LONGEST, Preset as P, check, closes_before, instant, presets, wall};
use desk_model::time::{DAY, HOUR, MINUTE, Timestamp};
use proptest::prelude::*;

/// São Paulo has been three hours behind UTC since 2019.
fn sao_paulo(_: Timestamp) -> i64 {
    -3 * HOUR
}

/// Clocks that go forward by an hour at `NOON` and back again 100 days later.
fn jumping(at: Timestamp) -> i64 {
    if (NOON..NOON.plus(100 * DAY)).contains(&at) { -2 * HOUR } else { -3 * HOUR }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn what_is_offered() {
    // Saturday, 9:00 in São Paulo.
    let at = |text: &str, hour: i64| instant(day(text), hour * 60, sao_paulo);
    assert_eq!(wall(NOON, sao_paulo), (day("2026-11-21"), 9 * 60));
    assert_eq!(
        presets(NOON, sao_paulo),
        [
            (P::Hour, NOON.plus(HOUR)),
            (P::Afternoon, at("2026-11-21", 14)),
            (P::Tomorrow, at("2026-11-22", 9)),
            (P::Monday, at("2026-11-23", 9)),
        ]
    );
    // In the afternoon that is over; on a Sunday Monday is tomorrow; on a Monday it is in a week.
    let names = |now| presets(now, sao_paulo).into_iter().map(|(preset, _)| preset).collect::<Vec<_>>();
    assert_eq!(names(NOON.plus(5 * HOUR)), [P::Hour, P::Tomorrow, P::Monday]);
    assert_eq!(names(NOON.plus(DAY)), [P::Hour, P::Afternoon, P::Tomorrow]);
    let monday = presets(NOON.plus(2 * DAY), sao_paulo);
    assert_eq!(monday.last(), Some(&(P::Monday, at("2026-11-30", 9))));
}

#[test]
fn clocks_that_jump() {
    // At 9:00 clocks go to 10:00: half past nine is not there, and is half past ten.
    let today = day("2026-11-21");
    assert_eq!(instant(today, 9 * 60 + 30, jumping), NOON.plus(30 * MINUTE));
    assert_eq!(instant(today, 8 * 60 + 59, jumping), NOON.plus(-MINUTE));
    assert_eq!(instant(today, 10 * 60, jumping), NOON);
    // They go back from 10:00 to 9:00: half past nine comes twice, the first is meant.
    let back = NOON.plus(100 * DAY);
    let (that_day, minute) = wall(back.plus(-30 * MINUTE), jumping);
    assert_eq!(minute, 9 * 60 + 30);
    assert_eq!(instant(that_day, minute, jumping), back.plus(-30 * MINUTE));
    assert_eq!(instant(that_day, 10 * 60, jumping), back.plus(HOUR));
}

#[test]
fn times_that_are_over_are_refused() {
    assert_eq!(check(NOON, NOON), Err(FieldProblem::Past));
    assert_eq!(check(NOON.plus(-1), NOON), Err(FieldProblem::Past));
    assert_eq!(check(NOON.plus(1), NOON), Ok(()));
    assert_eq!(check(NOON.plus(LONGEST), NOON), Ok(()));
    assert_eq!(check(NOON.plus(LONGEST + 1), NOON), Err(FieldProblem::Malformed));
    let (soon, late) = (NOON.plus(HOUR), NOON.plus(2 * HOUR));
    assert_eq!(closes_before(Some(soon), late, NOON), Some(soon));
    for (window, until) in [(Some(late), soon), (Some(soon), soon), (None, late), (Some(NOON), late)] {
        assert_eq!(closes_before(window, until, NOON), None);
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn every_instant_is_found_again(minutes in -200_000i64..400_000) {
        let at = NOON.plus(minutes * MINUTE);
        for offset in [sao_paulo as fn(Timestamp) -> i64, jumping] {
            let (day, minute) = wall(at, offset);
            let found = instant(day, minute, offset);
            prop_assert_eq!(wall(found, offset), (day, minute));
            prop_assert!(found == at || at.since(found) == HOUR, "the hour that comes twice");
        }
    }

    #[test]
    fn offers_are_in_the_future_and_in_order(minutes in 0i64..40_000) {
        let now = NOON.plus(minutes * MINUTE);
        for offset in [sao_paulo as fn(Timestamp) -> i64, jumping] {
            let offered = presets(now, offset);
            prop_assert!(offered.iter().all(|(_, at)| check(*at, now).is_ok()));
            let late: Vec<Timestamp> =
                offered.iter().filter(|(p, _)| *p != P::Hour).map(|(_, at)| *at).collect();
            prop_assert!(late.is_sorted());
        }
    }
}
