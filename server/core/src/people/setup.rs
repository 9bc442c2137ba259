//! The first start: no account and no password come with the desk, a one-time link makes the first administrator.

use crate::error::Outcome;
use crate::ids::digest;
use crate::{Actor, Desk, Inner, NewUser};
use desk_model::{DeskError, Role, UserId};
use desk_store::{setting, user};
use subtle::ConstantTimeEq;

/// Where the hash of the link's secret is kept.
const SETTING: &str = "setup_token";

impl Desk {
    /// A new secret for the set-up link while the desk has no people; only the last one given is valid. `None` when there are
    /// people.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn setup_link_secret(&self) -> Result<Option<String>, DeskError> {
        self.settle(self.0.setup_link_secret()).await
    }

    /// Whether `token` is the secret of the valid set-up link.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn setup_is_open(&self, token: &str) -> Result<bool, DeskError> {
        self.settle(self.0.setup_is_open(token)).await
    }

    /// Makes the first administrator; the link is used up.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when the link is not valid (any more), [`DeskError::Invalid`] for the fields.
    pub async fn create_first_admin(
        &self,
        token: &str,
        name: &str,
        email: &str,
        password: &str,
    ) -> Result<UserId, DeskError> {
        self.settle(self.0.create_first_admin(token, name, email, password)).await
    }
}

impl Inner {
    async fn setup_link_secret(&self) -> Outcome<Option<String>> {
        let mut tx = self.store.write().await?;
        let secret = if user::count(&mut tx).await? == 0 {
            let secret = self.secret();
            setting::put(&mut tx, SETTING, &digest(&secret)).await?;
            Some(secret)
        } else {
            setting::take(&mut tx, SETTING).await?;
            None
        };
        tx.commit().await?;
        Ok(secret)
    }

    async fn setup_is_open(&self, token: &str) -> Outcome<bool> {
        let mut tx = self.store.read().await?;
        let stored = setting::get(&mut tx, SETTING).await?;
        Ok(fits(stored.as_deref(), token) && user::count(&mut tx).await? == 0)
    }

    async fn create_first_admin(
        &self,
        token: &str,
        name: &str,
        email: &str,
        password: &str,
    ) -> Outcome<UserId> {
        if !self.setup_is_open(token).await? {
            return Err(DeskError::not_found("setup").into());
        }
        let admin = self
            .prepare_user(NewUser {
                name: name.to_owned(),
                email: email.to_owned(),
                role: Role::Admin,
                password: password.to_owned(),
                queues: Vec::new(),
                locale: Actor::operator().locale(),
            })
            .await?;
        let mut tx = self.store.write().await?;
        // Taken, not read: of two that come at the same time one finds nothing.
        let stored = setting::take(&mut tx, SETTING).await?;
        if !fits(stored.as_deref(), token) || user::count(&mut tx).await? > 0 {
            return Err(DeskError::not_found("setup").into());
        }
        self.insert_user(&mut tx, &admin, &[]).await?;
        tx.commit().await?;
        Ok(admin.id)
    }
}

fn fits(stored: Option<&str>, token: &str) -> bool {
    stored.is_some_and(|stored| bool::from(stored.as_bytes().ct_eq(digest(token).as_bytes())))
}
