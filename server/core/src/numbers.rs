//! The connected numbers as the use-cases need them all the time: who they are, how to reach their provider.

use crate::Inner;
use crate::error::Outcome;
use crate::ports::{NumberAccess, Secret};
use desk_model::number::{Channel, NumberState};
use desk_model::{NumberId, QueueId};
use desk_store::{NumberRow, StoreError, health, number};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};

/// One connected number.
pub(crate) struct Number {
    /// How to reach its provider.
    pub(crate) access: NumberAccess,
    /// Its medium.
    pub(crate) channel: Channel,
    /// What the desk calls it.
    pub(crate) label: String,
    /// The number for people.
    pub(crate) display: String,
    /// Where new tickets go.
    pub(crate) default_queue: QueueId,
    /// Whether it could send when this was read.
    pub(crate) state: NumberState,
    /// Signs the provider's requests to us.
    pub(crate) app_secret: Secret,
    /// The one before, while both may still come.
    pub(crate) previous_app_secret: Option<Secret>,
    /// What the provider shows when it asks for the webhook for the first time.
    pub(crate) verify_token: Secret,
    /// A notification was signed with its application secret.
    pub(crate) proven: bool,
}

impl From<NumberRow> for Number {
    fn from(row: NumberRow) -> Self {
        Self {
            access: NumberAccess {
                number: row.id,
                provider_id: row.provider_id,
                account_id: row.account_id,
                base_url: row.base_url,
                api_version: row.api_version,
                access_token: Secret(row.secrets.access_token),
            },
            channel: row.channel,
            label: row.label,
            display: row.display,
            default_queue: row.default_queue,
            state: row.state,
            app_secret: Secret(row.secrets.app_secret),
            previous_app_secret: row.secrets.previous_app_secret.map(Secret),
            verify_token: Secret(row.secrets.verify_token),
            proven: false,
        }
    }
}

/// All connected numbers.
#[derive(Default)]
pub(crate) struct NumberDirectory {
    by_id: BTreeMap<NumberId, Arc<Number>>,
    by_provider_id: HashMap<String, NumberId>,
}

impl NumberDirectory {
    fn new(rows: Vec<NumberRow>, proven: &[NumberId]) -> Self {
        let by_provider_id = rows.iter().map(|row| (row.provider_id.clone(), row.id.clone())).collect();
        let by_id = rows
            .into_iter()
            .map(|row| {
                let proven = proven.contains(&row.id);
                (row.id.clone(), Arc::new(Number { proven, ..Number::from(row) }))
            })
            .collect();
        Self { by_id, by_provider_id }
    }

    /// By our id.
    pub(crate) fn get(&self, id: &NumberId) -> Option<&Arc<Number>> {
        self.by_id.get(id)
    }

    /// By the provider's id (`phone_number_id`).
    pub(crate) fn by_provider_id(&self, provider_id: &str) -> Option<&Arc<Number>> {
        self.by_provider_id.get(provider_id).and_then(|id| self.by_id.get(id))
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Number>> {
        self.by_id.values()
    }
}

impl Inner {
    /// The numbers as last read.
    pub(crate) fn numbers(&self) -> Arc<NumberDirectory> {
        Arc::clone(&self.numbers.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the numbers again: at the start, and after each event that tells of a changed number.
    pub(crate) async fn refresh_numbers(&self) -> Outcome<()> {
        let mut tx = self.store.read().await?;
        let rows = number::list(&mut tx, self.store.seal()).await?;
        let proven = health::proven(&mut tx).await?;
        *self.numbers.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(NumberDirectory::new(rows, &proven));
        Ok(())
    }

    /// The number a conversation belongs to; read again when it is younger than what we know.
    pub(crate) async fn number(&self, id: &NumberId) -> Outcome<Arc<Number>> {
        if let Some(number) = self.numbers().get(id) {
            return Ok(Arc::clone(number));
        }
        self.refresh_numbers().await?;
        let known = self.numbers();
        known.get(id).cloned().ok_or_else(|| {
            StoreError::Inconsistent { table: "number", id: id.to_string(), column: "id" }.into()
        })
    }
}
