//! Starting, steering and stopping a simulator from Rust.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::DefaultBodyLimit, routing::any};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    config::{SimulatorConfig, WindowEnforcement},
    faults::{Faults, SendFault},
    graph::{self, subscriptions, templates},
    hooks, memory,
    net::{BreakableListener, Connection},
    page,
    phone::{
        actions::{self, CustomerChange, NewCustomer},
        says::{self, CustomerMessage},
    },
    records::{ChatMessage, Customer, Delivery, FailureNote, HookRecord, SendRecord, SentMessage},
    sim::Sim,
    sim_api, sim_control, statuses,
};

/// Why a simulator did not start or did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// Address asked for.
        address: SocketAddr,
        /// Cause.
        source: io::Error,
    },
    /// The HTTP client for webhooks cannot be made.
    #[error("cannot make the webhook client: {0}")]
    Client(#[from] reqwest::Error),
    /// The configuration names no number.
    #[error("at least one number is needed")]
    NoNumber,
    /// A call to the simulator is wrong: unknown customer, bad phone…
    #[error("{0}")]
    Refused(String),
}

/// A stand-in for the Graph API.
#[derive(Debug)]
pub struct Simulator;

impl Simulator {
    /// Binds the address and serves until the handle is shut down or dropped.
    ///
    /// # Errors
    /// When the address cannot be bound, or no number is configured.
    pub async fn start(config: SimulatorConfig) -> Result<SimulatorHandle, SimulatorError> {
        if config.numbers.is_empty() {
            return Err(SimulatorError::NoNumber);
        }
        // Err means that the process has one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(64)
            .build()?;
        let bind_error = |source| SimulatorError::Bind { address: config.bind, source };
        let listener = TcpListener::bind(config.bind).await.map_err(bind_error)?;
        let address = listener.local_addr().map_err(bind_error)?;
        let sim = Arc::new(Sim::new(config, address, http));
        sim.spawn(memory::keep(sim.clone()));
        let app = router(sim.clone()).into_make_service_with_connect_info::<Connection>();
        let stop = sim.stop.clone();
        let server = tokio::spawn(async move {
            let serving = axum::serve(BreakableListener(listener), app)
                .with_graceful_shutdown(async move { stop.cancelled().await });
            if let Err(error) = serving.await {
                tracing::error!(%error, "the simulator stopped serving");
            }
        });
        Ok(SimulatorHandle { sim, server: Some(server) })
    }
}

fn router(sim: Arc<Sim>) -> Router {
    Router::new()
        .merge(page::router())
        .merge(sim_api::router())
        .route("/sim/{*path}", any(sim_api::unknown))
        .fallback(graph::handle)
        // An upload may have 100 MB; the handlers hold everything else to less.
        .layer(DefaultBodyLimit::max(101 << 20))
        .with_state(sim)
}

/// A running simulator. Dropping it stops it without waiting.
pub struct SimulatorHandle {
    sim: Arc<Sim>,
    server: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for SimulatorHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimulatorHandle").field("addr", &self.sim.address).finish_non_exhaustive()
    }
}

impl Drop for SimulatorHandle {
    fn drop(&mut self) {
        self.sim.stop.cancel();
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}

impl SimulatorHandle {
    /// The bound address.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.sim.address
    }

