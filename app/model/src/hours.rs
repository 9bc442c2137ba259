//! When a queue is open, and time counted by it. A desk's clock on the wall jumps with daylight saving time: what is open is
//! decided for each instant by what that clock shows then, so that a repeated hour counts twice and a skipped one not at all.

use crate::error::{FieldError, FieldProblem};
use crate::holiday::PublicHoliday;
use crate::price::Day;
use crate::time::{DAY, MINUTE, Timestamp};
use serde::{Deserialize, Serialize};

/// Most spans of a day.
pub const MAX_SPANS: usize = 8;
/// Most own holidays.
pub const MAX_HOLIDAYS: usize = 200;
/// Longest name of a holiday, in characters.
pub const MAX_HOLIDAY_NAME: usize = 60;
/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
/// How many days ahead an opening is looked for.
const HORIZON: i64 = 20 * 366;

/// A time zone, as far as the hours need it.
pub trait Zone {
    /// How far clocks are ahead of UTC at an instant, in µs.
    fn offset(&self, at: Timestamp) -> i64;
    /// The first instant after `after` at which the clocks are changed.
    fn next_change(&self, after: Timestamp) -> Option<Timestamp>;
}

/// Clocks that are never changed, ahead of UTC by so many µs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedZone(pub i64);

impl Zone for FixedZone {
    fn offset(&self, _: Timestamp) -> i64 {
        self.0
    }

    fn next_change(&self, _: Timestamp) -> Option<Timestamp> {
        None
    }
}

/// A part of a day, in minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Its first minute.
    pub from: u16,
    /// The minute after its last; 1440 = midnight.
    pub to: u16,
}

/// A day on which the queue is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Which.
    pub day: Day,
    /// What it is called.
    pub name: String,
}

/// When a queue is open. Without any span it always is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessHours {
    /// IANA name of the time zone.
    pub zone: String,
    /// The spans of each weekday, Monday first.
    pub week: [Vec<Span>; 7],
    /// Own holidays.
    pub holidays: Vec<Holiday>,
    /// Public holidays that are kept.
    pub observed: Vec<PublicHoliday>,
}

impl BusinessHours {
    /// Whether there are no hours: the queue is always open.
    pub fn is_always(&self) -> bool {
        self.week.iter().all(Vec::is_empty)
    }

    /// What is wrong, by field: `hours_0` (Monday) to `hours_6`, `holiday_0` and on. The time zone's name is not looked at.
    pub fn check(&self) -> Vec<FieldError> {
        let mut fields = Vec::new();
        let mut wrong = |field: String, problem| fields.push(FieldError { field, problem });
        for (at, spans) in self.week.iter().enumerate() {
            if let Some(problem) = span_problem(spans) {
                wrong(format!("hours_{at}"), problem);
            }
        }
        for (at, holiday) in self.holidays.iter().enumerate() {
            if holiday.name.chars().count() > MAX_HOLIDAY_NAME {
                wrong(format!("holiday_{at}"), FieldProblem::TooLong { max: MAX_HOLIDAY_NAME });
            } else if self.holidays[..at].iter().any(|other| other.day == holiday.day) || at >= MAX_HOLIDAYS {
                wrong(format!("holiday_{at}"), FieldProblem::Taken);
            }
        }
        fields
    }

