//! Statuses of accepted messages over time.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep, sleep_until};

use crate::{
    graph::errors,
    hooks::{self, Notice, payload},
    records::{Delivery, FailureNote},
    sim::Sim,
};

/// What is to become of an accepted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// sent, delivered, read.
    Arrives,
    /// `sent` only: reactions.
    SentOnly,
    /// Nothing: held back.
    Held,
    /// `failed` with this.
    Fails(FailureNote),
}

/// Starts the statuses of a message.
pub(crate) fn schedule(sim: &Arc<Sim>, message_id: String, fate: Fate) {
    let timing = sim.config.statuses.clone();
    if !timing.automatic && !matches!(fate, Fate::Fails(_)) {
        return;
    }
    let worker = sim.clone();
    sim.spawn(async move {
        wait(timing.sent).await;
        match fate {
            Fate::Fails(note) => {
                emit(&worker, &message_id, Delivery::Failed, Some(note));
            }
            Fate::Held => {}
            Fate::SentOnly => {
                emit(&worker, &message_id, Delivery::Sent, None);
            }
            Fate::Arrives => {
                emit(&worker, &message_id, Delivery::Sent, None);
                wait(timing.delivered).await;
                arrive(&worker, &message_id).await;
            }
        }
    });
}

async fn wait(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}

#[derive(Debug, Clone, Copy)]
struct PhoneState {
    online: bool,
    open: bool,
    receipts: bool,
}

fn phone_state(sim: &Sim, message_id: &str) -> Option<PhoneState> {
    let world = sim.world();
    let customer = world.customers.get(*world.message_owner.get(message_id)?)?;
    let sent = world.sent.get(*world.sent_index.get(message_id)?)?;
    Some(PhoneState {
        online: customer.online,
        open: customer.open_chat.as_deref() == Some(sent.phone_number_id.as_str()),
        receipts: customer.read_receipts,
    })
}

async fn arrive(sim: &Arc<Sim>, message_id: &str) {
    let mut phones = sim.watch_phones();
    let receipts = loop {
        let Some(state) = phone_state(sim, message_id) else { return };
        if state.online {
            break state.receipts;
        }
        if phones.changed().await.is_err() {
            return;
        }
    };
    emit(sim, message_id, Delivery::Delivered, None);
    if !receipts {
        return;
    }
    let timing = &sim.config.statuses;
    let closed_until = timing.read_closed.map(|after| Instant::now() + after);
    loop {
        let Some(state) = phone_state(sim, message_id) else { return };
        if state.open {
            wait(timing.read_open).await;
            break;
        }
        let changed = match closed_until {
            Some(until) if Instant::now() >= until => break,
            Some(until) => tokio::select! {
                () = sleep_until(until) => Ok(()),
                changed = phones.changed() => changed,
            },
            None => phones.changed().await,
        };
        if changed.is_err() {
            return;
        }
    }
    emit(sim, message_id, Delivery::Read, None);
}

/// Sets a status and posts its webhook. `false` when no such message was sent.
pub(crate) fn emit(sim: &Arc<Sim>, message_id: &str, status: Delivery, note: Option<FailureNote>) -> bool {
    let now = sim.now_ms();
    let notice = {
        let mut world = sim.world();
        let Some(index) = world.sent_index.get(message_id).copied() else { return false };
        if let Some(sent) = world.sent.get_mut(index) {
            sent.history.push(status);
            sent.status = if status == Delivery::Failed { status } else { sent.status.max(status) };
            sent.error_code = note.as_ref().map(|n| n.code).or(sent.error_code);
        }
        world.change_bubble(message_id, |bubble| {
            bubble.status = if status == Delivery::Failed { status } else { bubble.status.max(status) };
            bubble.error.clone_from(&note);
        });
        let Some(sent) = world.sent.get(index) else { return false };
        let Some(number) = world.number(&sent.phone_number_id) else { return false };
        let customer = sent.customer.as_deref().and_then(|id| world.customer_index(id));
        let customer = customer.and_then(|i| world.customers.get(i));
        let error = note.as_ref().map(|n| errors::status_error(n.code, &n.details));
        Notice {
            waba_id: number.config.waba_id.clone(),
            phone_number_id: Some(sent.phone_number_id.clone()),
            customer: sent.customer.clone(),
            field: "messages".to_owned(),
            value: payload::status_value(&number.config, customer, sent, status, now, error),
            time: None,
            tick: None,
        }
    };
    hooks::notify(sim, notice);
    sim.touch();
    true
}
