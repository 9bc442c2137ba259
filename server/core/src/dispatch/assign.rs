//! Giving out what waits: one transaction a ticket, so that any number of nodes may do it at once.

use super::{accepting, of, overtaken};
use crate::Inner;
use crate::error::Outcome;
use crate::presence::{self as people, Weights, weigh};
use crate::rows::{self, Facts, Line};
use desk_model::dispatch::{Candidate, Need, choose};
use desk_model::message::ThreadEvent;
use desk_model::presence::Standing;
use desk_model::queue::Routing;
use desk_model::time::HOUR;
use desk_model::{DeskError, MessageId, QueueId, TicketCommand, TicketId, TicketState, Timestamp, UserId};
use desk_store::presence::{self, Colleague};
use desk_store::{QueueRow, TicketRow, Tx, conversation, queue, ticket};
use std::collections::{BTreeMap, HashMap};

/// How often it looks again when others were faster each time, before it sleeps a moment.
const RACES: usize = 200;

/// Who could get something, and the rules of all queues.
pub(super) struct Scene {
    pub(super) queues: Vec<QueueRow>,
    pub(super) people: Vec<Candidate>,
}

impl Scene {
    pub(super) async fn read(tx: &mut Tx<'_>) -> Outcome<Self> {
        let here = presence::available(tx).await?;
        let queues = queue::list(tx).await?;
        if here.is_empty() {
            return Ok(Self { queues, people: Vec::new() });
        }
        let weights: Weights = queues.iter().map(|queue| (queue.id.clone(), queue.policy.weight)).collect();
        let mut counts: HashMap<UserId, Vec<(QueueId, i64)>> = HashMap::new();
        for (user, queue, count) in presence::loads(tx).await? {
            counts.entry(user).or_default().push((queue, count));
        }
        let mut skills: HashMap<UserId, BTreeMap<QueueId, u8>> = HashMap::new();
        for (queue, user, skill) in presence::skills(tx).await? {
            skills.entry(user).or_default().insert(queue, u8::try_from(skill).unwrap_or(0));
        }
        let people = here.into_iter().map(|person| {
            let counts = counts.remove(&person.user).unwrap_or_default();
            let load = weigh(counts.iter().map(|(queue, count)| (queue, *count)), &weights);
            let skills = skills.remove(&person.user).unwrap_or_default();
            candidate(person, skills, load)
        });
        Ok(Self { people: people.collect(), queues })
    }

    /// Push queues of which somebody could get a ticket now.
    fn served(&self, now: Timestamp) -> Vec<QueueId> {
        let served = self.queues.iter().filter(|queue| {
            let need = need(queue, None, None);
            queue.policy.routing == Routing::Push
                && accepting(queue, now)
                && self.people.iter().any(|person| person.may_get(&need))
        });
        served.map(|queue| queue.id.clone()).collect()
    }

    fn given(&mut self, user: &UserId, weight: u32, at: Timestamp) {
        if let Some(person) = self.people.iter_mut().find(|person| person.user == *user) {
            person.load = person.load.saturating_add(weight);
            person.idle_since = at;
        }
    }
}

/// What a ticket of this queue asks for.
pub(super) fn need<'a>(
    queue: &'a QueueRow,
    sticky: Option<&'a UserId>,
    avoid: Option<&'a UserId>,
) -> Need<'a> {
    let policy = &queue.policy;
    Need { queue: &queue.id, weight: policy.weight, min_skill: policy.min_skill, sticky, avoid }
}

fn candidate(person: Colleague, skills: BTreeMap<QueueId, u8>, load: u32) -> Candidate {
    let row = person.presence;
    Candidate {
        standing: row.as_ref().map_or(Standing::Offline, presence::PresenceRow::standing),
        // Who came back a moment ago has not been waiting for work while away.
        idle_since: row.map_or(Timestamp(0), |row| row.served_at.max(row.since)),
        user: person.user,
        skills,
        load,
        capacity: person.capacity,
    }
}

/// Locks somebody and tells whether they can still get such a ticket; their name then. From here on nobody else gives them one.
pub(super) async fn can_still(tx: &mut Tx<'_>, user: &UserId, need: &Need<'_>) -> Outcome<Option<String>> {
    presence::lock(tx, user).await?;
    let Some(person) = presence::colleague(tx, user).await? else { return Ok(None) };
    let skills = presence::skills_of(tx, user).await?;
    let skills = skills.into_iter().map(|(queue, skill)| (queue, u8::try_from(skill).unwrap_or(0)));
    let load = people::load_of(tx, user).await?;
    let name = person.name.clone();
    Ok(candidate(person, skills.collect(), load).may_get(need).then_some(name))
}

