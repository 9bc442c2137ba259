//! Whoever writes while the queue is closed is told when it opens, once.

use super::Lane;
use crate::error::Outcome;
use crate::hours::{CivilZone, opening_words};
use desk_model::TicketState;
use desk_model::time::DAY;
use desk_store::conversation::ConversationRow;
use desk_store::{TicketRow, Tx};

/// Says the away text, if it is time to. Tells whether `ticket` changed, which the caller saves.
pub(super) async fn tell(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    conversation: &ConversationRow,
) -> Outcome<bool> {
    // The menu says by itself when nobody is there.
    if matches!(ticket.row.state, TicketState::Menu { .. }) {
        return Ok(false);
    }
    let now = lane.facts.at();
    if ticket.clocks.away_until.is_some_and(|until| now < until) {
        return Ok(false);
    }
    let queue = lane.queue(tx, &ticket.row.queue).await?;
    let (hours, text) = (&queue.policy.hours, &queue.policy.texts.away);
    if text.is_empty() || hours.is_always() {
        return Ok(false);
    }
    let zone = CivilZone::of(hours);
    if hours.is_open(&zone, now) {
        return Ok(false);
    }
    let opens = hours.next_opening(&zone, now);
    let words = opens.map(|opens| opening_words(&zone, now, opens)).unwrap_or_default();
    // Our own words hold no variable, so that what is filled in later finds none in them.
    let text = text.replace("{opens}", &words);
    lane.inner.queue_notice(tx, &mut lane.facts, ticket, conversation, &queue, &text).await?;
    ticket.clocks.away_until = Some(opens.unwrap_or_else(|| now.plus(DAY)));
    Ok(true)
}
