//! Text menus: drafts, versions, how far customers came, and what they answered.

use crate::rows::{json, to_json, word};
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::menu::{ContactField, Menu, MenuVersion, Walk, Why};
use desk_model::{ContactId, NumberId, TicketId, Timestamp};

/// The draft of a number.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow {
    /// What is being written.
    pub draft: Menu,
    /// Counts its changes.
    pub revision: i64,
    /// Who saved it last, by name.
    pub saved_by: String,
    /// When.
    pub saved_at: Timestamp,
    /// The version customers meet.
    pub published: Option<i64>,
}

/// How far the customer of a ticket came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkRow {
    /// Whose menu.
    pub number: NumberId,
    /// Which version of it.
    pub version: i64,
    /// How far.
    pub walk: Walk,
    /// Until when an answer is waited for.
    pub due: Option<Timestamp>,
    /// Why it ended.
    pub outcome: Option<Why>,
    /// When the menu closed the ticket, if it did.
    pub ended_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct RawDraft {
    draft: String,
    revision: i64,
    saved_by: String,
    saved_at: Timestamp,
    published: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct RawVersion {
    version: i64,
    steps: i64,
    published_by: String,
    published_at: Timestamp,
    restored: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct RawWalk {
    number_id: NumberId,
    version: i64,
    walk: String,
    due: Option<Timestamp>,
    outcome: Option<String>,
    ended_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct RawField {
    name: String,
    value: String,
    at: Timestamp,
}

/// The draft of a number.
pub async fn draft(tx: &mut Tx<'_>, number: &NumberId) -> Result<Option<DraftRow>> {
    const SQL: &str = "SELECT draft, revision, saved_by, saved_at, published FROM menu WHERE number_id = $1";
    let raw: Option<RawDraft> = on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_optional(c).await?);
    raw.map(|raw| {
        Ok(DraftRow {
            draft: json(&raw.draft, "menu", number.as_str(), "draft")?,
            revision: raw.revision,
            saved_by: raw.saved_by,
            saved_at: raw.saved_at,
            published: raw.published,
        })
    })
    .transpose()
}

/// Writes the draft of a number whose revision is `expected` (0 = there is none yet); `false` when it is another by now.
pub async fn save_draft(
    tx: &mut Tx<'_>,
    number: &NumberId,
    expected: i64,
    draft: &Menu,
    by: &str,
    at: Timestamp,
) -> Result<bool> {
    const NEW: &str =
        "INSERT INTO menu (number_id, draft, revision, saved_by, saved_at) VALUES ($1, $2, 1, $3, $4)
         ON CONFLICT (number_id) DO NOTHING";
    const CHANGE: &str = "UPDATE menu SET draft = $2, revision = revision + 1, saved_by = $3, saved_at = $4
         WHERE number_id = $1 AND revision = $5";
    let text = to_json(draft)?;
    let rows = if expected == 0 {
        on!(tx, |c| sqlx::query(NEW)
            .bind(number)
            .bind(clean(&text))
            .bind(clean(by))
            .bind(at)
            .execute(c)
            .await?
            .rows_affected())
    } else {
        on!(tx, |c| sqlx::query(CHANGE)
            .bind(number)
            .bind(clean(&text))
            .bind(clean(by))
            .bind(at)
            .bind(expected)
            .execute(c)
            .await?
            .rows_affected())
    };
    Ok(rows == 1)
}

/// Says which version customers meet; `None` = no menu.
pub async fn set_published(tx: &mut Tx<'_>, number: &NumberId, version: Option<i64>) -> Result<()> {
    const SQL: &str = "UPDATE menu SET published = $2 WHERE number_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(number).bind(version).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Adds a version and makes it the one customers meet; gives its number. The draft's row must be there: it is what two
/// publishers wait for each other at.
pub async fn publish(
    tx: &mut Tx<'_>,
    number: &NumberId,
    body: &Menu,
    by: &str,
    at: Timestamp,
    restored: Option<i64>,
) -> Result<i64> {
    const LOCK: &str = "UPDATE menu SET revision = revision WHERE number_id = $1";
    const NEXT: &str = "SELECT COALESCE(MAX(version), 0) + 1 FROM menu_version WHERE number_id = $1";
    const ADD: &str =
        "INSERT INTO menu_version (number_id, version, body, steps, published_by, published_at, restored)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, |c| sqlx::query(LOCK).bind(number).execute(c).await.map(|_| ())?);
    let version: i64 = on!(tx, |c| sqlx::query_scalar(NEXT).bind(number).fetch_one(c).await?);
    let text = to_json(body)?;
    let steps = i64::try_from(body.nodes.len()).unwrap_or(i64::MAX);
    on!(tx, |c| sqlx::query(ADD)
        .bind(number)
        .bind(version)
        .bind(clean(&text))
        .bind(steps)
        .bind(clean(by))
        .bind(at)
        .bind(restored)
        .execute(c)
        .await
        .map(|_| ())?);
    set_published(tx, number, Some(version)).await?;
    Ok(version)
}

/// Every version of a number, the newest first.
pub async fn versions(tx: &mut Tx<'_>, number: &NumberId) -> Result<Vec<MenuVersion>> {
    const SQL: &str = "SELECT version, steps, published_by, published_at, restored FROM menu_version
         WHERE number_id = $1 ORDER BY version DESC";
    let raw: Vec<RawVersion> = on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_all(c).await?);
    let view = |raw: RawVersion| MenuVersion {
        version: raw.version,
        by: raw.published_by,
        at: raw.published_at,
        from: raw.restored,
        steps: raw.steps,
    };
    Ok(raw.into_iter().map(view).collect())
}

/// One version of a number.
pub async fn version(tx: &mut Tx<'_>, number: &NumberId, version: i64) -> Result<Option<Menu>> {
    const SQL: &str = "SELECT body FROM menu_version WHERE number_id = $1 AND version = $2";
    let body: Option<String> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(number).bind(version).fetch_optional(c).await?);
    body.map(|body| json(&body, "menu_version", number.as_str(), "body")).transpose()
}

/// The menu customers of a number meet, with its version.
pub async fn published(tx: &mut Tx<'_>, number: &NumberId) -> Result<Option<(i64, Menu)>> {
    const SQL: &str = "SELECT v.version, v.body FROM menu m JOIN menu_version v
         ON v.number_id = m.number_id AND v.version = m.published WHERE m.number_id = $1";
    let raw: Option<(i64, String)> = on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_optional(c).await?);
    raw.map(|(version, body)| Ok((version, json(&body, "menu_version", number.as_str(), "body")?)))
        .transpose()
}

