//! Answers that could not be sent because the window was closed: they wait with their ticket, for whoever owns it then, on
//! whatever device. Sending one is an ordinary reply under its id, which forgets it in the same transaction.

use crate::error::Outcome;
use crate::gate::Draft;
use crate::ports::OutboundBody;
use crate::rows::Facts;
use crate::tickets::owned;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::message::{Author, Content};
use desk_model::view::{HeldReply, InboxRow};
use desk_model::{DeskError, MessageId, TicketId, Timestamp, UserId};
use desk_store::message::MessageRow;
use desk_store::{StoreError, Tx, held, ticket};
use serde::{Deserialize, Serialize};

/// Longest text that is held, in characters: several answers may have come together.
pub(crate) const MAX_HELD: usize = 16 * desk_model::message::MAX_TEXT;

/// A text to be held.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldRequest {
    /// The id of the message it will be, made by the browser.
    pub id: MessageId,
    /// In which ticket.
    pub ticket: TicketId,
    /// The text.
    pub body: String,
    /// Which message of the conversation it replies to.
    pub reply_to: Option<MessageId>,
}

impl Desk {
    /// Puts aside what the ticket's owner was writing when the window closed. What is held already stays before it; the same
    /// text twice is held once.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`] when somebody else has the ticket, or nobody; [`DeskError::Transition`] when it is closed;
    /// [`DeskError::Invalid`] for `body`; [`DeskError::NotFound`].
    pub async fn hold_reply(&self, actor: &Actor, request: HoldRequest) -> Result<HeldReply, DeskError> {
        self.settle(self.0.hold_reply(actor, request)).await
    }

    /// Forgets what is held, if it still is that text. That it is gone already is no error.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`] when somebody else has the ticket, or nobody; [`DeskError::NotFound`].
    pub async fn discard_held(
        &self,
        actor: &Actor,
        ticket: &TicketId,
        id: &MessageId,
    ) -> Result<(), DeskError> {
        self.settle(self.0.discard_held(actor, ticket, id)).await
    }
}

impl Inner {
    async fn hold_reply(&self, actor: &Actor, request: HoldRequest) -> Outcome<HeldReply> {
        actor.require(Permission::Reply)?;
        let me = actor.person()?;
        let body = request.body.trim();
        if body.is_empty() {
            return Err(DeskError::invalid("body", FieldProblem::Missing).into());
        }
        if body.chars().count() > MAX_HELD {
            return Err(DeskError::invalid("body", FieldProblem::TooLong { max: MAX_HELD }).into());
        }
        let mut found = self.hold(actor, &request.ticket).await?;
        owned(&found.ticket.row, me)?;
        let text = Text {
            id: request.id,
            body: body.to_owned(),
            reply_to: request.reply_to,
            by: actor.name().to_owned(),
        };
        let kept = keep(&mut found.tx, &mut found.facts, &found.ticket.row, me, text).await?;
        self.commit(found.tx, found.facts).await?;
        Ok(kept)
    }

    async fn discard_held(&self, actor: &Actor, id: &TicketId, message: &MessageId) -> Outcome<()> {
        actor.require(Permission::Reply)?;
        let me = actor.person()?;
        let mut found = self.hold(actor, id).await?;
        owned(&found.ticket.row, me)?;
        if held::remove(&mut found.tx, id, message).await? {
            found.facts.held(&found.ticket.row, None);
            self.commit(found.tx, found.facts).await?;
        }
        Ok(())
    }

    /// The provider refused what a person wrote because the window is closed: the text waits for the customer.
    pub(crate) async fn hold_refused(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        row: &InboxRow,
        line: &MessageRow,
    ) -> Outcome<()> {
        let (Author::User { id, name }, Content::Text { body }) = (&line.view.author, &line.view.content)
        else {
            return Ok(());
        };
        let text = Text {
            id: self.id(MessageId::from_parts),
            body: body.clone(),
            reply_to: line.view.quote.as_ref().and_then(|quote| quote.message.clone()),
            by: name.clone(),
        };
        // The customer may have another ticket by now: there somebody can use it.
        match ticket::open_of(tx, &row.conversation).await? {
            Some(open) => keep(tx, facts, &open.row, id, text).await?,
            None => keep(tx, facts, row, id, text).await?,
        };
        Ok(())
    }
}

/// A text of a person, on its way or put aside.
pub(crate) struct Text {
    id: MessageId,
    body: String,
    reply_to: Option<MessageId>,
    by: String,
}

impl Text {
    /// What `by` was writing when the ticket went to somebody else.
    pub(crate) fn draft(id: MessageId, body: &str, by: &str) -> Self {
        Self { id, body: body.to_owned(), reply_to: None, by: by.to_owned() }
    }
}

/// The text of a draft, where it is a person's free text.
pub(crate) fn text_of(draft: &Draft) -> Option<Text> {
    let (OutboundBody::Text { body }, Author::User { name, .. }) = (&draft.body, &draft.author) else {
        return None;
    };
    Some(Text {
        id: draft.id.clone(),
        body: body.clone(),
        reply_to: draft.reply_to.as_ref().and_then(|(_, quote)| quote.message.clone()),
        by: name.clone(),
    })
}

/// Holds a text in the ticket of `row`, after what is held there. It gets the id of the newest part: whoever still has the
/// shorter text on screen cannot make the longer one forgotten.
pub(crate) async fn keep(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    row: &InboxRow,
    user: &UserId,
    text: Text,
) -> Result<HeldReply, StoreError> {
    let at: Timestamp = facts.at();
    let before = held::get(tx, &row.ticket).await?;
    let next = match before {
        Some(known) if holds(&known.body, &text.body) => return Ok(known),
        Some(known) => HeldReply {
            body: format!("{}\n{}", known.body, text.body),
            reply_to: known.reply_to.or(text.reply_to),
            id: text.id,
            by: text.by,
            at,
        },
        None => HeldReply { id: text.id, body: text.body, reply_to: text.reply_to, by: text.by, at },
    };
    held::put(tx, &row.ticket, user, &next).await?;
    facts.held(row, Some(next.clone()));
    Ok(next)
}

/// Whether `text` stands in what is held: as the whole of it, or as its last lines.
fn holds(held: &str, text: &str) -> bool {
    held == text || held.strip_suffix(text).is_some_and(|rest| rest.ends_with('\n'))
}

/// A text left: if it is the held one, that is forgotten.
pub(crate) async fn sent(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    row: &InboxRow,
    text: &Text,
) -> Result<(), StoreError> {
    let Some(known) = held::get(tx, &row.ticket).await? else { return Ok(()) };
    if (known.id == text.id || known.body == text.body) && held::remove(tx, &row.ticket, &known.id).await? {
        facts.held(row, None);
    }
    Ok(())
}