    /// `http://address`: put it where `https://graph.facebook.com` would be.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.sim.address)
    }

    /// The configuration it was started with.
    #[must_use]
    pub fn config(&self) -> &SimulatorConfig {
        &self.sim.config
    }

    /// Id of the first number.
    #[must_use]
    pub fn phone_number_id(&self) -> &str {
        self.sim.config.numbers.first().map(|n| n.phone_number_id.as_str()).unwrap_or_default()
    }

    /// Stops: open requests end, statuses and webhooks not yet sent are dropped.
    pub async fn shutdown(mut self) {
        self.sim.stop.cancel();
        self.sim.tasks.close();
        self.sim.tasks.wait().await;
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(Duration::from_secs(2), &mut server).await.is_err()
        {
            server.abort();
        }
    }

    /// Where webhooks go from now on; `None` keeps them here.
    pub fn set_webhook_url(&self, url: Option<String>) {
        self.sim.world().webhook_url = url;
    }

    /// The subscription handshake with the webhook address.
    ///
    /// # Errors
    /// What the receiver did wrong.
    pub async fn verify_webhook(&self) -> Result<(), SimulatorError> {
        let url = self.sim.world().webhook_url.clone();
        let url = url.ok_or_else(|| SimulatorError::Refused("no webhook address is set".to_owned()))?;
        subscriptions::handshake(&self.sim, &url, &self.sim.config.verify_token)
            .await
            .map_err(SimulatorError::Refused)
    }

    /// Adds a customer; gives the simulator id.
    ///
    /// # Errors
    /// When the phone or BSUID is malformed or taken.
    pub fn add_customer(&self, new: NewCustomer) -> Result<String, SimulatorError> {
        actions::create(&self.sim, &new).map_err(SimulatorError::Refused)
    }

    /// Changes a customer.
    ///
    /// # Errors
    /// When there is no such customer or the phone is malformed.
    pub fn change_customer(&self, customer: &str, change: &CustomerChange) -> Result<(), SimulatorError> {
        actions::change(&self.sim, customer, change).map_err(SimulatorError::Refused)
    }

    /// The customers.
    #[must_use]
    pub fn customers(&self) -> Vec<Customer> {
        self.sim.world().customers.clone()
    }

    /// A customer (id, BSUID or phone) writes; the id of the message. Its webhook is on the way.
    ///
    /// # Errors
    /// When there is no such customer or number, or the message lacks what its type needs.
    pub async fn customer_says(
        &self,
        customer: &str,
        message: CustomerMessage,
    ) -> Result<String, SimulatorError> {
        says::say(&self.sim, customer, message).map_err(SimulatorError::Refused)
    }

    /// Opens or closes the chat on the customer's phone.
    ///
    /// # Errors
    /// When there is no such customer.
    pub fn open_chat(&self, customer: &str, open: bool) -> Result<(), SimulatorError> {
        actions::open(&self.sim, customer, open, None).map_err(SimulatorError::Refused)
    }

    /// Lets the simulator take the customer's last message to be this much older.
    ///
    /// # Errors
    /// When there is no such customer.
    pub fn age_customer(&self, customer: &str, by: Duration) -> Result<(), SimulatorError> {
        actions::age(&self.sim, customer, crate::clock::millis(by) / 1000).map_err(SimulatorError::Refused)
    }

    /// The bubbles on the customer's phone.
    #[must_use]
    pub fn chat(&self, customer: &str) -> Vec<ChatMessage> {
        let world = self.sim.world();
        let customer = world.customer_index(customer).and_then(|i| world.customers.get(i));
        customer.map(|c| c.messages.clone()).unwrap_or_default()
    }

    /// Messages accepted from the business, oldest first.
    #[must_use]
    pub fn sent_messages(&self) -> Vec<SentMessage> {
        self.sim.world().sent.clone()
    }

    /// Every request to the send endpoint.
    #[must_use]
    pub fn send_log(&self) -> Vec<SendRecord> {
        self.sim.world().send_log.iter().cloned().collect()
    }

    /// Every webhook with its attempts.
    #[must_use]
    pub fn webhook_log(&self) -> Vec<HookRecord> {
        self.sim.world().hook_log.iter().cloned().collect()
    }

    /// Posts a status by hand; `error` is the code of a failure.
    ///
    /// # Errors
    /// When no such message was sent.
    pub fn send_status(
        &self,
        message: &str,
        status: Delivery,
        error: Option<i64>,
    ) -> Result<(), SimulatorError> {
        let note = error.map(|code| FailureNote { code, details: String::new() });
        if statuses::emit(&self.sim, message, status, note) {
            return Ok(());
        }
        Err(SimulatorError::Refused("no such message".to_owned()))
    }

    /// Signs and posts a whole payload.
    pub fn post_webhook(&self, payload: Value) {
        hooks::post_raw(&self.sim, payload, None, None);
    }

    /// Replaces all faults.
    pub fn set_faults(&self, faults: Faults) {
        sim_control::set_faults(&self.sim, faults);
    }

    /// Adds a fault of the send endpoint.
    pub fn fail_send(&self, fault: SendFault) {
        self.sim.world().faults.set.sends.push(fault);
    }

    /// The faults not yet used up.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.sim.world().faults.set.clone()
    }

    /// How the 24-hour rule is enforced from now on.
    pub fn set_window(&self, window: WindowEnforcement) {
        self.sim.world().window = window;
    }

    /// Changes the status of every language of a template and posts the webhooks.
    pub fn set_template_status(&self, name: &str, status: &str, reason: &str) {
        let ids: Vec<String> =
            self.sim.world().templates.iter().filter(|t| t.name == name).map(|t| t.id.clone()).collect();
        for id in ids {
            templates::set_status(&self.sim, &id, status, reason);
        }
    }

    /// Moves the simulator's clock ahead: stamps, windows, media and rates all follow.
    pub fn advance(&self, by: Duration) {
        self.sim.clock.advance(by);
        self.sim.touch();
    }

    /// The simulator's clock, milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.sim.now_ms()
    }

    /// Waits until `look` finds what it looks for, asking again after each change; `None` when the time is over.
    pub async fn wait_for<T>(&self, within: Duration, mut look: impl FnMut(&Self) -> Option<T>) -> Option<T> {
        let mut changes = self.sim.watch();
        let deadline = tokio::time::Instant::now() + within;
        loop {
            changes.mark_unchanged();
            if let Some(found) = look(self) {
                return Some(found);
            }
            match tokio::time::timeout_at(deadline, changes.changed()).await {
                Ok(Ok(())) => {}
                _ => return look(self),
            }
        }
    }
}
