//! What comes after a message and changes it: reactions, edits, revocations, statuses. What comes before its message is
//! parked, and applied when the message comes.

use super::{Effect, Lane, cost, edit, reaction, revoke, status};
use crate::error::{Fault, Outcome};
use crate::numbers::Number;
use crate::ports::Change;
use crate::rows;
use desk_model::view::Quote;
use desk_model::{Direction, MessageId, NumberId, Timestamp};
use desk_store::message::{self, MessageRow};
use desk_store::parked::{self, Parked};
use desk_store::ticket::TicketRow;
use desk_store::{StoreError, Tx, applied};
use serde::{Deserialize, Serialize};

/// What waits for a message.
#[derive(Serialize, Deserialize)]
#[serde(tag = "waits", rename_all = "snake_case")]
enum Waiting {
    /// A change of it.
    Change { change: Box<Change> },
    /// A reply that quotes it.
    Quote { reply: MessageId },
}

/// Applies a reaction, edit or revocation.
pub(super) async fn apply(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    change: &Change,
) -> Outcome<Effect> {
    let Some((id, target, at)) = named(change) else { return Ok(Effect::Done) };
    let number_id = &number.access.number;
    let Some(line) = message::by_provider_id(tx, number_id, target).await? else {
        return park_change(lane, tx, number_id, target, id, change, at).await;
    };
    if !applied::mark(tx, number_id, id, at).await? {
        return Ok(Effect::Repeated);
    }
    let (mut line, mut ticket) = reread(lane, tx, line).await?;
    if !turn(&mut line, change) {
        return Ok(Effect::Done);
    }
    save(lane, tx, &mut ticket, &mut line).await?;
    Ok(Effect::Done)
}

/// The id of the change itself, its target and its instant.
fn named(change: &Change) -> Option<(&str, &str, Timestamp)> {
    match change {
        Change::Reaction { id, target, at, .. }
        | Change::Edit { id, target, at, .. }
        | Change::Revoke { id, target, at } => Some((id, target, *at)),
        Change::Message(_)
        | Change::Status(_)
        | Change::IdentityChange { .. }
        | Change::Preference { .. }
        | Change::Template(_)
        | Change::Alert(_)
        | Change::Noted
        | Change::Broken { .. } => None,
    }
}

/// Changes the line in memory; tells whether it changed.
fn turn(line: &mut MessageRow, change: &Change) -> bool {
    match change {
        Change::Reaction { emoji, at, .. } => reaction::change(line, emoji.as_deref(), *at),
        Change::Edit { content, at, .. } => edit::change(line, content, *at),
        Change::Revoke { at, .. } => revoke::change(line, *at),
        Change::Status(news) => status::climb(line, news),
        Change::Message(_)
        | Change::IdentityChange { .. }
        | Change::Preference { .. }
        | Change::Template(_)
        | Change::Alert(_)
        | Change::Noted
        | Change::Broken { .. } => false,
    }
}

/// The line and its ticket, read again behind the lock of the conversation where somebody could have changed them.
pub(super) async fn reread(
    lane: &Lane<'_>,
    tx: &mut Tx<'_>,
    line: MessageRow,
) -> Outcome<(MessageRow, TicketRow)> {
    let mut line = line;
    if !lane.inner.store.is_sqlite() {
        desk_store::conversation::lock(tx, &line.conversation).await?;
        if let Some(now) = message::get(tx, &line.view.id).await? {
            line = now;
        }
    }
    let ticket = rows::ticket_of(tx, &line.view.ticket).await?;
    Ok((line, ticket))
}

/// Writes a changed line, and its ticket where the list shows the line.
pub(super) async fn save(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    line: &mut MessageRow,
) -> Outcome<()> {
    rows::save_line(tx, &mut lane.facts, &ticket.row, line).await?;
    let before = ticket.row.facet();
    if rows::mirror(ticket, &line.view) {
        rows::save_ticket(tx, &mut lane.facts, ticket, before).await?;
    }
    Ok(())
}

/// Keeps a change for a message that has not come.
pub(super) async fn park_change(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &NumberId,
    target: &str,
    key: &str,
    change: &Change,
    at: Timestamp,
) -> Outcome<Effect> {
    let waiting = Waiting::Change { change: Box::new(change.clone()) };
    park(lane, tx, number, target, key, &waiting, at).await?;
    Ok(Effect::Done)
}

/// Keeps in mind that `reply` quotes a message that has not come.
pub(super) async fn park_quote(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &NumberId,
    target: &str,
    reply: &MessageId,
    at: Timestamp,
) -> Outcome<()> {
    let waiting = Waiting::Quote { reply: reply.clone() };
    park(lane, tx, number, target, reply.as_str(), &waiting, at).await
}

async fn park(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &NumberId,
    target: &str,
    key: &str,
    waiting: &Waiting,
    at: Timestamp,
) -> Outcome<()> {
    let change =
        serde_json::to_string(waiting).map_err(|error| Fault::from(StoreError::Other(error.to_string())))?;
    let parked =
        Parked { number: number.clone(), target: target.to_owned(), part_key: key.to_owned(), change, at };
    parked::park(tx, &parked).await?;
    lane.parked = true;
    Ok(())
}

/// Applies to a line that has just come whatever was waiting for it. Gives the statuses that were among it, for their
/// further consequences. The line is written here if it changed.
pub(super) async fn settle(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    line: &mut MessageRow,
) -> Outcome<()> {
    if !lane.parked {
        return Ok(());
    }
    let Some(provider_id) = line.provider_id.clone() else { return Ok(()) };
    let mut changed = false;
    for parked in parked::take(tx, &line.number, &provider_id).await? {
        match serde_json::from_str(&parked.change) {
            Ok(Waiting::Change { change }) => {
                let repeated = match named(&change) {
                    Some((id, _, at)) => !applied::mark(tx, &line.number, id, at).await?,
                    None => false,
                };
                changed |= !repeated && turn(line, &change);
                if let Change::Status(news) = &*change {
                    changed |= cost::heard(lane, tx, &ticket.row, line, news).await?;
                }
            }
            Ok(Waiting::Quote { reply }) => quote(lane, tx, line, &reply).await?,
            // Written by a newer version of the desk; the journal has it.
            Err(_) => tracing::warn!("inbound.parked_unreadable"),
        }
    }
    if changed {
        rows::save_line(tx, &mut lane.facts, &ticket.row, line).await?;
        rows::mirror(ticket, &line.view);
    }
    Ok(())
}

/// Shows in `reply` what it quotes.
async fn quote(lane: &mut Lane<'_>, tx: &mut Tx<'_>, quoted: &MessageRow, reply: &MessageId) -> Outcome<()> {
    if let Some(mut reply) = message::get(tx, reply).await? {
        reply.view.quote = Some(quote_of(quoted));
        let ticket = rows::ticket_of(tx, &reply.view.ticket).await?;
        rows::save_line(tx, &mut lane.facts, &ticket.row, &mut reply).await?;
    }
    Ok(())
}

/// How a reply shows the line it quotes.
pub(crate) fn quote_of(quoted: &MessageRow) -> Quote {
    let (kind, text) = quoted.view.content.preview();
    let ours = quoted.view.direction == Direction::Out;
    Quote { message: Some(quoted.view.id.clone()), ours, kind, text }
}
