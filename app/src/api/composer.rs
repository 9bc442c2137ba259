//! What the composer does beside sending: putting an answer aside, asking a silent customer, beginning a conversation.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::phone::Recipient;
use desk_model::template::{Category, TemplateParam};
use desk_model::view::{HeldReply, InboxRow, MessageView};
use desk_model::{MessageId, NumberId, QueueId, TemplateId, TicketId};
use leptos::prelude::*;

/// Puts aside what was being written when the window closed.
#[server(prefix = "/api", endpoint = "hold_reply", input = Json, output = Json)]
pub async fn hold_reply(
    id: MessageId,
    ticket: TicketId,
    body: String,
    reply_to: Option<MessageId>,
) -> Result<HeldReply, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.hold_reply(&actor, desk_core::HoldRequest { id, ticket, body, reply_to }).await)
}

/// Forgets what was put aside, if it still is that text.
#[server(prefix = "/api", endpoint = "discard_held", input = Json, output = Json)]
pub async fn discard_held(ticket: TicketId, held: MessageId) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.discard_held(&actor, &ticket, &held).await)
}

/// Asks the customer whether they are still there, in the words of the queue.
#[server(prefix = "/api", endpoint = "nudge", input = Json, output = Json)]
pub async fn nudge(id: MessageId, ticket: TicketId) -> Result<MessageView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.nudge(&actor, desk_core::NudgeRequest { id, ticket }).await)
}

/// Begins a conversation with a template; gives the ticket it opens.
#[server(prefix = "/api", endpoint = "start_conversation", input = Json, output = Json)]
pub async fn start_conversation(
    id: MessageId,
    number: NumberId,
    to: Recipient,
    queue: QueueId,
    template: TemplateId,
    category: Option<Category>,
    params: Vec<TemplateParam>,
) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    let request = desk_core::StartRequest { id, number, to, queue, template, category, params };
    answer(desk.start_conversation(&actor, request).await)
}
