//! Setting up queues and numbers, from the command line and for the demo. Doing it twice changes nothing.

use crate::error::Outcome;
use crate::ports::Secret;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::contact::{phone_digits, phone_display};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::number::{Channel, NumberState};
use desk_model::queue_form::is_color;
use desk_model::{DeskError, NumberId, QueueId};
use desk_store::{NumberRow, NumberSecrets, QueueRow, number, queue};

/// What a new queue asks a customer who does not answer.
pub(crate) const NUDGE: &str = "Oi, {name}! Ainda está por aí? Se precisar de algo, é só responder.";

/// A queue to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQueue {
    /// Its name; the same name twice is the same queue.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// Said when a ticket opens; for its variables see [`desk_model::queue_form::QueueText`].
    pub opening_text: String,
    /// Said when a ticket closes.
    pub closing_text: String,
    /// Hours after closing within which the customer's message reopens the ticket; 0 = never.
    pub reopen_hours: u32,
}

/// A WhatsApp Cloud API number to be connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNumber {
    /// What the desk calls it.
    pub label: String,
    /// The phone number, in any spelling.
    pub phone: String,
    /// Meta's `phone_number_id`; the same one twice is the same number.
    pub provider_id: String,
    /// WhatsApp Business Account id.
    pub account_id: String,
    /// `https://graph.facebook.com`, or where the simulator listens.
    pub base_url: String,
    /// `v24.0`.
    pub api_version: String,
    /// Bearer token.
    pub access_token: Secret,
    /// Signs webhooks.
    pub app_secret: Secret,
    /// The one before, while both may still come.
    pub previous_app_secret: Option<Secret>,
    /// What Meta shows at the webhook's handshake.
    pub verify_token: Secret,
    /// Where its tickets wait.
    pub default_queue: QueueId,
}

impl Desk {
    /// The queue of that name, made when there is none.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] for the fields.
    pub async fn ensure_queue(&self, actor: &Actor, new: NewQueue) -> Result<QueueId, DeskError> {
        self.settle(self.0.ensure_queue(actor, new)).await
    }

    /// Connects a number. One that is connected gets the address and the secrets given.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `queue`; [`DeskError::Invalid`] for the fields.
    pub async fn connect_number(&self, actor: &Actor, new: NewNumber) -> Result<NumberId, DeskError> {
        self.settle(self.0.connect_number(actor, new)).await
    }
}

impl Inner {
    async fn ensure_queue(&self, actor: &Actor, new: NewQueue) -> Outcome<QueueId> {
        actor.require(Permission::ManageDesk)?;
        let name = new.name.trim();
        if name.is_empty() {
            return Err(DeskError::invalid("name", FieldProblem::Missing).into());
        }
        if !is_color(&new.color) {
            return Err(DeskError::invalid("color", FieldProblem::Malformed).into());
        }
        let mut tx = self.store.write().await?;
        let known = queue::list(&mut tx).await?;
        if let Some(same) = known.iter().find(|row| row.name == name) {
            return Ok(same.id.clone());
        }
        let row = QueueRow {
            id: self.id(QueueId::from_parts),
            name: name.to_owned(),
            color: new.color,
            position: known.iter().map(|row| row.position).max().unwrap_or_default() + 1,
            reopen_hours: i64::from(new.reopen_hours),
            opening_text: new.opening_text,
            closing_text: new.closing_text,
            created_at: self.now(),
            nudge_text: NUDGE.to_owned(),
            nudge_auto: false,
            nudge_minutes: 30,
            policy: desk_model::QueuePolicy::default(),
            archived: false,
            heir_id: None,
        };
        crate::queues::free_name(&mut tx, name).await?;
        queue::insert(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(row.id)
    }

    async fn connect_number(&self, actor: &Actor, new: NewNumber) -> Outcome<NumberId> {
        actor.require(Permission::ManageDesk)?;
        check(&new)?;
        let seal = self.store.seal();
        let secrets = NumberSecrets {
            access_token: new.access_token.0,
            app_secret: new.app_secret.0,
            previous_app_secret: new.previous_app_secret.map(|secret| secret.0),
            verify_token: new.verify_token.0,
        };
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        if queue::get(&mut tx, &new.default_queue).await?.is_none() {
            return Err(DeskError::not_found("queue").into());
        }
        let known = number::by_provider_id(&mut tx, seal, "cloud", &new.provider_id).await?;
        let id = match known {
            Some(row) => {
                number::update_access(&mut tx, seal, &row.id, &new.base_url, &secrets).await?;
                // With new access it may work again; the other nodes read it again when they hear of it.
                if !self.number_works(&mut tx, &mut facts, &row.id).await? {
                    facts.number(&row.id, row.state);
                }
                row.id
            }
            None => {
                let digits = phone_digits(&new.phone).unwrap_or_default();
                let row = NumberRow {
                    id: self.id(NumberId::from_parts),
                    channel: Channel::Whatsapp,
                    provider: "cloud".to_owned(),
                    label: new.label,
                    display: phone_display(&digits),
                    provider_id: new.provider_id,
                    account_id: new.account_id,
                    base_url: new.base_url,
                    api_version: new.api_version,
                    secrets,
                    default_queue: new.default_queue,
                    state: NumberState::Connected,
                    created_at: self.now(),
                };
                number::insert(&mut tx, seal, &row).await?;
                facts.number(&row.id, row.state);
                row.id
            }
        };
        self.commit(tx, facts).await?;
        self.refresh_numbers().await?;
        self.template_bell.notify_one();
        Ok(id)
    }
}

fn check(new: &NewNumber) -> Result<(), DeskError> {
    let mut fields = Vec::new();
    let required = [
        ("label", new.label.as_str()),
        ("provider_id", &new.provider_id),
        ("account_id", &new.account_id),
        ("base_url", &new.base_url),
        ("api_version", &new.api_version),
        ("access_token", &new.access_token.0),
        ("app_secret", &new.app_secret.0),
        ("verify_token", &new.verify_token.0),
    ];
    for (field, value) in required {
        if value.trim().is_empty() {
            fields.push(FieldError { field: field.to_owned(), problem: FieldProblem::Missing });
        }
    }
    if phone_digits(&new.phone).is_none() {
        fields.push(FieldError { field: "phone".to_owned(), problem: FieldProblem::Malformed });
    }
    if fields.is_empty() { Ok(()) } else { Err(DeskError::Invalid { fields }) }
}