/// They got a ticket at this instant.
pub(super) async fn served(tx: &mut Tx<'_>, user: &UserId, at: Timestamp) -> Outcome<()> {
    let mut row = presence::lock(tx, user).await?;
    row.served_at = at;
    presence::save(tx, &row).await?;
    Ok(())
}

impl Inner {
    /// Gives out what waits in push queues, in the order of the queues, until nobody waits whom somebody could serve.
    pub(super) async fn give_out(&self) -> Outcome<usize> {
        let (mut given, mut races) = (0, 0);
        let mut scene = Scene::read(&mut self.store.read().await?).await?;
        loop {
            let queues = scene.served(self.now());
            if queues.is_empty() {
                return Ok(given);
            }
            let mut tx = self.store.read().await?;
            let Some(next) = ticket::route::next_queued(&mut tx, &queues).await? else { return Ok(given) };
            let Some(queue) = of(&scene.queues, &next.row.queue).cloned() else { return Ok(given) };
            let (sticky, avoid) = self.known_to(&mut tx, &next, &queue).await?;
            drop(tx);
            let need = need(&queue, sticky.as_ref(), avoid.as_ref());
            let Some(user) = choose(&scene.people, &need).map(|person| person.user.clone()) else {
                return Ok(given);
            };
            let gave = match self.give(&next.row.ticket, &user, sticky.as_ref() == Some(&user)).await {
                Ok(gave) => gave,
                Err(fault) if overtaken(&fault) => false,
                Err(fault) => return Err(fault),
            };
            if gave {
                given += 1;
                scene.given(&user, queue.policy.weight, self.now());
            } else {
                races += 1;
                if races > RACES {
                    return Err(DeskError::Busy.into());
                }
                scene = Scene::read(&mut self.store.read().await?).await?;
            }
        }
    }

    /// Whom the customer knows, and who had the ticket and did not answer.
    async fn known_to(
        &self,
        tx: &mut Tx<'_>,
        ticket: &TicketRow,
        queue: &QueueRow,
    ) -> Outcome<(Option<UserId>, Option<UserId>)> {
        let avoid = ticket::route::silent_by(tx, &ticket.row.ticket).await?;
        let hours = i64::from(queue.policy.sticky_hours);
        if hours == 0 {
            return Ok((None, avoid));
        }
        let since = self.now().plus(-hours.saturating_mul(HOUR));
        let sticky = ticket::route::last_served_by(tx, &ticket.row.contact, since).await?;
        Ok((sticky.filter(|user| avoid.as_ref() != Some(user)), avoid))
    }

    /// Gives a ticket to somebody, if it still waits and they still can. Tells whether they got it.
    async fn give(&self, id: &TicketId, to: &UserId, returning: bool) -> Outcome<bool> {
        let mut tx = self.store.write().await?;
        let Some(found) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        conversation::lock(&mut tx, &found.row.conversation).await?;
        // Another node may have been faster; what was read before the lock may be old.
        let Some(mut found) = ticket::get(&mut tx, id).await? else { return Ok(false) };
        let Some(queue) = queue::get(&mut tx, &found.row.queue).await? else { return Ok(false) };
        let waits = matches!(found.row.state, TicketState::Queued { .. });
        if !waits || queue.policy.routing != Routing::Push {
            return Ok(false);
        }
        let Some(name) = can_still(&mut tx, to, &need(&queue, None, None)).await? else { return Ok(false) };
        let mut facts = Facts::new(self.now());
        let before = found.row.facet();
        let claim = TicketCommand::Claim { agent: to.clone() };
        found.row.state = found.row.state.clone().step(claim, facts.at())?;
        rows::save_ticket(&mut tx, &mut facts, &mut found, before).await?;
        self.note_move(&mut tx, &mut facts, &found, ThreadEvent::Routed { to: name, returning }).await?;
        served(&mut tx, to, facts.at()).await?;
        self.commit(tx, facts).await?;
        Ok(true)
    }

    /// Adds a line that tells what the desk did.
    pub(super) async fn note_move(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &TicketRow,
        what: ThreadEvent,
    ) -> Outcome<()> {
        let at = facts.at();
        let line = Line::event(self.id(MessageId::from_parts), what, at, at).of(&ticket.row);
        rows::insert_line(tx, facts, &ticket.row, &line).await?;
        Ok(())
    }
}
