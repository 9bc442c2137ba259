//! Writing: replies, templates, notes, and sending again what failed. The browser makes the id of what it writes; the same id
//! twice is one message and the same answer.

use crate::error::{Fault, Outcome};
use crate::gate::{Draft, body_of};
use crate::ports::OutboundBody;
use crate::rows;
use crate::tickets::{Held, owned};
use crate::{Actor, Desk, Inner, templates};
use desk_model::access::Permission;
use desk_model::autopsy::may_resend;
use desk_model::error::FieldProblem;
use desk_model::message::{Author, Content, Direction, MAX_TEXT};
use desk_model::template::{Category, TemplateParam};
use desk_model::view::{MessageView, Quote};
use desk_model::{DeskError, MessageId, NumberId, QueueId, TemplateId, TicketId};
use desk_store::message::MessageRow;
use desk_store::{Tx, message, template};
use serde::{Deserialize, Serialize};

/// Free text to the customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyRequest {
    /// The message's id, made by the browser.
    pub id: MessageId,
    /// In which ticket.
    pub ticket: TicketId,
    /// The text.
    pub body: String,
    /// Which message of the conversation it replies to.
    pub reply_to: Option<MessageId>,
}

/// An internal note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// The note's id, made by the browser.
    pub id: MessageId,
    /// In which ticket.
    pub ticket: TicketId,
    /// The text.
    pub body: String,
}

/// A template to the customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateRequest {
    /// The message's id, made by the browser.
    pub id: MessageId,
    /// In which ticket.
    pub ticket: TicketId,
    /// Which template.
    pub template: TemplateId,
    /// Its values: variables, and what its head and buttons need.
    pub params: Vec<TemplateParam>,
    /// The category its author saw: the price and the consent it needs depend on it.
    #[serde(default)]
    pub category: Option<Category>,
}

/// A message that failed, to be sent again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResendRequest {
    /// The new message's id, made by the browser.
    pub id: MessageId,
    /// The one that failed; it stays as it is.
    pub failed: MessageId,
}

impl Desk {
    /// Writes to the customer of a ticket the actor owns.
    ///
    /// # Errors
    /// [`DeskError::WindowClosed`] when free text is impossible now, and the text is held; [`DeskError::NumberDown`]; [`DeskError::Forbidden`] when
    /// somebody else has the ticket, or nobody; [`DeskError::Transition`] when it is closed; [`DeskError::Invalid`] for
    /// `body` and `reply_to`; [`DeskError::NotFound`]; [`DeskError::Conflict`] when the id is another message's.
    pub async fn reply(&self, actor: &Actor, request: ReplyRequest) -> Result<MessageView, DeskError> {
        self.settle(self.0.reply(actor, request)).await
    }

    /// Writes an internal note on a ticket the actor sees; it never leaves the desk.
    ///
    /// # Errors
    /// [`DeskError::Invalid`] for `body`; [`DeskError::NotFound`]; [`DeskError::Conflict`] when the id is another message's.
    pub async fn note(&self, actor: &Actor, request: NoteRequest) -> Result<MessageView, DeskError> {
        self.settle(self.0.mention(actor, request, Vec::new())).await
    }

    /// Sends a template to the customer of a ticket the actor owns, in an open window or a closed one.
    ///
    /// # Errors
    /// [`DeskError::TemplateUnavailable`] when it is not approved or not of this number; [`DeskError::TemplateNotForQueue`];
    /// [`DeskError::TemplateCategoryChanged`] when it is no longer what its author saw; [`DeskError::Invalid`] for the
    /// values; else as [`Desk::reply`].
    pub async fn send_template(
        &self,
        actor: &Actor,
        request: TemplateRequest,
    ) -> Result<MessageView, DeskError> {
        self.settle(self.0.send_template(actor, request)).await
    }

    /// Sends what failed once more, as a new message that passes the gate like any other. The failed one stays failed: the
    /// provider may still say otherwise. Each can be repeated once.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `message`; [`DeskError::NoResend`] with the reason, such as an outcome that is still unknown;
    /// else as [`Desk::reply`].
    pub async fn resend(&self, actor: &Actor, request: ResendRequest) -> Result<MessageView, DeskError> {
        self.settle(self.0.resend(actor, request)).await
    }
}

