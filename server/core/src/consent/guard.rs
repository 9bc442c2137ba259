//! The part of the gate that asks for consent: before a template is queued, and again before it leaves.

use super::settings;
use crate::Inner;
use crate::error::{Fault, Outcome};
use crate::ports::OutboundBody;
use desk_model::consent::{self, NO_CONSENT, Occasion, WEEK};
use desk_model::message::SendFailure;
use desk_model::template::Category;
use desk_model::window::window;
use desk_model::{ConversationId, DeskError, Direction, TicketId, Timestamp};
use desk_store::conversation::{self, ConversationRow};
use desk_store::outbox::OutboxRow;
use desk_store::{Tx, consent as store, message};

/// Cloud API, *Error codes*: the template does not exist in this language.
const NO_TEMPLATE: i64 = 132_001;

impl Inner {
    /// Asks whether the customer allows this message. Gives the category when the desk speaks first with it, to be noted
    /// with the message; free text needs nothing here.
    ///
    /// # Errors
    /// [`DeskError::ConsentMissing`]; [`DeskError::ContactLimit`]; [`DeskError::TemplateUnavailable`] when nobody knows what
    /// the template is for.
    pub(crate) async fn consented(
        &self,
        tx: &mut Tx<'_>,
        talk: &ConversationRow,
        ticket: &TicketId,
        body: &OutboundBody,
        now: Timestamp,
    ) -> Outcome<Option<Category>> {
        let Some((category, occasion)) = self.allowed(tx, talk, ticket, body, now).await? else {
            return Ok(None);
        };
        if occasion == Occasion::OpenWindow {
            return Ok(None);
        }
        let sent = store::templates(tx, &talk.contact, &talk.number, now.plus(-WEEK)).await?;
        let guards = settings::read(tx).await?.guards;
        match consent::limit(&guards, category, &sent, talk.window.last_inbound_at, now) {
            Some(limit) => Err(DeskError::ContactLimit { limit }.into()),
            None => Ok(Some(category)),
        }
    }

    /// Why a message that was let into the outbox may not leave it now; `None` when it may. Limits are not asked again: it
    /// was counted when it was written.
    pub(crate) async fn unconsented(
        &self,
        tx: &mut Tx<'_>,
        talk: &ConversationRow,
        ticket: &TicketId,
        body: &OutboundBody,
        now: Timestamp,
    ) -> Outcome<Option<SendFailure>> {
        let (code, detail) = match self.allowed(tx, talk, ticket, body, now).await {
            Ok(_) => return Ok(None),
            Err(Fault::Desk(DeskError::ConsentMissing { purpose, withdrawn_at })) => {
                let how = if withdrawn_at.is_some() { "withdrawn" } else { "not given" };
                (NO_CONSENT, format!("consent for {} is {how}", purpose.as_str()))
            }
            Err(Fault::Desk(DeskError::TemplateUnavailable { name })) => {
                (NO_TEMPLATE, format!("the template {name} is no longer known"))
            }
            Err(other) => return Err(other),
        };
        Ok(Some(SendFailure { code, detail }))
    }

    /// The very last look, right before the call.
    pub(crate) async fn unconsented_now(
        &self,
        row: &OutboxRow,
        body: &OutboundBody,
    ) -> Outcome<Option<SendFailure>> {
        let OutboundBody::Template { .. } = body else { return Ok(None) };
        let mut tx = self.store.read().await?;
        let line = message::get(&mut tx, &row.message).await?;
        let talk = conversation::get(&mut tx, &row.conversation).await?;
        match line.zip(talk) {
            Some((line, talk)) => self.unconsented(&mut tx, &talk, &line.view.ticket, body, self.now()).await,
            None => Ok(None),
        }
    }

    /// Whether the first word of a ticket was the customer's.
    pub(super) async fn their_ticket(
        &self,
        tx: &mut Tx<'_>,
        talk: &ConversationId,
        ticket: &TicketId,
    ) -> Outcome<bool> {
        Ok(store::opener(tx, talk, ticket).await? == Some(Direction::In))
    }

    async fn allowed(
        &self,
        tx: &mut Tx<'_>,
        talk: &ConversationRow,
        ticket: &TicketId,
        body: &OutboundBody,
        now: Timestamp,
    ) -> Outcome<Option<(Category, Occasion)>> {
        let OutboundBody::Template { name, language, .. } = body else { return Ok(None) };
        // As it is now, not as it was when somebody chose it: categories change under us.
        let Some(category) = store::category(tx, &talk.number, name, language).await? else {
            return Err(DeskError::TemplateUnavailable { name: name.clone() }.into());
        };
        let number = self.number(&talk.number).await?;
        let occasion = if window(number.channel.policy(), &talk.window, now).is_open() {
            Occasion::OpenWindow
        } else if self.their_ticket(tx, &talk.id, ticket).await? {
            Occasion::TheirTicket
        } else {
            Occasion::FirstWord
        };
        let entries = store::of_contact(tx, &talk.contact).await?;
        consent::may_send(&consent::state(&entries, now), category, occasion)?;
        Ok(Some((category, occasion)))
    }
}
