//! What the parts of a request do to the desk. All of it happens in the lane: one writer, in the order of the journal, and
//! every function may run twice for the same part without doing anything twice.

mod alert;
mod aside;
mod away;
mod consent;
mod cost;
mod edit;
mod identity;
mod later;
mod merge;
mod message;
mod opening;
mod reaction;
mod revoke;
pub(crate) mod status;
mod template;

pub(crate) use identity::shown;

use crate::Inner;
use crate::error::Outcome;
use crate::menu::Published;
use crate::numbers::{Number, NumberDirectory};
use crate::ports::{Change, Part};
use crate::rows::Facts;
use desk_model::consent::ConsentSettings;
use desk_model::message::Content;
use desk_model::time::DAY;
use desk_model::{ConversationId, Identity, NumberId, QueueId};
use desk_store::conversation::{self, ConversationRow};
use desk_store::health::Seen;
use desk_store::queue::{self, QueueRow};
use desk_store::sender::{self, Sender};
use desk_store::{StoreError, Tx, parked, survey};
use std::collections::HashMap;
use std::sync::Arc;

/// How often a queue's tickets were handed on at most when it was given up.
const HEIRS: usize = 16;

/// What became of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It is in the desk now.
    Done,
    /// It had been before.
    Repeated,
    /// Kept in the journal for a later use; why.
    Noted(String),
    /// In the desk, but of a kind this version does not know.
    Unknown(String),
    /// It could not be applied; technical words.
    Failed(String),
}

/// What one transaction of the lane knows. Only what never changes during it is kept here, so that a rollback to a
/// savepoint leaves nothing wrong behind.
pub(crate) struct Lane<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) facts: Facts,
    numbers: Arc<NumberDirectory>,
    numbers_read: bool,
    queues: HashMap<QueueId, QueueRow>,
    menus: HashMap<NumberId, Option<Published>>,
    /// Where the tickets of queues go, and that nobody gives those up.
    homes: HashMap<QueueId, QueueId>,
    /// Words of farewell and what is answered to them; read when the first text comes.
    consent: Option<Arc<ConsentSettings>>,
    /// Something may be waiting for its message; most of the time nothing is, and nobody has to look.
    parked: bool,
    /// Who wrote what stands further behind, looked up together; see [`Lane::look_ahead`].
    ahead: HashMap<(NumberId, Vec<Identity>), Sender>,
    /// Some customer may still answer the question after a ticket; else nobody has to look.
    asked: bool,
}

impl<'a> Lane<'a> {
    pub(crate) async fn new(inner: &'a Inner, tx: &mut Tx<'_>) -> Outcome<Lane<'a>> {
        // An answer that was long on its way counts by when it was written.
        let asked = survey::any_open(tx, inner.now().plus(-DAY)).await?;
        Ok(Lane {
            inner,
            asked,
            facts: Facts::new(inner.now()),
            numbers: inner.numbers(),
            numbers_read: false,
            queues: HashMap::new(),
            menus: HashMap::new(),
            homes: HashMap::new(),
            ahead: HashMap::new(),
            consent: None,
            parked: parked::any(tx).await?,
        })
    }

    /// Looks up the senders of all these messages with one statement. Each of them is good for their next message only, and
    /// only while nothing else touched their conversation: what does says so.
    pub(crate) async fn look_ahead(&mut self, tx: &mut Tx<'_>, parts: &[&Part]) -> Outcome<()> {
        let mut from: Vec<(NumberId, Vec<&[Identity]>)> = Vec::new();
        for part in parts {
            let (Change::Message(inbound), Some(id)) = (&part.change, part.number.as_deref()) else {
                continue;
            };
            let Some(number) = self.number(id).await? else { continue };
            let number = &number.access.number;
            let at = from.iter().position(|(known, _)| known == number).unwrap_or_else(|| {
                from.push((number.clone(), Vec::new()));
                from.len() - 1
            });
            let senders = &mut from[at].1;
            if !senders.contains(&inbound.from.as_slice()) {
                senders.push(&inbound.from);
            }
        }
        for (number, senders) in from.into_iter().filter(|(_, senders)| senders.len() > 1) {
            let mut seen: Vec<ConversationId> = Vec::new();
            for (sender, found) in senders.iter().zip(sender::find_all(tx, &number, &senders).await?) {
                // Whoever writes from several addresses is looked up again for the second.
                if let Some(found) = found.filter(|found| !seen.contains(&found.conversation.id)) {
                    seen.push(found.conversation.id.clone());
                    self.ahead.insert((number.clone(), sender.to_vec()), found);
                }
            }
        }
        Ok(())
    }

    /// Who has these addresses, as [`sender::find`] tells.
    async fn sender(
        &mut self,
        tx: &mut Tx<'_>,
        number: &NumberId,
        from: &[Identity],
    ) -> Outcome<Option<Sender>> {
        match self.ahead.remove(&(number.clone(), from.to_vec())) {
            Some(known) => Ok(Some(known)),
            None => Ok(sender::find(tx, number, from).await?),
        }
    }

    /// This conversation was touched: what was looked up of it is old.
    fn touched(&mut self, conversation: &ConversationId) {
        self.ahead.retain(|_, sender| sender.conversation.id != *conversation);
    }

    /// People, or more than one conversation, were touched.
    fn touched_people(&mut self) {
        self.ahead.clear();
    }

    /// The number the provider calls `provider_id`; read again, once, when it is not known.
    async fn number(&mut self, provider_id: &str) -> Outcome<Option<Arc<Number>>> {
        if self.numbers.by_provider_id(provider_id).is_none() && !self.numbers_read {
            self.inner.refresh_numbers().await?;
            self.numbers = self.inner.numbers();
            self.numbers_read = true;
        }
        Ok(self.numbers.by_provider_id(provider_id).cloned())
    }

    async fn queue(&mut self, tx: &mut Tx<'_>, id: &QueueId) -> Outcome<QueueRow> {
        if let Some(known) = self.queues.get(id) {
            return Ok(known.clone());
        }
        let row = queue::get(tx, id).await?.ok_or_else(|| StoreError::Inconsistent {
            table: "queue",
            id: id.to_string(),
            column: "id",
        })?;
        self.queues.insert(id.clone(), row.clone());
        Ok(row)
    }

    /// The queue itself, or the one its tickets went to when it was given up. Nobody gives it up before the end of the
    /// transaction.
    async fn home(&mut self, tx: &mut Tx<'_>, id: &QueueId) -> Outcome<QueueId> {
        if let Some(known) = self.homes.get(id) {
            return Ok(known.clone());
        }
        let mut home = id.clone();
        for _ in 0..HEIRS {
            let kept = queue::get_kept(tx, &home).await?;
            match kept.filter(|row| row.archived).and_then(|row| row.heir_id) {
                Some(heir) => home = heir,
                None => break,
            }
        }
        self.homes.insert(id.clone(), home.clone());
        Ok(home)
    }

    /// A rollback to a savepoint gave up the locks that were taken since.
    pub(crate) fn rolled_back(&mut self) {
        self.homes.clear();
        self.ahead.clear();
    }

    /// The menu that greets the customers of a number.
    async fn menu(&mut self, tx: &mut Tx<'_>, number: &NumberId) -> Outcome<Option<Published>> {
        if let Some(known) = self.menus.get(number) {
            return Ok(known.clone());
        }
        let read = self.inner.menu_of(tx, number).await?;
        self.menus.insert(number.clone(), read.clone());
        Ok(read)
    }

    async fn consent_settings(&mut self, tx: &mut Tx<'_>) -> Outcome<Arc<ConsentSettings>> {
        if let Some(known) = &self.consent {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(crate::consent::settings::read(tx).await?);
        self.consent = Some(Arc::clone(&read));
        Ok(read)
    }

    /// Waits for whoever is changing the conversation, and reads it again where somebody could have been.
    async fn lock(&self, tx: &mut Tx<'_>, conversation: ConversationRow) -> Outcome<ConversationRow> {
        if self.inner.store.is_sqlite() {
            return Ok(conversation);
        }
        Ok(conversation::lock(tx, &conversation.id).await?.unwrap_or(conversation))
    }
}