impl Inner {
    async fn reply(&self, actor: &Actor, request: ReplyRequest) -> Outcome<MessageView> {
        actor.require(Permission::Reply)?;
        actor.person()?;
        let body = text(&request.body)?;
        let mut held = self.hold(actor, &request.ticket).await?;
        if let Some(same) = repeated(&mut held.tx, actor, &request.id, &request.ticket).await? {
            return Ok(same);
        }
        let reply_to = match &request.reply_to {
            Some(quoted) => Some(quote(&mut held, quoted).await?),
            None => None,
        };
        let draft = Draft {
            id: request.id,
            author: author(actor),
            content: Content::text(body.clone()),
            body: OutboundBody::Text { body },
            reply_to,
        };
        self.send(actor, held, draft).await
    }

    async fn send_template(&self, actor: &Actor, request: TemplateRequest) -> Outcome<MessageView> {
        actor.require(Permission::Reply)?;
        actor.person()?;
        let mut held = self.hold(actor, &request.ticket).await?;
        if let Some(same) = repeated(&mut held.tx, actor, &request.id, &request.ticket).await? {
            return Ok(same);
        }
        let number = held.ticket.row.number.clone();
        let queue = held.ticket.row.queue.clone();
        let chosen = Chosen {
            template: &request.template,
            params: &request.params,
            category: request.category,
            queue: Some(&queue),
        };
        let draft = template_draft(&mut held.tx, actor, request.id, &number, chosen).await?;
        self.send(actor, held, draft).await
    }

    async fn resend(&self, actor: &Actor, request: ResendRequest) -> Outcome<MessageView> {
        actor.require(Permission::Reply)?;
        actor.person()?;
        let known = message::get(&mut self.store.read().await?, &request.failed).await?;
        let ticket = known.ok_or_else(|| DeskError::not_found("message"))?.view.ticket;
        let mut held = match self.hold(actor, &ticket).await {
            // Whether the message exists is as little for them to know as whether its ticket does.
            Err(Fault::Desk(DeskError::NotFound { .. })) => {
                return Err(DeskError::not_found("message").into());
            }
            other => other?,
        };
        if let Some(same) = repeated(&mut held.tx, actor, &request.id, &ticket).await? {
            return Ok(same);
        }
        let Some(failed) = message::get(&mut held.tx, &request.failed).await? else {
            return Err(DeskError::not_found("message").into());
        };
        // Who may not write here learns nothing of how the message stands.
        owned(&held.ticket.row, actor.person()?)?;
        may_resend(&failed.view, held.facts.at()).map_err(|refusal| DeskError::NoResend { refusal })?;
        let mut body = body_of(&failed)?;
        self.agree(&mut held, &mut body).await?;
        let draft = Draft {
            id: request.id.clone(),
            author: author(actor),
            content: failed.view.content.clone(),
            body,
            reply_to: failed.quote_provider_id.clone().zip(failed.view.quote.clone()),
        };
        self.write(&mut held, draft).await?;
        let view = link(&mut held, failed, &request.id).await?;
        held.save().await?;
        self.commit(held.tx, held.facts).await?;
        Ok(view)
    }

    /// Whoever sends a template again has seen why it failed, and agrees to the category it has now.
    async fn agree(&self, held: &mut Held, body: &mut OutboundBody) -> Outcome<()> {
        if let OutboundBody::Template { name, language, category, .. } = body {
            let row = &held.ticket.row;
            let unavailable = || DeskError::TemplateUnavailable { name: name.clone() };
            let found = template::by_key(&mut held.tx, &row.number, name, language).await?;
            let found = found.ok_or_else(unavailable)?;
            templates::usable(&found, &row.number, Some(&row.queue))?;
            *category = Some(found.category);
        }
        Ok(())
    }

    /// The last step of all that writes to a customer: through the gate, and with the row changed, out.
    pub(crate) async fn send(&self, actor: &Actor, mut held: Held, draft: Draft) -> Outcome<MessageView> {
        let text = crate::held::text_of(&draft);
        let view = match self.write(&mut held, draft).await {
            Ok(view) => view,
            Err(Fault::Desk(refused @ DeskError::WindowClosed { .. })) => {
                // What was written is not lost: it waits for the customer.
                if let Some(text) = text {
                    let Held { tx, facts, ticket, .. } = &mut held;
                    crate::held::keep(tx, facts, &ticket.row, actor.user(), text).await?;
                    self.commit(held.tx, held.facts).await?;
                }
                return Err(refused.into());
            }
            Err(fault) => return Err(fault),
        };
        held.save().await?;
        self.commit(held.tx, held.facts).await?;
        Ok(view)
    }

