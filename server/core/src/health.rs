//! The health of the numbers: what the desk saw, what the provider says, and what follows from it.

use crate::error::Outcome;
use crate::numbers::Number;
use crate::ports::{NumberAccess, SendError, SendErrorClass};
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::autopsy::{Attempt, own};
use desk_model::health::{Down, NumberHealth, Report};
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_model::time::{DAY, SECOND};
use desk_model::{AlertId, DeskError, MessageId, NumberId, Timestamp};
use desk_store::health::Seen;
use desk_store::{NumberRow, StoreError, Tx, alert, attempt, health, message, number};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What was seen of a number is written down at most this often (µs): thousands of notifications a second pass.
const SIGHTING: i64 = 10 * SECOND;
/// Announcements somebody took note of that are still shown.
const OLD_ALERTS: u32 = 5;

/// When this node last wrote down what it saw of each number.
#[derive(Default)]
pub(crate) struct Sightings(Mutex<HashMap<(NumberId, Seen), Timestamp>>);

impl Sightings {
    /// Whether it is time to write it down again; then it counts as written.
    fn due(&self, number: &NumberId, what: Seen, now: Timestamp) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get_mut(&(number.clone(), what)) {
            Some(at) if now.since(*at) < SIGHTING && now >= *at => false,
            Some(at) => {
                *at = now;
                true
            }
            None => {
                known.insert((number.clone(), what), now);
                true
            }
        }
    }
}

impl Desk {
    /// The health of every number as it was last seen.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn number_health(&self, actor: &Actor) -> Result<Vec<NumberHealth>, DeskError> {
        self.settle(self.0.number_health(actor)).await
    }

    /// Asks the provider about a number now. That it answers proves a disconnected number mended.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`.
    pub async fn check_number(&self, actor: &Actor, id: &NumberId) -> Result<NumberHealth, DeskError> {
        self.settle(self.0.check_number(actor, id)).await
    }

    /// Subscribes our application to the number's account, then asks the provider.
    ///
    /// # Errors
    /// [`DeskError::Provider`] when it refuses; else as [`Desk::check_number`].
    pub async fn subscribe_number(&self, actor: &Actor, id: &NumberId) -> Result<NumberHealth, DeskError> {
        self.settle(self.0.subscribe_number(actor, id)).await
    }

    /// Takes note of something the provider announced. Doing it twice changes nothing.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `alert`.
    pub async fn acknowledge_alert(&self, actor: &Actor, id: &AlertId) -> Result<(), DeskError> {
        self.settle(self.0.acknowledge_alert(actor, id)).await
    }

    /// The attempts to send a message, oldest first.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] on `message` when there is none, or not for the actor.
    pub async fn message_attempts(&self, actor: &Actor, id: &MessageId) -> Result<Vec<Attempt>, DeskError> {
        self.settle(self.0.message_attempts(actor, id)).await
    }

    /// Looks at every number again and again until `cancel`; at once when the provider announces something.
    pub async fn run_checks(&self, cancel: CancellationToken) {
        let every = i64::from(self.0.settings.number_check_secs.max(1)) * SECOND;
        let pause = Duration::from_micros(every.unsigned_abs());
        // Another node, or this one before it was started again, may have looked a moment ago.
        let mut unless = every / 2;
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.check_older(unless) => {}
            }
            unless = tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(pause) => every / 2,
                () = self.0.check_bell.notified() => 0,
            };
        }
    }

    /// Looks at every number once. Failures go to the log.
    pub async fn check_numbers(&self) {
        self.check_older(0).await;
    }

    /// Looks at every number nobody looked at for so long (µs).
    async fn check_older(&self, age: i64) {
        let ids: Vec<NumberId> = self.0.numbers().iter().map(|known| known.access.number.clone()).collect();
        for id in ids {
            if age > 0 && self.0.looked_within(&id, age).await.unwrap_or(false) {
                continue;
            }
            if let Err(error) = self.check_number(&Actor::operator(), &id).await {
                tracing::warn!(number = %id, status = error.status(), "numbers.not_checked");
            }
        }
    }
}

impl Inner {
    /// Notes that something was seen of a number. Who is setting it up waits for the first time, and is told.
    pub(crate) async fn saw(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        number: &Number,
        what: Seen,
    ) -> Result<(), StoreError> {
        let (id, now) = (&number.access.number, facts.at());
        let first = self.sightings.due(id, what, now) && health::saw(tx, id, what, now).await?;
        if first && number.state == NumberState::Setup {
            facts.number(id, number.state);
        }
        Ok(())
    }

    async fn looked_within(&self, id: &NumberId, age: i64) -> Outcome<bool> {
        let known = health::get(&mut self.store.read().await?, id).await?;
        Ok(known.report.is_some_and(|report| self.now().since(report.at) < age))
    }

    async fn number_health(&self, actor: &Actor) -> Outcome<Vec<NumberHealth>> {
        actor.require(Permission::WatchDesk)?;
        let mut tx = self.store.read().await?;
        let mut all = Vec::new();
        for row in number::list(&mut tx, self.store.seal()).await? {
            all.push(self.health_of(&mut tx, row).await?);
        }
        Ok(all)
    }

