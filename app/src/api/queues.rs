//! Queues: made, set, put in order, given up; and the reasons their tickets are closed for.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::queue_form::{CloseChoices, QueueBoard, QueueDetail, QueueForm};
use desk_model::view::InboxRow;
use desk_model::{QueueId, ReasonId, TicketId};
use leptos::prelude::*;

/// Everything about all queues.
#[server(name = AskBoard, prefix = "/api", endpoint = "queue_board", input = Json, output = Json)]
pub async fn queue_board() -> Result<QueueBoard, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.queue_board(&actor).await)
}

/// Makes a queue.
#[server(prefix = "/api", endpoint = "create_queue", input = Json, output = Json)]
pub async fn create_queue(name: String, color: String) -> Result<QueueDetail, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.create_queue(&actor, &name, &color).await)
}

/// Writes everything that is set on a queue; with `read`, only when it is still as it was read.
#[server(prefix = "/api", endpoint = "save_queue", input = Json, output = Json)]
pub async fn save_queue(
    queue: QueueId,
    form: QueueForm,
    read: Option<QueueForm>,
) -> Result<QueueDetail, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.save_queue(&actor, &queue, form, read).await)
}

/// Puts the queues into an order.
#[server(prefix = "/api", endpoint = "order_queues", input = Json, output = Json)]
pub async fn order_queues(order: Vec<QueueId>) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.order_queues(&actor, &order).await)
}

/// Gives up a queue; gives how many open tickets went to the heir.
#[server(prefix = "/api", endpoint = "delete_queue", input = Json, output = Json)]
pub async fn delete_queue(queue: QueueId, heir: Option<QueueId>) -> Result<usize, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.delete_queue(&actor, &queue, heir.as_ref()).await)
}

/// For what reasons a ticket can be closed.
#[server(name = AskCloseChoices, prefix = "/api", endpoint = "close_choices", input = Json, output = Json)]
pub async fn close_choices(ticket: TicketId) -> Result<CloseChoices, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.close_choices(&actor, &ticket).await)
}

/// Ends a ticket for one of its queue's own reasons.
#[server(prefix = "/api", endpoint = "close_for", input = Json, output = Json)]
pub async fn close_for(ticket: TicketId, reason: ReasonId) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.close_for(&actor, &ticket, &reason).await)
}
