//! What administrators see and change.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::ctx::{answer, caller};
use desk_model::view::{JournalHealth, TemplateList};
use desk_model::{NumberId, QueueId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

/// What can be set on a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueSettings {
    /// Which.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// Said to the customer when a ticket opens; empty = nothing.
    pub opening_text: String,
    /// Said to the customer when a ticket closes; empty = nothing.
    pub closing_text: String,
    /// Within how many hours a new message reopens the same ticket; 0 = never.
    pub reopen_hours: u32,
    /// What a silent customer is asked before the window closes; empty = nothing.
    pub nudge_text: String,
    /// Whether the desk asks by itself.
    pub nudge_auto: bool,
    /// How many minutes before the window closes.
    pub nudge_minutes: u32,
}

#[cfg(feature = "ssr")]
impl From<desk_core::QueueSettings> for QueueSettings {
    fn from(queue: desk_core::QueueSettings) -> Self {
        let desk_core::QueueSettings { id, name, color, texts, nudge } = queue;
        let desk_core::QueueNudge { text: nudge_text, auto: nudge_auto, minutes: nudge_minutes } = nudge;
        let desk_core::QueueTexts { opening_text, closing_text, reopen_hours } = texts;
        Self {
            id,
            name,
            color,
            opening_text,
            closing_text,
            reopen_hours,
            nudge_text,
            nudge_auto,
            nudge_minutes,
        }
    }
}

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

/// Every queue with its texts.
#[server(name = AskQueues, prefix = "/api", endpoint = "queue_settings", input = Json, output = Json)]
pub async fn queue_settings() -> Result<Vec<QueueSettings>, ApiError> {
    let (desk, actor) = caller()?;
    let queues = answer(desk.queue_settings(&actor).await)?;
    Ok(queues.into_iter().map(QueueSettings::from).collect())
}

/// Changes the texts of a queue.
#[server(prefix = "/api", endpoint = "set_queue_texts", input = Json, output = Json)]
pub async fn set_queue_texts(
    queue: QueueId,
    opening_text: String,
    closing_text: String,
    reopen_hours: u32,
) -> Result<QueueSettings, ApiError> {
    let (desk, actor) = caller()?;
    let texts = desk_core::QueueTexts { opening_text, closing_text, reopen_hours };
    answer(desk.set_queue_texts(&actor, &queue, texts).await).map(QueueSettings::from)
}

/// Changes how a queue asks silent customers before the window closes.
#[server(prefix = "/api", endpoint = "set_queue_nudge", input = Json, output = Json)]
pub async fn set_queue_nudge(
    queue: QueueId,
    text: String,
    auto: bool,
    minutes: u32,
) -> Result<QueueSettings, ApiError> {
    let (desk, actor) = caller()?;
    let nudge = desk_core::QueueNudge { text, auto, minutes };
    answer(desk.set_queue_nudge(&actor, &queue, nudge).await).map(QueueSettings::from)
}
