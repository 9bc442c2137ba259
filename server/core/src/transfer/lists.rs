//! What the screens show of handing over: offers, and to whom one can hand.

use crate::error::Outcome;
use crate::{Actor, Desk, Inner};
use desk_model::access::Permission;
use desk_model::presence::Standing;
use desk_model::transfer::{OfferList, PersonTarget, QueueTarget, TransferDirectory};
use desk_model::{DeskError, UserId};
use desk_store::{event, presence, queue, ticket};
use std::collections::{BTreeMap, BTreeSet};

impl Desk {
    /// Tickets offered to the actor, or by them.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn offers(&self, actor: &Actor) -> Result<OfferList, DeskError> {
        self.settle(self.0.offers(actor)).await
    }

    /// Every queue and every colleague that tickets can be handed to.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn transfer_directory(&self, actor: &Actor) -> Result<TransferDirectory, DeskError> {
        self.settle(self.0.transfer_directory(actor)).await
    }
}

impl Inner {
    async fn offers(&self, actor: &Actor) -> Outcome<OfferList> {
        actor.require(Permission::ReadTickets)?;
        let mut tx = self.store.read().await?;
        let as_of = event::last_seq(&mut tx).await?;
        let rows = ticket::offers_of(&mut tx, actor.user()).await?;
        Ok(OfferList { as_of, rows: rows.into_iter().filter(|row| actor.sees_ticket(row)).collect() })
    }

    async fn transfer_directory(&self, actor: &Actor) -> Outcome<TransferDirectory> {
        if !actor.may(Permission::MoveTickets) {
            actor.require(Permission::TransferOwnTicket)?;
        }
        let mut tx = self.store.read().await?;
        let (agents, waiting) = ticket::loads(&mut tx).await?;
        let (agents, waiting): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (agents.into_iter().collect(), waiting.into_iter().collect());
        let people = presence::team(&mut tx).await?;
        let active: BTreeSet<&UserId> = people.iter().map(|person| &person.user).collect();
        let mut queues = Vec::new();
        let mut belongs: BTreeMap<UserId, Vec<String>> = BTreeMap::new();
        for row in queue::list(&mut tx).await? {
            let mut members = 0u32;
            for member in queue::members(&mut tx, &row.id).await? {
                if active.contains(&member) {
                    members += 1;
                    belongs.entry(member).or_default().push(row.name.clone());
                }
            }
            let waiting = count(waiting.get(&row.id));
            queues.push(QueueTarget { id: row.id, name: row.name, color: row.color, members, waiting });
        }
        let mut people: Vec<_> = people
            .into_iter()
            .filter(|person| person.user != *actor.user())
            .map(|person| PersonTarget {
                queues: belongs.remove(&person.user).unwrap_or_default(),
                load: count(agents.get(&person.user)),
                standing: person.presence.map_or(Standing::Offline, |row| row.standing()),
                id: person.user,
                name: person.name,
                role: person.role,
            })
            .collect();
        people.sort_by_key(|person| match person.standing {
            Standing::Available => 0,
            Standing::Paused => 1,
            Standing::Offline => 2,
        });
        Ok(TransferDirectory { queues, people })
    }
}

fn count(found: Option<&i64>) -> u32 {
    found.and_then(|count| u32::try_from(*count).ok()).unwrap_or(0)
}
