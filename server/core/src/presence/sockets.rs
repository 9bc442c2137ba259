//! Which sessions have a live socket on this node. Counted in memory, written down by the dispatcher's loop: a tab that is
//! reloaded costs nothing. A node says every while that it lives; the sockets of one that does not are gone.

use crate::error::Outcome;
use crate::ids::digest;
use crate::ports::Entropy;
use crate::{Actor, Desk, Inner};
use desk_model::time::SECOND;
use desk_model::{Timestamp, UserId};
use desk_store::presence;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a node counts as alive after it last said so (µs).
const LEASE: i64 = 45 * SECOND;
/// How often it says so (µs).
const RENEW: i64 = 15 * SECOND;

/// The sockets of this node.
pub(crate) struct Sockets {
    node: String,
    open: Mutex<HashMap<String, (UserId, usize)>>,
    written: tokio::sync::Mutex<Written>,
}

/// What the database knows of them.
#[derive(Default)]
struct Written {
    sessions: HashMap<String, UserId>,
    renewed: Option<Timestamp>,
}

impl Sockets {
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        let mut random = [0; 16];
        entropy.fill(&mut random);
        Self { node: hex::encode(random), open: Mutex::default(), written: tokio::sync::Mutex::default() }
    }

    /// What is open now.
    fn now(&self) -> HashMap<String, UserId> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter().map(|(session, (user, _))| (session.clone(), user.clone())).collect()
    }
}

/// A live socket of somebody. As long as it is kept, they are there.
pub struct SocketSeat {
    inner: Arc<Inner>,
    session: String,
}

impl Drop for SocketSeat {
    fn drop(&mut self) {
        let mut open = self.inner.sockets.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = open.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.session);
                self.inner.routing_bell.notify_one();
            }
        }
    }
}

impl Desk {
    /// A socket of the actor's session opened on this node.
    pub fn socket_opened(&self, actor: &Actor, session: &str) -> SocketSeat {
        let session = digest(session);
        let mut open = self.0.sockets.open.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = open.entry(session.clone()).or_insert_with(|| (actor.user().clone(), 0));
        entry.1 += 1;
        if entry.1 == 1 {
            self.0.routing_bell.notify_one();
        }
        drop(open);
        SocketSeat { inner: Arc::clone(&self.0), session }
    }
}

impl Inner {
    /// Writes down what opened and closed since the last time, that this node lives, and who does not.
    pub(super) async fn write_sockets(&self) -> Outcome<()> {
        let mut written = self.sockets.written.lock().await;
        let open = self.sockets.now();
        let now = self.now();
        let due = written.renewed.is_none_or(|at| now.since(at) >= RENEW || now < at);
        if !due && written.sessions == open {
            return Ok(());
        }
        let node = &self.sockets.node;
        let mut tx = self.store.write().await?;
        if !presence::node_lives(&mut tx, node, now.plus(LEASE)).await? {
            // Nobody knows of us, or others gave us up: everything is written anew.
            written.sessions.clear();
        }
        for (session, user) in &open {
            if written.sessions.get(session) != Some(user) {
                presence::add_socket(&mut tx, node, session, user).await?;
            }
        }
        let closed: HashSet<&String> = written.sessions.keys().filter(|s| !open.contains_key(*s)).collect();
        for session in closed {
            presence::remove_socket(&mut tx, node, session).await?;
        }
        for dead in presence::dead_nodes(&mut tx, now).await? {
            presence::forget_node(&mut tx, &dead).await?;
        }
        tx.commit().await?;
        *written = Written { sessions: open, renewed: Some(now) };
        Ok(())
    }

    /// This node ends: its people have the grace period to come back, here or elsewhere.
    pub(crate) async fn forget_sockets(&self) -> Outcome<()> {
        let mut written = self.sockets.written.lock().await;
        let mut tx = self.store.write().await?;
        presence::forget_node(&mut tx, &self.sockets.node).await?;
        tx.commit().await?;
        *written = Written::default();
        Ok(())
    }
}
