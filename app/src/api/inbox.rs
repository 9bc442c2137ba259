//! The list and what is done to a ticket.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::view::{Cursor, InboxFilter, InboxOrder, InboxPage, InboxRow, InboxView};
use desk_model::{CloseReason, TicketId};
use leptos::prelude::*;

/// One page of a list.
#[server(prefix = "/api", endpoint = "inbox", input = Json, output = Json)]
pub async fn inbox(
    view: InboxView,
    order: InboxOrder,
    #[server(default)] filter: InboxFilter,
    after: Option<Cursor>,
) -> Result<InboxPage, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.inbox_of(&actor, view, order, filter, after).await)
}

/// Tickets by name, phone, protocol or `#label`.
#[server(prefix = "/api", endpoint = "find", input = Json, output = Json)]
pub async fn find(text: String) -> Result<Vec<InboxRow>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.find(&actor, &text).await)
}

/// Takes this ticket.
#[server(prefix = "/api", endpoint = "claim", input = Json, output = Json)]
pub async fn claim(ticket: TicketId) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.claim(&actor, &ticket).await)
}

/// Takes the most urgent waiting ticket; `None` when nobody waits.
#[server(prefix = "/api", endpoint = "claim_next", input = Json, output = Json)]
pub async fn claim_next() -> Result<Option<InboxRow>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.claim_next(&actor).await)
}

/// Ends this ticket.
#[server(prefix = "/api", endpoint = "close", input = Json, output = Json)]
pub async fn close(ticket: TicketId, reason: CloseReason) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.close(&actor, &ticket, reason).await)
}

/// Its owner has seen this ticket's lines.
#[server(prefix = "/api", endpoint = "mark_seen", input = Json, output = Json)]
pub async fn mark_seen(ticket: TicketId) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.mark_seen(&actor, &ticket).await)
}
