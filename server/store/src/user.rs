//! The people of the desk.

use crate::rows::word;
use crate::tx::clean;
use crate::{Result, StoreError, Tx};
use desk_model::{Locale, Role, Theme, Timestamp, UserId};

/// A person with what only the desk itself may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Who.
    pub id: UserId,
    /// E-mail address in lower case; the login name.
    pub email: String,
    /// Name for people.
    pub name: String,
    /// Role.
    pub role: Role,
    /// PHC string.
    pub password_hash: String,
    /// Language.
    pub locale: Locale,
    /// Look.
    pub theme: Theme,
    /// Whether one-key shortcuts are on.
    pub shortcuts: bool,
    /// May not log in.
    pub disabled: bool,
    /// Sessions of an older epoch are dead.
    pub epoch: i64,
    /// When they were added.
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: UserId,
    email: String,
    name: String,
    role: String,
    password_hash: String,
    locale: String,
    theme: String,
    shortcuts: bool,
    disabled: bool,
    epoch: i64,
    created_at: Timestamp,
}

impl TryFrom<Raw> for UserRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self> {
        let id = raw.id.as_str();
        Ok(Self {
            role: word(Role::parse, &raw.role, "users", id, "role")?,
            locale: word(Locale::parse, &raw.locale, "users", id, "locale")?,
            theme: word(Theme::parse, &raw.theme, "users", id, "theme")?,
            id: raw.id,
            email: raw.email,
            name: raw.name,
            password_hash: raw.password_hash,
            shortcuts: raw.shortcuts,
            disabled: raw.disabled,
            epoch: raw.epoch,
            created_at: raw.created_at,
        })
    }
}

/// Adds a person; [`StoreError::Conflict`] when the address is taken.
pub async fn insert(tx: &mut Tx<'_>, user: &UserRow) -> Result<()> {
    const SQL: &str = "INSERT INTO users (id, email, name, role, password_hash, locale, theme, shortcuts, disabled, epoch, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&user.id)
        .bind(clean(user.email.trim()).to_lowercase())
        .bind(clean(&user.name))
        .bind(user.role.as_str())
        .bind(&user.password_hash)
        .bind(user.locale.as_str())
        .bind(user.theme.as_str())
        .bind(user.shortcuts)
        .bind(user.disabled)
        .bind(user.epoch)
        .bind(user.created_at)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}

/// A person by id.
pub async fn by_id(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<UserRow>> {
    let raw: Option<Raw> =
        on!(tx, |c| sqlx::query_as("SELECT * FROM users WHERE id = $1").bind(id).fetch_optional(c).await?);
    raw.map(UserRow::try_from).transpose()
}

/// A person by e-mail address, in any case of letters.
pub async fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<UserRow>> {
    let email = clean(email.trim()).to_lowercase();
    let raw: Option<Raw> = on!(tx, |c| sqlx::query_as("SELECT * FROM users WHERE email = $1")
        .bind(email)
        .fetch_optional(c)
        .await?);
    raw.map(UserRow::try_from).transpose()
}

/// Everybody, by name.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<UserRow>> {
    let raw: Vec<Raw> =
        on!(tx, |c| sqlx::query_as("SELECT * FROM users ORDER BY name, id").fetch_all(c).await?);
    raw.into_iter().map(UserRow::try_from).collect()
}

/// How many there are.
pub async fn count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(c).await?))
}

/// Changes the password.
pub async fn set_password(tx: &mut Tx<'_>, id: &UserId, hash: &str) -> Result<()> {
    const SQL: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(hash).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Changes the role.
pub async fn set_role(tx: &mut Tx<'_>, id: &UserId, role: Role) -> Result<()> {
    const SQL: &str = "UPDATE users SET role = $2 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(role.as_str()).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Lets a person log in no more, or again.
pub async fn set_disabled(tx: &mut Tx<'_>, id: &UserId, disabled: bool) -> Result<()> {
    const SQL: &str = "UPDATE users SET disabled = $2 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(disabled).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Kills all sessions of a person; returns the new epoch.
pub async fn bump_epoch(tx: &mut Tx<'_>, id: &UserId) -> Result<i64> {
    const SQL: &str = "UPDATE users SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(id).fetch_one(c).await?))
}

/// Changes what a person chose for themselves.
pub async fn set_preferences(
    tx: &mut Tx<'_>,
    id: &UserId,
    locale: Locale,
    theme: Theme,
    shortcuts: bool,
) -> Result<()> {
    const SQL: &str = "UPDATE users SET locale = $2, theme = $3, shortcuts = $4 WHERE id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(locale.as_str())
        .bind(theme.as_str())
        .bind(shortcuts)
        .execute(c)
        .await
        .map(|_| ())?);
    Ok(())
}
