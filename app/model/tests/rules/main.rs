//! The rules of the desk, checked against tables and with random input.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod access;
mod autopsy;
mod common;
mod consent;
mod consent_table;
mod contact;
mod dispatch;
mod face;
mod health;
mod hours;
mod label;
mod mention;
mod menu;
mod message;
mod nudge;
mod optin;
mod phone;
mod policy;
mod price;
mod price_csv;
mod protocol;
mod queue_form;
mod reduce_inbox;
mod reduce_thread;
mod setup;
mod sla;
mod snooze;
mod status;
mod survey;
mod template;
mod template_draft;
mod template_looks;
mod ticket;
mod transfer;
mod window;
mod wire;
