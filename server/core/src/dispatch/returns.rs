//! Taking tickets back: from people who left, as their queues say, and from owners who let customers wait too long.

use super::assign::{Scene, can_still, need, served};
use super::{accepting, of, overtaken};
use crate::Inner;
use crate::error::Outcome;
use crate::rows::{self, Facts};
use desk_model::dispatch::{choose, silent_end};
use desk_model::message::{ReturnReason, ThreadEvent};
use desk_model::presence::Standing;
use desk_model::queue::OnLeave;
use desk_model::{TicketCommand, TicketId, TicketState, Timestamp, UserId};
use desk_store::{conversation, presence, queue, ticket, user};

/// Most tickets of a queue looked at in one turn.
const BATCH: u32 = 256;
/// How often a ticket is tried again when somebody changed it meanwhile.
const RACES: usize = 20;

impl Inner {
    /// What was offered to people who went offline comes back; their own tickets stay, go back to their queue, or go to a colleague.
    pub(super) async fn take_back_from_leavers(&self) -> Outcome<()> {
        let leavers = presence::leaving(&mut self.store.read().await?).await?;
        for leaver in leavers {
            self.end_offers_to(&leaver).await?;
            let mut tx = self.store.read().await?;
            let tickets = ticket::route::served_by(&mut tx, &leaver).await?;
            let queues = queue::list(&mut tx).await?;
            drop(tx);
            for found in tickets {
                let on_leave = of(&queues, &found.row.queue).map_or(OnLeave::Stay, |q| q.policy.on_leave);
                if on_leave != OnLeave::Stay {
                    self.take_back(&found.row.ticket, &leaver, ReturnReason::Offline).await?;
                }
            }
            // Only now: a desk that dies before does it again.
            let mut tx = self.store.write().await?;
            let mut row = presence::lock(&mut tx, &leaver).await?;
            row.leaving = false;
            presence::save(&mut tx, &row).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Tickets whose customers wait too long for an answer of their owner. Gives when the next one is due.
    pub(super) async fn take_back_from_silent(&self) -> Outcome<Option<Timestamp>> {
        let now = self.now();
        let mut next: Option<Timestamp> = None;
        let queues = queue::list(&mut self.store.read().await?).await?;
        let strict = queues.iter().filter(|queue| queue.policy.silent_minutes > 0);
        for queue in strict.filter(|queue| accepting(queue, now)) {
            let minutes = queue.policy.silent_minutes;
            let found = ticket::route::unanswered(&mut self.store.read().await?, &queue.id, BATCH).await?;
            for found in found {
                let Some(end) = silent_end(&found.row, minutes) else { continue };
                if end > now {
                    // They stand in the order in which they are due.
                    next = next.into_iter().chain([end]).min();
                    break;
                }
                if let Some(owner) = found.row.state.owner() {
                    self.take_back(&found.row.ticket, owner, ReturnReason::Silent { minutes }).await?;
                }
            }
        }
        Ok(next)
    }

    async fn take_back(&self, id: &TicketId, from: &UserId, why: ReturnReason) -> Outcome<()> {
        for _ in 0..RACES {
            match self.try_take_back(id, from, why).await {
                Err(fault) if overtaken(&fault) => {}
                other => return other,
            }
        }
        // Somebody works on it all the time: it is not silent, and a leaver's is looked at again.
        Ok(())
    }

    /// Takes a ticket from somebody, if the reason still holds; in the same transaction it goes to a colleague where the
    /// queue says so and one can take it.
    async fn try_take_back(&self, id: &TicketId, from: &UserId, why: ReturnReason) -> Outcome<()> {
        let mut tx = self.store.write().await?;
        let Some(found) = ticket::get(&mut tx, id).await? else { return Ok(()) };
        conversation::lock(&mut tx, &found.row.conversation).await?;
        let Some(mut found) = ticket::get(&mut tx, id).await? else { return Ok(()) };
        let Some(queue) = queue::get(&mut tx, &found.row.queue).await? else { return Ok(()) };
        let TicketState::Assigned { agent, .. } = &found.row.state else { return Ok(()) };
        if agent != from {
            return Ok(());
        }
        let mut facts = Facts::new(self.now());
        let holds = match why {
            ReturnReason::Offline => {
                let person = presence::colleague(&mut tx, from).await?;
                let back = person
                    .and_then(|person| person.presence)
                    .is_some_and(|p| p.standing() != Standing::Offline);
                queue.policy.on_leave != OnLeave::Stay && !back
            }
            ReturnReason::Silent { .. } => {
                silent_end(&found.row, queue.policy.silent_minutes).is_some_and(|end| end <= facts.at())
            }
        };
        if !holds {
            return Ok(());
        }
        let name = user::by_id(&mut tx, from).await?.map(|row| row.name).unwrap_or_default();
        let before = found.row.facet();
        let release = TicketCommand::Release { queue: queue.id.clone() };
        let mut state = found.row.state.clone().step(release, facts.at())?;
        let mut heir = None;
        if matches!((why, queue.policy.on_leave), (ReturnReason::Offline, OnLeave::Colleague)) {
            let scene = Scene::read(&mut tx).await?;
            let need = need(&queue, None, Some(from));
            if let Some(chosen) = choose(&scene.people, &need).map(|person| person.user.clone())
                && let Some(name) = can_still(&mut tx, &chosen, &need).await?
            {
                state = state.step(TicketCommand::Claim { agent: chosen.clone() }, facts.at())?;
                served(&mut tx, &chosen, facts.at()).await?;
                heir = Some(name);
            }
        }
        found.row.state = state;
        rows::save_ticket(&mut tx, &mut facts, &mut found, before).await?;
        let silent = matches!(why, ReturnReason::Silent { .. }).then_some(from);
        ticket::route::set_silent_by(&mut tx, id, silent).await?;
        self.note_move(&mut tx, &mut facts, &found, ThreadEvent::Returned { from: name, why }).await?;
        if let Some(to) = heir {
            self.note_move(&mut tx, &mut facts, &found, ThreadEvent::Routed { to, returning: false }).await?;
        }
        self.commit(tx, facts).await?;
        Ok(())
    }
}
