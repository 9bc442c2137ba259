//! Who asks.

use crate::error::Outcome;
use crate::{Desk, Inner};
use desk_model::access::{Permission, Role};
use desk_model::view::InboxRow;
use desk_model::{DeskError, Locale, QueueId, UserId};
use desk_store::{queue, user};
use std::collections::BTreeSet;

/// Which queues somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueueScope {
    /// Every queue.
    All,
    /// Only these.
    Only(BTreeSet<QueueId>),
}

/// Somebody whose login was checked, with what they may do. Only the desk makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    user: UserId,
    name: String,
    role: Role,
    scope: QueueScope,
    epoch: i64,
    locale: Locale,
}

/// The id under which the command line acts; no row has it.
const OPERATOR: &str = "usr_operator";

impl Actor {
    /// Whoever runs the server's command line, or the server itself: an administrator without an account. They can look and
    /// set up, but not serve customers.
    pub fn operator() -> Self {
        let user: Result<UserId, _> = OPERATOR.parse();
        Self {
            user: user.unwrap_or_else(|_| UserId::from_parts(0, [0; 10])),
            name: "guiche".to_owned(),
            role: Role::Admin,
            scope: QueueScope::All,
            epoch: 0,
            locale: Locale::default(),
        }
    }

    /// Who.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Who, when they have an account.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`] for the operator, who serves no customers.
    pub(crate) fn person(&self) -> Result<&UserId, DeskError> {
        if self.user.as_str() == OPERATOR { Err(DeskError::Forbidden) } else { Ok(&self.user) }
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Their role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The queues they see.
    pub fn scope(&self) -> &QueueScope {
        &self.scope
    }

    /// Their sessions of older epochs are dead.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Their language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Whether the role allows it.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// # Errors
    /// [`DeskError::Forbidden`] when the role does not allow it.
    pub fn require(&self, permission: Permission) -> Result<(), DeskError> {
        if self.may(permission) { Ok(()) } else { Err(DeskError::Forbidden) }
    }

    /// Whether they see a ticket in `queue` that `owner` has: those of their queues, and their own anywhere.
    pub fn may_see(&self, queue: &QueueId, owner: Option<&UserId>) -> bool {
        self.sees_queue(queue) || owner == Some(&self.user)
    }

    /// Whether they see this ticket: also one of another queue that is offered to them, or comes back to them.
    pub fn sees_ticket(&self, row: &InboxRow) -> bool {
        self.sees_queue(&row.queue) || row.state.concerns(&self.user)
    }

    /// Whether they see the tickets of a queue.
    pub fn sees_queue(&self, queue: &QueueId) -> bool {
        match &self.scope {
            QueueScope::All => true,
            QueueScope::Only(queues) => queues.contains(queue),
        }
    }

    /// The queues to ask the store for; `None` = all.
    pub(crate) fn queues(&self) -> Option<Vec<QueueId>> {
        match &self.scope {
            QueueScope::All => None,
            QueueScope::Only(queues) => Some(queues.iter().cloned().collect()),
        }
    }
}

impl Desk {
    /// The one behind a session of `user` that was begun in `epoch`, as they stand now.
    ///
    /// # Errors
    /// [`DeskError::Unauthenticated`] when the person is gone or disabled, or logged out everywhere since.
    pub async fn actor(&self, user: &UserId, epoch: i64) -> Result<Actor, DeskError> {
        self.settle(self.0.actor(user, epoch)).await
    }
}

impl Inner {
    async fn actor(&self, id: &UserId, epoch: i64) -> Outcome<Actor> {
        let mut tx = self.store.read().await?;
        let Some(row) = user::by_id(&mut tx, id).await? else {
            return Err(DeskError::Unauthenticated.into());
        };
        if row.disabled || row.epoch != epoch {
            return Err(DeskError::Unauthenticated.into());
        }
        let scope = if row.role.may(Permission::SeeAllQueues) {
            QueueScope::All
        } else {
            QueueScope::Only(queue::queues_of(&mut tx, id).await?.into_iter().collect())
        };
        Ok(Actor {
            user: row.id,
            name: row.name,
            role: row.role,
            scope,
            epoch: row.epoch,
            locale: row.locale,
        })
    }
}
