//! The use-cases against a real database, with a clock, randomness and a provider that the tests hold in their hands.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod admin;
mod aftermath;
mod claim;
mod consent;
mod cost;
mod customers;
mod follow;
mod gate;
mod health;
mod held;
mod inbound;
mod login;
mod nodes;
mod nudge;
mod optin;
mod opting_out;
mod outbound;
mod people;
mod queues;
mod reads;
mod replay;
mod seed;
mod sessions;
mod setup;
mod start;
mod support;
mod templates;
mod writing;
