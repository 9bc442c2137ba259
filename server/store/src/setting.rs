//! Single values of the desk.

use crate::tx::clean;
use crate::{Result, Tx};

/// Reads a value.
pub async fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar("SELECT value FROM setting WHERE name = $1")
        .bind(name)
        .fetch_optional(c)
        .await?))
}

/// Writes a value.
pub async fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    on!(tx, |c| sqlx::query(SQL).bind(name).bind(clean(value)).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Writes a value where there is none; `false` when there was one.
pub async fn put_new(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<bool> {
    const SQL: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    let rows = on!(tx, |c| sqlx::query(SQL).bind(name).bind(clean(value)).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// Takes a value away and returns it.
pub async fn take(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    const SQL: &str = "DELETE FROM setting WHERE name = $1 RETURNING value";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(name).fetch_optional(c).await?))
}
