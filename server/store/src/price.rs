//! The price table.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::price::{Currency, Day, Market, Money, Price, PriceCategory, PriceTerms};
use desk_model::{PriceId, Timestamp};

const TABLE: &str = "price";

#[derive(sqlx::FromRow)]
struct Raw {
    id: PriceId,
    market: String,
    category: String,
    inside_window: bool,
    currency: String,
    amount: i64,
    valid_from: String,
    valid_until: Option<String>,
    source: String,
    source_date: Option<String>,
}

impl TryFrom<Raw> for Price {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let id = raw.id.as_str();
        let day = |text: &Option<String>, column: &'static str| -> Result<Option<Day>> {
            text.as_deref().map(|text| word(Day::parse, text, TABLE, id, column)).transpose()
        };
        let market = |text: &str| Market::try_from(text.to_owned()).ok();
        let terms = PriceTerms {
            market: word(market, &raw.market, TABLE, id, "market")?,
            category: word(PriceCategory::parse, &raw.category, TABLE, id, "category")?,
            inside_window: raw.inside_window,
            amount: Money {
                micros: raw.amount,
                currency: word(Currency::parse, &raw.currency, TABLE, id, "currency")?,
            },
            valid_from: word(Day::parse, &raw.valid_from, TABLE, id, "valid_from")?,
            valid_until: day(&raw.valid_until, "valid_until")?,
            source_date: day(&raw.source_date, "source_date")?,
            source: raw.source,
        };
        Ok(Self { id: raw.id, terms })
    }
}

/// Every row, by market, category and first day.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<Price>> {
    const SQL: &str = "SELECT * FROM price ORDER BY market, category, inside_window, valid_from, id";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await?);
    raw.into_iter().map(Price::try_from).collect()
}

/// The rows of one category, for the looking up of a price.
pub async fn of_category(tx: &mut Tx<'_>, category: PriceCategory, chain: &[Market]) -> Result<Vec<Price>> {
    const SQL: &str = "SELECT * FROM price WHERE category = $1 AND market IN ($2, $3, $4)";
    let market = |at: usize| chain.get(at).map_or("", Market::as_str);
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL)
        .bind(category.as_str())
        .bind(market(0))
        .bind(market(1))
        .bind(market(2))
        .fetch_all(c)
        .await?);
    raw.into_iter().map(Price::try_from).collect()
}

/// One row.
pub async fn get(tx: &mut Tx<'_>, id: &PriceId) -> Result<Option<Price>> {
    const SQL: &str = "SELECT * FROM price WHERE id = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await?);
    raw.map(Price::try_from).transpose()
}

/// The row for the same thing that begins on the same day.
pub async fn same_start(tx: &mut Tx<'_>, terms: &PriceTerms) -> Result<Option<Price>> {
    const SQL: &str =
        "SELECT * FROM price WHERE market = $1 AND category = $2 AND inside_window = $3 AND valid_from = $4";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL)
        .bind(terms.market.as_str())
        .bind(terms.category.as_str())
        .bind(terms.inside_window)
        .bind(terms.valid_from.to_string())
        .fetch_optional(c)
        .await?);
    raw.map(Price::try_from).transpose()
}

/// Writes a row, new or changed.
pub async fn put(tx: &mut Tx<'_>, price: &Price, at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO price (id, market, category, inside_window, currency, amount, valid_from, valid_until, source,
         source_date, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET market = excluded.market, category = excluded.category,
         inside_window = excluded.inside_window, currency = excluded.currency, amount = excluded.amount,
         valid_from = excluded.valid_from, valid_until = excluded.valid_until, source = excluded.source,
         source_date = excluded.source_date, updated_at = excluded.updated_at";
    let terms = &price.terms;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&price.id)
        .bind(terms.market.as_str())
        .bind(terms.category.as_str())
        .bind(terms.inside_window)
        .bind(terms.amount.currency.code())
        .bind(terms.amount.micros)
        .bind(terms.valid_from.to_string())
        .bind(terms.valid_until.map(|day| day.to_string()))
        .bind(clean(&terms.source))
        .bind(terms.source_date.map(|day| day.to_string()))
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}
