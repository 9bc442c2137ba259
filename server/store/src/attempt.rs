//! Attempts to hand messages to the provider.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::autopsy::{Attempt, AttemptOutcome};
use desk_model::{MessageId, Timestamp};

/// Notes an attempt, behind those before. Of a message that is gone nothing is noted.
pub async fn note(
    tx: &mut Tx<'_>,
    message: &MessageId,
    at: Timestamp,
    outcome: AttemptOutcome,
    code: Option<i64>,
    detail: &str,
) -> Result<()> {
    const SQL: &str = "INSERT INTO attempt (message_id, number, at, outcome, code, detail)
         SELECT $1, (SELECT COALESCE(MAX(number), 0) + 1 FROM attempt WHERE message_id = $1), $2, $3, $4, $5
         FROM message WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(message)
        .bind(at)
        .bind(outcome.as_str())
        .bind(code)
        .bind(clean(detail))
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// The attempts for a message, oldest first.
pub async fn of(tx: &mut Tx<'_>, message: &MessageId) -> Result<Vec<Attempt>> {
    const SQL: &str =
        "SELECT number, at, outcome, code, detail FROM attempt WHERE message_id = $1 ORDER BY number";
    type Row = (i64, Timestamp, String, Option<i64>, String);
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(SQL).bind(message).fetch_all(c).await?);
    rows.into_iter()
        .map(|(number, at, outcome, code, detail)| {
            let outcome = word(AttemptOutcome::parse, &outcome, "attempt", message.as_str(), "outcome")?;
            Ok(Attempt { number, at, outcome, code, detail })
        })
        .collect()
}
