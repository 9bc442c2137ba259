//! What messages cost. Prices are rows with a first and a last day, never code (Cloud API, *Pricing*).
//!
//! Money is whole millionths of a currency's unit; nothing here knows floating point.

mod cost;
pub mod csv;
mod day;
mod market;
mod money;

pub use cost::{Charge, CostCell, CostReport, CostSum, FREE_BY_PRICE, MAX_DAYS, MessageCost, Pricing};
pub use day::Day;
pub use market::Market;
pub use money::{AmountProblem, Currency, Money, parse_amount};

use crate::error::{FieldError, FieldProblem};
use crate::id::PriceId;
use crate::template::Category;
use crate::time::Timestamp;
use crate::window::PriceClass;
use serde::{Deserialize, Serialize};

/// Longest note of where a price was found, in characters.
pub const MAX_SOURCE: usize = 300;

/// What a message is billed as, where we know the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceCategory {
    /// Free text, media and everything else that is no template.
    Service,
    /// A template about something the customer asked for.
    Utility,
    /// A template that promotes.
    Marketing,
    /// A template with a one-time password.
    Authentication,
}

impl PriceCategory {
    /// All categories.
    pub const ALL: [Self; 4] = [Self::Service, Self::Utility, Self::Marketing, Self::Authentication];

    /// The stored word, which is also the provider's.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Utility => "utility",
            Self::Marketing => "marketing",
            Self::Authentication => "authentication",
        }
    }

    /// Reads the stored or the provider's word. Words we have no prices for (`marketing_lite`…) are none of these.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == word)
    }
}

impl From<Category> for PriceCategory {
    fn from(category: Category) -> Self {
        match category {
            Category::Marketing => Self::Marketing,
            Category::Utility => Self::Utility,
            Category::Authentication => Self::Authentication,
        }
    }
}

/// One price: for whom, for what, how much, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceTerms {
    /// The country, the region, or all of them.
    pub market: Market,
    /// For what.
    pub category: PriceCategory,
    /// Holds only while the customer's window is open; such a row wins over one that always holds.
    pub inside_window: bool,
    /// How much a delivered message costs; may be nothing.
    pub amount: Money,
    /// The first day, in the desk's time zone.
    pub valid_from: Day,
    /// The last day; `None` = until another row follows.
    pub valid_until: Option<Day>,
    /// Where it was found, for people.
    pub source: String,
    /// How old that is.
    pub source_date: Option<Day>,
}

/// A price of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Which.
    pub id: PriceId,
    /// What it says.
    pub terms: PriceTerms,
}

/// Most rows that are taken over at once; longer tables go in parts.
pub const MAX_ROWS: usize = 200;

/// What an import came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PriceImport {
    /// Rows that are new.
    pub added: usize,
    /// Rows that were there and say something else now.
    pub changed: usize,
    /// Rows that were there as they are.
    pub same: usize,
}

/// What a price is looked up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The recipient's market.
    pub market: &'a Market,
    /// What is sent.
    pub category: PriceCategory,
    /// Whether the customer's window is open.
    pub inside_window: bool,
}

impl PriceTerms {
    /// Whether it holds on that day.
    pub fn holds(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }

    /// What makes two rows the same: only one of each may begin on one day.
    pub fn key(&self) -> (&Market, PriceCategory, bool, Day) {
        (&self.market, self.category, self.inside_window, self.valid_from)
    }

    /// Checks what the types alone do not.
    ///
    /// # Errors
    /// The fields that are not acceptable.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut fields = Vec::new();
        let mut wrong = |field: &str, problem| fields.push(FieldError { field: field.to_owned(), problem });
        if self.amount.micros < 0 || self.amount.micros > money::MAX_MICROS {
            wrong("amount", FieldProblem::Malformed);
        }
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            wrong("valid_until", FieldProblem::Malformed);
        }
        if self.source.chars().count() > MAX_SOURCE {
            wrong("source", FieldProblem::TooLong { max: MAX_SOURCE });
        } else if self.source.chars().any(char::is_control) {
            wrong("source", FieldProblem::Whitespace);
        }
        if fields.is_empty() { Ok(()) } else { Err(fields) }
    }
}

/// The row that holds on a day. Of several, a row for the open window wins over a general one, a country over its region and a
/// region over all markets, and then the one that began last.
pub fn price_at<'a>(
    rows: impl IntoIterator<Item = &'a PriceTerms>,
    wanted: Wanted<'_>,
    day: Day,
) -> Option<&'a PriceTerms> {
    let chain = wanted.market.chain();
    let fits = rows.into_iter().filter(|row| row.category == wanted.category && row.holds(day));
    fits.filter(|row| wanted.inside_window || !row.inside_window)
        .filter_map(|row| {
            let distance = chain.iter().position(|market| *market == row.market)?;
            Some((row, (row.inside_window, std::cmp::Reverse(distance), row.valid_from)))
        })
        .max_by_key(|(_, rank)| *rank)
        .map(|(row, _)| row)
}

/// Why something costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreeWhy {
    /// The customer came by an advertisement; until then.
    EntryPoint {
        /// The first instant at which messages cost again.
        until: Timestamp,
    },
    /// The table says so.
    Price,
}

/// What a message will cost, as far as can be known before it is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimate {
    /// Nothing.
    Free {
        /// Why.
        why: FreeWhy,
    },
    /// This much, once it is delivered.
    Amount(Money),
    /// No row of the table fits.
    Unknown,
}

/// What a message sent now would cost, and the row that says so. `None` where the channel has no prices.
pub fn estimate<'a>(
    rows: impl IntoIterator<Item = &'a PriceTerms>,
    class: PriceClass,
    category: PriceCategory,
    market: Option<&Market>,
    inside_window: bool,
    day: Day,
) -> Option<(Estimate, Option<&'a PriceTerms>)> {
    match class {
        PriceClass::Unknown => None,
        PriceClass::FreeEntry { until } => {
            Some((Estimate::Free { why: FreeWhy::EntryPoint { until } }, None))
        }
        PriceClass::Paid => {
            let found =
                market.and_then(|market| price_at(rows, Wanted { market, category, inside_window }, day));
            let estimate = match found {
                None => Estimate::Unknown,
                Some(row) if row.amount.micros == 0 => Estimate::Free { why: FreeWhy::Price },
                Some(row) => Estimate::Amount(row.amount),
            };
            Some((estimate, found))
        }
    }
}
