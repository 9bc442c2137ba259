//! Logging in and out.

use crate::error::Outcome;
use crate::{Actor, Desk, Inner, feed};
use desk_model::{DeskError, Locale, Role, UserId};
use desk_store::{Tx, event, session, user};
use std::net::IpAddr;

/// Somebody who just proved who they are; what a session begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Their language.
    pub locale: Locale,
    /// The session is dead once the person's epoch is another.
    pub epoch: i64,
}

/// Longest e-mail address (RFC 5321), in bytes; longer ones are nobody's.
const MAX_EMAIL: usize = 254;

impl Desk {
    /// Checks e-mail address and password of somebody who connected from `peer`.
    ///
    /// # Errors
    /// [`DeskError::WrongCredentials`], the same and as late for a wrong password, an unknown and a disabled account;
    /// [`DeskError::TooManyAttempts`].
    pub async fn login(&self, email: &str, password: &str, peer: IpAddr) -> Result<Login, DeskError> {
        self.settle(self.0.login(email, password, peer)).await
    }

    /// Ends all sessions of the actor, also those of open sockets. The session in use has to be begun anew, if it is to go on.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn logout_everywhere(&self, actor: &Actor) -> Result<(), DeskError> {
        self.settle(self.0.logout_everywhere(actor)).await
    }
}

impl Inner {
    async fn login(&self, email: &str, password: &str, peer: IpAddr) -> Outcome<Login> {
        let account: String = email.trim().to_lowercase().chars().take(MAX_EMAIL).collect();
        let attempt = self
            .logins
            .begin(&self.settings.login, peer, &account, self.now())
            .map_err(|retry_after_secs| DeskError::TooManyAttempts { retry_after_secs })?;
        match self.check_login(&account, password).await {
            Ok(login) => {
                self.logins.succeeded(&attempt);
                Ok(login)
            }
            Err(fault) => {
                if !matches!(fault, crate::error::Fault::Desk(DeskError::WrongCredentials)) {
                    self.logins.forgive(&attempt);
                }
                Err(fault)
            }
        }
    }

    async fn check_login(&self, account: &str, password: &str) -> Outcome<Login> {
        let found = user::by_email(&mut self.store.read().await?, account).await?;
        let fits =
            self.verify_password(password, found.as_ref().map(|row| row.password_hash.as_str())).await?;
        match found {
            Some(row) if fits && !row.disabled => Ok(Login {
                user: row.id,
                name: row.name,
                role: row.role,
                locale: row.locale,
                epoch: row.epoch,
            }),
            _ => Err(DeskError::WrongCredentials.into()),
        }
    }

    async fn logout_everywhere(&self, actor: &Actor) -> Outcome<()> {
        let mut tx = self.store.write().await?;
        self.end_sessions(&mut tx, actor.user()).await?;
        tx.commit().await?;
        self.tell().await;
        Ok(())
    }

    /// Ends every session of somebody and tells all nodes, so that open sockets end too; the new epoch. After the commit the
    /// caller has to [`Inner::tell`].
    pub(crate) async fn end_sessions(&self, tx: &mut Tx<'_>, user: &UserId) -> Outcome<i64> {
        let epoch = user::bump_epoch(tx, user).await?;
        session::delete_of_user(tx, user, None).await?;
        event::append(tx, &[feed::access_changed(user, epoch, self.now())]).await?;
        Ok(epoch)
    }
}
