//! The simulator from outside: a client over HTTP on one side, a webhook receiver on the other.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the report")]

mod customers;
mod faults;
mod media;
mod numbers;
mod page;
mod receiver;
mod send;
mod statuses;
mod subscriptions;
mod templates;
mod webhooks;
