//! Taking messages out of the outbox, and settling what nobody will answer any more.

use super::{GIVE_UP, HOLD, LEASE, SILENCE};
use crate::Inner;
use crate::error::Outcome;
use crate::gate::{body_of, check, outgoing};
use crate::numbers::Number;
use crate::ports::OutboundMessage;
use crate::rows::{self, Facts};
use crate::templates;
use desk_model::autopsy::{AttemptOutcome, own};
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_model::window::Outgoing;
use desk_model::{DeskError, MessageStatus, Timestamp, WindowFacts};
use desk_store::message::{self, MessageRow};
use desk_store::outbox::{self, OutboxRow};
use desk_store::{Tx, attempt, conversation};
use std::sync::Arc;

/// After so many attempts, and a day, a message is not tried again.
const MANY: i64 = 20;

/// One message to be handed over now.
pub(super) struct Job {
    pub(super) row: OutboxRow,
    pub(super) number: Arc<Number>,
    pub(super) message: OutboundMessage,
    pub(super) what: Outgoing,
    /// For the last look at the window, right before the call.
    pub(super) window: WindowFacts,
}

/// What a look at the outbox came to.
pub(super) struct Leased {
    pub(super) jobs: Vec<Job>,
    /// Messages that ended without a call.
    pub(super) settled: usize,
    /// When to look again, if that is known.
    pub(super) next: Option<Timestamp>,
}

impl Inner {
    /// Takes up to `free` messages that may leave now.
    ///
    /// With `losses`, also settles what nobody answers any more.
    pub(super) async fn lease_due(&self, free: usize, losses: bool) -> Outcome<Leased> {
        let now = self.now();
        let mut leased = Leased { jobs: Vec::new(), settled: 0, next: None };
        // Looking is cheap and done often; the one writer is asked for only when there is something to do.
        let numbers = self.numbers();
        let mut except = Vec::new();
        for number in numbers.iter() {
            let id = &number.access.number;
            if number.state != NumberState::Connected {
                except.push(id.clone());
            } else if let Err(next) = self.sender.pace().ready(id, now) {
                // A number that has used up its pace leaves the places to others.
                leased.next = Some(leased.next.map_or(next, |known| known.min(next)));
                except.push(id.clone());
            }
        }
        // Of a number that this node has not heard of yet, nothing is known.
        let all_rest = leased.next.is_some() && except.len() == numbers.iter().count();
        let none_may = free == 0 || all_rest;
        if none_may && !losses {
            return Ok(leased);
        }
        let mut tx = self.store.read().await?;
        let (mut expired, mut given_up, mut due) = (Vec::new(), Vec::new(), Vec::new());
        if losses {
            expired = outbox::expired(&mut tx, now).await?;
            given_up = outbox::given_up(&mut tx, now.plus(HOLD - SILENCE)).await?;
        }
        if !none_may {
            let limit = u32::try_from(free).unwrap_or(u32::MAX);
            due = outbox::due(&mut tx, now, &except, limit).await?;
            if let Some(next) = outbox::next_due(&mut tx, &except).await?.filter(|next| *next > now) {
                leased.next = Some(leased.next.map_or(next, |known| known.min(next)));
            }
        }
        drop(tx);
        if due.is_empty() && expired.is_empty() && given_up.is_empty() {
            return Ok(leased);
        }

        let mut facts = Facts::new(now);
        let mut tx = self.store.write().await?;
        for row in &expired {
            // The answer may have been recorded between the two looks.
            if outbox::get(&mut tx, &row.message).await?.as_ref() == Some(row) {
                self.lost(&mut tx, &mut facts, row).await?;
                leased.settled += 1;
            }
        }
        for row in &given_up {
            if outbox::get(&mut tx, &row.message).await?.as_ref() == Some(row) {
                let detail = "outcome unknown: no status came within an hour".to_owned();
                let failure = SendFailure { code: own::OUTCOME_UNKNOWN, detail };
                self.end(&mut tx, &mut facts, row, failure).await?;
                leased.settled += 1;
            }
        }
        for row in due {
            self.take(&mut tx, &mut facts, row, &mut leased).await?;
        }
        self.commit(tx, facts).await?;
        Ok(leased)
    }

