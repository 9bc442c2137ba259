//! Notifications taken apart: recorded ones, every documented shape, broken ones, random ones.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;
mod messages;
mod mutations;
mod recorded;
mod statuses_and_fields;
