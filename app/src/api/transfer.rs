//! Handing tickets over, and answering what one is offered.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::TicketId;
use desk_model::transfer::{MoveResult, OfferList, TransferDirectory, TransferTarget};
use desk_model::view::InboxRow;
use leptos::prelude::*;

/// Hands a ticket to a queue, or offers it to somebody. `draft` is what its owner was writing.
#[server(prefix = "/api", endpoint = "transfer", input = Json, output = Json)]
pub async fn transfer(
    ticket: TicketId,
    target: TransferTarget,
    note: String,
    draft: String,
) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.transfer(&actor, desk_core::TransferRequest { ticket, target, note, draft }).await)
}

/// Moves many tickets to one place, each for itself.
#[server(prefix = "/api", endpoint = "transfer_many", input = Json, output = Json)]
pub async fn transfer_many(
    tickets: Vec<TicketId>,
    target: TransferTarget,
    note: String,
) -> Result<Vec<MoveResult>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.transfer_many(&actor, desk_core::BulkTransfer { tickets, target, note }).await)
}

/// Takes an offered ticket.
#[server(prefix = "/api", endpoint = "accept_offer", input = Json, output = Json)]
pub async fn accept_offer(ticket: TicketId) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.accept_offer(&actor, &ticket).await)
}

/// Does not take an offered ticket.
#[server(prefix = "/api", endpoint = "decline_offer", input = Json, output = Json)]
pub async fn decline_offer(ticket: TicketId, reason: String) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.decline_offer(&actor, &ticket, &reason).await)
}

/// Takes an offer back.
#[server(prefix = "/api", endpoint = "withdraw_offer", input = Json, output = Json)]
pub async fn withdraw_offer(ticket: TicketId) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.withdraw_offer(&actor, &ticket).await)
}

/// Tickets offered to the reader, or by them.
#[server(prefix = "/api", endpoint = "offers", input = Json, output = Json)]
pub async fn offers() -> Result<OfferList, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.offers(&actor).await)
}

/// To whom tickets can be handed.
#[server(prefix = "/api", endpoint = "transfer_targets", input = Json, output = Json)]
pub async fn transfer_targets() -> Result<TransferDirectory, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.transfer_directory(&actor).await)
}
