//! The raw inbound requests, stored before they are acknowledged.

use crate::tx::{BATCH, clean, clean_opt};
use crate::{Result, Store, Tx};
use desk_model::Timestamp;
use desk_model::view::JournalProblem;
use sqlx::QueryBuilder;

/// A request to be stored.
#[derive(Debug, Clone)]
pub struct NewRequest<'a> {
    /// When it came.
    pub received_at: Timestamp,
    /// Its body.
    pub body: &'a [u8],
    /// `pending`, or `unreadable` when it is no notification at all.
    pub state: &'static str,
    /// Why it is unreadable.
    pub error: Option<&'a str>,
}

/// A stored request.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct JournalRow {
    /// Its place.
    pub seq: i64,
    /// When it came.
    pub received_at: Timestamp,
    /// Its body.
    pub body: Vec<u8>,
    /// How often it was tried.
    pub attempts: i64,
}

/// Expands to the statement that stores requests through `$c`.
macro_rules! insert {
    ($c:expr, $requests:expr) => {{
        let mut query = QueryBuilder::new("INSERT INTO journal (received_at, body, state, error, attempts) ");
        query.push_values($requests, |mut row, request| {
            row.push_bind(request.received_at)
                .push_bind(request.body)
                .push_bind(request.state)
                .push_bind(clean_opt(request.error))
                .push_bind(0_i64);
        });
        query.build().execute($c).await.map(|_| ())?
    }};
}

/// Stores requests, all or none, and makes them durable.
pub async fn append(store: &Store, requests: &[NewRequest<'_>]) -> Result<()> {
    if requests.is_empty() {
        return Ok(());
    }
    // One statement is a transaction by itself.
    if requests.len() <= BATCH {
        alone!(store, writer, |c| insert!(c, requests));
        return Ok(());
    }
    let mut tx = store.write().await?;
    for chunk in requests.chunks(BATCH) {
        on!(&mut tx, |c| insert!(c, chunk));
    }
    tx.commit().await
}

/// The oldest requests that have not been applied.
pub async fn take_pending(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<JournalRow>> {
    const SQL: &str =
        "SELECT seq, received_at, body, attempts FROM journal WHERE state = 'pending' ORDER BY seq LIMIT $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(i64::from(limit)).fetch_all(c).await?))
}

/// When the oldest request that has not been applied came.
pub async fn oldest_pending(store: &Store) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT received_at FROM journal WHERE state = 'pending' ORDER BY seq LIMIT 1";
    Ok(alone!(store, readers, |c| sqlx::query_scalar(SQL).fetch_optional(c).await?))
}

/// Requests received since an instant, after a place, for replay.
pub async fn since(tx: &mut Tx<'_>, from: Timestamp, after: i64, limit: u32) -> Result<Vec<JournalRow>> {
    const SQL: &str = "SELECT seq, received_at, body, attempts FROM journal WHERE received_at >= $1 AND seq > $2 AND state <> 'unreadable'
         ORDER BY seq LIMIT $3";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(from).bind(after).bind(i64::from(limit)).fetch_all(c).await?))
}

/// Notes what became of a request.
pub async fn mark(tx: &mut Tx<'_>, seq: i64, state: &str, error: Option<&str>, at: Timestamp) -> Result<()> {
    const SQL: &str =
        "UPDATE journal SET state = $2, error = $3, applied_at = $4, attempts = attempts + 1 WHERE seq = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(seq)
        .bind(state)
        .bind(clean_opt(error))
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Notes that several requests have been applied.
pub async fn mark_applied(tx: &mut Tx<'_>, seqs: &[i64], at: Timestamp) -> Result<()> {
    for chunk in seqs.chunks(BATCH) {
        on!(tx, |c| {
            let mut query = QueryBuilder::new(
                "UPDATE journal SET state = 'applied', error = NULL, attempts = attempts + 1, applied_at = ",
            );
            query.push_bind(at).push(" WHERE seq IN (");
            let mut list = query.separated(", ");
            for seq in chunk {
                list.push_bind(*seq);
            }
            query.push(")");
            query.build().execute(c).await.map(|_| ())?;
        });
    }
    Ok(())
}

/// Notes a part that was not simply applied: `failed` or `noted`.
pub async fn add_part(
    tx: &mut Tx<'_>,
    seq: i64,
    part: &str,
    field: &str,
    state: &str,
    error: &str,
    at: Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO journal_part (journal_seq, part, field, state, error, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (journal_seq, part) DO UPDATE SET state = excluded.state, error = excluded.error, at = excluded.at";
    on!(tx, |c| sqlx::query(SQL)
        .bind(seq)
        .bind(clean(part))
        .bind(clean(field))
        .bind(state)
        .bind(clean(error))
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Forgets the parts noted for a request, before it is applied again.
pub async fn clear_parts(tx: &mut Tx<'_>, seq: i64) -> Result<()> {
    on!(tx, |c| sqlx::query("DELETE FROM journal_part WHERE journal_seq = $1")
        .bind(seq)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// The newest requests and parts that could not be applied.
pub async fn problems(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<JournalProblem>> {
    // Two halves, each by an index: the journal is long, problems are few.
    const SQL: &str =
        "SELECT j.seq, j.received_at, p.state, p.part, p.error, CAST(LENGTH(j.body) AS BIGINT) AS size
         FROM journal_part p JOIN journal j ON j.seq = p.journal_seq WHERE p.state = 'failed'
         UNION ALL
         SELECT j.seq, j.received_at, j.state, '', COALESCE(j.error, ''), CAST(LENGTH(j.body) AS BIGINT)
         FROM journal j WHERE j.state <> 'pending' AND j.state <> 'applied'
         AND NOT EXISTS (SELECT 1 FROM journal_part p WHERE p.journal_seq = j.seq AND p.state = 'failed')
         ORDER BY 1 DESC, 4 LIMIT $1";
    type Row = (i64, Timestamp, String, String, String, i64);
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(SQL).bind(i64::from(limit)).fetch_all(c).await?);
    Ok(rows
        .into_iter()
        .map(|(seq, received_at, state, part, error, size)| JournalProblem {
            seq,
            received_at,
            state,
            part,
            error,
            size,
        })
        .collect())
}

/// How many requests wait to be applied.
pub async fn pending_count(tx: &mut Tx<'_>) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM journal WHERE state = 'pending'";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_one(c).await?))
}
