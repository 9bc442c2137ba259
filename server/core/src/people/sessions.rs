//! Sessions: what lies behind the cookie. Only the hash of its id is stored: a stolen database opens no session.

use crate::error::Outcome;
use crate::ids::digest;
use crate::{Desk, Inner, feed};
use desk_model::time::{MINUTE, SECOND};
use desk_model::{DeskError, Timestamp, UserId};
use desk_store::{SessionRow, event, session, user};

/// A session that is used is written again only when its end moved by this much (µs).
const TOUCH_EVERY: i64 = MINUTE;

/// What the session layer keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionData {
    /// Whose it is, once they logged in: their other devices can end it.
    pub user: Option<UserId>,
    /// What else is kept, as JSON.
    pub data: String,
}

impl Desk {
    /// Begins a session; `false` when the id is in use.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn session_create(&self, id: &str, session: &SessionData) -> Result<bool, DeskError> {
        self.settle(self.0.session_create(id, session)).await
    }

    /// Changes a session and moves its idle end; `false` when it ended meanwhile. It is never made anew.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn session_save(&self, id: &str, session: &SessionData) -> Result<bool, DeskError> {
        self.settle(self.0.session_save(id, session)).await
    }

    /// A living session and when it ends at the latest if nobody uses it. Reading counts as use.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn session_load(&self, id: &str) -> Result<Option<(SessionData, Timestamp)>, DeskError> {
        self.settle(self.0.session_load(id)).await
    }

    /// A living session, as [`Desk::session_load`], but looking at it is no use of it: for sockets, which stay open when
    /// nobody is there.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn session_peek(&self, id: &str) -> Result<Option<SessionData>, DeskError> {
        self.settle(async {
            let row = session::load(&mut self.0.store.read().await?, &digest(id), self.0.now()).await?;
            Ok(row.map(|row| SessionData { user: row.user, data: row.data }))
        })
        .await
    }

    /// Ends a session, and tells every node, so that its open sockets end too.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn session_delete(&self, id: &str) -> Result<(), DeskError> {
        self.settle(self.0.session_delete(&digest(id))).await
    }
}

impl Inner {
    /// When a session begun at `created_at` and used now ends: after so long without use, but no later than its whole life.
    fn session_end(&self, created_at: Timestamp) -> Timestamp {
        let limits = &self.settings.session;
        let idle = self.now().plus(i64::from(limits.idle_secs) * SECOND);
        idle.min(created_at.plus(i64::from(limits.absolute_secs) * SECOND))
    }

    async fn session_create(&self, id: &str, data: &SessionData) -> Outcome<bool> {
        let created_at = self.now();
        let row = SessionRow {
            id: digest(id),
            user: data.user.clone(),
            data: data.data.clone(),
            created_at,
            expires_at: self.session_end(created_at),
        };
        let mut tx = self.store.write().await?;
        let created = session::create(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(created)
    }

    async fn session_save(&self, id: &str, data: &SessionData) -> Outcome<bool> {
        let mut tx = self.store.write().await?;
        let Some(mut row) = session::load(&mut tx, &digest(id), self.now()).await? else { return Ok(false) };
        row.user.clone_from(&data.user);
        row.data.clone_from(&data.data);
        row.expires_at = self.session_end(row.created_at);
        session::save(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn session_delete(&self, id: &str) -> Outcome<()> {
        let mut tx = self.store.write().await?;
        // What has expired is dead anyway.
        let Some(row) = session::load(&mut tx, id, self.now()).await? else { return Ok(()) };
        session::delete(&mut tx, id).await?;
        let person = match &row.user {
            Some(user) => user::by_id(&mut tx, user).await?,
            None => None,
        };
        if let Some(person) = &person {
            event::append(&mut tx, &[feed::access_changed(&person.id, person.epoch, self.now())]).await?;
        }
        tx.commit().await?;
        if person.is_some() {
            self.tell().await;
        }
        Ok(())
    }

    async fn session_load(&self, id: &str) -> Outcome<Option<(SessionData, Timestamp)>> {
        let id = digest(id);
        let now = self.now();
        let Some(mut row) = session::load(&mut self.store.read().await?, &id, now).await? else {
            return Ok(None);
        };
        let end = self.session_end(row.created_at);
        if end.since(row.expires_at) >= TOUCH_EVERY {
            let mut tx = self.store.write().await?;
            // What was written between our two looks counts: a touch undoes neither a change nor a logout.
            let Some(latest) = session::load(&mut tx, &id, now).await? else { return Ok(None) };
            row = SessionRow { expires_at: end, ..latest };
            session::save(&mut tx, &row).await?;
            tx.commit().await?;
        }
        Ok(Some((SessionData { user: row.user, data: row.data }, row.expires_at)))
    }
}
