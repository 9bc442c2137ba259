//! The running simulator: its world, clock, tasks and signals, shared by every handler.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    clock::SimClock,
    config::SimulatorConfig,
    faults::FaultState,
    graph::template_rules,
    hooks::Dispatcher,
    ids, memory,
    records::{Customer, Template},
    seed,
    world::{Number, Ring, Subscription, World},
};

pub(crate) struct Sim {
    pub(crate) config: SimulatorConfig,
    pub(crate) clock: SimClock,
    pub(crate) address: SocketAddr,
    pub(crate) http: reqwest::Client,
    pub(crate) hooks: Dispatcher,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    phones: watch::Sender<u64>,
}

impl Sim {
    pub(crate) fn new(config: SimulatorConfig, address: SocketAddr, http: reqwest::Client) -> Self {
        let clock = SimClock::default();
        let world = first_world(&config, clock.now_ms());
        Self {
            config,
            clock,
            address,
            http,
            hooks: Dispatcher::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            world: Mutex::new(world),
            changed: watch::Sender::new(0),
            phones: watch::Sender::new(0),
        }
    }

    /// The world, locked. Never held across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Tells watchers (page, waiting tests) that something is new.
    pub(crate) fn touch(&self) {
        self.changed.send_modify(|n| *n += 1);
    }

    /// Tells waiting statuses that a phone was opened or switched.
    pub(crate) fn touch_phones(&self) {
        self.phones.send_modify(|n| *n += 1);
        self.touch();
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn watch_phones(&self) -> watch::Receiver<u64> {
        self.phones.subscribe()
    }

    /// Runs a task that ends with the simulator.
    pub(crate) fn spawn(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work => {}
            }
        });
    }

    /// The URL to post webhooks to: number override, then account override, then the app's.
    /// `Err` when the app is not subscribed to the account.
    pub(crate) fn webhook_target(
        &self,
        waba_id: &str,
        phone_number_id: Option<&str>,
    ) -> Result<Option<String>, ()> {
        let world = self.world();
        let subscription = world.subscriptions.get(waba_id);
        if subscription.is_some_and(|s| !s.subscribed) {
            return Err(());
        }
        let of_number = phone_number_id.and_then(|id| world.number(id)).and_then(|n| n.override_url.clone());
        let of_account = subscription.and_then(|s| s.override_url.clone());
        Ok(of_number.or(of_account).or_else(|| world.webhook_url.clone()))
    }
}

fn first_world(config: &SimulatorConfig, now: i64) -> World {
    let numbers: Vec<Number> = config
        .numbers
        .iter()
        .map(|number| Number::new(number.clone(), config.free_service_messages))
        .collect();
    let accounts: BTreeSet<String> = config.numbers.iter().map(|n| n.waba_id.clone()).collect();
    let templates = accounts
        .iter()
        .flat_map(|waba| config.templates.iter().map(move |seed| (waba, seed)))
        .filter_map(|(waba, seed)| {
            let mut template: Template = template_rules::from_definition(waba, &seed.definition)?;
            template.status.clone_from(&seed.status);
            template.quality.clone_from(&seed.quality);
            template.quality_at_ms = now;
            Some(template)
        })
        .collect();
    let mut world = World {
        numbers,
        subscriptions: accounts
            .into_iter()
            .map(|waba| (waba, Subscription { subscribed: true, override_url: None }))
            .collect(),
        customers: Vec::new(),
        templates,
        blocked_names: BTreeMap::new(),
        media: BTreeMap::new(),
        media_urls: BTreeMap::new(),
        sessions: BTreeMap::new(),
        handles: BTreeMap::new(),
        message_owner: BTreeMap::new(),
        sent: Vec::new(),
        sent_index: BTreeMap::new(),
        faults: FaultState::default(),
        send_log: Ring::new(config.log_capacity),
        hook_log: Ring::new(config.log_capacity),
        pair_ms: BTreeMap::new(),
        serial: 0,
        webhook_url: config.webhook_url.clone(),
        window: config.window,
    };
    let remembered = config.memory.as_deref().is_some_and(|file| memory::recall(&mut world, file));
    if config.seed_customers && !remembered {
        for person in &seed::CUSTOMERS {
            let index = add_customer(&mut world, person.name, person.phone, person.username);
            if let Some(customer) = world.customers.get_mut(index) {
                customer.user_id = person.user_id.to_owned();
            }
        }
    }
    world
}

/// Adds a customer and gives its index.
pub(crate) fn add_customer(
    world: &mut World,
    name: &str,
    phone: Option<&str>,
    username: Option<&str>,
) -> usize {
    let index = world.customers.len();
    world.customers.push(Customer {
        id: format!("c{}", index + 1),
        name: name.to_owned(),
        phone: phone.map(str::to_owned),
        username: username.map(str::to_owned),
        user_id: ids::user_id(),
        online: true,
        on_whatsapp: true,
        read_receipts: true,
        stopped_marketing: false,
        open_chat: None,
        last_inbound_ms: BTreeMap::new(),
        typing_until_ms: 0,
        entry_point_ms: None,
        free_entry_until_ms: None,
        revision: 1,
        messages: Vec::new(),
    });
    index
}

/// A text at a JSON path, if it is one.
pub(crate) fn text_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}
