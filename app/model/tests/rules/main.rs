//! The rules of the desk, checked against tables and with random input.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod access;
mod common;
mod contact;
mod face;
mod message;
mod protocol;
mod reduce_inbox;
mod reduce_thread;
mod template;
mod template_draft;
mod template_looks;
mod ticket;
mod window;
mod wire;
