//! Queues as administrators make, set and give them up.

mod remove;

use crate::error::Outcome;
use crate::hours::CivilZone;
use crate::rows::{self, Facts};
use crate::{Actor, Desk, Inner, connect, feed};
use desk_model::access::Permission;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::queue_form::{
    Capacity, QueueBoard, QueueDetail, QueueForm, QueueMember, StaffMember, is_color, name_problem,
};
use desk_model::{DeskError, NumberId, QueueId, QueuePolicy, ReasonId};
use desk_store::{
    QueueRow, StoreError, Tx, close_reason, conversation, event, number, queue, staff, ticket, user,
};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Tickets whose promises are counted anew in one transaction.
const BATCH: usize = 100;
/// The name of a queue that was given up gets this and a number when another one wants it.
const MAX_TWINS: u32 = 1_000;

impl Desk {
    /// Everything about all queues.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn queue_board(&self, actor: &Actor) -> Result<QueueBoard, DeskError> {
        self.settle(self.0.queue_board(actor)).await
    }

    /// Makes a queue with usual settings.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] for `name` and `color`.
    pub async fn create_queue(
        &self,
        actor: &Actor,
        name: &str,
        color: &str,
    ) -> Result<QueueDetail, DeskError> {
        self.settle(self.0.create_queue(actor, name, color)).await
    }

    /// Writes everything that is set on a queue. What changes promises is counted anew for its open tickets. With `read`, what
    /// the form was made from, nothing that somebody else saved since is overwritten.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `queue`; [`DeskError::Conflict`] on `queue` when it is not as it
    /// was read; [`DeskError::Invalid`] for the fields.
    pub async fn save_queue(
        &self,
        actor: &Actor,
        id: &QueueId,
        form: QueueForm,
        read: Option<QueueForm>,
    ) -> Result<QueueDetail, DeskError> {
        self.settle(self.0.save_queue(actor, id, form, read)).await
    }

    /// Puts the queues into an order; those not named come after them.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn order_queues(&self, actor: &Actor, order: &[QueueId]) -> Result<(), DeskError> {
        self.settle(self.0.order_queues(actor, order)).await
    }
}

