//! Prices and costs.

mod en;
mod pt_br;

pub(super) use en::EN;
pub(super) use pt_br::PT_BR;

use desk_model::price::PriceImport;
use desk_model::price::csv::{Column, Wrong};

/// The texts of prices and costs in one language.
pub(crate) struct CostAdminTexts {
    pub(crate) prices: &'static str,
    // The price table.
    pub(crate) prices_lead: &'static str,
    pub(crate) add_price: &'static str,
    pub(crate) edit_price: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) end_price: &'static str,
    pub(crate) end_hint: &'static str,
    pub(crate) market: &'static str,
    pub(crate) market_hint: &'static str,
    pub(crate) category_label: &'static str,
    pub(crate) inside_window: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) currency_hint: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) valid_from: &'static str,
    pub(crate) valid_until: &'static str,
    pub(crate) valid_until_hint: &'static str,
    pub(crate) source: &'static str,
    pub(crate) source_hint: &'static str,
    pub(crate) source_date: &'static str,
    pub(crate) validity: &'static str,
    pub(crate) state_now: &'static str,
    pub(crate) state_future: &'static str,
    pub(crate) state_over: &'static str,
    pub(crate) state_hidden: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) show_ended: &'static str,
    pub(crate) no_prices: &'static str,
    pub(crate) no_prices_hint: &'static str,
    pub(crate) price_saved: &'static str,
    pub(crate) price_taken: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) export_csv: &'static str,
    // Importing.
    pub(crate) import_title: &'static str,
    pub(crate) import_lead: &'static str,
    pub(crate) import_columns: &'static str,
    pub(crate) what_happens: &'static str,
    pub(crate) row_new: &'static str,
    pub(crate) row_changed: &'static str,
    pub(crate) row_same: &'static str,
    // The costs.
    pub(crate) costs_lead: &'static str,
    pub(crate) period: &'static str,
    pub(crate) today: &'static str,
    pub(crate) days_7: &'static str,
    pub(crate) days_30: &'static str,
    pub(crate) this_month: &'static str,
    pub(crate) last_month: &'static str,
    pub(crate) other_period: &'static str,
    pub(crate) from: &'static str,
    pub(crate) until: &'static str,
    pub(crate) show: &'static str,
    pub(crate) bad_period: &'static str,
    pub(crate) delivered: &'static str,
    pub(crate) free_messages: &'static str,
    pub(crate) unknown_messages: &'static str,
    pub(crate) cost: &'static str,
    pub(crate) nothing_charged: &'static str,
    pub(crate) session: &'static str,
    pub(crate) template: &'static str,
    pub(crate) session_share: &'static str,
    pub(crate) by_day: &'static str,
    pub(crate) peak: &'static str,
    pub(crate) day: &'static str,
    pub(crate) by_number: &'static str,
    pub(crate) number: &'static str,
    pub(crate) by_queue: &'static str,
    pub(crate) queue: &'static str,
    pub(crate) by_agent: &'static str,
    pub(crate) agent: &'static str,
    pub(crate) by_template: &'static str,
    pub(crate) by_category: &'static str,
    pub(crate) why_free: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) the_desk: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) nothing_delivered: &'static str,
    pub(crate) nothing_delivered_hint: &'static str,
    pub(crate) unknown_hint: &'static str,
    /// Columns that are not in the first line.
    /// The button that imports.
    pub(crate) import_rows: fn(usize) -> String,
    /// What an import came to.
    pub(crate) imported: fn(PriceImport) -> String,
    /// What the chart shows, from a day to a day.
    pub(crate) chart: fn(&str, &str) -> String,
    /// The same where nothing was charged.
    pub(crate) chart_count: fn(&str, &str) -> String,
    /// Edits one row.
    pub(crate) edit_row: fn(&str) -> String,
    /// Ends one row.
    pub(crate) end_row: fn(&str) -> String,
    /// From when until when.
    pub(crate) holds: fn(&str, Option<&str>) -> String,
    /// A column of the table.
    pub(crate) column: fn(Column) -> &'static str,
    /// What is wrong with a cell or field.
    pub(crate) wrong: fn(Wrong) -> String,
}
