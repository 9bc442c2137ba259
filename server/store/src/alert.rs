//! What the provider announced about accounts and numbers.

use crate::rows::{json, to_json};
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::alert::{Alert, AlertNews};
use desk_model::{AlertId, NumberId, Timestamp};

#[derive(sqlx::FromRow)]
struct Raw {
    id: AlertId,
    account_id: String,
    number_id: Option<NumberId>,
    news: String,
    received_at: Timestamp,
    acknowledged_by: Option<String>,
    acknowledged_at: Option<Timestamp>,
}

impl Raw {
    fn open(self) -> Result<Alert> {
        let news: AlertNews = json(&self.news, "alert", self.id.as_str(), "news")?;
        Ok(Alert {
            id: self.id,
            account: self.account_id,
            number: self.number_id,
            news,
            received_at: self.received_at,
            acknowledged: self.acknowledged_by.zip(self.acknowledged_at),
        })
    }
}

/// An announcement to be stored.
pub struct NewAlert<'a> {
    /// Its id.
    pub id: AlertId,
    /// The WhatsApp Business Account.
    pub account: &'a str,
    /// The one number it is about.
    pub number: Option<&'a NumberId>,
    /// The same announcement twice has the same key.
    pub part_key: &'a str,
    /// What it says.
    pub news: &'a AlertNews,
    /// When the desk got it.
    pub received_at: Timestamp,
}

/// Stores an announcement; `false` when it is known.
pub async fn add(tx: &mut Tx<'_>, new: &NewAlert<'_>) -> Result<bool> {
    const SQL: &str = "INSERT INTO alert (id, account_id, number_id, part_key, news, at, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, part_key) DO NOTHING";
    let news = to_json(new.news)?;
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(&new.id)
        .bind(clean(new.account))
        .bind(new.number)
        .bind(clean(new.part_key))
        .bind(clean(&news))
        .bind(new.news.at)
        .bind(new.received_at)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// The announcements of an account, newest first: all nobody took note of, and of the others the newest `limit`.
pub async fn of_account(tx: &mut Tx<'_>, account: &str, limit: u32) -> Result<Vec<Alert>> {
    const SQL: &str = "SELECT id, account_id, number_id, news, received_at, acknowledged_by, acknowledged_at FROM alert
         WHERE account_id = $1 AND (acknowledged_at IS NULL OR id IN (
           SELECT id FROM alert WHERE account_id = $1 AND acknowledged_at IS NOT NULL ORDER BY at DESC, id DESC LIMIT $2))
         ORDER BY at DESC, id DESC";
    let raw: Vec<Raw> =
        on!(tx, |c| sqlx::query_as(SQL).bind(clean(account)).bind(i64::from(limit)).fetch_all(c).await?);
    raw.into_iter().map(Raw::open).collect()
}

/// One announcement.
pub async fn get(tx: &mut Tx<'_>, id: &AlertId) -> Result<Option<Alert>> {
    const SQL: &str =
        "SELECT id, account_id, number_id, news, received_at, acknowledged_by, acknowledged_at FROM alert
         WHERE id = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await?);
    raw.map(Raw::open).transpose()
}

/// Somebody took note of it; `false` when somebody had before.
pub async fn acknowledge(tx: &mut Tx<'_>, id: &AlertId, by: &str, at: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE alert SET acknowledged_by = $2, acknowledged_at = $3 WHERE id = $1 AND acknowledged_at IS NULL";
    let rows =
        on!(tx, |c| sqlx::query(SQL).bind(id).bind(clean(by)).bind(at).execute(c).await?.rows_affected());
    Ok(rows == 1)
}
