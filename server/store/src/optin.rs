//! Opt-in pages of numbers, what they said, and forms that wait for their confirmation.

use crate::rows::{json, to_json, word};
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::optin::{Via, Wording};
use desk_model::{Locale, NumberId, SubmissionId, Timestamp};

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PageRow {
    /// Of which number.
    #[sqlx(rename = "number_id")]
    pub number: NumberId,
    /// Its address.
    pub slug: String,
    /// Whether it can be reached.
    pub enabled: bool,
    /// Last change.
    pub updated_at: Timestamp,
}

/// A form that was sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// Which.
    pub id: SubmissionId,
    /// SHA-256 of its code.
    pub code: String,
    /// For which number.
    pub number: NumberId,
    /// The wording that was shown.
    pub version: i64,
    /// The language it was shown in.
    pub locale: Locale,
    /// Where the form stood.
    pub via: Via,
    /// What spellings of the phone have in common.
    pub phone_key: String,
    /// The network address it came from.
    pub address: String,
    /// When.
    pub created_at: Timestamp,
    /// Until when the code may be used.
    pub expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct RawRequest {
    id: SubmissionId,
    code: String,
    number_id: NumberId,
    version: i64,
    locale: String,
    via: String,
    phone_key: String,
    address: String,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl TryFrom<RawRequest> for RequestRow {
    type Error = StoreError;
    fn try_from(raw: RawRequest) -> Result<Self> {
        Ok(Self {
            locale: word(Locale::parse, &raw.locale, "optin_request", raw.id.as_str(), "locale")?,
            via: Via::parse(&raw.via),
            id: raw.id,
            code: raw.code,
            number: raw.number_id,
            version: raw.version,
            phone_key: raw.phone_key,
            address: raw.address,
            created_at: raw.created_at,
            expires_at: raw.expires_at,
        })
    }
}

/// Writes the page of a number.
pub async fn put_page(tx: &mut Tx<'_>, page: &PageRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO optin_page (number_id, slug, enabled, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (number_id) DO UPDATE SET slug = excluded.slug, enabled = excluded.enabled, updated_at = excluded.updated_at";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&page.number)
        .bind(clean(&page.slug).as_ref())
        .bind(page.enabled)
        .bind(page.updated_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// The page of a number.
pub async fn page(tx: &mut Tx<'_>, number: &NumberId) -> Result<Option<PageRow>> {
    const SQL: &str = "SELECT * FROM optin_page WHERE number_id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_optional(c).await?))
}

/// The page at an address.
pub async fn page_at(tx: &mut Tx<'_>, slug: &str) -> Result<Option<PageRow>> {
    const SQL: &str = "SELECT * FROM optin_page WHERE slug = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(clean(slug).as_ref()).fetch_optional(c).await?))
}

/// Adds a wording.
pub async fn add_wording(tx: &mut Tx<'_>, number: &NumberId, wording: &Wording, at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO optin_wording (number_id, version, purposes, wording, privacy, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)";
    let (purposes, text, privacy) =
        (to_json(&wording.purposes)?, to_json(&wording.text)?, to_json(&wording.privacy)?);
    on!(tx, |c| sqlx::query(SQL)
        .bind(number)
        .bind(wording.version)
        .bind(&purposes)
        .bind(clean(&text).as_ref())
        .bind(clean(&privacy).as_ref())
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// A wording of a number: the one of that version, or the newest.
pub async fn wording(tx: &mut Tx<'_>, number: &NumberId, version: Option<i64>) -> Result<Option<Wording>> {
    const SQL: &str = "SELECT version, purposes, wording, privacy FROM optin_wording
         WHERE number_id = $1 AND ($2 = 0 OR version = $2) ORDER BY version DESC LIMIT 1";
    let found: Option<(i64, String, String, String)> =
        on!(tx, |c| sqlx::query_as(SQL).bind(number).bind(version.unwrap_or(0)).fetch_optional(c).await?);
    let Some((version, purposes, text, privacy)) = found else { return Ok(None) };
    let (table, id) = ("optin_wording", number.as_str());
    Ok(Some(Wording {
        version,
        purposes: json(&purposes, table, id, "purposes")?,
        text: json(&text, table, id, "wording")?,
        privacy: json(&privacy, table, id, "privacy")?,
    }))
}

/// Adds a form.
pub async fn add_request(tx: &mut Tx<'_>, request: &RequestRow) -> Result<()> {
    const SQL: &str = "INSERT INTO optin_request (id, code, number_id, version, locale, via, phone_key, address, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&request.id)
        .bind(&request.code)
        .bind(&request.number)
        .bind(request.version)
        .bind(request.locale.as_str())
        .bind(request.via.as_str())
        .bind(clean(&request.phone_key).as_ref())
        .bind(clean(&request.address).as_ref())
        .bind(request.created_at)
        .bind(request.expires_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// The form of a code that nobody used yet and that was still good at `at`.
pub async fn waiting(tx: &mut Tx<'_>, code: &str, at: Timestamp) -> Result<Option<RequestRow>> {
    const SQL: &str = "SELECT * FROM optin_request WHERE code = $1 AND used_at IS NULL AND expires_at > $2";
    let raw: Option<RawRequest> =
        on!(tx, |c| sqlx::query_as(SQL).bind(code).bind(at).fetch_optional(c).await?);
    raw.map(RequestRow::try_from).transpose()
}

/// Uses a code, with the message that carried it; `false` when somebody was faster.
pub async fn use_up(tx: &mut Tx<'_>, id: &SubmissionId, message: &str, at: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE optin_request SET used_at = $2, used_by = $3 WHERE id = $1 AND used_at IS NULL";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(at)
        .bind(clean(message).as_ref())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Forgets forms that nobody confirmed and whose code ended before an instant.
pub async fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM optin_request WHERE used_at IS NULL AND expires_at < $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before).execute(c).await?.rows_affected()))
}
