//! What an answer of the provider means for the message, its conversation and its number.

use super::worker::{Answer, unknown};
use super::{HOLD, SILENCE};
use crate::Inner;
use crate::apply::{Lane, status};
use crate::error::Outcome;
use crate::ports::{Accepted, SendError, SendErrorClass};
use crate::rows;
use desk_model::autopsy::AttemptOutcome;
use desk_model::health::Down;
use desk_model::number::NumberState;
use desk_model::time::{MINUTE, SECOND};
use desk_model::{Content, MessageStatus, Timestamp};
use desk_store::health::Seen;
use desk_store::outbox::{self, OutboxRow};
use desk_store::{Tx, attempt, conversation, health, message, number};
use std::collections::HashSet;

/// Longest wait between two attempts after a refused connection (µs).
const RETRY_LIMIT: i64 = MINUTE;
/// Longest wait of a number that is too fast, where the provider names none (µs).
const PAUSE_LIMIT: i64 = 5 * MINUTE;
/// Longest wait after too many messages to one customer is 4 to this power, in seconds.
const PAIR_LIMIT: u32 = 6;

impl Inner {
    /// Records answers in one transaction, and tells which: of several, those whose conversation nobody is changing; a single
    /// one in any case.
    pub(super) async fn record(&self, answers: &[Answer]) -> Outcome<Vec<bool>> {
        let mut tx = self.store.write().await?;
        let free = match answers {
            [answer] => {
                let id = &answer.row.conversation;
                conversation::lock(&mut tx, id).await?;
                HashSet::from([id.clone()])
            }
            several => {
                let ids: Vec<_> = several.iter().map(|answer| answer.row.conversation.clone()).collect();
                conversation::lock_free(&mut tx, &ids).await?
            }
        };
        let recorded: Vec<bool> =
            answers.iter().map(|answer| free.contains(&answer.row.conversation)).collect();
        let mut lane = Lane::new(self, &mut tx).await?;
        let mut numbers_changed = false;
        for (answer, _) in answers.iter().zip(&recorded).filter(|(_, now)| **now) {
            let row = &answer.row;
            self.remember(&mut lane, &mut tx, answer).await?;
            match &answer.result {
                Ok(accepted) => self.accepted(&mut lane, &mut tx, row, accepted).await?,
                // A status has told meanwhile what became of it.
                Err(_) if outbox::get(&mut tx, &row.message).await?.is_none() => {}
                Err(error) => {
                    numbers_changed |= self.refused(&mut lane, &mut tx, answer, error).await?;
                }
            }
        }
        let facts = lane.facts;
        self.commit(tx, facts).await?;
        if numbers_changed {
            self.refresh_numbers().await?;
        }
        Ok(recorded)
    }

    /// Keeps the attempt, and whom it reached.
    async fn remember(&self, lane: &mut Lane<'_>, tx: &mut Tx<'_>, answer: &Answer) -> Outcome<()> {
        let (row, at) = (&answer.row, answer.called_at);
        let outcome = outcome(&answer.result);
        let failure = answer.result.as_ref().err().map(|error| &error.failure);
        let code = failure.map(|failure| failure.code).filter(|code| *code >= 0);
        let detail = failure.map_or("", |failure| failure.detail.as_str());
        attempt::note(tx, &row.message, at, outcome, code, detail).await?;
        if outcome == AttemptOutcome::Accepted
            && let Some(number) = self.numbers().get(&row.number)
        {
            self.saw(tx, &mut lane.facts, number, Seen::Sent).await?;
        }
        // What may have arrived counts too.
        let reached = matches!(outcome, AttemptOutcome::Accepted | AttemptOutcome::Unknown);
        if answer.outside
            && reached
            && let Some(conversation) = conversation::get(tx, &row.conversation).await?
        {
            health::reached(tx, &row.number, &conversation.contact, at).await?;
        }
        Ok(())
    }

    /// The provider took it; it has not said *sent*.
    async fn accepted(
        &self,
        lane: &mut Lane<'_>,
        tx: &mut Tx<'_>,
        row: &OutboxRow,
        accepted: &Accepted,
    ) -> Outcome<()> {
        let provider_id = accepted.provider_id.as_str();
        lane.facts.outgoing = true;
        let Some(mut line) = message::get(tx, &row.message).await? else {
            outbox::finish(tx, &row.message).await?;
            return Ok(());
        };
        if line.provider_id.is_none() && message::is_known(tx, &row.number, provider_id).await? {
            // An id that is another message's tells nothing about this one.
            let error = unknown("the provider gave an id it has given before");
            return self.unclear(lane, tx, row, &error).await;
        }
        outbox::finish(tx, &row.message).await?;
        if line.provider_id.is_some() {
            return Ok(());
        }
        line.provider_id = Some(provider_id.to_owned());
        if matches!(line.view.status, MessageStatus::Queued | MessageStatus::Unknown) {
            line.view.status = MessageStatus::Accepted;
            line.view.sending.waits_until = None;
        }
        if let (Some(why), Content::Template { held, .. }) = (accepted.held, &mut line.view.content) {
            *held = Some(why);
        }
        let mut ticket = rows::ticket_of(tx, &line.view.ticket).await?;
        rows::save_line(tx, &mut lane.facts, &ticket.row, &mut line).await?;
        let before = ticket.row.facet();
        if rows::mirror(&mut ticket, &line.view) {
            rows::save_ticket(tx, &mut lane.facts, &mut ticket, before).await?;
        }
        // Statuses may have been faster than the answer.
        status::catch_up(lane, tx, &mut ticket, &mut line).await
    }

