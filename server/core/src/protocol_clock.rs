//! The civil day of the desk, and the protocol numbers counted by it.

use crate::Inner;
use desk_model::error::FieldProblem;
use desk_model::price::Day;
use desk_model::{DeskError, Protocol, Timestamp};
use desk_store::{StoreError, Tx, ticket};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The time zone of that IANA name.
///
/// # Errors
/// [`DeskError::Invalid`] when there is none.
pub(crate) fn zone(name: &str) -> Result<TimeZone, DeskError> {
    TimeZone::get(name).map_err(|_| DeskError::invalid("time_zone", FieldProblem::Malformed))
}

/// The day it is in `zone` at `at`. Instants that no calendar knows are its first or last day.
pub(crate) fn civil_day(zone: &TimeZone, at: Timestamp) -> Date {
    let instant = jiff::Timestamp::from_microsecond(at.0).unwrap_or(if at.0 < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    });
    zone.to_datetime(instant).date()
}

/// The same as a day of the model.
pub(crate) fn day_of(zone: &TimeZone, at: Timestamp) -> Day {
    let date = civil_day(zone, at);
    let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    match parts {
        (Ok(year), Ok(month), Ok(day)) => Day::new(year, month, day).unwrap_or(Day::FIRST),
        _ => Day::FIRST,
    }
}

impl Inner {
    /// The next protocol number of the day it is at `at`. Taken in the transaction that opens the ticket: when that is rolled
    /// back, the number was never taken.
    pub(crate) async fn next_protocol(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<Protocol, StoreError> {
        let day = civil_day(&self.zone, at);
        let key = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
        let sequence = ticket::next_sequence(tx, &key).await?;
        Ok(Protocol::new(day.year(), day.month(), day.day(), sequence))
    }
}

#[cfg(test)]
mod tests {
    use super::{civil_day, zone};
    use desk_model::Timestamp;
    use desk_model::time::{HOUR, SECOND};

    #[test]
    fn the_day_changes_at_midnight_of_the_desk_and_not_of_greenwich() {
        let zone = zone("America/Sao_Paulo").unwrap();
        // 2026-11-22 02:59:59 UTC is still the 21st in São Paulo (UTC−3).
        let before = Timestamp::from_secs(1_795_316_399);
        assert_eq!(civil_day(&zone, before).to_string(), "2026-11-21");
        assert_eq!(civil_day(&zone, before.plus(SECOND)).to_string(), "2026-11-22");
        assert_eq!(civil_day(&zone, before.plus(24 * HOUR)).to_string(), "2026-11-22");
    }

    #[test]
    fn instants_beyond_the_calendar_do_not_break_it() {
        let zone = zone("UTC").unwrap();
        assert_eq!(civil_day(&zone, Timestamp(i64::MAX)).year(), 9999);
        assert_eq!(civil_day(&zone, Timestamp(i64::MIN)).year(), -9999);
    }

    #[test]
    fn unknown_zones_are_refused() {
        assert!(zone("America/Nowhere").is_err());
    }
}
