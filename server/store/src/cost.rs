//! What messages came to, and the sums.

use crate::rows::{json, to_json, word};
use crate::tx::clean_opt;
use crate::{Result, Tx};
use desk_model::price::{CostCell, CostReport, Currency, Day, Market, MessageCost, Money};
use desk_model::{MessageId, NumberId, QueueId, Timestamp, UserId};

const TABLE: &str = "message_cost";

/// One delivered message in the sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostRow {
    /// Which.
    pub message: MessageId,
    /// What the sums tell apart; `delivered` is 1.
    pub cell: CostCell,
    /// The recipient's country.
    pub market: Option<Market>,
    /// When it was delivered.
    pub delivered_at: Timestamp,
}

/// Writes what is known of a message's price beside it. The line's version is for the caller to count up.
pub async fn note(tx: &mut Tx<'_>, message: &MessageId, cost: &MessageCost) -> Result<()> {
    const SQL: &str = "UPDATE message SET cost = $2 WHERE id = $1";
    let cost = to_json(cost)?;
    on!(tx, |c| sqlx::query(SQL).bind(message).bind(&cost).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Enters a delivered message into the sums; once entered, only what it came to is corrected.
pub async fn enter(tx: &mut Tx<'_>, row: &CostRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO message_cost (message_id, day, number_id, queue_id, agent_id, template, category, free, currency, amount, market,
         delivered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (message_id) DO UPDATE SET day = excluded.day, category = excluded.category, free = excluded.free,
         currency = excluded.currency, amount = excluded.amount, market = excluded.market, delivered_at = excluded.delivered_at";
    let cell = &row.cell;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.message)
        .bind(cell.day.to_string())
        .bind(&cell.number)
        .bind(&cell.queue)
        .bind(&cell.agent)
        .bind(clean_opt(cell.template.as_deref()))
        .bind(clean_opt(cell.category.as_deref()))
        .bind(clean_opt(cell.free.as_deref()))
        .bind(cell.amount.as_ref().map(|amount| amount.currency.code()))
        .bind(cell.amount.map(|amount| amount.micros))
        .bind(row.market.as_ref().map(Market::as_str))
        .bind(row.delivered_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// The day a message is entered under.
pub async fn day_of(tx: &mut Tx<'_>, message: &MessageId) -> Result<Option<Day>> {
    const SQL: &str = "SELECT day FROM message_cost WHERE message_id = $1";
    let day: Option<String> = on!(tx, |c| sqlx::query_scalar(SQL).bind(message).fetch_optional(c).await?);
    day.map(|text| word(Day::parse, &text, TABLE, message.as_str(), "day")).transpose()
}

/// The first day with a delivered message.
pub async fn first_day(tx: &mut Tx<'_>) -> Result<Option<Day>> {
    const SQL: &str = "SELECT MIN(day) FROM message_cost";
    let day: Option<String> = on!(tx, |c| sqlx::query_scalar(SQL).fetch_one(c).await?);
    day.map(|text| word(Day::parse, &text, TABLE, &text, "day")).transpose()
}

/// The sums kept of a day no longer count. Whoever else sums that day up or changes it waits for the end of this transaction.
pub async fn spoil(tx: &mut Tx<'_>, day: Day) -> Result<()> {
    const SQL: &str = "INSERT INTO cost_day (day, stale, sums) VALUES ($1, TRUE, '') ON CONFLICT (day) DO UPDATE SET stale = TRUE";
    on!(tx, |c| sqlx::query(SQL).bind(day.to_string()).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Sums up a day that is over, and keeps that.
pub async fn sum_up(tx: &mut Tx<'_>, day: Day) -> Result<()> {
    const SQL: &str = "UPDATE cost_day SET stale = FALSE, sums = $2 WHERE day = $1";
    spoil(tx, day).await?;
    let sums = to_json(&CostReport::of_day(day, &cells(tx, day, day).await?))?;
    on!(tx, |c| sqlx::query(SQL).bind(day.to_string()).bind(&sums).execute(c).await.map(|_| ())?);
    Ok(())
}

/// The days from one to another whose sums are kept.
pub async fn kept_days(tx: &mut Tx<'_>, from: Day, until: Day) -> Result<Vec<Day>> {
    const SQL: &str = "SELECT day FROM cost_day WHERE day >= $1 AND day <= $2 AND NOT stale ORDER BY day";
    let days: Vec<String> = on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(from.to_string())
        .bind(until.to_string())
        .fetch_all(c)
        .await?);
    days.iter().map(|text| word(Day::parse, text, "cost_day", text, "day")).collect()
}

/// The sums kept of these days.
pub async fn kept(tx: &mut Tx<'_>, from: Day, until: Day) -> Result<Vec<CostReport>> {
    const SQL: &str = "SELECT sums FROM cost_day WHERE day >= $1 AND day <= $2 AND NOT stale";
    let sums: Vec<String> = on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(from.to_string())
        .bind(until.to_string())
        .fetch_all(c)
        .await?);
    sums.iter().map(|text| json(text, "cost_day", text.get(..24).unwrap_or_default(), "sums")).collect()
}

#[derive(sqlx::FromRow)]
struct Raw {
    day: String,
    number_id: NumberId,
    queue_id: QueueId,
    agent_id: Option<UserId>,
    template: Option<String>,
    category: Option<String>,
    free: Option<String>,
    currency: Option<String>,
    amount: Option<i64>,
    delivered: i64,
}

/// The messages delivered from one day to another, summed up where nothing tells them apart. One walk along an index that holds
/// all of it.
pub async fn cells(tx: &mut Tx<'_>, from: Day, until: Day) -> Result<Vec<CostCell>> {
    const SQL: &str = "SELECT day, number_id, queue_id, agent_id, template, category, free, currency,
         CAST(SUM(amount) AS BIGINT) AS amount, COUNT(*) AS delivered FROM message_cost WHERE day >= $1 AND day <= $2
         GROUP BY day, number_id, queue_id, agent_id, template, category, free, currency";
    let raw: Vec<Raw> =
        on!(tx, |c| sqlx::query_as(SQL).bind(from.to_string()).bind(until.to_string()).fetch_all(c).await?);
    raw.into_iter()
        .map(|raw| {
            let currency = raw.currency.as_deref();
            let currency = currency.map(|text| word(Currency::parse, text, TABLE, &raw.day, "currency"));
            Ok(CostCell {
                day: word(Day::parse, &raw.day, TABLE, &raw.day, "day")?,
                number: raw.number_id,
                queue: raw.queue_id,
                agent: raw.agent_id,
                template: raw.template,
                category: raw.category,
                free: raw.free,
                amount: currency
                    .transpose()?
                    .zip(raw.amount)
                    .map(|(currency, micros)| Money { micros, currency }),
                delivered: raw.delivered,
            })
        })
        .collect()
}
