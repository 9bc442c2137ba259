//! The text menu of a number, and what customers answered in it.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::menu::{Menu, MenuView, TicketMenu};
use desk_model::{NumberId, TicketId};
use leptos::prelude::*;

/// The menu of a number, for its editor.
#[server(name = AskMenu, prefix = "/api", endpoint = "menu", input = Json, output = Json)]
pub async fn menu(number: NumberId) -> Result<MenuView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.menu(&actor, &number).await)
}

/// One published version.
#[server(name = AskMenuVersion, prefix = "/api", endpoint = "menu_version", input = Json, output = Json)]
pub async fn menu_version(number: NumberId, version: i64) -> Result<Menu, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.menu_version(&actor, &number, version).await)
}

/// Writes the draft that was changed from this revision.
#[server(prefix = "/api", endpoint = "save_menu", input = Json, output = Json)]
pub async fn save_menu(number: NumberId, revision: i64, draft: Menu) -> Result<MenuView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.save_menu(&actor, &number, revision, draft).await)
}

/// Publishes the draft as it was saved under this revision.
#[server(prefix = "/api", endpoint = "publish_menu", input = Json, output = Json)]
pub async fn publish_menu(number: NumberId, revision: i64) -> Result<MenuView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.publish_menu(&actor, &number, revision).await)
}

/// Publishes an old version as a new one.
#[server(prefix = "/api", endpoint = "restore_menu", input = Json, output = Json)]
pub async fn restore_menu(number: NumberId, version: i64) -> Result<MenuView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.restore_menu(&actor, &number, version).await)
}

/// Customers meet no menu any more.
#[server(prefix = "/api", endpoint = "stop_menu", input = Json, output = Json)]
pub async fn stop_menu(number: NumberId) -> Result<MenuView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.stop_menu(&actor, &number).await)
}

/// What the customer of a ticket chose and answered.
#[server(name = AskTicketMenu, prefix = "/api", endpoint = "ticket_menu", input = Json, output = Json)]
pub async fn ticket_menu(ticket: TicketId) -> Result<Option<TicketMenu>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.ticket_menu(&actor, &ticket).await)
}
