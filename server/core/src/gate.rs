//! The gate: the only way into the outbox. Reply, template, notice, resend: all pass here, and the sender asks once more
//! right before a message leaves.

use crate::Inner;
use crate::error::{Fault, Outcome};
use crate::ports::OutboundBody;
use crate::rows::{self, Facts, Line};
use crate::texts::{self, TextFacts};
use desk_model::message::{Author, Content, Direction, MessageStatus};
use desk_model::number::NumberState;
use desk_model::view::{MessageView, PendingTemplate, Quote};
use desk_model::window::{Outgoing, WindowState, may_send, window};
use desk_model::{DeskError, MessageId, Timestamp, WindowFacts, WindowPolicy};
use desk_store::conversation::ConversationRow;
use desk_store::message::MessageRow;
use desk_store::queue::QueueRow;
use desk_store::ticket::TicketRow;
use desk_store::{Tx, consent, outbox};

/// A message somebody wants to send.
pub(crate) struct Draft {
    /// Its id, made by whoever wrote it.
    pub(crate) id: MessageId,
    /// Who wrote it.
    pub(crate) author: Author,
    /// What the provider gets.
    pub(crate) body: OutboundBody,
    /// What the thread shows.
    pub(crate) content: Content,
    /// The provider's id of the message it replies to, and how the thread shows that one.
    pub(crate) reply_to: Option<(String, Quote)>,
}

/// What a message is, as far as the window cares.
pub(crate) fn outgoing(body: &OutboundBody, author: &Author) -> Outgoing {
    match (body, author) {
        (OutboundBody::Template { .. }, _) => Outgoing::Template,
        (OutboundBody::Text { .. }, Author::User { .. }) => Outgoing::FreeByPerson,
        (OutboundBody::Text { .. }, Author::Desk | Author::Customer | Author::PhoneApp) => {
            Outgoing::FreeByDesk
        }
    }
}

/// Whether it may leave at `now`.
///
/// # Errors
/// [`DeskError::WindowClosed`].
pub(crate) fn check(
    policy: WindowPolicy,
    facts: &WindowFacts,
    what: Outgoing,
    now: Timestamp,
) -> Result<WindowState, DeskError> {
    let state = window(policy, facts, now);
    match may_send(policy, state, what) {
        Ok(()) => Ok(state),
        Err(_) => Err(DeskError::WindowClosed {
            since: match state {
                WindowState::Closed { since, .. } => Some(since),
                WindowState::Open { .. } | WindowState::HumanOnly { .. } | WindowState::Never => None,
            },
        }),
    }
}

impl Inner {
    /// Puts a message into the thread and the outbox. `conversation` must have been read in this transaction. Changes
    /// `ticket`, which the caller saves.
    ///
    /// # Errors
    /// [`DeskError::WindowClosed`] when it may not be sent now; [`DeskError::ConsentMissing`] and [`DeskError::ContactLimit`]
    /// when a template may not be sent unasked; [`DeskError::NumberDown`] when a person wants to send from a
    /// number that cannot; [`DeskError::Conflict`] when the id is taken.
    pub(crate) async fn queue_outgoing(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        draft: Draft,
    ) -> Outcome<MessageView> {
        let at = facts.at();
        let what = outgoing(&draft.body, &draft.author);
        let state = self.pass(conversation, what, &draft.author, at).await?;
        let unasked = self.consented(tx, conversation, &ticket.row.ticket, &draft.body, at).await?;
        let by_person = matches!(draft.author, Author::User { .. });
        let line = Line {
            id: draft.id,
            direction: Direction::Out,
            author: draft.author,
            content: draft.content,
            at,
            received_at: at,
            status: MessageStatus::Queued,
        };
        let mut line = line.of(&ticket.row);
        line.outgoing = Some(body_text(&draft.body)?);
        if let Some((provider_id, quote)) = draft.reply_to {
            line.quote_provider_id = Some(provider_id);
            line.view.quote = Some(quote);
        }
        if !rows::insert_line(tx, facts, &ticket.row, &line).await? {
            return Err(DeskError::Conflict { what: "message".to_owned(), winner: None }.into());
        }
        if let Some(category) = unasked {
            consent::note_template(tx, &line.view.id, category, at).await?;
        }
        outbox::enqueue(tx, &line.view.id, &conversation.number, &conversation.id, at).await?;
        facts.outgoing = true;
        // The list shows what people say to each other, not what the desk says by itself.
        if by_person {
            ticket.row.waiting_since = None;
            rows::preview(ticket, &line.view);
        }
        wait_for_answer(ticket, &line.view, what, state);
        Ok(line.view)
    }

    /// Sends a text of the queue in the desk's name, if there is one and the window is open. `text` is the queue's opening
    /// or closing text. Changes `ticket`, which the caller saves.
    pub(crate) async fn queue_notice(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        queue: &QueueRow,
        text: &str,
    ) -> Outcome<()> {
        let number = self.number(&conversation.number).await?;
        let open =
            check(number.channel.policy(), &conversation.window, Outgoing::FreeByDesk, facts.at()).is_ok();
        let body = texts::fill(
            text,
            &TextFacts {
                protocol: &ticket.row.protocol.to_string(),
                name: &ticket.row.contact_name,
                queue: &queue.name,
                desk: &self.settings.desk_name,
            },
        );
        if body.is_empty() || !open {
            return Ok(());
        }
        let draft = Draft {
            id: self.id(MessageId::from_parts),
            author: Author::Desk,
            content: Content::text(body.clone()),
            body: OutboundBody::Text { body },
            reply_to: None,
        };
        self.queue_outgoing(tx, facts, ticket, conversation, draft).await?;
        Ok(())
    }

    async fn pass(
        &self,
        conversation: &ConversationRow,
        what: Outgoing,
        author: &Author,
        now: Timestamp,
    ) -> Outcome<WindowState> {
        let number = self.number(&conversation.number).await?;
        let state = check(number.channel.policy(), &conversation.window, what, now)?;
        if number.state != NumberState::Connected && matches!(author, Author::User { .. }) {
            return Err(DeskError::NumberDown { number: number.label.clone() }.into());
        }
        Ok(state)
    }
}

/// A template sent into a closed window waits for the customer's answer.
fn wait_for_answer(ticket: &mut TicketRow, view: &MessageView, what: Outgoing, state: WindowState) {
    if what == Outgoing::Template && !state.is_open() {
        ticket.row.pending_template =
            Some(PendingTemplate { message: view.id.clone(), at: view.at, status: view.status });
    }
}

fn body_text(body: &OutboundBody) -> Outcome<String> {
    serde_json::to_string(body).map_err(|error| Fault::from(desk_store::StoreError::Other(error.to_string())))
}

/// What was to be sent, from the line that shows it.
pub(crate) fn body_of(line: &MessageRow) -> Result<OutboundBody, desk_store::StoreError> {
    let bad = || desk_store::StoreError::Inconsistent {
        table: "message",
        id: line.view.id.to_string(),
        column: "outgoing",
    };
    serde_json::from_str(line.outgoing.as_deref().ok_or_else(bad)?).map_err(|_| bad())
}
