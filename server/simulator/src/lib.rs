//! A stand-in for Meta's WhatsApp Graph API, with phones to type on.
//!
//! It speaks the Cloud API's wire and nothing else: a client of the real API works against it by changing its base URL
//! to [`SimulatorHandle::base_url`]. It accepts messages, media, template and number calls under `/v24.0/…` (any
//! version), enforces the platform's rules with the platform's error JSON, posts signed webhooks back, and misbehaves
//! on demand. People play the customers on the page at `/`; tests play them through [`SimulatorHandle`] or through the
//! JSON calls under `/sim`, which the page uses too (listed in the documentation of the module `sim_api`).
//!
//! ```no_run
//! use desk_simulator::{CustomerMessage, Simulator, SimulatorConfig};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let meta = Simulator::start(SimulatorConfig::for_tests()).await?;
//! meta.set_webhook_url(Some("http://127.0.0.1:3000/webhooks/whatsapp".to_owned()));
//! meta.customer_says("c1", CustomerMessage::text("Oi")).await?;
//! # Ok(())
//! # }
//! ```

mod clock;
mod config;
mod faults;
mod graph;
mod handle;
mod hooks;
mod ids;
mod memory;
mod net;
mod page;
mod phone;
mod records;
mod seed;
mod sim;
mod sim_api;
mod sim_control;
mod sim_numbers;
mod statuses;
mod world;

pub use config::{
    Limits, NumberConfig, PageLanguage, RetryPolicy, SimulatorConfig, StatusTiming, TemplateSeed,
    UnknownRecipient, WindowEnforcement,
};
pub use faults::{Faults, Reengagement, ReviewFault, SendFault, SendFaultKind, WebhookFaults};
pub use handle::{Simulator, SimulatorError, SimulatorHandle};
pub use hooks::payload::signature;
pub use phone::{
    actions::{CustomerChange, NewCustomer},
    says::CustomerMessage,
};
pub use records::{
    ChatMessage, Customer, Delivery, FailureNote, HookAttempt, HookRecord, SendRecord, SentMessage,
};