/// How far the customer of a ticket came; `None` when no menu ever talked to them.
pub async fn walk(tx: &mut Tx<'_>, ticket: &TicketId) -> Result<Option<WalkRow>> {
    const SQL: &str =
        "SELECT number_id, version, walk, due, outcome, ended_at FROM menu_walk WHERE ticket_id = $1";
    let raw: Option<RawWalk> = on!(tx, |c| sqlx::query_as(SQL).bind(ticket).fetch_optional(c).await?);
    let id = ticket.as_str();
    raw.map(|raw| {
        let outcome =
            raw.outcome.map(|text| word(Why::parse, &text, "menu_walk", id, "outcome")).transpose()?;
        Ok(WalkRow {
            number: raw.number_id,
            version: raw.version,
            walk: json(&raw.walk, "menu_walk", id, "walk")?,
            due: raw.due,
            outcome,
            ended_at: raw.ended_at,
        })
    })
    .transpose()
}

/// Writes how far the customer of a ticket came.
pub async fn put_walk(tx: &mut Tx<'_>, ticket: &TicketId, row: &WalkRow) -> Result<()> {
    const SQL: &str = "INSERT INTO menu_walk (ticket_id, number_id, version, walk, due, outcome, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (ticket_id) DO UPDATE SET walk = excluded.walk, due = excluded.due, outcome = excluded.outcome,
         ended_at = excluded.ended_at";
    let text = to_json(&row.walk)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(ticket)
        .bind(&row.number)
        .bind(row.version)
        .bind(clean(&text))
        .bind(row.due)
        .bind(row.outcome.map(Why::as_str))
        .bind(row.ended_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// The tickets whose customers may not answer any longer at `now`, the longest overdue first.
pub async fn due(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<TicketId>> {
    const SQL: &str = "SELECT ticket_id FROM menu_walk WHERE due IS NOT NULL AND due <= $1 ORDER BY due, ticket_id LIMIT $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(now).bind(i64::from(limit)).fetch_all(c).await?))
}

/// When the next customer has waited too long with their answer.
pub async fn next_due(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT due FROM menu_walk WHERE due IS NOT NULL ORDER BY due, ticket_id LIMIT 1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_optional(c).await?))
}

/// Keeps an answer of a customer, in place of an older one.
pub async fn put_field(
    tx: &mut Tx<'_>,
    contact: &ContactId,
    ticket: &TicketId,
    field: &ContactField,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO contact_field (contact_id, name, value, ticket_id, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (contact_id, name) DO UPDATE SET value = excluded.value, ticket_id = excluded.ticket_id,
         at = excluded.at";
    on!(tx, |c| sqlx::query(SQL)
        .bind(contact)
        .bind(clean(&field.label))
        .bind(clean(&field.value))
        .bind(ticket)
        .bind(field.at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// What a customer answered in other tickets than this one, by name.
pub async fn fields(tx: &mut Tx<'_>, contact: &ContactId, besides: &TicketId) -> Result<Vec<ContactField>> {
    const SQL: &str =
        "SELECT name, value, at FROM contact_field WHERE contact_id = $1 AND ticket_id <> $2 ORDER BY name";
    let raw: Vec<RawField> =
        on!(tx, |c| sqlx::query_as(SQL).bind(contact).bind(besides).fetch_all(c).await?);
    Ok(raw.into_iter().map(|raw| ContactField { label: raw.name, value: raw.value, at: raw.at }).collect())
}

/// Gives the answers of one customer to another, who keeps their own where both have one.
pub async fn merge_fields(tx: &mut Tx<'_>, from: &ContactId, into: &ContactId) -> Result<()> {
    const MOVE: &str = "UPDATE contact_field SET contact_id = $2 WHERE contact_id = $1
         AND name NOT IN (SELECT name FROM contact_field WHERE contact_id = $2)";
    const REST: &str = "DELETE FROM contact_field WHERE contact_id = $1";
    on!(tx, |c| sqlx::query(MOVE).bind(from).bind(into).execute(c).await.map(|_| ())?);
    on!(tx, |c| sqlx::query(REST).bind(from).execute(c).await.map(|_| ())?);
    Ok(())
}

/// A menu that cannot be read is as good as none, but somebody has to know.
pub fn is_unreadable(error: &StoreError) -> bool {
    matches!(error, StoreError::Inconsistent { table: "menu_version" | "menu_walk", .. })
}
