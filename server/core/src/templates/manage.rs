//! Making, changing and deleting templates, and saying which queues use them.

use super::refused;
use crate::error::Outcome;
use crate::numbers::Number;
use crate::ports::ManageError;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::template::{DraftHeader, Template, TemplateDraft, TemplateRule, TemplateStatus};
use desk_model::{DeskError, NumberId, QueueId, TemplateId};
use desk_store::{Tx, number, queue, template, upload};

/// *Message template not found*: somebody deleted it before.
const NOT_THERE: i64 = 2_593_002;

impl Desk {
    /// Hands a new template in for review; it belongs to every number of the account.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number` or `queue`; [`DeskError::Invalid`] for the fields, also
    /// when Meta says so; [`DeskError::ProviderRefused`] for its other refusals; [`DeskError::NumberDown`];
    /// [`DeskError::Transport`].
    pub async fn create_template(
        &self,
        actor: &Actor,
        number: &NumberId,
        draft: TemplateDraft,
        queues: Vec<QueueId>,
    ) -> Result<Template, DeskError> {
        self.settle(self.0.create_template(actor, number, draft, queues)).await
    }

    /// Replaces all parts of a template and hands it in again.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `template`; else as [`Desk::create_template`].
    pub async fn edit_template(
        &self,
        actor: &Actor,
        id: &TemplateId,
        draft: TemplateDraft,
    ) -> Result<Template, DeskError> {
        self.settle(self.0.edit_template(actor, id, draft)).await
    }

    /// Deletes one language of a template, at Meta and here. Its name is blocked for 30 days when it was the last.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `template`; else as [`Desk::create_template`].
    pub async fn delete_template(&self, actor: &Actor, id: &TemplateId) -> Result<(), DeskError> {
        self.settle(self.0.delete_template(actor, id)).await
    }

    /// Says which queues may use a template; none = all.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `template` or `queue`.
    pub async fn set_template_queues(
        &self,
        actor: &Actor,
        id: &TemplateId,
        queues: Vec<QueueId>,
    ) -> Result<Template, DeskError> {
        self.settle(self.0.set_template_queues(actor, id, queues)).await
    }
}

impl Inner {
    async fn create_template(
        &self,
        actor: &Actor,
        id: &NumberId,
        draft: TemplateDraft,
        queues: Vec<QueueId>,
    ) -> Outcome<Template> {
        actor.require(Permission::ManageTemplates)?;
        check(&draft)?;
        let mut tx = self.store.read().await?;
        let known = self.stored_number(&mut tx, id).await?;
        known_queues(&mut tx, &queues).await?;
        let name = draft.name.trim();
        if template::by_key(&mut tx, id, name, draft.language.trim()).await?.is_some() {
            return Err(DeskError::invalid("name", FieldProblem::Taken).into());
        }
        let example = example(&mut tx, &draft).await?;
        drop(tx);
        let made = self
            .gateway
            .create_template(&known.access, &draft, example.as_deref())
            .await
            .map_err(|error| refused(&known.label, error))?;
        let mut fresh = self.read_back(&known, &made.provider_id, &draft).await;
        fresh.status = made.status;
        fresh.category = made.category.unwrap_or(fresh.category);
        fresh.queues = queues;
        self.save(id, &known.access.account_id, fresh).await
    }