    /// Through the gate, with the row changed and not yet saved.
    async fn write(&self, held: &mut Held, draft: Draft) -> Outcome<MessageView> {
        let conversation = held.conversation().await?;
        let text = crate::held::text_of(&draft);
        let Held { tx, facts, ticket, .. } = &mut *held;
        let view = self.queue_outgoing(tx, facts, ticket, &conversation, draft).await?;
        if let Some(text) = &text {
            crate::held::sent(tx, facts, &ticket.row, text).await?;
        }
        // Whoever answers has read what there was, and the customer no longer waits.
        held.ticket.row.waiting_since = None;
        held.ticket.row.unread = 0;
        held.ticket.row.returned_at = None;
        Ok(view)
    }
}

/// A template with its values, as somebody chose it.
pub(crate) struct Chosen<'a> {
    /// Which.
    pub(crate) template: &'a TemplateId,
    /// Its values: variables, and what its head and buttons need.
    pub(crate) params: &'a [TemplateParam],
    /// The category the author saw, if they were shown one.
    pub(crate) category: Option<Category>,
    /// The queue of the ticket; one must be allowed to use it.
    pub(crate) queue: Option<&'a QueueId>,
}

/// The message that a chosen template comes to, when it may be sent from `number` and nothing is missing.
///
/// # Errors
/// [`DeskError::NotFound`] on `template`; [`DeskError::TemplateUnavailable`]; [`DeskError::TemplateNotForQueue`];
/// [`DeskError::TemplateCategoryChanged`]; [`DeskError::Invalid`] for the values.
pub(crate) async fn template_draft(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: MessageId,
    number: &NumberId,
    chosen: Chosen<'_>,
) -> Outcome<Draft> {
    let Some(template) = template::get(tx, chosen.template).await? else {
        return Err(DeskError::not_found("template").into());
    };
    templates::usable(&template, number, chosen.queue)?;
    templates::agreed(&template, chosen.category)?;
    let (body, content) = templates::compose(tx, template, chosen.params).await?;
    Ok(Draft { id, author: author(actor), content, body, reply_to: None })
}

/// Ties what failed and what repeats it to each other; gives the new line.
async fn link(held: &mut Held, mut failed: MessageRow, again: &MessageId) -> Outcome<MessageView> {
    let Held { tx, facts, ticket, .. } = held;
    let Some(mut line) = message::get(tx, again).await? else {
        return Err(DeskError::not_found("message").into());
    };
    line.view.sending.resend_of = Some(failed.view.id.clone());
    rows::save_line(tx, facts, &ticket.row, &mut line).await?;
    failed.view.sending.resent_as = Some(again.clone());
    rows::save_line(tx, facts, &ticket.row, &mut failed).await?;
    Ok(line.view)
}

pub(crate) fn author(actor: &Actor) -> Author {
    Author::User { id: actor.user().clone(), name: actor.name().to_owned() }
}

/// The message of that id, when this request was made before.
///
/// # Errors
/// [`DeskError::Conflict`] on `message` when the id is that of something else.
pub(crate) async fn repeated(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &MessageId,
    ticket: &TicketId,
) -> Outcome<Option<MessageView>> {
    let Some(known) = message::get(tx, id).await? else { return Ok(None) };
    let mine = matches!(&known.view.author, Author::User { id, .. } if id == actor.user());
    if mine && known.view.ticket == *ticket {
        return Ok(Some(known.view));
    }
    Err(DeskError::Conflict { what: "message".to_owned(), winner: None }.into())
}

/// What was written, without blanks around it.
pub(crate) fn text(body: &str) -> Result<String, DeskError> {
    let body = body.trim();
    if body.is_empty() {
        return Err(DeskError::invalid("body", FieldProblem::Missing));
    }
    if body.chars().count() > MAX_TEXT {
        return Err(DeskError::invalid("body", FieldProblem::TooLong { max: MAX_TEXT }));
    }
    Ok(body.to_owned())
}

/// The message a reply refers to: one of the same conversation that the provider knows.
async fn quote(held: &mut Held, id: &MessageId) -> Outcome<(String, Quote)> {
    let malformed = || DeskError::invalid("reply_to", FieldProblem::Malformed);
    let quoted = message::get(&mut held.tx, id).await?.ok_or_else(malformed)?;
    if quoted.conversation != held.ticket.row.conversation {
        return Err(malformed().into());
    }
    let provider_id = quoted.provider_id.ok_or_else(malformed)?;
    let (kind, text) = quoted.view.content.preview();
    let ours = quoted.view.direction == Direction::Out;
    Ok((provider_id, Quote { message: Some(id.clone()), ours, kind, text }))
}
