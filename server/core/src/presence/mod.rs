//! Who is there. What somebody chose is stored apart from whether a socket of theirs lives, so that every node agrees and
//! a lost line does not change what they chose.
//!
//! - `sockets` writes down which sessions have sockets on this node, and notices nodes that died.
//! - `team` is what people do: say how they stand, look at each other, change each other.

mod sockets;
mod team;

pub use sockets::SocketSeat;
pub(crate) use sockets::Sockets;

use crate::error::Outcome;
use crate::rows::Facts;
use crate::{Desk, Inner};
use desk_model::dispatch::fits;
use desk_model::presence::{PresenceRules, Standing, grace_end};
use desk_model::{DeskError, QueueId, QueuePolicy, Timestamp, UserId};
use desk_store::presence::{self, PresenceRow};
use desk_store::{Tx, queue, setting};
use std::collections::HashMap;

/// Under which name the rules are stored.
const NAME: &str = "presence";

/// The rules as they stand; what was never set is as the desk thinks best.
pub(crate) async fn rules(tx: &mut Tx<'_>) -> Outcome<PresenceRules> {
    let stored = setting::get(tx, NAME).await?;
    Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// What tickets weigh, queue by queue.
pub(crate) type Weights = HashMap<QueueId, u32>;

/// What the tickets of every queue weigh.
pub(crate) async fn weights(tx: &mut Tx<'_>) -> Outcome<Weights> {
    Ok(queue::list(tx).await?.into_iter().map(|queue| (queue.id, queue.policy.weight)).collect())
}

/// What so many tickets of these queues come to.
pub(crate) fn weigh<'a>(counts: impl IntoIterator<Item = (&'a QueueId, i64)>, weights: &Weights) -> u32 {
    counts.into_iter().fold(0, |sum: u32, (queue, count)| {
        let weight = weights.get(queue).copied().unwrap_or(1);
        sum.saturating_add(weight.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX)))
    })
}

/// What somebody's tickets weigh.
pub(crate) async fn load_of(tx: &mut Tx<'_>, user: &UserId) -> Outcome<u32> {
    let weights = weights(tx).await?;
    let counts = presence::loads_of(tx, user).await?;
    Ok(weigh(counts.iter().map(|(queue, count)| (queue, *count)), &weights))
}

/// Makes sure that somebody can serve one more ticket under `policy`, and that nobody else gives them one before this
/// transaction ends. Whatever gives somebody a ticket passes here, after the conversation was locked.
///
/// # Errors
/// [`DeskError::AtCapacity`] when they serve as much as they may.
pub(crate) async fn make_room(
    tx: &mut Tx<'_>,
    user: &UserId,
    policy: &QueuePolicy,
    at: Timestamp,
) -> Outcome<()> {
    let mut row = presence::lock(tx, user).await?;
    let capacity = presence::colleague(tx, user).await?.map_or(0, |known| known.capacity);
    let load = load_of(tx, user).await?;
    if !fits(load, capacity, policy.weight) {
        return Err(DeskError::AtCapacity { load, capacity }.into());
    }
    row.served_at = at;
    presence::save(tx, &row).await?;
    Ok(())
}

/// Writes a changed row, and tells of it where somebody stands otherwise than `before`.
async fn restate(
    tx: &mut Tx<'_>,
    facts: &mut Facts,
    row: &mut PresenceRow,
    before: &PresenceRow,
) -> Outcome<()> {
    let (was, is) = (before.standing(), row.standing());
    if was != is {
        // Whoever comes back before their tickets were looked at keeps them.
        row.leaving = is == Standing::Offline;
    }
    if was != is || row.choice != before.choice {
        row.since = facts.at();
        facts.presence(&row.user, is, row.since);
    }
    if row != before {
        presence::save(tx, row).await?;
    }
    Ok(())
}

impl Desk {
    /// A session of `user` ended by their own wish. When no other one of theirs has a page open, they are offline at once,
    /// and begin as available the next time.
    ///
    /// # Errors
    /// [`DeskError::Busy`] or [`DeskError::Internal`] when the database does not answer.
    pub async fn logged_out(&self, user: &UserId, session: &str) -> Result<(), DeskError> {
        self.settle(self.0.logged_out(user, session)).await
    }
}

impl Inner {
    async fn logged_out(&self, user: &UserId, session: &str) -> Outcome<()> {
        let mut tx = self.store.write().await?;
        presence::end_session(&mut tx, &crate::ids::digest(session)).await?;
        if presence::has_socket(&mut tx, user).await? {
            return Ok(tx.commit().await?);
        }
        self.gone(tx, user).await
    }

    /// Somebody may not be here any more.
    pub(crate) async fn dismissed(&self, user: &UserId) -> Outcome<()> {
        let mut tx = self.store.write().await?;
        presence::end_sessions(&mut tx, user).await?;
        self.gone(tx, user).await
    }

    async fn gone(&self, mut tx: Tx<'static>, user: &UserId) -> Outcome<()> {
        let mut facts = Facts::new(self.now());
        let before = presence::lock(&mut tx, user).await?;
        let mut row = PresenceRow { online: false, lost_at: None, ..before.clone() };
        row.choice = desk_model::presence::Choice::Available;
        row.set_by = None;
        restate(&mut tx, &mut facts, &mut row, &before).await?;
        self.commit(tx, facts).await.map_err(Into::into)
    }

    /// Makes what is stored of people follow from their sockets: who came is there, who lost the last socket gets a while,
    /// whose while is over is gone. Gives when the next one's is over.
    async fn settle_people(&self) -> Outcome<Option<Timestamp>> {
        let mut tx = self.store.read().await?;
        let unsettled = presence::unsettled(&mut tx).await?;
        drop(tx);
        for user in &unsettled {
            self.settle_person(user, None).await?;
        }
        let mut tx = self.store.read().await?;
        let lost = presence::lost(&mut tx).await?;
        let grace = if lost.is_empty() { 0 } else { rules(&mut tx).await?.grace_seconds };
        drop(tx);
        let now = self.now();
        for (user, lost_at) in lost {
            let end = grace_end(lost_at, grace);
            if end > now {
                return Ok(Some(end));
            }
            self.settle_person(&user, Some(grace)).await?;
        }
        Ok(None)
    }

    /// With `grace`, somebody who is still lost and whose time is over is gone.
    async fn settle_person(&self, user: &UserId, grace: Option<u32>) -> Outcome<()> {
        let mut facts = Facts::new(self.now());
        let mut tx = self.store.write().await?;
        let before = presence::lock(&mut tx, user).await?;
        let mut row = before.clone();
        if presence::has_socket(&mut tx, user).await? {
            row.online = true;
            row.lost_at = None;
        } else if row.online {
            let lost_at = *row.lost_at.get_or_insert(facts.at());
            if grace.is_some_and(|grace| grace_end(lost_at, grace) <= facts.at()) {
                row.online = false;
                row.lost_at = None;
            }
        }
        if row != before {
            restate(&mut tx, &mut facts, &mut row, &before).await?;
            self.commit(tx, facts).await?;
        }
        Ok(())
    }

    /// Everything about who is there, once: sockets of this node, dead nodes, people. Gives when somebody's time is over.
    pub(crate) async fn look_at_people(&self) -> Outcome<Option<Timestamp>> {
        self.write_sockets().await?;
        self.settle_people().await
    }
}
