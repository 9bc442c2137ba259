//! The public holidays of Brazil. Some move with Easter, so that each is computed for its year.

use crate::price::Day;
use serde::{Deserialize, Serialize};

/// A public holiday, or a day on which many firms of Brazil stay closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicHoliday {
    /// 1 January.
    NewYear,
    /// Monday before Ash Wednesday; not a national holiday.
    CarnivalMonday,
    /// Tuesday before Ash Wednesday; not a national holiday.
    CarnivalTuesday,
    /// Friday before Easter.
    GoodFriday,
    /// 21 April.
    Tiradentes,
    /// 1 May.
    Labour,
    /// Thursday, sixty days after Easter; not a national holiday.
    CorpusChristi,
    /// 7 September.
    Independence,
    /// 12 October.
    Aparecida,
    /// 2 November.
    AllSouls,
    /// 15 November.
    Republic,
    /// 20 November (Lei 14.759/2023).
    BlackAwareness,
    /// 25 December.
    Christmas,
}

impl PublicHoliday {
    /// All of them in the order of the year.
    pub const ALL: [Self; 13] = [
        Self::NewYear,
        Self::CarnivalMonday,
        Self::CarnivalTuesday,
        Self::GoodFriday,
        Self::Tiradentes,
        Self::Labour,
        Self::CorpusChristi,
        Self::Independence,
        Self::Aparecida,
        Self::AllSouls,
        Self::Republic,
        Self::BlackAwareness,
        Self::Christmas,
    ];

    /// Whether it is a holiday in the whole country by law.
    pub const fn is_national(self) -> bool {
        !matches!(self, Self::CarnivalMonday | Self::CarnivalTuesday | Self::CorpusChristi)
    }

    /// The day it falls on in a year.
    pub fn on(self, year: u16) -> Day {
        let fixed = |month, day| Day::new(year, month, day).unwrap_or(Day::FIRST);
        let from_easter = |days| easter(year).plus(days);
        match self {
            Self::NewYear => fixed(1, 1),
            Self::CarnivalMonday => from_easter(-48),
            Self::CarnivalTuesday => from_easter(-47),
            Self::GoodFriday => from_easter(-2),
            Self::Tiradentes => fixed(4, 21),
            Self::Labour => fixed(5, 1),
            Self::CorpusChristi => from_easter(60),
            Self::Independence => fixed(9, 7),
            Self::Aparecida => fixed(10, 12),
            Self::AllSouls => fixed(11, 2),
            Self::Republic => fixed(11, 15),
            Self::BlackAwareness => fixed(11, 20),
            Self::Christmas => fixed(12, 25),
        }
    }
}

/// Easter Sunday of the Gregorian calendar: the Sunday after the first full moon of spring, by the tables of the Church.
pub fn easter(year: u16) -> Day {
    let year_number = i64::from(year);
    let century = year_number / 100;
    let golden = year_number % 19;
    // How far the leap years left out, and the moon's own drift, have moved the tables.
    let corrections = century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15;
    let moon = corrections % 30;
    let moon = moon - (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - golden) / 11));
    let weekday = (year_number + year_number / 4 + moon + 2 - century + century / 4) % 7;
    Day::new(year, 3, 1).unwrap_or(Day::FIRST).plus(27 + moon - weekday)
}