    async fn take(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        row: OutboxRow,
        leased: &mut Leased,
    ) -> Outcome<()> {
        let now = facts.at();
        let later = |leased: &mut Leased, next: Timestamp| {
            leased.next = Some(leased.next.map_or(next, |known| known.min(next)));
        };
        let pair = self.sender.pace().take_pair(&row.conversation, now);
        if let Err(next) = pair {
            outbox::retry(tx, &row.message, next, "pace of this customer").await?;
            later(leased, next);
            return Ok(());
        }
        let pace = self.sender.pace().take(&row.number, now);
        if let Err(next) = pace {
            later(leased, next);
            return Ok(());
        }
        if !outbox::lease(tx, &row.message, now.plus(LEASE)).await? {
            return Ok(());
        }
        let row = OutboxRow { attempts: row.attempts + 1, ..row };
        let number = self.number(&row.number).await?;
        let line = message::get(tx, &row.message).await?;
        let conversation = conversation::get(tx, &row.conversation).await?;
        let (Some(line), Some(conversation)) = (line, conversation) else {
            // Without its line nobody could be told what became of it.
            outbox::finish(tx, &row.message).await?;
            leased.settled += 1;
            return Ok(());
        };
        let body = match body_of(&line) {
            Ok(body) => body,
            Err(_) => {
                let detail = "what was to be sent cannot be read".to_owned();
                let failure = SendFailure { code: own::UNREADABLE, detail };
                self.end(tx, facts, &row, failure).await?;
                leased.settled += 1;
                return Ok(());
            }
        };
        let what = outgoing(&body, &line.view.author);
        let failure = match check(number.channel.policy(), &conversation.window, what, now) {
            Err(DeskError::WindowClosed { .. }) => Some(closed_here()),
            // A number that is down keeps its messages; these could have left and never did.
            _ if row.attempts >= MANY && now.since(line.view.at) >= GIVE_UP => {
                let detail = row.last_error.clone().unwrap_or_default();
                let detail = format!("could not be sent within a day: {detail}");
                Some(SendFailure { code: own::NEVER_LEFT, detail })
            }
            _ => None,
        };
        // Consent may have been taken back since it was written.
        let failure = match failure {
            None => self.unconsented(tx, &conversation, &line.view.ticket, &body, now).await?,
            some => some,
        };
        let failure = match failure {
            None => templates::stopped(tx, &row.number, &body).await?,
            some => some,
        };
        if let Some(failure) = failure {
            self.end(tx, facts, &row, failure).await?;
            leased.settled += 1;
            return Ok(());
        }
        let message = OutboundMessage {
            id: line.view.id,
            to: conversation.reply_to,
            reply_to: line.quote_provider_id,
            body,
        };
        leased.jobs.push(Job { row, number, message, what, window: conversation.window });
        Ok(())
    }

    /// The worker that had it died, between the call and its record or before the call: nobody knows.
    async fn lost(&self, tx: &mut Tx<'_>, facts: &mut Facts, row: &OutboxRow) -> Outcome<()> {
        let until = facts.at().plus(HOLD);
        let detail = "the desk ended during the call";
        outbox::set_unknown(tx, &row.message, until, detail).await?;
        let at = facts.at();
        attempt::note(tx, &row.message, at, AttemptOutcome::Unknown, None, detail).await?;
        self.show(tx, facts, row, |line| {
            line.view.status = MessageStatus::Unknown;
            line.view.sending.waits_until = Some(at.plus(SILENCE));
        })
        .await
    }

    /// Ends a message: it failed.
    pub(super) async fn end(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        row: &OutboxRow,
        failure: SendFailure,
    ) -> Outcome<()> {
        outbox::finish(tx, &row.message).await?;
        // Those behind it may go.
        facts.outgoing = true;
        let closed = failure.code == crate::apply::status::WINDOW_CLOSED;
        let at = facts.at();
        self.show(tx, facts, row, |line| {
            line.view.status = MessageStatus::Failed;
            line.view.sending.failed_at = Some(at);
            line.view.sending.waits_until = None;
            line.view.failure = Some(failure);
        })
        .await?;
        // What could not leave because the window closed waits for the customer.
        if closed && let Some(line) = message::get(tx, &row.message).await? {
            let ticket = rows::ticket_of(tx, &line.view.ticket).await?;
            self.hold_refused(tx, facts, &ticket.row, &line).await?;
        }
        Ok(())
    }

    /// Changes the line of a message, and its ticket where the list shows it.
    pub(super) async fn show(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        row: &OutboxRow,
        change: impl FnOnce(&mut MessageRow),
    ) -> Outcome<()> {
        conversation::lock(tx, &row.conversation).await?;
        let Some(mut line) = message::get(tx, &row.message).await? else { return Ok(()) };
        let old = line.clone();
        change(&mut line);
        if line == old {
            return Ok(());
        }
        let mut ticket = rows::ticket_of(tx, &line.view.ticket).await?;
        rows::save_line(tx, facts, &ticket.row, &mut line).await?;
        let before = ticket.row.facet();
        if rows::mirror(&mut ticket, &line.view) {
            rows::save_ticket(tx, facts, &mut ticket, before).await?;
        }
        Ok(())
    }
}

/// The window closed while the message waited: the desk's own refusal, in the provider's words.
pub(super) fn closed_here() -> SendFailure {
    SendFailure {
        code: crate::apply::status::WINDOW_CLOSED,
        detail: "the service window closed before the message could leave".to_owned(),
    }
}