    /// The provider did not take it, or did not say so. Tells whether the number changed.
    async fn refused(
        &self,
        lane: &mut Lane<'_>,
        tx: &mut Tx<'_>,
        answer: &Answer,
        error: &SendError,
    ) -> Outcome<bool> {
        let (row, now) = (&answer.row, self.now());
        let words = format!("{} {}", error.failure.code, error.failure.detail);
        match error.class {
            SendErrorClass::PauseNumber => {
                let until = pause(error, now).unwrap_or_else(|| self.backoff(now, row.attempts, PAUSE_LIMIT));
                outbox::retry(tx, &row.message, until, &words).await?;
                outbox::hold_number(tx, &row.number, until).await?;
                self.sender.pace().pause(&row.number, until);
            }
            SendErrorClass::PauseConversation => {
                let power = u32::try_from(row.attempts - 1).unwrap_or(0).min(PAIR_LIMIT);
                let until = pause(error, now).unwrap_or(now.plus(SECOND * 4_i64.pow(power)));
                outbox::retry(tx, &row.message, until, &words).await?;
                self.sender.pace().care(&row.conversation, now);
            }
            SendErrorClass::NotSent => {
                let until = pause(error, now).unwrap_or_else(|| self.backoff(now, row.attempts, RETRY_LIMIT));
                outbox::retry(tx, &row.message, until, &words).await?;
            }
            SendErrorClass::Unknown => self.unclear(lane, tx, row, error).await?,
            SendErrorClass::WindowClosed => {
                self.end(tx, &mut lane.facts, row, error.failure.clone()).await?;
                if let Some(line) = message::get(tx, &row.message).await? {
                    let mut ticket = rows::ticket_of(tx, &line.view.ticket).await?;
                    status::lock_window(tx, &mut lane.facts, &mut ticket, answer.called_at).await?;
                }
            }
            SendErrorClass::NumberDown(state) => {
                outbox::retry(tx, &row.message, now, &words).await?;
                if state != NumberState::Connected && number::set_state(tx, &row.number, state).await? {
                    let down = Down { failure: error.failure.clone(), at: now };
                    health::set_down(tx, &row.number, Some(&down)).await?;
                    lane.facts.number(&row.number, state);
                    tracing::error!(number = %row.number, state = state.as_str(), "outbox.number_down");
                }
                return Ok(true);
            }
            SendErrorClass::Permanent => {
                self.end(tx, &mut lane.facts, row, error.failure.clone()).await?;
                if let Some(line) = message::get(tx, &row.message).await? {
                    self.stopped_marketing(tx, &mut lane.facts, &line).await?;
                }
            }
        }
        Ok(false)
    }

    /// It may have gone out: only a status can tell, or the passing of a day.
    async fn unclear(
        &self,
        lane: &mut Lane<'_>,
        tx: &mut Tx<'_>,
        row: &OutboxRow,
        error: &SendError,
    ) -> Outcome<()> {
        let now = self.now();
        let until = now.plus(HOLD);
        outbox::set_unknown(tx, &row.message, until, &error.failure.detail).await?;
        self.show(tx, &mut lane.facts, row, |line| {
            if line.view.status == MessageStatus::Queued {
                line.view.status = MessageStatus::Unknown;
                line.view.sending.waits_until = Some(now.plus(SILENCE));
            }
        })
        .await
    }
}

/// Until when the provider asks us to wait, if it does.
fn pause(error: &SendError, now: Timestamp) -> Option<Timestamp> {
    error.retry_after_secs.map(|secs| now.plus(SECOND * i64::from(secs)))
}

/// What an answer means for the history of attempts.
fn outcome(result: &Result<Accepted, SendError>) -> AttemptOutcome {
    let Err(error) = result else { return AttemptOutcome::Accepted };
    match error.class {
        SendErrorClass::PauseNumber
        | SendErrorClass::PauseConversation
        | SendErrorClass::NotSent
        | SendErrorClass::NumberDown(_) => AttemptOutcome::Again,
        SendErrorClass::Unknown => AttemptOutcome::Unknown,
        SendErrorClass::WindowClosed | SendErrorClass::Permanent => AttemptOutcome::Refused,
    }
}
