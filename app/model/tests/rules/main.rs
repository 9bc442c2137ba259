//! The rules of the desk, checked against tables and with random input.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod access;
mod autopsy;
mod common;
mod contact;
mod face;
mod health;
mod message;
mod protocol;
mod reduce_inbox;
mod reduce_thread;
mod setup;
mod template;
mod ticket;
mod window;
mod wire;
