//! Login sessions. The id stored here is a hash; the cookie's own value is never kept.

use crate::tx::clean;
use crate::{Result, Tx};
use desk_model::{Timestamp, UserId};

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    /// Hash of the cookie's value.
    pub id: String,
    /// Who is logged in, if anybody.
    #[sqlx(rename = "user_id")]
    pub user: Option<UserId>,
    /// The session's values as JSON.
    pub data: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// Adds a session; `false`, and nothing is overwritten, when the id exists.
pub async fn create(tx: &mut Tx<'_>, session: &SessionRow) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO session (id, user_id, data, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO NOTHING";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(&session.id)
        .bind(&session.user)
        .bind(clean(&session.data))
        .bind(session.created_at)
        .bind(session.expires_at)
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Writes a known session. One that is gone is not made anew: its owner logged out while a request was under way.
pub async fn save(tx: &mut Tx<'_>, session: &SessionRow) -> Result<()> {
    const SQL: &str = "UPDATE session SET user_id = $2, data = $3, expires_at = $4 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&session.id)
        .bind(&session.user)
        .bind(clean(&session.data))
        .bind(session.expires_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// A session that has not expired.
pub async fn load(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<Option<SessionRow>> {
    const SQL: &str = "SELECT * FROM session WHERE id = $1 AND expires_at > $2";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(id).bind(now).fetch_optional(c).await?))
}

/// Ends a session.
pub async fn delete(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query("DELETE FROM session WHERE id = $1").bind(id).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Ends all sessions of a person, but for the one whose id is `except`.
pub async fn delete_of_user(tx: &mut Tx<'_>, user: &UserId, except: Option<&str>) -> Result<u64> {
    const SQL: &str = "DELETE FROM session WHERE user_id = $1 AND id <> $2";
    let except = except.unwrap_or_default();
    Ok(on!(tx, |c| sqlx::query(SQL).bind(user).bind(except).execute(c).await?.rows_affected()))
}

/// Forgets expired sessions.
pub async fn prune(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM session WHERE expires_at <= $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(now).execute(c).await?.rows_affected()))
}
