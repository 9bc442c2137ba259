//! What customers are told about where they stand: their place when a ticket begins to wait, and how a ticket stands whose
//! protocol number they send.

use crate::Inner;
use crate::error::Outcome;
use crate::rows::Facts;
use desk_model::status::{StatusPolicy, estimate, fill, minutes_words};
use desk_model::time::DAY;
use desk_model::view::InboxRow;
use desk_model::{TicketState, Timestamp};
use desk_store::conversation::ConversationRow;
use desk_store::queue::QueueRow;
use desk_store::ticket::TicketRow;
use desk_store::{Tx, wait};

/// Waits of this long ago still say something (µs).
pub(crate) const LATELY: i64 = DAY;
/// So many of the last waits are looked at.
const WAITS: u32 = 15;

impl Inner {
    /// Tells the customer of a ticket that has just begun to wait their place, where the queue has words for it. Changes
    /// `ticket`, which the caller saves. Does nothing for one that does not wait.
    pub(crate) async fn tell_position(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        queue: &QueueRow,
    ) -> Outcome<()> {
        let text = &queue.policy.texts.position;
        if text.is_empty() || !matches!(ticket.row.state, TicketState::Queued { .. }) {
            return Ok(());
        }
        let values = self.standing(tx, &ticket.row, facts.at()).await?;
        let text = fill(text, &values);
        self.queue_notice(tx, facts, ticket, conversation, queue, &text).await
    }

    /// What a queue says about one of its tickets, with everything filled in that is not in every text.
    pub(crate) async fn status_text(
        &self,
        tx: &mut Tx<'_>,
        row: &InboxRow,
        queue: &QueueRow,
        policy: &StatusPolicy,
        now: Timestamp,
    ) -> Outcome<String> {
        let mut values = self.standing(tx, row, now).await?;
        let closed = match &row.state {
            TicketState::Closed { at, .. } => Some(self.told_at(*at)),
            TicketState::Menu { .. }
            | TicketState::Queued { .. }
            | TicketState::Offered { .. }
            | TicketState::Assigned { .. }
            | TicketState::Snoozed { .. } => None,
        };
        values.extend([
            ("closed", closed),
            ("opened", Some(self.told_at(row.opened_at))),
            // Of the ticket that is asked about, which need not be the one this is said in.
            ("protocol", Some(row.protocol.to_string())),
            ("queue", Some(queue.name.clone())),
        ]);
        Ok(fill(policy.text(&row.state), &values))
    }

    /// Place and estimated wait, as far as they are known.
    async fn standing(
        &self,
        tx: &mut Tx<'_>,
        row: &InboxRow,
        now: Timestamp,
    ) -> Outcome<Vec<(&'static str, Option<String>)>> {
        let TicketState::Queued { since, .. } = row.state else {
            return Ok(vec![("position", None), ("wait", None)]);
        };
        let place = wait::place(tx, row, since).await?;
        let waits = wait::recent(tx, &row.queue, now.plus(-LATELY), WAITS).await?;
        Ok(vec![("position", Some(place.to_string())), ("wait", estimate(&waits).map(minutes_words))])
    }

    /// An instant as customers are told it.
    fn told_at(&self, at: Timestamp) -> String {
        let instant = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        instant.to_zoned(self.zone.clone()).strftime("%d/%m/%Y %H:%M").to_string()
    }
}
