//! Connecting a number step by step: what is typed is kept at once, each step is proven, and nothing is sent before the end.
//! Giving a number that is in use new access goes the same way.

use crate::error::Outcome;
use crate::numbers::Number;
use crate::ports::Secret;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::number::{Channel, NumberState};
use desk_model::setup::{SetupForm, SetupView};
use desk_model::{DeskError, NumberId, QueueId};
use desk_store::health::Seen;
use desk_store::{NumberRow, NumberSecrets, StoreError, Tx, health, number, queue};

/// Where notifications go, behind the desk's address.
const WEBHOOK: &str = "/webhooks/whatsapp";
/// The unique index over the provider's ids.
const TAKEN: &str = "number_provider_provider_id_key";

impl Desk {
    /// How far the connection of a number got.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`.
    pub async fn number_setup(&self, actor: &Actor, id: &NumberId) -> Result<SetupView, DeskError> {
        self.settle(self.0.number_setup(actor, id)).await
    }

    /// Stores how to reach a number and asks the provider about it. A new one is kept even when the provider does not know
    /// it, and sends nothing; one that is in use is changed only when the provider takes the new access.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] for the fields; [`DeskError::NotFound`] on `number`, or on `queue` when
    /// the desk has none; [`DeskError::Provider`] when it refuses the access of a number in use.
    pub async fn save_number(
        &self,
        actor: &Actor,
        id: Option<&NumberId>,
        form: &SetupForm,
    ) -> Result<SetupView, DeskError> {
        self.settle(self.0.save_number(actor, id, form)).await
    }

    /// Says where a number leads; one that was being set up may send from now on.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number` or `queue`; [`DeskError::Conflict`] on `setup` while a
    /// needed step is not proven.
    pub async fn finish_number(
        &self,
        actor: &Actor,
        id: &NumberId,
        queue: &QueueId,
    ) -> Result<SetupView, DeskError> {
        let view = self.settle(self.0.finish_number(actor, id, queue)).await?;
        // Without templates nobody can be written to outside the window; a failure shows on the page.
        if let Err(error) = self.sync_templates(&Actor::operator(), id).await {
            tracing::warn!(number = %id, status = error.status(), "templates.not_synced");
        }
        Ok(view)
    }

    /// The words of the webhook's handshake, each with its number.
    pub fn handshake_words(&self) -> Vec<(NumberId, Secret)> {
        let numbers = self.0.numbers();
        let words = numbers.iter().map(|known| (known.access.number.clone(), known.verify_token.clone()));
        words.filter(|(_, word)| !word.0.is_empty()).collect()
    }

    /// The application secrets no notification was signed with yet, each with its number. Mostly none.
    pub fn unproven_secrets(&self) -> Vec<(NumberId, Secret)> {
        let numbers = self.0.numbers();
        let open = numbers.iter().filter(|known| !known.proven && !known.app_secret.0.is_empty());
        open.map(|known| (known.access.number.clone(), known.app_secret.clone())).collect()
    }

    /// The provider made the handshake with the word of these numbers. What cannot be written down goes to the log.
    pub async fn handshake_made(&self, numbers: &[NumberId]) {
        self.proven(numbers, Seen::Handshake).await;
    }

    /// A notification was signed with the application secret of these numbers.
    pub async fn signature_proven(&self, numbers: &[NumberId]) {
        self.proven(numbers, Seen::Signed).await;
    }

    async fn proven(&self, numbers: &[NumberId], what: Seen) {
        if numbers.is_empty() {
            return;
        }
        if let Err(error) = self.settle(self.0.proven(numbers, what)).await {
            tracing::warn!(status = error.status(), "numbers.proof_not_stored");
        }
    }
}

impl Inner {
    async fn proven(&self, numbers: &[NumberId], what: Seen) -> Outcome<()> {
        let known = self.numbers();
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        for id in numbers {
            if health::saw(&mut tx, id, what, facts.at()).await?
                && let Some(number) = known.get(id)
            {
                facts.number(id, number.state);
            }
        }
        self.commit(tx, facts).await?;
        self.refresh_numbers().await
    }

    async fn number_setup(&self, actor: &Actor, id: &NumberId) -> Outcome<SetupView> {
        actor.require(Permission::ManageDesk)?;
        self.setup_of(&mut self.store.read().await?, id).await
    }

    async fn setup_of(&self, tx: &mut Tx<'_>, id: &NumberId) -> Outcome<SetupView> {
        let row = number::get(tx, self.store.seal(), id).await?;
        let row = row.ok_or_else(|| DeskError::not_found("number"))?;
        let known = health::get(tx, id).await?;
        Ok(SetupView {
            number: row.id,
            label: row.label,
            display: row.display,
            provider_id: row.provider_id,
            account_id: row.account_id,
            base_url: row.base_url,
            api_version: row.api_version,
            queue: row.default_queue,
            callback_url: format!("{}{WEBHOOK}", self.settings.public_url.trim_end_matches('/')),
            // Needed once, to be typed in at Meta's; a number in use keeps its secrets.
            verify_token: match row.state {
                NumberState::Setup => row.secrets.verify_token,
                NumberState::Connected | NumberState::Disconnected | NumberState::Restricted => String::new(),
            },
            state: row.state,
            report: known.report,
            handshake_at: known.handshake_at,
            signed_at: known.signed_at,
            inbound_at: known.inbound_at,
        })
    }

