//! The text menu of a number: drafts and versions here, talking to customers in `engine`, those who do not answer in `silence`.

mod engine;
mod hours;
mod say;
mod silence;

pub(crate) use engine::Published;

use crate::error::Outcome;
use crate::reads::visible;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::menu::{Menu, MenuView, TicketMenu, Why, check};
use desk_model::ticket::StateName;
use desk_model::{DeskError, NumberId, QueueId, TicketId};
use desk_store::{Tx, menu, number, queue, template};

/// Largest draft, in bytes of its JSON.
const MAX_DRAFT: usize = 512 * 1024;

impl Desk {
    /// The menu of a number, for its editor.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`.
    pub async fn menu(&self, actor: &Actor, number: &NumberId) -> Result<MenuView, DeskError> {
        self.settle(self.0.menu(actor, number)).await
    }

    /// One published version of a number's menu.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `menu`.
    pub async fn menu_version(
        &self,
        actor: &Actor,
        number: &NumberId,
        version: i64,
    ) -> Result<Menu, DeskError> {
        self.settle(self.0.menu_version(actor, number, version)).await
    }

    /// Writes the draft; mistakes are allowed in it. `revision` is the one that was changed.
    ///
    /// # Errors
    /// [`DeskError::Conflict`] on `menu` with the name of who saved meanwhile; [`DeskError::Invalid`] on `draft` when it is too
    /// large; [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`.
    pub async fn save_menu(
        &self,
        actor: &Actor,
        number: &NumberId,
        revision: i64,
        draft: Menu,
    ) -> Result<MenuView, DeskError> {
        self.settle(self.0.save_menu(actor, number, revision, draft)).await
    }

    /// Makes the draft, as saved under `revision`, the menu that customers meet from now on. Those in an older one finish it.
    ///
    /// # Errors
    /// [`DeskError::MenuFaulty`] with every mistake; else as [`Desk::save_menu`].
    pub async fn publish_menu(
        &self,
        actor: &Actor,
        number: &NumberId,
        revision: i64,
    ) -> Result<MenuView, DeskError> {
        self.settle(self.0.publish_menu(actor, number, revision)).await
    }

    /// Publishes an old version as a new one. The draft stays as it is.
    ///
    /// # Errors
    /// [`DeskError::MenuFaulty`] when it no longer fits, such as when a queue is gone; [`DeskError::NotFound`] on `menu`;
    /// [`DeskError::Forbidden`].
    pub async fn restore_menu(
        &self,
        actor: &Actor,
        number: &NumberId,
        version: i64,
    ) -> Result<MenuView, DeskError> {
        self.settle(self.0.restore_menu(actor, number, version)).await
    }

    /// New customers of this number meet no menu any more; those in it finish it.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`.
    pub async fn stop_menu(&self, actor: &Actor, number: &NumberId) -> Result<MenuView, DeskError> {
        self.settle(self.0.stop_menu(actor, number)).await
    }

    /// What the customer of a ticket chose and answered in the menu; `None` when they met none and never answered anything.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `ticket` when there is none, or not for the actor.
    pub async fn ticket_menu(
        &self,
        actor: &Actor,
        ticket: &TicketId,
    ) -> Result<Option<TicketMenu>, DeskError> {
        self.settle(self.0.ticket_menu(actor, ticket)).await
    }
}

