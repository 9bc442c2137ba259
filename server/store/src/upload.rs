//! Files handed to the provider for templates.

use crate::rows::word;
use crate::tx::{clean, clean_opt};
use crate::{Result, Tx};
use desk_model::template::{HeaderMedia, UploadView};
use desk_model::{NumberId, Timestamp, UploadId};

/// A file as stored. The bytes are with the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// What everybody sees.
    pub view: UploadView,
    /// The provider's id, for messages; valid for 30 days.
    pub media_id: Option<String>,
    /// The provider's handle, for the example of a template's head.
    pub handle: Option<String>,
    /// When it was handed over.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: UploadId,
    number_id: NumberId,
    media_id: Option<String>,
    handle: Option<String>,
    kind: String,
    mime: String,
    filename: String,
    size: i64,
    at: Timestamp,
}

/// Notes a file.
pub async fn insert(tx: &mut Tx<'_>, upload: &UploadRow) -> Result<()> {
    const SQL: &str = "INSERT INTO upload (id, number_id, media_id, handle, kind, mime, filename, size, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let view = &upload.view;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&view.id)
        .bind(&view.number)
        .bind(clean_opt(upload.media_id.as_deref()))
        .bind(clean_opt(upload.handle.as_deref()))
        .bind(view.kind.as_str())
        .bind(clean(&view.mime))
        .bind(clean(&view.filename))
        .bind(i64::try_from(view.size).unwrap_or(i64::MAX))
        .bind(upload.at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// One file.
pub async fn get(tx: &mut Tx<'_>, id: &UploadId) -> Result<Option<UploadRow>> {
    const SQL: &str = "SELECT * FROM upload WHERE id = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await?);
    let Some(raw) = raw else { return Ok(None) };
    let kind = word(HeaderMedia::parse, &raw.kind, "upload", raw.id.as_str(), "kind")?;
    Ok(Some(UploadRow {
        view: UploadView {
            id: raw.id,
            number: raw.number_id,
            kind,
            mime: raw.mime,
            filename: raw.filename,
            size: raw.size.unsigned_abs(),
        },
        media_id: raw.media_id,
        handle: raw.handle,
        at: raw.at,
    }))
}

/// Forgets files handed over before `until`; gives how many.
pub async fn prune(tx: &mut Tx<'_>, until: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM upload WHERE at < $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(until).execute(c).await?.rows_affected()))
}
