//! A conversation that the desk begins: a template to somebody, and with it a ticket that is the writer's own. If the customer
//! answers, it is that ticket.

use crate::apply::shown;
use crate::error::Outcome;
use crate::messages::{Chosen, template_draft};
use crate::presence::make_room;
use crate::rows::{self, Facts, Line};
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::message::{Author, ThreadEvent};
use desk_model::phone::{PhoneProblem, Recipient, recipient};
use desk_model::template::{Category, TemplateParam};
use desk_model::view::{InboxRow, Preview};
use desk_model::{
    ContactId, ConversationId, DeskError, Identity, MessageId, NumberId, QueueId, TemplateId, TicketId,
    TicketState, WindowFacts,
};
use desk_store::contact::{self, ContactRow};
use desk_store::conversation::{self, ConversationRow};
use desk_store::ticket::{self, Clocks, TicketRow};
use desk_store::{StoreError, Tx, message, queue};
use serde::{Deserialize, Serialize};

/// Tickets of a customer that are looked through to know whether the actor may see them.
const MANY: u32 = 200;

/// A conversation to begin.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartRequest {
    /// The message's id, made by the browser.
    pub id: MessageId,
    /// From which number.
    pub number: NumberId,
    /// To whom.
    pub to: Recipient,
    /// In which queue the ticket is counted.
    pub queue: QueueId,
    /// Which template.
    pub template: TemplateId,
    /// The category its author saw, if they were shown one.
    pub category: Option<Category>,
    /// Its variables.
    pub params: Vec<TemplateParam>,
}

impl Desk {
    /// Begins a conversation with a template. The same id twice is one conversation and the same answer.
    ///
    /// # Errors
    /// [`DeskError::TicketOpen`] when the customer has an open ticket on that number; [`DeskError::Invalid`] for `to` and the
    /// variables; [`DeskError::NotFound`] on `number`, `queue`, `contact` or `template`; [`DeskError::TemplateUnavailable`];
    /// [`DeskError::NumberDown`]; [`DeskError::Forbidden`].
    pub async fn start_conversation(
        &self,
        actor: &Actor,
        request: StartRequest,
    ) -> Result<InboxRow, DeskError> {
        self.settle(self.0.start_conversation(actor, request)).await
    }
}

impl Inner {
    async fn start_conversation(&self, actor: &Actor, request: StartRequest) -> Outcome<InboxRow> {
        actor.require(Permission::Reply)?;
        let me = actor.person()?.clone();
        let address = match &request.to {
            Recipient::Address { text } => Some(recipient(text).map_err(malformed)?),
            Recipient::Contact { .. } => None,
        };
        if !actor.sees_queue(&request.queue) {
            return Err(DeskError::not_found("queue").into());
        }
        if self.numbers().get(&request.number).is_none() {
            self.refresh_numbers().await?;
            if self.numbers().get(&request.number).is_none() {
                return Err(DeskError::not_found("number").into());
            }
        }
        // Customers and conversations are otherwise made by the lane alone: two makers would have to agree.
        let mut tx = self.lane_tx().await?;
        if let Some(same) = repeated(&mut tx, actor, &request.id).await? {
            return Ok(same);
        }
        let Some(queue) = queue::get(&mut tx, &request.queue).await?.filter(|queue| !queue.archived) else {
            return Err(DeskError::not_found("queue").into());
        };
        if !queue::takes(&mut tx, &request.queue, &request.number).await? {
            return Err(DeskError::invalid("queue", FieldProblem::Malformed).into());
        }
        let mut facts = Facts::new(self.now());
        let contact = match (&request.to, &address) {
            (Recipient::Contact { contact }, _) => known(&mut tx, actor, contact).await?,
            (Recipient::Address { .. }, Some(address)) => self.owner_of(&mut tx, &facts, address).await?,
            (Recipient::Address { .. }, None) => return Err(malformed(PhoneProblem::Missing).into()),
        };
        let conversation =
            self.conversation_with(&mut tx, &facts, &contact, &request.number, address).await?;
        if let Some(open) = ticket::open_of(&mut tx, &conversation.id).await? {
            let seen = actor.sees_ticket(&open.row);
            return Err(DeskError::TicketOpen {
                ticket: seen.then(|| open.row.ticket.clone()),
                protocol: seen.then(|| open.row.protocol.to_string()),
            }
            .into());
        }

        let chosen = Chosen {
            template: &request.template,
            params: &request.params,
            category: request.category,
            queue: Some(&request.queue),
        };
        let draft = template_draft(&mut tx, actor, request.id, &request.number, chosen).await?;
        let at = facts.at();
        make_room(&mut tx, &me, &queue.policy, at).await?;
        let protocol = self.next_protocol(&mut tx, at).await?;
        let opened = ThreadEvent::Opened { protocol: protocol.to_string() };
        let row = InboxRow {
            ticket: self.id(TicketId::from_parts),
            version: 1,
            conversation: conversation.id.clone(),
            contact: contact.id.clone(),
            number: request.number,
            protocol,
            state: TicketState::Assigned { queue: request.queue.clone(), agent: me, since: at },
            queue: request.queue,
            contact_name: shown(&contact, &conversation.reply_to),
            preview: Preview::default(),
            preview_at: at,
            waiting_since: None,
            unread: 0,
            window: conversation.window,
            pending_template: None,
            opened_at: at,
            priority: desk_model::Priority::Normal,
            due: None,
            promise: None,
            labels: Vec::new(),
            returned_at: None,
            handover: None,
        };
        let mut ticket = TicketRow { row, preview_message: None, clocks: Clocks::default() };
        rows::insert_ticket(&mut tx, &mut facts, &mut ticket).await?;
        let started = ThreadEvent::Started { by: actor.name().to_owned() };
        // They stand before the message that opened the ticket.
        for (what, before) in [(opened, 2), (started, 1)] {
            let line =
                Line::event(self.id(MessageId::from_parts), what, at.plus(-before), at).of(&ticket.row);
            rows::insert_line(&mut tx, &mut facts, &ticket.row, &line).await?;
        }
        let before = ticket.row.facet();
        self.queue_outgoing(&mut tx, &mut facts, &mut ticket, &conversation, draft).await?;
        rows::save_ticket(&mut tx, &mut facts, &mut ticket, before).await?;
        self.commit(tx, facts).await?;
        Ok(ticket.row)
    }

