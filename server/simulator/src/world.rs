//! Everything that changes while the simulator runs, behind one lock.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_json::Value;

use crate::{
    config::{NumberConfig, WindowEnforcement},
    faults::FaultState,
    graph::uploads::Session,
    records::{ChatMessage, Customer, HookRecord, MediaFile, MediaUrl, SendRecord, SentMessage, Template},
};

/// A bounded list: the oldest entry leaves.
#[derive(Debug)]
pub(crate) struct Ring<T> {
    items: VecDeque<T>,
    capacity: usize,
}

impl<T> Ring<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { items: VecDeque::new(), capacity: capacity.max(1) }
    }

    pub(crate) fn push(&mut self, item: T) {
        if self.items.len() == self.capacity {
            self.items.pop_front();
        }
        self.items.push_back(item);
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> {
        self.items.iter_mut()
    }

    pub(crate) fn clear(&mut self) {
        self.items.clear();
    }
}

/// How the platform rates a number and its account, in the words of the Graph API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Standing {
    pub(crate) quality: String,
    pub(crate) status: String,
    pub(crate) name_status: String,
    pub(crate) throughput: String,
    pub(crate) limit: String,
    pub(crate) mode: String,
    pub(crate) review: String,
}

impl Default for Standing {
    fn default() -> Self {
        let [quality, status, name_status, throughput, limit, mode, review] =
            ["GREEN", "CONNECTED", "APPROVED", "STANDARD", "TIER_2K", "LIVE", "APPROVED"].map(str::to_owned);
        Self { quality, status, name_status, throughput, limit, mode, review }
    }
}

/// A number with what changes about it at run time.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) config: NumberConfig,
    pub(crate) registered: bool,
    pub(crate) standing: Standing,
    pub(crate) override_url: Option<String>,
    /// Free replies still priced at nothing.
    pub(crate) free_left: u32,
    /// Instants of the last second's traffic, in and out.
    pub(crate) traffic_ms: VecDeque<i64>,
    pub(crate) profile: BTreeMap<String, Value>,
}

impl Number {
    pub(crate) fn new(config: NumberConfig, free_left: u32) -> Self {
        Self {
            config,
            registered: true,
            standing: Standing::default(),
            override_url: None,
            free_left,
            traffic_ms: VecDeque::new(),
            profile: BTreeMap::new(),
        }
    }
}

/// Subscription of the app to one business account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subscription {
    pub(crate) subscribed: bool,
    pub(crate) override_url: Option<String>,
}

/// Everything that changes, behind one lock.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) numbers: Vec<Number>,
    pub(crate) subscriptions: BTreeMap<String, Subscription>,
    pub(crate) customers: Vec<Customer>,
    pub(crate) templates: Vec<Template>,
    /// (waba, name) → end of the block after deletion.
    pub(crate) blocked_names: BTreeMap<(String, String), i64>,
    pub(crate) media: BTreeMap<String, MediaFile>,
    pub(crate) media_urls: BTreeMap<String, MediaUrl>,
    /// Open uploads of examples.
    pub(crate) sessions: BTreeMap<String, Session>,
    /// Handles of uploaded examples, with their types.
    pub(crate) handles: BTreeMap<String, String>,
    /// Message id → index of its customer.
    pub(crate) message_owner: BTreeMap<String, usize>,
    pub(crate) sent: Vec<SentMessage>,
    /// Message id → index in `sent`.
    pub(crate) sent_index: BTreeMap<String, usize>,
    pub(crate) faults: FaultState,
    pub(crate) send_log: Ring<SendRecord>,
    pub(crate) hook_log: Ring<HookRecord>,
    /// (number, customer address) → theoretical arrival time of the pair rate (ms).
    pub(crate) pair_ms: BTreeMap<(String, String), i64>,
    pub(crate) serial: u64,
    pub(crate) webhook_url: Option<String>,
    pub(crate) window: WindowEnforcement,
}

impl World {
    pub(crate) fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub(crate) fn number(&self, phone_number_id: &str) -> Option<&Number> {
        self.numbers.iter().find(|n| n.config.phone_number_id == phone_number_id)
    }

    pub(crate) fn number_mut(&mut self, phone_number_id: &str) -> Option<&mut Number> {
        self.numbers.iter_mut().find(|n| n.config.phone_number_id == phone_number_id)
    }

    pub(crate) fn has_waba(&self, waba_id: &str) -> bool {
        self.numbers.iter().any(|n| n.config.waba_id == waba_id)
    }

    /// Index of the customer with this id, BSUID or phone.
    pub(crate) fn customer_index(&self, name: &str) -> Option<usize> {
        self.customers.iter().position(|c| c.answers_to(name))
    }

    /// Appends a bubble and remembers whose it is.
    pub(crate) fn add_bubble(&mut self, customer: usize, message: ChatMessage) {
        self.message_owner.insert(message.id.clone(), customer);
        if let Some(customer) = self.customers.get_mut(customer) {
            customer.messages.push(message);
            customer.revision += 1;
        }
    }

    /// The bubble with this id.
    pub(crate) fn bubble(&self, id: &str) -> Option<&ChatMessage> {
        let customer = self.customers.get(*self.message_owner.get(id)?)?;
        customer.messages.iter().rev().find(|m| m.id == id)
    }

    /// Changes the bubble with this id.
    pub(crate) fn change_bubble(&mut self, id: &str, change: impl FnOnce(&mut ChatMessage)) {
        let Some(customer) = self.message_owner.get(id).and_then(|i| self.customers.get_mut(*i)) else {
            return;
        };
        if let Some(message) = customer.messages.iter_mut().rev().find(|m| m.id == id) {
            change(message);
            customer.revision += 1;
        }
    }
}