impl Inner {
    async fn menu(&self, actor: &Actor, number: &NumberId) -> Outcome<MenuView> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.read().await?;
        self.known_number(&mut tx, number).await?;
        view(&mut tx, number).await
    }

    async fn menu_version(&self, actor: &Actor, number: &NumberId, version: i64) -> Outcome<Menu> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.read().await?;
        Ok(menu::version(&mut tx, number, version).await?.ok_or_else(|| DeskError::not_found("menu"))?)
    }

    async fn save_menu(
        &self,
        actor: &Actor,
        number: &NumberId,
        revision: i64,
        draft: Menu,
    ) -> Outcome<MenuView> {
        actor.require(Permission::ManageDesk)?;
        let size = serde_json::to_string(&draft).map_or(usize::MAX, |text| text.len());
        if size > MAX_DRAFT {
            let max = MAX_DRAFT as u64;
            return Err(DeskError::invalid("draft", FieldProblem::TooLarge { max }).into());
        }
        let mut tx = self.store.write().await?;
        self.known_number(&mut tx, number).await?;
        if !menu::save_draft(&mut tx, number, revision, &draft, actor.name(), self.now()).await? {
            return Err(outrun(&mut tx, number).await?.into());
        }
        let view = view(&mut tx, number).await?;
        tx.commit().await?;
        Ok(view)
    }

    async fn publish_menu(&self, actor: &Actor, number: &NumberId, revision: i64) -> Outcome<MenuView> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.write().await?;
        self.known_number(&mut tx, number).await?;
        let found = menu::draft(&mut tx, number).await?;
        let Some(saved) = found.filter(|saved| saved.revision == revision) else {
            return Err(outrun(&mut tx, number).await?.into());
        };
        self.publish(actor, tx, number, &saved.draft, None).await
    }

    async fn restore_menu(&self, actor: &Actor, number: &NumberId, version: i64) -> Outcome<MenuView> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.write().await?;
        let Some(old) = menu::version(&mut tx, number, version).await? else {
            return Err(DeskError::not_found("menu").into());
        };
        self.publish(actor, tx, number, &old, Some(version)).await
    }

    async fn publish(
        &self,
        actor: &Actor,
        mut tx: Tx<'static>,
        number: &NumberId,
        body: &Menu,
        restored: Option<i64>,
    ) -> Outcome<MenuView> {
        let queues: Vec<QueueId> = queue::list(&mut tx).await?.into_iter().map(|row| row.id).collect();
        let templates = template::list(&mut tx, number).await?;
        let problems: Vec<_> =
            check(body, &queues, &templates).into_iter().filter(|problem| problem.fault.blocks()).collect();
        if !problems.is_empty() {
            return Err(DeskError::MenuFaulty { problems }.into());
        }
        menu::publish(&mut tx, number, body, actor.name(), self.now(), restored).await?;
        let view = view(&mut tx, number).await?;
        tx.commit().await?;
        Ok(view)
    }

    async fn stop_menu(&self, actor: &Actor, number: &NumberId) -> Outcome<MenuView> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.write().await?;
        self.known_number(&mut tx, number).await?;
        menu::set_published(&mut tx, number, None).await?;
        let view = view(&mut tx, number).await?;
        tx.commit().await?;
        Ok(view)
    }

    async fn ticket_menu(&self, actor: &Actor, ticket: &TicketId) -> Outcome<Option<TicketMenu>> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let row = visible(&mut tx, actor, ticket).await?.row;
        let fields = menu::fields(&mut tx, &row.contact, ticket).await?;
        let Some(found) = menu::walk(&mut tx, ticket).await? else {
            return Ok((!fields.is_empty()).then(|| TicketMenu { fields, ..TicketMenu::default() }));
        };
        let talking = row.state.name() == StateName::Menu;
        let why = found.outcome.or((!talking).then_some(Why::Person));
        Ok(Some(TicketMenu { path: found.walk.path, answers: found.walk.answers, why, fields }))
    }

    async fn known_number(&self, tx: &mut Tx<'_>, id: &NumberId) -> Outcome<()> {
        if number::get(tx, self.store.seal(), id).await?.is_none() {
            return Err(DeskError::not_found("number").into());
        }
        Ok(())
    }
}

/// Somebody saved another draft meanwhile.
async fn outrun(tx: &mut Tx<'_>, number: &NumberId) -> Outcome<DeskError> {
    let winner = menu::draft(tx, number).await?.map(|saved| saved.saved_by);
    Ok(DeskError::Conflict { what: "menu".to_owned(), winner })
}

async fn view(tx: &mut Tx<'_>, number: &NumberId) -> Outcome<MenuView> {
    let saved = menu::draft(tx, number).await?;
    let versions = menu::versions(tx, number).await?;
    Ok(match saved {
        Some(saved) => MenuView {
            number: number.clone(),
            revision: saved.revision,
            saved_by: Some(saved.saved_by),
            saved_at: Some(saved.saved_at),
            draft: saved.draft,
            published: saved.published,
            versions,
        },
        None => MenuView {
            number: number.clone(),
            revision: 0,
            saved_by: None,
            saved_at: None,
            draft: Menu::default(),
            published: None,
            versions,
        },
    })
}
