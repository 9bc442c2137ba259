//! The open ticket.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::view::{OlderMessages, TemplateList, ThreadView};
use desk_model::{MessageId, NumberId, TicketId, Timestamp};
use leptos::prelude::*;

/// A ticket with its newest lines and its customer.
#[server(prefix = "/api", endpoint = "thread", input = Json, output = Json)]
pub async fn thread(ticket: TicketId) -> Result<ThreadView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.thread(&actor, &ticket).await)
}

/// Lines before the oldest one on screen.
#[server(prefix = "/api", endpoint = "older", input = Json, output = Json)]
pub async fn older(ticket: TicketId, before: (Timestamp, MessageId)) -> Result<OlderMessages, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.older(&actor, &ticket, before).await)
}

/// The templates of a number.
#[server(prefix = "/api", endpoint = "templates", input = Json, output = Json)]
pub async fn templates(number: NumberId) -> Result<TemplateList, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.templates(&actor, &number).await)
}
