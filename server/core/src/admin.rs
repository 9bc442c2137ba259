//! What administrators look after: queues and their texts, templates, the journal's health.

use crate::error::Outcome;
use crate::ports::SendError;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::nudge::MINUTES;
use desk_model::queue_form::{MAX_REOPEN_HOURS, QueueText};
use desk_model::view::{JournalHealth, TemplateList};
use desk_model::{DeskError, NumberId, QueueId, TemplateId};
use desk_store::health::{self, Seen};
use desk_store::{QueueRow, journal, number, queue, template};
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;

/// How many of the newest problems of the journal are shown.
const PROBLEMS: u32 = 100;

/// What customers are told in a queue, and how long a closed ticket may come back. Variables of the texts: `{protocol}`,
/// `{name}`, `{queue}`, `{desk}`; an empty text is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueTexts {
    /// Said when a ticket opens.
    pub opening_text: String,
    /// Said when a ticket closes.
    pub closing_text: String,
    /// Hours after closing within which the customer's message reopens the ticket; 0 = never.
    pub reopen_hours: u32,
}

/// How a queue asks whether the customer is still there, before the window closes. The text has the variables of
/// [`QueueTexts`]; an empty one is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueNudge {
    /// What is asked.
    pub text: String,
    /// Whether the desk asks by itself.
    pub auto: bool,
    /// How many minutes before the window closes.
    pub minutes: u32,
}

/// A queue as the administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueSettings {
    /// Which.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// What it says and for how long it reopens.
    pub texts: QueueTexts,
    /// How it asks whether the customer is still there.
    pub nudge: QueueNudge,
}

impl Desk {
    /// All queues with their texts.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn queue_settings(&self, actor: &Actor) -> Result<Vec<QueueSettings>, DeskError> {
        self.settle(self.0.queue_settings(actor)).await
    }

    /// Changes the texts of a queue.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `queue`; [`DeskError::Invalid`] for the fields.
    pub async fn set_queue_texts(
        &self,
        actor: &Actor,
        id: &QueueId,
        texts: QueueTexts,
    ) -> Result<QueueSettings, DeskError> {
        self.settle(self.0.set_queue_texts(actor, id, texts)).await
    }

    /// Changes how a queue asks whether the customer is still there.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `queue`; [`DeskError::Invalid`] for the fields.
    pub async fn set_queue_nudge(
        &self,
        actor: &Actor,
        id: &QueueId,
        nudge: QueueNudge,
    ) -> Result<QueueSettings, DeskError> {
        self.settle(self.0.set_queue_nudge(actor, id, nudge)).await
    }

    /// The journal at a glance.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn journal_health(&self, actor: &Actor) -> Result<JournalHealth, DeskError> {
        self.settle(self.0.journal_health(actor)).await
    }

    /// Fetches the templates of a number from the provider. That it answers proves a disconnected number mended.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`; [`DeskError::NumberDown`] when the provider refused
    /// us; [`DeskError::Transport`] when it could not be reached, with its words.
    pub async fn sync_templates(&self, actor: &Actor, id: &NumberId) -> Result<TemplateList, DeskError> {
        self.settle(self.0.sync_templates(actor, id)).await
    }

    /// [`Desk::sync_templates`] for every number, as the desk does at its start. Failures go to the log; tells whether there
    /// was none.
    pub async fn sync_all_templates(&self) -> bool {
        let ids: Vec<NumberId> = self.0.numbers().iter().map(|known| known.access.number.clone()).collect();
        let mut all = true;
        for id in ids {
            if let Err(error) = self.sync_templates(&Actor::operator(), &id).await {
                tracing::warn!(number = %id, status = error.status(), "templates.not_synced");
                all = false;
            }
        }
        all
    }
}

impl From<QueueRow> for QueueSettings {
    fn from(row: QueueRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            color: row.color,
            texts: QueueTexts {
                opening_text: row.opening_text,
                closing_text: row.closing_text,
                reopen_hours: u32::try_from(row.reopen_hours).unwrap_or_default(),
            },
            nudge: QueueNudge {
                text: row.nudge_text,
                auto: row.nudge_auto,
                minutes: u32::try_from(row.nudge_minutes).unwrap_or_default(),
            },
        }
    }
}

impl Inner {
    async fn queue_settings(&self, actor: &Actor) -> Outcome<Vec<QueueSettings>> {
        actor.require(Permission::ManageDesk)?;
        let rows = queue::list(&mut self.store.read().await?).await?;
        Ok(rows.into_iter().map(QueueSettings::from).collect())
    }

