//! What survives the end of the process: the customers with their chats. Without a file nothing does.

use std::{path::Path, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    records::{ChatMessage, Customer},
    sim::Sim,
    world::World,
};

/// How long a change waits for the next one before it is written.
const BREATH: Duration = Duration::from_millis(40);

#[derive(Serialize, Deserialize)]
struct Kept {
    serial: u64,
    customers: Vec<KeptCustomer>,
}

#[derive(Serialize, Deserialize)]
struct KeptCustomer {
    customer: Customer,
    entry_point_ms: Option<i64>,
    messages: Vec<ChatMessage>,
}

/// Takes over what an earlier run left. Tells whether there was anything that can be read.
pub(crate) fn recall(world: &mut World, file: &Path) -> bool {
    let Ok(text) = std::fs::read(file) else { return false };
    let kept: Kept = match serde_json::from_slice(&text) {
        Ok(kept) => kept,
        Err(error) => {
            tracing::warn!(%error, "the simulator's memory cannot be read; it starts anew");
            return false;
        }
    };
    world.serial = world.serial.max(kept.serial);
    world.message_owner.clear();
    world.customers = Vec::with_capacity(kept.customers.len());
    for (index, KeptCustomer { mut customer, entry_point_ms, messages }) in
        kept.customers.into_iter().enumerate()
    {
        for message in &messages {
            world.message_owner.insert(message.id.clone(), index);
        }
        customer.entry_point_ms = entry_point_ms;
        customer.messages = messages;
        world.customers.push(customer);
    }
    true
}

/// Writes every change, until the simulator ends.
pub(crate) async fn keep(sim: Arc<Sim>) {
    let Some(file) = sim.config.memory.clone() else { return };
    let mut changes = sim.watch();
    while changes.changed().await.is_ok() {
        tokio::time::sleep(BREATH).await;
        changes.mark_unchanged();
        let text = snapshot(&sim.world());
        let file = file.clone();
        // A torn file would forget everything: it is replaced whole.
        let written = tokio::task::spawn_blocking(move || {
            let new = file.with_extension("new");
            std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, &file))
        });
        if let Ok(Err(error)) = written.await {
            tracing::warn!(%error, "the simulator's memory cannot be written");
        }
    }
}

fn snapshot(world: &World) -> Vec<u8> {
    let customers = world.customers.iter().map(|customer| KeptCustomer {
        customer: customer.clone(),
        entry_point_ms: customer.entry_point_ms,
        messages: customer.messages.clone(),
    });
    // Plain data of our own: writing it as JSON cannot fail.
    serde_json::to_vec(&Kept { serial: world.serial, customers: customers.collect() }).unwrap_or_default()
}