impl Inner {
    async fn queue_board(&self, actor: &Actor) -> Outcome<QueueBoard> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.read().await?;
        let mut queues = Vec::new();
        for row in queue::list(&mut tx).await? {
            queues.push(self.detail(&mut tx, row).await?);
        }
        let capacity: BTreeMap<_, _> = staff::capacities(&mut tx).await?.into_iter().collect();
        let people = user::list(&mut tx).await?.into_iter().filter(|row| !row.disabled);
        let staff = people
            .map(|row| StaffMember {
                capacity: capacity.get(&row.id).and_then(|n| u32::try_from(*n).ok()).unwrap_or_default(),
                id: row.id,
                name: row.name,
                role: row.role,
            })
            .collect();
        let mut zones: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        zones.retain(|name| name == "UTC" || name.contains('/'));
        zones.sort_unstable();
        Ok(QueueBoard { queues, staff, zones, zone: self.settings.time_zone.clone() })
    }

    async fn detail(&self, tx: &mut Tx<'_>, row: QueueRow) -> Outcome<QueueDetail> {
        let members = staff::skills_in(tx, &row.id).await?.into_iter();
        let members = members
            .map(|(user, skill)| QueueMember { user, skill: u8::try_from(skill).unwrap_or(1) })
            .collect();
        let numbers = number::list(tx, self.store.seal()).await?.into_iter();
        let default_of =
            numbers.filter(|number| number.default_queue == row.id).map(|number| number.id).collect();
        let hours = &row.policy.hours;
        let is_open = hours.is_open(&CivilZone::of(hours), self.now());
        let open = queue::open_counts(tx).await?.into_iter().find(|(id, _)| *id == row.id);
        let whole = |value: i64| u32::try_from(value).unwrap_or_default();
        Ok(QueueDetail {
            open: open.map_or(0, |(_, count)| count),
            is_open,
            form: QueueForm {
                name: row.name,
                color: row.color,
                opening_text: row.opening_text,
                closing_text: row.closing_text,
                reopen_hours: whole(row.reopen_hours),
                nudge_text: row.nudge_text,
                nudge_auto: row.nudge_auto,
                nudge_minutes: whole(row.nudge_minutes),
                policy: row.policy,
                members,
                capacities: Vec::new(),
                numbers: queue::numbers_of(tx, &row.id).await?,
                default_of,
                reasons: close_reason::list(tx, &row.id).await?,
            },
            id: row.id,
        })
    }

    async fn create_queue(&self, actor: &Actor, name: &str, color: &str) -> Outcome<QueueDetail> {
        actor.require(Permission::ManageDesk)?;
        let name = name.trim();
        let mut fields = Vec::new();
        if let Some(problem) = name_problem(name) {
            fields.push(FieldError { field: "name".to_owned(), problem });
        }
        if !is_color(color) {
            fields.push(FieldError { field: "color".to_owned(), problem: FieldProblem::Malformed });
        }
        if !fields.is_empty() {
            return Err(DeskError::Invalid { fields }.into());
        }
        let mut tx = self.store.write().await?;
        let known = queue::list(&mut tx).await?;
        if known.iter().any(|row| same_name(&row.name, name)) {
            return Err(DeskError::invalid("name", FieldProblem::Taken).into());
        }
        free_name(&mut tx, name).await?;
        let row = QueueRow {
            id: self.id(QueueId::from_parts),
            name: name.to_owned(),
            color: color.to_owned(),
            position: known.iter().map(|row| row.position).max().unwrap_or_default() + 1,
            reopen_hours: 2,
            opening_text: String::new(),
            closing_text: String::new(),
            created_at: self.now(),
            nudge_text: connect::NUDGE.to_owned(),
            nudge_auto: false,
            nudge_minutes: 30,
            policy: QueuePolicy::default(),
            archived: false,
            heir_id: None,
        };
        match queue::insert(&mut tx, &row).await {
            Err(StoreError::Conflict { .. }) => {
                return Err(DeskError::invalid("name", FieldProblem::Taken).into());
            }
            other => other?,
        }
        let detail = self.detail(&mut tx, row).await?;
        let mut facts = Facts::new(self.now());
        facts.desk();
        self.commit(tx, facts).await?;
        tracing::info!(queue = %detail.id, by = %actor.user(), "queues.created");
        Ok(detail)
    }

    async fn save_queue(
        &self,
        actor: &Actor,
        id: &QueueId,
        form: QueueForm,
        read: Option<QueueForm>,
    ) -> Outcome<QueueDetail> {
        actor.require(Permission::ManageDesk)?;
        // Looked at as it was typed, so that lines are named by their places in the form.
        let mut fields = form.check();
        let form = form.tidied();
        let hours = &form.policy.hours;
        if !hours.is_always() && TimeZone::get(&hours.zone).is_err() {
            fields.push(FieldError { field: "hours_zone".to_owned(), problem: FieldProblem::Malformed });
        }
        let mut tx = self.store.write().await?;
        let Some(before) = queue::get(&mut tx, id).await?.filter(|row| !row.archived) else {
            return Err(DeskError::not_found("queue").into());
        };
        if let Some(read) = read
            && self.detail(&mut tx, before.clone()).await?.form != read
        {
            return Err(DeskError::Conflict { what: "queue".to_owned(), winner: None }.into());
        }
        if queue::list(&mut tx).await?.iter().any(|row| row.id != *id && same_name(&row.name, &form.name)) {
            fields.push(FieldError { field: "name".to_owned(), problem: FieldProblem::Taken });
        }
        let numbers = number::list(&mut tx, self.store.seal()).await?;
        if numbers.iter().any(|row| row.default_queue == *id && !form.default_of.contains(&row.id)) {
            // A number must lead somewhere: it gets another queue there, not none here.
            fields.push(FieldError { field: "default_of".to_owned(), problem: FieldProblem::Missing });
        }
        if !fields.is_empty() {
            return Err(DeskError::Invalid { fields }.into());
        }
        let known = |id: &NumberId| numbers.iter().any(|row| row.id == *id);
        if !form.numbers.iter().chain(&form.default_of).all(known) {
            return Err(DeskError::not_found("number").into());
        }

        let mut facts = Facts::new(self.now());
        free_name(&mut tx, &form.name).await?;
        let row = written(before.clone(), &form);
        queue::update(&mut tx, &row).await?;
        self.put_reasons(&mut tx, id, &form).await?;
        self.put_members(&mut tx, id, &form.members, &form.capacities).await?;
        let mut feeding = form.numbers.clone();
        if !feeding.is_empty() {
            feeding.extend(form.default_of.iter().cloned());
        }
        let fed = queue::numbers_of(&mut tx, id).await?;
        queue::set_numbers(&mut tx, id, &feeding).await?;
        let shown = |row: &QueueRow| (row.name.clone(), row.color.clone(), row.nudge_text.clone());
        if shown(&before) != shown(&row) || fed != queue::numbers_of(&mut tx, id).await? {
            facts.desk();
        }
        for number in numbers.iter().filter(|row| row.default_queue != *id) {
            if form.default_of.contains(&number.id) {
                queue::set_default(&mut tx, &number.id, id).await?;
                facts.number(&number.id, number.state);
            }
        }
        let detail = self.detail(&mut tx, row).await?;
        self.commit(tx, facts).await?;
        self.refresh_numbers().await?;
        self.nudge_bell.notify_one();
        self.routing_bell.notify_one();
        // Memberships tell the feed by events of their own.
        self.tell().await;
        tracing::info!(queue = %id, by = %actor.user(), "queues.saved");
        if (before.policy.sla, &before.policy.hours) != (form.policy.sla, &form.policy.hours) {
            self.renew_promises(id).await?;
        }
        Ok(detail)
    }

    async fn put_reasons(&self, tx: &mut Tx<'_>, id: &QueueId, form: &QueueForm) -> Outcome<()> {
        let known = close_reason::list(tx, id).await?;
        let reasons: Vec<_> = form
            .reasons
            .iter()
            .map(|draft| {
                // An id of another queue, or none: a new one.
                let own = draft.id.clone().filter(|own| known.iter().any(|k| k.id.as_ref() == Some(own)));
                (own.unwrap_or_else(|| self.id(ReasonId::from_parts)), draft.clone())
            })
            .collect();
        Ok(close_reason::replace(tx, id, &reasons).await?)
    }

    /// Who belongs to a queue. Those who come and go are told, so that their screens ask again what they may see.
    async fn put_members(
        &self,
        tx: &mut Tx<'_>,
        id: &QueueId,
        members: &[QueueMember],
        capacities: &[Capacity],
    ) -> Outcome<()> {
        let before = queue::members(tx, id).await?;
        let mut changed = Vec::new();
        for member in members {
            let Some(person) = user::by_id(tx, &member.user).await? else {
                return Err(DeskError::not_found("user").into());
            };
            staff::set_member(tx, id, &member.user, i64::from(member.skill)).await?;
            if !before.contains(&member.user) {
                changed.push(feed::access_changed(&person.id, person.epoch, self.now()));
            }
        }
        for gone in before.iter().filter(|user| !members.iter().any(|member| member.user == **user)) {
            queue::remove_member(tx, id, gone).await?;
            if let Some(person) = user::by_id(tx, gone).await? {
                changed.push(feed::access_changed(gone, person.epoch, self.now()));
            }
        }
        for capacity in capacities {
            staff::set_capacity(tx, &capacity.user, i64::from(capacity.limit)).await?;
        }
        if !changed.is_empty() {
            event::append(tx, &changed).await?;
        }
        Ok(())
    }

    async fn order_queues(&self, actor: &Actor, order: &[QueueId]) -> Outcome<()> {
        actor.require(Permission::ManageDesk)?;
        let mut tx = self.store.write().await?;
        let mut rows = queue::list(&mut tx).await?;
        let place = |row: &QueueRow| order.iter().position(|id| *id == row.id).unwrap_or(usize::MAX);
        rows.sort_by_key(place);
        for (position, mut row) in (1_i64..).zip(rows) {
            if row.position != position {
                row.position = position;
                queue::update(&mut tx, &row).await?;
            }
        }
        let mut facts = Facts::new(self.now());
        facts.desk();
        Ok(self.commit(tx, facts).await?)
    }

    /// Counts the promises of a queue's open tickets anew.
    async fn renew_promises(&self, id: &QueueId) -> Outcome<()> {
        let open = ticket::open_in(&mut self.store.read().await?, id).await?;
        for some in open.chunks(BATCH) {
            let mut tx = self.store.write().await?;
            let mut facts = Facts::new(self.now());
            for (ticket, place) in some {
                conversation::lock(&mut tx, place).await?;
                let Some(mut row) = ticket::get(&mut tx, ticket).await? else { continue };
                let (before, due) = (row.row.facet(), (row.row.due, row.row.promise));
                crate::promises::renew(&mut tx, &mut facts, &mut row).await?;
                if due != (row.row.due, row.row.promise) {
                    rows::save_ticket(&mut tx, &mut facts, &mut row, before).await?;
                }
            }
            self.commit(tx, facts).await?;
        }
        Ok(())
    }
}

fn written(mut row: QueueRow, form: &QueueForm) -> QueueRow {
    row.name.clone_from(&form.name);
    row.color.clone_from(&form.color);
    row.reopen_hours = i64::from(form.reopen_hours);
    row.opening_text.clone_from(&form.opening_text);
    row.closing_text.clone_from(&form.closing_text);
    row.nudge_text.clone_from(&form.nudge_text);
    row.nudge_auto = form.nudge_auto;
    row.nudge_minutes = i64::from(form.nudge_minutes);
    row.policy = form.policy.clone();
    row
}

fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// A queue that was given up leaves its name to one that wants it: in the history it gets a number.
pub(crate) async fn free_name(tx: &mut Tx<'_>, name: &str) -> Outcome<()> {
    let former = queue::former(tx).await?;
    let Some(mut taken) = former.iter().find(|row| row.name == name).cloned() else { return Ok(()) };
    let all: Vec<String> = queue::list(tx).await?.into_iter().chain(former).map(|row| row.name).collect();
    let free = (2..MAX_TWINS).map(|n| format!("{name} ({n})")).find(|other| !all.contains(other));
    taken.name = free.unwrap_or_else(|| format!("{name} ({})", taken.id));
    Ok(queue::update(tx, &taken).await?)
}
