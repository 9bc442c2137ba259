//! Making and changing templates, and saying which queues use them.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::template::{Template, TemplateDraft};
use desk_model::{NumberId, QueueId, TemplateId};
use leptos::prelude::*;

/// Hands a new template in for review.
#[server(prefix = "/api", endpoint = "create_template", input = Json, output = Json)]
pub async fn create_template(
    number: NumberId,
    draft: TemplateDraft,
    queues: Vec<QueueId>,
) -> Result<Template, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.create_template(&actor, &number, draft, queues).await)
}

/// Replaces all parts of a template and hands it in again.
#[server(prefix = "/api", endpoint = "edit_template", input = Json, output = Json)]
pub async fn edit_template(template: TemplateId, draft: TemplateDraft) -> Result<Template, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.edit_template(&actor, &template, draft).await)
}

/// Deletes one language of a template.
#[server(prefix = "/api", endpoint = "delete_template", input = Json, output = Json)]
pub async fn delete_template(template: TemplateId) -> Result<(), ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.delete_template(&actor, &template).await)
}

/// Says which queues may use a template; none = all.
#[server(prefix = "/api", endpoint = "set_template_queues", input = Json, output = Json)]
pub async fn set_template_queues(template: TemplateId, queues: Vec<QueueId>) -> Result<Template, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.set_template_queues(&actor, &template, queues).await)
}
