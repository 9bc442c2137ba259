//! Webhooks: what is to be told, in which lane, and with which faults.
//!
//! One lane per customer keeps that customer's events in order; lanes run beside each other. A receiver that cannot be
//! reached holds its lane until it is back; a receiver that answers with an error is passed after a few attempts, so
//! that one refused event does not stop the rest, and is tried again beside the lane.

mod deliver;
pub(crate) mod payload;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::{records::HookRecord, sim::Sim};

/// One change to report.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) waba_id: String,
    pub(crate) phone_number_id: Option<String>,
    /// Simulator id of the customer it is about: its lane.
    pub(crate) customer: Option<String>,
    pub(crate) field: String,
    pub(crate) value: Value,
    /// `entry[].time`, which account-level fields carry.
    pub(crate) time: Option<i64>,
    /// The customer's message that gets its second tick when the receiver has answered 200.
    pub(crate) tick: Option<String>,
}

/// A request on its way.
#[derive(Debug)]
pub(crate) struct Job {
    serial: u64,
    waba_id: String,
    phone_number_id: Option<String>,
    body: Bytes,
    signature: String,
    delay: Duration,
    lose_first: u32,
    ticks: Vec<String>,
    /// Payloads posted by hand go to the given URL, if one was given.
    url: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Dispatcher {
    lanes: Mutex<BTreeMap<String, mpsc::UnboundedSender<Job>>>,
    held: Mutex<Vec<Notice>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reports a change, with whatever fault is on.
pub(crate) fn notify(sim: &Arc<Sim>, notice: Notice) {
    let (hold, hold_ms) = {
        let mut world = sim.world();
        let touched = match &world.faults.set.webhook.only {
            None => true,
            Some(only) => {
                let customer = notice.customer.as_deref().and_then(|id| world.customer_index(id));
                customer.and_then(|i| world.customers.get(i)).is_some_and(|c| c.answers_to(only))
            }
        };
        if !touched {
            drop(world);
            dispatch(sim, vec![notice], false, None);
            return;
        }
        if world.faults.take_drop() {
            let record = record(&mut world, &[notice], "dropped", sim.now_ms(), false);
            world.hook_log.push(record);
            drop(world);
            sim.touch();
            return;
        }
        let hook = &world.faults.set.webhook;
        let hold = hook.reorder.max(hook.batch);
        (hold, if hook.hold_ms == 0 { 300 } else { hook.hold_ms })
    };
    if hold < 2 {
        dispatch(sim, vec![notice], true, None);
        return;
    }
    let held = {
        let mut held = lock(&sim.hooks.held);
        held.push(notice);
        held.len()
    };
    if held >= hold {
        flush(sim);
    } else if held == 1 {
        let later = sim.clone();
        sim.spawn(async move {
            tokio::time::sleep(Duration::from_millis(hold_ms)).await;
            flush(&later);
        });
    }
}

/// Lets go of what the reordering and batching faults hold back.
pub(crate) fn flush(sim: &Arc<Sim>) {
    let mut notices = std::mem::take(&mut *lock(&sim.hooks.held));
    if notices.is_empty() {
        return;
    }
    let (reorder, batch) = {
        let world = sim.world();
        (world.faults.set.webhook.reorder, world.faults.set.webhook.batch)
    };
    if reorder > 1 {
        notices.reverse();
    }
    let size = batch.max(1);
    let mut rest = notices;
    while !rest.is_empty() {
        let tail = rest.split_off(size.min(rest.len()));
        dispatch(sim, rest, true, Some("held"));
        rest = tail;
    }
}

fn record(
    world: &mut crate::world::World,
    notices: &[Notice],
    outcome: &str,
    now: i64,
    duplicate: bool,
) -> HookRecord {
    let changes: Vec<_> =
        notices.iter().map(|n| (n.waba_id.clone(), n.time, n.field.clone(), n.value.clone())).collect();
    HookRecord {
        serial: world.next_serial(),
        at_ms: now,
        customer: notices.first().and_then(|n| n.customer.clone()),
        field: notices.first().map(|n| n.field.clone()).unwrap_or_default(),
        body: payload::envelope(&changes),
        duplicate,
        attempts: Vec::new(),
        outcome: outcome.to_owned(),
    }
}

/// Puts one request (and its copies) into a lane.
fn dispatch(sim: &Arc<Sim>, notices: Vec<Notice>, with_faults: bool, lane: Option<&str>) {
    let Some(first) = notices.first().cloned() else { return };
    let now = sim.now_ms();
    let mut jobs = Vec::new();
    {
        let mut world = sim.world();
        let faults = if with_faults { world.faults.set.webhook.clone() } else { Default::default() };
        for copy in 0..=faults.duplicate {
            let entry = record(&mut world, &notices, "waiting", now, copy > 0);
            let body = Bytes::from(payload::platform_json(&entry.body));
            jobs.push(Job {
                serial: entry.serial,
                waba_id: first.waba_id.clone(),
                phone_number_id: first.phone_number_id.clone(),
                signature: payload::signature(&sim.config.app_secret, &body),
                body,
                delay: Duration::from_millis(faults.delay_ms),
                lose_first: faults.fail_first,
                ticks: notices.iter().filter_map(|n| n.tick.clone()).collect(),
                url: None,
            });
            world.hook_log.push(entry);
        }
    }
    let lane = lane.map(str::to_owned).or(first.customer).unwrap_or_else(|| "account".to_owned());
    for job in jobs {
        enqueue(sim, &lane, job);
    }
}

fn enqueue(sim: &Arc<Sim>, lane: &str, job: Job) {
    let mut lanes = lock(&sim.hooks.lanes);
    let refused = match lanes.get(lane) {
        Some(sender) => match sender.send(job) {
            Ok(()) => return,
            Err(refused) => refused.0,
        },
        None => job,
    };
    let (sender, receiver) = mpsc::unbounded_channel();
    // The receiver is alive in this very scope.
    let _ = sender.send(refused);
    lanes.insert(lane.to_owned(), sender);
    drop(lanes);
    let worker = sim.clone();
    sim.spawn(async move { deliver::lane(&worker, receiver).await });
}

/// Signs and posts a payload made by hand, once in its own lane; gives the serial of its log entry.
pub(crate) fn post_raw(sim: &Arc<Sim>, body: Value, raw: Option<Bytes>, url: Option<String>) -> u64 {
    let bytes = raw.unwrap_or_else(|| Bytes::from(payload::platform_json(&body)));
    let waba_id = body
        .pointer("/entry/0/id")
        .and_then(Value::as_str)
        .map(str::to_owned)
        .or_else(|| sim.config.numbers.first().map(|n| n.waba_id.clone()))
        .unwrap_or_default();
    let serial = {
        let mut world = sim.world();
        let serial = world.next_serial();
        world.hook_log.push(HookRecord {
            serial,
            at_ms: sim.now_ms(),
            customer: None,
            field: "raw".to_owned(),
            body,
            duplicate: false,
            attempts: Vec::new(),
            outcome: "waiting".to_owned(),
        });
        serial
    };
    let job = Job {
        serial,
        waba_id,
        phone_number_id: None,
        signature: payload::signature(&sim.config.app_secret, &bytes),
        body: bytes,
        delay: Duration::ZERO,
        lose_first: 0,
        ticks: Vec::new(),
        url,
    };
    enqueue(sim, "raw", job);
    sim.touch();
    serial
}
