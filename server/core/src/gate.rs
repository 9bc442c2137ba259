//! The gate: the only way into the outbox. Reply, template, notice, resend: all pass here, and the sender asks once more
//! right before a message leaves.

use crate::Inner;
use crate::error::{Fault, Outcome};
use crate::numbers::Number;
use crate::ports::OutboundBody;
use crate::rows::{self, Facts, Line};
use crate::texts::{self, TextFacts};
use desk_model::face::Blocked;
use desk_model::message::{Author, Content, Direction, MessageStatus};
use desk_model::policy::{Hindrance, SendPolicy, Standing, may_leave};
use desk_model::ticket::StateName;
use desk_model::view::{MessageView, PendingTemplate, Quote};
use desk_model::window::{Outgoing, WindowState};
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
        (
            OutboundBody::Text { .. } | OutboundBody::Interactive(_) | OutboundBody::Media { .. },
            Author::User { .. },
        ) => Outgoing::FreeByPerson,
        (
            OutboundBody::Text { .. } | OutboundBody::Interactive(_) | OutboundBody::Media { .. },
            Author::Desk | Author::Customer | Author::PhoneApp,
        ) => Outgoing::FreeByDesk,
    }
}

/// Whether what was written before may leave at `now`.
///
/// # Errors
/// [`DeskError::WindowClosed`].
pub(crate) fn check(
    policy: WindowPolicy,
    facts: &WindowFacts,
    what: Outgoing,
    now: Timestamp,
) -> Result<(), DeskError> {
    may_leave(policy, facts, what, now).map_err(|(state, _)| closed(state))
}

fn closed(state: WindowState) -> DeskError {
    DeskError::WindowClosed {
        since: match state {
            WindowState::Closed { since, .. } => Some(since),
            WindowState::Open { .. } | WindowState::HumanOnly { .. } | WindowState::Never => None,
        },
    }
}

/// What the writer is told.
fn refused(policy: &SendPolicy, hindrance: Hindrance, number: &Number) -> DeskError {
    match hindrance {
        Hindrance::Window(_) => closed(policy.window),
        Hindrance::Blocked(Blocked::TicketClosed) => {
            DeskError::Transition { from: StateName::Closed, to: "reply".to_owned() }
        }
        Hindrance::Blocked(Blocked::NumberDown { .. }) => {
            DeskError::NumberDown { number: number.label.clone() }
        }
        Hindrance::Blocked(
            Blocked::Unclaimed
            | Blocked::Owned { .. }
            | Blocked::OfferedToMe { .. }
            | Blocked::Offered { .. },
        ) => DeskError::Forbidden,
    }
}

impl Inner {
    /// Puts a message into the thread and the outbox. `conversation` must have been read in this transaction. Changes
    /// `ticket`, which the caller saves.
    ///
    /// # Errors
    /// [`DeskError::WindowClosed`] when it may not be sent now; [`DeskError::ConsentMissing`] and [`DeskError::ContactLimit`]
    /// when a template may not be sent unasked; [`DeskError::NumberDown`] when a person wants to send from a
    /// number that cannot; [`DeskError::Forbidden`] and [`DeskError::Transition`] when the ticket is not theirs, or closed;
    /// [`DeskError::Conflict`] when the id is taken. Nothing was written then.
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
        let state = self.pass(ticket, conversation, what, &draft.author, at).await?;
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
            // Whoever has it now knows what they were told about it.
            ticket.row.handover = None;
            ticket.clocks.answered_at.get_or_insert(at);
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
        ticket: &TicketRow,
        conversation: &ConversationRow,
        what: Outgoing,
        author: &Author,
        now: Timestamp,
    ) -> Outcome<WindowState> {
        let number = self.number(&conversation.number).await?;
        let standing = Standing {
            policy: number.channel.policy(),
            window: &conversation.window,
            number: number.state,
            ticket: &ticket.row.state,
            writer: match author {
                Author::User { id, .. } => Some(id),
                Author::Desk | Author::Customer | Author::PhoneApp => None,
            },
        };
        let policy = SendPolicy::at(standing, now);
        policy.may(what).map_err(|hindrance| refused(&policy, hindrance, &number))?;
        Ok(policy.window)
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
