//! The reasons for which a queue's tickets are closed.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::queue_form::ReasonDraft;
use desk_model::{CloseReason, QueueId, ReasonId};

#[derive(sqlx::FromRow)]
struct Raw {
    id: ReasonId,
    level: i64,
    label: String,
    outcome: String,
}

/// The reasons of a queue in the order of their tree, without those that were taken out.
pub async fn list(tx: &mut Tx<'_>, queue: &QueueId) -> Result<Vec<ReasonDraft>> {
    const SQL: &str =
        "SELECT id, level, label, outcome FROM close_reason WHERE queue_id = $1 AND NOT archived
         ORDER BY position, id";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(queue).fetch_all(c).await?);
    raw.into_iter()
        .map(|raw| {
            let id = raw.id.as_str();
            let level =
                u8::try_from(raw.level).map_err(|_| StoreError::inconsistent("close_reason", id, "level"))?;
            let outcome = word(CloseReason::parse, &raw.outcome, "close_reason", id, "outcome")?;
            Ok(ReasonDraft { id: Some(raw.id), level, label: raw.label, outcome })
        })
        .collect()
}

/// The reasons of a queue are these from now on, each with its id. Those that are no longer among them stay for the tickets
/// that have them.
pub async fn replace(tx: &mut Tx<'_>, queue: &QueueId, reasons: &[(ReasonId, ReasonDraft)]) -> Result<()> {
    const ARCHIVE: &str = "UPDATE close_reason SET archived = TRUE WHERE queue_id = $1";
    const PUT: &str = "INSERT INTO close_reason (id, queue_id, level, position, label, outcome, archived)
         VALUES ($1, $2, $3, $4, $5, $6, FALSE) ON CONFLICT (id) DO UPDATE SET level = excluded.level,
         position = excluded.position, label = excluded.label, outcome = excluded.outcome, archived = FALSE";
    on!(tx, |c| sqlx::query(ARCHIVE).bind(queue).execute(c).await.map(|_| ())?);
    for (position, (id, reason)) in (0_i64..).zip(reasons) {
        on!(tx, |c| sqlx::query(PUT)
            .bind(id)
            .bind(queue)
            .bind(i64::from(reason.level))
            .bind(position)
            .bind(clean(&reason.label))
            .bind(reason.outcome.as_str())
            .execute(c)
            .await
            .map(|_| ())?);
    }
    Ok(())
}