    /// The customer who has this address now, or a new one.
    async fn owner_of(&self, tx: &mut Tx<'_>, facts: &Facts, address: &Identity) -> Outcome<ContactRow> {
        let owners = contact::owners(tx, std::slice::from_ref(address)).await?;
        if let Some(owner) = owners.into_iter().find(|owner| owner.superseded_at.is_none()) {
            return Ok(owner.contact);
        }
        let at = facts.at();
        let new = ContactRow {
            id: self.id(ContactId::from_parts),
            name: String::new(),
            username: None,
            created_at: at,
            updated_at: at,
        };
        contact::insert(tx, &new).await?;
        contact::add_identity(tx, &new.id, address, at).await?;
        Ok(new)
    }

    /// The conversation with a customer on a number, locked, or a new one.
    async fn conversation_with(
        &self,
        tx: &mut Tx<'_>,
        facts: &Facts,
        contact: &ContactRow,
        number: &NumberId,
        address: Option<Identity>,
    ) -> Outcome<ConversationRow> {
        if let Some(found) = conversation::find(tx, &contact.id, number).await? {
            return Ok(conversation::lock(tx, &found.id).await?.unwrap_or(found));
        }
        let reply_to = match address {
            Some(address) => address,
            None => contact::identities(tx, &contact.id).await?.into_iter().next().ok_or_else(|| {
                StoreError::Inconsistent { table: "contact", id: contact.id.to_string(), column: "identity" }
            })?,
        };
        let new = ConversationRow {
            id: self.id(ConversationId::from_parts),
            contact: contact.id.clone(),
            number: number.clone(),
            reply_to,
            window: WindowFacts::default(),
            created_at: facts.at(),
        };
        conversation::insert(tx, &new).await?;
        Ok(new)
    }
}

/// A customer of whom the actor sees a ticket.
async fn known(tx: &mut Tx<'_>, actor: &Actor, id: &ContactId) -> Outcome<ContactRow> {
    let seen = ticket::of_contact(tx, id, MANY).await?;
    let seen = seen.iter().any(|known| actor.sees_ticket(&known.row));
    match contact::get(tx, id).await? {
        Some(contact) if seen => Ok(contact),
        _ => Err(DeskError::not_found("contact").into()),
    }
}

fn malformed(problem: PhoneProblem) -> DeskError {
    let problem = match problem {
        PhoneProblem::Missing => FieldProblem::Missing,
        _ => FieldProblem::Malformed,
    };
    DeskError::invalid("to", problem)
}

/// The ticket that this request began when it was made before.
async fn repeated(tx: &mut Tx<'_>, actor: &Actor, id: &MessageId) -> Outcome<Option<InboxRow>> {
    let Some(line) = message::get(tx, id).await? else { return Ok(None) };
    if matches!(&line.view.author, Author::User { id, .. } if id == actor.user()) {
        return Ok(Some(rows::ticket_of(tx, &line.view.ticket).await?.row));
    }
    Err(DeskError::Conflict { what: "message".to_owned(), winner: None }.into())
}
