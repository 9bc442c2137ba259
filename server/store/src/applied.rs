//! What has been applied and left no row of its own.

use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::{NumberId, Timestamp};

/// Notes that a part has been applied; `false` when it had been before.
pub async fn mark(tx: &mut Tx<'_>, number: &NumberId, part_key: &str, at: Timestamp) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO applied (number_id, part_key, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(number)
        .bind(clean(part_key))
        .bind(at)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
