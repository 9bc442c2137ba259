//! Connected numbers. Their secrets are sealed in the row.

use crate::rows::{json, to_json, word};
use crate::tx::clean;
use crate::{Result, Seal, StoreError, Tx};
use desk_model::number::{Channel, NumberState};
use desk_model::{NumberId, QueueId, Timestamp};
use serde::{Deserialize, Serialize};

/// What must never be shown or logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberSecrets {
    /// Bearer token of the provider's API.
    pub access_token: String,
    /// Signs the provider's webhooks.
    pub app_secret: String,
    /// The one before, accepted during a rotation.
    pub previous_app_secret: Option<String>,
    /// Answers the provider's handshake.
    pub verify_token: String,
}

impl std::fmt::Debug for NumberSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NumberSecrets(***)")
    }
}

/// A connected number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// Which.
    pub id: NumberId,
    /// Its medium.
    pub channel: Channel,
    /// Who carries it: `cloud`.
    pub provider: String,
    /// What the desk calls it.
    pub label: String,
    /// The number for people.
    pub display: String,
    /// `phone_number_id`.
    pub provider_id: String,
    /// WhatsApp Business Account id.
    pub account_id: String,
    /// Where the provider's API is.
    pub base_url: String,
    /// Its version.
    pub api_version: String,
    /// Secrets.
    pub secrets: NumberSecrets,
    /// Where its tickets start.
    pub default_queue: QueueId,
    /// Whether it can send.
    pub state: NumberState,
    /// When it was connected.
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: NumberId,
    channel: String,
    provider: String,
    label: String,
    display: String,
    provider_id: String,
    account_id: String,
    base_url: String,
    api_version: String,
    secrets: String,
    default_queue_id: QueueId,
    state: String,
    created_at: Timestamp,
}

fn open(raw: Raw, seal: &Seal) -> Result<NumberRow> {
    let id = raw.id.as_str();
    Ok(NumberRow {
        channel: word(Channel::parse, &raw.channel, "number", id, "channel")?,
        state: word(NumberState::parse, &raw.state, "number", id, "state")?,
        secrets: json(&seal.open(&raw.secrets)?, "number", id, "secrets")?,
        id: raw.id,
        provider: raw.provider,
        label: raw.label,
        display: raw.display,
        provider_id: raw.provider_id,
        account_id: raw.account_id,
        base_url: raw.base_url,
        api_version: raw.api_version,
        default_queue: raw.default_queue_id,
        created_at: raw.created_at,
    })
}

/// Adds a number; [`StoreError::Conflict`] when it is connected already.
pub async fn insert(tx: &mut Tx<'_>, seal: &Seal, number: &NumberRow) -> Result<()> {
    const SQL: &str = "INSERT INTO number (id, channel, provider, label, display, provider_id, account_id, base_url, api_version,
         secrets, default_queue_id, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let secrets = seal.close(&to_json(&number.secrets)?)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&number.id)
        .bind(number.channel.as_str())
        .bind(clean(&number.provider))
        .bind(clean(&number.label))
        .bind(clean(&number.display))
        .bind(clean(&number.provider_id))
        .bind(clean(&number.account_id))
        .bind(clean(&number.base_url))
        .bind(clean(&number.api_version))
        .bind(&secrets)
        .bind(&number.default_queue)
        .bind(number.state.as_str())
        .bind(number.created_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// All numbers, the first one connected first.
pub async fn list(tx: &mut Tx<'_>, seal: &Seal) -> Result<Vec<NumberRow>> {
    let raw: Vec<Raw> =
        on!(tx, |c| sqlx::query_as("SELECT * FROM number ORDER BY created_at, id").fetch_all(c).await?);
    raw.into_iter().map(|raw| open(raw, seal)).collect()
}

/// One number.
pub async fn get(tx: &mut Tx<'_>, seal: &Seal, id: &NumberId) -> Result<Option<NumberRow>> {
    let raw: Option<Raw> =
        on!(tx, |c| sqlx::query_as("SELECT * FROM number WHERE id = $1").bind(id).fetch_optional(c).await?);
    raw.map(|raw| open(raw, seal)).transpose()
}

/// A number by the provider's id of it.
pub async fn by_provider_id(
    tx: &mut Tx<'_>,
    seal: &Seal,
    provider: &str,
    provider_id: &str,
) -> Result<Option<NumberRow>> {
    const SQL: &str = "SELECT * FROM number WHERE provider = $1 AND provider_id = $2";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL)
        .bind(clean(provider))
        .bind(clean(provider_id))
        .fetch_optional(c)
        .await?);
    raw.map(|raw| open(raw, seal)).transpose()
}

/// Notes whether a number can send; `false` when that was known. One that is being set up stays so until
/// [`finish_setup`].
pub async fn set_state(tx: &mut Tx<'_>, id: &NumberId, state: NumberState) -> Result<bool> {
    const SQL: &str = "UPDATE number SET state = $2 WHERE id = $1 AND state <> $2 AND state <> 'setup'";
    let rows = on!(tx, |c| sqlx::query(SQL).bind(id).bind(state.as_str()).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// Changes where and how a number is reached.
pub async fn update_access(
    tx: &mut Tx<'_>,
    seal: &Seal,
    id: &NumberId,
    base_url: &str,
    secrets: &NumberSecrets,
) -> Result<()> {
    const SQL: &str = "UPDATE number SET base_url = $2, secrets = $3 WHERE id = $1";
    let secrets = seal.close(&to_json(secrets)?)?;
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(clean(base_url))
        .bind(&secrets)
        .execute(c)
        .await?
        .rows_affected());
    if rows == 1 { Ok(()) } else { Err(StoreError::inconsistent("number", id.as_str(), "id")) }
}

/// Changes everything an administrator types about a number; [`StoreError::Conflict`] when another one has this provider's id.
pub async fn update(tx: &mut Tx<'_>, seal: &Seal, number: &NumberRow) -> Result<()> {
    const SQL: &str =
        "UPDATE number SET label = $2, display = $3, provider_id = $4, account_id = $5, base_url = $6,
         api_version = $7, secrets = $8 WHERE id = $1";
    let secrets = seal.close(&to_json(&number.secrets)?)?;
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(&number.id)
        .bind(clean(&number.label))
        .bind(clean(&number.display))
        .bind(clean(&number.provider_id))
        .bind(clean(&number.account_id))
        .bind(clean(&number.base_url))
        .bind(clean(&number.api_version))
        .bind(&secrets)
        .execute(c)
        .await?
        .rows_affected());
    if rows == 1 { Ok(()) } else { Err(StoreError::inconsistent("number", number.id.as_str(), "id")) }
}

/// A number leads to this queue from now on and, if it was being set up, may send; `false` when there is no such number.
pub async fn finish_setup(tx: &mut Tx<'_>, id: &NumberId, queue: &QueueId) -> Result<bool> {
    const SQL: &str = "UPDATE number SET default_queue_id = $2, state = CASE WHEN state = 'setup' THEN 'connected' ELSE state END
         WHERE id = $1";
    let rows = on!(tx, |c| sqlx::query(SQL).bind(id).bind(queue).execute(c).await?.rows_affected());
    Ok(rows == 1)
}
