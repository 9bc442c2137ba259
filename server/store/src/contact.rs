//! Customers and their addresses.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::{ContactId, Identity, IdentityKind, Timestamp};
use sqlx::QueryBuilder;

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ContactRow {
    /// Who.
    pub id: ContactId,
    /// Name as they gave it; may be empty.
    pub name: String,
    /// User name on WhatsApp.
    pub username: Option<String>,
    /// When they first wrote.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// Adds a customer.
pub async fn insert(tx: &mut Tx<'_>, contact: &ContactRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO contact (id, name, username, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&contact.id)
        .bind(clean(&contact.name).as_ref())
        .bind(contact.username.as_deref().map(clean).as_deref())
        .bind(contact.created_at)
        .bind(contact.updated_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// One customer.
pub async fn get(tx: &mut Tx<'_>, id: &ContactId) -> Result<Option<ContactRow>> {
    Ok(on!(tx, |c| sqlx::query_as("SELECT * FROM contact WHERE id = $1").bind(id).fetch_optional(c).await?))
}

/// The addresses a customer has now: phone first, then by age.
pub async fn identities(tx: &mut Tx<'_>, contact: &ContactId) -> Result<Vec<Identity>> {
    const SQL: &str = "SELECT kind, value FROM identity WHERE contact_id = $1 AND superseded_at IS NULL
         ORDER BY CASE kind WHEN 'phone' THEN 0 ELSE 1 END, created_at, kind";
    let rows: Vec<(String, String)> = on!(tx, |c| sqlx::query_as(SQL).bind(contact).fetch_all(c).await?);
    rows.into_iter()
        .map(|(kind, value)| {
            Ok(Identity {
                kind: word(IdentityKind::parse, &kind, "identity", contact.as_str(), "kind")?,
                value,
            })
        })
        .collect()
}

/// The customers who have, or had, any of these addresses; the one known longest first.
pub async fn find(tx: &mut Tx<'_>, identities: &[Identity]) -> Result<Vec<ContactId>> {
    if identities.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on!(tx, |c| {
        let mut query =
            QueryBuilder::new("SELECT k.id FROM identity i JOIN contact k ON k.id = i.contact_id WHERE ");
        let mut any = query.separated(" OR ");
        for identity in identities {
            any.push("(i.kind = ").push_bind_unseparated(identity.kind.as_str());
            any.push_unseparated(" AND i.match_key = ").push_bind_unseparated(clean(&identity.match_key()));
            any.push_unseparated(")");
        }
        query.push(" GROUP BY k.id, k.created_at ORDER BY k.created_at, k.id");
        query.build_query_scalar().fetch_all(c).await?
    }))
}

/// Who has, or had, an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Which of the addresses asked for.
    pub index: usize,
    /// The customer.
    pub contact: ContactRow,
    /// Since when it is no longer theirs.
    pub superseded_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct RawOwner {
    kind: String,
    match_key: String,
    superseded_at: Option<Timestamp>,
    #[sqlx(flatten)]
    contact: ContactRow,
}

/// Who has, or had, these addresses, with one query for all.
pub async fn owners(tx: &mut Tx<'_>, identities: &[Identity]) -> Result<Vec<Owner>> {
    if identities.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<(&str, String)> =
        identities.iter().map(|i| (i.kind.as_str(), clean(&i.match_key()).into_owned())).collect();
    let rows: Vec<RawOwner> = on!(tx, |c| {
        let mut query = QueryBuilder::new(
            "SELECT i.kind, i.match_key, i.superseded_at, k.* FROM identity i JOIN contact k ON k.id = i.contact_id WHERE ",
        );
        let mut any = query.separated(" OR ");
        for (kind, key) in &keys {
            any.push("(i.kind = ").push_bind_unseparated(*kind);
            any.push_unseparated(" AND i.match_key = ").push_bind_unseparated(key.as_str());
            any.push_unseparated(")");
        }
        query.build_query_as().fetch_all(c).await?
    });
    let mut owners = Vec::with_capacity(keys.len());
    for (index, (kind, key)) in keys.iter().enumerate() {
        if let Some(row) = rows.iter().find(|row| row.kind == *kind && row.match_key == *key) {
            owners.push(Owner { index, contact: row.contact.clone(), superseded_at: row.superseded_at });
        }
    }
    Ok(owners)
}

/// Notes an address; the newest spelling and owner win, and it is in use again if it was superseded.
pub async fn add_identity(
    tx: &mut Tx<'_>,
    contact: &ContactId,
    identity: &Identity,
    at: Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO identity (kind, match_key, value, contact_id, superseded_at, created_at)
         VALUES ($1, $2, $3, $4, NULL, $5)
         ON CONFLICT (kind, match_key) DO UPDATE SET value = excluded.value, contact_id = excluded.contact_id, superseded_at = NULL";
    on!(tx, |c| sqlx::query(SQL)
        .bind(identity.kind.as_str())
        .bind(clean(&identity.match_key()))
        .bind(clean(&identity.value))
        .bind(contact)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Notes that an address is no longer the customer's; it stays as history.
pub async fn supersede(tx: &mut Tx<'_>, identity: &Identity, at: Timestamp) -> Result<()> {
    const SQL: &str =
        "UPDATE identity SET superseded_at = $3 WHERE kind = $1 AND match_key = $2 AND superseded_at IS NULL";
    on!(tx, |c| sqlx::query(SQL)
        .bind(identity.kind.as_str())
        .bind(clean(&identity.match_key()))
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Changes the names.
pub async fn rename(
    tx: &mut Tx<'_>,
    id: &ContactId,
    name: &str,
    username: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    const SQL: &str = "UPDATE contact SET name = $2, username = $3, updated_at = $4 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(clean(name).as_ref())
        .bind(username.map(clean).as_deref())
        .bind(at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// Gives all addresses of `from` to `to`.
pub async fn move_identities(tx: &mut Tx<'_>, from: &ContactId, to: &ContactId) -> Result<()> {
    const SQL: &str = "UPDATE identity SET contact_id = $2 WHERE contact_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(from).bind(to).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Forgets a customer that has been merged into another; nothing may refer to them any more.
pub async fn delete(tx: &mut Tx<'_>, id: &ContactId) -> Result<()> {
    on!(tx, |c| sqlx::query("DELETE FROM contact WHERE id = $1").bind(id).execute(c).await.map(|_| ())?);
    Ok(())
}
