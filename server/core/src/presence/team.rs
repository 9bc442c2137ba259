//! Saying how one stands, seeing how others do, and changing it for them.

use super::{Weights, restate, rules, weigh, weights};
use crate::error::Outcome;
use crate::rows::Facts;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::error::FieldProblem;
use desk_model::presence::{
    Choice, MAX_CAPACITY, MyPresence, PresenceDetail, PresenceRules, PresenceView, Standing,
};
use desk_model::{DeskError, QueueId, UserId};
use desk_store::presence::{self, Colleague};
use desk_store::{Tx, setting};
use std::collections::HashMap;

impl Desk {
    /// How the actor stands, and why they may pause.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`] for the operator.
    pub async fn my_presence(&self, actor: &Actor) -> Result<MyPresence, DeskError> {
        self.settle(self.0.my_presence(actor)).await
    }

    /// Everybody of the desk. What they chose and how much they serve is told to supervisors, and to each of themselves.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn team(&self, actor: &Actor) -> Result<Vec<PresenceView>, DeskError> {
        self.settle(self.0.team(actor)).await
    }

    /// Says how the actor stands, or somebody else. One's own choice holds from the moment one is there.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `user`; [`DeskError::Invalid`] on `reason` when it is none of the
    /// desk's; [`DeskError::NotThere`] when somebody else has no page open.
    pub async fn set_presence(
        &self,
        actor: &Actor,
        who: &UserId,
        choice: Choice,
    ) -> Result<PresenceView, DeskError> {
        self.settle(self.0.set_presence(actor, who, choice)).await
    }

    /// Changes how much somebody serves at once. What they have already stays with them.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `user`; [`DeskError::Invalid`] on `capacity`.
    pub async fn set_capacity(
        &self,
        actor: &Actor,
        who: &UserId,
        capacity: u32,
    ) -> Result<PresenceView, DeskError> {
        self.settle(self.0.set_capacity(actor, who, capacity)).await
    }

    /// Why people may pause, and how long a lost line is forgiven.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn presence_rules(&self, actor: &Actor) -> Result<PresenceRules, DeskError> {
        self.settle(async {
            actor.require(Permission::ManageDesk)?;
            rules(&mut self.0.store.read().await?).await
        })
        .await
    }

    /// Changes them.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::Invalid`] for the fields, see [`PresenceRules::check`].
    pub async fn set_presence_rules(
        &self,
        actor: &Actor,
        rules: PresenceRules,
    ) -> Result<PresenceRules, DeskError> {
        self.settle(self.0.set_presence_rules(actor, rules)).await
    }
}

/// What is needed to draw people.
struct Scene {
    weights: Weights,
    counts: HashMap<UserId, Vec<(QueueId, i64)>>,
    names: HashMap<UserId, String>,
}

impl Scene {
    fn view(&self, actor: &Actor, person: Colleague) -> PresenceView {
        let row = person.presence;
        let standing = row.as_ref().map_or(Standing::Offline, presence::PresenceRow::standing);
        let since = row.as_ref().map(|row| row.since).filter(|since| since.0 > 0);
        let told = actor.may(Permission::WatchDesk) || *actor.user() == person.user;
        let detail = told.then(|| {
            let counts = self.counts.get(&person.user).into_iter().flatten();
            PresenceDetail {
                choice: row.as_ref().map_or(Choice::Available, |row| row.choice.clone()),
                set_by: row.as_ref().and_then(|row| self.names.get(row.set_by.as_ref()?).cloned()),
                online: row.as_ref().is_some_and(|row| row.online),
                load: weigh(counts.map(|(queue, count)| (queue, *count)), &self.weights),
                capacity: person.capacity,
            }
        });
        PresenceView { user: person.user, name: person.name, role: person.role, standing, since, detail }
    }
}

impl Inner {
    async fn my_presence(&self, actor: &Actor) -> Outcome<MyPresence> {
        let me = actor.person()?.clone();
        let mut tx = self.store.read().await?;
        let me = self.view(&mut tx, actor, &me).await?;
        Ok(MyPresence { me, reasons: rules(&mut tx).await?.reasons })
    }

