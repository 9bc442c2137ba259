//! Prices, and what messages came to.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::PriceId;
use desk_model::price::{CostReport, Day, Price, PriceImport, PriceTerms};
use leptos::prelude::*;

/// The price table.
#[server(name = AskPrices, prefix = "/api", endpoint = "prices", input = Json, output = Json)]
pub async fn prices() -> Result<Vec<Price>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.prices(&actor).await)
}

/// Adds a price, or changes the one of that id.
#[server(prefix = "/api", endpoint = "put_price", input = Json, output = Json)]
pub async fn put_price(id: Option<PriceId>, terms: PriceTerms) -> Result<Price, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.put_price(&actor, id.as_ref(), terms).await)
}

/// Takes prices over, all or none.
#[server(prefix = "/api", endpoint = "import_prices", input = Json, output = Json)]
pub async fn import_prices(rows: Vec<PriceTerms>) -> Result<PriceImport, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.import_prices(&actor, rows).await)
}

/// What was delivered from one day to another came to.
#[server(name = AskCosts, prefix = "/api", endpoint = "cost_report", input = Json, output = Json)]
pub async fn cost_report(from: Day, until: Day) -> Result<CostReport, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.cost_report(&actor, from, until).await)
}
