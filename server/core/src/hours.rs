//! The clocks on the wall, for business hours; and when a queue opens, in words for its customers.

use crate::protocol_clock::day_of;
use desk_model::Timestamp;
use desk_model::hours::{BusinessHours, Zone};
use desk_model::time::SECOND;
use jiff::tz::TimeZone;

/// A time zone of the calendar.
#[derive(Debug)]
pub(crate) struct CivilZone(TimeZone);

impl CivilZone {
    /// The zone of some hours. Their name was checked when they were set; one that is no longer known is UTC.
    pub(crate) fn of(hours: &BusinessHours) -> Self {
        Self(if hours.is_always() {
            TimeZone::UTC
        } else {
            TimeZone::get(&hours.zone).unwrap_or(TimeZone::UTC)
        })
    }
}

fn instant(at: Timestamp) -> jiff::Timestamp {
    let end = if at.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_microsecond(at.0).unwrap_or(end)
}

impl Zone for CivilZone {
    fn offset(&self, at: Timestamp) -> i64 {
        i64::from(self.0.to_offset(instant(at)).seconds()) * SECOND
    }

    fn next_change(&self, after: Timestamp) -> Option<Timestamp> {
        self.0.following(instant(after)).next().map(|change| Timestamp(change.timestamp().as_microsecond()))
    }
}

const WEEKDAYS: [&str; 7] =
    ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"];

/// An opening as customers are told of it, in the language of the desk's texts: `hoje às 13:00`, `segunda-feira (23/11) às 08:00`.
pub(crate) fn opening_words(zone: &CivilZone, now: Timestamp, opens: Timestamp) -> String {
    let local = zone.0.to_datetime(instant(opens));
    let (today, day) = (day_of(&zone.0, now).number(), day_of(&zone.0, opens).number());
    let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
    let date = match day - today {
        0 => "hoje".to_owned(),
        1 => "amanhã".to_owned(),
        _ => format!("{} ({:02}/{:02})", WEEKDAYS[weekday], local.day(), local.month()),
    };
    format!("{date} às {:02}:{:02}", local.hour(), local.minute())
}

#[cfg(test)]
mod tests {
    use super::{CivilZone, opening_words};
    use desk_model::Timestamp;
    use desk_model::hours::{BusinessHours, Span, Zone};
    use desk_model::time::{DAY, HOUR, MINUTE};

    /// 2026-11-21 12:00 UTC, a Saturday.
    const NOON: Timestamp = Timestamp::from_secs(1_795_262_400);

    fn zone(name: &str) -> CivilZone {
        let mut hours = BusinessHours { zone: name.to_owned(), ..BusinessHours::default() };
        hours.week[0] = vec![Span { from: 480, to: 1080 }];
        CivilZone::of(&hours)
    }

    #[test]
    fn openings_are_told_as_people_say_them() {
        let brazil = zone("America/Sao_Paulo");
        assert_eq!(opening_words(&brazil, NOON, NOON.plus(4 * HOUR)), "hoje às 13:00");
        assert_eq!(opening_words(&brazil, NOON, NOON.plus(DAY)), "amanhã às 09:00");
        assert_eq!(opening_words(&brazil, NOON, NOON.plus(2 * DAY - HOUR)), "segunda-feira (23/11) às 08:00");
    }

    #[test]
    fn clocks_are_changed_where_they_are() {
        let brazil = zone("America/Sao_Paulo");
        assert_eq!((brazil.offset(NOON), brazil.next_change(NOON)), (-3 * HOUR, None));
        // In New York they go back at 2026-11-01 06:00 UTC and on again at 2027-03-14 07:00.
        let york = zone("America/New_York");
        assert_eq!(york.offset(NOON), -5 * HOUR);
        let spring = york.next_change(NOON).unwrap();
        assert_eq!(spring, Timestamp::from_secs(1_805_007_600));
        assert_eq!(york.offset(spring.plus(-MINUTE)) + HOUR, york.offset(spring));
    }

    #[test]
    fn a_zone_nobody_knows_is_utc() {
        assert_eq!(zone("America/Nowhere").offset(NOON), 0);
    }
}
