//! Instants: whole microseconds since 1970-01-01 UTC.

use serde::{Deserialize, Serialize};

/// An instant in µs UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "sql", derive(sqlx::Type))]
#[cfg_attr(feature = "sql", sqlx(transparent))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// One second in µs.
pub const SECOND: i64 = 1_000_000;
/// One minute in µs.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in µs.
pub const HOUR: i64 = 60 * MINUTE;
/// One day of 24 hours in µs.
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// From whole seconds since 1970 UTC, saturating.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(SECOND))
    }

    /// From milliseconds since 1970 UTC, saturating.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Whole milliseconds since 1970 UTC, rounded down.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Whole seconds since 1970 UTC, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// This instant moved by `micros`, saturating.
    #[must_use]
    pub const fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this instant; negative when `earlier` is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}