    async fn set_queue_texts(
        &self,
        actor: &Actor,
        id: &QueueId,
        texts: QueueTexts,
    ) -> Outcome<QueueSettings> {
        actor.require(Permission::ManageDesk)?;
        check(&texts)?;
        let mut tx = self.store.write().await?;
        let Some(mut row) = queue::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("queue").into());
        };
        row.opening_text = texts.opening_text.trim().to_owned();
        row.closing_text = texts.closing_text.trim().to_owned();
        row.reopen_hours = i64::from(texts.reopen_hours);
        queue::update_texts(&mut tx, id, &row.opening_text, &row.closing_text, row.reopen_hours).await?;
        tx.commit().await?;
        Ok(row.into())
    }

    async fn set_queue_nudge(
        &self,
        actor: &Actor,
        id: &QueueId,
        nudge: QueueNudge,
    ) -> Outcome<QueueSettings> {
        actor.require(Permission::ManageDesk)?;
        check_nudge(&nudge)?;
        let mut tx = self.store.write().await?;
        let Some(mut row) = queue::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("queue").into());
        };
        row.nudge_text = nudge.text.trim().to_owned();
        row.nudge_auto = nudge.auto;
        row.nudge_minutes = i64::from(nudge.minutes);
        queue::update_nudge(&mut tx, id, &row.nudge_text, row.nudge_auto, row.nudge_minutes).await?;
        tx.commit().await?;
        self.nudge_bell.notify_one();
        Ok(row.into())
    }

    async fn journal_health(&self, actor: &Actor) -> Outcome<JournalHealth> {
        actor.require(Permission::ReadJournal)?;
        let mut tx = self.store.read().await?;
        Ok(JournalHealth {
            pending: journal::pending_count(&mut tx).await?,
            bad_signatures: i64::try_from(self.bad_signatures.load(Ordering::Relaxed)).unwrap_or(i64::MAX),
            problems: journal::problems(&mut tx, PROBLEMS).await?,
        })
    }

    async fn sync_templates(&self, actor: &Actor, id: &NumberId) -> Outcome<TemplateList> {
        actor.require(Permission::SyncTemplates)?;
        let mut tx = self.store.read().await?;
        let Some(row) = number::get(&mut tx, self.store.seal(), id).await? else {
            return Err(DeskError::not_found("number").into());
        };
        drop(tx);
        let known = crate::numbers::Number::from(row);
        let mut fetched = self
            .gateway
            .templates(&known.access)
            .await
            .map_err(|error| refused(known.label.clone(), error))?;
        // Numbers of one account have the same templates; here each number has its own. Those known keep their ids.
        for template in &mut fetched {
            template.id = self.id(TemplateId::from_parts);
        }

        let now = self.now();
        let mut facts = Facts::new(now);
        let mut tx = self.store.write().await?;
        if template::replace_all(&mut tx, id, &fetched, now).await? {
            facts.templates(id);
        }
        health::saw(&mut tx, id, Seen::Templates, now).await?;
        let mended = self.number_works(&mut tx, &mut facts, id).await?;
        let templates = template::list(&mut tx, id).await?;
        self.commit(tx, facts).await?;
        if mended {
            self.refresh_numbers().await?;
        }
        Ok(TemplateList { templates })
    }
}

fn refused(label: String, error: SendError) -> DeskError {
    match error.class {
        crate::ports::SendErrorClass::NumberDown(_) => DeskError::NumberDown { number: label },
        _ => DeskError::Transport { detail: format!("{} {}", error.failure.code, error.failure.detail) },
    }
}

fn check(texts: &QueueTexts) -> Result<(), DeskError> {
    let mut fields = Vec::new();
    for (which, text) in
        [(QueueText::Opening, &texts.opening_text), (QueueText::Closing, &texts.closing_text)]
    {
        if let Some(problem) = which.problem(text) {
            fields.push(FieldError { field: which.field().to_owned(), problem });
        }
    }
    if texts.reopen_hours > MAX_REOPEN_HOURS {
        fields.push(FieldError { field: "reopen_hours".to_owned(), problem: FieldProblem::Malformed });
    }
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}

fn check_nudge(nudge: &QueueNudge) -> Result<(), DeskError> {
    let mut fields = Vec::new();
    let mut wrong = |field: &str, problem| fields.push(FieldError { field: field.to_owned(), problem });
    if let Some(problem) = QueueText::Nudge.problem(&nudge.text) {
        wrong("nudge_text", problem);
    }
    if nudge.auto && nudge.text.trim().is_empty() {
        wrong("nudge_text", FieldProblem::Missing);
    }
    if !(MINUTES.0..=MINUTES.1).contains(&nudge.minutes) {
        wrong("nudge_minutes", FieldProblem::Malformed);
    }
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}