    /// In order, without blanks around names.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for spans in &mut self.week {
            spans.sort_unstable();
        }
        for holiday in &mut self.holidays {
            holiday.name = holiday.name.trim().to_owned();
        }
        self.holidays.sort_by_key(|holiday| holiday.day);
        self.observed.sort_unstable();
        self.observed.dedup();
        self
    }

    /// Whether the queue is closed on a whole day.
    pub fn is_holiday(&self, day: Day) -> bool {
        let year = day.parts().0;
        self.holidays.iter().any(|holiday| holiday.day == day)
            || self.observed.iter().any(|holiday| holiday.on(year) == day)
    }

    /// Whether the queue is open at an instant.
    pub fn is_open(&self, zone: &dyn Zone, at: Timestamp) -> bool {
        if self.is_always() {
            return true;
        }
        let local = at.0.saturating_add(zone.offset(at));
        let minute = local.rem_euclid(DAY).div_euclid(MINUTE);
        self.spans(local.div_euclid(DAY))
            .iter()
            .any(|span| (i64::from(span.from)..i64::from(span.to)).contains(&minute))
    }

    /// When the queue is open next: `at` itself when it is open then. `None` when it does not open within twenty years.
    pub fn next_opening(&self, zone: &dyn Zone, at: Timestamp) -> Option<Timestamp> {
        if self.is_always() {
            return Some(at);
        }
        self.open_spans(zone, at).next().map(|(from, _)| from)
    }

    /// The open time between two instants, in µs; 0 when `to` is not after `from`.
    pub fn business_time_between(&self, zone: &dyn Zone, from: Timestamp, to: Timestamp) -> i64 {
        if to <= from {
            return 0;
        }
        if self.is_always() {
            return to.since(from);
        }
        let before = |(start, _): &(Timestamp, Timestamp)| *start < to;
        let spans = self.open_spans(zone, from).take_while(before);
        spans.fold(0, |sum: i64, (start, end)| sum.saturating_add(end.min(to).since(start)))
    }

    /// The instant at which so many minutes of open time have passed since `from`. `None` when they do not within twenty years.
    pub fn add_business_time(&self, zone: &dyn Zone, from: Timestamp, minutes: u32) -> Option<Timestamp> {
        let mut left = i64::from(minutes) * MINUTE;
        if self.is_always() || left == 0 {
            return Some(from.plus(left));
        }
        for (start, end) in self.open_spans(zone, from) {
            let length = end.since(start);
            if left <= length {
                return Some(start.plus(left));
            }
            left -= length;
        }
        None
    }

    /// The spans of a day, counted from 1970-01-01.
    fn spans(&self, number: i64) -> &[Span] {
        let day = Day::FIRST.plus(number - Day::FIRST.number());
        if self.is_holiday(day) {
            return &[];
        }
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((number + 3).rem_euclid(7)).unwrap_or(0);
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// All spans of open time from `from` on, in order.
    fn open_spans<'a>(
        &'a self,
        zone: &'a dyn Zone,
        from: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + 'a {
        let mut cursor = from;
        let mut change = zone.next_change(from);
        let mut days = 0;
        std::iter::from_fn(move || {
            if days > HORIZON {
                return None;
            }
            days += 1;
            let offset = zone.offset(cursor);
            let number = cursor.0.saturating_add(offset).div_euclid(DAY);
            let midnight = number.saturating_mul(DAY).saturating_sub(offset);
            // As far as the clocks go on evenly, and no further than to midnight.
            let mut until = Timestamp(midnight.saturating_add(DAY));
            let start = cursor;
            if let Some(at) = change
                && at <= until
            {
                until = at;
                change = zone.next_change(at);
            }
            cursor = until;
            let spans = self.spans(number).iter();
            let open: Vec<_> = spans
                .map(|span| {
                    let at = |minute: u16| Timestamp(midnight.saturating_add(i64::from(minute) * MINUTE));
                    (at(span.from).max(start), at(span.to).min(until))
                })
                .filter(|(from, to)| from < to)
                .collect();
            Some(open)
        })
        .flatten()
    }
}

fn span_problem(spans: &[Span]) -> Option<FieldProblem> {
    if spans.iter().any(|span| span.from >= span.to || span.to > DAY_MINUTES) {
        return Some(FieldProblem::Backwards);
    }
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let overlap = sorted.windows(2).any(|pair| matches!(pair, [first, next] if next.from < first.to));
    if overlap {
        return Some(FieldProblem::Overlap);
    }
    (spans.len() > MAX_SPANS).then_some(FieldProblem::Malformed)
}
