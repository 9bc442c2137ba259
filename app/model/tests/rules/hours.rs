//! When a queue is open, through changes of clocks and holidays.

use crate::common::cases;
use desk_model::Timestamp;
use desk_model::error::FieldProblem;
use desk_model::holiday::{PublicHoliday, easter};
use desk_model::hours::{BusinessHours, FixedZone, Holiday, Span, Zone};
use desk_model::price::Day;
use desk_model::time::{DAY, HOUR, MINUTE};
use proptest::prelude::*;

/// Clocks changed at some instants.
#[derive(Debug, Clone)]
struct Changing {
    first: i64,
    then: Vec<(Timestamp, i64)>,
}

impl Zone for Changing {
    fn offset(&self, at: Timestamp) -> i64 {
        self.then.iter().rev().find(|(from, _)| *from <= at).map_or(self.first, |(_, offset)| *offset)
    }
    fn next_change(&self, after: Timestamp) -> Option<Timestamp> {
        self.then.iter().map(|(from, _)| *from).find(|from| *from > after)
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// An instant of UTC.
fn at(date: &str, hour: i64, minute: i64) -> Timestamp {
    Timestamp(day(date).number() * DAY + hour * HOUR + minute * MINUTE)
}

fn span(from: u16, to: u16) -> Span {
    Span { from: from * 60, to: to * 60 }
}

/// Monday to Friday, 9 to 12 and 13 to 18.
fn office() -> BusinessHours {
    let mut hours = BusinessHours { zone: "UTC".into(), ..BusinessHours::default() };
    for spans in &mut hours.week[..5] {
        *spans = vec![span(9, 12), span(13, 18)];
    }
    hours
}

const UTC: FixedZone = FixedZone(0);

#[test]
fn without_hours_it_is_always_open() {
    let hours = BusinessHours {
        holidays: vec![Holiday { day: day("2026-11-21"), name: String::new() }],
        ..BusinessHours::default()
    };
    let now = at("2026-11-21", 3, 0);
    assert!(hours.is_open(&UTC, now));
    assert_eq!(hours.next_opening(&UTC, now), Some(now));
    assert_eq!(hours.business_time_between(&UTC, now, now.plus(DAY)), DAY);
    assert_eq!(hours.add_business_time(&UTC, now, 90), Some(now.plus(90 * MINUTE)));
}

#[test]
fn an_office_week() {
    let hours = office();
    // 2026-11-20 is a Friday.
    for (minute, open) in
        [(8 * 60 + 59, false), (9 * 60, true), (12 * 60, false), (13 * 60, true), (18 * 60, false)]
    {
        assert_eq!(hours.is_open(&UTC, at("2026-11-20", 0, minute)), open, "{minute}");
    }
    assert_eq!(hours.next_opening(&UTC, at("2026-11-20", 12, 1)), Some(at("2026-11-20", 13, 0)));
    assert_eq!(hours.next_opening(&UTC, at("2026-11-20", 18, 0)), Some(at("2026-11-23", 9, 0)));
    // Half an hour before lunch and the rest after it; the rest of Friday's on Monday.
    assert_eq!(hours.add_business_time(&UTC, at("2026-11-20", 11, 30), 60), Some(at("2026-11-20", 13, 30)));
    assert_eq!(hours.add_business_time(&UTC, at("2026-11-20", 17, 45), 30), Some(at("2026-11-23", 9, 15)));
    assert_eq!(hours.business_time_between(&UTC, at("2026-11-16", 0, 0), at("2026-11-23", 0, 0)), 40 * HOUR);
    assert_eq!(hours.business_time_between(&UTC, at("2026-11-20", 12, 0), at("2026-11-20", 9, 0)), 0);
    // In São Paulo it is three hours earlier.
    let brazil = FixedZone(-3 * HOUR);
    assert_eq!(hours.next_opening(&brazil, at("2026-11-20", 9, 0)), Some(at("2026-11-20", 12, 0)));
}

#[test]
fn holidays_are_closed() {
    let mut hours = office();
    hours.observed = vec![PublicHoliday::BlackAwareness];
    hours.holidays = vec![Holiday { day: day("2026-11-23"), name: "Balanço".into() }];
    assert!(!hours.is_open(&UTC, at("2026-11-20", 10, 0)));
    assert_eq!(hours.next_opening(&UTC, at("2026-11-20", 0, 0)), Some(at("2026-11-24", 9, 0)));
    // The public one is kept every year, the own one only this.
    assert!(!hours.is_open(&UTC, at("2028-11-20", 10, 0)));
    assert!(hours.is_open(&UTC, at("2027-11-23", 10, 0)));
}

#[test]
fn easter_moves_its_holidays() {
    for (year, sunday) in [
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2038, "2038-04-25"),
        (1981, "1981-04-19"),
        (2285, "2285-03-22"),
    ] {
        assert_eq!(easter(year), day(sunday));
    }
    assert_eq!(PublicHoliday::GoodFriday.on(2026), day("2026-04-03"));
    assert_eq!(PublicHoliday::CarnivalTuesday.on(2026), day("2026-02-17"));
    assert_eq!(PublicHoliday::CorpusChristi.on(2026), day("2026-06-04"));
    assert_eq!(PublicHoliday::ALL.iter().filter(|holiday| holiday.is_national()).count(), 10);
    for year in 1990..2200 {
        let days: Vec<Day> = PublicHoliday::ALL.iter().map(|holiday| holiday.on(year)).collect();
        assert_eq!((easter(year).number() + 3) % 7, 6, "{year}: Easter is a Sunday");
        assert!(days.iter().all(|day| day.parts().0 == year));
    }
}

#[test]
fn a_skipped_hour_does_not_count_and_a_repeated_one_counts_twice() {
    let hours = BusinessHours { week: std::array::from_fn(|_| vec![span(0, 4)]), ..BusinessHours::default() };
    // At 02:00 local time clocks go on to 03:00; a day later back from 03:00 to 02:00.
    let zone = Changing {
        first: -3 * HOUR,
        then: vec![(at("2026-03-01", 5, 0), -2 * HOUR), (at("2026-03-02", 5, 0), -3 * HOUR)],
    };
    let midnight = at("2026-03-01", 3, 0);
    assert_eq!(hours.business_time_between(&zone, midnight, midnight.plus(12 * HOUR)), 3 * HOUR);
    let next = at("2026-03-02", 2, 0);
    assert_eq!(hours.next_opening(&zone, midnight.plus(5 * HOUR)), Some(next));
    assert_eq!(hours.business_time_between(&zone, next, next.plus(12 * HOUR)), 5 * HOUR);
    // Midnight itself is skipped: the day begins at one.
    let gap = Changing { first: -3 * HOUR, then: vec![(at("2026-03-01", 3, 0), -2 * HOUR)] };
    assert_eq!(hours.business_time_between(&gap, at("2026-03-01", 2, 0), at("2026-03-01", 10, 0)), 3 * HOUR);
    assert_eq!(hours.add_business_time(&gap, at("2026-03-01", 2, 0), 180), Some(at("2026-03-01", 6, 0)));
}

#[test]
fn what_never_opens_is_found_out() {
    let mut hours = BusinessHours::default();
    hours.week[0] = vec![Span { from: 600, to: 601 }];
    assert!(hours.add_business_time(&UTC, at("2026-11-20", 0, 0), 60 * 24 * 90).is_none());
    assert_eq!(hours.add_business_time(&UTC, at("2026-11-20", 0, 0), 2), Some(at("2026-11-30", 10, 1)));
}

#[test]
fn bad_hours_are_told_by_day() {
    let mut hours = office();
    hours.week[1] = vec![span(13, 18), span(9, 14)];
    hours.week[2] = vec![span(18, 9)];
    hours.week[3] = vec![span(9, 12), span(12, 18)];
    hours.week[6] = vec![Span { from: 0, to: 1441 }];
    hours.holidays =
        ["2026-12-24", "2026-12-24"].map(|text| Holiday { day: day(text), name: "Recesso".into() }).to_vec();
    let wrong: Vec<_> = hours.check().into_iter().map(|error| (error.field, error.problem)).collect();
    assert_eq!(
        wrong,
        [
            ("hours_1".to_owned(), FieldProblem::Overlap),
            ("hours_2".to_owned(), FieldProblem::Backwards),
            ("hours_6".to_owned(), FieldProblem::Backwards),
            ("holiday_1".to_owned(), FieldProblem::Taken),
        ]
    );
    assert!(office().check().is_empty());
}

fn any_hours() -> impl Strategy<Value = BusinessHours> {
    // Quarters of hours, so that the slow way has few steps.
    let spans = prop::collection::btree_set(0_u16..96, 0..6).prop_map(|marks| {
        let marks: Vec<u16> = marks.into_iter().map(|mark| mark * 15).collect();
        marks.chunks_exact(2).map(|pair| Span { from: pair[0], to: pair[1] }).collect::<Vec<_>>()
    });
    let week = prop::array::uniform7(spans);
    let own = prop::collection::vec(0_i64..12, 0..3);
    (week, own, any::<bool>()).prop_map(|(week, own, christmas)| BusinessHours {
        zone: String::new(),
        week,
        holidays: own
            .into_iter()
            .map(|days| Holiday { day: day("2026-12-20").plus(days), name: String::new() })
            .collect(),
        observed: if christmas { vec![PublicHoliday::Christmas] } else { Vec::new() },
    })
}

fn any_zone() -> impl Strategy<Value = Changing> {
    let offset = || (-24_i64..=24).prop_map(|halves| halves * 30 * MINUTE);
    (offset(), prop::collection::btree_map(0_i64..(12 * 96), offset(), 0..3)).prop_map(|(first, then)| {
        let start = at("2026-12-20", 0, 0);
        Changing {
            first,
            then: then.into_iter().map(|(q, offset)| (start.plus(q * 15 * MINUTE), offset)).collect(),
        }
    })
}

proptest! {
    #![proptest_config(cases(256))]

    /// Counted quarter by quarter it comes to the same, whatever is done to the clocks.
    #[test]
    fn time_is_counted_as_it_is_lived(hours in any_hours(), zone in any_zone(), from in 0_i64..(10 * 96), length in 0_i64..400) {
        let quarter = 15 * MINUTE;
        let from = at("2026-12-20", 0, 0).plus(from * quarter);
        let to = from.plus(length * quarter);
        let slow = (0..length).filter(|n| hours.is_open(&zone, from.plus(n * quarter))).count();
        let counted = hours.business_time_between(&zone, from, to);
        prop_assert_eq!(counted, i64::try_from(slow).unwrap() * quarter);
        if let Some(opening) = hours.next_opening(&zone, from) {
            prop_assert!(hours.is_open(&zone, opening));
            prop_assert_eq!(hours.business_time_between(&zone, from, opening), 0);
        }
        // Adding what was counted ends no later than where counting ended, and comes to the same time.
        let minutes = u32::try_from(counted / MINUTE).unwrap();
        let end = hours.add_business_time(&zone, from, minutes).unwrap();
        prop_assert!(end <= to || counted == 0);
        prop_assert_eq!(hours.business_time_between(&zone, from, end), counted);
        // Time runs on.
        prop_assert!(hours.add_business_time(&zone, from, minutes + 1).is_none_or(|later| later > end));
    }
}
