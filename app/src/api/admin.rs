//! What administrators see and change.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use crate::wire::Json;
use desk_model::NumberId;
use desk_model::view::{JournalHealth, TemplateList};
use leptos::prelude::*;

/// Fetches the templates of a number from the provider.
#[server(prefix = "/api", endpoint = "sync_templates", input = Json, output = Json)]
pub async fn sync_templates(number: NumberId) -> Result<TemplateList, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.sync_templates(&actor, &number).await)
}

/// The journal at a glance.
#[server(name = AskJournal, prefix = "/api", endpoint = "journal_health", input = Json, output = Json)]
pub async fn journal_health() -> Result<JournalHealth, ApiError> {
    let (desk, actor) = caller()?;
    answer(desk.journal_health(&actor).await)
}
