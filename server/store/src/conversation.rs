//! Contact × number, without end; owns the window.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::{ContactId, ConversationId, Identity, IdentityKind, NumberId, Timestamp, WindowFacts};
use sqlx::{Postgres, QueryBuilder};
use std::collections::HashSet;

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationRow {
    /// Which.
    pub id: ConversationId,
    /// The customer.
    pub contact: ContactId,
    /// The number.
    pub number: NumberId,
    /// Where to write to.
    pub reply_to: Identity,
    /// What decides the window.
    pub window: WindowFacts,
    /// When it began.
    pub created_at: Timestamp,
}

#[derive(Clone, sqlx::FromRow)]
pub(crate) struct Raw {
    pub(crate) id: ConversationId,
    pub(crate) contact_id: ContactId,
    pub(crate) number_id: NumberId,
    pub(crate) reply_kind: String,
    pub(crate) reply_to: String,
    pub(crate) last_inbound_at: Option<Timestamp>,
    pub(crate) refused_inbound_at: Option<Timestamp>,
    pub(crate) entry_at: Option<Timestamp>,
    pub(crate) free_until: Option<Timestamp>,
    pub(crate) nudged_for: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

impl TryFrom<Raw> for ConversationRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let kind = word(IdentityKind::parse, &raw.reply_kind, "conversation", raw.id.as_str(), "reply_kind")?;
        Ok(Self {
            id: raw.id,
            contact: raw.contact_id,
            number: raw.number_id,
            reply_to: Identity { kind, value: raw.reply_to },
            window: WindowFacts {
                last_inbound_at: raw.last_inbound_at,
                refused_at: raw.refused_inbound_at,
                entry_at: raw.entry_at,
                free_until: raw.free_until,
                nudged_for: raw.nudged_for,
            },
            created_at: raw.created_at,
        })
    }
}

/// The conversation of a customer on a number.
pub async fn find(
    tx: &mut Tx<'_>,
    contact: &ContactId,
    number: &NumberId,
) -> Result<Option<ConversationRow>> {
    const SQL: &str = "SELECT * FROM conversation WHERE contact_id = $1 AND number_id = $2";
    let raw: Option<Raw> =
        on!(tx, |c| sqlx::query_as(SQL).bind(contact).bind(number).fetch_optional(c).await?);
    raw.map(ConversationRow::try_from).transpose()
}

/// One conversation.
pub async fn get(tx: &mut Tx<'_>, id: &ConversationId) -> Result<Option<ConversationRow>> {
    const SQL: &str = "SELECT * FROM conversation WHERE id = $1";
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await?);
    raw.map(ConversationRow::try_from).transpose()
}

/// One conversation, locked until the end of the transaction. On SQLite the whole database is.
pub async fn lock(tx: &mut Tx<'_>, id: &ConversationId) -> Result<Option<ConversationRow>> {
    const POSTGRES: &str = "SELECT * FROM conversation WHERE id = $1 FOR UPDATE";
    let raw: Option<Raw> = match tx {
        Tx::Sqlite(_) => return get(tx, id).await,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(id).fetch_optional(&mut **t).await?,
    };
    raw.map(ConversationRow::try_from).transpose()
}

/// Locks those of `ids` that nobody else has locked, until the end of the transaction, and tells which: whoever needs several
/// takes what is free and waits for none, so that no two wait for each other. On SQLite all are free.
pub async fn lock_free(tx: &mut Tx<'_>, ids: &[ConversationId]) -> Result<HashSet<ConversationId>> {
    let Tx::Postgres(t) = tx else { return Ok(ids.iter().cloned().collect()) };
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let mut query = QueryBuilder::<Postgres>::new("SELECT id FROM conversation WHERE id IN (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id.clone());
    }
    query.push(") FOR UPDATE SKIP LOCKED");
    let free: Vec<(ConversationId,)> = query.build_query_as().fetch_all(&mut **t).await?;
    Ok(free.into_iter().map(|(id,)| id).collect())
}

/// Adds a conversation.
pub async fn insert(tx: &mut Tx<'_>, row: &ConversationRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO conversation (id, contact_id, number_id, reply_kind, reply_to, last_inbound_at,
         refused_inbound_at, free_until, created_at, entry_at, nudged_for)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.id)
        .bind(&row.contact)
        .bind(&row.number)
        .bind(row.reply_to.kind.as_str())
        .bind(clean(&row.reply_to.value))
        .bind(row.window.last_inbound_at)
        .bind(row.window.refused_at)
        .bind(row.window.free_until)
        .bind(row.created_at)
        .bind(row.window.entry_at)
        .bind(row.window.nudged_for)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

pub(crate) const UPDATE: &str =
    "UPDATE conversation SET last_inbound_at = $2, refused_inbound_at = $3, free_until = $4,
     reply_kind = $5, reply_to = $6, entry_at = $7, nudged_for = $8 WHERE id = $1";

/// The values of [`UPDATE`].
macro_rules! bind_conversation {
    ($query:expr, $id:expr, $window:expr, $reply_to:expr) => {
        $query
            .bind($id)
            .bind($window.last_inbound_at)
            .bind($window.refused_at)
            .bind($window.free_until)
            .bind($reply_to.kind.as_str())
            .bind(clean(&$reply_to.value))
            .bind($window.entry_at)
            .bind($window.nudged_for)
    };
}
pub(crate) use bind_conversation;

/// Writes what decides the window, and where to write to.
pub async fn update(
    tx: &mut Tx<'_>,
    id: &ConversationId,
    window: &WindowFacts,
    reply_to: &Identity,
) -> Result<()> {
    on!(tx, |c| bind_conversation!(sqlx::query(UPDATE), id, window, reply_to)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// All conversations of a customer.
pub async fn of_contact(tx: &mut Tx<'_>, contact: &ContactId) -> Result<Vec<ConversationRow>> {
    const SQL: &str = "SELECT * FROM conversation WHERE contact_id = $1 ORDER BY created_at, id";
    let raw: Vec<Raw> = on!(tx, |c| sqlx::query_as(SQL).bind(contact).fetch_all(c).await?);
    raw.into_iter().map(ConversationRow::try_from).collect()
}

/// Gives a conversation to another customer.
pub async fn reassign(tx: &mut Tx<'_>, id: &ConversationId, contact: &ContactId) -> Result<()> {
    const SQL: &str = "UPDATE conversation SET contact_id = $2 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(contact).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Forgets a conversation whose lines and tickets have moved to another.
pub async fn delete(tx: &mut Tx<'_>, id: &ConversationId) -> Result<()> {
    on!(tx, |c| sqlx::query("DELETE FROM conversation WHERE id = $1")
        .bind(id)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}