    async fn save_number(
        &self,
        actor: &Actor,
        id: Option<&NumberId>,
        form: &SetupForm,
    ) -> Outcome<SetupView> {
        actor.require(Permission::ManageDesk)?;
        let form = form.trimmed();
        let mut tx = self.store.read().await?;
        let before = match id {
            Some(id) => Some(
                number::get(&mut tx, self.store.seal(), id)
                    .await?
                    .ok_or_else(|| DeskError::not_found("number"))?,
            ),
            None => None,
        };
        let queues = queue::list(&mut tx).await?;
        drop(tx);
        form.check(before.is_none()).map_err(|fields| DeskError::Invalid { fields })?;
        let row = match &before {
            Some(before) => changed(before, &form)?,
            None => {
                let first = queues.into_iter().next().ok_or_else(|| DeskError::not_found("queue"))?;
                self.fresh(&form, first.id)
            }
        };
        let fresh_secret =
            before.as_ref().is_none_or(|before| before.secrets.app_secret != row.secrets.app_secret);
        let access = Number::from(row.clone()).access;
        let (report, broken) = self.look(&access).await;
        let in_use = row.state != NumberState::Setup;
        if let (true, Err(failure)) = (in_use, &report.number) {
            return Err(DeskError::Provider { failure: failure.clone() }.into());
        }
        let mut row = row;
        if let Some(display) = report.number.as_ref().ok().and_then(|facts| facts.display.clone()) {
            row.display = display;
        }
        let mut facts = Facts::new(report.at);
        let mut tx = self.store.write().await?;
        let written = match before {
            Some(_) => number::update(&mut tx, self.store.seal(), &row).await,
            None => number::insert(&mut tx, self.store.seal(), &row).await,
        };
        match written {
            Err(StoreError::Conflict { constraint }) if constraint == TAKEN => {
                return Err(DeskError::invalid("provider_id", FieldProblem::Taken).into());
            }
            other => other?,
        }
        if fresh_secret {
            health::forget_signature(&mut tx, &row.id).await?;
        }
        if !self.keep_report(&mut tx, &mut facts, &row.id, &report, broken).await? {
            facts.number(&row.id, row.state);
        }
        let view = self.setup_of(&mut tx, &row.id).await?;
        self.commit(tx, facts).await?;
        self.refresh_numbers().await?;
        // Who did it, and to which number; never what the secrets are.
        tracing::info!(
            number = %row.id, by = %actor.user(), new = id.is_none(), accepted = report.number.is_ok(), "numbers.saved"
        );
        Ok(view)
    }

    fn fresh(&self, form: &SetupForm, queue: QueueId) -> NumberRow {
        NumberRow {
            id: self.id(NumberId::from_parts),
            channel: Channel::Whatsapp,
            provider: "cloud".to_owned(),
            label: form.label.clone(),
            display: String::new(),
            provider_id: form.provider_id.clone(),
            account_id: form.account_id.clone(),
            base_url: form.base_url.clone(),
            api_version: form.api_version.clone(),
            secrets: NumberSecrets {
                access_token: form.access_token.clone(),
                app_secret: form.app_secret.clone(),
                previous_app_secret: None,
                verify_token: self.secret(),
            },
            default_queue: queue,
            state: NumberState::Setup,
            created_at: self.now(),
        }
    }

    async fn finish_number(&self, actor: &Actor, id: &NumberId, queue: &QueueId) -> Outcome<SetupView> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.write().await?;
        let before = self.setup_of(&mut tx, id).await?;
        if queue::get(&mut tx, queue).await?.is_none_or(|queue| queue.archived) {
            return Err(DeskError::not_found("queue").into());
        }
        if before.state == NumberState::Setup && !before.may_finish() {
            return Err(DeskError::Conflict { what: "setup".to_owned(), winner: None }.into());
        }
        number::finish_setup(&mut tx, id, queue).await?;
        let view = self.setup_of(&mut tx, id).await?;
        let mut facts = Facts::new(self.now());
        facts.number(id, view.state);
        // What came in meanwhile may have to be answered.
        facts.outgoing = true;
        self.commit(tx, facts).await?;
        self.refresh_numbers().await?;
        tracing::info!(number = %id, by = %actor.user(), queue = %queue, "numbers.finished");
        Ok(view)
    }
}

/// The row with what was typed. The stored token never goes to another address, and a number in use stays the same number.
fn changed(before: &NumberRow, form: &SetupForm) -> Result<NumberRow, DeskError> {
    let in_use = before.state != NumberState::Setup;
    if in_use && form.provider_id != before.provider_id {
        return Err(DeskError::invalid("provider_id", FieldProblem::Malformed));
    }
    if form.base_url != before.base_url && form.access_token.is_empty() {
        return Err(DeskError::invalid("access_token", FieldProblem::Missing));
    }
    let mut row = before.clone();
    row.label.clone_from(&form.label);
    row.provider_id.clone_from(&form.provider_id);
    row.account_id.clone_from(&form.account_id);
    row.base_url.clone_from(&form.base_url);
    row.api_version.clone_from(&form.api_version);
    if !form.access_token.is_empty() {
        row.secrets.access_token.clone_from(&form.access_token);
    }
    if !form.app_secret.is_empty() && form.app_secret != row.secrets.app_secret {
        // Notifications signed with the former one may still be on their way.
        let former = std::mem::replace(&mut row.secrets.app_secret, form.app_secret.clone());
        row.secrets.previous_app_secret = in_use.then_some(former);
    }
    Ok(row)
}