    async fn health_of(&self, tx: &mut Tx<'_>, row: NumberRow) -> Outcome<NumberHealth> {
        let known = health::get(tx, &row.id).await?;
        let reached = health::reach(tx, &row.account_id, self.now().plus(-DAY)).await?;
        let mut alerts = alert::of_account(tx, &row.account_id, OLD_ALERTS).await?;
        alerts.retain(|alert| alert.number.as_ref().is_none_or(|about| *about == row.id));
        Ok(NumberHealth {
            number: row.id,
            label: row.label,
            display: row.display,
            state: row.state,
            down: known.down,
            report: known.report,
            webhook_at: known.webhook_at,
            sent_at: known.sent_at,
            templates_at: known.templates_at,
            reached,
            bad_signatures: i64::try_from(self.bad_signatures.load(Ordering::Relaxed)).unwrap_or(i64::MAX),
            alerts,
        })
    }

    async fn check_number(&self, actor: &Actor, id: &NumberId) -> Outcome<NumberHealth> {
        actor.require(Permission::ManageDesk)?;
        let access = self.access_of(id).await?;
        let (report, broken) = self.look(&access).await;
        let mut facts = Facts::new(report.at);
        let mut tx = self.store.write().await?;
        let before = health::get(&mut tx, id).await?.report;
        let changed = self.keep_report(&mut tx, &mut facts, id, &report, broken).await?;
        let Some(row) = number::get(&mut tx, self.store.seal(), id).await? else {
            return Err(DeskError::not_found("number").into());
        };
        // That it was looked again is no news; what was found may be.
        let news = before.is_none_or(|before| Report { at: report.at, ..before } != report);
        if news && !changed {
            facts.number(id, row.state);
        }
        let health = self.health_of(&mut tx, row).await?;
        self.commit(tx, facts).await?;
        if changed {
            self.refresh_numbers().await?;
        }
        Ok(health)
    }

    async fn subscribe_number(&self, actor: &Actor, id: &NumberId) -> Outcome<NumberHealth> {
        actor.require(Permission::ManageDesk)?;
        let access = self.access_of(id).await?;
        self.gateway
            .subscribe(&access)
            .await
            .map_err(|error| DeskError::Provider { failure: error.failure })?;
        tracing::info!(number = %id, by = %actor.user(), "numbers.subscribed");
        self.check_number(actor, id).await
    }

    async fn access_of(&self, id: &NumberId) -> Outcome<NumberAccess> {
        let row = number::get(&mut self.store.read().await?, self.store.seal(), id).await?;
        let row = row.ok_or_else(|| DeskError::not_found("number"))?;
        Ok(Number::from(row).access)
    }

    /// Asks the provider. Beside the report: the state it puts the number into, when that is a bad one.
    pub(crate) async fn look(&self, access: &NumberAccess) -> (Report, Option<(NumberState, SendFailure)>) {
        let told = self.gateway.inspect(access).await;
        let broken = match &told.number {
            Err(SendError { class: SendErrorClass::NumberDown(state), failure, .. }) => {
                Some((*state, failure.clone()))
            }
            Err(_) => None,
            Ok(facts) => match facts.status.as_deref() {
                Some(word @ ("RESTRICTED" | "BANNED")) => {
                    let detail = format!("status {word}");
                    Some((NumberState::Restricted, SendFailure { code: own::NO_REASON, detail }))
                }
                _ => None,
            },
        };
        let report = Report {
            at: self.now(),
            number: told.number.map_err(|error| error.failure),
            account: told.account.map_err(|error| error.failure),
            belongs: told.belongs.map_err(|error| error.failure),
            subscribed: told.subscribed.map_err(|error| error.failure),
        };
        (report, broken)
    }

    /// Stores a report, and the state of the number that follows from it. Tells whether that changed.
    pub(crate) async fn keep_report(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        id: &NumberId,
        report: &Report,
        broken: Option<(NumberState, SendFailure)>,
    ) -> Outcome<bool> {
        health::set_report(tx, id, report).await?;
        let Some((state, failure)) = broken else {
            return Ok(report.number.is_ok() && self.number_works(tx, facts, id).await?);
        };
        if !number::set_state(tx, id, state).await? {
            return Ok(false);
        }
        health::set_down(tx, id, Some(&Down { failure, at: report.at })).await?;
        facts.number(id, state);
        tracing::error!(number = %id, state = state.as_str(), "numbers.down");
        Ok(true)
    }

    async fn acknowledge_alert(&self, actor: &Actor, id: &AlertId) -> Outcome<()> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.write().await?;
        let Some(known) = alert::get(&mut tx, id).await? else {
            return Err(DeskError::not_found("alert").into());
        };
        let mut facts = Facts::new(self.now());
        if alert::acknowledge(&mut tx, id, actor.name(), facts.at()).await? {
            for number in self.numbers().iter().filter(|number| number.access.account_id == known.account) {
                facts.number(&number.access.number, number.state);
            }
        }
        self.commit(tx, facts).await?;
        Ok(())
    }

    async fn message_attempts(&self, actor: &Actor, id: &MessageId) -> Outcome<Vec<Attempt>> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let hidden = || DeskError::not_found("message");
        let line = message::get(&mut tx, id).await?.ok_or_else(hidden)?;
        match crate::reads::visible(&mut tx, actor, &line.view.ticket).await {
            Err(crate::error::Fault::Desk(DeskError::NotFound { .. })) => return Err(hidden().into()),
            other => other?,
        };
        Ok(attempt::of(&mut tx, id).await?)
    }
}
