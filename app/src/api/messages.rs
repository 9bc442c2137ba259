//! Writing. The browser makes the id: the same id twice is one message.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::template::{Category, TemplateParam};
use desk_model::view::MessageView;
use desk_model::{MessageId, TemplateId, TicketId, UserId};
use leptos::prelude::*;

/// Writes free text to the customer.
#[server(prefix = "/api", endpoint = "reply", input = Json, output = Json)]
pub async fn reply(
    id: MessageId,
    ticket: TicketId,
    body: String,
    reply_to: Option<MessageId>,
) -> Result<MessageView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.reply(&actor, desk_core::ReplyRequest { id, ticket, body, reply_to }).await)
}

/// Writes a note that stays inside the desk, and tells those it names.
#[server(prefix = "/api", endpoint = "note", input = Json, output = Json)]
pub async fn note(
    id: MessageId,
    ticket: TicketId,
    body: String,
    #[server(default)] mentions: Vec<UserId>,
) -> Result<MessageView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.mention(&actor, desk_core::NoteRequest { id, ticket, body }, mentions).await)
}

/// Sends an approved template.
#[server(prefix = "/api", endpoint = "send_template", input = Json, output = Json)]
pub async fn send_template(
    id: MessageId,
    ticket: TicketId,
    template: TemplateId,
    params: Vec<TemplateParam>,
    category: Option<Category>,
) -> Result<MessageView, ApiError> {
    let (desk, actor) = caller()?;
    let request = desk_core::TemplateRequest { id, ticket, template, params, category };
    answer(desk.send_template(&actor, request).await)
}

/// Sends a failed message once more, as a new one; the failed one stays as it is.
#[server(prefix = "/api", endpoint = "resend", input = Json, output = Json)]
pub async fn resend(id: MessageId, failed: MessageId) -> Result<MessageView, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.resend(&actor, desk_core::ResendRequest { id, failed }).await)
}
