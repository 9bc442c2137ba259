//! The simulator from outside: a client over HTTP on one side, a webhook receiver on the other.

mod customers;
mod faults;
mod media;
mod page;
mod receiver;
mod send;
mod statuses;
mod subscriptions;
mod templates;
mod webhooks;