    async fn view(&self, tx: &mut Tx<'_>, actor: &Actor, who: &UserId) -> Outcome<PresenceView> {
        let Some(person) = presence::colleague(tx, who).await? else {
            return Err(DeskError::not_found("user").into());
        };
        let mut names = HashMap::new();
        if let Some(by) = person.presence.as_ref().and_then(|row| row.set_by.as_ref())
            && let Some(known) = presence::colleague(tx, by).await?
        {
            names.insert(known.user, known.name);
        }
        let counts = HashMap::from([(who.clone(), presence::loads_of(tx, who).await?)]);
        Ok(Scene { weights: weights(tx).await?, counts, names }.view(actor, person))
    }

    async fn team(&self, actor: &Actor) -> Outcome<Vec<PresenceView>> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let people = presence::team(&mut tx).await?;
        let mut counts: HashMap<UserId, Vec<(QueueId, i64)>> = HashMap::new();
        for (user, queue, count) in presence::loads(&mut tx).await? {
            counts.entry(user).or_default().push((queue, count));
        }
        let names = people.iter().map(|person| (person.user.clone(), person.name.clone())).collect();
        let scene = Scene { weights: weights(&mut tx).await?, counts, names };
        Ok(people.into_iter().map(|person| scene.view(actor, person)).collect())
    }

    async fn set_presence(&self, actor: &Actor, who: &UserId, choice: Choice) -> Outcome<PresenceView> {
        let me = actor.person()?;
        let own = me == who;
        if !own {
            actor.require(Permission::ManageTeam)?;
        }
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        if let Choice::Paused { reason } = &choice {
            let problem = if reason.is_empty() { FieldProblem::Missing } else { FieldProblem::Malformed };
            if !rules(&mut tx).await?.reasons.contains(reason) {
                return Err(DeskError::invalid("reason", problem).into());
            }
        }
        let Some(person) = presence::colleague(&mut tx, who).await? else {
            return Err(DeskError::not_found("user").into());
        };
        let before = presence::lock(&mut tx, who).await?;
        if !own && !before.online && choice != Choice::Offline {
            return Err(DeskError::NotThere { name: person.name }.into());
        }
        let mut row = before.clone();
        if row.choice != choice {
            row.set_by = (!own).then(|| me.clone());
        }
        row.choice = choice;
        restate(&mut tx, &mut facts, &mut row, &before).await?;
        let view = self.view(&mut tx, actor, who).await?;
        self.commit(tx, facts).await?;
        Ok(view)
    }

    async fn set_capacity(&self, actor: &Actor, who: &UserId, capacity: u32) -> Outcome<PresenceView> {
        actor.require(Permission::ManageTeam)?;
        if capacity > MAX_CAPACITY {
            return Err(DeskError::invalid("capacity", FieldProblem::Malformed).into());
        }
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        if presence::colleague(&mut tx, who).await?.is_none() {
            return Err(DeskError::not_found("user").into());
        }
        // Whoever is about to give them a ticket looks again.
        let row = presence::lock(&mut tx, who).await?;
        presence::set_capacity(&mut tx, who, capacity).await?;
        facts.presence(who, row.standing(), row.since);
        let view = self.view(&mut tx, actor, who).await?;
        self.commit(tx, facts).await?;
        Ok(view)
    }

    async fn set_presence_rules(&self, actor: &Actor, new: PresenceRules) -> Outcome<PresenceRules> {
        actor.require(Permission::ManageDesk)?;
        let new = new.check().map_err(|fields| DeskError::Invalid { fields })?;
        let mut tx = self.store.write().await?;
        // Plain words and a number cannot fail to be written.
        setting::put(&mut tx, super::NAME, &serde_json::to_string(&new).unwrap_or_default()).await?;
        tx.commit().await?;
        // Somebody's time may be over by the new rules.
        self.routing_bell.notify_one();
        Ok(new)
    }
}
