//! What administrators look after besides queues: templates, the journal's health.

use crate::error::Outcome;
use crate::ports::SendError;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::view::{JournalHealth, TemplateList};
use desk_model::{DeskError, NumberId, TemplateId};
use desk_store::health::{self, Seen};
use desk_store::{journal, number, template};
use std::sync::atomic::Ordering;

/// How many of the newest problems of the journal are shown.
const PROBLEMS: u32 = 100;

impl Desk {
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

impl Inner {
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
