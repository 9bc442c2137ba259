//! How far our messages got. Statuses come in any order and any number; they only climb.

use super::{Effect, Lane, cost, later};
use crate::error::Outcome;
use crate::numbers::Number;
use crate::ports::{Change, InboundStatus};
use crate::rows::{self, Facts};
use desk_model::autopsy::own;
use desk_model::message::SendFailure;
use desk_model::{Content, Direction, MessageStatus, Timestamp, WindowFacts};
use desk_store::message::{self, MessageRow};
use desk_store::ticket::{self, TicketRow};
use desk_store::{Tx, conversation, outbox};

/// Cloud API, *Error codes*: free text outside the service window.
pub(crate) const WINDOW_CLOSED: i64 = 131_047;

/// Takes a status over if it is higher. Tells whether the line changed.
pub(crate) fn climb(line: &mut MessageRow, news: &InboundStatus) -> bool {
    if line.view.direction != Direction::Out {
        return false;
    }
    let status = line.view.status.climb(news.status);
    if status == line.view.status {
        return false;
    }
    line.view.status = status;
    if let Content::Template { held, .. } = &mut line.view.content
        && status.rank() >= MessageStatus::Sent.rank()
    {
        // It is not held back any more.
        *held = None;
    }
    line.view.sending.waits_until = None;
    line.view.sending.failed_at = (status == MessageStatus::Failed).then_some(news.at);
    line.view.failure = (status == MessageStatus::Failed)
        .then(|| news.failure.clone().unwrap_or(SendFailure { code: own::NO_REASON, detail: String::new() }));
    true
}

/// Applies a status.
pub(super) async fn apply(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    news: &InboundStatus,
) -> Outcome<Effect> {
    let number_id = &number.access.number;
    let found = match message::by_provider_id(tx, number_id, &news.target).await? {
        Some(line) => line,
        None => match by_our_id(tx, number, news).await? {
            Owner::Line(line) => *line,
            Owner::Other => return Ok(Effect::Noted("a second status line of one message".to_owned())),
            Owner::Nobody => {
                let key = format!("status:{}", news.status.as_str());
                let change = Change::Status(news.clone());
                return later::park_change(lane, tx, number_id, &news.target, &key, &change, news.at).await;
            }
        },
    };
    if found.view.direction != Direction::Out {
        return Ok(Effect::Noted("status of a message that is not ours".to_owned()));
    }
    let (mut line, mut ticket) = later::reread(lane, tx, found).await?;
    lane.touched(&ticket.row.conversation);
    let adopted = line.provider_id.is_none();
    let before = line.view.status;
    let climbed = climb(&mut line, news);
    let priced = cost::heard(lane, tx, &ticket.row, &mut line, news).await?;
    if !adopted && !climbed && !priced {
        return Ok(Effect::Repeated);
    }
    line.provider_id = Some(news.target.clone());
    if adopted || before.rank() <= MessageStatus::Unknown.rank() {
        // The provider answered, if not the way we asked.
        outbox::finish(tx, &line.view.id).await?;
        lane.facts.outgoing = true;
    }
    later::save(lane, tx, &mut ticket, &mut line).await?;
    if adopted {
        catch_up(lane, tx, &mut ticket, &mut line).await?;
    } else if climbed && refused(&line) {
        locked(lane, tx, &mut ticket, &line).await?;
    }
    lane.inner.stopped_marketing(tx, &mut lane.facts, &line).await?;
    Ok(Effect::Done)
}

/// The provider refused a line because the window is closed: it is locked, and what was written waits for the customer.
async fn locked(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    line: &MessageRow,
) -> Outcome<()> {
    lock_window(tx, &mut lane.facts, ticket, line.view.at).await?;
    lane.inner.hold_refused(tx, &mut lane.facts, &ticket.row, line).await
}

/// Applies what came before the provider's id of our message was known, and draws the consequences.
pub(crate) async fn catch_up(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    line: &mut MessageRow,
) -> Outcome<()> {
    let shown = ticket.row.clone();
    later::settle(lane, tx, ticket, line).await?;
    if ticket.row != shown {
        rows::save_ticket(tx, &mut lane.facts, ticket, shown.facet()).await?;
    }
    if refused(line) {
        locked(lane, tx, ticket, line).await?;
    } else if line.view.status != MessageStatus::Failed {
        answered(tx, &mut lane.facts, ticket).await?;
    }
    lane.inner.stopped_marketing(tx, &mut lane.facts, line).await?;
    Ok(())
}

/// The provider took a message of ours: after a click-to-WhatsApp entry that may start free time.
async fn answered(tx: &mut Tx<'_>, facts: &mut Facts, ticket: &mut TicketRow) -> Outcome<()> {
    // Seldom: the row tells whether it is worth looking.
    if ticket.row.window.with_answer(facts.at()) == ticket.row.window {
        return Ok(());
    }
    let Some(conversation) = conversation::get(tx, &ticket.row.conversation).await? else { return Ok(()) };
    let window = conversation.window.with_answer(facts.at());
    if window != conversation.window {
        conversation::update(tx, &conversation.id, &window, &conversation.reply_to).await?;
    }
    show_window(tx, facts, ticket, window).await
}

enum Owner {
    Line(Box<MessageRow>),
    /// The message is known under another id of the provider.
    Other,
    Nobody,
}

/// The message by our id, which the provider echoes as `biz_opaque_callback_data`. It counts only while nobody knows the
/// provider's id of the message.
async fn by_our_id(tx: &mut Tx<'_>, number: &Number, news: &InboundStatus) -> Outcome<Owner> {
    let Some(ours) = &news.ours else { return Ok(Owner::Nobody) };
    let Some(line) = message::get(tx, ours).await? else { return Ok(Owner::Nobody) };
    if line.number != number.access.number || line.view.direction != Direction::Out {
        return Ok(Owner::Nobody);
    }
    // Known under another id of the provider: the message went out twice, and the first answer counts.
    Ok(if line.provider_id.is_some() { Owner::Other } else { Owner::Line(Box::new(line)) })
}

/// Whether the provider refused the line because the window is closed.
pub(crate) fn refused(line: &MessageRow) -> bool {
    line.view.status == MessageStatus::Failed
        && line.view.failure.as_ref().is_some_and(|failure| failure.code == WINDOW_CLOSED)
}

/// The provider's word wins: the window is locked in the conversation and in the row every composer is drawn from.
/// `ticket` is the ticket of the message that was refused, `written` when that message was written.
pub(crate) async fn lock_window(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    ticket: &mut TicketRow,
    written: Timestamp,
) -> Outcome<()> {
    let Some(conversation) = conversation::get(tx, &ticket.row.conversation).await? else { return Ok(()) };
    let window = conversation.window.with_refusal(written);
    if window != conversation.window {
        conversation::update(tx, &conversation.id, &window, &conversation.reply_to).await?;
    }
    show_window(tx, facts, ticket, window).await?;
    // The customer may have opened another ticket since.
    if !ticket.row.state.is_open()
        && let Some(mut open) = ticket::open_of(tx, &conversation.id).await?
    {
        show_window(tx, facts, &mut open, window).await?;
    }
    Ok(())
}

async fn show_window(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    ticket: &mut TicketRow,
    window: WindowFacts,
) -> Outcome<()> {
    if ticket.row.window != window {
        let before = ticket.row.facet();
        ticket.row.window = window;
        rows::save_ticket(tx, facts, ticket, before).await?;
    }
    Ok(())
}