    async fn edit_template(&self, actor: &Actor, id: &TemplateId, draft: TemplateDraft) -> Outcome<Template> {
        actor.require(Permission::ManageTemplates)?;
        let mut tx = self.store.read().await?;
        let Some(old) = template::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("template").into());
        };
        check(&draft)?;
        unlocked(&old, &draft)?;
        let known = self.stored_number(&mut tx, &old.number).await?;
        let example = example(&mut tx, &draft).await?;
        drop(tx);
        self.gateway
            .edit_template(&known.access, &old.provider_id, &draft, example.as_deref())
            .await
            .map_err(|error| refused(&known.label, error))?;
        let mut fresh = self.read_back(&known, &old.provider_id, &draft).await;
        fresh.queues.clone_from(&old.queues);
        let number = old.number;
        self.save(&number, &known.access.account_id, fresh).await
    }

    async fn delete_template(&self, actor: &Actor, id: &TemplateId) -> Outcome<()> {
        actor.require(Permission::ManageTemplates)?;
        let mut tx = self.store.read().await?;
        let Some(old) = template::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("template").into());
        };
        let known = self.stored_number(&mut tx, &old.number).await?;
        drop(tx);
        match self.gateway.delete_template(&known.access, &old.name, &old.provider_id).await {
            Ok(()) | Err(ManageError::Refused { subcode: NOT_THERE, .. }) => {}
            Err(error) => return Err(refused(&known.label, error).into()),
        }
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        for number in self.numbers_of(&known.access.account_id) {
            if let Some(row) = template::by_key(&mut tx, &number, &old.name, &old.language).await? {
                template::delete(&mut tx, &row.id).await?;
                facts.templates(&number);
            }
        }
        self.commit(tx, facts).await?;
        Ok(())
    }

    async fn set_template_queues(
        &self,
        actor: &Actor,
        id: &TemplateId,
        queues: Vec<QueueId>,
    ) -> Outcome<Template> {
        actor.require(Permission::ManageTemplates)?;
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        let Some(old) = template::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("template").into());
        };
        known_queues(&mut tx, &queues).await?;
        template::set_queues(&mut tx, id, &queues).await?;
        let Some(now) = template::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("template").into());
        };
        if now.queues != old.queues {
            facts.templates(&now.number);
        }
        self.commit(tx, facts).await?;
        Ok(now)
    }

    async fn stored_number(&self, tx: &mut Tx<'_>, id: &NumberId) -> Outcome<Number> {
        let row = number::get(tx, self.store.seal(), id).await?;
        Ok(Number::from(row.ok_or_else(|| DeskError::not_found("number"))?))
    }

    fn numbers_of(&self, account: &str) -> Vec<NumberId> {
        let known = self.numbers();
        let same = known.iter().filter(|number| number.access.account_id == account);
        same.map(|number| number.access.number.clone()).collect()
    }

    /// What Meta made of a draft; where it does not say, the draft itself, until the next synchronisation.
    async fn read_back(&self, known: &Number, provider_id: &str, draft: &TemplateDraft) -> Template {
        let drafted = draft.template(self.id(TemplateId::from_parts), known.access.number.clone());
        let mut fresh = self.gateway.template(&known.access, provider_id).await.unwrap_or(drafted);
        if fresh.status == TemplateStatus::Approved {
            // Meta answers with the state from before for a moment; its word on the new one comes by webhook.
            fresh.status = TemplateStatus::Pending;
        }
        fresh.provider_id = provider_id.to_owned();
        fresh
    }

    /// Writes a template for every number of its account; gives the one of `number`.
    async fn save(&self, number: &NumberId, account: &str, fresh: Template) -> Outcome<Template> {
        let now = self.now();
        let mut facts = Facts::new(now);
        let mut tx = self.store.write().await?;
        let mut numbers = self.numbers_of(account);
        if !numbers.contains(number) {
            numbers.push(number.clone());
        }
        for number in &numbers {
            let known = template::by_key(&mut tx, number, &fresh.name, &fresh.language).await?;
            let new = known.is_none();
            let id = known.map_or_else(|| self.id(TemplateId::from_parts), |known| known.id);
            let row = Template { id, number: number.clone(), ..fresh.clone() };
            template::put(&mut tx, &row, now).await?;
            if new {
                template::set_queues(&mut tx, &row.id, &fresh.queues).await?;
            }
            facts.templates(number);
        }
        let stored = template::by_key(&mut tx, number, &fresh.name, &fresh.language).await?;
        self.commit(tx, facts).await?;
        Ok(stored.unwrap_or(fresh))
    }
}

fn check(draft: &TemplateDraft) -> Result<(), DeskError> {
    let fields = draft.check();
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}

/// What may be changed about a template that exists (*Template management › Edit*).
fn unlocked(old: &Template, draft: &TemplateDraft) -> Result<(), DeskError> {
    let editable =
        matches!(old.status, TemplateStatus::Approved | TemplateStatus::Rejected | TemplateStatus::Paused);
    let approved = old.status == TemplateStatus::Approved;
    let locked = [
        ("name", !editable || draft.name.trim() != old.name),
        ("language", draft.language.trim() != old.language),
        ("category", approved && draft.category != old.category),
    ];
    let problem = FieldProblem::Template(TemplateRule::Locked);
    let fields: Vec<FieldError> = locked
        .into_iter()
        .filter(|(_, locked)| *locked)
        .map(|(field, _)| FieldError { field: field.to_owned(), problem: problem.clone() })
        .collect();
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}

/// The handle of the example in a draft's head.
async fn example(tx: &mut Tx<'_>, draft: &TemplateDraft) -> Outcome<Option<String>> {
    let DraftHeader::Media { kind, example } = &draft.header else { return Ok(None) };
    let wrong = |problem| DeskError::invalid("example.header", problem);
    let id = example.as_ref().ok_or_else(|| wrong(FieldProblem::Missing))?;
    let found = upload::get(tx, id).await?.ok_or_else(|| wrong(FieldProblem::Missing))?;
    if found.view.kind != *kind || found.handle.is_none() {
        return Err(wrong(FieldProblem::WrongType).into());
    }
    Ok(found.handle)
}

async fn known_queues(tx: &mut Tx<'_>, queues: &[QueueId]) -> Outcome<()> {
    for id in queues {
        if queue::get(tx, id).await?.is_none() {
            return Err(DeskError::not_found("queue").into());
        }
    }
    Ok(())
}
