//! What is known of the health of numbers, and whom templates reached.

use crate::rows::{json, to_json};
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::health::{Down, Report};
use desk_model::{ContactId, NumberId, Timestamp};

/// What is known of the health of a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HealthRow {
    /// The last look at the provider.
    pub report: Option<Report>,
    /// Why the number went down.
    pub down: Option<Down>,
    /// See [`Seen::Webhook`].
    pub webhook_at: Option<Timestamp>,
    /// See [`Seen::Inbound`].
    pub inbound_at: Option<Timestamp>,
    /// See [`Seen::Sent`].
    pub sent_at: Option<Timestamp>,
    /// See [`Seen::Templates`].
    pub templates_at: Option<Timestamp>,
    /// See [`Seen::Handshake`].
    pub handshake_at: Option<Timestamp>,
    /// See [`Seen::Signed`].
    pub signed_at: Option<Timestamp>,
}

/// What the desk saw happen with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seen {
    /// A notification about it.
    Webhook,
    /// A customer's message.
    Inbound,
    /// The provider took a message.
    Sent,
    /// Its templates were fetched.
    Templates,
    /// The provider made the handshake.
    Handshake,
    /// A notification was signed with its application secret.
    Signed,
}

impl Seen {
    const fn column(self) -> &'static str {
        match self {
            Self::Webhook => "webhook_at",
            Self::Inbound => "inbound_at",
            Self::Sent => "sent_at",
            Self::Templates => "templates_at",
            Self::Handshake => "handshake_at",
            Self::Signed => "signed_at",
        }
    }
}

#[derive(sqlx::FromRow)]
struct Raw {
    report: Option<String>,
    down: Option<String>,
    webhook_at: Option<Timestamp>,
    inbound_at: Option<Timestamp>,
    sent_at: Option<Timestamp>,
    templates_at: Option<Timestamp>,
    handshake_at: Option<Timestamp>,
    signed_at: Option<Timestamp>,
}

/// What is known; everything absent when nothing is.
pub async fn get(tx: &mut Tx<'_>, number: &NumberId) -> Result<HealthRow> {
    const SQL: &str =
        "SELECT report, down, webhook_at, inbound_at, sent_at, templates_at, handshake_at, signed_at
         FROM number_health WHERE number_id = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_optional(c).await?);
    let Some(raw) = raw else { return Ok(HealthRow::default()) };
    let id = number.as_str();
    Ok(HealthRow {
        report: raw.report.map(|text| json(&text, "number_health", id, "report")).transpose()?,
        down: raw.down.map(|text| json(&text, "number_health", id, "down")).transpose()?,
        webhook_at: raw.webhook_at,
        inbound_at: raw.inbound_at,
        sent_at: raw.sent_at,
        templates_at: raw.templates_at,
        handshake_at: raw.handshake_at,
        signed_at: raw.signed_at,
    })
}

/// Notes that something was seen; `true` when it was for the first time. An older instant than known changes nothing.
pub async fn saw(tx: &mut Tx<'_>, number: &NumberId, what: Seen, at: Timestamp) -> Result<bool> {
    let column = what.column();
    let known: Option<Option<Timestamp>> = on!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("SELECT ");
        query.push(column).push(" FROM number_health WHERE number_id = ").push_bind(number);
        query.build_query_scalar().fetch_optional(c).await?
    });
    let first = known.flatten().is_none();
    on!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("INSERT INTO number_health (number_id, ");
        query.push(column).push(") VALUES (").push_bind(number).push(", ").push_bind(at);
        query.push(") ON CONFLICT (number_id) DO UPDATE SET ").push(column).push(" = excluded.").push(column);
        query.push(" WHERE number_health.").push(column).push(" IS NULL OR number_health.").push(column);
        query.push(" < excluded.").push(column);
        query.build().execute(c).await.map(|_| ())?;
    });
    Ok(first)
}

/// The numbers of which a notification was signed with their application secret.
pub async fn proven(tx: &mut Tx<'_>) -> Result<Vec<NumberId>> {
    const SQL: &str = "SELECT number_id FROM number_health WHERE signed_at IS NOT NULL";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_all(c).await?))
}

/// Forgets that a signature was checked: the application secret is another one now.
pub async fn forget_signature(tx: &mut Tx<'_>, number: &NumberId) -> Result<()> {
    const SQL: &str = "UPDATE number_health SET signed_at = NULL WHERE number_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(number).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Notes what a look at the provider came to.
pub async fn set_report(tx: &mut Tx<'_>, number: &NumberId, report: &Report) -> Result<()> {
    const SQL: &str = "INSERT INTO number_health (number_id, report) VALUES ($1, $2)
         ON CONFLICT (number_id) DO UPDATE SET report = excluded.report";
    let report = to_json(report)?;
    on!(tx, |c| sqlx::query(SQL).bind(number).bind(clean(&report)).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Notes why a number went down; `None`: it works again.
pub async fn set_down(tx: &mut Tx<'_>, number: &NumberId, down: Option<&Down>) -> Result<()> {
    const SQL: &str = "INSERT INTO number_health (number_id, down) VALUES ($1, $2)
         ON CONFLICT (number_id) DO UPDATE SET down = excluded.down";
    let down = down.map(to_json).transpose()?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(number)
        .bind(down.as_deref().map(clean))
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Notes that a template reached somebody outside their window.
pub async fn reached(tx: &mut Tx<'_>, number: &NumberId, contact: &ContactId, at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO reach (number_id, contact_id, at) VALUES ($1, $2, $3)
         ON CONFLICT (number_id, contact_id) DO UPDATE SET at = excluded.at WHERE reach.at < excluded.at";
    on!(tx, |c| sqlx::query(SQL).bind(number).bind(contact).bind(at).execute(c).await.map(|_| ())?);
    Ok(())
}

/// How many people the numbers of an account reached since an instant.
pub async fn reach(tx: &mut Tx<'_>, account: &str, since: Timestamp) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(DISTINCT r.contact_id) FROM reach r JOIN number n ON n.id = r.number_id
         WHERE n.account_id = $1 AND r.at > $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(clean(account)).bind(since).fetch_one(c).await?))
}

/// Forgets whom templates reached before an instant.
pub async fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<()> {
    on!(tx, |c| sqlx::query("DELETE FROM reach WHERE at < $1").bind(before).execute(c).await.map(|_| ())?);
    Ok(())
}