/// Applies one part. What a part leads to stands on the heap: all of it together would need more stack than a worker thread
/// of a debug build has. `Err` means that the store failed; whatever was written must be rolled back.
pub(crate) async fn apply(lane: &mut Lane<'_>, tx: &mut Tx<'_>, part: &Part) -> Outcome<Effect> {
    match &part.change {
        Change::Noted => return Ok(Effect::Noted("kept for a later use".to_owned())),
        Change::Broken { error } => return Ok(Effect::Failed(error.clone())),
        Change::Template(news) => return template::apply(lane, tx, part.number.as_deref(), news).await,
        Change::Alert(news) => return alert::apply(lane, tx, part.number.as_deref(), news).await,
        Change::Message(_)
        | Change::Reaction { .. }
        | Change::Edit { .. }
        | Change::Revoke { .. }
        | Change::Status(_)
        | Change::IdentityChange { .. }
        | Change::Preference { .. } => {}
    }
    let Some(provider_id) = part.number.as_deref() else {
        return Ok(Effect::Failed("the part names no number".to_owned()));
    };
    let Some(number) = lane.number(provider_id).await? else {
        return Ok(Effect::Failed(format!("unknown number {provider_id}")));
    };
    lane.inner.saw(tx, &mut lane.facts, &number, Seen::Webhook).await?;
    if matches!(part.change, Change::Message(_)) {
        lane.inner.saw(tx, &mut lane.facts, &number, Seen::Inbound).await?;
    }
    // Messages and statuses know whose conversation they touch; the others are seldom.
    if !matches!(part.change, Change::Message(_) | Change::Status(_)) {
        lane.touched_people();
    }
    match &part.change {
        Change::Message(inbound) => {
            let effect = Box::pin(message::apply(lane, tx, &number, inbound)).await?;
            Ok(match (effect, &inbound.content) {
                (Effect::Done, Content::Unknown { kind }) => Effect::Unknown(format!("message type {kind}")),
                (effect, _) => effect,
            })
        }
        Change::Status(news) => Box::pin(status::apply(lane, tx, &number, news)).await,
        Change::IdentityChange { id, before, after, detail, at } => {
            let news = identity::News { id: id.as_deref(), before, after, detail, at: *at };
            Box::pin(identity::change(lane, tx, &number, &news)).await
        }
        Change::Preference { from, choice, detail, at } => {
            Box::pin(consent::preference(lane, tx, &number, from, *choice, detail, *at)).await
        }
        change => Box::pin(later::apply(lane, tx, &number, change)).await,
    }
}
