//! Putting tickets aside, priority, labels, and colleagues named in notes.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::label::LabelUse;
use desk_model::mention::MentionList;
use desk_model::view::{InboxRow, Person};
use desk_model::{Label, LabelId, Priority, TicketId, Timestamp};
use leptos::prelude::*;

/// Puts one's ticket aside until a time, or until the customer writes.
#[server(prefix = "/api", endpoint = "snooze", input = Json, output = Json)]
pub async fn snooze(ticket: TicketId, until: Option<Timestamp>) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.snooze(&actor, &ticket, until).await)
}

/// Fetches a ticket back that was put aside.
#[server(prefix = "/api", endpoint = "unsnooze", input = Json, output = Json)]
pub async fn unsnooze(ticket: TicketId) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.unsnooze(&actor, &ticket).await)
}

/// Says how pressing a ticket is.
#[server(prefix = "/api", endpoint = "set_priority", input = Json, output = Json)]
pub async fn set_priority(ticket: TicketId, priority: Priority) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_priority(&actor, &ticket, priority).await)
}

/// Puts a label on a ticket, or takes it off.
#[server(prefix = "/api", endpoint = "label_ticket", input = Json, output = Json)]
pub async fn label_ticket(ticket: TicketId, label: LabelId, on: bool) -> Result<InboxRow, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.label_ticket(&actor, &ticket, &label, on).await)
}

/// All labels.
#[server(name = AskLabels, prefix = "/api", endpoint = "labels", input = Json, output = Json)]
pub async fn labels() -> Result<Vec<Label>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.labels(&actor).await)
}

/// All labels with how often they are used.
#[server(name = AskLabelUses, prefix = "/api", endpoint = "label_uses", input = Json, output = Json)]
pub async fn label_uses() -> Result<Vec<LabelUse>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.label_uses(&actor).await)
}

/// Makes a label. The browser makes the id: the same id twice is one label.
#[server(prefix = "/api", endpoint = "new_label", input = Json, output = Json)]
pub async fn new_label(id: LabelId, name: String, color: Option<String>) -> Result<Label, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.new_label(&actor, id, &name, color.as_deref()).await)
}

/// Changes name, colour, and whether a label is offered.
#[server(prefix = "/api", endpoint = "change_label", input = Json, output = Json)]
pub async fn change_label(label: Label) -> Result<Label, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.change_label(&actor, label).await)
}

/// Takes a label off every ticket and deletes it.
#[server(prefix = "/api", endpoint = "delete_label", input = Json, output = Json)]
pub async fn delete_label(label: LabelId) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.delete_label(&actor, &label).await)
}

/// Whom a note on this ticket may name.
#[server(prefix = "/api", endpoint = "mentionable", input = Json, output = Json)]
pub async fn mentionable(ticket: TicketId) -> Result<Vec<Person>, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.mentionable(&actor, &ticket).await)
}

/// The notes that name the one who asks.
#[server(name = AskMentions, prefix = "/api", endpoint = "mentions", input = Json, output = Json)]
pub async fn mentions() -> Result<MentionList, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.mentions(&actor).await)
}

/// The one who asks has looked at those of a ticket, or at all.
#[server(prefix = "/api", endpoint = "see_mentions", input = Json, output = Json)]
pub async fn see_mentions(ticket: Option<TicketId>) -> Result<MentionList, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.see_mentions(&actor, ticket.as_ref()).await)
}
