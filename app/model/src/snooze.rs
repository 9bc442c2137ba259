//! Until when a ticket may be put aside: the times offered, and one's own, by the clocks of the desk's zone.
//!
//! The zone is a function that tells, for an instant, by how many microseconds its clocks are ahead of UTC.

use crate::error::FieldProblem;
use crate::price::Day;
use crate::time::{DAY, HOUR, MINUTE, Timestamp};

/// The furthest a ticket may be put aside.
pub const LONGEST: i64 = 366 * DAY;
/// When *this afternoon* is, in minutes of the day.
const AFTERNOON: i64 = 14 * 60;
/// When *tomorrow* and *Monday* begin, in minutes of the day.
const MORNING: i64 = 9 * 60;

/// A time that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// In one hour.
    Hour,
    /// Today at 14:00.
    Afternoon,
    /// Tomorrow at 9:00.
    Tomorrow,
    /// Next Monday at 9:00.
    Monday,
}

/// What the clocks show at an instant: the day, and the minutes of the day.
pub fn wall(at: Timestamp, offset: impl Fn(Timestamp) -> i64) -> (Day, i64) {
    let shown = at.0.saturating_add(offset(at));
    (Day::FIRST.plus(shown.div_euclid(DAY)), shown.rem_euclid(DAY) / MINUTE)
}

/// The instant at which the clocks show `day` and `minute`. When clocks go back the first of the two; when they go forward over
/// it, as much later as they jump.
pub fn instant(day: Day, minute: i64, offset: impl Fn(Timestamp) -> i64) -> Timestamp {
    let shown = day.number().saturating_mul(DAY).saturating_add(minute.saturating_mul(MINUTE));
    // Clocks change at most once in two days: one of these offsets is right, or both are.
    let before = Timestamp(shown.saturating_sub(offset(Timestamp(shown.saturating_sub(DAY)))));
    let after = Timestamp(shown.saturating_sub(offset(Timestamp(shown.saturating_add(DAY)))));
    let right = |at: Timestamp| at.0.saturating_add(offset(at)) == shown;
    match (right(before), right(after)) {
        (true, true) => before.min(after),
        (true, false) => before,
        (false, true) => after,
        (false, false) => before.max(after),
    }
}

/// What is offered at `now`. A time that is over, or is offered already, is not.
pub fn presets(now: Timestamp, offset: impl Fn(Timestamp) -> i64) -> Vec<(Preset, Timestamp)> {
    let (today, _) = wall(now, &offset);
    let afternoon = instant(today, AFTERNOON, &offset);
    let tomorrow = today.plus(1);
    // The first day of all was a Thursday.
    let to_monday = 7 - (today.number() + 3).rem_euclid(7);
    let mut offered = vec![(Preset::Hour, now.plus(HOUR))];
    if afternoon > now {
        offered.push((Preset::Afternoon, afternoon));
    }
    offered.push((Preset::Tomorrow, instant(tomorrow, MORNING, &offset)));
    if to_monday > 1 {
        offered.push((Preset::Monday, instant(today.plus(to_monday), MORNING, &offset)));
    }
    offered
}

/// Whether a ticket may be put aside until `until`, asked at `now`.
///
/// # Errors
/// The time is over, or too far away.
pub fn check(until: Timestamp, now: Timestamp) -> Result<(), FieldProblem> {
    if until <= now {
        return Err(FieldProblem::Past);
    }
    if until.since(now) > LONGEST { Err(FieldProblem::Malformed) } else { Ok(()) }
}

/// When the window closes, if that is before the ticket comes back at `until`.
pub fn closes_before(window_until: Option<Timestamp>, until: Timestamp, now: Timestamp) -> Option<Timestamp> {
    window_until.filter(|closes| *closes > now && *closes < until)
}
