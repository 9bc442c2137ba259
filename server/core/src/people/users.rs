//! People: making them, changing what they may do, and what they choose for themselves.

use crate::error::Outcome;
use crate::people::password;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner, feed};
use desk_model::access::{Locale, Permission, Role, Theme};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::{DeskError, QueueId, UserId};
use desk_store::{StoreError, Tx, UserRow, event, queue, user};

/// Longest name, in characters.
const MAX_NAME: usize = 80;
/// Longest e-mail address (RFC 5321), in characters.
const MAX_EMAIL: usize = 254;

/// A person to be made.
#[derive(Clone)]
pub struct NewUser {
    /// Their name.
    pub name: String,
    /// Their e-mail address, with which they log in.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Their password.
    pub password: String,
    /// The queues they belong to.
    pub queues: Vec<QueueId>,
    /// Their language.
    pub locale: Locale,
}

/// A person as the administrator sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSummary {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// May not log in any more.
    pub disabled: bool,
}

impl Desk {
    /// Makes a person.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] for the fields, with `Taken` for a known e-mail address.
    pub async fn create_user(&self, actor: &Actor, new: NewUser) -> Result<UserId, DeskError> {
        self.settle(self.0.create_user(actor, new)).await
    }

    /// Everybody, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn list_users(&self, actor: &Actor) -> Result<Vec<UserSummary>, DeskError> {
        self.settle(self.0.list_users(actor)).await
    }

    /// Gives somebody another role. Their sessions end.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Conflict`] on `last_admin` when nobody else could run the desk.
    pub async fn set_role(&self, actor: &Actor, who: &UserId, role: Role) -> Result<(), DeskError> {
        self.settle(self.0.set_role(actor, who, role)).await
    }

    /// Locks somebody out, or lets them in again. Their sessions end.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Conflict`] on `last_admin` when nobody else could run the desk.
    pub async fn set_disabled(&self, actor: &Actor, who: &UserId, disabled: bool) -> Result<(), DeskError> {
        self.settle(self.0.set_disabled(actor, who, disabled)).await
    }

    /// Sets somebody's password without knowing the old one. Their sessions end.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] on `password`.
    pub async fn set_password(&self, actor: &Actor, who: &UserId, password: &str) -> Result<(), DeskError> {
        self.settle(self.0.set_password(actor, who, password)).await
    }

    /// Puts somebody into a queue or takes them out. Open sockets ask again what they may see.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`].
    pub async fn set_membership(
        &self,
        actor: &Actor,
        who: &UserId,
        queue: &QueueId,
        member: bool,
    ) -> Result<(), DeskError> {
        self.settle(self.0.set_membership(actor, who, queue, member)).await
    }

    /// Changes the actor's own password. All their sessions end; the new epoch is for the one that goes on.
    ///
    /// # Errors
    /// [`DeskError::WrongCredentials`] when `old` is not it; [`DeskError::Invalid`] on `password`.
    pub async fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Result<i64, DeskError> {
        self.settle(self.0.change_password(actor, old, new)).await
    }

    /// What the actor chose for themselves.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn set_preferences(
        &self,
        actor: &Actor,
        locale: Locale,
        theme: Theme,
        shortcuts: bool,
    ) -> Result<(), DeskError> {
        self.settle(async {
            let mut tx = self.0.store.write().await?;
            user::set_preferences(&mut tx, actor.person()?, locale, theme, shortcuts).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

impl Inner {
    async fn create_user(&self, actor: &Actor, new: NewUser) -> Outcome<UserId> {
        actor.require(Permission::ManagePeople)?;
        let queues = new.queues.clone();
        let row = self.prepare_user(new).await?;
        let mut tx = self.store.write().await?;
        self.insert_user(&mut tx, &row, &queues).await?;
        let mut facts = Facts::new(self.now());
        facts.desk();
        self.commit(tx, facts).await?;
        Ok(row.id)
    }

    /// Checks the fields and hashes the password, before any transaction.
    pub(crate) async fn prepare_user(&self, new: NewUser) -> Outcome<UserRow> {
        let mut fields = Vec::new();
        let name = new.name.trim().to_owned();
        if let Some(problem) = name_problem(&name) {
            fields.push(FieldError { field: "name".to_owned(), problem });
        }
        let email = new.email.trim().to_lowercase();
        if let Some(problem) = email_problem(&email) {
            fields.push(FieldError { field: "email".to_owned(), problem });
        }
        if let Err(DeskError::Invalid { fields: more }) = password::check("password", &new.password) {
            fields.extend(more);
        }
        if !fields.is_empty() {
            return Err(DeskError::Invalid { fields }.into());
        }
        Ok(UserRow {
            id: self.id(UserId::from_parts),
            email,
            name,
            role: new.role,
            password_hash: self.hash_password(&new.password).await?,
            locale: new.locale,
            theme: Theme::default(),
            shortcuts: true,
            disabled: false,
            epoch: 1,
            created_at: self.now(),
        })
    }

    pub(crate) async fn insert_user(
        &self,
        tx: &mut Tx<'_>,
        row: &UserRow,
        queues: &[QueueId],
    ) -> Outcome<()> {
        // Asked before, because a refused insert would end the transaction on Postgres.
        if user::by_email(tx, &row.email).await?.is_some() {
            return Err(DeskError::invalid("email", FieldProblem::Taken).into());
        }
        match user::insert(tx, row).await {
            Err(StoreError::Conflict { .. }) => {
                return Err(DeskError::invalid("email", FieldProblem::Taken).into());
            }
            other => other?,
        }
        for id in queues {
            if queue::get(tx, id).await?.is_none() {
                return Err(DeskError::not_found("queue").into());
            }
            queue::add_member(tx, id, &row.id).await?;
        }
        Ok(())
    }

    async fn list_users(&self, actor: &Actor) -> Outcome<Vec<UserSummary>> {
        actor.require(Permission::ManagePeople)?;
        let rows = user::list(&mut self.store.read().await?).await?;
        Ok(rows
            .into_iter()
            .map(|row| UserSummary {
                id: row.id,
                name: row.name,
                email: row.email,
                role: row.role,
                disabled: row.disabled,
            })
            .collect())
    }

    async fn set_role(&self, actor: &Actor, who: &UserId, role: Role) -> Outcome<()> {
        actor.require(Permission::ManagePeople)?;
        let mut tx = self.store.write().await?;
        exists(&mut tx, who).await?;
        if role != Role::Admin {
            keep_an_admin(&mut tx, who).await?;
        }
        user::set_role(&mut tx, who, role).await?;
        self.end_sessions(&mut tx, who).await?;
        tx.commit().await?;
        self.tell().await;
        Ok(())
    }

    async fn set_disabled(&self, actor: &Actor, who: &UserId, disabled: bool) -> Outcome<()> {
        actor.require(Permission::ManagePeople)?;
        let mut tx = self.store.write().await?;
        exists(&mut tx, who).await?;
        if disabled {
            keep_an_admin(&mut tx, who).await?;
        }
        user::set_disabled(&mut tx, who, disabled).await?;
        self.end_sessions(&mut tx, who).await?;
        tx.commit().await?;
        self.tell().await;
        if disabled {
            self.dismissed(who).await?;
        }
        Ok(())
    }

    async fn set_password(&self, actor: &Actor, who: &UserId, new: &str) -> Outcome<()> {
        actor.require(Permission::ManagePeople)?;
        password::check("password", new)?;
        self.write_password(who, new).await?;
        Ok(())
    }

    async fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Outcome<i64> {
        password::check("password", new)?;
        let found = user::by_id(&mut self.store.read().await?, actor.user()).await?;
        if !self.verify_password(old, found.as_ref().map(|row| row.password_hash.as_str())).await? {
            return Err(DeskError::WrongCredentials.into());
        }
        self.write_password(actor.user(), new).await
    }

    async fn write_password(&self, who: &UserId, new: &str) -> Outcome<i64> {
        let hash = self.hash_password(new).await?;
        let mut tx = self.store.write().await?;
        exists(&mut tx, who).await?;
        user::set_password(&mut tx, who, &hash).await?;
        let epoch = self.end_sessions(&mut tx, who).await?;
        tx.commit().await?;
        self.tell().await;
        Ok(epoch)
    }

    async fn set_membership(
        &self,
        actor: &Actor,
        who: &UserId,
        queue: &QueueId,
        member: bool,
    ) -> Outcome<()> {
        actor.require(Permission::ManagePeople)?;
        let mut tx = self.store.write().await?;
        let person = exists(&mut tx, who).await?;
        if queue::get(&mut tx, queue).await?.is_none_or(|queue| queue.archived) {
            return Err(DeskError::not_found("queue").into());
        }
        if member {
            queue::add_member(&mut tx, queue, who).await?;
        } else {
            queue::remove_member(&mut tx, queue, who).await?;
        }
        event::append(&mut tx, &[feed::access_changed(who, person.epoch, self.now())]).await?;
        tx.commit().await?;
        self.tell().await;
        self.routing_bell.notify_one();
        Ok(())
    }
}

async fn exists(tx: &mut Tx<'_>, who: &UserId) -> Outcome<UserRow> {
    Ok(user::by_id(tx, who).await?.ok_or_else(|| DeskError::not_found("user"))?)
}

/// Refuses when `who` is the only administrator who can still log in.
async fn keep_an_admin(tx: &mut Tx<'_>, who: &UserId) -> Outcome<()> {
    let admins: Vec<UserId> = user::list(tx)
        .await?
        .into_iter()
        .filter(|row| row.role == Role::Admin && !row.disabled)
        .map(|row| row.id)
        .collect();
    if admins == [who.clone()] {
        return Err(DeskError::Conflict { what: "last_admin".to_owned(), winner: None }.into());
    }
    Ok(())
}

fn name_problem(name: &str) -> Option<FieldProblem> {
    match name.chars().count() {
        0 => Some(FieldProblem::Missing),
        1..=MAX_NAME if name.chars().any(char::is_control) => Some(FieldProblem::Malformed),
        1..=MAX_NAME => None,
        _ => Some(FieldProblem::TooLong { max: MAX_NAME }),
    }
}

/// No more than that it can be written down and has an `@` with something on both sides: only a letter to it could tell more.
fn email_problem(email: &str) -> Option<FieldProblem> {
    if email.is_empty() {
        return Some(FieldProblem::Missing);
    }
    if email.chars().count() > MAX_EMAIL {
        return Some(FieldProblem::TooLong { max: MAX_EMAIL });
    }
    let fits = email.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !host.starts_with('.')
            && !host.ends_with('.')
    });
    let odd = email.chars().any(|c| c.is_whitespace() || c.is_control());
    (!fits || odd).then_some(FieldProblem::Malformed)
}

#[cfg(test)]
mod tests {
    use super::{email_problem, name_problem};

    #[test]
    fn addresses_are_checked_for_their_form_only() {
        for good in ["ana@guiche.local", "a.b+c@x", "josé@exemplo.com.br"] {
            assert_eq!(email_problem(good), None, "{good}");
        }
        for bad in ["", "ana", "@x", "ana@", "a b@x", "a@b@c", "a@.x", "a@x.", "a\n@x"] {
            assert!(email_problem(bad).is_some(), "{bad}");
        }
        assert!(email_problem(&format!("{}@x", "a".repeat(254))).is_some());
    }

    #[test]
    fn names_have_at_least_one_and_at_most_eighty_characters() {
        assert_eq!(name_problem("Sônia"), None);
        assert!(name_problem("").is_some());
        assert!(name_problem("a\u{7}").is_some());
        assert!(name_problem(&"ã".repeat(81)).is_some());
    }
}
